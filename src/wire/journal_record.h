/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_record.h - records and frames of the journal, to bytes and back.
 *
 * Role       A record is one encoded command, opaque here.  A frame is what one group commit
 *            writes: a header, whole records, zeros up to a multiple of 4096 bytes.  Each
 *            512-byte sector of it begins with a stamp (journal_stamp.h).  docs/spec/journal.md
 *            gives every byte. Pure: no file, no clock.  SHA-256 comes from the caller; this file
 *            says over what.
 * Invariant  Whatever bytes a reader function is given, it reads only inside the sizes named, and
 *            it accepts a frame only when everything that `checks` asks for holds.
 * Rules      none.
 */
#ifndef PERPETUA_WIRE_JOURNAL_RECORD_H
#define PERPETUA_WIRE_JOURNAL_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wire/journal_stamp.h"

#define JOURNAL_VERSION 1u

#define JOURNAL_RECORD_SIZE_MAX  ((size_t)8192)
#define JOURNAL_RECORD_HEAD_SIZE ((size_t)8) /* size and checksum in front of the bytes */

#define JOURNAL_FRAME_GRID        ((size_t)4096)
#define JOURNAL_FRAME_SIZE_MAX    ((size_t)1024 * 1024)
#define JOURNAL_FRAME_HEADER_SIZE ((size_t)128) /* with the stamp of the first sector */

#define JOURNAL_ID_SIZE   16
#define JOURNAL_HASH_SIZE 32

struct journal_id {
    uint8_t bytes[JOURNAL_ID_SIZE];
};

struct journal_hash {
    uint8_t bytes[JOURNAL_HASH_SIZE];
};

/* A place between two frames: everything before it is known. */
struct journal_position {
    uint64_t sequence_next;   /* of the record that comes next; the first one is 1 */
    uint64_t offset;          /* of the next frame in its segment file */
    struct journal_hash head; /* hash of the frame before */
    uint32_t generation;      /* of the segment */
};

/* Two checks can be left out, by tests which show what would then be accepted.  One more is made by
 * verify alone: that what was never written is blank. */
#define JOURNAL_CHECK_CHAIN      1u
#define JOURNAL_CHECK_GENERATION 2u
#define JOURNAL_CHECK_BLANK      4u
#define JOURNAL_CHECK_ALL        (JOURNAL_CHECK_CHAIN | JOURNAL_CHECK_GENERATION)
#define JOURNAL_CHECK_VERIFY     (JOURNAL_CHECK_ALL | JOURNAL_CHECK_BLANK)

/* What the next frame must be. */
struct journal_expect {
    struct journal_position position;
    struct journal_id id;
    uint64_t segment_size;
    unsigned checks;
};

struct journal_frame_header {
    uint64_t sequence_first;
    uint32_t record_count;
    uint32_t frame_size;   /* on disk, a multiple of 4096 */
    uint32_t records_size; /* heads and bytes of the records, without stamps */
    uint32_t generation;
    struct journal_id id;
    struct journal_hash previous;
    struct journal_hash hash; /* SHA-256 of the whole frame but these 32 bytes */
};

enum journal_frame_fault {
    JOURNAL_FRAME_OK,
    JOURNAL_FRAME_ABSENT,   /* the first sector was never written under this generation */
    JOURNAL_FRAME_TORN,     /* the header is whole, a later sector was not written */
    JOURNAL_FRAME_STAMP,    /* a stamp is damaged */
    JOURNAL_FRAME_PLACE,    /* a sector belongs to another frame */
    JOURNAL_FRAME_HEADER,   /* the header's checksum is wrong */
    JOURNAL_FRAME_VERSION,  /* a format that this program does not know */
    JOURNAL_FRAME_FIELDS,   /* the header is whole and contradicts itself or its place */
    JOURNAL_FRAME_FOREIGN,  /* a frame of another journal */
    JOURNAL_FRAME_SEQUENCE, /* not the next sequence number */
    JOURNAL_FRAME_CHAIN,    /* follows another frame than the one before it */
    JOURNAL_FRAME_HASH,     /* the hash is wrong */
    JOURNAL_FRAME_RECORD    /* a record's size or checksum is wrong */
};

/* A phrase such as "the frame's hash is wrong". */
const char *journal_frame_fault_text(enum journal_frame_fault fault);

/* --- writing --- */

struct journal_span {
    const uint8_t *bytes;
    size_t size;
};

/* Writes what stands in front of a record's bytes. */
void journal_record_head_put(uint8_t head[JOURNAL_RECORD_HEAD_SIZE], uint64_t sequence,
                             struct journal_span record);

/* The size on disk of a frame whose records take records_size bytes, heads included. */
size_t journal_frame_size(size_t records_size);

/* The most bytes of records, heads included, in a frame of this size (a multiple of 4096). */
size_t journal_frame_capacity(size_t frame_size);

/* Writes the frame whole except its hash.  The records, heads included, come in two pieces because
 * their source is a ring.  The header's hash is not read. */
void journal_frame_build(uint8_t *frame, const struct journal_frame_header *header, uint64_t offset,
                         const struct journal_span records[2]);

/* The two pieces over which SHA-256 is to be taken, one after the other. */
void journal_frame_hash_spans(const uint8_t *frame, size_t frame_size,
                              struct journal_span spans[2]);

void journal_frame_hash_put(uint8_t *frame, const struct journal_hash *hash);

/* --- reading, in this order: header, sectors, hash (by the caller), unstamp, records --- */

/* Reads the first sector of a frame.  *header is set when the result is OK, SEQUENCE or CHAIN. */
enum journal_frame_fault journal_frame_read_header(const uint8_t *sector,
                                                   const struct journal_expect *expect,
                                                   struct journal_frame_header *header);

/* Judges the stamps of all frame_size bytes; *bad_index is the first sector at fault. */
enum journal_frame_fault journal_frame_check_sectors(const uint8_t *frame,
                                                     const struct journal_frame_header *header,
                                                     const struct journal_expect *expect,
                                                     uint32_t *bad_index);

/* Takes the stamps out in place, so that the records stand in one piece. */
void journal_frame_unstamp(uint8_t *frame, size_t frame_size);

struct journal_record {
    uint64_t sequence;
    struct journal_span payload;
};

/* Walks over the records of an unstamped frame. */
struct journal_records {
    const uint8_t *bytes;
    size_t size; /* of all records */
    size_t room; /* up to the end of the frame */
    size_t used; /* so far */
    uint64_t sequence_next;
    uint32_t left;   /* records still to come */
    bool is_checked; /* walked over before without a fault: checksums are not computed again */
};

struct journal_records journal_records_begin(const uint8_t *unstamped,
                                             const struct journal_frame_header *header);

/* True while there is a record.  At the end or at a fault false; then ask journal_records_fault. */
bool journal_records_next(struct journal_records *records, struct journal_record *record);

/* Walks over all records.  OK, or RECORD when records->sequence_next is the record at fault. */
enum journal_frame_fault journal_records_check(struct journal_records *records);

/* After the last record: OK, or RECORD when sequence_next is the record at fault. */
enum journal_frame_fault journal_records_fault(const struct journal_records *records);

bool journal_hash_equal(const struct journal_hash *a, const struct journal_hash *b);
bool journal_id_equal(const struct journal_id *a, const struct journal_id *b);

#endif
