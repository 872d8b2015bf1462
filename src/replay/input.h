/* SPDX-License-Identifier: Apache-2.0 */
/*
 * input.h - recorded files, line by line, whatever they are packed in.
 *
 * Role       Opens a plain file, a compressed one (gzip, xz, bzip2, zstd), an archive (zip, tar,
 *            7z) or a folder, told apart by content, and gives the lines of one file in it after
 *            the other.  Memory is bounded: one line is held at a time.
 * Invariant  Bytes that fail a checksum of their container are never given as the end of a file:
 *            the read ends with a fault.
 * Rules      none.
 */
#ifndef PERPETUA_REPLAY_INPUT_H
#define PERPETUA_REPLAY_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "replay/fault.h"
#include "wire/import_text.h"

#define INPUT_LINE_MAX     1048576u
#define INPUT_DOCUMENT_MAX 1073741824u
#define INPUT_NAME_SIZE    512u

struct archive;

struct input {
    struct archive *archive;
    const char *path;
    char name[INPUT_NAME_SIZE]; /* of the file inside an archive or folder; empty for a plain one */
    char *buffer;
    size_t begin; /* bytes of the buffer not yet given */
    size_t end;
    uint64_t line;   /* number of the line given last */
    uint64_t offset; /* bytes of the file read so far */
    bool ends;       /* all bytes of the file are in the buffer */
    bool is_folder;
    bool is_plain; /* nothing around it that could tell a cut-off end */
};

enum input_result { INPUT_TAKEN, INPUT_END, INPUT_BAD };

/*
 * Proves what the reading library does not look at: the checksums of gzip, the end of a zip.  Call
 * once for a path before it is read.  True for everything else.
 */
bool input_prove(const char *path, struct replay_fault *fault);

/* `path` must stay as long as the input.  After false nothing is open. */
bool input_open(struct input *input, const char *path, struct replay_fault *fault);

void input_close(struct input *input);

/* Goes to the next regular file. */
enum input_result input_next_file(struct input *input, struct replay_fault *fault);

/* Goes to the first file whose name `accepts` likes; a fault if there is none. */
bool input_find(struct input *input, bool (*accepts)(const char *name), const char *wanted,
                struct replay_fault *fault);

/* The next line without its line feed; it is valid until the next call. */
enum input_result input_line(struct input *input, struct import_slice *line,
                             struct replay_fault *fault);

/*
 * The whole file in memory that the caller frees (document->text).  At most INPUT_DOCUMENT_MAX.
 */
bool input_document(struct input *input, struct import_slice *document, struct replay_fault *fault);

/* "PATH: line 7, column 3: expected ..." */
bool input_fault_line(const struct input *input, const struct import_fault *import,
                      struct replay_fault *fault);

/* "PATH: offset 700: expected ..."; the column of the import fault counts bytes of the document. */
bool input_fault_document(const struct input *input, const struct import_fault *import,
                          struct replay_fault *fault);

#endif
