/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_record_test.c - frames are read back; every way in which one can be wrong has its name.
 */
#include "wire/journal_record.h"

#include <stdlib.h>

#include "base/expect.h"
#include "base/hash.h"
#include "base/random.h"
#include "wire/journal_bytes.h"

#define OFFSET       UINT64_C(8192)
#define SEGMENT_SIZE UINT64_C(4194304)

struct built {
    uint8_t *bytes;
    size_t size;
    uint8_t records[8192];
    size_t records_size;
};

static struct journal_expect make_expect(void)
{
    struct journal_expect expect = {
        .position = {.sequence_next = 41, .offset = OFFSET, .generation = 3},
        .id.bytes = {9},
        .segment_size = SEGMENT_SIZE,
        .checks = JOURNAL_CHECK_ALL,
    };
    expect.position.head.bytes[5] = 77;
    return expect;
}

static void add_record(struct built *built, uint64_t sequence, const uint8_t *bytes, size_t size)
{
    journal_record_head_put(built->records + built->records_size, sequence,
                            (struct journal_span){bytes, size});
    memcpy(built->records + built->records_size + JOURNAL_RECORD_HEAD_SIZE, bytes, size);
    built->records_size += JOURNAL_RECORD_HEAD_SIZE + size;
}

/* The hash of this test is no SHA-256: the file under test does not know. */
static struct journal_hash take_hash(const uint8_t *frame, size_t size)
{
    struct journal_span spans[2];
    struct journal_hash hash = {{0}};
    journal_frame_hash_spans(frame, size, spans);
    bytes_put_u32(hash.bytes,
                  crc32c(crc32c(0, spans[0].bytes, spans[0].size), spans[1].bytes, spans[1].size));
    return hash;
}

static void build(struct built *built, uint32_t count)
{
    struct journal_expect expect = make_expect();
    struct journal_frame_header header = {
        .sequence_first = 41,
        .record_count = count,
        .frame_size = (uint32_t)journal_frame_size(built->records_size),
        .records_size = (uint32_t)built->records_size,
        .generation = 3,
        .id = expect.id,
        .previous = expect.position.head,
    };
    /* In two pieces, cut at an odd place. */
    size_t cut = built->records_size / 3;
    struct journal_span spans[2] = {{built->records, cut},
                                    {built->records + cut, built->records_size - cut}};
    built->size = header.frame_size;
    built->bytes = malloc(built->size);
    assert_non_null(built->bytes);
    memset(built->bytes, 0xee, built->size);
    journal_frame_build(built->bytes, &header, OFFSET, spans);
    struct journal_hash hash = take_hash(built->bytes, built->size);
    journal_frame_hash_put(built->bytes, &hash);
}

static void build_three(struct built *built)
{
    uint8_t bytes[600];
    memset(bytes, 0xa5, sizeof bytes);
    *built = (struct built){0};
    add_record(built, 41, bytes, 600);
    add_record(built, 42, bytes, 1);
    add_record(built, 43, bytes, 33);
    build(built, 3);
}

static enum journal_frame_fault judge(const struct built *built,
                                      const struct journal_expect *expect)
{
    struct journal_frame_header header;
    uint32_t bad_index = 0;
    enum journal_frame_fault fault = journal_frame_read_header(built->bytes, expect, &header);
    if (fault == JOURNAL_FRAME_OK) {
        fault = journal_frame_check_sectors(built->bytes, &header, expect, &bad_index);
    }
    if (fault != JOURNAL_FRAME_OK) return fault;
    struct journal_hash hash = take_hash(built->bytes, built->size);
    return journal_hash_equal(&hash, &header.hash) ? JOURNAL_FRAME_OK : JOURNAL_FRAME_HASH;
}

static void test_sizes(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        size_t records_size;
        size_t frame_size;
    } rows[] = {
        {"the smallest record", 9, 4096},
        {"what just fits into one cell", 8 * 504 - 120, 4096},
        {"one byte more", 8 * 504 - 119, 8192},
        {"the largest record", 8200, 12288},
        {"what just fits into the largest frame", 2048 * 504 - 120, 1048576},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        EXPECT_EQ(rows[i].row, journal_frame_size(rows[i].records_size), rows[i].frame_size);
        EXPECT_TRUE(rows[i].row,
                    journal_frame_capacity(rows[i].frame_size) >= rows[i].records_size);
    }
    EXPECT_EQ("capacity and size agree", journal_frame_size(journal_frame_capacity(8192)), 8192);
}

static void test_round_trip(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 4);
    for (int i = 0; i < 2000; i++) {
        struct built built = {0};
        uint8_t bytes[1000];
        uint32_t count = 1 + (uint32_t)random_below(&random, 7);
        size_t sizes[7];
        for (uint32_t k = 0; k < count; k++) {
            sizes[k] = 1 + random_below(&random, sizeof bytes);
            memset(bytes, (int)(k + 1), sizes[k]);
            add_record(&built, 41 + k, bytes, sizes[k]);
        }
        build(&built, count);
        struct journal_expect expect = make_expect();
        EXPECT_EQ("a built frame", judge(&built, &expect), JOURNAL_FRAME_OK);

        struct journal_frame_header header;
        (void)journal_frame_read_header(built.bytes, &expect, &header);
        journal_frame_unstamp(built.bytes, built.size);
        struct journal_records records = journal_records_begin(built.bytes, &header);
        struct journal_record record;
        for (uint32_t k = 0; k < count; k++) {
            EXPECT_TRUE("a record", journal_records_next(&records, &record));
            EXPECT_EQ("its sequence", record.sequence, 41 + k);
            EXPECT_EQ("its size", record.payload.size, sizes[k]);
            memset(bytes, (int)(k + 1), sizes[k]);
            EXPECT_EQ("its bytes", memcmp(record.payload.bytes, bytes, sizes[k]), 0);
        }
        EXPECT_FALSE("no more records", journal_records_next(&records, &record));
        EXPECT_EQ("nothing left", journal_records_fault(&records), JOURNAL_FRAME_OK);
        free(built.bytes);
    }
}

static void test_wrong_place(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        uint64_t sequence;
        uint64_t offset;
        uint32_t generation;
        uint8_t id;
        uint8_t head;
        unsigned checks;
        enum journal_frame_fault fault;
    } rows[] = {
        {"where it belongs", 41, OFFSET, 3, 9, 77, JOURNAL_CHECK_ALL, JOURNAL_FRAME_OK},
        {"at another offset", 41, 4096, 3, 9, 77, JOURNAL_CHECK_ALL, JOURNAL_FRAME_STAMP},
        {"under a newer generation", 41, OFFSET, 4, 9, 77, JOURNAL_CHECK_ALL, JOURNAL_FRAME_ABSENT},
        {"under an older generation", 41, OFFSET, 2, 9, 77, JOURNAL_CHECK_ALL, JOURNAL_FRAME_STAMP},
        {"in another journal", 41, OFFSET, 3, 8, 77, JOURNAL_CHECK_ALL, JOURNAL_FRAME_FOREIGN},
        {"after another sequence", 40, OFFSET, 3, 9, 77, JOURNAL_CHECK_ALL, JOURNAL_FRAME_SEQUENCE},
        {"after another frame", 41, OFFSET, 3, 9, 78, JOURNAL_CHECK_ALL, JOURNAL_FRAME_CHAIN},
        {"a ghost, without the check of generations", 41, OFFSET, 4, 9, 77, JOURNAL_CHECK_CHAIN,
         JOURNAL_FRAME_OK},
        {"a ghost, without the check of the chain", 41, OFFSET, 3, 9, 78, JOURNAL_CHECK_GENERATION,
         JOURNAL_FRAME_OK},
    };
    struct built built;
    build_three(&built);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct journal_expect expect = make_expect();
        expect.position.sequence_next = rows[i].sequence;
        expect.position.offset = rows[i].offset;
        expect.position.generation = rows[i].generation;
        expect.position.head.bytes[5] = rows[i].head;
        expect.id.bytes[0] = rows[i].id;
        expect.checks = rows[i].checks;
        EXPECT_EQ(rows[i].row, judge(&built, &expect), rows[i].fault);
    }
    free(built.bytes);
}

/* What a power cut leaves: sectors that still hold what was there before. */
static void test_torn(void **state)
{
    (void)state;
    struct built built;
    struct journal_expect expect = make_expect();
    build_three(&built);
    for (size_t sector = 0; sector < built.size / JOURNAL_SECTOR_SIZE; sector++) {
        uint8_t kept[JOURNAL_SECTOR_SIZE];
        uint8_t *at = built.bytes + sector * JOURNAL_SECTOR_SIZE;
        memcpy(kept, at, sizeof kept);
        memset(at, 0, sizeof kept);
        enum journal_frame_fault fault = sector == 0 ? JOURNAL_FRAME_ABSENT : JOURNAL_FRAME_TORN;
        EXPECT_EQ("a sector that was never written", judge(&built, &expect), fault);
        uint32_t number = (uint32_t)(OFFSET / JOURNAL_SECTOR_SIZE + sector);
        bytes_put_u64(at, journal_stamp_make(2, number, 1));
        EXPECT_EQ("a sector of an earlier generation", judge(&built, &expect), fault);
        memcpy(at, kept, sizeof kept);
    }
    EXPECT_EQ("all sectors there", judge(&built, &expect), JOURNAL_FRAME_OK);
    free(built.bytes);
}

static void test_every_flipped_bit_is_found(void **state)
{
    (void)state;
    struct built built;
    struct journal_expect expect = make_expect();
    build_three(&built);
    for (size_t bit = 0; bit < 8 * built.size; bit++) {
        built.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        enum journal_frame_fault fault = judge(&built, &expect);
        /* Never OK, and never what a power cut leaves. */
        bool is_found = fault == JOURNAL_FRAME_STAMP || fault == JOURNAL_FRAME_HEADER ||
                        fault == JOURNAL_FRAME_HASH;
        EXPECT_TRUE("a flipped bit is damage, not a torn write", is_found);
        built.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    free(built.bytes);
}

static void seal(struct built *built)
{
    bytes_put_u32(built->bytes + 92, crc32c(0, built->bytes + 8, 84));
}

/* Headers whose checksum is right. */
static void test_sealed_but_wrong(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        size_t at;
        uint32_t value;
        enum journal_frame_fault fault;
    } rows[] = {
        {"another magic", 8, 0x11111111, JOURNAL_FRAME_VERSION},
        {"a later version", 12, 0x00800002, JOURNAL_FRAME_VERSION},
        {"a longer header", 12, 0x00810001, JOURNAL_FRAME_FIELDS},
        {"no records", 24, 0, JOURNAL_FRAME_FIELDS},
        {"more records than bytes", 24, 5000, JOURNAL_FRAME_FIELDS},
        {"no size", 28, 0, JOURNAL_FRAME_FIELDS},
        {"a size of two cells", 28, 8192, JOURNAL_FRAME_FIELDS},
        {"a size beyond all limits", 28, 0x80000000, JOURNAL_FRAME_FIELDS},
        {"records beyond the frame", 32, 4000, JOURNAL_FRAME_FIELDS},
        {"records beyond all limits", 32, 0xffffffff, JOURNAL_FRAME_FIELDS},
        {"another generation than its stamp", 36, 4, JOURNAL_FRAME_FIELDS},
        {"a field that must be zero", 88, 1, JOURNAL_FRAME_FIELDS},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct built built;
        struct journal_expect expect = make_expect();
        build_three(&built);
        bytes_put_u32(built.bytes + rows[i].at, rows[i].value);
        seal(&built);
        EXPECT_EQ(rows[i].row, judge(&built, &expect), rows[i].fault);
        free(built.bytes);
    }
}

static void test_frame_beyond_the_segment(void **state)
{
    (void)state;
    struct built built;
    struct journal_expect expect = make_expect();
    build_three(&built);
    expect.segment_size = OFFSET + built.size;
    EXPECT_EQ("the last frame of a segment", judge(&built, &expect), JOURNAL_FRAME_OK);
    free(built.bytes);

    uint8_t bytes[5000] = {0};
    built = (struct built){0};
    add_record(&built, 41, bytes, sizeof bytes);
    build(&built, 1);
    EXPECT_EQ("two cells where one is left", judge(&built, &expect), JOURNAL_FRAME_FIELDS);
    free(built.bytes);
}

/* The hash may be right and the records wrong only if the writer made them so. */
static void test_records_that_do_not_add_up(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        size_t at; /* in the records */
        uint8_t value;
        uint64_t sequence_at_fault;
    } rows[] = {
        {"a size of nothing", 608, 0, 42},        {"a size beyond the frame", 609, 0x10, 42},
        {"a size beyond the limit", 3, 0x7f, 41}, {"a byte of the first record", 20, 0, 41},
        {"a checksum", 617 + 5, 0, 43},           {"bytes behind the last record", 658, 1, 44},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct built built;
        struct journal_expect expect = make_expect();
        struct journal_frame_header header;
        struct journal_record record;
        build_three(&built);
        (void)journal_frame_read_header(built.bytes, &expect, &header);
        journal_frame_unstamp(built.bytes, built.size);
        uint8_t *at = built.bytes + JOURNAL_FRAME_HEADER_SIZE + rows[i].at;
        EXPECT_TRUE(rows[i].row, *at != rows[i].value);
        *at = rows[i].value;
        struct journal_records records = journal_records_begin(built.bytes, &header);
        while (journal_records_next(&records, &record)) continue;
        EXPECT_EQ(rows[i].row, journal_records_fault(&records), JOURNAL_FRAME_RECORD);
        EXPECT_EQ(rows[i].row, records.sequence_next, rows[i].sequence_at_fault);
        free(built.bytes);
    }
}

static void test_record_is_bound_to_its_sequence(void **state)
{
    (void)state;
    uint8_t first[8];
    uint8_t second[8];
    const uint8_t bytes[3] = {1, 2, 3};
    journal_record_head_put(first, 5, (struct journal_span){bytes, 3});
    journal_record_head_put(second, 6, (struct journal_span){bytes, 3});
    EXPECT_TRUE("the checksum covers the sequence", memcmp(first, second, 8) != 0);
    EXPECT_STOPS("an empty record", journal_record_head_put(first, 5, (struct journal_span){0}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_wrong_place),
        cmocka_unit_test(test_torn),
        cmocka_unit_test(test_every_flipped_bit_is_found),
        cmocka_unit_test(test_sealed_but_wrong),
        cmocka_unit_test(test_frame_beyond_the_segment),
        cmocka_unit_test(test_records_that_do_not_add_up),
        cmocka_unit_test(test_record_is_bound_to_its_sequence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
