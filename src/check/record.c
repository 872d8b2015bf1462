/* SPDX-License-Identifier: Apache-2.0 */
/*
 * record.c - see record.h.
 *
 * Role       See record.h.
 * Invariant  None beyond the header's.
 * Rules      none.
 */
#include "check/record.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/date.h"

#define KEY 1 /* the name that only rows have */

static bool has_value(const struct object_member *member)
{
    return member->token == JSON_TEXT || member->token == JSON_NUMBER;
}

/* The members' values as fields.  False if one is missing or is no text or number. */
static bool take_members(const struct object_frame *object, size_t count,
                         struct import_slice *fields)
{
    for (size_t i = 0; i < count; i++) {
        if (!has_value(&object->members[i])) return false;
        fields[i] = object->members[i].value;
    }
    return true;
}

bool record_fits(const struct source *source, const char *const *names, size_t name_count)
{
    struct source copy = *source;
    struct record_reader reader;
    struct import_slice fields[TABLE_COLUMNS_MAX];
    struct replay_fault fault = {0};
    source_rewind(&copy);
    if (!record_begin(&reader, &copy, names, name_count)) return false;
    return !reader.is_json || record_next(&reader, fields, &fault) == SOURCE_ROW;
}

bool record_begin(struct record_reader *reader, struct source *source, const char *const *names,
                  size_t name_count)
{
    ASSERT(name_count >= 2);
    ASSERT(name_count <= TABLE_COLUMNS_MAX);
    struct import_slice line;
    reader->source = source;
    reader->names = names;
    reader->name_count = name_count;
    reader->is_json = source_is_json(source);
    if (reader->is_json) {
        objects_begin(&reader->objects, source->document, names, name_count);
        return true;
    }
    return source_line(source, &line) && table_find(line, names, name_count, &reader->columns);
}

static enum source_row next_object(struct record_reader *reader, struct import_slice *fields,
                                   struct replay_fault *fault)
{
    const struct object_frame *object;
    enum objects_result result;
    do {
        result = objects_next(&reader->objects, &object);
    } while (result == OBJECTS_TAKEN && object->members[KEY].token == JSON_END);
    if (result == OBJECTS_END) return SOURCE_END;
    if (result == OBJECTS_TAKEN && take_members(object, reader->name_count, fields)) {
        return SOURCE_ROW;
    }
    const char *expected =
        result == OBJECTS_BAD ? "a JSON document" : "an object with all members that are compared";
    (void)source_fault_offset(reader->source, objects_at(&reader->objects), expected, fault);
    return SOURCE_BAD;
}

enum source_row record_next(struct record_reader *reader, struct import_slice *fields,
                            struct replay_fault *fault)
{
    if (reader->is_json) return next_object(reader, fields, fault);
    return source_row(reader->source, &reader->columns, fields, fault);
}

bool record_fault(const struct record_reader *reader, struct import_slice field,
                  const char *expected, struct replay_fault *fault)
{
    if (reader->is_json) return source_fault_text(reader->source, field, expected, fault);
    return source_fault_field(reader->source, field, expected, fault);
}

static int by_time(const void *a, const void *b)
{
    int64_t first;
    int64_t second;
    memcpy(&first, a, sizeof first);
    memcpy(&second, b, sizeof second);
    return (first > second) - (first < second);
}

bool record_sort(void *rows, size_t *count, size_t row_size, const char *path,
                 struct replay_fault *fault)
{
    if (*count < 2) return true;
    unsigned char *bytes = rows;
    size_t kept = 1;
    qsort(rows, *count, row_size, by_time);
    for (size_t i = 1; i < *count; i++) {
        unsigned char *last = bytes + (kept - 1) * row_size;
        if (by_time(last, bytes + i * row_size) != 0) {
            memmove(bytes + kept * row_size, bytes + i * row_size, row_size);
            kept++;
            continue;
        }
        if (memcmp(last, bytes + i * row_size, row_size) == 0) continue;
        char text[DATE_TEXT_SIZE];
        int64_t time_ns;
        memcpy(&time_ns, bytes + i * row_size, sizeof time_ns);
        (void)utc_write_text(text, time_ns);
        return fault_set(fault,
                         "%s: expected one row a time, found two of %s; of several series --group "
                         "names one",
                         path, text);
    }
    *count = kept;
    return true;
}
