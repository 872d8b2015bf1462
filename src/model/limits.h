/* SPDX-License-Identifier: Apache-2.0 */
/*
 * limits.h - the absolute limits of the engine, and the proof that 64 bits suffice inside them.
 *
 * Role   Terms of a product may be tighter, never wider.  Checked once at the gate (reject codes of
 *        R-SIZE), relied on everywhere behind it.
 * Rules  R-SIZE-1 to R-SIZE-5.
 */
#ifndef PERPETUA_MODEL_LIMITS_H
#define PERPETUA_MODEL_LIMITS_H

#include "base/check.h"
#include "base/int_math.h"

#define PRICE_TICKS_MAX       INT64_C(1000000000000)       /* 10^12 */
#define QTY_LOTS_MAX          INT64_C(1000000000000000)    /* 10^15, one order */
#define TICK_VALUE_MICROS_MAX INT64_C(1000000000)          /* 10^9, one tick on one lot */
#define NOTIONAL_MICROS_MAX   INT64_C(100000000000000000)  /* 10^17, one order */
#define PRODUCT_MICROS_MAX    INT64_C(4000000000000000000) /* R-SIZE-4: all of a product */
#define PRODUCT_LOTS_MAX      INT64_C(4000000000000000000) /* R-SIZE-4: all of a product */
#define MONEY_MICROS_MAX      INT64_C(1000000000000000000) /* 10^18, one payment */
#define RATE_PPM_MAX          INT64_C(1000000)             /* 100 % */
#define TIME_NS_MAX           INT64_C(7258118400000000000) /* R-TIME-1: the year 2200 */
#define MESSAGE_BUDGET_MAX    INT64_C(4294967295)
#define WINDOW_NS_MAX         INT64_C(86400000000000) /* one day */
#define WINDOW_NS_MIN         INT64_C(1000000)        /* one millisecond */
#define RULES_VERSION_MAX     UINT64_C(1)
#define RATE_E12_ONE          INT64_C(1000000000000)       /* 100 % in 10^-12 */
#define LOT_MICROS_MAX        INT64_C(1000000000000)       /* a lot of a product with price terms */
#define PREMIUM_E12_MAX       INT64_C(10000000000000)      /* one premium sample: 1,000 % */
#define FUNDING_NANOS_MAX     INT64_C(4000000000000000000) /* cumulative funding of a lot */

#define PRODUCTS_MAX       256u /* product ids are 1..products_max-1 */
#define SUB_ACCOUNTS_MAX   64u
#define SCHEDULE_STEPS_MAX 16u
#define ZONE_STEPS_MAX     32u
#define CLIENT_TEXT_SIZE   64u
#define LIST_LEGS_MAX      3u
#define GROUP_SLICES       16u
#define INDEX_SOURCES_MAX  16u
#define FUNDING_TIMES_MAX  8u

/* The gate computes price x quantity x tick value exactly before it compares with a limit. */
static_assert((int128)PRICE_TICKS_MAX * QTY_LOTS_MAX <= INT128_MAX / TICK_VALUE_MICROS_MAX,
              "an order's notional is exact in 128 bits at the gate");
/* Behind the gate a fee or a margin is computed from at most this much money at a rate in ppm. */
static_assert((int128)PRODUCT_MICROS_MAX * RATE_PPM_MAX <= INT128_MAX, "rates are exact");
/* R-POS-3 multiplies what was paid by lots: both are bounded by the size of their product. */
static_assert((int128)PRODUCT_MICROS_MAX * PRODUCT_LOTS_MAX <= INT128_MAX, "profits are exact");
static_assert((int128)PRICE_TICKS_MAX * 10000 <= INT64_MAX, "a fine price fits in 64 bits");
/* R-MARGIN-1: fine price x tick value x rate. */
static_assert((int128)PRICE_TICKS_MAX * 10000 * TICK_VALUE_MICROS_MAX <= INT128_MAX / RATE_PPM_MAX,
              "the margin of a lot is exact in 128 bits");

#endif
