/* SPDX-License-Identifier: Apache-2.0 */
/*
 * writer.c - from events to rows.
 *
 * Role   The writer has a market view and a read model of its own.  What only grows (fills, trades,
 *        transactions ...) is put row by row; of what changes (orders, positions ...) the latest
 *        state is put once a commit.  Which rows there are depends on the events alone, not on
 *        where commits fell: see hour_begin.
 */
#include <inttypes.h>
#include <stdio.h>

#include "base/check.h"
#include "base/int_math.h"
#include "history/history_state.h"

#define HOUR_NS          (60 * MINUTE_NS)
#define TOUCHED_MAX      8192u
#define ENDED_KEPT       (2 * TOUCHED_MAX) /* an order that ended is put before it is forgotten */
#define SMALL_RING       64u
#define COMMIT_NAME      "sequence"
#define HOUR_NAME        "hour_ns"
#define POSITION_SHIFT   16u
#define POSITION_PRODUCT 0xffffu
#define ACCESSES_KEPT    100000

/* Client order ids whose high half is 2^31 name no order but a protection: they are kept. */
#define NAMES_FIRST INT64_MIN
#define NAMES_LAST  (INT64_MIN + (INT64_C(1) << 32) - 1)

/* --- what was touched ------------------------------------------------------------------------- */

#define TOUCHES_SEEN 4u /* accounts that take turns are noted once, not each time */

static void touch(struct history_writer *writer, struct id_list *list, uint64_t id)
{
    for (uint32_t back = 1; back <= TOUCHES_SEEN && back <= list->count; back++) {
        if (list->ids[list->count - back] == id) return;
    }
    void *ids = list->ids;
    bool has_room = array_make_room(&ids, &list->capacity, sizeof *list->ids, list->count + 1);
    list->ids = ids;
    if (has_room) {
        list->ids[list->count++] = id;
    } else {
        writer->has_failed = true;
    }
}

static int id_compare(const void *one, const void *other)
{
    uint64_t a = *(const uint64_t *)one;
    uint64_t b = *(const uint64_t *)other;
    if (a == b) return 0;
    return a < b ? -1 : 1;
}

/* Each id once, ascending. */
static void id_list_settle(struct id_list *list)
{
    if (list->count == 0) return;
    qsort(list->ids, list->count, sizeof *list->ids, id_compare);
    uint32_t kept = 1;
    for (uint32_t i = 1; i < list->count; i++) {
        if (list->ids[i] != list->ids[kept - 1]) list->ids[kept++] = list->ids[i];
    }
    list->count = kept;
}

static void put(struct history_writer *writer, enum table_id table, const void *row)
{
    if (writer->has_failed) return;
    if (!database_put(writer->database, table, row)) writer->has_failed = true;
}

static void run(struct history_writer *writer, const char *text)
{
    if (writer->has_failed) return;
    if (!database_run(writer->database, text)) writer->has_failed = true;
}

static void orders_put(struct history_writer *writer)
{
    id_list_settle(&writer->orders);
    for (uint32_t i = 0; i < writer->orders.count; i++) {
        const struct order_record *order = read_model_order(writer->model, writer->orders.ids[i]);
        if (order != NULL) put(writer, TABLE_ORDERS, order);
    }
    writer->orders.count = 0;
}

static void positions_put(struct history_writer *writer)
{
    id_list_settle(&writer->positions);
    for (uint32_t i = 0; i < writer->positions.count; i++) {
        struct position_record position;
        uint64_t id = writer->positions.ids[i];
        if (read_model_position(writer->model, (uint32_t)(id >> POSITION_SHIFT),
                                (uint16_t)(id & POSITION_PRODUCT), &position)) {
            put(writer, TABLE_POSITIONS, &position);
        }
    }
    writer->positions.count = 0;
}

static void accounts_put(struct history_writer *writer)
{
    id_list_settle(&writer->accounts);
    for (uint32_t i = 0; i < writer->accounts.count; i++) {
        struct account_record account;
        if (read_model_account(writer->model, (uint32_t)writer->accounts.ids[i], &account)) {
            put(writer, TABLE_ACCOUNTS, &account);
        }
    }
    writer->accounts.count = 0;
}

static void minutes_put(struct history_writer *writer, uint16_t product_id, int64_t from_ns)
{
    for (uint32_t back = 0;; back++) {
        const struct market_candle *candle = market_minute(writer->market, product_id, back);
        if (candle == NULL || candle->start_ns < from_ns) return;
        struct minute_row row = {.product_id = product_id, .candle = *candle};
        put(writer, TABLE_MINUTES, &row);
    }
}

static void product_put(struct history_writer *writer, uint16_t product_id)
{
    struct product_record product;
    struct ticker_row row = {.product_id = product_id,
                             .book_id = market_book_id(writer->market, product_id)};
    read_model_product(writer->model, product_id, &product);
    put(writer, TABLE_PRODUCTS, &product);
    if (market_ticker(writer->market, product_id, &row.ticker)) put(writer, TABLE_TICKERS, &row);
}

static void products_put(struct history_writer *writer)
{
    for (uint32_t id = 1; id < writer->products_max; id++) {
        if (writer->minutes_from[id] == INT64_MAX) continue;
        product_put(writer, (uint16_t)id);
        minutes_put(writer, (uint16_t)id, writer->minutes_from[id]);
        writer->minutes_from[id] = INT64_MAX;
    }
    if (!writer->venue_is_touched) return;
    struct ticker_row venue = {.ticker.own_halt = market_venue_halt(writer->market)};
    put(writer, TABLE_TICKERS, &venue);
    writer->venue_is_touched = false;
}

/* Between two commands. */
static void touched_put(struct history_writer *writer)
{
    orders_put(writer);
    positions_put(writer);
    accounts_put(writer);
    products_put(writer);
}

/* --- time ------------------------------------------------------------------------------------- */

/* The events of an account are numbered in the order of their times: what is old comes first, and
 * no index is needed to find where it ends. */
static void private_forget(struct history_writer *writer, int64_t before_ns)
{
    char text[320];
    struct account_record account;
    for (uint32_t id = 1; id < writer->accounts_max; id++) {
        bool has_events =
            read_model_account(writer->model, id, &account) && account.event_number != 0;
        if (!has_events) continue;
        (void)snprintf(text, sizeof text,
                       "DELETE FROM private_events WHERE account_id = %" PRIu32
                       " AND number < COALESCE((SELECT number FROM private_events WHERE "
                       "account_id = %" PRIu32 " AND time_ns >= %" PRId64
                       " ORDER BY number LIMIT 1), %" PRId64 ")",
                       id, id, before_ns, INT64_MAX);
        run(writer, text);
    }
}

/*
 * What is old goes when an hour of venue time begins, before the first event of that hour: so the
 * rows that are left are the same wherever commits fell.
 */
static void hour_begin(struct history_writer *writer, int64_t hour_ns)
{
    char text[384];
    touched_put(writer);
    writer->hour_ns = hour_ns;
    if (writer->keep_unfilled_ns > 0) {
        int64_t before_ns = hour_ns - writer->keep_unfilled_ns;
        (void)snprintf(text, sizeof text,
                       "DELETE FROM orders WHERE state >= 4 AND filled_lots = 0 AND "
                       "updated_ns < %" PRId64,
                       before_ns);
        run(writer, text);
        (void)snprintf(text, sizeof text,
                       "DELETE FROM texts WHERE time_ns < %" PRId64
                       " AND NOT EXISTS (SELECT 1 FROM orders WHERE orders.account_id = "
                       "texts.account_id AND orders.client_order_id = texts.client_order_id AND "
                       "orders.client_order_id <> 0) AND client_order_id NOT BETWEEN %" PRId64
                       " AND %" PRId64,
                       before_ns, NAMES_FIRST, NAMES_LAST);
        run(writer, text);
    }
    (void)snprintf(text, sizeof text,
                   "DELETE FROM accesses WHERE number <= (SELECT COALESCE(MAX(number), 0) FROM "
                   "accesses) - %d",
                   ACCESSES_KEPT);
    run(writer, text);
    if (writer->keep_private_ns > 0) private_forget(writer, hour_ns - writer->keep_private_ns);
}

static void time_pass(struct history_writer *writer, const struct event *event)
{
    int64_t minute_ns = event->time_ns - event->time_ns % MINUTE_NS;
    if (minute_ns <= writer->minute_ns) return;
    int64_t hour_ns = event->time_ns - event->time_ns % HOUR_NS;
    if (hour_ns > writer->hour_ns) hour_begin(writer, hour_ns);
    struct time_row row = {minute_ns, event->sequence};
    put(writer, TABLE_TIMES, &row);
    writer->minute_ns = minute_ns;
}

/* --- rows that are only added ----------------------------------------------------------------- */

static void private_put(void *context, const struct private_event *private)
{
    struct history_writer *writer = context;
    const struct event *event = private->event;
    struct event_row row = {.account_id = private->account_id,
                            .number = private->number,
                            .time_ns = event->time_ns,
                            .event = *event};
    put(writer, TABLE_EVENTS, &row);
    touch(writer, &writer->accounts, private->account_id);
    if (private->order != NULL) touch(writer, &writer->orders, private->order->order_id);
    if (private->fill != NULL) put(writer, TABLE_FILLS, private->fill);
    if (private->transaction == NULL) return;
    put(writer, TABLE_TRANSACTIONS, private->transaction);
    if (private->transaction->product_id == 0) return;
    uint64_t account = private->account_id;
    touch(writer, &writer->positions, account << POSITION_SHIFT | private->transaction->product_id);
}

static void settlement_put(struct history_writer *writer, const struct event *event)
{
    const struct event_settlement *body = &event->settlement;
    struct product_record product;
    read_model_product(writer->model, event->product_id, &product);
    struct settlement_record row = {
        .sequence = event->sequence,
        .time_ns = event->time_ns,
        .cycle_ns = body->cycle_ns,
        .price = body->price,
        .mark = product.mark,
        .index = product.index,
        .open_interest = body->open_interest,
        .collected = body->collected,
        .paid_out = body->paid_out,
        .residue = body->residue,
        .trade_date = body->trade_date,
        .position_count = body->position_count,
        .index_in_command = event->index,
        .product_id = event->product_id,
        .source = body->source,
        .kind = body->kind,
    };
    put(writer, TABLE_SETTLEMENTS, &row);
}

static void event_keep(struct history_writer *writer, enum table_id table,
                       const struct event *event)
{
    struct liquidation_row row = {.sequence = event->sequence,
                                  .index_in_command = event->index,
                                  .account_id = event->account_id,
                                  .product_id = event->product_id,
                                  .kind = event->kind,
                                  .time_ns = event->time_ns,
                                  .event = *event};
    put(writer, table, &row);
}

static void text_put(struct history_writer *writer, const struct event *event)
{
    const char *text =
        read_model_text(writer->model, event->account_id, event->text.client_order_id);
    struct text_row row = {.account_id = event->account_id,
                           .client_order_id = event->text.client_order_id,
                           .time_ns = event->time_ns};
    if (text == NULL) return;
    memcpy(row.text, text, strnlen(text, CLIENT_TEXT_SIZE));
    put(writer, TABLE_TEXTS, &row);
}

/* After both readers have worked the event. */
static void event_put(struct history_writer *writer, const struct event *event)
{
    switch (event->kind) {
    case EVENT_TRADE:
    case EVENT_BLOCK_TRADE:
        put(writer, TABLE_TRADES, market_trade(writer->market, event->product_id, 0));
        break;
    case EVENT_FUNDING:
        put(writer, TABLE_FUNDINGS, market_funding(writer->market, event->product_id, 0));
        break;
    case EVENT_SETTLEMENT: settlement_put(writer, event); break;
    case EVENT_CLIENT_TEXT: text_put(writer, event); break;
    case EVENT_LIQUIDATION:
    case EVENT_CLOSE_OUT:
    case EVENT_POSITION_MOVED:
    case EVENT_DELEVERAGE:
    case EVENT_DELEVERAGED:
    case EVENT_FUND:
    case EVENT_LIQUIDATION_AUCTION:
    case EVENT_AUCTION_BID:
    case EVENT_DEFAULT_STEP: event_keep(writer, TABLE_LIQUIDATIONS, event); break;
    default: break;
    }
}

/* A notice, and the reason that follows it. */
static void notice_put(struct history_writer *writer, const struct event *event)
{
    bool is_notice = history_is_notice(event);
    bool is_reason = event->kind == EVENT_REASON && writer->notice == event->sequence;
    if (is_notice) writer->notice = event->sequence;
    if (is_notice || is_reason) event_keep(writer, TABLE_NOTICES, event);
}

static void access_put(struct history_writer *writer, const struct event *item)
{
    struct access_record access;
    access_of_item(item, &access);
    put(writer, TABLE_ACCESSES, &access);
}

/* --- events ----------------------------------------------------------------------------------- */

static void product_touch(struct history_writer *writer, const struct event *event)
{
    if (event->product_id == 0) {
        if (event->kind == EVENT_PHASE) writer->venue_is_touched = true;
        return;
    }
    if (event->product_id >= writer->products_max) return;
    int64_t *from_ns = &writer->minutes_from[event->product_id];
    *from_ns = i64_min(*from_ns, event->time_ns - event->time_ns % MINUTE_NS);
}

/* The command before is complete when an event of a later one comes. */
static void command_end(struct history_writer *writer, uint64_t sequence)
{
    if (!market_data_end(writer->market, sequence)) writer->has_failed = true;
    writer->complete = u64_max(writer->complete, sequence);
}

static void event_take(struct history_writer *writer, const struct event *event)
{
    if (event->sequence != writer->sequence) {
        command_end(writer, event->sequence - 1);
        writer->sequence = event->sequence;
        time_pass(writer, event);
    }
    /* Sums of a session are put as they were when it ended. */
    if (event->kind == EVENT_SETTLEMENT) positions_put(writer);
    if (!market_data_apply(writer->market, event, 1) ||
        !read_model_apply(writer->model, event, 1)) {
        writer->has_failed = true;
    }
    product_touch(writer, event);
    event_put(writer, event);
    notice_put(writer, event);
    if (writer->orders.count >= TOUCHED_MAX) orders_put(writer);
}

static void transaction_begin(struct history_writer *writer)
{
    if (writer->in_transaction) return;
    if (!database_begin(writer->database)) writer->has_failed = true;
    writer->in_transaction = true;
}

bool writer_complete(struct history_writer *writer, uint64_t sequence)
{
    if (sequence <= writer->complete || writer->has_failed) return !writer->has_failed;
    transaction_begin(writer);
    command_end(writer, sequence);
    return !writer->has_failed;
}

bool writer_take(struct history_writer *writer, const struct event *item)
{
    bool is_known = item->kind != ITEM_ACCESS && item->sequence <= writer->skip_through;
    if (is_known || writer->has_failed) return !writer->has_failed;
    transaction_begin(writer);
    if (item->kind == ITEM_ACCESS) {
        access_put(writer, item);
    } else if (item->kind == ITEM_NOTE) {
        struct order_note note;
        memcpy(&note, &item->order, sizeof note);
        read_model_note(writer->model, &note);
    } else {
        event_take(writer, item);
    }
    return !writer->has_failed;
}

bool writer_is_between_commands(const struct history_writer *writer)
{
    return writer->complete >= writer->sequence;
}

bool writer_commit(struct history_writer *writer)
{
    ASSERT(writer_is_between_commands(writer));
    if (!writer->in_transaction || writer->has_failed) return !writer->has_failed;
    touched_put(writer);
    if (!writer->has_failed &&
        (!database_put_meta(writer->database, COMMIT_NAME, (int64_t)writer->complete) ||
         !database_put_meta(writer->database, HOUR_NAME, writer->hour_ns) ||
         !database_put_meta(writer->database, "minute_ns", writer->minute_ns) ||
         !database_commit(writer->database))) {
        writer->has_failed = true;
    }
    writer->in_transaction = false;
    return !writer->has_failed;
}

/* --- memory ----------------------------------------------------------------------------------- */

static bool readers_make(struct history_writer *writer, const struct history_config *config)
{
    struct market_config market = market_config_default(config->products_max);
    market.trades_kept = SMALL_RING;
    market.fundings_kept = SMALL_RING;
    market.minutes_kept = SMALL_RING;
    market.book_changes_kept = SMALL_RING;
    struct read_model_config model =
        read_model_config_default(config->products_max, config->accounts_max);
    model.ended_orders_kept = ENDED_KEPT;
    model.fills_kept = SMALL_RING;
    model.transactions_kept = SMALL_RING;
    model.private_events_kept = SMALL_RING;
    model.texts_kept = SMALL_RING;
    writer->products_max = config->products_max;
    writer->accounts_max = config->accounts_max;
    writer->minutes_from = calloc(config->products_max, sizeof *writer->minutes_from);
    writer->market = market_data_create(&market);
    writer->model = read_model_create(&model);
    if (writer->minutes_from == NULL || writer->market == NULL || writer->model == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < config->products_max; i++) writer->minutes_from[i] = INT64_MAX;
    return true;
}

static bool state_read(struct history_writer *writer)
{
    int64_t sequence = 0;
    static const struct restore_amounts amounts = {.trades = 1, .minutes = 1, .fundings = 1};
    bool done = database_read_meta(writer->database, COMMIT_NAME, &sequence) &&
                database_read_meta(writer->database, HOUR_NAME, &writer->hour_ns) &&
                database_read_meta(writer->database, "minute_ns", &writer->minute_ns) &&
                history_restore(writer->database, writer->market, writer->model, &amounts);
    writer->skip_through = (uint64_t)sequence;
    writer->complete = (uint64_t)sequence;
    writer->sequence = (uint64_t)sequence;
    return done;
}

bool writer_open(struct history_writer *writer, const struct history_config *config, char *error,
                 size_t error_size)
{
    writer->keep_unfilled_ns = config->keep_unfilled_ns;
    writer->keep_private_ns = config->keep_private_ns;
    writer->database = database_open(config->database, error, error_size);
    if (writer->database == NULL) return false;
    if (!readers_make(writer, config)) {
        (void)snprintf(error, error_size, "history: no memory");
        return false;
    }
    if (database_make_tables(writer->database) && state_read(writer)) {
        read_model_listen(writer->model, private_put, writer);
        return true;
    }
    (void)snprintf(error, error_size, "%s", database_error(writer->database));
    return false;
}

void writer_close(struct history_writer *writer)
{
    database_close(writer->database);
    market_data_destroy(writer->market);
    read_model_destroy(writer->model);
    free(writer->orders.ids);
    free(writer->positions.ids);
    free(writer->accounts.ids);
    free(writer->minutes_from);
}
