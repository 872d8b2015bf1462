/* SPDX-License-Identifier: Apache-2.0 */
/*
 * funding_accrual.c - continuous accrual: hourly amounts against the published rate of hours.
 *
 * Role       Reads rows with the interest of each hour and, beside it, that of the hours before.
 *            The core's cumulative amount grows by the hourly figures; its growth over the base
 *            period must be the figure of that period.
 * Coin       Such a contract is worth a fixed number of dollars and settles in the coin: what an
 *            hour charges is a share of the dollar's worth in coin at the hour's beginning, and
 *            the period's figure is a share of its worth at the period's beginning.  Without index
 *            prices the worth is taken as constant.
 * Invariant  Only periods without a missing hour are compared.
 * Rules      R-FUND-8, R-FUND-9.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/date.h"
#include "base/int_math.h"
#include "check/funding.h"
#include "check/record.h"
#include "check/statistics.h"
#include "core/perp/funding.h"
#include "replay/report.h"
#include "wire/import_time.h"

#define P95_PPM    INT64_C(950000)
#define MEDIAN_PPM INT64_C(500000)

#define WORTH_ONE   INT64_C(1000000000000000) /* a dollar's worth in coin in the first row */
#define WORTH_MIN   INT64_C(1000000000000)
#define WORTH_MAX   INT64_C(1000000000000000000)
#define GROWTH_ONE  INT64_C(10000000000000) /* nanos are rate x worth over this (R-FUND-9) */
#define PRICE_SCALE 8u
#define PRICE_MAX   INT64_C(1000000000000000)

enum accrual_column { COLUMN_TIME, COLUMN_HOUR, COLUMN_BASE, COLUMN_PRICE, COLUMN_COUNT };

static const char *const column_names[COLUMN_COUNT] = {"timestamp", "interest_1h", "interest_8h",
                                                       "index_price"};

struct accrual_row {
    int64_t time_ns;
    int64_t hour_e12;
    int64_t base_e12;
    int64_t price_e8;   /* index at the end of this hour; 0: not given */
    int64_t cumulative; /* of the core, behind this hour */
};

struct accrual_run {
    struct accrual_row *rows;
    size_t count;
    size_t capacity;
    bool has_prices;
    struct number_list differences;
};

bool funding_is_accrual(const struct source *source)
{
    return record_fits(source, column_names, COLUMN_PRICE);
}

static bool read_row(const struct record_reader *reader, const struct import_slice *fields,
                     struct accrual_row *row, struct replay_fault *fault)
{
    *row = (struct accrual_row){0};
    if (!import_time(fields[COLUMN_TIME], &row->time_ns)) {
        return record_fault(reader, fields[COLUMN_TIME], "a time", fault);
    }
    if (!funding_read_rate(fields[COLUMN_HOUR], &row->hour_e12)) {
        return record_fault(reader, fields[COLUMN_HOUR], "a rate within +-1", fault);
    }
    if (!funding_read_rate(fields[COLUMN_BASE], &row->base_e12)) {
        return record_fault(reader, fields[COLUMN_BASE], "a rate within +-1", fault);
    }
    if (reader->name_count == COLUMN_PRICE) return true;
    if (!import_round_decimal(fields[COLUMN_PRICE], PRICE_SCALE, &row->price_e8) ||
        row->price_e8 < 1 || row->price_e8 > PRICE_MAX) {
        return record_fault(reader, fields[COLUMN_PRICE], "a price above 0", fault);
    }
    return true;
}

static bool read_rows(struct accrual_run *run, struct source *source, struct replay_fault *fault)
{
    struct record_reader reader;
    struct import_slice fields[COLUMN_COUNT];
    run->has_prices = record_fits(source, column_names, COLUMN_COUNT);
    if (!record_begin(&reader, source, column_names,
                      run->has_prices ? COLUMN_COUNT : COLUMN_PRICE)) {
        return source_fault_offset(source, 0, "interest of hours", fault);
    }
    enum source_row result;
    while ((result = record_next(&reader, fields, fault)) == SOURCE_ROW) {
        void *rows = run->rows;
        if (!array_grow(&rows, &run->capacity, run->count, sizeof *run->rows)) {
            return fault_memory(fault);
        }
        run->rows = rows;
        if (!read_row(&reader, fields, &run->rows[run->count], fault)) return false;
        run->count++;
    }
    if (result == SOURCE_BAD) return false;
    if (run->count == 0) return source_fault_offset(source, 0, "rows", fault);
    return record_sort(run->rows, &run->count, sizeof *run->rows, source->path, fault);
}

/* A dollar's worth in coin at the end of a row's hour; 0: out of all proportion to the first. */
static int64_t worth_at(const struct accrual_run *run, size_t row)
{
    if (!run->has_prices) return WORTH_ONE;
    int128 worth = div_floor((int128)WORTH_ONE * run->rows[0].price_e8, run->rows[row].price_e8);
    return worth < WORTH_MIN || worth > WORTH_MAX ? 0 : (int64_t)worth;
}

/* The core charges each hour in full, on the worth at its beginning. */
static bool accrue(struct accrual_run *run, const char *path, struct replay_fault *fault)
{
    struct funding_state state = {0};
    for (size_t i = 0; i < run->count; i++) {
        struct funding_base base = {.price_e4 = worth_at(run, i == 0 ? 0 : i - 1),
                                    .tick_value_micros = 1,
                                    .part_ms = NS_PER_HOUR / NS_PER_MILLI,
                                    .whole_ms = NS_PER_HOUR / NS_PER_MILLI};
        if (worth_at(run, i) == 0 || base.price_e4 == 0) {
            return fault_set(fault, "%s: expected index prices within a factor of 1000", path);
        }
        funding_grow(&state, run->rows[i].hour_e12, &base);
        run->rows[i].cumulative = state.cumulative_nanos;
    }
    return true;
}

/* The growth behind row `from` up to row `to`, as a share of the worth at `from`, within +-1000. */
static int64_t growth_e12(const struct accrual_run *run, size_t from, size_t to)
{
    int128 nanos = (int128)run->rows[to].cumulative - run->rows[from].cumulative;
    int128 growth = div_floor(nanos * GROWTH_ONE, worth_at(run, from));
    if (growth > 1000 * RATE_E12_MAX) return 1000 * RATE_E12_MAX;
    return growth < -1000 * RATE_E12_MAX ? -1000 * RATE_E12_MAX : (int64_t)growth;
}

static bool compare(struct accrual_run *run, size_t base_hours)
{
    for (size_t i = base_hours; i < run->count; i++) {
        size_t from = i - base_hours;
        int64_t passed_ns = run->rows[i].time_ns - run->rows[from].time_ns;
        if (passed_ns != (int64_t)base_hours * NS_PER_HOUR) continue;
        int64_t difference = growth_e12(run, from, i) - run->rows[i].base_e12;
        if (difference < 0) difference = -difference;
        if (!number_list_add(&run->differences, difference)) return false;
    }
    number_list_sort(&run->differences);
    return true;
}

static bool print_result(const struct accrual_run *run, const struct check_call *call)
{
    const struct number_list *list = &run->differences;
    int64_t median = number_list_quantile(list, MEDIAN_PPM);
    int64_t p95 = number_list_quantile(list, P95_PPM);
    size_t near = 0;
    while (near < list->count && list->numbers[near] <= call->values[FUNDING_P95_MAX]) near++;
    bool is_pass = list->count > 0 && median <= call->values[FUNDING_MEDIAN_MAX] &&
                   p95 <= call->values[FUNDING_P95_MAX];
    fprintf(call->out, "funding: %zu hours, %zu periods without a missing hour, %s\n", run->count,
            list->count, run->has_prices ? "charged in coin" : "charged on a constant worth");
    fprintf(call->out, "result: funding deribit within-p95-limit %zu/%zu median %s p95 %s %s\n",
            near, list->count, report_decimal(median, RATE_SCALE).text,
            report_decimal(p95, RATE_SCALE).text, check_word(is_pass));
    return is_pass;
}

bool funding_check_accrual(const struct check_call *call, struct source *source,
                           struct replay_fault *fault)
{
    struct accrual_run run = {0};
    bool is_pass = false;
    if (read_rows(&run, source, fault) && accrue(&run, source->path, fault)) {
        if (compare(&run, (size_t)call->values[FUNDING_BASE_HOURS])) {
            is_pass = print_result(&run, call);
        } else {
            (void)fault_memory(fault);
        }
    }
    number_list_free(&run.differences);
    free(run.rows);
    return is_pass;
}
