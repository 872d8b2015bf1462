/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_book.c - priority at the book, the ends of orders, and sweeps over many.
 *
 * Role   See naive_book.h.
 * Rules  R-BOOK-1, R-BOOK-2, R-ICE-1, R-MATCH-5, R-LINK-2, R-LINK-3, R-MASS-2, R-POST-1.
 */
#include "sim/naive_book.h"

#include "sim/naive_money.h"
#include "sim/naive_trigger.h"

/* R-BOOK-1, R-BOOK-2: two resting orders of one side. */
static bool has_priority(const struct naive_order *a, const struct naive_order *b)
{
    int64_t key_a = side_price_key((enum side)a->side, a->price);
    int64_t key_b = side_price_key((enum side)b->side, b->price);
    if (key_a != key_b) return key_a < key_b;
    return a->place < b->place;
}

static bool rests_at(const struct naive_order *order, uint16_t product_id, enum side side)
{
    return order->state == NAIVE_RESTING && order->product_id == product_id && order->side == side;
}

struct naive_order *naive_book_best(const struct naive *naive, uint16_t product_id, enum side side,
                                    uint64_t without)
{
    struct naive_order *best = NULL;
    for (uint32_t i = 0; i < naive->order_count; i++) {
        struct naive_order *order = naive->orders[i];
        if (!rests_at(order, product_id, side) || order->id == without) continue;
        if (best == NULL || has_priority(order, best)) best = order;
    }
    return best;
}

struct naive_order **naive_book_sorted(const struct naive *naive, uint16_t product_id,
                                       enum side side, uint32_t *count)
{
    struct naive_order **sorted = calloc(naive->order_count + 1, sizeof(struct naive_order *));
    if (sorted == NULL) abort();
    *count = 0;
    for (uint32_t i = 0; i < naive->order_count; i++) {
        struct naive_order *order = naive->orders[i];
        if (!rests_at(order, product_id, side)) continue;
        uint32_t at = *count;
        for (; at > 0 && has_priority(order, sorted[at - 1]); at--) sorted[at] = sorted[at - 1];
        sorted[at] = order;
        *count += 1;
    }
    return sorted;
}

bool naive_would_trade(const struct naive *naive, const struct naive_order *draft)
{
    if (!naive_product_is_trading(naive, naive_product_of(naive, draft))) return false;
    enum side side = (enum side)draft->side;
    const struct naive_order *best =
        naive_book_best(naive, draft->product_id, side_opposite(side), draft->id);
    return best != NULL && side_accepts(side, draft->price, best->price);
}

void naive_book_rest(struct naive *naive, struct naive_order *order)
{
    order->shown = order->display > 0 ? i64_min(order->display, order->open) : order->open;
    order->state = NAIVE_RESTING;
    order->place = naive->next_place++;
}

void naive_order_reduce(struct naive *naive, struct naive_order *order, int64_t lots)
{
    ASSERT(lots >= 0);
    ASSERT(lots <= order->open);
    if (order->state == NAIVE_RESTING) {
        int64_t hidden = order->open - order->shown;
        order->shown -= i64_max(0, lots - hidden);
    }
    order->open -= lots;
    if (naive_order_is_active(order))
        naive_hold_update(naive, order->account_id, order->product_id);
}

void naive_order_replenish(struct naive *naive, struct naive_order *order)
{
    if (order->state != NAIVE_RESTING || order->shown > 0 || order->open == 0) return;
    naive_book_rest(naive, order);
    naive_emit_order(naive, EVENT_ORDER_REPLENISHED, order, REASON_NONE, 0);
}

/* --- ends ------------------------------------------------------------------------------------- */

/* The order itself: its event, and that it is no more. */
static void end_one(struct naive *naive, struct naive_order *order, enum event_kind kind,
                    enum reason reason, uint16_t check)
{
    ASSERT(naive_order_is_live(order));
    naive_emit_order(naive, kind, order, reason, check);
    bool was_active = naive_order_is_active(order);
    order->state = NAIVE_ENDED;
    if (was_active) naive_hold_update(naive, order->account_id, order->product_id);
}

void naive_order_end_sibling(struct naive *naive, struct naive_order *order)
{
    struct naive_order *sibling = naive_find(naive, order->sibling_id);
    order->sibling_id = 0;
    if (sibling == NULL) return;
    sibling->sibling_id = 0;
    end_one(naive, sibling, EVENT_ORDER_CANCELLED, REASON_LINK, 0);
}

/* R-LINK-3 */
static void end_parent(struct naive *naive, struct naive_order *parent)
{
    for (uint32_t i = 0; i < 2; i++) {
        struct naive_order *child = naive_find(naive, parent->child_ids[i]);
        if (child == NULL) continue;
        if (parent->filled == 0) {
            end_one(naive, child, EVENT_ORDER_CANCELLED, REASON_PARENT, 0);
        } else {
            child->open = i64_min(child->open, parent->filled);
            if (child->display > 0) child->display = i64_min(child->display, child->open - 1);
            naive_queue_append(naive, child);
        }
    }
}

void naive_order_end(struct naive *naive, struct naive_order *order, enum event_kind kind,
                     enum reason reason, uint16_t check)
{
    end_one(naive, order, kind, reason, check);
    naive_order_end_sibling(naive, order);
    end_parent(naive, order);
}

void naive_order_cancel(struct naive *naive, struct naive_order *order, enum reason reason)
{
    naive_order_end(naive, order, EVENT_ORDER_CANCELLED, reason, 0);
}

/* --- sweeps ----------------------------------------------------------------------------------- */

static bool sweep_takes(const struct naive *naive, const struct naive_sweep *sweep,
                        const struct naive_order *order)
{
    uint32_t member_id = naive->accounts[order->account_id].opened.member_id;
    if (!naive_order_is_live(order)) return false;
    /* An order that has just been filled whole ends with FILLED (R-MATCH-4), never otherwise. */
    if (order->open == 0) return false;
    if (sweep->member_id != 0 && sweep->member_id != member_id) return false;
    if (sweep->group_id != 0 && sweep->group_id != order->group_id) return false;
    if (sweep->by_session && sweep->session_id != order->session_id) return false;
    if ((sweep->without_flags & order->flags) != 0) return false;
    if (sweep->flags != 0 && (sweep->flags & order->flags) == 0) return false;
    return sweep->side == SIDE_ANY || sweep->side == order->side;
}

/* The ids of the orders of one account in one product that the sweep takes, oldest first. */
static uint64_t sweep_account(struct naive *naive, const struct naive_sweep *sweep,
                              const struct naive_position *position, enum reason reason)
{
    uint64_t count = 0;
    for (uint32_t i = 0; i < naive->order_count; i++) {
        struct naive_order *order = naive->orders[i];
        if (order->account_id != position->account_id) continue;
        if (order->product_id != position->product_id) continue;
        if (!sweep_takes(naive, sweep, order)) continue;
        naive_order_cancel(naive, order, reason);
        count++;
    }
    return count;
}

uint64_t naive_sweep_orders(struct naive *naive, const struct naive_sweep *sweep,
                            enum reason reason)
{
    uint64_t count = 0;
    for (uint32_t id = 1; id < naive->config.products_max; id++) {
        if (sweep->product_id != 0 && sweep->product_id != id) continue;
        if (sweep->passes_halted && naive->products[id].halt == HALT_HALTED) continue;
        for (uint32_t i = 0; i < naive->position_count; i++) {
            const struct naive_position *position = &naive->positions[i];
            if (position->product_id != id) continue;
            if (sweep->account_id != 0 && sweep->account_id != position->account_id) continue;
            count += sweep_account(naive, sweep, position, reason);
        }
    }
    return count;
}
