/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_view.c - what can be asked of the naive venue.
 *
 * Role   See naive.h; the answers have the types of core.h.
 */
#include "sim/naive_book.h"
#include "sim/naive_money.h"

uint64_t naive_sequence(const struct naive *naive)
{
    return naive->sequence;
}

int64_t naive_time_ns(const struct naive *naive)
{
    return naive->now_ns;
}

struct money naive_balance(const struct naive *naive, uint32_t entry)
{
    return (struct money){naive_show(*naive_entry(naive, entry))};
}

bool naive_account(const struct naive *naive, uint32_t account_id, struct account_view *view)
{
    if (!naive_account_exists(naive, account_id)) return false;
    const struct naive_account *account = &naive->accounts[account_id];
    memset(view, 0, sizeof *view);
    view->balance.micros = naive_show(*naive_entry(naive, entry_account(account_id)));
    view->held.micros = naive_show(naive_account_hold(naive, account_id));
    view->member_id = account->opened.member_id;
    view->owner_account_id = account->opened.owner_account_id;
    view->state = account->state;
    view->smp_mode = account->opened.smp_mode;
    view->cancels_on_disconnect = account->cancels_on_disconnect ? 1 : 0;
    for (uint32_t i = 0; i < naive->order_count; i++) {
        if (naive->orders[i]->account_id == account_id) view->order_count++;
    }
    return true;
}

bool naive_account_risk(const struct naive *naive, uint32_t account_id,
                        struct account_risk_view *view)
{
    if (!naive_account_exists(naive, account_id)) return false;
    int128 equity = naive_equity(naive, account_id);
    int128 maintenance = naive_maintenance(naive, account_id, NULL);
    memset(view, 0, sizeof *view);
    view->equity.micros = naive_show(equity);
    view->balance.micros = naive_show(*naive_entry(naive, entry_account(account_id)));
    view->unrealised.micros = naive_show(naive_unrealised(naive, account_id));
    view->credited.micros = naive_show(naive_credited(naive, account_id));
    view->maintenance.micros = naive_show(maintenance);
    view->initial.micros = naive_show(naive_initial(naive, account_id, NULL));
    view->available.micros = naive_show(naive_free_collateral(naive, account_id));
    view->ratio_ppm = naive_risk_ratio(maintenance, equity);
    view->liquidation_price.ticks_e4 = naive_liquidation_price_e4(naive, account_id);
    view->is_queued = naive->accounts[account_id].queue_turn != 0;
    view->is_portfolio = naive->accounts[account_id].margin_mode == MARGIN_PORTFOLIO;
    for (uint32_t i = 0; i < naive->position_count; i++) {
        const struct naive_position *position = &naive->positions[i];
        if (position->account_id != account_id || position->net == 0) continue;
        if (naive_is_full(naive, position->product_id)) view->positions++;
    }
    return true;
}

uint32_t naive_queued_accounts(const struct naive *naive, uint32_t *account_ids, uint32_t max)
{
    uint32_t count = 0;
    uint64_t last_turn = 0;
    for (;;) {
        uint32_t next = 0;
        for (uint32_t id = 1; id <= naive->account_count; id++) {
            uint64_t turn = naive->accounts[id].queue_turn;
            if (turn <= last_turn) continue;
            if (next == 0 || turn < naive->accounts[next].queue_turn) next = id;
        }
        if (next == 0 || count == max) return count;
        last_turn = naive->accounts[next].queue_turn;
        account_ids[count++] = next;
    }
}

bool naive_economy(const struct naive *naive, uint16_t product_id, struct economy_view *view)
{
    const struct naive_prices *prices = &naive->prices[product_id];
    if (!prices->exists) return false;
    memset(view, 0, sizeof *view);
    view->step_ns = prices->terms.step_ns;
    view->next_step_ns = prices->next_step_ns;
    view->next_funding_ns = prices->next_funding_ns == 0 ? INT64_MAX : prices->next_funding_ns;
    view->average_e12 = naive_average_premium(prices);
    if (prices->has_funding) view->estimate_e12 = naive_funding_estimate(prices);
    view->published_e12 = prices->published_e12;
    view->cumulative_nanos = prices->cumulative_nanos;
    view->settle.ticks_e4 = naive_settlement_mark(naive, product_id, prices->worked_ns);
    view->buckets = prices->bucket_count;
    view->index_state = prices->index_state;
    return true;
}

int64_t naive_pending_funding(const struct naive *naive, uint32_t account_id, uint16_t product_id)
{
    const struct naive_position *position = naive_find_position(naive, account_id, product_id);
    return position == NULL ? 0 : naive_show(naive_funding_due(naive, position));
}

int64_t naive_asset_units(const struct naive *naive, uint32_t account_id, uint32_t asset_id)
{
    return naive->accounts[account_id].asset_units[asset_id];
}

bool naive_position(const struct naive *naive, uint32_t account_id, uint16_t product_id,
                    struct position_view *view)
{
    const struct naive_position *position = naive_find_position(naive, account_id, product_id);
    if (position == NULL) return false;
    memset(view, 0, sizeof *view);
    view->net.lots = position->net;
    view->paid.micros = position->paid;
    view->open_bids.lots = naive_open_lots(naive, account_id, product_id, SIDE_BUY);
    view->open_asks.lots = naive_open_lots(naive, account_id, product_id, SIDE_SELL);
    view->held.micros = position->held;
    return true;
}

bool naive_product(const struct naive *naive, uint16_t product_id, struct product_view *view)
{
    if (!naive_product_exists(naive, product_id)) return false;
    const struct naive_product *product = &naive->products[product_id];
    memset(view, 0, sizeof *view);
    view->state = product->state;
    view->phase = product->phase;
    view->halt = naive_product_halt(naive, product);
    view->last.ticks = product->last;
    view->mark.ticks_e4 = product->mark_e4;
    view->index.ticks_e4 = product->index_e4;
    view->open_interest.lots = naive_open_interest(naive, product_id);
    view->trade_count = product->trade_count;
    return true;
}

static uint8_t view_state(const struct naive_order *order)
{
    switch (order->state) {
    case NAIVE_RESTING: return ORDER_RESTING;
    case NAIVE_ARMED: return ORDER_ARMED;
    case NAIVE_HELD: return ORDER_HELD;
    default: IMPOSSIBLE();
    }
}

bool naive_order(const struct naive *naive, uint64_t order_id, struct order_view *view)
{
    const struct naive_order *order = naive_find(naive, order_id);
    if (order == NULL) return false;
    memset(view, 0, sizeof *view);
    view->order_id = order->id;
    view->client_order_id = order->client_order_id;
    view->price.ticks = order->price;
    view->open.lots = order->open;
    view->shown.lots = order->state == NAIVE_RESTING ? order->shown : 0;
    view->filled.lots = order->filled;
    if (!order->is_triggered) view->trigger.ticks = order->trigger;
    view->account_id = order->account_id;
    view->product_id = order->product_id;
    view->flags = order->flags;
    view->side = order->side;
    view->type = order->type;
    view->tif = order->tif;
    view->state = view_state(order);
    return true;
}

uint32_t naive_depth(const struct naive *naive, uint16_t product_id, enum side side,
                     struct depth_level *levels, uint32_t max)
{
    uint32_t order_count = 0;
    struct naive_order **sorted = naive_book_sorted(naive, product_id, side, &order_count);
    uint32_t count = 0;
    for (uint32_t i = 0; i < order_count; i++) {
        bool is_new = count == 0 || levels[count - 1].price.ticks != sorted[i]->price;
        if (is_new && count == max) break;
        if (is_new) levels[count++] = (struct depth_level){{sorted[i]->price}, {0}, 0, 0};
        levels[count - 1].open.lots += sorted[i]->shown;
        levels[count - 1].orders += 1;
    }
    free(sorted);
    return count;
}

uint32_t naive_queue(const struct naive *naive, uint16_t product_id, enum side side,
                     uint64_t *order_ids, uint32_t max)
{
    uint32_t order_count = 0;
    struct naive_order **sorted = naive_book_sorted(naive, product_id, side, &order_count);
    uint32_t count = 0;
    for (uint32_t i = 0; i < order_count && count < max; i++) order_ids[count++] = sorted[i]->id;
    free(sorted);
    return count;
}

uint32_t naive_live(const struct naive *naive, uint64_t *order_ids, uint32_t max)
{
    for (uint32_t i = 0; i < naive->order_count && i < max; i++)
        order_ids[i] = naive->orders[i]->id;
    return naive->order_count;
}
