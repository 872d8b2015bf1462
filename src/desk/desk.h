/* SPDX-License-Identifier: Apache-2.0 */
/*
 * desk.h - the words of operators: who did what at the venue's desk, when, and why.
 *
 * Role       The core keeps no texts.  Whoever runs the journal shows each command with its events
 *            to desk_observe; the desk keeps what entries of the register say, and of actions and
 *            error trades the reasons, the decisions and the people.  The newest are kept.
 * Invariant  The same commands and events give the same desk.  Whoever asks gets a copy; the lock
 *            is held while something is copied.
 * Ownership  A desk owns its memory from desk_create to desk_destroy.  One thread observes, others
 *            may ask.
 * Rules      R-REG-2, R-REASON-1, R-ACTION-1 to R-ACTION-3, R-ERROR-1, R-ERROR-3.
 */
#ifndef PERPETUA_DESK_DESK_H
#define PERPETUA_DESK_DESK_H

#include <stdbool.h>
#include <stdint.h>

#include "model/command.h"
#include "model/event.h"

#define DESK_ENTRIES     1024u /* R-REG-2: fewer can be made */
#define DESK_ACTIONS     1024u
#define DESK_ERRORS      1024u
#define DESK_REASON_SIZE (REASON_SIZE + 1)

struct desk;

/* NULL: no memory. */
struct desk *desk_create(void);
void desk_destroy(struct desk *desk);

/* One command with all its events, in order, from the journal's beginning. */
void desk_observe(void *desk, const struct command *command, const struct event *events,
                  uint32_t event_count);

/* What it knows after the latest command, written down or taken up: keep/keep.h. */
struct keep;
void desk_keep(void *desk, struct keep *keep);

/* The last command seen. */
uint64_t desk_reached(struct desk *desk);

/* What an entry of the register says in words, zero terminated. */
struct desk_entry {
    uint64_t entry_id;
    char authority[AUTHORITY_SIZE + 1];
    char citation[CITATION_SIZE + 1];
    char condition[CONDITION_SIZE + 1];
};

/* False: nobody has made it yet. */
bool desk_entry(struct desk *desk, uint64_t entry_id, struct desk_entry *entry);

/* An action of an operator: declared with its reason, then its command, then perhaps a decision.
 * A command that needed nobody else is EXECUTED with purpose ordinary, though no event says so. */
struct desk_action {
    uint64_t action_id;
    uint64_t register_entry; /* the authority; 0: none was named */
    uint64_t sequence;       /* of the latest step */
    int64_t declared_ns;
    int64_t latest_ns;  /* of the latest step */
    int64_t decided_ns; /* approved, refused, executed; 0: not yet */
    uint32_t proposer_id;
    uint32_t decider_id;    /* approved or refused it; 0: nobody */
    uint16_t reject;        /* enum reject: what came of its command; 0: it was worked */
    uint8_t step;           /* enum action_step: the latest */
    uint8_t purpose;        /* enum action_purpose */
    struct command command; /* kind 0: it has not come */
    char reason[DESK_REASON_SIZE];
    char decision_reason[DESK_REASON_SIZE];
};

bool desk_action(struct desk *desk, uint64_t action_id, struct desk_action *action);

/* The newest action with a command, `back` from 0.  False: no more are kept. */
bool desk_latest(struct desk *desk, uint32_t back, struct desk_action *action);

/* The newest action that was worked and set the halt of the product, 0 the venue's. */
bool desk_halt(struct desk *desk, uint16_t product_id, struct desk_action *action);

/* A trade that somebody said was an error. */
struct desk_error {
    uint64_t trade_id;
    uint64_t sequence; /* of the latest step */
    int64_t requested_ns;
    int64_t decided_ns; /* 0: not yet */
    struct price price;
    struct price new_price; /* adjusted; else 0 */
    struct qty qty;
    struct money to_buyer;
    struct money to_seller;
    uint32_t buyer_account_id;
    uint32_t seller_account_id;
    uint32_t account_id; /* that asked */
    uint32_t user_id;
    uint32_t decider_id;
    uint16_t product_id;
    uint8_t step; /* enum error_step */
    char reason[DESK_REASON_SIZE];
    char decision_reason[DESK_REASON_SIZE];
};

/* The newest request, `back` from 0.  False: no more are kept. */
bool desk_error(struct desk *desk, uint32_t back, struct desk_error *error);

#endif
