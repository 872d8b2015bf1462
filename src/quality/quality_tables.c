/* SPDX-License-Identifier: Apache-2.0 */
/*
 * quality_tables.c - see quality_tables.h.
 *
 * Role   See quality_tables.h.
 */
#include "quality/quality_tables.h"

#include <stdio.h>

#include "base/date.h"

#define BP_DECIMALS   5u /* parts per billion as basis points */
#define RATIO_SCALE   1000
#define RATIO_DECIMAL 3u
#define NS_PER_MS     INT64_C(1000000)
#define PPM_ONE       INT64_C(1000000)
#define E12_DECIMALS  12u
#define PPM_DECIMALS  6u

static const struct column columns[] = {
    {"product", "symbol", COLUMN_TEXT, 14},
    {"period", "day or minute, weekdays, weekends or whole", COLUMN_TEXT, 16},
    {"observed_s", "seconds", COLUMN_COUNT, 10},
    {"quoted_ppm", "of them with both sides", COLUMN_COUNT, 10},
    {"spread_bp", "quoted spread over its middle, by time", COLUMN_DECIMAL, 12},
    {"depth_1bp", "money within 1 basis point of the middle, both sides", COLUMN_DECIMAL, 18},
    {"depth_5bp", "within 5", COLUMN_DECIMAL, 18},
    {"depth_10bp", "within 10", COLUMN_DECIMAL, 18},
    {"depth_25bp", "within 25", COLUMN_DECIMAL, 18},
    {"depth_50bp", "within 50", COLUMN_DECIMAL, 18},
    {"trades", "number", COLUMN_COUNT, 8},
    {"volume", "contracts, one side counted", COLUMN_COUNT, 12},
    {"volume_adjusted", "without trades of one owner or controller with itself", COLUMN_COUNT, 15},
    {"value", "of the trades", COLUMN_DECIMAL, 22},
    {"value_per_hour", "of observed time", COLUMN_DECIMAL, 22},
    {"open_interest", "contracts at the end", COLUMN_COUNT, 13},
    {"turnover", "volume over open interest", COLUMN_DECIMAL, 10},
    {"effective_bp", "effective spread, by value", COLUMN_DECIMAL, 12},
    {"realised_1s_bp", "realised spread after 1 second", COLUMN_DECIMAL, 14},
    {"realised_5s_bp", "after 5 seconds", COLUMN_DECIMAL, 14},
    {"realised_30s_bp", "after 30 seconds", COLUMN_DECIMAL, 15},
    {"realised_5m_bp", "after 5 minutes", COLUMN_DECIMAL, 14},
    {"impact_1s_bp", "effective less realised, after 1 second", COLUMN_DECIMAL, 12},
    {"impact_5s_bp", "after 5 seconds", COLUMN_DECIMAL, 12},
    {"impact_30s_bp", "after 30 seconds", COLUMN_DECIMAL, 13},
    {"impact_5m_bp", "after 5 minutes", COLUMN_DECIMAL, 12},
    {"lambda_bp", "change of the middle by a million dollars bought, regression over minutes",
     COLUMN_DECIMAL, 14},
    {"amihud_bp", "change of the middle by a million dollars traded, mean of minutes",
     COLUMN_DECIMAL, 14},
    {"shocks", "trades that took depth within 10 basis points", COLUMN_COUNT, 8},
    {"recovered_half_ppm", "of them: half of it came back", COLUMN_COUNT, 18},
    {"recovery_half_ms", "in so long, mean", COLUMN_COUNT, 16},
    {"recovered_most_ppm", "nine tenths of it came back", COLUMN_COUNT, 18},
    {"recovery_most_ms", "in so long, mean", COLUMN_COUNT, 16},
    {"orders", "that entered", COLUMN_COUNT, 9},
    {"amends", "changes and decreases", COLUMN_COUNT, 9},
    {"cancels", "orders that ended unfilled", COLUMN_COUNT, 9},
    {"refusals", "of new orders", COLUMN_COUNT, 9},
    {"orders_to_trade", "orders, amends and cancels for each trade", COLUMN_DECIMAL, 15},
    {"life_ms", "mean life of orders that rested and ended", COLUMN_COUNT, 10},
    {"short_life_ppm", "of them under a second", COLUMN_COUNT, 14},
    {"maker_programme_ppm", "volume made by market makers and liquidity providers", COLUMN_COUNT,
     19},
    {"taker_programme_ppm", "taken by them", COLUMN_COUNT, 19},
    {"maker_broker_ppm", "made through brokers", COLUMN_COUNT, 16},
    {"taker_broker_ppm", "taken through brokers", COLUMN_COUNT, 16},
    {"basis_bp", "mark less index over index, mean", COLUMN_DECIMAL, 12},
    {"basis_size_bp", "the same without sign", COLUMN_DECIMAL, 13},
    {"fundings", "rates charged", COLUMN_COUNT, 8},
    {"fundings_zero", "of them zero", COLUMN_COUNT, 13},
    {"fundings_at_cap", "of them at the cap", COLUMN_COUNT, 15},
    {"funding_error", "distance of the rate from the mean premium, mean", COLUMN_DECIMAL, 16},
    {"roll_bp", "Roll's estimate of the spread, from changes between trades", COLUMN_DECIMAL, 12},
    {"basis_rms_bp", "root of the mean square of the basis", COLUMN_DECIMAL, 12},
    {"basis_half_life_s", "in which a deviation of the basis halves", COLUMN_COUNT, 17},
    {"inside_band_ppm", "time in which the basis is less than what it costs to trade it away",
     COLUMN_COUNT, 15},
    {"funding_correlation", "of the rate charged with the mean premium", COLUMN_DECIMAL, 19},
    {"component_share_ppm", "of the middle in the price that lasts, against the index",
     COLUMN_COUNT, 19},
    {"information_low_ppm", "information share of the middle, lower bound", COLUMN_COUNT, 19},
    {"information_high_ppm", "upper bound", COLUMN_COUNT, 20},
};

#define COLUMN_LIST (uint32_t)(sizeof columns / sizeof columns[0])

static const struct table minute_table = {"minutes", "by minute in UTC", columns, COLUMN_LIST};
static const struct table day_table = {"days", "by local day", columns, COLUMN_LIST};
static const struct table week_table = {"weeks", "weekdays against weekends, local", columns,
                                        COLUMN_LIST};
static const struct table whole_table = {"whole", "all of the journal", columns, COLUMN_LIST};

static const struct column interval_columns[] = {
    {"product", "symbol", COLUMN_TEXT, 14},
    {"time", "at which the interval ended, UTC", COLUMN_TEXT, 19},
    {"rate", "charged", COLUMN_DECIMAL, 16},
    {"premium", "mean of the interval", COLUMN_DECIMAL, 16},
    {"at_cap", "1: the rate is", COLUMN_COUNT, 6},
    {"basis_bp", "mark less index over index, mean of the interval", COLUMN_DECIMAL, 12},
    {"basis_size_bp", "the same without sign", COLUMN_DECIMAL, 13},
    {"basis_rms_bp", "root of the mean square", COLUMN_DECIMAL, 12},
    {"inside_band_ppm", "time in which it is less than what it costs to trade it away",
     COLUMN_COUNT, 15},
};

static const struct table interval_table = {
    "fundings", "from one funding to the next, how well the basis was held", interval_columns,
    sizeof interval_columns / sizeof interval_columns[0]};

static const struct column comparison_columns[] = {
    {"figure", "what is compared", COLUMN_TEXT, 16},
    {"ours", "of the journal", COLUMN_DECIMAL, 26},
    {"theirs", "of the recording", COLUMN_DECIMAL, 26},
    {"our_share_ppm", "of the sum of both", COLUMN_COUNT, 13},
};

static const struct column recording_columns[] = {
    {"lines", "read", COLUMN_COUNT, 9},
    {"bad_lines", "of a form that is not known", COLUMN_COUNT, 9},
    {"updates", "of the book", COLUMN_COUNT, 9},
    {"update_gaps", "updates that do not follow the one before", COLUMN_COUNT, 11},
    {"trade_gaps", "trades that do not follow the one before", COLUMN_COUNT, 10},
    {"tops", "updates for which the venue published its best prices", COLUMN_COUNT, 9},
    {"tops_equal", "of them with the same prices in the rebuilt book", COLUMN_COUNT, 10},
};

static const struct table comparison_table = {
    "comparison", "spreads in basis points, money in dollars, rates per hour of observed time",
    comparison_columns, sizeof comparison_columns / sizeof comparison_columns[0]};
static const struct table recording_table = {
    "recording", "what was checked while the other venue's book was rebuilt", recording_columns,
    sizeof recording_columns / sizeof recording_columns[0]};

/* --- cells ------------------------------------------------------------------------------------ */

static int64_t share_ppm(int128 part, int128 whole)
{
    return whole == 0 ? 0 : (int64_t)(part * PPM_ONE / whole);
}

static int128 per_hour(int128 amount, int64_t observed_ns)
{
    return observed_ns == 0 ? 0 : div_floor(amount * NS_PER_HOUR, observed_ns);
}

/* Nothing was measured: an empty cell, not a zero. */
static void put_mean(struct table_writer *writer, const struct weighted *weighted,
                     unsigned decimals)
{
    if (weighted->weight == 0) {
        put_none(writer);
    } else {
        put_decimal(writer, weighted_mean(weighted), decimals);
    }
}

static void put_ratio(struct table_writer *writer, int128 part, int128 whole)
{
    if (whole == 0) {
        put_none(writer);
    } else {
        put_decimal(writer, div_floor(part * RATIO_SCALE, whole), RATIO_DECIMAL);
    }
}

static void put_share(struct table_writer *writer, int128 part, int128 whole)
{
    if (whole == 0) {
        put_none(writer);
    } else {
        put_count(writer, share_ppm(part, whole));
    }
}

static void put_average(struct table_writer *writer, int64_t sum_ns, uint64_t count)
{
    if (count == 0) {
        put_none(writer);
    } else {
        put_count(writer, sum_ns / (int64_t)count / NS_PER_MS);
    }
}

static void put_book(struct table_writer *writer, const struct quality_sums *sums)
{
    put_count(writer, sums->observed_ns / NS_PER_SECOND);
    put_share(writer, sums->quoted_ns, sums->observed_ns);
    put_mean(writer, &sums->spread_e9, BP_DECIMALS);
    for (uint32_t i = 0; i < QUALITY_DEPTHS; i++) {
        if (sums->depth_micros[i].weight == 0) {
            put_none(writer);
        } else {
            put_money(writer, weighted_mean(&sums->depth_micros[i]));
        }
    }
}

static void put_trades(struct table_writer *writer, const struct quality_sums *sums,
                       int64_t open_interest_lots)
{
    put_id(writer, sums->trades);
    put_count(writer, sums->lots);
    put_count(writer, sums->lots - sums->wash_lots);
    put_money(writer, sums->value_micros);
    put_money(writer, per_hour(sums->value_micros, sums->observed_ns));
    put_count(writer, open_interest_lots);
    put_ratio(writer, sums->lots, open_interest_lots);
    put_mean(writer, &sums->effective_e9, BP_DECIMALS);
    for (uint32_t i = 0; i < QUALITY_DELAYS; i++) {
        put_mean(writer, &sums->realised_e9[i], BP_DECIMALS);
    }
    for (uint32_t i = 0; i < QUALITY_DELAYS; i++) {
        put_mean(writer, &sums->impact_e9[i], BP_DECIMALS);
    }
    struct weighted lambda = sums->lambda;
    lambda.sum *= RATIO_SCALE; /* from a thousand dollars to a million */
    put_mean(writer, &lambda, BP_DECIMALS);
    put_mean(writer, &sums->amihud_e9, BP_DECIMALS);
}

static void put_orders(struct table_writer *writer, const struct quality_sums *sums)
{
    put_id(writer, sums->shocks);
    for (uint32_t i = 0; i < 2; i++) {
        put_share(writer, sums->recovered[i], sums->shocks);
        put_average(writer, sums->recovered_ns[i], sums->recovered[i]);
    }
    put_id(writer, sums->orders);
    put_id(writer, sums->amends);
    put_id(writer, sums->cancels);
    put_id(writer, sums->refusals);
    put_ratio(writer, (int128)sums->orders + sums->amends + sums->cancels, sums->trades);
    put_average(writer, sums->life_ns, sums->lives);
    put_share(writer, sums->short_lives, sums->lives);
}

static void put_rms(struct table_writer *writer, const struct weighted *square_e18)
{
    if (square_e18->weight == 0) {
        put_none(writer);
    } else {
        uint128 mean_e18 = (uint128)(square_e18->sum / square_e18->weight);
        put_decimal(writer, (int64_t)root_floor(mean_e18), BP_DECIMALS);
    }
}

static void put_parties(struct table_writer *writer, const struct quality_sums *sums)
{
    const int64_t *makers = sums->maker_lots;
    const int64_t *takers = sums->taker_lots;
    put_share(writer, (int128)makers[MEMBER_MARKET_MAKER] + makers[MEMBER_LIQUIDITY_PROVIDER],
              sums->lots);
    put_share(writer, (int128)takers[MEMBER_MARKET_MAKER] + takers[MEMBER_LIQUIDITY_PROVIDER],
              sums->lots);
    put_share(writer, makers[MEMBER_FCM], sums->lots);
    put_share(writer, takers[MEMBER_FCM], sums->lots);
    put_mean(writer, &sums->basis_e9, BP_DECIMALS);
    put_mean(writer, &sums->basis_size_e9, BP_DECIMALS);
    put_id(writer, sums->fundings);
    put_id(writer, sums->fundings_zero);
    put_id(writer, sums->fundings_capped);
    put_mean(writer, &sums->funding_error_e12, E12_DECIMALS);
}

static void put_regressions(struct table_writer *writer, const struct quality_sums *sums)
{
    int64_t value;
    if (pair_roll(&sums->price_pairs, &value)) {
        put_decimal(writer, value, BP_DECIMALS);
    } else {
        put_none(writer);
    }
    put_rms(writer, &sums->basis_square_e18);
    if (pair_half_life(&sums->basis_pairs, NS_PER_MINUTE, &value)) {
        put_count(writer, value / NS_PER_SECOND);
    } else {
        put_none(writer);
    }
    put_share(writer, sums->inside_ns, sums->banded_ns);
    if (pair_correlation(&sums->funding_pairs, &value)) {
        put_decimal(writer, value, PPM_DECIMALS);
    } else {
        put_none(writer);
    }
}

/* What a row is about. */
struct period_row {
    const char *name;
    const struct quality_sums *sums;
    int64_t open_interest_lots;
    const struct discovery_shares *shares; /* NULL: not told */
};

static void put_period(struct table_writer *writer, const struct quality_product *product,
                       const struct period_row *row)
{
    put_text(writer, product->terms.symbol);
    put_text(writer, row->name);
    put_book(writer, row->sums);
    put_trades(writer, row->sums, row->open_interest_lots);
    put_orders(writer, row->sums);
    put_parties(writer, row->sums);
    put_regressions(writer, row->sums);
    if (row->shares == NULL) {
        for (uint32_t i = 0; i < 3; i++) put_none(writer);
        return;
    }
    put_count(writer, row->shares->component_ppm);
    put_count(writer, row->shares->low_ppm);
    put_count(writer, row->shares->high_ppm);
}

static struct period_row row_of(const char *name, const struct quality_period *period)
{
    return (struct period_row){.name = name,
                               .sums = &period->sums,
                               .open_interest_lots = period->open_interest_lots,
                               .shares = period->has_shares ? &period->shares : NULL};
}

/* --- tables ----------------------------------------------------------------------------------- */

static void write_periods(struct table_writer *writer, const struct quality_product *product,
                          const struct quality_periods *periods, size_t name_size)
{
    char name[DATE_TEXT_SIZE];
    for (uint32_t i = 0; i < periods->count; i++) {
        const struct quality_period *period = &periods->list[i];
        (void)utc_write_text(name, period->start_ns);
        name[name_size] = '\0';
        struct period_row row = row_of(name, period);
        put_period(writer, product, &row);
    }
}

#define DAY_NAME_SIZE    10u
#define MINUTE_NAME_SIZE 16u
#define SECOND_NAME_SIZE 19u

void quality_write_period(FILE *out, const struct quality_product *product,
                          const struct quality_period *period)
{
    char name[DATE_TEXT_SIZE];
    struct table_writer writer = {
        .out = out, .table = &minute_table, .format = FORMAT_JSON, .is_bare = true};
    (void)utc_write_text(name, period->start_ns);
    name[MINUTE_NAME_SIZE] = '\0';
    struct period_row row = row_of(name, period);
    put_period(&writer, product, &row);
}

const struct column *quality_columns(uint32_t *count)
{
    *count = COLUMN_LIST;
    return columns;
}

static void write_days(struct table_writer *writer, const struct quality_journal *journal,
                       bool is_minutes)
{
    table_begin(writer, is_minutes ? &minute_table : &day_table);
    for (uint32_t id = 1; id <= quality_journal_last(journal); id++) {
        const struct quality_product *product = quality_journal_product(journal, id);
        if (product == NULL) continue;
        const struct quality *quality = &product->quality;
        write_periods(writer, product, is_minutes ? &quality->minutes : &quality->days,
                      is_minutes ? MINUTE_NAME_SIZE : DAY_NAME_SIZE);
    }
    table_end(writer);
}

static void write_weeks(struct table_writer *writer, const struct quality_product *product)
{
    const struct quality *quality = &product->quality;
    struct period_row weekdays = {"weekdays", &quality->weekdays, quality->open_interest_lots,
                                  NULL};
    struct period_row weekends = {"weekends", &quality->weekends, quality->open_interest_lots,
                                  NULL};
    put_period(writer, product, &weekdays);
    put_period(writer, product, &weekends);
}

static void write_whole(struct table_writer *writer, const struct quality_product *product)
{
    const struct quality *quality = &product->quality;
    struct discovery_shares shares;
    bool has_shares = discovery_shares(&quality->discovery, &shares);
    struct period_row whole = {"whole", &quality->whole, quality->open_interest_lots,
                               has_shares ? &shares : NULL};
    put_period(writer, product, &whole);
}

static void write_intervals(struct table_writer *writer, const struct quality_product *product)
{
    const struct quality_intervals *intervals = &product->quality.intervals;
    char time[DATE_TEXT_SIZE];
    for (uint32_t i = 0; i < intervals->count; i++) {
        const struct quality_interval *interval = &intervals->list[i];
        (void)utc_write_text(time, interval->end_ns);
        time[SECOND_NAME_SIZE] = '\0';
        put_text(writer, product->terms.symbol);
        put_text(writer, time);
        put_decimal(writer, interval->rate_e12, E12_DECIMALS);
        put_decimal(writer, interval->average_e12, E12_DECIMALS);
        put_count(writer, interval->is_capped);
        put_mean(writer, &interval->basis_e9, BP_DECIMALS);
        put_mean(writer, &interval->basis_size_e9, BP_DECIMALS);
        put_rms(writer, &interval->basis_square_e18);
        put_share(writer, interval->inside_ns, interval->banded_ns);
    }
}

static void write_table(struct table_writer *writer, const struct quality_journal *journal,
                        const struct table *table,
                        void (*write)(struct table_writer *, const struct quality_product *))
{
    table_begin(writer, table);
    for (uint32_t id = 1; id <= quality_journal_last(journal); id++) {
        const struct quality_product *product = quality_journal_product(journal, id);
        if (product != NULL) write(writer, product);
    }
    table_end(writer);
}

void quality_write(struct table_writer *writer, const struct quality_journal *journal,
                   bool has_minutes)
{
    if (has_minutes) write_days(writer, journal, true);
    write_days(writer, journal, false);
    write_table(writer, journal, &week_table, write_weeks);
    write_table(writer, journal, &whole_table, write_whole);
    write_table(writer, journal, &interval_table, write_intervals);
}

/* --- comparison ------------------------------------------------------------------------------- */

static void put_spreads(struct table_writer *writer, const char *name, const struct weighted *ours,
                        const struct weighted *theirs)
{
    put_text(writer, name);
    put_mean(writer, ours, BP_DECIMALS);
    put_mean(writer, theirs, BP_DECIMALS);
    put_none(writer);
}

static void put_amounts(struct table_writer *writer, const char *name, int128 ours, int128 theirs,
                        unsigned decimals)
{
    put_text(writer, name);
    put_decimal(writer, ours, decimals);
    put_decimal(writer, theirs, decimals);
    put_share(writer, ours, ours + theirs);
}

/* Who of the two moves first, in the seconds in which both were quoted. */
static void put_shares(struct table_writer *writer, const struct quality *ours,
                       const struct quality *theirs)
{
    static const char *const names[] = {"component_share", "information_low", "information_high"};
    struct discovery_shares shares = {0};
    bool is_told = quality_shares(&ours->seconds, &theirs->seconds, &shares);
    const int64_t left[] = {shares.component_ppm, shares.low_ppm, shares.high_ppm};
    const int64_t right[] = {shares.component_ppm, shares.high_ppm, shares.low_ppm};
    for (uint32_t i = 0; i < 3; i++) {
        put_text(writer, names[i]);
        if (is_told) {
            put_decimal(writer, left[i], PPM_DECIMALS);
            put_decimal(writer, PPM_ONE - right[i], PPM_DECIMALS);
            put_count(writer, left[i]);
        } else {
            for (uint32_t cell = 0; cell < 3; cell++) put_none(writer);
        }
    }
    put_text(writer, "seconds_shared");
    put_decimal(writer, (int128)shares.samples, 0);
    put_decimal(writer, (int128)shares.samples, 0);
    put_none(writer);
}

void quality_write_comparison(struct table_writer *writer, const struct quality_product *ours,
                              const struct recording *theirs)
{
    const struct quality_sums *left = &ours->quality.whole;
    const struct quality_sums *right = &theirs->quality.whole;
    static const char *const depth_names[QUALITY_DEPTHS] = {"depth_1bp", "depth_5bp", "depth_10bp",
                                                            "depth_25bp", "depth_50bp"};
    table_begin(writer, &comparison_table);
    put_spreads(writer, "spread_bp", &left->spread_e9, &right->spread_e9);
    put_spreads(writer, "effective_bp", &left->effective_e9, &right->effective_e9);
    put_spreads(writer, "realised_5s_bp", &left->realised_e9[1], &right->realised_e9[1]);
    put_spreads(writer, "impact_5s_bp", &left->impact_e9[1], &right->impact_e9[1]);
    for (uint32_t i = 0; i < QUALITY_DEPTHS; i++) {
        put_amounts(writer, depth_names[i], weighted_mean(&left->depth_micros[i]),
                    weighted_mean(&right->depth_micros[i]), 6);
    }
    put_amounts(writer, "value_per_hour", per_hour(left->value_micros, left->observed_ns),
                per_hour(right->value_micros, right->observed_ns), 6);
    put_amounts(writer, "trades_per_hour", per_hour(left->trades, left->observed_ns),
                per_hour(right->trades, right->observed_ns), 0);
    put_amounts(writer, "observed_s", left->observed_ns / NS_PER_SECOND,
                right->observed_ns / NS_PER_SECOND, 0);
    put_shares(writer, &ours->quality, &theirs->quality);
    table_end(writer);
}

void quality_write_recording(struct table_writer *writer, const struct recording *recording)
{
    table_begin(writer, &recording_table);
    put_id(writer, recording->lines);
    put_id(writer, recording->bad_lines);
    put_id(writer, recording->updates);
    put_id(writer, recording->update_gaps);
    put_id(writer, recording->trade_gaps);
    put_id(writer, recording->tops_compared);
    put_id(writer, recording->tops_equal);
    table_end(writer);
}
