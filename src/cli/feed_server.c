/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed_server.c - perpetua feed-server: five spot venues without the internet.
 *
 * Role       Reads options and recorded prices, and runs the feed server.
 */
#include "feed_server/feed_server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "check/candles.h"
#include "cli/cli.h"
#include "venue/venue_config.h"

#define INTERVAL_MS_STANDARD 250
#define CANDLE_NS            INT64_C(60000000000)
#define ERROR_SIZE           1200u

struct arguments {
    struct feed_server_config config;
    struct candle_table tables[FEED_KINDS]; /* recorded prices */
    struct tape_point *points[FEED_KINDS];
};

static void print_help(void)
{
    printf(
        "%s",
        "usage: perpetua feed-server --listen HOST:PORT [OPTION]...\n\n"
        "Plays the price of a coin in the market data protocols of Coinbase Exchange, Kraken,\n"
        "Bitstamp, Gemini and Bitfinex, on one port by path, so that a venue's price feeds run\n"
        "without the internet: perpetua venue --demo --data DIR --feeds ws://HOST:PORT\n\n"
        "  --listen H:P           without TLS; port 0 takes a free one\n"
        "  --tls H:P              with TLS, of --tls-cert FILE and --tls-key FILE (PEM)\n"
        "  --seed N               what made-up prices come from (default 1)\n"
        "  --scenario NAME        calm, trend, crash, funding-squeeze, index-outage\n"
        "  --speed N              prices move N times as fast, 1 to 1000\n"
        "  --recorded [NAME=]FILE prices from candles of a minute (CSV with a time and \"close\")\n"
        "                         of one venue; without NAME of all that have none of their own\n"
        "  --interval-ms N        between two messages of prices, 10 to 10000 (default 250)\n"
        "  --coin NAME            default BTC\n"
        "  --drop-every N         cut each connection after N messages of prices\n"
        "  --gap-every N          lose each Nth message of prices\n"
        "  --stale NAME           this venue (coinbase, kraken, bitstamp, gemini, bitfinex) is\n"
        "                         silent; can be repeated\n"
        "  --control              serve the WebSocket /control, which takes: silence NAME, refuse\n"
        "                         NAME, drop NAME, gap NAME, garbage NAME, stray NAME MILLIONTHS,\n"
        "                         resume NAME; NAME can be all\n\n"
        "exit status: 0 stopped in order, 2 unusable input or call\n");
}

static bool fail(const char *text)
{
    fprintf(stderr, "perpetua feed-server: %s\n", text);
    return false;
}

static bool fail_value(const char *key, const char *value, const char *expected)
{
    char text[ERROR_SIZE];
    (void)snprintf(text, sizeof text, "%.64s %.400s: %s is expected", key, value, expected);
    return fail(text);
}

/* --- recorded prices -------------------------------------------------------------------------- */

static bool read_table(struct candle_table *table, const char *path)
{
    struct source source;
    struct replay_fault fault = {0};
    bool is_read = source_open(&source, path, &fault);
    if (is_read) {
        is_read = candle_table_add(table, &source, CANDLE_NS, &fault);
        source_close(&source);
    }
    if (is_read && table->count >= 2) return true;
    return fail(is_read ? "recorded: two candles or more are needed" : fault.text);
}

static bool read_recorded(struct arguments *arguments, const char *value)
{
    char name[32] = "";
    enum feed_kind kind = FEED_COINBASE;
    const char *equal = strchr(value, '=');
    size_t size = equal == NULL ? 0 : (size_t)(equal - value);
    if (size > 0 && size < sizeof name) memcpy(name, value, size);
    bool is_named = size > 0 && feed_kind_find(name, &kind);
    if (is_named) return read_table(&arguments->tables[kind], equal + 1);
    /* The first venue that has none: the others follow the first record there is. */
    while (kind < FEED_BITFINEX && arguments->tables[kind].count > 0) {
        kind = (enum feed_kind)(kind + 1);
    }
    return read_table(&arguments->tables[kind], value);
}

static bool make_records(struct arguments *arguments)
{
    for (uint32_t i = 0; i < FEED_KINDS; i++) {
        const struct candle_table *table = &arguments->tables[i];
        if (table->count == 0) continue;
        struct tape_point *points = calloc(table->count, sizeof *points);
        if (points == NULL) return fail("out of memory");
        for (size_t k = 0; k < table->count; k++) {
            points[k] = (struct tape_point){table->list[k].time_ns, table->list[k].close_e8};
        }
        arguments->points[i] = points;
        arguments->config.records[i] = (struct tape_record){points, table->count};
    }
    return true;
}

/* --- options ---------------------------------------------------------------------------------- */

static bool read_number(const char *key, const char *value, uint64_t low, uint64_t high,
                        uint64_t *number)
{
    char expected[96];
    bool is_read = text_read_u64(value, strlen(value), number) && *number >= low && *number <= high;
    (void)snprintf(expected, sizeof expected, "a whole number from %llu to %llu",
                   (unsigned long long)low, (unsigned long long)high);
    return is_read || fail_value(key, value, expected);
}

static bool read_endpoint(const char *key, const char *value, struct server_listen *listen)
{
    return venue_config_endpoint(value, listen->address, &listen->port) ||
           fail_value(key, value, "HOST:PORT");
}

static bool read_coin(struct feed_server_config *config, const char *value)
{
    if (!feed_coin_is_legal(value)) return fail_value("--coin", value, "a name as BTC");
    memset(config->coin, 0, sizeof config->coin);
    memcpy(config->coin, value, strlen(value));
    return true;
}

static bool read_stale(struct feed_server_config *config, const char *value)
{
    enum feed_kind kind = FEED_COINBASE;
    if (!feed_kind_find(value, &kind)) {
        return fail_value("--stale", value, "coinbase, kraken, bitstamp, gemini or bitfinex");
    }
    config->plan.venues[kind].is_silent = true;
    return true;
}

static bool is_key(const char *key, const char *name)
{
    return strcmp(key, name) == 0;
}

static bool read_market(struct arguments *arguments, const char *key, const char *value)
{
    struct feed_server_config *config = &arguments->config;
    uint64_t number = 0;
    if (is_key(key, "--seed")) return read_number(key, value, 0, UINT64_MAX, &config->seed);
    if (is_key(key, "--recorded")) return read_recorded(arguments, value);
    if (is_key(key, "--coin")) return read_coin(config, value);
    if (is_key(key, "--stale")) return read_stale(config, value);
    if (is_key(key, "--drop-every"))
        return read_number(key, value, 1, UINT64_MAX, &config->drop_every);
    if (is_key(key, "--gap-every"))
        return read_number(key, value, 2, UINT64_MAX, &config->gap_every);
    if (is_key(key, "--scenario")) {
        return path_scenario_find(value, &config->scenario) ||
               fail_value(key, value, "calm, trend, crash, funding-squeeze or index-outage");
    }
    if (is_key(key, "--speed")) {
        bool is_read = read_number(key, value, 1, 1000, &number);
        config->speed = (int64_t)number;
        return is_read;
    }
    if (is_key(key, "--interval-ms")) {
        bool is_read = read_number(key, value, 10, 10000, &number);
        config->interval_ns = (int64_t)number * 1000000;
        return is_read;
    }
    return fail_value(key, value, "an option of --help");
}

static bool read_option(struct arguments *arguments, const char *key, const char *value)
{
    struct server_config *server = &arguments->config.server;
    if (is_key(key, "--listen")) {
        server->has_plain = true;
        return read_endpoint(key, value, &server->plain);
    }
    if (is_key(key, "--tls")) {
        server->has_tls = true;
        return read_endpoint(key, value, &server->tls);
    }
    if (is_key(key, "--tls-cert")) {
        server->certificate_path = value;
        return true;
    }
    if (is_key(key, "--tls-key")) {
        server->key_path = value;
        return true;
    }
    return read_market(arguments, key, value);
}

static bool read_options(struct arguments *arguments, int argc, char **argv)
{
    const struct server_config *server = &arguments->config.server;
    for (int i = 1; i < argc; i++) {
        if (is_key(argv[i], "--control")) {
            arguments->config.has_control = true;
            continue;
        }
        if (i + 1 == argc) return fail_value(argv[i], "", "an option and its value");
        if (!read_option(arguments, argv[i], argv[i + 1])) return false;
        i++;
    }
    if (!server->has_plain && !server->has_tls) return fail("--listen HOST:PORT is needed");
    bool has_files = server->certificate_path != NULL && server->key_path != NULL;
    if (server->has_tls && !has_files) return fail("--tls needs --tls-cert and --tls-key");
    return make_records(arguments);
}

/* --- running ---------------------------------------------------------------------------------- */

static void say_ready(int port, int tls_port)
{
    printf("feed-server is ready: port %d, TLS port %d\n", port, tls_port);
    (void)fflush(stdout);
}

static void say_log(void *context, bool is_error, const char *text)
{
    (void)context;
    fprintf(stderr, "feed-server: %s: %s\n", is_error ? "error" : "warning", text);
}

static struct feed_server_config standard(void)
{
    struct feed_server_config config = {
        .server = server_config_default(),
        .coin = "BTC",
        .scenario = PATH_CALM,
        .seed = 1,
        .speed = 1,
        .interval_ns = INT64_C(1000000) * INTERVAL_MS_STANDARD,
        .ready = say_ready,
    };
    config.server.log = say_log;
    return config;
}

int cli_feed_server(int argc, char **argv)
{
    static struct arguments arguments;
    char error[ERROR_SIZE];
    for (int i = 1; i < argc; i++) {
        if (!is_key(argv[i], "--help") && !is_key(argv[i], "-h")) continue;
        print_help();
        return EXIT_OK;
    }
    arguments.config = standard();
    bool is_good = read_options(&arguments, argc, argv);
    if (is_good && !feed_server_run(&arguments.config, error, sizeof error)) is_good = fail(error);
    for (uint32_t i = 0; i < FEED_KINDS; i++) {
        free(arguments.points[i]);
        free(arguments.tables[i].list);
    }
    return is_good ? EXIT_OK : EXIT_UNUSABLE;
}
