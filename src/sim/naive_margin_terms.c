/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_margin_terms.c - the terms of the full model and the venue's queue ratio.
 *
 * Role   See naive_margin.h.
 * Rules  R-TIER-8 to R-TIER-10, R-EQUITY-4.
 */
#include "sim/naive_check.h"
#include "sim/naive_margin.h"
#include "sim/naive_money.h"
#include "sim/naive_payoff.h"

#define FLOOR_MAX         INT64_C(4000000000000000000)
#define MINUTE_MAX        10079
#define QUEUE_RATIO_LEAST 500000
#define LEVERAGE_SCALE    INT64_C(100000000)

static struct naive_fault check_term(enum field field, int64_t value, int64_t low, int64_t high)
{
    if (value < low) return fault_of(REJECT_TERMS, field, value, low);
    if (value > high) return fault_of(REJECT_TERMS, field, value, high);
    return NO_FAULT;
}

struct naive_fault naive_command_margin_venue(struct naive *naive)
{
    uint32_t ratio = naive->command->margin_venue.queue_ratio_ppm;
    if (ratio < QUEUE_RATIO_LEAST || ratio > PPM_ONE)
        return fault_of(REJECT_FIELD, FIELD_QUEUE_RATIO, ratio, 0);
    for (uint32_t id = 1; id < naive->config.products_max; id++) {
        if (!naive_is_full(naive, (uint16_t)id)) continue;
        return fault_of(REJECT_TERMS_FIXED, FIELD_QUEUE_RATIO, ratio,
                        naive->margins.queue_ratio_ppm);
    }
    naive->margins.queue_ratio_ppm = ratio;
    naive_emit(naive, EVENT_MARGIN_VENUE, 0, 0)->margin_terms.queue_ratio_ppm = ratio;
    return NO_FAULT;
}

/* --- terms of a product ----------------------------------------------------------------------- */

static struct naive_fault check_tick_value(const struct naive_product *product)
{
    int64_t bound = LOT_MICROS_MAX / product->highest_ticks;
    if (naive_is_inverse(product)) bound = INT64_MAX; /* R-PAYOFF-2 has bounded it */
    return check_term(FIELD_TICK_VALUE, product->terms.tick_value_micros, 1, bound);
}

/* R-TIER-2, R-TIER-3. */
static struct naive_fault check_initial(const struct body_margin_terms *terms)
{
    CHECK(check_term(FIELD_BRACKETS, terms->bracket_count, 1, BRACKETS_MAX));
    CHECK(check_term(FIELD_RISK_GROUP, terms->risk_group, 0, RISK_GROUPS_MAX - 1));
    CHECK(check_term(FIELD_INITIAL_MODE, terms->initial_mode, INITIAL_FACTOR, INITIAL_LEVERAGE));
    if (terms->initial_mode == INITIAL_FACTOR) {
        CHECK(check_term(FIELD_INITIAL_FACTOR, terms->initial_factor_ppm, PPM_ONE,
                         INITIAL_FACTOR_MAX));
    } else {
        CHECK(check_term(FIELD_INITIAL_FACTOR, terms->initial_factor_ppm, 0, 0));
    }
    if (terms->interest_low_micros == 0 && terms->interest_high_micros == 0) return NO_FAULT;
    CHECK(check_term(FIELD_INTEREST, terms->interest_low_micros, 0, FLOOR_MAX));
    return check_term(FIELD_INTEREST, terms->interest_high_micros, terms->interest_low_micros + 1,
                      FLOOR_MAX);
}

/* R-TIER-4 to R-TIER-6. */
static struct naive_fault check_add_ons(const struct body_margin_terms *terms)
{
    CHECK(check_term(FIELD_SIZE, terms->size_from_lots, 0, PRODUCT_LOTS_MAX));
    CHECK(check_term(FIELD_SIZE, terms->size_slope_e12, 0, RATE_E12_ONE));
    CHECK(check_term(FIELD_SIZE, terms->size_cap_ppm, 0, PPM_ONE));
    CHECK(check_term(FIELD_CONCENTRATION, terms->concentration_from_lots, 0, PRODUCT_LOTS_MAX));
    CHECK(check_term(FIELD_CONCENTRATION, terms->concentration_share_ppm, 0, PPM_ONE));
    CHECK(check_term(FIELD_CONCENTRATION, terms->concentration_ppm, 0, PPM_ONE));
    CHECK(check_term(FIELD_WEEKEND, terms->weekend_ppm, 0, PPM_ONE));
    CHECK(check_term(FIELD_WEEKEND, terms->weekend_from_minute, 0, MINUTE_MAX));
    return check_term(FIELD_WEEKEND, terms->weekend_to_minute, 0, MINUTE_MAX);
}

/* One bracket; `before` NULL for the first. */
static struct naive_fault check_bracket(uint8_t mode, const struct margin_bracket *bracket,
                                        const struct margin_bracket *before)
{
    static const struct margin_bracket none = {-1, 1, 0, 0, 0};
    const struct margin_bracket *last = before != NULL ? before : &none;
    if (before == NULL) {
        CHECK(check_term(FIELD_BRACKET_FLOOR, bracket->floor_micros, 0, 0));
    } else {
        CHECK(check_term(FIELD_BRACKET_FLOOR, bracket->floor_micros, last->floor_micros + 1,
                         FLOOR_MAX));
    }
    CHECK(check_term(FIELD_MAINTENANCE, bracket->maintenance_ppm, last->maintenance_ppm, PPM_ONE));
    int64_t initial_low = u32_max(bracket->maintenance_ppm, last->initial_ppm);
    if (mode == INITIAL_RATES) {
        CHECK(check_term(FIELD_INITIAL, bracket->initial_ppm, initial_low, PPM_ONE));
    } else {
        CHECK(check_term(FIELD_INITIAL, bracket->initial_ppm, 0, 0));
    }
    int64_t leverage_high = LEVERAGE_SCALE / bracket->maintenance_ppm;
    if (before != NULL) leverage_high = i64_min(leverage_high, last->leverage_e2);
    if (mode == INITIAL_LEVERAGE)
        return check_term(FIELD_LEVERAGE, bracket->leverage_e2, LEVERAGE_ONE, leverage_high);
    return check_term(FIELD_LEVERAGE, bracket->leverage_e2, 0, 0);
}

static bool bracket_is_zero(const struct margin_bracket *bracket)
{
    return bracket->floor_micros == 0 && bracket->maintenance_ppm == 0 &&
           bracket->initial_ppm == 0 && bracket->leverage_e2 == 0;
}

static struct naive_fault check_brackets(const struct body_margin_terms *terms)
{
    for (uint32_t i = 0; i < terms->bracket_count; i++)
        CHECK(check_bracket(terms->initial_mode, &terms->brackets[i],
                            i == 0 ? NULL : &terms->brackets[i - 1]));
    for (uint32_t i = terms->bracket_count; i < BRACKETS_MAX; i++) {
        if (!bracket_is_zero(&terms->brackets[i]))
            return fault_of(REJECT_TERMS, FIELD_BRACKETS, i, 0);
    }
    return NO_FAULT;
}

static struct naive_fault check_margin_terms(const struct naive *naive)
{
    const struct body_margin_terms *terms = &naive->command->margin;
    uint16_t product_id = naive->command->product_id;
    const struct naive_product *product = &naive->products[product_id];
    CHECK(check_tick_value(product));
    CHECK(check_initial(terms));
    CHECK(check_add_ons(terms));
    CHECK(check_brackets(terms));

    int64_t sum = terms->brackets[terms->bracket_count - 1].maintenance_ppm;
    if (terms->size_slope_e12 != 0) sum += terms->size_cap_ppm;
    int64_t bound = (int64_t)naive->margins.queue_ratio_ppm * 3 / 4;
    if (sum > bound) return fault_of(REJECT_TERMS, FIELD_MAINTENANCE, sum, bound);
    if (naive_is_inverse(product) && terms->risk_group != 0) /* R-PAYOFF-11 */
        return fault_of(REJECT_TERMS, FIELD_RISK_GROUP, terms->risk_group, 0);
    int64_t open =
        naive_open_interest(naive, product_id) + naive_product_open_lots(naive, product_id);
    if (product->mark_e4 == 0 && open > 0) return fault_of(REJECT_NO_MARK, FIELD_MARK, 0, 0);
    return NO_FAULT;
}

struct naive_fault naive_command_margin_terms(struct naive *naive)
{
    const struct body_margin_terms *terms = &naive->command->margin;
    uint16_t product_id = naive->command->product_id;
    CHECK(naive_check_product_exists(naive, product_id));
    uint32_t state = naive->products[product_id].state;
    if (state == PRODUCT_DELISTED || state == PRODUCT_WITHDRAWN)
        return fault_of(REJECT_PRODUCT_NOT_LISTED, FIELD_PRODUCT, state, 0);
    CHECK(check_margin_terms(naive));

    struct naive_full *full = &naive->fulls[product_id];
    full->exists = true;
    full->version += 1;
    full->terms = *terms;
    /* R-TIER-9 */
    for (uint32_t i = 0; i < naive->position_count; i++) {
        if (naive->positions[i].product_id == product_id) naive->positions[i].held = 0;
    }
    struct event *event = naive_emit(naive, EVENT_MARGIN_TERMS, 0, product_id);
    event->margin_terms.terms_version = full->version;
    event->margin_terms.queue_ratio_ppm = naive->margins.queue_ratio_ppm;
    event->margin_terms.initial_mode = terms->initial_mode;
    event->margin_terms.initial_factor_ppm = terms->initial_factor_ppm;
    event->margin_terms.bracket_count = terms->bracket_count;
    event->margin_terms.risk_group = terms->risk_group;
    return NO_FAULT;
}

struct naive_fault naive_check_full_terms(const struct naive *naive, uint16_t product_id,
                                          int64_t tick_value_micros, int64_t highest_ticks)
{
    if (!naive_is_full(naive, product_id) && !naive->prices[product_id].exists) return NO_FAULT;
    if (naive_is_inverse(&naive->products[product_id])) return NO_FAULT;
    if ((int128)tick_value_micros * highest_ticks <= LOT_MICROS_MAX) return NO_FAULT;
    return fault_of(REJECT_TERMS, FIELD_TICK_VALUE, tick_value_micros,
                    LOT_MICROS_MAX / highest_ticks);
}
