/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed_url_test.c - addresses, good and bad.
 */
#include "price_feed/feed_url.h"

#include "base/expect.h"

static void test_read(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *host; /* NULL: refused */
        int port;
        bool is_tls;
        const char *path;
    } rows[] = {
        {"wss://ws.kraken.com/v2", "ws.kraken.com", 443, true, "/v2"},
        {"wss://ws.bitstamp.net", "ws.bitstamp.net", 443, true, "/"},
        {"ws://127.0.0.1:9000", "127.0.0.1", 9000, false, "/"},
        {"ws://localhost/a?b=c&d=e", "localhost", 80, false, "/a?b=c&d=e"},
        {"ws://localhost?b=c", "localhost", 80, false, "/?b=c"},
        {"wss://[::1]:8443/x", "::1", 8443, true, "/x"},
        {"ws://[::1]", "::1", 80, false, "/"},
        {"http://localhost", NULL, 0, false, NULL},
        {"localhost:80", NULL, 0, false, NULL},
        {"ws://", NULL, 0, false, NULL},
        {"ws:///path", NULL, 0, false, NULL},
        {"ws://host:", NULL, 0, false, NULL},
        {"ws://host:0", NULL, 0, false, NULL},
        {"ws://host:65536", NULL, 0, false, NULL},
        {"ws://host:99999999999999999999", NULL, 0, false, NULL},
        {"ws://host:a", NULL, 0, false, NULL},
        {"ws://user@host", NULL, 0, false, NULL},
        {"ws://[::1", NULL, 0, false, NULL},
        {"ws://[]", NULL, 0, false, NULL},
        {"ws://[::1]x", NULL, 0, false, NULL},
        {"ws://host/a b", NULL, 0, false, NULL},
        {"ws://host/a\r\nx: y", NULL, 0, false, NULL},
        {"", NULL, 0, false, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct feed_url url;
        EXPECT_EQ(rows[i].text, feed_url_read(rows[i].text, &url), rows[i].host != NULL);
        if (rows[i].host == NULL) continue;
        EXPECT_TEXT(rows[i].text, url.host, rows[i].host);
        EXPECT_TEXT(rows[i].text, url.path, rows[i].path);
        EXPECT_EQ(rows[i].text, url.port, rows[i].port);
        EXPECT_EQ(rows[i].text, url.is_tls, rows[i].is_tls);
    }
    struct feed_url url;
    char text[700];
    memset(text, 'a', sizeof text - 1);
    memcpy(text, "ws://", 5);
    text[sizeof text - 1] = '\0';
    EXPECT_FALSE("a host that is too long", feed_url_read(text, &url));
    text[20] = '/';
    EXPECT_FALSE("a path that is too long", feed_url_read(text, &url));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_read)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
