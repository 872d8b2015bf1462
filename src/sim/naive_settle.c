/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_settle.c - settlement terms, cycles, and what members owe.
 *
 * Role   See naive_settle.h.
 * Rules  R-SETTLE-1 to R-SETTLE-8, R-FINAL-5, R-TIME-2 (5).
 */
#include "sim/naive_settle.h"

#include "base/date.h"
#include "sim/naive_check.h"
#include "sim/naive_money.h"
#include "sim/naive_payoff.h"
#include "sim/naive_prices.h"

#define CLOCK_DAYS  3    /* offsets are at most 15 hours: no instant is further from its day */
#define DAYS_LOOKED 2000 /* more than the weeks that all holidays can take away */

/* --- cycles ----------------------------------------------------------------------------------- */

/* The instant of a cycle on a day that is nearest to `instant_ns` in one direction: the earliest
 * after it, or the latest at or before it.  0 if the day has none. */
static int64_t cycle_of_day(const struct naive *naive, uint16_t product_id, int64_t day,
                            int64_t instant_ns, bool is_after)
{
    const struct body_settlement_terms *terms = &naive->settlements[product_id].terms;
    int64_t nearest = 0;
    for (uint32_t i = 0; i < terms->cycle_count; i++) {
        const struct settlement_cycle *cycle = &terms->cycles[i];
        if (cycle->business_days_only != 0 && !naive_is_business_day(naive, day)) continue;
        int64_t at = naive_instant_ns(naive, day, cycle->minute);
        if ((at > instant_ns) != is_after) continue;
        bool is_nearer = nearest == 0 || (is_after ? at < nearest : at > nearest);
        if (is_nearer) nearest = at;
    }
    return nearest;
}

int64_t naive_next_cycle_ns(const struct naive *naive, uint16_t product_id, int64_t after_ns)
{
    int64_t today = naive_local_day(naive, after_ns);
    if (naive_is_expired(naive, product_id)) return 0;
    for (int64_t day = today - CLOCK_DAYS; day < today + DAYS_LOOKED; day++) {
        int64_t at = cycle_of_day(naive, product_id, day, after_ns, true);
        if (at != 0) return at;
    }
    return 0;
}

static int64_t latest_cycle_ns(const struct naive *naive, uint16_t product_id)
{
    int64_t today = naive_local_day(naive, naive->now_ns);
    for (int64_t day = today + CLOCK_DAYS; day > today - DAYS_LOOKED; day--) {
        int64_t at = cycle_of_day(naive, product_id, day, naive->now_ns, false);
        if (at != 0) return at;
    }
    IMPOSSIBLE();
}

int64_t naive_settlement_price(const struct naive *naive, uint16_t product_id, uint8_t *source)
{
    const struct naive_product *product = &naive->products[product_id];
    const struct naive_prices *prices = &naive->prices[product_id];
    int64_t settlement_mark =
        prices->exists ? naive_settlement_mark(naive, product_id, prices->worked_ns) : 0;
    const int64_t known[4] = {settlement_mark, product->mark_e4, product->last * FINE_PER_TICK,
                              product->index_e4};
    for (uint32_t i = 0; i < 4; i++) {
        if (known[i] == 0) continue;
        *source = (uint8_t)(SETTLED_AT_SETTLEMENT_MARK + i);
        return known[i];
    }
    *source = SETTLED_AT_NONE;
    return 0;
}

/* R-SETTLE-5, R-FINAL-5: one position; returns its value at the price. */
static int64_t settle_position(struct naive *naive, struct naive_position *position,
                               const struct naive_mark_to *mark_to, int32_t trade_date)
{
    const struct naive_product *product = &naive->products[mark_to->product_id];
    uint32_t cash = entry_account(position->account_id);
    bool is_final = mark_to->kind == SETTLEMENT_FINAL;
    naive_funding_touch(naive, position);
    int64_t value = naive_signed_value(product, position->net, mark_to->price_e4);
    int64_t amount = value - position->paid;
    int64_t settled = position->net;
    naive_ledger_move(naive, entry_clearing(mark_to->product_id), cash, amount);
    position->paid = is_final ? 0 : value;
    if (is_final) {
        position->net = 0;
        naive_hold_update(naive, position->account_id, mark_to->product_id);
    }
    struct naive_clearing *clearing = &naive->clearing;
    clearing->variations = naive_grow(clearing->variations, sizeof *clearing->variations,
                                      &clearing->variation_count, &clearing->variation_capacity);
    clearing->variations[clearing->variation_count - 1] =
        (struct naive_variation){position->account_id, mark_to->product_id, amount};

    struct event *event =
        naive_emit(naive, EVENT_VARIATION, position->account_id, mark_to->product_id);
    event->variation.amount.micros = amount;
    event->variation.paid.micros = position->paid;
    event->variation.balance.micros = naive_show(*naive_entry(naive, cash));
    event->variation.settled.lots = settled;
    event->variation.net.lots = position->net;
    event->variation.price.ticks_e4 = mark_to->price_e4;
    event->variation.trade_date = trade_date;
    if (is_final || !naive_is_full(naive, mark_to->product_id))
        naive_look_at_queued(naive, position->account_id, mark_to->product_id);
    return value;
}

/* Of what is not told yet; of dollars if nothing is owed. */
static uint32_t owed_currency(const struct naive *naive)
{
    if (naive->clearing.variation_count == 0) return CURRENCY_DOLLAR;
    return naive->products[naive->clearing.variations[0].product_id].payoff.currency;
}

void naive_settle_positions(struct naive *naive, const struct naive_mark_to *mark_to)
{
    const struct naive_settlement *settlement = &naive->settlements[mark_to->product_id];
    uint32_t currency = naive->products[mark_to->product_id].payoff.currency;
    if (owed_currency(naive) != currency) naive_tell_obligations(naive); /* R-CURRENCY-5 */
    int32_t trade_date = 0;
    if (settlement->exists)
        trade_date =
            naive_trade_date(naive, mark_to->instant_ns, settlement->terms.roll_minute, NULL);
    struct event_settlement body = {.price.ticks_e4 = mark_to->price_e4,
                                    .cycle_ns = mark_to->instant_ns,
                                    .trade_date = trade_date,
                                    .source = mark_to->source,
                                    .kind = mark_to->kind};
    body.open_interest.lots = naive_open_interest(naive, mark_to->product_id);
    int128 collected = 0;
    int128 paid_out = 0;
    int128 values = 0;
    for (uint32_t i = 0; i < naive->position_count; i++) {
        struct naive_position *position = &naive->positions[i];
        if (position->product_id != mark_to->product_id || position->net == 0) continue;
        int64_t paid_before = position->paid;
        int64_t value = settle_position(naive, position, mark_to, trade_date);
        values += value;
        if (value < paid_before) collected += (int128)paid_before - value;
        if (value > paid_before) paid_out += (int128)value - paid_before;
        body.position_count++;
    }
    body.collected.micros = naive_show(collected);
    body.paid_out.micros = naive_show(paid_out);
    body.residue.micros = naive_show(-values);
    if (mark_to->kind == SETTLEMENT_FINAL)
        naive_ledger_move(naive, entry_clearing(mark_to->product_id),
                          naive_venue_entry(ENTRY_INSURANCE, currency), -values);
    naive_emit(naive, EVENT_SETTLEMENT, 0, mark_to->product_id)->settlement = body;
}

/* R-SETTLE-3 */
static void work_cycle(struct naive *naive, uint16_t product_id)
{
    struct naive_settlement *settlement = &naive->settlements[product_id];
    const struct naive_product *product = &naive->products[product_id];
    if (settlement->next_cycle_ns == 0 || settlement->next_cycle_ns > naive->now_ns) return;
    bool is_tradable = naive_product_is_tradable(product);
    bool is_halted = naive_product_halt(naive, product) != HALT_NONE;
    if (is_tradable && settlement->terms.waits != 0 && is_halted) return;
    if (is_tradable) {
        struct naive_mark_to mark_to = {.product_id = product_id, .kind = SETTLEMENT_CYCLE};
        mark_to.instant_ns = latest_cycle_ns(naive, product_id);
        mark_to.price_e4 = naive_settlement_price(naive, product_id, &mark_to.source);
        if (settlement->next_price_e4 != 0) {
            mark_to.price_e4 = settlement->next_price_e4;
            mark_to.source = SETTLED_AT_OPERATOR;
            settlement->next_price_e4 = 0;
        }
        settlement->last_price_e4 = mark_to.price_e4;
        naive_settle_positions(naive, &mark_to);
    }
    settlement->next_cycle_ns = naive_next_cycle_ns(naive, product_id, naive->now_ns);
}

/* --- what members owe ------------------------------------------------------------------------- */

/* One member, class and origin; R-SETTLE-7. */
static void tell_obligation(struct naive *naive, uint32_t member_id, uint32_t account_class,
                            uint32_t origin)
{
    struct event_obligation body = {
        .member_id = member_id, .account_class = account_class, .origin = origin};
    int128 collected = 0;
    int128 paid_out = 0;
    for (uint32_t i = 0; i < naive->clearing.variation_count; i++) {
        const struct naive_variation *variation = &naive->clearing.variations[i];
        const struct body_account *account = &naive->accounts[variation->account_id].opened;
        uint32_t own_origin = account->customer_id == 0 ? ORIGIN_HOUSE : ORIGIN_CUSTOMER;
        if (account->member_id != member_id || own_origin != origin) continue;
        if (naive->settlements[variation->product_id].terms.account_class != account_class)
            continue;
        if (variation->amount < 0) collected -= variation->amount;
        if (variation->amount > 0) paid_out += variation->amount;
        body.position_count++;
    }
    if (body.position_count == 0) return;
    body.collected.micros = naive_show(collected);
    body.paid_out.micros = naive_show(paid_out);
    body.net.micros = naive_show(paid_out - collected);
    body.pay_date = naive_pay_date(naive, naive->now_ns);
    body.currency = owed_currency(naive);
    naive_emit(naive, EVENT_MEMBER_OBLIGATION, 0, 0)->obligation = body;
}

void naive_tell_obligations(struct naive *naive)
{
    static const uint32_t classes[] = {CLASS_FUTURES, CLASS_CLEARED_SWAP, CLASS_FOREIGN_FUTURES};
    for (uint32_t member_id = 1; member_id < naive->config.members_max; member_id++) {
        for (uint32_t i = 0; i < 3; i++) {
            tell_obligation(naive, member_id, classes[i], ORIGIN_HOUSE);
            tell_obligation(naive, member_id, classes[i], ORIGIN_CUSTOMER);
        }
    }
    naive->clearing.variation_count = 0;
}

/* --- what is due ------------------------------------------------------------------------------ */

void naive_clearing_due(struct naive *naive)
{
    naive_take_samples(naive);
    for (uint32_t i = 1; i < naive->config.products_max; i++) {
        uint32_t state = naive->products[i].state;
        if (!naive->settlements[i].exists) continue;
        if (state == PRODUCT_DELISTED || state == PRODUCT_WITHDRAWN) continue;
        if (naive->now_ns >= naive->settlements[i].next_roll_ns)
            naive_roll_product(naive, (uint16_t)i, false);
    }
    for (uint32_t i = 1; i < naive->config.products_max; i++) {
        uint16_t id = (uint16_t)i;
        bool is_tradable = naive_product_is_tradable(&naive->products[id]);
        if (naive_is_expired(naive, id)) {
            if (is_tradable) naive_settle_finally(naive, id);
        } else if (naive->settlements[id].exists) {
            work_cycle(naive, id);
        }
    }
    naive_tell_obligations(naive);
    naive_prefund_due(naive);
    naive_register_due(naive);
}

/* --- commands --------------------------------------------------------------------------------- */

static struct naive_fault check_term(enum field field, int64_t value, int64_t low, int64_t high)
{
    if (value < low) return fault_of(REJECT_TERMS, field, value, low);
    if (value > high) return fault_of(REJECT_TERMS, field, value, high);
    return NO_FAULT;
}

static struct naive_fault check_cycles(const struct body_settlement_terms *terms)
{
    CHECK(check_term(FIELD_CYCLES, terms->cycle_count, 0, SETTLEMENT_CYCLES_MAX));
    for (uint32_t i = 0; i < terms->cycle_count; i++) {
        const struct settlement_cycle *cycle = &terms->cycles[i];
        bool ascends = i == 0 || cycle->minute > terms->cycles[i - 1].minute;
        if (!ascends || cycle->minute >= MINUTES_OF_DAY || cycle->business_days_only > 1)
            return fault_of(REJECT_TERMS, FIELD_CYCLES, i, 0);
    }
    if (terms->waits > 1) return fault_of(REJECT_TERMS, FIELD_WAIT, terms->waits, 0);
    return NO_FAULT;
}

static struct naive_fault check_settlement_terms(const struct body_settlement_terms *terms)
{
    bool is_class = terms->account_class == CLASS_FUTURES ||
                    terms->account_class == CLASS_CLEARED_SWAP ||
                    terms->account_class == CLASS_FOREIGN_FUTURES;
    if (!is_class)
        return fault_of(REJECT_TERMS, FIELD_ACCOUNT_CLASS, terms->account_class, CLASS_FUTURES);
    CHECK(check_term(FIELD_WEEKEND_RATE, terms->weekend_ppm, 0, WEEKEND_PPM_MAX));
    CHECK(check_term(FIELD_MINUTE, terms->roll_minute, 1, MINUTES_OF_DAY));
    return check_cycles(terms);
}

struct naive_fault naive_command_settlement_terms(struct naive *naive)
{
    const struct body_settlement_terms *terms = &naive->command->settlement_terms;
    uint16_t product_id = naive->command->product_id;
    CHECK(naive_check_product_exists(naive, product_id));
    uint32_t state = naive->products[product_id].state;
    if (state == PRODUCT_DELISTED || state == PRODUCT_WITHDRAWN)
        return fault_of(REJECT_PRODUCT_NOT_LISTED, FIELD_PRODUCT, state, 0);
    CHECK(check_settlement_terms(terms));
    CHECK(naive_check_register_class(naive));
    struct naive_settlement *settlement = &naive->settlements[product_id];
    settlement->exists = true;
    settlement->terms = *terms;
    settlement->next_cycle_ns = naive_next_cycle_ns(naive, product_id, naive->now_ns);

    struct event *event = naive_emit(naive, EVENT_SETTLEMENT_TERMS, 0, product_id);
    event->settlement_terms.next_cycle_ns = settlement->next_cycle_ns;
    event->settlement_terms.register_entry = terms->register_entry;
    event->settlement_terms.account_class = terms->account_class;
    event->settlement_terms.weekend_ppm = terms->weekend_ppm;
    event->settlement_terms.roll_minute = terms->roll_minute;
    event->settlement_terms.cycle_count = terms->cycle_count;
    event->settlement_terms.waits = terms->waits;
    naive_roll_product(naive, product_id, true);
    return NO_FAULT;
}

static struct naive_fault check_settlement_price(const struct naive *naive)
{
    const struct body_settlement_price *body = &naive->command->settlement_price;
    uint16_t product_id = naive->command->product_id;
    CHECK(naive_check_product_listed(naive, product_id));
    const struct naive_settlement *settlement = &naive->settlements[product_id];
    if (body->use != USE_NEXT_CYCLE && body->use != USE_FINAL)
        return fault_of(REJECT_SETTLEMENT_PRICE, FIELD_USE, body->use, USE_NEXT_CYCLE);
    if (body->register_entry == 0) return fault_of(REJECT_SETTLEMENT_PRICE, FIELD_REGISTER, 0, 0);
    bool has_terms = body->use == USE_NEXT_CYCLE ? settlement->exists : settlement->has_expiry;
    if (!has_terms) return fault_of(REJECT_SETTLEMENT_PRICE, FIELD_PRODUCT, product_id, 0);
    int64_t highest_e4 = naive->products[product_id].terms.price_ticks_max * FINE_PER_TICK;
    int64_t price_e4 = body->price.ticks_e4;
    if (price_e4 < 0) return fault_of(REJECT_PRICE, FIELD_PRICE, price_e4, 1);
    if (price_e4 > highest_e4) return fault_of(REJECT_PRICE, FIELD_PRICE, price_e4, highest_e4);
    return NO_FAULT;
}

struct naive_fault naive_command_settlement_price(struct naive *naive)
{
    const struct body_settlement_price *body = &naive->command->settlement_price;
    uint16_t product_id = naive->command->product_id;
    CHECK(check_settlement_price(naive));
    struct naive_settlement *settlement = &naive->settlements[product_id];
    if (body->use == USE_NEXT_CYCLE) settlement->next_price_e4 = body->price.ticks_e4;
    if (body->use == USE_FINAL) settlement->final_price_e4 = body->price.ticks_e4;
    struct event *event = naive_emit(naive, EVENT_SETTLEMENT_PRICE, 0, product_id);
    event->settlement_price.price = body->price;
    event->settlement_price.register_entry = body->register_entry;
    event->settlement_price.use = body->use;
    if (naive_is_expired(naive, product_id)) {
        naive_settle_finally(naive, product_id);
        naive_tell_obligations(naive);
    }
    return NO_FAULT;
}
