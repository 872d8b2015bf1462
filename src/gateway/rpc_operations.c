/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_operations.c - methods of the console of market operations: looking, and sending commands.
 *
 * A command is sent in two steps: the action with its reason (R-ACTION-1), and when that is
 * durable the command itself.  What the core makes of it is the answer: worked, waiting for a
 * second person, or refused.
 *
 * Rules  R-REASON-1, R-ACTION-1 to R-ACTION-3.
 */
#include <stdlib.h>
#include <string.h>

#include "gateway/credential.h"
#include "gateway/rpc_desk.h"
#include "model/reject_text.h"

/* --- looking ---------------------------------------------------------------------------------- */

static void operations_get_state(struct rpc_call *call)
{
    struct rpc_look look = rpc_look_of(call);
    rpc_put_state(&look);
    rpc_finish(call);
}

static void operations_get_actions(struct rpc_call *call)
{
    struct rpc_look look = rpc_look_of(call);
    rpc_put_actions(&look);
    rpc_finish(call);
}

static void operations_get_error_trades(struct rpc_call *call)
{
    struct rpc_look look = rpc_look_of(call);
    json_begin_object(&call->writer);
    rpc_add_errors(&look, "errors");
    json_end_object(&call->writer);
    rpc_finish(call);
}

static void operations_get_members(struct rpc_call *call)
{
    struct rpc_look look = rpc_look_of(call);
    json_begin_object(&call->writer);
    rpc_add_members(&look, "members");
    json_end_object(&call->writer);
    rpc_finish(call);
}

static int64_t state_asked(const struct rpc_call *call)
{
    uint64_t state;
    const char *word = rpc_text(call, "state");
    if (word == NULL || !word_find(WORDS_PARTY_STATE, word, strlen(word), &state)) return -1;
    return (int64_t)state;
}

#define PAGE_DEFAULT 100

static void operations_get_accounts(struct rpc_call *call)
{
    struct rpc_look look = rpc_look_of(call);
    const struct rpc_account_filter filter = {
        .member_id = (uint32_t)rpc_integer(call, "member_id", 0),
        .state = state_asked(call),
        .offset = (uint32_t)rpc_integer(call, "offset", 0),
        .count = (uint32_t)rpc_integer(call, "count", PAGE_DEFAULT),
    };
    json_begin_object(&call->writer);
    rpc_add_accounts(&look, &filter);
    json_end_object(&call->writer);
    rpc_finish(call);
}

static void operations_get_account(struct rpc_call *call)
{
    struct account_view account;
    struct rpc_look look = rpc_look_of(call);
    uint32_t account_id = (uint32_t)rpc_integer(call, "account_id", 0);
    if (!core_account(look.core, account_id, &account)) {
        rpc_fail(call, RPC_NOT_FOUND, "account_id", "there is no such account");
        return;
    }
    rpc_put_account_whole(&look, account_id);
    rpc_finish(call);
}

/* --- what may be sent ------------------------------------------------------------------------- */

static void add_control(struct json_writer *writer, uint32_t controls)
{
    for (uint32_t bit = 1; bit != 0 && bit <= controls; bit <<= 1) {
        if ((controls & bit) == 0) continue;
        rpc_add_word(writer, "control", WORDS_TWO_PERSON, bit);
        return;
    }
    json_add_null(writer, "control");
}

/* Only what the caller's roles may send. */
static void operations_get_commands(struct rpc_call *call)
{
    struct rpc_look look = rpc_look_of(call);
    struct json_writer *writer = &call->writer;
    struct user_view user = rpc_user_of(call->rpc, rpc_session(call));
    const struct operator_command *row;
    json_begin_object(writer);
    json_put_name(writer, "commands");
    json_begin_array(writer);
    for (uint32_t i = 0; (row = operator_command_at(i)) != NULL; i++) {
        struct command command = {.kind = row->kind, .actor_id = look.user_id};
        struct command_needs needs = core_command_needs(look.core, &command);
        if ((user.roles & needs.roles) == 0) continue;
        json_begin_object(writer);
        json_add_text(writer, "command", row->word);
        json_add_text(writer, "title", row->title);
        json_add_text(writer, "text", row->text);
        json_add_text(writer, "rule", row->rule);
        add_control(writer, needs.controls);
        json_add_bool(writer, "emergency", needs.may_be_emergency);
        json_put_name(writer, "fields");
        operator_put_form(row, writer);
        json_end_object(writer);
    }
    json_end_array(writer);
    json_end_object(writer);
    rpc_finish(call);
}

static struct operator_source source_of(struct rpc_call *call)
{
    return (struct operator_source){rpc_core(call), gateway_instruments(call->rpc->gateway)};
}

/* The command that is named; NULL: there is none, or its fields are no object, and the call has
 * failed of it. */
static const struct operator_command *row_asked(struct rpc_call *call)
{
    const struct rpc_value *fields = rpc_value(call, "fields");
    const struct operator_command *row = operator_command_find(rpc_text(call, "command"));
    if (row == NULL) {
        rpc_fail(call, RPC_INVALID_PARAMS, "command", "there is no such command");
    } else if (fields->is_given && !json_is_object(fields->json)) {
        rpc_fail(call, RPC_INVALID_PARAMS, "fields", "must be an object");
        row = NULL;
    }
    return row;
}

/* The fields that were given, else `none`, an empty object. */
static const json_t *fields_asked(const struct rpc_call *call, const json_t *none)
{
    const struct rpc_value *fields = rpc_value(call, "fields");
    return fields->is_given ? fields->json : none;
}

/* What the form begins with: the terms as they stand, of what its first fields name. */
static void operations_get_terms(struct rpc_call *call)
{
    struct command command = {.kind = COMMAND_TICK};
    struct operator_fault fault;
    const struct operator_command *row = row_asked(call);
    const struct operator_source source = source_of(call);
    if (row == NULL) return;
    json_t *none = json_object();
    const json_t *fields = fields_asked(call, none);
    if (operator_read_keys(&source, row, fields, &command, &fault)) {
        bool stands = core_standing_terms(source.core, &command);
        json_begin_object(&call->writer);
        json_add_bool(&call->writer, "stands", stands);
        json_put_name(&call->writer, "fields");
        operator_put_fields(&source, row, &command, &call->writer);
        json_end_object(&call->writer);
        rpc_finish(call);
    } else {
        rpc_fail(call, RPC_INVALID_PARAMS, fault.place, fault.reason);
    }
    json_decref(none);
}

/* --- sending ---------------------------------------------------------------------------------- */

/* A command on its way: what is sent, and of a decision the command that is decided about. */
struct sending {
    struct command command;
    struct command decided; /* kind 0: it is no decision, or its action does not wait */
};

static void add_reject(struct rpc_call *call, const struct event_reject *reject)
{
    struct json_writer *writer = &call->writer;
    const struct sending *sending = call->work;
    const struct operator_source source = source_of(call);
    char sentence[REJECT_SENTENCE_SIZE];
    json_put_name(writer, "reject");
    json_begin_object(writer);
    json_add_u64(writer, "code", reject->code);
    rpc_add_word(writer, "name", WORDS_REJECT, reject->code);
    (void)reject_sentence(sentence, sizeof sentence, reject);
    json_add_text(writer, "text", sentence);
    rpc_add_word(writer, "field", WORDS_FIELD, reject->field);
    json_add_i64(writer, "value", reject->given);
    const char *rule = reject_rule(reject->code);
    if (rule != NULL) json_add_text(writer, "rule", rule);
    bool is_decision = sending->decided.kind != 0;
    operator_add_nearest(&source, is_decision ? &sending->decided : &sending->command, reject,
                         writer);
    json_end_object(writer);
}

static const struct event *action_of(const struct event *events, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (events[i].kind == EVENT_ACTION) return &events[i];
    }
    return NULL;
}

/* What became of the command, or of the decision about one. */
static void answer(struct rpc_call *call, const struct event *events, uint32_t count,
                   uint64_t sequence)
{
    struct json_writer *writer = &call->writer;
    const struct event *reject = rpc_reject_of(events, count);
    const struct event *action = action_of(events, count);
    bool waits = action != NULL && action->action.step == ACTION_PROPOSED;
    json_begin_object(writer);
    json_add_text(writer, "state", reject != NULL ? "rejected" : waits ? "waiting" : "executed");
    if (action != NULL) json_add_u64(writer, "action_id", action->action.action_id);
    json_add_u64(writer, "sequence", sequence);
    if (reject != NULL) add_reject(call, &reject->reject);
    json_end_object(writer);
    rpc_finish(call);
}

static void on_worked(void *context, const struct event *events, uint32_t count)
{
    struct rpc_call *call = context;
    const struct sending *sending = call->work;
    if (events == NULL) {
        rpc_fail(call, RPC_TEMPORARILY_UNAVAILABLE, NULL, "the venue is stopping");
        return;
    }
    answer(call, events, count, sending->command.sequence);
}

/* The reason stands in the journal: now the command. */
static void on_declared(void *context, const struct event *events, uint32_t count)
{
    struct rpc_call *call = context;
    struct sending *sending = call->work;
    const struct event *reject = rpc_reject_of(events, count);
    if (reject != NULL) {
        rpc_fail_reject(call, reject);
    } else if (events == NULL) {
        rpc_fail(call, RPC_TEMPORARILY_UNAVAILABLE, NULL, "the venue is stopping");
    } else {
        (void)rpc_submit(call, &sending->command, on_worked);
    }
}

/* The reason of a decision about a trade is published: it is the reason of the action. */
static void put_reason(struct command *command, const char *reason)
{
    char *to = command->kind == COMMAND_ERROR_DECIDE ? command->error_trade.reason : NULL;
    if (to == NULL) return;
    size_t size = strlen(reason);
    memcpy(to, reason, size < REASON_SIZE ? size : REASON_SIZE);
}

static bool read_command(struct rpc_call *call, struct command *command)
{
    struct operator_fault fault;
    const struct operator_command *row = row_asked(call);
    const struct operator_source source = source_of(call);
    if (row == NULL) return false;
    json_t *none = json_object();
    bool is_read = operator_read(&source, row, fields_asked(call, none), command, &fault);
    if (!is_read) rpc_fail(call, RPC_INVALID_PARAMS, fault.place, fault.reason);
    json_decref(none);
    return is_read;
}

/* NULL: there is no memory, and the call has failed of it. */
static struct sending *sending_begin(struct rpc_call *call, uint16_t kind)
{
    struct sending *sending = calloc(1, sizeof *sending);
    if (sending == NULL) {
        rpc_fail(call, RPC_UNAVAILABLE, NULL, "no memory");
        return NULL;
    }
    call->work = sending;
    rpc_command(call, kind, &sending->command);
    sending->command.account_id = 0;
    return sending;
}

static void operations_submit(struct rpc_call *call)
{
    const char *reason = rpc_text(call, "reason");
    struct sending *sending = sending_begin(call, COMMAND_TICK);
    if (sending == NULL || !read_command(call, &sending->command)) return;
    put_reason(&sending->command, reason);
    struct command propose;
    rpc_command(call, COMMAND_ACTION_PROPOSE, &propose);
    const char *purpose = rpc_text(call, "purpose");
    bool is_emergency = purpose != NULL && strcmp(purpose, "emergency") == 0;
    propose.action_propose.purpose = is_emergency ? PURPOSE_EMERGENCY : PURPOSE_ORDINARY;
    propose.action_propose.register_entry = (uint64_t)rpc_integer(call, "authority", 0);
    memcpy(propose.action_propose.reason, reason, strlen(reason));
    (void)rpc_submit(call, &propose, on_declared);
}

/* The command of an action that waits: what the rules refuse of it is said by its fields. */
static void put_decided(struct rpc_call *call, uint64_t action_id, struct command *decided)
{
    struct action_view actions[ACTIONS_MAX];
    uint32_t count = core_actions(rpc_core(call), actions, ACTIONS_MAX);
    for (uint32_t i = 0; i < count; i++) {
        if (actions[i].action_id != action_id || actions[i].command == NULL) continue;
        *decided = *actions[i].command;
    }
}

static void decide(struct rpc_call *call, uint16_t kind)
{
    const char *reason = rpc_text(call, "reason");
    struct sending *sending = sending_begin(call, kind);
    if (sending == NULL) return;
    struct body_action_decide *decision = &sending->command.action_decide;
    decision->action_id = (uint64_t)rpc_integer(call, "action_id", 0);
    memcpy(decision->reason, reason, strlen(reason));
    put_decided(call, decision->action_id, &sending->decided);
    (void)rpc_submit(call, &sending->command, on_worked);
}

static void operations_approve(struct rpc_call *call)
{
    decide(call, COMMAND_ACTION_APPROVE);
}

static void operations_refuse(struct rpc_call *call)
{
    decide(call, COMMAND_ACTION_REJECT);
}

/* --- the rows --------------------------------------------------------------------------------- */

static const struct rpc_parameter accounts_parameters[] = {
    {"member_id", RPC_INTEGER, false, NULL, 0, UINT32_MAX},
    {"state", RPC_TEXT, false, "applied|approved|restricted|suspended|closed", 0, 0},
    {"offset", RPC_INTEGER, false, NULL, 0, INT32_MAX},
    {"count", RPC_INTEGER, false, NULL, 1, 1000},
};

static const struct rpc_parameter account_parameters[] = {
    {"account_id", RPC_INTEGER, true, NULL, 1, UINT32_MAX},
};

static const struct rpc_parameter submit_parameters[] = {
    {"command", RPC_TEXT, true, NULL, 0, 32},
    {"fields", RPC_ANY, false, NULL, 0, 0},
    {"reason", RPC_TEXT, true, NULL, 0, REASON_SIZE},
    {"purpose", RPC_TEXT, false, "ordinary|emergency", 0, 0},
    {"authority", RPC_INTEGER, false, NULL, 0, INT32_MAX},
};

static const struct rpc_parameter terms_parameters[] = {
    {"command", RPC_TEXT, true, NULL, 0, 32},
    {"fields", RPC_ANY, false, NULL, 0, 0},
};

static const struct rpc_parameter decide_parameters[] = {
    {"action_id", RPC_INTEGER, true, NULL, 1, INT64_MAX},
    {"reason", RPC_TEXT, true, NULL, 0, REASON_SIZE},
};

#define LOOK(name, parameters, handler)                                                            \
    {                                                                                              \
        name, parameters, SCOPE_ACCOUNT_READ, RPC_COST_REQUEST, false, handler, RPC_WATCH          \
    }
#define SEND(name, parameters, handler)                                                            \
    {                                                                                              \
        name, parameters, SCOPE_ACCOUNT_WRITE, RPC_COST_MATCHING, false, handler, RPC_OPERATE      \
    }

const struct rpc_method rpc_operations_methods[] = {
    LOOK("operations/get_state", RPC_NO_ROW, operations_get_state),
    LOOK("operations/get_actions", RPC_NO_ROW, operations_get_actions),
    LOOK("operations/get_commands", RPC_NO_ROW, operations_get_commands),
    LOOK("operations/get_terms", RPC_ROW(terms_parameters), operations_get_terms),
    LOOK("operations/get_error_trades", RPC_NO_ROW, operations_get_error_trades),
    LOOK("operations/get_members", RPC_NO_ROW, operations_get_members),
    LOOK("operations/get_accounts", RPC_ROW(accounts_parameters), operations_get_accounts),
    LOOK("operations/get_account", RPC_ROW(account_parameters), operations_get_account),
    SEND("operations/submit", RPC_ROW(submit_parameters), operations_submit),
    SEND("operations/approve", RPC_ROW(decide_parameters), operations_approve),
    SEND("operations/refuse", RPC_ROW(decide_parameters), operations_refuse),
    {0},
};
