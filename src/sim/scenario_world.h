/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scenario_world.h - what is known while a scenario runs: names, terms, the time, the venue.
 *
 * Role       Private to scenario_*.c.  Names stand for ids; the world gives out the ids that an
 *            operator would choose (members, users, products) and learns those that the venue
 *            gives (accounts, orders) from its events.
 * Ownership  world_close frees everything.
 */
#ifndef PERPETUA_SIM_SCENARIO_WORLD_H
#define PERPETUA_SIM_SCENARIO_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/int_math.h"
#include "model/command.h"
#include "model/text_field.h"
#include "sim/scenario.h"
#include "sim/scenario_engine.h"

#define WORLD_NAMES_MAX  512u
#define WORLD_NAME_SIZE  (TEXT_NAME_MAX + 1u)
#define WORLD_NAME_KINDS 5u

/* When a scenario begins, if it does not say: Monday 5 January 2026, 09:00 UTC. */
#define WORLD_START_NS INT64_C(1767603600000000000)

struct world_names {
    char list[WORLD_NAMES_MAX][WORLD_NAME_SIZE];
    uint64_t ids[WORLD_NAMES_MAX];
    uint32_t count;
};

/* What the events say an account has in a product: the runner's own books (scenario_books.c). */
struct world_position {
    uint32_t account_id;
    uint16_t product_id;
    int64_t net_lots;
    int64_t paid_micros;
};

struct world_books {
    struct world_position positions[WORLD_NAMES_MAX];
    uint32_t position_count;
    int128 balances_micros[WORLD_NAMES_MAX]; /* index: account id */
    int64_t realised_micros[PRODUCTS_MAX];
    bool is_inverse[PRODUCTS_MAX];          /* R-PAYOFF-6: a bought lot counts minus */
    int64_t collected_micros[PRODUCTS_MAX]; /* by variations since the latest settlement */
    int64_t paid_out_micros[PRODUCTS_MAX];
    int64_t last_trade_id;
    uint64_t last_order_id;
};

struct scenario_world {
    const struct scenario_engine *engine;
    void *venue; /* NULL until the first command */
    struct core_config config;
    bool uses_capacities; /* the scenario is about memory that is used up */

    struct world_names names[WORLD_NAME_KINDS]; /* index: enum name_kind */
    struct product_terms terms[PRODUCTS_MAX];   /* as last given to the venue */
    uint16_t product_id;                        /* the one that is meant when none is named */
    int64_t time_ns;                            /* of the next command */
    int64_t latest_ns;                          /* R-TIME-1: what the venue takes the time to be */
    uint64_t sequence;

    struct scenario_events events;               /* of the statement at hand */
    char labels[LIST_LEGS_MAX][WORLD_NAME_SIZE]; /* of its orders, in order */
    uint32_t label_count;
    uint32_t slice_count;                /* orders of the venue itself so far */
    char account_label[WORLD_NAME_SIZE]; /* of the account it opens */

    struct world_books books;
    struct scenario_transcript *transcript;
    struct scenario_observer observer;
    char error[512]; /* what is wrong, if something is */
};

struct scenario_world *world_open(const struct scenario_engine *engine,
                                  struct scenario_transcript *transcript);
void world_close(struct scenario_world *world);

/* Notes what is wrong, in the form of printf, and returns false. */
__attribute__((format(printf, 2, 3))) bool world_fail(struct scenario_world *world,
                                                      const char *format, ...);

bool world_find(const struct scenario_world *world, enum name_kind kind, const char *name,
                uint64_t *id);
const char *world_name(const struct scenario_world *world, enum name_kind kind, uint64_t id);

/* A name must be new; false and an error if it is not, or is too long. */
bool world_add(struct scenario_world *world, enum name_kind kind, const char *name, uint64_t id);

/* The id of a name that the scenario gives out; a new name gets the next number. */
bool world_find_or_add(struct scenario_world *world, enum name_kind kind, const char *name,
                       uint64_t *id);

/* For event_text and command_text. */
struct text_names world_text_names(const struct scenario_world *world);

/*
 * Gives the command its sequence, sends it, and learns from its events; they are added to
 * world->events.  False if the events contradict the books.
 */
bool world_send(struct scenario_world *world, struct command *command);

/* Brings the books up to date with one event; false and an error if the event contradicts them. */
bool books_apply(struct scenario_world *world, const struct event *event,
                 const struct event *previous);

/* After a command: what must hold over all accounts (R-AUDIT-2). */
bool books_audit(struct scenario_world *world);

#endif
