/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prefetch.c - asking for memory before a command needs it.
 *
 * Role   What a command touches is known from its body: the account, the position, the order, the
 *        price.  Some of it is found only through other memory, hence the stages.  Everything read
 *        here may be out of date or nonsense: it only ever becomes the address of a hint.
 *
 * Commands of different kinds come in no order that a processor could guess, and each stage speaks
 * of another command.  Therefore all kinds take the same path here: what one kind does not have is
 * looked up in slot 0, which is always in the cache, and both sides of a choice are computed.
 */
#include "core/core.h"

#include "base/arena.h"
#include "core/state/client_index.h"
#include "core/state/state.h"

/* Items lie one after the other, so some of them reach from one cache line into the next; none that
 * is asked for here lies on three. */
static void prefetch_item(const void *item, size_t size)
{
    const unsigned char *bytes = item;
    __builtin_prefetch(bytes, 1);
    __builtin_prefetch(bytes + size - 1, 1);
}

static_assert(sizeof(struct position) == 2 * CACHE_LINE_SIZE, "two whole lines");
static_assert(sizeof(struct account) == CACHE_LINE_SIZE + CACHE_LINE_SIZE / 2, "on two lines");
static_assert(sizeof(struct level) < CACHE_LINE_SIZE, "on two lines");

static void prefetch_position(const struct core *core, uint32_t slot)
{
    prefetch_item(position_at(&core->positions, slot), sizeof(struct position));
}

/* A cancel names its order where an amend and a decrease do. */
static_assert(offsetof(struct command, cancel.order_id) == offsetof(struct command, amend.order_id),
              "the same place");
static_assert(offsetof(struct command, cancel.client_order_id) ==
                  offsetof(struct command, amend.client_order_id),
              "the same place");

/* `a` or `b` without a branch, also where a compiler would think that one is cheaper. */
static uint64_t choose(bool first, uint64_t a, uint64_t b)
{
    return b ^ ((a ^ b) & (0 - (uint64_t)first));
}

static bool names_order(const struct command *command)
{
    return command->kind != COMMAND_ORDER_PLACE;
}

static bool names_by_client_id(const struct command *command)
{
    return names_order(command) && command->cancel.order_id == 0;
}

/* The order that is named; the one in slot 0 for a new order and for an id that none can have. */
static const struct order *named_order(const struct core *core, const struct command *command)
{
    uint64_t slot = command->cancel.order_id & ((UINT64_C(1) << core->store.slot_bits) - 1);
    if (names_by_client_id(command)) {
        slot = *client_index_first(core, command->account_id, command->cancel.client_order_id);
    }
    bool is_slot = names_order(command) & (slot < core->config.orders_max);
    return order_at(&core->store, (uint32_t)choose(is_slot, slot, 0));
}

static const uint32_t *bucket_of(const struct core *core, const struct command *command)
{
    return position_bucket(&core->positions, command->account_id, command->product_id);
}

/* The slot of the position: the order tells it, or the table, where another may come first. */
static uint32_t position_of(const struct core *core, const struct command *command,
                            const struct order *order)
{
    uint32_t first = *bucket_of(core, command);
    const struct position *position = position_at(&core->positions, first);
    bool is_first = position->account == command->account_id;
    uint64_t found = choose(is_first, first, position->hash_next);
    return (uint32_t)choose(names_order(command), order->position, found);
}

/* The entry of the ladder where the level of the order's price is, if that is near the best. */
static const uint32_t *ladder_entry(const struct core *core, const struct command *command,
                                    const struct order *order)
{
    bool names = names_order(command);
    enum side side = (enum side)choose(names, order_side(order), command->order.side & 1u);
    uint64_t ticks =
        choose(names, (uint64_t)order->price_ticks, (uint64_t)command->order.price.ticks);
    const struct ladder *ladder = &core->books[command->product_id].sides[side];
    return &ladder->slots[(uint64_t)side_price_key(side, (int64_t)ticks) & (ladder->width - 1)];
}

/* The resting order that a new one trades with first; the one in slot 0 if it only rests. */
static const struct order *first_maker(const struct core *core, const struct command *command)
{
    enum side side = (enum side)(command->order.side & 1u);
    enum side other = side_opposite(side);
    uint32_t best = ladder_best(&core->books[command->product_id].sides[other]);
    const struct level *level = level_at(&core->store, best);
    int64_t best_ticks = side_price_key(other, level->key);
    bool trades = side_accepts(side, command->order.price.ticks, best_ticks);
    bool meets = trades && !names_order(command);
    return order_at(&core->store, (uint32_t)choose(meets, level->oldest, 0));
}

/* The account, and where the search for the order and for the position starts. */
static void prefetch_start(const struct core *core, const struct command *command)
{
    prefetch_item(core_account_at(core, command->account_id), sizeof(struct account));
    __builtin_prefetch(&core->ledger.lines[entry_account(command->account_id)], 1);
    __builtin_prefetch(bucket_of(core, command));
    uint64_t client_order_id = names_by_client_id(command) ? command->cancel.client_order_id : 0;
    if (!names_order(command)) client_order_id = command->order.client_order_id;
    if (client_order_id == 0) return;
    __builtin_prefetch(client_index_first(core, command->account_id, client_order_id), 1);
}

/* The order, and the position that the table finds first. */
static void prefetch_found(const struct core *core, const struct command *command)
{
    __builtin_prefetch(named_order(core, command), 1);
    prefetch_position(core, *bucket_of(core, command));
}

/* The position, the order's neighbours in lists, where its level is found, whom it meets. */
static void prefetch_around(const struct core *core, const struct command *command)
{
    const struct order *order = named_order(core, command);
    prefetch_position(core, position_of(core, command, order));
    __builtin_prefetch(ladder_entry(core, command, order), 1);
    __builtin_prefetch(&core->store.links[order_slot(&core->store, order)], 1);
    __builtin_prefetch(order_at(&core->store, order->older), 1);
    __builtin_prefetch(order_at(&core->store, order->newer), 1);
    __builtin_prefetch(first_maker(core, command), 1);
}

/* The level, and the position of whom it meets. */
static void prefetch_level(const struct core *core, const struct command *command)
{
    const struct order *order = named_order(core, command);
    uint32_t level = *ladder_entry(core, command, order);
    prefetch_item(level_at(&core->store, level), sizeof(struct level));
    prefetch_position(core, first_maker(core, command)->position);
}

void core_prefetch(const struct core *core, const struct command *command, uint32_t stage)
{
    if (command->account_id >= core->config.accounts_max) return;
    if (command->product_id >= core->config.products_max) return;
    if (command->kind < COMMAND_ORDER_PLACE || command->kind > COMMAND_ORDER_CANCEL) return;
    if (command->kind == COMMAND_ORDER_LIST) return;
    /* Hints have no effect that gcc 12 knows of, so when all is optimized as one program it takes
     * the whole function for one without effect and drops every call of it.  This is an effect. */
    __asm__ volatile("");
    switch (stage) {
    case 0: prefetch_start(core, command); break;
    case 1: prefetch_found(core, command); break;
    case 2: prefetch_around(core, command); break;
    default: prefetch_level(core, command); break;
    }
}
