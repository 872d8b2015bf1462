/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_operator_read.c - fields of an operator's command from JSON.
 *
 * A number may come as a number, as a text of digits (a binary number would round) or as a truth.
 * Fields that say what the command is about are read first, then the terms as they stand are put
 * under the others.
 */
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/text.h"
#include "gateway/rpc_operator_form.h"
#include "gateway/rpc_units.h"

#define TEXT_SIZE     160u
#define FINE_DECIMALS 4u

/* One field on its way in. */
struct reading {
    const struct operator_source *source;
    const struct operator_command *row;
    const struct instrument *instrument; /* NULL: none was named */
    struct command *command;
    struct operator_fault *fault;
    const char *name;
    const char *list;  /* of whose rows it is a column; NULL: it is none */
    uint32_t list_row; /* from 0 */
};

static bool refuse(const struct reading *reading, const char *reason)
{
    struct operator_fault *fault = reading->fault;
    fault->reason = reason;
    const char *name = reading->name == NULL ? "" : reading->name;
    if (reading->list == NULL) {
        (void)snprintf(fault->place, sizeof fault->place, "%s", name);
        return false;
    }
    const char *dot = reading->name == NULL ? "" : ".";
    (void)snprintf(fault->place, sizeof fault->place, "%s[%u]%s%s", reading->list,
                   reading->list_row, dot, name);
    return false;
}

static const char *digits_of(const json_t *json, char text[TEXT_SIZE])
{
    if (json_is_string(json)) return json_string_value(json);
    if (json_is_true(json)) return "1";
    if (json_is_false(json)) return "0";
    if (!json_is_number(json)) return NULL;
    size_t size = json_dumpb(json, text, TEXT_SIZE - 1, JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
    if (size == 0 || size >= TEXT_SIZE) return NULL;
    text[size] = '\0';
    return text;
}

static bool read_scaled(const struct reading *reading, const struct unit_scale *scale,
                        const json_t *json, int64_t *value)
{
    char text[TEXT_SIZE];
    const char *digits = digits_of(json, text);
    if (digits == NULL) return refuse(reading, "must be a number");
    struct unit_read read = instrument_read(scale, digits, strlen(digits));
    *value = read.value;
    if (read.fault == UNIT_GOOD) return true;
    return refuse(reading, read.fault == UNIT_BETWEEN ? "has too many decimals for its unit"
                                                      : "must be a number");
}

static bool read_by_instrument(const struct reading *reading, enum operator_value kind,
                               const json_t *json, int64_t *value)
{
    if (reading->instrument == NULL) return refuse(reading, "needs an instrument");
    struct unit_scale scale = reading->instrument->coin_price;
    if (kind == VALUE_AMOUNT) scale = reading->instrument->coin_amount;
    if (kind == VALUE_FINE) scale.decimals += FINE_DECIMALS;
    return read_scaled(reading, &scale, json, value);
}

static bool read_decimals(const struct reading *reading, unsigned decimals, const json_t *json,
                          int64_t *value)
{
    struct unit_scale scale = {.units = 1, .decimals = decimals};
    return read_scaled(reading, &scale, json, value);
}

static bool read_ms(const struct reading *reading, const json_t *json, int64_t *value)
{
    if (!read_decimals(reading, 0, json, value)) return false;
    if (__builtin_mul_overflow(*value, RPC_NS_PER_MS, value)) return refuse(reading, "is too far");
    return true;
}

static bool read_word(const struct reading *reading, const struct text_field *known,
                      const json_t *json, int64_t *value)
{
    uint64_t word;
    const char *text = json_string_value(json);
    if (text == NULL || !word_find((enum word_set)known->words, text, strlen(text), &word)) {
        return refuse(reading, "is none of the choices");
    }
    *value = (int64_t)word;
    return true;
}

/* A list of words, or one. */
static bool read_mask(const struct reading *reading, const struct text_field *known,
                      const json_t *json, int64_t *value)
{
    if (json_is_string(json)) return read_word(reading, known, json, value);
    if (!json_is_array(json)) return refuse(reading, "must be a list of words");
    int64_t mask = 0;
    for (size_t i = 0; i < json_array_size(json); i++) {
        int64_t bit;
        if (!read_word(reading, known, json_array_get(json, i), &bit)) return false;
        mask |= bit;
    }
    *value = mask;
    return true;
}

static bool read_product(const struct reading *reading, const json_t *json, int64_t *value)
{
    const char *name = json_string_value(json);
    const struct instrument *instrument =
        name == NULL ? NULL : instrument_by_rpc_name(reading->source->instruments, name);
    if (instrument == NULL) return refuse(reading, "is no instrument");
    *value = instrument->product_id;
    return true;
}

/* "US"; nothing is every country. */
static bool read_country(const struct reading *reading, const json_t *json, int64_t *value)
{
    const char *text = json_string_value(json);
    *value = 0;
    if (text != NULL && text[0] == '\0') return true;
    if (text == NULL || strlen(text) != 2) return refuse(reading, "must be two letters");
    *value = COUNTRY_OF((unsigned char)text[0], (unsigned char)text[1]);
    return true;
}

/* "2026-12-25" as days since 1970-01-01. */
static bool read_date(const struct reading *reading, const json_t *json, int64_t *value)
{
    const char *text = json_string_value(json);
    uint64_t year;
    uint64_t month;
    uint64_t day;
    bool is_date = text != NULL && strlen(text) == 10 && text[4] == '-' && text[7] == '-' &&
                   text_read_u64(text, 4, &year) && text_read_u64(text + 5, 2, &month) &&
                   text_read_u64(text + 8, 2, &day);
    struct date date = {0};
    if (is_date) date = (struct date){(int32_t)year, (uint8_t)month, (uint8_t)day};
    if (!is_date || !date_is_valid(date)) return refuse(reading, "must be a date, YYYY-MM-DD");
    *value = date_to_days(date);
    return true;
}

static bool read_text(const struct reading *reading, const struct text_field *known,
                      const json_t *json)
{
    char *to = (char *)reading->command + known->offset;
    size_t size = json_string_length(json);
    if (!json_is_string(json)) return refuse(reading, "must be a text");
    if (size > known->size) return refuse(reading, "is too long");
    memset(to, 0, known->size);
    memcpy(to, json_string_value(json), size);
    return true;
}

static bool read_value(const struct reading *reading, const struct operator_form *form,
                       const struct text_field *known, const json_t *json, int64_t *value)
{
    switch (form->value) {
    case VALUE_DECIMAL: return read_decimals(reading, form->decimals, json, value);
    case VALUE_PRICE:
    case VALUE_FINE:
    case VALUE_AMOUNT: return read_by_instrument(reading, form->value, json, value);
    case VALUE_MS: return read_ms(reading, json, value);
    case VALUE_WORD: return read_word(reading, known, json, value);
    case VALUE_WORDS: return read_mask(reading, known, json, value);
    case VALUE_PRODUCT: return read_product(reading, json, value);
    case VALUE_COUNTRY: return read_country(reading, json, value);
    case VALUE_DATE: return read_date(reading, json, value);
    case VALUE_TEXT: break;
    }
    return refuse(reading, "must be a text");
}

/* Does the number stand in the field as it is? */
static bool fits(const struct text_field *known, int64_t value)
{
    if (known->size >= sizeof(int64_t)) return true;
    bool is_signed = known->format == FORMAT_SIGNED || known->format == FORMAT_DATE;
    unsigned bits = 8u * known->size - (is_signed ? 1u : 0u);
    int64_t most = (INT64_C(1) << bits) - 1;
    return value <= most && value >= (is_signed ? -most - 1 : 0);
}

static bool read_field(const struct reading *reading, const struct operator_field *field,
                       const struct text_field *known, const json_t *json)
{
    int64_t value = 0;
    struct operator_form form = operator_form_of(field, known);
    if (form.value == VALUE_TEXT) return read_text(reading, known, json);
    if (!read_value(reading, &form, known, json, &value)) return false;
    if (!fits(known, value)) return refuse(reading, "is out of range");
    text_field_store(known, reading->command, (uint64_t)value);
    return true;
}

static bool is_given(const json_t *json)
{
    return json != NULL && !json_is_null(json);
}

/* --- the list --------------------------------------------------------------------------------- */

static bool column_is_known(const struct operator_field *column, const char *name)
{
    while (column->name != NULL && strcmp(column->name, name) != 0) column++;
    return column->name != NULL;
}

static bool read_row(struct reading *reading, const struct command_list *list, const json_t *json)
{
    const struct operator_field *column = operator_list_of(reading->row->kind)->columns;
    const char *name;
    json_t *value;
    reading->name = NULL;
    if (!json_is_object(json)) return refuse(reading, "must be an object");
    json_object_foreach((json_t *)(uintptr_t)json, name, value)
    {
        reading->name = name;
        if (!column_is_known(column, name)) return refuse(reading, "is no column");
    }
    for (; column->name != NULL; column++) {
        const json_t *given = json_object_get(json, column->name);
        struct text_field known = operator_column_of(list, column, reading->list_row);
        reading->name = column->name;
        if (!is_given(given) && column->is_required) return refuse(reading, "is required");
        if (is_given(given) && !read_field(reading, column, &known, given)) return false;
    }
    return true;
}

/* The rows that are given are all that there are then. */
static bool read_list(struct reading *reading, const json_t *fields)
{
    struct command_list list;
    uint16_t kind = reading->row->kind;
    if (operator_list_of(kind) == NULL || !command_list_find(kind, &list)) return true;
    const json_t *rows = json_object_get(fields, list.name);
    if (!is_given(rows)) return true;
    reading->name = list.name;
    if (!json_is_array(rows)) return refuse(reading, "must be a list of rows");
    if (json_array_size(rows) > list.max) return refuse(reading, "has more rows than may be");
    memset((char *)reading->command + list.offset, 0, list.max * list.size);
    text_field_store(&list.count, reading->command, json_array_size(rows));
    reading->list = list.name;
    for (size_t i = 0; i < json_array_size(rows); i++) {
        reading->list_row = (uint32_t)i;
        if (!read_row(reading, &list, json_array_get(rows, i))) return false;
    }
    reading->list = NULL;
    return true;
}

/* --- the whole -------------------------------------------------------------------------------- */

/* Keys come first: what the other fields mean hangs on them. */
static bool read_some(struct reading *reading, const json_t *fields, bool are_keys)
{
    const struct operator_field *field = reading->row->fields;
    for (; field->name != NULL; field++) {
        const json_t *json = json_object_get(fields, field->name);
        reading->name = field->name;
        if (operator_field_is_key(field) != are_keys) continue;
        if (!is_given(json) && field->is_required) return refuse(reading, "is required");
        if (!is_given(json)) continue;
        struct text_field known = operator_field_of(reading->row, field);
        if (!read_field(reading, field, &known, json)) return false;
    }
    return true;
}

static bool is_list(uint16_t kind, const char *name)
{
    struct command_list list;
    return operator_list_of(kind) != NULL && command_list_find(kind, &list) &&
           strcmp(list.name, name) == 0;
}

static bool names_are_known(struct reading *reading, const json_t *fields)
{
    const char *name;
    json_t *json;
    json_object_foreach((json_t *)(uintptr_t)fields, name, json)
    {
        const struct operator_field *field = reading->row->fields;
        while (field->name != NULL && strcmp(field->name, name) != 0) field++;
        reading->name = name;
        if (field->name == NULL && !is_list(reading->row->kind, name)) {
            return refuse(reading, "is no field of this command");
        }
    }
    return true;
}

static struct reading reading_begin(const struct operator_source *source,
                                    const struct operator_command *row, struct command *command,
                                    struct operator_fault *fault)
{
    command->kind = row->kind;
    return (struct reading){.source = source, .row = row, .command = command, .fault = fault};
}

bool operator_read_keys(const struct operator_source *source, const struct operator_command *row,
                        const json_t *fields, struct command *command, struct operator_fault *fault)
{
    struct reading reading = reading_begin(source, row, command, fault);
    return names_are_known(&reading, fields) && read_some(&reading, fields, true);
}

bool operator_read(const struct operator_source *source, const struct operator_command *row,
                   const json_t *fields, struct command *command, struct operator_fault *fault)
{
    struct reading reading = reading_begin(source, row, command, fault);
    if (!operator_read_keys(source, row, fields, command, fault)) return false;
    (void)core_standing_terms(source->core, command);
    if (command->kind == COMMAND_MASS_CANCEL) command->mass.side = SIDE_ANY;
    reading.instrument = operator_instrument_of(source, command);
    return read_some(&reading, fields, false) && read_list(&reading, fields);
}
