/* SPDX-License-Identifier: Apache-2.0 */
/*
 * quality.h - how good a market is: spreads, depth, impact, resilience, in integers.
 *
 * Role       Told of quotes, depth, trades, orders and prices in the order of time, it keeps sums
 *            by minute and adds them up to days, to weekdays and weekends, and to the whole.  It
 *            knows neither journal nor venue: quality_journal.h, quality_recording.h tell it.
 * Units      Prices are integers of one scale of the caller's; ratios are parts per billion (_e9);
 *            money is micro-dollars.  A spread counts by the time for which it stood, an effective
 *            spread by the value traded.
 * Invariant  A minute's sums are added once; what is resolved later (a mid five minutes after a
 *            trade) counts in the minute in which it is.
 * Ownership  quality_init to quality_release.
 * Rules      none: docs/spec/quality.md defines each figure.
 */
#ifndef PERPETUA_QUALITY_QUALITY_H
#define PERPETUA_QUALITY_QUALITY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/int_math.h"
#include "model/side.h"
#include "quality/discovery.h"
#include "quality/pair_sums.h"

#define QUALITY_DEPTHS   5u /* 1, 5, 10, 25, 50 basis points */
#define QUALITY_DELAYS   4u /* 1 s, 5 s, 30 s, 5 min */
#define QUALITY_KINDS    5u /* of members; 0: unknown */
#define QUALITY_SHOCK_BP 2u /* place in the depths: 10 basis points */

extern const uint32_t quality_depth_bp[QUALITY_DEPTHS];
extern const int64_t quality_delay_ns[QUALITY_DELAYS];

/* A sum over things that weigh differently: mean = sum / weight. */
struct weighted {
    int128 sum;
    int128 weight;
};

/* Everything that can be added up over time. */
struct quality_sums {
    int64_t observed_ns;
    int64_t quoted_ns; /* both sides were there */
    struct weighted spread_e9;
    struct weighted depth_micros[QUALITY_DEPTHS]; /* both sides together */
    uint64_t trades;
    int64_t lots;
    int64_t wash_lots; /* of one owner or controller with itself */
    int128 value_micros;
    struct weighted effective_e9;
    struct weighted realised_e9[QUALITY_DELAYS];
    struct weighted impact_e9[QUALITY_DELAYS];
    uint64_t shocks;       /* trades that took depth */
    uint64_t recovered[2]; /* to 50, to 90 per cent of what they took */
    int64_t recovered_ns[2];
    uint64_t orders;
    uint64_t amends;
    uint64_t cancels;
    uint64_t refusals;
    uint64_t lives;       /* of orders that ended after they had rested */
    uint64_t short_lives; /* under a second */
    int64_t life_ns;
    struct weighted lambda;    /* Kyle: change of the mid on signed value, by minutes */
    struct weighted amihud_e9; /* change of the mid by value, per million dollars */
    struct weighted basis_e9;
    struct weighted basis_size_e9; /* without sign */
    struct weighted basis_square_e18;
    int64_t banded_ns;              /* mark, index and both sides were there, */
    int64_t inside_ns;              /* and the basis was within what it costs to trade it away */
    struct pair_sums price_pairs;   /* changes from trade to trade: one, and the next */
    struct pair_sums basis_pairs;   /* at the end of a minute, and of the next */
    struct pair_sums funding_pairs; /* mean premium, rate charged */
    uint64_t fundings;
    uint64_t fundings_zero;
    uint64_t fundings_capped;
    struct weighted funding_error_e12; /* distance of the rate from the mean premium */
    int64_t maker_lots[QUALITY_KINDS];
    int64_t taker_lots[QUALITY_KINDS];
};

/* A trade whose later mids are still to come. */
struct quality_pending {
    int64_t time_ns;
    int64_t price;
    int128 weight;
    int64_t effective_e9;
    int64_t mid_twice;
    enum side side;
};

/* Depth that a trade took and that has not come back yet. */
struct quality_shock {
    bool is_open;
    bool is_half; /* half has come back */
    int64_t since_ns;
    int64_t half_micros; /* depth at which half has */
    int64_t most_micros; /* depth at which nine tenths have */
};

struct quality_period {
    int64_t start_ns; /* of a minute in UTC; of a day in local time, as if that were UTC */
    int64_t open_interest_lots; /* at the end */
    struct quality_sums sums;
    bool has_shares; /* of a day: of the market's middle, against the index */
    struct discovery_shares shares;
};

/* From one funding to the next. */
struct quality_interval {
    int64_t end_ns;
    int64_t rate_e12;
    int64_t average_e12; /* mean premium */
    bool is_capped;
    struct weighted basis_e9;
    struct weighted basis_size_e9;
    struct weighted basis_square_e18;
    int64_t banded_ns;
    int64_t inside_ns;
};

struct quality_intervals {
    struct quality_interval *list;
    uint32_t count;
    uint32_t capacity;
};

/* The middle from this second on, twice; 0: none. */
struct quality_second {
    int64_t second;
    int64_t mid_twice;
};

struct quality_seconds {
    struct quality_second *list;
    uint32_t count;
    uint32_t capacity;
};

/* What it costs to trade a basis away, and where it is drawn to. */
struct quality_costs {
    int64_t fee_e9;   /* a taker's fee for one trade */
    int64_t other_e9; /* the other leg, there and back */
    int64_t carry_e9; /* basis at which funding pays for the interest; R-FUND: rate x interval */
};

struct quality_periods {
    struct quality_period *list;
    uint32_t count;
    uint32_t capacity;
};

struct quality {
    bool keeps_minutes;
    bool keeps_seconds;    /* middles, to be compared with another market's */
    uint32_t periods_kept; /* at least so many minutes and days, the newest; 0: all */
    bool has_memory;
    bool has_begun;
    int64_t time_ns;
    int64_t offset_ns; /* local time minus UTC */
    int64_t bid;       /* 0: none */
    int64_t ask;
    int64_t depth[QUALITY_DEPTHS];
    int64_t side_depth[2]; /* of the shocks: at 10 basis points, by side */
    struct quality_shock shocks[2];
    int64_t open_interest_lots;
    int64_t minute_mid_twice; /* when it began; 0: there was none */
    int128 minute_signed;     /* value bought less value sold by takers */
    int128 minute_value;
    struct quality_period minute; /* the one at hand */
    struct quality_periods minutes;
    struct quality_periods days;
    struct quality_sums weekdays;
    struct quality_sums weekends;
    struct quality_sums whole;
    struct quality_pending *pending;
    uint32_t pending_count;
    uint32_t pending_capacity;
    uint32_t pending_at[QUALITY_DELAYS]; /* the first that is not resolved for this delay */
    struct quality_costs costs;
    int64_t mark; /* 0: none */
    int64_t index;
    int64_t trade_price;     /* of the latest trade with a taker; 0: none */
    int64_t trade_change_e9; /* from the one before it */
    bool has_trade_change;
    bool is_priced;   /* in the minute at hand */
    int64_t basis_e9; /* when the last minute ended */
    bool has_basis;
    struct quality_interval interval; /* the one at hand */
    struct quality_intervals intervals;
    struct quality_seconds seconds;
    struct discovery day_discovery;
    struct discovery discovery; /* of everything */
};

void quality_init(struct quality *quality, bool keeps_minutes);
void quality_release(struct quality *quality);

/* Time passes with the quote and depth as they are; to be called before what happens then. */
void quality_advance(struct quality *quality, int64_t time_ns);

/* The best prices from now on; 0: none. */
void quality_quote(struct quality *quality, int64_t bid, int64_t ask);

/* Money within each distance of the mid, both sides together, and that of each side at 10 basis
 * points. */
void quality_depth(struct quality *quality, const int64_t depth[QUALITY_DEPTHS],
                   const int64_t side_depth[2]);

struct quality_trade {
    int64_t price;
    int64_t lots;
    int64_t value_micros;
    enum side side;  /* of the taker */
    bool is_auction; /* no taker: no effective spread */
    bool is_wash;
    uint32_t maker_kind;
    uint32_t taker_kind;
};

/* A trade against the book as it was told last. */
void quality_trade(struct quality *quality, const struct quality_trade *trade);

void quality_prices(struct quality *quality, int64_t mark, int64_t index);
void quality_funding(struct quality *quality, int64_t rate_e12, int64_t average_e12,
                     int64_t cap_e12);

/* An order that ended after it had rested for so long. */
void quality_life(struct quality *quality, int64_t life_ns);

/* The last minute is over. */
void quality_finish(struct quality *quality);

/* Shares of the first market's middle, from seconds in which both were quoted.  False: too few. */
bool quality_shares(const struct quality_seconds *first, const struct quality_seconds *second,
                    struct discovery_shares *shares);

/* sum / weight, rounded down; 0 without weight. */
int64_t weighted_mean(const struct weighted *weighted);

void weighted_add(struct weighted *weighted, int128 value, int128 weight);

#endif
