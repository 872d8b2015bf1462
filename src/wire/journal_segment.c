/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_segment.c - see journal_segment.h.
 *
 * Role       The layout, all integers little-endian:
 *              0  8  magic "PERPJRNL"       16  8  size of the segment
 *              8  4  version                24 16  id of the journal
 *             12  4  generation             40  4  size of the charter
 *             44     charter, at most 1024 bytes, then zeros
 *           4092  4  CRC32C of bytes 0 to 4091
 * Invariant  As in the header.
 * Rules      none.
 */
#include "wire/journal_segment.h"

#include <string.h>

#include "base/check.h"
#include "base/hash.h"
#include "wire/journal_bytes.h"

#define AT_MAGIC        0
#define AT_VERSION      8
#define AT_GENERATION   12
#define AT_SEGMENT_SIZE 16
#define AT_ID           24
#define AT_CHARTER_SIZE 40
#define AT_CHARTER      44
#define AT_CHECKSUM     4092

static const uint8_t segment_magic[8] = {'P', 'E', 'R', 'P', 'J', 'R', 'N', 'L'};

static_assert(AT_CHECKSUM + 4 == JOURNAL_SEGMENT_HEADER_SIZE, "the checksum ends the header");
static_assert(JOURNAL_SEGMENT_HEADER_SIZE % JOURNAL_FRAME_GRID == 0, "frames stand on the grid");

const char *journal_segment_fault_text(enum journal_segment_fault fault)
{
    switch (fault) {
    case JOURNAL_SEGMENT_OK: return "the segment's header is whole";
    case JOURNAL_SEGMENT_MAGIC: return "the file does not begin with the magic \"PERPJRNL\"";
    case JOURNAL_SEGMENT_VERSION: return "the segment has a format unknown to this program";
    case JOURNAL_SEGMENT_CHECKSUM: return "the checksum of the segment's header is wrong";
    case JOURNAL_SEGMENT_FIELDS: return "the segment's header is whole but impossible";
    }
    return "unknown fault";
}

bool journal_segment_size_is_valid(uint64_t segment_size)
{
    if (segment_size < JOURNAL_SEGMENT_SIZE_MIN) return false;
    if (segment_size > JOURNAL_SEGMENT_SIZE_MAX) return false;
    return segment_size % JOURNAL_FRAME_GRID == 0;
}

void journal_segment_put(uint8_t bytes[JOURNAL_SEGMENT_HEADER_SIZE],
                         const struct journal_segment_header *header)
{
    ASSERT(journal_segment_size_is_valid(header->segment_size));
    ASSERT(header->generation > 0);
    ASSERT(header->charter.size <= JOURNAL_CHARTER_SIZE_MAX);
    memset(bytes, 0, JOURNAL_SEGMENT_HEADER_SIZE);
    memcpy(bytes + AT_MAGIC, segment_magic, sizeof segment_magic);
    bytes_put_u32(bytes + AT_VERSION, JOURNAL_VERSION);
    bytes_put_u32(bytes + AT_GENERATION, header->generation);
    bytes_put_u64(bytes + AT_SEGMENT_SIZE, header->segment_size);
    memcpy(bytes + AT_ID, header->id.bytes, JOURNAL_ID_SIZE);
    bytes_put_u32(bytes + AT_CHARTER_SIZE, header->charter.size);
    memcpy(bytes + AT_CHARTER, header->charter.bytes, header->charter.size);
    bytes_put_u32(bytes + AT_CHECKSUM, crc32c(0, bytes, AT_CHECKSUM));
}

/* The magic may itself be damaged: then the checksum of the rest still tells what the file was. */
static bool magic_is_near(const uint8_t *bytes)
{
    unsigned same = 0;
    for (size_t i = 0; i < sizeof segment_magic; i++) same += bytes[i] == segment_magic[i];
    return same >= sizeof segment_magic - 1;
}

enum journal_segment_fault journal_segment_get(const uint8_t bytes[JOURNAL_SEGMENT_HEADER_SIZE],
                                               struct journal_segment_header *header)
{
    if (!magic_is_near(bytes)) return JOURNAL_SEGMENT_MAGIC;
    if (crc32c(0, bytes, AT_CHECKSUM) != bytes_get_u32(bytes + AT_CHECKSUM)) {
        return JOURNAL_SEGMENT_CHECKSUM;
    }
    if (memcmp(bytes + AT_MAGIC, segment_magic, sizeof segment_magic) != 0) {
        return JOURNAL_SEGMENT_MAGIC;
    }
    if (bytes_get_u32(bytes + AT_VERSION) != JOURNAL_VERSION) return JOURNAL_SEGMENT_VERSION;

    *header = (struct journal_segment_header){
        .segment_size = bytes_get_u64(bytes + AT_SEGMENT_SIZE),
        .generation = bytes_get_u32(bytes + AT_GENERATION),
        .charter.size = bytes_get_u32(bytes + AT_CHARTER_SIZE),
    };
    memcpy(header->id.bytes, bytes + AT_ID, JOURNAL_ID_SIZE);
    if (header->generation == 0) return JOURNAL_SEGMENT_FIELDS;
    if (!journal_segment_size_is_valid(header->segment_size)) return JOURNAL_SEGMENT_FIELDS;
    if (header->charter.size > JOURNAL_CHARTER_SIZE_MAX) return JOURNAL_SEGMENT_FIELDS;
    memcpy(header->charter.bytes, bytes + AT_CHARTER, header->charter.size);
    size_t used = AT_CHARTER + header->charter.size;
    bool is_zero = bytes_are_zero(bytes + used, AT_CHECKSUM - used);
    return is_zero ? JOURNAL_SEGMENT_OK : JOURNAL_SEGMENT_FIELDS;
}
