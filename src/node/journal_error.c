/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_error.c - see journal_error.h.
 *
 * Role       See journal_error.h.
 * Invariant  See journal_error.h.
 * Rules      none.
 */
#include "node/journal_error.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/check.h"

int journal_status_exit_code(enum journal_status status)
{
    switch (status) {
    case JOURNAL_OK: return 0;
    case JOURNAL_MISMATCH: return 1;
    case JOURNAL_CORRUPT:
    case JOURNAL_MISSING:
    case JOURNAL_EXISTS:
    case JOURNAL_LOCKED:
    case JOURNAL_FOREIGN:
    case JOURNAL_NO_SPACE:
    case JOURNAL_NO_MEMORY:
    case JOURNAL_FAILED:
    case JOURNAL_REFUSED: return 2;
    }
    IMPOSSIBLE();
}

enum journal_status journal_error_set(struct journal_error *error, enum journal_status status,
                                      const char *format, ...)
{
    ASSERT(status != JOURNAL_OK);
    *error = (struct journal_error){.status = status};
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(error->text, sizeof error->text, format, arguments);
    va_end(arguments);
    return status;
}

static enum journal_status status_of(enum os_result result)
{
    switch (result) {
    case OS_NOT_FOUND: return JOURNAL_MISSING;
    case OS_EXISTS: return JOURNAL_EXISTS;
    case OS_NO_SPACE: return JOURNAL_NO_SPACE;
    case OS_NO_MEMORY: return JOURNAL_NO_MEMORY;
    case OS_LOCKED: return JOURNAL_LOCKED;
    case OS_OK:
    case OS_DENIED:
    case OS_WRONG_KIND:
    case OS_LIMIT:
    case OS_FAILED: return JOURNAL_FAILED;
    }
    IMPOSSIBLE();
}

enum journal_status journal_error_os(struct journal_error *error, enum os_result result,
                                     const char *action, const char *path)
{
    ASSERT(result != OS_OK);
    return journal_error_set(error, status_of(result), "cannot %s %s: %s", action, path,
                             os_result_text(result));
}

void journal_error_line(const struct journal_error *error, char out[JOURNAL_ERROR_LINE_SIZE])
{
    uint64_t first = error->sequence_first;
    uint64_t last = error->sequence_last;
    if (first == 0) {
        (void)snprintf(out, JOURNAL_ERROR_LINE_SIZE, "%s", error->text);
    } else if (last == 0) {
        (void)snprintf(out, JOURNAL_ERROR_LINE_SIZE, "from sequence %" PRIu64 " on: %s", first,
                       error->text);
    } else if (first == last) {
        (void)snprintf(out, JOURNAL_ERROR_LINE_SIZE, "sequence %" PRIu64 ": %s", first,
                       error->text);
    } else {
        (void)snprintf(out, JOURNAL_ERROR_LINE_SIZE, "sequences %" PRIu64 " to %" PRIu64 ": %s",
                       first, last, error->text);
    }
}
