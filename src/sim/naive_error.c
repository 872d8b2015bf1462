/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_error.c - error trades and transfers of positions in the naive venue.
 *
 * Role   See naive_control.h.
 */
#include "sim/naive_book.h"
#include "sim/naive_check.h"
#include "sim/naive_money.h"
#include "sim/naive_payoff.h"

void naive_keep_trade(struct naive *naive, const struct naive_trade *trade)
{
    struct naive_control *control = &naive->control;
    if (control->terms.error_window_ns == 0 && control->give_up_terms.window_ns == 0) return;
    control->trades = naive_grow(control->trades, sizeof *control->trades, &control->trade_count,
                                 &control->trade_capacity);
    control->trades[control->trade_count - 1] = *trade;
    control->trades[control->trade_count - 1].date = naive_date_of(naive, trade->product_id);
}

/* R-ERROR-1: a later trade takes the place of the one that is so many numbers before it. */
struct naive_trade *naive_find_trade(struct naive *naive, uint64_t trade_id)
{
    uint64_t room = naive->config.orders_max < 16384 ? naive->config.orders_max : 16384;
    struct naive_trade *found = NULL;
    for (uint32_t i = 0; i < naive->control.trade_count; i++) {
        struct naive_trade *trade = &naive->control.trades[i];
        if (trade->id == trade_id) found = trade;
        if (trade->id > trade_id && (trade->id - trade_id) % room == 0) return NULL;
    }
    return found;
}

static uint32_t buyer_of(const struct naive_trade *trade)
{
    return trade->taker_side == SIDE_BUY ? trade->taker_id : trade->maker_id;
}

static uint32_t seller_of(const struct naive_trade *trade)
{
    return trade->taker_side == SIDE_BUY ? trade->maker_id : trade->taker_id;
}

static struct event *tell(struct naive *naive, uint32_t account_id, const struct naive_trade *trade)
{
    struct event *event = naive_emit(naive, EVENT_ERROR_TRADE, account_id, trade->product_id);
    event->error_trade.trade_id = trade->id;
    event->error_trade.price.ticks = trade->price;
    event->error_trade.qty.lots = trade->lots;
    event->error_trade.buyer_account_id = buyer_of(trade);
    event->error_trade.seller_account_id = seller_of(trade);
    event->error_trade.step = trade->step;
    return event;
}

/* R-ERROR-2: the lowest and the highest tick of the range around the mark. */
static void range_of(const struct naive *naive, const struct naive_trade *trade, int64_t *low,
                     int64_t *high)
{
    const struct body_control_terms *terms = &naive->control.terms;
    int128 half = div_ceil((int128)trade->mark_e4 * terms->no_cancel_ppm, PPM_ONE);
    int128 ticks = (int128)terms->no_cancel_ticks * FINE_PER_TICK;
    if (ticks > half) half = ticks;
    *low = narrow_i64(div_ceil(trade->mark_e4 - half, FINE_PER_TICK));
    *high = narrow_i64(div_floor(trade->mark_e4 + half, FINE_PER_TICK));
}

/* --- requests --------------------------------------------------------------------------------- */

static struct naive_fault check_outside(const struct naive *naive, const struct naive_trade *trade)
{
    int64_t low;
    int64_t high;
    if (trade->mark_e4 == 0) return NO_FAULT;
    range_of(naive, trade, &low, &high);
    if (trade->price < low || trade->price > high) return NO_FAULT;
    bool is_above = trade->price * FINE_PER_TICK >= trade->mark_e4;
    return fault_of(REJECT_NO_CANCEL, FIELD_PRICE, trade->price, is_above ? high + 1 : low - 1);
}

struct naive_fault naive_command_error_request(struct naive *naive)
{
    const struct command *command = naive->command;
    const struct body_error_trade *body = &command->error_trade;
    int64_t window_ns = naive->control.terms.error_window_ns;
    CHECK(naive_check_account_exists(naive, command->account_id));
    struct naive_trade *trade = naive_find_trade(naive, body->trade_id);
    if (trade == NULL || trade->step != ERROR_NONE || trade->given[0] + trade->given[1] != 0)
        return fault_of(REJECT_TRADE, FIELD_TRADE, (int64_t)body->trade_id, 0);
    if (trade->maker_id != command->account_id && trade->taker_id != command->account_id)
        return fault_of(REJECT_NOT_CONTROLLED, FIELD_ACCOUNT, command->account_id, 0);
    int64_t age_ns = naive->now_ns - trade->time_ns;
    if (age_ns > window_ns) return fault_of(REJECT_TRADE_LATE, FIELD_TRADE, age_ns, window_ns);
    CHECK(check_outside(naive, trade));
    CHECK(naive_check_reason(body->reason));
    trade->step = ERROR_REQUESTED;
    (void)tell(naive, command->account_id, trade);
    naive_emit_reason(naive, trade->id, body->reason);
    return NO_FAULT;
}

/* --- decisions -------------------------------------------------------------------------------- */

static struct naive_fault check_new_price(const struct naive *naive,
                                          const struct naive_trade *trade, int64_t price)
{
    int64_t low;
    int64_t high;
    CHECK(naive_check_price(&naive->products[trade->product_id], FIELD_PRICE, price));
    if (trade->mark_e4 == 0) return NO_FAULT;
    range_of(naive, trade, &low, &high);
    if (price < low) return fault_of(REJECT_NO_CANCEL, FIELD_PRICE, price, low);
    if (price > high) return fault_of(REJECT_NO_CANCEL, FIELD_PRICE, price, high);
    return NO_FAULT;
}

static struct naive_fault check_bust(const struct naive *naive, const struct naive_trade *trade)
{
    const struct naive_product *product = &naive->products[trade->product_id];
    int64_t room = naive_product_capacity(product, product->highest_ticks) -
                   naive_product_open_lots(naive, trade->product_id) -
                   naive_open_interest(naive, trade->product_id);
    if (trade->lots <= room) return NO_FAULT;
    return fault_of(REJECT_CAPACITY, FIELD_QTY, trade->lots, room < 0 ? 0 : room);
}

static void return_fee(struct naive *naive, const struct naive_trade *trade, uint32_t account_id,
                       int64_t fee)
{
    uint32_t currency = naive->products[trade->product_id].payoff.currency;
    naive_ledger_move(naive, naive_venue_entry(ENTRY_FEES, currency), entry_account(account_id),
                      fee);
}

static void bust(struct naive *naive, const struct naive_trade *trade)
{
    return_fee(naive, trade, trade->maker_id, trade->maker_fee);
    return_fee(naive, trade, trade->taker_id, trade->taker_fee);
    int128 value = naive_lot_value(&naive->products[trade->product_id], trade->price) * trade->lots;
    struct naive_move move = {seller_of(trade), trade->lots, narrow_i64(value), MOVE_BUST};
    struct naive_pass pass = {buyer_of(trade), trade->product_id, SIDE_SELL, 0};
    naive_pass_lots(naive, &pass, &move);
}

static void adjust(struct naive *naive, const struct naive_trade *trade, int64_t new_price,
                   struct event *event)
{
    const struct naive_product *product = &naive->products[trade->product_id];
    int128 before = naive_lot_value(product, trade->price) * trade->lots;
    int128 after = naive_lot_value(product, new_price) * trade->lots;
    int64_t amount = narrow_i64((after - before) * naive_value_sign(product));
    event->error_trade.new_price.ticks = new_price;
    event->error_trade.to_seller.micros = amount;
    event->error_trade.to_buyer.micros = -amount;
    naive_ledger_move(naive, entry_account(buyer_of(trade)), entry_account(seller_of(trade)),
                      amount);
}

struct naive_fault naive_command_error_decide(struct naive *naive)
{
    const struct body_error_trade *body = &naive->command->error_trade;
    struct naive_trade *found = naive_find_trade(naive, body->trade_id);
    if (found == NULL || found->step != ERROR_REQUESTED)
        return fault_of(REJECT_TRADE, FIELD_TRADE, (int64_t)body->trade_id, 0);
    if (body->decision < 2 || body->decision > 4)
        return fault_of(REJECT_FIELD, FIELD_DECISION, body->decision, 0);
    CHECK(naive_check_reason(body->reason));
    if (body->decision != ERROR_REFUSED)
        CHECK(naive_check_product_listed(naive, found->product_id));
    if (body->decision == ERROR_BUSTED) CHECK(check_bust(naive, found));
    if (body->decision == ERROR_ADJUSTED) CHECK(check_new_price(naive, found, body->price.ticks));

    found->step = body->decision;
    struct naive_trade trade = *found;
    struct event *event = tell(naive, 0, &trade);
    bool taker_buys = trade.taker_side == SIDE_BUY;
    if (trade.step == ERROR_BUSTED) {
        event->error_trade.to_buyer.micros = taker_buys ? trade.taker_fee : trade.maker_fee;
        event->error_trade.to_seller.micros = taker_buys ? trade.maker_fee : trade.taker_fee;
    }
    if (trade.step == ERROR_ADJUSTED) adjust(naive, &trade, body->price.ticks, event);
    naive_emit_reason(naive, trade.id, body->reason);
    if (trade.step == ERROR_BUSTED) bust(naive, &trade);
    if (trade.step == ERROR_ADJUSTED) {
        naive_look_at_queued(naive, trade.maker_id, trade.product_id);
        naive_look_at_queued(naive, trade.taker_id, trade.product_id);
    }
    return NO_FAULT;
}

/* --- transfers -------------------------------------------------------------------------------- */

struct naive_fault naive_command_position_transfer(struct naive *naive)
{
    const struct command *command = naive->command;
    const struct body_position_transfer *body = &command->position_transfer;
    uint16_t product_id = command->product_id;
    uint32_t to_id = body->to_account_id;
    CHECK(naive_check_account_exists(naive, command->account_id));
    if (!naive->control.is_emergency)
        return fault_of(REJECT_APPROVAL, FIELD_KIND, command->kind, 0);
    CHECK(naive_check_product_listed(naive, product_id));
    if (!naive_account_exists(naive, to_id))
        return fault_of(REJECT_UNKNOWN_ACCOUNT, FIELD_ACCOUNT, to_id, 0);
    if (to_id == command->account_id)
        return fault_of(REJECT_TRANSFER_OWNER, FIELD_ACCOUNT, to_id, 0);
    uint32_t state = naive->accounts[to_id].state;
    if (state != PARTY_APPROVED && state != PARTY_RESTRICTED)
        return fault_of(REJECT_ACCOUNT_STATE, FIELD_ACCOUNT, state, 0);
    const struct naive_product *product = &naive->products[product_id];
    CHECK(naive_check_currency(naive, to_id, product->payoff.currency));
    int64_t net = naive_net_lots(naive, command->account_id, product_id);
    int64_t held = net < 0 ? -net : net;
    if (held == 0 || body->lots < 0 || body->lots > held)
        return fault_of(REJECT_QTY, FIELD_QTY, body->lots, held);
    CHECK(naive_check_price(product, FIELD_PRICE, body->price.ticks));
    int64_t lots = body->lots == 0 ? held : body->lots;
    int128 value = naive_lot_value(product, body->price.ticks) * lots;
    struct naive_move move = {to_id, lots, narrow_i64(value), MOVE_TRANSFER};
    struct naive_pass pass = {command->account_id, product_id, net > 0 ? SIDE_SELL : SIDE_BUY, 0};
    naive_pass_lots(naive, &pass, &move);
    return NO_FAULT;
}
