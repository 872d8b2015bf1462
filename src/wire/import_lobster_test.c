/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_lobster_test.c - lines of message and order book files.
 */
#include "wire/import_lobster.h"

#include "base/expect.h"

static struct import_slice slice_of(const char *text)
{
    return (struct import_slice){text, strlen(text)};
}

static void test_message(void **state)
{
    (void)state;
    struct lobster_message message;
    struct import_fault fault;
    EXPECT_EQ(
        "taken",
        lobster_read_message(slice_of("34200.017459617,4,77,30,1234500,-1"), &message, &fault),
        IMPORT_TAKEN);
    EXPECT_EQ("time", message.time_ns, INT64_C(34200017459617));
    EXPECT_EQ("type", message.type, LOBSTER_EXECUTION);
    EXPECT_EQ("order", message.order_id, 77);
    EXPECT_EQ("size", message.size, 30);
    EXPECT_EQ("price", message.price_e4, 1234500);
    EXPECT_EQ("side", message.side, SIDE_SELL);
    EXPECT_EQ("a halt names no order",
              lobster_read_message(slice_of("36023,7,0,0,-1,-1"), &message, &fault), IMPORT_TAKEN);
    EXPECT_EQ("an auction without an id and a direction",
              lobster_read_message(slice_of("57600.1,6,-1,500,1234500,0"), &message, &fault),
              IMPORT_TAKEN);
    EXPECT_EQ("no order", message.order_id, 0);
    EXPECT_EQ("a column behind the direction",
              lobster_read_message(slice_of("1,1,1,1,1,-1,null"), &message, &fault), IMPORT_TAKEN);
    EXPECT_EQ("a sell", message.side, SIDE_SELL);
    EXPECT_EQ("more decimals than nanoseconds are rounded",
              lobster_read_message(slice_of("1.0000000006,1,1,1,1,1"), &message, &fault),
              IMPORT_TAKEN);
    EXPECT_EQ("rounded", message.time_ns, 1000000001);
    EXPECT_EQ("a buy", message.side, SIDE_BUY);
}

static void test_message_refused(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        const char *line;
        const char *expected;
        size_t column;
    } rows[] = {
        {"five fields", "1,1,1,1,1", "time,type,order id,size,price,direction", 1},
        {"nine fields", "1,1,1,1,1,1,1,1,1", "time,type,order id,size,price,direction", 1},
        {"a time that is no number", "x,1,1,1,1,1", "seconds since midnight", 1},
        {"type 0", "1,0,1,1,1,1", "a message type from 1 to 7", 3},
        {"type 8", "1,8,1,1,1,1", "a message type from 1 to 7", 3},
        {"a negative id", "1,1,-1,1,1,1", "an order id", 5},
        {"an order of size 0", "1,1,1,0,1,1", "a size", 7},
        {"an order at price 0", "1,1,1,1,0,1", "a price x 10000", 9},
        {"direction 0", "1,1,1,1,1,0", "direction 1 or -1", 11},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct lobster_message message;
        struct import_fault fault;
        EXPECT_EQ(rows[i].row, lobster_read_message(slice_of(rows[i].line), &message, &fault),
                  IMPORT_BAD);
        EXPECT_TEXT(rows[i].row, fault.expected, rows[i].expected);
        EXPECT_EQ(rows[i].row, fault.column, rows[i].column);
    }
}

static void test_book(void **state)
{
    (void)state;
    static struct lobster_book book;
    struct import_fault fault;
    struct import_slice line = slice_of("101,5,100,6,103,7,-9999999999,0");
    EXPECT_EQ("two levels", lobster_level_count(line), 2);
    EXPECT_EQ("taken", lobster_read_book(line, 2, &book, &fault), IMPORT_TAKEN);
    EXPECT_EQ("best ask", book.levels[SIDE_SELL][0].price_e4, 101);
    EXPECT_EQ("best ask's size", book.levels[SIDE_SELL][0].size, 5);
    EXPECT_EQ("second ask", book.levels[SIDE_SELL][1].price_e4, 103);
    EXPECT_EQ("best bid", book.levels[SIDE_BUY][0].size, 6);
    EXPECT_EQ("no second bid", book.levels[SIDE_BUY][1].size, 0);
    EXPECT_EQ("a line of another form has no levels", lobster_level_count(slice_of("1,2,3")), 0);
}

static void test_book_refused(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        const char *line;
        const char *expected;
        size_t column;
    } rows[] = {
        {"fewer levels than before", "101,5,100,6", "as many levels as in the first line", 1},
        {"a negative size", "101,-5,100,6,103,7,99,1", "a price x 10000 and a size", 1},
        {"a size without a price", "101,5,0,6,103,7,99,1", "a price x 10000 and a size", 7},
        {"asks that go down", "101,5,100,6,100,7,99,1", "levels from best to worst", 13},
        {"bids that go up", "101,5,100,6,103,7,101,1", "levels from best to worst", 19},
        {"a level behind an empty one", "0,0,100,6,103,7,99,1", "levels from best to worst", 11},
    };
    static struct lobster_book book;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct import_fault fault;
        EXPECT_EQ(rows[i].row, lobster_read_book(slice_of(rows[i].line), 2, &book, &fault),
                  IMPORT_BAD);
        EXPECT_TEXT(rows[i].row, fault.expected, rows[i].expected);
        EXPECT_EQ(rows[i].row, fault.column, rows[i].column);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_message),
        cmocka_unit_test(test_message_refused),
        cmocka_unit_test(test_book),
        cmocka_unit_test(test_book_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
