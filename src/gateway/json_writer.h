/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json_writer.h - JSON text, written value by value into a buffer that grows.
 *
 * Role       What the dialects answer with.  Numbers are written from integers and a decimal scale,
 *            shortest and without an exponent, so that no price passes through a float.
 * Invariant  Commas and escapes are the writer's business: what is begun and ended in pairs is one
 *            JSON value.  When memory runs out the writer stays cut and writes nothing more.
 * Ownership  The writer owns its bytes until json_writer_release.
 */
#ifndef PERPETUA_GATEWAY_JSON_WRITER_H
#define PERPETUA_GATEWAY_JSON_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct json_writer {
    char *bytes; /* not terminated */
    size_t size;
    size_t capacity;
    bool needs_comma;
    bool is_cut;
};

/* A zeroed writer is empty and ready. */
void json_writer_clear(struct json_writer *writer); /* keeps the memory */
void json_writer_release(struct json_writer *writer);

void json_begin_object(struct json_writer *writer);
void json_end_object(struct json_writer *writer);
void json_begin_array(struct json_writer *writer);
void json_end_array(struct json_writer *writer);

/* The name of a member; its value comes next. */
void json_put_name_bytes(struct json_writer *writer, const char *name, size_t size);

void json_put_bytes(struct json_writer *writer, const char *bytes, size_t size); /* UTF-8 */
void json_put_u64(struct json_writer *writer, uint64_t value);
void json_put_i64(struct json_writer *writer, int64_t value);
/* value x 10^-scale: 1250 at scale 2 is 12.5.  scale is 0..18. */
void json_put_decimal(struct json_writer *writer, int64_t value, unsigned scale);
void json_put_bool(struct json_writer *writer, bool value);
void json_put_null(struct json_writer *writer);
/* A whole value that is JSON already. */
void json_put_raw(struct json_writer *writer, const char *bytes, size_t size);

/* Where the letters of a name go; quotes, colon and comma are there already.  NULL: cut. */
char *json_name_place(struct json_writer *writer, size_t size);

/* Here, so that the sizes of literals are constants.  A literal of this program needs no escape and
 * is copied in a few words; every other name is looked at letter by letter. */
static inline void json_put_name(struct json_writer *writer, const char *name)
{
    size_t size = strlen(name);
    if (__builtin_constant_p(size)) {
        char *place = json_name_place(writer, size);
        if (place != NULL) memcpy(place, name, size);
    } else {
        json_put_name_bytes(writer, name, size);
    }
}

static inline void json_put_text(struct json_writer *writer, const char *text)
{
    json_put_bytes(writer, text, strlen(text));
}

/* Name and value in one. */
static inline void json_add_text(struct json_writer *writer, const char *name, const char *text)
{
    json_put_name(writer, name);
    json_put_text(writer, text);
}

static inline void json_add_u64(struct json_writer *writer, const char *name, uint64_t value)
{
    json_put_name(writer, name);
    json_put_u64(writer, value);
}

static inline void json_add_i64(struct json_writer *writer, const char *name, int64_t value)
{
    json_put_name(writer, name);
    json_put_i64(writer, value);
}

static inline void json_add_decimal(struct json_writer *writer, const char *name, int64_t value,
                                    unsigned scale)
{
    json_put_name(writer, name);
    json_put_decimal(writer, value, scale);
}

static inline void json_add_bool(struct json_writer *writer, const char *name, bool value)
{
    json_put_name(writer, name);
    json_put_bool(writer, value);
}

static inline void json_add_null(struct json_writer *writer, const char *name)
{
    json_put_name(writer, name);
    json_put_null(writer);
}

#endif
