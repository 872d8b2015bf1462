/* SPDX-License-Identifier: Apache-2.0 */
/*
 * collateral.h - assets other than dollars that back an account.
 *
 * Role       The records of an asset and of what one account has of it, and what that counts for.
 * Invariant  The units of an asset in all accounts are its custody (double entry in units).
 * Rules      R-COLL-1 to R-COLL-3.
 */
#ifndef PERPETUA_CORE_RISK_COLLATERAL_H
#define PERPETUA_CORE_RISK_COLLATERAL_H

#include "base/int_math.h"
#include "model/margin_terms.h"

struct asset {
    struct body_asset_terms terms; /* asset_id 0: does not exist */
    int64_t price_micros;          /* of one whole asset; 0: none yet */
    int64_t custody_units;
    uint32_t first_holding; /* of the asset, in the order in which they came */
    uint32_t last_holding;
};

static_assert(sizeof(struct asset) == 48, "no padding");

/* What one account has of one asset. */
struct holding {
    uint32_t account;
    uint32_t asset;
    int64_t units;
    uint32_t account_next; /* the account's next holding */
    uint32_t asset_next;   /* the asset's */
};

static_assert(sizeof(struct holding) == 24, "no padding");

static_assert((int128)ASSET_UNITS_MAX * ASSET_PRICE_MAX <= INT128_MAX / PPM_ONE,
              "a credit is exact");

/* R-COLL-3 */
static inline int64_t asset_credit(const struct asset *asset, int64_t units)
{
    int128 weight = PPM_ONE - (int64_t)asset->terms.haircut_ppm;
    int128 value = div_floor((int128)units * asset->price_micros * weight, PPM_ONE * ASSET_UNITS);
    int64_t cap = asset->terms.account_cap_micros;
    return value < cap ? (int64_t)value : cap;
}

#endif
