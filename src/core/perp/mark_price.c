/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mark_price.c - see mark_price.h.
 */
#include "core/perp/mark_price.h"

#define COMPONENTS_MAX 7u

int64_t mid_of(int64_t bid_e4, int64_t ask_e4)
{
    if (bid_e4 == 0 || ask_e4 == 0) return 0;
    return (bid_e4 + ask_e4) / 2;
}

int64_t median_of(int64_t *prices, uint32_t count)
{
    ASSERT(count > 0 && count <= COMPONENTS_MAX);
    for (uint32_t i = 1; i < count; i++) {
        int64_t price = prices[i];
        uint32_t at = i;
        for (; at > 0 && prices[at - 1] > price; at--) prices[at] = prices[at - 1];
        prices[at] = price;
    }
    if (count % 2 == 1) return prices[count / 2];
    return (prices[count / 2 - 1] + prices[count / 2]) / 2;
}

int64_t touch_price(const struct price_inputs *inputs)
{
    int64_t mid_e4 = mid_of(inputs->bid_e4, inputs->ask_e4);
    if (mid_e4 == 0 || inputs->last_e4 == 0) return mid_e4;
    int64_t prices[] = {inputs->bid_e4, inputs->ask_e4, inputs->last_e4};
    return median_of(prices, 3);
}

int64_t basis_price(const struct price_inputs *inputs)
{
    ASSERT(inputs->basis_whole_ms > 0);
    int128 numerator = (int128)inputs->index_e4 * inputs->basis_rate_e12 * inputs->basis_left_ms;
    int128 denominator = (int128)inputs->basis_whole_ms * RATE_E12_ONE;
    return narrow_i64(inputs->index_e4 + div_floor(numerator, denominator));
}

/* R-MARK-4: one sample of the distance between book and index, if the book has its price. */
static void spread_sample(const struct body_mark_terms *terms, struct mark_state *state,
                          const struct price_inputs *inputs)
{
    int64_t mid_e4 = terms->spread_price == SPREAD_TOUCH
                         ? mid_of(inputs->bid_e4, inputs->ask_e4)
                         : mid_of(inputs->impact_bid_e4, inputs->impact_ask_e4);
    if (mid_e4 == 0) return;
    int64_t spread_e4 = mid_e4 - inputs->index_e4;
    if (terms->sample_count == 0) {
        average_sample(&state->spread, spread_e4, inputs->as_of_ns, inputs->step_ns,
                       terms->average_ns);
    } else if (inputs->as_of_ns % terms->spread_sample_ns == 0) {
        ring_sample(&state->samples, spread_e4, terms->sample_count);
    }
}

/* 0 until there is a sample. */
static int64_t spread_component(const struct body_mark_terms *terms, struct mark_state *state,
                                const struct price_inputs *inputs)
{
    spread_sample(terms, state, inputs);
    int64_t spread_e4;
    if (terms->sample_count == 0) {
        if (!average_exists(&state->spread)) return 0;
        spread_e4 = average_value(&state->spread);
    } else {
        if (state->samples.count == 0) return 0;
        spread_e4 = ring_mean(&state->samples);
    }
    return i64_max(1, inputs->index_e4 + spread_e4);
}

static int64_t touch_average_component(const struct body_mark_terms *terms,
                                       struct mark_state *state, const struct price_inputs *inputs)
{
    int64_t touch_e4 = touch_price(inputs);
    if (touch_e4 != 0) {
        average_sample(&state->touch, touch_e4, inputs->as_of_ns, inputs->step_ns,
                       terms->touch_average_ns);
    }
    return average_exists(&state->touch) ? average_value(&state->touch) : 0;
}

struct components {
    int64_t prices[COMPONENTS_MAX];
    uint32_t count;
    uint32_t counted;
};

static void component_add(struct components *components, uint32_t allowed, uint32_t component,
                          int64_t price_e4)
{
    if ((allowed & component) == 0 || price_e4 == 0) return;
    components->prices[components->count++] = price_e4;
    components->counted |= component;
}

/* R-MARK-2: within the band around the index, and within what a price may be. */
static int64_t mark_bound(const struct body_mark_terms *terms, const struct price_inputs *inputs,
                          int64_t mark_e4)
{
    if (terms->band_ppm != 0) {
        int128 index_e4 = inputs->index_e4;
        int64_t low = narrow_i64(div_ceil(index_e4 * (PPM_ONE - terms->band_ppm), PPM_ONE));
        int64_t high = narrow_i64(div_floor(index_e4 * (PPM_ONE + terms->band_ppm), PPM_ONE));
        mark_e4 = i64_max(low, i64_min(mark_e4, high));
    }
    return i64_max(1, i64_min(mark_e4, inputs->highest_e4));
}

struct mark_value mark_compute(const struct body_mark_terms *terms, struct mark_state *state,
                               const struct price_inputs *inputs)
{
    ASSERT(inputs->index_e4 > 0);
    uint32_t chosen = terms->components;
    int64_t impact_e4 = mid_of(inputs->impact_bid_e4, inputs->impact_ask_e4);
    int64_t touch_average_e4 = 0;
    struct mark_value value = {.mark_e4 = inputs->index_e4};
    if ((chosen & MARK_BASIS) != 0) value.basis_e4 = basis_price(inputs);
    if ((chosen & MARK_SPREAD) != 0) value.spread_e4 = spread_component(terms, state, inputs);
    if ((chosen & MARK_TOUCH) != 0) value.touch_e4 = touch_price(inputs);
    if ((chosen & MARK_TOUCH_AVERAGE) != 0) {
        touch_average_e4 = touch_average_component(terms, state, inputs);
    }
    uint32_t allowed = terms->thin_rule != 0 && impact_e4 == 0 ? chosen & MARK_BASIS : chosen;
    struct components components = {.count = 0};
    component_add(&components, allowed, MARK_BASIS, value.basis_e4);
    component_add(&components, allowed, MARK_SPREAD, value.spread_e4);
    component_add(&components, allowed, MARK_TOUCH, value.touch_e4);
    component_add(&components, allowed, MARK_LAST, inputs->last_e4);
    component_add(&components, allowed, MARK_TOUCH_AVERAGE, touch_average_e4);
    component_add(&components, allowed, MARK_IMPACT, impact_e4);
    component_add(&components, allowed, MARK_INDEX, inputs->index_e4);
    if (components.count > 0) value.mark_e4 = median_of(components.prices, components.count);
    value.mark_e4 = mark_bound(terms, inputs, value.mark_e4);
    value.counted = components.counted;
    return value;
}
