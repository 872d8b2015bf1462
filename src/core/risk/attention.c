/* SPDX-License-Identifier: Apache-2.0 */
/*
 * attention.c - see attention.h.
 */
#include <stddef.h>

#include "core/risk/attention.h"

/* Levels and keys stay far inside 64 bits: values are at most 10^16. */
#define KEY_LOWEST (-INT64_C(4000000000000000000))
#define OFFSET_MAX INT64_C(1000000000000000000)

/* --- the heap --------------------------------------------------------------------------------- */

static bool comes_first(const struct look *looks, uint32_t a, uint32_t b)
{
    if (looks[a].key != looks[b].key) return looks[a].key > looks[b].key;
    return a < b;
}

/* Leftist again at one node: the child of higher rank is the left one. */
static void node_settle(struct look *looks, uint32_t node)
{
    struct look *look = &looks[node];
    if (looks[look->left].rank < looks[look->right].rank) {
        uint32_t left = look->left;
        look->left = look->right;
        look->right = left;
    }
    look->rank = (uint16_t)(looks[look->right].rank + 1);
}

/* One heap out of two; the caller gives the root its parent.  Right spines are short, so this is
 * what keeps every step logarithmic. */
static uint32_t heap_merge(struct look *looks, uint32_t a, uint32_t b)
{
    uint32_t head = 0;
    uint32_t tail = 0;
    while (a != 0 && b != 0) {
        if (comes_first(looks, b, a)) {
            uint32_t first = b;
            b = a;
            a = first;
        }
        if (tail == 0) {
            head = a;
        } else {
            looks[tail].right = a;
            looks[a].parent = tail;
        }
        tail = a;
        a = looks[a].right;
    }
    uint32_t rest = a != 0 ? a : b;
    if (tail == 0) return rest;
    looks[tail].right = rest;
    if (rest != 0) looks[rest].parent = tail;
    uint32_t node = tail;
    node_settle(looks, node);
    while (node != head) {
        node = looks[node].parent;
        node_settle(looks, node);
    }
    return head;
}

static void heap_insert(struct look *looks, uint32_t *root, uint32_t slot)
{
    looks[slot].left = 0;
    looks[slot].right = 0;
    looks[slot].parent = 0;
    looks[slot].rank = 1;
    *root = heap_merge(looks, *root, slot);
    looks[*root].parent = 0;
}

/* Ranks above a place that has changed, as far up as they change. */
static void ranks_follow(struct look *looks, uint32_t node)
{
    while (node != 0) {
        uint16_t rank = looks[node].rank;
        uint32_t left = looks[node].left;
        node_settle(looks, node);
        if (looks[node].rank == rank && looks[node].left == left) return;
        node = looks[node].parent;
    }
}

void look_remove(struct look *looks, uint32_t *roots, uint32_t slot)
{
    ASSERT(slot != 0);
    struct look *look = &looks[slot];
    if (look->rank == 0) return;
    uint32_t *root = &roots[look->side];
    uint32_t parent = look->parent;
    uint32_t rest = heap_merge(looks, look->left, look->right);
    if (rest != 0) looks[rest].parent = parent;
    if (parent == 0) {
        ASSERT(*root == slot);
        *root = rest;
    } else if (looks[parent].left == slot) {
        looks[parent].left = rest;
    } else {
        ASSERT(looks[parent].right == slot);
        looks[parent].right = rest;
    }
    ranks_follow(looks, parent);
    *look = (struct look){0};
}

void look_reset(struct look *looks, uint32_t *roots, uint32_t slot, enum side side, int64_t key)
{
    look_remove(looks, roots, slot);
    looks[slot].key = key;
    looks[slot].side = (uint16_t)side;
    heap_insert(looks, &roots[side], slot);
}

void look_set(struct look *looks, uint32_t *roots, uint32_t slot, enum side side, int64_t key)
{
    struct look *look = &looks[slot];
    bool stays = look->rank != 0 && look->side == (uint16_t)side && key <= look->key;
    if (stays) return;
    bool in_place = look->rank != 0 && look->side == (uint16_t)side &&
                    (look->parent == 0 || looks[look->parent].key >= key);
    if (in_place) {
        look->key = key;
    } else {
        look_reset(looks, roots, slot, side, key);
    }
}

/* Nodes in the order in which they came, linked by their parents. */
struct row {
    uint32_t first;
    uint32_t last;
};

static void row_put(struct look *looks, struct row *row, uint32_t slot)
{
    looks[slot].parent = 0;
    if (row->first == 0) {
        row->first = slot;
    } else {
        looks[row->last].parent = slot;
    }
    row->last = slot;
}

static uint32_t row_take(const struct look *looks, struct row *row)
{
    uint32_t slot = row->first;
    row->first = looks[slot].parent;
    return slot;
}

/* One heap out of many, by twos, so that most of them are small when they meet. */
static uint32_t row_merge(struct look *looks, struct row *row)
{
    if (row->first == 0) return 0;
    while (row->first != row->last) {
        uint32_t one = row_take(looks, row);
        uint32_t other = row_take(looks, row);
        row_put(looks, row, heap_merge(looks, one, other));
    }
    return row->first;
}

/* What is due is the top of the heap: nobody below who is not due.  One after the other would cost
 * the depth of the heap each. */
uint32_t look_take_due(struct look *looks, uint32_t *root, int64_t level)
{
    struct row open = {0};
    struct row rests = {0};
    uint32_t due = 0;
    if (*root != 0) row_put(looks, &open, *root);
    while (open.first != 0) {
        uint32_t slot = row_take(looks, &open);
        struct look *look = &looks[slot];
        if (look->key < level) {
            row_put(looks, &rests, slot);
            continue;
        }
        if (look->left != 0) row_put(looks, &open, look->left);
        if (look->right != 0) row_put(looks, &open, look->right);
        *look = (struct look){.right = due};
        due = slot;
    }
    *root = row_merge(looks, &rests);
    return due;
}

/* --- the queue of a product ------------------------------------------------------------------- */

void look_queue_put(struct look *looks, struct look_queue *queue, uint32_t slot, uint32_t before)
{
    struct look *look = &looks[slot];
    ASSERT(look->rank == 0 && look->left == 0 && look->right == 0);
    look->left = before == 0 ? queue->newest : looks[before].left;
    look->right = before;
    if (look->left == 0) {
        queue->oldest = slot;
    } else {
        looks[look->left].right = slot;
    }
    if (before == 0) {
        queue->newest = slot;
    } else {
        looks[before].left = slot;
    }
}

void look_queue_take(struct look *looks, struct look_queue *queue, uint32_t slot)
{
    struct look *look = &looks[slot];
    ASSERT(look->rank == 0);
    if (look->left == 0) {
        ASSERT(queue->oldest == slot);
        queue->oldest = look->right;
    } else {
        looks[look->left].right = look->right;
    }
    if (look->right == 0) {
        ASSERT(queue->newest == slot);
        queue->newest = look->left;
    } else {
        looks[look->right].left = look->left;
    }
    look->left = 0;
    look->right = 0;
}

/* --- the price -------------------------------------------------------------------------------- */

int64_t look_level(const struct product_margin *margin, enum side side, int64_t mark_e4,
                   int64_t tick_value_micros)
{
    int64_t value = mark_e4 * tick_value_micros;
    int64_t offset = margin->guard_offsets[side];
    return side == SIDE_BUY ? value - offset : -value - offset;
}

int64_t look_key(int64_t level, const struct look_share *share)
{
    ASSERT(share->lots > 0);
    ASSERT(share->slope_ppm > 0);
    if (share->slack <= 0) return LOOK_ALWAYS;
    /* Slack of 10^19 micros covers every move of every product; below it the product is exact. */
    int128 slack =
        share->slack < MONEY_MICROS_MAX * (int128)10 ? share->slack : MONEY_MICROS_MAX * (int128)10;
    int128 per_lot = slack * (FINE_PER_TICK * PPM_ONE) / ((int128)share->slope_ppm * share->lots);
    int128 key = level - per_lot;
    return key < KEY_LOWEST ? KEY_LOWEST : (int64_t)key;
}

static uint32_t slope_over_ratio(uint32_t slope_ppm, uint32_t queue_ratio_ppm, bool up)
{
    int128 scaled = (int128)slope_ppm * PPM_ONE;
    return (uint32_t)(up ? div_ceil(scaled, queue_ratio_ppm) : div_floor(scaled, queue_ratio_ppm));
}

uint32_t look_slope_ppm(const struct product_margin *margin, const struct risk_grid *grid,
                        enum side side, uint32_t queue_ratio_ppm)
{
    if (grid != NULL) {
        return (uint32_t)PPM_ONE + slope_over_ratio(grid->slope_ppm, queue_ratio_ppm, true);
    }
    /* A long's requirement falls with the price at least at the rate of the lowest bracket. */
    if (side == SIDE_BUY) {
        return (uint32_t)PPM_ONE - slope_over_ratio(margin->slope_low_ppm, queue_ratio_ppm, false);
    }
    return (uint32_t)PPM_ONE + slope_over_ratio(margin->slope_high_ppm, queue_ratio_ppm, true);
}

void look_bounds_make(struct product_margin *margin, const struct risk_grid *grid,
                      uint32_t queue_ratio_ppm)
{
    const struct bracket_table *table = &margin->table;
    margin->slope_low_ppm = table->list[0].maintenance_ppm;
    margin->slope_high_ppm = table->list[table->count - 1].maintenance_ppm;
    if (margin->terms.size_slope_e12 > 0) margin->slope_high_ppm += margin->terms.size_cap_ppm;

    uint32_t steepest = margin->slope_high_ppm;
    if (grid != NULL && grid->slope_ppm > steepest) steepest = grid->slope_ppm;
    ASSERT(steepest <= slope_ppm_max(queue_ratio_ppm));
    /* What a rise of the price gives back is at least 1 - steepest / ratio of it, so funding that
     * a rise would have to make up for counts for the inverse. */
    margin->guard_ppm =
        (uint32_t)div_ceil((int128)queue_ratio_ppm * PPM_ONE, queue_ratio_ppm - steepest);
}

static int64_t offset_moved(int64_t offset, int128 change)
{
    int128 moved = offset + change;
    if (moved > OFFSET_MAX) return OFFSET_MAX;
    return moved < -OFFSET_MAX ? -OFFSET_MAX : (int64_t)moved;
}

void look_funding(struct product_margin *margin, int64_t delta_nanos)
{
    if (delta_nanos == 0) return;
    /* A nano-dollar is ten of the index's units. */
    int128 amount = (int128)(delta_nanos < 0 ? -(int128)delta_nanos : delta_nanos) * 10;
    int128 adverse = div_ceil(amount * margin->guard_ppm, PPM_ONE);
    int128 favourable = amount / 2;
    bool longs_pay = delta_nanos > 0;
    margin->guard_offsets[SIDE_BUY] =
        offset_moved(margin->guard_offsets[SIDE_BUY], longs_pay ? adverse : -favourable);
    margin->guard_offsets[SIDE_SELL] =
        offset_moved(margin->guard_offsets[SIDE_SELL], longs_pay ? -favourable : adverse);
}
