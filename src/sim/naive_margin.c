/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_margin.c - equity, brackets and requirements.
 *
 * Role   See naive_margin.h.
 * Rules  R-EQUITY-1 to R-EQUITY-4, R-TIER-1 to R-TIER-7, R-MARGIN-5 to R-MARGIN-7.
 */
#include "sim/naive_margin.h"

#include "base/date.h"
#include "sim/naive_check.h"
#include "sim/naive_money.h"
#include "sim/naive_payoff.h"
#include "sim/naive_phase.h"
#include "sim/naive_prices.h"

bool naive_is_full(const struct naive *naive, uint16_t product_id)
{
    return naive->fulls[product_id].exists;
}

static int64_t absolute(int64_t lots)
{
    return lots < 0 ? -lots : lots;
}

int128 naive_notional(const struct naive *naive, uint16_t product_id, int64_t lots)
{
    const struct naive_product *product = &naive->products[product_id];
    int128 value = absolute(lots) * naive_lot_value_e4(product, product->mark_e4);
    return div_ceil(value, FINE_PER_TICK);
}

/* --- one product ------------------------------------------------------------------------------ */

enum rate_kind { RATE_MAINTENANCE, RATE_INITIAL };

static int128 rate_of(const struct margin_bracket *bracket, enum rate_kind kind)
{
    return kind == RATE_MAINTENANCE ? bracket->maintenance_ppm : bracket->initial_ppm;
}

/* The last bracket whose floor is at or below the notional. */
static uint32_t bracket_of(const struct body_margin_terms *terms, int128 notional)
{
    uint32_t at = 0;
    for (uint32_t i = 1; i < terms->bracket_count; i++) {
        if (terms->brackets[i].floor_micros <= notional) at = i;
    }
    return at;
}

/* R-TIER-1: rounded up, with the deduction that leaves no jump at a floor. */
static int128 bracket_margin(const struct body_margin_terms *terms, int128 notional,
                             enum rate_kind kind)
{
    uint32_t at = bracket_of(terms, notional);
    int128 deduction = 0;
    for (uint32_t i = 1; i <= at; i++) {
        int128 rise = rate_of(&terms->brackets[i], kind) - rate_of(&terms->brackets[i - 1], kind);
        deduction += terms->brackets[i].floor_micros * rise;
    }
    return div_ceil(notional * rate_of(&terms->brackets[at], kind) - deduction, PPM_ONE);
}

/* R-TIER-4 */
static int128 size_add_on(const struct body_margin_terms *terms, int128 notional, int64_t lots)
{
    int128 beyond = lots > terms->size_from_lots ? (int128)lots - terms->size_from_lots : 0;
    int128 rate = beyond * terms->size_slope_e12;
    int128 cap = (int128)terms->size_cap_ppm * PPM_ONE;
    return div_ceil(notional * (rate < cap ? rate : cap), RATE_E12_ONE);
}

int128 naive_maintenance_of_lots(const struct naive *naive, uint16_t product_id, int64_t lots)
{
    const struct body_margin_terms *terms = &naive->fulls[product_id].terms;
    if (lots == 0) return 0;
    int128 notional = naive_notional(naive, product_id, lots);
    return bracket_margin(terms, notional, RATE_MAINTENANCE) +
           size_add_on(terms, notional, absolute(lots));
}

/* R-TIER-2 */
static int128 base_of(const struct body_margin_terms *terms, int128 notional)
{
    switch (terms->initial_mode) {
    case INITIAL_FACTOR:
        return div_ceil(
            bracket_margin(terms, notional, RATE_MAINTENANCE) * terms->initial_factor_ppm, PPM_ONE);
    case INITIAL_RATES: return bracket_margin(terms, notional, RATE_INITIAL);
    case INITIAL_LEVERAGE:
        return div_ceil(notional * LEVERAGE_ONE,
                        terms->brackets[bracket_of(terms, notional)].leverage_e2);
    default: IMPOSSIBLE();
    }
}

/* R-TIER-3: the share of the rest of the notional, in ppm. */
static int128 interest_scale(const struct naive *naive, uint16_t product_id)
{
    const struct body_margin_terms *terms = &naive->fulls[product_id].terms;
    int128 low = terms->interest_low_micros;
    int128 high = terms->interest_high_micros;
    int128 interest = naive_notional(naive, product_id, naive_open_interest(naive, product_id));
    if (high == 0 || interest <= low) return 0;
    if (interest >= high) return PPM_ONE;
    return div_ceil((interest - low) * PPM_ONE, high - low);
}

/* R-TIER-5 */
static int128 concentration_add_on(const struct naive *naive, uint16_t product_id, int64_t lots)
{
    const struct body_margin_terms *terms = &naive->fulls[product_id].terms;
    int128 interest = naive_open_interest(naive, product_id);
    int64_t share = narrow_i64(div_floor(interest * terms->concentration_share_ppm, PPM_ONE));
    int64_t beyond = lots - i64_max(terms->concentration_from_lots, share);
    if (beyond <= 0) return 0;
    return div_ceil(naive_notional(naive, product_id, beyond) * terms->concentration_ppm, PPM_ONE);
}

/* R-TIER-6 */
static int128 weekend_add_on(const struct naive *naive, uint16_t product_id, int128 notional)
{
    const struct body_margin_terms *terms = &naive->fulls[product_id].terms;
    uint32_t from = terms->weekend_from_minute;
    uint32_t to = terms->weekend_to_minute;
    uint32_t minute = utc_minute_of_week(naive->now_ns + naive_offset_ns(naive, naive->now_ns));
    bool is_in = from <= to ? minute >= from && minute < to : minute >= from || minute < to;
    return is_in ? div_ceil(notional * terms->weekend_ppm, PPM_ONE) : 0;
}

int128 naive_initial_of_lots(const struct naive *naive, uint16_t product_id, int64_t lots)
{
    const struct body_margin_terms *terms = &naive->fulls[product_id].terms;
    if (lots == 0) return 0;
    int128 notional = naive_notional(naive, product_id, lots);
    int128 base = base_of(terms, notional);
    if (notional > base)
        base += div_ceil((notional - base) * interest_scale(naive, product_id), PPM_ONE);
    int128 sum = base + size_add_on(terms, notional, absolute(lots)) +
                 concentration_add_on(naive, product_id, absolute(lots)) +
                 weekend_add_on(naive, product_id, notional);
    int128 maintenance = naive_maintenance_of_lots(naive, product_id, lots);
    int128 least = div_floor(maintenance * PPM_ONE, naive->margins.queue_ratio_ppm) + 1;
    return sum > least ? sum : least;
}

/* --- one account ------------------------------------------------------------------------------ */

int128 naive_unrealised(const struct naive *naive, uint32_t account_id)
{
    int128 sum = 0;
    for (uint32_t i = 0; i < naive->position_count; i++) {
        const struct naive_position *position = &naive->positions[i];
        if (position->account_id != account_id) continue;
        if (naive_is_full(naive, position->product_id))
            sum += naive_position_profit(naive, position);
    }
    return sum;
}

int128 naive_equity(const struct naive *naive, uint32_t account_id)
{
    return *naive_entry(naive, entry_account(account_id)) + naive_unrealised(naive, account_id) +
           naive_credited(naive, account_id);
}

int128 naive_maintenance(const struct naive *naive, uint32_t account_id,
                         const struct naive_lots *change)
{
    int128 sum = naive_portfolio_maintenance(naive, account_id, change);
    for (uint32_t id = 1; id < naive->config.products_max; id++) {
        uint16_t product_id = (uint16_t)id;
        if (!naive_is_full(naive, product_id)) continue;
        if (naive_is_in_grid(naive, account_id, product_id)) continue;
        int64_t lots = naive_net_lots(naive, account_id, product_id);
        if (change != NULL && change->product_id == product_id) lots = change->long_side;
        sum += naive_maintenance_of_lots(naive, product_id, lots);
    }
    return sum;
}

int128 naive_initial(const struct naive *naive, uint32_t account_id,
                     const struct naive_lots *change)
{
    int128 sum =
        naive_account_hold(naive, account_id) + naive_portfolio_initial(naive, account_id, change);
    for (uint32_t id = 1; id < naive->config.products_max; id++) {
        uint16_t product_id = (uint16_t)id;
        if (!naive_is_full(naive, product_id)) continue;
        if (naive_is_in_grid(naive, account_id, product_id)) continue;
        struct naive_lots lots = naive_lots_of(naive, account_id, product_id);
        if (change != NULL && change->product_id == product_id) lots = *change;
        int64_t worse = i64_max(absolute(lots.long_side), absolute(lots.short_side));
        sum += naive_initial_of_lots(naive, product_id, worse);
    }
    return sum;
}

int128 naive_free_collateral(const struct naive *naive, uint32_t account_id)
{
    int128 left = naive_equity(naive, account_id) - naive_initial(naive, account_id, NULL);
    return left > 0 ? left : 0;
}

int128 naive_free_cash(const struct naive *naive, uint32_t account_id)
{
    int128 due_plain = 0;
    int128 due_full = 0;
    for (uint32_t i = 0; i < naive->position_count; i++) {
        const struct naive_position *position = &naive->positions[i];
        if (position->account_id != account_id) continue;
        int128 due = naive_funding_due(naive, position);
        *(naive_is_full(naive, position->product_id) ? &due_full : &due_plain) += due;
    }
    int128 balance = *naive_entry(naive, entry_account(account_id)) - due_plain - due_full;
    int128 left =
        naive_equity(naive, account_id) - due_plain - naive_initial(naive, account_id, NULL);
    int128 least = balance < left ? balance : left;
    return least > 0 ? least : 0;
}

/* R-MARGIN-6: what the lots added can lose at once, and their fee. */
static int128 loss_at_once(const struct naive_product *product, const struct naive_order *draft,
                           int64_t added)
{
    int128 at_price = naive_lot_value(product, draft->price);
    int128 gap = at_price * FINE_PER_TICK - naive_lot_value_e4(product, product->mark_e4);
    int128 paid_above = gap * naive_value_sign(product); /* by who buys */
    int128 distance = draft->side == SIDE_BUY ? paid_above : -paid_above;
    int128 loss = distance > 0 ? div_ceil(added * distance, FINE_PER_TICK) : 0;
    uint32_t rate = u32_max(product->terms.fee_maker_ppm, product->terms.fee_taker_ppm);
    return loss + div_ceil(added * at_price * rate, PPM_ONE);
}

struct naive_fault naive_check_full_margin(const struct naive *naive,
                                           const struct naive_order *draft, int64_t added)
{
    uint32_t account_id = draft->account_id;
    const struct naive_product *product = naive_product_of(naive, draft);
    struct naive_lots before = naive_lots_of(naive, account_id, draft->product_id);
    struct naive_lots after = before;
    if (draft->side == SIDE_BUY) after.long_side += added;
    if (draft->side == SIDE_SELL) after.short_side -= added;
    int64_t worse_before = i64_max(absolute(before.long_side), absolute(before.short_side));
    int64_t worse_after = i64_max(absolute(after.long_side), absolute(after.short_side));
    if (worse_after <= worse_before) return NO_FAULT;
    if (product->mark_e4 == 0) return fault_of(REJECT_NO_MARK, FIELD_MARK, 0, 0);

    int128 initial_before = naive_initial(naive, account_id, NULL);
    int128 initial_after = naive_initial(naive, account_id, &after);
    if (initial_after <= initial_before) return NO_FAULT;
    int64_t limit = naive->accounts[account_id].limits.margin_micros_max;
    if (limit != 0 && initial_after > limit)
        return fault_of(REJECT_FCM_MARGIN, FIELD_MARGIN, naive_show(initial_after), limit);
    int128 need = initial_after - initial_before + loss_at_once(product, draft, added);
    int128 free_micros = naive_free_collateral(naive, account_id);
    if (need > free_micros)
        return fault_of(REJECT_MARGIN, FIELD_MARGIN, naive_show(need), naive_show(free_micros));
    return NO_FAULT;
}

/* --- the liquidation price -------------------------------------------------------------------- */

/* One position, and what stands behind it: equity without the position's own value. */
struct lone_position {
    int64_t net;
    uint16_t product_id;
    int128 behind;
};

/* R-MARGIN-10: an account with one position and nothing else that asks for margin. */
static bool find_lone_position(const struct naive *naive, uint32_t account_id,
                               struct lone_position *lone)
{
    const struct naive_position *found = NULL;
    for (uint32_t i = 0; i < naive->order_count; i++) {
        const struct naive_order *order = naive->orders[i];
        if (order->account_id == account_id && naive_order_is_active(order)) return false;
    }
    for (uint32_t i = 0; i < naive->position_count; i++) {
        const struct naive_position *position = &naive->positions[i];
        if (position->account_id != account_id || position->net == 0) continue;
        if (found != NULL || !naive_is_full(naive, position->product_id)) return false;
        if (naive_is_in_grid(naive, account_id, position->product_id)) return false;
        found = position;
    }
    if (found == NULL) return false;
    const struct naive_product *product = &naive->products[found->product_id];
    lone->net = found->net;
    lone->product_id = found->product_id;
    lone->behind =
        naive_equity(naive, account_id) - naive_signed_value(product, found->net, product->mark_e4);
    return true;
}

/* Equity less maintenance margin when a lot is worth so much, exact, in units of 10^-16 micros: is
 * it at least 0? */
static bool is_covered_with(const struct naive *naive, const struct lone_position *lone,
                            int128 lot_e4)
{
    const struct body_margin_terms *terms = &naive->fulls[lone->product_id].terms;
    int64_t lots = absolute(lone->net);
    int64_t sign = naive_value_sign(&naive->products[lone->product_id]);
    int128 value = lots * lot_e4;
    int128 equity = lone->behind * FINE_PER_TICK + (lone->net * sign > 0 ? value : -value);
    uint32_t at = bracket_of(terms, div_floor(value, FINE_PER_TICK));
    int128 rate = rate_of(&terms->brackets[at], RATE_MAINTENANCE) * PPM_ONE;
    int128 beyond = lots > terms->size_from_lots ? (int128)lots - terms->size_from_lots : 0;
    int128 size = beyond * terms->size_slope_e12;
    int128 cap = (int128)terms->size_cap_ppm * PPM_ONE;
    rate += size < cap ? size : cap;
    int128 deduction = 0;
    for (uint32_t i = 1; i <= at; i++) {
        int128 rise = rate_of(&terms->brackets[i], RATE_MAINTENANCE) -
                      rate_of(&terms->brackets[i - 1], RATE_MAINTENANCE);
        deduction += terms->brackets[i].floor_micros * rise;
    }
    return equity * RATE_E12_ONE - value * rate + deduction * FINE_PER_TICK * PPM_ONE >= 0;
}

/* For a linear product at a mark. */
static bool is_covered_at(const struct naive *naive, const struct lone_position *lone,
                          int64_t price_e4)
{
    int128 tick = naive->products[lone->product_id].terms.tick_value_micros;
    return is_covered_with(naive, lone, price_e4 * tick);
}

/* R-PAYOFF-10: the value of a lot is found first.  A long position is covered up to one, a short
 * position from one on. */
static int64_t inverse_price_e4(const struct naive *naive, const struct lone_position *lone)
{
    const struct naive_product *product = &naive->products[lone->product_id];
    int64_t lowest = product->terms.price_ticks_min * FINE_PER_TICK;
    int64_t highest = product->terms.price_ticks_max * FINE_PER_TICK;
    int128 whole = naive_face(product) * INT64_C(100000000);
    bool is_long = lone->net > 0;
    int128 low = 0;
    int128 high = whole / (lowest - 1) + 2; /* at this value the price is below the lowest */
    if (is_covered_with(naive, lone, low) != is_long) return 0;
    if (is_covered_with(naive, lone, high) == is_long) return 0;
    while (high - low > 1) {
        int128 middle = low + (high - low) / 2;
        *(is_covered_with(naive, lone, middle) == is_long ? &low : &high) = middle;
    }
    int128 value = is_long ? low : high;
    if (value == 0) return 0;
    int128 price = is_long ? div_ceil(whole, value) : div_floor(whole, value);
    return price < lowest || price > highest ? 0 : narrow_i64(price);
}

int64_t naive_liquidation_price_e4(const struct naive *naive, uint32_t account_id)
{
    struct lone_position lone;
    if (!find_lone_position(naive, account_id, &lone)) return 0;
    if (naive_is_inverse(&naive->products[lone.product_id])) return inverse_price_e4(naive, &lone);
    int64_t highest = naive->products[lone.product_id].terms.price_ticks_max * FINE_PER_TICK;
    bool is_long = lone.net > 0;
    /* Covered from a price on for a long position, up to a price for a short one. */
    if (is_covered_at(naive, &lone, 0) == is_long) return 0;
    if (is_covered_at(naive, &lone, is_long ? highest : highest + 1) != is_long) return 0;
    int64_t low = 0;
    int64_t high = is_long ? highest : highest + 1;
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (is_covered_at(naive, &lone, middle) == is_long) {
            high = middle;
        } else {
            low = middle;
        }
    }
    return is_long ? high : low;
}
