/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_block.h - what the methods of blocks and those of their approval share.
 *
 * Role       rpc_block.c verifies and carries out, rpc_block_approval.c has the blocks that wait
 *            for the owner of an account.
 * Invariant  A block reaches the core from one place for each way: both accepted at once, or the
 *            last approval.
 * Rules      R-BLOCK-2.
 */
#ifndef PERPETUA_GATEWAY_RPC_BLOCK_H
#define PERPETUA_GATEWAY_RPC_BLOCK_H

#include "gateway/block_request.h"
#include "gateway/rpc_call.h"

struct fill_record;

#define RPC_BLOCK_WINDOW_MS INT64_C(300000)

/* The account's side of a block that has just been carried out; NULL: it is not kept. */
const struct fill_record *rpc_block_fill(const struct rpc *rpc, uint32_t account_id,
                                         uint64_t block_id);

/* EVENT_BLOCK_TRADE among the events of a command; NULL: it was not carried out. */
const struct event *rpc_block_of(const struct event *events, uint32_t count);

/* Tells those of both accounts who subscribed to confirmations how the request stands. */
void rpc_block_tell(const struct rpc *rpc, const struct block_request *request);

/* Is this consent's request known, so that it is not carried out here?  True: the call is ended. */
bool rpc_block_is_known(struct rpc_call *call, uint64_t consent_id);

/* Lets the request wait; the answer is how it stands for this side.  Ends the call. */
void rpc_block_wait(struct rpc_call *call, const struct block_request *request, uint8_t role);

/* A side took its consent back. */
void rpc_block_withdrawn(struct rpc *rpc, const struct block_proof *proof);

/* Ends those whose time is over. */
void rpc_block_beat(struct rpc *rpc);

#endif
