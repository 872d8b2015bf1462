/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_operator_bound.c - how far a field of an operator's form may go, and which one was refused.
 *
 * Role       The rules name a field by its own number, give values in their own units and speak of
 *            several fields by one number.  Here is which field of the form is meant, and what lies
 *            between its bounds, so that a form can say both in the units in which it is filled in.
 * Invariant  A bound that is told is the core's own (test/desk/operator.c goes beyond each).  The
 *            core alone refuses; nothing is refused here.
 * Rules      R-TIER-8, R-INDEX-1, R-MARK-1, R-FUND-1, R-LIQ-1, R-DEFAULT-5.
 */
#include <string.h>

#include "gateway/rpc_operator_form.h"
#include "model/limits.h"
#include "model/reject.h"

#define STEP_NS_MAX  INT64_C(3600000000000)     /* one hour */
#define YEAR_NS      INT64_C(31622400000000000) /* 366 days */
#define PPM_TEN      (10 * RATE_PPM_MAX)
#define PPM_HUNDRED  (100 * RATE_PPM_MAX)
#define SAMPLES_MAX  512
#define WORK_MAX     65536
#define DIVISOR_MAX  1000
#define WEEK_MINUTES 10080

/* Low above high: what is legal hangs on other fields, so nothing is told before. */
#define HANGS 1, 0

static const struct {
    uint16_t kind;  /* enum command_kind */
    uint16_t field; /* enum field, as the rules speak of it */
    const char *name;
    int64_t low;
    int64_t high;
} bounds[] = {
    {COMMAND_MARGIN_TERMS, FIELD_RISK_GROUP, "risk_group", 0, RISK_GROUPS_MAX - 1},
    {COMMAND_MARGIN_TERMS, FIELD_INITIAL_FACTOR, "initial_factor_ppm", HANGS},
    {COMMAND_MARGIN_TERMS, FIELD_INTEREST, "interest_low_micros", 0, PRODUCT_MICROS_MAX},
    {COMMAND_MARGIN_TERMS, FIELD_INTEREST, "interest_high_micros", HANGS},
    {COMMAND_MARGIN_TERMS, FIELD_SIZE, "size_from_lots", 0, PRODUCT_LOTS_MAX},
    {COMMAND_MARGIN_TERMS, FIELD_SIZE, "size_slope_e12", 0, RATE_E12_ONE},
    {COMMAND_MARGIN_TERMS, FIELD_SIZE, "size_cap_ppm", 0, RATE_PPM_MAX},
    {COMMAND_MARGIN_TERMS, FIELD_CONCENTRATION, "concentration_from_lots", 0, PRODUCT_LOTS_MAX},
    {COMMAND_MARGIN_TERMS, FIELD_CONCENTRATION, "concentration_share_ppm", 0, RATE_PPM_MAX},
    {COMMAND_MARGIN_TERMS, FIELD_CONCENTRATION, "concentration_ppm", 0, RATE_PPM_MAX},
    {COMMAND_MARGIN_TERMS, FIELD_WEEKEND, "weekend_ppm", 0, RATE_PPM_MAX},
    {COMMAND_MARGIN_TERMS, FIELD_WEEKEND, "weekend_from_minute", 0, WEEK_MINUTES - 1},
    {COMMAND_MARGIN_TERMS, FIELD_WEEKEND, "weekend_to_minute", 0, WEEK_MINUTES - 1},
    {COMMAND_PRICE_TERMS, FIELD_STEP, "step_ns", WINDOW_NS_MIN, STEP_NS_MAX},
    {COMMAND_PRICE_TERMS, FIELD_NOTIONAL, "impact_notional_micros", 0, NOTIONAL_MICROS_MAX},
    {COMMAND_PRICE_TERMS, FIELD_STALE, "stale_ns", WINDOW_NS_MIN, WINDOW_NS_MAX},
    {COMMAND_PRICE_TERMS, FIELD_CAP, "cap_ppm", 0, RATE_PPM_MAX},
    {COMMAND_PRICE_TERMS, FIELD_STRAY, "stray_ppm", 0, RATE_PPM_MAX},
    {COMMAND_PRICE_TERMS, FIELD_RETURN, "return_ppm", 0, RATE_PPM_MAX},
    {COMMAND_PRICE_TERMS, FIELD_RETURN, "return_ns", 0, WINDOW_NS_MAX},
    {COMMAND_PRICE_TERMS, FIELD_LIVE_SOURCES, "halt_below", 0, INDEX_SOURCES_MAX},
    {COMMAND_PRICE_TERMS, FIELD_LIVE_SOURCES, "degraded_below", HANGS},
    {COMMAND_PRICE_TERMS, FIELD_LIMIT, "degraded_lots_max", HANGS},
    {COMMAND_MARK_TERMS, FIELD_AVERAGE, "average_ns", HANGS},
    {COMMAND_MARK_TERMS, FIELD_AVERAGE, "touch_average_ns", HANGS},
    {COMMAND_MARK_TERMS, FIELD_SAMPLE, "sample_count", 0, SAMPLES_MAX},
    {COMMAND_MARK_TERMS, FIELD_SAMPLE, "spread_sample_ns", HANGS},
    {COMMAND_MARK_TERMS, FIELD_BAND, "band_ppm", 0, RATE_PPM_MAX},
    {COMMAND_MARK_TERMS, FIELD_WINDOW, "settle_window_ns", HANGS},
    {COMMAND_FUNDING_TERMS, FIELD_SAMPLE, "sample_ns", HANGS},
    {COMMAND_FUNDING_TERMS, FIELD_BUCKET, "bucket_ns", HANGS},
    {COMMAND_FUNDING_TERMS, FIELD_INTERVAL, "interval_ns", HANGS},
    {COMMAND_FUNDING_TERMS, FIELD_BASE, "base_ns", HANGS},
    {COMMAND_FUNDING_TERMS, FIELD_RATE, "interest_e12", -RATE_E12_ONE, RATE_E12_ONE},
    {COMMAND_FUNDING_TERMS, FIELD_RATE, "dampener_e12", 0, RATE_E12_ONE},
    {COMMAND_FUNDING_TERMS, FIELD_RATE, "clamp_e12", 0, RATE_E12_ONE},
    {COMMAND_FUNDING_TERMS, FIELD_RATE, "dead_e12", 0, RATE_E12_ONE},
    {COMMAND_FUNDING_TERMS, FIELD_RATE, "change_e12", 0, RATE_E12_ONE},
    {COMMAND_FUNDING_TERMS, FIELD_CAP, "sample_cap_ppm", 0, PPM_TEN},
    {COMMAND_FUNDING_TERMS, FIELD_CAP, "cap_factor_ppm", 0, PPM_HUNDRED},
    {COMMAND_FUNDING_TERMS, FIELD_CAP, "cap_initial_ppm", 0, RATE_PPM_MAX},
    {COMMAND_FUNDING_TERMS, FIELD_CAP, "cap_maintenance_ppm", HANGS},
    {COMMAND_FUNDING_TERMS, FIELD_RATE, "smooth_ppm", 0, RATE_PPM_MAX},
    {COMMAND_FUNDING_TERMS, FIELD_DIVISOR, "divisor", 1, DIVISOR_MAX},
    {COMMAND_LIQUIDATION_TERMS, FIELD_REGIME, "regime", HANGS},
    {COMMAND_LIQUIDATION_TERMS, FIELD_LIQUIDATE_RATIO, "liquidate_ratio_ppm", RATE_PPM_MAX / 10,
     PPM_TEN},
    {COMMAND_LIQUIDATION_TERMS, FIELD_CLOSE_OUT, "close_out_ppm", 0, RATE_PPM_MAX},
    {COMMAND_LIQUIDATION_TERMS, FIELD_SLICE_FACTOR, "slice_factor_ppm", RATE_PPM_MAX, PPM_TEN},
    {COMMAND_LIQUIDATION_TERMS, FIELD_ADJUSTMENT, "adjustment_ppm", RATE_PPM_MAX, PPM_HUNDRED},
    {COMMAND_LIQUIDATION_TERMS, FIELD_SPREAD, "spread_ppm", 1, PPM_TEN},
    {COMMAND_LIQUIDATION_TERMS, FIELD_FEE_RATE, "fee_ppm", 0, RATE_PPM_MAX},
    {COMMAND_LIQUIDATION_TERMS, FIELD_DRAWDOWN, "drawdown_ppm", 0, RATE_PPM_MAX},
    {COMMAND_LIQUIDATION_TERMS, FIELD_RELEASE, "release_ppm", HANGS},
    {COMMAND_LIQUIDATION_TERMS, FIELD_EXPOSURE, "exposure_ppm", 1, PPM_TEN},
    {COMMAND_LIQUIDATION_TERMS, FIELD_WORK, "work_max", 1, WORK_MAX},
    {COMMAND_LIQUIDATION_TERMS, FIELD_WINDOW, "window_ns", WINDOW_NS_MIN, WINDOW_NS_MAX},
    {COMMAND_LIQUIDATION_TERMS, FIELD_AUCTION, "auction_ns", 0, WINDOW_NS_MAX},
    {COMMAND_LIQUIDATION_TERMS, FIELD_FUND, "fund_account_id", HANGS},
    {COMMAND_LIQUIDATION_TERMS, FIELD_AMOUNT, "fund_notional_micros_max", 0, NOTIONAL_MICROS_MAX},
    {COMMAND_DEFAULT_TERMS, FIELD_TRANCHE, "tranche_micros", 0, NOTIONAL_MICROS_MAX},
    {COMMAND_DEFAULT_TERMS, FIELD_TRANCHE, "tranche_ppm", 0, RATE_PPM_MAX},
    {COMMAND_DEFAULT_TERMS, FIELD_ASSESSMENT, "assessment_ppm", 0, PPM_TEN},
    {COMMAND_DEFAULT_TERMS, FIELD_ASSESSMENT, "assessment_sum_ppm", HANGS},
    {COMMAND_DEFAULT_TERMS, FIELD_WINDOW, "window_ns", WINDOW_NS_MIN, YEAR_NS},
    {COMMAND_DEFAULT_TERMS, FIELD_GAINS_DAYS, "gains_days", 0, 31},
    {COMMAND_DEFAULT_TERMS, FIELD_CAPITAL, "capital_account_id", HANGS},
};

#define BOUNDS (sizeof bounds / sizeof bounds[0])

struct operator_bound operator_bound_of(uint16_t kind, const char *name)
{
    for (size_t i = 0; i < BOUNDS; i++) {
        if (bounds[i].kind != kind || strcmp(bounds[i].name, name) != 0) continue;
        bool is_told = bounds[i].low <= bounds[i].high;
        return (struct operator_bound){is_told, bounds[i].field, bounds[i].low, bounds[i].high};
    }
    return (struct operator_bound){.is_told = false};
}

/* Several fields go by one number: the one that has the value that was refused. */
const struct operator_field *operator_refused_field(const struct operator_command *row,
                                                    const struct command *command,
                                                    const struct event_reject *reject)
{
    const struct operator_field *found = NULL;
    if (reject->code != REJECT_TERMS) return NULL;
    for (const struct operator_field *field = row->fields; field->name != NULL; field++) {
        struct operator_bound bound = operator_bound_of(row->kind, field->name);
        if (bound.field == FIELD_NONE || bound.field != reject->field) continue;
        struct text_field known = operator_field_of(row, field);
        if ((int64_t)text_field_load(&known, command) != reject->given) continue;
        if (found != NULL) return NULL;
        found = field;
    }
    return found;
}
