/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_margin.c - see derive_margin.h.
 *
 * Role   See derive_margin.h.
 * Rules  R-EQUITY-1, R-EQUITY-2, R-TIER-1, R-TIER-4, R-LIQ-4, R-LIQ-5, R-LIQ-9, R-LIQ-14,
 *        R-PAYOFF-9.
 */
#include "lab/derive_margin.h"

#define E4  INT64_C(10000)
#define E12 INT64_C(1000000000000)

/* Value of lots at the mark, x 10^4, exact. */
static int128 value_e4(const struct margin_case *seen, int64_t lots)
{
    return derive_value_e4(seen->payoff, seen->mark_e4, lots);
}

int64_t derive_notional(const struct margin_case *seen, int64_t lots)
{
    return narrow_i64(div_ceil(value_e4(seen, derive_magnitude(lots)), E4));
}

int64_t derive_unrealised(const struct margin_case *seen)
{
    int128 value = div_floor(derive_held_e4(seen->payoff, seen->mark_e4, seen->net_lots), E4);
    return narrow_i64(value - seen->paid_micros - seen->owed_micros);
}

uint32_t derive_bracket(const struct body_margin_terms *terms, int64_t notional_micros)
{
    uint32_t bracket = 0;
    for (uint32_t i = 1; i < terms->bracket_count; i++) {
        if (terms->brackets[i].floor_micros <= notional_micros) bracket = i;
    }
    return bracket;
}

int128 derive_deduction(const struct body_margin_terms *terms, uint32_t bracket)
{
    int128 deduction = 0;
    for (uint32_t i = 1; i <= bracket; i++) {
        int64_t step_ppm =
            (int64_t)terms->brackets[i].maintenance_ppm - terms->brackets[i - 1].maintenance_ppm;
        deduction += (int128)terms->brackets[i].floor_micros * step_ppm;
    }
    return deduction;
}

int64_t derive_size_micros(const struct body_margin_terms *terms, int64_t lots,
                           int64_t notional_micros)
{
    if (terms->size_slope_e12 == 0 || lots <= terms->size_from_lots) return 0;
    int128 rate_e12 = (int128)(lots - terms->size_from_lots) * terms->size_slope_e12;
    int128 cap_e12 = (int128)terms->size_cap_ppm * PPM_ONE;
    if (rate_e12 > cap_e12) rate_e12 = cap_e12;
    return narrow_i64(div_ceil((int128)notional_micros * rate_e12, E12));
}

int64_t derive_maintenance(const struct margin_case *seen, int64_t lots)
{
    const struct body_margin_terms *terms = seen->terms;
    int64_t lots_here = derive_magnitude(lots);
    if (lots_here == 0) return 0;
    int64_t notional_micros = derive_notional(seen, lots_here);
    uint32_t bracket = derive_bracket(terms, notional_micros);
    int128 margin = (int128)notional_micros * terms->brackets[bracket].maintenance_ppm -
                    derive_deduction(terms, bracket);
    int128 sum = div_ceil(margin, PPM_ONE);
    sum += derive_size_micros(terms, lots_here, notional_micros);
    return narrow_i64(sum);
}

/* What the account's maintenance margin would be with so many lots of the position. */
static int64_t account_maintenance(const struct slice_case *seen, int64_t lots)
{
    if (seen->margin_of_lots != NULL) return seen->margin_of_lots(seen->context, lots);
    int64_t present = derive_maintenance(&seen->position, seen->position.net_lots);
    return seen->maintenance_micros - present + derive_maintenance(&seen->position, lots);
}

/* R-LIQ-14: is on deposit, less a cost, enough for so many lots over the closure? */
static bool is_covered(const struct slice_case *seen, int64_t lots, int128 cost, uint32_t rate_ppm)
{
    if (!seen->is_unfunded) return true;
    int128 required = seen->required_of_lots(seen->context, lots);
    return required * rate_ppm <= PPM_ONE * (seen->on_deposit_micros - cost);
}

bool derive_is_beyond(int128 equity_micros, int128 maintenance_micros, uint32_t ratio_ppm)
{
    return maintenance_micros > 0 &&
           maintenance_micros * PPM_ONE >= equity_micros * (int128)ratio_ppm;
}

/* R-LIQ-4: the fewest lots after which equity is again the slice factor times the margin. */
static int64_t planned_lots(const struct slice_case *seen)
{
    const struct margin_case *position = &seen->position;
    int64_t low = 1;
    int64_t high = derive_magnitude(position->net_lots);
    int64_t whole = high;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        int128 rate_ppm = (int128)seen->fee_taker_ppm + seen->terms->fee_ppm;
        int128 cost = div_ceil(value_e4(position, middle) * rate_ppm, (int128)E4 * PPM_ONE);
        int128 needed =
            (int128)seen->terms->slice_factor_ppm * account_maintenance(seen, whole - middle);
        bool suffices = needed <= PPM_ONE * (seen->equity_micros - cost) &&
                        is_covered(seen, whole - middle, cost, seen->restrict_ppm);
        if (suffices) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

/* R-LIQ-5, R-PAYOFF-9: the price at which all lots are worth so much, in whole ticks: not less for
 * a long, not more for a short. */
static int64_t ticks_of(const struct margin_case *position, int128 worth_e4)
{
    const struct payoff *payoff = &position->payoff;
    int128 lots_e4 = (int128)derive_magnitude(position->net_lots) * E4;
    int128 numerator = worth_e4;
    int128 divisor = lots_e4 * payoff->tick_value_micros;
    if (payoff_is_inverse(*payoff)) {
        if (worth_e4 <= 0) return PRICE_TICKS_MAX;
        numerator = lots_e4 * payoff->face_micros;
        divisor = worth_e4;
    }
    bool is_long = position->net_lots > 0;
    int128 ticks = is_long ? div_ceil(numerator, divisor) : div_floor(numerator, divisor);
    return ticks > PRICE_TICKS_MAX ? PRICE_TICKS_MAX : narrow_i64(ticks);
}

static void price_of(const struct slice_case *seen, struct derived_slice *slice)
{
    const struct margin_case *position = &seen->position;
    bool is_long = position->net_lots > 0;
    int128 shortfall = (int128)seen->maintenance_micros - seen->equity_micros;
    int128 adjustment = div_floor((int128)seen->terms->adjustment_ppm * shortfall * PPM_ONE,
                                  seen->maintenance_micros);
    bool is_beyond = derive_is_beyond(seen->equity_micros, seen->maintenance_micros,
                                      seen->terms->liquidate_ratio_ppm);
    if (adjustment > E12 || (seen->is_unfunded && !is_beyond)) adjustment = E12;
    if (adjustment < 0) adjustment = 0;
    slice->adjustment_e12 = (int64_t)adjustment;
    slice->given_up_micros = narrow_i64(
        div_floor(adjustment * seen->terms->spread_ppm * slice->own_micros, (int128)E12 * PPM_ONE));
    int128 given_up_e4 = (int128)slice->given_up_micros * E4;
    int128 share_e4 = (int128)slice->share_micros * E4;
    int sign = derive_is_received(position->payoff, position->net_lots) ? -1 : 1;
    int64_t fillable_ticks = ticks_of(position, slice->value_e4 + sign * given_up_e4);
    int64_t bankrupt_ticks = ticks_of(position, slice->value_e4 + sign * share_e4);
    int64_t ticks =
        is_long ? i64_max(fillable_ticks, bankrupt_ticks) : i64_min(fillable_ticks, bankrupt_ticks);
    slice->price_ticks = i64_min(i64_max(ticks, seen->price_ticks_min), seen->price_ticks_max);
}

int64_t derive_bankruptcy(const struct margin_case *position, int64_t share_micros, int64_t lots)
{
    bool is_received = derive_is_received(position->payoff, position->net_lots);
    int64_t whole = derive_magnitude(position->net_lots);
    if (whole == 0) return 0;
    int128 share_e4 = (int128)share_micros * E4;
    int128 part = (value_e4(position, whole) + (is_received ? -share_e4 : share_e4)) * lots;
    int128 divisor = (int128)whole * E4;
    int128 value = is_received ? div_ceil(part, divisor) : div_floor(part, divisor);
    return value < 0 ? 0 : narrow_i64(value);
}

struct derived_slice derive_slice(const struct slice_case *seen)
{
    const struct margin_case *position = &seen->position;
    struct derived_slice slice = {0};
    int64_t whole = derive_magnitude(position->net_lots);
    slice.value_e4 = value_e4(position, whole);
    slice.own_micros = i64_max(seen->maintenance_micros - account_maintenance(seen, 0), 0);
    slice.share_micros = narrow_i64(
        div_floor((int128)seen->equity_micros * slice.own_micros, seen->maintenance_micros));
    slice.planned_lots = planned_lots(seen);
    price_of(seen, &slice);
    int128 lot_micros = derive_trade_value(position->payoff, slice.price_ticks, 1);
    slice.lots = i64_min(slice.planned_lots, seen->order_lots_max);
    if (lot_micros > 0) {
        int128 most = (int128)seen->order_notional_micros_max / lot_micros;
        if (most < slice.lots) slice.lots = (int64_t)most;
    }
    slice.lots = i64_max(slice.lots, 1);
    slice.bankruptcy_micros = derive_bankruptcy(position, slice.share_micros, slice.lots);
    return slice;
}

int64_t derive_deposit(const struct slice_case *seen)
{
    uint32_t ratio_ppm = seen->terms->liquidate_ratio_ppm;
    int128 needed = div_floor((int128)seen->maintenance_micros * PPM_ONE, ratio_ppm) + 1;
    int128 deposit = needed - seen->equity_micros;
    if (seen->is_unfunded) {
        int64_t whole = derive_magnitude(seen->position.net_lots);
        int128 required = seen->required_of_lots(seen->context, whole);
        int128 lacking =
            div_ceil(required * seen->liquidate_ppm, PPM_ONE) - seen->on_deposit_micros;
        if (lacking > deposit) deposit = lacking;
    }
    return deposit > 0 ? narrow_i64(deposit) : 0;
}

int64_t derive_close(const struct slice_case *seen)
{
    int64_t whole = derive_magnitude(seen->position.net_lots);
    int64_t low = 0;
    int64_t high = whole;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        int64_t left = whole - middle;
        bool is_safe = !derive_is_beyond(seen->equity_micros, account_maintenance(seen, left),
                                         seen->terms->liquidate_ratio_ppm) &&
                       is_covered(seen, left, 0, seen->liquidate_ppm);
        if (is_safe) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}
