/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_index.h - a value of the index, computed from the prices of its sources.
 *
 * Role       The arithmetic of part 6 of the rulebook, written for receipts and without the core:
 *            every number in between is kept, so that it can be shown.
 * Rules      R-INDEX-3 to R-INDEX-7.
 */
#ifndef PERPETUA_LAB_DERIVE_INDEX_H
#define PERPETUA_LAB_DERIVE_INDEX_H

#include <stdbool.h>

#include "model/price_terms.h"

/* The latest SOURCE_PRICE of a source, and its ban. */
struct derived_source {
    struct fine_price price; /* 0: none */
    int64_t time_ns;
    uint64_t sequence; /* 0: none came yet */
    bool is_banned;
    bool has_good_time;
    int64_t good_ns; /* within the return band since */
};

struct derived_index {
    int64_t as_of_ns;
    struct fine_price first_median; /* of all candidates; 0: none */
    struct fine_price median;       /* of those left; 0: none */
    struct fine_price low;          /* of the cap; 0: no cap */
    struct fine_price high;
    struct fine_price index;               /* unchanged in HALT */
    uint8_t statuses[INDEX_SOURCES_MAX];   /* enum source_status */
    int64_t counted_e4[INDEX_SOURCES_MAX]; /* price that counted; 0: none */
    uint64_t weight_sum;                   /* of the live sources */
    uint8_t live;
    uint8_t capped;
    uint8_t banned;
    uint8_t stale;
    uint8_t state; /* enum index_state */
};

/*
 * The value as of `boundary_ns`.  `sources` stand in the order of the terms; bans begin and end in
 * them.  `result->index` is the value before and becomes the new one.
 */
void derive_index(const struct body_price_terms *terms, int64_t boundary_ns, int64_t price_e4_max,
                  struct derived_source *sources, struct derived_index *result);

#endif
