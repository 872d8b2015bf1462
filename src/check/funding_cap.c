/* SPDX-License-Identifier: Apache-2.0 */
/*
 * funding_cap.c - funding rates under a cap made of margin rates.
 *
 * Role       Reads rows of rates.  From the day on which the cap came into force the core's own
 *            cap must leave every rate as it is; the published rate of a day must be what the core
 *            accrues in a day at the rate of the interval.
 * From       Without --from the cap holds behind the last row that is beyond it; that must be at
 *            most half of the way into the rows, else the cap explains nothing.
 * Invariant  None.
 * Rules      R-FUND-3 (4), R-FUND-8.
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

#define DAILY_ERROR_MAX 1 /* 10^-12: both figures were written as binary fractions */
#define EPOCH_NS        (INT64_C(946684800) * NS_PER_SECOND) /* lengths count from 2000-01-01 */

enum cap_column {
    COLUMN_TIME,
    COLUMN_DAILY,
    COLUMN_RATE,
    COLUMN_INTERVAL,
    COLUMN_SYMBOL, /* looked at with --group */
    COLUMN_COUNT
};

static const char *const column_names[COLUMN_COUNT] = {"timestamp", "fundingRateDaily",
                                                       "fundingRate", "fundingInterval", "symbol"};

struct cap_row {
    int64_t time_ns;
    int64_t interval_ns;
    int64_t rate_e12;
    int64_t daily_e12;
};

struct cap_run {
    struct cap_row *rows;
    size_t count;
    size_t capacity;
    struct body_funding_terms terms;
    int64_t cap_e12;
    size_t first; /* row under the cap */
    size_t within_count;
    size_t at_cap_count;
    size_t daily_count;
    size_t thrice_count; /* of the daily ones, those of eight hours */
};

bool funding_is_cap(const struct source *source)
{
    return record_fits(source, column_names, COLUMN_SYMBOL);
}

static bool read_row(const struct record_reader *reader, const struct import_slice *fields,
                     struct cap_row *row, struct replay_fault *fault)
{
    if (!import_time(fields[COLUMN_TIME], &row->time_ns)) {
        return record_fault(reader, fields[COLUMN_TIME], "a time", fault);
    }
    if (!import_time(fields[COLUMN_INTERVAL], &row->interval_ns) ||
        row->interval_ns < EPOCH_NS + NS_PER_MINUTE || row->interval_ns > EPOCH_NS + NS_PER_DAY) {
        return record_fault(reader, fields[COLUMN_INTERVAL],
                            "a length from a minute to a day, counted from 2000-01-01", fault);
    }
    row->interval_ns -= EPOCH_NS;
    if (!funding_read_rate(fields[COLUMN_RATE], &row->rate_e12)) {
        return record_fault(reader, fields[COLUMN_RATE], "a rate within +-1", fault);
    }
    if (!funding_read_rate(fields[COLUMN_DAILY], &row->daily_e12)) {
        return record_fault(reader, fields[COLUMN_DAILY], "a rate within +-1", fault);
    }
    return true;
}

static bool read_rows(struct cap_run *run, struct source *source, const char *group,
                      struct replay_fault *fault)
{
    struct record_reader reader;
    struct import_slice fields[COLUMN_COUNT];
    size_t wanted = group == NULL ? COLUMN_SYMBOL : COLUMN_COUNT;
    if (!record_begin(&reader, source, column_names, wanted)) {
        return source_fault_offset(source, 0, "funding rates, with symbol for --group", fault);
    }
    enum source_row result;
    while ((result = record_next(&reader, fields, fault)) == SOURCE_ROW) {
        if (group != NULL && !import_is(fields[COLUMN_SYMBOL], group)) continue;
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

/* Does the core's cap leave the rate as it is? */
static bool is_within(const struct cap_run *run, int64_t rate_e12)
{
    return funding_rate(&run->terms, rate_e12, 0) == rate_e12;
}

static bool find_first(struct cap_run *run, int64_t from_day)
{
    if (from_day == 0) {
        for (size_t i = 0; i < run->count; i++) {
            if (!is_within(run, run->rows[i].rate_e12)) run->first = i + 1;
        }
        return run->first <= run->count / 2;
    }
    for (; run->first < run->count; run->first++) {
        struct date date = utc_from_ns(run->rows[run->first].time_ns).date;
        int64_t day = INT64_C(10000) * date.year + INT64_C(100) * date.month + date.day;
        if (day >= from_day) return true;
    }
    return false;
}

/* What the core charges in a day at the rate of an interval. */
static int64_t daily_e12(const struct cap_row *row)
{
    struct funding_state state = {0};
    struct funding_base base =
        FUNDING_UNIT(NS_PER_DAY / NS_PER_MILLI, row->interval_ns / NS_PER_MILLI);
    funding_grow(&state, row->rate_e12, &base);
    return state.cumulative_nanos;
}

static void compare_rows(struct cap_run *run)
{
    for (size_t i = 0; i < run->count; i++) {
        const struct cap_row *row = &run->rows[i];
        int64_t error = daily_e12(row) - row->daily_e12;
        bool is_daily = error >= -DAILY_ERROR_MAX && error <= DAILY_ERROR_MAX;
        run->daily_count += is_daily ? 1 : 0;
        run->thrice_count += is_daily && row->interval_ns * 3 == NS_PER_DAY ? 1 : 0;
        if (i < run->first) continue;
        run->within_count += is_within(run, row->rate_e12) ? 1 : 0;
        run->at_cap_count += i64_magnitude(row->rate_e12) == (uint64_t)run->cap_e12 ? 1 : 0;
    }
}

static bool print_result(const struct cap_run *run, bool has_first, FILE *out)
{
    char from[DATE_TEXT_SIZE] = "never";
    size_t under = run->count - run->first;
    if (run->first < run->count) (void)utc_write_text(from, run->rows[run->first].time_ns);
    bool is_pass = has_first && run->within_count == under && run->daily_count == run->count;
    fprintf(out, "funding: %zu rows, under the cap from %s\n", run->count, from);
    fprintf(out,
            "result: funding bitmex within-cap %zu/%zu cap %s at-cap %zu daily %zu/%zu "
            "three-a-day %zu %s\n",
            run->within_count, under, report_short(run->cap_e12, RATE_SCALE).text,
            run->at_cap_count, run->daily_count, run->count, run->thrice_count,
            check_word(is_pass));
    return is_pass;
}

bool funding_check_cap(const struct check_call *call, struct source *source,
                       struct replay_fault *fault)
{
    struct cap_run run = {0};
    run.terms.divisor = 1;
    run.terms.cap_factor_ppm = (uint32_t)call->values[FUNDING_CAP_SHARE];
    run.terms.cap_initial_ppm = (uint32_t)call->values[FUNDING_INITIAL];
    run.terms.cap_maintenance_ppm = (uint32_t)call->values[FUNDING_MAINTENANCE];
    bool is_pass = false;
    if (read_rows(&run, source, call->group, fault)) {
        /* The cap itself: what the core makes of a rate of one. */
        run.cap_e12 = funding_rate(&run.terms, RATE_E12_MAX, 0);
        bool has_first = find_first(&run, call->values[FUNDING_FROM]);
        compare_rows(&run);
        is_pass = print_result(&run, has_first, call->out);
    }
    free(run.rows);
    return is_pass;
}
