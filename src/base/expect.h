/* SPDX-License-Identifier: Apache-2.0 */
/*
 * expect.h - comparisons for tests that name the row they fail on.
 *
 * Role       Includes cmocka with all that it needs, and adds expectations whose first argument is
 *            the sentence that names a table's row.  Test files only.
 * Invariant  A failed expectation prints row, expression and both values, and fails the test.
 */
#ifndef BASE_EXPECT_H
#define BASE_EXPECT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/check.h"

/* Integers of any type up to 64 bits, signed or not. */
#define EXPECT_EQ(row, got, want)                                                                  \
    do {                                                                                           \
        int64_t expect_got = (int64_t)(got);                                                       \
        int64_t expect_want = (int64_t)(want);                                                     \
        if (expect_got != expect_want) {                                                           \
            print_error("%s: %s is %lld, expected %lld\n", (row), #got, (long long)expect_got,     \
                        (long long)expect_want);                                                   \
            _fail(__FILE__, __LINE__);                                                             \
        }                                                                                          \
    } while (0)

#define EXPECT_TRUE(row, condition)                                                                \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            print_error("%s: %s does not hold\n", (row), #condition);                              \
            _fail(__FILE__, __LINE__);                                                             \
        }                                                                                          \
    } while (0)

#define EXPECT_FALSE(row, condition) EXPECT_TRUE(row, !(condition))

#define EXPECT_TEXT(row, got, want)                                                                \
    do {                                                                                           \
        const char *expect_got = (got);                                                            \
        const char *expect_want = (want);                                                          \
        if (strcmp(expect_got, expect_want) != 0) {                                                \
            print_error("%s: %s is\n  \"%s\", expected\n  \"%s\"\n", (row), #got, expect_got,      \
                        expect_want);                                                              \
            _fail(__FILE__, __LINE__);                                                             \
        }                                                                                          \
    } while (0)

/* Where a failing ASSERT jumps to while EXPECT_STOPS watches, and what it said. */
struct expect_stop {
    jmp_buf back;
    const char *condition;
};

static struct expect_stop expect_stop;

static inline void expect_stop_handler(const char *condition, const char *file, int line)
{
    (void)file;
    (void)line;
    expect_stop.condition = condition;
    longjmp(expect_stop.back, 1); // NOLINT(cert-err52-cpp)
}

/* The statement must end in a failing ASSERT. */
#define EXPECT_STOPS(row, statement)                                                               \
    do {                                                                                           \
        (void)check_set_handler(expect_stop_handler);                                              \
        expect_stop.condition = NULL;                                                              \
        if (setjmp(expect_stop.back) == 0) {                                                       \
            statement;                                                                             \
        }                                                                                          \
        (void)check_set_handler(NULL);                                                             \
        if (expect_stop.condition == NULL) {                                                       \
            print_error("%s: %s did not stop\n", (row), #statement);                               \
            _fail(__FILE__, __LINE__);                                                             \
        }                                                                                          \
    } while (0)

#endif
