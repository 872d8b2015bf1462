/* SPDX-License-Identifier: Apache-2.0 */
/*
 * register_text_test.c - every command and event of parts 11 to 13 has its table, and no other.
 */
#include "model/register_text.h"

#include "base/expect.h"
#include "model/command.h"
#include "model/event.h"

static void test_commands(void **state)
{
    (void)state;
    for (uint32_t kind = 0; kind < 300; kind++) {
        bool is_ours =
            kind >= 110 && kind < COMMAND_MARGIN_MODEL && command_size((uint16_t)kind) != 0;
        EXPECT_EQ("a table for each command of these parts",
                  register_command_table((uint16_t)kind).count > 0, is_ours);
    }
}

static void test_events(void **state)
{
    (void)state;
    for (uint32_t kind = 0; kind < 300; kind++) {
        bool is_ours =
            kind >= 150 && kind <= EVENT_BLOCK_WITHDRAWN && event_kind_name((uint16_t)kind) != NULL;
        EXPECT_EQ("a table for each event of these parts",
                  register_event_table((uint16_t)kind).count > 0, is_ours);
    }
}

/* Every byte that a table names lies in the body or in the header of its struct. */
static void test_places(void **state)
{
    (void)state;
    for (uint32_t kind = 110; kind < 140; kind++) {
        struct text_table table = register_command_table((uint16_t)kind);
        for (uint32_t i = 0; i < table.count; i++) {
            uint32_t end = (uint32_t)table.fields[i].offset + table.fields[i].size;
            EXPECT_TRUE(table.fields[i].name, end <= command_size((uint16_t)kind));
        }
    }
    for (uint32_t kind = 150; kind < 180; kind++) {
        struct text_table table = register_event_table((uint16_t)kind);
        for (uint32_t i = 0; i < table.count; i++) {
            uint32_t end = (uint32_t)table.fields[i].offset + table.fields[i].size;
            EXPECT_TRUE(table.fields[i].name, end <= sizeof(struct event));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_commands),
        cmocka_unit_test(test_events),
        cmocka_unit_test(test_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
