/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kill_writer.c - a process that writes a journal on the real disk is killed, again and again.
 *
 * Role       A child appends records as fast as it can and tells, in shared memory, what the
 *            journal reported durable. The parent kills it at a random moment, opens the journal
 *            and compares.
 * Invariant  (what is checked) Every record that was reported durable is there, byte for byte;
 *            there is no record that was not appended; the numbers have no gap.
 * Usage      kill_writer [ROUNDS [SEED]], in a directory where it may write
 *            kill_writer --write DIR           writes for ever; each line of its output is the
 *                                              sequence of a record that the journal called durable
 *            kill_writer --check DIR DURABLE   what was left must hold the records up to DURABLE
 */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/check.h"
#include "base/random.h"
#include "base/text.h"
#include "node/journal.h"
#include "os/os_clock.h"

#define SEGMENT_SIZE (UINT64_C(1) << 20)
#define RECORD_MAX   600u

/* Stays when the child dies. */
struct shared {
    _Atomic uint64_t durable;
    _Atomic uint64_t appended;
};

static char temporary[] = "kill-writer-XXXXXX";
static const char *directory = temporary;
static struct shared *shared;
static struct journal journal;

static noreturn void stop(const char *what, const struct journal_error *error)
{
    char line[JOURNAL_ERROR_LINE_SIZE] = "";
    if (error != NULL) journal_error_line(error, line);
    printf("kill_writer: %s %s\n", what, line);
    exit(1);
}

static size_t make_record(uint64_t sequence, uint8_t bytes[RECORD_MAX])
{
    struct random random;
    random_seed(&random, sequence);
    size_t size = 8 * (1 + random_below(&random, RECORD_MAX / 8));
    for (size_t at = 0; at < size; at += 8) {
        uint64_t word = random_u64(&random);
        memcpy(bytes + at, &word, sizeof word);
    }
    return size;
}

static bool check_record(void *context, const struct journal_record *record)
{
    uint64_t *last = context;
    uint8_t bytes[RECORD_MAX];
    size_t size = make_record(record->sequence, bytes);
    bool is_right = record->sequence == *last + 1 && record->payload.size == size &&
                    memcmp(record->payload.bytes, bytes, size) == 0;
    *last = record->sequence;
    return is_right;
}

static uint64_t open_journal(bool has_threads)
{
    uint64_t last = 0;
    struct journal_error error;
    struct journal_config config = {.directory = directory,
                                    .ring_size = 1 << 18,
                                    .has_threads = has_threads,
                                    .checks = JOURNAL_CHECK_ALL};
    struct journal_replayer replayer = {check_record, &last};
    if (journal_open(&journal, &config, &replayer, &error) != JOURNAL_OK) {
        stop("recovery refused:", &error);
    }
    return last;
}

static noreturn void write_for_ever(uint64_t seed, bool tells)
{
    struct random random;
    uint64_t told = 0;
    random_seed(&random, seed);
    (void)open_journal(true);
    for (;;) {
        uint8_t bytes[RECORD_MAX];
        uint64_t sequence = journal.sequence_next;
        atomic_store(&shared->appended, sequence);
        struct journal_span span = {bytes, make_record(sequence, bytes)};
        if (journal_append(&journal, span, &sequence) != JOURNAL_OK) stop("cannot append", NULL);
        if (random_chance(&random, 1, 10) && journal_commit(&journal) != JOURNAL_OK) {
            stop("cannot commit", NULL);
        }
        uint64_t durable = journal_durable(&journal);
        atomic_store(&shared->durable, durable);
        if (tells && durable > told) {
            told = durable;
            if (printf("%" PRIu64 "\n", told) < 0 || fflush(stdout) != 0) exit(0);
        }
    }
}

static void kill_once(struct random *random)
{
    uint64_t seed = random_u64(random);
    pid_t child = fork();
    if (child < 0) stop("cannot fork", NULL);
    if (child == 0) write_for_ever(seed, false);
    /* Sometimes so early that the child is still recovering. */
    os_clock_sleep_ns((int64_t)random_below(random, 40000000));
    int status = 0;
    if (kill(child, SIGKILL) != 0 || waitpid(child, &status, 0) != child) {
        stop("cannot kill", NULL);
    }
    if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL) stop("the writer failed", NULL);
}

static void judge(void)
{
    struct journal_error error;
    uint64_t last = open_journal(false);
    uint64_t durable = atomic_load(&shared->durable);
    uint64_t appended = atomic_load(&shared->appended);
    if (last < durable) {
        printf("kill_writer: durable %" PRIu64 ", recovered %" PRIu64 "\n", durable, last);
        exit(1);
    }
    if (last > appended) stop("a record appeared that nobody wrote", NULL);
    atomic_store(&shared->durable, last);
    atomic_store(&shared->appended, last);
    if (journal_close(&journal, &error) != JOURNAL_OK) stop("cannot close:", &error);
}

static void remove_name(void *context, const char *name)
{
    (void)context;
    char path[OS_PATH_SIZE_MAX];
    if (journal_path_join(path, directory, name)) (void)os_path_remove(path);
}

static void start_journal(void)
{
    struct journal_error error;
    struct journal_founding founding = {.segment_size = SEGMENT_SIZE};
    (void)os_directory_list(directory, remove_name, NULL);
    if (journal_create(directory, &founding, &error) != JOURNAL_OK) stop("cannot create:", &error);
    atomic_store(&shared->durable, 0);
    atomic_store(&shared->appended, 0);
}

static uint64_t argument(int argc, char **argv, int index, uint64_t otherwise)
{
    uint64_t value = otherwise;
    if (index < argc && !text_read_u64(argv[index], strlen(argv[index]), &value)) {
        fprintf(stderr, "usage: kill_writer [ROUNDS [SEED]] | --write DIR | --check DIR DURABLE\n");
        exit(2);
    }
    return value;
}

static noreturn void write_in(const char *where)
{
    struct journal_error error;
    struct journal_founding founding = {.segment_size = SEGMENT_SIZE};
    directory = where;
    if (journal_create(directory, &founding, &error) != JOURNAL_OK) stop("cannot create:", &error);
    write_for_ever(1, true);
}

static int check_in(const char *where, uint64_t durable)
{
    directory = where;
    uint64_t last = open_journal(false);
    printf("recovered %" PRIu64 ", acknowledged %" PRIu64 "\n", last, durable);
    return last < durable ? 1 : 0;
}

int main(int argc, char **argv)
{
    void *memory =
        mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) stop("cannot share memory", NULL);
    shared = memory;
    if (argc == 3 && strcmp(argv[1], "--write") == 0) write_in(argv[2]);
    if (argc == 4 && strcmp(argv[1], "--check") == 0) {
        return check_in(argv[2], argument(argc, argv, 3, 0));
    }

    uint64_t rounds = argument(argc, argv, 1, 60);
    struct random random;
    random_seed(&random, argument(argc, argv, 2, 1));
    if (mkdtemp(temporary) == NULL) stop("cannot make a directory", NULL);
    uint64_t records = 0;
    for (uint64_t round = 0; round < rounds; round++) {
        /* From time to time a new journal, or every recovery would read all of them. */
        if (round % 20 == 0) {
            records += atomic_load(&shared->durable);
            start_journal();
        }
        kill_once(&random);
        judge();
    }
    records += atomic_load(&shared->durable);
    (void)os_directory_list(directory, remove_name, NULL);
    (void)rmdir(directory);
    printf("kill_writer: killed %" PRIu64 " times, %" PRIu64 " records, 0 acknowledged lost\n",
           rounds, records);
    return 0;
}
