/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fund.c - see fund.h.
 */
#include "core/liquidation/fund.h"

#include <stdbool.h>

#include "base/int_math.h"

/* R-FUNDCAP-1: should it be tripped now? */
static bool is_beyond(const struct fund_window *window, const struct fund_limit *limit,
                      int64_t value_micros)
{
    if (limit->drawdown_ppm == 0) return false;
    if (window->peak_micros <= 0) return true;
    int128 lost_ppm = ((int128)window->peak_micros - value_micros) * PPM_ONE;
    if (lost_ppm >= (int128)limit->drawdown_ppm * window->peak_micros) return true;
    if (lost_ppm <= (int128)limit->release_ppm * window->peak_micros) return false;
    return window->is_tripped != 0;
}

enum fund_change fund_look(struct fund_window *window, const struct fund_limit *limit,
                           int64_t now_ns, int64_t value_micros)
{
    if (!window->is_open || now_ns - window->start_ns >= limit->window_ns) {
        window->is_open = 1;
        window->start_ns = now_ns;
        window->peak_micros = value_micros;
    }
    window->peak_micros = i64_max(window->peak_micros, value_micros);

    bool tripped = is_beyond(window, limit, value_micros);
    if (tripped == (window->is_tripped != 0)) return FUND_SAME;
    window->is_tripped = tripped;
    return tripped ? FUND_TRIPPED : FUND_RELEASED;
}

int64_t fund_floor_micros(const struct fund_window *window, const struct fund_limit *limit)
{
    if (limit->drawdown_ppm == 0) return 0;
    int128 kept = (int128)window->peak_micros * (PPM_ONE - limit->drawdown_ppm);
    return i64_max(0, narrow_i64(div_ceil(kept, PPM_ONE)));
}

int64_t fund_room_micros(const struct fund_window *window, const struct fund_limit *limit,
                         int64_t value_micros)
{
    if (value_micros <= 0) return 0;
    return i64_max(0, value_micros - fund_floor_micros(window, limit));
}
