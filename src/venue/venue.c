/* SPDX-License-Identifier: Apache-2.0 */
/*
 * venue.c - see venue.h: the order in which things are made and ended, and the loop.
 *
 * Role       venue_open.c makes the parts.
 * Invariant  See venue.h.
 */
#include "venue/venue.h"

#include <inttypes.h>

#include "base/int_math.h"
#include "gateway/session.h"
#include "history/history.h"
#include "os/os_clock.h"
#include "os/os_process.h"
#include "os/os_signal.h"
#include "receipts/receipts.h"
#include "supervision/supervision.h"
#include "venue/demo.h"
#include "venue/log.h"
#include "venue/venue_clock.h"
#include "venue/venue_feeds.h"
#include "venue/venue_history.h"
#include "venue/venue_parts.h"

#define BLOCKED_WAIT_NS INT64_C(200000)
#define STALLED_WAIT_NS INT64_C(1000000)
#define DRAIN_NS        INT64_C(2000000000)
#define SWEEP_NS        INT64_C(1000000000)
#define WAIT_NS_MAX     INT64_C(1000000000)

/* A quarter of the queue: a second or less of writing. */
#define SNAPSHOT_QUEUED_MAX 65536u

/* --- the loop --------------------------------------------------------------------------------- */

/* R-TIME-2: what is due is done by a command; when none comes, this is it. */
static int64_t tick_if_due(struct venue *venue)
{
    const struct core *core = gateway_core(venue->gateway);
    int64_t due_ns = core_next_due_ns(core);
    if (due_ns <= core_time_ns(core)) return WAIT_NS_MAX; /* it waits for the end of a halt */
    if (due_ns > venue_clock_ns()) return venue_clock_wait_ns(due_ns);
    struct command tick = {.kind = COMMAND_TICK};
    if (gateway_submit(venue->gateway, &tick, NULL, NULL)) venue->tick_count++;
    return 0;
}

/* Would the venue wait long for the history?  A snapshot that is overdue is worth it. */
static bool history_is_far(const struct venue *venue, uint64_t commands, uint64_t interval)
{
    struct history_figures figures;
    history_figures(venue->history, &figures);
    return figures.events_queued > SNAPSHOT_QUEUED_MAX && commands / 2 < interval;
}

/* A snapshot stops the venue while it is written, so it is taken seldom.  History comes first: a
 * start may use no snapshot that is newer than what history has. */
static void snapshot_if_due(struct venue *venue)
{
    uint64_t interval = venue->config.snapshot_commands;
    uint64_t commands = gateway_barrier(venue->gateway) - venue->snapshot_sequence;
    if (interval == 0 || commands < interval) return;
    if (history_is_far(venue, commands, interval)) return;
    /* Listeners may have sent more meanwhile: then it is taken in one of the next turns. */
    if (!gateway_settle(venue->gateway) || gateway_pending_count(venue->gateway) != 0) return;
    if (venue_history_settle(venue)) (void)venue_snapshot(venue);
}

/* What is durable now can be explained; what was explained meanwhile is answered. */
static void turn_receipts(struct venue *venue)
{
    if (venue->receipts == NULL) return;
    receipts_durable(venue->receipts, gateway_durable(venue->gateway));
    receipts_turn(venue->receipts);
    const char *fault = receipts_fault(venue->receipts);
    if (fault[0] == '\0' || venue->has_told_receipts) return;
    venue->has_told_receipts = true;
    log_line(LOG_ERROR, "receipts", "no more are given: %s", fault);
}

static void turn_supervision(struct venue *venue)
{
    if (venue->supervision == NULL) return;
    supervision_durable(venue->supervision, gateway_durable(venue->gateway));
    supervision_turn(venue->supervision);
}

/* One round: timers, what became durable, sockets.  False: the journal failed. */
static bool turn(struct venue *venue)
{
    struct server *server = atomic_load(&venue->server);
    int64_t begin_ns = os_clock_steady_ns();
    venue_clock_turn();
    int64_t next_ns = gateway_run_ticks(venue->gateway, begin_ns);
    venue_feeds_turn(venue);
    int64_t wait_ns = demo_advance(venue);
    wait_ns = i64_min(wait_ns, tick_if_due(venue));
    if (!gateway_turn(venue->gateway) || venue->mode == VENUE_FAILED) return false;
    snapshot_if_due(venue);
    turn_receipts(venue);
    turn_supervision(venue);
    bool is_blocked = server_release(server, gateway_durable(venue->gateway));
    server_flush(server);
    int64_t now_ns = os_clock_steady_ns();
    venue->turn_ns_max = i64_max(venue->turn_ns_max, now_ns - begin_ns);
    if (gateway_is_stalled(venue->gateway)) wait_ns = i64_min(wait_ns, STALLED_WAIT_NS);
    if (is_blocked) wait_ns = i64_min(wait_ns, BLOCKED_WAIT_NS);
    wait_ns = i64_min(wait_ns, WAIT_NS_MAX);
    server_wake_at(server, i64_min(next_ns, now_ns + wait_ns));
    return server_service(server);
}

static void sweep(void *context)
{
    struct venue *venue = context;
    server_sweep(atomic_load(&venue->server));
    if (os_process_watchdog_ns() > 0) os_process_notify("WATCHDOG=1");
}

static void sweep_sessions(void *context)
{
    struct venue *venue = context;
    sessions_sweep(venue->sessions);
}

/* --- stopping --------------------------------------------------------------------------------- */

/* Clients get what is theirs and are told; those that do not leave are left behind. */
static void drain(struct venue *venue)
{
    struct server *server = atomic_load(&venue->server);
    int64_t end_ns = os_clock_steady_ns() + DRAIN_NS;
    server_drain(server, "the venue is stopping");
    while (server_connection_count(server) > 0 && os_clock_steady_ns() < end_ns) {
        if (!turn(venue)) return;
        server_drain(server, "the venue is stopping");
    }
}

static bool stop(struct venue *venue)
{
    int64_t begin_ns = os_clock_steady_ns();
    venue->mode = VENUE_STOPPING;
    os_process_notify("STOPPING=1");
    log_line(LOG_INFO, "venue", "stopping");
    drain(venue);
    bool is_settled = gateway_settle(venue->gateway);
    bool is_sealed = is_settled && node_seal(&venue->node, SEAL_STATE) == JOURNAL_OK &&
                     gateway_settle(venue->gateway) && venue_history_settle(venue) &&
                     venue_snapshot(venue);
    if (is_sealed) {
        log_line(LOG_INFO, "venue",
                 "stopped: sequence %" PRIu64 " is sealed and in a snapshot, after %" PRId64 " ms",
                 gateway_barrier(venue->gateway), (os_clock_steady_ns() - begin_ns) / 1000000);
    }
    return is_sealed;
}

static void say_ready(struct venue *venue)
{
    const struct server *server = atomic_load(&venue->server);
    venue->ready_ns = os_clock_steady_ns() - venue->begin_ns;
    venue->mode = VENUE_READY;
    struct os_process_figures figures = os_process_figures();
    log_line(LOG_INFO, "venue",
             "ready after %" PRId64 " ms: sequence %" PRIu64 ", port %d, TLS port %d, %" PRIu64
             " MiB in use",
             venue->ready_ns / 1000000, gateway_barrier(venue->gateway), server_port(server, false),
             server_port(server, true), figures.resident_bytes >> 20);
    os_process_notify("READY=1");
    venue_say_how_to_connect(venue);
}

bool venue_run(const struct venue_config *config, const char *version)
{
    static struct venue venue;
    venue = (struct venue){.config = *config, .version = version};
    venue.begin_ns = os_clock_steady_ns();
    os_signal_prepare();
    os_process_keep_files_private();
    bool is_good = venue_parts_open(&venue);
    if (is_good) {
        gateway_every(venue.gateway, SWEEP_NS, sweep, &venue);
        gateway_every(venue.gateway, 60 * SWEEP_NS, sweep_sessions, &venue);
        venue_funding_open(&venue.funding, venue.gateway);
        say_ready(&venue);
        while (is_good && !os_signal_stop_requested()) is_good = turn(&venue);
        if (!is_good) venue_say_failure(&venue);
        if (is_good) is_good = stop(&venue);
    }
    venue_parts_close(&venue);
    return is_good;
}
