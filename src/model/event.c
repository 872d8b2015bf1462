/* SPDX-License-Identifier: Apache-2.0 */
/*
 * event.c - the name of each kind of event.
 *
 * Role       Taken from EVENT_LIST, so a new kind is one line in event.h.
 * Invariant  A kind has a name exactly if it is in the list.
 */
#include "model/event.h"

#define PREFIX_SIZE (sizeof "EVENT_" - 1)

const char *event_kind_name(uint16_t kind)
{
    switch (kind) {
#define X(name, number, member)                                                                    \
    case name: return &#name[PREFIX_SIZE];
        EVENT_LIST(X)
#undef X
    default: return NULL;
    }
}
