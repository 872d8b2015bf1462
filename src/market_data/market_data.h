/* SPDX-License-Identifier: Apache-2.0 */
/*
 * market_data.h - what everybody may see of the market, rebuilt from the events.
 *
 * Role       Depth by level, trades, candles, statistics of a day, mark, index and funding of each
 *            product.  It is a pure structure: events in, answers out, no clock and no thread.  All
 *            times are venue times; prices are ticks or fine prices, quantities lots.
 * Invariant  After market_data_end the depth is that of the core after the same command
 *            (test/readers compares).  Memory is bounded by the configuration.
 * Ownership  market_data_create allocates, market_data_destroy frees.  Pointers that are returned
 *            hold until the next market_data_apply.
 * Rules      R-BOOK-1, R-ICE-1.
 *
 * How it is fed: every durable event in order by market_data_apply, in pieces of any size, and
 * market_data_end when all events of the commands up to a sequence have been given.  The depth and
 * its change log move when a command ends: by market_data_end, or by an event of a later command.
 */
#ifndef PERPETUA_MARKET_DATA_MARKET_DATA_H
#define PERPETUA_MARKET_DATA_MARKET_DATA_H

#include <stdbool.h>
#include <stdint.h>

#include "model/event.h"

struct market_data;

struct market_config {
    uint32_t products_max;      /* as the core's: ids 1..products_max-1 */
    uint32_t trades_kept;       /* latest trades of a product */
    uint32_t minutes_kept;      /* latest candles of a minute, of a product */
    uint32_t fundings_kept;     /* latest funding rates of a product */
    uint32_t book_changes_kept; /* changes of levels that a subscriber may lag behind */
};

/* 10,000 trades, two days of minutes, 2,000 funding rates, 8,192 changes. */
struct market_config market_config_default(uint32_t products_max);

/* NULL: there is no memory. */
struct market_data *market_data_create(const struct market_config *config);
void market_data_destroy(struct market_data *market);

/* What it knows, written down or taken up by one with the same configuration: keep/keep.h. */
struct keep;
void market_data_keep(struct market_data *market, struct keep *keep);

/* False if memory ran out: the view is wrong from then on, and the process should stop. */
bool market_data_apply(struct market_data *market, const struct event *list, uint32_t count);
bool market_data_end(struct market_data *market, uint64_t sequence);

/* --- depth ------------------------------------------------------------------------------------ */

struct market_level {
    struct price price;
    struct qty shown; /* hidden parts of icebergs are not in it */
    uint32_t orders;
    uint32_t reserved;
};

/* Best levels of one side, best first.  Returns how many were written, at most `max`. */
uint32_t market_depth(const struct market_data *market, uint16_t product_id, enum side side,
                      struct market_level *levels, uint32_t max);

struct market_grouping {
    enum side side;
    int64_t step_ticks; /* at least 1 */
};

/* The same with prices in steps: bids round down, asks up. */
uint32_t market_depth_grouped(const struct market_data *market, uint16_t product_id,
                              const struct market_grouping *grouping, struct market_level *levels,
                              uint32_t max);

/*
 * Number of the present depth: the sequence of the last command that changed it (0: none did).  It
 * is the change_id of subscribers and lasts over restarts.
 */
uint64_t market_book_id(const struct market_data *market, uint16_t product_id);

enum book_action { BOOK_NEW = 1, BOOK_CHANGE = 2, BOOK_DELETE = 3 };

struct book_change {
    struct price price;
    struct qty shown; /* after; 0: the level is gone */
    uint8_t side;     /* enum side */
    uint8_t action;   /* enum book_action, against the depth numbered `since` */
    uint8_t reserved[6];
};

enum book_answer {
    BOOK_SAME = 0,    /* nothing differs */
    BOOK_CHANGED = 1, /* `list` leads from the depth `since` to the present one */
    BOOK_LOST = 2     /* too far behind, or more than `max` changes: send a snapshot */
};

struct book_changes {
    struct book_change *list;
    uint32_t max;
    uint32_t count; /* answer */
};

/*
 * What leads from the depth numbered `since` (a market_book_id seen before) to the present one:
 * bids first, best first; levels that changed to and fro are left out.  One call serves every
 * subscriber that stands at the same number.
 */
enum book_answer market_book_changes(const struct market_data *market, uint16_t product_id,
                                     uint64_t since, struct book_changes *changes);

/* --- trades ----------------------------------------------------------------------------------- */

/* Against the trade before, in the numbers of the JSON-RPC dialect. */
enum tick_direction { TICK_PLUS = 0, TICK_ZERO_PLUS = 1, TICK_MINUS = 2, TICK_ZERO_MINUS = 3 };

struct market_trade {
    uint64_t sequence;
    uint64_t trade_id;
    uint64_t number; /* of the product: 1, 2, 3 ... without gaps */
    uint64_t maker_order_id;
    uint64_t taker_order_id;
    uint64_t
        block_id; /* 0: of the book; else there are no orders, and no candle or price knows it */
    int64_t time_ns;
    struct price price;
    struct qty qty;
    struct fine_price mark; /* when it happened; 0: unknown */
    struct fine_price index;
    uint32_t index_in_command;
    uint32_t maker_account_id;
    uint32_t taker_account_id;
    uint16_t product_id;
    uint8_t taker_side;     /* enum side */
    uint8_t tick_direction; /* enum tick_direction */
    uint8_t is_auction;
    uint8_t is_liquidation; /* the taker's order was a forced close */
    uint8_t reserved[6];
};

/* Trades kept of a product: `back` 0 is the latest.  NULL: not kept. */
const struct market_trade *market_trade(const struct market_data *market, uint16_t product_id,
                                        uint32_t back);
uint32_t market_trade_count(const struct market_data *market, uint16_t product_id);  /* kept */
uint64_t market_trade_number(const struct market_data *market, uint16_t product_id); /* ever */

/* --- candles ---------------------------------------------------------------------------------- */

#define MINUTE_NS INT64_C(60000000000)

/* 0: there was none. */
struct market_range {
    int64_t open;
    int64_t high;
    int64_t low;
    int64_t close;
};

struct market_candle {
    int64_t start_ns;
    struct market_range price; /* of trades, ticks */
    struct market_range bid;   /* best, ticks; of the book as commands left it */
    struct market_range ask;
    struct market_range mark; /* ticks_e4 */
    struct market_range index;
    struct qty volume;
    int64_t value_tick_lots;  /* sum of price x quantity */
    struct qty open_interest; /* at the end */
    uint64_t trades;
    int64_t previous_close; /* price of the last trade before it, ticks; 0: none */
};

/* Lengths of candles: minutes of 1, 3, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440. */
bool market_resolution_exists(uint32_t minutes);

struct market_window {
    int64_t from_ns;
    int64_t to_ns;
    uint32_t max;
};

/*
 * Candles of `minutes` whose start is in [from_ns, to_ns], oldest first, at multiples of their
 * length since 1970 UTC; the last may still grow.  A candle without a trade has a price range of 0
 * and previous_close.  Returns how many were written, at most `max`: the newest, if there are more.
 * Before the minutes kept in memory, ask history.
 */
uint32_t market_candles(const struct market_data *market, uint16_t product_id, uint32_t minutes,
                        const struct market_window *window, struct market_candle *list);

/* Minutes kept of a product in which something happened: `back` 0 is the latest; NULL: no more. */
const struct market_candle *market_minute(const struct market_data *market, uint16_t product_id,
                                          uint32_t back);

/* Adds a later candle (or minute) to an earlier one of longer length; used by history too. */
void market_candle_join(struct market_candle *candle, const struct market_candle *later);

/* Start of the oldest minute kept; INT64_MAX without one. */
int64_t market_candles_from(const struct market_data *market, uint16_t product_id);

/* --- funding ---------------------------------------------------------------------------------- */

struct market_funding {
    uint64_t sequence;
    int64_t as_of_ns;
    int64_t rate_e12; /* charged */
    int64_t average_e12;
    int64_t published_e12;
    struct fine_price price; /* what the rate was charged on */
    struct fine_price mark;
    struct fine_price index;
    struct fine_price previous_index; /* at the rate before */
    int64_t cumulative_nanos;
    int64_t next_funding_ns;
    uint32_t index_in_command;
    uint16_t product_id;
    uint16_t reserved;
};

/* `back` 0 is the latest; NULL: not kept. */
const struct market_funding *market_funding(const struct market_data *market, uint16_t product_id,
                                            uint32_t back);

/* Sum of the rates charged with from_ns < as_of_ns <= to_ns, of those kept. */
int64_t market_funding_sum_e12(const struct market_data *market, uint16_t product_id,
                               int64_t from_ns, int64_t to_ns);

/* --- ticker ----------------------------------------------------------------------------------- */

struct market_statistics {
    struct price high; /* 0: no trade in the window */
    struct price low;
    struct price first; /* last price before the window, else the first in it */
    struct qty volume;
    int64_t value_tick_lots;
    uint64_t trades;
};

struct market_ticker {
    char symbol[24];
    uint64_t sequence;    /* of the last command that changed anything here */
    int64_t time_ns;      /* of that command */
    uint32_t state;       /* enum product_state */
    uint32_t phase;       /* enum phase */
    uint32_t halt;        /* enum halt, the more severe of product's and venue's */
    uint32_t own_halt;    /* the product's */
    uint32_t index_state; /* enum index_state, of the last event INDEX */
    uint32_t reserved;
    int64_t halt_until_ns;   /* 0: not known */
    int64_t listed_ns;       /* when it was defined */
    struct market_level bid; /* shown 0: none */
    struct market_level ask;
    struct price last; /* 0: none */
    struct qty last_qty;
    int64_t last_ns;
    struct fine_price mark; /* 0: none */
    struct fine_price index;
    struct fine_price settlement; /* price of the last settlement; 0: none */
    int64_t settlement_ns;
    int64_t premium_e12;     /* of the last price step */
    int64_t average_e12;     /* of the interval so far */
    int64_t estimate_e12;    /* of the rate of this interval */
    int64_t rate_e12;        /* charged last */
    int64_t rate_8h_e12;     /* sum charged in the last eight hours */
    int64_t next_funding_ns; /* 0: no funding */
    int64_t cumulative_nanos;
    struct qty open_interest;
    uint64_t trade_count;
    struct qty volume_ever; /* lots ever traded */
    int64_t value_tick_lots_ever;
    struct market_statistics day; /* of the last 24 hours, by whole minutes */
};

/* False if the product was never defined. */
bool market_ticker(const struct market_data *market, uint16_t product_id,
                   struct market_ticker *ticker);

/* Venue time of the latest event. */
int64_t market_time_ns(const struct market_data *market);

/* enum halt of the venue. */
uint32_t market_venue_halt(const struct market_data *market);

/* --- restart ---------------------------------------------------------------------------------- */

/*
 * What history hands back at start, before any event: oldest first.  The open interest follows from
 * market_restore_position.
 */
enum market_order_flag {
    BOOK_ORDER_ACTIVE = 1, /* counts in the depth */
    BOOK_ORDER_TRIGGER = 2 /* waits for a trigger, or will */
};

/* A live order, resting or waiting. */
struct market_order {
    uint64_t order_id;
    struct price price;
    struct qty open;
    struct qty shown;
    uint16_t product_id;
    uint8_t side;
    uint8_t flags; /* mask of enum market_order_flag */
    uint8_t reserved[4];
};

bool market_restore_order(struct market_data *market, const struct market_order *order);
bool market_restore_position(struct market_data *market, uint32_t account_id, uint16_t product_id,
                             struct qty net);
bool market_restore_trade(struct market_data *market, const struct market_trade *trade);
bool market_restore_candle(struct market_data *market, uint16_t product_id,
                           const struct market_candle *minute);
bool market_restore_funding(struct market_data *market, const struct market_funding *funding);
/* Last of all; of product 0 only own_halt, which is the venue's. */
bool market_restore_ticker(struct market_data *market, uint16_t product_id,
                           const struct market_ticker *ticker, uint64_t book_id);

#endif
