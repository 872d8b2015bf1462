/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_attention.c - who is looked at when a mark has been applied, and the queue of accounts that
 * need to be closed.
 *
 * Role   The index (core/risk/attention.h) names the positions that are due; each account is then
 *        valued exactly.  A mark that reaches nobody's price costs two comparisons.
 * Rules  R-ATT-1 to R-ATT-6, R-LIQ-2 (when a step is done).
 */
#include "core/flow/flow_liquidation.h"
#include "core/flow/flow_margin.h"
#include "core/product/payoff.h"
#include "core/state/hint.h"

static bool is_queued(const struct core *core, uint32_t account_id)
{
    return (core_account_at(core, account_id)->margin_flags & MARGIN_QUEUED) != 0;
}

/* --- prices of looks -------------------------------------------------------------------------- */

static void looks_remove(struct core *core, uint32_t account_id)
{
    uint32_t slot = core_account_at(core, account_id)->first_position;
    while (slot != 0) {
        const struct position *position = position_at(&core->positions, slot);
        look_remove(core->looks, core->margins[position->product].roots, slot);
        slot = position->account_next;
    }
}

/* The index is ordered by the value of a lot: a long inverse position stands with those that lose
 * when it rises (R-PAYOFF-6). */
static enum side look_side(const struct product *product, const struct position *position)
{
    return product_value_side(product, position->net_lots > 0 ? SIDE_BUY : SIDE_SELL);
}

static int64_t level_of(const struct core *core, uint32_t product_id, enum side side)
{
    const struct product *product = core_product_at(core, product_id);
    struct lot_factors factors = product_factors(product, product->mark);
    return look_level(&core->margins[product_id], side, factors.price_e4,
                      factors.tick_value_micros);
}

/* The price at which the position uses up its share of the slack. */
static int64_t key_of(const struct core *core, const struct position *position, int128 share)
{
    const struct product *product = core_product_at(core, position->product);
    const struct product_margin *margin = &core->margins[position->product];
    const struct account *account = core_account_at(core, position->account);
    const struct risk_grid *grid = account_grid(core, account, position->product);
    enum side side = look_side(product, position);
    struct look_share look = {
        .slack = share,
        .slope_ppm = look_slope_ppm(margin, grid, side, core->venue->queue_ratio_ppm),
        .lots = position->net_lots > 0 ? position->net_lots : -position->net_lots,
    };
    return look_key(level_of(core, position->product, side), &look);
}

/* Prices of looks from the account's value; an unhealthy one is due at whatever mark comes next. */
static void looks_set(struct core *core, uint32_t account_id, const struct account_value *value)
{
    uint32_t ratio_ppm = core->venue->queue_ratio_ppm;
    bool unhealthy = margin_is_unhealthy(value->maintenance, value->equity, ratio_ppm);
    int64_t count = (int64_t)value->positions;
    int128 share = 0;
    if (count > 0) {
        int128 slack = value->equity - div_ceil(value->maintenance * PPM_ONE, ratio_ppm);
        share = div_floor(slack - LOOK_ROUNDING * (count + 1), count);
    }
    uint32_t slot = core_account_at(core, account_id)->first_position;
    while (slot != 0) {
        const struct position *position = position_at(&core->positions, slot);
        struct product_margin *margin = &core->margins[position->product];
        if (margin->terms_version != 0 && position->net_lots != 0) {
            enum side side = look_side(core_product_at(core, position->product), position);
            int64_t key = unhealthy ? LOOK_ALWAYS : key_of(core, position, share);
            look_set(core->looks, margin->roots, slot, side, key);
        } else if (margin->terms_version != 0) {
            look_remove(core->looks, margin->roots, slot);
        }
        slot = position->account_next;
    }
}

void attention_set(struct core *core, uint32_t account_id)
{
    const struct account *account = core_account_at(core, account_id);
    if ((account->margin_flags & MARGIN_FULL) == 0 || is_queued(core, account_id)) return;
    struct account_value value = account_value_brief(core, account_id);
    looks_set(core, account_id, &value);
}

void attention_set_all(struct core *core, uint32_t product_id)
{
    uint32_t slot = core_product_at(core, product_id)->first_position;
    while (slot != 0) {
        const struct position *position = position_at(&core->positions, slot);
        slot = position->product_next;
        if (position->net_lots != 0) attention_set(core, position->account);
    }
}

void attention_funding(struct core *core, uint32_t product_id, int64_t delta_nanos)
{
    struct product_margin *margin = &core->margins[product_id];
    if (margin->terms_version == 0) return;
    bool is_inverse = product_is_inverse(core_product_at(core, product_id));
    look_funding(margin, is_inverse ? -delta_nanos : delta_nanos);
}

/* --- the queue -------------------------------------------------------------------------------- */

static void risk_emit(struct core *core, enum event_kind kind, uint32_t account_id,
                      uint32_t product_id, const struct account_value *value)
{
    struct fine_price mark = {0};
    if (product_id != 0) mark = core_product_at(core, product_id)->mark;
    emit(core, kind, account_id, product_id)->risk = (struct event_risk){
        .equity = {shown_micros(value->equity)},
        .maintenance = {shown_micros(value->maintenance)},
        .initial = {shown_micros(account_initial(core, account_id))},
        .balance = ledger_balance(&core->ledger, entry_account(account_id)),
        .unrealised = {shown_micros(value->unrealised)},
        .ratio_ppm = margin_ratio_ppm(value->maintenance, value->equity),
        .mark = mark,
    };
}

static struct look_queue *queue_of(struct core *core, const struct position *position)
{
    return &core->margins[position->product].queue;
}

/* R-ATT-6: at the end of the queue, and of those of the account's products. */
static void queue_enter(struct core *core, uint32_t account_id)
{
    ASSERT(!is_queued(core, account_id));
    struct venue *venue = core->venue;
    core_account_at(core, account_id)->margin_flags |= MARGIN_QUEUED;
    core->links[account_id].queue_older = venue->queue_newest;
    core->links[account_id].queue_newer = 0;
    if (venue->queue_newest == 0) {
        venue->queue_oldest = account_id;
    } else {
        core->links[venue->queue_newest].queue_newer = account_id;
    }
    venue->queue_newest = account_id;
    venue->queue_count++;
    uint32_t slot = core_account_at(core, account_id)->first_position;
    while (slot != 0) {
        const struct position *position = position_at(&core->positions, slot);
        look_queue_put(core->looks, queue_of(core, position), slot, 0);
        slot = position->account_next;
    }
}

static void queue_leave(struct core *core, uint32_t account_id)
{
    ASSERT(is_queued(core, account_id));
    struct venue *venue = core->venue;
    struct account_links *links = &core->links[account_id];
    core_account_at(core, account_id)->margin_flags &= (uint8_t)~MARGIN_QUEUED;
    if (links->queue_older == 0) {
        venue->queue_oldest = links->queue_newer;
    } else {
        core->links[links->queue_older].queue_newer = links->queue_newer;
    }
    if (links->queue_newer == 0) {
        venue->queue_newest = links->queue_older;
    } else {
        core->links[links->queue_newer].queue_older = links->queue_older;
    }
    links->queue_older = 0;
    links->queue_newer = 0;
    venue->queue_count--;
    uint32_t slot = core_account_at(core, account_id)->first_position;
    while (slot != 0) {
        const struct position *position = position_at(&core->positions, slot);
        look_queue_take(core->looks, queue_of(core, position), slot);
        slot = position->account_next;
    }
}

/* Seldom, so it may walk: in front of the next one in the queue that has been in the product. */
void attention_position_listed(struct core *core, const struct position *position)
{
    if (!is_queued(core, position->account)) return;
    uint32_t account_id = position->account;
    uint32_t before = 0;
    while (before == 0 && (account_id = core->links[account_id].queue_newer) != 0) {
        before = account_position(core, account_id, position->product);
        if (!position_at(&core->positions, before)->is_listed) before = 0;
    }
    uint32_t slot = position_slot(&core->positions, position);
    look_queue_put(core->looks, queue_of(core, position), slot, before);
}

/* R-ATT-3 for one account at a mark of the product. */
static void account_look(struct core *core, uint32_t account_id, uint32_t product_id)
{
    struct account_value value = account_value_brief(core, account_id);
    bool unhealthy =
        margin_is_unhealthy(value.maintenance, value.equity, core->venue->queue_ratio_ppm);
    bool trades = product_is_trading(core, core_product_at(core, product_id));
    if (unhealthy && trades && !is_queued(core, account_id)) {
        looks_remove(core, account_id);
        queue_enter(core, account_id);
        risk_emit(core, EVENT_ACCOUNT_QUEUED, account_id, product_id, &value);
    } else if (!unhealthy && is_queued(core, account_id)) {
        queue_leave(core, account_id);
        risk_emit(core, EVENT_ACCOUNT_HEALTHY, account_id, product_id, &value);
    }
    if (!is_queued(core, account_id)) looks_set(core, account_id, &value);
}

void attention_touch(struct core *core, uint32_t account_id, uint32_t product_id)
{
    if (!is_queued(core, account_id)) {
        attention_set(core, account_id);
        return;
    }
    struct account_value value = account_value_brief(core, account_id);
    if (margin_is_unhealthy(value.maintenance, value.equity, core->venue->queue_ratio_ppm)) return;
    queue_leave(core, account_id);
    risk_emit(core, EVENT_ACCOUNT_HEALTHY, account_id, product_id, &value);
    looks_set(core, account_id, &value);
}

/* --- a look at a mark ------------------------------------------------------------------------- */

/* Accounts linked by look_next. */
static uint32_t list_push(struct core *core, uint32_t list, uint32_t account_id)
{
    core->links[account_id].look_next = list;
    return account_id;
}

/* Takes out of the index every position that the present mark has reached. */
static uint32_t due_take(struct core *core, uint32_t product_id, uint32_t list)
{
    struct product_margin *margin = &core->margins[product_id];
    for (uint32_t side = 0; side < 2; side++) {
        int64_t level = level_of(core, product_id, (enum side)side);
        uint32_t *root = &margin->roots[side];
        if (!look_is_due(core->looks, *root, level)) continue;
        uint32_t slot = look_take_due(core->looks, root, level);
        while (slot != 0) {
            list = list_push(core, list, position_at(&core->positions, slot)->account);
            slot = look_due_next(core->looks, slot);
            hint_position(core, slot);
        }
    }
    return list;
}

/* Adds the queued accounts that have a position in the product. */
static uint32_t queued_take(struct core *core, uint32_t product_id, uint32_t list)
{
    uint32_t slot = core->margins[product_id].queue.oldest;
    uint32_t far = slot;
    for (uint32_t i = 0; i < HINT_FAR; i++) far = look_queue_newer(core->looks, far);
    while (slot != 0) {
        const struct position *position = position_at(&core->positions, slot);
        slot = look_queue_newer(core->looks, slot);
        __builtin_prefetch(position_at(&core->positions, far));
        far = look_queue_newer(core->looks, far);
        if (position->net_lots != 0) list = list_push(core, list, position->account);
    }
    return list;
}

/* Two lists in ascending order become one. */
static uint32_t lists_merge(struct core *core, uint32_t a, uint32_t b)
{
    uint32_t head = 0;
    uint32_t *end = &head;
    while (a != 0 && b != 0) {
        uint32_t *lower = a < b ? &a : &b;
        *end = *lower;
        end = &core->links[*lower].look_next;
        *lower = *end;
    }
    *end = a != 0 ? a : b;
    return head;
}

/* Takes the first accounts of a list as far as they descend; they are given in ascending order.
 * Queued accounts came in ascending order at each mark, and were pushed one before the other. */
static uint32_t run_take(struct core *core, uint32_t *list)
{
    uint32_t run = *list;
    uint32_t rest = core->links[run].look_next;
    core->links[run].look_next = 0;
    while (rest != 0 && rest < run) {
        uint32_t next = core->links[rest].look_next;
        core->links[rest].look_next = run;
        run = rest;
        rest = next;
    }
    *list = rest;
    return run;
}

#define LIST_BINS 25u /* accounts are fewer than 2^24 */

/* In ascending order of account number, without memory of its own: lists of 2^i runs wait in bins
 * until there are two of a size. */
static uint32_t list_sort(struct core *core, uint32_t list)
{
    uint32_t bins[LIST_BINS] = {0};
    while (list != 0) {
        uint32_t carried = run_take(core, &list);
        uint32_t i = 0;
        for (; bins[i] != 0; i++) {
            carried = lists_merge(core, bins[i], carried);
            bins[i] = 0;
        }
        bins[i] = carried;
    }
    uint32_t sorted = 0;
    for (uint32_t i = 0; i < LIST_BINS; i++) sorted = lists_merge(core, bins[i], sorted);
    return sorted;
}

/* Runs ahead of the walk over a list. */
struct scouts {
    uint32_t far; /* accounts, 0 at the end */
    uint32_t near;
};

static void scouts_step(const struct core *core, struct scouts *scouts)
{
    hint_account(core, scouts->far);
    hint_position(core, core_account_at(core, scouts->near)->first_position);
    scouts->far = core->links[scouts->far].look_next;
    scouts->near = core->links[scouts->near].look_next;
}

static struct scouts scouts_start(const struct core *core, uint32_t list)
{
    struct scouts scouts = {.far = list};
    for (uint32_t i = 0; i < HINT_FAR; i++) {
        if (i == HINT_FAR - HINT_NEAR) scouts.near = list;
        scouts_step(core, &scouts);
    }
    return scouts;
}

void attention_look(struct core *core, uint32_t product_id)
{
    if (!core_product_at(core, product_id)->has_full_margin) return;
    uint32_t list = due_take(core, product_id, 0);
    /* A mark that is set while nothing trades moves the equity that other products see; it is not
     * a look, so whoever is queued stays (R-ATT-1). */
    if (product_is_trading(core, core_product_at(core, product_id))) {
        list = queued_take(core, product_id, list);
    }
    list = list_sort(core, list);
    struct scouts scouts = scouts_start(core, list);
    while (list != 0) {
        scouts_step(core, &scouts);
        uint32_t account_id = list;
        list = core->links[account_id].look_next;
        core->links[account_id].look_next = 0;
        account_look(core, account_id, product_id);
    }
    liquidation_step(core, product_id);
}
