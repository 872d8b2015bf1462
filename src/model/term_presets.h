/* SPDX-License-Identifier: Apache-2.0 */
/*
 * term_presets.h - the funding and mark of known venues, as named terms.
 *
 * Role       Texts for term_text.h.  They say how a venue computes, from public rules; what a
 *            listing must add itself are the sources of its index, and limits of its own.
 * Invariant  Each text is read without a rest and passes the checks of the rulebook
 *            (term_presets_test.c, core/flow/flow_price_test.c).
 */
#ifndef PERPETUA_MODEL_TERM_PRESETS_H
#define PERPETUA_MODEL_TERM_PRESETS_H

#include <stdbool.h>
#include <stdint.h>

#include "model/command.h"

struct term_preset {
    const char *name;
    const char *prices;  /* of PRICE_TERMS, without sources */
    const char *mark;    /* of MARK_TERMS */
    const char *funding; /* of FUNDING_TERMS */
};

extern const struct term_preset term_presets[];
extern const uint32_t term_preset_count;

/* Fills the body of a command of one of the three kinds from the preset of this name.  False if
 * there is no such preset. */
bool term_preset_apply(struct command *command, const char *name);

#endif
