/* SPDX-License-Identifier: Apache-2.0 */
/*
 * price_text.h - the fields of the commands and events about index, marks and funding.
 *
 * Role       The tables that command_text.c and event_text.c show these kinds with.
 */
#ifndef PERPETUA_MODEL_PRICE_TEXT_H
#define PERPETUA_MODEL_PRICE_TEXT_H

#include "model/text_field.h"

/* The fields in struct command, or struct event, of a kind of part 6; none for another kind. */
struct text_table price_command_table(uint16_t kind);
struct text_table price_event_table(uint16_t kind);

/* The fields of one source of the index, in struct index_source. */
struct text_table price_source_table(void);

/* The one field of a local time of funding, a minute of the day. */
struct text_table price_time_table(void);

#endif
