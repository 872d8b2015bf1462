/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_money.h - positions, profit, fees, margin and cash of the naive venue.
 *
 * Role   Computes open lots, open interest and exposure by walking the orders and positions.
 * Rules  R-UNIT-4, R-POS-1 to R-POS-5, R-FEE-1, R-MARGIN-1, R-MARGIN-2, R-CASH-4.
 */
#ifndef PERPETUA_SIM_NAIVE_MONEY_H
#define PERPETUA_SIM_NAIVE_MONEY_H

#include "sim/naive_state.h"

/* Moves money from one entry to another. */
void naive_ledger_move(struct naive *naive, uint32_t from, uint32_t to, int128 micros);

/* Lots of active orders of the account in the product on one side, hidden parts included. */
int64_t naive_open_lots(const struct naive *naive, uint32_t account_id, uint16_t product_id,
                        enum side side);
int64_t naive_net_lots(const struct naive *naive, uint32_t account_id, uint16_t product_id);

/* The same two for all accounts of an owner. */
int64_t naive_owner_open_lots(const struct naive *naive, uint32_t owner, uint16_t product_id,
                              enum side side);
int64_t naive_owner_net_lots(const struct naive *naive, uint32_t owner, uint16_t product_id);

int64_t naive_open_interest(const struct naive *naive, uint16_t product_id);
int64_t naive_product_open_lots(const struct naive *naive, uint16_t product_id);

/* R-REDUCE-1: what the position holds against an order of this side. */
int64_t naive_reducible_lots(const struct naive *naive, uint32_t account_id, uint16_t product_id,
                             enum side side);

/* R-MARGIN-1; `price` stands in while the product has neither mark nor last price. */
int128 naive_margin_of_lot(const struct naive_product *product, int64_t price);

/* R-MARGIN-2: the sum over the account's products. */
int128 naive_account_hold(const struct naive *naive, uint32_t account_id);

/* Net with all its bids, and with all its asks. */
struct naive_lots naive_lots_of(const struct naive *naive, uint32_t account_id,
                                uint16_t product_id);

/* R-EQUITY-2, for a position in any product that has a mark. */
int128 naive_position_profit(const struct naive *naive, const struct naive_position *position);

/* R-MARGIN-2: called whenever an order or fill may have changed net or open lots. */
void naive_hold_update(struct naive *naive, uint32_t account_id, uint16_t product_id);

/* R-POS-2, R-POS-3 and R-LIQ-11 for lots that are worth `value` (signed, R-PAYOFF-6): changes net
 * and paid; returns what the account realises. */
int64_t naive_position_fill(struct naive_position *position, enum side side, int64_t lots,
                            int128 value);

/* One side of a trade: order, position, cash, hold, event FILL.  Returns the fee. */
int64_t naive_fill_apply(struct naive *naive, struct naive_order *order, int64_t price,
                         int64_t lots, bool is_maker);

#endif
