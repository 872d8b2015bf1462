/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stream_world.h - what the stream knows of the venue it feeds, and its private parts.
 *
 * Role       Private to stream*.c.  Everything is learned from events; it may lag behind, which
 *            only makes a command less valid.
 * Files      stream_world.c: learning, picking.  stream_setup.c: the opening script.
 *            stream_order.c: orders, lists.  stream_change.c: amends, cancels, guards.
 *            stream_venue.c: operators, cash.  stream_bend.c: malformed commands.
 *            stream_retry.c: rejected ones again.
 */
#ifndef PERPETUA_SIM_STREAM_WORLD_H
#define PERPETUA_SIM_STREAM_WORLD_H

#include <stdbool.h>

#include "base/random.h"
#include "sim/stream.h"

#define WORLD_ACCOUNTS    48u /* account ids are below */
#define WORLD_PRODUCTS    14u
#define WORLD_MEMBERS     6u
#define WORLD_USERS       16u
#define WORLD_SESSIONS    8u
#define WORLD_GROUPS      4u /* group ids 1..3 */
#define WORLD_ORDERS      1024u
#define WORLD_DEAD        64u
#define WORLD_SMALL_IDS   150u /* client order ids below are used again and again */
#define WORLD_START_NS    INT64_C(1772409600000000000) /* Monday 2026-03-02 00:00 UTC */
#define WORLD_RICH_MICROS INT64_C(4000000000000000)

struct world_order {
    uint64_t id;
    uint64_t client_order_id;
    int64_t price;
    int64_t open;
    int64_t filled;
    int64_t trigger;
    uint32_t account_id;
    uint32_t session_id;
    uint16_t product_id;
    uint16_t flags;
    uint8_t side;
    uint8_t type;
    bool is_armed;
    bool is_held;
};

struct world_product {
    bool exists;
    uint32_t state;
    uint32_t phase;
    uint32_t halt;
    int64_t auction_end_ns; /* of a resume auction; 0 none */
    int64_t center;         /* ticks around which orders are placed */
    int64_t references[3];  /* by enum trigger_source, in ticks; 0 unknown */
    struct product_terms terms;
    struct body_price_terms prices; /* zero without price terms */
    uint32_t index_state;           /* enum index_state */
    struct body_payoff_terms payoff;
};

struct world_account {
    uint32_t member_id;
    uint32_t owner_id;
    uint32_t state;
    bool has_limits;
    int64_t balance_micros;
    int64_t net[WORLD_PRODUCTS];
    bool has_group[WORLD_GROUPS];
    bool group_is_triggered[WORLD_GROUPS];
    bool group_has_mmp[WORLD_GROUPS];
    bool has_mmp[WORLD_PRODUCTS];
    int64_t frozen_until_ns[WORLD_PRODUCTS];
    uint8_t currency;
};

/* A programme of makers, and the account that took part most recently. */
struct world_programme {
    struct event_programme_terms terms;
    uint32_t account_id;
    int32_t next_date; /* that may be paid */
    uint16_t product_id;
};

#define WORLD_PROGRAMMES 5u

/* Lots traded most recently under one client order id. */
struct world_bunch {
    uint64_t client_order_id;
    int64_t lots;
    uint32_t account_id;
    uint16_t product_id;
    uint8_t side;
};

struct stream {
    struct random random;
    uint32_t live_aim;        /* from this many live orders on the stream prefers to cancel */
    uint32_t listed_products; /* ids 1.. of the products of the script */
    uint32_t setup_step;
    uint32_t parts; /* mask of enum economy_part */
    uint32_t economy_step;
    uint32_t purse_step;
    uint64_t sequence;
    int64_t now_ns;
    uint64_t next_client_order_id;
    uint64_t session_sequences[WORLD_SESSIONS];
    bool budget_is_on;
    uint32_t venue_halt;
    uint32_t case_count;
    uint32_t declarer_id; /* who declared an action most recently, 0: it was followed up */
    uint64_t action_id;   /* the latest that waits for a person */
    uint64_t error_id;    /* of the trade asked about most recently */
    struct event_trade trade;
    uint16_t trade_product_id;
    struct event give_up; /* the latest of that kind */
    struct event_block_withdrawn withdrawn;
    struct world_bunch bunch;
    struct world_programme programmes[WORLD_PROGRAMMES];
    uint32_t member_states[WORLD_MEMBERS];
    struct world_product products[WORLD_PRODUCTS];
    struct world_account accounts[WORLD_ACCOUNTS];
    uint32_t account_count;
    struct world_order orders[WORLD_ORDERS];
    uint32_t order_count;
    uint64_t dead_ids[WORLD_DEAD];
    uint32_t dead_count;
    struct command sent;     /* the command at hand */
    struct command rejected; /* the one to try again, and why it was rejected */
    struct event_reject reject;
    uint32_t retries_left;
    bool has_room; /* what it lacked has been made */
};

/* --- stream_world.c --------------------------------------------------------------------------- */

uint64_t pick(struct stream *stream, uint64_t bound);
int64_t pick_between(struct stream *stream, int64_t low, int64_t high);
bool chance(struct stream *stream, uint64_t count, uint64_t total);

/* A product of the script or one of the spare ones that is listed, and an account that exists. */
uint16_t pick_product(struct stream *stream);
uint32_t pick_account(struct stream *stream);
bool product_is_live(const struct stream *stream, uint16_t product_id);

/* A live order; NULL if there is none.  With product 0 of any product. */
const struct world_order *pick_order(struct stream *stream, uint16_t product_id);

/* Numbers that are at the edge of what is legal, or beyond. */
int64_t odd_number(struct stream *stream);
uint8_t odd_byte(struct stream *stream);

/* --- stream_setup.c --------------------------------------------------------------------------- */

/* The next command of the script; false when the script is over. */
bool setup_next(struct stream *stream, struct command *command);

/* Legal terms in the character of a product: each id has its own. */
struct product_terms make_terms(struct stream *stream, uint16_t product_id);
int64_t center_of_terms(const struct product_terms *terms);
void make_standard_user(struct command *command, uint32_t user_id);

/* --- stream_order.c --------------------------------------------------------------------------- */

void make_order(struct stream *stream, struct command *command);
void make_list(struct stream *stream, struct command *command);

/* --- stream_change.c -------------------------------------------------------------------------- */

void make_amend(struct stream *stream, struct command *command);
void make_decrease(struct stream *stream, struct command *command);
void make_cancel(struct stream *stream, struct command *command);
void make_mass_cancel(struct stream *stream, struct command *command);
void make_disconnect(struct stream *stream, struct command *command);
void make_client_text(struct stream *stream, struct command *command);
void make_group_set(struct stream *stream, struct command *command);
void make_group_reset(struct stream *stream, struct command *command);
void make_group_trigger(struct stream *stream, struct command *command);
void make_group_limit(struct stream *stream, struct command *command);
void make_group_mmp(struct stream *stream, struct command *command);
void make_group_mmp_reset(struct stream *stream, struct command *command);
void make_mmp_set(struct stream *stream, struct command *command);
void make_mmp_reset(struct stream *stream, struct command *command);

/* --- stream_venue.c --------------------------------------------------------------------------- */

void make_tick(struct stream *stream, struct command *command);
void make_seal(struct stream *stream, struct command *command);
void make_reference(struct stream *stream, struct command *command);
void make_cash(struct stream *stream, struct command *command);
void make_phase(struct stream *stream, struct command *command);
void make_halt(struct stream *stream, struct command *command);
void make_terms_change(struct stream *stream, struct command *command);
void make_product_step(struct stream *stream, struct command *command);
void make_account_open(struct stream *stream, struct command *command);
void make_account_state(struct stream *stream, struct command *command);
void make_account_limits(struct stream *stream, struct command *command);
void make_account_trading(struct stream *stream, struct command *command);
void make_member_set(struct stream *stream, struct command *command);
void make_user_set(struct stream *stream, struct command *command);
void make_calendar(struct stream *stream, struct command *command);
void make_venue_terms(struct stream *stream, struct command *command);
void make_rules_version(struct stream *stream, struct command *command);

/* Undoes a halt, a phase or a state that keeps orders out; false if nothing is to be undone. */
bool make_repair(struct stream *stream, struct command *command);

/* Halts a product whose resume auction runs, so that its schedule may overtake the auction. */
bool make_halt_again(struct stream *stream, struct command *command);

/* --- stream_retry.c --------------------------------------------------------------------------- */

void remember_reject(struct stream *stream, const struct event_reject *reject);

/* The command that was rejected, at the edge of what is legal; false if there is none. */
bool make_retry(struct stream *stream, struct command *command);

/* --- stream_bend.c ---------------------------------------------------------------------------- */

/* Spoils one field of a command. */
void bend_command(struct stream *stream, struct command *command);

#endif
