/* SPDX-License-Identifier: Apache-2.0 */
/*
 * venue_funding.h - funding that fell due is paid soon, not when a position happens to change.
 *
 * Role       The core charges a funding by growing one number of the product; an account pays when
 *            it is touched.  Behind each such growth the venue asks all accounts to pay, some
 *            thousand at a time, so that nobody else waits and members see their payment.
 * Invariant  Nothing depends on it but the moment of a payment: what is due is in an account's
 *            equity at once, and collecting twice finds nothing the second time.
 * Rules      R-FUND-14.
 */
#ifndef PERPETUA_VENUE_VENUE_FUNDING_H
#define PERPETUA_VENUE_VENUE_FUNDING_H

#include <stdint.h>

#include "model/limits.h"

struct gateway;

/* One product: up to which cumulative amount all accounts have paid, and who pays next. */
struct venue_funding_sweep {
    int64_t collected_nanos;
    int64_t target_nanos;
    uint32_t next_account_id; /* 0: nothing is being collected */
};

struct venue_funding {
    struct gateway *gateway;
    struct venue_funding_sweep sweeps[PRODUCTS_MAX];
};

/* From now on, on the venue's thread. */
void venue_funding_open(struct venue_funding *funding, struct gateway *gateway);

#endif
