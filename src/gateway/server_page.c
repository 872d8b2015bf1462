/* SPDX-License-Identifier: Apache-2.0 */
/*
 * server_page.c - the files of the web page, read once and served from memory.
 *
 * Role       Finds a file by the exact path of a request, so that no path can lead out of the
 *            folder.  The policy allows scripts, styles and connections of this origin alone.
 *            A file beside it with ".gz" is its packed form, for clients that accept one.
 * Invariant  What is served is what was read at the start.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gateway/server_internal.h"
#include "os/os_file.h"

#define FILES_MAX     256u
#define FILE_SIZE_MAX ((uint64_t)16 << 20)
#define PATH_SIZE     256u

struct page_file {
    char path[PATH_SIZE]; /* of the request: "/index.html", "/assets/x.js" */
    unsigned char *bytes;
    size_t size;
    const char *content_type;
};

struct page {
    struct page_file files[FILES_MAX];
    uint32_t count;
};

static const char policy[] =
    "content-security-policy: default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'\r\nreferrer-policy: no-referrer\r\n";

static const char *type_of(const char *path)
{
    static const char *const types[][2] = {
        {".html", "text/html; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".ico", "image/x-icon"},
        {".woff2", "font/woff2"},
        {".json", "application/json"},
        {".map", "application/json"},
        {".webmanifest", "application/manifest+json"},
        {".txt", "text/plain; charset=utf-8"},
    };
    const char *dot = strrchr(path, '.');
    for (size_t i = 0; dot != NULL && i < sizeof types / sizeof types[0]; i++) {
        if (strcmp(dot, types[i][0]) == 0) return types[i][1];
    }
    return "application/octet-stream";
}

/* --- reading ---------------------------------------------------------------------------------- */

/* Names of a folder are collected first: a visitor may not visit. */
struct names {
    char list[FILES_MAX][PATH_SIZE];
    uint32_t count;
};

static void take_name(void *context, const char *name)
{
    struct names *names = context;
    bool fits = names->count < FILES_MAX && strlen(name) < PATH_SIZE && name[0] != '.';
    if (fits) memcpy(names->list[names->count++], name, strlen(name) + 1);
}

static bool read_file(struct page *page, const char *directory, const char *path)
{
    char full[OS_PATH_SIZE_MAX];
    struct os_file file;
    uint64_t size = 0;
    size_t read_size = 0;
    if (page->count == FILES_MAX) return false;
    (void)snprintf(full, sizeof full, "%s%s", directory, path);
    if (os_file_open(&file, full, OS_FILE_READ) != OS_OK) return false;
    bool is_good = os_file_size(&file, &size) == OS_OK && size <= FILE_SIZE_MAX;
    unsigned char *bytes = is_good ? malloc((size_t)size + 1) : NULL;
    is_good = bytes != NULL && os_file_read(&file, bytes, (size_t)size, 0, &read_size) == OS_OK &&
              read_size == size;
    os_file_close(&file);
    if (!is_good) {
        free(bytes);
        return false;
    }
    struct page_file *entry = &page->files[page->count++];
    memcpy(entry->path, path, strnlen(path, sizeof entry->path - 1));
    entry->bytes = bytes;
    entry->size = (size_t)size;
    entry->content_type = type_of(path);
    return true;
}

/* Reads a folder; folders found in it are put behind those that still have to be read. */
static bool read_folder(struct page *page, const char *directory, struct names *folders,
                        uint32_t index)
{
    struct names *names = calloc(1, sizeof *names);
    char full[OS_PATH_SIZE_MAX];
    if (names == NULL) return false;
    (void)snprintf(full, sizeof full, "%s%s", directory, folders->list[index]);
    bool is_read = os_directory_list(full, take_name, names) == OS_OK;
    for (uint32_t i = 0; is_read && i < names->count; i++) {
        char path[2 * PATH_SIZE];
        int size = snprintf(path, sizeof path, "%s/%s", folders->list[index], names->list[i]);
        if ((size_t)size >= PATH_SIZE || read_file(page, directory, path)) continue;
        if (folders->count < FILES_MAX) memcpy(folders->list[folders->count++], path, PATH_SIZE);
    }
    free(names);
    return is_read;
}

/* NULL: there is no such file. */
static const struct page_file *find_file(const struct page *page, const char *path)
{
    for (uint32_t i = 0; i < page->count; i++) {
        if (strcmp(page->files[i].path, path) == 0) return &page->files[i];
    }
    return NULL;
}

struct page *page_load(const char *directory, char *error, size_t error_size)
{
    struct page *page = calloc(1, sizeof *page);
    struct names *folders = calloc(1, sizeof *folders);
    bool is_read = page != NULL && folders != NULL;
    if (is_read) {
        folders->count = 1;
        is_read = read_folder(page, directory, folders, 0);
        for (uint32_t i = 1; is_read && i < folders->count; i++) {
            (void)read_folder(page, directory, folders, i);
        }
    }
    free(folders);
    if (is_read && find_file(page, "/index.html") != NULL) return page;
    (void)snprintf(error, error_size, "%s has no index.html that can be read", directory);
    page_destroy(page);
    return NULL;
}

void page_destroy(struct page *page)
{
    if (page == NULL) return;
    for (uint32_t i = 0; i < page->count; i++) free(page->files[i].bytes);
    free(page);
}

/* --- serving ---------------------------------------------------------------------------------- */

/* Whoever names gzip with a weight of 0, or of less than 1, gets the file as it is. */
static bool accepts_gzip(const struct http_request *request)
{
    char value[128];
    if (http_header(request, "accept-encoding", value, sizeof value) == 0) return false;
    const char *gzip = strstr(value, "gzip");
    return gzip != NULL && strncmp(gzip, "gzip;q=0", 8) != 0;
}

/* The packed form of a file; NULL: it has none. */
static const struct page_file *find_packed(const struct page *page, const struct page_file *file)
{
    char path[PATH_SIZE + 4];
    (void)snprintf(path, sizeof path, "%s.gz", file->path);
    return find_file(page, path);
}

bool page_answer(const struct page *page, struct connection *connection,
                 const struct http_request *request)
{
    const char *path = strcmp(request->path, "/") == 0 ? "/index.html" : request->path;
    bool is_reading = strcmp(request->method, "GET") == 0 || connection->is_head;
    const struct page_file *file = find_file(page, path);
    if (file == NULL || !is_reading) return false;
    const struct page_file *packed = find_packed(page, file);
    const char *encoding = packed == NULL ? "" : "vary: accept-encoding\r\n";
    if (packed != NULL && !accepts_gzip(request)) packed = NULL;
    if (packed != NULL) encoding = "vary: accept-encoding\r\ncontent-encoding: gzip\r\n";
    const struct page_file *sent = packed == NULL ? file : packed;
    bool is_hashed = strncmp(path, "/assets/", 8) == 0;
    char headers[768];
    (void)snprintf(headers, sizeof headers, "%s%scache-control: %s\r\n", policy, encoding,
                   is_hashed ? "public, max-age=31536000, immutable" : "no-cache");
    const struct http_answer answer = {
        .status = 200,
        .content_type = file->content_type,
        .extra_headers = headers,
        .bytes = sent->bytes,
        .size = sent->size,
    };
    connection_reply(connection, &answer);
    return true;
}
