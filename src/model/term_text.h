/* SPDX-License-Identifier: Apache-2.0 */
/*
 * term_text.h - terms written as words: "premium impact  sample_ns 15s  clamp_e12 2%".
 *
 * Role       Sets the fields of a command of terms by the names they have in JSON.  A value is
 *            written as people write it: 15s, 2%, 20000.50 (dollars), a word of an enum, words
 *            joined by a bar or a comma.  Two lists have a form of their own: sources 11:2,12:1
 *            (id and weight) and times 00:00,08:00,16:00.
 * Errors     A name or value that is not understood is refused, and says which word it was.
 */
#ifndef PERPETUA_MODEL_TERM_TEXT_H
#define PERPETUA_MODEL_TERM_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "model/command.h"

/* Sets one field.  False, and the command unchanged, if name or value is not understood. */
bool term_set(struct command *command, const char *name, const char *value);

/*
 * Sets fields from pairs of words parted by spaces.  Returns NULL, or the first word that was not
 * understood; fields before it are set.
 */
const char *terms_read(struct command *command, const char *text);

#endif
