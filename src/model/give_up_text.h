/* SPDX-License-Identifier: Apache-2.0 */
/*
 * give_up_text.h - the fields of give-ups and allocations as words.
 *
 * Role   Tables for the kinds of command from 130 to 133 and of event from 170 to 172; for others
 *        what programme_text.h has.
 */
#ifndef PERPETUA_MODEL_GIVE_UP_TEXT_H
#define PERPETUA_MODEL_GIVE_UP_TEXT_H

#include "model/text_field.h"

struct text_table give_up_command_table(uint16_t kind);
struct text_table give_up_event_table(uint16_t kind);

#endif
