/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_deleverage.h - who gives lots when nobody else takes a position, computed from terms.
 *
 * Role       Scores, shares and values of deleveraging and tear-up, written for receipts and
 *            without the core.
 * Invariant  All together give exactly what is needed, or all they have (derive_deleverage_test.c).
 * Rules      R-ADL-1 to R-ADL-4, R-DEFAULT-8, R-PAYOFF-9.
 */
#ifndef PERPETUA_LAB_DERIVE_DELEVERAGE_H
#define PERPETUA_LAB_DERIVE_DELEVERAGE_H

#include <stdbool.h>

#include "lab/derive_value.h"
#include "model/liquidation_terms.h"

#define GIVERS_MAX 65536u /* R-ADL-1 */

/* An account on the other side of what is closed. */
struct giver {
    uint32_t account_id;
    uint32_t rank; /* 1 is first; by score, then by account */
    int64_t net_lots;
    int64_t exposure_micros; /* X */
    int64_t equity_micros;   /* E */
    int64_t profit_micros;
    int64_t paid_micros;  /* absolute */
    int64_t value_micros; /* of its lots at the mark, rounded down */
    int64_t score;
    int64_t lots; /* given */
    int64_t left_lots;
};

/* R-ADL-2: value of lots at the mark x exposure_ppm, in 10^-10 micros; of one lot, rounded up. */
int128 derive_exposure_e10(struct payoff payoff, int64_t mark_e4, int64_t lots,
                           uint32_t exposure_ppm);
int64_t derive_exposure_floor(int128 exposure_e10);
int64_t derive_exposure_ceil(int128 exposure_e10);

/* The score of R-ADL-2 (leverage in ppm) or R-ADL-3 (rank); 0 without profit or equity. */
int64_t derive_score(enum deleverage_method method, const struct giver *giver);

/* Ranks them, drops those beyond `most`, and puts them in ascending order of account.  Returns how
 * many are left. */
uint32_t derive_rank(struct giver *givers, uint32_t count, uint32_t most);

int64_t derive_lots_found(const struct giver *givers, uint32_t count);

/* How many lots each gives; they are in ascending order of account.  Returns the level of R-ADL-2,
 * 0 with the other methods. */
int64_t derive_give(enum deleverage_method method, struct giver *givers, uint32_t count,
                    int64_t unit_micros, int64_t need_lots);

/* R-ADL-1, R-PAYOFF-9: the value of a move, such that the one who gives loses nothing on it. */
int64_t derive_fair_value(struct payoff payoff, const struct derived_position *giver, int64_t lots,
                          int64_t bankruptcy_micros);

/* R-DEFAULT-8: the value of a move of a tear-up, from that at the last settlement price; the one
 * who gives does not lose by it what is not lost at the mark. */
int64_t derive_tear_up_value(const struct derived_position *giver, int64_t lots,
                             int64_t settled_micros, int64_t mark_micros);

#endif
