/* SPDX-License-Identifier: Apache-2.0 */
/*
 * venue_feeds.h - prices of outside venues become commands of this one.
 *
 * Role       Starts the price feeds that the configuration names, and turns the newest quote of
 *            each source into a SOURCE_PRICE command, on the venue thread.
 * Invariant  Every price that went into an index is a command in the journal, with its source; a
 *            source that falls silent sends none and grows stale (R-INDEX-3).
 * Rules      R-INDEX-2.
 */
#ifndef PERPETUA_VENUE_VENUE_FEEDS_H
#define PERPETUA_VENUE_VENUE_FEEDS_H

#include "model/units.h"
#include "price_feed/feeds.h"
#include "venue/venue_config.h"

struct venue;

/* The sources that the configuration names, with their addresses.  False: *error says which key is
 * wrong. */
bool venue_feeds_sources(const struct venue_config *config, struct feeds_config *feeds,
                         char error[CONFIG_ERROR_SIZE]);

/* The same, without the list. */
bool venue_feeds_check(const struct venue_config *config, char error[CONFIG_ERROR_SIZE]);

/* 10^-8 dollars a coin as a fine price of a product whose tick is worth so much a lot; a lot is
 * 10^-4 coins.  Rounded down; 0 stays 0, and what is not 0 is at least 1. */
struct fine_price venue_feeds_price(int64_t price_e8, int64_t tick_value_micros);

/* Starts the feeds, if there are any.  False: the log says why. */
bool venue_feeds_open(struct venue *venue);
void venue_feeds_close(struct venue *venue);

/* Waits for the first price of each source, a few seconds at most. */
void venue_feeds_first(struct venue *venue);

/* Sends the prices that are known.  A product whose index has too few sources at its first step is
 * paused, so this comes right behind the listing and right behind a recovery. */
void venue_feeds_send(struct venue *venue);

/* Sends what is new.  Every turn. */
void venue_feeds_turn(struct venue *venue);

/* The middle one of the sources' prices; 0: there is none, or no product. */
struct fine_price venue_feeds_middle(struct venue *venue);

struct venue_feed {
    const char *name;
    struct feed_figures figures;
    uint64_t sent_count; /* commands */
    int32_t status;      /* enum source_status in the latest index; -1: it is not known */
};

/* For the metrics. */
uint32_t venue_feeds_count(const struct venue *venue);
struct venue_feed venue_feeds_figures(const struct venue *venue, uint32_t index);

#endif
