/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text_field.h - fields of a command or an event as words and as JSON, from one table.
 *
 * Role       A table names the fields of a body: where each stands in the struct, what it means,
 *            what it is called.  From it come the readable line, the JSON object and the way to set
 *            a field by its name.
 * Readable   Fields are parted by two spaces; a field is its label, a space and its value.  A field
 *            with the label "" or "@" belongs to the head and is parted by one space.  Fields that
 *            are zero and say nothing then are left out.  Prices and quantities are decimals, if
 *            the digits of the product are known; ids are names, if names are given.
 * JSON       Every field of the table, always; numbers are whole ticks, lots, micros, nanoseconds
 *            as in the struct, and their names say so; enums are words, masks are lists of words.
 */
#ifndef PERPETUA_MODEL_TEXT_FIELD_H
#define PERPETUA_MODEL_TEXT_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/text_line.h"
#include "model/text_words.h"

/* What an id may be the name of. */
enum name_kind { NAME_ACCOUNT, NAME_MEMBER, NAME_USER, NAME_PRODUCT, NAME_ORDER };

struct text_digits {
    unsigned price; /* decimals of one tick, at most TEXT_DIGITS_MAX */
    unsigned qty;   /* decimals of one lot */
};

#define TEXT_DIGITS_MAX 12u
#define TEXT_NAME_MAX   31u

/*
 * Names for ids, and digits of products.  Each function may be NULL.  find gives NULL when an id
 * has no name (it is then written as a number), else a text of at most TEXT_NAME_MAX bytes without
 * spaces that lives until the line is written.
 */
struct text_names {
    const char *(*find)(const void *context, enum name_kind kind, uint64_t id);
    struct text_digits (*digits)(const void *context, uint16_t product_id);
    const void *context;
};

enum text_format {
    FORMAT_UNSIGNED,
    FORMAT_SIGNED,
    FORMAT_PRICE,
    FORMAT_FINE_PRICE,
    FORMAT_QTY,
    FORMAT_MONEY,
    FORMAT_PPM,
    FORMAT_E12, /* a rate in 10^-12 */
    FORMAT_HEX,
    FORMAT_TIME,
    FORMAT_UNTIL, /* a time; INT64_MAX is "reset" */
    FORMAT_DURATION,
    FORMAT_DATE, /* days since 1970-01-01 */
    FORMAT_ACCOUNT,
    FORMAT_MEMBER,
    FORMAT_USER,
    FORMAT_PRODUCT,
    FORMAT_ORDER,
    FORMAT_WORD, /* of the word set of the field */
    FORMAT_MASK,
    FORMAT_TEXT, /* bytes up to the first zero */
    FORMAT_HASH  /* struct hash128 */
};

enum text_show { SHOW_ALWAYS, SHOW_NONZERO, SHOW_NEVER /* JSON only */ };

struct text_field {
    const char *name;  /* in JSON, with its unit */
    const char *label; /* in the readable line */
    uint16_t offset;
    uint16_t size;
    uint8_t format; /* enum text_format */
    uint8_t show;   /* enum text_show */
    uint8_t words;  /* enum word_set, for FORMAT_WORD and FORMAT_MASK */
};

/* A row of a table: TEXT_FIELD(struct x, "name", "label", member, FORMAT, SHOW, WORDS). */
#define TEXT_FIELD(type, name, label, member, format, show, words)                                 \
    {                                                                                              \
        name, label, (uint16_t)offsetof(type, member), (uint16_t)sizeof(((type *)0)->member),      \
            format, show, words                                                                    \
    }

struct text_table {
    const struct text_field *fields;
    uint32_t count;
};

/* Where the values are and how they are shown. */
struct text_source {
    const void *bytes;              /* the struct of the table's rows */
    const struct text_names *names; /* NULL: numbers */
    struct text_digits digits;      /* of the product the values belong to */
};

/* The digits of a product, as `names` has them; none if it does not know. */
struct text_digits text_digits_of(const struct text_names *names, uint16_t product_id);

/* Appends the readable form of every field that is shown. */
void text_fields_put(struct text_line *line, const struct text_table *table,
                     const struct text_source *source);

/* Appends "name":value of every field, parted by commas, without braces. */
void text_fields_put_json(struct text_line *line, const struct text_table *table,
                          const struct text_source *source);

/* Appends one value in the readable form. */
void text_value_put(struct text_line *line, const struct text_field *field, uint64_t value,
                    const struct text_source *source);

/* The row of this name; NULL if there is none. */
const struct text_field *text_field_find(const struct text_table *table, const char *name,
                                         size_t size);

/* The number in a field of 1, 2, 4 or 8 bytes; FORMAT_SIGNED ones keep their sign. */
uint64_t text_field_load(const struct text_field *field, const void *bytes);

/* Writes a number into a field of 1, 2, 4 or 8 bytes, high bytes cut off. */
void text_field_store(const struct text_field *field, void *bytes, uint64_t value);

#endif
