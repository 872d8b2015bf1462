/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view_log.c - seconds of prices and volume, and the log of what accounts did.
 *
 * Role   See view.h.  Both are rings: what is old is written over.
 */
#include "base/check.h"
#include "surveil/view_parts.h"

/* --- seconds ---------------------------------------------------------------------------------- */

struct view_second *view_second_make(struct view *view, struct view_product *product)
{
    int64_t second = view->time_ns / SURVEIL_SECOND;
    struct view_second *place = &product->seconds[(uint64_t)second % VIEW_SECONDS];
    if (place->second == second) return place;
    *place = (struct view_second){.second = second,
                                  .mid_half_ticks = product->mid_half_ticks,
                                  .index_e4 = product->index_e4,
                                  .mark_e4 = product->mark_e4};
    return place;
}

void view_touch_note(struct view *view, struct view_product *product)
{
    product->before_bid_ticks = view_best(product, SIDE_BUY);
    product->before_ask_ticks = view_best(product, SIDE_SELL);
    if (product->before_bid_ticks == 0 || product->before_ask_ticks == 0) return;
    product->mid_half_ticks = product->before_bid_ticks + product->before_ask_ticks;
    view_second_make(view, product)->mid_half_ticks = product->mid_half_ticks;
}

int64_t view_volume(const struct view_product *product, int64_t from_ns, int64_t to_ns)
{
    int64_t last = to_ns / SURVEIL_SECOND;
    int64_t first = i64_max(from_ns / SURVEIL_SECOND, last - (int64_t)VIEW_SECONDS + 1);
    int64_t lots = 0;
    for (int64_t second = i64_max(first, 0); second <= last; second++) {
        const struct view_second *place = &product->seconds[(uint64_t)second % VIEW_SECONDS];
        if (place->second == second) lots += place->volume_lots;
    }
    return lots;
}

/* The latest second that is kept, not after the time. */
static const struct view_second *second_at(const struct view_product *product, int64_t time_ns)
{
    int64_t last = time_ns / SURVEIL_SECOND;
    for (int64_t second = last; second > 0 && second > last - (int64_t)VIEW_SECONDS; second--) {
        const struct view_second *place = &product->seconds[(uint64_t)second % VIEW_SECONDS];
        if (place->second == second && place->mid_half_ticks != 0) return place;
    }
    return NULL;
}

int64_t view_mid_at(const struct view_product *product, int64_t time_ns)
{
    const struct view_second *second = second_at(product, time_ns);
    return second == NULL ? 0 : second->mid_half_ticks;
}

int64_t view_index_at(const struct view_product *product, int64_t time_ns)
{
    const struct view_second *second = second_at(product, time_ns);
    return second == NULL ? 0 : second->index_e4;
}

/* --- actions ---------------------------------------------------------------------------------- */

void view_action_add(struct view *view, uint32_t account_id, const struct action *action)
{
    const struct view_account *known = view_account(view, account_id);
    if (known == NULL) return;
    uint64_t number = ++view->action_count;
    struct action *place = &view->actions[number % VIEW_ACTIONS];
    *place = *action;
    place->account_id = account_id;
    place->time_ns = view->time_ns;
    place->sequence = view->sequence;
    place->before = view->accounts[account_id].action_last;
    view->accounts[account_id].action_last = number;
    if (action->kind >= ACTION_MAKE) {
        view->accounts[account_id].filled_ns[action->side] = view->time_ns;
    }
}

bool view_cluster_filled_since(const struct view *view, uint32_t account_id, enum side side,
                               int64_t from_ns)
{
    uint32_t id = view_cluster(view, account_id);
    for (uint32_t left = VIEW_CLUSTER_WALK; id != 0 && left > 0; left--) {
        const struct view_account *account = view_account(view, id);
        if (account == NULL) break;
        if (account->filled_ns[side] != 0 && account->filled_ns[side] >= from_ns) return true;
        id = account->cluster_next;
    }
    return false;
}

const struct action *view_action(const struct view *view, uint64_t number)
{
    if (number == 0 || number + VIEW_ACTIONS <= view->action_count) return NULL;
    return &view->actions[number % VIEW_ACTIONS];
}

#define WALK_MAX 4096u /* actions of one account that one question looks at */

struct action_walk view_walk(const struct view *view, uint32_t account_id, uint16_t product_id,
                             int64_t from_ns)
{
    uint32_t first = view_cluster(view, account_id);
    const struct view_account *account = view_account(view, first);
    return (struct action_walk){.view = view,
                                .from_ns = from_ns,
                                .number = account == NULL ? 0 : account->action_last,
                                .account_id = first,
                                .accounts_left = VIEW_CLUSTER_WALK,
                                .max = WALK_MAX,
                                .left = WALK_MAX,
                                .product_id = product_id};
}

struct action_walk view_walk_account(const struct view *view, uint32_t account_id,
                                     uint16_t product_id, int64_t from_ns)
{
    struct action_walk walk = view_walk(view, account_id, product_id, from_ns);
    const struct view_account *account = view_account(view, account_id);
    walk.account_id = account_id;
    walk.number = account == NULL ? 0 : account->action_last;
    walk.accounts_left = 1;
    return walk;
}

/* Goes on to the next account of the cluster. */
static bool walk_turn(struct action_walk *walk)
{
    const struct view_account *account = view_account(walk->view, walk->account_id);
    if (account == NULL || account->cluster_next == 0 || --walk->accounts_left == 0) return false;
    walk->account_id = account->cluster_next;
    walk->number = view_account(walk->view, walk->account_id)->action_last;
    walk->left = walk->max;
    return true;
}

const struct action *view_walk_next(struct action_walk *walk)
{
    for (;;) {
        const struct action *action =
            walk->left == 0 ? NULL : view_action(walk->view, walk->number);
        if (action == NULL || action->time_ns < walk->from_ns) {
            if (!walk_turn(walk)) return NULL;
            continue;
        }
        walk->number = action->before;
        walk->left--;
        if (action->product_id == walk->product_id) return action;
    }
}

struct view_gain view_gain(const struct view *view, uint32_t account_id, uint16_t product_id,
                           int64_t from_ns)
{
    struct view_gain gain = {0};
    const struct view_product *product = view_product(view, product_id);
    if (product == NULL) return gain;
    int128 half_ticks = 0; /* cash, in half ticks */
    const struct action *action;
    struct action_walk walk = view_walk(view, account_id, product_id, from_ns);
    while ((action = view_walk_next(&walk)) != NULL) {
        if (action->kind < ACTION_MAKE) continue;
        bool is_buy = action->side == SIDE_BUY;
        bool is_taken = action->kind == ACTION_TAKE;
        half_ticks -= (int128)2 * action->price_ticks * action->lots * (is_buy ? 1 : -1);
        *(is_buy ? &gain.bought_lots : &gain.sold_lots) += action->lots;
        if (is_taken) {
            *(is_buy ? &gain.taken_bought_lots : &gain.taken_sold_lots) += action->lots;
        }
        bool is_older = gain.first_sequence == 0 || action->sequence < gain.first_sequence;
        if (is_older) gain.first_sequence = action->sequence;
    }
    half_ticks += (int128)product->mid_half_ticks * (gain.bought_lots - gain.sold_lots);
    gain.profit_micros = narrow_i64(div_floor(half_ticks * product->tick_value_micros, 2));
    return gain;
}
