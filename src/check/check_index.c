/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check_index.c - an index of several venues with the core's outlier rules, against each of them.
 *
 * Role       Every step the latest close of each venue goes to the core's index as that source's
 *            price; a price in another currency is converted by the core's index of that currency.
 *            The same prices also make the plain median.  The index must not be farther from any
 *            healthy venue that quotes in dollars than the plain median is, over the whole time.
 * Healthy    A source of this very step that the core counts as live.
 * Invariant  All sources weigh the same.
 * Rules      R-INDEX-3 to R-INDEX-7.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/int_math.h"
#include "check/candles.h"
#include "check/checks.h"
#include "check/statistics.h"
#include "core/perp/index_price.h"
#include "replay/report.h"

#define BASIS_POINT_SCALE 4u                 /* distances are in 10^-4 of a basis point */
#define DISTANCE_ONE      INT64_C(100000000) /* the whole of a price in that unit */
#define E8_ONE            INT64_C(100000000)
#define PATHS             64
#define STEPS_MAX         10000000 /* nineteen years of minutes */

enum {
    VALUE_STEP,
    VALUE_STALE,
    VALUE_CAP,
    VALUE_STRAY,
    VALUE_RETURN,
    VALUE_RETURN_MINUTES,
    VALUE_SOURCES
};

static const struct check_parameter parameters[] = {
    [VALUE_STEP] = {"step", "seconds from one value to the next: length of a candle", 60, 1, 3600,
                    0},
    [VALUE_STALE] = {"stale", "seconds after which a source does not count", 180, 1, 86400, 0},
    [VALUE_CAP] = {"cap", "distance from the median that counts; 0: no cap", 200, 0, PPM_ONE, 6},
    [VALUE_STRAY] = {"stray", "distance at which a source is banned; 0: never", 20000, 0, PPM_ONE,
                     6},
    [VALUE_RETURN] = {"return", "distance within which it is good again", 20000, 0, PPM_ONE, 6},
    [VALUE_RETURN_MINUTES] = {"return-after", "minutes for which it must be good", 15, 0, 1440, 0},
    [VALUE_SOURCES] = {"sources", "live sources that are needed", 2, 1, 16, 0},
};

static const char *const formats[] = {"candles", NULL};

/* The core's index over some of the tables. */
struct table_index {
    struct body_price_terms terms;
    struct index_feed feeds[INDEX_SOURCES_MAX];
    size_t tables[INDEX_SOURCES_MAX]; /* the table of each source */
    char currency[CANDLE_NAME_SIZE];  /* whose rate it is; empty: of the asset */
    struct index_value value;
};

/* What a venue's distances came to. */
struct venue_sum {
    uint64_t count;
    int64_t index_max; /* in units of DISTANCE_ONE */
    int64_t median_max;
    int128 index_sum;
    int128 median_sum;
};

struct index_run {
    struct candle_tables tables;
    struct table_index index;
    struct table_index median; /* the same sources without any rule */
    struct table_index rates[INDEX_SOURCES_MAX];
    size_t rate_count;
    size_t at[CANDLE_TABLES_MAX]; /* candles of each table that have closed */
    struct venue_sum sums[CANDLE_TABLES_MAX];
    int64_t step_ns;
    uint64_t value_count; /* steps with enough live sources */
    uint64_t near_count; /* steps at which the farthest venue is not farther than from the median */
    uint64_t capped_count;
    uint64_t banned_count;
};

/* --- setting up ------------------------------------------------------------------------------- */

static bool add_source(struct table_index *index, size_t table)
{
    uint32_t place = index->terms.source_count;
    if (place == INDEX_SOURCES_MAX) return false;
    index->tables[place] = table;
    index->terms.sources[place] = (struct index_source){.source_id = place + 1, .weight = 1};
    index->feeds[place].source_id = place + 1;
    index->terms.source_count++;
    return true;
}

static void set_terms(const struct check_call *call, struct body_price_terms *terms)
{
    *terms =
        (struct body_price_terms){.step_ns = call->values[VALUE_STEP] * NS_PER_SECOND,
                                  .stale_ns = call->values[VALUE_STALE] * NS_PER_SECOND,
                                  .return_ns = call->values[VALUE_RETURN_MINUTES] * NS_PER_MINUTE,
                                  .cap_ppm = (uint32_t)call->values[VALUE_CAP],
                                  .stray_ppm = (uint32_t)call->values[VALUE_STRAY],
                                  .return_ppm = (uint32_t)call->values[VALUE_RETURN],
                                  .index_method = INDEX_CAPPED_MEAN,
                                  .degraded_below = (uint8_t)call->values[VALUE_SOURCES],
                                  .halt_below = (uint8_t)call->values[VALUE_SOURCES]};
}

/* The index of a currency, made when it is asked for first.  NULL: there are too many. */
static struct table_index *rate_of(struct index_run *run, const struct check_call *call,
                                   const char *currency)
{
    for (size_t i = 0; i < run->rate_count; i++) {
        if (strcmp(run->rates[i].currency, currency) == 0) return &run->rates[i];
    }
    if (run->rate_count == INDEX_SOURCES_MAX) return NULL;
    struct table_index *rate = &run->rates[run->rate_count++];
    set_terms(call, &rate->terms);
    rate->terms.degraded_below = 1;
    rate->terms.halt_below = 1;
    memcpy(rate->currency, currency, CANDLE_NAME_SIZE);
    return rate;
}

static bool set_up(struct index_run *run, const struct check_call *call, struct replay_fault *fault)
{
    bool fits = true;
    run->step_ns = call->values[VALUE_STEP] * NS_PER_SECOND;
    set_terms(call, &run->index.terms);
    for (size_t i = 0; i < run->tables.count && fits; i++) {
        const struct candle_table *table = &run->tables.tables[i];
        if (table->part == CANDLES_DIRECT || table->part == CANDLES_CROSS) {
            fits = add_source(&run->index, i);
        } else if (table->part == CANDLES_RATE) {
            struct table_index *rate = rate_of(run, call, table->currency);
            fits = rate != NULL && add_source(rate, i);
        }
    }
    if (!fits) return fault_set(fault, "expected at most %u sources", INDEX_SOURCES_MAX);
    run->median = run->index;
    run->median.terms.index_method = INDEX_MEDIAN;
    run->median.terms.stray_ppm = 0;
    return true;
}

/* --- one step --------------------------------------------------------------------------------- */

/* The latest candle of a table that has closed, or NULL. */
static const struct candle *latest(const struct index_run *run, size_t table)
{
    return run->at[table] == 0 ? NULL : &run->tables.tables[table].list[run->at[table] - 1];
}

/* The core's rate of a currency in dollars, or 0. */
static int64_t rate_e8(const struct index_run *run, const char *currency)
{
    for (size_t i = 0; i < run->rate_count; i++) {
        if (strcmp(run->rates[i].currency, currency) != 0) continue;
        return run->rates[i].value.index_e4;
    }
    return 0;
}

/* A close in dollars, or 0. */
static int64_t dollars_e8(const struct index_run *run, size_t table, const struct candle *candle)
{
    if (run->tables.tables[table].part != CANDLES_CROSS) return candle->close_e8;
    int64_t rate = rate_e8(run, run->tables.tables[table].currency);
    int128 price = div_floor((int128)candle->close_e8 * rate, E8_ONE);
    return price > CANDLE_CLOSE_MAX ? 0 : (int64_t)price;
}

static void compute(const struct index_run *run, struct table_index *index, int64_t now_ns)
{
    for (uint32_t place = 0; place < index->terms.source_count; place++) {
        const struct candle *candle = latest(run, index->tables[place]);
        if (candle == NULL) continue;
        index->feeds[place].price_e4 = dollars_e8(run, index->tables[place], candle);
        index->feeds[place].time_ns = candle->time_ns;
    }
    index->value = index_compute(&index->terms, index->feeds, now_ns, CANDLE_CLOSE_MAX);
}

static int64_t distance(int64_t from_e8, int64_t price_e8)
{
    int128 difference = (int128)from_e8 - price_e8;
    if (difference < 0) difference = -difference;
    return narrow_i64(div_ceil(difference * DISTANCE_ONE, price_e8));
}

static bool is_live(const struct table_index *index, uint32_t place)
{
    enum source_status status = index_status(index->value.statuses, place);
    return status == SOURCE_USED || status == SOURCE_CAPPED;
}

static void compare_step(struct index_run *run, int64_t now_ns)
{
    int64_t index_max = 0;
    int64_t median_max = 0;
    for (uint32_t place = 0; place < run->index.terms.source_count; place++) {
        size_t table = run->index.tables[place];
        if (run->tables.tables[table].part != CANDLES_DIRECT) continue;
        const struct candle *candle = latest(run, table);
        if (candle == NULL || candle->time_ns != now_ns || !is_live(&run->index, place)) continue;

        int64_t index = distance(run->index.value.index_e4, candle->close_e8);
        int64_t median = distance(run->median.value.index_e4, candle->close_e8);
        struct venue_sum *sum = &run->sums[table];
        sum->count++;
        sum->index_max = i64_max(sum->index_max, index);
        sum->median_max = i64_max(sum->median_max, median);
        sum->index_sum += index;
        sum->median_sum += median;
        index_max = i64_max(index_max, index);
        median_max = i64_max(median_max, median);
    }
    run->value_count++;
    run->near_count += index_max <= median_max ? 1 : 0;
    run->capped_count += run->index.value.capped;
    run->banned_count += run->index.value.banned;
}

static void work_step(struct index_run *run, int64_t now_ns)
{
    for (size_t i = 0; i < run->tables.count; i++) {
        const struct candle_table *table = &run->tables.tables[i];
        while (run->at[i] < table->count && table->list[run->at[i]].time_ns <= now_ns) run->at[i]++;
    }
    for (size_t i = 0; i < run->rate_count; i++) compute(run, &run->rates[i], now_ns);
    compute(run, &run->index, now_ns);
    compute(run, &run->median, now_ns);
    if (run->index.value.state != INDEX_HALT) compare_step(run, now_ns);
}

/* From the first close of all tables to the last, one step after the other. */
static bool work_steps(struct index_run *run, struct replay_fault *fault)
{
    int64_t first = INT64_MAX;
    int64_t last = 0;
    for (size_t i = 0; i < run->tables.count; i++) {
        const struct candle_table *table = &run->tables.tables[i];
        if (table->count == 0) continue;
        first = i64_min(first, table->list[0].time_ns);
        last = i64_max(last, table->list[table->count - 1].time_ns);
    }
    if (last - first > STEPS_MAX * run->step_ns || last > TIME_NS_MAX) {
        return fault_set(fault, "expected tables of at most %d steps", STEPS_MAX);
    }
    for (int64_t now = first; now <= last; now += run->step_ns) work_step(run, now);
    return true;
}

/* --- the whole -------------------------------------------------------------------------------- */

static struct report_number mean(int128 sum, uint64_t count)
{
    return report_decimal(narrow_i64(div_floor(sum, (int128)count)), BASIS_POINT_SCALE);
}

static bool print_result(const struct index_run *run, FILE *out)
{
    size_t venue_count = 0;
    size_t good_count = 0;
    for (size_t i = 0; i < run->tables.count; i++) {
        const struct venue_sum *sum = &run->sums[i];
        if (run->tables.tables[i].part != CANDLES_DIRECT || sum->count == 0) continue;
        venue_count++;
        good_count += sum->index_max <= sum->median_max ? 1 : 0;
        fprintf(out, "index: %s %" PRIu64 " values, distance-bp largest %s mean %s;",
                run->tables.tables[i].venue, sum->count,
                report_decimal(sum->index_max, BASIS_POINT_SCALE).text,
                mean(sum->index_sum, sum->count).text);
        fprintf(out, " of the plain median largest %s mean %s\n",
                report_decimal(sum->median_max, BASIS_POINT_SCALE).text,
                mean(sum->median_sum, sum->count).text);
    }
    bool is_pass = venue_count > 0 && good_count == venue_count;
    fprintf(out,
            "index: %u sources of %s, %" PRIu64 " values; capped %" PRIu64 ", banned %" PRIu64
            "; at %" PRIu64
            " values the farthest venue is not farther than from the plain median\n",
            run->index.terms.source_count, run->tables.asset, run->value_count, run->capped_count,
            run->banned_count, run->near_count);
    fprintf(out, "result: index candles venues %zu/%zu values %" PRIu64 " %s\n", good_count,
            venue_count, run->value_count, check_word(is_pass));
    return is_pass;
}

static enum check_status run_index(const struct check_call *call, struct replay_fault *fault)
{
    struct index_run *run = calloc(1, sizeof *run);
    bool is_pass = false;
    if (run == NULL) {
        (void)fault_memory(fault);
        return CHECK_BAD_INPUT;
    }
    int64_t step_ns = call->values[VALUE_STEP] * NS_PER_SECOND;
    if (candles_read(&run->tables, call->paths, call->path_count, step_ns, fault) &&
        candles_sort(&run->tables, call->group, fault) && set_up(run, call, fault) &&
        work_steps(run, fault)) {
        is_pass = print_result(run, call->out);
    }
    candles_free(&run->tables);
    free(run);
    return check_verdict(is_pass, fault);
}

const struct check check_index = {
    .name = "index",
    .summary = "an index of several venues with outlier rules",
    .formats = formats,
    .parameters = parameters,
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .path_max = PATHS,
    .run = run_index,
};
