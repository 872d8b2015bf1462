/* SPDX-License-Identifier: Apache-2.0 */
/*
 * abi_conformance.c - does an engine do what the interface of abi.h asks?
 *
 *   abi_conformance REFERENCE.so ENGINE.so [SEED]
 *
 * Compares the engine with the written cases and, byte by byte and after every message, with the
 * reference: reports, best prices and depths.
 */
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

#include "abi_cases.h"
#include "abi_engine.h"
#include "abi_recorder.h"
#include "abi_stream.h"
#include "abi_text.h"
#include "base/expect.h"
#include "base/text.h"

#define STREAM_MESSAGES 15000u
#define BULK            5000u

static struct abi_engine reference;
static struct abi_engine engine;
static struct abi_recorder expected;
static struct abi_recorder got;
static uint64_t first_seed = 1;

static void start(uint32_t refuses)
{
    abi_recorder_start(&expected, 0);
    abi_recorder_start(&got, refuses);
    reference.init(1, abi_recorder_transport(), &expected);
    engine.init(1, abi_recorder_transport(), &got);
}

static void stop(void)
{
    reference.shutdown();
    engine.shutdown();
}

/* --- comparing -------------------------------------------------------------------------------- */

static int64_t price_of(const struct abi_message *message)
{
    if (message->type == ABI_NEW) return message->order.price_ticks;
    return message->type == ABI_MODIFY ? message->modify.new_price_ticks : 0;
}

static void compare_books(const char *row, int64_t price)
{
    EXPECT_EQ(row, engine.query_best_bid(), reference.query_best_bid());
    EXPECT_EQ(row, engine.query_best_ask(), reference.query_best_ask());
    const int64_t prices[] = {price, reference.query_best_bid(), reference.query_best_ask()};
    for (uint32_t i = 0; i < 3; i++) {
        for (uint8_t side = 0; side < 2; side++) {
            EXPECT_EQ(row, engine.query_depth_at(prices[i], side),
                      reference.query_depth_at(prices[i], side));
        }
    }
}

static void compare_reports(const char *row, uint32_t from)
{
    for (uint32_t i = from; i < expected.count && i < got.count; i++) {
        if (memcmp(&expected.reports[i], &got.reports[i], sizeof got.reports[i]) == 0) continue;
        char expected_text[ABI_WORD_SIZE];
        char got_text[ABI_WORD_SIZE];
        abi_report_text(&expected.reports[i], expected_text);
        abi_report_text(&got.reports[i], got_text);
        print_error("%s: report %u of message %llu\n", row, i,
                    (unsigned long long)expected.reports[i].sequence_number);
        EXPECT_TEXT(row, got_text, expected_text);
        bool same_bytes = false; /* though the same words */
        EXPECT_TRUE(row, same_bytes);
    }
    EXPECT_EQ(row, got.count, expected.count);
}

/* Gives one message to both and compares everything. */
static void give(const char *row, const struct abi_message *message)
{
    uint32_t from = expected.count;
    abi_engine_give(&reference, message);
    abi_engine_give(&engine, message);
    compare_reports(row, from);
    compare_books(row, price_of(message));
}

/* --- the written cases ------------------------------------------------------------------------ */

static void reports_text(const struct abi_recorder *recorder, char *out, size_t size)
{
    size_t used = 0;
    out[0] = '\0';
    for (uint32_t i = 0; i < recorder->count; i++) {
        char word[ABI_WORD_SIZE];
        abi_report_text(&recorder->reports[i], word);
        int length = snprintf(out + used, size - used, "%s%s", i == 0 ? "" : " ", word);
        ASSERT(length >= 0 && (size_t)length < size - used);
        used += (size_t)length;
    }
}

static void run_case(const struct abi_case *item)
{
    static char text[4096];
    char end[ABI_WORD_SIZE];
    const char *rest = item->messages;
    struct abi_message message;
    uint64_t sequence = 0;
    start(0);
    while (abi_message_read(&rest, &message, sequence++)) give(item->row, &message);
    EXPECT_TEXT(item->row, rest, "");
    reports_text(&got, text, sizeof text);
    EXPECT_TEXT(item->row, text, item->reports);
    abi_end_text(engine.query_best_bid(), engine.query_best_ask(), end);
    EXPECT_TEXT(item->row, end, item->end);
    stop();
}

static void test_cases(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < abi_case_count; i++) run_case(&abi_cases[i]);
}

/* --- many at once ----------------------------------------------------------------------------- */

static void give_new(const char *row, uint64_t id, uint8_t side, int64_t price, uint32_t quantity)
{
    struct abi_message message = {
        .type = ABI_NEW,
        .order = {.order_id = id, .price_ticks = price, .quantity = quantity, .side = side}};
    give(row, &message);
}

/* Sells of one each, `step` ticks apart, taken by one buy that leaves one standing. */
static void sweep(const char *row, int64_t step)
{
    start(0);
    for (uint32_t i = 0; i < BULK; i++) give_new(row, 1 + i, ABI_SELL, 100 + step * i, 1);
    give_new(row, BULK + 1, ABI_BUY, 100 + step * BULK, BULK + 1);
    EXPECT_EQ(row, got.count, 2 * BULK + 1);
    for (uint32_t i = 0; i < BULK; i++) {
        const struct abi_report *report = &got.reports[BULK + 1 + i];
        EXPECT_EQ(row, report->type, ABI_TRADE);
        EXPECT_EQ(row, report->maker_order_id, 1 + i);
        EXPECT_EQ(row, report->price_ticks, 100 + step * i);
    }
    EXPECT_EQ(row, engine.query_best_bid(), 100 + step * BULK);
    EXPECT_EQ(row, engine.query_best_ask(), INT64_MAX);
    stop();
}

static void test_sweeps(void **state)
{
    (void)state;
    sweep("5,000 makers at one price", 0);
    sweep("5,000 makers at 5,000 prices", 1);
    sweep("5,000 makers a thousand ticks apart", 1000);
}

/* Every order goes by cancel, the youngest first, then every id again. */
static void test_many_cancels(void **state)
{
    (void)state;
    const char *row = "20,000 orders, cancelled from the end, twice over";
    start(0);
    for (uint32_t pass = 0; pass < 2; pass++) {
        for (uint32_t i = 0; i < 10000; i++) {
            abi_engine_give(
                &engine, &(struct abi_message){
                             .type = ABI_NEW,
                             .order = {.order_id = i, .price_ticks = i % 100, .quantity = 1 + i}});
        }
        EXPECT_EQ(row, engine.query_best_bid(), 99);
        for (uint32_t i = 10000; i > 0; i--) {
            abi_engine_give(
                &engine, &(struct abi_message){.type = ABI_CANCEL, .cancel = {.order_id = i - 1}});
            EXPECT_EQ(row, got.reports[got.count - 1].type, ABI_CANCEL_ACK);
            EXPECT_EQ(row, got.reports[got.count - 1].quantity, i);
        }
        EXPECT_EQ(row, engine.query_best_bid(), INT64_MIN);
    }
    EXPECT_EQ(row, got.count, 40000);
    stop();
}

/* --- random streams --------------------------------------------------------------------------- */

static const struct abi_shape shapes[] = {
    {"one price", 100, 0, 0, 0, 1},
    {"ten prices", 100, 5, 0, 0, 1},
    {"a hundred prices, ids far apart", 5000, 50, 0, 0, UINT64_C(4294967297)},
    {"a market that jumps", 33504, 60, 4000, 0, 1},
    {"a market that leaps", 1000000, 300, 5000000, 0, 65536},
    {"a wide market", 0, 50000, 0, 0, 3},
    {"around zero, with strangers", 0, 20, 30, 20, 1},
    {"any price at all", 0, 1000, 0, 1000, UINT64_C(1) << 54},
};

static void run_stream(const struct abi_shape *shape, uint64_t seed, uint32_t refuses)
{
    static struct abi_stream stream;
    abi_stream_start(&stream, shape, seed);
    start(refuses);
    for (uint32_t i = 0; i < STREAM_MESSAGES; i++) {
        struct abi_message message = abi_stream_next(&stream);
        uint32_t from = expected.count;
        give(shape->row, &message);
        for (uint32_t k = from; k < expected.count; k++) {
            abi_stream_hear(&stream, &expected.reports[k]);
        }
    }
    stop();
}

static void test_streams(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        run_stream(&shapes[i], first_seed + i, 0);
    }
}

/* A sink that is full twice before it takes each report loses and repeats nothing. */
static void test_full_sink(void **state)
{
    (void)state;
    run_stream(&shapes[1], first_seed + 100, 2);
}

/* The same stream in batches gives the same reports as one by one. */
static void test_batches(void **state)
{
    (void)state;
    if (engine.on_batch == NULL) skip();
    static struct abi_message messages[STREAM_MESSAGES];
    static struct abi_stream stream;
    abi_stream_start(&stream, &shapes[3], first_seed + 200);
    start(0);
    for (uint32_t i = 0; i < STREAM_MESSAGES; i++) {
        messages[i] = abi_stream_next(&stream);
        uint32_t from = expected.count;
        abi_engine_give(&reference, &messages[i]);
        for (uint32_t k = from; k < expected.count; k++) {
            abi_stream_hear(&stream, &expected.reports[k]);
        }
    }
    for (uint32_t at = 0; at < STREAM_MESSAGES;) {
        uint32_t count = 1 + at % 97;
        if (count > STREAM_MESSAGES - at) count = STREAM_MESSAGES - at;
        engine.on_batch(&messages[at], count);
        at += count;
    }
    compare_reports("in batches", 0);
    compare_books("in batches", 0);
    stop();
}

/* --- the engine's own transport --------------------------------------------------------------- */

static void *read_slowly(void *sink)
{
    for (;;) {
        struct abi_report batch[7];
        uint32_t count = engine.transport->drain(sink, batch, 7);
        if (count == 0) (void)sched_yield();
        for (uint32_t i = 0; i < count; i++) {
            got.reports[got.count++] = batch[i];
            if (batch[i].type == ABI_CANCEL_REJECT && batch[i].order_id == UINT64_MAX) return NULL;
        }
    }
}

/* A small queue and a slow reader in another thread: nothing is lost, repeated or torn. */
static void test_own_transport(void **state)
{
    (void)state;
    static struct abi_stream stream;
    void *sink = engine.transport->create(64);
    assert_non_null(sink);
    abi_stream_start(&stream, &shapes[1], first_seed + 300);
    abi_recorder_start(&expected, 0);
    abi_recorder_start(&got, 0);
    reference.init(1, abi_recorder_transport(), &expected);
    engine.init(1, engine.transport, sink);
    pthread_t reader;
    assert_int_equal(pthread_create(&reader, NULL, read_slowly, sink), 0);
    for (uint32_t i = 0; i <= STREAM_MESSAGES; i++) {
        /* The last message is a cancel whose reject ends the reader. */
        struct abi_message last = {.type = ABI_CANCEL, .cancel = {.order_id = UINT64_MAX}};
        struct abi_message message = i < STREAM_MESSAGES ? abi_stream_next(&stream) : last;
        uint32_t from = expected.count;
        abi_engine_give(&reference, &message);
        abi_engine_give(&engine, &message);
        if (i == STREAM_MESSAGES) break;
        for (uint32_t k = from; k < expected.count; k++) {
            abi_stream_hear(&stream, &expected.reports[k]);
        }
    }
    engine.flush();
    engine.transport->flush(sink);
    assert_int_equal(pthread_join(reader, NULL), 0);
    compare_reports("through its own transport", 0);
    stop();
    engine.transport->destroy(sink);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),         cmocka_unit_test(test_sweeps),
        cmocka_unit_test(test_many_cancels),  cmocka_unit_test(test_streams),
        cmocka_unit_test(test_full_sink),     cmocka_unit_test(test_batches),
        cmocka_unit_test(test_own_transport),
    };
    if (argc < 3 || argc > 4) {
        fprintf(stderr, "usage: abi_conformance REFERENCE.so ENGINE.so [SEED]\n");
        return 2;
    }
    if (argc == 4 && !text_read_u64(argv[3], strlen(argv[3]), &first_seed)) return 2;
    if (!abi_engine_open(&reference, argv[1]) || !abi_engine_open(&engine, argv[2])) return 2;
    return cmocka_run_group_tests_name(engine.name, tests, NULL, NULL);
}
