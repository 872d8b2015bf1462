/* SPDX-License-Identifier: Apache-2.0 */
/*
 * model_state.h - the inside of the read model.
 *
 * Role       Structs that the files of this folder share; nobody else includes it.
 * Invariant  An order that is kept is in `order_map`; a live one is in the list of its account, an
 *            ended one in the ring `ended`.  What is kept of ended things is in rings, so memory is
 *            bounded by the configuration and by what is live.
 */
#ifndef PERPETUA_READ_MODEL_MODEL_STATE_H
#define PERPETUA_READ_MODEL_MODEL_STATE_H

#include "market_data/grow.h"
#include "read_model/read_model.h"

#define LISTENERS_MAX 8u

struct order_slot {
    uint32_t link;       /* of the pool */
    uint32_t live_older; /* neighbours among the live orders of its account */
    uint32_t live_newer;
    uint32_t reserved;
    struct order_record record;
};

struct account_slot {
    struct account_record record; /* account_id 0: not opened */
    uint32_t live_oldest;
    uint32_t live_newest;
    uint32_t live_count;
    uint32_t child_first; /* sub-accounts, by number */
    uint32_t child_last;
    uint32_t sibling_next;
    uint64_t event_at; /* place of its latest private event, from 1; 0: none */
};

struct position_slot {
    struct position_record record; /* `session` may be of an earlier one: see session_ns */
};

struct product_slot {
    struct product_record record;
    struct event_trade trade; /* the match whose fills follow */
    uint64_t liquidation_order_id;
    bool is_inverse; /* R-PAYOFF-6; from its terms, or see payoff_learn */
};

struct text_slot {
    uint32_t link; /* of the pool */
    uint32_t account_id;
    uint64_t client_order_id;
    char text[CLIENT_TEXT_SIZE + 1];
};

struct event_slot {
    struct event event;
    uint64_t number;
    uint64_t before; /* place of the account's private event before, from 1 */
    uint32_t account_id;
    uint32_t reserved;
};

struct listener_slot {
    read_model_listener *call;
    void *context;
};

struct read_model {
    struct read_model_config config;
    uint64_t sequence;
    struct order_slot *orders;
    struct slot_pool order_pool;
    struct key_map order_map;  /* (order id, 0) */
    struct key_map client_map; /* (client order id, account): the newest */
    uint32_t *ended;           /* ring of slots */
    uint64_t ended_put;
    struct fill_record *fills; /* rings */
    uint64_t fills_put;
    struct transaction_record *transactions;
    uint64_t transactions_put;
    struct event_slot *events;
    uint64_t events_put;
    struct account_slot *accounts; /* by number */
    uint32_t accounts_capacity;
    struct position_slot *positions; /* from 1 */
    uint32_t positions_count;
    uint32_t positions_capacity;
    struct key_map position_map; /* (account, product) */
    struct product_slot *products;
    struct text_slot *texts;
    struct slot_pool text_pool;
    struct key_map text_map; /* (client order id, account) */
    uint32_t *text_ring;     /* slots, oldest first */
    uint64_t text_put;
    uint64_t text_taken;
    uint32_t text_ring_size;
    struct order_note notes[LIST_LEGS_MAX]; /* of the command at hand */
    uint32_t note_count;
    uint32_t note_used;
    uint64_t leg_ids[LIST_LEGS_MAX]; /* orders that the notes became */
    struct event_block_trade block;  /* the latest: its move follows */
    uint32_t block_index;            /* of its event */
    struct listener_slot listeners[LISTENERS_MAX];
    uint32_t listener_count;
};

/* NULL: no memory. */
struct account_slot *model_account(struct read_model *model, uint32_t account_id);
struct position_slot *model_position(struct read_model *model, uint32_t account_id,
                                     uint16_t product_id);
static inline struct product_slot *product_slot_at(struct read_model *model, uint16_t product_id)
{
    return &model->products[product_id];
}

/* What was paid for lots has their sign, in an inverse product the other one: so a position tells
 * the payoff of its product to a model that began after its terms had come. */
static inline void payoff_learn(struct read_model *model, const struct position_record *position)
{
    int64_t lots = position->net.lots;
    int64_t paid_micros = position->paid.micros;
    if (lots == 0 || paid_micros == 0) return;
    product_slot_at(model, position->product_id)->is_inverse = (lots < 0) != (paid_micros < 0);
}

/* --- model_orders.c --------------------------------------------------------------------------- */

struct order_slot *model_order_find(const struct read_model *model, uint64_t order_id);
/* The record is NULL if the order is not known; false: no memory. */
bool model_order_apply(struct read_model *model, const struct event *event,
                       const struct order_record **record);
/* Before the fills of a match. */
void model_order_trade(struct read_model *model, const struct event *event);
/* What a fill does to its order. */
void model_order_fill(struct order_record *record, const struct event *event,
                      const struct event_trade *trade);

/* --- model_money.c ---------------------------------------------------------------------------- */

/* What an event did to one account, for its private event. */
struct money_effect {
    uint32_t account_id; /* 0: nothing */
    const struct fill_record *fill;
    const struct transaction_record *transaction;
    const struct order_record *order;
};

/* At most two accounts; false: no memory. */
bool model_money_apply(struct read_model *model, const struct event *event,
                       struct money_effect effects[2]);

/* A transaction of the account: fills in what every one has, and moves the balance. */
const struct transaction_record *model_transaction_put(struct read_model *model,
                                                       struct account_slot *account,
                                                       const struct event *event,
                                                       const struct transaction_record *given);
void model_net_set(struct position_slot *position, int64_t net_lots, const struct event *event);
/* Adds to the sums of the position, of its session and of its account. */
void model_sums_count(struct read_model *model, struct position_slot *position,
                      const struct position_sums *more);
/* One side of a payment; an account 0 is an entry of the venue. */
bool model_pay(struct read_model *model, const struct event *event,
               const struct transaction_record *given, struct money_effect *effect);

/* --- model_moved.c ---------------------------------------------------------------------------- */

bool model_moved_apply(struct read_model *model, const struct event *event,
                       struct money_effect effects[2]);
/* The fees of a block; its move follows. */
bool model_block_apply(struct read_model *model, const struct event *event,
                       struct money_effect effects[2]);

/* --- model_texts.c ---------------------------------------------------------------------------- */

bool model_text_apply(struct read_model *model, const struct event *event);

/* --- model_events.c --------------------------------------------------------------------------- */

/* Numbers the event for the account, keeps it and tells the listeners. */
bool model_event_put(struct read_model *model, const struct event *event,
                     const struct money_effect *effect);

#endif
