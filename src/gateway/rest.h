/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rest.h - the REST dialect: BTCPERP's own public API, and its WebSocket.
 *
 * Role       A thin translation between /trade-api/v2/... and gateway.h, under the paths, fields
 *            and RSA-PSS request signature of that API.  docs/spec/rest.md says what is supported
 *            and what differs.
 * Invariant  An answer leaves when what it says is durable.  A request that cannot be worked gets
 *            an error with a code, a sentence and the rule behind it.
 * Ownership  rest_create to rest_destroy; the gateway and the server outlive it.
 */
#ifndef PERPETUA_GATEWAY_REST_H
#define PERPETUA_GATEWAY_REST_H

#include "gateway/gateway.h"
#include "gateway/server.h"

#define REST_PREFIX  "/trade-api/v2/"
#define REST_WS_PATH "/trade-api/ws/v2/margin"

struct rest;

/* Registers itself with the server.  NULL: out of memory. */
struct rest *rest_create(struct gateway *gateway, struct server *server);
void rest_destroy(struct rest *rest);

#endif
