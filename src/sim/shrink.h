/* SPDX-License-Identifier: Apache-2.0 */
/*
 * shrink.h - leaves out parts of something that fails as long as it still fails.
 *
 * Role       Knows only a list of steps that are in or out, and a question: does it fail so?
 *            Tries to drop halves, quarters, and so on down to single steps.
 * Invariant  At the end it fails, if it did at the start, and the last step is still in.
 */
#ifndef PERPETUA_SIM_SHRINK_H
#define PERPETUA_SIM_SHRINK_H

#include <stdbool.h>
#include <stdint.h>

/* Does it fail with the steps that are in? */
typedef bool shrink_question(void *context, const bool *keeps, uint32_t count);

struct shrink {
    bool *keeps; /* by step; the caller's, all true at the start */
    uint32_t count;
    uint32_t questions_max;
    uint32_t questions; /* asked so far */
    shrink_question *fails;
    void *context;
};

/* Returns how many steps are still in. */
uint32_t shrink_steps(struct shrink *shrink);

#endif
