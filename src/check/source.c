/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source.c - see source.h.
 *
 * Role       See source.h.
 * Invariant  None beyond the header's.
 * Rules      none.
 */
#include "check/source.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "replay/input.h"

bool source_open(struct source *source, const char *path, struct replay_fault *fault)
{
    struct input input;
    *source = (struct source){.path = path};
    if (!input_prove(path, fault) || !input_open(&input, path, fault)) return false;
    bool is_read = input_find(&input, NULL, "a file", fault) &&
                   input_document(&input, &source->document, fault);
    input_close(&input);
    return is_read;
}

void source_close(struct source *source)
{
    free((void *)(uintptr_t)source->document.text);
    *source = (struct source){0};
}

bool source_is_json(const struct source *source)
{
    for (size_t i = 0; i < source->document.size; i++) {
        char byte = source->document.text[i];
        if (byte == '{' || byte == '[') return true;
        if (byte != ' ' && byte != '\t' && byte != '\r' && byte != '\n') return false;
    }
    return false;
}

bool source_line(struct source *source, struct import_slice *line)
{
    while (source->at < source->document.size) {
        const char *start = source->document.text + source->at;
        size_t left = source->document.size - source->at;
        const char *feed = memchr(start, '\n', left);
        size_t size = feed == NULL ? left : (size_t)(feed - start);
        source->at += feed == NULL ? left : size + 1;
        source->line++;
        if (size > 0 && start[size - 1] == '\r') size--;
        if (size == 0) continue;
        *line = (struct import_slice){start, size};
        return true;
    }
    return false;
}

void source_rewind(struct source *source)
{
    source->at = 0;
    source->line = 0;
}

bool source_fault_line(const struct source *source, const struct import_fault *import,
                       struct replay_fault *fault)
{
    return fault_set(fault, "%s: line %llu, column %zu: expected %s", source->path,
                     (unsigned long long)source->line, import->column, import->expected);
}

bool source_fault_field(const struct source *source, struct import_slice at, const char *expected,
                        struct replay_fault *fault)
{
    const char *start = at.text;
    while (start > source->document.text && start[-1] != '\n') start--;
    struct import_fault import = {expected, (size_t)(at.text - start) + 1};
    return source_fault_line(source, &import, fault);
}

bool source_fault_offset(const struct source *source, size_t offset, const char *expected,
                         struct replay_fault *fault)
{
    return fault_set(fault, "%s: offset %zu: expected %s", source->path, offset, expected);
}

bool source_fault_text(const struct source *source, struct import_slice at, const char *expected,
                       struct replay_fault *fault)
{
    ASSERT(at.text >= source->document.text);
    return source_fault_offset(source, (size_t)(at.text - source->document.text), expected, fault);
}

enum source_row source_row(struct source *source, const struct table_columns *columns,
                           struct import_slice *fields, struct replay_fault *fault)
{
    struct import_slice line;
    struct import_fault import;
    if (!source_line(source, &line)) return SOURCE_END;
    if (table_row(line, columns, fields, &import) == IMPORT_TAKEN) return SOURCE_ROW;
    (void)source_fault_line(source, &import, fault);
    return SOURCE_BAD;
}
