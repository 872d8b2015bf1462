/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view_guard_test.c - groups and protections as a look shows them, for view_guard.c (R-GROUP-1,
 * R-MMP-1).
 */
#include "base/expect.h"
#include "core/fixture.h"

static _Alignas(64) unsigned char memory[FIXTURE_SIZE];
static struct fixture fixture;

static void test_guards(void **state)
{
    (void)state;
    struct group_view groups[4];
    struct mmp_view mmp;
    fixture_open(&fixture, memory, sizeof memory);
    EXPECT_EQ("no groups", core_groups(fixture.core, ALICE, groups, 4), 0);
    EXPECT_EQ("no account", core_groups(fixture.core, 99, groups, 4), 0);
    EXPECT_FALSE("no protection", core_mmp(fixture.core, ALICE, PRODUCT, &mmp));
    for (uint32_t id = 7; id <= 8; id++) {
        struct command *command = fixture_command(&fixture, COMMAND_GROUP_SET);
        command->account_id = ALICE;
        command->group = (struct body_group){id, 0, 10 * id, 15 * INT64_C(1000000000)};
        fixture_step(&fixture);
    }
    EXPECT_EQ("two groups", core_groups(fixture.core, ALICE, groups, 4), 2);
    EXPECT_EQ("their limits", groups[0].lots_max + groups[1].lots_max, 150);
    EXPECT_EQ("no more than asked for", core_groups(fixture.core, ALICE, groups, 1), 1);
    struct command *command = fixture_command(&fixture, COMMAND_MMP_SET);
    command->account_id = ALICE;
    command->product_id = PRODUCT;
    command->mmp = (struct body_mmp){INT64_C(1000000000), 0, 5, 0};
    fixture_step(&fixture);
    EXPECT_TRUE("protection", core_mmp(fixture.core, ALICE, PRODUCT, &mmp));
    EXPECT_EQ("its limit", mmp.limits.lots_max, 5);
    EXPECT_EQ("not frozen", mmp.frozen_until_ns, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_guards)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
