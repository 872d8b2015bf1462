/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_check.h - the checks of R-CHECK-1, one function each.
 *
 * Role       A check looks and answers; it changes nothing but the draft of the order that it is
 *            given (R-REDUCE-1 cuts its quantity, R-MARKET-1 sets its price) and the count of the
 *            message budget.
 * Files      naive_gate.c: who may send it, and when.  naive_form.c: is it well formed.
 *            naive_limit.c: may this account do it at this price and quantity.
 */
#ifndef PERPETUA_SIM_NAIVE_CHECK_H
#define PERPETUA_SIM_NAIVE_CHECK_H

#include "sim/naive_state.h"

/* Leaves the function with the answer of a check that failed. */
#define CHECK(check)                                                                               \
    do {                                                                                           \
        struct naive_fault check_fault = (check);                                                  \
        if (check_fault.code != REJECT_NONE) return check_fault;                                   \
    } while (0)

/* --- naive_gate.c ----------------------------------------------------------------------------- */

/* R-IDEM-1, R-IDEM-2, R-TIME-4, R-ROLE-1.  `is_duplicate` is set when the command was seen. */
struct naive_fault naive_check_admission(struct naive *naive, bool *is_duplicate);

/* R-ROLE-1: the roles that may send a command of this kind; may the actor at hand? */
uint32_t naive_roles_of(uint16_t kind);
struct naive_fault naive_check_role(const struct naive *naive);

struct naive_fault naive_check_product_exists(const struct naive *naive, uint16_t product_id);
struct naive_fault naive_check_product_listed(const struct naive *naive, uint16_t product_id);
struct naive_fault naive_check_member_controls(const struct naive *naive, uint32_t member_id,
                                               struct naive_fault fault);
struct naive_fault naive_check_account_exists(const struct naive *naive, uint32_t account_id);
/* The states of an account and its member that allow new business. */
struct naive_fault naive_check_party_states(const struct naive *naive, uint32_t account_id);
struct naive_fault naive_check_party(const struct naive *naive, uint32_t account_id);
/* R-PHASE-2; product 0 asks about the venue alone. */
struct naive_fault naive_check_not_halted(const struct naive *naive, uint16_t product_id);
/* R-PHASE-2 to R-PHASE-4. */
struct naive_fault naive_check_phase(const struct naive *naive, uint16_t product_id);
/* R-PHASE-5. */
struct naive_fault naive_check_phase_type(const struct naive *naive,
                                          const struct naive_order *draft);
struct naive_fault naive_check_liquidate_only(const struct naive *naive,
                                              const struct naive_order *draft);
struct naive_fault naive_check_eligible(const struct naive *naive, const struct naive_order *draft);

/* naive_participant.c: R-PART-1, R-PART-3, R-PART-4. */
struct naive_fault naive_check_participant(const struct naive *naive,
                                           const struct naive_order *draft);

/* --- naive_form.c ----------------------------------------------------------------------------- */

struct naive_fault naive_check_form(const struct naive *naive, const struct order_entry *entry);
struct naive_fault naive_check_qty(const struct naive_product *product, int64_t lots);
struct naive_fault naive_check_price(const struct naive_product *product, enum field field,
                                     int64_t ticks);
struct naive_fault naive_check_sizes(const struct naive *naive, const struct order_entry *entry);
/* R-ID-3, R-GROUP-1, R-GROUP-3, R-MMP-1, R-MMP-3. */
struct naive_fault naive_check_client_order_id(const struct naive *naive, uint64_t client_order_id);
struct naive_fault naive_check_guards(const struct naive *naive, const struct naive_order *draft);

/* --- naive_limit.c ---------------------------------------------------------------------------- */

struct naive_fault naive_check_reducible(const struct naive *naive, struct naive_order *draft);
struct naive_fault naive_check_market_price(const struct naive *naive, struct naive_order *draft);
/* `price` 0: there is no notional to check. */
struct naive_fault naive_check_notional(const struct naive *naive, const struct naive_order *draft,
                                        int64_t price);
struct naive_fault naive_check_band(const struct naive *naive, const struct naive_order *draft);
/* `added`: the lots that the order adds to those already active. */
struct naive_fault naive_check_position_limit(const struct naive *naive,
                                              const struct naive_order *draft, int64_t added);
struct naive_fault naive_check_budget(struct naive *naive, uint32_t account_id);
struct naive_fault naive_check_clearing_member(const struct naive *naive,
                                               const struct naive_order *draft, int64_t added,
                                               int64_t price);
struct naive_fault naive_check_post_only(const struct naive *naive,
                                         const struct naive_order *draft);
struct naive_fault naive_check_margin(const struct naive *naive, const struct naive_order *draft,
                                      int64_t added);
/* R-TRIG-4 and R-TRAIL-1: sets the trigger of a trailing stop. */
struct naive_fault naive_check_trigger(const struct naive *naive, struct naive_order *draft);

/* R-CHECK-1 about armed and held orders: the price that 14 and 18 use.  Limit or protection price,
 * else the trigger price; 0 if there is none, and for trailing stops. */
int64_t naive_waiting_price(const struct naive_order *draft);

/* R-MARKET-1 without the member's own protection; 0 if the other side has no price. */
int64_t naive_protection_price(const struct naive *naive, const struct naive_order *draft);

/* R-SIZE-4 */
int64_t naive_product_capacity(const struct naive_product *product, int64_t highest_ticks);

#endif
