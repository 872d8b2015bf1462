/* SPDX-License-Identifier: Apache-2.0 */
/*
 * client_index.h - finds a live order by account and client order id.
 *
 * Role       A hash table of order slots with linear probing.  The key is read from the order
 *            itself; removal closes the gap, so there are no tombstones.  It is looked up, never
 *            walked.
 * Rules      R-ID-3.
 */
#ifndef PERPETUA_CORE_STATE_CLIENT_INDEX_H
#define PERPETUA_CORE_STATE_CLIENT_INDEX_H

#include "core/state/state.h"

/* The live order of this account with this client order id, or NULL. */
struct order *client_index_find(const struct core *core, uint32_t account,
                                uint64_t client_order_id);

/* Orders without a client order id are not in the index: both do nothing for them. */
void client_index_add(struct core *core, const struct order *order);
void client_index_remove(struct core *core, const struct order *order);

/* Where the search for a client order id starts: a hint for the CPU's cache. */
const uint32_t *client_index_first(const struct core *core, uint32_t account,
                                   uint64_t client_order_id);

#endif
