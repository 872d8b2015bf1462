/* SPDX-License-Identifier: Apache-2.0 */
/*
 * payoff.h - the value of an inverse lot, and the proof that it is exact.
 *
 * Role   One division, used wherever an inverse product is worth something.
 * Rules  R-PAYOFF-2 to R-PAYOFF-4.
 */
#ifndef PERPETUA_MODEL_PAYOFF_H
#define PERPETUA_MODEL_PAYOFF_H

#include "base/int_math.h"
#include "model/payoff_terms.h"

/* R-PAYOFF-2: the largest face, so that the value at the finest price is exact in 128 bits. */
#define FACE_MICROS_MAX INT64_C(1000000000000000000)
static_assert((int128)TICK_VALUE_MICROS_MAX * 1000000000 <= FACE_MICROS_MAX, "a face in 64 bits");
/* R-PAYOFF-4: twice the face with eight digits more, as rounding to nearest needs it. */
static_assert((int128)FACE_MICROS_MAX * FINE_PER_TICK * FINE_PER_TICK <= INT128_MAX / 4,
              "the value of a lot at a mark is exact in 128 bits");
/*
 * R-PAYOFF-9: lots x face x 10^4.  Lots times the value of a lot at the lowest price stay within
 * R-SIZE-4, and a face is at most that value, rounded, times the lowest price: twice it is enough.
 */
static_assert((int128)PRODUCT_MICROS_MAX * 2 * FINE_PER_TICK <= INT128_MAX / PRICE_TICKS_MAX,
              "a price found from a value is exact in 128 bits");

/* R-PAYOFF-2: what a lot of an inverse product is worth times its price. */
static inline int64_t payoff_face(int64_t tick_value_micros, uint32_t scale)
{
    int64_t face_micros = tick_value_micros;
    for (uint32_t i = 0; i < scale; i++) face_micros *= 10;
    return face_micros;
}

/* R-PAYOFF-3, R-PAYOFF-4: a face over a price, rounded to nearest, halves up. */
static inline int128 payoff_inverse(int128 face, int64_t price)
{
    return div_floor(2 * face + price, 2 * (int128)price);
}

#endif
