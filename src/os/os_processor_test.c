/* SPDX-License-Identifier: Apache-2.0 */
/*
 * os_processor_test.c - pinning, for os_processor.c.
 */
#include "os/os_processor.h"

#include <sched.h>

#include "base/expect.h"

static void test_pin(void **state)
{
    (void)state;
    uint32_t count = os_processor_count();
    EXPECT_TRUE("there is a processor", count >= 1);
    int here = sched_getcpu();
    EXPECT_TRUE("this runs on one", here >= 0);
    EXPECT_EQ("staying where one is", os_processor_pin((uint32_t)here), OS_OK);
    EXPECT_EQ("it is the only one now", os_processor_count(), 1);
    EXPECT_EQ("and the same", sched_getcpu(), here);
}

static void test_wrong_processor(void **state)
{
    (void)state;
    EXPECT_EQ("beyond any machine", os_processor_pin(UINT32_MAX), OS_NOT_FOUND);
    EXPECT_TRUE("beyond this one", os_processor_pin(1023) != OS_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wrong_processor),
        cmocka_unit_test(test_pin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
