/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sse_load.h - a Shanghai recording in memory, in the exchange's order.
 *
 * Role       Reads the whole recording, proves it readable, and sorts it: messages by BizIndex,
 *            snapshots by time.  The feed arrives unsorted, so it has to be held as a whole.
 * Invariant  BizIndex ascends without two messages of one number; all messages are of one
 *            instrument.
 * Rules      none.
 */
#ifndef PERPETUA_REPLAY_SSE_LOAD_H
#define PERPETUA_REPLAY_SSE_LOAD_H

#include <stddef.h>

#include "replay/replay.h"
#include "replay/scale.h"
#include "wire/import_sse.h"

/* An order, a delete or an execution: an sse_message without the room of a snapshot. */
struct sse_tick {
    uint64_t biz_index;
    int64_t time_ns;
    bool is_order;
    union {
        struct sse_order order;
        struct sse_execution execution;
    };
};

struct sse_picture {
    int64_t time_ns;
    struct sse_snapshot snapshot;
};

#define SSE_CLOCK_NS(hour, minute) (((int64_t)(hour)*60 + (minute)) * 60 * INT64_C(1000000000))
#define SSE_MORNING_NS             SSE_CLOCK_NS(9, 30)
#define SSE_NOON_NS                SSE_CLOCK_NS(11, 30)
#define SSE_AFTERNOON_NS           SSE_CLOCK_NS(13, 0)
#define SSE_CLOSING_NS             SSE_CLOCK_NS(14, 57)
#define SSE_EVENING_NS             SSE_CLOCK_NS(15, 0)

struct sse_day {
    struct sse_tick *ticks;
    size_t tick_count;
    size_t tick_capacity;
    struct sse_picture *pictures;
    size_t picture_count;
    size_t picture_capacity;
    struct scale scale;
    int64_t closing_ns; /* continuous trading ends; INT64_MAX: there is no closing auction */
    uint32_t security_id;
    bool has_security;
};

/* After false the day holds nothing. */
bool sse_load(struct sse_day *day, const struct replay_options *options,
              struct replay_fault *fault);

void sse_free(struct sse_day *day);

#endif
