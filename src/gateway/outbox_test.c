/* SPDX-License-Identifier: Apache-2.0 */
/*
 * outbox_test.c - texts leave in order, none before its barrier, and are freed once.
 */
#include "gateway/outbox.h"

#include "base/expect.h"
#include "gateway/server.h"

static void test_order_and_barriers(void **state)
{
    (void)state;
    struct outbox outbox = {0};
    EXPECT_TRUE("it begins empty", outbox_is_empty(&outbox));
    EXPECT_TRUE("the first", outbox_put(&outbox, shared_text_make("one", 3), 5));
    EXPECT_TRUE("the second", outbox_put(&outbox, shared_text_make("second", 6), 0));
    EXPECT_EQ("bytes", outbox.bytes, 9);
    EXPECT_TRUE("the first waits", outbox_next(&outbox, 4) == NULL);
    struct shared_text *text = outbox_next(&outbox, 5);
    EXPECT_EQ("then it may go", memcmp(shared_text_bytes(text), "one", 3), 0);
    outbox_drop(&outbox);
    EXPECT_EQ("bytes", outbox.bytes, 6);
    EXPECT_TRUE("the second never waited for anything", outbox_next(&outbox, 0) != NULL);
    outbox_drop(&outbox);
    EXPECT_TRUE("it ends empty", outbox_next(&outbox, UINT64_MAX) == NULL);
    outbox_clear(&outbox);
}

/* The ring grows while its first is anywhere. */
static void test_growth(void **state)
{
    (void)state;
    struct outbox outbox = {0};
    uint64_t put = 0;
    uint64_t taken = 0;
    for (uint32_t round = 1; round < 40; round++) {
        for (uint32_t i = 0; i < round; i++) {
            EXPECT_TRUE("put", outbox_put(&outbox, shared_text_make(&put, sizeof put), 0));
            put++;
        }
        for (uint32_t i = 0; i < round / 2; i++) {
            uint64_t number = 0;
            memcpy(&number, shared_text_bytes(outbox_next(&outbox, 0)), sizeof number);
            EXPECT_EQ("in order", number, taken++);
            outbox_drop(&outbox);
        }
    }
    EXPECT_EQ("bytes", outbox.bytes, (put - taken) * sizeof put);
    outbox_clear(&outbox);
    EXPECT_EQ("cleared", outbox.bytes, 0);
}

static void test_shared(void **state)
{
    (void)state;
    struct outbox outboxes[3] = {{0}, {0}, {0}};
    struct shared_text *text = shared_text_make("all", 3);
    for (int i = 0; i < 3; i++) {
        EXPECT_TRUE("put", outbox_put(&outboxes[i], shared_text_keep(text), 0));
    }
    EXPECT_EQ("four references", text->reference_count, 4);
    shared_text_drop(text);
    for (int i = 0; i < 3; i++) {
        EXPECT_EQ("one fewer each", text->reference_count, 3 - i);
        outbox_clear(&outboxes[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_and_barriers),
        cmocka_unit_test(test_growth),
        cmocka_unit_test(test_shared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
