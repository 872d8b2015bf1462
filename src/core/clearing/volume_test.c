/* SPDX-License-Identifier: Apache-2.0 */
/*
 * volume_test.c - thirty days of volume, and tiers of fees.
 */
#include "core/clearing/volume.h"

#include "base/expect.h"

/* R-FEE-3: today does not count, the thirtieth day before does, the day before that does not. */
static void test_days(void **state)
{
    static const struct {
        const char *row;
        int64_t day;
        int64_t past;
    } rows[] = {
        {"on the day itself nothing counts", 1000, 0},
        {"on the next day it does", 1001, 5},
        {"on the thirtieth day after", 1030, 5},
        {"and not any more on the one after", 1031, 0},
        {"nor after a year", 1365, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct owner_volume volume = {0};
        volume_turn(&volume, 1000);
        volume_add(&volume, 2);
        volume_add(&volume, 3);
        volume_turn(&volume, rows[i].day);
        EXPECT_EQ(rows[i].row, volume.past_micros, rows[i].past);
    }
}

static void test_every_day(void **state)
{
    (void)state;
    struct owner_volume volume = {0};
    for (int64_t day = 1; day <= 100; day++) {
        volume_turn(&volume, day);
        volume_add(&volume, day);
    }
    EXPECT_EQ("days 70 to 99", volume.past_micros, (70 + 99) * 15);
    volume_add(&volume, INT64_MAX);
    volume_turn(&volume, 101);
    EXPECT_EQ("it stops at the end of 64 bits", volume.past_micros, INT64_MAX);
    EXPECT_EQ("the last instant of a day", volume_day(86399999999999), 0);
    EXPECT_EQ("the first of the next", volume_day(86400000000000), 1);
}

/* R-FEE-2 */
static void test_tiers(void **state)
{
    const struct body_fee_tiers good = {3, {{0, 5, 12}, {100, 4, 10}, {200, 3, 8}}};
    (void)state;
    EXPECT_EQ("good ones", fee_tiers_fault(&good), 3);
    struct body_fee_tiers tiers = good;
    tiers.tiers[0].volume_micros = 1;
    EXPECT_EQ("the first begins at nothing", fee_tiers_fault(&tiers), 0);
    tiers = good;
    tiers.tiers[2].volume_micros = 100;
    EXPECT_EQ("they ascend", fee_tiers_fault(&tiers), 2);
    tiers = good;
    tiers.tiers[1].taker_ppm = 1000001;
    EXPECT_EQ("rates are at most all of it", fee_tiers_fault(&tiers), 1);
    EXPECT_EQ("nothing traded", fee_tier_of(&good, 0)->maker_ppm, 5);
    EXPECT_EQ("a micro below", fee_tier_of(&good, 99)->maker_ppm, 5);
    EXPECT_EQ("reached", fee_tier_of(&good, 100)->maker_ppm, 4);
    EXPECT_EQ("the highest", fee_tier_of(&good, INT64_MAX)->taker_ppm, 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_days),
        cmocka_unit_test(test_every_day),
        cmocka_unit_test(test_tiers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
