/* SPDX-License-Identifier: Apache-2.0 */
/*
 * search_report.c - a report of a trade date, and the evidence, of a venue that runs.
 *
 * Role   See supervision.h.  The same work as `perpetua report` and `perpetua evidence`, up to what
 *        was durable when it began.  A report is written to a file without a name first, from which
 *        its pages are handed out, so that all pages are of one text however long it is.
 * Rules  R-REPORT-1, R-REPORT-2.
 */
#include <stdlib.h>

#include "os/os_clock.h"
#include "supervision/evidence_run.h"
#include "supervision/supervision_parts.h"

static const char no_memory[] = "out of memory";
static const char too_long[] = "it is longer than is handed out here: use the command line";

bool search_feed(struct supervision *supervision, struct finding *finding, struct day_feed *feed,
                 struct walk *walk)
{
    struct journal_step step;
    bool has_memory = day_feed_begin(feed, &walk->recovery.rerun.config);
    while (has_memory && search_step(supervision, walk, finding, &step)) {
        has_memory = day_feed_step(feed, &step, walk_core(walk));
    }
    if (has_memory && finding->answer.fault == NULL) {
        has_memory = day_feed_end(feed, walk_core(walk));
    }
    if (!has_memory) search_fault(finding, no_memory);
    finding->answer.through = core_sequence(walk_core(walk));
    finding->answer.time_ns = core_time_ns(walk_core(walk));
    return finding->answer.fault == NULL;
}

/* --- a report --------------------------------------------------------------------------------- */

struct report_search {
    struct settings settings;
    struct day_feed feed;
    struct search_text notes; /* totals that differ */
};

bool search_is_complete(const struct day *day)
{
    if (day->date >= day->last_date) return false;
    for (uint32_t id = 1; id <= day->product_last; id++) {
        const struct day_product *product = &day->products[id];
        bool settles = product->is_known && product->account_class != 0 &&
                       product->state == PRODUCT_LISTED && product->trades > 0;
        if (settles && product->settled_date < day->date) return false;
    }
    return true;
}

static void write_report(struct report_search *search, struct finding *finding,
                         const struct rerun *rerun, FILE *out)
{
    const struct supervision_question *question = &finding->question;
    struct day_feed *feed = &search->feed;
    const struct day *day = feed->day;
    char output[HASH_TEXT_SIZE];
    hash128_text(hash_end(&rerun->output), output);
    if (feed->trail_out != NULL) audit_end(&feed->trail, output, &feed->reconcile);
    if (day->date < day->first_date || day->date > day->last_date) {
        search_absent(finding, "there is no such trade date");
        return;
    }
    reconcile_day(&feed->reconcile, day);
    if (feed->trail_out == NULL) {
        struct report_run run = {.day = day, .reconcile = &feed->reconcile};
        report_write(question->report, &run, out, question->format);
    }
    finding->answer.is_complete = search_is_complete(day);
    finding->answer.is_reconciled = reconcile_holds(&feed->reconcile);
    finding->answer.compared = feed->reconcile.compared;
}

static const struct settings *settings_of(const struct supervision *supervision,
                                          struct report_search *search)
{
    if (supervision->config.settings != NULL) return supervision->config.settings;
    settings_default(&search->settings);
    return &search->settings;
}

static void run_report(struct supervision *supervision, struct report_search *search,
                       struct finding *finding)
{
    const struct supervision_question *question = &finding->question;
    struct walk *walk = search_walk(supervision, finding, 0, question->through);
    if (walk == NULL) return;
    FILE *out = supervision->spool.text.out;
    search->feed = (struct day_feed){
        .config = {.date = question->date, .settings = settings_of(supervision, search)},
        .reconcile = {.out = search->notes.out},
        .trail_out = question->report->is_trail ? out : NULL,
        .trail_format = question->format,
        .is_compared = true,
    };
    if (search_feed(supervision, finding, &search->feed, walk)) {
        write_report(search, finding, &walk->recovery.rerun, out);
    }
    if (search->feed.day != NULL) day_destroy(search->feed.day);
    search_walk_end(walk);
}

void report_spool_close(struct report_spool *spool)
{
    if (spool->text.spool != NULL) (void)fclose(spool->text.spool);
    *spool = (struct report_spool){0};
}

/* The report anew, into the spool. */
static void write_spool(struct supervision *supervision, struct finding *finding)
{
    struct report_spool *spool = &supervision->spool;
    const struct supervision_question *question = &finding->question;
    struct report_search *search = calloc(1, sizeof *search);
    report_spool_close(spool);
    bool has_room = search != NULL && search_text_open(&search->notes);
    has_room = has_room && search_text_spool(&spool->text);
    if (has_room) {
        run_report(supervision, search, finding);
    } else {
        search_fault(finding, "out of memory, or of room for a temporary file");
    }
    if (spool->text.out != NULL && !search_text_end(&spool->text) &&
        finding->answer.fault == NULL) {
        search_fault(finding, "there is no room for its text");
    }
    if (search != NULL) {
        (void)search_text_end(&search->notes);
        free(search->notes.bytes);
        free(search);
    }
    spool->report = question->report;
    spool->format = question->format;
    spool->date = question->date;
    spool->through = question->through;
    spool->answer = finding->answer;
    if (finding->answer.fault != NULL) report_spool_close(spool);
}

/* A page is whole lines, unless a line is longer than a page. */
static size_t whole_lines(const char *bytes, size_t size)
{
    size_t end = size;
    while (end > 0 && bytes[end - 1] != '\n') end--;
    return end == 0 ? size : end;
}

static void read_page(struct report_spool *spool, struct finding *finding)
{
    const struct supervision_question *question = &finding->question;
    size_t whole = spool->text.size;
    size_t most = question->limit == 0 || question->limit > SUPERVISION_TEXT_MAX
                      ? SUPERVISION_TEXT_MAX
                      : question->limit;
    size_t size = question->offset >= whole ? 0 : whole - question->offset;
    bool is_last = size <= most;
    if (!is_last) size = most;
    finding->text.bytes = malloc(size + 1);
    bool is_good = finding->text.bytes != NULL && fflush(spool->text.spool) == 0 &&
                   fseeko(spool->text.spool, (off_t)question->offset, SEEK_SET) == 0 &&
                   fread(finding->text.bytes, 1, size, spool->text.spool) == size;
    if (!is_good) {
        search_fault(finding, "its text cannot be read");
        return;
    }
    finding->answer.text = finding->text.bytes;
    finding->answer.size = is_last ? size : whole_lines(finding->text.bytes, size);
    finding->answer.text_size = whole;
}

void search_report(struct supervision *supervision, struct finding *finding)
{
    struct report_spool *spool = &supervision->spool;
    const struct supervision_question *question = &finding->question;
    bool is_kept = spool->text.spool != NULL && spool->report == question->report &&
                   spool->format == question->format && spool->date == question->date &&
                   spool->through == question->through;
    if (is_kept) {
        finding->answer = spool->answer;
        finding->answer.question = question;
    } else {
        write_spool(supervision, finding);
    }
    if (finding->answer.fault == NULL) read_page(spool, finding);
}

/* --- the evidence ----------------------------------------------------------------------------- */

struct evidence_search {
    struct evidence_run run;
    char output[HASH_TEXT_SIZE];
    char state[HASH_TEXT_SIZE];
};

static bool passes(void *context, uint64_t sequence)
{
    struct supervision *supervision = context;
    (void)sequence;
    return atomic_load(&supervision->is_stopping) == 0;
}

/* Hashes that differ are a finding, and are told. */
static void verify(struct supervision *supervision, struct evidence_run *run, uint64_t through)
{
    struct verify_result result = {0};
    struct journal_error error = {0};
    const struct verify_bound bound = {
        .through = through, .passed = passes, .context = supervision};
    enum journal_status status =
        verify_journal_through(supervision->config.directory, NULL, &bound, &result, &error);
    evidence_run_verified(run, &result, status == JOURNAL_OK && result.sequence_last == through);
}

static void run_evidence(struct supervision *supervision, struct evidence_search *search,
                         struct finding *finding)
{
    struct evidence_run *run = &search->run;
    uint64_t through = finding->question.through;
    evidence_run_begin(run, finding->more.out);
    verify(supervision, run, through);
    struct walk *walk = search_walk(supervision, finding, 0, through);
    if (walk == NULL) return;
    if (search_feed(supervision, finding, &run->feed, walk)) {
        const struct rerun *rerun = &walk->recovery.rerun;
        hash128_text(hash_end(&rerun->output), search->output);
        hash128_text(core_hash(rerun->core), search->state);
        evidence_run_end(run, search->output, search->state);
        evidence_write_page(&run->evidence, finding->text.out);
        finding->answer.is_reconciled = run->evidence.is_reconciled;
        finding->answer.is_complete = run->evidence.is_verified;
    }
    if (run->feed.day != NULL) day_destroy(run->feed.day);
    search_walk_end(walk);
}

void search_evidence(struct supervision *supervision, struct finding *finding)
{
    struct evidence_search *search = calloc(1, sizeof *search);
    if (search == NULL || !search_text_open(&finding->text) || !search_text_open(&finding->more)) {
        search_fault(finding, no_memory);
    } else {
        run_evidence(supervision, search, finding);
    }
    /* What was printed of differences is not handed out; the JSON takes its place. */
    (void)search_text_end(&finding->more);
    free(finding->more.bytes);
    finding->more = (struct search_text){0};
    bool has_found = search != NULL && finding->answer.fault == NULL;
    if (has_found && search_text_open(&finding->more)) {
        evidence_write_json(&search->run.evidence, finding->more.out);
        if (!search_text_end(&finding->more)) search_fault(finding, too_long);
    }
    if (!search_text_end(&finding->text) && has_found) search_fault(finding, too_long);
    finding->answer.text = finding->text.bytes;
    finding->answer.size = finding->text.size;
    finding->answer.more = finding->more.bytes;
    finding->answer.more_size = finding->more.size;
    free(search);
}
