/* SPDX-License-Identifier: Apache-2.0 */
/*
 * worked_test.c - commands that are worked at once, refused, kept, approved and taken back.
 */
#include "lab/worked.h"

#include "base/expect.h"

static struct worked worked;
static struct command command;

static void begin(uint64_t sequence, uint16_t kind)
{
    command = (struct command){.sequence = sequence, .kind = kind};
    worked_begin(&worked, &command);
}

static void step(uint64_t action_id, enum action_step what)
{
    struct event event = {.kind = EVENT_ACTION};
    event.action.action_id = action_id;
    event.action.step = (uint8_t)what;
    worked_event(&worked, &event);
}

static void refuse(void)
{
    worked_event(&worked, &(struct event){.kind = EVENT_REJECTED});
}

static uint64_t accepted(void)
{
    const struct command *found = worked_accepted(&worked);
    return found == NULL ? 0 : found->sequence;
}

static void test_at_once(void **state)
{
    (void)state;
    begin(1, COMMAND_MARGIN_TERMS);
    EXPECT_EQ("terms that need nobody hold at once", accepted(), 1);
    begin(2, COMMAND_MARGIN_TERMS);
    refuse();
    EXPECT_EQ("refused terms never hold", accepted(), 0);
    begin(3, COMMAND_HALT);
    step(1, ACTION_EXECUTED);
    EXPECT_EQ("an emergency without a second person holds", accepted(), 3);
}

static void test_two_people(void **state)
{
    (void)state;
    begin(10, COMMAND_MARGIN_TERMS);
    step(7, ACTION_PROPOSED);
    EXPECT_EQ("kept terms do not hold", accepted(), 0);
    begin(11, COMMAND_ORDER_PLACE);
    EXPECT_EQ("other commands are what they are", accepted(), 11);
    begin(12, COMMAND_WITHDRAW);
    step(8, ACTION_PROPOSED);
    begin(13, COMMAND_ACTION_APPROVE);
    step(7, ACTION_APPROVED);
    EXPECT_EQ("at the approval the kept ones hold", accepted(), 10);
    EXPECT_EQ("with their own kind", worked_accepted(&worked)->kind, COMMAND_MARGIN_TERMS);
    begin(14, COMMAND_ACTION_APPROVE);
    step(8, ACTION_APPROVED);
    refuse();
    EXPECT_EQ("an approved command may be refused", accepted(), 0);
    EXPECT_EQ("and the refusal is told of it", worked.command->kind, COMMAND_WITHDRAW);
}

static void test_places(void **state)
{
    (void)state;
    worked = (struct worked){.is_refused = false};
    for (uint64_t id = 1; id <= 3 * ACTIONS_MAX; id++) {
        begin(100 + id, COMMAND_MARGIN_TERMS);
        step(id, ACTION_PROPOSED);
        if (id % 2 == 0) continue;
        begin(1000 + id, COMMAND_ACTION_REJECT);
        step(id, ACTION_REFUSED);
    }
    begin(2000, COMMAND_ACTION_APPROVE);
    step(3 * ACTIONS_MAX, ACTION_APPROVED);
    EXPECT_EQ("the latest is there, however many lapsed", accepted(), 100 + 3 * ACTIONS_MAX);
    begin(2001, COMMAND_ACTION_APPROVE);
    step(1, ACTION_APPROVED);
    EXPECT_EQ("one that was refused is not", accepted(), 2001);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_at_once),
        cmocka_unit_test(test_two_people),
        cmocka_unit_test(test_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
