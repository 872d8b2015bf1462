/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check_test.c - a false assertion stops, a true one does not, and the handler hears of it once.
 */
#include "base/check.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/expect.h"

static int evaluation_count;

static int count_and_return(int value)
{
    evaluation_count++;
    return value;
}

static void test_true_assertion_goes_on(void **state)
{
    (void)state;
    evaluation_count = 0;
    ASSERT(count_and_return(1));
    EXPECT_EQ("the condition is evaluated once", evaluation_count, 1);
}

static void test_false_assertion_stops(void **state)
{
    (void)state;
    evaluation_count = 0;
    EXPECT_STOPS("a false condition stops", ASSERT(count_and_return(0)));
    EXPECT_EQ("it too is evaluated once", evaluation_count, 1);
    EXPECT_TEXT("the handler gets its text", expect_stop.condition, "count_and_return(0)");
    EXPECT_STOPS("a branch that cannot be reached stops", IMPOSSIBLE());
}

static void test_implication(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        int a;
        int b;
        int holds;
    } rows[] = {
        {"nothing follows from what does not hold", 0, 0, 1},
        {"what does not hold allows anything", 0, 1, 1},
        {"what holds demands its consequence", 1, 0, 0},
        {"and is content with it", 1, 1, 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        EXPECT_EQ(rows[i].row, IMPLIES(rows[i].a, rows[i].b), rows[i].holds);
    }
}

static void test_process_aborts(void **state)
{
    (void)state;
    int output[2];
    assert_int_equal(pipe(output), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        (void)dup2(output[1], STDERR_FILENO);
        check_failed("a < b", "book.c", 7);
    }
    (void)close(output[1]);

    char message[200];
    ssize_t size = read(output[0], message, sizeof message - 1);
    (void)close(output[0]);
    assert_true(size > 0);
    message[size] = '\0';
    EXPECT_TEXT("place and condition are said", message, "book.c:7: assertion failed: a < b\n");

    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    EXPECT_TRUE("the process ends by a signal", WIFSIGNALED(status));
    EXPECT_EQ("which is abort", WTERMSIG(status), SIGABRT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_true_assertion_goes_on),
        cmocka_unit_test(test_false_assertion_stops),
        cmocka_unit_test(test_implication),
        cmocka_unit_test(test_process_aborts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
