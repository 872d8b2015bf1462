/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_objects.h - the objects of a JSON document that have wanted members, wherever they stand.
 *
 * Role       Venues wrap the same figures in different envelopes.  This reader walks a document and
 *            gives, at the end of each object, those of its members that were asked for by name,
 *            as slices; how deep the object stands does not matter.  A wanted member that is an
 *            array or an object is given as its text, and what is inside of it is not walked.
 * Label      What an object's array is called: the text that stands before it in an enclosing array
 *            (["xyz", [{...}]]), else the name of the member whose value the array is, else none.
 * Invariant  After OBJECTS_END the whole document was one well-formed value, or several objects or
 *            arrays one behind the other, as recorders write them line by line.
 * Rules      none.
 */
#ifndef PERPETUA_WIRE_IMPORT_OBJECTS_H
#define PERPETUA_WIRE_IMPORT_OBJECTS_H

#include "wire/import_json.h"

#define OBJECTS_MEMBERS_MAX 16u /* wanted names */
#define OBJECTS_DEPTH_MAX   16u

struct object_member {
    enum json_token token; /* JSON_END: the object has no such member */
    struct import_slice value;
};

struct object_frame {
    struct import_slice label; /* of what stands in here; text NULL: none */
    struct object_member members[OBJECTS_MEMBERS_MAX];
};

struct object_reader {
    struct json_scanner scanner;
    const char *const *names;
    size_t name_count;
    struct object_frame frames[OBJECTS_DEPTH_MAX + 1]; /* by depth; 0 is the document */
};

enum objects_result { OBJECTS_TAKEN, OBJECTS_END, OBJECTS_BAD };

/* The names, which stay as long as the reader, in the order in which members are given. */
void objects_begin(struct object_reader *reader, struct import_slice document,
                   const char *const *names, size_t name_count);

/*
 * The next object that has at least one wanted member, at its end.  `*object` is valid until the
 * next call.
 */
enum objects_result objects_next(struct object_reader *reader, const struct object_frame **object);

/* The first byte of the document that was not read; where a refused document went wrong. */
static inline size_t objects_at(const struct object_reader *reader)
{
    return reader->scanner.at;
}

/*
 * The two values of "[a, b]", each a text or a number.  False for any other form.
 */
bool objects_pair(struct import_slice array, struct import_slice values[2]);

/*
 * Writes a text of a document without its escapes to `out`, which has room for text.size bytes;
 * characters beyond ASCII become UTF-8, halves of a pair alone are refused.  Returns false for
 * what the scanner would not have given.
 */
bool objects_plain_text(struct import_slice text, char *out, size_t *size);

#endif
