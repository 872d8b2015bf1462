/* SPDX-License-Identifier: Apache-2.0 */
/*
 * venue.h - the daemon: everything of a running venue, made in order, driven, and ended in order.
 *
 * Role       Recovers, lists and opens the demonstration, serves, keeps time, stops.
 * Invariant  The venue says that it is ready when every acknowledged command is in its state again
 *            and its sockets listen; it ends with a seal and a snapshot, or says why not.
 * Ownership  Everything in struct venue is the daemon's and lives on its thread, but for the
 *            threads of the journal, the history and the receipts, and the flag that they wake it
 *            with.
 */
#ifndef PERPETUA_VENUE_VENUE_H
#define PERPETUA_VENUE_VENUE_H

#include <stdatomic.h>

#include "agents/agents.h"
#include "gateway/gateway_loop.h"
#include "gateway/server_loop.h"
#include "venue/venue_config.h"
#include "venue/venue_funding.h"

struct rpc;
struct rest;
struct venue_feeds;
struct desk;

struct venue {
    struct venue_config config;
    const char *version;
    struct gateway *gateway;
    _Atomic(struct server *) server; /* the journal's thread wakes it */
    struct node node;
    bool is_node_open;
    struct market_data *market;
    struct read_model *orders;
    struct history *history;
    struct receipts *receipts;        /* NULL: none are given */
    struct desk *desk;                /* NULL as receipts: what operators said */
    bool has_told_receipts;           /* that they failed */
    struct supervision *supervision;  /* NULL: nobody watches */
    struct settings *report_settings; /* as supervision */
    struct credentials *credentials;
    struct sessions *sessions;
    struct throttles *throttles;
    struct instruments *instruments;
    struct agents *agents;
    struct venue_feeds *feeds; /* NULL: prices come from elsewhere */
    struct venue_funding funding;
    struct rpc *rpc;
    struct block_requests *block_requests;
    struct rest *rest;
    uint64_t history_sequence; /* what history had at the start */
    uint64_t snapshot_sequence;
    int64_t begin_ns;    /* steady */
    int64_t ready_ns;    /* how long it took */
    int64_t snapshot_ns; /* how long the last one took */
    int64_t turn_ns_max; /* the longest turn since the last look at the metrics */
    uint64_t tick_count;
    uint32_t reader_stage; /* of the step that the readers see */
    uint32_t mode;         /* enum venue_mode */
};

enum venue_mode { VENUE_STARTING = 0, VENUE_READY = 1, VENUE_STOPPING = 2, VENUE_FAILED = 3 };

/* Runs until it is told to stop.  Returns false if it could not start or the journal failed; then
 * the log says why. */
bool venue_run(const struct venue_config *config, const char *version);

#endif
