/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bracket.h - margin that grows with size, without a jump.
 *
 * Role       A table of brackets made once from terms, and the two margins of a notional.  It knows
 *            no product, no price and no account.
 * Invariant  Deductions are exact, in ppm of a micro: margin is continuous at each floor.
 * Rules      R-TIER-1, R-TIER-2.
 */
#ifndef PERPETUA_CORE_RISK_BRACKET_H
#define PERPETUA_CORE_RISK_BRACKET_H

#include "model/margin_terms.h"

struct bracket {
    int64_t floor_micros;
    uint32_t maintenance_ppm;
    uint32_t initial_ppm;
    uint32_t leverage_e2;
    uint32_t reserved[3];
    int128 maintenance_deduction; /* micros x 10^6 */
    int128 initial_deduction;
};

struct bracket_table {
    uint32_t count; /* 0: no table */
    uint32_t initial_mode;
    uint32_t initial_factor_ppm;
    uint32_t reserved;
    struct bracket list[BRACKETS_MAX];
};

static_assert(sizeof(struct bracket) == 64, "no padding");
static_assert(sizeof(struct bracket_table) == 16 + 64 * BRACKETS_MAX, "no padding");

/* Deductions from floors and rates.  The terms have passed their check. */
void bracket_table_make(struct bracket_table *table, const struct body_margin_terms *terms);

/* The index of the bracket that a notional is in. */
uint32_t bracket_index(const struct bracket_table *table, int64_t notional_micros);

/* R-TIER-1: ceil(notional x rate - deduction). */
int64_t bracket_maintenance(const struct bracket_table *table, int64_t notional_micros);

/* R-TIER-2: the base of the initial margin. */
int128 bracket_initial(const struct bracket_table *table, int64_t notional_micros);

/* The same for a caller that knows the bracket margin of the notional. */
int128 bracket_initial_from(const struct bracket_table *table, int64_t notional_micros,
                            int64_t maintenance_micros);

#endif
