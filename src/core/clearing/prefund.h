/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prefund.h - which closure of the bank is prepared for, and what comes next.
 *
 * Role       The venue's plan: check, closing, looks, opening.  The looks themselves are in flow.
 * Invariant  A stage other than PREFUND_IDLE has a closure and a next instant.
 * Rules      R-PREFUND-2, R-PREFUND-3.
 */
#ifndef PERPETUA_CORE_CLEARING_PREFUND_H
#define PERPETUA_CORE_CLEARING_PREFUND_H

#include "core/clearing/business_day.h"

enum prefund_stage {
    PREFUND_IDLE = 0,
    PREFUND_PLANNED = 1, /* the check is next */
    PREFUND_CHECKED = 2, /* the closing is next */
    PREFUND_CLOSED = 3   /* a look, or the opening, is next */
};

struct prefund_plan {
    struct body_prefunding_terms terms;
    struct bank_closure closure;
    int64_t next_ns;          /* 0: nothing */
    uint32_t stage;           /* enum prefund_stage */
    uint32_t liquidate_count; /* accounts in PREFUND_LIQUIDATE */
};

static_assert(sizeof(struct prefund_plan) == 40 + 16 + 8 + 8, "no padding");

/* Plans the first closure that closes after the instant. */
void prefund_plan_from(struct prefund_plan *plan, const struct days *days, int64_t time_ns);

/* What is due at the instant has been done: the next stage and its instant.  True if a look belongs
   to what was due (none does at or after the opening). */
bool prefund_plan_go_on(struct prefund_plan *plan, int64_t time_ns);

/* Is the opening due: do all states end, and is the next closure planned? */
static inline bool prefund_plan_is_over(const struct prefund_plan *plan, int64_t time_ns)
{
    return plan->stage == PREFUND_CLOSED && time_ns >= plan->closure.opening_ns;
}

#endif
