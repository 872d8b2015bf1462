/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view_party_test.c - users, members and who is behind an account, as a look shows them, for
 * view_party.c (R-MEMBER-1, R-ROLE-1, R-ROLE-3, R-PART-1, R-PART-2).
 */
#include "base/expect.h"
#include "core/desk_view.h"
#include "core/fixture.h"

static _Alignas(64) unsigned char memory[FIXTURE_SIZE];
static struct fixture fixture;

static void test_people(void **state)
{
    (void)state;
    struct user_view user;
    struct member_view member;
    fixture_open(&fixture, memory, sizeof memory);
    EXPECT_FALSE("nobody", core_user(fixture.core, 0, &user));
    EXPECT_FALSE("beyond the last", core_user(fixture.core, 16, &user));
    EXPECT_TRUE("a user that was never set", core_user(fixture.core, 5, &user));
    EXPECT_EQ("has no rights", user.roles, 0);
    fixture_command(&fixture, COMMAND_USER_SET)->user =
        (struct body_user){5, MEMBER, ROLE_TRADER | ROLE_RISK_MANAGER, 0};
    fixture_step(&fixture);
    EXPECT_TRUE("a user", core_user(fixture.core, 5, &user));
    EXPECT_EQ("its roles", user.roles, ROLE_TRADER | ROLE_RISK_MANAGER);
    EXPECT_EQ("its member", user.member_id, MEMBER);
    fixture_command(&fixture, COMMAND_USER_SET)->user = (struct body_user){5, MEMBER, 0, 0};
    fixture_step(&fixture);
    EXPECT_TRUE("taken away", core_user(fixture.core, 5, &user));
    EXPECT_EQ("at once", user.roles, 0);

    EXPECT_FALSE("no member", core_member(fixture.core, 0, &member));
    EXPECT_FALSE("one that was never set", core_member(fixture.core, 3, &member));
    EXPECT_FALSE("beyond the last", core_member(fixture.core, 8, &member));
    EXPECT_TRUE("a member", core_member(fixture.core, MEMBER, &member));
    EXPECT_EQ("its kind", member.kind, MEMBER_FCM);
    EXPECT_EQ("its state", member.state, PARTY_APPROVED);
    EXPECT_EQ("ends", core_members_end(fixture.core) + core_users_end(fixture.core), 24);
    EXPECT_EQ("accounts", core_accounts_end(fixture.core), CAROL + 1);
}

static void test_party(void **state)
{
    (void)state;
    struct party_view party;
    fixture_open(&fixture, memory, sizeof memory);
    EXPECT_FALSE("account 0", core_party(fixture.core, 0, &party));
    EXPECT_FALSE("not opened", core_party(fixture.core, CAROL + 1, &party));
    EXPECT_TRUE("an account", core_party(fixture.core, ALICE, &party));
    EXPECT_EQ("of an unknown country", party.country, 0);
    EXPECT_EQ("without limits", party.limits.position_lots_max, 0);
    fixture_command(&fixture, COMMAND_PARTICIPANT_TERMS)->participant_terms.consent_version = 3;
    fixture_step(&fixture);
    fixture_command(&fixture, COMMAND_ACCOUNT_PROFILE)->account_profile =
        (struct body_account_profile){
            COUNTRY_OF('U', 'S'), ACCOUNT_HOUSE, CUSTOMER_OTHER_MEMBER, {0}};
    fixture.command.account_id = ALICE;
    fixture_step(&fixture);
    fixture_command(&fixture, COMMAND_ACCOUNT_CONSENT)->account_consent.version = 2;
    fixture.command.account_id = ALICE;
    fixture_step(&fixture);
    fixture_command(&fixture, COMMAND_ACCOUNT_LIMITS)->limits.position_lots_max = 70;
    fixture.command.account_id = ALICE;
    fixture_step(&fixture);
    EXPECT_TRUE("an account", core_party(fixture.core, ALICE, &party));
    EXPECT_EQ("its country", party.country, 'U' << 8 | 'S');
    EXPECT_EQ("its kind", party.kind, ACCOUNT_HOUSE);
    EXPECT_EQ("its customer type", party.customer_type, CUSTOMER_OTHER_MEMBER);
    EXPECT_EQ("its consent", party.consent_version, 2);
    EXPECT_EQ("its limit", party.limits.position_lots_max, 70);
}

static void test_positions(void **state)
{
    (void)state;
    struct product_terms terms = fixture_terms();
    fixture_open(&fixture, memory, sizeof memory);
    fixture_define(&fixture, 2, &terms);
    fixture_list(&fixture, 2);
    EXPECT_EQ("no account", core_next_position(fixture.core, 9, 0), 0);
    EXPECT_EQ("none yet", core_next_position(fixture.core, ALICE, 0), 0);
    for (uint16_t product = 2; product >= 1; product--) {
        struct command *command = fixture_command(&fixture, COMMAND_ORDER_PLACE);
        command->account_id = ALICE;
        command->product_id = product;
        command->order = fixture_entry(SIDE_BUY, 1, 1000);
        fixture_step(&fixture);
    }
    EXPECT_EQ("the first that came", core_next_position(fixture.core, ALICE, 0), 2);
    EXPECT_EQ("the second", core_next_position(fixture.core, ALICE, 2), 1);
    EXPECT_EQ("no more", core_next_position(fixture.core, ALICE, 1), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_people),
        cmocka_unit_test(test_party),
        cmocka_unit_test(test_positions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
