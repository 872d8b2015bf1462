/* SPDX-License-Identifier: Apache-2.0 */
/*
 * abi_naive.c - the interface of abi.h in the most obvious way: the reference of the comparison.
 *
 * Role       One array of resting orders in the order in which they came to their place.  The best
 *            order is found by looking at all of them.  No tree, no table, no queue: nothing that
 *            could be wrong in the way a fast engine is.
 * Limits     65,536 resting orders; with one more the process stops.
 */
#include <string.h>

#include "abi.h"
#include "abi_ring.h"
#include "base/check.h"

#define ORDERS_MAX 65536u

struct naive_order {
    uint64_t id;
    int64_t price;
    uint32_t quantity;
    uint8_t side;
};

static struct naive_order orders[ORDERS_MAX];
static uint32_t order_count;
static const struct abi_transport *transport;
static void *sink;

static void say(struct abi_report report)
{
    while (!transport->push(sink, &report)) continue;
}

static void say_answer(enum abi_report_type type, const struct abi_new *what)
{
    say((struct abi_report){.type = (uint8_t)type,
                            .side = what->side,
                            .sequence_number = what->sequence_number,
                            .order_id = what->order_id,
                            .price_ticks = what->price_ticks,
                            .quantity = what->quantity});
}

/* Where the order stands in the array, or order_count. */
static uint32_t find(uint64_t id)
{
    uint32_t at = 0;
    while (at < order_count && orders[at].id != id) at++;
    return at;
}

static void take_out(uint32_t at)
{
    order_count--;
    memmove(&orders[at], &orders[at + 1], (order_count - at) * sizeof orders[0]);
}

static bool is_better(uint8_t side, int64_t price, int64_t than)
{
    return side == ABI_BUY ? price > than : price < than;
}

/* The best order of a side, the first of those at its price; order_count if there is none. */
static uint32_t best(uint8_t side)
{
    uint32_t found = order_count;
    for (uint32_t at = 0; at < order_count; at++) {
        if (orders[at].side != side) continue;
        if (found == order_count || is_better(side, orders[at].price, orders[found].price)) {
            found = at;
        }
    }
    return found;
}

/* Matches, and gives what is left open. */
static uint32_t match(const struct abi_new *taker)
{
    uint32_t open = taker->quantity;
    uint8_t other = taker->side == ABI_BUY ? ABI_SELL : ABI_BUY;
    while (open > 0) {
        uint32_t at = best(other);
        if (at == order_count) break;
        struct naive_order *maker = &orders[at];
        if (is_better(taker->side, maker->price, taker->price_ticks)) break; /* beyond its limit */

        uint32_t quantity = maker->quantity < open ? maker->quantity : open;
        say((struct abi_report){.type = ABI_TRADE,
                                .side = taker->side,
                                .sequence_number = taker->sequence_number,
                                .order_id = taker->order_id,
                                .price_ticks = maker->price,
                                .quantity = quantity,
                                .maker_order_id = maker->id,
                                .taker_order_id = taker->order_id});
        open -= quantity;
        maker->quantity -= quantity;
        if (maker->quantity == 0) take_out(at);
    }
    return open;
}

static void rest(const struct abi_new *what, uint32_t open)
{
    if (open == 0) return;
    ASSERT(order_count < ORDERS_MAX);
    orders[order_count++] = (struct naive_order){
        .id = what->order_id, .price = what->price_ticks, .quantity = open, .side = what->side};
}

void engine_init(uint64_t seed, const struct abi_transport *given, void *given_sink)
{
    (void)seed;
    order_count = 0;
    transport = given;
    sink = given_sink;
}

void engine_shutdown(void)
{
}

void engine_on_new_order(const struct abi_new *order)
{
    say_answer(ABI_ORDER_ACK, order);
    uint32_t open = match(order);
    if (!order->ioc) {
        rest(order, open);
    } else if (open > 0) {
        struct abi_new left = *order;
        left.quantity = open;
        say_answer(ABI_CANCEL_ACK, &left);
    }
}

void engine_on_cancel(const struct abi_cancel *cancel)
{
    struct abi_new answer = {.order_id = cancel->order_id,
                             .sequence_number = cancel->sequence_number};
    uint32_t at = find(cancel->order_id);
    if (at == order_count) {
        say_answer(ABI_CANCEL_REJECT, &answer);
        return;
    }
    answer.side = orders[at].side;
    answer.price_ticks = orders[at].price;
    answer.quantity = orders[at].quantity;
    take_out(at);
    say_answer(ABI_CANCEL_ACK, &answer);
}

void engine_on_modify(const struct abi_modify *modify)
{
    struct abi_new again = {.order_id = modify->order_id,
                            .sequence_number = modify->sequence_number};
    uint32_t at = find(modify->order_id);
    if (at == order_count) {
        say_answer(ABI_MODIFY_REJECT, &again);
        return;
    }
    again.side = orders[at].side;
    again.price_ticks = modify->new_price_ticks;
    again.quantity = modify->new_quantity;
    take_out(at);
    rest(&again, match(&again));
    say_answer(ABI_MODIFY_ACK, &again);
}

void engine_flush(void)
{
}

int64_t engine_query_best_bid(void)
{
    uint32_t at = best(ABI_BUY);
    return at == order_count ? INT64_MIN : orders[at].price;
}

int64_t engine_query_best_ask(void)
{
    uint32_t at = best(ABI_SELL);
    return at == order_count ? INT64_MAX : orders[at].price;
}

uint64_t engine_query_depth_at(int64_t price_ticks, uint8_t side)
{
    uint64_t quantity = 0;
    for (uint32_t at = 0; at < order_count; at++) {
        if (orders[at].side == side && orders[at].price == price_ticks) {
            quantity += orders[at].quantity;
        }
    }
    return quantity;
}
