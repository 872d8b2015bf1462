/* SPDX-License-Identifier: Apache-2.0 */
/*
 * liquidation.h - what a product keeps of its liquidation: terms, fund window, auction and bids.
 *
 * Role       The record, the check of its terms, and the list of sealed bids.  It moves nothing.
 * Invariant  An account has at most one bid a side; bids are numbered as they come.
 * Rules      R-LIQ-1 (ranges), R-BID-2, R-BID-3 (order of bids).
 */
#ifndef PERPETUA_CORE_LIQUIDATION_LIQUIDATION_H
#define PERPETUA_CORE_LIQUIDATION_LIQUIDATION_H

#include <stdbool.h>

#include "core/liquidation/close_plan.h"
#include "core/liquidation/fund.h"
#include "core/liquidation/waterfall.h"
#include "model/liquidation_terms.h"
#include "model/reject.h"

#define AUCTION_BIDS_MAX   64u
#define CLOSE_ACCOUNTS_MAX 65536u /* R-LIQ-3, R-ADL-1: accounts on a list of one step */

struct auction_bid {
    int64_t price_ticks;
    int64_t lots;
    uint64_t number; /* the lower, the earlier */
    uint32_t account;
    uint8_t side; /* enum side: what the bidder does */
    uint8_t reserved[3];
};

static_assert(sizeof(struct auction_bid) == 32, "no padding");

struct liquidation {
    struct body_liquidation_terms terms;
    struct fund_window fund;
    int64_t auction_end_ns; /* 0: none runs */
    uint64_t bid_number;    /* of the latest bid */
    int64_t gains_day;      /* R-DEFAULT-7: business day of the latest haircut of gains */
    uint32_t gains_days;    /* business days with one, in the default with the number below */
    uint32_t gains_default;
    uint32_t bid_count;
    uint8_t has_terms;
    uint8_t reserved[3];
    struct auction_bid bids[AUCTION_BIDS_MAX];
};

static_assert(sizeof(struct liquidation) ==
                  sizeof(struct body_liquidation_terms) + 64 + 32 * AUCTION_BIDS_MAX,
              "no padding");

/* R-DEFAULT-6: a member's place in the guaranty fund, and what was called from it. */
struct default_member {
    int64_t requirement_micros;
    int64_t called_micros;     /* in the default with the number below */
    uint32_t called_default;   /* 0: never called */
    uint32_t guaranty_account; /* 0: none */
    struct call_log calls;
};

static_assert(sizeof(struct default_member) == 24 + sizeof(struct call_log), "no padding");

/* R-DEFAULT-9: the default that the latest debt belongs to. */
struct default_course {
    int64_t tranche_micros; /* R-DEFAULT-2: the bound of each tranche */
    int64_t used_micros[2]; /* of the first and of the second */
    int32_t business_day;   /* of the latest debt */
    uint32_t number;        /* 0: none yet */
};

static_assert(sizeof(struct default_course) == 32, "no padding");

/* An account that may come on the list of a step, with what decides its place (R-LIQ-3). */
struct close_rank {
    int64_t health_ppm;
    uint32_t account;
    uint32_t position; /* slot */
};

static_assert(sizeof(struct close_rank) == 16, "no padding");

/* An account on the list of a step (R-LIQ-3). */
struct close_item {
    int64_t equity_micros; /* at its turn, as are the next three */
    int64_t maintenance_micros;
    int64_t own_micros;
    int64_t lots;      /* absolute net lots */
    int64_t lots_left; /* to be deleveraged */
    uint32_t account;
    uint32_t position; /* slot */
    uint8_t side;      /* enum side of the close */
    uint8_t is_worked;
    uint8_t is_unfunded; /* R-LIQ-14 */
    uint8_t reserved[13];
};

static_assert(sizeof(struct close_item) == 64, "one cache line, no padding");

struct liquidation_fault {
    enum reject reject;
    enum field field;
    int64_t given;
    int64_t legal;
};

/* R-LIQ-1, all that the terms alone can say: from the regime to the notional of the fund. */
struct liquidation_fault liquidation_terms_check(const struct body_liquidation_terms *terms);

static inline struct fund_limit liquidation_fund_limit(const struct liquidation *liquidation)
{
    return (struct fund_limit){.window_ns = liquidation->terms.window_ns,
                               .drawdown_ppm = liquidation->terms.drawdown_ppm,
                               .release_ppm = liquidation->terms.release_ppm};
}

/* R-BID-2: the bid of an account on a side, or NULL. */
struct auction_bid *auction_bid_find(struct liquidation *liquidation, uint32_t account,
                                     enum side side);

/* Sets a bid in the place of the account's earlier one; there is room. */
void auction_bid_set(struct liquidation *liquidation, uint32_t account, enum side side,
                     int64_t price_ticks, int64_t lots);

void auction_bid_remove(struct liquidation *liquidation, struct auction_bid *bid);

/* R-BID-3: the bid of a side that comes next after `last` (NULL: the first), or NULL. */
struct auction_bid *auction_bid_next(struct liquidation *liquidation, enum side side,
                                     const struct auction_bid *last);

/* R-LIQ-12: stops unless bids, auction and fund fit together. */
void liquidation_audit(const struct liquidation *liquidation);

#endif
