/* SPDX-License-Identifier: Apache-2.0 */
/*
 * waterfall.c - see waterfall.h.
 */
#include "core/liquidation/waterfall.h"

#include "base/int_math.h"

static int64_t part_of(int64_t micros, int64_t rate_ppm)
{
    return narrow_i64(div_floor((int128)micros * rate_ppm, PPM_ONE));
}

int64_t waterfall_tranche_micros(const struct body_default_terms *terms, int64_t fund_micros)
{
    return i64_max(terms->tranche_micros, part_of(fund_micros, terms->tranche_ppm));
}

int64_t waterfall_call_micros(const struct body_default_terms *terms, int64_t requirement_micros,
                              int64_t called_micros, int64_t called_in_window_micros)
{
    int64_t by_default = part_of(requirement_micros, terms->assessment_ppm) - called_micros;
    int64_t by_window =
        part_of(requirement_micros, terms->assessment_sum_ppm) - called_in_window_micros;
    return i64_max(0, i64_min(by_default, by_window));
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
