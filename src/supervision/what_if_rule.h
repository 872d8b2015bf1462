/* SPDX-License-Identifier: Apache-2.0 */
/*
 * what_if_rule.h - a journal run again with another method of deleveraging.
 *
 * Role       Shown a journal step by step from its beginning, it sends each command to a second
 *            venue, in which LIQUIDATION_TERMS name another method.  That venue writes a journal of
 *            its own, so that whatever reads journals reads it too.  What both made of a batch, and
 *            how their accounts ended, is kept side by side.
 * Never      The journal that is shown is not written.  Nobody answers: members, and the operators,
 *            do what they did, at the time at which they did it.
 * Invariant  Each command has the same number and time in both journals; a seal stands where a seal
 *            stood, with what the second venue computed.
 * Ownership  what_if_rule_create allocates, what_if_rule_destroy frees.
 * Rules      R-LIQ-1, R-LIQ-3, R-LIQ-8, R-ADL-1 to R-ADL-4.
 */
#ifndef PERPETUA_SUPERVISION_WHAT_IF_RULE_H
#define PERPETUA_SUPERVISION_WHAT_IF_RULE_H

#include <stdio.h>

#include "model/liquidation_terms.h"
#include "node/journal_error.h"
#include "node/venue_view.h"
#include "supervision/step.h"

struct what_if_rule_config {
    const char *directory; /* of the second journal; there is none yet */
    enum deleverage_method method;
    /* Both leave more to be deleveraged. */
    bool is_fundless;  /* the funds take nothing over (R-LIQ-8) */
    bool is_sliceless; /* accounts are closed out at once (R-LIQ-3, R-LIQ-7) */
};

struct what_if_rule;

/* NULL: *error says why. */
struct what_if_rule *what_if_rule_create(const struct what_if_rule_config *config,
                                         const struct core_config *capacities,
                                         struct journal_error *error);
void what_if_rule_destroy(struct what_if_rule *run);

/* Every step of the journal, in order. */
enum journal_status what_if_rule_see(struct what_if_rule *run, const struct journal_step *step,
                                     struct journal_error *error);

/* The journal has ended, `core` is as it left it.  The second one is sealed and closed. */
enum journal_status what_if_rule_end(struct what_if_rule *run, const struct core *core,
                                     struct journal_error *error);

/* Both venues side by side, to be read by people, and as one JSON object. */
void what_if_rule_write_page(const struct what_if_rule *run, FILE *out);
void what_if_rule_write_json(const struct what_if_rule *run, FILE *out);

#endif
