/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_error.h - what went wrong with a journal or a snapshot, in one clear line.
 *
 * Role       Errors of the world are returned.  A status says what kind of trouble it is, the text
 *            says it to an operator: the file, the offset, what was expected, what to do next.
 * Invariant  The text is complete and ends with a zero byte, however long the names in it are.
 * Rules      none.
 */
#ifndef PERPETUA_NODE_JOURNAL_ERROR_H
#define PERPETUA_NODE_JOURNAL_ERROR_H

#include <stdint.h>

#include "os/os_result.h"

enum journal_status {
    JOURNAL_OK = 0,
    JOURNAL_MISSING,  /* there is no journal, or a file of it is not there */
    JOURNAL_EXISTS,   /* a journal is there already */
    JOURNAL_LOCKED,   /* another process writes this journal */
    JOURNAL_FOREIGN,  /* not a journal, another version, cut short, or of another journal */
    JOURNAL_CORRUPT,  /* damaged: the sequence numbers say where */
    JOURNAL_NO_SPACE, /* the disk is full */
    JOURNAL_NO_MEMORY,
    JOURNAL_FAILED,  /* opening, reading or writing failed; after a failed sync nothing may go on */
    JOURNAL_REFUSED, /* who reads the records asked to stop */
    JOURNAL_MISMATCH /* the journal is whole, but running it again gave another result */
};

struct journal_error {
    enum journal_status status;
    uint64_t sequence_first; /* the records in question; 0 when there are none */
    uint64_t sequence_last;  /* 0: from sequence_first on, nobody knows how far */
    char text[512];
};

/* 0 for JOURNAL_OK, 1 for a mismatch, 2 for everything that cannot be used: damaged files too. */
int journal_status_exit_code(enum journal_status status);

/* Sets status and text and returns status. */
enum journal_status journal_error_set(struct journal_error *error, enum journal_status status,
                                      const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* "cannot ACTION PATH: REASON", with the status that fits the result. */
enum journal_status journal_error_os(struct journal_error *error, enum os_result result,
                                     const char *action, const char *path);

#define JOURNAL_ERROR_LINE_SIZE 640

/* "sequence 17: TEXT", "sequences 17 to 20: TEXT", "from sequence 17 on: TEXT" or just TEXT. */
void journal_error_line(const struct journal_error *error, char out[JOURNAL_ERROR_LINE_SIZE]);

#endif
