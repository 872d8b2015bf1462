/* SPDX-License-Identifier: Apache-2.0 */
/*
 * liquidation_price.h - the mark at which a position's margin is used up, as a formula.
 *
 * Role       For receipts and views: pure numbers in, a price out.  Linear contracts with brackets
 *            (cross: everything else of the account in one sum; isolated: nothing else), and the
 *            inverse form.  Nothing in the core decides by these: R-ATT-2 does.
 * Rules      R-MARGIN-10, R-PAYOFF-10.
 */
#ifndef PERPETUA_CORE_RISK_LIQUIDATION_PRICE_H
#define PERPETUA_CORE_RISK_LIQUIDATION_PRICE_H

#include "core/risk/margin.h"

/* A position, and the collateral behind it without the position's own profit. */
struct liquidation_case {
    int64_t net_lots;       /* not 0 */
    int64_t paid_micros;    /* signed value paid */
    int128 backing_micros;  /* equity without this position, less what else it must cover */
    int64_t price_e4_limit; /* the highest price that is asked about */
    int64_t price_e4_least; /* and the lowest, if it is above 1 */
    int64_t face_micros;    /* 0, or of an inverse product: `net_lots` is then minus the position */
};

/* R-MARGIN-10: in ten-thousandths of a tick, 0 if there is none. */
int64_t liquidation_price_e4(const struct product_margin *margin, const struct margin_point *point,
                             const struct liquidation_case *position);

/* A fraction of two integers: a price in the unit that the caller's inputs imply. */
struct fraction {
    int128 numerator;
    int128 divisor; /* positive, or 0: there is no such price */
};

/*
 * The linear form for one bracket, in the terms that venues publish: wallet balance and deduction
 * in money, a position of `qty` at `entry`, a rate in ppm.  Multiplied through by 10^6, exact.
 */
struct linear_case {
    int128 wallet;    /* money: wallet balance less the margin and plus the profit of the rest */
    int128 deduction; /* money */
    int128 qty;       /* positive; qty x price is money */
    int128 entry;
    int64_t maintenance_ppm;
    bool is_long;
};

struct fraction linear_liquidation_price(const struct linear_case *position);

/* Entry x (1 -/+ initial rate +/- maintenance rate + fee rate, all in ppm): margin by leverage. */
struct fraction leverage_liquidation_price(int128 entry, int64_t initial_ppm,
                                           int64_t maintenance_ppm, bool is_long);

/* Linear: where an isolated position of this leverage (in hundredths) is worth nothing. */
struct fraction linear_bankruptcy_price(int128 entry, int64_t leverage_e2, bool is_long);

/*
 * Inverse: the margin and the profit are in coin.  A position of `contracts` of one quote unit
 * each, entered at `entry`, with `margin` coin behind it (in units of 1 / margin_units of a coin).
 */
struct inverse_case {
    int64_t contracts;
    int64_t entry;
    int64_t margin;
    int64_t margin_units;
    int64_t maintenance_ppm; /* of the current value in coin */
    bool is_long;
};

struct fraction inverse_liquidation_price(const struct inverse_case *position);

/* The profit in coin of contracts of one quote unit each, bought or sold at `entry` and valued at
 * `price`. */
struct fraction inverse_profit(int64_t contracts, int64_t entry, int64_t price, bool is_long);

/* The inverse price at which a position of this leverage (in hundredths) is worth nothing. */
struct fraction inverse_bankruptcy_price(int128 entry, int64_t leverage_e2, bool is_long);

#endif
