/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bit_index_test.c - a table of small cases, then random steps against a plain array of flags.
 */
#include "base/bit_index.h"

#include <stdlib.h>

#include "base/expect.h"
#include "base/random.h"

static void test_shape(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        uint32_t bit_count;
        uint32_t level_count;
        uint32_t word_count;
    } rows[] = {
        {"one number", 1, 1, 1},
        {"a full word needs no summary", 64, 1, 1},
        {"one more needs a summary", 65, 2, 3},
        {"two full levels", 4096, 2, 65},
        {"one more needs a third level", 4097, 3, 65 + 2 + 1},
        {"nearly 32 bits need six levels", UINT32_MAX - 1, 6,
         67108864 + 1048576 + 16384 + 256 + 4 + 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct bit_index shape = bit_index_shape(rows[i].bit_count);
        EXPECT_EQ(rows[i].row, shape.level_count, rows[i].level_count);
        EXPECT_EQ(rows[i].row, shape.word_count, rows[i].word_count);
    }
    EXPECT_STOPS("no numbers at all", (void)bit_index_shape(0));
    EXPECT_STOPS("the number that means none", (void)bit_index_shape(UINT32_MAX));
}

static void test_nearest(void **state)
{
    (void)state;
    enum { BITS = 5000 };
    static const uint32_t members[] = {0, 63, 64, 130, 4095, 4096, 4999};
    static const struct {
        const char *row;
        uint32_t bit;
        uint32_t next;
        uint32_t previous;
    } rows[] = {
        {"a member is its own neighbour", 64, 64, 64},
        {"between words", 65, 130, 64},
        {"just below a word's end", 62, 63, 0},
        {"across the top summary", 2000, 4095, 130},
        {"just above a boundary of 4096", 4097, 4999, 4096},
        {"the first number", 0, 0, 0},
        {"the last number", 4999, 4999, 4999},
        {"beyond the range", 5000, BIT_INDEX_NONE, 4999},
        {"far beyond the range", UINT32_MAX, BIT_INDEX_NONE, 4999},
    };
    struct bit_index shape = bit_index_shape(BITS);
    uint64_t *words = calloc(shape.word_count, sizeof *words);
    EXPECT_EQ("empty", bit_index_next(&shape, words, 0), BIT_INDEX_NONE);
    EXPECT_EQ("empty", bit_index_previous(&shape, words, BITS), BIT_INDEX_NONE);

    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        bit_index_set(&shape, words, members[i]);
    }
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        EXPECT_EQ(rows[i].row, bit_index_next(&shape, words, rows[i].bit), rows[i].next);
        EXPECT_EQ(rows[i].row, bit_index_previous(&shape, words, rows[i].bit), rows[i].previous);
    }
    bit_index_clear(&shape, words, 0);
    EXPECT_EQ("nothing below", bit_index_previous(&shape, words, 62), BIT_INDEX_NONE);
    bit_index_clear(&shape, words, 4999);
    EXPECT_EQ("nothing above", bit_index_next(&shape, words, 4097), BIT_INDEX_NONE);

    EXPECT_STOPS("set beyond the range", bit_index_set(&shape, words, BITS));
    EXPECT_STOPS("clear beyond the range", bit_index_clear(&shape, words, BITS));
    EXPECT_STOPS("ask beyond the range", (void)bit_index_has(&shape, words, BITS));
    free(words);
}

static uint32_t plain_next(const bool *flags, uint32_t bit_count, uint32_t bit)
{
    for (; bit < bit_count; bit++) {
        if (flags[bit]) return bit;
    }
    return BIT_INDEX_NONE;
}

static uint32_t plain_previous(const bool *flags, uint32_t bit_count, uint32_t bit)
{
    for (uint32_t above = bit < bit_count ? bit + 1 : bit_count; above > 0; above--) {
        if (flags[above - 1]) return above - 1;
    }
    return BIT_INDEX_NONE;
}

/* Few members, so that searches cross many empty words. */
static void compare_with_flags(uint32_t bit_count, uint64_t seed)
{
    struct bit_index shape = bit_index_shape(bit_count);
    uint64_t *words = calloc(shape.word_count, sizeof *words);
    bool *flags = calloc(bit_count, sizeof *flags);
    struct random random;
    random_seed(&random, seed);

    for (int step = 0; step < 2000; step++) {
        uint32_t bit = (uint32_t)random_below(&random, bit_count);
        if (random_chance(&random, 1, 3)) {
            bit_index_set(&shape, words, bit);
            flags[bit] = true;
        } else {
            bit = plain_next(flags, bit_count, bit);
            if (bit == BIT_INDEX_NONE) bit = 0;
            bit_index_clear(&shape, words, bit);
            flags[bit] = false;
        }
        uint32_t probe = (uint32_t)random_below(&random, bit_count);
        EXPECT_EQ("has", bit_index_has(&shape, words, probe), flags[probe]);
        EXPECT_EQ("next", bit_index_next(&shape, words, probe),
                  plain_next(flags, bit_count, probe));
        EXPECT_EQ("previous", bit_index_previous(&shape, words, probe),
                  plain_previous(flags, bit_count, probe));
        if (step % 100 == 0) EXPECT_TRUE("audit", bit_index_audit(&shape, words));
    }
    free(flags);
    free(words);
}

static void test_random_steps(void **state)
{
    (void)state;
    static const uint32_t bit_counts[] = {1, 2, 63, 64, 65, 127, 4096, 4097, 20000, 270000};
    for (size_t i = 0; i < sizeof bit_counts / sizeof bit_counts[0]; i++) {
        compare_with_flags(bit_counts[i], i);
    }
}

static void test_audit_finds_damage(void **state)
{
    (void)state;
    struct bit_index shape = bit_index_shape(5000);
    uint64_t *words = calloc(shape.word_count, sizeof *words);
    bit_index_set(&shape, words, 100);
    EXPECT_TRUE("sound", bit_index_audit(&shape, words));

    words[1] = 0;
    EXPECT_FALSE("a summary without a member", bit_index_audit(&shape, words));
    words[1] = UINT64_C(1) << 36;
    words[70] = 1;
    EXPECT_FALSE("a member without a summary", bit_index_audit(&shape, words));
    words[70] = 0;
    words[5000 / 64] = UINT64_C(1) << 63;
    EXPECT_FALSE("a member beyond the range", bit_index_audit(&shape, words));
    free(words);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shape),
        cmocka_unit_test(test_nearest),
        cmocka_unit_test(test_random_steps),
        cmocka_unit_test(test_audit_finds_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
