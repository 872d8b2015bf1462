/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_objects_fuzz.c - any bytes as a document: what is given lies inside of it.
 */
#include "wire/import_objects.h"

#include "base/check.h"

#define PLAIN_MAX 4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_inside(struct import_slice slice, struct import_slice document)
{
    if (slice.text == NULL) return;
    ASSERT(slice.text >= document.text);
    ASSERT(slice.text + slice.size <= document.text + document.size);
}

static void check_member(const struct object_member *member, struct import_slice document)
{
    struct import_slice pair[2];
    static char plain[PLAIN_MAX];
    size_t size;
    if (member->token == JSON_ARRAY_BEGIN && objects_pair(member->value, pair)) {
        check_inside(pair[0], document);
        check_inside(pair[1], document);
    }
    bool has_value = member->token == JSON_TEXT || member->token == JSON_NUMBER ||
                     member->token == JSON_ARRAY_BEGIN || member->token == JSON_OBJECT_BEGIN;
    if (!has_value) return;
    check_inside(member->value, document);
    if (member->value.size > PLAIN_MAX) return;
    if (objects_plain_text(member->value, plain, &size)) ASSERT(size <= member->value.size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"a", "b", "msg"};
    static struct object_reader reader;
    const struct object_frame *object;
    struct import_slice document = {(const char *)data, size};
    if (size == 0) return 0;
    objects_begin(&reader, document, names, 3);
    while (objects_next(&reader, &object) == OBJECTS_TAKEN) {
        check_inside(object->label, document);
        for (size_t i = 0; i < 3; i++) check_member(&object->members[i], document);
    }
    ASSERT(objects_at(&reader) <= size);
    return 0;
}
