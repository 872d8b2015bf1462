/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explain_price.c - receipts of index values and marks.
 *
 * Role   See explain.h.
 * Rules  R-INDEX-3 to R-INDEX-8, R-MARK-2 to R-MARK-6.
 */
#include <inttypes.h>
#include <string.h>

#include "lab/explain.h"

#define FORMULA_SIZE 512

static const char *const status_names[] = {
    [SOURCE_OFF] = "switched off",
    [SOURCE_USED] = "used",
    [SOURCE_CAPPED] = "capped",
    [SOURCE_STALE] = "stale",
    [SOURCE_BANNED] = "banned: it strayed",
    [SOURCE_NONE] = "no price",
};

static const char *const state_names[] = {
    [INDEX_NORMAL] = "NORMAL",
    [INDEX_DEGRADED] = "DEGRADED: no premium samples, no new risk above a size",
    [INDEX_HALT] = "HALT: the product is paused, nobody is liquidated",
};

static void index_inputs(struct receipt *receipt, const struct watch_product *product)
{
    char name[ORIGIN_SIZE];
    char origin[ORIGIN_SIZE];
    for (uint32_t i = 0; i < product->prices.source_count; i++) {
        const struct derived_source *source = &product->sources[i];
        snprintf(name, sizeof name, "source %" PRIu32 ", weight %" PRIu32,
                 product->prices.sources[i].source_id, product->prices.sources[i].weight);
        explain_origin(origin, "SOURCE_PRICE", source->sequence);
        receipt_input(receipt, name, amount_fine(product, source->price.ticks_e4), origin);
    }
    explain_origin(origin, "PRICE_TERMS", product->prices_sequence);
    receipt_input(receipt, "cap around the median", (struct amount){product->prices.cap_ppm, 6, ""},
                  origin);
    receipt_input(receipt, "stray beyond", (struct amount){product->prices.stray_ppm, 6, ""},
                  origin);
}

static void index_steps(struct receipt *receipt, const struct watch_product *product,
                        const struct derived_index *derived)
{
    char formula[FORMULA_SIZE];
    char text[AMOUNT_TEXT_SIZE];
    receipt_step(receipt, "R-INDEX-4", "weighted median of the candidates",
                 "the first price at which half of the weight is reached",
                 amount_fine(product, derived->first_median.ticks_e4));
    if (derived->median.ticks_e4 != derived->first_median.ticks_e4) {
        receipt_step(receipt, "R-INDEX-5", "median without those that strayed", "as before",
                     amount_fine(product, derived->median.ticks_e4));
    }
    for (uint32_t i = 0; i < product->prices.source_count; i++) {
        snprintf(formula, sizeof formula, "source %" PRIu32 ": %s",
                 product->prices.sources[i].source_id, status_names[derived->statuses[i]]);
        receipt_step(receipt, "R-INDEX-7", "price that counts", formula,
                     amount_fine(product, derived->counted_e4[i]));
    }
    if (derived->state == INDEX_HALT) return;
    if (product->prices.index_method == INDEX_MEDIAN) {
        receipt_step(receipt, "R-INDEX-7", "index", "the median",
                     amount_fine(product, derived->index.ticks_e4));
        return;
    }
    size_t length = 0;
    for (uint32_t i = 0; i < product->prices.source_count; i++) {
        if (derived->counted_e4[i] == 0 || length + AMOUNT_TEXT_SIZE + 32 > sizeof formula)
            continue;
        struct amount counted = amount_fine(product, derived->counted_e4[i]);
        counted.unit = "";
        length += (size_t)snprintf(formula + length, sizeof formula - length, "%s%" PRIu32 " x %s",
                                   length == 0 ? "(" : " + ", product->prices.sources[i].weight,
                                   amount_text(text, counted));
    }
    snprintf(formula + length, sizeof formula - length, ") / %" PRIu64 ", rounded down",
             derived->weight_sum);
    receipt_step(receipt, "R-INDEX-7", "index", formula,
                 amount_fine(product, derived->index.ticks_e4));
}

static uint64_t packed_statuses(const struct derived_index *derived, uint32_t count)
{
    uint64_t packed = 0;
    for (uint32_t i = 0; i < count; i++) packed |= (uint64_t)derived->statuses[i] << (4 * i);
    return packed;
}

void explain_index(struct explain *explain, const struct event *event)
{
    struct watch_product *product = &explain->watch.products[event->product_id];
    struct derived_index *derived = &product->index;
    const struct event_index *given = &event->index_value;
    struct receipt receipt;
    explain_begin(explain, &receipt, EXPLAIN_INDEX, event, "Index value");
    index_inputs(&receipt, product);
    derived->index = product->index_price;
    derive_index(&product->prices, explain_boundary_ns(explain, event->product_id),
                 product->terms.price_ticks_max * FINE_PER_TICK, product->sources, derived);
    index_steps(&receipt, product, derived);
    receipt_note(&receipt, "R-INDEX-7", state_names[derived->state]);
    receipt_compare(&receipt, "index", amount_fine(product, derived->index.ticks_e4),
                    amount_fine(product, given->index.ticks_e4));
    receipt_compare(&receipt, "median", amount_fine(product, derived->median.ticks_e4),
                    amount_fine(product, given->median.ticks_e4));
    receipt_compare(&receipt, "state", amount_count(derived->state, ""),
                    amount_count(given->state, ""));
    uint64_t statuses = packed_statuses(derived, product->prices.source_count);
    receipt_compare(&receipt, "status of the sources", amount_count((int64_t)statuses, ""),
                    amount_count((int64_t)given->statuses, ""));
    receipt_compare(&receipt, "time of the step", amount_count(derived->as_of_ns, "ns"),
                    amount_count(given->as_of_ns, "ns"));
    explain_end(explain, &receipt, EXPLAIN_INDEX, event);
}

/* R-MARK-3: which rate BASIS adds, and for how much of the interval. */
static void basis_of(const struct watch_product *product, struct mark_case *seen)
{
    const struct derived_funding *funding = &product->funding;
    bool is_estimate = product->mark_terms.basis == BASIS_ESTIMATE_FULL ||
                       product->mark_terms.basis == BASIS_ESTIMATE_LEFT;
    bool is_left = product->mark_terms.basis == BASIS_ESTIMATE_LEFT ||
                   product->mark_terms.basis == BASIS_PUBLISHED_LEFT;
    if (product->funding_terms_sequence == 0 || product->funding_terms.premium == PREMIUM_NONE) {
        return;
    }
    seen->rate_e12 = is_estimate ? explain_estimate_e12(product) : funding->published_e12;
    if (!is_left || (product->mark_terms.components & MARK_BASIS) == 0) return;
    seen->left_ms = i64_max(funding->next_ns - seen->boundary_ns, 0) / 1000000;
    seen->interval_ms = (funding->next_ns - funding->began_ns) / 1000000;
}

static void mark_inputs(struct receipt *receipt, const struct watch_product *product,
                        const struct mark_case *seen)
{
    char origin[ORIGIN_SIZE];
    receipt_input(receipt, "index", amount_fine(product, seen->index_e4),
                  explain_origin(origin, "INDEX", product->index_sequence));
    receipt_input(receipt, "impact bid", amount_fine(product, seen->impact_bid_e4),
                  "the book at this step");
    receipt_input(receipt, "impact ask", amount_fine(product, seen->impact_ask_e4),
                  "the book at this step");
    receipt_input(receipt, "best bid", amount_fine(product, seen->bid_e4), "its orders");
    receipt_input(receipt, "best ask", amount_fine(product, seen->ask_e4), "its orders");
    receipt_input(
        receipt, "rate", amount_rate(seen->rate_e12),
        explain_origin(origin, "FUNDING or PREMIUM", product->funding.published_sequence));
    explain_origin(origin, "MARK_TERMS", product->mark_terms_sequence);
    receipt_input(receipt, "band around the index",
                  (struct amount){product->mark_terms.band_ppm, 6, ""}, origin);
}

static void mark_steps(struct receipt *receipt, const struct watch_product *product,
                       const struct mark_case *seen)
{
    const struct derived_mark *mark = &product->mark;
    char formula[FORMULA_SIZE];
    if (mark->basis_e4 != 0) {
        snprintf(formula, sizeof formula, "index x (1 + rate x %" PRId64 " / %" PRId64 ")",
                 seen->interval_ms == 0 ? 1 : seen->left_ms,
                 seen->interval_ms == 0 ? 1 : seen->interval_ms);
        receipt_step(receipt, "R-MARK-3", "index with the funding basis", formula,
                     amount_fine(product, mark->basis_e4));
    }
    if (mark->spread_e4 != 0) {
        receipt_step(receipt, "R-MARK-4", "average distance of the impact mid from the index",
                     product->mark_terms.sample_count == 0
                         ? "numerator / denominator of the exponential average"
                         : "mean of the latest samples",
                     amount_fine(product, mark->spread_mean_e4));
        receipt_step(receipt, "R-MARK-4", "index plus that distance", "index + average",
                     amount_fine(product, mark->spread_e4));
    }
    if (mark->touch_average_e4 != 0) {
        receipt_step(receipt, "R-MARK-5", "average of the touch",
                     "numerator / denominator of the exponential average",
                     amount_fine(product, mark->touch_average_e4));
    }
    snprintf(formula, sizeof formula, "of %" PRIu32 " components that count", mark->value_count);
    receipt_step(receipt, "R-MARK-2", "median", formula, amount_fine(product, mark->median_e4));
    if (mark->low_e4 != 0) {
        receipt_step(receipt, "R-MARK-2", "lowest mark the band allows", "index x (1 - band)",
                     amount_fine(product, mark->low_e4));
        receipt_step(receipt, "R-MARK-2", "highest mark the band allows", "index x (1 + band)",
                     amount_fine(product, mark->high_e4));
    }
    receipt_step(receipt, "R-MARK-2", "mark", "the median, kept in the band",
                 amount_fine(product, mark->mark_e4));
}

void explain_mark(struct explain *explain, const struct event *event)
{
    struct watch_product *product = &explain->watch.products[event->product_id];
    const struct event_mark *given = &event->mark;
    struct receipt receipt;
    explain_funding_step(explain, event);
    if (product->mark_terms.components == 0) return;
    struct mark_case seen = {
        .terms = &product->mark_terms,
        .step_ns = product->prices.step_ns,
        .boundary_ns = explain_boundary_ns(explain, event->product_id),
        .price_e4_max = product->terms.price_ticks_max * FINE_PER_TICK,
        .index_e4 = product->index_price.ticks_e4,
        .impact_bid_e4 = given->impact_bid.ticks_e4,
        .impact_ask_e4 = given->impact_ask.ticks_e4,
        .last_e4 = product->last.ticks * FINE_PER_TICK,
    };
    if (derive_mark_uses_touch(&product->mark_terms)) {
        seen.bid_e4 =
            watch_best_ticks(&explain->watch, event->product_id, SIDE_BUY) * FINE_PER_TICK;
        seen.ask_e4 =
            watch_best_ticks(&explain->watch, event->product_id, SIDE_SELL) * FINE_PER_TICK;
    }
    basis_of(product, &seen);
    derive_mark(&seen, &product->mark);
    explain_begin(explain, &receipt, EXPLAIN_MARK, event, "Mark");
    mark_inputs(&receipt, product, &seen);
    mark_steps(&receipt, product, &seen);
    receipt_compare(&receipt, "mark", amount_fine(product, product->mark.mark_e4),
                    amount_fine(product, given->mark.ticks_e4));
    receipt_compare(&receipt, "basis", amount_fine(product, product->mark.basis_e4),
                    amount_fine(product, given->basis.ticks_e4));
    if ((product->mark_terms.components & MARK_TOUCH) != 0) {
        receipt_compare(&receipt, "touch", amount_fine(product, derive_touch(&seen)),
                        amount_fine(product, given->touch.ticks_e4));
    }
    receipt_compare(&receipt, "spread", amount_fine(product, product->mark.spread_e4),
                    amount_fine(product, given->spread.ticks_e4));
    explain_end(explain, &receipt, EXPLAIN_MARK, event);
}
