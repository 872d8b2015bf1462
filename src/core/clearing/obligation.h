/* SPDX-License-Identifier: Apache-2.0 */
/*
 * obligation.h - what one member owes, or is owed, by class of account and origin.
 *
 * Role       Sums of one command, gross on both sides; they are zero between two commands, so a
 *            snapshot leaves them out.
 * Rules      R-SETTLE-7.
 */
#ifndef PERPETUA_CORE_CLEARING_OBLIGATION_H
#define PERPETUA_CORE_CLEARING_OBLIGATION_H

#include "base/int_math.h"
#include "model/event.h"
#include "model/product_terms.h"

/* Futures, cleared swaps, foreign futures; each for the house and for customers. */
#define OBLIGATION_CLASSES 3u
#define OBLIGATION_ORIGINS 2u
#define OBLIGATION_SUMS    (OBLIGATION_CLASSES * OBLIGATION_ORIGINS)

struct obligation {
    int128 collected_micros;
    int128 paid_out_micros;
    uint32_t position_count;
    uint32_t currency; /* R-CURRENCY-5 */
    uint32_t reserved[2];
};

static_assert(sizeof(struct obligation) == 48, "no padding");
static_assert(CLASS_FUTURES == 1 && CLASS_CLEARED_SWAP == 2 && CLASS_FOREIGN_FUTURES == 4,
              "the bit of a class tells its place");

/* The class whose place among the sums this is, and back. */
static inline uint32_t obligation_class(uint32_t place)
{
    return 1u << place;
}

static inline uint32_t obligation_index(uint32_t member_id, uint32_t account_class,
                                        enum origin origin)
{
    uint32_t place = account_class / 2; /* 1, 2, 4: places 0, 1, 2 */
    return member_id * OBLIGATION_SUMS + place * OBLIGATION_ORIGINS + (uint32_t)origin;
}

static inline void obligation_add(struct obligation *obligation, int64_t variation_micros)
{
    if (variation_micros < 0) {
        obligation->collected_micros -= variation_micros;
    } else {
        obligation->paid_out_micros += variation_micros;
    }
    obligation->position_count++;
}

#endif
