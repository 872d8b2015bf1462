/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_record_fuzz.c - any bytes as a frame, as a segment's header and as records: refused, or
 * read without a step outside of them.
 *
 * Role       The input is mended first where random bytes would never get past: stamps, checksum of
 *            the header.  The last byte of the input says what to mend.
 */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/hash.h"
#include "wire/journal_bytes.h"
#include "wire/journal_segment.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#define MEND_STAMPS   1u
#define MEND_CHECKSUM 2u
#define MEND_FIELDS   4u

static void mend(uint8_t *frame, size_t size, unsigned how, const struct journal_expect *expect)
{
    if ((how & MEND_FIELDS) != 0) {
        bytes_put_u32(frame + 8, UINT32_C(0x31464a50));
        bytes_put_u32(frame + 12, 0x00800001);
        bytes_put_u64(frame + 16, expect->position.sequence_next);
        bytes_put_u32(frame + 36, expect->position.generation);
        memcpy(frame + 40, expect->id.bytes, JOURNAL_ID_SIZE);
        memcpy(frame + 56, expect->position.head.bytes, JOURNAL_HASH_SIZE);
        bytes_put_u32(frame + 88, 0);
        bytes_put_u32(frame + 28, (uint32_t)journal_frame_size(bytes_get_u32(frame + 32) % 9000));
    }
    if ((how & MEND_CHECKSUM) != 0) bytes_put_u32(frame + 92, crc32c(0, frame + 8, 84));
    for (size_t at = 0; (how & MEND_STAMPS) != 0 && at < size; at += JOURNAL_SECTOR_SIZE) {
        uint32_t index = (uint32_t)(at / JOURNAL_SECTOR_SIZE);
        bytes_put_u64(frame + at, journal_stamp_make(5, 8 + index, index));
    }
}

static void read_frame(uint8_t *frame, size_t size, const struct journal_expect *expect)
{
    struct journal_frame_header header;
    uint32_t bad_index = 0;
    if (journal_frame_read_header(frame, expect, &header) != JOURNAL_FRAME_OK) return;
    ASSERT(header.sequence_first == expect->position.sequence_next);
    if (header.frame_size > size) return;
    if (journal_frame_check_sectors(frame, &header, expect, &bad_index) != JOURNAL_FRAME_OK) return;

    journal_frame_unstamp(frame, header.frame_size);
    struct journal_records records = journal_records_begin(frame, &header);
    struct journal_record record;
    uint64_t sequence = header.sequence_first;
    size_t total = 0;
    while (journal_records_next(&records, &record)) {
        ASSERT(record.sequence == sequence);
        ASSERT(record.payload.bytes + record.payload.size <= frame + header.frame_size);
        total += crc32c(0, record.payload.bytes, record.payload.size) & 1;
        sequence++;
    }
    ASSERT(total <= header.record_count);
    if (journal_records_fault(&records) != JOURNAL_FRAME_OK) return;
    ASSERT(sequence == header.sequence_first + header.record_count);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size == 0 || size > 65536) return 0;
    size_t frame_size = (size + JOURNAL_FRAME_GRID - 1) / JOURNAL_FRAME_GRID * JOURNAL_FRAME_GRID;
    struct journal_expect expect = {
        .position = {.sequence_next = 1000, .offset = 4096, .generation = 5},
        .id.bytes = {3, 1, 4},
        .segment_size = 1 << 20,
        .checks = JOURNAL_CHECK_ALL,
    };
    /* Of exactly this size, so that a step outside is seen. */
    uint8_t *frame = calloc(1, frame_size);
    if (frame == NULL) return 0;
    memcpy(frame, bytes, size);
    struct journal_segment_header header;
    if (journal_segment_get(frame, &header) == JOURNAL_SEGMENT_OK) {
        uint8_t again[JOURNAL_SEGMENT_HEADER_SIZE];
        journal_segment_put(again, &header);
        ASSERT(memcmp(again, frame, sizeof again) == 0);
    }
    mend(frame, frame_size, bytes[size - 1], &expect);
    read_frame(frame, frame_size, &expect);
    free(frame);
    return 0;
}
