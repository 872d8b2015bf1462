/* SPDX-License-Identifier: Apache-2.0 */
/*
 * command_codec.h - a command to the bytes of a journal record, and back.
 *
 * Role       The bytes are the command's header and body as command.h lays them out, little endian,
 *            command_size(kind) of them; docs/spec/events.md names every field.  Pure.
 * Invariant  One command has one encoding: what command_write writes, command_read reads back as
 *            the same struct, and every text that command_read accepts is what command_write gives.
 *            Therefore reserved bytes must be zero: a writer that leaves rubbish in them would give
 *            two journals of the same commands different hashes, and a later version could not give
 *            them a meaning.
 * Not here   Values are not judged.  A side that does not exist or a price of zero is a member's
 *            error, which the core answers with a reject, and the journal holds it as it came.
 * Rules      R-TIME-4: a kind that does not exist has no encoding; a gateway that meets one rejects
 *            it as the core does and journals nothing.
 */
#ifndef PERPETUA_WIRE_COMMAND_CODEC_H
#define PERPETUA_WIRE_COMMAND_CODEC_H

#include <stddef.h>
#include <stdint.h>

#include "model/command.h"

/* Bytes of the largest command. */
#define COMMAND_BYTES_MAX (sizeof(struct command))

enum command_fault {
    COMMAND_GOOD = 0,
    COMMAND_FAULT_SIZE,    /* not as long as its kind is, or shorter than a header */
    COMMAND_FAULT_KIND,    /* the kind does not exist */
    COMMAND_FAULT_RESERVED /* a reserved byte is not zero */
};

/*
 * Writes the bytes of a command to `bytes` (COMMAND_BYTES_MAX of room) and their count to *size.
 * On a fault nothing is written.
 */
enum command_fault command_write(const struct command *command, uint8_t *bytes, size_t *size);

/*
 * Reads a command from exactly `size` bytes, at any address.  Bytes of the struct behind the body
 * of its kind become zero.  On a fault *command is unchanged.
 */
enum command_fault command_read(const uint8_t *bytes, size_t size, struct command *command);

/* "the size does not fit the kind", for a message; "good" for COMMAND_GOOD. */
const char *command_fault_text(enum command_fault fault);

#endif
