/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_phase.c - opening, closing, pausing and halting the market.
 *
 * Rules  R-PHASE-6 to R-PHASE-9, R-CAL-2, R-AUCTION-1, R-INDEX-9.
 */
#include "core/flow/flow_margin.h"
#include "core/flow/flow_register.h"

void phase_emit(struct core *core, uint32_t product_id, uint64_t register_entry)
{
    const struct product *product = core_product_at(core, product_id);
    emit(core, EVENT_PHASE, 0, product_id)->phase =
        (struct event_phase){.phase = product->phase,
                             .halt = product_own_halt(product),
                             .until_ns = product->auction_end_ns,
                             .register_entry = register_entry};
}

void auction_stop(struct core *core, struct product *product)
{
    if (product->auction_end_ns == 0) return;
    product->auction_end_ns = 0;
    core->venue->auctions_running--;
}

static void auction_start(struct core *core, struct product *product)
{
    auction_stop(core, product);
    product->phase = PHASE_PRE_OPEN;
    product->auction_end_ns = core->venue->time_ns + product->terms.resume_auction_ns;
    core->venue->auctions_running++;
}

bool schedule_look(const struct core *core, struct product *product)
{
    if (product->terms.schedule_count == 0) return false;
    if (final_has_passed(core, (uint32_t)(product - core->products))) return false; /* R-FINAL-4 */
    uint8_t phase =
        (uint8_t)calendar_phase(&core->venue->calendar, &product->terms, core->venue->time_ns);
    bool changed = phase != product->scheduled_phase;
    product->scheduled_phase = phase;
    return changed;
}

void phase_open(struct core *core, uint32_t product_id)
{
    const struct product *product = core_product_at(core, product_id);
    if (!product_is_trading(core, product)) return;
    auction_uncross(core, product_id);
    mark_apply(core, product_id);
    for (uint32_t source = SOURCE_INDEX; source <= SOURCE_LAST; source++) {
        struct fine_price price = reference_of(product, (enum trigger_source)source);
        if (price.ticks_e4 == 0) continue;
        reference_apply(core, product_id, (enum trigger_source)source, price);
    }
    work_all(core);
}

void flow_phase(struct core *core, const struct command *command)
{
    uint32_t phase = command->state.state;
    uint32_t product_id = command->product_id;
    struct verdict verdict = gate_product(core, product_id);
    if (verdict.reject == REJECT_NONE && phase > PHASE_OPEN) {
        verdict = verdict_of(REJECT_FIELD, FIELD_PHASE, phase, 0);
    }
    if (verdict.reject == REJECT_NONE) {
        const struct product *product = core_product_at(core, product_id);
        if (phase == product->phase || product_halt(core, product) != HALT_NONE ||
            final_has_passed(core, product_id)) { /* R-FINAL-4 */
            verdict = verdict_of(REJECT_PHASE, FIELD_PHASE, phase, product->phase);
        }
    }
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    struct product *product = core_product_at(core, product_id);
    auction_stop(core, product);
    product->phase = (uint8_t)phase;
    phase_emit(core, product_id, command->state.register_entry);
    if (phase == PHASE_OPEN) phase_open(core, product_id);
    work_all(core);
}

/* R-PHASE-7: orders that asked for it end when a product comes under a halt. */
static void pause_sweep(struct core *core, uint32_t product_id)
{
    struct sweep sweep = {.reason = REASON_PAUSE, .side = SIDE_ANY, .flags = FLAG_CANCEL_ON_PAUSE};
    sweep_product(core, &sweep, product_id);
}

/* R-PHASE-9: phase after the last halt is lifted; true if phase or end of the auction changed. */
static bool resume_phase(struct core *core, struct product *product)
{
    uint8_t phase = product->phase;
    int64_t auction_end_ns = product->auction_end_ns;
    if (schedule_look(core, product)) {
        auction_stop(core, product);
        product->phase = product->scheduled_phase;
    }
    if (product->phase == PHASE_OPEN && product->terms.resume_auction_ns > 0) {
        auction_start(core, product);
    }
    return product->phase != phase || product->auction_end_ns != auction_end_ns;
}

void product_set_halt(struct core *core, uint32_t product_id, enum halt halt,
                      uint64_t register_entry)
{
    struct product *product = core_product_at(core, product_id);
    bool was_halted = product_halt(core, product) != HALT_NONE;
    product->halt = (uint8_t)halt;
    bool is_halted = product_halt(core, product) != HALT_NONE;

    if (was_halted && !is_halted) (void)resume_phase(core, product);
    phase_emit(core, product_id, register_entry);
    if (!was_halted && is_halted) pause_sweep(core, product_id);
    if (was_halted && !is_halted && product->phase == PHASE_OPEN) phase_open(core, product_id);
}

static void halt_venue(struct core *core, const struct command *command)
{
    uint32_t before = core->venue->halt;
    core->venue->halt = command->state.state;
    emit(core, EVENT_PHASE, 0, 0)->phase =
        (struct event_phase){.phase = PHASE_OPEN,
                             .halt = command->state.state,
                             .register_entry = command->state.register_entry};
    for (uint32_t id = 1; id < core->config.products_max; id++) {
        struct product *product = core_product_at(core, id);
        if (!product_is_listed(product) || product_own_halt(product) != HALT_NONE) continue;
        if (before == HALT_NONE) {
            pause_sweep(core, id);
        } else if (core->venue->halt == HALT_NONE) {
            if (resume_phase(core, product)) phase_emit(core, id, 0);
            if (product->phase == PHASE_OPEN) phase_open(core, id);
        }
    }
}

void index_state_change(struct core *core, uint32_t product_id, enum index_state state)
{
    struct product *product = core_product_at(core, product_id);
    bool was_index_halt = product->index_state == INDEX_HALT;
    bool was_halted = product_halt(core, product) != HALT_NONE;
    product->index_state = (uint8_t)state;
    bool is_halted = product_halt(core, product) != HALT_NONE;
    if (was_index_halt == (state == INDEX_HALT) || !product_is_listed(product)) return;

    if (was_halted && !is_halted) (void)resume_phase(core, product);
    phase_emit(core, product_id, 0);
    if (!was_halted && is_halted) pause_sweep(core, product_id);
    if (was_halted && !is_halted && product->phase == PHASE_OPEN) phase_open(core, product_id);
}

void flow_halt(struct core *core, const struct command *command)
{
    uint32_t halt = command->state.state;
    uint32_t product_id = command->product_id;
    struct verdict verdict = verdict_ok();
    if (halt > HALT_HALTED) verdict = verdict_of(REJECT_FIELD, FIELD_STATE, halt, 0);
    if (verdict.reject == REJECT_NONE && product_id != 0) verdict = gate_product(core, product_id);
    if (verdict.reject == REJECT_NONE) {
        uint32_t present =
            product_id == 0 ? core->venue->halt : core_product_at(core, product_id)->halt;
        if (halt == present) verdict = verdict_of(REJECT_PHASE, FIELD_STATE, halt, present);
    }
    if (verdict.reject == REJECT_NONE && product_id != 0 && halt == HALT_NONE) {
        verdict = register_check_resume(core, product_id);
    }
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    if (product_id == 0) {
        halt_venue(core, command);
    } else {
        product_set_halt(core, product_id, (enum halt)halt, command->state.register_entry);
    }
    work_all(core);
}
