/* SPDX-License-Identifier: Apache-2.0 */
/*
 * replay_test.c - calls of perpetua replay; test/replay runs recordings through it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/expect.h"
#include "cli/cli.h"

#define ARGUMENTS_MAX 8

struct call_row {
    const char *row;
    const char *arguments[ARGUMENTS_MAX];
    int status;
};

/* clang-format off */
static const struct call_row rows[] = {
    {"help", {"replay", "--help"}, EXIT_OK},
    {"help behind anything", {"replay", "--format", "-h"}, EXIT_OK},
    {"nothing", {"replay"}, EXIT_UNUSABLE},
    {"no path", {"replay", "--format", "sse"}, EXIT_UNUSABLE},
    {"no format", {"replay", "day.log"}, EXIT_UNUSABLE},
    {"an unknown format", {"replay", "--format", "nyse", "day.log"}, EXIT_UNUSABLE},
    {"an unknown option", {"replay", "--fast", "1"}, EXIT_UNUSABLE},
    {"an option without its value", {"replay", "--format"}, EXIT_UNUSABLE},
    {"two paths", {"replay", "--format", "sse", "a", "b"}, EXIT_UNUSABLE},
    {"a path that is not there", {"replay", "--format", "sse", "/none/none"}, EXIT_UNUSABLE},
    {"a demonstration of a format", {"replay", "--demo", "--format", "sse"}, EXIT_UNUSABLE},
    {"a seed that is no number", {"replay", "--demo", "--seed", "-1"}, EXIT_UNUSABLE},
    {"a demonstration too short", {"replay", "--demo", "--orders", "1"}, EXIT_UNUSABLE},
    {"a demonstration", {"replay", "--demo", "--orders", "5000", "--seed", "2"}, EXIT_OK},
};
/* clang-format on */

static void test_calls(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char words[ARGUMENTS_MAX][64];
        char *arguments[ARGUMENTS_MAX + 1] = {0};
        int count = 0;
        for (; count < ARGUMENTS_MAX && rows[i].arguments[count] != NULL; count++) {
            (void)snprintf(words[count], sizeof words[0], "%s", rows[i].arguments[count]);
            arguments[count] = words[count];
        }
        EXPECT_EQ(rows[i].row, cli_replay(count, arguments), rows[i].status);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_calls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
