/* SPDX-License-Identifier: Apache-2.0 */
/*
 * venue_feeds_test.c - which sources a configuration names, and prices in ticks.
 */
#include "venue/venue_feeds.h"

#include "base/expect.h"
#include "price_feed/feed_price.h"

static void test_sources(void **state)
{
    (void)state;
    static const struct {
        const char *sentence;
        const char *text;
        int count;         /* -1: refused */
        const char *first; /* its address, or a part of the error */
    } rows[] = {
        {"nothing", "", 0, ""},
        {"the public ones", "feeds = public", 5, "wss://ws-feed.exchange.coinbase.com/"},
        {"a feed-server", "feeds = ws://127.0.0.1:9000", 5, "ws://127.0.0.1:9000/coinbase/"},
        {"all but one", "feeds = public\nfeed-coinbase = none", 4, "wss://ws.kraken.com/v2"},
        {"one alone", "feed-kraken = ws://localhost/x", 1, "ws://localhost/x"},
        {"one elsewhere", "feeds = public\nfeed-coinbase = ws://localhost/x", 5,
         "ws://localhost/x"},
        {"another coin",
         "feeds = public\nfeed-coin = ETH\nfeed-coinbase = none\n"
         "feed-kraken = none\nfeed-bitstamp = none",
         2, "wss://api.gemini.com/v1/marketdata/ETHUSD?heartbeat=true&top_of_book=true"},
        {"no address", "feeds = 127.0.0.1:9000", -1,
         "feeds = 127.0.0.1:9000: ws://HOST:PORT or wss://HOST is expected, or public"},
        {"no address of one", "feeds = public\nfeed-gemini = x", -1,
         "feed-gemini = x: ws://HOST:PORT or wss://HOST is expected, or none"},
        {"a coin in small letters", "feed-coin = btc", -1,
         "feed-coin = btc: two to seven capital letters or digits are expected"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct venue_config config;
        struct feeds_config feeds;
        char error[CONFIG_ERROR_SIZE] = "";
        venue_config_default(&config);
        EXPECT_TRUE(rows[i].sentence, venue_config_read(&config, "file", rows[i].text, error));
        bool is_good = venue_feeds_sources(&config, &feeds, error);
        EXPECT_EQ(rows[i].sentence, is_good, rows[i].count >= 0);
        EXPECT_EQ(rows[i].sentence, venue_feeds_check(&config, error), rows[i].count >= 0);
        if (!is_good) {
            EXPECT_TEXT(rows[i].sentence, error, rows[i].first);
            continue;
        }
        EXPECT_EQ(rows[i].sentence, feeds.count, rows[i].count);
        if (feeds.count > 0) EXPECT_TEXT(rows[i].sentence, feeds.sources[0].url, rows[i].first);
    }
}

static void test_prices(void **state)
{
    (void)state;
    static const struct {
        const char *sentence;
        int64_t price_e8;
        int64_t tick_value_micros;
        int64_t ticks_e4;
    } rows[] = {
        {"a tick is a dollar", INT64_C(6300012345678), 100, INT64_C(630001234)},
        {"a tick is a cent", INT64_C(6300012345678), 1, INT64_C(63000123456)},
        {"a tick is ten dollars", INT64_C(6300012345678), 1000, INT64_C(63000123)},
        {"none stays none", 0, 100, 0},
        {"never none", 1, 1000, 1},
        {"the largest", FEED_PRICE_E8_MAX, 1, INT64_C(1000000000000000)},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fine_price price = venue_feeds_price(rows[i].price_e8, rows[i].tick_value_micros);
        EXPECT_EQ(rows[i].sentence, price.ticks_e4, rows[i].ticks_e4);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sources),
        cmocka_unit_test(test_prices),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
