/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_account.h - equity and requirements of an account, and what refuses an order for margin.
 *
 * Role       The arithmetic of check 20 and of what may leave an account, written for receipts and
 *            without the core.
 * Invariant  An order of the largest quantity passes and one lot more does not; with the smallest
 *            deposit it passes and with a micro less it does not (derive_account_test.c).
 * Rules      R-EQUITY-3, R-MARGIN-2, R-MARGIN-5 to R-MARGIN-7, R-COLL-3, R-PM-5, R-FCM-4.
 */
#ifndef PERPETUA_LAB_DERIVE_ACCOUNT_H
#define PERPETUA_LAB_DERIVE_ACCOUNT_H

#include "lab/derive_margin.h"
#include "lab/derive_portfolio.h"

/* One product of an account. */
struct account_stake {
    struct margin_case seen;
    int64_t open_lots[2]; /* active orders, by side */
    int64_t hold_micros;  /* R-MARGIN-2: of a product under the plain model */
    int64_t settled_e4;   /* R-PREFUND-4: the price at which such a position is valued */
    uint32_t weekend_ppm; /* R-SETTLE-1; 0: no settlement terms, or they ask for nothing */
    uint16_t product_id;
    bool is_full;       /* under the full model */
    uint8_t risk_group; /* R-PM-3: margined with others of the group; 0: by brackets */
};

struct account_case {
    int128 balance_micros;
    int128 credit_micros; /* R-COLL-3: of all assets */
    uint32_t queue_ratio_ppm;
    const struct body_risk_grid *grids; /* by risk group */
    uint32_t stake_count;
    struct account_stake stakes[PRODUCTS_MAX];
};

struct account_sums {
    int128 unrealised_micros;
    int128 equity_micros;
    int128 maintenance_micros;
    int128 hold_micros;
    int128 initial_micros;
    int128 owed_micros;       /* funding due on all positions */
    int128 plain_owed_micros; /* of it on those that equity leaves out */
};

/* R-COLL-3 */
int64_t derive_credit(const struct body_asset_terms *terms, int64_t price_micros, int64_t units);

struct account_sums derive_sums(const struct account_case *account);

/* R-PM-5: the group's requirement without and with open orders. */
void derive_group(const struct account_case *account, uint8_t group,
                  struct derived_portfolio *alone, struct derived_portfolio *with_orders);

/* An order for one of the account's stakes, before it is among the open ones. */
struct order_case {
    struct account_case *account;
    uint32_t stake;
    uint8_t side;
    int64_t price_ticks;
    int64_t added_lots;
    uint32_t fee_ppm;          /* the larger of the product's two rates */
    int64_t limit_micros;      /* R-FCM-4; 0: none */
    int64_t lot_margin_micros; /* R-MARGIN-1: of a product under the plain model */
};

enum order_verdict { ORDER_PASSES, ORDER_ABOVE_LIMIT, ORDER_SHORT_OF_MARGIN };

struct derived_order {
    int64_t worse_before_lots;
    int64_t worse_after_lots;
    struct account_sums before;
    int128 initial_after_micros;
    int128 loss_micros; /* worse than the mark */
    int128 fee_micros;
    int128 needed_micros;
    int128 free_micros; /* may be negative here; the venue shows at least 0 */
    enum order_verdict verdict;
};

/* R-MARGIN-3, R-MARGIN-6, R-FCM-4 for so many lots in place of the order's. */
struct derived_order derive_order(const struct order_case *order, int64_t added_lots);

/* The largest quantity, of added lots, that passes; 0 if none does. */
int64_t derive_order_largest(const struct order_case *order);

/* The smallest deposit with which the order passes; 0 if none helps. */
int128 derive_order_deposit(const struct derived_order *derived);

/* R-MARGIN-7: what may be withdrawn or transferred; negative if something is missing. */
int128 derive_withdrawable(const struct account_sums *sums, int128 balance_micros);

#endif
