/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check_funding.c - the funding check: finds the format and hands over.
 *
 * Role       See funding.h.
 * Invariant  None.
 * Rules      R-FUND-3, R-FUND-8, R-FUND-9.
 */
#include "check/checks.h"
#include "check/funding.h"

#define RATE_ONE INT64_C(1000000000000)

static const struct check_parameter parameters[] = {
    [FUNDING_INTEREST] = {"interest", "hyperliquid: interest rate of the premium's period",
                          100000000, -RATE_ONE, RATE_ONE, RATE_SCALE},
    [FUNDING_DAMPENER] = {"dampener", "hyperliquid: how far interest may pull", 500000000, 0,
                          RATE_ONE, RATE_SCALE},
    [FUNDING_DIVISOR] = {"divisor", "hyperliquid: intervals in the premium's period", 8, 1, 1000,
                         0},
    [FUNDING_CLAMP] = {"clamp", "hyperliquid: largest rate of an interval; 0: none", 40000000000, 0,
                       RATE_ONE, RATE_SCALE},
    [FUNDING_TOLERANCE] = {"tolerance", "hyperliquid: largest error of a rate", 50, 0, RATE_ONE,
                           RATE_SCALE},
    [FUNDING_INITIAL] = {"initial", "bitmex: initial margin rate", 10000, 0, 1000000, 6},
    [FUNDING_MAINTENANCE] = {"maintenance", "bitmex: maintenance margin rate", 5000, 0, 1000000, 6},
    [FUNDING_CAP_SHARE] = {"cap-share", "bitmex: share of initial less maintenance", 750000, 0,
                           100000000, 6},
    [FUNDING_FROM] = {"from", "bitmex: first day under the cap, YYYYMMDD; 0: as the file shows", 0,
                      0, 99991231, 0},
    [FUNDING_BASE_HOURS] = {"base", "deribit: hours of the published rate", 8, 1, 24, 0},
    [FUNDING_MEDIAN_MAX] = {"median", "deribit: largest median difference", 300000, 0, RATE_ONE,
                            RATE_SCALE},
    [FUNDING_P95_MAX] = {"p95", "deribit: largest 95th percentile", 12000000, 0, RATE_ONE,
                         RATE_SCALE},
};

static const char *const formats[] = {"hyperliquid", "bitmex", "deribit", NULL};

bool funding_read_rate(struct import_slice text, int64_t *rate_e12)
{
    return import_round_decimal(text, RATE_SCALE, rate_e12) && *rate_e12 <= RATE_E12_MAX &&
           *rate_e12 >= -RATE_E12_MAX;
}

static bool run_format(const struct check_call *call, struct source *source,
                       struct replay_fault *fault)
{
    if (check_may_be(call, "bitmex") && funding_is_cap(source)) {
        return funding_check_cap(call, source, fault);
    }
    if (check_may_be(call, "deribit") && funding_is_accrual(source)) {
        return funding_check_accrual(call, source, fault);
    }
    if (check_may_be(call, "hyperliquid") && funding_is_premiums(source)) {
        return funding_check_premiums(call, source, fault);
    }
    return source_fault_offset(source, 0,
                               "rows with premium and funding_rate, with fundingRate, "
                               "fundingRateDaily and fundingInterval, or with interest_1h and "
                               "interest_8h",
                               fault);
}

static enum check_status run_funding(const struct check_call *call, struct replay_fault *fault)
{
    struct source source;
    if (!source_open(&source, call->paths[0], fault)) return CHECK_BAD_INPUT;
    bool is_pass = run_format(call, &source, fault);
    source_close(&source);
    return check_verdict(is_pass, fault);
}

const struct check check_funding = {
    .name = "funding",
    .summary = "funding rates from premiums, their cap, continuous accrual",
    .formats = formats,
    .parameters = parameters,
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .path_max = 1,
    .run = run_funding,
};
