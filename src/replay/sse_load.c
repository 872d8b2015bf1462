/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sse_load.c - reading and sorting a Shanghai recording.
 *
 * Role       See sse_load.h.
 * Invariant  A message that stands twice, word for word, counts once; two different messages with
 *            one BizIndex are refused.
 * Rules      none.
 */
#include "replay/sse_load.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "replay/input.h"

/* Room for one more item; the list doubles. */
static bool room(void **items, size_t count, size_t *capacity, size_t item_size)
{
    if (count < *capacity) return true;
    size_t wider = *capacity == 0 ? 4096 : *capacity * 2;
    void *grown = realloc(*items, wider * item_size);
    if (grown == NULL) return false;
    *items = grown;
    *capacity = wider;
    return true;
}

static bool add_tick(struct sse_day *day, const struct sse_message *message)
{
    void *items = day->ticks;
    bool has_room = room(&items, day->tick_count, &day->tick_capacity, sizeof *day->ticks);
    day->ticks = items;
    if (!has_room) return false;

    struct sse_tick *tick = &day->ticks[day->tick_count++];
    *tick = (struct sse_tick){.biz_index = message->biz_index,
                              .time_ns = message->time_ns,
                              .is_order = message->kind == SSE_ORDER};
    if (tick->is_order) {
        tick->order = message->order;
        if (tick->order.type == SSE_DELETE) return true;
        scale_see_price(&day->scale, tick->order.price_milli);
        scale_see_qty(&day->scale, tick->order.qty_milli);
    } else {
        tick->execution = message->execution;
        scale_see_price(&day->scale, tick->execution.price_milli);
        scale_see_qty(&day->scale, tick->execution.qty_milli);
    }
    return true;
}

static bool add_picture(struct sse_day *day, const struct sse_message *message)
{
    void *items = day->pictures;
    bool has_room = room(&items, day->picture_count, &day->picture_capacity, sizeof *day->pictures);
    day->pictures = items;
    if (!has_room) return false;
    day->pictures[day->picture_count++] = (struct sse_picture){message->time_ns, message->snapshot};
    return true;
}

/* Is the message of the instrument asked for?  Without one, the first message's is the one. */
static enum import_result of_instrument(struct sse_day *day, const struct replay_options *options,
                                        const struct sse_message *message,
                                        struct import_fault *import)
{
    if (!day->has_security) {
        day->has_security = true;
        day->security_id = message->security_id;
    }
    if (day->security_id == message->security_id) return IMPORT_TAKEN;
    if (options->symbol != NULL) return IMPORT_SKIP;
    *import =
        (struct import_fault){"one instrument: with several, name one with --symbol SECURITYID", 1};
    return IMPORT_BAD;
}

static bool take_line(struct sse_day *day, const struct replay_options *options,
                      struct input *input, struct import_slice line, struct replay_fault *fault)
{
    struct sse_message message;
    struct import_fault import;
    enum import_result result = sse_read(line, &message, &import);
    if (result == IMPORT_TAKEN) result = of_instrument(day, options, &message, &import);
    if (result == IMPORT_SKIP) return true;
    if (result == IMPORT_BAD) return input_fault_line(input, &import, fault);
    bool is_added =
        message.kind == SSE_SNAPSHOT ? add_picture(day, &message) : add_tick(day, &message);
    return is_added || fault_memory(fault);
}

static bool read_lines(struct sse_day *day, const struct replay_options *options,
                       struct input *input, struct replay_fault *fault)
{
    struct import_slice line;
    if (!input_find(input, NULL, "a file", fault)) return false;
    for (;;) {
        enum input_result result = input_line(input, &line, fault);
        if (result == INPUT_BAD) return false;
        if (result == INPUT_END) break;
        if (!take_line(day, options, input, line, fault)) return false;
    }
    if (day->tick_count > 0) return true;
    return fault_set(fault, "%s: line %llu: expected lines //...MsgType=191 or 192 of Shanghai",
                     options->path, (unsigned long long)input->line);
}

static int by_biz_index(const void *a, const void *b)
{
    const struct sse_tick *first = a;
    const struct sse_tick *second = b;
    return (first->biz_index > second->biz_index) - (first->biz_index < second->biz_index);
}

static int by_time(const void *a, const void *b)
{
    const struct sse_picture *first = a;
    const struct sse_picture *second = b;
    return (first->time_ns > second->time_ns) - (first->time_ns < second->time_ns);
}

static bool orders_are_same(const struct sse_order *a, const struct sse_order *b)
{
    return a->order_no == b->order_no && a->price_milli == b->price_milli &&
           a->qty_milli == b->qty_milli && a->type == b->type && a->side == b->side;
}

static bool executions_are_same(const struct sse_execution *a, const struct sse_execution *b)
{
    return a->bid_no == b->bid_no && a->ask_no == b->ask_no && a->price_milli == b->price_milli &&
           a->qty_milli == b->qty_milli && a->type == b->type;
}

static bool ticks_are_same(const struct sse_tick *a, const struct sse_tick *b)
{
    if (a->time_ns != b->time_ns || a->is_order != b->is_order) return false;
    return a->is_order ? orders_are_same(&a->order, &b->order)
                       : executions_are_same(&a->execution, &b->execution);
}

static bool sort_ticks(struct sse_day *day, const char *path, struct replay_fault *fault)
{
    qsort(day->ticks, day->tick_count, sizeof *day->ticks, by_biz_index);
    size_t kept = 0;
    for (size_t i = 0; i < day->tick_count; i++) {
        bool is_new = kept == 0 || day->ticks[i].biz_index != day->ticks[kept - 1].biz_index;
        if (is_new) {
            day->ticks[kept++] = day->ticks[i];
        } else if (!ticks_are_same(&day->ticks[i], &day->ticks[kept - 1])) {
            return fault_set(fault, "%s: expected one message with BizIndex=%llu", path,
                             (unsigned long long)day->ticks[i].biz_index);
        }
    }
    day->tick_count = kept;
    if (day->picture_count > 0) {
        qsort(day->pictures, day->picture_count, sizeof *day->pictures, by_time);
    }
    return true;
}

/*
 * Most instruments close with an auction from 14:57 on.  Those that trade on until the end show it
 * by executions with an active side; where an auction follows, they were late.
 */
static void find_closing(struct sse_day *day)
{
    bool has_auction = false;
    int64_t traded_ns = 0; /* the last execution with an active side */
    for (size_t i = 0; i < day->tick_count; i++) {
        const struct sse_tick *tick = &day->ticks[i];
        if (tick->is_order || tick->time_ns < SSE_CLOSING_NS) continue;
        if (tick->execution.type == SSE_AUCTION) {
            has_auction = true;
        } else {
            traded_ns = tick->time_ns;
        }
    }
    day->closing_ns = SSE_CLOSING_NS;
    if (traded_ns != 0) day->closing_ns = has_auction ? traded_ns + 1 : INT64_MAX;
}

static bool take_symbol(struct sse_day *day, const char *symbol, struct replay_fault *fault)
{
    if (symbol == NULL) return true;
    uint64_t number;
    if (!text_read_u64(symbol, strlen(symbol), &number) || number > SSE_SECURITY_MAX) {
        return fault_set(fault, "--symbol %s: expected a SecurityID of up to 8 digits", symbol);
    }
    day->security_id = (uint32_t)number;
    day->has_security = true;
    return true;
}

bool sse_load(struct sse_day *day, const struct replay_options *options, struct replay_fault *fault)
{
    struct input input;
    *day = (struct sse_day){0};
    if (!take_symbol(day, options->symbol, fault)) return false;
    if (!input_open(&input, options->path, fault)) return false;
    bool is_read = read_lines(day, options, &input, fault);
    input_close(&input);
    if (is_read && sort_ticks(day, options->path, fault) &&
        scale_settle(&day->scale, options->path, fault)) {
        find_closing(day);
        return true;
    }
    sse_free(day);
    return false;
}

void sse_free(struct sse_day *day)
{
    free(day->ticks);
    free(day->pictures);
    *day = (struct sse_day){0};
}
