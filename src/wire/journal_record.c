/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_record.c - see journal_record.h.
 *
 * Role       The layout of the first sector of a frame, all integers little-endian:
 *              0  8  stamp              36  4  generation
 *              8  4  magic "PJF1"       40 16  id of the journal
 *             12  2  version            56 32  hash of the frame before
 *             14  2  size of header     88  4  zero
 *             16  8  first sequence     92  4  CRC32C of bytes 8 to 91
 *             24  4  count of records   96 32  hash of this frame
 *             28  4  size of frame     128     records: size (4), CRC32C (4), bytes
 *             32  4  size of records
 * Invariant  The body of a frame is what remains without the stamps: 504 bytes a sector.
 * Rules      none.
 */
#include "wire/journal_record.h"

#include <string.h>

#include "base/check.h"
#include "base/hash.h"
#include "base/int_math.h"
#include "wire/journal_bytes.h"

#define FRAME_MAGIC UINT32_C(0x31464a50) /* "PJF1" */

#define AT_MAGIC          8
#define AT_VERSION        12
#define AT_HEADER_SIZE    14
#define AT_SEQUENCE_FIRST 16
#define AT_RECORD_COUNT   24
#define AT_FRAME_SIZE     28
#define AT_RECORDS_SIZE   32
#define AT_GENERATION     36
#define AT_ID             40
#define AT_PREVIOUS       56
#define AT_ZERO           88
#define AT_CHECKSUM       92
#define AT_HASH           96

static_assert(AT_HASH + JOURNAL_HASH_SIZE == JOURNAL_FRAME_HEADER_SIZE, "the hash ends the header");
static_assert(JOURNAL_FRAME_SIZE_MAX / JOURNAL_SECTOR_SIZE - 1 <= JOURNAL_STAMP_INDEX_MAX,
              "every sector of a frame has an index");

/* Where the records begin in the body, that is, without the first stamp. */
#define RECORDS_IN_BODY (JOURNAL_FRAME_HEADER_SIZE - JOURNAL_STAMP_SIZE)

const char *journal_frame_fault_text(enum journal_frame_fault fault)
{
    switch (fault) {
    case JOURNAL_FRAME_OK: return "the frame is whole";
    case JOURNAL_FRAME_ABSENT: return "there is no frame";
    case JOURNAL_FRAME_TORN: return "the frame is torn: a sector of it was not written";
    case JOURNAL_FRAME_STAMP: return "a sector's stamp is damaged";
    case JOURNAL_FRAME_PLACE: return "a sector belongs to another frame";
    case JOURNAL_FRAME_HEADER: return "the checksum of the frame's header is wrong";
    case JOURNAL_FRAME_VERSION: return "the frame has a format unknown to this program";
    case JOURNAL_FRAME_FIELDS: return "the frame's header contradicts itself";
    case JOURNAL_FRAME_FOREIGN: return "the frame belongs to another journal";
    case JOURNAL_FRAME_SEQUENCE: return "the frame does not hold the next sequence number";
    case JOURNAL_FRAME_CHAIN: return "the frame does not follow the frame before it";
    case JOURNAL_FRAME_HASH: return "the frame's hash is wrong";
    case JOURNAL_FRAME_RECORD: return "the record's checksum or size is wrong";
    }
    return "unknown fault";
}

bool journal_hash_equal(const struct journal_hash *a, const struct journal_hash *b)
{
    return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

bool journal_id_equal(const struct journal_id *a, const struct journal_id *b)
{
    return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

/* The sequence is part of the sum: a record moved to another place is not accepted there. */
static uint32_t record_checksum(uint64_t sequence, struct journal_span record)
{
    uint8_t place[12];
    bytes_put_u64(place, sequence);
    bytes_put_u32(place + 8, (uint32_t)record.size);
    return crc32c(crc32c(0, place, sizeof place), record.bytes, record.size);
}

void journal_record_head_put(uint8_t head[JOURNAL_RECORD_HEAD_SIZE], uint64_t sequence,
                             struct journal_span record)
{
    ASSERT(record.size >= 1);
    ASSERT(record.size <= JOURNAL_RECORD_SIZE_MAX);
    bytes_put_u32(head, (uint32_t)record.size);
    bytes_put_u32(head + 4, record_checksum(sequence, record));
}

size_t journal_frame_capacity(size_t frame_size)
{
    ASSERT(frame_size > 0);
    ASSERT(frame_size % JOURNAL_FRAME_GRID == 0);
    return frame_size / JOURNAL_SECTOR_SIZE * JOURNAL_SECTOR_BODY_SIZE - RECORDS_IN_BODY;
}

size_t journal_frame_size(size_t records_size)
{
    size_t body_size = RECORDS_IN_BODY + records_size;
    size_t sectors = (body_size + JOURNAL_SECTOR_BODY_SIZE - 1) / JOURNAL_SECTOR_BODY_SIZE;
    size_t size = sectors * JOURNAL_SECTOR_SIZE;
    return (size + JOURNAL_FRAME_GRID - 1) / JOURNAL_FRAME_GRID * JOURNAL_FRAME_GRID;
}

/* Spreads bytes over the sectors, from this place of the body on. */
static void put_body(uint8_t *frame, size_t body_at, struct journal_span span)
{
    while (span.size > 0) {
        size_t in_sector = body_at % JOURNAL_SECTOR_BODY_SIZE;
        size_t size = u64_min(JOURNAL_SECTOR_BODY_SIZE - in_sector, span.size);
        size_t sector_at = body_at / JOURNAL_SECTOR_BODY_SIZE * JOURNAL_SECTOR_SIZE;
        memcpy(frame + sector_at + JOURNAL_STAMP_SIZE + in_sector, span.bytes, size);
        body_at += size;
        span.bytes += size;
        span.size -= size;
    }
}

static void put_stamps(uint8_t *frame, size_t frame_size, uint32_t generation, uint64_t offset)
{
    uint32_t first = (uint32_t)(offset / JOURNAL_SECTOR_SIZE);
    for (uint32_t i = 0; i < frame_size / JOURNAL_SECTOR_SIZE; i++) {
        bytes_put_u64(frame + i * JOURNAL_SECTOR_SIZE,
                      journal_stamp_make(generation, first + i, i));
    }
}

static void put_header(uint8_t *frame, const struct journal_frame_header *header)
{
    bytes_put_u32(frame + AT_MAGIC, FRAME_MAGIC);
    bytes_put_u16(frame + AT_VERSION, JOURNAL_VERSION);
    bytes_put_u16(frame + AT_HEADER_SIZE, JOURNAL_FRAME_HEADER_SIZE);
    bytes_put_u64(frame + AT_SEQUENCE_FIRST, header->sequence_first);
    bytes_put_u32(frame + AT_RECORD_COUNT, header->record_count);
    bytes_put_u32(frame + AT_FRAME_SIZE, header->frame_size);
    bytes_put_u32(frame + AT_RECORDS_SIZE, header->records_size);
    bytes_put_u32(frame + AT_GENERATION, header->generation);
    memcpy(frame + AT_ID, header->id.bytes, JOURNAL_ID_SIZE);
    memcpy(frame + AT_PREVIOUS, header->previous.bytes, JOURNAL_HASH_SIZE);
    bytes_put_u32(frame + AT_ZERO, 0);
    bytes_put_u32(frame + AT_CHECKSUM, crc32c(0, frame + AT_MAGIC, AT_CHECKSUM - AT_MAGIC));
}

/* The last grid cell is the only one that can hold bytes no record covers. */
static void clear_rest(uint8_t *frame, size_t frame_size, size_t body_end)
{
    size_t sector_at = body_end / JOURNAL_SECTOR_BODY_SIZE * JOURNAL_SECTOR_SIZE;
    size_t from = sector_at + JOURNAL_STAMP_SIZE + body_end % JOURNAL_SECTOR_BODY_SIZE;
    if (from < frame_size) memset(frame + from, 0, frame_size - from);
}

void journal_frame_build(uint8_t *frame, const struct journal_frame_header *header, uint64_t offset,
                         const struct journal_span records[2])
{
    ASSERT(header->record_count > 0);
    ASSERT(header->sequence_first > 0);
    ASSERT(header->records_size == records[0].size + records[1].size);
    ASSERT(header->frame_size == journal_frame_size(header->records_size));
    ASSERT(header->frame_size <= JOURNAL_FRAME_SIZE_MAX);
    ASSERT(offset % JOURNAL_FRAME_GRID == 0);

    clear_rest(frame, header->frame_size, RECORDS_IN_BODY + header->records_size);
    put_body(frame, RECORDS_IN_BODY, records[0]);
    put_body(frame, RECORDS_IN_BODY + records[0].size, records[1]);
    put_header(frame, header);
    put_stamps(frame, header->frame_size, header->generation, offset);
}

void journal_frame_hash_spans(const uint8_t *frame, size_t frame_size, struct journal_span spans[2])
{
    ASSERT(frame_size >= JOURNAL_FRAME_GRID);
    spans[0] = (struct journal_span){frame, AT_HASH};
    spans[1] = (struct journal_span){frame + JOURNAL_FRAME_HEADER_SIZE,
                                     frame_size - JOURNAL_FRAME_HEADER_SIZE};
}

void journal_frame_hash_put(uint8_t *frame, const struct journal_hash *hash)
{
    memcpy(frame + AT_HASH, hash->bytes, JOURNAL_HASH_SIZE);
}

static void get_header(const uint8_t *frame, struct journal_frame_header *header)
{
    header->sequence_first = bytes_get_u64(frame + AT_SEQUENCE_FIRST);
    header->record_count = bytes_get_u32(frame + AT_RECORD_COUNT);
    header->frame_size = bytes_get_u32(frame + AT_FRAME_SIZE);
    header->records_size = bytes_get_u32(frame + AT_RECORDS_SIZE);
    header->generation = bytes_get_u32(frame + AT_GENERATION);
    memcpy(header->id.bytes, frame + AT_ID, JOURNAL_ID_SIZE);
    memcpy(header->previous.bytes, frame + AT_PREVIOUS, JOURNAL_HASH_SIZE);
    memcpy(header->hash.bytes, frame + AT_HASH, JOURNAL_HASH_SIZE);
}

/* Judges one stamp as `expect` asks; a fault of place is a sound stamp with another index. */
static enum journal_frame_fault judge_sector(const uint8_t *sector,
                                             const struct journal_expect *expect, uint32_t index)
{
    uint32_t number = (uint32_t)(expect->position.offset / JOURNAL_SECTOR_SIZE) + index;
    uint32_t written_index = 0;
    enum journal_stamp_kind kind = journal_stamp_judge(
        bytes_get_u64(sector), expect->position.generation, number, &written_index);
    if (kind == JOURNAL_STAMP_DAMAGED) return JOURNAL_FRAME_STAMP;
    if (kind == JOURNAL_STAMP_EMPTY) return JOURNAL_FRAME_ABSENT;
    if (kind == JOURNAL_STAMP_OLDER && (expect->checks & JOURNAL_CHECK_GENERATION) != 0) {
        return JOURNAL_FRAME_ABSENT;
    }
    return written_index == index ? JOURNAL_FRAME_OK : JOURNAL_FRAME_PLACE;
}

/* What a whole header must say, wherever its frame stands in the chain. */
static bool fields_hold(const uint8_t *sector, const struct journal_frame_header *header,
                        const struct journal_expect *expect)
{
    if (bytes_get_u16(sector + AT_HEADER_SIZE) != JOURNAL_FRAME_HEADER_SIZE) return false;
    if (bytes_get_u32(sector + AT_ZERO) != 0) return false;
    if (header->frame_size == 0 || header->frame_size > JOURNAL_FRAME_SIZE_MAX) return false;
    if (header->records_size > JOURNAL_FRAME_SIZE_MAX) return false;
    if (header->frame_size != journal_frame_size(header->records_size)) return false;
    if (header->frame_size > expect->segment_size - expect->position.offset) return false;
    if (header->record_count == 0 || header->sequence_first == 0) return false;
    if (header->record_count > header->records_size / JOURNAL_RECORD_HEAD_SIZE) return false;
    if (header->sequence_first > UINT64_MAX - header->record_count) return false;
    if ((expect->checks & JOURNAL_CHECK_GENERATION) == 0) return true;
    return header->generation == expect->position.generation;
}

enum journal_frame_fault journal_frame_read_header(const uint8_t *sector,
                                                   const struct journal_expect *expect,
                                                   struct journal_frame_header *header)
{
    ASSERT(expect->position.offset % JOURNAL_FRAME_GRID == 0);
    ASSERT(expect->position.offset < expect->segment_size);

    enum journal_frame_fault fault = judge_sector(sector, expect, 0);
    if (fault != JOURNAL_FRAME_OK) return fault;
    uint32_t checksum = crc32c(0, sector + AT_MAGIC, AT_CHECKSUM - AT_MAGIC);
    if (checksum != bytes_get_u32(sector + AT_CHECKSUM)) return JOURNAL_FRAME_HEADER;
    if (bytes_get_u32(sector + AT_MAGIC) != FRAME_MAGIC) return JOURNAL_FRAME_VERSION;
    if (bytes_get_u16(sector + AT_VERSION) != JOURNAL_VERSION) return JOURNAL_FRAME_VERSION;

    get_header(sector, header);
    if (!fields_hold(sector, header, expect)) return JOURNAL_FRAME_FIELDS;
    if (!journal_id_equal(&header->id, &expect->id)) return JOURNAL_FRAME_FOREIGN;
    if (header->sequence_first != expect->position.sequence_next) return JOURNAL_FRAME_SEQUENCE;
    if ((expect->checks & JOURNAL_CHECK_CHAIN) == 0) return JOURNAL_FRAME_OK;
    bool follows = journal_hash_equal(&header->previous, &expect->position.head);
    return follows ? JOURNAL_FRAME_OK : JOURNAL_FRAME_CHAIN;
}

enum journal_frame_fault journal_frame_check_sectors(const uint8_t *frame,
                                                     const struct journal_frame_header *header,
                                                     const struct journal_expect *expect,
                                                     uint32_t *bad_index)
{
    for (uint32_t i = 0; i < header->frame_size / JOURNAL_SECTOR_SIZE; i++) {
        enum journal_frame_fault fault = judge_sector(frame + i * JOURNAL_SECTOR_SIZE, expect, i);
        if (fault == JOURNAL_FRAME_OK) continue;
        *bad_index = i;
        return fault == JOURNAL_FRAME_ABSENT ? JOURNAL_FRAME_TORN : fault;
    }
    return JOURNAL_FRAME_OK;
}

void journal_frame_unstamp(uint8_t *frame, size_t frame_size)
{
    ASSERT(frame_size % JOURNAL_FRAME_GRID == 0);
    uint8_t *to = frame + JOURNAL_SECTOR_SIZE;
    for (size_t at = JOURNAL_SECTOR_SIZE; at < frame_size; at += JOURNAL_SECTOR_SIZE) {
        memmove(to, frame + at + JOURNAL_STAMP_SIZE, JOURNAL_SECTOR_BODY_SIZE);
        to += JOURNAL_SECTOR_BODY_SIZE;
    }
}

struct journal_records journal_records_begin(const uint8_t *unstamped,
                                             const struct journal_frame_header *header)
{
    return (struct journal_records){
        .bytes = unstamped + JOURNAL_FRAME_HEADER_SIZE,
        .size = header->records_size,
        .room = journal_frame_capacity(header->frame_size),
        .sequence_next = header->sequence_first,
        .left = header->record_count,
    };
}

bool journal_records_next(struct journal_records *records, struct journal_record *record)
{
    if (records->left == 0) return false;
    size_t room = records->size - records->used;
    if (room < JOURNAL_RECORD_HEAD_SIZE) return false;

    const uint8_t *head = records->bytes + records->used;
    size_t size = bytes_get_u32(head);
    if (size == 0 || size > JOURNAL_RECORD_SIZE_MAX) return false;
    if (size > room - JOURNAL_RECORD_HEAD_SIZE) return false;
    struct journal_span payload = {head + JOURNAL_RECORD_HEAD_SIZE, size};
    if (!records->is_checked) {
        uint32_t checksum = record_checksum(records->sequence_next, payload);
        if (checksum != bytes_get_u32(head + 4)) return false;
    }
    *record = (struct journal_record){records->sequence_next, payload};
    records->used += JOURNAL_RECORD_HEAD_SIZE + size;
    records->sequence_next++;
    records->left--;
    return true;
}

enum journal_frame_fault journal_records_fault(const struct journal_records *records)
{
    if (records->left > 0 || records->used != records->size) return JOURNAL_FRAME_RECORD;
    bool is_zero = bytes_are_zero(records->bytes + records->size, records->room - records->size);
    return is_zero ? JOURNAL_FRAME_OK : JOURNAL_FRAME_RECORD;
}

enum journal_frame_fault journal_records_check(struct journal_records *records)
{
    struct journal_record record;
    while (journal_records_next(records, &record)) continue;
    return journal_records_fault(records);
}
