/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_reader_fuzz.c - a journal changed in any way: read, refused, or gone on with; never
 * worse.
 *
 * Role       The input is a list of changes, four bytes each, made to a journal of three segments
 *            on a disk in memory: bytes, sectors, cells; and repairs of checksums, stamps and
 *            hashes, without which no change would get far.
 * Invariant  (what is checked) Records come with sequences without a gap.  When recovery accepts
 *            the journal, it takes another record, and reads back all that it gave before and
 *            that one.
 */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/hash.h"
#include "node/journal.h"
#include "os_file_memory.h"
#include "wire/journal_bytes.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#define DIRECTORY    "j"
#define SEGMENT_SIZE UINT64_C(16384)
#define SEGMENTS     3u

static struct disk *original;
static struct disk *changed;
static struct journal journal;
static struct journal_reader reader;

static struct journal_config make_config(void)
{
    return (struct journal_config){
        .directory = DIRECTORY, .ring_size = 32768, .checks = JOURNAL_CHECK_ALL};
}

/* Two full segments of three frames, one frame in the third. */
static void make_original(void)
{
    struct journal_error error;
    struct journal_founding founding = {.segment_size = SEGMENT_SIZE, .id.bytes = {7}};
    struct journal_config config = make_config();
    struct journal_replayer nothing = {0};
    original = disk_create(512);
    changed = disk_create(512);
    (void)disk_use(original);
    ASSERT(journal_create(DIRECTORY, &founding, &error) == JOURNAL_OK);
    ASSERT(journal_open(&journal, &config, &nothing, &error) == JOURNAL_OK);
    for (uint32_t frame = 0; frame < 7; frame++) {
        uint8_t record[40] = {1, 2, 3};
        uint64_t sequence = 0;
        for (uint32_t i = 0; i <= frame; i++) {
            (void)journal_append(&journal, (struct journal_span){record, sizeof record}, &sequence);
        }
        (void)journal_commit(&journal);
    }
    ASSERT(journal_close(&journal, &error) == JOURNAL_OK);
    disk_settle(original);
}

static uint8_t *segment(uint32_t index)
{
    char path[OS_PATH_SIZE_MAX];
    uint64_t size = 0;
    (void)journal_path_make(path, DIRECTORY, JOURNAL_FILE_SEGMENT, 1 + index % SEGMENTS);
    return disk_bytes(changed, path, &size);
}

static void rehash(uint8_t *frame)
{
    struct journal_hasher hasher;
    size_t size = bytes_get_u32(frame + 28);
    if (size != 4096) return;
    (void)journal_hasher_init(&hasher);
    struct journal_hash hash = journal_frame_hash(&hasher, frame, size);
    journal_frame_hash_put(frame, &hash);
    journal_hasher_release(&hasher);
}

static void restamp(uint8_t *frame, uint32_t cell, uint32_t generation)
{
    for (uint32_t i = 0; i < 8; i++) {
        bytes_put_u64(frame + (size_t)512 * i, journal_stamp_make(generation, cell * 8 + i, i));
    }
}

/* One change: kind and segment, cell, place in the cell (in steps), value. */
static void change(const uint8_t *op)
{
    uint8_t *bytes = segment(op[0] >> 4);
    uint32_t cell = op[1] & 3;
    uint8_t *frame = bytes + (size_t)4096 * cell;
    size_t at = (size_t)(op[1] >> 2) << 6 | (op[2] & 63);
    uint8_t *sector = frame + (size_t)512 * (op[2] & 7);
    switch (op[0] & 15) {
    case 0: frame[at % 4096] = op[3]; break;
    case 1: frame[at % 200] ^= op[3]; break;
    case 2: memset(sector, 0, 512); break;
    case 3: memset(sector, op[3], 512); break;
    case 4: bytes_put_u32(frame + 92, crc32c(0, frame + 8, 84)); break;
    case 5: restamp(frame, cell, 1 + op[3] % 4u); break;
    case 6: rehash(frame); break;
    case 7: memmove(frame, segment(op[2]) + (size_t)4096 * (op[3] & 3), 4096); break;
    case 8: memmove(sector, segment(op[3]) + (size_t)512 * (op[3] >> 2 & 31), 512); break;
    case 9: bytes_put_u32(bytes + 4092, crc32c(0, bytes, 4092)); break;
    case 10: bytes_put_u32(frame + 24 + (op[2] & 12), op[3]); break;
    default: bytes_put_u64(frame + 16, op[3] % 40u); break;
    }
}

static bool count_record(void *context, const struct journal_record *record)
{
    uint64_t *count = context;
    ASSERT(record->sequence == *count + 1);
    *count = record->sequence;
    return true;
}

static uint64_t read_all(void)
{
    struct journal_error error;
    struct journal_reader_config config = {.directory = DIRECTORY, .checks = JOURNAL_CHECK_ALL};
    uint64_t count = 0;
    struct journal_record record;
    if (journal_reader_open(&reader, &config, &error) != JOURNAL_OK) return 0;
    while (journal_reader_next(&reader, &record, &error) == JOURNAL_READ_RECORD) {
        (void)count_record(&count, &record);
    }
    journal_reader_close(&reader);
    return count;
}

static void go_on(void)
{
    struct journal_error error;
    struct journal_config config = make_config();
    uint64_t count = 0;
    struct journal_replayer replayer = {count_record, &count};
    if (journal_open(&journal, &config, &replayer, &error) != JOURNAL_OK) return;
    uint8_t record[5] = {0};
    uint64_t sequence = 0;
    ASSERT(journal_append(&journal, (struct journal_span){record, 5}, &sequence) == JOURNAL_OK);
    ASSERT(sequence == count + 1);
    enum journal_status status = journal_close(&journal, &error);
    if (status == JOURNAL_OK) ASSERT(read_all() == sequence);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static uint8_t kept[DISK_UNITS_MAX];
    if (original == NULL) make_original();
    disk_crash(original, kept, changed);
    (void)disk_use(changed);
    for (size_t at = 0; at + 4 <= size && at < 400; at += 4) change(bytes + at);
    (void)read_all();
    go_on();
    return 0;
}
