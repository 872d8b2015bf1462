/* SPDX-License-Identifier: Apache-2.0 */
/*
 * block_text.h - the fields of blocks and moves of positions as words.
 *
 * Role   Tables for the kinds of command from 145 to 148 and of event from 185 to 187; no table
 *        for any other kind.
 */
#ifndef PERPETUA_MODEL_BLOCK_TEXT_H
#define PERPETUA_MODEL_BLOCK_TEXT_H

#include "model/text_field.h"

struct text_table block_command_table(uint16_t kind);
struct text_table block_event_table(uint16_t kind);

#endif
