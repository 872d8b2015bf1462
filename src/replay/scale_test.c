/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scale_test.c - ticks and lots found in a recording; tests fault.c too.
 */
#include "replay/scale.h"

#include "base/expect.h"
#include "model/limits.h"

static void test_common_divisor(void **state)
{
    (void)state;
    struct scale scale = {0};
    struct replay_fault fault = {0};
    scale_see_price(&scale, 4800250000000);
    scale_see_price(&scale, 4799750000000);
    scale_see_qty(&scale, 300);
    scale_see_qty(&scale, 0);
    scale_see_qty(&scale, 200);
    EXPECT_TRUE("fits", scale_settle(&scale, "file", &fault));
    EXPECT_EQ("tick", scale.tick, 250000000);
    EXPECT_EQ("lot", scale.lot, 100);
    EXPECT_EQ("price to ticks", scale_ticks(&scale, 4800250000000), 19201);
    EXPECT_EQ("and back", scale_price(&scale, 19201), 4800250000000);
    EXPECT_EQ("quantity to lots", scale_lots(&scale, 300), 3);
    EXPECT_EQ("and back", scale_qty(&scale, 3), 300);
    EXPECT_STOPS("a price between ticks", (void)scale_ticks(&scale, 4800250000001));
    EXPECT_STOPS("a quantity between lots", (void)scale_lots(&scale, 150));
}

static void test_prices_below_zero(void **state)
{
    (void)state;
    struct scale scale = {0};
    struct replay_fault fault = {0};
    scale_see_price(&scale, -50);
    scale_see_price(&scale, 0);
    scale_see_price(&scale, 25);
    EXPECT_TRUE("fits", scale_settle(&scale, "file", &fault));
    EXPECT_EQ("the lowest price is the first tick", scale_ticks(&scale, -50), 1);
    EXPECT_EQ("zero", scale_ticks(&scale, 0), 3);
    EXPECT_EQ("and back", scale_price(&scale, 4), 25);
}

static void test_limits(void **state)
{
    (void)state;
    struct scale high = {0};
    struct scale large = {0};
    struct scale none = {0};
    struct replay_fault fault = {0};
    scale_see_price(&high, 1);
    scale_see_price(&high, PRICE_TICKS_MAX + 1);
    EXPECT_FALSE("a price above the engine's limit", scale_settle(&high, "file", &fault));
    EXPECT_TEXT("says so", fault.text, "file: expected prices of at most 1000000000000 ticks");
    scale_see_qty(&large, 1);
    scale_see_qty(&large, QTY_LOTS_MAX + 1);
    EXPECT_FALSE("a second fault", scale_settle(&large, "file", &fault));
    EXPECT_TEXT("the first fault stays", fault.text,
                "file: expected prices of at most 1000000000000 ticks");
    fault = (struct replay_fault){0};
    EXPECT_FALSE("a quantity above the engine's limit", scale_settle(&large, "a\nb", &fault));
    EXPECT_TEXT("a fault is one line", fault.text,
                "a?b: expected quantities of at most 1000000000000000 lots");
    fault = (struct replay_fault){0};
    EXPECT_TRUE("an empty recording", scale_settle(&none, "file", &fault));
    EXPECT_EQ("tick", none.tick, 1);
    EXPECT_FALSE("no fault", fault_is_set(&fault));
}

static void test_rates(void **state)
{
    (void)state;
    EXPECT_TRUE("exactly the rate", rate_reaches(855, 1000, 855000));
    EXPECT_FALSE("just below", rate_reaches(854, 1000, 855000));
    EXPECT_TRUE("all of all", rate_reaches(7, 7, 1000000));
    EXPECT_FALSE("not all", rate_reaches(6, 7, 1000000));
    EXPECT_TRUE("nothing of nothing", rate_reaches(0, 0, 1000000));
    EXPECT_TRUE("large numbers", rate_reaches(UINT64_MAX, UINT64_MAX, 1000000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_common_divisor),
        cmocka_unit_test(test_prices_below_zero),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_rates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
