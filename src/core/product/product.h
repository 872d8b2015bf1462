/* SPDX-License-Identifier: Apache-2.0 */
/*
 * product.h - one product: its terms, life cycle, phase and prices.
 *
 * Role       What is true of a product as a whole.  Its orders are in book and trigger, its
 *            positions in position.
 * Invariant  Terms in a product have passed terms_check.
 * Rules      R-TERMS, R-STATE-5, R-BAND-1, R-MARKET-1, R-SIZE-4, R-MARGIN-1.
 */
#ifndef PERPETUA_CORE_PRODUCT_PRODUCT_H
#define PERPETUA_CORE_PRODUCT_PRODUCT_H

#include <stdbool.h>

#include "model/payoff_terms.h"
#include "model/price_terms.h"
#include "model/product_terms.h"
#include "model/reject.h"
#include "model/side.h"
#include "model/units.h"

struct product {
    struct product_terms terms;
    int64_t highest_ticks; /* R-SIZE-4: the highest price that any terms of it allowed */
    int64_t lots_max;      /* R-SIZE-4: capacity */
    int64_t open_lots;     /* of all active orders */
    int64_t open_interest_lots;
    int64_t lot_margin_micros; /* R-MARGIN-1, at the present margin price; 0: no price yet */
    int64_t seed_ticks;        /* R-MARGIN-1: price of the order accepted or amended last */
    struct fine_price mark;    /* 0: none */
    struct fine_price index;
    struct price last;      /* 0: no trade yet */
    int64_t auction_end_ns; /* 0: no resume auction runs */
    uint64_t trade_count;
    uint32_t terms_version;
    uint8_t exists;
    uint8_t state;           /* enum product_state */
    uint8_t phase;           /* enum phase */
    uint8_t halt;            /* enum halt */
    uint8_t scheduled_phase; /* R-CAL-2: what the latest look at the schedule found */
    uint8_t has_full_margin; /* R-TIER-8: 1: the plain model is off */
    uint8_t has_economy;     /* R-STEP-1: it has price terms */
    uint8_t index_state;     /* enum index_state */
    uint32_t first_position; /* in the order in which accounts first had orders */
    uint32_t last_position;
    uint8_t payoff;       /* enum payoff_kind */
    uint8_t payoff_scale; /* R-PAYOFF-2 */
    uint8_t currency;     /* R-PAYOFF-1: what its money is */
    uint8_t reserved8;
};

static_assert(sizeof(struct product) == sizeof(struct product_terms) + 11 * 8 + 4 + 8 + 12,
              "no padding");

/* What is wrong with terms: REJECT_NONE or REJECT_TERMS with its field and numbers. */
struct terms_fault {
    enum reject reject;
    enum field field;
    int64_t given;
    int64_t legal;
};

struct terms_fault terms_check(const struct product_terms *terms);

/* R-SIZE-4: the capacity of a product with these terms whose prices never exceed `highest_ticks`.
   */
int64_t terms_lots_max(const struct product_terms *terms, int64_t highest_ticks);

/* R-STATE-5. */
bool product_may_become(uint32_t from, uint32_t to);

static inline bool product_is_listed(const struct product *product)
{
    return product->exists &&
           (product->state == PRODUCT_LISTED || product->state == PRODUCT_RESTRICTED);
}

/* R-PHASE-1, R-INDEX-9: the more severe of the operator's halt and of the index's. */
static inline uint32_t product_own_halt(const struct product *product)
{
    if (product->halt != HALT_NONE) return product->halt;
    return product->index_state == INDEX_HALT ? HALT_PAUSED : HALT_NONE;
}

/* R-STEP-1, R-TERMS-2: its life is over. */
static inline bool product_is_over(const struct product *product)
{
    return product->state == PRODUCT_DELISTED || product->state == PRODUCT_WITHDRAWN;
}

/* R-MARGIN-1: the margin of one lot at a price. */
int64_t product_lot_margin(const struct product *product, struct fine_price price);

/* R-MARGIN-1: computes lot_margin_micros again after the mark, last price, seed or terms changed.
   */
void product_update_margin(struct product *product);

/* R-BAND-1: the bound for prices of a side whose best price is `best_ticks`. */
int64_t product_band_ticks(const struct product *product, enum side side, int64_t best_ticks);

/* R-BAND-1: is the price at the bound or better?  The same answer without a division. */
bool product_band_allows(const struct product *product, enum side side, int64_t best_ticks,
                         int64_t price_ticks);
bool product_has_band(const struct product *product);

/* R-MARKET-1: the protection price of a market order against the other side's best price. */
int64_t product_protection_ticks(const struct product *product, enum side side,
                                 int64_t other_best_ticks);

#endif
