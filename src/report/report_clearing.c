/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report_clearing.c - open contracts by clearing member (16.00).
 *
 * Role   See report.h.  Positions are gross: the long ones of a member's accounts and the short
 *        ones, not their difference.
 * Rules  R-REPORT-3, R-SETTLE-7, R-LIQ-11, R-GIVE-4, R-ALLOC-2.
 */
#include <stdlib.h>

#include "report/report.h"

static const struct column columns[] = {
    {"product", "symbol", COLUMN_TEXT, 14},
    {"member", "clearing member", COLUMN_COUNT, 8},
    {"origin", "house or customer", COLUMN_TEXT, 8},
    {"long", "open long contracts at the end", COLUMN_COUNT, 12},
    {"short", "open short contracts at the end", COLUMN_COUNT, 12},
    {"bought", "contracts bought on the date, blocks with them", COLUMN_COUNT, 12},
    {"sold", "contracts sold on the date, blocks with them", COLUMN_COUNT, 12},
    {"exchanged_bought", "against positions outside; the venue has none", COLUMN_COUNT, 16},
    {"exchanged_sold", "against positions outside; the venue has none", COLUMN_COUNT, 14},
    {"transfers_in", "contracts taken over outside the book, as a buyer", COLUMN_COUNT, 12},
    {"transfers_out", "contracts taken over outside the book, as a seller", COLUMN_COUNT, 13},
    {"given_in", "of the transfers: given up or allocated to it, as a buyer", COLUMN_COUNT, 9},
    {"given_out", "of the transfers: given up or allocated, as a seller", COLUMN_COUNT, 9},
    {"expired", "what final settlement added to the net position", COLUMN_COUNT, 8},
};

static const struct table table = {"members", "one row a product, member and origin",
                                   COLUMNS(columns)};
static const struct table *const tables[] = {&table};

struct clearing_row {
    int64_t longs;
    int64_t shorts;
    int64_t bought;
    int64_t sold;
    int64_t moved_in;
    int64_t moved_out;
    int64_t given_in;
    int64_t given_out;
    int64_t expired;
    bool is_used;
};

static void row_add(struct clearing_row *row, const struct day_pair *pair)
{
    if (pair->net_after > 0) row->longs += pair->net_after;
    if (pair->net_after < 0) row->shorts -= pair->net_after;
    row->bought += pair->bought + pair->block_bought;
    row->sold += pair->sold + pair->block_sold;
    row->moved_in += pair->moved_in;
    row->moved_out += pair->moved_out;
    row->given_in += pair->given_in;
    row->given_out += pair->given_out;
    row->expired += pair->expired;
    row->is_used = row->is_used || pair->net_before != 0 || pair->net_after != 0 ||
                   pair->bought != 0 || pair->sold != 0 || pair->moved_in != 0 ||
                   pair->moved_out != 0 || pair->block_bought != 0 || pair->block_sold != 0;
}

static void row_put(struct report_run *run, const struct day_product *product, uint32_t place,
                    const struct clearing_row *row)
{
    struct table_writer *writer = &run->writer;
    put_text(writer, product->terms.symbol);
    put_count(writer, place / 2);
    put_origin(writer, (enum origin)(place % 2));
    put_count(writer, row->longs);
    put_count(writer, row->shorts);
    put_count(writer, row->bought);
    put_count(writer, row->sold);
    put_count(writer, 0);
    put_count(writer, 0);
    put_count(writer, row->moved_in);
    put_count(writer, row->moved_out);
    put_count(writer, row->given_in);
    put_count(writer, row->given_out);
    put_count(writer, row->expired);
}

static void write_product(struct report_run *run, uint16_t product_id, struct clearing_row *rows,
                          uint32_t count)
{
    const struct day *day = run->day;
    const struct day_product *product = run_product(run, product_id);
    struct clearing_row sum = {0};
    for (uint32_t i = 0; i < count; i++) rows[i] = (struct clearing_row){0};
    for (uint32_t i = 1; i < day->pairs.count; i++) {
        const struct day_pair *pair = day_pair(day, i);
        if (pair->product_id != product_id) continue;
        const struct day_account *account = day_account(day, pair->account_id);
        row_add(&rows[account->member_id * 2 + report_origin(account)], pair);
    }
    for (uint32_t i = 0; i < count; i++) {
        if (!rows[i].is_used) continue;
        row_put(run, product, i, &rows[i]);
        sum.longs += rows[i].longs;
        sum.shorts += rows[i].shorts;
        sum.bought += rows[i].bought;
        sum.sold += rows[i].sold;
        sum.given_in += rows[i].given_in;
        sum.given_out += rows[i].given_out;
    }
    int64_t open_interest = report_open_interest(day, product_id, false);
    reconcile_equal(run->reconcile, "part-16.00", "long", sum.longs, open_interest);
    reconcile_equal(run->reconcile, "part-16.00", "short", sum.shorts, open_interest);
    reconcile_equal(run->reconcile, "part-16.00", "bought", sum.bought,
                    product->lots + product->block_lots);
    reconcile_equal(run->reconcile, "part-16.00", "sold", sum.sold,
                    product->lots + product->block_lots);
    reconcile_equal(run->reconcile, "part-16.00", "given in", sum.given_in, product->given_lots);
    reconcile_equal(run->reconcile, "part-16.00", "given out", sum.given_out, product->given_lots);
}

static void write_clearing(struct report_run *run)
{
    uint32_t count = (run->day->members.count + 1) * 2;
    for (uint32_t id = 1; id < run->day->accounts.count; id++) {
        count = u32_max(count, (day_account(run->day, id)->member_id + 1) * 2);
    }
    struct clearing_row *rows = calloc(count, sizeof *rows);
    table_begin(&run->writer, &table);
    for (uint32_t id = 1; id <= run->day->product_last && rows != NULL; id++) {
        if (run_product(run, id)->is_known) write_product(run, (uint16_t)id, rows, count);
    }
    table_end(&run->writer);
    if (rows == NULL) reconcile_equal(run->reconcile, "part-16.00", "memory", 0, 1);
    free(rows);
}

const struct report report_clearing = {
    .name = "part-16.00",
    .title = "Open contracts, purchases and sales by clearing member",
    .section = "16.00",
    .tables = tables,
    .table_count = 1,
    .write = write_clearing,
};
