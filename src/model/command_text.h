/* SPDX-License-Identifier: Apache-2.0 */
/*
 * command_text.h - a command as one readable line, and as one JSON object.
 *
 * Role       For people: `journal dump`, logs, and the scenarios, which set a field by its name.
 *            docs/spec/events.md describes both forms.
 * Ownership  Both write into the caller's buffer and allocate nothing.
 */
#ifndef PERPETUA_MODEL_COMMAND_TEXT_H
#define PERPETUA_MODEL_COMMAND_TEXT_H

#include <stddef.h>

#include "model/command.h"
#include "model/text_field.h"

/* Room for any command in either form, with its terminating zero byte. */
#define COMMAND_TEXT_SIZE 8192

/* Both return the length, or 0 (and an empty text) when `size` does not suffice.  `names` NULL:
 * ids are numbers, prices are ticks and quantities are lots. */
size_t command_text(char *out, size_t size, const struct command *command,
                    const struct text_names *names);
size_t command_json(char *out, size_t size, const struct command *command);

/*
 * The field of a command's header or body, or of the first leg or row of a list, by its JSON name;
 * its offset is that in struct command.  False if there is none of this name.
 */
bool command_field_find(uint16_t kind, const char *name, size_t size, struct text_field *field);

#endif
