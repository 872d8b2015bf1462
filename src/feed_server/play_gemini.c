/* SPDX-License-Identifier: Apache-2.0 */
/*
 * play_gemini.c - Gemini, market data v1: top of the book and trades, numbered from 0.
 */
#include <inttypes.h>
#include <stdio.h>

#include "base/check.h"
#include "feed_server/play.h"

#define EVENT_SIZE 256u

/* A change of one side, with a comma behind it. */
static const char *change(char text[EVENT_SIZE], const char *side, int64_t price_e8,
                          bool is_initial)
{
    char price[PLAY_PRICE_SIZE];
    char qty[PLAY_PRICE_SIZE];
    (void)play_write(qty, play_qty_e8(0, price_e8), 8);
    int size =
        snprintf(text, EVENT_SIZE,
                 "{\"type\":\"change\",\"side\":\"%s\",\"price\":\"%s\",\"remaining\":"
                 "\"%s\",\"reason\":\"%s\"}",
                 side, play_write(price, price_e8, 2), qty, is_initial ? "initial" : "top-of-book");
    ASSERT(size > 0 && (size_t)size < EVENT_SIZE);
    return text;
}

void gemini_play_opened(struct play *play, struct play_out *out)
{
    char bid[EVENT_SIZE];
    char ask[EVENT_SIZE];
    play->is_subscribed = true;
    play_say(out,
             "{\"type\":\"update\",\"eventId\":%" PRIu64 ",\"socket_sequence\":%" PRIu64
             ",\"events\":[%s,%s]}",
             play->market.trade, play->sequence++, change(ask, "ask", play->market.ask_e8, true),
             change(bid, "bid", play->market.bid_e8, true));
}

void gemini_play_moved(struct play *play, const struct play_market *before, struct play_out *out)
{
    char bid[EVENT_SIZE] = "";
    char ask[EVENT_SIZE] = "";
    char price[PLAY_PRICE_SIZE];
    const struct play_market *market = &play->market;
    if (market->bid_e8 != before->bid_e8) (void)change(bid, "bid", market->bid_e8, false);
    if (market->ask_e8 != before->ask_e8) (void)change(ask, "ask", market->ask_e8, false);
    play_say(out,
             "{\"type\":\"update\",\"eventId\":%" PRIu64 ",\"timestamp\":%" PRId64
             ",\"timestampms\":%" PRId64 ",\"socket_sequence\":%" PRIu64
             ",\"events\":[{\"type\":\"trade\",\"tid\":%" PRIu64 ",\"price\":\"%s\",\"amount\":"
             "\"0.003\",\"makerSide\":\"bid\"}%s%s%s%s]}",
             market->trade, market->time_ns / 1000000000, market->time_ns / 1000000,
             play->sequence++, market->trade, play_write(price, market->last_e8, 2),
             bid[0] == '\0' ? "" : ",", bid, ask[0] == '\0' ? "" : ",", ask);
}

void gemini_play_beat(struct play *play, struct play_out *out)
{
    play_say(out, "{\"type\":\"heartbeat\",\"socket_sequence\":%" PRIu64 "}", play->sequence++);
}
