/* SPDX-License-Identifier: Apache-2.0 */
/*
 * liquidation_terms.h - how positions that lost their margin are closed, as data.
 *
 * Role   Bodies of the commands 80 to 89; the list is in command.h.
 * Rules  R-LIQ-1 ranges, R-BID-2.
 */
#ifndef PERPETUA_MODEL_LIQUIDATION_TERMS_H
#define PERPETUA_MODEL_LIQUIDATION_TERMS_H

#include <stdint.h>

#include "base/check.h"
#include "model/units.h"

/* What follows when neither book, auction nor fund takes a position. */
enum liquidation_regime { REGIME_VENUE = 1 /* deleveraging */ };

enum deleverage_method {
    DELEVERAGE_WATER_FILLING = 1, /* R-ADL-2 */
    DELEVERAGE_RANK = 2,          /* R-ADL-3 */
    DELEVERAGE_PRO_RATA = 3       /* R-ADL-4 */
};

/* What a product's listing says of liquidation; the product is the header's. */
struct body_liquidation_terms {
    int64_t window_ns;                /* R-FUNDCAP-1: window of the drawdown limit */
    int64_t auction_ns;               /* R-BID-1: length of an auction; 0: none */
    int64_t fund_notional_micros_max; /* R-LIQ-8: largest position of the fund; 0: none */
    uint32_t fund_account_id;         /* 0: no fund */
    uint32_t liquidate_ratio_ppm;     /* maintenance margin over equity where slices begin */
    uint32_t close_out_ppm;           /* equity over maintenance margin below which they end */
    uint32_t slice_factor_ppm;        /* equity over maintenance margin that a slice aims at */
    uint32_t adjustment_ppm;          /* R-LIQ-5 */
    uint32_t spread_ppm;              /* R-LIQ-5: share of maintenance margin given up at most */
    uint32_t fee_ppm;                 /* liquidation fee on what a slice trades */
    uint32_t drawdown_ppm;            /* R-FUNDCAP-1; 0: no limit */
    uint32_t release_ppm;             /* R-FUNDCAP-1 */
    uint32_t exposure_ppm;            /* R-ADL-2: weight of this product in an exposure */
    uint32_t work_max;                /* R-LIQ-3: accounts worked in one step */
    uint8_t regime;                   /* enum liquidation_regime */
    uint8_t method;                   /* enum deleverage_method */
    uint8_t reserved[2];
};

static_assert(sizeof(struct body_liquidation_terms) == 72, "journal format version 1");

/* A sealed bid of a liquidity provider; account and product are the header's. */
struct body_auction_bid {
    struct price price;
    struct qty qty; /* 0: the bid of this side is withdrawn */
    uint8_t side;   /* enum side: what the bidder does */
    uint8_t reserved[7];
};

static_assert(sizeof(struct body_auction_bid) == 24, "journal format version 1");

#endif
