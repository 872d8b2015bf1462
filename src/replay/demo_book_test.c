/* SPDX-License-Identifier: Apache-2.0 */
/*
 * demo_book_test.c - the plain book by hand.
 */
#include "replay/demo_book.h"

#include "base/expect.h"

static void enter(struct demo_book *book, uint32_t number, enum side side, int64_t price,
                  int64_t lots)
{
    struct demo_order order = {.price = price, .open = lots, .side = side};
    demo_book_enter(book, number, &order, false);
}

static void expect_trade(const char *row, const struct demo_book *book, size_t index,
                         struct demo_trade want)
{
    assert_true(index < book->trade_count);
    EXPECT_EQ(row, book->trades[index].maker, want.maker);
    EXPECT_EQ(row, book->trades[index].taker, want.taker);
    EXPECT_EQ(row, book->trades[index].price, want.price);
    EXPECT_EQ(row, book->trades[index].qty, want.qty);
}

static void test_priority(void **state)
{
    (void)state;
    struct demo_book *book = demo_book_new(100);
    assert_non_null(book);
    book->is_open = true;
    enter(book, 1, SIDE_SELL, 60001, 5);
    enter(book, 2, SIDE_SELL, 60000, 5);
    enter(book, 3, SIDE_SELL, 60000, 5);
    demo_book_reduce(book, 2, 2);
    struct demo_order taker = {.price = 60001, .open = 20, .side = SIDE_BUY};
    demo_book_enter(book, 4, &taker, true);
    EXPECT_EQ("three trades", book->trade_count, 3);
    expect_trade("best price, oldest first", book, 0, (struct demo_trade){2, 4, 60000, 3});
    expect_trade("then the next at that price", book, 1, (struct demo_trade){3, 4, 60000, 5});
    expect_trade("then the next price", book, 2, (struct demo_trade){1, 4, 60001, 5});
    EXPECT_EQ("a taker does not rest", book->orders[4].open, 0);
    demo_book_free(book);
}

static void test_call(void **state)
{
    (void)state;
    struct demo_book *book = demo_book_new(100);
    assert_non_null(book);
    enter(book, 1, SIDE_BUY, 60003, 4);
    enter(book, 2, SIDE_SELL, 60001, 6);
    enter(book, 3, SIDE_BUY, 60002, 5);
    EXPECT_EQ("nothing trades before the open", book->trade_count, 0);
    demo_book_open(book);
    EXPECT_EQ("two trades", book->trade_count, 2);
    expect_trade("the best bid first", book, 0, (struct demo_trade){1, 2, 60002, 4});
    expect_trade("the newer order takes", book, 1, (struct demo_trade){2, 3, 60002, 2});
    EXPECT_EQ("what is left rests", book->orders[3].open, 3);
    demo_book_free(book);
}

static void test_call_ties(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        int64_t bid_lots;
        int64_t ask_lots;
        int64_t price;
    } rows[] = {
        {"more is bid for: the highest price", 5, 3, 60009},
        {"more is offered: the lowest", 3, 5, 60000},
        {"nothing is left: the middle, rounded up", 3, 3, 60005},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct demo_book *book = demo_book_new(100);
        assert_non_null(book);
        enter(book, 1, SIDE_BUY, 60009, rows[i].bid_lots);
        enter(book, 2, SIDE_SELL, 60000, rows[i].ask_lots);
        demo_book_open(book);
        EXPECT_EQ(rows[i].row, book->trade_count, 1);
        expect_trade(rows[i].row, book, 0, (struct demo_trade){1, 2, rows[i].price, 3});
        demo_book_free(book);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_priority),
        cmocka_unit_test(test_call),
        cmocka_unit_test(test_call_ties),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
