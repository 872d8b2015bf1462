/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_units.h - prices, amounts, money and times as members of an answer.
 *
 * Role       What gateway/instrument.h writes as text goes into JSON as a number.  Times are whole
 *            milliseconds.  A price that there is not is null.
 * Invariant  Numbers of the core are written exactly; averages are rounded to the nearest
 *            ten-thousandth of a tick.
 */
#ifndef PERPETUA_GATEWAY_RPC_UNITS_H
#define PERPETUA_GATEWAY_RPC_UNITS_H

#include <stdbool.h>
#include <stdint.h>

#include "gateway/instrument.h"
#include "gateway/json_writer.h"
#include "model/units.h"

#define RPC_NS_PER_MS INT64_C(1000000)

/* `instrument` says what one tick and one lot are, and how many decimals its money has; without one
 * that is dollars. */
struct rpc_put {
    struct json_writer *writer;
    const struct instrument *instrument;
};

void rpc_put_price(const struct rpc_put *put, int64_t ticks);
void rpc_put_fine(const struct rpc_put *put, struct fine_price price);
void rpc_put_amount(const struct rpc_put *put, int64_t lots);
void rpc_put_money(const struct rpc_put *put, struct money money);
/* Ids are texts. */
void rpc_put_id(struct json_writer *writer, uint64_t id);

/* Here, so that names are literals where they are written: see json_put_name. */
static inline void rpc_add_price(const struct rpc_put *put, const char *name, int64_t ticks)
{
    json_put_name(put->writer, name);
    rpc_put_price(put, ticks);
}

static inline void rpc_add_amount(const struct rpc_put *put, const char *name, int64_t lots)
{
    json_put_name(put->writer, name);
    rpc_put_amount(put, lots);
}

static inline void rpc_add_money(const struct rpc_put *put, const char *name, struct money money)
{
    json_put_name(put->writer, name);
    rpc_put_money(put, money);
}

static inline void rpc_add_ms(const struct rpc_put *put, const char *name, int64_t time_ns)
{
    json_add_i64(put->writer, name, time_ns / RPC_NS_PER_MS);
}

static inline void rpc_add_id(struct json_writer *writer, const char *name, uint64_t id)
{
    json_put_name(writer, name);
    rpc_put_id(writer, id);
}

/* The same; 0 ticks is null. */
void rpc_add_price_or_null(const struct rpc_put *put, const char *name, int64_t ticks);
void rpc_add_fine(const struct rpc_put *put, const char *name, struct fine_price price);
/* The same; 0 is null. */
void rpc_add_fine_or_null(const struct rpc_put *put, const char *name, struct fine_price price);
/* A rate in 10^-12. */
void rpc_add_rate(const struct rpc_put *put, const char *name, int64_t rate_e12);
/* USD of a sum of ticks x lots. */
void rpc_add_value(const struct rpc_put *put, const char *name, int64_t value_tick_lots);
/* The quotient of a sum of ticks x lots and lots; 0 lots is 0. */
void rpc_add_average(const struct rpc_put *put, const char *name, int64_t value_tick_lots,
                     int64_t lots);

#endif
