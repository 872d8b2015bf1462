/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_segment_test.c - a segment's header is read back, and any damage to it is found.
 */
#include "wire/journal_segment.h"

#include "base/expect.h"
#include "base/hash.h"
#include "wire/journal_bytes.h"

static struct journal_segment_header make_header(void)
{
    return (struct journal_segment_header){
        .segment_size = JOURNAL_SEGMENT_SIZE,
        .generation = 12,
        .id.bytes = {1, 2, 3, 4},
        .charter = {.size = 3, .bytes = {7, 8, 9}},
    };
}

static void test_round_trip(void **state)
{
    (void)state;
    uint8_t bytes[JOURNAL_SEGMENT_HEADER_SIZE];
    struct journal_segment_header header = make_header();
    struct journal_segment_header back;
    journal_segment_put(bytes, &header);
    EXPECT_EQ("read back", journal_segment_get(bytes, &back), JOURNAL_SEGMENT_OK);
    EXPECT_EQ("size", back.segment_size, header.segment_size);
    EXPECT_EQ("generation", back.generation, header.generation);
    EXPECT_TRUE("id", journal_id_equal(&back.id, &header.id));
    EXPECT_EQ("charter", memcmp(&back.charter, &header.charter, sizeof back.charter), 0);
}

static void test_every_flipped_bit_is_found(void **state)
{
    (void)state;
    uint8_t bytes[JOURNAL_SEGMENT_HEADER_SIZE];
    struct journal_segment_header header = make_header();
    struct journal_segment_header back;
    journal_segment_put(bytes, &header);
    for (size_t bit = 0; bit < 8 * sizeof bytes; bit++) {
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        EXPECT_EQ("a flipped bit", journal_segment_get(bytes, &back), JOURNAL_SEGMENT_CHECKSUM);
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
}

/* Headers whose checksum is right: somebody else's, or an impossible one. */
static void test_sealed_but_wrong(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        size_t at;
        uint32_t value;
        enum journal_segment_fault fault;
    } rows[] = {
        {"another magic", 0, 0x41414141, JOURNAL_SEGMENT_MAGIC},
        {"one letter of the magic", 0, 0x50524551, JOURNAL_SEGMENT_MAGIC},
        {"a later version", 8, 2, JOURNAL_SEGMENT_VERSION},
        {"generation zero", 12, 0, JOURNAL_SEGMENT_FIELDS},
        {"a size off the grid", 16, 65537, JOURNAL_SEGMENT_FIELDS},
        {"a size without room for a record", 16, 8192, JOURNAL_SEGMENT_FIELDS},
        {"a size beyond all limits", 20, 1, JOURNAL_SEGMENT_FIELDS},
        {"a charter longer than its room", 40, 1025, JOURNAL_SEGMENT_FIELDS},
        {"bytes behind the charter", 2000, 1, JOURNAL_SEGMENT_FIELDS},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t bytes[JOURNAL_SEGMENT_HEADER_SIZE];
        struct journal_segment_header header = make_header();
        struct journal_segment_header back;
        journal_segment_put(bytes, &header);
        bytes_put_u32(bytes + rows[i].at, rows[i].value);
        bytes_put_u32(bytes + 4092, crc32c(0, bytes, 4092));
        EXPECT_EQ(rows[i].row, journal_segment_get(bytes, &back), rows[i].fault);
    }
}

static void test_sizes(void **state)
{
    (void)state;
    EXPECT_TRUE("the usual size", journal_segment_size_is_valid(JOURNAL_SEGMENT_SIZE));
    EXPECT_TRUE("the least", journal_segment_size_is_valid(16384));
    EXPECT_FALSE("less", journal_segment_size_is_valid(12288));
    EXPECT_FALSE("more than the most", journal_segment_size_is_valid(UINT64_C(1) << 31));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_every_flipped_bit_is_found),
        cmocka_unit_test(test_sealed_but_wrong),
        cmocka_unit_test(test_sizes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
