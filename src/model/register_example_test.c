/* SPDX-License-Identifier: Apache-2.0 */
/*
 * register_example_test.c - the example register is complete, and its dates are those of its texts.
 *
 * That the venue accepts it is shown by the demonstration, whose product is gated by it.
 */
#include "model/register_example.h"

#include <string.h>

#include "base/date.h"
#include "base/expect.h"

static void test_entries(void **state)
{
    (void)state;
    struct command command;
    uint32_t count = 0;
    for (uint32_t step = 0; register_example_command(step, 5, INT64_MAX, &command); step++) {
        count++;
        if (command.kind != COMMAND_REGISTER_ENTRY) continue;
        const struct body_register_entry *body = &command.register_entry;
        EXPECT_EQ("in the order of their numbers", body->entry_id, step + 1);
        EXPECT_TRUE("an authority", body->authority[0] != '\0');
        EXPECT_TRUE("a citation", body->citation[0] != '\0');
        EXPECT_TRUE("a product only where it is about one",
                    body->product_id == 0 || body->entry_id <= EXAMPLE_FILING);
    }
    EXPECT_EQ("entries, then the gate", count, EXAMPLE_ENTRIES + 1);
    EXPECT_EQ("the gate comes last", command.kind, COMMAND_TICK);
}

static void test_dates(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        uint32_t entry;
        bool is_expiry;
        uint32_t month;
        uint32_t day;
    } dates[] = {
        {"the approval", EXAMPLE_ORDER, false, 5, 29},
        {"the submission, a day before", EXAMPLE_FILING, false, 5, 28},
        {"the policy statement", EXAMPLE_POLICY, false, 6, 3},
        {"the relief", EXAMPLE_CONVERSION, false, 6, 12},
        {"its end: when 30 June is over", EXAMPLE_CONVERSION, true, 7, 1},
        {"the advisory", EXAMPLE_HOURS, false, 5, 29},
        {"the case", EXAMPLE_COURT, false, 6, 18},
    };
    for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++) {
        struct command command;
        (void)register_example_command(dates[i].entry - 1, 1, 0, &command);
        const struct body_register_entry *body = &command.register_entry;
        int64_t time_ns = dates[i].is_expiry ? body->expiry_ns : body->effective_ns;
        struct utc_time utc = utc_from_ns(time_ns);
        EXPECT_EQ(dates[i].row, utc.date.month, dates[i].month);
        EXPECT_EQ(dates[i].row, utc.date.day, dates[i].day);
        EXPECT_EQ("midnight in New York, daylight saving time", utc.hour, 4);
    }
}

static void test_gate(void **state)
{
    (void)state;
    struct command command;
    EXPECT_TRUE("before", register_example_command(EXAMPLE_ENTRIES, 1, 0, &command));
    EXPECT_EQ("no gate before the approval", command.kind, COMMAND_TICK);
    (void)register_example_command(EXAMPLE_ENTRIES, 1, EXAMPLE_APPROVAL_NS, &command);
    EXPECT_EQ("a gate from then on", command.kind, COMMAND_REGISTER_TERMS);
    EXPECT_EQ("bitcoin needs no review", command.register_terms.review_underlyings & 1u, 0);
    register_example_filing(&command);
    EXPECT_EQ("one asset class", command.filing.underlying, UNDERLYING_DIGITAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_entries),
        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_gate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
