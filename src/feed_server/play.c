/* SPDX-License-Identifier: Apache-2.0 */
/*
 * play.c - see play.h: what the five share, and who plays what.
 */
#include "feed_server/play.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "base/date.h"
#include "base/text.h"
#include "price_feed/feed_price.h"

#define NS_PER_SECOND INT64_C(1000000000)

static_assert(PLAY_TIME_SIZE >= DATE_TEXT_SIZE, "a time fits");
static_assert(PLAY_PRICE_SIZE >= TEXT_NUMBER_SIZE, "a price fits");

void play_begin(struct play *play, enum feed_kind kind, const char *coin)
{
    ASSERT(feed_coin_is_legal(coin));
    memset(play, 0, sizeof *play);
    play->kind = kind;
    memcpy(play->coin, coin, strlen(coin));
}

void play_opened(struct play *play, const struct play_market *market, struct play_out *out)
{
    play->market = *market;
    switch (play->kind) {
    case FEED_KRAKEN: kraken_play_opened(play, out); return;
    case FEED_GEMINI: gemini_play_opened(play, out); return;
    case FEED_BITFINEX: bitfinex_play_opened(play, out); return;
    case FEED_COINBASE:
    case FEED_BITSTAMP:
    default: return;
    }
}

void play_said(struct play *play, struct import_slice text, const struct play_market *market,
               struct play_out *out)
{
    play->market = *market;
    switch (play->kind) {
    case FEED_COINBASE: coinbase_play_said(play, text, out); return;
    case FEED_KRAKEN: kraken_play_said(play, text, out); return;
    case FEED_BITSTAMP: bitstamp_play_said(play, text, out); return;
    case FEED_BITFINEX: bitfinex_play_said(play, text, out); return;
    case FEED_GEMINI:
    default: return;
    }
}

void play_moved(struct play *play, const struct play_market *market, struct play_out *out)
{
    struct play_market before = play->market;
    play->market = *market;
    if (!play->is_subscribed) return;
    play->message_count++;
    switch (play->kind) {
    case FEED_COINBASE: coinbase_play_moved(play, out); return;
    case FEED_KRAKEN: kraken_play_moved(play, out); return;
    case FEED_BITSTAMP: bitstamp_play_moved(play, out); return;
    case FEED_GEMINI: gemini_play_moved(play, &before, out); return;
    case FEED_BITFINEX: bitfinex_play_moved(play, out); return;
    default: return;
    }
}

void play_beat(struct play *play, const struct play_market *market, struct play_out *out)
{
    play->market.trade = market->trade;
    play->market.time_ns = market->time_ns;
    if (!play->is_subscribed) return;
    switch (play->kind) {
    case FEED_COINBASE: coinbase_play_beat(play, out); return;
    case FEED_KRAKEN: kraken_play_beat(play, out); return;
    case FEED_GEMINI: gemini_play_beat(play, out); return;
    case FEED_BITFINEX: bitfinex_play_beat(play, out); return;
    case FEED_BITSTAMP:
    default: return;
    }
}

int64_t play_beat_ns(enum feed_kind kind)
{
    switch (kind) {
    case FEED_COINBASE:
    case FEED_KRAKEN: return NS_PER_SECOND;
    case FEED_GEMINI: return 5 * NS_PER_SECOND;
    case FEED_BITFINEX: return 15 * NS_PER_SECOND;
    case FEED_BITSTAMP:
    default: return 0;
    }
}

/* One lost ticker of Coinbase is no loss, as the next one says more: there, they stop. */
void play_lose(struct play *play, const struct play_market *market, struct play_out *out)
{
    if (play->kind == FEED_COINBASE) {
        play->is_deaf = true;
        play->message_count += play->is_subscribed;
        return;
    }
    struct play_out nowhere = {.send = out->send, .context = out->context, .is_mute = true};
    play_moved(play, market, &nowhere);
}

void play_say(struct play_out *out, const char *format, ...)
{
    char text[PLAY_TEXT_SIZE];
    if (out->is_mute) return;
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    ASSERT(size >= 0 && (size_t)size < sizeof text);
    out->send(out->context, text, (size_t)size);
}

const char *play_write(char text[PLAY_PRICE_SIZE], int64_t value_e8, uint32_t decimals)
{
    int64_t divisor = 1;
    for (uint32_t i = decimals; i < FEED_PRICE_DECIMALS; i++) divisor *= 10;
    size_t size = text_write_decimal(text, PLAY_PRICE_SIZE, value_e8 / divisor, decimals);
    ASSERT(size > 0);
    return text;
}

const char *play_time(char text[PLAY_TIME_SIZE], int64_t time_ns)
{
    /* Microseconds, as the venues have them. */
    (void)utc_write_text(text, time_ns / 1000 * 1000);
    return text;
}

int64_t play_qty_e8(uint32_t level, int64_t price_e8)
{
    uint64_t mixed = (uint64_t)price_e8 / 1000000 * UINT64_C(0x9E3779B97F4A7C15) + level;
    mixed ^= mixed >> 31;
    return (int64_t)(1000000 + mixed * UINT64_C(0xBF58476D1CE4E5B9) % 300000000);
}

bool play_has(const struct feed_value *array, const char *text)
{
    struct feed_array elements;
    struct feed_value element;
    if (array->token != JSON_ARRAY_BEGIN || !feed_array_begin(&elements, array->slice)) {
        return false;
    }
    while (feed_array_next(&elements, &element) && element.token != JSON_END) {
        if (feed_is_text(&element, text)) return true;
    }
    return false;
}
