/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_setup.c - see bench_setup.h.
 */
#include "cli/bench_setup.h"

#include <stdio.h>
#include <string.h>

#define VENUE_COMMANDS   1u
#define MEMBER_COMMANDS  2u /* the member, its trader */
#define ACCOUNT_COMMANDS 3u /* opening, limits, deposit */
#define PRODUCT_COMMANDS 5u /* definition, three states, a reference price */

/* Each account's part of what the venue's bank account may hold at most. */
#define DEPOSITS_MICROS INT64_C(1000000000000000000)
#define MARGIN_MICROS   INT64_C(100000000000000)
#define MARK_TICKS      INT64_C(1000000)

uint32_t setup_user_of(uint32_t account)
{
    return 1 + account % SETUP_MEMBERS;
}

uint32_t setup_session_of(uint32_t account)
{
    return 1 + account % SETUP_SESSIONS;
}

uint64_t setup_command_count(const struct workload_settings *settings)
{
    return VENUE_COMMANDS + MEMBER_COMMANDS * SETUP_MEMBERS +
           (uint64_t)ACCOUNT_COMMANDS * settings->account_count +
           (uint64_t)PRODUCT_COMMANDS * settings->product_count;
}

static void make_venue(const struct workload_settings *settings, struct command *command)
{
    command->kind = COMMAND_VENUE_TERMS;
    if (settings->checks == CHECKS_NONE) return;
    command->venue.message_window_ns = INT64_C(1000000000);
    command->venue.message_budget_count = 1000000;
}

static void make_member(uint32_t step, uint32_t member, struct command *command)
{
    if (step == 0) {
        command->kind = COMMAND_MEMBER_SET;
        command->member.member_id = member;
        command->member.kind = MEMBER_FCM;
        command->member.state = PARTY_APPROVED;
    } else {
        command->kind = COMMAND_USER_SET;
        command->user.user_id = member;
        command->user.member_id = member;
        command->user.roles = ROLE_TRADER;
    }
}

static void make_account(const struct workload_settings *settings, uint32_t step, uint32_t account,
                         struct command *command)
{
    bool limited = settings->checks == CHECKS_ALL;
    command->account_id = account;
    switch (step) {
    case 0:
        command->kind = COMMAND_ACCOUNT_OPEN;
        command->account_id = 0;
        command->account.member_id = setup_user_of(account);
        command->account.classes = CLASS_FUTURES;
        command->account.state = PARTY_APPROVED;
        command->account.smp_mode = SMP_CANCEL_MAKER;
        break;
    case 1:
        command->kind = COMMAND_ACCOUNT_LIMITS;
        command->limits.order_lots_max = limited ? 10000 : 0;
        command->limits.order_notional_micros_max = limited ? INT64_C(10000000000000) : 0;
        command->limits.position_lots_max = limited ? 10000000 : 0;
        command->limits.margin_micros_max = limited ? MARGIN_MICROS : 0;
        break;
    default:
        command->kind = COMMAND_DEPOSIT;
        command->cash.amount.micros = DEPOSITS_MICROS / settings->account_count;
        break;
    }
}

static void make_terms(const struct workload_settings *settings, uint16_t product,
                       struct product_terms *terms)
{
    (void)snprintf(terms->symbol, sizeof terms->symbol, "PRODUCT-%u", (unsigned)product);
    memcpy(terms->quote, "USD", sizeof "USD");
    terms->tick_value_micros = 100;
    terms->price_ticks_min = 1;
    terms->price_ticks_max = 1000000000;
    terms->order_lots_max = 1000000;
    terms->order_notional_micros_max = INT64_C(100000000000000);
    terms->smp_mode = SMP_CANCEL_TAKER;
    terms->protection_ticks = 1000;
    if (settings->checks == CHECKS_NONE) return;
    terms->position_lots_max = 100000000;
    terms->band_ppm = 50000;
    terms->initial_margin_ppm = 100000;
    terms->fee_maker_ppm = 100;
    terms->fee_taker_ppm = 300;
    terms->eligible_classes = CLASS_FUTURES | CLASS_RETAIL;
}

static void make_product(const struct workload_settings *settings, uint32_t step, uint16_t product,
                         struct command *command)
{
    static const uint32_t states[] = {PRODUCT_FILED, PRODUCT_APPROVED, PRODUCT_LISTED};
    command->product_id = product;
    if (step == 0) {
        command->kind = COMMAND_PRODUCT_DEFINE;
        make_terms(settings, product, &command->terms);
    } else if (step <= 3) {
        command->kind = COMMAND_PRODUCT_STATE;
        command->state.state = states[step - 1];
    } else {
        command->kind = COMMAND_REFERENCE_PRICE;
        command->reference.mark.ticks_e4 = MARK_TICKS * FINE_PER_TICK;
        command->reference.index.ticks_e4 = MARK_TICKS * FINE_PER_TICK;
    }
}

void setup_command(const struct workload_settings *settings, uint64_t index,
                   struct command *command)
{
    memset(command, 0, sizeof *command);
    uint64_t at = index;
    if (at < VENUE_COMMANDS) {
        make_venue(settings, command);
        return;
    }
    at -= VENUE_COMMANDS;
    if (at < MEMBER_COMMANDS * SETUP_MEMBERS) {
        make_member((uint32_t)(at % MEMBER_COMMANDS), 1 + (uint32_t)(at / MEMBER_COMMANDS),
                    command);
        return;
    }
    at -= MEMBER_COMMANDS * SETUP_MEMBERS;
    if (at < (uint64_t)ACCOUNT_COMMANDS * settings->account_count) {
        make_account(settings, (uint32_t)(at % ACCOUNT_COMMANDS),
                     1 + (uint32_t)(at / ACCOUNT_COMMANDS), command);
        return;
    }
    at -= (uint64_t)ACCOUNT_COMMANDS * settings->account_count;
    make_product(settings, (uint32_t)(at % PRODUCT_COMMANDS), (uint16_t)(1 + at / PRODUCT_COMMANDS),
                 command);
}
