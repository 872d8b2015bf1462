/* SPDX-License-Identifier: Apache-2.0 */
/*
 * least_test.c - shares that a caller states, and those that hold without.
 */
#include "base/expect.h"
#include "replay/least.h"

static const struct least list[] = {{"recall", 855000}, {"precision", 916000}, {NULL, 0}};

struct least_row {
    const char *row;
    const char *text;
    bool is_taken;
    uint32_t recall_ppm;
    uint32_t precision_ppm;
};

/* clang-format off */
static const struct least_row rows[] = {
    {"the first name", "recall=0.5", true, 500000, 916000},
    {"the second name", "precision=1", true, 855000, 1000000},
    {"nothing must agree", "recall=0", true, 0, 916000},
    {"six decimals", "recall=0.123456", true, 123456, 916000},
    {"seven decimals", "recall=0.1234567", false, 855000, 916000},
    {"more than all", "recall=1.000001", false, 855000, 916000},
    {"less than nothing", "recall=-0.1", false, 855000, 916000},
    {"another name", "reca=0.5", false, 855000, 916000},
    {"a longer name", "recalls=0.5", false, 855000, 916000},
    {"no name", "=0.5", false, 855000, 916000},
    {"no share", "recall=", false, 855000, 916000},
    {"no sign between", "recall", false, 855000, 916000},
};
/* clang-format on */

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct least_row *row = &rows[i];
        struct least_set set = {0};
        EXPECT_EQ(row->row, least_take(&set, list, row->text), row->is_taken);
        EXPECT_EQ(row->row, least_share(&set, list, 0), row->recall_ppm);
        EXPECT_EQ(row->row, least_share(&set, list, 1), row->precision_ppm);
    }
}

static void test_reached(void **state)
{
    (void)state;
    struct least_set set = {0};
    EXPECT_TRUE("just the stated share", least_reached(&set, list, 0, 855, 1000));
    EXPECT_TRUE("less than it", !least_reached(&set, list, 0, 854, 1000));
    EXPECT_TRUE("nothing of nothing", least_reached(&set, list, 0, 0, 0));
    EXPECT_TRUE("a smaller share is taken", least_take(&set, list, "recall=0.854"));
    EXPECT_TRUE("just the share that was set", least_reached(&set, list, 0, 854, 1000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_reached),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
