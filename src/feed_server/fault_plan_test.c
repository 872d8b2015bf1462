/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fault_plan_test.c - words, understood or not.
 */
#include "feed_server/fault_plan.h"

#include "base/expect.h"

static bool say(struct fault_plan *plan, const char *text)
{
    return fault_plan_say(plan, text, strlen(text));
}

static void test_words(void **state)
{
    (void)state;
    struct fault_plan plan = {0};
    EXPECT_TRUE("silence", say(&plan, "silence kraken"));
    EXPECT_TRUE("is its own", plan.venues[FEED_KRAKEN].is_silent);
    EXPECT_FALSE("and nobody else's", plan.venues[FEED_GEMINI].is_silent);
    EXPECT_TRUE("stray", say(&plan, "stray bitfinex -70000"));
    EXPECT_EQ("by so much", plan.venues[FEED_BITFINEX].stray_ppm, -70000);
    EXPECT_TRUE("gap", say(&plan, "gap gemini") && say(&plan, "gap gemini"));
    EXPECT_EQ("twice", plan.venues[FEED_GEMINI].gaps, 2);
    EXPECT_TRUE("garbage", say(&plan, "garbage coinbase"));
    EXPECT_EQ("once", plan.venues[FEED_COINBASE].garbage, 1);
    EXPECT_TRUE("refuse", say(&plan, "refuse bitstamp"));
    EXPECT_TRUE("and cut", plan.venues[FEED_BITSTAMP].is_refusing);
    EXPECT_EQ("and cut", plan.venues[FEED_BITSTAMP].drops, 1);
    EXPECT_TRUE("drop all", say(&plan, "drop all"));
    EXPECT_EQ("all", plan.venues[FEED_KRAKEN].drops, 1);
    EXPECT_EQ("all", plan.venues[FEED_BITSTAMP].drops, 2);
    EXPECT_TRUE("resume", say(&plan, "resume kraken"));
    EXPECT_FALSE("well again", plan.venues[FEED_KRAKEN].is_silent);
    EXPECT_TRUE("resume", say(&plan, "resume all"));
    EXPECT_EQ("well again", plan.venues[FEED_BITFINEX].stray_ppm, 0);
}

static void test_refusals(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "",
        "silence",
        "silence nowhere",
        "silence kraken 5",
        "stray",
        "stray kraken",
        "stray kraken x",
        "stray kraken 900001",
        "explode kraken",
        "stray kraken 1 2",
        " silence kraken",
    };
    struct fault_plan plan = {0};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        EXPECT_FALSE(rows[i], say(&plan, rows[i]));
    }
    for (uint32_t i = 0; i < FEED_KINDS; i++) {
        const struct venue_faults *faults = &plan.venues[i];
        EXPECT_FALSE("nothing changed", faults->is_silent || faults->is_refusing);
        EXPECT_EQ("nothing changed", faults->drops + faults->gaps + faults->garbage, 0);
        EXPECT_EQ("nothing changed", faults->stray_ppm, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
