/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_gate.c - who may send a command, and when: the first checks.
 *
 * Role   See naive_check.h.
 * Rules  R-IDEM-1, R-IDEM-2, R-TIME-4, R-ROLE-1, R-ROLE-2, R-STATE-1 to R-STATE-4, R-PHASE-2 to
 *        R-PHASE-5, R-ELIG-1.
 */
#include "sim/naive_check.h"
#include "sim/naive_payoff.h"

/* R-ROLE-1: the roles that may send a command of this kind. */
uint32_t naive_roles_of(uint16_t kind)
{
    const uint32_t trader = ROLE_TRADER;
    const uint32_t risk = ROLE_RISK_MANAGER;
    const uint32_t admin = ROLE_MEMBER_ADMIN;
    const uint32_t operations = ROLE_MARKET_OPERATIONS;
    const uint32_t compliance = ROLE_COMPLIANCE;

    switch (kind) {
    case COMMAND_ORDER_PLACE:
    case COMMAND_ORDER_LIST:
    case COMMAND_ORDER_AMEND:
    case COMMAND_GROUP_SET:
    case COMMAND_GROUP_RESET:
    case COMMAND_GROUP_TRIGGER:
    case COMMAND_GROUP_LIMIT:
    case COMMAND_GROUP_MMP:
    case COMMAND_GROUP_MMP_RESET:
    case COMMAND_MMP_SET:
    case COMMAND_MMP_RESET:
    case COMMAND_CLIENT_TEXT:
    case COMMAND_ACCOUNT_TRADING:
    case COMMAND_AUCTION_BID: return trader;
    case COMMAND_ORDER_DECREASE:
    case COMMAND_ORDER_CANCEL:
    case COMMAND_MASS_CANCEL:
    case COMMAND_SESSION_DISCONNECT: return trader | risk | operations;
    case COMMAND_ACCOUNT_LIMITS: return risk | operations;
    case COMMAND_ACCOUNT_OPEN: return admin | operations;
    case COMMAND_ACCOUNT_STATE: return risk | admin | operations | compliance;
    case COMMAND_WITHDRAW:
    case COMMAND_TRANSFER:
    case COMMAND_ASSET_WITHDRAW: return admin | operations;
    case COMMAND_ACTION_PROPOSE:
    case COMMAND_ACTION_APPROVE:
    case COMMAND_ACTION_REJECT: return risk | admin | operations | compliance;
    case COMMAND_ERROR_REQUEST: return trader | risk | admin | operations;
    case COMMAND_ACCOUNT_CONSENT: return trader | admin;
    case COMMAND_GIVE_UP:
    case COMMAND_POSITION_MOVE:
    case COMMAND_MARGIN_MODEL:
    case COMMAND_ALLOCATION: return trader | admin | operations;
    case COMMAND_BLOCK_TRADE:
    case COMMAND_BLOCK_WITHDRAW: return trader | operations;
    case COMMAND_GIVE_UP_DECIDE: return risk | admin | operations;
    case COMMAND_ACCOUNT_PROFILE: return admin | operations | compliance;
    case COMMAND_CASE: return ROLE_SURVEILLANCE | compliance;
    case COMMAND_REGISTER_ENTRY:
    case COMMAND_HALT:
    case COMMAND_MEMBER_SET: return operations | compliance;
    default: return operations;
    }
}

static bool kind_exists(const struct naive *naive, uint16_t kind)
{
    uint32_t part = economy_part_of(kind);
    if ((part & naive->parts) != part) return false;
    switch (kind) {
#define X(name, number, member, type) case number:
        COMMAND_LIST(X)
#undef X
        return true;
    default: return false;
    }
}

/* The user who sends the command; NULL if there is none of that number. */
static const struct body_user *actor_of(const struct naive *naive)
{
    uint32_t actor_id = naive->command->actor_id;
    if (actor_id >= naive->config.users_max) return NULL;
    const struct body_user *user = &naive->users[actor_id];
    return user->user_id == 0 ? NULL : user;
}

struct naive_fault naive_check_role(const struct naive *naive)
{
    const struct command *command = naive->command;
    if (command->actor_id == 0) return NO_FAULT;
    const struct body_user *user = actor_of(naive);
    if (user == NULL || (user->roles & naive_roles_of(command->kind)) == 0)
        return fault_of(REJECT_ROLE, FIELD_ACTOR, command->actor_id, 0);
    return NO_FAULT;
}

struct naive_fault naive_check_admission(struct naive *naive, bool *is_duplicate)
{
    const struct command *command = naive->command;
    *is_duplicate = false;
    if (command->session_id >= naive->config.sessions_max)
        return fault_of(REJECT_SESSION, FIELD_SESSION, command->session_id,
                        (int64_t)naive->config.sessions_max - 1);

    uint64_t *last = &naive->sessions[command->session_id];
    if (command->session_id != 0 && command->client_sequence != 0) {
        if (command->client_sequence <= *last) {
            struct event *event =
                naive_emit(naive, EVENT_DUPLICATE, command->account_id, command->product_id);
            event->duplicate.client_sequence = command->client_sequence;
            event->duplicate.last_client_sequence = *last;
            event->duplicate.session_id = command->session_id;
            *is_duplicate = true;
            return NO_FAULT;
        }
        *last = command->client_sequence;
    }

    if (!kind_exists(naive, command->kind))
        return fault_of(REJECT_UNKNOWN_COMMAND, FIELD_KIND, command->kind, 0);

    return naive_check_role(naive);
}

struct naive_fault naive_check_product_exists(const struct naive *naive, uint16_t product_id)
{
    if (!naive_product_exists(naive, product_id))
        return fault_of(REJECT_UNKNOWN_PRODUCT, FIELD_PRODUCT, product_id, 0);
    return NO_FAULT;
}

struct naive_fault naive_check_product_listed(const struct naive *naive, uint16_t product_id)
{
    CHECK(naive_check_product_exists(naive, product_id));
    const struct naive_product *product = &naive->products[product_id];
    if (!naive_product_is_tradable(product))
        return fault_of(REJECT_PRODUCT_NOT_LISTED, FIELD_PRODUCT, product->state, 0);
    return NO_FAULT;
}

/* R-ROLE-2: `fault` is the answer if the actor belongs to another member. */
struct naive_fault naive_check_member_controls(const struct naive *naive, uint32_t member_id,
                                               struct naive_fault fault)
{
    const struct body_user *user = actor_of(naive);
    bool is_staff = user == NULL || user->member_id == 0; /* actor 0 is the venue itself */
    if (is_staff || user->member_id == member_id) return NO_FAULT;
    return fault;
}

struct naive_fault naive_check_account_exists(const struct naive *naive, uint32_t account_id)
{
    if (!naive_account_exists(naive, account_id))
        return fault_of(REJECT_UNKNOWN_ACCOUNT, FIELD_ACCOUNT, account_id, 0);
    uint32_t member_id = naive->accounts[account_id].opened.member_id;
    return naive_check_member_controls(
        naive, member_id, fault_of(REJECT_NOT_CONTROLLED, FIELD_ACCOUNT, account_id, 0));
}

struct naive_fault naive_check_party_states(const struct naive *naive, uint32_t account_id)
{
    const struct naive_account *account = &naive->accounts[account_id];
    if (account->state != PARTY_APPROVED && account->state != PARTY_RESTRICTED)
        return fault_of(REJECT_ACCOUNT_STATE, FIELD_ACCOUNT, account->state, 0);
    uint32_t member_state = naive->members[account->opened.member_id].state;
    if (member_state != PARTY_APPROVED && member_state != PARTY_RESTRICTED)
        return fault_of(REJECT_MEMBER_STATE, FIELD_ACCOUNT, member_state, 0);
    return NO_FAULT;
}

struct naive_fault naive_check_party(const struct naive *naive, uint32_t account_id)
{
    CHECK(naive_check_account_exists(naive, account_id));
    return naive_check_party_states(naive, account_id);
}

struct naive_fault naive_check_not_halted(const struct naive *naive, uint16_t product_id)
{
    if (naive->venue_halt == HALT_HALTED) return fault_of(REJECT_VENUE_HALTED, FIELD_PRODUCT, 0, 0);
    if (product_id != 0 && naive_own_halt(naive, &naive->products[product_id]) == HALT_HALTED)
        return fault_of(REJECT_PRODUCT_HALTED, FIELD_PRODUCT, 0, 0);
    return NO_FAULT;
}

struct naive_fault naive_check_phase(const struct naive *naive, uint16_t product_id)
{
    CHECK(naive_check_not_halted(naive, product_id));
    const struct naive_product *product = &naive->products[product_id];
    if (naive->venue_halt == HALT_PAUSED) return fault_of(REJECT_VENUE_PAUSED, FIELD_PRODUCT, 0, 0);
    if (naive_own_halt(naive, product) == HALT_PAUSED)
        return fault_of(REJECT_PRODUCT_PAUSED, FIELD_PRODUCT, 0, 0);
    if (product->phase == PHASE_CLOSED) return fault_of(REJECT_PRODUCT_CLOSED, FIELD_PRODUCT, 0, 0);
    return NO_FAULT;
}

struct naive_fault naive_check_phase_type(const struct naive *naive,
                                          const struct naive_order *draft)
{
    if (naive_product_of(naive, draft)->phase != PHASE_PRE_OPEN) return NO_FAULT;
    bool waits = naive_type_is_trigger(draft->type) && !draft->is_triggered;
    if (waits) return NO_FAULT;
    if (naive_type_is_market(draft->type) || draft->tif == TIF_IOC || draft->tif == TIF_FOK)
        return fault_of(REJECT_PHASE_ORDER_TYPE, FIELD_TYPE, draft->type, 0);
    return NO_FAULT;
}

struct naive_fault naive_check_liquidate_only(const struct naive *naive,
                                              const struct naive_order *draft)
{
    const struct naive_account *account = &naive->accounts[draft->account_id];
    bool is_restricted = account->state == PARTY_RESTRICTED ||
                         naive->members[account->opened.member_id].state == PARTY_RESTRICTED ||
                         naive_product_of(naive, draft)->state == PRODUCT_RESTRICTED ||
                         account->queue_turn != 0 || /* R-ATT-3 */
                         naive_prefund_restricts(naive, draft->account_id);
    if (is_restricted && (draft->flags & FLAG_REDUCE_ONLY) == 0)
        return fault_of(REJECT_LIQUIDATE_ONLY, FIELD_FLAGS, draft->flags, 0);
    return NO_FAULT;
}

struct naive_fault naive_check_eligible(const struct naive *naive, const struct naive_order *draft)
{
    uint32_t needed = naive_product_of(naive, draft)->terms.eligible_classes;
    uint32_t classes = naive->accounts[draft->account_id].opened.classes;
    if (needed != 0 && (needed & classes) == 0)
        return fault_of(REJECT_NOT_ELIGIBLE, FIELD_ACCOUNT, classes, needed);
    return naive_check_currency(naive, draft->account_id,
                                naive_product_of(naive, draft)->payoff.currency);
}
