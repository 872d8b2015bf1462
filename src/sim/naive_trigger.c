/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_trigger.c - see naive_trigger.h.
 *
 * Role   Reference prices are applied by walking all armed orders and sorting those concerned.
 * Rules  R-TRIG-1 to R-TRIG-6, R-TRAIL-1, R-TRAIL-2, R-LINK-5, R-WORK-1, R-POST-2.
 */
#include "sim/naive_trigger.h"

#include "sim/naive_book.h"
#include "sim/naive_check.h"

int64_t naive_reference_of(const struct naive_product *product, uint8_t source)
{
    switch (source) {
    case SOURCE_MARK: return product->mark_e4;
    case SOURCE_INDEX: return product->index_e4;
    case SOURCE_LAST: return product->last * FINE_PER_TICK;
    default: IMPOSSIBLE();
    }
}

/* R-TRIG-1: does the trigger wait for a price at or above it? */
static bool is_rising(const struct naive_order *order)
{
    bool is_take = order->type == TYPE_TAKE_LIMIT || order->type == TYPE_TAKE_MARKET;
    bool is_buy = order->side == SIDE_BUY;
    return is_buy != is_take;
}

bool naive_condition_is_met(const struct naive_order *order, int64_t reference_e4)
{
    int64_t trigger_e4 = order->trigger * FINE_PER_TICK;
    return is_rising(order) ? reference_e4 >= trigger_e4 : reference_e4 <= trigger_e4;
}

int64_t naive_trail_trigger(const struct naive_order *order, int64_t reference_e4)
{
    int64_t down = narrow_i64(div_floor(reference_e4, FINE_PER_TICK));
    int64_t up = narrow_i64(div_ceil(reference_e4, FINE_PER_TICK));
    int64_t trigger = order->side == SIDE_SELL ? down - order->trail : up + order->trail;
    return i64_max(1, trigger);
}

void naive_order_arm(struct naive *naive, struct naive_order *order, bool is_new)
{
    order->state = NAIVE_ARMED;
    order->armed_last = naive->next_place++;
    if (is_new) order->armed_first = order->armed_last;
}

/* --- a reference price ------------------------------------------------------------------------ */

static bool waits_for(const struct naive_order *order, uint16_t product_id, uint8_t source)
{
    return order->state == NAIVE_ARMED && order->product_id == product_id &&
           order->source == source;
}

/* R-TRIG-2 (1), R-TRAIL-2: always the one armed first among those not looked at yet. */
static void move_trailing(struct naive *naive, uint16_t product_id, uint8_t source,
                          int64_t reference_e4)
{
    uint64_t looked_at = 0;
    for (;;) {
        struct naive_order *next = NULL;
        for (uint32_t i = 0; i < naive->order_count; i++) {
            struct naive_order *order = naive->orders[i];
            if (!waits_for(order, product_id, source) || order->type != TYPE_TRAIL_MARKET) continue;
            if (order->armed_first <= looked_at) continue;
            if (next == NULL || order->armed_first < next->armed_first) next = order;
        }
        if (next == NULL) return;
        looked_at = next->armed_first;
        int64_t trigger = naive_trail_trigger(next, reference_e4);
        bool moves = next->side == SIDE_SELL ? trigger > next->trigger : trigger < next->trigger;
        if (!moves) continue;
        next->trigger = trigger;
        naive_order_arm(naive, next, false);
        naive_emit_order(naive, EVENT_ORDER_TRAILED, next, REASON_NONE, 0);
    }
}

/* R-TRIG-2 (2): which of two orders whose condition is met joins the queue first. */
static bool triggers_before(const struct naive_order *a, const struct naive_order *b)
{
    if (is_rising(a) != is_rising(b)) return is_rising(a);
    if (a->trigger != b->trigger)
        return is_rising(a) ? a->trigger < b->trigger : a->trigger > b->trigger;
    return a->armed_last < b->armed_last;
}

void naive_reference_apply(struct naive *naive, uint16_t product_id, enum trigger_source source,
                           int64_t reference_e4)
{
    if (reference_e4 == 0) return;
    if (!naive_product_is_trading(naive, &naive->products[product_id])) return;
    move_trailing(naive, product_id, (uint8_t)source, reference_e4);
    for (;;) {
        struct naive_order *next = NULL;
        for (uint32_t i = 0; i < naive->order_count; i++) {
            struct naive_order *order = naive->orders[i];
            if (!waits_for(order, product_id, (uint8_t)source)) continue;
            if (!naive_condition_is_met(order, reference_e4)) continue;
            if (next == NULL || triggers_before(order, next)) next = order;
        }
        if (next == NULL) return;
        naive_queue_append(naive, next);
    }
}

/* --- the work queue --------------------------------------------------------------------------- */

void naive_queue_append(struct naive *naive, struct naive_order *order)
{
    order->state = NAIVE_QUEUED;
    naive->queue =
        naive_grow(naive->queue, sizeof *naive->queue, &naive->queue_count, &naive->queue_capacity);
    naive->queue[naive->queue_count - 1] = order->id;
}

/* R-TRIG-5: the checks of an order that becomes active later than on entry. */
static struct naive_fault check_activation(const struct naive *naive, struct naive_order *draft)
{
    CHECK(naive_check_product_listed(naive, draft->product_id));
    CHECK(naive_check_party_states(naive, draft->account_id));
    CHECK(naive_check_phase(naive, draft->product_id));
    CHECK(naive_check_phase_type(naive, draft));
    CHECK(naive_check_liquidate_only(naive, draft));
    CHECK(naive_check_reducible(naive, draft));
    CHECK(naive_check_market_price(naive, draft));
    CHECK(naive_check_notional(naive, draft, draft->price));
    CHECK(naive_check_band(naive, draft));
    CHECK(naive_check_position_limit(naive, draft, draft->open));
    CHECK(naive_check_clearing_member(naive, draft, draft->open, draft->price));
    return naive_check_margin(naive, draft, draft->open);
}

static void become_active(struct naive *naive, struct naive_order *order)
{
    struct naive_order draft = *order;
    struct naive_fault fault = check_activation(naive, &draft);
    if (fault.code != REJECT_NONE) {
        naive_order_end(naive, order, EVENT_ORDER_CANCELLED, REASON_CHECK, fault.code);
        return;
    }
    bool was_cut = draft.open < order->open;
    order->open = draft.open;
    order->price = draft.price;
    if (was_cut) naive_emit_order(naive, EVENT_ORDER_DECREASED, order, REASON_REDUCE_ONLY, 0);
    naive_order_begin(naive, order);
    naive_match_order(naive, order, FLAG_POST_ONLY | FLAG_POST_ONLY_CANCEL, REASON_POST_ONLY);
}

/* R-TRIG-5 */
static void trigger_order(struct naive *naive, struct naive_order *order)
{
    order->is_triggered = true;
    if (naive_type_is_market(order->type) && (order->flags & FLAG_PROTECTION) == 0)
        order->price = naive_protection_price(naive, order);
    naive_emit_order(naive, EVENT_ORDER_TRIGGERED, order, REASON_NONE, 0);
    naive_order_end_sibling(naive, order);
    become_active(naive, order);
}

/* R-LINK-5 */
static void activate_child(struct naive *naive, struct naive_order *order)
{
    const struct naive_product *product = naive_product_of(naive, order);
    order->is_child = false;
    if (!naive_type_is_trigger(order->type)) {
        bool shows = order->tells_price && order->type == TYPE_MARKET; /* R-LINK-7 */
        if (shows && (order->flags & FLAG_PROTECTION) == 0)
            order->price = naive_protection_price(naive, order);
        naive_emit_order(naive, EVENT_ORDER_ACTIVATED, order, REASON_NONE, 0);
        become_active(naive, order);
        return;
    }

    int64_t reference_e4 = naive_reference_of(product, order->source);
    if (order->type == TYPE_TRAIL_MARKET && reference_e4 == 0) {
        naive_emit_order(naive, EVENT_ORDER_ACTIVATED, order, REASON_NONE, 0);
        naive_order_end(naive, order, EVENT_ORDER_CANCELLED, REASON_CHECK, REJECT_TRAIL_REFERENCE);
        return;
    }
    if (order->type == TYPE_TRAIL_MARKET) order->trigger = naive_trail_trigger(order, reference_e4);
    naive_order_arm(naive, order, true);
    naive_emit_order(naive, EVENT_ORDER_ACTIVATED, order, REASON_NONE, 0);
    bool is_met = reference_e4 != 0 && naive_condition_is_met(order, reference_e4);
    if (is_met && naive_product_is_trading(naive, product)) trigger_order(naive, order);
}

void naive_queue_work(struct naive *naive)
{
    while (naive->queue_first < naive->queue_count) {
        struct naive_order *order = naive_find(naive, naive->queue[naive->queue_first++]);
        if (order == NULL) continue;
        if (order->is_child) {
            activate_child(naive, order);
        } else {
            trigger_order(naive, order);
        }
    }
    naive->queue_first = 0;
    naive->queue_count = 0;
}
