/* SPDX-License-Identifier: Apache-2.0 */
/*
 * index_price_test.c - the worked examples of other venues' indexes, and each rule of ours.
 *
 * Rules  R-INDEX-2, R-INDEX-3, R-INDEX-4, R-INDEX-5, R-INDEX-6, R-INDEX-7, R-INDEX-10.
 */
#include "core/perp/index_price.h"

#include "base/expect.h"

#define SECOND INT64_C(1000000000)
#define NOW    (1000000 * SECOND)
#define HIGH   INT64_C(10000000000000000)

/* Statuses of up to six sources: U used, C capped, S stale, B banned, N none, O off. */
static uint64_t statuses_of(const char *letters)
{
    static const char names[] = "OUCSBN";
    uint64_t statuses = 0;
    for (uint32_t i = 0; letters[i] != '\0'; i++) {
        statuses |= (uint64_t)(strchr(names, letters[i]) - names) << (4 * i);
    }
    return statuses;
}

struct row {
    const char *row;
    uint32_t cap_ppm;
    uint32_t stray_ppm;
    uint32_t count;
    int64_t prices[6];
    uint32_t weights[6];
    int64_t median;
    int64_t index;
    const char *statuses;
};

/* Prices in thousandths. */
static const struct row rows[] = {
    {"V6 Deribit: a source far away counts as the cap",
     5000,
     0,
     3,
     {100000, 101000, 120000},
     {25, 50, 25},
     101000,
     101000,
     "CUC"},
    {"V7 FTX: five equal sources, cap 30 bp",
     3000,
     0,
     5,
     {100000, 100100, 100200, 100300, 115000},
     {1, 1, 1, 1, 1},
     100200,
     100220,
     "UUUUC"},
    {"V9 BitMEX: one of three 25 % away is left out",
     0,
     250000,
     3,
     {150000, 100000, 100000},
     {1, 1, 1},
     100000,
     100000,
     "BUU"},
    {"V11 Binance: 7 % above counts as 3 % above",
     30000,
     0,
     3,
     {20000000, 20000000, 21400000},
     {1, 1, 1},
     20000000,
     20200000,
     "UUC"},
    {"V12 Binance: 6 % below counts as 3 % below",
     30000,
     0,
     3,
     {20000000, 20000000, 18800000},
     {1, 1, 1},
     20000000,
     19800000,
     "UUC"},
    {"one source", 5000, 20000, 1, {100}, {7}, 100, 100, "U"},
    {"two: the median is between them", 0, 20000, 2, {100, 201}, {1, 1}, 150, 150, "UU"},
    {"two of different weight", 0, 0, 2, {100, 200}, {1, 3}, 200, 175, "UU"},
    {"two never stray from each other", 0, 1, 2, {100, 200}, {1, 1}, 150, 150, "UU"},
    {"half the weight below: between the two in the middle",
     0,
     0,
     4,
     {100, 200, 300, 500},
     {1, 1, 1, 1},
     250,
     275,
     "UUUU"},
    {"no cap and no stray: the plain mean", 0, 0, 3, {100, 200, 600}, {1, 1, 1}, 200, 300, "UUU"},
    {"exactly at the stray band stays", 0, 20000, 3, {98, 100, 102}, {1, 1, 1}, 100, 100, "UUU"},
    {"weight 0 is off", 0, 0, 3, {100, 900, 300}, {1, 0, 1}, 200, 200, "UOU"},
    {"without a price", 0, 0, 3, {100, 0, 300}, {1, 1, 1}, 200, 200, "UNU"},
    {"the median moves when a stray is out",
     0,
     100000,
     4,
     {100, 102, 104, 500},
     {1, 1, 1, 1},
     102,
     102,
     "UUUB"},
};

static struct body_price_terms terms_of(const struct row *row)
{
    struct body_price_terms terms = {.index_method = INDEX_CAPPED_MEAN,
                                     .stale_ns = 10 * SECOND,
                                     .return_ns = 900 * SECOND,
                                     .return_ppm = 10000,
                                     .cap_ppm = row->cap_ppm,
                                     .stray_ppm = row->stray_ppm,
                                     .source_count = (uint8_t)row->count};
    for (uint32_t i = 0; i < row->count; i++) {
        terms.sources[i] = (struct index_source){i + 1, row->weights[i]};
    }
    return terms;
}

static void test_values(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct body_price_terms terms = terms_of(&rows[i]);
        struct index_feed feeds[INDEX_SOURCES_MAX] = {{0}};
        for (uint32_t k = 0; k < rows[i].count; k++) {
            feeds[k] = (struct index_feed){.price_e4 = rows[i].prices[k], .time_ns = NOW};
        }
        struct index_value value = index_compute(&terms, feeds, NOW, HIGH);
        EXPECT_EQ(rows[i].row, value.median_e4, rows[i].median);
        EXPECT_EQ(rows[i].row, value.index_e4, rows[i].index);
        EXPECT_EQ(rows[i].row, value.statuses, statuses_of(rows[i].statuses));
        EXPECT_EQ(rows[i].row, value.state, INDEX_NORMAL);
    }
}

static void test_the_median_method(void **state)
{
    (void)state;
    /* Hyperliquid weighs seven venues 3, 2, 2, 1, 1, 1, 1 and takes their median. */
    const struct row row = {.count = 6, .weights = {3, 2, 2, 1, 1, 1}};
    struct body_price_terms terms = terms_of(&row);
    terms.index_method = INDEX_MEDIAN;
    struct index_feed feeds[INDEX_SOURCES_MAX] = {{0}};
    static const int64_t prices[] = {105, 101, 103, 90, 91, 120};
    for (uint32_t k = 0; k < 6; k++) {
        feeds[k] = (struct index_feed){.price_e4 = prices[k], .time_ns = NOW};
    }
    /* In order 90 91 101 101 103 103 105 105 105 120. */
    struct index_value value = index_compute(&terms, feeds, NOW, HIGH);
    EXPECT_EQ("the median of ten votes", value.index_e4, 103);
    feeds[5].price_e4 = 100;
    value = index_compute(&terms, feeds, NOW, HIGH);
    EXPECT_EQ("a vote moves below: the middle pair is 101 and 103", value.index_e4, 102);
}

static void test_source_price(void **state)
{
    (void)state;
    EXPECT_EQ("mid, rounded down", source_price_e4(100, 103, 7), 101);
    EXPECT_EQ("locked", source_price_e4(100, 100, 7), 100);
    EXPECT_EQ("a crossed book is none", source_price_e4(101, 100, 7), 7);
    EXPECT_EQ("one side is none", source_price_e4(100, 0, 7), 7);
    EXPECT_EQ("one side is none", source_price_e4(0, 100, 7), 7);
    EXPECT_EQ("nothing", source_price_e4(0, 0, 0), 0);
}

/* The number of live sources decides what state the index is in. */
static void test_states(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        uint32_t fresh;
        uint8_t state;
        int64_t index;
    } cases[] = {
        {"five", 5, INDEX_NORMAL, 100},  {"three", 3, INDEX_NORMAL, 100},
        {"two", 2, INDEX_DEGRADED, 100}, {"one", 1, INDEX_HALT, 0},
        {"none", 0, INDEX_HALT, 0},
    };
    const struct row row = {.count = 5, .weights = {1, 1, 1, 1, 1}};
    struct body_price_terms terms = terms_of(&row);
    terms.degraded_below = 3;
    terms.halt_below = 2;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct index_feed feeds[INDEX_SOURCES_MAX] = {{0}};
        for (uint32_t k = 0; k < 5; k++) {
            int64_t age_ns = k < cases[i].fresh ? 10 * SECOND : 10 * SECOND + 1;
            feeds[k] = (struct index_feed){.price_e4 = 100, .time_ns = NOW - age_ns};
        }
        struct index_value value = index_compute(&terms, feeds, NOW, HIGH);
        EXPECT_EQ(cases[i].row, value.state, cases[i].state);
        EXPECT_EQ(cases[i].row, value.index_e4, cases[i].index);
        EXPECT_EQ(cases[i].row, value.live, cases[i].fresh);
        EXPECT_EQ(cases[i].row, value.stale, 5 - cases[i].fresh);
    }
    terms.halt_below = 0;
    struct index_feed feeds[INDEX_SOURCES_MAX] = {{0}};
    EXPECT_EQ("no source at all halts whatever the terms",
              index_compute(&terms, feeds, NOW, HIGH).state, INDEX_HALT);
}

/* Source 0 strays, and is good again from a later moment on. */
static void test_return(void **state)
{
    (void)state;
    const struct row row = {.count = 3, .stray_ppm = 20000, .weights = {1, 1, 1}};
    struct body_price_terms terms = terms_of(&row);
    struct index_feed feeds[INDEX_SOURCES_MAX] = {{0}};
    static const struct {
        const char *row;
        int64_t second;
        int64_t price;
        const char *statuses;
    } steps[] = {
        {"good", 0, 10000, "UUU"},
        {"strays", 1, 10300, "BUU"},
        {"back within 2 %, not within 1 %", 2, 10150, "BUU"},
        {"within 1 %: the time begins", 3, 10100, "BUU"},
        {"one step outside: the time is lost", 4, 10101, "BUU"},
        {"within again", 5, 10000, "BUU"},
        {"899 seconds", 904, 10000, "BUU"},
        {"900 seconds: the ban ends with this step", 905, 10000, "BUU"},
        {"and it counts", 906, 10000, "UUU"},
        {"strays once more", 907, 9000, "BUU"},
        {"good", 908, 10000, "BUU"},
        {"stale loses the time", 920, 0, "SUU"},
        {"good", 921, 10000, "BUU"},
        {"900 seconds since it was stale", 1821, 10000, "BUU"},
        {"back", 1822, 10000, "UUU"},
    };
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        int64_t now_ns = NOW + steps[i].second * SECOND;
        if (steps[i].price != 0) feeds[0].price_e4 = steps[i].price;
        feeds[0].time_ns = steps[i].price != 0 ? now_ns : now_ns - 11 * SECOND;
        for (uint32_t k = 1; k < 3; k++) {
            feeds[k] = (struct index_feed){.price_e4 = 10000, .time_ns = now_ns};
        }
        struct index_value value = index_compute(&terms, feeds, now_ns, HIGH);
        EXPECT_EQ(steps[i].row, value.statuses, statuses_of(steps[i].statuses));
        EXPECT_EQ(steps[i].row, value.index_e4, 10000);
    }
}

static void test_new_terms_keep_feeds(void **state)
{
    (void)state;
    struct body_price_terms terms = {.source_count = 2, .sources = {{11, 1}, {12, 1}}};
    struct index_feed feeds[INDEX_SOURCES_MAX] = {{0}};
    index_feeds_keep(&terms, feeds);
    EXPECT_EQ("a new one", feeds[1].source_id, 12);
    feeds[0].price_e4 = 100;
    feeds[1].price_e4 = 200;
    feeds[1].is_banned = 1;
    terms.sources[0].source_id = 13;
    index_feeds_keep(&terms, feeds);
    EXPECT_EQ("another source begins without", feeds[0].price_e4, 0);
    EXPECT_EQ("the same keeps its price", feeds[1].price_e4, 200);
    EXPECT_EQ("and its ban", feeds[1].is_banned, 1);
    terms.source_count = 1;
    index_feeds_keep(&terms, feeds);
    EXPECT_EQ("one that is gone is forgotten", feeds[1].source_id, 0);
    EXPECT_EQ("one that is gone is forgotten", feeds[1].is_banned, 0);
}

static void test_extremes(void **state)
{
    (void)state;
    struct body_price_terms terms = {
        .index_method = INDEX_CAPPED_MEAN, .stale_ns = 1, .cap_ppm = 1000000, .source_count = 16};
    struct index_feed feeds[INDEX_SOURCES_MAX] = {{0}};
    for (uint32_t k = 0; k < 16; k++) {
        terms.sources[k] = (struct index_source){k + 1, 1000000};
        feeds[k] = (struct index_feed){.price_e4 = HIGH, .time_ns = NOW};
    }
    struct index_value value = index_compute(&terms, feeds, NOW, HIGH);
    EXPECT_EQ("the highest prices", value.index_e4, HIGH);
    EXPECT_EQ("kept below what a price may be", index_compute(&terms, feeds, NOW, 5).index_e4, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),       cmocka_unit_test(test_the_median_method),
        cmocka_unit_test(test_source_price), cmocka_unit_test(test_states),
        cmocka_unit_test(test_return),       cmocka_unit_test(test_new_terms_keep_feeds),
        cmocka_unit_test(test_extremes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
