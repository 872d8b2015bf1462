/* SPDX-License-Identifier: Apache-2.0 */
/*
 * index_price.c - see index_price.h.
 */
#include "core/perp/index_price.h"

#include <string.h>

#include "base/int_math.h"

#define STRAYS_NEED 3u /* with fewer candidates nobody knows which of them strayed */

/* The candidates in the order of their prices; equal prices in the order of the terms. */
struct candidates {
    uint32_t count;
    uint32_t places[INDEX_SOURCES_MAX];
};

int64_t source_price_e4(int64_t bid_e4, int64_t ask_e4, int64_t last_e4)
{
    if (bid_e4 > 0 && ask_e4 >= bid_e4) return (bid_e4 + ask_e4) / 2;
    return last_e4;
}

static void candidates_add(struct candidates *candidates, const struct index_feed *feeds,
                           uint32_t place)
{
    uint32_t at = candidates->count++;
    while (at > 0 && feeds[candidates->places[at - 1]].price_e4 > feeds[place].price_e4) {
        candidates->places[at] = candidates->places[at - 1];
        at--;
    }
    candidates->places[at] = place;
}

/* R-INDEX-4 */
static int64_t weighted_median(const struct body_price_terms *terms, const struct index_feed *feeds,
                               const struct candidates *candidates)
{
    uint64_t all = 0;
    for (uint32_t i = 0; i < candidates->count; i++) {
        all += terms->sources[candidates->places[i]].weight;
    }
    uint64_t sum = 0;
    for (uint32_t i = 0; i < candidates->count; i++) {
        uint32_t place = candidates->places[i];
        sum += terms->sources[place].weight;
        if (2 * sum < all) continue;
        if (2 * sum > all) return feeds[place].price_e4;
        return (feeds[place].price_e4 + feeds[candidates->places[i + 1]].price_e4) / 2;
    }
    return 0;
}

/* Is the price farther from the median than the rate allows? */
static bool is_beyond(int64_t price_e4, int64_t median_e4, uint32_t rate_ppm)
{
    int64_t distance_e4 = price_e4 > median_e4 ? price_e4 - median_e4 : median_e4 - price_e4;
    return (int128)distance_e4 * PPM_ONE > (int128)median_e4 * rate_ppm;
}

/* R-INDEX-3 */
static enum source_status status_of(const struct body_price_terms *terms,
                                    const struct index_feed *feed, uint32_t weight,
                                    int64_t as_of_ns)
{
    if (weight == 0) return SOURCE_OFF;
    if (feed->price_e4 == 0) return SOURCE_NONE;
    if (feed->time_ns < as_of_ns - terms->stale_ns) return SOURCE_STALE;
    if (feed->is_banned) return SOURCE_BANNED;
    return SOURCE_USED;
}

/* R-INDEX-5: bans those that stray from the median; true if there were any. */
static bool strays_ban(const struct body_price_terms *terms, struct index_feed *feeds,
                       struct candidates *candidates, enum source_status *statuses,
                       int64_t median_e4)
{
    if (terms->stray_ppm == 0 || candidates->count < STRAYS_NEED) return false;
    uint32_t left = 0;
    for (uint32_t i = 0; i < candidates->count; i++) {
        uint32_t place = candidates->places[i];
        struct index_feed *feed = &feeds[place];
        if (!is_beyond(feed->price_e4, median_e4, terms->stray_ppm)) {
            candidates->places[left++] = place;
            continue;
        }
        feed->is_banned = 1;
        feed->is_good = 0;
        feed->good_since_ns = 0;
        statuses[place] = SOURCE_BANNED;
    }
    bool any = left < candidates->count;
    candidates->count = left;
    return any;
}

/* R-INDEX-6 for one source that was banned before. */
static void ban_judge(const struct body_price_terms *terms, struct index_feed *feed,
                      int64_t median_e4, int64_t as_of_ns)
{
    if (median_e4 == 0 || is_beyond(feed->price_e4, median_e4, terms->return_ppm)) {
        feed->is_good = 0;
        feed->good_since_ns = 0;
        return;
    }
    if (!feed->is_good) {
        feed->is_good = 1;
        feed->good_since_ns = as_of_ns;
    }
    if (as_of_ns - feed->good_since_ns < terms->return_ns) return;
    feed->is_banned = 0;
    feed->is_good = 0;
    feed->good_since_ns = 0;
}

/* R-INDEX-7: the capped mean; statuses become CAPPED where the cap counts. */
static int64_t capped_mean(const struct body_price_terms *terms, const struct index_feed *feeds,
                           const struct candidates *candidates, enum source_status *statuses,
                           int64_t median_e4)
{
    int128 low = div_ceil((int128)median_e4 * (PPM_ONE - terms->cap_ppm), PPM_ONE);
    int128 high = div_floor((int128)median_e4 * (PPM_ONE + terms->cap_ppm), PPM_ONE);
    int128 sum = 0;
    int64_t weights = 0;
    for (uint32_t i = 0; i < candidates->count; i++) {
        uint32_t place = candidates->places[i];
        int128 price_e4 = feeds[place].price_e4;
        if (terms->cap_ppm != 0 && (price_e4 < low || price_e4 > high)) {
            price_e4 = price_e4 < low ? low : high;
            statuses[place] = SOURCE_CAPPED;
        }
        sum += price_e4 * terms->sources[place].weight;
        weights += terms->sources[place].weight;
    }
    return narrow_i64(div_floor(sum, weights));
}

static uint8_t state_of(const struct body_price_terms *terms, uint32_t live)
{
    if (live == 0 || live < terms->halt_below) return INDEX_HALT;
    return live < terms->degraded_below ? INDEX_DEGRADED : INDEX_NORMAL;
}

static void statuses_count(struct index_value *value, const enum source_status *statuses,
                           uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        value->statuses |= (uint64_t)statuses[i] << (4 * i);
        if (statuses[i] == SOURCE_CAPPED) value->capped++;
        if (statuses[i] == SOURCE_BANNED) value->banned++;
        if (statuses[i] == SOURCE_STALE) value->stale++;
    }
}

struct index_value index_compute(const struct body_price_terms *terms, struct index_feed *feeds,
                                 int64_t as_of_ns, int64_t highest_e4)
{
    ASSERT(terms->source_count <= INDEX_SOURCES_MAX);
    enum source_status statuses[INDEX_SOURCES_MAX];
    bool was_banned[INDEX_SOURCES_MAX];
    struct candidates candidates = {.count = 0};
    for (uint32_t i = 0; i < terms->source_count; i++) {
        statuses[i] = status_of(terms, &feeds[i], terms->sources[i].weight, as_of_ns);
        was_banned[i] = feeds[i].is_banned != 0;
        if (statuses[i] == SOURCE_USED) candidates_add(&candidates, feeds, i);
    }
    int64_t median_e4 = weighted_median(terms, feeds, &candidates);
    if (strays_ban(terms, feeds, &candidates, statuses, median_e4)) {
        median_e4 = weighted_median(terms, feeds, &candidates);
    }
    for (uint32_t i = 0; i < terms->source_count; i++) {
        if (!was_banned[i]) continue;
        ban_judge(terms, &feeds[i], statuses[i] == SOURCE_BANNED ? median_e4 : 0, as_of_ns);
    }

    struct index_value value = {.median_e4 = median_e4, .live = (uint8_t)candidates.count};
    value.state = state_of(terms, candidates.count);
    if (value.state != INDEX_HALT) {
        int64_t index_e4 = median_e4;
        if (terms->index_method == INDEX_CAPPED_MEAN) {
            index_e4 = capped_mean(terms, feeds, &candidates, statuses, median_e4);
        }
        value.index_e4 = i64_max(1, i64_min(index_e4, highest_e4));
    }
    statuses_count(&value, statuses, terms->source_count);
    return value;
}

void index_feeds_keep(const struct body_price_terms *terms, struct index_feed *feeds)
{
    for (uint32_t i = 0; i < INDEX_SOURCES_MAX; i++) {
        uint32_t source_id = i < terms->source_count ? terms->sources[i].source_id : 0;
        if (feeds[i].source_id == source_id) continue;
        memset(&feeds[i], 0, sizeof feeds[i]);
        feeds[i].source_id = source_id;
    }
}
