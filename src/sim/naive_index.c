/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_index.c - one value of the index, and the states that follow from it.
 *
 * Role   See naive_prices.h.  Prices are sorted anew for each median.
 * Rules  R-INDEX-3 to R-INDEX-9.
 */
#include "sim/naive_book.h"
#include "sim/naive_phase.h"
#include "sim/naive_prices.h"
#include "sim/naive_state.h"

struct index_value {
    uint8_t status[INDEX_SOURCES_MAX];
    bool is_candidate[INDEX_SOURCES_MAX];
    bool was_banned[INDEX_SOURCES_MAX]; /* BANNED in R-INDEX-3 */
    int64_t counted[INDEX_SOURCES_MAX]; /* the price with which a candidate counts */
    int64_t median;
    uint32_t live;
};

/* R-INDEX-3 */
static void set_statuses(const struct naive_prices *prices, int64_t boundary_ns,
                         struct index_value *value)
{
    const struct body_price_terms *terms = &prices->terms;
    for (uint32_t i = 0; i < terms->source_count; i++) {
        const struct naive_source *source = &prices->sources[i];
        if (terms->sources[i].weight == 0) {
            value->status[i] = SOURCE_OFF;
        } else if (source->price == 0) {
            value->status[i] = SOURCE_NONE;
        } else if (source->time_ns < boundary_ns - terms->stale_ns) {
            value->status[i] = SOURCE_STALE;
        } else if (source->is_banned) {
            value->status[i] = SOURCE_BANNED;
            value->was_banned[i] = true;
        } else {
            value->status[i] = SOURCE_USED;
            value->is_candidate[i] = true;
        }
    }
}

static uint32_t count_candidates(const struct naive_prices *prices, const struct index_value *value)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < prices->terms.source_count; i++) {
        if (value->is_candidate[i]) count++;
    }
    return count;
}

/* Candidates by price, equal ones by their place in the terms. */
static uint32_t sort_candidates(const struct naive_prices *prices, const struct index_value *value,
                                uint32_t order[INDEX_SOURCES_MAX])
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < prices->terms.source_count; i++) {
        if (!value->is_candidate[i]) continue;
        uint32_t at = count++;
        while (at > 0 && prices->sources[order[at - 1]].price > prices->sources[i].price) {
            order[at] = order[at - 1];
            at--;
        }
        order[at] = i;
    }
    return count;
}

/* R-INDEX-4; 0 without candidates. */
static int64_t median_of(const struct naive_prices *prices, const struct index_value *value)
{
    uint32_t order[INDEX_SOURCES_MAX] = {0};
    uint32_t count = sort_candidates(prices, value, order);
    int64_t all = 0;
    for (uint32_t i = 0; i < count; i++) all += prices->terms.sources[order[i]].weight;
    int64_t sum = 0;
    for (uint32_t i = 0; i < count; i++) {
        int64_t price = prices->sources[order[i]].price;
        sum += prices->terms.sources[order[i]].weight;
        if (2 * sum > all) return price;
        if (2 * sum == all)
            return narrow_i64(div_floor((int128)price + prices->sources[order[i + 1]].price, 2));
    }
    return 0;
}

static bool is_further(int64_t price, int64_t median, uint32_t ppm)
{
    int128 distance = price > median ? price - median : median - price;
    return distance * PPM_ONE > (int128)ppm * median;
}

/* R-INDEX-5 */
static void ban_strays(struct naive_prices *prices, struct index_value *value)
{
    bool was_any = false;
    if (prices->terms.stray_ppm == 0 || count_candidates(prices, value) < 3) return;
    for (uint32_t i = 0; i < prices->terms.source_count; i++) {
        struct naive_source *source = &prices->sources[i];
        if (!value->is_candidate[i]) continue;
        if (!is_further(source->price, value->median, prices->terms.stray_ppm)) continue;
        source->is_banned = true;
        source->is_good = false;
        value->status[i] = SOURCE_BANNED;
        value->is_candidate[i] = false;
        was_any = true;
    }
    if (was_any) value->median = median_of(prices, value);
}

/* R-INDEX-6 */
static void let_return(struct naive_prices *prices, const struct index_value *value,
                       int64_t boundary_ns)
{
    for (uint32_t i = 0; i < prices->terms.source_count; i++) {
        struct naive_source *source = &prices->sources[i];
        if (!value->was_banned[i]) {
            if (source->is_banned && value->status[i] != SOURCE_BANNED) source->is_good = false;
            continue;
        }
        if (value->median == 0 ||
            is_further(source->price, value->median, prices->terms.return_ppm)) {
            source->is_good = false;
            continue;
        }
        if (!source->is_good) {
            source->is_good = true;
            source->good_ns = boundary_ns;
        }
        if (boundary_ns - source->good_ns >= prices->terms.return_ns) {
            source->is_banned = false;
            source->is_good = false;
        }
    }
}

/* R-INDEX-7: prices beyond the cap count as the cap. */
static void cap_prices(const struct naive_prices *prices, struct index_value *value)
{
    const struct body_price_terms *terms = &prices->terms;
    int128 low = div_ceil((int128)value->median * (PPM_ONE - (int64_t)terms->cap_ppm), PPM_ONE);
    int128 high = div_floor((int128)value->median * (PPM_ONE + (int64_t)terms->cap_ppm), PPM_ONE);
    for (uint32_t i = 0; i < terms->source_count; i++) {
        if (!value->is_candidate[i]) continue;
        value->counted[i] = prices->sources[i].price;
        if (terms->cap_ppm == 0 || terms->index_method == INDEX_MEDIAN) continue;
        if (value->counted[i] >= low && value->counted[i] <= high) continue;
        value->status[i] = SOURCE_CAPPED;
        value->counted[i] = narrow_i64(value->counted[i] < low ? low : high);
    }
}

static int64_t index_of(const struct naive_prices *prices, const struct index_value *value)
{
    if (prices->terms.index_method == INDEX_MEDIAN) return value->median;
    int128 sum = 0;
    int128 weights = 0;
    for (uint32_t i = 0; i < prices->terms.source_count; i++) {
        if (!value->is_candidate[i]) continue;
        sum += (int128)value->counted[i] * prices->terms.sources[i].weight;
        weights += prices->terms.sources[i].weight;
    }
    return narrow_i64(div_floor(sum, weights));
}

/* --- what it says ----------------------------------------------------------------------------- */

static uint8_t count_status(const struct naive_prices *prices, const struct index_value *value,
                            uint8_t status)
{
    uint8_t count = 0;
    for (uint32_t i = 0; i < prices->terms.source_count; i++) {
        if (value->status[i] == status) count++;
    }
    return count;
}

/* R-INDEX-8 */
static void emit_index(struct naive *naive, uint16_t product_id, int64_t boundary_ns,
                       const struct index_value *value)
{
    const struct naive_prices *prices = &naive->prices[product_id];
    struct event_index *body = &naive_emit(naive, EVENT_INDEX, 0, product_id)->index_value;
    body->index.ticks_e4 = naive->products[product_id].index_e4;
    body->median.ticks_e4 = value->median;
    body->as_of_ns = boundary_ns;
    body->state = (uint8_t)prices->index_state;
    body->live = (uint8_t)value->live;
    body->capped = count_status(prices, value, SOURCE_CAPPED);
    body->banned = count_status(prices, value, SOURCE_BANNED);
    body->stale = count_status(prices, value, SOURCE_STALE);
    for (uint32_t i = 0; i < prices->terms.source_count; i++)
        body->statuses |= (uint64_t)value->status[i] << (4 * i);

    for (uint32_t first = 0; first < prices->terms.source_count; first += INDEX_INPUTS_PER_EVENT) {
        struct event_index_input *inputs =
            &naive_emit(naive, EVENT_INDEX_INPUT, 0, product_id)->index_input;
        inputs->first = first;
        for (uint32_t i = 0; i < INDEX_INPUTS_PER_EVENT; i++) {
            if (first + i >= prices->terms.source_count) break;
            inputs->source_ids[i] = prices->terms.sources[first + i].source_id;
            inputs->inputs[i].sequence = prices->sources[first + i].sequence;
            inputs->inputs[i].price.ticks_e4 = prices->sources[first + i].price;
        }
    }
}

/* R-INDEX-9: HALT begins or ends. */
static void change_state(struct naive *naive, uint16_t product_id, uint32_t halt_before)
{
    struct naive_product *product = &naive->products[product_id];
    bool is_halted = naive_index_is_halted(naive, product_id);
    if (!naive_product_is_tradable(product)) return;
    if (is_halted) {
        naive_emit_phase(naive, product_id, 0);
        if (halt_before == HALT_NONE) naive_cancel_on_pause(naive, product_id);
        return;
    }
    bool is_lifted = naive_product_halt(naive, product) == HALT_NONE;
    if (is_lifted) naive_take_phase_after_halt(naive, product);
    naive_emit_phase(naive, product_id, 0);
    if (is_lifted) naive_enter_open(naive, product_id);
}

static uint32_t state_of(const struct naive_prices *prices, uint32_t live)
{
    if (prices->terms.index_method == INDEX_GIVEN) return INDEX_NORMAL;
    if (live == 0 || live < prices->terms.halt_below) return INDEX_HALT;
    return live < prices->terms.degraded_below ? INDEX_DEGRADED : INDEX_NORMAL;
}

void naive_index_step(struct naive *naive, uint16_t product_id, int64_t boundary_ns)
{
    struct naive_prices *prices = &naive->prices[product_id];
    struct naive_product *product = &naive->products[product_id];
    uint32_t halt_before = naive_product_halt(naive, product);
    bool was_halted = naive_index_is_halted(naive, product_id);
    struct index_value value;
    memset(&value, 0, sizeof value);
    if (prices->terms.index_method != INDEX_GIVEN) {
        set_statuses(prices, boundary_ns, &value);
        value.median = median_of(prices, &value);
        ban_strays(prices, &value);
        let_return(prices, &value, boundary_ns);
        value.live = count_candidates(prices, &value);
    }
    prices->index_state = state_of(prices, value.live);
    if (prices->terms.index_method != INDEX_GIVEN) {
        if (prices->index_state != INDEX_HALT) {
            int64_t highest_e4 = product->terms.price_ticks_max * FINE_PER_TICK;
            cap_prices(prices, &value);
            product->index_e4 = i64_max(1, i64_min(highest_e4, index_of(prices, &value)));
        }
        emit_index(naive, product_id, boundary_ns, &value);
    }
    if (was_halted != naive_index_is_halted(naive, product_id))
        change_state(naive, product_id, halt_before);
}
