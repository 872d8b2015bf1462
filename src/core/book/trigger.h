/* SPDX-License-Identifier: Apache-2.0 */
/*
 * trigger.h - the armed orders of one product, by what makes them fire.
 *
 * Role       Six trees of trigger prices (three sources, rising and falling), each price with its
 *            queue, and a list of the trailing orders of each source.  It finds what a reference
 *            price meets; what then happens is the flow's story.
 * Invariant  Every order in it has place PLACE_ARMED.
 * Rules      R-TRIG-1 conditions, R-TRIG-2 order of firing, R-TRAIL-2 who follows.
 */
#ifndef PERPETUA_CORE_BOOK_TRIGGER_H
#define PERPETUA_CORE_BOOK_TRIGGER_H

#include "core/book/price_tree.h"
#include "model/units.h"

#define TRIGGER_SOURCES 3u

/* By source; [0] rising, [1] falling.  Part of the state. */
struct trigger_set {
    struct price_tree trees[TRIGGER_SOURCES][2];
    uint32_t trail_oldest[TRIGGER_SOURCES];
    uint32_t trail_newest[TRIGGER_SOURCES];
};

/* R-TRIG-1: is the order's condition met at this reference price? */
bool trigger_is_met(const struct order_store *store, const struct order *order,
                    struct fine_price reference);

/* R-TRAIL-1: where a trailing stop stands at this reference price. */
int64_t trail_ticks_at(const struct order *order, int64_t trail_ticks, struct fine_price reference);

/* Puts an order with its trigger set behind all others of that trigger.  It becomes PLACE_ARMED. */
void trigger_arm(struct trigger_set *set, struct order_store *store, struct order *order);

/* Takes an armed order out; it is PLACE_TAKING then. */
void trigger_disarm(struct trigger_set *set, struct order_store *store, struct order *order);

/* Takes an armed order to the end of the queue of another trigger; a trailing one keeps its place
   in
 * the list of those that trail. */
void trigger_move(struct trigger_set *set, struct order_store *store, struct order *order,
                  int64_t trigger_ticks);

/* Sets the open lots of an armed order, which keeps its place. */
void trigger_resize(struct trigger_set *set, struct order_store *store, struct order *order,
                    int64_t open_lots);

/* The next armed order that the reference price meets in the order of R-TRIG-2, or NULL. */
struct order *trigger_next(const struct trigger_set *set, const struct order_store *store,
                           enum trigger_source source, struct fine_price reference);

#endif
