/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text_field.c - values as words and as JSON.
 *
 * Role       See text_field.h.
 * Invariant  What is written is plain ASCII without control characters, quotes or backslashes that
 *            the tables did not put there, whatever the bytes of the struct are.
 */
#include "model/text_field.h"

#include <string.h>

#include "base/check.h"
#include "base/date.h"
#include "base/hash.h"
#include "model/units.h"

/* Decimals of a dollar that a micro has, and how many are always shown. */
#define MONEY_DECIMALS     6u
#define MONEY_DECIMALS_MIN 2u

/* Days that are written as dates: 1970-01-01 to 2243-10-17. */
#define DATE_DAYS_MIN 0
#define DATE_DAYS_MAX 100000

/* Decimals that a fine price adds to those of a tick (R-UNIT-3), and those of a per cent in ppm. */
#define FINE_DECIMALS 4u
#define PPM_DECIMALS  4u
#define E12_DECIMALS  10u
static_assert(FINE_PER_TICK == 10000, "FINE_DECIMALS are the digits of a ten-thousandth");

struct text_digits text_digits_of(const struct text_names *names, uint16_t product_id)
{
    struct text_digits digits = {0};
    if (names == NULL || names->digits == NULL) return digits;
    digits = names->digits(names->context, product_id);
    /* A product's terms may not have been checked yet when they are shown. */
    if (digits.price > TEXT_DIGITS_MAX) digits.price = 0;
    if (digits.qty > TEXT_DIGITS_MAX) digits.qty = 0;
    return digits;
}

static bool is_number_size(uint16_t size)
{
    return size == 1 || size == 2 || size == 4 || size == 8;
}

uint64_t text_field_load(const struct text_field *field, const void *bytes)
{
    ASSERT(is_number_size(field->size));
    const unsigned char *from = (const unsigned char *)bytes + field->offset;
    uint64_t value = 0;
    for (uint16_t i = field->size; i > 0; i--) value = value << 8 | from[i - 1];
    bool is_signed = field->format == FORMAT_SIGNED || field->format == FORMAT_DATE;
    if (is_signed && field->size == 4) {
        value = (uint64_t)(int64_t)(int32_t)value;
    }
    return value;
}

void text_field_store(const struct text_field *field, void *bytes, uint64_t value)
{
    ASSERT(is_number_size(field->size));
    unsigned char *to = (unsigned char *)bytes + field->offset;
    for (uint16_t i = 0; i < field->size; i++) to[i] = (unsigned char)(value >> (8 * i));
}

const struct text_field *text_field_find(const struct text_table *table, const char *name,
                                         size_t size)
{
    for (uint32_t i = 0; i < table->count; i++) {
        const char *candidate = table->fields[i].name;
        if (strlen(candidate) == size && memcmp(candidate, name, size) == 0) {
            return &table->fields[i];
        }
    }
    return NULL;
}

static void put_name(struct text_line *line, const struct text_source *source, enum name_kind kind,
                     uint64_t id)
{
    const char *name = NULL;
    if (source->names != NULL && source->names->find != NULL) {
        name = source->names->find(source->names->context, kind, id);
    }
    if (name != NULL) {
        text_line_put(line, name);
    } else {
        text_line_put_u64(line, id);
    }
}

static void put_word(struct text_line *line, enum word_set set, uint64_t value)
{
    const char *word = word_of(set, value);
    if (word != NULL) {
        text_line_put_lower(line, word);
    } else {
        text_line_put_u64(line, value);
    }
}

/* Each set bit as a word, parted by `between`; what has no word as one number at the end. */
static void put_mask(struct text_line *line, enum word_set set, uint64_t mask, const char *between)
{
    uint64_t rest = mask;
    const char *parting = "";
    for (unsigned bit = 0; bit < 64; bit++) {
        uint64_t value = UINT64_C(1) << bit;
        if ((mask & value) == 0 || word_of(set, value) == NULL) continue;
        text_line_put(line, parting);
        put_word(line, set, value);
        parting = between;
        rest &= ~value;
    }
    if (rest == 0 && mask != 0) return;
    text_line_put(line, parting);
    text_line_put_u64(line, rest);
}

static void put_text(struct text_line *line, const struct text_field *field, const void *bytes)
{
    const char *text = (const char *)bytes + field->offset;
    for (uint16_t i = 0; i < field->size && text[i] != '\0'; i++) {
        bool is_plain = text[i] > ' ' && text[i] <= '~' && text[i] != '"' && text[i] != '\\';
        text_line_put_char(line, is_plain ? text[i] : '?');
    }
}

static void put_hash(struct text_line *line, const struct text_field *field, const void *bytes)
{
    struct hash128 hash;
    ASSERT(field->size == sizeof hash);
    memcpy(&hash, (const char *)bytes + field->offset, sizeof hash);
    text_line_put_hex(line, hash.high, 16);
    text_line_put_hex(line, hash.low, 16);
}

static void put_until(struct text_line *line, uint64_t time_ns)
{
    if (time_ns == (uint64_t)INT64_MAX) {
        text_line_put(line, "reset");
    } else {
        text_line_put_time(line, (int64_t)time_ns);
    }
}

/* A day that the calendar of date.h does not hold is written as a number. */
static void put_date(struct text_line *line, int64_t days)
{
    char text[DATE_TEXT_SIZE];
    if (days < DATE_DAYS_MIN || days > DATE_DAYS_MAX) {
        text_line_put_i64(line, days);
        return;
    }
    (void)utc_write_text(text, days * NS_PER_DAY);
    text[sizeof "2026-01-05" - 1] = '\0';
    text_line_put(line, text);
}

static void put_ppm(struct text_line *line, uint64_t rate_ppm)
{
    text_line_put_decimal(line, (int64_t)rate_ppm, PPM_DECIMALS, 0);
    text_line_put_char(line, '%');
}

static void put_e12(struct text_line *line, uint64_t rate_e12)
{
    text_line_put_decimal(line, (int64_t)rate_e12, E12_DECIMALS, 0);
    text_line_put_char(line, '%');
}

/* As many digits as the number has. */
static void put_hex(struct text_line *line, uint64_t value)
{
    unsigned digits = 1;
    while (digits < 16 && value >> (4 * digits) != 0) digits++;
    text_line_put(line, "0x");
    text_line_put_hex(line, value, digits);
}

static void put_fine_price(struct text_line *line, uint64_t value, unsigned decimals)
{
    text_line_put_decimal(line, (int64_t)value, decimals + FINE_DECIMALS, decimals);
}

void text_value_put(struct text_line *line, const struct text_field *field, uint64_t value,
                    const struct text_source *source)
{
    unsigned price_decimals = source->digits.price;
    unsigned qty_decimals = source->digits.qty;
    enum word_set set = (enum word_set)field->words;
    int64_t number = (int64_t)value;

    switch ((enum text_format)field->format) {
    case FORMAT_UNSIGNED: text_line_put_u64(line, value); break;
    case FORMAT_SIGNED: text_line_put_i64(line, number); break;
    case FORMAT_PRICE: text_line_put_decimal(line, number, price_decimals, price_decimals); break;
    case FORMAT_FINE_PRICE: put_fine_price(line, value, price_decimals); break;
    case FORMAT_QTY: text_line_put_decimal(line, number, qty_decimals, qty_decimals); break;
    case FORMAT_MONEY:
        text_line_put_decimal(line, number, MONEY_DECIMALS, MONEY_DECIMALS_MIN);
        break;
    case FORMAT_PPM: put_ppm(line, value); break;
    case FORMAT_E12: put_e12(line, value); break;
    case FORMAT_HEX: put_hex(line, value); break;
    case FORMAT_TIME: text_line_put_time(line, number); break;
    case FORMAT_UNTIL: put_until(line, value); break;
    case FORMAT_DURATION: text_line_put_duration(line, number); break;
    case FORMAT_DATE: put_date(line, number); break;
    case FORMAT_ACCOUNT: put_name(line, source, NAME_ACCOUNT, value); break;
    case FORMAT_MEMBER: put_name(line, source, NAME_MEMBER, value); break;
    case FORMAT_USER: put_name(line, source, NAME_USER, value); break;
    case FORMAT_PRODUCT: put_name(line, source, NAME_PRODUCT, value); break;
    case FORMAT_ORDER: put_name(line, source, NAME_ORDER, value); break;
    case FORMAT_WORD: put_word(line, set, value); break;
    case FORMAT_MASK: put_mask(line, set, value, "|"); break;
    case FORMAT_TEXT:
    case FORMAT_HASH:
    default: IMPOSSIBLE(); /* Texts and hashes are no numbers: see put_field. */
    }
}

static bool is_number(const struct text_field *field)
{
    return field->format != FORMAT_TEXT && field->format != FORMAT_HASH;
}

static bool is_zero(const struct text_field *field, const void *bytes)
{
    const char *from = (const char *)bytes + field->offset;
    for (uint16_t i = 0; i < field->size; i++) {
        if (from[i] != 0) return false;
    }
    return true;
}

static void put_field(struct text_line *line, const struct text_field *field,
                      const struct text_source *source)
{
    bool is_head = field->label[0] == '\0' || field->label[0] == '@';
    if (line->length > 0) text_line_put(line, is_head ? " " : "  ");
    if (field->label[0] != '\0') {
        text_line_put(line, field->label);
        text_line_put_char(line, ' ');
    }
    if (is_number(field)) {
        text_value_put(line, field, text_field_load(field, source->bytes), source);
    } else if (field->format == FORMAT_TEXT) {
        put_text(line, field, source->bytes);
    } else {
        put_hash(line, field, source->bytes);
    }
}

void text_fields_put(struct text_line *line, const struct text_table *table,
                     const struct text_source *source)
{
    for (uint32_t i = 0; i < table->count; i++) {
        const struct text_field *field = &table->fields[i];
        if (field->show == SHOW_NEVER) continue;
        if (field->show == SHOW_NONZERO && is_zero(field, source->bytes)) continue;
        put_field(line, field, source);
    }
}

/* A number is a number in JSON unless its meaning is a word. */
static void put_json_number(struct text_line *line, const struct text_field *field, uint64_t value)
{
    bool is_unsigned = field->format == FORMAT_UNSIGNED || field->format == FORMAT_ORDER ||
                       field->format == FORMAT_HEX ||
                       (field->size < sizeof value && field->format != FORMAT_DATE);
    if (field->format == FORMAT_WORD) {
        text_line_put_char(line, '"');
        put_word(line, (enum word_set)field->words, value);
        text_line_put_char(line, '"');
    } else if (field->format == FORMAT_MASK) {
        text_line_put(line, value == 0 ? "[" : "[\"");
        if (value != 0) put_mask(line, (enum word_set)field->words, value, "\",\"");
        text_line_put(line, value == 0 ? "]" : "\"]");
    } else if (is_unsigned && field->format != FORMAT_SIGNED) {
        text_line_put_u64(line, value);
    } else {
        text_line_put_i64(line, (int64_t)value);
    }
}

void text_fields_put_json(struct text_line *line, const struct text_table *table,
                          const struct text_source *source)
{
    for (uint32_t i = 0; i < table->count; i++) {
        const struct text_field *field = &table->fields[i];
        text_line_put(line, i == 0 ? "\"" : ",\"");
        text_line_put(line, field->name);
        text_line_put(line, "\":");
        if (is_number(field)) {
            put_json_number(line, field, text_field_load(field, source->bytes));
            continue;
        }
        text_line_put_char(line, '"');
        if (field->format == FORMAT_TEXT) {
            put_text(line, field, source->bytes);
        } else {
            put_hash(line, field, source->bytes);
        }
        text_line_put_char(line, '"');
    }
}
