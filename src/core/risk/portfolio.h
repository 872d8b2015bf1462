/* SPDX-License-Identifier: Apache-2.0 */
/*
 * portfolio.h - margin of positions that move together, by a grid of scenarios.
 *
 * Role       The grid of a risk group, its check, and the sums that positions are added to one by
 *            one.  It knows no account and no product.
 * Invariant  The requirement never falls when the range of a position (what its open orders could
 *            make of it) grows, and never rises when a fill narrows it.
 * Rules      R-PM-1, R-PM-3 to R-PM-5.
 */
#ifndef PERPETUA_CORE_RISK_PORTFOLIO_H
#define PERPETUA_CORE_RISK_PORTFOLIO_H

#include "core/risk/margin.h"

struct risk_grid {
    struct body_risk_grid terms; /* scenario_count 0: no grid */
    uint32_t slope_ppm;          /* the most that the maintenance margin moves with a value */
    uint32_t reserved;
};

static_assert(sizeof(struct risk_grid) == sizeof(struct body_risk_grid) + 8, "no padding");

/* R-PM-1 from the number of scenarios on. */
struct margin_fault risk_grid_check(const struct body_risk_grid *terms, uint32_t queue_ratio_ppm);

/* The most that maintenance margin moves when the value of one position moves by one. */
uint32_t risk_grid_slope_ppm(const struct body_risk_grid *terms);

/* What one position may become: net less open asks to net plus open bids. */
struct lots_range {
    int64_t low;
    int64_t high;
};

/* Sums over the positions of a group.  Start it zeroed. */
struct portfolio {
    int128 losses[SCENARIOS_MAX]; /* ten-thousandths of a micro x 10^6, before weights */
    int128 long_low;              /* ten-thousandths of a micro */
    int128 long_high;
    int128 short_low;
    int128 short_high;
};

void portfolio_add(struct portfolio *portfolio, const struct risk_grid *grid,
                   const struct margin_point *point, struct lots_range range);

/* R-PM-5: the larger of scan and floor. */
int128 portfolio_requirement(const struct portfolio *portfolio, const struct risk_grid *grid);

/* R-PM-5: of the requirement of the positions alone. */
int128 portfolio_maintenance(const struct risk_grid *grid, int128 requirement);

#endif
