/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_page.h - pages of lists: where the next one begins, as text, and windows of time.
 *
 * Role       A continuation is the cursor of history as "A.B"; the client gives it back unread.
 * Invariant  A continuation that was written reads back as the same cursor.
 */
#ifndef PERPETUA_GATEWAY_RPC_PAGE_H
#define PERPETUA_GATEWAY_RPC_PAGE_H

#include "gateway/rpc_call.h"
#include "history/history.h"

/* NULL and "none" begin.  False: it is no cursor. */
bool rpc_cursor_read(const char *text, struct history_cursor *cursor);

/* "continuation": the cursor, or null at the end. */
void rpc_put_continuation(struct json_writer *writer, const struct history_page *page);

/* Milliseconds to nanoseconds, held within what 64 bits can say. */
int64_t rpc_ns_of_ms(int64_t time_ms);

/* Parameters start_timestamp, end_timestamp and sorting into a query; the end is part of it. */
void rpc_window_read(const struct rpc_call *call, struct history_query *query);

#endif
