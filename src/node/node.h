/* SPDX-License-Identifier: Apache-2.0 */
/*
 * node.h - a venue that lasts: sequencer, journal, core and publisher.
 *
 * Role       node_submit gives a command its number and its time, journals it and steps the core;
 *            the disk works meanwhile; the publisher lets the events go when the command is
 *            durable. Recovery is node_open.  It knows no network: gateways call it.
 * Invariant  Nothing leaves before the command that caused it is durable.  The core's sequence is
 *            the journal's.  Time never goes back, whatever the clock does.
 * Ownership  A node owns everything in it from node_open to node_close.  One thread submits.
 * Rules      R-TIME-1, R-TIME-4, R-TIME-6.
 */
#ifndef PERPETUA_NODE_NODE_H
#define PERPETUA_NODE_NODE_H

#include "node/publisher.h"
#include "node/recovery.h"

struct node_config {
    const char *directory;
    bool has_threads;
    publisher_function *publish;
    void *context;              /* of publish, and of all functions below */
    int64_t (*clock_ns)(void);  /* NULL: commands bring their time */
    uint64_t commit_interval;   /* commands after which the journal is committed at the latest */
    uint64_t seal_interval;     /* commands between two seals of the events; 0: none */
    uint64_t state_interval;    /* commands between two seals of the state too; 0: none */
    uint64_t snapshot_interval; /* commands between two snapshots; 0: none but at node_snapshot */
    uint32_t snapshots_kept;    /* at least 1 */
    /* A reader of events that keeps its own state on disk has it as of this sequence: recovery uses
     * no newer snapshot and shows it all that is run again.  UINT64_MAX: any snapshot. */
    uint64_t snapshot_sequence_max;
    /* Recovery shows each command that is run again, then its events; NULL: to nobody. */
    void (*replayed_command)(void *context, const struct command *command);
    publisher_function *replayed_events;
    /* With threads: the journal's thread says that more is durable, and events leave on the
     * caller's thread in node_publish.  NULL: they leave on a thread of their own. */
    void (*progress)(void *context);
};

struct node_report {
    uint64_t snapshot_sequence; /* 0: the journal was run from its beginning */
    uint32_t snapshots_refused;
    uint64_t replayed_count;
    uint64_t sequence_last;
    uint32_t torn_count;
    int64_t duration_ns;
    struct journal_error refused_newest; /* if snapshots_refused is not 0 */
};

struct node {
    struct node_config config;
    struct recovery recovery; /* holds the core and the hash of all events */
    struct journal journal;
    struct publisher publisher;
    struct node_report report;
    uint64_t uncommitted_count;
    uint64_t sequence_snapshot; /* of the newest snapshot */
    uint64_t sequence_sealed;
    uint64_t sequence_state_sealed;
    uint32_t event_count; /* of the last command submitted */
    int64_t time_ns;      /* of the last command */
};

/* The usual: threads, wall clock, a seal every 65,536 commands, the state sealed
 * every 16 million, three snapshots kept. */
struct node_config node_config_default(const char *directory, publisher_function *publish,
                                       void *context);

/* An empty venue with these capacities, ready for node_open. */
enum journal_status node_create(const char *directory, const struct core_config *capacities,
                                struct journal_error *error);

/* Recovers: newest good snapshot, rest of the journal, every seal compared. */
enum journal_status node_open(struct node *node, const struct node_config *config,
                              struct journal_error *error);

/* Numbers, stamps, journals and steps the command; fills its sequence and time.  JOURNAL_REFUSED
 * for a kind that does not exist: the caller rejects it, nothing happened (R-TIME-4).  Any other
 * status than JOURNAL_OK: the journal failed, the node must be closed. */
enum journal_status node_submit(struct node *node, struct command *command);

/* Lets everything submitted go to the disk; call it when no input waits. */
enum journal_status node_commit(struct node *node);

/* Events that the last command submitted has caused. */
uint32_t node_event_count(const struct node *node);

/* With config.progress: publishes what is durable.  Publishing may also happen inside node_submit,
 * when more events wait than the publisher holds. */
void node_publish(struct node *node);

/* Returns when everything submitted is durable. */
enum journal_status node_settle(struct node *node);

/* The last command whose events may have left. */
uint64_t node_durable(const struct node *node);

const struct core *node_core(const struct node *node);

/* Appends a seal of the events and, if asked, of the state. */
enum journal_status node_seal(struct node *node, enum seal_scope scope);

/* Settles, then writes a snapshot; the caller's thread is busy until it is durable. */
enum journal_status node_snapshot(struct node *node, struct journal_error *error);

/* The disk is too full for the next segment of the journal. */
bool node_space_is_low(const struct node *node);

/* JOURNAL_OK, or how the journal failed; then *error says it in words. */
enum journal_status node_status(const struct node *node, struct journal_error *error);

/* Settles and gives everything back.  A node that is to stop seals the state before. */
enum journal_status node_close(struct node *node, struct journal_error *error);

#endif
