/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed_fuzz.c - any bytes as the messages of one connection, in every protocol.
 *
 * The first byte chooses the protocol; each line behind it is a message, told to the machine of a
 * source as its connection would.  What must hold whatever they are: see check_feed.
 */
#include "price_feed/feed.h"

#include <string.h>

#include "base/check.h"
#include "price_feed/feed_price.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_price(int64_t price_e8)
{
    ASSERT(price_e8 >= 0);
    ASSERT(price_e8 <= FEED_PRICE_E8_MAX);
}

static void check_feed(const struct feed *feed)
{
    struct feed_quote quote;
    ASSERT(feed->reader.book.sides[0].count <= FEED_BOOK_ROOM);
    ASSERT(feed->output.count <= FEED_TEXTS_MAX);
    if (!feed_quote(feed, 0, &quote)) return;
    ASSERT(feed->reader.is_synced);
    check_price(quote.bid_e8);
    check_price(quote.ask_e8);
    check_price(quote.last_e8);
    for (uint32_t side = 0; side < 2; side++) {
        const struct feed_side *levels = &feed->reader.book.sides[side];
        for (uint32_t i = 1; i < levels->count; i++) {
            int64_t step = levels->levels[i].price_e8 - levels->levels[i - 1].price_e8;
            ASSERT(side == FEED_BIDS ? step < 0 : step > 0);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) return 0;
    struct feed feed;
    int64_t now_ns = 1;
    int64_t next_ns = 0;
    const char *at = (const char *)data + 1;
    const char *end = (const char *)data + size;
    feed_begin(&feed, (enum feed_kind)(data[0] % FEED_KINDS), "BTC", data[0]);
    while (at < end) {
        while (feed.phase != FEED_OPEN) {
            if (feed_turn(&feed, now_ns, &next_ns) == FEED_DO_CONNECT) {
                (void)feed_opened(&feed, now_ns);
            }
            now_ns = next_ns;
        }
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        if (stop == NULL) stop = end;
        enum feed_action action = feed_message(&feed, at, (size_t)(stop - at), ++now_ns);
        check_feed(&feed);
        if (action == FEED_DO_CLOSE) feed_closed(&feed, now_ns);
        at = stop + (stop < end);
    }
    return 0;
}
