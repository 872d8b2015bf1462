/* SPDX-License-Identifier: Apache-2.0 */
/*
 * settlement.c - see settlement.h.
 */
#include "core/clearing/settlement.h"

#include "model/product_terms.h"

#define WAIT_MAX 1

struct range {
    enum field field;
    int64_t value;
    int64_t low;
    int64_t high;
};

static const struct settlement_fault no_fault = {FIELD_NONE, 0, 0};

/* The first value outside its range, with the nearest bound. */
static struct settlement_fault ranges_check(const struct range *ranges, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct range *range = &ranges[i];
        int64_t legal = range->value;
        if (range->value < range->low) legal = range->low;
        if (range->value > range->high) legal = range->high;
        if (legal != range->value) {
            return (struct settlement_fault){range->field, range->value, legal};
        }
    }
    return no_fault;
}

static struct settlement_fault cycles_check(const struct body_settlement_terms *terms)
{
    for (uint32_t i = 0; i < terms->cycle_count; i++) {
        const struct settlement_cycle *cycle = &terms->cycles[i];
        bool ascends = i == 0 || cycle->minute > terms->cycles[i - 1].minute;
        if (!ascends || cycle->minute >= MINUTES_OF_DAY || cycle->business_days_only > 1) {
            return (struct settlement_fault){FIELD_CYCLES, i, 0};
        }
    }
    return no_fault;
}

struct settlement_fault settlement_terms_check(const struct body_settlement_terms *terms)
{
    uint32_t class = terms->account_class;
    if (class != CLASS_FUTURES && class != CLASS_CLEARED_SWAP && class != CLASS_FOREIGN_FUTURES) {
        return (struct settlement_fault){FIELD_ACCOUNT_CLASS, class, CLASS_FUTURES};
    }
    const struct range ranges[] = {
        {FIELD_WEEKEND_RATE, terms->weekend_ppm, 0, WEEKEND_PPM_MAX},
        {FIELD_MINUTE, terms->roll_minute, 1, MINUTES_OF_DAY},
        {FIELD_CYCLES, terms->cycle_count, 0, SETTLEMENT_CYCLES_MAX},
    };
    struct settlement_fault fault = ranges_check(ranges, sizeof ranges / sizeof ranges[0]);
    if (fault.field == FIELD_NONE) fault = cycles_check(terms);
    if (fault.field == FIELD_NONE && terms->waits > WAIT_MAX) {
        fault = (struct settlement_fault){FIELD_WAIT, terms->waits, 0};
    }
    return fault;
}

struct settlement_fault expiry_terms_check(const struct body_expiry_terms *expiry, int64_t time_ns)
{
    int64_t sample_min_ns = (int64_t)div_ceil(expiry->window_ns, FINAL_SAMPLES_MAX);
    const struct range instant[] = {{FIELD_EXPIRY, expiry->expiry_ns, time_ns + 1, TIME_NS_MAX}};
    const struct range ranges[] = {
        {FIELD_WINDOW, expiry->window_ns, 0, WINDOW_NS_MAX},
        {FIELD_SAMPLE, expiry->sample_ns, WINDOW_NS_MIN, WINDOW_NS_MAX},
        {FIELD_SAMPLE, expiry->sample_ns, sample_min_ns, WINDOW_NS_MAX},
    };
    struct settlement_fault fault = ranges_check(instant, 1);
    if (fault.field != FIELD_NONE) return fault;
    if (expiry->method != FINAL_INDEX && expiry->method != FINAL_OPERATOR) {
        return (struct settlement_fault){FIELD_METHOD, expiry->method, FINAL_INDEX};
    }
    return ranges_check(ranges, sizeof ranges / sizeof ranges[0]);
}

struct settlement_fault prefunding_terms_check(const struct body_prefunding_terms *terms)
{
    const struct range ranges[] = {
        {FIELD_CLOSURE, terms->closure_ns, 0, CLOSURE_NS_MAX},
        {FIELD_CHECK, terms->check_ns, 0, WINDOW_NS_MAX},
        {FIELD_WATCH, terms->watch_ns, WATCH_NS_MIN, WINDOW_NS_MAX},
        {FIELD_LIQUIDATE_RATE, terms->liquidate_ppm, 0, COVERAGE_PPM_MAX},
        {FIELD_RESTRICT_RATE, terms->restrict_ppm, terms->liquidate_ppm, COVERAGE_PPM_MAX},
        {FIELD_WARN_RATE, terms->warn_ppm, terms->restrict_ppm, COVERAGE_PPM_MAX},
    };
    return ranges_check(ranges, sizeof ranges / sizeof ranges[0]);
}

int64_t cycle_after(const struct days *days, const struct body_settlement_terms *terms,
                    int64_t time_ns)
{
    int64_t first_ns = 0;
    for (uint32_t i = 0; i < terms->cycle_count; i++) {
        const struct settlement_cycle *cycle = &terms->cycles[i];
        int32_t day = day_latest(days->zone, cycle->minute, time_ns) + 1;
        if (cycle->business_days_only) day = business_day_from(days->business, day);
        int64_t instant_ns = day_instant(days->zone, day, cycle->minute);
        if (first_ns == 0 || instant_ns < first_ns) first_ns = instant_ns;
    }
    ASSERT(first_ns == 0 || first_ns > time_ns);
    return first_ns;
}

int64_t cycle_latest(const struct days *days, const struct body_settlement_terms *terms,
                     int64_t time_ns)
{
    int64_t latest_ns = INT64_MIN;
    for (uint32_t i = 0; i < terms->cycle_count; i++) {
        const struct settlement_cycle *cycle = &terms->cycles[i];
        int32_t day = day_latest(days->zone, cycle->minute, time_ns);
        if (cycle->business_days_only) day = business_day_until(days->business, day);
        latest_ns = i64_max(latest_ns, day_instant(days->zone, day, cycle->minute));
    }
    ASSERT(terms->cycle_count > 0);
    ASSERT(latest_ns <= time_ns);
    return latest_ns;
}

int64_t sample_after(const struct body_expiry_terms *expiry, int64_t time_ns)
{
    if (expiry->method != FINAL_INDEX || time_ns >= expiry->expiry_ns) return 0;
    int64_t before_ns = expiry->expiry_ns - time_ns; /* of the expiry; at least 1 */
    int64_t intervals = (before_ns - 1) / expiry->sample_ns;
    int64_t intervals_max = expiry->window_ns / expiry->sample_ns;
    return expiry->expiry_ns - i64_min(intervals, intervals_max) * expiry->sample_ns;
}

void settlement_sample(struct settlement *settlement, struct fine_price index, int64_t time_ns)
{
    ASSERT(settlement->sample_next_ns != 0);
    ASSERT(settlement->sample_next_ns <= time_ns);
    if (index.ticks_e4 != 0) {
        settlement->sample_sum += index.ticks_e4;
        settlement->sample_count++;
    }
    settlement->sample_next_ns = sample_after(&settlement->expiry, time_ns);
}

struct fine_price settlement_mean(const struct settlement *settlement)
{
    if (settlement->sample_count == 0) return (struct fine_price){0};
    int128 mean = div_floor(settlement->sample_sum, settlement->sample_count);
    return (struct fine_price){narrow_i64(mean)};
}

int64_t settlement_value(int64_t net_lots, struct fine_price price, int64_t tick_value_micros)
{
    /* R-SIZE-4 bounds net x price x tick value by 4 x 10^18 x 10,000, whatever the signs. */
    int128 scaled = (int128)net_lots * price.ticks_e4 * tick_value_micros;
    return narrow_i64(div_floor(scaled, FINE_PER_TICK));
}

enum prefund_state prefund_state_of(const struct body_prefunding_terms *terms, int128 required,
                                    int128 on_deposit)
{
    ASSERT(required >= 0);
    if (required == 0) return PREFUND_NONE;
    /* Equal to comparing on deposit x 10^6 with required x rate, and does not overflow. */
    if (on_deposit < prefund_share(required, terms->liquidate_ppm)) return PREFUND_LIQUIDATE;
    if (on_deposit < prefund_share(required, terms->restrict_ppm)) return PREFUND_REDUCE_ONLY;
    if (on_deposit < prefund_share(required, terms->warn_ppm)) return PREFUND_WARNED;
    return PREFUND_NONE;
}
