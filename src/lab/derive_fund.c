/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_fund.c - see derive_fund.h.
 *
 * Role   See derive_fund.h.
 * Rules  R-FUNDCAP-1, R-LIQ-6, R-LIQ-8.
 */
#include "lab/derive_fund.h"

static bool is_tripped_at(const struct derived_fund *fund,
                          const struct body_liquidation_terms *terms, int64_t value_micros)
{
    if (terms->drawdown_ppm == 0) return false;
    if (fund->peak_micros <= 0) return true;
    int128 fall_ppm = ((int128)fund->peak_micros - value_micros) * PPM_ONE;
    if (fall_ppm >= (int128)terms->drawdown_ppm * fund->peak_micros) return true;
    if (fall_ppm <= (int128)terms->release_ppm * fund->peak_micros) return false;
    return fund->is_tripped;
}

bool derive_fund_look(struct derived_fund *fund, const struct body_liquidation_terms *terms,
                      int64_t now_ns, int64_t value_micros)
{
    bool is_over = !fund->is_open || now_ns >= fund->start_ns + terms->window_ns;
    if (is_over) {
        fund->is_open = true;
        fund->start_ns = now_ns;
    }
    if (is_over || value_micros > fund->peak_micros) fund->peak_micros = value_micros;
    bool was_tripped = fund->is_tripped;
    fund->is_tripped = is_tripped_at(fund, terms, value_micros);
    return fund->is_tripped != was_tripped;
}

int64_t derive_fund_room(const struct derived_fund *fund,
                         const struct body_liquidation_terms *terms, int64_t value_micros)
{
    if (fund->is_tripped) return 0;
    int128 kept = 0;
    if (terms->drawdown_ppm != 0) {
        int64_t kept_ppm = PPM_ONE - (int64_t)terms->drawdown_ppm;
        kept = div_ceil((int128)fund->peak_micros * kept_ppm, PPM_ONE);
        if (kept < 0) kept = 0;
    }
    int128 room = value_micros - kept;
    return room > 0 ? derive_shown(room) : 0;
}

int64_t derive_takeover_lots(const struct margin_case *position,
                             const struct body_liquidation_terms *terms, int64_t fund_net_lots,
                             int64_t left_lots)
{
    int64_t lot_micros = derive_value_ceil(position->payoff, position->mark_e4, 1);
    int64_t has_lots = position->net_lots > 0 ? fund_net_lots : -fund_net_lots;
    int64_t most_lots = terms->fund_notional_micros_max / i64_max(lot_micros, 1) - has_lots;
    return i64_clamp(most_lots, 0, left_lots);
}

int64_t derive_takeover_cost(const struct margin_case *position, int64_t lots,
                             int64_t bankruptcy_micros)
{
    if (derive_is_received(position->payoff, position->net_lots)) {
        return bankruptcy_micros - derive_value_floor(position->payoff, position->mark_e4, lots);
    }
    return derive_value_ceil(position->payoff, position->mark_e4, lots) - bankruptcy_micros;
}

int64_t derive_slice_fee(const struct body_liquidation_terms *terms, int64_t traded_micros,
                         int64_t leftover_micros)
{
    int64_t fee_micros = narrow_i64(div_ceil((int128)traded_micros * terms->fee_ppm, PPM_ONE));
    return i64_max(i64_min(fee_micros, leftover_micros), 0);
}
