/* SPDX-License-Identifier: Apache-2.0 */
/*
 * statistics_test.c - quantiles are members of the list, by rank.
 */
#include "check/statistics.h"

#include "base/expect.h"

static void test_quantiles(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        size_t count; /* of 10, 20, 30 ... in falling order */
        int64_t share_ppm;
        int64_t quantile;
    } rows[] = {
        {"of nothing", 0, 500000, 0},
        {"of one, none of it", 1, 0, 10},
        {"of one, all of it", 1, 1000000, 10},
        {"median of an even count: the lower one", 4, 500000, 20},
        {"median of an odd count", 5, 500000, 30},
        {"just above the median", 4, 500001, 30},
        {"99 of 100", 100, 990000, 990},
        {"99 of 101: rounded up", 101, 990000, 1000},
        {"the largest", 300, 1000000, 3000},
        {"the smallest", 300, 1, 10},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct number_list list = {0};
        for (size_t k = rows[i].count; k > 0; k--) {
            EXPECT_TRUE(rows[i].row, number_list_add(&list, (int64_t)k * 10));
        }
        number_list_sort(&list);
        EXPECT_EQ(rows[i].row, number_list_quantile(&list, rows[i].share_ppm), rows[i].quantile);
        number_list_free(&list);
        EXPECT_EQ(rows[i].row, list.count, 0);
    }
    struct number_list list = {0};
    EXPECT_STOPS("a share above all", (void)number_list_quantile(&list, 1000001));
    EXPECT_STOPS("a share below nothing", (void)number_list_quantile(&list, -1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quantiles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
