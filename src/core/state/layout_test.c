/* SPDX-License-Identifier: Apache-2.0 */
/*
 * layout_test.c - every array has its own memory, and what is not in use is zero, for layout.c.
 */
#include "core/state/layout.h"

#include "base/expect.h"
#include "base/random.h"
#include "core/fixture_bytes.h"

static _Alignas(64) unsigned char memory[FIXTURE_SIZE];
static struct fixture fixture;

/* clang-format off */
static const struct {
    const char *row;
    uint32_t orders_max, positions_max;
    uint32_t client_entries, buckets, slot_bits;
} tables[] = {
    {"the smallest",                     2,           2,          4,          2,  1},
    {"just more",                        3,           3,          4,          4,  2},
    {"a power of two",                   256,         64,         512,        64, 8},
    {"one above it",                     257,         65,         512,        128, 9},
    {"more than two thirds of a power",  400,         100,        1024,       128, 9},
    {"the largest",                      1u << 24,    1u << 28,   1u << 25,   1u << 28, 24},
};
/* clang-format on */

static void test_tables(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        const char *row = tables[i].row;
        struct core_config config = fixture_config();
        config.orders_max = tables[i].orders_max;
        config.positions_max = tables[i].positions_max;
        EXPECT_EQ(row, layout_client_entries(&config), tables[i].client_entries);
        EXPECT_EQ(row, layout_position_buckets(&config), tables[i].buckets);
        EXPECT_EQ(row, layout_slot_bits(&config), tables[i].slot_bits);
        EXPECT_TRUE("the table of client order ids is never full",
                    layout_client_entries(&config) > tables[i].orders_max);
    }
}

static const unsigned char *piece_bytes(const struct core *core, const struct layout_piece *piece)
{
    const unsigned char *bytes;
    memcpy(&bytes, (const unsigned char *)core + piece->place, sizeof bytes);
    return bytes;
}

static void test_pieces(void **state)
{
    (void)state;
    fixture_start(&fixture, memory, sizeof memory);
    struct layout_piece pieces[LAYOUT_PIECES];
    layout_pieces(&fixture.core->config, pieces);
    const unsigned char *end = (const unsigned char *)(fixture.core + 1);
    for (uint32_t i = 0; i < LAYOUT_PIECES; i++) {
        const unsigned char *bytes = piece_bytes(fixture.core, &pieces[i]);
        EXPECT_TRUE("it has items", pieces[i].count > 0);
        EXPECT_TRUE("it begins behind the one before", bytes >= end);
        EXPECT_EQ("on a cache line", (uintptr_t)bytes % 64, 0);
        for (uint32_t other = 0; other < i; other++) {
            EXPECT_TRUE("it has a pointer of its own", pieces[other].place != pieces[i].place);
        }
        end = bytes + pieces[i].item_size * pieces[i].count;
    }
    EXPECT_TRUE("all of it lies in the memory", end <= memory + core_size(&fixture.core->config));
}

/* After a long random life: what layout_used leaves out of hash and snapshot is zero. */
static void test_unused_is_zero(void **state)
{
    (void)state;
    static uint8_t bytes[60000];
    struct random random;
    random_seed(&random, 5);
    for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (uint8_t)random_u64(&random);
    fixture_open(&fixture, memory, sizeof memory);
    struct reader reader = {.bytes = bytes, .left = sizeof bytes, .time_ns = fixture.time_ns};
    while (reader_command(&reader, &fixture.command)) {
        fixture.time_ns = fixture.command.time_ns;
        uint32_t count = fixture_step(&fixture);
        reader_remember(&reader, fixture.list, count);
    }
    struct layout_piece pieces[LAYOUT_PIECES];
    layout_pieces(&fixture.core->config, pieces);
    uint32_t partly = 0;
    for (uint32_t i = 0; i < LAYOUT_PIECES; i++) {
        size_t used = layout_used(fixture.core, i, pieces[i].count);
        EXPECT_TRUE("not more than there is", used <= pieces[i].count);
        partly += used < pieces[i].count;
        const unsigned char *item = piece_bytes(fixture.core, &pieces[i]);
        for (size_t at = used * pieces[i].item_size; at < pieces[i].count * pieces[i].item_size;
             at++) {
            EXPECT_EQ("zero", item[at], 0);
        }
    }
    EXPECT_TRUE("many arrays are partly in use", partly > 5);
    EXPECT_STOPS("a piece that does not exist", (void)layout_used(fixture.core, LAYOUT_PIECES, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables),
        cmocka_unit_test(test_pieces),
        cmocka_unit_test(test_unused_is_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
