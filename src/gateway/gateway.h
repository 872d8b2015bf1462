/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gateway.h - the venue as a dialect sees it: send a command, get its events, look at the state.
 *
 * Role       The internal API over which every dialect is a thin translation.  Everything here runs
 *            on the venue thread: no call blocks, no callback comes from another thread.  The
 *            daemon makes and drives a gateway with gateway_loop.h.
 * Invariant  Nothing leaves before it is durable.  Events reach callbacks and listeners only when
 *            they are; whoever reads the live core sends the answer with gateway_barrier, and the
 *            connection holds it until the journal has come that far.
 * Rules      R-TIME-1, R-TIME-4.
 */
#ifndef PERPETUA_GATEWAY_GATEWAY_H
#define PERPETUA_GATEWAY_GATEWAY_H

#include <stdbool.h>
#include <stdint.h>

#include "model/command.h"
#include "model/event.h"
#include "node/venue_view.h"

struct gateway;
struct credentials;
struct instruments;
struct sessions;
struct throttles;
struct server;
struct market_data;
struct read_model;
struct history;
struct receipts;
struct supervision;
struct desk;

/* --- commands --------------------------------------------------------------------------------- */

#define GATEWAY_DONE_EVENTS 1024u

/* Order groups with this bit stand for something of one dialect (a protection of JSON-RPC's): they
 * are in no list of groups, and no order of another dialect names one. */
#define GATEWAY_GROUP_BIT UINT32_C(0x80000000)

/*
 * Called once, on the venue thread, when the command is durable and was worked, with the events
 * that it caused in their order: the first GATEWAY_DONE_EVENTS of them if there are more.  count 0:
 * it caused none.  `events` is NULL and count 0 if the venue stops before the command is durable;
 * then nobody knows whether it will have happened.
 *
 * A client can be gone by then: the context holds a connection's id, never a pointer to it.
 */
typedef void gateway_done(void *context, const struct event *events, uint32_t count);

/*
 * Numbers, stamps, journals and works a command; fills its sequence and time.  The caller has
 * filled the rest: session_id, actor_id, account_id, product_id, kind and body.  `done` may be
 * NULL.  The rules judge it: a command they forbid is one that causes EVENT_REJECTED.
 *
 * False: the journal failed or the kind does not exist; nothing happened and `done` is not called.
 * May be called from callbacks, listeners and ticks.
 */
bool gateway_submit(struct gateway *gateway, struct command *command, gateway_done *done,
                    void *context);

/* Commands submitted whose events have not come back yet. */
uint32_t gateway_pending_count(const struct gateway *gateway);

/* More is submitted than the disk and the history follow: a dialect refuses new orders with its
 * word for "the queue is full". */
bool gateway_is_full(const struct gateway *gateway);

/* --- looking ---------------------------------------------------------------------------------- */

/* The live core: it is ahead of what is durable.  Only the views of node/venue_view.h. */
const struct core *gateway_core(const struct gateway *gateway);

/* The figures of an account as the live core has them, in the form of the event that would tell
 * them: what a receipt of its margin starts from.  False: there is no such account. */
bool gateway_standing(const struct gateway *gateway, uint32_t account_id,
                      struct event_risk *standing);

/* What an answer that was read from the live core has to wait for: the core's sequence now. */
uint64_t gateway_barrier(const struct gateway *gateway);

/* The last durable command, as of this turn of the loop. */
uint64_t gateway_durable(const struct gateway *gateway);

/* Venue time: what the next command is stamped with, or later. */
int64_t gateway_now_ns(const struct gateway *gateway);

/* The projections.  NULL where the venue runs without one. */
struct market_data *gateway_market(struct gateway *gateway);
struct read_model *gateway_orders(struct gateway *gateway);
struct history *gateway_history(struct gateway *gateway);
struct receipts *gateway_receipts(struct gateway *gateway);
struct supervision *gateway_supervision(struct gateway *gateway);
struct desk *gateway_desk(struct gateway *gateway);

/* Who may enter, under which names things are traded, and who is in. */
struct credentials *gateway_credentials(struct gateway *gateway);
struct throttles *gateway_throttles(struct gateway *gateway);
const struct instruments *gateway_instruments(const struct gateway *gateway);
struct sessions *gateway_sessions(struct gateway *gateway);

/* Connections are looked up here after a wait. */
struct server *gateway_server(struct gateway *gateway);

/* --- being told ------------------------------------------------------------------------------- */

#define GATEWAY_LISTENERS_MAX 32u
#define GATEWAY_TICKS_MAX     32u

typedef void gateway_listener(void *context, const struct event *list, uint32_t count);

/*
 * The listener sees every durable event in order, each once, all events of one command in one
 * call: after market data and read model have seen them and after the command's own `done` was
 * called.  Commands without events and events of replayed commands are not shown.
 */
void gateway_listen(struct gateway *gateway, gateway_listener *listener, void *context);

/* Called about every `interval_ns` of real time, never more than once a turn. */
void gateway_every(struct gateway *gateway, int64_t interval_ns, void (*tick)(void *context),
                   void *context);

#endif
