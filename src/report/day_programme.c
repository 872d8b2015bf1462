/* SPDX-License-Identifier: Apache-2.0 */
/*
 * day_programme.c - what the makers of a programme quoted on the date, and what that is worth.
 *
 * Role   See day.h.  Time counts while matching is open within the hours of the programme.
 *        What was paid for the date, whenever that came, is kept beside what was measured.
 * Rules  R-REPORT-11, R-PROG-3, R-PROG-4, R-DAY-1.
 */
#include "base/int_math.h"
#include "report/day.h"

#define MINUTE_NS INT64_C(60000000000)
#define DAY_NS    (1440 * MINUTE_NS)
#define THURSDAY  3 /* of the local day 0 */

/* --- hours ------------------------------------------------------------------------------------ */

/* R-DAY-1: the first instant whose local time is at or after the one given. */
static int64_t instant_of(const struct body_calendar *zone, int64_t local_ns)
{
    int64_t from_ns = INT64_MIN;
    int64_t offset_ns = 0;
    for (uint64_t i = 0; i <= zone->step_count; i++) {
        bool is_last = i == zone->step_count;
        int64_t to_ns = is_last ? INT64_MAX : zone->steps[i].from_ns;
        int64_t instant_ns = i64_max(from_ns, local_ns - offset_ns);
        if (instant_ns < to_ns) return instant_ns;
        from_ns = to_ns;
        if (!is_last) offset_ns = zone->steps[i].offset_s * INT64_C(1000000000);
    }
    return from_ns;
}

/* Time within the hours of the programme between two instants. */
static int64_t hours_between(const struct day *day, const struct event_programme_terms *terms,
                             int64_t from_ns, int64_t to_ns)
{
    int64_t sum_ns = 0;
    int64_t last = to_ns / DAY_NS + 2;
    for (int64_t local_day = from_ns / DAY_NS - 1; local_day < last; local_day++) {
        uint32_t weekday = (uint32_t)((local_day + THURSDAY) % 7);
        if ((terms->weekdays >> weekday & 1u) == 0) continue;
        int64_t begin_ns =
            instant_of(&day->zone, local_day * DAY_NS + terms->from_minute * MINUTE_NS);
        int64_t end_ns = instant_of(&day->zone, local_day * DAY_NS + terms->to_minute * MINUTE_NS);
        sum_ns += i64_max(i64_min(end_ns, to_ns) - i64_max(begin_ns, from_ns), 0);
    }
    return sum_ns;
}

/* --- what happens ----------------------------------------------------------------------------- */

static struct day_quoter *quoter_find(const struct day *day, uint32_t programme_id,
                                      uint32_t account_id)
{
    for (uint32_t i = 1; i < day->quoters.count; i++) {
        struct day_quoter *quoter = day_quoter(day, i);
        if (quoter->programme_id == programme_id && quoter->account_id == account_id) {
            return quoter;
        }
    }
    return NULL;
}

static struct day_quoter *quoter_of(struct day *day, uint32_t programme_id,
                                    const struct event *event)
{
    struct day_quoter *quoter = quoter_find(day, programme_id, event->account_id);
    if (quoter != NULL) return quoter;
    uint32_t slot = u32_max(day->quoters.count, 1);
    quoter = day_item(day, &day->quoters, sizeof *quoter, slot);
    if (quoter == NULL) return NULL;
    quoter->programme_id = programme_id;
    quoter->account_id = event->account_id;
    quoter->product_id = event->product_id;
    return quoter;
}

static void terms_note(struct day *day, const struct event *event)
{
    struct day_programme *programme = &day->programmes[event->programme_terms.programme_id];
    int32_t date = day->products[event->product_id].date;
    if (date > day->date) return;
    programme->until = event->programme_terms.runs == 0 ? date : INT32_MAX;
    if (event->programme_terms.runs == 0) return;
    programme->terms = event->programme_terms;
    programme->product_id = event->product_id;
    programme->was_open = day->products[event->product_id].is_open_now;
    programme->since_ns = day->time_ns;
}

static void enrol_note(struct day *day, const struct event *event)
{
    const struct event_programme_enrol *body = &event->programme_enrol;
    if (day->products[event->product_id].date > day->date) return;
    struct day_quoter *quoter = quoter_of(day, body->programme_id, event);
    if (quoter == NULL) return;
    quoter->is_enrolled = body->is_enrolled != 0;
    quoter->since = body->since;
    quoter->is_due = true;
}

static void payment_note(struct day *day, const struct event *event)
{
    const struct event_programme_payment *body = &event->programme_payment;
    uint32_t currency = day->products[event->product_id].payoff.currency;
    if (body->payer_account_id == 0) day->ledger[currency].fees_micros -= body->amount.micros;
    if (body->date != day->date) return;
    struct day_quoter *quoter = quoter_of(day, body->programme_id, event);
    if (quoter == NULL) return;
    quoter->payment = *body;
    quoter->payment_sequence = event->sequence;
}

void day_programme_event(struct day *day, const struct event *event)
{
    switch (event->kind) {
    case EVENT_PROGRAMME_TERMS: terms_note(day, event); return;
    case EVENT_PROGRAMME_ENROL: enrol_note(day, event); return;
    case EVENT_PROGRAMME_PAYMENT: payment_note(day, event); return;
    default: return;
    }
}

/* --- time ------------------------------------------------------------------------------------- */

void day_programme_market(struct day *day, uint16_t product_id, bool is_open)
{
    for (uint32_t i = 0; i < PROGRAMMES_MAX; i++) {
        struct day_programme *programme = &day->programmes[i];
        if (programme->product_id != product_id) continue;
        if (programme->was_open) {
            programme->due_ns +=
                hours_between(day, &programme->terms, programme->since_ns, day->time_ns);
        }
        programme->was_open = is_open;
        programme->since_ns = day->time_ns;
    }
    for (uint32_t i = 1; i < day->quoters.count; i++) {
        if (day_quoter(day, i)->product_id == product_id) day_quoter(day, i)->is_due = true;
    }
}

void day_programme_order(struct day *day, uint32_t account_id, uint16_t product_id)
{
    for (uint32_t i = 1; i < day->quoters.count; i++) {
        struct day_quoter *quoter = day_quoter(day, i);
        bool is_meant = quoter->account_id == account_id && quoter->product_id == product_id;
        if (is_meant) quoter->is_due = true;
    }
}

void day_programme_fill(struct day *day, const struct fill_record *fill)
{
    for (uint32_t i = 1; i < day->quoters.count && !fill->is_taker; i++) {
        struct day_quoter *quoter = day_quoter(day, i);
        if (quoter->account_id != fill->account_id) continue;
        if (quoter->product_id != fill->product_id) continue;
        quoter->maker_lots += fill->qty.lots;
        quoter->maker_fee_micros += fill->fee.micros;
    }
}

void day_quoters_look(struct day *day)
{
    for (uint32_t i = 1; i < day->quoters.count; i++) {
        struct day_quoter *quoter = day_quoter(day, i);
        if (!quoter->is_due) continue;
        const struct event_programme_terms *terms = &day->programmes[quoter->programme_id].terms;
        const struct quote_duty duty = {terms->spread_ppm, terms->lots};
        if (quoter->is_quoting) {
            quoter->quoted_ns += hours_between(day, terms, quoter->since_ns, day->time_ns);
        }
        quoter->since_ns = day->time_ns;
        quoter->is_quoting = day_quotes(day, quoter->account_id, quoter->product_id, &duty);
        quoter->is_due = false;
    }
}

/* --- asking ----------------------------------------------------------------------------------- */

struct programme_result day_programme_result(const struct day *day, const struct day_quoter *quoter)
{
    const struct day_programme *programme = &day->programmes[quoter->programme_id];
    const struct event_programme_terms *terms = &programme->terms;
    struct programme_result result = {0};
    bool stood = terms->since < day->date && programme->until > day->date;
    result.is_counted = stood && quoter->is_enrolled && quoter->since < day->date;
    if (programme->due_ns > 0) {
        result.uptime_ppm =
            narrow_i64((int128)quoter->quoted_ns * RATE_PPM_MAX / programme->due_ns);
    }
    result.is_met = result.is_counted && programme->due_ns > 0 &&
                    result.uptime_ppm >= (int64_t)terms->uptime_ppm;
    if (!result.is_met) return result;
    int128 rebate = (int128)quoter->maker_fee_micros * terms->rebate_ppm / RATE_PPM_MAX;
    result.amount_micros = narrow_i64(terms->reward_micros + rebate);
    return result;
}
