/* SPDX-License-Identifier: Apache-2.0 */
/*
 * venue_config.c - see venue_config.h.
 */
#include "venue/venue_config.h"

#include <inttypes.h>
#include <string.h>

#include "agents/price_path.h"
#include "base/check.h"
#include "base/int_math.h"
#include "base/text.h"
#include "venue/venue_clock.h"
#include "venue/venue_feeds.h"
#include "wire/import_time.h"

enum kind { KIND_TEXT, KIND_NUMBER, KIND_SWITCH };

struct key {
    const char *name;
    enum kind kind;
    size_t offset;
    uint64_t low;
    uint64_t high;
    const char *standard;
    const char *meaning;
};

#define TEXT(name, member, standard, meaning)                                                      \
    {                                                                                              \
        name, KIND_TEXT, offsetof(struct venue_config, member), 0, 0, standard, meaning            \
    }
#define NUMBER(name, member, low, high, standard, meaning)                                         \
    {                                                                                              \
        name, KIND_NUMBER, offsetof(struct venue_config, member), low, high, standard, meaning     \
    }
#define SWITCH(name, member, standard, meaning)                                                    \
    {                                                                                              \
        name, KIND_SWITCH, offsetof(struct venue_config, member), 0, 0, standard, meaning          \
    }

static const struct key keys[] = {
    TEXT("data", data, "", "directory of journal, snapshots, keys and history"),
    TEXT("listen", listen, "127.0.0.1:8080", "HOST:PORT without TLS; empty: none"),
    TEXT("tls", tls, "", "HOST:PORT with TLS; empty: none"),
    TEXT("certificate", certificate, "", "PEM file; empty: a self-signed one made in data"),
    TEXT("certificate-key", certificate_key, "", "PEM file of its private key"),
    TEXT("page", page, "", "directory of the web page; empty: the installed one, if there is one"),
    TEXT("history", history, "", "SQLite file or PostgreSQL connection; empty: history.db in data"),
    SWITCH("demo", is_demo, "no", "list BTCPERP, open demo accounts, trade by agents"),
    SWITCH("agents", has_agents, "yes", "in the demo: made-up participants trade"),
    NUMBER("seed", seed, 0, UINT64_MAX, "1", "in the demo: what agents and prices come from"),
    NUMBER("speed", speed, 1, VENUE_SPEED_MAX, "1", "in the demo: venue time runs so much faster"),
    TEXT("begin", begin, "",
         "in the demo: where venue time begins, as 2026-10-31T19:00:00Z; empty: now"),
    NUMBER("warm-up-minutes", warm_up_minutes, 0, 1440, "0",
           "in the demo, at speed 1: so long has it traded when it opens first"),
    TEXT("scenario", scenario, "calm",
         "in the demo: calm, trend, crash, funding-squeeze, index-outage"),
    TEXT("feeds", feeds, "",
         "prices of outside venues: public, or ws://HOST:PORT of a feed-server; empty: none"),
    TEXT("feed-coinbase", feed_coinbase, "",
         "address in place of the one by feeds; none: not used"),
    TEXT("feed-kraken", feed_kraken, "", "the same"),
    TEXT("feed-bitstamp", feed_bitstamp, "", "the same"),
    TEXT("feed-gemini", feed_gemini, "", "the same"),
    TEXT("feed-bitfinex", feed_bitfinex, "", "the same"),
    TEXT("feed-coin", feed_coin, "BTC", "whose price in dollars is asked for"),
    TEXT("feed-authority", feed_authority, "",
         "PEM file of the certificates that feeds trust; empty: those of the system"),
    NUMBER("feed-product", feed_product, 1, 65535, "1", "product whose index the feeds make"),
    NUMBER("feed-source-first", feed_source_first, 1, UINT32_MAX - 4, "11",
           "source id of Coinbase; Kraken, Bitstamp, Gemini and Bitfinex have the next ones"),
    NUMBER("feed-interval-ms", feed_interval_ms, 10, 10000, "250",
           "a source's newest price is journalled at most so often"),
    NUMBER("connections", connections, 16, 65536, "4096", "at the same time"),
    NUMBER("connections-per-address", connections_per_address, 1, 65536, "1024",
           "of one client address"),
    NUMBER("backlog-kib", backlog_kib, 64, 1048576, "8192",
           "unsent output of one WebSocket; beyond it the client is cut"),
    NUMBER("header-seconds", header_seconds, 1, 600, "10",
           "for the headers of a request, and for its body"),
    NUMBER("keep-alive-seconds", keep_alive_seconds, 1, 3600, "60",
           "of an HTTP connection without a request"),
    NUMBER("ping-seconds", ping_seconds, 5, 3600, "60",
           "a quiet WebSocket is pinged, and cut after as much again"),
    NUMBER("answer-seconds", answer_seconds, 1, 600, "10", "after which an HTTP request gets 504"),
    NUMBER("request-burst", request_burst, 0, 1000000000, "100",
           "requests of a key at once; 0: not limited"),
    NUMBER("request-rate", request_rate, 1, 1000000000, "20", "requests of a key a second"),
    NUMBER("matching-burst", matching_burst, 0, 1000000000, "2000",
           "orders and amends of a key at once; 0: not limited"),
    NUMBER("matching-rate", matching_rate, 1, 1000000000, "1000",
           "orders and amends of a key a second"),
    NUMBER("subscribe-burst", subscribe_burst, 0, 1000000000, "10",
           "subscribe calls at once; 0: not limited"),
    NUMBER("subscribe-rate", subscribe_rate, 1, 1000000000, "3", "subscribe calls a second"),
    NUMBER("snapshot-commands", snapshot_commands, 0, UINT64_MAX, "1000000",
           "commands between two snapshots; 0: only when the venue stops"),
    NUMBER("snapshots-kept", snapshots_kept, 1, 100, "3", "the newest"),
    NUMBER("seal-commands", seal_commands, 1, UINT64_MAX, "65536",
           "commands between two hashes of all events"),
    SWITCH("receipts", has_receipts, "yes",
           "run the journal again beside the venue, to explain its numbers to clients"),
    NUMBER("receipts-mib", receipts_mib, 1, 65536, "16", "of the newest receipts kept in memory"),
    SWITCH("supervision", has_supervision, "yes",
           "let surveillance and market quality look on where receipts run the journal again"),
    TEXT("report-settings", report_settings, "",
         "file of reportable levels and obligations for reports; empty: the defaults"),
    NUMBER("segment-mib", segment_mib, 1, 1024, "64",
           "a file of the journal; of a new venue, fixed for ever, as the next"),
    NUMBER("accounts", accounts, 64, 1u << 24, "65536", "in all"),
    NUMBER("positions", positions, 64, 1u << 24, "131072", "account and product pairs"),
    NUMBER("orders", orders, 64, 1u << 24, "262144", "live at the same time"),
    NUMBER("conditional-orders", conditional_orders, 64, 1u << 24, "65536",
           "with a trigger, an expiry, a display, a group or a link"),
    NUMBER("sessions", sessions, 16, 65536, "4096", "that can cancel on disconnect"),
};

#define KEY_COUNT (sizeof keys / sizeof keys[0])

static void *place_of(struct venue_config *config, const struct key *key)
{
    return (char *)config + key->offset;
}

void venue_config_default(struct venue_config *config)
{
    char error[CONFIG_ERROR_SIZE];
    memset(config, 0, sizeof *config);
    for (size_t i = 0; i < KEY_COUNT; i++) {
        bool is_set = venue_config_set(config, keys[i].name, keys[i].standard, error);
        ASSERT(is_set);
    }
}

/* --- one key ---------------------------------------------------------------------------------- */

/* How many single letters have to change to make one of the other. */
static uint32_t distance(const char *a, const char *b)
{
    uint32_t row[64];
    size_t b_size = strnlen(b, sizeof row / sizeof row[0] - 1);
    for (uint32_t i = 0; i <= b_size; i++) row[i] = i;
    for (uint32_t i = 0; a[i] != '\0'; i++) {
        uint32_t diagonal = row[0];
        row[0] = i + 1;
        for (uint32_t k = 0; k < b_size; k++) {
            uint32_t replaced = diagonal + (a[i] != b[k]);
            diagonal = row[k + 1];
            row[k + 1] = u32_min(replaced, u32_min(row[k], row[k + 1]) + 1);
        }
    }
    return row[b_size];
}

/* One letter may be wrong, and one more in each four: what is farther away was not meant. */
#define LETTERS_OF_A_SLIP 4u
#define SLIPS_MAX         3u

/* The key that was meant; NULL: none is near. */
static const struct key *nearest_key(const char *name)
{
    const struct key *nearest = NULL;
    uint32_t size = (uint32_t)strnlen(name, LETTERS_OF_A_SLIP * SLIPS_MAX);
    uint32_t least = u32_min(1 + size / LETTERS_OF_A_SLIP, SLIPS_MAX) + 1;
    for (size_t i = 0; i < KEY_COUNT; i++) {
        uint32_t found = distance(name, keys[i].name);
        if (found >= least) continue;
        least = found;
        nearest = &keys[i];
    }
    return nearest;
}

static void tell_unknown(const char *name, char error[CONFIG_ERROR_SIZE])
{
    const struct key *nearest = nearest_key(name);
    if (nearest == NULL) {
        (void)snprintf(error, CONFIG_ERROR_SIZE,
                       "there is no key '%.64s'; --print-config prints all of them", name);
        return;
    }
    (void)snprintf(error, CONFIG_ERROR_SIZE, "there is no key '%.64s'; the nearest is '%s'", name,
                   nearest->name);
}

static bool set_number(uint64_t *number, const struct key *key, const char *value,
                       char error[CONFIG_ERROR_SIZE])
{
    uint64_t read = 0;
    if (!text_read_u64(value, strlen(value), &read)) {
        (void)snprintf(error, CONFIG_ERROR_SIZE,
                       "%s = %s: a whole number from %" PRIu64 " to %" PRIu64 " is expected",
                       key->name, value, key->low, key->high);
        return false;
    }
    if (read < key->low || read > key->high) {
        (void)snprintf(error, CONFIG_ERROR_SIZE, "%s = %s: the nearest legal value is %" PRIu64,
                       key->name, value, read < key->low ? key->low : key->high);
        return false;
    }
    *number = read;
    return true;
}

static bool set_switch(bool *is_on, const struct key *key, const char *value,
                       char error[CONFIG_ERROR_SIZE])
{
    bool is_yes = strcmp(value, "yes") == 0;
    if (!is_yes && strcmp(value, "no") != 0) {
        (void)snprintf(error, CONFIG_ERROR_SIZE, "%s = %s: yes or no is expected", key->name,
                       value);
        return false;
    }
    *is_on = is_yes;
    return true;
}

static bool set_text(char *text, const struct key *key, const char *value,
                     char error[CONFIG_ERROR_SIZE])
{
    size_t size = strlen(value);
    if (size >= CONFIG_TEXT_SIZE) {
        (void)snprintf(error, CONFIG_ERROR_SIZE, "%s: at most %u bytes are expected", key->name,
                       CONFIG_TEXT_SIZE - 1);
        return false;
    }
    memcpy(text, value, size + 1);
    return true;
}

bool venue_config_set(struct venue_config *config, const char *key, const char *value,
                      char error[CONFIG_ERROR_SIZE])
{
    for (size_t i = 0; i < KEY_COUNT; i++) {
        if (strcmp(keys[i].name, key) != 0) continue;
        void *place = place_of(config, &keys[i]);
        if (keys[i].kind == KIND_NUMBER) return set_number(place, &keys[i], value, error);
        if (keys[i].kind == KIND_SWITCH) return set_switch(place, &keys[i], value, error);
        return set_text(place, &keys[i], value, error);
    }
    tell_unknown(key, error);
    return false;
}

/* --- a file ----------------------------------------------------------------------------------- */

static bool is_space(char letter)
{
    return letter == ' ' || letter == '\t' || letter == '\r';
}

/* Cuts white space at both ends. */
static char *trim(char *text)
{
    while (is_space(*text)) text++;
    size_t size = strlen(text);
    while (size > 0 && is_space(text[size - 1])) size--;
    text[size] = '\0';
    return text;
}

static bool read_line(struct venue_config *config, char *line, char error[CONFIG_ERROR_SIZE])
{
    char *text = trim(line);
    if (text[0] == '\0' || text[0] == '#') return true;
    char *equal = strchr(text, '=');
    if (equal == NULL) {
        (void)snprintf(error, CONFIG_ERROR_SIZE, "'%.64s': KEY = VALUE is expected", text);
        return false;
    }
    *equal = '\0';
    return venue_config_set(config, trim(text), trim(equal + 1), error);
}

bool venue_config_read(struct venue_config *config, const char *name, const char *text,
                       char error[CONFIG_ERROR_SIZE])
{
    char line[2 * CONFIG_TEXT_SIZE];
    char fault[CONFIG_ERROR_SIZE];
    for (uint32_t number = 1; *text != '\0'; number++) {
        size_t size = strcspn(text, "\n");
        bool fits = size < sizeof line;
        if (fits) {
            memcpy(line, text, size);
            line[size] = '\0';
        }
        (void)snprintf(fault, sizeof fault, "the line is too long");
        if (!fits || !read_line(config, line, fault)) {
            (void)snprintf(error, CONFIG_ERROR_SIZE, "%.200s:%" PRIu32 ": %.700s", name, number,
                           fault);
            return false;
        }
        text += size + (text[size] == '\n');
    }
    return true;
}

/* --- all of it -------------------------------------------------------------------------------- */

bool venue_config_endpoint(const char *text, char address[64], int *port)
{
    const char *colon = strrchr(text, ':');
    uint64_t number = 0;
    if (colon == NULL || !text_read_u64(colon + 1, strlen(colon + 1), &number)) return false;
    size_t size = (size_t)(colon - text);
    bool has_brackets = size >= 2 && text[0] == '[' && colon[-1] == ']';
    if (has_brackets) {
        text++;
        size -= 2;
    }
    bool has_colons = memchr(text, ':', size) != NULL;
    if (number > 65535 || size >= 64 || has_colons != has_brackets) return false;
    memcpy(address, text, size);
    address[size] = '\0';
    *port = (int)number;
    return true;
}

bool venue_config_time(const char *text, int64_t *time_ns)
{
    *time_ns = 0;
    size_t size = strlen(text);
    return size == 0 || import_time((struct import_slice){text, size}, time_ns);
}

static bool check_endpoint(const char *key, const char *value, char error[CONFIG_ERROR_SIZE])
{
    char address[64];
    int port = 0;
    if (value[0] == '\0' || venue_config_endpoint(value, address, &port)) return true;
    (void)snprintf(error, CONFIG_ERROR_SIZE,
                   "%s = %s: HOST:PORT is expected, as 127.0.0.1:8080 or [::1]:8080", key, value);
    return false;
}

bool venue_config_check(const struct venue_config *config, char error[CONFIG_ERROR_SIZE])
{
    enum path_scenario scenario = PATH_CALM;
    bool is_known = path_scenario_find(config->scenario, &scenario);
    if (!check_endpoint("listen", config->listen, error)) return false;
    if (!check_endpoint("tls", config->tls, error)) return false;
    const char *fault = NULL;
    if (config->data[0] == '\0') fault = "data: a directory is needed";
    if (config->listen[0] == '\0' && config->tls[0] == '\0') {
        fault = "listen or tls: one of them is needed";
    }
    if ((config->certificate[0] == '\0') != (config->certificate_key[0] == '\0')) {
        fault = "certificate and certificate-key: both or none are needed";
    }
    if (!is_known) {
        fault = "scenario: calm, trend, crash, funding-squeeze or index-outage is expected";
    }
    int64_t begin_ns = 0;
    if (!venue_config_time(config->begin, &begin_ns)) {
        fault = "begin: a time in UTC is expected, as 2026-10-31T19:00:00Z";
    }
    bool has_own_clock = config->speed > 1 || begin_ns != 0;
    bool warms_up = config->warm_up_minutes != 0;
    if ((has_own_clock || warms_up) && !config->is_demo) {
        fault = "speed, begin, warm-up-minutes: only the demo has its own clock";
    }
    if (warms_up && config->feeds[0] != '\0') {
        fault =
            "warm-up-minutes: outside venues have no prices of the past; 0 is expected with feeds";
    }
    if (fault == NULL) return venue_feeds_check(config, error);
    (void)snprintf(error, CONFIG_ERROR_SIZE, "%s", fault);
    return false;
}

void venue_config_print(const struct venue_config *config, FILE *out)
{
    for (size_t i = 0; i < KEY_COUNT; i++) {
        const struct key *key = &keys[i];
        const char *place = (const char *)config + key->offset;
        fprintf(out, "# %s", key->meaning);
        if (key->kind == KIND_NUMBER) {
            uint64_t number = 0;
            memcpy(&number, place, sizeof number);
            fprintf(out, " (%" PRIu64 " to %" PRIu64 ", default %s)\n%s = %" PRIu64 "\n\n",
                    key->low, key->high, key->standard, key->name, number);
        } else if (key->kind == KIND_SWITCH) {
            bool is_on = false;
            memcpy(&is_on, place, sizeof is_on);
            fprintf(out, " (yes or no, default %s)\n%s = %s\n\n", key->standard, key->name,
                    is_on ? "yes" : "no");
        } else {
            fprintf(out, " (default %s)\n%s = %s\n\n",
                    key->standard[0] == '\0' ? "empty" : key->standard, key->name, place);
        }
    }
}
