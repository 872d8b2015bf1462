/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report_positions.c - large positions (17.00), and the forms that they call for (102, 40).
 *
 * Role   See report.h.  A special account is all accounts of one owner at one member; its long and
 *        short positions are given gross, as open interest counts them.  It is reported while it is
 *        reportable and for one day more.  The page of 17.00 is the file of 80-character records.
 * Rules  R-REPORT-5, R-REPORT-12, R-PART-2, R-ACCT-3, R-DAY-4.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report/report.h"

#define RECORD_SIZE  80u
#define ACCOUNT_SIZE 12u
#define LOTS_SIZE    7u
#define LOTS_MOST    INT64_C(9999999)
#define FIRM_SIZE    3u
#define FIRM_MOST    999u
#define CODE_SIZE    5u

static const struct column position_columns[] = {
    {"member", "reporting firm", COLUMN_COUNT, 8},
    {"special_account", "owner of the accounts", COLUMN_COUNT, 15},
    {"product", "symbol", COLUMN_TEXT, 14},
    {"account_class", "where the position is held", COLUMN_TEXT, 15},
    {"long", "contracts", COLUMN_COUNT, 12},
    {"short", "contracts", COLUMN_COUNT, 12},
    {"level", "reportable level of the product", COLUMN_COUNT, 8},
    {"is_reportable", "1, or 0 on the first day on which it is not any more", COLUMN_COUNT, 13},
    {"omnibus", "1: an account of it is omnibus, its customers are the firm's to name",
     COLUMN_COUNT, 7},
    {"action", "A for a new record", COLUMN_TEXT, 6},
};

static const struct column special_columns[] = {
    {"form", "102A for a special account, 40 for its owner on call", COLUMN_TEXT, 6},
    {"member", "that files", COLUMN_COUNT, 8},
    {"owner", "of the accounts", COLUMN_COUNT, 8},
    {"product", "symbol", COLUMN_TEXT, 14},
    {"long", "contracts at the end", COLUMN_COUNT, 12},
    {"short", "contracts at the end", COLUMN_COUNT, 12},
    {"first_date", "on which it was reportable", COLUMN_DATE, 10},
    {"is_due", "1: it became reportable on this date", COLUMN_COUNT, 6},
};

static const struct column volume_columns[] = {
    {"form", "102B for a volume threshold account", COLUMN_TEXT, 6},
    {"member", "that files", COLUMN_COUNT, 8},
    {"account", "trading account", COLUMN_COUNT, 8},
    {"owner", "of the account", COLUMN_COUNT, 8},
    {"product", "symbol", COLUMN_TEXT, 14},
    {"lots", "traded on the date", COLUMN_COUNT, 12},
    {"first_date", "on which the threshold was reached", COLUMN_DATE, 10},
    {"is_due", "1: it was reached for the first time on this date", COLUMN_COUNT, 6},
};

static const struct column control_columns[] = {
    {"form", "102A for a special account by control", COLUMN_TEXT, 6},
    {"controller", "user who controls the trading", COLUMN_COUNT, 10},
    {"product", "symbol", COLUMN_TEXT, 14},
    {"accounts", "with a position, that it controls", COLUMN_COUNT, 8},
    {"owners", "of these accounts", COLUMN_COUNT, 8},
    {"long", "contracts at the end", COLUMN_COUNT, 12},
    {"short", "contracts at the end", COLUMN_COUNT, 12},
    {"is_reportable", "1: at or above the level of the product", COLUMN_COUNT, 13},
};

static const struct table position_table = {"positions", "one row a special account and product",
                                            COLUMNS(position_columns)};
static const struct table special_table = {"special_accounts", "what makes a 102A and a 40 due",
                                           COLUMNS(special_columns)};
static const struct table volume_table = {"volume_accounts", "what makes a 102B due",
                                          COLUMNS(volume_columns)};
static const struct table *const position_tables[] = {&position_table};
static const struct table control_table = {
    "controlled", "accounts of several owners that one user controls (17.00(b)(2))",
    COLUMNS(control_columns)};
static const struct table *const trigger_tables[] = {&special_table, &volume_table, &control_table};

static bool is_reported(const struct day_special *special)
{
    return special->is_now || special->was;
}

/* Nothing is lost between the positions of the accounts and the special accounts. */
static void compare_longs(struct report_run *run)
{
    int128 sums[PRODUCTS_MAX] = {0};
    for (uint32_t i = 1; i < run->day->specials.count; i++) {
        const struct day_special *special = day_special(run->day, i);
        sums[special->product_id] += special->long_lots;
    }
    for (uint32_t id = 1; id <= run->day->product_last; id++) {
        if (!run_product(run, id)->is_known) continue;
        reconcile_equal(run->reconcile, "part-17.00", "long lots of special accounts", sums[id],
                        report_open_interest(run->day, (uint16_t)id, false));
    }
}

static void write_positions(struct report_run *run)
{
    struct table_writer *writer = &run->writer;
    table_begin(writer, &position_table);
    for (uint32_t i = 1; i < run->day->specials.count; i++) {
        const struct day_special *special = day_special(run->day, i);
        const struct day_product *product = run_product(run, special->product_id);
        if (!is_reported(special)) continue;
        put_count(writer, special->member_id);
        put_count(writer, special->owner_account_id);
        put_text(writer, product->terms.symbol);
        put_text(writer, report_class(product->account_class));
        put_count(writer, special->long_lots);
        put_count(writer, special->short_lots);
        put_count(writer,
                  settings_level(run->day->settings, product->terms.symbol)->reportable_lots);
        put_count(writer, special->is_now);
        put_count(writer, special->is_omnibus);
        put_text(writer, "A");
    }
    table_end(writer);
    compare_longs(run);
}

/* --- 80 characters ---------------------------------------------------------------------------- */

static void field_text(char *record, size_t column, const char *text, size_t size)
{
    for (size_t i = 0; i < size && text[i] != '\0'; i++) record[column - 1 + i] = text[i];
}

static void field_number(char *record, size_t column, uint64_t number, size_t size)
{
    for (size_t i = size; i > 0; i--) {
        record[column - 2 + i] = (char)('0' + number % 10);
        number /= 10;
    }
}

static void field_date(char *record, size_t column, int32_t days)
{
    char text[DAY_TEXT_SIZE];
    (void)day_text(text, days);
    size_t at = column - 1;
    for (size_t i = 0; text[i] != '\0'; i++) {
        if (text[i] != '-') record[at++] = text[i];
    }
}

static void record_write(struct report_run *run, const struct day_special *special)
{
    char record[RECORD_SIZE + 1];
    const struct day_product *product = run_product(run, special->product_id);
    memset(record, ' ', RECORD_SIZE);
    record[RECORD_SIZE] = '\0';
    field_text(record, 1, "RP", 2);
    field_number(record, 3, special->member_id, FIRM_SIZE);
    field_number(record, 8, special->owner_account_id, ACCOUNT_SIZE);
    field_date(record, 20, run->day->date);
    field_text(record, 28, run->day->settings->exchange, 2);
    field_text(record, 31, product->terms.symbol, CODE_SIZE);
    field_number(record, 52, (uint64_t)special->long_lots, LOTS_SIZE);
    field_number(record, 59, (uint64_t)special->short_lots, LOTS_SIZE);
    field_text(record, 80, "A", 1);
    fprintf(run->writer.out, "%s\n", record);
    /* A number that its field cannot hold would be cut: that must not pass. */
    reconcile_equal(run->reconcile, "part-17.00", "lots in a field of seven digits",
                    special->long_lots > LOTS_MOST || special->short_lots > LOTS_MOST, 0);
    reconcile_equal(run->reconcile, "part-17.00", "member in a field of three digits",
                    special->member_id > FIRM_MOST, 0);
}

static void write_records(struct report_run *run)
{
    for (uint32_t i = 1; i < run->day->specials.count; i++) {
        const struct day_special *special = day_special(run->day, i);
        if (is_reported(special)) record_write(run, special);
    }
    compare_longs(run);
}

/* --- FIXML ------------------------------------------------------------------------------------ */

static void write_fixml(struct report_run *run)
{
    FILE *out = run->writer.out;
    char date[DAY_TEXT_SIZE];
    (void)day_text(date, run->day->date);
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<FIXML v=\"5.0 SP2\">\n <Batch>\n", out);
    for (uint32_t i = 1; i < run->day->specials.count; i++) {
        const struct day_special *special = day_special(run->day, i);
        const struct day_product *product = run_product(run, special->product_id);
        if (!is_reported(special)) continue;
        fprintf(out,
                "  <PosRpt RptID=\"%s-%" PRIu32 "-%" PRIu32 "-%u\" BizDt=\"%s\" ReqTyp=\"0\">\n",
                date, special->member_id, special->owner_account_id, special->product_id, date);
        fprintf(out,
                "    <Pty ID=\"%03" PRIu32 "\" R=\"4\"/><Pty ID=\"%012" PRIu32 "\" R=\"24\"/>\n"
                "    <Instrmt",
                special->member_id, special->owner_account_id);
        fixml_text(out, "Sym", product->terms.symbol);
        fixml_text(out, "Exch", run->day->settings->exchange);
        fprintf(out,
                " SecTyp=\"FUT\"/>\n    <Qty Typ=\"TOT\" Long=\"%" PRId64 "\" Short=\"%" PRId64
                "\"/>\n  </PosRpt>\n",
                special->long_lots, special->short_lots);
    }
    fputs(" </Batch>\n</FIXML>\n", out);
    compare_longs(run);
}

/* --- triggers --------------------------------------------------------------------------------- */

static void put_special(struct report_run *run, const struct day_special *special, const char *form)
{
    struct table_writer *writer = &run->writer;
    put_text(writer, form);
    put_count(writer, special->member_id);
    put_count(writer, special->owner_account_id);
    put_text(writer, run_product(run, special->product_id)->terms.symbol);
    put_count(writer, special->long_lots);
    put_count(writer, special->short_lots);
    put_date(writer, special->first_date);
    put_count(writer, special->first_date == run->day->date);
}

static void write_volumes(struct report_run *run)
{
    struct table_writer *writer = &run->writer;
    const struct day *day = run->day;
    int128 lots = 0;
    int128 expected = 0;
    table_begin(writer, &volume_table);
    for (uint32_t i = 1; i < day->pairs.count; i++) {
        const struct day_pair *pair = day_pair(day, i);
        lots += pair->bought + pair->sold;
        if (!pair->has_volume_date) continue;
        const struct day_account *account = day_account(day, pair->account_id);
        put_text(writer, "102B");
        put_count(writer, account->member_id);
        put_count(writer, pair->account_id);
        put_count(writer, account->owner_account_id);
        put_text(writer, run_product(run, pair->product_id)->terms.symbol);
        put_count(writer, pair->bought + pair->sold);
        put_date(writer, pair->volume_date);
        put_count(writer, pair->volume_date == day->date);
    }
    table_end(writer);
    for (uint32_t id = 1; id <= day->product_last; id++) expected += 2 * day->products[id].lots;
    reconcile_equal(run->reconcile, "triggers", "lots of all accounts", lots, expected);
}

/* --- control ---------------------------------------------------------------------------------- */

/* A position and who controls it; 0: nobody is known. */
struct controlled {
    uint16_t product_id;
    uint32_t controller_id;
    uint32_t owner_account_id;
    int64_t net_lots;
};

static int compare_numbers(uint64_t left, uint64_t right)
{
    return left < right ? -1 : left > right;
}

static int compare_controlled(const void *left, const void *right)
{
    const struct controlled *a = left;
    const struct controlled *b = right;
    if (a->product_id != b->product_id) return compare_numbers(a->product_id, b->product_id);
    if (a->controller_id != b->controller_id) {
        return compare_numbers(a->controller_id, b->controller_id);
    }
    return compare_numbers(a->owner_account_id, b->owner_account_id);
}

/* The positions of one user in one product, which stand together: one row. */
static void put_controlled(struct report_run *run, const struct controlled *first, uint32_t count)
{
    struct table_writer *writer = &run->writer;
    const struct day_product *product = run_product(run, first->product_id);
    int64_t level = settings_level(run->day->settings, product->terms.symbol)->reportable_lots;
    int64_t longs = 0;
    int64_t shorts = 0;
    uint32_t owners = 0;
    for (uint32_t i = 0; i < count; i++) {
        owners += i == 0 || first[i].owner_account_id != first[i - 1].owner_account_id;
        if (first[i].net_lots > 0) longs += first[i].net_lots;
        if (first[i].net_lots < 0) shorts -= first[i].net_lots;
    }
    if (owners < 2) return; /* the owner's special account says it all */
    put_text(writer, "102A");
    put_count(writer, first->controller_id);
    put_text(writer, product->terms.symbol);
    put_count(writer, count);
    put_count(writer, owners);
    put_count(writer, longs);
    put_count(writer, shorts);
    put_count(writer, longs >= level || shorts >= level);
}

static void write_controlled(struct report_run *run)
{
    const struct day *day = run->day;
    struct controlled *list = calloc(day->pairs.count + 1u, sizeof *list);
    uint32_t count = 0;
    table_begin(&run->writer, &control_table);
    for (uint32_t i = 1; i < day->pairs.count && list != NULL; i++) {
        const struct day_pair *pair = day_pair(day, i);
        const struct day_account *account = day_account(day, pair->account_id);
        if (pair->net_after == 0 || account->controller_id == 0) continue;
        list[count++] = (struct controlled){pair->product_id, account->controller_id,
                                            account->owner_account_id, pair->net_after};
    }
    if (count > 0) qsort(list, count, sizeof *list, compare_controlled);
    for (uint32_t from = 0, to; from < count; from = to) {
        for (to = from + 1; to < count; to++) {
            if (list[to].product_id != list[from].product_id) break;
            if (list[to].controller_id != list[from].controller_id) break;
        }
        put_controlled(run, &list[from], to - from);
    }
    table_end(&run->writer);
    if (list == NULL) reconcile_equal(run->reconcile, "triggers", "memory", 0, 1);
    free(list);
}

static void write_triggers(struct report_run *run)
{
    table_begin(&run->writer, &special_table);
    for (uint32_t i = 1; i < run->day->specials.count; i++) {
        const struct day_special *special = day_special(run->day, i);
        if (!special->has_first_date) continue;
        put_special(run, special, "102A");
        put_special(run, special, "40");
    }
    table_end(&run->writer);
    write_volumes(run);
    write_controlled(run);
}

const struct report report_positions = {
    .name = "part-17.00",
    .title = "Large positions of special accounts",
    .section = "17.00",
    .tables = position_tables,
    .table_count = 1,
    .has_fixml = true,
    .write = write_positions,
    .write_fixml = write_fixml,
    .write_txt = write_records,
};

const struct report report_triggers = {
    .name = "triggers",
    .title = "What makes forms 102A, 102B and 40 due",
    .section = "15.04, 17.01, 18.04",
    .tables = trigger_tables,
    .table_count = 3,
    .write = write_triggers,
};
