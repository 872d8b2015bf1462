/* SPDX-License-Identifier: Apache-2.0 */
/*
 * impact_price.h - what trading a given amount of money at once would cost on average.
 *
 * Role       Takes the levels of one side of a book, best first, and gives their average price for
 *            the impact notional.  Where the levels come from is the caller's business.
 * Rules      R-PREMIUM-1, R-PAYOFF-8.
 */
#ifndef PERPETUA_CORE_PERP_IMPACT_PRICE_H
#define PERPETUA_CORE_PERP_IMPACT_PRICE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/int_math.h"
#include "model/side.h"

#define IMPACT_LEVELS_MAX 1000u

struct impact {
    int64_t notional_micros;
    int64_t tick_value_micros;
    int64_t
        face_micros; /* 0, or of an inverse product (R-PAYOFF-8): then the tick value is unused */
    int128 lots;     /* of the levels taken whole */
    int128 left_micros; /* of the notional */
    int64_t price_e4;   /* 0: not reached yet */
    uint32_t levels;
    uint8_t side; /* of the book: SIDE_BUY gives the impact bid */
};

struct impact impact_begin(enum side side, int64_t notional_micros, int64_t tick_value_micros);

/* The next level.  False when no further one is needed: the price is there, or will never be. */
bool impact_level(struct impact *impact, int64_t price_ticks, int64_t lots);

#endif
