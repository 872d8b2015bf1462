/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bit_rot.c - flips every bit of a small journal, of an archived segment and of a snapshot, one
 * at a time.
 *
 * Role       Each flip must be found, and in the journal named by the sequence number of a record
 *            in the frame that it hit; or it must be one of the bits that are harmless by
 *            construction, and then nothing may change.  Prints how many of each kind there are.
 *            Harmless to verify is only what a dropped torn write left in its sectors behind their
 *            stamps.  Recovery, which does not ask whether blank sectors are blank, must take such
 *            a journal, or refuse it: it never reads other records.
 */
#include <inttypes.h>
#include <stdio.h>

#include "node/journal_archive.h"
#include "node/journal_fixture.h"
#include "node/snapshot_store.h"

#define SEGMENT_SIZE UINT64_C(16384)

/* Two frames in segment 1, then a torn one; one frame in segment 2. */
struct area {
    const char *name;
    uint32_t generation;
    uint64_t from; /* in the segment */
    uint64_t to;
    uint64_t first; /* the records there */
    uint64_t last;  /* 0: from the first on, nobody knows how far */
};

static const struct area areas[] = {
    {"header of segment 1", 1, 0, 4096, 1, 0},
    {"frame with sequences 1 to 3", 1, 4096, 8192, 1, 3},
    {"frame with sequences 4 to 44", 1, 8192, 12288, 4, 44},
    {"remains of a dropped write", 1, 12288, 13312, 45, 0},
    {"a sector that did not arrive", 1, 13312, 13824, 45, 0},
    {"remains of a dropped write", 1, 13824, 16384, 45, 0},
    {"header of segment 2", 2, 0, 4096, 45, 0},
    {"frame with sequence 45", 2, 4096, 8192, 45, 45},
    {"not yet written", 2, 8192, 16384, 46, 0},
};

static struct fixture fixture;
static uint64_t found_count;
static uint64_t harmless_count;

static void make_journal(void)
{
    struct journal_error error = {0};
    struct journal_founding founding = {.segment_size = SEGMENT_SIZE, .id.bytes = {42}};
    fixture.disk = disk_create(512);
    (void)disk_use(fixture.disk);
    EXPECT_EQ("create", journal_create(FIXTURE_DIRECTORY, &founding, &error), JOURNAL_OK);
    fixture_open(&fixture);
    fixture_write(&fixture, 3);
    fixture_write(&fixture, 41);
    fixture_write(&fixture, 9);
    fixture_close(&fixture);
    memset(fixture_segment(&fixture, 1) + 12288 + 1024, 0, 512);
    fixture_open(&fixture);
    fixture_write(&fixture, 1);
    fixture_close(&fixture);
    disk_settle(fixture.disk);
}

static bool is_in(const struct area *area, uint64_t sequence)
{
    return sequence >= area->first && (area->last == 0 || sequence <= area->last);
}

/* The bytes of a torn write behind the stamps: it was dropped, so they belong to nothing. */
static bool is_harmless(const struct area *area, uint64_t at)
{
    bool is_remains = area->generation == 1 && area->from >= 12288 && area->from != 13312;
    return is_remains && at % JOURNAL_SECTOR_SIZE >= JOURNAL_STAMP_SIZE;
}

static void flip_one(const struct area *area, uint64_t at, unsigned bit)
{
    struct journal_error error;
    enum journal_status status;
    uint8_t *byte = fixture_segment(&fixture, area->generation) + at;
    *byte ^= (uint8_t)(1u << bit);
    uint64_t count = fixture_read(JOURNAL_CHECK_ALL, &status, &error);
    EXPECT_TRUE("recovery reads the right records or refuses", status != JOURNAL_OK || count == 45);
    count = fixture_read(JOURNAL_CHECK_VERIFY, &status, &error);
    *byte ^= (uint8_t)(1u << bit);
    if (status == JOURNAL_OK) {
        EXPECT_EQ("a harmless bit changes nothing", count, 45);
        if (!is_harmless(area, at)) {
            print_error("%s: bit %u of byte %" PRIu64 " was not found\n", area->name, bit, at);
            fail();
        }
        harmless_count++;
        return;
    }
    found_count++;
    EXPECT_TRUE(area->name, status == JOURNAL_CORRUPT);
    EXPECT_TRUE(area->name, is_in(area, error.sequence_first));
    EXPECT_TRUE(area->name, area->last == 0 || error.sequence_last <= area->last);
}

static void test_journal(void **state)
{
    (void)state;
    make_journal();
    for (size_t i = 0; i < sizeof areas / sizeof areas[0]; i++) {
        found_count = 0;
        harmless_count = 0;
        for (uint64_t at = areas[i].from; at < areas[i].to; at++) {
            for (unsigned bit = 0; bit < 8; bit++) flip_one(&areas[i], at, bit);
        }
        print_message("bit_rot: %-30s %7" PRIu64 " found, %7" PRIu64 " harmless\n", areas[i].name,
                      found_count, harmless_count);
    }
    fixture_destroy(&fixture);
}

/* A flipped bit of a compressed segment is found by zstd, by the size, or by the journal's own
 * checks; some bits of zstd's header mean nothing, and then the bytes come out the same. */
static void test_archive(void **state)
{
    (void)state;
    struct journal_error error;
    enum journal_status status;
    uint64_t size = 0;
    make_journal();
    EXPECT_EQ("archive", journal_archive_segment(FIXTURE_DIRECTORY, 1, &error), JOURNAL_OK);
    uint8_t *bytes = disk_bytes(fixture.disk, "j/archive/journal-0000000001.segment.zst", &size);
    EXPECT_TRUE("there", bytes != NULL);
    EXPECT_EQ("whole", fixture_read(JOURNAL_CHECK_ALL, &status, &error), 45);
    found_count = 0;
    harmless_count = 0;
    for (uint64_t bit = 0; bit < 8 * size; bit++) {
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        uint64_t count = fixture_read(JOURNAL_CHECK_VERIFY, &status, &error);
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        bool is_found = status != JOURNAL_OK;
        EXPECT_TRUE("found, or nothing changes", is_found || count == 45);
        EXPECT_TRUE("named", !is_found || error.sequence_first >= 1);
        found_count += is_found;
        harmless_count += !is_found;
    }
    print_message("bit_rot: %-30s %7" PRIu64 " found, %7" PRIu64 " harmless\n",
                  "archived segment 1", found_count, harmless_count);
    fixture_destroy(&fixture);
}

static enum journal_status load_snapshot(struct journal_error *error)
{
    static uint8_t first[700];
    static uint8_t second[5000];
    struct snapshot_region regions[2] = {{first, sizeof first}, {second, sizeof second}};
    struct snapshot_file snapshot;
    enum journal_status status = snapshot_store_open(&snapshot, FIXTURE_DIRECTORY, 9, error);
    if (status != JOURNAL_OK) return status;
    bool fits = snapshot.header.region_count == 2 &&
                snapshot.header.region_sizes[0] == sizeof first &&
                snapshot.header.region_sizes[1] == sizeof second;
    EXPECT_TRUE("an accepted header is the one that was written", fits);
    status = snapshot_store_load(&snapshot, regions, error);
    snapshot_store_close(&snapshot);
    return status;
}

static void test_snapshot(void **state)
{
    (void)state;
    static uint8_t first[700];
    static uint8_t second[5000];
    struct journal_error error;
    struct snapshot_region regions[2] = {{first, sizeof first}, {second, sizeof second}};
    struct snapshot_header header = {
        .sequence = 9, .position = {.sequence_next = 10, .generation = 1}, .region_count = 2};
    uint64_t size = 0;
    memset(first, 1, sizeof first);
    memset(second, 2, sizeof second);
    fixture.disk = disk_create(512);
    (void)disk_use(fixture.disk);
    EXPECT_EQ("make", os_directory_create(FIXTURE_DIRECTORY), OS_OK);
    EXPECT_EQ("write", snapshot_store_write(FIXTURE_DIRECTORY, &header, regions, &error),
              JOURNAL_OK);
    EXPECT_EQ("whole", load_snapshot(&error), JOURNAL_OK);
    uint8_t *bytes = disk_bytes(fixture.disk, "j/snapshot-00000000000000000009.snap", &size);
    for (uint64_t bit = 0; bit < 8 * size; bit++) {
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        EXPECT_TRUE("every flipped bit of a snapshot is found",
                    load_snapshot(&error) != JOURNAL_OK);
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    print_message("bit_rot: %-30s %7" PRIu64 " found, %7d harmless\n", "snapshot", 8 * size, 0);
    fixture_destroy(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_journal),
        cmocka_unit_test(test_archive),
        cmocka_unit_test(test_snapshot),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
