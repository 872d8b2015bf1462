/* SPDX-License-Identifier: Apache-2.0 */
/*
 * settlement_text_test.c - every kind of settlement has a table, and no other kind has one here:
 * what R-DAY-4, R-SETTLE-3, R-SETTLE-4, R-SETTLE-8, R-FINAL-4 and R-PREFUND-5 say can
 * be read.
 */
#include "model/settlement_text.h"

#include "base/expect.h"
#include "model/command.h"
#include "model/event.h"

static void test_every_kind_has_a_table(void **state)
{
    (void)state;
    for (uint32_t kind = 0; kind <= UINT16_MAX; kind++) {
        bool is_command = command_size((uint16_t)kind) > 0 && kind >= 90 && kind <= 99;
        bool is_event = event_kind_name((uint16_t)kind) != NULL && kind >= 120 && kind <= 129;
        EXPECT_EQ("command", settlement_command_table((uint16_t)kind).count > 0, is_command);
        EXPECT_EQ("event", settlement_event_table((uint16_t)kind).count > 0, is_event);
    }
}

static void put(char *out, size_t size, const struct text_table *table, const void *bytes)
{
    struct text_line line;
    struct text_source source = {.bytes = bytes};
    text_line_begin(&line, out, size);
    text_fields_put(&line, table, &source);
    (void)text_line_end(&line);
}

static void test_repeated_parts(void **state)
{
    (void)state;
    static const struct {
        int32_t day;
        const char *text;
    } days[] = {
        {0, "1970-01-01"},          {20458, "2026-01-05"}, {HOLIDAY_DAY_MAX, "2200-01-01"},
        {100000, "2243-10-17"},     {100001, "100001"},    {-1, "-1"},
        {INT32_MIN, "-2147483648"},
    };
    struct text_table table = settlement_holiday_table();
    char out[128];
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        put(out, sizeof out, &table, &days[i].day);
        EXPECT_TEXT(days[i].text, out, days[i].text);
    }
    table = settlement_cycle_table();
    put(out, sizeof out, &table, &(struct settlement_cycle){720, 0, 0});
    EXPECT_TEXT("every day", out, "minute 720");
    put(out, sizeof out, &table, &(struct settlement_cycle){960, 1, 0});
    EXPECT_TEXT("business days", out, "minute 960  business days only 1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_kind_has_a_table),
        cmocka_unit_test(test_repeated_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
