/* SPDX-License-Identifier: Apache-2.0 */
/*
 * http_text_test.c - parameters are found, decoded, and refused when they are malformed.
 */
#include "base/expect.h"
#include "gateway/server.h"

struct decode_row {
    const char *sentence;
    const char *text;
    const char *decoded; /* NULL: refused */
    bool is_form;
};

static const struct decode_row decode_rows[] = {
    {"plain text stays", "abc", "abc", true},
    {"nothing is nothing", "", "", true},
    {"two digits are a byte", "a%20b%2F", "a b/", false},
    {"digits may be capital", "%c3%A9", "\xc3\xa9", false},
    {"a plus is a space in a form", "a+b", "a b", true},
    {"and a plus elsewhere", "a+b", "a+b", false},
    {"one digit is too few", "a%2", NULL, true},
    {"no digit is too few", "a%", NULL, true},
    {"letters are no digits", "%zz", NULL, true},
    {"a zero byte is refused", "a%00b", NULL, true},
    {"fifteen bytes fit", "123456789012345", "123456789012345", true},
    {"sixteen do not", "1234567890123456", NULL, true},
};

static void test_decode(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof decode_rows / sizeof decode_rows[0]; i++) {
        const struct decode_row *row = &decode_rows[i];
        char out[16];
        bool is_good = http_decode(row->text, strlen(row->text), row->is_form, out, sizeof out);
        EXPECT_EQ(row->sentence, is_good, row->decoded != NULL);
        if (is_good) EXPECT_TEXT(row->sentence, out, row->decoded);
    }
    char none[1];
    EXPECT_FALSE("no room at all", http_decode("", 0, true, none, 0));
}

struct find_row {
    const char *sentence;
    const char *query;
    const char *value; /* of "b"; NULL: not found */
};

static const struct find_row find_rows[] = {
    {"the only one", "b=1", "1"},
    {"the second", "a=2&b=1", "1"},
    {"the first of two", "b=1&b=2", "1"},
    {"no value is an empty one", "a=2&b", ""},
    {"an equals sign may stand in a value", "b=1=2", "1=2"},
    {"empty parts are passed over", "&&b=1&&", "1"},
    {"its name may be encoded", "%62=1", "1"},
    {"its value is decoded", "b=%5B1%5D", "[1]"},
    {"a longer name is another one", "bb=1", NULL},
    {"an empty query has none", "", NULL},
    {"a malformed value is none", "b=%5", NULL},
    {"a malformed name before it is passed over", "%5=1&b=2", "2"},
    {"a value without room is none", "b=12345678901234567890", NULL},
    {"a long name before it is passed over",
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx=1&b=2", "2"},
};

static void test_find(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof find_rows / sizeof find_rows[0]; i++) {
        const struct find_row *row = &find_rows[i];
        char value[16];
        bool is_found = http_parameter(row->query, "b", value, sizeof value);
        EXPECT_EQ(row->sentence, is_found, row->value != NULL);
        if (is_found) EXPECT_TEXT(row->sentence, value, row->value);
    }
}

static void test_all(void **state)
{
    (void)state;
    char name_text[16];
    char value_text[16];
    struct http_field name = {name_text, sizeof name_text};
    struct http_field value = {value_text, sizeof value_text};
    const char *cursor = "a=1&%=2&c=+";
    EXPECT_EQ("the first", http_next_parameter(&cursor, &name, &value), HTTP_PARAMETER_GOOD);
    EXPECT_TEXT("its name", name_text, "a");
    EXPECT_EQ("the second is bad", http_next_parameter(&cursor, &name, &value), HTTP_PARAMETER_BAD);
    EXPECT_EQ("the third", http_next_parameter(&cursor, &name, &value), HTTP_PARAMETER_GOOD);
    EXPECT_TEXT("its value", value_text, " ");
    EXPECT_EQ("the end", http_next_parameter(&cursor, &name, &value), HTTP_PARAMETER_END);
    EXPECT_EQ("and again", http_next_parameter(&cursor, &name, &value), HTTP_PARAMETER_END);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decode),
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
