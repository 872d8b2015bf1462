/* SPDX-License-Identifier: Apache-2.0 */
/*
 * play_test.c - each player against the reader of its protocol, without a socket between them.
 *
 * Covers     play.c, play_coinbase.c, play_kraken.c, play_bitstamp.c, play_gemini.c,
 *            play_bitfinex.c; feed_server.c is covered by test/price_feed.
 */
#include "feed_server/play.h"

#include "base/expect.h"
#include "feed_server/tape.h"
#include "price_feed/feed.h"

#define SECOND INT64_C(1000000000)
#define BEGIN  (INT64_C(1795168800) * SECOND)
#define TENTH  INT64_C(10000000)

/* A client and its venue: what one says, the other hears at once. */
struct pair {
    struct feed feed;
    struct play play;
    struct play_market market;
    struct play_out out;
    int64_t now_ns;
    enum feed_action action; /* the last that was not nothing */
    uint32_t messages;
};

static void hear(void *context, const char *bytes, size_t size)
{
    struct pair *pair = context;
    if (pair->action == FEED_DO_CLOSE) return; /* nobody reads any more */
    pair->messages++;
    enum feed_action action = feed_message(&pair->feed, bytes, size, pair->now_ns);
    if (action != FEED_DO_NOTHING) pair->action = action;
}

/* The client's texts reach the venue, until there are none. */
static void talk(struct pair *pair)
{
    while (pair->feed.output.count > 0 && pair->action != FEED_DO_CLOSE) {
        struct feed_texts texts = pair->feed.output;
        pair->feed.output.count = 0;
        pair->action = FEED_DO_NOTHING;
        for (uint32_t i = 0; i < texts.count; i++) {
            struct import_slice text = {texts.list[i].bytes, texts.list[i].size};
            play_said(&pair->play, text, &pair->market, &pair->out);
        }
    }
}

static void connect(struct pair *pair)
{
    int64_t next_ns = 0;
    pair->now_ns = pair->feed.connect_ns > pair->now_ns ? pair->feed.connect_ns : pair->now_ns;
    EXPECT_EQ("connect", feed_turn(&pair->feed, pair->now_ns, &next_ns), FEED_DO_CONNECT);
    pair->action = FEED_DO_NOTHING;
    (void)feed_opened(&pair->feed, pair->now_ns);
    play_begin(&pair->play, pair->feed.reader.kind, "BTC");
    play_opened(&pair->play, &pair->market, &pair->out);
    talk(pair);
}

static void start(struct pair *pair, enum feed_kind kind, const struct tape *tape)
{
    memset(pair, 0, sizeof *pair);
    feed_begin(&pair->feed, kind, "BTC", 1);
    pair->now_ns = BEGIN;
    pair->out = (struct play_out){.send = hear, .context = pair};
    EXPECT_TRUE("market", tape_market(tape, kind, &pair->market));
    connect(pair);
}

static void expect_quote(const struct pair *pair)
{
    struct feed_quote quote;
    const char *name = feed_protocol(pair->feed.reader.kind)->name;
    const struct play_market *market = &pair->market;
    EXPECT_TRUE(name, feed_quote(&pair->feed, pair->now_ns - 1, &quote));
    if (pair->feed.reader.kind == FEED_KRAKEN) {
        EXPECT_EQ(name, quote.bid_e8, market->bid_e8 / TENTH * TENTH);
        EXPECT_TRUE(name, quote.ask_e8 >= market->ask_e8);
        EXPECT_TRUE(name, quote.ask_e8 < market->ask_e8 + 2 * TENTH);
        return;
    }
    EXPECT_EQ(name, quote.bid_e8, market->bid_e8);
    EXPECT_EQ(name, quote.ask_e8, market->ask_e8);
    bool has_last = pair->feed.reader.kind != FEED_BITSTAMP;
    if (has_last && pair->play.message_count > 0) EXPECT_EQ(name, quote.last_e8, market->last_e8);
}

static void move(struct pair *pair, struct tape *tape, bool is_lost)
{
    pair->now_ns += SECOND;
    tape_advance(tape, pair->now_ns);
    (void)tape_market(tape, pair->feed.reader.kind, &pair->market);
    if (is_lost) {
        play_lose(&pair->play, &pair->market, &pair->out);
    } else {
        play_moved(&pair->play, &pair->market, &pair->out);
    }
}

/* A crash, so that books change a lot: every quote arrives as it was played. */
static void test_every_quote_arrives(void **state)
{
    (void)state;
    for (uint32_t kind = 0; kind < FEED_KINDS; kind++) {
        struct pair pair;
        struct tape tape;
        tape_begin(&tape, PATH_CRASH, 9, BEGIN);
        start(&pair, (enum feed_kind)kind, &tape);
        expect_quote(&pair);
        for (int i = 0; i < 1000; i++) {
            move(&pair, &tape, false);
            expect_quote(&pair);
            if (i % 3 == 0) play_beat(&pair.play, &pair.market, &pair.out);
        }
        const char *name = feed_protocol((enum feed_kind)kind)->name;
        EXPECT_EQ(name, pair.feed.counts.malformed, 0);
        EXPECT_EQ(name, pair.feed.counts.gaps, 0);
        EXPECT_EQ(name, pair.feed.counts.messages, pair.messages);
        EXPECT_TRUE(name, pair.action != FEED_DO_CLOSE);
    }
}

/* After a lost message the client notices, asks again or connects again, and has a quote. */
static void test_lost_messages(void **state)
{
    (void)state;
    for (uint32_t kind = 0; kind < FEED_KINDS; kind++) {
        struct pair pair;
        struct tape tape;
        const char *name = feed_protocol((enum feed_kind)kind)->name;
        tape_begin(&tape, PATH_CALM, 9, BEGIN);
        start(&pair, (enum feed_kind)kind, &tape);
        for (int i = 0; i < 20; i++) move(&pair, &tape, false);
        move(&pair, &tape, true);
        move(&pair, &tape, false);
        for (int i = 0; i < 3; i++) {
            play_beat(&pair.play, &pair.market, &pair.out);
            talk(&pair);
            move(&pair, &tape, false);
        }
        EXPECT_EQ(name, pair.feed.counts.gaps, kind == FEED_BITSTAMP ? 0 : 1);
        EXPECT_EQ(name, pair.action == FEED_DO_CLOSE, kind == FEED_GEMINI);
        if (pair.action == FEED_DO_CLOSE) {
            feed_closed(&pair.feed, pair.now_ns);
            connect(&pair);
        }
        talk(&pair);
        move(&pair, &tape, false);
        expect_quote(&pair);
        EXPECT_EQ(name, pair.feed.counts.malformed, 0);
    }
}

static void test_heartbeats(void **state)
{
    (void)state;
    for (uint32_t kind = 0; kind < FEED_KINDS; kind++) {
        struct pair pair;
        struct tape tape;
        struct feed_quote quote;
        const char *name = feed_protocol((enum feed_kind)kind)->name;
        tape_begin(&tape, PATH_CALM, 9, BEGIN);
        start(&pair, (enum feed_kind)kind, &tape);
        pair.now_ns += SECOND;
        play_beat(&pair.play, &pair.market, &pair.out);
        bool confirms = kind == FEED_KRAKEN || kind == FEED_GEMINI || kind == FEED_BITFINEX;
        EXPECT_EQ(name, feed_quote(&pair.feed, pair.now_ns - 1, &quote), confirms);
        EXPECT_EQ(name, play_beat_ns((enum feed_kind)kind) == 0, kind == FEED_BITSTAMP);
    }
}

/* Who asks for something else is told so, and gets no prices. */
static void test_refusals(void **state)
{
    (void)state;
    static const struct {
        enum feed_kind kind;
        const char *text;
    } rows[] = {
        {FEED_COINBASE, "{\"type\":\"subscribe\",\"product_ids\":[\"ETH-USD\"],\"channels\":["
                        "\"ticker\"]}"},
        {FEED_COINBASE, "nonsense"},
        {FEED_KRAKEN, "{\"method\":\"subscribe\",\"params\":{\"channel\":\"book\",\"symbol\":["
                      "\"ETH/USD\"]}}"},
        {FEED_KRAKEN, "{\"method\":\"subscribe\",\"params\":{\"channel\":\"book\",\"symbol\":["
                      "\"BTC/USD\"],\"depth\":25}}"},
        {FEED_BITSTAMP, "{\"event\":\"bts:subscribe\",\"data\":{\"channel\":\"order_book\"}}"},
        {FEED_BITFINEX, "{\"event\":\"subscribe\",\"channel\":\"book\",\"symbol\":\"tBTCUSD\"}"},
        {FEED_BITFINEX, "[]"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pair pair;
        struct tape tape;
        tape_begin(&tape, PATH_CALM, 9, BEGIN);
        start(&pair, rows[i].kind, &tape);
        play_begin(&pair.play, rows[i].kind, "BTC");
        play_said(&pair.play, (struct import_slice){rows[i].text, strlen(rows[i].text)},
                  &pair.market, &pair.out);
        EXPECT_EQ(rows[i].text, pair.action, FEED_DO_CLOSE);
        EXPECT_EQ(rows[i].text, pair.feed.end, FEED_END_REFUSED);
        EXPECT_FALSE(rows[i].text, pair.play.is_subscribed);
        uint32_t messages = pair.messages;
        play_moved(&pair.play, &pair.market, &pair.out);
        EXPECT_EQ(rows[i].text, pair.play.message_count, 0);
        EXPECT_EQ(rows[i].text, pair.messages, messages);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_quote_arrives),
        cmocka_unit_test(test_lost_messages),
        cmocka_unit_test(test_heartbeats),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
