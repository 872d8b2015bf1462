/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scenario_match.c - comparing field by field.
 *
 * Role       See scenario_match.h.  A field ends where two spaces or the line end.
 * Invariant  A line fits itself; a line with a field taken out or changed fits only as the header
 *            says.
 */
#include "sim/scenario_match.h"

#include <string.h>

#include "model/text_line.h"

/* The field at `text`: its size, and where the next one begins (NULL: it was the last). */
static size_t field_size(const char *text, const char **next)
{
    const char *end = strstr(text, "  ");
    if (end == NULL) {
        *next = NULL;
        size_t size = strlen(text);
        while (size > 0 && text[size - 1] == ' ') size--;
        return size;
    }
    size_t size = (size_t)(end - text);
    while (*end == ' ') end++;
    *next = *end == '\0' ? NULL : end;
    return size;
}

static bool has_field(const char *line, const char *field, size_t size)
{
    const char *next = line;
    while (next != NULL) {
        const char *at = next;
        size_t at_size = field_size(at, &next);
        if (at_size == size && memcmp(at, field, size) == 0) return true;
    }
    return false;
}

bool match_line(const char *expected, const char *actual)
{
    const char *expected_next;
    const char *actual_next;
    size_t size = field_size(expected, &expected_next);
    if (field_size(actual, &actual_next) != size) return false;
    if (memcmp(expected, actual, size) != 0) return false;

    while (expected_next != NULL) {
        const char *field = expected_next;
        size = field_size(field, &expected_next);
        if (actual_next == NULL || !has_field(actual_next, field, size)) return false;
    }
    return true;
}

static bool begins_with(const char *line, const char *word)
{
    size_t size = strlen(word);
    return strncmp(line, word, size) == 0 && (line[size] == ' ' || line[size] == '\0');
}

bool match_is_fill(const char *line)
{
    return begins_with(line, "fill");
}

bool match_lines(const struct match_lines *expected, const struct match_lines *actual,
                 uint32_t *expected_at, uint32_t *actual_at)
{
    uint32_t i = 0;
    uint32_t j = 0;
    bool fills_are_written = false;
    for (;;) {
        bool wants_fill = i < expected->count && match_is_fill(expected->list[i]);
        if (wants_fill) fills_are_written = true;
        if (!fills_are_written) {
            while (j < actual->count && match_is_fill(actual->list[j])) j++;
        }
        *expected_at = i;
        *actual_at = j;
        if (i == expected->count || j == actual->count) {
            return i == expected->count && j == actual->count;
        }
        if (!match_line(expected->list[i], actual->list[j])) return false;
        /* The next trade may be written without its fills again. */
        if (!match_is_fill(expected->list[i])) fills_are_written = false;
        i++;
        j++;
    }
}

/* The label of a field is all but its last word. */
static size_t label_size(const char *field, size_t size)
{
    while (size > 0 && field[size - 1] != ' ') size--;
    return size;
}

static bool names_label(const char *line, const char *field, size_t size)
{
    size_t label = label_size(field, size);
    const char *next;
    (void)field_size(line, &next);
    while (next != NULL) {
        const char *at = next;
        size_t at_size = field_size(at, &next);
        size_t at_label = label_size(at, at_size);
        if (label > 0 && at_label == label && memcmp(at, field, label) == 0) return true;
    }
    return false;
}

static bool is_same_kind(const char *expected, const char *actual)
{
    size_t size = strcspn(actual, " ");
    return strcspn(expected, " ") == size && memcmp(expected, actual, size) == 0;
}

static void put_bytes(struct text_line *line, const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) text_line_put_char(line, bytes[i]);
}

size_t match_rewrite(char *out, size_t size, const char *expected, const char *actual)
{
    struct text_line line;
    const char *next;
    bool is_guided = expected != NULL && is_same_kind(expected, actual);
    text_line_begin(&line, out, size);
    put_bytes(&line, actual, field_size(actual, &next));
    while (next != NULL) {
        const char *field = next;
        size_t bytes = field_size(field, &next);
        if (strncmp(field, "says ", 5) == 0) break; /* it repeats the code and its values */
        if (is_guided && !names_label(expected, field, bytes)) continue;
        text_line_put(&line, "  ");
        put_bytes(&line, field, bytes);
    }
    return text_line_end(&line);
}
