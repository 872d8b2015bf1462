/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sse_watch_test.c - snapshots found within four seconds, or not.
 */
#include "replay/sse_watch.h"

#include "base/expect.h"

#define SECOND INT64_C(1000000000)

static struct replay_fault fault;

/* The snapshot of a book with one bid. */
static struct sse_picture picture(int64_t time_ns, int64_t price_milli, int64_t qty_milli)
{
    struct sse_picture picture = {.time_ns = time_ns};
    picture.snapshot.levels[SIDE_BUY][0] = (struct sse_level){price_milli, qty_milli};
    return picture;
}

static void place(struct venue *venue, uint64_t ref, int64_t ticks, int64_t lots)
{
    struct venue_order order = {.ref = ref,
                                .price_ticks = ticks,
                                .qty_lots = lots,
                                .side = SIDE_BUY,
                                .type = TYPE_LIMIT,
                                .tif = TIF_GTC};
    venue_place(venue, &order);
}

static void test_windows(void **state)
{
    (void)state;
    int64_t ten = SSE_CLOCK_NS(10, 0);
    struct sse_picture pictures[] = {
        picture(SSE_MORNING_NS + 3 * SECOND, 10, 1), /* its window begins before the session */
        picture(ten - 5 * SECOND, 20, 2),  /* too early for the state that begins at ten */
        picture(ten - 4 * SECOND, 20, 2),  /* just in time */
        picture(ten + 13 * SECOND, 20, 2), /* still holds until 10:00:10 */
        picture(ten + 15 * SECOND, 20, 2), /* over by then */
        picture(SSE_NOON_NS, 20, 2),       /* noon is no trading */
        picture(SSE_AFTERNOON_NS + 4 * SECOND, 30, 3),
        picture(SSE_CLOSING_NS, 30, 3), /* the closing call is no continuous trading */
    };
    struct sse_day day = {.pictures = pictures,
                          .picture_count = sizeof pictures / sizeof pictures[0],
                          .closing_ns = SSE_CLOSING_NS,
                          .scale = {.tick = 1, .lot = 1}};
    struct venue venue;
    struct venue_options options = {.symbol = "TEST", .orders_max = 64, .products_max = 1};
    struct sse_watch watch;
    fault = (struct replay_fault){0};
    assert_true(venue_open(&venue, &options, &fault));
    assert_true(sse_watch_begin(&watch, &day, &venue));
    EXPECT_EQ("five of eight are scored", watch.total_count, 5);

    sse_watch_state(&watch, ten); /* empty until ten */
    EXPECT_EQ("nothing is found in an empty book", watch.found_count, 0);
    place(&venue, 1, 20, 2);
    sse_watch_state(&watch, ten + 10 * SECOND);
    EXPECT_EQ("those near the state are found", watch.found_count, 2);
    (void)venue_cancel(&venue, 1, 0);
    place(&venue, 2, 30, 3);
    sse_watch_state(&watch, INT64_MAX);
    EXPECT_EQ("the last state holds to the end", watch.found_count, 3);
    sse_watch_end(&watch);
    assert_true(venue_close(&venue));
}

/* Within the day the exchange shows the price of a call on both sides; without a closing auction
 * snapshots count to the end of the day. */
static void test_calls(void **state)
{
    (void)state;
    struct sse_picture call = picture(SSE_CLOCK_NS(10, 0), 20, 2);
    call.snapshot.levels[SIDE_SELL][0] = call.snapshot.levels[SIDE_BUY][0];
    struct sse_picture pictures[] = {call, picture(SSE_CLOSING_NS + 60 * SECOND, 20, 2),
                                     picture(SSE_EVENING_NS, 20, 2)};
    struct sse_day day = {.pictures = pictures, .picture_count = 3, .closing_ns = INT64_MAX};
    struct sse_watch watch;
    assert_true(sse_watch_begin(&watch, &day, NULL));
    EXPECT_EQ("the one before the end of the day", watch.total_count, 1);
    sse_watch_end(&watch);
    day.closing_ns = SSE_CLOSING_NS;
    assert_true(sse_watch_begin(&watch, &day, NULL));
    EXPECT_EQ("none before the closing auction", watch.total_count, 0);
    sse_watch_end(&watch);
}

static void test_every_level_counts(void **state)
{
    (void)state;
    struct sse_picture more = picture(SSE_CLOCK_NS(10, 0), 20, 2);
    struct sse_picture other = more;
    more.snapshot.levels[SIDE_BUY][1] = (struct sse_level){19, 1};
    other.snapshot.levels[SIDE_BUY][0].qty_milli = 3;
    struct sse_picture pictures[] = {more, other};
    struct sse_day day = {.pictures = pictures,
                          .picture_count = 2,
                          .closing_ns = SSE_CLOSING_NS,
                          .scale = {.tick = 1, .lot = 1}};
    struct venue venue;
    struct venue_options options = {.symbol = "TEST", .orders_max = 64, .products_max = 1};
    struct sse_watch watch;
    fault = (struct replay_fault){0};
    assert_true(venue_open(&venue, &options, &fault));
    assert_true(sse_watch_begin(&watch, &day, &venue));
    place(&venue, 1, 20, 2);
    sse_watch_state(&watch, INT64_MAX);
    EXPECT_EQ("a level too few or a wrong size is not found", watch.found_count, 0);
    sse_watch_end(&watch);
    assert_true(venue_close(&venue));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_windows),
        cmocka_unit_test(test_calls),
        cmocka_unit_test(test_every_level_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
