/* SPDX-License-Identifier: Apache-2.0 */
/*
 * resync_test.c - correcting a level: in front, from the front, all of it.
 */
#include "replay/resync.h"

#include "base/expect.h"

static struct replay_fault fault;

static struct venue_order bid(uint64_t ref, int64_t ticks, int64_t lots)
{
    return (struct venue_order){.ref = ref,
                                .price_ticks = ticks,
                                .qty_lots = lots,
                                .side = SIDE_BUY,
                                .type = TYPE_LIMIT,
                                .tif = TIF_GTC};
}

static void open_book(struct venue *venue, struct resync *resync)
{
    struct venue_options options = {.symbol = "TEST", .orders_max = 4096, .products_max = 1};
    struct venue_order orders[] = {bid(1, 100, 10), bid(2, 99, 20), bid(3, 99, 30), bid(4, 98, 40)};
    fault = (struct replay_fault){0};
    assert_true(venue_open(venue, &options, &fault));
    for (size_t i = 0; i < 4; i++) venue_place(venue, &orders[i]);
    resync_begin(resync, venue);
}

static void close_book(struct venue *venue, struct resync *resync)
{
    EXPECT_FALSE("no fault", fault_is_set(&fault));
    resync_end(resync);
    assert_true(venue_close(venue));
}

static void expect_queue(const char *row, const struct venue *venue, const uint64_t *wanted,
                         size_t count)
{
    uint64_t refs[16];
    EXPECT_EQ(row, venue_queue(venue, SIDE_BUY, refs, 16), count);
    for (size_t i = 0; i < count; i++) EXPECT_EQ(row, refs[i], wanted[i]);
}

static void test_find(void **state)
{
    (void)state;
    struct venue venue;
    struct resync resync;
    open_book(&venue, &resync);
    resync_find_level(&resync, SIDE_BUY, 99);
    EXPECT_EQ("two orders", resync.ref_count, 2);
    EXPECT_EQ("in priority", resync.refs[1], 3);
    EXPECT_EQ("with their lots", resync.lots[1], 30);
    resync_find_level(&resync, SIDE_BUY, 97);
    EXPECT_EQ("behind the last level there is none", resync.ref_count, 0);
    resync_find_level(&resync, SIDE_SELL, 99);
    EXPECT_EQ("the other side is empty", resync.ref_count, 0);
    for (uint64_t i = 0; i < 100; i++) {
        struct venue_order order = bid(100 + i, 101 + (int64_t)i, 1);
        venue_place(&venue, &order);
    }
    resync_find_level(&resync, SIDE_BUY, 98);
    EXPECT_EQ("a level far behind the best", resync.ref_count, 1);
    EXPECT_EQ("a level far behind the best", resync.refs[0], 4);
    close_book(&venue, &resync);
}

static void test_cut(void **state)
{
    (void)state;
    struct venue venue;
    struct resync resync;
    struct order_view view;
    open_book(&venue, &resync);
    resync_cut_level(&resync, SIDE_BUY, 99, 25, 0);
    EXPECT_FALSE("the first order goes", venue_is_live(&venue, 2));
    EXPECT_TRUE("the second", venue_order_view(&venue, 3, &view));
    EXPECT_EQ("loses the rest", view.open.lots, 25);
    resync_drop_level(&resync, SIDE_BUY, 99, 0);
    expect_queue("a dropped level", &venue, (uint64_t[]){1, 4}, 2);
    EXPECT_EQ("three commands", resync.count, 3);
    close_book(&venue, &resync);
}

static void test_place_first(void **state)
{
    (void)state;
    struct venue venue;
    struct resync resync;
    struct order_view view;
    open_book(&venue, &resync);
    struct venue_order fresh = bid(7, 99, 5);
    resync_place_first(&resync, &fresh, 1);
    expect_queue("a new order stands in front", &venue, (uint64_t[]){1, 7, 2, 3, 4}, 5);
    struct venue_order again[] = {bid(3, 99, 31), bid(8, 99, 1)};
    resync_place_first(&resync, again, 2);
    expect_queue("one that lives already moves", &venue, (uint64_t[]){1, 3, 8, 7, 2, 4}, 6);
    EXPECT_TRUE("with its new size", venue_order_view(&venue, 3, &view));
    EXPECT_EQ("with its new size", view.open.lots, 31);
    struct venue_order alone = bid(9, 97, 2);
    resync_place_first(&resync, &alone, 1);
    expect_queue("a level of its own", &venue, (uint64_t[]){1, 3, 8, 7, 2, 4, 9}, 7);
    close_book(&venue, &resync);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_place_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
