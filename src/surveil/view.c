/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view.c - see view.h: memory, accounts, clusters, and events on their way in.
 */
#include "surveil/view.h"

#include "base/check.h"
#include "keep/keep.h"
#include "surveil/view_parts.h"

#define RESTING_WALK 1024u /* orders of an account that are looked at */

bool view_init(struct view *view)
{
    *view = (struct view){0};
    view->actions = calloc(VIEW_ACTIONS, sizeof *view->actions);
    return view->actions != NULL;
}

void view_release(struct view *view)
{
    for (uint32_t i = 0; i < PRODUCTS_MAX; i++) {
        if (view->products[i] == NULL) continue;
        free(view->products[i]->sides[SIDE_BUY].levels);
        free(view->products[i]->sides[SIDE_SELL].levels);
        free(view->products[i]->seconds);
        free(view->products[i]);
    }
    free(view->accounts);
    free(view->orders);
    free(view->order_map.entries);
    free(view->positions);
    free(view->position_map.entries);
    free(view->actions);
    free(view->member_kinds);
    free(view->controllers.entries);
    *view = (struct view){0};
}

static void product_keep(struct view_product *product, struct keep *keep)
{
    static const uint32_t seconds = VIEW_SECONDS;
    struct view_side *sides = product->sides;
    const struct keep_list lists[] = {
        KEEP_LIST(sides[SIDE_BUY].levels, sides[SIDE_BUY].capacity),
        KEEP_LIST(sides[SIDE_SELL].levels, sides[SIDE_SELL].capacity),
        KEEP_LIST(product->seconds, seconds),
    };
    keep_struct(keep, product, sizeof *product, lists, sizeof lists / sizeof lists[0]);
}

void view_keep(struct view *view, struct keep *keep)
{
    static const uint32_t actions_room = VIEW_ACTIONS;
    /* An action's place is its number's, and the first is number 1. */
    uint32_t actions = (uint32_t)u64_min(view->action_count + 1, VIEW_ACTIONS);
    struct view_product *products[PRODUCTS_MAX];
    const struct keep_list lists[] = {
        KEEP_LIST(view->accounts, view->account_room),
        KEEP_LIST(view->orders, view->order_pool.capacity),
        KEEP_LIST(view->order_map.entries, view->order_map.capacity),
        KEEP_LIST(view->positions, view->position_room),
        KEEP_LIST(view->position_map.entries, view->position_map.capacity),
        KEEP_USED(view->actions, actions_room, actions),
        KEEP_LIST(view->member_kinds, view->member_room),
        KEEP_LIST(view->controllers.entries, view->controllers.capacity),
    };
    keep_bytes(keep, &actions, sizeof actions);
    memcpy(products, view->products, sizeof products);
    memset(view->products, 0, sizeof view->products);
    keep_struct(keep, view, sizeof *view, lists, sizeof lists / sizeof lists[0]);
    memcpy(view->products, products, sizeof products);
    for (uint32_t i = 0; keep->is_good && i < PRODUCTS_MAX; i++) {
        if (!keep_thing(keep, &view->products[i], sizeof *view->products[i])) continue;
        product_keep(view->products[i], keep);
    }
}

static uint64_t map_bytes(const struct key_map *map)
{
    return (uint64_t)map->capacity * sizeof *map->entries;
}

uint64_t view_bytes(const struct view *view)
{
    uint64_t bytes = VIEW_ACTIONS * sizeof *view->actions;
    for (uint32_t i = 0; i < PRODUCTS_MAX; i++) {
        const struct view_product *product = view->products[i];
        if (product == NULL) continue;
        uint64_t levels = (uint64_t)product->sides[SIDE_BUY].capacity +
                          (uint64_t)product->sides[SIDE_SELL].capacity;
        bytes += sizeof *product + VIEW_SECONDS * sizeof *product->seconds;
        bytes += levels * sizeof *product->sides[SIDE_BUY].levels;
    }
    bytes += (uint64_t)view->account_room * sizeof *view->accounts;
    bytes += (uint64_t)view->order_pool.capacity * sizeof *view->orders;
    bytes += (uint64_t)view->position_room * sizeof *view->positions;
    bytes += (uint64_t)view->member_room * sizeof *view->member_kinds;
    return bytes + map_bytes(&view->order_map) + map_bytes(&view->position_map) +
           map_bytes(&view->controllers);
}

/* --- making ----------------------------------------------------------------------------------- */

struct view_product *view_product_make(struct view *view, uint16_t product_id)
{
    if (product_id >= PRODUCTS_MAX) return NULL;
    if (view->products[product_id] != NULL) return view->products[product_id];
    struct view_product *product = calloc(1, sizeof *product);
    if (product == NULL) return NULL;
    product->seconds = calloc(VIEW_SECONDS, sizeof *product->seconds);
    if (product->seconds == NULL) {
        free(product);
        return NULL;
    }
    product->id = product_id;
    view->products[product_id] = product;
    return product;
}

struct view_account *view_account_make(struct view *view, uint32_t account_id)
{
    void *items = view->accounts;
    bool has_room =
        array_make_room(&items, &view->account_room, sizeof *view->accounts, account_id + 1);
    view->accounts = items;
    if (!has_room) return NULL;
    struct view_account *account = &view->accounts[account_id];
    if (account->cluster == 0) {
        account->cluster = account_id;
        account->declared = account_id;
        account->cluster_size = 1;
        account->owner_account_id = account_id;
        view->account_last = u32_max(view->account_last, account_id);
    }
    return account;
}

static struct view_position *position_make(struct view *view, uint32_t account_id,
                                           uint16_t product_id)
{
    uint32_t place = map_find(&view->position_map, account_id, product_id);
    if (place != 0) return &view->positions[place];
    void *items = view->positions;
    bool has_room = array_make_room(&items, &view->position_room, sizeof *view->positions,
                                    view->position_count + 2);
    view->positions = items;
    if (!has_room || !map_make_room(&view->position_map)) return NULL;
    place = ++view->position_count;
    key_map_put(&view->position_map, (struct map_key){account_id, product_id}, place);
    view->positions[place] =
        (struct view_position){.account_id = account_id, .product_id = product_id};
    return &view->positions[place];
}

/* --- clusters --------------------------------------------------------------------------------- */

/* All accounts of the cluster that were declared as `from` are declared as `to`. */
static void declare(struct view *view, uint32_t cluster, uint32_t from, uint32_t to)
{
    for (uint32_t id = cluster; id != 0; id = view->accounts[id].cluster_next) {
        if (view->accounts[id].declared == from) view->accounts[id].declared = to;
    }
}

static void cluster_merge(struct view *view, const struct account_link *link)
{
    uint32_t kept = view_cluster(view, link->account_id);
    uint32_t moved = view_cluster(view, link->other_id);
    if (kept == moved) return;
    if (kept > moved) {
        uint32_t lower = moved;
        moved = kept;
        kept = lower;
    }
    uint32_t last = kept;
    while (view->accounts[last].cluster_next != 0) last = view->accounts[last].cluster_next;
    view->accounts[last].cluster_next = moved;
    view->accounts[kept].cluster_size += view->accounts[moved].cluster_size;
    view->accounts[moved].link = *link;
    for (uint32_t id = moved; id != 0; id = view->accounts[id].cluster_next) {
        view->accounts[id].cluster = kept;
    }
}

void view_join(struct view *view, const struct account_link *link)
{
    const struct view_account *account = view_account(view, link->account_id);
    const struct view_account *other = view_account(view, link->other_id);
    if (account == NULL || other == NULL) return;
    cluster_merge(view, link);
    if (link->kind == LINK_BEHAVIOUR || account->declared == other->declared) return;
    uint32_t from = u32_max(account->declared, other->declared);
    uint32_t to = u32_min(account->declared, other->declared);
    declare(view, account->cluster, from, to);
}

static bool account_event(struct view *view, const struct event *event)
{
    const struct event_party *party = &event->party;
    struct view_account *account = view_account_make(view, party->id);
    if (account == NULL || !map_make_room(&view->controllers)) return false;
    account->member_id = party->member_id;
    account->customer_id = party->customer_id;
    account->classes = party->classes;
    account->state = party->state;
    account->controller_id = party->controller_id;
    if (party->owner_account_id != 0 && party->owner_account_id != party->id) {
        account->owner_account_id = party->owner_account_id;
        if (view_account_make(view, party->owner_account_id) == NULL) return false;
        view_join(view, &(struct account_link){.account_id = party->id,
                                               .other_id = party->owner_account_id,
                                               .kind = LINK_OWNER});
    }
    if (party->controller_id == 0) return true;
    uint32_t other = map_find(&view->controllers, party->controller_id, 0);
    if (other != 0) {
        view_join(view, &(struct account_link){
                            .account_id = party->id, .other_id = other, .kind = LINK_CONTROLLER});
    } else {
        key_map_put(&view->controllers, (struct map_key){party->controller_id, 0}, party->id);
    }
    return true;
}

static bool member_event(struct view *view, const struct event *event)
{
    void *items = view->member_kinds;
    bool has_room = array_make_room(&items, &view->member_room, sizeof *view->member_kinds,
                                    event->party.id + 1);
    view->member_kinds = items;
    if (!has_room) return false;
    view->member_kinds[event->party.id] = event->party.kind;
    return true;
}

/* --- positions and prices --------------------------------------------------------------------- */

static bool net_set(struct view *view, uint32_t account_id, uint16_t product_id, int64_t net_lots)
{
    struct view_position *position = position_make(view, account_id, product_id);
    struct view_product *product = view_product_make(view, product_id);
    if (position == NULL || product == NULL) return false;
    product->open_interest_lots += i64_max(net_lots, 0) - i64_max(position->net_lots, 0);
    position->net_lots = net_lots;
    return true;
}

static bool moved_event(struct view *view, const struct event *event)
{
    const struct event_moved *moved = &event->moved;
    uint16_t product_id = event->product_id;
    if (!net_set(view, event->account_id, product_id, moved->net.lots)) return false;
    /* The other side takes what the closed account gives. */
    int64_t taken = moved->side == SIDE_SELL ? moved->lots.lots : -moved->lots.lots;
    int64_t net = view_net_lots(view, moved->other_account_id, product_id) + taken;
    return net_set(view, moved->other_account_id, product_id, net);
}

static bool inputs_event(struct view *view, const struct event *event)
{
    struct view_product *product = view_product_make(view, event->product_id);
    if (product == NULL) return false;
    const struct event_index_input *input = &event->index_input;
    for (uint32_t i = 0; i < INDEX_INPUTS_PER_EVENT; i++) {
        uint32_t place = input->first + i;
        if (input->source_ids[i] == 0 || place >= VIEW_SOURCE_PRICES) continue;
        product->sources[place] = input->inputs[i].price.ticks_e4;
        product->source_count = u32_max(product->source_count, place + 1);
    }
    return true;
}

static bool price_event(struct view *view, const struct event *event)
{
    struct view_product *product = view_product_make(view, event->product_id);
    if (product == NULL) return false;
    struct view_second *second = view_second_make(view, product);
    switch (event->kind) {
    case EVENT_INDEX:
        if (event->index_value.index.ticks_e4 > 0) {
            product->index_e4 = event->index_value.index.ticks_e4;
        }
        second->index_e4 = product->index_e4;
        return true;
    case EVENT_REFERENCE_PRICE:
        if (event->reference.mark.ticks_e4 > 0) product->mark_e4 = event->reference.mark.ticks_e4;
        if (event->reference.index.ticks_e4 > 0) {
            product->index_e4 = event->reference.index.ticks_e4;
        }
        return true;
    case EVENT_MARK:
        if (event->mark.mark.ticks_e4 > 0) product->mark_e4 = event->mark.mark.ticks_e4;
        product->premium_e12 = event->mark.premium_e12;
        second->mark_e4 = product->mark_e4;
        return true;
    default: return true;
    }
}

/* --- events ----------------------------------------------------------------------------------- */

/* The touch of the product as the command before left it. */
static void note_command(struct view *view, const struct event *event)
{
    view->sequence = event->sequence;
    view->time_ns = event->time_ns;
    struct view_product *product = view_product(view, event->product_id);
    if (product == NULL || product->noted_sequence == event->sequence) return;
    product->noted_sequence = event->sequence;
    view_touch_note(view, product);
}

bool view_event(struct view *view, const struct event *event)
{
    note_command(view, event);
    if (event->account_id != 0 && view_account_make(view, event->account_id) == NULL) return false;
    if (event->kind >= EVENT_ORDER_ACCEPTED && event->kind <= EVENT_ORDER_FILLED) {
        return view_order_event(view, event);
    }
    switch (event->kind) {
    case EVENT_TRADE: return view_trade_event(view, event);
    case EVENT_FILL:
        return net_set(view, event->account_id, event->product_id, event->fill.net.lots);
    case EVENT_VARIATION:
        return net_set(view, event->account_id, event->product_id, event->variation.net.lots);
    case EVENT_POSITION_MOVED: return moved_event(view, event);
    case EVENT_MEMBER: return member_event(view, event);
    case EVENT_ACCOUNT: return account_event(view, event);
    case EVENT_INDEX_INPUT: return inputs_event(view, event);
    case EVENT_INDEX:
    case EVENT_REFERENCE_PRICE:
    case EVENT_MARK: return price_event(view, event);
    case EVENT_LIQUIDATION: {
        struct view_product *product = view_product_make(view, event->product_id);
        if (product == NULL) return false;
        product->forced_order_id = event->liquidation.order_id;
        return true;
    }
    case EVENT_PRODUCT: {
        struct view_product *product = view_product_make(view, event->product_id);
        if (product == NULL) return false;
        product->is_listed = event->product.state == PRODUCT_LISTED;
        return true;
    }
    default: return true;
    }
}

void view_event_end(struct view *view, const struct event *event)
{
    if (event->kind != EVENT_ORDER_CANCELLED && event->kind != EVENT_ORDER_FILLED) return;
    view_order_end(view, event->order.order_id);
}

void view_command(struct view *view, const struct command *command)
{
    if (command->kind != COMMAND_PRODUCT_DEFINE && command->kind != COMMAND_PRODUCT_TERMS) return;
    struct view_product *product = view_product(view, command->product_id);
    if (product == NULL) return;
    product->tick_value_micros = command->terms.tick_value_micros;
    product->position_lots_max = command->terms.position_lots_max;
}

/* --- looking ---------------------------------------------------------------------------------- */

struct view_product *view_product(const struct view *view, uint16_t product_id)
{
    return product_id < PRODUCTS_MAX ? view->products[product_id] : NULL;
}

const struct view_account *view_account(const struct view *view, uint32_t account_id)
{
    if (account_id == 0 || account_id >= view->account_room) return NULL;
    const struct view_account *account = &view->accounts[account_id];
    return account->cluster == 0 ? NULL : account;
}

uint32_t view_cluster(const struct view *view, uint32_t account_id)
{
    const struct view_account *account = view_account(view, account_id);
    return account == NULL ? account_id : account->cluster;
}

bool view_same_cluster(const struct view *view, uint32_t account_id, uint32_t other_id)
{
    return view_cluster(view, account_id) == view_cluster(view, other_id);
}

bool view_same_declared(const struct view *view, uint32_t account_id, uint32_t other_id)
{
    const struct view_account *account = view_account(view, account_id);
    const struct view_account *other = view_account(view, other_id);
    if (account == NULL || other == NULL) return account_id == other_id;
    return account->declared == other->declared;
}

uint32_t view_cluster_size(const struct view *view, uint32_t account_id)
{
    const struct view_account *account = view_account(view, view_cluster(view, account_id));
    return account == NULL ? 1 : account->cluster_size;
}

int64_t view_net_lots(const struct view *view, uint32_t account_id, uint16_t product_id)
{
    uint32_t place = map_find(&view->position_map, account_id, product_id);
    return place == 0 ? 0 : view->positions[place].net_lots;
}

int64_t view_cluster_net(const struct view *view, uint32_t account_id, uint16_t product_id)
{
    int64_t net = 0;
    uint32_t left = VIEW_CLUSTER_WALK;
    uint32_t id = view_cluster(view, account_id);
    while (id != 0 && left-- > 0) {
        net += view_net_lots(view, id, product_id);
        const struct view_account *account = view_account(view, id);
        id = account == NULL ? 0 : account->cluster_next;
    }
    return net;
}

static int64_t account_resting(const struct view *view, const struct view_account *account,
                               uint16_t product_id, uint32_t side)
{
    int64_t lots = 0;
    uint32_t left = RESTING_WALK;
    for (uint32_t slot = account->own_first; slot != 0 && left > 0; left--) {
        const struct view_order *order = &view->orders[slot];
        bool is_such = order->is_in_level && order->product_id == product_id && order->side == side;
        if (is_such) lots += order->open_lots;
        slot = order->own_next;
    }
    return lots;
}

int64_t view_cluster_resting(const struct view *view, uint32_t account_id, uint16_t product_id,
                             uint32_t side)
{
    int64_t lots = 0;
    uint32_t left = VIEW_CLUSTER_WALK;
    uint32_t id = view_cluster(view, account_id);
    while (id != 0 && left-- > 0) {
        const struct view_account *account = view_account(view, id);
        if (account == NULL) break;
        lots += account_resting(view, account, product_id, side);
        id = account->cluster_next;
    }
    return lots;
}
