/* SPDX-License-Identifier: Apache-2.0 */
/*
 * quality.c - see quality.h.
 *
 * Role   See quality.h.
 */
#include "quality/quality.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/date.h"
#include "market_data/grow.h"

#define E9             INT64_C(1000000000)
#define E12_PER_E9     1000
#define MILLION_MICROS INT64_C(1000000000000) /* a million dollars */
#define GAP_NS         (31 * NS_PER_DAY)      /* a longer one is no market that stood still */
#define RECOVERY_NS    (5 * NS_PER_MINUTE)    /* after that, depth has not come back */
#define STILL_NS       NS_PER_MINUTE          /* who says nothing for longer is not looked at */

const uint32_t quality_depth_bp[QUALITY_DEPTHS] = {1, 5, 10, 25, 50};
const int64_t quality_delay_ns[QUALITY_DELAYS] = {NS_PER_SECOND, 5 * NS_PER_SECOND,
                                                  30 * NS_PER_SECOND, 5 * NS_PER_MINUTE};

int64_t weighted_mean(const struct weighted *weighted)
{
    if (weighted->weight == 0) return 0;
    return (int64_t)div_floor(weighted->sum, weighted->weight);
}

void weighted_add(struct weighted *weighted, int128 value, int128 weight)
{
    weighted->sum += value * weight;
    weighted->weight += weight;
}

static void weighted_join(struct weighted *to, const struct weighted *from)
{
    to->sum += from->sum;
    to->weight += from->weight;
}

/* --- sums ------------------------------------------------------------------------------------- */

static void counts_join(struct quality_sums *to, const struct quality_sums *from)
{
    to->observed_ns += from->observed_ns;
    to->quoted_ns += from->quoted_ns;
    to->trades += from->trades;
    to->lots += from->lots;
    to->wash_lots += from->wash_lots;
    to->value_micros += from->value_micros;
    to->shocks += from->shocks;
    to->orders += from->orders;
    to->amends += from->amends;
    to->cancels += from->cancels;
    to->refusals += from->refusals;
    to->lives += from->lives;
    to->short_lives += from->short_lives;
    to->life_ns += from->life_ns;
    to->fundings += from->fundings;
    to->fundings_zero += from->fundings_zero;
    to->fundings_capped += from->fundings_capped;
    to->banded_ns += from->banded_ns;
    to->inside_ns += from->inside_ns;
    for (uint32_t i = 0; i < 2; i++) {
        to->recovered[i] += from->recovered[i];
        to->recovered_ns[i] += from->recovered_ns[i];
    }
    for (uint32_t i = 0; i < QUALITY_KINDS; i++) {
        to->maker_lots[i] += from->maker_lots[i];
        to->taker_lots[i] += from->taker_lots[i];
    }
}

static void sums_join(struct quality_sums *to, const struct quality_sums *from)
{
    counts_join(to, from);
    weighted_join(&to->spread_e9, &from->spread_e9);
    weighted_join(&to->effective_e9, &from->effective_e9);
    weighted_join(&to->lambda, &from->lambda);
    weighted_join(&to->amihud_e9, &from->amihud_e9);
    weighted_join(&to->basis_e9, &from->basis_e9);
    weighted_join(&to->basis_size_e9, &from->basis_size_e9);
    weighted_join(&to->basis_square_e18, &from->basis_square_e18);
    weighted_join(&to->funding_error_e12, &from->funding_error_e12);
    pair_join(&to->price_pairs, &from->price_pairs);
    pair_join(&to->basis_pairs, &from->basis_pairs);
    pair_join(&to->funding_pairs, &from->funding_pairs);
    for (uint32_t i = 0; i < QUALITY_DEPTHS; i++) {
        weighted_join(&to->depth_micros[i], &from->depth_micros[i]);
    }
    for (uint32_t i = 0; i < QUALITY_DELAYS; i++) {
        weighted_join(&to->realised_e9[i], &from->realised_e9[i]);
        weighted_join(&to->impact_e9[i], &from->impact_e9[i]);
    }
}

/* Twice as many as are to be kept: the older half goes. */
static void periods_shed(struct quality_periods *periods, uint32_t kept)
{
    if (kept == 0 || periods->count < 2 * kept) return;
    memmove(periods->list, periods->list + (periods->count - kept), kept * sizeof *periods->list);
    periods->count = kept;
}

/* The period that begins there, the last or a new one; NULL if there is no memory. */
static struct quality_period *period_at(struct quality *quality, struct quality_periods *periods,
                                        int64_t start_ns)
{
    if (periods->count > 0 && periods->list[periods->count - 1].start_ns == start_ns) {
        return &periods->list[periods->count - 1];
    }
    periods_shed(periods, quality->periods_kept);
    void *list = periods->list;
    if (!array_make_room(&list, &periods->capacity, sizeof *periods->list, periods->count + 1)) {
        quality->has_memory = false;
        return NULL;
    }
    periods->list = list;
    struct quality_period *period = &periods->list[periods->count++];
    *period = (struct quality_period){.start_ns = start_ns};
    return period;
}

/* --- minutes ---------------------------------------------------------------------------------- */

/* How far the mark is above the index; both are there. */
static int64_t basis_of(const struct quality *quality)
{
    int128 basis_e9 = div_floor((int128)(quality->mark - quality->index) * E9, quality->index);
    return basis_e9 > PAIR_VALUE_MAX ? PAIR_VALUE_MAX : (int64_t)basis_e9;
}

static int64_t floor_to(int64_t time_ns, int64_t step_ns)
{
    return (int64_t)div_floor(time_ns, step_ns) * step_ns;
}

/* Kyle's lambda is a regression through the origin: sum of x y over sum of x x. */
static void minute_price(struct quality *quality)
{
    struct quality_sums *sums = &quality->minute.sums;
    int64_t mid_twice = quality->bid > 0 && quality->ask > 0 ? quality->bid + quality->ask : 0;
    if (mid_twice == 0 || quality->minute_mid_twice == 0 || quality->minute_value == 0) return;
    int128 change_e9 =
        div_floor((int128)(mid_twice - quality->minute_mid_twice) * E9, quality->minute_mid_twice);
    int128 thousands = div_floor(quality->minute_signed, 1000000000); /* of dollars */
    sums->lambda.sum += change_e9 * thousands;
    sums->lambda.weight += thousands * thousands;
    int128 size_e9 = change_e9 < 0 ? -change_e9 : change_e9;
    weighted_add(&sums->amihud_e9, div_floor(size_e9 * MILLION_MICROS, quality->minute_value), 1);
}

/* One minute's basis beside the one before: how fast it goes back. */
static void minute_basis(struct quality *quality)
{
    bool has_basis = quality->is_priced && quality->mark > 0 && quality->index > 0;
    int64_t basis_e9 = has_basis ? basis_of(quality) : 0;
    if (has_basis && quality->has_basis) {
        pair_add(&quality->minute.sums.basis_pairs, quality->basis_e9, basis_e9);
    }
    quality->basis_e9 = basis_e9;
    quality->has_basis = has_basis;
    quality->is_priced = false;
}

static bool is_weekend(int64_t local_ns)
{
    enum weekday weekday = date_weekday(utc_day(local_ns));
    return weekday == SATURDAY || weekday == SUNDAY;
}

static void minute_close(struct quality *quality)
{
    struct quality_sums *sums = &quality->minute.sums;
    minute_price(quality);
    minute_basis(quality);
    int64_t local_ns = quality->minute.start_ns + quality->offset_ns;
    struct quality_period *day = period_at(quality, &quality->days, floor_to(local_ns, NS_PER_DAY));
    if (day != NULL) {
        sums_join(&day->sums, sums);
        day->open_interest_lots = quality->open_interest_lots;
        day->has_shares = discovery_shares(&quality->day_discovery, &day->shares);
    }
    sums_join(is_weekend(local_ns) ? &quality->weekends : &quality->weekdays, sums);
    sums_join(&quality->whole, sums);
    if (!quality->keeps_minutes) return;
    struct quality_period *minute = period_at(quality, &quality->minutes, quality->minute.start_ns);
    if (minute == NULL) return;
    minute->sums = *sums;
    minute->open_interest_lots = quality->open_interest_lots;
}

/* A day's shares are made of its own seconds. */
static void day_look(struct quality *quality, int64_t start_ns)
{
    int64_t before_ns = floor_to(quality->minute.start_ns + quality->offset_ns, NS_PER_DAY);
    int64_t day_ns = floor_to(start_ns + quality->offset_ns, NS_PER_DAY);
    if (day_ns != before_ns) quality->day_discovery = (struct discovery){0};
}

static void minute_begin(struct quality *quality, int64_t start_ns)
{
    day_look(quality, start_ns);
    bool has_both = quality->bid > 0 && quality->ask > 0;
    quality->minute = (struct quality_period){.start_ns = start_ns};
    quality->minute_mid_twice = has_both ? quality->bid + quality->ask : 0;
    quality->minute_signed = 0;
    quality->minute_value = 0;
}

/* --- seconds ---------------------------------------------------------------------------------- */

static void second_keep(struct quality *quality, int64_t second, int64_t mid_twice)
{
    struct quality_seconds *seconds = &quality->seconds;
    int64_t before = seconds->count == 0 ? 0 : seconds->list[seconds->count - 1].mid_twice;
    void *list = seconds->list;
    if (!quality->keeps_seconds || mid_twice == before) return;
    if (!array_make_room(&list, &seconds->capacity, sizeof *seconds->list, seconds->count + 1)) {
        quality->has_memory = false;
        return;
    }
    seconds->list = list;
    seconds->list[seconds->count++] = (struct quality_second){second, mid_twice};
}

/* The quote and the index stand until then: each whole second on the way is looked at. */
static void seconds_pass(struct quality *quality, int64_t until_ns)
{
    int64_t second = floor_to(quality->time_ns, NS_PER_SECOND) / NS_PER_SECOND + 1;
    int64_t last = floor_to(until_ns, NS_PER_SECOND) / NS_PER_SECOND;
    bool has_both = quality->bid > 0 && quality->ask > 0;
    int64_t mid_twice = has_both ? quality->bid + quality->ask : 0;
    for (; second <= last; second++) {
        second_keep(quality, second, mid_twice);
        discovery_sample(&quality->day_discovery, mid_twice, quality->index);
        discovery_sample(&quality->discovery, mid_twice, quality->index);
    }
}

/* Nobody said anything for so long that what stood is no market any more. */
static void seconds_break(struct quality *quality)
{
    int64_t second = floor_to(quality->time_ns, NS_PER_SECOND) / NS_PER_SECOND + 1;
    discovery_gap(&quality->day_discovery);
    discovery_gap(&quality->discovery);
    second_keep(quality, second, 0);
    quality->trade_price = 0;
    quality->has_trade_change = false;
}

bool quality_shares(const struct quality_seconds *first, const struct quality_seconds *second,
                    struct discovery_shares *shares)
{
    struct discovery discovery = {0};
    uint32_t left = 0;
    uint32_t right = 0;
    if (first->count == 0 || second->count == 0) return false;
    int64_t at = i64_max(first->list[0].second, second->list[0].second);
    int64_t end =
        i64_min(first->list[first->count - 1].second, second->list[second->count - 1].second);
    for (; at <= end; at++) {
        while (left + 1 < first->count && first->list[left + 1].second <= at) left++;
        while (right + 1 < second->count && second->list[right + 1].second <= at) right++;
        discovery_sample(&discovery, first->list[left].mid_twice, second->list[right].mid_twice);
    }
    return discovery_shares(&discovery, shares);
}

/* --- time ------------------------------------------------------------------------------------- */

/* Is the basis so small that trading it away, there and back, costs more than it is? */
static void band_count(struct quality *quality, int128 spread_e9, int64_t duration_ns)
{
    if (quality->mark <= 0 || quality->index <= 0) return;
    const struct quality_costs *costs = &quality->costs;
    int128 distance_e9 = (int128)basis_of(quality) - costs->carry_e9;
    int128 cost_e9 = spread_e9 + 2 * (int128)costs->fee_e9 + costs->other_e9;
    bool is_inside = distance_e9 <= cost_e9 && distance_e9 >= -cost_e9;
    quality->minute.sums.banded_ns += duration_ns;
    quality->interval.banded_ns += duration_ns;
    if (!is_inside) return;
    quality->minute.sums.inside_ns += duration_ns;
    quality->interval.inside_ns += duration_ns;
}

/* The quote and depth stood for so long. */
static void time_count(struct quality *quality, int64_t duration_ns)
{
    struct quality_sums *sums = &quality->minute.sums;
    sums->observed_ns += duration_ns;
    if (quality->bid <= 0 || quality->ask <= 0) return;
    int64_t mid_twice = quality->bid + quality->ask;
    sums->quoted_ns += duration_ns;
    int128 spread_e9 = div_floor((int128)(quality->ask - quality->bid) * 2 * E9, mid_twice);
    weighted_add(&sums->spread_e9, spread_e9, duration_ns);
    band_count(quality, spread_e9, duration_ns);
    for (uint32_t i = 0; i < QUALITY_DEPTHS; i++) {
        weighted_add(&sums->depth_micros[i], quality->depth[i], duration_ns);
    }
}

/* Mids that were waited for: the one that stood when the delay was over. */
static void pending_resolve(struct quality *quality, uint32_t delay, int64_t until_ns)
{
    struct quality_sums *sums = &quality->minute.sums;
    uint32_t *at = &quality->pending_at[delay];
    bool has_both = quality->bid > 0 && quality->ask > 0;
    for (; *at < quality->pending_count; (*at)++) {
        const struct quality_pending *trade = &quality->pending[*at];
        if (trade->time_ns + quality_delay_ns[delay] >= until_ns) return;
        if (!has_both) continue;
        int64_t later = quality->bid + quality->ask;
        int64_t sign = side_sign(trade->side);
        int128 realised_e9 =
            div_floor((int128)sign * 2 * (2 * trade->price - later) * E9, trade->mid_twice);
        weighted_add(&sums->realised_e9[delay], realised_e9, trade->weight);
        weighted_add(&sums->impact_e9[delay], trade->effective_e9 - realised_e9, trade->weight);
    }
}

static void pending_forget(struct quality *quality)
{
    uint32_t done = quality->pending_count;
    for (uint32_t i = 0; i < QUALITY_DELAYS; i++) done = u32_min(done, quality->pending_at[i]);
    bool is_worth_it = done > 0 && (done == quality->pending_count || done > 65536);
    if (!is_worth_it) return;
    quality->pending_count -= done;
    memmove(quality->pending, quality->pending + done,
            quality->pending_count * sizeof *quality->pending);
    for (uint32_t i = 0; i < QUALITY_DELAYS; i++) quality->pending_at[i] -= done;
}

void quality_advance(struct quality *quality, int64_t time_ns)
{
    if (!quality->has_begun) {
        quality->has_begun = true;
        quality->time_ns = time_ns;
        minute_begin(quality, floor_to(time_ns, NS_PER_MINUTE));
        return;
    }
    if (time_ns - quality->time_ns > GAP_NS) {
        minute_close(quality);
        minute_begin(quality, floor_to(time_ns, NS_PER_MINUTE));
        quality->time_ns = time_ns;
    }
    for (uint32_t i = 0; i < QUALITY_DELAYS; i++) pending_resolve(quality, i, time_ns);
    pending_forget(quality);
    bool is_still = time_ns - quality->time_ns > STILL_NS;
    if (is_still) seconds_break(quality);
    while (time_ns >= quality->minute.start_ns + NS_PER_MINUTE) {
        int64_t end_ns = quality->minute.start_ns + NS_PER_MINUTE;
        time_count(quality, end_ns - quality->time_ns);
        if (!is_still) seconds_pass(quality, end_ns);
        quality->time_ns = end_ns;
        minute_close(quality);
        minute_begin(quality, end_ns);
    }
    if (time_ns > quality->time_ns) time_count(quality, time_ns - quality->time_ns);
    if (!is_still) seconds_pass(quality, time_ns);
    quality->time_ns = i64_max(quality->time_ns, time_ns);
}

/* --- quotes and depth ------------------------------------------------------------------------- */

void quality_quote(struct quality *quality, int64_t bid, int64_t ask)
{
    quality->bid = bid;
    quality->ask = ask;
    bool has_both = bid > 0 && ask > 0;
    if (quality->minute_mid_twice == 0 && has_both) quality->minute_mid_twice = bid + ask;
}

/* Depth that came back after a trade had taken it. */
static void shock_look(struct quality *quality, struct quality_shock *shock, int64_t depth_micros)
{
    struct quality_sums *sums = &quality->minute.sums;
    if (!shock->is_open) return;
    int64_t passed_ns = quality->time_ns - shock->since_ns;
    if (passed_ns > RECOVERY_NS) {
        shock->is_open = false;
        return;
    }
    if (!shock->is_half && depth_micros >= shock->half_micros) {
        shock->is_half = true;
        sums->recovered[0]++;
        sums->recovered_ns[0] += passed_ns;
    }
    if (depth_micros < shock->most_micros) return;
    shock->is_open = false;
    sums->recovered[1]++;
    sums->recovered_ns[1] += passed_ns;
}

void quality_depth(struct quality *quality, const int64_t depth[QUALITY_DEPTHS],
                   const int64_t side_depth[2])
{
    memcpy(quality->depth, depth, sizeof quality->depth);
    for (uint32_t side = 0; side < 2; side++) {
        quality->side_depth[side] = side_depth[side];
        shock_look(quality, &quality->shocks[side], side_depth[side]);
    }
}

/* --- trades ----------------------------------------------------------------------------------- */

static void shock_begin(struct quality *quality, const struct quality_trade *trade)
{
    enum side taken = side_opposite(trade->side);
    struct quality_shock *shock = &quality->shocks[taken];
    int64_t depth = quality->side_depth[taken];
    int64_t after = i64_max(0, depth - trade->value_micros);
    if (shock->is_open || depth <= after) return;
    *shock = (struct quality_shock){
        .is_open = true,
        .since_ns = quality->time_ns,
        .half_micros = after + (depth - after) / 2,
        .most_micros = after + (depth - after) / 10 * 9,
    };
    quality->minute.sums.shocks++;
}

static void pending_add(struct quality *quality, const struct quality_trade *trade,
                        int64_t effective_e9)
{
    void *list = quality->pending;
    if (!array_make_room(&list, &quality->pending_capacity, sizeof *quality->pending,
                         quality->pending_count + 1)) {
        quality->has_memory = false;
        return;
    }
    quality->pending = list;
    quality->pending[quality->pending_count++] = (struct quality_pending){
        .time_ns = quality->time_ns,
        .price = trade->price,
        .weight = trade->value_micros > 0 ? trade->value_micros : trade->lots,
        .effective_e9 = effective_e9,
        .mid_twice = quality->bid + quality->ask,
        .side = trade->side,
    };
}

/* Roll: a change of the price beside the change before it. */
static void price_change(struct quality *quality, int64_t price)
{
    int64_t before = quality->trade_price;
    quality->trade_price = price;
    if (before == 0) return;
    int128 change_e9 = div_floor((int128)(price - before) * E9, before);
    int64_t change = change_e9 > PAIR_VALUE_MAX ? PAIR_VALUE_MAX : (int64_t)change_e9;
    if (quality->has_trade_change) {
        pair_add(&quality->minute.sums.price_pairs, quality->trade_change_e9, change);
    }
    quality->trade_change_e9 = change;
    quality->has_trade_change = true;
}

static void effective_add(struct quality *quality, const struct quality_trade *trade)
{
    int64_t mid_twice = quality->bid + quality->ask;
    int64_t weight = trade->value_micros > 0 ? trade->value_micros : trade->lots;
    bool has_both = quality->bid > 0 && quality->ask > 0;
    if (trade->is_auction || !has_both) return;
    int128 effective_e9 = div_floor(
        (int128)side_sign(trade->side) * 2 * (2 * trade->price - mid_twice) * E9, mid_twice);
    weighted_add(&quality->minute.sums.effective_e9, effective_e9, weight);
    price_change(quality, trade->price);
    pending_add(quality, trade, (int64_t)effective_e9);
    shock_begin(quality, trade);
}

void quality_trade(struct quality *quality, const struct quality_trade *trade)
{
    struct quality_sums *sums = &quality->minute.sums;
    ASSERT(trade->maker_kind < QUALITY_KINDS && trade->taker_kind < QUALITY_KINDS);
    sums->trades++;
    sums->lots += trade->lots;
    sums->value_micros += trade->value_micros;
    if (trade->is_wash) sums->wash_lots += trade->lots;
    sums->maker_lots[trade->maker_kind] += trade->lots;
    sums->taker_lots[trade->taker_kind] += trade->lots;
    quality->minute_value += trade->value_micros;
    quality->minute_signed += (int128)side_sign(trade->side) * trade->value_micros;
    effective_add(quality, trade);
}

/* --- prices, funding, orders ------------------------------------------------------------------ */

void quality_prices(struct quality *quality, int64_t mark, int64_t index)
{
    struct quality_sums *sums = &quality->minute.sums;
    quality->mark = i64_max(mark, 0);
    quality->index = i64_max(index, 0);
    if (mark <= 0 || index <= 0) return;
    quality->is_priced = true;
    int64_t basis_e9 = basis_of(quality);
    int64_t size_e9 = basis_e9 < 0 ? -basis_e9 : basis_e9;
    struct quality_interval *interval = &quality->interval;
    weighted_add(&sums->basis_e9, basis_e9, 1);
    weighted_add(&sums->basis_size_e9, size_e9, 1);
    weighted_add(&sums->basis_square_e18, (int128)basis_e9 * basis_e9, 1);
    weighted_add(&interval->basis_e9, basis_e9, 1);
    weighted_add(&interval->basis_size_e9, size_e9, 1);
    weighted_add(&interval->basis_square_e18, (int128)basis_e9 * basis_e9, 1);
}

/* The interval is over: it is kept, and the next one begins. */
static void interval_close(struct quality *quality)
{
    struct quality_intervals *intervals = &quality->intervals;
    uint32_t kept = quality->periods_kept;
    void *list = intervals->list;
    if (kept != 0 && intervals->count >= 2 * kept) {
        memmove(intervals->list, intervals->list + (intervals->count - kept),
                kept * sizeof *intervals->list);
        intervals->count = kept;
    }
    if (!array_make_room(&list, &intervals->capacity, sizeof *intervals->list,
                         intervals->count + 1)) {
        quality->has_memory = false;
        return;
    }
    intervals->list = list;
    quality->interval.end_ns = quality->time_ns;
    intervals->list[intervals->count++] = quality->interval;
    quality->interval = (struct quality_interval){0};
}

void quality_funding(struct quality *quality, int64_t rate_e12, int64_t average_e12,
                     int64_t cap_e12)
{
    struct quality_sums *sums = &quality->minute.sums;
    int64_t error_e12 = rate_e12 - average_e12;
    sums->fundings++;
    sums->fundings_zero += rate_e12 == 0;
    bool is_capped = cap_e12 > 0 && (rate_e12 >= cap_e12 || rate_e12 <= -cap_e12);
    sums->fundings_capped += is_capped;
    weighted_add(&sums->funding_error_e12, error_e12 < 0 ? -error_e12 : error_e12, 1);
    pair_add(&sums->funding_pairs, average_e12 / E12_PER_E9, rate_e12 / E12_PER_E9);
    quality->interval.rate_e12 = rate_e12;
    quality->interval.average_e12 = average_e12;
    quality->interval.is_capped = is_capped;
    interval_close(quality);
}

void quality_life(struct quality *quality, int64_t life_ns)
{
    struct quality_sums *sums = &quality->minute.sums;
    sums->lives++;
    sums->short_lives += life_ns < NS_PER_SECOND;
    sums->life_ns += life_ns;
}

/* --- beginning and end ------------------------------------------------------------------------ */

void quality_init(struct quality *quality, bool keeps_minutes)
{
    *quality = (struct quality){.keeps_minutes = keeps_minutes, .has_memory = true};
}

void quality_release(struct quality *quality)
{
    free(quality->minutes.list);
    free(quality->days.list);
    free(quality->pending);
    free(quality->intervals.list);
    free(quality->seconds.list);
}

void quality_finish(struct quality *quality)
{
    if (!quality->has_begun) return;
    for (uint32_t i = 0; i < QUALITY_DELAYS; i++) {
        pending_resolve(quality, i, quality->time_ns);
    }
    minute_close(quality);
}
