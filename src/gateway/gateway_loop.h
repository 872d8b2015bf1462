/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gateway_loop.h - making, driving and ending a gateway: the daemon's side of gateway.h.
 *
 * Role       Owns what waits between a command and its events: the list of pending commands, the
 *            events that are durable and not yet shown.  One turn commits what was submitted,
 *            takes what became durable, tells the readers and the listeners, calls the pending.
 * Invariant  Pending commands are in order of their sequences.  Events are shown in order, each
 *            once; a reader sees a batch before any listener does.
 * Rules      R-TIME-4.
 */
#ifndef PERPETUA_GATEWAY_GATEWAY_LOOP_H
#define PERPETUA_GATEWAY_GATEWAY_LOOP_H

#include "gateway/gateway.h"
#include "node/node.h"

/* What the daemon gives; the gateway owns none of it. */
struct gateway_parts {
    struct node *node; /* open, with gateway_publish as its publish function */
    int64_t (*clock_ns)(void);
    struct market_data *market;
    struct read_model *orders;
    struct history *history;
    struct receipts *receipts;
    struct supervision *supervision;
    struct desk *desk;
    struct credentials *credentials;
    const struct instruments *instruments;
    struct sessions *sessions;
    struct throttles *throttles;
    struct server *server;
};

/* `wake` ends a wait of the venue thread; it is called from the journal's thread.  NULL: out of
 * memory.  The parts come later with gateway_attach. */
struct gateway *gateway_create(void (*wake)(void *context), void *context);
void gateway_attach(struct gateway *gateway, const struct gateway_parts *parts);
void gateway_destroy(struct gateway *gateway);

/* Functions of the node's configuration, whose context is the gateway. */
publisher_function gateway_publish;
void gateway_progress(void *context);

/* One command that is durable, and all that it caused. */
struct gateway_step {
    uint64_t sequence;
    const struct command *command; /* of ORDER_PLACE and ORDER_LIST; else NULL */
    const struct event *events;
    uint32_t count;
};

/* A reader sees a step before anybody else does.  False: it has no room, and is shown the same step
 * again in a later turn; until then nothing is shown to anybody. */
typedef bool gateway_reader(void *context, const struct gateway_step *step);

#define GATEWAY_READERS_MAX 8u

void gateway_add_reader(struct gateway *gateway, gateway_reader *reader, void *context);

/* A reader had no room for the next step in the last turn: try again soon. */
bool gateway_is_stalled(const struct gateway *gateway);

/* Everything up to here was shown to all readers. */
uint64_t gateway_shown(const struct gateway *gateway);

/* One turn: commit, take what is durable, tell, call.  False: the journal failed. */
bool gateway_turn(struct gateway *gateway);

/* The ticks that are due now by the steady clock.  Returns when the next one is, INT64_MAX if
 * there is none. */
int64_t gateway_run_ticks(struct gateway *gateway, int64_t steady_ns);

/* Takes turns until everything submitted is durable and answered. */
bool gateway_settle(struct gateway *gateway);

/* Calls every pending command's done without events: the venue ends here. */
void gateway_abandon(struct gateway *gateway);

/* Times of commands are counted by powers of two, from 16 us to 8 s and beyond. */
#define GATEWAY_TIMES 21u

static inline uint64_t gateway_time_bound_ns(uint32_t index)
{
    return UINT64_C(16000) << index;
}

struct gateway_counts {
    uint64_t times[GATEWAY_TIMES]; /* of commands: submitted to shown */
    int64_t time_sum_ns;
    uint64_t submitted_count;
    uint64_t event_count;    /* shown */
    uint64_t turn_count;     /* that showed something */
    uint64_t rejected_count; /* EVENT_REJECTED shown */
};

struct gateway_counts gateway_counts(const struct gateway *gateway);

#endif
