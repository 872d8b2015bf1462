/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stream_price.c - random terms of index, mark and funding, and what the sources say.
 *
 * Role   See stream_economy.h.  Steps are short against the distance of commands, so that most
 *        commands work one; periods are multiples of them, as the terms must be.
 */
#include <string.h>

#include "base/date.h"
#include "base/int_math.h"
#include "sim/stream_economy.h"

static int64_t step_of(const struct stream *stream, uint16_t product_id)
{
    int64_t step_ns = stream->products[product_id].prices.step_ns;
    return step_ns > 0 ? step_ns : NS_PER_MILLI;
}

void fill_price_terms(struct stream *stream, struct command *command)
{
    static const int64_t steps_ns[] = {NS_PER_MILLI, 2 * NS_PER_MILLI, 5 * NS_PER_MILLI,
                                       20 * NS_PER_MILLI, NS_PER_SECOND};
    const struct world_product *product = &stream->products[command->product_id];
    struct body_price_terms *terms = &command->prices;
    bool is_known = product->prices.step_ns != 0;
    if (is_known) *terms = product->prices;
    if (!is_known || chance(stream, 1, 6)) terms->step_ns = steps_ns[pick(stream, 5)];
    terms->impact_notional_micros =
        chance(stream, 1, 5) ? 0 : pick_between(stream, 1, 4000) * 100000;
    terms->index_method = chance(stream, 1, 6) ? INDEX_GIVEN : (uint8_t)(1 + pick(stream, 2));
    memset(terms->sources, 0, sizeof terms->sources);
    terms->source_count = 0;
    if (terms->index_method == INDEX_GIVEN) return;
    terms->source_count = (uint8_t)(chance(stream, 1, 8) ? 16 : 1 + pick(stream, 6));
    for (uint32_t i = 0; i < terms->source_count; i++) {
        terms->sources[i].source_id = chance(stream, 1, 9) ? 50 + i : 1 + i;
        terms->sources[i].weight = (uint32_t)(chance(stream, 1, 2) ? 1 : pick(stream, 5));
    }
    terms->sources[0].weight = 1;
    terms->stale_ns =
        chance(stream, 1, 4) ? pick_between(stream, NS_PER_MILLI, NS_PER_SECOND) : NS_PER_DAY;
    terms->cap_ppm = chance(stream, 1, 4) ? 0 : (uint32_t)pick(stream, 8000);
    terms->stray_ppm = chance(stream, 1, 4) ? 0 : (uint32_t)(5000 + pick(stream, 50000));
    terms->return_ppm = (uint32_t)pick(stream, 20000);
    terms->return_ns = pick_between(stream, 0, 50 * NS_PER_MILLI);
    terms->halt_below = (uint8_t)pick(stream, 3);
    terms->degraded_below = (uint8_t)(terms->halt_below + pick(stream, 3));
    terms->degraded_lots_max = pick_between(stream, 0, 60);
}

void fill_mark_terms(struct stream *stream, struct command *command)
{
    int64_t step_ns = step_of(stream, command->product_id);
    struct body_mark_terms *terms = &command->mark;
    terms->components = (uint32_t)pick(stream, MARK_COMPONENTS_ALL + 1);
    if (chance(stream, 1, 3)) terms->components = MARK_BASIS | MARK_SPREAD | MARK_TOUCH;
    if (chance(stream, 1, 6)) terms->components = 0;
    terms->basis = (uint8_t)pick(stream, BASIS_PUBLISHED_LEFT + 1);
    terms->spread_price = (uint8_t)pick(stream, 2);
    terms->thin_rule = chance(stream, 1, 4) ? 1 : 0;
    terms->sample_count = (uint32_t)(chance(stream, 1, 2) ? 0 : 1 + pick(stream, 40));
    if (chance(stream, 1, 20)) terms->sample_count = 512;
    terms->average_ns = pick_between(stream, step_ns, i64_max(step_ns, NS_PER_SECOND));
    if (chance(stream, 1, 6)) terms->average_ns = pick_between(stream, step_ns, NS_PER_DAY);
    terms->touch_average_ns = pick_between(stream, step_ns, i64_max(step_ns, 30 * NS_PER_SECOND));
    terms->spread_sample_ns = step_ns * pick_between(stream, 1, 4);
    terms->band_ppm = chance(stream, 1, 3) ? 0 : (uint32_t)pick(stream, 100000);
    terms->settle_window_ns = chance(stream, 1, 3) ? 0 : 60 * step_ns * pick_between(stream, 1, 5);
}

static void set_rate_bounds(struct stream *stream, struct body_funding_terms *terms)
{
    terms->interest_e12 = pick_between(stream, -200000000, 400000000);
    if (chance(stream, 1, 2)) terms->dampener_e12 = pick_between(stream, 0, 600000000);
    if (chance(stream, 1, 3)) terms->clamp_e12 = pick_between(stream, 0, 50000000000);
    if (chance(stream, 1, 5)) terms->dead_e12 = pick_between(stream, 0, 200000000);
    if (chance(stream, 1, 4)) terms->change_e12 = pick_between(stream, 0, 2000000000);
    if (chance(stream, 1, 3)) terms->sample_cap_ppm = (uint32_t)pick(stream, 100000);
    if (chance(stream, 1, 4)) terms->smooth_ppm = (uint32_t)pick(stream, 1000001);
    terms->cap_initial_ppm = (uint32_t)pick(stream, 100000);
    terms->cap_maintenance_ppm = (uint32_t)pick(stream, terms->cap_initial_ppm + 1);
    if (chance(stream, 1, 4)) terms->cap_factor_ppm = (uint32_t)pick(stream, 1000000);
    terms->divisor = (uint32_t)(chance(stream, 1, 2) ? 1 : 1 + pick(stream, 24));
}

void fill_funding_terms(struct stream *stream, struct command *command)
{
    int64_t step_ns = step_of(stream, command->product_id);
    struct body_funding_terms *terms = &command->funding;
    terms->premium = (uint8_t)(chance(stream, 1, 12) ? PREMIUM_NONE : 1 + pick(stream, 3));
    terms->sample_ns = step_ns * (chance(stream, 1, 3) ? 2 : 1);
    int64_t samples = chance(stream, 1, 8) ? 125 : 1 + (int64_t)pick(stream, 10);
    /* A divisor of a minute, so that an interval can be a whole number of buckets. */
    while (samples > 1 && NS_PER_MINUTE % (terms->sample_ns * samples) != 0) samples--;
    terms->bucket_ns = terms->sample_ns * samples;
    terms->reduce = (uint8_t)pick(stream, 3);
    terms->weighting = (uint8_t)pick(stream, 2);
    terms->charge = (uint8_t)pick(stream, 2);
    terms->price = (uint8_t)pick(stream, 3);
    terms->lag = (uint8_t)pick(stream, 2);
    terms->interval_ns = NS_PER_MINUTE * (chance(stream, 1, 3) ? 480 : 1);
    if (chance(stream, 1, 3)) {
        terms->interval_ns = 0;
        terms->time_count = (uint8_t)(1 + pick(stream, FUNDING_TIMES_MAX));
        uint32_t minute = (uint32_t)pick(stream, 200);
        for (uint32_t i = 0; i < terms->time_count; i++) {
            terms->times[i] = (uint16_t)minute;
            minute += 1 + (uint32_t)pick(stream, 170);
        }
    }
    if (terms->charge == CHARGE_CONTINUOUS)
        terms->base_ns = chance(stream, 1, 2) ? 8 * NS_PER_HOUR
                                              : pick_between(stream, NS_PER_SECOND, NS_PER_DAY);
    set_rate_bounds(stream, terms);
}

/* Mostly all accounts of the world, sometimes none, or more than a command may name. */
void fill_funding_collect(struct stream *stream, struct command *command)
{
    struct body_funding_collect *body = &command->funding_collect;
    body->first_account_id = (uint32_t)pick(stream, WORLD_ACCOUNTS);
    body->last_account_id = WORLD_ACCOUNTS + (uint32_t)pick(stream, 9);
    if (chance(stream, 1, 8)) body->last_account_id = (uint32_t)pick(stream, WORLD_ACCOUNTS);
    if (chance(stream, 1, 20))
        body->last_account_id =
            body->first_account_id + FUNDING_COLLECT_MAX - 1 + (uint32_t)pick(stream, 2);
}

/* --- sources ---------------------------------------------------------------------------------- */

void move_center(struct stream *stream, uint16_t product_id)
{
    struct world_product *product = &stream->products[product_id];
    int64_t center = product->center;
    int64_t reach = 1;
    if (chance(stream, 1, 12)) reach = 1 + center / 300;
    if (chance(stream, 1, 30)) reach = 1 + center / 100;
    if (chance(stream, 1, 100)) reach = 1 + center / 25;
    if (chance(stream, 1, 250)) reach = 1 + center / 5;
    if (reach == 1) return;
    /* Drifts back to where its terms began, so that a run does not end at one of their bounds. */
    int64_t home = center_of_terms(&product->terms);
    center += pick_between(stream, -reach, reach);
    if (center < home / 3 || center > home + home / 2) center = home;
    product->center =
        i64_max(product->terms.price_ticks_min, i64_min(product->terms.price_ticks_max, center));
}

void fill_source_price(struct stream *stream, struct command *command)
{
    const struct world_product *product = &stream->products[command->product_id];
    struct body_source_price *body = &command->source;
    move_center(stream, command->product_id);
    uint32_t count = product->prices.source_count;
    body->source_id = 1;
    if (count > 0) body->source_id = product->prices.sources[pick(stream, count)].source_id;
    body->source_time_ns = stream->now_ns;
    int64_t price = product->center * FINE_PER_TICK;
    price += pick_between(stream, -1, 1) * (price / 4000);
    if (chance(stream, 1, 40)) price += pick_between(stream, -1, 1) * (price / 12);
    price = i64_max(3, price + pick_between(stream, -20000, 20000));
    price = i64_min(price, product->terms.price_ticks_max * FINE_PER_TICK - 2);
    if (chance(stream, 5, 6)) {
        body->bid.ticks_e4 = price - pick_between(stream, 0, 2);
        body->ask.ticks_e4 = price + pick_between(stream, chance(stream, 1, 10) ? -3 : 0, 2);
    }
    if (chance(stream, 1, 2)) body->last.ticks_e4 = price + pick_between(stream, -2, 2);
    if (chance(stream, 1, 20)) body->ask.ticks_e4 = 0;
}
