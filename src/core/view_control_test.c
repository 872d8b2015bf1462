/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view_control_test.c - actions, error trades and cases as a look shows them, for view_control.c
 * (R-CONTROL-1, R-ACTION-1, R-ACTION-4, R-ERROR-1, R-ERROR-2, R-CASE-1).
 */
#include "base/expect.h"
#include "core/desk_view.h"
#include "core/fixture.h"

#define OPERATOR 5u
#define HOUR_NS  INT64_C(3600000000000)

static _Alignas(64) unsigned char memory[FIXTURE_SIZE];
static struct fixture fixture;

static void set_controls(int64_t approval_ns)
{
    fixture_command(&fixture, COMMAND_CONTROL_TERMS)->control_terms =
        (struct body_control_terms){.error_window_ns = HOUR_NS,
                                    .no_cancel_ppm = 10000,
                                    .approval_ns = approval_ns,
                                    .two_person = TWO_FOR_TERMS};
    fixture_step(&fixture);
}

static void open_desk(void)
{
    fixture_open(&fixture, memory, sizeof memory);
    fixture_command(&fixture, COMMAND_USER_SET)->user =
        (struct body_user){OPERATOR, 0, ROLE_MARKET_OPERATIONS | ROLE_SURVEILLANCE, 0};
    fixture_step(&fixture);
    set_controls(HOUR_NS);
}

static void declare(void)
{
    fixture_command(&fixture, COMMAND_ACTION_PROPOSE)->actor_id = OPERATOR;
    memcpy(fixture.command.action_propose.reason, "why", 3);
    fixture_step(&fixture);
}

static void test_actions(void **state)
{
    (void)state;
    struct action_view list[4];
    open_desk();
    EXPECT_EQ("terms", core_controls(fixture.core)->two_person, TWO_FOR_TERMS);
    EXPECT_EQ("nothing waits", core_actions(fixture.core, list, 4), 0);
    declare();
    EXPECT_EQ("declared", core_actions(fixture.core, list, 4), 1);
    EXPECT_TRUE("its command has not come", list[0].command == NULL);
    fixture_command(&fixture, COMMAND_VENUE_TERMS)->actor_id = OPERATOR;
    fixture_step(&fixture);
    EXPECT_EQ("proposed", core_actions(fixture.core, list, 4), 1);
    EXPECT_EQ("its command", list[0].command->kind, COMMAND_VENUE_TERMS);
    EXPECT_EQ("its proposer", list[0].proposer_id, OPERATOR);
    EXPECT_EQ("it lapses", list[0].lapse_ns, fixture.time_ns + HOUR_NS);
    EXPECT_EQ("no more than asked for", core_actions(fixture.core, list, 0), 0);
    fixture.time_ns += HOUR_NS;
    fixture_command(&fixture, COMMAND_TICK);
    fixture_step(&fixture);
    EXPECT_EQ("it has lapsed", core_actions(fixture.core, list, 4), 0);
}

static void test_never_lapses(void **state)
{
    (void)state;
    struct action_view list[1];
    open_desk();
    declare();
    set_controls(0);
    EXPECT_EQ("the venue needs two as well", fixture_reject(&fixture), REJECT_APPROVAL);
    EXPECT_EQ("so it lapses", core_actions(fixture.core, list, 1), 1);
    EXPECT_EQ("under the first terms", list[0].lapse_ns, fixture.time_ns + HOUR_NS);
    fixture_open(&fixture, memory, sizeof memory);
    fixture_command(&fixture, COMMAND_USER_SET)->user =
        (struct body_user){OPERATOR, 0, ROLE_MARKET_OPERATIONS, 0};
    fixture_step(&fixture);
    set_controls(0);
    declare();
    EXPECT_EQ("declared", core_actions(fixture.core, list, 1), 1);
    EXPECT_EQ("never lapses", list[0].lapse_ns, 0);
}

static void test_needs(void **state)
{
    (void)state;
    open_desk();
    struct command command = {.kind = COMMAND_HALT, .actor_id = OPERATOR};
    struct command_needs needs = core_command_needs(fixture.core, &command);
    EXPECT_EQ("roles of a halt", needs.roles, ROLE_MARKET_OPERATIONS | ROLE_COMPLIANCE);
    EXPECT_EQ("no control that is on", needs.controls, 0);
    EXPECT_TRUE("may be an emergency", needs.may_be_emergency);
    command.kind = COMMAND_VENUE_TERMS;
    needs = core_command_needs(fixture.core, &command);
    EXPECT_EQ("roles of terms", needs.roles, ROLE_MARKET_OPERATIONS);
    EXPECT_EQ("need two", needs.controls, TWO_FOR_TERMS);
    EXPECT_FALSE("are no emergency", needs.may_be_emergency);
}

static void test_errors(void **state)
{
    (void)state;
    struct kept_trade_view view;
    open_desk();
    EXPECT_FALSE("no trade", core_kept_trade(fixture.core, 1, &view));
    EXPECT_EQ("marks", fixture_marks(&fixture, 1000, 1000), REJECT_NONE);
    (void)fixture_place(&fixture, ALICE, fixture_entry(SIDE_SELL, 3, 1100));
    (void)fixture_place(&fixture, BOB, fixture_entry(SIDE_BUY, 3, 1100));
    EXPECT_TRUE("kept", core_kept_trade(fixture.core, 1, &view));
    EXPECT_EQ("its buyer", view.buyer_account_id, BOB);
    EXPECT_EQ("its seller", view.seller_account_id, ALICE);
    EXPECT_EQ("its range", view.low.ticks * 10000 + view.high.ticks, 990 * 10000 + 1010);
    EXPECT_EQ("nobody has asked", core_error_trades(fixture.core, &view, 1), 0);
    fixture_command(&fixture, COMMAND_ERROR_REQUEST)->account_id = BOB;
    fixture.command.error_trade.trade_id = 1;
    memcpy(fixture.command.error_trade.reason, "typed", 5);
    fixture_step(&fixture);
    EXPECT_EQ("somebody has", core_error_trades(fixture.core, &view, 1), 1);
    EXPECT_EQ("its step", view.step, ERROR_REQUESTED);
    EXPECT_FALSE("trade 0", core_kept_trade(fixture.core, 0, &view));
}

static void test_cases(void **state)
{
    (void)state;
    struct case_view view;
    open_desk();
    EXPECT_EQ("none", core_case_count(fixture.core), 0);
    EXPECT_FALSE("case 0", core_case(fixture.core, 0, &view));
    EXPECT_FALSE("case 1", core_case(fixture.core, 1, &view));
    struct command *command = fixture_command(&fixture, COMMAND_CASE);
    command->actor_id = OPERATOR;
    command->account_id = ALICE;
    command->surveillance_case = (struct body_case){.action = CASE_OPEN, .alert_id = 12};
    memcpy(command->surveillance_case.reason, "wash", 4);
    fixture_step(&fixture);
    EXPECT_EQ("one", core_case_count(fixture.core), 1);
    EXPECT_TRUE("case 1", core_case(fixture.core, 1, &view));
    EXPECT_EQ("its alert", view.alert_id, 12);
    EXPECT_EQ("its subject", view.account_id, ALICE);
    EXPECT_EQ("is open", view.state, CASE_STATE_OPEN);
    EXPECT_EQ("at the first level", view.level, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_actions), cmocka_unit_test(test_never_lapses),
        cmocka_unit_test(test_needs),   cmocka_unit_test(test_errors),
        cmocka_unit_test(test_cases),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
