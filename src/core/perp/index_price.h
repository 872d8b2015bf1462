/* SPDX-License-Identifier: Apache-2.0 */
/*
 * index_price.h - one price from many sources.
 *
 * Role       What the feed of each source said last, and the value they give together: who counts,
 *            who is capped, who strayed and may return, and what their number allows.
 * Invariant  A value depends on the terms, the feeds and the time alone; all of them are in the
 *            journal.
 * Rules      R-INDEX-2, R-INDEX-3, R-INDEX-4, R-INDEX-5, R-INDEX-6, R-INDEX-7, R-INDEX-10.
 */
#ifndef PERPETUA_CORE_PERP_INDEX_PRICE_H
#define PERPETUA_CORE_PERP_INDEX_PRICE_H

#include <stdbool.h>

#include "model/price_terms.h"

struct index_feed {
    int64_t price_e4; /* 0: none */
    int64_t time_ns;
    uint64_t sequence;     /* of the command that brought the price */
    int64_t good_since_ns; /* of a banned source, if is_good */
    uint32_t source_id;
    uint8_t is_banned;
    uint8_t is_good; /* a banned source is back within the narrow band */
    uint8_t reserved[2];
};

static_assert(sizeof(struct index_feed) == 40, "no padding");

struct index_value {
    int64_t index_e4;  /* 0: no new value */
    int64_t median_e4; /* 0: no candidates */
    uint64_t statuses; /* enum source_status of source k in bits 4k to 4k+3 */
    uint8_t state;     /* enum index_state */
    uint8_t live;
    uint8_t capped;
    uint8_t banned;
    uint8_t stale;
};

/* R-INDEX-2: the price of a source in fine units, or 0. */
int64_t source_price_e4(int64_t bid_e4, int64_t ask_e4, int64_t last_e4);

/* The value as of a step (R-INDEX-7).  `feeds` are by place in the terms; bans in them begin and
 * end here. */
struct index_value index_compute(const struct body_price_terms *terms, struct index_feed *feeds,
                                 int64_t as_of_ns, int64_t highest_e4);

/* R-INDEX-10: the feeds under new terms. */
void index_feeds_keep(const struct body_price_terms *terms, struct index_feed *feeds);

static inline enum source_status index_status(uint64_t statuses, uint32_t place)
{
    return (enum source_status)(statuses >> (4 * place) & 15);
}

#endif
