/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_venue.c - see bench_venue.h.
 */
#include "cli/bench_venue.h"

#include <string.h>

#define MEMBER 1u

static void count_events(void *context, const struct event *list, uint32_t count)
{
    struct bench_venue *venue = context;
    for (uint32_t i = 0; i < count; i++) venue->counts[list[i].kind % VENUE_EVENT_KINDS]++;
}

bool bench_venue_open(struct bench_venue *venue, uint32_t accounts)
{
    struct core_config config = core_config_small();
    config.accounts_max = accounts + 8;
    config.positions_max = accounts + 16;
    *venue = (struct bench_venue){0};
    if (os_memory_take(&venue->memory, core_size(&config), OS_MEMORY_HUGE) != OS_OK) return false;
    venue->core = core_init(venue->memory.bytes, venue->memory.size, &config);
    bench_venue_next(venue, COMMAND_MEMBER_SET)->member =
        (struct body_member){.member_id = MEMBER, .kind = MEMBER_FCM, .state = PARTY_APPROVED};
    bench_venue_step(venue);
    return true;
}

bool bench_venue_close(struct bench_venue *venue)
{
    core_audit(venue->core);
    os_memory_give_back(&venue->memory);
    return venue->wrong == 0 && venue->counts[EVENT_REJECTED] == 0;
}

struct command *bench_venue_next(struct bench_venue *venue, enum command_kind kind)
{
    memset(&venue->command, 0, sizeof venue->command);
    venue->command.kind = (uint16_t)kind;
    return &venue->command;
}

void bench_venue_step(struct bench_venue *venue)
{
    struct events events = {
        .list = venue->list, .capacity = RUN_EVENTS, .drain = count_events, .context = venue};
    venue->command.sequence = ++venue->sequence;
    venue->command.time_ns = venue->time_ns;
    (void)core_step(venue->core, &venue->command, &events);
    count_events(venue, venue->list, events.count);
}

void bench_venue_list(struct bench_venue *venue, uint16_t product,
                      const struct product_terms *terms)
{
    static const uint32_t states[] = {PRODUCT_FILED, PRODUCT_APPROVED, PRODUCT_LISTED};
    struct command *command = bench_venue_next(venue, COMMAND_PRODUCT_DEFINE);
    command->product_id = product;
    command->terms = *terms;
    memcpy(command->terms.symbol, "BENCH", sizeof "BENCH");
    memcpy(command->terms.quote, "USD", sizeof "USD");
    command->terms.price_ticks_min = 1;
    command->terms.price_ticks_max = 1000000;
    command->terms.order_lots_max = 1000000;
    command->terms.order_notional_micros_max = NOTIONAL_MICROS_MAX;
    command->terms.smp_mode = SMP_CANCEL_MAKER;
    bench_venue_step(venue);
    for (uint32_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        command = bench_venue_next(venue, COMMAND_PRODUCT_STATE);
        command->product_id = product;
        command->state.state = states[i];
        bench_venue_step(venue);
    }
}

uint32_t bench_venue_account(struct bench_venue *venue, int64_t deposit_micros)
{
    bench_venue_next(venue, COMMAND_ACCOUNT_OPEN)->account =
        (struct body_account){.member_id = MEMBER, .state = PARTY_APPROVED};
    bench_venue_step(venue);
    uint32_t account = venue->list[0].account_id;
    if (deposit_micros == 0) return account;
    struct command *command = bench_venue_next(venue, COMMAND_DEPOSIT);
    command->account_id = account;
    command->cash.amount.micros = deposit_micros;
    bench_venue_step(venue);
    return account;
}

uint64_t bench_venue_place(struct bench_venue *venue, uint32_t account, uint16_t product,
                           const struct order_entry *entry)
{
    struct command *command = bench_venue_next(venue, COMMAND_ORDER_PLACE);
    command->account_id = account;
    command->product_id = product;
    command->order = *entry;
    command->order.type = TYPE_LIMIT;
    command->order.tif = TIF_GTC;
    bench_venue_step(venue);
    return venue->list[0].order.order_id;
}

void bench_venue_mark(struct bench_venue *venue, uint16_t product, int64_t mark_ticks,
                      int64_t index_ticks)
{
    struct command *command = bench_venue_next(venue, COMMAND_REFERENCE_PRICE);
    command->product_id = product;
    command->reference.mark.ticks_e4 = mark_ticks * FINE_PER_TICK;
    command->reference.index.ticks_e4 = index_ticks * FINE_PER_TICK;
    bench_venue_step(venue);
}
