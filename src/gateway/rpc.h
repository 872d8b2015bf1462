/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc.h - the JSON-RPC dialect: what the daemon makes and ends.
 *
 * Role       JSON-RPC 2.0 in the form of Deribit's API version 2, over HTTP (/api/v2/METHOD, and
 *            /api/v2 with the method in the body) and WebSocket (/ws/api/v2).  A thin translation:
 *            requests become commands and queries of the gateway, events become answers and
 *            notifications.  docs/spec/json-rpc.md is what a client reads.
 * Ownership  rpc_create registers with the server and the gateway; destroy it before both.
 */
#ifndef PERPETUA_GATEWAY_RPC_H
#define PERPETUA_GATEWAY_RPC_H

#include <stdbool.h>
#include <stdint.h>

#include "gateway/block_request.h"
#include "gateway/gateway.h"
#include "gateway/server.h"

struct rpc;

struct rpc_config {
    bool is_demo;                          /* "testnet" in every answer, "demo" in public/status */
    const char *version;                   /* of the venue, for public/test; NULL: "1" */
    struct block_requests *block_requests; /* the caller's, and outlives the dialect */
};

/* NULL: out of memory.  `config` NULL: the default. */
struct rpc *rpc_create(struct gateway *gateway, struct server *server,
                       const struct rpc_config *config);
void rpc_destroy(struct rpc *rpc);

#endif
