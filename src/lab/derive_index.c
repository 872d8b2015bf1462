/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_index.c - see derive_index.h.
 *
 * Role   Plain loops over the sources: clarity before speed.
 * Rules  R-INDEX-3 to R-INDEX-7.
 */
#include "lab/derive_index.h"

#include "base/int_math.h"

#define NOT_JUDGED 0xffu

struct judged {
    const struct body_price_terms *terms;
    struct derived_source *sources;
    struct derived_index *result;
    bool was_banned[INDEX_SOURCES_MAX]; /* before this value */
};

static bool is_candidate(const struct judged *judged, uint32_t i)
{
    return judged->result->statuses[i] == NOT_JUDGED;
}

static uint32_t candidate_count(const struct judged *judged)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < judged->terms->source_count; i++) count += is_candidate(judged, i);
    return count;
}

/* R-INDEX-3 */
static void judge_first(struct judged *judged)
{
    for (uint32_t i = 0; i < judged->terms->source_count; i++) {
        struct derived_source *source = &judged->sources[i];
        uint8_t status = NOT_JUDGED;
        judged->was_banned[i] = source->is_banned;
        if (judged->terms->sources[i].weight == 0) {
            status = SOURCE_OFF;
        } else if (source->price.ticks_e4 == 0) {
            status = SOURCE_NONE;
        } else if (source->time_ns < judged->result->as_of_ns - judged->terms->stale_ns) {
            status = SOURCE_STALE;
        } else if (source->is_banned) {
            status = SOURCE_BANNED;
        }
        judged->result->statuses[i] = status;
        judged->result->counted_e4[i] = 0;
        if (status != NOT_JUDGED && status != SOURCE_BANNED) source->has_good_time = false;
    }
}

/* The candidate that follows `price`, `place` in ascending order; source_count if none does. */
static uint32_t next_candidate(const struct judged *judged, int64_t price_e4, uint32_t place)
{
    uint32_t count = judged->terms->source_count;
    uint32_t best = count;
    for (uint32_t i = 0; i < count; i++) {
        int64_t here_e4 = judged->sources[i].price.ticks_e4;
        bool is_behind = here_e4 > price_e4 || (here_e4 == price_e4 && i > place);
        if (!is_candidate(judged, i) || (place != count && !is_behind)) continue;
        if (best == count || here_e4 < judged->sources[best].price.ticks_e4) best = i;
    }
    return best;
}

/* R-INDEX-4 */
static int64_t median_of(const struct judged *judged)
{
    uint32_t count = judged->terms->source_count;
    uint64_t all = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (is_candidate(judged, i)) all += judged->terms->sources[i].weight;
    }
    uint64_t below = 0;
    int64_t price_e4 = 0;
    uint32_t place = count;
    while ((place = next_candidate(judged, price_e4, place)) != count) {
        price_e4 = judged->sources[place].price.ticks_e4;
        below += judged->terms->sources[place].weight;
        if (2 * below > all) return price_e4;
        if (2 * below < all) continue;
        uint32_t after = next_candidate(judged, price_e4, place);
        return (int64_t)(((int128)price_e4 + judged->sources[after].price.ticks_e4) / 2);
    }
    return 0;
}

static bool is_beyond(int64_t price_e4, int64_t median_e4, uint32_t ppm)
{
    int128 distance = (int128)price_e4 - median_e4;
    if (distance < 0) distance = -distance;
    return distance * PPM_ONE > (int128)ppm * median_e4;
}

/* R-INDEX-5 */
static void ban_strays(struct judged *judged)
{
    int64_t median_e4 = judged->result->first_median.ticks_e4;
    if (judged->terms->stray_ppm == 0 || candidate_count(judged) < 3) return;
    for (uint32_t i = 0; i < judged->terms->source_count; i++) {
        struct derived_source *source = &judged->sources[i];
        if (!is_candidate(judged, i)) continue;
        if (!is_beyond(source->price.ticks_e4, median_e4, judged->terms->stray_ppm)) continue;
        source->is_banned = true;
        source->has_good_time = false;
        judged->result->statuses[i] = SOURCE_BANNED;
    }
}

/* R-INDEX-6 */
static void let_return(struct judged *judged)
{
    int64_t median_e4 = judged->result->median.ticks_e4;
    for (uint32_t i = 0; i < judged->terms->source_count; i++) {
        struct derived_source *source = &judged->sources[i];
        if (!judged->was_banned[i] || judged->result->statuses[i] != SOURCE_BANNED) continue;
        bool is_good = median_e4 != 0 &&
                       !is_beyond(source->price.ticks_e4, median_e4, judged->terms->return_ppm);
        if (is_good && !source->has_good_time) source->good_ns = judged->result->as_of_ns;
        source->has_good_time = is_good;
        if (is_good && judged->result->as_of_ns - source->good_ns >= judged->terms->return_ns) {
            source->is_banned = false;
            source->has_good_time = false;
        }
    }
}

/* R-INDEX-7: each live source with the price that counts. */
static void count_live(struct judged *judged)
{
    struct derived_index *result = judged->result;
    for (uint32_t i = 0; i < judged->terms->source_count; i++) {
        if (result->statuses[i] == SOURCE_BANNED) result->banned++;
        if (result->statuses[i] == SOURCE_STALE) result->stale++;
        if (!is_candidate(judged, i)) continue;
        int64_t price_e4 = judged->sources[i].price.ticks_e4;
        int64_t counted_e4 = price_e4;
        if (result->low.ticks_e4 != 0 || result->high.ticks_e4 != 0) {
            counted_e4 = i64_max(counted_e4, result->low.ticks_e4);
            counted_e4 = i64_min(counted_e4, result->high.ticks_e4);
        }
        bool is_capped = counted_e4 != price_e4;
        result->statuses[i] = is_capped ? SOURCE_CAPPED : SOURCE_USED;
        result->counted_e4[i] = counted_e4;
        result->weight_sum += judged->terms->sources[i].weight;
        result->live++;
        if (is_capped) result->capped++;
    }
}

static void cap_limits(struct judged *judged)
{
    int64_t median_e4 = judged->result->median.ticks_e4;
    int64_t cap_ppm = judged->terms->cap_ppm;
    bool is_mean = judged->terms->index_method == INDEX_CAPPED_MEAN;
    if (!is_mean || cap_ppm == 0 || median_e4 == 0) return;
    /* In HALT there is no value, and nothing is capped for it. */
    if (candidate_count(judged) < judged->terms->halt_below) return;
    int128 low = (int128)median_e4 * (PPM_ONE - cap_ppm);
    int128 high = (int128)median_e4 * (PPM_ONE + cap_ppm);
    judged->result->low.ticks_e4 = (int64_t)((low + PPM_ONE - 1) / PPM_ONE);
    judged->result->high.ticks_e4 = (int64_t)(high / PPM_ONE);
}

static void value_of(struct judged *judged, int64_t price_e4_max)
{
    struct derived_index *result = judged->result;
    const struct body_price_terms *terms = judged->terms;
    uint32_t live = result->live;
    result->state = INDEX_NORMAL;
    if (live < terms->degraded_below) result->state = INDEX_DEGRADED;
    if (live < terms->halt_below || live == 0) result->state = INDEX_HALT;
    if (result->state == INDEX_HALT) return;

    int128 sum = 0;
    for (uint32_t i = 0; i < terms->source_count; i++) {
        sum += (int128)result->counted_e4[i] * terms->sources[i].weight;
    }
    int64_t value_e4 = terms->index_method == INDEX_MEDIAN
                           ? result->median.ticks_e4
                           : (int64_t)(sum / (int128)result->weight_sum);
    result->index.ticks_e4 = i64_min(i64_max(value_e4, 1), price_e4_max);
}

void derive_index(const struct body_price_terms *terms, int64_t boundary_ns, int64_t price_e4_max,
                  struct derived_source *sources, struct derived_index *result)
{
    struct fine_price before = result->index;
    struct judged judged = {.terms = terms, .sources = sources, .result = result};
    *result = (struct derived_index){.as_of_ns = boundary_ns, .index = before};
    judge_first(&judged);
    result->first_median.ticks_e4 = median_of(&judged);
    ban_strays(&judged);
    result->median.ticks_e4 = median_of(&judged);
    let_return(&judged);
    cap_limits(&judged);
    count_live(&judged);
    value_of(&judged, price_e4_max);
}
