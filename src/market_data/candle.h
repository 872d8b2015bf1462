/* SPDX-License-Identifier: Apache-2.0 */
/*
 * candle.h - candles of any length from those of a minute.
 *
 * Role       Joins minutes, oldest first, into a row of candles without gaps.  Memory and history
 *            make their answers with it.
 * Invariant  Candles start at multiples of their length since 1970 UTC and follow one another.
 */
#ifndef PERPETUA_MARKET_DATA_CANDLE_H
#define PERPETUA_MARKET_DATA_CANDLE_H

#include "market_data/market_data.h"

struct candle_series {
    int64_t length_ns;
    int64_t from_ns; /* first start that is wanted, moved so that at most `max` fit */
    int64_t to_ns;   /* last start that is wanted */
    struct market_candle *list;
    uint32_t max;
    uint32_t count;
    struct market_candle before; /* the latest candle, wanted or not */
    bool has_before;
};

/* `max` at least 1; `minutes` a resolution that exists. */
void candle_series_begin(struct candle_series *series, uint32_t minutes, struct market_candle *list,
                         uint32_t max);
/* Starts in from_ns..to_ns are wanted. */
void candle_series_window(struct candle_series *series, int64_t from_ns, int64_t to_ns);
void candle_series_add(struct candle_series *series, const struct market_candle *minute);
/* Candles without events up to and with the one of `until_ns`.  Returns the count. */
uint32_t candle_series_end(struct candle_series *series, int64_t until_ns);

/* A candle in which nothing happened, behind `before`. */
struct market_candle candle_flat(const struct market_candle *before, int64_t start_ns);

/* One more price in a range. */
void candle_range_add(struct market_range *range, int64_t price);

/* A sum that stays at the largest number rather than wrap. */
int64_t candle_sum(int64_t a, int64_t b);
/* The same with a * b added. */
int64_t candle_product(int64_t sum, int64_t a, int64_t b);

#endif
