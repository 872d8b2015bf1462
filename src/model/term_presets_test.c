/* SPDX-License-Identifier: Apache-2.0 */
/*
 * term_presets_test.c - every preset is read to its end; the figures that make a venue.
 */
#include "model/term_presets.h"

#include "base/expect.h"
#include "model/term_text.h"

#define HOUR INT64_C(3600000000000)
#define BP   INT64_C(100000000)

static void test_each_is_read(void **state)
{
    (void)state;
    EXPECT_EQ("seven venues", term_preset_count, 7);
    for (uint32_t i = 0; i < term_preset_count; i++) {
        const struct term_preset *preset = &term_presets[i];
        struct command prices = {.kind = COMMAND_PRICE_TERMS};
        struct command mark = {.kind = COMMAND_MARK_TERMS};
        struct command funding = {.kind = COMMAND_FUNDING_TERMS};
        EXPECT_TRUE(preset->name, terms_read(&prices, preset->prices) == NULL);
        EXPECT_TRUE(preset->name, terms_read(&mark, preset->mark) == NULL);
        EXPECT_TRUE(preset->name, terms_read(&funding, preset->funding) == NULL);
        EXPECT_TRUE(preset->name, term_preset_apply(&funding, preset->name));
        EXPECT_TRUE(preset->name, funding.funding.premium != PREMIUM_NONE);
        EXPECT_TRUE(preset->name, mark.mark.components != 0);
    }
    struct command command = {.kind = COMMAND_MARK_TERMS};
    EXPECT_FALSE("no such venue", term_preset_apply(&command, "nyse"));
    EXPECT_FALSE("part of a name", term_preset_apply(&command, "btc"));
}

static void test_figures(void **state)
{
    (void)state;
    struct command command = {.kind = COMMAND_FUNDING_TERMS};
    (void)term_preset_apply(&command, "btcperp");
    EXPECT_EQ("480 minutes in eight hours", command.funding.bucket_ns * 480, 8 * HOUR);
    EXPECT_EQ("clamp 2 %", command.funding.clamp_e12, 200 * BP);
    EXPECT_EQ("dead band 0.01 %", command.funding.dead_e12, BP);
    EXPECT_EQ("three times a day", command.funding.time_count, 3);
    command = (struct command){.kind = COMMAND_FUNDING_TERMS};
    (void)term_preset_apply(&command, "bitnomial");
    EXPECT_EQ("1,920 samples", command.funding.interval_ns / command.funding.bucket_ns, 1920);
    command = (struct command){.kind = COMMAND_FUNDING_TERMS};
    (void)term_preset_apply(&command, "binance");
    EXPECT_EQ("5,760 samples", command.funding.interval_ns / command.funding.bucket_ns, 5760);
    command = (struct command){.kind = COMMAND_FUNDING_TERMS};
    (void)term_preset_apply(&command, "coinbase");
    EXPECT_EQ("20 samples", command.funding.interval_ns / command.funding.bucket_ns, 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_is_read),
        cmocka_unit_test(test_figures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
