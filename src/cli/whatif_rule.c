/* SPDX-License-Identifier: Apache-2.0 */
/*
 * whatif_rule.c - see whatif_rule.h.
 */
#include "cli/whatif_rule.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "supervision/walk.h"
#include "supervision/what_if_rule.h"

struct arguments {
    const char *journal;
    struct what_if_rule_config rule;
    bool is_json;
};

static bool take_method(struct arguments *arguments, const char *word)
{
    if (strcmp(word, "water-filling") == 0)
        arguments->rule.method = DELEVERAGE_WATER_FILLING;
    else if (strcmp(word, "rank") == 0)
        arguments->rule.method = DELEVERAGE_RANK;
    else if (strcmp(word, "pro-rata") == 0)
        arguments->rule.method = DELEVERAGE_PRO_RATA;
    else
        return false;
    return true;
}

static bool take_switch(struct arguments *arguments, const char *name)
{
    if (strcmp(name, "--json") == 0)
        arguments->is_json = true;
    else if (strcmp(name, "--without-fund") == 0)
        arguments->rule.is_fundless = true;
    else if (strcmp(name, "--without-slices") == 0)
        arguments->rule.is_sliceless = true;
    else
        return false;
    return true;
}

static bool read_arguments(struct arguments *arguments, int argc, char **argv)
{
    *arguments = (struct arguments){0};
    bool is_good = true;
    for (int i = 1; i < argc && is_good; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : NULL;
        if (take_switch(arguments, argv[i])) continue;
        i++;
        if (value == NULL)
            is_good = false;
        else if (strcmp(argv[i - 1], "--deleveraging") == 0)
            is_good = take_method(arguments, value);
        else if (strcmp(argv[i - 1], "--journal") == 0)
            arguments->journal = value;
        else if (strcmp(argv[i - 1], "--out") == 0)
            arguments->rule.directory = value;
        else
            is_good = false;
    }
    return is_good && arguments->rule.method != 0 && arguments->journal != NULL &&
           arguments->rule.directory != NULL;
}

static int report_fault(const struct journal_error *error)
{
    char line[JOURNAL_ERROR_LINE_SIZE];
    journal_error_line(error, line);
    fprintf(stderr, "perpetua whatif: %s\n", line);
    return journal_status_exit_code(error->status);
}

static int run_records(struct what_if_rule *rule, struct walk *walk)
{
    struct journal_step step;
    struct journal_error error = {0};
    enum walk_next next = walk_next(walk, &step);
    while (next == WALK_STEP) {
        if (what_if_rule_see(rule, &step, &error) != JOURNAL_OK) return report_fault(&error);
        next = walk_next(walk, &step);
    }
    if (next == WALK_FAULT) return report_fault(&walk->error);
    if (what_if_rule_end(rule, walk_core(walk), &error) != JOURNAL_OK) return report_fault(&error);
    return EXIT_OK;
}

static int run(const struct arguments *arguments, struct walk *walk)
{
    struct journal_error error = {0};
    struct what_if_rule *rule =
        what_if_rule_create(&arguments->rule, &walk->recovery.rerun.config, &error);
    if (rule == NULL) return report_fault(&error);
    int exit_code = run_records(rule, walk);
    if (exit_code == EXIT_OK && arguments->is_json)
        what_if_rule_write_json(rule, stdout);
    else if (exit_code == EXIT_OK)
        what_if_rule_write_page(rule, stdout);
    what_if_rule_destroy(rule);
    return exit_code;
}

int whatif_rule(int argc, char **argv)
{
    static struct walk walk;
    struct arguments arguments;
    if (!read_arguments(&arguments, argc, argv)) {
        fprintf(stderr, "perpetua whatif: expected --deleveraging water-filling, rank or pro-rata, "
                        "--journal DIR and --out DIR; see perpetua whatif --help\n");
        return EXIT_UNUSABLE;
    }
    const struct walk_config config = {.directory = arguments.journal, .has_thread = true};
    if (walk_open(&walk, &config) != JOURNAL_OK) return report_fault(&walk.error);
    int exit_code = run(&arguments, &walk);
    walk_close(&walk);
    return exit_code;
}
