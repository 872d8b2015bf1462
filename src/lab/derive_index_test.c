/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_index_test.c - values of the index from worked examples and edge cases.
 */
#include "lab/derive_index.h"

#include "base/expect.h"

#define SECOND_NS INT64_C(1000000000)
#define NOW_NS    (1000 * SECOND_NS)
#define PRICE_MAX INT64_C(10000000000)

static struct body_price_terms terms_of(uint32_t count)
{
    struct body_price_terms terms = {
        .step_ns = SECOND_NS,
        .stale_ns = 10 * SECOND_NS,
        .return_ns = 3 * SECOND_NS,
        .cap_ppm = 5000,
        .index_method = INDEX_CAPPED_MEAN,
        .source_count = (uint8_t)count,
        .degraded_below = 3,
        .halt_below = 2,
    };
    for (uint32_t i = 0; i < count; i++) terms.sources[i] = (struct index_source){i + 1, 1};
    return terms;
}

static void put(struct derived_source *source, int64_t price_e4)
{
    *source =
        (struct derived_source){.price = {price_e4}, .time_ns = NOW_NS - SECOND_NS, .sequence = 1};
}

static void test_worked_examples(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        uint32_t cap_ppm;
        int64_t prices_e4[5];
        uint32_t weights[5];
        int64_t median_e4;
        int64_t index_e4;
    } rows[] = {
        {"V6 Deribit: three sources, cap half a per cent",
         5000,
         {1000000, 1010000, 1200000},
         {25, 50, 25},
         1010000,
         1010000},
        {"V7 FTX: five sources, cap 30 basis points",
         3000,
         {1000000, 1001000, 1002000, 1003000, 1150000},
         {1, 1, 1, 1, 1},
         1002000,
         1002201},
        {"even weights: the median lies between", 0, {100, 201}, {1, 1}, 150, 150},
        {"no cap: the plain mean, rounded down", 0, {100, 101, 101}, {1, 1, 1}, 101, 100},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint32_t count = 0;
        struct derived_source sources[INDEX_SOURCES_MAX] = {0};
        struct body_price_terms terms = terms_of(5);
        while (count < 5 && rows[i].prices_e4[count] != 0) {
            put(&sources[count], rows[i].prices_e4[count]);
            terms.sources[count].weight = rows[i].weights[count];
            count++;
        }
        terms.source_count = (uint8_t)count;
        terms.cap_ppm = rows[i].cap_ppm;
        struct derived_index index = {0};
        derive_index(&terms, NOW_NS, PRICE_MAX, sources, &index);
        EXPECT_EQ(rows[i].name, index.median.ticks_e4, rows[i].median_e4);
        EXPECT_EQ(rows[i].name, index.index.ticks_e4, rows[i].index_e4);
    }
}

static void test_statuses(void **state)
{
    (void)state;
    struct body_price_terms terms = terms_of(6);
    struct derived_source sources[INDEX_SOURCES_MAX] = {0};
    for (uint32_t i = 0; i < 6; i++) put(&sources[i], 1000000);
    terms.sources[0].weight = 0;
    sources[1].price.ticks_e4 = 0;
    sources[2].time_ns = NOW_NS - terms.stale_ns - 1;
    sources[3].is_banned = true;
    sources[4].price.ticks_e4 = 1100000;
    struct derived_index index = {.index = {777}};
    derive_index(&terms, NOW_NS, PRICE_MAX, sources, &index);
    static const uint8_t want[] = {SOURCE_OFF,    SOURCE_NONE,   SOURCE_STALE,
                                   SOURCE_BANNED, SOURCE_CAPPED, SOURCE_CAPPED};
    for (uint32_t i = 0; i < 6; i++) EXPECT_EQ("status", index.statuses[i], want[i]);
    EXPECT_EQ("two live sources of three wanted", index.state, INDEX_DEGRADED);

    sources[4].time_ns = 0;
    derive_index(&terms, NOW_NS, PRICE_MAX, sources, &index);
    EXPECT_EQ("one live source", index.state, INDEX_HALT);
    EXPECT_EQ("no new value in a halt", index.index.ticks_e4, 1050000);
}

static void test_ban_and_return(void **state)
{
    (void)state;
    struct body_price_terms terms = terms_of(3);
    terms.stray_ppm = 250000;
    terms.return_ppm = 20000;
    terms.cap_ppm = 0;
    struct derived_source sources[INDEX_SOURCES_MAX] = {0};
    put(&sources[0], 1500000);
    put(&sources[1], 1000000);
    put(&sources[2], 1000000);
    struct derived_index index = {0};
    derive_index(&terms, NOW_NS, PRICE_MAX, sources, &index);
    EXPECT_EQ("V9 BitMEX: half above the median is excluded", index.statuses[0], SOURCE_BANNED);
    EXPECT_EQ("the others count", index.index.ticks_e4, 1000000);

    put(&sources[0], 1010000);
    sources[0].is_banned = true;
    for (int64_t second = 1; second <= 4; second++) {
        derive_index(&terms, NOW_NS + second * SECOND_NS, PRICE_MAX, sources, &index);
        EXPECT_EQ("it stays out for the time of the terms", index.statuses[0], SOURCE_BANNED);
    }
    derive_index(&terms, NOW_NS + 5 * SECOND_NS, PRICE_MAX, sources, &index);
    EXPECT_EQ("then it counts again", index.statuses[0], SOURCE_USED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_worked_examples),
        cmocka_unit_test(test_statuses),
        cmocka_unit_test(test_ban_and_return),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
