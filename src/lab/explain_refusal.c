/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explain_refusal.c - receipts of what was refused for margin.
 *
 * Role       See explain.h.  An order, a bid, lots that are given up or allocated, a withdrawal or
 *            a change of mode is checked again on the account as it was; the receipt also says the
 *            largest quantity that would have passed and the smallest deposit with which it would
 *            have.
 * Rules      R-MARGIN-1 to R-MARGIN-8, R-FCM-4, R-CASH-2, R-CASH-3, R-COLL-2, R-PM-2, R-BID-2,
 *            R-GIVE-5, R-ALLOC-1, R-TRIG-5, R-MARKET-1, R-REDUCE-1.
 */
#include <inttypes.h>

#include "lab/explain.h"
#include "model/reject.h"

#define FORMULA_SIZE 256

bool explain_is_refusal(const struct event *event)
{
    if (event->kind == EVENT_ORDER_CANCELLED) {
        bool is_margin =
            event->order.check == REJECT_MARGIN || event->order.check == REJECT_FCM_MARGIN;
        return event->order.reason == REASON_CHECK && is_margin;
    }
    if (event->kind != EVENT_REJECTED) return false;
    const struct event_reject *given = &event->reject;
    if (given->code == REJECT_MARGIN || given->code == REJECT_FCM_MARGIN) return true;
    bool is_cash =
        given->command_kind == COMMAND_WITHDRAW || given->command_kind == COMMAND_TRANSFER;
    return given->code == REJECT_FUNDS && is_cash;
}

/* --- what was asked for ----------------------------------------------------------------------- */

/* An order before its lots are cut and its price is found. */
struct asked {
    uint32_t account_id;
    uint16_t product_id;
    uint8_t side;
    uint8_t type;
    uint16_t flags;
    int64_t price_ticks;
    int64_t lots;
    int64_t added_lots;
};

static struct asked asked_by_entry(const struct order_entry *entry)
{
    return (struct asked){.side = entry->side,
                          .type = entry->type,
                          .flags = entry->flags,
                          .price_ticks = entry->price.ticks,
                          .lots = entry->qty.lots,
                          .added_lots = entry->qty.lots};
}

/* R-AMEND-4: only what it adds counts. */
static struct asked asked_by_amend(const struct watch *watch, const struct command *command)
{
    const struct body_amend *amend = &command->amend;
    const struct watch_order *order =
        amend->order_id != 0
            ? watch_order_find(watch, amend->order_id)
            : watch_order_named(watch, command->account_id, amend->client_order_id);
    if (order == NULL) return (struct asked){0};
    bool has_qty = (amend->set & AMEND_QTY) != 0;
    bool has_price = (amend->set & AMEND_PRICE) != 0;
    int64_t lots = has_qty ? amend->qty.lots - order->filled_lots : order->open_lots;
    return (struct asked){.side = order->side,
                          .type = TYPE_LIMIT,
                          .flags = order->flags,
                          .price_ticks = has_price ? amend->price.ticks : order->price_ticks,
                          .lots = lots,
                          .added_lots = lots - order->open_lots};
}

/* R-GIVE-5: the lots of a give-up, for the account that accepts them. */
static struct asked asked_by_answer(const struct watch *watch, const struct command *command)
{
    const struct watch_give_up *give_up =
        watch_give_up_find(watch, command->give_up_decide.give_up_id);
    if (give_up == NULL) return (struct asked){0};
    return (struct asked){.account_id = give_up->to_account_id,
                          .product_id = give_up->product_id,
                          .side = give_up->side,
                          .type = TYPE_LIMIT,
                          .price_ticks = give_up->ticks,
                          .lots = give_up->lots,
                          .added_lots = give_up->lots};
}

/* R-ALLOC-1: the lots of a row, at the average price of the bunch. */
static struct asked asked_by_row(const struct watch *watch, const struct command *command,
                                 uint32_t row)
{
    const struct body_allocation *body = &command->allocation;
    struct watch_bunch bunch = watch_bunch_of(watch, command);
    if (row >= ALLOCATION_ROWS_MAX || bunch.lots == 0) return (struct asked){0};
    return (struct asked){.account_id = body->rows[row].account_id,
                          .side = body->side,
                          .type = TYPE_LIMIT,
                          .price_ticks = (int64_t)div_floor(bunch.ticks_lots, bunch.lots),
                          .lots = body->rows[row].lots,
                          .added_lots = body->rows[row].lots};
}

static struct asked asked_by_command(const struct explain *explain, const struct event *event)
{
    const struct command *command = explain->command;
    switch (command->kind) {
    case COMMAND_GIVE_UP_DECIDE: return asked_by_answer(&explain->watch, command);
    case COMMAND_ALLOCATION: return asked_by_row(&explain->watch, command, event->reject.leg);
    case COMMAND_ORDER_LIST: return asked_by_entry(&command->list.legs[event->reject.leg]);
    case COMMAND_ORDER_AMEND: return asked_by_amend(&explain->watch, command);
    case COMMAND_AUCTION_BID:
        return (struct asked){.side = command->auction_bid.side,
                              .type = TYPE_LIMIT,
                              .price_ticks = command->auction_bid.price.ticks,
                              .lots = command->auction_bid.qty.lots,
                              .added_lots = command->auction_bid.qty.lots};
    default: return asked_by_entry(&command->order);
    }
}

/* R-TRIG-5: an order whose turn has come.  Its event names a limit, but for a market type the
 * protection of before its linked order ended, which may have been the best of the book. */
static struct asked asked_by_turn(const struct event *event)
{
    bool is_market = watch_is_market(event->order.type);
    return (struct asked){.side = event->order.side,
                          .type = is_market ? TYPE_MARKET : TYPE_LIMIT,
                          .flags = event->order.flags,
                          .price_ticks = event->order.price.ticks,
                          .lots = event->order.open.lots,
                          .added_lots = event->order.open.lots};
}

/* R-MARKET-1 */
static void protect(struct explain *explain, uint16_t product_id, struct asked *asked)
{
    const struct product_terms *terms = &explain->watch.products[product_id].terms;
    bool is_market = asked->type == TYPE_MARKET && (asked->flags & FLAG_PROTECTION) == 0;
    if (!is_market) return;
    bool buys = asked->side == SIDE_BUY;
    int64_t best = watch_best_ticks(&explain->watch, product_id, buys ? SIDE_SELL : SIDE_BUY);
    int64_t ticks = best + (buys ? terms->protection_ticks : -terms->protection_ticks);
    asked->price_ticks = i64_clamp(ticks, terms->price_ticks_min, terms->price_ticks_max);
}

/* R-REDUCE-1 */
static void reduce(const struct account_stake *stake, struct asked *asked)
{
    if ((asked->flags & FLAG_REDUCE_ONLY) == 0) return;
    int64_t held = asked->side == SIDE_BUY ? -stake->seen.net_lots : stake->seen.net_lots;
    int64_t reducible = i64_max(held, 0);
    if (asked->lots <= reducible) return;
    asked->added_lots -= asked->lots - reducible;
    asked->lots = reducible;
}

static uint32_t stake_of(struct explain *explain, uint32_t account_id, uint16_t product_id)
{
    struct account_case *account = &explain->account;
    const struct watch_account *known = watch_account_find(&explain->watch, account_id);
    for (uint32_t i = 0; i < account->stake_count; i++) {
        if (account->stakes[i].product_id == product_id) return i;
    }
    return explain_stake_add(&explain->watch, account, product_id, NULL,
                             known != NULL && known->is_portfolio);
}

static struct order_case order_case_of(struct explain *explain, uint32_t account_id,
                                       uint16_t product_id, struct asked *asked)
{
    struct watch *watch = &explain->watch;
    const struct watch_product *product = &watch->products[product_id];
    const struct watch_account *account = watch_account_find(watch, account_id);
    explain_account(watch, account_id, &explain->account);
    uint32_t stake = stake_of(explain, account_id, product_id);
    protect(explain, product_id, asked);
    reduce(&explain->account.stakes[stake], asked);
    return (struct order_case){
        .account = &explain->account,
        .stake = stake,
        .side = asked->side,
        .price_ticks = asked->price_ticks,
        .added_lots = asked->added_lots,
        .fee_ppm = product->terms.fee_maker_ppm > product->terms.fee_taker_ppm
                       ? product->terms.fee_maker_ppm
                       : product->terms.fee_taker_ppm,
        .limit_micros = account == NULL ? 0 : account->limit_micros,
        .lot_margin_micros = watch_lot_margin(product, asked->price_ticks),
    };
}

struct order_case explain_lots_case(struct explain *explain, const struct explain_lots *wanted)
{
    struct asked asked = {.side = wanted->side,
                          .type = TYPE_LIMIT,
                          .price_ticks = wanted->price_ticks,
                          .lots = wanted->lots,
                          .added_lots = wanted->lots};
    return order_case_of(explain, wanted->account_id, wanted->product_id, &asked);
}

bool explain_bid_passes(struct explain *explain, const struct watch_bid *bid, int64_t lots)
{
    const struct explain_lots wanted = {bid->account_id, bid->product_id, bid->side,
                                        bid->price_ticks, lots};
    struct order_case order = explain_lots_case(explain, &wanted);
    return derive_order(&order, lots).verdict == ORDER_PASSES;
}

/* --- an order --------------------------------------------------------------------------------- */

void explain_order_inputs(struct receipt *receipt, const struct watch_product *product,
                          const struct order_case *order)
{
    receipt_input(receipt, order->side == SIDE_BUY ? "lots bought" : "lots sold",
                  amount_lots(order->added_lots), "the order refused");
    receipt_input(receipt, "its limit or protection price",
                  amount_fine(product, order->price_ticks * FINE_PER_TICK), "the order refused");
}

void explain_order_steps(struct receipt *receipt, const struct order_case *order,
                         const struct derived_order *derived)
{
    char formula[FORMULA_SIZE];
    const struct account_stake *stake = &order->account->stakes[order->stake];
    snprintf(formula, sizeof formula, "max(|net + bids|, |net - asks|), before %" PRId64,
             derived->worse_before_lots);
    receipt_step(receipt, "R-MARGIN-2", "worse side with the order", formula,
                 amount_lots(derived->worse_after_lots));
    if (stake->is_full && stake->risk_group == 0) {
        explain_initial_steps(receipt, &stake->seen, derived->worse_after_lots);
    } else if (!stake->is_full) {
        receipt_step(receipt, "R-MARGIN-1", "margin of one lot",
                     "margin price x tick value x initial rate, rounded up",
                     amount_money(receipt, order->lot_margin_micros));
    }
    receipt_step(receipt, "R-MARGIN-5", "initial margin before",
                 "holds + worse side of each position",
                 amount_exact(receipt, derived->before.initial_micros));
    receipt_step(receipt, "R-MARGIN-5", "initial margin after", "the same with the order",
                 amount_exact(receipt, derived->initial_after_micros));
    if (derived->loss_micros != 0) {
        receipt_step(receipt, "R-MARGIN-6", "what it loses at once",
                     "lots x (price - mark), for a sale (mark - price), rounded up",
                     amount_exact(receipt, derived->loss_micros));
    }
    if (derived->fee_micros != 0) {
        receipt_step(receipt, "R-MARGIN-6", "fee on it",
                     "value at its price x the larger fee rate, rounded up",
                     amount_exact(receipt, derived->fee_micros));
    }
    const char *rule = stake->is_full ? "R-MARGIN-6" : "R-MARGIN-3";
    receipt_step(receipt, rule, "needed", "after - before + loss + fee",
                 amount_exact(receipt, derived->needed_micros));
    receipt_step(receipt, rule, "free", "equity - initial margin before (shown at least 0)",
                 amount_exact(receipt, derived->free_micros));
}

bool explain_limit_note(struct receipt *receipt, enum order_verdict verdict)
{
    if (verdict != ORDER_ABOVE_LIMIT) return false;
    receipt_note(receipt, "R-FCM-4",
                 "The clearing member's limit refused it: no deposit would have helped.");
    return true;
}

static void order_notes(struct receipt *receipt, const struct order_case *order,
                        const struct derived_order *derived)
{
    char sentence[FORMULA_SIZE];
    char text[AMOUNT_TEXT_SIZE];
    if (receipt->out == NULL) return;
    int64_t largest = derive_order_largest(order);
    snprintf(sentence, sizeof sentence, "The largest quantity that would have passed: %s.",
             amount_text(text, amount_lots(largest)));
    receipt_note(receipt, "R-MARGIN-6", sentence);
    if (explain_limit_note(receipt, derived->verdict)) return;
    int128 deposit = derive_order_deposit(derived);
    snprintf(sentence, sizeof sentence, "A deposit of %s would have let it pass.",
             amount_text(text, amount_exact(receipt, deposit)));
    receipt_note(receipt, "R-MARGIN-6", sentence);
}

static int64_t code_of(enum order_verdict verdict)
{
    if (verdict == ORDER_PASSES) return REJECT_NONE;
    return verdict == ORDER_ABOVE_LIMIT ? REJECT_FCM_MARGIN : REJECT_MARGIN;
}

static void code_compare(struct receipt *receipt, enum order_verdict verdict, int64_t given)
{
    receipt_compare(receipt, "reject code", amount_count(code_of(verdict), ""),
                    amount_count(given, ""));
}

void explain_order_compare(struct receipt *receipt, const struct order_case *order,
                           const struct derived_order *derived, const struct event_reject *given)
{
    code_compare(receipt, derived->verdict, given->code);
    bool is_limit = derived->verdict == ORDER_ABOVE_LIMIT;
    int64_t needed =
        derive_shown(is_limit ? derived->initial_after_micros : derived->needed_micros);
    int64_t free = i64_max(derive_shown(derived->free_micros), 0);
    receipt_compare(receipt, is_limit ? "margin after" : "needed", amount_money(receipt, needed),
                    amount_money(receipt, given->given));
    receipt_compare(receipt, is_limit ? "limit" : "free",
                    amount_money(receipt, is_limit ? order->limit_micros : free),
                    amount_money(receipt, given->legal));
}

static const char *refusal_title(const struct command *command)
{
    if (command->kind == COMMAND_GIVE_UP_DECIDE) return "Lots given up, refused for margin";
    if (command->kind == COMMAND_ALLOCATION) return "Lots allocated, refused for margin";
    return "Order refused for margin";
}

static void order_refusal(struct explain *explain, const struct event *event)
{
    struct receipt receipt;
    bool is_turn = event->kind == EVENT_ORDER_CANCELLED;
    struct asked asked = is_turn ? asked_by_turn(event) : asked_by_command(explain, event);
    if (asked.account_id == 0) asked.account_id = event->account_id;
    if (asked.product_id == 0) asked.product_id = event->product_id;
    struct order_case order = order_case_of(explain, asked.account_id, asked.product_id, &asked);
    struct derived_order derived = derive_order(&order, order.added_lots);
    explain_begin(explain, &receipt, EXPLAIN_REFUSAL, event, refusal_title(explain->command));
    explain_order_inputs(&receipt, &explain->watch.products[asked.product_id], &order);
    explain_account_steps(explain, &receipt, asked.account_id, &explain->account, &derived.before);
    explain_order_steps(&receipt, &order, &derived);
    order_notes(&receipt, &order, &derived);
    if (is_turn) {
        code_compare(&receipt, derived.verdict, event->order.check);
    } else {
        explain_order_compare(&receipt, &order, &derived, &event->reject);
    }
    explain_end(explain, &receipt, EXPLAIN_REFUSAL, event);
}

/* --- money that may not leave ----------------------------------------------------------------- */

/* What lies between an amount and what is free. */
static void missing_notes(struct receipt *receipt, const char *rule, int128 most, int128 missing)
{
    char sentence[FORMULA_SIZE];
    char text[AMOUNT_TEXT_SIZE];
    if (receipt->out == NULL) return;
    snprintf(sentence, sizeof sentence, "The largest amount that would have passed: %s.",
             amount_text(text, amount_exact(receipt, most > 0 ? most : 0)));
    receipt_note(receipt, rule, sentence);
    snprintf(sentence, sizeof sentence, "A deposit of %s would have let it pass.",
             amount_text(text, amount_exact(receipt, missing)));
    receipt_note(receipt, rule, sentence);
}

static void cash_refusal(struct explain *explain, const struct event *event)
{
    struct receipt receipt;
    const struct event_reject *given = &event->reject;
    explain_account(&explain->watch, event->account_id, &explain->account);
    struct account_sums sums = derive_sums(&explain->account);
    int128 most = derive_withdrawable(&sums, explain->account.balance_micros);
    int64_t shown = i64_max(derive_shown(most), 0);
    int64_t amount = explain->command->cash.amount.micros;
    /* R-PREFUND-6: before the bank closes money may be held back that margin would let go. */
    bool is_prefunding = explain->watch.prefunding.closure_ns != 0 && given->legal < shown;
    if (is_prefunding && amount <= shown) return;
    explain_begin(explain, &receipt, EXPLAIN_REFUSAL, event, "Withdrawal refused");
    receipt_input(&receipt, "amount", amount_money(&receipt, amount), "the command");
    explain_account_steps(explain, &receipt, event->account_id, &explain->account, &sums);
    receipt_step(&receipt, "R-MARGIN-5", "initial margin of the account",
                 "holds + the worse side of each position",
                 amount_exact(&receipt, sums.initial_micros));
    receipt_step(&receipt, "R-FUND-11", "funding due on its positions",
                 "what would be paid if they were settled now",
                 amount_exact(&receipt, sums.owed_micros));
    receipt_step(&receipt, "R-MARGIN-7", "what may leave",
                 "min(balance - funding due, equity - initial margin)",
                 amount_exact(&receipt, most));
    missing_notes(&receipt, "R-MARGIN-7", most, amount - most);
    receipt_compare(&receipt, "refused", amount_count(amount > shown, ""), amount_count(1, ""));
    receipt_compare(&receipt, "amount", amount_money(&receipt, amount),
                    amount_money(&receipt, given->given));
    if (!is_prefunding) {
        receipt_compare(&receipt, "what may leave", amount_money(&receipt, shown),
                        amount_money(&receipt, given->legal));
    }
    explain_end(explain, &receipt, EXPLAIN_REFUSAL, event);
}

/* R-COLL-2 */
static void asset_refusal(struct explain *explain, const struct event *event)
{
    struct receipt receipt;
    const struct watch *watch = &explain->watch;
    const struct body_asset_cash *body = &explain->command->asset_cash;
    const struct watch_asset *asset = &watch->assets[body->asset_id % ASSETS_MAX];
    const struct watch_account *account = watch_account_find(watch, event->account_id);
    uint32_t place = account == NULL ? 0 : account->first_holding;
    while (place != 0 && watch->holdings[place].asset_id != body->asset_id) {
        place = watch->holdings[place].next;
    }
    int64_t units = place == 0 ? 0 : watch->holdings[place].units;
    int64_t fall = derive_credit(&asset->terms, asset->price_micros, units) -
                   derive_credit(&asset->terms, asset->price_micros, units - body->units);
    explain_account(watch, event->account_id, &explain->account);
    struct account_sums sums = derive_sums(&explain->account);
    int128 free = sums.equity_micros - sums.initial_micros;
    explain_begin(explain, &receipt, EXPLAIN_REFUSAL, event, "Withdrawal of an asset refused");
    receipt_input(&receipt, "units", (struct amount){body->units, 8, "units"}, "the command");
    explain_account_steps(explain, &receipt, event->account_id, &explain->account, &sums);
    receipt_step(&receipt, "R-COLL-3", "fall of the equity",
                 "credited value before - credited value after", amount_money(&receipt, fall));
    receipt_step(&receipt, "R-MARGIN-5", "initial margin of the account",
                 "holds + the worse side of each position",
                 amount_exact(&receipt, sums.initial_micros));
    receipt_step(&receipt, "R-COLL-2", "how far equity may fall", "equity - initial margin",
                 amount_exact(&receipt, free));
    missing_notes(&receipt, "R-COLL-2", free, fall - free);
    receipt_compare(&receipt, "fall of the equity", amount_money(&receipt, fall),
                    amount_money(&receipt, event->reject.given));
    receipt_compare(&receipt, "how far it may fall",
                    amount_money(&receipt, i64_max(derive_shown(free), 0)),
                    amount_money(&receipt, event->reject.legal));
    explain_end(explain, &receipt, EXPLAIN_REFUSAL, event);
}

/* R-PM-2 */
static void mode_refusal(struct explain *explain, const struct event *event)
{
    struct receipt receipt;
    bool is_portfolio = explain->command->margin_mode.margin_mode == MARGIN_PORTFOLIO;
    explain_account_as(&explain->watch, event->account_id, is_portfolio, &explain->account);
    struct account_sums sums = derive_sums(&explain->account);
    explain_begin(explain, &receipt, EXPLAIN_REFUSAL, event, "Change of the margin mode refused");
    explain_account_steps(explain, &receipt, event->account_id, &explain->account, &sums);
    receipt_step(&receipt, "R-PM-2", "initial margin in the new mode",
                 "holds + groups + the worse side of the other positions",
                 amount_exact(&receipt, sums.initial_micros));
    if (receipt.out != NULL) {
        char sentence[FORMULA_SIZE];
        char text[AMOUNT_TEXT_SIZE];
        struct amount missing = amount_exact(&receipt, sums.initial_micros - sums.equity_micros);
        snprintf(sentence, sizeof sentence, "A deposit of %s would have let it pass.",
                 amount_text(text, missing));
        receipt_note(&receipt, "R-PM-2", sentence);
    }
    receipt_compare(&receipt, "initial margin",
                    amount_money(&receipt, derive_shown(sums.initial_micros)),
                    amount_money(&receipt, event->reject.given));
    receipt_compare(&receipt, "equity", amount_money(&receipt, derive_shown(sums.equity_micros)),
                    amount_money(&receipt, event->reject.legal));
    explain_end(explain, &receipt, EXPLAIN_REFUSAL, event);
}

/* R-ALLOC-1: of trades that are no longer known no average price can be computed. */
static bool is_computable(const struct explain *explain)
{
    const struct body_allocation *body = &explain->command->allocation;
    if (explain->command->kind != COMMAND_ALLOCATION || !explain->watch.trades_are_cut) return true;
    int128 lots = 0;
    for (uint32_t i = 0; i < body->row_count && i < ALLOCATION_ROWS_MAX; i++) {
        lots += body->rows[i].lots;
    }
    return watch_bunch_of(&explain->watch, explain->command).lots == lots;
}

void explain_refusal(struct explain *explain, const struct event *event)
{
    if (!is_computable(explain)) return;
    bool is_turn = event->kind == EVENT_ORDER_CANCELLED;
    switch (is_turn ? COMMAND_ORDER_PLACE : event->reject.command_kind) {
    case COMMAND_WITHDRAW:
    case COMMAND_TRANSFER: cash_refusal(explain, event); break;
    case COMMAND_ASSET_WITHDRAW: asset_refusal(explain, event); break;
    case COMMAND_BLOCK_TRADE:
    case COMMAND_POSITION_MOVE: explain_block_refusal(explain, event); break;
    case COMMAND_MARGIN_MODE:
    case COMMAND_MARGIN_MODEL: mode_refusal(explain, event); break;
    default: order_refusal(explain, event); break;
    }
}

/* R-MARGIN-3, R-MARGIN-6: an order of the command at hand, as it came. */
void explain_acceptance(struct explain *explain, const struct event *event)
{
    const struct command *command = explain->command;
    bool is_own = command->kind == COMMAND_ORDER_PLACE &&
                  event->account_id == command->account_id &&
                  event->product_id == command->product_id &&
                  event->order.order_id != explain->close.slice.order_id;
    if (!explain->request.is_thorough || !is_own) return;
    struct asked asked = asked_by_entry(&command->order);
    struct order_case order = order_case_of(explain, event->account_id, event->product_id, &asked);
    if (asked.added_lots <= 0) return;
    if (derive_order(&order, order.added_lots).verdict != ORDER_PASSES) {
        explain_missing(explain, EXPLAIN_REFUSAL);
    }
}
