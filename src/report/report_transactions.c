/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report_transactions.c - every trade of the date with both sides, and the products (16.02).
 *
 * Role   See report.h.
 * Rules  R-POS-1, R-TERMS-1.
 */
#include <inttypes.h>

#include "base/date.h"
#include "model/text_words.h"
#include "report/report.h"

#define MONEY_DECIMALS 6u

static const struct column trade_columns[] = {
    {"trade", "number of the trade", COLUMN_COUNT, 9},
    {"sequence", "of the command in the journal", COLUMN_COUNT, 10},
    {"time", "of the trade", COLUMN_TIME, 30},
    {"product", "symbol", COLUMN_TEXT, 14},
    {"price", "of the trade", COLUMN_DECIMAL, 14},
    {"lots", "contracts", COLUMN_COUNT, 10},
    {"kind", "regular, auction, liquidation or block", COLUMN_TEXT, 11},
    {"aggressor", "side that came later", COLUMN_TEXT, 9},
    {"buy_account", "buyer", COLUMN_COUNT, 11},
    {"buy_member", "the buyer's clearing member", COLUMN_COUNT, 10},
    {"buy_controller", "user who controls the buyer's trading; 0: unknown", COLUMN_COUNT, 14},
    {"buy_cti", "customer type indicator of the buyer", COLUMN_COUNT, 7},
    {"buy_order", "the buyer's order", COLUMN_COUNT, 20},
    {"sell_account", "seller", COLUMN_COUNT, 12},
    {"sell_member", "the seller's clearing member", COLUMN_COUNT, 11},
    {"sell_controller", "user who controls the seller's trading; 0: unknown", COLUMN_COUNT, 15},
    {"sell_cti", "customer type indicator of the seller", COLUMN_COUNT, 8},
    {"sell_order", "the seller's order", COLUMN_COUNT, 20},
};

static const struct column product_columns[] = {
    {"product", "symbol", COLUMN_TEXT, 14},
    {"number", "of the product in the journal", COLUMN_COUNT, 6},
    {"currency", "of prices and money", COLUMN_TEXT, 8},
    {"payoff", "linear or inverse", COLUMN_TEXT, 8},
    {"tick", "smallest step of the price", COLUMN_DECIMAL, 14},
    {"tick_value", "of one tick on one contract", COLUMN_DECIMAL, 14},
    {"account_class", "where positions and margin are held", COLUMN_TEXT, 15},
    {"state", "at the end of the journal", COLUMN_TEXT, 10},
    {"register_entry", "that permits the terms", COLUMN_COUNT, 14},
};

static const struct table trade_table = {"trades", "time and sales, with both sides",
                                         COLUMNS(trade_columns)};
static const struct table product_table = {"products", "reference of the products",
                                           COLUMNS(product_columns)};
static const struct table *const tables[] = {&trade_table, &product_table};

struct trade_side {
    uint32_t account_id;
    uint64_t order_id;
};

static struct trade_side side_of(const struct day_trade *trade, enum side side)
{
    bool is_taker = trade->taker_side == side;
    return (struct trade_side){is_taker ? trade->taker_account_id : trade->maker_account_id,
                               is_taker ? trade->taker_order_id : trade->maker_order_id};
}

static void put_side(struct report_run *run, const struct day_trade *trade, enum side side)
{
    struct table_writer *writer = &run->writer;
    struct trade_side of = side_of(trade, side);
    const struct day_account *account = day_account(run->day, of.account_id);
    put_count(writer, of.account_id);
    put_count(writer, account->member_id);
    put_count(writer, account->controller_id);
    put_count(writer, report_cti(run->day, account));
    put_id(writer, of.order_id);
}

static const char *kind_of(const struct day_trade *trade)
{
    if (trade->is_block) return "block";
    if (trade->is_auction) return "auction";
    return trade->is_forced ? "liquidation" : "regular";
}

static void write_products(struct report_run *run)
{
    struct table_writer *writer = &run->writer;
    table_begin(writer, &product_table);
    for (uint32_t id = 1; id <= run->day->product_last; id++) {
        const struct day_product *product = run_product(run, id);
        if (!product->is_known) continue;
        put_text(writer, product->terms.symbol);
        put_count(writer, id);
        put_text(writer, product->terms.quote);
        put_word(writer, WORDS_PAYOFF, product->payoff.payoff);
        put_decimal(writer, 1, product->terms.decimals_price);
        put_money(writer, product->terms.tick_value_micros);
        put_text(writer, report_class(product->account_class));
        put_word(writer, WORDS_PRODUCT_STATE, product->state);
        put_id(writer, product->terms.register_entry);
    }
    table_end(writer);
}

static void write_transactions(struct report_run *run)
{
    struct table_writer *writer = &run->writer;
    const struct day *day = run->day;
    int128 lots = 0;
    int128 expected = 0;
    table_begin(writer, &trade_table);
    for (uint32_t i = 0; i < day->trades.count; i++) {
        const struct day_trade *trade = (const struct day_trade *)day->trades.items + i;
        const struct day_product *product = run_product(run, trade->product_id);
        put_id(writer, trade->trade_id);
        put_id(writer, trade->sequence);
        put_time(writer, trade->time_ns);
        put_text(writer, product->terms.symbol);
        put_ticks(writer, product, trade->price_ticks);
        put_count(writer, trade->lots);
        put_text(writer, kind_of(trade));
        put_word(writer, WORDS_SIDE, trade->taker_side);
        put_side(run, trade, SIDE_BUY);
        put_side(run, trade, SIDE_SELL);
        lots += trade->lots;
    }
    table_end(writer);
    write_products(run);
    for (uint32_t id = 1; id <= day->product_last; id++) {
        expected += day->products[id].lots + day->products[id].block_lots;
    }
    reconcile_equal(run->reconcile, "part-16.02", "volume", lots, expected);
}

/* --- FIXML ------------------------------------------------------------------------------------ */

static void fixml_side(FILE *out, const struct report_run *run, const struct day_trade *trade,
                       enum side side)
{
    struct trade_side of = side_of(trade, side);
    const struct day_account *account = day_account(run->day, of.account_id);
    fprintf(out,
            "    <RptSide Side=\"%u\" CustCpcty=\"%u\" OrdID=\"%" PRIu64 "\">"
            "<Pty ID=\"%" PRIu32 "\" R=\"4\"/><Pty ID=\"%" PRIu32 "\" R=\"24\"/></RptSide>\n",
            side == SIDE_BUY ? 1u : 2u, (unsigned)report_cti(run->day, account), of.order_id,
            account->member_id, of.account_id);
}

static void write_fixml(struct report_run *run)
{
    FILE *out = run->writer.out;
    char date[DAY_TEXT_SIZE];
    char price[WIDE_TEXT_SIZE];
    char time[DATE_TEXT_SIZE];
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<FIXML v=\"5.0 SP2\">\n <Batch>\n", out);
    for (uint32_t i = 0; i < run->day->trades.count; i++) {
        const struct day_trade *trade = (const struct day_trade *)run->day->trades.items + i;
        const struct day_product *product = run_product(run, trade->product_id);
        (void)wide_text(price, trade->price_ticks, product->terms.decimals_price);
        (void)utc_write_text(time, trade->time_ns);
        fprintf(out, "  <TrdCaptRpt RptID=\"%" PRIu64 "\" TrdDt=\"%s\" LastQty=\"%" PRId64 "\"",
                trade->trade_id, day_text(date, run->day->date), trade->lots);
        if (trade->is_block) fputs(" TrdTyp=\"1\"", out); /* block trade */
        fprintf(out, " LastPx=\"%s\" TxnTm=\"%s\">\n    <Instrmt", price, time);
        fixml_text(out, "Sym", product->terms.symbol);
        fixml_text(out, "Exch", run->day->settings->exchange);
        fputs(" SecTyp=\"FUT\"/>\n", out);
        fixml_side(out, run, trade, SIDE_BUY);
        fixml_side(out, run, trade, SIDE_SELL);
        fputs("  </TrdCaptRpt>\n", out);
    }
    fputs(" </Batch>\n</FIXML>\n", out);
}

const struct report report_transactions = {
    .name = "part-16.02",
    .title = "Daily trades with both sides, and reference of the products",
    .section = "16.02",
    .tables = tables,
    .table_count = 2,
    .has_fixml = true,
    .write = write_transactions,
    .write_fixml = write_fixml,
};
