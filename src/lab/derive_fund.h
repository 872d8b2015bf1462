/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_fund.h - the insurance fund: its drawdown limit, what it takes over, what it is paid.
 *
 * Role   The arithmetic of the fund, written for receipts and without the core.
 * Rules  R-FUNDCAP-1, R-LIQ-6, R-LIQ-8.
 */
#ifndef PERPETUA_LAB_DERIVE_FUND_H
#define PERPETUA_LAB_DERIVE_FUND_H

#include <stdbool.h>

#include "lab/derive_margin.h"

/* The window of a fund's drawdown limit. */
struct derived_fund {
    bool is_open;
    bool is_tripped;
    int64_t start_ns;
    int64_t peak_micros;
};

/* R-FUNDCAP-1: a look at the fund when it is worth so much.  True if it trips or is released. */
bool derive_fund_look(struct derived_fund *fund, const struct body_liquidation_terms *terms,
                      int64_t now_ns, int64_t value_micros);

/* R-FUNDCAP-1: what the fund may lose still. */
int64_t derive_fund_room(const struct derived_fund *fund,
                         const struct body_liquidation_terms *terms, int64_t value_micros);

/* R-LIQ-8: lots that the fund with this net position takes of what is left, before its room. */
int64_t derive_takeover_lots(const struct margin_case *position,
                             const struct body_liquidation_terms *terms, int64_t fund_net_lots,
                             int64_t left_lots);

/* R-LIQ-8: what it loses at the mark by taking lots at their bankruptcy value. */
int64_t derive_takeover_cost(const struct margin_case *position, int64_t lots,
                             int64_t bankruptcy_micros);

/* R-LIQ-6: the fee on what a slice traded, given what it leaves beyond bankruptcy. */
int64_t derive_slice_fee(const struct body_liquidation_terms *terms, int64_t traded_micros,
                         int64_t leftover_micros);

#endif
