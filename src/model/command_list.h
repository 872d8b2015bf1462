/* SPDX-License-Identifier: Apache-2.0 */
/*
 * command_list.h - the part of a command that comes several times: brackets, tiers, holidays.
 *
 * Role       Says where the rows of a command's list stand, what a row has, and where their number
 *            is.  The readable line, the JSON array and the forms of the console are made of it.
 * Invariant  A command has at most one list; its rows lie behind one another in struct command.
 */
#ifndef PERPETUA_MODEL_COMMAND_LIST_H
#define PERPETUA_MODEL_COMMAND_LIST_H

#include "model/command.h"
#include "model/text_field.h"

struct command_list {
    const char *name;        /* in JSON */
    const char *label;       /* in front of each row in the readable line */
    struct text_table table; /* of one row, by its offsets in the row */
    size_t offset;           /* of the first row in struct command */
    size_t size;             /* of one row, in bytes */
    uint32_t max;
    struct text_field count; /* how many rows there are */
};

/* False: the command has no list.  Legs of an order list are not found here: they are orders. */
bool command_list_find(uint16_t kind, struct command_list *list);

/* The rows that a command has, at most as many as there is room for. */
uint32_t command_list_count(const struct command_list *list, const struct command *command);

#endif
