/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_price_terms.c - terms of index, mark and funding, and prices of sources.
 *
 * Role   See naive_prices.h.  Each check stands where the rule names it.
 * Rules  R-STEP-1, R-STEP-2, R-STEP-5, R-INDEX-1, R-INDEX-2, R-INDEX-10, R-MARK-1, R-FUND-1.
 */
#include "base/date.h"
#include "sim/naive_check.h"
#include "sim/naive_payoff.h"
#include "sim/naive_prices.h"

#define LOTS_MAX         INT64_C(4000000000000000000)
#define SAMPLE_CAP_MAX   10000000
#define CAP_FACTOR_MAX   100000000
#define DIVISOR_MAX      1000
#define BASE_NS_MIN      NS_PER_SECOND
#define INTERVAL_NS_MIN  NS_PER_MINUTE
#define SPREAD_COUNT_MAX 512

static struct naive_fault check_term(enum field field, int64_t value, int64_t low, int64_t high)
{
    if (value < low) return fault_of(REJECT_TERMS, field, value, low);
    if (value > high) return fault_of(REJECT_TERMS, field, value, high);
    return NO_FAULT;
}

/* A value that is none of a list: there is no nearest one. */
static struct naive_fault check_defined(enum field field, int64_t value, int64_t highest)
{
    if (value < 0 || value > highest) return fault_of(REJECT_TERMS, field, value, 0);
    return NO_FAULT;
}

/* R-STEP-1, the product. */
static struct naive_fault check_product(const struct naive *naive)
{
    uint16_t product_id = naive->command->product_id;
    CHECK(naive_check_product_exists(naive, product_id));
    uint32_t state = naive->products[product_id].state;
    if (state == PRODUCT_DELISTED || state == PRODUCT_WITHDRAWN)
        return fault_of(REJECT_PRODUCT_NOT_LISTED, FIELD_PRODUCT, state, 0);
    return NO_FAULT;
}

static struct naive_fault check_priced_product(const struct naive *naive)
{
    CHECK(check_product(naive));
    uint16_t product_id = naive->command->product_id;
    if (!naive->prices[product_id].exists)
        return fault_of(REJECT_PRICE_TERMS_MISSING, FIELD_PRODUCT, product_id, 0);
    return NO_FAULT;
}

/* R-STEP-5 */
static struct naive_fault check_lot_value(int64_t tick_value_micros, int64_t highest_ticks)
{
    if ((int128)tick_value_micros * highest_ticks <= LOT_MICROS_MAX) return NO_FAULT;
    return fault_of(REJECT_TERMS, FIELD_TICK_VALUE, tick_value_micros,
                    LOT_MICROS_MAX / highest_ticks);
}

static void emit_terms(struct naive *naive)
{
    const struct naive_prices *prices = &naive->prices[naive->command->product_id];
    struct event *event = naive_emit(naive, EVENT_PRICE_TERMS, 0, naive->command->product_id);
    event->price_terms.step_ns = prices->terms.step_ns;
    event->price_terms.next_step_ns = prices->next_step_ns;
    event->price_terms.next_funding_ns = prices->has_funding ? prices->next_funding_ns : 0;
    event->price_terms.command_kind = naive->command->kind;
}

/* --- prices and index ------------------------------------------------------------------------- */

static bool is_multiple(int64_t value, int64_t of)
{
    return value % of == 0;
}

/* R-INDEX-1, `step_ns`: its own range, and a divisor of the periods in use. */
static struct naive_fault check_step(const struct naive_prices *prices, int64_t step_ns)
{
    CHECK(check_term(FIELD_STEP, step_ns, NS_PER_MILLI, NS_PER_HOUR));
    if (!is_multiple(step_ns, NS_PER_MILLI))
        return fault_of(REJECT_TERMS, FIELD_STEP, step_ns, step_ns / NS_PER_MILLI * NS_PER_MILLI);
    const struct body_mark_terms *mark = &prices->mark;
    bool samples_spread = (mark->components & MARK_SPREAD) != 0 && mark->sample_count != 0;
    bool divides = is_multiple(mark->settle_window_ns, NAIVE_WINDOW_SLICES * step_ns);
    if (samples_spread && !is_multiple(mark->spread_sample_ns, step_ns)) divides = false;
    if (prices->has_funding && !is_multiple(prices->funding.sample_ns, step_ns)) divides = false;
    return divides ? NO_FAULT : fault_of(REJECT_TERMS, FIELD_STEP, step_ns, 0);
}

static struct naive_fault check_sources(const struct body_price_terms *terms)
{
    int64_t weights = 0;
    for (uint32_t i = 0; i < terms->source_count; i++) {
        bool is_taken = false;
        for (uint32_t j = 0; j < i; j++) {
            if (terms->sources[j].source_id == terms->sources[i].source_id) is_taken = true;
        }
        if (terms->sources[i].source_id == 0 || is_taken)
            return fault_of(REJECT_TERMS, FIELD_SOURCES, i, 0);
    }
    for (uint32_t i = 0; i < terms->source_count; i++) {
        CHECK(check_term(FIELD_WEIGHT, terms->sources[i].weight, 0, PPM_ONE));
        weights += terms->sources[i].weight;
    }
    if (weights == 0) return fault_of(REJECT_TERMS, FIELD_WEIGHT, 0, 1);
    for (uint32_t i = terms->source_count; i < INDEX_SOURCES_MAX; i++) {
        if (terms->sources[i].source_id != 0 || terms->sources[i].weight != 0)
            return fault_of(REJECT_TERMS, FIELD_SOURCES, i, 0);
    }
    return NO_FAULT;
}

/* R-INDEX-1 of a method other than GIVEN, from the count of sources on. */
static struct naive_fault check_computed_index(const struct body_price_terms *terms)
{
    CHECK(check_term(FIELD_SOURCES, terms->source_count, 1, INDEX_SOURCES_MAX));
    CHECK(check_sources(terms));
    CHECK(check_term(FIELD_STALE, terms->stale_ns, NS_PER_MILLI, NS_PER_DAY));
    CHECK(check_term(FIELD_CAP, terms->cap_ppm, 0, PPM_ONE));
    CHECK(check_term(FIELD_STRAY, terms->stray_ppm, 0, PPM_ONE));
    CHECK(check_term(FIELD_RETURN, terms->return_ppm, 0, PPM_ONE));
    CHECK(check_term(FIELD_RETURN, terms->return_ns, 0, NS_PER_DAY));
    CHECK(check_term(FIELD_LIVE_SOURCES, terms->halt_below, 0, INDEX_SOURCES_MAX));
    CHECK(check_term(FIELD_LIVE_SOURCES, terms->degraded_below, terms->halt_below,
                     INDEX_SOURCES_MAX));
    return check_term(FIELD_LIMIT, terms->degraded_lots_max, 0, LOTS_MAX);
}

static struct naive_fault check_price_terms(const struct naive *naive)
{
    const struct body_price_terms *terms = &naive->command->prices;
    const struct naive_product *product = &naive->products[naive->command->product_id];
    CHECK(check_step(&naive->prices[naive->command->product_id], terms->step_ns));
    CHECK(check_term(FIELD_NOTIONAL, terms->impact_notional_micros, 0, NOTIONAL_MICROS_MAX));
    CHECK(check_defined(FIELD_METHOD, terms->index_method, INDEX_MEDIAN));
    if (terms->index_method == INDEX_GIVEN) {
        CHECK(check_term(FIELD_SOURCES, terms->source_count, 0, 0));
    } else {
        CHECK(check_computed_index(terms));
    }
    if (naive_is_inverse(product)) return NO_FAULT; /* R-PAYOFF-2 has bounded it */
    return check_lot_value(product->terms.tick_value_micros, product->highest_ticks);
}

/* R-INDEX-10 */
static void keep_known_sources(struct naive_prices *prices, const struct body_price_terms *terms)
{
    for (uint32_t i = 0; i < INDEX_SOURCES_MAX; i++) {
        bool is_kept = i < terms->source_count && i < prices->terms.source_count &&
                       terms->sources[i].source_id == prices->terms.sources[i].source_id;
        if (!is_kept) memset(&prices->sources[i], 0, sizeof prices->sources[i]);
    }
}

struct naive_fault naive_command_price_terms(struct naive *naive)
{
    const struct body_price_terms *terms = &naive->command->prices;
    CHECK(check_product(naive));
    CHECK(check_price_terms(naive));
    struct naive_prices *prices = &naive->prices[naive->command->product_id];
    if (!prices->exists || prices->terms.step_ns != terms->step_ns)
        prices->next_step_ns = (naive->now_ns / terms->step_ns + 1) * terms->step_ns;
    keep_known_sources(prices, terms);
    prices->terms = *terms;
    prices->exists = true;
    emit_terms(naive);
    return NO_FAULT;
}

static struct naive_fault check_source_price(const struct naive_product *product, int64_t price_e4)
{
    int64_t highest_e4 = product->terms.price_ticks_max * FINE_PER_TICK;
    if (price_e4 < 0) return fault_of(REJECT_PRICE, FIELD_PRICE, price_e4, 0);
    if (price_e4 > highest_e4) return fault_of(REJECT_PRICE, FIELD_PRICE, price_e4, highest_e4);
    return NO_FAULT;
}

struct naive_fault naive_command_source_price(struct naive *naive)
{
    const struct body_source_price *body = &naive->command->source;
    CHECK(check_priced_product(naive));
    const struct naive_product *product = &naive->products[naive->command->product_id];
    struct naive_prices *prices = &naive->prices[naive->command->product_id];
    uint32_t at = 0;
    while (at < prices->terms.source_count &&
           prices->terms.sources[at].source_id != body->source_id)
        at++;
    if (at == prices->terms.source_count)
        return fault_of(REJECT_SOURCE, FIELD_SOURCES, body->source_id, 0);
    CHECK(check_source_price(product, body->bid.ticks_e4));
    CHECK(check_source_price(product, body->ask.ticks_e4));
    CHECK(check_source_price(product, body->last.ticks_e4));

    int64_t bid = body->bid.ticks_e4;
    int64_t ask = body->ask.ticks_e4;
    bool has_mid = bid != 0 && ask != 0 && bid <= ask;
    struct naive_source *source = &prices->sources[at];
    source->price = has_mid ? narrow_i64(div_floor((int128)bid + ask, 2)) : body->last.ticks_e4;
    source->time_ns = naive->now_ns;
    source->sequence = naive->command->sequence;
    return NO_FAULT;
}

/* --- mark ------------------------------------------------------------------------------------- */

static struct naive_fault check_settle_window(const struct body_mark_terms *terms, int64_t step_ns)
{
    int64_t whole_ns = NAIVE_WINDOW_SLICES * step_ns;
    int64_t window_ns = terms->settle_window_ns;
    if (window_ns < 0) return fault_of(REJECT_TERMS, FIELD_WINDOW, window_ns, 0);
    if (window_ns > NS_PER_DAY) return fault_of(REJECT_TERMS, FIELD_WINDOW, window_ns, NS_PER_DAY);
    if (!is_multiple(window_ns, whole_ns))
        return fault_of(REJECT_TERMS, FIELD_WINDOW, window_ns, window_ns / whole_ns * whole_ns);
    return NO_FAULT;
}

static struct naive_fault check_spread(const struct body_mark_terms *terms, int64_t step_ns)
{
    CHECK(check_term(FIELD_SAMPLE, terms->sample_count, 0, SPREAD_COUNT_MAX));
    if (terms->sample_count == 0)
        return check_term(FIELD_AVERAGE, terms->average_ns, step_ns, NS_PER_DAY);
    CHECK(check_term(FIELD_SAMPLE, terms->spread_sample_ns, step_ns, NS_PER_HOUR));
    if (!is_multiple(terms->spread_sample_ns, step_ns))
        return fault_of(REJECT_TERMS, FIELD_SAMPLE, terms->spread_sample_ns, step_ns);
    return NO_FAULT;
}

static struct naive_fault check_mark_terms(const struct body_mark_terms *terms, int64_t step_ns)
{
    if ((terms->components & ~MARK_COMPONENTS_ALL) != 0)
        return fault_of(REJECT_TERMS, FIELD_COMPONENTS, terms->components, 0);
    if (terms->components == 0) return check_settle_window(terms, step_ns);
    CHECK(check_defined(FIELD_BASIS, terms->basis, BASIS_PUBLISHED_LEFT));
    CHECK(check_defined(FIELD_BASIS, terms->spread_price, SPREAD_TOUCH));
    CHECK(check_defined(FIELD_BASIS, terms->thin_rule, 1));
    if ((terms->components & MARK_SPREAD) != 0) CHECK(check_spread(terms, step_ns));
    if ((terms->components & MARK_TOUCH_AVERAGE) != 0)
        CHECK(check_term(FIELD_AVERAGE, terms->touch_average_ns, step_ns, NS_PER_DAY));
    CHECK(check_term(FIELD_BAND, terms->band_ppm, 0, PPM_ONE));
    return check_settle_window(terms, step_ns);
}

struct naive_fault naive_command_mark_terms(struct naive *naive)
{
    const struct body_mark_terms *terms = &naive->command->mark;
    CHECK(check_priced_product(naive));
    struct naive_prices *prices = &naive->prices[naive->command->product_id];
    CHECK(check_mark_terms(terms, prices->terms.step_ns));
    if (terms->settle_window_ns != prices->mark.settle_window_ns) prices->trade_count = 0;
    prices->mark = *terms;
    prices->has_mark = true;
    prices->spread_count = 0;
    memset(&prices->spread_average, 0, sizeof prices->spread_average);
    memset(&prices->touch_average, 0, sizeof prices->touch_average);
    emit_terms(naive);
    return NO_FAULT;
}

struct naive_fault naive_check_own_prices(const struct naive *naive, uint16_t product_id)
{
    const struct body_reference *body = &naive->command->reference;
    const struct naive_prices *prices = &naive->prices[product_id];
    if (!prices->exists) return NO_FAULT;
    if (body->mark.ticks_e4 != 0 && prices->mark.components != 0)
        return fault_of(REJECT_OWN_PRICES, FIELD_PRICE, body->mark.ticks_e4, 0);
    if (body->index.ticks_e4 != 0 && prices->terms.index_method != INDEX_GIVEN)
        return fault_of(REJECT_OWN_PRICES, FIELD_PRICE, body->index.ticks_e4, 0);
    return NO_FAULT;
}

/* --- funding ---------------------------------------------------------------------------------- */

static struct naive_fault check_samples(const struct body_funding_terms *terms, int64_t step_ns)
{
    int64_t sample_ns = terms->sample_ns;
    if (sample_ns < step_ns || sample_ns > NS_PER_HOUR || !is_multiple(sample_ns, step_ns))
        return fault_of(REJECT_TERMS, FIELD_SAMPLE, sample_ns, step_ns);
    int64_t bucket_ns = terms->bucket_ns;
    if (bucket_ns < sample_ns || bucket_ns > NAIVE_BUCKET_SAMPLES * sample_ns ||
        !is_multiple(bucket_ns, sample_ns))
        return fault_of(REJECT_TERMS, FIELD_BUCKET, bucket_ns, sample_ns);
    return NO_FAULT;
}

static struct naive_fault check_choices(const struct body_funding_terms *terms)
{
    CHECK(check_defined(FIELD_METHOD, terms->reduce, REDUCE_MEAN));
    CHECK(check_defined(FIELD_METHOD, terms->weighting, WEIGHTS_LINEAR));
    CHECK(check_defined(FIELD_METHOD, terms->charge, CHARGE_CONTINUOUS));
    CHECK(check_defined(FIELD_METHOD, terms->price, FUNDING_INDEX));
    return check_defined(FIELD_METHOD, terms->lag, 1);
}

/* Either an interval, or one to eight times of the local day. */
static struct naive_fault check_interval(const struct body_funding_terms *terms)
{
    int64_t interval_ns = terms->interval_ns;
    bool is_legal = interval_ns == 0 ? terms->time_count >= 1 : terms->time_count == 0;
    if (terms->time_count > FUNDING_TIMES_MAX) is_legal = false;
    if (interval_ns != 0) {
        bool is_in_range = interval_ns >= INTERVAL_NS_MIN && interval_ns <= NS_PER_DAY;
        if (!is_in_range || !is_multiple(interval_ns, terms->bucket_ns)) is_legal = false;
    }
    if (!is_legal) return fault_of(REJECT_TERMS, FIELD_INTERVAL, interval_ns, terms->bucket_ns);
    for (uint32_t i = 0; i < FUNDING_TIMES_MAX; i++) {
        bool is_right = terms->times[i] == 0;
        if (i < terms->time_count)
            is_right = terms->times[i] <= 1439 && (i == 0 || terms->times[i] > terms->times[i - 1]);
        if (!is_right) return fault_of(REJECT_TERMS, FIELD_TIMES, i, 0);
    }
    return NO_FAULT;
}

static struct naive_fault check_rates(const struct body_funding_terms *terms)
{
    if (terms->charge == CHARGE_CONTINUOUS) {
        CHECK(check_term(FIELD_BASE, terms->base_ns, BASE_NS_MIN, NS_PER_DAY));
    } else {
        CHECK(check_term(FIELD_BASE, terms->base_ns, 0, 0));
    }
    CHECK(check_term(FIELD_RATE, terms->interest_e12, -RATE_E12_ONE, RATE_E12_ONE));
    CHECK(check_term(FIELD_RATE, terms->dampener_e12, 0, RATE_E12_ONE));
    CHECK(check_term(FIELD_RATE, terms->clamp_e12, 0, RATE_E12_ONE));
    CHECK(check_term(FIELD_RATE, terms->dead_e12, 0, RATE_E12_ONE));
    CHECK(check_term(FIELD_RATE, terms->change_e12, 0, RATE_E12_ONE));
    CHECK(check_term(FIELD_CAP, terms->sample_cap_ppm, 0, SAMPLE_CAP_MAX));
    CHECK(check_term(FIELD_CAP, terms->cap_factor_ppm, 0, CAP_FACTOR_MAX));
    CHECK(check_term(FIELD_CAP, terms->cap_initial_ppm, 0, PPM_ONE));
    CHECK(check_term(FIELD_CAP, terms->cap_maintenance_ppm, 0, terms->cap_initial_ppm));
    CHECK(check_term(FIELD_RATE, terms->smooth_ppm, 0, PPM_ONE));
    return check_term(FIELD_DIVISOR, terms->divisor, 1, DIVISOR_MAX);
}

static struct naive_fault check_funding_terms(const struct body_funding_terms *terms,
                                              int64_t step_ns)
{
    CHECK(check_defined(FIELD_METHOD, terms->premium, PREMIUM_MARK));
    if (terms->premium == PREMIUM_NONE) return NO_FAULT;
    CHECK(check_samples(terms, step_ns));
    CHECK(check_choices(terms));
    CHECK(check_interval(terms));
    return check_rates(terms);
}

struct naive_fault naive_command_funding_terms(struct naive *naive)
{
    const struct body_funding_terms *terms = &naive->command->funding;
    CHECK(check_priced_product(naive));
    struct naive_prices *prices = &naive->prices[naive->command->product_id];
    CHECK(check_funding_terms(terms, prices->terms.step_ns));
    if (terms->base_ns != prices->funding.base_ns) prices->remainder = 0;
    prices->funding = *terms;
    prices->has_funding = terms->premium != PREMIUM_NONE;
    prices->bucket_sample_count = 0;
    prices->premium_sum = 0;
    prices->weight_sum = 0;
    prices->bucket_count = 0;
    prices->accrues = false;
    prices->next_funding_ns = 0;
    if (prices->has_funding) naive_find_interval(naive, prices, naive->now_ns);
    emit_terms(naive);
    return NO_FAULT;
}

/* R-FUND-14 */
struct naive_fault naive_command_funding_collect(struct naive *naive)
{
    const struct body_funding_collect *body = &naive->command->funding_collect;
    CHECK(check_priced_product(naive));
    if (body->last_account_id < body->first_account_id)
        return fault_of(REJECT_FIELD, FIELD_ACCOUNT, body->last_account_id, body->first_account_id);
    int64_t furthest = (int64_t)body->first_account_id + FUNDING_COLLECT_MAX - 1;
    if (body->last_account_id > furthest)
        return fault_of(REJECT_FIELD, FIELD_ACCOUNT, body->last_account_id, furthest);
    for (int64_t id = body->first_account_id; id <= body->last_account_id; id++) {
        for (uint32_t i = 0; i < naive->position_count; i++) {
            struct naive_position *position = &naive->positions[i];
            if (position->account_id == id && position->product_id == naive->command->product_id)
                naive_funding_touch(naive, position);
        }
    }
    return NO_FAULT;
}
