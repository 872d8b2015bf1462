/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive.h - the venue once more: slow, obvious, and written from the rulebook alone.
 *
 * Role       The oracle of the differential test.  It shares no code with core/ and looks for
 *            everything by walking lists; where a rule names an order, it sorts.  What the rulebook
 *            says can be read off each function.
 * Invariant  Nothing is kept that can be computed from orders, positions and terms; the exception
 *            is what a rule says is kept (R-MARGIN-2).
 * Ownership  naive_create allocates, naive_destroy frees.  Lists of events belong to the caller and
 *            grow; naive_events_free frees one.
 *
 * Differences that the rulebook allows: order ids are 1, 2, 3, ... and memory is never used up
 * (R-SIZE-5).
 */
#ifndef PERPETUA_SIM_NAIVE_H
#define PERPETUA_SIM_NAIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/core.h"
#include "sim/economy_part.h"

struct naive;

struct naive_events {
    struct event *list;
    uint32_t count;
    uint32_t capacity;
};

/* `parts` of the economy are known; commands of the others are of an unknown kind. */
struct naive *naive_create(const struct core_config *config, uint32_t parts);
void naive_destroy(struct naive *naive);

/* One command; `out` is emptied first and holds all its events afterwards. */
void naive_step(struct naive *naive, const struct command *command, struct naive_events *out);

void naive_events_free(struct naive_events *events);

/* --- looking at it, in the words of core.h ---------------------------------------------------- */

uint64_t naive_sequence(const struct naive *naive);
int64_t naive_time_ns(const struct naive *naive);
struct money naive_balance(const struct naive *naive, uint32_t entry);
bool naive_account(const struct naive *naive, uint32_t account_id, struct account_view *view);
bool naive_position(const struct naive *naive, uint32_t account_id, uint16_t product_id,
                    struct position_view *view);
bool naive_account_risk(const struct naive *naive, uint32_t account_id,
                        struct account_risk_view *view);
uint32_t naive_queued_accounts(const struct naive *naive, uint32_t *account_ids, uint32_t max);
bool naive_economy(const struct naive *naive, uint16_t product_id, struct economy_view *view);
int64_t naive_pending_funding(const struct naive *naive, uint32_t account_id, uint16_t product_id);
int64_t naive_asset_units(const struct naive *naive, uint32_t account_id, uint32_t asset_id);
bool naive_product(const struct naive *naive, uint16_t product_id, struct product_view *view);
bool naive_order(const struct naive *naive, uint64_t order_id, struct order_view *view);
uint32_t naive_depth(const struct naive *naive, uint16_t product_id, enum side side,
                     struct depth_level *levels, uint32_t max);
uint32_t naive_queue(const struct naive *naive, uint16_t product_id, enum side side,
                     uint64_t *order_ids, uint32_t max);

/* Live orders, lowest id first.  Returns how many there are, at most `max` of them written. */
uint32_t naive_live(const struct naive *naive, uint64_t *order_ids, uint32_t max);

#endif
