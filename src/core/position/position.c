/* SPDX-License-Identifier: Apache-2.0 */
/*
 * position.c - see position.h.
 */
#include "core/position/position.h"

#include "base/int_math.h"

static uint32_t bucket_of(const struct position_pool *pool, uint32_t account, uint16_t product)
{
    uint64_t key = (uint64_t)account << 8 ^ product;
    key *= UINT64_C(0x9e3779b97f4a7c15); /* 2^64 over the golden ratio: spreads near keys apart */
    return (uint32_t)(key >> 32) & pool->bucket_mask;
}

uint32_t position_find(const struct position_pool *pool, uint32_t account, uint16_t product)
{
    uint32_t slot = pool->buckets[bucket_of(pool, account, product)];
    while (slot != 0) {
        const struct position *position = position_at(pool, slot);
        if (position->account == account && position->product == product) break;
        slot = position->hash_next;
    }
    return slot;
}

const uint32_t *position_bucket(const struct position_pool *pool, uint32_t account,
                                uint16_t product)
{
    return &pool->buckets[bucket_of(pool, account, product)];
}

static uint32_t position_new(struct position_pool *pool, uint32_t account, uint16_t product,
                             uint32_t owner_account)
{
    uint32_t slot = slot_take(pool->slots, pool->positions, sizeof *pool->positions);
    struct position *position = position_at(pool, slot);
    position->account = account;
    position->product = product;
    position->owner_account = owner_account;

    uint32_t *bucket = &pool->buckets[bucket_of(pool, account, product)];
    position->hash_next = *bucket;
    *bucket = slot;
    return slot;
}

uint32_t position_make(struct position_pool *pool, uint32_t account, uint16_t product,
                       uint32_t owner_account)
{
    uint32_t slot = position_find(pool, account, product);
    if (slot != 0) return slot;

    slot = position_new(pool, account, product, owner_account);
    uint32_t owner_slot = slot;
    if (owner_account != account) {
        owner_slot = position_find(pool, owner_account, product);
        if (owner_slot == 0) {
            owner_slot = position_new(pool, owner_account, product, owner_account);
            position_at(pool, owner_slot)->owner_position = owner_slot;
        }
    }
    position_at(pool, slot)->owner_position = owner_slot;
    return slot;
}

/* What of a fill closes and what opens. */
struct fill_parts {
    int64_t closed_lots;
    int64_t closed_micros; /* their value */
    int64_t opened_micros;
};

static struct money fill_apply(struct position_pool *pool, struct position *position,
                               enum side side, struct qty qty, struct fill_parts parts)
{
    int64_t sign = side_sign(side);
    struct money realised = {0};
    if (parts.closed_lots > 0) {
        /* R-POS-3: rounded up, so that the account's profit is rounded down. */
        int64_t reducible = position_reducible(position, side);
        int64_t released = position->paid_micros;
        if (parts.closed_lots < reducible) {
            released = narrow_i64(div_ceil((int128)released * parts.closed_lots, reducible));
        }
        position->paid_micros -= released;
        realised.micros = -sign * parts.closed_micros - released;
    }
    position->net_lots += sign * qty.lots;
    position->paid_micros += sign * parts.opened_micros;
    position_at(pool, position->owner_position)->owner_net_lots += sign * qty.lots;

    ASSERT(IMPLIES(position->net_lots == 0, position->paid_micros == 0));
    return realised;
}

struct fill_effect position_fill(struct position_pool *pool, struct position *position,
                                 enum side side, struct qty qty, struct money lot_value)
{
    ASSERT(qty.lots > 0);
    ASSERT(IMPLIES(position->net_lots == 0, position->paid_micros == 0));

    int64_t closed = i64_min(qty.lots, position_reducible(position, side));
    struct fill_parts parts = {.closed_lots = closed,
                               .closed_micros = lot_value.micros * closed,
                               .opened_micros = lot_value.micros * (qty.lots - closed)};
    return (struct fill_effect){.value = {lot_value.micros * qty.lots},
                                .realised = fill_apply(pool, position, side, qty, parts)};
}

struct fill_effect position_move(struct position_pool *pool, struct position *position,
                                 enum side side, struct qty qty, struct money value)
{
    ASSERT(qty.lots > 0);
    int64_t closed = i64_min(qty.lots, position_reducible(position, side));
    int128 part = (int128)value.micros * closed;
    int64_t closed_micros =
        narrow_i64(side == SIDE_SELL ? div_floor(part, qty.lots) : div_ceil(part, qty.lots));
    struct fill_parts parts = {.closed_lots = closed,
                               .closed_micros = closed_micros,
                               .opened_micros = value.micros - closed_micros};
    return (struct fill_effect){.value = value,
                                .realised = fill_apply(pool, position, side, qty, parts)};
}

void position_close(struct position_pool *pool, struct position *position)
{
    position_at(pool, position->owner_position)->owner_net_lots -= position->net_lots;
    position->net_lots = 0;
    position->paid_micros = 0;
}

void position_open(struct position_pool *pool, struct position *position, enum side side,
                   int64_t lots)
{
    position->open_lots[side] += lots;
    struct position *owner = position_at(pool, position->owner_position);
    owner->owner_open_lots[side] += lots;
    ASSERT(position->open_lots[side] >= 0);
    ASSERT(owner->owner_open_lots[side] >= position->open_lots[side]);
}
