/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_reader_test.c - the journal with its threads, on the real disk: writer, maker of segments
 * and readers: one that reads ahead (journal_reader.c), one that follows (journal_follow.c).
 */
#include "node/journal_reader.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/expect.h"
#include "base/random.h"
#include "node/journal.h"
#include "node/journal_follow.h"

#define RECORDS      60000u
#define SEGMENT_SIZE (UINT64_C(256) * 1024)
#define RECORD_MAX   200u

static char directory[] = "journal-reader-test-XXXXXX";
static struct journal journal;
static struct journal_reader reader;

static void remove_name(void *context, const char *name)
{
    (void)context;
    char path[OS_PATH_SIZE_MAX];
    if (journal_path_join(path, directory, name)) (void)os_path_remove(path);
}

static int set_up(void **state)
{
    (void)state;
    return mkdtemp(directory) == NULL ? -1 : 0;
}

static int tear_down(void **state)
{
    (void)state;
    (void)os_directory_list(directory, remove_name, NULL);
    return rmdir(directory);
}

static size_t make_record(uint64_t sequence, uint8_t bytes[RECORD_MAX])
{
    struct random random;
    random_seed(&random, sequence);
    size_t size = 1 + random_below(&random, RECORD_MAX);
    memset(bytes, (int)random_below(&random, 256), size);
    return size;
}

static void open_journal(void)
{
    struct journal_error error = {0};
    struct journal_config config = {.directory = directory,
                                    .ring_size = 65536,
                                    .has_threads = true,
                                    .checks = JOURNAL_CHECK_ALL};
    struct journal_replayer nothing = {0};
    enum journal_status status = journal_open(&journal, &config, &nothing, &error);
    if (status != JOURNAL_OK) print_error("%s\n", error.text);
    EXPECT_EQ("open", status, JOURNAL_OK);
}

/* Looks over the writer's shoulder: what is durable never goes back nor ahead of what was given,
 * and can be read. */
struct watcher {
    _Atomic uint64_t given;
    _Atomic uint32_t is_over;
    uint64_t looks;
    bool is_right;
    struct journal_follow follow;
    uint64_t followed;
    uint64_t ends; /* durable, and not seen at once */
};

static void follow_to(struct watcher *watcher, uint64_t durable)
{
    struct journal_error error = {0};
    struct journal_record record;
    while (watcher->followed < durable && watcher->is_right) {
        uint8_t bytes[RECORD_MAX];
        enum journal_read read = journal_follow_next(&watcher->follow, &record, &error);
        watcher->ends += read == JOURNAL_READ_END;
        if (read == JOURNAL_READ_END) continue;
        size_t size = make_record(++watcher->followed, bytes);
        watcher->is_right = read == JOURNAL_READ_RECORD && record.sequence == watcher->followed &&
                            record.payload.size == size &&
                            memcmp(record.payload.bytes, bytes, size) == 0;
    }
}

static void watch(void *context)
{
    struct watcher *watcher = context;
    uint64_t before = 0;
    while (atomic_load(&watcher->is_over) == 0) {
        uint64_t durable = journal_durable(&journal);
        uint64_t given = atomic_load(&watcher->given);
        watcher->is_right = watcher->is_right && durable >= before && durable <= given + 1;
        if (journal_wait(&journal, durable) != JOURNAL_OK) watcher->is_right = false;
        follow_to(watcher, durable);
        before = durable;
        watcher->looks++;
    }
}

static void write_records(struct watcher *watcher)
{
    struct random random;
    random_seed(&random, 5);
    for (uint32_t i = 0; i < RECORDS; i++) {
        uint8_t bytes[RECORD_MAX];
        uint64_t sequence = journal.sequence_next;
        atomic_store(&watcher->given, sequence);
        struct journal_span span = {bytes, make_record(sequence, bytes)};
        EXPECT_EQ("append", journal_append(&journal, span, &sequence), JOURNAL_OK);
        if (random_chance(&random, 1, 20))
            EXPECT_EQ("commit", journal_commit(&journal), JOURNAL_OK);
        if (!random_chance(&random, 1, 20000)) continue;
        EXPECT_EQ("commit", journal_commit(&journal), JOURNAL_OK);
        EXPECT_EQ("wait", journal_wait(&journal, sequence), JOURNAL_OK);
        EXPECT_TRUE("durable", journal_durable(&journal) >= sequence);
    }
}

static void test_write_with_threads(void **state)
{
    (void)state;
    struct journal_error error = {0};
    struct journal_founding founding = {.segment_size = SEGMENT_SIZE};
    struct watcher watcher = {.is_right = true};
    struct os_thread thread;
    EXPECT_EQ("create", journal_create(directory, &founding, &error), JOURNAL_OK);
    open_journal();
    EXPECT_EQ("follow", journal_follow_open(&watcher.follow, directory, NULL, &error), JOURNAL_OK);
    EXPECT_EQ("watch", os_thread_start(&thread, "watcher", watch, &watcher), OS_OK);
    write_records(&watcher);
    EXPECT_EQ("close", journal_close(&journal, &error), JOURNAL_OK);
    atomic_store(&watcher.is_over, 1);
    os_thread_join(&thread);
    EXPECT_TRUE("what the watcher saw", watcher.is_right);
    follow_to(&watcher, RECORDS);
    EXPECT_TRUE("what was followed", watcher.is_right);
    struct journal_record record;
    EXPECT_EQ("no more", journal_follow_next(&watcher.follow, &record, &error), JOURNAL_READ_END);
    EXPECT_EQ("nor later", journal_follow_next(&watcher.follow, &record, &error), JOURNAL_READ_END);
    journal_follow_close(&watcher.follow);
    EXPECT_EQ("all durable", journal_durable(&journal), RECORDS);
}

static uint64_t read_all(bool has_thread, uint64_t stop_after)
{
    struct journal_error error = {0};
    struct journal_reader_config config = {
        .directory = directory, .has_thread = has_thread, .checks = JOURNAL_CHECK_ALL};
    EXPECT_EQ("open", journal_reader_open(&reader, &config, &error), JOURNAL_OK);
    uint64_t count = 0;
    struct journal_record record;
    while (count < stop_after &&
           journal_reader_next(&reader, &record, &error) == JOURNAL_READ_RECORD) {
        uint8_t bytes[RECORD_MAX];
        size_t size = make_record(++count, bytes);
        EXPECT_EQ("sequence", record.sequence, count);
        EXPECT_EQ("size", record.payload.size, size);
        EXPECT_EQ("bytes", memcmp(record.payload.bytes, bytes, size), 0);
    }
    EXPECT_EQ("no fault", error.status, JOURNAL_OK);
    journal_reader_close(&reader);
    return count;
}

static void test_read(void **state)
{
    (void)state;
    EXPECT_EQ("with a thread", read_all(true, UINT64_MAX), RECORDS);
    EXPECT_EQ("without", read_all(false, UINT64_MAX), RECORDS);
    EXPECT_EQ("a reader may stop early", read_all(true, 5), 5);
    EXPECT_EQ("also before it begins", read_all(true, 0), 0);
}

static void test_open_again(void **state)
{
    (void)state;
    struct journal_error error = {0};
    open_journal();
    EXPECT_EQ("recovered", journal.recovery.record_count, RECORDS);
    struct watcher watcher = {.is_right = true};
    write_records(&watcher);
    EXPECT_EQ("close", journal_close(&journal, &error), JOURNAL_OK);
    EXPECT_EQ("both lives", read_all(true, UINT64_MAX), 2 * RECORDS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_write_with_threads),
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_open_again),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
