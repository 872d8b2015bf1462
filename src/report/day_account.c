/* SPDX-License-Identifier: Apache-2.0 */
/*
 * day_account.c - accounts, their money and positions, and who is reportable.
 *
 * Role   See day.h.  Every movement of money and lots comes through the read model's stream of
 *        private events, which the tests of the readers compare with the core.
 * Rules  R-ACCT-3, R-CASH-2, R-POS-1, R-SETTLE-5, R-LIQ-11, R-CURRENCY-1, R-MARGIN-5.
 */
#include <string.h>

#include "base/check.h"
#include "market_data/grow.h"
#include "report/day.h"

/* --- who there is ----------------------------------------------------------------------------- */

static void party_note(struct day *day, const struct event *event)
{
    const struct event_party *party = &event->party;
    if (event->kind == EVENT_MEMBER) {
        struct day_member *member = day_item(day, &day->members, sizeof *member, party->id);
        if (member == NULL) return;
        *member = (struct day_member){party->kind, party->state};
        return;
    }
    if (event->kind == EVENT_USER) {
        struct day_user *user = day_item(day, &day->users, sizeof *user, party->id);
        if (user != NULL) user->member_id = party->member_id;
        return;
    }
    struct day_account *account = day_item(day, &day->accounts, sizeof *account, event->account_id);
    if (account == NULL) return;
    account->member_id = party->member_id;
    account->customer_id = party->customer_id;
    account->owner_account_id = party->owner_account_id;
    account->controller_id = party->controller_id;
    account->classes = party->classes;
    account->state = party->state;
}

static void fee_note(struct day *day, const struct event *event)
{
    uint32_t currency = day->products[event->product_id].payoff.currency;
    day->ledger[currency].fees_micros += event->fill.fee.micros;
}

/* R-BLOCK-5: both sides pay at once, and no FILL says so. */
static void block_fees_note(struct day *day, const struct event *event)
{
    const struct event_block_trade *block = &event->block_trade;
    uint32_t currency = day->products[event->product_id].payoff.currency;
    day->ledger[currency].fees_micros += block->maker_fee.micros + block->taker_fee.micros;
}

static void cash_note(struct day *day, const struct event *event)
{
    const struct event_cash *cash = &event->cash;
    if (event->account_id >= day->accounts.count) return;
    struct day_ledger *ledger = &day->ledger[day_account(day, event->account_id)->currency];
    if (cash->command_kind == COMMAND_DEPOSIT) ledger->bank_micros += cash->amount.micros;
    if (cash->command_kind == COMMAND_WITHDRAW) ledger->bank_micros -= cash->amount.micros;
}

/* R-ERROR-4, R-ERROR-5: fees go back; what an adjustment moves sums to zero. */
static void error_note(struct day *day, const struct event *event)
{
    const struct event_error_trade *error = &event->error_trade;
    uint32_t currency = day->products[event->product_id].payoff.currency;
    day->ledger[currency].fees_micros -= error->to_buyer.micros + error->to_seller.micros;
}

static void profile_note(struct day *day, const struct event *event)
{
    if (event->account_id >= day->accounts.count) return;
    struct day_account *account = day_account(day, event->account_id);
    account->kind = event->account_profile.kind;
    account->customer_type = event->account_profile.customer_type;
}

void day_account_event(struct day *day, const struct event *event)
{
    switch (event->kind) {
    case EVENT_MEMBER:
    case EVENT_USER:
    case EVENT_ACCOUNT: party_note(day, event); return;
    case EVENT_FILL: fee_note(day, event); return;
    case EVENT_BLOCK_TRADE: block_fees_note(day, event); return;
    case EVENT_ACCOUNT_PROFILE: profile_note(day, event); return;
    case EVENT_CASH: cash_note(day, event); return;
    case EVENT_ERROR_TRADE: error_note(day, event); return;
    case EVENT_ACCOUNT_CURRENCY:
        if (event->account_id < day->accounts.count) {
            day_account(day, event->account_id)->currency = event->account_currency.currency;
        }
        return;
    default: return;
    }
}

/* --- positions -------------------------------------------------------------------------------- */

struct day_pair *day_pair_of(struct day *day, uint32_t account_id, uint16_t product_id)
{
    uint32_t slot = map_find(&day->pair_map, account_id, product_id);
    if (slot != 0) return day_pair(day, slot);
    slot = day->pairs.count == 0 ? 1 : day->pairs.count;
    struct day_pair *pair = day_item(day, &day->pairs, sizeof *pair, slot);
    if (pair == NULL || !map_make_room(&day->pair_map)) {
        day->has_memory = false;
        return NULL;
    }
    key_map_put(&day->pair_map, (struct map_key){account_id, product_id}, slot);
    pair->account_id = account_id;
    pair->product_id = product_id;
    return pair;
}

/* 15.04: lots of the product's running date, whichever that is. */
static void volume_note(struct day *day, struct day_pair *pair, int64_t lots)
{
    const struct day_product *product = &day->products[pair->product_id];
    if (pair->date != product->date) pair->date_lots = 0;
    pair->date = product->date;
    pair->date_lots += lots;
    const struct level_setting *level = settings_level(day->settings, product->terms.symbol);
    bool is_counted = product->date <= day->date && !pair->has_volume_date;
    if (!is_counted || pair->date_lots < level->volume_lots) return;
    pair->volume_date = product->date;
    pair->has_volume_date = true;
}

static void maker_count(struct day *day, const struct fill_record *fill)
{
    uint32_t slot = map_find(&day->maker_map, fill->account_id, fill->product_id);
    if (slot == 0) return;
    struct day_maker *maker = day_maker(day, slot);
    if (fill->is_taker) maker->taker_lots += fill->qty.lots;
    if (!fill->is_taker) maker->maker_lots += fill->qty.lots;
}

/* R-REPORT-3: a block is volume beside that of the book. */
static void block_note(struct day *day, struct day_pair *pair, const struct fill_record *fill)
{
    if (day->products[fill->product_id].date != day->date) return;
    if (fill->side == SIDE_BUY) pair->block_bought += fill->qty.lots;
    if (fill->side == SIDE_SELL) pair->block_sold += fill->qty.lots;
    pair->fee_micros += fill->fee.micros;
}

static void fill_note(struct day *day, const struct fill_record *fill)
{
    struct day_product *product = &day->products[fill->product_id];
    struct day_pair *pair = day_pair_of(day, fill->account_id, fill->product_id);
    if (pair == NULL) return;
    volume_note(day, pair, fill->qty.lots);
    if (fill->block_id != 0) {
        block_note(day, pair, fill);
        return;
    }
    if (product->date != day->date) return;
    product->fill_lots += fill->qty.lots;
    if (fill->side == SIDE_BUY) pair->bought += fill->qty.lots;
    if (fill->side == SIDE_SELL) pair->sold += fill->qty.lots;
    pair->fee_micros += fill->fee.micros;
    maker_count(day, fill);
    day_programme_fill(day, fill);
}

static void move_note(struct day *day, const struct transaction_record *transaction,
                      const struct event *event)
{
    struct day_pair *pair = day_pair_of(day, transaction->account_id, transaction->product_id);
    if (pair == NULL || day->products[pair->product_id].date != day->date) return;
    bool is_final = transaction->kind == TRANSACTION_SETTLEMENT && transaction->cause != 0;
    if (is_final) pair->expired -= event->variation.settled.lots;
    if (transaction->kind != TRANSACTION_MOVED || transaction->cause == MOVE_BLOCK) return;
    int64_t lots = transaction->qty.lots;
    bool is_given = transaction->cause == MOVE_GIVE_UP || transaction->cause == MOVE_ALLOCATION;
    if (transaction->side == SIDE_BUY) pair->moved_in += lots;
    if (transaction->side == SIDE_SELL) pair->moved_out += lots;
    if (is_given && transaction->side == SIDE_BUY) pair->given_in += lots;
    if (is_given && transaction->side == SIDE_SELL) pair->given_out += lots;
}

/* --- money ------------------------------------------------------------------------------------ */

static void sums_note(struct day *day, const struct transaction_record *transaction)
{
    struct day_account *account = day_account(day, transaction->account_id);
    ASSERT(transaction->kind < TRANSACTION_KINDS);
    account->sums[transaction->kind] += transaction->change.micros;
    account->fee_micros += transaction->fee.micros;
    if (transaction->kind == TRANSACTION_TRADE || transaction->kind == TRANSACTION_BLOCK) {
        account->sums[transaction->kind] += transaction->fee.micros;
    }
    account->transactions++;
}

static void transaction_note(struct day *day, const struct transaction_record *transaction)
{
    const struct day_product *product = &day->products[transaction->product_id];
    bool is_of_venue = day->venue_date == day->date && day->venue_phase == DAY_AT;
    bool is_of_product =
        transaction->product_id != 0 && product->date == day->date && product->phase == DAY_AT;
    if (is_of_venue) sums_note(day, transaction);
    if (!is_of_venue && !is_of_product) return;
    struct day_line *line = day_item(day, &day->lines, sizeof *line, day->lines.count);
    if (line != NULL) *line = (struct day_line){*transaction, is_of_venue, is_of_product};
}

void day_account_private(void *context, const struct private_event *seen)
{
    struct day *day = context;
    uint32_t account_id = seen->account_id;
    if (account_id >= day->accounts.count || !day->has_memory) return;
    if (seen->order != NULL) day_maker_order(day, account_id, seen->order->product_id);
    if (seen->fill != NULL) fill_note(day, seen->fill);
    if (seen->transaction == NULL) return;
    if (seen->transaction->product_id != 0) move_note(day, seen->transaction, seen->event);
    transaction_note(day, seen->transaction);
}

/* --- the venue's date begins and ends --------------------------------------------------------- */

static int64_t balance_of(const struct day *day, uint32_t account_id)
{
    struct account_record record = {0};
    (void)read_model_account(day->model, account_id, &record);
    return record.balance.micros;
}

void day_accounts_begin(struct day *day)
{
    for (uint32_t id = 1; id < day->accounts.count; id++) {
        day_account(day, id)->before_micros = balance_of(day, id);
    }
}

void day_margin(struct day *day, uint32_t account_id, struct account_sums *sums)
{
    const struct watch_account *known = watch_account_find(&day->watch, account_id);
    *sums = (struct account_sums){0};
    if (known == NULL) return;
    explain_account(&day->watch, account_id, &day->case_room);
    *sums = derive_sums(&day->case_room);
}

static int64_t clamped(int128 micros)
{
    if (micros > INT64_MAX) return INT64_MAX;
    return micros < INT64_MIN ? INT64_MIN : (int64_t)micros;
}

static void margin_note(struct day *day, uint32_t account_id)
{
    struct account_sums sums;
    struct day_account *account = day_account(day, account_id);
    day_margin(day, account_id, &sums);
    bool is_known = watch_account_find(&day->watch, account_id) != NULL;
    account->credit_micros = is_known ? clamped(day->case_room.credit_micros) : 0;
    account->equity_micros = clamped(sums.equity_micros);
    account->initial_micros = clamped(sums.initial_micros);
    account->maintenance_micros = clamped(sums.maintenance_micros);
}

/* What a position gains or loses against what was paid for it, at the mark, else the last price. */
static int128 open_profit(const struct day *day, const struct day_pair *pair)
{
    const struct day_product *product = &day->products[pair->product_id];
    struct position_record position = day_position(day, pair->account_id, pair->product_id);
    int64_t price_e4 = product->mark.ticks_e4;
    if (price_e4 == 0) price_e4 = product->last.ticks * FINE_PER_TICK;
    if (price_e4 == 0) price_e4 = product->index.ticks_e4;
    if (position.net.lots == 0 || price_e4 == 0) return 0;
    int128 value = day_value(product, position.net.lots, price_e4);
    bool is_inverse = product->payoff.payoff == PAYOFF_INVERSE;
    return (is_inverse ? -value : value) - position.paid.micros;
}

void day_accounts_end(struct day *day, bool is_open)
{
    day->venue_was_open = is_open;
    memcpy(day->ledger_after, day->ledger, sizeof day->ledger_after);
    for (uint32_t id = 1; id < day->accounts.count; id++) {
        struct day_account *account = day_account(day, id);
        if (account->state == PARTY_NONE) continue;
        account->after_micros = balance_of(day, id);
        margin_note(day, id);
    }
    for (uint32_t i = 1; i < day->pairs.count; i++) {
        const struct day_pair *pair = day_pair(day, i);
        if (pair->account_id >= day->accounts.count) continue;
        struct day_account *account = day_account(day, pair->account_id);
        account->open_micros = clamped(account->open_micros + open_profit(day, pair));
    }
}

/* --- special accounts ------------------------------------------------------------------------- */

static struct day_special *special_of(struct day *day, const struct day_pair *pair)
{
    const struct day_account *account = day_account(day, pair->account_id);
    struct map_key key = {account->owner_account_id,
                          (uint64_t)account->member_id << 16 | pair->product_id};
    uint32_t slot = map_find(&day->special_map, key.a, key.b);
    if (slot != 0) return day_special(day, slot);
    slot = day->specials.count == 0 ? 1 : day->specials.count;
    struct day_special *special = day_item(day, &day->specials, sizeof *special, slot);
    if (special == NULL || !map_make_room(&day->special_map)) {
        day->has_memory = false;
        return NULL;
    }
    key_map_put(&day->special_map, key, slot);
    special->owner_account_id = account->owner_account_id;
    special->member_id = account->member_id;
    special->product_id = pair->product_id;
    return special;
}

/* 17.00(b), (e): the long and the short positions of one owner at one member, gross. */
void day_specials_look(struct day *day, uint16_t product_id, int32_t date)
{
    const struct level_setting *level =
        settings_level(day->settings, day->products[product_id].terms.symbol);
    for (uint32_t i = 1; i < day->specials.count; i++) {
        struct day_special *special = day_special(day, i);
        if (special->product_id != product_id) continue;
        special->was = special->is_now;
        special->is_omnibus = false;
        special->long_lots = 0;
        special->short_lots = 0;
    }
    for (uint32_t i = 1; i < day->pairs.count; i++) {
        const struct day_pair *pair = day_pair(day, i);
        if (pair->product_id != product_id || pair->account_id >= day->accounts.count) continue;
        int64_t lots = day_position(day, pair->account_id, product_id).net.lots;
        struct day_special *special = lots == 0 ? NULL : special_of(day, pair);
        if (special == NULL) continue;
        bool is_omnibus = day_account(day, pair->account_id)->kind == ACCOUNT_OMNIBUS;
        special->is_omnibus = special->is_omnibus || is_omnibus;
        if (lots > 0) special->long_lots += lots;
        if (lots < 0) special->short_lots -= lots;
    }
    for (uint32_t i = 1; i < day->specials.count; i++) {
        struct day_special *special = day_special(day, i);
        if (special->product_id != product_id) continue;
        special->is_now = special->long_lots >= level->reportable_lots ||
                          special->short_lots >= level->reportable_lots;
        if (!special->is_now || special->has_first_date) continue;
        special->first_date = date;
        special->has_first_date = true;
    }
}
