/* SPDX-License-Identifier: Apache-2.0 */
/*
 * market_data_test.c - the market view on events written by hand.
 *
 * Covers market_data.c, book.c, book_orders.c, tape.c and prices.c; test/readers compares the depth
 * with the core's on random streams.
 */
#include "market_data/market_data.h"

#include <stdlib.h>

#include "base/expect.h"
#include "model/command.h"
#include "model/reject.h"

#define PRODUCT 1
#define HOUR_NS (60 * MINUTE_NS)
#define DAY_NS  (24 * HOUR_NS)

struct view {
    struct market_data *market;
    uint64_t sequence;
    int64_t time_ns;
};

static void view_open(struct view *view, uint32_t changes_kept)
{
    struct market_config config = market_config_default(4);
    config.trades_kept = 4;
    config.fundings_kept = 3;
    config.book_changes_kept = changes_kept;
    *view = (struct view){.market = market_data_create(&config), .time_ns = 1000 * DAY_NS};
    assert_non_null(view->market);
}

/* One command with one event. */
static void give(struct view *view, struct event event)
{
    view->sequence++;
    event.sequence = view->sequence;
    event.time_ns = view->time_ns;
    event.product_id = PRODUCT;
    assert_true(market_data_apply(view->market, &event, 1));
    assert_true(market_data_end(view->market, view->sequence));
}

static struct event order_event(uint16_t kind, uint64_t order_id, enum side side, int64_t ticks,
                                int64_t lots)
{
    struct event event = {.kind = kind};
    event.order.order_id = order_id;
    event.order.side = (uint8_t)side;
    event.order.type = TYPE_LIMIT;
    event.order.price.ticks = ticks;
    event.order.open.lots = lots;
    return event;
}

static void give_order(struct view *view, uint64_t order_id, enum side side, int64_t ticks,
                       int64_t lots)
{
    give(view, order_event(EVENT_ORDER_ACCEPTED, order_id, side, ticks, lots));
}

static void give_end(struct view *view, uint64_t order_id)
{
    give(view, order_event(EVENT_ORDER_CANCELLED, order_id, SIDE_BUY, 0, 0));
}

static struct event trade_event(uint64_t maker, uint64_t taker, int64_t ticks, int64_t lots)
{
    struct event event = {.kind = EVENT_TRADE};
    event.trade.maker_order_id = maker;
    event.trade.taker_order_id = taker;
    event.trade.price.ticks = ticks;
    event.trade.qty.lots = lots;
    return event;
}

/* --- depth ------------------------------------------------------------------------------------ */

static void expect_level(const struct view *view, enum side side, uint32_t place, int64_t ticks,
                         int64_t lots)
{
    struct market_level levels[8];
    uint32_t count = market_depth(view->market, PRODUCT, side, levels, 8);
    EXPECT_TRUE("there is such a level", place < count);
    EXPECT_EQ("price", levels[place].price.ticks, ticks);
    EXPECT_EQ("lots", levels[place].shown.lots, lots);
}

static void test_depth(void **state)
{
    (void)state;
    struct view view;
    struct market_level levels[8];
    view_open(&view, 64);
    EXPECT_EQ("nothing yet", market_depth(view.market, PRODUCT, SIDE_BUY, levels, 8), 0);
    give_order(&view, 1, SIDE_BUY, 100, 5);
    give_order(&view, 2, SIDE_BUY, 102, 7);
    give_order(&view, 3, SIDE_BUY, 102, 2);
    give_order(&view, 4, SIDE_SELL, 105, 9);
    expect_level(&view, SIDE_BUY, 0, 102, 9);
    expect_level(&view, SIDE_BUY, 1, 100, 5);
    expect_level(&view, SIDE_SELL, 0, 105, 9);
    EXPECT_EQ("number of the book", market_book_id(view.market, PRODUCT), 4);

    give(&view, trade_event(2, 99, 102, 3));
    expect_level(&view, SIDE_BUY, 0, 102, 6);
    give(&view, order_event(EVENT_ORDER_AMENDED, 3, SIDE_BUY, 101, 4));
    expect_level(&view, SIDE_BUY, 0, 102, 4);
    expect_level(&view, SIDE_BUY, 1, 101, 4);
    give_end(&view, 2);
    expect_level(&view, SIDE_BUY, 0, 101, 4);
    EXPECT_EQ("two levels left", market_depth(view.market, PRODUCT, SIDE_BUY, levels, 8), 2);
    EXPECT_EQ("at most one", market_depth(view.market, PRODUCT, SIDE_BUY, levels, 1), 1);
    market_data_destroy(view.market);
}

static void test_hidden_and_waiting(void **state)
{
    (void)state;
    struct view view;
    struct market_level levels[8];
    view_open(&view, 64);
    struct event iceberg = order_event(EVENT_ORDER_ACCEPTED, 1, SIDE_SELL, 200, 50);
    iceberg.order.detail = 10;
    give(&view, iceberg);
    expect_level(&view, SIDE_SELL, 0, 200, 10);
    give(&view, trade_event(1, 9, 200, 4));
    expect_level(&view, SIDE_SELL, 0, 200, 6);
    struct event next = order_event(EVENT_ORDER_REPLENISHED, 1, SIDE_SELL, 200, 40);
    next.order.detail = 10;
    give(&view, next);
    expect_level(&view, SIDE_SELL, 0, 200, 10);

    struct event stop = order_event(EVENT_ORDER_ARMED, 2, SIDE_BUY, 190, 3);
    stop.order.type = TYPE_STOP_LIMIT;
    stop.order.detail = 195;
    give(&view, stop);
    EXPECT_EQ("an armed order is not shown",
              market_depth(view.market, PRODUCT, SIDE_BUY, levels, 8), 0);
    stop.kind = EVENT_ORDER_TRIGGERED;
    stop.order.detail = 0;
    give(&view, stop);
    expect_level(&view, SIDE_BUY, 0, 190, 3);
    give(&view, order_event(EVENT_ORDER_HELD, 3, SIDE_BUY, 191, 1));
    expect_level(&view, SIDE_BUY, 0, 190, 3);
    give(&view, order_event(EVENT_ORDER_ACTIVATED, 3, SIDE_BUY, 191, 1));
    expect_level(&view, SIDE_BUY, 0, 191, 1);
    market_data_destroy(view.market);
}

/* A stop of five lots that sells turns at 90, and an order of 10 lots at `ticks` is cancelled with
 * it. */
static void give_turn(struct view *view, enum side peer_side, uint8_t peer_type, bool is_given)
{
    bool is_armed = peer_type != TYPE_LIMIT;
    struct event peer = order_event(is_armed ? EVENT_ORDER_ARMED : EVENT_ORDER_ACCEPTED, 7,
                                    peer_side, peer_side == SIDE_BUY ? 100 : 120, 10);
    peer.order.type = peer_type;
    give(view, peer);
    struct event stop = order_event(EVENT_ORDER_ARMED, 8, SIDE_SELL, 0, 5);
    stop.order.type = TYPE_STOP_MARKET;
    if (is_given) stop.order.flags = FLAG_PROTECTION;
    give(view, stop);
    stop.kind = EVENT_ORDER_TRIGGERED;
    stop.order.price.ticks = 90;
    give(view, stop);
    peer.kind = EVENT_ORDER_CANCELLED;
    peer.order.reason = REASON_LINK;
    give(view, peer);
}

static const struct {
    const char *row;
    enum side peer_side;
    uint8_t peer_type;
    bool is_given;
    uint32_t levels;
} turns[] = {
    {"a linked order of the same side moves no protection price", SIDE_SELL, TYPE_LIMIT, false, 1},
    {"one that was not in the book moves none", SIDE_BUY, TYPE_STOP_LIMIT, false, 1},
    {"a price that the member gave stays", SIDE_BUY, TYPE_LIMIT, true, 1},
    {"one of the other side moves it, and nobody is told", SIDE_BUY, TYPE_LIMIT, false, 0},
};

static void test_turns(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < sizeof turns / sizeof turns[0]; i++) {
        struct view view;
        struct market_level levels[4];
        view_open(&view, 64);
        give_turn(&view, turns[i].peer_side, turns[i].peer_type, turns[i].is_given);
        EXPECT_EQ(turns[i].row, market_depth(view.market, PRODUCT, SIDE_SELL, levels, 4),
                  turns[i].levels);
        struct event amended = order_event(EVENT_ORDER_AMENDED, 8, SIDE_SELL, 85, 4);
        amended.order.type = TYPE_STOP_MARKET;
        give(&view, amended);
        expect_level(&view, SIDE_SELL, 0, 85, 4);
        market_data_destroy(view.market);
    }
}

static void test_grouped(void **state)
{
    (void)state;
    struct view view;
    struct market_level levels[4];
    view_open(&view, 64);
    static const int64_t prices[] = {99, 95, 94, 90, 81};
    for (uint32_t i = 0; i < 5; i++) {
        give_order(&view, 1 + i, SIDE_BUY, prices[i], 1);
        give_order(&view, 11 + i, SIDE_SELL, 200 - prices[i], 2);
    }
    struct market_grouping bids = {SIDE_BUY, 10};
    struct market_grouping asks = {SIDE_SELL, 10};
    EXPECT_EQ("groups of bids", market_depth_grouped(view.market, PRODUCT, &bids, levels, 4), 2);
    EXPECT_EQ("bids round down", levels[0].price.ticks, 90);
    EXPECT_EQ("four of them", levels[0].shown.lots, 4);
    EXPECT_EQ("then the next", levels[1].price.ticks, 80);
    EXPECT_EQ("groups of asks", market_depth_grouped(view.market, PRODUCT, &asks, levels, 1), 1);
    EXPECT_EQ("asks round up", levels[0].price.ticks, 110);
    EXPECT_EQ("two lots each", levels[0].shown.lots, 8);
    market_data_destroy(view.market);
}

/* --- changes ---------------------------------------------------------------------------------- */

static void test_changes(void **state)
{
    (void)state;
    struct view view;
    struct book_change list[8];
    struct book_changes changes = {.list = list, .max = 8};
    view_open(&view, 6);
    give_order(&view, 1, SIDE_BUY, 100, 5);
    give_order(&view, 2, SIDE_SELL, 110, 5);
    uint64_t since = market_book_id(view.market, PRODUCT);
    EXPECT_EQ("nothing new", market_book_changes(view.market, PRODUCT, since, &changes), BOOK_SAME);
    give_order(&view, 3, SIDE_BUY, 101, 1);
    give_order(&view, 4, SIDE_BUY, 100, 2);
    give_end(&view, 2);
    EXPECT_EQ("changed", market_book_changes(view.market, PRODUCT, since, &changes), BOOK_CHANGED);
    static const struct {
        const char *row;
        int64_t ticks;
        int64_t lots;
        uint8_t side;
        uint8_t action;
    } rows[] = {
        {"the best bid is new", 101, 1, SIDE_BUY, BOOK_NEW},
        {"the bid below grew", 100, 7, SIDE_BUY, BOOK_CHANGE},
        {"the ask is gone", 110, 0, SIDE_SELL, BOOK_DELETE},
    };
    EXPECT_EQ("three levels", changes.count, 3);
    for (uint32_t i = 0; i < 3; i++) {
        EXPECT_EQ(rows[i].row, list[i].price.ticks, rows[i].ticks);
        EXPECT_EQ(rows[i].row, list[i].shown.lots, rows[i].lots);
        EXPECT_EQ(rows[i].row, list[i].side, rows[i].side);
        EXPECT_EQ(rows[i].row, list[i].action, rows[i].action);
    }
    changes.max = 2;
    EXPECT_EQ("no room", market_book_changes(view.market, PRODUCT, since, &changes), BOOK_LOST);
    changes.max = 8;
    since = market_book_id(view.market, PRODUCT);
    give_order(&view, 5, SIDE_SELL, 111, 3);
    give_end(&view, 5);
    EXPECT_EQ("to and fro", market_book_changes(view.market, PRODUCT, since, &changes),
              BOOK_CHANGED);
    EXPECT_EQ("leaves nothing", changes.count, 0);
    for (uint64_t i = 6; i < 14; i++) give_order(&view, i, SIDE_SELL, 120, 1);
    EXPECT_EQ("too far behind", market_book_changes(view.market, PRODUCT, since, &changes),
              BOOK_LOST);
    EXPECT_EQ("from the future", market_book_changes(view.market, PRODUCT, 1000, &changes),
              BOOK_LOST);
    market_data_destroy(view.market);
}

/* A command that empties a level and fills it again changes it by the difference. */
static void test_changes_within_a_command(void **state)
{
    (void)state;
    struct view view;
    struct book_change list[8];
    struct book_changes changes = {.list = list, .max = 8};
    view_open(&view, 16);
    give_order(&view, 1, SIDE_BUY, 100, 5);
    uint64_t since = market_book_id(view.market, PRODUCT);
    struct event events[] = {
        order_event(EVENT_ORDER_CANCELLED, 1, SIDE_BUY, 100, 5),
        order_event(EVENT_ORDER_ACCEPTED, 2, SIDE_BUY, 100, 8),
        order_event(EVENT_ORDER_ACCEPTED, 3, SIDE_SELL, 130, 8),
        order_event(EVENT_ORDER_CANCELLED, 3, SIDE_SELL, 130, 8),
    };
    for (uint32_t i = 0; i < 4; i++) {
        events[i].sequence = view.sequence + 1;
        events[i].product_id = PRODUCT;
        assert_true(market_data_apply(view.market, &events[i], 1));
    }
    assert_true(market_data_end(view.market, view.sequence + 1));
    EXPECT_EQ("changed", market_book_changes(view.market, PRODUCT, since, &changes), BOOK_CHANGED);
    EXPECT_EQ("one level", changes.count, 1);
    EXPECT_EQ("eight lots", list[0].shown.lots, 8);
    EXPECT_EQ("no new level", list[0].action, BOOK_CHANGE);
    market_data_destroy(view.market);
}

/* --- tape ------------------------------------------------------------------------------------- */

static void give_trade(struct view *view, int64_t ticks, int64_t lots)
{
    give(view, trade_event(1001, 1002, ticks, lots));
}

static void test_trades(void **state)
{
    (void)state;
    struct view view;
    view_open(&view, 8);
    static const struct {
        const char *row;
        int64_t ticks;
        uint8_t direction;
    } rows[] = {
        {"the first counts as up", 100, TICK_PLUS},
        {"the same after up", 100, TICK_ZERO_PLUS},
        {"down", 99, TICK_MINUS},
        {"the same after down", 99, TICK_ZERO_MINUS},
        {"still the same", 99, TICK_ZERO_MINUS},
        {"up again", 101, TICK_PLUS},
    };
    for (uint32_t i = 0; i < 6; i++) {
        give_trade(&view, rows[i].ticks, 2);
        const struct market_trade *trade = market_trade(view.market, PRODUCT, 0);
        EXPECT_EQ(rows[i].row, trade->price.ticks, rows[i].ticks);
        EXPECT_EQ(rows[i].row, trade->tick_direction, rows[i].direction);
        EXPECT_EQ(rows[i].row, trade->number, i + 1);
        EXPECT_EQ(rows[i].row, trade->is_liquidation, 0);
    }
    EXPECT_EQ("four are kept", market_trade_count(view.market, PRODUCT), 4);
    EXPECT_EQ("the oldest kept", market_trade(view.market, PRODUCT, 3)->number, 3);
    assert_null(market_trade(view.market, PRODUCT, 4));
    EXPECT_EQ("six ever", market_trade_number(view.market, PRODUCT), 6);

    struct event close = {.kind = EVENT_LIQUIDATION};
    close.liquidation.order_id = 1002;
    give(&view, close);
    give_trade(&view, 90, 1);
    EXPECT_EQ("a forced close", market_trade(view.market, PRODUCT, 0)->is_liquidation, 1);
    market_data_destroy(view.market);
}

static void test_candles(void **state)
{
    (void)state;
    struct view view;
    struct market_candle list[16];
    view_open(&view, 8);
    int64_t start_ns = view.time_ns;
    static const struct {
        int64_t minute;
        int64_t ticks;
        int64_t lots;
    } trades[] = {{0, 100, 1}, {0, 105, 2}, {0, 98, 1}, {1, 99, 4}, {4, 120, 1}, {7, 110, 3}};
    for (uint32_t i = 0; i < 6; i++) {
        view.time_ns = start_ns + trades[i].minute * MINUTE_NS + i;
        give_trade(&view, trades[i].ticks, trades[i].lots);
    }
    struct market_window all = {0, INT64_MAX, 16};
    EXPECT_EQ("minutes without gaps", market_candles(view.market, PRODUCT, 1, &all, list), 8);
    EXPECT_EQ("open", list[0].price.open, 100);
    EXPECT_EQ("high", list[0].price.high, 105);
    EXPECT_EQ("low", list[0].price.low, 98);
    EXPECT_EQ("close", list[0].price.close, 98);
    EXPECT_EQ("volume", list[0].volume.lots, 4);
    EXPECT_EQ("value", list[0].value_tick_lots, 100 + 210 + 98);
    EXPECT_EQ("an empty minute has no price", list[2].price.open, 0);
    EXPECT_EQ("but the close before it", list[2].previous_close, 99);
    EXPECT_EQ("the close before a trade", list[4].previous_close, 99);
    EXPECT_EQ("start", list[7].start_ns, start_ns + 7 * MINUTE_NS);

    EXPECT_EQ("of five minutes", market_candles(view.market, PRODUCT, 5, &all, list), 2);
    EXPECT_EQ("open", list[0].price.open, 100);
    EXPECT_EQ("high", list[0].price.high, 120);
    EXPECT_EQ("close", list[0].price.close, 120);
    EXPECT_EQ("volume", list[0].volume.lots, 9);
    EXPECT_EQ("trades", list[0].trades, 5);
    EXPECT_EQ("the second", list[1].price.open, 110);
    EXPECT_EQ("behind it", list[1].previous_close, 120);
    EXPECT_EQ("a day", market_candles(view.market, PRODUCT, 1440, &all, list), 1);
    EXPECT_EQ("low of the day", list[0].price.low, 98);

    struct market_window newest = {0, INT64_MAX, 3};
    EXPECT_EQ("the newest three", market_candles(view.market, PRODUCT, 1, &newest, list), 3);
    EXPECT_EQ("from the fifth on", list[0].start_ns, start_ns + 5 * MINUTE_NS);
    struct market_window inside = {start_ns + 1, start_ns + 2 * MINUTE_NS, 16};
    EXPECT_EQ("inside a window", market_candles(view.market, PRODUCT, 1, &inside, list), 2);
    EXPECT_EQ("begins behind its start", list[0].start_ns, start_ns + MINUTE_NS);
    EXPECT_EQ("kept from", market_candles_from(view.market, PRODUCT), start_ns);
    market_data_destroy(view.market);
}

static struct event product_event(uint32_t product_state)
{
    struct event event = {.kind = EVENT_PRODUCT};
    memcpy(event.product.symbol, "BTCPERP", 8);
    event.product.state = product_state;
    return event;
}

static void test_day(void **state)
{
    (void)state;
    struct view view;
    struct market_ticker ticker;
    view_open(&view, 8);
    EXPECT_FALSE("not defined", market_ticker(view.market, PRODUCT, &ticker));
    give(&view, product_event(PRODUCT_LISTED));
    give_trade(&view, 100, 1);
    view.time_ns += HOUR_NS;
    give_trade(&view, 130, 2);
    view.time_ns += 22 * HOUR_NS;
    give_trade(&view, 120, 4);
    assert_true(market_ticker(view.market, PRODUCT, &ticker));
    EXPECT_EQ("three trades", ticker.day.trades, 3);
    EXPECT_EQ("volume", ticker.day.volume.lots, 7);
    EXPECT_EQ("first", ticker.day.first.ticks, 100);
    EXPECT_EQ("high", ticker.day.high.ticks, 130);
    view.time_ns += HOUR_NS;
    give_trade(&view, 110, 8);
    assert_true(market_ticker(view.market, PRODUCT, &ticker));
    EXPECT_EQ("the first is a day old", ticker.day.trades, 3);
    EXPECT_EQ("it was the price before", ticker.day.first.ticks, 100);
    EXPECT_EQ("low", ticker.day.low.ticks, 110);
    give_trade(&view, 90, 1);
    assert_true(market_ticker(view.market, PRODUCT, &ticker));
    EXPECT_EQ("the same minute grows", ticker.day.trades, 4);
    EXPECT_EQ("and falls", ticker.day.low.ticks, 90);
    EXPECT_EQ("last", ticker.last.ticks, 90);
    EXPECT_EQ("its lots", ticker.last_qty.lots, 1);
    EXPECT_EQ("lots ever", ticker.volume_ever.lots, 16);
    EXPECT_EQ("value ever", ticker.value_tick_lots_ever, 100 + 260 + 480 + 880 + 90);
    market_data_destroy(view.market);
}

/* --- prices ----------------------------------------------------------------------------------- */

static void give_funding(struct view *view, int64_t rate_e12)
{
    struct event event = {.kind = EVENT_FUNDING};
    event.funding.rate_e12 = rate_e12;
    event.funding.published_e12 = rate_e12;
    event.funding.as_of_ns = view->time_ns;
    event.funding.next_funding_ns = view->time_ns + 4 * HOUR_NS;
    give(view, event);
}

static void test_prices(void **state)
{
    (void)state;
    struct view view;
    struct market_ticker ticker;
    view_open(&view, 8);
    give(&view, product_event(PRODUCT_LISTED));
    struct event given = {.kind = EVENT_REFERENCE_PRICE};
    given.reference.mark.ticks_e4 = 1000000;
    give(&view, given);
    struct event index = {.kind = EVENT_INDEX};
    index.index_value.index.ticks_e4 = 1000500;
    index.index_value.state = 1;
    give(&view, index);
    for (int64_t i = 1; i <= 4; i++) {
        view.time_ns += 4 * HOUR_NS;
        give_funding(&view, i * 1000);
    }
    assert_true(market_ticker(view.market, PRODUCT, &ticker));
    EXPECT_TEXT("symbol", ticker.symbol, "BTCPERP");
    EXPECT_EQ("mark", ticker.mark.ticks_e4, 1000000);
    EXPECT_EQ("index", ticker.index.ticks_e4, 1000500);
    EXPECT_EQ("index state", ticker.index_state, 1);
    EXPECT_EQ("rate", ticker.rate_e12, 4000);
    EXPECT_EQ("of eight hours", ticker.rate_8h_e12, 7000);
    EXPECT_EQ("next", ticker.next_funding_ns, view.time_ns + 4 * HOUR_NS);
    EXPECT_EQ("newest", market_funding(view.market, PRODUCT, 0)->rate_e12, 4000);
    EXPECT_EQ("with the index then", market_funding(view.market, PRODUCT, 0)->index.ticks_e4,
              1000500);
    EXPECT_EQ("oldest kept", market_funding(view.market, PRODUCT, 2)->rate_e12, 2000);
    assert_null(market_funding(view.market, PRODUCT, 3));
    EXPECT_EQ("sum", market_funding_sum_e12(view.market, PRODUCT, 0, view.time_ns - 1), 5000);
    market_data_destroy(view.market);
}

static struct event fill_event(uint32_t account_id, int64_t net_lots)
{
    struct event event = {.kind = EVENT_FILL, .account_id = account_id};
    event.fill.net.lots = net_lots;
    return event;
}

static void test_open_interest(void **state)
{
    (void)state;
    struct view view;
    struct market_ticker ticker;
    view_open(&view, 8);
    give(&view, product_event(PRODUCT_LISTED));
    give(&view, fill_event(1, 10));
    give(&view, fill_event(2, -10));
    assert_true(market_ticker(view.market, PRODUCT, &ticker));
    EXPECT_EQ("ten are open", ticker.open_interest.lots, 10);
    struct event moved = {.kind = EVENT_POSITION_MOVED, .account_id = 1};
    moved.moved.lots.lots = 4;
    moved.moved.net.lots = 6;
    moved.moved.other_account_id = 3;
    moved.moved.side = SIDE_SELL;
    give(&view, moved);
    assert_true(market_ticker(view.market, PRODUCT, &ticker));
    EXPECT_EQ("the other took four over", ticker.open_interest.lots, 10);
    moved.moved.net.lots = 2;
    moved.moved.other_account_id = 2;
    give(&view, moved);
    assert_true(market_ticker(view.market, PRODUCT, &ticker));
    EXPECT_EQ("a short closed four", ticker.open_interest.lots, 6);
    struct event final = {.kind = EVENT_VARIATION, .account_id = 1};
    give(&view, final);
    assert_true(market_ticker(view.market, PRODUCT, &ticker));
    EXPECT_EQ("settled to none", ticker.open_interest.lots, 4);
    market_data_destroy(view.market);
}

static void test_halts(void **state)
{
    (void)state;
    struct view view;
    struct market_ticker ticker;
    view_open(&view, 8);
    give(&view, product_event(PRODUCT_LISTED));
    struct event phase = {.kind = EVENT_PHASE};
    phase.phase.phase = PHASE_OPEN;
    phase.phase.halt = HALT_PAUSED;
    give(&view, phase);
    struct event venue = {.kind = EVENT_PHASE, .sequence = view.sequence + 1};
    venue.phase.halt = HALT_HALTED;
    assert_true(market_data_apply(view.market, &venue, 1));
    view.sequence++;
    assert_true(market_ticker(view.market, PRODUCT, &ticker));
    EXPECT_EQ("phase", ticker.phase, PHASE_OPEN);
    EXPECT_EQ("the more severe halt", ticker.halt, HALT_HALTED);
    phase.phase.halt = HALT_NONE;
    give(&view, phase);
    assert_true(market_ticker(view.market, PRODUCT, &ticker));
    EXPECT_EQ("the venue's is left", ticker.halt, HALT_HALTED);
    market_data_destroy(view.market);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_depth),         cmocka_unit_test(test_hidden_and_waiting),
        cmocka_unit_test(test_turns),         cmocka_unit_test(test_grouped),
        cmocka_unit_test(test_changes),       cmocka_unit_test(test_changes_within_a_command),
        cmocka_unit_test(test_trades),        cmocka_unit_test(test_candles),
        cmocka_unit_test(test_day),           cmocka_unit_test(test_prices),
        cmocka_unit_test(test_open_interest), cmocka_unit_test(test_halts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
