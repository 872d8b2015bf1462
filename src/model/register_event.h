/* SPDX-License-Identifier: Apache-2.0 */
/*
 * register_event.h - what the venue says about its register, filings and cases.
 *
 * Role   Bodies of 64 bytes of the events from 150 on; header and list are in event.h.
 * Rules  R-REG-1, R-REG-2, R-REG-4, R-REG-5, R-CASE-1, R-CASE-2.
 */
#ifndef PERPETUA_MODEL_REGISTER_EVENT_H
#define PERPETUA_MODEL_REGISTER_EVENT_H

#include <stdint.h>

#include "model/register_terms.h"

/* X(name, number, body member): the part of EVENT_LIST that is told here. */
#define REGISTER_EVENT_LIST(X)                                                                     \
    X(EVENT_REGISTER_TERMS, 150, register_terms)                                                   \
    X(EVENT_REGISTER_ENTRY, 151, register_entry) /* made, changed, came into force or lost it */   \
    X(EVENT_PRODUCT_FILING, 152, filing)                                                           \
    X(EVENT_PARTICIPANT_TERMS, 153, participant_terms)                                             \
    X(EVENT_ACCOUNT_PROFILE, 154, account_profile) /* or its consent */                            \
    X(EVENT_ELIGIBILITY, 156, eligibility)                                                         \
    X(EVENT_CASE, 164, surveillance_case)                                                          \
    X(EVENT_REASON, 165, reason) /* one part of an operator's reason, behind what it explains */

struct event_register_terms {
    uint32_t is_gated;
    uint32_t review_underlyings;
    uint64_t reserved[7];
};

struct event_register_entry {
    uint64_t entry_id;
    int64_t effective_ns;
    int64_t expiry_ns;
    uint32_t underlyings;
    uint32_t account_class;
    uint16_t scope_product_id;
    uint8_t kind;     /* enum register_kind */
    uint8_t status;   /* enum register_status */
    uint8_t fallback; /* enum register_fallback */
    uint8_t in_force; /* R-REG-3, after this event */
    uint8_t reserved8[2];
    uint64_t reserved[3];
};

/* The product is the header's product_id. */
struct event_product_filing {
    uint32_t underlying;
    uint32_t items[CHECKLISTS];
    uint32_t is_complete; /* 1: every item of every checklist is there */
    uint64_t reserved[5];
};

struct event_participant_terms {
    uint32_t consent_version;
    uint32_t needs_limits;
    uint64_t reserved[7];
};

/* The account is the header's account_id. */
struct event_account_profile {
    uint32_t country; /* 0: not known yet */
    uint32_t kind;    /* enum account_kind */
    uint32_t consent_version;
    uint32_t customer_type; /* enum customer_type */
    uint64_t reserved[6];
};

/* The product is the header's product_id; the rows are in the command. */
struct event_eligibility {
    uint64_t row_count;
    uint64_t reserved[7];
};

/* The subject is the header's account_id and product_id. */
struct event_case {
    uint64_t case_id;
    uint64_t alert_id;
    uint64_t about_sequence;
    uint32_t actor_id;
    uint32_t assignee_id;
    uint8_t action; /* enum case_action */
    uint8_t state;  /* enum case_state, after */
    uint8_t level;  /* 1..CASE_LEVEL_MAX */
    uint8_t outcome;
    uint32_t notes; /* so far */
    uint64_t reserved[3];
};

struct event_reason {
    uint64_t subject_id; /* of what the event before it speaks: a case, an action, a trade */
    uint32_t actor_id;
    uint16_t at;   /* place of this part in the text */
    uint16_t size; /* of the whole text */
    char part[REASON_PART];
};

#endif
