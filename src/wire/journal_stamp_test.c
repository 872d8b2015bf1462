/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_stamp_test.c - what a stamp says, and that no single damaged bit goes unseen.
 */
#include "wire/journal_stamp.h"

#include "base/expect.h"
#include "base/random.h"

static void test_judge(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        uint32_t written_generation;
        uint32_t written_sector;
        uint32_t generation;
        uint32_t sector;
        enum journal_stamp_kind kind;
    } rows[] = {
        {"written now", 7, 100, 7, 100, JOURNAL_STAMP_CURRENT},
        {"written before the file was used again", 6, 100, 7, 100, JOURNAL_STAMP_OLDER},
        {"the first generation ever", 1, 8, 4000000000, 8, JOURNAL_STAMP_OLDER},
        {"from the future", 8, 100, 7, 100, JOURNAL_STAMP_DAMAGED},
        {"of another sector", 7, 101, 7, 100, JOURNAL_STAMP_DAMAGED},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint32_t index = 0;
        uint64_t stamp = journal_stamp_make(rows[i].written_generation, rows[i].written_sector, 5);
        EXPECT_EQ(rows[i].row,
                  journal_stamp_judge(stamp, rows[i].generation, rows[i].sector, &index),
                  rows[i].kind);
        bool is_sound = rows[i].kind != JOURNAL_STAMP_DAMAGED;
        EXPECT_EQ(rows[i].row, index, is_sound ? 5 : 0);
    }
    uint32_t index = 0;
    EXPECT_EQ("zero bytes", journal_stamp_judge(0, 7, 100, &index), JOURNAL_STAMP_EMPTY);
}

/* The checksum is linear, so a flipped bit shows or hides itself whatever the rest is; random
   values
 * would find a position at which it hides. */
static void test_every_flipped_bit_is_found(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 1);
    for (int i = 0; i < 20000; i++) {
        uint32_t generation = 1 + (uint32_t)random_below(&random, UINT32_MAX);
        uint32_t sector = (uint32_t)random_below(&random, 1u << 21);
        uint32_t written_index = (uint32_t)random_below(&random, JOURNAL_STAMP_INDEX_MAX + 1);
        uint64_t stamp = journal_stamp_make(generation, sector, written_index);
        for (unsigned bit = 0; bit < 64; bit++) {
            uint32_t index = 0;
            uint64_t damaged = stamp ^ UINT64_C(1) << bit;
            EXPECT_EQ("a flipped bit of a stamp",
                      journal_stamp_judge(damaged, UINT32_MAX, sector, &index),
                      JOURNAL_STAMP_DAMAGED);
            EXPECT_EQ("a flipped bit where nothing was written",
                      journal_stamp_judge(UINT64_C(1) << bit, UINT32_MAX, sector, &index),
                      JOURNAL_STAMP_DAMAGED);
        }
    }
}

static void test_random_bytes_are_damage(void **state)
{
    (void)state;
    struct random random;
    uint64_t accepted = 0;
    random_seed(&random, 2);
    for (int i = 0; i < 1000000; i++) {
        uint32_t index = 0;
        enum journal_stamp_kind kind =
            journal_stamp_judge(random_u64(&random), UINT32_MAX, 77, &index);
        accepted += kind != JOURNAL_STAMP_DAMAGED;
    }
    /* 20 bits must agree by chance: about one in a million. */
    EXPECT_TRUE("random bytes are hardly ever a stamp", accepted < 20);
}

static void test_limits(void **state)
{
    (void)state;
    EXPECT_STOPS("generation zero", (void)journal_stamp_make(0, 1, 1));
    EXPECT_STOPS("an index of 13 bits", (void)journal_stamp_make(1, 1, 4096));
    EXPECT_TRUE("never zero", journal_stamp_make(1, 0, 0) != 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_judge),
        cmocka_unit_test(test_every_flipped_bit_is_found),
        cmocka_unit_test(test_random_bytes_are_damage),
        cmocka_unit_test(test_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
