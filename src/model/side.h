/* SPDX-License-Identifier: Apache-2.0 */
/*
 * side.h - the two sides of a market, and the only place that tells them apart.
 *
 * Role   Everything that differs between buying and selling is a function here, so that matching,
 *        checks and positions are written once.  The sides of a stream of orders are as good as
 *        random, so these functions compute instead of branching: a processor guesses a branch on
 *        the side wrong every other time.
 */
#ifndef PERPETUA_MODEL_SIDE_H
#define PERPETUA_MODEL_SIDE_H

#include <stdbool.h>
#include <stdint.h>

enum side { SIDE_BUY = 0, SIDE_SELL = 1 };

/* In a filter (mass cancel) this value stands for either side. */
#define SIDE_ANY 2

static inline enum side side_opposite(enum side side)
{
    return (enum side)((uint32_t)side ^ 1u);
}

/* +1 for a buy, -1 for a sell: what a fill adds to a net position. */
static inline int64_t side_sign(enum side side)
{
    return 1 - 2 * (int64_t)side;
}

/*
 * A key that orders prices of one side from best to worst: the best price has the lowest key.
 * Complement, not negation, so that every 64-bit price has a key.
 */
static inline int64_t side_price_key(enum side side, int64_t price_ticks)
{
    return price_ticks ^ ((int64_t)side - 1);
}

/* Would an order of `side` limited at `limit_ticks` trade against a resting price? */
static inline bool side_accepts(enum side side, int64_t limit_ticks, int64_t resting_ticks)
{
    return side_price_key(side, limit_ticks) <= side_price_key(side, resting_ticks);
}

#endif
