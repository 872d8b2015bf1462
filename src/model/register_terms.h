/* SPDX-License-Identifier: Apache-2.0 */
/*
 * register_terms.h - the regulatory register, filings of products and cases, as data.
 *
 * Role   Bodies of the commands of part 11 and of the cases of part 12, and the enums that their
 *        events share.  What an entry says in words stays in the journal; the core keeps the rest.
 * Rules  R-REG-1, R-REG-2, R-REG-5, R-CASE-1.
 */
#ifndef PERPETUA_MODEL_REGISTER_TERMS_H
#define PERPETUA_MODEL_REGISTER_TERMS_H

#include <stdint.h>

#include "model/limits.h"

#define AUTHORITY_SIZE 16u
#define CITATION_SIZE  64u
#define CONDITION_SIZE 128u
#define REASON_SIZE    96u /* an operator's reason: printable ASCII, zero filled */
#define REASON_PART    48u /* of it in one event */

enum register_kind {
    REGISTER_FILING = 1,
    REGISTER_ORDER = 2,
    REGISTER_LETTER = 3,
    REGISTER_GUIDANCE = 4,
    REGISTER_STATUTE = 5,
    REGISTER_COURT = 6
};

enum register_status {
    REGISTER_PENDING = 1,
    REGISTER_GRANTED = 2, /* in force between its dates (R-REG-3) */
    REGISTER_STAYED = 3,
    REGISTER_WITHDRAWN = 4
};

/* What becomes of a listed product when the entry that it rests on is no longer in force. */
enum register_fallback { FALLBACK_NONE = 0, FALLBACK_RESTRICT = 1, FALLBACK_PAUSE = 2 };

/* Asset classes of the underlying, a bit each: the scope of an entry. */
enum underlying_class {
    UNDERLYING_DIGITAL = 1u << 0,
    UNDERLYING_METAL = 1u << 1,
    UNDERLYING_ENERGY = 1u << 2,
    UNDERLYING_AGRICULTURE = 1u << 3,
    UNDERLYING_EQUITY = 1u << 4,
    UNDERLYING_RATE = 1u << 5,
    UNDERLYING_CURRENCY = 1u << 6
};

#define UNDERLYINGS_ALL 0x7fu

/* R-REG-1: from this command on products are gated by the register. */
struct body_register_terms {
    uint32_t is_gated;           /* 1; it is never taken back */
    uint32_t review_underlyings; /* mask: these need an order, a filing alone does not do */
};

struct body_register_entry {
    uint64_t entry_id;      /* 1.. */
    int64_t effective_ns;   /* in force from here on */
    int64_t expiry_ns;      /* and until here; 0: without end */
    uint32_t underlyings;   /* scope: mask of enum underlying_class */
    uint32_t account_class; /* condition: where positions and margin must be held; 0 none */
    uint16_t product_id;    /* scope: this product only; 0 every one */
    uint8_t kind;           /* enum register_kind */
    uint8_t status;         /* enum register_status */
    uint8_t fallback;       /* enum register_fallback */
    uint8_t reserved[3];
    char authority[AUTHORITY_SIZE]; /* who issued it */
    char citation[CITATION_SIZE];   /* how it is cited */
    char condition[CONDITION_SIZE]; /* its conditions in words; may be empty */
};

/* The four checklists that a filing must fill; the items are bits. */
enum checklist { CHECK_DESIGN, CHECK_UNDERLYING, CHECK_PROTECTION, CHECK_CONTROLS };

#define CHECKLISTS 4u

enum check_design {
    DESIGN_CONTRACT = 1u << 0,
    DESIGN_FUNDING = 1u << 1,
    DESIGN_SETTLEMENT = 1u << 2,
    DESIGN_MARKS = 1u << 3,
    DESIGN_HOURS = 1u << 4,
    DESIGN_LIMITS = 1u << 5,
    DESIGN_FEES = 1u << 6
};

enum check_underlying {
    SPOT_CONTINUOUS = 1u << 0,
    SPOT_DEEP = 1u << 1,
    SPOT_BROAD = 1u << 2,
    SPOT_INDEX = 1u << 3,
    SPOT_MANIPULATION = 1u << 4,
    SPOT_SHARING = 1u << 5,
    SPOT_OUTAGE = 1u << 6
};

enum check_protection {
    PROTECT_DISCLOSURE = 1u << 0,
    PROTECT_ELIGIBILITY = 1u << 1,
    PROTECT_LEVERAGE = 1u << 2,
    PROTECT_SEGREGATION = 1u << 3,
    PROTECT_LIQUIDATION = 1u << 4,
    PROTECT_COMPLAINTS = 1u << 5
};

enum check_controls {
    CONTROL_PRE_TRADE = 1u << 0,
    CONTROL_BANDS = 1u << 1,
    CONTROL_HALTS = 1u << 2,
    CONTROL_KILL = 1u << 3,
    CONTROL_SELF_MATCH = 1u << 4,
    CONTROL_ERRORS = 1u << 5,
    CONTROL_SURVEILLANCE = 1u << 6,
    CONTROL_STAFFING = 1u << 7
};

/* Every item of a checklist, by enum checklist. */
#define CHECKLIST_DESIGN_ALL     0x7fu
#define CHECKLIST_UNDERLYING_ALL 0x7fu
#define CHECKLIST_PROTECTION_ALL 0x3fu
#define CHECKLIST_CONTROLS_ALL   0xffu

struct body_product_filing {
    uint32_t underlying;        /* one of enum underlying_class */
    uint32_t items[CHECKLISTS]; /* masks, by enum checklist */
    uint32_t reserved;
};

enum case_action {
    CASE_OPEN = 1,
    CASE_ASSIGN = 2,
    CASE_NOTE = 3,
    CASE_ESCALATE = 4,
    CASE_CLOSE = 5
};

enum case_state { CASE_STATE_NONE = 0, CASE_STATE_OPEN = 1, CASE_STATE_CLOSED = 2 };

enum case_outcome {
    OUTCOME_NONE = 0,
    OUTCOME_NO_ACTION = 1,
    OUTCOME_WARNING = 2,
    OUTCOME_DISCIPLINE = 3,
    OUTCOME_REFERRED = 4
};

#define CASE_LEVEL_MAX 3u /* 1 analyst, 2 head of surveillance, 3 regulator */

/* R-CASE-1: the subject is the header's account_id and product_id, 0 none. */
struct body_case {
    uint64_t case_id;     /* OPEN: 0, the venue numbers it */
    uint64_t alert_id;    /* OPEN: the alert that it is about; 0 none */
    uint64_t sequence;    /* OPEN: the command that it is about; 0 none */
    uint32_t assignee_id; /* OPEN, ASSIGN: a user; OPEN: 0 nobody yet */
    uint8_t action;       /* enum case_action */
    uint8_t outcome;      /* CLOSE: enum case_outcome */
    uint8_t reserved[2];
    char reason[REASON_SIZE];
};

static_assert(sizeof(struct body_register_terms) == 8, "journal format version 1");
static_assert(sizeof(struct body_register_entry) == 40 + 16 + 64 + 128, "no padding");
static_assert(sizeof(struct body_product_filing) == 24, "no padding");
static_assert(sizeof(struct body_case) == 32 + REASON_SIZE, "no padding");
static_assert(REASON_SIZE == 2 * REASON_PART, "a reason is at most two events");

#endif
