/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reject_text.h - the words behind the codes of reject.h.
 *
 * Role       Code to name, rule and text, for rejects, reasons and fields.  Names are those of the
 *            enums without their prefix: "MARGIN" for REJECT_MARGIN.  The texts belong to the venue
 *            and are never freed.
 * Rules      R-CHECK-1 says what a reject carries.
 */
#ifndef PERPETUA_MODEL_REJECT_TEXT_H
#define PERPETUA_MODEL_REJECT_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "model/event.h"
#include "model/reject.h"

/* Room for any sentence of reject_sentence, with its terminating zero byte. */
#define REJECT_SENTENCE_SIZE 192

/* All of these give NULL for a code that does not exist. */
const char *reject_name(uint16_t code);
const char *reject_rule(uint16_t code);
const char *reject_text(uint16_t code); /* with %f, %g and %l where the values belong */
const char *reason_name(uint16_t code);
const char *reason_rule(uint16_t code);
const char *reason_text(uint16_t code);
const char *field_name(uint16_t code); /* the enum's: "PRODUCT" for FIELD_PRODUCT */
const char *field_text(uint16_t code); /* the member's: "product_id" */

/*
 * The text of a reject with the field, the value given and the nearest legal value put in.  Numbers
 * are those of the interface: whole ticks, lots, micros and nanoseconds, as the text says.  Returns
 * the length, or 0 (and an empty text) when it does not fit or the code does not exist.
 */
size_t reject_sentence(char *out, size_t size, const struct event_reject *reject);

#endif
