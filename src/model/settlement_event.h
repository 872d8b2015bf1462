/* SPDX-License-Identifier: Apache-2.0 */
/*
 * settlement_event.h - what the venue says about days, settlement and pre-funding.
 *
 * Role   Bodies of 64 bytes of the events 120 to 129; header and list are in event.h.
 * Rules  R-DAY-2, R-DAY-4, R-SETTLE-1, R-SETTLE-5 to R-SETTLE-8, R-FINAL-1, R-FINAL-5, R-PREFUND-4.
 */
#ifndef PERPETUA_MODEL_SETTLEMENT_EVENT_H
#define PERPETUA_MODEL_SETTLEMENT_EVENT_H

#include <stdint.h>

#include "model/units.h"

/* X(name, number, body member): the part of EVENT_LIST that is told here. */
#define SETTLEMENT_EVENT_LIST(X)                                                                   \
    X(EVENT_BUSINESS_CALENDAR, 120, business_calendar)                                             \
    X(EVENT_SETTLEMENT_TERMS, 121, settlement_terms)                                               \
    X(EVENT_EXPIRY_TERMS, 122, expiry_terms)                                                       \
    X(EVENT_SETTLEMENT_PRICE, 123, settlement_price) /* fixed by an operator */                    \
    X(EVENT_PREFUNDING_TERMS, 124, prefunding_terms)                                               \
    X(EVENT_TRADE_DATE, 125, trade_date)                                                           \
    X(EVENT_VARIATION, 126, variation)   /* one position marked to the settlement price */         \
    X(EVENT_SETTLEMENT, 127, settlement) /* a cycle or the final settlement of a product */        \
    X(EVENT_MEMBER_OBLIGATION, 128, obligation)                                                    \
    X(EVENT_PREFUNDING, 129, prefunding) /* an account's state before and over a closure */

struct event_business_calendar {
    uint32_t weekdays;
    uint16_t bank_open_minute;
    uint16_t bank_close_minute;
    uint32_t holiday_count;
    uint32_t reserved32;
    uint64_t reserved[6];
};

struct event_settlement_terms {
    int64_t next_cycle_ns; /* 0: none is planned */
    uint64_t register_entry;
    uint32_t account_class;
    uint32_t weekend_ppm;
    uint16_t roll_minute;
    uint8_t cycle_count;
    uint8_t waits;
    uint32_t reserved32;
    uint64_t reserved[4];
};

struct event_expiry_terms {
    int64_t expiry_ns;
    int64_t window_ns;
    int64_t sample_ns;
    uint64_t register_entry;
    uint32_t method; /* enum final_method */
    uint32_t reserved32;
    uint64_t reserved[3];
};

struct event_settlement_price {
    struct fine_price price;
    uint64_t register_entry;
    uint32_t use; /* enum price_use */
    uint32_t reserved32;
    uint64_t reserved[5];
};

struct event_prefunding_terms {
    int64_t closure_ns;
    int64_t check_ns;
    int64_t watch_ns;
    uint32_t liquidate_ppm;
    uint32_t restrict_ppm;
    uint32_t warn_ppm;
    uint32_t reserved32;
    int64_t closing_ns; /* of the closure that is planned; 0: none */
    int64_t opening_ns;
    uint64_t reserved;
};

struct event_trade_date {
    int64_t next_roll_ns;
    int32_t trade_date;
    uint32_t reserved32;
    uint64_t reserved[6];
};

/* The account is the header's account_id. */
struct event_variation {
    struct money amount;  /* to the account; from it, if negative */
    struct money paid;    /* of the position, after */
    struct money balance; /* of the account, after */
    struct qty settled;   /* net lots that were marked */
    struct qty net;       /* after: the same in a cycle, 0 in a final settlement */
    struct fine_price price;
    int32_t trade_date;
    uint32_t reserved32;
    uint64_t reserved;
};

/* Where a settlement price came from (R-SETTLE-4). */
enum settlement_source {
    SETTLED_AT_NONE = 0,
    SETTLED_AT_OPERATOR = 1,
    SETTLED_AT_SETTLEMENT_MARK = 2,
    SETTLED_AT_MARK = 3,
    SETTLED_AT_LAST = 4,
    SETTLED_AT_INDEX = 5,
    SETTLED_AT_INDEX_MEAN = 6 /* R-FINAL-3 */
};

enum settlement_kind { SETTLEMENT_CYCLE = 1, SETTLEMENT_FINAL = 2 };

struct event_settlement {
    struct fine_price price;
    struct qty open_interest; /* that was marked */
    struct money collected;   /* from accounts, at least 0 */
    struct money paid_out;    /* to accounts, at least 0 */
    struct money residue;     /* R-SETTLE-6, R-FINAL-5 */
    int64_t cycle_ns;         /* the instant that it stands for */
    int32_t trade_date;
    uint32_t position_count;
    uint8_t source; /* enum settlement_source */
    uint8_t kind;   /* enum settlement_kind */
    uint8_t reserved[6];
};

/* Whose money: the member's own accounts (customer number 0) or its customers'. */
enum origin { ORIGIN_HOUSE = 0, ORIGIN_CUSTOMER = 1 };

struct event_obligation {
    struct money collected; /* gross, from the accounts */
    struct money paid_out;  /* gross, to the accounts */
    struct money net;       /* owed to the member; by it, if negative */
    uint32_t member_id;
    uint32_t account_class; /* one of enum account_class */
    uint32_t origin;        /* enum origin */
    uint32_t position_count;
    int32_t pay_date;
    uint32_t currency;
    uint64_t reserved[2];
};

struct event_prefunding {
    struct money required;
    struct money on_deposit;
    struct money shortfall;
    int64_t closing_ns;
    int64_t opening_ns;
    uint32_t state;  /* enum prefund_state */
    uint32_t before; /* the state it comes from */
    uint64_t reserved[2];
};

#endif
