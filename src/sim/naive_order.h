/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_order.h - the commands of members about orders.
 *
 * Role   Each function works the command at hand and answers what forbids it.
 * Rules  R-CHECK-1, R-LINK-1, R-LINK-4, R-AMEND-1 to R-AMEND-9, R-CANCEL-1, R-MASS-1, R-MASS-3,
 *        R-COD-1.
 * Files  naive_order.c: new orders and lists.  naive_amend.c: amend, decrease.  naive_cancel.c: the
 *        cancels.
 */
#ifndef PERPETUA_SIM_NAIVE_ORDER_H
#define PERPETUA_SIM_NAIVE_ORDER_H

#include "sim/naive_state.h"

struct naive_fault naive_command_order_place(struct naive *naive);
struct naive_fault naive_command_order_list(struct naive *naive);
struct naive_fault naive_command_order_amend(struct naive *naive);
struct naive_fault naive_command_order_decrease(struct naive *naive);
struct naive_fault naive_command_order_cancel(struct naive *naive);
struct naive_fault naive_command_mass_cancel(struct naive *naive);
struct naive_fault naive_command_session_disconnect(struct naive *naive);
struct naive_fault naive_command_client_text(struct naive *naive);

/* R-LIQ-6: an order that no check stands before. */
void naive_order_enter_and_match(struct naive *naive, const struct naive_order *draft);

/* R-CANCEL-1: the live order that the command names, by its id or with id 0 by its client's. */
struct naive_fault naive_find_named(const struct naive *naive, uint64_t order_id,
                                    uint64_t client_order_id, struct naive_order **order);

#endif
