/* SPDX-License-Identifier: Apache-2.0 */
/*
 * store_test.c - who finds which receipt, what is forgotten, what is known of the newest.
 */
#include "receipts/store.h"

#include "base/expect.h"

static struct event event_of(enum event_kind kind, uint64_t sequence, uint32_t account_id)
{
    return (struct event){
        .kind = (uint16_t)kind, .sequence = sequence, .account_id = account_id, .product_id = 1};
}

static void put(struct store *store, const struct event *event, const char *text)
{
    struct store_key key = store_key_of(event);
    store_put(store, &key, text, strlen(text));
}

/* Two marks, a premium, and receipts of accounts 7 and 8. */
static void fill(struct store *store)
{
    struct event list[] = {
        event_of(EVENT_MARK, 10, 0),
        event_of(EVENT_ACCOUNT_QUEUED, 11, 7),
        event_of(EVENT_LIQUIDATION, 12, 7),
        event_of(EVENT_LIQUIDATION, 12, 8),
        event_of(EVENT_FUND, 12, 3),
        event_of(EVENT_PREMIUM, 13, 0),
        event_of(EVENT_FUNDING_PAYMENT, 14, 7),
        event_of(EVENT_MARK, 15, 0),
        event_of(EVENT_DELEVERAGE, 16, 0),
    };
    static const char *const texts[] = {"mark 10", "queued 7",  "closed 7", "closed 8", "fee of 7",
                                        "premium", "payment 7", "mark 15",  "batch"};
    list[3].index = 1;
    list[4].index = 2;
    list[4].fund.cause = FUND_FEE;
    list[4].fund.other_account_id = 7;
    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) put(store, &list[i], texts[i]);
}

static void test_find(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct store_wish wish;
        const char *want; /* NULL: none */
    } rows[] = {
        {"the newest mark", {EXPLAIN_MARK, 0, 0, 0, EXPLAIN_ANY_INDEX}, "mark 15"},
        {"a mark by its number", {EXPLAIN_MARK, 0, 0, 10, EXPLAIN_ANY_INDEX}, "mark 10"},
        {"of a product without marks", {EXPLAIN_MARK, 0, 2, 0, EXPLAIN_ANY_INDEX}, NULL},
        {"of a number that is no mark", {EXPLAIN_MARK, 0, 0, 11, EXPLAIN_ANY_INDEX}, NULL},
        {"funding of everybody", {EXPLAIN_FUNDING, 0, 0, 0, EXPLAIN_ANY_INDEX}, "premium"},
        {"funding of an account", {EXPLAIN_FUNDING, 7, 0, 0, EXPLAIN_ANY_INDEX}, "payment 7"},
        {"a rate, asked for by an account",
         {EXPLAIN_FUNDING, 7, 0, 13, EXPLAIN_ANY_INDEX},
         "premium"},
        {"a payment, asked for by everybody", {EXPLAIN_FUNDING, 0, 0, 14, EXPLAIN_ANY_INDEX}, NULL},
        {"a payment of another", {EXPLAIN_FUNDING, 8, 0, 14, EXPLAIN_ANY_INDEX}, NULL},
        {"the newest forced close, not its fee",
         {EXPLAIN_LIQUIDATION, 7, 0, 0, EXPLAIN_ANY_INDEX},
         "closed 7"},
        {"the forced close of a command that closed two",
         {EXPLAIN_LIQUIDATION, 8, 0, 12, EXPLAIN_ANY_INDEX},
         "closed 8"},
        {"the fee by its own number", {EXPLAIN_LIQUIDATION, 7, 0, 12, 2}, "fee of 7"},
        {"a close of another by its own number", {EXPLAIN_LIQUIDATION, 7, 0, 12, 1}, NULL},
        {"the fee belongs to who paid it", {EXPLAIN_LIQUIDATION, 3, 0, 12, 2}, NULL},
        {"a margin of another", {EXPLAIN_MARGIN, 8, 0, 11, EXPLAIN_ANY_INDEX}, NULL},
        {"the venue's own", {EXPLAIN_DELEVERAGE, EXPLAIN_VENUE_ONLY, 0, 16, 0}, NULL},
        {"the venue's own, asked for by everybody",
         {EXPLAIN_DELEVERAGE, 0, 0, 16, EXPLAIN_ANY_INDEX},
         NULL},
    };
    struct store store;
    EXPECT_TRUE("made", store_init(&store, 4096));
    fill(&store);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[64] = "none";
        const struct store_entry *entry = store_find(&store, &rows[i].wish);
        if (entry != NULL) snprintf(text, sizeof text, "%.*s", (int)entry->size, entry->text);
        EXPECT_TEXT(rows[i].name, text, rows[i].want == NULL ? "none" : rows[i].want);
    }
    store_release(&store);
}

static void test_forget(void **state)
{
    (void)state;
    struct store store;
    struct store_wish wish = {EXPLAIN_MARGIN, 7, 0, 0, EXPLAIN_ANY_INDEX};
    struct event margin = event_of(EVENT_ACCOUNT_QUEUED, 1, 7);
    EXPECT_TRUE("made", store_init(&store, 4096)); /* 2048 for accounts */
    put(&store, &margin, "margin 7");
    char text[100];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    for (uint64_t i = 2; i < 40; i++) {
        struct event price = event_of(EVENT_MARK, i, 0);
        put(&store, &price, text);
    }
    EXPECT_TRUE("prices do not push members' receipts out", store_find(&store, &wish) != NULL);
    for (uint64_t i = 40; i < 80; i++) {
        struct event other = event_of(EVENT_ACCOUNT_QUEUED, i, 300);
        put(&store, &other, text);
    }
    EXPECT_TRUE("the room is kept to", store_size(&store) <= 4096);
    EXPECT_TRUE("the oldest is forgotten", store_find(&store, &wish) == NULL);
    EXPECT_TRUE("and that it is", store_has_forgotten(&store, 1));
    EXPECT_TRUE("nothing that new is", !store_has_forgotten(&store, 80));
    EXPECT_TRUE("its number is known", store_newest(&store, &wish));
    EXPECT_EQ("and right", wish.sequence, 1);
    wish = (struct store_wish){EXPLAIN_REFUSAL, 7, 0, 0, EXPLAIN_ANY_INDEX};
    EXPECT_TRUE("none of a subject that there was not", !store_newest(&store, &wish));
    wish = (struct store_wish){EXPLAIN_MARGIN, 5000, 0, 0, EXPLAIN_ANY_INDEX};
    EXPECT_TRUE("none of an account never seen", !store_newest(&store, &wish));
    store_release(&store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_forget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
