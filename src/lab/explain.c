/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explain.c - see explain.h.
 *
 * Role   See explain.h.
 */
#include "lab/explain.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"

#define FINE_DECIMALS  4u
#define MONEY_DECIMALS 6u
#define RATE_DECIMALS  12u
#define NANO_DECIMALS  3u /* of a micro, or of the smallest unit of another currency */
#define PPM_DECIMALS   6u
#define DECIMALS_MAX   18u

/* What the smallest unit of another currency is worth is for its venue to say (part 10). */
static const char *const currency_units[CURRENCIES_MAX] = {
    "USD",
    "units of currency 1",
    "units of currency 2",
    "units of currency 3",
    "units of currency 4",
    "units of currency 5",
    "units of currency 6",
    "units of currency 7",
    "units of currency 8",
    "units of currency 9",
    "units of currency 10",
    "units of currency 11",
    "units of currency 12",
    "units of currency 13",
    "units of currency 14",
};

static const char *const subject_names[EXPLAIN_SUBJECTS] = {
    [EXPLAIN_INDEX] = "index",           [EXPLAIN_MARK] = "mark",
    [EXPLAIN_FUNDING] = "funding",       [EXPLAIN_MARGIN] = "margin",
    [EXPLAIN_REFUSAL] = "refusal",       [EXPLAIN_LIQUIDATION] = "liquidation",
    [EXPLAIN_DELEVERAGE] = "deleverage", [EXPLAIN_DEFAULT] = "default",
};

const char *explain_subject_name(enum explain_subject subject)
{
    ASSERT(subject < EXPLAIN_SUBJECTS);
    return subject_names[subject];
}

enum explain_subject explain_subject_of(const struct event *event)
{
    switch (event->kind) {
    case EVENT_INDEX: return EXPLAIN_INDEX;
    case EVENT_MARK: return EXPLAIN_MARK;
    case EVENT_PREMIUM:
    case EVENT_FUNDING:
    case EVENT_FUNDING_PAYMENT: return EXPLAIN_FUNDING;
    case EVENT_ACCOUNT_QUEUED:
    case EVENT_ACCOUNT_HEALTHY: return EXPLAIN_MARGIN;
    case EVENT_REJECTED:
    case EVENT_ORDER_CANCELLED:
        return explain_is_refusal(event) ? EXPLAIN_REFUSAL : EXPLAIN_SUBJECTS;
    case EVENT_LIQUIDATION:
    case EVENT_CLOSE_OUT:
    case EVENT_FUND: return EXPLAIN_LIQUIDATION;
    case EVENT_POSITION_MOVED: {
        uint8_t cause = event->moved.cause;
        bool is_decided = cause >= MOVE_TRANSFER; /* by people */
        if (is_decided) return EXPLAIN_SUBJECTS;
        bool is_given = cause == MOVE_DELEVERAGE || cause == MOVE_TEAR_UP;
        return is_given ? EXPLAIN_DELEVERAGE : EXPLAIN_LIQUIDATION;
    }
    case EVENT_DELEVERAGE:
    case EVENT_DELEVERAGED: return EXPLAIN_DELEVERAGE;
    case EVENT_DEFAULT_STEP: return EXPLAIN_DEFAULT;
    default: return EXPLAIN_SUBJECTS;
    }
}

uint32_t explain_owner(const struct event *event)
{
    switch (event->kind) {
    case EVENT_INDEX:
    case EVENT_MARK:
    case EVENT_PREMIUM:
    case EVENT_FUNDING: return EXPLAIN_EVERYBODY;
    case EVENT_FUND: {
        bool is_payment = event->fund.cause == FUND_FEE || event->fund.cause == FUND_DEBT;
        return is_payment ? event->fund.other_account_id : EXPLAIN_VENUE_ONLY;
    }
    case EVENT_REJECTED: {
        /* Of the other account it says what that has and holds. */
        uint16_t kind = event->reject.command_kind;
        bool is_of_two = kind == COMMAND_BLOCK_TRADE || kind == COMMAND_POSITION_MOVE;
        if (is_of_two && event->reject.leg != 0) return EXPLAIN_VENUE_ONLY;
        return event->account_id == 0 ? EXPLAIN_VENUE_ONLY : event->account_id;
    }
    default: return event->account_id == 0 ? EXPLAIN_VENUE_ONLY : event->account_id;
    }
}

bool explain_init(struct explain *explain, const struct explain_request *request)
{
    memset(explain, 0, sizeof *explain);
    explain->request = *request;
    explain->has_memory = true;
    return watch_init(&explain->watch);
}

void explain_release(struct explain *explain)
{
    watch_release(&explain->watch);
    explain_close_release(&explain->close);
    free(explain->turns.ranks);
    explain->turns.ranks = NULL;
}

const char *explain_origin(char out[ORIGIN_SIZE], const char *what, uint64_t sequence)
{
    snprintf(out, ORIGIN_SIZE, "%s %" PRIu64, what, sequence);
    return out;
}

struct amount amount_fine(const struct watch_product *product, int64_t ticks_e4)
{
    unsigned decimals = product->terms.decimals_price + FINE_DECIMALS;
    if (decimals > DECIMALS_MAX) decimals = DECIMALS_MAX;
    const char *quote = product->terms.quote;
    bool has_quote = quote[0] != '\0' && memchr(quote, 0, sizeof product->terms.quote) != NULL;
    return (struct amount){ticks_e4, decimals, has_quote ? quote : currency_units[CURRENCY_DOLLAR]};
}

struct amount amount_exact(const struct receipt *receipt, int128 micros)
{
    unsigned decimals = receipt->currency == CURRENCY_DOLLAR ? MONEY_DECIMALS : 0;
    return (struct amount){micros, decimals, currency_units[receipt->currency]};
}

struct amount amount_money(const struct receipt *receipt, int64_t micros)
{
    return amount_exact(receipt, micros);
}

struct amount amount_ppm(int64_t ppm)
{
    return (struct amount){ppm, PPM_DECIMALS, ""};
}

struct amount amount_lots(int64_t lots)
{
    return (struct amount){lots, 0, "contracts"};
}

struct amount amount_rate(int64_t rate_e12)
{
    return (struct amount){rate_e12, RATE_DECIMALS, ""};
}

struct amount amount_nanos(const struct receipt *receipt, int128 nanos)
{
    struct amount amount = amount_exact(receipt, nanos);
    amount.scale += NANO_DECIMALS;
    return amount;
}

struct amount amount_count(int64_t count, const char *unit)
{
    return (struct amount){count, 0, unit};
}

int64_t explain_boundary_ns(const struct explain *explain, uint16_t product_id)
{
    int64_t step_ns = explain->watch.products[product_id].prices.step_ns;
    ASSERT(step_ns > 0);
    return explain->watch.time_ns - explain->watch.time_ns % step_ns;
}

static bool is_asked_for(const struct explain *explain, enum explain_subject subject,
                         const struct event *event)
{
    const struct explain_request *request = &explain->request;
    return !explain->is_found && request->subject == subject &&
           request->sequence == event->sequence &&
           (request->event_index == EXPLAIN_ANY_INDEX || request->event_index == event->index);
}

static FILE *place_of(const struct explain *explain, enum explain_subject subject,
                      const struct event *event)
{
    const struct explain_request *request = &explain->request;
    if (request->choose != NULL) return request->choose(request->context, event);
    return is_asked_for(explain, subject, event) ? request->out : NULL;
}

/* The money that an event speaks of: its account's, or its product's. */
static uint8_t currency_of(const struct watch *watch, const struct event *event)
{
    const struct watch_account *account = watch_account_find(watch, event->account_id);
    if (event->account_id != 0 && account != NULL) return account->currency;
    return watch->products[event->product_id].currency;
}

void explain_begin(struct explain *explain, struct receipt *receipt, enum explain_subject subject,
                   const struct event *event, const char *title)
{
    char id[ORIGIN_SIZE];
    struct receipt_output output = {place_of(explain, subject, event), explain->request.format};
    snprintf(id, sizeof id, "%" PRIu64 ".%" PRIu32, event->sequence, event->index);
    receipt_begin(receipt, output, title, id);
    receipt->currency = currency_of(&explain->watch, event);
}

void explain_missing(struct explain *explain, enum explain_subject subject)
{
    struct explain_total *total = &explain->totals[subject];
    total->receipts++;
    if (total->first_failed == 0) total->first_failed = explain->sequence;
}

void explain_end(struct explain *explain, struct receipt *receipt, enum explain_subject subject,
                 const struct event *event)
{
    bool verifies = receipt_end(receipt);
    struct explain_total *total = &explain->totals[subject];
    total->receipts++;
    total->verified += verifies;
    if (!verifies && total->first_failed == 0) total->first_failed = event->sequence;
    if (receipt->out == NULL) return;
    explain->is_found = true;
    explain->is_verified = verifies;
    const struct explain_request *request = &explain->request;
    if (request->chosen != NULL) request->chosen(request->context, event);
}

static void explain_event(struct explain *explain, const struct event *event)
{
    switch (event->kind) {
    case EVENT_INDEX: explain_index(explain, event); break;
    case EVENT_MARK: explain_mark(explain, event); break;
    case EVENT_PREMIUM: explain_premium(explain, event); break;
    case EVENT_FUNDING: explain_funding(explain, event); break;
    case EVENT_FUNDING_PAYMENT: explain_payment(explain, event); break;
    case EVENT_ACCOUNT_QUEUED:
    case EVENT_ACCOUNT_HEALTHY: explain_risk(explain, event); break;
    case EVENT_LIQUIDATION: explain_liquidation(explain, event); break;
    case EVENT_CLOSE_OUT: explain_close_out(explain, event); break;
    case EVENT_FUND: explain_fund(explain, event); break;
    case EVENT_BLOCK_TRADE: explain_block_passes(explain, event); break;
    case EVENT_POSITION_MOVED:
        if (explain_subject_of(event) != EXPLAIN_SUBJECTS) explain_moved(explain, event);
        if (event->moved.cause == MOVE_OWN) explain_block_passes(explain, event);
        break;
    case EVENT_DELEVERAGE: explain_deleverage(explain, event); break;
    case EVENT_DELEVERAGED: explain_deleveraged(explain, event); break;
    case EVENT_DEFAULT_STEP: explain_default_step(explain, event); break;
    case EVENT_REJECTED:
    case EVENT_ORDER_CANCELLED:
        if (explain_is_refusal(event)) explain_refusal(explain, event);
        break;
    case EVENT_ORDER_ACCEPTED: explain_acceptance(explain, event); break;
    default: break;
    }
}

bool explain_command(struct explain *explain, const struct command *command,
                     const struct event *events, uint32_t event_count)
{
    worked_begin(&explain->worked, command);
    explain->command = command;
    explain->sequence = command->sequence;
    explain->events = events;
    explain->event_count = event_count;
    int64_t time_ns = i64_min(command->time_ns, TIME_NS_MAX); /* R-TIME-1 */
    explain->watch.time_ns = i64_max(explain->watch.time_ns, time_ns);
    explain_close_begin(explain);
    explain_steps_begin(explain);
    for (uint32_t i = 0; i < event_count; i++) {
        worked_event(&explain->worked, &events[i]);
        if (explain->worked.command != NULL) explain->command = explain->worked.command;
        /* First: an order that rests now belongs to the touch that a step sees. */
        watch_turn(&explain->watch, &events[i]);
        explain_steps_follow(explain, &events[i]);
        explain_fund_looks(explain, &events[i]);
        explain_silence_payments(explain, &events[i]);
        explain_event(explain, &events[i]);
        if (!watch_event(&explain->watch, &events[i])) return false;
        explain_close_follow(explain, &events[i]);
    }
    watch_turn(&explain->watch, NULL);
    explain_steps_follow(explain, NULL);
    explain_fund_looks(explain, NULL);
    const struct command *accepted = worked_accepted(&explain->worked);
    if (accepted != NULL) {
        explain_silence_collect(explain, accepted);
        watch_command(&explain->watch, accepted);
    }
    return explain->has_memory;
}
