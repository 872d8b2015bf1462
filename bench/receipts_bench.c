/* SPDX-License-Identifier: Apache-2.0 */
/*
 * receipts_bench.c - what receipts of a running venue cost: how long until a long journal is caught
 *                    up with, what a question costs then, what a search costs, how much memory.
 *
 * Usage  receipts_bench DIR: a journal that nobody writes, such as test/explain's day makes.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "node/journal_reader.h"
#include "os/os_clock.h"
#include "os/os_process.h"
#include "os/os_thread.h"
#include "receipts/receipts.h"

#define ROOM      ((size_t)16 << 20)
#define QUESTIONS 10000u
#define POLL_NS   INT64_C(1000000)

static _Atomic uint32_t woken;

static void wake(void *context)
{
    (void)context;
    atomic_fetch_add(&woken, 1);
    os_word_wake(&woken);
}

struct heard {
    uint32_t count;
    size_t size;
};

static void hear(void *context, const struct receipts_text *answer)
{
    struct heard *heard = context;
    heard->count++;
    heard->size = answer->size;
}

static void stop(const char *text)
{
    fprintf(stderr, "receipts_bench: %s\n", text);
    exit(1);
}

/* The sequence of the last record. */
static uint64_t end_of(const char *directory)
{
    static struct journal_reader reader;
    struct journal_error error = {0};
    struct journal_record record = {0};
    struct journal_reader_config config = {.directory = directory, .checks = JOURNAL_CHECK_ALL};
    if (journal_reader_open(&reader, &config, &error) != JOURNAL_OK) stop(error.text);
    while (journal_reader_next(&reader, &record, &error) == JOURNAL_READ_RECORD) continue;
    uint64_t last = record.sequence;
    journal_reader_close(&reader);
    return last;
}

/* Asks and waits for the answer.  Returns how long it took. */
static int64_t ask(struct receipts *receipts, const struct receipts_question *question)
{
    const struct heard *heard = question->context;
    uint32_t before = heard->count;
    int64_t begin_ns = os_clock_steady_ns();
    if (receipts_ask(receipts, question) != RECEIPTS_TAKEN) stop("the question was refused");
    while (heard->count == before) {
        uint32_t word = atomic_load(&woken);
        receipts_turn(receipts);
        if (heard->count == before) os_word_wait(&woken, word);
    }
    return os_clock_steady_ns() - begin_ns;
}

static void catch_up(struct receipts *receipts, uint64_t last)
{
    struct os_process_figures before = os_process_figures();
    int64_t begin_ns = os_clock_steady_ns();
    receipts_durable(receipts, last);
    while (receipts_figures(receipts).sequence < last) {
        if (receipts_fault(receipts)[0] != '\0') stop(receipts_fault(receipts));
        os_clock_sleep_ns(POLL_NS);
    }
    int64_t time_ns = os_clock_steady_ns() - begin_ns;
    struct os_process_figures after = os_process_figures();
    struct receipts_figures figures = receipts_figures(receipts);
    printf("caught up   %" PRIu64 " commands, %" PRIu64 " receipts computed (%" PRIu64
           " do not verify) in %" PRId64 " ms, %" PRId64 " ms of a processor\n",
           last, figures.receipt_count, figures.unverified_count, time_ns / 1000000,
           (after.processor_ns - before.processor_ns) / 1000000);
    printf("memory      %" PRIu64 " MiB more, of these %zu KiB of texts\n",
           (after.resident_bytes - before.resident_bytes) >> 20, figures.kept_bytes >> 10);
}

static void ask_newest(struct receipts *receipts, struct receipts_question *question)
{
    int64_t sum_ns = 0;
    int64_t worst_ns = 0;
    for (uint32_t i = 0; i < QUESTIONS; i++) {
        int64_t time_ns = ask(receipts, question);
        sum_ns += time_ns;
        if (time_ns > worst_ns) worst_ns = time_ns;
    }
    const struct heard *heard = question->context;
    printf("newest      %" PRId64 " ns a question, worst %" PRId64 " us, %zu bytes\n",
           sum_ns / QUESTIONS, worst_ns / 1000, heard->size);
}

int main(int argc, char **argv)
{
    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    struct journal_error error = {0};
    struct heard heard = {0};
    struct receipts *receipts;
    if (argc != 2) stop("usage: receipts_bench DIR");
    const struct receipts_config config = {.directory = argv[1], .room = ROOM, .wake = wake};
    uint64_t last = end_of(argv[1]);
    if (receipts_start(&receipts, &config, &error) != JOURNAL_OK) stop(error.text);
    catch_up(receipts, last);
    struct receipts_question question = {
        .as_of = last,
        .may_search = true,
        .wish = {.subject = EXPLAIN_MARK, .event_index = EXPLAIN_ANY_INDEX},
        .done = hear,
        .context = &heard,
    };
    ask_newest(receipts, &question);
    question.wish.sequence = last / 2;
    int64_t processor_ns = os_process_figures().processor_ns;
    int64_t time_ns = ask(receipts, &question);
    processor_ns = os_process_figures().processor_ns - processor_ns;
    printf("a search    half way through the journal: %" PRId64 " ms, %" PRId64
           " ms of a processor\n",
           time_ns / 1000000, processor_ns / 1000000);
    receipts_stop(receipts);
    return 0;
}
