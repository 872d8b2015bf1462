/* SPDX-License-Identifier: Apache-2.0 */
/*
 * least.c - see least.h.
 *
 * Role       See least.h.
 * Invariant  None beyond the header's.
 * Rules      none.
 */
#include "replay/least.h"

#include <string.h>

#include "base/check.h"
#include "base/int_math.h"
#include "replay/scale.h"
#include "wire/import_text.h"

#define SHARE_DECIMALS 6u

bool least_take(struct least_set *set, const struct least *list, const char *text)
{
    int64_t share = 0;
    const char *equals = strchr(text, '=');
    if (equals == NULL || equals == text) return false;
    struct import_slice name = {text, (size_t)(equals - text)};
    struct import_slice value = {equals + 1, strlen(equals + 1)};
    if (import_decimals(value) > SHARE_DECIMALS ||
        !import_round_decimal(value, SHARE_DECIMALS, &share) || share < 0 || share > PPM_ONE) {
        return false;
    }
    for (size_t i = 0; list[i].name != NULL; i++) {
        ASSERT(i < LEAST_MAX);
        if (!import_is(name, list[i].name)) continue;
        set->share_ppm[i] = (uint32_t)share;
        set->is_set[i] = true;
        return true;
    }
    return false;
}

uint32_t least_share(const struct least_set *set, const struct least *list, size_t index)
{
    ASSERT(index < LEAST_MAX);
    return set->is_set[index] ? set->share_ppm[index] : list[index].share_ppm;
}

bool least_reached(const struct least_set *set, const struct least *list, size_t index,
                   uint64_t part, uint64_t whole)
{
    return rate_reaches(part, whole, least_share(set, list, index));
}
