/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_coinbase_test.c - order book documents of level 2 and 3.
 */
#include "wire/import_coinbase.h"

#include "base/expect.h"

static void begin(struct coinbase_reader *reader, const char *text)
{
    coinbase_begin(reader, (struct import_slice){text, strlen(text)});
}

static void test_level3(void **state)
{
    (void)state;
    struct coinbase_reader reader;
    struct coinbase_entry entry;
    struct import_fault fault;
    begin(&reader, "{\"product\":\"ABC-USD\",\"level\":3,\"time\":null,"
                   "\"bids\":[[\"9.5\",\"0.25\",\"id-1\"],[\"9.4\",\"1\",\"id-2\"]],"
                   "\"asks\":[[\"9.6\",\"2\",\"id-3\"]],\"tail\":[1,{\"a\":2}]}");
    EXPECT_EQ("first bid", coinbase_next(&reader, &entry, &fault), COINBASE_ENTRY);
    EXPECT_EQ("first bid", entry.side, SIDE_BUY);
    EXPECT_TRUE("first bid", import_is(entry.price, "9.5"));
    EXPECT_TRUE("first bid", import_is(entry.size, "0.25"));
    EXPECT_TRUE("first bid", import_is(entry.id, "id-1"));
    EXPECT_EQ("an order is one order", entry.order_count, 1);
    EXPECT_EQ("second bid", coinbase_next(&reader, &entry, &fault), COINBASE_ENTRY);
    EXPECT_EQ("ask", coinbase_next(&reader, &entry, &fault), COINBASE_ENTRY);
    EXPECT_EQ("ask", entry.side, SIDE_SELL);
    EXPECT_EQ("end", coinbase_next(&reader, &entry, &fault), COINBASE_END);
    EXPECT_TRUE("product", import_is(reader.product, "ABC-USD"));
}

static void test_level2(void **state)
{
    (void)state;
    struct coinbase_reader reader;
    struct coinbase_entry entry;
    struct import_fault fault;
    begin(&reader, "{\"asks\":[[\"9.6\",\"2\",14]],\"bids\":[]}");
    EXPECT_EQ("level", coinbase_next(&reader, &entry, &fault), COINBASE_ENTRY);
    EXPECT_EQ("number of orders", entry.order_count, 14);
    EXPECT_EQ("no id", entry.id.size, 0);
    EXPECT_EQ("end", coinbase_next(&reader, &entry, &fault), COINBASE_END);
}

static void test_refused(void **state)
{
    (void)state;
    static const char whole[] = "a JSON object with bids and asks";
    static const char line[] = "[\"price\", \"size\", \"order id\" or count]";
    static const char once[] = "bids and asks, each once";
    static const struct {
        const char *row;
        const char *document;
        const char *expected;
    } rows[] = {
        {"no document", "", whole},
        {"an array", "[]", whole},
        {"one side only", "{\"bids\":[]}", whole},
        {"a document cut off between entries", "{\"bids\":[[\"1\",\"2\",\"a\"]", whole},
        {"a document cut off in an entry", "{\"bids\":[[\"1\",\"2\"", line},
        {"a document cut off behind a side", "{\"bids\":[],\"asks\":[]", whole},
        {"a side twice", "{\"bids\":[],\"bids\":[]}", once},
        {"a side that is no array", "{\"bids\":7}", once},
        {"a price that is a number", "{\"bids\":[[1,\"2\",\"a\"]]}", line},
        {"a negative size", "{\"bids\":[[\"1\",\"-2\",\"a\"]]}", line},
        {"an entry of four", "{\"bids\":[[\"1\",\"2\",\"a\",\"b\"]]}", line},
        {"an entry of two", "{\"bids\":[[\"1\",\"2\"]]}", line},
        {"something behind the document", "{\"bids\":[],\"asks\":[]} 1", whole},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct coinbase_reader reader;
        struct coinbase_entry entry;
        struct import_fault fault = {0};
        enum coinbase_result result = COINBASE_ENTRY;
        begin(&reader, rows[i].document);
        while (result == COINBASE_ENTRY) result = coinbase_next(&reader, &entry, &fault);
        EXPECT_EQ(rows[i].row, result, COINBASE_BAD);
        EXPECT_TEXT(rows[i].row, fault.expected, rows[i].expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_level3),
        cmocka_unit_test(test_level2),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
