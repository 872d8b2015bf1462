/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_slice.c - a part of a position goes to the book.
 *
 * Role   See naive_liquidation.h.
 * Rules  R-LIQ-4 to R-LIQ-6, R-LIQ-14.
 */
#include "sim/naive_book.h"
#include "sim/naive_money.h"
#include "sim/naive_order.h"
#include "sim/naive_payoff.h"

#define ADJUSTMENT_E12_MAX INT64_C(1000000000000)
#define SCALE_E18          INT64_C(1000000000000000000)

static const struct body_liquidation_terms *terms_of(const struct naive *naive,
                                                     const struct naive_turn *turn)
{
    return &naive->liquidations[turn->product_id].terms;
}

static const struct naive_product *product_of(const struct naive *naive,
                                              const struct naive_turn *turn)
{
    return &naive->products[turn->product_id];
}

/* M(k) of the position with so many lots left on its side. */
static int128 maintenance_with(const struct naive *naive, const struct naive_turn *turn,
                               int64_t lots)
{
    int64_t net = turn->close_side == SIDE_SELL ? lots : -lots;
    struct naive_lots change = {turn->product_id, net, net};
    return naive_maintenance(naive, turn->account_id, &change);
}

static int128 cost_of(const struct naive *naive, const struct naive_turn *turn, int64_t lots)
{
    const struct naive_product *product = &naive->products[turn->product_id];
    int128 rate = (int128)product->terms.fee_taker_ppm + terms_of(naive, turn)->fee_ppm;
    int128 value_e4 = lots * naive_lot_value_e4(product, product->mark_e4);
    return div_ceil(value_e4 * rate, (int128)FINE_PER_TICK * PPM_ONE);
}

/* R-LIQ-5, R-PAYOFF-9: the price at which all lots have a value. */
static int128 price_of_value(const struct naive *naive, const struct naive_turn *turn,
                             int128 value_e4)
{
    const struct naive_product *product = product_of(naive, turn);
    int128 numerator = value_e4;
    int128 divisor = (int128)turn->lots * product->terms.tick_value_micros * FINE_PER_TICK;
    if (naive_is_inverse(product)) {
        if (value_e4 <= 0) return PRICE_TICKS_MAX;
        numerator = turn->lots * naive_face(product) * FINE_PER_TICK;
        divisor = value_e4;
    }
    int128 price = turn->close_side == SIDE_SELL ? div_ceil(numerator, divisor)
                                                 : div_floor(numerator, divisor);
    return price > PRICE_TICKS_MAX ? PRICE_TICKS_MAX : price;
}

/* R-LIQ-5 */
static int64_t slice_price(const struct naive *naive, const struct naive_turn *turn)
{
    const struct product_terms *product = &naive->products[turn->product_id].terms;
    const struct body_liquidation_terms *terms = terms_of(naive, turn);
    int128 short_of = turn->maintenance - turn->equity;
    int128 adjustment = div_floor(terms->adjustment_ppm * short_of * PPM_ONE, turn->maintenance);
    if (adjustment > ADJUSTMENT_E12_MAX) adjustment = ADJUSTMENT_E12_MAX;
    if (adjustment < 0) adjustment = 0;
    if (turn->is_unfunded && !naive_is_liquidable(naive, turn)) adjustment = ADJUSTMENT_E12_MAX;
    int128 distance = div_floor(adjustment * terms->spread_ppm * turn->own, SCALE_E18);
    int128 away = turn->receives ? -FINE_PER_TICK : FINE_PER_TICK;
    int128 price = price_of_value(naive, turn, turn->value_e4 + away * distance);
    int128 last = price_of_value(naive, turn, turn->value_e4 + away * turn->share);
    if (turn->close_side == SIDE_SELL ? price < last : price > last) price = last;
    if (price < product->price_ticks_min) return product->price_ticks_min;
    if (price > product->price_ticks_max) return product->price_ticks_max;
    return narrow_i64(price);
}

/* R-LIQ-14: is enough on deposit with so many lots less? */
static bool is_funded_after(const struct naive *naive, const struct naive_turn *turn, int64_t lots)
{
    if (!turn->is_unfunded) return true;
    int128 required =
        naive_prefund_required(naive, turn->account_id, turn->product_id, turn->lots - lots);
    int128 there = naive_prefund_deposit(naive, turn->account_id) - cost_of(naive, turn, lots);
    return required * naive->clearing.prefunding.restrict_ppm <= there * PPM_ONE;
}

/* R-LIQ-4 */
static int64_t slice_lots(const struct naive *naive, const struct naive_turn *turn, int64_t price)
{
    const struct product_terms *product = &naive->products[turn->product_id].terms;
    int64_t low = 1;
    int64_t high = turn->lots;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        int128 needed = terms_of(naive, turn)->slice_factor_ppm *
                        maintenance_with(naive, turn, turn->lots - middle);
        int128 there = (turn->equity - cost_of(naive, turn, middle)) * PPM_ONE;
        if (needed <= there && is_funded_after(naive, turn, middle)) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    int128 by_notional =
        product->order_notional_micros_max / naive_lot_value(product_of(naive, turn), price);
    low = i64_min(low, product->order_lots_max);
    if (low > by_notional) low = narrow_i64(by_notional);
    return i64_max(1, low);
}

/* R-LIQ-6, when the order has ended. */
static void take_fee(struct naive *naive, const struct naive_turn *turn, int64_t lots, int128 value)
{
    int128 bankruptcy = naive_bankruptcy_value(turn, lots);
    int128 leftover = turn->receives ? value - bankruptcy : bankruptcy - value;
    int128 fee = div_ceil(value * terms_of(naive, turn)->fee_ppm, PPM_ONE);
    if (fee > leftover) fee = leftover;
    if (fee <= 0) return;
    uint32_t entry = naive_fund_entry(naive, turn->product_id);
    naive_ledger_move(naive, entry_account(turn->account_id), entry, fee);
    struct event *event =
        naive_emit(naive, EVENT_FUND, terms_of(naive, turn)->fund_account_id, turn->product_id);
    event->fund.amount.micros = naive_show(fee);
    event->fund.balance.micros = naive_show(*naive_entry(naive, entry));
    event->fund.other_account_id = turn->account_id;
    event->fund.cause = FUND_FEE;
    uint32_t fund_id = terms_of(naive, turn)->fund_account_id;
    naive_look_at_queued(naive, turn->account_id, turn->product_id); /* R-LIQ-13 */
    if (fund_id != 0) naive_look_at_queued(naive, fund_id, turn->product_id);
}

/* What the fills of this order, since the event with number `from`, were worth. */
static int128 traded_value(const struct naive *naive, uint64_t order_id, uint32_t from,
                           int64_t *lots)
{
    int128 value = 0;
    *lots = 0;
    for (uint32_t i = from; i < naive->out->count; i++) {
        const struct event *event = &naive->out->list[i];
        if (event->kind != EVENT_TRADE || event->trade.taker_order_id != order_id) continue;
        const struct naive_product *product = &naive->products[event->product_id];
        value += naive_lot_value(product, event->trade.price.ticks) * event->trade.qty.lots;
        *lots += event->trade.qty.lots;
    }
    return value;
}

void naive_work_slice(struct naive *naive, const struct naive_turn *turn)
{
    int64_t price = slice_price(naive, turn);
    int64_t lots = slice_lots(naive, turn, price);
    struct event *event = naive_emit(naive, EVENT_LIQUIDATION, turn->account_id, turn->product_id);
    event->liquidation.equity.micros = naive_show(turn->equity);
    event->liquidation.maintenance.micros = naive_show(turn->maintenance);
    event->liquidation.own.micros = naive_show(turn->own);
    event->liquidation.mark.ticks_e4 = naive->products[turn->product_id].mark_e4;
    event->liquidation.lots.lots = lots;
    event->liquidation.price.ticks = price;
    event->liquidation.bankruptcy.micros = naive_bankruptcy_value(turn, lots);
    event->liquidation.order_id = naive->next_order_id;

    uint32_t from = naive->out->count;
    uint64_t order_id = naive->next_order_id;
    struct naive_order draft = {.price = price,
                                .open = lots,
                                .account_id = turn->account_id,
                                .product_id = turn->product_id,
                                .flags = FLAG_REDUCE_ONLY,
                                .side = (uint8_t)turn->close_side,
                                .type = TYPE_LIMIT,
                                .tif = TIF_IOC,
                                .smp_mode = SMP_CANCEL_MAKER};
    naive_order_enter_and_match(naive, &draft);
    int64_t traded = 0;
    int128 value = traded_value(naive, order_id, from, &traded);
    take_fee(naive, turn, traded, value);
}
