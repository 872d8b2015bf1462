/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mark_feed_test.c - messages become events in the order of the venue's time.
 */
#include "check/mark_feed.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/expect.h"

#define QUOTE(time, bid, ask)                                                                      \
    "1680652700000000 {\"stream\":\"x\",\"data\":{\"e\":\"bookTicker\",\"s\":\"A\",\"b\":\"" bid   \
    "\",\"a\":\"" ask "\",\"T\":" time ",\"E\":1680652799000}}\n"
#define TRADE(time, price)                                                                         \
    "{\"data\":{\"e\":\"trade\",\"s\":\"A\",\"p\":\"" price "\",\"E\":" time "}}\n"
#define MARK(symbol, time, price)                                                                  \
    "{\"e\":\"markPriceUpdate\",\"s\":\"" symbol "\",\"p\":\"" price "\",\"i\":\"100.5\",\"r\":"   \
    "\"-0.0001\",\"E\":" time ",\"T\":1680652800000}\n"

/* "kind seconds price;" for every event, or the fault without the path. */
static void write_events(const char *text, const char *symbol, char out[256])
{
    char path[] = "/tmp/mark_feed_test_XXXXXX";
    struct mark_feed feed;
    struct replay_fault fault = {0};
    const char *paths[] = {path};
    size_t at = 0;
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, text, strlen(text)), strlen(text));
    (void)close(file);
    out[0] = '\0';
    if (!mark_feed_read(&feed, paths, 1, symbol, &fault)) {
        (void)snprintf(out, 256, "%.255s", fault.text + (sizeof path - 1));
    } else {
        for (size_t i = 0; i < feed.count; i++) {
            const struct feed_event *event = &feed.events[i];
            int64_t price = event->kind == FEED_QUOTE ? event->bid_e8 : event->price_e8;
            at += (size_t)snprintf(out + at, 256 - at, "%c%lld %lld;", "QTM"[event->kind],
                                   (long long)(event->time_ns / 1000000 - 1680652700000),
                                   (long long)price);
        }
    }
    mark_feed_free(&feed);
    (void)unlink(path);
}

static void test_feeds(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        const char *text;
        const char *symbol;
        const char *events;
    } rows[] = {
        {"in the order of the venue's time",
         MARK("A", "1680652703000", "100") QUOTE("1680652702000", "99.5", "99.75")
             TRADE("1680652701000", "99.6"),
         NULL, "T1000 9960000000;Q2000 9950000000;M3000 10000000000;"},
        {"of one moment in the order of the lines",
         QUOTE("1680652702000", "2", "3") TRADE("1680652702000", "1")
             MARK("A", "1680652702000", "4"),
         NULL, "Q2000 200000000;T2000 100000000;M2000 400000000;"},
        {"other messages and instruments are passed over",
         "{\"e\":\"depthUpdate\",\"s\":\"A\",\"b\":[[\"1\",\"2\"]]}\n{\"result\":null}\n" MARK(
             "A", "1680652703000", "1") MARK("B", "1680652703000", "2")
             QUOTE("1680652702000", "3", "4"),
         NULL, "Q2000 300000000;M3000 100000000;"},
        {"the instrument that is named",
         MARK("B", "1680652703000", "2") MARK("A", "1680652703000", "1")
             QUOTE("1680652702000", "3", "4"),
         "A", "Q2000 300000000;M3000 100000000;"},
        {"no marks", QUOTE("1680652702000", "3", "4"), NULL,
         ": expected messages bookTicker and markPriceUpdate"},
        {"no quotes", MARK("A", "1680652703000", "1"), NULL,
         ": expected messages bookTicker and markPriceUpdate"},
        {"funding that is due in years", MARK("A", "1580652703000", "1"), NULL,
         ": line 1, column 1: expected a markPriceUpdate with times E and T (at most a day "
         "ahead), prices p and i, rate r"},
        {"a price of 0", MARK("A", "1680652703000", "0"), NULL,
         ": line 1, column 1: expected a markPriceUpdate with times E and T (at most a day "
         "ahead), prices p and i, rate r"},
        {"a quote without a time", QUOTE("\"x\"", "1", "2") "{}\n", NULL,
         ": expected messages bookTicker and markPriceUpdate"},
        {"a trade without a price", "{\"e\":\"trade\",\"s\":\"A\",\"E\":1680652703000}\n", NULL,
         ": line 1, column 1: expected a trade with a time and a price p above 0"},
        {"a line cut off", "{}\n1680652700000000 {\"e\":\n", NULL,
         ": line 2, column 23: expected a message that is a JSON document"},
        {"a name that is too long", "{}\n", "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJ", "\1"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char events[256];
        write_events(rows[i].text, rows[i].symbol, events);
        if (rows[i].events[0] == '\1') {
            EXPECT_TRUE(rows[i].row, strstr(events, "expected at most 31 letters") != NULL);
            continue;
        }
        EXPECT_TEXT(rows[i].row, events, rows[i].events);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_feeds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
