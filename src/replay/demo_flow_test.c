/* SPDX-License-Identifier: Apache-2.0 */
/*
 * demo_flow_test.c - made-up days: repeatable, legal, and the same at the venue; tests demo.c too.
 */
#include "replay/demo_flow.h"

#include "base/expect.h"
#include "replay/demo.h"

static bool is_same(const struct demo_record *a, const struct demo_record *b)
{
    return a->time_ns == b->time_ns && a->price == b->price && a->lots == b->lots &&
           a->number == b->number && a->kind == b->kind && a->side == b->side;
}

static size_t count_same(const struct demo_day *first, const struct demo_day *second)
{
    size_t count = 0;
    for (size_t i = 0; i < first->count; i++) {
        count += is_same(&first->records[i], &second->records[i]) ? 1 : 0;
    }
    return count;
}

static void test_repeatable(void **state)
{
    (void)state;
    struct demo_day first;
    struct demo_day second;
    struct demo_day other;
    assert_true(demo_day_draw(&first, 4, 5000));
    assert_true(demo_day_draw(&second, 4, 5000));
    assert_true(demo_day_draw(&other, 5, 5000));
    EXPECT_EQ("as many records as asked for", first.count, 5000);
    EXPECT_EQ("one seed, one day", count_same(&first, &second), 5000);
    EXPECT_TRUE("another seed, another day", count_same(&first, &other) < 100);
    EXPECT_TRUE("the call traded", first.call_trade_count > 0);
    EXPECT_TRUE("and trading went on", first.book->trade_count > first.call_trade_count);
    for (size_t i = 1; i < first.count; i++) {
        assert_true(first.records[i].time_ns > first.records[i - 1].time_ns);
    }
    demo_day_free(&first);
    demo_day_free(&second);
    demo_day_free(&other);
}

/* Runs a demonstration and gives its last line. */
static enum replay_status last_line(uint64_t seed, size_t records, char *line, size_t size)
{
    FILE *out = tmpfile();
    assert_non_null(out);
    struct demo_options options = {.seed = seed, .record_count = records, .out = out};
    struct replay_fault fault = {0};
    enum replay_status status = replay_demo(&options, &fault);
    EXPECT_FALSE("no fault", fault_is_set(&fault));
    rewind(out);
    while (fgets(line, (int)size, out) != NULL) {
    }
    (void)fclose(out);
    return status;
}

static void test_venue_agrees(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        char line[256] = "";
        EXPECT_EQ("every trade of the venue is that of the plain book",
                  last_line(seed, 10000, line, sizeof line), REPLAY_PASS);
        assert_true(strncmp(line, "result: demo inbound 10000 trades ", 34) == 0);
    }
}

static void test_smallest(void **state)
{
    (void)state;
    char line[256] = "";
    EXPECT_EQ("two records are a day", last_line(1, 2, line, sizeof line), REPLAY_PASS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_repeatable),
        cmocka_unit_test(test_venue_agrees),
        cmocka_unit_test(test_smallest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
