/* SPDX-License-Identifier: Apache-2.0 */
/*
 * demo.h - the demonstration: a made-up day through the real venue, told as it happens.
 *
 * Role       Draws a day (demo_flow.h), runs it through the venue, prints what a newcomer can
 *            follow (the opening auction, some trades, a sweep, the book, the speed) and compares
 *            every trade with those of the plain book.
 */
#ifndef PERPETUA_REPLAY_DEMO_H
#define PERPETUA_REPLAY_DEMO_H

#include <stddef.h>
#include <stdint.h>

#include "replay/replay.h"

#define DEMO_RECORDS 500000u

struct demo_options {
    const char *journal; /* folder for the journal, or NULL */
    uint64_t seed;
    size_t record_count;
    FILE *out;
};

enum replay_status replay_demo(const struct demo_options *options, struct replay_fault *fault);

#endif
