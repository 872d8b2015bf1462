/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_archive_test.c - old segments are kept compressed, and their files are used again.
 */
#include "node/journal_archive.h"

#include "node/journal_fixture.h"

static struct fixture fixture;

static void make_segments(void)
{
    fixture_create(&fixture);
    fixture_open(&fixture);
    for (int i = 0; i < 30; i++) fixture_write(&fixture, 3);
    EXPECT_EQ("in the fifth segment", fixture.journal.writer.position.generation, 5);
}

static void test_archive_and_go_on(void **state)
{
    (void)state;
    struct journal_error error;
    enum journal_status status;
    make_segments();
    for (uint32_t g = 1; g <= 3; g++) {
        EXPECT_EQ("archive", journal_archive_segment(FIXTURE_DIRECTORY, g, &error), JOURNAL_OK);
    }
    EXPECT_EQ("read through the archive", fixture_read(JOURNAL_CHECK_ALL, &status, &error), 90);
    EXPECT_EQ("read through the archive", status, JOURNAL_OK);
    for (int i = 0; i < 30; i++) fixture_write(&fixture, 2);
    fixture_close(&fixture);
    struct journal_listing listing;
    EXPECT_EQ("list", journal_list(FIXTURE_DIRECTORY, &listing, &error), JOURNAL_OK);
    EXPECT_EQ("all spares were used again", listing.spare_count, 0);
    EXPECT_EQ("the oldest has a file no more", listing.segment_first, 4);
    EXPECT_EQ("read on through used files", fixture_read(JOURNAL_CHECK_ALL, &status, &error), 150);
    EXPECT_EQ("read on through used files", status, JOURNAL_OK);
    fixture_open(&fixture);
    EXPECT_EQ("recovery too", fixture.journal.recovery.record_count, 150);
    fixture_close(&fixture);
    fixture_destroy(&fixture);
}

static void test_damaged_segment_is_not_archived(void **state)
{
    (void)state;
    struct journal_error error;
    make_segments();
    fixture_segment(&fixture, 1)[4096 + 512] ^= 1;
    EXPECT_EQ("a damaged stamp", journal_archive_segment(FIXTURE_DIRECTORY, 1, &error),
              JOURNAL_CORRUPT);
    EXPECT_TRUE("it keeps its name", os_path_exists("j/journal-0000000001.segment"));
    fixture_segment(&fixture, 2)[20] ^= 1;
    EXPECT_EQ("a damaged header", journal_archive_segment(FIXTURE_DIRECTORY, 2, &error),
              JOURNAL_CORRUPT);
    EXPECT_EQ("none", journal_archive_segment(FIXTURE_DIRECTORY, 9, &error), JOURNAL_MISSING);
    fixture_close(&fixture);
    fixture_destroy(&fixture);
}

static void test_foreign_archive(void **state)
{
    (void)state;
    struct journal_error error;
    enum journal_status status;
    uint64_t size = 0;
    make_segments();
    EXPECT_EQ("archive", journal_archive_segment(FIXTURE_DIRECTORY, 1, &error), JOURNAL_OK);
    uint8_t *bytes = disk_bytes(fixture.disk, "j/archive/journal-0000000001.segment.zst", &size);
    EXPECT_TRUE("smaller than the segment", bytes != NULL && size < FIXTURE_SEGMENT_SIZE);
    memset(bytes, 'x', size);
    EXPECT_EQ("no zstd frame", fixture_read(JOURNAL_CHECK_ALL, &status, &error), 0);
    EXPECT_EQ("no zstd frame", status, JOURNAL_CORRUPT);
    EXPECT_EQ("names its records", error.sequence_first, 1);
    fixture_close(&fixture);
    fixture_destroy(&fixture);
}

static void test_full_disk(void **state)
{
    (void)state;
    struct journal_error error;
    make_segments();
    fixture.disk->space_max = 5 * FIXTURE_SEGMENT_SIZE + 10;
    EXPECT_EQ("no room for the copy", journal_archive_segment(FIXTURE_DIRECTORY, 1, &error),
              JOURNAL_NO_SPACE);
    EXPECT_TRUE("it keeps its name", os_path_exists("j/journal-0000000001.segment"));
    fixture.disk->space_max = 0;
    EXPECT_EQ("later", journal_archive_segment(FIXTURE_DIRECTORY, 1, &error), JOURNAL_OK);
    fixture_close(&fixture);
    fixture_destroy(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_archive_and_go_on),
        cmocka_unit_test(test_damaged_segment_is_not_archived),
        cmocka_unit_test(test_foreign_archive),
        cmocka_unit_test(test_full_disk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
