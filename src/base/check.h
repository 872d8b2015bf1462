/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check.h - assertions that stay on in production.
 *
 * Role       ASSERT states what must hold if this program has no fault.  A failing ASSERT stops the
 *            process: a venue that doubts its own state must not trade on.  Errors of members are
 *            rejects and errors of the world are returned; neither is ever an ASSERT.
 * Invariant  check_failed does not return.  It is the only way out of base, model and core.
 */
#ifndef BASE_CHECK_H
#define BASE_CHECK_H

#include <assert.h> /* static_assert */
#include <stdnoreturn.h>

/* Called once before the process stops, for example to leave the message in a log.  It may leave by
 * longjmp, which is how tests observe a failing ASSERT.  If it returns, the process aborts. */
typedef void check_handler(const char *condition, const char *file, int line);

/* Installs a handler (NULL: none) and returns the one that was installed before. */
check_handler *check_set_handler(check_handler *handler);

noreturn void check_failed(const char *condition, const char *file, int line);

#define ASSERT(x) (__builtin_expect(!(x), 0) ? check_failed(#x, __FILE__, __LINE__) : (void)0)

/* True when a does not hold or b holds. */
#define IMPLIES(a, b) (!(a) || (b))

/* Marks a branch that no input can reach; it is kept so that a wrong belief stops the process. */
#define IMPOSSIBLE() check_failed("this line can be reached", __FILE__, __LINE__)

#endif
