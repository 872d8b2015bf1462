/* SPDX-License-Identifier: Apache-2.0 */
/*
 * client_index.c - see client_index.h.
 */
#include "core/state/client_index.h"

static uint32_t home_of(const struct core *core, uint32_t account, uint64_t client_order_id)
{
    uint64_t key = client_order_id ^ (uint64_t)account << 40;
    key ^= key >> 32;
    key *= UINT64_C(0xd6e8feb86659fd93); /* an odd constant with well spread bits */
    key ^= key >> 32;
    return (uint32_t)key & core->client_mask;
}

static uint32_t account_of(const struct core *core, const struct order *order)
{
    return order_position(core, order)->account;
}

struct order *client_index_find(const struct core *core, uint32_t account, uint64_t client_order_id)
{
    if (client_order_id == 0) return NULL;
    uint32_t at = home_of(core, account, client_order_id);
    while (core->client_slots[at] != 0) {
        struct order *order = order_at(&core->store, core->client_slots[at]);
        if (order->client_order_id == client_order_id && account_of(core, order) == account) {
            return order;
        }
        at = (at + 1) & core->client_mask;
    }
    return NULL;
}

const uint32_t *client_index_first(const struct core *core, uint32_t account,
                                   uint64_t client_order_id)
{
    return &core->client_slots[home_of(core, account, client_order_id)];
}

void client_index_add(struct core *core, const struct order *order)
{
    if (order->client_order_id == 0) return;
    uint32_t at = home_of(core, account_of(core, order), order->client_order_id);
    while (core->client_slots[at] != 0) at = (at + 1) & core->client_mask;
    core->client_slots[at] = order_slot(&core->store, order);
}

static uint32_t home_at(const struct core *core, uint32_t at)
{
    const struct order *order = order_at(&core->store, core->client_slots[at]);
    return home_of(core, account_of(core, order), order->client_order_id);
}

void client_index_remove(struct core *core, const struct order *order)
{
    if (order->client_order_id == 0) return;
    uint32_t slot = order_slot(&core->store, order);
    uint32_t gap = home_of(core, account_of(core, order), order->client_order_id);
    while (core->client_slots[gap] != slot) {
        ASSERT(core->client_slots[gap] != 0);
        gap = (gap + 1) & core->client_mask;
    }
    /* Entries after the gap that would not be found across it move into it. */
    uint32_t at = gap;
    for (;;) {
        at = (at + 1) & core->client_mask;
        if (core->client_slots[at] == 0) break;
        uint32_t distance = (at - home_at(core, at)) & core->client_mask;
        if (distance < ((at - gap) & core->client_mask)) continue;
        core->client_slots[gap] = core->client_slots[at];
        gap = at;
    }
    core->client_slots[gap] = 0;
}
