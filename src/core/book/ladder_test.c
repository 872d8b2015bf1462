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

/* What was asked of the ladder, and which levels it moved meanwhile. */
static struct {
    uint64_t asked;    /* calls of ladder_level and ladder_drop */
    uint64_t made;     /* levels */
    uint64_t shed;     /* levels that went from the window to the tree */
    uint64_t gathered; /* and back */
    bool in_window[SHELF_ORDERS];
} moves;

static void start(uint32_t width)
{
    shelf_start(&shelf, width);
    ladder = &shelf.book.sides[SIDE_SELL];
    truth.count = 0;
    memset(&moves, 0, sizeof moves);
}

/* Looks where every level is now.  The bound of ladder.c. */
static void count_moves(const char *row)
{
    moves.asked++;
    for (uint32_t i = 0; i < truth.count; i++) {
        bool *was_in_window = &moves.in_window[truth.slots[i]];
        bool is_in_window = ladder_window_holds(ladder, truth.keys[i]);
        moves.shed += *was_in_window && !is_in_window;
        moves.gathered += !*was_in_window && is_in_window;
        *was_in_window = is_in_window;
    }
    EXPECT_TRUE(row, moves.shed <= moves.asked);
    EXPECT_TRUE(row, moves.gathered <= moves.made + moves.shed);
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
    moves.made++;
    moves.in_window[slot] = false;
    count_moves(row);
}

/* The level is asked for again, as when an order joins it. */
static void join(const char *row, uint32_t index)
{
    EXPECT_EQ(row, ladder_level(ladder, truth.keys[index]), truth.slots[index]);
    count_moves(row);
}

static void drop(uint32_t index)
{
    ladder_drop(ladder, truth.slots[index]);
    truth.count--;
    for (uint32_t i = index; i < truth.count; i++) {
        truth.keys[i] = truth.keys[i + 1];
        truth.slots[i] = truth.slots[i + 1];
    }
    count_moves("a level goes");
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
        uint32_t in_tree = price_tree_find(shelf.levels, &at->tree, truth.keys[i]);
        EXPECT_EQ(row, stands, fits);
        EXPECT_EQ(row, in_tree, fits ? 0 : truth.slots[i]);
        in_window += fits;
    }
    EXPECT_EQ(row, at->window_levels, in_window);
    EXPECT_EQ(row, at->tree_levels, truth.count - in_window);
    EXPECT_TRUE(row, truth.count == 0 || in_window > 0); /* never without use */
    EXPECT_TRUE(row, at->misses < ladder->width);
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

/* A better price below the window stays in the tree until enough was asked of the tree. */
static void test_window_waits(void **state)
{
    (void)state;
    start(64);
    for (int64_t key = 1000; key < 1008; key++) add("the market", key); /* the window is 984 on */
    add("far better", 100);
    EXPECT_EQ("the tree has it", ladder->state->tree_levels, 1);
    EXPECT_EQ("the window stays", ladder->state->base, 984);
    join("another order there", 0);
    join("a third", 0);
    drop(0);
    EXPECT_EQ("the best was in the tree and leaves the window right", ladder->state->misses, 3);
    add("far better again", 100);
    EXPECT_EQ("the fourth miss does not pay for eight levels", ladder->state->window_levels, 8);
    for (uint32_t i = 0; i < 3; i++) join("more orders there", 0);
    check_all("the market in the window, the best in the tree");
    join("the eighth miss", 0);
    EXPECT_EQ("the window follows", ladder->state->base, 100 - 16);
    EXPECT_EQ("and leaves the market to the tree", ladder->state->tree_levels, 8);
    EXPECT_EQ("nothing is left to pay with", ladder->state->misses, 0);
    drop(0);
    EXPECT_EQ("a window without a level follows at once", ladder->state->base, 984);
    EXPECT_EQ("and takes the market in", ladder->state->window_levels, 8);
    check_all("all in the window");
}

/* The window would not hold them if it followed: they earn no slide. */
static void test_far_prices_are_no_misses(void **state)
{
    (void)state;
    start(64);
    for (int64_t key = 1000; key < 1008; key++) add("the market", key);
    add("far better: a miss", 100);
    for (int64_t key = 5000; key < 5016; key++) add("far worse than all", key);
    for (int64_t key = 148; key < 164; key++) add("a window behind the best", key);
    EXPECT_EQ("only the best was a miss", ladder->state->misses, 1);
    EXPECT_EQ("the window stays", ladder->state->base, 984);
    add("as far as a window at the best would reach", 147);
    EXPECT_EQ("is a miss", ladder->state->misses, 2);
    check_all("better and worse prices in the tree");
}

/* A slide down that takes few levels out of the window needs few misses, wherever the ring ends. */
static void test_window_goes_down(void **state)
{
    (void)state;
    for (int64_t shift = 0; shift < 64; shift++) {
        start(64);
        add("the best price", 1000 + shift);
        add("the last price of the window", 1047 + shift);
        add("below the window", 983 + shift);
        EXPECT_EQ("one miss pays for one level", ladder->state->base, 967 + shift);
        EXPECT_EQ("which is in the tree", ladder->state->tree_levels, 1);
        check_all("after a slide of a few prices");
    }
}

/* What a member could do to make levels move.  Of the book's levels 128 lie in the window at
 * key 0, and 64 further away, a window apart. */
enum attack {
    ATTACK_FLASH,  /* a far better order comes and goes */
    ATTACK_INSIST, /* it comes, is joined, and goes */
    ATTACK_STAIRS, /* better and better by half a window, then all of them go */
    ATTACK_EMPTY,  /* the window's only level goes and comes */
    ATTACK_SWING,  /* the best falls below the window and rises to its second half */
    ATTACK_CHANCE, /* any of a few far-apart prices */
    ATTACKS
};

static const char *const attack_rows[ATTACKS] = {
    "a far better order comes and goes", "a far better order comes, is joined, and goes",
    "better and better, and back",       "the only level of the window comes and goes",
    "below the window and above it",     "few prices far apart",
};

static void toggle(const char *row, int64_t key)
{
    if (truth_has(key)) {
        drop(truth_from(key));
    } else {
        add(row, key);
    }
}

static void attack_step(struct random *random, enum attack attack, uint32_t step)
{
    const char *row = attack_rows[attack];
    int64_t width = ladder->width;
    switch (attack) {
    case ATTACK_FLASH: toggle(row, -4 * width); break;
    case ATTACK_INSIST:
        if (step % 16 == 0 || step % 16 == 15)
            toggle(row, -4 * width);
        else
            join(row, 0);
        break;
    case ATTACK_STAIRS: {
        int64_t stair = step % 16 < 8 ? step % 16 : 15 - step % 16;
        toggle(row, -width - stair * width / 2);
        break;
    }
    case ATTACK_EMPTY:
        if (step < 256)
            join(row, 0);
        else
            toggle(row, -4 * width);
        break;
    case ATTACK_SWING:
        toggle(row, step % 4 < 2 ? -width / 4 - 1 : width + width / 8);
        if (step % 64 > 32) join(row, 0);
        break;
    case ATTACK_CHANCE: toggle(row, -width * random_between(random, 1, 8)); break;
    case ATTACKS:
    default: IMPOSSIBLE();
    }
}

static void attack_run(enum attack attack, uint32_t width)
{
    const char *row = attack_rows[attack];
    struct random random;
    random_seed(&random, width);
    start(width);
    for (int64_t i = 0; i < 128; i++) add(row, i * width / 256);
    for (int64_t i = 1; i <= 64; i++) add(row, i * width);
    if (attack == ATTACK_EMPTY) add(row, -4 * (int64_t)width);
    uint64_t before = moves.shed + moves.gathered;
    enum { STEPS = 4096 };
    for (uint32_t step = 0; step < STEPS; step++) {
        attack_step(&random, attack, step);
        check_window(row);
        if (step % 64 == 0) check_all(row);
    }
    uint64_t moved = moves.shed + moves.gathered - before;
    EXPECT_TRUE(row, moved <= 2 * (uint64_t)STEPS + 256);
}

static void test_attacks(void **state)
{
    (void)state;
    for (uint32_t attack = 0; attack < ATTACKS; attack++) {
        attack_run((enum attack)attack, 256);
        attack_run((enum attack)attack, 8192);
    }
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
    if (truth.count > 0 && random_chance(random, 1, 4)) {
        join("an order joins a level", (uint32_t)random_below(random, truth.count));
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
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_edges),
        cmocka_unit_test(test_window_follows),
        cmocka_unit_test(test_window_waits),
        cmocka_unit_test(test_far_prices_are_no_misses),
        cmocka_unit_test(test_window_goes_down),
        cmocka_unit_test(test_attacks),
        cmocka_unit_test(test_narrow_window),
        cmocka_unit_test(test_middle_window),
        cmocka_unit_test(test_wide_window),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
