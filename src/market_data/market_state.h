/* SPDX-License-Identifier: Apache-2.0 */
/*
 * market_state.h - the inside of the market view.
 *
 * Role       Structs that the files of this folder share; nobody else includes it.
 * Invariant  A live order is in `orders` under its id; the lots that active orders show are the
 *            sums in their levels.  The levels of a side are sorted, the best one last, where most
 *            changes are.
 */
#ifndef PERPETUA_MARKET_DATA_MARKET_STATE_H
#define PERPETUA_MARKET_DATA_MARKET_STATE_H

#include "market_data/candle.h"
#include "market_data/grow.h"
#include "market_data/market_data.h"

/* A live order as far as the depth needs it. */
struct book_order {
    uint32_t link; /* of the pool */
    uint16_t product_id;
    uint8_t side;
    uint8_t flags; /* mask of enum market_order_flag */
    uint64_t order_id;
    int64_t price_ticks;
    int64_t open_lots;
    int64_t shown_lots;
};

struct book_side {
    struct market_level *levels; /* worst first */
    uint32_t count;
    uint32_t capacity;
};

/* A level as it was when the command at hand first touched it. */
struct book_touch {
    int64_t price_ticks;
    int64_t before_lots;
    uint32_t order; /* of the touches, from 0 */
    uint8_t side;
    uint8_t reserved[3];
};

struct book_log_entry {
    uint64_t sequence;
    int64_t price_ticks;
    int64_t before_lots;
    int64_t after_lots;
    uint64_t side;
};

struct market_book {
    struct book_side sides[2];
    struct book_touch *touches;
    uint32_t touch_count;
    uint32_t touch_capacity;
    struct book_log_entry *log; /* ring of config.book_changes_kept */
    uint64_t log_count;         /* ever written */
    uint64_t lost_sequence;     /* changes up to here are not in the log any more */
    uint64_t book_id;
};

struct day_cache {
    int64_t minute_ns; /* the statistics are of the day before this minute; 0: none yet */
    struct market_statistics statistics;
};

struct market_product {
    struct market_ticker
        ticker; /* as events leave it; `day` and rates of 8 h are made when asked */
    struct market_book book;
    struct market_trade *trades; /* ring of config.trades_kept */
    uint64_t trades_put;
    uint64_t trade_number;         /* latest */
    struct market_candle *minutes; /* ring of config.minutes_kept */
    uint64_t minutes_put;
    struct market_funding *fundings; /* ring of config.fundings_kept */
    uint64_t fundings_put;
    struct day_cache day;
    struct fine_price funding_index; /* at the latest rate */
    uint64_t liquidation_order_id;   /* of the forced close at hand */
    uint16_t id;
    bool is_known; /* defined, so that there is a ticker */
};

struct market_data {
    struct market_config config;
    struct market_product **products; /* by id; NULL: nothing happened yet */
    struct book_order *orders;
    struct slot_pool order_pool;
    struct key_map order_map;
    int64_t *nets; /* positions */
    uint32_t net_count;
    uint32_t net_capacity;
    struct key_map net_map;    /* (account, product) */
    struct book_touch *sorted; /* entries of a log while an answer is made */
    uint64_t turning_id;       /* of the triggered order whose price may still change; 0: none */
    uint64_t sequence;         /* of the command at hand */
    int64_t time_ns;
    uint32_t venue_halt;
    bool is_open;      /* events of `sequence` were given and not closed */
    uint16_t *touched; /* products whose book the command touched */
    uint32_t touched_count;
};

/* NULL: no memory. */
struct market_product *market_product_make(struct market_data *market, uint16_t product_id);
const struct market_product *market_product_at(const struct market_data *market,
                                               uint16_t product_id);

/* --- book.c ----------------------------------------------------------------------------------- */

/* Adds lots and orders to a level, negative ones too; false: no memory. */
bool market_book_add(struct market_data *market, struct market_product *product, enum side side,
                     const struct market_level *change);
const struct market_level *market_book_best(const struct market_book *book, enum side side);
/* The command is over: its changes join the log. */
bool market_book_close(struct market_data *market, struct market_product *product,
                       uint64_t sequence);

/* --- book_orders.c ---------------------------------------------------------------------------- */

bool market_orders_apply(struct market_data *market, const struct event *event);
bool market_orders_trade(struct market_data *market, const struct event *event);

/* --- tape.c ----------------------------------------------------------------------------------- */

bool market_tape_trade(struct market_data *market, const struct event *event);

/* R-BLOCK-5: a row of the tape, and nothing else. */
bool market_tape_block(struct market_data *market, const struct event *event);
/* The minute of the market's time, made if it is new; NULL: no memory. */
struct market_candle *market_tape_minute(struct market_data *market,
                                         struct market_product *product);
void market_tape_day(const struct market_data *market, struct market_product *product,
                     struct market_statistics *day);

/* --- prices.c --------------------------------------------------------------------------------- */

bool market_prices_apply(struct market_data *market, const struct event *event);
bool market_interest_apply(struct market_data *market, const struct event *event);

#endif
