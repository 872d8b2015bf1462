/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_final.c - the end of a dated product: samples, final price, final settlement, delisting.
 *
 * Rules  R-FINAL-1 to R-FINAL-5.
 */
#include "core/flow/flow.h"

bool final_has_passed(const struct core *core, uint32_t product_id)
{
    const struct settlement *settlement = core_settlement_at(core, product_id);
    return settlement->has_expiry && settlement->expiry.expiry_ns <= core->venue->time_ns;
}

bool final_is_due(const struct core *core, uint32_t product_id)
{
    return final_has_passed(core, product_id) &&
           !core_settlement_at(core, product_id)->is_expired &&
           product_is_listed(core_product_at(core, product_id));
}

/* R-FINAL-1 up to the terms themselves. */
static struct verdict check_expires(const struct core *core, uint32_t product_id)
{
    struct verdict verdict = gate_terms(core, product_id);
    if (verdict.reject != REJECT_NONE) return verdict;
    if (!core_settlement_at(core, product_id)->has_terms || final_has_passed(core, product_id)) {
        return verdict_of(REJECT_TERMS, FIELD_PRODUCT, product_id, 0);
    }
    return verdict_ok();
}

void flow_expiry_terms(struct core *core, const struct command *command)
{
    const struct body_expiry_terms *expiry = &command->expiry_terms;
    int64_t time_ns = core->venue->time_ns;
    struct verdict verdict = check_expires(core, command->product_id);
    if (verdict.reject == REJECT_NONE) {
        verdict = settlement_verdict(expiry_terms_check(expiry, time_ns));
    }
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    struct settlement *settlement = core_settlement_at(core, command->product_id);
    settlement->expiry = *expiry;
    settlement->has_expiry = 1;
    settlement->sample_sum = 0;
    settlement->sample_count = 0;
    settlement->sample_next_ns = sample_after(expiry, time_ns);
    emit(core, EVENT_EXPIRY_TERMS, 0, command->product_id)->expiry_terms =
        (struct event_expiry_terms){.expiry_ns = expiry->expiry_ns,
                                    .window_ns = expiry->window_ns,
                                    .sample_ns = expiry->sample_ns,
                                    .register_entry = expiry->register_entry,
                                    .method = expiry->method};
    clearing_plan(core);
}

void final_samples_due(struct core *core)
{
    for (uint32_t id = 1; id < core->config.products_max; id++) {
        struct settlement *settlement = core_settlement_at(core, id);
        bool is_due =
            settlement->sample_next_ns != 0 && settlement->sample_next_ns <= core->venue->time_ns;
        if (!is_due) continue;
        settlement_sample(settlement, core_product_at(core, id)->index, core->venue->time_ns);
    }
}

/* R-FINAL-3 for a product whose price is not an operator's, or is fixed. */
static struct settled_at final_price(const struct core *core, uint32_t product_id)
{
    const struct settlement *settlement = core_settlement_at(core, product_id);
    if (settlement->fixed_final.ticks_e4 != 0) {
        return (struct settled_at){settlement->fixed_final, SETTLED_AT_OPERATOR};
    }
    struct fine_price mean = settlement_mean(settlement);
    if (mean.ticks_e4 != 0) return (struct settled_at){mean, SETTLED_AT_INDEX_MEAN};
    return settled_at_market(core, product_id);
}

/* R-FINAL-4: trading has ended, the price has not come. */
static void final_wait(struct core *core, uint32_t product_id)
{
    struct product *product = core_product_at(core, product_id);
    struct settlement *settlement = core_settlement_at(core, product_id);
    settlement->is_expired = 1;
    settlement->cycle_next_ns = 0;
    if (product->phase == PHASE_CLOSED) return;
    product->phase = PHASE_CLOSED;
    phase_emit(core, product_id, 0);
}

void final_begin(struct core *core, uint32_t product_id)
{
    const struct settlement *settlement = core_settlement_at(core, product_id);
    struct sweep sweep = {.reason = REASON_FINAL, .side = SIDE_ANY};
    sweep_product(core, &sweep, product_id);
    auction_stop(core, core_product_at(core, product_id));
    if (settlement->expiry.method == FINAL_OPERATOR && settlement->fixed_final.ticks_e4 == 0) {
        final_wait(core, product_id);
    } else {
        final_finish(core, product_id);
    }
}

void final_finish(struct core *core, uint32_t product_id)
{
    struct product *product = core_product_at(core, product_id);
    struct settlement *settlement = core_settlement_at(core, product_id);
    const struct days days = core_days(core);
    int64_t expiry_ns = settlement->expiry.expiry_ns;
    struct marking marking = {
        .product_id = product_id,
        .kind = SETTLEMENT_FINAL,
        .cycle_ns = expiry_ns,
        .trade_date = trade_date_of(&days, settlement->terms.roll_minute, expiry_ns),
        .at = final_price(core, product_id),
    };
    ASSERT(product->open_lots == 0);
    marking_run(core, &marking);
    settlement->is_expired = 1;
    settlement->cycle_next_ns = 0;
    settlement->sample_next_ns = 0;
    product->state = PRODUCT_DELISTED;
    product_emit(core, product_id, settlement->expiry.register_entry);
    product_delist(core, product_id);
}
