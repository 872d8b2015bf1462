/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scenario_words_test.c - what a word can be read as, and what is refused.
 */
#include "sim/scenario_words.h"

#include "base/date.h"
#include "base/expect.h"

#define MONDAY_9 INT64_C(1767603600000000000) /* Monday 2026-01-05T09:00:00Z */

static void test_split(void **state)
{
    (void)state;
    char text[] = "  ann\t a1  buy ";
    struct words words;
    EXPECT_TRUE("split", words_split(&words, text));
    EXPECT_EQ("split", words.count, 3);
    EXPECT_TEXT("peek", words_peek(&words), "ann");
    EXPECT_FALSE("another word is not taken", words_take_if(&words, "bob"));
    EXPECT_TRUE("this one is", words_take_if(&words, "ann"));
    EXPECT_TEXT("take", words_take(&words), "a1");
    EXPECT_TEXT("take", words_take(&words), "buy");
    EXPECT_FALSE("at the end", words_are_left(&words));
    EXPECT_TEXT("at the end", words_take(&words), "");
    EXPECT_FALSE("at the end", words_take_if(&words, ""));

    char empty[] = " \t";
    EXPECT_TRUE("no words", words_split(&words, empty));
    EXPECT_EQ("no words", words.count, 0);

    char many[2 * SCENARIO_WORDS_MAX + 3];
    for (size_t i = 0; i + 1 < sizeof many; i++) many[i] = i % 2 == 0 ? 'a' : ' ';
    many[sizeof many - 1] = '\0';
    EXPECT_FALSE("too many", words_split(&words, many));
}

static void test_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *word;
        bool is_i64;
        int64_t value;
    } rows[] = {
        {"0", true, 0},
        {"-5", true, -5},
        {"0xff", true, 255},
        {"0xffffffffffffffff", true, -1},
        {"9223372036854775807", true, INT64_MAX},
        {"9223372036854775808", false, 0},
        {"", false, 0},
        {"0x", false, 0},
        {"0xg", false, 0},
        {"0x10000000000000000", false, 0},
        {"1a", false, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t value = 0;
        EXPECT_EQ(rows[i].word, word_read_i64(rows[i].word, &value), rows[i].is_i64);
        EXPECT_EQ(rows[i].word, value, rows[i].value);
    }
    uint64_t large = 0;
    EXPECT_TRUE("unsigned", word_read_u64("18446744073709551615", &large));
    EXPECT_TRUE("unsigned", large == UINT64_MAX);
    EXPECT_FALSE("unsigned", word_read_u64("-1", &large));
    int64_t decimal = 0;
    EXPECT_TRUE("decimal", word_read_decimal("1.25", 2, &decimal));
    EXPECT_EQ("decimal", decimal, 125);
    EXPECT_FALSE("decimal", word_read_decimal("1.255", 2, &decimal));
}

static void test_rates_and_units(void **state)
{
    (void)state;
    uint32_t rate = 0;
    unsigned digits = 99;
    EXPECT_TRUE("a rate", word_read_rate("10%", &rate));
    EXPECT_EQ("a rate", rate, 100000);
    EXPECT_TRUE("the smallest", word_read_rate("0.0001%", &rate));
    EXPECT_EQ("the smallest", rate, 1);
    EXPECT_FALSE("finer than ppm", word_read_rate("0.00001%", &rate));
    EXPECT_FALSE("no sign of per cent", word_read_rate("10", &rate));
    EXPECT_FALSE("negative", word_read_rate("-1%", &rate));
    EXPECT_FALSE("nothing", word_read_rate("", &rate));
    EXPECT_TRUE("one", word_read_unit("1", &digits));
    EXPECT_EQ("one", digits, 0);
    EXPECT_TRUE("a thousandth", word_read_unit("0.001", &digits));
    EXPECT_EQ("a thousandth", digits, 3);
    EXPECT_FALSE("no power of ten", word_read_unit("0.5", &digits));
    EXPECT_FALSE("more than one", word_read_unit("10", &digits));
}

static void test_durations(void **state)
{
    (void)state;
    static const struct {
        const char *word;
        bool is_read;
        int64_t value_ns;
    } rows[] = {
        {"5s", true, 5 * NS_PER_SECOND},
        {"250ms", true, 250 * NS_PER_MILLI},
        {"1us", true, NS_PER_MICRO},
        {"7ns", true, 7},
        {"2m", true, 2 * NS_PER_MINUTE},
        {"8h", true, 8 * NS_PER_HOUR},
        {"1d", true, NS_PER_DAY},
        {"-5h", true, -5 * NS_PER_HOUR},
        {"0s", true, 0},
        {"5", false, 0},
        {"s", false, 0},
        {"-s", false, 0},
        {"5 s", false, 0},
        {"5sec", false, 0},
        {"1.5s", false, 0},
        {"999999999999d", false, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t value = 0;
        EXPECT_EQ(rows[i].word, word_read_duration(rows[i].word, &value), rows[i].is_read);
        if (rows[i].is_read) EXPECT_EQ(rows[i].word, value, rows[i].value_ns);
    }
}

static void test_times(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool is_time; /* its first word begins an instant */
        bool is_read;
        int64_t after_ns; /* after Monday 09:00 */
    } rows[] = {
        {"09:30", true, true, 30 * NS_PER_MINUTE},
        {"08:00", true, true, -NS_PER_HOUR},
        {"09:30:01.25", true, true, 30 * NS_PER_MINUTE + 1250 * NS_PER_MILLI},
        {"09:00:00.000000001", true, true, 1},
        {"+5s", true, true, 5 * NS_PER_SECOND},
        {"mon 10:00", true, true, NS_PER_HOUR},
        {"tue 09:00", true, true, NS_PER_DAY},
        {"sun 09:00", true, true, 6 * NS_PER_DAY},
        {"2026-01-06", true, true, 15 * NS_PER_HOUR},
        {"2026-01-06T09:00", true, true, NS_PER_DAY},
        {"2026-01-06T09:00:00Z", true, true, NS_PER_DAY},
        {"24:00", true, false, 0},
        {"09:60", true, false, 0},
        {"09:00:60", true, false, 0},
        {"09:00:", true, false, 0},
        {"09:001", true, false, 0},
        {"9:00", true, false, 0},
        {"2026-02-30", true, false, 0},
        {"2026-01-06 09:00", true, true, 15 * NS_PER_HOUR}, /* the time is the next word */
        {"2026-01-06x", true, false, 0},
        {"tue", true, false, 0},
        {"+5", true, false, 0},
        {"+x", false, false, 0},
        {"ann", false, false, 0},
        {"", false, false, 0},
        {"5", false, false, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[40];
        struct words words;
        int64_t time_ns = 0;
        memcpy(text, rows[i].text, strlen(rows[i].text) + 1);
        (void)words_split(&words, text);
        EXPECT_EQ(rows[i].text, word_is_time(words_peek(&words)), rows[i].is_time);
        EXPECT_EQ(rows[i].text, words_take_time(&words, MONDAY_9, &time_ns), rows[i].is_read);
        if (rows[i].is_read) EXPECT_EQ(rows[i].text, time_ns - MONDAY_9, rows[i].after_ns);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_split),           cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_rates_and_units), cmocka_unit_test(test_durations),
        cmocka_unit_test(test_times),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
