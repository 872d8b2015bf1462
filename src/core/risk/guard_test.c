/* SPDX-License-Identifier: Apache-2.0 */
/*
 * guard_test.c - order groups and market-maker protection against adding up single fills, for
 * guard.c (R-GROUP-2, R-MMP-2).
 */
#include "core/risk/guard.h"

#include "base/expect.h"
#include "base/random.h"

enum { FILLS_MAX = 4000 };

/* Every fill that was counted. */
static struct {
    int64_t time_ns;
    int64_t lots;
} fills[FILLS_MAX];
static uint32_t fill_count;

/* R-GROUP-2, word for word. */
static int64_t truth_lots(int64_t time_ns, int64_t window_ns)
{
    int64_t slice_ns = window_ns / 15 + (window_ns % 15 != 0);
    int64_t slice = time_ns / slice_ns;
    int64_t lots = 0;
    for (uint32_t i = 0; i < fill_count; i++) {
        int64_t of_fill = fills[i].time_ns / slice_ns;
        if (of_fill >= slice - 15 && of_fill <= slice) lots += fills[i].lots;
    }
    return lots;
}

static void run_group(uint64_t seed, int64_t window_ns, int64_t start_ns)
{
    struct random random;
    random_seed(&random, seed);
    struct order_group group = {.account = 1, .group_id = 1};
    group_start(&group, QTY_LOTS_MAX, window_ns);
    int64_t time_ns = start_ns;
    fill_count = 0;
    while (fill_count < FILLS_MAX) {
        /* Mostly near fills; now and then a pause of about a window, or of a hundred. */
        int64_t step = random_between(&random, 0, window_ns / 40 + 1);
        if (random_chance(&random, 1, 20)) step = random_between(&random, 0, 2 * window_ns);
        if (random_chance(&random, 1, 200)) step = 100 * window_ns;
        time_ns += step;
        int64_t lots = random_between(&random, 1, 1000);
        fills[fill_count].time_ns = time_ns;
        fills[fill_count++].lots = lots;
        EXPECT_FALSE("far from the limit", group_count(&group, time_ns, lots));
        EXPECT_EQ("the sum of sixteen slices", group_lots(&group), truth_lots(time_ns, window_ns));
    }
}

static void test_group_window(void **state)
{
    (void)state;
    run_group(1, WINDOW_NS_MIN, INT64_C(1754000000000000000));
    run_group(2, WINDOW_NS_MAX, INT64_C(1754000000000000000));
    run_group(3, INT64_C(1000000007), INT64_C(1754000000000000000));
    run_group(4, INT64_C(15000000000), 0);
}

static void test_group_limit(void **state)
{
    (void)state;
    struct order_group group = {.account = 1, .group_id = 1};
    group_start(&group, 10, INT64_C(1500000000)); /* slices of 100 ms */
    EXPECT_FALSE("below", group_count(&group, 1000, 9));
    EXPECT_TRUE("R-GROUP-3 at the limit", group_count(&group, 2000, 1));
    group.triggered = 1;
    group_restart(&group);
    EXPECT_EQ("a reset clears the trigger", group.triggered, 0);
    EXPECT_EQ("and the count", group_lots(&group), 0);
    EXPECT_EQ("but not the limit", group.lots_max, 10);
    EXPECT_FALSE("one lot", group_count(&group, INT64_C(100000000), 1));
    EXPECT_FALSE("counts in its last slice", group_count(&group, INT64_C(1699999999), 8));
    EXPECT_FALSE("and no longer", group_count(&group, INT64_C(1700000000), 1));
    EXPECT_EQ("nine are left", group_lots(&group), 9);
    group_start(&group, 5, INT64_C(1500000000));
    EXPECT_EQ("new limits start anew", group_lots(&group), 0);
    EXPECT_TRUE("the new limit holds", group_count(&group, INT64_C(1700000000), 5));
}

static void test_wrong_use_stops(void **state)
{
    (void)state;
    struct order_group group = {.account = 1};
    EXPECT_STOPS("a limit of nothing", group_start(&group, 0, WINDOW_NS_MIN));
    EXPECT_STOPS("no window", group_start(&group, 1, 0));
    group_start(&group, 1, WINDOW_NS_MIN);
    EXPECT_STOPS("a time before time", (void)group_count(&group, -1, 1));
    struct mmp mmp = {0};
    EXPECT_STOPS("protection that is off counts nothing", (void)mmp_count(&mmp, 1, 1));
}

/* clang-format off */
static const struct {
    const char *row;
    struct body_mmp limits;
    struct { int64_t time_ns, lots; } fills[4];
    uint32_t count;
    uint32_t breach; /* index of the fill that reaches a limit; 9: none does */
    int64_t frozen_until_ns;
} protections[] = {
    {"no limit",                        {1000,  0,  0,  0}, {{1, 50}, {2, 50}},            2, 9, 0},
    {"lots reach the limit",            {1000, 70, 10,  0}, {{1, 5}, {2, -5}},             2, 1,
     72},
    {"lots just below",                 {1000, 70, 11,  0}, {{1, 5}, {2, -5}},             2, 9, 0},
    {"net lots reach theirs, long",     {1000, 70,  0, 10}, {{1, 5}, {2, 5}},              2, 1,
     72},
    {"net lots reach theirs, short",    {1000, 70,  0, 10}, {{1, -5}, {2, -5}},            2, 1,
     72},
    {"fills on both sides cancel out",  {1000, 70,  0, 10}, {{1, 5}, {2, -5}, {3, 9}},     3, 9, 0},
    {"either limit",                    {1000, 70, 20, 10}, {{1, 9}, {2, -9}, {3, 2}},     3, 2,
     73},
    {"until reset",                     {1000,  0, 10,  0}, {{1, 10}},                     1, 0,
     INT64_MAX},
    {"in the window's last moment",     {1000, 70, 10,  0}, {{1, 5}, {1000, 5}},           2, 1,
     1070},
    {"when the window is over",         {1000, 70, 10,  0}, {{1, 5}, {1001, 5}},           2, 9, 0},
    {"the new window starts there",     {1000, 70, 10,  0}, {{1, 5}, {1001, 5}, {2000, 5}}, 3,
     2, 2070},
    {"a window that starts at time 0",  {1000, 70, 10,  0}, {{0, 5}, {0, 5}},              2, 1,
     70},
};
/* clang-format on */

static void test_mmp(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < sizeof protections / sizeof protections[0]; i++) {
        const char *row = protections[i].row;
        struct mmp mmp = {0};
        mmp_start(&mmp, &protections[i].limits, 0);
        EXPECT_FALSE(row, mmp_is_frozen(&mmp, 0));
        for (uint32_t k = 0; k < protections[i].count; k++) {
            int64_t time_ns = protections[i].fills[k].time_ns;
            bool reached = mmp_count(&mmp, time_ns, protections[i].fills[k].lots);
            EXPECT_EQ(row, reached, k == protections[i].breach);
        }
        int64_t until_ns = protections[i].frozen_until_ns;
        EXPECT_EQ(row, mmp.frozen_until_ns, until_ns);
        EXPECT_EQ(row, mmp_is_frozen(&mmp, until_ns / 2), until_ns != 0);
        EXPECT_FALSE(row, mmp_is_frozen(&mmp, until_ns));
        mmp_restart(&mmp);
        EXPECT_EQ(row, mmp.frozen_until_ns, 0);
        EXPECT_EQ(row, mmp.lots, 0);
        EXPECT_EQ(row, mmp.delta_lots, 0);
        EXPECT_EQ(row, mmp.limits.window_ns, 1000);
    }
}

/* The counts that reached a limit can be read until the window is ended. */
static void test_mmp_breach(void **state)
{
    (void)state;
    struct mmp mmp = {0};
    mmp_start(&mmp, &(struct body_mmp){1000, 500, 10, 0}, 0);
    (void)mmp_count(&mmp, 1, 7);
    EXPECT_TRUE("the limit is reached", mmp_count(&mmp, 2, -4));
    EXPECT_EQ("lots at the breach", mmp.lots, 11);
    EXPECT_EQ("net lots at the breach", mmp.delta_lots, 3);
    mmp_end_window(&mmp);
    EXPECT_EQ("no lots", mmp.lots, 0);
    EXPECT_EQ("no net lots", mmp.delta_lots, 0);
    EXPECT_EQ("it stays frozen", mmp.frozen_until_ns, 502);
    EXPECT_FALSE("the next fill counts from nothing", mmp_count(&mmp, 502, 9));
}

/* R-MMP-4: the fills of a window, whatever their lots. */
static void test_mmp_fills(void **state)
{
    (void)state;
    struct mmp mmp = {0};
    mmp_start(&mmp, &(struct body_mmp){1000, 500, 0, 0}, 2);
    EXPECT_FALSE("the first", mmp_count(&mmp, 1, 7));
    EXPECT_FALSE("the first of the next window", mmp_count(&mmp, 1001, -7));
    EXPECT_TRUE("the second in it", mmp_count(&mmp, 1002, 1));
    EXPECT_EQ("fills at the breach", mmp.fills, 2);
    EXPECT_EQ("frozen until", mmp.frozen_until_ns, 1502);
    mmp_restart(&mmp);
    EXPECT_EQ("no fills", mmp.fills, 0);
    mmp_start(&mmp, &(struct body_mmp){1000, 500, 0, 0}, 0);
    for (int64_t i = 0; i < 5; i++) EXPECT_FALSE("no limit", mmp_count(&mmp, i, 1));
    EXPECT_EQ("nothing is counted without one", mmp.fills, 0);
}

/* Without a limit a count may run for a day: it must not overflow. */
static void test_mmp_without_limit(void **state)
{
    (void)state;
    struct mmp mmp = {0};
    mmp_start(&mmp, &(struct body_mmp){WINDOW_NS_MAX, 0, 0, 0}, 0);
    for (uint32_t i = 0; i < 20000; i++) {
        EXPECT_FALSE("no limit is reached", mmp_count(&mmp, 1, QTY_LOTS_MAX));
    }
    EXPECT_TRUE("the count stops at a number no limit reaches", mmp.lots > QTY_LOTS_MAX);
    for (uint32_t i = 0; i < 20000; i++) {
        EXPECT_FALSE("nor is it the other way", mmp_count(&mmp, 1, -QTY_LOTS_MAX));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_group_window),      cmocka_unit_test(test_group_limit),
        cmocka_unit_test(test_wrong_use_stops),   cmocka_unit_test(test_mmp),
        cmocka_unit_test(test_mmp_breach),        cmocka_unit_test(test_mmp_fills),
        cmocka_unit_test(test_mmp_without_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
