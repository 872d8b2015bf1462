/* SPDX-License-Identifier: Apache-2.0 */
/*
 * register_text.h - the fields of the commands and events of the register and of operators.
 *
 * Role   The part of command_text.c and event_text.c that speaks of parts 11 and 12; they ask here
 *        for kinds that they do not know.
 */
#ifndef PERPETUA_MODEL_REGISTER_TEXT_H
#define PERPETUA_MODEL_REGISTER_TEXT_H

#include "model/text_field.h"

/* The table of a kind; one without rows if the kind is not of these parts. */
struct text_table register_command_table(uint16_t kind);
struct text_table register_event_table(uint16_t kind);

/* Of struct eligibility_row, of which ELIGIBILITY has several. */
struct text_table register_eligibility_row_table(void);

#endif
