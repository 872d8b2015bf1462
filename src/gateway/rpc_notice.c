/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_notice.c - announcements: the public notices of the journal in the dialect's form.
 *
 * Rules  R-ACTION-2, R-ERROR-3, R-PHASE-2, R-STATE-5.
 */
#include "gateway/rpc_notice.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "gateway/client_text.h"
#include "gateway/credential.h"
#include "gateway/rpc_group.h"
#include "gateway/rpc_view.h"
#include "history/history.h"
#include "model/text_words.h"

#define PLACES      1000u /* places of one command in an id */
#define NOTICES_MAX 50u
#define EVENTS_EACH 3u /* a notice and both parts of its reason */

/* --- sentences -------------------------------------------------------------------------------- */

static const char *name_of(const struct gateway *gateway, uint16_t product_id)
{
    const struct instrument *instrument =
        instrument_by_product(gateway_instruments(gateway), product_id);
    return instrument == NULL ? "the venue" : instrument->rpc_name;
}

static void write_action(const struct gateway *gateway, const struct event *event,
                         struct rpc_notice *notice)
{
    const struct event_action *action = &event->action;
    const char *kind = command_kind_name(action->command_kind);
    (void)snprintf(notice->title, sizeof notice->title, "Emergency action %" PRIu64 " %s",
                   action->action_id, word_of(WORDS_ACTION_STEP, action->step));
    (void)snprintf(notice->body, sizeof notice->body,
                   "%s for %s, authority: register entry %" PRIu64,
                   kind == NULL ? "Its command has not come yet" : kind,
                   name_of(gateway, event->product_id), action->register_entry);
}

static void write_error(const struct gateway *gateway, const struct event *event,
                        struct rpc_notice *notice)
{
    const struct event_error_trade *trade = &event->error_trade;
    const struct instrument *instrument =
        instrument_by_product(gateway_instruments(gateway), event->product_id);
    char price[UNIT_TEXT_SIZE] = "";
    char new_price[UNIT_TEXT_SIZE] = "";
    if (instrument != NULL) {
        (void)instrument_write(price, &instrument->coin_price, trade->price.ticks);
        (void)instrument_write(new_price, &instrument->coin_price, trade->new_price.ticks);
    }
    (void)snprintf(notice->title, sizeof notice->title, "Error trade %" PRIu64 " %s",
                   trade->trade_id, word_of(WORDS_ERROR_STEP, trade->step));
    bool is_adjusted = trade->step == ERROR_ADJUSTED;
    (void)snprintf(notice->body, sizeof notice->body, "%s at %s%s%s",
                   name_of(gateway, event->product_id), price, is_adjusted ? ", now at " : "",
                   is_adjusted ? new_price : "");
}

static void write_state(const struct gateway *gateway, const struct event *event,
                        struct rpc_notice *notice)
{
    const char *name = name_of(gateway, event->product_id);
    bool is_phase = event->kind == EVENT_PHASE;
    const char *word = is_phase ? word_of(WORDS_HALT, event->phase.halt)
                                : word_of(WORDS_PRODUCT_STATE, event->product.state);
    uint64_t entry = is_phase ? event->phase.register_entry : event->product.register_entry;
    (void)snprintf(notice->title, sizeof notice->title,
                   is_phase ? "Trading of %s is %s" : "%s is %s", name, word);
    if (entry != 0) {
        (void)snprintf(notice->body, sizeof notice->body, "Register entry %" PRIu64, entry);
    } else if (!is_phase) {
        (void)snprintf(notice->body, sizeof notice->body, "Version %u of its terms",
                       event->product.terms_version);
    }
}

static void write_notice(const struct gateway *gateway, const struct event *event,
                         struct rpc_notice *notice)
{
    *notice = (struct rpc_notice){
        .id = event->sequence * PLACES + event->index % PLACES,
        .time_ns = event->time_ns,
        .is_important = event->kind != EVENT_PRODUCT,
    };
    switch (event->kind) {
    case EVENT_ACTION: write_action(gateway, event, notice); break;
    case EVENT_ERROR_TRADE: write_error(gateway, event, notice); break;
    default: write_state(gateway, event, notice); break;
    }
}

/* A part of the reason; the first is parted from the body. */
static void add_reason(struct rpc_notice *notice, const struct event_reason *reason)
{
    char part[REASON_PART + 1] = {0};
    size_t used = strlen(notice->body);
    memcpy(part, reason->part, REASON_PART);
    (void)snprintf(notice->body + used, sizeof notice->body - used, "%s%s",
                   reason->at == 0 && used > 0 ? ". " : "", part);
}

uint32_t rpc_notices_of(const struct gateway *gateway, const struct event *list, uint32_t count,
                        struct rpc_notice *notices, uint32_t max)
{
    uint32_t made = 0;
    uint64_t sequence = 0; /* of the notice that a reason belongs to */
    for (uint32_t i = 0; i < count; i++) {
        const struct event *event = &list[i];
        if (event->kind == EVENT_REASON && made > 0 && event->sequence == sequence) {
            add_reason(&notices[made - 1], &event->reason);
        }
        if (!history_is_notice(event)) continue;
        if (made == max) return made;
        write_notice(gateway, event, &notices[made++]);
        sequence = event->sequence;
    }
    return made;
}

void rpc_put_notice(struct json_writer *writer, const struct rpc_notice *notice, const char *action)
{
    json_begin_object(writer);
    if (action != NULL) json_add_text(writer, "action", action);
    json_add_u64(writer, "id", notice->id);
    json_add_text(writer, "title", notice->title);
    json_add_text(writer, "body", notice->body);
    json_add_i64(writer, "publication_timestamp", notice->time_ns / RPC_NS_PER_MS);
    json_add_bool(writer, "important", notice->is_important);
    json_add_bool(writer, "confirmation", false);
    json_end_object(writer);
}

/* --- methods ---------------------------------------------------------------------------------- */

struct notices {
    struct rpc_notice list[NOTICES_MAX]; /* newest first */
    uint32_t count;
};

/* The newest notices at or before a time.  False: the call is ended. */
static bool find_notices(struct rpc_call *call, int64_t before_ns, uint32_t most,
                         struct notices *found)
{
    static struct event list[NOTICES_MAX * EVENTS_EACH];
    static struct rpc_notice notices[NOTICES_MAX * EVENTS_EACH];
    uint32_t count = 0;
    enum history_status status = history_notices(gateway_history(call->rpc->gateway), before_ns,
                                                 most * EVENTS_EACH, list, &count);
    if (status != HISTORY_OK) {
        rpc_fail(call, RPC_TEMPORARILY_UNAVAILABLE, NULL, "the history cannot be read");
        return false;
    }
    for (uint32_t i = 0; i < count / 2; i++) {
        struct event newer = list[i];
        list[i] = list[count - 1 - i];
        list[count - 1 - i] = newer;
    }
    uint32_t made = rpc_notices_of(call->rpc->gateway, list, count, notices, count);
    found->count = 0;
    while (found->count < made && found->count < most) {
        found->list[found->count] = notices[made - 1 - found->count];
        found->count++;
    }
    return true;
}

static void public_get_announcements(struct rpc_call *call)
{
    static struct notices found;
    int64_t before_ms = rpc_integer(call, "start_timestamp", INT64_MAX / RPC_NS_PER_MS);
    uint32_t most = (uint32_t)rpc_integer(call, "count", 5);
    if (before_ms < 0 || before_ms > INT64_MAX / RPC_NS_PER_MS) {
        rpc_fail(call, RPC_INVALID_PARAMS, "start_timestamp", "is no time");
        return;
    }
    if (!find_notices(call, before_ms * RPC_NS_PER_MS, most, &found)) return;
    json_begin_array(&call->writer);
    for (uint32_t i = 0; i < found.count; i++) rpc_put_notice(&call->writer, &found.list[i], NULL);
    json_end_array(&call->writer);
    rpc_finish(call);
}

/* --- read or not ------------------------------------------------------------------------------ */

static void mark_text(uint64_t id, char text[CLIENT_TEXT_ROOM])
{
    (void)snprintf(text, CLIENT_TEXT_ROOM, "announcement %" PRIu64 " read", id);
}

/* An account's mark is journalled like the name of a protection, in the numbers that no order group
 * has; the text says which announcement it is, should two have one number. */
static uint64_t mark_number(const char *text)
{
    struct hash_state state;
    hash_begin(&state);
    hash_bytes(&state, text, strlen(text));
    return RPC_NAMES_FIRST | ((uint32_t)hash_end(&state).low & ~GATEWAY_GROUP_BIT);
}

static bool is_read(struct rpc_call *call, uint64_t id)
{
    char text[CLIENT_TEXT_ROOM];
    char said[CLIENT_TEXT_ROOM];
    mark_text(id, text);
    client_text_of(call->rpc->gateway, rpc_account_id(call), mark_number(text), said);
    return strcmp(text, said) == 0;
}

static void private_get_new_announcements(struct rpc_call *call)
{
    static struct notices found;
    if (!find_notices(call, INT64_MAX, NOTICES_MAX, &found)) return;
    json_begin_array(&call->writer);
    for (uint32_t i = 0; i < found.count; i++) {
        if (is_read(call, found.list[i].id)) continue;
        rpc_put_notice(&call->writer, &found.list[i], NULL);
    }
    json_end_array(&call->writer);
    rpc_finish(call);
}

static void private_set_announcement_as_read(struct rpc_call *call)
{
    static struct notices found;
    uint64_t id = (uint64_t)rpc_integer(call, "announcement_id", 0);
    uint32_t place = 0;
    if (!find_notices(call, INT64_MAX, NOTICES_MAX, &found)) return;
    while (place < found.count && found.list[place].id != id) place++;
    if (place == found.count) {
        rpc_fail(call, RPC_NOT_FOUND, "announcement_id", "is not one of the newest 50");
        return;
    }
    char text[CLIENT_TEXT_ROOM];
    struct command command;
    mark_text(id, text);
    rpc_command(call, COMMAND_CLIENT_TEXT, &command);
    command.text.client_order_id = mark_number(text);
    memcpy(command.text.text, text, strlen(text));
    (void)rpc_submit(call, &command, rpc_done_ok);
}

static const struct rpc_parameter notice_parameters[] = {
    {"start_timestamp", RPC_INTEGER, false, NULL, 0, 0},
    {"count", RPC_INTEGER, false, NULL, 1, NOTICES_MAX},
};

static const struct rpc_parameter read_parameters[] = {
    {"announcement_id", RPC_INTEGER, true, NULL, 0, 0},
};

const struct rpc_method rpc_notice_methods[] = {
    {"public/get_announcements", RPC_ROW(notice_parameters), 0, RPC_COST_REQUEST, false,
     public_get_announcements, 0},
    {"private/get_new_announcements", RPC_NO_ROW, SCOPE_ACCOUNT_READ, RPC_COST_REQUEST, false,
     private_get_new_announcements, 0},
    {"private/set_announcement_as_read", RPC_ROW(read_parameters), SCOPE_ACCOUNT_WRITE,
     RPC_COST_REQUEST, false, private_set_announcement_as_read, 0},
    {0},
};
