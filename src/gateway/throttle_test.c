/* SPDX-License-Identifier: Apache-2.0 */
/*
 * throttle_test.c - a bucket gives its burst at once, then what flows in, and never more.
 */
#include "gateway/throttle.h"

#include "base/expect.h"

#define SECOND_NS INT64_C(1000000000)

/* Twenty requests a second, a hundred at once. */
static const struct throttle_terms reading = {.cost = 500, .burst = 50000, .refill = 10000};
static const struct throttle_terms unlimited = {0};

struct row {
    const char *sentence;
    int64_t at_ns; /* behind the start */
    uint32_t asked;
    uint32_t given;
};

static const struct row rows[] = {
    {"a full bucket gives its burst", 0, 101, 100},
    {"and nothing more in the same moment", 0, 1, 0},
    {"nothing while half a cost has flowed in", SECOND_NS / 40, 1, 0},
    {"one when a cost has flowed in", SECOND_NS / 20, 2, 1},
    {"twenty a second later", SECOND_NS / 20 + SECOND_NS, 30, 20},
    {"never more than the burst, however long it waits", 1000 * SECOND_NS, 200, 100},
    {"a clock that went back gives nothing", 900 * SECOND_NS, 1, 0},
};

static void test_bucket(void **state)
{
    (void)state;
    struct throttle bucket = {0};
    int64_t start_ns = 5 * SECOND_NS;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint32_t given = 0;
        for (uint32_t k = 0; k < rows[i].asked; k++) {
            given += throttle_take(&bucket, &reading, start_ns + rows[i].at_ns);
        }
        EXPECT_EQ(rows[i].sentence, given, rows[i].given);
    }
}

static void test_left_and_wait(void **state)
{
    (void)state;
    struct throttle bucket = {0};
    EXPECT_EQ("a full bucket has its burst left", throttle_left(&bucket, &reading, 1), 100);
    EXPECT_EQ("and waits for nothing", throttle_wait_ns(&bucket, &reading, 1), 0);
    for (uint32_t i = 0; i < 100; i++) (void)throttle_take(&bucket, &reading, 1);
    EXPECT_EQ("an empty one has nothing left", throttle_left(&bucket, &reading, 1), 0);
    EXPECT_EQ("and waits a twentieth of a second", throttle_wait_ns(&bucket, &reading, 1),
              SECOND_NS / 20);
    EXPECT_TRUE("without a cost there is no limit", throttle_take(&bucket, &unlimited, 1));
}

static void test_keys(void **state)
{
    (void)state;
    const struct throttle_terms terms[THROTTLE_KINDS] = {reading, reading, unlimited};
    struct throttles *throttles = throttles_create(terms);
    for (uint32_t i = 0; i < 100; i++) {
        struct throttle *bucket = throttles_bucket(throttles, 7, THROTTLE_REQUEST, 1);
        EXPECT_TRUE("key 7 has a hundred", throttle_take(bucket, &reading, 1));
    }
    struct throttle *mine = throttles_bucket(throttles, 7, THROTTLE_REQUEST, 1);
    EXPECT_FALSE("key 7 is empty", throttle_take(mine, &reading, 1));
    struct throttle *other = throttles_bucket(throttles, 8, THROTTLE_REQUEST, 1);
    EXPECT_TRUE("key 8 is not", throttle_take(other, &reading, 1));
    struct throttle *kind = throttles_bucket(throttles, 7, THROTTLE_MATCHING, 1);
    EXPECT_TRUE("another kind of key 7 is not", throttle_take(kind, &reading, 1));
    throttles_destroy(throttles);
}

/* A client that comes from ever new addresses must not make the table grow, nor free others. */
static void test_many_keys(void **state)
{
    (void)state;
    const struct throttle_terms terms[THROTTLE_KINDS] = {reading, reading, reading};
    struct throttles *throttles = throttles_create(terms);
    struct throttle *mine = throttles_bucket(throttles, 7, THROTTLE_REQUEST, SECOND_NS);
    for (uint32_t i = 0; i < 100; i++) (void)throttle_take(mine, &reading, SECOND_NS);
    for (uint64_t key = 100; key < 100000; key++) {
        struct throttle *bucket = throttles_bucket(throttles, key, THROTTLE_REQUEST, SECOND_NS);
        (void)throttle_take(bucket, &reading, SECOND_NS);
    }
    mine = throttles_bucket(throttles, 7, THROTTLE_REQUEST, SECOND_NS);
    EXPECT_FALSE("key 7 is still empty", throttle_take(mine, &reading, SECOND_NS));
    EXPECT_TRUE("addresses are apart from keys", throttle_key_of_address("127.0.0.1") >> 63 == 1);
    throttles_destroy(throttles);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bucket),
        cmocka_unit_test(test_left_and_wait),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_many_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
