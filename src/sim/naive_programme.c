/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_programme.c - programmes of makers and their payments in the naive venue.
 *
 * Role   See naive_control.h.
 * Rules  R-PROG-1 to R-PROG-4.
 */
#include "sim/naive_check.h"
#include "sim/naive_money.h"
#include "sim/naive_payoff.h"
#include "sim/naive_settle.h"

static struct naive_programme *find(struct naive *naive, uint32_t programme_id)
{
    if (programme_id < 1 || programme_id >= PROGRAMMES_MAX) return NULL;
    struct naive_programme *programme = &naive->control.programmes[programme_id];
    return programme->exists ? programme : NULL;
}

static struct naive_fault unknown(uint32_t programme_id)
{
    return fault_of(REJECT_PROGRAMME, FIELD_PROGRAMME, programme_id, 0);
}

static struct naive_fault check_terms(const struct naive *naive,
                                      const struct body_programme_terms *body)
{
    if (body->lots < 1 || body->lots > QTY_LOTS_MAX)
        return fault_of(REJECT_FIELD, FIELD_QTY, body->lots, 0);
    if (body->spread_ppm < 1 || body->spread_ppm > PPM_ONE)
        return fault_of(REJECT_FIELD, FIELD_SPREAD, body->spread_ppm, 0);
    if (body->uptime_ppm < 1 || body->uptime_ppm > PPM_ONE)
        return fault_of(REJECT_FIELD, FIELD_UPTIME, body->uptime_ppm, 0);
    if (body->rebate_ppm > PPM_ONE) return fault_of(REJECT_FIELD, FIELD_RATE, body->rebate_ppm, 0);
    if (body->reward_micros < 0 || body->reward_micros > MONEY_MICROS_MAX)
        return fault_of(REJECT_FIELD, FIELD_AMOUNT, body->reward_micros, 0);
    if (body->weekdays < 1 || body->weekdays > 127)
        return fault_of(REJECT_FIELD, FIELD_WEEKDAYS, body->weekdays, 0);
    if (body->from_minute >= body->to_minute)
        return fault_of(REJECT_FIELD, FIELD_MINUTE, body->from_minute, 0);
    if (body->to_minute > 24 * 60) return fault_of(REJECT_FIELD, FIELD_MINUTE, body->to_minute, 0);
    if (body->payer_account_id == 0) return NO_FAULT;
    if (!naive_account_exists(naive, body->payer_account_id))
        return fault_of(REJECT_UNKNOWN_ACCOUNT, FIELD_PAYER, body->payer_account_id, 0);
    return naive_check_currency(naive, body->payer_account_id,
                                naive->products[naive->command->product_id].payoff.currency);
}

static void tell_terms(struct naive *naive, const struct naive_programme *programme)
{
    const struct body_programme_terms *terms = &programme->terms;
    struct event_programme_terms *event =
        &naive_emit(naive, EVENT_PROGRAMME_TERMS, 0, programme->product_id)->programme_terms;
    event->lots = terms->lots;
    event->reward_micros = terms->reward_micros;
    event->programme_id = terms->programme_id;
    event->spread_ppm = terms->spread_ppm;
    event->uptime_ppm = terms->uptime_ppm;
    event->rebate_ppm = terms->rebate_ppm;
    event->payer_account_id = terms->payer_account_id;
    event->from_minute = terms->from_minute;
    event->to_minute = terms->to_minute;
    event->weekdays = terms->weekdays;
    event->runs = terms->runs;
    event->since = programme->since;
}

struct naive_fault naive_command_programme_terms(struct naive *naive)
{
    const struct body_programme_terms *body = &naive->command->programme_terms;
    uint16_t product_id = naive->command->product_id;
    uint32_t programme_id = body->programme_id;
    CHECK(naive_check_product_exists(naive, product_id));
    uint32_t state = naive->products[product_id].state;
    if (state == PRODUCT_DELISTED || state == PRODUCT_WITHDRAWN)
        return fault_of(REJECT_PRODUCT_NOT_LISTED, FIELD_PRODUCT, state, 0);
    if (programme_id < 1 || programme_id > 31)
        return fault_of(REJECT_FIELD, FIELD_PROGRAMME, programme_id, 31);
    if (body->runs > 1) return fault_of(REJECT_FIELD, FIELD_STATE, body->runs, 0);
    struct naive_programme *known = find(naive, programme_id);
    if (known != NULL && known->product_id != product_id)
        return fault_of(REJECT_FIELD, FIELD_PRODUCT, product_id, known->product_id);
    if (body->runs == 0) {
        if (known == NULL || known->terms.runs == 0) return unknown(programme_id);
        known->terms.runs = 0;
        known->until = naive_date_of(naive, product_id);
        tell_terms(naive, known);
        return NO_FAULT;
    }
    CHECK(check_terms(naive, body));
    struct naive_programme *programme = &naive->control.programmes[programme_id];
    programme->exists = true;
    programme->terms = *body;
    programme->product_id = product_id;
    programme->since = naive_date_of(naive, product_id);
    tell_terms(naive, programme);
    return NO_FAULT;
}

/* The place of the account; -1 if it takes no part. */
static int64_t place_of(const struct naive_programme *programme, uint32_t account_id)
{
    for (uint32_t i = 0; i < programme->account_count; i++) {
        if (programme->accounts[i] == account_id) return i;
    }
    return -1;
}

struct naive_fault naive_command_programme_enrol(struct naive *naive)
{
    const struct body_programme_enrol *body = &naive->command->programme_enrol;
    uint32_t account_id = naive->command->account_id;
    CHECK(naive_check_account_exists(naive, account_id));
    if (body->is_enrolled > 1) return fault_of(REJECT_FIELD, FIELD_STATE, body->is_enrolled, 0);
    struct naive_programme *programme = find(naive, body->programme_id);
    if (programme == NULL) return unknown(body->programme_id);
    int64_t place = place_of(programme, account_id);
    int32_t date = naive_date_of(naive, programme->product_id);
    if (body->is_enrolled == 1) {
        uint32_t kind = naive->members[naive->accounts[account_id].opened.member_id].kind;
        if (place >= 0 || programme->terms.runs == 0) return unknown(body->programme_id);
        if (kind != MEMBER_MARKET_MAKER && kind != MEMBER_LIQUIDITY_PROVIDER)
            return fault_of(REJECT_FIELD, FIELD_KIND, kind, 0);
        CHECK(naive_check_currency(naive, account_id,
                                   naive->products[programme->product_id].payoff.currency));
        if (programme->terms.payer_account_id == account_id)
            return fault_of(REJECT_FIELD, FIELD_PAYER, account_id, 0);
        if (programme->account_count == PROGRAMME_ACCOUNTS_MAX)
            return fault_of(REJECT_CAPACITY, FIELD_ACCOUNTS, 0, 0);
        programme->accounts[programme->account_count] = account_id;
        programme->paid[programme->account_count++] = date;
    } else {
        if (place < 0) return unknown(body->programme_id);
        programme->account_count--;
        for (uint32_t i = (uint32_t)place; i < programme->account_count; i++) {
            programme->accounts[i] = programme->accounts[i + 1];
            programme->paid[i] = programme->paid[i + 1];
        }
    }
    struct event *event =
        naive_emit(naive, EVENT_PROGRAMME_ENROL, account_id, programme->product_id);
    event->programme_enrol.programme_id = body->programme_id;
    event->programme_enrol.is_enrolled = body->is_enrolled;
    event->programme_enrol.since = date;
    return NO_FAULT;
}

/* --- payments --------------------------------------------------------------------------------- */

static struct naive_fault check_figures(const struct body_programme_payment *body)
{
    if (body->due_ns < 1 || body->due_ns > MONEY_MICROS_MAX)
        return fault_of(REJECT_FIELD, FIELD_MEASURED, body->due_ns, 0);
    if (body->quoted_ns < 0 || body->quoted_ns > body->due_ns)
        return fault_of(REJECT_FIELD, FIELD_MEASURED, body->quoted_ns, 0);
    if (body->maker_fees.micros < 0 || body->maker_fees.micros > MONEY_MICROS_MAX)
        return fault_of(REJECT_FIELD, FIELD_MEASURED, body->maker_fees.micros, 0);
    return NO_FAULT;
}

static int64_t uptime_of(const struct body_programme_payment *body)
{
    return narrow_i64((int128)body->quoted_ns * 1000000 / body->due_ns);
}

static struct naive_fault check_amount(const struct naive *naive,
                                       const struct naive_programme *programme,
                                       const struct body_programme_payment *body)
{
    int64_t uptime_ppm = uptime_of(body);
    if (uptime_ppm < programme->terms.uptime_ppm)
        return fault_of(REJECT_OBLIGATION, FIELD_UPTIME, uptime_ppm, programme->terms.uptime_ppm);
    int128 owed = (int128)body->maker_fees.micros * programme->terms.rebate_ppm / 1000000;
    owed += programme->terms.reward_micros;
    if (body->amount.micros != owed)
        return fault_of(REJECT_AMOUNT, FIELD_AMOUNT, body->amount.micros, narrow_i64(owed));
    int128 room =
        (int128)4 * MONEY_MICROS_MAX - naive->balances[entry_account(naive->command->account_id)];
    if (owed > room)
        return fault_of(REJECT_AMOUNT, FIELD_AMOUNT, body->amount.micros,
                        room < 0 ? 0 : naive_show(room));
    return NO_FAULT;
}

struct naive_fault naive_command_programme_payment(struct naive *naive)
{
    const struct body_programme_payment *body = &naive->command->programme_payment;
    uint32_t account_id = naive->command->account_id;
    CHECK(naive_check_account_exists(naive, account_id));
    if (naive->accounts[account_id].state == PARTY_CLOSED)
        return fault_of(REJECT_ACCOUNT_STATE, FIELD_ACCOUNT, PARTY_CLOSED, 0);
    struct naive_programme *programme = find(naive, body->programme_id);
    if (programme == NULL) return unknown(body->programme_id);
    int64_t place = place_of(programme, account_id);
    if (place < 0) return unknown(body->programme_id);
    uint32_t payer = programme->terms.payer_account_id;
    if (payer == account_id) return fault_of(REJECT_FIELD, FIELD_PAYER, account_id, 0);
    uint32_t currency = naive->products[programme->product_id].payoff.currency;
    CHECK(naive_check_currency(naive, account_id, currency));
    if (payer != 0) CHECK(naive_check_currency(naive, payer, currency));
    int64_t latest = i64_max(programme->since, programme->paid[place]);
    bool is_ended = programme->terms.runs == 0 && body->date >= programme->until;
    if (body->date <= latest || body->date >= naive_date_of(naive, programme->product_id) ||
        is_ended)
        return fault_of(REJECT_PROGRAMME_DATE, FIELD_DATE, body->date, latest + 1);
    CHECK(check_figures(body));
    CHECK(check_amount(naive, programme, body));
    uint32_t from = naive_venue_entry(ENTRY_FEES, currency);
    int128 free_micros = *naive_entry(naive, from);
    if (payer != 0) {
        from = entry_account(payer);
        free_micros = naive_prefund_bound(naive, payer, naive_free_cash(naive, payer));
    }
    if (body->amount.micros > free_micros)
        return fault_of(REJECT_FUNDS, FIELD_AMOUNT, body->amount.micros,
                        free_micros < 0 ? 0 : naive_show(free_micros));

    if (payer != 0) naive_funding_touch_account(naive, payer);
    programme->paid[place] = body->date;
    naive_ledger_move(naive, from, entry_account(account_id), body->amount.micros);
    struct event_programme_payment *event =
        &naive_emit(naive, EVENT_PROGRAMME_PAYMENT, account_id, programme->product_id)
             ->programme_payment;
    event->amount = body->amount;
    event->balance.micros = naive_show(*naive_entry(naive, entry_account(account_id)));
    event->due_ns = body->due_ns;
    event->quoted_ns = body->quoted_ns;
    event->maker_fees = body->maker_fees;
    event->payer_account_id = payer;
    event->programme_id = body->programme_id;
    event->date = body->date;
    event->uptime_ppm = (uint32_t)uptime_of(body);
    naive_look_at_queued(naive, account_id, 0);
    naive_prefund_look_again(naive, account_id);
    if (payer == 0) return NO_FAULT;
    naive_look_at_queued(naive, payer, 0);
    naive_prefund_look_again(naive, payer);
    return NO_FAULT;
}
