/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view_party.c - looking at users, members and who is behind an account, without changing them.
 *
 * Rules  R-MEMBER-1, R-ROLE-1, R-ROLE-3, R-PART-1, R-PART-2.
 */
#include "core/desk_view.h"
#include "core/state/state.h"

bool core_user(const struct core *core, uint32_t user_id, struct user_view *view)
{
    if (user_id == 0 || user_id >= core->config.users_max) return false;
    const struct user *user = &core->users[user_id];
    *view = (struct user_view){.member_id = user->member, .roles = user->roles};
    return true;
}

bool core_member(const struct core *core, uint32_t member_id, struct member_view *view)
{
    if (member_id == 0 || member_id >= core->config.members_max) return false;
    const struct member *member = &core->members[member_id];
    if (member->state == PARTY_NONE) return false;
    *view = (struct member_view){.kind = member->kind, .state = member->state};
    return true;
}

uint32_t core_members_end(const struct core *core)
{
    return core->config.members_max;
}

uint32_t core_users_end(const struct core *core)
{
    return core->config.users_max;
}

uint32_t core_accounts_end(const struct core *core)
{
    return core->venue->account_count;
}

bool core_party(const struct core *core, uint32_t account_id, struct party_view *view)
{
    if (!account_exists(core, account_id)) return false;
    const struct account *account = core_account_at(core, account_id);
    const struct participant *participant = &core->participants[account_id];
    *view = (struct party_view){
        .customer_id = account->customer,
        .parent_account_id = account->parent,
        .controller_id = account->controller,
        .classes = account->classes,
        .consent_version = participant->consent_version,
        .country = participant->country,
        .kind = participant->kind,
        .customer_type = participant->customer_type,
        .limits = account->limits,
    };
    return true;
}

uint16_t core_next_position(const struct core *core, uint32_t account_id, uint16_t product_id)
{
    if (!account_exists(core, account_id)) return 0;
    uint32_t slot = core_account_at(core, account_id)->first_position;
    bool is_behind = product_id == 0;
    for (; slot != 0; slot = position_at(&core->positions, slot)->account_next) {
        uint16_t product = position_at(&core->positions, slot)->product;
        if (is_behind) return product;
        is_behind = product == product_id;
    }
    return 0;
}
