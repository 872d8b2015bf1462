/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_sse_test.c - lines of a Shanghai feed.
 */
#include "wire/import_sse.h"

#include "base/expect.h"

#define HEAD "SecurityIDSource=101 SecurityID=600001 "
#define ORDER                                                                                      \
    "//" HEAD "MsgType=192 OrderNo=12 Price=10050 OrderQty=200000 OrdType=65 Side=66 "             \
    "TransactTime=9301234 BizIndex=77"
#define TRADE                                                                                      \
    "//" HEAD "MsgType=191 BidApplSeqNum=12 OfferApplSeqNum=9 LastPx=10040 LastQty=100000 "        \
    "ExecType=83 TransactTime=14595999 BizIndex=78"

static enum import_result read(const char *text, struct sse_message *message,
                               struct import_fault *fault)
{
    return sse_read((struct import_slice){text, strlen(text)}, message, fault);
}

static void test_order(void **state)
{
    (void)state;
    struct sse_message message;
    struct import_fault fault;
    EXPECT_EQ("taken", read(ORDER "   resv= ", &message, &fault), IMPORT_TAKEN);
    EXPECT_EQ("kind", message.kind, SSE_ORDER);
    EXPECT_EQ("instrument", message.security_id, 600001);
    EXPECT_EQ("place", message.biz_index, 77);
    EXPECT_EQ("09:30:12.34", message.time_ns, INT64_C(34212340000000));
    EXPECT_EQ("order number", message.order.order_no, 12);
    EXPECT_EQ("price", message.order.price_milli, 10050);
    EXPECT_EQ("quantity", message.order.qty_milli, 200000);
    EXPECT_EQ("type", message.order.type, SSE_ADD);
    EXPECT_EQ("side", message.order.side, SIDE_BUY);
}

static void test_delete(void **state)
{
    (void)state;
    struct sse_message message;
    struct import_fault fault;
    EXPECT_EQ("a delete may have price and quantity 0",
              read("//" HEAD "MsgType=192 OrderNo=12 Price=0 OrderQty=0 OrdType=68 Side=83 "
                   "TransactTime=9301234 BizIndex=79",
                   &message, &fault),
              IMPORT_TAKEN);
    EXPECT_EQ("type", message.order.type, SSE_DELETE);
    EXPECT_EQ("side", message.order.side, SIDE_SELL);
}

static void test_execution(void **state)
{
    (void)state;
    struct sse_message message;
    struct import_fault fault;
    EXPECT_EQ("taken", read(TRADE, &message, &fault), IMPORT_TAKEN);
    EXPECT_EQ("kind", message.kind, SSE_EXECUTION);
    EXPECT_EQ("14:59:59.99", message.time_ns, INT64_C(53999990000000));
    EXPECT_EQ("bid", message.execution.bid_no, 12);
    EXPECT_EQ("ask", message.execution.ask_no, 9);
    EXPECT_EQ("price", message.execution.price_milli, 10040);
    EXPECT_EQ("quantity", message.execution.qty_milli, 100000);
    EXPECT_EQ("type", message.execution.type, SSE_SELLER_ACTIVE);
}

/* A snapshot with `bids` bid levels and one ask level; the rest is empty. */
static size_t snapshot_line(char *out, size_t size, int bids, int levels)
{
    int at = snprintf(out, size, "//" HEAD "MsgType=111 DataTimeStamp=93005 ");
    for (int i = 0; i < levels; i++) {
        at += snprintf(out + at, size - (size_t)at,
                       "BidLevel[%d].Price=%d BidLevel[%d].Qty=%d AskLevel[%d].Price=%d "
                       "AskLevel[%d].Qty=%d ",
                       i, i < bids ? 1000 - i : 0, i, i < bids ? 5 + i : 0, i, i == 0 ? 1001 : 0, i,
                       i == 0 ? 7 : 0);
    }
    return (size_t)at;
}

static void test_snapshot(void **state)
{
    (void)state;
    char line[2048];
    struct sse_message message;
    struct import_fault fault;
    struct import_slice slice = {line, snapshot_line(line, sizeof line, 3, SSE_LEVELS)};
    EXPECT_EQ("taken", sse_read(slice, &message, &fault), IMPORT_TAKEN);
    EXPECT_EQ("09:30:05", message.time_ns, INT64_C(34205000000000));
    EXPECT_EQ("best bid", message.snapshot.levels[SIDE_BUY][0].price_milli, 1000);
    EXPECT_EQ("third bid", message.snapshot.levels[SIDE_BUY][2].qty_milli, 7);
    EXPECT_EQ("no fourth bid", message.snapshot.levels[SIDE_BUY][3].qty_milli, 0);
    EXPECT_EQ("best ask", message.snapshot.levels[SIDE_SELL][0].qty_milli, 7);

    slice.size = snapshot_line(line, sizeof line, 3, SSE_LEVELS - 1);
    EXPECT_EQ("nine levels are too few", sse_read(slice, &message, &fault), IMPORT_BAD);
    EXPECT_TEXT("nine levels are too few", fault.expected,
                "ten levels with .Price= and .Qty= on each side");
}

static void test_skipped(void **state)
{
    (void)state;
    struct sse_message message;
    struct import_fault fault;
    EXPECT_EQ("a line of another program", read("loading table", &message, &fault), IMPORT_SKIP);
    EXPECT_EQ("an empty line", read("", &message, &fault), IMPORT_SKIP);
    EXPECT_EQ("another message type", read("//" HEAD "MsgType=103 X=1", &message, &fault),
              IMPORT_SKIP);
}

static void test_refused(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        const char *line;
        const char *expected;
        size_t column;
    } rows[] = {
        {"no message type", "//" HEAD "OrderNo=1", "MsgType=<whole number>", 51},
        {"a word without an equals sign", "//MsgType 192", "Name=value", 3},
        {"a name twice", "//MsgType=192 MsgType=192", "each name once", 15},
        {"an order cut off behind its quantity",
         "//" HEAD "MsgType=192 OrderNo=12 Price=10050 OrderQty=200000", "OrdType=65 or 68", 92},
        {"an order without a number",
         "//" HEAD "MsgType=192 OrderNo= Price=10050 OrderQty=200000 OrdType=65 Side=66",
         "OrderNo=<whole number>", 62},
        {"an unknown side",
         "//" HEAD "MsgType=192 OrderNo=1 Price=10050 OrderQty=200000 OrdType=65 Side=67 "
         "TransactTime=9301234 BizIndex=77",
         "Side=66 or 83", 108},
        {"an order of no shares",
         "//" HEAD "MsgType=192 OrderNo=1 Price=10050 OrderQty=0 OrdType=65 Side=66 "
         "TransactTime=9301234 BizIndex=77",
         "OrderQty=<whole number above 0>", 85},
        {"a minute that does not exist",
         "//" HEAD "MsgType=192 OrderNo=1 Price=10050 OrderQty=5 OrdType=65 Side=66 "
         "TransactTime=9601234 BizIndex=77",
         "TransactTime=<HHMMSS and hundredths>", 119},
        {"an execution type of another exchange",
         "//" HEAD "MsgType=191 BidApplSeqNum=1 OfferApplSeqNum=2 LastPx=5 LastQty=5 ExecType=70 "
         "TransactTime=9301234 BizIndex=77",
         "ExecType=66, 83 or 78", 116},
        {"another exchange", "//SecurityIDSource=102 SecurityID=1 MsgType=192 OrderNo=1",
         "SecurityIDSource=101 (Shanghai)", 20},
        {"a number with a letter in it", "//" HEAD "MsgType=191 BidApplSeqNum=1x OfferApplSeqNum=2",
         "BidApplSeqNum=<whole number>", 68},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct sse_message message;
        struct import_fault fault = {0};
        EXPECT_EQ(rows[i].row, read(rows[i].line, &message, &fault), IMPORT_BAD);
        EXPECT_TEXT(rows[i].row, fault.expected, rows[i].expected);
        EXPECT_EQ(rows[i].row, fault.column, rows[i].column);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),     cmocka_unit_test(test_delete),
        cmocka_unit_test(test_execution), cmocka_unit_test(test_snapshot),
        cmocka_unit_test(test_skipped),   cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
