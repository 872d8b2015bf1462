/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_funding.c - publishing rates, and settling positions when they are touched.
 *
 * Role   At a funding time one number a product grows; nobody's position is looked at.  A position
 *        pays, or receives, up to that number when something is about to change it.
 * Rules  R-FUND-2, R-FUND-5, R-FUND-6, R-FUND-7, R-FUND-8, R-FUND-10, R-FUND-11, R-FUND-13,
 *        R-FUND-14.
 */
#include "core/flow/flow_funding.h"

#include <string.h>

#include "core/flow/flow_margin.h"
#include "core/product/payoff.h"

#define NS_PER_MS       INT64_C(1000000)
#define DAY_MS          INT64_C(86400000)
#define NANOS_PER_MICRO INT64_C(1000)

/* --- funding times ---------------------------------------------------------------------------- */

/* R-FUND-2: the interval around an instant. */
static void interval_find(const struct core *core, struct economy *economy, int64_t time_ns)
{
    const struct body_funding_terms *terms = &economy->funding;
    struct funding_state *payments = &economy->payments;
    if (terms->premium == PREMIUM_NONE) {
        payments->start_ns = time_ns;
        payments->next_ns = INT64_MAX;
    } else if (terms->time_count == 0) {
        payments->start_ns = time_ns - time_ns % terms->interval_ns;
        payments->next_ns = payments->start_ns + terms->interval_ns;
    } else {
        const struct body_calendar *calendar = &core->venue->calendar;
        payments->start_ns =
            calendar_local_before(calendar, time_ns, terms->times, terms->time_count);
        payments->next_ns =
            calendar_local_after(calendar, time_ns, terms->times, terms->time_count);
    }
}

void funding_restart(struct core *core, uint32_t product_id, const struct body_funding_terms *terms)
{
    struct economy *economy = core_economy_at(core, product_id);
    if (economy->funding.base_ns != terms->base_ns) economy->payments.remainder = 0;
    economy->funding = *terms;
    economy->payments.is_accruing = 0;
    economy->payments.accrued_ns = 0;
    memset(&economy->premium, 0, sizeof economy->premium);
    interval_find(core, economy, core->venue->time_ns);
    if (terms->premium == PREMIUM_NONE) return;
    premium_begin(terms, &economy->premium, economy->payments.start_ns);
}

void funding_calendar_changed(struct core *core)
{
    for (uint32_t id = 1; id < core->config.products_max; id++) {
        const struct product *product = core_product_at(core, id);
        struct economy *economy = core_economy_at(core, id);
        if (!product->has_economy || product_is_over(product)) continue;
        if (economy->funding.premium == PREMIUM_NONE || economy->funding.time_count == 0) continue;
        int64_t worked_ns =
            economy->last_step_ns < 0 ? core->venue->time_ns : economy->last_step_ns;
        if (economy->payments.next_ns <= worked_ns) continue;
        interval_find(core, economy, worked_ns);
        economy->premium.first_bucket =
            premium_bucket_of(&economy->funding, economy->payments.start_ns);
    }
}

/* --- rates ------------------------------------------------------------------------------------ */

static bool bucket_is_interval(const struct body_funding_terms *terms)
{
    return terms->charge == CHARGE_CONTINUOUS && terms->lag == 0;
}

static int64_t rate_now(const struct economy *economy)
{
    return funding_rate(&economy->funding, premium_average(&economy->premium),
                        economy->payments.published_e12);
}

int64_t funding_estimate(const struct economy *economy)
{
    if (economy->funding.premium == PREMIUM_NONE) return 0;
    if (bucket_is_interval(&economy->funding)) return economy->payments.published_e12;
    return rate_now(economy);
}

/* R-FUND-5 */
static int64_t charged_price_e4(const struct core *core, const struct price_step *step)
{
    switch (step->economy->funding.price) {
    case FUNDING_SETTLEMENT:
        return settlement_mark(core, step->product_id, step->boundary_ns).ticks_e4;
    case FUNDING_MARK: return step->product->mark.ticks_e4;
    case FUNDING_INDEX: return step->product->index.ticks_e4;
    default: IMPOSSIBLE();
    }
}

static void funding_emit(struct core *core, const struct price_step *step, int64_t rate_e12,
                         int64_t price_e4)
{
    const struct economy *economy = step->economy;
    const struct funding_state *payments = &economy->payments;
    emit(core, EVENT_FUNDING, 0, step->product_id)->funding =
        (struct event_funding){.rate_e12 = rate_e12,
                               .average_e12 = premium_average(&economy->premium),
                               .published_e12 = payments->published_e12,
                               .price = {price_e4},
                               .cumulative_nanos = payments->cumulative_nanos,
                               .as_of_ns = step->boundary_ns,
                               .next_funding_ns = payments->next_ns,
                               .buckets = economy->premium.bucket_count};
}

/* R-FUND-9.  What is due lowers equity at once, so looks at accounts come sooner (R-ATT-4). */
static void cumulative_grow(struct core *core, const struct price_step *step, int64_t rate_e12,
                            const struct funding_base *base)
{
    struct funding_state *payments = &step->economy->payments;
    int64_t before_nanos = payments->cumulative_nanos;
    funding_grow(payments, rate_e12, base);
    int64_t growth_nanos = payments->cumulative_nanos - before_nanos;
    if (growth_nanos != 0) attention_funding(core, step->product_id, growth_nanos);
}

/* R-FUND-7 */
static void interval_post(struct core *core, struct price_step *step)
{
    struct economy *economy = step->economy;
    struct funding_state *payments = &economy->payments;
    int64_t former_e12 = payments->published_e12;
    int64_t price_e4 = charged_price_e4(core, step);
    payments->published_e12 = rate_now(economy);
    int64_t rate_e12 = economy->funding.lag == 0 ? payments->published_e12 : former_e12;
    if (economy->funding.charge == CHARGE_AT_INTERVAL) {
        struct lot_factors factors = product_factors(step->product, (struct fine_price){price_e4});
        struct funding_base base = {.price_e4 = factors.price_e4,
                                    .tick_value_micros = factors.tick_value_micros};
        cumulative_grow(core, step, rate_e12, &base);
    }
    interval_find(core, economy, step->boundary_ns);
    funding_emit(core, step, rate_e12, price_e4);
    premium_begin(&economy->funding, &economy->premium, payments->start_ns);
}

/* R-FUND-8: from the step before to this one. */
static int64_t accrue(struct core *core, struct price_step *step)
{
    struct funding_state *payments = &step->economy->payments;
    int64_t price_e4 = charged_price_e4(core, step);
    if (payments->is_accruing) {
        int64_t gap_ms = (step->boundary_ns - payments->accrued_ns) / NS_PER_MS;
        struct lot_factors factors = product_factors(step->product, (struct fine_price){price_e4});
        struct funding_base base = {.price_e4 = factors.price_e4,
                                    .tick_value_micros = factors.tick_value_micros,
                                    .part_ms = i64_min(gap_ms, DAY_MS),
                                    .whole_ms = step->economy->funding.base_ns / NS_PER_MS};
        cumulative_grow(core, step, payments->published_e12, &base);
    }
    payments->is_accruing = 1;
    payments->accrued_ns = step->boundary_ns;
    return price_e4;
}

static void continuous_step(struct core *core, struct price_step *step)
{
    struct economy *economy = step->economy;
    struct funding_state *payments = &economy->payments;
    bool is_time = payments->next_ns <= step->boundary_ns;
    if (!bucket_is_interval(&economy->funding)) {
        (void)accrue(core, step);
        if (is_time) interval_post(core, step);
        return;
    }
    if (step->bucket_closed) payments->published_e12 = rate_now(economy);
    int64_t price_e4 = accrue(core, step);
    if (is_time) interval_find(core, economy, step->boundary_ns);
    if (step->bucket_closed) funding_emit(core, step, payments->published_e12, price_e4);
}

void funding_step(struct core *core, struct price_step *step)
{
    struct economy *economy = step->economy;
    if (economy->funding.premium == PREMIUM_NONE) return;
    if (!step->is_trading) {
        economy->payments.is_accruing = 0;
        economy->payments.accrued_ns = 0;
    } else if (economy->funding.charge == CHARGE_CONTINUOUS) {
        continuous_step(core, step);
    } else if (economy->payments.next_ns <= step->boundary_ns) {
        interval_post(core, step);
    }
}

/* --- positions -------------------------------------------------------------------------------- */

/* R-FUND-10: whole micros of what rounding kept belong to the product's insurance. */
static void residue_add(struct core *core, uint16_t product_id, int64_t nanos)
{
    struct funding_state *payments = &core_economy_at(core, product_id)->payments;
    payments->residue_nanos += nanos;
    int64_t micros = payments->residue_nanos / NANOS_PER_MICRO;
    payments->residue_nanos -= micros * NANOS_PER_MICRO;
    ledger_settle(&core->ledger, entry_product(product_id, PRODUCT_ENTRY_FUNDING),
                  entry_product(product_id, PRODUCT_ENTRY_INSURANCE), (struct money){micros});
}

void funding_touch(struct core *core, struct position *position)
{
    int64_t to_nanos = core_economy_at(core, position->product)->payments.cumulative_nanos;
    int64_t from_nanos = position->funding_nanos;
    if (from_nanos == to_nanos) return;
    position->funding_nanos = to_nanos;
    if (position->net_lots == 0) return;

    struct funding_due due = funding_due(position->net_lots, from_nanos, to_nanos);
    uint32_t entry = entry_account(position->account);
    ledger_settle_exact(&core->ledger, entry,
                        entry_product(position->product, PRODUCT_ENTRY_FUNDING), due.amount_micros);
    residue_add(core, position->product, due.rounded_nanos);
    emit(core, EVENT_FUNDING_PAYMENT, position->account, position->product)->payment =
        (struct event_payment){.net = {position->net_lots},
                               .amount = money_shown(due.amount_micros),
                               .from_nanos = from_nanos,
                               .to_nanos = to_nanos,
                               .balance = ledger_balance(&core->ledger, entry)};
}

int128 funding_pending(const struct core *core, const struct position *position)
{
    if (position->net_lots == 0 || !core_product_at(core, position->product)->has_economy) return 0;
    int64_t to_nanos = core_economy_at(core, position->product)->payments.cumulative_nanos;
    return funding_due(position->net_lots, position->funding_nanos, to_nanos).amount_micros;
}

int128 funding_pending_account(const struct core *core, uint32_t account_id)
{
    int128 due_micros = 0;
    uint32_t slot = core_account_at(core, account_id)->first_position;
    while (slot != 0) {
        const struct position *position = position_at(&core->positions, slot);
        due_micros += funding_pending(core, position);
        slot = position->account_next;
    }
    return due_micros;
}

void funding_touch_account(struct core *core, uint32_t account_id)
{
    uint32_t slot = core_account_at(core, account_id)->first_position;
    while (slot != 0) {
        struct position *position = position_at(&core->positions, slot);
        if (core_product_at(core, position->product)->has_economy) funding_touch(core, position);
        slot = position->account_next;
    }
}

/* --- collecting ------------------------------------------------------------------------------- */

/* R-FUND-14 */
static struct verdict check_collect(const struct core *core, const struct command *command)
{
    struct verdict verdict = check_priced_product(core, command);
    if (verdict.reject != REJECT_NONE) return verdict;
    int64_t first = command->funding_collect.first_account_id;
    int64_t last = command->funding_collect.last_account_id;
    int64_t nearest = i64_min(i64_max(last, first), first + FUNDING_COLLECT_MAX - 1);
    if (last == nearest) return verdict_ok();
    return verdict_of(REJECT_FIELD, FIELD_ACCOUNT, last, nearest);
}

void flow_funding_collect(struct core *core, const struct command *command)
{
    struct verdict verdict = check_collect(core, command);
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    uint32_t first = command->funding_collect.first_account_id;
    uint32_t end = command->funding_collect.last_account_id + 1;
    for (uint32_t id = first; id != end && id < core->config.accounts_max; id++) {
        uint32_t slot = position_find(&core->positions, id, command->product_id);
        if (slot == 0) continue;
        funding_touch(core, position_at(&core->positions, slot));
        /* The cash of the account may be margin of other products: where it must be looked at has
         * moved, although nobody looks now. */
        attention_set(core, id);
    }
}
