/* SPDX-License-Identifier: Apache-2.0 */
/*
 * abi_workload.h - order flow of one liquid share, as messages of abi.h.
 *
 * Role       A million new orders from a seed, with their cancels and modifies: about 2,000,000
 *            messages.  The mid price is a geometric Brownian motion; orders stand behind it by a
 *            power law with a hump eight ticks away; 15 % are immediate or cancel; of the others
 *            20 % are modified and 95 % cancelled, soon; 2 % of cancels and modifies come twice.
 *            Buys are priced along the first half of the path, sells along the second, and all
 *            arrive shuffled.  These are the published proportions of the public harness; the
 *            numbers drawn are our own, so its reference hashes do not apply.
 */
#ifndef PERPETUA_BENCH_ABI_WORKLOAD_H
#define PERPETUA_BENCH_ABI_WORKLOAD_H

#include <stdbool.h>

#include "abi.h"

struct abi_scenario {
    const char *name;
    double swing; /* of the mid over the run, as a fraction */
};

#define ABI_SCENARIOS 5u

extern const struct abi_scenario abi_scenarios[ABI_SCENARIOS];

struct abi_workload {
    struct abi_message *messages;
    uint32_t count;
};

/* False if there is no memory. */
bool abi_workload_make(struct abi_workload *workload, const struct abi_scenario *scenario,
                       uint64_t seed, uint32_t order_count);
void abi_workload_release(struct abi_workload *workload);

#endif
