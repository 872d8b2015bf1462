/* SPDX-License-Identifier: Apache-2.0 */
/*
 * snapshot_header.c - see snapshot_header.h.
 *
 * Role       The layout, all integers little-endian:
 *              0  8  magic "PERPSNAP"           60  4  zero
 *              8  4  version                    64 32  hash of the frame before that place
 *             12  4  count of regions           96  8  layout of the state
 *             16 16  id of the journal         104 16  hash of the state, low word first
 *             32  8  sequence covered          120  8  size of all regions
 *             40  8  sequence that comes next  128 32  SHA-256 of all regions
 *             48  8  offset in the segment     160     sizes of the regions, 8 bytes each
 *             56  4  generation of the segment     ... zeros
 *           4064 32  SHA-256 of bytes 0 to 4063
 * Invariant  See snapshot_header.h.
 * Rules      none.
 */
#include "node/snapshot_header.h"

#include <string.h>

#include "base/check.h"
#include "wire/journal_bytes.h"

#define AT_MAGIC         0
#define AT_VERSION       8
#define AT_REGION_COUNT  12
#define AT_ID            16
#define AT_SEQUENCE      32
#define AT_SEQUENCE_NEXT 40
#define AT_OFFSET        48
#define AT_GENERATION    56
#define AT_ZERO          60
#define AT_HEAD          64
#define AT_LAYOUT        96
#define AT_STATE_HASH    104
#define AT_PAYLOAD_SIZE  120
#define AT_PAYLOAD_HASH  128
#define AT_REGION_SIZES  160
#define AT_HASH          4064

static_assert(AT_REGION_SIZES + 8 * SNAPSHOT_REGIONS_MAX <= AT_HASH, "the sizes have room");
static_assert(AT_HASH + JOURNAL_HASH_SIZE == SNAPSHOT_HEADER_SIZE, "the hash ends the header");

static const uint8_t snapshot_magic[8] = {'P', 'E', 'R', 'P', 'S', 'N', 'A', 'P'};

const char *snapshot_fault_text(enum snapshot_fault fault)
{
    switch (fault) {
    case SNAPSHOT_OK: return "the snapshot's header is whole";
    case SNAPSHOT_MAGIC: return "the file does not begin with the magic \"PERPSNAP\"";
    case SNAPSHOT_HASH: return "the hash of the snapshot's header is wrong";
    case SNAPSHOT_UNKNOWN: return "the snapshot has a version unknown to this program";
    case SNAPSHOT_FIELDS: return "the snapshot's header contradicts itself";
    }
    return "unknown fault";
}

void snapshot_header_put(uint8_t bytes[SNAPSHOT_HEADER_SIZE], const struct snapshot_header *header,
                         struct journal_hasher *hasher)
{
    ASSERT(header->region_count <= SNAPSHOT_REGIONS_MAX);
    memset(bytes, 0, SNAPSHOT_HEADER_SIZE);
    memcpy(bytes + AT_MAGIC, snapshot_magic, sizeof snapshot_magic);
    bytes_put_u32(bytes + AT_VERSION, SNAPSHOT_VERSION);
    bytes_put_u32(bytes + AT_REGION_COUNT, header->region_count);
    memcpy(bytes + AT_ID, header->id.bytes, JOURNAL_ID_SIZE);
    bytes_put_u64(bytes + AT_SEQUENCE, header->sequence);
    bytes_put_u64(bytes + AT_SEQUENCE_NEXT, header->position.sequence_next);
    bytes_put_u64(bytes + AT_OFFSET, header->position.offset);
    bytes_put_u32(bytes + AT_GENERATION, header->position.generation);
    memcpy(bytes + AT_HEAD, header->position.head.bytes, JOURNAL_HASH_SIZE);
    bytes_put_u64(bytes + AT_LAYOUT, header->layout);
    bytes_put_u64(bytes + AT_STATE_HASH, header->state_hash.low);
    bytes_put_u64(bytes + AT_STATE_HASH + 8, header->state_hash.high);
    bytes_put_u64(bytes + AT_PAYLOAD_SIZE, header->payload_size);
    memcpy(bytes + AT_PAYLOAD_HASH, header->payload_hash.bytes, JOURNAL_HASH_SIZE);
    for (uint32_t i = 0; i < header->region_count; i++) {
        bytes_put_u64(bytes + AT_REGION_SIZES + (size_t)8 * i, header->region_sizes[i]);
    }
    struct journal_hash hash = journal_bytes_hash(hasher, (struct journal_span){bytes, AT_HASH});
    memcpy(bytes + AT_HASH, hash.bytes, JOURNAL_HASH_SIZE);
}

static bool sizes_add_up(const struct snapshot_header *header)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < header->region_count; i++) {
        if (header->region_sizes[i] > header->payload_size - sum) return false;
        sum += header->region_sizes[i];
    }
    return sum == header->payload_size;
}

static void read_fields(const uint8_t *bytes, struct snapshot_header *header)
{
    *header = (struct snapshot_header){
        .sequence = bytes_get_u64(bytes + AT_SEQUENCE),
        .position.sequence_next = bytes_get_u64(bytes + AT_SEQUENCE_NEXT),
        .position.offset = bytes_get_u64(bytes + AT_OFFSET),
        .position.generation = bytes_get_u32(bytes + AT_GENERATION),
        .layout = bytes_get_u64(bytes + AT_LAYOUT),
        .state_hash.low = bytes_get_u64(bytes + AT_STATE_HASH),
        .state_hash.high = bytes_get_u64(bytes + AT_STATE_HASH + 8),
        .payload_size = bytes_get_u64(bytes + AT_PAYLOAD_SIZE),
        .region_count = bytes_get_u32(bytes + AT_REGION_COUNT),
    };
    memcpy(header->id.bytes, bytes + AT_ID, JOURNAL_ID_SIZE);
    memcpy(header->position.head.bytes, bytes + AT_HEAD, JOURNAL_HASH_SIZE);
    memcpy(header->payload_hash.bytes, bytes + AT_PAYLOAD_HASH, JOURNAL_HASH_SIZE);
}

enum snapshot_fault snapshot_header_get(const uint8_t bytes[SNAPSHOT_HEADER_SIZE],
                                        struct snapshot_header *header,
                                        struct journal_hasher *hasher)
{
    struct journal_hash hash = journal_bytes_hash(hasher, (struct journal_span){bytes, AT_HASH});
    bool is_whole = memcmp(hash.bytes, bytes + AT_HASH, JOURNAL_HASH_SIZE) == 0;
    bool has_magic = memcmp(bytes + AT_MAGIC, snapshot_magic, sizeof snapshot_magic) == 0;
    if (!has_magic) return SNAPSHOT_MAGIC;
    if (!is_whole) return SNAPSHOT_HASH;
    if (bytes_get_u32(bytes + AT_VERSION) != SNAPSHOT_VERSION) return SNAPSHOT_UNKNOWN;

    read_fields(bytes, header);
    if (header->region_count > SNAPSHOT_REGIONS_MAX) return SNAPSHOT_FIELDS;
    if (bytes_get_u32(bytes + AT_ZERO) != 0) return SNAPSHOT_FIELDS;
    if (header->sequence == UINT64_MAX) return SNAPSHOT_FIELDS;
    if (header->position.sequence_next != header->sequence + 1) return SNAPSHOT_FIELDS;
    for (uint32_t i = 0; i < header->region_count; i++) {
        header->region_sizes[i] = bytes_get_u64(bytes + AT_REGION_SIZES + (size_t)8 * i);
    }
    size_t used = AT_REGION_SIZES + (size_t)8 * header->region_count;
    if (!bytes_are_zero(bytes + used, AT_HASH - used)) return SNAPSHOT_FIELDS;
    return sizes_add_up(header) ? SNAPSHOT_OK : SNAPSHOT_FIELDS;
}
