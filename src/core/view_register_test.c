/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view_register_test.c - register, filings and eligibility as a look shows them, for
 * view_register.c (R-REG-1, R-REG-3, R-REG-5, R-REG-7, R-PART-1, R-PART-4).
 */
#include "base/expect.h"
#include "core/desk_view.h"
#include "core/fixture.h"
#include "model/register_example.h"

static _Alignas(64) unsigned char memory[FIXTURE_SIZE];
static struct fixture fixture;

static void step_example(void)
{
    struct command command;
    for (uint32_t i = 0; register_example_command(i, PRODUCT, fixture.time_ns, &command); i++) {
        *fixture_command(&fixture, (enum command_kind)command.kind) = command;
        fixture_step(&fixture);
    }
}

static void test_register(void **state)
{
    (void)state;
    struct register_entry_view entry;
    fixture_open(&fixture, memory, sizeof memory);
    fixture.time_ns = EXAMPLE_APPROVAL_NS + INT64_C(86400000000000);
    EXPECT_EQ("no entry yet", core_register_terms(fixture.core).entry_count, 0);
    EXPECT_FALSE("none", core_register_entry(fixture.core, 1, &entry));
    step_example();
    struct register_terms_view terms = core_register_terms(fixture.core);
    EXPECT_TRUE("gated", terms.is_gated);
    EXPECT_EQ("entries", terms.entry_count, EXAMPLE_ENTRIES);
    EXPECT_TRUE("the order", core_register_entry(fixture.core, EXAMPLE_ORDER, &entry));
    EXPECT_TRUE("is in force", entry.is_in_force);
    EXPECT_EQ("is an order", entry.kind, REGISTER_ORDER);
    EXPECT_EQ("of this product", entry.product_id, PRODUCT);
    EXPECT_TRUE("the case", core_register_entry(fixture.core, EXAMPLE_COURT, &entry));
    EXPECT_FALSE("is pending", entry.is_in_force);
    EXPECT_TRUE("the relief", core_register_entry(fixture.core, EXAMPLE_CONVERSION, &entry));
    EXPECT_FALSE("has not begun", entry.is_in_force);
    fixture.time_ns = entry.expiry_ns;
    fixture_command(&fixture, COMMAND_TICK);
    fixture_step(&fixture);
    EXPECT_TRUE("the relief", core_register_entry(fixture.core, EXAMPLE_CONVERSION, &entry));
    EXPECT_FALSE("has lapsed", entry.is_in_force);
    EXPECT_FALSE("no such", core_register_entry(fixture.core, EXAMPLE_ENTRIES + 1, &entry));
}

static void test_filing(void **state)
{
    (void)state;
    struct filing_view filing;
    struct product_terms terms = fixture_terms();
    fixture_open(&fixture, memory, sizeof memory);
    fixture_define(&fixture, 2, &terms);
    EXPECT_FALSE("product 0", core_filing(fixture.core, 0, &filing));
    EXPECT_FALSE("never defined", core_filing(fixture.core, 3, &filing));
    EXPECT_TRUE("a product", core_filing(fixture.core, 2, &filing));
    EXPECT_EQ("without a filing", filing.underlying, 0);
    EXPECT_EQ("lacks everything", filing.missing[CHECK_CONTROLS], CHECKLIST_CONTROLS_ALL);
    register_example_filing(fixture_command(&fixture, COMMAND_PRODUCT_FILING));
    fixture.command.product_id = 2;
    fixture.command.filing.items[CHECK_DESIGN] = DESIGN_CONTRACT;
    fixture_step(&fixture);
    EXPECT_TRUE("a product", core_filing(fixture.core, 2, &filing));
    EXPECT_EQ("of a class", filing.underlying, UNDERLYING_DIGITAL);
    EXPECT_EQ("one list has gaps", filing.missing[CHECK_DESIGN],
              CHECKLIST_DESIGN_ALL & ~(uint32_t)DESIGN_CONTRACT);
    EXPECT_EQ("another has none", filing.missing[CHECK_CONTROLS], 0);
    EXPECT_TRUE("eligibility of none", core_eligibility(fixture.core, 3) == NULL);
    struct body_eligibility *body = &fixture_command(&fixture, COMMAND_ELIGIBILITY)->eligibility;
    *body = (struct body_eligibility){.row_count = 1, .rows = {{.country = COUNTRY_OF('J', 'P')}}};
    fixture.command.product_id = 2;
    fixture_step(&fixture);
    EXPECT_EQ("its rows", core_eligibility(fixture.core, 2)->row_count, 1);
    EXPECT_EQ("the first", core_eligibility(fixture.core, 2)->rows[0].country, 'J' << 8 | 'P');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_register),
        cmocka_unit_test(test_filing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
