/* SPDX-License-Identifier: Apache-2.0 */
/*
 * command.c - the size and the name of each kind of command.
 *
 * Role       Both come from COMMAND_LIST, so a new kind is one line in command.h.
 * Invariant  Every size is a multiple of 8, at least the header with a body of 8 bytes, and at most
 *            sizeof(struct command): a record of the journal can always be read into one.
 */
#include "model/command.h"

#define X(name, number, member, type)                                                              \
    static_assert(sizeof(type) == sizeof(((struct command *)0)->member), #name " names its body"); \
    static_assert(sizeof(type) % 8 == 0, #name " keeps the journal aligned");                      \
    static_assert(offsetof(struct command, member) == COMMAND_HEADER_SIZE, #name " has a header");
COMMAND_LIST(X)
#undef X

/* "COMMAND_" without its terminating zero byte: what the names of the enum begin with. */
#define PREFIX_SIZE (sizeof "COMMAND_" - 1)

uint32_t command_size(uint16_t kind)
{
    switch (kind) {
#define X(name, number, member, type)                                                              \
    case name: return COMMAND_HEADER_SIZE + (uint32_t)sizeof(type);
        COMMAND_LIST(X)
#undef X
    default: return 0;
    }
}

const char *command_kind_name(uint16_t kind)
{
    switch (kind) {
#define X(name, number, member, type)                                                              \
    case name: return &#name[PREFIX_SIZE];
        COMMAND_LIST(X)
#undef X
    default: return NULL;
    }
}
