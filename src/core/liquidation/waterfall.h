/* SPDX-License-Identifier: Apache-2.0 */
/*
 * waterfall.h - who pays for a default in a clearing house, in which order, up to what.
 *
 * Role       Arithmetic over amounts: each layer takes from the loss what it may.  It moves no
 *            money and knows no ledger.
 * Invariant  What the layers pay and what is left of the loss add up to the loss; no layer pays
 *            more than it has (waterfall_test.c).
 * Rules      R-DEFAULT-1, R-DEFAULT-2, R-DEFAULT-3, R-DEFAULT-4.
 */
#ifndef PERPETUA_CORE_LIQUIDATION_WATERFALL_H
#define PERPETUA_CORE_LIQUIDATION_WATERFALL_H

#include <stdint.h>

enum waterfall_layer {
    LAYER_MARGIN,         /* what is left of the defaulter's margin */
    LAYER_OWN_SHARE,      /* the defaulter's share of the guaranty fund */
    LAYER_FIRST_TRANCHE,  /* the clearing house's own capital */
    LAYER_GUARANTY_FUND,  /* the other members' shares, pro rata */
    LAYER_SECOND_TRANCHE, /* capital again */
    LAYER_ASSESSMENT,     /* called from the other members */
    LAYER_GAINS,          /* haircut of variation-margin gains */
    LAYER_COUNT
};

/* What each layer has, in micros. */
struct waterfall_means {
    int64_t margin_micros;
    int64_t own_share_micros;
    int64_t fund_micros;    /* the guaranty fund, the defaulter's share not counted */
    int64_t capital_micros; /* of the clearing house, both tranches */
    int64_t assessment_micros;
    int64_t gains_micros; /* 0 once the days of haircut are used up */
};

struct waterfall_result {
    int64_t paid_micros[LAYER_COUNT];
    int64_t left_micros; /* what only a tear-up can end */
};

/* The bounds of R-DEFAULT-2 and R-DEFAULT-3, as data. */
struct waterfall_terms {
    int64_t tranche_micros;     /* 20,000,000 USD */
    int64_t tranche_ppm;        /* 100,000: of the guaranty fund */
    int64_t assessment_ppm;     /* 2,000,000: of the requirement, for one default */
    int64_t assessment_sum_ppm; /* 5,500,000: of the requirement, in the window */
    int64_t window_ns;          /* six months */
    int64_t gains_days;         /* 5 business days */
};

/* R-DEFAULT-2: the largest that one tranche may be. */
int64_t waterfall_tranche_micros(const struct waterfall_terms *terms, int64_t fund_micros);

/* R-DEFAULT-1: the loss, layer by layer. */
struct waterfall_result waterfall_run(const struct waterfall_terms *terms,
                                      const struct waterfall_means *means, int64_t loss_micros);

/* R-DEFAULT-3: what may be called from a member: for this default, after what was called for it and
 * in the window before. */
int64_t waterfall_call_micros(const struct waterfall_terms *terms, int64_t requirement_micros,
                              int64_t called_micros, int64_t called_in_window_micros);

/* One who shares an amount. */
struct waterfall_share {
    int64_t weight; /* at least 0 */
    int64_t most;   /* the largest that it gives */
    int64_t given;  /* result */
};

/* R-DEFAULT-4: an amount in proportion to the weights, at most `most` each: floors first, then a
 * unit each in the order of the list; what exceeds the bounds goes round again.  Returns what was
 * shared out: the amount, or all that the bounds allow. */
int64_t waterfall_divide(struct waterfall_share *shares, uint32_t count, int64_t amount);

#endif
