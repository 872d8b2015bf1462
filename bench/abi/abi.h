/* SPDX-License-Identifier: Apache-2.0 */
/*
 * abi.h - the C interface through which a public harness drives one-symbol matching engines.
 *
 * Role       Declares the interface, so that this project's book, the baselines beside it and any
 *            other engine can be loaded, compared byte by byte and timed by one program.  The
 *            interface is that of github.com/flash1-dev/matching-engine-benchmark; layouts and
 *            names of functions are its, the words here are ours.
 * Rules      An engine is a shared library with the functions below.  For each message it pushes
 *            its reports, in order, to the sink, and tries again while the sink is full.
 *              new order  order ack; its trades, best price first; if it is immediate or cancel
 *                         and something is left, one cancel ack for that
 *              cancel     cancel ack if the order rests, else cancel reject
 *              modify     if the order rests: it is taken out and comes back with its new price and
 *                         quantity at the end of the queue, its trades, then one modify ack; else
 *                         modify reject
 *            Ids of orders that have ended may come again; live ids do not.  A trade prints at the
 *            resting order's price and carries the incoming message's sequence number.
 */
#ifndef PERPETUA_BENCH_ABI_H
#define PERPETUA_BENCH_ABI_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

enum abi_side { ABI_BUY = 0, ABI_SELL = 1 };

struct abi_new {
    uint64_t order_id;
    uint64_t sequence_number;
    int64_t price_ticks;
    uint32_t quantity;
    uint8_t side;
    uint8_t ioc;
    uint8_t reserved[2];
};

struct abi_cancel {
    uint64_t order_id;
    uint64_t sequence_number;
};

struct abi_modify {
    uint64_t order_id;
    uint64_t sequence_number;
    int64_t new_price_ticks;
    uint32_t new_quantity;
    uint8_t side; /* that of the order */
    uint8_t reserved[3];
};

enum abi_message_type { ABI_NEW = 0, ABI_CANCEL = 1, ABI_MODIFY = 2 };

struct abi_message {
    uint8_t type; /* enum abi_message_type */
    uint8_t reserved[7];
    union {
        struct abi_new order;
        struct abi_cancel cancel;
        struct abi_modify modify;
    };
};

enum abi_report_type {
    ABI_ORDER_ACK = 0,
    ABI_TRADE = 1,
    ABI_CANCEL_ACK = 2,
    ABI_MODIFY_ACK = 3,
    ABI_CANCEL_REJECT = 4,
    ABI_MODIFY_REJECT = 5
};

/*
 *                  side        order_id     price             quantity
 *   order ack      the order's the order's  its limit         its quantity
 *   trade          the taker's the taker's  the maker's limit executed
 *   cancel ack     the order's the order's  its limit         what was still open
 *   modify ack     the order's the order's  the new limit     the new quantity, executed or not
 *   both rejects   0           as in the message  0           0
 */
struct abi_report {
    uint8_t type; /* enum abi_report_type */
    uint8_t side;
    uint8_t reserved[6];
    uint64_t sequence_number; /* of the message that caused it */
    uint64_t order_id;
    int64_t price_ticks;
    uint32_t quantity;
    uint32_t reserved32;
    uint64_t maker_order_id; /* trades only */
    uint64_t taker_order_id; /* trades only */
    uint64_t reserved64;
};

/* A queue of reports from the engine's thread to the reader's. */
struct abi_transport {
    void *(*create)(uint32_t capacity);
    int (*push)(void *sink, const struct abi_report *report); /* 1: taken, 0: full */
    uint32_t (*drain)(void *sink, struct abi_report *out, uint32_t max);
    void (*flush)(void *sink);
    void (*destroy)(void *sink);
};

static_assert(sizeof(struct abi_new) == 32, "as the harness has it");
static_assert(sizeof(struct abi_cancel) == 16, "as the harness has it");
static_assert(sizeof(struct abi_modify) == 32, "as the harness has it");
static_assert(sizeof(struct abi_message) == 40, "as the harness has it");
static_assert(sizeof(struct abi_report) == 64, "as the harness has it");

#if defined(__GNUC__)
#define ABI_EXPORT __attribute__((visibility("default")))
#else
#define ABI_EXPORT
#endif

ABI_EXPORT void engine_init(uint64_t seed, const struct abi_transport *transport, void *sink);
ABI_EXPORT void engine_shutdown(void);
ABI_EXPORT void engine_on_new_order(const struct abi_new *order);
ABI_EXPORT void engine_on_cancel(const struct abi_cancel *cancel);
ABI_EXPORT void engine_on_modify(const struct abi_modify *modify);

/* Returns when every message given so far is done and reported. */
ABI_EXPORT void engine_flush(void);

/* INT64_MIN and INT64_MAX where a side is empty. */
ABI_EXPORT int64_t engine_query_best_bid(void);
ABI_EXPORT int64_t engine_query_best_ask(void);

/* Open quantity at a price of a side. */
ABI_EXPORT uint64_t engine_query_depth_at(int64_t price_ticks, uint8_t side);

/* Optional: many messages in one call, done strictly one after the other. */
ABI_EXPORT void engine_on_batch(const struct abi_message *messages, uint32_t count);

/* Optional: the queue that the engine would like to push into. */
ABI_EXPORT const struct abi_transport *engine_get_transport(void);

#endif
