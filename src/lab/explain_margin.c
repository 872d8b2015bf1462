/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explain_margin.c - receipts of accounts in the queue and of forced closes.
 *
 * Role       See explain.h.  Equity and margin are summed up from the account's balance, its
 *            positions and the marks as the journal told them.  A liquidation also says what would
 *            have avoided it: the smallest deposit, the smallest close, and until when.
 * Rules      R-EQUITY-1 to R-EQUITY-3, R-TIER-1, R-TIER-4, R-ATT-5, R-PREFUND-4, R-LIQ-3 to
 *            R-LIQ-9, R-LIQ-14.
 */
#include <inttypes.h>

#include "lab/derive_cover.h"
#include "lab/explain.h"
#include "model/text_line.h"

#define FORMULA_SIZE 512

/* An account as the observer knows it, held in 64 bits as events hold it. */
struct totals {
    int64_t balance_micros;
    int64_t equity_micros;
    int64_t maintenance_micros;
    int64_t initial_micros;
};

/* Sums an account up; the steps go to the receipt. */
static struct totals account_totals(struct explain *explain, struct receipt *receipt,
                                    uint32_t account_id)
{
    explain_account(&explain->watch, account_id, &explain->account);
    struct account_sums sums = derive_sums(&explain->account);
    explain_account_steps(explain, receipt, account_id, &explain->account, &sums);
    return (struct totals){.balance_micros = derive_shown(explain->account.balance_micros),
                           .equity_micros = derive_shown(sums.equity_micros),
                           .maintenance_micros = derive_shown(sums.maintenance_micros),
                           .initial_micros = derive_shown(sums.initial_micros)};
}

/* R-ATT-5 */
static int64_t ratio_of(const struct totals *totals)
{
    if (totals->maintenance_micros == 0) return 0;
    if (totals->equity_micros <= 0) return RATIO_PPM_MAX;
    int128 ratio = div_ceil((int128)totals->maintenance_micros * PPM_ONE, totals->equity_micros);
    return ratio > RATIO_PPM_MAX ? RATIO_PPM_MAX : (int64_t)ratio;
}

/* R-ATT-2 */
static const char *standing_note(bool is_queued)
{
    return is_queued ? "At or above the queue ratio: only orders that reduce risk pass."
                     : "Below the queue ratio: the account trades freely again.";
}

static void risk_lines(struct explain *explain, struct receipt *receipt, uint32_t account_id,
                       const struct event_risk *given, const char *note)
{
    struct totals totals = account_totals(explain, receipt, account_id);
    receipt_step(receipt, "R-MARGIN-5", "initial margin of the account",
                 "holds + the worse side of each position",
                 amount_money(receipt, totals.initial_micros));
    receipt_step(receipt, "R-ATT-5", "ratio", "maintenance margin / equity, rounded up",
                 amount_ppm(ratio_of(&totals)));
    if (note != NULL) receipt_note(receipt, "R-ATT-2", note);
    receipt_compare(receipt, "balance", amount_money(receipt, totals.balance_micros),
                    amount_money(receipt, given->balance.micros));
    receipt_compare(receipt, "equity", amount_money(receipt, totals.equity_micros),
                    amount_money(receipt, given->equity.micros));
    receipt_compare(receipt, "maintenance margin", amount_money(receipt, totals.maintenance_micros),
                    amount_money(receipt, given->maintenance.micros));
    receipt_compare(receipt, "initial margin", amount_money(receipt, totals.initial_micros),
                    amount_money(receipt, given->initial.micros));
    receipt_compare(receipt, "ratio", amount_ppm(ratio_of(&totals)), amount_ppm(given->ratio_ppm));
}

void explain_risk(struct explain *explain, const struct event *event)
{
    struct receipt receipt;
    bool is_queued = event->kind == EVENT_ACCOUNT_QUEUED;
    explain_begin(explain, &receipt, EXPLAIN_MARGIN, event,
                  is_queued ? "Account comes into the queue" : "Account leaves the queue");
    risk_lines(explain, &receipt, event->account_id, &event->risk, standing_note(is_queued));
    explain_end(explain, &receipt, EXPLAIN_MARGIN, event);
}

bool explain_standing(struct explain *explain, uint32_t account_id, const struct event_risk *given,
                      struct receipt_output output)
{
    struct receipt receipt;
    char id[ORIGIN_SIZE];
    const struct watch_account *known = watch_account_find(&explain->watch, account_id);
    bool is_queued = known != NULL && known->queued_sequence != 0;
    snprintf(id, sizeof id, "%" PRIu64, explain->sequence);
    receipt_begin(&receipt, output, "Margin of the account as it stands", id);
    receipt.currency = known == NULL ? CURRENCY_DOLLAR : known->currency;
    risk_lines(explain, &receipt, account_id, given, is_queued ? standing_note(true) : NULL);
    return receipt_end(&receipt);
}

static uint32_t stake_at_hand(const struct explain *explain)
{
    uint32_t stake = 0;
    while (explain->account.stakes[stake].product_id != explain->close.product_id) stake++;
    return stake;
}

/* M of fewer lots where positions are margined together. */
static int64_t margin_of_lots(void *context, int64_t lots)
{
    struct explain *explain = context;
    struct account_stake *stake = &explain->account.stakes[stake_at_hand(explain)];
    int64_t net_lots = stake->seen.net_lots;
    stake->seen.net_lots = net_lots > 0 ? lots : -lots;
    int64_t margin_micros = derive_shown(derive_sums(&explain->account).maintenance_micros);
    stake->seen.net_lots = net_lots;
    return margin_micros;
}

/* R-LIQ-14: R of fewer lots. */
static int128 required_of_lots(void *context, int64_t lots)
{
    struct explain *explain = context;
    return derive_required_with(&explain->account, stake_at_hand(explain), lots);
}

/* Does money over a closure of the bank ask for the close, too? */
static void slice_cover(struct explain *explain, struct slice_case *seen)
{
    const struct watch *watch = &explain->watch;
    const struct account_stake *stake = &explain->account.stakes[stake_at_hand(explain)];
    if (derive_stake_required(stake) == 0) return;
    seen->is_unfunded = true;
    seen->restrict_ppm = watch->prefunding.restrict_ppm;
    seen->liquidate_ppm = watch->prefunding.liquidate_ppm;
    seen->on_deposit_micros = derive_cover(&explain->account).on_deposit_micros;
    seen->required_of_lots = required_of_lots;
}

/* The position of the event's account in its product; the account was summed up before. */
static struct slice_case slice_case_of(struct explain *explain, const struct event *event,
                                       const struct totals *totals)
{
    const struct watch *watch = &explain->watch;
    const struct watch_product *product = &watch->products[event->product_id];
    const struct watch_position *position =
        watch_position_find(watch, event->account_id, event->product_id);
    const struct watch_account *account = watch_account_find(watch, event->account_id);
    explain->close.product_id = event->product_id;
    struct slice_case seen = {
        .position = explain_margin_case(watch, event->product_id, position),
        .terms = &product->liquidation_terms,
        .fee_taker_ppm = product->terms.fee_taker_ppm,
        .equity_micros = totals->equity_micros,
        .maintenance_micros = totals->maintenance_micros,
        .price_ticks_min = product->terms.price_ticks_min,
        .price_ticks_max = product->terms.price_ticks_max,
        .order_lots_max = product->terms.order_lots_max,
        .order_notional_micros_max = product->terms.order_notional_micros_max,
        .margin_of_lots = account != NULL && account->is_portfolio ? margin_of_lots : NULL,
        .context = explain,
    };
    if (account != NULL && account->is_unfunded && position != NULL) slice_cover(explain, &seen);
    return seen;
}

/* What would have avoided it, and until when. */
static void avoidance_notes(struct explain *explain, struct receipt *receipt,
                            const struct event *event, const struct slice_case *seen)
{
    char sentence[FORMULA_SIZE];
    char text[AMOUNT_TEXT_SIZE];
    char time_text[AMOUNT_TEXT_SIZE];
    struct text_line line;
    if (receipt->out == NULL) return;
    int64_t deposit_micros = derive_deposit(seen);
    int64_t close_lots = derive_close(seen);
    const struct watch_account *account = watch_account_find(&explain->watch, event->account_id);
    snprintf(sentence, sizeof sentence, "A deposit of %s would have avoided it.",
             amount_text(text, amount_money(receipt, deposit_micros)));
    receipt_note(receipt, "R-LIQ-3", sentence);
    snprintf(sentence, sizeof sentence, "So would closing %s at the mark, without fee, have done.",
             amount_text(text, amount_lots(close_lots)));
    receipt_note(receipt, "R-LIQ-3", sentence);
    text_line_begin(&line, time_text, sizeof time_text);
    text_line_put_time(&line, event->time_ns);
    (void)text_line_end(&line);
    snprintf(sentence, sizeof sentence,
             "Either before %s; the account was in the queue since sequence %" PRIu64 ".",
             time_text, account == NULL ? 0 : account->queued_sequence);
    receipt_note(receipt, "R-ATT-3", sentence);
}

static void cover_steps(struct receipt *receipt, const struct slice_case *seen)
{
    if (!seen->is_unfunded || receipt->out == NULL) return;
    int64_t whole = derive_magnitude(seen->position.net_lots);
    receipt_step(receipt, "R-PREFUND-4", "required over the closure of the bank",
                 "initial margins x weekend factors, each rounded up",
                 amount_exact(receipt, seen->required_of_lots(seen->context, whole)));
    receipt_step(receipt, "R-PREFUND-4", "on deposit",
                 "equity, with the profit of positions under the plain model",
                 amount_exact(receipt, seen->on_deposit_micros));
    receipt_step(receipt, "R-LIQ-14", "what a slice must leave on deposit",
                 "required of the rest x this", amount_ppm(seen->restrict_ppm));
}

static void slice_steps(struct receipt *receipt, const struct watch_product *product,
                        const struct derived_slice *slice)
{
    receipt_step(receipt, "R-LIQ-4", "m, maintenance margin of the position", "M - M(0)",
                 amount_money(receipt, slice->own_micros));
    receipt_step(receipt, "R-LIQ-4", "S, its share of the equity", "E x m / M, rounded down",
                 amount_money(receipt, slice->share_micros));
    receipt_step(receipt, "R-LIQ-4", "contracts of the slice",
                 "the fewest after which M x slice factor <= E - cost",
                 amount_lots(slice->planned_lots));
    receipt_step(receipt, "R-LIQ-5", "a, how far below the margin", "adjustment x (M - E) / M",
                 (struct amount){slice->adjustment_e12, 12, ""});
    receipt_step(receipt, "R-LIQ-5", "d, what the price may give up", "a x spread x m",
                 amount_money(receipt, slice->given_up_micros));
    receipt_step(receipt, "R-LIQ-5", "price",
                 "value less d (a short: and d), by contract, not beyond bankruptcy",
                 amount_fine(product, slice->price_ticks * FINE_PER_TICK));
    receipt_step(receipt, "R-LIQ-9", "bankruptcy value of these contracts", "(V -+ S) x q / N",
                 amount_money(receipt, slice->bankruptcy_micros));
}

/* What a close-out leaves is for bidders, the fund and the other side; a slice leaves nothing. */
static void turn_add(struct explain *explain, const struct event *event,
                     const struct margin_case *position, int64_t share_micros)
{
    struct explain_close *close = &explain->close;
    struct close_turn *turns =
        explain_grow(explain, close->turns, &close->turn_room, close->turn_count, sizeof *turns);
    if (turns == NULL) return;
    close->turns = turns;
    close->turns[close->turn_count++] = (struct close_turn){
        .account_id = event->account_id,
        .position = *position,
        .share_micros = share_micros,
        .left_lots = event->kind == EVENT_CLOSE_OUT ? derive_magnitude(position->net_lots) : 0};
}

/* R-LIQ-3: before anything of the account is computed. */
static void turn_compare(struct receipt *receipt, uint32_t expected, const struct event *event)
{
    receipt_compare(receipt, "whose turn it is", amount_count(expected, ""),
                    amount_count(event->account_id, ""));
}

static void turn_steps(const struct explain *explain, struct receipt *receipt)
{
    char formula[FORMULA_SIZE];
    const struct explain_turns *turns = &explain->turns;
    if (receipt->out == NULL) return;
    snprintf(formula, sizeof formula, "the lowest E / M first, of %" PRIu32 " that must be closed",
             turns->count);
    receipt_step(receipt, "R-LIQ-3", "place in the list of the step", formula,
                 amount_count(turns->next, ""));
}

void explain_liquidation(struct explain *explain, const struct event *event)
{
    const struct event_liquidation *given = &event->liquidation;
    const struct watch_product *product = &explain->watch.products[event->product_id];
    struct receipt receipt;
    uint32_t expected = explain_turn(explain, event);
    explain_begin(explain, &receipt, EXPLAIN_LIQUIDATION, event, "Liquidation, one slice");
    struct totals totals = account_totals(explain, &receipt, event->account_id);
    struct slice_case seen = slice_case_of(explain, event, &totals);
    struct derived_slice slice = {0};
    if (totals.maintenance_micros > 0 && seen.position.net_lots != 0) slice = derive_slice(&seen);
    explain->close.slice = (struct slice_turn){.account_id = event->account_id,
                                               .order_id = given->order_id,
                                               .position = seen.position,
                                               .share_micros = slice.share_micros};
    turn_add(explain, event, &seen.position, slice.share_micros);
    turn_steps(explain, &receipt);
    cover_steps(&receipt, &seen);
    slice_steps(&receipt, product, &slice);
    avoidance_notes(explain, &receipt, event, &seen);
    turn_compare(&receipt, expected, event);
    receipt_compare(&receipt, "equity, E", amount_money(&receipt, totals.equity_micros),
                    amount_money(&receipt, given->equity.micros));
    receipt_compare(&receipt, "maintenance margin, M",
                    amount_money(&receipt, totals.maintenance_micros),
                    amount_money(&receipt, given->maintenance.micros));
    receipt_compare(&receipt, "of the position, m", amount_money(&receipt, slice.own_micros),
                    amount_money(&receipt, given->own.micros));
    receipt_compare(&receipt, "contracts", amount_lots(slice.lots), amount_lots(given->lots.lots));
    receipt_compare(&receipt, "price", amount_fine(product, slice.price_ticks * FINE_PER_TICK),
                    amount_fine(product, given->price.ticks * FINE_PER_TICK));
    receipt_compare(&receipt, "bankruptcy value", amount_money(&receipt, slice.bankruptcy_micros),
                    amount_money(&receipt, given->bankruptcy.micros));
    explain_end(explain, &receipt, EXPLAIN_LIQUIDATION, event);
}

/* R-FUNDCAP-1: computed again for each close-out, with the peak of the look. */
static int64_t fund_room(const struct explain *explain, uint16_t product_id, int64_t value_micros)
{
    const struct watch_product *product = &explain->watch.products[product_id];
    if (product->liquidation_terms.fund_account_id == 0) return 0;
    return derive_fund_room(&product->fund, &product->liquidation_terms, value_micros);
}

void explain_close_out(struct explain *explain, const struct event *event)
{
    const struct event_close_out *given = &event->close_out;
    struct receipt receipt;
    uint32_t expected = explain_turn(explain, event);
    explain_begin(explain, &receipt, EXPLAIN_LIQUIDATION, event, "Close-out of a position");
    struct totals totals = account_totals(explain, &receipt, event->account_id);
    struct slice_case seen = slice_case_of(explain, event, &totals);
    struct derived_slice slice = {0};
    int64_t whole = derive_magnitude(seen.position.net_lots);
    int64_t bankruptcy_micros = 0;
    if (totals.maintenance_micros > 0 && whole != 0) {
        slice = derive_slice(&seen);
        bankruptcy_micros = derive_bankruptcy(&seen.position, slice.share_micros, whole);
    }
    int64_t fund_micros = explain_fund_value(&explain->watch, event->product_id);
    explain->close.room_micros = fund_room(explain, event->product_id, fund_micros);
    turn_add(explain, event, &seen.position, slice.share_micros);
    turn_steps(explain, &receipt);
    receipt_step(&receipt, "R-LIQ-4", "S, the position's share of the equity",
                 "E x m / M, rounded down", amount_money(&receipt, slice.share_micros));
    receipt_step(&receipt, "R-LIQ-9", "bankruptcy value", "(V -+ S) x q / N",
                 amount_money(&receipt, bankruptcy_micros));
    avoidance_notes(explain, &receipt, event, &seen);
    turn_compare(&receipt, expected, event);
    receipt_compare(&receipt, "equity, E", amount_money(&receipt, totals.equity_micros),
                    amount_money(&receipt, given->equity.micros));
    receipt_compare(&receipt, "maintenance margin, M",
                    amount_money(&receipt, totals.maintenance_micros),
                    amount_money(&receipt, given->maintenance.micros));
    receipt_compare(&receipt, "of the position, m", amount_money(&receipt, slice.own_micros),
                    amount_money(&receipt, given->own.micros));
    receipt_compare(&receipt, "net position", amount_lots(seen.position.net_lots),
                    amount_lots(given->net.lots));
    receipt_compare(&receipt, "bankruptcy value", amount_money(&receipt, bankruptcy_micros),
                    amount_money(&receipt, given->bankruptcy.micros));
    receipt_compare(&receipt, "value of the fund", amount_money(&receipt, fund_micros),
                    amount_money(&receipt, given->fund_value.micros));
    receipt_compare(&receipt, "room of the fund",
                    amount_money(&receipt, explain->close.room_micros),
                    amount_money(&receipt, given->fund_room.micros));
    explain_end(explain, &receipt, EXPLAIN_LIQUIDATION, event);
}
