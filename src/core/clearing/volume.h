/* SPDX-License-Identifier: Apache-2.0 */
/*
 * volume.h - what an owner has traded on the thirty days before today.
 *
 * Role       A ring of days, turned when a trade comes on a new one; days are those of UTC.
 * Invariant  The sum of days is that of the thirty before `day`; sums stop at the end of 64 bits.
 * Rules      R-FEE-2, R-FEE-3.
 */
#ifndef PERPETUA_CORE_CLEARING_VOLUME_H
#define PERPETUA_CORE_CLEARING_VOLUME_H

#include <stdint.h>

#include "model/product_terms.h"

#define VOLUME_DAYS 30u

struct owner_volume {
    int64_t past_micros;                  /* of the thirty days before */
    int64_t days_micros[VOLUME_DAYS + 1]; /* by day modulo the room; today's with them */
    int64_t day;                          /* since 1970-01-01 */
};

static_assert(sizeof(struct owner_volume) == 264, "no padding");

/* The day of an instant. */
int64_t volume_day(int64_t time_ns);

/* Days never go back. */
void volume_turn(struct owner_volume *volume, int64_t day);
void volume_add(struct owner_volume *volume, int64_t micros);

/* R-FEE-2: what is wrong with the tiers: the index of the first wrong one, or their count. */
uint64_t fee_tiers_fault(const struct body_fee_tiers *tiers);

/* The highest tier whose volume was reached; there is one. */
const struct fee_tier *fee_tier_of(const struct body_fee_tiers *tiers, int64_t past_micros);

#endif
