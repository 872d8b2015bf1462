/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stream_setup.c - the opening script: a venue with very different members and products.
 *
 * Role   See stream_world.h.  Products differ in what they make happen: bands, margin, limits, no
 *        money at all, a schedule, a capacity that is soon reached, prices near one tick.
 */
#include <string.h>

#include "base/check.h"
#include "base/date.h"
#include "base/int_math.h"
#include "sim/stream_economy.h"

#define MEMBERS_AT_START 4u
#define USERS_AT_START   12u
#define STATES_TO_LISTED 3u

struct account_plan {
    uint32_t member_id;
    uint32_t parent_id;
    uint32_t owner_id;
    uint32_t classes;
    uint8_t smp_mode;
    bool is_poor;
};

/* In the order of their numbers, from 1. */
static const struct account_plan account_plans[] = {
    {1, 0, 0, CLASS_FUTURES, SMP_DEFAULT, false},
    {1, 1, 0, CLASS_FUTURES, SMP_CANCEL_MAKER, false},
    {1, 0, 0, CLASS_RETAIL, SMP_DECREMENT, false},
    {2, 0, 1, CLASS_CLEARED_SWAP, SMP_DEFAULT, false},
    {2, 0, 0, CLASS_FUTURES | CLASS_RETAIL, SMP_DEFAULT, true},
    {2, 5, 0, CLASS_FUTURES, SMP_CANCEL_BOTH, false},
    {3, 0, 0, CLASS_MARKET_MAKER | CLASS_FUTURES, SMP_DEFAULT, false},
    {3, 0, 0, 0, SMP_DEFAULT, true},
    {3, 8, 7, CLASS_FUTURES, SMP_CANCEL_TAKER, false},
    {4, 0, 0, CLASS_MARKET_MAKER | CLASS_CLEARED_SWAP, SMP_DEFAULT, false},
    {4, 10, 0, CLASS_FUTURES, SMP_DEFAULT, false},
    {4, 10, 0, CLASS_FUTURES, SMP_DECREMENT, true},
};

#define ACCOUNTS_AT_START (uint32_t)(sizeof account_plans / sizeof account_plans[0])

/* What all products have in common; the functions below change what is special. */
static struct product_terms plain_terms(uint16_t product_id)
{
    struct product_terms terms;
    memset(&terms, 0, sizeof terms);
    memcpy(terms.symbol, "PRODUCT-", 8);
    terms.symbol[8] = (char)('0' + product_id / 10);
    terms.symbol[9] = (char)('0' + product_id % 10);
    memcpy(terms.quote, "USD", 3);
    terms.tick_value_micros = 100;
    terms.price_ticks_min = 1;
    terms.price_ticks_max = 200000;
    terms.order_lots_max = 1000;
    terms.order_notional_micros_max = NOTIONAL_MICROS_MAX;
    terms.protection_ticks = 10;
    terms.fee_maker_ppm = 20;
    terms.fee_taker_ppm = 50;
    terms.day_end_minute = 17 * 60;
    terms.smp_mode = SMP_CANCEL_TAKER;
    terms.register_entry = 7000u + product_id;
    terms.decimals_price = 1;
    terms.decimals_qty = 4;
    return terms;
}

static void set_margin(struct product_terms *terms)
{
    terms->order_lots_max = 500;
    terms->order_notional_micros_max = 500000000;
    terms->position_lots_max = 400;
    terms->band_ticks = 30;
    terms->band_ppm = 300;
    terms->protection_ticks = 5;
    terms->resume_auction_ns = 30 * NS_PER_SECOND;
    terms->initial_margin_ppm = 100000;
    terms->fee_maker_ppm = 100;
    terms->fee_taker_ppm = 300;
    terms->smp_mode = SMP_CANCEL_MAKER;
}

static void set_research(struct product_terms *terms)
{
    terms->tick_value_micros = 0;
    terms->price_ticks_max = 1000;
    terms->protection_ticks = 3;
    terms->initial_margin_ppm = 100000;
    terms->smp_mode = SMP_NONE;
}

/* Steps at random minutes of the week; or some that follow the present minute closely. */
static void set_schedule(struct stream *stream, struct product_terms *terms)
{
    static const uint8_t phases[] = {PHASE_OPEN, PHASE_OPEN, PHASE_CLOSED, PHASE_PRE_OPEN};
    bool is_near = chance(stream, 1, 2);
    uint32_t minute = is_near ? utc_minute_of_week(stream->now_ns) : 0;
    uint32_t count = (uint32_t)(1 + pick(stream, SCHEDULE_STEPS_MAX));
    terms->schedule_count = 0;
    for (uint32_t i = 0; i < count; i++) {
        minute += (uint32_t)(1 + pick(stream, is_near ? 6 : 900));
        if (minute >= MINUTES_PER_WEEK) break;
        terms->schedule[i].minute_of_week = (uint16_t)minute;
        terms->schedule[i].phase = phases[pick(stream, sizeof phases)];
        terms->schedule_count++;
    }
}

static void set_scheduled(struct stream *stream, struct product_terms *terms)
{
    terms->tick_value_micros = 1000;
    terms->price_ticks_max = 4000;
    terms->position_lots_max = 100;
    terms->band_ppm = 20000;
    terms->initial_margin_ppm = 50000;
    terms->eligible_classes = CLASS_FUTURES | CLASS_CLEARED_SWAP;
    terms->resume_auction_ns = 5 * NS_PER_SECOND;
    terms->smp_mode = SMP_CANCEL_BOTH;
    set_schedule(stream, terms);
}

/* A tick is so much money that the whole product holds 200 lots (R-SIZE-4). */
static void set_large(struct product_terms *terms)
{
    terms->tick_value_micros = TICK_VALUE_MICROS_MAX;
    terms->price_ticks_max = 20000000;
    terms->order_lots_max = 9;
    terms->protection_ticks = 4;
    terms->fee_maker_ppm = 1;
    terms->fee_taker_ppm = 1;
    terms->smp_mode = SMP_DECREMENT;
}

static void set_low(struct product_terms *terms)
{
    terms->tick_value_micros = 5000;
    terms->price_ticks_max = 40;
    terms->band_ticks = 12;
    terms->protection_ticks = 60;
    terms->initial_margin_ppm = 200000;
    terms->resume_auction_ns = 10 * NS_PER_SECOND;
    terms->smp_mode = SMP_NONE;
}

/* Every limit of the engine at its end: profits and fees that leave 64 bits behind. */
static void set_wide(struct product_terms *terms)
{
    terms->tick_value_micros = 1;
    terms->price_ticks_max = PRICE_TICKS_MAX;
    terms->order_lots_max = QTY_LOTS_MAX;
    terms->protection_ticks = PRICE_TICKS_MAX;
    terms->fee_maker_ppm = 0;
    terms->fee_taker_ppm = 1000000;
}

struct product_terms make_terms(struct stream *stream, uint16_t product_id)
{
    struct product_terms terms = plain_terms(product_id);
    switch ((product_id - 1) % 7) {
    case 1: set_margin(&terms); break;
    case 2: set_research(&terms); break;
    case 3: set_scheduled(stream, &terms); break;
    case 4: set_large(&terms); break;
    case 5: set_low(&terms); break;
    case 6: set_wide(&terms); break;
    default: break;
    }
    return terms;
}

int64_t center_of_terms(const struct product_terms *terms)
{
    return i64_max(1, terms->price_ticks_min / 2 + terms->price_ticks_max / 2);
}

/* --- the script ------------------------------------------------------------------------------- */

void make_standard_user(struct command *command, uint32_t user_id)
{
    static const struct body_user users[USERS_AT_START + 1] = {
        {0, 0, 0, 0},
        {1, 1, ROLE_TRADER, 0},
        {2, 2, ROLE_TRADER, 0},
        {3, 3, ROLE_TRADER, 0},
        {4, 4, ROLE_TRADER, 0},
        {5, 0, ROLE_MARKET_OPERATIONS, 0},
        {6, 0, ROLE_COMPLIANCE, 0},
        {7, 0, ROLE_SURVEILLANCE | ROLE_REGULATOR, 0},
        {8, 1, ROLE_RISK_MANAGER, 0},
        {9, 2, ROLE_MEMBER_ADMIN, 0},
        {10, 3, 0x7f, 0},
        {11, 0, 0x7f, 0},
        {12, 4, ROLE_MARKET_OPERATIONS | ROLE_TRADER, 0},
    };
    command->kind = COMMAND_USER_SET;
    command->user = users[1 + (user_id - 1) % USERS_AT_START];
}

/* Part 10 has a step of its own before a product is filed, and before an account gets money. */
static bool has_payoffs(const struct stream *stream)
{
    return (stream->parts & PART_PAYOFF) != 0;
}

static uint32_t product_script_steps(const struct stream *stream)
{
    return 1 + STATES_TO_LISTED + has_payoffs(stream);
}

static uint32_t account_script_steps(const struct stream *stream)
{
    return 2 + has_payoffs(stream);
}

static void script_product(struct stream *stream, struct command *command, uint32_t step)
{
    static const uint32_t states[STATES_TO_LISTED] = {PRODUCT_FILED, PRODUCT_APPROVED,
                                                      PRODUCT_LISTED};
    uint32_t steps = product_script_steps(stream);
    command->product_id = (uint16_t)(1 + step / steps);
    uint32_t part = step % steps;
    if (has_payoffs(stream) && part == 1) {
        command->kind = chance(stream, 1, 3) ? COMMAND_TICK : COMMAND_PAYOFF_TERMS;
        if (command->kind == COMMAND_PAYOFF_TERMS) fill_payoff_terms(stream, command);
        return;
    }
    if (has_payoffs(stream) && part > 1) part--;
    if (part == 0) {
        command->kind = COMMAND_PRODUCT_DEFINE;
        command->terms = make_terms(stream, command->product_id);
        return;
    }
    command->kind = COMMAND_PRODUCT_STATE;
    command->state.state = states[part - 1];
    command->state.register_entry = 100 + step;
}

/* With margins all are poor, but for the first account and the funds. */
static int64_t starting_cash(struct stream *stream, uint32_t account_id, bool is_poor)
{
    if (stream->parts == 0)
        return is_poor ? pick_between(stream, 20000000, 400000000) : WORLD_RICH_MICROS;
    if (account_id > 1 && account_id < 10) return pick_between(stream, 3000000, 150000000);
    return pick_between(stream, 1, 4000000000);
}

static void script_account(struct stream *stream, struct command *command, uint32_t step)
{
    uint32_t steps = account_script_steps(stream);
    uint32_t account_id = 1 + step / steps;
    const struct account_plan *plan = &account_plans[account_id - 1];
    if (step % steps == 1 && has_payoffs(stream)) {
        command->kind = COMMAND_ACCOUNT_CURRENCY;
        command->account_id = account_id;
        fill_account_currency(stream, command);
        return;
    }
    if (step % steps == 0) {
        command->kind = COMMAND_ACCOUNT_OPEN;
        command->account.member_id = plan->member_id;
        command->account.customer_id = 900 + account_id;
        command->account.parent_account_id = plan->parent_id;
        command->account.owner_account_id = plan->owner_id;
        command->account.controller_id = plan->member_id;
        command->account.classes = plan->classes;
        command->account.state = PARTY_APPROVED;
        command->account.smp_mode = plan->smp_mode;
        return;
    }
    command->kind = COMMAND_DEPOSIT;
    command->account_id = account_id;
    command->cash.amount.micros = starting_cash(stream, account_id, plan->is_poor);
    command->cash.reference = 5000 + account_id;
}

static void script_venue(struct stream *stream, struct command *command, uint32_t step)
{
    switch (step) {
    case 0:
        command->kind = COMMAND_RULES_VERSION;
        command->rules.rules_version = 1;
        break;
    case 1: command->kind = COMMAND_VENUE_TERMS; break;
    case 2: make_calendar(stream, command); break;
    default:
        command->kind = COMMAND_MEMBER_SET;
        command->member.member_id = step - 2;
        command->member.kind = (uint8_t)(step - 2);
        command->member.state = PARTY_APPROVED;
        break;
    }
}

bool setup_next(struct stream *stream, struct command *command)
{
    const uint32_t venue_steps = 3 + MEMBERS_AT_START;
    const uint32_t product_steps = stream->listed_products * product_script_steps(stream);
    uint32_t step = stream->setup_step++;
    if (step < venue_steps) {
        script_venue(stream, command, step);
        return true;
    }
    step -= venue_steps;
    if (step < USERS_AT_START) {
        make_standard_user(command, 1 + step);
        return true;
    }
    step -= USERS_AT_START;
    if (step < product_steps) {
        script_product(stream, command, step);
        return true;
    }
    step -= product_steps;
    if (step < account_script_steps(stream) * ACCOUNTS_AT_START) {
        script_account(stream, command, step);
        return true;
    }
    return false;
}
