/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_mbo_test.c - headings and rows of market-by-order tables.
 */
#include "wire/import_mbo.h"

#include "base/expect.h"

#define HEADING "ts_event,ts_recv,order_id,price_1e9,size,flags,action,side,sequence"

static struct import_slice slice_of(const char *text)
{
    return (struct import_slice){text, strlen(text)};
}

static void test_heading(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        const char *line;
        enum import_result result;
    } rows[] = {
        {"the usual heading", HEADING, IMPORT_TAKEN},
        {"another order and more columns",
         "side,action,symbol,flags,size,price_1e9,order_id,ts_event", IMPORT_TAKEN},
        {"a column is missing", "ts_event,order_id,price_1e9,size,flags,action", IMPORT_BAD},
        {"a column stands twice", HEADING ",side", IMPORT_BAD},
        {"no heading at all", "1,2,3,4,5,6,7,8,9", IMPORT_BAD},
        {"an empty line", "", IMPORT_BAD},
        {"the price by its short name", "ts_event,order_id,price,size,flags,action,side",
         IMPORT_TAKEN},
        {"49 columns", HEADING ",,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,", IMPORT_BAD},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct mbo_table table;
        struct import_fault fault;
        EXPECT_EQ(rows[i].row, mbo_read_heading(slice_of(rows[i].line), &table, &fault),
                  rows[i].result);
    }
}

static void test_row(void **state)
{
    (void)state;
    struct mbo_table table;
    struct import_fault fault;
    struct mbo_row row;
    EXPECT_EQ("heading",
              mbo_read_heading(slice_of("side,x,action,flags,size,price_1e9,order_id,"
                                        "ts_event"),
                               &table, &fault),
              IMPORT_TAKEN);
    EXPECT_EQ("row",
              mbo_read_row(&table, slice_of("A,,M,130,7,-250000000,42,1700000000000000001"), &row,
                           &fault),
              IMPORT_TAKEN);
    EXPECT_EQ("time", row.time_ns, INT64_C(1700000000000000001));
    EXPECT_EQ("order", row.order_id, 42);
    EXPECT_EQ("price", row.price_nano, -250000000);
    EXPECT_EQ("size", row.size, 7);
    EXPECT_EQ("flags", row.flags, 130);
    EXPECT_EQ("action", row.action, MBO_MODIFY);
    EXPECT_EQ("side", row.side, MBO_ASK);
}

/* As the recorder's own tool writes tables for people. */
static void test_written_out(void **state)
{
    (void)state;
    struct mbo_table table;
    struct import_fault fault;
    struct mbo_row row;
    EXPECT_EQ("heading",
              mbo_read_heading(slice_of("ts_recv,ts_event,rtype,publisher_id,instrument_id,action,"
                                        "side,price,size,channel_id,order_id,flags,ts_in_delta,"
                                        "sequence,symbol"),
                               &table, &fault),
              IMPORT_TAKEN);
    EXPECT_EQ("row",
              mbo_read_row(&table,
                           slice_of("2023-12-25T23:00:00.1Z,2023-12-25T23:00:00.000000002Z,160,1,"
                                    "17077,A,B,0.015625000,7,0,42,130,0,9,ZNH4"),
                           &row, &fault),
              IMPORT_TAKEN);
    EXPECT_EQ("time", row.time_ns, INT64_C(1703545200000000002));
    EXPECT_EQ("price", row.price_nano, 15625000);
    EXPECT_TRUE("instrument", import_is(row.instrument, "ZNH4"));
    EXPECT_EQ("a clear without a price",
              mbo_read_row(&table, slice_of("1,2,160,1,17077,R,N,,0,0,0,8,0,9,ZNH4"), &row, &fault),
              IMPORT_TAKEN);
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
        {"too few fields", "1,2,3,4", "as many fields as the heading has", 1},
        {"a time that is no number", "x,1,2,1000,4,130,A,B,9",
         "ts_event: nanoseconds since 1970, or a time", 1},
        {"a negative size", "1,1,2,1000,-4,130,A,B,9", "size: a whole number", 12},
        {"flags above a byte", "1,1,2,1000,4,256,A,B,9", "flags: 0..255", 14},
        {"an unknown action", "1,1,2,1000,4,130,X,B,9", "action: A, C, M, T, F or R", 18},
        {"an empty action", "1,1,2,1000,4,130,,B,9", "action: A, C, M, T, F or R", 18},
        {"an unknown side", "1,1,2,1000,4,130,A,b,9", "side: B, A or N", 20},
        {"an order of size 0", "1,1,2,1000,0,130,A,B,9",
         "a price, and with action A or M a side and a size above 0", 1},
        {"an order without a side", "1,1,2,1000,4,130,M,N,9",
         "a price, and with action A or M a side and a size above 0", 1},
        {"a trade without a price", "1,1,2,9223372036854775807,4,130,T,B,9",
         "a price, and with action A or M a side and a size above 0", 1},
    };
    struct mbo_table table;
    struct import_fault fault;
    EXPECT_EQ("heading", mbo_read_heading(slice_of(HEADING), &table, &fault), IMPORT_TAKEN);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct mbo_row row;
        EXPECT_EQ(rows[i].row, mbo_read_row(&table, slice_of(rows[i].line), &row, &fault),
                  IMPORT_BAD);
        EXPECT_TEXT(rows[i].row, fault.expected, rows[i].expected);
        EXPECT_EQ(rows[i].row, fault.column, rows[i].column);
    }
    struct mbo_row row;
    EXPECT_EQ("a clear needs no price",
              mbo_read_row(&table, slice_of("1,1,0,9223372036854775807,0,8,R,N,0"), &row, &fault),
              IMPORT_TAKEN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_heading),
        cmocka_unit_test(test_row),
        cmocka_unit_test(test_written_out),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
