/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_fixture.h - a small venue for the tests of the naive one, and its answers as short text.
 *
 * Role       Test files only.  A table's row is a sentence of the rulebook, a command and what the
 *            venue must say; the state carries over from row to row.  Answers are written without
 *            the fills, but for tables that ask for them:
 *
 *              accepted 1 10@100     armed, held, triggered, activated, amended likewise
 *              trade 5@100 1>2       maker 1, taker 2
 *              fill a1 5/500 r0 f1   account 1: net, paid, realised, fee
 *              cancelled 2 3 ioc     order, lots that were open, reason
 *              rejected margin 7/5   code, given, legal
 */
#ifndef PERPETUA_SIM_NAIVE_FIXTURE_H
#define PERPETUA_SIM_NAIVE_FIXTURE_H

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/expect.h"
#include "model/event.h"
#include "model/reject.h"
#include "model/reject_text.h"
#include "sim/naive.h"

#define SECOND INT64_C(1000000000)
#define START  (INT64_C(1772409600) * SECOND) /* Monday 2026-03-02 00:00 UTC */

#define TOLD_SIZE 1024u

struct row {
    const char *row;
    struct command command;
    const char *told;
};

struct venue {
    struct naive *naive;
    struct naive_events events;
    uint64_t sequence;
    int64_t now_ns;
    bool tells_fills;
    char told[TOLD_SIZE];
    size_t told_size;
};

/* Commands as rows write them.  Product 1 and the members' account are in the header. */
#define ORDER(account, ...)                                                                        \
    {                                                                                              \
        .kind = COMMAND_ORDER_PLACE, .account_id = (account), .product_id = 1, .order = {          \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }
#define BUY(lots)     .side = SIDE_BUY, .qty = {lots}
#define SELL(lots)    .side = SIDE_SELL, .qty = {lots}
#define LIMIT(ticks)  .type = TYPE_LIMIT, .price = {ticks}
#define MARKET        .type = TYPE_MARKET
#define GTC           .tif = TIF_GTC
#define IOC           .tif = TIF_IOC
#define FOK           .tif = TIF_FOK
#define FLAGS(mask)   .flags = (mask)
#define DISPLAY(lots) .display = {lots}
#define STOP(ticks)   .type = TYPE_STOP_MARKET, .trigger = {ticks}, .trigger_source = SOURCE_LAST
#define CANCEL(account, id)                                                                        \
    {                                                                                              \
        .kind = COMMAND_ORDER_CANCEL, .account_id = (account), .product_id = 1, .cancel = {        \
            (id),                                                                                  \
            0                                                                                      \
        }                                                                                          \
    }
#define AMEND(account, id, ...)                                                                    \
    {                                                                                              \
        .kind = COMMAND_ORDER_AMEND, .account_id = (account), .product_id = 1, .amend = {          \
            .order_id = (id),                                                                      \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }
#define DECREASE(account, id, lots)                                                                \
    {                                                                                              \
        .kind = COMMAND_ORDER_DECREASE, .account_id = (account), .product_id = 1, .amend = {       \
            .order_id = (id),                                                                      \
            .qty = {lots}                                                                          \
        }                                                                                          \
    }
#define STATE(kind_, account, product, state_)                                                     \
    {                                                                                              \
        .kind = (kind_), .account_id = (account), .product_id = (product), .state = {              \
            (state_),                                                                              \
            0,                                                                                     \
            0                                                                                      \
        }                                                                                          \
    }
#define PRICES(mark_ticks, index_ticks)                                                            \
    {                                                                                              \
        .kind = COMMAND_REFERENCE_PRICE, .product_id = 1, .reference = {                           \
            {(mark_ticks)*FINE_PER_TICK},                                                          \
            {(index_ticks)*FINE_PER_TICK}                                                          \
        }                                                                                          \
    }

/* --- telling ---------------------------------------------------------------------------------- */

__attribute__((format(printf, 2, 3))) static inline void tell(struct venue *venue,
                                                              const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    size_t left = TOLD_SIZE - venue->told_size;
    venue->told_size += (size_t)vsnprintf(venue->told + venue->told_size, left, format, arguments);
    va_end(arguments);
    assert_true(venue->told_size < TOLD_SIZE);
}

/* A name of the model in lower case. */
static inline void tell_name(struct venue *venue, const char *name)
{
    for (const char *at = name; *at != 0; at++) tell(venue, "%c", tolower((unsigned char)*at));
}

static inline void tell_order(struct venue *venue, const struct event *event)
{
    const char *name = event_kind_name(event->kind);
    const struct event_order *order = &event->order;
    tell_name(venue, name + strlen("ORDER_"));
    tell(venue, " %llu", (unsigned long long)order->order_id);
    if (event->kind == EVENT_ORDER_FILLED) return;
    if (event->kind == EVENT_ORDER_REPLENISHED || event->kind == EVENT_ORDER_TRAILED) {
        tell(venue, " %lld", (long long)order->detail);
        return;
    }
    tell(venue, " %lld", (long long)order->open.lots);
    if (event->kind != EVENT_ORDER_CANCELLED && event->kind != EVENT_ORDER_DECREASED)
        tell(venue, "@%lld", (long long)order->price.ticks);
    if (order->reason == REASON_NONE) return;
    tell(venue, " ");
    tell_name(venue, reason_name(order->reason));
    if (order->check == REJECT_NONE) return;
    tell(venue, " ");
    tell_name(venue, reject_name(order->check));
}

static inline void tell_reject(struct venue *venue, const struct event_reject *reject)
{
    tell(venue, "rejected ");
    tell_name(venue, reject_name(reject->code));
    tell(venue, " %lld/%lld", (long long)reject->given, (long long)reject->legal);
    if (reject->leg != 0) tell(venue, " leg %u", reject->leg);
}

static inline void tell_fill(struct venue *venue, const struct event *event)
{
    const struct event_fill *fill = &event->fill;
    tell(venue, "fill a%u %lld/%lld r%lld f%lld", event->account_id, (long long)fill->net.lots,
         (long long)fill->paid.micros, (long long)fill->realised.micros,
         (long long)fill->fee.micros);
}

static inline void tell_event(struct venue *venue, const struct event *event)
{
    if (venue->told_size > 0) tell(venue, "; ");
    if (event->kind >= EVENT_ORDER_ACCEPTED && event->kind <= EVENT_ORDER_FILLED) {
        tell_order(venue, event);
    } else if (event->kind == EVENT_REJECTED) {
        tell_reject(venue, &event->reject);
    } else if (event->kind == EVENT_FILL) {
        tell_fill(venue, event);
    } else if (event->kind == EVENT_TRADE) {
        tell(venue, "trade %lld@%lld %llu>%llu", (long long)event->trade.qty.lots,
             (long long)event->trade.price.ticks, (unsigned long long)event->trade.maker_order_id,
             (unsigned long long)event->trade.taker_order_id);
    } else if (event->kind == EVENT_AUCTION) {
        tell(venue, "auction %lld@%lld %lld", (long long)event->auction.qty.lots,
             (long long)event->auction.price.ticks, (long long)event->auction.imbalance.lots);
    } else if (event->kind == EVENT_PHASE) {
        tell(venue, "phase p%u %u halt %u", event->product_id, event->phase.phase,
             event->phase.halt);
    } else if (event->kind == EVENT_CASH) {
        tell(venue, "cash %lld a%u %lld", (long long)event->cash.amount.micros, event->account_id,
             (long long)event->cash.balance.micros);
    } else if (event->kind == EVENT_GROUP) {
        tell(venue, "group %u triggered %u lots %lld", event->group.group_id,
             event->group.triggered, (long long)event->group.lots);
    } else if (event->kind == EVENT_MMP) {
        tell(venue, "mmp lots %lld delta %lld", (long long)event->mmp.lots,
             (long long)event->mmp.delta_lots);
    } else if (event->kind == EVENT_MASS_CANCELLED) {
        tell(venue, "mass %llu", (unsigned long long)event->mass.count);
    } else {
        tell_name(venue, event_kind_name(event->kind));
    }
}

/* --- the venue -------------------------------------------------------------------------------- */

static inline void venue_send(struct venue *venue, const struct command *command)
{
    struct command sent = *command;
    sent.sequence = ++venue->sequence;
    sent.time_ns = venue->now_ns;
    naive_step(venue->naive, &sent, &venue->events);
    venue->told_size = 0;
    venue->told[0] = 0;
    for (uint32_t i = 0; i < venue->events.count; i++) {
        const struct event *event = &venue->events.list[i];
        assert_int_equal(event->index, i);
        assert_int_equal(event->sequence, sent.sequence);
        if (event->kind != EVENT_FILL || venue->tells_fills) tell_event(venue, event);
    }
}

/* A command that must succeed. */
static inline void venue_must(struct venue *venue, struct command command)
{
    venue_send(venue, &command);
    for (uint32_t i = 0; i < venue->events.count; i++)
        EXPECT_FALSE(venue->told, venue->events.list[i].kind == EVENT_REJECTED);
}

static inline struct product_terms venue_terms(void)
{
    return (struct product_terms){.symbol = "TEST",
                                  .quote = "USD",
                                  .tick_value_micros = 1,
                                  .price_ticks_min = 1,
                                  .price_ticks_max = 1000,
                                  .order_lots_max = 100,
                                  .order_notional_micros_max = 1000000,
                                  .protection_ticks = 5,
                                  .smp_mode = SMP_CANCEL_TAKER};
}

/* Members 1 and 2; accounts 1, 2 and 3 of member 1 (2 is owned by 1), account 4 of member 2; one
 * product with these terms, listed; 10,000 micros in each account. */
static inline void venue_open(struct venue *venue, const struct product_terms *terms)
{
    static const struct core_config config = {.accounts_max = 16,
                                              .positions_max = 64,
                                              .orders_max = 64,
                                              .extras_max = 64,
                                              .products_max = 4,
                                              .members_max = 4,
                                              .users_max = 4,
                                              .sessions_max = 4,
                                              .groups_max = 8,
                                              .mmps_max = 8,
                                              .ladder_width = 64};
    memset(venue, 0, sizeof *venue);
    venue->naive = naive_create(&config, PARTS_ALL);
    venue->now_ns = START;
    for (uint32_t id = 1; id <= 2; id++) {
        venue_must(venue, (struct command){.kind = COMMAND_MEMBER_SET,
                                           .member = {id, MEMBER_FCM, PARTY_APPROVED, {0}}});
    }
    for (uint32_t id = 1; id <= 4; id++) {
        venue_must(venue, (struct command){.kind = COMMAND_ACCOUNT_OPEN,
                                           .account = {.member_id = id == 4 ? 2 : 1,
                                                       .owner_account_id = id == 2 ? 1 : 0,
                                                       .state = PARTY_APPROVED}});
        venue_must(venue, (struct command){.kind = COMMAND_DEPOSIT,
                                           .account_id = id,
                                           .cash = {{10000}, 0, 0, 0}});
    }
    venue_must(venue,
               (struct command){.kind = COMMAND_PRODUCT_DEFINE, .product_id = 1, .terms = *terms});
    for (uint32_t i = 0; i < 3; i++) {
        static const uint32_t states[] = {PRODUCT_FILED, PRODUCT_APPROVED, PRODUCT_LISTED};
        venue_must(venue, (struct command)STATE(COMMAND_PRODUCT_STATE, 0, 1, states[i]));
    }
}

static inline void venue_close(struct venue *venue)
{
    naive_events_free(&venue->events);
    naive_destroy(venue->naive);
}

static inline void venue_run(struct venue *venue, const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (rows[i].command.time_ns != 0) venue->now_ns = START + rows[i].command.time_ns;
        venue_send(venue, &rows[i].command);
        EXPECT_TEXT(rows[i].row, venue->told, rows[i].told);
    }
}

/* A table on a venue of its own. */
static inline void run_table(const struct product_terms *terms, const struct row *rows,
                             size_t count)
{
    struct venue venue;
    venue_open(&venue, terms);
    venue_run(&venue, rows, count);
    venue_close(&venue);
}

#define RUN_TABLE(terms, rows) run_table((terms), (rows), sizeof(rows) / sizeof((rows)[0]))

#endif
