/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_funding.c - methods that show prices over time: candles, funding, marks, settlements.
 *
 * Rules  R-FUND-2, R-FUND-6.
 */
#include <stdlib.h>
#include <string.h>

#include "base/int_math.h"
#include "base/text.h"
#include "gateway/rpc_channel.h"
#include "gateway/rpc_filter.h"
#include "gateway/rpc_page.h"
#include "gateway/rpc_view.h"
#include "history/history.h"

#define CANDLES_MAX  5000u
#define FUNDINGS_MAX 1000u
#define NS_PER_HOUR  INT64_C(3600000000000)
#define DAY_MINUTES  1440u

/* --- candles ---------------------------------------------------------------------------------- */

struct column {
    const char *name;
    int64_t (*value)(const struct market_candle *candle);
    bool is_amount;
    bool is_value;
};

/* A candle without a trade stands at the price before it. */
static int64_t price_or_before(const struct market_candle *candle, int64_t price)
{
    return candle->trades > 0 ? price : candle->previous_close;
}

static int64_t open_of(const struct market_candle *candle)
{
    return price_or_before(candle, candle->price.open);
}

static int64_t high_of(const struct market_candle *candle)
{
    return price_or_before(candle, candle->price.high);
}

static int64_t low_of(const struct market_candle *candle)
{
    return price_or_before(candle, candle->price.low);
}

static int64_t close_of(const struct market_candle *candle)
{
    return price_or_before(candle, candle->price.close);
}

static int64_t volume_of(const struct market_candle *candle)
{
    return candle->volume.lots;
}

static int64_t cost_of(const struct market_candle *candle)
{
    return candle->value_tick_lots;
}

static void put_column(const struct rpc_put *put, const struct column *column,
                       const struct market_candle *list, uint32_t count)
{
    json_put_name(put->writer, column->name);
    json_begin_array(put->writer);
    for (uint32_t i = 0; i < count; i++) {
        int64_t value = column->value(&list[i]);
        if (column->is_value) {
            int64_t micros = narrow_i64((int128)value * put->instrument->tick_value_micros);
            json_put_decimal(put->writer, micros, 6);
        } else if (column->is_amount) {
            rpc_put_amount(put, value);
        } else {
            rpc_put_price(put, value);
        }
    }
    json_end_array(put->writer);
}

static void put_candles(const struct rpc_put *put, const struct market_candle *list, uint32_t count)
{
    static const struct column columns[] = {
        {"open", open_of, false, false},    {"high", high_of, false, false},
        {"low", low_of, false, false},      {"close", close_of, false, false},
        {"volume", volume_of, true, false}, {"cost", cost_of, false, true},
    };
    /* Candles before the first trade ever have no price to show. */
    while (count > 0 && close_of(list) == 0) {
        list++;
        count--;
    }
    json_begin_object(put->writer);
    json_add_text(put->writer, "status", count == 0 ? "no_data" : "ok");
    json_put_name(put->writer, "ticks");
    json_begin_array(put->writer);
    for (uint32_t i = 0; i < count; i++) {
        json_put_i64(put->writer, list[i].start_ns / RPC_NS_PER_MS);
    }
    json_end_array(put->writer);
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        put_column(put, &columns[i], list, count);
    }
    json_end_object(put->writer);
}

/* Reads candles; false: the call is ended. */
static bool read_candles(struct rpc_call *call, const struct history_query *query, uint32_t minutes,
                         struct market_candle *list, uint32_t *count)
{
    struct history *history = gateway_history(call->rpc->gateway);
    *count = 0;
    if (history != NULL && list != NULL &&
        history_candles(history, query, minutes, list, count) == HISTORY_OK) {
        return true;
    }
    rpc_fail(call, RPC_TEMPORARILY_UNAVAILABLE, NULL, "the history does not answer");
    return false;
}

static void public_get_tradingview_chart_data(struct rpc_call *call)
{
    const struct instrument *instrument = rpc_instrument(call);
    if (instrument == NULL) return;
    const char *word = rpc_text(call, "resolution");
    uint64_t minutes = DAY_MINUTES;
    if (!rpc_word_is(word, "1D")) (void)text_read_u64(word, strlen(word), &minutes);
    struct history_query query = {
        .product_id = instrument->product_id,
        .from_ns = rpc_ns_of_ms(rpc_integer(call, "start_timestamp", 0)),
        .to_ns = rpc_ns_of_ms(rpc_integer(call, "end_timestamp", 0)),
        .limit = CANDLES_MAX,
    };
    struct market_candle *list = calloc(CANDLES_MAX, sizeof *list);
    uint32_t count;
    if (read_candles(call, &query, (uint32_t)minutes, list, &count)) {
        struct rpc_put put = {&call->writer, instrument};
        put_candles(&put, list, count);
        rpc_finish(call);
    }
    free(list);
}

static int64_t mark_of(const struct market_candle *candle)
{
    return candle->mark.close;
}

static int64_t index_of(const struct market_candle *candle)
{
    return candle->index.close;
}

/* [[time, fine price], ...] of the candles that have one. */
static void put_points(const struct rpc_put *put, const struct market_candle *list, uint32_t count,
                       int64_t (*value)(const struct market_candle *candle))
{
    json_begin_array(put->writer);
    for (uint32_t i = 0; i < count; i++) {
        if (value(&list[i]) == 0) continue;
        json_begin_array(put->writer);
        json_put_i64(put->writer, list[i].start_ns / RPC_NS_PER_MS);
        rpc_put_fine(put, (struct fine_price){value(&list[i])});
        json_end_array(put->writer);
    }
    json_end_array(put->writer);
}

/* [[time, mark], ...] of each minute's end. */
static void public_get_mark_price_history(struct rpc_call *call)
{
    const struct instrument *instrument = rpc_instrument(call);
    if (instrument == NULL) return;
    struct history_query query = {
        .product_id = instrument->product_id,
        .from_ns = rpc_ns_of_ms(rpc_integer(call, "start_timestamp", 0)),
        .to_ns = rpc_ns_of_ms(rpc_integer(call, "end_timestamp", 0)),
        .limit = CANDLES_MAX,
    };
    struct market_candle *list = calloc(CANDLES_MAX, sizeof *list);
    struct rpc_put put = {&call->writer, instrument};
    uint32_t count;
    if (read_candles(call, &query, 1, list, &count)) {
        put_points(&put, list, count, mark_of);
        rpc_finish(call);
    }
    free(list);
}

/* [[time, index], ...]: a point for each candle of a length that suits the range. */
static void public_get_index_chart_data(struct rpc_call *call)
{
    static const struct {
        const char *word;
        int64_t hours;
        uint32_t minutes;
    } ranges[] = {{"1h", 1, 1},     {"1d", 24, 15},     {"2d", 48, 30},
                  {"1m", 720, 360}, {"1y", 8760, 1440}, {"all", 87600, 1440}};
    const struct instrument *instrument =
        rpc_instrument_of_index(call, rpc_text(call, "index_name"));
    if (instrument == NULL) {
        rpc_fail(call, RPC_INVALID_PARAMS, "index_name", "no such index");
        return;
    }
    size_t range = 0;
    while (strcmp(ranges[range].word, rpc_text(call, "range")) != 0) range++;
    int64_t now_ns = gateway_now_ns(call->rpc->gateway);
    struct history_query query = {
        .product_id = instrument->product_id,
        .from_ns = i64_max(0, now_ns - ranges[range].hours * NS_PER_HOUR),
        .to_ns = now_ns,
        .limit = CANDLES_MAX,
    };
    struct market_candle *list = calloc(CANDLES_MAX, sizeof *list);
    struct rpc_put put = {&call->writer, instrument};
    uint32_t count;
    if (read_candles(call, &query, ranges[range].minutes, list, &count)) {
        put_points(&put, list, count, index_of);
        rpc_finish(call);
    }
    free(list);
}

/* --- funding ---------------------------------------------------------------------------------- */

/* Rates of the window, oldest first.  NULL: failed, the call is ended; else free it. */
static struct market_funding *read_fundings(struct rpc_call *call, uint16_t product_id,
                                            int64_t from_ns, uint32_t *count)
{
    struct history *history = gateway_history(call->rpc->gateway);
    struct market_funding *list = calloc(FUNDINGS_MAX, sizeof *list);
    int64_t end_ms = rpc_integer(call, "end_timestamp", INT64_MAX / RPC_NS_PER_MS - 1);
    struct history_query query = {
        .product_id = product_id,
        .from_ns = from_ns,
        .to_ns = rpc_ns_of_ms(i64_min(end_ms, INT64_MAX / RPC_NS_PER_MS - 1) + 1),
        .limit = FUNDINGS_MAX,
        .is_ascending = true,
    };
    struct history_page page = {0};
    if (list != NULL && history != NULL &&
        history_fundings(history, &query, list, &page) == HISTORY_OK) {
        *count = page.count;
        return list;
    }
    free(list);
    rpc_fail(call, RPC_TEMPORARILY_UNAVAILABLE, NULL, "the history does not answer");
    return NULL;
}

/* What a rate is per hour: charged for the time from the one before. */
static int64_t hourly_e12(const struct market_funding *list, uint32_t at)
{
    int64_t span_ns = 8 * NS_PER_HOUR;
    if (at > 0) span_ns = list[at].as_of_ns - list[at - 1].as_of_ns;
    if (span_ns <= 0) return 0;
    return narrow_i64(div_floor((int128)list[at].rate_e12 * NS_PER_HOUR, span_ns));
}

static void put_funding_row(const struct rpc_put *put, const struct market_funding *list,
                            uint32_t at)
{
    struct fine_price before = list[at].previous_index;
    if (before.ticks_e4 == 0) before = list[at].index;
    json_begin_object(put->writer);
    rpc_add_ms(put, "timestamp", list[at].as_of_ns);
    rpc_add_fine(put, "index_price", list[at].index);
    rpc_add_fine(put, "prev_index_price", before);
    rpc_add_rate(put, "interest_8h", list[at].rate_e12);
    rpc_add_rate(put, "interest_1h", hourly_e12(list, at));
    json_end_object(put->writer);
}

static void public_get_funding_rate_history(struct rpc_call *call)
{
    const struct instrument *instrument = rpc_instrument(call);
    if (instrument == NULL) return;
    uint32_t count = 0;
    int64_t from_ns = rpc_ns_of_ms(rpc_integer(call, "start_timestamp", 0));
    struct market_funding *list = read_fundings(call, instrument->product_id, from_ns, &count);
    if (list == NULL) return;
    struct rpc_put put = {&call->writer, instrument};
    json_begin_array(&call->writer);
    for (uint32_t i = 0; i < count; i++) put_funding_row(&put, list, i);
    json_end_array(&call->writer);
    free(list);
    rpc_finish(call);
}

/* The sum of the rates that were charged in the window. */
static void public_get_funding_rate_value(struct rpc_call *call)
{
    const struct instrument *instrument = rpc_instrument(call);
    if (instrument == NULL) return;
    uint32_t count = 0;
    int64_t from_ns = rpc_ns_of_ms(rpc_integer(call, "start_timestamp", 0));
    struct market_funding *list = read_fundings(call, instrument->product_id, from_ns, &count);
    if (list == NULL) return;
    int128 sum = 0;
    for (uint32_t i = 0; i < count; i++) sum += list[i].rate_e12;
    free(list);
    json_put_decimal(&call->writer, narrow_i64(sum), 12);
    rpc_finish(call);
}

static int64_t chart_hours(const char *word)
{
    if (strcmp(word, "8h") == 0) return 8;
    return strcmp(word, "24h") == 0 ? 24 : 720;
}

static void public_get_funding_chart_data(struct rpc_call *call)
{
    const struct instrument *instrument = rpc_instrument(call);
    struct market_ticker ticker = {0};
    if (instrument == NULL) return;
    (void)market_ticker(gateway_market(call->rpc->gateway), instrument->product_id, &ticker);
    int64_t now_ns = gateway_now_ns(call->rpc->gateway);
    int64_t from_ns = i64_max(0, now_ns - chart_hours(rpc_text(call, "length")) * NS_PER_HOUR);
    struct history *history = gateway_history(call->rpc->gateway);
    struct market_funding *list = calloc(FUNDINGS_MAX, sizeof *list);
    struct history_query query = {.product_id = instrument->product_id,
                                  .from_ns = from_ns,
                                  .limit = FUNDINGS_MAX,
                                  .is_ascending = true};
    struct history_page page = {0};
    if (list != NULL && history != NULL) (void)history_fundings(history, &query, list, &page);
    struct rpc_put put = {&call->writer, instrument};
    json_begin_object(&call->writer);
    rpc_add_rate(&put, "current_interest", ticker.estimate_e12);
    rpc_add_rate(&put, "interest_8h", ticker.rate_8h_e12);
    json_put_name(&call->writer, "data");
    json_begin_array(&call->writer);
    for (uint32_t i = 0; i < page.count; i++) {
        json_begin_object(&call->writer);
        rpc_add_ms(&put, "timestamp", list[i].as_of_ns);
        rpc_add_fine(&put, "index_price", list[i].index);
        rpc_add_rate(&put, "interest_8h", list[i].rate_e12);
        json_end_object(&call->writer);
    }
    json_end_array(&call->writer);
    json_end_object(&call->writer);
    free(list);
    rpc_finish(call);
}

/* What the running rate is made of: the premium of each bucket of this interval. */
static void public_get_funding_inputs(struct rpc_call *call)
{
    const struct instrument *instrument = rpc_instrument(call);
    struct market_ticker ticker = {0};
    if (instrument == NULL) return;
    (void)market_ticker(gateway_market(call->rpc->gateway), instrument->product_id, &ticker);
    const struct rpc_price_inputs *inputs =
        rpc_prices_of(rpc_channels_prices(call->rpc), instrument->product_id);
    struct rpc_put put = {&call->writer, instrument};
    json_begin_object(&call->writer);
    rpc_add_ms(&put, "interval_start", inputs == NULL ? 0 : inputs->interval_start_ns);
    rpc_add_ms(&put, "interval_end", ticker.next_funding_ns);
    rpc_add_rate(&put, "estimate", ticker.estimate_e12);
    rpc_add_rate(&put, "average", ticker.average_e12);
    json_put_name(&call->writer, "samples");
    json_begin_array(&call->writer);
    for (uint32_t i = 0; inputs != NULL && i < inputs->premium_count; i++) {
        json_begin_array(&call->writer);
        json_put_i64(&call->writer, inputs->premiums[i].end_ns / RPC_NS_PER_MS);
        json_put_decimal(&call->writer, inputs->premiums[i].premium_e12, 12);
        json_end_array(&call->writer);
    }
    json_end_array(&call->writer);
    json_end_object(&call->writer);
    rpc_finish(call);
}

/* --- the rows --------------------------------------------------------------------------------- */

static const struct rpc_parameter chart_parameters[] = {
    {"instrument_name", RPC_TEXT, true, NULL, 0, 64},
    {"start_timestamp", RPC_INTEGER, true, NULL, 0, 0},
    {"end_timestamp", RPC_INTEGER, true, NULL, 0, 0},
    {"resolution", RPC_TEXT, true, "1|3|5|10|15|30|60|120|180|360|720|1D|1d", 0, 0},
};

static const struct rpc_parameter window_parameters[] = {
    {"instrument_name", RPC_TEXT, true, NULL, 0, 64},
    {"start_timestamp", RPC_INTEGER, true, NULL, 0, 0},
    {"end_timestamp", RPC_INTEGER, true, NULL, 0, 0},
};

static const struct rpc_parameter length_parameters[] = {
    {"instrument_name", RPC_TEXT, true, NULL, 0, 64},
    {"length", RPC_TEXT, true, "8h|24h|1m", 0, 0},
};

static const struct rpc_parameter instrument_parameters[] = {
    {"instrument_name", RPC_TEXT, true, NULL, 0, 64},
};

static const struct rpc_parameter index_parameters[] = {
    {"index_name", RPC_TEXT, true, NULL, 0, 32},
    {"range", RPC_TEXT, true, "1h|1d|2d|1m|1y|all", 0, 0},
};

#define ROW(name, parameters, handler)                                                             \
    {                                                                                              \
        name, RPC_ROW(parameters), 0, RPC_COST_REQUEST, false, handler, 0                          \
    }

const struct rpc_method rpc_funding_methods[] = {
    ROW("public/get_tradingview_chart_data", chart_parameters, public_get_tradingview_chart_data),
    ROW("public/get_mark_price_history", window_parameters, public_get_mark_price_history),
    ROW("public/get_index_chart_data", index_parameters, public_get_index_chart_data),
    ROW("public/get_funding_rate_history", window_parameters, public_get_funding_rate_history),
    ROW("public/get_funding_rate_value", window_parameters, public_get_funding_rate_value),
    ROW("public/get_funding_chart_data", length_parameters, public_get_funding_chart_data),
    ROW("public/get_funding_inputs", instrument_parameters, public_get_funding_inputs),
    {0},
};
