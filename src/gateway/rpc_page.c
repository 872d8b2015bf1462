/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_page.c - pages of lists: where the next one begins, as text, and windows of time.
 */
#include "gateway/rpc_page.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

#define NS_PER_MS   INT64_C(1000000)
#define CURSOR_SIZE 48u

bool rpc_cursor_read(const char *text, struct history_cursor *cursor)
{
    *cursor = (struct history_cursor){0};
    if (text == NULL || text[0] == '\0' || strcmp(text, "none") == 0) return true;
    const char *point = strchr(text, '.');
    if (point == NULL) return text_read_u64(text, strlen(text), &cursor->a);
    return text_read_u64(text, (size_t)(point - text), &cursor->a) &&
           text_read_u64(point + 1, strlen(point + 1), &cursor->b);
}

void rpc_put_continuation(struct json_writer *writer, const struct history_page *page)
{
    if (!page->more) {
        json_add_null(writer, "continuation");
        return;
    }
    char text[CURSOR_SIZE];
    (void)snprintf(text, sizeof text, "%llu.%llu", (unsigned long long)page->next.a,
                   (unsigned long long)page->next.b);
    json_add_text(writer, "continuation", text);
}

int64_t rpc_ns_of_ms(int64_t time_ms)
{
    if (time_ms < 0) return 0;
    return time_ms > INT64_MAX / NS_PER_MS ? INT64_MAX : time_ms * NS_PER_MS;
}

void rpc_window_read(const struct rpc_call *call, struct history_query *query)
{
    int64_t start_ms = rpc_integer(call, "start_timestamp", -1);
    int64_t end_ms = rpc_integer(call, "end_timestamp", -1);
    if (start_ms > 0) query->from_ns = rpc_ns_of_ms(start_ms);
    /* The last millisecond belongs to the window. */
    if (end_ms >= 0 && end_ms < INT64_MAX / NS_PER_MS - 1) query->to_ns = rpc_ns_of_ms(end_ms + 1);
    const char *sorting = rpc_text(call, "sorting");
    query->is_ascending = sorting != NULL && strcmp(sorting, "asc") == 0;
}
