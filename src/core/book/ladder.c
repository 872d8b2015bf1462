/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ladder.c - see ladder.h.
 *
 * The window slides in two cases only: a new best price below it, and an insert beyond its end when
 * the best price has left its first half.  Both leave a quarter of the width below the best, so a
 * slide pays for at least a quarter of the width of price movement.
 */
#include "core/book/ladder.h"

static uint32_t ring_index(const struct ladder *ladder, int64_t key)
{
    return (uint32_t)((uint64_t)key & (ladder->width - 1));
}

/* Keys are compared by their distance from the base: no sum of keys, so none can overflow. */
static bool window_holds(const struct ladder *ladder, int64_t key)
{
    return key >= ladder->state->base &&
           (uint64_t)key - (uint64_t)ladder->state->base < ladder->width;
}

static uint32_t summary_words(const struct ladder *ladder)
{
    return (ladder->width / 64 + 63) / 64;
}

static void window_put(struct ladder *ladder, int64_t key, uint32_t slot)
{
    uint32_t index = ring_index(ladder, key);
    ASSERT(ladder->slots[index] == 0);
    ladder->slots[index] = slot;
    ladder->words[index / 64] |= UINT64_C(1) << index % 64;
    ladder->summary[index / 4096] |= UINT64_C(1) << index / 64 % 64;
    ladder->state->window_levels++;
}

static void window_take(struct ladder *ladder, uint32_t index)
{
    ASSERT(ladder->slots[index] != 0);
    ladder->slots[index] = 0;
    ladder->words[index / 64] &= ~(UINT64_C(1) << index % 64);
    if (ladder->words[index / 64] == 0) {
        ladder->summary[index / 4096] &= ~(UINT64_C(1) << index / 64 % 64);
    }
    ladder->state->window_levels--;
}

/* The first entry in use at or after `index` and before `end`, or `end`. */
static uint32_t entry_from(const struct ladder *ladder, uint32_t index, uint32_t end)
{
    if (index >= end) return end;
    uint64_t word = ladder->words[index / 64] >> index % 64;
    if (word != 0) {
        uint32_t found = index + (uint32_t)__builtin_ctzll(word);
        return found < end ? found : end;
    }
    uint32_t next = index / 64 + 1;
    uint32_t words = ladder->width / 64;
    for (uint32_t group = next / 64; next < words && group < summary_words(ladder); group++) {
        uint64_t summary = ladder->summary[group];
        if (group == next / 64) summary &= ~UINT64_C(0) << next % 64;
        if (summary == 0) continue;
        uint32_t at = group * 64 + (uint32_t)__builtin_ctzll(summary);
        uint32_t found = at * 64 + (uint32_t)__builtin_ctzll(ladder->words[at]);
        return found < end ? found : end;
    }
    return end;
}

/* The level of the window with the lowest key at or above `key`, or 0. */
static uint32_t window_from(const struct ladder *ladder, int64_t key)
{
    if (ladder->state->window_levels == 0) return 0;
    uint32_t start = ring_index(ladder, key);
    uint32_t base = ring_index(ladder, ladder->state->base);
    if (start >= base) {
        uint32_t found = entry_from(ladder, start, ladder->width);
        if (found < ladder->width) return ladder->slots[found];
        start = 0;
    }
    uint32_t found = entry_from(ladder, start, base);
    return found < base ? ladder->slots[found] : 0;
}

/* The lowest level of all from the window on: levels of the tree come after those of the window. */
static uint32_t level_from(const struct ladder *ladder, int64_t key)
{
    if (window_holds(ladder, key)) {
        uint32_t slot = window_from(ladder, key);
        if (slot != 0) return slot;
        return price_tree_lowest(ladder->store->levels, &ladder->state->tree);
    }
    return price_tree_from(ladder->store->levels, &ladder->state->tree, key);
}

/* A quarter of the width below `best`, but never below the lowest key there is. */
static int64_t base_below(const struct ladder *ladder, int64_t best)
{
    int64_t margin = ladder->width / 4;
    return best < INT64_MIN + margin ? INT64_MIN : best - margin;
}

static void window_to_tree(struct ladder *ladder, uint32_t index)
{
    uint32_t slot = ladder->slots[index];
    window_take(ladder, index);
    price_tree_insert(ladder->store->levels, &ladder->state->tree, slot);
    ladder->state->tree_levels++;
}

/* Levels whose key would lie outside the window at `base` go to the tree. */
static void window_shed(struct ladder *ladder, int64_t base)
{
    uint32_t index = 0;
    while ((index = entry_from(ladder, index, ladder->width)) < ladder->width) {
        int64_t key = level_at(ladder->store, ladder->slots[index])->key;
        if (key < base || (uint64_t)key - (uint64_t)base >= ladder->width) {
            window_to_tree(ladder, index);
        }
        index++;
    }
}

/* Levels of the tree whose key lies in the window come into it. */
static void window_gather(struct ladder *ladder)
{
    struct ladder_state *state = ladder->state;
    for (;;) {
        uint32_t slot = price_tree_lowest(ladder->store->levels, &state->tree);
        if (slot == 0) break;
        int64_t key = level_at(ladder->store, slot)->key;
        if (!window_holds(ladder, key)) break;
        price_tree_remove(ladder->store->levels, &state->tree, slot);
        state->tree_levels--;
        window_put(ladder, key, slot);
    }
}

static void window_slide(struct ladder *ladder, int64_t base)
{
    if (ladder->state->window_levels > 0) window_shed(ladder, base);
    ladder->state->base = base;
    if (ladder->state->tree_levels > 0) window_gather(ladder);
}

/* Makes the window follow the market before a level with `key` comes. */
static void window_follow(struct ladder *ladder, int64_t key)
{
    struct ladder_state *state = ladder->state;
    if (state->best == 0) {
        state->base = base_below(ladder, key);
        return;
    }
    int64_t best = level_at(ladder->store, state->best)->key;
    if (key < state->base) {
        window_slide(ladder, base_below(ladder, key));
    } else if (!window_holds(ladder, key) && key > best &&
               (uint64_t)best - (uint64_t)state->base >= ladder->width / 2) {
        window_slide(ladder, base_below(ladder, best));
    }
}

uint32_t ladder_find(const struct ladder *ladder, int64_t key)
{
    if (window_holds(ladder, key)) return ladder->slots[ring_index(ladder, key)];
    if (ladder->state->tree_levels == 0) return 0;
    return price_tree_find(ladder->store->levels, &ladder->state->tree, key);
}

static uint32_t level_make(struct ladder *ladder, int64_t key)
{
    struct order_store *store = ladder->store;
    window_follow(ladder, key);

    uint32_t slot = slot_take(&store->pools->levels, store->levels, sizeof *store->levels);
    struct level *level = level_at(store, slot);
    level->key = key;
    if (window_holds(ladder, key)) {
        window_put(ladder, key, slot);
    } else {
        price_tree_insert(store->levels, &ladder->state->tree, slot);
        ladder->state->tree_levels++;
    }
    uint32_t best = ladder->state->best;
    if (best == 0 || key < level_at(store, best)->key) ladder->state->best = slot;
    return slot;
}

uint32_t ladder_level(struct ladder *ladder, int64_t key)
{
    uint32_t slot = ladder_find(ladder, key);
    return slot != 0 ? slot : level_make(ladder, key);
}

uint32_t ladder_worse(const struct ladder *ladder, uint32_t slot)
{
    int64_t key = level_at(ladder->store, slot)->key;
    return key == INT64_MAX ? 0 : level_from(ladder, key + 1);
}

void ladder_drop(struct ladder *ladder, uint32_t slot)
{
    struct order_store *store = ladder->store;
    struct level *level = level_at(store, slot);
    ASSERT(level->order_count == 0);
    ASSERT(level->shown_lots == 0 && level->hidden_lots == 0);

    bool was_best = ladder->state->best == slot;
    int64_t key = level->key;
    if (window_holds(ladder, key)) {
        window_take(ladder, ring_index(ladder, key));
    } else {
        price_tree_remove(store->levels, &ladder->state->tree, slot);
        ladder->state->tree_levels--;
    }
    slot_free(&store->pools->levels, store->levels, sizeof *store->levels, slot);
    if (!was_best) return;

    ladder->state->best = level_from(ladder, key);
    /* The market has left the window: bring the window to it. */
    if (ladder->state->best != 0 && ladder->state->window_levels == 0) {
        window_slide(ladder, base_below(ladder, level_at(store, ladder->state->best)->key));
    }
}
