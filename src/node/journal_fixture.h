/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_fixture.h - small journals on a disk in memory, for the tests of this folder.
 *
 * Role       Segments of 32 KiB, records that say their own number.  Test files only.
 * Invariant  The same calls give the same bytes.
 * Rules      none.
 */
#ifndef PERPETUA_NODE_JOURNAL_FIXTURE_H
#define PERPETUA_NODE_JOURNAL_FIXTURE_H

#include <stdio.h>
#include <stdlib.h>

#include "base/expect.h"
#include "node/journal.h"
#include "os_file_memory.h"

#define FIXTURE_DIRECTORY    "j"
#define FIXTURE_SEGMENT_SIZE UINT64_C(32768)
#define FIXTURE_RECORD_SIZE  64u

struct fixture {
    struct disk *disk;
    struct journal journal;
};

static inline void fixture_record(uint64_t sequence, uint8_t bytes[FIXTURE_RECORD_SIZE])
{
    memset(bytes, (int)(sequence * 37 + 1), FIXTURE_RECORD_SIZE);
    memcpy(bytes, &sequence, sizeof sequence);
}

static inline struct journal_config fixture_config(void)
{
    return (struct journal_config){
        .directory = FIXTURE_DIRECTORY, .ring_size = 65536, .checks = JOURNAL_CHECK_ALL};
}

/* An empty journal on a fresh disk. */
static inline void fixture_create(struct fixture *fixture)
{
    struct journal_error error = {0};
    struct journal_founding founding = {.segment_size = FIXTURE_SEGMENT_SIZE, .id.bytes = {42}};
    fixture->disk = disk_create(512);
    (void)disk_use(fixture->disk);
    EXPECT_EQ("create a journal", journal_create(FIXTURE_DIRECTORY, &founding, &error), JOURNAL_OK);
}

static inline void fixture_open(struct fixture *fixture)
{
    struct journal_error error = {0};
    struct journal_config config = fixture_config();
    struct journal_replayer nothing = {0};
    enum journal_status status = journal_open(&fixture->journal, &config, &nothing, &error);
    if (status != JOURNAL_OK) print_error("%s\n", error.text);
    EXPECT_EQ("open a journal", status, JOURNAL_OK);
}

/* One frame with so many records. */
static inline void fixture_write(struct fixture *fixture, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        uint8_t bytes[FIXTURE_RECORD_SIZE];
        uint64_t sequence = fixture->journal.sequence_next;
        fixture_record(sequence, bytes);
        struct journal_span span = {bytes, sizeof bytes};
        EXPECT_EQ("append", journal_append(&fixture->journal, span, &sequence), JOURNAL_OK);
    }
    EXPECT_EQ("commit", journal_commit(&fixture->journal), JOURNAL_OK);
}

static inline void fixture_close(struct fixture *fixture)
{
    struct journal_error error = {0};
    EXPECT_EQ("close", journal_close(&fixture->journal, &error), JOURNAL_OK);
}

static inline void fixture_destroy(struct fixture *fixture)
{
    disk_destroy(fixture->disk);
    (void)disk_use(NULL);
}

/* Reads the whole journal; returns how many records were right, and how it ended. */
static inline uint64_t fixture_read(unsigned checks, enum journal_status *status,
                                    struct journal_error *error)
{
    static struct journal_reader reader;
    struct journal_reader_config config = {.directory = FIXTURE_DIRECTORY, .checks = checks};
    *error = (struct journal_error){0};
    *status = journal_reader_open(&reader, &config, error);
    if (*status != JOURNAL_OK) return 0;
    uint64_t count = 0;
    for (;;) {
        struct journal_record record;
        enum journal_read read = journal_reader_next(&reader, &record, error);
        if (read != JOURNAL_READ_RECORD) break;
        uint8_t bytes[FIXTURE_RECORD_SIZE];
        fixture_record(record.sequence, bytes);
        EXPECT_EQ("sequences have no gap", record.sequence, ++count);
        EXPECT_EQ("the record's size", record.payload.size, sizeof bytes);
        EXPECT_EQ("the record's bytes", memcmp(record.payload.bytes, bytes, sizeof bytes), 0);
    }
    *status = error->status;
    journal_reader_close(&reader);
    return count;
}

static inline uint8_t *fixture_segment(struct fixture *fixture, uint32_t generation)
{
    char path[OS_PATH_SIZE_MAX];
    uint64_t size = 0;
    (void)journal_path_make(path, FIXTURE_DIRECTORY, JOURNAL_FILE_SEGMENT, generation);
    uint8_t *bytes = disk_bytes(fixture->disk, path, &size);
    EXPECT_TRUE("the segment is there", bytes != NULL);
    return bytes;
}

#endif
