/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feeds.h - connections to sources of prices, on a thread of their own.
 *
 * Role       Drives a feed.h machine a source over libwebsockets, with TLS and a check of the
 *            certificate, and leaves the latest quote of each where another thread takes it.
 * Never      It knows nothing of products, commands or the journal, and never waits for whoever
 *            takes the quotes.
 * Invariant  A quote is left at most once in interval_ns a source, the newest of what came; never
 *            one that was not confirmed since the one before.
 * Ownership  Only feeds_take and feeds_figures may be called while the thread runs, from one other
 *            thread; `wake` and `log` are called from the feeds' own.
 */
#ifndef PERPETUA_PRICE_FEED_FEEDS_H
#define PERPETUA_PRICE_FEED_FEEDS_H

#include "price_feed/feed.h"
#include "price_feed/feed_url.h"

#define FEEDS_MAX FEED_KINDS

struct feed_source {
    enum feed_kind kind;
    char url[FEED_URL_SIZE];
};

struct feeds_config {
    struct feed_source sources[FEEDS_MAX];
    uint32_t count;
    char coin[FEED_COIN_SIZE];
    int64_t interval_ns;
    uint64_t seed;
    const char *authority_path; /* PEM; NULL or "": the certificates that the system trusts */
    void (*wake)(void *context);
    void (*log)(void *context, bool is_warning, const char *text);
    void *context;
};

struct feeds;

/* The address at which the venue of this kind serves the public. */
void feeds_public_url(enum feed_kind kind, const char *coin, char url[FEED_URL_SIZE]);

/* The same at a feed-server: BASE/NAME and the path.  False: it does not fit. */
bool feeds_server_url(enum feed_kind kind, const char *coin, const char *base,
                      char url[FEED_URL_SIZE]);

/* NULL: *error says why. */
struct feeds *feeds_start(const struct feeds_config *config, char *error, size_t error_size);
void feeds_stop(struct feeds *feeds);

uint32_t feeds_count(const struct feeds *feeds);
enum feed_kind feeds_kind(const struct feeds *feeds, uint32_t index);

/* True: a quote was left since the one that *seen names (0 at first), and here it is. */
bool feeds_take(struct feeds *feeds, uint32_t index, uint64_t *seen, struct feed_quote *quote);

struct feed_figures {
    struct feed_counts counts;
    int64_t confirmed_ns; /* steady; 0: there is no quote */
    bool is_open;
};

struct feed_figures feeds_figures(const struct feeds *feeds, uint32_t index);

#endif
