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
    if (chance(stream, 1, 3)) terms->two_person = (uint32_t)pick(stream, 64);
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
