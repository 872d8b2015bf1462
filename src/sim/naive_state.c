/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_state.c - making, finding and saying things in the naive venue.
 *
 * Role       See naive_state.h.  Everything here walks a list from its start.
 * Rules      R-TIME-3 numbering of events, R-ACCT-3 owners.
 */
#include "sim/naive_state.h"

void *naive_grow(void *list, size_t item_size, uint32_t *count, uint32_t *capacity)
{
    if (*count == *capacity) {
        *capacity = *capacity == 0 ? 16 : *capacity * 2;
        list = realloc(list, item_size * *capacity);
        if (list == NULL) abort();
    }
    memset((char *)list + item_size * *count, 0, item_size);
    *count += 1;
    return list;
}

static void *make_zeroed(size_t item_size, size_t count)
{
    void *memory = calloc(count, item_size);
    if (memory == NULL) abort();
    return memory;
}

struct naive *naive_create(const struct core_config *config, uint32_t parts)
{
    struct naive *naive = make_zeroed(sizeof *naive, 1);
    naive->config = *config;
    naive->parts = parts;
    naive->rules_version = 1;
    naive->next_order_id = 1;
    naive->next_trade_id = 1;
    naive->next_place = 1;
    naive->members = make_zeroed(sizeof *naive->members, config->members_max);
    naive->users = make_zeroed(sizeof *naive->users, config->users_max);
    naive->sessions = make_zeroed(sizeof *naive->sessions, config->sessions_max);
    naive->accounts = make_zeroed(sizeof *naive->accounts, config->accounts_max);
    naive->products = make_zeroed(sizeof *naive->products, config->products_max);
    naive->balances = make_zeroed(sizeof *naive->balances, entry_account(config->accounts_max));
    naive->product_balances = make_zeroed(sizeof *naive->product_balances,
                                          (size_t)config->products_max * PRODUCT_ENTRIES);
    naive->prices = make_zeroed(sizeof *naive->prices, config->products_max);
    naive->fulls = make_zeroed(sizeof *naive->fulls, config->products_max);
    naive->settlements = make_zeroed(sizeof *naive->settlements, config->products_max);
    naive->liquidations = make_zeroed(sizeof *naive->liquidations, config->products_max);
    naive->defaults.members = make_zeroed(sizeof *naive->defaults.members, config->members_max);
    naive->margins.queue_ratio_ppm = QUEUE_RATIO_PPM;
    return naive;
}

void naive_destroy(struct naive *naive)
{
    for (uint32_t i = 0; i < naive->order_count; i++) free(naive->orders[i]);
    free(naive->orders);
    free(naive->positions);
    free(naive->groups);
    free(naive->mmps);
    free(naive->queue);
    free(naive->members);
    free(naive->users);
    free(naive->sessions);
    free(naive->accounts);
    free(naive->products);
    free(naive->balances);
    free(naive->product_balances);
    for (uint32_t i = 0; i < naive->config.products_max; i++) free(naive->prices[i].trades);
    free(naive->prices);
    free(naive->fulls);
    free(naive->settlements);
    free(naive->clearing.variations);
    free(naive->liquidations);
    free(naive->defaults.members);
    free(naive->defaults.payments);
    free(naive->regulation.cases);
    free(naive->control.actions);
    free(naive->control.trades);
    free(naive->control.give_ups);
    free(naive->control.consents);
    free(naive->control.volumes);
    free(naive);
}

void naive_events_free(struct naive_events *events)
{
    free(events->list);
    *events = (struct naive_events){NULL, 0, 0};
}

int128 *naive_entry(const struct naive *naive, uint32_t entry)
{
    if (entry >= ENTRY_PRODUCT_FIRST) return &naive->product_balances[entry - ENTRY_PRODUCT_FIRST];
    return &naive->balances[entry];
}

/* --- events ----------------------------------------------------------------------------------- */

struct event *naive_emit(struct naive *naive, enum event_kind kind, uint32_t account_id,
                         uint16_t product_id)
{
    struct naive_events *out = naive->out;
    uint32_t index = out->count;
    out->list = naive_grow(out->list, sizeof *out->list, &out->count, &out->capacity);
    struct event *event = &out->list[index];
    event->sequence = naive->sequence;
    event->time_ns = naive->now_ns;
    event->index = index;
    event->account_id = account_id;
    event->product_id = product_id;
    event->kind = (uint16_t)kind;
    return event;
}

/* What event_order calls detail: the trigger while there is one to wait for, else lots shown. */
static int64_t order_detail(const struct naive_order *order)
{
    if (naive_type_is_trigger(order->type) && !order->is_triggered) return order->trigger;
    return order->display > 0 ? naive_order_shown(order) : 0;
}

void naive_emit_order(struct naive *naive, enum event_kind kind, const struct naive_order *order,
                      enum reason reason, uint16_t check)
{
    struct event *event = naive_emit(naive, kind, order->account_id, order->product_id);
    event->order.order_id = order->id;
    event->order.client_order_id = order->client_order_id;
    event->order.price.ticks = order->price;
    event->order.open.lots = order->open;
    event->order.filled.lots = order->filled;
    event->order.detail = order_detail(order);
    event->order.group_id = order->group_id;
    event->order.flags = order->flags;
    event->order.reason = (uint16_t)reason;
    event->order.check = check;
    event->order.side = order->side;
    event->order.type = order->type;
    event->order.tif = order->tif;
}

/* --- finding ---------------------------------------------------------------------------------- */

struct naive_order *naive_find(const struct naive *naive, uint64_t order_id)
{
    for (uint32_t i = 0; i < naive->order_count; i++) {
        struct naive_order *order = naive->orders[i];
        if (order->id == order_id && naive_order_is_live(order)) return order;
    }
    return NULL;
}

struct naive_position *naive_find_position(const struct naive *naive, uint32_t account_id,
                                           uint16_t product_id)
{
    for (uint32_t i = 0; i < naive->position_count; i++) {
        struct naive_position *position = &naive->positions[i];
        if (position->account_id == account_id && position->product_id == product_id)
            return position;
    }
    return NULL;
}

struct naive_position *naive_make_position(struct naive *naive, uint32_t account_id,
                                           uint16_t product_id)
{
    struct naive_position *position = naive_find_position(naive, account_id, product_id);
    if (position != NULL) return position;
    naive->positions = naive_grow(naive->positions, sizeof *naive->positions,
                                  &naive->position_count, &naive->position_capacity);
    position = &naive->positions[naive->position_count - 1];
    position->account_id = account_id;
    position->product_id = product_id;
    return position;
}

struct naive_group *naive_find_group(const struct naive *naive, uint32_t account_id,
                                     uint32_t group_id)
{
    for (uint32_t i = 0; i < naive->group_count; i++) {
        struct naive_group *group = &naive->groups[i];
        if (group->account_id == account_id && group->group_id == group_id) return group;
    }
    return NULL;
}

struct naive_mmp *naive_find_mmp(const struct naive *naive, uint32_t account_id,
                                 uint16_t product_id, uint32_t group_id)
{
    for (uint32_t i = 0; i < naive->mmp_count; i++) {
        struct naive_mmp *mmp = &naive->mmps[i];
        if (mmp->account_id != account_id || mmp->group_id != group_id) continue;
        if (mmp->product_id == product_id) return mmp;
    }
    return NULL;
}

/* R-MMP-4: the group's, if it has one that is on, else that of account and product. */
struct naive_mmp *naive_mmp_of(const struct naive *naive, const struct naive_order *order)
{
    struct naive_mmp *mmp = NULL;
    if (order->group_id != 0) {
        mmp = naive_find_mmp(naive, order->account_id, 0, order->group_id);
    }
    if (mmp != NULL && mmp->terms.window_ns != 0) return mmp;
    mmp = naive_find_mmp(naive, order->account_id, order->product_id, 0);
    return mmp != NULL && mmp->terms.window_ns != 0 ? mmp : NULL;
}

struct naive_product *naive_product_of(const struct naive *naive, const struct naive_order *order)
{
    return &naive->products[order->product_id];
}

bool naive_account_exists(const struct naive *naive, uint32_t account_id)
{
    return account_id >= 1 && account_id <= naive->account_count;
}

bool naive_product_exists(const struct naive *naive, uint16_t product_id)
{
    return product_id < naive->config.products_max && naive->products[product_id].exists;
}

uint32_t naive_owner(const struct naive *naive, uint32_t account_id)
{
    return naive->accounts[account_id].opened.owner_account_id;
}

/* --- small questions -------------------------------------------------------------------------- */

int64_t naive_show(int128 micros)
{
    if (micros > INT64_MAX) return INT64_MAX;
    if (micros < INT64_MIN) return INT64_MIN;
    return (int64_t)micros;
}

bool naive_order_is_live(const struct naive_order *order)
{
    return order->state != NAIVE_ENDED;
}

bool naive_order_is_active(const struct naive_order *order)
{
    return order->state == NAIVE_RESTING || order->state == NAIVE_WORKING;
}

bool naive_type_is_trigger(uint8_t type)
{
    return type >= TYPE_STOP_LIMIT && type <= TYPE_TRAIL_MARKET;
}

bool naive_type_is_market(uint8_t type)
{
    return type == TYPE_MARKET || type == TYPE_STOP_MARKET || type == TYPE_TAKE_MARKET ||
           type == TYPE_TRAIL_MARKET;
}

bool naive_type_is_limit(uint8_t type)
{
    return type == TYPE_LIMIT || type == TYPE_STOP_LIMIT || type == TYPE_TAKE_LIMIT;
}

int64_t naive_order_shown(const struct naive_order *order)
{
    if (order->state == NAIVE_RESTING) return order->shown;
    return order->display > 0 ? i64_min(order->display, order->open) : order->open;
}

bool naive_product_is_tradable(const struct naive_product *product)
{
    return product->state == PRODUCT_LISTED || product->state == PRODUCT_RESTRICTED;
}

uint32_t naive_own_halt(const struct naive *naive, const struct naive_product *product)
{
    uint16_t product_id = (uint16_t)(product - naive->products);
    return naive_index_is_halted(naive, product_id) ? u32_max(product->halt, HALT_PAUSED)
                                                    : product->halt;
}

uint32_t naive_product_halt(const struct naive *naive, const struct naive_product *product)
{
    return u32_max(naive->venue_halt, naive_own_halt(naive, product));
}

bool naive_product_is_trading(const struct naive *naive, const struct naive_product *product)
{
    return naive_product_is_tradable(product) && product->phase == PHASE_OPEN &&
           naive_product_halt(naive, product) == HALT_NONE;
}
