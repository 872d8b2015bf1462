/* SPDX-License-Identifier: Apache-2.0 */
/*
 * random_test.c - one seed, one stream; all values of a range come up about equally often.
 */
#include "base/random.h"

#include "base/expect.h"

#define DRAWS 100000

static void test_seed_repeats(void **state)
{
    (void)state;
    struct random first;
    struct random second;
    struct random other;
    random_seed(&first, 7);
    random_seed(&second, 7);
    random_seed(&other, 8);
    int equal_count = 0;
    for (int i = 0; i < 1000; i++) {
        uint64_t value = random_u64(&first);
        EXPECT_TRUE("the same seed", value == random_u64(&second));
        if (value == random_u64(&other)) equal_count++;
    }
    EXPECT_EQ("another seed shares nothing", equal_count, 0);
}

static void test_stream_is_fixed(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 0);
    uint64_t sum = 0;
    for (int i = 0; i < 1000; i++) sum = sum * 31 + random_u64(&random);
    /* Recorded once: seeds in bug reports must mean the same stream for ever. */
    EXPECT_EQ("the first 1000 values of seed 0", sum, INT64_C(-2140790605772269600));
}

static void test_range_is_even(void **state)
{
    (void)state;
    enum { BOUND = 10 };
    int counts[BOUND] = {0};
    struct random random;
    random_seed(&random, 1);
    for (int i = 0; i < DRAWS; i++) counts[random_below(&random, BOUND)]++;

    /* The standard deviation of a count is 95; six of them are never reached by chance. */
    for (int i = 0; i < BOUND; i++) {
        EXPECT_TRUE("each value about as often", counts[i] > DRAWS / BOUND - 600);
        EXPECT_TRUE("each value about as often", counts[i] < DRAWS / BOUND + 600);
    }
    EXPECT_STOPS("a range without numbers", (void)random_below(&random, 0));
}

static void test_bits_are_even(void **state)
{
    (void)state;
    int counts[64] = {0};
    struct random random;
    random_seed(&random, 2);
    for (int i = 0; i < DRAWS; i++) {
        uint64_t value = random_u64(&random);
        for (int bit = 0; bit < 64; bit++) counts[bit] += (int)(value >> bit & 1);
    }
    for (int bit = 0; bit < 64; bit++) {
        EXPECT_TRUE("a bit is set half of the time", counts[bit] > DRAWS / 2 - 1000);
        EXPECT_TRUE("a bit is set half of the time", counts[bit] < DRAWS / 2 + 1000);
    }
}

static void test_between(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        int64_t low;
        int64_t high;
    } rows[] = {
        {"one number", 5, 5},
        {"around zero", -1, 1},
        {"the whole range", INT64_MIN, INT64_MAX},
        {"nearly the whole range", INT64_MIN + 1, INT64_MAX},
    };
    struct random random;
    random_seed(&random, 3);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (int draw = 0; draw < 1000; draw++) {
            int64_t value = random_between(&random, rows[i].low, rows[i].high);
            EXPECT_TRUE(rows[i].row, value >= rows[i].low && value <= rows[i].high);
        }
    }
    EXPECT_STOPS("an empty range", (void)random_between(&random, 1, 0));
}

static void test_chance(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 4);
    int count = 0;
    for (int i = 0; i < DRAWS; i++) {
        count += random_chance(&random, 1, 4) ? 1 : 0;
        EXPECT_FALSE("none of four", random_chance(&random, 0, 4));
        EXPECT_TRUE("four of four", random_chance(&random, 4, 4));
    }
    EXPECT_TRUE("one of four", count > DRAWS / 4 - 1000 && count < DRAWS / 4 + 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_seed_repeats),  cmocka_unit_test(test_stream_is_fixed),
        cmocka_unit_test(test_range_is_even), cmocka_unit_test(test_bits_are_even),
        cmocka_unit_test(test_between),       cmocka_unit_test(test_chance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
