/* SPDX-License-Identifier: Apache-2.0 */
/*
 * price_path_test.c - what each scenario promises, on several seeds.
 */
#include "agents/price_path.h"

#include "base/expect.h"

#define SECOND INT64_C(1000000000)
#define START  INT64_C(1790000000000000000)
#define PRICE  (INT64_C(60000) * FINE_PER_TICK)

static struct price_path path_at(enum path_scenario scenario, uint64_t seed, int64_t seconds)
{
    struct price_path path;
    price_path_start(&path, scenario, seed, START, (struct fine_price){PRICE});
    for (int64_t i = 1; i <= seconds; i++) price_path_advance(&path, START + i * SECOND);
    return path;
}

static void test_names(void **state)
{
    (void)state;
    enum path_scenario scenario;
    for (uint32_t i = 0; i < PATH_SCENARIO_COUNT; i++) {
        EXPECT_TRUE("a name is found", path_scenario_find(path_scenario_name(i), &scenario));
        EXPECT_EQ("and is its own", scenario, i);
    }
    EXPECT_TRUE("none behind the last", path_scenario_name(PATH_SCENARIO_COUNT) == NULL);
    EXPECT_TRUE("an unknown name", !path_scenario_find("boom", &scenario));
}

static void test_repeats(void **state)
{
    (void)state;
    struct price_path one = path_at(PATH_TREND, 5, 600);
    struct price_path same = path_at(PATH_TREND, 5, 600);
    struct price_path other = path_at(PATH_TREND, 6, 600);
    EXPECT_EQ("one seed, one path", one.fine, same.fine);
    EXPECT_TRUE("another seed, another path", one.fine != other.fine);
}

static void test_scenarios(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        int64_t calm = path_at(PATH_CALM, seed, 3600).fine;
        EXPECT_TRUE("an hour of calm stays within 3 %",
                    calm > PRICE * 97 / 100 && calm < PRICE * 103 / 100);
        int64_t fallen = path_at(PATH_CRASH, seed, 300).fine;
        EXPECT_TRUE("a crash takes 12 to 18 %",
                    fallen > PRICE * 82 / 100 && fallen < PRICE * 88 / 100);
        int64_t back = path_at(PATH_CRASH, seed, 900).fine;
        EXPECT_TRUE("some of it comes back", back > fallen * 103 / 100 && back < PRICE);
    }
    struct price_path squeeze = path_at(PATH_FUNDING_SQUEEZE, 1, 10);
    EXPECT_TRUE("a squeeze is demand", price_path_demand(&squeeze) > 0);
    EXPECT_TRUE("and a premium that lasts", price_path_premium_e9(&squeeze) > 0);
}

struct outage_row {
    const char *row;
    int64_t second;
    uint32_t live; /* of five sources */
    bool is_astray;
};

static const struct outage_row outage_rows[] = {
    {"all speak at first", 60, 5, false}, {"one strays", 150, 5, true},
    {"it has come back", 200, 5, false},  {"two are left", 300, 2, false},
    {"one is left", 450, 1, false},       {"all speak again", 500, 5, false},
};

static void test_outage(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof outage_rows / sizeof outage_rows[0]; i++) {
        const struct outage_row *row = &outage_rows[i];
        struct price_path path = path_at(PATH_INDEX_OUTAGE, 3, row->second);
        uint32_t live = 0;
        for (uint32_t source = 0; source < 5; source++)
            live += price_path_quote(&path, source).last.ticks_e4 != 0;
        EXPECT_EQ(row->row, live, row->live);
        int64_t last = price_path_quote(&path, 4).last.ticks_e4;
        EXPECT_EQ(row->row, last > path.fine * 106 / 100, row->is_astray);
    }
}

static void test_quotes(void **state)
{
    (void)state;
    struct price_path path = path_at(PATH_CALM, 9, 100);
    for (uint32_t source = 0; source < PATH_SOURCES_MAX; source++) {
        struct source_quote quote = price_path_quote(&path, source);
        EXPECT_TRUE("bid below ask", quote.bid.ticks_e4 < quote.ask.ticks_e4);
        int64_t away = quote.last.ticks_e4 - path.fine;
        EXPECT_TRUE("sources agree to 15 ticks",
                    away < 15 * FINE_PER_TICK && away > -15 * FINE_PER_TICK);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),     cmocka_unit_test(test_repeats),
        cmocka_unit_test(test_scenarios), cmocka_unit_test(test_outage),
        cmocka_unit_test(test_quotes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
