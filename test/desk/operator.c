/* SPDX-License-Identifier: Apache-2.0 */
/*
 * operator.c - every command of an operator's form: its fields exist, what is filled in
 * comes back as it was, and what cannot be meant is refused by its field.
 */
#include "gateway/rpc_operator.h"

#include "base/expect.h"
#include "core/fixture.h"
#include "model/command_text.h"

static _Alignas(64) unsigned char memory[FIXTURE_SIZE];
static struct fixture fixture;
static struct instruments *instruments;
static struct operator_source source;

static int open_venue(void **state)
{
    (void)state;
    struct terms_view terms;
    struct instrument instrument;
    fixture_open(&fixture, memory, sizeof memory);
    /* Trade 1, about whose price something can be decided. */
    fixture_command(&fixture, COMMAND_CONTROL_TERMS)->control_terms.error_window_ns = 1000;
    fixture_step(&fixture);
    (void)fixture_place(&fixture, ALICE, fixture_entry(SIDE_SELL, 3, 1100));
    (void)fixture_place(&fixture, BOB, fixture_entry(SIDE_BUY, 3, 1100));
    instruments = instruments_create();
    (void)core_terms(fixture.core, PRODUCT, &terms);
    instrument_of_terms(&instrument, PRODUCT, terms.product);
    (void)instruments_add(instruments, &instrument);
    source = (struct operator_source){fixture.core, instruments};
    return 0;
}

static int close_venue(void **state)
{
    (void)state;
    instruments_destroy(instruments);
    return 0;
}

static const char *instrument_name(void)
{
    return instrument_at(instruments, 0)->rpc_name;
}

/* A value that the field takes: the last choice of a form, or a number or text by its type. */
static json_t *value_for(const json_t *field)
{
    const char *type = json_string_value(json_object_get(field, "type"));
    const json_t *choices = json_object_get(field, "choices");
    if (json_array_size(choices) > 0) {
        const json_t *last = json_array_get(choices, json_array_size(choices) - 1);
        json_t *word = json_incref(json_object_get(last, "value"));
        return strcmp(type, "choices") == 0 ? json_pack("[o]", word) : word;
    }
    if (strcmp(type, "instrument") == 0) return json_string(instrument_name());
    if (strcmp(type, "text") == 0) return json_string("JP");
    if (strcmp(type, "decimal") == 0) return json_real(12.0);
    return json_integer(1);
}

static json_t *form_of(const struct operator_command *row)
{
    struct json_writer writer = {0};
    operator_put_form(row, &writer);
    json_t *form = json_loadb(writer.bytes, writer.size, 0, NULL);
    json_writer_release(&writer);
    return form;
}

/* Filled in, read, written and read again: the same command. */
static void test_every_row(void **state)
{
    (void)state;
    const struct operator_command *row;
    for (uint32_t i = 0; (row = operator_command_at(i)) != NULL; i++) {
        struct command first = {0};
        struct command second = {0};
        struct rpc_fault fault = {0};
        struct json_writer writer = {0};
        json_t *form = form_of(row);
        json_t *fields = json_object();
        size_t place;
        json_t *field;
        json_array_foreach(form, place, field)
        {
            const char *name = json_string_value(json_object_get(field, "name"));
            json_object_set_new(fields, name, value_for(field));
        }
        EXPECT_TRUE(row->word, operator_command_find(row->word) == row);
        EXPECT_TRUE(row->word, operator_command_of(row->kind) == row);
        bool is_read = operator_read(&source, row, fields, &first, &fault);
        if (!is_read) print_error("%s: %s %s\n", row->word, fault.param, fault.reason);
        EXPECT_TRUE(row->word, is_read);
        EXPECT_EQ(row->word, first.kind, row->kind);
        operator_put_fields(&source, row, &first, &writer);
        json_decref(fields);
        fields = json_loadb(writer.bytes, writer.size, 0, NULL);
        EXPECT_TRUE(row->word, operator_read(&source, row, fields, &second, &fault));
        /* Both began as zeros, so their bytes tell. */
        const void *read_bytes = &first;
        const void *again_bytes = &second;
        EXPECT_TRUE(row->word, memcmp(read_bytes, again_bytes, sizeof first) == 0);
        json_decref(fields);
        json_decref(form);
        json_writer_release(&writer);
    }
}

static bool read_text(const char *word, const char *text, struct command *command,
                      struct rpc_fault *fault)
{
    json_t *fields = json_loads(text, 0, NULL);
    assert_non_null(fields);
    *command = (struct command){0};
    *fault = (struct rpc_fault){0};
    bool is_read = operator_read(&source, operator_command_find(word), fields, command, fault);
    static char name[64];
    if (!is_read) {
        (void)snprintf(name, sizeof name, "%s", fault->param);
        fault->param = name;
    }
    json_decref(fields);
    return is_read;
}

static void test_refusals(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        const char *word;
        const char *fields;
        const char *bad;
    } table[] = {
        {"a field is missing", "halt", "{}", "state"},
        {"it is null", "halt", "{\"state\": null}", "state"},
        {"a word that does not exist", "halt", "{\"state\": \"asleep\"}", "state"},
        {"a number for a word", "halt", "{\"state\": 1}", "state"},
        {"a field of another command", "halt", "{\"state\": \"none\", \"side\": \"buy\"}", "side"},
        {"no such instrument", "halt", "{\"state\": \"none\", \"instrument_name\": \"X\"}",
         "instrument_name"},
        {"half an account", "account_state", "{\"account_id\": 1.5, \"state\": \"closed\"}",
         "account_id"},
        {"an account below 0", "account_state", "{\"account_id\": -1, \"state\": \"closed\"}",
         "account_id"},
        {"an account beyond 32 bits", "account_state",
         "{\"account_id\": 4294967296, \"state\": \"closed\"}", "account_id"},
        {"a list for a number", "deposit", "{\"account_id\": 1, \"amount_micros\": [1]}",
         "amount_micros"},
        {"more than micros", "deposit", "{\"account_id\": 1, \"amount_micros\": \"0.0000001\"}",
         "amount_micros"},
        {"one letter", "account_profile",
         "{\"account_id\": 1, \"country\": \"U\", \"account_kind\": \"house\"}", "country"},
        {"a role that does not exist", "user_set", "{\"user_id\": 1, \"roles\": [\"king\"]}",
         "roles"},
        {"a time beyond 64 bits", "control_terms", "{\"approval_ns\": 9223372036854775807}",
         "approval_ns"},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct command command;
        struct rpc_fault fault;
        EXPECT_FALSE(table[i].row, read_text(table[i].word, table[i].fields, &command, &fault));
        EXPECT_TEXT(table[i].row, fault.param, table[i].bad);
    }
}

/* Terms that are changed begin as they are. */
static void test_prefill(void **state)
{
    (void)state;
    char text[128];
    struct terms_view terms;
    struct rpc_fault fault;
    static struct command command;
    (void)core_terms(fixture.core, PRODUCT, &terms);
    (void)snprintf(text, sizeof text, "{\"instrument_name\": \"%s\", \"fee_taker_ppm\": 0.05}",
                   instrument_name());
    EXPECT_TRUE("a new fee", read_text("product_terms", text, &command, &fault));
    EXPECT_EQ("is the new one", command.terms.fee_taker_ppm, 500);
    EXPECT_EQ("the rest is as it was", command.terms.order_lots_max, terms.product->order_lots_max);
    EXPECT_TEXT("its name too", command.terms.symbol, terms.product->symbol);
    EXPECT_TRUE("a lapse",
                read_text("control_terms", "{\"approval_ns\": 60000}", &command, &fault));
    EXPECT_EQ("in nanoseconds", command.control_terms.approval_ns, INT64_C(60000000000));
    EXPECT_TRUE("all orders", read_text("mass_cancel", "{}", &command, &fault));
    EXPECT_EQ("of both sides", command.mass.side, SIDE_ANY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_row),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_prefill),
    };
    return cmocka_run_group_tests(tests, open_venue, close_venue);
}
