/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_bench.c - how long the journal takes, beside what the disk itself takes.
 *
 * Role       In one run and on one disk, alternating: a plain append with fdatasync; the journal at
 *            10,000, 100,000 and 1,000,000 records of 128 bytes a second; the journal as fast as it
 *            goes; reading it back.  Prints the median of the rounds.
 * Method     Records arrive by the clock, whatever the journal does; the time of a record runs from
 *            its due moment until a thread that waits for it knows that it is durable.
 * Usage      journal_bench DIR [ROUNDS]   (the directory must exist; what it makes there it
 *            removes)
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#include "base/check.h"
#include "base/int_math.h"
#include "base/text.h"
#include "node/journal.h"
#include "os/os_clock.h"

#define RECORD_SIZE    128u
#define ROUNDS_MAX     51u
#define RAW_COUNT      1000u
#define PENDING_MAX    (1u << 21) /* records not yet durable; a power of two */
#define LATENCIES_MAX  4000000u
#define PACED_NS       INT64_C(1000000000)
#define FULL_COUNT     UINT64_C(4000000)
#define COMMIT_EVERY   64u
#define SLEEP_ABOVE_NS INT64_C(40000)

enum figure {
    RAW_P50,
    RAW_P99,
    PACED_10K_P50,
    PACED_10K_P99,
    PACED_100K_P50,
    PACED_100K_P99,
    PACED_1M_P50,
    PACED_1M_P99,
    FULL_RATE,
    FULL_MB,
    COLD_RATE,
    COLD_MB,
    WARM_RATE,
    WARM_MB,
    FIGURES
};

static const char *const figure_names[FIGURES] = {
    [RAW_P50] = "append 256 B + fdatasync, p50 ns",
    [RAW_P99] = "append 256 B + fdatasync, p99 ns",
    [PACED_10K_P50] = "journal at 10,000/s, p50 ns",
    [PACED_10K_P99] = "journal at 10,000/s, p99 ns",
    [PACED_100K_P50] = "journal at 100,000/s, p50 ns",
    [PACED_100K_P99] = "journal at 100,000/s, p99 ns",
    [PACED_1M_P50] = "journal at 1,000,000/s, p50 ns",
    [PACED_1M_P99] = "journal at 1,000,000/s, p99 ns",
    [FULL_RATE] = "journal unpaced, records/s",
    [FULL_MB] = "journal unpaced, MB/s of records",
    [COLD_RATE] = "reader from the disk, records/s",
    [COLD_MB] = "reader from the disk, MB/s",
    [WARM_RATE] = "reader from memory, records/s",
    [WARM_MB] = "reader from memory, MB/s",
};

struct bench {
    char directory[OS_PATH_SIZE_MAX];
    char raw_path[OS_PATH_SIZE_MAX];
    int64_t values[FIGURES][ROUNDS_MAX];
    int64_t latencies[LATENCIES_MAX];
    int64_t due_ns[PENDING_MAX];
    struct journal journal;
    struct journal_reader reader;
    uint8_t record[RECORD_SIZE];
};

static struct bench bench;

static noreturn void stop(const char *what, const struct journal_error *error)
{
    fprintf(stderr, "journal_bench: %s: %s\n", what, error == NULL ? "failed" : error->text);
    exit(2);
}

static int compare(const void *a, const void *b)
{
    const int64_t *left = a;
    const int64_t *right = b;
    return (*left > *right) - (*left < *right);
}

static int64_t percentile(int64_t *values, size_t count, unsigned percent)
{
    qsort(values, count, sizeof *values, compare);
    return values[(count - 1) * percent / 100];
}

static void store(size_t round, enum figure p50, size_t count)
{
    ASSERT(count > 0);
    bench.values[p50][round] = percentile(bench.latencies, count, 50);
    bench.values[p50 + 1][round] = percentile(bench.latencies, count, 99);
}

/* The disk alone: small appends into a file that was written once. */
static void measure_raw(size_t round)
{
    static uint8_t zeros[1024 * 1024];
    struct os_file file;
    (void)os_path_remove(bench.raw_path);
    if (os_file_open(&file, bench.raw_path, OS_FILE_CREATE) != OS_OK) stop("create", NULL);
    if (os_file_write(&file, zeros, sizeof zeros, 0) != OS_OK) stop("write", NULL);
    if (os_file_sync(&file) != OS_OK) stop("sync", NULL);
    for (uint64_t i = 0; i < RAW_COUNT; i++) {
        int64_t begin_ns = os_clock_steady_ns();
        if (os_file_write(&file, &bench.record, RECORD_SIZE, i * 256) != OS_OK) stop("write", NULL);
        if (os_file_write(&file, &bench.record, RECORD_SIZE, i * 256 + 128) != OS_OK) {
            stop("write", NULL);
        }
        if (os_file_sync(&file) != OS_OK) stop("sync", NULL);
        bench.latencies[i] = os_clock_steady_ns() - begin_ns;
    }
    os_file_close(&file);
    (void)os_path_remove(bench.raw_path);
    store(round, RAW_P50, RAW_COUNT);
}

static void remove_file(void *context, const char *name)
{
    (void)context;
    char path[OS_PATH_SIZE_MAX];
    if (journal_path_join(path, bench.directory, name)) (void)os_path_remove(path);
}

static void open_fresh(void)
{
    struct journal_error error;
    struct journal_founding founding = {.segment_size = JOURNAL_SEGMENT_SIZE};
    struct journal_config config = {
        .directory = bench.directory, .has_threads = true, .checks = JOURNAL_CHECK_ALL};
    struct journal_replayer nothing = {0};
    (void)os_directory_list(bench.directory, remove_file, NULL);
    if (journal_create(bench.directory, &founding, &error) != JOURNAL_OK) stop("create", &error);
    if (journal_open(&bench.journal, &config, &nothing, &error) != JOURNAL_OK) {
        stop("open", &error);
    }
}

static void close_journal(void)
{
    struct journal_error error;
    if (journal_close(&bench.journal, &error) != JOURNAL_OK) stop("close", &error);
}

static void append(int64_t due_ns)
{
    uint64_t sequence = 0;
    struct journal_span span = {bench.record, RECORD_SIZE};
    if (journal_append(&bench.journal, span, &sequence) != JOURNAL_OK) stop("append", NULL);
    bench.due_ns[sequence % PENDING_MAX] = due_ns;
}

/* Takes the times of all records as they become durable, as a publisher would. */
static void take_durable(void *context)
{
    const uint64_t *count = context;
    uint64_t seen = 0;
    while (seen < *count) {
        if (journal_wait(&bench.journal, seen + 1) != JOURNAL_OK) stop("wait", NULL);
        uint64_t durable = journal_durable(&bench.journal);
        int64_t now_ns = os_clock_steady_ns();
        for (; seen < durable; seen++) {
            if (seen >= LATENCIES_MAX) continue;
            bench.latencies[seen] = now_ns - bench.due_ns[(seen + 1) % PENDING_MAX];
        }
    }
}

/* Waits for the moment, as a gateway would: asleep if it is far. */
static void wait_until(int64_t due_ns)
{
    for (;;) {
        int64_t left_ns = due_ns - os_clock_steady_ns();
        if (left_ns <= 0) return;
        if (left_ns > SLEEP_ABOVE_NS) os_clock_sleep_ns(left_ns - SLEEP_ABOVE_NS / 2);
    }
}

static void measure_paced(size_t round, enum figure figure, int64_t rate)
{
    open_fresh();
    uint64_t count = (uint64_t)(PACED_NS / INT64_C(1000000000) * rate);
    struct os_thread thread;
    if (os_thread_start(&thread, "taker", take_durable, &count) != OS_OK) stop("start", NULL);
    int64_t begin_ns = os_clock_steady_ns() + 1000000;
    for (uint64_t made = 0; made < count;) {
        wait_until(begin_ns + (int64_t)made * INT64_C(1000000000) / rate);
        int64_t elapsed_ns = os_clock_steady_ns() - begin_ns;
        uint64_t due = u64_min((uint64_t)(elapsed_ns * rate / INT64_C(1000000000)) + 1, count);
        for (; made < due; made++) append(begin_ns + (int64_t)made * INT64_C(1000000000) / rate);
        if (journal_commit(&bench.journal) != JOURNAL_OK) stop("commit", NULL);
    }
    os_thread_join(&thread);
    close_journal();
    store(round, figure, (size_t)u64_min(count, LATENCIES_MAX));
}

static void measure_full(size_t round)
{
    open_fresh();
    int64_t begin_ns = os_clock_steady_ns();
    for (uint64_t i = 0; i < FULL_COUNT; i++) {
        append(0);
        bool is_last = i % COMMIT_EVERY == COMMIT_EVERY - 1;
        if (is_last && journal_commit(&bench.journal) != JOURNAL_OK) stop("commit", NULL);
    }
    if (journal_commit(&bench.journal) != JOURNAL_OK) stop("commit", NULL);
    if (journal_wait(&bench.journal, FULL_COUNT) != JOURNAL_OK) stop("wait", NULL);
    int64_t micros = (os_clock_steady_ns() - begin_ns) / 1000 + 1;
    close_journal();
    bench.values[FULL_RATE][round] = (int64_t)FULL_COUNT * 1000000 / micros;
    bench.values[FULL_MB][round] = (int64_t)(FULL_COUNT * RECORD_SIZE) / micros;
}

/* Reads what measure_full left.  It was written past the page cache, so the first time it comes
 * from the disk, the second time from memory. */
static void measure_reader(size_t round, enum figure figure)
{
    struct journal_error error;
    struct journal_reader_config config = {
        .directory = bench.directory, .has_thread = true, .checks = JOURNAL_CHECK_ALL};
    int64_t begin_ns = os_clock_steady_ns();
    if (journal_reader_open(&bench.reader, &config, &error) != JOURNAL_OK) stop("read", &error);
    uint64_t count = 0;
    int64_t end_ns = begin_ns;
    for (;;) {
        struct journal_record record;
        enum journal_read read = journal_reader_next(&bench.reader, &record, &error);
        if (read == JOURNAL_READ_FAULT) stop("read", &error);
        if (read == JOURNAL_READ_END) break;
        if (++count == FULL_COUNT) end_ns = os_clock_steady_ns();
    }
    const struct journal_position *end = &bench.reader.scan.end.position;
    uint64_t size = (end->generation - 1) * JOURNAL_SEGMENT_SIZE + end->offset;
    int64_t micros = (end_ns - begin_ns) / 1000 + 1;
    journal_reader_close(&bench.reader);
    bench.values[figure][round] = (int64_t)count * 1000000 / micros;
    bench.values[figure + 1][round] = (int64_t)size / micros;
}

static void print_figures(size_t rounds)
{
    for (int i = 0; i < FIGURES; i++) {
        int64_t *values = bench.values[i];
        int64_t median = percentile(values, rounds, 50);
        printf("%-36s %12" PRId64 "   (%" PRId64 " to %" PRId64 ")\n", figure_names[i], median,
               values[0], values[rounds - 1]);
    }
    int64_t raw = bench.values[RAW_P50][(rounds - 1) / 2];
    int64_t paced = bench.values[PACED_10K_P50][(rounds - 1) / 2];
    printf("journal at 10,000/s to plain append, p50: %" PRId64 ".%02" PRId64 "\n", paced / raw,
           paced % raw * 100 / raw);
}

int main(int argc, char **argv)
{
    uint64_t rounds = 5;
    bool is_right = argc == 2 || argc == 3;
    if (argc == 3) is_right = text_read_u64(argv[2], strlen(argv[2]), &rounds);
    if (!is_right || rounds == 0 || rounds > ROUNDS_MAX ||
        !journal_path_join(bench.directory, argv[1], "journal-bench") ||
        !journal_path_join(bench.raw_path, argv[1], "journal-bench-raw")) {
        fprintf(stderr, "usage: journal_bench DIR [ROUNDS]\n");
        return 2;
    }
    (void)prctl(PR_SET_TIMERSLACK, 1);
    memset(bench.record, 0x5a, sizeof bench.record);
    for (size_t round = 0; round < rounds; round++) {
        measure_raw(round);
        measure_paced(round, PACED_10K_P50, 10000);
        measure_paced(round, PACED_100K_P50, 100000);
        measure_paced(round, PACED_1M_P50, 1000000);
        measure_full(round);
        measure_reader(round, COLD_RATE);
        measure_reader(round, WARM_RATE);
    }
    (void)os_directory_list(bench.directory, remove_file, NULL);
    printf("median of %" PRIu64 " rounds (least to most), records of %u bytes\n", rounds,
           RECORD_SIZE);
    print_figures(rounds);
    return 0;
}
