/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rest_text.c - see rest_text.h.
 *
 * An id is a UUID of version 8 (RFC 9562: its bits are the venue's own): the upper 48 bits of the
 * number, the kind, and in the last group the lower 16 bits.
 */
#include "gateway/rest_text.h"

#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/int_math.h"

#define MICROS_PER_DOLLAR INT64_C(1000000)
#define COUNT_DECIMALS    2u
#define MONEY_DECIMALS    6u
#define MONEY_LEAST       4u /* decimals that are always written */
#define DIGITS_MAX        18u

void rest_id_write(char text[REST_ID_SIZE], enum rest_id_kind kind, uint64_t id)
{
    (void)snprintf(text, REST_ID_SIZE, "%08x-%04x-8%03x-8000-00000000%04x", (unsigned)(id >> 32),
                   (unsigned)(id >> 16 & 0xffff), (unsigned)kind & 0xfffu, (unsigned)(id & 0xffff));
}

static int hex_digit(char digit)
{
    if (digit >= '0' && digit <= '9') return digit - '0';
    if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
    return -1;
}

/* Takes what may be the number, and compares what is written for it: one form, one id. */
bool rest_id_read(const char *text, enum rest_id_kind kind, uint64_t *id)
{
    if (strlen(text) != REST_ID_SIZE - 1) return false;
    uint64_t value = 0;
    char same[REST_ID_SIZE];
    for (uint32_t i = 0; i < REST_ID_SIZE - 1; i++) {
        bool is_number = i < 8 || (i > 8 && i < 13) || i >= 32;
        if (!is_number) continue;
        int digit = hex_digit(text[i]);
        if (digit < 0) return false;
        value = value << 4 | (uint64_t)digit;
    }
    rest_id_write(same, kind, value);
    for (uint32_t i = 0; i < REST_ID_SIZE - 1; i++) {
        if (text[i] != same[i] && hex_digit(text[i]) != hex_digit(same[i])) return false;
        if (hex_digit(text[i]) < 0 && text[i] != same[i]) return false;
    }
    *id = value;
    return true;
}

void rest_add_id(struct json_writer *json, const char *name, enum rest_id_kind kind, uint64_t id)
{
    char text[REST_ID_SIZE];
    rest_id_write(text, kind, id);
    json_add_text(json, name, text);
}

/* value x 10^-decimals with at least `least` digits behind the point. */
static void write_fixed(char *text, size_t size, int64_t value, uint32_t decimals, uint32_t least)
{
    uint64_t scale = 1;
    for (uint32_t i = 0; i < decimals; i++) scale *= 10;
    uint64_t magnitude = i64_magnitude(value);
    uint64_t rest = magnitude % scale;
    while (decimals > least && rest % 10 == 0) {
        rest /= 10;
        decimals--;
    }
    (void)snprintf(text, size, "%s%llu.%0*llu", value < 0 ? "-" : "",
                   (unsigned long long)(magnitude / scale), (int)decimals,
                   (unsigned long long)rest);
}

void rest_put_count(struct json_writer *json, int64_t lots)
{
    char text[40];
    (void)snprintf(text, sizeof text, "%lld.%0*d", (long long)lots, (int)COUNT_DECIMALS, 0);
    json_put_text(json, text);
}

void rest_add_count(struct json_writer *json, const char *name, int64_t lots)
{
    json_put_name(json, name);
    rest_put_count(json, lots);
}

void rest_put_dollars(struct json_writer *json, int64_t micros)
{
    char text[40];
    write_fixed(text, sizeof text, micros, MONEY_DECIMALS, MONEY_LEAST);
    json_put_text(json, text);
}

void rest_add_dollars(struct json_writer *json, const char *name, int64_t micros)
{
    json_put_name(json, name);
    rest_put_dollars(json, micros);
}

void rest_add_time(struct json_writer *json, const char *name, int64_t time_ns)
{
    char text[DATE_TEXT_SIZE];
    size_t size = utc_write_text(text, time_ns - time_ns % NS_PER_MICRO);
    /* Nanoseconds that are zero by now: ".123456000Z" is written as ".123456Z". */
    if (size > 4 && text[size - 1] == 'Z') {
        text[size - 4] = 'Z';
        text[size - 3] = '\0';
    }
    json_add_text(json, name, text);
}

void rest_add_stamped(struct json_writer *json, const char *name, int64_t micros, int64_t time_ns)
{
    if (micros == 0) return;
    json_put_name(json, name);
    json_begin_object(json);
    rest_add_dollars(json, "price", micros);
    json_add_i64(json, "ts_ms", time_ns / NS_PER_MILLI);
    json_end_object(json);
}

int64_t rest_fine_micros(struct fine_price price, int64_t tick_value_micros)
{
    int128 value = (int128)price.ticks_e4 * tick_value_micros;
    int128 half = FINE_PER_TICK / 2;
    return (int64_t)((value < 0 ? value - half : value + half) / FINE_PER_TICK);
}

bool rest_read_integer(const char *text, bool is_signed, int64_t *value)
{
    bool is_negative = is_signed && text[0] == '-';
    const char *digits = text + is_negative;
    size_t count = strspn(digits, "0123456789");
    if (count == 0 || count > DIGITS_MAX || digits[count] != '\0') return false;
    int64_t number = 0;
    for (size_t i = 0; i < count; i++) number = number * 10 + (digits[i] - '0');
    *value = is_negative ? -number : number;
    return true;
}

static int32_t two_digits(const char *text)
{
    return (text[0] - '0') * 10 + (text[1] - '0');
}

bool rest_read_date(const char *text, int64_t *time_ns)
{
    static const char form[] = "dddd-dd-dd";
    if (strlen(text) != sizeof form - 1) return false;
    for (size_t i = 0; i < sizeof form - 1; i++) {
        bool is_digit = text[i] >= '0' && text[i] <= '9';
        if (form[i] == 'd' ? !is_digit : text[i] != form[i]) return false;
    }
    struct utc_time utc = {.date = {.year = two_digits(text) * 100 + two_digits(text + 2),
                                    .month = (uint8_t)two_digits(text + 5),
                                    .day = (uint8_t)two_digits(text + 8)}};
    return utc_to_ns(&utc, time_ns);
}
