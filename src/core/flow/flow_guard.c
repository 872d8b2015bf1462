/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_guard.c - order groups and market-maker protection.
 *
 * Rules  R-GROUP-1 to R-GROUP-5, R-MMP-1 to R-MMP-4.
 */
#include "core/flow/flow.h"

uint32_t group_find(const struct core *core, uint32_t account, uint32_t group_id)
{
    if (!account_exists(core, account)) return 0;
    uint32_t slot = core_account_at(core, account)->first_group;
    while (slot != 0 && core->groups[slot].group_id != group_id) slot = core->groups[slot].next;
    return slot;
}

static void group_emit(struct core *core, const struct order_group *group)
{
    emit(core, EVENT_GROUP, group->account, 0)->group =
        (struct event_group){.group_id = group->group_id,
                             .triggered = group->triggered,
                             .lots_max = group->lots_max,
                             .window_ns = group->window_ns,
                             .lots = group_lots(group)};
}

/* Whose protection it is: an account's in a product, or a group's. */
struct protected
{
    uint32_t account;
    uint16_t product;
    uint32_t group_id;
};

static void mmp_emit(struct core *core, const struct protected *of, const struct mmp *mmp)
{
    emit(core, EVENT_MMP, of->account, of->product)->mmp =
        (struct event_mmp){.window_ns = mmp->limits.window_ns,
                           .frozen_ns = mmp->limits.frozen_ns,
                           .lots_max = mmp->limits.lots_max,
                           .delta_lots_max = mmp->limits.delta_lots_max,
                           .frozen_until_ns = mmp->frozen_until_ns,
                           .lots = mmp->lots,
                           .delta_lots = mmp->delta_lots,
                           .group_id = of->group_id,
                           .fills = mmp->fills};
}

uint32_t guard_mmp(const struct core *core, uint32_t position, uint32_t group, bool *is_group)
{
    uint32_t slot = core->groups[group].mmp;
    *is_group = slot != 0 && core->mmps[slot].limits.window_ns != 0;
    if (!*is_group) slot = position_at(&core->positions, position)->mmp;
    return core->mmps[slot].limits.window_ns == 0 ? 0 : slot;
}

/* R-GROUP-3, R-GROUP-4: closed until it is reset, and its orders end. */
static void group_close(struct core *core, uint32_t slot)
{
    struct order_group *group = &core->groups[slot];
    group->triggered = 1;
    group_emit(core, group);
    struct sweep sweep = {.reason = REASON_GROUP, .side = SIDE_ANY, .group = slot};
    sweep_account(core, &sweep, group->account, 0);
}

void guard_fill(struct core *core, uint32_t position_slot_number, uint32_t group, bool is_mmp,
                int64_t signed_lots)
{
    struct position *position = position_at(&core->positions, position_slot_number);
    int64_t lots = signed_lots < 0 ? -signed_lots : signed_lots;
    int64_t time_ns = core->venue->time_ns;
    struct order_group *counted = &core->groups[group];
    if (group != 0 && !counted->triggered && group_count(counted, time_ns, lots)) {
        ASSERT(counted->account == position->account);
        group_close(core, group);
    }
    bool is_group = false;
    uint32_t slot = is_mmp ? guard_mmp(core, position_slot_number, group, &is_group) : 0;
    struct mmp *mmp = &core->mmps[slot];
    if (slot == 0 || mmp_is_frozen(mmp, time_ns)) return;
    if (!mmp_count(mmp, time_ns, signed_lots)) return;
    struct protected of = {position->account, position->product, 0};
    if (is_group) of = (struct protected){counted->account, 0, counted->group_id};
    mmp_emit(core, &of, mmp);
    mmp_end_window(mmp);
    struct sweep sweep = {.reason = REASON_MMP, .side = SIDE_ANY, .flags = FLAG_MMP};
    if (is_group) {
        sweep.group = group;
        sweep_account(core, &sweep, of.account, 0);
    } else {
        sweep_position(core, &sweep, position_slot_number);
    }
}

static bool window_is_legal(int64_t window_ns)
{
    return window_ns >= WINDOW_NS_MIN && window_ns <= WINDOW_NS_MAX;
}

/* R-GROUP-1: who may set groups and protections. */
static struct verdict gate_guard(const struct core *core, const struct command *command)
{
    struct verdict verdict = gate_account(core, command);
    if (verdict.reject == REJECT_NONE) verdict = gate_party_state(core, command->account_id);
    return verdict;
}

static struct verdict check_group_limit(int64_t lots_max)
{
    bool is_legal = lots_max >= 1 && lots_max <= QTY_LOTS_MAX;
    return is_legal ? verdict_ok() : verdict_of(REJECT_FIELD, FIELD_LIMIT, lots_max, 0);
}

static struct verdict check_group(const struct core *core, const struct body_group *group)
{
    if (group->group_id == 0) return verdict_of(REJECT_GROUP, FIELD_GROUP, 0, 0);
    struct verdict verdict = check_group_limit(group->lots_max);
    if (verdict.reject != REJECT_NONE) return verdict;
    if (!window_is_legal(group->window_ns)) {
        return verdict_of(REJECT_FIELD, FIELD_WINDOW, group->window_ns, 0);
    }
    if (group_find(core, core->command->account_id, group->group_id) == 0 &&
        slot_pool_room(&core->venue->groups) == 0) {
        return verdict_of(REJECT_CAPACITY, FIELD_GROUPS, 0, 0);
    }
    return verdict_ok();
}

void flow_group_set(struct core *core, const struct command *command)
{
    struct verdict verdict = gate_guard(core, command);
    if (verdict.reject == REJECT_NONE) verdict = check_group(core, &command->group);
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    struct account *account = core_account_at(core, command->account_id);
    uint32_t slot = group_find(core, command->account_id, command->group.group_id);
    if (slot == 0) {
        slot = slot_take(&core->venue->groups, core->groups, sizeof *core->groups);
        core->groups[slot].account = command->account_id;
        core->groups[slot].group_id = command->group.group_id;
        core->groups[slot].next = account->first_group;
        account->first_group = slot;
    }
    group_start(&core->groups[slot], command->group.lots_max, command->group.window_ns);
    group_emit(core, &core->groups[slot]);
}

/* The slot of the group that a command names that may be worked so far; 0: it has been rejected. */
static uint32_t group_named(struct core *core, const struct command *command)
{
    struct verdict verdict = gate_guard(core, command);
    uint32_t slot = 0;
    if (verdict.reject == REJECT_NONE) {
        slot = group_find(core, command->account_id, command->group.group_id);
        if (slot == 0) {
            verdict = verdict_of(REJECT_GROUP, FIELD_GROUP, command->group.group_id, 0);
        }
    }
    if (verdict.reject != REJECT_NONE) emit_reject(core, verdict, 0);
    return slot;
}

void flow_group_reset(struct core *core, const struct command *command)
{
    uint32_t slot = group_named(core, command);
    if (slot == 0) return;
    group_restart(&core->groups[slot]);
    group_emit(core, &core->groups[slot]);
}

void flow_group_trigger(struct core *core, const struct command *command)
{
    uint32_t slot = group_named(core, command);
    if (slot == 0) return;
    group_close(core, slot);
    work_all(core);
}

void flow_group_limit(struct core *core, const struct command *command)
{
    uint32_t slot = group_named(core, command);
    if (slot == 0) return;
    struct verdict verdict = check_group_limit(command->group.lots_max);
    if (verdict.reject == REJECT_NONE && command->group.window_ns != 0) {
        verdict = verdict_of(REJECT_FIELD, FIELD_WINDOW, command->group.window_ns, 0);
    }
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    struct order_group *group = &core->groups[slot];
    group->lots_max = command->group.lots_max;
    if (group_count(group, core->venue->time_ns, 0) && !group->triggered) {
        group_close(core, slot);
    } else {
        group_emit(core, group);
    }
    work_all(core);
}

static struct verdict check_mmp(const struct body_mmp *mmp)
{
    if (mmp->window_ns != 0 && !window_is_legal(mmp->window_ns)) {
        return verdict_of(REJECT_FIELD, FIELD_WINDOW, mmp->window_ns, 0);
    }
    if (mmp->frozen_ns < 0 || mmp->frozen_ns > WINDOW_NS_MAX) {
        return verdict_of(REJECT_FIELD, FIELD_WINDOW, mmp->frozen_ns, 0);
    }
    if (mmp->lots_max < 0 || mmp->lots_max > QTY_LOTS_MAX) {
        return verdict_of(REJECT_FIELD, FIELD_LIMIT, mmp->lots_max, 0);
    }
    if (mmp->delta_lots_max < 0 || mmp->delta_lots_max > QTY_LOTS_MAX) {
        return verdict_of(REJECT_FIELD, FIELD_LIMIT, mmp->delta_lots_max, 0);
    }
    return verdict_ok();
}

static struct verdict check_mmp_memory(const struct core *core, uint32_t position)
{
    if (position == 0 && slot_pool_room(&core->venue->positions) < POSITION_MAKE_SLOTS) {
        return verdict_of(REJECT_CAPACITY, FIELD_POSITIONS, 0, 0);
    }
    if (position_at(&core->positions, position)->mmp == 0 &&
        slot_pool_room(&core->venue->mmps) == 0) {
        return verdict_of(REJECT_CAPACITY, FIELD_MMPS, 0, 0);
    }
    return verdict_ok();
}

void flow_mmp_set(struct core *core, const struct command *command)
{
    struct verdict verdict = gate_product(core, command->product_id);
    if (verdict.reject == REJECT_NONE) verdict = gate_guard(core, command);
    if (verdict.reject == REJECT_NONE) verdict = check_mmp(&command->mmp);
    uint32_t slot = position_find(&core->positions, command->account_id, command->product_id);
    if (verdict.reject == REJECT_NONE) verdict = check_mmp_memory(core, slot);
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    slot = position_make(&core->positions, command->account_id, command->product_id,
                         core_account_at(core, command->account_id)->owner);
    struct position *position = position_at(&core->positions, slot);
    if (position->mmp == 0) {
        position->mmp = slot_take(&core->venue->mmps, core->mmps, sizeof *core->mmps);
    }
    mmp_start(&core->mmps[position->mmp], &command->mmp, 0);
    mmp_emit(core, &(struct protected){position->account, position->product, 0},
             &core->mmps[position->mmp]);
}

void flow_mmp_reset(struct core *core, const struct command *command)
{
    struct verdict verdict = gate_product(core, command->product_id);
    if (verdict.reject == REJECT_NONE) verdict = gate_guard(core, command);
    uint32_t slot = position_find(&core->positions, command->account_id, command->product_id);
    const struct position *position = position_at(&core->positions, slot);
    struct mmp *mmp = &core->mmps[position->mmp];
    if (verdict.reject == REJECT_NONE && (position->mmp == 0 || mmp->limits.window_ns == 0)) {
        verdict = verdict_of(REJECT_MMP_MISSING, FIELD_FLAGS, 0, 0);
    }
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    mmp_restart(mmp);
    mmp_emit(core, &(struct protected){position->account, position->product, 0}, mmp);
}

void flow_group_mmp(struct core *core, const struct command *command)
{
    uint32_t slot = group_named(core, command);
    if (slot == 0) return;
    struct order_group *group = &core->groups[slot];
    struct verdict verdict = check_mmp(&command->group_mmp.limits);
    bool needs_slot = group->mmp == 0;
    if (verdict.reject == REJECT_NONE && needs_slot && slot_pool_room(&core->venue->mmps) == 0) {
        verdict = verdict_of(REJECT_CAPACITY, FIELD_MMPS, 0, 0);
    }
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    if (needs_slot) group->mmp = slot_take(&core->venue->mmps, core->mmps, sizeof *core->mmps);
    mmp_start(&core->mmps[group->mmp], &command->group_mmp.limits, command->group_mmp.fills_max);
    mmp_emit(core, &(struct protected){group->account, 0, group->group_id},
             &core->mmps[group->mmp]);
}

void flow_group_mmp_reset(struct core *core, const struct command *command)
{
    uint32_t slot = group_named(core, command);
    if (slot == 0) return;
    const struct order_group *group = &core->groups[slot];
    struct mmp *mmp = &core->mmps[group->mmp];
    if (group->mmp == 0 || mmp->limits.window_ns == 0) {
        emit_reject(core, verdict_of(REJECT_MMP_MISSING, FIELD_FLAGS, 0, 0), 0);
        return;
    }
    mmp_restart(mmp);
    mmp_emit(core, &(struct protected){group->account, 0, group->group_id}, mmp);
}
