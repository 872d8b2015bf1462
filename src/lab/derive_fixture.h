/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_fixture.h - an account in one product, for checks of margin that are calculated by hand.
 *
 * One lot at the mark of 100 ticks is worth 100 USD; maintenance margin is 10 %, initial margin
 * 15 %.
 */
#ifndef PERPETUA_LAB_DERIVE_FIXTURE_H
#define PERPETUA_LAB_DERIVE_FIXTURE_H

#include "lab/derive_account.h"

#define USD  INT64_C(1000000)
#define CENT INT64_C(10000)

static const struct body_margin_terms margin = {
    .bracket_count = 1,
    .initial_mode = INITIAL_FACTOR,
    .initial_factor_ppm = 1500000,
    .brackets = {{.maintenance_ppm = 100000}},
};

static inline struct account_stake stake_of(int64_t net_lots, int64_t paid_micros)
{
    return (struct account_stake){.seen = {.terms = &margin,
                                           .payoff = {.tick_value_micros = USD},
                                           .mark_e4 = 1000000,
                                           .net_lots = net_lots,
                                           .paid_micros = paid_micros,
                                           .queue_ratio_ppm = 910000},
                                  .product_id = 1,
                                  .is_full = true};
}

#endif
