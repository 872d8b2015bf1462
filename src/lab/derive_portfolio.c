/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_portfolio.c - see derive_portfolio.h.
 *
 * Role   See derive_portfolio.h.
 * Rules  R-PM-3, R-PM-4, R-PM-5.
 */
#include "lab/derive_portfolio.h"

#define E4 INT64_C(10000)

void derive_portfolio_add(struct portfolio_case *seen, int128 low_e4, int128 high_e4)
{
    ASSERT(seen->count < PRODUCTS_MAX);
    ASSERT(low_e4 <= high_e4);
    seen->items[seen->count].low_e4 = low_e4;
    seen->items[seen->count].high_e4 = high_e4;
    seen->count++;
}

/* R-PM-3: loss x weight of one scenario, in 10^-4 micros x ppm x ppm. */
static int128 scenario_loss(const struct portfolio_case *seen, const struct scenario_term *scenario)
{
    int128 loss = 0;
    for (uint32_t i = 0; i < seen->count; i++) {
        int128 at_low = -seen->items[i].low_e4 * scenario->shock_ppm;
        int128 at_high = -seen->items[i].high_e4 * scenario->shock_ppm;
        loss += at_low > at_high ? at_low : at_high;
    }
    return loss * (int128)scenario->weight_ppm;
}

static int128 floor_of(const struct body_risk_grid *grid, int128 longs, int128 shorts)
{
    int128 net = longs - shorts;
    if (net < 0) net = -net;
    int128 hedged = longs < shorts ? longs : shorts;
    return net * grid->net_ppm + hedged * grid->hedged_ppm;
}

/* R-PM-4: the largest of the four corners. */
static int128 floor_largest(const struct portfolio_case *seen)
{
    int128 longs[2] = {0};
    int128 shorts[2] = {0};
    for (uint32_t i = 0; i < seen->count; i++) {
        int128 low = seen->items[i].low_e4;
        int128 high = seen->items[i].high_e4;
        if (low > 0) longs[0] += low;
        if (high > 0) longs[1] += high;
        if (high < 0) shorts[0] -= high;
        if (low < 0) shorts[1] -= low;
    }
    int128 largest = 0;
    for (uint32_t corner = 0; corner < 4; corner++) {
        int128 here = floor_of(seen->grid, longs[corner & 1u], shorts[corner >> 1]);
        if (here > largest) largest = here;
    }
    return largest;
}

struct derived_portfolio derive_portfolio(const struct portfolio_case *seen)
{
    struct derived_portfolio derived = {0};
    int128 loss = 0;
    for (uint32_t i = 0; i < seen->grid->scenario_count; i++) {
        int128 here = scenario_loss(seen, &seen->grid->scenarios[i]);
        if (here > loss) loss = here;
    }
    derived.scan_micros = div_ceil(loss, (int128)E4 * PPM_ONE * PPM_ONE);
    derived.floor_micros = div_ceil(floor_largest(seen), (int128)E4 * PPM_ONE);
    derived.requirement_micros =
        derived.scan_micros > derived.floor_micros ? derived.scan_micros : derived.floor_micros;
    return derived;
}

int128 derive_portfolio_maintenance(const struct body_risk_grid *grid, int128 requirement_micros)
{
    return div_ceil(requirement_micros * grid->share_ppm, PPM_ONE);
}
