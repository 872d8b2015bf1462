/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scenario_file.c - reading a scenario file.
 *
 * Role       See scenario_file.h.
 * Invariant  A file whose first line does not name the rule that its own name begins with is
 *            refused, so that a scenario is found by its rule.
 */
#include "sim/scenario_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"

#define FILE_SIZE_MAX ((size_t)1024 * 1024)

static bool fail(struct scenario_file *file, uint32_t line, const char *message)
{
    (void)snprintf(file->error, sizeof file->error, "%s", message);
    file->error_line = line;
    return false;
}

static bool read_text(struct scenario_file *file, const char *path)
{
    FILE *stream = fopen(path, "rb");
    if (stream == NULL) return fail(file, 0, "cannot be opened");
    file->original = calloc(1, FILE_SIZE_MAX + 1);
    if (file->original == NULL) abort();
    size_t size = fread(file->original, 1, FILE_SIZE_MAX + 1, stream);
    bool is_bad = ferror(stream) != 0;
    (void)fclose(stream);
    if (is_bad) return fail(file, 0, "cannot be read");
    if (size == 0 || size > FILE_SIZE_MAX) return fail(file, 0, "is empty or too large");
    if (memchr(file->original, '\0', size) != NULL) return fail(file, 0, "is not text");
    if (file->original[size - 1] != '\n') return fail(file, 0, "does not end with a newline");
    return true;
}

static char *trim(char *text)
{
    while (*text == ' ' || *text == '\t') text++;
    size_t size = strlen(text);
    while (size > 0 && (text[size - 1] == ' ' || text[size - 1] == '\t')) size--;
    text[size] = '\0';
    return text;
}

static void split_line(struct scenario_line *line, char *copy)
{
    bool is_comment = copy[0] == '#' && (copy[1] == ' ' || copy[1] == '\0');
    char *bar = is_comment ? NULL : strchr(copy, '|');
    if (bar != NULL) {
        *bar = '\0';
        line->bar = (uint32_t)(bar - copy);
        line->right = trim(bar + 1);
    }
    line->left = trim(copy);
    if (is_comment) line->left = copy + strlen(copy);
}

static void split_lines(struct scenario_file *file)
{
    size_t size = strlen(file->original);
    uint32_t count = 0;
    for (size_t i = 0; i < size; i++) count += file->original[i] == '\n';
    file->copy = calloc(1, size + 1);
    file->lines = calloc(count, sizeof *file->lines);
    if (file->copy == NULL || file->lines == NULL) abort();
    memcpy(file->copy, file->original, size);

    size_t start = 0;
    for (size_t i = 0; i < size; i++) {
        if (file->original[i] != '\n') continue;
        file->original[i] = '\0';
        file->copy[i] = '\0';
        struct scenario_line *line = &file->lines[file->line_count++];
        line->text = file->original + start;
        split_line(line, file->copy + start);
        start = i + 1;
    }
}

/* The first line is "RULE  sentence", and the file is named RULE.txt or RULE-more.txt. */
static bool check_title(struct scenario_file *file, const char *path)
{
    ASSERT(file->line_count > 0); /* A text that ends with a newline has a line. */
    ASSERT(file->lines[0].text == file->original);
    const char *slash = strrchr(path, '/');
    const char *name = slash == NULL ? path : slash + 1;
    const char *title = file->original;
    size_t size = strcspn(title, " ");
    if (strncmp(title, "R-", 2) != 0) return fail(file, 1, "the first line must name its rule");
    if (strlen(title) < size + 3) {
        return fail(file, 1, "the first line must say what the rule does");
    }
    if (strncmp(name, title, size) != 0 || (name[size] != '.' && name[size] != '-')) {
        return fail(file, 1, "the file must be named after the rule in its first line");
    }
    file->lines[0].left = file->lines[0].left + strlen(file->lines[0].left);
    file->lines[0].right = NULL;
    return true;
}

static bool check_bars(struct scenario_file *file)
{
    bool can_continue = false;
    for (uint32_t i = 0; i < file->line_count; i++) {
        const struct scenario_line *line = &file->lines[i];
        bool continues = line->left[0] == '\0' && line->right != NULL;
        if (continues && !can_continue) {
            return fail(file, i + 1, "expectations without a statement above");
        }
        if (!continues) can_continue = line->right != NULL;
    }
    return true;
}

bool scenario_file_read(struct scenario_file *file, const char *path)
{
    *file = (struct scenario_file){.original = NULL};
    if (!read_text(file, path)) return false;
    split_lines(file);
    return check_title(file, path) && check_bars(file);
}

void scenario_file_free(struct scenario_file *file)
{
    free(file->original);
    free(file->copy);
    free(file->lines);
    *file = (struct scenario_file){.original = NULL};
}

uint32_t scenario_file_expected(const struct scenario_file *file, uint32_t index,
                                struct match_lines *expected)
{
    expected->count = 0;
    if (file->lines[index].right == NULL) return index + 1;
    for (uint32_t i = index; i < file->line_count; i++) {
        const struct scenario_line *line = &file->lines[i];
        bool is_mine = i == index || (line->left[0] == '\0' && line->right != NULL);
        if (!is_mine) return i;
        if (line->right[0] == '\0') continue;
        if (expected->count < MATCH_LINES_MAX) expected->list[expected->count++] = line->right;
    }
    return file->line_count;
}
