/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_guard.c - what a fill causes: linked legs, reduce-only orders, groups, protection.
 *
 * Role   See naive_book.h.
 * Rules  R-MATCH-3, R-REDUCE-2, R-GROUP-1 to R-GROUP-5, R-MMP-1 to R-MMP-4.
 */
#include "sim/naive_book.h"
#include "sim/naive_check.h"
#include "sim/naive_money.h"

static struct naive_fault check_range(enum field field, int64_t value, int64_t low, int64_t high)
{
    if (value < low || value > high) return fault_of(REJECT_FIELD, field, value, 0);
    return NO_FAULT;
}

/* --- groups ----------------------------------------------------------------------------------- */

static void group_clear(struct naive_group *group)
{
    group->is_triggered = false;
    group->slice_count = 0;
}

/* R-GROUP-2: lots of the present slice and the 15 before it; older ones are forgotten. */
static int64_t group_lots(struct naive_group *group, int64_t slice)
{
    int64_t lots = 0;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < group->slice_count; i++) {
        if (group->slices[i].number < slice - ((int64_t)GROUP_SLICES - 1)) continue;
        lots += group->slices[i].lots;
        group->slices[kept++] = group->slices[i];
    }
    group->slice_count = kept;
    return lots;
}

static int64_t group_slice(const struct naive *naive, const struct naive_group *group)
{
    int64_t length_ns = narrow_i64(div_ceil(group->window_ns, (int64_t)GROUP_SLICES - 1));
    return narrow_i64(div_floor(naive->now_ns, length_ns));
}

static void group_count(struct naive_group *group, int64_t slice, int64_t lots)
{
    uint32_t i = 0;
    while (i < group->slice_count && group->slices[i].number != slice) i++;
    if (i == group->slice_count) {
        ASSERT(group->slice_count < GROUP_SLICES);
        group->slices[i] = (struct naive_slice){slice, 0};
        group->slice_count++;
    }
    group->slices[i].lots += lots;
}

static void emit_group(struct naive *naive, const struct naive_group *group, int64_t lots)
{
    struct event *event = naive_emit(naive, EVENT_GROUP, group->account_id, 0);
    event->group.group_id = group->group_id;
    event->group.triggered = group->is_triggered ? 1 : 0;
    event->group.lots_max = group->lots_max;
    event->group.window_ns = group->window_ns;
    event->group.lots = lots;
}

/* R-GROUP-3, R-GROUP-4 */
static void group_trigger(struct naive *naive, struct naive_group *group, int64_t lots)
{
    group->is_triggered = true;
    emit_group(naive, group, lots);
    struct naive_sweep sweep = {
        .account_id = group->account_id, .group_id = group->group_id, .side = SIDE_ANY};
    (void)naive_sweep_orders(naive, &sweep, REASON_GROUP);
}

/* R-GROUP-3 */
static void group_fill(struct naive *naive, uint32_t account_id, uint32_t group_id, int64_t lots)
{
    struct naive_group *group = naive_find_group(naive, account_id, group_id);
    int64_t slice = group_slice(naive, group);
    (void)group_lots(group, slice);
    group_count(group, slice, lots);
    int64_t sum = group_lots(group, slice);
    if (!group->is_triggered && sum >= group->lots_max) group_trigger(naive, group, sum);
}

struct naive_fault naive_command_group_set(struct naive *naive)
{
    const struct body_group *body = &naive->command->group;
    uint32_t account_id = naive->command->account_id;
    CHECK(naive_check_party(naive, account_id));
    if (body->group_id == 0) return fault_of(REJECT_GROUP, FIELD_GROUP, 0, 0);
    CHECK(check_range(FIELD_LIMIT, body->lots_max, 1, QTY_LOTS_MAX));
    CHECK(check_range(FIELD_WINDOW, body->window_ns, WINDOW_NS_MIN, WINDOW_NS_MAX));

    struct naive_group *group = naive_find_group(naive, account_id, body->group_id);
    if (group == NULL) {
        naive->groups = naive_grow(naive->groups, sizeof *naive->groups, &naive->group_count,
                                   &naive->group_capacity);
        group = &naive->groups[naive->group_count - 1];
        group->account_id = account_id;
        group->group_id = body->group_id;
    }
    group->lots_max = body->lots_max;
    group->window_ns = body->window_ns;
    group_clear(group);
    emit_group(naive, group, 0);
    return NO_FAULT;
}

struct naive_fault naive_command_group_reset(struct naive *naive)
{
    uint32_t account_id = naive->command->account_id;
    uint32_t group_id = naive->command->group.group_id;
    CHECK(naive_check_party(naive, account_id));
    struct naive_group *group = naive_find_group(naive, account_id, group_id);
    if (group == NULL) return fault_of(REJECT_GROUP, FIELD_GROUP, group_id, 0);
    group_clear(group);
    emit_group(naive, group, 0);
    return NO_FAULT;
}

/* R-GROUP-4: the event tells the lots of the slices that its last fill left. */
struct naive_fault naive_command_group_trigger(struct naive *naive)
{
    uint32_t account_id = naive->command->account_id;
    uint32_t group_id = naive->command->group.group_id;
    CHECK(naive_check_party(naive, account_id));
    struct naive_group *group = naive_find_group(naive, account_id, group_id);
    if (group == NULL) return fault_of(REJECT_GROUP, FIELD_GROUP, group_id, 0);
    int64_t lots = 0;
    for (uint32_t i = 0; i < group->slice_count; i++) lots += group->slices[i].lots;
    group_trigger(naive, group, lots);
    return NO_FAULT;
}

/* R-GROUP-5 */
struct naive_fault naive_command_group_limit(struct naive *naive)
{
    const struct body_group *body = &naive->command->group;
    uint32_t account_id = naive->command->account_id;
    CHECK(naive_check_party(naive, account_id));
    struct naive_group *group = naive_find_group(naive, account_id, body->group_id);
    if (group == NULL) return fault_of(REJECT_GROUP, FIELD_GROUP, body->group_id, 0);
    CHECK(check_range(FIELD_LIMIT, body->lots_max, 1, QTY_LOTS_MAX));
    CHECK(check_range(FIELD_WINDOW, body->window_ns, 0, 0));
    group->lots_max = body->lots_max;
    int64_t lots = group_lots(group, group_slice(naive, group));
    if (!group->is_triggered && lots >= group->lots_max) {
        group_trigger(naive, group, lots);
    } else {
        emit_group(naive, group, lots);
    }
    return NO_FAULT;
}

/* --- market-maker protection ------------------------------------------------------------------ */

static void mmp_clear(struct naive_mmp *mmp)
{
    mmp->window_runs = false;
    mmp->lots = 0;
    mmp->delta_lots = 0;
    mmp->fills = 0;
    mmp->frozen_until_ns = 0;
}

static void emit_mmp(struct naive *naive, const struct naive_mmp *mmp)
{
    struct event *event = naive_emit(naive, EVENT_MMP, mmp->account_id, mmp->product_id);
    event->mmp.window_ns = mmp->terms.window_ns;
    event->mmp.frozen_ns = mmp->terms.frozen_ns;
    event->mmp.lots_max = mmp->terms.lots_max;
    event->mmp.delta_lots_max = mmp->terms.delta_lots_max;
    event->mmp.frozen_until_ns = mmp->frozen_until_ns;
    event->mmp.lots = mmp->lots;
    event->mmp.delta_lots = mmp->delta_lots;
    event->mmp.group_id = mmp->group_id;
    event->mmp.fills = mmp->fills;
}

/* R-MMP-2 */
static void mmp_fill(struct naive *naive, const struct naive_order *order, int64_t lots)
{
    struct naive_mmp *mmp = naive_mmp_of(naive, order);
    if (mmp == NULL) return;
    if (naive->now_ns < mmp->frozen_until_ns) return;

    bool is_over = naive->now_ns >= mmp->window_start_ns + mmp->terms.window_ns;
    if (!mmp->window_runs || is_over) {
        mmp_clear(mmp);
        mmp->window_runs = true;
        mmp->window_start_ns = naive->now_ns;
    }
    if (mmp->fills_max != 0) mmp->fills++;
    mmp->lots += lots;
    mmp->delta_lots += side_sign((enum side)order->side) * lots;
    int64_t delta = mmp->delta_lots < 0 ? -mmp->delta_lots : mmp->delta_lots;
    bool breaks_lots = mmp->terms.lots_max != 0 && mmp->lots >= mmp->terms.lots_max;
    bool breaks_delta = mmp->terms.delta_lots_max != 0 && delta >= mmp->terms.delta_lots_max;
    bool breaks_fills = mmp->fills_max != 0 && mmp->fills >= mmp->fills_max;
    if (!breaks_lots && !breaks_delta && !breaks_fills) return;

    mmp->frozen_until_ns =
        mmp->terms.frozen_ns == 0 ? INT64_MAX : naive->now_ns + mmp->terms.frozen_ns;
    emit_mmp(naive, mmp);
    mmp->window_runs = false;
    mmp->lots = 0;
    mmp->delta_lots = 0;
    mmp->fills = 0;
    struct naive_sweep sweep = {.account_id = order->account_id,
                                .product_id = mmp->product_id,
                                .group_id = mmp->group_id,
                                .flags = FLAG_MMP,
                                .side = SIDE_ANY};
    (void)naive_sweep_orders(naive, &sweep, REASON_MMP);
}

static struct naive_fault check_mmp(const struct body_mmp *body)
{
    if (body->window_ns != 0)
        CHECK(check_range(FIELD_WINDOW, body->window_ns, WINDOW_NS_MIN, WINDOW_NS_MAX));
    CHECK(check_range(FIELD_WINDOW, body->frozen_ns, 0, WINDOW_NS_MAX));
    CHECK(check_range(FIELD_LIMIT, body->lots_max, 0, QTY_LOTS_MAX));
    return check_range(FIELD_LIMIT, body->delta_lots_max, 0, QTY_LOTS_MAX);
}

/* Sets the protection of the account in the product, or of its group. */
static void mmp_set(struct naive *naive, uint16_t product_id, uint32_t group_id,
                    const struct body_mmp *body, uint32_t fills_max)
{
    uint32_t account_id = naive->command->account_id;
    struct naive_mmp *mmp = naive_find_mmp(naive, account_id, product_id, group_id);
    if (mmp == NULL) {
        naive->mmps =
            naive_grow(naive->mmps, sizeof *naive->mmps, &naive->mmp_count, &naive->mmp_capacity);
        mmp = &naive->mmps[naive->mmp_count - 1];
        mmp->account_id = account_id;
        mmp->product_id = product_id;
        mmp->group_id = group_id;
    }
    mmp->terms = *body;
    mmp->fills_max = fills_max;
    mmp_clear(mmp);
    emit_mmp(naive, mmp);
}

struct naive_fault naive_command_mmp_set(struct naive *naive)
{
    const struct command *command = naive->command;
    CHECK(naive_check_product_listed(naive, command->product_id));
    CHECK(naive_check_party(naive, command->account_id));
    CHECK(check_mmp(&command->mmp));
    mmp_set(naive, command->product_id, 0, &command->mmp, 0);
    return NO_FAULT;
}

/* R-MMP-4 */
struct naive_fault naive_command_group_mmp(struct naive *naive)
{
    uint32_t account_id = naive->command->account_id;
    const struct body_group_mmp *body = &naive->command->group_mmp;
    CHECK(naive_check_party(naive, account_id));
    if (naive_find_group(naive, account_id, body->group_id) == NULL)
        return fault_of(REJECT_GROUP, FIELD_GROUP, body->group_id, 0);
    CHECK(check_mmp(&body->limits));
    mmp_set(naive, 0, body->group_id, &body->limits, body->fills_max);
    return NO_FAULT;
}

/* R-MMP-4 */
struct naive_fault naive_command_group_mmp_reset(struct naive *naive)
{
    uint32_t account_id = naive->command->account_id;
    uint32_t group_id = naive->command->group.group_id;
    CHECK(naive_check_party(naive, account_id));
    if (naive_find_group(naive, account_id, group_id) == NULL)
        return fault_of(REJECT_GROUP, FIELD_GROUP, group_id, 0);
    struct naive_mmp *mmp = naive_find_mmp(naive, account_id, 0, group_id);
    if (mmp == NULL || mmp->terms.window_ns == 0)
        return fault_of(REJECT_MMP_MISSING, FIELD_FLAGS, 0, 0);
    mmp_clear(mmp);
    emit_mmp(naive, mmp);
    return NO_FAULT;
}

struct naive_fault naive_command_mmp_reset(struct naive *naive)
{
    const struct command *command = naive->command;
    CHECK(naive_check_product_listed(naive, command->product_id));
    CHECK(naive_check_party(naive, command->account_id));
    struct naive_mmp *mmp = naive_find_mmp(naive, command->account_id, command->product_id, 0);
    if (mmp == NULL || mmp->terms.window_ns == 0)
        return fault_of(REJECT_MMP_MISSING, FIELD_FLAGS, 0, 0);
    mmp_clear(mmp);
    emit_mmp(naive, mmp);
    return NO_FAULT;
}

/* --- consequences ----------------------------------------------------------------------------- */

/* R-REDUCE-2 */
void naive_fit_reduce_only(struct naive *naive, uint32_t account_id, uint16_t product_id,
                           const struct naive_order *taker)
{
    for (uint32_t i = 0; i < naive->order_count; i++) {
        struct naive_order *order = naive->orders[i];
        if (order->state != NAIVE_RESTING || order == taker) continue;
        if (order->account_id != account_id || order->product_id != product_id) continue;
        if ((order->flags & FLAG_REDUCE_ONLY) == 0) continue;
        int64_t reducible = naive_reducible_lots(naive, order->account_id, order->product_id,
                                                 (enum side)order->side);
        if (reducible == 0) {
            naive_order_cancel(naive, order, REASON_REDUCE_ONLY);
        } else if (reducible < order->open) {
            naive_order_reduce(naive, order, order->open - reducible);
            naive_emit_order(naive, EVENT_ORDER_DECREASED, order, REASON_REDUCE_ONLY, 0);
        }
    }
}

void naive_fill_consequences(struct naive *naive, struct naive_order *order, int64_t lots,
                             const struct naive_order *taker)
{
    if (naive_order_is_live(order)) naive_order_end_sibling(naive, order);
    naive_fit_reduce_only(naive, order->account_id, order->product_id, taker);
    if (order->group_id != 0) group_fill(naive, order->account_id, order->group_id, lots);
    if ((order->flags & FLAG_MMP) != 0) mmp_fill(naive, order, lots);
}
