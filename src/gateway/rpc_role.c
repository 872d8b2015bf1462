/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_role.c - the roles of whoever asks, as the core knows them now.
 *
 * Rules  R-ROLE-1, R-ROLE-2.
 */
#include "gateway/rpc_role.h"

struct user_view rpc_user_of(const struct rpc *rpc, const struct session *session)
{
    struct user_view user = {0};
    if (session != NULL) (void)core_user(gateway_core(rpc->gateway), session->user_id, &user);
    return user;
}

bool rpc_role_is(const struct rpc *rpc, const struct session *session, uint32_t roles)
{
    struct user_view user = rpc_user_of(rpc, session);
    return user.member_id == 0 && (user.roles & roles) != 0;
}

bool rpc_role_admits(const struct rpc *rpc, const struct session *session,
                     const struct rpc_method *method, const char **reason)
{
    bool is_public = method->scopes == 0 && method->roles == 0;
    if (is_public || method->roles == RPC_ANY_KEY) return true;
    if (method->roles == 0) {
        *reason = "this key has no account";
        return session != NULL && session->account_id != 0;
    }
    *reason = "the key's user has no role for this method";
    return rpc_role_is(rpc, session, method->roles);
}

void rpc_put_roles(struct json_writer *writer, uint32_t roles)
{
    static const char *const words[] = {
        "trader",       "risk_manager", "member_admin", "market_operations",
        "surveillance", "compliance",   "regulator"};
    json_begin_array(writer);
    for (uint32_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if ((roles >> i & 1) != 0) json_put_text(writer, words[i]);
    }
    json_end_array(writer);
}
