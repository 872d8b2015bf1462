/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_account.h - position, portfolio and margin as objects of an answer.
 *
 * Role       Read from the live core, so whoever sends them waits for the journal.
 * Invariant  Equity, margins and what is available are the core's own numbers (R-EQUITY-3).
 */
#ifndef PERPETUA_GATEWAY_RPC_ACCOUNT_H
#define PERPETUA_GATEWAY_RPC_ACCOUNT_H

#include "gateway/rpc_call.h"
#include "gateway/rpc_view.h"

void rpc_view_position(const struct rpc_source *source, uint32_t account_id,
                       const struct instrument *instrument);
/* The name of the money of an account, and something that settles in it, or NULL. */
const char *rpc_money_of(struct gateway *gateway, uint32_t account_id);
const struct instrument *rpc_settled_of(struct gateway *gateway, uint32_t account_id);

void rpc_view_portfolio(const struct rpc_source *source, uint32_t account_id);

/* The margin that a position of so much notional asks for by itself. */
struct rpc_margin {
    struct money initial;
    struct money maintenance;
};
struct rpc_margin rpc_margin_of(const struct core *core, uint16_t product_id,
                                struct money notional);

/* The members of a portfolio without braces, under the name of a currency; account 0: of a currency
 * in which there is nothing. */
void rpc_view_portfolio_members(const struct rpc_source *source, uint32_t account_id,
                                const char *currency);
/* The same with other projected margins. */
void rpc_view_portfolio_simulated(const struct rpc_source *source, uint32_t account_id,
                                  const struct rpc_margin *projected);

/* What was paid for each lot, in ten-thousandths of a tick, to the nearest; 0 without lots. */
struct fine_price rpc_average_of(const struct instrument *instrument, struct money paid,
                                 int64_t lots);

/* Ticks x lots in money, at a price. */
struct money rpc_notional(const struct instrument *instrument, int64_t ticks, int64_t lots);

struct money rpc_order_margin(struct rpc_call *call, const struct order_record *order);

#endif
