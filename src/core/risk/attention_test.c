/* SPDX-License-Identifier: Apache-2.0 */
/*
 * attention_test.c - the heap against an array, and the price of a look against looking at every
 * step of random prices and funding, for attention.c (R-ATT-1, R-ATT-6, R-ATT-7).
 */
#include "core/risk/attention.h"

#include "base/expect.h"
#include "base/random.h"

enum { SLOTS = 600 };

static struct look looks[SLOTS];
static int64_t keys[2][SLOTS]; /* INT64_MIN: not in */

static uint32_t count_below(uint32_t root, enum side side, int64_t bound)
{
    /* Depth first without recursion: a node's parent is where to go back to. */
    uint32_t count = 0;
    uint32_t stack[SLOTS];
    uint32_t depth = 0;
    if (root != 0) stack[depth++] = root;
    while (depth > 0) {
        uint32_t slot = stack[--depth];
        const struct look *look = &looks[slot];
        EXPECT_TRUE("order", look->key <= bound);
        EXPECT_EQ("side", look->side, side);
        EXPECT_EQ("key", look->key, keys[side][slot]);
        EXPECT_TRUE("leftist", looks[look->left].rank >= looks[look->right].rank);
        EXPECT_EQ("rank", look->rank, looks[look->right].rank + 1);
        for (uint32_t i = 0; i < 2; i++) {
            uint32_t child = i == 0 ? look->left : look->right;
            if (child == 0) continue;
            EXPECT_EQ("parent", looks[child].parent, slot);
            EXPECT_TRUE("heap", looks[child].key <= look->key);
            stack[depth++] = child;
        }
        count++;
    }
    return count;
}

static void expect_heap(const uint32_t roots[2])
{
    for (uint32_t side = 0; side < 2; side++) {
        uint32_t in = 0;
        int64_t highest = INT64_MIN;
        for (uint32_t i = 1; i < SLOTS; i++) {
            if (keys[side][i] == INT64_MIN) continue;
            in++;
            if (keys[side][i] > highest) highest = keys[side][i];
        }
        EXPECT_EQ("all are in", count_below(roots[side], (enum side)side, INT64_MAX), in);
        EXPECT_EQ("none without a root", roots[side] == 0, in == 0);
        if (in > 0) EXPECT_EQ("the highest is on top", looks[roots[side]].key, highest);
    }
}

static void test_heap(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 75);
    uint32_t roots[2] = {0, 0};
    for (uint32_t i = 0; i < SLOTS; i++) keys[0][i] = keys[1][i] = INT64_MIN;
    for (uint32_t step = 0; step < 20000; step++) {
        uint32_t slot = (uint32_t)random_between(&random, 1, SLOTS - 1);
        uint32_t side = (uint32_t)random_between(&random, 0, 1);
        int64_t key = random_between(&random, -500, 500);
        switch (random_between(&random, 0, 3)) {
        case 0:
            look_remove(looks, roots, slot);
            keys[0][slot] = keys[1][slot] = INT64_MIN;
            EXPECT_EQ("out", looks[slot].rank, 0);
            break;
        case 1:
            look_reset(looks, roots, slot, (enum side)side, key);
            keys[1 - side][slot] = INT64_MIN;
            keys[side][slot] = key;
            break;
        default:
            look_set(looks, roots, slot, (enum side)side, key);
            keys[1 - side][slot] = INT64_MIN;
            if (key > keys[side][slot]) keys[side][slot] = key;
            break;
        }
        if (step % 50 == 0) expect_heap(roots);
    }
    expect_heap(roots);
    while (roots[0] != 0) {
        uint32_t top = roots[0];
        EXPECT_TRUE("due at its key", look_is_due(looks, top, looks[top].key));
        EXPECT_FALSE("not above it", look_is_due(looks, top, looks[top].key + 1));
        keys[0][top] = INT64_MIN;
        look_remove(looks, roots, top);
    }
    expect_heap(roots);
}

/* All that are due come out at once, and what stays is a heap. */
static void test_take_due(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 76);
    memset(looks, 0, sizeof looks);
    uint32_t roots[2] = {0, 0};
    for (uint32_t i = 0; i < SLOTS; i++) keys[0][i] = keys[1][i] = INT64_MIN;
    for (uint32_t round = 0; round < 400; round++) {
        uint32_t side = round % 2;
        for (uint32_t slot = 1; slot < SLOTS; slot++) {
            if (keys[0][slot] != INT64_MIN || keys[1][slot] != INT64_MIN) continue;
            keys[side][slot] = random_between(&random, -100, 100);
            look_reset(looks, roots, slot, (enum side)side, keys[side][slot]);
        }
        int64_t level = random_between(&random, -120, 120);
        uint32_t slot = look_take_due(looks, &roots[side], level);
        while (slot != 0) {
            EXPECT_TRUE("due", keys[side][slot] >= level);
            EXPECT_EQ("in no heap", looks[slot].rank, 0);
            keys[side][slot] = INT64_MIN;
            uint32_t next = look_due_next(looks, slot);
            EXPECT_EQ("nothing is left over", looks[slot].left + looks[slot].right, 0);
            EXPECT_EQ("not even a parent", looks[slot].parent, 0);
            slot = next;
        }
        if (roots[side] != 0) EXPECT_TRUE("the rest is not due", looks[roots[side]].key < level);
        expect_heap(roots);
    }
}

/* A queue against an array of its slots in order. */
static void test_product_queue(void **state)
{
    (void)state;
    static struct look links[SLOTS];
    static uint32_t order[SLOTS];
    struct look_queue queue = {0, 0};
    struct random random;
    uint32_t count = 0;
    random_seed(&random, 77);
    for (uint32_t step = 0; step < 5000; step++) {
        uint32_t slot = (uint32_t)random_between(&random, 1, SLOTS - 1);
        uint32_t at = 0;
        while (at < count && order[at] != slot) at++;
        if (at < count) {
            look_queue_take(links, &queue, slot);
            count--;
            for (uint32_t i = at; i < count; i++) order[i] = order[i + 1];
        } else {
            at = random_chance(&random, 1, 2) ? count : (uint32_t)random_below(&random, count + 1);
            look_queue_put(links, &queue, slot, at == count ? 0 : order[at]);
            for (uint32_t i = count; i > at; i--) order[i] = order[i - 1];
            order[at] = slot;
            count++;
        }
        uint32_t next = queue.oldest;
        for (uint32_t i = 0; i < count; i++, next = look_queue_newer(links, next)) {
            EXPECT_EQ("in order", next, order[i]);
            EXPECT_EQ("back", links[next].left, i == 0 ? 0 : order[i - 1]);
        }
        EXPECT_EQ("no more", next, 0);
        EXPECT_EQ("the newest", queue.newest, count == 0 ? 0 : order[count - 1]);
    }
    EXPECT_STOPS("twice", look_queue_put(links, &queue, order[1], 0));
}

static const struct {
    const char *row;
    int64_t level;
    struct look_share share;
    int64_t key;
} shares[] = {
    {"one lot, slope one", 1000000, {100, 1000000, 1}, 0},
    {"two lots", 1000000, {100, 1000000, 2}, 500000},
    {"a steeper slope", 1000000, {100, 2000000, 1}, 500000},
    {"no slack: rounding alone keeps it out", 1000000, {0, 1000000, 1}, LOOK_ALWAYS},
    {"less than none", 1000000, {-5, 1000000, 1}, LOOK_ALWAYS},
    {"more than any move", 0, {(int128)1 << 100, 1, 1}, -INT64_C(4000000000000000000)},
};

static void test_keys(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < sizeof shares / sizeof shares[0]; i++) {
        EXPECT_EQ(shares[i].row, look_key(shares[i].level, &shares[i].share), shares[i].key);
    }
    EXPECT_STOPS("no lots", (void)look_key(1, &(struct look_share){1, 1, 0}));
}

static struct product_margin random_margin(struct random *random)
{
    struct product_margin margin = {
        .terms = {.initial_mode = INITIAL_FACTOR, .initial_factor_ppm = 1300000}};
    margin.terms.bracket_count = (uint8_t)random_between(random, 1, 6);
    int64_t floor = 0;
    uint32_t rate = (uint32_t)random_between(random, 1, 100000);
    for (uint32_t i = 0; i < margin.terms.bracket_count; i++) {
        margin.terms.brackets[i].floor_micros = floor;
        margin.terms.brackets[i].maintenance_ppm = rate;
        floor += random_between(random, 1, INT64_C(500000000));
        rate += (uint32_t)random_between(random, 0, 90000);
    }
    if (random_chance(random, 1, 3)) {
        margin.terms.size_slope_e12 = random_between(random, 1, 1000000000);
        margin.terms.size_cap_ppm = (uint32_t)random_between(random, 0, 100000);
    }
    bracket_table_make(&margin.table, &margin.terms);
    look_bounds_make(&margin, NULL, 910000);
    return margin;
}

/* An account of two positions in two products; marks move, funding accrues unseen. */
struct trial {
    struct product_margin margin[2];
    int64_t mark_e4[2];
    int64_t net[2];
    int64_t key[2];
    int64_t cash; /* balance less what was paid */
    int64_t funding_nanos[2];
};

static struct margin_point point_of(const struct trial *trial, uint32_t i)
{
    return (struct margin_point){
        .mark_e4 = trial->mark_e4[i], .tick_value_micros = 100, .queue_ratio_ppm = 910000};
}

/* The slack exactly as a look computes it, with funding rounded against the account. */
static int128 slack_of(const struct trial *trial, bool *is_unhealthy)
{
    int128 equity = trial->cash;
    int128 maintenance = 0;
    for (uint32_t i = 0; i < 2; i++) {
        struct margin_point point = point_of(trial, i);
        int64_t lots = trial->net[i] < 0 ? -trial->net[i] : trial->net[i];
        equity += margin_unrealised(&point, trial->net[i], 0);
        equity -= div_ceil((int128)trial->net[i] * trial->funding_nanos[i], 1000);
        maintenance += margin_maintenance(&trial->margin[i], &point, lots);
    }
    *is_unhealthy = margin_is_unhealthy(maintenance, equity, 910000);
    return equity - div_ceil(maintenance * PPM_ONE, 910000);
}

static enum side side_of(const struct trial *trial, uint32_t i)
{
    return trial->net[i] > 0 ? SIDE_BUY : SIDE_SELL;
}

static int64_t level_of(const struct trial *trial, uint32_t i)
{
    return look_level(&trial->margin[i], side_of(trial, i), trial->mark_e4[i], 100);
}

static void set_keys(struct trial *trial, int128 slack)
{
    for (uint32_t i = 0; i < 2; i++) {
        struct look_share share = {
            .slack = (slack - LOOK_ROUNDING * 3) / 2,
            .slope_ppm = look_slope_ppm(&trial->margin[i], NULL, side_of(trial, i), 910000),
            .lots = trial->net[i] < 0 ? -trial->net[i] : trial->net[i]};
        trial->key[i] = look_key(level_of(trial, i), &share);
    }
}

static void move(struct random *random, struct trial *trial)
{
    uint32_t i = (uint32_t)random_between(random, 0, 1);
    int64_t most = trial->mark_e4[i] / 20 + 1;
    trial->mark_e4[i] += random_between(random, -most, most);
    if (trial->mark_e4[i] < 1) trial->mark_e4[i] = 1;
    if (!random_chance(random, 1, 3)) return;
    int64_t most_nanos = trial->mark_e4[i] / 20 + 1; /* up to half of the value in 100 moves */
    int64_t nanos = random_between(random, -most_nanos, most_nanos);
    trial->funding_nanos[i] += nanos;
    look_funding(&trial->margin[i], nanos);
}

static void test_no_look_is_late(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 76);
    memset(looks, 0, sizeof looks);
    uint64_t looked = 0;
    uint64_t unhealthy = 0;
    uint64_t steps = 0;
    for (uint32_t round = 0; round < 3000; round++) {
        struct trial trial = {.cash = 0};
        for (uint32_t i = 0; i < 2; i++) {
            trial.margin[i] = random_margin(&random);
            trial.mark_e4[i] = random_between(&random, 100000, 1000000000);
            trial.net[i] =
                random_between(&random, 1, 2000) * (random_chance(&random, 1, 2) ? 1 : -1);
        }
        bool is_unhealthy;
        int128 slack = slack_of(&trial, &is_unhealthy);
        trial.cash = (int64_t)(random_between(&random, 100, 100000000) - slack);
        slack = slack_of(&trial, &is_unhealthy);
        set_keys(&trial, slack);
        for (uint32_t step = 0; step < 100 && !is_unhealthy; step++) {
            move(&random, &trial);
            slack = slack_of(&trial, &is_unhealthy);
            bool due = level_of(&trial, 0) <= trial.key[0] || level_of(&trial, 1) <= trial.key[1];
            EXPECT_TRUE("an unhealthy account is due", due || !is_unhealthy);
            if (due && !is_unhealthy) set_keys(&trial, slack);
            looked += due;
            unhealthy += is_unhealthy;
            steps++;
        }
    }
    EXPECT_TRUE("many became unhealthy", unhealthy > 1000);
    EXPECT_TRUE("and most steps need no look", looked < steps / 2);
}

static void test_bounds(void **state)
{
    (void)state;
    struct product_margin margin = {.terms = {.bracket_count = 2,
                                              .initial_mode = INITIAL_FACTOR,
                                              .initial_factor_ppm = 1000000}};
    margin.terms.brackets[0].maintenance_ppm = 91000;
    margin.terms.brackets[1] = (struct margin_bracket){100, 182000, 0, 0, 0};
    bracket_table_make(&margin.table, &margin.terms);
    look_bounds_make(&margin, NULL, 910000);
    EXPECT_EQ("a long", look_slope_ppm(&margin, NULL, SIDE_BUY, 910000), 900000);
    EXPECT_EQ("a short", look_slope_ppm(&margin, NULL, SIDE_SELL, 910000), 1200000);
    EXPECT_EQ("funding", margin.guard_ppm, 1250000);
    struct risk_grid grid = {.slope_ppm = 455000};
    EXPECT_EQ("a portfolio", look_slope_ppm(&margin, &grid, SIDE_BUY, 910000), 1500000);
    look_bounds_make(&margin, &grid, 910000);
    EXPECT_EQ("funding in a portfolio", margin.guard_ppm, 2000000);
    look_funding(&margin, 7);
    EXPECT_EQ("longs pay", margin.guard_offsets[SIDE_BUY], 140);
    EXPECT_EQ("shorts receive", margin.guard_offsets[SIDE_SELL], -35);
    look_funding(&margin, -7);
    EXPECT_EQ("and the other way", margin.guard_offsets[SIDE_BUY], 105);
    EXPECT_EQ("round", margin.guard_offsets[SIDE_SELL], 105);
    EXPECT_EQ("the level of a long", look_level(&margin, SIDE_BUY, 50, 10), 395);
    EXPECT_EQ("of a short", look_level(&margin, SIDE_SELL, 50, 10), -605);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_heap),
        cmocka_unit_test(test_take_due),
        cmocka_unit_test(test_product_queue),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_no_look_is_late),
        cmocka_unit_test(test_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
