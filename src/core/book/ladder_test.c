/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ladder_test.c - the ladder against a sorted array, for ladder.c (R-BOOK-1).
 */
#include "core/book/ladder.h"

#include <stdlib.h>

#include "base/expect.h"
#include "base/random.h"
#include "core/book/book_fixture.h"

enum { LEVELS_MAX = 600 };

static struct shelf shelf;
static struct ladder *ladder;

/* The plain truth: keys in ascending order, and the slot of each. */
static struct {
    int64_t keys[LEVELS_MAX];
    uint32_t slots[LEVELS_MAX];
    uint32_t count;
} truth;

static void start(uint32_t width)
{
    shelf_start(&shelf, width);
    ladder = &shelf.book.sides[SIDE_SELL];
    truth.count = 0;
}

static uint32_t truth_from(int64_t key)
{
    uint32_t index = 0;
    while (index < truth.count && truth.keys[index] < key) index++;
    return index;
}

static bool truth_has(int64_t key)
{
    uint32_t index = truth_from(key);
    return index < truth.count && truth.keys[index] == key;
}

static void add(const char *row, int64_t key)
{
    uint32_t index = truth_from(key);
    uint32_t slot = ladder_level(ladder, key);
    EXPECT_TRUE(row, slot != 0);
    EXPECT_EQ(row, level_at(&shelf.store, slot)->key, key);
    for (uint32_t i = truth.count; i > index; i--) {
        truth.keys[i] = truth.keys[i - 1];
        truth.slots[i] = truth.slots[i - 1];
    }
    truth.keys[index] = key;
    truth.slots[index] = slot;
    truth.count++;
    EXPECT_EQ(row, ladder_level(ladder, key), slot); /* a second time: the same */
}

static void drop(uint32_t index)
{
    ladder_drop(ladder, truth.slots[index]);
    truth.count--;
    for (uint32_t i = index; i < truth.count; i++) {
        truth.keys[i] = truth.keys[i + 1];
        truth.slots[i] = truth.slots[i + 1];
    }
}

/* The invariant of ladder.h, and the bits of the window. */
static void check_window(const char *row)
{
    const struct ladder_state *at = ladder->state;
    uint32_t in_window = 0;
    for (uint32_t i = 0; i < truth.count; i++) {
        uint64_t distance = (uint64_t)truth.keys[i] - (uint64_t)at->base;
        bool fits = truth.keys[i] >= at->base && distance < ladder->width;
        uint32_t index = (uint32_t)((uint64_t)truth.keys[i] & (ladder->width - 1));
        bool stands = ladder->slots[index] == truth.slots[i];
        EXPECT_EQ(row, stands, fits);
        EXPECT_TRUE(row, fits || truth.keys[i] > at->base); /* never below the window */
        in_window += fits;
    }
    EXPECT_EQ(row, at->window_levels, in_window);
    EXPECT_EQ(row, at->tree_levels, truth.count - in_window);
    EXPECT_TRUE(row, truth.count == 0 || in_window > 0); /* the best is always in it */
}

static void check_bits(const char *row)
{
    uint32_t used = 0;
    for (uint32_t index = 0; index < ladder->width; index++) {
        bool has_bit = (ladder->words[index / 64] >> (index % 64) & 1) != 0;
        EXPECT_EQ(row, has_bit, ladder->slots[index] != 0);
        used += has_bit;
    }
    EXPECT_EQ(row, used, ladder->state->window_levels);
    for (uint32_t word = 0; word < ladder->width / 64; word++) {
        bool has_bit = (ladder->summary[word / 64] >> (word % 64) & 1) != 0;
        EXPECT_EQ(row, has_bit, ladder->words[word] != 0);
    }
}

static void check_walk(const char *row)
{
    uint32_t slot = ladder_best(ladder);
    for (uint32_t i = 0; i < truth.count; i++) {
        EXPECT_EQ(row, slot, truth.slots[i]);
        slot = ladder_worse(ladder, slot);
    }
    EXPECT_EQ(row, slot, 0);
    EXPECT_EQ(row, shelf.pools.levels.live, truth.count);
}

static void check_find(const char *row, int64_t key)
{
    uint32_t index = truth_from(key);
    bool is_there = index < truth.count && truth.keys[index] == key;
    EXPECT_EQ(row, ladder_find(ladder, key), is_there ? truth.slots[index] : 0);
    EXPECT_EQ(row, ladder_best(ladder), truth.count == 0 ? 0 : truth.slots[0]);
}

static void check_all(const char *row)
{
    check_window(row);
    check_bits(row);
    check_walk(row);
}

/* clang-format off */
static const struct {
    const char *row;
    int64_t keys[6];
    uint32_t count;
} edges[] = {
    {"the lowest and the highest key",      {INT64_MIN, INT64_MAX},                    2},
    {"the highest, then the lowest",        {INT64_MAX, INT64_MIN},                    2},
    {"three at the bottom",                 {INT64_MIN + 2, INT64_MIN, INT64_MIN + 1}, 3},
    {"three at the top",                    {INT64_MAX - 2, INT64_MAX, INT64_MAX - 1}, 3},
    {"both ends and the middle",            {0, INT64_MIN, INT64_MAX, -1, 1},          5},
    {"just inside the window's end",        {1000, 1047},                              2},
    {"just outside the window's end",       {1000, 1048},                              2},
    {"a step below the window",             {1000, 983},                               2},
    {"falling through a window at a time",  {1000, 900, 800, 700, 600, 500},           6},
    {"rising through a window at a time",   {500, 600, 700, 800, 900, 1000},           6},
    {"around zero",                         {-1, 0, 1, -64, 64, 63},                   6},
};
/* clang-format on */

static void test_edges(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < sizeof edges / sizeof edges[0]; i++) {
        for (uint32_t from_best = 0; from_best < 2; from_best++) {
            start(64);
            for (uint32_t k = 0; k < edges[i].count; k++) {
                add(edges[i].row, edges[i].keys[k]);
                check_all(edges[i].row);
            }
            for (uint32_t k = 0; k < edges[i].count; k++)
                check_find(edges[i].row, edges[i].keys[k]);
            while (truth.count > 0) {
                drop(from_best != 0 ? 0 : truth.count - 1);
                check_all(edges[i].row);
            }
        }
    }
}

static void test_empty(void **state)
{
    (void)state;
    start(64);
    check_find("an empty ladder finds nothing", 5);
    check_all("an empty ladder");
    add("the first level", 5);
    shelf.levels[truth.slots[0]].order_count = 1;
    EXPECT_STOPS("a level with orders is not dropped", drop(0));
    shelf.levels[truth.slots[0]].order_count = 0;
    shelf.levels[truth.slots[0]].hidden_lots = 1;
    EXPECT_STOPS("nor one with lots", drop(0));
}

/* Prices beyond the window come into it when the market has left its first half. */
static void test_window_follows(void **state)
{
    (void)state;
    start(64);
    add("the best price", 1000); /* the window is 984 to 1047 */
    add("a worse one", 1040);
    add("a far one", 1050);
    EXPECT_EQ("the far one is kept apart", ladder->state->tree_levels, 1);
    drop(0);
    EXPECT_EQ("the market moves up, the window not yet", ladder->state->tree_levels, 1);
    add("a new far one", 1060);
    EXPECT_EQ("now it does, and takes them in", ladder->state->tree_levels, 0);
    EXPECT_EQ("from a quarter of its width below the best", ladder->state->base, 1040 - 16);
    check_all("all in the window");
}

/* A market that swings: prices near a centre, which walks, jumps and now and then stands at an
   end. */
struct market {
    int64_t centre;
    int64_t spread;
    uint32_t kind;
};

static void market_move(struct random *random, struct market *market)
{
    int64_t step = random_between(random, -3, 3);
    if (random_chance(random, 1, 200)) step = random_between(random, -100000, 100000);
    if (random_chance(random, 1, 50)) step = random_between(random, -200, 200);
    if (market->centre > -INT64_C(1000000000) && market->centre < INT64_C(1000000000)) {
        market->centre += step;
    }
    if (random_chance(random, 1, 400)) market->spread = random_between(random, 2, 6000);
    if (random_chance(random, 1, 4000)) {
        const int64_t centres[] = {INT64_MIN + 7000, INT64_MAX - 7000, 0, 50000};
        market->centre = centres[random_below(random, 4)];
    }
}

static int64_t market_key(struct random *random, const struct market *market)
{
    if (random_chance(random, 1, 100)) return (int64_t)random_u64(random);
    if (random_chance(random, 1, 200)) return random_chance(random, 1, 2) ? INT64_MIN : INT64_MAX;
    return market->centre + random_between(random, -market->spread, market->spread);
}

static void step_randomly(struct random *random, struct market *market, bool grows)
{
    market_move(random, market);
    int64_t key = market_key(random, market);
    if (!truth_has(key) && truth.count < LEVELS_MAX && random_chance(random, grows ? 3 : 1, 4)) {
        add("a random level comes", key);
    } else if (truth.count > 0) {
        /* Mostly the best goes, as in a market that trades. */
        uint32_t worst = truth.count;
        drop(random_chance(random, 2, 3) ? 0 : (uint32_t)random_below(random, worst));
    }
    check_find("the key just used", key);
    check_find("a key near it", key == INT64_MAX ? key : key + 1);
    check_find("any key", market_key(random, market));
}

static void run_randomly(uint32_t width, uint64_t seed, uint32_t steps)
{
    struct random random;
    struct market market = {.centre = 1000, .spread = 40};
    random_seed(&random, seed);
    start(width);
    uint32_t sizes_seen = 0;
    for (uint32_t step = 0; step < steps; step++) {
        step_randomly(&random, &market, step / 1500 % 2 == 0);
        check_window("after every step");
        if (step % 16 == 0) check_all("every few steps");
        if (truth.count == 0) sizes_seen |= 1u;
        if (truth.count > 200) sizes_seen |= 2u;
        if (ladder->state->tree_levels > 20) sizes_seen |= 4u;
    }
    EXPECT_EQ("it was empty, large, and had far prices", sizes_seen, 7);
}

static void test_narrow_window(void **state)
{
    (void)state;
    run_randomly(64, 1, 40000);
}

static void test_middle_window(void **state)
{
    (void)state;
    run_randomly(256, 2, 40000);
}

/* Wide enough for a summary of more than one word. */
static void test_wide_window(void **state)
{
    (void)state;
    run_randomly(8192, 3, 20000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_empty),          cmocka_unit_test(test_edges),
        cmocka_unit_test(test_window_follows), cmocka_unit_test(test_narrow_window),
        cmocka_unit_test(test_middle_window),  cmocka_unit_test(test_wide_window),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
