/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_day.h - business days, computed from the venue's calendars.
 *
 * Role   The arithmetic of days, written for receipts and without the core.
 * Rules  R-DAY-1, R-DAY-2, R-DAY-5, R-DEFAULT-9.
 */
#ifndef PERPETUA_LAB_DERIVE_DAY_H
#define PERPETUA_LAB_DERIVE_DAY_H

#include "model/command.h"

/* R-DAY-2: what holds before the first BUSINESS_CALENDAR. */
struct body_business_calendar derive_business_days(void);

/* The first business day at or after a local day. */
int32_t derive_business_from(const struct body_business_calendar *business, int32_t day);

/* R-DAY-5: the first business day on which the bank closes after the instant. */
int32_t derive_pay_date(const struct body_calendar *zone,
                        const struct body_business_calendar *business, int64_t time_ns);

#endif
