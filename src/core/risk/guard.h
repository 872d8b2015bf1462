/* SPDX-License-Identifier: Apache-2.0 */
/*
 * guard.h - order groups and market-maker protection: what stops a member's own quoting.
 *
 * Role       Counts fills and says when a limit is reached.  Ending the orders is the flow's story.
 * Rules      R-GROUP-1 to R-GROUP-3, R-MMP-1 to R-MMP-4.
 */
#ifndef PERPETUA_CORE_RISK_GUARD_H
#define PERPETUA_CORE_RISK_GUARD_H

#include <stdbool.h>
#include <stdint.h>

#include "model/command.h"
#include "model/limits.h"

struct order_group {
    uint32_t account; /* never 0 in use */
    uint32_t group_id;
    uint32_t next; /* the account's next group */
    uint32_t triggered;
    uint32_t mmp; /* slot of its protection, 0 none was ever set (R-MMP-4) */
    uint32_t reserved;
    int64_t lots_max;
    int64_t window_ns;
    int64_t slice;                    /* number of the newest slice that counts */
    int64_t slice_lots[GROUP_SLICES]; /* by slice number modulo 16 */
};

static_assert(sizeof(struct order_group) == 48 + 8 * GROUP_SLICES, "no padding");

/* Counts from now on with these limits. */
void group_start(struct order_group *group, int64_t lots_max, int64_t window_ns);

/* Counts anew with the limits it has. */
void group_restart(struct order_group *group);

/* R-GROUP-2: counts a fill; true when the limit is reached by it. */
bool group_count(struct order_group *group, int64_t time_ns, int64_t lots);

/* Lots that count at the moment of the last fill. */
int64_t group_lots(const struct order_group *group);

struct mmp {
    struct body_mmp limits;  /* window_ns 0: off */
    int64_t window_start_ns; /* -1: no window runs */
    int64_t lots;
    int64_t delta_lots;
    int64_t frozen_until_ns; /* 0: not frozen; INT64_MAX: until reset */
    uint32_t fills_max;      /* of a group's; 0 not limited */
    uint32_t fills;
};

static_assert(sizeof(struct mmp) == 72, "no padding");

void mmp_start(struct mmp *mmp, const struct body_mmp *limits, uint32_t fills_max);
void mmp_restart(struct mmp *mmp);

/* Counts anew from the next fill on. */
void mmp_end_window(struct mmp *mmp);

static inline bool mmp_is_frozen(const struct mmp *mmp, int64_t time_ns)
{
    return mmp->frozen_until_ns > time_ns;
}

/* R-MMP-2: counts a fill of signed lots; true when a limit is reached, and it is frozen then.  The
 * counts that reached it stay until mmp_end_window. */
bool mmp_count(struct mmp *mmp, int64_t time_ns, int64_t signed_lots);

#endif
