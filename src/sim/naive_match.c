/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_match.c - continuous matching of one order, self-match prevention, one trade.
 *
 * Role   See naive_book.h.
 * Rules  R-MATCH-1 to R-MATCH-6, R-SMP-1 to R-SMP-3, R-TIF-2 to R-TIF-4, R-POST-2, R-TRIG-3.
 */
#include "sim/naive_book.h"
#include "sim/naive_money.h"
#include "sim/naive_trigger.h"

void naive_order_begin(struct naive *naive, struct naive_order *order)
{
    naive_product_of(naive, order)->entry_price = order->price;
    order->state = NAIVE_WORKING;
    naive_hold_update(naive, order->account_id, order->product_id);
}

bool naive_is_self_match(const struct naive *naive, const struct naive_order *maker,
                         const struct naive_order *taker)
{
    return taker->smp_mode != SMP_NONE &&
           naive_owner(naive, maker->account_id) == naive_owner(naive, taker->account_id);
}

/* R-SMP-3, SMP_DECREMENT, for one of the two. */
static void decrement_order(struct naive *naive, struct naive_order *order, int64_t lots)
{
    if (!naive_order_is_live(order)) return;
    if (lots == order->open) {
        naive_order_cancel(naive, order, REASON_SELF_MATCH);
        return;
    }
    order->open -= lots;
    if (order->state == NAIVE_RESTING) order->shown -= lots;
    naive_hold_update(naive, order->account_id, order->product_id);
    naive_emit_order(naive, EVENT_ORDER_DECREASED, order, REASON_SELF_MATCH, 0);
    naive_order_replenish(naive, order);
}

void naive_prevent_self_match(struct naive *naive, struct naive_order *maker,
                              struct naive_order *taker, bool is_auction)
{
    switch (taker->smp_mode) {
    case SMP_CANCEL_TAKER: naive_order_cancel(naive, taker, REASON_SELF_MATCH); break;
    case SMP_CANCEL_MAKER: naive_order_cancel(naive, maker, REASON_SELF_MATCH); break;
    case SMP_CANCEL_BOTH:
        naive_order_cancel(naive, maker, REASON_SELF_MATCH);
        if (naive_order_is_live(taker)) naive_order_cancel(naive, taker, REASON_SELF_MATCH);
        break;
    case SMP_DECREMENT: {
        int64_t taker_lots = is_auction ? taker->shown : taker->open;
        int64_t lots = i64_min(taker_lots, maker->shown);
        decrement_order(naive, maker, lots);
        decrement_order(naive, taker, lots);
        break;
    }
    default: IMPOSSIBLE();
    }
}

void naive_trade_orders(struct naive *naive, struct naive_order *maker, struct naive_order *taker,
                        int64_t price, bool is_auction)
{
    int64_t lots = i64_min(maker->shown, is_auction ? taker->shown : taker->open);
    struct naive_product *product = naive_product_of(naive, maker);
    naive_funding_touch(naive, naive_find_position(naive, maker->account_id, maker->product_id));
    naive_funding_touch(naive, naive_find_position(naive, taker->account_id, taker->product_id));
    struct event *event = naive_emit(naive, EVENT_TRADE, 0, maker->product_id);
    event->trade.trade_id = naive->next_trade_id++;
    event->trade.maker_order_id = maker->id;
    event->trade.taker_order_id = taker->id;
    event->trade.price.ticks = price;
    event->trade.qty.lots = lots;
    event->trade.maker_account_id = maker->account_id;
    event->trade.taker_account_id = taker->account_id;
    event->trade.taker_side = taker->side;
    event->trade.auction = is_auction ? 1 : 0;

    product->last = price;
    product->trade_count += 1;
    naive_window_add(naive, maker->product_id, price, lots);
    if (naive->first_trade == 0) naive->first_trade = price;

    struct naive_trade kept = {.id = naive->next_trade_id - 1,
                               .time_ns = naive->now_ns,
                               .price = price,
                               .lots = lots,
                               .mark_e4 = product->mark_e4,
                               .maker_id = maker->account_id,
                               .taker_id = taker->account_id,
                               .product_id = maker->product_id,
                               .taker_side = taker->side};
    kept.client_order_ids[maker->side] = maker->client_order_id;
    kept.client_order_ids[taker->side] = taker->client_order_id;
    kept.maker_fee = naive_fill_apply(naive, maker, price, lots, true);
    kept.taker_fee = naive_fill_apply(naive, taker, price, lots, false);
    naive_count_volume(naive, &kept);
    naive_keep_trade(naive, &kept);
    if (maker->open == 0) naive_order_end(naive, maker, EVENT_ORDER_FILLED, REASON_NONE, 0);
    naive_order_replenish(naive, maker);
    naive_fill_consequences(naive, maker, lots, taker);
    naive_fill_consequences(naive, taker, lots, taker);
}

/* R-TIF-4: the lots that a FOK can count on. */
static int128 countable_lots(const struct naive *naive, const struct naive_order *order)
{
    enum side side = (enum side)order->side;
    uint32_t count = 0;
    struct naive_order **sorted =
        naive_book_sorted(naive, order->product_id, side_opposite(side), &count);
    int128 lots = 0;
    int128 level_shown = 0; /* of orders counted at the present price */
    int128 level_open = 0;
    int64_t level_price = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct naive_order *other = sorted[i];
        if (!side_accepts(side, order->price, other->price)) break;
        if (other->price != level_price) {
            level_price = other->price;
            level_shown = 0;
            level_open = 0;
        }
        if (naive_is_self_match(naive, other, order)) {
            if (order->smp_mode == SMP_CANCEL_MAKER) continue;
            lots += level_shown - level_open;
            break;
        }
        bool may_vanish = other->group_id != 0 || other->sibling_id != 0 ||
                          (other->flags & (FLAG_REDUCE_ONLY | FLAG_MMP)) != 0;
        if (may_vanish) continue;
        lots += other->open;
        level_open += other->open;
        level_shown += other->shown;
    }
    free(sorted);
    return lots;
}

/* R-MATCH-1, R-SMP-3: until the order is done, or nothing on the other side is acceptable. */
static void match_loop(struct naive *naive, struct naive_order *order)
{
    enum side side = (enum side)order->side;
    while (order->state == NAIVE_WORKING && order->open > 0) {
        struct naive_order *maker =
            naive_book_best(naive, order->product_id, side_opposite(side), 0);
        if (maker == NULL || !side_accepts(side, order->price, maker->price)) return;
        if (naive_is_self_match(naive, maker, order)) {
            naive_prevent_self_match(naive, maker, order, false);
        } else {
            naive_trade_orders(naive, maker, order, maker->price, false);
        }
    }
}

static void match_and_rest(struct naive *naive, struct naive_order *order,
                           uint16_t cancels_post_only, enum reason post_only_reason)
{
    if ((order->flags & cancels_post_only) != 0 && naive_would_trade(naive, order)) {
        naive_order_cancel(naive, order, post_only_reason);
        return;
    }
    if (naive_product_is_trading(naive, naive_product_of(naive, order))) {
        if (order->tif == TIF_FOK && countable_lots(naive, order) < order->open) {
            naive_order_cancel(naive, order, REASON_FOK);
            return;
        }
        match_loop(naive, order);
    }
    if (!naive_order_is_live(order)) return;
    if (order->open == 0) {
        naive_order_end(naive, order, EVENT_ORDER_FILLED, REASON_NONE, 0);
    } else if (order->tif == TIF_IOC) {
        naive_order_cancel(naive, order, REASON_IOC);
    } else {
        naive_book_rest(naive, order);
    }
}

void naive_match_order(struct naive *naive, struct naive_order *order, uint16_t cancels_post_only,
                       enum reason post_only_reason)
{
    uint16_t product_id = order->product_id;
    naive->first_trade = 0;
    match_and_rest(naive, order, cancels_post_only, post_only_reason);

    /* R-TRIG-3 */
    int64_t first = naive->first_trade;
    int64_t last = naive->products[product_id].last;
    if (first == 0) return;
    naive_reference_apply(naive, product_id, SOURCE_LAST, first * FINE_PER_TICK);
    if (last != first) naive_reference_apply(naive, product_id, SOURCE_LAST, last * FINE_PER_TICK);
}
