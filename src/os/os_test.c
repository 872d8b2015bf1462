/* SPDX-License-Identifier: Apache-2.0 */
/*
 * os_test.c - the small files of this folder: os_clock.c, os_memory.c, os_result.c, os_secret.c,
 * os_signal.c, os_thread.c.
 */
#include <errno.h>
#include <signal.h>

#include "base/expect.h"
#include "os/os_clock.h"
#include "os/os_memory.h"
#include "os/os_result.h"
#include "os/os_secret.h"
#include "os/os_signal.h"
#include "os/os_thread.h"

static void test_clocks(void **state)
{
    (void)state;
    int64_t steady_ns = os_clock_steady_ns();
    EXPECT_TRUE("the wall clock is after 2020", os_clock_wall_ns() > INT64_C(1577836800000000000));
    os_clock_sleep_ns(2000000);
    EXPECT_TRUE("sleep takes its time", os_clock_steady_ns() - steady_ns >= 2000000);
}

static void test_memory(void **state)
{
    (void)state;
    static const enum os_memory_kind kinds[] = {OS_MEMORY_PLAIN, OS_MEMORY_HUGE};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        struct os_memory memory;
        EXPECT_EQ("take", os_memory_take(&memory, 5000000, kinds[i]), OS_OK);
        EXPECT_TRUE("enough", memory.size >= 5000000);
        EXPECT_EQ("on a page", (uintptr_t)memory.bytes % 4096, 0);
        size_t sum = 0;
        for (size_t k = 0; k < memory.size; k++) sum += memory.bytes[k];
        EXPECT_EQ("zero", sum, 0);
        memset(memory.bytes, 1, memory.size);
        os_memory_give_back(&memory);
        EXPECT_TRUE("given back", memory.bytes == NULL);
        os_memory_give_back(&memory);
    }
    struct os_memory memory;
    EXPECT_EQ("more than there is", os_memory_take(&memory, SIZE_MAX - 5, OS_MEMORY_HUGE),
              OS_NO_MEMORY);
}

static void test_results(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        int error_number;
        enum os_result result;
    } rows[] = {
        {"no such file", ENOENT, OS_NOT_FOUND},
        {"a file where a folder should be", ENOTDIR, OS_WRONG_KIND},
        {"exists", EEXIST, OS_EXISTS},
        {"not allowed", EACCES, OS_DENIED},
        {"read-only", EROFS, OS_DENIED},
        {"full", ENOSPC, OS_NO_SPACE},
        {"quota", EDQUOT, OS_NO_SPACE},
        {"memory", ENOMEM, OS_NO_MEMORY},
        {"descriptors", EMFILE, OS_LIMIT},
        {"a bad disk", EIO, OS_FAILED},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        EXPECT_EQ(rows[i].row, os_result_from_errno(rows[i].error_number), rows[i].result);
    }
    for (int i = OS_OK; i <= OS_FAILED; i++) {
        const char *text = os_result_text((enum os_result)i);
        EXPECT_TRUE("every result has a text", strcmp(text, "unknown result") != 0);
    }
}

static void test_secrets_differ(void **state)
{
    (void)state;
    uint8_t first[32];
    uint8_t second[32];
    EXPECT_EQ("first", os_secret_bytes(first, sizeof first), OS_OK);
    EXPECT_EQ("second", os_secret_bytes(second, sizeof second), OS_OK);
    EXPECT_TRUE("they differ", memcmp(first, second, sizeof first) != 0);
}

static void test_stop_request(void **state)
{
    (void)state;
    os_signal_prepare();
    EXPECT_FALSE("not yet", os_signal_stop_requested());
    EXPECT_EQ("a reader went away", raise(SIGPIPE), 0);
    EXPECT_FALSE("that is no request", os_signal_stop_requested());
    EXPECT_EQ("stop", raise(SIGTERM), 0);
    EXPECT_TRUE("requested", os_signal_stop_requested());
}

struct ball {
    _Atomic uint32_t side;
    uint32_t count;
};

static void play(void *context)
{
    struct ball *ball = context;
    for (uint32_t i = 0; i < 1000; i++) {
        while (atomic_load(&ball->side) != 1) os_word_wait(&ball->side, 0);
        ball->count++;
        atomic_store(&ball->side, 0);
        os_word_wake(&ball->side);
    }
}

static void test_threads_wake_each_other(void **state)
{
    (void)state;
    static struct ball ball;
    struct os_thread thread;
    EXPECT_EQ("start", os_thread_start(&thread, "player", play, &ball), OS_OK);
    for (uint32_t i = 0; i < 1000; i++) {
        EXPECT_EQ("turns alternate", ball.count, i);
        atomic_store(&ball.side, 1);
        os_word_wake(&ball.side);
        while (atomic_load(&ball.side) != 0) os_word_wait(&ball.side, 1);
    }
    os_thread_join(&thread);
    EXPECT_EQ("all turns", ball.count, 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clocks),       cmocka_unit_test(test_memory),
        cmocka_unit_test(test_results),      cmocka_unit_test(test_secrets_differ),
        cmocka_unit_test(test_stop_request), cmocka_unit_test(test_threads_wake_each_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
