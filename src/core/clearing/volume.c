/* SPDX-License-Identifier: Apache-2.0 */
/*
 * volume.c - see volume.h.
 */
#include "core/clearing/volume.h"

#include "base/check.h"
#include "base/int_math.h"

#define DAY_NS INT64_C(86400000000000)
#define PLACES (VOLUME_DAYS + 1u)

int64_t volume_day(int64_t time_ns)
{
    return narrow_i64(div_floor(time_ns, DAY_NS));
}

static int64_t *day_at(struct owner_volume *volume, int64_t day)
{
    return &volume->days_micros[(uint64_t)day % PLACES];
}

static int64_t bounded(int128 micros)
{
    return micros > INT64_MAX ? INT64_MAX : (int64_t)micros;
}

void volume_turn(struct owner_volume *volume, int64_t day)
{
    if (day == volume->day) return;
    ASSERT(day > volume->day);
    int64_t first = i64_max(volume->day + 1, day - (int64_t)VOLUME_DAYS);
    for (int64_t at = first; at <= day; at++) *day_at(volume, at) = 0;
    volume->day = day;
    int128 sum_micros = 0;
    for (uint32_t i = 0; i < PLACES; i++) sum_micros += volume->days_micros[i];
    volume->past_micros = bounded(sum_micros); /* today's place is empty */
}

void volume_add(struct owner_volume *volume, int64_t micros)
{
    int64_t *today = day_at(volume, volume->day);
    *today = bounded((int128)*today + micros);
}

uint64_t fee_tiers_fault(const struct body_fee_tiers *tiers)
{
    for (uint64_t i = 0; i < tiers->tier_count; i++) {
        const struct fee_tier *tier = &tiers->tiers[i];
        bool ascends = i == 0 ? tier->volume_micros == 0
                              : tier->volume_micros > tiers->tiers[i - 1].volume_micros;
        bool has_rates = tier->maker_ppm <= RATE_PPM_MAX && tier->taker_ppm <= RATE_PPM_MAX;
        if (!ascends || !has_rates) return i;
    }
    return tiers->tier_count;
}

const struct fee_tier *fee_tier_of(const struct body_fee_tiers *tiers, int64_t past_micros)
{
    ASSERT(tiers->tier_count > 0);
    uint64_t at = tiers->tier_count - 1;
    while (at > 0 && tiers->tiers[at].volume_micros > past_micros) at--;
    return &tiers->tiers[at];
}
