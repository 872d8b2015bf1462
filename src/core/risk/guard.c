/* SPDX-License-Identifier: Apache-2.0 */
/*
 * guard.c - see guard.h.
 */
#include "core/risk/guard.h"

#include <string.h>

#include "base/check.h"

void group_start(struct order_group *group, int64_t lots_max, int64_t window_ns)
{
    ASSERT(lots_max > 0);
    ASSERT(window_ns > 0);
    group->lots_max = lots_max;
    group->window_ns = window_ns;
    group_restart(group);
}

void group_restart(struct order_group *group)
{
    group->triggered = 0;
    group->slice = 0;
    memset(group->slice_lots, 0, sizeof group->slice_lots);
}

int64_t group_lots(const struct order_group *group)
{
    int64_t lots = 0;
    for (uint32_t i = 0; i < GROUP_SLICES; i++) lots += group->slice_lots[i];
    return lots;
}

bool group_count(struct order_group *group, int64_t time_ns, int64_t lots)
{
    ASSERT(time_ns >= 0);
    int64_t slice_ns = (group->window_ns + GROUP_SLICES - 2) / (GROUP_SLICES - 1);
    int64_t slice = time_ns / slice_ns;
    if (slice - group->slice >= GROUP_SLICES) {
        memset(group->slice_lots, 0, sizeof group->slice_lots);
    } else {
        for (int64_t i = group->slice + 1; i <= slice; i++) group->slice_lots[i % GROUP_SLICES] = 0;
    }
    group->slice = slice;
    group->slice_lots[slice % GROUP_SLICES] += lots;
    return group_lots(group) >= group->lots_max;
}

void mmp_start(struct mmp *mmp, const struct body_mmp *limits, uint32_t fills_max)
{
    mmp->limits = *limits;
    mmp->fills_max = fills_max;
    mmp_restart(mmp);
}

void mmp_end_window(struct mmp *mmp)
{
    mmp->window_start_ns = -1;
    mmp->lots = 0;
    mmp->delta_lots = 0;
    mmp->fills = 0;
}

void mmp_restart(struct mmp *mmp)
{
    mmp_end_window(mmp);
    mmp->frozen_until_ns = 0;
}

/* A count without a limit may run for ever: it stops at a number no limit reaches. */
static int64_t count_capped(int64_t lots)
{
    if (lots > PRODUCT_LOTS_MAX) return PRODUCT_LOTS_MAX;
    return lots < -PRODUCT_LOTS_MAX ? -PRODUCT_LOTS_MAX : lots;
}

bool mmp_count(struct mmp *mmp, int64_t time_ns, int64_t signed_lots)
{
    ASSERT(mmp->limits.window_ns > 0);
    if (mmp->window_start_ns == -1 || time_ns - mmp->window_start_ns >= mmp->limits.window_ns) {
        mmp_end_window(mmp);
        mmp->window_start_ns = time_ns;
    }
    /* Without a limit of fills the count stays 0, as it was before groups had protections. */
    if (mmp->fills_max > 0) mmp->fills++;
    mmp->lots = count_capped(mmp->lots + (signed_lots < 0 ? -signed_lots : signed_lots));
    mmp->delta_lots = count_capped(mmp->delta_lots + signed_lots);

    int64_t delta_lots = mmp->delta_lots < 0 ? -mmp->delta_lots : mmp->delta_lots;
    bool lots_reached = mmp->limits.lots_max > 0 && mmp->lots >= mmp->limits.lots_max;
    bool delta_reached = mmp->limits.delta_lots_max > 0 && delta_lots >= mmp->limits.delta_lots_max;
    bool fills_reached = mmp->fills_max > 0 && mmp->fills >= mmp->fills_max;
    if (!lots_reached && !delta_reached && !fills_reached) return false;

    int64_t frozen_ns = mmp->limits.frozen_ns;
    mmp->frozen_until_ns = frozen_ns == 0 ? INT64_MAX : time_ns + frozen_ns;
    return true;
}
