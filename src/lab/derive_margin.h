/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_margin.h - equity, margin and liquidations, computed from what events say.
 *
 * Role       The arithmetic of requirements and forced closes, written for receipts and without
 *            the core: plain 128-bit expressions, one for each sentence of the rulebook.
 * Rules      R-EQUITY-1, R-EQUITY-2, R-TIER-1 to R-TIER-7, R-LIQ-3 to R-LIQ-5, R-LIQ-9, R-LIQ-14,
 *            R-PAYOFF-9.
 */
#ifndef PERPETUA_LAB_DERIVE_MARGIN_H
#define PERPETUA_LAB_DERIVE_MARGIN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/int_math.h"
#include "lab/derive_value.h"
#include "model/liquidation_terms.h"
#include "model/margin_terms.h"

/* A position at a mark, in a product under the full model. */
struct margin_case {
    const struct body_margin_terms *terms;
    struct payoff payoff;
    int64_t mark_e4;
    int64_t net_lots;
    int64_t paid_micros;
    int64_t owed_micros; /* funding due on it, as it would be paid now */
    int64_t open_interest_lots;
    uint32_t queue_ratio_ppm;
    bool is_weekend;
};

/* R-EQUITY-1: of so many lots at the mark, rounded up. */
int64_t derive_notional(const struct margin_case *seen, int64_t lots);

/* R-EQUITY-2 */
int64_t derive_unrealised(const struct margin_case *seen);

/* R-TIER-1: the bracket of a notional, and the deduction there (of micros x ppm). */
uint32_t derive_bracket(const struct body_margin_terms *terms, int64_t notional_micros);
int128 derive_deduction(const struct body_margin_terms *terms, uint32_t bracket);

/* R-TIER-4 */
int64_t derive_size_micros(const struct body_margin_terms *terms, int64_t lots,
                           int64_t notional_micros);

/* Maintenance margin of so many lots: bracket margin (R-TIER-1) and size add-on (R-TIER-4). */
int64_t derive_maintenance(const struct margin_case *seen, int64_t lots);

/* R-TIER-7, with all that lies in between. */
struct derived_initial {
    int64_t notional_micros;
    int64_t bracket_micros; /* R-TIER-1 */
    int64_t size_micros;    /* R-TIER-4 */
    int128 base_micros;     /* R-TIER-2 */
    int64_t scale_ppm;      /* R-TIER-3 */
    int128 scaled_micros;
    int64_t concentrated_lots; /* R-TIER-5 */
    int64_t concentration_micros;
    int64_t weekend_micros; /* R-TIER-6 */
    int128 least_micros;    /* what keeps an account out of the queue */
    int128 micros;
};

/* Initial margin of so many lots. */
struct derived_initial derive_initial(const struct margin_case *seen, int64_t lots);

/* R-TIER-7, R-PM-5: the least equity that keeps this maintenance margin out of the queue. */
int128 derive_least_initial(int128 maintenance_micros, uint32_t queue_ratio_ppm);

/* An account when one of its positions is liquidated. */
struct slice_case {
    struct margin_case position;
    const struct body_liquidation_terms *terms;
    int64_t fee_taker_ppm;
    int64_t equity_micros;
    int64_t maintenance_micros; /* of the account */
    int64_t price_ticks_min;
    int64_t price_ticks_max;
    int64_t order_lots_max;
    int64_t order_notional_micros_max;
    /* R-LIQ-14: money over a closure of the bank asks for the close, too. */
    bool is_unfunded;
    uint32_t restrict_ppm;
    uint32_t liquidate_ppm;
    int128 on_deposit_micros;
    int128 (*required_of_lots)(void *context, int64_t lots);
    /* The account's maintenance margin with so many lots on the position's side, where positions
     * are margined together; NULL: the position's margin depends on nothing else. */
    int64_t (*margin_of_lots)(void *context, int64_t lots);
    void *context;
};

/* R-LIQ-4 to R-LIQ-6, R-LIQ-14, with all that lies in between. */
struct derived_slice {
    int64_t own_micros;      /* m */
    int64_t share_micros;    /* S */
    int128 value_e4;         /* V x 10^4 */
    int64_t adjustment_e12;  /* a */
    int64_t given_up_micros; /* d */
    int64_t price_ticks;
    int64_t planned_lots; /* before the limits of an order */
    int64_t lots;
    int64_t bankruptcy_micros;
};

struct derived_slice derive_slice(const struct slice_case *seen);

/* R-LIQ-9: the bankruptcy value of so many lots of the position. */
int64_t derive_bankruptcy(const struct margin_case *position, int64_t share_micros, int64_t lots);

/* R-LIQ-3: is maintenance margin at or beyond the ratio of the terms? */
bool derive_is_beyond(int128 equity_micros, int128 maintenance_micros, uint32_t ratio_ppm);

/* The smallest deposit with which the position is not closed: maintenance margin is below the ratio
 * of the terms x equity, and what is on deposit is enough for a closure of the bank. */
int64_t derive_deposit(const struct slice_case *seen);

/* The fewest lots that, closed at the mark without fee, do so; all of them if none do. */
int64_t derive_close(const struct slice_case *seen);

#endif
