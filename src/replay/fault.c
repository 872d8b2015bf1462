/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fault.c - writing down the first fault.
 *
 * Role       See fault.h.
 * Invariant  The text ends with a zero byte and has no line feed in it.
 * Rules      none.
 */
#include "replay/fault.h"

#include <stdarg.h>
#include <stdio.h>

bool fault_set(struct replay_fault *fault, const char *format, ...)
{
    if (fault_is_set(fault)) return false;
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(fault->text, sizeof fault->text, format, arguments);
    va_end(arguments);
    /* Names of files can hold anything; the fault stays one line. */
    for (char *at = fault->text; *at != '\0'; at++) {
        if ((unsigned char)*at < ' ' || *at == '\x7f') *at = '?';
    }
    return false;
}

bool fault_is_set(const struct replay_fault *fault)
{
    return fault->text[0] != '\0';
}

bool fault_memory(struct replay_fault *fault)
{
    return fault_set(fault, "memory is used up");
}
