/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_time.c - what is due when time has moved on.
 *
 * Rules  R-TIME-1, R-TIME-2, R-CAL-2, R-STEP-2, R-SETTLE-3.
 */
#include "core/flow/flow.h"

static void expiries_due(struct core *core)
{
    struct order *order;
    while ((order = expiry_due(&core->expiry, core->venue->time_ns)) != NULL) {
        order_cancel(core, order, REASON_EXPIRED);
    }
}

static bool product_waits(const struct core *core, const struct product *product)
{
    return !product_is_listed(product) || product_halt(core, product) != HALT_NONE;
}

static void auctions_due(struct core *core)
{
    if (core->venue->auctions_running == 0) return;
    for (uint32_t id = 1; id < core->config.products_max; id++) {
        struct product *product = core_product_at(core, id);
        bool due = product->auction_end_ns != 0 && product->auction_end_ns <= core->venue->time_ns;
        if (!due || product_waits(core, product)) continue;
        auction_stop(core, product);
        product->phase = PHASE_OPEN;
        phase_emit(core, id, 0);
        phase_open(core, id);
    }
}

static void schedules_due(struct core *core)
{
    /* Still the minute of the latest look, found without a division: time never goes back. */
    if (core->venue->time_ns - core->venue->look_minute * MINUTE_NS < MINUTE_NS) return;
    int64_t minute = core->venue->time_ns / MINUTE_NS;
    core->venue->look_minute = minute;
    for (uint32_t id = 1; id < core->config.products_max; id++) {
        struct product *product = core_product_at(core, id);
        if (product_waits(core, product) || !schedule_look(core, product)) continue;
        if (product->phase == product->scheduled_phase) continue;
        auction_stop(core, product);
        product->phase = product->scheduled_phase;
        phase_emit(core, id, 0);
        if (product->phase == PHASE_OPEN) phase_open(core, id);
    }
}

void time_advance(struct core *core)
{
    expiries_due(core);
    auctions_due(core);
    schedules_due(core);
    if (core->venue->time_ns >= core->venue->next_step_ns) steps_due(core);
    if (core->venue->time_ns >= core->venue->clearing_next_ns) clearing_due(core);
    if (core->venue->work_oldest != 0) work_all(core);
}
