/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stream_control.c - actions of operators, transfers, error trades.
 *
 * Role   See stream_economy.h.  An action that was declared is mostly followed by a command of the
 *        same user, one that waits is mostly decided by another.
 */
#include <string.h>

#include "base/date.h"
#include "base/int_math.h"
#include "sim/stream_economy.h"

static void fill_reason(struct stream *stream, char *reason)
{
    memcpy(reason, "reason", 6);
    if (chance(stream, 1, 5)) memset(reason, 'x', 1 + pick(stream, REASON_SIZE));
    if (chance(stream, 1, 40)) reason[pick(stream, REASON_SIZE)] = (char)odd_byte(stream);
}

void fill_control_terms(struct stream *stream, struct command *command)
{
    struct body_control_terms *terms = &command->control_terms;
    if (chance(stream, 1, 3)) terms->two_person = (uint32_t)pick(stream, 128);
    /* Else hardly a product would come to its end any more. */
    if (chance(stream, 4, 5)) terms->two_person &= ~(uint32_t)(TWO_FOR_LISTING | TWO_FOR_TERMS);
    if (chance(stream, 4, 5)) terms->error_window_ns = pick_between(stream, 1, NS_PER_MINUTE);
    if (chance(stream, 1, 2)) terms->no_cancel_ticks = pick_between(stream, 0, 2);
    if (chance(stream, 1, 3)) terms->no_cancel_ppm = (uint32_t)pick(stream, 2000);
    if (chance(stream, 1, 2)) terms->approval_ns = pick_between(stream, 1, NS_PER_MINUTE);
    terms->withdrawal_micros = pick_between(stream, 0, 100000000);
}

void fill_action(struct stream *stream, struct command *command)
{
    if (command->kind == COMMAND_ACTION_PROPOSE) {
        struct body_action_propose *body = &command->action_propose;
        body->purpose = (uint8_t)pick(stream, chance(stream, 1, 20) ? 3 : 2);
        body->register_entry = pick(stream, 8);
        fill_reason(stream, body->reason);
        return;
    }
    command->action_decide.action_id = stream->action_id;
    if (chance(stream, 1, 8)) command->action_decide.action_id = pick(stream, 100);
    fill_reason(stream, command->action_decide.reason);
}

void fill_position_transfer(struct stream *stream, struct command *command)
{
    struct body_position_transfer *body = &command->position_transfer;
    const struct world_product *product = &stream->products[command->product_id % WORLD_PRODUCTS];
    for (uint32_t i = 0; i < 12; i++) {
        command->account_id = pick_account_for(stream, command->product_id);
        if (stream->accounts[command->account_id].net[command->product_id] != 0) break;
    }
    int64_t net = stream->accounts[command->account_id].net[command->product_id];
    int64_t held = net < 0 ? -net : net;
    if (chance(stream, 2, 3)) body->lots = pick_between(stream, 0, i64_max(held, 1));
    body->to_account_id = pick_account_for(stream, command->product_id);
    body->price.ticks = i64_max(1, product->center);
    if (chance(stream, 1, 15)) body->price.ticks = odd_number(stream);
}

void fill_error(struct stream *stream, struct command *command)
{
    struct body_error_trade *body = &command->error_trade;
    const struct event_trade *trade = &stream->trade;
    bool is_request = command->kind == COMMAND_ERROR_REQUEST;
    command->product_id = stream->trade_product_id;
    command->account_id = 0;
    body->trade_id = is_request ? trade->trade_id : stream->error_id;
    if (is_request) {
        command->account_id =
            chance(stream, 1, 2) ? trade->maker_account_id : trade->taker_account_id;
        if (chance(stream, 1, 4) && body->trade_id > 3) body->trade_id -= pick(stream, 3);
        if (chance(stream, 1, 60) && body->trade_id > 800) body->trade_id -= 800;
    } else {
        body->decision = (uint8_t)(2 + pick(stream, chance(stream, 1, 20) ? 4 : 3));
        body->price.ticks = trade->price.ticks + pick_between(stream, -2, 2);
    }
    fill_reason(stream, body->reason);
}

uint32_t pick_operator(struct stream *stream, const struct command *command)
{
    bool decides =
        command->kind == COMMAND_ACTION_APPROVE || command->kind == COMMAND_ACTION_REJECT;
    if (command->kind == COMMAND_ACTION_PROPOSE && chance(stream, 9, 10))
        return chance(stream, 2, 3) ? 5 : 11;
    if (decides && chance(stream, 9, 10)) return chance(stream, 1, 2) ? 6 : 11;
    bool is_operators = command->actor_id == 0 || command->actor_id == 5;
    if (stream->declarer_id != 0 && is_operators && chance(stream, 5, 6))
        return stream->declarer_id;
    return command->actor_id;
}

void learn_control(struct stream *stream, const struct event *event)
{
    if (event->kind == EVENT_TRADE) {
        stream->trade = event->trade;
        stream->trade_product_id = event->product_id;
    }
    if (event->kind == EVENT_ERROR_TRADE && event->error_trade.step == ERROR_REQUESTED)
        stream->error_id = event->error_trade.trade_id;
    if (event->kind != EVENT_ACTION) return;
    stream->declarer_id = 0;
    if (event->action.step == ACTION_DECLARED) stream->declarer_id = event->action.proposer_id;
    if (event->action.step == ACTION_PROPOSED) stream->action_id = event->action.action_id;
}

/* --- participants ----------------------------------------------------------------------------- */

static uint16_t pick_country(struct stream *stream)
{
    static const uint16_t countries[] = {COUNTRY_OF('U', 'S'), COUNTRY_OF('U', 'S'),
                                         COUNTRY_OF('D', 'E'), COUNTRY_OF('U', 's')};
    return countries[pick(stream, chance(stream, 1, 15) ? 4 : 3)];
}

void fill_participant_terms(struct stream *stream, struct command *command)
{
    if (chance(stream, 1, 12)) command->participant_terms.consent_version = 1;
    if (chance(stream, 1, 20)) command->participant_terms.needs_limits = 1;
    if (chance(stream, 1, 20)) command->participant_terms.needs_limits = 2;
}

void fill_account_profile(struct stream *stream, struct command *command)
{
    command->account_id = pick_account(stream);
    command->account_profile.country = pick_country(stream);
    command->account_profile.kind = (uint8_t)pick(stream, 5);
    if (chance(stream, 1, 2)) command->account_profile.kind = ACCOUNT_OMNIBUS;
    if (chance(stream, 1, 2)) command->account_profile.customer_type = (uint8_t)pick(stream, 6);
}

void fill_account_consent(struct stream *stream, struct command *command)
{
    command->account_id = pick_account(stream);
    command->account_consent.version = (uint32_t)(chance(stream, 8, 9) ? 1 : pick(stream, 4));
}

void fill_eligibility(struct stream *stream, struct command *command)
{
    struct body_eligibility *body = &command->eligibility;
    body->row_count = chance(stream, 7, 8) ? 0 : pick(stream, 3);
    if (chance(stream, 1, 30)) body->row_count = pick(stream, 40);
    for (uint32_t i = 0; i < ELIGIBILITY_ROWS_MAX && i < body->row_count; i++) {
        if (chance(stream, 1, 2)) body->rows[i].country = pick_country(stream);
        if (chance(stream, 1, 3)) body->rows[i].classes = (uint32_t)pick(stream, 64);
        if (chance(stream, 1, 4)) body->rows[i].entry_id = (uint32_t)pick(stream, 8);
    }
}

/* --- give-ups and allocations ----------------------------------------------------------------- */

void fill_give_up_terms(struct stream *stream, struct command *command)
{
    if (chance(stream, 7, 8)) command->give_up_terms.window_ns = 10 * NS_PER_MINUTE;
    if (chance(stream, 1, 3)) command->give_up_terms.answer_ns = pick_between(stream, 1, 1 << 30);
    if (chance(stream, 1, 20)) command->give_up_terms.answer_ns = odd_number(stream);
}

void fill_give_up(struct stream *stream, struct command *command)
{
    const struct event_trade *trade = &stream->trade;
    struct body_give_up *body = &command->give_up;
    bool is_of_taker = chance(stream, 1, 2);
    command->product_id = stream->trade_product_id;
    command->account_id = is_of_taker ? trade->taker_account_id : trade->maker_account_id;
    body->trade_id = trade->trade_id;
    body->side = (trade->taker_side == SIDE_BUY) == is_of_taker ? SIDE_BUY : SIDE_SELL;
    if (chance(stream, 2, 3)) body->lots = pick_between(stream, 0, i64_max(trade->qty.lots, 1));
    body->to_account_id = pick_account_for(stream, command->product_id);
    if (chance(stream, 1, 10) && body->trade_id > 5) body->trade_id -= pick(stream, 5);
    if (chance(stream, 1, 40)) body->side = (uint8_t)pick(stream, 3);
}

void fill_give_up_decide(struct stream *stream, struct command *command)
{
    const struct event_give_up *given = &stream->give_up.give_up;
    struct body_give_up_decide *body = &command->give_up_decide;
    body->give_up_id = given->give_up_id;
    if (chance(stream, 1, 8)) body->give_up_id -= pick(stream, 4);
    body->decision = GIVE_UP_ACCEPTED;
    if (chance(stream, 1, 3)) body->decision = (uint8_t)(GIVE_UP_ACCEPTED + pick(stream, 3));
    if (chance(stream, 1, 40)) body->decision = (uint8_t)pick(stream, 7);
    bool withdraws = body->decision == GIVE_UP_WITHDRAWN;
    command->account_id = withdraws ? stream->give_up.account_id : given->to_account_id;
    command->product_id = stream->give_up.product_id;
}

void learn_bunch(struct stream *stream, const struct event *event)
{
    struct world_bunch *bunch = &stream->bunch;
    for (uint32_t i = 0; i < stream->order_count; i++) {
        const struct world_order *order = &stream->orders[i];
        if (order->id != event->fill.order_id || order->client_order_id == 0) continue;
        bool goes_on = bunch->client_order_id == order->client_order_id &&
                       bunch->account_id == order->account_id &&
                       bunch->product_id == order->product_id && bunch->side == order->side;
        if (!goes_on) *bunch = (struct world_bunch){.client_order_id = order->client_order_id};
        bunch->account_id = order->account_id;
        bunch->product_id = order->product_id;
        bunch->side = order->side;
        bunch->lots += stream->trade.qty.lots;
        return;
    }
}

/* Rows of the accounts from the bunched one's neighbours on, the last takes what is left. */
void fill_allocation(struct stream *stream, struct command *command)
{
    const struct world_bunch *bunch = &stream->bunch;
    struct body_allocation *body = &command->allocation;
    uint32_t member_id = stream->accounts[bunch->account_id].member_id;
    int64_t left = bunch->lots;
    command->account_id = bunch->account_id;
    command->product_id = bunch->product_id;
    body->client_order_id = bunch->client_order_id;
    body->side = bunch->side;
    for (uint32_t id = 1; id < WORLD_ACCOUNTS && left > 0; id++) {
        if (stream->accounts[id].member_id != member_id || body->row_count == 8) continue;
        if (chance(stream, 1, 4)) continue;
        struct allocation_row *row = &body->rows[body->row_count++];
        row->account_id = id;
        row->lots = chance(stream, 1, 3) ? left : pick_between(stream, 1, left);
        left -= row->lots;
    }
    if (left > 0 && body->row_count > 0) body->rows[body->row_count - 1].lots += left;
    if (chance(stream, 1, 30)) body->row_count = (uint32_t)pick(stream, 40);
    if (chance(stream, 1, 30)) body->rows[0].lots = odd_number(stream);
    if (chance(stream, 1, 30)) body->rows[0].account_id = pick_account(stream);
}

/* --- programmes of makers --------------------------------------------------------------------- */

void fill_programme_terms(struct stream *stream, struct command *command)
{
    struct body_programme_terms *body = &command->programme_terms;
    body->programme_id = (uint32_t)(1 + pick(stream, WORLD_PROGRAMMES - 1));
    const struct world_programme *known = &stream->programmes[body->programme_id];
    if (known->product_id != 0 && chance(stream, 5, 6)) command->product_id = known->product_id;
    body->lots = pick_between(stream, 1, 50);
    body->spread_ppm = (uint32_t)pick_between(stream, 1, 200000);
    body->uptime_ppm = (uint32_t)pick_between(stream, 1, 900000);
    body->rebate_ppm = (uint32_t)(pick(stream, 3) * 500000);
    body->reward_micros = pick_between(stream, 0, 5000);
    body->from_minute = (uint16_t)pick(stream, 700);
    body->to_minute = (uint16_t)pick_between(stream, 701, 1440);
    body->weekdays = 127;
    body->runs = chance(stream, 7, 8);
    if (chance(stream, 1, 2))
        body->payer_account_id = pick_account_for(stream, command->product_id);
    if (chance(stream, 1, 30)) body->programme_id = (uint32_t)pick(stream, 40);
    if (chance(stream, 1, 30)) body->runs = 2;
    if (chance(stream, 1, 30)) body->lots = odd_number(stream);
    if (chance(stream, 1, 30)) body->to_minute = (uint16_t)pick(stream, 2000);
}

void fill_programme_enrol(struct stream *stream, struct command *command)
{
    command->account_id = pick_account(stream);
    command->programme_enrol.programme_id = (uint32_t)(1 + pick(stream, WORLD_PROGRAMMES - 1));
    command->programme_enrol.is_enrolled = chance(stream, 7, 8);
    if (chance(stream, 1, 40)) command->programme_enrol.is_enrolled = 2;
}

/* Mostly for the next date of a programme, with an amount that follows from what it cites. */
void fill_programme_payment(struct stream *stream, struct command *command)
{
    struct body_programme_payment *body = &command->programme_payment;
    uint32_t programme_id = (uint32_t)(1 + pick(stream, WORLD_PROGRAMMES - 1));
    const struct world_programme *programme = &stream->programmes[programme_id];
    command->account_id = programme->account_id;
    command->product_id = programme->product_id;
    body->programme_id = programme_id;
    body->date = programme->next_date;
    body->due_ns = pick_between(stream, 1, NS_PER_MINUTE);
    body->quoted_ns = chance(stream, 4, 5) ? body->due_ns : pick_between(stream, 0, body->due_ns);
    body->maker_fees.micros = pick_between(stream, 0, 2000);
    body->amount.micros = programme->terms.reward_micros +
                          body->maker_fees.micros * programme->terms.rebate_ppm / RATE_PPM_MAX;
    if (chance(stream, 1, 30)) body->amount.micros += pick_between(stream, -1, 1);
    if (chance(stream, 1, 30)) body->date += (int32_t)pick_between(stream, -2, 2);
    if (chance(stream, 1, 60)) body->due_ns = odd_number(stream);
}

void learn_programme(struct stream *stream, const struct event *event)
{
    uint32_t programme_id = event->programme_terms.programme_id;
    if (event->kind == EVENT_PROGRAMME_ENROL) programme_id = event->programme_enrol.programme_id;
    if (event->kind == EVENT_PROGRAMME_PAYMENT) {
        programme_id = event->programme_payment.programme_id;
    }
    if (programme_id >= WORLD_PROGRAMMES) return;
    struct world_programme *programme = &stream->programmes[programme_id];
    programme->product_id = event->product_id;
    if (event->kind == EVENT_PROGRAMME_TERMS) {
        programme->terms = event->programme_terms;
        programme->next_date = event->programme_terms.since + 1;
    } else if (event->kind == EVENT_PROGRAMME_ENROL) {
        programme->account_id = event->account_id;
        programme->next_date = event->programme_enrol.since + 1;
    } else {
        programme->next_date = event->programme_payment.date + 1;
    }
}

void fill_fee_tiers(struct stream *stream, struct command *command)
{
    struct body_fee_tiers *body = &command->fee_tiers;
    int64_t volume = 0;
    body->tier_count = pick(stream, 5);
    for (uint32_t i = 0; i < body->tier_count; i++) {
        body->tiers[i].volume_micros = volume;
        body->tiers[i].maker_ppm = (uint32_t)pick(stream, 300);
        body->tiers[i].taker_ppm = (uint32_t)pick(stream, 300);
        volume += pick_between(stream, 1, 500000000);
    }
    if (chance(stream, 1, 20)) body->tier_count = pick(stream, 20);
    if (chance(stream, 1, 20)) body->tiers[0].volume_micros = odd_number(stream);
}
