/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed_test.c - the life of a connection in made-up time.
 */
#include "price_feed/feed.h"

#include "base/expect.h"

#define MS     INT64_C(1000000)
#define SECOND (INT64_C(1000) * MS)

#define TICKER_OF(sequence)                                                                        \
    "{\"type\":\"ticker\",\"sequence\":" sequence ",\"trade_id\":" sequence                        \
    ",\"product_id\":\"BTC-USD\",\"price\":\"100\",\"best_bid\":\"99\",\"best_ask\":\"101\"}"
#define BEAT_OF(trade)                                                                             \
    "{\"type\":\"heartbeat\",\"sequence\":1,\"last_trade_id\":" trade ",\"product_id\":\"BTC-USD\"}"

static enum feed_action tell(struct feed *feed, const char *text, int64_t now_ns)
{
    return feed_message(feed, text, strlen(text), now_ns);
}

/* Connected and open at `now_ns`. */
static void open_at(struct feed *feed, int64_t now_ns)
{
    int64_t next_ns = 0;
    EXPECT_EQ("it connects", feed_turn(feed, now_ns, &next_ns), FEED_DO_CONNECT);
    EXPECT_EQ("and waits", feed_turn(feed, now_ns, &next_ns), FEED_DO_NOTHING);
    EXPECT_EQ("for so long", next_ns, now_ns + FEED_CONNECT_NS);
    (void)feed_opened(feed, now_ns);
}

static void test_back_off(void **state)
{
    (void)state;
    struct feed feed;
    struct feed twin;
    int64_t now_ns = 0;
    int64_t next_ns = 0;
    int64_t longest_ns = FEED_BACK_OFF_MIN_NS;
    feed_begin(&feed, FEED_KRAKEN, "BTC", 5);
    feed_begin(&twin, FEED_KRAKEN, "BTC", 5);
    for (int attempt = 0; attempt < 40; attempt++) {
        EXPECT_EQ("due", feed_turn(&feed, now_ns, &next_ns), FEED_DO_CONNECT);
        EXPECT_EQ("due", feed_turn(&twin, now_ns, &next_ns), FEED_DO_CONNECT);
        feed_closed(&feed, now_ns);
        feed_closed(&twin, now_ns);
        int64_t wait_ns = feed.connect_ns - now_ns;
        EXPECT_TRUE("not too soon", wait_ns >= FEED_BACK_OFF_MIN_NS);
        EXPECT_TRUE("not too soon", wait_ns >= longest_ns / 2);
        EXPECT_TRUE("not too late", wait_ns <= longest_ns);
        EXPECT_EQ("the same seed, the same times", twin.connect_ns, feed.connect_ns);
        EXPECT_EQ("before", feed_turn(&feed, feed.connect_ns - 1, &next_ns), FEED_DO_NOTHING);
        EXPECT_EQ("when", next_ns, feed.connect_ns);
        now_ns = feed.connect_ns;
        longest_ns = longest_ns * 2 < FEED_BACK_OFF_MAX_NS ? longest_ns * 2 : FEED_BACK_OFF_MAX_NS;
    }
    EXPECT_EQ("unreached", feed.counts.ends[FEED_END_UNREACHED], 40);
    feed_begin(&twin, FEED_KRAKEN, "BTC", 6);
    (void)feed_turn(&twin, 0, &next_ns);
    feed_closed(&twin, 0);
    (void)feed_turn(&twin, twin.connect_ns, &next_ns);
    feed_closed(&twin, SECOND);
    feed_begin(&feed, FEED_KRAKEN, "BTC", 5);
    (void)feed_turn(&feed, 0, &next_ns);
    feed_closed(&feed, 0);
    (void)feed_turn(&feed, feed.connect_ns, &next_ns);
    feed_closed(&feed, SECOND);
    EXPECT_TRUE("another seed, other times", twin.connect_ns != feed.connect_ns);
    open_at(&feed, feed.connect_ns);
    feed.reader.kind = FEED_COINBASE;
    (void)tell(&feed, TICKER_OF("1"), feed.heard_ns);
    feed_closed(&feed, 100 * SECOND);
    EXPECT_EQ("a quote ends the row of failures", feed.connect_ns,
              100 * SECOND + FEED_BACK_OFF_MIN_NS);
}

static void test_connecting_takes_too_long(void **state)
{
    (void)state;
    struct feed feed;
    int64_t next_ns = 0;
    feed_begin(&feed, FEED_KRAKEN, "BTC", 5);
    EXPECT_EQ("connect", feed_turn(&feed, 0, &next_ns), FEED_DO_CONNECT);
    EXPECT_EQ("given up", feed_turn(&feed, next_ns, &next_ns), FEED_DO_CLOSE);
    feed_closed(&feed, next_ns);
    EXPECT_EQ("so it is said", feed.counts.ends[FEED_END_UNREACHED], 1);
}

static void test_quotes(void **state)
{
    (void)state;
    struct feed feed;
    struct feed_quote quote;
    feed_begin(&feed, FEED_COINBASE, "BTC", 5);
    open_at(&feed, SECOND);
    EXPECT_EQ("it subscribes", feed.output.count, 1);
    EXPECT_FALSE("no quote yet", feed_quote(&feed, 0, &quote));
    EXPECT_EQ("a ticker", tell(&feed, TICKER_OF("1"), 2 * SECOND), FEED_DO_NOTHING);
    EXPECT_TRUE("is a quote", feed_quote(&feed, 0, &quote));
    EXPECT_EQ("of this price", quote.last_e8, INT64_C(10000000000));
    EXPECT_FALSE("that is not newer than itself", feed_quote(&feed, 2 * SECOND, &quote));
    (void)tell(&feed, BEAT_OF("1"), 3 * SECOND);
    EXPECT_FALSE("a heartbeat of Coinbase confirms none", feed_quote(&feed, 2 * SECOND, &quote));
    feed_closed(&feed, 4 * SECOND);
    EXPECT_FALSE("with the connection the quote is gone", feed_quote(&feed, 0, &quote));
    EXPECT_EQ("messages", feed.counts.messages, 2);
    EXPECT_EQ("quotes", feed.counts.quotes, 1);
    EXPECT_EQ("closed", feed.counts.ends[FEED_END_CLOSED], 1);
}

static void test_gaps(void **state)
{
    (void)state;
    struct feed feed;
    struct feed_quote quote;
    feed_begin(&feed, FEED_COINBASE, "BTC", 5);
    open_at(&feed, SECOND);
    feed.output.count = 0;
    (void)tell(&feed, TICKER_OF("1"), 2 * SECOND);
    (void)tell(&feed, BEAT_OF("2"), 3 * SECOND);
    EXPECT_EQ("a gap: asked again", tell(&feed, BEAT_OF("3"), 4 * SECOND), FEED_DO_SEND);
    EXPECT_EQ("both texts", feed.output.count, 2);
    EXPECT_FALSE("no quote behind it", feed_quote(&feed, 0, &quote));
    (void)tell(&feed, TICKER_OF("3"), 5 * SECOND);
    EXPECT_TRUE("until a new one", feed_quote(&feed, 0, &quote));
    EXPECT_EQ("counted", feed.counts.gaps, 1);

    static const char *const first = "{\"type\":\"update\",\"socket_sequence\":0,\"events\":["
                                     "{\"type\":\"trade\",\"price\":\"5\"}]}";
    feed_begin(&feed, FEED_GEMINI, "BTC", 5);
    open_at(&feed, SECOND);
    EXPECT_EQ("the address is the subscription", feed.output.count, 0);
    (void)tell(&feed, first, 2 * SECOND);
    EXPECT_TRUE("a trade is a quote", feed_quote(&feed, 0, &quote));
    EXPECT_EQ("only a new connection helps",
              tell(&feed, "{\"type\":\"heartbeat\",\"socket_sequence\":2}", 3 * SECOND),
              FEED_DO_CLOSE);
    feed_closed(&feed, 3 * SECOND);
    EXPECT_EQ("the reason", feed.counts.ends[FEED_END_GAP], 1);
}

/* A gap while the answer to asking again is awaited: the connection is no good. */
static void test_gap_behind_gap(void **state)
{
    (void)state;
    struct feed feed;
    static const char *const status =
        "{\"channel\":\"status\",\"data\":[{\"system\":\"maintenance\"}]}";
    static const char *const online = "{\"channel\":\"status\",\"data\":[{\"system\":\"online\"}]}";
    feed_begin(&feed, FEED_KRAKEN, "BTC", 5);
    open_at(&feed, SECOND);
    (void)tell(&feed, status, 2 * SECOND);
    EXPECT_EQ("asked again", tell(&feed, online, 3 * SECOND), FEED_DO_SEND);
    (void)tell(&feed, status, 4 * SECOND);
    EXPECT_EQ("and no answer", tell(&feed, online, 5 * SECOND), FEED_DO_CLOSE);
}

static void test_silence(void **state)
{
    (void)state;
    struct feed feed;
    int64_t next_ns = 0;
    int64_t silence_ns = feed_protocol(FEED_COINBASE)->silence_ns;
    feed_begin(&feed, FEED_COINBASE, "BTC", 5);
    open_at(&feed, SECOND);
    (void)tell(&feed, BEAT_OF("1"), 3 * SECOND);
    EXPECT_EQ("not yet", feed_turn(&feed, 3 * SECOND + silence_ns - 1, &next_ns), FEED_DO_NOTHING);
    EXPECT_EQ("then", next_ns, 3 * SECOND + silence_ns);
    EXPECT_EQ("dead", feed_turn(&feed, next_ns, &next_ns), FEED_DO_CLOSE);
    feed_closed(&feed, 20 * SECOND);
    EXPECT_EQ("the reason", feed.counts.ends[FEED_END_SILENT], 1);
}

static void test_pings(void **state)
{
    (void)state;
    struct feed feed;
    struct feed_quote quote;
    int64_t next_ns = 0;
    int64_t ping_ns = feed_protocol(FEED_BITSTAMP)->ping_ns;
    feed_begin(&feed, FEED_BITSTAMP, "BTC", 5);
    open_at(&feed, SECOND);
    feed.output.count = 0;
    EXPECT_EQ("not yet", feed_turn(&feed, SECOND + ping_ns - 1, &next_ns), FEED_DO_NOTHING);
    EXPECT_EQ("ping", feed_turn(&feed, next_ns, &next_ns), FEED_DO_SEND);
    EXPECT_EQ("again", next_ns, SECOND + 2 * ping_ns);
    (void)tell(&feed,
               "{\"event\":\"data\",\"channel\":\"order_book_btcusd\",\"data\":{\"bids\":[[\"1\","
               "\"1\"]],\"asks\":[[\"2\",\"1\"]],\"microtimestamp\":\"1795168800000001\"}}",
               SECOND + ping_ns);
    (void)tell(&feed, "{\"event\":\"bts:heartbeat\",\"data\":{}}", SECOND + 2 * ping_ns);
    EXPECT_TRUE("the answer confirms the quote", feed_quote(&feed, SECOND + ping_ns, &quote));
}

static void test_malformed(void **state)
{
    (void)state;
    struct feed feed;
    struct feed_quote quote;
    feed_begin(&feed, FEED_COINBASE, "BTC", 5);
    open_at(&feed, SECOND);
    feed.output.count = 0;
    (void)tell(&feed, TICKER_OF("1"), 2 * SECOND);
    EXPECT_EQ("one is passed over", tell(&feed, "{", 3 * SECOND), FEED_DO_NOTHING);
    EXPECT_TRUE("the quote stands", feed_quote(&feed, 0, &quote));
    EXPECT_EQ("it is not heard", feed.heard_ns, 2 * SECOND);
    EXPECT_EQ("two", tell(&feed, "]", 3 * SECOND), FEED_DO_NOTHING);
    (void)tell(&feed, TICKER_OF("2"), 4 * SECOND);
    (void)tell(&feed, "x", 5 * SECOND);
    (void)tell(&feed, "x", 5 * SECOND);
    EXPECT_EQ("three in a row end it", tell(&feed, "x", 5 * SECOND), FEED_DO_CLOSE);
    feed_closed(&feed, 5 * SECOND);
    EXPECT_EQ("the reason", feed.counts.ends[FEED_END_MALFORMED], 1);
    EXPECT_EQ("counted", feed.counts.malformed, 5);
    open_at(&feed, feed.connect_ns);
    EXPECT_EQ("too long", feed_refuse_message(&feed), FEED_DO_CLOSE);
    feed_closed(&feed, 60 * SECOND);
    open_at(&feed, feed.connect_ns);
    EXPECT_EQ("refused", tell(&feed, "{\"type\":\"error\",\"message\":\"no\"}", feed.heard_ns + 1),
              FEED_DO_CLOSE);
    feed_closed(&feed, 120 * SECOND);
    EXPECT_EQ("the reason", feed.counts.ends[FEED_END_REFUSED], 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_back_off),       cmocka_unit_test(test_connecting_takes_too_long),
        cmocka_unit_test(test_quotes),         cmocka_unit_test(test_gaps),
        cmocka_unit_test(test_gap_behind_gap), cmocka_unit_test(test_silence),
        cmocka_unit_test(test_pings),          cmocka_unit_test(test_malformed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
