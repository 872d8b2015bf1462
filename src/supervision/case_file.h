/* SPDX-License-Identifier: Apache-2.0 */
/*
 * case_file.h - cases of surveillance with their history, from the events of a journal.
 *
 * Role       What the events CASE and REASON add up to: each case as it stands, and who did what
 *            about it when and why.  The core keeps no words; they are here.
 * Invariant  A case is found by its number.  Of the histories the newest CASE_ENTRIES_KEPT steps
 *            are kept, of all cases together; the cases themselves are as many as the core has.
 * Ownership  A case file owns its memory until case_file_release; zeroed it is empty.
 * Rules      R-CASE-1, R-CASE-2, R-REASON-1.
 */
#ifndef PERPETUA_SUPERVISION_CASE_FILE_H
#define PERPETUA_SUPERVISION_CASE_FILE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "model/event.h"
#include "model/register_terms.h"

#define CASE_ENTRIES_KEPT 65536u
#define CASE_REASON_SIZE  (REASON_SIZE + 1)

/* One step of a case. */
struct case_entry {
    uint64_t case_id;
    uint64_t sequence;
    int64_t time_ns;
    uint32_t actor_id;
    uint32_t assignee_id; /* after it */
    uint8_t action;       /* enum case_action */
    uint8_t level;        /* after it */
    uint8_t outcome;      /* enum case_outcome */
    char reason[CASE_REASON_SIZE];
};

struct case_kept {
    uint64_t case_id;
    uint64_t alert_number;   /* alert_number of alert.h; 0: about no alert */
    uint64_t about_sequence; /* 0: about no command */
    int64_t opened_ns;
    int64_t latest_ns;
    uint32_t account_id; /* 0: none */
    uint32_t assignee_id;
    uint32_t notes;
    uint32_t steps;
    uint16_t product_id; /* 0: none */
    uint8_t state;       /* enum case_state */
    uint8_t level;
    uint8_t outcome;
    char reason[CASE_REASON_SIZE]; /* of opening it */
};

struct case_file {
    struct case_kept *cases; /* by number, from 1 */
    uint32_t case_room;
    uint32_t case_count;
    struct case_entry *entries; /* a ring once it is full */
    uint32_t entry_room;
    uint64_t entry_count; /* ever */
};

void case_file_release(struct case_file *file);

/* Written down, or taken up: keep/keep.h. */
struct keep;
void case_file_keep(struct case_file *file, struct keep *keep);

/* Events in order; all kinds may be shown.  False: out of memory. */
bool case_file_event(struct case_file *file, const struct event *event);

/* NULL: there is none. */
const struct case_kept *case_file_case(const struct case_file *file, uint64_t case_id);

/* The newest case about an alert; NULL: none. */
const struct case_kept *case_file_of_alert(const struct case_file *file, uint64_t alert_number);

/* The kept steps of a case from `*place` on, oldest first; NULL behind the last. */
const struct case_entry *case_file_next(const struct case_file *file, uint64_t case_id,
                                        uint64_t *place);

/* Lower-case words. */
const char *case_action_word(uint8_t action);
const char *case_state_word(uint8_t state);
const char *case_level_word(uint8_t level);
const char *case_outcome_word(uint8_t outcome);

#endif
