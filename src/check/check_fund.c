/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check_fund.c - the balance of an insurance fund, its falls, and the drawdown limit.
 *
 * Role       Reads balances, one a row.  Each change is a transfer in the core's ledger
 *            between the fund and the world, and the ledger must then show the recorded balance and
 *            sum to zero.  The core's drawdown limit looks at each balance: its peak less the
 *            balance is the drawdown, which is printed for each fall, as is what the limit does.
 * Unit       Balances are whole numbers of the file's unit; the ledger counts them as micros.
 * Invariant  None.
 * Rules      R-CASH-4, R-FUNDCAP-1.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/date.h"
#include "base/int_math.h"
#include "base/text.h"
#include "check/checks.h"
#include "check/record.h"
#include "check/statistics.h"
#include "core/ledger/ledger.h"
#include "core/liquidation/fund.h"
#include "replay/report.h"
#include "wire/import_time.h"

#define BALANCE_MAX INT64_C(1000000000000000000)
#define ENTRY_WORLD 1u
#define ENTRY_FUND  2u
#define ENTRIES     3u

enum { VALUE_DECIMALS, VALUE_DRAWDOWN, VALUE_RELEASE, VALUE_WINDOW_DAYS };

static const struct check_parameter parameters[] = {
    [VALUE_DECIMALS] = {"decimals", "of a whole coin, for printing", 8, 0, 18, 0},
    [VALUE_DRAWDOWN] = {"drawdown", "share of the peak at which the fund is tripped; 0: never", 0,
                        0, PPM_ONE, 6},
    [VALUE_RELEASE] = {"release", "share of the peak at which it is released", 0, 0, PPM_ONE, 6},
    [VALUE_WINDOW_DAYS] = {"window", "days for which a peak counts", 366, 1, 3660, 0},
};

static const char *const formats[] = {"bitmex", NULL};

enum fund_column { COLUMN_TIME, COLUMN_BALANCE, COLUMN_CURRENCY, COLUMN_COUNT };

static const char *const column_names[COLUMN_COUNT] = {"timestamp", "walletBalance", "currency"};

struct fund_row {
    int64_t time_ns;
    int64_t balance;
};

struct fund_run {
    FILE *out;
    struct fund_row *rows;
    size_t count;
    size_t capacity;
    unsigned decimals;
    struct fund_limit limit;
    struct fund_window window;
    struct ledger_line lines[ENTRIES];
    struct ledger ledger;
    size_t same_count;
    size_t fall_count;
    size_t trip_count;
    int64_t fall_max; /* largest fall from one row to the next */
    int64_t drawdown_max;
};

static bool read_row(struct fund_run *run, const struct record_reader *reader,
                     const struct import_slice *fields, struct replay_fault *fault)
{
    struct fund_row row;
    if (!import_time(fields[COLUMN_TIME], &row.time_ns)) {
        return record_fault(reader, fields[COLUMN_TIME], "a time", fault);
    }
    struct import_slice balance = fields[COLUMN_BALANCE];
    if (!text_read_i64(balance.text, balance.size, &row.balance) || row.balance > BALANCE_MAX ||
        row.balance < -BALANCE_MAX) {
        return record_fault(reader, balance, "a whole number within +-10^18", fault);
    }
    void *rows = run->rows;
    if (!array_grow(&rows, &run->capacity, run->count, sizeof row)) return fault_memory(fault);
    run->rows = rows;
    run->rows[run->count++] = row;
    return true;
}

static bool read_rows(struct fund_run *run, struct source *source, const char *group,
                      struct replay_fault *fault)
{
    struct record_reader reader;
    struct import_slice fields[COLUMN_COUNT];
    size_t wanted = group == NULL ? COLUMN_CURRENCY : COLUMN_COUNT;
    if (!record_begin(&reader, source, column_names, wanted)) {
        return source_fault_offset(source, 0,
                                   "timestamp and walletBalance, with currency for --group", fault);
    }
    enum source_row result;
    while ((result = record_next(&reader, fields, fault)) == SOURCE_ROW) {
        if (group != NULL && !import_is(fields[COLUMN_CURRENCY], group)) continue;
        if (!read_row(run, &reader, fields, fault)) return false;
    }
    if (result == SOURCE_BAD) return false;
    if (run->count == 0) {
        return source_fault_offset(source, 0, "rows with timestamp and walletBalance", fault);
    }
    return record_sort(run->rows, &run->count, sizeof *run->rows, source->path, fault);
}

static void print_fall(const struct fund_run *run, const struct fund_row *row, int64_t change,
                       int64_t drawdown)
{
    char time[DATE_TEXT_SIZE];
    (void)utc_write_text(time, row->time_ns);
    fprintf(run->out, "fund: %s change %s drawdown %s room %s\n", time,
            report_decimal(change, run->decimals).text,
            report_decimal(-drawdown, run->decimals).text,
            report_decimal(fund_room_micros(&run->window, &run->limit, row->balance), run->decimals)
                .text);
}

static void print_change(const struct fund_run *run, enum fund_change change)
{
    if (change == FUND_SAME) return;
    fprintf(run->out, "fund: the limit %s it\n", change == FUND_TRIPPED ? "trips" : "releases");
}

static void work_row(struct fund_run *run, const struct fund_row *row)
{
    int64_t before = ledger_balance(&run->ledger, ENTRY_FUND).micros;
    int64_t change = row->balance - before;
    ledger_settle(&run->ledger, ENTRY_WORLD, ENTRY_FUND, (struct money){change});
    bool is_same = ledger_balance(&run->ledger, ENTRY_FUND).micros == row->balance &&
                   ledger_sum(&run->ledger) == 0;
    run->same_count += is_same ? 1 : 0;

    enum fund_change what = fund_look(&run->window, &run->limit, row->time_ns, row->balance);
    int64_t drawdown = run->window.peak_micros - row->balance;
    run->drawdown_max = i64_max(run->drawdown_max, drawdown);
    run->trip_count += what == FUND_TRIPPED ? 1 : 0;
    if (change < 0) {
        run->fall_count++;
        run->fall_max = i64_max(run->fall_max, -change);
        print_fall(run, row, change, drawdown);
    }
    print_change(run, what);
}

static bool work_rows(struct fund_run *run)
{
    run->ledger = (struct ledger){.lines = run->lines, .count = ENTRIES};
    for (size_t i = 0; i < run->count; i++) work_row(run, &run->rows[i]);
    bool is_pass = run->same_count == run->count;
    fprintf(run->out,
            "result: fund bitmex balances %zu/%zu falls %zu largest-fall %s largest-drawdown %s "
            "trips %zu %s\n",
            run->same_count, run->count, run->fall_count,
            report_decimal(-run->fall_max, run->decimals).text,
            report_decimal(-run->drawdown_max, run->decimals).text, run->trip_count,
            check_word(is_pass));
    return is_pass;
}

static enum check_status run_fund(const struct check_call *call, struct replay_fault *fault)
{
    struct fund_run run = {.out = call->out, .decimals = (unsigned)call->values[VALUE_DECIMALS]};
    struct source source;
    run.limit = (struct fund_limit){.window_ns = call->values[VALUE_WINDOW_DAYS] * NS_PER_DAY,
                                    .drawdown_ppm = call->values[VALUE_DRAWDOWN],
                                    .release_ppm = call->values[VALUE_RELEASE]};
    if (!source_open(&source, call->paths[0], fault)) return CHECK_BAD_INPUT;
    bool is_pass = read_rows(&run, &source, call->group, fault) && work_rows(&run);
    free(run.rows);
    source_close(&source);
    return check_verdict(is_pass, fault);
}

const struct check check_fund = {
    .name = "fund",
    .summary = "an insurance fund's balance, falls and drawdown limit",
    .formats = formats,
    .parameters = parameters,
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .path_max = 1,
    .run = run_fund,
};
