/* SPDX-License-Identifier: Apache-2.0 */
/*
 * arena_test.c - pieces do not overlap, start on cache lines, and end at the seal.
 */
#include "base/arena.h"

#include "base/expect.h"

static _Alignas(CACHE_LINE_SIZE) unsigned char block[1024];

static void test_pieces(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        size_t item_size;
        size_t count;
        size_t used; /* after the piece was taken */
    } rows[] = {
        {"one byte takes a line", 1, 1, 64},           {"a full line takes no more", 64, 1, 128},
        {"one byte over takes two lines", 65, 1, 256}, {"many small items share lines", 8, 9, 384},
        {"the rest fits exactly", 16, 40, 1024},
    };
    struct arena arena;
    arena_init(&arena, block, sizeof block);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t before = arena.used;
        unsigned char *piece = arena_take(&arena, rows[i].item_size, rows[i].count);
        EXPECT_TRUE(rows[i].row, piece == block + before);
        EXPECT_EQ(rows[i].row, (uintptr_t)piece % CACHE_LINE_SIZE, 0);
        EXPECT_EQ(rows[i].row, arena.used, rows[i].used);
    }
    EXPECT_STOPS("nothing is left", (void)arena_take(&arena, 1, 1));
}

static void test_sizes(void **state)
{
    (void)state;
    EXPECT_EQ("rounded to lines", arena_piece_size(100, 3), 320);
    EXPECT_TRUE("a product too large", arena_piece_size(SIZE_MAX / 2, 3) == SIZE_MAX);
    EXPECT_TRUE("no room to round", arena_piece_size(SIZE_MAX - 1, 1) == SIZE_MAX);
    EXPECT_STOPS("items of no size", (void)arena_piece_size(0, 1));
    EXPECT_STOPS("no items", (void)arena_piece_size(1, 0));
}

static void test_seal(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, block, sizeof block);
    (void)arena_take(&arena, 1, 1);
    arena_seal(&arena);
    EXPECT_STOPS("a sealed arena gives nothing", (void)arena_take(&arena, 1, 1));
    EXPECT_STOPS("a seal is set once", arena_seal(&arena));
}

static void test_block(void **state)
{
    (void)state;
    struct arena arena;
    EXPECT_STOPS("a block beside a cache line", arena_init(&arena, block + 1, 64));
    EXPECT_STOPS("a block of no size", arena_init(&arena, block, 0));
    arena_init(&arena, block, 64);
    EXPECT_STOPS("more than the block holds", (void)arena_take(&arena, 65, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pieces),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_seal),
        cmocka_unit_test(test_block),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
