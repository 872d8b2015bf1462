/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fixture_bytes.h - any bytes as commands of every kind, for fuzzing and for random tests.
 *
 * Role       Numbers are small, so that orders meet, limits are reached and memory runs out; some
 *            bytes give the largest and smallest numbers there are.  It remembers orders from the
 *            events it is shown, so that cancels and amends find something.  What stops a market,
 *            a member or an account is rarer than what lets it go on, so that random bytes make a
 *            long life.
 * Never      Nothing but tests includes this.
 */
#ifndef PERPETUA_CORE_FIXTURE_BYTES_H
#define PERPETUA_CORE_FIXTURE_BYTES_H

#include "core/fixture_bytes_economy.h"

/* An order that was seen, with its account and product for the header; some bytes give an unknown
   id. */
static inline uint64_t reader_id(struct reader *reader, struct command *command)
{
    uint8_t byte = reader_byte(reader);
    if (byte >= 240 || reader->order_count == 0) return byte % 3 == 0 ? UINT64_MAX : byte % 3;
    uint32_t known =
        reader->order_count < BYTES_ORDERS_MAX ? reader->order_count : BYTES_ORDERS_MAX;
    uint32_t newest = reader->order_count - 1;
    const struct reader_order *order =
        &reader->orders[(newest - byte % known % 24) % BYTES_ORDERS_MAX];
    if (byte < 230) {
        command->account_id = order->account;
        command->product_id = order->product;
    }
    return order->id;
}

static inline void reader_pass_time(struct reader *reader)
{
    static const int64_t steps[] = {0,
                                    1,
                                    INT64_C(1000000),
                                    INT64_C(1000000000),
                                    INT64_C(61000000000),
                                    INT64_C(3600000000000),
                                    INT64_C(86400000000000),
                                    -INT64_C(1000000000)};
    uint8_t byte = reader_byte(reader);
    if (byte < 160) return;
    if (reader->time_ns > TIME_NS_MAX) reader->time_ns = 0; /* back to what the venue has seen */
    reader->time_ns = byte == 255 ? INT64_MAX : reader->time_ns + steps[byte % 8];
}

static inline void reader_entry(struct reader *reader, struct order_entry *entry)
{
    static const uint8_t types[] = {1, 1, 1, 1, 1, 1, 2, 2, 3, 4, 5, 6, 7, 1, 1, 1};
    static const uint8_t tifs[] = {1, 1, 1, 1, 1, 2, 3, 4, 5, 1, 1, 2, 3, 1, 1, 5};
    uint8_t shape = reader_byte(reader);
    entry->side = shape == 255 ? 2 : shape & 1u;
    entry->type = types[shape >> 1 & 15u];
    entry->tif = tifs[reader_byte(reader) & 15u];
    entry->qty.lots = reader_lots(reader);
    if (!(entry->type == TYPE_MARKET || entry->type == TYPE_STOP_MARKET)) {
        entry->price.ticks = reader_ticks(reader);
    }
    uint8_t more = reader_byte(reader);
    if (more < 90) return; /* a plain order */
    if (entry->type >= TYPE_STOP_LIMIT && entry->type <= TYPE_TAKE_MARKET) {
        entry->trigger.ticks = reader_ticks(reader);
    }
    if (entry->type == TYPE_TRAIL_MARKET) {
        entry->price.ticks = 0;
        entry->trail_ticks = 1 + reader_below(reader, 12);
    }
    if (entry->type == TYPE_TAKE_MARKET) entry->price.ticks = 0;
    if (entry->type > TYPE_MARKET) entry->trigger_source = (uint8_t)reader_mostly(reader, 0, 4);
    if (more & 1u) entry->display.lots = reader_lots(reader) / 3;
    if (more & 2u) entry->flags = (uint16_t)(1u << reader_below(reader, 7));
    if (more > 240) entry->flags = reader_byte(reader);
    if (more & 4u) entry->group_id = reader_mostly(reader, 1, 4);
    if (more & 8u) entry->smp_mode = (uint8_t)reader_mostly(reader, SMP_DECREMENT, 8);
    if (more > 250) entry->type = reader_byte(reader);
    if (more > 253) entry->tif = reader_byte(reader);
    if (more & 16u) entry->client_order_id = reader_below(reader, 8);
    if (entry->tif == TIF_GTD) {
        int64_t now_ns = reader->time_ns < TIME_NS_MAX ? reader->time_ns : TIME_NS_MAX;
        entry->expiry_ns = now_ns + reader_below(reader, 250) * INT64_C(500000000);
    }
}

static inline void reader_terms(struct reader *reader, struct product_terms *terms)
{
    *terms = fixture_terms();
    uint8_t shape = reader_byte(reader);
    if (shape & 1u) terms->initial_margin_ppm = reader_below(reader, 8) * 150000u;
    if (shape & 2u) terms->fee_taker_ppm = reader_below(reader, 8) * 150000u;
    if (shape & 2u) terms->fee_maker_ppm = reader_below(reader, 8) * 1000u;
    if (shape & 4u) terms->band_ppm = reader_below(reader, 8) * 10000u;
    if (shape & 8u) terms->resume_auction_ns = reader_window(reader);
    if (shape & 16u) terms->position_lots_max = reader_lots(reader);
    if (shape & 32u) {
        terms->schedule_count = (uint8_t)reader_below(reader, 5);
        for (uint32_t i = 0; i < terms->schedule_count; i++) {
            terms->schedule[i].minute_of_week = (uint16_t)(i * 2500 + reader_byte(reader) * 9u);
            terms->schedule[i].phase = (uint8_t)reader_below(reader, 4);
        }
    }
    if ((shape & 64u) == 0 || reader_byte(reader) < 200) return;
    if (reader_byte(reader) & 1u) terms->price_ticks_max = reader_ticks(reader);
    if (reader_byte(reader) & 1u) terms->price_ticks_min = reader_ticks(reader);
    terms->order_lots_max = reader_lots(reader);
    terms->tick_value_micros = reader_lots(reader);
    terms->smp_mode = (uint8_t)reader_below(reader, 7);
    terms->eligible_classes = reader_byte(reader) & 3u;
    terms->protection_ticks = reader_below(reader, 30);
    terms->day_end_minute = (uint16_t)(reader_byte(reader) * 8u);
}

static inline void reader_party(struct reader *reader, struct command *command)
{
    switch (command->kind) {
    case COMMAND_MEMBER_SET:
        command->member.member_id = reader_mostly(reader, MEMBER, 9);
        command->member.kind = (uint8_t)reader_mostly(reader, MEMBER_FCM, 6);
        command->member.state = (uint8_t)reader_mostly(reader, PARTY_APPROVED, 7);
        break;
    case COMMAND_USER_SET:
        command->user.user_id = reader_below(reader, BYTES_USERS + 1);
        command->user.member_id = reader_below(reader, 4);
        command->user.roles = reader_byte(reader);
        break;
    case COMMAND_ACCOUNT_OPEN:
        command->account.member_id = reader_below(reader, 4);
        command->account.parent_account_id = reader_below(reader, 8);
        command->account.owner_account_id = reader_below(reader, 8);
        command->account.classes = reader_byte(reader);
        command->account.state = (uint8_t)(1 + reader_below(reader, 3));
        command->account.smp_mode = (uint8_t)reader_below(reader, 6);
        break;
    case COMMAND_ACCOUNT_TRADING:
        command->trading.smp_mode = (uint8_t)reader_below(reader, 7);
        command->trading.cancels_on_disconnect = (uint8_t)reader_below(reader, 3);
        break;
    case COMMAND_ACCOUNT_LIMITS:
        if (reader_mostly(reader, 0, 2)) command->limits.order_lots_max = reader_lots(reader);
        if (reader_mostly(reader, 0, 2)) command->limits.position_lots_max = reader_lots(reader);
        if (reader_mostly(reader, 0, 2)) command->limits.margin_micros_max = reader_money(reader);
        if (reader_mostly(reader, 0, 2)) {
            command->limits.order_notional_micros_max = reader_money(reader);
        }
        break;
    default:
        command->cash.amount.micros = reader_money(reader);
        command->cash.to_account_id = reader_below(reader, 8);
        break;
    }
}

/* A text of one or two letters, or bytes that are none. */
static inline void reader_text(struct reader *reader, char *text)
{
    text[0] = (char)reader_mostly(reader, 'a', 256);
    text[1] = (char)reader_mostly(reader, 0, 256);
}

/* Programmes of makers, give-ups and allocations. */
static inline void reader_programme(struct reader *reader, struct command *command)
{
    switch (command->kind) {
    case COMMAND_PROGRAMME_TERMS:
        command->programme_terms.programme_id = reader_below(reader, 4);
        command->programme_terms.lots = reader_lots(reader);
        command->programme_terms.spread_ppm = reader_mostly(reader, 1000, 3);
        command->programme_terms.uptime_ppm = reader_mostly(reader, 500000, 3);
        command->programme_terms.rebate_ppm = reader_below(reader, 3) * 500000;
        command->programme_terms.reward_micros = reader_below(reader, 3);
        command->programme_terms.payer_account_id = reader_below(reader, 4);
        command->programme_terms.to_minute = (uint16_t)reader_mostly(reader, 1440, 2);
        command->programme_terms.weekdays = (uint8_t)reader_mostly(reader, 127, 200);
        command->programme_terms.runs = (uint8_t)reader_mostly(reader, 1, 3);
        break;
    case COMMAND_FEE_TIERS:
        command->fee_tiers.tier_count = reader_mostly(reader, 2, 12);
        for (int64_t i = 1; i < 3; i++) command->fee_tiers.tiers[i].volume_micros = i * 1000;
        command->fee_tiers.tiers[1].taker_ppm = reader_below(reader, 500);
        break;
    case COMMAND_PROGRAMME_ENROL:
        command->programme_enrol.programme_id = reader_below(reader, 4);
        command->programme_enrol.is_enrolled = (uint8_t)reader_mostly(reader, 1, 3);
        break;
    case COMMAND_PROGRAMME_PAYMENT:
        command->programme_payment.programme_id = reader_below(reader, 4);
        command->programme_payment.amount.micros = reader_below(reader, 3);
        command->programme_payment.due_ns = WINDOW_NS_MIN;
        command->programme_payment.quoted_ns = reader_mostly(reader, WINDOW_NS_MIN, 3);
        command->programme_payment.date = reader_byte(reader);
        break;
    case COMMAND_GIVE_UP_TERMS:
        if (reader_mostly(reader, 1, 2)) command->give_up_terms.window_ns = WINDOW_NS_MAX;
        command->give_up_terms.answer_ns = (int64_t)reader_below(reader, 2) * WINDOW_NS_MIN;
        break;
    case COMMAND_GIVE_UP:
        command->give_up.trade_id = reader_below(reader, 16);
        command->give_up.lots = reader_below(reader, 3);
        command->give_up.to_account_id = reader_below(reader, 8);
        command->give_up.side = (uint8_t)reader_below(reader, 3);
        break;
    case COMMAND_GIVE_UP_DECIDE:
        command->give_up_decide.give_up_id = reader_below(reader, 8);
        command->give_up_decide.decision = (uint8_t)reader_mostly(reader, GIVE_UP_ACCEPTED, 6);
        break;
    default:
        command->allocation.client_order_id = reader_below(reader, 8);
        command->allocation.side = (uint8_t)reader_below(reader, 2);
        command->allocation.row_count = reader_mostly(reader, 2, 40);
        for (uint32_t i = 0; i < 2; i++) {
            command->allocation.rows[i].account_id = reader_below(reader, 8);
            command->allocation.rows[i].lots = reader_lots(reader);
        }
        break;
    }
}

/* Consent, country, eligibility. */
static inline void reader_participant(struct reader *reader, struct command *command)
{
    switch (command->kind) {
    case COMMAND_PARTICIPANT_TERMS:
        command->participant_terms.consent_version = reader_below(reader, 3);
        command->participant_terms.needs_limits = reader_below(reader, 3);
        break;
    case COMMAND_ACCOUNT_PROFILE:
        command->account_profile.country = (uint16_t)reader_mostly(reader, 'U' << 8 | 'S', 300);
        command->account_profile.kind = (uint8_t)reader_below(reader, 5);
        command->account_profile.customer_type = (uint8_t)reader_mostly(reader, 0, 6);
        break;
    case COMMAND_ACCOUNT_CONSENT: command->account_consent.version = reader_below(reader, 4); break;
    default:
        command->eligibility.row_count = reader_mostly(reader, 0, 18);
        command->eligibility.rows[0].entry_id = reader_below(reader, 4);
        break;
    }
}

/* Actions, transfers, error trades. */
static inline void reader_control(struct reader *reader, struct command *command)
{
    switch (command->kind) {
    case COMMAND_CONTROL_TERMS:
        command->control_terms.two_person = reader_below(reader, 129);
        command->control_terms.withdrawal_micros = reader_money(reader);
        if (reader_mostly(reader, 1, 2)) command->control_terms.error_window_ns = WINDOW_NS_MAX;
        command->control_terms.no_cancel_ticks = reader_below(reader, 3);
        command->control_terms.no_cancel_ppm = reader_below(reader, 5) * 200;
        command->control_terms.approval_ns = (int64_t)reader_below(reader, 2) * WINDOW_NS_MIN;
        break;
    case COMMAND_ACTION_PROPOSE:
        command->action_propose.purpose = (uint8_t)reader_below(reader, 3);
        command->action_propose.register_entry = reader_below(reader, 3);
        reader_text(reader, command->action_propose.reason);
        break;
    case COMMAND_ACTION_APPROVE:
    case COMMAND_ACTION_REJECT:
        command->action_decide.action_id = reader_below(reader, 8);
        reader_text(reader, command->action_decide.reason);
        break;
    case COMMAND_POSITION_TRANSFER:
        command->position_transfer.to_account_id = reader_below(reader, 8);
        command->position_transfer.lots = reader_below(reader, 3);
        command->position_transfer.price.ticks = reader_ticks(reader);
        break;
    default:
        command->error_trade.trade_id = reader_below(reader, 16);
        command->error_trade.price.ticks = reader_ticks(reader);
        command->error_trade.decision = (uint8_t)reader_below(reader, 6);
        reader_text(reader, command->error_trade.reason);
        break;
    }
}

/* Blocks, moves of positions, the margin model. */
static inline void reader_block(struct reader *reader, struct command *command)
{
    struct body_block_trade *body = &command->block_trade;
    switch (command->kind) {
    case COMMAND_BLOCK_TERMS:
        command->block_terms.lots_min = reader_mostly(reader, 1, 3);
        command->block_terms.window_ns = reader_mostly(reader, WINDOW_NS_MIN, 3);
        command->block_terms.band_ppm = reader_below(reader, 5) * 100000;
        command->block_terms.fee_ppm = reader_below(reader, 500);
        break;
    case COMMAND_BLOCK_TRADE:
        body->consent_id = 1 + reader_byte(reader);
        body->price.ticks = reader_ticks(reader);
        body->lots = reader_lots(reader);
        body->other_account_id = reader_below(reader, 8);
        body->proposer_id = reader_mostly(reader, 0, 8);
        body->side = (uint8_t)reader_below(reader, 3);
        body->is_maker = (uint8_t)reader_below(reader, 2);
        body->agreed_ns = command->time_ns;
        break;
    case COMMAND_BLOCK_WITHDRAW:
        command->block_withdraw.consent_id = 1 + reader_byte(reader);
        command->block_withdraw.agreed_ns = command->time_ns;
        break;
    case COMMAND_POSITION_MOVE:
        command->position_move.lots = reader_below(reader, 3);
        command->position_move.to_account_id = reader_below(reader, 8);
        if (reader_mostly(reader, 0, 2)) command->position_move.price.ticks = reader_ticks(reader);
        break;
    default: command->margin_mode.margin_mode = (uint8_t)reader_below(reader, 3); break;
    }
}

/* The register and cases. */
static inline void reader_regulation(struct reader *reader, struct command *command)
{
    struct body_register_entry *entry = &command->register_entry;
    struct body_case *body = &command->surveillance_case;
    switch (command->kind) {
    case COMMAND_FUNDING_COLLECT:
        command->funding_collect.first_account_id = reader_below(reader, 8);
        command->funding_collect.last_account_id =
            command->funding_collect.first_account_id + reader_mostly(reader, 7, 2000);
        break;
    case COMMAND_REGISTER_TERMS:
        command->register_terms.is_gated = reader_mostly(reader, 1, 3);
        command->register_terms.review_underlyings = reader_mostly(reader, 2, 200);
        break;
    case COMMAND_REGISTER_ENTRY:
        entry->entry_id = reader_below(reader, 5);
        entry->kind = (uint8_t)reader_mostly(reader, REGISTER_ORDER, 8);
        entry->status = (uint8_t)reader_mostly(reader, REGISTER_GRANTED, 6);
        entry->fallback = (uint8_t)reader_below(reader, 4);
        entry->underlyings = reader_mostly(reader, UNDERLYINGS_ALL, 200);
        entry->account_class = reader_mostly(reader, 0, 10);
        entry->product_id = (uint16_t)reader_mostly(reader, 0, 5);
        entry->effective_ns = (int64_t)reader_byte(reader) * WINDOW_NS_MIN;
        if (reader_mostly(reader, 0, 2)) {
            entry->expiry_ns = (int64_t)reader_byte(reader) * WINDOW_NS_MIN * 16;
        }
        reader_text(reader, entry->authority);
        reader_text(reader, entry->citation);
        break;
    case COMMAND_PRODUCT_FILING:
        command->filing.underlying = 1u << reader_mostly(reader, 0, 9);
        command->filing.items[CHECK_DESIGN] = reader_mostly(reader, CHECKLIST_DESIGN_ALL, 256);
        command->filing.items[CHECK_UNDERLYING] = CHECKLIST_UNDERLYING_ALL;
        command->filing.items[CHECK_PROTECTION] = CHECKLIST_PROTECTION_ALL;
        command->filing.items[CHECK_CONTROLS] = reader_mostly(reader, CHECKLIST_CONTROLS_ALL, 999);
        break;
    default:
        body->action = (uint8_t)reader_below(reader, 7);
        body->case_id = body->action == CASE_OPEN ? 0 : reader_below(reader, 4);
        body->assignee_id = reader_below(reader, 8);
        if (body->action == CASE_CLOSE) body->outcome = (uint8_t)reader_mostly(reader, 1, 6);
        reader_text(reader, body->reason);
        break;
    }
}

static inline void reader_venue(struct reader *reader, struct command *command)
{
    if (command->kind >= COMMAND_GIVE_UP_TERMS && command->kind <= COMMAND_MARGIN_MODEL) {
        bool is_block = command->kind >= COMMAND_BLOCK_TERMS;
        (is_block ? reader_block : reader_programme)(reader, command);
        return;
    }
    switch (command->kind) {
    case COMMAND_RULES_VERSION: command->rules.rules_version = reader_below(reader, 3); break;
    case COMMAND_CALENDAR:
        command->calendar.step_count = reader_below(reader, 4);
        for (uint32_t i = 0; i < 3; i++) {
            command->calendar.steps[i].from_ns = (int64_t)i * reader_byte(reader) * WINDOW_NS_MAX;
            command->calendar.steps[i].offset_s = (reader_byte(reader) - 128) * 430;
        }
        break;
    case COMMAND_PAYOFF_TERMS:
        command->payoff_terms.payoff = (uint8_t)reader_mostly(reader, PAYOFF_INVERSE, 3);
        command->payoff_terms.currency = (uint8_t)reader_mostly(reader, 0, CURRENCIES_MAX + 1);
        command->payoff_terms.scale = (uint8_t)reader_below(reader, PAYOFF_SCALE_MAX + 2);
        break;
    case COMMAND_ACCOUNT_CURRENCY:
        command->account_currency.currency = (uint8_t)reader_mostly(reader, 0, CURRENCIES_MAX + 1);
        break;
    case COMMAND_REGISTER_TERMS:
    case COMMAND_REGISTER_ENTRY:
    case COMMAND_PRODUCT_FILING:
    case COMMAND_CASE: reader_regulation(reader, command); break;
    case COMMAND_PARTICIPANT_TERMS:
    case COMMAND_ACCOUNT_PROFILE:
    case COMMAND_ACCOUNT_CONSENT:
    case COMMAND_ELIGIBILITY: reader_participant(reader, command); break;
    case COMMAND_CONTROL_TERMS:
    case COMMAND_ACTION_PROPOSE:
    case COMMAND_ACTION_APPROVE:
    case COMMAND_ACTION_REJECT:
    case COMMAND_POSITION_TRANSFER:
    case COMMAND_ERROR_REQUEST:
    case COMMAND_ERROR_DECIDE: reader_control(reader, command); break;
    case COMMAND_VENUE_TERMS:
        if (reader_mostly(reader, 0, 2)) command->venue.message_window_ns = reader_window(reader);
        command->venue.message_budget_count = reader_lots(reader);
        break;
    case COMMAND_PRODUCT_DEFINE:
    case COMMAND_PRODUCT_TERMS: reader_terms(reader, &command->terms); break;
    case COMMAND_REFERENCE_PRICE:
        command->reference.mark.ticks_e4 =
            reader_below(reader, 3) == 0 ? 0 : reader_ticks(reader) % 1000001 * 9999;
        command->reference.index.ticks_e4 =
            reader_below(reader, 3) == 0 ? 0 : reader_ticks(reader) % 1000001 * 10001;
        break;
    case COMMAND_HALT: command->state.state = reader_mostly(reader, HALT_NONE, 4); break;
    case COMMAND_PHASE: command->state.state = reader_mostly(reader, PHASE_OPEN, 4); break;
    case COMMAND_ACCOUNT_STATE:
        command->state.state = reader_mostly(reader, PARTY_APPROVED, 7);
        break;
    default: command->state.state = reader_mostly(reader, PRODUCT_LISTED, 9); break;
    }
}

static inline void reader_order(struct reader *reader, struct command *command)
{
    switch (command->kind) {
    case COMMAND_ORDER_PLACE: reader_entry(reader, &command->order); break;
    case COMMAND_ORDER_LIST:
        command->list.kind = (uint8_t)(1 + reader_below(reader, 3));
        command->list.leg_count = command->list.kind == LIST_BRACKET ? 3 : 2;
        if (reader_byte(reader) == 255) command->list.leg_count = reader_byte(reader);
        for (uint32_t i = 0; i < LIST_LEGS_MAX; i++) reader_entry(reader, &command->list.legs[i]);
        break;
    case COMMAND_ORDER_CANCEL:
        command->cancel.order_id = reader_id(reader, command);
        if (command->cancel.order_id == 0)
            command->cancel.client_order_id = reader_below(reader, 8);
        break;
    case COMMAND_MASS_CANCEL:
        command->mass.group_id = reader_below(reader, 6) == 5;
        command->mass.member_id = reader_below(reader, 3);
        command->mass.side = (uint8_t)reader_below(reader, 4);
        break;
    case COMMAND_GROUP_SET:
    case COMMAND_GROUP_RESET:
    case COMMAND_GROUP_TRIGGER:
    case COMMAND_GROUP_LIMIT:
    case COMMAND_GROUP_MMP_RESET:
        command->group.group_id = reader_mostly(reader, 1, 4);
        command->group.lots_max = reader_lots(reader);
        command->group.window_ns = reader_window(reader);
        break;
    case COMMAND_GROUP_MMP:
        command->group_mmp.group_id = reader_mostly(reader, 1, 4);
        command->group_mmp.fills_max = reader_below(reader, 4);
        command->group_mmp.limits.window_ns = reader_window(reader);
        command->group_mmp.limits.frozen_ns = reader_window(reader);
        command->group_mmp.limits.lots_max = reader_lots(reader) & INT64_MAX;
        break;
    case COMMAND_MMP_SET:
        command->mmp.window_ns = reader_window(reader);
        command->mmp.frozen_ns = reader_window(reader);
        command->mmp.lots_max = reader_lots(reader) & INT64_MAX;
        command->mmp.delta_lots_max = reader_lots(reader) & INT64_MAX;
        break;
    default:
        command->amend.order_id = reader_id(reader, command);
        command->amend.client_order_id = reader_below(reader, 8);
        command->amend.price.ticks = reader_ticks(reader);
        command->amend.qty.lots = reader_lots(reader);
        command->amend.trigger.ticks = reader_ticks(reader);
        command->amend.set = reader_byte(reader) & 7u;
        break;
    }
}

/* Orders come often, the rest of the list now and then. */
static inline uint16_t reader_kind(struct reader *reader)
{
    static const uint16_t kinds[] = {
#define X(name, number, member, type) number,
        COMMAND_LIST(X)
#undef X
    };
    static const uint16_t often[] = {
        COMMAND_ORDER_PLACE,     COMMAND_ORDER_PLACE,  COMMAND_ORDER_PLACE,    COMMAND_ORDER_PLACE,
        COMMAND_ORDER_AMEND,     COMMAND_ORDER_CANCEL, COMMAND_ORDER_DECREASE, COMMAND_ORDER_LIST,
        COMMAND_REFERENCE_PRICE, COMMAND_GROUP_SET,    COMMAND_MMP_SET,        COMMAND_SOURCE_PRICE,
        COMMAND_AUCTION_BID};
    uint8_t byte = reader_byte(reader);
    if (byte == 255) return reader_byte(reader);
    if (byte >= 220) return kinds[reader_byte(reader) % (sizeof kinds / sizeof kinds[0])];
    return often[byte % (sizeof often / sizeof often[0])];
}

static inline void reader_fill(struct reader *reader, struct command *command)
{
    command->kind = reader_kind(reader);
    uint8_t who = reader_byte(reader);
    command->account_id = 1 + who % 4;
    command->product_id = who < 225 ? PRODUCT : (who & 3u);
    if (who >= 246) {
        command->account_id = reader_below(reader, 9);
        command->actor_id = reader_below(reader, BYTES_USERS + 1);
        command->session_id = reader_below(reader, 9);
        command->client_sequence = reader_mostly(reader, 0, 8) + reader->client_sequence++;
    }
    if (command->kind >= COMMAND_ORDER_PLACE && command->kind <= COMMAND_MMP_RESET) {
        reader_order(reader, command);
    } else if (command->kind >= COMMAND_MEMBER_SET && command->kind <= COMMAND_TRANSFER &&
               command->kind != COMMAND_ACCOUNT_STATE) {
        reader_party(reader, command);
    } else if (command->kind >= COMMAND_PRICE_TERMS && command->kind <= COMMAND_PREFUNDING_TERMS) {
        reader_economy(reader, command);
    } else if (command->kind != COMMAND_SEAL) {
        reader_venue(reader, command);
    }
}

/* The next command, but for its sequence.  False when the bytes are used up. */
static inline bool reader_command(struct reader *reader, struct command *command)
{
    if (reader->left == 0) return false;
    memset(command, 0, sizeof *command);
    reader_pass_time(reader);
    reader_fill(reader, command);
    command->time_ns = reader->time_ns;
    return true;
}

static inline void reader_remember(struct reader *reader, const struct event *list, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const struct event *event = &list[i];
        if (event->kind < EVENT_ORDER_ACCEPTED || event->kind > EVENT_ORDER_HELD) continue;
        reader->orders[reader->order_count++ % BYTES_ORDERS_MAX] =
            (struct reader_order){event->order.order_id, event->account_id, event->product_id};
    }
}

#endif
