/* SPDX-License-Identifier: Apache-2.0 */
/*
 * command_list_test.c - every list of a command: its rows stand inside the struct, behind one
 * another, and their number is read from where the rules read it.
 */
#include "model/command_list.h"

#include "base/expect.h"

static struct command command;

static void test_lists(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        uint16_t kind;
        const char *name;
        const void *first;
        const void *second;
        uint32_t max;
    } table[] = {
        {"zone steps", COMMAND_CALENDAR, "zone", &command.calendar.steps[0],
         &command.calendar.steps[1], ZONE_STEPS_MAX},
        {"sessions of a new product", COMMAND_PRODUCT_DEFINE, "schedule",
         &command.terms.schedule[0], &command.terms.schedule[1], SCHEDULE_STEPS_MAX},
        {"sessions that change", COMMAND_PRODUCT_TERMS, "schedule", &command.terms.schedule[0],
         &command.terms.schedule[1], SCHEDULE_STEPS_MAX},
        {"margin brackets", COMMAND_MARGIN_TERMS, "brackets", &command.margin.brackets[0],
         &command.margin.brackets[1], BRACKETS_MAX},
        {"scenarios", COMMAND_RISK_GRID, "scenarios", &command.grid.scenarios[0],
         &command.grid.scenarios[1], SCENARIOS_MAX},
        {"sources of an index", COMMAND_PRICE_TERMS, "sources", &command.prices.sources[0],
         &command.prices.sources[1], INDEX_SOURCES_MAX},
        {"times of funding", COMMAND_FUNDING_TERMS, "times", &command.funding.times[0],
         &command.funding.times[1], FUNDING_TIMES_MAX},
        {"rows of eligibility", COMMAND_ELIGIBILITY, "rows", &command.eligibility.rows[0],
         &command.eligibility.rows[1], ELIGIBILITY_ROWS_MAX},
        {"holidays", COMMAND_BUSINESS_CALENDAR, "holidays", &command.business_calendar.holidays[0],
         &command.business_calendar.holidays[1], HOLIDAYS_MAX},
        {"settlement cycles", COMMAND_SETTLEMENT_TERMS, "cycles",
         &command.settlement_terms.cycles[0], &command.settlement_terms.cycles[1],
         SETTLEMENT_CYCLES_MAX},
        {"fee tiers", COMMAND_FEE_TIERS, "tiers", &command.fee_tiers.tiers[0],
         &command.fee_tiers.tiers[1], FEE_TIERS_MAX},
    };
    const char *bytes = (const char *)&command;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct command_list list;
        EXPECT_TRUE(table[i].row, command_list_find(table[i].kind, &list));
        EXPECT_TEXT(table[i].row, list.name, table[i].name);
        EXPECT_TRUE(table[i].row, bytes + list.offset == table[i].first);
        EXPECT_TRUE(table[i].row, bytes + list.offset + list.size == table[i].second);
        EXPECT_EQ(table[i].row, list.max, table[i].max);
        EXPECT_TRUE(table[i].row, list.offset + list.max * list.size <= sizeof command);
        command = (struct command){.kind = table[i].kind};
        text_field_store(&list.count, &command, 2);
        EXPECT_EQ(table[i].row, command_list_count(&list, &command), 2);
        text_field_store(&list.count, &command, 255);
        EXPECT_TRUE(table[i].row, command_list_count(&list, &command) <= list.max);
    }
}

static void test_fields_of_rows(void **state)
{
    (void)state;
    for (uint32_t kind = 0; kind < 256; kind++) {
        struct command_list list;
        if (!command_list_find((uint16_t)kind, &list)) continue;
        EXPECT_TRUE(list.name, list.table.count > 0);
        for (uint32_t i = 0; i < list.table.count; i++) {
            const struct text_field *field = &list.table.fields[i];
            EXPECT_TRUE(field->name, (size_t)field->offset + field->size <= list.size);
        }
    }
}

static void test_counts_are_the_rules(void **state)
{
    (void)state;
    struct command_list list;
    command = (struct command){.kind = COMMAND_MARGIN_TERMS};
    command.margin.bracket_count = 3;
    EXPECT_TRUE("brackets", command_list_find(command.kind, &list));
    EXPECT_EQ("brackets", command_list_count(&list, &command), 3);
    command = (struct command){.kind = COMMAND_BUSINESS_CALENDAR};
    command.business_calendar.holiday_count = 11;
    EXPECT_TRUE("holidays", command_list_find(command.kind, &list));
    EXPECT_EQ("holidays", command_list_count(&list, &command), 11);
    command = (struct command){.kind = COMMAND_FEE_TIERS};
    command.fee_tiers.tier_count = UINT64_MAX;
    EXPECT_TRUE("tiers", command_list_find(command.kind, &list));
    EXPECT_EQ("more than there is room for", command_list_count(&list, &command), FEE_TIERS_MAX);
    EXPECT_FALSE("a command without a list", command_list_find(COMMAND_HALT, &list));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_fields_of_rows),
        cmocka_unit_test(test_counts_are_the_rules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
