/* SPDX-License-Identifier: Apache-2.0 */
/*
 * checkpoint.c - see checkpoint.h.
 *
 * Role       The layout of the head, all integers little-endian:
 *              0  8  magic "PERPFOLL"             64 32  hash of the frame before that place
 *              8  4  version                      96 32  SHA-256 of the program
 *             12  4  count of observers          128  8  size of what follows the head
 *             16 16  id of the journal           136 32  SHA-256 of what follows the head
 *             32  8  sequence covered            168     zeros
 *             40  8  sequence that comes next    224 32  SHA-256 of bytes 0 to 223
 *             48  8  offset in the segment
 *             56  4  generation of the segment
 * Invariant  See checkpoint.h.
 */
#include "receipts/checkpoint.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/int_math.h"
#include "base/text.h"
#include "node/journal_path.h"
#include "wire/journal_bytes.h"

#define NAME_BEFORE     "followers-"
#define NAME_AFTER      ".checkpoint"
#define PART_NAME       "followers.part"
#define SEQUENCE_DIGITS 20
#define PROGRAM_PATH    "/proc/self/exe"

#define PIECE_SIZE ((size_t)256 * 1024)
#define HEAD_SIZE  ((size_t)256)

#define AT_MAGIC         0
#define AT_VERSION       8
#define AT_OBSERVERS     12
#define AT_ID            16
#define AT_SEQUENCE      32
#define AT_SEQUENCE_NEXT 40
#define AT_OFFSET        48
#define AT_GENERATION    56
#define AT_HEAD          64
#define AT_PROGRAM       96
#define AT_PAYLOAD_SIZE  128
#define AT_PAYLOAD_HASH  136
#define AT_ZEROS         168
#define AT_HASH          224

static const uint8_t checkpoint_magic[8] = {'P', 'E', 'R', 'P', 'F', 'O', 'L', 'L'};

/* --- names ------------------------------------------------------------------------------------ */

static bool make_path(char out[OS_PATH_SIZE_MAX], const char *directory, uint64_t sequence)
{
    char name[JOURNAL_NAME_SIZE];
    (void)snprintf(name, sizeof name, "%s%020" PRIu64 "%s", NAME_BEFORE, sequence, NAME_AFTER);
    return journal_path_join(out, directory, name);
}

static bool read_name(const char *name, uint64_t *sequence)
{
    size_t before_size = sizeof NAME_BEFORE - 1;
    size_t name_size = before_size + SEQUENCE_DIGITS + sizeof NAME_AFTER - 1;
    if (strlen(name) != name_size || strncmp(name, NAME_BEFORE, before_size) != 0) return false;
    if (strcmp(name + before_size + SEQUENCE_DIGITS, NAME_AFTER) != 0) return false;
    return text_read_u64(name + before_size, SEQUENCE_DIGITS, sequence) && *sequence > 0;
}

struct search {
    uint64_t below;
    uint64_t best;
};

static void note_name(void *context, const char *name)
{
    struct search *search = context;
    uint64_t sequence = 0;
    if (!read_name(name, &sequence) || sequence >= search->below) return;
    search->best = u64_max(search->best, sequence);
}

uint64_t checkpoint_newest(const char *directory, uint64_t below)
{
    struct search search = {.below = below};
    return os_directory_list(directory, note_name, &search) == OS_OK ? search.best : 0;
}

void checkpoint_remove(const char *directory, uint64_t sequence)
{
    char path[OS_PATH_SIZE_MAX];
    if (make_path(path, directory, sequence)) (void)os_path_remove(path);
}

static void remove_old(const char *directory)
{
    char path[OS_PATH_SIZE_MAX];
    uint64_t sequence = UINT64_MAX;
    for (uint32_t i = 0;; i++) {
        sequence = checkpoint_newest(directory, sequence);
        if (sequence == 0) return;
        if (i < CHECKPOINTS_KEPT || !make_path(path, directory, sequence)) continue;
        if (os_path_remove(path) != OS_OK) return;
    }
}

/* --- hashes ----------------------------------------------------------------------------------- */

/* The hash of a range of a file that ends where `size` does; SIZE_MAX: at the file's end. */
static bool hash_file(const struct os_file *file, struct journal_hasher *hasher, uint64_t offset,
                      uint64_t size, struct journal_hash *hash)
{
    uint8_t *piece = malloc(PIECE_SIZE);
    bool is_good = piece != NULL;
    size_t read_size = PIECE_SIZE;
    journal_hasher_begin(hasher);
    while (is_good && size > 0 && read_size == PIECE_SIZE) {
        size_t wanted = (size_t)u64_min(size, PIECE_SIZE);
        is_good = os_file_read(file, piece, wanted, offset, &read_size) == OS_OK;
        if (!is_good || read_size == 0) break;
        journal_hasher_add(hasher, (struct journal_span){piece, read_size});
        offset += read_size;
        size -= read_size;
    }
    *hash = journal_hasher_end(hasher);
    free(piece);
    return is_good;
}

/* Which program this is: what it computes depends on nothing else of it. */
static bool hash_program(struct journal_hasher *hasher, struct journal_hash *hash)
{
    struct os_file file;
    if (os_file_open(&file, PROGRAM_PATH, OS_FILE_READ) != OS_OK) return false;
    bool is_good = hash_file(&file, hasher, 0, UINT64_MAX, hash);
    os_file_close(&file);
    return is_good;
}

/* --- the head --------------------------------------------------------------------------------- */

static void put_hash(uint8_t *bytes, const struct journal_hash *hash)
{
    memcpy(bytes, hash->bytes, sizeof hash->bytes);
}

static bool is_hash(const uint8_t *bytes, const struct journal_hash *hash)
{
    return memcmp(bytes, hash->bytes, sizeof hash->bytes) == 0;
}

/* All but the payload's size and hash, and the head's own. */
static void head_put(uint8_t bytes[HEAD_SIZE], const struct checkpoint_head *head,
                     const struct journal_hash *program)
{
    memset(bytes, 0, HEAD_SIZE);
    memcpy(bytes + AT_MAGIC, checkpoint_magic, sizeof checkpoint_magic);
    bytes_put_u32(bytes + AT_VERSION, CHECKPOINT_VERSION);
    bytes_put_u32(bytes + AT_OBSERVERS, head->observer_count);
    memcpy(bytes + AT_ID, head->id.bytes, sizeof head->id.bytes);
    bytes_put_u64(bytes + AT_SEQUENCE, head->sequence);
    bytes_put_u64(bytes + AT_SEQUENCE_NEXT, head->position.sequence_next);
    bytes_put_u64(bytes + AT_OFFSET, head->position.offset);
    bytes_put_u32(bytes + AT_GENERATION, head->position.generation);
    put_hash(bytes + AT_HEAD, &head->position.head);
    put_hash(bytes + AT_PROGRAM, program);
}

static struct journal_hash head_hash(const uint8_t bytes[HEAD_SIZE], struct journal_hasher *hasher)
{
    return journal_bytes_hash(hasher, (struct journal_span){bytes, AT_HASH});
}

static void head_get(const uint8_t bytes[HEAD_SIZE], struct checkpoint_head *head)
{
    memcpy(head->id.bytes, bytes + AT_ID, sizeof head->id.bytes);
    head->observer_count = bytes_get_u32(bytes + AT_OBSERVERS);
    head->sequence = bytes_get_u64(bytes + AT_SEQUENCE);
    head->position = (struct journal_position){
        .sequence_next = bytes_get_u64(bytes + AT_SEQUENCE_NEXT),
        .offset = bytes_get_u64(bytes + AT_OFFSET),
        .generation = bytes_get_u32(bytes + AT_GENERATION),
    };
    memcpy(head->position.head.bytes, bytes + AT_HEAD, sizeof head->position.head.bytes);
}

/* --- writing ---------------------------------------------------------------------------------- */

struct writing {
    struct os_file file;
    struct journal_hasher hasher;
    uint8_t *piece;
    size_t filled;
    uint64_t offset;
};

static bool flush(struct writing *writing)
{
    journal_hasher_add(&writing->hasher, (struct journal_span){writing->piece, writing->filled});
    enum os_result result =
        os_file_write(&writing->file, writing->piece, writing->filled, writing->offset);
    writing->offset += writing->filled;
    writing->filled = 0;
    return result == OS_OK;
}

static bool write_bytes(void *context, void *bytes, size_t size)
{
    struct writing *writing = context;
    const uint8_t *from = bytes;
    while (size > 0) {
        if (writing->filled == PIECE_SIZE && !flush(writing)) return false;
        size_t part = u64_min(size, PIECE_SIZE - writing->filled);
        memcpy(writing->piece + writing->filled, from, part);
        writing->filled += part;
        from += part;
        size -= part;
    }
    return true;
}

static bool write_all(struct writing *writing, const struct checkpoint_head *head,
                      checkpoint_mover *mover, void *context)
{
    uint8_t bytes[HEAD_SIZE];
    struct journal_hash program;
    if (!hash_program(&writing->hasher, &program)) return false;
    head_put(bytes, head, &program);
    writing->offset = HEAD_SIZE;
    journal_hasher_begin(&writing->hasher);
    struct keep keep = {.is_good = true, .move = write_bytes, .context = writing};
    mover(context, &keep);
    bool is_good = keep.is_good && flush(writing);
    struct journal_hash hash = journal_hasher_end(&writing->hasher);
    bytes_put_u64(bytes + AT_PAYLOAD_SIZE, writing->offset - HEAD_SIZE);
    put_hash(bytes + AT_PAYLOAD_HASH, &hash);
    hash = head_hash(bytes, &writing->hasher);
    put_hash(bytes + AT_HASH, &hash);
    return is_good && os_file_write(&writing->file, bytes, HEAD_SIZE, 0) == OS_OK;
}

static bool write_part(const char *part, const struct checkpoint_head *head,
                       checkpoint_mover *mover, void *context)
{
    struct writing writing = {.piece = malloc(PIECE_SIZE)};
    bool is_good = writing.piece != NULL && journal_hasher_init(&writing.hasher);
    (void)os_path_remove(part);
    if (is_good && os_file_open(&writing.file, part, OS_FILE_CREATE) == OS_OK) {
        is_good = write_all(&writing, head, mover, context);
        os_file_close(&writing.file);
    } else {
        is_good = false;
    }
    journal_hasher_release(&writing.hasher);
    free(writing.piece);
    if (!is_good) (void)os_path_remove(part);
    return is_good;
}

enum journal_status checkpoint_write(const char *directory, const struct checkpoint_head *head,
                                     checkpoint_mover *mover, void *context,
                                     struct journal_error *error)
{
    char part[OS_PATH_SIZE_MAX];
    char path[OS_PATH_SIZE_MAX];
    if (!journal_path_join(part, directory, PART_NAME) ||
        !make_path(path, directory, head->sequence)) {
        return journal_error_set(error, JOURNAL_MISSING, "the path %s is too long", directory);
    }
    bool is_good = write_part(part, head, mover, context) && os_path_rename(part, path) == OS_OK;
    if (!is_good) {
        return journal_error_set(error, JOURNAL_MISSING, "%s cannot be written", path);
    }
    remove_old(directory);
    return JOURNAL_OK;
}

/* --- taking up -------------------------------------------------------------------------------- */

static bool judge_head(struct checkpoint_file *file, const uint8_t bytes[HEAD_SIZE],
                       uint64_t sequence)
{
    struct journal_hash program;
    struct journal_hash hash = head_hash(bytes, &file->hasher);
    if (memcmp(bytes + AT_MAGIC, checkpoint_magic, sizeof checkpoint_magic) != 0) return false;
    if (bytes_get_u32(bytes + AT_VERSION) != CHECKPOINT_VERSION) return false;
    if (!is_hash(bytes + AT_HASH, &hash)) return false;
    if (!bytes_are_zero(bytes + AT_ZEROS, AT_HASH - AT_ZEROS)) return false;
    if (!hash_program(&file->hasher, &program)) return false;
    if (!is_hash(bytes + AT_PROGRAM, &program)) return false;
    head_get(bytes, &file->head);
    file->payload_size = bytes_get_u64(bytes + AT_PAYLOAD_SIZE);
    return file->head.sequence == sequence;
}

static bool judge(struct checkpoint_file *file, uint64_t sequence)
{
    uint8_t bytes[HEAD_SIZE];
    size_t read_size = 0;
    uint64_t file_size = 0;
    struct journal_hash hash;
    file->piece = malloc(PIECE_SIZE);
    if (file->piece == NULL || !journal_hasher_init(&file->hasher)) return false;
    if (os_file_read(&file->file, bytes, HEAD_SIZE, 0, &read_size) != OS_OK) return false;
    if (read_size != HEAD_SIZE || !judge_head(file, bytes, sequence)) return false;
    if (os_file_size(&file->file, &file_size) != OS_OK) return false;
    if (file_size != HEAD_SIZE + file->payload_size) return false;
    return hash_file(&file->file, &file->hasher, HEAD_SIZE, file->payload_size, &hash) &&
           is_hash(bytes + AT_PAYLOAD_HASH, &hash);
}

bool checkpoint_open(struct checkpoint_file *file, const char *directory, uint64_t sequence)
{
    char path[OS_PATH_SIZE_MAX];
    *file = (struct checkpoint_file){.offset = HEAD_SIZE};
    if (!make_path(path, directory, sequence)) return false;
    if (os_file_open(&file->file, path, OS_FILE_READ) != OS_OK) return false;
    if (judge(file, sequence)) return true;
    checkpoint_close(file);
    return false;
}

static bool read_bytes(void *context, void *bytes, size_t size)
{
    struct checkpoint_file *file = context;
    uint8_t *to = bytes;
    while (size > 0) {
        if (file->at == file->piece_size) {
            file->at = 0;
            bool is_read = os_file_read(&file->file, file->piece, PIECE_SIZE, file->offset,
                                        &file->piece_size) == OS_OK;
            if (!is_read || file->piece_size == 0) return false;
            file->offset += file->piece_size;
        }
        size_t part = u64_min(size, file->piece_size - file->at);
        memcpy(to, file->piece + file->at, part);
        file->at += part;
        to += part;
        size -= part;
    }
    return true;
}

bool checkpoint_take_up(struct checkpoint_file *file, checkpoint_mover *mover, void *context)
{
    struct keep keep = {.is_loading = true, .is_good = true, .move = read_bytes, .context = file};
    mover(context, &keep);
    uint64_t used = file->offset - (file->piece_size - file->at);
    return keep.is_good && used == HEAD_SIZE + file->payload_size;
}

void checkpoint_close(struct checkpoint_file *file)
{
    os_file_close(&file->file);
    journal_hasher_release(&file->hasher);
    free(file->piece);
    file->piece = NULL;
}
