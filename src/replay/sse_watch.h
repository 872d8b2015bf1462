/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sse_watch.h - recorded ten-level snapshots against the venue's states.
 *
 * Role       A snapshot is found if the ten best levels of the venue were equal to it at some
 *            moment within four seconds of its stamp: stamps are whole seconds and arrive late.
 *            Only snapshots of continuous trading count, from four seconds after a session's start
 *            on.
 * Invariant  Each snapshot is counted once, found or not.
 * Rules      none.
 */
#ifndef PERPETUA_REPLAY_SSE_WATCH_H
#define PERPETUA_REPLAY_SSE_WATCH_H

#include "replay/sse_load.h"
#include "replay/venue.h"

struct sse_watch {
    const struct sse_day *day;
    const struct venue *venue;
    bool *is_found;   /* by snapshot */
    size_t first;     /* the first snapshot that may still be found */
    int64_t since_ns; /* the venue's present state holds from here on */
    uint64_t found_count;
    uint64_t total_count;
};

/* Clock times of a Shanghai day. */
/* False when memory is used up. */
bool sse_watch_begin(struct sse_watch *watch, const struct sse_day *day, const struct venue *venue);

/* The present state has held until `until_ns`; a command follows at that time. */
void sse_watch_state(struct sse_watch *watch, int64_t until_ns);

void sse_watch_end(struct sse_watch *watch);

#endif
