/* SPDX-License-Identifier: Apache-2.0 */
/*
 * abi_ladder.c - a bare ladder behind the interface of abi.h: the limit to approach.
 *
 * Role       As little as an engine can do on a friendly market: an array of prices with a bitmap
 *            over it, orders in an array by id, nothing checked.  It says what the interface, the
 *            reports and the memory cost by themselves.
 * Limits     Prices from 0 to 262,143 and ids below 4,194,304; anything else stops the process.
 *            So it is no engine for a venue, and does not conform.
 */
#include <stdlib.h>
#include <string.h>

#include "abi.h"
#include "abi_reports.h"
#include "base/check.h"

#define PRICES (1u << 18)
#define IDS    (1u << 22)
#define NONE   UINT32_MAX

/* By id; quantity 0: not resting. */
struct resting {
    uint32_t quantity;
    uint32_t price;
    uint32_t older;
    uint32_t newer;
    uint32_t side;
    uint32_t reserved[3];
};

struct queue {
    uint32_t oldest;
    uint32_t newest;
    uint64_t quantity;
};

/* A bit for each price in use, a bit for each word that is not zero, and again. */
struct bitmap {
    uint64_t low[PRICES / 64];
    uint64_t middle[PRICES / 4096];
    uint64_t high;
};

static_assert(PRICES / 4096 == 64, "three levels cover the prices");

struct side_book {
    struct bitmap bitmap;
    uint32_t best; /* NONE: empty */
    struct queue queues[PRICES];
};

static struct side_book *sides;
static struct resting *orders;
static struct abi_reports reports;

static void bit_set(struct bitmap *bitmap, uint32_t price)
{
    bitmap->low[price / 64] |= UINT64_C(1) << price % 64;
    bitmap->middle[price / 4096] |= UINT64_C(1) << price / 64 % 64;
    bitmap->high |= UINT64_C(1) << price / 4096;
}

static void bit_clear(struct bitmap *bitmap, uint32_t price)
{
    bitmap->low[price / 64] &= ~(UINT64_C(1) << price % 64);
    if (bitmap->low[price / 64] != 0) return;
    bitmap->middle[price / 4096] &= ~(UINT64_C(1) << price / 64 % 64);
    if (bitmap->middle[price / 4096] != 0) return;
    bitmap->high &= ~(UINT64_C(1) << price / 4096);
}

static uint32_t lowest(uint64_t word)
{
    return (uint32_t)__builtin_ctzll(word);
}

static uint32_t highest(uint64_t word)
{
    return 63u - (uint32_t)__builtin_clzll(word);
}

/* The best price of a side, looked for from the top of the bitmap. */
static uint32_t best_of(const struct bitmap *bitmap, uint32_t side)
{
    if (bitmap->high == 0) return NONE;
    if (side == ABI_BUY) {
        uint32_t at = highest(bitmap->high);
        at = at * 64 + highest(bitmap->middle[at]);
        return at * 64 + highest(bitmap->low[at]);
    }
    uint32_t at = lowest(bitmap->high);
    at = at * 64 + lowest(bitmap->middle[at]);
    return at * 64 + lowest(bitmap->low[at]);
}

static int is_better(uint32_t side, uint32_t price, uint32_t than)
{
    return side == ABI_BUY ? price > than : price < than;
}

static void rest(uint32_t id, uint32_t side, uint32_t price, uint32_t quantity)
{
    struct side_book *book = &sides[side];
    struct queue *queue = &book->queues[price];
    orders[id] = (struct resting){quantity, price, NONE, NONE, side, {0}};
    if (queue->quantity == 0) {
        queue->oldest = id;
        bit_set(&book->bitmap, price);
        if (book->best == NONE || is_better(side, price, book->best)) book->best = price;
    } else {
        orders[id].older = queue->newest;
        orders[queue->newest].newer = id;
    }
    queue->newest = id;
    queue->quantity += quantity;
}

static void leave(uint32_t id)
{
    struct resting *order = &orders[id];
    struct side_book *book = &sides[order->side];
    struct queue *queue = &book->queues[order->price];
    if (order->older == NONE) {
        queue->oldest = order->newer;
    } else {
        orders[order->older].newer = order->newer;
    }
    if (order->newer == NONE) {
        queue->newest = order->older;
    } else {
        orders[order->newer].older = order->older;
    }
    queue->quantity -= order->quantity;
    order->quantity = 0;
    if (queue->quantity > 0) return;
    bit_clear(&book->bitmap, order->price);
    if (book->best == order->price) book->best = best_of(&book->bitmap, order->side);
}

static uint32_t match(const struct abi_new *taker)
{
    struct side_book *other = &sides[1 - taker->side];
    uint32_t limit = (uint32_t)taker->price_ticks;
    uint32_t open = taker->quantity;
    while (open > 0 && other->best != NONE && !is_better(taker->side, other->best, limit)) {
        struct queue *queue = &other->queues[other->best];
        uint32_t maker_id = queue->oldest;
        struct resting *maker = &orders[maker_id];
        uint32_t quantity = open < maker->quantity ? open : maker->quantity;
        open -= quantity;
        abi_report_trade(&reports, taker, maker_id, maker->price, quantity);
        if (quantity == maker->quantity) {
            leave(maker_id);
        } else {
            maker->quantity -= quantity;
            queue->quantity -= quantity;
        }
    }
    return open;
}

void engine_init(uint64_t seed, const struct abi_transport *transport, void *sink)
{
    (void)seed;
    sides = calloc(2, sizeof *sides);
    orders = calloc(IDS, sizeof *orders);
    ASSERT(sides != NULL && orders != NULL);
    sides[ABI_BUY].best = NONE;
    sides[ABI_SELL].best = NONE;
    abi_reports_init(&reports, transport, sink);
}

void engine_shutdown(void)
{
    free(sides);
    free(orders);
}

void engine_on_new_order(const struct abi_new *order)
{
    ASSERT(order->order_id < IDS);
    ASSERT(order->price_ticks >= 0 && order->price_ticks < PRICES);
    abi_report_answer(&reports, ABI_ORDER_ACK, order);
    uint32_t open = match(order);
    if (open == 0) return;
    if (!order->ioc) {
        rest((uint32_t)order->order_id, order->side, (uint32_t)order->price_ticks, open);
        return;
    }
    struct abi_new rest_of_it = *order;
    rest_of_it.quantity = open;
    abi_report_answer(&reports, ABI_CANCEL_ACK, &rest_of_it);
}

void engine_on_cancel(const struct abi_cancel *cancel)
{
    struct abi_new answer = {.order_id = cancel->order_id,
                             .sequence_number = cancel->sequence_number};
    if (cancel->order_id >= IDS || orders[cancel->order_id].quantity == 0) {
        abi_report_answer(&reports, ABI_CANCEL_REJECT, &answer);
        return;
    }
    const struct resting *order = &orders[cancel->order_id];
    answer.side = (uint8_t)order->side;
    answer.price_ticks = order->price;
    answer.quantity = order->quantity;
    leave((uint32_t)cancel->order_id);
    abi_report_answer(&reports, ABI_CANCEL_ACK, &answer);
}

void engine_on_modify(const struct abi_modify *modify)
{
    struct abi_new taker = {.order_id = modify->order_id,
                            .sequence_number = modify->sequence_number};
    if (modify->order_id >= IDS || orders[modify->order_id].quantity == 0) {
        abi_report_answer(&reports, ABI_MODIFY_REJECT, &taker);
        return;
    }
    ASSERT(modify->new_price_ticks >= 0 && modify->new_price_ticks < PRICES);
    uint32_t id = (uint32_t)modify->order_id;
    taker.side = (uint8_t)orders[id].side;
    taker.price_ticks = modify->new_price_ticks;
    taker.quantity = modify->new_quantity;
    leave(id);
    uint32_t open = match(&taker);
    if (open > 0) rest(id, taker.side, (uint32_t)taker.price_ticks, open);
    abi_report_answer(&reports, ABI_MODIFY_ACK, &taker);
}

void engine_flush(void)
{
    if (reports.ring != NULL) abi_ring_show(reports.ring);
}

int64_t engine_query_best_bid(void)
{
    return sides[ABI_BUY].best == NONE ? INT64_MIN : (int64_t)sides[ABI_BUY].best;
}

int64_t engine_query_best_ask(void)
{
    return sides[ABI_SELL].best == NONE ? INT64_MAX : (int64_t)sides[ABI_SELL].best;
}

uint64_t engine_query_depth_at(int64_t price_ticks, uint8_t side)
{
    if (price_ticks < 0 || price_ticks >= PRICES) return 0;
    return sides[side == ABI_BUY ? ABI_BUY : ABI_SELL].queues[price_ticks].quantity;
}

const struct abi_transport *engine_get_transport(void)
{
    return abi_ring_transport();
}
