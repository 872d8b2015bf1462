/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_final.c - dated products: samples of the index and the final settlement.
 *
 * Role   See naive_settle.h.
 * Rules  R-FINAL-1 to R-FINAL-5.
 */
#include "base/date.h"
#include "sim/naive_book.h"
#include "sim/naive_check.h"
#include "sim/naive_phase.h"
#include "sim/naive_settle.h"
#include "sim/naive_venue.h"

static struct naive_fault check_term(enum field field, int64_t value, int64_t low, int64_t high)
{
    if (value < low) return fault_of(REJECT_TERMS, field, value, low);
    if (value > high) return fault_of(REJECT_TERMS, field, value, high);
    return NO_FAULT;
}

static struct naive_fault check_expiry_terms(const struct naive *naive)
{
    const struct body_expiry_terms *terms = &naive->command->expiry_terms;
    uint16_t product_id = naive->command->product_id;
    if (!naive->settlements[product_id].exists || naive_is_expired(naive, product_id))
        return fault_of(REJECT_TERMS, FIELD_PRODUCT, product_id, 0);
    CHECK(check_term(FIELD_EXPIRY, terms->expiry_ns, naive->now_ns + 1, TIME_NS_MAX));
    if (terms->method != FINAL_INDEX && terms->method != FINAL_OPERATOR)
        return fault_of(REJECT_TERMS, FIELD_METHOD, terms->method, FINAL_INDEX);
    CHECK(check_term(FIELD_WINDOW, terms->window_ns, 0, NS_PER_DAY));
    CHECK(check_term(FIELD_SAMPLE, terms->sample_ns, NS_PER_MILLI, NS_PER_DAY));
    if (terms->window_ns > FINAL_SAMPLES_MAX * terms->sample_ns)
        return fault_of(REJECT_TERMS, FIELD_SAMPLE, terms->sample_ns,
                        narrow_i64(div_ceil(terms->window_ns, FINAL_SAMPLES_MAX)));
    return NO_FAULT;
}

struct naive_fault naive_command_expiry_terms(struct naive *naive)
{
    const struct body_expiry_terms *terms = &naive->command->expiry_terms;
    uint16_t product_id = naive->command->product_id;
    CHECK(naive_check_product_exists(naive, product_id));
    uint32_t state = naive->products[product_id].state;
    if (state == PRODUCT_DELISTED || state == PRODUCT_WITHDRAWN)
        return fault_of(REJECT_PRODUCT_NOT_LISTED, FIELD_PRODUCT, state, 0);
    CHECK(check_expiry_terms(naive));
    struct naive_settlement *settlement = &naive->settlements[product_id];
    settlement->has_expiry = true;
    settlement->expiry = *terms;
    settlement->sampled_ns = naive->now_ns;
    settlement->sample_sum = 0;
    settlement->sample_count = 0;
    struct event *event = naive_emit(naive, EVENT_EXPIRY_TERMS, 0, product_id);
    event->expiry_terms.expiry_ns = terms->expiry_ns;
    event->expiry_terms.window_ns = terms->window_ns;
    event->expiry_terms.sample_ns = terms->sample_ns;
    event->expiry_terms.register_entry = terms->register_entry;
    event->expiry_terms.method = terms->method;
    return NO_FAULT;
}

bool naive_is_expired(const struct naive *naive, uint16_t product_id)
{
    const struct naive_settlement *settlement = &naive->settlements[product_id];
    return settlement->has_expiry && settlement->expiry.expiry_ns <= naive->now_ns;
}

void naive_take_samples(struct naive *naive)
{
    for (uint32_t i = 1; i < naive->config.products_max; i++) {
        struct naive_settlement *settlement = &naive->settlements[i];
        const struct body_expiry_terms *terms = &settlement->expiry;
        if (!settlement->has_expiry || terms->method != FINAL_INDEX) continue;
        /* The latest boundary at or before now: the expiry less the fewest intervals. */
        int64_t left_ns = i64_max(0, terms->expiry_ns - naive->now_ns);
        int64_t back_ns = narrow_i64(div_ceil(left_ns, terms->sample_ns)) * terms->sample_ns;
        int64_t boundary_ns = terms->expiry_ns - back_ns;
        if (back_ns > terms->window_ns || boundary_ns <= settlement->sampled_ns) continue;
        settlement->sampled_ns = boundary_ns;
        if (naive->products[i].index_e4 == 0) continue;
        settlement->sample_sum += naive->products[i].index_e4;
        settlement->sample_count++;
    }
}

/* R-FINAL-3; false if there is no price yet. */
static bool final_price(const struct naive *naive, uint16_t product_id,
                        struct naive_mark_to *mark_to)
{
    const struct naive_settlement *settlement = &naive->settlements[product_id];
    if (settlement->final_price_e4 != 0) {
        mark_to->price_e4 = settlement->final_price_e4;
        mark_to->source = SETTLED_AT_OPERATOR;
        return true;
    }
    if (settlement->expiry.method == FINAL_OPERATOR) return false;
    if (settlement->sample_count > 0) {
        mark_to->price_e4 = narrow_i64(div_floor(settlement->sample_sum, settlement->sample_count));
        mark_to->source = SETTLED_AT_INDEX_MEAN;
        return true;
    }
    mark_to->price_e4 = naive_settlement_price(naive, product_id, &mark_to->source);
    return true;
}

void naive_settle_finally(struct naive *naive, uint16_t product_id)
{
    struct naive_product *product = &naive->products[product_id];
    struct naive_settlement *settlement = &naive->settlements[product_id];
    struct naive_sweep sweep = {.product_id = product_id, .side = SIDE_ANY};
    (void)naive_sweep_orders(naive, &sweep, REASON_FINAL);
    product->auction_end_ns = 0;

    struct naive_mark_to mark_to = {.product_id = product_id,
                                    .kind = SETTLEMENT_FINAL,
                                    .instant_ns = settlement->expiry.expiry_ns};
    if (!final_price(naive, product_id, &mark_to)) {
        if (product->phase == PHASE_CLOSED) return;
        product->phase = PHASE_CLOSED;
        naive_emit_phase(naive, product_id, 0);
        return;
    }
    naive_settle_positions(naive, &mark_to);
    settlement->next_cycle_ns = 0;
    naive_product_delist(naive, product_id, settlement->expiry.register_entry);
}
