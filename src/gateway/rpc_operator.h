/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_operator.h - the commands that operators send from a console, as one table.
 *
 * Role       A row names a command, what it is for, and its fields by the names that model/ knows
 *            them by (model/command_text.h, model/command_list.h).  From the row come the form that
 *            a page draws, the reading of what was filled in, and the way back from a command to
 *            its fields.
 * Invariant  A field that can be written can be read back as the same value (test/desk/operator.c).
 *            Who may send what is the core's to say, never this table's.
 */
#ifndef PERPETUA_GATEWAY_RPC_OPERATOR_H
#define PERPETUA_GATEWAY_RPC_OPERATOR_H

#include <jansson.h>

#include "gateway/instrument.h"
#include "gateway/json_writer.h"
#include "gateway/rpc_method.h"
#include "model/command_list.h"
#include "model/event.h"
#include "model/text_field.h"
#include "node/venue_view.h"

/* A field of a form, or a column of its list.  Instrument and account of the header are fields as
 * others are. */
struct operator_field {
    const char *name; /* of the body, or "instrument_name", "account_id"; NULL ends a list */
    const char *title;
    bool is_required;
};

#define OPERATOR_FIELDS_MAX  24u
#define OPERATOR_COLUMNS_MAX 5u

/* The list of a command that has one (model/command_list.h). */
struct operator_list {
    uint16_t kind; /* enum command_kind */
    const char *title;
    const char *one;    /* what a row is called */
    const char *rising; /* the column whose values rise from row to row; NULL: any order */
    struct operator_field columns[OPERATOR_COLUMNS_MAX];
};

struct operator_command {
    const char *word; /* as in model/text_words.h */
    uint16_t kind;    /* enum command_kind */
    const char *title;
    const char *text; /* one sentence */
    const char *rule;
    struct operator_field fields[OPERATOR_FIELDS_MAX];
};

/* The rows in the order in which forms show them: NULL behind the last. */
const struct operator_command *operator_command_at(uint32_t place);

/* NULL: there is none of this word, or of this kind. */
const struct operator_command *operator_command_find(const char *word);
const struct operator_command *operator_command_of(uint16_t kind);

/* NULL: the form of this kind has no list. */
const struct operator_list *operator_list_of(uint16_t kind);

/* What fields are read and written with. */
struct operator_source {
    const struct core *core;
    const struct instruments *instruments;
};

#define OPERATOR_PLACE_SIZE 96u

/* What is wrong with what was filled in, and where: "state", "brackets[2].floor_micros". */
struct operator_fault {
    const char *reason;
    char place[OPERATOR_PLACE_SIZE];
};

/* What the field is in struct command. */
struct text_field operator_field_of(const struct operator_command *row,
                                    const struct operator_field *field);

/*
 * Fills body and header of a command from an object of fields.  What is not given stays as the
 * venue has it now, where a command changes terms that are there, else 0; a list that is given is
 * the whole list.
 */
bool operator_read(const struct operator_source *source, const struct operator_command *row,
                   const json_t *fields, struct command *command, struct operator_fault *fault);

/* The same of the fields that name what the command is about, and of them alone: the rest is 0. */
bool operator_read_keys(const struct operator_source *source, const struct operator_command *row,
                        const json_t *fields, struct command *command,
                        struct operator_fault *fault);

/* The fields of a command as an object; those that say nothing are left out. */
void operator_put_fields(const struct operator_source *source, const struct operator_command *row,
                         const struct command *command, struct json_writer *writer);

/* How far a field may go, in the units of struct command. */
struct operator_bound {
    bool is_told;   /* false: what is legal hangs on other fields, or on accounts */
    uint16_t field; /* enum field by which the rules refuse it; FIELD_NONE: it is not known */
    int64_t low;
    int64_t high;
};

struct operator_bound operator_bound_of(uint16_t kind, const char *name);

/* The field of the form that the rules refused by REJECT_TERMS; NULL: it is none, or not certain,
 * since two of one number have the value that was refused. */
const struct operator_field *operator_refused_field(const struct operator_command *row,
                                                    const struct command *command,
                                                    const struct event_reject *reject);

/*
 * Members of the open object of a reject: "place", the field of the form that the rules refused,
 * and "nearest", the legal value nearest to what it was, as it would be filled in.  Nothing if the
 * field is not certain.
 */
void operator_add_nearest(const struct operator_source *source, const struct command *command,
                          const struct event_reject *reject, struct json_writer *writer);

/* The form of a row without the rights: [{name, title, type, unit, required, choices, least,
 * most}]. */
void operator_put_form(const struct operator_command *row, struct json_writer *writer);

#endif
