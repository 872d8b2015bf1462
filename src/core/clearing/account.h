/* SPDX-License-Identifier: Apache-2.0 */
/*
 * account.h - members, users, accounts and sessions: who is who.
 *
 * Role       Plain records by number.  Balances are in the ledger, positions in position.
 * Invariant  An account's owner is an account that owns itself.
 * Rules      R-MEMBER, R-ROLE, R-ACCT, R-FCM-1, R-BUDGET-1, R-IDEM-1.
 */
#ifndef PERPETUA_CORE_CLEARING_ACCOUNT_H
#define PERPETUA_CORE_CLEARING_ACCOUNT_H

#include <stdbool.h>
#include <stdint.h>

#include "model/command.h"

struct member {
    uint8_t kind;  /* enum member_kind */
    uint8_t state; /* enum party_state; PARTY_NONE: does not exist */
    uint8_t reserved[2];
};

struct user {
    uint32_t member; /* 0: staff of the venue */
    uint32_t roles;  /* 0: no rights */
};

/* What makes an account's margin more than its hold (R-MARGIN-7). */
enum margin_flag {
    MARGIN_FULL = 1u << 0,         /* has, or had, a position under the full model or an asset */
    MARGIN_IS_PORTFOLIO = 1u << 1, /* R-PM-2 */
    MARGIN_QUEUED = 1u << 2        /* R-ATT-3 */
};

/* Where an account stands in the lists of margin: slots and accounts, 0 none. */
struct account_links {
    uint32_t first_holding; /* in the order in which they came */
    uint32_t queue_older;   /* R-ATT-6 */
    uint32_t queue_newer;
    uint32_t look_next; /* of the look at hand */
};

static_assert(sizeof(struct account_links) == 16, "no padding");
static_assert(SUB_ACCOUNTS_MAX <= UINT8_MAX, "they are counted in a byte");

struct account {
    uint32_t owner;
    uint32_t parent;
    uint32_t member;
    uint32_t customer;
    uint32_t controller;
    uint32_t classes; /* mask of enum account_class */
    uint8_t state;    /* enum party_state */
    uint8_t smp_mode; /* enum smp_mode */
    uint8_t sub_accounts;
    uint8_t margin_flags;    /* mask of enum margin_flag; 0: plain margin only */
    uint32_t first_position; /* in the order in which they came */
    uint32_t last_position;
    uint32_t first_group;
    uint32_t order_count; /* live orders */
    uint32_t budget_used; /* messages in the window that starts then */
    int64_t budget_start_ns;
    struct body_limits limits;     /* R-FCM-1 */
    uint8_t prefund_state;         /* enum prefund_state */
    uint8_t currency;              /* R-CURRENCY-1: of its balance */
    uint8_t cancels_on_disconnect; /* R-ACCT-6 */
    uint8_t reserved[5];
};

static_assert(sizeof(struct account) == 96, "no padding");

/* R-PART-1, R-PART-2: what is known of who is behind an account. */
struct participant {
    uint32_t consent_version;
    uint32_t volume; /* R-FEE-3: of an owner, the place of its volume; 0: none */
    uint16_t country;
    uint8_t kind;          /* enum account_kind */
    uint8_t customer_type; /* enum customer_type */
};

static_assert(sizeof(struct participant) == 12, "no padding");

/* R-ACCT-4. */
static inline bool account_may_become(uint32_t from, uint32_t to)
{
    switch (from) {
    case PARTY_APPLIED: return to == PARTY_APPROVED || to == PARTY_CLOSED;
    case PARTY_APPROVED:
        return to == PARTY_RESTRICTED || to == PARTY_SUSPENDED || to == PARTY_CLOSED;
    case PARTY_RESTRICTED:
        return to == PARTY_APPROVED || to == PARTY_SUSPENDED || to == PARTY_CLOSED;
    case PARTY_SUSPENDED:
        return to == PARTY_APPROVED || to == PARTY_RESTRICTED || to == PARTY_CLOSED;
    default: return false;
    }
}

/* May it have new orders, cash out, groups? (R-STATE-2, R-STATE-3) */
static inline bool party_is_active(uint32_t state)
{
    return state == PARTY_APPROVED || state == PARTY_RESTRICTED;
}

#endif
