/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rest_call.c - reading what a request of the REST dialect asks, and answering it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/int_math.h"
#include "gateway/rest_parts.h"
#include "model/reject_text.h"

#define CURSOR_SIZE REST_PARAMETER_SIZE

/* --- answering --- */

static void reply(struct rest_call *call, int status, uint64_t barrier)
{
    ASSERT(!call->is_answered);
    call->is_answered = true;
    if (call->connection == NULL) return; /* the client is gone */
    connection_reply(call->connection, &(struct http_answer){.status = status,
                                                             .content_type = "application/json",
                                                             .bytes = call->json.bytes,
                                                             .size = call->json.size,
                                                             .barrier = barrier});
}

void rest_answer(struct rest_call *call, int status)
{
    reply(call, status, 0);
}

void rest_answer_live(struct rest_call *call, int status)
{
    reply(call, status, gateway_barrier(call->rest->gateway));
}

static void fail(struct rest_call *call, int status, const char *code, const char *message,
                 const char *details)
{
    json_writer_clear(&call->json);
    json_begin_object(&call->json);
    json_add_text(&call->json, "code", code);
    json_add_text(&call->json, "message", message);
    if (details != NULL) json_add_text(&call->json, "details", details);
    json_add_text(&call->json, "service", "perpetua");
    json_end_object(&call->json);
    reply(call, status, 0);
}

void rest_fail(struct rest_call *call, int status, const char *code, const char *message)
{
    fail(call, status, code, message, NULL);
}

void rest_fail_field(struct rest_call *call, const char *field, const char *what)
{
    char message[REST_PARAMETER_SIZE * 2];
    (void)snprintf(message, sizeof message, "%s %s", field, what);
    fail(call, 400, "invalid_parameters", message, NULL);
}

static int status_of(uint16_t code)
{
    switch (code) {
    case REJECT_UNKNOWN_ORDER:
    case REJECT_GROUP:
    case REJECT_UNKNOWN_PRODUCT:
    case REJECT_UNKNOWN_ACCOUNT: return 404;
    case REJECT_CLIENT_ORDER_ID: return 409;
    case REJECT_MESSAGE_BUDGET: return 429;
    case REJECT_ROLE:
    case REJECT_NOT_CONTROLLED:
    case REJECT_ACCOUNT_STATE:
    case REJECT_MEMBER_STATE: return 403;
    default: return 400;
    }
}

/* "REJECT_PRICE_OUT_OF_BAND" becomes "price_out_of_band". */
static void code_text(char *text, size_t size, uint16_t code)
{
    static const char prefix[] = "REJECT_";
    const char *name = reject_name(code);
    if (strncmp(name, prefix, sizeof prefix - 1) == 0) name += sizeof prefix - 1;
    size_t i = 0;
    for (; name[i] != '\0' && i < size - 1; i++)
        text[i] = name[i] >= 'A' && name[i] <= 'Z' ? (char)(name[i] - 'A' + 'a') : name[i];
    text[i] = '\0';
}

/* The core's sentence counts ticks: a price is said again in dollars of a contract. */
static void rule_text(char *text, size_t size, const struct event_reject *reject,
                      const struct instrument *instrument)
{
    bool is_price = instrument != NULL && reject->field == FIELD_PRICE && reject->legal > 0;
    char price[UNIT_TEXT_SIZE];
    if (is_price) {
        (void)instrument_write_fixed(price, &instrument->contract_price, reject->legal);
        (void)snprintf(text, size, "rule %s; nearest price %s", reject_rule(reject->code), price);
    } else {
        (void)snprintf(text, size, "rule %s", reject_rule(reject->code));
    }
}

void rest_fail_reject(struct rest_call *call, const struct event *event,
                      const struct instrument *instrument)
{
    char code[64];
    char sentence[REJECT_SENTENCE_SIZE];
    char rule[REST_PARAMETER_SIZE];
    code_text(code, sizeof code, event->reject.code);
    (void)reject_sentence(sentence, sizeof sentence, &event->reject);
    rule_text(rule, sizeof rule, &event->reject, instrument);
    fail(call, status_of(event->reject.code), code, sentence, rule);
}

/* --- the body --- */

const char *rest_member_text(const struct rest_call *call, const char *name)
{
    return json_string_value(json_object_get(call->body, name));
}

bool rest_member_is_set(const struct rest_call *call, const char *name)
{
    const json_t *value = json_object_get(call->body, name);
    return value != NULL && !json_is_null(value);
}

bool rest_member_integer(struct rest_call *call, const char *name, int64_t *value)
{
    if (!rest_member_is_set(call, name)) return true;
    const json_t *member = json_object_get(call->body, name);
    if (!json_is_integer(member)) {
        rest_fail_field(call, name, "must be a whole number");
        return false;
    }
    *value = json_integer_value(member);
    return true;
}

bool rest_member_bool(struct rest_call *call, const char *name, bool *value)
{
    if (!rest_member_is_set(call, name)) return true;
    const json_t *member = json_object_get(call->body, name);
    if (!json_is_boolean(member)) {
        rest_fail_field(call, name, "must be true or false");
        return false;
    }
    *value = json_is_true(member);
    return true;
}

/* --- the query --- */

bool rest_query_text(struct rest_call *call, const char *name, char *text, size_t size)
{
    if (!http_parameter(call->request->query, name, text, size)) text[0] = '\0';
    return text[0] != '\0';
}

bool rest_query_integer(struct rest_call *call, const char *name, int64_t *value)
{
    char text[REST_PARAMETER_SIZE];
    if (!rest_query_text(call, name, text, sizeof text)) return true;
    if (rest_read_integer(text, true, value)) return true;
    rest_fail_field(call, name, "must be a whole number");
    return false;
}

bool rest_query_bool(struct rest_call *call, const char *name, bool *value)
{
    char text[REST_PARAMETER_SIZE];
    if (!rest_query_text(call, name, text, sizeof text)) return true;
    *value = strcmp(text, "true") == 0;
    if (*value || strcmp(text, "false") == 0) return true;
    rest_fail_field(call, name, "must be true or false");
    return false;
}

const struct instrument *rest_instrument(struct rest_call *call, const char *ticker, int status)
{
    const struct instrument *instrument = NULL;
    if (ticker != NULL)
        instrument = instrument_by_ticker(gateway_instruments(call->rest->gateway), ticker);
    if (instrument == NULL)
        rest_fail(call, status, "market_not_found",
                  "there is no market of this ticker; GET /margin/markets lists them");
    return instrument;
}

bool rest_read_count(struct rest_call *call, const char *field, const char *text, int64_t *lots)
{
    static const struct unit_scale contracts = {.units = 1, .decimals = 0};
    if (text == NULL) {
        rest_fail_field(call, field, "must be a text such as \"10.00\"");
        return false;
    }
    struct unit_read count = instrument_read(&contracts, text, strlen(text));
    *lots = count.value;
    if (count.fault == UNIT_GOOD) return true;
    char what[REST_PARAMETER_SIZE];
    if (count.fault == UNIT_BETWEEN) {
        (void)snprintf(what, sizeof what, "must be whole contracts; nearest are %lld and %lld",
                       (long long)count.below, (long long)count.above);
    } else {
        (void)snprintf(what, sizeof what, "must be a text such as \"10.00\"");
    }
    rest_fail_field(call, field, what);
    return false;
}

/* --- accounts --- */

uint32_t rest_account(const struct rest_call *call, int64_t subaccount)
{
    uint32_t primary = call->credential->account_id;
    if (subaccount < 0 || subaccount >= (int64_t)REST_SUBACCOUNTS) return 0;
    uint32_t account_id = primary;
    const struct read_model *model = gateway_orders(call->rest->gateway);
    for (int64_t i = 0; i < subaccount; i++) {
        uint32_t after = i == 0 ? 0 : account_id;
        account_id = read_model_sub_account(model, primary, after);
        if (account_id == 0) return 0;
    }
    return account_id;
}

int32_t rest_subaccount(const struct rest_call *call, uint32_t account_id)
{
    uint32_t primary = call->credential->account_id;
    const struct read_model *model = gateway_orders(call->rest->gateway);
    if (account_id == primary) return 0;
    uint32_t candidate = read_model_sub_account(model, primary, 0);
    for (int32_t i = 1; candidate != 0; i++) {
        if (candidate == account_id) return i;
        candidate = read_model_sub_account(model, primary, candidate);
    }
    return -1;
}

bool rest_query_account(struct rest_call *call, uint32_t *account_id)
{
    int64_t subaccount = 0;
    if (!rest_query_integer(call, "subaccount", &subaccount)) return false;
    *account_id = rest_account(call, subaccount);
    if (*account_id != 0) return true;
    rest_fail_field(call, "subaccount", "is no sub-account of this key");
    return false;
}

uint32_t rest_query_accounts(struct rest_call *call, uint32_t accounts[REST_SUBACCOUNTS])
{
    char text[REST_PARAMETER_SIZE];
    uint32_t count = 0;
    if (rest_query_text(call, "subaccount", text, sizeof text))
        return rest_query_account(call, &accounts[0]) ? 1 : 0;
    const struct read_model *model = gateway_orders(call->rest->gateway);
    uint32_t primary = call->credential->account_id;
    accounts[count++] = primary;
    uint32_t next = read_model_sub_account(model, primary, 0);
    for (; next != 0 && count < REST_SUBACCOUNTS; count++) {
        accounts[count] = next;
        next = read_model_sub_account(model, primary, next);
    }
    return count;
}

/* --- commands --- */

struct command rest_command(const struct rest_call *call, uint32_t account_id, uint16_t kind)
{
    return (struct command){
        .kind = kind, .actor_id = call->credential->user_id, .account_id = account_id};
}

bool rest_is_waiting(const struct rest *rest, uint32_t account_id, uint64_t client_order_id)
{
    for (const struct rest_wait *wait = rest->oldest_wait; wait != NULL; wait = wait->newer) {
        if (wait->account_id == account_id && wait->client_order_id == client_order_id) return true;
    }
    return false;
}

/* Commands become durable in their order, so the one that ends is the oldest. */
static void leave_queue(struct rest *rest, struct rest_wait *wait)
{
    ASSERT(rest->oldest_wait == wait);
    rest->oldest_wait = wait->newer;
    if (wait->newer == NULL) rest->newest_wait = NULL;
}

static void finish(void *context, const struct event *events, uint32_t count)
{
    struct rest_wait *wait = context;
    leave_queue(wait->rest, wait);
    struct rest_call call = {.rest = wait->rest,
                             .connection =
                                 server_connection(wait->rest->server, wait->connection_id),
                             .credential = wait->credential};
    const struct event *reject = NULL;
    for (uint32_t i = 0; i < count && reject == NULL; i++) {
        if (events[i].kind == EVENT_REJECTED) reject = &events[i];
    }
    if (events == NULL) {
        rest_fail(&call, 503, "venue_stopping", "the venue stops; ask again whether this was done");
    } else if (reject != NULL) {
        rest_fail_reject(&call, reject, wait->instrument);
    } else {
        wait->finish(&call, wait, events, count);
    }
    json_writer_release(&call.json);
    free(wait);
}

void rest_submit(struct rest_call *call, struct command *command, const struct rest_wait *wait)
{
    struct rest_wait *kept = malloc(sizeof *kept);
    if (kept == NULL) {
        rest_fail(call, 503, "out_of_memory", "the venue has no memory for this request");
        return;
    }
    *kept = *wait;
    kept->rest = call->rest;
    kept->connection_id = connection_id(call->connection);
    kept->credential = call->credential;
    kept->newer = NULL;
    if (gateway_submit(call->rest->gateway, command, finish, kept)) {
        if (call->rest->newest_wait == NULL)
            call->rest->oldest_wait = kept;
        else
            call->rest->newest_wait->newer = kept;
        call->rest->newest_wait = kept;
        return;
    }
    free(kept);
    rest_fail(call, 503, "venue_stopping", "the journal does not take commands any more");
}

void rest_finish_empty(struct rest_call *call, const struct rest_wait *wait,
                       const struct event *events, uint32_t count)
{
    (void)wait;
    (void)events;
    (void)count;
    json_begin_object(&call->json);
    json_end_object(&call->json);
    rest_answer(call, 200);
}

/* --- pages --- */

/* Digits up to a point or the end; *text is moved behind them. */
static bool read_part(const char **text, uint64_t *value)
{
    const char *at = *text;
    *value = 0;
    for (; *at >= '0' && *at <= '9'; at++) {
        if (u64_mul_overflows(*value, 10, value)) return false;
        if (u64_add_overflows(*value, (uint64_t)(*at - '0'), value)) return false;
    }
    bool is_good = at != *text && (*at == '.' || *at == '\0');
    *text = *at == '.' ? at + 1 : at;
    return is_good;
}

static bool read_cursor(struct rest_page *page, const char *text)
{
    uint64_t index = 0;
    bool is_good = read_part(&text, &index) && read_part(&text, &page->query.cursor.a) &&
                   read_part(&text, &page->query.cursor.b);
    page->account_index = (uint32_t)index;
    return is_good && *text == '\0' && index < REST_SUBACCOUNTS;
}

/* Seconds since 1970 as a venue time; what does not fit is the farthest that does. */
static int64_t unix_ns(int64_t seconds)
{
    int64_t most = INT64_MAX / NS_PER_UNIX_SECOND;
    return seconds > most ? INT64_MAX : seconds < 0 ? 0 : seconds * NS_PER_UNIX_SECOND;
}

bool rest_page_read(struct rest_call *call, struct rest_page *page, int64_t limit_max)
{
    char cursor[CURSOR_SIZE];
    int64_t limit = 100;
    int64_t from = 0;
    int64_t to = 0;
    if (!rest_query_integer(call, "limit", &limit)) return false;
    if (!rest_query_integer(call, "min_ts", &from)) return false;
    if (!rest_query_integer(call, "max_ts", &to)) return false;
    if (limit < 1 || limit > limit_max) {
        char what[REST_PARAMETER_SIZE];
        (void)snprintf(what, sizeof what, "must be 1 to %lld", (long long)limit_max);
        rest_fail_field(call, "limit", what);
        return false;
    }
    page->query.limit = (uint32_t)limit;
    page->query.from_ns = unix_ns(from);
    page->query.to_ns = unix_ns(to);
    if (!rest_query_text(call, "cursor", cursor, sizeof cursor)) return true;
    if (read_cursor(page, cursor)) return true;
    rest_fail_field(call, "cursor", "is none that this venue gave");
    return false;
}

void rest_page_end(struct rest_call *call, const struct rest_page *page, bool more)
{
    char cursor[CURSOR_SIZE] = "";
    if (more)
        (void)snprintf(cursor, sizeof cursor, "%u.%llu.%llu", page->account_index,
                       (unsigned long long)page->query.cursor.a,
                       (unsigned long long)page->query.cursor.b);
    json_add_text(&call->json, "cursor", cursor);
}
