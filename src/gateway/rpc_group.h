/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_group.h - the names of market-maker protections, and the order groups that carry them.
 *
 * Role       The dialect knows a protection by an index and a name; orders without a name share one
 *            of the index.  In the core it is the protection of an order group, whose number is a
 *            hash of index and name.  The name is journalled as the text of a client order id that
 *            the number gives, so it is found again after any restart.
 * Invariant  Numbers made here have GATEWAY_GROUP_BIT set; no group of another dialect has.
 * Rules      R-MMP-4, R-ID-4.
 */
#ifndef PERPETUA_GATEWAY_RPC_GROUP_H
#define PERPETUA_GATEWAY_RPC_GROUP_H

#include "gateway/rpc_call.h"
#include "gateway/rpc_label.h"

#define RPC_GROUP_NAME_MAX 32u
#define RPC_GROUPS_MAX     1024u

/* A protection of an account. */
struct rpc_group {
    const struct instrument *instrument; /* one of its index */
    uint32_t group_id;                   /* 0: of account and product, as older journals have it */
    char name[RPC_LABEL_SIZE];           /* empty: of orders without a group */
    int64_t quote_lots_max; /* most open lots of a side of an instrument; 0: not limited */
    struct mmp_view view;
};

/* The order group of an index and a name. */
uint32_t rpc_group_number(const struct instrument *instrument, const char *name);

/* The client order id whose text is "INDEX.NAME" or "INDEX.NAME.LOTS", with the most lots.  History
 * keeps texts of ids from RPC_NAMES_FIRST to 2^32 above it, although no order has them; no other
 * number made here is one but by a chance of 2^-31. */
#define RPC_NAMES_FIRST CLIENT_TEXT_BIT
uint64_t rpc_group_text_number(uint32_t group_id);

/* That text.  False: it has no room. */
bool rpc_group_text(const struct rpc_group *group, char text[RPC_LABEL_SIZE]);

/* Index and name of an order group made here.  False: it is none, or of no index that is traded. */
bool rpc_group_of(struct gateway *gateway, uint32_t account_id, uint32_t group_id,
                  struct rpc_group *group);

/* The protections that an account has set, at most `max`.  Returns the count. */
uint32_t rpc_groups(struct rpc_call *call, struct rpc_group *list, uint32_t max);

/* What an order with the protection's flag names as its group: that of the name, else the one of
 * orders without a name, else 0. */
uint32_t rpc_group_for_order(const struct rpc_call *call, const struct instrument *instrument,
                             const char *name);

/* Lots that are to be open on a side, under a protection. */
struct rpc_quoted {
    const struct instrument *instrument;
    uint32_t group_id;
    uint8_t side;
    int64_t lots;                        /* with this one */
    const struct order_record *in_place; /* of this one, which lives; NULL: of none */
};

/* Would all that is open on the side be within the protection's max_quote_quantity?  What is on its
 * way to the disk counts when it is there. */
bool rpc_group_has_room(const struct rpc_call *call, const struct rpc_quoted *quoted);

#define RPC_GROUP_FULL "more would be open on this side than max_quote_quantity allows"

#endif
