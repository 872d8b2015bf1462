/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_node.h - a node in a directory of its own, which a workload drives.
 *
 * Role       Founds, opens, drives and removes it.  Commands bring their own time, so the journal
 *            is the same in every run.
 * Ownership  bench_node_make makes the directory DIRECTORY/perpetua-bench and everything in it, and
 *            bench_node_remove removes exactly that.
 */
#ifndef PERPETUA_CLI_BENCH_NODE_H
#define PERPETUA_CLI_BENCH_NODE_H

#include "cli/bench_workload.h"
#include "node/node.h"

struct bench_node {
    struct node node;
    char directory[OS_PATH_SIZE_MAX];
    bool is_open;
    uint64_t event_count; /* published; the publisher's thread writes it */
};

/* An open node that has run the workload's setup.  False, and a line on standard error, if not. */
bool bench_node_make(struct bench_node *bench, const char *directory,
                     const struct workload *workload);

/* Command `index` of the workload, with the hints for those after it. */
bool bench_node_submit(struct bench_node *bench, const struct workload *workload, uint64_t index);

/* Seals the state, settles, closes; the directory stays. */
bool bench_node_close(struct bench_node *bench);

void bench_node_remove(struct bench_node *bench);

#endif
