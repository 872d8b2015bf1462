/* SPDX-License-Identifier: Apache-2.0 */
/*
 * play_kraken.c - Kraken, WebSocket v2: a book of ten levels with its checksum.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "feed_server/play.h"
#include "price_feed/feed_book.h"

#define TENTH_E8 INT64_C(10000000) /* prices have one decimal */
#define LEVELS   FEED_BOOK_LEVELS

/* Bids are rounded down to a tenth, asks up, and never meet. */
static void make_book(const struct play_market *market, struct play_book *book)
{
    int64_t bid_e8 = market->bid_e8 / TENTH_E8 * TENTH_E8;
    int64_t ask_e8 = (market->ask_e8 + TENTH_E8 - 1) / TENTH_E8 * TENTH_E8;
    if (ask_e8 == bid_e8) ask_e8 += TENTH_E8;
    for (uint32_t i = 0; i < LEVELS; i++) {
        int64_t away_e8 = (int64_t)i * i * TENTH_E8;
        book->sides[FEED_BIDS][i].price_e8 = bid_e8 - away_e8;
        book->sides[FEED_ASKS][i].price_e8 = ask_e8 + away_e8;
        book->sides[FEED_BIDS][i].qty_e8 = play_qty_e8(0, bid_e8 - away_e8);
        book->sides[FEED_ASKS][i].qty_e8 = play_qty_e8(1, ask_e8 + away_e8);
    }
    /* With each trade one level of each side changes, and stays so until its turn comes again: so a
     * message that got lost is missed by the next checksum. */
    for (uint32_t i = 0; i < LEVELS; i++) {
        int64_t turn = (int64_t)((market->trade + LEVELS - i) / LEVELS % 1000);
        book->sides[FEED_BIDS][i].qty_e8 += turn * 100;
        book->sides[FEED_ASKS][i].qty_e8 += turn * 100;
    }
}

struct piece {
    char bytes[PLAY_TEXT_SIZE / 4];
    size_t size;
};

static void add_level(struct piece *piece, int64_t price_e8, int64_t qty_e8)
{
    char price[PLAY_PRICE_SIZE];
    char qty[PLAY_PRICE_SIZE];
    int size =
        snprintf(piece->bytes + piece->size, sizeof piece->bytes - piece->size,
                 "%s{\"price\":%s,\"qty\":%s}", piece->size == 0 ? "" : ",",
                 play_write(price, price_e8, 1), qty_e8 == 0 ? "0" : play_write(qty, qty_e8, 8));
    ASSERT(size > 0 && (size_t)size < sizeof piece->bytes - piece->size);
    piece->size += (size_t)size;
}

static const struct play_level *find(const struct play_level *side, int64_t price_e8)
{
    for (uint32_t i = 0; i < LEVELS; i++) {
        if (side[i].price_e8 == price_e8) return &side[i];
    }
    return NULL;
}

/* What is new or has changed; then what went, but for what the new levels push out. */
static void add_changes(struct piece *piece, enum feed_book_side side, const struct play_book *old,
                        const struct play_book *new)
{
    for (uint32_t i = 0; i < LEVELS; i++) {
        const struct play_level *level = &new->sides[side][i];
        const struct play_level *before = find(old->sides[side], level->price_e8);
        if (before != NULL && before->qty_e8 == level->qty_e8) continue;
        add_level(piece, level->price_e8, level->qty_e8);
    }
    int64_t worst_e8 = new->sides[side][LEVELS - 1].price_e8;
    for (uint32_t i = 0; i < LEVELS; i++) {
        int64_t price_e8 = old->sides[side][i].price_e8;
        bool is_pushed_out = side == FEED_BIDS ? price_e8 < worst_e8 : price_e8 > worst_e8;
        if (price_e8 == 0 || is_pushed_out || find(new->sides[side], price_e8) != NULL) continue;
        add_level(piece, price_e8, 0);
    }
}

static uint32_t add_digits(uint32_t crc, const char *number)
{
    while (*number == '0' || *number == '.') number++;
    for (; *number != '\0'; number++) {
        if (*number != '.') crc = feed_crc32(crc, number, 1);
    }
    return crc;
}

static uint32_t checksum_of(const struct play_book *book)
{
    uint32_t crc = 0;
    char text[PLAY_PRICE_SIZE];
    for (int side = FEED_ASKS; side >= FEED_BIDS; side--) {
        for (uint32_t i = 0; i < LEVELS; i++) {
            crc = add_digits(crc, play_write(text, book->sides[side][i].price_e8, 1));
            crc = add_digits(crc, play_write(text, book->sides[side][i].qty_e8, 8));
        }
    }
    return crc;
}

static void say_book(struct play *play, const char *type, struct play_out *out)
{
    struct play_book book;
    struct piece bids = {.size = 0};
    struct piece asks = {.size = 0};
    char time[PLAY_TIME_SIZE];
    make_book(&play->market, &book);
    add_changes(&bids, FEED_BIDS, &play->book, &book);
    add_changes(&asks, FEED_ASKS, &play->book, &book);
    play->book = book;
    if (bids.size + asks.size == 0) return;
    play_say(out,
             "{\"channel\":\"book\",\"type\":\"%s\",\"data\":[{\"symbol\":\"%s/USD\",\"bids\":"
             "[%.*s],\"asks\":[%.*s],\"checksum\":%" PRIu32 ",\"timestamp\":\"%s\"}]}",
             type, play->coin, (int)bids.size, bids.bytes, (int)asks.size, asks.bytes,
             checksum_of(&book), play_time(time, play->market.time_ns));
}

void kraken_play_opened(struct play *play, struct play_out *out)
{
    (void)play;
    play_say(out, "{\"channel\":\"status\",\"type\":\"update\",\"data\":[{\"version\":\"2.0.0\","
                  "\"system\":\"online\",\"api_version\":\"v2\",\"connection_id\":1}]}");
}

enum member { METHOD, PARAMS, MEMBERS };
enum param { CHANNEL, SYMBOLS, DEPTH, PARAM_COUNT };

static bool is_known(const struct play *play, const struct feed_value *params)
{
    static const char *const names[PARAM_COUNT] = {"channel", "symbol", "depth"};
    struct feed_value values[PARAM_COUNT];
    char symbol[FEED_COIN_SIZE + 4];
    (void)snprintf(symbol, sizeof symbol, "%s/USD", play->coin);
    return params->token == JSON_OBJECT_BEGIN &&
           feed_object_read(params->slice, names, values, PARAM_COUNT) &&
           feed_is_text(&values[CHANNEL], "book") && play_has(&values[SYMBOLS], symbol) &&
           (values[DEPTH].token == JSON_END || import_is(values[DEPTH].slice, "10"));
}

static void answer(const struct play *play, const char *method, bool is_good, struct play_out *out)
{
    if (!is_good) {
        play_say(out, "{\"method\":\"subscribe\",\"success\":false,\"error\":"
                      "\"Currency pair not supported\"}");
        return;
    }
    play_say(out,
             "{\"method\":\"%s\",\"result\":{\"channel\":\"book\",\"depth\":10,\"snapshot\":true,"
             "\"symbol\":\"%s/USD\"},\"success\":true}",
             method, play->coin);
}

void kraken_play_said(struct play *play, struct import_slice text, struct play_out *out)
{
    static const char *const names[MEMBERS] = {"method", "params"};
    struct feed_value values[MEMBERS];
    bool is_read = feed_object_read(text, names, values, MEMBERS);
    if (is_read && feed_is_text(&values[METHOD], "ping")) {
        play_say(out, "{\"method\":\"pong\"}");
        return;
    }
    bool is_on = is_read && feed_is_text(&values[METHOD], "subscribe");
    bool is_off = is_read && feed_is_text(&values[METHOD], "unsubscribe");
    bool is_good = (is_on || is_off) && is_known(play, &values[PARAMS]);
    answer(play, is_off ? "unsubscribe" : "subscribe", is_good, out);
    if (!is_good) return;
    play->is_subscribed = is_on;
    memset(&play->book, 0, sizeof play->book);
    if (is_on) say_book(play, "snapshot", out);
}

void kraken_play_moved(struct play *play, struct play_out *out)
{
    say_book(play, "update", out);
}

void kraken_play_beat(struct play *play, struct play_out *out)
{
    (void)play;
    play_say(out, "{\"channel\":\"heartbeat\"}");
}
