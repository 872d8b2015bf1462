/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_auth.h - proofs of identity: who signs an HTTP request, and the log of those who came.
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

/* --- who came --- */

#define RPC_LOGINS_KEPT 4096u

struct rpc_login {
    uint64_t id;
    int64_t time_ns;
    uint32_t account_id;
    bool is_good;
    char ip[48];
    char how[24]; /* grant type */
};

void rpc_login_add(struct rpc *rpc, const struct credential *credential, const char *ip,
                   const char *how, bool is_good);
/* `back` 0 is the latest; NULL: no more. */
const struct rpc_login *rpc_login_at(const struct rpc *rpc, uint32_t back);
void rpc_logins_destroy(struct rpc *rpc);

#endif
