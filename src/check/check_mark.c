/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check_mark.c - marks recomputed from book, trades, index and funding rate.
 *
 * Role       Goes through a recording in the order of the venue's time.  At each published mark the
 *            core is given the index and the rate that were published with it and the quote and
 *            trade at hand, and makes its own mark: the median of index with funding basis, index
 *            with the mean distance of the mid from it, and last trade.
 * Sampling   A sample of the distance is taken at the first mark at or behind each multiple of the
 *            step.  Marks are compared once the mean has all its samples; a pause of the recording
 *            that is longer than the gap begins anew.
 * Invariant  No mark of the venue is an input.
 * Rules      R-MARK-2 to R-MARK-5.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/date.h"
#include "base/int_math.h"
#include "check/checks.h"
#include "check/mark_feed.h"
#include "check/statistics.h"
#include "core/perp/mark_price.h"
#include "replay/report.h"

#define BASIS_POINT_SCALE 4u                 /* errors are in 10^-4 of a basis point */
#define ERROR_ONE         INT64_C(100000000) /* the whole of a price in that unit */
#define P99_PPM           INT64_C(990000)
#define P90_PPM           INT64_C(900000)
#define MEDIAN_PPM        INT64_C(500000)
#define PATHS             64

enum { VALUE_STEP, VALUE_SAMPLES, VALUE_INTERVAL, VALUE_GAP, VALUE_P99, VALUE_MAX };

static const struct check_parameter parameters[] = {
    [VALUE_STEP] = {"step", "seconds between two samples", 5, 1, 3600, 0},
    [VALUE_SAMPLES] = {"samples", "in the mean distance of the mid from the index", 30, 1, 512, 0},
    [VALUE_INTERVAL] = {"interval", "hours for which a funding rate is", 8, 1, 24, 0},
    [VALUE_GAP] = {"gap", "seconds without a message after which the mean begins anew", 10, 1, 3600,
                   0},
    [VALUE_P99] = {"p99", "largest 99th percentile of the error, in basis points", 7500, 0,
                   100000000, BASIS_POINT_SCALE},
    [VALUE_MAX] = {"max", "largest error, in basis points", 10000, 0, 100000000, BASIS_POINT_SCALE},
};

static const char *const formats[] = {"binance", NULL};

struct mark_run {
    struct mark_feed feed;
    struct body_mark_terms terms;
    struct mark_state state; /* of the core */
    int64_t interval_ns;
    int64_t gap_ns;
    int64_t sampled; /* number of the latest multiple of the step with a sample */
    int64_t seen_ns; /* time of the latest event */
    int64_t bid_e8;  /* 0: none yet */
    int64_t ask_e8;
    int64_t last_e8;
    struct number_list errors; /* of the marks compared */
    uint64_t warming_count;    /* marks while the mean was not whole */
    uint64_t gap_count;
};

/* --- one event -------------------------------------------------------------------------------- */

/*
 * The core samples at multiples of the step.  A stream that misses one, or is some milliseconds
 * late, is taken as of the multiple that it is the first message behind.
 */
static int64_t sampling_time(struct mark_run *run, int64_t time_ns)
{
    int64_t step_ns = run->terms.spread_sample_ns;
    int64_t number = time_ns / step_ns;
    if (number != run->sampled) {
        run->sampled = number;
        return number * step_ns;
    }
    return time_ns % step_ns == 0 ? time_ns + 1 : time_ns;
}

/* The venue's mark is compared with the core's, once the mean has all its samples. */
static bool compare_mark(struct mark_run *run, const struct feed_event *event)
{
    struct price_inputs inputs = {.as_of_ns = sampling_time(run, event->time_ns),
                                  .step_ns = run->terms.spread_sample_ns,
                                  .index_e4 = event->index_e8,
                                  .bid_e4 = run->bid_e8,
                                  .ask_e4 = run->ask_e8,
                                  .last_e4 = run->last_e8,
                                  .highest_e4 = AVERAGE_VALUE_MAX,
                                  .basis_rate_e12 = event->rate_e12,
                                  .basis_left_ms =
                                      i64_max(0, event->due_ns - event->time_ns) / NS_PER_MILLI,
                                  .basis_whole_ms = run->interval_ns / NS_PER_MILLI};
    struct mark_value value = mark_compute(&run->terms, &run->state, &inputs);
    if (run->state.samples.count < run->terms.sample_count) {
        run->warming_count++;
        return true;
    }
    int64_t distance = value.mark_e4 - event->price_e8;
    if (distance < 0) distance = -distance;
    return number_list_add(&run->errors,
                           narrow_i64(div_ceil((int128)distance * ERROR_ONE, event->price_e8)));
}

static void begin_anew(struct mark_run *run)
{
    run->state = (struct mark_state){0};
    run->gap_count++;
}

static bool take_event(struct mark_run *run, const struct feed_event *event)
{
    if (event->time_ns - run->seen_ns > run->gap_ns && run->seen_ns != 0) begin_anew(run);
    run->seen_ns = event->time_ns;
    switch (event->kind) {
    case FEED_QUOTE:
        run->bid_e8 = event->bid_e8;
        run->ask_e8 = event->ask_e8;
        return true;
    case FEED_TRADE: run->last_e8 = event->price_e8; return true;
    case FEED_MARK: return run->bid_e8 == 0 || compare_mark(run, event);
    }
    return true;
}

/* --- the whole -------------------------------------------------------------------------------- */

static bool print_result(const struct mark_run *run, const struct check_call *call)
{
    const struct number_list *errors = &run->errors;
    int64_t p99 = number_list_quantile(errors, P99_PPM);
    int64_t max = number_list_quantile(errors, PPM_ONE);
    size_t within = 0;
    while (within < errors->count && errors->numbers[within] <= call->values[VALUE_MAX]) within++;
    bool is_pass = errors->count > 0 && p99 <= call->values[VALUE_P99] && within == errors->count;
    fprintf(call->out,
            "mark: %s: %zu quotes, %zu trades, %zu marks; %" PRIu64
            " marks while the mean was not whole, %" PRIu64 " gaps\n",
            run->feed.symbol, run->feed.counts[FEED_QUOTE], run->feed.counts[FEED_TRADE],
            run->feed.counts[FEED_MARK], run->warming_count, run->gap_count);
    fprintf(call->out, "result: mark binance within-max %zu/%zu error-bp median %s", within,
            errors->count,
            report_decimal(number_list_quantile(errors, MEDIAN_PPM), BASIS_POINT_SCALE).text);
    fprintf(call->out, " p90 %s",
            report_decimal(number_list_quantile(errors, P90_PPM), BASIS_POINT_SCALE).text);
    fprintf(call->out, " p99 %s max %s %s\n", report_decimal(p99, BASIS_POINT_SCALE).text,
            report_decimal(max, BASIS_POINT_SCALE).text, check_word(is_pass));
    return is_pass;
}

static bool work_events(struct mark_run *run)
{
    for (size_t i = 0; i < run->feed.count; i++) {
        if (!take_event(run, &run->feed.events[i])) return false;
    }
    number_list_sort(&run->errors);
    return true;
}

static void set_terms(struct mark_run *run, const struct check_call *call)
{
    run->interval_ns = call->values[VALUE_INTERVAL] * NS_PER_HOUR;
    run->gap_ns = call->values[VALUE_GAP] * NS_PER_SECOND;
    run->terms =
        (struct body_mark_terms){.components = MARK_BASIS | MARK_SPREAD | MARK_LAST,
                                 .basis = BASIS_PUBLISHED_LEFT,
                                 .spread_price = SPREAD_TOUCH,
                                 .spread_sample_ns = call->values[VALUE_STEP] * NS_PER_SECOND,
                                 .sample_count = (uint32_t)call->values[VALUE_SAMPLES]};
}

static enum check_status run_mark(const struct check_call *call, struct replay_fault *fault)
{
    struct mark_run run = {0};
    set_terms(&run, call);
    bool is_pass = false;
    if (mark_feed_read(&run.feed, call->paths, call->path_count, call->group, fault)) {
        if (work_events(&run)) {
            is_pass = print_result(&run, call);
        } else {
            (void)fault_memory(fault);
        }
    }
    number_list_free(&run.errors);
    mark_feed_free(&run.feed);
    return check_verdict(is_pass, fault);
}

const struct check check_mark = {
    .name = "mark",
    .summary = "marks from book, trades, index and funding rate",
    .formats = formats,
    .parameters = parameters,
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .path_max = PATHS,
    .run = run_mark,
};
