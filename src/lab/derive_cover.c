/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_cover.c - see derive_cover.h.
 *
 * Role   See derive_cover.h.
 * Rules  R-PREFUND-4, R-LIQ-14.
 */
#include "lab/derive_cover.h"

#include "model/side.h"

int128 derive_share(int128 micros, uint32_t rate_ppm)
{
    return div_ceil(micros * rate_ppm, PPM_ONE);
}

int128 derive_stake_required(const struct account_stake *stake)
{
    if (stake->weekend_ppm == 0) return 0;
    int128 margin = stake->hold_micros;
    if (stake->is_full) {
        int64_t worse = derive_worse_lots(stake->seen.net_lots, stake->open_lots[SIDE_BUY],
                                          stake->open_lots[SIDE_SELL]);
        margin = derive_initial(&stake->seen, worse).micros;
    }
    return derive_share(margin, stake->weekend_ppm);
}

/* Equity leaves out what positions under the plain model are worth. */
static int128 plain_profit(const struct account_stake *stake)
{
    if (stake->is_full) return 0;
    const struct margin_case *seen = &stake->seen;
    int128 value = derive_held_e4(seen->payoff, stake->settled_e4, seen->net_lots);
    return div_floor(value, FINE_PER_TICK) - seen->paid_micros;
}

struct derived_cover derive_cover(const struct account_case *account)
{
    struct derived_cover cover = {.on_deposit_micros = derive_sums(account).equity_micros};
    for (uint32_t i = 0; i < account->stake_count; i++) {
        cover.required_micros += derive_stake_required(&account->stakes[i]);
        cover.on_deposit_micros += plain_profit(&account->stakes[i]);
    }
    return cover;
}

int128 derive_required_with(const struct account_case *account, uint32_t stake, int64_t lots)
{
    const struct account_stake *changed = &account->stakes[stake];
    int128 required =
        derive_share(derive_initial(&changed->seen, lots).micros, changed->weekend_ppm);
    for (uint32_t i = 0; i < account->stake_count; i++) {
        if (i != stake) required += derive_stake_required(&account->stakes[i]);
    }
    return required;
}
