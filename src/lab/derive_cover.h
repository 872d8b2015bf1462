/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_cover.h - what a closure of the bank asks of an account, and what is on deposit.
 *
 * Role   The arithmetic of pre-funding, as far as forced closes need it, written for receipts and
 *        without the core.
 * Rules  R-PREFUND-4, R-LIQ-14.
 */
#ifndef PERPETUA_LAB_DERIVE_COVER_H
#define PERPETUA_LAB_DERIVE_COVER_H

#include "lab/derive_account.h"

struct derived_cover {
    int128 required_micros;
    int128 on_deposit_micros;
};

/* An amount x a rate, rounded up to a micro. */
int128 derive_share(int128 micros, uint32_t rate_ppm);

/* R-PREFUND-4: the part of what is required that one product asks for. */
int128 derive_stake_required(const struct account_stake *stake);

struct derived_cover derive_cover(const struct account_case *account);

/* R-LIQ-14: what would be required if the position of a stake under the full model had so many lots
 * and no orders. */
int128 derive_required_with(const struct account_case *account, uint32_t stake, int64_t lots);

#endif
