/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_sse.h - one line of a recorded Shanghai (SSE) Level-2 feed.
 *
 * Role       Reads lines of the form "//Name=value Name=value ...": orders and deletes (MsgType
 *            192), executions (191) and ten-level snapshots (111).  Lines that do not begin with
 *            "//" and other message types are skipped.  It does not know what the lines mean to one
 *            another: see replay/replay_sse.c.
 * Invariant  A message that is taken has all the fields of its kind, each exactly once.
 * Rules      none.
 */
#ifndef PERPETUA_WIRE_IMPORT_SSE_H
#define PERPETUA_WIRE_IMPORT_SSE_H

#include <stdint.h>

#include "model/side.h"
#include "wire/import_text.h"

#define SSE_LEVELS       10
#define SSE_SECURITY_MAX 99999999u /* shares and funds have six digits, options eight */

enum sse_kind { SSE_SNAPSHOT = 111, SSE_EXECUTION = 191, SSE_ORDER = 192 };

enum sse_order_type { SSE_ADD = 65, SSE_DELETE = 68 };

enum sse_execution_type { SSE_BUYER_ACTIVE = 66, SSE_SELLER_ACTIVE = 83, SSE_AUCTION = 78 };

struct sse_order {
    uint64_t order_no;
    int64_t price_milli; /* yuan x 1000 */
    int64_t qty_milli;   /* shares x 1000 */
    enum sse_order_type type;
    enum side side;
};

struct sse_execution {
    uint64_t bid_no;
    uint64_t ask_no;
    int64_t price_milli;
    int64_t qty_milli;
    enum sse_execution_type type;
};

struct sse_level {
    int64_t price_milli;
    int64_t qty_milli; /* 0: there is no such level */
};

struct sse_snapshot {
    struct sse_level levels[2][SSE_LEVELS]; /* by side, best first */
};

struct sse_message {
    enum sse_kind kind;
    uint32_t security_id;
    uint64_t biz_index; /* place in the exchange's sequence; not of snapshots */
    int64_t time_ns;    /* since midnight, local */
    union {
        struct sse_order order;
        struct sse_execution execution;
        struct sse_snapshot snapshot;
    };
};

enum import_result sse_read(struct import_slice line, struct sse_message *message,
                            struct import_fault *fault);

#endif
