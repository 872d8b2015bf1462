/* SPDX-License-Identifier: Apache-2.0 */
/*
 * session_test.c - sessions are found by what they gave out and by nothing else.
 */
#include "gateway/session.h"

#include "base/expect.h"

static struct command last_command;
static uint32_t command_count;

static bool take_command(void *context, struct command *command)
{
    (void)context;
    last_command = *command;
    command_count++;
    return true;
}

static const struct credential credential = {
    .id = "demo", .number = 1, .user_id = 7, .member_id = 3, .account_id = 12, .scopes = 0xf};
static const struct credential other = {.id = "other", .number = 2, .account_id = 13, .scopes = 1};

static struct sessions *create(uint32_t core_sessions_max)
{
    const struct sessions_config config = {.core_sessions_max = core_sessions_max,
                                           .submit = take_command};
    command_count = 0;
    return sessions_create(&config);
}

static void test_tokens(void **state)
{
    (void)state;
    struct sessions *sessions = create(16);
    struct session_request request = {.credential = &credential, .scopes = SCOPES_ALL};
    struct session *session = session_open(sessions, &request);
    EXPECT_EQ("scopes are cut to those of the key", session->scopes, 0xf);
    EXPECT_TRUE("it has these", session_has(session, SCOPE_ACCOUNT_READ | SCOPE_TRADE_READ));
    EXPECT_FALSE("not this", session_has(session, SCOPE_WALLET_READ));
    char access[SESSION_TOKEN_SIZE];
    memcpy(access, session->access_token, sizeof access);
    EXPECT_TRUE("by its token", session_by_access(sessions, access) == session);
    EXPECT_TRUE("a refresh token is no access token",
                session_by_access(sessions, session->refresh_token) == NULL);
    EXPECT_TRUE("but refreshes", session_by_refresh(sessions, session->refresh_token) == session);
    EXPECT_TRUE("by its id", session_by_id(sessions, session->id) == session);
    char wrong[SESSION_TOKEN_SIZE];
    memcpy(wrong, access, sizeof wrong);
    wrong[63] = wrong[63] == '0' ? '1' : '0';
    EXPECT_TRUE("the last digit counts", session_by_access(sessions, wrong) == NULL);
    wrong[0] = 'f';
    EXPECT_TRUE("no such slot", session_by_access(sessions, wrong) == NULL);
    wrong[0] = 'x';
    EXPECT_TRUE("no digit", session_by_access(sessions, wrong) == NULL);
    EXPECT_TRUE("too short", session_by_access(sessions, "00000000") == NULL);
    EXPECT_TRUE("empty", session_by_access(sessions, "") == NULL);

    session_renew(sessions, session, 0);
    EXPECT_TRUE("the old token ended", session_by_access(sessions, access) == NULL);
    EXPECT_TRUE("the new one holds", session_by_access(sessions, session->access_token) != NULL);
    session->expires_ns = credential_now_ns() - 1;
    EXPECT_TRUE("expired", session_by_access(sessions, session->access_token) == NULL);
    uint64_t id = session->id;
    session_close(sessions, session, false);
    EXPECT_TRUE("closed", session_by_id(sessions, id) == NULL);
    EXPECT_EQ("none is left", sessions_count(sessions), 0);
    session = session_open(sessions, &request);
    EXPECT_TRUE("the same slot has another id", session->id != id);
    sessions_destroy(sessions);
}

static void test_disconnect(void **state)
{
    (void)state;
    struct sessions *sessions = create(4);
    struct session_request request = {.credential = &credential, .scopes = SCOPES_ALL};
    struct session *session = session_open(sessions, &request);
    session->cancel_on_disconnect = true;
    uint32_t core_session_id = session->core_session_id;
    session_close(sessions, session, true);
    EXPECT_EQ("one command", command_count, 1);
    EXPECT_EQ("of this kind", last_command.kind, COMMAND_SESSION_DISCONNECT);
    EXPECT_EQ("for its session", last_command.session_id, core_session_id);
    EXPECT_EQ("and account", last_command.account_id, 12);
    EXPECT_EQ("by its user", last_command.actor_id, 7);
    session = session_open(sessions, &request);
    EXPECT_TRUE("a number is used again late", session->core_session_id != core_session_id);
    session->cancel_on_disconnect = true;
    session_close(sessions, session, false);
    EXPECT_EQ("a client that says goodbye keeps its orders", command_count, 1);
    struct session *kept[4];
    for (int i = 0; i < 3; i++) {
        kept[i] = session_open(sessions, &request);
        EXPECT_TRUE("three numbers", kept[i]->core_session_id != 0);
    }
    kept[3] = session_open(sessions, &request);
    EXPECT_EQ("a fourth has none", kept[3]->core_session_id, 0);
    session_close(sessions, kept[1], false);
    EXPECT_TRUE("until one is free", session_open(sessions, &request)->core_session_id != 0);
    sessions_destroy(sessions);
}

static void test_limits_and_revoking(void **state)
{
    (void)state;
    struct sessions *sessions = create(16);
    struct session_request request = {.credential = &credential, .scopes = SCOPES_ALL};
    struct session_request other_request = {.credential = &other, .account_id = 99};
    for (uint32_t i = 0; i < SESSIONS_PER_KEY_MAX; i++) {
        EXPECT_TRUE("within the limit", session_open(sessions, &request) != NULL);
    }
    EXPECT_TRUE("not beyond it", session_open(sessions, &request) == NULL);
    struct session *session = session_open(sessions, &other_request);
    EXPECT_TRUE("another key is not concerned", session != NULL);
    EXPECT_EQ("its own account was asked for", session->account_id, 99);
    sessions_revoke(sessions, &credential);
    EXPECT_EQ("the other one is left", sessions_count(sessions), 1);
    session->refresh_expires_ns = 1;
    sessions_sweep(sessions);
    EXPECT_EQ("until nobody can use it", sessions_count(sessions), 0);
    sessions_destroy(sessions);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tokens),
        cmocka_unit_test(test_disconnect),
        cmocka_unit_test(test_limits_and_revoking),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
