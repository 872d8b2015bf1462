/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_account_set.h - settings of accounts that live as long as the venue runs.
 *
 * Role       A small sorted list of account numbers, each with one word: whether an account wants
 *            cancel-on-disconnect, and which self-match prevention its orders ask for.
 * Invariant  Each account stands in it at most once, in ascending order.
 */
#ifndef PERPETUA_GATEWAY_RPC_ACCOUNT_SET_H
#define PERPETUA_GATEWAY_RPC_ACCOUNT_SET_H

#include <stdbool.h>
#include <stdint.h>

struct rpc_account_entry {
    uint32_t account_id;
    uint32_t value;
};

struct rpc_account_set {
    struct rpc_account_entry *list;
    uint32_t count;
    uint32_t capacity;
};

bool rpc_account_set_has(const struct rpc_account_set *set, uint32_t account_id);
/* 0: not in the set. */
uint32_t rpc_account_set_value(const struct rpc_account_set *set, uint32_t account_id);
/* Adds or replaces.  False: out of memory. */
bool rpc_account_set_put(struct rpc_account_set *set, uint32_t account_id, uint32_t value);
void rpc_account_set_remove(struct rpc_account_set *set, uint32_t account_id);
void rpc_account_set_release(struct rpc_account_set *set);

#endif
