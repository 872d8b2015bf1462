/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explain_funding.c - receipts of premiums, funding rates and funding payments.
 *
 * Role   See explain.h.  A premium is computed from the samples of its bucket, a rate from the
 *        premiums of its interval, a payment from the rates since the position was last settled.
 * Rules  R-STEP-2, R-STEP-3, R-MARK-8, R-MARK-9, R-PREMIUM-2 to R-PREMIUM-5, R-FUND-3 to R-FUND-10.
 */
#include <inttypes.h>

#include "lab/explain.h"
#include "model/reject.h"

#define FORMULA_SIZE 256

static const char *const rate_names[RATE_STEPS] = {
    "interest, kept within the dampener",
    "part of the quoted rate",
    "smoothed",
    "within the cap by margin",
    "within the change of one step",
    "clamped",
    "zero in the dead band",
};

/* The event MARK of the step at hand, which says what the book was; NULL if there is none. */
static const struct event *mark_of_step(const struct explain *explain, uint16_t product_id)
{
    for (uint32_t i = 0; i < explain->event_count; i++) {
        const struct event *event = &explain->events[i];
        if (event->kind == EVENT_MARK && event->product_id == product_id) return event;
    }
    return NULL;
}

static bool is_in_funding(const struct watch_product *product)
{
    return product->funding_terms_sequence != 0 && product->funding_terms.premium != PREMIUM_NONE;
}

/* R-PREMIUM-3: the sample of this step, once. */
static void take_sample(struct explain *explain, uint16_t product_id)
{
    struct watch_product *product = &explain->watch.products[product_id];
    struct derived_funding *funding = &product->funding;
    const struct body_funding_terms *terms = &product->funding_terms;
    int64_t boundary_ns = explain_boundary_ns(explain, product_id);
    const struct event *mark = mark_of_step(explain, product_id);
    bool is_due = is_in_funding(product) && mark != NULL && boundary_ns % terms->sample_ns == 0 &&
                  funding->sampled_ns != boundary_ns && product->index_state == INDEX_NORMAL;
    if (!is_due || funding->sample_count == DERIVED_BUCKET_SAMPLES_MAX) return;
    int64_t premium_e12 = mark->mark.premium_e12;
    if (terms->premium != PREMIUM_TOUCH) {
        premium_e12 =
            derive_premium_e12(terms, product->index_price.ticks_e4, mark->mark.impact_bid.ticks_e4,
                               mark->mark.impact_ask.ticks_e4, product->mark_price.ticks_e4);
    }
    funding->sampled_ns = boundary_ns;
    funding->samples_e12[funding->sample_count++] = premium_e12;
}

/* R-MARK-8 */
static int64_t settlement_mark(struct watch *watch, uint16_t product_id, int64_t boundary_ns)
{
    const struct watch_product *product = &watch->products[product_id];
    int64_t slice_ns = product->mark_terms.settle_window_ns / DERIVED_SLICES;
    if (slice_ns != 0) {
        int64_t price_e4 = derive_window_average(&product->window, slice_ns, boundary_ns);
        if (price_e4 != 0) return price_e4;
    }
    int64_t bid = watch_best_ticks(watch, product_id, SIDE_BUY);
    int64_t ask = watch_best_ticks(watch, product_id, SIDE_SELL);
    if (bid == 0 || ask == 0) return product->index_price.ticks_e4;
    return (bid + ask) * (FINE_PER_TICK / 2);
}

/* R-FUND-5 */
static int64_t funding_price(struct watch *watch, uint16_t product_id, int64_t boundary_ns)
{
    const struct watch_product *product = &watch->products[product_id];
    switch (product->funding_terms.price) {
    case FUNDING_MARK: return product->mark_price.ticks_e4;
    case FUNDING_INDEX: return product->index_price.ticks_e4;
    default: return settlement_mark(watch, product_id, boundary_ns);
    }
}

static bool is_continuous(const struct watch_product *product)
{
    return product->funding_terms.charge == CHARGE_CONTINUOUS;
}

/* R-FUND-8 */
static void accrue(struct watch *watch, uint16_t product_id, int64_t boundary_ns)
{
    struct watch_product *product = &watch->products[product_id];
    struct derived_funding *funding = &product->funding;
    if (funding->accrued_ns != 0) {
        int64_t price_e4 = funding_price(watch, product_id, boundary_ns);
        int128 value = funding->published_e12 * derive_value_e4(watch_payoff(product), price_e4, 1);
        derive_growth(funding, &product->funding_terms, value, boundary_ns - funding->accrued_ns);
    }
    funding->accrued_ns = boundary_ns;
}

/* R-FUND-2 */
static void times_find(const struct explain *explain, struct watch_product *product,
                       int64_t boundary_ns)
{
    struct derived_times times =
        derive_funding_times(&product->funding_terms, &explain->watch.calendar, boundary_ns);
    product->funding.began_ns = times.began_ns;
    product->funding.next_ns = times.next_ns;
}

void explain_funding_step(struct explain *explain, const struct event *event)
{
    struct watch_product *product = &explain->watch.products[event->product_id];
    int64_t boundary_ns = explain_boundary_ns(explain, event->product_id);
    if (!is_in_funding(product)) return;
    take_sample(explain, event->product_id);
    if (!is_continuous(product)) return;
    if (product->funding.accrued_ns != boundary_ns) {
        accrue(&explain->watch, event->product_id, boundary_ns);
    }
    bool is_over = product->funding.next_ns != 0 && product->funding.next_ns <= boundary_ns;
    if (product->funding_terms.lag == 0 && is_over) times_find(explain, product, boundary_ns);
}

/* --- price steps ------------------------------------------------------------------------------ */

static bool has_ended(const struct watch_product *product)
{
    return product->state == PRODUCT_DELISTED || product->state == PRODUCT_WITHDRAWN;
}

bool explain_is_quiet(const struct watch_product *product)
{
    bool tells_marks = product->mark_terms.components != 0 || is_in_funding(product);
    return !tells_marks || product->index_price.ticks_e4 == 0;
}

bool explain_is_of_step(const struct event *event)
{
    return event->kind == EVENT_INDEX || event->kind == EVENT_PREMIUM ||
           event->kind == EVENT_FUNDING || event->kind == EVENT_MARK;
}

bool explain_is_of_cycle(const struct explain *explain, const struct event *event)
{
    const struct event *end = explain->events + explain->event_count;
    if (event->kind == EVENT_VARIATION || event->kind == EVENT_SETTLEMENT) return true;
    return event->kind == EVENT_FUNDING_PAYMENT && event + 1 < end &&
           event[1].kind == EVENT_VARIATION;
}

/* A price step applies the mark that there is, also if it computes none (R-MARK-10). */
void explain_steps_begin(struct explain *explain)
{
    struct watch *watch = &explain->watch;
    for (uint16_t id = 1; id <= watch->product_last; id++) {
        struct watch_product *product = &watch->products[id];
        if (product->prices_sequence == 0 || has_ended(product)) continue;
        if (watch->time_ns < product->next_step_ns) continue;
        product->is_step_due = true;
        product->is_indexed = false;
        bool is_silent = product->prices.index_method == INDEX_GIVEN && explain_is_quiet(product);
        if (is_silent) product->look = LOOK_SILENT;
    }
}

/* R-STEP-3 (2), R-MARK-9: what traded since the step before is put where that was. */
static void step_work(struct explain *explain, uint16_t product_id)
{
    struct watch_product *product = &explain->watch.products[product_id];
    int64_t slice_ns = product->mark_terms.settle_window_ns / DERIVED_SLICES;
    if (product->stepped_ns == 0) {
        product->window.open_value = 0;
        product->window.open_lots = 0;
    } else if (slice_ns != 0) {
        derive_window_step(&product->window, slice_ns, product->stepped_ns);
    }
    product->is_step_due = false;
    product->is_step_done = true;
    product->stepped_ns = explain_boundary_ns(explain, product_id);
    product->next_step_ns = product->stepped_ns + product->prices.step_ns;
    if (product->prices.index_method == INDEX_GIVEN) product->index_state = INDEX_NORMAL;
    /* Without an index there is no event MARK that would be followed. */
    bool accrues = is_in_funding(product) && is_continuous(product) &&
                   product->index_price.ticks_e4 == 0 &&
                   explain_is_trading(&explain->watch, product);
    if (accrues) accrue(&explain->watch, product_id, product->stepped_ns);
}

/* R-FUND-8: nothing accrues while the product does not trade. */
static void accruals_end(struct watch_product *product)
{
    if (product->funding.accrued_ns != product->stepped_ns) product->funding.accrued_ns = 0;
}

/* Is the step of the product over before the event?  Item (1) of it, the index, can open the
 * market; a schedule can before it, and the command at hand after it. */
static bool is_behind_index(const struct explain *explain, const struct event *event, uint16_t id)
{
    const struct watch_product *product = &explain->watch.products[id];
    if (event->product_id > id && explain_is_of_step(event)) return true;
    if (event->kind == EVENT_PHASE && event->product_id == 0) return true;
    if (explain_is_of_cycle(explain, event)) return true; /* after the steps of all products */
    if (event->product_id != id) return false;
    /* Nothing of its step is told: what the command does shows that it is over. */
    bool is_silent = product->look == LOOK_SILENT || product->index_price.ticks_e4 == 0;
    switch (event->kind) {
    case EVENT_PREMIUM:
    case EVENT_FUNDING:
    case EVENT_REFERENCE_PRICE:
    case EVENT_MARK: return true;
    case EVENT_PHASE:
        if (product->prices.index_method != INDEX_GIVEN) return product->is_indexed;
        return explain_is_phase_of_command(explain, event, id);
    case EVENT_ORDER_DECREASED:
    case EVENT_ORDER_CANCELLED: return event->order.reason == REASON_MEMBER && is_silent;
    case EVENT_ORDER_ACCEPTED:
    case EVENT_ORDER_AMENDED: return is_silent;
    default: return false;
    }
}

void explain_steps_follow(struct explain *explain, const struct event *event)
{
    struct watch *watch = &explain->watch;
    for (uint16_t id = 1; id <= watch->product_last; id++) {
        struct watch_product *product = &watch->products[id];
        bool is_due = product->is_step_due;
        if (is_due && (event == NULL || is_behind_index(explain, event, id))) {
            step_work(explain, id);
        }
        if (event != NULL) continue;
        if (product->is_step_done) accruals_end(product);
        product->is_step_done = false;
    }
    if (event == NULL || event->kind != EVENT_INDEX) return;
    struct watch_product *indexed = &watch->products[event->product_id];
    bool is_halt = event->index_value.state == INDEX_HALT;
    indexed->is_indexed = (indexed->index_state == INDEX_HALT) == is_halt;
}

/* --- rates ------------------------------------------------------------------------------------ */

static int64_t average_of(const struct derived_funding *funding)
{
    return funding->weights == 0 ? 0 : (int64_t)(funding->sum / funding->weights);
}

int64_t explain_estimate_e12(const struct watch_product *product)
{
    const struct body_funding_terms *terms = &product->funding_terms;
    const struct derived_funding *funding = &product->funding;
    if (is_continuous(product) && terms->lag == 0) return funding->published_e12;
    return derive_rate(terms, average_of(funding), funding->published_e12)
        .after_e12[RATE_STEPS - 1];
}

static void premium_inputs(struct receipt *receipt, const struct watch_product *product)
{
    char name[ORIGIN_SIZE];
    for (uint32_t i = 0; i < product->funding.sample_count; i++) {
        snprintf(name, sizeof name, "sample %" PRIu32, i + 1);
        receipt_input(receipt, name, amount_rate(product->funding.samples_e12[i]),
                      "impact prices and index of its step");
    }
}

/* R-PREMIUM-5: the bucket joins the interval. */
static void join_interval(struct watch_product *product, int64_t premium_e12, int64_t end_ns)
{
    struct derived_funding *funding = &product->funding;
    const struct body_funding_terms *terms = &product->funding_terms;
    if (is_continuous(product) && terms->lag == 0) {
        funding->sum = 0;
        funding->weights = 0;
        funding->bucket_count = 0;
    }
    int64_t weight = derive_weight(terms, funding->began_ns, end_ns);
    funding->sum += (int128)weight * premium_e12;
    funding->weights += weight;
    funding->bucket_count++;
    funding->sample_count = 0;
}

void explain_premium(struct explain *explain, const struct event *event)
{
    static const char *const reduce_names[] = {"median of the samples", "the last sample",
                                               "mean of the samples"};
    struct watch_product *product = &explain->watch.products[event->product_id];
    struct derived_funding *funding = &product->funding;
    const struct body_funding_terms *terms = &product->funding_terms;
    const struct event_premium *given = &event->premium;
    struct receipt receipt;
    char formula[FORMULA_SIZE];
    int64_t boundary_ns = explain_boundary_ns(explain, event->product_id);
    if (boundary_ns <= given->bucket_end_ns) take_sample(explain, event->product_id);

    explain_begin(explain, &receipt, EXPLAIN_FUNDING, event, "Premium of a bucket");
    premium_inputs(&receipt, product);
    uint32_t count = funding->sample_count;
    int64_t premium_e12 = count == 0 ? 0 : derive_bucket_e12(terms, funding->samples_e12, count);
    receipt_step(&receipt, "R-PREMIUM-5", "premium of the bucket", reduce_names[terms->reduce % 3],
                 amount_rate(premium_e12));
    join_interval(product, premium_e12, given->bucket_end_ns);
    int64_t estimate_e12 = explain_estimate_e12(product);
    snprintf(formula, sizeof formula, "sum of weight x premium of %" PRIu32 " buckets / weights",
             funding->bucket_count);
    receipt_step(&receipt, "R-PREMIUM-5", "average so far", formula,
                 amount_rate(average_of(funding)));
    receipt_step(&receipt, "R-FUND-6", "estimate of the rate", "R-FUND-3 of the average",
                 amount_rate(estimate_e12));
    receipt_compare(&receipt, "premium", amount_rate(premium_e12), amount_rate(given->premium_e12));
    receipt_compare(&receipt, "samples", amount_count(count, ""), amount_count(given->samples, ""));
    receipt_compare(&receipt, "average", amount_rate(average_of(funding)),
                    amount_rate(given->average_e12));
    receipt_compare(&receipt, "estimate", amount_rate(estimate_e12),
                    amount_rate(given->estimate_e12));
    explain_end(explain, &receipt, EXPLAIN_FUNDING, event);
}

static void rate_steps(struct receipt *receipt, const struct body_funding_terms *terms,
                       const struct derived_rate *rate, int64_t average_e12)
{
    const bool is_used[RATE_STEPS] = {true,
                                      terms->divisor != 1,
                                      terms->smooth_ppm != 0,
                                      terms->cap_factor_ppm != 0,
                                      terms->change_e12 != 0,
                                      true,
                                      terms->dead_e12 != 0};
    char formula[FORMULA_SIZE];
    char before[AMOUNT_TEXT_SIZE];
    for (uint32_t i = 0; i < RATE_STEPS; i++) {
        if (!is_used[i]) continue;
        int64_t from_e12 = i == 0 ? average_e12 : rate->after_e12[i - 1];
        snprintf(formula, sizeof formula, "step %" PRIu32 " of %s", i + 1,
                 amount_text(before, amount_rate(from_e12)));
        receipt_step(receipt, "R-FUND-3", rate_names[i], formula, amount_rate(rate->after_e12[i]));
    }
}

/* R-FUND-7, R-FUND-8: what the rate does to the cumulative amount. */
static void charge(struct watch *watch, uint16_t product_id, int64_t boundary_ns,
                   int64_t charged_e12)
{
    struct watch_product *product = &watch->products[product_id];
    struct derived_funding *funding = &product->funding;
    if (is_continuous(product)) {
        if (funding->accrued_ns != boundary_ns) accrue(watch, product_id, boundary_ns);
    } else {
        int64_t price_e4 = funding_price(watch, product_id, boundary_ns);
        int128 value = charged_e12 * derive_value_e4(watch_payoff(product), price_e4, 1);
        derive_growth(funding, &product->funding_terms, value, 0);
    }
}

/* R-FUND-7: the next interval begins. */
static void begin_interval(struct explain *explain, const struct event *event, int64_t boundary_ns)
{
    struct watch_product *product = &explain->watch.products[event->product_id];
    struct derived_funding *funding = &product->funding;
    bool is_over = !is_continuous(product) || product->funding_terms.lag == 1;
    if (is_over) {
        funding->sum = 0;
        funding->weights = 0;
        funding->bucket_count = 0;
    }
    times_find(explain, product, boundary_ns);
    funding->published_sequence = event->sequence;
}

void explain_funding(struct explain *explain, const struct event *event)
{
    struct watch_product *product = &explain->watch.products[event->product_id];
    struct derived_funding *funding = &product->funding;
    const struct body_funding_terms *terms = &product->funding_terms;
    const struct event_funding *given = &event->funding;
    struct receipt receipt;
    char origin[ORIGIN_SIZE];
    int64_t boundary_ns = explain_boundary_ns(explain, event->product_id);
    int64_t former_e12 = funding->published_e12;
    int64_t average_e12 = average_of(funding);
    struct derived_rate rate = derive_rate(terms, average_e12, former_e12);
    int64_t published_e12 = rate.after_e12[RATE_STEPS - 1];
    int64_t charged_e12 = terms->lag == 1 ? former_e12 : published_e12;
    int64_t price_e4 = funding_price(&explain->watch, event->product_id, boundary_ns);
    int64_t before_nanos = funding->cumulative_nanos;

    explain_begin(explain, &receipt, EXPLAIN_FUNDING, event, "Funding rate");
    explain_origin(origin, "FUNDING_TERMS", product->funding_terms_sequence);
    receipt_input(&receipt, "buckets of the interval", amount_count(funding->bucket_count, ""),
                  "events PREMIUM");
    receipt_input(&receipt, "interest", amount_rate(terms->interest_e12), origin);
    receipt_input(&receipt, "rate published before", amount_rate(former_e12), "FUNDING before");
    receipt_input(&receipt, "price of funding", amount_fine(product, price_e4),
                  "settlement mark, mark or index");
    receipt_step(&receipt, "R-PREMIUM-5", "average premium", "sum of weight x premium / weights",
                 amount_rate(average_e12));
    rate_steps(&receipt, terms, &rate, average_e12);
    if (!is_continuous(product) || terms->lag == 0) funding->published_e12 = published_e12;
    charge(&explain->watch, event->product_id, boundary_ns, charged_e12);
    funding->published_e12 = published_e12;
    receipt_step(&receipt, "R-FUND-9", "what one contract pays",
                 "rate x price x tick value, the rest of the division carried",
                 amount_nanos(&receipt, funding->cumulative_nanos - before_nanos));
    receipt_compare(&receipt, "average", amount_rate(average_e12), amount_rate(given->average_e12));
    receipt_compare(&receipt, "rate charged", amount_rate(charged_e12),
                    amount_rate(given->rate_e12));
    receipt_compare(&receipt, "rate published", amount_rate(published_e12),
                    amount_rate(given->published_e12));
    receipt_compare(&receipt, "cumulative", amount_nanos(&receipt, funding->cumulative_nanos),
                    amount_nanos(&receipt, given->cumulative_nanos));
    receipt_compare(&receipt, "price of funding", amount_fine(product, price_e4),
                    amount_fine(product, given->price.ticks_e4));
    struct derived_times times = derive_funding_times(terms, &explain->watch.calendar, boundary_ns);
    receipt_compare(&receipt, "next funding time", amount_count(times.next_ns, "ns"),
                    amount_count(given->next_funding_ns, "ns"));
    explain_end(explain, &receipt, EXPLAIN_FUNDING, event);
    begin_interval(explain, event, boundary_ns);
}

void explain_payment(struct explain *explain, const struct event *event)
{
    struct watch_product *product = &explain->watch.products[event->product_id];
    const struct event_payment *given = &event->payment;
    const struct watch_position *position =
        watch_position(&explain->watch, event->account_id, event->product_id);
    struct receipt receipt;
    char origin[ORIGIN_SIZE];
    char formula[FORMULA_SIZE];
    char from[AMOUNT_TEXT_SIZE];
    char to[AMOUNT_TEXT_SIZE];
    if (position == NULL) return;
    int64_t to_nanos = product->funding.cumulative_nanos;
    int64_t difference_nanos = to_nanos - position->own_nanos;
    int64_t residue_nanos = 0;
    int64_t paid_micros = derive_payment(position->net_lots, difference_nanos, &residue_nanos);

    explain_begin(explain, &receipt, EXPLAIN_FUNDING, event, "Funding payment of one position");
    receipt_input(&receipt, "net position", amount_lots(position->net_lots),
                  explain_origin(origin, "FILL", position->fill_sequence));
    receipt_input(&receipt, "settled up to", amount_nanos(&receipt, position->own_nanos),
                  explain_origin(origin, "sequence", position->own_sequence));
    receipt_input(&receipt, "cumulative per contract", amount_nanos(&receipt, to_nanos),
                  explain_origin(origin, "FUNDING", product->funding.published_sequence));
    snprintf(formula, sizeof formula, "%" PRId64 " x (%s - %s)", position->net_lots,
             amount_text(to, amount_nanos(&receipt, to_nanos)),
             amount_text(from, amount_nanos(&receipt, position->own_nanos)));
    receipt_step(&receipt, "R-FUND-10", "owed, exact", formula,
                 amount_nanos(&receipt, (int128)position->net_lots * difference_nanos));
    receipt_step(&receipt, "R-FUND-10", "paid: rounded up to a micro-dollar (negative: received)",
                 "payers round up, receivers down", amount_money(&receipt, paid_micros));
    receipt_step(&receipt, "R-FUND-10", "residue, to the insurance fund", "paid - owed",
                 amount_nanos(&receipt, residue_nanos));
    receipt_compare(&receipt, "net position", amount_lots(position->net_lots),
                    amount_lots(given->net.lots));
    receipt_compare(&receipt, "paid", amount_money(&receipt, paid_micros),
                    amount_money(&receipt, given->amount.micros));
    receipt_compare(&receipt, "from", amount_nanos(&receipt, position->own_nanos),
                    amount_nanos(&receipt, given->from_nanos));
    receipt_compare(&receipt, "to", amount_nanos(&receipt, to_nanos),
                    amount_nanos(&receipt, given->to_nanos));
    explain_end(explain, &receipt, EXPLAIN_FUNDING, event);
}
