/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view_guard.c - looking at order groups and market-maker protection without changing them.
 *
 * Rules  R-GROUP-1, R-GROUP-2, R-MMP-1, R-MMP-4.
 */
#include "core/core.h"
#include "core/state/state.h"

uint32_t core_groups(const struct core *core, uint32_t account_id, struct group_view *list,
                     uint32_t max)
{
    if (!account_exists(core, account_id)) return 0;
    uint32_t count = 0;
    uint32_t slot = core_account_at(core, account_id)->first_group;
    for (; slot != 0 && count < max; slot = core->groups[slot].next) {
        const struct order_group *group = &core->groups[slot];
        list[count++] = (struct group_view){.group_id = group->group_id,
                                            .is_triggered = group->triggered != 0,
                                            .lots_max = group->lots_max,
                                            .window_ns = group->window_ns,
                                            .lots = group_lots(group)};
    }
    return count;
}

static bool mmp_show(const struct mmp *mmp, struct mmp_view *view)
{
    if (mmp->limits.window_ns == 0) return false;
    *view = (struct mmp_view){.limits = mmp->limits,
                              .frozen_until_ns = mmp->frozen_until_ns,
                              .fills_max = mmp->fills_max};
    return true;
}

bool core_mmp(const struct core *core, uint32_t account_id, uint16_t product_id,
              struct mmp_view *view)
{
    uint32_t slot = position_find(&core->positions, account_id, product_id);
    const struct position *position = position_at(&core->positions, slot);
    if (slot == 0 || position->mmp == 0) return false;
    return mmp_show(&core->mmps[position->mmp], view);
}

bool core_group_mmp(const struct core *core, uint32_t account_id, uint32_t group_id,
                    struct mmp_view *view)
{
    if (!account_exists(core, account_id)) return false;
    uint32_t slot = core_account_at(core, account_id)->first_group;
    while (slot != 0 && core->groups[slot].group_id != group_id) slot = core->groups[slot].next;
    return slot != 0 && core->groups[slot].mmp != 0 &&
           mmp_show(&core->mmps[core->groups[slot].mmp], view);
}
