/* SPDX-License-Identifier: Apache-2.0 */
/*
 * abi_text.h - messages and reports as the words of abi_cases.h.
 */
#ifndef PERPETUA_TEST_ABI_TEXT_H
#define PERPETUA_TEST_ABI_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "abi.h"

#define ABI_WORD_SIZE 112

/* Reads one word and goes behind it and the blanks after it; false at the end or at a wrong word.
   */
bool abi_message_read(const char **text, struct abi_message *message, uint64_t sequence_number);

/* Writes the word of a report. */
void abi_report_text(const struct abi_report *report, char out[ABI_WORD_SIZE]);

/* "99 101": best bid and best ask, "." where there is none. */
void abi_end_text(int64_t best_bid, int64_t best_ask, char out[ABI_WORD_SIZE]);

#endif
