/* SPDX-License-Identifier: Apache-2.0 */
/*
 * product_terms.h - what a product is: the terms of its listing, as data.
 *
 * Role   Body of the commands that define or change a product.  A zero switches a rule off where
 *        the comment says so; nothing about a product is a constant in code.
 * Rules  R-TERMS-1 ranges, R-TERMS-2 which terms are fixed once listed.
 */
#ifndef PERPETUA_MODEL_PRODUCT_TERMS_H
#define PERPETUA_MODEL_PRODUCT_TERMS_H

#include <stdint.h>

#include "model/limits.h"

/* Account classes, a bit each: which accounts may trade a product (R-ELIG-1). */
enum account_class {
    CLASS_FUTURES = 1u << 0,         /* domestic futures account class */
    CLASS_CLEARED_SWAP = 1u << 1,    /* cleared swaps account class */
    CLASS_FOREIGN_FUTURES = 1u << 2, /* 30.7 account class */
    CLASS_ELIGIBLE_CONTRACT = 1u << 3,
    CLASS_MARKET_MAKER = 1u << 4,
    CLASS_RETAIL = 1u << 5
};

/* The phases of a market, in order of what they allow (R-PHASE-1). */
enum phase {
    PHASE_CLOSED = 0,   /* cancels only */
    PHASE_PRE_OPEN = 1, /* orders rest, nothing matches: the call auction collects */
    PHASE_OPEN = 2      /* continuous matching */
};

/* What an operator lays over the phase, of a product or of the venue (R-PHASE-2, R-PHASE-3). */
enum halt {
    HALT_NONE = 0,
    HALT_PAUSED = 1, /* trading pause: no new orders, no amends; cancels allowed */
    HALT_HALTED = 2  /* exchange pause: nothing */
};

/* Life cycle of a product (R-STATE-5). */
enum product_state {
    PRODUCT_DRAFT = 0,
    PRODUCT_FILED = 1,
    PRODUCT_APPROVED = 2,
    PRODUCT_STAYED = 3,
    PRODUCT_WITHDRAWN = 4,
    PRODUCT_LISTED = 5,
    PRODUCT_RESTRICTED = 6, /* liquidate-only */
    PRODUCT_DELISTED = 7
};

/* One step of the weekly schedule, in the venue's local time. */
struct schedule_step {
    uint16_t minute_of_week; /* 0 = Monday 00:00 local, at most 10079; ascending */
    uint8_t phase;           /* enum phase */
    uint8_t reserved;
};

/* Self-match prevention, chosen by the incoming order (R-SMP-2). */
enum smp_mode {
    SMP_DEFAULT = 0, /* the account's mode, else the product's */
    SMP_CANCEL_TAKER = 1,
    SMP_CANCEL_MAKER = 2,
    SMP_CANCEL_BOTH = 3,
    SMP_DECREMENT = 4,
    SMP_NONE = 5 /* allowed as a product's mode only: owners may match themselves */
};

struct product_terms {
    char symbol[24];           /* upper case letters, digits, '_', '-', '.'; zero filled */
    char quote[8];             /* currency of price and money, "USD" */
    int64_t tick_value_micros; /* one tick on one lot, 1..TICK_VALUE_MICROS_MAX; fixed */
    int64_t price_ticks_min;   /* lowest order price, at least 1 */
    int64_t price_ticks_max;   /* highest order price */
    int64_t order_lots_max;    /* largest order */
    int64_t order_notional_micros_max;
    int64_t position_lots_max;   /* per owner, net plus worse side of open orders; 0 no limit */
    int64_t band_ticks;          /* R-BAND-1; 0 and band_ppm 0: no band */
    int64_t protection_ticks;    /* R-MARKET-1: market orders trade at most this far */
    int64_t resume_auction_ns;   /* R-AUCTION-1: length of the auction after a halt; 0 none */
    uint32_t band_ppm;           /* R-BAND-1 */
    uint32_t initial_margin_ppm; /* R-MARGIN-1; 0: no margin is asked */
    uint32_t fee_maker_ppm;
    uint32_t fee_taker_ppm;
    uint32_t eligible_classes; /* mask of enum account_class; 0: every account */
    uint16_t day_end_minute;   /* DAY orders end at this minute of the local day, 0..1439 */
    uint8_t smp_mode;          /* enum smp_mode, not SMP_DEFAULT */
    uint8_t schedule_count;    /* 0: open at all times */
    struct schedule_step schedule[SCHEDULE_STEPS_MAX];
    uint64_t register_entry; /* the regulatory register entry that permits these terms */
    uint32_t decimals_price; /* presentation: digits of one tick, 0..12 */
    uint32_t decimals_qty;   /* presentation: digits of one lot, 0..12 */
};

static_assert(sizeof(struct schedule_step) == 4, "no padding");
static_assert(sizeof(struct product_terms) == 32 + 9 * 8 + 6 * 4 + 64 + 8 + 8, "no padding");

/* R-FEE-2: rates from a volume of thirty days on. */
#define FEE_TIERS_MAX 8u

struct fee_tier {
    int64_t volume_micros;
    uint32_t maker_ppm;
    uint32_t taker_ppm;
};

/* 0 tiers: the rates of the product's terms. */
struct body_fee_tiers {
    uint64_t tier_count;
    struct fee_tier tiers[FEE_TIERS_MAX];
};

static_assert(sizeof(struct body_fee_tiers) == 8 + 16 * FEE_TIERS_MAX, "no padding");

#endif
