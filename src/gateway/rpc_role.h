/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_role.h - the roles of whoever asks, as the core knows them now.
 *
 * Role       A key says of which user it is; what the user may do at the venue's consoles stands in
 *            the core and is looked at in each call, so that a role that is taken away is gone at
 *            once, whatever tokens are about.
 * Invariant  Users of a member have no role here, whatever the core says: the consoles show what is
 *            of all members.
 * Rules      R-ROLE-1, R-ROLE-2.
 */
#ifndef PERPETUA_GATEWAY_RPC_ROLE_H
#define PERPETUA_GATEWAY_RPC_ROLE_H

#include "gateway/rpc_call.h"
#include "node/venue_view.h"

/* Who may: masks for the rows of the consoles' methods. */
#define RPC_OPERATE (ROLE_MARKET_OPERATIONS | ROLE_COMPLIANCE)         /* acts for the venue */
#define RPC_WATCH   (RPC_OPERATE | ROLE_SURVEILLANCE | ROLE_REGULATOR) /* sees operations */
#define RPC_SURVEY  (ROLE_SURVEILLANCE | ROLE_COMPLIANCE)              /* works on cases */
#define RPC_REVIEW  (RPC_SURVEY | ROLE_REGULATOR)                      /* sees surveillance */
#define RPC_INSPECT (ROLE_REGULATOR | ROLE_COMPLIANCE)                 /* sees register, reports */

/* Member and roles of the session's user; none for nobody. */
struct user_view rpc_user_of(const struct rpc *rpc, const struct session *session);

/* May the session call what asks for these roles (struct rpc_method)?  `scopes` says whether it is
 * open to nobody.  False: *reason says why not. */
bool rpc_role_admits(const struct rpc *rpc, const struct session *session,
                     const struct rpc_method *method, const char **reason);

/* Is the session's user staff with one of these roles? */
bool rpc_role_is(const struct rpc *rpc, const struct session *session, uint32_t roles);

/* ["trader", "member_admin"] */
void rpc_put_roles(struct json_writer *writer, uint32_t roles);

#endif
