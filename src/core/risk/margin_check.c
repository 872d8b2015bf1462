/* SPDX-License-Identifier: Apache-2.0 */
/*
 * margin_check.c - are margin terms legal: the first fault, with the nearest legal value.
 *
 * Rules  R-TIER-8.
 */
#include <stddef.h>

#include "core/risk/margin.h"

#define MINUTE_OF_WEEK_MAX 10079

struct range_rule {
    enum field field;
    int64_t value;
    int64_t low;
    int64_t high;
};

static struct margin_fault no_fault(void)
{
    return (struct margin_fault){REJECT_NONE, FIELD_NONE, 0, 0};
}

static struct margin_fault fault_of(enum field field, int64_t given, int64_t legal)
{
    return (struct margin_fault){REJECT_TERMS, field, given, legal};
}

static struct margin_fault range_fault(const struct range_rule *rules, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const struct range_rule *rule = &rules[i];
        if (rule->value < rule->low) return fault_of(rule->field, rule->value, rule->low);
        if (rule->value > rule->high) return fault_of(rule->field, rule->value, rule->high);
    }
    return no_fault();
}

/* What a value must lie between, or 0 where the mode has no use for it. */
static struct range_rule range_if(bool used, enum field field, int64_t value, int64_t low,
                                  int64_t high)
{
    return (struct range_rule){field, value, used ? low : 0, used ? high : 0};
}

static struct margin_fault bracket_fault(const struct body_margin_terms *terms, uint32_t index)
{
    const struct margin_bracket *bracket = &terms->brackets[index];
    const struct margin_bracket *below = index == 0 ? NULL : bracket - 1;
    int64_t rate_low = below == NULL ? 1 : (int64_t)below->maintenance_ppm;
    int64_t initial_low = bracket->maintenance_ppm;
    if (below != NULL) initial_low = i64_max(initial_low, below->initial_ppm);
    int64_t rate = bracket->maintenance_ppm > 0 ? bracket->maintenance_ppm : 1;
    int64_t leverage_high = LEVERAGE_ONE * PPM_ONE / rate;
    if (below != NULL) leverage_high = i64_min(leverage_high, below->leverage_e2);
    const struct range_rule rules[] = {
        range_if(below != NULL, FIELD_BRACKET_FLOOR, bracket->floor_micros,
                 below == NULL ? 0 : below->floor_micros + 1, PRODUCT_MICROS_MAX),
        {FIELD_MAINTENANCE, bracket->maintenance_ppm, rate_low, RATE_PPM_MAX},
        range_if(terms->initial_mode == INITIAL_RATES, FIELD_INITIAL, bracket->initial_ppm,
                 initial_low, RATE_PPM_MAX),
        range_if(terms->initial_mode == INITIAL_LEVERAGE, FIELD_LEVERAGE, bracket->leverage_e2,
                 LEVERAGE_ONE, leverage_high),
    };
    return range_fault(rules, sizeof rules / sizeof rules[0]);
}

static bool bracket_is_empty(const struct margin_bracket *bracket)
{
    return bracket->floor_micros == 0 && bracket->maintenance_ppm == 0 &&
           bracket->initial_ppm == 0 && bracket->leverage_e2 == 0;
}

static struct margin_fault brackets_fault(const struct body_margin_terms *terms)
{
    for (uint32_t i = 0; i < terms->bracket_count; i++) {
        struct margin_fault fault = bracket_fault(terms, i);
        if (fault.reject != REJECT_NONE) return fault;
    }
    for (uint32_t i = terms->bracket_count; i < BRACKETS_MAX; i++) {
        if (!bracket_is_empty(&terms->brackets[i])) return fault_of(FIELD_BRACKETS, i, 0);
    }
    return no_fault();
}

static struct margin_fault add_ons_fault(const struct body_margin_terms *terms)
{
    bool scaled = terms->interest_low_micros != 0 || terms->interest_high_micros != 0;
    int64_t above_low = i64_min(terms->interest_low_micros, PRODUCT_MICROS_MAX) + 1;
    const struct range_rule rules[] = {
        {FIELD_INTEREST, terms->interest_low_micros, 0, PRODUCT_MICROS_MAX},
        range_if(scaled, FIELD_INTEREST, terms->interest_high_micros, above_low,
                 PRODUCT_MICROS_MAX),
        {FIELD_SIZE, terms->size_from_lots, 0, PRODUCT_LOTS_MAX},
        {FIELD_SIZE, terms->size_slope_e12, 0, INT64_C(1000000000000)},
        {FIELD_SIZE, terms->size_cap_ppm, 0, RATE_PPM_MAX},
        {FIELD_CONCENTRATION, terms->concentration_from_lots, 0, PRODUCT_LOTS_MAX},
        {FIELD_CONCENTRATION, terms->concentration_share_ppm, 0, RATE_PPM_MAX},
        {FIELD_CONCENTRATION, terms->concentration_ppm, 0, RATE_PPM_MAX},
        {FIELD_WEEKEND, terms->weekend_ppm, 0, RATE_PPM_MAX},
        {FIELD_WEEKEND, terms->weekend_from_minute, 0, MINUTE_OF_WEEK_MAX},
        {FIELD_WEEKEND, terms->weekend_to_minute, 0, MINUTE_OF_WEEK_MAX},
    };
    return range_fault(rules, sizeof rules / sizeof rules[0]);
}

struct margin_fault margin_terms_check(const struct body_margin_terms *terms,
                                       uint32_t queue_ratio_ppm)
{
    const struct range_rule rules[] = {
        {FIELD_BRACKETS, terms->bracket_count, 1, BRACKETS_MAX},
        {FIELD_RISK_GROUP, terms->risk_group, 0, RISK_GROUPS_MAX - 1},
        {FIELD_INITIAL_MODE, terms->initial_mode, INITIAL_FACTOR, INITIAL_LEVERAGE},
        range_if(terms->initial_mode == INITIAL_FACTOR, FIELD_INITIAL_FACTOR,
                 terms->initial_factor_ppm, PPM_ONE, INITIAL_FACTOR_MAX),
    };
    struct margin_fault fault = range_fault(rules, sizeof rules / sizeof rules[0]);
    if (fault.reject == REJECT_NONE) fault = add_ons_fault(terms);
    if (fault.reject == REJECT_NONE) fault = brackets_fault(terms);
    if (fault.reject != REJECT_NONE) return fault;

    int64_t slope_ppm = terms->brackets[terms->bracket_count - 1].maintenance_ppm;
    if (terms->size_slope_e12 > 0) slope_ppm += terms->size_cap_ppm;
    int64_t slope_high = slope_ppm_max(queue_ratio_ppm);
    if (slope_ppm > slope_high) return fault_of(FIELD_MAINTENANCE, slope_ppm, slope_high);
    return no_fault();
}
