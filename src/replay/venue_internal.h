/* SPDX-License-Identifier: Apache-2.0 */
/*
 * venue_internal.h - what the three files of the replay's venue share.
 *
 * Role       venue.c runs commands, venue_setup.c opens and closes, venue_journal.c writes down.
 * Invariant  Only these three files include it.
 * Rules      none.
 */
#ifndef PERPETUA_REPLAY_VENUE_INTERNAL_H
#define PERPETUA_REPLAY_VENUE_INTERNAL_H

#include "replay/venue.h"

#define VENUE_ACCOUNT_BUYS  1u
#define VENUE_ACCOUNT_SELLS 2u
#define VENUE_EVENTS        4096u

struct venue_live {
    uint64_t ref;
    uint64_t order_id;
    size_t next_free; /* of a free slot */
    uint32_t account_id;
};

/* Numbers the command, writes it to the journal, steps the core, takes the events. */
bool venue_step_plain(struct venue *venue, struct command *command);

/* The same for a command of the replay: what the last one did is forgotten first; seals when due.
   */
bool venue_step(struct venue *venue, struct command *command);

/* What `struct events` calls when its list is full. */
void venue_take_events(void *context, const struct event *list, uint32_t count);

/* Without a journal these do nothing and succeed. */
bool venue_journal_open(struct venue *venue, const char *path, const struct core_config *config);
bool venue_journal_append(struct venue *venue, const struct command *command);
void venue_journal_events(struct venue *venue, const struct event *list, uint32_t count);
bool venue_journal_seal(struct venue *venue); /* where one is due */
bool venue_journal_close(struct venue *venue);

#endif
