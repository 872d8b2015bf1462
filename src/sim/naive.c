/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive.c - one command through the naive venue.
 *
 * Role   See naive.h.  What is due, admission, the command, the work queue: the order of R-TIME-2,
 *        R-CHECK-1 and R-WORK-1.
 */
#include "sim/naive.h"

#include "sim/naive_book.h"
#include "sim/naive_check.h"
#include "sim/naive_order.h"
#include "sim/naive_payoff.h"
#include "sim/naive_phase.h"
#include "sim/naive_trigger.h"
#include "sim/naive_venue.h"

/* Parts 11 and 12. */
static struct naive_fault do_regulation(struct naive *naive)
{
    switch (naive->command->kind) {
    case COMMAND_REGISTER_TERMS: return naive_command_register_terms(naive);
    case COMMAND_REGISTER_ENTRY: return naive_command_register_entry(naive);
    case COMMAND_PRODUCT_FILING: return naive_command_product_filing(naive);
    case COMMAND_CASE: return naive_command_case(naive);
    case COMMAND_PARTICIPANT_TERMS: return naive_command_participant_terms(naive);
    case COMMAND_ACCOUNT_PROFILE: return naive_command_account_profile(naive);
    case COMMAND_ACCOUNT_CONSENT: return naive_command_account_consent(naive);
    case COMMAND_ELIGIBILITY: return naive_command_eligibility(naive);
    case COMMAND_GIVE_UP_TERMS: return naive_command_give_up_terms(naive);
    case COMMAND_GIVE_UP: return naive_command_give_up(naive);
    case COMMAND_GIVE_UP_DECIDE: return naive_command_give_up_decide(naive);
    case COMMAND_ALLOCATION: return naive_command_allocation(naive);
    case COMMAND_PROGRAMME_TERMS: return naive_command_programme_terms(naive);
    case COMMAND_PROGRAMME_ENROL: return naive_command_programme_enrol(naive);
    case COMMAND_PROGRAMME_PAYMENT: return naive_command_programme_payment(naive);
    case COMMAND_FEE_TIERS: return naive_command_fee_tiers(naive);
    case COMMAND_BLOCK_TERMS: return naive_command_block_terms(naive);
    case COMMAND_BLOCK_TRADE: return naive_command_block_trade(naive);
    case COMMAND_BLOCK_WITHDRAW: return naive_command_block_withdraw(naive);
    case COMMAND_POSITION_MOVE: return naive_command_position_move(naive);
    case COMMAND_MARGIN_MODEL: return naive_command_margin_model(naive);
    case COMMAND_CONTROL_TERMS: return naive_command_control_terms(naive);
    case COMMAND_ACTION_PROPOSE: return naive_command_action_propose(naive);
    case COMMAND_ACTION_APPROVE:
    case COMMAND_ACTION_REJECT: return naive_command_action_decide(naive);
    case COMMAND_POSITION_TRANSFER: return naive_command_position_transfer(naive);
    case COMMAND_ERROR_REQUEST: return naive_command_error_request(naive);
    case COMMAND_ERROR_DECIDE: return naive_command_error_decide(naive);
    default: IMPOSSIBLE();
    }
}

/* Orders, and what belongs to them. */
static struct naive_fault do_order_command(struct naive *naive)
{
    switch (naive->command->kind) {
    case COMMAND_ORDER_PLACE: return naive_command_order_place(naive);
    case COMMAND_ORDER_LIST: return naive_command_order_list(naive);
    case COMMAND_ORDER_AMEND: return naive_command_order_amend(naive);
    case COMMAND_ORDER_DECREASE: return naive_command_order_decrease(naive);
    case COMMAND_ORDER_CANCEL: return naive_command_order_cancel(naive);
    case COMMAND_MASS_CANCEL: return naive_command_mass_cancel(naive);
    case COMMAND_GROUP_SET: return naive_command_group_set(naive);
    case COMMAND_GROUP_RESET: return naive_command_group_reset(naive);
    case COMMAND_GROUP_TRIGGER: return naive_command_group_trigger(naive);
    case COMMAND_GROUP_LIMIT: return naive_command_group_limit(naive);
    case COMMAND_GROUP_MMP: return naive_command_group_mmp(naive);
    case COMMAND_GROUP_MMP_RESET: return naive_command_group_mmp_reset(naive);
    case COMMAND_MMP_SET: return naive_command_mmp_set(naive);
    case COMMAND_MMP_RESET: return naive_command_mmp_reset(naive);
    case COMMAND_SESSION_DISCONNECT: return naive_command_session_disconnect(naive);
    case COMMAND_CLIENT_TEXT: return naive_command_client_text(naive);
    default: return do_regulation(naive);
    }
}

static struct naive_fault do_command(struct naive *naive)
{
    switch (naive->command->kind) {
    case COMMAND_TICK:
    case COMMAND_SEAL: return NO_FAULT; /* R-TIME-4 */
    case COMMAND_RULES_VERSION: return naive_command_rules_version(naive);
    case COMMAND_CALENDAR: return naive_command_calendar(naive);
    case COMMAND_VENUE_TERMS: return naive_command_venue_terms(naive);
    case COMMAND_MEMBER_SET: return naive_command_member_set(naive);
    case COMMAND_USER_SET: return naive_command_user_set(naive);
    case COMMAND_ACCOUNT_OPEN: return naive_command_account_open(naive);
    case COMMAND_ACCOUNT_STATE: return naive_command_account_state(naive);
    case COMMAND_ACCOUNT_LIMITS: return naive_command_account_limits(naive);
    case COMMAND_ACCOUNT_TRADING: return naive_command_account_trading(naive);
    case COMMAND_DEPOSIT:
    case COMMAND_WITHDRAW:
    case COMMAND_TRANSFER: return naive_command_cash(naive);
    case COMMAND_PRODUCT_DEFINE: return naive_command_product_define(naive);
    case COMMAND_PRODUCT_TERMS: return naive_command_product_terms(naive);
    case COMMAND_PRODUCT_STATE: return naive_command_product_state(naive);
    case COMMAND_PHASE: return naive_command_phase(naive);
    case COMMAND_HALT: return naive_command_halt(naive);
    case COMMAND_REFERENCE_PRICE: return naive_command_reference_price(naive);
    case COMMAND_PRICE_TERMS: return naive_command_price_terms(naive);
    case COMMAND_SOURCE_PRICE: return naive_command_source_price(naive);
    case COMMAND_MARK_TERMS: return naive_command_mark_terms(naive);
    case COMMAND_FUNDING_TERMS: return naive_command_funding_terms(naive);
    case COMMAND_MARGIN_VENUE: return naive_command_margin_venue(naive);
    case COMMAND_MARGIN_TERMS: return naive_command_margin_terms(naive);
    case COMMAND_MARGIN_MODE: return naive_command_margin_mode(naive);
    case COMMAND_RISK_GRID: return naive_command_risk_grid(naive);
    case COMMAND_ASSET_TERMS: return naive_command_asset_terms(naive);
    case COMMAND_ASSET_PRICE: return naive_command_asset_price(naive);
    case COMMAND_ASSET_DEPOSIT:
    case COMMAND_ASSET_WITHDRAW: return naive_command_asset_cash(naive);
    case COMMAND_LIQUIDATION_TERMS: return naive_command_liquidation_terms(naive);
    case COMMAND_AUCTION_BID: return naive_command_auction_bid(naive);
    case COMMAND_DEFAULT_TERMS: return naive_command_default_terms(naive);
    case COMMAND_DEFAULT_MEMBER: return naive_command_default_member(naive);
    case COMMAND_BUSINESS_CALENDAR: return naive_command_business_calendar(naive);
    case COMMAND_SETTLEMENT_TERMS: return naive_command_settlement_terms(naive);
    case COMMAND_EXPIRY_TERMS: return naive_command_expiry_terms(naive);
    case COMMAND_SETTLEMENT_PRICE: return naive_command_settlement_price(naive);
    case COMMAND_PREFUNDING_TERMS: return naive_command_prefunding_terms(naive);
    case COMMAND_PAYOFF_TERMS: return naive_command_payoff_terms(naive);
    case COMMAND_ACCOUNT_CURRENCY: return naive_command_account_currency(naive);
    case COMMAND_FUNDING_COLLECT: return naive_command_funding_collect(naive);
    default: return do_order_command(naive);
    }
}

/* The ids that the command itself names, for its REJECTED. */
static void put_named_ids(const struct naive *naive, struct event_reject *reject)
{
    const struct command *command = naive->command;
    switch (command->kind) {
    case COMMAND_ORDER_PLACE: reject->client_order_id = command->order.client_order_id; break;
    case COMMAND_ORDER_LIST:
        reject->client_order_id = command->list.legs[naive->leg].client_order_id;
        break;
    case COMMAND_ORDER_AMEND:
    case COMMAND_ORDER_DECREASE:
        reject->client_order_id = command->amend.client_order_id;
        reject->order_id = command->amend.order_id;
        break;
    case COMMAND_ORDER_CANCEL:
        reject->client_order_id = command->cancel.client_order_id;
        reject->order_id = command->cancel.order_id;
        break;
    default: break;
    }
}

static void emit_reject(struct naive *naive, struct naive_fault fault)
{
    const struct command *command = naive->command;
    struct event *event =
        naive_emit(naive, EVENT_REJECTED, command->account_id, command->product_id);
    put_named_ids(naive, &event->reject);
    event->reject.given = fault.given;
    event->reject.legal = fault.legal;
    event->reject.code = fault.code;
    event->reject.field = fault.field;
    event->reject.command_kind = command->kind;
    event->reject.leg = naive->leg;
    event->reject.client_sequence = command->client_sequence;
    event->reject.session_id = command->session_id;
}

void naive_work_command(struct naive *naive)
{
    struct naive_fault fault = naive_check_role(naive);
    if (fault.code == REJECT_NONE) fault = do_command(naive);
    if (fault.code != REJECT_NONE) emit_reject(naive, fault);
}

/* R-ACTION-2 before the command itself. */
static struct naive_fault work_or_wait(struct naive *naive)
{
    struct naive_fault fault;
    if (naive_action_takes(naive, &fault)) return fault;
    return do_command(naive);
}

static void forget_ended(struct naive *naive)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < naive->order_count; i++) {
        struct naive_order *order = naive->orders[i];
        if (naive_order_is_live(order)) {
            naive->orders[kept++] = order;
        } else {
            free(order);
        }
    }
    naive->order_count = kept;
}

void naive_step(struct naive *naive, const struct command *command, struct naive_events *out)
{
    ASSERT(command->sequence == naive->sequence + 1);
    naive->sequence = command->sequence;
    /* R-TIME-1 */
    naive->now_ns = i64_max(naive->now_ns, i64_min(command->time_ns, TIME_NS_MAX));
    naive->command = command;
    naive->leg = 0;
    naive->out = out;
    out->count = 0;

    naive_work_due(naive);
    bool is_duplicate = false;
    struct naive_fault fault = naive_check_admission(naive, &is_duplicate);
    if (fault.code == REJECT_NONE && !is_duplicate) fault = work_or_wait(naive);
    if (fault.code != REJECT_NONE) emit_reject(naive, fault);
    naive_queue_work(naive);
    forget_ended(naive);
    naive->command = NULL;
}
