/* SPDX-License-Identifier: Apache-2.0 */
/*
 * participant_terms.h - consent, country and kind of an account, who may trade a product where.
 *
 * Role   Bodies of the commands of the participants of part 2 that a regulated venue needs.
 * Rules  R-PART-1 to R-PART-4.
 */
#ifndef PERPETUA_MODEL_PARTICIPANT_TERMS_H
#define PERPETUA_MODEL_PARTICIPANT_TERMS_H

#include <stdint.h>

#include "model/limits.h"

#define ELIGIBILITY_ROWS_MAX 16u
#define COUNTRY_ANY          0u

/* Two capital letters as a number, the first in the high byte; 0 unknown, or any. */
#define COUNTRY_OF(first, second) ((uint16_t)((unsigned)(first) << 8 | (unsigned)(second)))

struct body_participant_terms {
    uint32_t consent_version; /* that every account must have consented to; 0: none is asked */
    uint32_t needs_limits; /* 1: an account without limits of its clearing member sends nothing */
};

enum account_kind {
    ACCOUNT_UNKNOWN = 0,
    ACCOUNT_HOUSE = 1,
    ACCOUNT_DISCLOSED = 2, /* one customer, known to the venue by a number */
    ACCOUNT_OMNIBUS = 3    /* many customers of a clearing member together */
};

/* Who a trade is for, as customer type indicators tell it. */
enum customer_type {
    CUSTOMER_DERIVED = 0,      /* R-REPORT-13 derives it from members, owners and controllers */
    CUSTOMER_OWN = 1,          /* the member that trades, or an account that it controls */
    CUSTOMER_CLEARING = 2,     /* the proprietary account of a clearing member */
    CUSTOMER_OTHER_MEMBER = 3, /* another member, or an account that another member controls */
    CUSTOMER_ANY_OTHER = 4
};

struct body_account_profile {
    uint16_t country;
    uint8_t kind;          /* enum account_kind, not unknown */
    uint8_t customer_type; /* enum customer_type */
    uint8_t reserved[4];
};

struct body_account_consent {
    uint32_t version;
    uint32_t reserved;
};

/* An account of the country with one of the classes, while the entry is in force. */
struct eligibility_row {
    uint32_t classes;  /* mask of enum account_class; 0: every one */
    uint32_t entry_id; /* of the register; 0: no entry is needed */
    uint16_t country;  /* COUNTRY_ANY: every one */
    uint8_t reserved[6];
};

/* 0 rows: every account that R-ELIG-1 lets pass. */
struct body_eligibility {
    uint64_t row_count;
    struct eligibility_row rows[ELIGIBILITY_ROWS_MAX];
};

static_assert(sizeof(struct eligibility_row) == 16, "no padding");
static_assert(sizeof(struct body_eligibility) == 8 + 16 * ELIGIBILITY_ROWS_MAX, "no padding");

#endif
