/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fund.h - the drawdown limit of an insurance fund.
 *
 * Role       A fund may lose a part of its peak within a window of time; beyond it the fund is
 *            tripped and takes nothing over until it has recovered or the window is over.
 * Invariant  The peak is at least every value seen in the window (fund_look).
 * Rules      R-FUNDCAP-1.
 */
#ifndef PERPETUA_CORE_LIQUIDATION_FUND_H
#define PERPETUA_CORE_LIQUIDATION_FUND_H

#include <stdint.h>

struct fund_limit {
    int64_t window_ns;
    int64_t drawdown_ppm; /* 0: no limit */
    int64_t release_ppm;
};

struct fund_window {
    int64_t start_ns;
    int64_t peak_micros;
    uint8_t is_open; /* 0: no look yet */
    uint8_t is_tripped;
    uint8_t reserved[6];
};

enum fund_change { FUND_SAME, FUND_TRIPPED, FUND_RELEASED };

/* R-FUNDCAP-1: looks at the fund's present value. */
enum fund_change fund_look(struct fund_window *window, const struct fund_limit *limit,
                           int64_t now_ns, int64_t value_micros);

/* The value below which the limit does not let the fund fall. */
int64_t fund_floor_micros(const struct fund_window *window, const struct fund_limit *limit);

/* What a fund of this value may still lose. */
int64_t fund_room_micros(const struct fund_window *window, const struct fund_limit *limit,
                         int64_t value_micros);

#endif
