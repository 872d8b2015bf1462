/* SPDX-License-Identifier: Apache-2.0 */
/*
 * surveil.c - perpetua surveil: the detectors over a journal, their parameters, a book with owners.
 *
 * Role       Reads the arguments, runs the journal through the core, hands commands and events to
 *            surveil, prints.  The benchmark of the detectors is in surveil_bench.c.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cli/cli.h"
#include "cli/surveil_bench.h"
#include "cli/surveil_cases.h"
#include "lab/worked.h"
#include "node/journal_reader.h"
#include "node/rerun.h"
#include "surveil/surveil.h"

static const char help[] =
    "usage: perpetua surveil run --journal DIR [--json] [--detector NAME] [--set NAME=VALUE]\n"
    "       perpetua surveil list [--json]\n"
    "       perpetua surveil book --journal DIR --sequence N [--product N] [--levels N]\n"
    "       perpetua surveil cases --journal DIR [--case N] [--json]\n"
    "       perpetua surveil bench --seed N [--seeds N] [--days NAMES] [--minutes N]\n"
    "                              [--rounds N] [--vary NAME] [--other-days] [--doc DIR]\n"
    "                              [--verbose]\n"
    "       perpetua surveil speed --seed N\n"
    "\n"
    "run prints the alerts that the detectors raise over a journal: detector and version, the\n"
    "accounts, the commands from first to last, what they gained, and each figure beside its\n"
    "threshold. list prints the detectors with their parameters. book prints the book as it was\n"
    "when a command was done, order by order, with the account and the cluster of each. cases\n"
    "prints the cases that were opened, what they are about and their histories. bench puts\n"
    "labelled schemes into order flow and compares what is found with the labels. speed\n"
    "measures what an event costs.\n"
    "\n"
    "  --journal DIR    the journal, or a copy of it\n"
    "  --json           one JSON object a line\n"
    "  --detector NAME  only this detector\n"
    "                   (clusters, with --set: how accounts that behave as one are found)\n"
    "  --set NAME=VALUE with --detector: another value of one of its parameters\n"
    "  --sequence N     the command after which the book is shown\n"
    "  --product N      the product (default 1)\n"
    "  --levels N       of each side (default 20)\n"
    "  --seed N         of the schemes: 1 to 99 were used for tuning, 1000 and above were not\n"
    "  --seeds N        so many seeds, one after the other (default 1)\n"
    "  --days NAMES     agents, clean (no schemes), market (nobody who plays at all), each with\n"
    "                   its scenario, as in agents:crash, or recordings as FORMAT:FILE, with\n"
    "                   commas between them; default: agents and clean, and the recordings in\n"
    "                   ../shared/data/l3 (PERPETUA_SHARED names another folder than ../shared)\n"
    "  --vary NAME      recordings as another market would have made them: coarse-tick,\n"
    "                   fine-tick, small-lots, large-lots, slow, busy, mirrored, first-third,\n"
    "                   middle-third, last-third\n"
    "  --other-days     each scenario of the agents and each recording in each variation\n"
    "  --rounds N       days with schemes of each kind and seed, each with other numbers\n"
    "                   (default 6, with --other-days 3)\n"
    "  --minutes N      length of a day (default 60)\n"
    "  --doc DIR        writes the figures into the pages of DIR (docs/surveillance)\n"
    "  --verbose        also each scheme that was missed and each alert that was false\n"
    "\n"
    "examples:\n"
    "  perpetua surveil run --journal venue/journal\n"
    "  perpetua surveil run --journal venue/journal --json --detector spoofing --set cycles=3\n"
    "  perpetua surveil book --journal venue/journal --sequence 104211 --levels 5\n"
    "  perpetua surveil bench --seed 1000 --seeds 5 --days agents,clean\n"
    "  perpetua surveil bench --seed 2000 --verbose --days sse:recorded/sse.log.gz\n"
    "  perpetua surveil bench --seed 1000 --other-days\n"
    "  perpetua surveil bench --seed 1000 --seeds 8 --doc docs/surveillance\n"
    "  perpetua surveil speed --seed 1\n"
    "\n"
    "A seed of bench plays seven hours of agents and 28 hours of recordings in about eleven\n"
    "seconds of one processor, a seed of --other-days two hundred hours in about a hundred. The\n"
    "same call prints the same output again.\n"
    "\n"
    "exit status: 0 done, 1 the journal is damaged or the benchmark misses its targets,\n"
    "2 unusable input or call\n";

#define LEVELS_DEFAULT 20u

struct arguments {
    const char *directory;
    const char *set_name;
    size_t set_name_size;
    int64_t set_value;
    uint64_t sequence;
    uint64_t product_id;
    uint64_t levels;
    uint32_t detector; /* SURVEIL_DETECTORS: all */
    bool is_json;
    bool has_sequence;
    bool is_clusters;  /* --set is of the clusters */
    const char *wrong; /* the option that cannot be used, or whose value cannot */
};

static int usage_fault(const char *what, const char *argument)
{
    fprintf(stderr, "perpetua surveil: %s%s; see perpetua surveil --help\n", what, argument);
    return EXIT_UNUSABLE;
}

static int report(const struct journal_error *error)
{
    char line[JOURNAL_ERROR_LINE_SIZE];
    journal_error_line(error, line);
    fprintf(stderr, "perpetua surveil: %s\n", line);
    return journal_status_exit_code(error->status);
}

/* --- arguments -------------------------------------------------------------------------------- */

static bool read_set(struct arguments *arguments, const char *value)
{
    const char *equals = strchr(value, '=');
    if (equals == NULL) return false;
    arguments->set_name = value;
    arguments->set_name_size = (size_t)(equals - value);
    return text_read_i64(equals + 1, strlen(equals + 1), &arguments->set_value);
}

static bool read_option(struct arguments *arguments, const char *name, const char *value)
{
    size_t size = strlen(value);
    if (strcmp(name, "--journal") == 0) {
        arguments->directory = value;
        return true;
    }
    if (strcmp(name, "--detector") == 0) {
        arguments->is_clusters = strcmp(value, "clusters") == 0;
        arguments->detector = surveil_find(value);
        return arguments->is_clusters || arguments->detector < SURVEIL_DETECTORS;
    }
    if (strcmp(name, "--sequence") == 0) {
        arguments->has_sequence = true;
        return text_read_u64(value, size, &arguments->sequence);
    }
    if (strcmp(name, "--set") == 0) return read_set(arguments, value);
    if (strcmp(name, "--product") == 0) {
        return text_read_u64(value, size, &arguments->product_id) &&
               arguments->product_id < PRODUCTS_MAX;
    }
    if (strcmp(name, "--levels") == 0) return text_read_u64(value, size, &arguments->levels);
    return false;
}

static bool read_arguments(struct arguments *arguments, int argc, char **argv)
{
    for (int i = 2; i < argc; i++) {
        if (strcmp(argv[i], "--json") == 0) {
            arguments->is_json = true;
            continue;
        }
        if (i + 1 == argc || !read_option(arguments, argv[i], argv[i + 1])) {
            arguments->wrong = argv[i];
            return false;
        }
        i++;
    }
    bool has_detector = arguments->is_clusters || arguments->detector < SURVEIL_DETECTORS;
    if (arguments->set_name != NULL && !has_detector) arguments->wrong = "--set";
    return arguments->wrong == NULL;
}

/* --- the journal ------------------------------------------------------------------------------ */

struct run {
    const struct arguments *arguments;
    struct surveil *surveil;
    struct worked worked;
    bool has_memory;
};

static void take_events(void *context, const struct event *list, uint32_t count)
{
    struct run *run = context;
    for (uint32_t i = 0; i < count; i++) worked_event(&run->worked, &list[i]);
    run->has_memory = run->has_memory && surveil_events(run->surveil, list, count);
}

static int run_records(struct run *run, struct journal_reader *reader, struct rerun *rerun)
{
    static struct command command;
    struct journal_error error = {0};
    struct journal_record record = {0};
    const struct arguments *arguments = run->arguments;
    while (!arguments->has_sequence || command.sequence < arguments->sequence) {
        enum journal_read read = journal_reader_next(reader, &record, &error);
        if (read == JOURNAL_READ_FAULT) return report(&error);
        if (read == JOURNAL_READ_END) break;
        if (rerun_decode(&record, &command, &error) != JOURNAL_OK) return report(&error);
        worked_begin(&run->worked, &command);
        if (rerun_command(rerun, &command, &error) != JOURNAL_OK) return report(&error);
        run->has_memory = run->has_memory &&
                          surveil_worked(run->surveil, &command, worked_accepted(&run->worked));
        if (!run->has_memory) return usage_fault("out of memory", "");
    }
    if (!arguments->has_sequence || command.sequence == arguments->sequence) return EXIT_OK;
    fprintf(stderr, "perpetua surveil: the journal ends at sequence %" PRIu64 "\n",
            command.sequence);
    return EXIT_UNUSABLE;
}

static int run_journal(struct run *run)
{
    static struct journal_reader reader;
    static struct rerun rerun;
    struct journal_error error = {0};
    struct journal_reader_config config = {
        .directory = run->arguments->directory, .has_thread = true, .checks = JOURNAL_CHECK_ALL};
    if (journal_reader_open(&reader, &config, &error) != JOURNAL_OK) return report(&error);
    enum journal_status status =
        rerun_init(&rerun, &journal_reader_header(&reader)->charter, &error);
    int exit_code = EXIT_OK;
    if (status == JOURNAL_OK) {
        rerun.listener = take_events;
        rerun.listener_context = run;
        exit_code = run_records(run, &reader, &rerun);
        rerun_release(&rerun);
    } else {
        exit_code = report(&error);
    }
    journal_reader_close(&reader);
    return exit_code;
}

/* --- what is printed -------------------------------------------------------------------------- */

static void print_alerts(const struct run *run)
{
    uint32_t count = surveil_alert_count(run->surveil);
    for (uint32_t i = 0; i < count; i++) {
        const struct alert *alert = surveil_alert(run->surveil, i);
        if (run->arguments->is_json) {
            alert_print_json(alert, stdout);
        } else {
            alert_print(alert, stdout);
        }
    }
    if (run->arguments->is_json) return;
    const struct view *view = surveil_view(run->surveil);
    printf("result: %" PRIu32 " alerts, %" PRIu64 " orders, %" PRIu64 " trades\n", count,
           view->order_count, view->trade_count);
}

static void print_side(const struct run *run, const struct view_product *product, uint32_t side)
{
    const struct view *view = surveil_view(run->surveil);
    const struct view_side *book = &product->sides[side];
    const char *name = side == SIDE_BUY ? "bid" : "ask";
    for (uint32_t i = 0; i < book->count && i < run->arguments->levels; i++) {
        const struct view_level *level = &book->levels[book->count - 1 - i];
        for (uint32_t slot = level->first; slot != 0; slot = view->orders[slot].level_next) {
            const struct view_order *order = &view->orders[slot];
            printf(run->arguments->is_json
                       ? "{\"side\":\"%s\",\"price_ticks\":%" PRId64 ",\"shown_lots\":%" PRId64
                         ",\"open_lots\":%" PRId64 ",\"order_id\":%" PRIu64 ",\"account\":%" PRIu32
                         ",\"cluster\":%" PRIu32 ",\"entered_sequence\":%" PRIu64
                         ",\"moves\":%" PRIu32 "}\n"
                       : "%s %12" PRId64 " %10" PRId64 " of %10" PRId64 "  order %" PRIu64
                         "  account %" PRIu32 "  cluster %" PRIu32 "  since %" PRIu64
                         "  moved %" PRIu32 "\n",
                   name, order->price_ticks, order->shown_lots, order->open_lots, order->order_id,
                   order->account_id, view_cluster(view, order->account_id),
                   order->entered_sequence, order->move_count);
        }
    }
}

static int print_book(const struct run *run)
{
    const struct view_product *product =
        view_product(surveil_view(run->surveil), (uint16_t)run->arguments->product_id);
    if (product == NULL) return usage_fault("nothing has happened in this product", "");
    print_side(run, product, SIDE_SELL);
    print_side(run, product, SIDE_BUY);
    return EXIT_OK;
}

static void print_parameter(const struct parameter *parameter, bool is_json, bool is_first)
{
    if (is_json) {
        printf("%s{\"name\":\"%s\",\"unit\":\"%s\",\"value\":%" PRId64 ",\"meaning\":\"%s\"}",
               is_first ? "" : ",", parameter->name, parameter->unit, parameter->value,
               parameter->meaning);
    } else {
        printf("  %-16s %10" PRId64 " %-11s %s\n", parameter->name, parameter->value,
               parameter->unit, parameter->meaning);
    }
}

static void list_clusters(bool is_json)
{
    uint32_t count;
    const struct parameter *parameters = surveil_clusters_parameters(&count);
    const char *summary = "accounts that behave as one, whoever owns them";
    printf(is_json ? "{\"clusters\":\"%s\",\"parameters\":[" : "clusters: %s\n", summary);
    for (uint32_t i = 0; i < count; i++) print_parameter(&parameters[i], is_json, i == 0);
    if (is_json) printf("]}\n");
}

static int list_detectors(const struct arguments *arguments)
{
    for (uint32_t i = 0; i < SURVEIL_DETECTORS; i++) {
        const struct detector_kind *kind = surveil_kind(i);
        bool is_json = arguments->is_json;
        if (arguments->detector < SURVEIL_DETECTORS && arguments->detector != i) continue;
        printf(is_json ? "{\"detector\":\"%s\",\"version\":%" PRIu32
                         ",\"summary\":\"%s\",\"parameters\":["
                       : "%s, version %" PRIu32 ": %s\n",
               kind->name, kind->version, kind->summary);
        for (uint32_t k = 0; k < kind->parameter_count; k++) {
            print_parameter(&kind->parameters[k], is_json, k == 0);
        }
        if (is_json) printf("]}\n");
    }
    bool is_all = arguments->detector == SURVEIL_DETECTORS;
    if (is_all) list_clusters(arguments->is_json);
    return EXIT_OK;
}

/* --- the command ------------------------------------------------------------------------------ */

static bool apply_set(const struct arguments *arguments, struct surveil *surveil)
{
    char name[64];
    if (arguments->set_name == NULL) return true;
    if (arguments->set_name_size >= sizeof name) return false;
    memcpy(name, arguments->set_name, arguments->set_name_size);
    name[arguments->set_name_size] = '\0';
    if (arguments->is_clusters) return surveil_set_clusters(surveil, name, arguments->set_value);
    return surveil_set(surveil, arguments->detector, name, arguments->set_value);
}

static int run_surveil(const struct arguments *arguments, bool is_book)
{
    bool has_one = !is_book && arguments->detector < SURVEIL_DETECTORS;
    uint32_t mask = is_book ? 0 : has_one ? UINT32_C(1) << arguments->detector : SURVEIL_ALL;
    static struct run run;
    run.arguments = arguments;
    run.has_memory = true;
    run.surveil = surveil_create(mask);
    if (run.surveil == NULL) return usage_fault("out of memory", "");
    int exit_code = EXIT_UNUSABLE;
    if (apply_set(arguments, run.surveil)) {
        exit_code = run_journal(&run);
    } else {
        (void)usage_fault("the detector has no parameter in ", arguments->set_name);
    }
    if (exit_code == EXIT_OK && is_book) {
        exit_code = print_book(&run);
    } else if (exit_code == EXIT_OK) {
        print_alerts(&run);
    }
    surveil_destroy(run.surveil);
    return exit_code;
}

int cli_surveil(int argc, char **argv)
{
    const char *verb = argc < 2 ? "" : argv[1];
    if (strcmp(verb, "--help") == 0 || strcmp(verb, "-h") == 0) {
        fputs(help, stdout);
        return EXIT_OK;
    }
    if (strcmp(verb, "cases") == 0) return cli_surveil_cases(argc, argv);
    if (strcmp(verb, "speed") == 0) return cli_surveil_speed(argc, argv);
    if (strcmp(verb, "bench") == 0) return cli_surveil_bench(argc, argv);
    static struct arguments arguments = {
        .detector = SURVEIL_DETECTORS, .product_id = 1, .levels = LEVELS_DEFAULT};
    if (!read_arguments(&arguments, argc, argv)) {
        return usage_fault("cannot use this option, or what stands behind it: ", arguments.wrong);
    }
    if (strcmp(verb, "list") == 0) return list_detectors(&arguments);
    bool is_book = strcmp(verb, "book") == 0;
    if (!is_book && strcmp(verb, "run") != 0) {
        return usage_fault("expected run, list, book, cases, bench or speed", "");
    }
    if (arguments.directory == NULL) return usage_fault("--journal DIR is needed", "");
    if (is_book && !arguments.has_sequence) return usage_fault("--sequence N is needed", "");
    return run_surveil(&arguments, is_book);
}
