/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_blank_test.c - damage where nothing was written.
 */
#include "node/journal_blank.h"

#include "node/journal_archive.h"
#include "node/journal_fixture.h"

static struct fixture fixture;

/* A record that does not fit in what a segment has left. */
static void write_large(void)
{
    static uint8_t bytes[5000];
    uint64_t sequence = 0;
    struct journal_span span = {bytes, sizeof bytes};
    EXPECT_EQ("append", journal_append(&fixture.journal, span, &sequence), JOURNAL_OK);
    EXPECT_EQ("commit", journal_commit(&fixture.journal), JOURNAL_OK);
}

static uint64_t read_all(unsigned checks, enum journal_status *status, struct journal_error *error)
{
    static struct journal_reader reader;
    struct journal_reader_config config = {.directory = FIXTURE_DIRECTORY, .checks = checks};
    uint64_t count = 0;
    *error = (struct journal_error){0};
    *status = journal_reader_open(&reader, &config, error);
    if (*status != JOURNAL_OK) return 0;
    struct journal_record record;
    while (journal_reader_next(&reader, &record, error) == JOURNAL_READ_RECORD) count++;
    *status = error->status;
    journal_reader_close(&reader);
    return count;
}

/* Segment 1: six frames of 4096 bytes, and 4096 left over.  Segment 2: one frame of 8192 bytes.
 * Segment 3: made ahead. */
static void make_journal(void)
{
    fixture_create(&fixture);
    fixture_open(&fixture);
    for (int i = 0; i < 6; i++) fixture_write(&fixture, 3);
    write_large();
    EXPECT_EQ("make ahead", journal_make_next_segment(&fixture.journal), JOURNAL_OK);
    fixture_close(&fixture);
    disk_settle(fixture.disk);
}

struct blank_row {
    const char *row;
    uint32_t generation;
    uint32_t offset;
    uint64_t sequence; /* named by verify; 0: nothing was found */
    bool recovery_refuses;
};

static const struct blank_row rows[] = {
    {"a body in the rest of a segment that is full", 1, 28672 + 512 + 8, 19, false},
    {"the last byte of that segment", 1, 32767, 19, false},
    {"a stamp in the rest of a segment that is full", 1, 28672 + 512, 19, false},
    {"a body behind the last frame", 2, 12288 + 100, 20, false},
    {"a stamp behind the last frame", 2, 12288 + 512, 20, true},
    {"a body in the segment made ahead", 3, 4096 + 8, 20, false},
    {"a stamp in the segment made ahead", 3, 8192, 20, true},
};

static void check_row(const struct blank_row *row)
{
    struct journal_error error;
    enum journal_status status;
    uint8_t *byte = fixture_segment(&fixture, row->generation) + row->offset;
    for (unsigned bit = 0; bit < 8; bit++) {
        *byte ^= (uint8_t)(1u << bit);
        (void)read_all(JOURNAL_CHECK_ALL, &status, &error);
        EXPECT_EQ(row->row, status, row->recovery_refuses ? JOURNAL_CORRUPT : JOURNAL_OK);
        (void)read_all(JOURNAL_CHECK_VERIFY, &status, &error);
        EXPECT_EQ(row->row, status, JOURNAL_CORRUPT);
        EXPECT_EQ(row->row, error.sequence_first, row->sequence);
        *byte ^= (uint8_t)(1u << bit);
    }
}

static void test_new_files(void **state)
{
    (void)state;
    struct journal_error error;
    enum journal_status status;
    make_journal();
    EXPECT_EQ("whole", read_all(JOURNAL_CHECK_VERIFY, &status, &error), 19);
    EXPECT_EQ("whole", status, JOURNAL_OK);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) check_row(&rows[i]);
    fixture_destroy(&fixture);
}

/* In a file that was used before, old sectors stand: only their stamps can be checked. */
static void test_used_files(void **state)
{
    (void)state;
    struct journal_error error;
    enum journal_status status;
    make_journal();
    fixture_open(&fixture);
    EXPECT_EQ("archive", journal_archive_segment(FIXTURE_DIRECTORY, 1, &error), JOURNAL_OK);
    for (int i = 0; i < 14; i++) fixture_write(&fixture, 1);
    write_large();
    EXPECT_EQ("make ahead", journal_make_next_segment(&fixture.journal), JOURNAL_OK);
    fixture_close(&fixture);
    EXPECT_EQ("whole", read_all(JOURNAL_CHECK_VERIFY, &status, &error), 34);
    EXPECT_EQ("whole", status, JOURNAL_OK);

    uint8_t *used = fixture_segment(&fixture, 4) + 20480;
    EXPECT_TRUE("an old stamp stands there", used[0] == 1);
    used[100] ^= 1;
    EXPECT_EQ("an old body", read_all(JOURNAL_CHECK_VERIFY, &status, &error), 34);
    EXPECT_EQ("an old body", status, JOURNAL_OK);
    used[100] ^= 1;
    used[0] ^= 4;
    (void)read_all(JOURNAL_CHECK_VERIFY, &status, &error);
    EXPECT_EQ("an old stamp", status, JOURNAL_CORRUPT);
    used[0] ^= 4;
    used = fixture_segment(&fixture, 4) + 32767;
    *used ^= 1;
    (void)read_all(JOURNAL_CHECK_VERIFY, &status, &error);
    EXPECT_EQ("a sector that was blank in both lives", status, JOURNAL_CORRUPT);
    fixture_destroy(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_new_files),
        cmocka_unit_test(test_used_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
