/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_objects.c - walking a document for the members of its objects.
 *
 * Role       See import_objects.h.
 * Invariant  frames[depth] belongs to the container that is open at that depth.
 * Rules      none.
 */
#include "wire/import_objects.h"

#include "base/check.h"

void objects_begin(struct object_reader *reader, struct import_slice document,
                   const char *const *names, size_t name_count)
{
    ASSERT(name_count <= OBJECTS_MEMBERS_MAX);
    json_begin(&reader->scanner, document);
    reader->scanner.has_many = true;
    reader->names = names;
    reader->name_count = name_count;
    reader->frames[0] = (struct object_frame){0};
}

static struct object_frame *frame_of(struct object_reader *reader)
{
    ASSERT(reader->scanner.depth <= OBJECTS_DEPTH_MAX);
    return &reader->frames[reader->scanner.depth];
}

/* A container was opened in one with this label.  False if it stands too deep. */
static bool enter(struct object_reader *reader, struct import_slice label)
{
    if (reader->scanner.depth > OBJECTS_DEPTH_MAX) return false;
    struct object_frame *frame = frame_of(reader);
    frame->label = label;
    for (size_t i = 0; i < reader->name_count; i++) {
        frame->members[i] = (struct object_member){0};
    }
    return true;
}

static bool is_container(enum json_token token)
{
    return token == JSON_OBJECT_BEGIN || token == JSON_ARRAY_BEGIN;
}

/* Takes the value of a wanted member; of members with the same name the last counts. */
static bool take_wanted(struct object_reader *reader, size_t name)
{
    struct object_member *member = &frame_of(reader)->members[name];
    struct json_scanner *scanner = &reader->scanner;
    struct json_scanner before = *scanner;
    member->token = json_next(scanner, &member->value);
    if (!is_container(member->token)) return member->token != JSON_BAD;

    const char *begin = scanner->document.text + scanner->at - 1;
    *scanner = before;
    if (json_skip(scanner) == JSON_BAD) return false;
    const char *end = scanner->document.text + scanner->at;
    member->value = (struct import_slice){begin, (size_t)(end - begin)};
    return true;
}

/* Any other member: a container is walked like the document. */
static bool take_other(struct object_reader *reader, struct import_slice name)
{
    struct import_slice value;
    struct import_slice label = frame_of(reader)->label;
    enum json_token token = json_next(&reader->scanner, &value);
    if (!is_container(token)) return token != JSON_BAD;
    return enter(reader, token == JSON_ARRAY_BEGIN ? name : label);
}

static bool take_member(struct object_reader *reader, struct import_slice name)
{
    for (size_t i = 0; i < reader->name_count; i++) {
        if (import_is(name, reader->names[i])) return take_wanted(reader, i);
    }
    return take_other(reader, name);
}

static bool has_member(const struct object_reader *reader, const struct object_frame *frame)
{
    for (size_t i = 0; i < reader->name_count; i++) {
        if (frame->members[i].token != JSON_END) return true;
    }
    return false;
}

enum objects_result objects_next(struct object_reader *reader, const struct object_frame **object)
{
    for (;;) {
        struct object_frame *outer = frame_of(reader);
        struct import_slice value;
        enum json_token token = json_next(&reader->scanner, &value);
        bool is_good = token != JSON_BAD;
        if (token == JSON_END) return OBJECTS_END;
        if (token == JSON_OBJECT_END && has_member(reader, outer)) {
            *object = outer;
            return OBJECTS_TAKEN;
        }
        if (is_container(token)) is_good = enter(reader, outer->label);
        if (token == JSON_NAME) is_good = take_member(reader, value);
        if (token == JSON_TEXT) outer->label = value;
        if (!is_good) {
            reader->scanner.is_bad = true;
            return OBJECTS_BAD;
        }
    }
}

bool objects_pair(struct import_slice array, struct import_slice values[2])
{
    struct json_scanner scanner;
    struct import_slice rest;
    json_begin(&scanner, array);
    if (json_next(&scanner, &rest) != JSON_ARRAY_BEGIN) return false;
    for (size_t i = 0; i < 2; i++) {
        enum json_token token = json_next(&scanner, &values[i]);
        if (token != JSON_TEXT && token != JSON_NUMBER) return false;
    }
    return json_next(&scanner, &rest) == JSON_ARRAY_END && json_next(&scanner, &rest) == JSON_END;
}

/* --- texts ------------------------------------------------------------------------------------ */

/* What is left of a text, and where its plain form goes. */
struct plain_text {
    const char *at;
    const char *end;
    char *out;
};

static int hex_value(char byte)
{
    if (byte >= '0' && byte <= '9') return byte - '0';
    if (byte >= 'a' && byte <= 'f') return byte - 'a' + 10;
    return byte >= 'A' && byte <= 'F' ? byte - 'A' + 10 : -1;
}

/* The four digits behind "\u". */
static bool take_unit(struct plain_text *text, uint32_t *unit)
{
    if (text->end - text->at < 4) return false;
    uint32_t number = 0;
    for (int i = 0; i < 4; i++) {
        int digit = hex_value(*text->at++);
        if (digit < 0) return false;
        number = number << 4 | (uint32_t)digit;
    }
    *unit = number;
    return true;
}

/* A character beyond 16 bits is two units, a high half and a low one. */
static bool take_character(struct plain_text *text, uint32_t *character)
{
    if (!take_unit(text, character)) return false;
    if (*character < 0xd800 || *character > 0xdfff) return true;
    uint32_t low;
    if (*character > 0xdbff || text->end - text->at < 2) return false;
    if (text->at[0] != '\\' || text->at[1] != 'u') return false;
    text->at += 2;
    if (!take_unit(text, &low) || low < 0xdc00 || low > 0xdfff) return false;
    *character = 0x10000 + ((*character - 0xd800) << 10) + (low - 0xdc00);
    return true;
}

/* UTF-8: never longer than the escape it comes from. */
static void put_character(struct plain_text *text, uint32_t character)
{
    static const unsigned char leads[] = {0x00, 0xc0, 0xe0, 0xf0};
    unsigned more = character < 0x80 ? 0 : character < 0x800 ? 1 : character < 0x10000 ? 2 : 3;
    *text->out++ = (char)(unsigned char)(leads[more] | character >> (6 * more));
    for (; more > 0; more--) {
        *text->out++ = (char)(unsigned char)(0x80 | (character >> (6 * (more - 1)) & 0x3f));
    }
}

/* Stands behind the backslash. */
static bool take_escape(struct plain_text *text)
{
    uint32_t character;
    if (text->at == text->end) return false;
    char kind = *text->at++;
    switch (kind) {
    case '"':
    case '\\':
    case '/': *text->out++ = kind; return true;
    case 'b': *text->out++ = '\b'; return true;
    case 'f': *text->out++ = '\f'; return true;
    case 'n': *text->out++ = '\n'; return true;
    case 'r': *text->out++ = '\r'; return true;
    case 't': *text->out++ = '\t'; return true;
    case 'u':
        if (!take_character(text, &character)) return false;
        put_character(text, character);
        return true;
    default: return false;
    }
}

bool objects_plain_text(struct import_slice text, char *out, size_t *size)
{
    struct plain_text plain = {.at = text.text, .end = text.text + text.size};
    plain.out = out;
    while (plain.at < plain.end) {
        char byte = *plain.at++;
        if (byte != '\\') {
            *plain.out++ = byte;
        } else if (!take_escape(&plain)) {
            return false;
        }
    }
    *size = (size_t)(plain.out - out);
    ASSERT(*size <= text.size);
    return true;
}
