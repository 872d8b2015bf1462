/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_register.h - the register, filings and cases of the naive venue.
 *
 * Role   Keeps every entry as it was sent and works out at each question what is in force.
 * Rules  R-REG-1 to R-REG-9, R-CASE-1, R-CASE-2, R-REASON-1.
 */
#ifndef PERPETUA_SIM_NAIVE_REGISTER_H
#define PERPETUA_SIM_NAIVE_REGISTER_H

#include "model/participant_terms.h"
#include "model/register_terms.h"

struct naive;
struct naive_fault;

#define NAIVE_ENTRIES_MAX (2 * PRODUCTS_MAX + 64)

struct naive_entry {
    struct body_register_entry body; /* entry_id 0: there is none */
    bool was_in_force;               /* by the latest event about it */
};

struct naive_filing {
    struct body_product_filing body; /* underlying 0: there is none */
    uint64_t basis;                  /* R-REG-7 */
};

struct naive_case {
    struct body_case opened;
    uint32_t account_id;
    uint16_t product_id;
    uint32_t assignee_id;
    uint32_t notes;
    uint32_t level;
    uint8_t outcome;
    bool is_closed;
};

struct naive_register {
    struct body_participant_terms participant_terms;
    struct body_eligibility eligibilities[PRODUCTS_MAX];
    bool is_gated;
    uint32_t review_underlyings;
    struct naive_entry entries[NAIVE_ENTRIES_MAX];
    struct naive_filing filings[PRODUCTS_MAX];
    struct naive_case *cases; /* case 1 is the first */
    uint32_t case_count;
    uint32_t case_capacity;
};

struct naive_fault naive_command_register_terms(struct naive *naive);
struct naive_fault naive_command_register_entry(struct naive *naive);
struct naive_fault naive_command_product_filing(struct naive *naive);
struct naive_fault naive_command_case(struct naive *naive);

struct naive_fault naive_command_participant_terms(struct naive *naive);
struct naive_fault naive_command_account_profile(struct naive *naive);
struct naive_fault naive_command_account_consent(struct naive *naive);
struct naive_fault naive_command_eligibility(struct naive *naive);

/* R-REG-3 for an entry that need not exist. */
bool naive_entry_holds(const struct naive *naive, uint64_t entry_id);

/* R-REG-4 */
void naive_register_due(struct naive *naive);

/* R-REG-6, R-REG-7 for the PRODUCT_STATE at hand, and what it changes in the filing. */
struct naive_fault naive_check_register_state(const struct naive *naive);
void naive_register_state(struct naive *naive);
/* R-REG-7 for the SETTLEMENT_TERMS at hand. */
struct naive_fault naive_check_register_class(const struct naive *naive);
/* R-REG-8 for the HALT at hand. */
struct naive_fault naive_check_register_resume(const struct naive *naive);
/* R-REG-9 for the PRODUCT_TERMS at hand. */
struct naive_fault naive_check_register_terms(const struct naive *naive);

/* R-ACTION-1: the authority of an emergency. */
struct naive_fault naive_check_authority(const struct naive *naive, uint64_t entry_id);

/* R-REASON-1 */
struct naive_fault naive_check_reason(const char *reason);
void naive_emit_reason(struct naive *naive, uint64_t subject_id, const char *reason);

#endif
