/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_venue.h - members, accounts, cash and products: what is not an order.
 *
 * Role   Each function works the command at hand and answers what forbids it.
 * Rules  R-MEMBER-1, R-ROLE-3, R-ACCT-1 to R-ACCT-5, R-FCM-1, R-CASH-1 to R-CASH-4, R-TERMS-1 to
 *        R-TERMS-4, R-STATE-5 to R-STATE-7, R-TIME-5, R-BUDGET-1.
 * Files  naive_party.c: members, users, accounts, cash.  naive_product.c: terms and life cycle.
 */
#ifndef PERPETUA_SIM_NAIVE_VENUE_H
#define PERPETUA_SIM_NAIVE_VENUE_H

#include "sim/naive_state.h"

struct naive_fault naive_command_member_set(struct naive *naive);
struct naive_fault naive_command_user_set(struct naive *naive);
struct naive_fault naive_command_account_open(struct naive *naive);
struct naive_fault naive_command_account_state(struct naive *naive);
struct naive_fault naive_command_account_limits(struct naive *naive);
struct naive_fault naive_command_account_trading(struct naive *naive);
struct naive_fault naive_command_cash(struct naive *naive);

struct naive_fault naive_command_rules_version(struct naive *naive);
struct naive_fault naive_command_venue_terms(struct naive *naive);
struct naive_fault naive_command_product_define(struct naive *naive);
struct naive_fault naive_command_product_terms(struct naive *naive);
struct naive_fault naive_command_product_state(struct naive *naive);

/* Event PRODUCT as the product is now. */
void naive_emit_product(struct naive *naive, uint16_t product_id, uint64_t register_entry);

/* R-STATE-6 */
void naive_product_delist(struct naive *naive, uint16_t product_id, uint64_t register_entry);

#endif
