/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_operator_put.c - fields of an operator's command to JSON, as they would be filled in.
 */
#include <string.h>

#include "base/date.h"
#include "gateway/rpc_operator_form.h"

#define DAYS_MAX 100000 /* the year 2243 */

static void put_mask(const struct text_field *known, uint64_t mask, struct json_writer *writer)
{
    json_begin_array(writer);
    for (uint32_t i = 0; i < OPERATOR_WORDS_MAX; i++) {
        char word[OPERATOR_WORD_SIZE];
        uint64_t bit = UINT64_C(1) << i;
        if ((mask & bit) != 0 && operator_word(word, known->words, bit)) {
            json_put_text(writer, word);
        }
    }
    json_end_array(writer);
}

static void put_word(const struct text_field *known, uint64_t value, struct json_writer *writer)
{
    char word[OPERATOR_WORD_SIZE];
    if (operator_word(word, known->words, value)) {
        json_put_text(writer, word);
    } else {
        json_put_u64(writer, value);
    }
}

static void put_by_instrument(enum operator_value kind, int64_t value, const struct rpc_put *put)
{
    if (put->instrument == NULL) {
        json_put_i64(put->writer, value);
    } else if (kind == VALUE_AMOUNT) {
        rpc_put_amount(put, value);
    } else if (kind == VALUE_FINE) {
        rpc_put_fine(put, (struct fine_price){value});
    } else {
        rpc_put_price(put, value);
    }
}

static void put_product(uint64_t value, const struct rpc_put *put)
{
    if (put->instrument != NULL) {
        json_put_text(put->writer, put->instrument->rpc_name);
    } else {
        json_put_u64(put->writer, value);
    }
}

static void put_country(uint64_t value, struct json_writer *writer)
{
    char text[] = {(char)(value >> 8 & 0x7f), (char)(value & 0x7f), '\0'};
    json_put_text(writer, text);
}

/* Of a command that was not checked yet the day may be none. */
static void put_date(int64_t days, struct json_writer *writer)
{
    char text[DATE_TEXT_SIZE];
    if (days < 0 || days > DAYS_MAX) {
        json_put_i64(writer, days);
        return;
    }
    (void)utc_write_text(text, days * NS_PER_DAY);
    json_put_bytes(writer, text, sizeof "2026-12-25" - 1);
}

static void put_value(const struct operator_field *field, const struct text_field *known,
                      const struct command *command, const struct rpc_put *put)
{
    struct json_writer *writer = put->writer;
    struct operator_form form = operator_form_of(field, known);
    if (form.value == VALUE_TEXT) {
        const char *text = (const char *)command + known->offset;
        json_put_bytes(writer, text, strnlen(text, known->size));
        return;
    }
    uint64_t value = text_field_load(known, command);
    int64_t number = (int64_t)value;
    switch (form.value) {
    case VALUE_DECIMAL: json_put_decimal(writer, number, form.decimals); return;
    case VALUE_PRICE:
    case VALUE_FINE:
    case VALUE_AMOUNT: put_by_instrument(form.value, number, put); return;
    case VALUE_MS: json_put_i64(writer, number / RPC_NS_PER_MS); return;
    case VALUE_WORD: put_word(known, value, writer); return;
    case VALUE_WORDS: put_mask(known, value, writer); return;
    case VALUE_PRODUCT: put_product(value, put); return;
    case VALUE_COUNTRY: put_country(value, writer); return;
    case VALUE_DATE: put_date(number, writer); return;
    case VALUE_TEXT: break;
    }
    json_put_null(writer);
}

void operator_put_number(const struct operator_field *field, const struct text_field *known,
                         int64_t value, const struct rpc_put *put)
{
    struct command command = {0};
    text_field_store(known, &command, (uint64_t)value);
    put_value(field, known, &command, put);
}

void operator_add_nearest(const struct operator_source *source, const struct command *command,
                          const struct event_reject *reject, struct json_writer *writer)
{
    const struct operator_command *row = operator_command_of(command->kind);
    if (row == NULL) return;
    const struct operator_field *field = operator_refused_field(row, command, reject);
    if (field == NULL) return;
    struct text_field known = operator_field_of(row, field);
    const struct instrument *instrument = operator_instrument_of(source, command);
    json_add_text(writer, "place", field->name);
    json_put_name(writer, "nearest");
    operator_put_number(field, &known, reject->legal, &(struct rpc_put){writer, instrument});
}

static bool is_empty(const struct text_field *known, const struct command *command)
{
    const char *bytes = (const char *)command + known->offset;
    for (uint16_t i = 0; i < known->size; i++) {
        if (bytes[i] != 0) return false;
    }
    return true;
}

/* A row of a list without what says nothing. */
static void put_row(const struct operator_field *columns, const struct command_list *list,
                    uint32_t place, const struct command *command, const struct rpc_put *put)
{
    json_begin_object(put->writer);
    for (const struct operator_field *column = columns; column->name != NULL; column++) {
        struct text_field known = operator_column_of(list, column, place);
        if (is_empty(&known, command) && !column->is_required) continue;
        json_put_name(put->writer, column->name);
        put_value(column, &known, command, put);
    }
    json_end_object(put->writer);
}

static void put_list(const struct command *command, const struct rpc_put *put)
{
    struct command_list list;
    const struct operator_list *form = operator_list_of(command->kind);
    if (form == NULL || !command_list_find(command->kind, &list)) return;
    uint32_t count = command_list_count(&list, command);
    json_put_name(put->writer, list.name);
    json_begin_array(put->writer);
    for (uint32_t i = 0; i < count; i++) put_row(form->columns, &list, i, command, put);
    json_end_array(put->writer);
}

void operator_put_fields(const struct operator_source *source, const struct operator_command *row,
                         const struct command *command, struct json_writer *writer)
{
    const struct instrument *its = operator_instrument_of(source, command);
    json_begin_object(writer);
    for (const struct operator_field *field = row->fields; field->name != NULL; field++) {
        struct text_field known = operator_field_of(row, field);
        if (is_empty(&known, command) && !field->is_required) continue;
        const struct instrument *instrument = its;
        if (known.format == FORMAT_PRODUCT) {
            uint16_t product_id = (uint16_t)text_field_load(&known, command);
            instrument = instrument_by_product(source->instruments, product_id);
        }
        json_put_name(writer, field->name);
        put_value(field, &known, command, &(struct rpc_put){writer, instrument});
    }
    put_list(command, &(struct rpc_put){writer, its});
    json_end_object(writer);
}
