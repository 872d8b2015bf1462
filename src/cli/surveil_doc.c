/* SPDX-License-Identifier: Apache-2.0 */
/*
 * surveil_doc.c - see surveil_doc.h.
 */
#include "cli/surveil_doc.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define PAGE_SIZE_MAX 262144u
#define PATH_SIZE     1024u
#define MARK_SIZE     64u

static bool fault(const char *path, const char *what)
{
    fprintf(stderr, "perpetua surveil bench: %s: %s\n", path, what);
    return false;
}

/* The whole file; NULL: it cannot be read. The caller frees it. */
static char *page_read(const char *path)
{
    FILE *file = fopen(path, "r");
    char *text = calloc(1, PAGE_SIZE_MAX);
    size_t size = file == NULL || text == NULL ? 0 : fread(text, 1, PAGE_SIZE_MAX - 1, file);
    if (file != NULL) (void)fclose(file);
    if (size > 0) return text;
    free(text);
    return NULL;
}

static bool page_write(const char *path, const char *text, size_t size)
{
    FILE *file = fopen(path, "w");
    if (file == NULL) return fault(path, "cannot be written");
    bool is_written = fwrite(text, 1, size, file) == size;
    bool is_closed = fclose(file) == 0;
    return is_written && is_closed ? true : fault(path, "cannot be written");
}

/* The page with its part replaced, as one text. */
static bool page_compose(const char *path, const char *page, const char *part, doc_writer *writer,
                         void *context)
{
    char begin[MARK_SIZE];
    char end[MARK_SIZE];
    (void)snprintf(begin, sizeof begin, "<!-- begin %s -->\n", part);
    (void)snprintf(end, sizeof end, "<!-- end %s -->\n", part);
    const char *from = strstr(page, begin);
    const char *to = from == NULL ? NULL : strstr(from, end);
    if (to == NULL) return fault(path, "has no such part");
    from += strlen(begin);
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL) return fault(path, "there is no memory");
    (void)fwrite(page, 1, (size_t)(from - page), out);
    writer(out, context);
    (void)fputs(to, out);
    bool is_good = fclose(out) == 0 && page_write(path, text, size);
    free(text);
    return is_good;
}

bool doc_replace(const char *folder, const char *page, const char *part, doc_writer *writer,
                 void *context)
{
    char path[PATH_SIZE];
    int size = snprintf(path, sizeof path, "%s/%s.md", folder, page);
    if (size < 0 || (size_t)size >= sizeof path) return fault(folder, "the path is too long");
    char *text = page_read(path);
    if (text == NULL) return fault(path, "cannot be read");
    bool is_good = page_compose(path, text, part, writer, context);
    free(text);
    return is_good;
}

void doc_parameters(FILE *out, const struct parameter *parameters, uint32_t count)
{
    fprintf(out, "| name | default | unit | meaning |\n|---|---|---|---|\n");
    for (uint32_t i = 0; i < count; i++) {
        fprintf(out, "| `%s` | %" PRId64 " | %s | %s |\n", parameters[i].name, parameters[i].value,
                parameters[i].unit, parameters[i].meaning);
    }
}
