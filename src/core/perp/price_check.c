/* SPDX-License-Identifier: Apache-2.0 */
/*
 * price_check.c - see price_check.h.
 */
#include "core/perp/price_check.h"

#include "base/int_math.h"
#include "core/perp/average.h"
#include "core/perp/premium.h"
#include "core/perp/settle_window.h"

#define MILLISECOND_NS    INT64_C(1000000)
#define SECOND_NS         INT64_C(1000000000)
#define MINUTE_NS         (60 * SECOND_NS)
#define HOUR_NS           (60 * MINUTE_NS)
#define DAY_NS            (24 * HOUR_NS)
#define DEGRADED_LOTS_MAX INT64_C(4000000000000000000)
#define WEIGHT_MAX        INT64_C(1000000)
#define SAMPLE_CAP_MAX    INT64_C(10000000)
#define CAP_FACTOR_MAX    INT64_C(100000000)
#define DIVISOR_MAX       INT64_C(1000)
#define DAY_MINUTES       1440

struct range_rule {
    enum field field;
    int64_t value;
    int64_t low;
    int64_t high;
};

static struct price_fault fault_of(enum field field, int64_t given, int64_t legal)
{
    return (struct price_fault){field, given, legal};
}

static struct price_fault no_fault(void)
{
    return (struct price_fault){FIELD_NONE, 0, 0};
}

static bool is_legal(struct price_fault fault)
{
    return fault.field == FIELD_NONE;
}

static struct price_fault ranges_check(const struct range_rule *rules, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const struct range_rule *rule = &rules[i];
        if (rule->value < rule->low) return fault_of(rule->field, rule->value, rule->low);
        if (rule->value > rule->high) return fault_of(rule->field, rule->value, rule->high);
    }
    return no_fault();
}

#define RANGES(rules) ranges_check(rules, (uint32_t)(sizeof(rules) / sizeof(rules)[0]))

/* --- price terms ------------------------------------------------------------------------------ */

/* A period that is in use must be a whole number of steps. */
static bool step_fits(int64_t step_ns, const struct body_mark_terms *mark,
                      const struct body_funding_terms *funding)
{
    bool spread_fits = (mark->components & MARK_SPREAD) == 0 || mark->sample_count == 0 ||
                       mark->spread_sample_ns % step_ns == 0;
    bool window_fits = mark->settle_window_ns % (step_ns * (int64_t)SETTLE_SLICES) == 0;
    bool sample_fits = funding->premium == PREMIUM_NONE || funding->sample_ns % step_ns == 0;
    return spread_fits && window_fits && sample_fits;
}

static struct price_fault step_check(int64_t step_ns, const struct body_mark_terms *mark,
                                     const struct body_funding_terms *funding)
{
    const struct range_rule rules[] = {{FIELD_STEP, step_ns, MILLISECOND_NS, HOUR_NS}};
    struct price_fault fault = RANGES(rules);
    if (!is_legal(fault)) return fault;
    if (step_ns % MILLISECOND_NS != 0) {
        return fault_of(FIELD_STEP, step_ns, step_ns - step_ns % MILLISECOND_NS);
    }
    if (!step_fits(step_ns, mark, funding)) return fault_of(FIELD_STEP, step_ns, 0);
    return no_fault();
}

static bool source_repeats(const struct body_price_terms *terms, uint32_t place)
{
    for (uint32_t i = 0; i < place; i++) {
        if (terms->sources[i].source_id == terms->sources[place].source_id) return true;
    }
    return false;
}

static struct price_fault sources_check(const struct body_price_terms *terms)
{
    int64_t weights = 0;
    for (uint32_t i = 0; i < terms->source_count; i++) {
        if (terms->sources[i].source_id == 0 || source_repeats(terms, i)) {
            return fault_of(FIELD_SOURCES, i, 0);
        }
    }
    for (uint32_t i = 0; i < terms->source_count; i++) {
        int64_t weight = terms->sources[i].weight;
        if (weight > WEIGHT_MAX) return fault_of(FIELD_WEIGHT, weight, WEIGHT_MAX);
        weights += weight;
    }
    if (weights == 0) return fault_of(FIELD_WEIGHT, 0, 1);
    for (uint32_t i = terms->source_count; i < INDEX_SOURCES_MAX; i++) {
        if (terms->sources[i].source_id != 0 || terms->sources[i].weight != 0) {
            return fault_of(FIELD_SOURCES, i, 0);
        }
    }
    return no_fault();
}

static struct price_fault index_check(const struct body_price_terms *terms)
{
    const struct range_rule rules[] = {
        {FIELD_STALE, terms->stale_ns, MILLISECOND_NS, DAY_NS},
        {FIELD_CAP, terms->cap_ppm, 0, PPM_ONE},
        {FIELD_STRAY, terms->stray_ppm, 0, PPM_ONE},
        {FIELD_RETURN, terms->return_ppm, 0, PPM_ONE},
        {FIELD_RETURN, terms->return_ns, 0, DAY_NS},
        {FIELD_LIVE_SOURCES, terms->halt_below, 0, INDEX_SOURCES_MAX},
        {FIELD_LIVE_SOURCES, terms->degraded_below, terms->halt_below, INDEX_SOURCES_MAX},
        {FIELD_LIMIT, terms->degraded_lots_max, 0, DEGRADED_LOTS_MAX},
    };
    return RANGES(rules);
}

struct price_fault price_terms_check(const struct body_price_terms *terms,
                                     const struct body_mark_terms *mark,
                                     const struct body_funding_terms *funding)
{
    struct price_fault fault = step_check(terms->step_ns, mark, funding);
    if (!is_legal(fault)) return fault;
    const struct range_rule notional[] = {
        {FIELD_NOTIONAL, terms->impact_notional_micros, 0, NOTIONAL_MICROS_MAX}};
    fault = RANGES(notional);
    if (!is_legal(fault)) return fault;
    if (terms->index_method > INDEX_MEDIAN) return fault_of(FIELD_METHOD, terms->index_method, 0);

    bool is_given = terms->index_method == INDEX_GIVEN;
    const struct range_rule count[] = {
        {FIELD_SOURCES, terms->source_count, is_given ? 0 : 1, is_given ? 0 : INDEX_SOURCES_MAX}};
    fault = RANGES(count);
    if (!is_legal(fault) || is_given) return fault;
    fault = sources_check(terms);
    return is_legal(fault) ? index_check(terms) : fault;
}

/* --- mark terms ------------------------------------------------------------------------------- */

static struct price_fault window_check(const struct body_mark_terms *terms, int64_t step_ns)
{
    int64_t unit_ns = step_ns * (int64_t)SETTLE_SLICES;
    int64_t window_ns = terms->settle_window_ns;
    if (window_ns < 0) return fault_of(FIELD_WINDOW, window_ns, 0);
    if (window_ns > DAY_NS) return fault_of(FIELD_WINDOW, window_ns, DAY_NS - DAY_NS % unit_ns);
    if (window_ns % unit_ns != 0) {
        return fault_of(FIELD_WINDOW, window_ns, window_ns - window_ns % unit_ns);
    }
    return no_fault();
}

static struct price_fault spread_check(const struct body_mark_terms *terms, int64_t step_ns)
{
    if ((terms->components & MARK_SPREAD) == 0) return no_fault();
    if (terms->sample_count > SAMPLE_RING_MAX) {
        return fault_of(FIELD_SAMPLE, terms->sample_count, SAMPLE_RING_MAX);
    }
    const struct range_rule average[] = {{FIELD_AVERAGE, terms->average_ns, step_ns, DAY_NS}};
    if (terms->sample_count == 0) return RANGES(average);
    const struct range_rule sample[] = {{FIELD_SAMPLE, terms->spread_sample_ns, step_ns, HOUR_NS}};
    struct price_fault fault = RANGES(sample);
    if (is_legal(fault) && terms->spread_sample_ns % step_ns != 0) {
        fault = fault_of(FIELD_SAMPLE, terms->spread_sample_ns, step_ns);
    }
    return fault;
}

struct price_fault mark_terms_check(const struct body_mark_terms *terms, int64_t step_ns)
{
    if ((terms->components & ~MARK_COMPONENTS_ALL) != 0) {
        return fault_of(FIELD_COMPONENTS, terms->components, 0);
    }
    if (terms->components == 0) return window_check(terms, step_ns);
    const struct range_rule choices[] = {
        {FIELD_BASIS, terms->basis, 0, BASIS_PUBLISHED_LEFT},
        {FIELD_BASIS, terms->spread_price, 0, SPREAD_TOUCH},
        {FIELD_BASIS, terms->thin_rule, 0, 1},
    };
    struct price_fault fault = RANGES(choices);
    if (!is_legal(fault)) fault.legal = 0;
    if (is_legal(fault)) fault = spread_check(terms, step_ns);
    if (is_legal(fault) && (terms->components & MARK_TOUCH_AVERAGE) != 0) {
        const struct range_rule touch[] = {
            {FIELD_AVERAGE, terms->touch_average_ns, step_ns, DAY_NS}};
        fault = RANGES(touch);
    }
    if (is_legal(fault)) {
        const struct range_rule band[] = {{FIELD_BAND, terms->band_ppm, 0, PPM_ONE}};
        fault = RANGES(band);
    }
    if (is_legal(fault)) fault = window_check(terms, step_ns);
    return fault;
}

/* --- funding terms ---------------------------------------------------------------------------- */

static struct price_fault sampling_check(const struct body_funding_terms *terms, int64_t step_ns)
{
    if (terms->sample_ns < step_ns || terms->sample_ns > HOUR_NS ||
        terms->sample_ns % step_ns != 0) {
        return fault_of(FIELD_SAMPLE, terms->sample_ns, step_ns);
    }
    bool is_multiple =
        terms->bucket_ns >= terms->sample_ns && terms->bucket_ns % terms->sample_ns == 0;
    if (!is_multiple || terms->bucket_ns / terms->sample_ns > (int64_t)BUCKET_SAMPLES_MAX) {
        return fault_of(FIELD_BUCKET, terms->bucket_ns, terms->sample_ns);
    }
    const struct range_rule choices[] = {
        {FIELD_METHOD, terms->reduce, 0, REDUCE_MEAN},
        {FIELD_METHOD, terms->weighting, 0, WEIGHTS_LINEAR},
        {FIELD_METHOD, terms->charge, 0, CHARGE_CONTINUOUS},
        {FIELD_METHOD, terms->price, 0, FUNDING_INDEX},
        {FIELD_METHOD, terms->lag, 0, 1},
    };
    struct price_fault fault = RANGES(choices);
    if (!is_legal(fault)) fault.legal = 0;
    return fault;
}

static struct price_fault times_check(const struct body_funding_terms *terms)
{
    for (uint32_t i = 0; i < FUNDING_TIMES_MAX; i++) {
        bool is_time = i < terms->time_count;
        bool ascends = i == 0 || terms->times[i] > terms->times[i - 1];
        bool is_right = is_time ? ascends && terms->times[i] < DAY_MINUTES : terms->times[i] == 0;
        if (!is_right) return fault_of(FIELD_TIMES, i, 0);
    }
    return no_fault();
}

static struct price_fault interval_check(const struct body_funding_terms *terms)
{
    int64_t interval_ns = terms->interval_ns;
    bool is_grid = terms->time_count == 0 && interval_ns >= MINUTE_NS && interval_ns <= DAY_NS &&
                   interval_ns % terms->bucket_ns == 0;
    bool is_local =
        terms->time_count > 0 && terms->time_count <= FUNDING_TIMES_MAX && interval_ns == 0;
    if (!is_grid && !is_local) return fault_of(FIELD_INTERVAL, interval_ns, terms->bucket_ns);
    struct price_fault fault = times_check(terms);
    if (!is_legal(fault)) return fault;
    bool is_continuous = terms->charge == CHARGE_CONTINUOUS;
    const struct range_rule base[] = {
        {FIELD_BASE, terms->base_ns, is_continuous ? SECOND_NS : 0, is_continuous ? DAY_NS : 0}};
    return RANGES(base);
}

static struct price_fault rates_check(const struct body_funding_terms *terms)
{
    const struct range_rule rules[] = {
        {FIELD_RATE, terms->interest_e12, -RATE_E12_ONE, RATE_E12_ONE},
        {FIELD_RATE, terms->dampener_e12, 0, RATE_E12_ONE},
        {FIELD_RATE, terms->clamp_e12, 0, RATE_E12_ONE},
        {FIELD_RATE, terms->dead_e12, 0, RATE_E12_ONE},
        {FIELD_RATE, terms->change_e12, 0, RATE_E12_ONE},
        {FIELD_CAP, terms->sample_cap_ppm, 0, SAMPLE_CAP_MAX},
        {FIELD_CAP, terms->cap_factor_ppm, 0, CAP_FACTOR_MAX},
        {FIELD_CAP, terms->cap_initial_ppm, 0, PPM_ONE},
        {FIELD_CAP, terms->cap_maintenance_ppm, 0, terms->cap_initial_ppm},
        {FIELD_RATE, terms->smooth_ppm, 0, PPM_ONE},
        {FIELD_DIVISOR, terms->divisor, 1, DIVISOR_MAX},
    };
    return RANGES(rules);
}

struct price_fault funding_terms_check(const struct body_funding_terms *terms, int64_t step_ns)
{
    if (terms->premium > PREMIUM_MARK) return fault_of(FIELD_METHOD, terms->premium, 0);
    if (terms->premium == PREMIUM_NONE) return no_fault();
    struct price_fault fault = sampling_check(terms, step_ns);
    if (is_legal(fault)) fault = interval_check(terms);
    if (is_legal(fault)) fault = rates_check(terms);
    return fault;
}
