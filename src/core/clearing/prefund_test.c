/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prefund_test.c - the plan of a closure, from instant to instant (R-PREFUND-2, R-PREFUND-3).
 */
#include "core/clearing/prefund.h"

#include "base/expect.h"
#include "core/clearing/days_fixture.h"

static struct body_calendar zone;
static struct body_business_calendar business;
static const struct days days = {&zone, &business};
static struct prefund_plan plan;

static void start(int64_t closure_ns)
{
    zone = fixture_new_york();
    business = fixture_business();
    plan = (struct prefund_plan){.terms = {.closure_ns = closure_ns,
                                           .check_ns = 2 * NS_PER_HOUR,
                                           .watch_ns = 6 * NS_PER_HOUR}};
    prefund_plan_from(&plan, &days, fixture_at("2026-01-07T12:00"));
}

/* The weekend of 9 January: closed from Friday 22:00 to Monday 05:00 UTC, checked at 20:00. */
static void test_stages(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        const char *instant;
        const char *next;
        bool looks;
        uint32_t stage;
    } rows[] = {
        {"late for the check", "2026-01-09T20:30", "2026-01-09T22:00", true, PREFUND_CHECKED},
        {"at the closing", "2026-01-09T22:00", "2026-01-10T04:00", true, PREFUND_CLOSED},
        {"a look", "2026-01-10T04:00", "2026-01-10T10:00", true, PREFUND_CLOSED},
        {"looks were missed", "2026-01-11T10:01", "2026-01-11T16:00", true, PREFUND_CLOSED},
        {"the last before the opening", "2026-01-12T04:00", "2026-01-12T05:00", true,
         PREFUND_CLOSED},
    };
    start(NS_PER_DAY);
    EXPECT_EQ("planned", plan.stage, PREFUND_PLANNED);
    EXPECT_EQ("the check is first", plan.next_ns, fixture_at("2026-01-09T20:00"));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t instant_ns = fixture_at(rows[i].instant);
        EXPECT_FALSE(rows[i].row, prefund_plan_is_over(&plan, instant_ns));
        EXPECT_EQ(rows[i].row, prefund_plan_go_on(&plan, instant_ns), rows[i].looks);
        EXPECT_EQ(rows[i].row, plan.stage, rows[i].stage);
        EXPECT_EQ(rows[i].row, plan.next_ns, fixture_at(rows[i].next));
    }
    EXPECT_TRUE("over", prefund_plan_is_over(&plan, fixture_at("2026-01-12T05:00")));
    prefund_plan_from(&plan, &days, fixture_at("2026-01-12T05:00"));
    EXPECT_EQ("and the next", plan.next_ns, fixture_at("2026-01-16T20:00"));
}

/* When all has passed there is nothing to look at, stage by stage. */
static void test_silence(void **state)
{
    (void)state;
    start(NS_PER_DAY);
    int64_t late_ns = fixture_at("2026-01-12T09:00");
    EXPECT_FALSE("no check", prefund_plan_go_on(&plan, late_ns));
    EXPECT_EQ("the closing is next", plan.stage, PREFUND_CHECKED);
    EXPECT_FALSE("no look", prefund_plan_go_on(&plan, late_ns));
    EXPECT_EQ("its first look would be next", plan.next_ns, fixture_at("2026-01-10T04:00"));
    EXPECT_TRUE("over", prefund_plan_is_over(&plan, late_ns));
}

static void test_nothing_planned(void **state)
{
    (void)state;
    start(0);
    EXPECT_EQ("switched off", plan.stage, PREFUND_IDLE);
    EXPECT_EQ("nothing is next", plan.next_ns, 0);
    start(29 * NS_PER_DAY);
    EXPECT_EQ("no closure is that long", plan.stage, PREFUND_IDLE);
    EXPECT_EQ("and none is kept", plan.closure.closing_ns, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stages),
        cmocka_unit_test(test_silence),
        cmocka_unit_test(test_nothing_planned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
