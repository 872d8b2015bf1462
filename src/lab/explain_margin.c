/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explain_margin.c - receipts of accounts in the queue and of forced closes.
 *
 * Role       See explain.h.  Equity and margin are summed up from the account's balance, its
 *            positions and the marks as the journal told them.  A liquidation also says what would
 *            have avoided it: the smallest deposit, the smallest close, and until when.
 * Rules      R-EQUITY-1 to R-EQUITY-3, R-TIER-1, R-TIER-4, R-ATT-5, R-LIQ-4 to R-LIQ-9.
 */
#include <inttypes.h>

#include "lab/explain.h"
#include "model/text_line.h"

#define FORMULA_SIZE 512
#define E4           INT64_C(10000)

/* An account as the observer knows it. */
struct totals {
    int64_t balance_micros;
    int64_t unrealised_micros;
    int64_t equity_micros;
    int64_t maintenance_micros;
};

static bool is_under_full_model(const struct watch_product *product)
{
    return product->margin_terms_sequence != 0;
}

static struct margin_case position_case(const struct watch *watch,
                                        const struct watch_position *position)
{
    const struct watch_product *product = &watch->products[position->product_id];
    int64_t residue_nanos = 0;
    struct margin_case seen = {
        .terms = &product->margin_terms,
        .tick_value_micros = product->terms.tick_value_micros,
        .mark_e4 = product->mark_price.ticks_e4,
        .net_lots = position->net_lots,
        .paid_micros = position->paid_micros,
    };
    if (product->funding_terms_sequence != 0) {
        seen.owed_micros =
            derive_payment(position->net_lots,
                           product->funding.cumulative_nanos - position->own_nanos, &residue_nanos);
    }
    return seen;
}

static void position_steps(struct receipt *receipt, const struct watch_product *product,
                           const struct watch_position *position, const struct margin_case *seen)
{
    char formula[FORMULA_SIZE];
    char mark[AMOUNT_TEXT_SIZE];
    char paid[AMOUNT_TEXT_SIZE];
    char owed[AMOUNT_TEXT_SIZE];
    int64_t notional_micros = derive_notional(seen, seen->net_lots);
    uint32_t bracket = derive_bracket(seen->terms, notional_micros);
    amount_text(mark, amount_fine(product, seen->mark_e4));
    amount_text(paid, amount_money(seen->paid_micros));
    amount_text(owed, amount_money(seen->owed_micros));
    snprintf(formula, sizeof formula, "%" PRId64 " x %s - paid %s - funding due %s",
             position->net_lots, mark, paid, owed);
    receipt_step(receipt, "R-EQUITY-2", product->terms.symbol, formula,
                 amount_money(derive_unrealised(seen)));
    snprintf(formula, sizeof formula, "%" PRId64 " x %s, rounded up", position->net_lots, mark);
    receipt_step(receipt, "R-EQUITY-1", "notional", formula, amount_money(notional_micros));
    snprintf(formula, sizeof formula, "bracket %" PRIu32 ": notional x %" PRIu32 " ppm - deduction",
             bracket + 1, seen->terms->brackets[bracket].maintenance_ppm);
    receipt_step(receipt, "R-TIER-1", "maintenance margin of the position", formula,
                 amount_money(derive_maintenance(seen, seen->net_lots)));
}

/* Sums an account up; the steps go to the receipt.  False if events do not tell all of it. */
static bool account_totals(struct explain *explain, struct receipt *receipt, uint32_t account_id,
                           struct totals *totals)
{
    char origin[ORIGIN_SIZE];
    struct watch *watch = &explain->watch;
    const struct watch_account *account = watch_account(watch, account_id);
    if (account == NULL || account->has_assets || account->is_portfolio) return false;
    *totals = (struct totals){.balance_micros = account->balance_micros};
    receipt_input(receipt, "balance", amount_money(account->balance_micros),
                  explain_origin(origin, "sequence", account->balance_sequence));
    for (uint32_t i = account->first_position; i != 0; i = watch->positions[i].next) {
        const struct watch_position *position = &watch->positions[i];
        const struct watch_product *product = &watch->products[position->product_id];
        if (!is_under_full_model(product) || position->net_lots == 0) continue;
        receipt_input(receipt, "net position", amount_lots(position->net_lots),
                      explain_origin(origin, product->terms.symbol, position->fill_sequence));
        receipt_input(receipt, "mark", amount_fine(product, product->mark_price.ticks_e4),
                      explain_origin(origin, "sequence", product->mark_sequence));
    }
    for (uint32_t i = account->first_position; i != 0; i = watch->positions[i].next) {
        const struct watch_position *position = &watch->positions[i];
        const struct watch_product *product = &watch->products[position->product_id];
        if (!is_under_full_model(product) || position->net_lots == 0) continue;
        struct margin_case seen = position_case(watch, position);
        position_steps(receipt, product, position, &seen);
        totals->unrealised_micros += derive_unrealised(&seen);
        totals->maintenance_micros += derive_maintenance(&seen, seen.net_lots);
    }
    totals->equity_micros = totals->balance_micros + totals->unrealised_micros;
    receipt_step(receipt, "R-EQUITY-3", "equity", "balance + unrealised profit",
                 amount_money(totals->equity_micros));
    receipt_step(receipt, "R-MARGIN-5", "maintenance margin of the account",
                 "sum over its positions", amount_money(totals->maintenance_micros));
    return true;
}

/* R-ATT-5 */
static int64_t ratio_of(const struct totals *totals)
{
    if (totals->maintenance_micros == 0) return 0;
    if (totals->equity_micros <= 0) return RATIO_PPM_MAX;
    int128 ratio = div_ceil((int128)totals->maintenance_micros * PPM_ONE, totals->equity_micros);
    return ratio > RATIO_PPM_MAX ? RATIO_PPM_MAX : (int64_t)ratio;
}

static struct amount amount_ppm(int64_t ppm)
{
    return (struct amount){ppm, 6, ""};
}

void explain_risk(struct explain *explain, const struct event *event)
{
    const struct event_risk *given = &event->risk;
    struct receipt receipt;
    struct totals totals;
    bool is_queued = event->kind == EVENT_ACCOUNT_QUEUED;
    explain_begin(explain, &receipt, EXPLAIN_MARGIN, event,
                  is_queued ? "Account comes into the queue" : "Account leaves the queue");
    if (!account_totals(explain, &receipt, event->account_id, &totals)) return;
    receipt_step(&receipt, "R-ATT-5", "ratio", "maintenance margin / equity, rounded up",
                 amount_ppm(ratio_of(&totals)));
    receipt_note(&receipt, "R-ATT-2",
                 is_queued ? "At or above the queue ratio: only orders that reduce risk pass."
                           : "Below the queue ratio: the account trades freely again.");
    receipt_compare(&receipt, "balance", amount_money(totals.balance_micros),
                    amount_money(given->balance.micros));
    receipt_compare(&receipt, "equity", amount_money(totals.equity_micros),
                    amount_money(given->equity.micros));
    receipt_compare(&receipt, "maintenance margin", amount_money(totals.maintenance_micros),
                    amount_money(given->maintenance.micros));
    receipt_compare(&receipt, "ratio", amount_ppm(ratio_of(&totals)), amount_ppm(given->ratio_ppm));
    explain_end(explain, &receipt, EXPLAIN_MARGIN, event);
}

static struct slice_case slice_case_of(const struct explain *explain,
                                       const struct watch_position *position,
                                       const struct totals *totals)
{
    const struct watch_product *product = &explain->watch.products[position->product_id];
    return (struct slice_case){
        .position = position_case(&explain->watch, position),
        .terms = &product->liquidation_terms,
        .fee_taker_ppm = product->terms.fee_taker_ppm,
        .equity_micros = totals->equity_micros,
        .maintenance_micros = totals->maintenance_micros,
        .price_ticks_min = product->terms.price_ticks_min,
        .price_ticks_max = product->terms.price_ticks_max,
        .order_lots_max = product->terms.order_lots_max,
        .order_notional_micros_max = product->terms.order_notional_micros_max,
    };
}

/* What would have avoided it, and until when. */
static void avoidance_notes(struct explain *explain, struct receipt *receipt,
                            const struct event *event, const struct slice_case *seen)
{
    char sentence[FORMULA_SIZE];
    char text[AMOUNT_TEXT_SIZE];
    char time_text[AMOUNT_TEXT_SIZE];
    struct text_line line;
    int64_t ratio_ppm = seen->terms->liquidate_ratio_ppm;
    int64_t deposit_micros =
        derive_deposit(seen->equity_micros, seen->maintenance_micros, ratio_ppm);
    int64_t close_lots = derive_close(seen, ratio_ppm);
    const struct watch_account *account = watch_account(&explain->watch, event->account_id);
    snprintf(sentence, sizeof sentence, "A deposit of %s would have avoided it.",
             amount_text(text, amount_money(deposit_micros)));
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

static void slice_steps(struct receipt *receipt, const struct watch_product *product,
                        const struct derived_slice *slice)
{
    receipt_step(receipt, "R-LIQ-4", "m, maintenance margin of the position", "M - M(0)",
                 amount_money(slice->own_micros));
    receipt_step(receipt, "R-LIQ-4", "S, its share of the equity", "E x m / M, rounded down",
                 amount_money(slice->share_micros));
    receipt_step(receipt, "R-LIQ-4", "contracts of the slice",
                 "the fewest after which M x slice factor <= E - cost",
                 amount_lots(slice->planned_lots));
    receipt_step(receipt, "R-LIQ-5", "a, how far below the margin", "adjustment x (M - E) / M",
                 (struct amount){slice->adjustment_e12, 12, ""});
    receipt_step(receipt, "R-LIQ-5", "d, what the price may give up", "a x spread x m",
                 amount_money(slice->given_up_micros));
    receipt_step(receipt, "R-LIQ-5", "price",
                 "value less d (a short: and d), by contract, not beyond bankruptcy",
                 amount_fine(product, slice->price_ticks * FINE_PER_TICK));
    receipt_step(receipt, "R-LIQ-9", "bankruptcy value of these contracts", "(V -+ S) x q / N",
                 amount_money(slice->bankruptcy_micros));
}

void explain_liquidation(struct explain *explain, const struct event *event)
{
    const struct event_liquidation *given = &event->liquidation;
    const struct watch_product *product = &explain->watch.products[event->product_id];
    struct receipt receipt;
    struct totals totals;
    explain_begin(explain, &receipt, EXPLAIN_LIQUIDATION, event, "Liquidation, one slice");
    if (!account_totals(explain, &receipt, event->account_id, &totals)) return;
    const struct watch_position *position =
        watch_position(&explain->watch, event->account_id, event->product_id);
    if (position == NULL || totals.maintenance_micros <= 0) return;
    struct slice_case seen = slice_case_of(explain, position, &totals);
    struct derived_slice slice = derive_slice(&seen);
    slice_steps(&receipt, product, &slice);
    avoidance_notes(explain, &receipt, event, &seen);
    receipt_compare(&receipt, "equity, E", amount_money(totals.equity_micros),
                    amount_money(given->equity.micros));
    receipt_compare(&receipt, "maintenance margin, M", amount_money(totals.maintenance_micros),
                    amount_money(given->maintenance.micros));
    receipt_compare(&receipt, "of the position, m", amount_money(slice.own_micros),
                    amount_money(given->own.micros));
    receipt_compare(&receipt, "contracts", amount_lots(slice.lots), amount_lots(given->lots.lots));
    receipt_compare(&receipt, "price", amount_fine(product, slice.price_ticks * FINE_PER_TICK),
                    amount_fine(product, given->price.ticks * FINE_PER_TICK));
    receipt_compare(&receipt, "bankruptcy value", amount_money(slice.bankruptcy_micros),
                    amount_money(given->bankruptcy.micros));
    explain_end(explain, &receipt, EXPLAIN_LIQUIDATION, event);
}

void explain_close_out(struct explain *explain, const struct event *event)
{
    const struct event_close_out *given = &event->close_out;
    struct receipt receipt;
    struct totals totals;
    explain_begin(explain, &receipt, EXPLAIN_LIQUIDATION, event, "Close-out of a position");
    if (!account_totals(explain, &receipt, event->account_id, &totals)) return;
    const struct watch_position *position =
        watch_position(&explain->watch, event->account_id, event->product_id);
    if (position == NULL || totals.maintenance_micros <= 0) return;
    struct slice_case seen = slice_case_of(explain, position, &totals);
    struct derived_slice slice = derive_slice(&seen);
    int64_t whole = position->net_lots < 0 ? -position->net_lots : position->net_lots;
    int64_t bankruptcy_micros = derive_bankruptcy(&seen.position, slice.share_micros, whole);
    receipt_step(&receipt, "R-LIQ-4", "S, the position's share of the equity",
                 "E x m / M, rounded down", amount_money(slice.share_micros));
    receipt_step(&receipt, "R-LIQ-9", "bankruptcy value", "(V -+ S) x q / N",
                 amount_money(bankruptcy_micros));
    avoidance_notes(explain, &receipt, event, &seen);
    receipt_compare(&receipt, "equity, E", amount_money(totals.equity_micros),
                    amount_money(given->equity.micros));
    receipt_compare(&receipt, "maintenance margin, M", amount_money(totals.maintenance_micros),
                    amount_money(given->maintenance.micros));
    receipt_compare(&receipt, "of the position, m", amount_money(slice.own_micros),
                    amount_money(given->own.micros));
    receipt_compare(&receipt, "net position", amount_lots(position->net_lots),
                    amount_lots(given->net.lots));
    receipt_compare(&receipt, "bankruptcy value", amount_money(bankruptcy_micros),
                    amount_money(given->bankruptcy.micros));
    explain_end(explain, &receipt, EXPLAIN_LIQUIDATION, event);
}
