/* SPDX-License-Identifier: Apache-2.0 */
/*
 * settlement_terms.h - business days, settlement cycles, expiry and pre-funding, as data.
 *
 * Role   Bodies of the commands of settlement.  Minutes are local minutes of the day by the venue's
 *        calendar (R-CAL-1), days are local days counted from 1970-01-01.
 * Rules  R-DAY-2, R-SETTLE-1, R-SETTLE-8, R-FINAL-1, R-PREFUND-1.
 */
#ifndef PERPETUA_MODEL_SETTLEMENT_TERMS_H
#define PERPETUA_MODEL_SETTLEMENT_TERMS_H

#include <stdint.h>

#include "model/limits.h"
#include "model/units.h"

#define HOLIDAYS_MAX          224u
#define HOLIDAY_DAY_MAX       84006 /* 2200-01-01 */
#define SETTLEMENT_CYCLES_MAX 8u
#define MINUTES_OF_DAY        1440u
#define WEEKDAYS_ALL          0x7fu
#define WEEKDAYS_WORKING      0x1fu /* Monday to Friday: what holds before the first command */
#define WEEKEND_PPM_MAX       10000000u
#define COVERAGE_PPM_MAX      10000000u
#define CLOSURE_NS_MAX        (30 * WINDOW_NS_MAX)
#define WATCH_NS_MIN          INT64_C(1000000000)
#define FINAL_SAMPLES_MAX     INT64_C(86400)

/* R-DAY-2: which local days are business days, and when the bank is open on them. */
struct body_business_calendar {
    uint8_t weekdays; /* mask, bit 0 Monday */
    uint8_t reserved;
    uint16_t bank_open_minute;
    uint16_t bank_close_minute;
    uint16_t holiday_count;
    int32_t holidays[HOLIDAYS_MAX]; /* local days, ascending */
};

/* One time of the day at which positions are marked. */
struct settlement_cycle {
    uint16_t minute;            /* 0..1439 */
    uint8_t business_days_only; /* 0: every local day */
    uint8_t reserved;
};

struct body_settlement_terms {
    uint32_t account_class; /* one of enum account_class: where positions and margin are held */
    uint32_t weekend_ppm;   /* R-PREFUND-4: margin x this must be there before the bank closes */
    uint16_t roll_minute;   /* R-DAY-3: the trade date moves on, 1..1440 */
    uint8_t cycle_count;
    uint8_t waits; /* R-SETTLE-3: 1 to wait for the end of a pause */
    uint32_t reserved;
    struct settlement_cycle cycles[SETTLEMENT_CYCLES_MAX]; /* ascending */
    uint64_t register_entry;
};

/* How the final price of a dated product is found (R-FINAL-3). */
enum final_method {
    FINAL_INDEX = 1,   /* mean of the index over a window before the expiry */
    FINAL_OPERATOR = 2 /* by the command SETTLEMENT_PRICE */
};

struct body_expiry_terms {
    int64_t expiry_ns;
    int64_t window_ns; /* length of the window of samples */
    int64_t sample_ns; /* between two samples */
    uint64_t register_entry;
    uint32_t method; /* enum final_method */
    uint32_t reserved;
};

/* What a price fixed by an operator is for. */
enum price_use { USE_NEXT_CYCLE = 1, USE_FINAL = 2 };

struct body_settlement_price {
    struct fine_price price; /* 0 takes it back */
    uint64_t register_entry; /* the authority: not 0 */
    uint32_t use;            /* enum price_use */
    uint32_t reserved;
};

/* What an account is allowed by the money it had before the bank closed. */
enum prefund_state {
    PREFUND_NONE = 0,
    PREFUND_WARNED = 1,
    PREFUND_REDUCE_ONLY = 2,
    PREFUND_LIQUIDATE = 3
};

struct body_prefunding_terms {
    int64_t closure_ns; /* shortest closure that must be pre-funded; 0: none is */
    int64_t check_ns;   /* the check is this long before the closing */
    int64_t watch_ns;   /* between two looks while the bank is closed */
    uint32_t liquidate_ppm;
    uint32_t restrict_ppm;
    uint32_t warn_ppm;
    uint32_t reserved;
};

static_assert(sizeof(struct body_business_calendar) == 8 + 4 * HOLIDAYS_MAX, "no padding");
static_assert(sizeof(struct body_settlement_terms) == 56, "no padding");
static_assert(sizeof(struct body_expiry_terms) == 40, "no padding");
static_assert(sizeof(struct body_settlement_price) == 24, "no padding");
static_assert(sizeof(struct body_prefunding_terms) == 40, "no padding");

#endif
