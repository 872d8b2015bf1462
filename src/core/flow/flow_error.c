/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_error.c - error trades, and positions that an emergency moves.
 *
 * Role   Trades are kept while a policy for errors is on, and only then.  What a decision moves are
 *        lots against their own value, or cash from one side to the other: nothing is made.
 * Rules  R-MOVE-1, R-ERROR-1 to R-ERROR-5.
 */
#include "core/flow/flow_liquidation.h"
#include "core/flow/flow_margin.h"
#include "core/flow/flow_register.h"
#include "core/product/payoff.h"

/* --- keeping trades --------------------------------------------------------------------------- */

static struct kept_trade *place_of_trade(struct core *core, uint64_t trade_id)
{
    return &core->trades[trade_id % layout_trades(&core->config)];
}

void trade_keep(struct core *core, const struct kept_trade *trade)
{
    core->venue->trades_kept = 1;
    struct kept_trade *kept = place_of_trade(core, trade->id);
    *kept = *trade;
    kept->time_ns = core->venue->time_ns;
    kept->mark_e4 = core_product_at(core, trade->product)->mark.ticks_e4;
    kept->date = product_date(core, trade->product);
}

struct kept_trade *trade_find(struct core *core, uint64_t trade_id)
{
    struct kept_trade *trade = place_of_trade(core, trade_id);
    return trade_id != 0 && trade->id == trade_id ? trade : NULL;
}

static uint32_t buyer_of(const struct kept_trade *trade)
{
    return trade_account(trade, SIDE_BUY);
}

static uint32_t seller_of(const struct kept_trade *trade)
{
    return trade_account(trade, SIDE_SELL);
}

/* R-ERROR-1: lots of a trade that have gone on stay where they are. */
static bool has_gone_on(const struct kept_trade *trade)
{
    return (trade->given_lots[SIDE_BUY] | trade->given_lots[SIDE_SELL]) != 0;
}

static struct event_error_trade error_of(const struct kept_trade *trade)
{
    return (struct event_error_trade){.trade_id = trade->id,
                                      .price = {trade->ticks},
                                      .qty = {trade->lots},
                                      .buyer_account_id = buyer_of(trade),
                                      .seller_account_id = seller_of(trade),
                                      .step = trade->step};
}

static struct verdict refuse_trade(uint64_t trade_id)
{
    return verdict_of(REJECT_TRADE, FIELD_TRADE, (int64_t)trade_id, 0);
}

/* --- requests --------------------------------------------------------------------------------- */

/* R-ERROR-2: outside the range there is something to correct. */
static struct verdict check_outside(const struct core *core, const struct kept_trade *trade)
{
    if (trade->mark_e4 == 0) return verdict_ok();
    struct tick_range range = no_cancel_ticks(&core->venue->controls, trade->mark_e4);
    if (trade->ticks < range.low || trade->ticks > range.high) return verdict_ok();
    bool is_above = trade->ticks * FINE_PER_TICK >= trade->mark_e4;
    return verdict_of(REJECT_NO_CANCEL, FIELD_PRICE, trade->ticks,
                      is_above ? range.high + 1 : range.low - 1);
}

static struct verdict check_request(struct core *core, const struct command *command)
{
    const struct body_error_trade *body = &command->error_trade;
    int64_t window_ns = core->venue->controls.error_window_ns;
    struct verdict verdict = gate_account(core, command);
    if (verdict.reject != REJECT_NONE) return verdict;
    const struct kept_trade *trade = trade_find(core, body->trade_id);
    if (trade == NULL || trade->step != ERROR_NONE || has_gone_on(trade)) {
        return refuse_trade(body->trade_id);
    }
    if (command->account_id != trade->maker && command->account_id != trade->taker) {
        return verdict_of(REJECT_NOT_CONTROLLED, FIELD_ACCOUNT, command->account_id, 0);
    }
    int64_t age_ns = core->venue->time_ns - trade->time_ns;
    if (age_ns > window_ns) {
        return verdict_of(REJECT_TRADE_LATE, FIELD_TRADE, age_ns, window_ns);
    }
    verdict = check_outside(core, trade);
    return verdict.reject == REJECT_NONE ? reason_verdict(body->reason) : verdict;
}

void flow_error_request(struct core *core, const struct command *command)
{
    struct verdict verdict = check_request(core, command);
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    struct kept_trade *trade = place_of_trade(core, command->error_trade.trade_id);
    trade->step = ERROR_REQUESTED;
    emit(core, EVENT_ERROR_TRADE, command->account_id, trade->product)->error_trade =
        error_of(trade);
    reason_emit(core, trade->id, command->error_trade.reason);
}

/* --- decisions -------------------------------------------------------------------------------- */

static struct verdict check_new_price(const struct core *core, const struct kept_trade *trade,
                                      int64_t ticks)
{
    const struct product *product = core_product_at(core, trade->product);
    struct verdict verdict = form_check_price(product, FIELD_PRICE, ticks);
    if (verdict.reject != REJECT_NONE || trade->mark_e4 == 0) return verdict;
    struct tick_range range = no_cancel_ticks(&core->venue->controls, trade->mark_e4);
    if (ticks < range.low) return verdict_of(REJECT_NO_CANCEL, FIELD_PRICE, ticks, range.low);
    if (ticks > range.high) return verdict_of(REJECT_NO_CANCEL, FIELD_PRICE, ticks, range.high);
    return verdict_ok();
}

/* R-SIZE-4: a bust can open positions again that both sides have closed. */
static struct verdict check_bust(const struct core *core, const struct kept_trade *trade)
{
    const struct product *product = core_product_at(core, trade->product);
    int64_t room = product->lots_max - product->open_lots - product->open_interest_lots;
    if (trade->lots <= room) return verdict_ok();
    return verdict_of(REJECT_CAPACITY, FIELD_QTY, trade->lots, i64_max(room, 0));
}

static struct verdict check_decision(struct core *core, const struct command *command)
{
    const struct body_error_trade *body = &command->error_trade;
    const struct kept_trade *trade = trade_find(core, body->trade_id);
    if (trade == NULL || trade->step != ERROR_REQUESTED) return refuse_trade(body->trade_id);
    if (body->decision < ERROR_REFUSED || body->decision > ERROR_ADJUSTED) {
        return verdict_of(REJECT_FIELD, FIELD_DECISION, body->decision, 0);
    }
    struct verdict verdict = reason_verdict(body->reason);
    if (verdict.reject != REJECT_NONE || body->decision == ERROR_REFUSED) return verdict;
    verdict = gate_product(core, trade->product);
    if (verdict.reject != REJECT_NONE) return verdict;
    return body->decision == ERROR_BUSTED ? check_bust(core, trade)
                                          : check_new_price(core, trade, body->price.ticks);
}

static int64_t value_at(const struct product *product, int64_t ticks, int64_t lots)
{
    return narrow_i64(product_lot_value(product, ticks) * lots);
}

/* R-ERROR-5: what the buyer pays to the seller. */
static void trade_adjust(struct core *core, const struct kept_trade *trade, int64_t ticks,
                         struct event_error_trade *body)
{
    const struct product *product = core_product_at(core, trade->product);
    int64_t change =
        value_at(product, ticks, trade->lots) - value_at(product, trade->ticks, trade->lots);
    body->new_price.ticks = ticks;
    body->to_seller.micros = product_signed(product, change);
    body->to_buyer.micros = -body->to_seller.micros;
    uint32_t buyer = buyer_of(trade);
    uint32_t seller = seller_of(trade);
    if (buyer == seller) return; /* SMP_NONE: it traded with itself and pays itself */
    ledger_settle(&core->ledger, entry_account(buyer), entry_account(seller), body->to_seller);
}

static void fee_return(struct core *core, const struct kept_trade *trade, uint32_t account_id,
                       struct money fee)
{
    uint32_t fees = entry_of_currency(ENTRY_FEES, core_product_at(core, trade->product)->currency);
    ledger_settle(&core->ledger, fees, entry_account(account_id), fee);
}

/* R-ERROR-4: the buyer's lots go back for what they cost, and the fees with them. */
static void trade_bust(struct core *core, const struct kept_trade *trade)
{
    const struct product *product = core_product_at(core, trade->product);
    struct move move = {.to_account = seller_of(trade),
                        .cause = MOVE_BUST,
                        .lots = {trade->lots},
                        .value = {value_at(product, trade->ticks, trade->lots)}};
    fee_return(core, trade, trade->maker, trade->maker_fee);
    fee_return(core, trade, trade->taker, trade->taker_fee);
    position_pass(core, account_position(core, buyer_of(trade), trade->product), SIDE_SELL, &move);
}

void flow_error_decide(struct core *core, const struct command *command)
{
    const struct body_error_trade *body = &command->error_trade;
    struct verdict verdict = check_decision(core, command);
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    struct kept_trade *trade = place_of_trade(core, body->trade_id);
    trade->step = body->decision;
    struct event_error_trade notice = error_of(trade);
    if (body->decision == ERROR_ADJUSTED) {
        trade_adjust(core, trade, body->price.ticks, &notice);
    }
    if (body->decision == ERROR_BUSTED) {
        bool taker_buys = trade->taker_side == SIDE_BUY;
        notice.to_buyer = taker_buys ? trade->taker_fee : trade->maker_fee;
        notice.to_seller = taker_buys ? trade->maker_fee : trade->taker_fee;
    }
    emit(core, EVENT_ERROR_TRADE, 0, trade->product)->error_trade = notice;
    reason_emit(core, trade->id, body->reason);
    if (body->decision == ERROR_BUSTED) trade_bust(core, trade);
    if (body->decision == ERROR_ADJUSTED) {
        attention_touch(core, trade->maker, trade->product);
        attention_touch(core, trade->taker, trade->product);
    }
    work_all(core);
}

/* --- transfers -------------------------------------------------------------------------------- */

/* R-MOVE-1: the accounts, behind the one in the header. */
static struct verdict check_receiver(const struct core *core, const struct command *command)
{
    uint32_t to = command->position_transfer.to_account_id;
    if (!account_exists(core, to)) {
        return verdict_of(REJECT_UNKNOWN_ACCOUNT, FIELD_ACCOUNT, to, 0);
    }
    if (to == command->account_id) return verdict_of(REJECT_TRANSFER_OWNER, FIELD_ACCOUNT, to, 0);
    uint32_t state = core_account_at(core, to)->state;
    if (!party_is_active(state)) {
        return verdict_of(REJECT_ACCOUNT_STATE, FIELD_ACCOUNT, state, 0);
    }
    return gate_currency(core, to, core_product_at(core, command->product_id)->currency);
}

static int64_t net_of(const struct core *core, const struct command *command)
{
    uint32_t slot = account_position(core, command->account_id, command->product_id);
    return slot == 0 ? 0 : position_at(&core->positions, slot)->net_lots;
}

static struct verdict check_transfer(const struct core *core, const struct command *command)
{
    const struct body_position_transfer *body = &command->position_transfer;
    struct verdict verdict = gate_account(core, command);
    if (verdict.reject == REJECT_NONE && !core->is_emergency) {
        verdict = verdict_of(REJECT_APPROVAL, FIELD_KIND, command->kind, 0);
    }
    if (verdict.reject == REJECT_NONE) verdict = gate_product(core, command->product_id);
    if (verdict.reject == REJECT_NONE) verdict = check_receiver(core, command);
    if (verdict.reject != REJECT_NONE) return verdict;
    int64_t net_lots = net_of(core, command);
    int64_t held_lots = net_lots < 0 ? -net_lots : net_lots;
    if (held_lots == 0 || body->lots < 0 || body->lots > held_lots) {
        return verdict_of(REJECT_QTY, FIELD_QTY, body->lots, held_lots);
    }
    verdict = form_check_price(core_product_at(core, command->product_id), FIELD_PRICE,
                               body->price.ticks);
    if (verdict.reject != REJECT_NONE) return verdict;
    bool has_position = account_position(core, body->to_account_id, command->product_id) != 0;
    if (!has_position && slot_pool_room(&core->venue->positions) < POSITION_MAKE_SLOTS) {
        return verdict_of(REJECT_CAPACITY, FIELD_POSITIONS, 0, 0);
    }
    return verdict_ok();
}

void flow_position_transfer(struct core *core, const struct command *command)
{
    const struct body_position_transfer *body = &command->position_transfer;
    struct verdict verdict = check_transfer(core, command);
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    int64_t net_lots = net_of(core, command);
    int64_t held_lots = net_lots < 0 ? -net_lots : net_lots;
    int64_t lots = body->lots == 0 ? held_lots : body->lots;
    struct move move = {
        .to_account = body->to_account_id,
        .cause = MOVE_TRANSFER,
        .lots = {lots},
        .value = {value_at(core_product_at(core, command->product_id), body->price.ticks, lots)}};
    position_pass(core, account_position(core, command->account_id, command->product_id),
                  net_lots > 0 ? SIDE_SELL : SIDE_BUY, &move);
    work_all(core);
}
