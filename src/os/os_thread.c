/* SPDX-License-Identifier: Apache-2.0 */
/*
 * os_thread.c - os_thread.h by pthreads and futex.
 *
 * Role       See os_thread.h.
 * Invariant  All signals are blocked in started threads: only the main thread takes them.
 * Rules      none.
 */
#include "os/os_thread.h"

#include <limits.h>
#include <linux/futex.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/check.h"

#define STAND_BACK_NICE 10

enum lock_word { LOCK_FREE = 0, LOCK_HELD = 1, LOCK_WANTED = 2 };

static void *thread_main(void *argument)
{
    struct os_thread *thread = argument;
    thread->run(thread->context);
    return NULL;
}

enum os_result os_thread_start(struct os_thread *thread, const char *name, os_thread_function *run,
                               void *context)
{
    sigset_t all;
    sigset_t before;
    (void)sigfillset(&all);
    thread->run = run;
    thread->context = context;
    int status = pthread_sigmask(SIG_SETMASK, &all, &before);
    ASSERT(status == 0);
    int error_number = pthread_create(&thread->handle, NULL, thread_main, thread);
    status = pthread_sigmask(SIG_SETMASK, &before, NULL);
    ASSERT(status == 0);
    if (error_number != 0) return os_result_from_errno(error_number);
    (void)pthread_setname_np(thread->handle, name);
    return OS_OK;
}

void os_thread_join(struct os_thread *thread)
{
    int status = pthread_join(thread->handle, NULL);
    ASSERT(status == 0);
}

void os_word_wait(_Atomic uint32_t *word, uint32_t expected)
{
    (void)syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, expected, NULL, NULL, 0);
}

void os_word_wake(_Atomic uint32_t *word)
{
    (void)syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
}

/* On Linux the value is the thread's own. */
void os_thread_stand_back(void)
{
    (void)setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), STAND_BACK_NICE);
}

void os_lock_take(struct os_lock *lock)
{
    uint32_t expected = LOCK_FREE;
    if (atomic_compare_exchange_strong(&lock->word, &expected, LOCK_HELD)) return;
    while (atomic_exchange(&lock->word, LOCK_WANTED) != LOCK_FREE) {
        os_word_wait(&lock->word, LOCK_WANTED);
    }
}

void os_lock_give(struct os_lock *lock)
{
    if (atomic_exchange(&lock->word, LOCK_FREE) == LOCK_WANTED) os_word_wake(&lock->word);
}
