/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed_protocol_test.c - messages in the forms of the five venues, and what is made of them.
 *
 * Covers     feed_protocol.c, feed_coinbase.c, feed_kraken.c, feed_bitstamp.c, feed_gemini.c,
 *            feed_bitfinex.c
 *
 * The rows of a table are one connection: what one message leaves, the next one meets.
 */
#include "price_feed/feed_protocol.h"

#include "base/expect.h"

#define E8(dollars, cents) ((INT64_C(dollars) * 100 + (cents)) * 1000000)

struct row {
    const char *sentence;
    const char *message;
    enum feed_meaning meaning;
    int64_t bid_e8; /* FEED_QUOTE */
    int64_t ask_e8;
    int64_t last_e8;
};

static void run(enum feed_kind kind, const struct row *rows, size_t count)
{
    struct feed_reader reader;
    struct feed_texts texts;
    feed_reader_begin(&reader, kind, "BTC");
    feed_ask(&reader, FEED_SUBSCRIBE, &texts);
    for (size_t i = 0; i < count; i++) {
        const struct row *row = &rows[i];
        struct import_slice message = {row->message, strlen(row->message)};
        enum feed_meaning meaning = feed_read(&reader, message);
        EXPECT_EQ(row->sentence, meaning, row->meaning);
        if (meaning == FEED_GAP) feed_ask(&reader, FEED_RESUBSCRIBE, &texts);
        if (meaning != FEED_QUOTE) continue;
        EXPECT_EQ(row->sentence, reader.quote.bid_e8, row->bid_e8);
        EXPECT_EQ(row->sentence, reader.quote.ask_e8, row->ask_e8);
        EXPECT_EQ(row->sentence, reader.quote.last_e8, row->last_e8);
    }
}

#define RUN(kind, rows) run(kind, rows, sizeof(rows) / sizeof((rows)[0]))

#define CB_TICKER(sequence, trade, price, bid, ask)                                                \
    "{\"type\":\"ticker\",\"sequence\":" sequence ",\"product_id\":\"BTC-USD\",\"price\":\"" price \
    "\",\"open_24h\":\"62101.5\",\"volume_24h\":\"9310.50012\",\"low_24h\":\"61800\","             \
    "\"high_24h\":\"63900.12\",\"volume_30d\":\"250000.1\",\"best_bid\":\"" bid                    \
    "\",\"best_bid_size\":\"0.04\",\"best_ask\":\"" ask                                            \
    "\",\"best_ask_size\":\"0.5\",\"side\":\"buy\",\"time\":\"2026-11-20T10:00:01.250000Z\","      \
    "\"trade_id\":" trade ",\"last_size\":\"0.003\"}"

#define CB_BEAT(trade)                                                                             \
    "{\"type\":\"heartbeat\",\"sequence\":90,\"last_trade_id\":" trade                             \
    ",\"product_id\":\"BTC-USD\",\"time\":\"2026-11-20T10:00:02.000459Z\"}"

static void test_coinbase(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"the list of subscriptions",
         "{\"type\":\"subscriptions\",\"channels\":[{\"name\":\"ticker\","
         "\"product_ids\":[\"BTC-USD\"]}]}",
         FEED_NOTHING, 0, 0, 0},
        {"a heartbeat before any ticker", CB_BEAT("20"), FEED_NOTHING, 0, 0, 0},
        {"a ticker", CB_TICKER("100", "20", "63000.01", "63000", "63000.02"), FEED_QUOTE,
         E8(63000, 0), E8(63000, 2), E8(63000, 1)},
        {"an older one", CB_TICKER("99", "19", "1", "1", "2"), FEED_NOTHING, 0, 0, 0},
        {"the same again", CB_TICKER("100", "20", "1", "1", "2"), FEED_NOTHING, 0, 0, 0},
        {"a heartbeat that knows no more", CB_BEAT("20"), FEED_NOTHING, 0, 0, 0},
        {"one that knows of a trade whose ticker is on its way", CB_BEAT("21"), FEED_NOTHING, 0, 0,
         0},
        {"here it is", CB_TICKER("104", "21", "63001", "63000.5", "63001"), FEED_QUOTE,
         E8(63000, 50), E8(63001, 0), E8(63001, 0)},
        {"a heartbeat that knows of another", CB_BEAT("22"), FEED_NOTHING, 0, 0, 0},
        {"and a second later it has not come", CB_BEAT("24"), FEED_GAP, 0, 0, 0},
        {"another product", "{\"type\":\"ticker\",\"product_id\":\"ETH-USD\",\"price\":\"1\"}",
         FEED_NOTHING, 0, 0, 0},
        {"the ticker of the new subscription",
         CB_TICKER("101", "24", "62999.99", "62999.98", "63000"), FEED_QUOTE, E8(62999, 98),
         E8(63000, 0), E8(62999, 99)},
        {"another type", "{\"type\":\"status\",\"product_id\":\"BTC-USD\"}", FEED_NOTHING, 0, 0, 0},
        {"a price of zero", CB_TICKER("120", "25", "0.00", "1", "2"), FEED_MALFORMED, 0, 0, 0},
        {"a negative price", CB_TICKER("120", "25", "1", "-1", "2"), FEED_MALFORMED, 0, 0, 0},
        {"a price that is none", CB_TICKER("120", "25", "1", "1", "NaN"), FEED_MALFORMED, 0, 0, 0},
        {"a price beyond all bounds", CB_TICKER("120", "25", "1", "1", "10000000000"),
         FEED_MALFORMED, 0, 0, 0},
        {"no sequence", "{\"type\":\"ticker\",\"product_id\":\"BTC-USD\",\"price\":\"1\"}",
         FEED_MALFORMED, 0, 0, 0},
        {"no type", "{\"product_id\":\"BTC-USD\"}", FEED_MALFORMED, 0, 0, 0},
        {"a refusal", "{\"type\":\"error\",\"message\":\"Failed to subscribe\"}", FEED_REFUSED, 0,
         0, 0},
        {"no JSON", "ticker", FEED_MALFORMED, 0, 0, 0},
    };
    RUN(FEED_COINBASE, rows);
}

#define KR_BOOK(type, bids, asks, checksum)                                                        \
    "{\"channel\":\"book\",\"type\":\"" type                                                       \
    "\",\"data\":[{\"symbol\":\"BTC/USD\",\"bids\":[" bids "],\"asks\":[" asks                     \
    "],\"checksum\":" checksum ",\"timestamp\":\"2026-11-20T10:00:01.250000Z\"}]}"
#define KR_LEVEL(price, qty) "{\"price\":" price ",\"qty\":" qty "}"

/* Checksums of the digits "630015100000000" + "630005050000000" and so on, by another program. */
static void test_kraken(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"the state of the venue",
         "{\"channel\":\"status\",\"type\":\"update\",\"data\":[{\"system\":\"online\","
         "\"api_version\":\"v2\",\"connection_id\":123,\"version\":\"2.0.0\"}]}",
         FEED_NOTHING, 0, 0, 0},
        {"the answer to the subscription",
         "{\"method\":\"subscribe\",\"result\":{\"channel\":\"book\",\"depth\":10,"
         "\"snapshot\":true,\"symbol\":\"BTC/USD\"},\"success\":true,"
         "\"time_in\":\"2026-11-20T10:00:00.1Z\",\"time_out\":\"2026-11-20T10:00:00.2Z\"}",
         FEED_NOTHING, 0, 0, 0},
        {"a heartbeat before the snapshot", "{\"channel\":\"heartbeat\"}", FEED_NOTHING, 0, 0, 0},
        {"a change before the snapshot",
         KR_BOOK("update", KR_LEVEL("63000.5", "0.50000000"), "", "1"), FEED_NOTHING, 0, 0, 0},
        {"the snapshot",
         KR_BOOK("snapshot", KR_LEVEL("63000.5", "0.50000000"), KR_LEVEL("63001.5", "1.00000000"),
                 "4019871320"),
         FEED_QUOTE, E8(63000, 50), E8(63001, 50), 0},
        {"a heartbeat", "{\"channel\":\"heartbeat\"}", FEED_ALIVE, 0, 0, 0},
        {"a better bid", KR_BOOK("update", KR_LEVEL("63000.9", "0.00100000"), "", "3109989882"),
         FEED_QUOTE, E8(63000, 90), E8(63001, 50), 0},
        {"it goes, and an ask comes",
         KR_BOOK("update", KR_LEVEL("63000.9", "0"), KR_LEVEL("63001.0", "0.25000000"),
                 "843610172"),
         FEED_QUOTE, E8(63000, 50), E8(63001, 0), 0},
        {"a change was missed",
         KR_BOOK("update", KR_LEVEL("63000.6", "0.10000000"), "", "3109989882"), FEED_GAP, 0, 0, 0},
        {"a heartbeat behind the gap", "{\"channel\":\"heartbeat\"}", FEED_NOTHING, 0, 0, 0},
        {"a late change of the old subscription",
         KR_BOOK("update", KR_LEVEL("63000.6", "0.10000000"), "", "4019871320"), FEED_NOTHING, 0, 0,
         0},
        {"the new snapshot",
         KR_BOOK("snapshot", KR_LEVEL("63000.5", "0.50000000"), KR_LEVEL("63001.5", "1.00000000"),
                 "4019871320"),
         FEED_QUOTE, E8(63000, 50), E8(63001, 50), 0},
        {"maintenance",
         "{\"channel\":\"status\",\"type\":\"update\",\"data\":[{\"system\":\"maintenance\"}]}",
         FEED_WITHDRAWN, 0, 0, 0},
        {"a heartbeat meanwhile", "{\"channel\":\"heartbeat\"}", FEED_NOTHING, 0, 0, 0},
        {"it is over: the book is asked for again",
         "{\"channel\":\"status\",\"type\":\"update\",\"data\":[{\"system\":\"online\"}]}",
         FEED_GAP, 0, 0, 0},
        {"a crossed book",
         KR_BOOK("snapshot", KR_LEVEL("63001.5", "0.50000000"), KR_LEVEL("63001.5", "1.00000000"),
                 "1"),
         FEED_GAP, 0, 0, 0},
    };
    RUN(FEED_KRAKEN, rows);
}

static void test_kraken_oddities(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"another symbol",
         "{\"channel\":\"book\",\"type\":\"snapshot\",\"data\":[{\"symbol\":\"ETH/USD\"}]}",
         FEED_NOTHING, 0, 0, 0},
        {"trades",
         "{\"channel\":\"trade\",\"type\":\"update\",\"data\":[{\"symbol\":\"BTC/USD\"}]}",
         FEED_NOTHING, 0, 0, 0},
        {"a level without a quantity", KR_BOOK("snapshot", "{\"price\":63000.5}", "", "1"),
         FEED_MALFORMED, 0, 0, 0},
        {"a price as a text", KR_BOOK("snapshot", KR_LEVEL("\"63000.5\"", "1"), "", "1"),
         FEED_MALFORMED, 0, 0, 0},
        {"no data", "{\"channel\":\"book\",\"type\":\"snapshot\"}", FEED_MALFORMED, 0, 0, 0},
        {"two books", "{\"channel\":\"book\",\"type\":\"update\",\"data\":[{},{}]}", FEED_MALFORMED,
         0, 0, 0},
        {"another type", "{\"channel\":\"book\",\"type\":\"x\",\"data\":[{}]}", FEED_MALFORMED, 0,
         0, 0},
        {"a refusal",
         "{\"method\":\"subscribe\",\"success\":false,\"error\":\"Currency pair not supported\"}",
         FEED_REFUSED, 0, 0, 0},
        {"nothing at all", "{}", FEED_MALFORMED, 0, 0, 0},
        {"an array", "[]", FEED_MALFORMED, 0, 0, 0},
    };
    RUN(FEED_KRAKEN, rows);
}

#define BS_BOOK(bids, asks, stamp)                                                                 \
    "{\"data\":{\"timestamp\":\"1795168800\",\"microtimestamp\":\"" stamp "\",\"bids\":[" bids     \
    "],\"asks\":[" asks "]},\"channel\":\"order_book_btcusd\",\"event\":\"data\"}"

static void test_bitstamp(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"the answer to the subscription",
         "{\"event\":\"bts:subscription_succeeded\",\"channel\":\"order_book_btcusd\","
         "\"data\":{}}",
         FEED_NOTHING, 0, 0, 0},
        {"a heartbeat before the book",
         "{\"event\":\"bts:heartbeat\",\"channel\":\"\",\"data\":{\"status\":\"success\"}}",
         FEED_NOTHING, 0, 0, 0},
        {"a book",
         BS_BOOK("[\"63000\",\"0.5\"],[\"62999\",\"1\"]", "[\"63001.50\",\"0.1\"]",
                 "1795168800000001"),
         FEED_QUOTE, E8(63000, 0), E8(63001, 50), 0},
        {"a heartbeat", "{\"event\":\"bts:heartbeat\",\"channel\":\"\",\"data\":{}}", FEED_ALIVE, 0,
         0, 0},
        {"an older book", BS_BOOK("[\"1\",\"1\"]", "[\"2\",\"1\"]", "1795168800000000"),
         FEED_NOTHING, 0, 0, 0},
        {"one with an empty side", BS_BOOK("[\"63000\",\"0.5\"]", "", "1795168800000002"),
         FEED_QUOTE, E8(63000, 0), 0, 0},
        {"another channel", "{\"data\":{},\"channel\":\"order_book_ethusd\",\"event\":\"data\"}",
         FEED_NOTHING, 0, 0, 0},
        {"a trade", "{\"data\":{\"id\":1},\"channel\":\"live_trades_btcusd\",\"event\":\"trade\"}",
         FEED_NOTHING, 0, 0, 0},
        {"no stamp",
         "{\"data\":{\"bids\":[],\"asks\":[]},\"channel\":\"order_book_btcusd\","
         "\"event\":\"data\"}",
         FEED_MALFORMED, 0, 0, 0},
        {"no asks",
         "{\"data\":{\"bids\":[],\"microtimestamp\":\"1795168800000003\"},"
         "\"channel\":\"order_book_btcusd\",\"event\":\"data\"}",
         FEED_MALFORMED, 0, 0, 0},
        {"an empty level", BS_BOOK("[]", "", "1795168800000004"), FEED_MALFORMED, 0, 0, 0},
        {"levels that are no arrays", BS_BOOK("1", "2", "1795168800000004"), FEED_MALFORMED, 0, 0,
         0},
        {"it wants us to come again",
         "{\"event\":\"bts:request_reconnect\",\"channel\":\"\",\"data\":\"\"}", FEED_REFUSED, 0, 0,
         0},
        {"a refusal",
         "{\"event\":\"bts:error\",\"channel\":\"\",\"data\":{\"code\":null,"
         "\"message\":\"Bad subscription string.\"}}",
         FEED_REFUSED, 0, 0, 0},
        {"no event", "{\"data\":{}}", FEED_MALFORMED, 0, 0, 0},
    };
    RUN(FEED_BITSTAMP, rows);
}

#define GE_CHANGE(side, price, remaining, reason)                                                  \
    "{\"price\":\"" price "\",\"reason\":\"" reason "\",\"remaining\":\"" remaining                \
    "\",\"side\":\"" side "\",\"type\":\"change\"}"
#define GE_UPDATE(sequence, events)                                                                \
    "{\"eventId\":1764559146464275,\"events\":[" events "],\"socket_sequence\":" sequence          \
    ",\"timestamp\":1795168800,\"timestampms\":1795168800123,\"type\":\"update\"}"

#define GE_INITIAL(side, price) GE_CHANGE(side, price, "1", "initial")
#define WHOLE_BOOK                                                                                 \
    GE_INITIAL("bid", "62990")                                                                     \
    "," GE_INITIAL("bid", "63000") "," GE_INITIAL("bid", "62995") "," GE_INITIAL(                  \
        "ask", "63005") "," GE_INITIAL("ask", "63001")

static void test_gemini(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"the first message, without a time",
         "{\"type\":\"update\",\"eventId\":7275473603,\"socket_sequence\":0,\"events\":["
         "{\"type\":\"change\",\"reason\":\"initial\",\"price\":\"63001.5\",\"delta\":\"1.3\","
         "\"remaining\":\"1.3\",\"side\":\"ask\"},{\"type\":\"change\",\"reason\":\"initial\","
         "\"price\":\"63000\",\"delta\":\"2\",\"remaining\":\"2\",\"side\":\"bid\"}]}",
         FEED_QUOTE, E8(63000, 0), E8(63001, 50), 0},
        {"a heartbeat", "{\"socket_sequence\":1,\"type\":\"heartbeat\"}", FEED_ALIVE, 0, 0, 0},
        {"the ask moves away", GE_UPDATE("2", GE_CHANGE("ask", "63002", "0.1", "top-of-book")),
         FEED_QUOTE, E8(63000, 0), E8(63002, 0), 0},
        {"a trade, and the bid moves",
         GE_UPDATE("3", "{\"type\":\"trade\",\"tid\":5,\"price\":\"63000\",\"amount\":\"2\","
                        "\"makerSide\":\"bid\"}," GE_CHANGE("bid", "62999.99", "1", "top-of-book")),
         FEED_QUOTE, E8(62999, 99), E8(63002, 0), E8(63000, 0)},
        {"the side is empty", GE_UPDATE("4", GE_CHANGE("bid", "62999.99", "0", "top-of-book")),
         FEED_QUOTE, 0, E8(63002, 0), E8(63000, 0)},
        {"an auction's event", GE_UPDATE("5", "{\"type\":\"auction_indicative\"}"), FEED_QUOTE, 0,
         E8(63002, 0), E8(63000, 0)},
        {"a message was missed", "{\"socket_sequence\":7,\"type\":\"heartbeat\"}", FEED_GAP, 0, 0,
         0},
        {"nothing stands behind a gap", "{\"socket_sequence\":6,\"type\":\"heartbeat\"}",
         FEED_NOTHING, 0, 0, 0},
        {"a side that is none", GE_UPDATE("7", GE_CHANGE("both", "1", "1", "initial")),
         FEED_MALFORMED, 0, 0, 0},
        {"no events", "{\"type\":\"update\",\"socket_sequence\":8}", FEED_MALFORMED, 0, 0, 0},
        {"no sequence", "{\"type\":\"heartbeat\"}", FEED_MALFORMED, 0, 0, 0},
    };
    static const struct row whole_book[] = {
        {"a whole book at the beginning: the best of it", GE_UPDATE("0", WHOLE_BOOK), FEED_QUOTE,
         E8(63000, 0), E8(63001, 0), 0},
    };
    static const struct row one_side[] = {
        {"one side makes no price", GE_UPDATE("0", GE_CHANGE("bid", "62990", "1", "initial")),
         FEED_NOTHING, 0, 0, 0},
        {"a heartbeat then confirms none", "{\"socket_sequence\":1,\"type\":\"heartbeat\"}",
         FEED_NOTHING, 0, 0, 0},
    };
    RUN(FEED_GEMINI, rows);
    RUN(FEED_GEMINI, whole_book);
    RUN(FEED_GEMINI, one_side);
}

#define BF_TICKER(channel, bid, ask, last, sequence)                                               \
    "[" channel ",[" bid ",31.89," ask ",43.358,-550.8,-0.0674," last                              \
    ",8314.71,64257.8,61500]," sequence "]"

static void test_bitfinex(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"its greeting",
         "{\"event\":\"info\",\"version\":2,\"serverId\":\"a-b-c\",\"platform\":{\"status\":1}}",
         FEED_NOTHING, 0, 0, 0},
        {"the flags are in force", "{\"event\":\"conf\",\"status\":\"OK\",\"flags\":65536}",
         FEED_NOTHING, 0, 0, 0},
        {"a message before the subscription", BF_TICKER("17", "1", "2", "1", "1"), FEED_NOTHING, 0,
         0, 0},
        {"the answer to the subscription",
         "{\"event\":\"subscribed\",\"channel\":\"ticker\",\"chanId\":17,\"symbol\":\"tBTCUSD\","
         "\"pair\":\"BTCUSD\"}",
         FEED_NOTHING, 0, 0, 0},
        {"a heartbeat before a price", "[17,\"hb\",2]", FEED_NOTHING, 0, 0, 0},
        {"a ticker", BF_TICKER("17", "63000", "63001.5", "63001", "3"), FEED_QUOTE, E8(63000, 0),
         E8(63001, 50), E8(63001, 0)},
        {"a heartbeat", "[17,\"hb\",4]", FEED_ALIVE, 0, 0, 0},
        {"another channel counts too", "[18,\"hb\",5]", FEED_NOTHING, 0, 0, 0},
        {"more fields at the end", "[17,[63000,1,63002,1,0,0,63002,1,2,3,4,5],6,1795168800123]",
         FEED_QUOTE, E8(63000, 0), E8(63002, 0), E8(63002, 0)},
        {"a message was missed", "[17,\"hb\",8]", FEED_GAP, 0, 0, 0},
        {"the old subscription ends",
         "{\"event\":\"unsubscribed\",\"status\":\"OK\",\"chanId\":17}", FEED_NOTHING, 0, 0, 0},
        {"the new one begins",
         "{\"event\":\"subscribed\",\"channel\":\"ticker\",\"chanId\":19,\"symbol\":"
         "\"tBTCUSD\"}",
         FEED_NOTHING, 0, 0, 0},
        {"with a sequence of any number", BF_TICKER("19", "62999", "63000", "63000", "12"),
         FEED_QUOTE, E8(62999, 0), E8(63000, 0), E8(63000, 0)},
        {"maintenance", "{\"event\":\"info\",\"code\":20060,\"msg\":\"\"}", FEED_WITHDRAWN, 0, 0,
         0},
        {"a ticker meanwhile", BF_TICKER("19", "1", "2", "1", "13"), FEED_NOTHING, 0, 0, 0},
        {"it is over", "{\"event\":\"info\",\"code\":20061,\"msg\":\"\"}", FEED_GAP, 0, 0, 0},
        {"the subscription after it",
         "{\"event\":\"subscribed\",\"channel\":\"ticker\",\"chanId\":19,\"symbol\":"
         "\"tBTCUSD\"}",
         FEED_NOTHING, 0, 0, 0},
        {"too few fields", "[19,[1,2,3],14]", FEED_MALFORMED, 0, 0, 0},
        {"no fields", "[19]", FEED_MALFORMED, 0, 0, 0},
        {"a channel that is a text", "[\"x\",\"hb\",15]", FEED_MALFORMED, 0, 0, 0},
        {"a sequence that is none", "[19,\"hb\",\"x\"]", FEED_MALFORMED, 0, 0, 0},
        {"cut off", "[19,\"hb\",", FEED_MALFORMED, 0, 0, 0},
        {"it restarts", "{\"event\":\"info\",\"code\":20051,\"msg\":\"\"}", FEED_REFUSED, 0, 0, 0},
        {"a refusal", "{\"event\":\"error\",\"msg\":\"symbol: invalid\",\"code\":10300}",
         FEED_REFUSED, 0, 0, 0},
    };
    RUN(FEED_BITFINEX, rows);
}

static void test_requests(void **state)
{
    (void)state;
    static const struct {
        enum feed_kind kind;
        enum feed_request request;
        const char *first; /* NULL: nothing is said */
        uint32_t count;
    } rows[] = {
        {FEED_COINBASE, FEED_SUBSCRIBE,
         "{\"type\":\"subscribe\",\"product_ids\":[\"ETH-USD\"],"
         "\"channels\":[\"ticker\",\"heartbeat\"]}",
         1},
        {FEED_COINBASE, FEED_RESUBSCRIBE,
         "{\"type\":\"unsubscribe\",\"product_ids\":[\"ETH-USD\"],"
         "\"channels\":[\"ticker\",\"heartbeat\"]}",
         2},
        {FEED_COINBASE, FEED_PING, NULL, 0},
        {FEED_KRAKEN, FEED_SUBSCRIBE,
         "{\"method\":\"subscribe\",\"params\":{\"channel\":\"book\",\"symbol\":[\"ETH/USD\"],"
         "\"depth\":10}}",
         1},
        {FEED_KRAKEN, FEED_RESUBSCRIBE,
         "{\"method\":\"unsubscribe\",\"params\":{\"channel\":\"book\",\"symbol\":[\"ETH/USD\"],"
         "\"depth\":10}}",
         2},
        {FEED_BITSTAMP, FEED_SUBSCRIBE,
         "{\"event\":\"bts:subscribe\",\"data\":{\"channel\":\"order_book_ethusd\"}}", 1},
        {FEED_BITSTAMP, FEED_RESUBSCRIBE,
         "{\"event\":\"bts:unsubscribe\",\"data\":{\"channel\":\"order_book_ethusd\"}}", 2},
        {FEED_BITSTAMP, FEED_PING, "{\"event\":\"bts:heartbeat\"}", 1},
        {FEED_GEMINI, FEED_SUBSCRIBE, NULL, 0},
        {FEED_GEMINI, FEED_RESUBSCRIBE, NULL, 0},
        {FEED_BITFINEX, FEED_SUBSCRIBE, "{\"event\":\"conf\",\"flags\":65536}", 2},
        {FEED_BITFINEX, FEED_RESUBSCRIBE,
         "{\"event\":\"subscribe\",\"channel\":\"ticker\",\"symbol\":\"tETHUSD\"}", 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct feed_reader reader;
        struct feed_texts texts;
        const char *name = feed_protocol(rows[i].kind)->name;
        feed_reader_begin(&reader, rows[i].kind, "ETH");
        feed_ask(&reader, rows[i].request, &texts);
        EXPECT_EQ(name, texts.count, rows[i].count);
        if (rows[i].count > 0) EXPECT_TEXT(name, texts.list[0].bytes, rows[i].first);
    }
}

static void test_names(void **state)
{
    (void)state;
    enum feed_kind kind = FEED_COINBASE;
    for (uint32_t i = 0; i < FEED_KINDS; i++) {
        const char *name = feed_protocol((enum feed_kind)i)->name;
        EXPECT_TRUE(name, feed_kind_find(name, &kind));
        EXPECT_EQ(name, kind, i);
    }
    EXPECT_FALSE("another", feed_kind_find("nowhere", &kind));
    EXPECT_TRUE("BTC", feed_coin_is_legal("BTC"));
    EXPECT_FALSE("small letters", feed_coin_is_legal("btc"));
    EXPECT_FALSE("a quote", feed_coin_is_legal("B\"C"));
    EXPECT_FALSE("nothing", feed_coin_is_legal(""));
    EXPECT_FALSE("eight letters", feed_coin_is_legal("ABCDEFGH"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_coinbase),        cmocka_unit_test(test_kraken),
        cmocka_unit_test(test_kraken_oddities), cmocka_unit_test(test_bitstamp),
        cmocka_unit_test(test_gemini),          cmocka_unit_test(test_bitfinex),
        cmocka_unit_test(test_requests),        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
