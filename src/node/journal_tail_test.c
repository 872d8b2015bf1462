/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_tail_test.c - where a journal ends and where it is damaged: journal_tail.c,
 * journal_scan.c, journal_source.c.
 *
 * The journal of these tests has three frames in its first segment (sequences 1-10, 11-15, 16-35),
 * frames that fill it, and two frames in its second; frame 1 begins at 4096.
 */
#include "node/journal_tail.h"

#include "base/hash.h"
#include "node/journal_fixture.h"
#include "wire/journal_bytes.h"

#define FIRST_FRAME  4096u
#define SECOND_FRAME 8192u
#define THIRD_FRAME  12288u

static struct fixture fixture;

/* Segment 1: frames of 10, 5, 20 (one cell each), then 4 x 1; segment 2: frames of 2 and 3. */
static void make_journal(void)
{
    fixture_create(&fixture);
    fixture_open(&fixture);
    fixture_write(&fixture, 10);
    fixture_write(&fixture, 5);
    fixture_write(&fixture, 20);
    for (int i = 0; i < 4; i++) fixture_write(&fixture, 1);
    EXPECT_EQ("the first segment is full", fixture.journal.writer.position.offset, 32768);
    fixture_write(&fixture, 2);
    fixture_write(&fixture, 3);
    fixture_close(&fixture);
    disk_settle(fixture.disk);
}

static void test_whole(void **state)
{
    (void)state;
    struct journal_error error;
    enum journal_status status;
    make_journal();
    EXPECT_EQ("all records", fixture_read(JOURNAL_CHECK_ALL, &status, &error), 44);
    EXPECT_EQ("and no fault", status, JOURNAL_OK);
    fixture_destroy(&fixture);
}

enum damage {
    FLIP,           /* one bit */
    ZERO_SECTOR,    /* the sector was never written */
    OLDER_SECTOR,   /* the sector holds what an earlier generation wrote */
    GARBAGE_SECTOR, /* the sector holds anything */
    ZERO_CELL       /* eight sectors were never written */
};

static void do_damage(enum damage damage, uint32_t generation, uint32_t at)
{
    uint8_t *bytes = fixture_segment(&fixture, generation) + at;
    switch (damage) {
    case FLIP: *bytes ^= 0x10; break;
    case ZERO_SECTOR: memset(bytes, 0, 512); break;
    case OLDER_SECTOR:
        memset(bytes, 0x33, 512);
        bytes_put_u64(bytes, journal_stamp_make(1, at / 512, 3));
        break;
    case GARBAGE_SECTOR: memset(bytes, 0x77, 512); break;
    case ZERO_CELL: memset(bytes, 0, 4096); break;
    }
}

static const struct row {
    const char *row;
    enum damage damage;
    uint32_t generation;
    uint32_t at;
    enum journal_status status;
    uint64_t count; /* records before the fault or the end */
    uint64_t first; /* named */
    uint64_t last;
} rows[] = {
    {"a bit of the first record", FLIP, 1, FIRST_FRAME + 140, JOURNAL_CORRUPT, 0, 1, 1},
    {"a bit of the seventh record", FLIP, 1, FIRST_FRAME + 128 + 6 * 72 + 30, JOURNAL_CORRUPT, 0, 7,
     7},
    {"a bit of a record's size", FLIP, 1, SECOND_FRAME + 128 + 72, JOURNAL_CORRUPT, 10, 12, 12},
    {"a bit of a record's checksum", FLIP, 1, SECOND_FRAME + 128 + 72 + 4, JOURNAL_CORRUPT, 10, 12,
     12},
    {"a bit behind the records", FLIP, 1, SECOND_FRAME + 4000, JOURNAL_CORRUPT, 10, 11, 15},
    {"a bit of a frame's hash", FLIP, 1, SECOND_FRAME + 100, JOURNAL_CORRUPT, 10, 11, 15},
    {"a bit of the hash of the frame before", FLIP, 1, SECOND_FRAME + 60, JOURNAL_CORRUPT, 10, 11,
     15},
    {"a bit of a frame's header", FLIP, 1, SECOND_FRAME + 16, JOURNAL_CORRUPT, 10, 11, 15},
    {"a bit of a header's checksum", FLIP, 1, SECOND_FRAME + 92, JOURNAL_CORRUPT, 10, 11, 15},
    {"a bit of the first stamp", FLIP, 1, SECOND_FRAME, JOURNAL_CORRUPT, 10, 11, 15},
    {"a bit of a later stamp", FLIP, 1, SECOND_FRAME + 1024, JOURNAL_CORRUPT, 10, 11, 15},
    {"a bit of the last record", FLIP, 2, 8192 + 128 + 2 * 72 + 20, JOURNAL_CORRUPT, 41, 44, 44},
    {"a bit of the last frame's last sector", FLIP, 2, 8192 + 3584 + 20, JOURNAL_CORRUPT, 41, 42,
     44},
    {"a bit of the last frame's header", FLIP, 2, 8192 + 20, JOURNAL_CORRUPT, 41, 42, 0},
    {"a bit of the last frame's first stamp", FLIP, 2, 8192 + 1, JOURNAL_CORRUPT, 41, 42, 0},
    {"a bit of the last frame's later stamp", FLIP, 2, 8192 + 513, JOURNAL_CORRUPT, 41, 42, 44},
    {"a bit of a segment's header", FLIP, 2, 500, JOURNAL_CORRUPT, 39, 40, 0},
    {"a bit of the first segment's header", FLIP, 1, 9, JOURNAL_CORRUPT, 0, 1, 0},
    {"a bit where no frame is yet", FLIP, 2, 12288 + 100, JOURNAL_OK, 44, 0, 0},
    {"a bit of a stamp where no frame is yet", FLIP, 2, 12288, JOURNAL_CORRUPT, 44, 45, 0},
    {"a stamp far behind the end", FLIP, 2, 28672 + 512, JOURNAL_CORRUPT, 44, 45, 0},
    {"a lost sector, frames behind it", ZERO_SECTOR, 1, FIRST_FRAME + 512, JOURNAL_CORRUPT, 0, 1,
     10},
    {"a lost first sector, frames behind it", ZERO_SECTOR, 1, SECOND_FRAME, JOURNAL_CORRUPT, 10, 11,
     15},
    {"a lost frame, frames behind it", ZERO_CELL, 1, SECOND_FRAME, JOURNAL_CORRUPT, 10, 11, 15},
    {"a lost first frame of a segment", ZERO_CELL, 2, 4096, JOURNAL_CORRUPT, 39, 40, 41},
    {"a lost last frame of a full segment", ZERO_CELL, 1, 28672, JOURNAL_CORRUPT, 38, 39, 39},
    {"garbage in the middle", GARBAGE_SECTOR, 1, SECOND_FRAME + 512, JOURNAL_CORRUPT, 10, 11, 15},
    {"garbage at the end", GARBAGE_SECTOR, 2, 8192, JOURNAL_CORRUPT, 41, 42, 0},
    {"a torn last frame", ZERO_SECTOR, 2, 8192 + 1024, JOURNAL_OK, 41, 0, 0},
    {"a last frame without its first sector", ZERO_SECTOR, 2, 8192, JOURNAL_OK, 41, 0, 0},
    {"a last frame torn over older bytes", OLDER_SECTOR, 2, 8192 + 512, JOURNAL_OK, 41, 0, 0},
    {"a last frame over older bytes", OLDER_SECTOR, 2, 8192, JOURNAL_OK, 41, 0, 0},
    {"nothing of the last frame", ZERO_CELL, 2, 8192, JOURNAL_OK, 41, 0, 0},
};

static void test_damage(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct journal_error error;
        enum journal_status status;
        make_journal();
        do_damage(rows[i].damage, rows[i].generation, rows[i].at);
        uint64_t count = fixture_read(JOURNAL_CHECK_ALL, &status, &error);
        EXPECT_EQ(rows[i].row, status, rows[i].status);
        EXPECT_EQ(rows[i].row, count, rows[i].count);
        EXPECT_EQ(rows[i].row, error.sequence_first, rows[i].first);
        EXPECT_EQ(rows[i].row, error.sequence_last, rows[i].last);

        struct journal_config config = fixture_config();
        struct journal_replayer nothing = {0};
        EXPECT_EQ(rows[i].row, journal_open(&fixture.journal, &config, &nothing, &error),
                  rows[i].status);
        if (rows[i].status == JOURNAL_OK) {
            fixture_write(&fixture, 1);
            fixture_close(&fixture);
            EXPECT_EQ(rows[i].row, fixture_read(JOURNAL_CHECK_ALL, &status, &error),
                      rows[i].count + 1);
        }
        fixture_destroy(&fixture);
    }
}

/* A torn write is never written over: the next frame goes to the next segment, and the remains say
 * nothing any more. */
static void test_life_after_a_torn_write(void **state)
{
    (void)state;
    struct journal_error error;
    enum journal_status status;
    make_journal();
    do_damage(ZERO_SECTOR, 2, 8192 + 1024);
    fixture_open(&fixture);
    EXPECT_EQ("one torn write", fixture.journal.recovery.end.torn_count, 1);
    EXPECT_EQ("a new segment", fixture.journal.writer.position.generation, 3);
    fixture_write(&fixture, 4);
    fixture_close(&fixture);
    EXPECT_EQ("all records", fixture_read(JOURNAL_CHECK_ALL, &status, &error), 45);
    do_damage(GARBAGE_SECTOR, 2, 8192 + 2048);
    EXPECT_EQ("the remains are harmless", fixture_read(JOURNAL_CHECK_ALL, &status, &error), 45);
    do_damage(FLIP, 3, 4096 + 140);
    EXPECT_EQ("the new frame is not", fixture_read(JOURNAL_CHECK_ALL, &status, &error), 41);
    EXPECT_EQ("the new frame is not", status, JOURNAL_CORRUPT);
    EXPECT_EQ("it is named", error.sequence_first, 42);
    fixture_destroy(&fixture);
}

static void test_missing_and_foreign_files(void **state)
{
    (void)state;
    struct journal_error error;
    enum journal_status status;
    make_journal();
    EXPECT_EQ("remove", os_path_remove("j/journal-0000000001.segment"), OS_OK);
    EXPECT_EQ("no first segment", fixture_read(JOURNAL_CHECK_ALL, &status, &error), 0);
    EXPECT_EQ("no first segment", status, JOURNAL_CORRUPT);
    EXPECT_EQ("names its records", error.sequence_first, 1);
    fixture_destroy(&fixture);

    make_journal();
    fixture_open(&fixture);
    for (int i = 0; i < 7; i++) fixture_write(&fixture, 1);
    fixture_close(&fixture);
    EXPECT_EQ("remove", os_path_remove("j/journal-0000000002.segment"), OS_OK);
    EXPECT_EQ("a gap", fixture_read(JOURNAL_CHECK_ALL, &status, &error), 39);
    EXPECT_EQ("a gap", status, JOURNAL_CORRUPT);
    EXPECT_EQ("names its records", error.sequence_first, 40);
    fixture_destroy(&fixture);

    make_journal();
    memset(fixture_segment(&fixture, 1), 'x', 4096);
    EXPECT_EQ("a foreign file", fixture_read(JOURNAL_CHECK_ALL, &status, &error), 0);
    EXPECT_EQ("a foreign file", status, JOURNAL_FOREIGN);
    fixture_destroy(&fixture);

    make_journal();
    struct os_file file;
    EXPECT_EQ("open", os_file_open(&file, "j/journal-0000000002.segment", OS_FILE_WRITE), OS_OK);
    EXPECT_EQ("cut", os_file_truncate(&file, 20000), OS_OK);
    os_file_close(&file);
    EXPECT_EQ("a file cut short", fixture_read(JOURNAL_CHECK_ALL, &status, &error), 39);
    EXPECT_EQ("a file cut short", status, JOURNAL_FOREIGN);
    EXPECT_TRUE("says where", strstr(error.text, "offset 20000: the file ends") != NULL);
    fixture_destroy(&fixture);

    make_journal();
    struct journal_segment_header header = {
        .segment_size = FIXTURE_SEGMENT_SIZE, .generation = 2, .id.bytes = {43}};
    journal_segment_put(fixture_segment(&fixture, 2), &header);
    EXPECT_EQ("another journal's", fixture_read(JOURNAL_CHECK_ALL, &status, &error), 39);
    EXPECT_EQ("another journal's", status, JOURNAL_FOREIGN);
    fixture_destroy(&fixture);
}

/* --- ghosts --- */

/* The bytes of a first segment with frames of these sizes. */
static void make_old_segment(uint8_t *out, uint32_t first_count)
{
    fixture_create(&fixture);
    fixture_open(&fixture);
    fixture_write(&fixture, first_count);
    fixture_write(&fixture, 4 - first_count);
    for (int i = 0; i < 3; i++) fixture_write(&fixture, 5);
    fixture_close(&fixture);
    memcpy(out, fixture_segment(&fixture, 1), FIXTURE_SEGMENT_SIZE);
    fixture_destroy(&fixture);
}

/* An old segment, used again as segment 2 of a journal whose first segment holds records 1 to 4 in
 * one frame.  In the old one they stood in two, and records 5 on in frames behind them.  So at the
 * first free place stands a frame with the next sequence, right checksums and a right hash. */
static void plant_ghost(void)
{
    static uint8_t old[FIXTURE_SEGMENT_SIZE];
    make_old_segment(old, 2);
    fixture_create(&fixture);
    fixture_open(&fixture);
    fixture_write(&fixture, 4);
    EXPECT_EQ("make", journal_make_next_segment(&fixture.journal), JOURNAL_OK);
    fixture_close(&fixture);
    disk_settle(fixture.disk);
    /* In the old segment the frame with record 5 stands at 12288. */
    uint8_t *second = fixture_segment(&fixture, 2);
    memcpy(second + 4096, old + 12288, 3 * 4096);
    for (uint32_t cell = 0; cell < 3; cell++) {
        for (uint32_t i = 0; i < 8; i++) {
            uint8_t *sector = second + 4096 + (size_t)4096 * cell + (size_t)512 * i;
            bytes_put_u64(sector, journal_stamp_make(1, 8 + cell * 8 + i, i));
        }
    }
}

static struct journal_hash hash_of(const uint8_t *frame)
{
    struct journal_hasher hasher;
    EXPECT_TRUE("a hasher", journal_hasher_init(&hasher));
    struct journal_hash hash = journal_frame_hash(&hasher, frame, 4096);
    journal_hasher_release(&hasher);
    return hash;
}

/* Stamps name the sector, so frames that moved get hashes that fit their new place; a ghost that
 * stands where it always stood has them already. */
static void rehash_ghost(void)
{
    uint8_t *second = fixture_segment(&fixture, 2);
    struct journal_hash previous;
    for (size_t cell = 1; cell <= 3; cell++) {
        uint8_t *frame = second + cell * 4096;
        if (cell > 1) {
            memcpy(frame + 56, previous.bytes, sizeof previous.bytes);
            bytes_put_u32(frame + 92, crc32c(0, frame + 8, 84));
        }
        previous = hash_of(frame);
        journal_frame_hash_put(frame, &previous);
    }
}

static void test_ghost(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        unsigned checks;
        enum journal_status status;
        uint64_t count;
    } ghosts[] = {
        {"all checks", JOURNAL_CHECK_ALL, JOURNAL_OK, 4},
        {"generations alone", JOURNAL_CHECK_GENERATION, JOURNAL_OK, 4},
        {"neither generations nor chain", 0, JOURNAL_OK, 19},
    };
    for (size_t i = 0; i < sizeof ghosts / sizeof ghosts[0]; i++) {
        struct journal_error error;
        enum journal_status status;
        plant_ghost();
        rehash_ghost();
        EXPECT_EQ(ghosts[i].row, fixture_read(ghosts[i].checks, &status, &error), ghosts[i].count);
        EXPECT_EQ(ghosts[i].row, status, ghosts[i].status);
        fixture_destroy(&fixture);
    }
    /* The chain alone is not fooled either: it stops at the ghost and refuses. */
    struct journal_error error;
    enum journal_status status;
    plant_ghost();
    rehash_ghost();
    EXPECT_EQ("the chain alone", fixture_read(JOURNAL_CHECK_CHAIN, &status, &error), 4);
    fixture_destroy(&fixture);
}

/* A frame with the next sequence, of this journal and this generation, whole in every checksum:
 * only the hash of the frame before it tells that it was written in another life. */
static void plant_twin(void)
{
    static uint8_t old[FIXTURE_SEGMENT_SIZE];
    make_old_segment(old, 2);
    fixture_create(&fixture);
    fixture_open(&fixture);
    fixture_write(&fixture, 4);
    fixture_close(&fixture);
    disk_settle(fixture.disk);
    uint8_t *place = fixture_segment(&fixture, 1) + 8192;
    memcpy(place, old + 12288, 4096);
    for (uint32_t i = 0; i < 8; i++) {
        bytes_put_u64(place + (size_t)512 * i, journal_stamp_make(1, 16 + i, i));
    }
    struct journal_hash hash = hash_of(place);
    journal_frame_hash_put(place, &hash);
}

static void test_ghost_that_only_the_chain_finds(void **state)
{
    (void)state;
    struct journal_error error;
    enum journal_status status;
    plant_twin();
    EXPECT_EQ("without the chain", fixture_read(JOURNAL_CHECK_GENERATION, &status, &error), 9);
    EXPECT_EQ("without the chain it is accepted", status, JOURNAL_OK);
    EXPECT_EQ("with it", fixture_read(JOURNAL_CHECK_ALL, &status, &error), 4);
    EXPECT_EQ("it is refused", status, JOURNAL_CORRUPT);
    EXPECT_EQ("and named", error.sequence_first, 5);
    EXPECT_TRUE("the reason", strstr(error.text, "does not follow the frame before it") != NULL);
    fixture_destroy(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole),
        cmocka_unit_test(test_damage),
        cmocka_unit_test(test_life_after_a_torn_write),
        cmocka_unit_test(test_missing_and_foreign_files),
        cmocka_unit_test(test_ghost),
        cmocka_unit_test(test_ghost_that_only_the_chain_finds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
