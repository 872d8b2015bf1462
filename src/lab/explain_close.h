/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explain_close.h - what is known of the forced closes of the step at hand.
 *
 * Role       Receipts of one step hang together: lots that a close-out leaves are deleveraged, a
 *            fee needs what its slice traded, payments of a waterfall follow one another. This is
 *            kept here from event to event of a command, all of it computed.
 * Ownership  An explain owns it: explain_close_release.
 * Rules      R-LIQ-3, R-ADL-1, R-DEFAULT-7.
 */
#ifndef PERPETUA_LAB_EXPLAIN_CLOSE_H
#define PERPETUA_LAB_EXPLAIN_CLOSE_H

#include "lab/derive_account.h"
#include "lab/derive_deleverage.h"
#include "lab/derive_waterfall.h"

/* R-LIQ-3: one of those that must be closed in a step, when its looks are over. */
struct turn_rank {
    int64_t health_ppm;
    uint32_t account_id;
};

/* The list of the step at hand, the worst first. */
struct explain_turns {
    uint16_t product_id; /* 0: no step is at hand */
    bool auction_ends;
    struct turn_rank *ranks;
    uint32_t count;
    uint32_t room;
    uint32_t next;
};

/* An account that is worked, as it was at its turn; a slice leaves no lots, a close-out may. */
struct close_turn {
    uint32_t account_id;
    struct margin_case position;
    int64_t share_micros; /* S */
    int64_t left_lots;
    bool was_offered;    /* R-LIQ-8: to the fund */
    bool was_bid_for;    /* R-BID-3: no more bids are looked at */
    uint64_t bid_number; /* R-BID-3: of the bid looked at last, and its price; 0: none yet */
    int64_t bid_ticks;
};

/* The slice whose order is in the book. */
struct slice_turn {
    uint32_t account_id; /* 0: none */
    uint64_t order_id;
    struct margin_case position;
    int64_t share_micros;
    int64_t traded_lots;
    int128 traded_micros;
    bool has_paid; /* R-LIQ-6: its fee */
};

/* One side that is deleveraged. */
struct batch {
    uint8_t side; /* of the close */
    bool is_tear_up;
    enum deleverage_method method;
    int64_t need_lots;
    int64_t found_lots;
    int64_t unit_micros;
    int64_t level_ppm;
    uint32_t count; /* of givers, by ascending account */
    uint32_t next_turn;
    uint32_t next_giver;
};

/* A debt and who pays it. */
struct debt {
    uint32_t account_id; /* 0: none */
    uint32_t member_id;
    int64_t total_micros;
    int64_t left_micros;    /* that nobody pays */
    int128 fund_micros;     /* the guaranty fund before it */
    int64_t tranche_micros; /* R-DEFAULT-2: of the default it belongs to */
    int64_t capital_micros;
    uint32_t number; /* of the default */
    uint32_t count;  /* of payments that are not 0 */
    uint32_t next;
    uint32_t given_count; /* that the venue made */
};

struct explain_close {
    uint16_t product_id;
    struct close_turn *turns;
    uint32_t turn_count;
    uint32_t turn_room;
    int64_t room_micros; /* of the fund, at the latest close-out */
    struct slice_turn slice;
    struct batch batch;
    uint32_t batch_sides; /* a bit for each side that was deleveraged */
    struct giver *givers;
    uint32_t giver_room;
    struct debt debt;
    uint32_t next_keep;  /* R-DEFAULT-8: the first turn that was not looked at */
    uint32_t next_cover; /* R-LIQ-10: the same, when positions are torn up */
    struct payer *payments;
    uint32_t payment_room;
    struct payer *sharers; /* of the layer at hand */
    uint32_t sharer_room;
};

#endif
