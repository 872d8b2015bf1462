/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_funding.c - funding times, the cumulative amount of a lot, and payments.
 *
 * Role   See naive_prices.h.
 * Rules  R-FUND-2, R-FUND-5, R-FUND-7 to R-FUND-13.
 */
#include "base/date.h"
#include "sim/naive_money.h"
#include "sim/naive_payoff.h"
#include "sim/naive_phase.h"
#include "sim/naive_prices.h"
#include "sim/naive_state.h"

#define DAYS_LOOKED_AT  8
#define NANOS_PER_MICRO 1000

/* --- times ------------------------------------------------------------------------------------ */

/* The moment joins what is known of its neighbours among funding times. */
static void note_time(int64_t time_ns, int64_t moment_ns, struct naive_prices *prices,
                      bool *has_before)
{
    if (time_ns > moment_ns) {
        bool is_nearer = prices->next_funding_ns == 0 || time_ns < prices->next_funding_ns;
        if (is_nearer) prices->next_funding_ns = time_ns;
        return;
    }
    if (!*has_before || time_ns > prices->interval_begin_ns) prices->interval_begin_ns = time_ns;
    *has_before = true;
}

/* Every instant whose local time is this one: under each offset that the calendar ever has. */
static void note_local_time(const struct naive *naive, int64_t local_ns, int64_t moment_ns,
                            struct naive_prices *prices, bool *has_before)
{
    for (uint64_t i = 0; i <= naive->calendar.step_count; i++) {
        int64_t offset = i == 0 ? 0 : naive->calendar.steps[i - 1].offset_s * NS_PER_SECOND;
        int128 instant = (int128)local_ns - offset;
        if (i > 0 && instant < naive->calendar.steps[i - 1].from_ns) continue;
        if (i < naive->calendar.step_count && instant >= naive->calendar.steps[i].from_ns) continue;
        note_time(narrow_i64(instant), moment_ns, prices, has_before);
    }
}

void naive_find_interval(const struct naive *naive, struct naive_prices *prices, int64_t moment_ns)
{
    const struct body_funding_terms *terms = &prices->funding;
    prices->next_funding_ns = 0;
    if (terms->interval_ns != 0) {
        int64_t number = narrow_i64(div_floor(moment_ns, terms->interval_ns));
        prices->interval_begin_ns = number * terms->interval_ns;
        prices->next_funding_ns = (number + 1) * terms->interval_ns;
        return;
    }
    bool has_before = false;
    int64_t local_ns = moment_ns + naive_offset_ns(naive, moment_ns);
    int64_t today = narrow_i64(div_floor(local_ns, NS_PER_DAY));
    for (int64_t day = today - DAYS_LOOKED_AT; day <= today + DAYS_LOOKED_AT; day++) {
        for (uint32_t i = 0; i < terms->time_count; i++)
            note_local_time(naive, day * NS_PER_DAY + terms->times[i] * NS_PER_MINUTE, moment_ns,
                            prices, &has_before);
    }
    if (!has_before) prices->interval_begin_ns = moment_ns;
}

void naive_funding_recalendar(struct naive *naive)
{
    for (uint32_t id = 1; id < naive->config.products_max; id++) {
        struct naive_prices *prices = &naive->prices[id];
        uint32_t state = naive->products[id].state;
        if (state == PRODUCT_DELISTED || state == PRODUCT_WITHDRAWN) continue;
        if (!prices->exists || !prices->has_funding || prices->funding.interval_ns != 0) continue;
        int64_t moment_ns = prices->worked_ns != 0 ? prices->worked_ns : naive->now_ns;
        bool is_overdue = prices->next_funding_ns != 0 && prices->next_funding_ns <= moment_ns;
        if (!is_overdue) naive_find_interval(naive, prices, moment_ns);
    }
}

/* --- the cumulative amount -------------------------------------------------------------------- */

/* R-FUND-9 */
static void grow_cumulative(struct naive_prices *prices, int128 numerator, int128 denominator)
{
    int128 sum = numerator + prices->remainder;
    int128 quotient = div_floor(sum, denominator);
    int128 grown = prices->cumulative_nanos + quotient;
    if (grown > FUNDING_NANOS_MAX || grown < -(int128)FUNDING_NANOS_MAX) return;
    prices->cumulative_nanos = narrow_i64(grown);
    prices->remainder = sum - quotient * denominator;
}

/* R-FUND-5 */
static int64_t funding_price(const struct naive *naive, const struct naive_step_view *step)
{
    switch (naive->prices[step->product_id].funding.price) {
    case FUNDING_SETTLEMENT:
        return naive_settlement_mark(naive, step->product_id, step->boundary_ns);
    case FUNDING_MARK: return step->former_e4;
    case FUNDING_INDEX: return step->index_e4;
    default: IMPOSSIBLE();
    }
}

/* R-FUND-8: what has passed since the step before.  1,000 nanos a micro are taken out of numerator
 * and denominator. */
static void accrue(struct naive *naive, const struct naive_step_view *step, int64_t price)
{
    struct naive_prices *prices = &naive->prices[step->product_id];
    bool accrues = prices->accrues;
    int64_t passed_ns = i64_min(NS_PER_DAY, step->boundary_ns - prices->accrued_ns);
    prices->accrues = true;
    prices->accrued_ns = step->boundary_ns;
    if (!accrues) return;
    int128 numerator = prices->published_e12 *
                       naive_lot_value_e4(&naive->products[step->product_id], price) *
                       (passed_ns / NS_PER_MILLI);
    int64_t base_ms = prices->funding.base_ns / NS_PER_MILLI;
    grow_cumulative(prices, numerator,
                    (int128)RATE_E12_ONE * FINE_PER_TICK / NANOS_PER_MICRO * base_ms);
}

/* R-FUND-7 */
static void charge_at_once(struct naive *naive, const struct naive_step_view *step, int64_t rate,
                           int64_t price)
{
    int128 numerator =
        rate * naive_lot_value_e4(&naive->products[step->product_id], price) * NANOS_PER_MICRO;
    grow_cumulative(&naive->prices[step->product_id], numerator,
                    (int128)RATE_E12_ONE * FINE_PER_TICK);
}

static void emit_funding(struct naive *naive, const struct naive_step_view *step,
                         struct event_funding body)
{
    const struct naive_prices *prices = &naive->prices[step->product_id];
    body.published_e12 = prices->published_e12;
    body.cumulative_nanos = prices->cumulative_nanos;
    body.as_of_ns = step->boundary_ns;
    body.next_funding_ns = prices->next_funding_ns;
    naive_emit(naive, EVENT_FUNDING, 0, step->product_id)->funding = body;
}

/* Charged CONTINUOUS with lag 0: a rate for each bucket. */
static void fund_by_bucket(struct naive *naive, const struct naive_step_view *step)
{
    struct naive_prices *prices = &naive->prices[step->product_id];
    int64_t price = funding_price(naive, step);
    bool is_published = step->closed_buckets > 0;
    int64_t average = naive_average_premium(prices);
    if (is_published) prices->published_e12 = naive_funding_rate(prices, average);
    accrue(naive, step, price);
    if (prices->next_funding_ns != 0 && step->boundary_ns >= prices->next_funding_ns)
        naive_find_interval(naive, prices, step->boundary_ns);
    if (!is_published) return;
    emit_funding(naive, step,
                 (struct event_funding){.rate_e12 = prices->published_e12,
                                        .average_e12 = average,
                                        .price.ticks_e4 = price,
                                        .buckets = prices->bucket_count});
}

static void fund_interval(struct naive *naive, const struct naive_step_view *step)
{
    struct naive_prices *prices = &naive->prices[step->product_id];
    int64_t price = funding_price(naive, step);
    bool is_continuous = prices->funding.charge == CHARGE_CONTINUOUS;
    if (is_continuous) accrue(naive, step, price);
    if (prices->next_funding_ns == 0 || step->boundary_ns < prices->next_funding_ns) return;

    int64_t average = naive_average_premium(prices);
    int64_t rate = naive_funding_rate(prices, average);
    int64_t charged = prices->funding.lag == 0 ? rate : prices->published_e12;
    uint32_t buckets = prices->bucket_count;
    prices->published_e12 = rate;
    if (!is_continuous) charge_at_once(naive, step, charged, price);
    prices->premium_sum = 0;
    prices->weight_sum = 0;
    prices->bucket_count = 0;
    naive_find_interval(naive, prices, step->boundary_ns);
    emit_funding(naive, step,
                 (struct event_funding){.rate_e12 = charged,
                                        .average_e12 = average,
                                        .price.ticks_e4 = price,
                                        .buckets = buckets});
}

void naive_funding_step(struct naive *naive, const struct naive_step_view *step)
{
    struct naive_prices *prices = &naive->prices[step->product_id];
    if (!prices->has_funding) return;
    if (!step->is_trading) {
        prices->accrues = false;
        return;
    }
    if (prices->funding.charge == CHARGE_CONTINUOUS && prices->funding.lag == 0) {
        fund_by_bucket(naive, step);
    } else {
        fund_interval(naive, step);
    }
}

/* --- payments --------------------------------------------------------------------------------- */

/* In nanos, exact. */
static int128 due_nanos(const struct naive *naive, const struct naive_position *position)
{
    const struct naive_prices *prices = &naive->prices[position->product_id];
    int128 growth = (int128)prices->cumulative_nanos - position->funding_nanos;
    return position->net * growth;
}

int128 naive_funding_due(const struct naive *naive, const struct naive_position *position)
{
    return div_ceil(due_nanos(naive, position), NANOS_PER_MICRO);
}

void naive_funding_touch(struct naive *naive, struct naive_position *position)
{
    struct naive_prices *prices = &naive->prices[position->product_id];
    if (!prices->exists || position->funding_nanos == prices->cumulative_nanos) return;
    uint32_t pool = entry_product(position->product_id, PRODUCT_ENTRY_FUNDING);
    uint32_t insurance = entry_product(position->product_id, PRODUCT_ENTRY_INSURANCE);
    uint32_t cash = entry_account(position->account_id);
    int128 nanos = due_nanos(naive, position);
    int128 amount = naive_funding_due(naive, position);
    int64_t from_nanos = position->funding_nanos;
    position->funding_nanos = prices->cumulative_nanos;
    if (nanos == 0) return;

    naive_ledger_move(naive, cash, pool, amount);
    prices->residue_nanos += narrow_i64(amount * NANOS_PER_MICRO - nanos);
    if (prices->residue_nanos >= NANOS_PER_MICRO) {
        prices->residue_nanos -= NANOS_PER_MICRO;
        naive_ledger_move(naive, pool, insurance, 1);
    }
    struct event *event =
        naive_emit(naive, EVENT_FUNDING_PAYMENT, position->account_id, position->product_id);
    event->payment.net.lots = position->net;
    event->payment.amount.micros = naive_show(amount);
    event->payment.from_nanos = from_nanos;
    event->payment.to_nanos = position->funding_nanos;
    event->payment.balance.micros = naive_show(*naive_entry(naive, cash));
}

void naive_funding_touch_account(struct naive *naive, uint32_t account_id)
{
    for (uint32_t i = 0; i < naive->position_count; i++) {
        if (naive->positions[i].account_id == account_id)
            naive_funding_touch(naive, &naive->positions[i]);
    }
}

int128 naive_funding_due_of_account(const struct naive *naive, uint32_t account_id)
{
    int128 sum = 0;
    for (uint32_t i = 0; i < naive->position_count; i++) {
        if (naive->positions[i].account_id == account_id)
            sum += naive_funding_due(naive, &naive->positions[i]);
    }
    return sum;
}
