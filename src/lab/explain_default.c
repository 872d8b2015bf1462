/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explain_default.c - receipts of who pays the debt of a defaulter.
 *
 * Role       See explain.h.  Which debts there are follows from the accounts worked in the step.
 *            All payments of one are computed from balances, requirements and profits as they are
 *            before it; each event is then compared with its own, and their number with that of the
 *            events.  A debt whose payments the journal does not have counts as a receipt that
 *            does not verify.
 * Rules      R-DEFAULT-1 to R-DEFAULT-9.
 */
#include <inttypes.h>

#include "lab/explain.h"

#define FORMULA_SIZE 256
#define GAINERS_MAX  131072u

/* --- the plan --------------------------------------------------------------------------------- */

/* R-DEFAULT-6: what an account that holds money only can give. */
static bool holds_money_only(const struct watch *watch, uint32_t account_id)
{
    const struct watch_account *account = watch_account_find(watch, account_id);
    return account_id != 0 && account != NULL && account->state == PARTY_APPLIED;
}

static int64_t money_of(const struct watch *watch, uint32_t account_id)
{
    if (!holds_money_only(watch, account_id)) return 0;
    return i64_max(watch_account_find(watch, account_id)->balance_micros, 0);
}

static void sharer_add(struct explain *explain, uint32_t *count, struct payer payer)
{
    struct explain_close *close = &explain->close;
    struct payer *sharers =
        explain_grow(explain, close->sharers, &close->sharer_room, *count, sizeof *sharers);
    if (sharers == NULL) return;
    close->sharers = sharers;
    sharers[(*count)++] = payer;
}

static void payment_add(struct explain *explain, const struct payer *payer)
{
    struct explain_close *close = &explain->close;
    struct payer *payments = explain_grow(explain, close->payments, &close->payment_room,
                                          close->debt.count, sizeof *payments);
    if (payments == NULL) return;
    close->payments = payments;
    payments[close->debt.count++] = *payer;
}

/* Divides what is left of the debt among those of the layer; what each gives is a payment. */
static int64_t layer_pay(struct explain *explain, uint32_t count, int64_t left_micros)
{
    struct payer *sharers = explain->close.sharers;
    (void)derive_divide(sharers, count, left_micros);
    for (uint32_t i = 0; i < count; i++) {
        if (sharers[i].given_micros == 0) continue;
        left_micros -= sharers[i].given_micros;
        sharers[i].left_micros = left_micros;
        payment_add(explain, &sharers[i]);
    }
    return left_micros;
}

/* A layer of one payer: it has no weight. */
static int64_t single_pay(struct explain *explain, struct payer payer, int64_t left_micros)
{
    payer.given_micros = i64_min(left_micros, payer.most_micros);
    payer.left_micros = left_micros - payer.given_micros;
    if (payer.given_micros != 0) payment_add(explain, &payer);
    return payer.left_micros;
}

/* R-DEFAULT-2: what is left of the tranche in this default, and of the capital. */
static int64_t tranche_pay(struct explain *explain, uint8_t layer, int64_t left_micros)
{
    struct watch *watch = &explain->watch;
    struct debt *debt = &explain->close.debt;
    int64_t *used_micros = &watch->course.used_micros[layer == LAYER_SECOND_TRANCHE];
    struct payer payer = {
        .account_id = watch->default_terms.capital_account_id,
        .layer = layer,
        .most_micros = i64_min(watch->course.tranche_micros - *used_micros, debt->capital_micros),
    };
    int64_t after_micros = single_pay(explain, payer, left_micros);
    *used_micros += left_micros - after_micros;
    debt->capital_micros -= left_micros - after_micros;
    return after_micros;
}

static int64_t guaranty_pay(struct explain *explain, int64_t left_micros)
{
    const struct watch *watch = &explain->watch;
    uint32_t count = 0;
    for (uint32_t i = 0; i < watch->member_count; i++) {
        const struct watch_member *member = &watch->members[i];
        int64_t has_micros = money_of(watch, member->guaranty_account_id);
        if (member->member_id == explain->close.debt.member_id || has_micros == 0) continue;
        sharer_add(explain, &count,
                   (struct payer){.account_id = member->guaranty_account_id,
                                  .member_id = member->member_id,
                                  .layer = LAYER_GUARANTY_FUND,
                                  .weight_micros = has_micros,
                                  .most_micros = has_micros});
    }
    return layer_pay(explain, count, left_micros);
}

/* R-DEFAULT-3 */
static int64_t call_most(const struct watch *watch, const struct watch_member *member)
{
    const struct body_default_terms *terms = &watch->default_terms;
    bool is_present = member->called_default == watch->course.number;
    int128 window = derive_calls_sum(&member->calls, watch->time_ns, terms->window_ns);
    return derive_call(terms, member->requirement_micros, is_present ? member->called_micros : 0,
                       window);
}

static void call_note(const struct watch *watch, const struct payer *payer)
{
    struct watch_member *member = watch_member_find(watch, payer->member_id);
    if (payer->given_micros == 0) return;
    if (member->called_default != watch->course.number) member->called_micros = 0;
    member->called_default = watch->course.number;
    member->called_micros += payer->given_micros;
    derive_calls_add(&member->calls, watch->time_ns, payer->given_micros);
}

static int64_t assessments_pay(struct explain *explain, int64_t left_micros)
{
    const struct watch *watch = &explain->watch;
    uint32_t count = 0;
    for (uint32_t i = 0; i < watch->member_count; i++) {
        const struct watch_member *member = &watch->members[i];
        bool is_other = member->member_id != explain->close.debt.member_id;
        if (!is_other || !holds_money_only(watch, member->guaranty_account_id)) continue;
        int64_t most_micros = call_most(watch, member);
        if (most_micros == 0) continue;
        sharer_add(explain, &count,
                   (struct payer){.account_id = member->guaranty_account_id,
                                  .member_id = member->member_id,
                                  .layer = LAYER_ASSESSMENT,
                                  .weight_micros = member->requirement_micros,
                                  .most_micros = most_micros});
    }
    left_micros = layer_pay(explain, count, left_micros);
    for (uint32_t i = 0; i < count; i++) call_note(watch, &explain->close.sharers[i]);
    return left_micros;
}

/* R-DEFAULT-7: on at most so many business days of one default. */
static bool gains_may_be_cut(const struct watch *watch, const struct watch_product *product)
{
    bool is_same = product->gains_default == watch->course.number;
    uint32_t days = is_same ? product->gains_days : 0;
    if (days > 0 && product->gains_day == watch->course.business_day) return true;
    return days < watch->default_terms.gains_days;
}

/* There is something to cut: the day is counted. */
static void gains_day_note(const struct watch *watch, struct watch_product *product)
{
    if (product->gains_default != watch->course.number) product->gains_days = 0;
    bool is_same_day = product->gains_days > 0 && product->gains_day == watch->course.business_day;
    product->gains_default = watch->course.number;
    product->gains_day = watch->course.business_day;
    if (!is_same_day) product->gains_days++;
}

/* R-DEFAULT-7: with pending funding or without it, whichever is less. `seen` is of the product. */
static int64_t gain_of(const struct watch *watch, const struct watch_position *position,
                       struct margin_case seen)
{
    seen.net_lots = position->net_lots;
    seen.paid_micros = position->paid_micros;
    seen.owed_micros = explain_owed(watch, position);
    int64_t profit_micros = derive_unrealised(&seen);
    return derive_shown(profit_micros + (int128)i64_min(seen.owed_micros, 0));
}

static int64_t gains_pay(struct explain *explain, uint16_t product_id, int64_t left_micros)
{
    struct watch *watch = &explain->watch;
    struct watch_product *product = &watch->products[product_id];
    struct margin_case seen = explain_margin_case(watch, product_id, NULL);
    uint32_t count = 0;
    uint32_t place = gains_may_be_cut(watch, product) ? product->first_position : 0;
    for (; place != 0 && count < GAINERS_MAX; place = watch->positions[place].product_next) {
        const struct watch_position *position = &watch->positions[place];
        bool is_debtor = position->account_id == explain->close.debt.account_id;
        if (position->net_lots == 0 || is_debtor) continue;
        int64_t gain_micros = gain_of(watch, position, seen);
        const struct watch_account *account = watch_account_find(watch, position->account_id);
        if (gain_micros <= 0 || account->queued_sequence != 0) continue;
        sharer_add(explain, &count,
                   (struct payer){.account_id = position->account_id,
                                  .layer = LAYER_GAINS,
                                  .weight_micros = gain_micros,
                                  .most_micros = gain_micros});
    }
    if (count == 0) return left_micros;
    gains_day_note(watch, product);
    return layer_pay(explain, count, left_micros);
}

/* R-DEFAULT-9: the debt belongs to the default of the one before it, or begins the next. */
static void course_join(struct watch *watch, int128 fund_micros)
{
    struct watch_default *course = &watch->course;
    int32_t day = derive_pay_date(&watch->calendar, &watch->business, watch->time_ns);
    int32_t last = derive_business_from(&watch->business, course->business_day + 1);
    if (course->number == 0 || day > last) {
        *course = (struct watch_default){.number = course->number + 1,
                                         .tranche_micros =
                                             derive_tranche(&watch->default_terms, fund_micros)};
    }
    course->business_day = day;
}

static void debt_begin(struct explain *explain, uint32_t account_id, int64_t debt_micros)
{
    struct watch *watch = &explain->watch;
    struct debt *debt = &explain->close.debt;
    const struct watch_account *account = watch_account_find(watch, account_id);
    int128 fund_micros = 0;
    for (uint32_t i = 0; i < watch->member_count; i++) {
        fund_micros += money_of(watch, watch->members[i].guaranty_account_id);
    }
    course_join(watch, fund_micros);
    *debt = (struct debt){
        .account_id = account_id,
        .member_id = account == NULL ? 0 : account->member_id,
        .total_micros = debt_micros,
        .capital_micros = money_of(watch, watch->default_terms.capital_account_id),
        .fund_micros = fund_micros,
        .tranche_micros = watch->course.tranche_micros,
        .number = watch->course.number,
    };
}

/* R-DEFAULT-7: all payments of a debt, and what is left of it. */
static void debt_plan(struct explain *explain, uint32_t account_id, int64_t debt_micros)
{
    const struct watch *watch = &explain->watch;
    debt_begin(explain, account_id, debt_micros);
    const struct debt *debt = &explain->close.debt;
    const struct watch_member *own = watch_member_find(watch, debt->member_id);
    uint32_t own_account = own == NULL ? 0 : own->guaranty_account_id;
    struct payer payer = {.account_id = own_account,
                          .member_id = debt->member_id,
                          .layer = LAYER_OWN_SHARE,
                          .most_micros = money_of(watch, own_account)};
    int64_t left = single_pay(explain, payer, debt->total_micros);
    if (left > 0) left = tranche_pay(explain, LAYER_FIRST_TRANCHE, left);
    if (left > 0) left = guaranty_pay(explain, left);
    if (left > 0) left = tranche_pay(explain, LAYER_SECOND_TRANCHE, left);
    if (left > 0) left = assessments_pay(explain, left);
    if (left > 0) left = gains_pay(explain, explain->close.product_id, left);
    explain->close.debt.left_micros = left;
}

/* --- which debts there are -------------------------------------------------------------------- */

static int64_t debt_of(struct explain *explain, uint32_t account_id)
{
    explain_account(&explain->watch, account_id, &explain->account);
    return derive_shown(-derive_sums(&explain->account).equity_micros);
}

static bool is_flat(const struct watch *watch, uint32_t account_id)
{
    uint32_t place = watch_account_find(watch, account_id)->first_position;
    for (; place != 0; place = watch->positions[place].next) {
        if (watch->positions[place].net_lots != 0) return false;
    }
    return true;
}

/* R-DEFAULT-8: a position that nobody took stays while its losses are paid. True at a debt that
 * somebody pays. */
static bool keep_next(struct explain *explain)
{
    struct explain_close *close = &explain->close;
    while (close->next_keep < close->turn_count) {
        struct close_turn *turn = &close->turns[close->next_keep++];
        if (turn->left_lots == 0) continue;
        int64_t debt_micros = debt_of(explain, turn->account_id);
        if (debt_micros > 0) debt_plan(explain, turn->account_id, debt_micros);
        if (debt_micros <= 0 || close->debt.left_micros <= 0) turn->left_lots = 0;
        if (debt_micros > 0 && close->debt.count > 0) return true;
    }
    return false;
}

/* R-LIQ-10: debts of worked accounts that are flat. */
static bool cover_next(struct explain *explain)
{
    struct explain_close *close = &explain->close;
    while (close->next_cover < close->turn_count) {
        uint32_t account_id = close->turns[close->next_cover++].account_id;
        if (!is_flat(&explain->watch, account_id)) continue;
        int64_t debt_micros = debt_of(explain, account_id);
        if (debt_micros <= 0) continue;
        debt_plan(explain, account_id, debt_micros);
        if (close->debt.count > 0) return true;
    }
    return false;
}

static bool is_clearing(const struct explain *explain)
{
    const struct watch_product *product = &explain->watch.products[explain->close.product_id];
    return product->liquidation_terms.regime == REGIME_CLEARING;
}

void explain_debts_keep(struct explain *explain)
{
    if (!is_clearing(explain)) return;
    while (keep_next(explain)) explain_missing(explain, EXPLAIN_DEFAULT);
}

void explain_debts_end(struct explain *explain)
{
    explain_debts_keep(explain);
    if (!is_clearing(explain)) return;
    while (cover_next(explain)) explain_missing(explain, EXPLAIN_DEFAULT);
}

/* How many payments of this debt the venue made, before its position is torn up. */
static uint32_t payments_told(const struct explain *explain, const struct event *event)
{
    uint32_t count = 0;
    const struct event *end = explain->events + explain->event_count;
    for (const struct event *next = event; next < end; next++) {
        bool is_step = next->kind == EVENT_DEFAULT_STEP;
        if (next->kind == EVENT_DELEVERAGE || explain_is_after_step(next)) break;
        if (!is_step) continue;
        bool is_same = next->account_id == event->account_id &&
                       next->product_id == event->product_id &&
                       next->default_step.debt.micros == event->default_step.debt.micros;
        if (!is_same) break;
        count++;
        if (next->default_step.left.micros == 0) break;
    }
    return count;
}

/* --- the receipt ------------------------------------------------------------------------------ */

static const char *const layer_names[LAYER_COUNT] = {
    "margin of the defaulter",          "share of the defaulter's member in the guaranty fund",
    "first tranche of the capital",     "shares of the other members in the guaranty fund",
    "second tranche of the capital",    "assessments of the other members",
    "haircut of gains of this product",
};

static const char *const layer_bounds[LAYER_COUNT] = {
    "nothing is left of it",
    "the balance of its guaranty account",
    "bound of a tranche less what it paid in this default, at most the capital",
    "the balance of the guaranty account",
    "bound of a tranche less what it paid in this default, at most what is left of the capital",
    "rate x requirement less what was called in this default, and the same for the window",
    "the unrealised profit of the position, with pending funding or without, the less",
};

static const char *const layer_rules[LAYER_COUNT] = {"R-DEFAULT-1", "R-DEFAULT-1", "R-DEFAULT-2",
                                                     "R-DEFAULT-7", "R-DEFAULT-2", "R-DEFAULT-3",
                                                     "R-DEFAULT-7"};

/* What each layer gave up to this payment. */
static void layers_steps(struct receipt *receipt, const struct explain_close *close)
{
    char formula[FORMULA_SIZE];
    char text[AMOUNT_TEXT_SIZE];
    const struct debt *debt = &close->debt;
    for (uint8_t layer = 1; layer < LAYER_COUNT; layer++) {
        int128 used = 0;
        int128 most = 0;
        uint32_t payers = 0;
        int64_t left_micros = 0;
        for (uint32_t i = 0; i <= debt->next && i < debt->count; i++) {
            const struct payer *payer = &close->payments[i];
            if (payer->layer != layer) continue;
            used += payer->given_micros;
            most += payer->most_micros;
            left_micros = payer->left_micros;
            payers++;
        }
        if (payers == 0) continue;
        snprintf(formula, sizeof formula, "%" PRIu32 " payments, bounds of them together %s",
                 payers, amount_text(text, amount_exact(receipt, most)));
        receipt_step(receipt, layer_rules[layer], layer_names[layer], formula,
                     amount_exact(receipt, used));
        receipt_step(receipt, "R-DEFAULT-1", "left of the debt", "debt less what was paid so far",
                     amount_money(receipt, left_micros));
    }
}

static void payment_steps(struct explain *explain, struct receipt *receipt,
                          const struct payer *payer)
{
    const struct explain_close *close = &explain->close;
    const struct debt *debt = &close->debt;
    char origin[ORIGIN_SIZE];
    if (receipt->out == NULL) return;
    explain_origin(origin, "DEFAULT_TERMS", explain->watch.default_terms_sequence);
    receipt_input(receipt, "member of the defaulter", amount_count(debt->member_id, ""),
                  "ACCOUNT_OPEN");
    receipt_input(receipt, "guaranty fund before the debt",
                  amount_exact(receipt, debt->fund_micros), "balances of guaranty accounts");
    receipt_input(receipt, "rate of a tranche",
                  amount_ppm(explain->watch.default_terms.tranche_ppm), origin);
    receipt_input(receipt, "rate of an assessment",
                  amount_ppm(explain->watch.default_terms.assessment_ppm), origin);
    receipt_step(receipt, "R-LIQ-10", "debt", "minus the equity of the account",
                 amount_money(receipt, debt->total_micros));
    receipt_step(receipt, "R-DEFAULT-9", "number of the default",
                 "within a business day of the debt before it the same, else the next",
                 amount_count(debt->number, ""));
    receipt_step(receipt, "R-DEFAULT-2", "bound of a tranche in this default",
                 "max(tranche, rate x guaranty fund when it began, rounded down)",
                 amount_money(receipt, debt->tranche_micros));
    layers_steps(receipt, close);
    receipt_step(receipt, layer_rules[payer->layer], "most that this payer gives in this layer",
                 layer_bounds[payer->layer], amount_money(receipt, payer->most_micros));
    if (payer->weight_micros != 0) {
        receipt_step(receipt, "R-DEFAULT-4", "its part",
                     "rest of the debt x weight / sum of weights, round by round",
                     amount_money(receipt, payer->given_micros));
    }
}

void explain_default_step(struct explain *explain, const struct event *event)
{
    const struct event_default_step *given = &event->default_step;
    const struct explain_close *close = &explain->close;
    static const struct payer nobody;
    struct debt *debt = &explain->close.debt;
    struct receipt receipt;
    if (debt->next >= debt->count) {
        explain->close.product_id = event->product_id;
        if (!keep_next(explain) && !cover_next(explain)) *debt = (struct debt){0};
        debt->given_count = payments_told(explain, event);
    }
    const struct payer *payer = debt->next < debt->count ? &close->payments[debt->next] : &nobody;
    const struct watch_account *account = watch_account_find(&explain->watch, payer->account_id);
    int64_t balance_micros = account == NULL ? 0 : account->balance_micros;
    if (payer->layer != LAYER_GAINS) balance_micros -= payer->given_micros;
    explain_begin(explain, &receipt, EXPLAIN_DEFAULT, event, layer_names[payer->layer]);
    payment_steps(explain, &receipt, payer);
    receipt_compare(&receipt, "layer", amount_count(payer->layer, ""),
                    amount_count(given->layer, ""));
    receipt_compare(&receipt, "payer", amount_count(payer->account_id, ""),
                    amount_count(given->payer_account_id, ""));
    receipt_compare(&receipt, "its member", amount_count(payer->member_id, ""),
                    amount_count(given->member_id, ""));
    receipt_compare(&receipt, "amount", amount_money(&receipt, payer->given_micros),
                    amount_money(&receipt, given->amount.micros));
    receipt_compare(&receipt, "debt", amount_money(&receipt, debt->total_micros),
                    amount_money(&receipt, given->debt.micros));
    receipt_compare(&receipt, "left of the debt", amount_money(&receipt, payer->left_micros),
                    amount_money(&receipt, given->left.micros));
    receipt_compare(&receipt, "most", amount_money(&receipt, payer->most_micros),
                    amount_money(&receipt, given->most.micros));
    receipt_compare(&receipt, "weight", amount_money(&receipt, payer->weight_micros),
                    amount_money(&receipt, given->weight.micros));
    receipt_compare(&receipt, "balance of the payer", amount_money(&receipt, balance_micros),
                    amount_money(&receipt, given->balance.micros));
    receipt_compare(&receipt, "debtor", amount_count(debt->account_id, ""),
                    amount_count(event->account_id, ""));
    receipt_compare(&receipt, "number of the default", amount_count(debt->number, ""),
                    amount_count(given->default_number, ""));
    receipt_compare(&receipt, "payments of the debt", amount_count(debt->count, ""),
                    amount_count(debt->given_count, ""));
    explain_end(explain, &receipt, EXPLAIN_DEFAULT, event);
    debt->next++;
}
