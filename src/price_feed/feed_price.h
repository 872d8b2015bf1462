/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed_price.h - a price as a source writes it, as a whole number.
 *
 * Role       Decimal text to 10^-8 dollars a coin, with no float on the way.
 * Invariant  What is accepted lies in 1..FEED_PRICE_E8_MAX.
 * Rules      none.
 */
#ifndef PERPETUA_PRICE_FEED_FEED_PRICE_H
#define PERPETUA_PRICE_FEED_FEED_PRICE_H

#include "price_feed/feed_json.h"

#define FEED_PRICE_DECIMALS 8u
#define FEED_PRICE_E8_MAX   INT64_C(100000000000000000) /* 10^9 dollars */

static inline bool feed_price_read(struct import_slice slice, int64_t *price_e8)
{
    int64_t value = 0;
    if (!import_round_decimal(slice, FEED_PRICE_DECIMALS, &value)) return false;
    if (value < 1 || value > FEED_PRICE_E8_MAX) return false;
    *price_e8 = value;
    return true;
}

/* A text or a number of a message. */
static inline bool feed_price_of(const struct feed_value *value, int64_t *price_e8)
{
    if (value->token != JSON_TEXT && value->token != JSON_NUMBER) return false;
    return feed_price_read(value->slice, price_e8);
}

#endif
