/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_venue.h - a small venue, made by commands, for measurements that make their own commands.
 *
 * Role       One core, the command at hand, and how many events of each kind came out of it.
 *            Events are written, drained and counted; they are not hashed or published.
 */
#ifndef PERPETUA_CLI_BENCH_VENUE_H
#define PERPETUA_CLI_BENCH_VENUE_H

#include "cli/bench_run.h"
#include "os/os_memory.h"

#define VENUE_EVENT_KINDS 256u

struct bench_venue {
    struct core *core;
    struct os_memory memory;
    struct command command;
    struct event list[RUN_EVENTS];
    uint64_t sequence;
    int64_t time_ns;
    uint64_t counts[VENUE_EVENT_KINDS]; /* by enum event_kind, from the beginning */
    uint64_t wrong;                     /* what a measurement did not expect */
};

/* A core with room for so many accounts with a position each, and one member.  False if there is
 * not enough memory. */
bool bench_venue_open(struct bench_venue *venue, uint32_t accounts);

/* Audits the state and gives the memory back.  True if nothing was refused or wrong. */
bool bench_venue_close(struct bench_venue *venue);

/* An empty command of a kind, to be filled and sent. */
struct command *bench_venue_next(struct bench_venue *venue, enum command_kind kind);
void bench_venue_step(struct bench_venue *venue);

/* Defines a product and lists it; symbol, states and the largest sizes are filled in here. */
void bench_venue_list(struct bench_venue *venue, uint16_t product,
                      const struct product_terms *terms);

/* A new account with so much money. */
uint32_t bench_venue_account(struct bench_venue *venue, int64_t deposit_micros);

/* A limit order; the id that it got. */
uint64_t bench_venue_place(struct bench_venue *venue, uint32_t account, uint16_t product,
                           const struct order_entry *entry);

/* A mark, and an index unless it is 0, in ticks. */
void bench_venue_mark(struct bench_venue *venue, uint16_t product, int64_t mark_ticks,
                      int64_t index_ticks);

#endif
