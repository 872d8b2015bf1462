/* SPDX-License-Identifier: Apache-2.0 */
/*
 * search.c - the thread that searches: one question at a time, and the verification.
 *
 * Role       See supervision.h.  It runs the journal in a core of its own that lives as long as the
 *            question, and stands back behind the venue's thread.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "node/verify.h"
#include "os/os_clock.h"
#include "supervision/supervision_parts.h"

#define VERIFY_TRIES    3u
#define VERIFY_AGAIN_NS INT64_C(50000000)

/* --- texts ------------------------------------------------------------------------------------ */

static ssize_t text_write(void *cookie, const char *bytes, size_t size)
{
    struct search_text *text = cookie;
    size_t most = text->spool == NULL ? SEARCH_TEXT_MAX : SEARCH_SPOOL_MAX;
    if (text->is_cut || size > most - text->size) {
        text->is_cut = true;
        return (ssize_t)size; /* whoever writes goes on; what was written is thrown away */
    }
    if (text->spool != NULL) {
        text->is_cut = fwrite(bytes, 1, size, text->spool) != size;
        text->size += size;
        return (ssize_t)size;
    }
    if (size > text->capacity - text->size) {
        size_t capacity = (text->size + size) * 2;
        char *grown = realloc(text->bytes, capacity);
        text->is_cut = grown == NULL;
        if (grown == NULL) return (ssize_t)size;
        text->bytes = grown;
        text->capacity = capacity;
    }
    memcpy(text->bytes + text->size, bytes, size);
    text->size += size;
    return (ssize_t)size;
}

bool search_text_open(struct search_text *text)
{
    const cookie_io_functions_t functions = {.write = text_write};
    *text = (struct search_text){0};
    text->out = fopencookie(text, "w", functions);
    return text->out != NULL;
}

bool search_text_spool(struct search_text *text)
{
    if (!search_text_open(text)) return false;
    text->spool = tmpfile();
    if (text->spool != NULL) return true;
    (void)search_text_end(text);
    return false;
}

bool search_text_end(struct search_text *text)
{
    bool is_good = text->out != NULL && fclose(text->out) == 0;
    text->out = NULL;
    return is_good && !text->is_cut;
}

/* --- findings --------------------------------------------------------------------------------- */

void finding_destroy(struct finding *finding)
{
    free(finding->orders[0]);
    free(finding->orders[1]);
    free(finding->events);
    free(finding->text.bytes);
    free(finding->more.bytes);
    free(finding);
}

void search_fault(struct finding *finding, const char *text)
{
    (void)snprintf(finding->fault, sizeof finding->fault, "%s", text);
    finding->answer.fault = finding->fault;
}

void search_absent(struct finding *finding, const char *text)
{
    search_fault(finding, text);
    finding->answer.is_absent = true;
}

struct walk *search_walk(struct supervision *supervision, struct finding *finding, uint64_t from,
                         uint64_t through)
{
    const struct walk_config config = {
        .directory = supervision->config.directory, .from = from, .through = through};
    struct walk *walk = malloc(sizeof *walk);
    if (walk == NULL) {
        search_fault(finding, "out of memory");
        return NULL;
    }
    if (walk_open(walk, &config) == JOURNAL_OK) return walk;
    search_fault(finding, walk->error.text);
    free(walk);
    return NULL;
}

void search_walk_end(struct walk *walk)
{
    walk_close(walk);
    free(walk);
}

bool search_step(struct supervision *supervision, struct walk *walk, struct finding *finding,
                 struct journal_step *step)
{
    if (atomic_load(&supervision->is_stopping) != 0) {
        search_fault(finding, "the venue is stopping");
        return false;
    }
    enum walk_next next = walk_next(walk, step);
    if (next == WALK_FAULT) search_fault(finding, walk->error.text);
    return next == WALK_STEP;
}

/* --- questions -------------------------------------------------------------------------------- */

static void find(struct supervision *supervision, struct finding *finding)
{
    switch ((enum supervision_kind)finding->question.kind) {
    case SUPERVISION_BOOK: search_book(supervision, finding); return;
    case SUPERVISION_TAPE: search_tape(supervision, finding); return;
    case SUPERVISION_REPORT: search_report(supervision, finding); return;
    case SUPERVISION_EVIDENCE: search_evidence(supervision, finding); return;
    case SUPERVISION_PROGRAMMES: search_programmes(supervision, finding); return;
    case SUPERVISION_WHAT_IF: search_what_if(supervision, finding); return;
    }
}

/* False: nobody waits. */
static bool search_next(struct supervision *supervision)
{
    struct finding *finding = calloc(1, sizeof *finding);
    if (finding == NULL) return false;
    os_lock_take(&supervision->lock);
    bool has_one = supervision->waiting_count > 0;
    if (has_one) finding->question = supervision->waiting[0];
    os_lock_give(&supervision->lock);
    if (!has_one) {
        free(finding);
        return false;
    }
    finding->answer.question = &finding->question;
    find(supervision, finding);
    if (atomic_load(&supervision->is_stopping) != 0) {
        finding_destroy(finding); /* supervision_stop answers the question, which still waits */
        return false;
    }
    os_lock_take(&supervision->lock);
    supervision->waiting_count--;
    memmove(&supervision->waiting[0], &supervision->waiting[1],
            supervision->waiting_count * sizeof supervision->waiting[0]);
    uint32_t count = atomic_load(&supervision->finished_count);
    supervision->finished[count] = finding;
    atomic_store(&supervision->finished_count, count + 1);
    os_lock_give(&supervision->lock);
    atomic_fetch_add(&supervision->search_count, 1);
    supervision->config.wake(supervision->config.context);
    return true;
}

/* --- verification ----------------------------------------------------------------------------- */

static bool verify_passed(void *context, uint64_t sequence)
{
    struct supervision *supervision = context;
    atomic_store(&supervision->verify_through, sequence);
    return atomic_load(&supervision->is_stopping) == 0;
}

/* What is durable may be hidden for a moment from a reader of the file: it is read again. */
static enum journal_status verify_run(struct supervision *supervision, uint64_t through,
                                      struct verify_result *result, struct journal_error *error)
{
    const struct verify_bound bound = {
        .through = through, .passed = verify_passed, .context = supervision};
    enum journal_status status = JOURNAL_OK;
    for (uint32_t i = 0; i < VERIFY_TRIES; i++) {
        status = verify_journal_through(supervision->config.directory, NULL, &bound, result, error);
        bool is_over = status == JOURNAL_OK && result->sequence_last >= through;
        if (is_over || atomic_load(&supervision->is_stopping) != 0) return status;
        os_clock_sleep_ns(VERIFY_AGAIN_NS);
    }
    if (status != JOURNAL_OK) return status;
    return journal_error_set(error, JOURNAL_CORRUPT, "%s: the journal ends before what is durable",
                             supervision->config.directory);
}

/* False: none is wanted. */
static bool verify_next(struct supervision *supervision)
{
    struct verify_result result = {0};
    struct journal_error error = {0};
    os_lock_take(&supervision->lock);
    bool is_wanted = supervision->wants_verify;
    uint64_t through = supervision->verify.of;
    supervision->wants_verify = false;
    os_lock_give(&supervision->lock);
    if (!is_wanted) return false;
    enum journal_status status = verify_run(supervision, through, &result, &error);
    os_lock_take(&supervision->lock);
    struct verify_report *report = &supervision->verify;
    report->state = status == JOURNAL_OK ? VERIFY_DONE : VERIFY_FAILED;
    report->through = result.sequence_last;
    report->commands = result.command_count;
    report->events = result.event_count;
    report->seals = result.seal_count;
    report->heads = result.head_count;
    report->snapshots = result.snapshot_count;
    report->output_hash = result.output_hash;
    report->state_hash = result.state_hash;
    report->end_ns = os_clock_wall_ns();
    if (status != JOURNAL_OK) journal_error_line(&error, report->fault);
    os_lock_give(&supervision->lock);
    supervision->config.wake(supervision->config.context);
    return true;
}

/* --- the thread ------------------------------------------------------------------------------- */

void supervision_search(void *context)
{
    struct supervision *supervision = context;
    os_thread_stand_back();
    while (atomic_load(&supervision->is_stopping) == 0) {
        uint32_t word = atomic_load(&supervision->word);
        if (search_next(supervision) || verify_next(supervision)) continue;
        if (atomic_load(&supervision->is_stopping) == 0) os_word_wait(&supervision->word, word);
    }
    report_spool_close(&supervision->spool);
}
