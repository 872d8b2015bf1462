/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tally.h - sums over the window at hand and the one before it.
 *
 * Role       Windows follow the clock, so that the sums of a pair and of its two accounts are over
 *            the same time and may be compared: from one to two windows.
 */
#ifndef PERPETUA_SURVEIL_TALLY_H
#define PERPETUA_SURVEIL_TALLY_H

#include <stdint.h>

#define TALLY_SUMS 6u

struct tally {
    int64_t window; /* number of the window at hand */
    int64_t now[TALLY_SUMS];
    int64_t before[TALLY_SUMS];
};

/* Turns to the window of the time. */
static inline void tally_turn(struct tally *tally, int64_t time_ns, int64_t window_ns)
{
    int64_t window = time_ns / window_ns;
    if (tally->window == window) return;
    for (uint32_t i = 0; i < TALLY_SUMS; i++) {
        tally->before[i] = tally->window + 1 == window ? tally->now[i] : 0;
        tally->now[i] = 0;
    }
    tally->window = window;
}

static inline int64_t tally_sum(const struct tally *tally, uint32_t which)
{
    return tally->now[which] + tally->before[which];
}

#endif
