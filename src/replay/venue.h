/* SPDX-License-Identifier: Apache-2.0 */
/*
 * venue.h - the real venue, as a replay drives it.
 *
 * Role       Opens a core with one member, one account that buys and one that sells, and a product
 *            whose terms switch off what is not matching: money (tick value 0), bands, margin,
 *            limits, self-match prevention.  Every order goes through core_step as a command, and
 *            into a journal where one is asked for.  Orders are named by refs that the replay
 *            chooses. It never matches and keeps no book: what it tells about the book, the core
 *            told it.
 * Invariant  A ref is known exactly while its order lives in the core.
 * Rules      none.
 */
#ifndef PERPETUA_REPLAY_VENUE_H
#define PERPETUA_REPLAY_VENUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/core.h"
#include "model/reject.h"
#include "replay/fault.h"
#include "replay/ref_map.h"

/* Whoever wants to see what a replay sends, and what comes of it. */
struct venue_tap {
    void *context;
    /* The command is done; its events were shown before. */
    void (*command)(void *context, const struct command *command);
    void (*events)(void *context, const struct event *list, uint32_t count);
};

struct venue_options {
    const char *symbol;          /* of the product: upper case letters, digits, '-' */
    const char *journal;         /* folder to write the journal to, or NULL */
    const struct venue_tap *tap; /* or NULL */
    uint32_t orders_max;         /* live at a time */
    uint32_t products_max;       /* how many times venue_list may be called */
    uint32_t price_decimals;     /* presentation of the product */
    uint32_t qty_decimals;
};

struct venue_order {
    uint64_t ref; /* of no other live order */
    int64_t time_ns;
    int64_t price_ticks; /* limit; 0 for market types */
    int64_t qty_lots;
    int64_t trigger_ticks; /* stop types: on the last trade price; else 0 */
    enum side side;
    enum order_type type;
    enum time_in_force tif;
};

struct venue_fill {
    uint64_t maker_ref;
    uint64_t taker_ref;
    int64_t price_ticks;
    int64_t qty_lots;
    enum side taker_side;
    bool is_auction;
};

/* What an uncross gave. */
struct venue_auction {
    int64_t price_ticks;
    int64_t qty_lots;
    int64_t imbalance_lots; /* bids minus asks at the price */
    bool is_done;           /* the last phase command uncrossed something */
};

struct venue_live; /* one live order; see venue.c */
struct venue_journal;

struct venue {
    struct core *core;
    struct replay_fault *fault; /* once set, no call has an effect any more */
    struct venue_journal *journal;
    const struct venue_tap *tap;
    unsigned char *memory;
    size_t memory_size;
    struct event *event_list;
    uint16_t product_id;
    uint64_t step_ns; /* time spent in core_step */

    struct venue_live *live;
    size_t live_capacity;
    size_t live_free; /* first free slot, 0: none */
    size_t live_used;
    struct ref_map slot_of_ref;
    struct ref_map slot_of_order;

    /* What the last command did. */
    struct venue_fill *fills;
    size_t fill_count;
    size_t fill_capacity;
    struct venue_auction auction;
    enum reject reject; /* REJECT_NONE: accepted */

    uint64_t command_count;
    uint64_t fill_total;
    uint64_t reject_total;
};

/* After false the venue is closed and the fault says why. */
bool venue_open(struct venue *venue, const struct venue_options *options,
                struct replay_fault *fault);

/*
 * After the last command: returns when the journal, if there is one, holds all of them and a seal
 * of the state.  Only then may the outcome be told.  False after a fault.
 */
bool venue_finish(struct venue *venue);

/* Gives everything back.  False if the journal could not be closed. */
bool venue_close(struct venue *venue);

/* Defines and lists one more product and turns to it; the phase is OPEN. */
bool venue_list(struct venue *venue, const struct venue_options *options);

void venue_place(struct venue *venue, const struct venue_order *order);

/* An order of these refs that is not live is no error: false. */
bool venue_cancel(struct venue *venue, uint64_t ref, int64_t time_ns);

/* Takes lots off, place kept; the order ends if none are left. */
bool venue_decrease(struct venue *venue, uint64_t ref, int64_t lots, int64_t time_ns);

/* New price and open lots; the place is kept only if the price stays and the lots do not grow. */
bool venue_amend(struct venue *venue, uint64_t ref, int64_t price_ticks, int64_t open_lots,
                 int64_t time_ns);

void venue_cancel_all(struct venue *venue, int64_t time_ns);

void venue_phase(struct venue *venue, enum phase phase, int64_t time_ns);

bool venue_order_view(const struct venue *venue, uint64_t ref, struct order_view *view);

/* Best price of a side; false if the side is empty. */
bool venue_best(const struct venue *venue, enum side side, struct depth_level *level);

/* Ref of the order that trades next on a side; false if the side is empty. */
bool venue_head(const struct venue *venue, enum side side, uint64_t *ref);

uint32_t venue_depth(const struct venue *venue, enum side side, struct depth_level *levels,
                     uint32_t max);

/* Refs of the orders at the best prices in priority, at most `max`; returns how many. */
size_t venue_queue(const struct venue *venue, enum side side, uint64_t *refs, size_t max);

bool venue_is_live(const struct venue *venue, uint64_t ref);

#endif
