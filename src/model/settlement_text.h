/* SPDX-License-Identifier: Apache-2.0 */
/*
 * settlement_text.h - the fields of the commands and events of settlement.
 *
 * Role   The part of command_text.c and event_text.c that speaks of days, settlement and
 *        pre-funding; they ask here for kinds that they do not know.
 */
#ifndef PERPETUA_MODEL_SETTLEMENT_TEXT_H
#define PERPETUA_MODEL_SETTLEMENT_TEXT_H

#include "model/text_field.h"

/* The table of a kind; one without rows if the kind is not of settlement. */
struct text_table settlement_command_table(uint16_t kind);
struct text_table settlement_event_table(uint16_t kind);

/* Fields of one holiday, and of one cycle: the repeated parts of two commands. */
struct text_table settlement_holiday_table(void);
struct text_table settlement_cycle_table(void);

#endif
