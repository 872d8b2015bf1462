/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed_server.h - five spot venues on one port, told apart by path, with faults on demand.
 *
 * Role       Serves play.h over the gateway's sockets: /coinbase/, /kraken/v2, /bitstamp/,
 *            /gemini/v1/marketdata/BTCUSD and /bitfinex/ws/2, so that a venue's price feeds run,
 *            and can be tested, without the internet.
 * Invariant  All connections of a venue see the same market.
 */
#ifndef PERPETUA_FEED_SERVER_FEED_SERVER_H
#define PERPETUA_FEED_SERVER_FEED_SERVER_H

#include "feed_server/fault_plan.h"
#include "feed_server/tape.h"
#include "gateway/server_loop.h"
#include "price_feed/feeds.h"

struct feed_server_config {
    struct server_config server; /* where it listens */
    char coin[FEED_COIN_SIZE];
    enum path_scenario scenario;
    uint64_t seed;
    int64_t speed;       /* the market moves so much faster */
    int64_t interval_ns; /* between two messages of prices */
    uint64_t drop_every; /* messages of prices, then the connection is cut; 0: never */
    uint64_t gap_every;  /* of so many one gets lost; 0: none */
    bool has_control;    /* /control takes the words of fault_plan.h */
    struct fault_plan plan;
    struct tape_record records[FEED_KINDS];
    /* It listens: the ports, 0 for none. */
    void (*ready)(int port, int tls_port);
};

/* Until SIGTERM or SIGINT.  False: *error says why it could not begin. */
bool feed_server_run(const struct feed_server_config *config, char *error, size_t error_size);

#endif
