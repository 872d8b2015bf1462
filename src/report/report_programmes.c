/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report_programmes.c - programmes of makers: what was measured, what it is worth, what was paid.
 *
 * Role   See report.h.  A payment that cites other figures than those measured here, or comes to
 *        another amount, does not reconcile.
 * Rules  R-REPORT-11, R-PROG-3, R-PROG-4.
 */
#include "report/report.h"

static const struct column columns[] = {
    {"programme", "number", COLUMN_COUNT, 9},
    {"account", "of the maker", COLUMN_COUNT, 8},
    {"member", "clearing member", COLUMN_COUNT, 8},
    {"product", "symbol", COLUMN_TEXT, 14},
    {"counts", "1: terms and enrolment stood for the whole date", COLUMN_COUNT, 6},
    {"spread_ppm", "largest, between bid and ask, of their middle", COLUMN_COUNT, 10},
    {"lots", "to be shown on each side", COLUMN_COUNT, 10},
    {"due_ns", "time that counts: matching open within the hours", COLUMN_COUNT, 16},
    {"quoted_ns", "of it: both sides quoted", COLUMN_COUNT, 16},
    {"uptime_ppm", "quoted of due", COLUMN_COUNT, 10},
    {"required_ppm", "least uptime", COLUMN_COUNT, 12},
    {"is_met", "1: the obligation was met", COLUMN_COUNT, 6},
    {"maker_lots", "traded as a maker", COLUMN_COUNT, 10},
    {"maker_fees", "charged for them", COLUMN_DECIMAL, 16},
    {"amount", "that the terms make of it", COLUMN_DECIMAL, 16},
    {"paid", "for this date so far", COLUMN_DECIMAL, 16},
    {"paid_by", "sequence of the payment in the journal", COLUMN_COUNT, 10},
};

static const struct table table = {"programmes", "one row a programme and account",
                                   COLUMNS(columns)};
static const struct table *const tables[] = {&table};

/* R-PROG-4: what a payment cites is what the journal shows. */
static void payment_compare(struct report_run *run, const struct day_quoter *quoter,
                            const struct programme_result *result)
{
    const struct day_programme *programme = &run->day->programmes[quoter->programme_id];
    const struct event_programme_payment *payment = &quoter->payment;
    if (quoter->payment_sequence == 0) return;
    reconcile_equal(run->reconcile, "programmes", "time due", payment->due_ns, programme->due_ns);
    reconcile_equal(run->reconcile, "programmes", "time quoted", payment->quoted_ns,
                    quoter->quoted_ns);
    reconcile_equal(run->reconcile, "programmes", "fees as a maker", payment->maker_fees.micros,
                    quoter->maker_fee_micros);
    reconcile_equal(run->reconcile, "programmes", "amount", payment->amount.micros,
                    result->amount_micros);
}

static void put_quoter(struct report_run *run, const struct day_quoter *quoter)
{
    struct table_writer *writer = &run->writer;
    const struct day_programme *programme = &run->day->programmes[quoter->programme_id];
    struct programme_result result = day_programme_result(run->day, quoter);
    put_count(writer, quoter->programme_id);
    put_count(writer, quoter->account_id);
    put_count(writer, day_account(run->day, quoter->account_id)->member_id);
    put_text(writer, run_product(run, quoter->product_id)->terms.symbol);
    put_count(writer, result.is_counted);
    put_count(writer, programme->terms.spread_ppm);
    put_count(writer, programme->terms.lots);
    put_count(writer, programme->due_ns);
    put_count(writer, quoter->quoted_ns);
    put_count(writer, result.uptime_ppm);
    put_count(writer, programme->terms.uptime_ppm);
    put_count(writer, result.is_met);
    put_count(writer, quoter->maker_lots);
    put_money(writer, quoter->maker_fee_micros);
    put_money(writer, result.amount_micros);
    put_money(writer, quoter->payment.amount.micros);
    if (quoter->payment_sequence == 0) {
        put_none(writer);
    } else {
        put_id(writer, quoter->payment_sequence);
    }
    payment_compare(run, quoter, &result);
}

static void write_programmes(struct report_run *run)
{
    const struct day *day = run->day;
    bool is_possible = true;
    table_begin(&run->writer, &table);
    for (uint32_t i = 1; i < day->quoters.count; i++) {
        const struct day_quoter *quoter = day_quoter(day, i);
        put_quoter(run, quoter);
        is_possible =
            is_possible && quoter->quoted_ns <= day->programmes[quoter->programme_id].due_ns;
    }
    table_end(&run->writer);
    reconcile_equal(run->reconcile, "programmes", "nobody quoted longer than it was due",
                    is_possible, 1);
}

const struct report report_programmes = {
    .name = "programmes",
    .title = "Programmes of makers: measured, earned, paid",
    .section = "terms of the makers' programmes",
    .tables = tables,
    .table_count = 1,
    .write = write_programmes,
};
