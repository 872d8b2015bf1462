/* SPDX-License-Identifier: Apache-2.0 */
/*
 * venue_test.c - the real core, driven by refs; tests venue_setup.c too.
 */
#include "replay/venue.h"

#include "base/expect.h"

static struct replay_fault fault;

static void open_venue(struct venue *venue)
{
    struct venue_options options = {.symbol = "TEST", .orders_max = 4096, .products_max = 3};
    fault = (struct replay_fault){0};
    assert_true(venue_open(venue, &options, &fault));
}

static void place(struct venue *venue, uint64_t ref, enum side side, int64_t ticks, int64_t lots)
{
    struct venue_order order = {.ref = ref,
                                .price_ticks = ticks,
                                .qty_lots = lots,
                                .side = side,
                                .type = TYPE_LIMIT,
                                .tif = TIF_GTC};
    venue_place(venue, &order);
}

static int64_t open_lots(const struct venue *venue, uint64_t ref)
{
    struct order_view view;
    return venue_order_view(venue, ref, &view) ? view.open.lots : 0;
}

static void test_fills_name_refs(void **state)
{
    (void)state;
    struct venue venue;
    open_venue(&venue);
    place(&venue, 70, SIDE_SELL, 101, 5);
    place(&venue, 71, SIDE_SELL, 100, 5);
    EXPECT_EQ("resting orders do not trade", venue.fill_count, 0);
    place(&venue, 72, SIDE_BUY, 101, 7);
    EXPECT_EQ("two fills", venue.fill_count, 2);
    EXPECT_EQ("best price first", venue.fills[0].maker_ref, 71);
    EXPECT_EQ("at its price", venue.fills[0].price_ticks, 100);
    EXPECT_EQ("whole", venue.fills[0].qty_lots, 5);
    EXPECT_EQ("taker", venue.fills[0].taker_ref, 72);
    EXPECT_EQ("taker's side", venue.fills[0].taker_side, SIDE_BUY);
    EXPECT_EQ("then the next", venue.fills[1].maker_ref, 70);
    EXPECT_EQ("in part", venue.fills[1].qty_lots, 2);
    EXPECT_FALSE("a filled maker is gone", venue_is_live(&venue, 71));
    EXPECT_FALSE("a filled taker is gone", venue_is_live(&venue, 72));
    EXPECT_EQ("what is left rests", open_lots(&venue, 70), 3);
    assert_true(venue_close(&venue));
}

static void test_no_rule_interferes(void **state)
{
    (void)state;
    struct venue venue;
    open_venue(&venue);
    place(&venue, 1, SIDE_BUY, 1, 1);
    place(&venue, 2, SIDE_SELL, INT64_C(1000000000000), INT64_C(1000000000000000));
    place(&venue, 3, SIDE_BUY, INT64_C(1000000000000), 1);
    EXPECT_EQ("no band, no margin, no limit", venue.reject_total, 0);
    EXPECT_EQ("far from everything, and yet traded", venue.fill_count, 1);
    assert_true(venue_close(&venue));
}

static void test_changes(void **state)
{
    (void)state;
    struct venue venue;
    struct depth_level best;
    uint64_t head = 0;
    open_venue(&venue);
    place(&venue, 1, SIDE_BUY, 100, 5);
    place(&venue, 2, SIDE_BUY, 100, 5);
    EXPECT_TRUE("a decrease", venue_decrease(&venue, 1, 2, 0));
    EXPECT_TRUE("the head", venue_head(&venue, SIDE_BUY, &head));
    EXPECT_EQ("keeps its place", head, 1);
    EXPECT_EQ("is smaller", open_lots(&venue, 1), 3);
    EXPECT_TRUE("an amend to more lots", venue_amend(&venue, 1, 100, 9, 0));
    EXPECT_TRUE("the head", venue_head(&venue, SIDE_BUY, &head));
    EXPECT_EQ("loses its place", head, 2);
    EXPECT_TRUE("the best level", venue_best(&venue, SIDE_BUY, &best));
    EXPECT_EQ("has all lots", best.open.lots, 14);
    EXPECT_EQ("has both orders", best.orders, 2);
    EXPECT_TRUE("a cancel", venue_cancel(&venue, 2, 0));
    EXPECT_FALSE("a cancel of what is gone", venue_cancel(&venue, 2, 0));
    EXPECT_FALSE("an amend of what is gone", venue_amend(&venue, 2, 100, 1, 0));
    EXPECT_FALSE("a decrease of what is gone", venue_decrease(&venue, 2, 1, 0));
    EXPECT_TRUE("a decrease to nothing", venue_decrease(&venue, 1, 9, 0));
    EXPECT_FALSE("ends the order", venue_is_live(&venue, 1));
    EXPECT_FALSE("the side is empty", venue_best(&venue, SIDE_BUY, &best));
    EXPECT_FALSE("and has no head", venue_head(&venue, SIDE_BUY, &head));
    place(&venue, 1, SIDE_BUY, 100, 5);
    EXPECT_TRUE("a ref can be used again", venue_is_live(&venue, 1));
    venue_cancel_all(&venue, 0);
    EXPECT_FALSE("all are cancelled", venue_is_live(&venue, 1));
    assert_true(venue_close(&venue));
}

static void test_amend_trades(void **state)
{
    (void)state;
    struct venue venue;
    open_venue(&venue);
    place(&venue, 1, SIDE_SELL, 105, 4);
    place(&venue, 2, SIDE_BUY, 100, 5);
    EXPECT_TRUE("an amend across the spread", venue_amend(&venue, 2, 105, 6, 0));
    EXPECT_EQ("trades", venue.fill_count, 1);
    EXPECT_EQ("as the taker", venue.fills[0].taker_ref, 2);
    EXPECT_EQ("the rest stays", open_lots(&venue, 2), 2);
    EXPECT_TRUE("open lots are amended, not the total", venue_amend(&venue, 2, 104, 3, 0));
    EXPECT_EQ("open lots are amended, not the total", open_lots(&venue, 2), 3);
    assert_true(venue_close(&venue));
}

static void test_auction(void **state)
{
    (void)state;
    struct venue venue;
    open_venue(&venue);
    venue_phase(&venue, PHASE_PRE_OPEN, 0);
    place(&venue, 1, SIDE_BUY, 103, 5);
    place(&venue, 2, SIDE_SELL, 101, 3);
    EXPECT_EQ("nothing trades before the open", venue.fill_total, 0);
    venue_phase(&venue, PHASE_OPEN, 0);
    EXPECT_TRUE("uncrossed", venue.auction.is_done);
    EXPECT_EQ("volume", venue.auction.qty_lots, 3);
    EXPECT_EQ("more was bid for", venue.auction.imbalance_lots, 2);
    EXPECT_EQ("one fill", venue.fill_count, 1);
    EXPECT_TRUE("of the auction", venue.fills[0].is_auction);
    EXPECT_EQ("the newer order takes", venue.fills[0].taker_ref, 2);
    venue_phase(&venue, PHASE_PRE_OPEN, 0);
    venue_phase(&venue, PHASE_OPEN, 0);
    EXPECT_FALSE("nothing to uncross", venue.auction.is_done);
    assert_true(venue_close(&venue));
}

static void test_stop_and_market(void **state)
{
    (void)state;
    struct venue venue;
    struct venue_order stop = {.ref = 9,
                               .qty_lots = 2,
                               .trigger_ticks = 100,
                               .side = SIDE_BUY,
                               .type = TYPE_STOP_MARKET,
                               .tif = TIF_IOC};
    struct venue_order market = {
        .ref = 10, .qty_lots = 1, .side = SIDE_BUY, .type = TYPE_MARKET, .tif = TIF_IOC};
    open_venue(&venue);
    venue_place(&venue, &market);
    EXPECT_EQ("a market order finds nobody", venue.reject, REJECT_NO_REFERENCE);
    place(&venue, 1, SIDE_SELL, 100, 1);
    place(&venue, 2, SIDE_SELL, 200, 5);
    venue_place(&venue, &stop);
    EXPECT_TRUE("a stop waits", venue_is_live(&venue, 9));
    venue_place(&venue, &market);
    EXPECT_EQ("the market order's fill and the stop's", venue.fill_count, 2);
    EXPECT_EQ("the stop trades after it", venue.fills[1].taker_ref, 9);
    EXPECT_EQ("at any price", venue.fills[1].price_ticks, 200);
    EXPECT_FALSE("the stop is done", venue_is_live(&venue, 9));
    assert_true(venue_close(&venue));
}

static void test_products_are_apart(void **state)
{
    (void)state;
    struct venue venue;
    struct venue_options options = {.symbol = "TEST"};
    open_venue(&venue);
    place(&venue, 1, SIDE_SELL, 100, 1);
    EXPECT_TRUE("a second product", venue_list(&venue, &options));
    place(&venue, 2, SIDE_BUY, 100, 1);
    EXPECT_EQ("orders of two products do not meet", venue.fill_total, 0);
    EXPECT_TRUE("a third product", venue_list(&venue, &options));
    EXPECT_FALSE("a fourth is too many", venue_list(&venue, &options));
    EXPECT_TRUE("which is a fault", fault_is_set(&fault));
    place(&venue, 3, SIDE_BUY, 100, 1);
    EXPECT_FALSE("after a fault nothing is done", venue_is_live(&venue, 3));
    assert_true(venue_close(&venue));
}

/* More live orders than the first list has room for, and as many slots used again. */
static void test_many_orders(void **state)
{
    (void)state;
    struct venue venue;
    struct venue_options options = {.symbol = "TEST", .orders_max = 16384, .products_max = 1};
    uint64_t refs[3];
    fault = (struct replay_fault){0};
    assert_true(venue_open(&venue, &options, &fault));
    for (uint64_t ref = 0; ref < 10000; ref++) {
        place(&venue, ref, SIDE_BUY, (int64_t)(ref % 50) + 1, 1);
    }
    for (uint64_t ref = 0; ref < 10000; ref += 2) assert_true(venue_cancel(&venue, ref, 0));
    for (uint64_t ref = 0; ref < 10000; ref += 2) place(&venue, ref, SIDE_BUY, 60, 1);
    EXPECT_EQ("in priority", venue_queue(&venue, SIDE_BUY, refs, 3), 3);
    EXPECT_EQ("the first again", refs[0], 0);
    EXPECT_EQ("the second", refs[1], 2);
    EXPECT_EQ("nothing was refused", venue.reject_total, 0);
    assert_true(venue_close(&venue));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fills_name_refs),
        cmocka_unit_test(test_no_rule_interferes),
        cmocka_unit_test(test_changes),
        cmocka_unit_test(test_amend_trades),
        cmocka_unit_test(test_auction),
        cmocka_unit_test(test_stop_and_market),
        cmocka_unit_test(test_products_are_apart),
        cmocka_unit_test(test_many_orders),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
