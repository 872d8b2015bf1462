/* SPDX-License-Identifier: Apache-2.0 */
/*
 * os_thread.h - threads, and waiting for a word of memory to change.
 *
 * Role       The journal and the publisher each have one thread.  They speak through atomic words;
 *            a thread that finds nothing to do sleeps on such a word.
 * Invariant  os_word_wait returns when the word differs from the expected value; it may also return
 *            without cause, so its caller looks again.
 * Rules      none.
 */
#ifndef PERPETUA_OS_THREAD_H
#define PERPETUA_OS_THREAD_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#include "os/os_result.h"

typedef void os_thread_function(void *context);

struct os_thread {
    pthread_t handle;
    os_thread_function *run;
    void *context;
};

/* The struct stays in use until os_thread_join.  The name has at most 15 characters. */
enum os_result os_thread_start(struct os_thread *thread, const char *name, os_thread_function *run,
                               void *context);
void os_thread_join(struct os_thread *thread);

/* Sleeps while *word == expected. */
void os_word_wait(_Atomic uint32_t *word, uint32_t expected);

/* Wakes every thread that sleeps on the word; the caller has changed it already. */
void os_word_wake(_Atomic uint32_t *word);

/* The calling thread gets less of a processor than others that want it, from now on. */
void os_thread_stand_back(void);

/* For what two threads hold seldom and briefly.  A zeroed lock is free. */
struct os_lock {
    _Atomic uint32_t word;
};

void os_lock_take(struct os_lock *lock);
void os_lock_give(struct os_lock *lock);

/* Inside a loop that looks at memory: lets the other half of the processor core work. */
static inline void os_spin_pause(void)
{
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
}

#endif
