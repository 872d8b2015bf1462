/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_test.c - the life of a journal on a disk in memory: journal.c, journal_open.c,
 * journal_prepare.c, journal_write.c.
 */
#include "node/journal.h"

#include "node/journal_fixture.h"
#include "node/journal_prepare.h"

static struct fixture fixture;

static void expect_records(const char *row, uint64_t count)
{
    struct journal_error error;
    enum journal_status status;
    EXPECT_EQ(row, fixture_read(JOURNAL_CHECK_ALL, &status, &error), count);
    EXPECT_EQ(row, status, JOURNAL_OK);
}

static void test_write_and_read(void **state)
{
    (void)state;
    fixture_create(&fixture);
    expect_records("a new journal is empty", 0);
    fixture_open(&fixture);
    EXPECT_EQ("nothing is durable", journal_durable(&fixture.journal), 0);
    fixture_write(&fixture, 3);
    EXPECT_EQ("the commit is durable", journal_durable(&fixture.journal), 3);
    expect_records("also while it is open", 3);
    fixture_write(&fixture, 1);
    fixture_close(&fixture);
    expect_records("after it is closed", 4);
    fixture_open(&fixture);
    EXPECT_EQ("recovered", fixture.journal.recovery.sequence_last, 4);
    EXPECT_EQ("no torn write", fixture.journal.recovery.end.torn_count, 0);
    fixture_write(&fixture, 5);
    fixture_close(&fixture);
    expect_records("a second life goes on", 9);
    fixture_destroy(&fixture);
}

static void test_many_segments(void **state)
{
    (void)state;
    fixture_create(&fixture);
    fixture_open(&fixture);
    for (int i = 0; i < 40; i++) fixture_write(&fixture, 30);
    EXPECT_TRUE("several segments", fixture.journal.writer.position.generation >= 5);
    fixture_close(&fixture);
    expect_records("across segments", 1200);
    fixture_destroy(&fixture);
}

/* More than a ring holds, and more than a frame holds, in one commit. */
static void test_large_commit(void **state)
{
    (void)state;
    fixture_create(&fixture);
    fixture_open(&fixture);
    fixture_write(&fixture, 2000);
    fixture_close(&fixture);
    expect_records("one large commit", 2000);
    fixture_destroy(&fixture);
}

static void test_largest_record(void **state)
{
    (void)state;
    static uint8_t bytes[JOURNAL_RECORD_SIZE_MAX];
    struct journal_error error = {0};
    uint64_t sequence = 0;
    fixture_create(&fixture);
    fixture_open(&fixture);
    for (uint64_t i = 1; i <= 9; i++) {
        struct journal_span span = {bytes, i % 3 == 0 ? 1 : sizeof bytes};
        EXPECT_EQ("append", journal_append(&fixture.journal, span, &sequence), JOURNAL_OK);
        EXPECT_EQ("its number", sequence, i);
    }
    EXPECT_EQ("close commits", journal_close(&fixture.journal, &error), JOURNAL_OK);
    fixture_open(&fixture);
    EXPECT_EQ("all are there", fixture.journal.recovery.record_count, 9);
    fixture_close(&fixture);
    fixture_destroy(&fixture);
}

static void test_refusals(void **state)
{
    (void)state;
    static struct journal other;
    struct journal_error error = {0};
    struct journal_founding founding = {.segment_size = FIXTURE_SEGMENT_SIZE};
    struct journal_config config = fixture_config();
    struct journal_replayer nothing = {0};
    fixture_create(&fixture);
    EXPECT_EQ("a second journal in one directory",
              journal_create(FIXTURE_DIRECTORY, &founding, &error), JOURNAL_EXISTS);
    fixture_open(&fixture);
    EXPECT_EQ("a second writer", journal_open(&other, &config, &nothing, &error), JOURNAL_LOCKED);
    EXPECT_EQ("creating beside a writer", journal_create(FIXTURE_DIRECTORY, &founding, &error),
              JOURNAL_LOCKED);
    fixture_close(&fixture);
    config.directory = "nowhere";
    EXPECT_EQ("no directory", journal_open(&other, &config, &nothing, &error), JOURNAL_MISSING);
    EXPECT_EQ("an empty directory", os_directory_create("empty"), OS_OK);
    config.directory = "empty";
    EXPECT_EQ("no journal in it", journal_open(&other, &config, &nothing, &error), JOURNAL_MISSING);
    fixture_destroy(&fixture);
}

static bool refuse_third(void *context, const struct journal_record *record)
{
    (void)context;
    return record->sequence < 3;
}

static void test_replay_may_refuse(void **state)
{
    (void)state;
    struct journal_error error = {0};
    struct journal_config config = fixture_config();
    struct journal_replayer replayer = {refuse_third, NULL};
    fixture_create(&fixture);
    fixture_open(&fixture);
    fixture_write(&fixture, 5);
    fixture_close(&fixture);
    EXPECT_EQ("refused", journal_open(&fixture.journal, &config, &replayer, &error),
              JOURNAL_REFUSED);
    EXPECT_EQ("at this record", error.sequence_first, 3);
    fixture_open(&fixture);
    fixture_close(&fixture);
    fixture_destroy(&fixture);
}

/* A sync that fails: nothing more is acknowledged, nothing is tried again. */
static void test_failed_sync_stops(void **state)
{
    (void)state;
    uint8_t bytes[FIXTURE_RECORD_SIZE];
    struct journal_span span = {bytes, sizeof bytes};
    struct journal_error error = {0};
    uint64_t sequence = 0;
    fixture_record(3, bytes);
    fixture_create(&fixture);
    fixture_open(&fixture);
    fixture_write(&fixture, 2);
    fixture.disk->syncs_until_fail = 1;
    EXPECT_EQ("append", journal_append(&fixture.journal, span, &sequence), JOURNAL_OK);
    EXPECT_EQ("the commit fails", journal_commit(&fixture.journal), JOURNAL_FAILED);
    fixture.disk->syncs_until_fail = 0;
    uint64_t syncs = fixture.disk->sync_count;
    EXPECT_EQ("it is not durable", journal_durable(&fixture.journal), 2);
    EXPECT_EQ("waiting ends", journal_wait(&fixture.journal, 3), JOURNAL_FAILED);
    EXPECT_EQ("what was durable is", journal_wait(&fixture.journal, 2), JOURNAL_OK);
    EXPECT_EQ("append fails", journal_append(&fixture.journal, span, &sequence), JOURNAL_FAILED);
    EXPECT_EQ("commit fails", journal_commit(&fixture.journal), JOURNAL_FAILED);
    EXPECT_EQ("closing says so", journal_close(&fixture.journal, &error), JOURNAL_FAILED);
    EXPECT_EQ("and names the record", strncmp(error.text, "cannot write sequences 3 to 3", 29), 0);
    EXPECT_EQ("no sync was tried again", fixture.disk->sync_count, syncs);
    fixture_destroy(&fixture);
}

static void test_full_disk(void **state)
{
    (void)state;
    struct journal_error error = {0};
    uint8_t bytes[FIXTURE_RECORD_SIZE];
    uint64_t sequence = 0;
    fixture_create(&fixture);
    fixture_open(&fixture);
    fixture.disk->space_max = 2 * FIXTURE_SEGMENT_SIZE + 100;
    enum journal_status status = JOURNAL_OK;
    uint64_t durable = 0;
    while (status == JOURNAL_OK && sequence < 10000) {
        durable = journal_durable(&fixture.journal);
        fixture_record(fixture.journal.sequence_next, bytes);
        (void)journal_append(&fixture.journal, (struct journal_span){bytes, sizeof bytes},
                             &sequence);
        status = journal_commit(&fixture.journal);
    }
    EXPECT_EQ("two segments fit", status, JOURNAL_NO_SPACE);
    EXPECT_EQ("seven frames each", durable, 14);
    EXPECT_EQ("close", journal_close(&fixture.journal, &error), JOURNAL_NO_SPACE);
    EXPECT_TEXT("the message", error.text,
                "cannot write a new segment in j: no space left on the disk");
    fixture.disk->space_max = 0;
    fixture_open(&fixture);
    EXPECT_EQ("with more room it goes on", fixture.journal.recovery.sequence_last, durable);
    fixture_write(&fixture, 20);
    fixture_close(&fixture);
    fixture_destroy(&fixture);
}

static void test_nothing_is_half_created(void **state)
{
    (void)state;
    struct journal_error error = {0};
    struct journal_founding founding = {.segment_size = FIXTURE_SEGMENT_SIZE, .id.bytes = {42}};
    fixture.disk = disk_create(512);
    (void)disk_use(fixture.disk);
    fixture.disk->space_max = FIXTURE_SEGMENT_SIZE - 1;
    EXPECT_EQ("too little room", journal_create(FIXTURE_DIRECTORY, &founding, &error),
              JOURNAL_NO_SPACE);
    EXPECT_FALSE("no lock stays", os_path_exists(FIXTURE_DIRECTORY "/lock"));
    EXPECT_FALSE("no directory stays", os_path_exists(FIXTURE_DIRECTORY));
    EXPECT_EQ("a directory of somebody else", os_directory_create(FIXTURE_DIRECTORY), OS_OK);
    EXPECT_EQ("too little room", journal_create(FIXTURE_DIRECTORY, &founding, &error),
              JOURNAL_NO_SPACE);
    EXPECT_TRUE("which stays", os_path_exists(FIXTURE_DIRECTORY));
    fixture_destroy(&fixture);
}

static void test_leftovers_are_removed(void **state)
{
    (void)state;
    struct os_file file;
    fixture_create(&fixture);
    EXPECT_EQ("a part", os_file_open(&file, FIXTURE_DIRECTORY "/segment.part", OS_FILE_CREATE),
              OS_OK);
    os_file_close(&file);
    fixture_open(&fixture);
    EXPECT_FALSE("gone", os_path_exists(FIXTURE_DIRECTORY "/segment.part"));
    fixture_close(&fixture);
    fixture_destroy(&fixture);
}

static void test_segment_made_ahead(void **state)
{
    (void)state;
    fixture_create(&fixture);
    fixture_open(&fixture);
    fixture_write(&fixture, 1);
    EXPECT_EQ("make", journal_make_next_segment(&fixture.journal), JOURNAL_OK);
    EXPECT_EQ("make again", journal_make_next_segment(&fixture.journal), JOURNAL_OK);
    fixture_write(&fixture, 1);
    fixture_close(&fixture);
    expect_records("an empty segment behind the end", 2);
    fixture_open(&fixture);
    EXPECT_EQ("the first segment goes on", fixture.journal.writer.position.generation, 1);
    EXPECT_EQ("behind two frames", fixture.journal.writer.position.offset, 3 * 4096);
    fixture_close(&fixture);
    fixture_destroy(&fixture);
}

/* A spare that belongs elsewhere by its size is left alone. */
static void test_spare_of_another_size(void **state)
{
    (void)state;
    struct os_file file;
    fixture_create(&fixture);
    EXPECT_EQ("a spare",
              os_file_open(&file, FIXTURE_DIRECTORY "/spare-0000000009.segment", OS_FILE_CREATE),
              OS_OK);
    EXPECT_EQ("of no size", os_file_allocate(&file, 4096), OS_OK);
    os_file_close(&file);
    fixture_open(&fixture);
    EXPECT_EQ("make", journal_make_next_segment(&fixture.journal), JOURNAL_OK);
    EXPECT_TRUE("still there", os_path_exists(FIXTURE_DIRECTORY "/spare-0000000009.segment"));
    fixture_close(&fixture);
    fixture_destroy(&fixture);
}

static void test_start_in_the_middle(void **state)
{
    (void)state;
    struct journal_error error = {0};
    struct journal_config config = fixture_config();
    struct journal_replayer nothing = {0};
    fixture_create(&fixture);
    fixture_open(&fixture);
    fixture_write(&fixture, 4);
    struct journal_position position = journal_position(&fixture.journal);
    fixture_write(&fixture, 6);
    fixture_close(&fixture);
    config.start = &position;
    EXPECT_EQ("open", journal_open(&fixture.journal, &config, &nothing, &error), JOURNAL_OK);
    EXPECT_EQ("only what is behind", fixture.journal.recovery.record_count, 6);
    EXPECT_EQ("up to the end", fixture.journal.recovery.sequence_last, 10);
    fixture_close(&fixture);
    position.offset += 8;
    EXPECT_EQ("a start off the grid", journal_open(&fixture.journal, &config, &nothing, &error),
              JOURNAL_FOREIGN);
    fixture_destroy(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_write_and_read),
        cmocka_unit_test(test_many_segments),
        cmocka_unit_test(test_large_commit),
        cmocka_unit_test(test_largest_record),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_replay_may_refuse),
        cmocka_unit_test(test_failed_sync_stops),
        cmocka_unit_test(test_full_disk),
        cmocka_unit_test(test_nothing_is_half_created),
        cmocka_unit_test(test_leftovers_are_removed),
        cmocka_unit_test(test_segment_made_ahead),
        cmocka_unit_test(test_spare_of_another_size),
        cmocka_unit_test(test_start_in_the_middle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
