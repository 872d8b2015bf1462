/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_initial.c - initial margin of a product's lots; see derive_margin.h.
 *
 * Role   See derive_margin.h.
 * Rules  R-TIER-2 to R-TIER-7.
 */
#include "lab/derive_margin.h"

/* R-TIER-2 */
static int128 base_of(const struct margin_case *seen, const struct derived_initial *initial)
{
    const struct body_margin_terms *terms = seen->terms;
    int128 notional = initial->notional_micros;
    uint32_t bracket = derive_bracket(terms, initial->notional_micros);
    if (terms->initial_mode == INITIAL_LEVERAGE) {
        return div_ceil(notional * LEVERAGE_ONE, terms->brackets[bracket].leverage_e2);
    }
    if (terms->initial_mode == INITIAL_FACTOR) {
        return div_ceil((int128)initial->bracket_micros * terms->initial_factor_ppm, PPM_ONE);
    }
    int128 deduction = 0;
    for (uint32_t i = 1; i <= bracket; i++) {
        int64_t step_ppm =
            (int64_t)terms->brackets[i].initial_ppm - terms->brackets[i - 1].initial_ppm;
        deduction += (int128)terms->brackets[i].floor_micros * step_ppm;
    }
    return div_ceil(notional * terms->brackets[bracket].initial_ppm - deduction, PPM_ONE);
}

/* R-TIER-3 */
static int64_t scale_of(const struct margin_case *seen)
{
    int64_t low = seen->terms->interest_low_micros;
    int64_t high = seen->terms->interest_high_micros;
    if (high == 0) return 0;
    int64_t interest = derive_notional(seen, seen->open_interest_lots);
    if (interest <= low) return 0;
    if (interest >= high) return PPM_ONE;
    return (int64_t)div_ceil((int128)(interest - low) * PPM_ONE, high - low);
}

/* R-TIER-5 */
static int64_t concentrated_of(const struct margin_case *seen, int64_t lots)
{
    const struct body_margin_terms *terms = seen->terms;
    if (terms->concentration_ppm == 0) return 0;
    int128 share = (int128)seen->open_interest_lots * terms->concentration_share_ppm / PPM_ONE;
    int128 free_lots = terms->concentration_from_lots;
    if (share > free_lots) free_lots = share;
    return lots > free_lots ? (int64_t)(lots - free_lots) : 0;
}

int128 derive_least_initial(int128 maintenance_micros, uint32_t queue_ratio_ppm)
{
    if (maintenance_micros == 0) return 0;
    return div_floor(maintenance_micros * PPM_ONE, queue_ratio_ppm) + 1;
}

struct derived_initial derive_initial(const struct margin_case *seen, int64_t lots)
{
    const struct body_margin_terms *terms = seen->terms;
    struct derived_initial initial = {0};
    int64_t whole = derive_magnitude(lots);
    if (whole == 0) return initial;
    int64_t maintenance_micros = derive_maintenance(seen, whole);
    initial.notional_micros = derive_notional(seen, whole);
    initial.size_micros = derive_size_micros(terms, whole, initial.notional_micros);
    initial.bracket_micros = maintenance_micros - initial.size_micros;
    initial.base_micros = base_of(seen, &initial);
    initial.scale_ppm = scale_of(seen);
    initial.scaled_micros = initial.base_micros;
    if (initial.notional_micros > initial.base_micros) {
        int128 distance = initial.notional_micros - initial.base_micros;
        initial.scaled_micros += div_ceil(distance * initial.scale_ppm, PPM_ONE);
    }
    initial.concentrated_lots = concentrated_of(seen, whole);
    if (initial.concentrated_lots > 0) {
        int64_t notional_micros = derive_notional(seen, initial.concentrated_lots);
        initial.concentration_micros =
            narrow_i64(div_ceil((int128)notional_micros * terms->concentration_ppm, PPM_ONE));
    }
    if (seen->is_weekend) {
        initial.weekend_micros =
            narrow_i64(div_ceil((int128)initial.notional_micros * terms->weekend_ppm, PPM_ONE));
    }
    initial.least_micros = derive_least_initial(maintenance_micros, seen->queue_ratio_ppm);
    int128 sum = initial.scaled_micros + initial.size_micros + initial.concentration_micros +
                 initial.weekend_micros;
    initial.micros = sum > initial.least_micros ? sum : initial.least_micros;
    return initial;
}
