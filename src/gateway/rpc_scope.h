/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_scope.h - the rights of a token as text: "account:read trade:read_write".
 *
 * Role       Both directions between the mask of enum scope and the words of the dialect, and the
 *            other words that a scope may carry: session name, life time, address.
 * Invariant  What is asked narrows the key's rights and never widens them.
 */
#ifndef PERPETUA_GATEWAY_RPC_SCOPE_H
#define PERPETUA_GATEWAY_RPC_SCOPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RPC_SCOPE_TEXT_SIZE   256u
#define RPC_SESSION_NAME_SIZE 33u

struct rpc_scope {
    uint32_t scopes;     /* mask of enum scope */
    int64_t lifetime_ns; /* 0: not asked */
    bool is_session;     /* "session:NAME": the token is not tied to its connection */
    char session_name[RPC_SESSION_NAME_SIZE];
    char ip[48]; /* "ip:ADDRESS": empty: any */
};

/* Words parted by spaces; groups that are not named keep the key's rights `granted`.  False: a word
 * that does not exist. */
bool rpc_scope_read(const char *text, uint32_t granted, struct rpc_scope *scope);

/* The words of a token.  Returns the length. */
size_t rpc_scope_write(char text[RPC_SCOPE_TEXT_SIZE], const struct rpc_scope *scope);

#endif
