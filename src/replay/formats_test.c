/* SPDX-License-Identifier: Apache-2.0 */
/*
 * formats_test.c - each format's function on a recording of a few lines.
 *
 * Tests replay_sse.c, sse_load.c, replay_mbo.c, replay_lobster.c, replay_bitstamp.c,
 * replay_coinbase.c, replay_cointossx.c and cointossx_load.c; test/replay has more recordings.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/expect.h"
#include "replay/replay.h"

static char folder[64];

#define SSE_ORDER(biz, time, number, side, price, qty)                                             \
    "//SecurityIDSource=101 SecurityID=600001 MsgType=192 OrdType=65 BizIndex=" #biz               \
    " TransactTime=" #time " OrderNo=" #number " Side=" #side " Price=" #price " OrderQty=" #qty   \
    "\n"
#define SSE_TRADE(biz, time, kind, bid, ask, price, qty)                                           \
    "//SecurityIDSource=101 SecurityID=600001 MsgType=191 BizIndex=" #biz " TransactTime=" #time   \
    " ExecType=" #kind " BidApplSeqNum=" #bid " OfferApplSeqNum=" #ask " LastPx=" #price           \
    " LastQty=" #qty "\n"

/* Order 3 takes 200 of order 1 and rests with 100. */
#define SSE_CALL                                                                                   \
    SSE_ORDER(1, 9150000, 1, 83, 10050, 200000)                                                    \
    SSE_ORDER(2, 9150100, 2, 66, 10000, 100000)                                                    \
    SSE_TRADE(3, 9300000, 66, 3, 1, 10050, 200000)
#define SSE_REST SSE_ORDER(4, 9300000, 3, 66, 10060, 100000)

#define MBO_HEADING "ts_event,order_id,price_1e9,size,flags,action,side\n"
#define MBO_BOOK    "1,1,100,5,40,A,B\n1,2,101,5,40,A,A\n"
#define ORDERS      "Side,OrderID,Type,MES,Time,Size,Price\n"

struct recorded_file {
    const char *name;
    const char *text;
};

struct format_row {
    const char *row;
    const char *format;
    const char *path; /* what is replayed, in the test's folder */
    struct recorded_file files[4];
    enum replay_status status;
    const char *tail; /* how the output ends, or what the fault contains */
};

static const struct format_row rows[] = {
    {"sse: an aggressor and its rest",
     "sse",
     "sse.log",
     {{"sse.log", SSE_CALL SSE_REST}},
     REPLAY_PASS,
     "result: sse inbound 3 trades 1 identical 1/1 snapshots 0/0 pass\n"},
    {"sse: a trade at another price",
     "sse",
     "sse.log",
     {{"sse.log", SSE_CALL SSE_TRADE(4, 9310000, 83, 2, 9, 10010, 100000)}},
     REPLAY_DIFFERS,
     "identical 1/2 snapshots 0/0 fail\n"},
    {"sse: a line cut off",
     "sse",
     "sse.log",
     {{"sse.log", SSE_CALL "//SecurityIDSource=101 MsgType=192\n"}},
     REPLAY_BAD_INPUT,
     "sse.log: line 4, column 35: expected SecurityID="},
    {"cme-mbo: a buyer",
     "cme-mbo",
     "mbo.csv",
     {{"mbo.csv", MBO_HEADING MBO_BOOK "2,9,101,2,0,T,B\n2,2,101,2,0,F,A\n2,2,101,3,130,M,A\n"}},
     REPLAY_PASS,
     "result: cme-mbo inbound 4 trades 1 identical 1/1 resting-ids 1/1 pass\n"},
    {"cme-mbo: a buyer of more than there is",
     "cme-mbo",
     "mbo.csv",
     {{"mbo.csv", MBO_HEADING MBO_BOOK "2,9,101,6,0,T,B\n2,2,101,6,0,F,A\n"}},
     REPLAY_DIFFERS,
     "identical 0/1 resting-ids 1/1 fail\n"},
    {"cme-mbo: a cleared book has no orders",
     "cme-mbo",
     "mbo.csv",
     {{"mbo.csv",
       MBO_HEADING MBO_BOOK "2,0,9223372036854775807,0,8,R,N\n3,9,101,2,0,T,B\n3,2,101,2,0,F,A\n"}},
     REPLAY_DIFFERS,
     "identical 0/1 resting-ids 0/1 fail\n"},
    {"lobster: the head of the queue",
     "lobster",
     "lobster",
     {{"lobster/a_message_1.csv", "1,5,0,1,1,1\n2,1,7,4,101,-1\n3,4,7,1,101,-1\n"},
      {"lobster/a_orderbook_1.csv", "102,3,100,1\n101,4,100,1\n101,3,100,1\n"}},
     REPLAY_PASS,
     "result: lobster inbound 2 trades 1 identical 1/1 queue-head 1/1 pass\n"},
    {"lobster: an execution behind the best price",
     "lobster",
     "lobster",
     {{"lobster/a_message_1.csv", "1,5,0,1,1,1\n2,1,7,4,101,-1\n3,4,8,1,102,-1\n"},
      {"lobster/a_orderbook_1.csv", "102,3,100,1\n101,4,100,1\n101,4,100,1\n"}},
     REPLAY_DIFFERS,
     "identical 0/1 queue-head 0/0 fail\n"},
    {"bitstamp: a trade with the seed",
     "bitstamp",
     "bitstamp.log",
     {{"bitstamp.log",
       "1 order_book {\"bids\": [[\"9.5\", \"2\"]], \"asks\": []}\n"
       "2 order_created {\"price\": \"9.5\", \"amount\": \"1\", \"id\": 5, \"order_type\": 1}\n"
       "3 trade {\"price\": 9.5, \"amount\": 0.99999999999999989, \"id\": 1}\n"}},
     REPLAY_PASS,
     "inbound 1 trades 1 identical 1/1 recall 1.000 precision 1.000 pass\n"},
    {"bitstamp: no trade is recorded",
     "bitstamp",
     "bitstamp.log",
     {{"bitstamp.log", "1 order_book {\"bids\": [], \"asks\": []}\n"}},
     REPLAY_DIFFERS,
     "inbound 0 trades 0 identical 0/0 recall 1.000 precision 1.000 fail\n"},
    {"coinbase-l3: three orders on two levels",
     "coinbase-l3",
     "abc_l3.json",
     {{"abc_l3.json", "{\"bids\":[[\"1\",\"2\",\"a\"],[\"1\",\"3\",\"b\"]],"
                      "\"asks\":[[\"1.5\",\"0.1\",\"c\"]]}"},
      {"abc_l2.json", "{\"bids\":[[\"1\",\"5\",2]],\"asks\":[[\"1.50\",\"0.1\",1]]}"}},
     REPLAY_PASS,
     "inbound 3 trades 0 identical 2/2 bids 1/1 asks 1/1 order-counts 2/2 pass\n"},
    {"cointossx: a trade and what is left",
     "cointossx",
     "cases",
     {{"cases/Test1_Init.csv", ORDERS "O,1,2,,10:00,5,50\n"},
      {"cases/Test1_Input.csv", ORDERS "B,2,2,,10:00,3,50"},
      {"cases/Test1_Output.csv", ORDERS "O,1,2,,10:00,2,50"},
      {"cases/Test1_Trades.csv", "TradeId,Price,Quantity\n1,50,3"}},
     REPLAY_PASS,
     "inbound 2 trades 1 identical 1/1 decided-otherwise 0 cases 1 pass\n"},
};

static void write_text(const struct recorded_file *file)
{
    char path[160];
    (void)snprintf(path, sizeof path, "%s/%s", folder, file->name);
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    assert_true(fputs(file->text, out) >= 0);
    assert_int_equal(fclose(out), 0);
}

static void run_row(const struct format_row *row)
{
    static char output[4096];
    char path[160];
    struct replay_fault fault = {0};
    for (size_t i = 0; i < 4 && row->files[i].name != NULL; i++) write_text(&row->files[i]);
    (void)snprintf(path, sizeof path, "%s/%s", folder, row->path);
    FILE *out = tmpfile();
    assert_non_null(out);
    struct replay_options options = {.path = path, .out = out};
    const struct replay_format *format = replay_format_find(row->format);
    assert_non_null(format);
    EXPECT_EQ(row->row, format->run(&options, &fault), row->status);
    rewind(out);
    size_t size = fread(output, 1, sizeof output - 1, out);
    output[size] = '\0';
    (void)fclose(out);
    if (row->status == REPLAY_BAD_INPUT) {
        if (strstr(fault.text, row->tail) == NULL) print_error("%s\n", fault.text);
        EXPECT_TRUE(row->row, strstr(fault.text, row->tail) != NULL);
        EXPECT_TEXT("no result is told", output, "");
        return;
    }
    EXPECT_TEXT(row->row, fault.text, "");
    size_t tail = strlen(row->tail);
    EXPECT_TRUE(row->row, size >= tail);
    EXPECT_TEXT(row->row, output + size - tail, row->tail);
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) run_row(&rows[i]);
}

static int make_folder(void **state)
{
    (void)state;
    char path[96];
    (void)snprintf(folder, sizeof folder, "/tmp/formats_test.XXXXXX");
    if (mkdtemp(folder) == NULL) return -1;
    (void)snprintf(path, sizeof path, "%s/lobster", folder);
    if (mkdir(path, 0755) != 0) return -1;
    (void)snprintf(path, sizeof path, "%s/cases", folder);
    return mkdir(path, 0755);
}

static int remove_folder(void **state)
{
    (void)state;
    char command[128];
    (void)snprintf(command, sizeof command, "rm -r '%s'", folder);
    return system(command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
