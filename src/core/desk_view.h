/* SPDX-License-Identifier: Apache-2.0 */
/*
 * desk_view.h - what operators, surveillance and regulators look at, without changing it.
 *
 * Role       Members, users, who is behind an account; the register and filings; controls, actions
 *            that wait, error trades, cases; give-ups, programmes of makers, fees by volume.
 *            Texts (reasons, citations, conditions) are not here: the venue keeps nothing of them,
 *            they are in the journal.
 * Ownership  Pointers live as long as the core, and what they point at holds until its next step.
 * Rules      R-MEMBER-1, R-ROLE-1, R-ROLE-3, R-PART-1, R-PART-2, R-PART-4, R-REG-1, R-REG-3,
 *            R-REG-5, R-REG-7, R-CONTROL-1, R-ACTION-1, R-ACTION-4, R-ERROR-1, R-CASE-1, R-GIVE-1,
 *            R-PROG-1, R-PROG-2, R-FEE-2, R-FEE-3.
 */
#ifndef PERPETUA_CORE_DESK_VIEW_H
#define PERPETUA_CORE_DESK_VIEW_H

#include <stdbool.h>
#include <stdint.h>

#include "model/command.h"

struct core;

/* --- who ------------------------------------------------------------------------------------- */

struct user_view {
    uint32_t member_id; /* 0: staff of the venue */
    uint32_t roles;     /* mask of enum role; 0: no rights */
};

/* False: there is no such number.  A user that was never set has no rights. */
bool core_user(const struct core *core, uint32_t user_id, struct user_view *view);

struct member_view {
    uint32_t kind;  /* enum member_kind */
    uint32_t state; /* enum party_state */
};

/* False: the member does not exist. */
bool core_member(const struct core *core, uint32_t member_id, struct member_view *view);

/* One more than the highest number that a member, a user or an account may have or has. */
uint32_t core_members_end(const struct core *core);
uint32_t core_users_end(const struct core *core);
uint32_t core_accounts_end(const struct core *core);

/* Who is behind an account, and what its clearing member allows it. */
struct party_view {
    uint32_t customer_id;
    uint32_t parent_account_id;
    uint32_t controller_id;
    uint32_t classes; /* mask of enum account_class */
    uint32_t consent_version;
    uint16_t country; /* two letters, the first in the high byte; 0: not known */
    uint8_t kind;     /* enum account_kind */
    uint8_t customer_type;
    struct body_limits limits;
};

/* False: the account does not exist. */
bool core_party(const struct core *core, uint32_t account_id, struct party_view *view);

/* The account's first position, and the next one behind a product (0: begins) in the order in which
 * they came.  0: no more. */
uint16_t core_next_position(const struct core *core, uint32_t account_id, uint16_t product_id);

/* --- the register ---------------------------------------------------------------------------- */

struct register_terms_view {
    bool is_gated;
    uint32_t review_underlyings;
    uint32_t entry_count; /* the highest number of an entry */
    struct body_participant_terms participants;
};

struct register_terms_view core_register_terms(const struct core *core);

struct register_entry_view {
    int64_t effective_ns;
    int64_t expiry_ns; /* 0: without end */
    uint32_t underlyings;
    uint32_t account_class;
    uint16_t product_id; /* scope; 0: every one */
    uint8_t kind;        /* enum register_kind */
    uint8_t status;      /* enum register_status */
    uint8_t fallback;    /* enum register_fallback */
    bool is_in_force;    /* at the latest time seen */
};

/* False: there is no such entry. */
bool core_register_entry(const struct core *core, uint64_t entry_id,
                         struct register_entry_view *view);

struct filing_view {
    uint32_t underlying; /* 0: nothing has been filed */
    uint32_t items[CHECKLISTS];
    uint32_t missing[CHECKLISTS];
    uint32_t basis; /* R-REG-7: the entry on which the product rests; 0: none */
};

/* False: the product was never defined. */
bool core_filing(const struct core *core, uint16_t product_id, struct filing_view *view);

/* NULL: the product was never defined. */
const struct body_eligibility *core_eligibility(const struct core *core, uint16_t product_id);

/* --- operators ------------------------------------------------------------------------------- */

const struct body_control_terms *core_controls(const struct core *core);

/*
 * Fills the body of a command that changes terms with the terms as they stand: of the header's
 * product or account, of the risk group or the programme that the body names.  False: it is no such
 * command, or there are no such terms yet, and the body is as it was or empty.
 */
bool core_standing_terms(const struct core *core, struct command *command);

/* What it takes to send a command of this kind and content, as the terms are. */
struct command_needs {
    uint32_t roles;    /* R-ROLE-1: the actor has one of these */
    uint32_t controls; /* R-CONTROL-2: those that it falls under and that ask for two people */
    bool may_be_emergency;
};

struct command_needs core_command_needs(const struct core *core, const struct command *command);

struct action_view {
    uint64_t action_id;
    uint64_t register_entry; /* the authority; 0: none was named */
    int64_t since_ns;        /* of its latest step */
    int64_t lapse_ns;        /* 0: never */
    uint32_t proposer_id;
    uint8_t purpose;               /* enum action_purpose */
    const struct command *command; /* that waits; NULL: it has not come */
};

/* The actions that have not lapsed, by the places in which they wait: at most ACTIONS_MAX.  Returns
 * how many were written, at most `max`. */
uint32_t core_actions(const struct core *core, struct action_view *list, uint32_t max);

struct kept_trade_view {
    uint64_t trade_id;
    int64_t time_ns;
    struct price price;
    struct qty qty;
    struct fine_price mark; /* when it happened; 0: there was none */
    struct price low;       /* R-ERROR-2: the no-cancel range; 0: there was no mark */
    struct price high;
    uint32_t buyer_account_id;
    uint32_t seller_account_id;
    uint16_t product_id;
    uint8_t step; /* enum error_step */
};

/* False: the trade is not kept, or not any more. */
bool core_kept_trade(const struct core *core, uint64_t trade_id, struct kept_trade_view *view);

/* Kept trades that somebody has asked about, by their places.  Returns how many were written. */
uint32_t core_error_trades(const struct core *core, struct kept_trade_view *list, uint32_t max);

struct case_view {
    uint64_t alert_id;
    uint64_t sequence;
    uint32_t account_id;
    uint32_t assignee_id;
    uint32_t notes;
    uint16_t product_id;
    uint8_t state; /* enum case_state */
    uint8_t level;
    uint8_t outcome; /* enum case_outcome */
};

uint64_t core_case_count(const struct core *core);

/* Cases have the numbers 1 to core_case_count.  False: there is none. */
bool core_case(const struct core *core, uint64_t case_id, struct case_view *view);

/* --- lots that are passed on, programmes, fees by volume -------------------------------------- */

struct body_give_up_terms core_give_up_terms(const struct core *core);

struct give_up_view {
    uint64_t give_up_id;
    uint64_t trade_id;
    struct qty qty;
    struct price price; /* of the trade; 0: it is not kept any more */
    int64_t since_ns;
    int64_t lapse_ns; /* 0: with the date of its trade */
    uint32_t from_account_id;
    uint32_t to_account_id;
    uint16_t product_id;
    uint8_t side; /* enum side: that the giver traded */
};

/* Give-ups that wait for an answer, by their places: at most GIVE_UPS_MAX.  Returns how many were
 * written. */
uint32_t core_give_ups(const struct core *core, struct give_up_view *list, uint32_t max);

struct programme_view {
    const struct body_programme_terms *terms;
    int32_t since; /* dates after it count */
    int32_t until; /* dates before it; INT32_MAX: it runs */
    uint16_t product_id;
    uint32_t account_count;
};

/* Programmes have the numbers 1 to PROGRAMMES_MAX - 1.  False: there is none. */
bool core_programme(const struct core *core, uint32_t programme_id, struct programme_view *view);

/* The latest date that is paid to the account, or that of its entry.  False: it takes no part. */
bool core_programme_paid(const struct core *core, uint32_t programme_id, uint32_t account_id,
                         int32_t *date);

struct fee_view {
    const struct body_fee_tiers *tiers; /* without tiers the rates are those of the terms */
    int64_t volume_micros;              /* R-FEE-3: that decides today */
    uint32_t maker_ppm;
    uint32_t taker_ppm;
};

/* What the account pays in the product now.  False: one of the two does not exist. */
bool core_fees(const struct core *core, uint32_t account_id, uint16_t product_id,
               struct fee_view *view);

#endif
