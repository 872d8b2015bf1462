/* SPDX-License-Identifier: Apache-2.0 */
/*
 * demo_flow.h - a made-up day of orders, and the trades that it must give.
 *
 * Role       Draws orders around a fair price that wanders: an opening call, then new orders near
 *            the touch, cancels, decreases, small takers and now and then a sweep through many
 *            prices. Each record also goes to the plain book of demo_book.h, which knows the
 *            right trades.
 * Invariant  One seed gives one day.
 * Rules      none.
 */
#ifndef PERPETUA_REPLAY_DEMO_FLOW_H
#define PERPETUA_REPLAY_DEMO_FLOW_H

#include "base/random.h"
#include "replay/demo_book.h"

enum demo_kind {
    DEMO_ORDER,    /* a limit order that rests */
    DEMO_TAKER,    /* a limit order that trades at once or is cancelled */
    DEMO_CANCEL,   /* of a live order */
    DEMO_DECREASE, /* of a live order */
    DEMO_OPEN      /* the call auction ends */
};

struct demo_record {
    int64_t time_ns;
    int64_t price;
    int64_t lots;
    uint32_t number; /* of the order */
    enum demo_kind kind;
    enum side side;
};

struct demo_day {
    struct demo_record *records;
    size_t count;
    size_t capacity;
    size_t open_at;          /* index of the DEMO_OPEN record */
    size_t sweep_at;         /* of the taker that made the most trades */
    size_t call_trade_count; /* trades of the auction */
    struct demo_book *book;  /* at the end of the day, with all trades */
};

/* False when memory is used up. */
bool demo_day_draw(struct demo_day *day, uint64_t seed, size_t record_count);

void demo_day_free(struct demo_day *day);

#endif
