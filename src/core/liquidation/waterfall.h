/* SPDX-License-Identifier: Apache-2.0 */
/*
 * waterfall.h - how much each may have to pay for a default, and how several share an amount.
 *
 * Role       Bounds, the calls of a rolling window, and an exact division.  It moves no money and
 *            knows no ledger: the order of the layers is the story of flow_default.c.
 * Invariant  What is given adds up to the amount, or to all that the bounds allow; nobody gives
 *            more than its bound (waterfall_test.c).
 * Rules      R-DEFAULT-2, R-DEFAULT-3, R-DEFAULT-4.
 */
#ifndef PERPETUA_CORE_LIQUIDATION_WATERFALL_H
#define PERPETUA_CORE_LIQUIDATION_WATERFALL_H

#include "base/int_math.h"
#include "model/liquidation_terms.h"

/* R-DEFAULT-2: the largest that one tranche may be. */
int64_t waterfall_tranche_micros(const struct body_default_terms *terms, int128 fund_micros);

/* R-DEFAULT-3: what was called from a member, the oldest first. */
#define CALLS_MAX 16u

struct waterfall_call {
    int64_t time_ns;
    int64_t micros;
};

struct call_log {
    struct waterfall_call list[CALLS_MAX];
    uint32_t count;
    uint32_t reserved;
};

static_assert(sizeof(struct call_log) == 16 * CALLS_MAX + 8, "no padding");

/* A call of `micros` now; calls of one UTC day are one, and so are the two oldest of too many. */
void call_log_add(struct call_log *log, int64_t now_ns, int64_t micros);

/* The sum of the calls that are younger than the window. */
int64_t call_log_sum(const struct call_log *log, int64_t now_ns, int64_t window_ns);

/* R-DEFAULT-3: what may be called from a member: for this default, after what was called for it and
 * in the window before. */
int64_t waterfall_call_micros(const struct body_default_terms *terms, int64_t requirement_micros,
                              int64_t called_micros, int64_t called_in_window_micros);

/* One who shares an amount. */
struct waterfall_share {
    int64_t weight;   /* at least 0 */
    int64_t most;     /* the largest that it gives */
    int64_t given;    /* result */
    uint32_t account; /* these two for the caller */
    uint32_t member;
};

/* R-DEFAULT-4: an amount in proportion to the weights, at most `most` each: floors first, then a
 * unit each in the order of the list; what exceeds the bounds goes round again.  Returns what was
 * shared out: the amount, or all that the bounds allow. */
int64_t waterfall_divide(struct waterfall_share *shares, uint32_t count, int64_t amount);

#endif
