/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prefetch.c - asking for memory before a command needs it.
 *
 * Role   What a command touches is known from its body: the account, the position, the order, the
 *        price.  Some of it is found only through other memory, hence the stages.  Everything read
 *        here may be out of date or nonsense: it only ever becomes the address of a hint.
 */
#include "core/core.h"

#include "base/arena.h"
#include "core/state/client_index.h"
#include "core/state/state.h"

/* The entry of the ladder where the level of a price is, if the price is near the best. */
static const uint32_t *ladder_entry(const struct core *core, uint16_t product_id, uint32_t side,
                                    int64_t ticks)
{
    const struct ladder *ladder = &core->books[product_id].sides[side];
    return &ladder->slots[(uint64_t)side_price_key((enum side)side, ticks) & (ladder->width - 1)];
}

/* What every order command touches: the account's own lines, then its position. */
static void prefetch_party(const struct core *core, const struct command *command, uint32_t stage)
{
    const uint32_t *bucket =
        position_bucket(&core->positions, command->account_id, command->product_id);
    if (stage > 0) {
        const struct position *position = position_at(&core->positions, *bucket);
        __builtin_prefetch(position, 1);
        __builtin_prefetch((const unsigned char *)position + CACHE_LINE_SIZE, 1);
        return;
    }
    const struct account *account = core_account_at(core, command->account_id);
    __builtin_prefetch(account, 1);
    __builtin_prefetch((const unsigned char *)account + CACHE_LINE_SIZE, 1);
    __builtin_prefetch(&core->ledger.lines[entry_account(command->account_id)], 1);
    __builtin_prefetch(bucket);
}

/* A new order: the level of its price, then the order before it there and in its account's list. */
static void prefetch_place(const struct core *core, const struct command *command, uint32_t stage)
{
    const struct order_entry *order = &command->order;
    const uint32_t *entry =
        ladder_entry(core, command->product_id, order->side & 1u, order->price.ticks);
    if (stage == 0) {
        __builtin_prefetch(entry, 1);
        if (order->client_order_id == 0) return;
        __builtin_prefetch(client_index_first(core, command->account_id, order->client_order_id),
                           1);
    } else if (stage == 1) {
        __builtin_prefetch(level_at(&core->store, *entry), 1);
    } else {
        uint32_t position =
            *position_bucket(&core->positions, command->account_id, command->product_id);
        uint32_t last_order = position_at(&core->positions, position)->last_order;
        __builtin_prefetch(order_at(&core->store, level_at(&core->store, *entry)->newest), 1);
        __builtin_prefetch(&core->store.links[last_order], 1);
    }
}

/* An order that is known: its place in lists, its neighbours and, where that is known, its level.
   */
static void prefetch_order(const struct core *core, const struct command *command,
                           const struct order *order, bool level_is_known)
{
    const uint32_t *entry =
        ladder_entry(core, command->product_id, order_side(order), order->price_ticks);
    __builtin_prefetch(order_at(&core->store, order->older), 1);
    __builtin_prefetch(order_at(&core->store, order->newer), 1);
    if (level_is_known) {
        __builtin_prefetch(level_at(&core->store, *entry), 1);
    } else {
        __builtin_prefetch(entry, 1);
        __builtin_prefetch(&core->store.links[order_slot(&core->store, order)], 1);
    }
}

static void prefetch_by_id(const struct core *core, const struct command *command,
                           uint64_t order_id, uint32_t stage)
{
    uint64_t slot = order_id & ((UINT64_C(1) << core->store.slot_bits) - 1);
    if (slot >= core->config.orders_max) return;
    const struct order *order = order_at(&core->store, (uint32_t)slot);
    if (stage == 0) {
        __builtin_prefetch(order, 1);
    } else {
        prefetch_order(core, command, order, stage == 2);
    }
}

static void prefetch_by_client_id(const struct core *core, const struct command *command,
                                  uint64_t client_order_id, uint32_t stage)
{
    const uint32_t *entry = client_index_first(core, command->account_id, client_order_id);
    if (stage == 0) {
        __builtin_prefetch(entry, 1);
    } else if (stage == 1) {
        __builtin_prefetch(order_at(&core->store, *entry), 1);
        __builtin_prefetch(&core->store.links[*entry], 1);
    } else {
        prefetch_order(core, command, order_at(&core->store, *entry), false);
    }
}

void core_prefetch(const struct core *core, const struct command *command, uint32_t stage)
{
    if (command->account_id >= core->config.accounts_max) return;
    if (command->product_id >= core->config.products_max) return;
    if (command->kind < COMMAND_ORDER_PLACE || command->kind > COMMAND_ORDER_CANCEL) return;

    if (stage < 2) prefetch_party(core, command, stage);
    if (command->kind == COMMAND_ORDER_PLACE) {
        prefetch_place(core, command, stage);
        return;
    }
    if (command->kind == COMMAND_ORDER_LIST) return;
    /* A cancel names its order where an amend and a decrease do. */
    static_assert(offsetof(struct command, cancel.order_id) ==
                      offsetof(struct command, amend.order_id),
                  "the same place");
    uint64_t order_id = command->cancel.order_id;
    if (order_id != 0) {
        prefetch_by_id(core, command, order_id, stage);
    } else {
        prefetch_by_client_id(core, command, command->cancel.client_order_id, stage);
    }
}
