/* SPDX-License-Identifier: Apache-2.0 */
/*
 * audit_clearing.c - what must hold of days, settlement and pre-funding between two commands.
 *
 * Role   The part of core_audit (audit.c) that knows part 9 of the rulebook.
 * Rules  R-SETTLE-9.
 */
#include "core/audit_clearing.h"

/* What is planned must be looked for: nothing lies before the venue's next instant. */
static void audit_planned(const struct core *core, int64_t planned_ns)
{
    ASSERT(planned_ns == 0 || planned_ns >= core->venue->clearing_next_ns);
}

static void audit_settlement(const struct core *core, uint32_t product_id)
{
    const struct settlement *settlement = core_settlement_at(core, product_id);
    const struct product *product = core_product_at(core, product_id);
    const struct days days = core_days(core);
    bool is_over = product->state == PRODUCT_DELISTED || product->state == PRODUCT_WITHDRAWN;
    ASSERT(!settlement->has_terms || product->exists);
    ASSERT(!settlement->has_expiry || settlement->has_terms);
    ASSERT(!settlement->is_expired || settlement->has_expiry);
    ASSERT(!settlement->is_expired || product->open_lots == 0);
    ASSERT(!settlement->is_expired || product->phase == PHASE_CLOSED);
    if (!settlement->has_terms || is_over) return;

    uint32_t roll = settlement->terms.roll_minute;
    ASSERT(settlement->trade_date == trade_date_of(&days, roll, core->venue->time_ns));
    ASSERT(settlement->roll_next_ns == roll_next(&days, roll, core->venue->time_ns));
    audit_planned(core, settlement->roll_next_ns);
    audit_planned(core, settlement->cycle_next_ns);
    audit_planned(core, settlement->sample_next_ns);
    if (settlement->has_expiry && !settlement->is_expired) {
        audit_planned(core, settlement->expiry.expiry_ns);
    }
}

void audit_clearing(const struct core *core)
{
    const struct prefund_plan *prefund = &core->venue->prefund;
    for (uint32_t id = 1; id < core->config.products_max; id++) audit_settlement(core, id);
    for (uint32_t i = 0; i < core->config.members_max * OBLIGATION_SUMS; i++) {
        ASSERT(core->obligations[i].position_count == 0);
        ASSERT(core->obligations[i].collected_micros == 0);
        ASSERT(core->obligations[i].paid_out_micros == 0);
    }
    audit_planned(core, prefund->next_ns);
    uint32_t liquidate_count = 0;
    for (uint32_t id = 1; id < core->venue->account_count; id++) {
        uint32_t state = core_account_at(core, id)->prefund_state;
        ASSERT(state <= PREFUND_LIQUIDATE);
        ASSERT(state == PREFUND_NONE || prefund->stage >= PREFUND_CHECKED);
        ASSERT(state <= PREFUND_WARNED || prefund->stage == PREFUND_CLOSED);
        liquidate_count += state == PREFUND_LIQUIDATE;
    }
    ASSERT(liquidate_count == prefund->liquidate_count);
}
