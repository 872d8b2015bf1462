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
void naive_ledger_move(struct naive *naive, uint32_t from, uint32_t to, int64_t micros);

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

/* R-CASH-2: balance less hold, at least 0. */
int128 naive_account_free(const struct naive *naive, uint32_t account_id);

/* R-MARGIN-2: called whenever an order or fill may have changed net or open lots. */
void naive_hold_update(struct naive *naive, uint32_t account_id, uint16_t product_id);

/* One side of a trade: order, position, cash, hold, event FILL. */
void naive_fill_apply(struct naive *naive, struct naive_order *order, int64_t price, int64_t lots,
                      bool is_maker);

#endif
