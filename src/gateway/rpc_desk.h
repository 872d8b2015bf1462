/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_desk.h - the objects that the consoles share: actions, error trades, members, accounts.
 *
 * Role       Writes them from the live core, and from the desk what the core does not keep: words.
 *            An answer made of them waits for the core (rpc_core).
 */
#ifndef PERPETUA_GATEWAY_RPC_DESK_H
#define PERPETUA_GATEWAY_RPC_DESK_H

#include "desk/desk.h"
#include "gateway/rpc_call.h"
#include "gateway/rpc_operator.h"
#include "gateway/rpc_role.h"

/* Who looks, and where it is written. */
struct rpc_look {
    struct rpc *rpc;
    struct json_writer *writer;
    const struct core *core;
    uint32_t user_id; /* 0: nobody in particular, as channels have it */
};

struct rpc_look rpc_look_of(struct rpc_call *call);

/* Name of a user: that of its key; NULL: it has none. */
const char *rpc_user_name(const struct rpc *rpc, uint32_t user_id);
void rpc_add_user(const struct rpc_look *look, const char *id, const char *name, uint32_t user_id);

/* "instrument_name", or null without a product. */
void rpc_add_instrument(const struct rpc_look *look, uint16_t product_id);

/* The word of an enum's value, in lower case. */
void rpc_add_word(struct json_writer *writer, const char *name, enum word_set set, uint64_t value);
/* The words of a mask as a list. */
void rpc_add_words(struct json_writer *writer, const char *name, enum word_set set, uint64_t mask);

/* Members of objects that are open: [action, ...] and [error trade, ...]. */
void rpc_add_waiting(const struct rpc_look *look, const char *name);
void rpc_add_ended(const struct rpc_look *look, const char *name, uint32_t max);
void rpc_add_errors(const struct rpc_look *look, const char *name);
void rpc_add_members(const struct rpc_look *look, const char *name);

/* One account as a row, or with everything. */
void rpc_put_account_row(const struct rpc_look *look, uint32_t account_id);
void rpc_put_account_whole(const struct rpc_look *look, uint32_t account_id);

/* Accounts that pass: 0 is any.  Writes "total" and "accounts" of a page of them. */
struct rpc_account_filter {
    uint32_t member_id;
    int64_t state; /* enum party_state, -1 any */
    uint32_t offset;
    uint32_t count;
};
void rpc_add_accounts(const struct rpc_look *look, const struct rpc_account_filter *filter);

/* The whole answers of operations/get_state and get_actions: channels send them too. */
void rpc_put_state(const struct rpc_look *look);
/* The state without times and sequences: an object that differs if something has changed. */
void rpc_put_state_members(const struct rpc_look *look);
void rpc_put_actions(const struct rpc_look *look);

#endif
