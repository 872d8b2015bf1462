/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fixture_bytes_economy.h - bytes as commands of parts 6 to 9 of the rulebook.
 *
 * Role       Terms are mostly legal, so that prices, margin and liquidation are on; one byte in ten
 *            spoils a byte of the body.
 * Never      Nothing but tests includes this.
 */
#ifndef PERPETUA_CORE_FIXTURE_BYTES_ECONOMY_H
#define PERPETUA_CORE_FIXTURE_BYTES_ECONOMY_H

#include "base/date.h"
#include "core/fixture_reader.h"

static inline void reader_fine_price(struct reader *reader, struct fine_price *price)
{
    int64_t ticks = reader_ticks(reader) % 1000001;
    price->ticks_e4 = reader_below(reader, 6) == 0 ? 0 : ticks * FINE_PER_TICK;
}

static inline void reader_index(struct reader *reader, struct body_price_terms *terms)
{
    terms->step_ns = NS_PER_SECOND;
    terms->impact_notional_micros = reader_below(reader, 200);
    terms->stale_ns = 10 * NS_PER_SECOND;
    terms->return_ns = 30 * NS_PER_SECOND;
    terms->degraded_lots_max = reader_below(reader, 40);
    terms->cap_ppm = reader_mostly(reader, 5, 100) * 1000;
    terms->stray_ppm = reader_mostly(reader, 0, 3) * 100000;
    terms->return_ppm = terms->stray_ppm / 2;
    terms->index_method = (uint8_t)reader_below(reader, 3);
    terms->source_count = (uint8_t)reader_mostly(reader, 3, 6);
    if (terms->index_method == INDEX_GIVEN) terms->source_count = 0;
    terms->halt_below = (uint8_t)reader_mostly(reader, 0, 3);
    terms->degraded_below = (uint8_t)(terms->halt_below + reader_below(reader, 2));
    for (uint32_t i = 0; i < terms->source_count; i++) {
        terms->sources[i] = (struct index_source){1 + i, 1 + reader_below(reader, 3)};
    }
}

static inline void reader_mark(struct reader *reader, struct body_mark_terms *terms)
{
    terms->components = reader_byte(reader) & MARK_COMPONENTS_ALL;
    terms->average_ns = 150 * NS_PER_SECOND;
    terms->touch_average_ns = 30 * NS_PER_SECOND;
    terms->spread_sample_ns = NS_PER_SECOND;
    terms->settle_window_ns = reader_below(reader, 3) * 60 * NS_PER_SECOND;
    terms->sample_count = reader_mostly(reader, 0, 20);
    terms->band_ppm = reader_below(reader, 3) * 20000;
    terms->basis = (uint8_t)reader_below(reader, 5);
    terms->spread_price = (uint8_t)reader_below(reader, 2);
    terms->thin_rule = (uint8_t)reader_below(reader, 2);
}

static inline void reader_funding(struct reader *reader, struct body_funding_terms *terms)
{
    terms->premium = (uint8_t)reader_mostly(reader, PREMIUM_IMPACT, 4);
    terms->interval_ns = reader_mostly(reader, 1, 60) * NS_PER_MINUTE;
    terms->sample_ns = NS_PER_SECOND;
    terms->bucket_ns = NS_PER_MINUTE;
    terms->base_ns = 8 * NS_PER_HOUR;
    terms->interest_e12 = reader_below(reader, 100) * INT64_C(1000000);
    terms->dampener_e12 = reader_below(reader, 3) * INT64_C(500000000);
    terms->clamp_e12 = reader_below(reader, 3) * INT64_C(20000000000);
    terms->divisor = 1;
    terms->reduce = (uint8_t)reader_below(reader, 3);
    terms->weighting = (uint8_t)reader_below(reader, 2);
    terms->charge = (uint8_t)reader_below(reader, 2);
    terms->price = (uint8_t)reader_below(reader, 3);
    terms->lag = (uint8_t)reader_below(reader, 2);
}

static inline void reader_prices(struct reader *reader, struct command *command)
{
    switch (command->kind) {
    case COMMAND_PRICE_TERMS: reader_index(reader, &command->prices); break;
    case COMMAND_SOURCE_PRICE:
        command->source.source_id = 1 + reader_below(reader, 4);
        reader_fine_price(reader, &command->source.bid);
        reader_fine_price(reader, &command->source.ask);
        reader_fine_price(reader, &command->source.last);
        break;
    case COMMAND_MARK_TERMS: reader_mark(reader, &command->mark); break;
    default: reader_funding(reader, &command->funding); break;
    }
}

static inline void reader_brackets(struct reader *reader, struct body_margin_terms *terms)
{
    terms->bracket_count = (uint8_t)(1 + reader_below(reader, 3));
    terms->initial_mode = INITIAL_FACTOR;
    terms->initial_factor_ppm = 1300000;
    terms->risk_group = (uint8_t)reader_mostly(reader, 1, 3);
    if (reader_below(reader, 3) == 0) {
        terms->size_from_lots = reader_below(reader, 40);
        terms->size_slope_e12 = reader_below(reader, 100) * INT64_C(10000000);
        terms->size_cap_ppm = 50000;
    }
    for (uint32_t i = 0; i < terms->bracket_count; i++) {
        terms->brackets[i].floor_micros = i * INT64_C(100000);
        terms->brackets[i].maintenance_ppm = 50000 + 20000 * i;
    }
}

static inline void reader_grid(struct reader *reader, struct body_risk_grid *grid)
{
    grid->risk_group = (uint8_t)reader_mostly(reader, 1, 4);
    grid->scenario_count = 2;
    grid->scenarios[0] = (struct scenario_term){-(int32_t)reader_byte(reader) * 500, 1000000};
    grid->scenarios[1] = (struct scenario_term){(int32_t)reader_byte(reader) * 500, 900000};
    grid->net_ppm = reader_below(reader, 30) * 1000;
    grid->hedged_ppm = grid->net_ppm;
    grid->share_ppm = 700000;
}

static inline void reader_margin(struct reader *reader, struct command *command)
{
    switch (command->kind) {
    case COMMAND_MARGIN_VENUE:
        command->margin_venue.queue_ratio_ppm = 700000 + reader_below(reader, 100) * 3000;
        break;
    case COMMAND_MARGIN_TERMS: reader_brackets(reader, &command->margin); break;
    case COMMAND_MARGIN_MODE:
        command->margin_mode.margin_mode = (uint8_t)reader_below(reader, 3);
        break;
    case COMMAND_RISK_GRID: reader_grid(reader, &command->grid); break;
    case COMMAND_ASSET_TERMS:
        command->asset.asset_id = 1 + reader_below(reader, 3);
        command->asset.haircut_ppm = reader_byte(reader) * 2000u;
        command->asset.account_cap_micros = reader_money(reader);
        command->asset.venue_cap_units = reader_byte(reader) * INT64_C(1000000000);
        break;
    case COMMAND_ASSET_PRICE:
        command->asset_price.asset_id = 1 + reader_below(reader, 3);
        command->asset_price.price_micros = reader_money(reader);
        break;
    default:
        command->asset_cash.asset_id = 1 + reader_below(reader, 3);
        command->asset_cash.units = reader_byte(reader) * INT64_C(10000000);
        break;
    }
}

static inline void reader_liquidation_terms(struct reader *reader,
                                            struct body_liquidation_terms *terms)
{
    terms->window_ns = NS_PER_HOUR;
    terms->auction_ns = reader_below(reader, 3) * NS_PER_SECOND;
    terms->fund_notional_micros_max = reader_below(reader, 4) * INT64_C(1000000);
    terms->regime = (uint8_t)(1 + reader_below(reader, 2));
    if (terms->regime == REGIME_VENUE) terms->fund_account_id = reader_mostly(reader, 3, 5);
    terms->liquidate_ratio_ppm = 1000000;
    terms->close_out_ppm = reader_mostly(reader, 666667, 256);
    terms->slice_factor_ppm = 1100000;
    terms->adjustment_ppm = 1000000;
    terms->spread_ppm = 500000;
    terms->fee_ppm = reader_below(reader, 20) * 1000;
    terms->drawdown_ppm = reader_below(reader, 3) * 300000;
    terms->release_ppm = terms->drawdown_ppm / 2;
    terms->exposure_ppm = 1000000;
    terms->work_max = reader_mostly(reader, 1000, 3);
    terms->method = (uint8_t)(1 + reader_below(reader, 3));
}

static inline void reader_default_terms(struct reader *reader, struct body_default_terms *terms)
{
    terms->tranche_micros = reader_below(reader, 200) * INT64_C(10);
    terms->tranche_ppm = 100000;
    terms->window_ns = reader_mostly(reader, 180, 10) * NS_PER_DAY;
    terms->assessment_ppm = 2000000;
    terms->assessment_sum_ppm = 5500000;
    terms->gains_days = reader_below(reader, 4);
    terms->capital_account_id = reader_mostly(reader, 0, 8);
}

static inline void reader_liquidation(struct reader *reader, struct command *command)
{
    switch (command->kind) {
    case COMMAND_LIQUIDATION_TERMS: reader_liquidation_terms(reader, &command->liquidation); break;
    case COMMAND_AUCTION_BID:
        command->auction_bid.price.ticks = reader_ticks(reader);
        command->auction_bid.qty.lots = reader_lots(reader);
        command->auction_bid.side = (uint8_t)reader_below(reader, 2);
        break;
    case COMMAND_DEFAULT_TERMS: reader_default_terms(reader, &command->default_terms); break;
    default:
        command->default_member.member_id = reader_below(reader, 4);
        command->default_member.guaranty_account_id = reader_below(reader, 8);
        command->default_member.requirement_micros = reader_money(reader);
        break;
    }
}

/* Days, cycles and closures around the time at hand. */
static inline void reader_clearing(struct reader *reader, struct command *command)
{
    int64_t day_ns = WINDOW_NS_MAX;
    switch (command->kind) {
    case COMMAND_BUSINESS_CALENDAR: {
        struct body_business_calendar *body = &command->business_calendar;
        body->weekdays = (uint8_t)reader_mostly(reader, WEEKDAYS_WORKING, 130);
        body->bank_open_minute = (uint16_t)(reader_byte(reader) * 3u);
        body->bank_close_minute = (uint16_t)(760 + reader_byte(reader) * 3u);
        body->holiday_count = (uint16_t)reader_below(reader, 4);
        for (uint32_t i = 0; i < 3; i++) {
            body->holidays[i] = (int32_t)(reader->time_ns / day_ns) + (int32_t)i * 2;
        }
        break;
    }
    case COMMAND_SETTLEMENT_TERMS: {
        struct body_settlement_terms *body = &command->settlement_terms;
        body->account_class = 1u << reader_mostly(reader, 0, 4);
        body->weekend_ppm = reader_byte(reader) * 40000u;
        body->roll_minute = (uint16_t)(reader_byte(reader) * 6u);
        body->waits = (uint8_t)reader_mostly(reader, 0, 3);
        body->cycle_count = (uint8_t)reader_below(reader, 4);
        for (uint32_t i = 0; i < 3; i++) {
            body->cycles[i].minute = (uint16_t)(i * 480 + reader_byte(reader) * 2u);
            body->cycles[i].business_days_only = (uint8_t)reader_below(reader, 2);
        }
        break;
    }
    case COMMAND_EXPIRY_TERMS:
        command->expiry_terms.expiry_ns =
            i64_min(reader->time_ns, TIME_NS_MAX) + reader_byte(reader) * day_ns / 64;
        command->expiry_terms.window_ns = reader_window(reader);
        command->expiry_terms.sample_ns = reader_window(reader);
        command->expiry_terms.method = reader_mostly(reader, FINAL_INDEX, 4);
        break;
    case COMMAND_SETTLEMENT_PRICE:
        command->settlement_price.price.ticks_e4 = reader_ticks(reader) % 1000001 * 9999;
        command->settlement_price.register_entry = reader_mostly(reader, 1, 2);
        command->settlement_price.use = reader_below(reader, 4);
        break;
    default:
        command->prefunding_terms.closure_ns = reader_byte(reader) * day_ns / 64;
        command->prefunding_terms.check_ns = reader_byte(reader) * day_ns / 255;
        command->prefunding_terms.watch_ns = reader_mostly(reader, 6, 30) * day_ns / 24;
        command->prefunding_terms.liquidate_ppm = reader_byte(reader) * 4000u;
        command->prefunding_terms.restrict_ppm = reader_byte(reader) * 8000u;
        command->prefunding_terms.warn_ppm = 2040000;
        break;
    }
}

/* Commands from COMMAND_PRICE_TERMS on. */
static inline void reader_economy(struct reader *reader, struct command *command)
{
    if (command->kind < COMMAND_MARGIN_VENUE) {
        reader_prices(reader, command);
    } else if (command->kind < COMMAND_LIQUIDATION_TERMS) {
        reader_margin(reader, command);
    } else if (command->kind < COMMAND_BUSINESS_CALENDAR) {
        reader_liquidation(reader, command);
    } else {
        reader_clearing(reader, command);
    }
    if (reader_byte(reader) < 230) return;
    uint64_t size = command_size(command->kind);
    if (size <= COMMAND_HEADER_SIZE) return;
    uint64_t at = reader_byte(reader) % (size - COMMAND_HEADER_SIZE);
    ((uint8_t *)&command->none)[at] = reader_byte(reader);
}

#endif
