/* SPDX-License-Identifier: Apache-2.0 */
/*
 * venue_feeds.c - see venue_feeds.h.
 */
#include "venue/venue_feeds.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/int_math.h"
#include "node/venue_view.h"
#include "os/os_clock.h"
#include "venue/log.h"
#include "venue/venue.h"

#define NS_PER_MS     INT64_C(1000000)
#define FIRST_NS      INT64_C(5000000000) /* that a start waits for prices */
#define FIRST_LOOK_NS INT64_C(5000000)
#define LOT_E4        INT64_C(10000) /* lots a coin */

struct venue_feeds {
    struct feeds *feeds;
    uint64_t seen[FEEDS_MAX];
    struct feed_quote quotes[FEEDS_MAX]; /* the last that was sent */
    uint64_t sent_count[FEEDS_MAX];
    int64_t tick_value_micros; /* of the product; 0: it is not there yet */
    uint64_t statuses;         /* of the sources in the latest index, by their places */
    bool has_statuses;
};

/* --- configuration ---------------------------------------------------------------------------- */

/* The key that overrides the address of a source, and its value. */
struct override {
    const char *key;
    const char *value;
};

static struct override override_of(const struct venue_config *config, enum feed_kind kind)
{
    switch (kind) {
    case FEED_COINBASE: return (struct override){"feed-coinbase", config->feed_coinbase};
    case FEED_KRAKEN: return (struct override){"feed-kraken", config->feed_kraken};
    case FEED_BITSTAMP: return (struct override){"feed-bitstamp", config->feed_bitstamp};
    case FEED_GEMINI: return (struct override){"feed-gemini", config->feed_gemini};
    case FEED_BITFINEX: return (struct override){"feed-bitfinex", config->feed_bitfinex};
    default: IMPOSSIBLE();
    }
}

/* False: `url` is no address; else it is empty if the source is not used. */
static bool address_of(const struct venue_config *config, enum feed_kind kind,
                       char url[FEED_URL_SIZE])
{
    struct override own = override_of(config, kind);
    url[0] = '\0';
    if (strcmp(own.value, "none") == 0) return true;
    if (own.value[0] != '\0') {
        (void)snprintf(url, FEED_URL_SIZE, "%s", own.value);
    } else if (strcmp(config->feeds, "public") == 0) {
        feeds_public_url(kind, config->feed_coin, url);
    } else if (config->feeds[0] != '\0') {
        if (!feeds_server_url(kind, config->feed_coin, config->feeds, url)) return false;
    } else {
        return true;
    }
    struct feed_url parts;
    return feed_url_read(url, &parts);
}

bool venue_feeds_sources(const struct venue_config *config, struct feeds_config *feeds,
                         char error[CONFIG_ERROR_SIZE])
{
    *feeds = (struct feeds_config){
        .interval_ns = (int64_t)config->feed_interval_ms * NS_PER_MS,
        .seed = config->seed,
        .authority_path = config->feed_authority,
    };
    if (!feed_coin_is_legal(config->feed_coin)) {
        (void)snprintf(error, CONFIG_ERROR_SIZE,
                       "feed-coin = %.64s: two to seven capital letters or digits are expected",
                       config->feed_coin);
        return false;
    }
    memcpy(feeds->coin, config->feed_coin, strlen(config->feed_coin));
    for (uint32_t i = 0; i < FEED_KINDS; i++) {
        struct feed_source *source = &feeds->sources[feeds->count];
        source->kind = (enum feed_kind)i;
        if (!address_of(config, source->kind, source->url)) {
            struct override own = override_of(config, source->kind);
            bool is_own = own.value[0] != '\0';
            (void)snprintf(error, CONFIG_ERROR_SIZE,
                           "%s = %.500s: ws://HOST:PORT or wss://HOST is expected%s",
                           is_own ? own.key : "feeds", is_own ? own.value : config->feeds,
                           is_own ? ", or none" : ", or public");
            return false;
        }
        feeds->count += source->url[0] != '\0';
    }
    return true;
}

bool venue_feeds_check(const struct venue_config *config, char error[CONFIG_ERROR_SIZE])
{
    struct feeds_config feeds;
    return venue_feeds_sources(config, &feeds, error);
}

/* --- prices ----------------------------------------------------------------------------------- */

struct fine_price venue_feeds_price(int64_t price_e8, int64_t tick_value_micros)
{
    ASSERT(price_e8 >= 0);
    ASSERT(tick_value_micros > 0);
    if (price_e8 == 0) return (struct fine_price){0};
    /* A tick is tick_value x 10^4 lots x 10^-6 dollars a coin: 10^6 of our units a micro-dollar. */
    int128 numerator = (int128)price_e8 * FINE_PER_TICK;
    int64_t fine = (int64_t)(numerator / (tick_value_micros * LOT_E4 * 100));
    return (struct fine_price){i64_max(fine, 1)};
}

static int64_t tick_value_of(struct venue *venue)
{
    struct venue_feeds *own = venue->feeds;
    struct terms_view view;
    if (own->tick_value_micros == 0 &&
        core_terms(gateway_core(venue->gateway), (uint16_t)venue->config.feed_product, &view)) {
        own->tick_value_micros = view.product->tick_value_micros;
    }
    return own->tick_value_micros;
}

/* An index refuses what it does not know: the operator has to hear of it, once. */
static void look_for_reject(void *context, const struct event *events, uint32_t count)
{
    static bool is_said;
    (void)context;
    if (count == 0 || events[0].kind != EVENT_REJECTED || is_said) return;
    is_said = true;
    log_line(LOG_ERROR, "feeds",
             "a price was refused with code %u: see feed-product and "
             "feed-source-first",
             events[0].reject.code);
}

static uint32_t source_id_of(const struct venue *venue, uint32_t index)
{
    return (uint32_t)venue->config.feed_source_first +
           (uint32_t)feeds_kind(venue->feeds->feeds, index);
}

static void send_quote(struct venue *venue, uint32_t index)
{
    struct venue_feeds *own = venue->feeds;
    const struct feed_quote *quote = &own->quotes[index];
    int64_t tick_value_micros = tick_value_of(venue);
    if (tick_value_micros == 0) return;
    struct command command = {.kind = COMMAND_SOURCE_PRICE,
                              .product_id = (uint16_t)venue->config.feed_product};
    command.source = (struct body_source_price){
        .source_id = source_id_of(venue, index),
        .bid = venue_feeds_price(quote->bid_e8, tick_value_micros),
        .ask = venue_feeds_price(quote->ask_e8, tick_value_micros),
        .last = venue_feeds_price(quote->last_e8, tick_value_micros),
        .source_time_ns = quote->time_ns,
    };
    if (gateway_submit(venue->gateway, &command, look_for_reject, NULL)) own->sent_count[index]++;
}

/* --- the feeds -------------------------------------------------------------------------------- */

static void wake(void *context)
{
    struct venue *venue = context;
    struct server *server = atomic_load(&venue->server);
    if (server != NULL) server_wake(server);
}

static void say(void *context, bool is_warning, const char *text)
{
    (void)context;
    log_line(is_warning ? LOG_WARN : LOG_INFO, "feeds", "%s", text);
}

/* What the latest index made of its sources. */
static void watch_index(void *context, const struct event *list, uint32_t count)
{
    struct venue *venue = context;
    for (uint32_t i = 0; i < count; i++) {
        bool is_ours = list[i].kind == EVENT_INDEX &&
                       list[i].product_id == venue->config.feed_product && venue->feeds != NULL;
        if (!is_ours) continue;
        venue->feeds->statuses = list[i].index_value.statuses;
        venue->feeds->has_statuses = true;
    }
}

bool venue_feeds_open(struct venue *venue)
{
    char error[CONFIG_ERROR_SIZE];
    struct feeds_config config;
    bool is_good = venue_feeds_sources(&venue->config, &config, error);
    if (is_good && config.count == 0) return true;
    config.wake = wake;
    config.log = say;
    config.context = venue;
    venue->feeds = calloc(1, sizeof *venue->feeds);
    if (venue->feeds != NULL && is_good) {
        venue->feeds->feeds = feeds_start(&config, error, sizeof error);
        is_good = venue->feeds->feeds != NULL;
    }
    if (is_good && venue->feeds != NULL) {
        gateway_listen(venue->gateway, watch_index, venue);
        return true;
    }
    log_line(LOG_ERROR, "feeds", "%s", is_good ? "out of memory" : error);
    return false;
}

void venue_feeds_close(struct venue *venue)
{
    if (venue->feeds == NULL) return;
    feeds_stop(venue->feeds->feeds);
    free(venue->feeds);
    venue->feeds = NULL;
}

/* Sources of which a quote was taken. */
static uint32_t count_known(const struct venue_feeds *own)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < feeds_count(own->feeds); i++) count += own->seen[i] != 0;
    return count;
}

void venue_feeds_first(struct venue *venue)
{
    struct venue_feeds *own = venue->feeds;
    if (own == NULL) return;
    uint32_t count = feeds_count(own->feeds);
    int64_t end_ns = os_clock_steady_ns() + FIRST_NS;
    while (count_known(own) < count && os_clock_steady_ns() < end_ns) {
        for (uint32_t i = 0; i < count; i++) {
            (void)feeds_take(own->feeds, i, &own->seen[i], &own->quotes[i]);
        }
        if (count_known(own) < count) os_clock_sleep_ns(FIRST_LOOK_NS);
    }
    uint32_t known_count = count_known(own);
    log_line(known_count < count ? LOG_WARN : LOG_INFO, "feeds",
             "prices of %" PRIu32 " of %" PRIu32 " sources", known_count, count);
}

void venue_feeds_send(struct venue *venue)
{
    struct venue_feeds *own = venue->feeds;
    if (own == NULL) return;
    for (uint32_t i = 0; i < feeds_count(own->feeds); i++) {
        if (own->seen[i] != 0) send_quote(venue, i);
    }
}

void venue_feeds_turn(struct venue *venue)
{
    struct venue_feeds *own = venue->feeds;
    if (own == NULL || venue->mode != VENUE_READY) return;
    for (uint32_t i = 0; i < feeds_count(own->feeds); i++) {
        /* While the disk does not follow, the newest quote waits where it was left. */
        if (gateway_is_full(venue->gateway)) return;
        if (feeds_take(own->feeds, i, &own->seen[i], &own->quotes[i])) send_quote(venue, i);
    }
}

struct fine_price venue_feeds_middle(struct venue *venue)
{
    const struct venue_feeds *own = venue->feeds;
    int64_t prices_e8[FEEDS_MAX];
    uint32_t count = 0;
    int64_t tick_value_micros = own == NULL ? 0 : tick_value_of(venue);
    if (tick_value_micros == 0) return (struct fine_price){0};
    for (uint32_t i = 0; i < feeds_count(own->feeds); i++) {
        const struct feed_quote *quote = &own->quotes[i];
        int64_t price_e8 = quote->bid_e8 != 0 ? quote->bid_e8 : quote->last_e8;
        if (price_e8 == 0) continue;
        uint32_t place = count++;
        for (; place > 0 && prices_e8[place - 1] > price_e8; place--) {
            prices_e8[place] = prices_e8[place - 1];
        }
        prices_e8[place] = price_e8;
    }
    if (count == 0) return (struct fine_price){0};
    return venue_feeds_price(prices_e8[count / 2], tick_value_micros);
}

uint32_t venue_feeds_count(const struct venue *venue)
{
    return venue->feeds == NULL ? 0 : feeds_count(venue->feeds->feeds);
}

/* -1: the index has not been looked at yet, or does not have this source. */
static int32_t status_of(const struct venue *venue, uint32_t index)
{
    struct terms_view view;
    const struct core *core = gateway_core(venue->gateway);
    if (!venue->feeds->has_statuses) return -1;
    if (!core_terms(core, (uint16_t)venue->config.feed_product, &view)) return -1;
    uint32_t count = view.prices == NULL ? 0 : view.prices->source_count;
    for (uint32_t i = 0; i < count; i++) {
        if (view.prices->sources[i].source_id != source_id_of(venue, index)) continue;
        return (int32_t)(venue->feeds->statuses >> (4 * i) & 15);
    }
    return -1;
}

struct venue_feed venue_feeds_figures(const struct venue *venue, uint32_t index)
{
    const struct venue_feeds *own = venue->feeds;
    return (struct venue_feed){
        .name = feed_protocol(feeds_kind(own->feeds, index))->name,
        .figures = feeds_figures(own->feeds, index),
        .sent_count = own->sent_count[index],
        .status = status_of(venue, index),
    };
}
