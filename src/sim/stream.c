/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stream.c - which command comes next, when, and who sends it.
 *
 * Role   See stream.h.  The weights below are chosen so that most commands are orders that meet.
 */
#include "sim/stream.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/int_math.h"
#include "sim/stream_economy.h"

struct maker {
    uint32_t weight;
    void (*make)(struct stream *stream, struct command *command);
};

static const struct maker makers[] = {
    {5200, make_order},         {620, make_list},          {900, make_amend},
    {250, make_decrease},       {1000, make_cancel},       {60, make_mass_cancel},
    {25, make_disconnect},      {30, make_client_text},    {150, make_group_set},
    {70, make_group_reset},     {150, make_mmp_set},       {70, make_mmp_reset},
    {300, make_tick},           {10, make_seal},           {450, make_reference},
    {100, make_cash},           {100, make_phase},         {25, make_halt},
    {40, make_terms_change},    {90, make_product_step},   {12, make_account_open},
    {25, make_account_state},   {25, make_account_limits}, {12, make_member_set},
    {40, make_user_set},        {10, make_calendar},       {20, make_venue_terms},
    {5, make_rules_version},    {15, make_group_trigger},  {25, make_group_limit},
    {15, make_account_trading}, {90, make_group_mmp},      {30, make_group_mmp_reset},
};

#define MAKER_COUNT (sizeof makers / sizeof makers[0])

struct core_config stream_config(uint64_t seed)
{
    static const uint32_t widths[] = {64, 128, 1024, 256};
    return (struct core_config){
        .accounts_max = WORLD_ACCOUNTS,
        .positions_max = WORLD_ACCOUNTS * WORLD_PRODUCTS + 1,
        .orders_max = 2 * WORLD_ORDERS,
        .extras_max = 2 * WORLD_ORDERS,
        .products_max = WORLD_PRODUCTS,
        .members_max = WORLD_MEMBERS,
        .users_max = WORLD_USERS,
        .sessions_max = WORLD_SESSIONS,
        .groups_max = WORLD_ACCOUNTS * 2 * WORLD_GROUPS,
        .mmps_max = WORLD_ACCOUNTS * (WORLD_PRODUCTS + 2 * WORLD_GROUPS) + 1,
        .ladder_width = widths[seed % 4],
    };
}

struct stream *stream_create(uint64_t seed, uint32_t products, uint32_t parts)
{
    /* Mostly small books, which meet often; some large ones. */
    static const uint32_t live_aims[] = {130, 130, 60, 130, 400};
    struct stream *stream = calloc(1, sizeof *stream);
    if (stream == NULL) abort();
    random_seed(&stream->random, seed);
    stream->listed_products = products;
    stream->parts = parts;
    stream->live_aim = live_aims[seed % (sizeof live_aims / sizeof live_aims[0])];
    stream->next_client_order_id = 1000;
    stream->now_ns = WORLD_START_NS;
    return stream;
}

void stream_destroy(struct stream *stream)
{
    free(stream);
}

/* --- header ----------------------------------------------------------------------------------- */

static bool is_any_halted(const struct stream *stream)
{
    if (stream->venue_halt != HALT_NONE) return true;
    for (uint32_t id = 1; id <= stream->listed_products; id++) {
        if (stream->products[id].halt != HALT_NONE) return true;
    }
    return false;
}

/* Mostly microseconds; seldom so long that orders expire, phases change and auctions end. */
static int64_t time_step_ns(struct stream *stream)
{
    /* Schedules and auctions run out while a market is halted. */
    if (is_any_halted(stream) && chance(stream, 1, 15))
        return pick_between(stream, 1, 10 * NS_PER_MINUTE);
    uint64_t kind = pick(stream, 1000);
    /* Minutes of funding, cycles, and the hours and weekends in which banks are closed. */
    if (stream->parts != 0 && chance(stream, 1, 150))
        return pick_between(stream, 1, chance(stream, 1, 6) ? 14 * NS_PER_HOUR : NS_PER_MINUTE);
    if (kind < 200) return 0;
    if (kind < 900) return pick_between(stream, 1, NS_PER_MILLI);
    if (kind < 980) return pick_between(stream, 1, 20 * NS_PER_MILLI);
    if (kind < 991) return pick_between(stream, 1, 5 * NS_PER_SECOND);
    if (kind < 996) return pick_between(stream, 1, 5 * NS_PER_MINUTE);
    if (kind < 997) return pick_between(stream, 1, 4 * NS_PER_HOUR);
    if (kind < 998) return chance(stream, 1, 3) ? pick_between(stream, 1, 2 * NS_PER_DAY) : 0;
    if (chance(stream, 1, 500)) return INT64_MAX - stream->now_ns; /* R-TIME-1 */
    return -pick_between(stream, 1, NS_PER_SECOND);
}

static bool is_members_command(uint16_t kind)
{
    return (kind >= COMMAND_ORDER_PLACE && kind <= COMMAND_GROUP_MMP_RESET) ||
           kind == COMMAND_AUCTION_BID;
}

/* The venue itself, the trader of the account's member, staff, or anyone. */
static uint32_t pick_actor(struct stream *stream, const struct command *command)
{
    uint64_t kind = pick(stream, 100);
    if (kind < 45) return 0;
    if (kind < 85 && is_members_command(command->kind)) {
        uint32_t account_id = command->account_id;
        if (account_id >= WORLD_ACCOUNTS) return 1;
        return stream->accounts[account_id].member_id;
    }
    if (kind < 85) return 5;
    if (kind < 97) return 11;
    return (uint32_t)pick(stream, WORLD_USERS + 2);
}

static void set_session(struct stream *stream, struct command *command)
{
    if (command->session_id == 0) command->session_id = (uint32_t)pick(stream, WORLD_SESSIONS);
    if (chance(stream, 1, 3)) return;
    uint64_t *last = &stream->session_sequences[command->session_id];
    if (chance(stream, 1, 60)) {
        command->client_sequence = 1 + pick(stream, *last + 1);
        if (command->client_sequence <= *last) return;
    } else {
        command->client_sequence = *last + 1 + pick(stream, 2);
    }
    *last = command->client_sequence;
}

/* --- choice ----------------------------------------------------------------------------------- */

static void make_any(struct stream *stream, struct command *command)
{
    uint32_t total = 0;
    for (size_t i = 0; i < MAKER_COUNT; i++) total += makers[i].weight;
    uint64_t at = pick(stream, total);
    size_t i = 0;
    while (at >= makers[i].weight) at -= makers[i++].weight;
    makers[i].make(stream, command);
}

static void choose(struct stream *stream, struct command *command)
{
    if (stream->parts != 0 && chance(stream, 3, 10)) {
        make_economy(stream, command);
        return;
    }
    if (chance(stream, 1, 5) && make_retry(stream, command)) return;
    if (chance(stream, 1, 14) && make_repair(stream, command)) return;
    if (chance(stream, 1, 12) && make_halt_again(stream, command)) return;
    if (is_any_halted(stream) && chance(stream, 1, 30)) {
        make_terms_change(stream, command);
        return;
    }
    if (stream->order_count > stream->live_aim && chance(stream, 1, 2)) {
        bool is_far = stream->order_count > 2 * stream->live_aim;
        if (is_far || chance(stream, 1, 80)) {
            make_mass_cancel(stream, command);
        } else {
            make_cancel(stream, command);
        }
        return;
    }
    make_any(stream, command);
}

void stream_next(struct stream *stream, struct command *command)
{
    memset(command, 0, sizeof *command);
    command->sequence = ++stream->sequence;
    if (!setup_next(stream, command) && !economy_setup_next(stream, command)) {
        int64_t step_ns = time_step_ns(stream);
        command->time_ns = stream->now_ns + step_ns;
        if (step_ns > 0) stream->now_ns = i64_min(command->time_ns, TIME_NS_MAX);
        choose(stream, command);
        cite_entry(stream, command);
        command->actor_id = pick_actor(stream, command);
        if ((stream->parts & PART_REGISTER) != 0)
            command->actor_id = pick_operator(stream, command);
        fit_proposer(stream, command);
        set_session(stream, command);
        if (chance(stream, 1, is_members_command(command->kind) ? 14 : 6))
            bend_command(stream, command);
    } else {
        command->time_ns = stream->now_ns;
    }
    stream->sent = *command;
}
