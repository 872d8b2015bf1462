/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report.c - perpetua report: the reports of a trade date, from the journal.
 *
 * Role       Reads the arguments, runs the journal (day_run), writes reports, says whether they
 *            reconcile.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "cli/cli.h"
#include "cli/day_run.h"
#include "os/os_file.h"
#include "os/os_small_file.h"

static const char help[] =
    "usage: perpetua report NAME --journal DIR --date YYYY-MM-DD [--out DIR] [--format FORMAT]\n"
    "                       [--settings FILE]\n"
    "       perpetua report all --journal DIR --date YYYY-MM-DD --out DIR [...]\n"
    "       perpetua report list [--journal DIR]\n"
    "       perpetua report schema NAME\n"
    "\n"
    "Writes a report of a trade date. The journal is run again from its start; every figure comes\n"
    "from its commands and events. Totals are compared with the tape, and with the balances,\n"
    "positions, open interest and margins of the venue's ledger, to the micro-dollar.\n"
    "\n"
    "  NAME             one of those that list prints; all: every one\n"
    "  --journal DIR    the journal, or a copy of it\n"
    "  --date DATE      the trade date; list says which there are. Without trade dates (products\n"
    "                   without settlement terms) it is the venue's local day\n"
    "  --out DIR        write DIR/NAME.FORMAT and make DIR; else to standard output, and what is\n"
    "                   reconciled to standard error\n"
    "  --format FORMAT  csv, json, txt (default) or fixml (part-16.02, part-17.00); with all,\n"
    "                   fixml writes those two. txt of part-17.00 is the file of 80-character\n"
    "                   records\n"
    "  --settings FILE  reportable levels and makers' obligations, see docs/spec/reports\n"
    "  list             names of the reports; with a journal also its trade dates\n"
    "  schema NAME      the JSON schema of a report\n"
    "\n"
    "exit status: 0 written, and everything reconciles; 1 something does not, or the journal\n"
    "gives other hashes than it stores; 2 unusable input or call\n";

#define SETTINGS_SIZE_MAX ((size_t)1 << 20)
#define DATES_MAX         65536u

struct arguments {
    const char *name;
    const char *subject; /* schema: of which report */
    const char *journal;
    const char *out;
    const char *settings;
    int32_t date;
    bool has_date;
    enum report_format format;
    const char *wrong; /* the option that cannot be used, or whose value cannot */
};

static int usage_fault(const char *what, const char *argument)
{
    fprintf(stderr, "perpetua report: %s%s; see perpetua report --help\n", what, argument);
    return EXIT_UNUSABLE;
}

static bool read_option(struct arguments *arguments, const char *name, const char *value)
{
    if (strcmp(name, "--journal") == 0) {
        arguments->journal = value;
    } else if (strcmp(name, "--out") == 0) {
        arguments->out = value;
    } else if (strcmp(name, "--settings") == 0) {
        arguments->settings = value;
    } else if (strcmp(name, "--date") == 0) {
        arguments->has_date = day_read(value, &arguments->date);
        return arguments->has_date;
    } else if (strcmp(name, "--format") == 0) {
        return report_format_find(value, &arguments->format);
    } else {
        return false;
    }
    return true;
}

static bool read_arguments(struct arguments *arguments, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        bool is_option = strncmp(argv[i], "--", 2) == 0;
        if (is_option) {
            if (i + 1 == argc || !read_option(arguments, argv[i], argv[i + 1])) {
                arguments->wrong = argv[i];
                return false;
            }
            i++;
        } else if (arguments->name == NULL) {
            arguments->name = argv[i];
        } else if (arguments->subject == NULL) {
            arguments->subject = argv[i];
        } else {
            return false;
        }
    }
    bool is_schema = arguments->name != NULL && strcmp(arguments->name, "schema") == 0;
    return arguments->name != NULL && is_schema == (arguments->subject != NULL);
}

/* --- list and schema -------------------------------------------------------------------------- */

static int print_schema(const char *name)
{
    const struct report *report = report_find(name);
    if (report == NULL) return usage_fault("there is no report ", name);
    table_schema(stdout, report->name, report->title, report->tables, report->table_count);
    return EXIT_OK;
}

/* Trades of each trade date. */
struct dates {
    struct day_feed feed;
    int32_t date;
    uint64_t trades;
    int64_t lots;
    uint64_t commands;
};

static void print_date(const struct dates *dates)
{
    char text[DAY_TEXT_SIZE];
    if (dates->commands == 0) return;
    printf("%s  %10" PRIu64 " commands  %10" PRIu64 " trades  %14" PRId64 " contracts\n",
           day_text(text, dates->date), dates->commands, dates->trades, dates->lots);
}

static bool dates_begin(void *context, const struct core_config *capacities)
{
    struct dates *dates = context;
    dates->feed.config.accounts_max = capacities->accounts_max;
    dates->feed.config.products_max = capacities->products_max;
    dates->feed.day = day_create(&dates->feed.config);
    return dates->feed.day != NULL;
}

static void dates_look(struct dates *dates)
{
    int32_t date = dates->feed.day->venue_date;
    if (date == dates->date) return;
    print_date(dates);
    dates->date = date;
    dates->commands = 0;
    dates->trades = 0;
    dates->lots = 0;
}

static bool dates_command(void *context, const struct journal_step *step, const struct core *core)
{
    struct dates *dates = context;
    struct day *day = dates->feed.day;
    (void)core;
    if (!day_command(day, step->command)) return false;
    for (uint32_t i = 0; i < step->event_count; i++) {
        if (!day_event(day, &step->events[i])) return false;
        dates_look(dates);
        if (step->events[i].kind != EVENT_TRADE) continue;
        dates->trades++;
        dates->lots += step->events[i].trade.qty.lots;
    }
    dates_look(dates);
    dates->commands++;
    bool is_worked = step->worked != NULL;
    return day_command_end(day, is_worked ? step->worked : step->command, is_worked);
}

static bool dates_end(void *context, const struct core *core)
{
    (void)core;
    print_date(context);
    return true;
}

static int print_dates(const char *directory, const struct settings *settings)
{
    static struct dates dates;
    struct journal_run_result result;
    struct journal_visitor visitor = {
        .program = "perpetua report",
        .directory = directory,
        .context = &dates,
        .begin = dates_begin,
        .command = dates_command,
        .end = dates_end,
    };
    dates.feed.config = (struct day_config){.date = INT32_MAX - 1, .settings = settings};
    puts("\ntrade dates:");
    int exit_code = journal_run(&visitor, &result);
    if (dates.feed.day != NULL) day_destroy(dates.feed.day);
    return exit_code;
}

static int print_list(const struct arguments *arguments, const struct settings *settings)
{
    for (uint32_t i = 0; i < report_count; i++) {
        const struct report *report = report_list[i];
        printf("%-14s  %-32s  %s%s\n", report->name, report->section, report->title,
               report->has_fixml ? " (fixml)" : "");
    }
    return arguments->journal == NULL ? EXIT_OK : print_dates(arguments->journal, settings);
}

/* --- writing ---------------------------------------------------------------------------------- */

static bool is_wanted(const struct arguments *arguments, const struct report *report)
{
    if (arguments->format == FORMAT_FIXML && !report->has_fixml) return false;
    if (strcmp(arguments->name, "all") == 0) return true;
    return strcmp(arguments->name, report->name) == 0;
}

/* NULL, said on standard error, if it cannot be written. */
static FILE *out_open(const struct arguments *arguments, const struct report *report)
{
    char path[OS_PATH_SIZE_MAX];
    if (arguments->out == NULL) return stdout;
    int size = snprintf(path, sizeof path, "%s/%s.%s", arguments->out, report->name,
                        report_format_name(arguments->format));
    FILE *out = size > 0 && (size_t)size < sizeof path ? fopen(path, "w") : NULL;
    if (out == NULL) fprintf(stderr, "perpetua report: cannot write %s\n", path);
    return out;
}

static bool out_close(const struct arguments *arguments, FILE *out)
{
    bool is_written = ferror(out) == 0 && fflush(out) == 0;
    if (arguments->out != NULL) is_written = fclose(out) == 0 && is_written;
    if (!is_written) fprintf(stderr, "perpetua report: a report could not be written\n");
    return is_written;
}

static bool write_reports(const struct arguments *arguments, struct day_feed *feed,
                          uint32_t *written)
{
    struct report_run run = {.day = feed->day, .reconcile = &feed->reconcile};
    for (uint32_t i = 0; i < report_count; i++) {
        const struct report *report = report_list[i];
        if (!is_wanted(arguments, report) || report->is_trail) continue;
        FILE *out = out_open(arguments, report);
        if (out == NULL) return false;
        report_write(report, &run, out, arguments->format);
        if (!out_close(arguments, out)) return false;
        (*written)++;
    }
    return true;
}

static int say_result(const struct arguments *arguments, const struct day_feed *feed,
                      uint32_t written)
{
    const struct reconcile *reconcile = &feed->reconcile;
    FILE *out = arguments->out == NULL ? stderr : stdout;
    if (reconcile_holds(reconcile)) {
        fprintf(out,
                "reconciled: %" PRIu64 " totals of %" PRIu32
                " reports equal the tape and the ledger\n",
                reconcile->compared, written);
        return EXIT_OK;
    }
    fprintf(out, "NOT reconciled: %" PRIu64 " of %" PRIu64 " totals differ\n", reconcile->differing,
            reconcile->compared);
    return EXIT_DIFFERS;
}

static int no_such_date(const struct day *day)
{
    char date[DAY_TEXT_SIZE];
    char first[DAY_TEXT_SIZE];
    char last[DAY_TEXT_SIZE];
    fprintf(stderr, "perpetua report: no trade date %s in this journal, which has %s to %s\n",
            day_text(date, day->date), day_text(first, day->first_date),
            day_text(last, day->last_date));
    return EXIT_UNUSABLE;
}

static int finish(const struct arguments *arguments, struct day_feed *feed,
                  const struct journal_run_result *result)
{
    uint32_t written = 0;
    if (feed->trail_out != NULL) {
        audit_end(&feed->trail, result->output, &feed->reconcile);
        if (!out_close(arguments, feed->trail_out)) return EXIT_UNUSABLE;
        written++;
    }
    const struct day *day = feed->day;
    if (day->date < day->first_date || day->date > day->last_date) return no_such_date(day);
    reconcile_day(&feed->reconcile, day);
    if (!write_reports(arguments, feed, &written)) return EXIT_UNUSABLE;
    return say_result(arguments, feed, written);
}

static int write_all(const struct arguments *arguments, const struct settings *settings)
{
    static struct day_feed feed;
    struct journal_run_result result;
    feed = (struct day_feed){
        .config = {.date = arguments->date, .settings = settings},
        .reconcile = {.out = arguments->out == NULL ? stderr : stdout},
        .trail_format = arguments->format,
        .is_compared = true,
    };
    bool is_made = arguments->out == NULL;
    if (!is_made) {
        enum os_result made = os_directory_create(arguments->out);
        is_made = made == OS_OK || made == OS_EXISTS;
    }
    if (!is_made) return usage_fault("cannot make the folder ", arguments->out);
    if (is_wanted(arguments, &report_audit_trail)) {
        feed.trail_out = out_open(arguments, &report_audit_trail);
        if (feed.trail_out == NULL) return EXIT_UNUSABLE;
    }
    int exit_code = day_run(&feed, "perpetua report", arguments->journal, &result);
    if (exit_code == EXIT_OK) exit_code = finish(arguments, &feed, &result);
    if (feed.day != NULL) day_destroy(feed.day);
    return exit_code;
}

/* --- the call --------------------------------------------------------------------------------- */

static int read_settings(const char *path, struct settings *settings)
{
    char *text = NULL;
    size_t size = 0;
    settings_default(settings);
    if (path == NULL) return EXIT_OK;
    if (os_small_file_read(path, SETTINGS_SIZE_MAX, &text, &size) != OS_OK) {
        return usage_fault("cannot read ", path);
    }
    uint32_t line = settings_read(settings, text, size);
    free(text);
    if (line == 0) return EXIT_OK;
    fprintf(stderr, "perpetua report: %s: line %" PRIu32 ": expected level, maker or exchange\n",
            path, line);
    return EXIT_UNUSABLE;
}

int cli_report(int argc, char **argv)
{
    static struct settings settings;
    if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        fputs(help, stdout);
        return EXIT_OK;
    }
    struct arguments arguments = {.format = FORMAT_TXT};
    bool is_read = read_arguments(&arguments, argc, argv);
    if (arguments.wrong != NULL) {
        return usage_fault("cannot use this option, or what stands behind it: ", arguments.wrong);
    }
    if (!is_read) {
        return usage_fault("expected NAME, all, list or schema, and options", "");
    }
    int exit_code = read_settings(arguments.settings, &settings);
    if (exit_code != EXIT_OK) return exit_code;
    if (strcmp(arguments.name, "schema") == 0) return print_schema(arguments.subject);
    if (strcmp(arguments.name, "list") == 0) return print_list(&arguments, &settings);
    bool is_all = strcmp(arguments.name, "all") == 0;
    const struct report *report = report_find(arguments.name);
    if (!is_all && report == NULL) return usage_fault("there is no report ", arguments.name);
    if (is_all && arguments.out == NULL) return usage_fault("all needs --out", "");
    if (arguments.journal == NULL) return usage_fault("expected --journal DIR", "");
    if (!arguments.has_date) return usage_fault("expected --date YYYY-MM-DD", "");
    if (!is_all && arguments.format == FORMAT_FIXML && !report->has_fixml) {
        return usage_fault("no FIXML of ", arguments.name);
    }
    return write_all(&arguments, &settings);
}
