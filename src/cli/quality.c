/* SPDX-License-Identifier: Apache-2.0 */
/*
 * quality.c - perpetua quality: how good the market of a journal was, beside another venue's.
 *
 * Role       Reads the arguments, runs the journal, reads the recording, prints the tables.
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cli/cli.h"
#include "cli/journal_run.h"
#include "quality/quality_tables.h"

static const char help[] =
    "usage: perpetua quality --journal DIR [--minutes] [--format FORMAT | --json]\n"
    "                        [--compare PATH]... [--contract DOLLARS] [--product N]\n"
    "                        [--carry PPM] [--cost PPM]\n"
    "       perpetua quality --compare PATH...\n"
    "\n"
    "Prints spreads, depth, impact, resilience, orders, participants, basis and funding of each\n"
    "product: by local day, weekdays against weekends, and over the whole journal; what each\n"
    "figure is says docs/spec/quality.md.\n"
    "\n"
    "  --journal DIR       the journal, or a copy of it\n"
    "  --minutes           each minute too\n"
    "  --format FORMAT     txt (default), csv or json; --json is the same as --format json\n"
    "  --compare PATH      recorded market data of another venue, plain or packed: depthUpdate,\n"
    "                      bookTicker and trade messages with a snapshot of the book, or l2Book\n"
    "                      and trades; several files of one stream are read one after the other\n"
    "  --contract DOLLARS  what a contract of the recording is worth, if that is a number of\n"
    "                      dollars whatever the price (coin-margined contracts)\n"
    "  --product N         the product that is compared (default 1)\n"
    "  --carry PPM         interest on dollars less that on the coin, a year, and\n"
    "  --cost PPM          what the other leg costs there and back, for the time within bounds\n"
    "                      (default 0)\n"
    "\n"
    "exit status: 0 done; 1 the journal gives other hashes than it stores, or the recording has\n"
    "gaps or lines that cannot be read; 2 unusable input or call\n";

#define PATHS_MAX   16u
#define DOLLARS_MAX UINT64_C(1000000000)
#define RATE_MAX    1000000 /* ppm */

struct arguments {
    const char *journal;
    const char *paths[PATHS_MAX];
    uint32_t path_count;
    uint64_t contract_dollars;
    uint64_t product_id;
    int64_t carry_ppm;
    int64_t cost_ppm;
    bool has_minutes;
    enum report_format format;
    const char *wrong; /* the option that cannot be used, or whose value cannot */
};

static int usage_fault(const char *what, const char *argument)
{
    fprintf(stderr, "perpetua quality: %s%s; see perpetua quality --help\n", what, argument);
    return EXIT_UNUSABLE;
}

static bool read_format(const char *name, enum report_format *format)
{
    static const char *const format_names[] = {
        [FORMAT_TXT] = "txt", [FORMAT_CSV] = "csv", [FORMAT_JSON] = "json"};
    for (uint32_t i = 0; i < sizeof format_names / sizeof format_names[0]; i++) {
        if (strcmp(format_names[i], name) != 0) continue;
        *format = (enum report_format)i;
        return true;
    }
    return false;
}

static bool read_option(struct arguments *arguments, const char *name, const char *value)
{
    if (strcmp(name, "--journal") == 0) {
        arguments->journal = value;
        return true;
    }
    if (strcmp(name, "--compare") == 0) {
        if (arguments->path_count == PATHS_MAX) return false;
        arguments->paths[arguments->path_count++] = value;
        return true;
    }
    if (strcmp(name, "--format") == 0) return read_format(value, &arguments->format);
    if (strcmp(name, "--contract") == 0) {
        return text_read_u64(value, strlen(value), &arguments->contract_dollars) &&
               arguments->contract_dollars <= DOLLARS_MAX;
    }
    if (strcmp(name, "--carry") == 0) {
        return text_read_i64(value, strlen(value), &arguments->carry_ppm) &&
               i64_magnitude(arguments->carry_ppm) <= RATE_MAX;
    }
    if (strcmp(name, "--cost") == 0) {
        return text_read_i64(value, strlen(value), &arguments->cost_ppm) &&
               arguments->cost_ppm >= 0 && arguments->cost_ppm <= RATE_MAX;
    }
    if (strcmp(name, "--product") != 0) return false;
    return text_read_u64(value, strlen(value), &arguments->product_id) &&
           arguments->product_id > 0 && arguments->product_id < PRODUCTS_MAX;
}

static bool read_arguments(struct arguments *arguments, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--minutes") == 0) {
            arguments->has_minutes = true;
        } else if (strcmp(argv[i], "--json") == 0) {
            arguments->format = FORMAT_JSON;
        } else {
            if (i + 1 == argc || !read_option(arguments, argv[i], argv[i + 1])) {
                arguments->wrong = argv[i];
                return false;
            }
            i++;
        }
    }
    return arguments->journal != NULL || arguments->path_count > 0;
}

/* --- the journal ------------------------------------------------------------------------------ */

struct run {
    const struct arguments *arguments;
    struct quality_journal *journal;
};

static bool run_begin(void *context, const struct core_config *capacities)
{
    struct run *run = context;
    run->journal = quality_journal_create(capacities->products_max, run->arguments->has_minutes);
    if (run->journal == NULL) return false;
    quality_journal_costs(run->journal, run->arguments->carry_ppm, run->arguments->cost_ppm);
    if (run->arguments->path_count > 0) quality_journal_keep_seconds(run->journal);
    return true;
}

static bool run_command(void *context, const struct journal_step *step, const struct core *core)
{
    const struct run *run = context;
    (void)core;
    struct quality_step told = {.command = step->command,
                                .worked = step->worked,
                                .events = step->events,
                                .event_count = step->event_count};
    return quality_journal_command(run->journal, &told);
}

static bool run_end(void *context, const struct core *core)
{
    const struct run *run = context;
    (void)core;
    return quality_journal_finish(run->journal);
}

static int run_journal(struct run *run)
{
    struct journal_run_result result;
    struct journal_visitor visitor = {
        .program = "perpetua quality",
        .directory = run->arguments->journal,
        .context = run,
        .begin = run_begin,
        .command = run_command,
        .end = run_end,
    };
    return journal_run(&visitor, &result);
}

/* --- the recording ---------------------------------------------------------------------------- */

static int read_recording(const struct arguments *arguments, struct recording *recording)
{
    static struct replay_fault fault;
    recording_init(recording, (int64_t)arguments->contract_dollars * 1000000);
    for (uint32_t i = 0; i < arguments->path_count; i++) {
        if (recording_read(recording, arguments->paths[i], &fault)) continue;
        fprintf(stderr, "perpetua quality: %s\n", fault.text);
        return EXIT_UNUSABLE;
    }
    quality_finish(&recording->quality);
    if (!recording->quality.has_begun)
        return usage_fault("no market data in ", arguments->paths[0]);
    return EXIT_OK;
}

static bool is_clean(const struct recording *recording)
{
    return recording->bad_lines == 0 && recording->update_gaps == 0 && recording->trade_gaps == 0;
}

static int print(const struct run *run, const struct recording *recording)
{
    const struct arguments *arguments = run->arguments;
    struct table_writer writer;
    struct report_head head = {"quality", "Market quality", "", false};
    static const struct quality_product nothing;
    report_begin(&writer, stdout, arguments->format, &head);
    if (run->journal != NULL) quality_write(&writer, run->journal, arguments->has_minutes);
    if (arguments->path_count > 0) {
        const struct quality_product *ours =
            run->journal == NULL
                ? NULL
                : quality_journal_product(run->journal, (uint32_t)arguments->product_id);
        quality_write_comparison(&writer, ours == NULL ? &nothing : ours, recording);
        quality_write_recording(&writer, recording);
    }
    report_end(&writer);
    if (arguments->path_count == 0 || is_clean(recording)) return EXIT_OK;
    fprintf(stderr, "perpetua quality: the recording has gaps or lines that cannot be read\n");
    return EXIT_DIFFERS;
}

int cli_quality(int argc, char **argv)
{
    static struct recording recording;
    if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        fputs(help, stdout);
        return EXIT_OK;
    }
    struct arguments arguments = {.format = FORMAT_TXT, .product_id = 1};
    bool is_read = read_arguments(&arguments, argc, argv);
    if (arguments.wrong != NULL) {
        return usage_fault("cannot use this option, or what stands behind it: ", arguments.wrong);
    }
    if (!is_read) {
        return usage_fault("expected --journal DIR or --compare PATH, and options", "");
    }
    struct run run = {.arguments = &arguments};
    int exit_code = EXIT_OK;
    if (arguments.path_count > 0) exit_code = read_recording(&arguments, &recording);
    if (exit_code == EXIT_OK && arguments.journal != NULL) exit_code = run_journal(&run);
    if (exit_code == EXIT_OK) exit_code = print(&run, &recording);
    if (run.journal != NULL) quality_journal_destroy(run.journal);
    recording_release(&recording);
    return exit_code;
}
