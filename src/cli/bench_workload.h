/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_workload.h - the stream of commands that the measurements run.
 *
 * Role       Makes commands from a seed by driving a core with them, so that every cancel and amend
 *            names an order that lives; keeps them in memory, so that only the core is timed later.
 *            45 % new limit orders near the touch, 45 % cancels, 5 % amends, 5 % aggressive orders;
 *            the mid price of each product walks at random.
 * Invariant  The same settings give the same commands, and a core started anew with the workload's
 *            configuration takes all of them.
 * Ownership  A workload owns its memory from workload_make until workload_release.
 */
#ifndef PERPETUA_CLI_BENCH_WORKLOAD_H
#define PERPETUA_CLI_BENCH_WORKLOAD_H

#include "core/core.h"
#include "os/os_memory.h"

/* Which terms and limits are switched on. */
enum workload_checks {
    CHECKS_NONE, /* no margin, band, fee, limit, role or session: matching, events and positions */
    CHECKS_ALL   /* everything a venue would have on */
};

/* How orders are named in cancels and amends. */
enum workload_naming {
    NAMED_BY_VENUE, /* by order id; orders carry no client order id */
    NAMED_BY_MEMBER /* by client order id, which every order carries */
};

struct workload_settings {
    const char *name;
    uint64_t seed;
    uint64_t command_count; /* those that are timed */
    uint32_t product_count;
    uint32_t account_count;
    uint32_t resting_count; /* resting orders before the first timed command, and about always */
    enum workload_checks checks;
    enum workload_naming naming;
};

/* A timed command takes one slot of two cache lines: the kinds that are timed fit. */
#define WORKLOAD_SLOT_SIZE 128u

struct workload {
    struct workload_settings settings;
    struct core_config config;
    struct os_memory slots;
    struct command *setup; /* members, accounts, products, money, first orders */
    uint64_t setup_count;
    uint64_t event_count; /* of the timed commands */
    uint64_t trade_count;
    uint64_t reject_count;
    uint64_t new_count;
    uint64_t cancel_count;
    uint64_t amend_count;
    uint64_t aggressive_count;
    uint32_t resting_low; /* least and most resting orders during the timed part */
    uint32_t resting_high;
};

/* The settings called W1 (one product) and W100 (a hundred). */
struct workload_settings workload_w1(void);
struct workload_settings workload_w100(void);

/* False if the memory cannot be had. */
bool workload_make(struct workload *workload, const struct workload_settings *settings);
void workload_release(struct workload *workload);

/* Timed command `index`. */
static inline const struct command *workload_at(const struct workload *workload, uint64_t index)
{
    return (const void *)(workload->slots.bytes + index * WORKLOAD_SLOT_SIZE);
}

/* A core after the setup, in memory of at least core_size bytes that this function zeroes. */
struct core *workload_core(const struct workload *workload, struct os_memory *memory);

#endif
