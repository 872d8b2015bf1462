/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report_statements.c - statements of accounts, confirmations of trades, obligations of makers.
 *
 * Role   See report.h.
 * Rules  R-REPORT-9, R-REPORT-10, R-CASH-2, R-POS-1 to R-POS-4, R-SETTLE-5, R-FUND-10.
 */
#include "model/text_words.h"
#include "report/report.h"

/* --- columns ---------------------------------------------------------------------------------- */

static const struct column account_columns[] = {
    {"account", "number", COLUMN_COUNT, 8},
    {"member", "clearing member", COLUMN_COUNT, 8},
    {"customer", "the member's own number of its customer; 0: the member", COLUMN_COUNT, 8},
    {"owner", "account that stands for the beneficial owner", COLUMN_COUNT, 8},
    {"currency", "number of the currency, 0 the dollar", COLUMN_COUNT, 8},
    {"before", "balance at the end of the date before", COLUMN_DECIMAL, 20},
    {"deposits", "paid in", COLUMN_DECIMAL, 20},
    {"withdrawals", "paid out, negative", COLUMN_DECIMAL, 20},
    {"transfers", "from and to other accounts of the owner", COLUMN_DECIMAL, 20},
    {"realised", "profit of trades", COLUMN_DECIMAL, 20},
    {"fees", "of trades, negative", COLUMN_DECIMAL, 16},
    {"funding", "received", COLUMN_DECIMAL, 20},
    {"settlement", "variation received", COLUMN_DECIMAL, 20},
    {"moved", "profit of positions moved outside the book", COLUMN_DECIMAL, 20},
    {"funds", "from and to insurance funds", COLUMN_DECIMAL, 20},
    {"defaults", "from and to the default waterfall", COLUMN_DECIMAL, 20},
    {"corrections", "of error trades", COLUMN_DECIMAL, 20},
    {"give_ups", "fees that went with lots given up or allocated", COLUMN_DECIMAL, 16},
    {"programmes", "rewards of makers", COLUMN_DECIMAL, 16},
    {"after", "balance at the end", COLUMN_DECIMAL, 20},
    {"open_profit", "of open positions", COLUMN_DECIMAL, 20},
    {"initial_margin", "required", COLUMN_DECIMAL, 20},
};

static const struct column line_columns[] = {
    {"account", "number", COLUMN_COUNT, 8},
    {"line", "number of the transaction of the account, without gaps", COLUMN_COUNT, 8},
    {"sequence", "of the command in the journal", COLUMN_COUNT, 10},
    {"time", "of the command", COLUMN_TIME, 30},
    {"kind", "what moved the money", COLUMN_TEXT, 11},
    {"product", "symbol", COLUMN_TEXT, 14},
    {"lots", "traded, moved or settled", COLUMN_COUNT, 10},
    {"change", "of the balance, fee in it", COLUMN_DECIMAL, 20},
    {"fee", "of a trade", COLUMN_DECIMAL, 16},
    {"balance", "afterwards", COLUMN_DECIMAL, 20},
    {"reference", "of the bank or the member", COLUMN_COUNT, 10},
};

static const struct column position_columns[] = {
    {"account", "number", COLUMN_COUNT, 8},
    {"product", "symbol", COLUMN_TEXT, 14},
    {"before", "net contracts at the end of the date before", COLUMN_COUNT, 12},
    {"bought", "contracts", COLUMN_COUNT, 12},
    {"sold", "contracts", COLUMN_COUNT, 12},
    {"moved", "net contracts moved outside the book", COLUMN_COUNT, 12},
    {"expired", "what final settlement added", COLUMN_COUNT, 12},
    {"after", "net contracts at the end", COLUMN_COUNT, 12},
    {"paid", "value paid for them", COLUMN_DECIMAL, 22},
    {"mark", "price at which they are valued", COLUMN_DECIMAL, 18},
};

static const struct column trade_columns[] = {
    {"account", "number", COLUMN_COUNT, 8},
    {"member", "clearing member", COLUMN_COUNT, 8},
    {"customer", "the member's own number of its customer; 0: the member", COLUMN_COUNT, 8},
    {"trade", "number of the trade", COLUMN_COUNT, 10},
    {"sequence", "of the command in the journal", COLUMN_COUNT, 10},
    {"time", "of the trade", COLUMN_TIME, 30},
    {"order", "the venue's number of the order", COLUMN_COUNT, 20},
    {"product", "symbol", COLUMN_TEXT, 14},
    {"side", "buy or sell", COLUMN_TEXT, 4},
    {"lots", "contracts", COLUMN_COUNT, 10},
    {"price", "of the trade", COLUMN_DECIMAL, 14},
    {"fee", "charged", COLUMN_DECIMAL, 16},
    {"role", "maker or taker", COLUMN_TEXT, 5},
};

static const struct column maker_columns[] = {
    {"account", "number", COLUMN_COUNT, 8},
    {"member", "of the account", COLUMN_COUNT, 8},
    {"kind", "of the member", COLUMN_TEXT, 18},
    {"product", "symbol", COLUMN_TEXT, 14},
    {"spread_ppm", "widest that counts, parts per million of the middle", COLUMN_COUNT, 10},
    {"lots", "that each side must show at that spread", COLUMN_COUNT, 10},
    {"open_ms", "time for which matching was open", COLUMN_COUNT, 12},
    {"quoted_ms", "of it with both sides quoted so", COLUMN_COUNT, 12},
    {"uptime_ppm", "share of the open time, rounded down", COLUMN_COUNT, 10},
    {"required_ppm", "share that is asked for", COLUMN_COUNT, 12},
    {"is_met", "1 or 0", COLUMN_COUNT, 6},
    {"maker_lots", "traded by resting orders", COLUMN_COUNT, 12},
    {"taker_lots", "traded by taking", COLUMN_COUNT, 12},
};

static const struct table account_table = {"accounts", "one row an account",
                                           COLUMNS(account_columns)};
static const struct table line_table = {"lines", "every movement of money of the date",
                                        COLUMNS(line_columns)};
static const struct table position_table = {"positions", "open, or traded on the date",
                                            COLUMNS(position_columns)};
static const struct table trade_table = {"trades", "one row a side of a trade",
                                         COLUMNS(trade_columns)};
static const struct table maker_table = {"makers", "one row a maker's account and product",
                                         COLUMNS(maker_columns)};
static const struct table *const statement_tables[] = {&account_table, &line_table,
                                                       &position_table};
static const struct table *const confirmation_tables[] = {&trade_table};
static const struct table *const maker_tables[] = {&maker_table};

static const char *const kind_words[TRANSACTION_KINDS] = {
    [0] = "none",
    [TRANSACTION_DEPOSIT] = "deposit",
    [TRANSACTION_WITHDRAWAL] = "withdrawal",
    [TRANSACTION_TRANSFER] = "transfer",
    [TRANSACTION_TRADE] = "trade",
    [TRANSACTION_FUNDING] = "funding",
    [TRANSACTION_SETTLEMENT] = "settlement",
    [TRANSACTION_MOVED] = "moved",
    [TRANSACTION_FUND] = "fund",
    [TRANSACTION_DEFAULT] = "default",
    [TRANSACTION_CORRECTION] = "correction",
    [TRANSACTION_GIVE_UP] = "give_up",
    [TRANSACTION_PROGRAMME] = "programme",
    [TRANSACTION_BLOCK] = "block",
};

/* --- statements ------------------------------------------------------------------------------- */

static void put_account(struct report_run *run, uint32_t account_id)
{
    struct table_writer *writer = &run->writer;
    const struct day_account *account = day_account(run->day, account_id);
    const int64_t *sums = account->sums;
    put_count(writer, account_id);
    put_count(writer, account->member_id);
    put_count(writer, account->customer_id);
    put_count(writer, account->owner_account_id);
    put_count(writer, account->currency);
    put_money(writer, account->before_micros);
    put_money(writer, sums[TRANSACTION_DEPOSIT]);
    put_money(writer, sums[TRANSACTION_WITHDRAWAL]);
    put_money(writer, sums[TRANSACTION_TRANSFER]);
    put_money(writer, sums[TRANSACTION_TRADE]);
    put_money(writer, -account->fee_micros);
    put_money(writer, sums[TRANSACTION_FUNDING]);
    put_money(writer, sums[TRANSACTION_SETTLEMENT]);
    put_money(writer, sums[TRANSACTION_MOVED]);
    put_money(writer, sums[TRANSACTION_FUND]);
    put_money(writer, sums[TRANSACTION_DEFAULT]);
    put_money(writer, sums[TRANSACTION_CORRECTION]);
    put_money(writer, sums[TRANSACTION_GIVE_UP]);
    put_money(writer, sums[TRANSACTION_PROGRAMME]);
    put_money(writer, account->after_micros);
    put_money(writer, account->open_micros);
    put_money(writer, account->initial_micros);
}

static int128 write_lines(struct report_run *run)
{
    struct table_writer *writer = &run->writer;
    const struct day *day = run->day;
    int128 change = 0;
    table_begin(writer, &line_table);
    for (uint32_t i = 0; i < day->lines.count; i++) {
        const struct day_line *line = (const struct day_line *)day->lines.items + i;
        const struct transaction_record *transaction = &line->transaction;
        if (!line->is_of_venue) continue;
        put_count(writer, transaction->account_id);
        put_id(writer, transaction->number);
        put_id(writer, transaction->sequence);
        put_time(writer, transaction->time_ns);
        put_text(writer, kind_words[transaction->kind]);
        put_text(writer, run_product(run, transaction->product_id)->terms.symbol);
        put_count(writer, transaction->qty.lots);
        put_money(writer, transaction->change.micros);
        put_money(writer, transaction->fee.micros);
        put_money(writer, transaction->balance.micros);
        put_id(writer, transaction->reference);
        change += transaction->change.micros;
    }
    table_end(writer);
    return change;
}

static void write_positions(struct report_run *run)
{
    struct table_writer *writer = &run->writer;
    table_begin(writer, &position_table);
    for (uint32_t i = 1; i < run->day->pairs.count; i++) {
        const struct day_pair *pair = day_pair(run->day, i);
        const struct day_product *product = run_product(run, pair->product_id);
        int64_t bought = pair->bought + pair->block_bought;
        int64_t sold = pair->sold + pair->block_sold;
        int64_t turned = bought + sold + pair->moved_in + pair->moved_out;
        if (pair->net_before == 0 && pair->net_after == 0 && turned == 0) continue;
        put_count(writer, pair->account_id);
        put_text(writer, product->terms.symbol);
        put_count(writer, pair->net_before);
        put_count(writer, bought);
        put_count(writer, sold);
        put_count(writer, pair->moved_in - pair->moved_out);
        put_count(writer, pair->expired);
        put_count(writer, pair->net_after);
        put_money(writer, pair->paid_after);
        put_fine(writer, product, product->mark_after);
    }
    table_end(writer);
}

static void write_statements(struct report_run *run)
{
    const struct day *day = run->day;
    int128 difference = 0;
    table_begin(&run->writer, &account_table);
    for (uint32_t id = 1; id < day->accounts.count; id++) {
        const struct day_account *account = day_account(day, id);
        if (account->state == PARTY_NONE) continue;
        put_account(run, id);
        difference += (int128)account->after_micros - account->before_micros;
    }
    table_end(&run->writer);
    int128 change = write_lines(run);
    write_positions(run);
    reconcile_equal(run->reconcile, "statements", "money of the lines", change, difference);
}

/* --- confirmations ---------------------------------------------------------------------------- */

static void put_confirmation(struct report_run *run, const struct transaction_record *transaction)
{
    struct table_writer *writer = &run->writer;
    const struct day_product *product = run_product(run, transaction->product_id);
    const struct day_account *account = day_account(run->day, transaction->account_id);
    put_count(writer, transaction->account_id);
    put_count(writer, account->member_id);
    put_count(writer, account->customer_id);
    put_id(writer, transaction->trade_id);
    put_id(writer, transaction->sequence);
    put_time(writer, transaction->time_ns);
    put_id(writer, transaction->order_id);
    put_text(writer, product->terms.symbol);
    put_word(writer, WORDS_SIDE, transaction->side);
    put_count(writer, transaction->qty.lots);
    put_ticks(writer, product, transaction->price.ticks);
    put_money(writer, transaction->fee.micros);
    put_text(writer, transaction->is_taker ? "taker" : "maker");
}

static void write_confirmations(struct report_run *run)
{
    const struct day *day = run->day;
    int128 lots = 0;
    int128 expected = 0;
    table_begin(&run->writer, &trade_table);
    for (uint32_t i = 0; i < day->lines.count; i++) {
        const struct day_line *line = (const struct day_line *)day->lines.items + i;
        bool is_trade = line->transaction.kind == TRANSACTION_TRADE ||
                        line->transaction.kind == TRANSACTION_BLOCK;
        if (!line->is_of_product || !is_trade) continue;
        put_confirmation(run, &line->transaction);
        lots += line->transaction.qty.lots;
    }
    table_end(&run->writer);
    for (uint32_t id = 1; id <= day->product_last; id++) {
        expected += 2 * ((int128)day->products[id].lots + day->products[id].block_lots);
    }
    reconcile_equal(run->reconcile, "confirmations", "lots of both sides", lots, expected);
}

/* --- makers ----------------------------------------------------------------------------------- */

#define NS_PER_MS INT64_C(1000000)

static void write_makers(struct report_run *run)
{
    struct table_writer *writer = &run->writer;
    const struct day *day = run->day;
    bool is_possible = true;
    table_begin(writer, &maker_table);
    for (uint32_t i = 1; i < day->makers.count; i++) {
        const struct day_maker *maker = day_maker(day, i);
        const struct day_product *product = run_product(run, maker->product_id);
        const struct maker_setting *setting = settings_maker(day->settings, product->terms.symbol);
        uint32_t member_id = day_account(day, maker->account_id)->member_id;
        int128 share = product->open_ns == 0 ? 0 : (int128)maker->quoted_ns * RATE_PPM_MAX;
        int64_t uptime_ppm = product->open_ns == 0 ? 0 : (int64_t)(share / product->open_ns);
        put_count(writer, maker->account_id);
        put_count(writer, member_id);
        put_word(writer, WORDS_MEMBER_KIND, day_member_kind(day, member_id));
        put_text(writer, product->terms.symbol);
        put_count(writer, setting->spread_ppm);
        put_count(writer, setting->lots);
        put_count(writer, product->open_ns / NS_PER_MS);
        put_count(writer, maker->quoted_ns / NS_PER_MS);
        put_count(writer, uptime_ppm);
        put_count(writer, setting->uptime_ppm);
        put_count(writer, uptime_ppm >= setting->uptime_ppm);
        put_count(writer, maker->maker_lots);
        put_count(writer, maker->taker_lots);
        is_possible = is_possible && maker->quoted_ns <= product->open_ns;
    }
    table_end(writer);
    reconcile_equal(run->reconcile, "makers", "nobody quoted longer than it was open", is_possible,
                    1);
}

const struct report report_statements = {
    .name = "statements",
    .title = "Statements of accounts",
    .section = "1.33",
    .tables = statement_tables,
    .table_count = sizeof statement_tables / sizeof statement_tables[0],
    .write = write_statements,
};

const struct report report_confirmations = {
    .name = "confirmations",
    .title = "Confirmations of trades",
    .section = "1.33",
    .tables = confirmation_tables,
    .table_count = 1,
    .write = write_confirmations,
};

const struct report report_makers = {
    .name = "makers",
    .title = "Obligations of market makers and liquidity providers",
    .section = "terms of the makers' programmes",
    .tables = maker_tables,
    .table_count = 1,
    .write = write_makers,
};
