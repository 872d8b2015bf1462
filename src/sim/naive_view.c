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
    for (uint32_t i = 0; i < naive->order_count; i++) {
        if (naive->orders[i]->account_id == account_id) view->order_count++;
    }
    return true;
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
