/* SPDX-License-Identifier: Apache-2.0 */
/*
 * play_bitfinex.c - Bitfinex, WebSocket v2: the ticker, numbered if the client asks for numbers.
 */
#include <inttypes.h>
#include <stdio.h>

#include "feed_server/play.h"

#define FLAG_SEQUENCE UINT64_C(65536)
#define CHANNEL_FIRST 17u

void bitfinex_play_opened(struct play *play, struct play_out *out)
{
    play->channel = CHANNEL_FIRST;
    play_say(out, "{\"event\":\"info\",\"version\":2,\"serverId\":\"feed-server\",\"platform\":"
                  "{\"status\":1}}");
}

/* Every array has a number behind it if the client wants numbers. */
static void say_numbered(struct play *play, const char *content, struct play_out *out)
{
    if (!play->is_numbered) {
        play_say(out, "[%" PRIu64 ",%s]", play->channel, content);
        return;
    }
    play_say(out, "[%" PRIu64 ",%s,%" PRIu64 "]", play->channel, content, ++play->sequence);
}

void bitfinex_play_moved(struct play *play, struct play_out *out)
{
    char bid[PLAY_PRICE_SIZE];
    char ask[PLAY_PRICE_SIZE];
    char last[PLAY_PRICE_SIZE];
    char content[256];
    const struct play_market *market = &play->market;
    (void)play_write(last, market->last_e8, 2);
    (void)snprintf(content, sizeof content, "[%s,31.89,%s,43.358,-550.8,-0.0674,%s,8314.71,%s,%s]",
                   play_write(bid, market->bid_e8, 2), play_write(ask, market->ask_e8, 2), last,
                   last, last);
    say_numbered(play, content, out);
}

void bitfinex_play_beat(struct play *play, struct play_out *out)
{
    say_numbered(play, "\"hb\"", out);
}

enum member { EVENT, CHANNEL, SYMBOL, FLAGS, MEMBERS };

void bitfinex_play_said(struct play *play, struct import_slice text, struct play_out *out)
{
    static const char *const names[MEMBERS] = {"event", "channel", "symbol", "flags"};
    struct feed_value values[MEMBERS];
    char symbol[FEED_COIN_SIZE + 8];
    uint64_t flags = 0;
    (void)snprintf(symbol, sizeof symbol, "t%sUSD", play->coin);
    bool is_read = feed_object_read(text, names, values, MEMBERS);
    if (is_read && feed_is_text(&values[EVENT], "conf") &&
        feed_read_count(&values[FLAGS], &flags)) {
        play->is_numbered = (flags & FLAG_SEQUENCE) != 0;
        play_say(out, "{\"event\":\"conf\",\"status\":\"OK\",\"flags\":%" PRIu64 "}", flags);
        return;
    }
    if (is_read && feed_is_text(&values[EVENT], "unsubscribe")) {
        play->is_subscribed = false;
        play_say(out, "{\"event\":\"unsubscribed\",\"status\":\"OK\",\"chanId\":%" PRIu64 "}",
                 play->channel++);
        return;
    }
    bool is_good = is_read && feed_is_text(&values[EVENT], "subscribe") &&
                   feed_is_text(&values[CHANNEL], "ticker") &&
                   feed_is_text(&values[SYMBOL], symbol);
    if (!is_good) {
        play_say(out, "{\"event\":\"error\",\"msg\":\"symbol: invalid\",\"code\":10300}");
        return;
    }
    play->is_subscribed = true;
    play_say(out,
             "{\"event\":\"subscribed\",\"channel\":\"ticker\",\"chanId\":%" PRIu64
             ",\"symbol\":\"%s\",\"pair\":\"%sUSD\"}",
             play->channel, symbol, play->coin);
    bitfinex_play_moved(play, out);
}
