/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scale.h - from a recording's numbers to ticks and lots, and back.
 *
 * Role       While a recording is surveyed, the greatest common divisor of its prices becomes the
 *            tick and that of its quantities the lot, so that any instrument fits into the engine's
 *            limits without being told its tick.  A recording with prices at or below zero
 *            (spreads) is moved up as a whole.
 * Invariant  Every price and quantity that was surveyed has exact ticks and lots.
 * Rules      R-UNIT-1.
 */
#ifndef PERPETUA_REPLAY_SCALE_H
#define PERPETUA_REPLAY_SCALE_H

#include <stdbool.h>
#include <stdint.h>

#include "replay/fault.h"

/* A zeroed scale has seen nothing. */
struct scale {
    int64_t tick;      /* of the recording's price unit; 0: no price seen yet */
    int64_t lot;       /* of the recording's quantity unit */
    int64_t price_min; /* seen */
    int64_t price_max;
    int64_t qty_max;
    int64_t origin; /* price of tick 0 */
    bool has_price;
};

void scale_see_price(struct scale *scale, int64_t price);
void scale_see_qty(struct scale *scale, int64_t qty);

/* After the survey.  False if the engine's limits cannot hold what was seen. */
bool scale_settle(struct scale *scale, const char *path, struct replay_fault *fault);

int64_t scale_ticks(const struct scale *scale, int64_t price);
int64_t scale_price(const struct scale *scale, int64_t ticks);
int64_t scale_lots(const struct scale *scale, int64_t qty);
int64_t scale_qty(const struct scale *scale, int64_t lots);

/* Is part / whole at least the rate?  Nothing of nothing is. */
bool rate_reaches(uint64_t part, uint64_t whole, uint64_t rate_ppm);

#endif
