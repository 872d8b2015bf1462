/* SPDX-License-Identifier: Apache-2.0 */
/*
 * watch_terms.c - what accepted commands changed: terms and prices of sources; see watch.h.
 *
 * Role   See watch.h.
 * Rules  R-STEP-2, R-INDEX-2, R-INDEX-10, R-MARK-1, R-FUND-1, R-TIER-9, R-LIQ-1.
 */
#include "base/int_math.h"
#include "lab/watch.h"
#include "model/zone.h"

/* R-INDEX-2: the price that a source has from here on. */
static void watch_source(struct watch_product *product, const struct command *command,
                         int64_t time_ns)
{
    const struct body_source_price *source = &command->source;
    for (uint32_t i = 0; i < product->prices.source_count; i++) {
        if (product->prices.sources[i].source_id != source->source_id) continue;
        int64_t bid_e4 = source->bid.ticks_e4;
        int64_t ask_e4 = source->ask.ticks_e4;
        bool has_book = bid_e4 != 0 && ask_e4 != 0 && bid_e4 <= ask_e4;
        product->sources[i].price.ticks_e4 =
            has_book ? (int64_t)(((int128)bid_e4 + ask_e4) / 2) : source->last.ticks_e4;
        product->sources[i].time_ns = time_ns;
        product->sources[i].sequence = command->sequence;
    }
}

/* R-STEP-2, R-INDEX-10 */
static void watch_price_terms(const struct watch *watch, struct watch_product *product,
                              const struct command *command)
{
    int64_t step_ns = command->prices.step_ns;
    if (product->prices.step_ns != step_ns) {
        product->next_step_ns = (watch->time_ns / step_ns + 1) * step_ns;
    }
    for (uint32_t i = 0; i < INDEX_SOURCES_MAX; i++) {
        bool is_same = i < product->prices.source_count && i < command->prices.source_count &&
                       product->prices.sources[i].source_id == command->prices.sources[i].source_id;
        if (!is_same) product->sources[i] = (struct derived_source){0};
    }
    product->prices = command->prices;
    product->prices_sequence = command->sequence;
}

/* R-FUND-1: new terms drop the open bucket and the interval; what was published stays. */
static void watch_funding_terms(const struct watch *watch, struct watch_product *product,
                                const struct command *command)
{
    struct derived_funding *funding = &product->funding;
    bool keeps_carry = product->funding_terms.base_ns == command->funding.base_ns;
    product->funding_terms = command->funding;
    product->funding_terms_sequence = command->sequence;
    struct derived_times times =
        derive_funding_times(&product->funding_terms, &watch->calendar, watch->time_ns);
    *funding = (struct derived_funding){
        .published_e12 = funding->published_e12,
        .published_sequence = funding->published_sequence,
        .cumulative_nanos = funding->cumulative_nanos,
        .carry = keeps_carry ? funding->carry : 0,
        .next_ns = times.next_ns,
        .began_ns = times.began_ns,
    };
}

/* R-FUND-2: local funding times are looked for again, unless one is overdue. */
static void watch_calendar(struct watch *watch, const struct command *command)
{
    watch->calendar = command->calendar;
    for (uint32_t i = 0; i < PRODUCTS_MAX; i++) {
        struct watch_product *product = &watch->products[i];
        struct derived_funding *funding = &product->funding;
        int64_t worked_ns = product->stepped_ns == 0 ? watch->time_ns : product->stepped_ns;
        bool is_overdue = funding->next_ns != 0 && funding->next_ns <= worked_ns;
        if (product->funding_terms.time_count == 0 || is_overdue) continue;
        struct derived_times times =
            derive_funding_times(&product->funding_terms, &watch->calendar, worked_ns);
        funding->began_ns = times.began_ns;
        funding->next_ns = times.next_ns;
    }
}

/* R-TIER-9: from the first terms on the product holds nothing. */
static void watch_margin_terms(struct watch *watch, const struct command *command)
{
    struct watch_product *product = &watch->products[command->product_id];
    product->margin_terms = command->margin;
    product->margin_terms_sequence = command->sequence;
    uint32_t place = product->first_position;
    for (; place != 0; place = watch->positions[place].product_next) {
        watch->positions[place].hold_micros = 0;
    }
}

/* R-LIQ-1: the fund's window and the days of haircuts are forgotten. */
static void watch_liquidation_terms(struct watch_product *product, const struct command *command)
{
    product->liquidation_terms = command->liquidation;
    product->liquidation_terms_sequence = command->sequence;
    product->fund = (struct derived_fund){0};
    product->gains_day = 0;
    product->gains_days = 0;
    product->gains_default = 0;
}

#define MINUTE_NS       INT64_C(60000000000)
#define MINUTES_OF_WEEK 10080
#define MONDAY_MINUTE   4320 /* the epoch was a Thursday: this many minutes after a Monday */

bool watch_is_weekend(const struct watch *watch, const struct watch_product *product)
{
    int64_t from = product->margin_terms.weekend_from_minute;
    int64_t to = product->margin_terms.weekend_to_minute;
    int64_t minute = (int64_t)div_floor(zone_local_ns(&watch->calendar, watch->time_ns), MINUTE_NS);
    minute = (minute + MONDAY_MINUTE) % MINUTES_OF_WEEK;
    if (minute < 0) minute += MINUTES_OF_WEEK;
    if (from <= to) return minute >= from && minute < to;
    return minute >= from || minute < to;
}

void watch_command(struct watch *watch, const struct command *command)
{
    if (command->product_id >= PRODUCTS_MAX) return;
    struct watch_product *product = &watch->products[command->product_id];
    switch (command->kind) {
    case COMMAND_PRODUCT_DEFINE:
    case COMMAND_PRODUCT_TERMS:
        product->terms = command->terms;
        product->terms_sequence = command->sequence;
        break;
    case COMMAND_CALENDAR: watch_calendar(watch, command); break;
    case COMMAND_PRICE_TERMS: watch_price_terms(watch, product, command); break;
    case COMMAND_SOURCE_PRICE: watch_source(product, command, watch->time_ns); break;
    case COMMAND_MARK_TERMS:
        if (product->mark_terms.settle_window_ns != command->mark.settle_window_ns) {
            product->window = (struct derived_window){.count = 0};
        }
        product->mark_terms = command->mark;
        product->mark_terms_sequence = command->sequence;
        derive_mark_begin(&product->mark);
        break;
    case COMMAND_FUNDING_TERMS: watch_funding_terms(watch, product, command); break;
    case COMMAND_MARGIN_TERMS: watch_margin_terms(watch, command); break;
    case COMMAND_LIQUIDATION_TERMS: watch_liquidation_terms(product, command); break;
    case COMMAND_RISK_GRID: watch->grids[command->grid.risk_group] = command->grid; break;
    case COMMAND_BUSINESS_CALENDAR: watch->business = command->business_calendar; break;
    case COMMAND_ALLOCATION: watch_bunch_give(watch, command); break;
    default: break;
    }
}
