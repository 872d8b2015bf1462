/* SPDX-License-Identifier: Apache-2.0 */
/*
 * us_calendar.h - New York's clock and the days on which its banks are closed, as data of a venue.
 *
 * Role       Fills the bodies of CALENDAR and BUSINESS_CALENDAR for the years to come.  The venue
 *            never reads a time zone database: what it needs stands in its journal.
 * Rules      R-CAL-1, R-DAY-2.  Daylight saving time from the second Sunday of March to the first
 *            of November, at 02:00 local (15 USC 260a); holidays of the Federal Reserve: one on a
 *            Sunday is kept on Monday, one on a Saturday is not moved.
 */
#ifndef PERPETUA_MODEL_US_CALENDAR_H
#define PERPETUA_MODEL_US_CALENDAR_H

#include "model/command.h"

/* From the year of `from_ns` on, as many years as fit. */
void us_calendar_clock(struct body_calendar *body, int64_t from_ns);
void us_calendar_banks(struct body_business_calendar *body, int64_t from_ns);

#endif
