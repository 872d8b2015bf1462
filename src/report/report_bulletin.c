/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report_bulletin.c - the daily bulletin, and what the exchange tells of a session (16.01).
 *
 * Role   See report.h.  The opening range is that of the first minute from the first trade on, the
 *        closing range that of the last minute up to the last trade.
 * Rules  R-REPORT-3, R-REPORT-4, R-SETTLE-4, R-FUND-10.
 */
#include "model/text_words.h"
#include "report/report.h"

#define RATE_DECIMALS 12u

/* --- columns ---------------------------------------------------------------------------------- */

static const struct column product_columns[] = {
    {"product", "symbol", COLUMN_TEXT, 14},
    {"volume", "contracts traded, one side counted, transfers not", COLUMN_COUNT, 12},
    {"trades", "number of trades", COLUMN_COUNT, 9},
    {"value", "sum of the notional of all trades", COLUMN_DECIMAL, 22},
    {"auction_volume", "contracts of it traded in call auctions", COLUMN_COUNT, 14},
    {"liquidation_volume", "contracts of it that closed positions by force", COLUMN_COUNT, 18},
    {"block_volume", "contracts traded in blocks, no part of the volume", COLUMN_COUNT, 12},
    {"transfers", "contracts that changed hands outside the book", COLUMN_COUNT, 12},
    {"busted", "of the transfers: contracts of trades that were busted", COLUMN_COUNT, 8},
    {"given_up", "of the transfers: contracts given up or allocated", COLUMN_COUNT, 9},
    {"open_interest", "contracts open at the end", COLUMN_COUNT, 13},
    {"open_interest_change", "against the end of the date before", COLUMN_COUNT, 20},
    {"open", "first price", COLUMN_DECIMAL, 14},
    {"opening_low", "lowest of the opening range", COLUMN_DECIMAL, 14},
    {"opening_high", "highest of the opening range", COLUMN_DECIMAL, 14},
    {"high", "highest price", COLUMN_DECIMAL, 14},
    {"low", "lowest price", COLUMN_DECIMAL, 14},
    {"closing_low", "lowest of the closing range", COLUMN_DECIMAL, 14},
    {"closing_high", "highest of the closing range", COLUMN_DECIMAL, 14},
    {"last", "last price", COLUMN_DECIMAL, 14},
    {"settlement", "price of the last settlement of the date", COLUMN_DECIMAL, 18},
    {"settlement_source", "where it came from", COLUMN_TEXT, 17},
    {"settlement_before", "price of the last settlement of an earlier date", COLUMN_DECIMAL, 18},
    {"mark", "liquidation mark at the end", COLUMN_DECIMAL, 18},
    {"index", "index at the end", COLUMN_DECIMAL, 18},
};

static const struct column settlement_columns[] = {
    {"product", "symbol", COLUMN_TEXT, 14},
    {"sequence", "of the command in the journal", COLUMN_COUNT, 12},
    {"cycle", "instant that it stands for", COLUMN_TIME, 30},
    {"kind", "cycle or final", COLUMN_TEXT, 7},
    {"price", "settlement price", COLUMN_DECIMAL, 18},
    {"source", "where it came from", COLUMN_TEXT, 16},
    {"open_interest", "contracts marked", COLUMN_COUNT, 13},
    {"collected", "variation from accounts", COLUMN_DECIMAL, 20},
    {"paid_out", "variation to accounts", COLUMN_DECIMAL, 20},
    {"residue", "of rounding", COLUMN_DECIMAL, 12},
};

static const struct column funding_columns[] = {
    {"product", "symbol", COLUMN_TEXT, 14},
    {"sequence", "of the command in the journal", COLUMN_COUNT, 12},
    {"as_of", "instant of the rate", COLUMN_TIME, 30},
    {"rate", "charged; longs pay if it is positive", COLUMN_DECIMAL, 18},
    {"average", "mean premium of the interval", COLUMN_DECIMAL, 18},
    {"price", "that it is charged on", COLUMN_DECIMAL, 18},
};

static const struct column market_columns[] = {
    {"product", "symbol", COLUMN_TEXT, 14},
    {"volume", "contracts traded, transfers not counted", COLUMN_COUNT, 12},
    {"block_volume", "contracts traded in blocks, no part of the volume", COLUMN_COUNT, 12},
    {"exchanged", "against positions outside; the venue has none", COLUMN_COUNT, 9},
    {"open_contracts", "gross open contracts at the end", COLUMN_COUNT, 14},
    {"open", "first price", COLUMN_DECIMAL, 14},
    {"high", "highest price", COLUMN_DECIMAL, 14},
    {"low", "lowest price", COLUMN_DECIMAL, 14},
    {"settlement", "price of the last settlement of the date", COLUMN_DECIMAL, 18},
    {"method", "how the settlement price was found", COLUMN_TEXT, 16},
};

static const struct table product_table = {"products", "one row a product",
                                           COLUMNS(product_columns)};
static const struct table settlement_table = {"settlements", "cycles of the date",
                                              COLUMNS(settlement_columns)};
static const struct table funding_table = {"funding", "rates charged on the date",
                                           COLUMNS(funding_columns)};
static const struct table market_table = {"products", "one row a product", COLUMNS(market_columns)};

static const struct table *const bulletin_tables[] = {&product_table, &settlement_table,
                                                      &funding_table};
static const struct table *const market_tables[] = {&market_table};

/* --- ranges ----------------------------------------------------------------------------------- */

struct range {
    int64_t low;
    int64_t high;
};

static struct range range_of(const struct day *day, uint16_t product_id, int64_t from_ns,
                             int64_t to_ns)
{
    struct range range = {0};
    for (uint32_t i = 0; i < day->trades.count; i++) {
        const struct day_trade *trade = (const struct day_trade *)day->trades.items + i;
        bool is_inside = trade->time_ns >= from_ns && trade->time_ns <= to_ns;
        if (trade->product_id != product_id || !is_inside || trade->is_block) continue;
        if (range.low == 0 || trade->price_ticks < range.low) range.low = trade->price_ticks;
        range.high = i64_max(range.high, trade->price_ticks);
    }
    return range;
}

/* --- rows ------------------------------------------------------------------------------------- */

static void put_source(struct table_writer *writer, const struct day_product *product)
{
    if (product->settled_after.ticks_e4 == 0) {
        put_none(writer);
        return;
    }
    put_word(writer, WORDS_SETTLEMENT_SOURCE, product->settled_source);
}

static void put_prices(struct report_run *run, uint16_t product_id)
{
    struct table_writer *writer = &run->writer;
    const struct day_product *product = run_product(run, product_id);
    struct range opening =
        range_of(run->day, product_id, product->first_ns, product->first_ns + RANGE_NS);
    struct range closing =
        range_of(run->day, product_id, product->last_ns - RANGE_NS, product->last_ns);
    put_ticks(writer, product, product->open_ticks);
    put_ticks(writer, product, opening.low);
    put_ticks(writer, product, opening.high);
    put_ticks(writer, product, product->high_ticks);
    put_ticks(writer, product, product->low_ticks);
    put_ticks(writer, product, closing.low);
    put_ticks(writer, product, closing.high);
    put_ticks(writer, product, product->last_ticks);
    put_fine(writer, product, product->settled_after);
    put_source(writer, product);
    put_fine(writer, product, product->settled_before);
    put_fine(writer, product, product->mark_after);
    put_fine(writer, product, product->index_after);
}

static int128 put_product(struct report_run *run, uint16_t product_id)
{
    struct table_writer *writer = &run->writer;
    const struct day_product *product = run_product(run, product_id);
    int64_t before = report_open_interest(run->day, product_id, true);
    int64_t after = report_open_interest(run->day, product_id, false);
    put_text(writer, product->terms.symbol);
    put_count(writer, product->lots);
    put_id(writer, product->trades);
    put_money(writer, product->value_micros);
    put_count(writer, product->auction_lots);
    put_count(writer, product->forced_lots);
    put_count(writer, product->block_lots);
    put_count(writer, product->moved_lots);
    put_count(writer, product->busted_lots);
    put_count(writer, product->given_lots);
    put_count(writer, after);
    put_count(writer, after - before);
    put_prices(run, product_id);
    return product->lots;
}

static int128 tape_lots(const struct day *day)
{
    int128 lots = 0;
    for (uint32_t i = 0; i < day->trades.count; i++) {
        const struct day_trade *trade = (const struct day_trade *)day->trades.items + i;
        if (!trade->is_block) lots += trade->lots;
    }
    return lots;
}

static void write_settlements(struct report_run *run)
{
    struct table_writer *writer = &run->writer;
    const struct day *day = run->day;
    table_begin(writer, &settlement_table);
    for (uint32_t i = 0; i < day->settlements.count; i++) {
        const struct day_settlement *row =
            (const struct day_settlement *)day->settlements.items + i;
        const struct day_product *product = run_product(run, row->product_id);
        put_text(writer, product->terms.symbol);
        put_id(writer, row->sequence);
        put_time(writer, row->event.cycle_ns);
        put_word(writer, WORDS_SETTLEMENT_KIND, row->event.kind);
        put_fine(writer, product, row->event.price);
        put_word(writer, WORDS_SETTLEMENT_SOURCE, row->event.source);
        put_count(writer, row->event.open_interest.lots);
        put_money(writer, row->event.collected.micros);
        put_money(writer, row->event.paid_out.micros);
        put_money(writer, row->event.residue.micros);
    }
    table_end(writer);
}

static void write_fundings(struct report_run *run)
{
    struct table_writer *writer = &run->writer;
    const struct day *day = run->day;
    table_begin(writer, &funding_table);
    for (uint32_t i = 0; i < day->fundings.count; i++) {
        const struct day_funding *row = (const struct day_funding *)day->fundings.items + i;
        const struct day_product *product = run_product(run, row->product_id);
        put_text(writer, product->terms.symbol);
        put_id(writer, row->sequence);
        put_time(writer, row->event.as_of_ns);
        put_decimal(writer, row->event.rate_e12, RATE_DECIMALS);
        put_decimal(writer, row->event.average_e12, RATE_DECIMALS);
        put_fine(writer, product, row->event.price);
    }
    table_end(writer);
}

static void write_bulletin(struct report_run *run)
{
    int128 lots = 0;
    table_begin(&run->writer, &product_table);
    for (uint32_t id = 1; id <= run->day->product_last; id++) {
        if (run_product(run, id)->is_known) lots += put_product(run, (uint16_t)id);
    }
    table_end(&run->writer);
    write_settlements(run);
    write_fundings(run);
    reconcile_equal(run->reconcile, "bulletin", "volume", lots, tape_lots(run->day));
}

static void write_market(struct report_run *run)
{
    struct table_writer *writer = &run->writer;
    int128 lots = 0;
    table_begin(writer, &market_table);
    for (uint32_t id = 1; id <= run->day->product_last; id++) {
        const struct day_product *product = run_product(run, id);
        if (!product->is_known) continue;
        put_text(writer, product->terms.symbol);
        put_count(writer, product->lots);
        put_count(writer, product->block_lots);
        put_count(writer, 0);
        put_count(writer, report_open_interest(run->day, (uint16_t)id, false));
        put_ticks(writer, product, product->open_ticks);
        put_ticks(writer, product, product->high_ticks);
        put_ticks(writer, product, product->low_ticks);
        put_fine(writer, product, product->settled_after);
        put_source(writer, product);
        lots += product->lots;
    }
    table_end(writer);
    reconcile_equal(run->reconcile, "part-16.01", "volume", lots, tape_lots(run->day));
}

const struct report report_bulletin = {
    .name = "bulletin",
    .title = "Daily bulletin",
    .section = "38.450",
    .tables = bulletin_tables,
    .table_count = sizeof bulletin_tables / sizeof bulletin_tables[0],
    .write = write_bulletin,
};

const struct report report_market = {
    .name = "part-16.01",
    .title = "Trading volume, open contracts and prices of the session",
    .section = "16.01",
    .tables = market_tables,
    .table_count = 1,
    .write = write_market,
};
