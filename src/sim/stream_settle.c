/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stream_settle.c - random days, settlement terms, expiries, pre-funding and liquidation.
 *
 * Role   See stream_economy.h.
 */
#include "base/date.h"
#include "base/int_math.h"
#include "sim/stream_economy.h"

#define FUND_ACCOUNT 10u /* of the product with the lowest id; the others have those behind it */

/* --- days ------------------------------------------------------------------------------------- */

void fill_business_calendar(struct stream *stream, struct command *command)
{
    struct body_business_calendar *body = &command->business_calendar;
    body->weekdays = chance(stream, 1, 3) ? (uint8_t)(1 + pick(stream, 127)) : WEEKDAYS_WORKING;
    body->bank_open_minute = (uint16_t)pick(stream, 1000);
    body->bank_close_minute =
        (uint16_t)pick_between(stream, body->bank_open_minute + 1, MINUTES_OF_DAY);
    body->holiday_count = (uint16_t)(chance(stream, 1, 20) ? HOLIDAYS_MAX : pick(stream, 6));
    int32_t day = utc_day(stream->now_ns) - 2;
    for (uint32_t i = 0; i < body->holiday_count; i++) {
        day += (int32_t)(1 + pick(stream, 4));
        body->holidays[i] = day;
    }
}

void fill_settlement_terms(struct stream *stream, struct command *command)
{
    static const uint32_t classes[] = {CLASS_FUTURES, CLASS_CLEARED_SWAP, CLASS_FOREIGN_FUTURES};
    struct body_settlement_terms *terms = &command->settlement_terms;
    terms->account_class = classes[pick(stream, 3)];
    terms->weekend_ppm = (uint32_t)pick(stream, 3000000);
    terms->roll_minute = (uint16_t)(1 + pick(stream, MINUTES_OF_DAY));
    terms->cycle_count = (uint8_t)pick(stream, SETTLEMENT_CYCLES_MAX + 1);
    terms->waits = (uint8_t)pick(stream, 2);
    terms->register_entry = stream->sequence;
    uint32_t minute = (uint32_t)pick(stream, 100);
    for (uint32_t i = 0; i < terms->cycle_count; i++) {
        terms->cycles[i].minute = (uint16_t)minute;
        terms->cycles[i].business_days_only = (uint8_t)pick(stream, 2);
        minute += 1 + (uint32_t)pick(stream, 180);
    }
}

void fill_expiry_terms(struct stream *stream, struct command *command)
{
    struct body_expiry_terms *terms = &command->expiry_terms;
    int64_t reach = chance(stream, 1, 2) ? NS_PER_SECOND : 3 * NS_PER_HOUR;
    terms->expiry_ns = stream->now_ns + pick_between(stream, 1, reach);
    terms->window_ns = pick_between(stream, 0, 2 * NS_PER_MINUTE);
    terms->sample_ns =
        chance(stream, 1, 4) ? pick_between(stream, NS_PER_MILLI, NS_PER_HOUR) : 2 * NS_PER_MILLI;
    terms->method = chance(stream, 1, 3) ? FINAL_OPERATOR : FINAL_INDEX;
    terms->register_entry = stream->sequence;
}

void fill_settlement_price(struct stream *stream, struct command *command)
{
    const struct world_product *product = &stream->products[command->product_id];
    struct body_settlement_price *body = &command->settlement_price;
    body->use = (uint32_t)(1 + pick(stream, 2));
    body->register_entry = stream->sequence;
    if (chance(stream, 1, 8)) return;
    int64_t price = product->center * FINE_PER_TICK + pick_between(stream, -50000, 50000);
    body->price.ticks_e4 =
        i64_max(1, i64_min(price, product->terms.price_ticks_max * FINE_PER_TICK));
}

void fill_prefunding_terms(struct stream *stream, struct command *command)
{
    struct body_prefunding_terms *terms = &command->prefunding_terms;
    terms->closure_ns = chance(stream, 1, 8)
                            ? 0
                            : pick_between(stream, 1, chance(stream, 1, 3) ? 60 : 10) * NS_PER_HOUR;
    terms->check_ns = pick_between(stream, 0, 10 * NS_PER_HOUR);
    terms->watch_ns = pick_between(stream, NS_PER_SECOND, 4 * NS_PER_HOUR);
    uint64_t reach = chance(stream, 1, 4) ? 900000 : 150000;
    terms->liquidate_ppm = (uint32_t)pick(stream, reach);
    terms->restrict_ppm = terms->liquidate_ppm + (uint32_t)pick(stream, reach);
    terms->warn_ppm = terms->restrict_ppm + (uint32_t)pick(stream, 2000000);
}

/* --- liquidation ------------------------------------------------------------------------------ */

void fill_liquidation_terms(struct stream *stream, struct command *command)
{
    struct body_liquidation_terms *terms = &command->liquidation;
    terms->window_ns = chance(stream, 1, 2) ? NS_PER_HOUR : 20 * NS_PER_MILLI;
    terms->auction_ns = chance(stream, 1, 2) ? 0 : pick_between(stream, 1, 30 * NS_PER_MILLI);
    terms->fund_notional_micros_max = pick_between(stream, 0, 400000000);
    if (chance(stream, 3, 4))
        terms->fund_account_id = FUND_ACCOUNT + (command->product_id - 1u) % 3;
    terms->liquidate_ratio_ppm =
        chance(stream, 1, 3) ? 1000000 : (uint32_t)pick_between(stream, 100000, 1200000);
    terms->close_out_ppm = chance(stream, 1, 4) ? 666667 : (uint32_t)pick(stream, 500001);
    if (chance(stream, 1, 2)) terms->close_out_ppm = 0; /* slices while any equity is left */
    terms->slice_factor_ppm = (uint32_t)pick_between(stream, 1000000, 1500000);
    terms->adjustment_ppm = (uint32_t)pick_between(stream, 1000000, 6000000);
    terms->spread_ppm = (uint32_t)pick_between(stream, 1, 2000000);
    terms->fee_ppm = (uint32_t)pick(stream, 20000);
    if (chance(stream, 2, 3)) terms->drawdown_ppm = (uint32_t)pick(stream, 400000);
    terms->release_ppm = (uint32_t)pick(stream, terms->drawdown_ppm + 1);
    terms->exposure_ppm = (uint32_t)pick_between(stream, 1, 2000000);
    terms->work_max = (uint32_t)(chance(stream, 1, 3) ? 1 + pick(stream, 3) : 1000);
    terms->regime = REGIME_VENUE;
    bool has_waterfall = (stream->parts & PART_WATERFALL) != 0;
    if (chance(stream, has_waterfall ? 2 : 1, 5)) {
        terms->regime = REGIME_CLEARING;
        terms->fund_account_id = 0;
    }
    terms->method = (uint8_t)(1 + pick(stream, 3));
}

void fill_auction_bid(struct stream *stream, struct command *command)
{
    const struct world_product *product = &stream->products[command->product_id];
    struct body_auction_bid *body = &command->auction_bid;
    /* Members of this kind own accounts 7 to 9. */
    command->account_id =
        chance(stream, 1, 12) ? pick_account(stream) : (uint32_t)pick_between(stream, 7, 9);
    body->side = (uint8_t)pick(stream, 2);
    body->qty.lots = chance(stream, 1, 8) ? 0 : pick_between(stream, 1, 60);
    int64_t reach = 1 + product->center / 20;
    body->price.ticks = i64_max(1, product->center + pick_between(stream, -reach, reach));
}
