/* SPDX-License-Identifier: Apache-2.0 */
/*
 * watch.h - what an observer of the journal knows, without the core.
 *
 * Role       Follows commands and events and keeps what receipts need: the terms in force, the
 *            latest price of each source, positions, balances, the prices and rates published so
 *            far.  It computes nothing that a receipt is to compute: see derive_*.h for that.
 * Ownership  A watch owns its memory from watch_init to watch_release.
 * Rules      none of its own: it notes what was accepted.
 */
#ifndef PERPETUA_LAB_WATCH_H
#define PERPETUA_LAB_WATCH_H

#include <stdbool.h>

#include "lab/derive_funding.h"
#include "lab/derive_index.h"
#include "lab/derive_mark.h"
#include "model/command.h"
#include "model/event.h"

/* Terms, and the command that gave them: sequence 0 if none did. */
struct watch_product {
    struct product_terms terms;
    uint64_t terms_sequence;
    struct body_price_terms prices;
    uint64_t prices_sequence;
    struct body_mark_terms mark_terms;
    uint64_t mark_terms_sequence;
    struct body_funding_terms funding_terms;
    uint64_t funding_terms_sequence;

    struct derived_source sources[INDEX_SOURCES_MAX];
    struct derived_index index;
    struct fine_price index_price; /* 0: unknown */
    uint64_t index_sequence;
    struct derived_mark mark;
    struct fine_price mark_price; /* 0: unknown */
    uint64_t mark_sequence;
    struct derived_funding funding;
    struct body_margin_terms margin_terms;
    uint64_t margin_terms_sequence;
    struct body_liquidation_terms liquidation_terms;
    uint64_t liquidation_terms_sequence;
    struct price last;
};

struct watch_position {
    uint32_t account_id;
    uint16_t product_id;
    uint16_t reserved;
    uint32_t next; /* place of the account's next position; 0: none */
    uint32_t reserved32;
    uint64_t fill_sequence; /* what said the net lots */
    int64_t net_lots;
    int64_t paid_micros;
    int64_t own_nanos;     /* cumulative funding up to which it is settled */
    uint64_t own_sequence; /* what said so */
};

struct watch_account {
    int64_t balance_micros;
    uint64_t balance_sequence; /* what said so */
    uint64_t queued_sequence;  /* since when it is queued; 0: it is not */
    int64_t queued_ns;
    uint32_t first_position; /* 0: none */
    bool has_assets;
    bool is_portfolio;
};

struct watch {
    struct watch_product products[PRODUCTS_MAX];
    struct watch_position *positions; /* place 0 is not used */
    uint32_t position_count;
    uint32_t position_room;
    struct watch_account *accounts; /* by id */
    uint32_t account_room;
    uint32_t queue_ratio_ppm;
    int64_t time_ns; /* of the venue */
};

/* False if there is no memory. */
bool watch_init(struct watch *watch);
void watch_release(struct watch *watch);

/* The account, and its position in a product, made if there is none; NULL if there is no memory.
 * Both may move when another one is made. */
struct watch_account *watch_account(struct watch *watch, uint32_t account_id);
struct watch_position *watch_position(struct watch *watch, uint32_t account_id,
                                      uint16_t product_id);

/* One event, in the order in which the venue gave them.  False if there is no memory. */
bool watch_event(struct watch *watch, const struct event *event);

/* The command whose events all went in before; `is_accepted` is false if it was rejected. */
void watch_command(struct watch *watch, const struct command *command, bool is_accepted);

#endif
