/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_money.c - see naive_money.h.
 *
 * Role   The arithmetic of the rulebook, in 128 bits throughout.
 * Rules  R-POS-1 to R-POS-5, R-FEE-1, R-MARGIN-1, R-MARGIN-2, R-CASH-4, R-REDUCE-1.
 */
#include "sim/naive_money.h"

#include "sim/naive_payoff.h"

void naive_ledger_move(struct naive *naive, uint32_t from, uint32_t to, int128 micros)
{
    *naive_entry(naive, from) -= micros;
    *naive_entry(naive, to) += micros;
}

int64_t naive_open_lots(const struct naive *naive, uint32_t account_id, uint16_t product_id,
                        enum side side)
{
    int64_t lots = 0;
    for (uint32_t i = 0; i < naive->order_count; i++) {
        const struct naive_order *order = naive->orders[i];
        if (order->account_id != account_id || order->product_id != product_id) continue;
        if (naive_order_is_active(order) && order->side == side) lots += order->open;
    }
    return lots;
}

int64_t naive_net_lots(const struct naive *naive, uint32_t account_id, uint16_t product_id)
{
    const struct naive_position *position = naive_find_position(naive, account_id, product_id);
    return position == NULL ? 0 : position->net;
}

int64_t naive_owner_open_lots(const struct naive *naive, uint32_t owner, uint16_t product_id,
                              enum side side)
{
    int64_t lots = 0;
    for (uint32_t i = 0; i < naive->order_count; i++) {
        const struct naive_order *order = naive->orders[i];
        if (order->product_id != product_id || order->side != side) continue;
        if (naive_order_is_active(order) && naive_owner(naive, order->account_id) == owner)
            lots += order->open;
    }
    return lots;
}

int64_t naive_owner_net_lots(const struct naive *naive, uint32_t owner, uint16_t product_id)
{
    int64_t lots = 0;
    for (uint32_t i = 0; i < naive->position_count; i++) {
        const struct naive_position *position = &naive->positions[i];
        if (position->product_id != product_id) continue;
        if (naive_owner(naive, position->account_id) == owner) lots += position->net;
    }
    return lots;
}

struct naive_lots naive_lots_of(const struct naive *naive, uint32_t account_id, uint16_t product_id)
{
    int64_t net = naive_net_lots(naive, account_id, product_id);
    return (struct naive_lots){
        .product_id = product_id,
        .long_side = net + naive_open_lots(naive, account_id, product_id, SIDE_BUY),
        .short_side = net - naive_open_lots(naive, account_id, product_id, SIDE_SELL)};
}

int128 naive_position_profit(const struct naive *naive, const struct naive_position *position)
{
    const struct naive_product *product = &naive->products[position->product_id];
    int64_t value = naive_signed_value(product, position->net, product->mark_e4);
    return (int128)value - position->paid - naive_funding_due(naive, position);
}

int64_t naive_open_interest(const struct naive *naive, uint16_t product_id)
{
    int64_t lots = 0;
    for (uint32_t i = 0; i < naive->position_count; i++) {
        const struct naive_position *position = &naive->positions[i];
        if (position->product_id == product_id && position->net > 0) lots += position->net;
    }
    return lots;
}

int64_t naive_product_open_lots(const struct naive *naive, uint16_t product_id)
{
    int64_t lots = 0;
    for (uint32_t i = 0; i < naive->order_count; i++) {
        const struct naive_order *order = naive->orders[i];
        if (order->product_id == product_id && naive_order_is_active(order)) lots += order->open;
    }
    return lots;
}

int64_t naive_reducible_lots(const struct naive *naive, uint32_t account_id, uint16_t product_id,
                             enum side side)
{
    int64_t net = naive_net_lots(naive, account_id, product_id);
    return i64_max(0, side == SIDE_BUY ? -net : net);
}

/* --- margin ----------------------------------------------------------------------------------- */

int128 naive_margin_of_lot(const struct naive_product *product, int64_t price)
{
    int128 price_e4 = product->mark_e4;
    if (price_e4 == 0) price_e4 = (int128)product->last * FINE_PER_TICK;
    if (price_e4 == 0) price_e4 = (int128)price * FINE_PER_TICK;
    int128 micros_scaled =
        naive_lot_value_e4(product, price_e4) * product->terms.initial_margin_ppm;
    return div_ceil(micros_scaled, (int128)FINE_PER_TICK * PPM_ONE);
}

int128 naive_account_hold(const struct naive *naive, uint32_t account_id)
{
    int128 hold = 0;
    for (uint32_t i = 0; i < naive->position_count; i++) {
        if (naive->positions[i].account_id == account_id) hold += naive->positions[i].held;
    }
    return hold;
}

static int64_t absolute(int64_t value)
{
    return value < 0 ? -value : value;
}

void naive_hold_update(struct naive *naive, uint32_t account_id, uint16_t product_id)
{
    struct naive_position *position = naive_find_position(naive, account_id, product_id);
    int64_t bids = naive_open_lots(naive, account_id, product_id, SIDE_BUY);
    int64_t asks = naive_open_lots(naive, account_id, product_id, SIDE_SELL);
    if (naive_is_full(naive, product_id)) return; /* R-TIER-9 */
    if (position->held_net == position->net && position->held_bids == bids &&
        position->held_asks == asks)
        return;

    const struct naive_product *product = &naive->products[product_id];
    int64_t worse = i64_max(absolute(position->net + bids), absolute(position->net - asks));
    position->held = narrow_i64(worse * naive_margin_of_lot(product, product->entry_price));
    position->held_net = position->net;
    position->held_bids = bids;
    position->held_asks = asks;
}

/* --- fills ------------------------------------------------------------------------------------ */

int64_t naive_position_fill(struct naive_position *position, enum side side, int64_t lots,
                            int128 value)
{
    int64_t sign = side_sign(side);
    int64_t closed = 0;
    if (position->net * sign < 0) closed = i64_min(lots, absolute(position->net));

    int128 closed_value =
        side == SIDE_SELL ? div_floor(value * closed, lots) : div_ceil(value * closed, lots);
    int128 realised = 0;
    if (closed > 0) {
        int128 part = div_ceil((int128)position->paid * closed, absolute(position->net));
        position->paid = narrow_i64(position->paid - part);
        realised = -sign * closed_value - part;
    }
    position->net += sign * lots;
    position->paid = narrow_i64(position->paid + sign * (value - closed_value));
    return narrow_i64(realised);
}

int64_t naive_fill_apply(struct naive *naive, struct naive_order *order, int64_t price,
                         int64_t lots, bool is_maker)
{
    ASSERT(lots > 0);
    ASSERT(lots <= order->open);

    order->open -= lots;
    order->filled += lots;
    if (order->state == NAIVE_RESTING) order->shown -= lots;

    const struct naive_product *product = naive_product_of(naive, order);
    struct naive_position *position =
        naive_find_position(naive, order->account_id, order->product_id);
    int128 lot_value = naive_lot_value(product, price);
    int128 value = lot_value * lots * naive_value_sign(product);
    int64_t realised = naive_position_fill(position, (enum side)order->side, lots, value);
    uint32_t cash = entry_account(order->account_id);
    naive_ledger_move(naive, entry_clearing(order->product_id), cash, realised);

    int64_t rate_ppm = naive_fee_rate(naive, order->account_id, order->product_id, is_maker);
    int64_t fee = narrow_i64(div_ceil(lot_value * lots * rate_ppm, PPM_ONE));
    naive_ledger_move(naive, cash, naive_venue_entry(ENTRY_FEES, product->payoff.currency), fee);
    naive_hold_update(naive, order->account_id, order->product_id);

    struct event *event = naive_emit(naive, EVENT_FILL, order->account_id, order->product_id);
    event->fill.trade_id = naive->next_trade_id - 1;
    event->fill.order_id = order->id;
    event->fill.net.lots = position->net;
    event->fill.paid.micros = position->paid;
    event->fill.realised.micros = realised;
    event->fill.fee.micros = fee;
    event->fill.balance.micros = naive_show(*naive_entry(naive, cash));
    event->fill.open.lots = order->open;
    naive_look_at_queued(naive, order->account_id, order->product_id);
    return fee;
}
