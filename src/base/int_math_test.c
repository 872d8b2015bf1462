/* SPDX-License-Identifier: Apache-2.0 */
/*
 * int_math_test.c - directions of rounding and the edges of 64 bits.
 */
#include "base/int_math.h"

#include "base/expect.h"
#include "base/random.h"

static void test_division(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        int64_t numerator;
        int64_t divisor;
        int64_t floor;
        int64_t ceil;
    } rows[] = {
        {"zero", 0, 7, 0, 0},
        {"exact, positive", 14, 7, 2, 2},
        {"exact, negative", -14, 7, -2, -2},
        {"a little more than exact", 15, 7, 2, 3},
        {"a little less than exact", 13, 7, 1, 2},
        {"a debt with a remainder", -15, 7, -3, -2},
        {"the smallest debt", -1, 1000000, -1, 0},
        {"the smallest credit", 1, 1000000, 0, 1},
        {"the largest number by one", INT64_MAX, 1, INT64_MAX, INT64_MAX},
        {"the smallest number by one", INT64_MIN, 1, INT64_MIN, INT64_MIN},
        {"the smallest number by the largest", INT64_MIN, INT64_MAX, -2, -1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int128 numerator = rows[i].numerator;
        EXPECT_EQ(rows[i].row, div_floor(numerator, rows[i].divisor), rows[i].floor);
        EXPECT_EQ(rows[i].row, div_ceil(numerator, rows[i].divisor), rows[i].ceil);
    }
    EXPECT_STOPS("floor by zero", (void)div_floor(1, 0));
    EXPECT_STOPS("ceil by a negative number", (void)div_ceil(1, -1));
}

/* On both sides of the border between 64 bits and more, where the way of dividing changes. */
static void test_wide_division(void **state)
{
    (void)state;
    const int128 wide = (int128)INT64_MAX + 1;
    const struct {
        const char *row;
        int128 numerator;
        int128 divisor;
        int128 floor;
        int128 ceil;
    } rows[] = {
        {"the first wide number by one", wide, 1, wide, wide},
        {"a wide number, exact", wide * 6, 3, wide * 2, wide * 2},
        {"a wide number and a bit", wide * 6 + 1, 3, wide * 2, wide * 2 + 1},
        {"a wide debt and a bit", -wide * 6 - 1, 3, -wide * 2 - 1, -wide * 2},
        {"the last narrow debt less one, by two", -wide - 1, 2, -wide / 2 - 1, -wide / 2},
        {"by a wide divisor", 5, wide, 0, 1},
        {"a debt by a wide divisor", -5, wide, -1, 0},
        {"the widest by itself", INT128_MAX, INT128_MAX, 1, 1},
        {"the widest debt by the widest", -INT128_MAX - 1, INT128_MAX, -2, -1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        EXPECT_TRUE(rows[i].row, div_floor(rows[i].numerator, rows[i].divisor) == rows[i].floor);
        EXPECT_TRUE(rows[i].row, div_ceil(rows[i].numerator, rows[i].divisor) == rows[i].ceil);
    }
}

/* What the words floor and ceil mean, on numbers of all widths. */
static void test_division_means_what_it_says(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 12);
    for (int i = 0; i < 100000; i++) {
        int128 high = (int128)(int64_t)random_u64(&random) * (INT64_C(1) << 62);
        int128 numerator = (high + (int64_t)random_u64(&random)) >> random_below(&random, 126);
        int128 divisor = (int128)(random_u64(&random) >> random_below(&random, 64)) + 1;
        int128 floor_rest = numerator - div_floor(numerator, divisor) * divisor;
        EXPECT_TRUE("floor is at most a divisor below", floor_rest >= 0 && floor_rest < divisor);
        int128 ceil_rest = div_ceil(numerator, divisor) * divisor - numerator;
        EXPECT_TRUE("ceil is at most a divisor above", ceil_rest >= 0 && ceil_rest < divisor);
    }
}

static void test_narrowing(void **state)
{
    (void)state;
    EXPECT_EQ("the largest fits", narrow_i64(INT64_MAX), INT64_MAX);
    EXPECT_EQ("the smallest fits", narrow_i64(INT64_MIN), INT64_MIN);
    EXPECT_STOPS("one more does not", (void)narrow_i64((int128)INT64_MAX + 1));
    EXPECT_STOPS("one less does not", (void)narrow_i64((int128)INT64_MIN - 1));
}

typedef bool operation(int64_t a, int64_t b, int64_t *result);

static void test_checked_sums(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        operation *operation;
        int64_t a;
        int64_t b;
        int64_t result;
        bool overflows;
    } rows[] = {
        {"a sum that fits", i64_add_overflows, 2, 3, 5, false},
        {"the largest sum", i64_add_overflows, INT64_MAX - 1, 1, INT64_MAX, false},
        {"one beyond it wraps", i64_add_overflows, INT64_MAX, 1, INT64_MIN, true},
        {"one below the smallest wraps", i64_add_overflows, INT64_MIN, -1, INT64_MAX, true},
        {"a difference that fits", i64_sub_overflows, 2, 3, -1, false},
        {"zero less the smallest wraps", i64_sub_overflows, 0, INT64_MIN, INT64_MIN, true},
        {"a product that fits", i64_mul_overflows, -4, 5, -20, false},
        {"a product of 2^64 wraps to zero", i64_mul_overflows, INT64_C(1) << 32, INT64_C(1) << 32,
         0, true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t result = 0;
        EXPECT_EQ(rows[i].row, rows[i].operation(rows[i].a, rows[i].b, &result), rows[i].overflows);
        EXPECT_EQ(rows[i].row, result, rows[i].result);
    }

    uint64_t unsigned_result = 0;
    EXPECT_FALSE("unsigned sum", u64_add_overflows(UINT64_MAX - 1, 1, &unsigned_result));
    EXPECT_TRUE("unsigned sum wraps", u64_add_overflows(UINT64_MAX, 1, &unsigned_result));
    EXPECT_TRUE("unsigned product wraps", u64_mul_overflows(UINT64_MAX, 2, &unsigned_result));
    EXPECT_FALSE("unsigned product", u64_mul_overflows(UINT64_MAX, 1, &unsigned_result));
}

static void test_extremes(void **state)
{
    (void)state;
    EXPECT_EQ("smaller of two", i64_min(-1, 1), -1);
    EXPECT_EQ("larger of two", i64_max(-1, 1), 1);
    EXPECT_EQ("inside stays", i64_clamp(5, -7, 7), 5);
    EXPECT_EQ("above comes down", i64_clamp(8, -7, 7), 7);
    EXPECT_EQ("below comes up", i64_clamp(INT64_MIN, -7, 7), -7);
    EXPECT_EQ("unsigned order", u64_min(1, UINT64_MAX), 1);
    EXPECT_EQ("unsigned order", u64_max(1, UINT64_MAX), UINT64_MAX);
    EXPECT_EQ("32 bits", u32_min(3, 2), 2);
    EXPECT_EQ("32 bits", u32_max(3, 2), 3);
    EXPECT_EQ("distance of a credit", i64_magnitude(5), 5);
    EXPECT_EQ("distance of a debt", i64_magnitude(-5), 5);
    EXPECT_TRUE("distance of the smallest", i64_magnitude(INT64_MIN) == UINT64_C(1) << 63);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_division),
        cmocka_unit_test(test_wide_division),
        cmocka_unit_test(test_division_means_what_it_says),
        cmocka_unit_test(test_narrowing),
        cmocka_unit_test(test_checked_sums),
        cmocka_unit_test(test_extremes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
