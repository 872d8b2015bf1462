/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_lobster.h - lines of LOBSTER message and order book files (Nasdaq).
 *
 * Role       Reads one line of either file.  The two files go together line by line: see
 *            replay/replay_lobster.c.
 * Invariant  A message that is taken has a type that the format defines and, where it names an
 *            order, a size and a price above zero.
 * Rules      none.
 */
#ifndef PERPETUA_WIRE_IMPORT_LOBSTER_H
#define PERPETUA_WIRE_IMPORT_LOBSTER_H

#include <stdint.h>

#include "model/side.h"
#include "wire/import_text.h"

#define LOBSTER_LEVELS_MAX   200
#define LOBSTER_ORDER_ID_MAX (UINT64_MAX / 4) /* the replay numbers other orders above it */

enum lobster_type {
    LOBSTER_ADD = 1,
    LOBSTER_REDUCE = 2,
    LOBSTER_DELETE = 3,
    LOBSTER_EXECUTION = 4,
    LOBSTER_HIDDEN = 5, /* execution of a hidden order: the book does not show it */
    LOBSTER_CROSS = 6,  /* an auction trade: the book does not show it */
    LOBSTER_HALT = 7
};

struct lobster_message {
    int64_t time_ns; /* since midnight */
    uint64_t order_id;
    int64_t size;
    int64_t price_e4; /* dollars x 10000 */
    enum lobster_type type;
    enum side side; /* of the resting order */
};

struct lobster_level {
    int64_t price_e4;
    int64_t size; /* 0: there is no such level */
};

struct lobster_book {
    struct lobster_level levels[2][LOBSTER_LEVELS_MAX]; /* by side, best first */
};

enum import_result lobster_read_message(struct import_slice line, struct lobster_message *message,
                                        struct import_fault *fault);

/* How many levels a side a line of the book file has; 0 if it is no such line. */
size_t lobster_level_count(struct import_slice line);

enum import_result lobster_read_book(struct import_slice line, size_t level_count,
                                     struct lobster_book *book, struct import_fault *fault);

#endif
