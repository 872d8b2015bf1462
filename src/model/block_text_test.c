/* SPDX-License-Identifier: Apache-2.0 */
/*
 * block_text_test.c - every command and event of blocks has its table.
 */
#include "model/block_text.h"

#include "base/expect.h"
#include "model/command.h"
#include "model/event.h"

static void test_tables(void **state)
{
    (void)state;
    for (uint32_t kind = 145; kind <= 148; kind++) {
        struct text_table table = block_command_table((uint16_t)kind);
        EXPECT_TRUE(command_kind_name((uint16_t)kind), table.count > 0);
        for (uint32_t i = 0; i < table.count; i++) {
            uint32_t end = (uint32_t)table.fields[i].offset + table.fields[i].size;
            EXPECT_TRUE(table.fields[i].name, end <= command_size((uint16_t)kind));
        }
    }
    for (uint32_t kind = 185; kind <= 187; kind++) {
        struct text_table table = block_event_table((uint16_t)kind);
        EXPECT_TRUE(event_kind_name((uint16_t)kind), table.count > 0);
        for (uint32_t i = 0; i < table.count; i++) {
            uint32_t end = (uint32_t)table.fields[i].offset + table.fields[i].size;
            EXPECT_TRUE(table.fields[i].name, end <= sizeof(struct event));
        }
    }
}

/* Kinds of other folders have no table here. */
static void test_others(void **state)
{
    (void)state;
    EXPECT_EQ("a command of another part", block_command_table(COMMAND_CASE).count, 0);
    EXPECT_EQ("an event of another part", block_event_table(EVENT_CASE).count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables),
        cmocka_unit_test(test_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
