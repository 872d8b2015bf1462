/* SPDX-License-Identifier: Apache-2.0 */
/*
 * liquidation_text.h - the fields of the commands and events about liquidation.
 *
 * Role   The tables that command_text.c and event_text.c show these kinds with.
 */
#ifndef PERPETUA_MODEL_LIQUIDATION_TEXT_H
#define PERPETUA_MODEL_LIQUIDATION_TEXT_H

#include "model/text_field.h"

/* The fields in struct command, or struct event, of a kind of part 8; none for another kind. */
struct text_table liquidation_command_table(uint16_t kind);
struct text_table liquidation_event_table(uint16_t kind);

#endif
