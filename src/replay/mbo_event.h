/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mbo_event.h - the rows of one moment, and how an aggressor's fills compare with them.
 *
 * Role       Collects rows with one time stamp; sums what the exchange says an aggressor traded,
 *            price by price, and compares it with what the venue gave for an order of the same
 *            size.
 * Invariant  Nothing here touches the venue.
 * Rules      none.
 */
#ifndef PERPETUA_REPLAY_MBO_EVENT_H
#define PERPETUA_REPLAY_MBO_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "replay/scale.h"
#include "replay/venue.h"
#include "wire/import_mbo.h"

struct mbo_event {
    struct mbo_row *rows;
    size_t count;
    size_t capacity;
    size_t first_trade; /* the first T or F row, or count */
};

/* False when memory is used up. */
bool mbo_event_add(struct mbo_event *event, const struct mbo_row *row);
void mbo_event_clear(struct mbo_event *event);
void mbo_event_free(struct mbo_event *event);

/* Sum of the T rows of this side, in the recording's unit. */
int64_t mbo_event_size(const struct mbo_event *event, enum mbo_side side);

/*
 * Are the T rows of this side and the fills the same, price by price?  Rows and fills may be in any
 * order and in any number of parts.
 */
bool mbo_event_prices_match(const struct mbo_event *event, enum mbo_side side,
                            const struct scale *scale, const struct venue_fill *fills,
                            size_t fill_count);

/* F rows of resting orders with a side, and how many of their ids are among the makers. */
struct mbo_resting {
    uint64_t row_count;
    uint64_t found_count;
};

struct mbo_resting mbo_event_resting(const struct mbo_event *event, const struct venue_fill *fills,
                                     size_t fill_count);

#endif
