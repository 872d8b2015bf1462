/* SPDX-License-Identifier: Apache-2.0 */
/*
 * product.c - see product.h.
 */
#include "core/product/product.h"

#include "core/product/payoff.h"

bool product_may_become(uint32_t from, uint32_t to)
{
    if (from > PRODUCT_DELISTED || to > PRODUCT_DELISTED) return false;
    static const uint32_t next[] = {
        [PRODUCT_DRAFT] = 1u << PRODUCT_FILED | 1u << PRODUCT_WITHDRAWN,
        [PRODUCT_FILED] = 1u << PRODUCT_APPROVED | 1u << PRODUCT_STAYED | 1u << PRODUCT_WITHDRAWN,
        [PRODUCT_APPROVED] = 1u << PRODUCT_LISTED | 1u << PRODUCT_STAYED | 1u << PRODUCT_WITHDRAWN,
        [PRODUCT_STAYED] = 1u << PRODUCT_FILED | 1u << PRODUCT_APPROVED | 1u << PRODUCT_WITHDRAWN,
        [PRODUCT_WITHDRAWN] = 0,
        [PRODUCT_LISTED] = 1u << PRODUCT_RESTRICTED | 1u << PRODUCT_DELISTED,
        [PRODUCT_RESTRICTED] = 1u << PRODUCT_LISTED | 1u << PRODUCT_DELISTED,
        [PRODUCT_DELISTED] = 0,
    };
    return (next[from] >> to & 1u) != 0;
}

static bool symbol_is_legal(const char *symbol)
{
    uint32_t length = 0;
    while (length < 24 && symbol[length] != 0) {
        char c = symbol[length];
        bool legal =
            (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
        if (!legal) return false;
        length++;
    }
    if (length == 0 || length == 24) return false;
    for (uint32_t i = length; i < 24; i++) {
        if (symbol[i] != 0) return false;
    }
    return true;
}

struct range_rule {
    enum field field;
    int64_t value;
    int64_t low;
    int64_t high;
};

static struct terms_fault terms_fault_of(enum field field, int64_t given, int64_t legal)
{
    return (struct terms_fault){REJECT_TERMS, field, given, legal};
}

/* R-TERMS-1: each step must be in order and name a phase. */
static struct terms_fault schedule_check(const struct product_terms *terms)
{
    if (terms->schedule_count > SCHEDULE_STEPS_MAX) {
        return terms_fault_of(FIELD_SCHEDULE, terms->schedule_count, 0);
    }
    for (uint32_t i = 0; i < terms->schedule_count; i++) {
        const struct schedule_step *step = &terms->schedule[i];
        bool ascends = i == 0 || step->minute_of_week > terms->schedule[i - 1].minute_of_week;
        if (!ascends || step->minute_of_week >= 10080 || step->phase > PHASE_OPEN) {
            return terms_fault_of(FIELD_SCHEDULE, i, 0);
        }
    }
    return (struct terms_fault){0};
}

struct terms_fault terms_check(const struct product_terms *terms)
{
    if (!symbol_is_legal(terms->symbol)) return terms_fault_of(FIELD_PRODUCT, 0, 0);
    const struct range_rule rules[] = {
        {FIELD_TICK_VALUE, terms->tick_value_micros, 0, TICK_VALUE_MICROS_MAX},
        {FIELD_PRICE, terms->price_ticks_min, 1, PRICE_TICKS_MAX},
        {FIELD_PRICE, terms->price_ticks_max, terms->price_ticks_min, PRICE_TICKS_MAX},
        {FIELD_QTY, terms->order_lots_max, 1, QTY_LOTS_MAX},
        {FIELD_AMOUNT, terms->order_notional_micros_max, 1, NOTIONAL_MICROS_MAX},
        {FIELD_LIMIT, terms->position_lots_max, 0, PRODUCT_LOTS_MAX},
        {FIELD_BAND, terms->band_ticks, 0, PRICE_TICKS_MAX},
        {FIELD_BAND, terms->band_ppm, 0, RATE_PPM_MAX},
        {FIELD_PROTECTION, terms->protection_ticks, 0, PRICE_TICKS_MAX},
        {FIELD_WINDOW, terms->resume_auction_ns, 0, WINDOW_NS_MAX},
        {FIELD_MARGIN_RATE, terms->initial_margin_ppm, 0, RATE_PPM_MAX},
        {FIELD_FEE_RATE, terms->fee_maker_ppm, 0, RATE_PPM_MAX},
        {FIELD_FEE_RATE, terms->fee_taker_ppm, 0, RATE_PPM_MAX},
        {FIELD_EXPIRY, terms->day_end_minute, 0, 1439},
        {FIELD_SMP, terms->smp_mode, SMP_CANCEL_TAKER, SMP_NONE},
    };
    for (uint32_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        const struct range_rule *rule = &rules[i];
        if (rule->value < rule->low) return terms_fault_of(rule->field, rule->value, rule->low);
        if (rule->value > rule->high) return terms_fault_of(rule->field, rule->value, rule->high);
    }
    return schedule_check(terms);
}

int64_t terms_lots_max(const struct product_terms *terms, int64_t highest_ticks)
{
    int128 value_micros = (int128)highest_ticks * terms->tick_value_micros;
    if (value_micros == 0) return PRODUCT_LOTS_MAX;
    return (int64_t)(PRODUCT_MICROS_MAX / value_micros);
}

int64_t product_lot_margin(const struct product *product, struct fine_price price)
{
    int128 scaled = product_fine_value(product, price) * product->terms.initial_margin_ppm;
    return narrow_i64(div_ceil(scaled, FINE_PER_TICK * PPM_ONE));
}

void product_update_margin(struct product *product)
{
    if (product->has_full_margin) { /* R-TIER-9: it holds nothing */
        product->lot_margin_micros = 0;
        return;
    }
    struct fine_price price = product->mark;
    if (price.ticks_e4 == 0) price.ticks_e4 = product->last.ticks * FINE_PER_TICK;
    if (price.ticks_e4 == 0) price.ticks_e4 = product->seed_ticks * FINE_PER_TICK;
    product->lot_margin_micros = product_lot_margin(product, price);
}

bool product_has_band(const struct product *product)
{
    return product->terms.band_ticks > 0 || product->terms.band_ppm > 0;
}

int64_t product_band_ticks(const struct product *product, enum side side, int64_t best_ticks)
{
    int64_t band_ticks = product->terms.band_ticks;
    int64_t band_ppm = product->terms.band_ppm;
    if (side == SIDE_BUY) {
        int64_t by_rate = (int64_t)div_floor((int128)best_ticks * (PPM_ONE - band_ppm), PPM_ONE);
        int64_t by_ticks = best_ticks - band_ticks;
        return by_rate < by_ticks ? by_rate : by_ticks;
    }
    int64_t by_rate = (int64_t)div_ceil((int128)best_ticks * (PPM_ONE + band_ppm), PPM_ONE);
    int64_t by_ticks = best_ticks + band_ticks;
    return by_rate > by_ticks ? by_rate : by_ticks;
}

bool product_band_allows(const struct product *product, enum side side, int64_t best_ticks,
                         int64_t price_ticks)
{
    int64_t behind_ticks = side_sign(side) * (best_ticks - price_ticks);
    if (behind_ticks <= product->terms.band_ticks) return true;
    /* The bound is rounded away from the best price: less than a tick beyond it is allowed. */
    int128 behind_ppm = (int128)behind_ticks * PPM_ONE;
    return behind_ppm - (int128)best_ticks * product->terms.band_ppm < PPM_ONE;
}

int64_t product_protection_ticks(const struct product *product, enum side side,
                                 int64_t other_best_ticks)
{
    int64_t ticks = other_best_ticks + side_sign(side) * product->terms.protection_ticks;
    if (ticks < product->terms.price_ticks_min) return product->terms.price_ticks_min;
    if (ticks > product->terms.price_ticks_max) return product->terms.price_ticks_max;
    return ticks;
}
