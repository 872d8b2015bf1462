/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_state.h - what the naive venue knows, and the helpers that all its parts use.
 *
 * Role       Private to naive_*.c.  One struct a noun of the rulebook; plain lists.
 * Invariant  Orders stand in the list in the order of their ids; positions in the order in which
 *            their accounts first had an order in their products (R-MASS-2).
 */
#ifndef PERPETUA_SIM_NAIVE_STATE_H
#define PERPETUA_SIM_NAIVE_STATE_H

#include <stddef.h>

#include "base/check.h"
#include "base/int_math.h"
#include "model/accounts_chart.h"
#include "model/reject.h"
#include "sim/naive.h"
#include "sim/naive_control.h"
#include "sim/naive_liquidation.h"
#include "sim/naive_margin.h"
#include "sim/naive_prices.h"
#include "sim/naive_register.h"
#include "sim/naive_settle.h"

#define NANOSECONDS_PER_MINUTE INT64_C(60000000000)

enum naive_order_state {
    NAIVE_ENDED = 0,
    NAIVE_WORKING, /* being matched as the incoming order */
    NAIVE_RESTING,
    NAIVE_ARMED,
    NAIVE_HELD,
    NAIVE_QUEUED /* in the work queue: triggered, or a child that became free */
};

struct naive_order {
    uint64_t id;
    uint64_t client_order_id;
    int64_t price; /* market types: the protection price once known, else 0 */
    int64_t open;
    int64_t filled;
    int64_t display;
    int64_t shown; /* while resting */
    int64_t trigger;
    int64_t trail;
    int64_t expiry_ns;    /* GTD and DAY, else 0 */
    uint64_t place;       /* while resting: at one price the lower is the earlier */
    uint64_t armed_first; /* R-TRIG-2 (1) */
    uint64_t armed_last;  /* R-TRIG-2 (2): armed or moved */
    uint64_t sibling_id;  /* the linked order */
    uint64_t child_ids[2];
    uint32_t account_id;
    uint32_t group_id;
    uint32_t session_id;
    uint16_t product_id;
    uint16_t flags;
    uint8_t side;
    uint8_t type;
    uint8_t tif;
    uint8_t smp_mode; /* R-SMP-2: settled on entry, never SMP_DEFAULT behind the gate */
    uint8_t source;
    uint8_t state;     /* enum naive_order_state */
    bool is_triggered; /* a trigger type that has triggered */
    bool is_child;     /* held, or freed and not yet activated */
    bool tells_price;  /* R-LINK-7 */
};

struct naive_position {
    uint32_t account_id;
    uint16_t product_id;
    int64_t net;
    int64_t paid;
    int64_t held;
    /* The numbers that `held` was computed for (R-MARGIN-2). */
    int64_t held_net;
    int64_t held_bids;
    int64_t held_asks;
    int64_t funding_nanos; /* R-FUND-10: up to which it is settled */
};

struct naive_account {
    struct body_account opened; /* owner_account_id settled */
    struct body_limits limits;
    uint32_t state;
    bool exists;
    int64_t budget_window_start_ns;
    int64_t budget_used;
    uint8_t margin_mode;   /* enum margin_mode */
    uint8_t prefund_state; /* enum prefund_state */
    uint64_t queue_turn;   /* R-ATT-6: its place in the queue of unhealthy accounts; 0: not in it */
    int64_t asset_units[ASSETS_MAX];
    bool has_had_asset[ASSETS_MAX];
    uint8_t currency; /* R-CURRENCY-1 */
    struct body_account_profile profile;
    uint32_t consent_version;
    bool cancels_on_disconnect; /* R-ACCT-6 */
};

struct naive_product {
    struct product_terms terms;
    struct body_payoff_terms payoff; /* R-PAYOFF-1 */
    bool exists;
    uint32_t state;
    uint32_t terms_version;
    int64_t highest_ticks; /* R-SIZE-4: highest price that any terms of the product ever had */
    uint32_t phase;
    uint32_t halt;
    int64_t auction_end_ns; /* 0: no resume auction runs */
    uint32_t looked_phase;  /* R-CAL-2: what the schedule named at the latest look */
    int64_t last;
    int64_t mark_e4;
    int64_t index_e4;
    int64_t entry_price; /* R-MARGIN-1: of the active order accepted or amended most recently */
    uint64_t trade_count;
};

struct naive_slice {
    int64_t number;
    int64_t lots;
};

struct naive_group {
    uint32_t account_id;
    uint32_t group_id;
    int64_t lots_max;
    int64_t window_ns;
    bool is_triggered;
    uint32_t slice_count;
    struct naive_slice slices[GROUP_SLICES + 1];
};

struct naive_mmp {
    uint32_t account_id;
    uint16_t product_id; /* 0: of a group */
    uint32_t group_id;
    uint32_t fills_max;
    uint32_t fills;
    struct body_mmp terms;
    bool window_runs;
    int64_t window_start_ns;
    int64_t lots;
    int64_t delta_lots;
    int64_t frozen_until_ns; /* 0: not frozen */
};

struct naive {
    struct core_config config;
    uint32_t parts; /* mask of enum economy_part: known kinds of commands */
    uint64_t sequence;
    int64_t now_ns;
    bool has_looked;
    int64_t looked_minute;
    uint64_t rules_version;
    uint32_t venue_halt;
    struct body_venue_terms venue;
    struct body_calendar calendar;

    struct body_member *members; /* index: id; state PARTY_NONE does not exist */
    struct body_user *users;     /* index: id; user_id 0 does not exist */
    uint64_t *sessions;          /* index: id; last client sequence */
    struct naive_account *accounts;
    uint32_t account_count; /* accounts are 1..account_count */
    struct naive_product *products;
    int128 *balances;         /* index: ledger entry; profits and losses know no bound */
    int128 *product_balances; /* index: ledger entry less ENTRY_PRODUCT_FIRST */
    struct naive_prices *prices;
    struct naive_full *fulls;
    struct naive_margins margins;
    struct naive_settlement *settlements;
    struct naive_clearing clearing;
    struct naive_liquidation *liquidations;
    struct naive_defaults defaults;
    struct naive_register regulation;
    struct naive_control control;

    struct naive_order **orders;
    uint32_t order_count;
    uint32_t order_capacity;
    struct naive_position *positions;
    uint32_t position_count;
    uint32_t position_capacity;
    struct naive_group *groups;
    uint32_t group_count;
    uint32_t group_capacity;
    struct naive_mmp *mmps;
    uint32_t mmp_count;
    uint32_t mmp_capacity;
    uint64_t *queue; /* R-WORK-1: order ids, first in first out */
    uint32_t queue_first;
    uint32_t queue_count;
    uint32_t queue_capacity;

    uint64_t next_order_id;
    uint64_t next_trade_id;
    uint64_t next_place; /* counts arrivals at a price, and armings */

    /* Of the command at hand. */
    const struct command *command;
    struct naive_events *out;
    uint16_t leg;
    int64_t first_trade; /* of the order at hand: 0 is none (R-TRIG-3) */
};

/* A check's answer: code REJECT_NONE, or what the event REJECTED says. */
struct naive_fault {
    uint16_t code;
    uint16_t field;
    int64_t given;
    int64_t legal;
};

#define NO_FAULT ((struct naive_fault){REJECT_NONE, FIELD_NONE, 0, 0})

static inline struct naive_fault fault_of(enum reject code, enum field field, int64_t given,
                                          int64_t legal)
{
    return (struct naive_fault){(uint16_t)code, (uint16_t)field, given, legal};
}

/* A balance or hold as events, views and rejects show it: the nearest number of 64 bits. */
int64_t naive_show(int128 micros);

/* The balance of a ledger entry. */
int128 *naive_entry(const struct naive *naive, uint32_t entry);

/* Room for one more item at the end of a list; the new item is zero. */
void *naive_grow(void *list, size_t item_size, uint32_t *count, uint32_t *capacity);

/* The next event of the command: zero but for its header.  Valid until the next one. */
struct event *naive_emit(struct naive *naive, enum event_kind kind, uint32_t account_id,
                         uint16_t product_id);
void naive_emit_order(struct naive *naive, enum event_kind kind, const struct naive_order *order,
                      enum reason reason, uint16_t check);

struct naive_order *naive_find(const struct naive *naive, uint64_t order_id);
struct naive_position *naive_find_position(const struct naive *naive, uint32_t account_id,
                                           uint16_t product_id);
struct naive_position *naive_make_position(struct naive *naive, uint32_t account_id,
                                           uint16_t product_id);
struct naive_group *naive_find_group(const struct naive *naive, uint32_t account_id,
                                     uint32_t group_id);
/* Of an account and product (group 0), or of a group (product 0). */
struct naive_mmp *naive_find_mmp(const struct naive *naive, uint32_t account_id,
                                 uint16_t product_id, uint32_t group_id);

/* R-MMP-4: the one that an order with the flag counts in, NULL if none is set. */
struct naive_mmp *naive_mmp_of(const struct naive *naive, const struct naive_order *order);
struct naive_product *naive_product_of(const struct naive *naive, const struct naive_order *order);

bool naive_account_exists(const struct naive *naive, uint32_t account_id);
bool naive_product_exists(const struct naive *naive, uint16_t product_id);
uint32_t naive_owner(const struct naive *naive, uint32_t account_id);

bool naive_order_is_live(const struct naive_order *order);
bool naive_order_is_active(const struct naive_order *order);
bool naive_type_is_trigger(uint8_t type);
bool naive_type_is_market(uint8_t type);
bool naive_type_is_limit(uint8_t type);
int64_t naive_order_shown(const struct naive_order *order);

bool naive_product_is_tradable(const struct naive_product *product);
/* The halt of the product itself: the operator's, or the pause of its index (R-INDEX-9). */
uint32_t naive_own_halt(const struct naive *naive, const struct naive_product *product);
/* The more severe of its own and the venue's. */
uint32_t naive_product_halt(const struct naive *naive, const struct naive_product *product);
/* In phase OPEN without halt: orders match and triggers are looked at. */
bool naive_product_is_trading(const struct naive *naive, const struct naive_product *product);

#endif
