/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view_book.c - live orders with their owners, and the levels that they make.
 *
 * Role   See view.h.  While a command is worked its taking order counts in the book too; when the
 *        command is over it rests or is gone.
 * Rules  R-BOOK-1, R-ICE-1, R-AMEND-4.
 */
#include "base/check.h"
#include "model/reject.h"
#include "surveil/view_parts.h"

/* --- levels ----------------------------------------------------------------------------------- */

/* Where the price is, or would be inserted. */
static uint32_t level_place(const struct view_side *book, enum side side, int64_t price_ticks)
{
    int64_t key = side_price_key(side, price_ticks);
    uint32_t low = 0;
    uint32_t high = book->count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (side_price_key(side, book->levels[middle].price_ticks) > key) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static struct view_level *level_make(struct view_side *book, enum side side, int64_t price_ticks)
{
    uint32_t place = level_place(book, side, price_ticks);
    if (place < book->count && book->levels[place].price_ticks == price_ticks) {
        return &book->levels[place];
    }
    void *items = book->levels;
    bool has_room = array_make_room(&items, &book->capacity, sizeof *book->levels, book->count + 1);
    book->levels = items;
    if (!has_room) return NULL;
    memmove(&book->levels[place + 1], &book->levels[place],
            (book->count - place) * sizeof *book->levels);
    book->count++;
    book->levels[place] = (struct view_level){.price_ticks = price_ticks};
    return &book->levels[place];
}

static struct view_level *level_of(struct view_side *book, const struct view_order *order)
{
    uint32_t place = level_place(book, (enum side)order->side, order->price_ticks);
    ASSERT(place < book->count);
    ASSERT(book->levels[place].price_ticks == order->price_ticks);
    return &book->levels[place];
}

static void level_drop_if_empty(struct view_side *book, struct view_level *level)
{
    if (level->orders > 0) return;
    uint32_t place = (uint32_t)(level - book->levels);
    memmove(level, level + 1, (book->count - place - 1) * sizeof *level);
    book->count--;
}

/* --- an order in its level -------------------------------------------------------------------- */

static struct view_side *side_of(struct view *view, const struct view_order *order)
{
    return &view->products[order->product_id]->sides[order->side];
}

static bool order_enter_level(struct view *view, struct view_order *order)
{
    if (!order->is_active || order->price_ticks == 0 || order->shown_lots == 0) return true;
    struct view_level *level =
        level_make(side_of(view, order), (enum side)order->side, order->price_ticks);
    if (level == NULL) return false;
    uint32_t slot = (uint32_t)(order - view->orders);
    order->level_before = level->last;
    order->level_next = 0;
    if (level->last != 0) view->orders[level->last].level_next = slot;
    if (level->first == 0) level->first = slot;
    level->last = slot;
    level->orders++;
    level->lots += order->shown_lots;
    order->is_in_level = true;
    return true;
}

static void order_leave_level(struct view *view, struct view_order *order)
{
    if (!order->is_in_level) return;
    struct view_side *book = side_of(view, order);
    struct view_level *level = level_of(book, order);
    uint32_t slot = (uint32_t)(order - view->orders);
    if (level->first == slot) level->first = order->level_next;
    if (level->last == slot) level->last = order->level_before;
    if (order->level_next != 0) {
        view->orders[order->level_next].level_before = order->level_before;
    }
    if (order->level_before != 0) {
        view->orders[order->level_before].level_next = order->level_next;
    }
    level->orders--;
    level->lots -= order->shown_lots;
    order->is_in_level = false;
    level_drop_if_empty(book, level);
}

/* Fewer lots in the same place. */
static void order_shrink(struct view *view, struct view_order *order, int64_t shown_lots)
{
    if (!order->is_in_level) {
        order->shown_lots = shown_lots;
        return;
    }
    level_of(side_of(view, order), order)->lots += shown_lots - order->shown_lots;
    order->shown_lots = shown_lots;
    if (shown_lots > 0) return;
    order_leave_level(view, order);
}

/* --- orders ----------------------------------------------------------------------------------- */

static struct view_order *order_at(const struct view *view, uint64_t order_id)
{
    uint32_t slot = map_find(&view->order_map, order_id, 0);
    return slot == 0 ? NULL : &view->orders[slot];
}

const struct view_order *view_order(const struct view *view, uint64_t order_id)
{
    return order_at(view, order_id);
}

static struct view_order *order_make(struct view *view, const struct event *event)
{
    void *items = view->orders;
    bool has_room = pool_make_room(&view->order_pool, &items, sizeof *view->orders);
    view->orders = items;
    if (!has_room || !map_make_room(&view->order_map)) return NULL;
    if (view_product_make(view, event->product_id) == NULL) return NULL;
    uint32_t slot = slot_take(&view->order_pool, view->orders, sizeof *view->orders);
    key_map_put(&view->order_map, (struct map_key){event->order.order_id, 0}, slot);
    struct view_order *order = &view->orders[slot];
    struct view_account *account = &view->accounts[event->account_id];
    *order = (struct view_order){.account_id = event->account_id,
                                 .order_id = event->order.order_id,
                                 .entry_lots = event->order.open.lots,
                                 .entered_ns = event->time_ns,
                                 .entered_sequence = event->sequence,
                                 .product_id = event->product_id,
                                 .side = event->order.side,
                                 .type = event->order.type,
                                 .own_next = account->own_first};
    if (account->own_first != 0) view->orders[account->own_first].own_before = slot;
    account->own_first = slot;
    view->order_count++;
    return order;
}

/* Price, open and shown lots as an event of an order tells them. */
static bool order_take_over(struct view *view, struct view_order *order, const struct event *event)
{
    const struct event_order *body = &event->order;
    bool is_trigger = body->type >= TYPE_STOP_LIMIT && body->type <= TYPE_TRAIL_MARKET;
    bool waits = is_trigger && !order->is_active;
    int64_t shown = !waits && body->detail != 0 ? body->detail : body->open.lots;
    bool keeps = order->is_in_level && order->price_ticks == body->price.ticks &&
                 shown <= order->shown_lots && event->kind == EVENT_ORDER_DECREASED;
    order->open_lots = body->open.lots;
    order->filled_lots = body->filled.lots;
    if (keeps) {
        order_shrink(view, order, shown);
        return true;
    }
    order_leave_level(view, order);
    order->price_ticks = body->price.ticks;
    order->shown_lots = shown;
    return order_enter_level(view, order);
}

static struct action action_of(const struct view_order *order, enum action_kind kind)
{
    return (struct action){.order_id = order->order_id,
                           .price_ticks = order->price_ticks,
                           .lots = order->open_lots,
                           .other_lots = order->filled_lots,
                           .entered_ns = order->entered_ns,
                           .product_id = order->product_id,
                           .kind = (uint8_t)kind,
                           .side = order->side};
}

static bool order_entered(struct view *view, const struct event *event)
{
    struct view_order *order = order_make(view, event);
    if (order == NULL) return false;
    order->is_active = event->kind == EVENT_ORDER_ACCEPTED;
    const struct view_product *product = view->products[event->product_id];
    order->is_forced = product->forced_order_id == order->order_id;
    if (!order_take_over(view, order, event)) return false;
    struct action action = action_of(order, ACTION_PLACE);
    view_action_add(view, event->account_id, &action);
    return true;
}

static bool order_moved(struct view *view, const struct event *event)
{
    struct view_order *order = order_at(view, event->order.order_id);
    if (order == NULL) return true;
    if (event->kind == EVENT_ORDER_TRIGGERED || event->kind == EVENT_ORDER_ACTIVATED) {
        order->is_active = true;
    }
    struct action action = action_of(order, ACTION_MOVE);
    action.other_lots = order->open_lots;
    action.other_ticks = order->price_ticks;
    if (!order_take_over(view, order, event)) return false;
    if (event->kind != EVENT_ORDER_AMENDED && event->kind != EVENT_ORDER_DECREASED) return true;
    order->move_count++;
    order->moved_sequence = event->sequence;
    action.price_ticks = order->price_ticks;
    action.lots = order->open_lots;
    view_action_add(view, order->account_id, &action);
    return true;
}

static void order_ends(struct view *view, const struct event *event)
{
    struct view_order *order = order_at(view, event->order.order_id);
    if (order == NULL || event->kind != EVENT_ORDER_CANCELLED) return;
    struct action action = action_of(order, ACTION_CANCEL);
    uint16_t reason = event->order.reason;
    action.is_asked = reason == REASON_MEMBER || reason == REASON_MASS;
    view_action_add(view, order->account_id, &action);
}

bool view_order_event(struct view *view, const struct event *event)
{
    switch (event->kind) {
    case EVENT_ORDER_ACCEPTED:
    case EVENT_ORDER_ARMED:
    case EVENT_ORDER_HELD: return order_entered(view, event);
    case EVENT_ORDER_CANCELLED:
    case EVENT_ORDER_FILLED: order_ends(view, event); return true;
    default: return order_moved(view, event);
    }
}

void view_order_end(struct view *view, uint64_t order_id)
{
    struct view_order *order = order_at(view, order_id);
    if (order == NULL) return;
    order_leave_level(view, order);
    struct view_account *account = &view->accounts[order->account_id];
    if (order->own_before == 0) {
        account->own_first = order->own_next;
    } else {
        view->orders[order->own_before].own_next = order->own_next;
    }
    if (order->own_next != 0) view->orders[order->own_next].own_before = order->own_before;
    uint32_t slot = key_map_remove(&view->order_map, (struct map_key){order_id, 0});
    slot_free(&view->order_pool, view->orders, sizeof *view->orders, slot);
}

/* --- trades ----------------------------------------------------------------------------------- */

struct trade_part {
    uint64_t order_id;
    uint32_t account_id;
    uint32_t other_account_id;
    bool rests;
    uint8_t side;
};

static void trade_part(struct view *view, const struct event *event, const struct trade_part *part)
{
    const struct event_trade *trade = &event->trade;
    struct view_order *order = order_at(view, part->order_id);
    struct action action = {.order_id = part->order_id,
                            .price_ticks = trade->price.ticks,
                            .lots = trade->qty.lots,
                            .entered_ns = order == NULL ? event->time_ns : order->entered_ns,
                            .other_account_id = part->other_account_id,
                            .product_id = event->product_id,
                            .kind = part->rests ? ACTION_MAKE : ACTION_TAKE,
                            .side = part->side};
    if (order != NULL) {
        order->open_lots -= trade->qty.lots;
        order->filled_lots += trade->qty.lots;
        int64_t shown = part->rests ? order->shown_lots - trade->qty.lots
                                    : i64_min(order->shown_lots, order->open_lots);
        order_shrink(view, order, i64_max(shown, 0));
        action.other_lots = order->entry_lots;
    }
    view_action_add(view, part->account_id, &action);
}

bool view_trade_event(struct view *view, const struct event *event)
{
    const struct event_trade *trade = &event->trade;
    struct view_product *product = view_product_make(view, event->product_id);
    if (product == NULL || view_account_make(view, trade->maker_account_id) == NULL ||
        view_account_make(view, trade->taker_account_id) == NULL) {
        return false;
    }
    view_second_make(view, product)->volume_lots += trade->qty.lots;
    product->last_ticks = trade->price.ticks;
    product->trade_count++;
    view->trade_count++;
    if (product->first_trade_ns == 0) product->first_trade_ns = event->time_ns;
    struct trade_part maker = {.order_id = trade->maker_order_id,
                               .account_id = trade->maker_account_id,
                               .other_account_id = trade->taker_account_id,
                               .rests = true,
                               .side = (uint8_t)side_opposite((enum side)trade->taker_side)};
    struct trade_part taker = {.order_id = trade->taker_order_id,
                               .account_id = trade->taker_account_id,
                               .other_account_id = trade->maker_account_id,
                               .rests = trade->auction != 0,
                               .side = trade->taker_side};
    trade_part(view, event, &maker);
    trade_part(view, event, &taker);
    return true;
}

/* --- looking ---------------------------------------------------------------------------------- */

int64_t view_best(const struct view_product *product, uint32_t side)
{
    const struct view_side *book = &product->sides[side];
    return book->count == 0 ? 0 : book->levels[book->count - 1].price_ticks;
}

int64_t view_depth(const struct view_product *product, uint32_t side, int64_t ppm)
{
    const struct view_side *book = &product->sides[side];
    int64_t best = view_best(product, side);
    int64_t lots = 0;
    for (uint32_t i = book->count; i > 0; i--) {
        const struct view_level *level = &book->levels[i - 1];
        int64_t away = (int64_t)i64_magnitude(level->price_ticks - best);
        if ((int128)away * PPM_ONE > (int128)best * ppm) break;
        lots += level->lots;
    }
    return lots;
}

static void audit_side(const struct view *view, const struct view_side *book)
{
    for (uint32_t i = 0; i < book->count; i++) {
        const struct view_level *level = &book->levels[i];
        int64_t lots = 0;
        uint32_t orders = 0;
        for (uint32_t slot = level->first; slot != 0; slot = view->orders[slot].level_next) {
            ASSERT(view->orders[slot].price_ticks == level->price_ticks);
            lots += view->orders[slot].shown_lots;
            orders++;
        }
        ASSERT(lots == level->lots);
        ASSERT(orders == level->orders);
    }
}

void view_audit(const struct view *view)
{
    for (uint32_t i = 0; i < PRODUCTS_MAX; i++) {
        if (view->products[i] == NULL) continue;
        audit_side(view, &view->products[i]->sides[SIDE_BUY]);
        audit_side(view, &view->products[i]->sides[SIDE_SELL]);
    }
}
