/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explain_fund.c - receipts of what an insurance fund is paid and pays, and of its drawdown limit.
 *
 * Role       See explain.h.  The fund is looked at in every liquidation step, also in those that
 *            give no event, so its peak is followed from mark to mark.
 * Rules      R-LIQ-2, R-LIQ-6, R-LIQ-10, R-FUNDCAP-1.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "lab/explain.h"

#define FORMULA_SIZE 256

/* --- the step --------------------------------------------------------------------------------- */

bool explain_is_ready(const struct watch *watch, const struct watch_product *product)
{
    bool is_listed = product->state == PRODUCT_LISTED || product->state == PRODUCT_RESTRICTED;
    return product->liquidation_terms_sequence != 0 && product->margin_terms_sequence != 0 &&
           is_listed && product->phase == PHASE_OPEN && product->halt == HALT_NONE &&
           watch->halt == HALT_NONE && product->mark_price.ticks_e4 != 0 &&
           product->index_state != INDEX_HALT;
}

int64_t explain_fund_value(const struct watch *watch, uint16_t product_id)
{
    uint32_t fund = watch->products[product_id].liquidation_terms.fund_account_id;
    const struct watch_account *account = watch_account_find(watch, fund);
    if (fund == 0 || account == NULL) return 0;
    const struct watch_position *position = watch_position_find(watch, fund, product_id);
    if (position == NULL) return account->balance_micros;
    struct margin_case seen = explain_margin_case(watch, product_id, position);
    return account->balance_micros + derive_unrealised(&seen);
}

/* Events that a mark gives before the fund is looked at. */
static bool is_before_look(const struct event *event)
{
    switch (event->kind) {
    case EVENT_INDEX:
    case EVENT_INDEX_INPUT:
    case EVENT_PREMIUM:
    case EVENT_FUNDING:
    case EVENT_MARK:
    case EVENT_REFERENCE_PRICE:
    case EVENT_PHASE:
    case EVENT_ORDER_TRAILED:
    case EVENT_ACCOUNT_QUEUED:
    case EVENT_ACCOUNT_HEALTHY: return true;
    default: return false;
    }
}

static void fund_look(struct explain *explain, uint16_t product_id)
{
    struct watch_product *product = &explain->watch.products[product_id];
    product->is_look_due = false;
    if (product->liquidation_terms.fund_account_id == 0) return;
    if (!explain_is_ready(&explain->watch, product)) return;
    (void)derive_fund_look(&product->fund, &product->liquidation_terms, explain->watch.time_ns,
                           explain_fund_value(&explain->watch, product_id));
}

/* Events that no step of a product gives after its closes. */
static bool is_after_step(const struct event *event)
{
    switch (event->kind) {
    case EVENT_CASH:
    case EVENT_ASSET_CASH:
    case EVENT_ASSET_TERMS:
    case EVENT_ASSET_PRICE:
    case EVENT_REJECTED:
    case EVENT_INDEX:
    case EVENT_MARK:
    case EVENT_REFERENCE_PRICE:
    case EVENT_PHASE:
    case EVENT_VARIATION:
    case EVENT_DEFAULT_TERMS:
    case EVENT_DEFAULT_MEMBER:
    case EVENT_LIQUIDATION_TERMS:
    case EVENT_ORDER_TRIGGERED:
    case EVENT_ORDER_ACTIVATED: return true;
    default: return false;
    }
}

void explain_fund_looks(struct explain *explain, const struct event *event)
{
    struct watch *watch = &explain->watch;
    if (event == NULL || is_after_step(event)) explain_debts_end(explain);
    if (event != NULL) {
        struct watch_product *product = &watch->products[event->product_id];
        if (product->is_look_due && !is_before_look(event)) fund_look(explain, event->product_id);
        return;
    }
    for (uint16_t id = 1; id <= watch->product_last; id++) {
        if (watch->products[id].is_look_due) fund_look(explain, id);
    }
}

static void step_begin(struct explain *explain, uint16_t product_id)
{
    struct explain_close *close = &explain->close;
    close->product_id = product_id;
    close->turn_count = 0;
    close->next_keep = 0;
    close->next_cover = 0;
    close->slice.account_id = 0;
    close->batch = (struct batch){0};
    close->debt = (struct debt){0};
}

void explain_close_follow(struct explain *explain, const struct event *event)
{
    struct explain_close *close = &explain->close;
    bool is_mark = event->kind == EVENT_MARK || event->kind == EVENT_PHASE ||
                   (event->kind == EVENT_REFERENCE_PRICE && event->reference.mark.ticks_e4 != 0);
    if (is_mark) {
        step_begin(explain, event->product_id);
        struct watch_product *product = &explain->watch.products[event->product_id];
        product->is_look_due = !product->is_foreign;
    }
    if (event->kind != EVENT_TRADE || event->trade.taker_order_id != close->slice.order_id) return;
    close->slice.traded_lots += event->trade.qty.lots;
    close->slice.traded_micros += derive_trade_value(
        close->slice.position.payoff, event->trade.price.ticks, event->trade.qty.lots);
}

/* A price step applies the mark that there is, also if it computes none (R-MARK-10). */
void explain_close_begin(struct explain *explain)
{
    struct watch *watch = &explain->watch;
    step_begin(explain, 0);
    for (uint16_t id = 1; id <= watch->product_last; id++) {
        struct watch_product *product = &watch->products[id];
        if (product->prices_sequence == 0) continue;
        int64_t boundary_ns = explain_boundary_ns(explain, id);
        if (boundary_ns > product->stepped_ns) product->is_look_due = true;
        product->stepped_ns = boundary_ns;
    }
}

void explain_close_release(struct explain_close *close)
{
    free(close->turns);
    free(close->givers);
    free(close->payments);
    free(close->sharers);
    *close = (struct explain_close){0};
}

void *explain_grow(struct explain *explain, void *list, uint32_t *room, uint32_t count, size_t size)
{
    if (count < *room) return list;
    uint32_t wanted = *room == 0 ? 64 : *room * 2;
    void *moved = realloc(list, wanted * size);
    if (moved == NULL) {
        explain->has_memory = false;
        return NULL;
    }
    *room = wanted;
    return moved;
}

/* --- receipts --------------------------------------------------------------------------------- */

static void fee_receipt(struct explain *explain, struct receipt *receipt, const struct event *event)
{
    const struct slice_turn *slice = &explain->close.slice;
    const struct body_liquidation_terms *terms =
        &explain->watch.products[event->product_id].liquidation_terms;
    int64_t traded_micros = derive_shown(slice->traded_micros);
    int64_t bankruptcy_micros = 0;
    if (slice->position.net_lots != 0) {
        bankruptcy_micros =
            derive_bankruptcy(&slice->position, slice->share_micros, slice->traded_lots);
    }
    int64_t leftover_micros = traded_micros - bankruptcy_micros;
    if (slice->position.net_lots < 0) leftover_micros = -leftover_micros;
    int64_t fee_micros = derive_slice_fee(terms, traded_micros, leftover_micros);
    receipt_input(receipt, "lots that the slice traded", amount_lots(slice->traded_lots),
                  "its events TRADE");
    receipt_input(receipt, "their value, F", amount_money(traded_micros), "its events TRADE");
    receipt_input(receipt, "fee rate", amount_ppm(terms->fee_ppm), "LIQUIDATION_TERMS");
    receipt_step(receipt, "R-LIQ-9", "bankruptcy value of these lots", "(V -+ S) x q / N",
                 amount_money(bankruptcy_micros));
    receipt_step(receipt, "R-LIQ-6", "leftover", "F less it; for a short the reverse",
                 amount_money(leftover_micros));
    receipt_step(receipt, "R-LIQ-6", "fee", "min(F x fee rate, rounded up; leftover), at least 0",
                 amount_money(fee_micros));
    receipt_compare(receipt, "who pays", amount_count(slice->account_id, ""),
                    amount_count(event->fund.other_account_id, ""));
    receipt_compare(receipt, "fee", amount_money(fee_micros),
                    amount_money(event->fund.amount.micros));
}

static void debt_receipt(struct explain *explain, struct receipt *receipt,
                         const struct event *event)
{
    const struct watch *watch = &explain->watch;
    const struct event_fund *given = &event->fund;
    uint32_t debtor = given->other_account_id;
    explain_account(watch, debtor, &explain->account);
    struct account_sums sums = derive_sums(&explain->account);
    explain_account_steps(explain, receipt, debtor, &explain->account, &sums);
    const struct watch_account *fund = watch_account_find(watch, event->account_id);
    int64_t has_micros = given->balance.micros - given->amount.micros;
    if (event->account_id != 0 && fund != NULL) has_micros = fund->balance_micros;
    int64_t debt_micros = derive_shown(-sums.equity_micros);
    int64_t paid_micros = i64_min(debt_micros, has_micros);
    receipt_step(receipt, "R-LIQ-10", "debt", "minus the equity of the flat account",
                 amount_money(debt_micros));
    receipt_step(receipt, "R-LIQ-10", "what the fund has", "its balance before",
                 amount_money(has_micros));
    receipt_step(receipt, "R-LIQ-10", "what it pays", "the smaller of both",
                 amount_money(paid_micros));
    receipt_compare(receipt, "paid by the fund", amount_money(-paid_micros),
                    amount_money(given->amount.micros));
    receipt_compare(receipt, "balance of the fund after", amount_money(has_micros - paid_micros),
                    amount_money(given->balance.micros));
}

static void limit_receipt(struct explain *explain, struct receipt *receipt,
                          const struct event *event)
{
    const struct event_fund *given = &event->fund;
    const struct watch_product *product = &explain->watch.products[event->product_id];
    const struct body_liquidation_terms *terms = &product->liquidation_terms;
    int64_t value_micros = explain_fund_value(&explain->watch, event->product_id);
    receipt_input(receipt, "drawdown limit", amount_ppm(terms->drawdown_ppm), "LIQUIDATION_TERMS");
    receipt_input(receipt, "released at", amount_ppm(terms->release_ppm), "LIQUIDATION_TERMS");
    receipt_step(receipt, "R-FUNDCAP-1", "value of the fund",
                 "balance + unrealised profit in the product", amount_money(value_micros));
    receipt_step(receipt, "R-FUNDCAP-1", "peak in its window", "the largest value at a look",
                 amount_money(product->fund.peak_micros));
    receipt_compare(receipt, "value", amount_money(value_micros),
                    amount_money(given->value.micros));
    receipt_compare(receipt, "peak", amount_money(product->fund.peak_micros),
                    amount_money(given->peak.micros));
    receipt_compare(receipt, "begin of the window", amount_count(product->fund.start_ns, "ns"),
                    amount_count(given->start_ns, "ns"));
    receipt_compare(receipt, "tripped", amount_count(product->fund.is_tripped, ""),
                    amount_count(given->cause == FUND_TRIP, ""));
}

void explain_fund(struct explain *explain, const struct event *event)
{
    static const char *const titles[] = {
        "Payment of a fund", "Liquidation fee", "Debt paid by the fund",
        "The drawdown limit of the fund trips", "The drawdown limit of the fund is released"};
    struct receipt receipt;
    uint8_t cause = event->fund.cause;
    explain_begin(explain, &receipt, EXPLAIN_LIQUIDATION, event,
                  titles[cause <= FUND_RELEASE ? cause : 0]);
    if (cause == FUND_FEE) {
        fee_receipt(explain, &receipt, event);
    } else if (cause == FUND_DEBT) {
        debt_receipt(explain, &receipt, event);
    } else {
        limit_receipt(explain, &receipt, event);
    }
    explain_end(explain, &receipt, EXPLAIN_LIQUIDATION, event);
}
