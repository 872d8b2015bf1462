/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_price.c - the price step: index, premium, mark, and what follows from a new mark.
 *
 * Role   At each boundary of a product's step the sources become an index, the book becomes impact
 *        prices, a premium sample and a mark.  Terms of all of it come in here as well.
 * Rules  R-STEP-1, R-STEP-2, R-STEP-3, R-STEP-4, R-STEP-5, R-INDEX-1, R-INDEX-2, R-INDEX-8,
 *        R-INDEX-9, R-PREMIUM-1, R-PREMIUM-3, R-PREMIUM-4, R-MARK-1, R-MARK-3, R-MARK-6,
 *        R-MARK-8, R-MARK-9, R-MARK-10.
 */
#include <string.h>

#include "core/flow/flow_funding.h"
#include "core/flow/flow_margin.h"
#include "core/perp/impact_price.h"
#include "core/perp/price_check.h"
#include "core/product/payoff.h"

#define NS_PER_MS INT64_C(1000000)

/* --- terms ------------------------------------------------------------------------------------ */

static struct verdict verdict_of_fault(struct price_fault fault)
{
    if (fault.field == FIELD_NONE) return verdict_ok();
    return verdict_of(REJECT_TERMS, fault.field, fault.given, fault.legal);
}

/* R-STEP-1: the product can have such terms. */
static struct verdict check_product(const struct core *core, const struct command *command)
{
    uint32_t product_id = command->product_id;
    if (product_id == 0 || product_id >= core->config.products_max ||
        !core_product_at(core, product_id)->exists) {
        return verdict_of(REJECT_UNKNOWN_PRODUCT, FIELD_PRODUCT, product_id, 0);
    }
    const struct product *product = core_product_at(core, product_id);
    if (product_is_over(product)) {
        return verdict_of(REJECT_PRODUCT_NOT_LISTED, FIELD_PRODUCT, product->state, 0);
    }
    return verdict_ok();
}

struct verdict check_priced_product(const struct core *core, const struct command *command)
{
    struct verdict verdict = check_product(core, command);
    if (verdict.reject != REJECT_NONE) return verdict;
    if (core_product_at(core, command->product_id)->has_economy) return verdict_ok();
    return verdict_of(REJECT_PRICE_TERMS_MISSING, FIELD_PRODUCT, command->product_id, 0);
}

static void terms_emit(struct core *core, const struct command *command)
{
    const struct economy *economy = core_economy_at(core, command->product_id);
    bool has_funding = economy->funding.premium != PREMIUM_NONE;
    bool has_next = has_funding && economy->payments.next_ns != INT64_MAX;
    emit(core, EVENT_PRICE_TERMS, 0, command->product_id)->price_terms =
        (struct event_price_terms){.step_ns = economy->prices.step_ns,
                                   .next_step_ns = economy->next_step_ns,
                                   .next_funding_ns = has_next ? economy->payments.next_ns : 0,
                                   .command_kind = command->kind};
}

void flow_price_terms(struct core *core, const struct command *command)
{
    struct verdict verdict = check_product(core, command);
    struct product *product = core_product_at(core, command->product_id % PRODUCTS_MAX);
    struct economy *economy = core_economy_at(core, command->product_id % PRODUCTS_MAX);
    if (verdict.reject == REJECT_NONE) {
        verdict = verdict_of_fault(
            price_terms_check(&command->prices, &economy->mark, &economy->funding));
    }
    if (verdict.reject == REJECT_NONE) {
        verdict = check_lot_value(product, &product->terms, product->highest_ticks);
    }
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    bool is_first = product->has_economy == 0;
    bool has_step = is_first || economy->prices.step_ns != command->prices.step_ns;
    economy->prices = command->prices;
    index_feeds_keep(&economy->prices, economy->feeds);
    if (is_first) {
        economy->last_step_ns = -1;
        economy->payments.next_ns = INT64_MAX;
        product->has_economy = 1;
    }
    if (has_step) {
        int64_t step_ns = economy->prices.step_ns;
        economy->next_step_ns = (core->venue->time_ns / step_ns + 1) * step_ns;
        core->venue->next_step_ns = i64_min(core->venue->next_step_ns, economy->next_step_ns);
    }
    terms_emit(core, command);
}

void flow_mark_terms(struct core *core, const struct command *command)
{
    struct verdict verdict = check_priced_product(core, command);
    struct economy *economy = core_economy_at(core, command->product_id % PRODUCTS_MAX);
    if (verdict.reject == REJECT_NONE) {
        verdict = verdict_of_fault(mark_terms_check(&command->mark, economy->prices.step_ns));
    }
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    bool has_window = economy->mark.settle_window_ns != command->mark.settle_window_ns;
    economy->mark = command->mark;
    memset(&economy->marks, 0, sizeof economy->marks);
    if (has_window) memset(&economy->window, 0, sizeof economy->window);
    terms_emit(core, command);
}

void flow_funding_terms(struct core *core, const struct command *command)
{
    struct verdict verdict = check_priced_product(core, command);
    struct economy *economy = core_economy_at(core, command->product_id % PRODUCTS_MAX);
    if (verdict.reject == REJECT_NONE) {
        verdict = verdict_of_fault(funding_terms_check(&command->funding, economy->prices.step_ns));
    }
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    funding_restart(core, command->product_id, &command->funding);
    terms_emit(core, command);
}

/* --- sources ---------------------------------------------------------------------------------- */

static struct index_feed *feed_find(struct economy *economy, uint32_t source_id)
{
    for (uint32_t i = 0; i < economy->prices.source_count; i++) {
        if (economy->feeds[i].source_id == source_id) return &economy->feeds[i];
    }
    return NULL;
}

static struct verdict check_source_price(const struct core *core, const struct command *command)
{
    int64_t high_e4 =
        core_product_at(core, command->product_id)->terms.price_ticks_max * FINE_PER_TICK;
    const struct body_source_price *body = &command->source;
    const int64_t prices[] = {body->bid.ticks_e4, body->ask.ticks_e4, body->last.ticks_e4};
    for (uint32_t i = 0; i < 3; i++) {
        if (prices[i] < 0) return verdict_of(REJECT_PRICE, FIELD_PRICE, prices[i], 0);
        if (prices[i] > high_e4) return verdict_of(REJECT_PRICE, FIELD_PRICE, prices[i], high_e4);
    }
    return verdict_ok();
}

void flow_source_price(struct core *core, const struct command *command)
{
    const struct body_source_price *body = &command->source;
    struct verdict verdict = check_priced_product(core, command);
    struct index_feed *feed = NULL;
    if (verdict.reject == REJECT_NONE) {
        feed = feed_find(core_economy_at(core, command->product_id), body->source_id);
        if (feed == NULL) verdict = verdict_of(REJECT_SOURCE, FIELD_SOURCES, body->source_id, 0);
    }
    if (verdict.reject == REJECT_NONE) verdict = check_source_price(core, command);
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    feed->price_e4 = source_price_e4(body->bid.ticks_e4, body->ask.ticks_e4, body->last.ticks_e4);
    feed->time_ns = core->venue->time_ns;
    feed->sequence = core->venue->sequence;
}

/* --- (1) index -------------------------------------------------------------------------------- */

static void inputs_emit(struct core *core, const struct price_step *step)
{
    const struct economy *economy = step->economy;
    uint32_t count = economy->prices.source_count;
    for (uint32_t first = 0; first < count; first += INDEX_INPUTS_PER_EVENT) {
        struct event_index_input body = {.first = first};
        for (uint32_t i = 0; i < INDEX_INPUTS_PER_EVENT && first + i < count; i++) {
            const struct index_feed *feed = &economy->feeds[first + i];
            body.inputs[i] = (struct index_input){feed->sequence, {feed->price_e4}};
            body.source_ids[i] = feed->source_id;
        }
        emit(core, EVENT_INDEX_INPUT, 0, step->product_id)->index_input = body;
    }
}

static void index_step(struct core *core, const struct price_step *step)
{
    struct economy *economy = step->economy;
    struct product *product = step->product;
    if (economy->prices.index_method == INDEX_GIVEN) {
        index_state_change(core, step->product_id, INDEX_NORMAL);
        return;
    }
    int64_t high_e4 = product->terms.price_ticks_max * FINE_PER_TICK;
    struct index_value value =
        index_compute(&economy->prices, economy->feeds, step->boundary_ns, high_e4);
    if (value.index_e4 != 0) product->index.ticks_e4 = value.index_e4;
    emit(core, EVENT_INDEX, 0, step->product_id)->index_value =
        (struct event_index){.index = product->index,
                             .median = {value.median_e4},
                             .as_of_ns = step->boundary_ns,
                             .statuses = value.statuses,
                             .state = value.state,
                             .live = value.live,
                             .capped = value.capped,
                             .banned = value.banned,
                             .stale = value.stale};
    inputs_emit(core, step);
    index_state_change(core, step->product_id, (enum index_state)value.state);
}

/* --- what the book says ----------------------------------------------------------------------- */

/* R-PREMIUM-1 */
static int64_t impact_price(const struct core *core, const struct price_step *step, enum side side)
{
    const struct ladder *ladder = &core->books[step->product_id].sides[side];
    struct impact impact = impact_begin(side, step->economy->prices.impact_notional_micros,
                                        step->product->terms.tick_value_micros);
    if (product_is_inverse(step->product)) impact.face_micros = product_face(step->product);
    uint32_t slot = ladder_best(ladder);
    while (slot != 0) {
        const struct level *level = level_at(&core->store, slot);
        if (!impact_level(&impact, side_price_key(side, level->key), level->shown_lots)) break;
        slot = ladder_worse(ladder, slot);
    }
    return impact.price_e4;
}

static int64_t best_e4(const struct core *core, uint32_t product_id, enum side side)
{
    const struct book *book = &core->books[product_id];
    return book_has(book, side) ? book_best_ticks(book, side) * FINE_PER_TICK : 0;
}

static void inputs_read(const struct core *core, struct price_step *step)
{
    const struct product *product = step->product;
    step->inputs = (struct price_inputs){
        .as_of_ns = step->boundary_ns,
        .step_ns = step->economy->prices.step_ns,
        .index_e4 = product->index.ticks_e4,
        .mark_e4 = product->mark.ticks_e4,
        .bid_e4 = best_e4(core, step->product_id, SIDE_BUY),
        .ask_e4 = best_e4(core, step->product_id, SIDE_SELL),
        .last_e4 = product->last.ticks * FINE_PER_TICK,
        .impact_bid_e4 = impact_price(core, step, SIDE_BUY),
        .impact_ask_e4 = impact_price(core, step, SIDE_SELL),
        .highest_e4 = product->terms.price_ticks_max * FINE_PER_TICK,
        .basis_whole_ms = 1,
    };
}

/* --- (2) settlement window -------------------------------------------------------------------- */

static int64_t slice_of(const struct economy *economy, int64_t time_ns)
{
    return time_ns / (economy->mark.settle_window_ns / (int64_t)SETTLE_SLICES);
}

static void window_step(const struct price_step *step)
{
    struct economy *economy = step->economy;
    if (economy->mark.settle_window_ns == 0) return;
    if (economy->last_step_ns < 0) {
        economy->window.open_value = 0;
        economy->window.open_lots = 0;
        return;
    }
    settle_put(&economy->window, slice_of(economy, economy->last_step_ns));
}

struct fine_price settlement_mark(const struct core *core, uint32_t product_id, int64_t as_of_ns)
{
    const struct economy *economy = core_economy_at(core, product_id);
    int64_t price_e4 = 0;
    if (economy->mark.settle_window_ns != 0) {
        price_e4 = settle_average(&economy->window, slice_of(economy, as_of_ns));
    }
    if (price_e4 == 0) {
        price_e4 =
            mid_of(best_e4(core, product_id, SIDE_BUY), best_e4(core, product_id, SIDE_SELL));
    }
    if (price_e4 == 0) return core_product_at(core, product_id)->index;
    return (struct fine_price){price_e4};
}

/* --- (3) premium ------------------------------------------------------------------------------ */

static void bucket_emit(struct core *core, struct price_step *step, struct premium_bucket bucket)
{
    if (bucket.samples == 0) return;
    const struct economy *economy = step->economy;
    step->bucket_closed = true;
    emit(core, EVENT_PREMIUM, 0, step->product_id)->premium =
        (struct event_premium){.premium_e12 = bucket.premium_e12,
                               .average_e12 = premium_average(&economy->premium),
                               .estimate_e12 = funding_estimate(economy),
                               .bucket_end_ns = bucket.end_ns,
                               .samples = bucket.samples,
                               .buckets = economy->premium.bucket_count};
}

static void premium_step(struct core *core, struct price_step *step)
{
    struct economy *economy = step->economy;
    const struct body_funding_terms *terms = &economy->funding;
    if (terms->premium == PREMIUM_NONE) return;
    bucket_emit(core, step, premium_close(terms, &economy->premium, step->boundary_ns, false));
    if (step->is_priced) {
        step->premium_e12 = premium_of(terms, &step->inputs);
        bool is_sampled =
            step->product->index_state == INDEX_NORMAL && step->boundary_ns % terms->sample_ns == 0;
        if (is_sampled) {
            premium_sample(terms, &economy->premium, step->boundary_ns, step->premium_e12);
        }
    }
    bucket_emit(core, step, premium_close(terms, &economy->premium, step->boundary_ns, true));
}

/* --- (5) mark --------------------------------------------------------------------------------- */

/* R-MARK-3: the rate r and the part t / T of it. */
static void basis_fill(struct price_step *step)
{
    const struct economy *economy = step->economy;
    const struct funding_state *payments = &economy->payments;
    uint32_t basis = economy->mark.basis;
    if (basis == BASIS_NONE || economy->funding.premium == PREMIUM_NONE) return;
    if (payments->next_ns == INT64_MAX) return;
    bool is_estimate = basis == BASIS_ESTIMATE_FULL || basis == BASIS_ESTIMATE_LEFT;
    bool is_full = basis == BASIS_ESTIMATE_FULL || basis == BASIS_PUBLISHED_FULL;
    step->inputs.basis_rate_e12 = is_estimate ? funding_estimate(economy) : payments->published_e12;
    step->inputs.basis_left_ms = 1;
    if (is_full) return;
    int64_t left_ns = i64_max(0, payments->next_ns - step->boundary_ns);
    step->inputs.basis_left_ms = left_ns / NS_PER_MS;
    step->inputs.basis_whole_ms = i64_max(1, (payments->next_ns - payments->start_ns) / NS_PER_MS);
}

static void mark_step(struct core *core, struct price_step *step)
{
    struct economy *economy = step->economy;
    bool has_mark = economy->mark.components != 0;
    if (!step->is_priced) return;
    if (!has_mark && economy->funding.premium == PREMIUM_NONE) return;
    struct mark_value value = {.mark_e4 = step->product->mark.ticks_e4};
    if (has_mark) {
        basis_fill(step);
        value = mark_compute(&economy->mark, &economy->marks, &step->inputs);
        step->product->mark.ticks_e4 = value.mark_e4;
    }
    emit(core, EVENT_MARK, 0, step->product_id)->mark =
        (struct event_mark){.mark = {value.mark_e4},
                            .basis = {value.basis_e4},
                            .spread = {value.spread_e4},
                            .touch = {value.touch_e4},
                            .impact_bid = {step->inputs.impact_bid_e4},
                            .impact_ask = {step->inputs.impact_ask_e4},
                            .premium_e12 = step->premium_e12,
                            .counted = value.counted};
}

/* R-MARK-10 */
static void prices_apply(struct core *core, uint32_t product_id)
{
    struct product *product = core_product_at(core, product_id);
    if (product->mark.ticks_e4 != 0) {
        product_update_margin(product);
        mark_apply(core, product_id);
    }
    if (product->index.ticks_e4 != 0) {
        reference_apply(core, product_id, SOURCE_INDEX, product->index);
    }
}

/* --- the step --------------------------------------------------------------------------------- */

/* R-STEP-3, for the latest boundary at or before the time of the venue. */
static void price_step(struct core *core, uint32_t product_id)
{
    struct economy *economy = core_economy_at(core, product_id);
    int64_t step_ns = economy->prices.step_ns;
    struct price_step step = {.product_id = product_id,
                              .product = core_product_at(core, product_id),
                              .economy = economy,
                              .boundary_ns = core->venue->time_ns - core->venue->time_ns % step_ns};
    ASSERT(step.boundary_ns > economy->last_step_ns);
    index_step(core, &step);
    window_step(&step);
    step.is_trading = product_is_trading(core, step.product);
    step.is_priced = step.is_trading && step.product->index.ticks_e4 != 0;
    if (step.is_trading) inputs_read(core, &step);
    premium_step(core, &step);
    funding_step(core, &step);
    mark_step(core, &step);
    economy->last_step_ns = step.boundary_ns;
    economy->next_step_ns = step.boundary_ns + step_ns;
    prices_apply(core, product_id);
    work_all(core);
}

void steps_due(struct core *core)
{
    int64_t next_ns = INT64_MAX;
    for (uint32_t id = 1; id < core->config.products_max; id++) {
        const struct product *product = core_product_at(core, id);
        if (!product->has_economy || product_is_over(product)) continue;
        if (core_economy_at(core, id)->next_step_ns <= core->venue->time_ns) price_step(core, id);
        next_ns = i64_min(next_ns, core_economy_at(core, id)->next_step_ns);
    }
    core->venue->next_step_ns = next_ns;
}

void trade_prices(struct core *core, uint32_t product_id, int64_t ticks, int64_t lots)
{
    struct economy *economy = core_economy_at(core, product_id);
    if (economy->mark.settle_window_ns != 0) settle_trade(&economy->window, ticks, lots);
}
