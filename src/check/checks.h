/* SPDX-License-Identifier: Apache-2.0 */
/*
 * checks.h - the checks, one object each.
 *
 * Role       What check.c puts into its table; each is defined in the file of its name.
 * Invariant  None: constants.
 */
#ifndef PERPETUA_CHECK_CHECKS_H
#define PERPETUA_CHECK_CHECKS_H

#include "check/check.h"

extern const struct check check_mark;      /* marks from book, trades, index and rate */
extern const struct check check_funding;   /* rates from premiums, caps, continuous accrual */
extern const struct check check_premium;   /* premiums from impact prices and oracle */
extern const struct check check_positions; /* what accounts hold from trade to trade */
extern const struct check check_tiers;     /* deductions of brackets, initial from maintenance */
extern const struct check check_index;     /* index from several sources with outlier rules */
extern const struct check check_fund;      /* an insurance fund's balance and its falls */

#endif
