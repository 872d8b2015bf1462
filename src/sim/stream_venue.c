/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stream_venue.c - random commands of operators: prices, cash, phases, states, terms.
 *
 * Role   See stream_world.h.  make_repair undoes what would silence the venue for long.
 */
#include <string.h>

#include "base/date.h"
#include "base/int_math.h"
#include "sim/stream_economy.h"

void make_tick(struct stream *stream, struct command *command)
{
    (void)stream;
    command->kind = COMMAND_TICK;
}

void make_seal(struct stream *stream, struct command *command)
{
    command->kind = COMMAND_SEAL;
    command->seal.covered_sequence = stream->sequence;
}

void make_rules_version(struct stream *stream, struct command *command)
{
    command->kind = COMMAND_RULES_VERSION;
    command->rules.rules_version = chance(stream, 1, 3) ? pick(stream, 3) : 1;
}

void make_reference(struct stream *stream, struct command *command)
{
    command->kind = COMMAND_REFERENCE_PRICE;
    command->product_id = pick_product(stream);
    const struct world_product *product = &stream->products[command->product_id];
    int64_t jump = chance(stream, 1, 10) ? 25 : 5;
    if (chance(stream, 1, 100)) jump = product->terms.price_ticks_max;
    int64_t highest = product->terms.price_ticks_max * FINE_PER_TICK;
    for (uint32_t i = 0; i < 2; i++) {
        int64_t price = (product->center + pick_between(stream, -jump, jump)) * FINE_PER_TICK;
        if (chance(stream, 1, 2)) price += pick_between(stream, 1, FINE_PER_TICK - 1);
        price = i64_max(1, i64_min(highest, price));
        if (chance(stream, 1, 3)) continue;
        if (i == 0) command->reference.mark.ticks_e4 = price;
        if (i == 1) command->reference.index.ticks_e4 = price;
    }
}

/* --- cash ------------------------------------------------------------------------------------- */

void make_cash(struct stream *stream, struct command *command)
{
    static const uint16_t kinds[] = {COMMAND_DEPOSIT, COMMAND_WITHDRAW, COMMAND_TRANSFER};
    command->kind = kinds[pick(stream, 3)];
    command->account_id = pick_account(stream);
    command->cash.reference = stream->sequence;
    command->cash.amount.micros =
        pick_between(stream, 1, chance(stream, 1, 2) ? 30000000 : 300000000000);
    if (stream->parts != 0 && command->account_id != 1)
        command->cash.amount.micros = pick_between(stream, 1, 20000000);
    /* Mostly account 1 grows large, until it or the bank's entry is full. */
    bool is_large = command->account_id == 1 || chance(stream, 1, stream->parts != 0 ? 500 : 20);
    if (command->kind == COMMAND_DEPOSIT && is_large && chance(stream, 1, 3))
        command->cash.amount.micros = MONEY_MICROS_MAX;
    if (command->kind == COMMAND_WITHDRAW && chance(stream, 1, 6))
        command->cash.amount.micros = pick_between(stream, 1, MONEY_MICROS_MAX);
    if (command->kind != COMMAND_TRANSFER) return;
    command->cash.to_account_id = pick_account(stream);
    for (uint32_t i = 0; i < 6; i++) {
        uint32_t other = pick_account(stream);
        bool is_same =
            stream->accounts[other].owner_id == stream->accounts[command->account_id].owner_id;
        if (is_same && other != command->account_id) command->cash.to_account_id = other;
    }
}

/* --- phases and states ------------------------------------------------------------------------ */

void make_phase(struct stream *stream, struct command *command)
{
    command->kind = COMMAND_PHASE;
    command->product_id = pick_product(stream);
    command->state.state = chance(stream, 1, 2) ? PHASE_PRE_OPEN : (uint32_t)pick(stream, 3);
    command->state.register_entry = stream->sequence;
}

void make_halt(struct stream *stream, struct command *command)
{
    command->kind = COMMAND_HALT;
    if (chance(stream, 3, 4)) command->product_id = pick_product(stream);
    /* One in a resume auction that its schedule may end. */
    for (uint32_t id = 1; id <= stream->listed_products && command->product_id != 0; id++) {
        const struct world_product *product = &stream->products[id];
        bool has_both = product->terms.schedule_count != 0 && product->terms.resume_auction_ns != 0;
        if (has_both && chance(stream, 1, 3)) command->product_id = (uint16_t)id;
    }
    command->state.state = (uint32_t)pick(stream, 3);
    command->state.register_entry = stream->sequence;
}

bool make_halt_again(struct stream *stream, struct command *command)
{
    for (uint32_t id = 1; id <= stream->listed_products; id++) {
        const struct world_product *product = &stream->products[id];
        bool is_in_auction = product->auction_end_ns > stream->now_ns && product->halt == HALT_NONE;
        if (!is_in_auction || product->terms.schedule_count == 0) continue;
        command->kind = COMMAND_HALT;
        command->product_id = (uint16_t)id;
        command->state.state = HALT_PAUSED;
        return true;
    }
    return false;
}

static bool has_open_interest(const struct stream *stream, uint16_t product_id)
{
    for (uint32_t id = 1; id <= stream->account_count; id++) {
        if (stream->accounts[id].net[product_id] != 0) return true;
    }
    return false;
}

/* Spare products come and go; those of the script are never delisted. */
void make_product_step(struct stream *stream, struct command *command)
{
    static const uint8_t forward[] = {PRODUCT_FILED,    PRODUCT_APPROVED,  PRODUCT_LISTED,
                                      PRODUCT_FILED,    PRODUCT_WITHDRAWN, PRODUCT_RESTRICTED,
                                      PRODUCT_DELISTED, PRODUCT_DELISTED};
    uint32_t spare = stream->listed_products + 1;
    uint16_t product_id =
        (uint16_t)pick_between(stream, chance(stream, 1, 4) ? 1 : spare, WORLD_PRODUCTS - 1);
    const struct world_product *product = &stream->products[product_id];
    command->product_id = product_id;
    command->kind = COMMAND_PRODUCT_STATE;
    command->state.register_entry = stream->sequence;
    command->state.state = forward[product->state % sizeof forward];
    if (product_id <= stream->listed_products) {
        bool may_try = has_open_interest(stream, product_id) && chance(stream, 1, 2);
        command->state.state = may_try ? PRODUCT_DELISTED : PRODUCT_RESTRICTED;
        if (!may_try && chance(stream, 2, 3)) command->state.state = PRODUCT_FILED;
        return;
    }
    if (!product->exists || chance(stream, 1, 30)) {
        command->kind = COMMAND_PRODUCT_DEFINE;
        command->terms = make_terms(stream, product_id);
        return;
    }
    if (product->state == PRODUCT_LISTED && chance(stream, 1, stream->parts != 0 ? 2 : 4))
        command->state.state = PRODUCT_DELISTED;
    if (chance(stream, 1, 8)) command->state.state = (uint32_t)pick(stream, 9);
}

/* Changes one thing that may change, and sometimes one that may not. */
static void change_terms(struct stream *stream, struct product_terms *terms, uint16_t product_id)
{
    struct product_terms fresh = make_terms(stream, product_id);
    terms->register_entry = stream->sequence;
    if (terms->schedule_count != 0 && chance(stream, 1, 2)) {
        terms->schedule_count = fresh.schedule_count;
        memcpy(terms->schedule, fresh.schedule, sizeof terms->schedule);
        return;
    }
    int64_t center = stream->products[product_id].center;
    switch (pick(stream, 18)) {
    case 0: terms->band_ticks = pick_between(stream, 0, 40); break;
    case 1: terms->band_ppm = (uint32_t)pick(stream, 20000); break;
    case 2: terms->protection_ticks = pick_between(stream, 0, 20); break;
    case 3: terms->initial_margin_ppm = (uint32_t)pick(stream, 300000); break;
    case 4: terms->fee_maker_ppm = (uint32_t)pick(stream, 300); break;
    case 5: terms->fee_taker_ppm = (uint32_t)pick(stream, 300); break;
    case 6: terms->smp_mode = (uint8_t)(1 + pick(stream, SMP_NONE)); break;
    case 7: terms->resume_auction_ns = pick_between(stream, 0, 10 * NS_PER_SECOND); break;
    case 8: terms->position_lots_max = pick_between(stream, 0, 500); break;
    case 9: terms->day_end_minute = (uint16_t)pick(stream, 1440); break;
    case 10: terms->order_lots_max = pick_between(stream, 60, 1000); break;
    case 11: terms->tick_value_micros += 1; break;
    case 12:
        if (chance(stream, 1, 2)) terms->decimals_price += 1;
        terms->decimals_qty += 1;
        break;
    case 13: terms->price_ticks_max = i64_max(1, center + pick_between(stream, -3, 12)); break;
    case 14: terms->price_ticks_min = i64_max(1, center - pick_between(stream, -3, 12)); break;
    case 15: terms->order_notional_micros_max = pick_between(stream, 1, NOTIONAL_MICROS_MAX); break;
    default: *terms = fresh; break;
    }
}

void make_terms_change(struct stream *stream, struct command *command)
{
    command->kind = COMMAND_PRODUCT_TERMS;
    command->product_id = (uint16_t)(1 + pick(stream, WORLD_PRODUCTS - 1));
    if (chance(stream, 2, 3)) command->product_id = pick_product(stream);
    if (chance(stream, 1, 4) && stream->listed_products > 3) command->product_id = 4;
    /* A new schedule under a halt: another phase may be named when it is lifted. */
    for (uint32_t id = 1; id <= stream->listed_products; id++) {
        const struct world_product *halted = &stream->products[id];
        if (halted->halt != HALT_NONE && halted->terms.schedule_count != 0)
            command->product_id = (uint16_t)id;
    }
    const struct world_product *product = &stream->products[command->product_id];
    command->terms = product->exists ? product->terms : make_terms(stream, command->product_id);
    change_terms(stream, &command->terms, command->product_id);
}

/* --- parties ---------------------------------------------------------------------------------- */

void make_account_open(struct stream *stream, struct command *command)
{
    command->kind = COMMAND_ACCOUNT_OPEN;
    struct body_account *body = &command->account;
    body->member_id = (uint32_t)(1 + pick(stream, WORLD_MEMBERS - 2));
    body->customer_id = (uint32_t)stream->sequence;
    body->classes = (uint32_t)pick(stream, 64);
    body->state = chance(stream, 3, 4) ? PARTY_APPROVED : PARTY_APPLIED;
    body->smp_mode = (uint8_t)pick(stream, SMP_DECREMENT + 1);
    if (chance(stream, 1, 3)) body->parent_account_id = pick_account(stream);
    if (chance(stream, 1, 3)) body->owner_account_id = pick_account(stream);
    /* When the stream's accounts are used up, only the refusals of this command are left. */
    if (stream->account_count + 1 >= WORLD_ACCOUNTS) body->member_id = WORLD_MEMBERS - 1;
}

void make_account_state(struct stream *stream, struct command *command)
{
    static const uint8_t states[] = {PARTY_APPROVED,  PARTY_RESTRICTED, PARTY_RESTRICTED,
                                     PARTY_SUSPENDED, PARTY_CLOSED,     PARTY_NONE};
    command->kind = COMMAND_ACCOUNT_STATE;
    command->account_id = pick_account(stream);
    command->state.state = states[pick(stream, sizeof states)];
    /* Most of the first accounts live for ever. */
    if (command->state.state == PARTY_CLOSED && command->account_id < 10 && chance(stream, 9, 10))
        command->state.state = PARTY_SUSPENDED;
}

void make_account_limits(struct stream *stream, struct command *command)
{
    command->kind = COMMAND_ACCOUNT_LIMITS;
    command->account_id = pick_account(stream);
    if (chance(stream, 1, 2)) return;
    if (chance(stream, 1, 3)) command->limits.order_lots_max = pick_between(stream, 1, 40);
    if (chance(stream, 1, 3))
        command->limits.order_notional_micros_max = pick_between(stream, 1, 200000000);
    if (chance(stream, 1, 3)) command->limits.position_lots_max = pick_between(stream, 1, 150);
    if (chance(stream, 1, 3))
        command->limits.margin_micros_max = pick_between(stream, 1, 300000000);
}

void make_account_trading(struct stream *stream, struct command *command)
{
    command->kind = COMMAND_ACCOUNT_TRADING;
    command->account_id = pick_account(stream);
    command->trading.smp_mode = (uint8_t)pick(stream, SMP_DECREMENT + 1);
    command->trading.cancels_on_disconnect = (uint8_t)pick(stream, 2);
}

void make_member_set(struct stream *stream, struct command *command)
{
    command->kind = COMMAND_MEMBER_SET;
    command->member.member_id = (uint32_t)(1 + pick(stream, 4));
    command->member.kind = (uint8_t)(1 + pick(stream, MEMBER_MARKET_MAKER));
    /* The bids of an auction come from one kind of members only. */
    if (stream->parts != 0 && chance(stream, 9, 10))
        command->member.kind = (uint8_t)command->member.member_id;
    command->member.state = (uint8_t)(1 + pick(stream, PARTY_CLOSED));
}

void make_user_set(struct stream *stream, struct command *command)
{
    make_standard_user(command, (uint32_t)(1 + pick(stream, 12)));
    if (chance(stream, 1, 2)) return;
    command->user.user_id = (uint32_t)(12 + pick(stream, 3));
    command->user.member_id = (uint32_t)pick(stream, WORLD_MEMBERS);
    command->user.roles = (uint32_t)pick(stream, 128);
}

void make_calendar(struct stream *stream, struct command *command)
{
    command->kind = COMMAND_CALENDAR;
    struct body_calendar *body = &command->calendar;
    body->step_count = chance(stream, 1, 6) ? ZONE_STEPS_MAX : pick(stream, 5);
    int64_t from_ns = stream->now_ns - 2 * NS_PER_DAY;
    for (uint64_t i = 0; i < body->step_count; i++) {
        from_ns += pick_between(stream, 1, 3 * NS_PER_DAY);
        body->steps[i].from_ns = from_ns;
        body->steps[i].offset_s = (int32_t)pick_between(stream, -15 * 60, 15 * 60) * 60;
        if (chance(stream, 1, 8)) body->steps[i].offset_s = chance(stream, 1, 2) ? 54000 : -54000;
    }
}

void make_venue_terms(struct stream *stream, struct command *command)
{
    command->kind = COMMAND_VENUE_TERMS;
    if (chance(stream, 1, 2)) return;
    command->venue.message_window_ns = pick_between(stream, NS_PER_MICRO, 30 * NS_PER_MILLI);
    command->venue.message_budget_count = pick_between(stream, 1, 3);
}

/* --- repair ----------------------------------------------------------------------------------- */

static bool repair_product(struct stream *stream, struct command *command)
{
    uint16_t product_id = (uint16_t)(1 + pick(stream, stream->listed_products));
    const struct world_product *product = &stream->products[product_id];
    command->product_id = product_id;
    command->state.register_entry = stream->sequence;
    if (product->halt != HALT_NONE && product->index_state == INDEX_HALT) {
        command->kind = COMMAND_SOURCE_PRICE;
        fill_economy(stream, command);
        return true;
    }
    if (product->halt != HALT_NONE) {
        command->kind = COMMAND_HALT;
        command->state.state = HALT_NONE;
        return true;
    }
    if (product->phase != PHASE_OPEN) {
        command->kind = COMMAND_PHASE;
        command->state.state = PHASE_OPEN;
        return chance(stream, 1, product->phase == PHASE_CLOSED ? 3 : 6);
    }
    if (product->state == PRODUCT_RESTRICTED) {
        command->kind = COMMAND_PRODUCT_STATE;
        command->state.state = PRODUCT_LISTED;
        return chance(stream, 1, 2);
    }
    return false;
}

static bool repair_account(struct stream *stream, struct command *command, uint32_t account_id)
{
    const struct world_account *account = &stream->accounts[account_id];
    command->account_id = account_id;
    if (is_purse(stream, account_id)) return false; /* it stays as it is */
    if (account->state != PARTY_APPROVED && account->state != PARTY_CLOSED) {
        command->kind = COMMAND_ACCOUNT_STATE;
        command->state.state = PARTY_APPROVED;
        return true;
    }
    if (account->has_limits) {
        command->kind = COMMAND_ACCOUNT_LIMITS;
        return true;
    }
    if (account->balance_micros > 0 || account->state == PARTY_CLOSED) return false;
    command->kind = COMMAND_DEPOSIT;
    command->cash.amount.micros =
        stream->parts != 0 ? pick_between(stream, 1, 20000000) : WORLD_RICH_MICROS / 1000;
    return true;
}

static bool repair_party(struct stream *stream, struct command *command)
{
    if (stream->account_count > 0 && repair_account(stream, command, pick_account(stream)))
        return true;
    command->account_id = 0;
    uint32_t member_id = (uint32_t)(1 + pick(stream, 4));
    if (stream->member_states[member_id] == PARTY_APPROVED) return false;
    command->kind = COMMAND_MEMBER_SET;
    command->member.member_id = member_id;
    command->member.kind = stream->parts != 0 ? (uint8_t)member_id : MEMBER_FCM;
    command->member.state = PARTY_APPROVED;
    return true;
}

bool make_repair(struct stream *stream, struct command *command)
{
    if (stream->venue_halt != HALT_NONE && chance(stream, 1, 2)) {
        command->kind = COMMAND_HALT;
        command->state.state = HALT_NONE;
        return true;
    }
    if (stream->budget_is_on && chance(stream, 1, 10)) {
        command->kind = COMMAND_VENUE_TERMS;
        return true;
    }
    struct command blank = *command;
    if (repair_product(stream, command)) return true;
    *command = blank;
    if (repair_party(stream, command)) return true;
    *command = blank;
    return false;
}
