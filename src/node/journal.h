/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal.h - the one ordered record of everything that happened to the venue.
 *
 * Role       Create, open with recovery, append, commit, wait until durable, close.  One process
 *            writes a journal, and in it one thread appends.  A record is opaque bytes here.
 *            With threads: one writes frames, one makes the next segment ahead of time.  Without:
 *            commit and append write themselves; simulations and crash tests run so.
 * Invariant  The durable sequence covers a record only after the disk said that it has it.  Once
 *            anything failed nothing more is written, and every call says so.
 * Ownership  A journal owns its files, memory and threads from journal_open to journal_close.
 * Rules      none.
 */
#ifndef PERPETUA_NODE_JOURNAL_H
#define PERPETUA_NODE_JOURNAL_H

#include "node/journal_reader.h"
#include "node/journal_write.h"

struct journal_founding {
    uint64_t segment_size; /* JOURNAL_SEGMENT_SIZE but for tests */
    struct journal_id id;  /* all zero: a random one */
    struct journal_charter charter;
};

struct journal_config {
    const char *directory;
    const struct journal_position *start; /* recovery begins here; NULL: at the beginning */
    uint64_t ring_size;                   /* a power of two; 0: 8 MiB */
    size_t frame_size_max;                /* 0: JOURNAL_FRAME_SIZE_MAX */
    bool has_threads;
    unsigned checks; /* JOURNAL_CHECK_ALL but for tests */
    /* Called from the writing thread when more is durable or the journal failed; NULL: nobody is
     * told.  It may only wake somebody. */
    void (*progress)(void *context);
    void *progress_context;
};

/* Called for every record that recovery finds, in order; false ends the recovery. */
typedef bool journal_replay(void *context, const struct journal_record *record);

struct journal_replayer {
    journal_replay *replay; /* NULL: records are checked and passed over */
    void *context;
};

/* What recovery found. */
struct journal_recovery {
    uint64_t sequence_last; /* of the last record; 0: there is none */
    uint64_t record_count;  /* replayed */
    struct journal_end end;
};

struct journal {
    struct journal_segment_header header; /* id, size of segments, charter */
    struct journal_recovery recovery;
    char directory[OS_PATH_SIZE_MAX];
    struct os_file lock;
    bool has_threads;
    void (*progress)(void *context);
    void *progress_context;
    bool has_writer_thread;
    bool has_maker_thread;
    struct os_memory ring_memory;
    struct journal_writer writer;
    struct os_thread writer_thread;
    struct os_thread maker_thread; /* makes the next segment */
    struct journal_error error;    /* set before status */
    struct journal_error maker_error;
    uint64_t sequence_next; /* of the next append; the appending thread only */

    struct journal_ring ring;

    alignas(CACHE_LINE_SIZE) _Atomic uint64_t durable; /* sequence */
    _Atomic uint32_t durable_word;                     /* changes with durable and status */
    _Atomic uint32_t waiter_count;
    _Atomic uint32_t status; /* enum journal_status: how it failed */

    alignas(CACHE_LINE_SIZE) _Atomic uint32_t work_word; /* changes when there is work */
    _Atomic uint32_t writer_sleeps;
    _Atomic uint32_t is_closing;

    alignas(CACHE_LINE_SIZE) _Atomic uint32_t wanted_generation; /* the maker's order */
    _Atomic uint32_t made_generation;
    _Atomic uint32_t maker_status;
    _Atomic uint32_t maker_word;
};

/* Makes the directory if need be and an empty journal in it; JOURNAL_EXISTS if there is one. */
enum journal_status journal_create(const char *directory, const struct journal_founding *founding,
                                   struct journal_error *error);

/* Reads what every segment says about the journal. */
enum journal_status journal_read_header(const char *directory,
                                        struct journal_segment_header *header,
                                        struct journal_error *error);

/* Locks the directory, checks and replays all records from config->start on, and makes ready to
 * append.  Only a torn last write is dropped; on any damage this fails and changes nothing. */
enum journal_status journal_open(struct journal *journal, const struct journal_config *config,
                                 const struct journal_replayer *replayer,
                                 struct journal_error *error);

/* Adds one record; *sequence becomes its number.  Waits while the ring is full. */
enum journal_status journal_append(struct journal *journal, struct journal_span record,
                                   uint64_t *sequence);

/* Lets everything appended so far go to the disk, with the next frame. */
enum journal_status journal_commit(struct journal *journal);

/* The last durable record. */
uint64_t journal_durable(const struct journal *journal);

/* Returns when the record is durable, or when it never will be. */
enum journal_status journal_wait(struct journal *journal, uint64_t sequence);

/* JOURNAL_OK, or how the journal failed; then *error says it in words. */
enum journal_status journal_status(const struct journal *journal, struct journal_error *error);

/* The disk is too full for the next segment: warn before the present one ends. */
bool journal_space_is_low(const struct journal *journal);

/* The place behind the last record.  The appending thread calls it when all is durable. */
struct journal_position journal_position(const struct journal *journal);

/* Makes the next segment now; without threads only, for tests that choose the moment. */
enum journal_status journal_make_next_segment(struct journal *journal);

/* Writes what is left and gives everything back. */
enum journal_status journal_close(struct journal *journal, struct journal_error *error);

#endif
