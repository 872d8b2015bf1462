/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_margin.h - equity, requirements, assets, portfolios and attention of the naive venue.
 *
 * Role   Everything is computed from positions, orders, marks and terms each time it is asked for;
 *        every account with a position in a product is looked at whenever its mark is applied.
 * Rules  R-EQUITY-1 to R-EQUITY-4, R-TIER-1 to R-TIER-10, R-MARGIN-5 to R-MARGIN-10, R-COLL-1 to
 *        R-COLL-3, R-PM-1 to R-PM-5, R-ATT-1 to R-ATT-6.
 * Files  naive_margin_terms.c: terms of products and of the venue.  naive_margin.c: equity and
 *        requirements.  naive_portfolio.c: grids and portfolio margin.  naive_asset.c: assets.
 *        naive_attention.c: the queue.
 */
#ifndef PERPETUA_SIM_NAIVE_MARGIN_H
#define PERPETUA_SIM_NAIVE_MARGIN_H

#include <stdbool.h>

#include "base/int_math.h"
#include "model/margin_terms.h"

struct naive;
struct naive_fault;
struct naive_order;

/* What part 7 keeps of a product. */
struct naive_full {
    bool exists; /* the full model holds */
    uint32_t version;
    struct body_margin_terms terms;
};

struct naive_grid {
    bool exists;
    struct body_risk_grid terms;
};

struct naive_asset {
    bool exists;
    struct body_asset_terms terms;
    int64_t price_micros; /* 0: none yet */
};

struct naive_margins {
    uint32_t queue_ratio_ppm;
    struct naive_grid grids[RISK_GROUPS_MAX];
    struct naive_asset assets[ASSETS_MAX];
    uint64_t next_turn; /* R-ATT-6 */
};

/* Lots whose requirement is asked for: `long_side` is net + open bids, `short_side` net - open
 * asks; without orders both are net. */
struct naive_lots {
    uint16_t product_id;
    int64_t long_side;
    int64_t short_side;
};

/* --- naive_margin_terms.c --------------------------------------------------------------------- */

struct naive_fault naive_command_margin_venue(struct naive *naive);
struct naive_fault naive_command_margin_terms(struct naive *naive);

/* R-TIER-9, R-STEP-5: PRODUCT_TERMS of a product under the full model or with price terms. */
struct naive_fault naive_check_full_terms(const struct naive *naive, uint16_t product_id,
                                          int64_t tick_value_micros, int64_t highest_ticks);

/* --- naive_margin.c --------------------------------------------------------------------------- */

bool naive_is_full(const struct naive *naive, uint16_t product_id);

/* R-EQUITY-1 for |lots|: rounded up. */
int128 naive_notional(const struct naive *naive, uint16_t product_id, int64_t lots);
/* R-TIER-7; the clock and the open interest are those of the moment. */
int128 naive_maintenance_of_lots(const struct naive *naive, uint16_t product_id, int64_t lots);
int128 naive_initial_of_lots(const struct naive *naive, uint16_t product_id, int64_t lots);

/* R-EQUITY-2 over all positions under the full model, R-EQUITY-3. */
int128 naive_unrealised(const struct naive *naive, uint32_t account_id);
int128 naive_equity(const struct naive *naive, uint32_t account_id);

/* R-MARGIN-5.  `change` replaces what the account has in one product; NULL: as it is. */
int128 naive_maintenance(const struct naive *naive, uint32_t account_id,
                         const struct naive_lots *change);
int128 naive_initial(const struct naive *naive, uint32_t account_id,
                     const struct naive_lots *change);

/* R-MARGIN-7: equity less initial margin, at least 0. */
int128 naive_free_collateral(const struct naive *naive, uint32_t account_id);
/* R-MARGIN-7, R-CASH-2, R-FUND-11. */
int128 naive_free_cash(const struct naive *naive, uint32_t account_id);

/* R-MARGIN-10 */
int64_t naive_liquidation_price_e4(const struct naive *naive, uint32_t account_id);

/* R-MARGIN-6 */
struct naive_fault naive_check_full_margin(const struct naive *naive,
                                           const struct naive_order *draft, int64_t added);

/* --- naive_portfolio.c ------------------------------------------------------------------------ */

struct naive_fault naive_command_risk_grid(struct naive *naive);
struct naive_fault naive_command_margin_mode(struct naive *naive);

/* R-PM-3: does the grid of a group margin this product in this account? */
bool naive_is_in_grid(const struct naive *naive, uint32_t account_id, uint16_t product_id);
/* R-PM-5 over all groups. */
int128 naive_portfolio_maintenance(const struct naive *naive, uint32_t account_id,
                                   const struct naive_lots *change);
int128 naive_portfolio_initial(const struct naive *naive, uint32_t account_id,
                               const struct naive_lots *change);

/* --- naive_asset.c ---------------------------------------------------------------------------- */

struct naive_fault naive_command_asset_terms(struct naive *naive);
struct naive_fault naive_command_asset_price(struct naive *naive);
struct naive_fault naive_command_asset_cash(struct naive *naive);

/* R-COLL-3 over all assets. */
int128 naive_credited(const struct naive *naive, uint32_t account_id);

/* --- naive_attention.c ------------------------------------------------------------------------ */

/* R-ATT-1: every account with a position in the product. */
void naive_look_at_mark(struct naive *naive, uint16_t product_id);
/* R-ATT-5: maintenance margin over equity. */
int64_t naive_risk_ratio(int128 maintenance, int128 equity);
/* R-ATT-4: an account that is queued; product 0 for cash. */
void naive_look_at_queued(struct naive *naive, uint32_t account_id, uint16_t product_id);

#endif
