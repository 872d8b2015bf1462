/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check_tiers.c - deductions of brackets, and initial margin from maintenance margin.
 *
 * Role       Brackets: the core makes a table of the published floors and rates; each deduction it
 *            computes must be the one that the venue published, and the two brackets that meet at
 *            a floor must ask for the same margin there.  Margins: the core's initial margin from a
 *            maintenance margin and a factor must be the published one.
 * Unit       Brackets in micros; published margins in the file's unit, which the core rounds up to.
 * Invariant  None.
 * Rules      R-TIER-1, R-TIER-2.
 */
#include <inttypes.h>
#include <string.h>

#include "base/int_math.h"
#include "check/checks.h"
#include "check/tier_table.h"
#include "core/risk/bracket.h"
#include "replay/report.h"

#define MONEY_SCALE   6u
#define NOTIONAL_MAX  INT64_C(4000000000000000000)
#define MARGIN_MAX    INT64_C(1000000000000000)
#define FACTOR_ONE    INT64_C(1000000)
#define FIRST_BRACKET UINT32_C(1)

enum { VALUE_NOTIONAL, VALUE_FACTOR, VALUE_SHARE };

static const struct check_parameter parameters[] = {
    [VALUE_NOTIONAL] = {"notional", "binance: print the margin of this value, by instrument", 0, 0,
                        NOTIONAL_MAX, MONEY_SCALE},
    [VALUE_FACTOR] = {"factor", "cme: initial margin as a multiple of maintenance", 1100000,
                      FACTOR_ONE, INITIAL_FACTOR_MAX, 6},
    [VALUE_SHARE] = {"share", "cme: smallest share of rows that must fit", 970000, 0, PPM_ONE, 6},
};

static const char *const formats[] = {"binance", "cme", NULL};

enum margin_column { COLUMN_INITIAL, COLUMN_MAINTENANCE, COLUMN_COUNT };

static const char *const column_names[COLUMN_COUNT] = {"initial", "maintenance"};

/* --- brackets --------------------------------------------------------------------------------- */

struct tiers_run {
    FILE *out;
    struct tier_table table;
    int64_t notional_micros;
    const char *group;
    size_t group_count;
    size_t count; /* brackets behind the first of their group */
    size_t same_count;
    size_t joint_count; /* floors at which both brackets ask for the same */
};

static void make_brackets(const struct tiers_run *run, size_t first, size_t count,
                          struct bracket_table *brackets)
{
    struct body_margin_terms terms = {.bracket_count = (uint8_t)count,
                                      .initial_mode = INITIAL_FACTOR,
                                      .initial_factor_ppm = FACTOR_ONE};
    for (size_t i = 0; i < count; i++) {
        const struct tier *tier = &run->table.tiers[first + i];
        terms.brackets[i].floor_micros = tier->floor_micros;
        terms.brackets[i].maintenance_ppm = (uint32_t)tier->rate_ppm;
    }
    bracket_table_make(brackets, &terms);
}

/* Does the margin rise by no more than its rates allow from one micro below a floor to it? */
static bool is_joint(const struct bracket_table *brackets, size_t index)
{
    int64_t floor = brackets->list[index].floor_micros;
    int64_t rise = bracket_maintenance(brackets, floor) - bracket_maintenance(brackets, floor - 1);
    return rise == 0 || rise == 1;
}

static void print_margin(const struct tiers_run *run, const struct tier *tier,
                         const struct bracket_table *brackets)
{
    int64_t margin = bracket_maintenance(brackets, run->notional_micros);
    fprintf(run->out, "tiers: %.*s notional %s maintenance %s\n", (int)tier->label.size,
            tier->label.text == NULL ? "" : tier->label.text,
            report_short(run->notional_micros, MONEY_SCALE).text,
            report_short(margin, MONEY_SCALE).text);
}

static void compare_group(struct tiers_run *run, size_t first, size_t count)
{
    struct bracket_table brackets;
    const struct tier *tiers = &run->table.tiers[first];
    make_brackets(run, first, count, &brackets);
    run->group_count++;
    if (tiers[0].deduction_micros != 0) run->count++; /* a deduction from nothing */
    for (size_t i = FIRST_BRACKET; i < count; i++) {
        int128 published = (int128)tiers[i].deduction_micros * PPM_ONE;
        bool is_same = brackets.list[i].maintenance_deduction == published;
        run->count++;
        run->same_count += is_same ? 1 : 0;
        run->joint_count += is_joint(&brackets, i) ? 1 : 0;
        if (is_same) continue;
        fprintf(run->out, "tiers: %.*s bracket %zu: published deduction %s differs\n",
                (int)tiers->label.size, tiers->label.text == NULL ? "" : tiers->label.text, i + 1,
                report_short(tiers[i].deduction_micros, MONEY_SCALE).text);
    }
    if (run->notional_micros > 0) print_margin(run, tiers, &brackets);
}

static bool is_meant(const struct tiers_run *run, const struct tier *tier)
{
    if (run->group == NULL) return true;
    return tier->label.text != NULL && import_is(tier->label, run->group);
}

static bool check_brackets(const struct check_call *call, const struct source *source,
                           struct replay_fault *fault)
{
    struct tiers_run run = {
        .out = call->out, .notional_micros = call->values[VALUE_NOTIONAL], .group = call->group};
    if (!tier_table_read(&run.table, source, fault)) return false;
    size_t count;
    for (size_t first = 0; first < run.table.count; first += count) {
        count = tier_group_count(&run.table, first);
        if (is_meant(&run, &run.table.tiers[first])) compare_group(&run, first, count);
    }
    bool is_pass = run.same_count == run.count && run.joint_count == run.count;
    if (run.group_count == 0) {
        is_pass = source_fault_offset(source, 0, "brackets of the instrument in --group", fault);
    } else {
        fprintf(call->out,
                "result: tiers binance deductions %zu/%zu joints %zu/%zu instruments %zu %s\n",
                run.same_count, run.count, run.joint_count, run.count, run.group_count,
                check_word(is_pass));
    }
    tier_table_free(&run.table);
    return is_pass;
}

/* --- margins ---------------------------------------------------------------------------------- */

static bool read_margin(const struct source *source, struct import_slice field, int64_t *margin,
                        struct replay_fault *fault)
{
    if (import_decimals(field) == 0 && import_round_decimal(field, 0, margin) && *margin > 0 &&
        *margin <= MARGIN_MAX) {
        return true;
    }
    return source_fault_field(source, field, "a whole number above 0", fault);
}

/* The core's initial margin, of a position whose maintenance margin this is. */
static int64_t initial_of(const struct bracket_table *brackets, int64_t maintenance)
{
    return narrow_i64(bracket_initial(brackets, maintenance));
}

static bool check_margins(const struct check_call *call, struct source *source,
                          struct replay_fault *fault)
{
    struct import_slice line;
    struct import_slice fields[COLUMN_COUNT];
    struct table_columns columns;
    struct bracket_table brackets;
    /* One bracket that asks for the whole value: its maintenance margin is the notional. */
    struct body_margin_terms terms = {.bracket_count = 1,
                                      .initial_mode = INITIAL_FACTOR,
                                      .initial_factor_ppm = (uint32_t)call->values[VALUE_FACTOR],
                                      .brackets = {{.maintenance_ppm = (uint32_t)PPM_ONE}}};
    bracket_table_make(&brackets, &terms);
    size_t count = 0;
    size_t same = 0;
    if (!source_line(source, &line) || !table_find(line, column_names, COLUMN_COUNT, &columns)) {
        return source_fault_offset(source, 0,
                                   "brackets in JSON, or columns initial and maintenance", fault);
    }
    enum source_row row;
    while ((row = source_row(source, &columns, fields, fault)) == SOURCE_ROW) {
        int64_t initial = 0;
        int64_t maintenance = 0;
        if (!read_margin(source, fields[COLUMN_INITIAL], &initial, fault)) return false;
        if (!read_margin(source, fields[COLUMN_MAINTENANCE], &maintenance, fault)) return false;
        bool is_same = initial_of(&brackets, maintenance) == initial;
        count++;
        same += is_same ? 1 : 0;
        if (is_same) continue;
        fprintf(call->out,
                "tiers: line %" PRIu64 ": initial %" PRId64 ", of maintenance %" PRId64
                " the core makes %" PRId64 "\n",
                source->line, initial, maintenance, initial_of(&brackets, maintenance));
    }
    if (row != SOURCE_END) return false;
    if (count == 0) return source_fault_offset(source, 0, "rows", fault);
    bool is_pass = (int128)same * PPM_ONE >= (int128)count * call->values[VALUE_SHARE];
    fprintf(call->out, "result: tiers cme initial %zu/%zu factor %s %s\n", same, count,
            report_short(call->values[VALUE_FACTOR], 6).text, check_word(is_pass));
    return is_pass;
}

static enum check_status run_tiers(const struct check_call *call, struct replay_fault *fault)
{
    struct source source;
    if (!source_open(&source, call->paths[0], fault)) return CHECK_BAD_INPUT;
    bool is_pass;
    if (source_is_json(&source) && check_may_be(call, "binance")) {
        is_pass = check_brackets(call, &source, fault);
    } else if (!source_is_json(&source) && check_may_be(call, "cme")) {
        is_pass = check_margins(call, &source, fault);
    } else {
        is_pass = source_fault_offset(&source, 0, "a file of the format in --format", fault);
    }
    source_close(&source);
    return check_verdict(is_pass, fault);
}

const struct check check_tiers = {
    .name = "tiers",
    .summary = "deductions of margin brackets, initial from maintenance margin",
    .formats = formats,
    .parameters = parameters,
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .path_max = 1,
    .run = run_tiers,
};
