/* SPDX-License-Identifier: Apache-2.0 */
/*
 * position_test.c - fills against exact fractions, sums over owners against single accounts, for
 * position.c (R-POS-1 to R-POS-3, R-MARGIN-2, R-REDUCE-1).
 */
#include "core/position/position.h"

#include "base/expect.h"
#include "base/int_math.h"
#include "base/random.h"
#include "model/limits.h"

enum { SLOTS = 256, BUCKETS = 16 };

static struct slot_pool slots;
static struct position positions[SLOTS];
static uint32_t buckets[BUCKETS];
static struct position_pool pool = {&slots, positions, buckets, BUCKETS - 1};

static void start(void)
{
    memset(positions, 0, sizeof positions);
    memset(buckets, 0, sizeof buckets);
    slot_pool_init(&slots, SLOTS);
}

static struct position *make(uint32_t account, uint16_t product, uint32_t owner)
{
    return position_at(&pool, position_make(&pool, account, product, owner));
}

static struct fill_effect fill(struct position *position, enum side side, int64_t lots,
                               int64_t lot_value)
{
    return position_fill(&pool, position, side, (struct qty){lots}, (struct money){lot_value});
}

/* clang-format off */
static const struct {
    const char *row;
    enum side side;
    int64_t lots;
    int64_t lot_value;
    int64_t net;
    int64_t paid;
    int64_t realised;
} story[] = {
    /* row                                    side       lots value  net  paid  realised */
    {"R-POS-2 a long is opened",              SIDE_BUY,   10, 100,   10,  1000,    0},
    {"R-POS-2 and added to",                  SIDE_BUY,    5, 103,   15,  1515,    0},
    {"R-POS-3 a part is sold with profit",    SIDE_SELL,   5, 110,   10,  1010,   45},
    {"and a part with a loss",                SIDE_SELL,   4,  90,    6,   606,  -44},
    {"the rest, and lots beyond it",          SIDE_SELL,  26, 110,  -20, -2200,   54},
    {"a short is added to",                   SIDE_SELL,   1, 111,  -21, -2311,    0},
    {"a third of it is closed, rounded up",   SIDE_BUY,    7, 100,  -14, -1541,   70},
    {"the short is closed",                   SIDE_BUY,   14, 112,    0,     0,  -27},
    {"what cannot be divided",                SIDE_BUY,    3, 100,    3,   300,    0},
    {"costs 100 each",                        SIDE_BUY,    4, 101,    7,   704,    0},
    {"a seventh: 100.57 goes as 101",         SIDE_SELL,   1, 101,    6,   603,    0},
    {"rounding is paid at the end",           SIDE_SELL,   6, 101,    0,     0,    3},
    {"worthless lots",                        SIDE_SELL,   9,   0,   -9,     0,    0},
    {"are closed for nothing",                SIDE_BUY,    9,   0,    0,     0,    0},
};
/* clang-format on */

static void test_story(void **state)
{
    (void)state;
    start();
    struct position *position = make(1, 1, 1);
    for (uint32_t i = 0; i < sizeof story / sizeof story[0]; i++) {
        const char *row = story[i].row;
        struct fill_effect effect =
            fill(position, story[i].side, story[i].lots, story[i].lot_value);
        EXPECT_EQ(row, position->net_lots, story[i].net);
        EXPECT_EQ(row, position->paid_micros, story[i].paid);
        EXPECT_EQ(row, effect.realised.micros, story[i].realised);
        EXPECT_EQ(row, effect.value.micros, story[i].lots * story[i].lot_value);
    }
}

struct before {
    int64_t net_lots;
    int64_t paid_micros;
};

/* What the rules say of one fill, in fractions that 128 bits hold exactly. */
static void expect_fill(const struct before *was, const struct position *is, int64_t signed_lots,
                        int64_t lot_value, int64_t realised)
{
    int128 net = was->net_lots < 0 ? -(int128)was->net_lots : was->net_lots;
    int128 lots = signed_lots < 0 ? -signed_lots : signed_lots;
    bool reduces = was->net_lots != 0 && (was->net_lots < 0) != (signed_lots < 0);
    int128 closed = !reduces ? 0 : lots < net ? lots : net;
    int128 sign = signed_lots < 0 ? -1 : 1;

    EXPECT_EQ("R-POS-1 net lots", is->net_lots, was->net_lots + signed_lots);
    EXPECT_TRUE("money is conserved", is->paid_micros - (int128)was->paid_micros ==
                                          (int128)signed_lots * lot_value + realised);
    if (!reduces) EXPECT_EQ("R-POS-2 nothing is realised", realised, 0);
    if (is->net_lots == 0) EXPECT_EQ("a flat position has paid nothing", is->paid_micros, 0);
    if (closed == 0) return;
    if (closed == net) {
        EXPECT_TRUE("lots beyond a close open at the trade price",
                    is->paid_micros == sign * (lots - closed) * lot_value);
    }
    /* Exact profit times net: realised is that, rounded down. */
    int128 exact = -sign * closed * lot_value * net - (int128)was->paid_micros * closed;
    EXPECT_TRUE("R-POS-3 not more than the profit", realised * net <= exact);
    EXPECT_TRUE("R-POS-3 by less than a micro", (realised + (int128)1) * net > exact);
}

static void random_walk(struct random *random, int64_t lots_max, int64_t value_max)
{
    start();
    struct position *position = make(3, 2, 3);
    int128 cash = 0;
    int128 realised = 0;
    for (uint32_t step = 0; step < 4000; step++) {
        enum side side = (enum side)random_below(random, 2);
        int64_t lots = random_between(random, 1, lots_max);
        int64_t net = position->net_lots;
        if (net != 0 && random_chance(random, 1, 8)) { /* close all of it */
            side = net > 0 ? SIDE_SELL : SIDE_BUY;
            lots = net > 0 ? net : -net;
        }
        if (net * side_sign(side) > 4 * lots_max) side = side_opposite(side);
        int64_t lot_value = random_between(random, 0, value_max);
        struct before was = {position->net_lots, position->paid_micros};
        struct fill_effect effect = fill(position, side, lots, lot_value);
        expect_fill(&was, position, side_sign(side) * lots, lot_value, effect.realised.micros);
        cash -= (int128)side_sign(side) * lots * lot_value;
        realised += effect.realised.micros;
        if (position->net_lots == 0) EXPECT_TRUE("flat: all profit is paid", realised == cash);
    }
}

static void test_random_fills(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 99);
    random_walk(&random, 1, 3);
    random_walk(&random, 7, 10);
    random_walk(&random, 1000, 1000000);
    random_walk(&random, 3, INT64_C(100000000000000000));
    random_walk(&random, INT64_C(100000000000000000), 3);
    for (uint32_t round = 0; round < 20; round++) random_walk(&random, 50, 97);
}

/* The largest product of R-SIZE-4: all its lots at its highest price, on either side. */
static void test_limits(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 2; i++) {
        enum side side = (enum side)i;
        start();
        struct position *position = make(1, 1, 1);
        int64_t lots = PRODUCT_MICROS_MAX / PRICE_TICKS_MAX;
        struct fill_effect effect = fill(position, side, lots, PRICE_TICKS_MAX);
        EXPECT_EQ("all lots at the highest price", effect.value.micros, PRODUCT_MICROS_MAX);
        effect = fill(position, side_opposite(side), lots - 1, 0);
        EXPECT_EQ("all but one for nothing", effect.realised.micros,
                  -side_sign(side) * (lots - 1) * PRICE_TICKS_MAX);
        effect = fill(position, side_opposite(side), 1 + lots, PRICE_TICKS_MAX);
        EXPECT_EQ("the last one, and all the other way", effect.realised.micros, 0);
        EXPECT_EQ("all lots, the other way", position->paid_micros,
                  -side_sign(side) * PRODUCT_MICROS_MAX);
    }
}

static void find_all(uint32_t bucket_mask)
{
    start();
    pool.bucket_mask = bucket_mask;
    EXPECT_EQ("none yet", position_find(&pool, 1, 1), 0);
    for (uint32_t account = 1; account <= 40; account++) {
        for (uint16_t product = 1; product <= 3; product++) {
            const struct position *position = make(account, product, account);
            EXPECT_EQ("it is its owner's", position->owner_position,
                      position_slot(&pool, position));
        }
    }
    EXPECT_EQ("one a pair", slots.live, 120);
    for (uint32_t account = 1; account <= 40; account++) {
        for (uint16_t product = 1; product <= 3; product++) {
            uint32_t slot = position_find(&pool, account, product);
            EXPECT_EQ("its account", position_at(&pool, slot)->account, account);
            EXPECT_EQ("its product", position_at(&pool, slot)->product, product);
            EXPECT_EQ("made once", position_make(&pool, account, product, account), slot);
        }
    }
    EXPECT_EQ("still one a pair", slots.live, 120);
    EXPECT_EQ("another product", position_find(&pool, 40, 4), 0);
    EXPECT_EQ("another account", position_find(&pool, 41, 1), 0);
    pool.bucket_mask = BUCKETS - 1;
}

static void test_find(void **state)
{
    (void)state;
    find_all(BUCKETS - 1);
    find_all(0); /* all in one chain */
}

static void test_owner(void **state)
{
    (void)state;
    start();
    struct position *second = make(2, 1, 1);
    EXPECT_EQ("the owner's position comes with it", slots.live, 2);
    struct position *owner = position_at(&pool, second->owner_position);
    EXPECT_EQ("it is the owner's", owner->account, 1);
    EXPECT_EQ("and its own owner", owner->owner_position, position_slot(&pool, owner));
    struct position *third = make(3, 1, 1);
    EXPECT_EQ("a third account finds it", third->owner_position, second->owner_position);
    EXPECT_EQ("three positions", slots.live, 3);
    EXPECT_TRUE("the owner's own account too", make(1, 1, 1) == owner);
}

enum { OWNED = 6 };

/* The owner's sums against adding up its accounts. */
static void test_owner_sums(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 21);
    start();
    struct position *owned[OWNED];
    for (uint32_t i = 0; i < OWNED; i++) owned[i] = make(10 + i, 1, i < 4 ? 10 : 14);
    for (uint32_t step = 0; step < 5000; step++) {
        struct position *position = owned[random_below(&random, OWNED)];
        enum side side = (enum side)random_below(&random, 2);
        int64_t lots = random_between(&random, 1, 30);
        if (random_chance(&random, 1, 2)) {
            position_open(&pool, position, side, lots);
        } else if (position->open_lots[side] >= lots) {
            position_open(&pool, position, side, -lots);
            fill(position, side, lots, 10);
        }
        int64_t net[2] = {0};
        int64_t open[2][2] = {{0}};
        for (uint32_t i = 0; i < OWNED; i++) {
            uint32_t group = i < 4 ? 0 : 1;
            net[group] += owned[i]->net_lots;
            open[group][SIDE_BUY] += owned[i]->open_lots[SIDE_BUY];
            open[group][SIDE_SELL] += owned[i]->open_lots[SIDE_SELL];
        }
        for (uint32_t group = 0; group < 2; group++) {
            const struct position *owner = owned[group * 4];
            EXPECT_EQ("net of all accounts", owner->owner_net_lots, net[group]);
            EXPECT_EQ("bids of all accounts", owner->owner_open_lots[SIDE_BUY], open[group][0]);
            EXPECT_EQ("asks of all accounts", owner->owner_open_lots[SIDE_SELL], open[group][1]);
        }
    }
}

/* clang-format off */
static const struct {
    const char *row;
    int64_t net, bids, asks;
    int64_t worse;
    int64_t reducible_by_buy, reducible_by_sell;
} sides[] = {
    {"nothing",                            0,  0,  0,  0, 0, 0},
    {"bids alone",                         0,  7,  0,  7, 0, 0},
    {"asks alone",                         0,  0,  7,  7, 0, 0},
    {"the larger side",                    0,  4,  7,  7, 0, 0},
    {"a long and its bids",                5,  4,  0,  9, 0, 5},
    {"a long and asks that close it",      5,  0,  5,  5, 0, 5},
    {"a long and asks beyond twice it",    5,  0, 12,  7, 0, 5},
    {"a short and its asks",              -5,  0,  4,  9, 5, 0},
    {"a short and bids that turn it",     -5, 11,  0,  6, 5, 0},
    {"a short and bids that close it",    -5,  5,  0,  5, 5, 0},
};
/* clang-format on */

static void test_worse_side(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < sizeof sides / sizeof sides[0]; i++) {
        const struct position position = {.net_lots = sides[i].net};
        EXPECT_EQ(sides[i].row, worse_side_lots(sides[i].net, sides[i].bids, sides[i].asks),
                  sides[i].worse);
        EXPECT_EQ(sides[i].row, position_reducible(&position, SIDE_BUY), sides[i].reducible_by_buy);
        EXPECT_EQ(sides[i].row, position_reducible(&position, SIDE_SELL),
                  sides[i].reducible_by_sell);
    }
}

static void test_wrong_use_stops(void **state)
{
    (void)state;
    start();
    struct position *position = make(1, 1, 1);
    EXPECT_STOPS("a fill has lots", fill(position, SIDE_BUY, 0, 10));
    EXPECT_STOPS("more open lots go than there are", position_open(&pool, position, SIDE_BUY, -1));
    position->open_lots[SIDE_BUY] = 0;
    position->owner_open_lots[SIDE_BUY] = 0;
    position->paid_micros = 1;
    EXPECT_STOPS("a flat position has paid nothing", fill(position, SIDE_BUY, 1, 10));

    struct position *other = make(2, 1, 1);
    position_open(&pool, other, SIDE_SELL, 5);
    position->owner_open_lots[SIDE_SELL] = 2; /* without telling anyone */
    EXPECT_STOPS("an owner has at least what its account has",
                 position_open(&pool, other, SIDE_SELL, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_story),      cmocka_unit_test(test_random_fills),
        cmocka_unit_test(test_limits),     cmocka_unit_test(test_find),
        cmocka_unit_test(test_owner),      cmocka_unit_test(test_owner_sums),
        cmocka_unit_test(test_worse_side), cmocka_unit_test(test_wrong_use_stops),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
