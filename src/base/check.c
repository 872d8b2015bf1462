/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check.c - what happens when an assertion fails.
 *
 * Role       Says which condition failed and where, then aborts.  This is the only file below `os`
 *            that calls the C library for more than memory functions; the purity check leaves it
 *            out because every pure file ends here when it cannot go on.
 * Invariant  A failure inside the handler does not call the handler again.
 */
#include "base/check.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

static _Atomic(check_handler *) failure_handler;

check_handler *check_set_handler(check_handler *handler)
{
    return atomic_exchange(&failure_handler, handler);
}

noreturn void check_failed(const char *condition, const char *file, int line)
{
    check_handler *handler = check_set_handler(NULL);
    if (handler != NULL) handler(condition, file, line);

    (void)fprintf(stderr, "%s:%d: assertion failed: %s\n", file, line, condition);
    abort();
}
