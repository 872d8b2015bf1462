/* SPDX-License-Identifier: Apache-2.0 */
/*
 * play_coinbase.c - Coinbase Exchange: ticker and heartbeat.
 */
#include <inttypes.h>
#include <stdio.h>

#include "feed_server/play.h"

/* Twenty numbers of the sequence are events that the ticker does not show. */
#define EVENTS_A_TRADE 20u

static void say_ticker(struct play *play, struct play_out *out)
{
    char bid[PLAY_PRICE_SIZE];
    char ask[PLAY_PRICE_SIZE];
    char last[PLAY_PRICE_SIZE];
    char time[PLAY_TIME_SIZE];
    const struct play_market *market = &play->market;
    play_say(out,
             "{\"type\":\"ticker\",\"sequence\":%" PRIu64 ",\"product_id\":\"%s-USD\",\"price\":"
             "\"%s\",\"open_24h\":\"%s\",\"volume_24h\":\"9310.50012000\",\"low_24h\":\"%s\","
             "\"high_24h\":\"%s\",\"volume_30d\":\"250000.10000000\",\"best_bid\":\"%s\","
             "\"best_bid_size\":\"0.04000000\",\"best_ask\":\"%s\",\"best_ask_size\":"
             "\"0.50000000\",\"side\":\"%s\",\"time\":\"%s\",\"trade_id\":%" PRIu64
             ",\"last_size\":\"0.00300000\"}",
             market->trade * EVENTS_A_TRADE, play->coin, play_write(last, market->last_e8, 2), last,
             last, last, play_write(bid, market->bid_e8, 2), play_write(ask, market->ask_e8, 2),
             market->trade % 2 == 0 ? "buy" : "sell", play_time(time, market->time_ns),
             market->trade);
}

enum member { TYPE, PRODUCTS, CHANNELS, MEMBERS };

void coinbase_play_said(struct play *play, struct import_slice text, struct play_out *out)
{
    static const char *const names[MEMBERS] = {"type", "product_ids", "channels"};
    struct feed_value values[MEMBERS];
    char product[FEED_COIN_SIZE + 4];
    (void)snprintf(product, sizeof product, "%s-USD", play->coin);
    bool is_known = feed_object_read(text, names, values, MEMBERS) &&
                    play_has(&values[PRODUCTS], product) && play_has(&values[CHANNELS], "ticker");
    bool is_on = is_known && feed_is_text(&values[TYPE], "subscribe");
    if (!is_on && !(is_known && feed_is_text(&values[TYPE], "unsubscribe"))) {
        play_say(out, "{\"type\":\"error\",\"message\":\"Failed to subscribe\",\"reason\":"
                      "\"not a subscription to ticker\"}");
        return;
    }
    play->is_subscribed = is_on;
    if (!is_on) {
        play_say(out, "{\"type\":\"subscriptions\",\"channels\":[]}");
        return;
    }
    play->is_deaf = false;
    play_say(out,
             "{\"type\":\"subscriptions\",\"channels\":[{\"name\":\"ticker\",\"product_ids\":"
             "[\"%s\"]},{\"name\":\"heartbeat\",\"product_ids\":[\"%s\"]}]}",
             product, product);
    say_ticker(play, out);
}

void coinbase_play_moved(struct play *play, struct play_out *out)
{
    if (!play->is_deaf) say_ticker(play, out);
}

void coinbase_play_beat(struct play *play, struct play_out *out)
{
    char time[PLAY_TIME_SIZE];
    play_say(out,
             "{\"type\":\"heartbeat\",\"sequence\":%" PRIu64 ",\"last_trade_id\":%" PRIu64
             ",\"product_id\":\"%s-USD\",\"time\":\"%s\"}",
             play->market.trade * EVENTS_A_TRADE + 1, play->market.trade, play->coin,
             play_time(time, play->market.time_ns));
}
