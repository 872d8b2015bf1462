/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_book.h - the book, matching, self-match prevention, and the ends of orders.
 *
 * Role   The best order is found by looking at every order.
 * Rules  R-BOOK-1, R-BOOK-2, R-MATCH-1 to R-MATCH-6, R-SMP-1 to R-SMP-3, R-TIF-2 to R-TIF-4,
 *        R-POST-2, R-LINK-2, R-LINK-3, R-MASS-2, R-AUCTION-2 to R-AUCTION-5.
 * Files  naive_book.c: priority, ends, sweeps.  naive_match.c: continuous matching.
 *        naive_auction.c: the uncross.  naive_guard.c: what a fill causes.
 */
#ifndef PERPETUA_SIM_NAIVE_BOOK_H
#define PERPETUA_SIM_NAIVE_BOOK_H

#include "sim/naive_state.h"

/* --- naive_book.c ----------------------------------------------------------------------------- */

/* The first order in priority; the order with id `without` is not there.  NULL: an empty side. */
struct naive_order *naive_book_best(const struct naive *naive, uint16_t product_id, enum side side,
                                    uint64_t without);

/* All resting orders of a side in priority, in a new list which the caller frees. */
struct naive_order **naive_book_sorted(const struct naive *naive, uint16_t product_id,
                                       enum side side, uint32_t *count);

/* R-POST-1: in phase OPEN, the best price of the other side is one that the draft accepts. */
bool naive_would_trade(const struct naive *naive, const struct naive_order *draft);

/* Puts the order at the end of the queue of its price; shows what it shows. */
void naive_book_rest(struct naive *naive, struct naive_order *order);

/* Takes open lots away, hidden ones first. */
void naive_order_reduce(struct naive *naive, struct naive_order *order, int64_t lots);

/* R-ICE-1: if nothing is shown and lots are left, shows the next part at the end of the queue. */
void naive_order_replenish(struct naive *naive, struct naive_order *order);

/* R-MATCH-5: the event, then the linked leg, then the children. */
void naive_order_end(struct naive *naive, struct naive_order *order, enum event_kind kind,
                     enum reason reason, uint16_t check);
void naive_order_cancel(struct naive *naive, struct naive_order *order, enum reason reason);

/* R-LINK-2: cancels the linked order, if there is one. */
void naive_order_end_sibling(struct naive *naive, struct naive_order *order);

/* Which orders a sweep ends.  A zero of account, product, member, group and flags lets all pass. */
struct naive_sweep {
    uint32_t account_id;
    uint32_t member_id;
    uint32_t group_id;
    uint32_t session_id;
    uint16_t product_id;
    uint16_t flags;
    uint8_t side; /* or SIDE_ANY */
    bool by_session;
    bool passes_halted;     /* orders of halted products are left alone */
    uint16_t without_flags; /* orders with one of these are left alone */
};

/* R-MASS-2.  Returns how many it ended itself. */
uint64_t naive_sweep_orders(struct naive *naive, const struct naive_sweep *sweep,
                            enum reason reason);

/* --- naive_match.c ---------------------------------------------------------------------------- */

/* An order that has just become active: R-MATCH-6, then R-TRIG-3.  `post_only_reason` is that of
 * R-POST-2; `cancels_post_only` the flags that lead to it. */
void naive_match_order(struct naive *naive, struct naive_order *order, uint16_t cancels_post_only,
                       enum reason post_only_reason);

/* R-MARGIN-1 and R-MARGIN-2: the order counts as active from here on. */
void naive_order_begin(struct naive *naive, struct naive_order *order);

/* One trade, R-MATCH-3. */
void naive_trade_orders(struct naive *naive, struct naive_order *maker, struct naive_order *taker,
                        int64_t price, bool is_auction);

/* R-SMP-3; with `is_auction` both orders rest. */
void naive_prevent_self_match(struct naive *naive, struct naive_order *maker,
                              struct naive_order *taker, bool is_auction);
bool naive_is_self_match(const struct naive *naive, const struct naive_order *maker,
                         const struct naive_order *taker);

/* --- naive_auction.c -------------------------------------------------------------------------- */

void naive_uncross_book(struct naive *naive, uint16_t product_id);

/* --- naive_guard.c ---------------------------------------------------------------------------- */

/* R-MATCH-3, the consequences of a fill of `lots` for one of its two orders; `taker` as in
 * R-REDUCE-2. */
void naive_fill_consequences(struct naive *naive, struct naive_order *order, int64_t lots,
                             const struct naive_order *taker);

/* R-REDUCE-2 */
void naive_fit_reduce_only(struct naive *naive, uint32_t account_id, uint16_t product_id,
                           const struct naive_order *taker);

struct naive_fault naive_command_group_set(struct naive *naive);
struct naive_fault naive_command_group_reset(struct naive *naive);
struct naive_fault naive_command_group_trigger(struct naive *naive);
struct naive_fault naive_command_group_limit(struct naive *naive);
struct naive_fault naive_command_group_mmp(struct naive *naive);
struct naive_fault naive_command_group_mmp_reset(struct naive *naive);
struct naive_fault naive_command_mmp_set(struct naive *naive);
struct naive_fault naive_command_mmp_reset(struct naive *naive);

#endif
