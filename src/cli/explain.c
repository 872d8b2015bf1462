/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explain.c - perpetua explain: the receipt of a number, from the journal.
 *
 * Role       Reads the arguments, runs the journal through the core, hands commands and events to
 *            lab/explain, prints.  The figures are computed by lab, not read back.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cli/cli.h"
#include "model/event_text.h"
#include "node/journal_reader.h"
#include "receipts/retrace.h"

static const char help[] =
    "usage: perpetua explain SUBJECT ID --journal DIR [--json]\n"
    "       perpetua explain list SUBJECT --journal DIR [--account N] [--last N]\n"
    "       perpetua explain all --journal DIR\n"
    "\n"
    "Prints the receipt of a number that the venue gave: the inputs and where in the journal they\n"
    "are from, each step of arithmetic with its rule, and the results beside those of the venue.\n"
    "Everything is computed again, by other code than the venue's. all does so for every receipt\n"
    "of the journal; list prints what can be explained, newest last.\n"
    "\n"
    "  SUBJECT        index; mark; funding: a premium, a rate or a payment; margin: an account\n"
    "                 that comes into the queue or leaves it; refusal: what margin refused, with\n"
    "                 the largest quantity and the smallest deposit that would have passed;\n"
    "                 liquidation: a slice, a close-out, a takeover, what the fund paid or got;\n"
    "                 deleverage: a batch, one who gives lots, a move of them; default: a payment\n"
    "                 of the waterfall, assessments and haircuts of gains included\n"
    "  ID             the sequence number of the command, or SEQUENCE.EVENT: the event's number\n"
    "                 within the command, from 0\n"
    "  --journal DIR  the journal, or a copy of it\n"
    "  --json         one JSON object instead of a page\n"
    "  --account N    list: only what concerns this account\n"
    "  --last N       list: only the last N (default 20, 0 all)\n"
    "\n"
    "exit status: 0 every receipt asked for verifies, 1 one does not, or the journal is damaged,\n"
    "2 unusable input or call\n";

#define LIST_DEFAULT 20u

enum what { WHAT_ONE, WHAT_LIST, WHAT_ALL };

struct arguments {
    enum what what;
    enum explain_subject subject;
    const char *id;
    const char *directory;
    bool is_json;
    uint64_t account_id; /* 0: any */
    uint64_t last;
};

struct run {
    const struct arguments *arguments;
    struct retrace retrace;
    /* list */
    struct event *listed;
    uint64_t listed_count;
    uint64_t listed_room;
};

static int usage_fault(const char *what, const char *argument)
{
    fprintf(stderr, "perpetua explain: %s%s; see perpetua explain --help\n", what, argument);
    return EXIT_UNUSABLE;
}

static int report(const struct journal_error *error)
{
    char line[JOURNAL_ERROR_LINE_SIZE];
    journal_error_line(error, line);
    fprintf(stderr, "perpetua explain: %s\n", line);
    return journal_status_exit_code(error->status);
}

static bool read_subject(const char *text, enum explain_subject *subject)
{
    for (uint32_t i = 0; i < EXPLAIN_SUBJECTS; i++) {
        if (strcmp(text, explain_subject_name((enum explain_subject)i)) != 0) continue;
        *subject = (enum explain_subject)i;
        return true;
    }
    return false;
}

/* "1042" or "1042.3" */
static bool read_id(const char *text, struct explain_request *request)
{
    const char *point = strchr(text, '.');
    size_t size = point == NULL ? strlen(text) : (size_t)(point - text);
    uint64_t index = EXPLAIN_ANY_INDEX;
    if (!text_read_u64(text, size, &request->sequence)) return false;
    bool has_index = point != NULL;
    if (has_index && !text_read_u64(point + 1, strlen(point + 1), &index)) return false;
    if (has_index && index >= EXPLAIN_ANY_INDEX) return false;
    request->event_index = (uint32_t)index;
    return true;
}

static bool read_option(struct arguments *arguments, const char *name, const char *value)
{
    if (strcmp(name, "--journal") == 0) {
        arguments->directory = value;
        return true;
    }
    if (strcmp(name, "--account") == 0) {
        return text_read_u64(value, strlen(value), &arguments->account_id);
    }
    if (strcmp(name, "--last") == 0) return text_read_u64(value, strlen(value), &arguments->last);
    return false;
}

/* The words that are no options, and what they mean. */
static bool read_words(struct arguments *arguments, const char *const words[3], int count)
{
    if (count == 1 && strcmp(words[0], "all") == 0) {
        arguments->what = WHAT_ALL;
        return true;
    }
    if (count == 2 && strcmp(words[0], "list") == 0) {
        arguments->what = WHAT_LIST;
        return read_subject(words[1], &arguments->subject);
    }
    if (count != 2) return false;
    arguments->what = WHAT_ONE;
    arguments->id = words[1];
    return read_subject(words[0], &arguments->subject);
}

static bool read_arguments(struct arguments *arguments, int argc, char **argv)
{
    const char *words[3] = {NULL};
    int count = 0;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--json") == 0) {
            arguments->is_json = true;
        } else if (strncmp(argv[i], "--", 2) == 0) {
            if (i + 1 == argc || !read_option(arguments, argv[i], argv[i + 1])) return false;
            i++;
        } else if (count == 3) {
            return false;
        } else {
            words[count++] = argv[i];
        }
    }
    return arguments->directory != NULL && read_words(arguments, words, count);
}

static bool is_listed(const struct arguments *arguments, const struct event *event)
{
    bool is_account = arguments->account_id == 0 || arguments->account_id == event->account_id;
    return is_account && explain_subject_of(event) == arguments->subject;
}

static bool list_add(struct run *run, const struct event *event)
{
    if (run->listed_count == run->listed_room) {
        uint64_t room = run->listed_room == 0 ? RERUN_EVENTS : run->listed_room * 2;
        struct event *listed = realloc(run->listed, room * sizeof *listed);
        if (listed == NULL) return false;
        run->listed = listed;
        run->listed_room = room;
    }
    run->listed[run->listed_count++] = *event;
    return true;
}

static bool list_events(struct run *run)
{
    for (uint32_t i = 0; i < run->retrace.event_count; i++) {
        const struct event *event = &run->retrace.events[i];
        if (is_listed(run->arguments, event) && !list_add(run, event)) return false;
    }
    return true;
}

static int run_records(struct run *run, struct journal_reader *reader)
{
    struct journal_error error = {0};
    struct journal_record record = {0};
    struct retrace *retrace = &run->retrace;
    bool is_list = run->arguments->what == WHAT_LIST;
    for (;;) {
        enum journal_read read = journal_reader_next(reader, &record, &error);
        if (read == JOURNAL_READ_FAULT) return report(&error);
        if (read == JOURNAL_READ_END) return EXIT_OK;
        if (retrace_run(retrace, &record, &error) != JOURNAL_OK) return report(&error);
        if (is_list && !list_events(run)) return usage_fault("out of memory", "");
        if (!is_list && retrace_explain(retrace, &error) != JOURNAL_OK) return report(&error);
        if (retrace->explain.is_found) return EXIT_OK;
    }
}

static int finish_one(const struct run *run)
{
    const struct arguments *arguments = run->arguments;
    const struct explain *explain = &run->retrace.explain;
    if (explain->is_found) return explain->is_verified ? EXIT_OK : EXIT_DIFFERS;
    fprintf(stderr,
            "perpetua explain: no %s with the id %s in this journal; see perpetua explain "
            "list %s --journal %s\n",
            explain_subject_name(arguments->subject), arguments->id,
            explain_subject_name(arguments->subject), arguments->directory);
    return EXIT_UNUSABLE;
}

static int finish_list(const struct run *run)
{
    static char text[EVENT_TEXT_SIZE];
    uint64_t last = run->arguments->last;
    uint64_t first = last == 0 || last >= run->listed_count ? 0 : run->listed_count - last;
    for (uint64_t i = first; i < run->listed_count; i++) {
        const struct event *event = &run->listed[i];
        (void)event_text(text, sizeof text, event, NULL);
        printf("%" PRIu64 ".%" PRIu32 "  %s\n", event->sequence, event->index, text);
    }
    printf("result: %" PRIu64 " of subject %s\n", run->listed_count,
           explain_subject_name(run->arguments->subject));
    return EXIT_OK;
}

static int finish_all(const struct run *run)
{
    const struct explain *explain = &run->retrace.explain;
    bool verifies = true;
    uint64_t sum = 0;
    for (uint32_t i = 0; i < EXPLAIN_SUBJECTS; i++) {
        const struct explain_total *total = &explain->totals[i];
        printf("%-12s %" PRIu64 "/%" PRIu64 " receipts verified",
               explain_subject_name((enum explain_subject)i), total->verified, total->receipts);
        if (total->first_failed != 0) {
            printf(", the first that does not: %" PRIu64, total->first_failed);
            verifies = false;
        }
        putchar('\n');
        sum += total->receipts;
    }
    printf("result: receipts %s, %" PRIu64 " computed again\n", verifies ? "verified" : "DIFFER",
           sum);
    return verifies ? EXIT_OK : EXIT_DIFFERS;
}

static int finish(const struct run *run)
{
    if (run->arguments->what == WHAT_ONE) return finish_one(run);
    return run->arguments->what == WHAT_LIST ? finish_list(run) : finish_all(run);
}

/* Runs the journal and says what came of it. */
static int run_journal(struct run *run, const struct explain_request *request)
{
    static struct journal_reader reader;
    struct journal_error error = {0};
    struct journal_reader_config config = {
        .directory = run->arguments->directory, .has_thread = true, .checks = JOURNAL_CHECK_ALL};
    if (journal_reader_open(&reader, &config, &error) != JOURNAL_OK) return report(&error);
    const struct journal_charter *charter = &journal_reader_header(&reader)->charter;
    int exit_code = EXIT_OK;
    if (retrace_init(&run->retrace, charter, request, &error) == JOURNAL_OK) {
        exit_code = run_records(run, &reader);
        if (exit_code == EXIT_OK) exit_code = finish(run);
        retrace_release(&run->retrace);
    } else {
        exit_code = report(&error);
    }
    journal_reader_close(&reader);
    return exit_code;
}

int cli_explain(int argc, char **argv)
{
    if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        fputs(help, stdout);
        return EXIT_OK;
    }
    struct arguments arguments = {.subject = EXPLAIN_SUBJECTS, .last = LIST_DEFAULT};
    if (!read_arguments(&arguments, argc, argv)) {
        return usage_fault("expected SUBJECT ID, list SUBJECT or all, and --journal DIR", "");
    }
    struct explain_request request = {
        .subject = EXPLAIN_SUBJECTS,
        .out = stdout,
        .format = arguments.is_json ? RECEIPT_JSON : RECEIPT_PAGE,
        .is_thorough = arguments.what == WHAT_ALL,
    };
    if (arguments.what == WHAT_ONE) {
        request.subject = arguments.subject;
        if (!read_id(arguments.id, &request)) return usage_fault("this is no id: ", arguments.id);
    }
    static struct run run;
    run = (struct run){.arguments = &arguments};
    int exit_code = run_journal(&run, &request);
    free(run.listed);
    return exit_code;
}
