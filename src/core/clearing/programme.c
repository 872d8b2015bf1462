/* SPDX-License-Identifier: Apache-2.0 */
/*
 * programme.c - see programme.h.
 */
#include "core/clearing/programme.h"

#include "base/int_math.h"

#define MINUTES_PER_DAY 1440

static struct programme_fault check_within(enum field field, int64_t value, int64_t least,
                                           int64_t most)
{
    if (value >= least && value <= most) return (struct programme_fault){FIELD_NONE, 0};
    return (struct programme_fault){field, value};
}

struct programme_fault programme_terms_check(const struct body_programme_terms *terms)
{
    const struct programme_fault faults[] = {
        check_within(FIELD_QTY, terms->lots, 1, QTY_LOTS_MAX),
        check_within(FIELD_SPREAD, terms->spread_ppm, 1, RATE_PPM_MAX),
        check_within(FIELD_UPTIME, terms->uptime_ppm, 1, RATE_PPM_MAX),
        check_within(FIELD_RATE, terms->rebate_ppm, 0, RATE_PPM_MAX),
        check_within(FIELD_AMOUNT, terms->reward_micros, 0, MONEY_MICROS_MAX),
        check_within(FIELD_WEEKDAYS, terms->weekdays, 1, WEEKDAYS_ALL),
        check_within(FIELD_MINUTE, terms->from_minute, 0, terms->to_minute - 1),
        check_within(FIELD_MINUTE, terms->to_minute, 1, MINUTES_PER_DAY),
    };
    for (uint32_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        if (faults[i].field != FIELD_NONE) return faults[i];
    }
    return faults[0];
}

struct programme_fault programme_figures_check(const struct body_programme_payment *payment)
{
    const struct programme_fault faults[] = {
        check_within(FIELD_MEASURED, payment->due_ns, 1, MONEY_MICROS_MAX),
        check_within(FIELD_MEASURED, payment->quoted_ns, 0, payment->due_ns),
        check_within(FIELD_MEASURED, payment->maker_fees.micros, 0, MONEY_MICROS_MAX),
    };
    for (uint32_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        if (faults[i].field != FIELD_NONE) return faults[i];
    }
    return faults[0];
}

struct enrolment *programme_enrolment(struct programme *programme, uint32_t account_id)
{
    for (uint32_t i = 0; i < programme->account_count; i++) {
        if (programme->enrolments[i].account == account_id) return &programme->enrolments[i];
    }
    return NULL;
}

int64_t programme_uptime_ppm(const struct body_programme_payment *payment)
{
    return narrow_i64((int128)payment->quoted_ns * RATE_PPM_MAX / payment->due_ns);
}

int64_t programme_amount(const struct body_programme_terms *terms,
                         const struct body_programme_payment *payment)
{
    int128 rebate = (int128)payment->maker_fees.micros * terms->rebate_ppm / RATE_PPM_MAX;
    return narrow_i64(terms->reward_micros + rebate);
}
