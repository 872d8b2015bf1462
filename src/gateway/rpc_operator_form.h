/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_operator_form.h - what a field of an operator's command is: drawn, read and written.
 *
 * Role       One look at a field's name and format says how a page draws it, in which unit it comes
 *            and goes, and so how it is read and written.  Units are those of the other methods:
 *            times in milliseconds, prices and amounts by the instrument, shares in per cent.
 */
#ifndef PERPETUA_GATEWAY_RPC_OPERATOR_FORM_H
#define PERPETUA_GATEWAY_RPC_OPERATOR_FORM_H

#include "gateway/rpc_operator.h"
#include "gateway/rpc_units.h"

/* How the value stands in JSON. */
enum operator_value {
    VALUE_DECIMAL, /* a number of so many decimals */
    VALUE_PRICE,   /* by the instrument, whole ticks */
    VALUE_FINE,    /* by the instrument, ten-thousandths of a tick */
    VALUE_AMOUNT,  /* by the instrument */
    VALUE_MS,      /* milliseconds */
    VALUE_WORD,
    VALUE_WORDS, /* a list of words */
    VALUE_PRODUCT,
    VALUE_TEXT,
    VALUE_COUNTRY, /* two letters */
    VALUE_DATE     /* "2026-12-25" */
};

struct operator_form {
    const char *type; /* what a page draws */
    const char *unit; /* that it shows; NULL: none */
    enum operator_value value;
    unsigned decimals; /* of VALUE_DECIMAL */
};

#define OPERATOR_WORDS_MAX 64u /* values of an enum, or bits of a mask */
#define OPERATOR_WORD_SIZE 40u

struct operator_form operator_form_of(const struct operator_field *field,
                                      const struct text_field *known);

/* The column of a row of the command's list; its offset is that in struct command. */
struct text_field operator_column_of(const struct command_list *list,
                                     const struct operator_field *column, uint32_t place);

bool operator_field_is(const struct operator_field *field, const char *name);

/* A number of struct command as it would be filled in. */
void operator_put_number(const struct operator_field *field, const struct text_field *known,
                         int64_t value, const struct rpc_put *put);

/* Does it name what the command is about? */
bool operator_field_is_key(const struct operator_field *field);

/* The instrument that prices and amounts are meant in; NULL: none. */
const struct instrument *operator_instrument_of(const struct operator_source *source,
                                                const struct command *command);

/* The word of a value in lower case; false: it has none. */
bool operator_word(char word[OPERATOR_WORD_SIZE], uint8_t set, uint64_t value);

#endif
