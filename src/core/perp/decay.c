/* SPDX-License-Identifier: Apache-2.0 */
/*
 * decay.c - see decay.h.
 *
 * Role   exp of a sum is the product of the exps: with the exponent in binary, one constant for
 *        each of its bits.  Sixty-two bits are kept in between, so that what the roundings take
 *        away is far below one unit of the result.
 */
#include "core/perp/decay.h"

#include "base/int_math.h"

#define TABLE_BITS  38u /* exponents below 64: beyond that nothing is left in 32 bits */
#define FACTOR_BITS 62u

/* 2^62 x exp(-2^(k-32)), rounded to nearest: the E(k) of R-MARK-7. */
static const uint64_t factors[TABLE_BITS] = {
    UINT64_C(4611686017353646080), UINT64_C(4611686016279904256),
    UINT64_C(4611686014132420610), UINT64_C(4611686009837453320),
    UINT64_C(4611686001247518752), UINT64_C(4611685984067649664),
    UINT64_C(4611685949707911680), UINT64_C(4611685880988436480),
    UINT64_C(4611685743549489152), UINT64_C(4611685468671606784),
    UINT64_C(4611684918915891200), UINT64_C(4611683819404656640),
    UINT64_C(4611681620382973951), UINT64_C(4611677222342754299),
    UINT64_C(4611668426274897877), UINT64_C(4611650834189516459),
    UINT64_C(4611615650220078421), UINT64_C(4611545283086494379),
    UINT64_C(4611404552040437080), UINT64_C(4611123102832306901),
    UINT64_C(4610560255948314624), UINT64_C(4609434768280048980),
    UINT64_C(4607184617107619806), UINT64_C(4602687609541841169),
    UINT64_C(4593706758521714574), UINT64_C(4575797593107614195),
    UINT64_C(4540188453729421605), UINT64_C(4469799356029710115),
    UINT64_C(4332278087304955805), UINT64_C(4069798626954855183),
    UINT64_C(3591584682430698961), UINT64_C(2797128963144291325),
    UINT64_C(1696544475317221319), UINT64_C(624123833502197200),
    UINT64_C(84465975781740359),   UINT64_C(1547048310802923),
    UINT64_C(518976891834),        UINT64_C(58403),
};

uint64_t decay_of(int64_t elapsed_us, int64_t time_us)
{
    ASSERT(elapsed_us >= 0);
    ASSERT(time_us > 0);
    uint128 exponent = ((uint128)(uint64_t)elapsed_us << DECAY_BITS) / (uint64_t)time_us;
    if (exponent >> TABLE_BITS != 0) return 0;

    uint64_t bits = (uint64_t)exponent;
    uint64_t left = UINT64_C(1) << FACTOR_BITS;
    for (uint32_t k = 0; k < TABLE_BITS; k++) {
        if ((bits >> k & 1) == 0) continue;
        left = (uint64_t)((uint128)left * factors[k] >> FACTOR_BITS);
    }
    return left >> (FACTOR_BITS - DECAY_BITS);
}
