/* SPDX-License-Identifier: Apache-2.0 */
/*
 * walk.h - a journal run again, step by step, from its beginning or from a snapshot.
 *
 * Role       Reads records, works them in a core of its own, gathers the events of each command.
 *            A journal that is being written may be walked as far as it is durable.
 * Invariant  A walk from the beginning gives every command once, with all its events, and compares
 *            every seal on the way.
 * Ownership  A walk owns its memory from walk_open to walk_close.
 * Rules      R-TIME-6.
 */
#ifndef PERPETUA_SUPERVISION_WALK_H
#define PERPETUA_SUPERVISION_WALK_H

#include "node/journal_reader.h"
#include "node/recovery.h"
#include "supervision/step.h"

struct walk_config {
    const char *directory;
    uint64_t from;    /* commands up to here need not be seen: a snapshot may stand for them; 0 */
    uint64_t through; /* the last command; 0: the journal's last */
    bool has_thread;  /* read ahead; not of a journal that is being written */
};

struct walk {
    struct walk_config config;
    struct recovery recovery; /* its rerun has the core */
    struct journal_reader reader;
    bool is_reading;
    struct step_maker maker;
    struct command command; /* the latest */
    struct event *events;   /* of it, however many there are */
    uint32_t event_count;
    uint32_t event_room;
    bool has_memory;
    struct journal_error error;
};

/* A walk is large: static or on the heap. */
enum journal_status walk_open(struct walk *walk, const struct walk_config *config);
void walk_close(struct walk *walk);

enum walk_next { WALK_STEP, WALK_END, WALK_FAULT /* walk->error says which */ };

/* *step is good until the next call. */
enum walk_next walk_next(struct walk *walk, struct journal_step *step);

/* The core as the latest command left it. */
static inline struct core *walk_core(const struct walk *walk)
{
    return walk->recovery.rerun.core;
}

#endif
