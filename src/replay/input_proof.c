/* SPDX-License-Identifier: Apache-2.0 */
/*
 * input_proof.c - what libarchive does not look at: the checksums of gzip, the end of a zip.
 *
 * Role       input_prove.  A zip must end with its directory: without it the library reads on as
 *            far as it can, and files that were cut off would not be missed.  It unpacks a gzip
 *            file once and compares each member's CRC-32 and size with what its trailer says.  A
 *            file can be several members one after the other; where one may begin is found by its
 *            first bytes, and the trailer in front of it must then fit what has been unpacked so
 *            far.
 * Invariant  True only if the trailer of every member, the last above all, was proved.
 * Rules      none.
 */
#include "replay/input.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>

#include "os/os_file.h"

#define BLOCK_SIZE  65536u
#define STARTS_MAX  65536u
#define OPEN_MAX    16u /* look-alikes of a beginning are one in 100 MiB: few are open at a time */
#define HEADER_SIZE 18u /* the smallest member: header and trailer */

/* A member's trailer, as it stands in the file. */
struct trailer {
    uint32_t crc;
    uint32_t size; /* of what the member unpacks to, modulo 2^32 */
};

struct proof {
    const char *path;
    struct trailer trailers[STARTS_MAX]; /* where a next member may begin, then the last one */
    uint32_t count;
    uint32_t next; /* the first trailer that has not been proved or passed */
    uint32_t crc;  /* of the present member so far */
    uint64_t size;
    uint32_t table[256];
    unsigned char block[BLOCK_SIZE];
};

static void crc_table(uint32_t table[256])
{
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t crc = i;
        for (int bit = 0; bit < 8; bit++) {
            crc = (crc & 1u) != 0 ? crc >> 1 ^ UINT32_C(0xedb88320) : crc >> 1;
        }
        table[i] = crc;
    }
}

static uint32_t load_u32(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
           (uint32_t)bytes[3] << 24;
}

static bool add_trailer(struct proof *proof, const unsigned char *bytes)
{
    if (proof->count == STARTS_MAX) return false;
    proof->trailers[proof->count++] = (struct trailer){load_u32(bytes), load_u32(bytes + 4)};
    return true;
}

/* Does a member begin at these four bytes: magic, deflate, no reserved flag? */
static bool begins_member(const unsigned char *bytes)
{
    return bytes[0] == 0x1f && bytes[1] == 0x8b && bytes[2] == 8 && (bytes[3] & 0xe0) == 0;
}

/* The trailers in front of every possible beginning behind the first, and the one at the end. */
static bool find_trailers(struct proof *proof, const struct os_file *file, uint64_t size)
{
    unsigned char *block = proof->block;
    const uint64_t overlap = 12; /* a trailer and the four bytes behind it */
    uint64_t at = HEADER_SIZE - 8;
    size_t got = 0;
    while (at + overlap <= size) {
        if (os_file_read(file, block, BLOCK_SIZE, at, &got) != OS_OK) return false;
        if (got < overlap) break;
        for (size_t i = 0; i + overlap <= got; i++) {
            if (begins_member(block + i + 8) && !add_trailer(proof, block + i)) return false;
        }
        at += got - overlap + 1;
    }
    if (os_file_read(file, block, 8, size - 8, &got) != OS_OK || got != 8) return false;
    return add_trailer(proof, block);
}

static uint32_t crc_add(const uint32_t table[256], uint32_t crc, const unsigned char *bytes,
                        size_t size)
{
    crc = ~crc;
    for (size_t i = 0; i < size; i++) crc = crc >> 8 ^ table[(crc ^ bytes[i]) & 0xffu];
    return ~crc;
}

/* One behind the last trailer that may be looked at now. */
static uint32_t open_end(const struct proof *proof)
{
    return proof->count - proof->next < OPEN_MAX ? proof->count : proof->next + OPEN_MAX;
}

/* The nearest place behind the present one at which one of the open trailers could fit. */
static uint64_t next_stop(const struct proof *proof, uint64_t limit)
{
    uint64_t stop = limit;
    for (uint32_t i = proof->next; i < open_end(proof); i++) {
        uint32_t distance = proof->trailers[i].size - (uint32_t)proof->size;
        if (distance > 0 && proof->size + distance < stop) stop = proof->size + distance;
    }
    return stop;
}

/* If an open trailer fits what the member has unpacked to, the next member begins here. */
static void try_trailers(struct proof *proof)
{
    for (uint32_t i = proof->next; i < open_end(proof); i++) {
        if (proof->trailers[i].size != (uint32_t)proof->size) continue;
        if (proof->trailers[i].crc != proof->crc) continue;
        proof->next = i + 1;
        proof->crc = 0;
        proof->size = 0;
        return;
    }
}

static void add_bytes(struct proof *proof, const unsigned char *bytes, size_t size)
{
    while (size > 0) {
        uint64_t stop = next_stop(proof, proof->size + size);
        size_t part = (size_t)(stop - proof->size);
        proof->crc = crc_add(proof->table, proof->crc, bytes, part);
        proof->size += part;
        bytes += part;
        size -= part;
        try_trailers(proof);
    }
}

static bool unpack(struct proof *proof, struct archive *archive, struct replay_fault *fault)
{
    struct archive_entry *entry;
    (void)archive_read_support_filter_gzip(archive);
    (void)archive_read_support_format_raw(archive);
    (void)archive_read_support_format_empty(archive);
    int opened = archive_read_open_filename(archive, proof->path, BLOCK_SIZE);
    if (opened == ARCHIVE_OK) opened = archive_read_next_header(archive, &entry);
    if (opened == ARCHIVE_EOF) return true;
    la_ssize_t got = opened == ARCHIVE_OK ? 1 : -1;
    while (got > 0) {
        got = archive_read_data(archive, proof->block, BLOCK_SIZE);
        if (got > 0) add_bytes(proof, proof->block, (size_t)got);
    }
    if (got == 0) return true;
    const char *text = archive_error_string(archive);
    return fault_set(fault, "%s: offset %lld: expected a whole gzip file: %s", proof->path,
                     (long long)archive_filter_bytes(archive, -1),
                     text == NULL ? "cannot be read" : text);
}

static bool prove(struct proof *proof, const struct os_file *file, struct replay_fault *fault)
{
    uint64_t size = 0;
    if (os_file_size(file, &size) != OS_OK || size < HEADER_SIZE ||
        !find_trailers(proof, file, size)) {
        return fault_set(fault, "%s: offset 0: expected a whole gzip file", proof->path);
    }
    struct archive *archive = archive_read_new();
    if (archive == NULL) return fault_memory(fault);
    bool is_unpacked = unpack(proof, archive, fault);
    (void)archive_read_free(archive);
    if (!is_unpacked) return false;

    /* A file of one empty member stops nowhere on the way. */
    if (proof->next < proof->count && proof->size == 0) try_trailers(proof);
    if (proof->next == proof->count) return true;
    return fault_set(fault, "%s: offset %llu: the checksum of the unpacked bytes is wrong",
                     proof->path, (unsigned long long)(size - 8));
}

/* Does the file end with the record that ends a zip's directory? */
static bool zip_is_whole(const struct os_file *file)
{
    enum { RECORD_SIZE = 22, COMMENT_MAX = 65535 };
    uint64_t size = 0;
    if (os_file_size(file, &size) != OS_OK || size < RECORD_SIZE) return false;
    size_t tail_size = size < RECORD_SIZE + COMMENT_MAX ? (size_t)size : RECORD_SIZE + COMMENT_MAX;
    unsigned char *tail = malloc(tail_size);
    size_t got = 0;
    bool is_whole = false;
    if (tail != NULL && os_file_read(file, tail, tail_size, size - tail_size, &got) == OS_OK) {
        for (size_t at = 0; at + RECORD_SIZE <= got && !is_whole; at++) {
            size_t comment_size = (size_t)(tail[at + 20] | tail[at + 21] << 8);
            is_whole = load_u32(tail + at) == UINT32_C(0x06054b50) &&
                       at + RECORD_SIZE + comment_size == got;
        }
    }
    free(tail);
    return is_whole;
}

static bool gzip_is_whole(const char *path, const struct os_file *file, struct replay_fault *fault)
{
    struct proof *proof = calloc(1, sizeof *proof);
    if (proof == NULL) return fault_memory(fault);
    proof->path = path;
    crc_table(proof->table);
    bool is_proved = prove(proof, file, fault);
    free(proof);
    return is_proved;
}

bool input_prove(const char *path, struct replay_fault *fault)
{
    struct os_file file;
    unsigned char magic[4] = {0};
    size_t got = 0;
    if (os_file_open(&file, path, OS_FILE_READ) != OS_OK) return true; /* input_open says why */
    bool is_proved = true;
    bool has_magic = os_file_read(&file, magic, sizeof magic, 0, &got) == OS_OK && got == 4;
    if (has_magic && begins_member(magic)) {
        is_proved = gzip_is_whole(path, &file, fault);
    } else if (has_magic && load_u32(magic) == UINT32_C(0x04034b50) && !zip_is_whole(&file)) {
        uint64_t size = 0;
        (void)os_file_size(&file, &size);
        is_proved =
            fault_set(fault, "%s: offset %llu: expected the directory of the zip at its end", path,
                      (unsigned long long)size);
    }
    os_file_close(&file);
    return is_proved;
}
