/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ladder.c - see ladder.h.
 *
 * Where the window stands never changes an answer, only its price.  It slides to a quarter of its
 * width below the best
 *   - when it holds no level (nothing leaves it),
 *   - when the best has left its first half for worse prices and the tree is asked for a key that
 *     the slide brings in (nothing leaves it, for there is no level below the best),
 *   - when the best is below it, and the tree has been asked for keys around the best (misses) at
 *     least as often as levels leave the window.
 *
 * The bound: let `asked` be the calls of ladder_level and ladder_drop.  Each adds at most one miss,
 * and a slide uses up the misses, so at most `asked` levels ever leave the window for the tree.  A
 * level enters the window from the tree after it was made there or left the window.  So at most
 * `asked` + (`asked` + levels made) levels are ever moved, each by one operation of the tree.  The
 * levels that would leave are counted when `misses` is a power of two, and no further than that
 * number: at most two steps a miss.
 */
#include "core/book/ladder.h"

static uint32_t ring_index(const struct ladder *ladder, int64_t key)
{
    return (uint32_t)((uint64_t)key & (ladder->width - 1));
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

/* The level with the lowest key at or above `key`, or 0.  Levels of the tree come before those of
 * the window or after them. */
static uint32_t level_from(const struct ladder *ladder, int64_t key)
{
    const struct ladder_state *state = ladder->state;
    if (ladder_window_holds(ladder, key)) {
        uint32_t slot = window_from(ladder, key);
        if (slot != 0) return slot;
    }
    uint32_t slot = price_tree_from(ladder->store->levels, &state->tree, key);
    if (key >= state->base) return slot;
    bool is_below = slot != 0 && level_at(ladder->store, slot)->key < state->base;
    return is_below ? slot : window_from(ladder, state->base);
}

/* A quarter of the width below `best`, but never below the lowest key there is. */
static int64_t base_below(const struct ladder *ladder, int64_t best)
{
    int64_t margin = ladder->width / 4;
    return best < INT64_MIN + margin ? INT64_MIN : best - margin;
}

/* How far the first entry in use is, going round the ring from `start`; `steps` if farther. */
static uint32_t ring_steps(const struct ladder *ladder, uint32_t start, uint32_t steps)
{
    uint32_t width = ladder->width;
    start &= width - 1;
    if (steps <= width - start) return entry_from(ladder, start, start + steps) - start;
    uint32_t found = entry_from(ladder, start, width);
    if (found < width) return found - start;
    return width - start + entry_from(ladder, 0, steps - (width - start));
}

/* Keys at the end of the window that a window at a lower base does not reach.  Their entries begin
 * at the entry of that base: the ring hands them over to as many keys below the old base. */
static uint32_t keys_leaving(const struct ladder *ladder, int64_t base)
{
    ASSERT(base <= ladder->state->base);
    uint64_t distance = (uint64_t)ladder->state->base - (uint64_t)base;
    return distance < ladder->width ? (uint32_t)distance : ladder->width;
}

/* Would at most `max` levels leave the window if it slid down to `base`? */
static bool window_loses_few(const struct ladder *ladder, int64_t base, uint32_t max)
{
    if (ladder->state->window_levels <= max) return true;
    uint32_t start = ring_index(ladder, base);
    uint32_t steps = keys_leaving(ladder, base);
    uint32_t count = 0;
    for (uint32_t at = 0; at < steps; at++) {
        at += ring_steps(ladder, start + at, steps - at);
        if (at == steps) break;
        count++;
        if (count > max) return false;
    }
    return true;
}

/* Levels that a window at a lower base does not reach go to the tree. */
static void window_shed(struct ladder *ladder, int64_t base)
{
    uint32_t start = ring_index(ladder, base);
    uint32_t steps = keys_leaving(ladder, base);
    for (uint32_t at = 0; at < steps; at++) {
        at += ring_steps(ladder, start + at, steps - at);
        if (at == steps) break;
        uint32_t index = (start + at) & (ladder->width - 1);
        uint32_t slot = ladder->slots[index];
        window_take(ladder, index);
        price_tree_insert(ladder->store->levels, &ladder->state->tree, slot);
        ladder->state->tree_levels++;
    }
}

/* Levels of the tree whose key lies in the window come into it; none is below the window. */
static void window_gather(struct ladder *ladder)
{
    struct ladder_state *state = ladder->state;
    for (;;) {
        uint32_t slot = price_tree_lowest(ladder->store->levels, &state->tree);
        if (slot == 0) break;
        int64_t key = level_at(ladder->store, slot)->key;
        ASSERT(key >= state->base);
        if (!ladder_window_holds(ladder, key)) break;
        price_tree_remove(ladder->store->levels, &state->tree, slot);
        state->tree_levels--;
        window_put(ladder, key, slot);
    }
}

/* A slide up follows a best that left the window's first half: no level is left behind. */
static void window_slide(struct ladder *ladder, int64_t base)
{
    struct ladder_state *state = ladder->state;
    if (base < state->base && state->window_levels > 0) window_shed(ladder, base);
    state->base = base;
    state->misses = 0;
    if (state->tree_levels > 0) window_gather(ladder);
}

/* The tree was asked for `key`: lets the window follow the market if it stands wrongly and enough
 * has been asked to pay for the levels that leave. */
static void window_missed(struct ladder *ladder, int64_t key)
{
    struct ladder_state *state = ladder->state;
    int64_t best = level_at(ladder->store, state->best)->key;
    bool is_below = best < state->base;
    if (!is_below && (uint64_t)best - (uint64_t)state->base < ladder->width / 2) return;

    /* Only keys that the window would hold if it followed count. */
    int64_t base = base_below(ladder, best);
    if (key < base || (uint64_t)key - (uint64_t)base >= ladder->width) return;
    if (is_below) {
        state->misses++;
        if ((state->misses & (state->misses - 1)) != 0) return;
        if (!window_loses_few(ladder, base, state->misses)) return;
    }
    window_slide(ladder, base);
}

uint32_t ladder_find(const struct ladder *ladder, int64_t key)
{
    if (ladder_window_holds(ladder, key)) return ladder->slots[ring_index(ladder, key)];
    if (ladder->state->tree_levels == 0) return 0;
    return price_tree_find(ladder->store->levels, &ladder->state->tree, key);
}

static uint32_t level_make(struct ladder *ladder, int64_t key)
{
    struct order_store *store = ladder->store;
    struct ladder_state *state = ladder->state;
    if (state->best == 0) window_slide(ladder, base_below(ladder, key));

    uint32_t slot = slot_take(&store->pools->levels, store->levels, sizeof *store->levels);
    level_at(store, slot)->key = key;
    if (state->best == 0 || key < level_at(store, state->best)->key) state->best = slot;
    if (ladder_window_holds(ladder, key)) {
        window_put(ladder, key, slot);
    } else {
        price_tree_insert(store->levels, &state->tree, slot);
        state->tree_levels++;
        window_missed(ladder, key);
    }
    return slot;
}

uint32_t ladder_level(struct ladder *ladder, int64_t key)
{
    uint32_t slot = ladder_find(ladder, key);
    if (slot == 0) return level_make(ladder, key);
    if (!ladder_window_holds(ladder, key)) window_missed(ladder, key);
    return slot;
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

    struct ladder_state *state = ladder->state;
    int64_t key = level->key;
    bool was_in_window = ladder_window_holds(ladder, key);
    if (was_in_window) {
        window_take(ladder, ring_index(ladder, key));
    } else {
        price_tree_remove(store->levels, &state->tree, slot);
        state->tree_levels--;
    }
    slot_free(&store->pools->levels, store->levels, sizeof *store->levels, slot);
    if (state->best == slot) state->best = level_from(ladder, key);
    if (state->best == 0) return;

    if (state->window_levels == 0) {
        window_slide(ladder, base_below(ladder, level_at(store, state->best)->key));
    } else if (!was_in_window) {
        window_missed(ladder, key);
    }
}
