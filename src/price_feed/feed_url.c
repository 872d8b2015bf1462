/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed_url.c - see feed_url.h.
 */
#include "price_feed/feed_url.h"

#include <stdint.h>
#include <string.h>

#include "base/text.h"

static bool take_scheme(const char **text, struct feed_url *url)
{
    if (strncmp(*text, "wss://", 6) == 0) {
        *text += 6;
        url->is_tls = true;
        url->port = 443;
        return true;
    }
    if (strncmp(*text, "ws://", 5) != 0) return false;
    *text += 5;
    url->is_tls = false;
    url->port = 80;
    return true;
}

static bool is_plain(const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text <= ' ' || *text > '~' || *text == '"' || *text == '#') return false;
    }
    return true;
}

static bool take_port(const char *text, size_t size, int *port)
{
    uint64_t number = 0;
    if (size == 0) return true;
    if (text[0] != ':' || !text_read_u64(text + 1, size - 1, &number)) return false;
    *port = (int)(number & 0xffff);
    return number > 0 && number <= 65535;
}

bool feed_url_read(const char *text, struct feed_url *url)
{
    memset(url, 0, sizeof *url);
    if (!is_plain(text) || !take_scheme(&text, url)) return false;
    size_t authority_size = strcspn(text, "/?");
    bool has_brackets = text[0] == '[';
    size_t host_size = has_brackets ? strcspn(text, "]") : strcspn(text, ":/?");
    if (has_brackets && host_size >= authority_size) return false;
    size_t skipped = has_brackets ? 1 : 0;
    const char *port = text + host_size + skipped;
    size_t port_size = authority_size - host_size - skipped;
    host_size -= skipped;
    if (host_size == 0 || host_size >= sizeof url->host) return false;
    if (memchr(text, '@', authority_size) != NULL) return false;
    if (!take_port(port, port_size, &url->port)) return false;
    memcpy(url->host, text + skipped, host_size);

    const char *path = text + authority_size;
    size_t path_size = strlen(path);
    size_t slash = path[0] == '/' ? 0 : 1;
    if (path_size + slash >= sizeof url->path) return false;
    url->path[0] = '/';
    memcpy(url->path + slash, path, path_size);
    return true;
}
