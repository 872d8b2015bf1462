/* SPDX-License-Identifier: Apache-2.0 */
/*
 * attention.h - which positions must be looked at when a mark moves, without walking the others.
 *
 * Role       A heap of positions a product and side, ordered by the price at which each needs a
 *            look, and the arithmetic of that price; a queue of positions a product, of those that
 *            are looked at at every mark.  It knows no account; looking is the story of
 *            flow_attention.c.
 * How        The slack of an account, equity less maintenance margin over the queue ratio, is
 *            shared out to its positions.  A share, the most that slack can change with the value
 *            of a lot and the present value give the value at which the share would be used up.
 *            While no position of the account has reached its own, the account is healthy.  The
 *            price is a bound, reached early and never late; the look itself is exact.
 * Funding    is settled when a position is touched, so it lowers equity unseen.  A guard offset of
 *            the product takes its place: adverse funding counts guard_ppm, favourable one half.
 * Values     are 10^-4 micros a lot: mark (10^-4 ticks) x tick value, at most 10^16.
 *            A level is the value less the offset for longs, minus the value and the offset for
 *            shorts: both sides are due when the level is at or below the key.
 * Invariant  A heap's order: no key is above its parent's; leftist by rank.
 * Rules      R-ATT-1, R-ATT-6, R-ATT-7.
 */
#ifndef PERPETUA_CORE_RISK_ATTENTION_H
#define PERPETUA_CORE_RISK_ATTENTION_H

#include "core/risk/margin.h"
#include "core/risk/portfolio.h"
#include "model/side.h"

/* One a position, by its slot.  A position whose account is queued is in no heap; then it stands in
 * the queue of its product by the same links. */
struct look {
    int64_t key;    /* due when the level is at or below */
    uint32_t left;  /* slots, 0 none; in a queue the older position */
    uint32_t right; /* in a queue the newer one */
    uint32_t parent;
    uint16_t rank; /* nodes on the way to the nearest missing child; 0: not in a heap */
    uint16_t side; /* SIDE_BUY of longs, SIDE_SELL of shorts */
};

static_assert(sizeof(struct look) == 24, "no padding");

#define LOOK_ALWAYS INT64_MAX

/* Micros that rounding can take from the slack for each position, and once for the account. */
#define LOOK_ROUNDING 16

/* Puts the position into the heap, or leaves it there when its key is at least as high. */
void look_set(struct look *looks, uint32_t *roots, uint32_t slot, enum side side, int64_t key);

/* Puts it in with exactly this key, also a lower one. */
void look_reset(struct look *looks, uint32_t *roots, uint32_t slot, enum side side, int64_t key);

/* Takes it out, if it is in. */
void look_remove(struct look *looks, uint32_t *roots, uint32_t slot);

/* Puts a position that is in no heap into a queue, in front of `before`, or last if that is 0. */
void look_queue_put(struct look *looks, struct look_queue *queue, uint32_t slot, uint32_t before);
void look_queue_take(struct look *looks, struct look_queue *queue, uint32_t slot);

static inline uint32_t look_queue_newer(const struct look *looks, uint32_t slot)
{
    return looks[slot].right;
}

/* The level of a side at the present mark (10^-4 ticks). */
int64_t look_level(const struct product_margin *margin, enum side side, int64_t mark_e4,
                   int64_t tick_value_micros);

/* Is any position of the heap due at this level? */
static inline bool look_is_due(const struct look *looks, uint32_t root, int64_t level)
{
    return root != 0 && looks[root].key >= level;
}

/* Takes all positions out that are due at this level, linked by `right`; the first of them or 0.
 * The caller takes them apart with look_due_next. */
uint32_t look_take_due(struct look *looks, uint32_t *root, int64_t level);

static inline uint32_t look_due_next(struct look *looks, uint32_t slot)
{
    uint32_t next = looks[slot].right;
    looks[slot].right = 0;
    return next;
}

/* What a share of slack means for a position. */
struct look_share {
    int128 slack;       /* micros; not positive: within what rounding can take */
    uint32_t slope_ppm; /* look_slope_ppm */
    int64_t lots;       /* positive */
};

/* The key at which the share is used up, from the present level.  Without slack nothing but
 * rounding keeps the account out of the queue, and any move can take it away: it is always due. */
int64_t look_key(int64_t level, const struct look_share *share);

/* The most that slack falls by when the value of the position moves by one against it. */
uint32_t look_slope_ppm(const struct product_margin *margin, const struct risk_grid *grid,
                        enum side side, uint32_t queue_ratio_ppm);

/* Bounds of a product's slopes and its guard, from its terms and its group's grid (or NULL). */
void look_bounds_make(struct product_margin *margin, const struct risk_grid *grid,
                      uint32_t queue_ratio_ppm);

/* The product's cumulative funding grew by this many nano-dollars a lot (longs pay if positive). */
void look_funding(struct product_margin *margin, int64_t delta_nanos);

#endif
