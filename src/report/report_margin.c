/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report_margin.c - margin, deposits, cash flows and positions by member (39.19); segregation.
 *
 * Role   See report.h.  Margin is computed by other code than the venue's (lab); accounts for which
 *        it is not computed there are counted, not guessed.
 * Rules  R-REPORT-6, R-REPORT-7, R-MARGIN-5, R-EQUITY-3, R-CASH-2, R-SETTLE-7, R-CASH-4.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "report/report.h"

/* --- columns ---------------------------------------------------------------------------------- */

static const struct column member_columns[] = {
    {"member", "clearing member", COLUMN_COUNT, 8},
    {"origin", "house or customer", COLUMN_TEXT, 8},
    {"account_class", "where the money is held", COLUMN_TEXT, 15},
    {"currency", "number of the currency, 0 the dollar", COLUMN_COUNT, 8},
    {"accounts", "that are open", COLUMN_COUNT, 8},
    {"initial_required", "sum of the accounts' initial margins, gross", COLUMN_DECIMAL, 20},
    {"maintenance_required", "sum of their maintenance margins", COLUMN_DECIMAL, 20},
    {"cash_on_deposit", "sum of their balances", COLUMN_DECIMAL, 20},
    {"assets_on_deposit", "value of other collateral after haircut", COLUMN_DECIMAL, 20},
    {"open_profit", "of open positions, not settled yet", COLUMN_DECIMAL, 20},
    {"short_of_margin", "sum of what single accounts lack of initial margin", COLUMN_DECIMAL, 20},
    {"variation", "received in settlements of the date", COLUMN_DECIMAL, 20},
    {"realised", "profit of trades and moves, fees not in it", COLUMN_DECIMAL, 20},
    {"funding", "received", COLUMN_DECIMAL, 20},
    {"fees", "paid", COLUMN_DECIMAL, 16},
    {"deposits", "less withdrawals and transfers", COLUMN_DECIMAL, 20},
    {"defaults", "from and to funds and the default waterfall", COLUMN_DECIMAL, 20},
    {"corrections", "of error trades", COLUMN_DECIMAL, 20},
    {"give_ups", "fees that went with lots given up or allocated", COLUMN_DECIMAL, 16},
    {"programmes", "rewards of makers", COLUMN_DECIMAL, 16},
};

static const struct column position_columns[] = {
    {"member", "clearing member", COLUMN_COUNT, 8},
    {"origin", "house or customer", COLUMN_TEXT, 8},
    {"account", "number", COLUMN_COUNT, 8},
    {"customer", "the member's own number of its customer; 0: the member", COLUMN_COUNT, 8},
    {"product", "symbol", COLUMN_TEXT, 14},
    {"net", "contracts, negative if short", COLUMN_COUNT, 12},
    {"initial_required", "of the account, all its products", COLUMN_DECIMAL, 20},
};

static const struct column class_columns[] = {
    {"account_class", "where the money is held", COLUMN_TEXT, 15},
    {"origin", "house or customer", COLUMN_TEXT, 8},
    {"currency", "number of the currency, 0 the dollar", COLUMN_COUNT, 8},
    {"accounts", "that are open", COLUMN_COUNT, 8},
    {"cash", "net ledger balances", COLUMN_DECIMAL, 20},
    {"open_profit", "net profit of open positions", COLUMN_DECIMAL, 20},
    {"net_equity", "the sum of the two", COLUMN_DECIMAL, 20},
    {"deficits", "of accounts below zero, added back", COLUMN_DECIMAL, 20},
    {"required", "to be segregated: net equity and deficits", COLUMN_DECIMAL, 20},
};

static const struct column funds_columns[] = {
    {"currency", "number of the currency, 0 the dollar", COLUMN_COUNT, 8},
    {"at_the_bank", "deposited less withdrawn, ever", COLUMN_DECIMAL, 20},
    {"accounts", "sum of all balances of accounts", COLUMN_DECIMAL, 20},
    {"fees", "earned by the venue, ever", COLUMN_DECIMAL, 20},
    {"others", "what clearing, funding and insurance entries hold", COLUMN_DECIMAL, 20},
    {"customer_cash", "of it balances of customers", COLUMN_DECIMAL, 20},
    {"customer_required", "to be segregated for customers, all classes", COLUMN_DECIMAL, 20},
    {"excess", "at the bank less required", COLUMN_DECIMAL, 20},
};

static const struct table member_table = {"members", "one row a member, origin, class, currency",
                                          COLUMNS(member_columns)};
static const struct table position_table = {"positions", "at the end of the date",
                                            COLUMNS(position_columns)};
static const struct table class_table = {"classes", "one row a class, origin and currency",
                                         COLUMNS(class_columns)};
static const struct table funds_table = {"funds", "what the ledger holds against it",
                                         COLUMNS(funds_columns)};
static const struct table *const margin_tables[] = {&member_table, &position_table};
static const struct table *const segregation_tables[] = {&class_table, &funds_table};

/* --- sums ------------------------------------------------------------------------------------- */

#define CLASS_KINDS 8u /* the three classes as bits */

struct margin_sum {
    uint32_t member_id;
    uint32_t accounts;
    int128 initial;
    int128 maintenance;
    int128 cash;
    int128 credit;
    int128 open_profit;
    int128 shortage;
    int128 deficits;
    int128 kinds[TRANSACTION_KINDS];
    int128 fees;
};

static uint32_t class_bits(const struct day_account *account)
{
    return account->classes & (CLASS_FUTURES | CLASS_CLEARED_SWAP | CLASS_FOREIGN_FUTURES);
}

/* Origin, class and currency of an account as one place. */
static uint32_t place_of(const struct day_account *account)
{
    uint32_t kind = (uint32_t)report_origin(account) * CLASS_KINDS + class_bits(account);
    return kind * CURRENCIES_MAX + account->currency;
}

#define PLACES (2u * CLASS_KINDS * CURRENCIES_MAX)

static void sum_add(struct margin_sum *sum, const struct day_account *account)
{
    int128 equity = (int128)account->after_micros + account->open_micros;
    sum->accounts++;
    sum->initial += account->initial_micros;
    sum->maintenance += account->maintenance_micros;
    sum->cash += account->after_micros;
    sum->credit += account->credit_micros;
    sum->open_profit += account->open_micros;
    int128 shortage = account->initial_micros - equity - account->credit_micros;
    if (shortage > 0) sum->shortage += shortage;
    if (equity < 0) sum->deficits -= equity;
    for (uint32_t kind = 0; kind < TRANSACTION_KINDS; kind++) {
        sum->kinds[kind] += account->sums[kind];
    }
    sum->fees += account->fee_micros;
}

/* --- 39.19 ------------------------------------------------------------------------------------ */

static void put_where(struct table_writer *writer, uint32_t place)
{
    uint32_t kind = place / CURRENCIES_MAX;
    put_origin(writer, (enum origin)(kind / CLASS_KINDS));
    put_text(writer, report_class(kind % CLASS_KINDS));
    put_count(writer, place % CURRENCIES_MAX);
}

static void put_member(struct report_run *run, uint32_t member_id, uint32_t place,
                       const struct margin_sum *sum)
{
    struct table_writer *writer = &run->writer;
    put_count(writer, member_id);
    put_where(writer, place);
    put_count(writer, sum->accounts);
    put_money(writer, sum->initial);
    put_money(writer, sum->maintenance);
    put_money(writer, sum->cash);
    put_money(writer, sum->credit);
    put_money(writer, sum->open_profit);
    put_money(writer, sum->shortage);
    put_money(writer, sum->kinds[TRANSACTION_SETTLEMENT]);
    put_money(writer, sum->kinds[TRANSACTION_TRADE] + sum->kinds[TRANSACTION_MOVED]);
    put_money(writer, sum->kinds[TRANSACTION_FUNDING]);
    put_money(writer, sum->fees);
    put_money(writer, sum->kinds[TRANSACTION_DEPOSIT] + sum->kinds[TRANSACTION_WITHDRAWAL] +
                          sum->kinds[TRANSACTION_TRANSFER]);
    put_money(writer, sum->kinds[TRANSACTION_FUND] + sum->kinds[TRANSACTION_DEFAULT]);
    put_money(writer, sum->kinds[TRANSACTION_CORRECTION]);
    put_money(writer, sum->kinds[TRANSACTION_GIVE_UP]);
    put_money(writer, sum->kinds[TRANSACTION_PROGRAMME]);
}

static uint32_t member_count(const struct day *day)
{
    uint32_t count = 1;
    for (uint32_t id = 1; id < day->accounts.count; id++) {
        count = u32_max(count, day_account(day, id)->member_id + 1);
    }
    return count;
}

static int128 write_members(struct report_run *run, struct margin_sum *sums, uint32_t members)
{
    const struct day *day = run->day;
    int128 cash = 0;
    for (uint32_t id = 1; id < day->accounts.count; id++) {
        const struct day_account *account = day_account(day, id);
        if (account->state == PARTY_NONE) continue;
        sum_add(&sums[account->member_id * PLACES + place_of(account)], account);
    }
    table_begin(&run->writer, &member_table);
    for (uint32_t i = 0; i < members * PLACES; i++) {
        if (sums[i].accounts == 0) continue;
        put_member(run, i / PLACES, i % PLACES, &sums[i]);
        cash += sums[i].cash;
    }
    table_end(&run->writer);
    return cash;
}

static int128 balances(const struct day *day)
{
    int128 cash = 0;
    for (uint32_t id = 1; id < day->accounts.count; id++) {
        cash += day_account(day, id)->after_micros;
    }
    return cash;
}

static void write_member_positions(struct report_run *run)
{
    struct table_writer *writer = &run->writer;
    const struct day *day = run->day;
    int128 longs = 0;
    int128 expected = 0;
    table_begin(writer, &position_table);
    for (uint32_t i = 1; i < day->pairs.count; i++) {
        const struct day_pair *pair = day_pair(day, i);
        if (pair->net_after == 0) continue;
        const struct day_account *account = day_account(day, pair->account_id);
        put_count(writer, account->member_id);
        put_origin(writer, report_origin(account));
        put_count(writer, pair->account_id);
        put_count(writer, account->customer_id);
        put_text(writer, run_product(run, pair->product_id)->terms.symbol);
        put_count(writer, pair->net_after);
        put_money(writer, account->initial_micros);
        if (pair->net_after > 0) longs += pair->net_after;
    }
    table_end(writer);
    for (uint32_t id = 1; id <= day->product_last; id++) {
        expected += report_open_interest(day, (uint16_t)id, false);
    }
    reconcile_equal(run->reconcile, "margin-39.19", "long lots", longs, expected);
}

static void write_margin(struct report_run *run)
{
    uint32_t members = member_count(run->day);
    struct margin_sum *sums = calloc((size_t)members * PLACES, sizeof *sums);
    if (sums == NULL) {
        reconcile_equal(run->reconcile, "margin-39.19", "memory", 0, 1);
        return;
    }
    int128 cash = write_members(run, sums, members);
    write_member_positions(run);
    reconcile_equal(run->reconcile, "margin-39.19", "cash on deposit", cash, balances(run->day));
    free(sums);
}

/* --- segregation ------------------------------------------------------------------------------ */

static void put_class(struct report_run *run, uint32_t place, const struct margin_sum *sum)
{
    struct table_writer *writer = &run->writer;
    uint32_t kind = place / CURRENCIES_MAX;
    put_text(writer, report_class(kind % CLASS_KINDS));
    put_origin(writer, (enum origin)(kind / CLASS_KINDS));
    put_count(writer, place % CURRENCIES_MAX);
    put_count(writer, sum->accounts);
    put_money(writer, sum->cash);
    put_money(writer, sum->open_profit);
    put_money(writer, sum->cash + sum->open_profit);
    put_money(writer, sum->deficits);
    put_money(writer, sum->cash + sum->open_profit + sum->deficits);
}

struct funds {
    int128 accounts;
    int128 customers;
    int128 required;
    bool is_used;
};

static void funds_add(struct funds *funds, uint32_t place, const struct margin_sum *sum)
{
    bool is_customer = place / CURRENCIES_MAX / CLASS_KINDS == ORIGIN_CUSTOMER;
    funds->is_used = true;
    funds->accounts += sum->cash;
    if (!is_customer) return;
    funds->customers += sum->cash;
    funds->required += sum->cash + sum->open_profit + sum->deficits;
}

static void put_funds(struct report_run *run, uint32_t currency, const struct funds *funds)
{
    struct table_writer *writer = &run->writer;
    const struct day_ledger *ledger = &run->day->ledger_after[currency];
    put_count(writer, currency);
    put_money(writer, ledger->bank_micros);
    put_money(writer, funds->accounts);
    put_money(writer, ledger->fees_micros);
    put_money(writer, (int128)ledger->bank_micros - funds->accounts - ledger->fees_micros);
    put_money(writer, funds->customers);
    put_money(writer, funds->required);
    put_money(writer, ledger->bank_micros - funds->required);
}

static void write_segregation(struct report_run *run)
{
    const struct day *day = run->day;
    static struct margin_sum sums[PLACES];
    struct funds funds[CURRENCIES_MAX] = {0};
    int128 cash = 0;
    for (uint32_t i = 0; i < PLACES; i++) sums[i] = (struct margin_sum){0};
    for (uint32_t id = 1; id < day->accounts.count; id++) {
        const struct day_account *account = day_account(day, id);
        if (account->state != PARTY_NONE) sum_add(&sums[place_of(account)], account);
    }
    table_begin(&run->writer, &class_table);
    for (uint32_t i = 0; i < PLACES; i++) {
        if (sums[i].accounts == 0) continue;
        put_class(run, i, &sums[i]);
        funds_add(&funds[i % CURRENCIES_MAX], i, &sums[i]);
    }
    table_end(&run->writer);
    table_begin(&run->writer, &funds_table);
    for (uint32_t currency = 0; currency < CURRENCIES_MAX; currency++) {
        if (!funds[currency].is_used) continue;
        put_funds(run, currency, &funds[currency]);
        cash += funds[currency].accounts;
    }
    table_end(&run->writer);
    reconcile_equal(run->reconcile, "segregation", "balances", cash, balances(day));
}

const struct report report_margin = {
    .name = "margin-39.19",
    .title = "Margin, deposits, cash flows and positions by clearing member",
    .section = "39.19(c)(1)",
    .tables = margin_tables,
    .table_count = 2,
    .write = write_margin,
};

const struct report report_segregation = {
    .name = "segregation",
    .title = "Segregation computation by account class",
    .section = "1.20, 1.32, 22.2, 30.7",
    .tables = segregation_tables,
    .table_count = 2,
    .write = write_segregation,
};
