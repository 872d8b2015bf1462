/* SPDX-License-Identifier: Apache-2.0 */
/*
 * history_test.c - what is written is found again, before and after a commit, and after a restart.
 *
 * Covers history.c, writer.c, restore.c, query.c, query_orders.c and query_candles.c on SQLite;
 * programs in test/readers write the same database in other ways, and on PostgreSQL.
 */
#include "history/history.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/expect.h"
#include "model/command.h"

#define PRODUCT  1
#define ANN      2u
#define BOB      3u
#define START_NS (INT64_C(20000) * 1440 * MINUTE_NS)

struct bench {
    char folder[64];
    char path[96];
    struct history *history;
    struct market_data *market;
    struct read_model *model;
    uint64_t sequence;
    int64_t time_ns;
};

static void bench_open(struct bench *bench)
{
    char error[256];
    struct history_config config = history_config_default(bench->path, 4, 16);
    config.queue_events = 1024;
    enum history_status status = history_open(&bench->history, &config, error, sizeof error);
    EXPECT_EQ(status == HISTORY_OK ? "opens" : error, status, HISTORY_OK);
    struct market_config market = market_config_default(4);
    struct read_model_config model = read_model_config_default(4, 16);
    bench->market = market_data_create(&market);
    bench->model = read_model_create(&model);
    EXPECT_EQ("attached", history_attach(bench->history, bench->market, bench->model), HISTORY_OK);
}

static void bench_close(struct bench *bench)
{
    EXPECT_EQ("closed", history_close(bench->history), HISTORY_OK);
    market_data_destroy(bench->market);
    read_model_destroy(bench->model);
}

static void bench_make(struct bench *bench)
{
    *bench = (struct bench){.folder = "/tmp/perpetua-history-XXXXXX", .time_ns = START_NS};
    assert_non_null(mkdtemp(bench->folder));
    (void)snprintf(bench->path, sizeof bench->path, "%s/history.db", bench->folder);
    bench_open(bench);
}

static void bench_remove(struct bench *bench)
{
    char path[128];
    static const char *const endings[] = {"", "-wal", "-shm"};
    bench_close(bench);
    for (uint32_t i = 0; i < 3; i++) {
        (void)snprintf(path, sizeof path, "%s%s", bench->path, endings[i]);
        (void)unlink(path);
    }
    assert_int_equal(rmdir(bench->folder), 0);
}

static void bench_restart(struct bench *bench)
{
    bench_close(bench);
    bench_open(bench);
    EXPECT_EQ("nothing was lost", history_committed(bench->history), bench->sequence);
}

static void commit(struct bench *bench)
{
    EXPECT_EQ("committed", history_wait(bench->history, bench->sequence), HISTORY_OK);
}

/* One command with these events. */
static void give(struct bench *bench, struct event *list, uint32_t count)
{
    bench->sequence++;
    for (uint32_t i = 0; i < count; i++) {
        list[i].sequence = bench->sequence;
        list[i].time_ns = bench->time_ns;
        list[i].index = i;
        list[i].product_id = PRODUCT;
    }
    assert_true(market_data_apply(bench->market, list, count));
    assert_true(market_data_end(bench->market, bench->sequence));
    assert_true(read_model_apply(bench->model, list, count));
    EXPECT_EQ("appended", history_append(bench->history, list, count, bench->sequence), HISTORY_OK);
}

static void give_account(struct bench *bench, uint32_t id)
{
    struct event event = {.kind = EVENT_ACCOUNT, .account_id = id};
    event.party.id = id;
    event.party.state = PARTY_APPROVED;
    give(bench, &event, 1);
}

static struct event order_event(uint16_t kind, uint64_t order_id, uint32_t account_id, int64_t lots)
{
    struct event event = {.kind = kind, .account_id = account_id};
    event.order.order_id = order_id;
    event.order.client_order_id = order_id + 500;
    event.order.side = account_id == ANN ? SIDE_BUY : SIDE_SELL;
    event.order.type = TYPE_LIMIT;
    event.order.tif = TIF_GTC;
    event.order.price.ticks = 100;
    event.order.open.lots = lots;
    return event;
}

static void give_order(struct bench *bench, uint64_t order_id, uint32_t account_id, int64_t lots)
{
    struct event event = order_event(EVENT_ORDER_ACCEPTED, order_id, account_id, lots);
    give(bench, &event, 1);
}

static void give_cancel(struct bench *bench, uint64_t order_id, uint32_t account_id)
{
    struct event event = order_event(EVENT_ORDER_CANCELLED, order_id, account_id, 5);
    give(bench, &event, 1);
}

/* Ann's order 1 rests; Bob's order sells one lot to it and is filled. */
static void give_trade(struct bench *bench, uint64_t trade_id)
{
    uint64_t taker_id = 1000 + trade_id;
    struct event list[5] = {
        order_event(EVENT_ORDER_ACCEPTED, taker_id, BOB, 1),
        {.kind = EVENT_TRADE},
        {.kind = EVENT_FILL, .account_id = ANN},
        {.kind = EVENT_FILL, .account_id = BOB},
        order_event(EVENT_ORDER_FILLED, taker_id, BOB, 0),
    };
    list[1].trade = (struct event_trade){.trade_id = trade_id,
                                         .maker_order_id = 1,
                                         .taker_order_id = taker_id,
                                         .price = {100 + (int64_t)trade_id},
                                         .qty = {1},
                                         .maker_account_id = ANN,
                                         .taker_account_id = BOB,
                                         .taker_side = SIDE_SELL};
    list[2].fill = (struct event_fill){
        .trade_id = trade_id, .order_id = 1, .net = {(int64_t)trade_id}, .open = {99}};
    list[3].fill = (struct event_fill){
        .trade_id = trade_id, .order_id = taker_id, .net = {-(int64_t)trade_id}, .fee = {3}};
    list[3].fill.balance.micros = -3 * (int64_t)trade_id;
    list[4].order.filled.lots = 1;
    give(bench, list, 5);
}

static void bench_begin(struct bench *bench)
{
    bench_make(bench);
    give_account(bench, ANN);
    give_account(bench, BOB);
    struct event listed = {.kind = EVENT_PRODUCT};
    memcpy(listed.product.symbol, "BTCPERP", 8);
    give(bench, &listed, 1);
    give_order(bench, 1, ANN, 100);
}

/* --- lists ------------------------------------------------------------------------------------ */

static struct history_query query_of(uint32_t account_id, uint32_t limit)
{
    return (struct history_query){.account_id = account_id, .product_id = PRODUCT, .limit = limit};
}

/* All pages of Bob's fills, newest first or oldest first: numbers of trades in their order. */
static void expect_fills(struct bench *bench, bool is_ascending, uint64_t count)
{
    struct fill_record list[3];
    struct history_page page;
    struct history_query query = query_of(BOB, 3);
    query.is_ascending = is_ascending;
    uint64_t seen = 0;
    do {
        EXPECT_EQ("asked", history_fills(bench->history, &query, list, &page), HISTORY_OK);
        for (uint32_t i = 0; i < page.count; i++) {
            seen++;
            EXPECT_EQ("in order", list[i].trade_id, is_ascending ? seen : count + 1 - seen);
            EXPECT_EQ("its price", list[i].price.ticks, 100 + (int64_t)list[i].trade_id);
            EXPECT_EQ("its fee", list[i].fee.micros, 3);
        }
        query.cursor = page.next;
    } while (page.more);
    EXPECT_EQ("each once", seen, count);
}

static void expect_trades(struct bench *bench, uint64_t count)
{
    struct market_trade list[4];
    struct history_page page;
    struct history_query query = query_of(0, 4);
    uint64_t next = count;
    do {
        EXPECT_EQ("asked", history_trades(bench->history, &query, list, &page), HISTORY_OK);
        for (uint32_t i = 0; i < page.count; i++) EXPECT_EQ("number", list[i].number, next--);
        query.cursor = page.next;
    } while (page.more);
    EXPECT_EQ("each once", next, 0);
}

static void test_lists_before_and_after_commits(void **state)
{
    (void)state;
    struct bench bench;
    bench_begin(&bench);
    for (uint64_t i = 1; i <= 10; i++) {
        give_trade(&bench, i);
        if (i == 4) commit(&bench);
        expect_fills(&bench, false, i);
        expect_fills(&bench, true, i);
        expect_trades(&bench, i);
    }
    bench_restart(&bench);
    expect_fills(&bench, true, 10);
    give_trade(&bench, 11);
    expect_fills(&bench, false, 11);
    expect_trades(&bench, 11);
    bench_remove(&bench);
}

static void test_filters(void **state)
{
    (void)state;
    struct bench bench;
    struct fill_record list[16];
    struct history_page page;
    bench_begin(&bench);
    for (uint64_t i = 1; i <= 10; i++) {
        bench.time_ns += 30 * MINUTE_NS / 10;
        give_trade(&bench, i);
        if (i == 6) commit(&bench);
    }
    struct history_query query = query_of(ANN, 16);
    query.from_ns = START_NS + 9 * MINUTE_NS;
    query.to_ns = START_NS + 27 * MINUTE_NS;
    EXPECT_EQ("asked", history_fills(bench.history, &query, list, &page), HISTORY_OK);
    EXPECT_EQ("from the third to the eighth", page.count, 6);
    EXPECT_EQ("newest", list[0].trade_id, 8);
    query = query_of(0, 16);
    query.from_number = 5;
    query.to_number = 7;
    EXPECT_EQ("asked", history_fills(bench.history, &query, list, &page), HISTORY_OK);
    EXPECT_EQ("both sides of three trades", page.count, 6);
    query = query_of(0, 16);
    query.order_id = 1003;
    EXPECT_EQ("asked", history_fills(bench.history, &query, list, &page), HISTORY_OK);
    EXPECT_EQ("of one order", page.count, 1);
    EXPECT_EQ("its trade", list[0].trade_id, 3);

    struct transaction_record transactions[16];
    query = query_of(BOB, 16);
    query.kinds = 1u << TRANSACTION_TRADE;
    EXPECT_EQ("asked", history_transactions(bench.history, &query, transactions, &page),
              HISTORY_OK);
    EXPECT_EQ("ten", page.count, 10);
    EXPECT_EQ("running balance", transactions[0].balance.micros, -30);
    query.kinds = 1u << TRANSACTION_FUNDING;
    EXPECT_EQ("asked", history_transactions(bench.history, &query, transactions, &page),
              HISTORY_OK);
    EXPECT_EQ("no funding", page.count, 0);
    bench_remove(&bench);
}

/* --- orders ----------------------------------------------------------------------------------- */

static uint32_t order_count(struct bench *bench, uint32_t states, bool with_unfilled)
{
    struct order_record list[16];
    struct history_page page;
    struct history_query query = query_of(ANN, 16);
    query.states = states;
    query.with_unfilled = with_unfilled;
    EXPECT_EQ("asked", history_orders(bench->history, &query, list, &page), HISTORY_OK);
    for (uint32_t i = 1; i < page.count; i++) {
        EXPECT_TRUE("newest first", list[i].order_id < list[i - 1].order_id);
    }
    return page.count;
}

static void test_orders(void **state)
{
    (void)state;
    struct bench bench;
    uint32_t ended = 1u << RECORD_FILLED | 1u << RECORD_CANCELLED;
    bench_begin(&bench);
    give_order(&bench, 2, ANN, 5);
    give_order(&bench, 3, ANN, 5);
    commit(&bench);
    give_cancel(&bench, 2, ANN);
    give_order(&bench, 4, ANN, 5);
    give_cancel(&bench, 4, ANN);
    give_trade(&bench, 1);
    EXPECT_EQ("all", order_count(&bench, 0, true), 4);
    EXPECT_EQ("two ended, one of them entered before the commit", order_count(&bench, ended, true),
              2);
    EXPECT_EQ("neither was filled", order_count(&bench, ended, false), 0);
    commit(&bench);
    EXPECT_EQ("all, from the database", order_count(&bench, 0, true), 4);
    EXPECT_EQ("ended", order_count(&bench, ended, true), 2);
    bench_restart(&bench);
    EXPECT_EQ("ended, after a restart", order_count(&bench, ended, true), 2);
    EXPECT_EQ("two live", read_model_live_count(bench.model, ANN), 2);

    struct order_record order;
    bool is_found;
    struct order_key key = {.account_id = ANN, .order_id = 2};
    EXPECT_EQ("asked", history_order(bench.history, &key, &order, &is_found), HISTORY_OK);
    EXPECT_TRUE("found", is_found);
    EXPECT_EQ("cancelled", order.state, RECORD_CANCELLED);
    key = (struct order_key){.account_id = ANN, .client_order_id = 504};
    EXPECT_EQ("asked", history_order(bench.history, &key, &order, &is_found), HISTORY_OK);
    EXPECT_TRUE("found by its client order id", is_found && order.order_id == 4);
    key.account_id = BOB;
    EXPECT_EQ("asked", history_order(bench.history, &key, &order, &is_found), HISTORY_OK);
    EXPECT_FALSE("of another account", is_found);
    const struct order_record *maker = read_model_order(bench.model, 1);
    EXPECT_EQ("fills of a live order are kept", maker->filled.lots, 1);
    bench_remove(&bench);
}

static void test_old_orders_go(void **state)
{
    (void)state;
    struct bench bench;
    uint32_t ended = 1u << RECORD_FILLED | 1u << RECORD_CANCELLED;
    bench_begin(&bench);
    give_order(&bench, 2, ANN, 5);
    give_cancel(&bench, 2, ANN);
    bench.time_ns += INT64_C(24) * 60 * MINUTE_NS;
    give_order(&bench, 3, ANN, 5);
    give_cancel(&bench, 3, ANN);
    bench_restart(&bench);
    EXPECT_EQ("a day old is kept", order_count(&bench, ended, true), 2);
    bench.time_ns += 60 * MINUTE_NS;
    give_order(&bench, 4, ANN, 5);
    bench_restart(&bench);
    EXPECT_EQ("an hour more is too old", order_count(&bench, ended, true), 1);
    EXPECT_EQ("live orders stay", read_model_live_count(bench.model, ANN), 2);
    bench_remove(&bench);
}

/* --- the rest --------------------------------------------------------------------------------- */

static void test_market_after_a_restart(void **state)
{
    (void)state;
    struct bench bench;
    struct market_ticker before;
    struct market_ticker after;
    bench_begin(&bench);
    give_trade(&bench, 1);
    give_trade(&bench, 2);
    uint64_t book_id = market_book_id(bench.market, PRODUCT);
    assert_true(market_ticker(bench.market, PRODUCT, &before));
    bench_restart(&bench);
    assert_true(market_ticker(bench.market, PRODUCT, &after));
    assert_memory_equal(&before, &after, sizeof before);
    EXPECT_EQ("number of the book", market_book_id(bench.market, PRODUCT), book_id);
    EXPECT_EQ("trades", market_trade_number(bench.market, PRODUCT), 2);
    bench_remove(&bench);
}

static void test_candles(void **state)
{
    (void)state;
    struct bench bench;
    struct market_candle list[64];
    uint32_t count;
    bench_begin(&bench);
    for (uint64_t i = 1; i <= 12; i++) {
        bench.time_ns = START_NS + (int64_t)i * 5 * MINUTE_NS;
        give_trade(&bench, i);
        if (i == 7) bench_restart(&bench);
    }
    struct history_query query = query_of(0, 64);
    query.from_ns = START_NS + 5 * MINUTE_NS;
    query.to_ns = START_NS + 60 * MINUTE_NS;
    EXPECT_EQ("asked", history_candles(bench.history, &query, 1, list, &count), HISTORY_OK);
    EXPECT_EQ("minutes without gaps", count, 56);
    EXPECT_EQ("a minute with a trade", list[5].price.close, 102);
    EXPECT_EQ("and one without", list[6].previous_close, 102);
    EXPECT_EQ("asked", history_candles(bench.history, &query, 30, list, &count), HISTORY_OK);
    EXPECT_EQ("the second half and the present one", count, 2);
    EXPECT_EQ("six trades", list[0].volume.lots, 6);
    EXPECT_EQ("the last", list[1].price.close, 112);
    query.to_ns = INT64_MAX;
    query.from_ns = 0;
    query.limit = 2;
    EXPECT_EQ("asked", history_candles(bench.history, &query, 30, list, &count), HISTORY_OK);
    EXPECT_EQ("the newest two of all time", count, 2);
    EXPECT_EQ("end with the present one", list[1].price.close, 112);
    bench_remove(&bench);
}

static void test_texts_and_private_events(void **state)
{
    (void)state;
    struct bench bench;
    char text[CLIENT_TEXT_SIZE + 1];
    bench_begin(&bench);
    struct event said = {.kind = EVENT_CLIENT_TEXT, .account_id = ANN};
    said.text.client_order_id = 777;
    said.text.size = 5;
    memcpy(said.text.part, "label", 5);
    give(&bench, &said, 1);
    EXPECT_EQ("asked", history_text(bench.history, ANN, 777, text), HISTORY_OK);
    EXPECT_TEXT("from memory", text, "label");
    bench_restart(&bench);
    EXPECT_EQ("asked", history_text(bench.history, ANN, 777, text), HISTORY_OK);
    EXPECT_TEXT("from the database", text, "label");

    struct kept_event events[8];
    struct history_page page;
    struct history_query query = query_of(ANN, 8);
    query.from_number = 2;
    EXPECT_EQ("asked", history_events(bench.history, &query, events, &page), HISTORY_OK);
    EXPECT_EQ("behind the first", page.count, 2);
    EXPECT_EQ("the order", events[0].event.kind, EVENT_ORDER_ACCEPTED);
    EXPECT_EQ("the text", events[1].number, 3);
    bench_remove(&bench);
}

static void test_full_and_foreign(void **state)
{
    (void)state;
    struct bench bench;
    static struct event list[700];
    bench_begin(&bench);
    enum history_status status = HISTORY_OK;
    for (uint32_t i = 0; i < 700; i++) {
        list[i] = order_event(EVENT_ORDER_ACCEPTED, 5000 + i, ANN, 1);
        list[i].sequence = bench.sequence + 1;
        list[i].time_ns = bench.time_ns;
        list[i].product_id = PRODUCT;
        list[i].index = i;
    }
    bench.sequence++;
    uint32_t taken = 0;
    while (taken < 700) { /* in pieces, far faster than they are written */
        status = history_append(bench.history, list + taken, 35, 0);
        if (status == HISTORY_OK) taken += 35;
    }
    do {
        status = history_append(bench.history, list, 0, bench.sequence);
    } while (status == HISTORY_FULL);
    EXPECT_EQ("taken in the end", status, HISTORY_OK);
    commit(&bench);
    struct order_record order;
    bool is_found = false;
    struct order_key key = {.order_id = 5699};
    EXPECT_EQ("asked", history_order(bench.history, &key, &order, &is_found), HISTORY_OK);
    EXPECT_TRUE("the last of them", is_found);
    status = HISTORY_OK;
    for (uint32_t i = 0; i < 1000 && status == HISTORY_OK; i++) {
        for (uint32_t k = 0; k < 700; k++) list[k].order.order_id += 700;
        status = history_append(bench.history, list, 700, 0);
    }
    EXPECT_EQ("full in the end", status, HISTORY_FULL);
    status = HISTORY_FULL;
    while (status == HISTORY_FULL) status = history_append(bench.history, list, 0, bench.sequence);
    bench_remove(&bench);

    char error[256];
    struct history *history;
    struct history_config config = history_config_default("/nonexistent/history.db", 4, 16);
    EXPECT_EQ("no such folder", history_open(&history, &config, error, sizeof error),
              HISTORY_FAILED);
    EXPECT_TRUE("with words", strstr(error, "/nonexistent/history.db") != NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lists_before_and_after_commits),
        cmocka_unit_test(test_filters),
        cmocka_unit_test(test_orders),
        cmocka_unit_test(test_old_orders_go),
        cmocka_unit_test(test_market_after_a_restart),
        cmocka_unit_test(test_candles),
        cmocka_unit_test(test_texts_and_private_events),
        cmocka_unit_test(test_full_and_foreign),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
