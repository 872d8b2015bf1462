/* SPDX-License-Identifier: Apache-2.0 */
/*
 * surveil_cases.c - perpetua surveil cases: the cases of a journal, with who did what and why.
 *
 * Role       Runs the journal, gathers the cases from its events, finds the alerts that they are
 *            about with the detectors, prints.
 * Rules      R-CASE-1, R-CASE-2, R-REASON-1.
 */
#include "cli/surveil_cases.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/journal_run.h"
#include "supervision/case_file.h"
#include "surveil/surveil.h"

struct run {
    const char *directory;
    uint64_t case_id; /* 0: all */
    bool is_json;
    struct case_file cases;
    struct surveil *surveil;
};

static int usage_fault(const char *what, const char *argument)
{
    fprintf(stderr, "perpetua surveil: %s%s; see perpetua surveil --help\n", what, argument);
    return EXIT_UNUSABLE;
}

/* --- the journal ------------------------------------------------------------------------------ */

static bool begin(void *context, const struct core_config *capacities)
{
    struct run *run = context;
    (void)capacities;
    run->surveil = surveil_create(SURVEIL_ALL);
    return run->surveil != NULL;
}

static bool take(void *context, const struct journal_step *step, const struct core *core)
{
    struct run *run = context;
    (void)core;
    for (uint32_t i = 0; i < step->event_count; i++) {
        if (!case_file_event(&run->cases, &step->events[i])) return false;
    }
    return surveil_events(run->surveil, step->events, step->event_count) &&
           surveil_worked(run->surveil, step->command, step->worked);
}

static bool end(void *context, const struct core *core)
{
    (void)context;
    (void)core;
    return true;
}

/* --- what is printed -------------------------------------------------------------------------- */

/* "" if no detector raises it with these parameters. */
static void find_alert(const struct run *run, uint64_t number, char id[ALERT_ID_SIZE])
{
    id[0] = '\0';
    for (uint32_t i = 0; i < surveil_alert_count(run->surveil); i++) {
        const struct alert *alert = surveil_alert(run->surveil, i);
        if (alert_number(alert) == number) alert_id(alert, id);
    }
}

/* Reasons are printable ASCII (R-REASON-1): two characters are escaped. */
static void print_text(const char *text)
{
    putchar('"');
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\') putchar('\\');
        putchar(*text);
    }
    putchar('"');
}

static void print_case(const struct run *run, const struct case_kept *kept)
{
    char id[ALERT_ID_SIZE];
    char opened[DATE_TEXT_SIZE];
    find_alert(run, kept->alert_number, id);
    (void)utc_write_text(opened, kept->opened_ns);
    printf("case %" PRIu64 "  %s  level %u (%s)  outcome %s  opened %s\n", kept->case_id,
           case_state_word(kept->state), (unsigned)kept->level, case_level_word(kept->level),
           case_outcome_word(kept->outcome), opened);
    printf("  account %" PRIu32 "  product %u  sequence %" PRIu64 "  assignee %" PRIu32
           "  notes %" PRIu32 "\n",
           kept->account_id, (unsigned)kept->product_id, kept->about_sequence, kept->assignee_id,
           kept->notes);
    if (kept->alert_number == 0) return;
    printf("  alert %s  number %" PRIu64 "\n", id[0] == '\0' ? "not found" : id,
           kept->alert_number);
}

static void print_case_json(const struct run *run, const struct case_kept *kept)
{
    char id[ALERT_ID_SIZE];
    find_alert(run, kept->alert_number, id);
    printf("{\"case_id\":%" PRIu64
           ",\"state\":\"%s\",\"level\":%u,\"outcome\":\"%s\",\"account_id\":%" PRIu32
           ",\"product_id\":%u,\"sequence\":%" PRIu64 ",\"assignee_id\":%" PRIu32
           ",\"notes\":%" PRIu32 ",\"opened_ns\":%" PRId64 ",\"alert_number\":\"%" PRIu64
           "\",\"alert_id\":\"%s\",\"history\":[",
           kept->case_id, case_state_word(kept->state), (unsigned)kept->level,
           case_outcome_word(kept->outcome), kept->account_id, (unsigned)kept->product_id,
           kept->about_sequence, kept->assignee_id, kept->notes, kept->opened_ns,
           kept->alert_number, id);
}

static void print_entry(const struct run *run, const struct case_entry *entry, bool is_first)
{
    if (run->is_json) {
        printf("%s{\"sequence\":%" PRIu64 ",\"time_ns\":%" PRId64
               ",\"action\":\"%s\",\"user_id\":%" PRIu32 ",\"assignee_id\":%" PRIu32
               ",\"level\":%u,\"outcome\":\"%s\",\"reason\":",
               is_first ? "" : ",", entry->sequence, entry->time_ns,
               case_action_word(entry->action), entry->actor_id, entry->assignee_id,
               (unsigned)entry->level, case_outcome_word(entry->outcome));
        print_text(entry->reason);
        printf("}");
        return;
    }
    char time[DATE_TEXT_SIZE];
    (void)utc_write_text(time, entry->time_ns);
    printf("  %s  %" PRIu64 "  user %" PRIu32 "  %s: %s\n", time, entry->sequence, entry->actor_id,
           case_action_word(entry->action), entry->reason);
}

static void print_history(const struct run *run, uint64_t case_id)
{
    uint64_t place = 0;
    bool is_first = true;
    const struct case_entry *entry;
    while ((entry = case_file_next(&run->cases, case_id, &place)) != NULL) {
        print_entry(run, entry, is_first);
        is_first = false;
    }
}

static int print_cases(const struct run *run)
{
    uint64_t printed = 0;
    for (uint64_t id = 1; id <= run->cases.case_count; id++) {
        const struct case_kept *kept = case_file_case(&run->cases, id);
        if (kept == NULL || (run->case_id != 0 && run->case_id != id)) continue;
        if (run->is_json) {
            print_case_json(run, kept);
        } else {
            print_case(run, kept);
        }
        print_history(run, id);
        if (run->is_json) printf("]}\n");
        printed++;
    }
    if (run->case_id != 0 && printed == 0) return usage_fault("there is no such case", "");
    if (!run->is_json) printf("result: %" PRIu64 " cases\n", printed);
    return EXIT_OK;
}

/* --- the call --------------------------------------------------------------------------------- */

static bool read_arguments(struct run *run, int argc, char **argv)
{
    for (int i = 2; i < argc; i++) {
        if (strcmp(argv[i], "--json") == 0) {
            run->is_json = true;
            continue;
        }
        if (i + 1 == argc) return false;
        const char *name = argv[i];
        const char *value = argv[++i];
        if (strcmp(name, "--journal") == 0) {
            run->directory = value;
        } else if (strcmp(name, "--case") != 0 ||
                   !text_read_u64(value, strlen(value), &run->case_id)) {
            return false;
        }
    }
    return run->directory != NULL;
}

int cli_surveil_cases(int argc, char **argv)
{
    struct run run = {0};
    struct journal_run_result result;
    if (!read_arguments(&run, argc, argv)) {
        return usage_fault("expected --journal DIR [--case N] [--json]", "");
    }
    const struct journal_visitor visitor = {
        .program = "perpetua surveil",
        .directory = run.directory,
        .context = &run,
        .begin = begin,
        .command = take,
        .end = end,
    };
    int exit_code = journal_run(&visitor, &result);
    if (exit_code == EXIT_OK) exit_code = print_cases(&run);
    surveil_destroy(run.surveil);
    case_file_release(&run.cases);
    return exit_code;
}
