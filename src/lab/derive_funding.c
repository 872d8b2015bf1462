/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_funding.c - see derive_funding.h.
 *
 * Role   See derive_funding.h.
 * Rules  R-PREMIUM-2, R-PREMIUM-5, R-FUND-2, R-FUND-3, R-FUND-7 to R-FUND-10.
 */
#include "lab/derive_funding.h"

#include "base/int_math.h"
#include "model/zone.h"

#define E12         INT64_C(1000000000000)
#define PREMIUM_MAX (10 * E12)
#define E12_PER_PPM INT64_C(1000000)
#define NANOS_MAX   INT64_C(4000000000000000000)
#define NS_PER_MS   INT64_C(1000000)
#define DAY_NS      INT64_C(86400000000000)
#define MINUTE_NS   INT64_C(60000000000)
#define SECOND_NS   INT64_C(1000000000)
#define DAYS_AWAY   8
#define INSTANT_NO  INT64_MIN

static int64_t keep_within(int64_t value, int64_t bound)
{
    if (value > bound) return bound;
    return value < -bound ? -bound : value;
}

int64_t derive_premium_e12(const struct body_funding_terms *terms, int64_t index_e4,
                           int64_t impact_bid_e4, int64_t impact_ask_e4, int64_t mark_e4)
{
    int128 distance = 0;
    if (terms->premium == PREMIUM_MARK) {
        if (mark_e4 != 0) distance = (int128)mark_e4 - index_e4;
    } else {
        if (impact_bid_e4 != 0 && impact_bid_e4 > index_e4) distance += impact_bid_e4 - index_e4;
        if (impact_ask_e4 != 0 && impact_ask_e4 < index_e4) distance -= index_e4 - impact_ask_e4;
    }
    int128 premium = distance * E12 / index_e4;
    if (premium > PREMIUM_MAX) premium = PREMIUM_MAX;
    if (premium < -PREMIUM_MAX) premium = -PREMIUM_MAX;
    if (terms->sample_cap_ppm == 0) return (int64_t)premium;
    return keep_within((int64_t)premium, (int64_t)terms->sample_cap_ppm * E12_PER_PPM);
}

static int64_t median_e12(const int64_t *samples_e12, uint32_t count)
{
    int64_t sorted[DERIVED_BUCKET_SAMPLES_MAX];
    for (uint32_t i = 0; i < count; i++) {
        uint32_t place = i;
        for (; place > 0 && sorted[place - 1] > samples_e12[i]; place--) {
            sorted[place] = sorted[place - 1];
        }
        sorted[place] = samples_e12[i];
    }
    uint32_t middle = count / 2;
    if (count % 2 == 1) return sorted[middle];
    return (sorted[middle - 1] + sorted[middle]) / 2;
}

int64_t derive_bucket_e12(const struct body_funding_terms *terms, const int64_t *samples_e12,
                          uint32_t count)
{
    ASSERT(count > 0 && count <= DERIVED_BUCKET_SAMPLES_MAX);
    if (terms->reduce == REDUCE_LAST) return samples_e12[count - 1];
    if (terms->reduce == REDUCE_MEDIAN) return median_e12(samples_e12, count);
    int128 sum = 0;
    for (uint32_t i = 0; i < count; i++) sum += samples_e12[i];
    return (int64_t)(sum / count);
}

int64_t derive_weight(const struct body_funding_terms *terms, int64_t began_ns, int64_t end_ns)
{
    if (terms->weighting == WEIGHTS_EQUAL) return 1;
    int64_t last = (end_ns + terms->bucket_ns - 1) / terms->bucket_ns;
    int64_t first = (began_ns + terms->bucket_ns - 1) / terms->bucket_ns;
    return i64_max(last - first, 1);
}

struct derived_rate derive_rate(const struct body_funding_terms *terms, int64_t average_e12,
                                int64_t former_e12)
{
    struct derived_rate rate = {0};
    int64_t *after = rate.after_e12;
    int64_t added = terms->interest_e12;
    if (terms->dampener_e12 != 0) {
        added = keep_within(terms->interest_e12 - average_e12, terms->dampener_e12);
    }
    after[0] = average_e12 + added;
    after[1] = after[0] / (int64_t)terms->divisor;
    after[2] = after[1];
    if (terms->smooth_ppm != 0) {
        int128 mixed = (int128)after[1] * terms->smooth_ppm +
                       (int128)former_e12 * (PPM_ONE - terms->smooth_ppm);
        after[2] = (int64_t)(mixed / PPM_ONE);
    }
    after[3] = after[2];
    if (terms->cap_factor_ppm != 0) {
        int64_t margin_ppm = (int64_t)terms->cap_initial_ppm - terms->cap_maintenance_ppm;
        rate.bound_e12 = (int64_t)terms->cap_factor_ppm * margin_ppm;
        after[3] = keep_within(after[2], rate.bound_e12);
    }
    after[4] = after[3];
    if (terms->change_e12 != 0) {
        after[4] = former_e12 + keep_within(after[3] - former_e12, terms->change_e12);
    }
    after[5] = after[4];
    if (terms->clamp_e12 != 0) after[5] = keep_within(after[5], terms->clamp_e12);
    after[5] = keep_within(after[5], E12);
    after[6] = (int64_t)i64_magnitude(after[5]) < terms->dead_e12 ? 0 : after[5];
    return rate;
}

int64_t derive_growth(struct derived_funding *funding, const struct body_funding_terms *terms,
                      int128 rate_price_value, int64_t elapsed_ns)
{
    /* 10^12 of the rate and 10^4 of the fine price, less the 10^3 nanos of a micro. */
    int128 numerator = rate_price_value;
    int128 denominator = (int128)E12 * 10;
    if (terms->charge == CHARGE_CONTINUOUS) {
        numerator *= i64_min(elapsed_ns, DAY_NS) / NS_PER_MS;
        denominator *= terms->base_ns / NS_PER_MS;
    }
    numerator += funding->carry;
    int128 growth = div_floor(numerator, denominator);
    int128 after = growth + funding->cumulative_nanos;
    if (after > NANOS_MAX || after < -NANOS_MAX) return 0;
    funding->carry = numerator - growth * denominator;
    funding->cumulative_nanos = (int64_t)after;
    return (int64_t)growth;
}

int64_t derive_payment(int64_t net_lots, int64_t difference_nanos, int64_t *residue_nanos)
{
    int128 owed_nanos = (int128)net_lots * difference_nanos;
    int128 micros = div_ceil(owed_nanos, 1000);
    *residue_nanos = (int64_t)(micros * 1000 - owed_nanos);
    return (int64_t)micros;
}

#define DAY_NS     INT64_C(86400000000000)
#define MINUTE_NS  INT64_C(60000000000)
#define SECOND_NS  INT64_C(1000000000)
#define DAYS_AWAY  8
#define INSTANT_NO INT64_MIN

#define E12         INT64_C(1000000000000)
#define PREMIUM_MAX (10 * E12)
#define E12_PER_PPM INT64_C(1000000)
#define NANOS_MAX   INT64_C(4000000000000000000)

/* The instant with this local time while step `index` of the calendar holds; 0 is before the first
 * one.  INSTANT_NO: the clock never shows it then. */
static int64_t instant_of(const struct body_calendar *calendar, uint64_t index, int64_t local_ns)
{
    int64_t offset_s = index == 0 ? 0 : calendar->steps[index - 1].offset_s;
    int64_t instant_ns = local_ns - offset_s * SECOND_NS;
    bool has_begun = index == 0 || instant_ns >= calendar->steps[index - 1].from_ns;
    bool is_over = index < calendar->step_count && instant_ns >= calendar->steps[index].from_ns;
    return has_begun && !is_over ? instant_ns : INSTANT_NO;
}

static void narrow(struct derived_times *times, int64_t instant_ns, int64_t at_ns)
{
    if (instant_ns == INSTANT_NO) return;
    if (instant_ns <= at_ns) {
        times->began_ns = i64_max(times->began_ns, instant_ns);
    } else if (times->next_ns == 0 || instant_ns < times->next_ns) {
        times->next_ns = instant_ns;
    }
}

struct derived_times derive_funding_times(const struct body_funding_terms *terms,
                                          const struct body_calendar *calendar, int64_t at_ns)
{
    if (terms->interval_ns != 0) {
        int64_t began_ns = at_ns - at_ns % terms->interval_ns;
        return (struct derived_times){began_ns, began_ns + terms->interval_ns};
    }
    struct derived_times times = {INSTANT_NO, 0};
    int64_t today = (int64_t)div_floor(zone_local_ns(calendar, at_ns), DAY_NS);
    for (int64_t day = today - DAYS_AWAY; day <= today + DAYS_AWAY; day++) {
        for (uint32_t i = 0; i < terms->time_count; i++) {
            int64_t local_ns = day * DAY_NS + terms->times[i] * MINUTE_NS;
            for (uint64_t step = 0; step <= calendar->step_count; step++) {
                narrow(&times, instant_of(calendar, step, local_ns), at_ns);
            }
        }
    }
    if (times.began_ns == INSTANT_NO) times.began_ns = at_ns;
    return times;
}
