/* SPDX-License-Identifier: Apache-2.0 */
/*
 * business_day.h - local days, business days, trade dates and the hours of the bank.
 *
 * Role       Pure functions of the two calendars, which are data given by commands.  A local day is
 *            counted from 1970-01-01 = 0; a minute of it is 0 to 1440.
 * Invariant  The instant of a day's minute never goes back when day and minute go on, whatever the
 *            clocks do (R-DAY-1): so trade dates never go back either.
 * Rules      R-DAY-1 to R-DAY-3, R-DAY-5, R-SETTLE-2, R-PREFUND-2.
 */
#ifndef PERPETUA_CORE_CLEARING_BUSINESS_DAY_H
#define PERPETUA_CORE_CLEARING_BUSINESS_DAY_H

#include <stdbool.h>

#include "model/command.h"
#include "model/reject.h"

struct days {
    const struct body_calendar *zone;
    const struct body_business_calendar *business;
};

/* What is wrong with terms of settlement; field FIELD_NONE: nothing. */
struct settlement_fault {
    enum field field;
    int64_t given;
    int64_t legal;
};

/* R-DAY-2: the first wrong field of a business calendar. */
struct settlement_fault business_calendar_check(const struct body_business_calendar *business);

/* R-DAY-2: what holds before the first command. */
struct body_business_calendar business_calendar_default(void);

/* The local day of an instant. */
int32_t day_of(const struct body_calendar *zone, int64_t time_ns);

/* R-DAY-1: the first instant whose local time is at or after the minute of the day. */
int64_t day_instant(const struct body_calendar *zone, int32_t day, uint32_t minute);

/* The latest day whose minute is at or before the instant. */
int32_t day_latest(const struct body_calendar *zone, uint32_t minute, int64_t time_ns);

bool business_day_is(const struct body_business_calendar *business, int32_t day);

/* The first business day at or after a day, and the last at or before it. */
int32_t business_day_from(const struct body_business_calendar *business, int32_t day);
int32_t business_day_until(const struct body_business_calendar *business, int32_t day);

/* R-DAY-3. */
int32_t trade_date_of(const struct days *days, uint32_t roll_minute, int64_t time_ns);

/* The first roll after the instant. */
int64_t roll_next(const struct days *days, uint32_t roll_minute, int64_t time_ns);

/* R-DAY-5. */
int32_t pay_date_of(const struct days *days, int64_t time_ns);

struct bank_closure {
    int64_t closing_ns;
    int64_t opening_ns;
};

/* R-PREFUND-2: the first closure of at least this length that closes after the instant.  False if
   there is none among the next CLOSURES_SEARCHED closures. */
#define CLOSURES_SEARCHED 1000u

bool closure_after(const struct days *days, int64_t time_ns, int64_t length_ns,
                   struct bank_closure *closure);

#endif
