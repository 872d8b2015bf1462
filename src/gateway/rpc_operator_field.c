/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_operator_field.c - fields of an operator's command: as a form, from JSON, to JSON.
 *
 * What a field is called and how it is meant stands in the tables of model/; units are those of
 * the other methods: times in milliseconds, prices and amounts by the instrument, shares in per
 * cent.
 */
#include "gateway/rpc_operator.h"

#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "gateway/rpc_units.h"
#include "model/command_text.h"

#define PPM_DECIMALS   4u /* of a per cent */
#define MONEY_DECIMALS 6u
#define FINE_DECIMALS  4u
#define WORDS_MAX      64u
#define WORD_SIZE      40u
#define TEXT_SIZE      160u

static bool is_named(const struct operator_field *field, const char *name)
{
    return strcmp(field->name, name) == 0;
}

static bool is_instrument(const struct operator_field *field)
{
    return is_named(field, "instrument_name");
}

struct text_field operator_field_of(const struct operator_command *row,
                                    const struct operator_field *field)
{
    struct text_field found;
    const char *name = is_instrument(field) ? "product_id" : field->name;
    bool is_there = command_field_find(row->kind, name, strlen(name), &found);
    ASSERT(is_there);
    return found;
}

/* The word of a value in lower case; false: it has none. */
static bool word_write(char word[WORD_SIZE], uint8_t set, uint64_t value)
{
    const char *known = word_of((enum word_set)set, value);
    if (known == NULL) return false;
    struct text_line line;
    text_line_begin(&line, word, WORD_SIZE);
    text_line_put_lower(&line, known);
    return text_line_end(&line) > 0;
}

/* --- the form --------------------------------------------------------------------------------- */

/* What a page draws for it, and the unit that it shows. */
struct form_kind {
    const char *type;
    const char *unit;
};

static struct form_kind form_of(const struct operator_field *field, const struct text_field *known)
{
    if (is_instrument(field)) return (struct form_kind){"instrument", NULL};
    if (is_named(field, "country")) return (struct form_kind){"text", NULL};
    if (is_named(field, "register_entry")) return (struct form_kind){"entry", NULL};
    switch ((enum text_format)known->format) {
    case FORMAT_PRICE:
    case FORMAT_FINE_PRICE: return (struct form_kind){"decimal", "USD"};
    case FORMAT_QTY: return (struct form_kind){"decimal", "amount"};
    case FORMAT_MONEY: return (struct form_kind){"decimal", "USD"};
    case FORMAT_PPM: return (struct form_kind){"decimal", "%"};
    case FORMAT_TIME: return (struct form_kind){"time", "ms"};
    case FORMAT_DURATION: return (struct form_kind){"integer", "ms"};
    case FORMAT_ACCOUNT: return (struct form_kind){"account", NULL};
    case FORMAT_MEMBER: return (struct form_kind){"member", NULL};
    case FORMAT_USER: return (struct form_kind){"user", NULL};
    case FORMAT_PRODUCT: return (struct form_kind){"instrument", NULL};
    case FORMAT_WORD: return (struct form_kind){"choice", NULL};
    case FORMAT_MASK: return (struct form_kind){"choices", NULL};
    case FORMAT_TEXT: return (struct form_kind){"text", NULL};
    case FORMAT_UNSIGNED:
    case FORMAT_SIGNED:
    case FORMAT_ORDER:
    case FORMAT_E12:
    case FORMAT_HEX:
    case FORMAT_UNTIL:
    case FORMAT_DATE:
    case FORMAT_HASH: break;
    }
    return (struct form_kind){"integer", NULL};
}

static void put_choices(const struct text_field *known, struct json_writer *writer)
{
    bool is_mask = known->format == FORMAT_MASK;
    if (!is_mask && known->format != FORMAT_WORD) return;
    json_put_name(writer, "choices");
    json_begin_array(writer);
    for (uint32_t i = 0; i < WORDS_MAX; i++) {
        char word[WORD_SIZE];
        if (!word_write(word, known->words, is_mask ? UINT64_C(1) << i : i)) continue;
        json_begin_object(writer);
        json_add_text(writer, "value", word);
        json_add_text(writer, "title", word);
        json_end_object(writer);
    }
    json_end_array(writer);
}

void operator_put_form(const struct operator_command *row, struct json_writer *writer)
{
    json_begin_array(writer);
    for (const struct operator_field *field = row->fields; field->name != NULL; field++) {
        struct text_field known = operator_field_of(row, field);
        struct form_kind form = form_of(field, &known);
        json_begin_object(writer);
        json_add_text(writer, "name", field->name);
        json_add_text(writer, "title", field->title);
        json_add_text(writer, "type", form.type);
        if (form.unit != NULL) json_add_text(writer, "unit", form.unit);
        json_add_bool(writer, "required", field->is_required);
        if (known.format == FORMAT_TEXT) json_add_u64(writer, "size", known.size);
        put_choices(&known, writer);
        json_end_object(writer);
    }
    json_end_array(writer);
}

/* --- reading ---------------------------------------------------------------------------------- */

/* One field on its way in. */
struct reading {
    const struct operator_source *source;
    const struct operator_command *row;
    const struct instrument *instrument; /* NULL: none was named */
    struct command *command;
    struct rpc_fault *fault;
    const char *name;
};

static bool refuse(const struct reading *reading, const char *reason)
{
    *reading->fault = (struct rpc_fault){RPC_INVALID_PARAMS, reading->name, reason};
    return false;
}

/* A number or a text that reads as one. */
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

static bool read_by_instrument(const struct reading *reading, const struct text_field *known,
                               const json_t *json, int64_t *value)
{
    if (reading->instrument == NULL) return refuse(reading, "needs an instrument");
    struct unit_scale scale = reading->instrument->coin_price;
    if (known->format == FORMAT_QTY) scale = reading->instrument->coin_amount;
    if (known->format == FORMAT_FINE_PRICE) scale.decimals += FINE_DECIMALS;
    return read_scaled(reading, &scale, json, value);
}

static bool read_decimals(const struct reading *reading, unsigned decimals, const json_t *json,
                          int64_t *value)
{
    struct unit_scale scale = {.units = 1, .decimals = decimals};
    return read_scaled(reading, &scale, json, value);
}

/* Milliseconds. */
static bool read_time(const struct reading *reading, const json_t *json, int64_t *value)
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

/* "US" */
static bool read_country(const struct reading *reading, const json_t *json, int64_t *value)
{
    const char *text = json_string_value(json);
    if (text == NULL || strlen(text) != 2) return refuse(reading, "must be two letters");
    *value = COUNTRY_OF((unsigned char)text[0], (unsigned char)text[1]);
    return true;
}

static bool read_number(const struct reading *reading, const struct operator_field *field,
                        const struct text_field *known, const json_t *json, int64_t *value)
{
    if (is_named(field, "country")) return read_country(reading, json, value);
    switch ((enum text_format)known->format) {
    case FORMAT_PRICE:
    case FORMAT_FINE_PRICE:
    case FORMAT_QTY: return read_by_instrument(reading, known, json, value);
    case FORMAT_MONEY: return read_decimals(reading, MONEY_DECIMALS, json, value);
    case FORMAT_PPM: return read_decimals(reading, PPM_DECIMALS, json, value);
    case FORMAT_TIME:
    case FORMAT_DURATION: return read_time(reading, json, value);
    case FORMAT_WORD: return read_word(reading, known, json, value);
    case FORMAT_MASK: return read_mask(reading, known, json, value);
    case FORMAT_PRODUCT: return read_product(reading, json, value);
    case FORMAT_UNSIGNED:
    case FORMAT_SIGNED:
    case FORMAT_ACCOUNT:
    case FORMAT_MEMBER:
    case FORMAT_USER:
    case FORMAT_ORDER:
    case FORMAT_E12:
    case FORMAT_HEX:
    case FORMAT_UNTIL:
    case FORMAT_DATE:
    case FORMAT_TEXT:
    case FORMAT_HASH: break;
    }
    return read_decimals(reading, 0, json, value);
}

/* Does the number stand in the field as it is? */
static bool fits(const struct text_field *known, int64_t value)
{
    bool is_signed = known->format == FORMAT_SIGNED || known->size == sizeof(int64_t);
    if (known->size >= sizeof(int64_t)) return is_signed;
    int64_t most = (INT64_C(1) << (8 * known->size)) - 1;
    return value >= 0 && value <= most;
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

static bool read_field(const struct reading *reading, const struct operator_field *field,
                       const json_t *json)
{
    int64_t value;
    struct text_field known = operator_field_of(reading->row, field);
    if (known.format == FORMAT_TEXT) return read_text(reading, &known, json);
    if (!read_number(reading, field, &known, json, &value)) return false;
    if (!fits(&known, value)) return refuse(reading, "is out of range");
    text_field_store(&known, reading->command, (uint64_t)value);
    return true;
}

/* --- what is there already -------------------------------------------------------------------- */

/* Terms that are changed begin as they are. */
static void prefill(const struct operator_source *source, struct command *command)
{
    struct terms_view terms;
    struct party_view party;
    struct filing_view filing;
    switch (command->kind) {
    case COMMAND_PRODUCT_TERMS:
        if (core_terms(source->core, command->product_id, &terms)) command->terms = *terms.product;
        return;
    case COMMAND_ACCOUNT_LIMITS:
        if (core_party(source->core, command->account_id, &party)) command->limits = party.limits;
        return;
    case COMMAND_PRODUCT_FILING:
        if (!core_filing(source->core, command->product_id, &filing)) return;
        command->filing.underlying = filing.underlying;
        memcpy(command->filing.items, filing.items, sizeof filing.items);
        return;
    case COMMAND_PARTICIPANT_TERMS:
        command->participant_terms = core_register_terms(source->core).participants;
        return;
    case COMMAND_CONTROL_TERMS: command->control_terms = *core_controls(source->core); return;
    case COMMAND_MASS_CANCEL: command->mass.side = SIDE_ANY; return;
    default: return;
    }
}

/* The price of a correction is meant in the instrument of its trade. */
static void find_instrument(struct reading *reading)
{
    struct kept_trade_view trade;
    uint16_t product_id = reading->command->product_id;
    bool is_error = reading->command->kind == COMMAND_ERROR_DECIDE;
    if (is_error &&
        core_kept_trade(reading->source->core, reading->command->error_trade.trade_id, &trade)) {
        product_id = trade.product_id;
    }
    reading->instrument = instrument_by_product(reading->source->instruments, product_id);
}

/* Instrument and account come first: what the others mean hangs on them. */
static bool is_first(const struct operator_field *field)
{
    return is_instrument(field) || is_named(field, "account_id") || is_named(field, "trade_id");
}

static bool read_some(struct reading *reading, const json_t *fields, bool are_first)
{
    const struct operator_field *field = reading->row->fields;
    for (; field->name != NULL; field++) {
        const json_t *json = json_object_get(fields, field->name);
        reading->name = field->name;
        if (is_first(field) != are_first) continue;
        bool is_given = json != NULL && !json_is_null(json);
        if (!is_given && field->is_required) return refuse(reading, "is required");
        if (is_given && !read_field(reading, field, json)) return false;
    }
    return true;
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
        if (field->name == NULL) return refuse(reading, "is no field of this command");
    }
    return true;
}

bool operator_read(const struct operator_source *source, const struct operator_command *row,
                   const json_t *fields, struct command *command, struct rpc_fault *fault)
{
    struct reading reading = {.source = source, .row = row, .command = command, .fault = fault};
    command->kind = row->kind;
    if (!names_are_known(&reading, fields) || !read_some(&reading, fields, true)) return false;
    prefill(source, command);
    find_instrument(&reading);
    return read_some(&reading, fields, false);
}

/* --- writing ---------------------------------------------------------------------------------- */

static void put_mask(const struct text_field *known, uint64_t mask, struct json_writer *writer)
{
    json_begin_array(writer);
    for (uint32_t i = 0; i < WORDS_MAX; i++) {
        char word[WORD_SIZE];
        uint64_t bit = UINT64_C(1) << i;
        if ((mask & bit) != 0 && word_write(word, known->words, bit)) json_put_text(writer, word);
    }
    json_end_array(writer);
}

static void put_word(const struct text_field *known, uint64_t value, struct json_writer *writer)
{
    char word[WORD_SIZE];
    if (word_write(word, known->words, value)) {
        json_put_text(writer, word);
    } else {
        json_put_u64(writer, value);
    }
}

static void put_by_instrument(const struct text_field *known, int64_t value,
                              const struct rpc_put *put)
{
    if (put->instrument == NULL) {
        json_put_i64(put->writer, value);
    } else if (known->format == FORMAT_QTY) {
        rpc_put_amount(put, value);
    } else if (known->format == FORMAT_FINE_PRICE) {
        rpc_put_fine(put, (struct fine_price){value});
    } else {
        rpc_put_price(put, value);
    }
}

static void put_country(uint64_t value, struct json_writer *writer)
{
    char text[] = {(char)(value >> 8 & 0x7f), (char)(value & 0x7f), '\0'};
    json_put_text(writer, text);
}

static void put_value(const struct operator_field *field, const struct text_field *known,
                      const struct command *command, const struct rpc_put *put)
{
    struct json_writer *writer = put->writer;
    if (known->format == FORMAT_TEXT) {
        const char *text = (const char *)command + known->offset;
        json_put_bytes(writer, text, strnlen(text, known->size));
        return;
    }
    uint64_t value = text_field_load(known, command);
    if (is_named(field, "country")) {
        put_country(value, writer);
        return;
    }
    switch ((enum text_format)known->format) {
    case FORMAT_PRICE:
    case FORMAT_FINE_PRICE:
    case FORMAT_QTY: put_by_instrument(known, (int64_t)value, put); return;
    case FORMAT_MONEY: json_put_decimal(writer, (int64_t)value, MONEY_DECIMALS); return;
    case FORMAT_PPM: json_put_decimal(writer, (int64_t)value, PPM_DECIMALS); return;
    case FORMAT_TIME:
    case FORMAT_DURATION: json_put_i64(writer, (int64_t)value / RPC_NS_PER_MS); return;
    case FORMAT_WORD: put_word(known, value, writer); return;
    case FORMAT_MASK: put_mask(known, value, writer); return;
    case FORMAT_PRODUCT:
        if (put->instrument != NULL) {
            json_put_text(writer, put->instrument->rpc_name);
            return;
        }
        break;
    case FORMAT_UNSIGNED:
    case FORMAT_SIGNED:
    case FORMAT_ACCOUNT:
    case FORMAT_MEMBER:
    case FORMAT_USER:
    case FORMAT_ORDER:
    case FORMAT_E12:
    case FORMAT_HEX:
    case FORMAT_UNTIL:
    case FORMAT_DATE:
    case FORMAT_TEXT:
    case FORMAT_HASH: break;
    }
    json_put_i64(writer, (int64_t)value);
}

static bool is_empty(const struct text_field *known, const struct command *command)
{
    const char *bytes = (const char *)command + known->offset;
    for (uint16_t i = 0; i < known->size; i++) {
        if (bytes[i] != 0) return false;
    }
    return true;
}

void operator_put_fields(const struct operator_source *source, const struct operator_command *row,
                         const struct command *command, struct json_writer *writer)
{
    struct command copy = *command;
    struct reading reading = {.source = source, .row = row, .command = &copy};
    find_instrument(&reading);
    json_begin_object(writer);
    for (const struct operator_field *field = row->fields; field->name != NULL; field++) {
        struct text_field known = operator_field_of(row, field);
        if (is_empty(&known, command) && !field->is_required) continue;
        const struct instrument *instrument = reading.instrument;
        if (known.format == FORMAT_PRODUCT) {
            uint16_t product_id = (uint16_t)text_field_load(&known, command);
            instrument = instrument_by_product(source->instruments, product_id);
        }
        json_put_name(writer, field->name);
        put_value(field, &known, command, &(struct rpc_put){writer, instrument});
    }
    json_end_object(writer);
}
