/* SPDX-License-Identifier: Apache-2.0 */
/*
 * listing.c - see listing.h.
 */
#include "model/listing.h"

#include <string.h>

#include "base/check.h"
#include "base/date.h"
#include "model/register_example.h"
#include "model/term_presets.h"
#include "model/us_calendar.h"

#define USD            INT64_C(1000000)
#define REGISTER_ENTRY EXAMPLE_ORDER

/* One contract is 0.0001 BTC, quoted in steps of 0.0001 USD: 100 micro-dollars a tick and lot. */
static void define(const struct listing *listing, struct command *command)
{
    (void)listing;
    struct product_terms *terms = &command->terms;
    *terms = (struct product_terms){
        .tick_value_micros = 100,
        .price_ticks_min = 1,
        .price_ticks_max = 10000000,
        .order_lots_max = 1000000,
        .order_notional_micros_max = 100000000 * USD,
        .position_lots_max = 50000000,
        .band_ticks = 1000,
        .band_ppm = 200000,
        .protection_ticks = 1000,
        .resume_auction_ns = 30 * NS_PER_SECOND,
        .initial_margin_ppm = 169538,
        .fee_maker_ppm = 500,
        .fee_taker_ppm = 1200,
        .eligible_classes = CLASS_FUTURES,
        .day_end_minute = 17 * 60,
        .smp_mode = SMP_CANCEL_TAKER,
        .register_entry = REGISTER_ENTRY,
        .decimals_price = 4,
    };
    memcpy(terms->symbol, "BTCPERP", sizeof "BTCPERP");
    memcpy(terms->quote, "USD", sizeof "USD");
}

static void preset(const struct listing *listing, struct command *command)
{
    bool is_known = term_preset_apply(command, "btcperp");
    ASSERT(is_known);
    if (command->kind != COMMAND_PRICE_TERMS) return;
    struct body_price_terms *prices = &command->prices;
    ASSERT(listing->source_count <= INDEX_SOURCES_MAX);
    prices->source_count = (uint8_t)listing->source_count;
    prices->degraded_lots_max = 10000;
    for (uint32_t i = 0; i < listing->source_count; i++)
        prices->sources[i] = (struct index_source){listing->source_ids[i], 1};
}

/* The rate of small positions is inferred from the contract's published figures; how it grows is
 * ours. */
static void margin(const struct listing *listing, struct command *command)
{
    (void)listing;
    command->margin = (struct body_margin_terms){
        .bracket_count = 5,
        .initial_mode = INITIAL_FACTOR,
        .initial_factor_ppm = 1300000,
        .brackets = {{.floor_micros = 0, .maintenance_ppm = 130414},
                     {.floor_micros = 2000000 * USD, .maintenance_ppm = 150000},
                     {.floor_micros = 10000000 * USD, .maintenance_ppm = 200000},
                     {.floor_micros = 50000000 * USD, .maintenance_ppm = 300000},
                     {.floor_micros = 200000000 * USD, .maintenance_ppm = 500000}},
    };
}

static void liquidation(const struct listing *listing, struct command *command)
{
    command->liquidation = (struct body_liquidation_terms){
        .window_ns = 8 * NS_PER_HOUR,
        .auction_ns = 2 * NS_PER_SECOND,
        .fund_notional_micros_max = 20000000 * USD,
        .fund_account_id = listing->fund_account_id,
        .liquidate_ratio_ppm = 1000000,
        .close_out_ppm = 666667,
        .slice_factor_ppm = 1100000,
        .adjustment_ppm = 1000000,
        .spread_ppm = 500000,
        .fee_ppm = 5000,
        .drawdown_ppm = 300000,
        .exposure_ppm = 1000000,
        .work_max = 1000,
        .regime = listing->regime,
        .method = listing->method,
    };
}

/* New York: 12:00 and 16:00 on every day; what trades after 17:00 carries the next trade date. */
static void settlement(const struct listing *listing, struct command *command)
{
    (void)listing;
    command->settlement_terms = (struct body_settlement_terms){
        .account_class = CLASS_FUTURES,
        .roll_minute = 17 * 60,
        .cycle_count = 2,
        .waits = 1,
        .cycles = {{.minute = 12 * 60}, {.minute = 16 * 60}},
        .register_entry = REGISTER_ENTRY,
    };
}

static void clock_of(const struct listing *listing, struct command *command)
{
    us_calendar_clock(&command->calendar, listing->from_ns);
}

static void banks_of(const struct listing *listing, struct command *command)
{
    us_calendar_banks(&command->business_calendar, listing->from_ns);
}

static void queue_ratio(const struct listing *listing, struct command *command)
{
    (void)listing;
    command->margin_venue.queue_ratio_ppm = 910000;
}

static void filing(const struct listing *listing, struct command *command)
{
    (void)listing;
    register_example_filing(command);
}

struct listing_step {
    uint16_t kind; /* enum command_kind */
    bool is_venue; /* no product in the header */
    uint32_t state;
    void (*fill)(const struct listing *listing, struct command *command);
};

static const struct listing_step steps[] = {
    {COMMAND_CALENDAR, true, 0, clock_of},
    {COMMAND_BUSINESS_CALENDAR, true, 0, banks_of},
    {COMMAND_MARGIN_VENUE, true, 0, queue_ratio},
    {COMMAND_PRODUCT_DEFINE, false, 0, define},
    {COMMAND_PRODUCT_FILING, false, 0, filing},
    {COMMAND_PRICE_TERMS, false, 0, preset},
    {COMMAND_MARK_TERMS, false, 0, preset},
    {COMMAND_FUNDING_TERMS, false, 0, preset},
    {COMMAND_MARGIN_TERMS, false, 0, margin},
    {COMMAND_LIQUIDATION_TERMS, false, 0, liquidation},
    {COMMAND_SETTLEMENT_TERMS, false, 0, settlement},
    {COMMAND_PRODUCT_STATE, false, PRODUCT_FILED, NULL},
    {COMMAND_PRODUCT_STATE, false, PRODUCT_APPROVED, NULL},
    {COMMAND_PRODUCT_STATE, false, PRODUCT_LISTED, NULL},
};

bool listing_command(const struct listing *listing, uint32_t step, struct command *command)
{
    if (step >= sizeof steps / sizeof steps[0]) return false;
    *command = (struct command){.kind = steps[step].kind};
    if (!steps[step].is_venue) command->product_id = listing->product_id;
    if (steps[step].fill != NULL) {
        steps[step].fill(listing, command);
    } else {
        bool is_filed = steps[step].state == PRODUCT_FILED;
        command->state = (struct body_state){
            .state = steps[step].state,
            .register_entry = is_filed ? EXAMPLE_FILING : REGISTER_ENTRY,
        };
    }
    return true;
}
