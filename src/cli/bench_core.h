/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_core.h - the measurements of perpetua bench, one function each.
 *
 * Role       Each runs its rounds and prints its table.  False if it could not run; then it has
 *            said why.
 */
#ifndef PERPETUA_CLI_BENCH_CORE_H
#define PERPETUA_CLI_BENCH_CORE_H

#include "cli/bench_tool.h"

/* bench_core.c: the whole core in memory. */
bool bench_core(const struct bench_options *options);

/* bench_hash.c: the same with the running hash of all events; hashing a state. */
bool bench_hash(const struct bench_options *options);

/* bench_journal.c: the node with a journal, in memory and on disk; latency; verification. */
bool bench_journal(const struct bench_options *options);
bool bench_verify(const struct bench_options *options);

/* bench_memory.c: bytes an order and an account. */
bool bench_memory(const struct bench_options *options);

/* bench_attention.c: marks, by how many accounts they reach; command_count is the most accounts. */
bool bench_attention(const struct bench_options *options);

/* bench_funding.c: funding, and the next touch of each position; command_count is the most. */
bool bench_funding(const struct bench_options *options);

/* bench_settlement.c: cycles, by how many positions they mark; command_count is the most. */
bool bench_settlement(const struct bench_options *options);

/* bench_l3.c: loading, reading and clearing a deep book. */
bool bench_l3(const struct bench_options *options);

#endif
