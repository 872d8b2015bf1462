/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mark_price_test.c - marks of other venues by terms, each component, clamp and thin book.
 *
 * Rules  R-MARK-2, R-MARK-3, R-MARK-4, R-MARK-5.
 */
#include "core/perp/mark_price.h"

#include "base/expect.h"

#define SECOND INT64_C(1000000000)
#define HIGH   INT64_C(10000000000000000)

/* Index 1,000,000, book 1,000,000 to 1,004,000, impact 996,000 to 1,008,000, last 1,001,000. */
static struct price_inputs inputs_of(int64_t second)
{
    return (struct price_inputs){.as_of_ns = second * SECOND,
                                 .step_ns = SECOND,
                                 .index_e4 = 1000000,
                                 .bid_e4 = 1000000,
                                 .ask_e4 = 1004000,
                                 .last_e4 = 1001000,
                                 .impact_bid_e4 = 996000,
                                 .impact_ask_e4 = 1008000,
                                 .highest_e4 = HIGH,
                                 .basis_whole_ms = 1};
}

static void test_basis(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        int64_t index_e4;
        int64_t rate_e12;
        int64_t left_ms;
        int64_t whole_ms;
        int64_t want_e4;
    } rows[] = {
        {"V14: 0.5 % an hour, half an hour left", 20000000, 5000000000, 1800000, 3600000, 20050000},
        {"the whole rate", 1000000, 10000000000, 1, 1, 1010000},
        {"a negative rate, rounded down", 1000000, -1500000, 1, 1, 999998},
        {"nothing left", 1000000, 10000000000, 0, 1, 1000000},
        {"the largest", HIGH, INT64_C(1000000000000), 86400000, 86400000, 2 * HIGH},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct price_inputs inputs = {.index_e4 = rows[i].index_e4,
                                      .basis_rate_e12 = rows[i].rate_e12,
                                      .basis_left_ms = rows[i].left_ms,
                                      .basis_whole_ms = rows[i].whole_ms};
        EXPECT_EQ(rows[i].row, basis_price(&inputs), rows[i].want_e4);
    }
}

static void test_touch(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        int64_t bid;
        int64_t ask;
        int64_t last;
        int64_t want;
    } rows[] = {
        {"V15 Deribit: a last price above the spread counts as the ask", 87100, 87150, 87170,
         87150},
        {"V16 Deribit: a last price in the spread counts", 87100, 87150, 87120, 87120},
        {"below the spread: the bid", 87100, 87150, 100, 87100},
        {"no trade yet: the mid, rounded down", 100, 103, 0, 101},
        {"no bid", 0, 103, 100, 0},
        {"no ask", 100, 0, 100, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct price_inputs inputs = {
            .bid_e4 = rows[i].bid, .ask_e4 = rows[i].ask, .last_e4 = rows[i].last};
        EXPECT_EQ(rows[i].row, touch_price(&inputs), rows[i].want);
    }
}

static void test_median(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        uint32_t count;
        int64_t prices[7];
        int64_t want;
    } rows[] = {
        {"one", 1, {5}, 5},
        {"two, rounded down", 2, {8, 5}, 6},
        {"three", 3, {9, 1, 5}, 5},
        {"four", 4, {9, 1, 5, 6}, 5},
        {"seven, with equals", 7, {3, 3, 9, 1, 9, 2, 9}, 3},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t prices[7];
        memcpy(prices, rows[i].prices, sizeof prices);
        EXPECT_EQ(rows[i].row, median_of(prices, rows[i].count), rows[i].want);
    }
}

struct venue_row {
    const char *row;
    struct body_mark_terms terms;
    int64_t mark_e4;
    uint32_t counted;
};

/* What one step makes of inputs_of, with a rate of 0.2 % of which all is left. */
static const struct venue_row venues[] = {
    {"BTCPERP: basis 1,002,000, spread 1,002,000, touch 1,001,000",
     {.components = MARK_BASIS | MARK_SPREAD | MARK_TOUCH,
      .basis = BASIS_ESTIMATE_FULL,
      .average_ns = 150 * SECOND},
     1002000,
     MARK_BASIS | MARK_SPREAD | MARK_TOUCH},
    {"Binance: basis 1,002,000, mean of mids 1,002,000, last 1,001,000",
     {.components = MARK_BASIS | MARK_SPREAD | MARK_LAST,
      .basis = BASIS_ESTIMATE_LEFT,
      .spread_price = SPREAD_TOUCH,
      .sample_count = 30,
      .spread_sample_ns = 5 * SECOND},
     1002000,
     MARK_BASIS | MARK_SPREAD | MARK_LAST},
    {"BitMEX: the basis alone",
     {.components = MARK_BASIS, .basis = BASIS_PUBLISHED_LEFT},
     1002000,
     MARK_BASIS},
    {"Deribit: the average of the impact mid alone, within 0.1 %",
     {.components = MARK_SPREAD, .average_ns = 30 * SECOND, .band_ppm = 1000},
     1001000,
     MARK_SPREAD},
    {"Hyperliquid without outside marks: two averages and the touch",
     {.components = MARK_SPREAD | MARK_TOUCH | MARK_TOUCH_AVERAGE,
      .spread_price = SPREAD_TOUCH,
      .average_ns = 150 * SECOND,
      .touch_average_ns = 30 * SECOND},
     1001000,
     MARK_SPREAD | MARK_TOUCH | MARK_TOUCH_AVERAGE},
    {"dYdX: the index", {.components = MARK_INDEX}, 1000000, MARK_INDEX},
    {"Lighter: basis, average and impact mid",
     {.components = MARK_BASIS | MARK_SPREAD | MARK_IMPACT,
      .sample_count = 300,
      .spread_sample_ns = SECOND},
     1002000,
     MARK_BASIS | MARK_SPREAD | MARK_IMPACT},
    {"two components: the mean",
     {.components = MARK_LAST | MARK_INDEX},
     1000500,
     MARK_LAST | MARK_INDEX},
};

static void test_venues(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof venues / sizeof venues[0]; i++) {
        struct mark_state kept = {.samples = {.count = 0}};
        struct price_inputs inputs = inputs_of(10);
        inputs.basis_rate_e12 = 2000000000;
        inputs.basis_left_ms = 1;
        struct mark_value value = mark_compute(&venues[i].terms, &kept, &inputs);
        EXPECT_EQ(venues[i].row, value.mark_e4, venues[i].mark_e4);
        EXPECT_EQ(venues[i].row, value.counted, venues[i].counted);
    }
}

static void test_thin_book(void **state)
{
    (void)state;
    struct body_mark_terms terms = {.components = MARK_BASIS | MARK_SPREAD | MARK_TOUCH,
                                    .average_ns = 150 * SECOND,
                                    .thin_rule = 1};
    struct mark_state kept = {.samples = {.count = 0}};
    struct price_inputs inputs = inputs_of(10);
    (void)mark_compute(&terms, &kept, &inputs);
    inputs = inputs_of(11);
    inputs.impact_ask_e4 = 0;
    struct mark_value value = mark_compute(&terms, &kept, &inputs);
    EXPECT_EQ("one side thin: the basis alone", value.mark_e4, 1000000);
    EXPECT_EQ("one side thin: the basis alone", value.counted, MARK_BASIS);
    EXPECT_EQ("the average is shown all the same", value.spread_e4, 1002000);
    terms.thin_rule = 0;
    EXPECT_EQ("without the rule the others count", mark_compute(&terms, &kept, &inputs).mark_e4,
              1001000);
    terms = (struct body_mark_terms){.components = MARK_TOUCH, .thin_rule = 1};
    EXPECT_EQ("no basis chosen: the index", mark_compute(&terms, &kept, &inputs).mark_e4, 1000000);
}

static void test_missing_and_bounds(void **state)
{
    (void)state;
    struct body_mark_terms terms = {.components = MARK_SPREAD | MARK_LAST, .average_ns = SECOND};
    struct mark_state kept = {.samples = {.count = 0}};
    struct price_inputs inputs = inputs_of(10);
    inputs.impact_bid_e4 = 0;
    inputs.last_e4 = 0;
    struct mark_value value = mark_compute(&terms, &kept, &inputs);
    EXPECT_EQ("nothing that counts: the index", value.mark_e4, 1000000);
    EXPECT_EQ("nothing that counts: the index", value.counted, 0);
    terms = (struct body_mark_terms){.components = MARK_LAST, .band_ppm = 333};
    inputs.last_e4 = 2000000;
    EXPECT_EQ("above the band, rounded down", mark_compute(&terms, &kept, &inputs).mark_e4,
              1000333);
    inputs.last_e4 = 1;
    EXPECT_EQ("below the band, rounded up", mark_compute(&terms, &kept, &inputs).mark_e4, 999667);
    terms.band_ppm = 0;
    inputs.last_e4 = HIGH;
    inputs.highest_e4 = 5000000;
    EXPECT_EQ("no higher than a price may be", mark_compute(&terms, &kept, &inputs).mark_e4,
              5000000);
}

/* R-MARK-4: a sample only at multiples of the distance, and the mean of the latest N. */
static void test_samples(void **state)
{
    (void)state;
    struct body_mark_terms terms = {.components = MARK_SPREAD,
                                    .spread_price = SPREAD_TOUCH,
                                    .sample_count = 2,
                                    .spread_sample_ns = 5 * SECOND};
    struct mark_state kept = {.samples = {.count = 0}};
    static const struct {
        const char *row;
        int64_t second;
        int64_t ask_e4;
        int64_t mark_e4;
    } steps[] = {
        {"not a sample", 4, 1010000, 1000000}, {"the first", 5, 1002000, 1001000},
        {"between two", 6, 1010000, 1001000},  {"the second", 10, 1006000, 1002000},
        {"no ask, no sample", 15, 0, 1002000}, {"the third", 20, 1010000, 1004000},
    };
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        struct price_inputs inputs = inputs_of(steps[i].second);
        inputs.ask_e4 = steps[i].ask_e4;
        EXPECT_EQ(steps[i].row, mark_compute(&terms, &kept, &inputs).mark_e4, steps[i].mark_e4);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_basis),     cmocka_unit_test(test_touch),
        cmocka_unit_test(test_median),    cmocka_unit_test(test_venues),
        cmocka_unit_test(test_thin_book), cmocka_unit_test(test_missing_and_bounds),
        cmocka_unit_test(test_samples),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
