/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_prices.h - the inputs of mark and funding that are published, as they were last.
 *
 * Role       Keeps of each product the latest mark with its components and the premiums of the
 *            running funding interval, from the events: what a page needs to show where a rate
 *            comes from.
 * Invariant  Premiums are in order of their time and all of one interval (R-FUND-2).
 */
#ifndef PERPETUA_GATEWAY_RPC_PRICES_H
#define PERPETUA_GATEWAY_RPC_PRICES_H

#include <stdbool.h>
#include <stdint.h>

#include "model/event.h"

struct rpc_prices;

#define RPC_PREMIUMS_KEPT 2048u

struct rpc_premium {
    int64_t end_ns;
    int64_t premium_e12;
};

struct rpc_price_inputs {
    struct event_mark mark; /* zero: none yet */
    struct event_premium premium;
    struct event_index index;                     /* zero: none yet */
    struct fine_price sources[INDEX_SOURCES_MAX]; /* by place in the terms; 0: none */
    int64_t mark_ns;
    int64_t interval_start_ns; /* 0: not seen */
    uint32_t premium_count;
    struct rpc_premium premiums[RPC_PREMIUMS_KEPT];
};

/* NULL: out of memory. */
struct rpc_prices *rpc_prices_create(void);
void rpc_prices_destroy(struct rpc_prices *prices);

void rpc_prices_take(struct rpc_prices *prices, const struct event *event);

/* NULL: nothing is known of the product yet. */
const struct rpc_price_inputs *rpc_prices_of(const struct rpc_prices *prices, uint16_t product_id);

#endif
