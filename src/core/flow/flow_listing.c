/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_listing.c - defining a product, changing its terms, moving it through its life.
 *
 * Rules  R-TERMS-1 to R-TERMS-4, R-PAYOFF-2, R-STATE-5 to R-STATE-7, R-SIZE-4.
 */
#include <string.h>

#include "core/flow/flow_margin.h"
#include "core/flow/flow_register.h"
#include "core/product/payoff.h"

static struct verdict verdict_of_terms(const struct product_terms *terms)
{
    struct terms_fault fault = terms_check(terms);
    return verdict_of(fault.reject, fault.field, fault.given, fault.legal);
}

void product_emit(struct core *core, uint32_t product_id, uint64_t register_entry)
{
    const struct product *product = core_product_at(core, product_id);
    struct event_product *body = &emit(core, EVENT_PRODUCT, 0, product_id)->product;
    memcpy(body->symbol, product->terms.symbol, sizeof body->symbol);
    body->register_entry = register_entry;
    body->state = product->state;
    body->terms_version = product->terms_version;
}

static bool product_id_is_legal(const struct core *core, uint32_t product_id)
{
    return product_id > 0 && product_id < core->config.products_max;
}

/* R-SIZE-4 */
static int64_t highest_with(const struct product *product, const struct product_terms *terms)
{
    return product->highest_ticks > terms->price_ticks_max ? product->highest_ticks
                                                           : terms->price_ticks_max;
}

static void product_set_terms(struct product *product, const struct product_terms *terms)
{
    product->highest_ticks = highest_with(product, terms);
    product->lots_max = product_lots_max(product, terms, product->highest_ticks);
    product->terms = *terms;
}

void flow_product_define(struct core *core, const struct command *command)
{
    uint32_t product_id = command->product_id;
    struct verdict verdict;
    if (!product_id_is_legal(core, product_id)) {
        verdict = verdict_of(REJECT_UNKNOWN_PRODUCT, FIELD_PRODUCT, product_id, 0);
    } else if (core_product_at(core, product_id)->exists) {
        verdict = verdict_of(REJECT_PRODUCT_EXISTS, FIELD_PRODUCT, product_id, 0);
    } else {
        verdict = verdict_of_terms(&command->terms);
    }
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    struct product *product = core_product_at(core, product_id);
    product_set_terms(product, &command->terms);
    product->exists = 1;
    product->state = PRODUCT_DRAFT;
    product->terms_version = 1;
    product_emit(core, product_id, command->terms.register_entry);
}

/* R-PAYOFF-2 for new terms of an inverse product. */
static struct verdict check_payoff(const struct product *product, const struct product_terms *terms)
{
    struct body_payoff_terms payoff = {
        .payoff = product->payoff, .currency = product->currency, .scale = product->payoff_scale};
    struct terms_fault fault = payoff_check(&payoff, terms, highest_with(product, terms));
    return verdict_of(fault.reject, fault.field, fault.given, fault.legal);
}

/* R-TERMS-2 */
static struct verdict check_fixed_terms(const struct product *product,
                                        const struct product_terms *terms)
{
    const struct product_terms *present = &product->terms;
    if (product_is_inverse(product) && present->price_ticks_min != terms->price_ticks_min) {
        return verdict_of(REJECT_TERMS_FIXED, FIELD_PRICE, terms->price_ticks_min,
                          present->price_ticks_min);
    }
    if (!product_is_listed(product)) return verdict_ok();
    if (memcmp(present->symbol, terms->symbol, sizeof terms->symbol) != 0) {
        return verdict_of(REJECT_TERMS_FIXED, FIELD_PRODUCT, 0, 0);
    }
    if (memcmp(present->quote, terms->quote, sizeof terms->quote) != 0) {
        return verdict_of(REJECT_TERMS_FIXED, FIELD_PRODUCT, 0, 0);
    }
    if (present->tick_value_micros != terms->tick_value_micros) {
        return verdict_of(REJECT_TERMS_FIXED, FIELD_TICK_VALUE, terms->tick_value_micros,
                          present->tick_value_micros);
    }
    if (present->decimals_price != terms->decimals_price) {
        return verdict_of(REJECT_TERMS_FIXED, FIELD_PRICE, terms->decimals_price,
                          present->decimals_price);
    }
    if (present->decimals_qty != terms->decimals_qty) {
        return verdict_of(REJECT_TERMS_FIXED, FIELD_PRICE, terms->decimals_qty,
                          present->decimals_qty);
    }
    return verdict_ok();
}

static struct verdict check_new_terms(const struct core *core, const struct command *command)
{
    const struct product_terms *terms = &command->terms;
    if (!product_id_is_legal(core, command->product_id) ||
        !core_product_at(core, command->product_id)->exists) {
        return verdict_of(REJECT_UNKNOWN_PRODUCT, FIELD_PRODUCT, command->product_id, 0);
    }
    const struct product *product = core_product_at(core, command->product_id);
    if (product->state == PRODUCT_DELISTED || product->state == PRODUCT_WITHDRAWN) {
        return verdict_of(REJECT_PRODUCT_NOT_LISTED, FIELD_PRODUCT, product->state, 0);
    }
    struct verdict verdict = verdict_of_terms(terms);
    if (verdict.reject != REJECT_NONE) return verdict;
    int64_t in_use = product->open_lots + product->open_interest_lots;
    int64_t highest_ticks = highest_with(product, terms);
    if (product_is_inverse(product)) { /* R-PAYOFF-2: a capacity needs a legal face */
        verdict = check_payoff(product, terms);
        if (verdict.reject != REJECT_NONE) return verdict;
    }
    int64_t lots_max = product_lots_max(product, terms, highest_ticks);
    if (lots_max < in_use) return verdict_of(REJECT_TERMS, FIELD_QTY, lots_max, in_use);
    if (product->has_full_margin || product->has_economy) { /* R-TIER-9, R-STEP-5 */
        verdict = check_lot_value(product, terms, highest_ticks);
        if (verdict.reject != REJECT_NONE) return verdict;
    }
    verdict = check_fixed_terms(product, terms);
    if (verdict.reject != REJECT_NONE) return verdict;
    return register_check_terms(core, command->product_id, terms->register_entry);
}

void flow_product_terms(struct core *core, const struct command *command)
{
    struct verdict verdict = check_new_terms(core, command);
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    struct product *product = core_product_at(core, command->product_id);
    product_set_terms(product, &command->terms);
    product->terms_version++;
    product_update_margin(product);
    product_emit(core, command->product_id, command->terms.register_entry);
}

static struct verdict check_product_state(const struct core *core, const struct command *command)
{
    uint32_t product_id = command->product_id;
    if (!product_id_is_legal(core, product_id) || !core_product_at(core, product_id)->exists) {
        return verdict_of(REJECT_UNKNOWN_PRODUCT, FIELD_PRODUCT, product_id, 0);
    }
    const struct product *product = core_product_at(core, product_id);
    uint32_t state = command->state.state;
    if (!product_may_become(product->state, state)) {
        return verdict_of(REJECT_TRANSITION, FIELD_STATE, state, product->state);
    }
    if (state == PRODUCT_DELISTED && product->open_interest_lots > 0) {
        return verdict_of(REJECT_OPEN_INTEREST, FIELD_STATE, product->open_interest_lots, 0);
    }
    return register_check_state(core, product_id, state, command->state.register_entry);
}

/* R-STATE-7 */
static void product_open_first(struct core *core, uint32_t product_id)
{
    struct product *product = core_product_at(core, product_id);
    product->phase =
        (uint8_t)calendar_phase(&core->venue->calendar, &product->terms, core->venue->time_ns);
    product->scheduled_phase = product->phase;
    phase_emit(core, product_id, 0);
}

void product_delist(struct core *core, uint32_t product_id)
{
    struct product *product = core_product_at(core, product_id);
    struct sweep sweep = {.reason = REASON_DELISTED, .side = SIDE_ANY};
    sweep_product(core, &sweep, product_id);
    auction_stop(core, product);
    if (product->phase == PHASE_CLOSED) return;
    product->phase = PHASE_CLOSED;
    phase_emit(core, product_id, 0);
}

void flow_product_state(struct core *core, const struct command *command)
{
    struct verdict verdict = check_product_state(core, command);
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    struct product *product = core_product_at(core, command->product_id);
    uint8_t before = product->state;
    product->state = (uint8_t)command->state.state;
    register_note_state(core, command->product_id, product->state, command->state.register_entry);
    product_emit(core, command->product_id, command->state.register_entry);
    if (before == PRODUCT_APPROVED && product->state == PRODUCT_LISTED) {
        product_open_first(core, command->product_id);
    }
    if (product->state == PRODUCT_DELISTED) product_delist(core, command->product_id);
    work_all(core);
}
