/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scenario_words.c - splitting and reading.
 *
 * Role       See scenario_words.h.
 * Invariant  A word is understood whole or refused; nothing is rounded.
 */
#include "sim/scenario_words.h"

#include <string.h>

#include "base/check.h"
#include "base/date.h"
#include "base/text.h"

/* The decimals of a rate in per cent that ppm can hold, and those of a second. */
#define RATE_DECIMALS   4u
#define SECOND_DECIMALS 9u

#define DAYS_PER_WEEK 7

static bool is_space(char letter)
{
    return letter == ' ' || letter == '\t' || letter == '\r';
}

static bool is_digit(char letter)
{
    return letter >= '0' && letter <= '9';
}

bool words_split(struct words *words, char *text)
{
    *words = (struct words){.count = 0};
    for (;;) {
        while (is_space(*text)) text++;
        if (*text == '\0') return true;
        if (words->count == SCENARIO_WORDS_MAX) return false;
        words->list[words->count++] = text;
        while (*text != '\0' && !is_space(*text)) text++;
        if (*text == '\0') return true;
        *text = '\0';
        text++;
    }
}

const char *words_peek(const struct words *words)
{
    return words->at < words->count ? words->list[words->at] : "";
}

const char *words_take(struct words *words)
{
    const char *word = words_peek(words);
    if (words->at < words->count) words->at++;
    return word;
}

bool words_are_left(const struct words *words)
{
    return words->at < words->count;
}

bool words_take_if(struct words *words, const char *word)
{
    if (!words_are_left(words) || strcmp(words_peek(words), word) != 0) return false;
    words->at++;
    return true;
}

static bool read_hex(const char *word, uint64_t *value)
{
    if (word[0] != '0' || word[1] != 'x' || word[2] == '\0' || strlen(word) > 18) return false;
    uint64_t result = 0;
    for (const char *letter = word + 2; *letter != '\0'; letter++) {
        static const char digits[] = "0123456789abcdef";
        const char *digit = strchr(digits, *letter);
        if (digit == NULL) return false;
        result = result << 4 | (uint64_t)(digit - digits);
    }
    *value = result;
    return true;
}

bool word_read_u64(const char *word, uint64_t *value)
{
    return read_hex(word, value) || text_read_u64(word, strlen(word), value);
}

bool word_read_i64(const char *word, int64_t *value)
{
    uint64_t pattern;
    if (read_hex(word, &pattern)) {
        *value = (int64_t)pattern;
        return true;
    }
    return text_read_i64(word, strlen(word), value);
}

bool word_read_decimal(const char *word, unsigned scale, int64_t *value)
{
    return text_read_decimal(word, strlen(word), scale, value);
}

bool word_read_rate(const char *word, uint32_t *rate_ppm)
{
    size_t length = strlen(word);
    int64_t value;
    if (length == 0 || word[length - 1] != '%') return false;
    if (!text_read_decimal(word, length - 1, RATE_DECIMALS, &value)) return false;
    if (value < 0 || value > UINT32_MAX) return false;
    *rate_ppm = (uint32_t)value;
    return true;
}

bool word_read_duration(const char *word, int64_t *value_ns)
{
    static const struct {
        const char *name;
        int64_t ns;
    } units[] = {{"ns", 1},
                 {"us", NS_PER_MICRO},
                 {"ms", NS_PER_MILLI},
                 {"s", NS_PER_SECOND},
                 {"m", NS_PER_MINUTE},
                 {"h", NS_PER_HOUR},
                 {"d", NS_PER_DAY}};

    size_t digits = word[0] == '-' ? 1 : 0;
    while (is_digit(word[digits])) digits++;
    int64_t number;
    if (!text_read_i64(word, digits, &number)) return false;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (strcmp(word + digits, units[i].name) == 0) {
            return !__builtin_mul_overflow(number, units[i].ns, value_ns);
        }
    }
    return false;
}

bool word_read_unit(const char *word, unsigned *digits)
{
    int64_t value;
    for (unsigned scale = 0; scale <= 12; scale++) {
        if (word_read_decimal(word, scale, &value) && value == 1) {
            *digits = scale;
            return true;
        }
    }
    return false;
}

static const char *const weekday_names[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

static bool find_weekday(const char *word, int32_t *weekday)
{
    for (int32_t i = 0; i < DAYS_PER_WEEK; i++) {
        if (strcmp(word, weekday_names[i]) == 0) {
            *weekday = i;
            return true;
        }
    }
    return false;
}

static bool is_date(const char *word)
{
    return strlen(word) >= 10 && is_digit(word[0]) && word[4] == '-' && word[7] == '-';
}

bool word_is_time(const char *word)
{
    int32_t weekday;
    if (word[0] == '+') return is_digit(word[1]);
    if (is_digit(word[0]) && strchr(word, ':') != NULL) return true;
    return is_date(word) || find_weekday(word, &weekday);
}

/* HH:MM or HH:MM:SS or HH:MM:SS.decimals, of the day that began at midnight. */
static bool read_time_of_day(const char *word, int64_t midnight_ns, int64_t *time_ns)
{
    uint64_t hour;
    uint64_t minute;
    int64_t second = 0;
    if (strlen(word) < 5 || word[2] != ':') return false;
    if (!text_read_u64(word, 2, &hour) || hour > 23) return false;
    if (!text_read_u64(word + 3, 2, &minute) || minute > 59) return false;
    if (word[5] == ':') {
        size_t length = strlen(word + 6);
        if (length > 0 && word[5 + length] == 'Z') length--;
        if (!text_read_decimal(word + 6, length, SECOND_DECIMALS, &second)) return false;
    } else if (word[5] != '\0') {
        return false;
    }
    if (second < 0 || second >= NS_PER_MINUTE) return false;
    *time_ns = midnight_ns + (int64_t)hour * NS_PER_HOUR + (int64_t)minute * NS_PER_MINUTE + second;
    return true;
}

static bool read_date(const char *word, int64_t *midnight_ns)
{
    uint64_t year;
    uint64_t month;
    uint64_t day;
    if (!text_read_u64(word, 4, &year) || !text_read_u64(word + 5, 2, &month)) return false;
    if (!text_read_u64(word + 8, 2, &day)) return false;
    struct date date = {(int32_t)year, (uint8_t)month, (uint8_t)day};
    if (!date_is_valid(date)) return false;
    *midnight_ns = date_to_days(date) * NS_PER_DAY;
    return true;
}

bool words_take_time(struct words *words, int64_t now_ns, int64_t *time_ns)
{
    const char *word = words_take(words);
    int32_t today = utc_day(now_ns);
    int64_t midnight_ns = today * NS_PER_DAY;
    int32_t weekday;
    if (word[0] == '+') {
        int64_t later_ns;
        if (!word_read_duration(word + 1, &later_ns)) return false;
        *time_ns = now_ns + later_ns;
        return true;
    }
    if (is_date(word)) {
        if (!read_date(word, &midnight_ns)) return false;
        *time_ns = midnight_ns;
        if (word[10] == '\0') return true;
        return word[10] == 'T' && read_time_of_day(word + 11, midnight_ns, time_ns);
    }
    if (find_weekday(word, &weekday)) {
        int32_t ahead = (weekday - (int32_t)date_weekday(today) + DAYS_PER_WEEK) % DAYS_PER_WEEK;
        midnight_ns += ahead * NS_PER_DAY;
        word = words_take(words);
    }
    return read_time_of_day(word, midnight_ns, time_ns);
}
