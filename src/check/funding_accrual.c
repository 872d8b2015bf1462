/* SPDX-License-Identifier: Apache-2.0 */
/*
 * funding_accrual.c - continuous accrual: hourly amounts against the published rate of hours.
 *
 * Role       Reads rows with the interest of each hour and, beside it, that of the hours before.
 *            The core's cumulative amount grows by the hourly figures; its growth over the base
 *            period must be the figure of that period.
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

enum accrual_column { COLUMN_TIME, COLUMN_HOUR, COLUMN_BASE, COLUMN_COUNT };

static const char *const column_names[COLUMN_COUNT] = {"timestamp", "interest_1h", "interest_8h"};

struct accrual_row {
    int64_t time_ns;
    int64_t hour_e12;
    int64_t base_e12;
    int64_t cumulative; /* of the core, behind this hour */
};

struct accrual_run {
    struct accrual_row *rows;
    size_t count;
    size_t capacity;
    struct number_list differences;
};

bool funding_is_accrual(const struct source *source)
{
    return record_fits(source, column_names, COLUMN_COUNT);
}

static bool read_row(const struct record_reader *reader, const struct import_slice *fields,
                     struct accrual_row *row, struct replay_fault *fault)
{
    if (!import_time(fields[COLUMN_TIME], &row->time_ns)) {
        return record_fault(reader, fields[COLUMN_TIME], "a time", fault);
    }
    if (!funding_read_rate(fields[COLUMN_HOUR], &row->hour_e12)) {
        return record_fault(reader, fields[COLUMN_HOUR], "a rate within +-1", fault);
    }
    if (!funding_read_rate(fields[COLUMN_BASE], &row->base_e12)) {
        return record_fault(reader, fields[COLUMN_BASE], "a rate within +-1", fault);
    }
    return true;
}

static bool read_rows(struct accrual_run *run, struct source *source, struct replay_fault *fault)
{
    struct record_reader reader;
    struct import_slice fields[COLUMN_COUNT];
    if (!record_begin(&reader, source, column_names, COLUMN_COUNT)) {
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
    return record_sort(run->rows, run->count, sizeof *run->rows, source->path, fault);
}

/* The core charges each hour in full, one behind the other. */
static void accrue(struct accrual_run *run)
{
    struct funding_state state = {0};
    struct funding_base base = FUNDING_UNIT(NS_PER_HOUR / NS_PER_MILLI, NS_PER_HOUR / NS_PER_MILLI);
    for (size_t i = 0; i < run->count; i++) {
        funding_grow(&state, run->rows[i].hour_e12, &base);
        run->rows[i].cumulative = state.cumulative_nanos;
    }
}

static bool compare(struct accrual_run *run, size_t base_hours)
{
    for (size_t i = base_hours; i < run->count; i++) {
        const struct accrual_row *row = &run->rows[i];
        const struct accrual_row *before = &run->rows[i - base_hours];
        if (row->time_ns - before->time_ns != (int64_t)base_hours * NS_PER_HOUR) continue;
        int64_t difference = row->cumulative - before->cumulative - row->base_e12;
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
    fprintf(call->out, "funding: %zu hours, %zu periods without a missing hour\n", run->count,
            list->count);
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
    if (read_rows(&run, source, fault)) {
        accrue(&run);
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
