/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_day.c - local days, trade dates, banks.
 *
 * Role   See naive_settle.h.
 * Rules  R-DAY-1 to R-DAY-6.
 */
#include "base/date.h"
#include "sim/naive_check.h"
#include "sim/naive_phase.h"
#include "sim/naive_settle.h"

#define CLOCK_DAYS 3 /* offsets are at most 15 hours: no instant is further from its day */

static const struct body_business_calendar first_calendar = {
    .weekdays = WEEKDAYS_WORKING, .bank_open_minute = 0, .bank_close_minute = MINUTES_OF_DAY};

static const struct body_business_calendar *calendar_of(const struct naive *naive)
{
    return naive->clearing.has_calendar ? &naive->clearing.calendar : &first_calendar;
}

int64_t naive_instant_ns(const struct naive *naive, int64_t day, int64_t minute)
{
    const struct body_calendar *zone = &naive->calendar;
    int64_t local_ns = day * NS_PER_DAY + minute * NS_PER_MINUTE;
    for (uint64_t i = 0; i < zone->step_count; i++) {
        /* In the stretch before step i: is there an instant whose local time is late enough? */
        int64_t offset_ns = i == 0 ? 0 : zone->steps[i - 1].offset_s * NS_PER_SECOND;
        int64_t instant = local_ns - offset_ns;
        if (i > 0) instant = i64_max(instant, zone->steps[i - 1].from_ns);
        if (instant < zone->steps[i].from_ns) return instant;
    }
    if (zone->step_count == 0) return local_ns;
    const struct zone_step *last = &zone->steps[zone->step_count - 1];
    return i64_max(local_ns - last->offset_s * NS_PER_SECOND, last->from_ns);
}

int64_t naive_local_day(const struct naive *naive, int64_t instant_ns)
{
    return narrow_i64(div_floor(instant_ns + naive_offset_ns(naive, instant_ns), NS_PER_DAY));
}

bool naive_is_business_day(const struct naive *naive, int64_t day)
{
    const struct body_business_calendar *calendar = calendar_of(naive);
    /* 1970-01-01 was a Thursday. */
    int64_t weekday = ((day + 3) % 7 + 7) % 7;
    if ((calendar->weekdays >> weekday & 1) == 0) return false;
    for (uint32_t i = 0; i < calendar->holiday_count; i++) {
        if (calendar->holidays[i] == day) return false;
    }
    return true;
}

int32_t naive_trade_date(const struct naive *naive, int64_t instant_ns, int64_t roll_minute,
                         int64_t *next_roll_ns)
{
    int64_t day = naive_local_day(naive, instant_ns) + CLOCK_DAYS;
    while (naive_instant_ns(naive, day, roll_minute) > instant_ns) day--;
    if (next_roll_ns != NULL) *next_roll_ns = naive_instant_ns(naive, day + 1, roll_minute);
    do day++;
    while (!naive_is_business_day(naive, day));
    return (int32_t)day;
}

int32_t naive_pay_date(const struct naive *naive, int64_t instant_ns)
{
    int64_t close_minute = calendar_of(naive)->bank_close_minute;
    int64_t day = naive_local_day(naive, instant_ns) - CLOCK_DAYS;
    while (!naive_is_business_day(naive, day) ||
           naive_instant_ns(naive, day, close_minute) <= instant_ns)
        day++;
    return (int32_t)day;
}

/* --- commands --------------------------------------------------------------------------------- */

static struct naive_fault check_term(enum field field, int64_t value, int64_t low, int64_t high)
{
    if (value < low) return fault_of(REJECT_TERMS, field, value, low);
    if (value > high) return fault_of(REJECT_TERMS, field, value, high);
    return NO_FAULT;
}

static struct naive_fault check_calendar(const struct body_business_calendar *body)
{
    CHECK(check_term(FIELD_WEEKDAYS, body->weekdays, 1, WEEKDAYS_ALL));
    CHECK(check_term(FIELD_MINUTE, body->bank_open_minute, 0, MINUTES_OF_DAY - 1));
    CHECK(check_term(FIELD_MINUTE, body->bank_close_minute, body->bank_open_minute + 1,
                     MINUTES_OF_DAY));
    CHECK(check_term(FIELD_DAYS, body->holiday_count, 0, HOLIDAYS_MAX));
    for (uint32_t i = 0; i < body->holiday_count; i++) {
        bool ascends = i == 0 || body->holidays[i] > body->holidays[i - 1];
        if (!ascends || body->holidays[i] < 1 || body->holidays[i] > HOLIDAY_DAY_MAX)
            return fault_of(REJECT_TERMS, FIELD_DAYS, i, 0);
    }
    return NO_FAULT;
}

struct naive_fault naive_command_business_calendar(struct naive *naive)
{
    const struct body_business_calendar *body = &naive->command->business_calendar;
    CHECK(check_calendar(body));
    naive->clearing.has_calendar = true;
    naive->clearing.calendar = *body;
    struct event *event = naive_emit(naive, EVENT_BUSINESS_CALENDAR, 0, 0);
    event->business_calendar.weekdays = body->weekdays;
    event->business_calendar.bank_open_minute = body->bank_open_minute;
    event->business_calendar.bank_close_minute = body->bank_close_minute;
    event->business_calendar.holiday_count = body->holiday_count;
    naive_plan_anew(naive);
    return NO_FAULT;
}

void naive_roll_product(struct naive *naive, uint16_t product_id, bool always)
{
    struct naive_settlement *settlement = &naive->settlements[product_id];
    int32_t before = settlement->trade_date;
    settlement->trade_date = naive_trade_date(naive, naive->now_ns, settlement->terms.roll_minute,
                                              &settlement->next_roll_ns);
    if (settlement->trade_date == before && !always) return;
    struct event *event = naive_emit(naive, EVENT_TRADE_DATE, 0, product_id);
    event->trade_date.trade_date = settlement->trade_date;
    event->trade_date.next_roll_ns = settlement->next_roll_ns;
}

void naive_plan_anew(struct naive *naive)
{
    for (uint32_t i = 1; i < naive->config.products_max; i++) {
        uint16_t id = (uint16_t)i;
        uint32_t state = naive->products[id].state;
        if (!naive->settlements[id].exists) continue;
        if (state == PRODUCT_DELISTED || state == PRODUCT_WITHDRAWN) continue;
        naive->settlements[id].next_cycle_ns = naive_next_cycle_ns(naive, id, naive->now_ns);
        naive_roll_product(naive, id, false);
    }
    naive_prefund_plan_anew(naive);
}
