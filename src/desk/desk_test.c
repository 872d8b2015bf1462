/* SPDX-License-Identifier: Apache-2.0 */
/*
 * desk_test.c - what operators said and did, kept from the steps of a core, for desk.c (R-REG-2,
 * R-REASON-1, R-ACTION-1 to R-ACTION-3, R-ERROR-1, R-ERROR-3).
 */
#include "desk/desk.h"

#include "base/expect.h"
#include "core/fixture.h"
#include "model/register_example.h"

#define OPERATOR 5u
#define SECOND   6u
#define HOUR_NS  INT64_C(3600000000000)

static _Alignas(64) unsigned char memory[FIXTURE_SIZE];
static struct fixture fixture;
static struct desk *desk;
static struct desk_action action;

/* The command is stepped and shown to the desk. */
static void step(void)
{
    struct command command = fixture.command;
    fixture_step(&fixture);
    command.sequence = core_sequence(fixture.core);
    command.time_ns = fixture.time_ns;
    desk_observe(desk, &command, fixture.list, fixture.events.count);
}

static void user(uint32_t user_id)
{
    fixture_command(&fixture, COMMAND_USER_SET)->user =
        (struct body_user){user_id, 0, ROLE_MARKET_OPERATIONS, 0};
    step();
}

static void open_venue(void)
{
    fixture_open(&fixture, memory, sizeof memory);
    fixture.time_ns = EXAMPLE_APPROVAL_NS + HOUR_NS;
    desk = desk_create();
    assert_non_null(desk);
    user(OPERATOR);
    user(SECOND);
}

static void set_controls(uint32_t two_person)
{
    fixture_command(&fixture, COMMAND_CONTROL_TERMS)->control_terms = (struct body_control_terms){
        .two_person = two_person, .error_window_ns = HOUR_NS, .no_cancel_ppm = 10000};
    step();
}

static void declare(enum action_purpose purpose, const char *reason)
{
    struct command *command = fixture_command(&fixture, COMMAND_ACTION_PROPOSE);
    command->actor_id = OPERATOR;
    command->action_propose.purpose = (uint8_t)purpose;
    command->action_propose.register_entry = purpose == PURPOSE_EMERGENCY ? 8 : 0;
    memcpy(command->action_propose.reason, reason, strlen(reason));
    step();
}

static void decide(enum command_kind kind, uint64_t action_id)
{
    struct command *command = fixture_command(&fixture, kind);
    command->actor_id = SECOND;
    command->action_decide.action_id = action_id;
    memcpy(command->action_decide.reason, "I agree or not", 14);
    step();
}

static void halt(enum halt halt)
{
    struct command *command = fixture_command(&fixture, COMMAND_HALT);
    command->actor_id = OPERATOR;
    command->product_id = PRODUCT;
    command->state.state = halt;
    step();
}

static void write_entry(uint32_t actor_id, uint32_t entry_id, const char *citation)
{
    struct command *command = fixture_command(&fixture, COMMAND_REGISTER_ENTRY);
    command->actor_id = actor_id;
    command->register_entry = (struct body_register_entry){.entry_id = entry_id,
                                                           .underlyings = UNDERLYING_DIGITAL,
                                                           .kind = REGISTER_ORDER,
                                                           .status = REGISTER_GRANTED};
    memcpy(command->register_entry.authority, "CFTC", 4);
    memcpy(command->register_entry.citation, citation, strlen(citation));
    step();
}

static void test_register(void **state)
{
    (void)state;
    struct desk_entry entry;
    open_venue();
    EXPECT_FALSE("no entry", desk_entry(desk, 3, &entry));
    EXPECT_FALSE("no such number", desk_entry(desk, UINT64_MAX, &entry));
    write_entry(0, 3, "the first");
    EXPECT_TRUE("an entry", desk_entry(desk, 3, &entry));
    EXPECT_TEXT("its authority", entry.authority, "CFTC");
    EXPECT_TEXT("its citation", entry.citation, "the first");
    write_entry(0, 3, "the \n second");
    EXPECT_TRUE("an entry that was refused", desk_entry(desk, 3, &entry));
    EXPECT_TEXT("changes nothing", entry.citation, "the first");
    set_controls(TWO_FOR_LISTING);
    declare(PURPOSE_ORDINARY, "replace it");
    write_entry(OPERATOR, 3, "the third");
    EXPECT_TRUE("an entry that waits", desk_entry(desk, 3, &entry));
    EXPECT_TEXT("changes nothing either", entry.citation, "the first");
    decide(COMMAND_ACTION_APPROVE, 1);
    EXPECT_TRUE("approved", desk_entry(desk, 3, &entry));
    EXPECT_TEXT("it holds", entry.citation, "the third");
    EXPECT_EQ("seen", desk_reached(desk), core_sequence(fixture.core));
    desk_destroy(desk);
}

static void test_actions(void **state)
{
    (void)state;
    open_venue();
    EXPECT_FALSE("none", desk_latest(desk, 0, &action));
    EXPECT_FALSE("nothing is halted", desk_halt(desk, PRODUCT, &action));
    declare(PURPOSE_ORDINARY, "a reason that is longer than one event of forty-eight letters");
    EXPECT_TRUE("declared", desk_action(desk, 1, &action));
    EXPECT_TEXT("why", action.reason,
                "a reason that is longer than one event of forty-eight letters");
    EXPECT_FALSE("without a command", desk_latest(desk, 0, &action));
    halt(HALT_PAUSED);
    EXPECT_TRUE("its command came", desk_latest(desk, 0, &action));
    EXPECT_EQ("and was worked", action.step, ACTION_EXECUTED);
    EXPECT_TRUE("the halt has a reason", desk_halt(desk, PRODUCT, &action));
    EXPECT_EQ("it is that one", action.action_id, 1);
    EXPECT_FALSE("the venue has none", desk_halt(desk, 0, &action));
    set_controls(TWO_FOR_EMERGENCY);
    declare(PURPOSE_ORDINARY, "go on");
    halt(HALT_NONE);
    EXPECT_TRUE("it waits", desk_latest(desk, 0, &action));
    EXPECT_EQ("proposed", action.step, ACTION_PROPOSED);
    EXPECT_TRUE("the halt is the old one", desk_halt(desk, PRODUCT, &action));
    EXPECT_EQ("still", action.action_id, 1);
    decide(COMMAND_ACTION_REJECT, 2);
    EXPECT_TRUE("refused", desk_action(desk, 2, &action));
    EXPECT_EQ("by the second person", action.decider_id, SECOND);
    EXPECT_TEXT("with a reason", action.decision_reason, "I agree or not");
    declare(PURPOSE_EMERGENCY, "storm");
    halt(HALT_HALTED);
    EXPECT_TRUE("an emergency", desk_latest(desk, 0, &action));
    EXPECT_EQ("was worked", action.step, ACTION_EXECUTED);
    EXPECT_EQ("by its authority", action.register_entry, 8);
    EXPECT_TRUE("the one before", desk_latest(desk, 1, &action));
    EXPECT_EQ("was refused", action.step, ACTION_REFUSED);
    EXPECT_FALSE("no such action", desk_action(desk, 9, &action));
    desk_destroy(desk);
}

/* What was approved can still be against the rules. */
static void test_approved_and_rejected(void **state)
{
    (void)state;
    open_venue();
    set_controls(TWO_FOR_TERMS);
    declare(PURPOSE_ORDINARY, "budget");
    fixture_command(&fixture, COMMAND_VENUE_TERMS)->actor_id = OPERATOR;
    fixture.command.venue.message_budget_count = -1;
    step();
    decide(COMMAND_ACTION_APPROVE, 1);
    EXPECT_TRUE("approved", desk_action(desk, 1, &action));
    EXPECT_EQ("approved", action.step, ACTION_APPROVED);
    EXPECT_EQ("and refused by the rules", action.reject, REJECT_FIELD);
    desk_destroy(desk);
}

static void error_command(enum command_kind kind, uint32_t account_id, enum error_step decision)
{
    struct command *command = fixture_command(&fixture, kind);
    command->account_id = account_id;
    command->error_trade.trade_id = 1;
    command->error_trade.decision = (uint8_t)decision;
    memcpy(command->error_trade.reason, "typed a digit too many", 22);
    step();
}

static void test_errors(void **state)
{
    (void)state;
    struct desk_error error;
    open_venue();
    set_controls(0);
    EXPECT_EQ("marks", fixture_marks(&fixture, 1000, 1000), REJECT_NONE);
    (void)fixture_place(&fixture, ALICE, fixture_entry(SIDE_SELL, 3, 1100));
    (void)fixture_place(&fixture, BOB, fixture_entry(SIDE_BUY, 3, 1100));
    EXPECT_FALSE("nobody has asked", desk_error(desk, 0, &error));
    error_command(COMMAND_ERROR_REQUEST, BOB, ERROR_NONE);
    EXPECT_TRUE("somebody has", desk_error(desk, 0, &error));
    EXPECT_EQ("who", error.account_id, BOB);
    EXPECT_EQ("at what price", error.price.ticks, 1100);
    EXPECT_TEXT("why", error.reason, "typed a digit too many");
    EXPECT_EQ("asked", error.step, ERROR_REQUESTED);
    error_command(COMMAND_ERROR_REQUEST, ALICE, ERROR_NONE);
    EXPECT_FALSE("asked once", desk_error(desk, 1, &error));
    error_command(COMMAND_ERROR_DECIDE, 0, ERROR_BUSTED);
    EXPECT_TRUE("decided", desk_error(desk, 0, &error));
    EXPECT_EQ("busted", error.step, ERROR_BUSTED);
    EXPECT_TRUE("and when", error.decided_ns != 0);
    desk_destroy(desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_register),
        cmocka_unit_test(test_actions),
        cmocka_unit_test(test_approved_and_rejected),
        cmocka_unit_test(test_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
