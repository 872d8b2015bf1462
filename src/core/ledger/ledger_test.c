/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ledger_test.c - money moves and is never made, for ledger.c (R-CASH-4, R-AUDIT-1).
 */
#include "core/ledger/ledger.h"

#include "base/expect.h"
#include "base/random.h"

enum { ENTRIES = 40 };

static struct ledger_line lines[ENTRIES];
static struct ledger ledger = {.lines = lines, .count = ENTRIES};

static void start(void)
{
    memset(lines, 0, sizeof lines);
}

static struct money money(int64_t micros)
{
    return (struct money){micros};
}

static void test_entries(void **state)
{
    (void)state;
    EXPECT_EQ("the venue's entries come first", entry_clearing(0), ENTRY_CLEARING_FIRST);
    EXPECT_EQ("then one a product", entry_clearing(PRODUCTS_MAX - 1) + 1, entry_account(0));
    EXPECT_EQ("then one an account", entry_account(7), entry_account(0) + 7);
}

static void test_transfer(void **state)
{
    (void)state;
    start();
    ledger_transfer(&ledger, 1, 2, money(50));
    EXPECT_EQ("the payer has less", ledger_balance(&ledger, 1).micros, -50);
    EXPECT_EQ("the receiver has more", ledger_balance(&ledger, 2).micros, 50);
    ledger_settle(&ledger, 1, 2, money(-20));
    EXPECT_EQ("a negative amount goes back", ledger_balance(&ledger, 2).micros, 30);
    ledger_settle(&ledger, 1, 2, money(0));
    EXPECT_EQ("zero moves nothing", ledger_balance(&ledger, 1).micros, -30);
    ledger_settle(&ledger, 1, 2, money(5));
    EXPECT_EQ("a positive one goes on", ledger_balance(&ledger, 2).micros, 35);
    EXPECT_TRUE("the sum is zero", ledger_sum(&ledger) == 0);
}

static void test_wrong_use_stops(void **state)
{
    (void)state;
    start();
    EXPECT_STOPS("entry 0 is none", ledger_transfer(&ledger, 0, 1, money(1)));
    EXPECT_STOPS("nor can it receive", ledger_transfer(&ledger, 1, 0, money(1)));
    EXPECT_STOPS("an entry beyond the last", ledger_transfer(&ledger, ENTRIES, 1, money(1)));
    EXPECT_STOPS("as receiver too", ledger_transfer(&ledger, 1, ENTRIES, money(1)));
    EXPECT_STOPS("nobody pays himself", ledger_transfer(&ledger, 3, 3, money(1)));
    EXPECT_STOPS("nothing is no transfer", ledger_transfer(&ledger, 1, 2, money(0)));
    EXPECT_STOPS("a debt is no transfer", ledger_transfer(&ledger, 1, 2, money(-1)));
    EXPECT_STOPS("an amount without a negative", ledger_settle(&ledger, 1, 2, money(INT64_MIN)));
    EXPECT_STOPS("a hold of entry 0", ledger_hold(&ledger, 0, money(1)));
    EXPECT_STOPS("a hold beyond the last", ledger_hold(&ledger, ENTRIES, money(1)));
    EXPECT_STOPS("a hold below zero", ledger_hold(&ledger, 1, money(-1)));
    EXPECT_STOPS("a balance beyond the last", (void)ledger_balance(&ledger, ENTRIES));
    EXPECT_STOPS("a hold beyond the last", (void)ledger_held(&ledger, ENTRIES));
    EXPECT_STOPS("free money beyond the last", (void)ledger_free(&ledger, ENTRIES));
}

static void test_holds(void **state)
{
    (void)state;
    start();
    ledger_transfer(&ledger, 1, 2, money(100));
    EXPECT_EQ("all is free", ledger_free(&ledger, 2).micros, 100);
    ledger_hold(&ledger, 2, money(60));
    EXPECT_EQ("what is held is not", ledger_free(&ledger, 2).micros, 40);
    EXPECT_EQ("but it is still there", ledger_balance(&ledger, 2).micros, 100);
    ledger_hold(&ledger, 2, money(60));
    EXPECT_EQ("a hold may exceed the balance", ledger_held(&ledger, 2).micros, 120);
    EXPECT_EQ("then nothing is free", ledger_free(&ledger, 2).micros, 0);
    ledger_hold(&ledger, 2, money(-120));
    EXPECT_EQ("until it is let go", ledger_free(&ledger, 2).micros, 100);
    EXPECT_EQ("a debtor has nothing free", ledger_free(&ledger, 1).micros, 0);
}

/* R-UNIT-4: sums that 64 bits cannot hold are kept exactly and shown at the bound. */
static void test_large_sums(void **state)
{
    (void)state;
    start();
    for (uint32_t i = 0; i < 5; i++) {
        ledger_transfer(&ledger, 1, 2, money(INT64_MAX));
        ledger_hold(&ledger, 3, money(INT64_MAX));
    }
    EXPECT_EQ("shown at the upper bound", ledger_balance(&ledger, 2).micros, INT64_MAX);
    EXPECT_EQ("shown at the lower bound", ledger_balance(&ledger, 1).micros, INT64_MIN);
    EXPECT_EQ("a large hold too", ledger_held(&ledger, 3).micros, INT64_MAX);
    EXPECT_EQ("and what is free", ledger_free(&ledger, 2).micros, INT64_MAX);
    EXPECT_TRUE("kept exactly", ledger_exact(&ledger, 2) == (int128)INT64_MAX * 5);
    EXPECT_TRUE("the sum is zero", ledger_sum(&ledger) == 0);
    for (uint32_t i = 0; i < 5; i++) ledger_transfer(&ledger, 2, 1, money(INT64_MAX));
    EXPECT_EQ("nothing was lost", ledger_balance(&ledger, 2).micros, 0);
}

static void test_random_steps(void **state)
{
    (void)state;
    int64_t balances[ENTRIES] = {0};
    struct random random;
    random_seed(&random, 8);
    start();
    for (uint32_t step = 0; step < 20000; step++) {
        uint32_t from = (uint32_t)random_between(&random, 1, ENTRIES - 1);
        uint32_t to = (uint32_t)random_between(&random, 1, ENTRIES - 1);
        int64_t amount = random_between(&random, -1000000, 1000000);
        if (from == to) continue;
        ledger_settle(&ledger, from, to, money(amount));
        balances[from] -= amount;
        balances[to] += amount;
        EXPECT_EQ("the payer", ledger_balance(&ledger, from).micros, balances[from]);
        EXPECT_EQ("the receiver", ledger_balance(&ledger, to).micros, balances[to]);
        EXPECT_TRUE("R-AUDIT-1 the sum is zero", ledger_sum(&ledger) == 0);
    }
    lines[3].balance_micros++;
    EXPECT_TRUE("a micro from nowhere shows in the sum", ledger_sum(&ledger) == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_entries),         cmocka_unit_test(test_transfer),
        cmocka_unit_test(test_wrong_use_stops), cmocka_unit_test(test_holds),
        cmocka_unit_test(test_large_sums),      cmocka_unit_test(test_random_steps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
