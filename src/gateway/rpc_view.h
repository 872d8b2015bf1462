/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_view.h - the objects of the JSON-RPC dialect: instrument, ticker, trade, order, fill.
 *
 * Role       One writer for each object, used by methods and notifications alike, so that a field
 *            is computed in one place.
 * Invariant  Each function writes exactly one JSON value.
 */
#ifndef PERPETUA_GATEWAY_RPC_VIEW_H
#define PERPETUA_GATEWAY_RPC_VIEW_H

#include "gateway/gateway.h"
#include "gateway/rpc_prices.h"
#include "gateway/rpc_units.h"
#include "market_data/market_data.h"
#include "read_model/read_model.h"

/* Where the objects come from. */
struct rpc_source {
    struct gateway *gateway;
    struct json_writer *writer;
    const struct rpc_prices *prices; /* NULL: without the inputs of mark and funding */
};

/* --- public --- */

void rpc_view_instrument(const struct rpc_source *source, const struct instrument *instrument);

/* The members of a ticker without braces, as get_order_book shares them. */
void rpc_view_ticker_members(const struct rpc_source *source, const struct instrument *instrument,
                             const struct market_ticker *ticker);
void rpc_view_ticker(const struct rpc_source *source, const struct instrument *instrument,
                     const struct market_ticker *ticker);
void rpc_view_quote(const struct rpc_source *source, const struct instrument *instrument,
                    const struct market_ticker *ticker);
void rpc_view_book_summary(const struct rpc_source *source, const struct instrument *instrument,
                           const struct market_ticker *ticker);

/* [[price, amount], ...] of one side. */
struct rpc_depth {
    enum side side;
    uint32_t levels_max;
    int64_t group_ticks; /* 0: levels as they are */
};
#define RPC_DEPTH_MAX 10000u
void rpc_view_depth(const struct rpc_source *source, const struct instrument *instrument,
                    const struct rpc_depth *depth);

void rpc_view_trade(const struct rpc_source *source, const struct market_trade *trade);

/* --- private --- */

void rpc_view_order(const struct rpc_source *source, const struct order_record *order);
void rpc_view_fill(const struct rpc_source *source, const struct fill_record *fill);

/* The instrument's words for states. */
const char *rpc_order_state_word(const struct order_record *order);
const char *rpc_order_type_word(uint8_t type, uint8_t tif);

/* The lowest and the highest price that orders may have now, in ticks (R-BAND-1). */
void rpc_price_bounds(const struct rpc_source *source, const struct instrument *instrument,
                      const struct market_ticker *ticker, int64_t bounds[2]);

#endif
