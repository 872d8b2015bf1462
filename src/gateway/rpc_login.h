/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_login.h - the log of those who came with a key.
 *
 * Role       The newest are kept in memory; those of known keys also go into the history database,
 *            where they outlive the process.
 * Invariant  Numbers ascend over restarts: what is in memory is younger than what was in the
 *            database at the start.
 */
#ifndef PERPETUA_GATEWAY_RPC_LOGIN_H
#define PERPETUA_GATEWAY_RPC_LOGIN_H

#include "gateway/credential.h"
#include "gateway/rpc_call.h"

#define RPC_LOGINS_KEPT 4096u

/* How somebody proved who it is; the database keeps the number. */
enum rpc_proof_kind {
    RPC_PROOF_CREDENTIALS = 1, /* id and secret in public/auth */
    RPC_PROOF_SIGNATURE = 2,   /* a signature in public/auth */
    RPC_PROOF_HEADER = 3,      /* a signed HTTP request */
    RPC_PROOF_BASIC = 4
};

struct rpc_login {
    const struct credential *credential; /* NULL: of a key that nobody has */
    const char *ip;
    enum rpc_proof_kind how;
    bool is_good;
};

void rpc_login_add(struct rpc *rpc, const struct rpc_login *login);
void rpc_logins_destroy(struct rpc *rpc);

#endif
