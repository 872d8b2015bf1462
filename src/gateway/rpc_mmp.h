/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_mmp.h - quotes and their protection, as answers and channels show them.
 *
 * Role       A quote is journalled as "quote.GROUP.SET"; the text names group and set again.
 * Invariant  Only quotes carry the prefix together with the flag of the protection.
 */
#ifndef PERPETUA_GATEWAY_RPC_MMP_H
#define PERPETUA_GATEWAY_RPC_MMP_H

#include "gateway/json_writer.h"
#include "gateway/rpc_group.h"

#define RPC_QUOTE_PREFIX "quote."

/* No quote of the account is taken for a second of venue time (parameter freeze_quotes). */
void rpc_quotes_freeze(struct rpc_call *call);

/* A protection that is frozen, as one object. */
void rpc_put_mmp_status(struct json_writer *writer, const struct rpc_group *group,
                        int64_t until_ns);

#endif
