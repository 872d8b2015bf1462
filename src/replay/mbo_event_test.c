/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mbo_event_test.c - the rows of one moment; tests mbo_book.c too.
 */
#include "replay/mbo_event.h"

#include "base/expect.h"
#include "replay/mbo_book.h"

static void add(struct mbo_event *event, char action, char side, int64_t price, int64_t size)
{
    struct mbo_row row = {.order_id = (uint64_t)price + 1000 * (uint64_t)size,
                          .price_nano = price,
                          .size = size,
                          .action = (enum mbo_action)action,
                          .side = (enum mbo_side)side};
    assert_true(mbo_event_add(event, &row));
}

static void test_sums(void **state)
{
    (void)state;
    struct mbo_event event = {0};
    add(&event, 'A', 'B', 90, 1);
    EXPECT_EQ("no trade yet", event.first_trade, 1);
    add(&event, 'T', 'B', 100, 3);
    add(&event, 'F', 'A', 100, 3);
    add(&event, 'T', 'B', 101, 4);
    add(&event, 'C', 'A', 100, 3);
    EXPECT_EQ("the first trade row", event.first_trade, 1);
    EXPECT_EQ("bought", mbo_event_size(&event, MBO_BID), 7);
    EXPECT_EQ("sold", mbo_event_size(&event, MBO_ASK), 0);
    mbo_event_clear(&event);
    EXPECT_EQ("nothing after a clear", event.count, 0);
    mbo_event_free(&event);
}

static void test_prices(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        struct venue_fill fills[3];
        size_t count;
        bool is_same;
    } rows[] = {
        {"the same in the same parts",
         {{.price_ticks = 100, .qty_lots = 3}, {.price_ticks = 101, .qty_lots = 4}},
         2,
         true},
        {"the same in other parts",
         {{.price_ticks = 100, .qty_lots = 1},
          {.price_ticks = 100, .qty_lots = 2},
          {.price_ticks = 101, .qty_lots = 4}},
         3,
         true},
        {"too little", {{.price_ticks = 100, .qty_lots = 3}}, 1, false},
        {"the right sum at another price",
         {{.price_ticks = 100, .qty_lots = 3}, {.price_ticks = 102, .qty_lots = 4}},
         2,
         false},
        {"the right prices in wrong parts",
         {{.price_ticks = 100, .qty_lots = 4}, {.price_ticks = 101, .qty_lots = 3}},
         2,
         false},
        {"nothing", {{0}}, 0, false},
    };
    struct mbo_event event = {0};
    struct scale scale = {.tick = 1, .lot = 1};
    add(&event, 'T', 'B', 100, 3);
    add(&event, 'T', 'B', 101, 2);
    add(&event, 'T', 'B', 101, 2);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        EXPECT_EQ(rows[i].row,
                  mbo_event_prices_match(&event, MBO_BID, &scale, rows[i].fills, rows[i].count),
                  rows[i].is_same);
    }
    mbo_event_free(&event);
}

static void test_resting(void **state)
{
    (void)state;
    struct mbo_event event = {0};
    struct venue_fill fills[] = {{.maker_ref = 3100}, {.maker_ref = 5}};
    add(&event, 'F', 'A', 100, 3);
    add(&event, 'F', 'A', 101, 3);
    add(&event, 'F', 'N', 100, 3);
    add(&event, 'C', 'A', 100, 3);
    struct mbo_resting resting = mbo_event_resting(&event, fills, 2);
    EXPECT_EQ("rows of an auction do not count", resting.row_count, 2);
    EXPECT_EQ("one of them is a maker", resting.found_count, 1);
    mbo_event_free(&event);
}

static void test_book(void **state)
{
    (void)state;
    struct mbo_book book = {0};
    for (uint64_t id = 0; id < 6000; id++) {
        struct mbo_order order = {.price_ticks = (int64_t)id, .lots = 1, .side = SIDE_SELL};
        assert_true(mbo_book_put(&book, id, &order));
    }
    for (uint64_t id = 0; id < 6000; id += 2) mbo_book_remove(&book, id);
    mbo_book_remove(&book, 12345678);
    EXPECT_TRUE("removed", mbo_book_find(&book, 100) == NULL);
    EXPECT_EQ("kept", mbo_book_find(&book, 101)->price_ticks, 101);
    struct mbo_order order = {.price_ticks = 7, .lots = 9};
    assert_true(mbo_book_put(&book, 101, &order));
    EXPECT_EQ("replaced", mbo_book_find(&book, 101)->lots, 9);
    size_t used = book.used;
    for (uint64_t id = 0; id < 6000; id += 2) assert_true(mbo_book_put(&book, id, &order));
    EXPECT_EQ("free slots are used again", book.used, used);
    mbo_book_clear(&book);
    EXPECT_TRUE("empty after a clear", mbo_book_find(&book, 101) == NULL);
    assert_true(mbo_book_put(&book, 101, &order));
    EXPECT_EQ("and can be filled again", mbo_book_find(&book, 101)->lots, 9);
    mbo_book_free(&book);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sums),
        cmocka_unit_test(test_prices),
        cmocka_unit_test(test_resting),
        cmocka_unit_test(test_book),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
