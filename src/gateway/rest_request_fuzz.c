/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rest_request_fuzz.c - any bytes as a body, a query, a command of the WebSocket and as signed
 * headers: a reader takes its value or answers once, and never both.
 */
#include <stdlib.h>

#include "base/check.h"
#include "gateway/rest_doubles.h"

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size);

static struct rest rest;
static struct rest_stream stream;
static const struct credential reader = {.scopes = SCOPE_TRADE_READ};

static void end_call(struct rest_call *call, bool is_good)
{
    ASSERT(call->is_answered == !is_good);
    ASSERT((doubles.status != 0) == !is_good);
    doubles_end(call);
}

static void read_body(const char *text, size_t size)
{
    struct http_request request = {.query = "", .body = text, .body_size = size};
    struct rest_call call = doubles_call(&rest, &request);
    json_t *body = json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL);
    int64_t value = 0;
    bool flag = false;
    if (json_is_object(body)) call.body = json_incref(body);
    bool is_good = rest_member_integer(&call, "n", &value) && rest_member_bool(&call, "b", &flag);
    if (is_good && rest_member_text(&call, "count") != NULL)
        is_good = rest_read_count(&call, "count", rest_member_text(&call, "count"), &value);
    if (is_good) is_good = rest_instrument(&call, rest_member_text(&call, "ticker"), 404) != NULL;
    json_decref(body);
    end_call(&call, is_good);
}

static void read_query(const char *text)
{
    struct http_request request = {.query = text};
    struct rest_call call = doubles_call(&rest, &request);
    struct rest_page page = {0};
    int64_t value = 0;
    bool flag = false;
    bool is_good = rest_query_integer(&call, "n", &value) && rest_query_bool(&call, "b", &flag) &&
                   rest_page_read(&call, &page, 1000);
    if (is_good) ASSERT(page.query.limit >= 1 && page.query.limit <= 1000);
    if (is_good) ASSERT(page.account_index < REST_SUBACCOUNTS);
    if (is_good) ASSERT(page.query.from_ns >= 0);
    end_call(&call, is_good);
}

static void read_command(const char *text, size_t size)
{
    static struct stream_client client;
    client = (struct stream_client){.credential = &reader};
    uint32_t before = doubles.answer_count;
    stream.rest = &rest;
    stream_command(&stream, &client, text, size);
    ASSERT(doubles.answer_count > before);
    for (uint32_t i = 0; i < CHANNEL_COUNT; i++) {
        ASSERT(client.subscriptions[i].sid <= client.last_sid);
    }
}

/* The three headers stand behind one another, each up to a line feed. */
static void read_headers(char *text)
{
    static const char *const names[] = {"kalshi-access-key", "kalshi-access-timestamp",
                                        "kalshi-access-signature"};
    struct http_request request = {.method = "GET", .path = "/", .query = "", .peer = "127.0.0.1"};
    char *at = text;
    for (uint32_t i = 0; i < DOUBLE_HEADERS; i++) {
        doubles.headers[i] = (struct double_header){names[i], at};
        char *end = strchr(at, '\n');
        if (end != NULL) *end = '\0';
        at = end == NULL ? at + strlen(at) : end + 1;
    }
    const char *why = NULL;
    bool is_proved = rest_authenticate(&rest, &request, &why) != NULL;
    ASSERT(!is_proved);
    ASSERT(why[0] != '\0');
}

static void read_texts(const char *text)
{
    uint64_t number = 0;
    int64_t integer = 0;
    bool needs_text = false;
    (void)rest_id_read(text, REST_ID_ORDER, &number);
    if (rest_read_integer(text, false, &integer)) ASSERT(integer >= 0);
    (void)rest_client_number(1, text, &needs_text);
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size)
{
    char error[256];
    if (doubles.instruments == NULL) doubles_open();
    if (doubles.credentials == NULL) {
        static const struct credential key = {
            .id = "k", .kind = CREDENTIAL_SECRET, .secret = "s", .is_enabled = true};
        doubles.credentials = credentials_open("/nonexistent/keys.json", error, sizeof error);
        ASSERT(doubles.credentials != NULL);
        ASSERT(credential_add(doubles.credentials, &key) != NULL);
    }
    char *text = malloc(size + 1);
    if (text == NULL) return 0;
    if (size > 0) memcpy(text, bytes, size);
    text[size] = '\0';
    read_body(text, size);
    read_query(text);
    read_command(text, size);
    read_texts(text);
    read_headers(text);
    free(text);
    return 0;
}
