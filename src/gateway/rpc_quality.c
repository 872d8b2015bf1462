/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_quality.c - methods of market quality: minutes, days, the series of adoption, definitions.
 *
 * Role   Public: the figures are sums over the market.  They are `perpetua quality` of the venue's
 *        own journal, minute by minute as they end.
 */
#include <stdlib.h>
#include <string.h>

#include "gateway/rpc_page.h"
#include "gateway/rpc_supervision.h"
#include "gateway/rpc_units.h"
#include "quality/quality_tables.h"
#include "supervision/lookout.h"

#define ROWS_MAX    2000u
#define OBJECTS_MAX 720u

/* --- definitions ------------------------------------------------------------------------------ */

static void get_definitions(struct rpc_call *call)
{
    static const char *const units[] = {"text", "number", "number", "date", "time"};
    struct json_writer *writer = &call->writer;
    uint32_t count;
    const struct column *columns = quality_columns(&count);
    json_begin_object(writer);
    json_put_name(writer, "figures");
    json_begin_array(writer);
    for (uint32_t i = 0; i < count; i++) {
        json_begin_object(writer);
        json_add_text(writer, "name", columns[i].name);
        json_add_text(writer, "text", columns[i].meaning);
        json_add_text(writer, "type", units[columns[i].kind]);
        json_end_object(writer);
    }
    json_end_array(writer);
    json_end_object(writer);
    rpc_finish(call);
}

/* --- periods ---------------------------------------------------------------------------------- */

/* Which of the kept periods are asked for: the newest of those in the window. */
struct window {
    uint32_t first;
    uint32_t end;
};

static struct window window_of(struct rpc_call *call, const struct shelf_periods *periods,
                               uint32_t max)
{
    int64_t start_ns = rpc_ns_of_ms(rpc_integer(call, "start", 0));
    int64_t end_ns = rpc_ns_of_ms(rpc_integer(call, "end", INT64_MAX));
    struct window window = {0, shelf_period_count(periods)};
    while (window.end > 0 && shelf_period(periods, window.end - 1)->start_ns > end_ns) window.end--;
    window.first = window.end;
    while (window.first > 0 && window.end - window.first < max &&
           shelf_period(periods, window.first - 1)->start_ns >= start_ns) {
        window.first--;
    }
    return window;
}

/* The object that is kept, with its start in front. */
static void put_object(struct json_writer *writer, const struct shelf_period *period)
{
    struct json_writer whole = {0};
    json_begin_object(&whole);
    json_add_i64(&whole, "start", period->start_ns / RPC_NS_PER_MS);
    json_end_object(&whole);
    char *bytes = malloc(whole.size + period->size);
    if (bytes != NULL && !whole.is_cut) {
        /* {"start":1 of {"start":1}, then a comma in the place of the brace of the other. */
        memcpy(bytes, whole.bytes, whole.size - 1);
        bytes[whole.size - 1] = ',';
        memcpy(bytes + whole.size, period->text + 1, period->size - 1);
        json_put_raw(writer, bytes, whole.size + period->size - 1);
    } else {
        json_put_null(writer);
    }
    free(bytes);
    json_writer_release(&whole);
}

/* The series of the instrument; the shelf is taken.  NULL: failed. */
static const struct shelf_periods *take_periods(struct rpc_call *call, bool is_days,
                                                uint16_t *product_id)
{
    const struct instrument *instrument = rpc_instrument(call);
    struct supervision *supervision = instrument == NULL ? NULL : rpc_supervision(call);
    if (supervision == NULL) return NULL;
    json_begin_object(&call->writer);
    json_add_text(&call->writer, "instrument_name", instrument->rpc_name);
    rpc_put_through(call, supervision);
    *product_id = instrument->product_id;
    const struct shelf *shelf = supervision_take(supervision);
    return is_days ? &shelf->days[*product_id] : &shelf->minutes[*product_id];
}

static void give_periods(struct rpc_call *call)
{
    supervision_give(gateway_supervision(call->rpc->gateway));
    json_end_object(&call->writer);
    rpc_finish(call);
}

static void answer_periods(struct rpc_call *call, bool is_days)
{
    uint16_t product_id;
    const struct shelf_periods *periods = take_periods(call, is_days, &product_id);
    if (periods == NULL) return;
    struct window window = window_of(call, periods, OBJECTS_MAX);
    json_put_name(&call->writer, "periods");
    json_begin_array(&call->writer);
    for (uint32_t i = window.first; i < window.end; i++) {
        put_object(&call->writer, shelf_period(periods, i));
    }
    json_end_array(&call->writer);
    give_periods(call);
}

static void get_minutes(struct rpc_call *call)
{
    answer_periods(call, false);
}

static void get_days(struct rpc_call *call)
{
    answer_periods(call, true);
}

/* --- adoption --------------------------------------------------------------------------------- */

static void put_columns(struct json_writer *writer)
{
    json_put_name(writer, "columns");
    json_begin_array(writer);
    json_put_text(writer, "start");
    for (uint32_t i = 0; i < LOOKOUT_FIGURES; i++) json_put_text(writer, lookout_figures[i]);
    json_put_text(writer, "mark_price");
    json_put_text(writer, "index_price");
    json_end_array(writer);
}

static void put_fine_or_null(const struct rpc_put *put, int64_t ticks_e4)
{
    if (ticks_e4 == 0) {
        json_put_null(put->writer);
    } else {
        rpc_put_fine(put, (struct fine_price){ticks_e4});
    }
}

static void get_adoption(struct rpc_call *call)
{
    const char *resolution = rpc_text(call, "resolution");
    bool is_days = resolution != NULL && strcmp(resolution, "day") == 0;
    uint16_t product_id;
    const struct shelf_periods *periods = take_periods(call, is_days, &product_id);
    if (periods == NULL) return;
    struct json_writer *writer = &call->writer;
    const struct rpc_put put = {
        writer, instrument_by_product(gateway_instruments(call->rpc->gateway), product_id)};
    struct window window = window_of(call, periods, ROWS_MAX);
    json_add_text(writer, "resolution", is_days ? "day" : "minute");
    put_columns(writer);
    json_put_name(writer, "rows");
    json_begin_array(writer);
    for (uint32_t i = window.first; i < window.end; i++) {
        const struct shelf_period *period = shelf_period(periods, i);
        json_begin_array(writer);
        json_put_i64(writer, period->start_ns / RPC_NS_PER_MS);
        json_put_raw(writer, period->text + period->size, period->row_size);
        put_fine_or_null(&put, period->mark_e4);
        put_fine_or_null(&put, period->index_e4);
        json_end_array(writer);
    }
    json_end_array(writer);
    give_periods(call);
}

/* --- the rows --------------------------------------------------------------------------------- */

static const struct rpc_parameter periods_parameters[] = {
    {"instrument_name", RPC_TEXT, true, NULL, 0, 64},
    {"start", RPC_INTEGER, false, NULL, 0, INT64_MAX},
    {"end", RPC_INTEGER, false, NULL, 0, INT64_MAX},
};

static const struct rpc_parameter adoption_parameters[] = {
    {"instrument_name", RPC_TEXT, true, NULL, 0, 64},
    {"resolution", RPC_TEXT, false, "minute|day", 0, 0},
    {"start", RPC_INTEGER, false, NULL, 0, INT64_MAX},
    {"end", RPC_INTEGER, false, NULL, 0, INT64_MAX},
};

const struct rpc_method rpc_quality_methods[] = {
    {"quality/get_definitions", RPC_NO_ROW, 0, RPC_COST_REQUEST, false, get_definitions, 0},
    {"quality/get_minutes", RPC_ROW(periods_parameters), 0, RPC_COST_REQUEST, false, get_minutes,
     0},
    {"quality/get_days", RPC_ROW(periods_parameters), 0, RPC_COST_REQUEST, false, get_days, 0},
    {"quality/get_adoption", RPC_ROW(adoption_parameters), 0, RPC_COST_REQUEST, false, get_adoption,
     0},
    {0},
};
