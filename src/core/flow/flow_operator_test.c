/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_operator_test.c - what scenarios of operators cannot show: places that are used up and used
 * again, for flow_action.c, flow_case.c, flow_error.c, flow_participant.c and flow_register.c
 * (R-ACTION-1, R-ACTION-4, R-CASE-1, R-CASE-2, R-ERROR-1, R-MOVE-1, R-PART-4, R-REG-2).
 */
#include "base/expect.h"
#include "core/fixture.h"

#define STAFF 3u

static _Alignas(64) unsigned char memory[FIXTURE_SIZE];
static struct fixture fixture;

static enum reject sent(void)
{
    fixture_step(&fixture);
    return fixture_reject(&fixture);
}

static void user_set(uint32_t user_id)
{
    fixture_command(&fixture, COMMAND_USER_SET)->user =
        (struct body_user){.user_id = user_id, .roles = ROLE_MARKET_OPERATIONS | ROLE_SURVEILLANCE};
    assert_int_equal(sent(), REJECT_NONE);
}

static void start(void)
{
    fixture_open(&fixture, memory, sizeof memory);
    for (uint32_t user_id = STAFF; user_id < 16; user_id++) user_set(user_id);
}

static enum reject propose(uint32_t actor_id)
{
    fixture_command(&fixture, COMMAND_ACTION_PROPOSE)->actor_id = actor_id;
    fixture.command.action_propose = (struct body_action_propose){.reason = "why"};
    return sent();
}

/* A withdrawal of the user, which a second person must see. */
static enum reject withdraw(uint32_t actor_id)
{
    struct command *command = fixture_command(&fixture, COMMAND_WITHDRAW);
    command->actor_id = actor_id;
    command->account_id = ALICE;
    command->cash.amount.micros = 1000;
    return sent();
}

static enum reject decide(uint16_t kind, uint64_t action_id)
{
    fixture_command(&fixture, (enum command_kind)kind)->actor_id = STAFF + 1;
    fixture.command.action_decide =
        (struct body_action_decide){.action_id = action_id, .reason = "seen"};
    return sent();
}

/* R-ACTION-1, R-ACTION-4: so many wait; a place is free again when one is decided or lapses. */
static void test_actions(void **state)
{
    (void)state;
    start();
    fixture_command(&fixture, COMMAND_CONTROL_TERMS)->control_terms =
        (struct body_control_terms){.two_person = TWO_FOR_WITHDRAWAL, .approval_ns = 1000};
    assert_int_equal(sent(), REJECT_NONE);
    EXPECT_EQ("nothing was declared", withdraw(STAFF), REJECT_APPROVAL);
    for (uint32_t i = 0; i < ACTIONS_MAX; i++) {
        EXPECT_EQ("declared", propose(STAFF), REJECT_NONE);
        EXPECT_EQ("kept", withdraw(STAFF), REJECT_NONE);
    }
    EXPECT_EQ("one too many", propose(STAFF), REJECT_CAPACITY);
    EXPECT_EQ("the proposer is no second person",
              (fixture_command(&fixture, COMMAND_ACTION_APPROVE)->actor_id = STAFF,
               fixture.command.action_decide =
                   (struct body_action_decide){.action_id = 5, .reason = "me"},
               sent()),
              REJECT_APPROVER);
    EXPECT_EQ("another one is", decide(COMMAND_ACTION_APPROVE, 5), REJECT_NONE);
    EXPECT_EQ("and the money goes", fixture_count(&fixture, EVENT_CASH), 1);
    EXPECT_EQ("a decision is final", decide(COMMAND_ACTION_REJECT, 5), REJECT_ACTION);
    EXPECT_EQ("then there is room", propose(STAFF), REJECT_NONE);
    EXPECT_EQ("declaring anew takes the place of the old", propose(STAFF), REJECT_NONE);
    fixture.time_ns += 1000;
    EXPECT_EQ("all have lapsed", decide(COMMAND_ACTION_APPROVE, 6), REJECT_ACTION);
    EXPECT_EQ("and their places are free", propose(STAFF), REJECT_NONE);
    EXPECT_EQ("numbers go on", fixture_seen(&fixture, EVENT_ACTION).action.action_id,
              ACTIONS_MAX + 3);
}

static enum reject case_of(enum case_action action, uint64_t case_id, enum case_outcome outcome)
{
    fixture_command(&fixture, COMMAND_CASE)->actor_id = STAFF;
    fixture.command.surveillance_case = (struct body_case){.case_id = case_id,
                                                           .action = (uint8_t)action,
                                                           .outcome = (uint8_t)outcome,
                                                           .reason = "seen"};
    return sent();
}

/* R-CASE-1, R-CASE-2: 16 cases a user and 63 more; what is closed keeps its place. */
static void test_cases(void **state)
{
    (void)state;
    start();
    uint32_t most = 16 * fixture_config().users_max + 63;
    for (uint32_t i = 0; i < most; i++) {
        EXPECT_EQ("opened", case_of(CASE_OPEN, 0, OUTCOME_NONE), REJECT_NONE);
    }
    EXPECT_EQ("one too many", case_of(CASE_OPEN, 0, OUTCOME_NONE), REJECT_CAPACITY);
    EXPECT_EQ("the last is there", case_of(CASE_CLOSE, most, OUTCOME_WARNING), REJECT_NONE);
    EXPECT_EQ("the next is not", case_of(CASE_NOTE, most + 1, OUTCOME_NONE), REJECT_CASE);
    EXPECT_EQ("nothing follows a close", case_of(CASE_NOTE, most, OUTCOME_NONE), REJECT_CASE);
    EXPECT_EQ("which frees no place", case_of(CASE_OPEN, 0, OUTCOME_NONE), REJECT_CAPACITY);
}

static enum reject request(uint64_t trade_id)
{
    fixture_command(&fixture, COMMAND_ERROR_REQUEST)->account_id = ALICE;
    fixture.command.error_trade = (struct body_error_trade){.trade_id = trade_id, .reason = "typo"};
    return sent();
}

static enum reject bust(uint64_t trade_id)
{
    fixture_command(&fixture, COMMAND_ERROR_DECIDE)->error_trade =
        (struct body_error_trade){.trade_id = trade_id, .decision = ERROR_BUSTED, .reason = "yes"};
    return sent();
}

/* R-ERROR-1: a trade is forgotten when one takes its place, also between request and decision. */
static void test_errors(void **state)
{
    (void)state;
    start();
    fixture_command(&fixture, COMMAND_CONTROL_TERMS)->control_terms =
        (struct body_control_terms){.error_window_ns = WINDOW_NS_MAX};
    assert_int_equal(sent(), REJECT_NONE);
    uint32_t room = fixture_config().orders_max;
    for (uint32_t i = 0; i < room + 1; i++) {
        (void)fixture_place(&fixture, BOB, fixture_entry(SIDE_SELL, 1, 100));
        (void)fixture_place(&fixture, ALICE, fixture_entry(SIDE_BUY, 1, 100));
        if (i == 1) EXPECT_EQ("asked in time", request(1), REJECT_NONE);
        if (i == 2) EXPECT_EQ("asked in time", request(2), REJECT_NONE);
    }
    EXPECT_EQ("the first has gone", bust(1), REJECT_TRADE);
    EXPECT_EQ("the second is still there", bust(2), REJECT_NONE);
    EXPECT_EQ("its lots go back", fixture_count(&fixture, EVENT_POSITION_MOVED), 1);
    EXPECT_EQ("a decision is final", bust(2), REJECT_TRADE);
}

/* R-MOVE-1: only an emergency moves lots, and it moves nobody's money. */
static void test_transfers(void **state)
{
    (void)state;
    start();
    (void)fixture_place(&fixture, BOB, fixture_entry(SIDE_SELL, 5, 100));
    (void)fixture_place(&fixture, ALICE, fixture_entry(SIDE_BUY, 5, 100));
    for (uint32_t i = 0; i < 2; i++) {
        if (i == 1) {
            fixture_command(&fixture, COMMAND_ACTION_PROPOSE)->actor_id = STAFF;
            fixture.command.action_propose = (struct body_action_propose){
                .register_entry = 1, .purpose = PURPOSE_EMERGENCY, .reason = "a default"};
            assert_int_equal(sent(), REJECT_NONE);
        }
        struct command *command = fixture_command(&fixture, COMMAND_POSITION_TRANSFER);
        command->actor_id = STAFF;
        command->account_id = ALICE;
        command->product_id = PRODUCT;
        command->position_transfer =
            (struct body_position_transfer){.price = {100}, .to_account_id = CAROL};
        EXPECT_EQ("only as an emergency", sent(), i == 0 ? REJECT_APPROVAL : REJECT_NONE);
    }
    struct event moved = fixture_seen(&fixture, EVENT_POSITION_MOVED);
    EXPECT_EQ("all of them", moved.moved.lots.lots, 5);
    EXPECT_EQ("at what they cost", moved.moved.realised.micros, 0);
}

/* R-PART-4, R-REG-2: rows and entries up to what there is room for. */
static void test_eligibility(void **state)
{
    (void)state;
    start();
    for (uint64_t rows = 0; rows <= ELIGIBILITY_ROWS_MAX + 1; rows++) {
        fixture_command(&fixture, COMMAND_ELIGIBILITY)->product_id = PRODUCT;
        fixture.command.eligibility.row_count = rows;
        EXPECT_EQ("so many rows", sent(), rows > ELIGIBILITY_ROWS_MAX ? REJECT_FIELD : REJECT_NONE);
    }
    uint32_t entries = 2 * fixture_config().products_max + 63;
    for (uint32_t i = 1; i <= entries + 1; i++) {
        fixture_command(&fixture, COMMAND_REGISTER_ENTRY)->register_entry =
            (struct body_register_entry){.entry_id = i,
                                         .kind = REGISTER_ORDER,
                                         .status = REGISTER_GRANTED,
                                         .underlyings = UNDERLYING_DIGITAL,
                                         .fallback = FALLBACK_NONE,
                                         .authority = "CFTC",
                                         .citation = "order"};
        enum reject reject = sent();
        EXPECT_TRUE("so many entries", (reject == REJECT_NONE) == (i <= entries));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_actions),     cmocka_unit_test(test_cases),
        cmocka_unit_test(test_errors),      cmocka_unit_test(test_transfers),
        cmocka_unit_test(test_eligibility),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
