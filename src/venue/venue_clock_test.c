/* SPDX-License-Identifier: Apache-2.0 */
/*
 * venue_clock_test.c - the venue's clock follows the wall, or runs ahead of it.
 */
#include "venue/venue_clock.h"

#include "base/expect.h"
#include "os/os_clock.h"

#define SECOND_NS INT64_C(1000000000)

static void test_wall(void **state)
{
    (void)state;
    venue_clock_start(
        &(struct venue_clock_start){.speed = 1, .from_ns = INT64_C(7000000000000000000)});
    int64_t before_ns = os_clock_wall_ns();
    int64_t venue_ns = venue_clock_ns();
    EXPECT_TRUE("it is the wall clock, whatever the journal says",
                venue_ns >= before_ns && venue_ns <= os_clock_wall_ns());
    EXPECT_EQ("what is past needs no wait", venue_clock_wait_ns(before_ns), 0);
    EXPECT_EQ("what never comes waits for ever", venue_clock_wait_ns(INT64_MAX), INT64_MAX);
    before_ns = os_clock_wall_ns();
    int64_t wait_ns = venue_clock_wait_ns(before_ns + 10 * SECOND_NS);
    int64_t passed_ns = os_clock_wall_ns() - before_ns;
    EXPECT_TRUE("ten seconds, less what has passed",
                wait_ns >= 10 * SECOND_NS - passed_ns && wait_ns <= 10 * SECOND_NS + 1);
}

static void test_speed(void **state)
{
    (void)state;
    int64_t from_ns = os_clock_wall_ns() + 3600 * SECOND_NS;
    venue_clock_start(&(struct venue_clock_start){.speed = 1000, .from_ns = from_ns});
    int64_t begin_ns = venue_clock_ns();
    EXPECT_TRUE("it goes on where the journal ended", begin_ns >= from_ns);
    os_clock_sleep_ns(SECOND_NS / 50);
    EXPECT_EQ("it stands still during a turn", venue_clock_ns(), begin_ns);
    venue_clock_turn();
    EXPECT_EQ("a turn moves it by a second at most", venue_clock_ns(), begin_ns + SECOND_NS);
    EXPECT_EQ("it wants to be further", venue_clock_wait_ns(begin_ns + 20 * SECOND_NS), 0);
    for (int i = 0; i < 100000; i++) venue_clock_turn();
    int64_t passed_ns = venue_clock_ns() - begin_ns;
    EXPECT_TRUE("twenty milliseconds are twenty seconds", passed_ns >= 20 * SECOND_NS);
    int64_t wait_ns = venue_clock_wait_ns(venue_clock_ns() + 100 * SECOND_NS);
    EXPECT_TRUE("a hundred seconds are a tenth of one", wait_ns <= SECOND_NS / 10 + 1);
}

static void test_begin(void **state)
{
    (void)state;
    const int64_t begin_ns = INT64_C(1800000000000000000);
    venue_clock_start(&(struct venue_clock_start){.speed = 1, .begin_ns = begin_ns, .from_ns = 5});
    EXPECT_EQ("it begins where it is told", venue_clock_ns(), begin_ns);
    os_clock_sleep_ns(SECOND_NS / 50);
    venue_clock_turn();
    EXPECT_TRUE("and goes on", venue_clock_ns() >= begin_ns + SECOND_NS / 50);
    venue_clock_start(&(struct venue_clock_start){.speed = 1, .begin_ns = 5, .from_ns = begin_ns});
    EXPECT_EQ("never before the end of the journal", venue_clock_ns(), begin_ns);
    venue_clock_start(&(struct venue_clock_start){.speed = 1});
}

static void test_behind(void **state)
{
    (void)state;
    const int64_t behind_ns = 20 * SECOND_NS;
    venue_clock_start(&(struct venue_clock_start){.speed = 1, .behind_ns = behind_ns});
    int64_t before_ns = venue_clock_ns();
    EXPECT_TRUE("a new venue begins in the past", before_ns <= os_clock_wall_ns() - behind_ns);
    EXPECT_EQ("what is due by the wall is due at once", venue_clock_wait_ns(os_clock_wall_ns()), 0);
    venue_clock_turn();
    int64_t step_ns = venue_clock_ns() - before_ns;
    EXPECT_TRUE("it comes nearer turn by turn", step_ns > 0 && step_ns < SECOND_NS);
    for (int i = 0; i < 1000000 && venue_clock_ns() < before_ns + behind_ns; i++) {
        venue_clock_turn();
    }
    for (int i = 0; i < 1000; i++) venue_clock_turn();
    int64_t wall_ns = os_clock_wall_ns();
    EXPECT_TRUE("until it is the wall clock", venue_clock_ns() >= wall_ns);
    venue_clock_start(
        &(struct venue_clock_start){.speed = 1, .from_ns = 5, .behind_ns = behind_ns});
    wall_ns = os_clock_wall_ns();
    EXPECT_TRUE("one that has traded does not go back", venue_clock_ns() >= wall_ns);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wall),
        cmocka_unit_test(test_speed),
        cmocka_unit_test(test_begin),
        cmocka_unit_test(test_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
