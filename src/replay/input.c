/* SPDX-License-Identifier: Apache-2.0 */
/*
 * input.c - libarchive behind a small interface.
 *
 * Role       See input.h.  Folders go through libarchive's disk reader, so that a folder and an
 *            archive of it read alike.
 * Invariant  A warning of the library while bytes are read (a wrong checksum, say) is a fault.
 * Rules      none.
 */
#include "replay/input.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "os/os_file.h"

static const char *input_error(const struct input *input)
{
    const char *text = archive_error_string(input->archive);
    return text == NULL ? "cannot be read" : text;
}

static void ignore_name(void *context, const char *name)
{
    (void)context;
    (void)name;
}

static bool open_folder(struct input *input)
{
    input->archive = archive_read_disk_new();
    return input->archive != NULL &&
           archive_read_disk_open(input->archive, input->path) == ARCHIVE_OK;
}

static bool open_file(struct input *input)
{
    input->archive = archive_read_new();
    if (input->archive == NULL) return false;
    (void)archive_read_support_filter_gzip(input->archive);
    (void)archive_read_support_filter_xz(input->archive);
    (void)archive_read_support_filter_bzip2(input->archive);
    (void)archive_read_support_filter_zstd(input->archive);
    (void)archive_read_support_format_tar(input->archive);
    (void)archive_read_support_format_zip(input->archive);
    (void)archive_read_support_format_7zip(input->archive);
    (void)archive_read_support_format_raw(input->archive);
    (void)archive_read_support_format_empty(input->archive);
    return archive_read_open_filename(input->archive, input->path, 65536) == ARCHIVE_OK;
}

/* A recording is read more than once, so it can be no pipe; and the library would take an empty
 * name for standard input. */
static bool is_usable(const char *path, struct replay_fault *fault)
{
    struct os_file file;
    enum os_result result = os_file_open(&file, path, OS_FILE_READ);
    if (result == OS_NOT_FOUND) return fault_set(fault, "%s: no such file", path);
    if (result != OS_OK) {
        return fault_set(fault, "%s: expected a file or a folder that can be read: %s", path,
                         os_result_text(result));
    }
    os_file_close(&file);
    return true;
}

bool input_open(struct input *input, const char *path, struct replay_fault *fault)
{
    *input = (struct input){.path = path};
    input->is_folder = os_directory_list(path, ignore_name, NULL) == OS_OK;
    if (!input->is_folder && !is_usable(path, fault)) return false;
    bool is_open = input->is_folder ? open_folder(input) : open_file(input);
    if (is_open) input->buffer = malloc(INPUT_LINE_MAX);
    if (is_open && input->buffer != NULL) return true;

    if (input->archive == NULL || is_open) {
        (void)fault_memory(fault);
    } else {
        (void)fault_set(fault, "%s: %s", path, input_error(input));
    }
    input_close(input);
    return false;
}

void input_close(struct input *input)
{
    if (input->archive != NULL) (void)archive_read_free(input->archive);
    free(input->buffer);
    *input = (struct input){0};
}

/* The part of a name behind the folder that was opened. */
static const char *name_inside(const struct input *input, const char *name)
{
    size_t size = strlen(input->path);
    if (!input->is_folder || strncmp(name, input->path, size) != 0) return name;
    while (name[size] == '/') size++;
    return name + size;
}

/* The name of an entry, empty for a file that stands alone. */
static void take_name(struct input *input, struct archive_entry *entry)
{
    const char *name = archive_entry_pathname(entry);
    if (name != NULL) name = name_inside(input, name);
    bool is_alone = archive_format(input->archive) == ARCHIVE_FORMAT_RAW;
    size_t size = is_alone || name == NULL ? 0 : strlen(name);
    if (size >= INPUT_NAME_SIZE) {
        name += size - (INPUT_NAME_SIZE - 1);
        size = INPUT_NAME_SIZE - 1;
    }
    if (size > 0) memcpy(input->name, name, size);
    input->name[size] = '\0';
    input->is_plain = is_alone && archive_filter_code(input->archive, 0) == ARCHIVE_FILTER_NONE;
}

enum input_result input_next_file(struct input *input, struct replay_fault *fault)
{
    for (;;) {
        struct archive_entry *entry;
        int result = archive_read_next_header(input->archive, &entry);
        if (result == ARCHIVE_EOF) return INPUT_END;
        if (result != ARCHIVE_OK) {
            (void)fault_set(fault, "%s: offset %lld: expected a whole file: %s", input->path,
                            (long long)archive_filter_bytes(input->archive, -1),
                            input_error(input));
            return INPUT_BAD;
        }
        if (input->is_folder && archive_read_disk_can_descend(input->archive) != 0) {
            (void)archive_read_disk_descend(input->archive);
        }
        if (archive_entry_filetype(entry) != AE_IFREG) continue;
        take_name(input, entry);
        input->begin = 0;
        input->end = 0;
        input->line = 0;
        input->offset = 0;
        input->ends = false;
        return INPUT_TAKEN;
    }
}

bool input_find(struct input *input, bool (*accepts)(const char *name), const char *wanted,
                struct replay_fault *fault)
{
    for (;;) {
        enum input_result result = input_next_file(input, fault);
        if (result == INPUT_BAD) return false;
        if (result == INPUT_END && accepts == NULL) {
            return fault_set(fault, "%s: the file is empty or holds no file", input->path);
        }
        if (result == INPUT_END) {
            return fault_set(fault, "%s: expected %s in it", input->path, wanted);
        }
        if (accepts == NULL || accepts(input->name)) return true;
    }
}

/* Reads on behind `end`.  False at a fault; at the end of the file `ends` is set. */
static bool fill(struct input *input, struct replay_fault *fault)
{
    if (input->begin > 0) {
        memmove(input->buffer, input->buffer + input->begin, input->end - input->begin);
        input->end -= input->begin;
        input->begin = 0;
    }
    la_ssize_t got =
        archive_read_data(input->archive, input->buffer + input->end, INPUT_LINE_MAX - input->end);
    if (got < 0) {
        const char *gap = input->name[0] == '\0' ? "" : ": ";
        const char *wanted = input->is_plain ? "bytes that can be read" : "a whole packed file";
        return fault_set(fault, "%s%s%s: line %llu, offset %llu: expected %s: %s", input->path, gap,
                         input->name, (unsigned long long)input->line + 1,
                         (unsigned long long)input->offset, wanted, input_error(input));
    }
    input->end += (size_t)got;
    input->offset += (uint64_t)got;
    input->ends = got == 0;
    return true;
}

static bool expected(const struct input *input, struct replay_fault *fault, const char *what)
{
    struct import_fault import = {what, 1};
    return input_fault_line(input, &import, fault);
}

/* What stands behind the last line feed. */
static enum input_result last_line(struct input *input, struct import_slice *line,
                                   struct replay_fault *fault)
{
    if (input->begin == input->end) return INPUT_END;
    input->line++;
    if (input->is_plain) {
        (void)expected(input, fault, "a line feed at its end: the file is cut off");
        return INPUT_BAD;
    }
    *line = (struct import_slice){input->buffer + input->begin, input->end - input->begin};
    input->begin = input->end;
    return INPUT_TAKEN;
}

enum input_result input_line(struct input *input, struct import_slice *line,
                             struct replay_fault *fault)
{
    size_t searched = 0;
    for (;;) {
        char *start = input->buffer + input->begin;
        size_t held = input->end - input->begin;
        char *feed = memchr(start + searched, '\n', held - searched);
        if (feed != NULL) {
            size_t size = (size_t)(feed - start);
            input->begin += size + 1;
            input->line++;
            if (size > 0 && start[size - 1] == '\r') size--;
            *line = (struct import_slice){start, size};
            return INPUT_TAKEN;
        }
        if (input->ends) return last_line(input, line, fault);
        if (held == INPUT_LINE_MAX) {
            input->line++;
            (void)expected(input, fault, "a line of at most 1048576 bytes");
            return INPUT_BAD;
        }
        searched = held;
        if (!fill(input, fault)) return INPUT_BAD;
    }
}

static bool document_grow(char **text, size_t *capacity, struct replay_fault *fault)
{
    size_t wider = *capacity == 0 ? INPUT_LINE_MAX : *capacity * 2;
    char *grown = realloc(*text, wider);
    if (grown == NULL) return fault_memory(fault);
    *text = grown;
    *capacity = wider;
    return true;
}

bool input_document(struct input *input, struct import_slice *document, struct replay_fault *fault)
{
    char *text = NULL;
    size_t size = 0;
    size_t capacity = 0;
    bool is_whole = false;
    while (!is_whole) {
        input->begin = 0;
        input->end = 0;
        if (!fill(input, fault)) break;
        is_whole = input->ends;
        if (size + input->end > INPUT_DOCUMENT_MAX) {
            (void)fault_set(fault, "%s: expected at most %u bytes", input->path,
                            INPUT_DOCUMENT_MAX);
            break;
        }
        if (size + input->end > capacity && !document_grow(&text, &capacity, fault)) break;
        if (text != NULL) memcpy(text + size, input->buffer, input->end);
        size += input->end;
    }
    if (fault_is_set(fault)) {
        free(text);
        return false;
    }
    *document = (struct import_slice){text, size};
    return size > 0 || fault_set(fault, "%s: the file is empty", input->path);
}

bool input_fault_line(const struct input *input, const struct import_fault *import,
                      struct replay_fault *fault)
{
    const char *gap = input->name[0] == '\0' ? "" : ": ";
    return fault_set(fault, "%s%s%s: line %llu, column %zu: expected %s", input->path, gap,
                     input->name, (unsigned long long)input->line, import->column,
                     import->expected);
}

bool input_fault_document(const struct input *input, const struct import_fault *import,
                          struct replay_fault *fault)
{
    const char *gap = input->name[0] == '\0' ? "" : ": ";
    return fault_set(fault, "%s%s%s: offset %zu: expected %s", input->path, gap, input->name,
                     import->column - 1, import->expected);
}
