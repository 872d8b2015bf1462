/* SPDX-License-Identifier: Apache-2.0 */
/*
 * product_test.c - terms, life cycle, bands and margins of one product, for product.c (R-TERMS-1,
 * R-STATE-5, R-BAND-1, R-MARKET-1, R-SIZE-4, R-MARGIN-1).
 */
#include "core/product/product.h"

#include "base/expect.h"
#include "base/int_math.h"
#include "base/random.h"

static struct product_terms good_terms(void)
{
    return (struct product_terms){.symbol = "BTC-PERP.X_9",
                                  .quote = "USD",
                                  .tick_value_micros = 100,
                                  .price_ticks_min = 5,
                                  .price_ticks_max = 1000000,
                                  .order_lots_max = 1000,
                                  .order_notional_micros_max = INT64_C(1000000000),
                                  .position_lots_max = 5000,
                                  .band_ticks = 10,
                                  .band_ppm = 50000,
                                  .protection_ticks = 20,
                                  .resume_auction_ns = 1000,
                                  .initial_margin_ppm = 100000,
                                  .day_end_minute = 1439,
                                  .smp_mode = SMP_DECREMENT,
                                  .schedule_count = 2,
                                  .schedule = {{.minute_of_week = 0, .phase = PHASE_OPEN},
                                               {.minute_of_week = 10079, .phase = PHASE_CLOSED}}};
}

/* Each row spoils one number of good terms; `size` bytes at `offset`. */
#define TERM(member)                                                                               \
    offsetof(struct product_terms, member), sizeof(((struct product_terms *)0)->member)

/* clang-format off */
static const struct {
    const char *row;
    size_t offset, size;
    int64_t value;
    enum field field; /* FIELD_NONE: still good */
    int64_t legal;
} numbers[] = {
    {"a tick worth nothing",               TERM(tick_value_micros), 0, FIELD_NONE, 0},
    {"a tick worth less than nothing",     TERM(tick_value_micros), -1, FIELD_TICK_VALUE, 0},
    {"the largest tick value",             TERM(tick_value_micros), TICK_VALUE_MICROS_MAX,
     FIELD_NONE, 0},
    {"a larger one",                       TERM(tick_value_micros), TICK_VALUE_MICROS_MAX + 1,
     FIELD_TICK_VALUE, TICK_VALUE_MICROS_MAX},
    {"a lowest price of 0",                TERM(price_ticks_min), 0, FIELD_PRICE, 1},
    {"a lowest price of 1",                TERM(price_ticks_min), 1, FIELD_NONE, 0},
    {"a lowest price above the highest",   TERM(price_ticks_min), 1000001, FIELD_PRICE, 1000001},
    {"a lowest price beyond the engine",   TERM(price_ticks_min), PRICE_TICKS_MAX + 1,
     FIELD_PRICE, PRICE_TICKS_MAX},
    {"a highest price below the lowest",   TERM(price_ticks_max), 4, FIELD_PRICE, 5},
    {"one price only",                     TERM(price_ticks_max), 5, FIELD_NONE, 0},
    {"a highest price beyond the engine",  TERM(price_ticks_max), PRICE_TICKS_MAX + 1,
     FIELD_PRICE, PRICE_TICKS_MAX},
    {"no lots",                            TERM(order_lots_max), 0, FIELD_QTY, 1},
    {"the most lots",                      TERM(order_lots_max), QTY_LOTS_MAX, FIELD_NONE, 0},
    {"more lots",                          TERM(order_lots_max), QTY_LOTS_MAX + 1, FIELD_QTY,
     QTY_LOTS_MAX},
    {"no notional",                        TERM(order_notional_micros_max), 0, FIELD_AMOUNT, 1},
    {"more notional than the engine",      TERM(order_notional_micros_max), INT64_MAX,
     FIELD_AMOUNT, NOTIONAL_MICROS_MAX},
    {"no position limit",                  TERM(position_lots_max), 0, FIELD_NONE, 0},
    {"a negative position limit",          TERM(position_lots_max), INT64_MIN, FIELD_LIMIT, 0},
    {"too large a position limit",         TERM(position_lots_max), PRODUCT_LOTS_MAX + 1,
     FIELD_LIMIT, PRODUCT_LOTS_MAX},
    {"a negative band",                    TERM(band_ticks), -1, FIELD_BAND, 0},
    {"a band wider than all prices",       TERM(band_ticks), PRICE_TICKS_MAX + 1, FIELD_BAND,
     PRICE_TICKS_MAX},
    {"a band of 100 %",                    TERM(band_ppm), 1000000, FIELD_NONE, 0},
    {"a band of more",                     TERM(band_ppm), 1000001, FIELD_BAND, 1000000},
    {"a negative protection",              TERM(protection_ticks), -1, FIELD_PROTECTION, 0},
    {"too far a protection",               TERM(protection_ticks), PRICE_TICKS_MAX + 1,
     FIELD_PROTECTION, PRICE_TICKS_MAX},
    {"a negative auction",                 TERM(resume_auction_ns), -1, FIELD_WINDOW, 0},
    {"an auction of a day",                TERM(resume_auction_ns), WINDOW_NS_MAX, FIELD_NONE, 0},
    {"an auction of more than a day",      TERM(resume_auction_ns), WINDOW_NS_MAX + 1,
     FIELD_WINDOW, WINDOW_NS_MAX},
    {"a margin of 100 %",                  TERM(initial_margin_ppm), 1000000, FIELD_NONE, 0},
    {"a margin of more",                   TERM(initial_margin_ppm), 1000001, FIELD_MARGIN_RATE,
     1000000},
    {"a maker's fee of more than all",     TERM(fee_maker_ppm), 1000001, FIELD_FEE_RATE, 1000000},
    {"a taker's fee of more than all",     TERM(fee_taker_ppm), UINT32_MAX, FIELD_FEE_RATE,
     1000000},
    {"a day that ends at minute 1440",     TERM(day_end_minute), 1440, FIELD_EXPIRY, 1439},
    {"self-match prevention by default",   TERM(smp_mode), SMP_DEFAULT, FIELD_SMP,
     SMP_CANCEL_TAKER},
    {"no self-match prevention",           TERM(smp_mode), SMP_NONE, FIELD_NONE, 0},
    {"an unknown mode",                    TERM(smp_mode), SMP_NONE + 1, FIELD_SMP, SMP_NONE},
    {"no schedule",                        TERM(schedule_count), 0, FIELD_NONE, 0},
};
/* clang-format on */

static void test_terms_numbers(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        struct product_terms terms = good_terms();
        memcpy((unsigned char *)&terms + numbers[i].offset, &numbers[i].value, numbers[i].size);
        struct terms_fault fault = terms_check(&terms);
        bool is_good = numbers[i].field == FIELD_NONE;
        EXPECT_EQ(numbers[i].row, fault.reject, is_good ? REJECT_NONE : REJECT_TERMS);
        if (is_good) continue;
        bool is_other = numbers[i].offset == offsetof(struct product_terms, price_ticks_min) &&
                        numbers[i].value == numbers[i].legal;
        EXPECT_EQ(numbers[i].row, fault.field, numbers[i].field);
        /* A lowest price above the highest makes the highest the wrong one. */
        EXPECT_EQ(numbers[i].row, fault.given, is_other ? terms.price_ticks_max : numbers[i].value);
        EXPECT_EQ(numbers[i].row, fault.legal, numbers[i].legal);
    }
}

/* clang-format off */
static const struct {
    const char *row;
    char symbol[24];
    bool is_legal;
} symbols[] = {
    {"letters, digits and signs",  "ABCXYZ-0129_.",            true},
    {"one letter",                 "A",                        true},
    {"twenty-three",               "ABCDEFGHIJKLMNOPQRSTUVW",  true},
    {"none",                       "",                         false},
    {"no room for the zero",       "ABCDEFGHIJKLMNOPQRSTUVWX", false},
    {"a small letter",             "aBC",                      false},
    {"a space",                    "A B",                      false},
    {"below the digits",           "A/B",                      false},
    {"above the digits",           "A:B",                      false},
    {"below the letters",          "A@B",                      false},
    {"above the letters",          "A[B",                      false},
    {"a byte above the alphabet",  "A\xc3" "B",                false},
    {"something after the zero",   "AB\0C",                    false},
    {"something in the last byte", "AB\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0C", false},
};
/* clang-format on */

static void test_terms_symbol(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < sizeof symbols / sizeof symbols[0]; i++) {
        struct product_terms terms = good_terms();
        memcpy(terms.symbol, symbols[i].symbol, sizeof terms.symbol);
        struct terms_fault fault = terms_check(&terms);
        EXPECT_EQ(symbols[i].row, fault.reject, symbols[i].is_legal ? REJECT_NONE : REJECT_TERMS);
        EXPECT_EQ(symbols[i].row, fault.field, symbols[i].is_legal ? FIELD_NONE : FIELD_PRODUCT);
    }
}

/* clang-format off */
static const struct {
    const char *row;
    uint8_t count;
    uint16_t minutes[3];
    uint8_t phases[3];
    int64_t given; /* index of the first wrong step; -1: legal */
} schedules[] = {
    {"one step",                    1, {0, 0, 0},        {PHASE_OPEN, 0, 0}, -1},
    {"the last minute of the week", 1, {10079, 0, 0},    {PHASE_OPEN, 0, 0}, -1},
    {"a minute of the next week",   1, {10080, 0, 0},    {PHASE_OPEN, 0, 0},  0},
    {"three that ascend",           3, {5, 6, 7},        {0, 1, 2},          -1},
    {"the same minute twice",       3, {5, 6, 6},        {0, 1, 2},           2},
    {"going back",                  3, {5, 4, 6},        {0, 1, 2},           1},
    {"an unknown phase",            3, {5, 6, 7},        {0, 3, 2},           1},
    {"the first fault counts",      3, {5, 4, 3},        {0, 1, 2},           1},
    {"too many steps",              SCHEDULE_STEPS_MAX + 1, {0}, {0}, SCHEDULE_STEPS_MAX + 1},
};
/* clang-format on */

static void test_terms_schedule(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < sizeof schedules / sizeof schedules[0]; i++) {
        struct product_terms terms = good_terms();
        memset(terms.schedule, 0, sizeof terms.schedule);
        terms.schedule_count = schedules[i].count;
        for (uint32_t k = 0; k < 3; k++) {
            terms.schedule[k].minute_of_week = schedules[i].minutes[k];
            terms.schedule[k].phase = schedules[i].phases[k];
        }
        struct terms_fault fault = terms_check(&terms);
        bool is_legal = schedules[i].given < 0;
        EXPECT_EQ(schedules[i].row, fault.reject, is_legal ? REJECT_NONE : REJECT_TERMS);
        EXPECT_EQ(schedules[i].row, fault.field, is_legal ? FIELD_NONE : FIELD_SCHEDULE);
        EXPECT_EQ(schedules[i].row, fault.given, is_legal ? 0 : schedules[i].given);
    }
}

/* R-TERMS-1: of two faults the one named first in the rule is reported. */
static void test_terms_order(void **state)
{
    (void)state;
    struct product_terms terms = {0};
    static const enum field order[] = {FIELD_PRODUCT, FIELD_PRICE, FIELD_PRICE, FIELD_QTY,
                                       FIELD_AMOUNT,  FIELD_SMP,   FIELD_NONE};
    for (uint32_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        struct terms_fault fault = terms_check(&terms);
        EXPECT_EQ("the next fault", fault.field, order[i]);
        if (i == 0) terms.symbol[0] = 'A';
        if (i == 1) terms.price_ticks_min = 2;
        if (i == 2) terms.price_ticks_max = 2;
        if (i == 3) terms.order_lots_max = 1;
        if (i == 4) terms.order_notional_micros_max = 1;
        if (i == 5) terms.smp_mode = SMP_NONE;
    }
}

/* R-STATE-5, as the rule lists it: a letter a state, in the order of enum product_state. */
static void test_life_cycle(void **state)
{
    (void)state;
    static const char *const may[] = {
        ".F..W...", /* draft */
        "..AsW...", /* filed */
        "...sWL..", /* approved */
        ".FA.W...", /* stayed */
        "........", /* withdrawn */
        "......RD", /* listed */
        ".....L.D", /* restricted */
        "........", /* delisted */
    };
    for (uint32_t from = 0; from < 12; from++) {
        for (uint32_t to = 0; to < 40; to++) {
            bool expected = from < 8 && to < 8 && may[from][to] != '.';
            EXPECT_EQ("a transition", product_may_become(from, to), expected);
        }
    }
    EXPECT_FALSE("a state far beyond the last", product_may_become(PRODUCT_DRAFT, UINT32_MAX));
    EXPECT_FALSE("from one far beyond", product_may_become(UINT32_MAX, PRODUCT_FILED));

    struct product product = {.exists = 1};
    for (uint8_t at = 0; at < 8; at++) {
        product.state = at;
        EXPECT_EQ("listed", product_is_listed(&product),
                  at == PRODUCT_LISTED || at == PRODUCT_RESTRICTED);
    }
    product = (struct product){.state = PRODUCT_LISTED};
    EXPECT_FALSE("what does not exist is not listed", product_is_listed(&product));
}

/* clang-format off */
static const struct {
    const char *row;
    int64_t highest, tick_value, lots;
} capacities[] = {
    {"R-TERMS-4 no money, no bound but that of lots", 1000, 0, PRODUCT_LOTS_MAX},
    {"a cheap lot",                                   1, 1, PRODUCT_MICROS_MAX},
    {"a dear one",                                    PRICE_TICKS_MAX, 1, 4000000},
    {"rounded down",                                  3, 1, INT64_C(1333333333333333333)},
    {"one that is too dear",                          PRICE_TICKS_MAX, TICK_VALUE_MICROS_MAX, 0},
};
/* clang-format on */

static void test_capacity(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < sizeof capacities / sizeof capacities[0]; i++) {
        struct product_terms terms = good_terms();
        terms.tick_value_micros = capacities[i].tick_value;
        EXPECT_EQ(capacities[i].row, terms_lots_max(&terms, capacities[i].highest),
                  capacities[i].lots);
    }
}

/* clang-format off */
static const struct {
    const char *row;
    int64_t mark_e4, last, seed;
    int64_t tick_value;
    uint32_t rate;
    int64_t lot_margin;
} margins[] = {
    {"no price",                         0,        0,    0,   100,  100000, 0},
    {"the price of the last order",      0,        0,  200,   100,  100000, 2000},
    {"the last trade before it",         0,      300,  200,   100,  100000, 3000},
    {"the mark before both",             4000000, 300, 200,   100,  100000, 4000},
    {"a mark between ticks, rounded up", 4000001, 300, 200,   100,  100000, 4001},
    {"the smallest of all is one micro", 1,        0,    0,     1,       1, 1},
    {"no margin rate",                   4000001,  0,    0,   100,       0, 0},
    {"no money",                         4000001,  0,    0,     0,  100000, 0},
    {"all of it",                        4000000,  0,    0,   100, 1000000, 40000},
};
/* clang-format on */

static void test_lot_margin(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < sizeof margins / sizeof margins[0]; i++) {
        struct product product = {.terms = good_terms(),
                                  .mark = {margins[i].mark_e4},
                                  .last = {margins[i].last},
                                  .seed_ticks = margins[i].seed};
        product.terms.tick_value_micros = margins[i].tick_value;
        product.terms.initial_margin_ppm = margins[i].rate;
        product_update_margin(&product);
        EXPECT_EQ(margins[i].row, product.lot_margin_micros, margins[i].lot_margin);
    }
}

/* clang-format off */
static const struct {
    const char *row;
    enum side side;
    int64_t best, ticks;
    uint32_t ppm;
    int64_t bound;
} bands[] = {
    {"a bid, by ticks",                       SIDE_BUY,  1000, 30,   10000,  970},
    {"a bid, by rate",                        SIDE_BUY,  1000,  5,   10000,  990},
    {"a bid, rate rounded down",              SIDE_BUY,   999,  0,   10000,  989},
    {"an ask, by ticks",                      SIDE_SELL, 1000, 30,   10000, 1030},
    {"an ask, by rate",                       SIDE_SELL, 1000,  5,   10000, 1010},
    {"an ask, rate rounded up",               SIDE_SELL,  999,  0,   10000, 1009},
    {"ticks alone",                           SIDE_BUY,  1000,  7,       0,  993},
    {"a band of everything",                  SIDE_BUY,  1000,  0, 1000000,    0},
    {"the widest there is",                   SIDE_SELL, PRICE_TICKS_MAX, PRICE_TICKS_MAX, 1000000,
     2 * PRICE_TICKS_MAX},
};
/* clang-format on */

static void test_bands(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < sizeof bands / sizeof bands[0]; i++) {
        struct product product = {.terms = good_terms()};
        product.terms.band_ticks = bands[i].ticks;
        product.terms.band_ppm = bands[i].ppm;
        EXPECT_TRUE(bands[i].row, product_has_band(&product));
        EXPECT_EQ(bands[i].row, product_band_ticks(&product, bands[i].side, bands[i].best),
                  bands[i].bound);
    }
    struct product product = {.terms = good_terms()};
    product.terms.band_ticks = 0;
    product.terms.band_ppm = 0;
    EXPECT_FALSE("neither: no band", product_has_band(&product));
}

/* clang-format off */
static const struct {
    const char *row;
    enum side side;
    int64_t other_best, protection, ticks;
} protections[] = {
    {"a buy goes up",                 SIDE_BUY,     100,  20,     120},
    {"a sell goes down",              SIDE_SELL,    100,  20,      80},
    {"a buy ends at the highest",     SIDE_BUY,  999990,  20, 1000000},
    {"a sell ends at the lowest",     SIDE_SELL,     20,  20,       5},
    {"none: at the best price",       SIDE_BUY,     100,   0,     100},
    {"the farthest there is",         SIDE_BUY,     100, PRICE_TICKS_MAX, 1000000},
    {"the farthest down",             SIDE_SELL,    100, PRICE_TICKS_MAX,       5},
};
/* clang-format on */

static void test_protection(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < sizeof protections / sizeof protections[0]; i++) {
        struct product product = {.terms = good_terms()};
        product.terms.protection_ticks = protections[i].protection;
        EXPECT_EQ(
            protections[i].row,
            product_protection_ticks(&product, protections[i].side, protections[i].other_best),
            protections[i].ticks);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_terms_numbers),  cmocka_unit_test(test_terms_symbol),
        cmocka_unit_test(test_terms_schedule), cmocka_unit_test(test_terms_order),
        cmocka_unit_test(test_life_cycle),     cmocka_unit_test(test_capacity),
        cmocka_unit_test(test_lot_margin),     cmocka_unit_test(test_bands),
        cmocka_unit_test(test_protection),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
