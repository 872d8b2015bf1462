/* SPDX-License-Identifier: Apache-2.0 */
/*
 * term_text_test.c - each way to write a value, and what is refused.
 */
#include "model/term_text.h"

#include "base/expect.h"

static void test_values(void **state)
{
    (void)state;
    struct command funding = {.kind = COMMAND_FUNDING_TERMS};
    EXPECT_TRUE("all", terms_read(&funding, "premium impact  sample_ns 15s bucket_ns 2m\n"
                                            "interval_ns 8h base_ns 0 clamp_e12 -2%  lag 1 "
                                            "dead_e12 0.01% interest_e12 7 smooth_ppm 12.5% "
                                            "times 00:00,08:05,23:59") == NULL);
    EXPECT_EQ("a word", funding.funding.premium, PREMIUM_IMPACT);
    EXPECT_EQ("seconds", funding.funding.sample_ns, INT64_C(15000000000));
    EXPECT_EQ("minutes", funding.funding.bucket_ns, INT64_C(120000000000));
    EXPECT_EQ("hours", funding.funding.interval_ns, INT64_C(28800000000000));
    EXPECT_EQ("a rate", funding.funding.clamp_e12, -INT64_C(20000000000));
    EXPECT_EQ("a small rate", funding.funding.dead_e12, 100000000);
    EXPECT_EQ("a plain number", funding.funding.interest_e12, 7);
    EXPECT_EQ("parts per million", funding.funding.smooth_ppm, 125000);
    EXPECT_EQ("times", funding.funding.time_count, 3);
    EXPECT_EQ("the second", funding.funding.times[1], 485);
    EXPECT_EQ("the last", funding.funding.times[2], 1439);

    struct command prices = {.kind = COMMAND_PRICE_TERMS, .product_id = 1};
    EXPECT_TRUE("all", terms_read(&prices, "impact_notional_micros 20000.5 sources 11:2,12:1 "
                                           "stale_ns 250ms return_ns 1d") == NULL);
    EXPECT_EQ("dollars", prices.prices.impact_notional_micros, INT64_C(20000500000));
    EXPECT_EQ("sources", prices.prices.source_count, 2);
    EXPECT_EQ("the second", prices.prices.sources[1].source_id, 12);
    EXPECT_EQ("its weight", prices.prices.sources[1].weight, 1);
    EXPECT_EQ("milliseconds", prices.prices.stale_ns, 250000000);

    struct command mark = {.kind = COMMAND_MARK_TERMS};
    EXPECT_TRUE("words", term_set(&mark, "components", "basis|touch|last"));
    EXPECT_EQ("words", mark.mark.components, MARK_BASIS | MARK_TOUCH | MARK_LAST);
    EXPECT_TRUE("with commas", term_set(&mark, "components", "spread,index"));
    EXPECT_EQ("with commas", mark.mark.components, MARK_SPREAD | MARK_INDEX);
}

static void test_refused(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        uint16_t kind;
        const char *name;
        const char *value;
    } rows[] = {
        {"no such field", COMMAND_FUNDING_TERMS, "premiums", "impact"},
        {"a field of another kind", COMMAND_MARK_TERMS, "premium", "impact"},
        {"no such word", COMMAND_FUNDING_TERMS, "premium", "impacts"},
        {"no value", COMMAND_FUNDING_TERMS, "premium", ""},
        {"a duration without unit", COMMAND_FUNDING_TERMS, "sample_ns", "15"},
        {"an unknown unit", COMMAND_FUNDING_TERMS, "sample_ns", "15w"},
        {"too long", COMMAND_FUNDING_TERMS, "sample_ns", "9999999999d"},
        {"too many decimals", COMMAND_FUNDING_TERMS, "smooth_ppm", "0.00001%"},
        {"one of several words", COMMAND_MARK_TERMS, "components", "basis|spreads"},
        {"an empty word", COMMAND_MARK_TERMS, "components", "basis|"},
        {"a source without weight", COMMAND_PRICE_TERMS, "sources", "11"},
        {"a source without id", COMMAND_PRICE_TERMS, "sources", ":1"},
        {"a list that ends early", COMMAND_PRICE_TERMS, "sources", "11:1,"},
        {"too large", COMMAND_PRICE_TERMS, "sources", "4294967296:1"},
        {"17 sources", COMMAND_PRICE_TERMS, "sources",
         "1:1,2:1,3:1,4:1,5:1,6:1,7:1,8:1,9:1,10:1,11:1,12:1,13:1,14:1,15:1,16:1,17:1"},
        {"no time", COMMAND_FUNDING_TERMS, "times", ""},
        {"an hour too late", COMMAND_FUNDING_TERMS, "times", "24:00"},
        {"no colon", COMMAND_FUNDING_TERMS, "times", "00.00"},
        {"a time cut off", COMMAND_FUNDING_TERMS, "times", "00:00,08:0"},
        {"nine times", COMMAND_FUNDING_TERMS, "times",
         "00:00,01:00,02:00,03:00,04:00,05:00,06:00,07:00,08:00"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct command command = {.kind = rows[i].kind};
        struct command before = command;
        EXPECT_FALSE(rows[i].row, term_set(&command, rows[i].name, rows[i].value));
        const unsigned char *bytes = (const unsigned char *)&command;
        EXPECT_EQ(rows[i].row, memcmp(bytes, (const unsigned char *)&before, sizeof command), 0);
    }
    struct command command = {.kind = COMMAND_FUNDING_TERMS};
    const char *wrong = terms_read(&command, "lag 1 leg 2 divisor 3");
    EXPECT_EQ("the word that is wrong", strncmp(wrong, "leg", 3), 0);
    EXPECT_EQ("those before it are set", command.funding.lag, 1);
    EXPECT_EQ("those behind are not", command.funding.divisor, 0);
    EXPECT_TRUE("nothing is nothing", terms_read(&command, "  ") == NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
