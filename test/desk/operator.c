/* SPDX-License-Identifier: Apache-2.0 */
/*
 * operator.c - every command of an operator's form: its fields exist, what is filled in
 * comes back as it was, and what cannot be meant is refused by its field.
 */
#include "gateway/rpc_operator.h"

#include "base/expect.h"
#include "core/fixture.h"
#include "model/command_text.h"
#include "model/listing.h"

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
    if (strcmp(type, "date") == 0) return json_string("2026-12-25");
    if (strcmp(type, "decimal") == 0) return json_real(12.0);
    return json_integer(1);
}

/* Every field filled in by what gives a value for one. */
static json_t *filled_by(const json_t *form, json_t *(*give)(const json_t *field))
{
    json_t *fields = json_object();
    size_t place;
    json_t *field;
    json_array_foreach((json_t *)(uintptr_t)form, place, field)
    {
        const char *name = json_string_value(json_object_get(field, "name"));
        json_object_set_new(fields, name, give(field));
    }
    return fields;
}

/* Of a list two rows; a column of one is no list. */
static json_t *value_or_rows(const json_t *field)
{
    const json_t *columns = json_object_get(field, "columns");
    if (columns == NULL) return value_for(field);
    return json_pack("[o, o]", filled_by(columns, value_for), filled_by(columns, value_for));
}

static json_t *filled_of(const json_t *form)
{
    return filled_by(form, value_or_rows);
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
        struct operator_fault fault = {0};
        struct json_writer writer = {0};
        json_t *form = form_of(row);
        json_t *fields = filled_of(form);
        EXPECT_TRUE(row->word, operator_command_find(row->word) == row);
        EXPECT_TRUE(row->word, operator_command_of(row->kind) == row);
        bool is_read = operator_read(&source, row, fields, &first, &fault);
        if (!is_read) print_error("%s: %s %s\n", row->word, fault.place, fault.reason);
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
                      struct operator_fault *fault)
{
    json_t *fields = json_loads(text, 0, NULL);
    assert_non_null(fields);
    *command = (struct command){0};
    *fault = (struct operator_fault){0};
    bool is_read = operator_read(&source, operator_command_find(word), fields, command, fault);
    json_decref(fields);
    return is_read;
}

/* One scenario more than a grid has room for. */
static const char *too_many(void)
{
    static char text[2048];
    size_t size = (size_t)snprintf(text, sizeof text,
                                   "{\"risk_group\": 1, \"net_ppm\": 1, \"hedged_ppm\": 1, "
                                   "\"share_ppm\": 1, \"scenarios\": [");
    for (uint32_t i = 0; i <= SCENARIOS_MAX; i++) {
        size += (size_t)snprintf(text + size, sizeof text - size,
                                 "%s{\"shock_ppm\": 1, \"weight_ppm\": 1}", i == 0 ? "" : ",");
    }
    (void)snprintf(text + size, sizeof text - size, "]}");
    return text;
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
        {"a list that is none", "calendar", "{\"zone\": 1}", "zone"},
        {"a row that is none", "calendar", "{\"zone\": [7]}", "zone[0]"},
        {"a column that is missing", "calendar",
         "{\"zone\": [{\"from_ns\": 0, \"offset_s\": 0}, {\"from_ns\": 1}]}", "zone[1].offset_s"},
        {"a column that does not exist", "calendar", "{\"zone\": [{\"until_ns\": 0}]}",
         "zone[0].until_ns"},
        {"a date that does not exist", "business_calendar",
         "{\"weekdays\": 31, \"bank_open_minute\": 0, \"bank_close_minute\": 60, \"holidays\": "
         "[{\"day\": \"2026-12-25\"}, {\"day\": \"2026-02-29\"}]}",
         "holidays[1].day"},
        {"more rows than may be", "risk_grid", NULL, "scenarios"},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct command command;
        struct operator_fault fault;
        const char *fields = table[i].fields == NULL ? too_many() : table[i].fields;
        EXPECT_FALSE(table[i].row, read_text(table[i].word, fields, &command, &fault));
        EXPECT_TEXT(table[i].row, fault.place, table[i].bad);
    }
}

/* Terms that are changed begin as they are. */
static void test_prefill(void **state)
{
    (void)state;
    char text[128];
    struct terms_view terms;
    struct operator_fault fault;
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

/* Rows that are given are all; without any they stay. */
static void test_lists(void **state)
{
    (void)state;
    struct operator_fault fault;
    static struct command command;
    EXPECT_TRUE(
        "a calendar",
        read_text("business_calendar",
                  "{\"weekdays\": 31, \"bank_open_minute\": 0, \"bank_close_minute\": 1020, "
                  "\"holidays\": [{\"day\": \"2026-11-26\"}, {\"day\": \"2026-12-25\"}]}",
                  &command, &fault));
    EXPECT_EQ("two holidays", command.business_calendar.holiday_count, 2);
    EXPECT_EQ("in days", command.business_calendar.holidays[1], 20812);
    *fixture_command(&fixture, COMMAND_BUSINESS_CALENDAR) = command;
    fixture_step(&fixture);
    EXPECT_EQ("they hold", fixture_reject(&fixture), REJECT_NONE);
    const char *hours = "{\"weekdays\": 31, \"bank_open_minute\": 60, \"bank_close_minute\": 1020}";
    EXPECT_TRUE("other hours", read_text("business_calendar", hours, &command, &fault));
    EXPECT_EQ("the same holidays", command.business_calendar.holiday_count, 2);
    EXPECT_EQ("to the day", command.business_calendar.holidays[0], 20783);
    EXPECT_TRUE("a move down",
                read_text("risk_grid",
                          "{\"risk_group\": 1, \"net_ppm\": 1, \"hedged_ppm\": 1, "
                          "\"share_ppm\": 80, \"scenarios\": [{\"shock_ppm\": -12.5, "
                          "\"weight_ppm\": 100}]}",
                          &command, &fault));
    EXPECT_EQ("below zero", command.grid.scenarios[0].shock_ppm, -125000);
}

/* What a form begins with. */
static void test_standing(void **state)
{
    (void)state;
    char text[128];
    struct operator_fault fault;
    struct json_writer writer = {0};
    static struct command command;
    const struct operator_command *row = operator_command_find("product_terms");
    (void)snprintf(text, sizeof text, "{\"instrument_name\": \"%s\"}", instrument_name());
    json_t *fields = json_loads(text, 0, NULL);
    command = (struct command){0};
    EXPECT_TRUE("terms", operator_read_keys(&source, row, fields, &command, &fault));
    EXPECT_TRUE("that stand", core_standing_terms(fixture.core, &command));
    operator_put_fields(&source, row, &command, &writer);
    json_t *shown = json_loadb(writer.bytes, writer.size, 0, NULL);
    struct terms_view terms;
    (void)core_terms(fixture.core, PRODUCT, &terms);
    EXPECT_EQ("as they are", json_integer_value(json_object_get(shown, "order_lots_max")),
              terms.product->order_lots_max);
    json_decref(shown);
    json_writer_release(&writer);
    row = operator_command_find("margin_terms");
    command = (struct command){0};
    EXPECT_TRUE("margin terms", operator_read_keys(&source, row, fields, &command, &fault));
    EXPECT_FALSE("that never came", core_standing_terms(fixture.core, &command));
    json_decref(fields);
    fields = json_object();
    EXPECT_FALSE("of which product?", operator_read_keys(&source, row, fields, &command, &fault));
    EXPECT_TEXT("that is asked", fault.place, "instrument_name");
    json_decref(fields);
}

/* --- bounds ----------------------------------------------------------------------------------- */

#define LISTED 2u

/* A product with every kind of terms, so that each can be changed from what stands. */
static void list_product(void)
{
    struct listing listing = {.product_id = LISTED,
                              .source_count = 1,
                              .source_ids = {7},
                              .fund_account_id = ALICE,
                              .regime = REGIME_VENUE,
                              .method = DELEVERAGE_WATER_FILLING,
                              .from_ns = fixture.time_ns};
    struct command sent;
    for (uint32_t step = 0; listing_command(&listing, step, &sent); step++) {
        *fixture_command(&fixture, (enum command_kind)sent.kind) = sent;
        fixture_step(&fixture);
    }
    struct body_default_terms *terms =
        &fixture_command(&fixture, COMMAND_DEFAULT_TERMS)->default_terms;
    terms->window_ns = WINDOW_NS_MIN;
    fixture_step(&fixture);
    EXPECT_EQ("terms", fixture_reject(&fixture), REJECT_NONE);
}

/* What stands, with one value; mark terms of which every part counts. */
static struct command bent_of(const struct operator_command *row,
                              const struct operator_field *field, int64_t value)
{
    struct command command = {.kind = row->kind};
    struct text_field known = operator_field_of(row, field);
    if (row->kind != COMMAND_DEFAULT_TERMS) command.product_id = LISTED;
    EXPECT_TRUE(row->word, core_standing_terms(fixture.core, &command));
    if (row->kind == COMMAND_MARK_TERMS) command.mark.components |= MARK_SPREAD;
    text_field_store(&known, &command, (uint64_t)value);
    return command;
}

static void expect_beyond(const struct operator_command *row, const struct operator_field *field,
                          int64_t beyond, int64_t legal)
{
    struct json_writer writer = {0};
    struct command command = bent_of(row, field, beyond);
    struct text_field known = operator_field_of(row, field);
    /* A value that the field cannot hold cannot be refused. */
    if ((int64_t)text_field_load(&known, &command) != beyond) return;
    *fixture_command(&fixture, (enum command_kind)row->kind) = command;
    fixture_step(&fixture);
    const struct event_reject reject = fixture_seen(&fixture, EVENT_REJECTED).reject;
    EXPECT_EQ(field->name, fixture_reject(&fixture), REJECT_TERMS);
    EXPECT_EQ(field->name, reject.legal, legal);
    EXPECT_TRUE(field->name, operator_refused_field(row, &command, &reject) == field);
    json_begin_object(&writer);
    operator_add_nearest(&source, &command, &reject, &writer);
    json_end_object(&writer);
    json_t *said = json_loadb(writer.bytes, writer.size, 0, NULL);
    EXPECT_TEXT(field->name, json_string_value(json_object_get(said, "place")), field->name);
    EXPECT_TRUE(field->name, json_object_get(said, "nearest") != NULL);
    json_decref(said);
    json_writer_release(&writer);
}

/* Each bound that a form tells is where the rules refuse, and what is refused is named. */
static void test_bounds(void **state)
{
    (void)state;
    const struct operator_command *row;
    uint32_t told = 0;
    list_product();
    for (uint32_t i = 0; (row = operator_command_at(i)) != NULL; i++) {
        for (const struct operator_field *field = row->fields; field->name != NULL; field++) {
            struct operator_bound bound = operator_bound_of(row->kind, field->name);
            if (!bound.is_told) continue;
            expect_beyond(row, field, bound.high + 1, bound.high);
            expect_beyond(row, field, bound.low - 1, bound.low);
            told++;
        }
    }
    EXPECT_EQ("told", told, 48);
}

/* What the form says of a field, and what a refusal says, in the units of the form. */
static void test_units_of_bounds(void **state)
{
    (void)state;
    struct operator_fault fault;
    static struct command command;
    const struct operator_command *row = operator_command_find("liquidation_terms");
    json_t *form = form_of(row);
    const json_t *ratio = json_array_get(form, 3);
    EXPECT_TEXT("a share", json_string_value(json_object_get(ratio, "name")),
                "liquidate_ratio_ppm");
    EXPECT_EQ("at least a tenth", json_integer_value(json_object_get(ratio, "least")), 10);
    EXPECT_EQ("at most ten times", json_integer_value(json_object_get(ratio, "most")), 1000);
    json_decref(form);
    struct json_writer writer = {0};
    EXPECT_TRUE(
        "fifteen days, and a wrong window",
        read_text("default_terms", "{\"window_ns\": 0, \"gains_days\": 15}", &command, &fault));
    const struct event_reject reject = {
        .code = REJECT_TERMS, .field = FIELD_WINDOW, .given = 0, .legal = WINDOW_NS_MIN};
    json_begin_object(&writer);
    operator_add_nearest(&source, &command, &reject, &writer);
    json_end_object(&writer);
    static const char said[] = "{\"place\":\"window_ns\",\"nearest\":1}";
    EXPECT_EQ("all of it", writer.size, sizeof said - 1);
    EXPECT_EQ("in milliseconds", memcmp(writer.bytes, said, sizeof said - 1), 0);
    json_writer_release(&writer);
    /* Two of one number and one value: it is not said which. */
    command = (struct command){.kind = COMMAND_FUNDING_TERMS};
    command.funding.interest_e12 = -5;
    command.funding.dampener_e12 = -5;
    const struct event_reject rate = {.code = REJECT_TERMS, .field = FIELD_RATE, .given = -5};
    row = operator_command_find("funding_terms");
    EXPECT_TRUE("either", operator_refused_field(row, &command, &rate) == NULL);
    command.funding.interest_e12 = 5;
    EXPECT_TEXT("the other", operator_refused_field(row, &command, &rate)->name, "dampener_e12");
}

/* Local times of funding are rows, minutes of the day. */
static void test_times(void **state)
{
    (void)state;
    char text[320];
    struct operator_fault fault;
    static struct command command;
    (void)snprintf(text, sizeof text,
                   "{\"instrument_name\": \"%s\", \"premium\": \"impact\", \"reduce\": \"mean\", "
                   "\"weighting\": \"linear\", \"charge\": \"at_interval\", "
                   "\"funding_price\": \"index\", \"interval_ns\": 0, "
                   "\"times\": [{\"minute\": 480}, {\"minute\": 960}]}",
                   instrument_name());
    EXPECT_TRUE("two times", read_text("funding_terms", text, &command, &fault));
    EXPECT_EQ("two", command.funding.time_count, 2);
    EXPECT_EQ("at eight", command.funding.times[0], 480);
    EXPECT_EQ("at sixteen", command.funding.times[1], 960);
    EXPECT_EQ("and no third", command.funding.times[2], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_row),       cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_prefill),         cmocka_unit_test(test_lists),
        cmocka_unit_test(test_standing),        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_units_of_bounds), cmocka_unit_test(test_times),
    };
    return cmocka_run_group_tests(tests, open_venue, close_venue);
}
