/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fixture.h - a small venue for tests, and its commands in a line each.
 *
 * Role       Included by tests and fuzz targets of the core only.  A fixture numbers the commands,
 *            keeps the events of the last one, and audits the whole state after each.
 * Ownership  The memory of the core is the caller's: fixture_config is small enough for a static
 *            array of FIXTURE_SIZE bytes.
 */
#ifndef PERPETUA_CORE_FIXTURE_H
#define PERPETUA_CORE_FIXTURE_H

#include <string.h>

#include "core/core.h"
#include "model/accounts_chart.h"
#include "model/reject.h"

#define FIXTURE_SIZE       (1u << 20)
#define FIXTURE_EVENTS_MAX 4096u

/* Product 1 of the fixture, its member and the first of its accounts. */
#define PRODUCT UINT16_C(1)
#define MEMBER  1u
#define ALICE   1u
#define BOB     2u
#define CAROL   3u

struct fixture {
    struct core *core;
    struct command command; /* the next one; zero again after each step */
    struct events events;
    struct event list[FIXTURE_EVENTS_MAX];
    int64_t time_ns;
};

static inline struct core_config fixture_config(void)
{
    return (struct core_config){.accounts_max = 32,
                                .positions_max = 64,
                                .orders_max = 256,
                                .extras_max = 128,
                                .products_max = 4,
                                .members_max = 8,
                                .users_max = 16,
                                .sessions_max = 8,
                                .groups_max = 8,
                                .mmps_max = 8,
                                .ladder_width = 64};
}

/* An empty venue; the memory need not be zero. */
static inline void fixture_start(struct fixture *fixture, void *memory, size_t size)
{
    struct core_config config = fixture_config();
    memset(fixture, 0, sizeof *fixture);
    memset(memory, 0, size);
    fixture->core = core_init(memory, size, &config);
    fixture->events = (struct events){.list = fixture->list, .capacity = FIXTURE_EVENTS_MAX};
    fixture->time_ns = INT64_C(1754000000) * 1000000000; /* a Friday in August 2025 */
}

/* Steps fixture->command and audits.  Returns the number of its events. */
static inline uint32_t fixture_step(struct fixture *fixture)
{
    fixture->command.sequence = core_sequence(fixture->core) + 1;
    fixture->command.time_ns = fixture->time_ns;
    uint32_t count = core_step(fixture->core, &fixture->command, &fixture->events);
    core_audit(fixture->core);
    memset(&fixture->command, 0, sizeof fixture->command);
    return count;
}

/* The next command, of this kind, for the caller to fill. */
static inline struct command *fixture_command(struct fixture *fixture, enum command_kind kind)
{
    fixture->command.kind = (uint16_t)kind;
    return &fixture->command;
}

/* The first event of this kind in the last step, or NULL. */
static inline const struct event *fixture_event(const struct fixture *fixture, enum event_kind kind)
{
    for (uint32_t i = 0; i < fixture->events.count; i++) {
        if (fixture->list[i].kind == kind) return &fixture->list[i];
    }
    return NULL;
}

/* The same, for a test that cannot go on without it; what is not there is all zeros. */
static inline struct event fixture_seen(const struct fixture *fixture, enum event_kind kind)
{
    const struct event *event = fixture_event(fixture, kind);
    return event == NULL ? (struct event){0} : *event;
}

/* How many events of this kind the last step gave. */
static inline uint32_t fixture_count(const struct fixture *fixture, enum event_kind kind)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < fixture->events.count; i++) count += fixture->list[i].kind == kind;
    return count;
}

/* REJECT_NONE if the last command was worked. */
static inline enum reject fixture_reject(const struct fixture *fixture)
{
    const struct event *event = fixture_event(fixture, EVENT_REJECTED);
    return event == NULL ? REJECT_NONE : (enum reject)event->reject.code;
}

/* Terms without bands, margins, fees or limits; a lot of one tick is worth 100 micros. */
static inline struct product_terms fixture_terms(void)
{
    return (struct product_terms){.symbol = "TEST",
                                  .quote = "USD",
                                  .tick_value_micros = 100,
                                  .price_ticks_min = 1,
                                  .price_ticks_max = 1000000,
                                  .order_lots_max = 1000000,
                                  .order_notional_micros_max = INT64_C(100000000000000),
                                  .protection_ticks = 50,
                                  .smp_mode = SMP_CANCEL_TAKER};
}

static inline void fixture_define(struct fixture *fixture, uint16_t product_id,
                                  const struct product_terms *terms)
{
    fixture_command(fixture, COMMAND_PRODUCT_DEFINE)->product_id = product_id;
    fixture->command.terms = *terms;
    fixture_step(fixture);
}

/* A command whose body is one number: the new state, phase or halt. */
static inline enum reject fixture_state(struct fixture *fixture, enum command_kind kind,
                                        uint32_t id, uint32_t state)
{
    struct command *command = fixture_command(fixture, kind);
    if (kind == COMMAND_ACCOUNT_STATE) {
        command->account_id = id;
    } else {
        command->product_id = (uint16_t)id;
    }
    command->state.state = state;
    fixture_step(fixture);
    return fixture_reject(fixture);
}

/* From draft to listed. */
static inline void fixture_list(struct fixture *fixture, uint16_t product_id)
{
    static const uint32_t states[] = {PRODUCT_FILED, PRODUCT_APPROVED, PRODUCT_LISTED};
    for (uint32_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        fixture_state(fixture, COMMAND_PRODUCT_STATE, product_id, states[i]);
    }
}

static inline void fixture_member(struct fixture *fixture, uint32_t member_id)
{
    fixture_command(fixture, COMMAND_MEMBER_SET)->member =
        (struct body_member){.member_id = member_id, .kind = MEMBER_FCM, .state = PARTY_APPROVED};
    fixture_step(fixture);
}

/* Opens an approved account of this owner (0: its own) and returns its number. */
static inline uint32_t fixture_account(struct fixture *fixture, uint32_t member_id, uint32_t owner)
{
    fixture_command(fixture, COMMAND_ACCOUNT_OPEN)->account = (struct body_account){
        .member_id = member_id, .owner_account_id = owner, .state = PARTY_APPROVED};
    fixture_step(fixture);
    return fixture->list[0].account_id;
}

static inline enum reject fixture_deposit(struct fixture *fixture, uint32_t account_id,
                                          int64_t micros)
{
    fixture_command(fixture, COMMAND_DEPOSIT)->account_id = account_id;
    fixture->command.cash.amount.micros = micros;
    fixture_step(fixture);
    return fixture_reject(fixture);
}

static inline enum reject fixture_marks(struct fixture *fixture, int64_t mark_ticks,
                                        int64_t index_ticks)
{
    fixture_command(fixture, COMMAND_REFERENCE_PRICE)->product_id = PRODUCT;
    fixture->command.reference.mark.ticks_e4 = mark_ticks * FINE_PER_TICK;
    fixture->command.reference.index.ticks_e4 = index_ticks * FINE_PER_TICK;
    fixture_step(fixture);
    return fixture_reject(fixture);
}

static inline struct order_entry fixture_entry(enum side side, int64_t lots, int64_t ticks)
{
    return (struct order_entry){
        .price = {ticks}, .qty = {lots}, .side = (uint8_t)side, .type = TYPE_LIMIT, .tif = TIF_GTC};
}

/* Places an order in PRODUCT; the id it got, 0 if it was rejected. */
static inline uint64_t fixture_place(struct fixture *fixture, uint32_t account_id,
                                     struct order_entry entry)
{
    struct command *command = fixture_command(fixture, COMMAND_ORDER_PLACE);
    command->account_id = account_id;
    command->product_id = PRODUCT;
    command->order = entry;
    fixture_step(fixture);
    if (fixture_reject(fixture) != REJECT_NONE) return 0;
    return fixture->list[0].order.order_id;
}

static inline enum reject fixture_cancel(struct fixture *fixture, uint32_t account_id,
                                         uint64_t order_id)
{
    struct command *command = fixture_command(fixture, COMMAND_ORDER_CANCEL);
    command->account_id = account_id;
    command->product_id = PRODUCT;
    command->cancel.order_id = order_id;
    fixture_step(fixture);
    return fixture_reject(fixture);
}

/* The venue of most tests: PRODUCT listed and open, three funded accounts with an owner each. */
static inline void fixture_open(struct fixture *fixture, void *memory, size_t size)
{
    struct product_terms terms = fixture_terms();
    fixture_start(fixture, memory, size);
    fixture_define(fixture, PRODUCT, &terms);
    fixture_list(fixture, PRODUCT);
    fixture_member(fixture, MEMBER);
    for (uint32_t account = ALICE; account <= CAROL; account++) {
        (void)fixture_account(fixture, MEMBER, 0);
        (void)fixture_deposit(fixture, account, INT64_C(1000000000000));
    }
}

#endif
