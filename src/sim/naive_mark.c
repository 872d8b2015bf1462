/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_mark.c - impact prices, the mark, and the settlement mark.
 *
 * Role   See naive_prices.h.  The book is sorted anew for each question.
 * Rules  R-PREMIUM-1, R-MARK-2 to R-MARK-9.
 */
#include "sim/naive_book.h"
#include "sim/naive_payoff.h"
#include "sim/naive_prices.h"
#include "sim/naive_state.h"

#define LEVELS_LOOKED_AT 1000u
#define COMPONENTS_MAX   7u
#define DECAY_BITS       38u
#define MICROSECOND_NS   INT64_C(1000)
#define MILLISECOND_NS   INT64_C(1000000)
#define DAY_US           INT64_C(86400000000)
#define SHIFT_32         ((int128)1 << 32)
#define SHIFT_62         ((int128)1 << 62)

/* --- the book --------------------------------------------------------------------------------- */

/* Of the level at which the first order in the list stands: how many orders, and their lots. */
static uint32_t level_lots(struct naive_order **sorted, uint32_t count, int64_t *lots)
{
    uint32_t orders = 0;
    *lots = 0;
    while (orders < count && sorted[orders]->price == sorted[0]->price)
        *lots += sorted[orders++]->shown;
    return orders;
}

struct naive_impact {
    const struct naive_product *product;
    int64_t notional;
};

/* R-PREMIUM-1 behind its first sentence, for a notional that is not 0. */
static int64_t price_through(struct naive_order **sorted, uint32_t count, enum side side,
                             const struct naive_impact *impact)
{
    int128 notional = impact->notional;
    int128 left = notional;
    int128 taken_lots = 0;
    uint32_t at = 0;
    for (uint32_t level = 0; at < count && level < LEVELS_LOOKED_AT; level++) {
        int64_t price = sorted[at]->price;
        int64_t lots = 0;
        uint32_t orders = level_lots(&sorted[at], count - at, &lots);
        int128 lot_value = naive_lot_value(impact->product, price);
        int128 value = lot_value * lots;
        if (value >= left) {
            int128 numerator = notional * price * FINE_PER_TICK;
            int128 denominator = taken_lots * lot_value + left;
            if (naive_is_inverse(impact->product)) { /* R-PAYOFF-8 */
                int128 face = naive_face(impact->product);
                numerator = (taken_lots * face + left * price) * FINE_PER_TICK;
                denominator = notional;
            }
            return narrow_i64(side == SIDE_BUY ? div_floor(numerator, denominator)
                                               : div_ceil(numerator, denominator));
        }
        taken_lots += lots;
        left -= value;
        at += orders;
    }
    return 0;
}

int64_t naive_impact_price(const struct naive *naive, uint16_t product_id, enum side side)
{
    const struct naive_impact impact = {&naive->products[product_id],
                                        naive->prices[product_id].terms.impact_notional_micros};
    uint32_t count = 0;
    struct naive_order **sorted = naive_book_sorted(naive, product_id, side, &count);
    int64_t price = 0;
    if (count > 0 && (impact.notional == 0 || impact.product->terms.tick_value_micros == 0)) {
        price = sorted[0]->price * FINE_PER_TICK;
    } else if (count > 0) {
        price = price_through(sorted, count, side, &impact);
    }
    free(sorted);
    return price;
}

int64_t naive_touch_mid(const struct naive *naive, uint16_t product_id)
{
    const struct naive_order *bid = naive_book_best(naive, product_id, SIDE_BUY, 0);
    const struct naive_order *ask = naive_book_best(naive, product_id, SIDE_SELL, 0);
    if (bid == NULL || ask == NULL) return 0;
    return narrow_i64(div_floor(((int128)bid->price + ask->price) * FINE_PER_TICK, 2));
}

static int64_t impact_mid(const struct naive_step_view *step)
{
    if (step->impact_bid == 0 || step->impact_ask == 0) return 0;
    return narrow_i64(div_floor((int128)step->impact_bid + step->impact_ask, 2));
}

/* Sorts; the middle one, or half the sum of the two in the middle, rounded down. */
static int64_t median_of(int64_t *values, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        int64_t value = values[i];
        uint32_t at = i;
        for (; at > 0 && values[at - 1] > value; at--) values[at] = values[at - 1];
        values[at] = value;
    }
    if (count % 2 == 1) return values[count / 2];
    return narrow_i64(div_floor((int128)values[count / 2 - 1] + values[count / 2], 2));
}

/* --- averages --------------------------------------------------------------------------------- */

/* R-MARK-7: what is left of a weight after D of an average of time A, in 2^-32. */
static int128 decay_of(int64_t passed_us, int64_t average_us)
{
    static const int64_t factors[DECAY_BITS] = {4611686017353646080, 4611686016279904256,
                                                4611686014132420610, 4611686009837453320,
                                                4611686001247518752, 4611685984067649664,
                                                4611685949707911680, 4611685880988436480,
                                                4611685743549489152, 4611685468671606784,
                                                4611684918915891200, 4611683819404656640,
                                                4611681620382973951, 4611677222342754299,
                                                4611668426274897877, 4611650834189516459,
                                                4611615650220078421, 4611545283086494379,
                                                4611404552040437080, 4611123102832306901,
                                                4610560255948314624, 4609434768280048980,
                                                4607184617107619806, 4602687609541841169,
                                                4593706758521714574, 4575797593107614195,
                                                4540188453729421605, 4469799356029710115,
                                                4332278087304955805, 4069798626954855183,
                                                3591584682430698961, 2797128963144291325,
                                                1696544475317221319, 624123833502197200,
                                                84465975781740359,   1547048310802923,
                                                518976891834,        58403};
    int128 y = div_floor(passed_us * SHIFT_32, average_us);
    if (y >= 64 * SHIFT_32) return 0;
    int128 factor = SHIFT_62;
    for (uint32_t bit = 0; bit < DECAY_BITS; bit++) {
        if ((y >> bit & 1) != 0) factor = factor * factors[bit] >> 62;
    }
    return factor >> 30;
}

/* R-MARK-7: the average after this sample. */
static int64_t average_add(struct naive_average *average, int64_t sample, int64_t average_ns,
                           const struct naive_step_view *step, int64_t step_ns)
{
    int64_t passed_us = step_ns / MICROSECOND_NS;
    if (average->has_sample)
        passed_us = i64_min(DAY_US, (step->boundary_ns - average->latest_ns) / MICROSECOND_NS);
    int128 decay = decay_of(passed_us, average_ns / MICROSECOND_NS);
    average->numerator =
        div_floor(average->numerator * decay, SHIFT_32) + (int128)sample * passed_us;
    average->denominator = div_floor(average->denominator * decay, SHIFT_32) + passed_us;
    average->has_sample = true;
    average->latest_ns = step->boundary_ns;
    return narrow_i64(div_floor(average->numerator, average->denominator));
}

static int64_t average_value(const struct naive_average *average)
{
    return narrow_i64(div_floor(average->numerator, average->denominator));
}

/* --- components ------------------------------------------------------------------------------- */

/* R-MARK-3 */
static int64_t basis_of(const struct naive_prices *prices, const struct naive_step_view *step)
{
    uint8_t basis = prices->mark.basis;
    if (!prices->has_funding || basis == BASIS_NONE) return step->index_e4;
    bool is_estimate = basis == BASIS_ESTIMATE_FULL || basis == BASIS_ESTIMATE_LEFT;
    int64_t rate = is_estimate ? naive_funding_estimate(prices) : prices->published_e12;
    int64_t left_ms = 1;
    int64_t whole_ms = 1;
    if (basis == BASIS_ESTIMATE_LEFT || basis == BASIS_PUBLISHED_LEFT) {
        left_ms = i64_max(0, prices->next_funding_ns - step->boundary_ns) / MILLISECOND_NS;
        whole_ms = (prices->next_funding_ns - prices->interval_begin_ns) / MILLISECOND_NS;
        if (prices->next_funding_ns == 0 || whole_ms == 0) return step->index_e4;
    }
    int128 numerator = (int128)step->index_e4 * rate * left_ms;
    return step->index_e4 + narrow_i64(div_floor(numerator, (int128)whole_ms * RATE_E12_ONE));
}

/* R-MARK-4: the latest samples, the oldest left out. */
static void keep_sample(struct naive_prices *prices, int64_t sample)
{
    if (prices->spread_count == prices->mark.sample_count) {
        for (uint32_t i = 1; i < prices->spread_count; i++)
            prices->spread_samples[i - 1] = prices->spread_samples[i];
        prices->spread_count--;
    }
    prices->spread_samples[prices->spread_count++] = sample;
}

/* R-MARK-4; 0 while there is no sample. */
static int64_t spread_of(struct naive_prices *prices, const struct naive_step_view *step)
{
    const struct body_mark_terms *terms = &prices->mark;
    int64_t mid = terms->spread_price == SPREAD_IMPACT ? impact_mid(step) : step->touch_mid;
    int64_t average = 0;
    if (terms->sample_count != 0) {
        bool is_due = step->boundary_ns % terms->spread_sample_ns == 0;
        if (mid != 0 && is_due) keep_sample(prices, mid - step->index_e4);
        if (prices->spread_count == 0) return 0;
        int128 sum = 0;
        for (uint32_t i = 0; i < prices->spread_count; i++) sum += prices->spread_samples[i];
        average = narrow_i64(div_floor(sum, prices->spread_count));
    } else {
        if (mid != 0)
            (void)average_add(&prices->spread_average, mid - step->index_e4, terms->average_ns,
                              step, prices->terms.step_ns);
        if (!prices->spread_average.has_sample) return 0;
        average = average_value(&prices->spread_average);
    }
    return i64_max(1, step->index_e4 + average);
}

/* R-MARK-5; 0 without both sides. */
static int64_t touch_of(const struct naive *naive, const struct naive_step_view *step)
{
    const struct naive_order *bid = naive_book_best(naive, step->product_id, SIDE_BUY, 0);
    const struct naive_order *ask = naive_book_best(naive, step->product_id, SIDE_SELL, 0);
    int64_t last = naive->products[step->product_id].last;
    if (bid == NULL || ask == NULL) return 0;
    if (last == 0) return step->touch_mid;
    int64_t values[3] = {bid->price, ask->price, last};
    return median_of(values, 3) * FINE_PER_TICK;
}

static int64_t touch_average_of(const struct naive *naive, struct naive_prices *prices,
                                const struct naive_step_view *step)
{
    int64_t touch = touch_of(naive, step);
    if (touch != 0)
        (void)average_add(&prices->touch_average, touch, prices->mark.touch_average_ns, step,
                          prices->terms.step_ns);
    return prices->touch_average.has_sample ? average_value(&prices->touch_average) : 0;
}

/* The value of one component at this step; 0 if there is none. */
static int64_t component_of(struct naive *naive, const struct naive_step_view *step,
                            uint32_t component)
{
    struct naive_prices *prices = &naive->prices[step->product_id];
    switch (component) {
    case MARK_BASIS: return basis_of(prices, step);
    case MARK_SPREAD: return spread_of(prices, step);
    case MARK_TOUCH: return touch_of(naive, step);
    case MARK_LAST: return naive->products[step->product_id].last * FINE_PER_TICK;
    case MARK_TOUCH_AVERAGE: return touch_average_of(naive, prices, step);
    case MARK_IMPACT: return impact_mid(step);
    case MARK_INDEX: return step->index_e4;
    default: IMPOSSIBLE();
    }
}

/* R-MARK-2: the median of what counts, kept within its bounds. */
static int64_t mark_of(const struct naive *naive, const struct naive_step_view *step,
                       const int64_t values[COMPONENTS_MAX], uint32_t *counted)
{
    const struct naive_prices *prices = &naive->prices[step->product_id];
    bool is_thin = prices->mark.thin_rule == 1 && impact_mid(step) == 0;
    int64_t counting[COMPONENTS_MAX];
    uint32_t count = 0;
    *counted = 0;
    for (uint32_t i = 0; i < COMPONENTS_MAX; i++) {
        if (values[i] == 0 || (is_thin && i > 0)) continue;
        counting[count++] = values[i];
        *counted |= 1u << i;
    }
    int64_t mark = count == 0 ? step->index_e4 : median_of(counting, count);
    int64_t band = prices->mark.band_ppm;
    if (band != 0) {
        int128 low = div_ceil((int128)step->index_e4 * (PPM_ONE - band), PPM_ONE);
        int128 high = div_floor((int128)step->index_e4 * (PPM_ONE + band), PPM_ONE);
        mark = i64_max(narrow_i64(low), i64_min(narrow_i64(high), mark));
    }
    int64_t highest = naive->products[step->product_id].terms.price_ticks_max * FINE_PER_TICK;
    return i64_max(1, i64_min(highest, mark));
}

void naive_mark_step(struct naive *naive, const struct naive_step_view *step)
{
    struct naive_prices *prices = &naive->prices[step->product_id];
    struct naive_product *product = &naive->products[step->product_id];
    if (!step->is_trading || step->index_e4 == 0) return;
    if (prices->mark.components == 0 && !prices->has_funding) return;

    int64_t values[COMPONENTS_MAX] = {0};
    uint32_t counted = 0;
    for (uint32_t i = 0; i < COMPONENTS_MAX; i++) {
        if ((prices->mark.components >> i & 1u) != 0)
            values[i] = component_of(naive, step, 1u << i);
    }
    int64_t premium = prices->has_funding ? naive_premium_e12(prices, step) : 0;
    if (prices->mark.components != 0) product->mark_e4 = mark_of(naive, step, values, &counted);

    struct event_mark *body = &naive_emit(naive, EVENT_MARK, 0, step->product_id)->mark;
    body->mark.ticks_e4 = product->mark_e4;
    body->basis.ticks_e4 = values[0];
    body->spread.ticks_e4 = values[1];
    body->touch.ticks_e4 = values[2];
    body->impact_bid.ticks_e4 = step->impact_bid;
    body->impact_ask.ticks_e4 = step->impact_ask;
    body->premium_e12 = premium;
    body->counted = counted;
}

/* --- the settlement mark ---------------------------------------------------------------------- */

void naive_window_add(struct naive *naive, uint16_t product_id, int64_t price, int64_t lots)
{
    struct naive_prices *prices = &naive->prices[product_id];
    if (!prices->exists || prices->mark.settle_window_ns == 0) return;
    prices->trades = naive_grow(prices->trades, sizeof *prices->trades, &prices->trade_count,
                                &prices->trade_capacity);
    prices->trades[prices->trade_count - 1] =
        (struct naive_window_trade){prices->worked_ns, price, lots};
}

int64_t naive_settlement_mark(const struct naive *naive, uint16_t product_id, int64_t boundary_ns)
{
    const struct naive_prices *prices = &naive->prices[product_id];
    int64_t slice_ns = prices->mark.settle_window_ns / NAIVE_WINDOW_SLICES;
    int128 value = 0;
    int128 lots = 0;
    for (uint32_t i = 0; slice_ns != 0 && i < prices->trade_count; i++) {
        const struct naive_window_trade *trade = &prices->trades[i];
        int64_t age = boundary_ns / slice_ns - trade->boundary_ns / slice_ns;
        if (age < 1 || age > NAIVE_WINDOW_SLICES) continue;
        value += (int128)trade->price * trade->lots;
        lots += trade->lots;
    }
    if (lots > 0) return narrow_i64(div_floor(value * FINE_PER_TICK, lots));
    int64_t mid = naive_touch_mid(naive, product_id);
    return mid != 0 ? mid : naive->products[product_id].index_e4;
}
