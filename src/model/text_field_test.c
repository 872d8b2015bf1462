/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text_field_test.c - each format in both forms, names, and setting a field.
 */
#include "model/text_field.h"

#include "base/expect.h"
#include "base/hash.h"
#include "model/command.h"

struct sample {
    uint64_t wide;
    int32_t offset;
    uint16_t small;
    uint8_t tiny;
    char text[9];
    struct hash128 hash;
};

static const char *find_name(const void *context, enum name_kind kind, uint64_t id)
{
    (void)context;
    static const char *const names[] = {"ann", "firm", "tom", "BTC", "a1"};
    return id == 1 ? names[kind] : NULL;
}

static struct text_digits find_digits(const void *context, uint16_t product_id)
{
    (void)context;
    return product_id == 1 ? (struct text_digits){2, 4} : (struct text_digits){99, 99};
}

static const struct text_names names = {find_name, find_digits, NULL};

#define WIDE(format, words) TEXT_FIELD(struct sample, "x", "x", wide, format, SHOW_ALWAYS, words)

static void test_formats(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        struct text_field field;
        uint64_t value;
        const char *text;
        const char *json;
    } rows[] = {
        {"unsigned", WIDE(FORMAT_UNSIGNED, 0), UINT64_MAX, "x 18446744073709551615",
         "\"x\":18446744073709551615"},
        {"signed", WIDE(FORMAT_SIGNED, 0), UINT64_MAX, "x -1", "\"x\":-1"},
        {"price", WIDE(FORMAT_PRICE, 0), 12345, "x 123.45", "\"x\":12345"},
        {"price with zeros", WIDE(FORMAT_PRICE, 0), 12300, "x 123.00", "\"x\":12300"},
        {"fine price", WIDE(FORMAT_FINE_PRICE, 0), 123450100, "x 123.4501", "\"x\":123450100"},
        {"whole fine price", WIDE(FORMAT_FINE_PRICE, 0), 123450000, "x 123.45", "\"x\":123450000"},
        {"quantity", WIDE(FORMAT_QTY, 0), 12345, "x 1.2345", "\"x\":12345"},
        {"money", WIDE(FORMAT_MONEY, 0), 1230000, "x 1.23", "\"x\":1230000"},
        {"a debt", WIDE(FORMAT_MONEY, 0), (uint64_t)-1, "x -0.000001", "\"x\":-1"},
        {"a rate", WIDE(FORMAT_PPM, 0), 105000, "x 10.5%", "\"x\":105000"},
        {"a time", WIDE(FORMAT_TIME, 0), 0, "x 1970-01-01T00:00:00Z", "\"x\":0"},
        {"until a time", WIDE(FORMAT_UNTIL, 0), 1, "x 1970-01-01T00:00:00.000000001Z", "\"x\":1"},
        {"until reset", WIDE(FORMAT_UNTIL, 0), INT64_MAX, "x reset", "\"x\":9223372036854775807"},
        {"duration", WIDE(FORMAT_DURATION, 0), 15000000000, "x 15s", "\"x\":15000000000"},
        {"date", WIDE(FORMAT_DATE, 0), 20458, "x 2026-01-05", "\"x\":20458"},
        {"no date", WIDE(FORMAT_DATE, 0), UINT64_MAX, "x -1", "\"x\":-1"},
        {"account", WIDE(FORMAT_ACCOUNT, 0), 1, "x ann", "\"x\":1"},
        {"member", WIDE(FORMAT_MEMBER, 0), 1, "x firm", "\"x\":1"},
        {"user", WIDE(FORMAT_USER, 0), 1, "x tom", "\"x\":1"},
        {"product", WIDE(FORMAT_PRODUCT, 0), 1, "x BTC", "\"x\":1"},
        {"order", WIDE(FORMAT_ORDER, 0), 1, "x a1", "\"x\":1"},
        {"a name that is not known", WIDE(FORMAT_ORDER, 0), UINT64_MAX, "x 18446744073709551615",
         "\"x\":18446744073709551615"},
        {"a word", WIDE(FORMAT_WORD, WORDS_REJECT), 63, "x margin", "\"x\":\"margin\""},
        {"no word", WIDE(FORMAT_WORD, WORDS_SIDE), 9, "x 9", "\"x\":\"9\""},
        {"a mask", WIDE(FORMAT_MASK, WORDS_ORDER_FLAGS), 33, "x post_only|mmp",
         "\"x\":[\"post_only\",\"mmp\"]"},
        {"an empty mask", WIDE(FORMAT_MASK, WORDS_ORDER_FLAGS), 0, "x 0", "\"x\":[]"},
        {"bits without a word", WIDE(FORMAT_MASK, WORDS_ORDER_FLAGS), 0x181, "x post_only|384",
         "\"x\":[\"post_only\",\"384\"]"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct sample sample = {.wide = rows[i].value};
        struct text_source source = {&sample, &names, text_digits_of(&names, 1)};
        struct text_table table = {&rows[i].field, 1};
        struct text_line line;
        char out[128];
        text_line_begin(&line, out, sizeof out);
        text_fields_put(&line, &table, &source);
        (void)text_line_end(&line);
        EXPECT_TEXT(rows[i].row, out, rows[i].text);
        text_line_begin(&line, out, sizeof out);
        text_fields_put_json(&line, &table, &source);
        (void)text_line_end(&line);
        EXPECT_TEXT(rows[i].row, out, rows[i].json);
    }
}

static const struct text_field sample_fields[] = {
    TEXT_FIELD(struct sample, "wide", "", wide, FORMAT_UNSIGNED, SHOW_ALWAYS, 0),
    TEXT_FIELD(struct sample, "small", "@", small, FORMAT_UNSIGNED, SHOW_ALWAYS, 0),
    TEXT_FIELD(struct sample, "offset", "offset", offset, FORMAT_SIGNED, SHOW_ALWAYS, 0),
    TEXT_FIELD(struct sample, "tiny", "tiny", tiny, FORMAT_UNSIGNED, SHOW_NONZERO, 0),
    TEXT_FIELD(struct sample, "text", "text", text, FORMAT_TEXT, SHOW_NONZERO, 0),
    TEXT_FIELD(struct sample, "hash", "hash", hash, FORMAT_HASH, SHOW_NEVER, 0),
};
static const struct text_table sample_table = {sample_fields, 6};

static void test_lines(void **state)
{
    (void)state;
    struct sample sample = {.wide = 5, .small = 7, .offset = -3600};
    struct text_source source = {.bytes = &sample};
    struct text_line line;
    char out[256];

    text_line_begin(&line, out, sizeof out);
    text_line_put(&line, "sample");
    text_fields_put(&line, &sample_table, &source);
    (void)text_line_end(&line);
    EXPECT_TEXT("zeros are left out", out, "sample 5 @ 7  offset -3600");

    sample.tiny = 200;
    memcpy(sample.text, "A\"b\\ \n\x80z", 8); /* no zero byte would be needed at the end */
    sample.hash = (struct hash128){0x1, 0xabcdef};
    text_line_begin(&line, out, sizeof out);
    text_fields_put(&line, &sample_table, &source);
    (void)text_line_end(&line);
    EXPECT_TEXT("a text shows plain letters only", out,
                "5 @ 7  offset -3600  tiny 200  text A?b????z");

    text_line_begin(&line, out, sizeof out);
    text_fields_put_json(&line, &sample_table, &source);
    (void)text_line_end(&line);
    EXPECT_TEXT("JSON has every field", out,
                "\"wide\":5,\"small\":7,\"offset\":-3600,\"tiny\":200,\"text\":\"A?b????z\","
                "\"hash\":\"0000000000abcdef0000000000000001\"");
}

static void test_load_and_store(void **state)
{
    (void)state;
    struct sample sample = {0};
    for (uint32_t i = 0; i < 4; i++) {
        const struct text_field *field = &sample_fields[i];
        text_field_store(field, &sample, 0x81);
        EXPECT_EQ(field->name, text_field_load(field, &sample), 0x81);
    }
    text_field_store(&sample_fields[2], &sample, (uint64_t)-5);
    EXPECT_EQ("a signed 32-bit field", sample.offset, -5);
    EXPECT_EQ("keeps its sign", text_field_load(&sample_fields[2], &sample), -5);
    text_field_store(&sample_fields[3], &sample, 0x1ff);
    EXPECT_EQ("high bytes are cut off", sample.tiny, 0xff);
    EXPECT_EQ("and its neighbour is whole", sample.small, 0x81);

    EXPECT_TRUE("found", text_field_find(&sample_table, "tinyX", 4) == &sample_fields[3]);
    EXPECT_TRUE("not found", text_field_find(&sample_table, "tin", 3) == NULL);
}

static void test_digits(void **state)
{
    (void)state;
    EXPECT_EQ("no names", text_digits_of(NULL, 1).price, 0);
    EXPECT_EQ("known", text_digits_of(&names, 1).price, 2);
    EXPECT_EQ("known", text_digits_of(&names, 1).qty, 4);
    EXPECT_EQ("more than can be", text_digits_of(&names, 2).price, 0);
    EXPECT_EQ("more than can be", text_digits_of(&names, 2).qty, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_formats),
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_load_and_store),
        cmocka_unit_test(test_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
