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
#include "model/reject.h"

#define FORMULA_SIZE 256

/* --- the step --------------------------------------------------------------------------------- */

bool explain_is_trading(const struct watch *watch, const struct watch_product *product)
{
    bool is_listed = product->state == PRODUCT_LISTED || product->state == PRODUCT_RESTRICTED;
    return is_listed && product->phase == PHASE_OPEN && product->halt == HALT_NONE &&
           watch->halt == HALT_NONE && product->index_state != INDEX_HALT;
}

bool explain_is_ready(const struct watch *watch, const struct watch_product *product)
{
    return product->liquidation_terms_sequence != 0 && product->margin_terms_sequence != 0 &&
           product->mark_price.ticks_e4 != 0 && explain_is_trading(watch, product);
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

/* Events that a mark gives before the fund is looked at.  A reference price is not one of them: it
 * is a mark of its own, and if its command was also the time of a price step, that look is over. */
static bool is_before_look(const struct event *event)
{
    switch (event->kind) {
    case EVENT_INDEX:
    case EVENT_INDEX_INPUT:
    case EVENT_PREMIUM:
    case EVENT_FUNDING:
    case EVENT_MARK:
    case EVENT_PHASE:
    case EVENT_ORDER_TRAILED:
    case EVENT_ACCOUNT_QUEUED:
    case EVENT_ACCOUNT_HEALTHY: return true;
    default: return false;
    }
}

/* Events that no step of a product gives after its closes. */
bool explain_is_after_step(const struct event *event)
{
    switch (event->kind) {
    case EVENT_CASH:
    case EVENT_ASSET_CASH:
    case EVENT_ASSET_TERMS:
    case EVENT_ASSET_PRICE:
    case EVENT_REJECTED:
    case EVENT_INDEX:
    case EVENT_PREMIUM:
    case EVENT_FUNDING:
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

static void step_begin(struct explain *explain, uint16_t product_id)
{
    struct explain_close *close = &explain->close;
    close->product_id = product_id;
    close->turn_count = 0;
    close->next_keep = 0;
    close->next_cover = 0;
    close->slice.account_id = 0;
    close->batch = (struct batch){0};
    close->batch_sides = 0;
    close->debt = (struct debt){0};
}

void explain_step_end(struct explain *explain)
{
    explain_turns_end(explain);
    explain_debts_end(explain);
    explain_silence_step(explain);
    explain->close.turn_count = 0;
    explain->close.batch = (struct batch){0};
}

/* The looks at a mark are over: the fund is looked at, and the list of the step is made. */
static void looks_end(struct explain *explain, uint16_t product_id)
{
    struct watch_product *product = &explain->watch.products[product_id];
    explain_silence_looks(explain, product_id);
    if (!explain_is_ready(&explain->watch, product)) return;
    explain_step_end(explain);
    step_begin(explain, product_id);
    if (product->liquidation_terms.fund_account_id != 0) {
        (void)derive_fund_look(&product->fund, &product->liquidation_terms, explain->watch.time_ns,
                               explain_fund_value(&explain->watch, product_id));
    }
    explain_turns_begin(explain, product_id);
}

/* A command that is rejected begins nothing: phases before that are those of schedules. */
static bool is_rejected(const struct explain *explain)
{
    return explain->events[explain->event_count - 1].kind == EVENT_REJECTED;
}

/* Phases that schedules begin come before price steps, those that a command begins after them. */
bool explain_is_phase_of_command(const struct explain *explain, const struct event *event,
                                 uint16_t id)
{
    const struct command *command = explain->command;
    bool is_phase = command->kind == COMMAND_PHASE || command->kind == COMMAND_HALT;
    bool is_its = command->product_id == 0 || command->product_id == id;
    return event->product_id == 0 ||
           (is_phase && is_its && event->product_id == id && !is_rejected(explain));
}

/* The phase that the command asks for comes after the price steps of all products. */
static bool is_asked_phase(const struct explain *explain, const struct event *event)
{
    const struct command *command = explain->command;
    return command->kind == COMMAND_PHASE && event->product_id == command->product_id &&
           event->phase.phase == command->state.state && !is_rejected(explain);
}

/* Nothing but a liquidation step, or what cannot come before one, tells of a silent price step. */
static bool is_behind_silence(struct explain *explain, const struct event *event, uint16_t id)
{
    /* Else it may belong to the step of an opening before it: see explain_turn. */
    bool is_free = event->product_id == id && explain->turns.product_id != id;
    switch (event->kind) {
    case EVENT_FUND:
        if (event->fund.cause == FUND_FEE || event->fund.cause == FUND_DEBT) return false;
        return is_free;
    case EVENT_LIQUIDATION_AUCTION: return is_free && event->bid_auction.end_ns != 0;
    case EVENT_PREFUNDING: /* R-LIQ-14: at a turn, and after its slice */
        if (event->account_id == explain->close.slice.account_id) return false;
        if (explain_is_turn_of(explain, event->account_id)) return false;
        return explain->turns.product_id != id;
    case EVENT_LIQUIDATION:
    case EVENT_CLOSE_OUT: return is_free;
    case EVENT_ORDER_CANCELLED:
        if (event->order.reason == REASON_MEMBER) return true;
        return is_free && event->order.reason == REASON_LIQUIDATION;
    case EVENT_ORDER_DECREASED: return event->order.reason == REASON_MEMBER;
    case EVENT_ORDER_AMENDED:
    case EVENT_ORDER_ACCEPTED: return event->order.order_id != explain->close.slice.order_id;
    case EVENT_DUPLICATE:
    case EVENT_SETTLEMENT:
    case EVENT_TRADE_DATE: return true;
    case EVENT_PHASE:
        return is_asked_phase(explain, event) || explain_is_phase_of_command(explain, event, id);
    case EVENT_ORDER_TRIGGERED:
    case EVENT_ORDER_ACTIVATED: return false;
    default: break;
    }
    if (explain_is_of_step(event)) return event->product_id > id;
    return explain_is_after_step(event) || explain_is_of_cycle(explain, event);
}

/* R-PHASE-8: the book uncrosses first, and what comes of it can concern other products, too. */
static bool is_behind_uncross(struct explain *explain, const struct event *event, uint16_t id)
{
    if (event == NULL) return true;
    /* The halt of the venue is lifted product by product, ascending. */
    bool is_lifted = explain->watch.products[id].is_lifted;
    bool is_other = is_lifted ? event->product_id > id : event->product_id != id;
    switch (event->kind) {
    case EVENT_ORDER_TRIGGERED:
    case EVENT_ORDER_ACTIVATED: return !is_lifted || event->product_id >= id;
    case EVENT_PHASE: return is_other || !is_lifted; /* the next one of the product itself, too */
    case EVENT_AUCTION:
    case EVENT_ACCOUNT_QUEUED: return is_other;
    default: break;
    }
    return explain_is_of_step(event) || is_behind_silence(explain, event, id);
}

/* Does the event come after the looks of a product?  Price steps are done by ascending product. */
static bool is_behind_looks(struct explain *explain, const struct event *event, uint16_t id)
{
    const struct watch_product *product = &explain->watch.products[id];
    if (event == NULL) return true;
    if (product->look == LOOK_SILENT) return is_behind_silence(explain, event, id);
    /* R-INDEX-9: a phase that the index value before brings about. */
    if (event->kind == EVENT_PHASE && event->product_id == id) return product->is_indexed;
    return event->product_id != id || !is_before_look(event);
}

/* Lots or money that move for another reason than a step: the move comes with nothing before it
 * that would end the step, and it changes what a worked account owes. */
static bool is_moved_elsewhere(const struct explain *explain, const struct event *event)
{
    switch (event->kind) {
    case EVENT_BLOCK_TRADE:
    case EVENT_ERROR_TRADE: return true;
    case EVENT_POSITION_MOVED: return event->moved.cause >= MOVE_TRANSFER;
    case EVENT_FUNDING_PAYMENT:
        return event->product_id != explain->close.product_id ||
               explain_is_of_cycle(explain, event);
    default: return false;
    }
}

void explain_fund_looks(struct explain *explain, const struct event *event)
{
    struct watch *watch = &explain->watch;
    explain_turns_follow(explain, event);
    bool is_over = event == NULL || explain_is_after_step(event) ||
                   explain_is_own_order(explain, event) || is_moved_elsewhere(explain, event);
    if (is_over) explain_step_end(explain);
    for (uint16_t id = 1; id <= watch->product_last; id++) {
        struct watch_product *product = &watch->products[id];
        if (product->is_opening) {
            if (!is_behind_uncross(explain, event, id)) continue;
            product->is_opening = false;
            if (product->look == LOOK_TOLD) product->look = LOOK_SILENT;
            looks_end(explain, id);
        }
        if (product->look != LOOK_NONE && is_behind_looks(explain, event, id)) {
            product->look = LOOK_NONE;
            looks_end(explain, id);
        }
    }
    /* What the event does (a deposit, say) comes behind the turns of a step that it shows to be
     * over: who had to be closed is asked before. */
    if (is_over) explain_turns_end(explain);
    if (event == NULL) explain_step_end(explain);
}

bool explain_look_silent(struct explain *explain, uint16_t product_id)
{
    struct watch_product *product = &explain->watch.products[product_id];
    if (product->look != LOOK_SILENT) return false;
    product->look = LOOK_NONE;
    looks_end(explain, product_id);
    return true;
}

/* R-MARK-10, R-PHASE-8: of which product is the mark applied after the event? */
static void marks_follow(struct watch *watch, const struct event *event)
{
    struct watch_product *told = &watch->products[event->product_id];
    bool is_mark = event->kind == EVENT_MARK ||
                   (event->kind == EVENT_INDEX && explain_is_quiet(told)) ||
                   (event->kind == EVENT_REFERENCE_PRICE && event->reference.mark.ticks_e4 != 0);
    if (is_mark) told->look = LOOK_TOLD;
    if (event->kind != EVENT_PHASE) return;
    for (uint16_t id = 1; id <= watch->product_last; id++) {
        struct watch_product *product = &watch->products[id];
        if (!product->has_opened) continue;
        product->is_opening = true;
        product->is_lifted = event->product_id == 0;
        product->has_opened = false;
    }
}

void explain_close_follow(struct explain *explain, const struct event *event)
{
    struct explain_close *close = &explain->close;
    marks_follow(&explain->watch, event);
    if (event->kind != EVENT_TRADE || event->trade.taker_order_id != close->slice.order_id) return;
    close->slice.traded_lots += event->trade.qty.lots;
    close->slice.traded_micros += derive_trade_value(
        close->slice.position.payoff, event->trade.price.ticks, event->trade.qty.lots);
}

void explain_close_begin(struct explain *explain)
{
    step_begin(explain, 0);
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

static int64_t slice_bankruptcy(const struct slice_turn *slice)
{
    if (slice->position.net_lots == 0) return 0;
    return derive_bankruptcy(&slice->position, slice->share_micros, slice->traded_lots);
}

static int64_t slice_leftover(const struct slice_turn *slice)
{
    int64_t leftover_micros = derive_shown(slice->traded_micros) - slice_bankruptcy(slice);
    bool is_received = derive_is_received(slice->position.payoff, slice->position.net_lots);
    return is_received ? leftover_micros : -leftover_micros;
}

int64_t explain_slice_fee(const struct explain *explain, uint16_t product_id)
{
    const struct slice_turn *slice = &explain->close.slice;
    return derive_slice_fee(&explain->watch.products[product_id].liquidation_terms,
                            derive_shown(slice->traded_micros), slice_leftover(slice));
}

static void fee_receipt(struct explain *explain, struct receipt *receipt, const struct event *event)
{
    const struct slice_turn *slice = &explain->close.slice;
    const struct body_liquidation_terms *terms =
        &explain->watch.products[event->product_id].liquidation_terms;
    int64_t traded_micros = derive_shown(slice->traded_micros);
    int64_t bankruptcy_micros = slice_bankruptcy(slice);
    int64_t leftover_micros = slice_leftover(slice);
    int64_t fee_micros = explain_slice_fee(explain, event->product_id);
    receipt_input(receipt, "lots that the slice traded", amount_lots(slice->traded_lots),
                  "its events TRADE");
    receipt_input(receipt, "their value, F", amount_money(receipt, traded_micros),
                  "its events TRADE");
    receipt_input(receipt, "fee rate", amount_ppm(terms->fee_ppm), "LIQUIDATION_TERMS");
    receipt_step(receipt, "R-LIQ-9", "bankruptcy value of these lots", "(V -+ S) x q / N",
                 amount_money(receipt, bankruptcy_micros));
    receipt_step(receipt, "R-LIQ-6", "leftover", "F less it; for a short the reverse",
                 amount_money(receipt, leftover_micros));
    receipt_step(receipt, "R-LIQ-6", "fee", "min(F x fee rate, rounded up; leftover), at least 0",
                 amount_money(receipt, fee_micros));
    receipt_compare(receipt, "who pays", amount_count(slice->account_id, ""),
                    amount_count(event->fund.other_account_id, ""));
    receipt_compare(receipt, "fee", amount_money(receipt, fee_micros),
                    amount_money(receipt, event->fund.amount.micros));
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
                 amount_money(receipt, debt_micros));
    receipt_step(receipt, "R-LIQ-10", "what the fund has", "its balance before",
                 amount_money(receipt, has_micros));
    receipt_step(receipt, "R-LIQ-10", "what it pays", "the smaller of both",
                 amount_money(receipt, paid_micros));
    receipt_compare(receipt, "paid by the fund", amount_money(receipt, -paid_micros),
                    amount_money(receipt, given->amount.micros));
    receipt_compare(receipt, "balance of the fund after",
                    amount_money(receipt, has_micros - paid_micros),
                    amount_money(receipt, given->balance.micros));
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
                 "balance + unrealised profit in the product", amount_money(receipt, value_micros));
    receipt_step(receipt, "R-FUNDCAP-1", "peak in its window", "the largest value at a look",
                 amount_money(receipt, product->fund.peak_micros));
    receipt_compare(receipt, "value", amount_money(receipt, value_micros),
                    amount_money(receipt, given->value.micros));
    receipt_compare(receipt, "peak", amount_money(receipt, product->fund.peak_micros),
                    amount_money(receipt, given->peak.micros));
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
        explain->close.slice.has_paid = true;
    } else if (cause == FUND_DEBT) {
        debt_receipt(explain, &receipt, event);
    } else {
        limit_receipt(explain, &receipt, event);
    }
    explain_end(explain, &receipt, EXPLAIN_LIQUIDATION, event);
}
