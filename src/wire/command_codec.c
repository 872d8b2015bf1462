/* SPDX-License-Identifier: Apache-2.0 */
/*
 * command_codec.c - the struct is the record, so writing is copying what has been checked.
 *
 * Role       See command_codec.h.
 * Invariant  See command_codec.h.  Format version 1: the offsets below never change; a command that
 *            needs another layout gets another kind.
 */
#include "wire/command_codec.h"

#include <string.h>

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the journal is little endian");
static_assert(sizeof(int64_t) == 8 && sizeof(void *) == 8, "the layouts are those of 64 bits");

#define AT(member, offset)                                                                         \
    static_assert(offsetof(struct command, member) == (offset), "journal format version 1")

AT(sequence, 0);
AT(time_ns, 8);
AT(client_sequence, 16);
AT(session_id, 24);
AT(actor_id, 28);
AT(account_id, 32);
AT(product_id, 36);
AT(kind, 38);
AT(seal.state_layout, 48);
AT(seal.output_hash, 56);
AT(seal.state_hash, 72);
AT(calendar.steps, 48);
AT(venue.message_budget_count, 48);
AT(member.kind, 44);
AT(member.state, 45);
AT(user.member_id, 44);
AT(user.roles, 48);
AT(account.customer_id, 44);
AT(account.parent_account_id, 48);
AT(account.owner_account_id, 52);
AT(account.controller_id, 56);
AT(account.classes, 60);
AT(account.state, 64);
AT(account.smp_mode, 65);
AT(state.register_entry, 48);
AT(limits.margin_micros_max, 64);
AT(cash.to_account_id, 48);
AT(cash.reference, 56);
AT(terms.quote, 64);
AT(terms.tick_value_micros, 72);
AT(terms.price_ticks_min, 80);
AT(terms.price_ticks_max, 88);
AT(terms.order_lots_max, 96);
AT(terms.order_notional_micros_max, 104);
AT(terms.position_lots_max, 112);
AT(terms.band_ticks, 120);
AT(terms.protection_ticks, 128);
AT(terms.resume_auction_ns, 136);
AT(terms.band_ppm, 144);
AT(terms.initial_margin_ppm, 148);
AT(terms.fee_maker_ppm, 152);
AT(terms.fee_taker_ppm, 156);
AT(terms.eligible_classes, 160);
AT(terms.day_end_minute, 164);
AT(terms.smp_mode, 166);
AT(terms.schedule_count, 167);
AT(terms.schedule, 168);
AT(terms.register_entry, 232);
AT(terms.decimals_price, 240);
AT(terms.decimals_qty, 244);
AT(reference.index, 48);
AT(order.client_order_id, 40);
AT(order.price, 48);
AT(order.qty, 56);
AT(order.display, 64);
AT(order.trigger, 72);
AT(order.trail_ticks, 80);
AT(order.expiry_ns, 88);
AT(order.group_id, 96);
AT(order.flags, 100);
AT(order.side, 102);
AT(order.type, 103);
AT(order.tif, 104);
AT(order.smp_mode, 105);
AT(order.trigger_source, 106);
AT(list.leg_count, 41);
AT(list.legs, 48);
AT(amend.client_order_id, 48);
AT(amend.price, 56);
AT(amend.qty, 64);
AT(amend.trigger, 72);
AT(amend.set, 80);
AT(cancel.client_order_id, 48);
AT(mass.member_id, 44);
AT(mass.side, 48);
AT(group.lots_max, 48);
AT(group.window_ns, 56);
AT(mmp.frozen_ns, 48);
AT(mmp.lots_max, 56);
AT(mmp.delta_lots_max, 64);
AT(group_mmp.fills_max, 44);
AT(group_mmp.limits, 48);
AT(list.tells_prices, 42);
AT(prices.degraded_lots_max, 72);
AT(prices.cap_ppm, 80);
AT(prices.index_method, 92);
AT(prices.sources, 96);
AT(source.bid, 48);
AT(source.source_time_ns, 72);
AT(mark.settle_window_ns, 64);
AT(mark.components, 72);
AT(mark.basis, 84);
AT(funding.change_e12, 104);
AT(funding.sample_cap_ppm, 112);
AT(funding.premium, 136);
AT(funding.times, 144);
AT(margin.initial_mode, 41);
AT(margin.risk_group, 42);
AT(margin.initial_factor_ppm, 44);
AT(margin.interest_low_micros, 48);
AT(margin.interest_high_micros, 56);
AT(margin.size_from_lots, 64);
AT(margin.size_slope_e12, 72);
AT(margin.concentration_from_lots, 80);
AT(margin.size_cap_ppm, 88);
AT(margin.concentration_share_ppm, 92);
AT(margin.concentration_ppm, 96);
AT(margin.weekend_ppm, 100);
AT(margin.weekend_from_minute, 104);
AT(margin.weekend_to_minute, 106);
AT(margin.brackets, 112);
AT(margin.brackets[0].maintenance_ppm, 120);
AT(margin.brackets[0].initial_ppm, 124);
AT(margin.brackets[0].leverage_e2, 128);
AT(grid.scenario_count, 41);
AT(grid.net_ppm, 44);
AT(grid.hedged_ppm, 48);
AT(grid.share_ppm, 52);
AT(grid.scenarios, 56);
AT(asset.haircut_ppm, 44);
AT(asset.account_cap_micros, 48);
AT(asset.venue_cap_units, 56);
AT(asset_price.price_micros, 48);
AT(asset_cash.units, 48);
AT(asset_cash.reference, 56);
AT(liquidation.auction_ns, 48);
AT(liquidation.fund_notional_micros_max, 56);
AT(liquidation.fund_account_id, 64);
AT(liquidation.liquidate_ratio_ppm, 68);
AT(liquidation.close_out_ppm, 72);
AT(liquidation.slice_factor_ppm, 76);
AT(liquidation.adjustment_ppm, 80);
AT(liquidation.spread_ppm, 84);
AT(liquidation.fee_ppm, 88);
AT(liquidation.drawdown_ppm, 92);
AT(liquidation.release_ppm, 96);
AT(liquidation.exposure_ppm, 100);
AT(liquidation.work_max, 104);
AT(liquidation.regime, 108);
AT(liquidation.method, 109);
AT(auction_bid.qty, 48);
AT(auction_bid.side, 56);
AT(default_terms.window_ns, 48);
AT(default_terms.tranche_ppm, 56);
AT(default_terms.assessment_ppm, 60);
AT(default_terms.assessment_sum_ppm, 64);
AT(default_terms.gains_days, 68);
AT(default_terms.capital_account_id, 72);
AT(default_member.member_id, 48);
AT(default_member.guaranty_account_id, 52);
AT(business_calendar.bank_open_minute, 42);
AT(business_calendar.bank_close_minute, 44);
AT(business_calendar.holiday_count, 46);
AT(business_calendar.holidays, 48);
AT(settlement_terms.weekend_ppm, 44);
AT(settlement_terms.roll_minute, 48);
AT(settlement_terms.cycle_count, 50);
AT(settlement_terms.waits, 51);
AT(settlement_terms.cycles, 56);
AT(settlement_terms.register_entry, 88);
AT(expiry_terms.window_ns, 48);
AT(expiry_terms.sample_ns, 56);
AT(expiry_terms.register_entry, 64);
AT(expiry_terms.method, 72);
AT(settlement_price.register_entry, 48);
AT(settlement_price.use, 56);
AT(prefunding_terms.check_ns, 48);
AT(prefunding_terms.watch_ns, 56);
AT(prefunding_terms.liquidate_ppm, 64);
AT(prefunding_terms.restrict_ppm, 68);
AT(prefunding_terms.warn_ppm, 72);
AT(payoff_terms.payoff, 40);
AT(payoff_terms.currency, 41);
AT(payoff_terms.scale, 42);
AT(account_currency.currency, 40);
AT(funding_collect.first_account_id, 40);
AT(funding_collect.last_account_id, 44);
AT(register_terms.review_underlyings, 44);
AT(register_entry.effective_ns, 48);
AT(register_entry.expiry_ns, 56);
AT(register_entry.underlyings, 64);
AT(register_entry.account_class, 68);
AT(register_entry.product_id, 72);
AT(register_entry.kind, 74);
AT(register_entry.status, 75);
AT(register_entry.fallback, 76);
AT(register_entry.authority, 80);
AT(register_entry.citation, 96);
AT(register_entry.condition, 160);
AT(filing.underlying, 40);
AT(filing.items, 44);
AT(participant_terms.needs_limits, 44);
AT(account_profile.kind, 42);
AT(account_profile.customer_type, 43);
AT(account_consent.version, 40);
AT(eligibility.rows, 48);
AT(give_up_terms.answer_ns, 48);
AT(give_up.lots, 48);
AT(give_up.to_account_id, 56);
AT(give_up.side, 60);
AT(give_up_decide.decision, 48);
AT(allocation.row_count, 48);
AT(allocation.side, 52);
AT(allocation.rows, 56);
AT(programme_terms.reward_micros, 48);
AT(programme_terms.programme_id, 56);
AT(programme_terms.spread_ppm, 60);
AT(programme_terms.uptime_ppm, 64);
AT(programme_terms.rebate_ppm, 68);
AT(programme_terms.payer_account_id, 72);
AT(programme_terms.from_minute, 76);
AT(programme_terms.to_minute, 78);
AT(programme_terms.weekdays, 80);
AT(programme_terms.runs, 81);
AT(fee_tiers.tiers, 48);
AT(block_terms.window_ns, 48);
AT(block_terms.band_ppm, 56);
AT(block_terms.fee_ppm, 60);
AT(block_terms.classes, 64);
AT(block_trade.agreed_ns, 48);
AT(block_trade.price, 56);
AT(block_trade.lots, 64);
AT(block_trade.other_account_id, 72);
AT(block_trade.proposer_id, 76);
AT(block_trade.side, 80);
AT(block_trade.is_maker, 81);
AT(block_withdraw.agreed_ns, 48);
AT(position_move.price, 48);
AT(position_move.to_account_id, 56);
AT(programme_enrol.is_enrolled, 44);
AT(programme_payment.due_ns, 48);
AT(programme_payment.quoted_ns, 56);
AT(programme_payment.maker_fees, 64);
AT(programme_payment.programme_id, 72);
AT(programme_payment.date, 76);
AT(control_terms.error_window_ns, 48);
AT(control_terms.no_cancel_ticks, 56);
AT(control_terms.approval_ns, 64);
AT(control_terms.no_cancel_ppm, 72);
AT(control_terms.two_person, 76);
AT(action_propose.purpose, 48);
AT(action_propose.reason, 56);
AT(action_decide.reason, 48);
AT(position_transfer.price, 48);
AT(position_transfer.to_account_id, 56);
AT(error_trade.price, 48);
AT(error_trade.decision, 56);
AT(error_trade.reason, 64);
AT(surveillance_case.alert_id, 48);
AT(surveillance_case.sequence, 56);
AT(surveillance_case.assignee_id, 64);
AT(surveillance_case.action, 68);
AT(surveillance_case.outcome, 69);
AT(surveillance_case.reason, 72);
AT(trading.smp_mode, 40);
AT(trading.cancels_on_disconnect, 41);

/* Bytes of a command that must be zero: `count` runs of `size`, the next `stride` further on. */
struct reserved {
    uint16_t offset;
    uint16_t size;
    uint16_t count; /* 0: none */
    uint16_t stride;
};

#define RESERVED_MAX 3u /* a kind */

#define ONE(member)                                                                                \
    {                                                                                              \
        offsetof(struct command, member), sizeof(((struct command *)0)->member), 1, 0              \
    }
#define MANY(list, item, count)                                                                    \
    {                                                                                              \
        offsetof(struct command, list[0].item), sizeof(((struct command *)0)->list[0].item),       \
            count, sizeof(((struct command *)0)->list[0])                                          \
    }

/* By kind: every command is looked up, so the list is not searched. */
static const struct reserved reserved_list[][RESERVED_MAX] = {
    [COMMAND_TICK] = {ONE(none.nothing)},
    [COMMAND_SESSION_DISCONNECT] = {ONE(none.nothing)},
    [COMMAND_CALENDAR] = {MANY(calendar.steps, reserved, ZONE_STEPS_MAX)},
    [COMMAND_MEMBER_SET] = {ONE(member.reserved)},
    [COMMAND_USER_SET] = {ONE(user.reserved)},
    [COMMAND_ACCOUNT_OPEN] = {ONE(account.reserved)},
    [COMMAND_ACCOUNT_STATE] = {ONE(state.reserved)},
    [COMMAND_PRODUCT_STATE] = {ONE(state.reserved)},
    [COMMAND_PHASE] = {ONE(state.reserved)},
    [COMMAND_HALT] = {ONE(state.reserved)},
    [COMMAND_DEPOSIT] = {ONE(cash.reserved)},
    [COMMAND_WITHDRAW] = {ONE(cash.reserved)},
    [COMMAND_TRANSFER] = {ONE(cash.reserved)},
    [COMMAND_PRODUCT_DEFINE] = {MANY(terms.schedule, reserved, SCHEDULE_STEPS_MAX)},
    [COMMAND_PRODUCT_TERMS] = {MANY(terms.schedule, reserved, SCHEDULE_STEPS_MAX)},
    [COMMAND_ORDER_PLACE] = {ONE(order.reserved)},
    [COMMAND_ORDER_LIST] = {ONE(list.reserved), MANY(list.legs, reserved, LIST_LEGS_MAX)},
    [COMMAND_ORDER_AMEND] = {ONE(amend.reserved)},
    [COMMAND_ORDER_DECREASE] = {ONE(amend.reserved)},
    [COMMAND_MASS_CANCEL] = {ONE(mass.reserved)},
    [COMMAND_GROUP_SET] = {ONE(group.reserved)},
    [COMMAND_GROUP_RESET] = {ONE(group.reserved)},
    [COMMAND_GROUP_TRIGGER] = {ONE(group.reserved)},
    [COMMAND_GROUP_LIMIT] = {ONE(group.reserved)},
    [COMMAND_GROUP_MMP_RESET] = {ONE(group.reserved)},
    [COMMAND_LIQUIDATION_TERMS] = {ONE(liquidation.reserved)},
    [COMMAND_AUCTION_BID] = {ONE(auction_bid.reserved)},
    [COMMAND_DEFAULT_TERMS] = {ONE(default_terms.reserved)},
    [COMMAND_SOURCE_PRICE] = {ONE(source.reserved)},
    [COMMAND_MARK_TERMS] = {ONE(mark.reserved)},
    [COMMAND_FUNDING_TERMS] = {ONE(funding.reserved)},
    [COMMAND_MARGIN_VENUE] = {ONE(margin_venue.reserved)},
    [COMMAND_MARGIN_TERMS] = {ONE(margin.reserved), ONE(margin.reserved32),
                              MANY(margin.brackets, reserved, BRACKETS_MAX)},
    [COMMAND_MARGIN_MODE] = {ONE(margin_mode.reserved)},
    [COMMAND_RISK_GRID] = {ONE(grid.reserved)},
    [COMMAND_ASSET_PRICE] = {ONE(asset_price.reserved)},
    [COMMAND_ASSET_DEPOSIT] = {ONE(asset_cash.reserved)},
    [COMMAND_ASSET_WITHDRAW] = {ONE(asset_cash.reserved)},
    [COMMAND_BUSINESS_CALENDAR] = {ONE(business_calendar.reserved)},
    [COMMAND_SETTLEMENT_TERMS] = {ONE(settlement_terms.reserved),
                                  MANY(settlement_terms.cycles, reserved, SETTLEMENT_CYCLES_MAX)},
    [COMMAND_EXPIRY_TERMS] = {ONE(expiry_terms.reserved)},
    [COMMAND_SETTLEMENT_PRICE] = {ONE(settlement_price.reserved)},
    [COMMAND_PREFUNDING_TERMS] = {ONE(prefunding_terms.reserved)},
    [COMMAND_PAYOFF_TERMS] = {ONE(payoff_terms.reserved)},
    [COMMAND_ACCOUNT_CURRENCY] = {ONE(account_currency.reserved)},
    [COMMAND_REGISTER_ENTRY] = {ONE(register_entry.reserved)},
    [COMMAND_PRODUCT_FILING] = {ONE(filing.reserved)},
    [COMMAND_CASE] = {ONE(surveillance_case.reserved)},
    [COMMAND_ACCOUNT_TRADING] = {ONE(trading.reserved)},
    [COMMAND_ACCOUNT_PROFILE] = {ONE(account_profile.reserved)},
    [COMMAND_ACCOUNT_CONSENT] = {ONE(account_consent.reserved)},
    [COMMAND_ELIGIBILITY] = {MANY(eligibility.rows, reserved, ELIGIBILITY_ROWS_MAX)},
    [COMMAND_ACTION_PROPOSE] = {ONE(action_propose.reserved)},
    [COMMAND_POSITION_TRANSFER] = {ONE(position_transfer.reserved)},
    [COMMAND_ERROR_REQUEST] = {ONE(error_trade.reserved)},
    [COMMAND_ERROR_DECIDE] = {ONE(error_trade.reserved)},
    [COMMAND_PROGRAMME_TERMS] = {ONE(programme_terms.reserved)},
    [COMMAND_PROGRAMME_ENROL] = {ONE(programme_enrol.reserved)},
    [COMMAND_GIVE_UP] = {ONE(give_up.reserved)},
    [COMMAND_GIVE_UP_DECIDE] = {ONE(give_up_decide.reserved)},
    [COMMAND_ALLOCATION] = {ONE(allocation.reserved),
                            MANY(allocation.rows, reserved, ALLOCATION_ROWS_MAX)},
    [COMMAND_BLOCK_TERMS] = {ONE(block_terms.reserved)},
    [COMMAND_BLOCK_TRADE] = {ONE(block_trade.reserved)},
    [COMMAND_POSITION_MOVE] = {ONE(position_move.reserved)},
    [COMMAND_MARGIN_MODEL] = {ONE(margin_mode.reserved)},
};

static bool is_zero(const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] != 0) return false;
    }
    return true;
}

static bool reserved_is_zero(const struct reserved *reserved, const uint8_t *bytes)
{
    for (uint16_t i = 0; i < reserved->count; i++) {
        const uint8_t *run = bytes + reserved->offset + (size_t)i * reserved->stride;
        if (!is_zero(run, reserved->size)) return false;
    }
    return true;
}

/* `bytes` has the size that `kind` has. */
static enum command_fault find_fault(uint16_t kind, const uint8_t *bytes)
{
    if (kind >= sizeof reserved_list / sizeof reserved_list[0]) return COMMAND_GOOD;
    for (size_t i = 0; i < RESERVED_MAX; i++) {
        if (!reserved_is_zero(&reserved_list[kind][i], bytes)) return COMMAND_FAULT_RESERVED;
    }
    return COMMAND_GOOD;
}

enum command_fault command_write(const struct command *command, uint8_t *bytes, size_t *size)
{
    uint32_t command_bytes = command_size(command->kind);
    if (command_bytes == 0) return COMMAND_FAULT_KIND;

    enum command_fault fault = find_fault(command->kind, (const uint8_t *)command);
    if (fault != COMMAND_GOOD) return fault;
    memcpy(bytes, command, command_bytes);
    *size = command_bytes;
    return COMMAND_GOOD;
}

enum command_fault command_read(const uint8_t *bytes, size_t size, struct command *command)
{
    if (size < COMMAND_HEADER_SIZE) return COMMAND_FAULT_SIZE;
    uint16_t kind;
    memcpy(&kind, bytes + offsetof(struct command, kind), sizeof kind);

    uint32_t command_bytes = command_size(kind);
    if (command_bytes == 0) return COMMAND_FAULT_KIND;
    if (command_bytes != size) return COMMAND_FAULT_SIZE;
    enum command_fault fault = find_fault(kind, bytes);
    if (fault != COMMAND_GOOD) return fault;

    memset(command, 0, sizeof *command);
    memcpy(command, bytes, size);
    return COMMAND_GOOD;
}

const char *command_fault_text(enum command_fault fault)
{
    switch (fault) {
    case COMMAND_GOOD: return "good";
    case COMMAND_FAULT_SIZE: return "the size does not fit the kind";
    case COMMAND_FAULT_KIND: return "the kind does not exist";
    case COMMAND_FAULT_RESERVED: return "a reserved byte is not zero";
    default: IMPOSSIBLE();
    }
}
