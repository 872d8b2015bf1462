/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_units.c - prices, amounts, money and times as members of an answer.
 */
#include "gateway/rpc_units.h"

#include "base/int_math.h"
#include "base/text.h"

#define FINE_DECIMALS 4u

void rpc_put_price(const struct rpc_put *put, int64_t ticks)
{
    char text[UNIT_TEXT_SIZE];
    json_put_raw(put->writer, text, instrument_write(text, &put->instrument->coin_price, ticks));
}

void rpc_put_fine(const struct rpc_put *put, struct fine_price price)
{
    char text[UNIT_TEXT_SIZE];
    const struct unit_scale *scale = &put->instrument->coin_price;
    size_t size = instrument_write_fine(text, scale, price, scale->decimals + FINE_DECIMALS);
    json_put_raw(put->writer, text, size);
}

void rpc_put_amount(const struct rpc_put *put, int64_t lots)
{
    char text[UNIT_TEXT_SIZE];
    json_put_raw(put->writer, text, instrument_write(text, &put->instrument->coin_amount, lots));
}

void rpc_add_price_or_null(const struct rpc_put *put, const char *name, int64_t ticks)
{
    if (ticks == 0) {
        json_add_null(put->writer, name);
    } else {
        rpc_add_price(put, name, ticks);
    }
}

void rpc_add_fine(const struct rpc_put *put, const char *name, struct fine_price price)
{
    json_put_name(put->writer, name);
    rpc_put_fine(put, price);
}

void rpc_add_fine_or_null(const struct rpc_put *put, const char *name, struct fine_price price)
{
    if (price.ticks_e4 == 0) {
        json_add_null(put->writer, name);
    } else {
        rpc_add_fine(put, name, price);
    }
}

void rpc_put_money(const struct rpc_put *put, struct money money)
{
    uint32_t decimals = put->instrument == NULL ? 0 : put->instrument->money_decimals;
    json_put_decimal(put->writer, money.micros, decimals == 0 ? MONEY_DECIMALS : decimals);
}

void rpc_put_id(struct json_writer *writer, uint64_t id)
{
    char text[TEXT_NUMBER_SIZE];
    size_t size = text_write_u64(text, sizeof text, id);
    json_put_bytes(writer, text, size);
}

void rpc_add_rate(const struct rpc_put *put, const char *name, int64_t rate_e12)
{
    json_add_decimal(put->writer, name, rate_e12, 12);
}

void rpc_add_value(const struct rpc_put *put, const char *name, int64_t value_tick_lots)
{
    int64_t micros = narrow_i64((int128)value_tick_lots * put->instrument->tick_value_micros);
    rpc_add_money(put, name, (struct money){micros});
}

void rpc_add_average(const struct rpc_put *put, const char *name, int64_t value_tick_lots,
                     int64_t lots)
{
    if (lots == 0) {
        json_add_i64(put->writer, name, 0);
        return;
    }
    int64_t sign = lots < 0 ? -1 : 1;
    int128 numerator = (int128)value_tick_lots * sign * FINE_PER_TICK;
    int128 size = (int128)lots * sign;
    int64_t fine = narrow_i64(div_floor(numerator + size / 2, size));
    rpc_add_fine(put, name, (struct fine_price){fine});
}
