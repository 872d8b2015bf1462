/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scale.c - ticks and lots by greatest common divisor.
 *
 * Role       See scale.h.
 * Invariant  Conversions are exact: what is not a whole number of ticks or lots stops the process,
 *            for the survey has seen every number of the recording.
 * Rules      R-UNIT-1.
 */
#include "replay/scale.h"

#include "base/check.h"
#include "base/int_math.h"
#include "model/limits.h"

static int64_t divisor_of(int64_t a, int64_t b)
{
    while (b != 0) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

void scale_see_price(struct scale *scale, int64_t price)
{
    ASSERT(price != INT64_MIN);
    scale->tick = divisor_of(scale->tick, price < 0 ? -price : price);
    scale->price_min = scale->has_price ? i64_min(scale->price_min, price) : price;
    scale->price_max = scale->has_price ? i64_max(scale->price_max, price) : price;
    scale->has_price = true;
}

void scale_see_qty(struct scale *scale, int64_t qty)
{
    ASSERT(qty >= 0);
    scale->lot = divisor_of(scale->lot, qty);
    scale->qty_max = i64_max(scale->qty_max, qty);
}

bool scale_settle(struct scale *scale, const char *path, struct replay_fault *fault)
{
    if (scale->tick == 0) scale->tick = 1;
    if (scale->lot == 0) scale->lot = 1;
    scale->origin = scale->price_min > 0 ? 0 : scale->price_min - scale->tick;
    int128 ticks = ((int128)scale->price_max - scale->origin) / scale->tick;
    if (ticks > PRICE_TICKS_MAX) {
        return fault_set(fault, "%s: expected prices of at most %lld ticks", path,
                         (long long)PRICE_TICKS_MAX);
    }
    if (scale->qty_max / scale->lot > QTY_LOTS_MAX) {
        return fault_set(fault, "%s: expected quantities of at most %lld lots", path,
                         (long long)QTY_LOTS_MAX);
    }
    return true;
}

int64_t scale_ticks(const struct scale *scale, int64_t price)
{
    ASSERT((price - scale->origin) % scale->tick == 0);
    return (price - scale->origin) / scale->tick;
}

int64_t scale_price(const struct scale *scale, int64_t ticks)
{
    return scale->origin + ticks * scale->tick;
}

int64_t scale_lots(const struct scale *scale, int64_t qty)
{
    ASSERT(qty % scale->lot == 0);
    return qty / scale->lot;
}

int64_t scale_qty(const struct scale *scale, int64_t lots)
{
    return lots * scale->lot;
}

bool rate_reaches(uint64_t part, uint64_t whole, uint64_t rate_ppm)
{
    return (uint128)part * (uint64_t)PPM_ONE >= (uint128)whole * rate_ppm;
}
