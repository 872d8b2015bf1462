/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_reader.c - see journal_reader.h.
 *
 * Role       Slots go round: one side fills them in order, the other uses them in order.  Without a
 *            thread the caller fills a slot when it needs one.
 * Invariant  used_count <= filled_count <= used_count + slot_count.
 * Rules      none.
 */
#include "node/journal_reader.h"

#include "base/check.h"
#include "base/int_math.h"

#define CHUNK_SIZE ((size_t)2 * 1024 * 1024)

/* The hash of the frame is right, so the writer itself made these records wrong. */
static void report_records(const struct journal_reader *reader, uint64_t sequence,
                           struct journal_error *error)
{
    (void)journal_error_set(error, JOURNAL_CORRUPT,
                            "%s: %s although the frame's hash is right: "
                            "the journal was not written by this program",
                            reader->scan.directory, journal_frame_fault_text(JOURNAL_FRAME_RECORD));
    error->sequence_first = sequence;
    error->sequence_last = sequence;
}

/* Makes a frame ready to be walked over: stamps out, records checked.  False: a fault. */
static bool prepare_frame(const struct journal_reader *reader, const struct journal_frame *frame,
                          struct journal_error *error)
{
    journal_frame_unstamp(frame->bytes, frame->header.frame_size);
    struct journal_records records = journal_records_begin(frame->bytes, &frame->header);
    if (journal_records_check(&records) == JOURNAL_FRAME_OK) return true;
    report_records(reader, records.sequence_next, error);
    return false;
}

/* Fills one slot: reads a chunk and checks all frames in it.  The records in them are checked here
 * too, unless the caller's side has nothing to do: then it can do that. */
static void fill_slot(struct journal_reader *reader, struct journal_slot *slot, bool is_hurried)
{
    slot->is_prepared = !is_hurried;
    slot->frame_count = 0;
    slot->step = JOURNAL_SCAN_FAULT;
    uint64_t segment_size = reader->scan.expect.segment_size;
    bool has_more = reader->scan.expect.position.offset < segment_size;
    if (has_more && journal_scan_fill(&reader->scan, &slot->chunk, &slot->error) != JOURNAL_OK) {
        return;
    }
    for (;;) {
        struct journal_frame *frame = &slot->frames[slot->frame_count];
        slot->step = journal_scan_next(&reader->scan, &slot->chunk, frame, &slot->error);
        if (slot->step != JOURNAL_SCAN_FRAME) break;
        if (!is_hurried && !prepare_frame(reader, frame, &slot->error)) {
            slot->step = JOURNAL_SCAN_FAULT;
            break;
        }
        slot->frame_count++;
    }
}

static void read_ahead(void *context)
{
    struct journal_reader *reader = context;
    uint32_t filled = 0;
    for (;;) {
        uint32_t used = atomic_load(&reader->used_count);
        if (atomic_load(&reader->is_stopped) != 0) return;
        if (filled - used == reader->slot_count) {
            os_word_wait(&reader->used_count, used);
            continue;
        }
        struct journal_slot *slot = &reader->slots[filled % reader->slot_count];
        fill_slot(reader, slot, filled - used <= 1);
        filled++;
        bool is_last = slot->step != JOURNAL_SCAN_MORE;
        atomic_store(&reader->filled_count, filled);
        os_word_wake(&reader->filled_count);
        if (is_last) return;
    }
}

/* A chunk holds at most this many frames, and the scan looks for one more. */
static uint32_t frames_in(size_t chunk_size)
{
    return (uint32_t)(chunk_size / JOURNAL_FRAME_GRID) + 1;
}

static enum journal_status take_memory(struct journal_reader *reader, struct journal_error *error)
{
    size_t chunk_size = u64_min(CHUNK_SIZE, reader->scan.expect.segment_size);
    size_t frames_size = frames_in(chunk_size) * sizeof(struct journal_frame);
    size_t count = reader->slot_count;
    bool taken =
        os_memory_take(&reader->memory, count * chunk_size, OS_MEMORY_PLAIN) == OS_OK &&
        os_memory_take(&reader->frames_memory, count * frames_size, OS_MEMORY_PLAIN) == OS_OK;
    if (!taken) {
        return journal_error_set(error, JOURNAL_NO_MEMORY, "out of memory to read a journal");
    }
    for (size_t i = 0; i < count; i++) {
        struct journal_slot *slot = &reader->slots[i];
        void *frames = reader->frames_memory.bytes + i * frames_size;
        slot->chunk.bytes = reader->memory.bytes + i * chunk_size;
        slot->chunk.capacity = chunk_size;
        slot->frames = frames;
    }
    return JOURNAL_OK;
}

static enum journal_status start_thread(struct journal_reader *reader, struct journal_error *error)
{
    enum os_result result = os_thread_start(&reader->thread, "journal-read", read_ahead, reader);
    if (result != OS_OK) return journal_error_os(error, result, "start", "a reading thread");
    reader->has_thread = true;
    return JOURNAL_OK;
}

enum journal_status journal_reader_open(struct journal_reader *reader,
                                        const struct journal_reader_config *config,
                                        struct journal_error *error)
{
    *reader = (struct journal_reader){.slot_count = config->has_thread ? JOURNAL_READER_SLOTS : 1};
    struct journal_scan_config scan_config = {
        .directory = config->directory, .start = config->start, .checks = config->checks};
    enum journal_status status = journal_scan_open(&reader->scan, &scan_config, error);
    if (status != JOURNAL_OK) return status;
    reader->position = reader->scan.expect.position;
    status = take_memory(reader, error);
    if (status == JOURNAL_OK && config->has_thread) status = start_thread(reader, error);
    if (status != JOURNAL_OK) journal_reader_close(reader);
    return status;
}

/* Waits for, or fills, the slot that comes next. */
static struct journal_slot *next_slot(struct journal_reader *reader)
{
    uint32_t used = atomic_load_explicit(&reader->used_count, memory_order_relaxed);
    struct journal_slot *slot = &reader->slots[used % reader->slot_count];
    if (!reader->has_thread) {
        fill_slot(reader, slot, false);
        return slot;
    }
    for (;;) {
        uint32_t filled = atomic_load(&reader->filled_count);
        if (filled != used) return slot;
        os_word_wait(&reader->filled_count, filled);
    }
}

static void give_back_slot(struct journal_reader *reader)
{
    reader->is_in_slot = false;
    reader->frame = NULL;
    atomic_fetch_add(&reader->used_count, 1);
    if (reader->has_thread) os_word_wake(&reader->used_count);
}

static void leave_frame(struct journal_reader *reader)
{
    if (reader->frame == NULL) return;
    ASSERT(journal_records_fault(&reader->records) == JOURNAL_FRAME_OK);
    reader->position = reader->frame->after;
    reader->frame = NULL;
}

static void enter_frame(struct journal_reader *reader, struct journal_frame *frame)
{
    reader->records = journal_records_begin(frame->bytes, &frame->header);
    reader->records.is_checked = true;
    reader->frame = frame;
}

enum journal_read journal_reader_next(struct journal_reader *reader, struct journal_record *record,
                                      struct journal_error *error)
{
    for (;;) {
        if (reader->frame != NULL && journal_records_next(&reader->records, record)) {
            return JOURNAL_READ_RECORD;
        }
        leave_frame(reader);

        uint32_t used = atomic_load_explicit(&reader->used_count, memory_order_relaxed);
        struct journal_slot *slot = &reader->slots[used % reader->slot_count];
        if (!reader->is_in_slot) {
            slot = next_slot(reader);
            reader->is_in_slot = true;
            reader->frame_index = 0;
        }
        if (reader->frame_index < slot->frame_count) {
            struct journal_frame *frame = &slot->frames[reader->frame_index++];
            if (!slot->is_prepared && !prepare_frame(reader, frame, error)) {
                return JOURNAL_READ_FAULT;
            }
            enter_frame(reader, frame);
            continue;
        }
        if (slot->step == JOURNAL_SCAN_MORE) {
            give_back_slot(reader);
            continue;
        }
        if (slot->step == JOURNAL_SCAN_END) return JOURNAL_READ_END;
        *error = slot->error;
        return JOURNAL_READ_FAULT;
    }
}

const struct journal_segment_header *journal_reader_header(const struct journal_reader *reader)
{
    return &reader->scan.first_header;
}

void journal_reader_close(struct journal_reader *reader)
{
    if (reader->has_thread) {
        atomic_store(&reader->is_stopped, 1);
        atomic_fetch_add(&reader->used_count, 1);
        os_word_wake(&reader->used_count);
        os_thread_join(&reader->thread);
        reader->has_thread = false;
    }
    os_memory_give_back(&reader->memory);
    os_memory_give_back(&reader->frames_memory);
    journal_scan_close(&reader->scan);
}
