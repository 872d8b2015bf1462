/* SPDX-License-Identifier: Apache-2.0 */
/*
 * waterfall.c - see waterfall.h.
 */
#include "core/liquidation/waterfall.h"

#include "base/date.h"
#include "base/int_math.h"

static int128 part_of(int128 micros, int64_t rate_ppm)
{
    return div_floor(micros * rate_ppm, PPM_ONE);
}

int64_t waterfall_tranche_micros(const struct body_default_terms *terms, int128 fund_micros)
{
    int128 part = part_of(fund_micros, terms->tranche_ppm);
    if (part > INT64_MAX) return INT64_MAX;
    return i64_max(terms->tranche_micros, (int64_t)part);
}

int64_t waterfall_call_micros(const struct body_default_terms *terms, int64_t requirement_micros,
                              int64_t called_micros, int64_t called_in_window_micros)
{
    int128 by_default = part_of(requirement_micros, terms->assessment_ppm) - called_micros;
    int128 by_window =
        part_of(requirement_micros, terms->assessment_sum_ppm) - called_in_window_micros;
    int128 most = by_default < by_window ? by_default : by_window;
    return most > 0 ? narrow_i64(most) : 0;
}

/* No bound on calls is above this: what is beyond it need not be counted. */
#define CALLED_MAX INT64_C(4000000000000000000)

static int64_t sum_of(int64_t a, int64_t b)
{
    return a > CALLED_MAX - b ? CALLED_MAX : a + b;
}

void call_log_add(struct call_log *log, int64_t now_ns, int64_t micros)
{
    struct waterfall_call *newest = log->count == 0 ? NULL : &log->list[log->count - 1];
    if (newest != NULL && newest->time_ns / NS_PER_DAY == now_ns / NS_PER_DAY) {
        newest->time_ns = now_ns;
        newest->micros = sum_of(newest->micros, micros);
        return;
    }
    if (log->count == CALLS_MAX) {
        log->list[1].micros = sum_of(log->list[1].micros, log->list[0].micros);
        for (uint32_t i = 1; i < CALLS_MAX; i++) log->list[i - 1] = log->list[i];
        log->count--;
    }
    log->list[log->count++] = (struct waterfall_call){now_ns, micros};
}

int64_t call_log_sum(const struct call_log *log, int64_t now_ns, int64_t window_ns)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < log->count; i++) {
        if (now_ns - log->list[i].time_ns < window_ns) sum = sum_of(sum, log->list[i].micros);
    }
    return sum;
}

/* Weights of those who can still give. */
static int128 open_weight(const struct waterfall_share *shares, uint32_t count)
{
    int128 weight = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (shares[i].given < shares[i].most) weight += shares[i].weight;
    }
    return weight;
}

/* One round of floors; returns what it gave. */
static int64_t give_floors(struct waterfall_share *shares, uint32_t count, int64_t amount)
{
    int128 weight = open_weight(shares, count);
    int64_t given = 0;
    if (weight == 0) return 0;
    for (uint32_t i = 0; i < count; i++) {
        struct waterfall_share *share = &shares[i];
        int64_t room = share->most - share->given;
        if (room <= 0) continue;
        int64_t part = (int64_t)div_floor((int128)amount * share->weight, weight);
        part = i64_min(part, room);
        share->given += part;
        given += part;
    }
    return given;
}

/* A unit each, in the order of the list, to those with a weight and room. */
static int64_t give_units(struct waterfall_share *shares, uint32_t count, int64_t amount)
{
    int64_t given = 0;
    for (uint32_t i = 0; i < count && given < amount; i++) {
        if (shares[i].weight == 0 || shares[i].given >= shares[i].most) continue;
        shares[i].given++;
        given++;
    }
    return given;
}

int64_t waterfall_divide(struct waterfall_share *shares, uint32_t count, int64_t amount)
{
    int64_t left = amount;
    for (uint32_t i = 0; i < count; i++) shares[i].given = 0;
    while (left > 0) {
        int64_t given = give_floors(shares, count, left);
        if (given == 0) given = give_units(shares, count, left);
        if (given == 0) break;
        left -= given;
    }
    return amount - left;
}
