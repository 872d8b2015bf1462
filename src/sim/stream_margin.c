/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stream_margin.c - random terms of margin, grids, modes and assets.
 *
 * Role   See stream_economy.h.  Rates are low, so that accounts can come far.
 */
#include "base/date.h"
#include "base/int_math.h"
#include "sim/stream_economy.h"

void fill_margin_venue(struct stream *stream, struct command *command)
{
    command->margin_venue.queue_ratio_ppm =
        chance(stream, 1, 3) ? 910000 : (uint32_t)pick_between(stream, 500000, 1000000);
}

static void set_add_ons(struct stream *stream, struct body_margin_terms *terms)
{
    if (chance(stream, 1, 3)) {
        terms->interest_low_micros = pick_between(stream, 0, 2000000000);
        terms->interest_high_micros =
            terms->interest_low_micros + pick_between(stream, 1, 20000000000);
    }
    if (chance(stream, 1, 2)) {
        terms->size_from_lots = pick_between(stream, 0, 80);
        terms->size_slope_e12 = pick_between(stream, 0, 400000000);
        terms->size_cap_ppm = (uint32_t)pick(stream, 60000);
    }
    if (chance(stream, 1, 2)) {
        terms->concentration_from_lots = pick_between(stream, 0, 80);
        terms->concentration_share_ppm = (uint32_t)pick(stream, 400000);
        terms->concentration_ppm = (uint32_t)pick(stream, 50000);
    }
    if (chance(stream, 1, 2)) {
        terms->weekend_ppm = (uint32_t)pick(stream, 60000);
        terms->weekend_from_minute = (uint16_t)pick(stream, MINUTES_PER_WEEK);
        terms->weekend_to_minute = (uint16_t)pick(stream, MINUTES_PER_WEEK);
    }
}

void fill_margin_terms(struct stream *stream, struct command *command)
{
    struct body_margin_terms *terms = &command->margin;
    terms->initial_mode = (uint8_t)(1 + pick(stream, 3));
    terms->bracket_count = (uint8_t)(chance(stream, 1, 10) ? BRACKETS_MAX : 1 + pick(stream, 5));
    terms->risk_group = (uint8_t)(chance(stream, 1, 2) ? 1 : pick(stream, 3));
    if (terms->initial_mode == INITIAL_FACTOR)
        terms->initial_factor_ppm = (uint32_t)pick_between(stream, 1000000, 2000000);
    int64_t floor = 0;
    uint32_t maintenance =
        (uint32_t)pick_between(stream, 5000, chance(stream, 1, 2) ? 30000 : 120000);
    uint32_t initial = maintenance + (uint32_t)pick(stream, 20000);
    int64_t leverage = 100000000 / initial;
    for (uint32_t i = 0; i < terms->bracket_count; i++) {
        struct margin_bracket *bracket = &terms->brackets[i];
        bracket->floor_micros = floor;
        bracket->maintenance_ppm = maintenance;
        if (terms->initial_mode == INITIAL_RATES) bracket->initial_ppm = initial;
        if (terms->initial_mode == INITIAL_LEVERAGE)
            bracket->leverage_e2 = (uint32_t)i64_max(100, leverage);
        floor += pick_between(stream, 1, 400000000);
        maintenance += (uint32_t)pick(stream, 9000);
        initial = u32_max(initial, maintenance) + (uint32_t)pick(stream, 9000);
        leverage = i64_min(leverage, 100000000 / maintenance) - pick_between(stream, 0, 300);
    }
    set_add_ons(stream, terms);
}

void fill_margin_mode(struct stream *stream, struct command *command)
{
    command->account_id = pick_account(stream);
    command->margin_mode.margin_mode = chance(stream, 2, 3) ? MARGIN_PORTFOLIO : MARGIN_CROSS;
}

void fill_risk_grid(struct stream *stream, struct command *command)
{
    struct body_risk_grid *grid = &command->grid;
    grid->risk_group = (uint8_t)(1 + pick(stream, 2));
    grid->scenario_count = (uint8_t)(chance(stream, 1, 10) ? SCENARIOS_MAX : 1 + pick(stream, 8));
    for (uint32_t i = 0; i < grid->scenario_count; i++) {
        grid->scenarios[i].shock_ppm = (int32_t)pick_between(stream, -90000, 90000);
        grid->scenarios[i].weight_ppm =
            chance(stream, 1, 2) ? 1000000 : (uint32_t)pick(stream, 1000001);
    }
    grid->net_ppm = (uint32_t)pick(stream, 30000);
    grid->hedged_ppm = (uint32_t)pick(stream, 2 * grid->net_ppm + 1);
    grid->share_ppm = (uint32_t)pick_between(stream, 300000, 800000);
}

/* Two assets that exist, one that does not, and ids out of range. */
static uint32_t pick_asset(struct stream *stream)
{
    if (chance(stream, 1, 20)) return (uint32_t)(ASSETS_MAX + pick(stream, 3));
    return (uint32_t)(1 + pick(stream, 3));
}

void fill_asset_terms(struct stream *stream, struct command *command)
{
    command->asset.asset_id = pick_asset(stream);
    if (command->asset.asset_id == 3) command->asset.asset_id = 1;
    command->asset.haircut_ppm = (uint32_t)pick(stream, 400000);
    command->asset.account_cap_micros = pick_between(stream, 0, 60000000);
    command->asset.venue_cap_units = pick_between(stream, 0, 400 * ASSET_UNITS);
}

void fill_asset_price(struct stream *stream, struct command *command)
{
    command->asset_price.asset_id = pick_asset(stream);
    command->asset_price.price_micros = pick_between(stream, 1, 4000000);
}

void fill_asset_cash(struct stream *stream, struct command *command)
{
    command->account_id = pick_account(stream);
    command->asset_cash.asset_id = pick_asset(stream);
    /* The core's memory for holdings (R-SIZE-5) is never used up. */
    if (command->asset_cash.asset_id == 2 && command->account_id > 20)
        command->asset_cash.asset_id = 1;
    command->asset_cash.units = pick_between(stream, 1, 20 * ASSET_UNITS);
    command->asset_cash.reference = stream->sequence;
}
