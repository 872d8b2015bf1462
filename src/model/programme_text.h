/* SPDX-License-Identifier: Apache-2.0 */
/*
 * programme_text.h - the fields of programmes of makers as words.
 *
 * Role   Tables for the kinds of command from 134 to 137 and of event from 175 to 178; for other
 *        kinds those of block_text.h.
 */
#ifndef PERPETUA_MODEL_PROGRAMME_TEXT_H
#define PERPETUA_MODEL_PROGRAMME_TEXT_H

#include "model/text_field.h"

struct text_table programme_command_table(uint16_t kind);
struct text_table programme_event_table(uint16_t kind);

/* One tier of FEE_TIERS. */
struct text_table programme_tier_table(void);

#endif
