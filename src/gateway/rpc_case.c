/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_case.c - methods of cases: lists, histories, opening one and what is done about it.
 *
 * Role   Everything that changes a case is a command of the key's user with its reason; histories
 *        are what the journal says.
 * Rules  R-CASE-1, R-CASE-2, R-REASON-1.
 */
#include <stdlib.h>
#include <string.h>

#include "gateway/credential.h"
#include "gateway/rpc_desk.h"
#include "gateway/rpc_role.h"
#include "gateway/rpc_supervision.h"
#include "gateway/rpc_units.h"

#define LIST_DEFAULT 50
#define CASE_ROLES   (ROLE_SURVEILLANCE | ROLE_COMPLIANCE)
#define USERS_SHOWN  200u

/* --- lists ------------------------------------------------------------------------------------ */

/* The number of a user, and its name if it has one. */
static void put_user(struct rpc_call *call, const char *id, const char *name, uint32_t user_id)
{
    const char *text = rpc_user_name(call->rpc, user_id);
    json_add_u64(&call->writer, id, user_id);
    if (text != NULL) json_add_text(&call->writer, name, text);
}

static void put_case(struct rpc_call *call, const struct shelf *shelf, const struct case_kept *kept)
{
    struct json_writer *writer = &call->writer;
    const struct rpc_put put = {writer, NULL};
    const struct shelf_alert *alert =
        kept->alert_number == 0 ? NULL : shelf_find(shelf, kept->alert_number);
    json_begin_object(writer);
    json_add_u64(writer, "case_id", kept->case_id);
    json_add_text(writer, "state", case_state_word(kept->state));
    json_add_u64(writer, "level", kept->level);
    json_add_text(writer, "level_name", case_level_word(kept->level));
    if (kept->outcome != OUTCOME_NONE) {
        json_add_text(writer, "outcome", case_outcome_word(kept->outcome));
    }
    if (kept->assignee_id != 0) put_user(call, "assignee_id", "assignee_name", kept->assignee_id);
    if (kept->account_id != 0) json_add_u64(writer, "account_id", kept->account_id);
    rpc_put_instrument_name(writer, call->rpc->gateway, kept->product_id);
    if (kept->alert_number != 0) rpc_add_id(writer, "alert_number", kept->alert_number);
    if (alert != NULL) {
        char id[ALERT_ID_SIZE];
        alert_id(&alert->alert, id);
        json_add_text(writer, "alert_id", id);
    }
    if (kept->about_sequence != 0) json_add_u64(writer, "sequence", kept->about_sequence);
    json_add_u64(writer, "notes", kept->notes);
    json_add_u64(writer, "steps", kept->steps);
    rpc_add_ms(&put, "opened_timestamp", kept->opened_ns);
    rpc_add_ms(&put, "timestamp", kept->latest_ns);
    json_add_text(writer, "reason", kept->reason);
    json_end_object(writer);
}

static bool passes(const struct case_kept *kept, const char *state, uint64_t alert_number)
{
    if (state != NULL && strcmp(state, case_state_word(kept->state)) != 0) return false;
    return alert_number == 0 || kept->alert_number == alert_number;
}

static void put_cases(struct rpc_call *call, const struct shelf *shelf)
{
    uint64_t offset = (uint64_t)rpc_integer(call, "offset", 0);
    uint64_t end = offset + (uint64_t)rpc_integer(call, "count", LIST_DEFAULT);
    const char *state = rpc_text(call, "state");
    const char *alert = rpc_text(call, "alert_id");
    uint64_t number = alert == NULL ? 0 : alert_number_of_id(alert);
    uint64_t total = 0;
    json_put_name(&call->writer, "cases");
    json_begin_array(&call->writer);
    for (uint64_t id = shelf->cases.case_count; id > 0; id--) {
        const struct case_kept *kept = case_file_case(&shelf->cases, id);
        if (kept == NULL || !passes(kept, state, number)) continue;
        if (total >= offset && total < end) put_case(call, shelf, kept);
        total++;
    }
    json_end_array(&call->writer);
    json_add_u64(&call->writer, "total", total);
}

static void get_cases(struct rpc_call *call)
{
    struct supervision *supervision = rpc_supervision(call);
    if (supervision == NULL) return;
    json_begin_object(&call->writer);
    rpc_put_through(call, supervision);
    put_cases(call, supervision_take(supervision));
    supervision_give(supervision);
    json_end_object(&call->writer);
    rpc_finish(call);
}

/* --- one case --------------------------------------------------------------------------------- */

static void put_history(struct rpc_call *call, const struct shelf *shelf, uint64_t case_id)
{
    struct json_writer *writer = &call->writer;
    uint64_t place = 0;
    const struct case_entry *entry;
    const struct rpc_put put = {writer, NULL};
    json_put_name(writer, "history");
    json_begin_array(writer);
    while ((entry = case_file_next(&shelf->cases, case_id, &place)) != NULL) {
        json_begin_object(writer);
        json_add_u64(writer, "sequence", entry->sequence);
        rpc_add_ms(&put, "timestamp", entry->time_ns);
        json_add_text(writer, "action", case_action_word(entry->action));
        put_user(call, "user_id", "user_name", entry->actor_id);
        if (entry->assignee_id != 0) {
            put_user(call, "assignee_id", "assignee_name", entry->assignee_id);
        }
        json_add_u64(writer, "level", entry->level);
        if (entry->outcome != OUTCOME_NONE) {
            json_add_text(writer, "outcome", case_outcome_word(entry->outcome));
        }
        json_add_text(writer, "reason", entry->reason);
        json_end_object(writer);
    }
    json_end_array(writer);
}

/* Users to whom a case may be given (R-CASE-1). */
static void put_assignees(struct rpc_call *call)
{
    const struct core *core = rpc_core(call);
    uint32_t left = USERS_SHOWN;
    json_put_name(&call->writer, "assignees");
    json_begin_array(&call->writer);
    for (uint32_t id = 1; id < core_users_end(core) && left > 0; id++) {
        struct user_view user;
        if (!core_user(core, id, &user) || (user.roles & CASE_ROLES) == 0) continue;
        json_begin_object(&call->writer);
        put_user(call, "user_id", "name", id);
        json_put_name(&call->writer, "roles");
        rpc_put_roles(&call->writer, user.roles);
        json_end_object(&call->writer);
        left--;
    }
    json_end_array(&call->writer);
}

static void get_case(struct rpc_call *call)
{
    struct supervision *supervision = rpc_supervision(call);
    if (supervision == NULL) return;
    uint64_t case_id = (uint64_t)rpc_integer(call, "case_id", 0);
    const struct shelf *shelf = supervision_take(supervision);
    const struct case_kept *kept = case_file_case(&shelf->cases, case_id);
    if (kept != NULL) {
        json_begin_object(&call->writer);
        json_put_name(&call->writer, "case");
        put_case(call, shelf, kept);
        put_history(call, shelf, case_id);
    }
    supervision_give(supervision);
    if (kept == NULL) {
        rpc_fail(call, RPC_NOT_FOUND, "case_id", "there is no such case");
        return;
    }
    put_assignees(call);
    rpc_put_through(call, supervision);
    json_end_object(&call->writer);
    rpc_finish(call);
}

/* --- what is done about one ------------------------------------------------------------------- */

static void done(void *context, const struct event *events, uint32_t count)
{
    struct rpc_call *call = context;
    const struct event *reject = rpc_reject_of(events, count);
    if (reject != NULL) {
        rpc_fail_reject(call, reject);
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (events[i].kind != EVENT_CASE) continue;
        json_begin_object(&call->writer);
        json_add_u64(&call->writer, "case_id", events[i].surveillance_case.case_id);
        json_add_u64(&call->writer, "sequence", events[i].sequence);
        json_end_object(&call->writer);
        rpc_finish(call);
        return;
    }
    rpc_fail(call, RPC_TEMPORARILY_UNAVAILABLE, NULL, NULL);
}

/* False: it is longer than a reason may be; the call is ended. */
static bool take_reason(struct rpc_call *call, struct body_case *body)
{
    const char *reason = rpc_text(call, "reason");
    size_t size = strlen(reason);
    if (size <= REASON_SIZE) {
        memcpy(body->reason, reason, size);
        return true;
    }
    rpc_fail(call, RPC_INVALID_PARAMS, "reason", "must be at most 96 characters");
    return false;
}

/* What the alert is about, where the call does not say otherwise.  False: the call is ended. */
static bool take_alert(struct rpc_call *call, struct command *command)
{
    const char *id = rpc_text(call, "alert_id");
    struct supervision *supervision = rpc_supervision(call);
    if (supervision == NULL) return false;
    if (id == NULL) return true;
    uint64_t number = alert_number_of_id(id);
    const struct shelf_alert *kept = shelf_find(supervision_take(supervision), number);
    if (kept != NULL) {
        const struct alert *alert = &kept->alert;
        command->surveillance_case.alert_id = number;
        command->surveillance_case.sequence = alert->raised_sequence;
        command->product_id = alert->product_id;
        command->account_id = alert->account_count == 0 ? 0 : alert->accounts[0];
    }
    supervision_give(supervision);
    if (kept == NULL) rpc_fail(call, RPC_NOT_FOUND, "alert_id", "there is no such alert");
    return kept != NULL;
}

static void open_case(struct rpc_call *call)
{
    struct command command;
    uint16_t product_id;
    if (!rpc_product_asked(call, &product_id)) return;
    rpc_command(call, COMMAND_CASE, &command);
    command.account_id = 0;
    if (!take_alert(call, &command)) return;
    if (product_id != 0) command.product_id = product_id;
    struct body_case *body = &command.surveillance_case;
    command.account_id = (uint32_t)rpc_integer(call, "account_id", command.account_id);
    body->action = CASE_OPEN;
    body->assignee_id = (uint32_t)rpc_integer(call, "assignee", 0);
    if (take_reason(call, body)) (void)rpc_submit(call, &command, done);
}

static uint8_t action_of(const char *word)
{
    uint8_t action = CASE_ASSIGN;
    while (action < CASE_CLOSE && strcmp(word, case_action_word(action)) != 0) action++;
    return action;
}

static uint8_t outcome_of(const char *word)
{
    uint8_t outcome = OUTCOME_NONE;
    if (word == NULL) return outcome;
    while (outcome < OUTCOME_REFERRED && strcmp(word, case_outcome_word(outcome)) != 0) outcome++;
    return outcome;
}

static void case_action(struct rpc_call *call)
{
    struct command command;
    rpc_command(call, COMMAND_CASE, &command);
    command.account_id = 0;
    struct body_case *body = &command.surveillance_case;
    body->case_id = (uint64_t)rpc_integer(call, "case_id", 0);
    body->action = action_of(rpc_text(call, "action"));
    body->outcome = outcome_of(rpc_text(call, "outcome"));
    body->assignee_id = (uint32_t)rpc_integer(call, "assignee", 0);
    if (take_reason(call, body)) (void)rpc_submit(call, &command, done);
}

/* --- the rows --------------------------------------------------------------------------------- */

static const struct rpc_parameter cases_parameters[] = {
    {"state", RPC_TEXT, false, "open|closed", 0, 0},
    {"alert_id", RPC_TEXT, false, NULL, 0, ALERT_ID_SIZE},
    {"offset", RPC_INTEGER, false, NULL, 0, UINT32_MAX},
    {"count", RPC_INTEGER, false, NULL, 1, RPC_LIST_MAX},
};

static const struct rpc_parameter case_parameters[] = {
    {"case_id", RPC_INTEGER, true, NULL, 1, UINT32_MAX},
};

static const struct rpc_parameter open_parameters[] = {
    {"alert_id", RPC_TEXT, false, NULL, 0, ALERT_ID_SIZE},
    {"account_id", RPC_INTEGER, false, NULL, 1, UINT32_MAX},
    {"instrument_name", RPC_TEXT, false, NULL, 0, 64},
    {"assignee", RPC_INTEGER, false, NULL, 1, UINT32_MAX},
    {"reason", RPC_TEXT, true, NULL, 0, 0},
};

static const struct rpc_parameter action_parameters[] = {
    {"case_id", RPC_INTEGER, true, NULL, 1, UINT32_MAX},
    {"action", RPC_TEXT, true, "assign|note|escalate|close", 0, 0},
    {"assignee", RPC_INTEGER, false, NULL, 1, UINT32_MAX},
    {"outcome", RPC_TEXT, false, "no_action|warning|discipline|referred", 0, 0},
    {"reason", RPC_TEXT, true, NULL, 0, 0},
};

const struct rpc_method rpc_case_methods[] = {
    {"surveillance/get_cases", RPC_ROW(cases_parameters), SCOPE_ACCOUNT_READ, RPC_COST_REQUEST,
     false, get_cases, RPC_REVIEW},
    {"surveillance/get_case", RPC_ROW(case_parameters), SCOPE_ACCOUNT_READ, RPC_COST_REQUEST, false,
     get_case, RPC_REVIEW},
    {"surveillance/open_case", RPC_ROW(open_parameters), SCOPE_ACCOUNT_WRITE, RPC_COST_REQUEST,
     false, open_case, RPC_SURVEY},
    {"surveillance/case_action", RPC_ROW(action_parameters), SCOPE_ACCOUNT_WRITE, RPC_COST_REQUEST,
     false, case_action, RPC_SURVEY},
    {0},
};
