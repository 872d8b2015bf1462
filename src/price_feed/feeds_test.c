/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feeds_test.c - addresses, refusals, and a source that is not there.
 *
 * Sources that are there: test/price_feed.
 */
#include "price_feed/feeds.h"

#include <stdatomic.h>

#include "base/expect.h"
#include "os/os_clock.h"

static void test_addresses(void **state)
{
    (void)state;
    static const char *const public[FEED_KINDS] = {
        "wss://ws-feed.exchange.coinbase.com/",
        "wss://ws.kraken.com/v2",
        "wss://ws.bitstamp.net/",
        "wss://api.gemini.com/v1/marketdata/ETHUSD?heartbeat=true&top_of_book=true",
        "wss://api-pub.bitfinex.com/ws/2",
    };
    static const char *const server[FEED_KINDS] = {
        "ws://127.0.0.1:9000/coinbase/",
        "ws://127.0.0.1:9000/kraken/v2",
        "ws://127.0.0.1:9000/bitstamp/",
        "ws://127.0.0.1:9000/gemini/v1/marketdata/ETHUSD?heartbeat=true&top_of_book=true",
        "ws://127.0.0.1:9000/bitfinex/ws/2",
    };
    for (uint32_t i = 0; i < FEED_KINDS; i++) {
        char text[FEED_URL_SIZE];
        struct feed_url url;
        feeds_public_url((enum feed_kind)i, "ETH", text);
        EXPECT_TEXT("public", text, public[i]);
        EXPECT_TRUE("public", feed_url_read(text, &url));
        EXPECT_TRUE("fits",
                    feeds_server_url((enum feed_kind)i, "ETH", "ws://127.0.0.1:9000/", text));
        EXPECT_TEXT("of a feed-server", text, server[i]);
    }
    char text[FEED_URL_SIZE];
    char base[600];
    memset(base, 'a', sizeof base - 1);
    base[sizeof base - 1] = '\0';
    EXPECT_FALSE("too long", feeds_server_url(FEED_GEMINI, "ETH", base, text));
}

static void test_refusals(void **state)
{
    (void)state;
    char error[1024];
    struct feeds_config config = {.count = 1, .coin = "BTC", .interval_ns = 1000000};
    memcpy(config.sources[0].url, "http://x", 9);
    EXPECT_TRUE("no address", feeds_start(&config, error, sizeof error) == NULL);
    EXPECT_TEXT("it is said", error, "http://x: ws://HOST:PORT or wss://HOST is expected");
}

static atomic_int lines;

static void count_line(void *context, bool is_warning, const char *text)
{
    (void)context;
    (void)text;
    if (is_warning) atomic_fetch_add(&lines, 1);
}

/* Port 1 of this machine: nobody listens there, and the machine says so at once. */
static void test_nobody_there(void **state)
{
    (void)state;
    char error[1024] = "";
    struct feed_quote quote;
    uint64_t seen = 0;
    struct feeds_config config = {
        .count = 1, .coin = "BTC", .interval_ns = 1000000, .seed = 1, .log = count_line};
    config.sources[0].kind = FEED_KRAKEN;
    memcpy(config.sources[0].url, "ws://127.0.0.1:1", 17);
    struct feeds *feeds = feeds_start(&config, error, sizeof error);
    EXPECT_TRUE(error, feeds != NULL);
    struct feed_figures figures = feeds_figures(feeds, 0);
    int64_t begin_ns = os_clock_steady_ns();
    while (figures.counts.ends[FEED_END_UNREACHED] < 3) {
        EXPECT_TRUE("it tries again and again",
                    os_clock_steady_ns() - begin_ns < INT64_C(120000000000));
        os_clock_sleep_ns(10000000);
        figures = feeds_figures(feeds, 0);
    }
    EXPECT_TRUE("not at once", os_clock_steady_ns() - begin_ns >= 2 * FEED_BACK_OFF_MIN_NS);
    EXPECT_EQ("never open", figures.counts.connections, 0);
    EXPECT_FALSE("not open", figures.is_open);
    EXPECT_FALSE("no quote", feeds_take(feeds, 0, &seen, &quote));
    feeds_stop(feeds);
    EXPECT_TRUE("it is said each time", atomic_load(&lines) >= 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_nobody_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
