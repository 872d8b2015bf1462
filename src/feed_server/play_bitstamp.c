/* SPDX-License-Identifier: Apache-2.0 */
/*
 * play_bitstamp.c - Bitstamp, WebSocket v2: the whole book with each message.
 */
#include <inttypes.h>
#include <stdio.h>

#include "base/check.h"
#include "feed_server/play.h"

#define LEVELS  100u
#define STEP_E8 INT64_C(100000000) /* between two levels */

struct piece {
    char bytes[PLAY_TEXT_SIZE / 3];
    size_t size;
};

static void add_side(struct piece *piece, int64_t best_e8, int64_t step_e8)
{
    for (uint32_t i = 0; i < LEVELS; i++) {
        char price[PLAY_PRICE_SIZE];
        char qty[PLAY_PRICE_SIZE];
        int64_t price_e8 = best_e8 + (int64_t)i * step_e8;
        int size = snprintf(piece->bytes + piece->size, sizeof piece->bytes - piece->size,
                            "%s[\"%s\",\"%s\"]", i == 0 ? "" : ",", play_write(price, price_e8, 2),
                            play_write(qty, play_qty_e8(i, price_e8), 8));
        ASSERT(size > 0 && (size_t)size < sizeof piece->bytes - piece->size);
        piece->size += (size_t)size;
    }
}

static const char *channel_of(const struct play *play, char name[32])
{
    char coin[FEED_COIN_SIZE];
    for (size_t i = 0; i < sizeof coin; i++) {
        char letter = play->coin[i];
        coin[i] = letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
    }
    (void)snprintf(name, 32, "order_book_%susd", coin);
    return name;
}

void bitstamp_play_moved(struct play *play, struct play_out *out)
{
    char channel[32];
    struct piece bids = {.size = 0};
    struct piece asks = {.size = 0};
    int64_t micros = play->market.time_ns / 1000;
    add_side(&bids, play->market.bid_e8, -STEP_E8);
    add_side(&asks, play->market.ask_e8, STEP_E8);
    play_say(out,
             "{\"data\":{\"timestamp\":\"%" PRId64 "\",\"microtimestamp\":\"%" PRId64
             "\",\"bids\":[%.*s],\"asks\":[%.*s]},\"channel\":\"%s\",\"event\":\"data\"}",
             micros / 1000000, micros, (int)bids.size, bids.bytes, (int)asks.size, asks.bytes,
             channel_of(play, channel));
}

enum member { EVENT, DATA, MEMBERS };

void bitstamp_play_said(struct play *play, struct import_slice text, struct play_out *out)
{
    static const char *const names[MEMBERS] = {"event", "data"};
    static const char *const data_names[1] = {"channel"};
    struct feed_value values[MEMBERS];
    struct feed_value channel;
    char name[32];
    bool is_read = feed_object_read(text, names, values, MEMBERS);
    if (is_read && feed_is_text(&values[EVENT], "bts:heartbeat")) {
        play_say(out, "{\"event\":\"bts:heartbeat\",\"channel\":\"\",\"data\":{\"status\":"
                      "\"success\"}}");
        return;
    }
    bool is_on = is_read && feed_is_text(&values[EVENT], "bts:subscribe");
    bool is_off = is_read && feed_is_text(&values[EVENT], "bts:unsubscribe");
    bool is_good = (is_on || is_off) && values[DATA].token == JSON_OBJECT_BEGIN &&
                   feed_object_read(values[DATA].slice, data_names, &channel, 1) &&
                   feed_is_text(&channel, channel_of(play, name));
    if (!is_good) {
        play_say(out, "{\"event\":\"bts:error\",\"channel\":\"\",\"data\":{\"code\":null,"
                      "\"message\":\"Bad subscription string.\"}}");
        return;
    }
    play_say(out, "{\"event\":\"bts:%s_succeeded\",\"channel\":\"%s\",\"data\":{}}",
             is_on ? "subscription" : "unsubscription", name);
    play->is_subscribed = is_on;
    if (is_on) bitstamp_play_moved(play, out);
}
