/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prefund.c - see prefund.h.
 */
#include "core/clearing/prefund.h"

#include "base/int_math.h"

void prefund_plan_from(struct prefund_plan *plan, const struct days *days, int64_t time_ns)
{
    plan->stage = PREFUND_IDLE;
    plan->next_ns = 0;
    plan->closure = (struct bank_closure){0, 0};
    if (plan->terms.closure_ns == 0) return;
    if (!closure_after(days, time_ns, plan->terms.closure_ns, &plan->closure)) return;
    plan->stage = PREFUND_PLANNED;
    plan->next_ns = plan->closure.closing_ns - plan->terms.check_ns;
}

bool prefund_plan_go_on(struct prefund_plan *plan, int64_t time_ns)
{
    ASSERT(plan->stage != PREFUND_IDLE);
    ASSERT(plan->next_ns <= time_ns);
    ASSERT(!prefund_plan_is_over(plan, time_ns));
    const struct bank_closure *closure = &plan->closure;
    if (plan->stage == PREFUND_PLANNED) {
        plan->stage = PREFUND_CHECKED;
        plan->next_ns = closure->closing_ns;
    } else {
        /* The look at the closing comes first, even if looks after it have passed by now. */
        bool is_closing = plan->stage == PREFUND_CHECKED;
        int64_t passed = is_closing ? 0 : (time_ns - closure->closing_ns) / plan->terms.watch_ns;
        int64_t look_ns = closure->closing_ns + (passed + 1) * plan->terms.watch_ns;
        plan->stage = PREFUND_CLOSED;
        plan->next_ns = i64_min(look_ns, closure->opening_ns);
    }
    return time_ns < closure->opening_ns;
}
