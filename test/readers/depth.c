/* SPDX-License-Identifier: Apache-2.0 */
/*
 * depth.c - the depth that market_data rebuilds from events is the core's after every command.
 *
 * Random streams of all kinds of commands.  After each the levels of both sides of each product,
 * last price, mark, index, open interest and number of trades are compared; a subscriber that
 * applies the changes it is told every few commands has the same levels too.
 */
#include "feed.h"
#include "market_data/market_data.h"
#include "model/command.h"
#include "model/reject.h"

#define PRODUCTS     6u
#define LEVELS       4096u
#define COMMANDS     25000u
#define BOOK_KEPT    512u
#define CHANGES_MAX  400u
#define UNPRICED_MAX 1000u

/* A subscriber's copy of a book. */
struct copy {
    struct depth_level levels[2][LEVELS];
    uint32_t counts[2];
    uint64_t book_id;
    uint64_t changes;
    uint64_t snapshots;
};

static struct depth_level core_levels[LEVELS];
static struct market_level seen_levels[LEVELS];
static struct copy copies[PRODUCTS + 1];

/* No event tells the price of a market order that its parent activates, nor that of a triggered one
 * whose linked order was in the book that its protection price is from: the view leaves them out
 * until another event says where they rest, so they are taken out of the core's levels too. */
static uint64_t unpriced[UNPRICED_MAX];
static uint32_t unpriced_count;
static uint64_t unpriced_rested;

static bool is_unpriced(const struct feed *feed, uint32_t index)
{
    const struct event *event = &feed->list[index];
    const struct event *next = index + 1 < feed->count ? event + 1 : event;
    uint8_t type = event->order.type;
    if ((event->order.flags & FLAG_PROTECTION) != 0) return false;
    if (event->kind == EVENT_ORDER_ACTIVATED) return type == TYPE_MARKET;
    if (event->kind != EVENT_ORDER_TRIGGERED) return false;
    bool is_market =
        type == TYPE_STOP_MARKET || type == TYPE_TAKE_MARKET || type == TYPE_TRAIL_MARKET;
    return is_market && next->kind == EVENT_ORDER_CANCELLED && next->order.reason == REASON_LINK &&
           next->order.side != event->order.side && next->order.type <= TYPE_MARKET;
}

static void unpriced_drop(uint64_t order_id)
{
    for (uint32_t i = 0; i < unpriced_count; i++) {
        if (unpriced[i] == order_id) unpriced[i] = unpriced[--unpriced_count];
    }
}

static void unpriced_note(const struct feed *feed)
{
    for (uint32_t i = 0; i < feed->count; i++) {
        const struct event *event = &feed->list[i];
        if (event->kind < EVENT_ORDER_ACCEPTED || event->kind > EVENT_ORDER_FILLED) continue;
        unpriced_drop(event->order.order_id);
        if (!is_unpriced(feed, i)) continue;
        assert_true(unpriced_count < UNPRICED_MAX);
        unpriced[unpriced_count++] = event->order.order_id;
    }
}

static void unpriced_forget(const struct feed *feed)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < unpriced_count; i++) {
        struct order_view view;
        if (core_order(feed->core, unpriced[i], &view)) unpriced[kept++] = unpriced[i];
    }
    unpriced_count = kept;
}

static uint32_t unpriced_take_out(const struct feed *feed, uint16_t product_id, enum side side,
                                  uint32_t count)
{
    for (uint32_t i = 0; i < unpriced_count; i++) {
        struct order_view view;
        if (!core_order(feed->core, unpriced[i], &view)) continue;
        if (view.product_id != product_id || view.side != (uint8_t)side) continue;
        uint32_t place = 0;
        while (place < count && core_levels[place].price.ticks != view.price.ticks) place++;
        assert_true(place < count);
        unpriced_rested++;
        core_levels[place].open.lots -= view.shown.lots;
        if (--core_levels[place].orders != 0) continue;
        count--;
        memmove(&core_levels[place], &core_levels[place + 1],
                sizeof core_levels[0] * (count - place));
    }
    return count;
}

static void compare_side(const struct feed *feed, const struct market_data *market,
                         uint16_t product_id, enum side side)
{
    uint32_t want = core_depth(feed->core, product_id, side, core_levels, LEVELS);
    want = unpriced_take_out(feed, product_id, side, want);
    uint32_t got = market_depth(market, product_id, side, seen_levels, LEVELS);
    EXPECT_EQ("count of levels", got, want);
    for (uint32_t i = 0; i < want; i++) {
        EXPECT_EQ("price of a level", seen_levels[i].price.ticks, core_levels[i].price.ticks);
        EXPECT_EQ("lots of a level", seen_levels[i].shown.lots, core_levels[i].open.lots);
        EXPECT_EQ("orders of a level", seen_levels[i].orders, core_levels[i].orders);
    }
}

static void compare_ticker(const struct feed *feed, const struct market_data *market,
                           uint16_t product_id)
{
    struct market_ticker ticker;
    struct product_view view;
    bool is_known = core_product(feed->core, product_id, &view);
    EXPECT_EQ("known", market_ticker(market, product_id, &ticker), is_known);
    if (!is_known) return;
    EXPECT_EQ("state", ticker.state, view.state);
    EXPECT_EQ("halt", ticker.halt, view.halt);
    EXPECT_EQ("last", ticker.last.ticks, view.last.ticks);
    EXPECT_EQ("mark", ticker.mark.ticks_e4, view.mark.ticks_e4);
    EXPECT_EQ("index", ticker.index.ticks_e4, view.index.ticks_e4);
    EXPECT_EQ("open interest", ticker.open_interest.lots, view.open_interest.lots);
}

/* --- a subscriber ----------------------------------------------------------------------------- */

static void copy_snapshot(struct copy *copy, const struct market_data *market, uint16_t product_id)
{
    for (uint32_t side = 0; side < 2; side++) {
        copy->counts[side] = market_depth(market, product_id, (enum side)side, seen_levels, LEVELS);
        for (uint32_t i = 0; i < copy->counts[side]; i++) {
            copy->levels[side][i] =
                (struct depth_level){.price = seen_levels[i].price, .open = seen_levels[i].shown};
        }
    }
    copy->snapshots++;
}

static uint32_t copy_place(const struct copy *copy, const struct book_change *change)
{
    enum side side = (enum side)change->side;
    uint32_t place = 0;
    while (place < copy->counts[side] &&
           side_price_key(side, copy->levels[side][place].price.ticks) <
               side_price_key(side, change->price.ticks)) {
        place++;
    }
    return place;
}

static void copy_change(struct copy *copy, const struct book_change *change)
{
    struct depth_level *levels = copy->levels[change->side];
    uint32_t *count = &copy->counts[change->side];
    uint32_t place = copy_place(copy, change);
    bool is_there = place < *count && levels[place].price.ticks == change->price.ticks;
    EXPECT_EQ("a new level was not there", is_there, change->action != BOOK_NEW);
    if (change->action == BOOK_DELETE) {
        EXPECT_EQ("nothing is left", change->shown.lots, 0);
        (*count)--;
        memmove(&levels[place], &levels[place + 1], sizeof *levels * (*count - place));
        return;
    }
    if (!is_there) {
        memmove(&levels[place + 1], &levels[place], sizeof *levels * (*count - place));
        (*count)++;
    }
    levels[place] = (struct depth_level){.price = change->price, .open = change->shown};
    copy->changes++;
}

static void copy_follow(struct copy *copy, const struct market_data *market, uint16_t product_id)
{
    static struct book_change list[CHANGES_MAX];
    struct book_changes changes = {.list = list, .max = CHANGES_MAX};
    enum book_answer answer = market_book_changes(market, product_id, copy->book_id, &changes);
    if (answer == BOOK_LOST) copy_snapshot(copy, market, product_id);
    for (uint32_t i = 0; i < changes.count && answer == BOOK_CHANGED; i++) {
        copy_change(copy, &list[i]);
    }
    copy->book_id = market_book_id(market, product_id);
    for (uint32_t side = 0; side < 2; side++) {
        uint32_t count = market_depth(market, product_id, (enum side)side, seen_levels, LEVELS);
        EXPECT_EQ("levels of the copy", copy->counts[side], count);
        for (uint32_t i = 0; i < count; i++) {
            EXPECT_EQ("price", copy->levels[side][i].price.ticks, seen_levels[i].price.ticks);
            EXPECT_EQ("lots", copy->levels[side][i].open.lots, seen_levels[i].shown.lots);
        }
    }
}

/* --- runs ------------------------------------------------------------------------------------- */

static void run(uint64_t seed, uint32_t parts)
{
    static struct feed feed;
    feed_open(&feed, seed, PRODUCTS, parts);
    struct market_config config = market_config_default(feed.config.products_max);
    config.book_changes_kept = BOOK_KEPT;
    struct market_data *market = market_data_create(&config);
    assert_non_null(market);
    memset(copies, 0, sizeof copies);
    unpriced_count = 0;
    uint64_t trades[PRODUCTS + 1] = {0};
    for (uint32_t i = 0; i < COMMANDS; i++) {
        feed_step(&feed);
        unpriced_note(&feed);
        unpriced_forget(&feed);
        uint32_t half = feed.count / 2;
        assert_true(market_data_apply(market, feed.list, half));
        assert_true(market_data_apply(market, feed.list + half, feed.count - half));
        assert_true(market_data_end(market, feed.command.sequence));
        for (uint32_t k = 0; k < feed.count; k++) {
            const struct event *event = &feed.list[k];
            bool is_trade = event->kind == EVENT_TRADE || event->kind == EVENT_BLOCK_TRADE;
            bool is_compared = is_trade && event->product_id <= PRODUCTS;
            if (is_compared) trades[event->product_id]++;
        }
        for (uint16_t id = 1; id <= PRODUCTS; id++) {
            compare_side(&feed, market, id, SIDE_BUY);
            compare_side(&feed, market, id, SIDE_SELL);
            compare_ticker(&feed, market, id);
            EXPECT_EQ("trades", market_trade_number(market, id), trades[id]);
            if (i % (id * id) == 0) copy_follow(&copies[id], market, id);
        }
    }
    uint64_t changes = 0;
    uint64_t snapshots = 0;
    uint64_t traded = 0;
    for (uint32_t id = 1; id <= PRODUCTS; id++) {
        changes += copies[id].changes;
        snapshots += copies[id].snapshots;
        traded += trades[id];
    }
    EXPECT_TRUE("levels changed", changes > 300);
    EXPECT_TRUE("trades happened", traded > 100);
    print_message("seed %llu: %llu changes of levels, %llu snapshots, %llu trades\n",
                  (unsigned long long)seed, (unsigned long long)changes,
                  (unsigned long long)snapshots, (unsigned long long)traded);
    market_data_destroy(market);
    feed_close(&feed);
}

static void test_orders_alone(void **state)
{
    (void)state;
    run(21, 0);
}

static void test_with_the_economy(void **state)
{
    (void)state;
    for (uint64_t seed = 30; seed < 38; seed++) run(seed, PARTS_ALL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_orders_alone),
        cmocka_unit_test(test_with_the_economy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
