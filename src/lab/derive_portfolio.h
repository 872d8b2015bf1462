/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_portfolio.h - margin of positions that are margined together, computed from terms.
 *
 * Role   Scan and delta floor of a risk group, written for receipts and without the core.
 * Rules  R-PM-3, R-PM-4, R-PM-5.
 */
#ifndef PERPETUA_LAB_DERIVE_PORTFOLIO_H
#define PERPETUA_LAB_DERIVE_PORTFOLIO_H

#include "lab/derive_value.h"
#include "model/margin_terms.h"

/* The positions of one group; with open orders a position lies between two numbers of lots. */
struct portfolio_case {
    const struct body_risk_grid *grid;
    uint32_t count;
    struct {
        int128 low_e4; /* value at the mark, 10^-4 micros */
        int128 high_e4;
    } items[PRODUCTS_MAX];
};

struct derived_portfolio {
    int128 scan_micros;
    int128 floor_micros;
    int128 requirement_micros;
};

void derive_portfolio_add(struct portfolio_case *seen, int128 low_e4, int128 high_e4);
struct derived_portfolio derive_portfolio(const struct portfolio_case *seen);

/* R-PM-5: of the requirement of the positions alone. */
int128 derive_portfolio_maintenance(const struct body_risk_grid *grid, int128 requirement_micros);

#endif
