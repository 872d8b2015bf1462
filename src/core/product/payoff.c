/* SPDX-License-Identifier: Apache-2.0 */
/*
 * payoff.c - see payoff.h.
 */
#include "core/product/payoff.h"

static struct terms_fault fault_of(enum field field, int64_t given, int64_t legal)
{
    return (struct terms_fault){REJECT_TERMS, field, given, legal};
}

/* R-PAYOFF-2: between the lowest and the highest price a lot is worth 1 to LOT_MICROS_MAX. */
static struct terms_fault inverse_check(const struct body_payoff_terms *payoff,
                                        const struct product_terms *terms, int64_t highest_ticks)
{
    if (terms->tick_value_micros < 1) {
        return fault_of(FIELD_TICK_VALUE, terms->tick_value_micros, 1);
    }
    int64_t face_micros = payoff_face(terms->tick_value_micros, payoff->scale);
    int64_t lowest_ticks = (int64_t)div_ceil(face_micros, LOT_MICROS_MAX);
    if (terms->price_ticks_min < lowest_ticks) {
        return fault_of(FIELD_PRICE, terms->price_ticks_min, lowest_ticks);
    }
    if (highest_ticks > face_micros) return fault_of(FIELD_PRICE, highest_ticks, face_micros);
    return (struct terms_fault){0};
}

struct terms_fault payoff_check(const struct body_payoff_terms *payoff,
                                const struct product_terms *terms, int64_t highest_ticks)
{
    bool is_inverse = payoff->payoff == PAYOFF_INVERSE;
    uint32_t scale_max = is_inverse ? PAYOFF_SCALE_MAX : 0;
    if (payoff->payoff > PAYOFF_INVERSE) {
        return fault_of(FIELD_PAYOFF, payoff->payoff, PAYOFF_INVERSE);
    }
    if (payoff->currency >= CURRENCIES_MAX) {
        return fault_of(FIELD_CURRENCY, payoff->currency, CURRENCIES_MAX - 1);
    }
    if (payoff->scale > scale_max) return fault_of(FIELD_SCALE, payoff->scale, scale_max);
    return is_inverse ? inverse_check(payoff, terms, highest_ticks) : (struct terms_fault){0};
}

int64_t product_lots_max(const struct product *product, const struct product_terms *terms,
                         int64_t highest_ticks)
{
    if (!product_is_inverse(product)) return terms_lots_max(terms, highest_ticks);
    int64_t face_micros = payoff_face(terms->tick_value_micros, product->payoff_scale);
    return (int64_t)(PRODUCT_MICROS_MAX / payoff_inverse(face_micros, terms->price_ticks_min));
}
