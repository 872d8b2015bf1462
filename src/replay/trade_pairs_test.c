/* SPDX-License-Identifier: Apache-2.0 */
/*
 * trade_pairs_test.c - pairs by price, size and time, against every possible pairing.
 */
#include "replay/trade_pairs.h"

#include "base/expect.h"
#include "base/random.h"

static void add(struct trade_list *list, int64_t price, int64_t qty, int64_t time_ns)
{
    struct trade_mark mark = {price, qty, time_ns};
    assert_true(trade_list_add(list, &mark));
}

static void test_rows(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        struct trade_mark first;
        struct trade_mark second;
        uint64_t pairs;
    } rows[] = {
        {"equal trades pair", {10, 5, 100}, {10, 5, 100}, 1},
        {"at the edge of the slack", {10, 5, 100}, {10, 5, 110}, 1},
        {"the other way round", {10, 5, 110}, {10, 5, 100}, 1},
        {"beyond the slack", {10, 5, 100}, {10, 5, 111}, 0},
        {"another price", {10, 5, 100}, {11, 5, 100}, 0},
        {"another size", {10, 5, 100}, {10, 6, 100}, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct trade_list first = {0};
        struct trade_list second = {0};
        add(&first, rows[i].first.price, rows[i].first.qty, rows[i].first.time_ns);
        add(&second, rows[i].second.price, rows[i].second.qty, rows[i].second.time_ns);
        EXPECT_EQ(rows[i].row, trade_pairs_count(&first, &second, 10), rows[i].pairs);
        trade_list_free(&first);
        trade_list_free(&second);
    }
}

static bool may_pair(const struct trade_mark *a, const struct trade_mark *b)
{
    int64_t apart = a->time_ns - b->time_ns;
    return a->price == b->price && a->qty == b->qty && apart <= 10 && apart >= -10;
}

/* How many pairs: digit i of `pairing` is the partner of first[i], or none.  -1: illegal. */
static int pairs_of(const struct trade_list *first, const struct trade_list *second,
                    uint64_t pairing)
{
    unsigned taken = 0;
    int pairs = 0;
    for (size_t i = 0; i < first->count; i++, pairing /= second->count + 1) {
        size_t partner = pairing % (second->count + 1);
        if (partner == second->count) continue;
        if ((taken >> partner & 1u) != 0) return -1;
        if (!may_pair(&first->marks[i], &second->marks[partner])) return -1;
        taken |= 1u << partner;
        pairs++;
    }
    return pairs;
}

/* The largest number of pairs, by looking at every pairing. */
static int most_pairs(const struct trade_list *first, const struct trade_list *second)
{
    uint64_t pairings = 1;
    int most = 0;
    for (size_t i = 0; i < first->count; i++) pairings *= second->count + 1;
    for (uint64_t pairing = 0; pairing < pairings; pairing++) {
        int pairs = pairs_of(first, second, pairing);
        if (pairs > most) most = pairs;
    }
    return most;
}

static void test_against_all_pairings(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 5);
    for (int round = 0; round < 100; round++) {
        struct trade_list first = {0};
        struct trade_list second = {0};
        for (int i = 0; i < 5; i++) {
            add(&first, random_between(&random, 1, 2), 1, random_between(&random, 0, 40));
            add(&second, random_between(&random, 1, 2), 1, random_between(&random, 0, 40));
        }
        int most = most_pairs(&first, &second);
        EXPECT_EQ("no other pairing has more", trade_pairs_count(&first, &second, 10), most);
        trade_list_free(&first);
        trade_list_free(&second);
    }
}

static void test_empty(void **state)
{
    (void)state;
    struct trade_list none = {0};
    struct trade_list one = {0};
    add(&one, 1, 1, 1);
    EXPECT_EQ("nothing pairs with nothing", trade_pairs_count(&none, &none, 10), 0);
    EXPECT_EQ("nothing pairs with one", trade_pairs_count(&none, &one, 10), 0);
    trade_list_free(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_against_all_pairings),
        cmocka_unit_test(test_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
