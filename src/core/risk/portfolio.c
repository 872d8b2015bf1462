/* SPDX-License-Identifier: Apache-2.0 */
/*
 * portfolio.c - see portfolio.h.
 */
#include "core/risk/portfolio.h"

#define SHOCK_PPM_MIN (-PPM_ONE)
#define SHOCK_PPM_MAX (5 * PPM_ONE)

static struct margin_fault fault_of(enum field field, int64_t given, int64_t legal)
{
    return (struct margin_fault){REJECT_TERMS, field, given, legal};
}

static bool scenario_is_legal(const struct scenario_term *scenario)
{
    return scenario->shock_ppm >= SHOCK_PPM_MIN && scenario->shock_ppm <= SHOCK_PPM_MAX &&
           scenario->weight_ppm <= PPM_ONE;
}

static struct margin_fault scenarios_fault(const struct body_risk_grid *terms)
{
    int64_t count = terms->scenario_count;
    if (count < 1) return fault_of(FIELD_SCENARIOS, count, 1);
    if (count > SCENARIOS_MAX) return fault_of(FIELD_SCENARIOS, count, SCENARIOS_MAX);
    for (int64_t i = 0; i < count; i++) {
        if (!scenario_is_legal(&terms->scenarios[i])) return fault_of(FIELD_SCENARIOS, i, 0);
    }
    return (struct margin_fault){REJECT_NONE, FIELD_NONE, 0, 0};
}

uint32_t risk_grid_slope_ppm(const struct body_risk_grid *terms)
{
    int128 largest = (int128)terms->net_ppm * PPM_ONE;
    for (uint32_t i = 0; i < terms->scenario_count; i++) {
        int64_t shock = terms->scenarios[i].shock_ppm;
        int128 move = (int128)(shock < 0 ? -shock : shock) * terms->scenarios[i].weight_ppm;
        if (move > largest) largest = move;
    }
    int64_t rate_ppm = narrow_i64(div_ceil(largest, PPM_ONE));
    return (uint32_t)div_ceil((int128)rate_ppm * terms->share_ppm, PPM_ONE);
}

struct margin_fault risk_grid_check(const struct body_risk_grid *terms, uint32_t queue_ratio_ppm)
{
    struct margin_fault fault = scenarios_fault(terms);
    if (fault.reject != REJECT_NONE) return fault;
    if (terms->net_ppm > PPM_ONE) return fault_of(FIELD_FLOOR, terms->net_ppm, PPM_ONE);
    int64_t hedged_max = i64_min(PPM_ONE, 2 * (int64_t)terms->net_ppm);
    if (terms->hedged_ppm > hedged_max) {
        return fault_of(FIELD_FLOOR, terms->hedged_ppm, hedged_max);
    }
    if (terms->share_ppm < 1) return fault_of(FIELD_SHARE, terms->share_ppm, 1);
    if (terms->share_ppm > queue_ratio_ppm) {
        return fault_of(FIELD_SHARE, terms->share_ppm, queue_ratio_ppm);
    }
    int64_t slope_ppm = risk_grid_slope_ppm(terms);
    int64_t slope_max = slope_ppm_max(queue_ratio_ppm);
    if (slope_ppm > slope_max) return fault_of(FIELD_SHARE, slope_ppm, slope_max);
    for (uint32_t i = terms->scenario_count; i < SCENARIOS_MAX; i++) {
        const struct scenario_term *scenario = &terms->scenarios[i];
        if (scenario->shock_ppm != 0 || scenario->weight_ppm != 0) {
            return fault_of(FIELD_SCENARIOS, i, 0);
        }
    }
    return fault;
}

static int128 at_least_zero(int128 value)
{
    return value > 0 ? value : 0;
}

static int128 larger_of(int128 a, int128 b)
{
    return a > b ? a : b;
}

void portfolio_add(struct portfolio *portfolio, const struct risk_grid *grid,
                   const struct margin_point *point, struct lots_range range)
{
    ASSERT(range.low <= range.high);
    int128 lot = (int128)point->mark_e4 * point->tick_value_micros;
    int128 low = lot * range.low;
    int128 high = lot * range.high;
    for (uint32_t i = 0; i < grid->terms.scenario_count; i++) {
        int64_t shock = grid->terms.scenarios[i].shock_ppm;
        portfolio->losses[i] += larger_of(-low * shock, -high * shock);
    }
    portfolio->long_low += at_least_zero(low);
    portfolio->long_high += at_least_zero(high);
    portfolio->short_low += at_least_zero(-high);
    portfolio->short_high += at_least_zero(-low);
}

/* R-PM-4, at one corner; in ten-thousandths of a micro x 10^6. */
static int128 floor_at(const struct risk_grid *grid, int128 longs, int128 shorts)
{
    int128 net = longs > shorts ? longs - shorts : shorts - longs;
    int128 hedged = longs < shorts ? longs : shorts;
    return net * grid->terms.net_ppm + hedged * grid->terms.hedged_ppm;
}

static int128 portfolio_floor(const struct portfolio *portfolio, const struct risk_grid *grid)
{
    int128 lows = larger_of(floor_at(grid, portfolio->long_low, portfolio->short_low),
                            floor_at(grid, portfolio->long_low, portfolio->short_high));
    int128 highs = larger_of(floor_at(grid, portfolio->long_high, portfolio->short_low),
                             floor_at(grid, portfolio->long_high, portfolio->short_high));
    return div_ceil(larger_of(lows, highs), FINE_PER_TICK * PPM_ONE);
}

int128 portfolio_requirement(const struct portfolio *portfolio, const struct risk_grid *grid)
{
    int128 largest = 0;
    for (uint32_t i = 0; i < grid->terms.scenario_count; i++) {
        largest =
            larger_of(largest, portfolio->losses[i] * (int128)grid->terms.scenarios[i].weight_ppm);
    }
    int128 scan = div_ceil(largest, FINE_PER_TICK * PPM_ONE * PPM_ONE);
    return larger_of(scan, portfolio_floor(portfolio, grid));
}

int128 portfolio_maintenance(const struct risk_grid *grid, int128 requirement)
{
    return div_ceil(requirement * grid->terms.share_ppm, PPM_ONE);
}
