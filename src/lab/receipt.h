/* SPDX-License-Identifier: Apache-2.0 */
/*
 * receipt.h - how a number came about, as text for people and as JSON for machines.
 *
 * Role       A receipt is printed while it is computed: what it is about, the inputs with the place
 *            in the journal that they are from, each arithmetic step with its rule, and each result
 *            beside the number that the venue gave.  It holds no number of its own.  Machines get
 *            lists by kind of line, or one list of lines in the order in which they are shown.
 * Invariant  A receipt verifies only if at least one result was compared and every one agreed.
 * Ownership  The caller owns the stream; a receipt has no memory to give back.
 */
#ifndef PERPETUA_LAB_RECEIPT_H
#define PERPETUA_LAB_RECEIPT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/int_math.h"

/* A number with its decimals and unit: {6358700, 6, "USD"} is 6.3587 USD. */
struct amount {
    int128 value;
    unsigned scale; /* decimals, at most 18 */
    const char *unit;
};

/* Room for any amount with its unit, with the terminating zero byte. */
#define AMOUNT_TEXT_SIZE 96

/* Writes all decimals but zeros at the end.  Returns `out`. */
const char *amount_text(char out[AMOUNT_TEXT_SIZE], struct amount amount);

enum receipt_format { RECEIPT_PAGE, RECEIPT_JSON, RECEIPT_LINES };

/* Where it goes, and how it looks. */
struct receipt_output {
    FILE *out; /* NULL: nothing is printed, results are compared all the same */
    enum receipt_format format;
};

struct receipt {
    FILE *out;
    enum receipt_format format;
    uint8_t section;  /* enum section of receipt.c */
    uint8_t currency; /* of its money, for whoever makes amounts of it */
    uint32_t step_count;
    uint32_t compared_count;
    uint32_t agreed_count;
};

/* `title` says in words what is explained, `id` which one. */
void receipt_begin(struct receipt *receipt, struct receipt_output output, const char *title,
                   const char *id);

/* A number that goes in, and where it is from ("FILL 1002.1", "FUNDING_TERMS 14"). */
void receipt_input(struct receipt *receipt, const char *name, struct amount amount,
                   const char *origin);

/* One step of arithmetic: the rule, what is computed, and the formula with its numbers put in. */
void receipt_step(struct receipt *receipt, const char *rule, const char *name, const char *formula,
                  struct amount amount);

/* A sentence about what follows from the numbers. */
void receipt_note(struct receipt *receipt, const char *rule, const char *sentence);

/* A result: what was computed here beside what the venue gave. */
void receipt_compare(struct receipt *receipt, const char *name, struct amount computed,
                     struct amount recorded);

/* Ends it with its verdict.  True if it verifies. */
bool receipt_end(struct receipt *receipt);

#endif
