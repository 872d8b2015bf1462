/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_entry.h - parameters of an order to an order entry of the core.
 *
 * Role       The one place where prices and amounts of a request become ticks and lots, where words
 *            become enums, and where the dialect's habits become the venue's terms: a market order
 *            takes what it can at once, post_only without reject_post_only moves its price.
 * Invariant  An entry that was read has whole ticks and lots; whether the rules allow it is the
 *            core's business.
 * Rules      R-FORM-1, R-MARKET-1, R-POST-1.
 */
#ifndef PERPETUA_GATEWAY_RPC_ENTRY_H
#define PERPETUA_GATEWAY_RPC_ENTRY_H

#include "gateway/rpc_call.h"

/* Reads a price parameter into ticks.  False: *fault says why. */
bool rpc_read_price(const struct instrument *instrument, const char *param,
                    const struct rpc_value *value, int64_t *ticks, struct rpc_fault *fault);

/* Reads `amount` (coins) or `contracts` into lots: both only if they agree; neither is 0 lots. */
bool rpc_read_amount(const struct instrument *instrument, const struct rpc_value *amount,
                     const struct rpc_value *contracts, int64_t *lots, struct rpc_fault *fault);

/* The entry of private/buy and private/sell. */
bool rpc_entry_read(const struct rpc_call *call, const struct instrument *instrument,
                    struct order_entry *entry, struct rpc_fault *fault);

#endif
