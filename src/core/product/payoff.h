/* SPDX-License-Identifier: Apache-2.0 */
/*
 * payoff.h - what a lot of a product is worth at a price.
 *
 * Role       The one map from prices to money.  Whoever multiplies by a tick value asks here
 *            instead, so that an inverse product differs in nothing else.
 * Invariant  The value of a lot is never negative.  In an inverse product it is at most
 *            LOT_MICROS_MAX at an order price, and 10^4 times that at a mark.
 * Rules      R-PAYOFF-2 to R-PAYOFF-6.
 */
#ifndef PERPETUA_CORE_PRODUCT_PAYOFF_H
#define PERPETUA_CORE_PRODUCT_PAYOFF_H

#include "base/int_math.h"
#include "core/product/product.h"
#include "model/payoff.h"

/* The payoff of a product: its terms and one byte that PAYOFF_TERMS has set. */
static inline bool product_is_inverse(const struct product *product)
{
    return product->payoff == PAYOFF_INVERSE;
}

/* R-PAYOFF-2 */
static inline int64_t product_face(const struct product *product)
{
    return payoff_face(product->terms.tick_value_micros, product->payoff_scale);
}

/* R-PAYOFF-3: of one lot at an order price; 0 if there is none, as before a stop has triggered. */
static inline int128 product_lot_value(const struct product *product, int64_t price_ticks)
{
    if (!product_is_inverse(product)) return (int128)price_ticks * product->terms.tick_value_micros;
    return price_ticks == 0 ? 0 : payoff_inverse(product_face(product), price_ticks);
}

/* R-PAYOFF-4: of one lot at a fine price, in ten-thousandths; 0 if there is no price. */
static inline int128 product_fine_value(const struct product *product, struct fine_price price)
{
    if (!product_is_inverse(product)) {
        return (int128)price.ticks_e4 * product->terms.tick_value_micros;
    }
    if (price.ticks_e4 == 0) return 0;
    int64_t floor_e4 = product->terms.price_ticks_min * FINE_PER_TICK;
    return payoff_inverse((int128)product_face(product) * FINE_PER_TICK * FINE_PER_TICK,
                          i64_max(price.ticks_e4, floor_e4));
}

/* R-PAYOFF-6: the amount with the sign that it has for a bought lot. */
static inline int64_t product_signed(const struct product *product, int64_t micros)
{
    return product_is_inverse(product) ? -micros : micros;
}

/* The side on which a position gains when the value of a lot rises, as a long linear one does. */
static inline enum side product_value_side(const struct product *product, enum side side)
{
    return product_is_inverse(product) ? side_opposite(side) : side;
}

/*
 * The value of a lot at a fine price as two factors: the form in which the arithmetic of margin
 * and liquidation takes it.  An inverse product has its value in the first.
 */
struct lot_factors {
    int64_t price_e4;
    int64_t tick_value_micros;
};

static inline struct lot_factors product_factors(const struct product *product,
                                                 struct fine_price price)
{
    if (!product_is_inverse(product)) {
        return (struct lot_factors){price.ticks_e4, product->terms.tick_value_micros};
    }
    return (struct lot_factors){(int64_t)product_fine_value(product, price), 1};
}

/* What is wrong with a payoff for these terms, whose prices never exceed `highest_ticks`:
 * REJECT_NONE or REJECT_TERMS with its field and numbers (R-PAYOFF-1, R-PAYOFF-2). */
struct terms_fault payoff_check(const struct body_payoff_terms *payoff,
                                const struct product_terms *terms, int64_t highest_ticks);

/* R-SIZE-4, R-PAYOFF-5: the capacity that the product would have with these terms. */
int64_t product_lots_max(const struct product *product, const struct product_terms *terms,
                         int64_t highest_ticks);

#endif
