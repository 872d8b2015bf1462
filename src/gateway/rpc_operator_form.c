/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_operator_form.c - see rpc_operator_form.h; and the forms themselves.
 */
#include "gateway/rpc_operator_form.h"

#include <string.h>

#include "base/check.h"
#include "model/command_text.h"

#define MONEY_DECIMALS 6u
#define PPM_DECIMALS   4u  /* of a per cent */
#define E12_DECIMALS   10u /* of a per cent */

bool operator_field_is(const struct operator_field *field, const char *name)
{
    return strcmp(field->name, name) == 0;
}

bool operator_field_is_key(const struct operator_field *field)
{
    static const char *const names[] = {"instrument_name", "account_id", "trade_id", "risk_group",
                                        "programme_id"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (operator_field_is(field, names[i])) return true;
    }
    return false;
}

struct text_field operator_field_of(const struct operator_command *row,
                                    const struct operator_field *field)
{
    struct text_field found;
    const char *name = operator_field_is(field, "instrument_name") ? "product_id" : field->name;
    bool is_there = command_field_find(row->kind, name, strlen(name), &found);
    ASSERT(is_there);
    return found;
}

struct text_field operator_column_of(const struct command_list *list,
                                     const struct operator_field *column, uint32_t place)
{
    const struct text_field *known =
        text_field_find(&list->table, column->name, strlen(column->name));
    ASSERT(place < list->max);
    if (known == NULL) IMPOSSIBLE(); /* test/desk/operator.c fills in every column */
    struct text_field found = *known;
    found.offset = (uint16_t)(found.offset + list->offset + place * list->size);
    return found;
}

const struct instrument *operator_instrument_of(const struct operator_source *source,
                                                const struct command *command)
{
    struct kept_trade_view trade;
    uint16_t product_id = command->product_id;
    /* The price of a correction is meant in the instrument of its trade. */
    bool is_error = command->kind == COMMAND_ERROR_DECIDE &&
                    core_kept_trade(source->core, command->error_trade.trade_id, &trade);
    if (is_error) product_id = trade.product_id;
    return instrument_by_product(source->instruments, product_id);
}

bool operator_word(char word[OPERATOR_WORD_SIZE], uint8_t set, uint64_t value)
{
    const char *known = word_of((enum word_set)set, value);
    if (known == NULL) return false;
    struct text_line line;
    text_line_begin(&line, word, OPERATOR_WORD_SIZE);
    text_line_put_lower(&line, known);
    return text_line_end(&line) > 0;
}

/* --- what a field is -------------------------------------------------------------------------- */

/* Fields that mean more than their format says. */
static const struct {
    const char *name;
    struct operator_form form;
} named[] = {
    {"instrument_name", {"instrument", NULL, VALUE_PRODUCT, 0}},
    {"product_id", {"integer", NULL, VALUE_DECIMAL, 0}},
    {"country", {"text", NULL, VALUE_COUNTRY, 0}},
    {"register_entry", {"entry", NULL, VALUE_DECIMAL, 0}},
    {"runs", {"flag", NULL, VALUE_DECIMAL, 0}},
    {"waits", {"flag", NULL, VALUE_DECIMAL, 0}},
    {"lag", {"flag", NULL, VALUE_DECIMAL, 0}},
    {"thin_rule", {"flag", NULL, VALUE_DECIMAL, 0}},
    {"is_enrolled", {"flag", NULL, VALUE_DECIMAL, 0}},
    {"needs_limits", {"flag", NULL, VALUE_DECIMAL, 0}},
    {"business_days_only", {"flag", NULL, VALUE_DECIMAL, 0}},
    {"weekdays", {"weekdays", NULL, VALUE_DECIMAL, 0}},
    {"minute", {"minute", NULL, VALUE_DECIMAL, 0}},
    {"from_minute", {"minute", NULL, VALUE_DECIMAL, 0}},
    {"to_minute", {"minute", NULL, VALUE_DECIMAL, 0}},
    {"roll_minute", {"minute", NULL, VALUE_DECIMAL, 0}},
    {"day_end_minute", {"minute", NULL, VALUE_DECIMAL, 0}},
    {"bank_open_minute", {"minute", NULL, VALUE_DECIMAL, 0}},
    {"bank_close_minute", {"minute", NULL, VALUE_DECIMAL, 0}},
    {"minute_of_week", {"week_minute", NULL, VALUE_DECIMAL, 0}},
    {"weekend_from_minute", {"week_minute", NULL, VALUE_DECIMAL, 0}},
    {"weekend_to_minute", {"week_minute", NULL, VALUE_DECIMAL, 0}},
    {"leverage_e2", {"decimal", "times", VALUE_DECIMAL, 2}},
    {"shock_ppm", {"decimal", "%", VALUE_DECIMAL, PPM_DECIMALS}},
    {"offset_s", {"integer", "s", VALUE_DECIMAL, 0}},
};

static struct operator_form form_of_format(enum text_format format)
{
    switch (format) {
    case FORMAT_PRICE: return (struct operator_form){"decimal", "USD", VALUE_PRICE, 0};
    case FORMAT_FINE_PRICE: return (struct operator_form){"decimal", "USD", VALUE_FINE, 0};
    case FORMAT_QTY: return (struct operator_form){"decimal", "amount", VALUE_AMOUNT, 0};
    case FORMAT_MONEY:
        return (struct operator_form){"decimal", "USD", VALUE_DECIMAL, MONEY_DECIMALS};
    case FORMAT_PPM: return (struct operator_form){"decimal", "%", VALUE_DECIMAL, PPM_DECIMALS};
    case FORMAT_E12: return (struct operator_form){"decimal", "%", VALUE_DECIMAL, E12_DECIMALS};
    case FORMAT_TIME: return (struct operator_form){"time", "UTC", VALUE_MS, 0};
    case FORMAT_DURATION: return (struct operator_form){"duration", "ms", VALUE_MS, 0};
    case FORMAT_DATE: return (struct operator_form){"date", NULL, VALUE_DATE, 0};
    case FORMAT_ACCOUNT: return (struct operator_form){"account", NULL, VALUE_DECIMAL, 0};
    case FORMAT_MEMBER: return (struct operator_form){"member", NULL, VALUE_DECIMAL, 0};
    case FORMAT_USER: return (struct operator_form){"user", NULL, VALUE_DECIMAL, 0};
    case FORMAT_PRODUCT: return (struct operator_form){"instrument", NULL, VALUE_PRODUCT, 0};
    case FORMAT_WORD: return (struct operator_form){"choice", NULL, VALUE_WORD, 0};
    case FORMAT_MASK: return (struct operator_form){"choices", NULL, VALUE_WORDS, 0};
    case FORMAT_TEXT: return (struct operator_form){"text", NULL, VALUE_TEXT, 0};
    case FORMAT_UNSIGNED:
    case FORMAT_SIGNED:
    case FORMAT_ORDER:
    case FORMAT_HEX:
    case FORMAT_UNTIL:
    case FORMAT_HASH: break;
    }
    return (struct operator_form){"integer", NULL, VALUE_DECIMAL, 0};
}

struct operator_form operator_form_of(const struct operator_field *field,
                                      const struct text_field *known)
{
    for (size_t i = 0; i < sizeof named / sizeof named[0]; i++) {
        if (operator_field_is(field, named[i].name)) return named[i].form;
    }
    return form_of_format((enum text_format)known->format);
}

/* --- forms ------------------------------------------------------------------------------------ */

static void put_choices(const struct operator_form *form, const struct text_field *known,
                        struct json_writer *writer)
{
    bool is_mask = form->value == VALUE_WORDS;
    if (!is_mask && form->value != VALUE_WORD) return;
    json_put_name(writer, "choices");
    json_begin_array(writer);
    for (uint32_t i = 0; i < OPERATOR_WORDS_MAX; i++) {
        char word[OPERATOR_WORD_SIZE];
        if (!operator_word(word, known->words, is_mask ? UINT64_C(1) << i : i)) continue;
        json_begin_object(writer);
        json_add_text(writer, "value", word);
        json_add_text(writer, "title", word);
        json_end_object(writer);
    }
    json_end_array(writer);
}

static void put_bound(const struct operator_field *field, const struct text_field *known,
                      const struct operator_bound *bound, struct json_writer *writer)
{
    const struct rpc_put put = {writer, NULL};
    if (!bound->is_told) return;
    json_put_name(writer, "least");
    operator_put_number(field, known, bound->low, &put);
    json_put_name(writer, "most");
    operator_put_number(field, known, bound->high, &put);
}

static void put_field(const struct operator_field *field, const struct text_field *known,
                      const struct operator_bound *bound, struct json_writer *writer)
{
    struct operator_form form = operator_form_of(field, known);
    json_begin_object(writer);
    json_add_text(writer, "name", field->name);
    json_add_text(writer, "title", field->title);
    json_add_text(writer, "type", form.type);
    if (form.unit != NULL) json_add_text(writer, "unit", form.unit);
    json_add_bool(writer, "required", field->is_required);
    if (operator_field_is_key(field)) json_add_bool(writer, "key", true);
    if (form.value == VALUE_TEXT) json_add_u64(writer, "size", known->size);
    if (form.value == VALUE_COUNTRY) json_add_u64(writer, "size", 2);
    put_choices(&form, known, writer);
    put_bound(field, known, bound, writer);
    json_end_object(writer);
}

static void put_list(const struct operator_list *form, struct json_writer *writer)
{
    struct command_list list;
    bool has_list = command_list_find(form->kind, &list);
    ASSERT(has_list);
    json_begin_object(writer);
    json_add_text(writer, "name", list.name);
    json_add_text(writer, "title", form->title);
    json_add_text(writer, "type", "rows");
    json_add_bool(writer, "required", false);
    json_add_text(writer, "one", form->one);
    json_add_u64(writer, "max", list.max);
    if (form->rising != NULL) json_add_text(writer, "rising", form->rising);
    json_put_name(writer, "columns");
    json_begin_array(writer);
    for (const struct operator_field *column = form->columns; column->name != NULL; column++) {
        struct text_field known = operator_column_of(&list, column, 0);
        put_field(column, &known, &(struct operator_bound){.is_told = false}, writer);
    }
    json_end_array(writer);
    json_end_object(writer);
}

void operator_put_form(const struct operator_command *row, struct json_writer *writer)
{
    json_begin_array(writer);
    for (const struct operator_field *field = row->fields; field->name != NULL; field++) {
        struct text_field known = operator_field_of(row, field);
        struct operator_bound bound = operator_bound_of(row->kind, field->name);
        put_field(field, &known, &bound, writer);
    }
    const struct operator_list *list = operator_list_of(row->kind);
    if (list != NULL) put_list(list, writer);
    json_end_array(writer);
}
