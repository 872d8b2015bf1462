/* SPDX-License-Identifier: Apache-2.0 */
/*
 * venue_config_test.c - what a file may say, and what is said of one that is wrong.
 */
#include "venue/venue_config.h"

#include "base/expect.h"

struct row {
    const char *sentence;
    const char *text;
    const char *fault; /* a part of the error; NULL: it is read */
};

static const struct row rows[] = {
    {"an empty file", "", NULL},
    {"comments and empty lines", "# data = x\n\n   \n", NULL},
    {"white space around key and value", "  data =  /var/lib/x  \r\n", NULL},
    {"the last line without an end", "data = x", NULL},
    {"an empty text", "tls =", NULL},
    {"a value with an equals sign", "history = host=db user=x", NULL},
    {"the least that is legal", "connections = 16", NULL},
    {"one less", "connections = 15", "file:1: connections = 15: the nearest legal value is 16"},
    {"more than the most", "\nspeed = 2000",
     "file:2: speed = 2000: the nearest legal value is 1000"},
    {"a number with a unit", "connections = 5k", "a whole number from 16 to 65536 is expected"},
    {"a negative number", "seed = -1", "a whole number from 0"},
    {"no value for a number", "seed =", "a whole number from 0"},
    {"a switch", "demo = yes", NULL},
    {"a switch in other words", "demo = true", "yes or no is expected"},
    {"a key that is nearly one", "listn = x",
     "file:1: there is no key 'listn'; the nearest is 'listen'"},
    {"a key with two slips", "warm-up-minuets = 1",
     "file:1: there is no key 'warm-up-minuets'; the nearest is 'warm-up-minutes'"},
    {"a key that is near none", "foo = x",
     "file:1: there is no key 'foo'; --print-config prints all of them"},
    {"a long key that is near none", "colour-of-the-page-at-night = x",
     "there is no key 'colour-of-the-page-at-night'; --print-config"},
    {"a key in capitals", "DATA = x", "there is no key 'DATA'"},
    {"no equals sign", "data", "KEY = VALUE is expected"},
    {"no key", "= x", "there is no key ''"},
};

static void test_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct venue_config config;
        char error[CONFIG_ERROR_SIZE] = "";
        venue_config_default(&config);
        bool is_read = venue_config_read(&config, "file", rows[i].text, error);
        EXPECT_EQ(rows[i].sentence, is_read, rows[i].fault == NULL);
        if (rows[i].fault != NULL && strstr(error, rows[i].fault) == NULL) {
            EXPECT_TEXT(rows[i].sentence, error, rows[i].fault);
        }
    }
    struct venue_config config;
    char error[CONFIG_ERROR_SIZE];
    char text[2000];
    venue_config_default(&config);
    EXPECT_TRUE("read",
                venue_config_read(&config, "file", "data = a\nseed = 7\ndata =  b c ", error));
    EXPECT_TEXT("the last one counts", config.data, "b c");
    EXPECT_EQ("the others stay", config.seed, 7);
    memset(text, 'a', sizeof text - 1);
    memcpy(text, "data = ", 7);
    text[sizeof text - 1] = '\0';
    EXPECT_FALSE("a line that is too long", venue_config_read(&config, "file", text, error));
    text[700] = '\0';
    EXPECT_FALSE("a value that is too long", venue_config_read(&config, "file", text, error));
}

static void test_endpoints(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *address; /* NULL: refused */
        int port;
    } endpoints[] = {
        {"127.0.0.1:8080", "127.0.0.1", 8080},
        {"[::1]:443", "::1", 443},
        {":0", "", 0},
        {"localhost:65535", "localhost", 65535},
        {"127.0.0.1", NULL, 0},
        {"8080", NULL, 0},
        {"host:", NULL, 0},
        {"host:65536", NULL, 0},
        {"host:-1", NULL, 0},
        {"::1:80", NULL, 0},
        {"[host]:80", NULL, 0},
        {"", NULL, 0},
    };
    for (size_t i = 0; i < sizeof endpoints / sizeof endpoints[0]; i++) {
        char address[64] = "";
        int port = 0;
        bool is_read = venue_config_endpoint(endpoints[i].text, address, &port);
        EXPECT_EQ(endpoints[i].text, is_read, endpoints[i].address != NULL);
        if (!is_read) continue;
        EXPECT_TEXT(endpoints[i].text, address, endpoints[i].address);
        EXPECT_EQ(endpoints[i].text, port, endpoints[i].port);
    }
}

static void test_check(void **state)
{
    (void)state;
    static const struct {
        const char *sentence;
        const char *text;
        bool is_good;
    } checks[] = {
        {"the demonstration", "demo = yes\ndata = x\n", true},
        {"no data", "demo = yes\n", false},
        {"nothing to listen on", "data = x\nlisten =\n", false},
        {"TLS alone", "data = x\nlisten =\ntls = :8443\n", true},
        {"half a certificate", "data = x\ncertificate = c.pem\n", false},
        {"a fast clock without a demonstration", "data = x\nspeed = 10\n", false},
        {"a fast demonstration", "data = x\nspeed = 10\ndemo = yes\n", true},
        {"a time to begin", "data = x\ndemo = yes\nbegin = 2026-10-31T19:00:00Z\n", true},
        {"an hour behind it", "data = x\ndemo = yes\nwarm-up-minutes = 60\n", true},
        {"an hour without a demonstration", "data = x\nwarm-up-minutes = 60\n", false},
        {"an hour of prices that nobody sent",
         "data = x\ndemo = yes\nfeeds = ws://127.0.0.1:9\nwarm-up-minutes = 60\n", false},
        {"one that is none", "data = x\ndemo = yes\nbegin = tomorrow\n", false},
        {"one without a demonstration", "data = x\nbegin = 2026-10-31T19:00:00Z\n", false},
        {"a scenario of the price path", "data = x\nscenario = crash\n", true},
        {"another", "data = x\nscenario = quiet\n", false},
    };
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++) {
        struct venue_config config;
        char error[CONFIG_ERROR_SIZE];
        venue_config_default(&config);
        EXPECT_TRUE(checks[i].sentence, venue_config_read(&config, "f", checks[i].text, error));
        EXPECT_EQ(checks[i].sentence, venue_config_check(&config, error), checks[i].is_good);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_endpoints),
        cmocka_unit_test(test_check),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
