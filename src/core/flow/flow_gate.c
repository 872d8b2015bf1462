/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_gate.c - may this party send this command, and is the market in a state for it.
 *
 * Rules  R-ROLE-1, R-ROLE-2, R-STATE-1 to R-STATE-4, R-PHASE-1 to R-PHASE-5.
 */
#include "core/flow/flow.h"

/* R-ROLE-1, row by row. */
uint32_t gate_roles(uint32_t kind)
{
    switch (kind) {
    case COMMAND_ORDER_PLACE:
    case COMMAND_ORDER_LIST:
    case COMMAND_ORDER_AMEND:
    case COMMAND_AUCTION_BID:
    case COMMAND_GROUP_SET:
    case COMMAND_GROUP_RESET:
    case COMMAND_GROUP_TRIGGER:
    case COMMAND_GROUP_LIMIT:
    case COMMAND_GROUP_MMP:
    case COMMAND_GROUP_MMP_RESET:
    case COMMAND_MMP_SET:
    case COMMAND_MMP_RESET:
    case COMMAND_ACCOUNT_TRADING:
    case COMMAND_CLIENT_TEXT: return ROLE_TRADER;
    case COMMAND_ORDER_DECREASE:
    case COMMAND_ORDER_CANCEL:
    case COMMAND_MASS_CANCEL:
    case COMMAND_SESSION_DISCONNECT:
        return ROLE_TRADER | ROLE_RISK_MANAGER | ROLE_MARKET_OPERATIONS;
    case COMMAND_ACCOUNT_LIMITS: return ROLE_RISK_MANAGER | ROLE_MARKET_OPERATIONS;
    case COMMAND_ACCOUNT_OPEN:
    case COMMAND_WITHDRAW:
    case COMMAND_ASSET_WITHDRAW:
    case COMMAND_TRANSFER: return ROLE_MEMBER_ADMIN | ROLE_MARKET_OPERATIONS;
    case COMMAND_ACCOUNT_STATE:
        return ROLE_RISK_MANAGER | ROLE_MEMBER_ADMIN | ROLE_MARKET_OPERATIONS | ROLE_COMPLIANCE;
    case COMMAND_ACTION_PROPOSE:
    case COMMAND_ACTION_APPROVE:
    case COMMAND_ACTION_REJECT:
        return ROLE_RISK_MANAGER | ROLE_MEMBER_ADMIN | ROLE_MARKET_OPERATIONS | ROLE_COMPLIANCE;
    case COMMAND_ERROR_REQUEST:
        return ROLE_TRADER | ROLE_RISK_MANAGER | ROLE_MEMBER_ADMIN | ROLE_MARKET_OPERATIONS;
    case COMMAND_ACCOUNT_CONSENT: return ROLE_TRADER | ROLE_MEMBER_ADMIN;
    case COMMAND_GIVE_UP:
    case COMMAND_POSITION_MOVE:
    case COMMAND_MARGIN_MODEL:
    case COMMAND_ALLOCATION: return ROLE_TRADER | ROLE_MEMBER_ADMIN | ROLE_MARKET_OPERATIONS;
    case COMMAND_BLOCK_TRADE:
    case COMMAND_BLOCK_WITHDRAW: return ROLE_TRADER | ROLE_MARKET_OPERATIONS;
    case COMMAND_GIVE_UP_DECIDE:
        return ROLE_RISK_MANAGER | ROLE_MEMBER_ADMIN | ROLE_MARKET_OPERATIONS;
    case COMMAND_ACCOUNT_PROFILE:
        return ROLE_MEMBER_ADMIN | ROLE_MARKET_OPERATIONS | ROLE_COMPLIANCE;
    case COMMAND_CASE: return ROLE_SURVEILLANCE | ROLE_COMPLIANCE;
    case COMMAND_REGISTER_ENTRY:
    case COMMAND_HALT:
    case COMMAND_MEMBER_SET: return ROLE_MARKET_OPERATIONS | ROLE_COMPLIANCE;
    default: return ROLE_MARKET_OPERATIONS;
    }
}

struct verdict gate_role(const struct core *core, const struct command *command)
{
    uint32_t actor_id = command->actor_id;
    if (actor_id == 0) return verdict_ok();
    if (actor_id < core->config.users_max &&
        (core->users[actor_id].roles & gate_roles(command->kind)) != 0) {
        return verdict_ok();
    }
    return verdict_of(REJECT_ROLE, FIELD_ACTOR, actor_id, 0);
}

bool gate_may_decide(const struct core *core, uint32_t actor_id, uint32_t kind)
{
    return (core->users[actor_id].roles & (gate_roles(kind) | ROLE_COMPLIANCE)) != 0;
}

bool actor_controls_member(const struct core *core, uint32_t actor_id, uint32_t member_id)
{
    if (actor_id == 0) return true;
    uint32_t own_member = core->users[actor_id].member;
    return own_member == 0 || own_member == member_id;
}

struct verdict gate_account(const struct core *core, const struct command *command)
{
    uint32_t account_id = command->account_id;
    if (!account_exists(core, account_id)) {
        return verdict_of(REJECT_UNKNOWN_ACCOUNT, FIELD_ACCOUNT, account_id, 0);
    }
    uint32_t member_id = core_account_at(core, account_id)->member;
    if (!actor_controls_member(core, command->actor_id, member_id)) {
        return verdict_of(REJECT_NOT_CONTROLLED, FIELD_ACCOUNT, account_id, 0);
    }
    return verdict_ok();
}

struct verdict gate_party_state(const struct core *core, uint32_t account_id)
{
    const struct account *account = core_account_at(core, account_id);
    if (!party_is_active(account->state)) {
        return verdict_of(REJECT_ACCOUNT_STATE, FIELD_ACCOUNT, account->state, 0);
    }
    const struct member *member = &core->members[account->member];
    if (!party_is_active(member->state)) {
        return verdict_of(REJECT_MEMBER_STATE, FIELD_ACCOUNT, member->state, 0);
    }
    return verdict_ok();
}

struct verdict gate_product(const struct core *core, uint32_t product_id)
{
    if (product_id == 0 || product_id >= core->config.products_max ||
        !core_product_at(core, product_id)->exists) {
        return verdict_of(REJECT_UNKNOWN_PRODUCT, FIELD_PRODUCT, product_id, 0);
    }
    const struct product *product = core_product_at(core, product_id);
    if (!product_is_listed(product)) {
        return verdict_of(REJECT_PRODUCT_NOT_LISTED, FIELD_PRODUCT, product->state, 0);
    }
    return verdict_ok();
}

struct verdict gate_halt(const struct core *core, const struct product *product)
{
    if (core->venue->halt == HALT_HALTED) {
        return verdict_of(REJECT_VENUE_HALTED, FIELD_PRODUCT, 0, 0);
    }
    if (product->halt == HALT_HALTED) {
        return verdict_of(REJECT_PRODUCT_HALTED, FIELD_PRODUCT, 0, 0);
    }
    return verdict_ok();
}

struct verdict gate_phase(const struct core *core, const struct product *product)
{
    struct verdict verdict = gate_halt(core, product);
    if (verdict.reject != REJECT_NONE) return verdict;
    if (core->venue->halt == HALT_PAUSED) {
        return verdict_of(REJECT_VENUE_PAUSED, FIELD_PRODUCT, 0, 0);
    }
    if (product_own_halt(product) == HALT_PAUSED) {
        return verdict_of(REJECT_PRODUCT_PAUSED, FIELD_PRODUCT, 0, 0);
    }
    if (product->phase == PHASE_CLOSED) {
        return verdict_of(REJECT_PRODUCT_CLOSED, FIELD_PRODUCT, 0, 0);
    }
    return verdict_ok();
}

struct verdict gate_phase_type(const struct product *product, uint32_t type, uint32_t tif)
{
    if (product->phase != PHASE_PRE_OPEN) return verdict_ok();
    if (type != TYPE_MARKET && tif != TIF_IOC && tif != TIF_FOK) return verdict_ok();
    return verdict_of(REJECT_PHASE_ORDER_TYPE, FIELD_TYPE, type, 0);
}

struct verdict gate_liquidate_only(const struct core *core, uint32_t account_id,
                                   const struct product *product, uint32_t flags)
{
    const struct account *account = core_account_at(core, account_id);
    bool restricted = account->state == PARTY_RESTRICTED ||
                      (account->margin_flags & MARGIN_QUEUED) != 0 ||
                      core->members[account->member].state == PARTY_RESTRICTED ||
                      product->state == PRODUCT_RESTRICTED ||
                      account->prefund_state >= PREFUND_REDUCE_ONLY; /* R-PREFUND-5 */
    if (!restricted || (flags & FLAG_REDUCE_ONLY) != 0) return verdict_ok();
    return verdict_of(REJECT_LIQUIDATE_ONLY, FIELD_FLAGS, flags, 0);
}

struct verdict gate_currency(const struct core *core, uint32_t account_id, uint32_t currency)
{
    uint32_t own = core_account_at(core, account_id)->currency;
    if (own == currency) return verdict_ok();
    return verdict_of(REJECT_CURRENCY, FIELD_ACCOUNT, own, currency);
}
