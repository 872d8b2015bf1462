/* SPDX-License-Identifier: Apache-2.0 */
/*
 * liquidation_event.h - what the venue says when it closes positions.
 *
 * Role   Bodies of 64 bytes of the events 110 to 119; header and list are in event.h.  Together
 *        they carry every input of every forced close, so that other code can compute it again.
 * Rules  R-LIQ-1, R-LIQ-6 to R-LIQ-11, R-BID-1 to R-BID-4, R-FUNDCAP-1, R-ADL-1, R-DEFAULT-5 to
 *        R-DEFAULT-7.
 */
#ifndef PERPETUA_MODEL_LIQUIDATION_EVENT_H
#define PERPETUA_MODEL_LIQUIDATION_EVENT_H

#include <stdint.h>

#include "model/units.h"

/* X(name, number, body member): the part of EVENT_LIST that is told here. */
#define LIQUIDATION_EVENT_LIST(X)                                                                  \
    X(EVENT_LIQUIDATION_TERMS, 110, liquidation_terms)                                             \
    X(EVENT_LIQUIDATION, 111, liquidation)         /* a slice goes to the book */                  \
    X(EVENT_CLOSE_OUT, 112, close_out)             /* a position is given to others */             \
    X(EVENT_POSITION_MOVED, 113, moved)            /* lots change hands outside the book */        \
    X(EVENT_DELEVERAGE, 114, deleverage)           /* a batch of one side */                       \
    X(EVENT_DELEVERAGED, 115, deleveraged)         /* a candidate that gives lots */               \
    X(EVENT_FUND, 116, fund)                       /* fee, debt, or its drawdown limit */          \
    X(EVENT_LIQUIDATION_AUCTION, 117, bid_auction) /* begins, or has ended */                      \
    X(EVENT_AUCTION_BID, 118, bid)                                                                 \
    X(EVENT_DEFAULT_STEP, 119, default_step) /* one payer of the waterfall */                      \
    X(EVENT_DEFAULT_TERMS, 130, default_terms)                                                     \
    X(EVENT_DEFAULT_MEMBER, 131, default_member)

struct event_liquidation_terms {
    int64_t window_ns;
    int64_t auction_ns;
    uint32_t fund_account_id;
    uint32_t liquidate_ratio_ppm;
    uint32_t close_out_ppm;
    uint32_t slice_factor_ppm;
    uint32_t adjustment_ppm;
    uint32_t spread_ppm;
    uint32_t fee_ppm;
    uint32_t drawdown_ppm;
    uint32_t release_ppm;
    uint32_t exposure_ppm;
    uint32_t work_max;
    uint8_t regime; /* enum liquidation_regime */
    uint8_t method; /* enum deleverage_method */
    uint8_t reserved[2];
};

/* The account is the header's account_id; its order follows. */
struct event_liquidation {
    struct money equity;      /* E */
    struct money maintenance; /* M */
    struct money own;         /* m, of the position */
    struct fine_price mark;
    struct qty lots;
    struct price price;
    struct money bankruptcy; /* value of these lots at bankruptcy */
    uint64_t order_id;
};

struct event_close_out {
    struct money equity;
    struct money maintenance;
    struct money own;
    struct fine_price mark;
    struct qty net;          /* of the position, signed */
    struct money bankruptcy; /* value of all of it at bankruptcy */
    struct money fund_value;
    struct money fund_room;
};

enum move_cause {
    MOVE_AUCTION = 1,
    MOVE_TAKEOVER = 2,
    MOVE_DELEVERAGE = 3,
    MOVE_TEAR_UP = 4,
    MOVE_TRANSFER = 5,   /* R-MOVE-1 */
    MOVE_BUST = 6,       /* R-ERROR-4 */
    MOVE_GIVE_UP = 7,    /* R-GIVE-4 */
    MOVE_ALLOCATION = 8, /* R-ALLOC-2 */
    MOVE_BLOCK = 9,      /* R-BLOCK-5 */
    MOVE_OWN = 10        /* R-MOVE-2 */
};

/* The account that is closed is the header's account_id. */
struct event_moved {
    struct qty lots;
    struct money value;
    struct money bankruptcy; /* value of these lots at bankruptcy */
    struct money realised;
    struct money other_realised;
    struct qty net;       /* of the closed account, after */
    struct money balance; /* of the closed account, after */
    uint32_t other_account_id;
    uint8_t cause; /* enum move_cause */
    uint8_t side;  /* of the close: sell for a long position */
    uint8_t reserved[2];
};

struct event_deleverage {
    struct qty need;
    struct qty found;  /* lots of all candidates */
    int64_t level_ppm; /* R-ADL-2; 0 for the other methods */
    struct money unit; /* R-ADL-2: exposure of one lot; 0 for the other methods */
    uint32_t candidates;
    uint8_t method; /* enum deleverage_method */
    uint8_t side;   /* of the close */
    uint8_t reserved8[2];
    uint64_t reserved[3];
};

/* The account that gives lots is the header's account_id. */
struct event_deleveraged {
    struct money exposure;
    struct money equity;
    struct money profit; /* of the position, at the mark */
    struct qty net;      /* of the position, before */
    struct qty lots;     /* given */
    int64_t score;
    uint64_t reserved[2];
};

enum fund_cause { FUND_FEE = 1, FUND_DEBT = 2, FUND_TRIP = 3, FUND_RELEASE = 4 };

/* The fund's account is the header's account_id, 0 without one: then it is the insurance entry. */
struct event_fund {
    struct money amount;  /* to the fund; from it, if negative; 0 for trip and release */
    struct money balance; /* of its entry, after */
    struct money value;   /* R-FUNDCAP-1, at the look; trip and release only */
    struct money peak;
    int64_t start_ns; /* of the window */
    uint32_t other_account_id;
    uint8_t cause; /* enum fund_cause */
    uint8_t reserved8[3];
    uint64_t reserved[2];
};

struct event_bid_auction {
    int64_t end_ns; /* 0: it has ended */
    uint32_t bid_count;
    uint32_t reserved32;
    uint64_t reserved[6];
};

struct event_bid {
    struct price price;
    struct qty qty; /* 0: withdrawn */
    uint8_t side;
    uint8_t reserved8[7];
    uint64_t reserved[5];
};

/* The account whose debt is paid is the header's account_id. */
struct event_default_step {
    struct money amount;
    struct money debt;    /* when the waterfall began */
    struct money left;    /* of the debt, after */
    struct money most;    /* the largest that the payer would have given in this layer */
    struct money weight;  /* R-DEFAULT-4: the payer's; 0 for a layer of one payer */
    struct money balance; /* of the payer, after */
    uint32_t payer_account_id;
    uint32_t member_id; /* of the payer; 0 for capital */
    uint8_t layer;      /* enum waterfall_layer */
    uint8_t reserved[3];
    uint32_t default_number; /* R-DEFAULT-9 */
};

struct event_default_terms {
    int64_t tranche_micros;
    int64_t window_ns;
    uint32_t tranche_ppm;
    uint32_t assessment_ppm;
    uint32_t assessment_sum_ppm;
    uint32_t gains_days;
    uint32_t capital_account_id;
    uint32_t reserved32;
    uint64_t reserved[3];
};

struct event_default_member {
    struct money requirement;
    struct money balance; /* of the guaranty account */
    uint32_t member_id;
    uint32_t guaranty_account_id;
    uint64_t reserved[5];
};

#endif
