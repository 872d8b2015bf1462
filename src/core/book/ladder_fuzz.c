/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ladder_fuzz.c - any bytes as a sequence of levels that come and go, compared with a sorted array.
 */
#include "core/book/ladder.h"

#include "core/book/book_fixture.h"

enum { LEVELS_MAX = 256 };

static struct shelf shelf;
static uint32_t sorted[LEVELS_MAX]; /* level slots by ascending key */
static uint32_t count;

static bool in_window[SHELF_ORDERS]; /* by level slot, when it was last looked at */
static uint32_t asked;               /* calls of ladder_level and ladder_drop */
static uint32_t made;
static uint32_t shed;
static uint32_t gathered;

static int64_t key_at(uint32_t index)
{
    return level_at(&shelf.store, sorted[index])->key;
}

static uint32_t first_at_or_above(int64_t key)
{
    uint32_t index = 0;
    while (index < count && key_at(index) < key) index++;
    return index;
}

/* Six bits of a byte choose a step from the last key, two its size: near, across, far, anywhere. */
static int64_t next_key(uint8_t byte, int64_t last, const uint8_t *more, size_t size)
{
    uint64_t step = byte & 0x3fu;
    switch (byte >> 6) {
    case 0: return (int64_t)((uint64_t)last + step - 32);
    case 1: return (int64_t)((uint64_t)last + step * 17 - 544);
    case 2: return (int64_t)((uint64_t)last + (step - 32) * 1000003);
    default: {
        uint64_t bits = 0;
        memcpy(&bits, more, size < sizeof bits ? size : sizeof bits);
        return step < 4   ? INT64_MIN + (int64_t)step
               : step < 8 ? INT64_MAX - (int64_t)(step - 4)
                          : (int64_t)bits;
    }
    }
}

static void check_key(const struct ladder *ladder, int64_t key)
{
    uint32_t index = first_at_or_above(key);
    bool is_there = index < count && key_at(index) == key;
    ASSERT(ladder_find(ladder, key) == (is_there ? sorted[index] : 0));
    ASSERT(ladder_best(ladder) == (count == 0 ? 0 : sorted[0]));
}

static void check_walk(const struct ladder *ladder)
{
    uint32_t slot = ladder_best(ladder);
    for (uint32_t i = 0; i < count; i++) {
        ASSERT(slot == sorted[i]);
        slot = ladder_worse(ladder, slot);
    }
    ASSERT(slot == 0);
    ASSERT(ladder->state->window_levels + ladder->state->tree_levels == count);
}

/* The bound of ladder.c on the levels that a slide moves. */
static void check_moves(const struct ladder *ladder)
{
    for (uint32_t i = 0; i < count; i++) {
        bool *was = &in_window[sorted[i]];
        bool is = ladder_window_holds(ladder, key_at(i));
        shed += *was && !is;
        gathered += !*was && is;
        *was = is;
    }
    ASSERT(shed <= asked);
    ASSERT(gathered <= made + shed);
    ASSERT(ladder->state->misses < ladder->width);
    ASSERT(count == 0 || ladder->state->window_levels > 0);
}

static void add(struct ladder *ladder, int64_t key)
{
    uint32_t index = first_at_or_above(key);
    bool is_there = index < count && key_at(index) == key;
    if (count == LEVELS_MAX && !is_there) return;
    uint32_t slot = ladder_level(ladder, key);
    asked++;
    if (is_there) {
        ASSERT(slot == sorted[index]);
        return;
    }
    made++;
    in_window[slot] = false;
    for (uint32_t i = count; i > index; i--) sorted[i] = sorted[i - 1];
    sorted[index] = slot;
    count++;
}

static void drop(struct ladder *ladder, uint32_t index)
{
    ladder_drop(ladder, sorted[index]);
    asked++;
    count--;
    for (uint32_t i = index; i < count; i++) sorted[i] = sorted[i + 1];
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size == 0) return 0;
    shelf_start(&shelf, UINT32_C(64) << (bytes[0] & 7u));
    struct ladder *ladder = &shelf.book.sides[SIDE_BUY];
    count = 0;
    asked = made = shed = gathered = 0;
    int64_t key = 0;
    for (size_t at = 1; at + 1 < size; at += 2) {
        if (bytes[at] < 160) {
            key = next_key(bytes[at + 1], key, bytes + at, size - at);
            add(ladder, key);
        } else if (count > 0) {
            drop(ladder, bytes[at] < 220 ? 0 : bytes[at + 1] % count);
        }
        check_moves(ladder);
        check_key(ladder, key);
        if (at % 64 == 1) check_walk(ladder);
    }
    check_walk(ladder);
    return 0;
}
