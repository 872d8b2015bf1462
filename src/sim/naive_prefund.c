/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_prefund.c - money that must be there before the banks close.
 *
 * Role   See naive_settle.h.
 * Rules  R-PREFUND-1 to R-PREFUND-6, R-LIQ-14.
 */
#include "base/date.h"
#include "sim/naive_book.h"
#include "sim/naive_check.h"
#include "sim/naive_margin.h"
#include "sim/naive_money.h"
#include "sim/naive_payoff.h"
#include "sim/naive_settle.h"

#define CLOCK_DAYS      3
#define CLOSURES_LOOKED 1000u

static const struct body_prefunding_terms *terms_of(const struct naive *naive)
{
    return &naive->clearing.prefunding;
}

/* --- planning --------------------------------------------------------------------------------- */

static int64_t bank_minute(const struct naive *naive, bool is_opening)
{
    const struct naive_clearing *clearing = &naive->clearing;
    if (!clearing->has_calendar) return is_opening ? 0 : MINUTES_OF_DAY;
    return is_opening ? clearing->calendar.bank_open_minute : clearing->calendar.bank_close_minute;
}

/* The opening instant of the business day after this day. */
static int64_t next_opening(const struct naive *naive, int64_t day)
{
    do day++;
    while (!naive_is_business_day(naive, day));
    return naive_instant_ns(naive, day, bank_minute(naive, true));
}

/* R-PREFUND-2: the first closure that closes after now and is long enough. */
static void plan_closure(struct naive *naive)
{
    struct naive_clearing *clearing = &naive->clearing;
    int64_t day = naive_local_day(naive, naive->now_ns) - CLOCK_DAYS;
    clearing->is_planned = false;
    if (terms_of(naive)->closure_ns == 0) return;
    for (uint32_t looked_at = 0; looked_at < CLOSURES_LOOKED; day++) {
        if (!naive_is_business_day(naive, day)) continue;
        int64_t closing_ns = naive_instant_ns(naive, day, bank_minute(naive, false));
        if (closing_ns <= naive->now_ns) continue;
        looked_at++;
        int64_t opening_ns = next_opening(naive, day);
        if (opening_ns - closing_ns < terms_of(naive)->closure_ns) continue;
        clearing->is_planned = true;
        clearing->is_checked = false;
        clearing->is_closed = false;
        clearing->check_ns = closing_ns - terms_of(naive)->check_ns;
        clearing->closing_ns = closing_ns;
        clearing->opening_ns = opening_ns;
        return;
    }
}

/* --- one account ------------------------------------------------------------------------------ */

int128 naive_prefund_part(const struct naive *naive, uint32_t account_id, uint16_t product_id)
{
    const struct naive_position *position = naive_find_position(naive, account_id, product_id);
    const struct naive_settlement *settlement = &naive->settlements[product_id];
    if (position == NULL || !settlement->exists) return 0;
    int128 margin = position->held;
    if (naive_is_full(naive, product_id)) {
        struct naive_lots lots = naive_lots_of(naive, account_id, product_id);
        int64_t bids = lots.long_side < 0 ? -lots.long_side : lots.long_side;
        int64_t asks = lots.short_side < 0 ? -lots.short_side : lots.short_side;
        margin = naive_initial_of_lots(naive, product_id, i64_max(bids, asks));
    }
    return div_ceil(margin * settlement->terms.weekend_ppm, PPM_ONE);
}

/* R-PREFUND-4 */
static int128 required_of(const struct naive *naive, uint32_t account_id)
{
    int128 sum = 0;
    for (uint32_t i = 1; i < naive->config.products_max; i++)
        sum += naive_prefund_part(naive, account_id, (uint16_t)i);
    return sum;
}

int128 naive_prefund_required(const struct naive *naive, uint32_t account_id, uint16_t product_id,
                              int64_t lots)
{
    int128 margin = naive_initial_of_lots(naive, product_id, lots);
    int128 part = div_ceil(margin * naive->settlements[product_id].terms.weekend_ppm, PPM_ONE);
    return required_of(naive, account_id) - naive_prefund_part(naive, account_id, product_id) +
           part;
}

static int128 on_deposit(const struct naive *naive, uint32_t account_id)
{
    int128 sum = naive_equity(naive, account_id);
    for (uint32_t i = 0; i < naive->position_count; i++) {
        const struct naive_position *position = &naive->positions[i];
        const struct naive_product *product = &naive->products[position->product_id];
        if (position->account_id != account_id) continue;
        if (naive_is_full(naive, position->product_id)) continue;
        int128 price_e4 = product->mark_e4;
        if (price_e4 == 0) price_e4 = product->last * FINE_PER_TICK;
        if (price_e4 == 0) price_e4 = product->index_e4;
        sum += naive_signed_value(product, position->net, price_e4) - (int128)position->paid;
    }
    return sum;
}

static uint8_t state_of(const struct naive *naive, int128 required, int128 deposit)
{
    const struct body_prefunding_terms *terms = terms_of(naive);
    if (required == 0) return PREFUND_NONE;
    if (deposit * PPM_ONE < required * terms->liquidate_ppm) return PREFUND_LIQUIDATE;
    if (deposit * PPM_ONE < required * terms->restrict_ppm) return PREFUND_REDUCE_ONLY;
    if (deposit * PPM_ONE < required * terms->warn_ppm) return PREFUND_WARNED;
    return PREFUND_NONE;
}

/* R-PREFUND-5: what the account may not have any more. */
static void end_other_orders(struct naive *naive, uint32_t account_id)
{
    struct naive_sweep sweep = {
        .account_id = account_id, .side = SIDE_ANY, .without_flags = FLAG_REDUCE_ONLY};
    (void)naive_sweep_orders(naive, &sweep, REASON_PREFUNDING);
}

static void enter_state(struct naive *naive, uint32_t account_id, uint8_t state)
{
    struct naive_account *account = &naive->accounts[account_id];
    uint8_t before = account->prefund_state;
    if (state == before) return;
    account->prefund_state = state;
    int128 required = required_of(naive, account_id);
    int128 deposit = on_deposit(naive, account_id);
    int128 least = div_ceil(required * terms_of(naive)->restrict_ppm, PPM_ONE);
    struct event *event = naive_emit(naive, EVENT_PREFUNDING, account_id, 0);
    event->prefunding.required.micros = naive_show(required);
    event->prefunding.on_deposit.micros = naive_show(deposit);
    event->prefunding.shortfall.micros = least > deposit ? naive_show(least - deposit) : 0;
    event->prefunding.closing_ns = naive->clearing.closing_ns;
    event->prefunding.opening_ns = naive->clearing.opening_ns;
    event->prefunding.state = state;
    event->prefunding.before = before;
    bool was_free = before == PREFUND_NONE || before == PREFUND_WARNED;
    if (was_free && naive_prefund_restricts(naive, account_id)) end_other_orders(naive, account_id);
}

static void look_at_account(struct naive *naive, uint32_t account_id, uint8_t worst)
{
    uint8_t state = state_of(naive, required_of(naive, account_id), on_deposit(naive, account_id));
    enter_state(naive, account_id, state > worst ? worst : state);
}

static void look_at_all(struct naive *naive, uint8_t worst)
{
    for (uint32_t id = 1; id <= naive->account_count; id++) look_at_account(naive, id, worst);
}

static void release_all(struct naive *naive)
{
    for (uint32_t id = 1; id <= naive->account_count; id++) enter_state(naive, id, PREFUND_NONE);
}

bool naive_prefund_restricts(const struct naive *naive, uint32_t account_id)
{
    uint8_t state = naive->accounts[account_id].prefund_state;
    return state == PREFUND_REDUCE_ONLY || state == PREFUND_LIQUIDATE;
}

/* --- time ------------------------------------------------------------------------------------- */

void naive_prefund_plan_anew(struct naive *naive)
{
    release_all(naive);
    plan_closure(naive);
}

void naive_prefund_due(struct naive *naive)
{
    struct naive_clearing *clearing = &naive->clearing;
    int64_t now_ns = naive->now_ns;
    if (!clearing->is_planned) return;
    if (now_ns >= clearing->opening_ns) {
        release_all(naive);
        plan_closure(naive);
    }
    if (!clearing->is_planned) return;
    if (!clearing->is_checked && now_ns >= clearing->check_ns) {
        clearing->is_checked = true;
        look_at_all(naive, PREFUND_WARNED);
    }
    if (!clearing->is_closed && now_ns >= clearing->closing_ns) {
        clearing->is_closed = true;
        clearing->next_watch_ns = clearing->closing_ns + terms_of(naive)->watch_ns;
        look_at_all(naive, PREFUND_LIQUIDATE);
    }
    if (!clearing->is_closed || now_ns < clearing->next_watch_ns) return;
    int64_t passed = (now_ns - clearing->closing_ns) / terms_of(naive)->watch_ns;
    clearing->next_watch_ns = clearing->closing_ns + (passed + 1) * terms_of(naive)->watch_ns;
    look_at_all(naive, PREFUND_LIQUIDATE);
}

int128 naive_prefund_deposit(const struct naive *naive, uint32_t account_id)
{
    return on_deposit(naive, account_id);
}

/* --- cash ------------------------------------------------------------------------------------- */

void naive_prefund_look_again(struct naive *naive, uint32_t account_id)
{
    if (naive->accounts[account_id].prefund_state == PREFUND_NONE) return;
    naive_prefund_look(naive, account_id);
}

void naive_prefund_look(struct naive *naive, uint32_t account_id)
{
    bool is_closed = naive->now_ns >= naive->clearing.closing_ns;
    look_at_account(naive, account_id, is_closed ? PREFUND_LIQUIDATE : PREFUND_WARNED);
}

int128 naive_prefund_bound(const struct naive *naive, uint32_t account_id, int128 free_micros)
{
    const struct naive_clearing *clearing = &naive->clearing;
    bool is_bound = clearing->is_planned && naive->now_ns >= clearing->check_ns &&
                    naive->now_ns < clearing->opening_ns;
    if (!is_bound) return free_micros;
    int128 least =
        div_ceil(required_of(naive, account_id) * terms_of(naive)->restrict_ppm, PPM_ONE);
    int128 left = on_deposit(naive, account_id) - least;
    if (left < 0) left = 0;
    return left < free_micros ? left : free_micros;
}

/* --- terms ------------------------------------------------------------------------------------ */

static struct naive_fault check_term(enum field field, int64_t value, int64_t low, int64_t high)
{
    if (value < low) return fault_of(REJECT_TERMS, field, value, low);
    if (value > high) return fault_of(REJECT_TERMS, field, value, high);
    return NO_FAULT;
}

static struct naive_fault check_prefunding_terms(const struct body_prefunding_terms *terms)
{
    CHECK(check_term(FIELD_CLOSURE, terms->closure_ns, 0, CLOSURE_NS_MAX));
    CHECK(check_term(FIELD_CHECK, terms->check_ns, 0, NS_PER_DAY));
    CHECK(check_term(FIELD_WATCH, terms->watch_ns, WATCH_NS_MIN, NS_PER_DAY));
    CHECK(check_term(FIELD_LIQUIDATE_RATE, terms->liquidate_ppm, 0, COVERAGE_PPM_MAX));
    CHECK(check_term(FIELD_RESTRICT_RATE, terms->restrict_ppm, terms->liquidate_ppm,
                     COVERAGE_PPM_MAX));
    return check_term(FIELD_WARN_RATE, terms->warn_ppm, terms->restrict_ppm, COVERAGE_PPM_MAX);
}

struct naive_fault naive_command_prefunding_terms(struct naive *naive)
{
    const struct body_prefunding_terms *terms = &naive->command->prefunding_terms;
    CHECK(check_prefunding_terms(terms));
    naive->clearing.prefunding = *terms;
    struct event_prefunding_terms body = {.closure_ns = terms->closure_ns,
                                          .check_ns = terms->check_ns,
                                          .watch_ns = terms->watch_ns,
                                          .liquidate_ppm = terms->liquidate_ppm,
                                          .restrict_ppm = terms->restrict_ppm,
                                          .warn_ppm = terms->warn_ppm};
    struct naive_clearing before = naive->clearing;
    plan_closure(naive);
    if (naive->clearing.is_planned) {
        body.closing_ns = naive->clearing.closing_ns;
        body.opening_ns = naive->clearing.opening_ns;
    }
    naive->clearing = before;
    naive_emit(naive, EVENT_PREFUNDING_TERMS, 0, 0)->prefunding_terms = body;
    naive_prefund_plan_anew(naive);
    return NO_FAULT;
}
