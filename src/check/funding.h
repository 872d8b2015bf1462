/* SPDX-License-Identifier: Apache-2.0 */
/*
 * funding.h - what the formats of the funding check share: their parameters.
 *
 * Role       Internal to the check.  Each format reads its whole file, recomputes every rate with
 *            the core's functions, prints its result line and says whether it passes.
 * Invariant  None: declarations.
 */
#ifndef PERPETUA_CHECK_FUNDING_H
#define PERPETUA_CHECK_FUNDING_H

#include "check/check.h"
#include "check/source.h"

#define RATE_SCALE   12u /* rates are whole numbers of 10^-12 */
#define RATE_E12_MAX INT64_C(1000000000000)

/*
 * What a rate is charged on so that the core's cumulative amount counts in 10^-12, as rates do: a
 * lot that is worth 10^9 micros, which are 10^12 nanos.
 */
#define FUNDING_UNIT(part, whole)                                                                  \
    {                                                                                              \
        .price_e4 = 10000000, .tick_value_micros = 1000000, .part_ms = (part), .whole_ms = (whole) \
    }

enum funding_value {
    FUNDING_INTEREST,
    FUNDING_DAMPENER,
    FUNDING_DIVISOR,
    FUNDING_CLAMP,
    FUNDING_TOLERANCE,
    FUNDING_INITIAL,
    FUNDING_MAINTENANCE,
    FUNDING_CAP_SHARE,
    FUNDING_FROM,
    FUNDING_BASE_HOURS,
    FUNDING_MEDIAN_MAX,
    FUNDING_P95_MAX
};

/* A rate within +-100 %. */
bool funding_read_rate(struct import_slice text, int64_t *rate_e12);

/* Has the file the rows of the format? */
bool funding_is_premiums(const struct source *source);
bool funding_is_cap(const struct source *source);
bool funding_is_accrual(const struct source *source);

/* Rates from premiums: rows with a premium and the rate that was made of it. */
bool funding_check_premiums(const struct check_call *call, struct source *source,
                            struct replay_fault *fault);

/* Rates under a cap that comes from margin rates; rates of a day from those of an interval. */
bool funding_check_cap(const struct check_call *call, struct source *source,
                       struct replay_fault *fault);

/* Continuous accrual: hourly amounts add up to the published rate of eight hours. */
bool funding_check_accrual(const struct check_call *call, struct source *source,
                           struct replay_fault *fault);

#endif
