/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_parts_test.c - the small files of the journal: journal_error.c, journal_hash.c,
 * journal_path.c, journal_ring.c.
 */
#include "base/expect.h"
#include "base/random.h"
#include "node/journal_hash.h"
#include "node/journal_path.h"
#include "node/journal_ring.h"

static void test_names(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        const char *name;
        enum journal_file_kind kind;
        uint32_t generation;
    } rows[] = {
        {"a segment", "journal-0000000001.segment", JOURNAL_FILE_SEGMENT, 1},
        {"the last possible segment", "journal-4294967295.segment", JOURNAL_FILE_SEGMENT,
         UINT32_MAX},
        {"a spare", "spare-0000000012.segment", JOURNAL_FILE_SPARE, 12},
        {"an archived segment", "journal-0000000003.segment.zst", JOURNAL_FILE_ARCHIVED, 3},
        {"another spelling", "journal-1.segment", JOURNAL_FILE_OTHER, 0},
        {"generation zero", "journal-0000000000.segment", JOURNAL_FILE_OTHER, 0},
        {"beyond 32 bits", "journal-4294967296.segment", JOURNAL_FILE_OTHER, 0},
        {"a letter among the digits", "journal-00000000a1.segment", JOURNAL_FILE_OTHER, 0},
        {"a copy", "journal-0000000001.segment~", JOURNAL_FILE_OTHER, 0},
        {"something else", "lock", JOURNAL_FILE_OTHER, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint32_t generation = 0;
        EXPECT_EQ(rows[i].row, journal_name_read(rows[i].name, &generation), rows[i].kind);
        EXPECT_EQ(rows[i].row, generation, rows[i].generation);
        if (rows[i].kind == JOURNAL_FILE_OTHER) continue;
        char name[JOURNAL_NAME_SIZE];
        journal_name_make(name, rows[i].kind, generation);
        EXPECT_TEXT(rows[i].row, name, rows[i].name);
    }
}

static void test_long_paths(void **state)
{
    (void)state;
    char directory[OS_PATH_SIZE_MAX];
    char path[OS_PATH_SIZE_MAX];
    memset(directory, 'd', sizeof directory);
    directory[sizeof directory - 1] = '\0';
    EXPECT_FALSE("too long", journal_path_join(path, directory, "lock"));
    directory[900] = '\0';
    EXPECT_TRUE("fits", journal_path_join(path, directory, "lock"));
}

static void test_error_lines(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        uint64_t first;
        uint64_t last;
        const char *line;
    } rows[] = {
        {"no record in question", 0, 0, "the text"},
        {"one record", 17, 17, "sequence 17: the text"},
        {"a few", 17, 20, "sequences 17 to 20: the text"},
        {"from one on", 17, 0, "from sequence 17 on: the text"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct journal_error error;
        char line[JOURNAL_ERROR_LINE_SIZE];
        EXPECT_EQ(rows[i].row, journal_error_set(&error, JOURNAL_CORRUPT, "the %s", "text"),
                  JOURNAL_CORRUPT);
        error.sequence_first = rows[i].first;
        error.sequence_last = rows[i].last;
        journal_error_line(&error, line);
        EXPECT_TEXT(rows[i].row, line, rows[i].line);
    }
}

static void test_error_kinds(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        enum os_result result;
        enum journal_status status;
        int exit_code;
    } rows[] = {
        {"not there", OS_NOT_FOUND, JOURNAL_MISSING, 2},
        {"not allowed", OS_DENIED, JOURNAL_FAILED, 2},
        {"a directory", OS_WRONG_KIND, JOURNAL_FAILED, 2},
        {"full", OS_NO_SPACE, JOURNAL_NO_SPACE, 2},
        {"locked", OS_LOCKED, JOURNAL_LOCKED, 2},
        {"failed", OS_FAILED, JOURNAL_FAILED, 2},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct journal_error error;
        EXPECT_EQ(rows[i].row, journal_error_os(&error, rows[i].result, "open", "x"),
                  rows[i].status);
        EXPECT_EQ(rows[i].row, journal_status_exit_code(error.status), rows[i].exit_code);
        EXPECT_EQ(rows[i].row, strncmp(error.text, "cannot open x: ", 15), 0);
    }
    EXPECT_EQ("damage", journal_status_exit_code(JOURNAL_CORRUPT), 2);
    EXPECT_EQ("another result", journal_status_exit_code(JOURNAL_MISMATCH), 1);
    EXPECT_EQ("all well", journal_status_exit_code(JOURNAL_OK), 0);
}

/* The example of the standard that defines SHA-256. */
static void test_hash(void **state)
{
    (void)state;
    struct journal_hasher hasher;
    char text[JOURNAL_HASH_TEXT_SIZE];
    EXPECT_TRUE("a hasher", journal_hasher_init(&hasher));
    for (int i = 0; i < 2; i++) {
        struct journal_hash hash =
            journal_bytes_hash(&hasher, (struct journal_span){(const uint8_t *)"abc", 3});
        journal_hash_text(&hash, text);
        EXPECT_TEXT("the hash of abc", text,
                    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
    journal_hasher_release(&hasher);
}

/* Random sizes through a small ring, compared with what was put in. */
static void test_ring(void **state)
{
    (void)state;
    static uint8_t memory[16384];
    static uint8_t bytes[8192];
    struct journal_ring ring;
    struct random random;
    uint64_t appended = 0;
    uint64_t taken = 0;
    random_seed(&random, 11);
    journal_ring_init(&ring, memory, sizeof memory);
    EXPECT_TRUE("empty at first", journal_ring_is_empty(&ring));
    while (taken < 20000) {
        size_t size = 1 + random_below(&random, random_chance(&random, 1, 9) ? 8192 : 200);
        memset(bytes, (int)(appended & 0xff), size);
        while (journal_ring_append(&ring, appended, (struct journal_span){bytes, size})) {
            appended++;
            memset(bytes, (int)(appended & 0xff), size);
        }
        journal_ring_publish(&ring);
        EXPECT_FALSE("all is shown", journal_ring_has_hidden(&ring));
        struct journal_batch batch = journal_ring_peek(&ring, 1 + random_below(&random, 16384));
        if (batch.count == 0) batch = journal_ring_peek(&ring, 16384);
        struct journal_span spans[2];
        journal_ring_spans(&ring, batch.size, spans);
        EXPECT_EQ("both pieces", spans[0].size + spans[1].size, batch.size);
        const struct journal_span last = spans[1].size > 0 ? spans[1] : spans[0];
        uint8_t expected = (uint8_t)(taken + batch.count - 1);
        EXPECT_EQ("the last byte of the last record", last.bytes[last.size - 1], expected);
        journal_ring_take(&ring, batch.size);
        taken += batch.count;
        EXPECT_TRUE("never more out than in", taken <= appended);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),       cmocka_unit_test(test_long_paths),
        cmocka_unit_test(test_error_lines), cmocka_unit_test(test_error_kinds),
        cmocka_unit_test(test_hash),        cmocka_unit_test(test_ring),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
