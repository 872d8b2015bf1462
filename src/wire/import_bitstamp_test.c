/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_bitstamp_test.c - lines of the live order feed.
 */
#include "wire/import_bitstamp.h"

#include "base/expect.h"

static enum import_result read(const char *text, struct bitstamp_event *event,
                               struct import_fault *fault)
{
    return bitstamp_read((struct import_slice){text, strlen(text)}, event, fault);
}

static void test_order(void **state)
{
    (void)state;
    struct bitstamp_event event;
    struct import_fault fault;
    EXPECT_EQ("taken",
              read("1400000000123 order_created {\"price\": \"99.50\", \"amount\": \"2.00000000\", "
                   "\"datetime\": \"1400000000\", \"id\": 17, \"order_type\": 1}",
                   &event, &fault),
              IMPORT_TAKEN);
    EXPECT_EQ("kind", event.kind, BITSTAMP_CREATED);
    EXPECT_EQ("time", event.time_ms, INT64_C(1400000000123));
    EXPECT_EQ("id", event.id, 17);
    EXPECT_EQ("side", event.side, SIDE_SELL);
    EXPECT_TRUE("price", import_is(event.price, "99.50"));
    EXPECT_TRUE("amount", import_is(event.amount, "2.00000000"));
    EXPECT_EQ("a delete",
              read("1 order_deleted {\"id\": 1, \"order_type\": 0, \"price\": \"1\", \"amount\": "
                   "\"0.0\"}",
                   &event, &fault),
              IMPORT_TAKEN);
    EXPECT_EQ("a delete", event.kind, BITSTAMP_DELETED);
}

static void test_trade(void **state)
{
    (void)state;
    struct bitstamp_event event;
    struct import_fault fault;
    EXPECT_EQ("taken",
              read("5 trade {\"price\": 99.5, \"amount\": 1.7885566900000001, \"id\": 3}", &event,
                   &fault),
              IMPORT_TAKEN);
    EXPECT_TRUE("the digits of a binary float are given",
                import_is(event.amount, "1.7885566900000001"));
}

static void test_book(void **state)
{
    (void)state;
    struct bitstamp_event event;
    struct import_fault fault;
    struct bitstamp_book book;
    struct bitstamp_level level;
    EXPECT_EQ("taken",
              read("5 order_book {\"timestamp\": \"5\", \"bids\": [[\"99\", \"1\"], [\"98\", "
                   "\"2\"]], \"asks\": [[\"100\", \"3\", \"77\"]]}",
                   &event, &fault),
              IMPORT_TAKEN);
    bitstamp_book_begin(&book, &event);
    EXPECT_TRUE("first bid", bitstamp_book_next(&book, &level));
    EXPECT_EQ("first bid", level.side, SIDE_BUY);
    EXPECT_TRUE("first bid", import_is(level.price, "99"));
    EXPECT_TRUE("second bid", bitstamp_book_next(&book, &level));
    EXPECT_TRUE("second bid", import_is(level.amount, "2"));
    EXPECT_TRUE("ask", bitstamp_book_next(&book, &level));
    EXPECT_EQ("ask", level.side, SIDE_SELL);
    EXPECT_TRUE("ask", import_is(level.amount, "3"));
    EXPECT_FALSE("that is all", bitstamp_book_next(&book, &level));
}

static void test_refused(void **state)
{
    (void)state;
    static const char order[] = "a JSON object with id, price, amount and order_type (0 or 1)";
    static const char trade[] = "a JSON object with id, price and amount";
    static const char book[] = "a JSON object with bids and asks: arrays of [price, amount]";
    static const struct {
        const char *row;
        const char *line;
        const char *expected;
        size_t column;
    } rows[] = {
        {"an empty line", "", "<milliseconds> <event> <JSON>", 1},
        {"no stamp", "order_created {}", "<milliseconds> <event> <JSON>", 1},
        {"an unknown event", "5 order_sold {}",
         "order_created, order_changed, order_deleted, trade or order_book", 3},
        {"an event cut off", "5 order_crea",
         "order_created, order_changed, order_deleted, trade or order_book", 3},
        {"JSON cut off", "5 trade {\"price\": 1, \"amount\": 1, \"id\"", trade, 9},
        {"a trade without an id", "5 trade {\"price\": 1, \"amount\": 1}", trade, 9},
        {"a trade with two prices",
         "5 trade {\"price\": 1, \"price\": 1, \"amount\": 1, \"id\": 1}", trade, 9},
        {"something behind the object", "5 trade {\"price\": 1, \"amount\": 1, \"id\": 1} x", trade,
         9},
        {"a negative amount", "5 trade {\"price\": 1, \"amount\": -1, \"id\": 1}", trade, 9},
        {"a third side",
         "5 order_created {\"id\": 1, \"order_type\": 2, \"price\": \"1\", \"amount\": \"1\"}",
         order, 17},
        {"a price that is a word",
         "5 order_created {\"id\": 1, \"order_type\": 0, \"price\": \"one\", \"amount\": \"1\"}",
         order, 17},
        {"a book with one side", "5 order_book {\"bids\": []}", book, 14},
        {"a level without an amount", "5 order_book {\"bids\": [[\"1\"]], \"asks\": []}", book, 14},
        {"a side that is no array", "5 order_book {\"bids\": 1, \"asks\": []}", book, 14},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct bitstamp_event event;
        struct import_fault fault;
        EXPECT_EQ(rows[i].row, read(rows[i].line, &event, &fault), IMPORT_BAD);
        EXPECT_TEXT(rows[i].row, fault.expected, rows[i].expected);
        EXPECT_EQ(rows[i].row, fault.column, rows[i].column);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_trade),
        cmocka_unit_test(test_book),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
