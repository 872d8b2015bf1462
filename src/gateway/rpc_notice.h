/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_notice.h - announcements: the public notices of the journal in the dialect's form.
 *
 * Role       Makes sentences of events that history says are notices (history_is_notice), and of
 *            the reasons behind them.  No account is named.
 * Rules      R-ACTION-2, R-ERROR-3, R-PHASE-2, R-STATE-5.
 */
#ifndef PERPETUA_GATEWAY_RPC_NOTICE_H
#define PERPETUA_GATEWAY_RPC_NOTICE_H

#include "gateway/json_writer.h"
#include "gateway/rpc_call.h"

struct rpc_notice {
    uint64_t id; /* ascending; exact as a JSON number */
    int64_t time_ns;
    bool is_important;
    char title[160];
    char body[256];
};

/* The notices among events that stand in their order; at most `max`.  Returns the count. */
uint32_t rpc_notices_of(const struct gateway *gateway, const struct event *list, uint32_t count,
                        struct rpc_notice *notices, uint32_t max);

/* One object; `action` NULL: none. */
void rpc_put_notice(struct json_writer *writer, const struct rpc_notice *notice,
                    const char *action);

#endif
