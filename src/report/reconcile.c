/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reconcile.c - see reconcile.h.
 *
 * Role   See reconcile.h.
 * Rules  R-CASH-4, R-AUDIT-1, R-AUDIT-2, R-CURRENCY-3.
 */
#include "report/reconcile.h"

#include <inttypes.h>
#include <string.h>

#include "base/check.h"
#include "report/table.h"

#define WHAT_SIZE    96u
#define PRINTED_MOST 20u

void reconcile_equal(struct reconcile *reconcile, const char *report, const char *what,
                     int128 written, int128 expected)
{
    char left[WIDE_TEXT_SIZE];
    char right[WIDE_TEXT_SIZE];
    reconcile->compared++;
    if (written == expected) return;
    reconcile->differing++;
    if (reconcile->out == NULL || reconcile->differing > PRINTED_MOST) return;
    fprintf(reconcile->out, "not reconciled: %s: %s is %s, expected %s\n", report, what,
            wide_text(left, written, 0), wide_text(right, expected, 0));
}

/* --- within the day --------------------------------------------------------------------------- */

struct product_sums {
    int128 net_before;
    int128 net_after;
    int128 bought;
    int128 sold;
    int128 moved_in;
    int128 moved_out;
    int128 block_bought;
    int128 block_sold;
};

static void pairs_compare(struct reconcile *reconcile, const struct day *day,
                          struct product_sums sums[PRODUCTS_MAX])
{
    char what[WHAT_SIZE];
    for (uint32_t i = 1; i < day->pairs.count; i++) {
        const struct day_pair *pair = day_pair(day, i);
        struct product_sums *sum = &sums[pair->product_id];
        int64_t traded = pair->bought - pair->sold + pair->moved_in - pair->moved_out;
        traded += pair->block_bought - pair->block_sold;
        (void)snprintf(what, sizeof what, "lots of account %" PRIu32 " in product %u",
                       pair->account_id, pair->product_id);
        reconcile_equal(reconcile, "positions", what,
                        (int128)pair->net_before + traded + pair->expired, pair->net_after);
        sum->net_before += pair->net_before;
        sum->net_after += pair->net_after;
        sum->bought += pair->bought;
        sum->sold += pair->sold;
        sum->moved_in += pair->moved_in;
        sum->moved_out += pair->moved_out;
        sum->block_bought += pair->block_bought;
        sum->block_sold += pair->block_sold;
    }
}

static void products_compare(struct reconcile *reconcile, const struct day *day,
                             const struct product_sums sums[PRODUCTS_MAX])
{
    for (uint32_t id = 1; id <= day->product_last; id++) {
        const struct day_product *product = &day->products[id];
        if (!product->is_known) continue;
        const char *symbol = product->terms.symbol;
        reconcile_equal(reconcile, symbol, "lots of fills, both sides", product->fill_lots,
                        2 * (int128)product->lots);
        reconcile_equal(reconcile, symbol, "lots bought", sums[id].bought, product->lots);
        reconcile_equal(reconcile, symbol, "lots sold", sums[id].sold, product->lots);
        reconcile_equal(reconcile, symbol, "lots moved in", sums[id].moved_in, product->moved_lots);
        reconcile_equal(reconcile, symbol, "lots moved out", sums[id].moved_out,
                        product->moved_lots);
        reconcile_equal(reconcile, symbol, "lots bought in blocks", sums[id].block_bought,
                        product->block_lots);
        reconcile_equal(reconcile, symbol, "lots sold in blocks", sums[id].block_sold,
                        product->block_lots);
        reconcile_equal(reconcile, symbol, "net lots before", sums[id].net_before, 0);
        reconcile_equal(reconcile, symbol, "net lots after", sums[id].net_after, 0);
    }
}

static void tape_compare(struct reconcile *reconcile, const struct day *day)
{
    int128 lots[PRODUCTS_MAX] = {0};
    int128 block_lots[PRODUCTS_MAX] = {0};
    for (uint32_t i = 0; i < day->trades.count; i++) {
        const struct day_trade *trade = (const struct day_trade *)day->trades.items + i;
        (trade->is_block ? block_lots : lots)[trade->product_id] += trade->lots;
    }
    for (uint32_t id = 1; id <= day->product_last; id++) {
        const struct day_product *product = &day->products[id];
        if (!product->is_known) continue;
        reconcile_equal(reconcile, product->terms.symbol, "lots on the tape", lots[id],
                        product->lots);
        reconcile_equal(reconcile, product->terms.symbol, "lots of blocks on the tape",
                        block_lots[id], product->block_lots);
    }
}

static void accounts_compare(struct reconcile *reconcile, const struct day *day)
{
    char what[WHAT_SIZE];
    for (uint32_t id = 1; id < day->accounts.count; id++) {
        const struct day_account *account = day_account(day, id);
        int128 micros = account->before_micros;
        for (uint32_t kind = 0; kind < TRANSACTION_KINDS; kind++) micros += account->sums[kind];
        (void)snprintf(what, sizeof what, "money of account %" PRIu32, id);
        reconcile_equal(reconcile, "statements", what, micros - account->fee_micros,
                        account->after_micros);
    }
}

void reconcile_day(struct reconcile *reconcile, const struct day *day)
{
    static struct product_sums sums[PRODUCTS_MAX];
    memset(sums, 0, sizeof sums);
    pairs_compare(reconcile, day, sums);
    products_compare(reconcile, day, sums);
    tape_compare(reconcile, day);
    accounts_compare(reconcile, day);
}

/* --- the ledger ------------------------------------------------------------------------------- */

static void margin_compare(struct reconcile *reconcile, struct day *day,
                           const struct ledger_witness *witness, uint32_t account_id)
{
    struct account_sums sums;
    char what[WHAT_SIZE];
    int64_t initial_micros = 0;
    if (!witness->initial_margin(witness->context, account_id, &initial_micros)) return;
    day_margin(day, account_id, &sums);
    (void)snprintf(what, sizeof what, "initial margin of account %" PRIu32, account_id);
    reconcile_equal(reconcile, "ledger", what, sums.initial_micros, initial_micros);
}

static void balances_compare(struct reconcile *reconcile, struct day *day,
                             const struct ledger_witness *witness, int128 sums[CURRENCIES_MAX])
{
    char what[WHAT_SIZE];
    for (uint32_t id = 1; id < day->accounts.count; id++) {
        struct account_record record = {0};
        if (!read_model_account(day->model, id, &record)) continue;
        int64_t balance = witness->balance(witness->context, entry_account(id));
        (void)snprintf(what, sizeof what, "balance of account %" PRIu32, id);
        reconcile_equal(reconcile, "ledger", what, record.balance.micros, balance);
        sums[day_account(day, id)->currency] += record.balance.micros;
        margin_compare(reconcile, day, witness, id);
    }
}

static void positions_compare(struct reconcile *reconcile, const struct day *day,
                              const struct ledger_witness *witness, int128 paid[PRODUCTS_MAX])
{
    char what[WHAT_SIZE];
    int128 longs[PRODUCTS_MAX] = {0};
    for (uint32_t i = 1; i < day->pairs.count; i++) {
        const struct day_pair *pair = day_pair(day, i);
        int64_t net_lots = 0;
        int64_t paid_micros = 0;
        struct position_record position = day_position(day, pair->account_id, pair->product_id);
        (void)witness->position(witness->context, pair->account_id, pair->product_id, &net_lots,
                                &paid_micros);
        (void)snprintf(what, sizeof what, "position of account %" PRIu32 " in product %u",
                       pair->account_id, pair->product_id);
        reconcile_equal(reconcile, "ledger", what, position.net.lots, net_lots);
        reconcile_equal(reconcile, "ledger", what, position.paid.micros, paid_micros);
        if (position.net.lots > 0) longs[pair->product_id] += position.net.lots;
        paid[pair->product_id] += position.paid.micros;
    }
    for (uint32_t id = 1; id <= day->product_last; id++) {
        if (!day->products[id].is_known) continue;
        reconcile_equal(reconcile, day->products[id].terms.symbol, "open interest", longs[id],
                        witness->open_interest(witness->context, (uint16_t)id));
    }
}

/* R-CASH-4: what the venue's own entries hold follows from those of the accounts. */
static void entries_compare(struct reconcile *reconcile, const struct day *day,
                            const struct ledger_witness *witness,
                            const int128 accounts[CURRENCIES_MAX])
{
    int128 sums[CURRENCIES_MAX] = {0};
    for (uint32_t id = 1; id <= day->product_last; id++) {
        uint32_t currency = day->products[id].payoff.currency;
        sums[currency] += witness->balance(witness->context, entry_clearing((uint16_t)id));
        for (uint32_t kind = 0; kind < PRODUCT_ENTRIES; kind++) {
            uint32_t entry = entry_product((uint16_t)id, (enum product_entry)kind);
            if (day->products[id].is_known) {
                sums[currency] += witness->balance(witness->context, entry);
            }
        }
    }
    for (uint32_t currency = 0; currency < CURRENCIES_MAX; currency++) {
        const struct day_ledger *ledger = &day->ledger[currency];
        int64_t entries[ENTRIES_PER_CURRENCY + 1] = {0};
        for (uint32_t entry = ENTRY_BANK; entry <= ENTRY_ROUNDING; entry++) {
            entries[entry] = witness->balance(
                witness->context, entry_of_currency((enum ledger_entry)entry, currency));
        }
        reconcile_equal(reconcile, "ledger", "money at the bank", ledger->bank_micros,
                        -(int128)entries[ENTRY_BANK]);
        reconcile_equal(reconcile, "ledger", "fees earned", ledger->fees_micros,
                        entries[ENTRY_FEES]);
        reconcile_equal(reconcile, "ledger", "all entries",
                        accounts[currency] + sums[currency] + entries[ENTRY_BANK] +
                            entries[ENTRY_FEES] + entries[ENTRY_INSURANCE] +
                            entries[ENTRY_ROUNDING],
                        0);
    }
}

void reconcile_ledger(struct reconcile *reconcile, struct day *day,
                      const struct ledger_witness *witness)
{
    int128 accounts[CURRENCIES_MAX] = {0};
    int128 paid[PRODUCTS_MAX] = {0};
    balances_compare(reconcile, day, witness, accounts);
    positions_compare(reconcile, day, witness, paid);
    entries_compare(reconcile, day, witness, accounts);
    for (uint32_t id = 1; id <= day->product_last; id++) {
        if (!day->products[id].is_known) continue;
        reconcile_equal(reconcile, day->products[id].terms.symbol, "value paid for positions",
                        -paid[id],
                        witness->balance(witness->context, entry_clearing((uint16_t)id)));
    }
}
