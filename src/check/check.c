/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check.c - the checks by name.
 *
 * Role       See check.h.
 * Invariant  Every check of the command's help stands in the table.
 * Rules      none.
 */
#include "check/check.h"

#include <string.h>

#include "check/checks.h"

static const struct check *const checks[] = {
    &check_mark,  &check_funding, &check_premium, &check_positions,
    &check_tiers, &check_index,   &check_fund,
};

const struct check *check_at(size_t index)
{
    return index < sizeof checks / sizeof checks[0] ? checks[index] : NULL;
}

const struct check *check_find(const char *name)
{
    const struct check *check;
    for (size_t i = 0; (check = check_at(i)) != NULL; i++) {
        if (strcmp(check->name, name) == 0) return check;
    }
    return NULL;
}

bool check_has_format(const struct check *check, const char *format)
{
    for (const char *const *name = check->formats; *name != NULL; name++) {
        if (strcmp(*name, format) == 0) return true;
    }
    return false;
}

bool check_may_be(const struct check_call *call, const char *format)
{
    return call->format == NULL || strcmp(call->format, format) == 0;
}

enum check_status check_verdict(bool is_pass, const struct replay_fault *fault)
{
    if (fault_is_set(fault)) return CHECK_BAD_INPUT;
    return is_pass ? CHECK_PASS : CHECK_DIFFERS;
}

const char *check_word(bool is_pass)
{
    return is_pass ? "pass" : "fail";
}
