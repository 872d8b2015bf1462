/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_scope_test.c - words of a scope narrow the rights of a key and never widen them.
 */
#include "gateway/rpc_scope.h"

#include "base/expect.h"
#include "gateway/credential.h"

#define TRADER (SCOPE_ACCOUNT_READ | SCOPE_TRADE_READ | SCOPE_TRADE_WRITE)

static void test_read(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        const char *text;
        bool is_good;
        uint32_t scopes;
        int64_t lifetime_s;
        bool is_session;
    } rows[] = {
        {"nothing asked keeps the key's rights", "", true, TRADER, 0, false},
        {"less", "trade:read", true, SCOPE_ACCOUNT_READ | SCOPE_TRADE_READ, 0, false},
        {"none of a group", "trade:none", true, SCOPE_ACCOUNT_READ, 0, false},
        {"more than the key has", "wallet:read_write account:read_write", true, TRADER, 0, false},
        {"a session", "session:bot", true, TRADER, 0, true},
        {"a life time", "expires:60 connection", true, TRADER, 60, false},
        {"spaces", "  trade:read   mainaccount ", true, SCOPE_ACCOUNT_READ | SCOPE_TRADE_READ, 0,
         false},
        {"no such word", "everything", false, 0, 0, false},
        {"no such right", "trade:all", false, 0, 0, false},
        {"no name of a session", "session:", false, 0, 0, false},
        {"no time to live", "expires:0", false, 0, 0, false},
        {"longer than a year", "expires:31536001", false, 0, 0, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rpc_scope scope;
        bool is_good = rpc_scope_read(rows[i].text, TRADER, &scope);
        EXPECT_EQ(rows[i].row, is_good, rows[i].is_good);
        if (!is_good) continue;
        EXPECT_EQ(rows[i].row, scope.scopes, rows[i].scopes);
        EXPECT_EQ(rows[i].row, scope.lifetime_ns, rows[i].lifetime_s * INT64_C(1000000000));
        EXPECT_EQ(rows[i].row, scope.is_session, rows[i].is_session);
    }
}

static void test_write(void **state)
{
    (void)state;
    char text[RPC_SCOPE_TEXT_SIZE];
    struct rpc_scope scope = {.scopes = TRADER};
    EXPECT_TRUE("it fits", rpc_scope_write(text, &scope) > 0);
    EXPECT_TEXT("the words", text,
                "account:read trade:read_write wallet:none block_trade:none custody:none "
                "connection mainaccount");
    struct rpc_scope again;
    EXPECT_TRUE("reads back", rpc_scope_read(text, SCOPES_ALL, &again));
    EXPECT_EQ("as the same rights", again.scopes, TRADER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_write),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
