/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_auth.h - proofs of identity: who signs an HTTP request.
 *
 * Role       HTTP requests are proved one by one: a bearer token, id and secret, or a signature of
 *            the request.  Those of one key share one session, so that orders of a key belong
 *            together.  public/auth stands in rpc_session.c.
 * Invariant  A request whose proof is wrong is answered with an error and never worked as one of
 *            nobody.
 */
#ifndef PERPETUA_GATEWAY_RPC_AUTH_H
#define PERPETUA_GATEWAY_RPC_AUTH_H

#include "gateway/credential.h"
#include "gateway/rpc_call.h"

/* The session of the Authorization header; NULL and *is_refused false: there is none. */
struct session *rpc_auth_http(struct rpc *rpc, const struct http_request *request,
                              bool *is_refused);

void rpc_http_destroy(struct rpc *rpc);

#endif
