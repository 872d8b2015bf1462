/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rest_text.h - how the REST dialect writes and reads numbers, times and ids.
 *
 * Role       Contract counts have two decimals ("10.00"), prices and money are dollars as text, ids
 *            have the form of a UUID, times are RFC 3339 or seconds since 1970.
 * Invariant  What is written reads back as the same number.  No float is used.
 */
#ifndef PERPETUA_GATEWAY_REST_TEXT_H
#define PERPETUA_GATEWAY_REST_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gateway/json_writer.h"
#include "model/units.h"

#define REST_ID_SIZE 37u /* 36 characters and a zero byte */

/* What an id names; a part of its text, so that one kind is never taken for another. */
enum rest_id_kind {
    REST_ID_ORDER = 1,
    REST_ID_TRADE = 2,
    REST_ID_FILL = 3, /* as a trade, of the taker: see rest_put_fill_id */
    REST_ID_USER = 4,
    REST_ID_GROUP = 5,
    REST_ID_TRANSFER = 6
};

void rest_id_write(char text[REST_ID_SIZE], enum rest_id_kind kind, uint64_t id);

/* False: not the text of an id of this kind. */
bool rest_id_read(const char *text, enum rest_id_kind kind, uint64_t *id);

/* Lots as "10.00", negative ones for short positions. */
void rest_add_count(struct json_writer *json, const char *name, int64_t lots);
void rest_put_count(struct json_writer *json, int64_t lots);

/* Micro-dollars with four to six decimals: "50.0500", "0.000001". */
void rest_add_dollars(struct json_writer *json, const char *name, int64_t micros);
void rest_put_dollars(struct json_writer *json, int64_t micros);

/* A price with its time in milliseconds; nothing if there is no price. */
void rest_add_stamped(struct json_writer *json, const char *name, int64_t micros, int64_t time_ns);

/* RFC 3339 in UTC with microseconds. */
void rest_add_time(struct json_writer *json, const char *name, int64_t time_ns);

void rest_add_id(struct json_writer *json, const char *name, enum rest_id_kind kind, uint64_t id);

/* Micro-dollars of a fine price of one contract, rounded half away from zero. */
int64_t rest_fine_micros(struct fine_price price, int64_t tick_value_micros);

/* "17" and nothing else; at most 18 digits, a sign if `is_signed`. */
bool rest_read_integer(const char *text, bool is_signed, int64_t *value);

/* "2026-06-11" as the UTC instant at which the day begins. */
bool rest_read_date(const char *text, int64_t *time_ns);

#endif
