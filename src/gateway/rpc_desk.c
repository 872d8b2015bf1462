/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_desk.c - the objects that the consoles share: actions of operators and error trades.
 *
 * What waits is read from the core, what was said about it from the desk, which follows the journal
 * and can be a moment behind: then a reason is not there yet.
 *
 * Rules  R-ACTION-1 to R-ACTION-4, R-ERROR-1 to R-ERROR-3.
 */
#include "gateway/rpc_desk.h"

#include "gateway/credential.h"
#include "gateway/rpc_units.h"
#include "model/command_text.h"
#include "model/reject_text.h"
#include "model/text_line.h"

#define WORD_SIZE  40u
#define WORDS_MAX  32u
#define ENDED_MAX  100u
#define ERRORS_MAX 200u

struct rpc_look rpc_look_of(struct rpc_call *call)
{
    const struct session *session = rpc_session(call);
    return (struct rpc_look){.rpc = call->rpc,
                             .writer = &call->writer,
                             .core = rpc_core(call),
                             .user_id = session == NULL ? 0 : session->user_id};
}

/* --- names and words -------------------------------------------------------------------------- */

const char *rpc_user_name(const struct rpc *rpc, uint32_t user_id)
{
    const struct credentials *credentials = gateway_credentials(rpc->gateway);
    const struct credential *credential;
    for (uint32_t i = 0; (credential = credential_at(credentials, i)) != NULL; i++) {
        bool is_its = credential->user_id == user_id && credential->name[0] != '\0';
        if (is_its) return credential->name;
    }
    return NULL;
}

void rpc_add_user(const struct rpc_look *look, const char *id, const char *name, uint32_t user_id)
{
    if (user_id == 0) return;
    json_add_u64(look->writer, id, user_id);
    const char *known = rpc_user_name(look->rpc, user_id);
    if (known != NULL) json_add_text(look->writer, name, known);
}

void rpc_add_instrument(const struct rpc_look *look, uint16_t product_id)
{
    const struct instrument *instrument =
        instrument_by_product(gateway_instruments(look->rpc->gateway), product_id);
    if (product_id == 0) return;
    if (instrument == NULL) {
        json_add_null(look->writer, "instrument_name");
    } else {
        json_add_text(look->writer, "instrument_name", instrument->rpc_name);
    }
}

static bool word_write(char word[WORD_SIZE], enum word_set set, uint64_t value)
{
    const char *known = word_of(set, value);
    if (known == NULL) return false;
    struct text_line line;
    text_line_begin(&line, word, WORD_SIZE);
    text_line_put_lower(&line, known);
    return text_line_end(&line) > 0;
}

void rpc_add_word(struct json_writer *writer, const char *name, enum word_set set, uint64_t value)
{
    char word[WORD_SIZE];
    if (word_write(word, set, value)) {
        json_add_text(writer, name, word);
    } else {
        json_add_null(writer, name);
    }
}

void rpc_add_words(struct json_writer *writer, const char *name, enum word_set set, uint64_t mask)
{
    json_put_name(writer, name);
    json_begin_array(writer);
    for (uint32_t i = 0; i < WORDS_MAX; i++) {
        char word[WORD_SIZE];
        uint64_t bit = UINT64_C(1) << i;
        if ((mask & bit) != 0 && word_write(word, set, bit)) json_put_text(writer, word);
    }
    json_end_array(writer);
}

/* --- actions ---------------------------------------------------------------------------------- */

/* The command that waits or was worked, by the fields of its form; one without a form by its
 * line. */
static void add_command(const struct rpc_look *look, const struct command *command)
{
    struct json_writer *writer = look->writer;
    const struct operator_command *row = operator_command_of(command->kind);
    const struct operator_source source = {look->core, gateway_instruments(look->rpc->gateway)};
    char text[COMMAND_TEXT_SIZE];
    rpc_add_word(writer, "command", WORDS_COMMAND, command->kind);
    if (command->account_id != 0) json_add_u64(writer, "account_id", command->account_id);
    rpc_add_instrument(look, command->product_id);
    if (command_text(text, sizeof text, command, NULL) > 0) json_add_text(writer, "text", text);
    if (row == NULL) return;
    json_add_text(writer, "title", row->title);
    json_put_name(writer, "fields");
    operator_put_fields(&source, row, command, writer);
}

/* R-ACTION-3: another person, of the venue, with a role that may send the command. */
static bool may_decide(const struct rpc_look *look, const struct action_view *action)
{
    struct user_view user;
    if (action->proposer_id == look->user_id) return false;
    if (!core_user(look->core, look->user_id, &user) || user.member_id != 0) return false;
    struct command_needs needs = core_command_needs(look->core, action->command);
    return (user.roles & (needs.roles | ROLE_COMPLIANCE)) != 0;
}

static void add_head(const struct rpc_look *look, uint64_t action_id, uint8_t step, uint8_t purpose,
                     uint64_t authority)
{
    json_add_u64(look->writer, "action_id", action_id);
    rpc_add_word(look->writer, "step", WORDS_ACTION_STEP, step);
    rpc_add_word(look->writer, "purpose", WORDS_PURPOSE, purpose);
    if (authority != 0) json_add_u64(look->writer, "authority", authority);
}

static void put_waiting(const struct rpc_look *look, const struct action_view *action)
{
    static struct desk_action said; /* large */
    struct json_writer *writer = look->writer;
    struct desk *desk = gateway_desk(look->rpc->gateway);
    bool has_words = desk != NULL && desk_action(desk, action->action_id, &said);
    json_begin_object(writer);
    add_head(look, action->action_id, ACTION_PROPOSED, action->purpose, action->register_entry);
    json_add_text(writer, "reason", has_words ? said.reason : "");
    rpc_add_user(look, "proposer_id", "proposer_name", action->proposer_id);
    add_command(look, action->command);
    json_add_i64(writer, "timestamp", action->since_ns / RPC_NS_PER_MS);
    if (action->lapse_ns != 0) json_add_i64(writer, "lapses", action->lapse_ns / RPC_NS_PER_MS);
    json_add_bool(writer, "may_decide", may_decide(look, action));
    json_add_bool(writer, "may_withdraw", action->proposer_id == look->user_id);
    json_end_object(writer);
}

void rpc_add_waiting(const struct rpc_look *look, const char *name)
{
    struct action_view list[ACTIONS_MAX];
    uint32_t count = core_actions(look->core, list, ACTIONS_MAX);
    json_put_name(look->writer, name);
    json_begin_array(look->writer);
    for (uint32_t i = 0; i < count; i++) {
        if (list[i].command != NULL) put_waiting(look, &list[i]);
    }
    json_end_array(look->writer);
}

/* What the desk knows of one that is over; one that still seems to wait has lapsed. */
static void put_ended(const struct rpc_look *look, const struct desk_action *action)
{
    struct json_writer *writer = look->writer;
    json_begin_object(writer);
    json_add_u64(writer, "action_id", action->action_id);
    if (action->step == ACTION_PROPOSED) {
        json_add_text(writer, "step", "lapsed");
    } else {
        rpc_add_word(writer, "step", WORDS_ACTION_STEP, action->step);
    }
    rpc_add_word(writer, "purpose", WORDS_PURPOSE, action->purpose);
    if (action->register_entry != 0) json_add_u64(writer, "authority", action->register_entry);
    json_add_text(writer, "reason", action->reason);
    rpc_add_user(look, "proposer_id", "proposer_name", action->proposer_id);
    add_command(look, &action->command);
    json_add_i64(writer, "timestamp", action->declared_ns / RPC_NS_PER_MS);
    json_add_u64(writer, "sequence", action->sequence);
    rpc_add_user(look, "decided_by", "decided_by_name", action->decider_id);
    if (action->decider_id != 0) {
        json_add_text(writer, "decision_reason", action->decision_reason);
    }
    if (action->decided_ns != 0) {
        json_add_i64(writer, "decided_timestamp", action->decided_ns / RPC_NS_PER_MS);
    }
    if (action->reject != 0) {
        rpc_add_word(writer, "rejected", WORDS_REJECT, action->reject);
        json_add_text(writer, "rejected_rule", reject_rule(action->reject));
    }
    json_add_bool(writer, "may_decide", false);
    json_end_object(writer);
}

/* The desk is a moment behind the core: what it takes to wait still may be over already. */
static bool is_over(const struct rpc_look *look, const struct desk_action *action)
{
    int64_t approval_ns = core_controls(look->core)->approval_ns;
    if (action->step != ACTION_PROPOSED) return true;
    return approval_ns != 0 && core_time_ns(look->core) - action->latest_ns >= approval_ns;
}

void rpc_add_ended(const struct rpc_look *look, const char *name, uint32_t max)
{
    static struct desk_action action; /* large */
    struct desk *desk = gateway_desk(look->rpc->gateway);
    json_put_name(look->writer, name);
    json_begin_array(look->writer);
    for (uint32_t back = 0; desk != NULL && back < max && desk_latest(desk, back, &action);
         back++) {
        if (is_over(look, &action)) put_ended(look, &action);
    }
    json_end_array(look->writer);
}

void rpc_put_actions(const struct rpc_look *look)
{
    json_begin_object(look->writer);
    rpc_add_waiting(look, "waiting");
    rpc_add_ended(look, "ended", ENDED_MAX);
    json_end_object(look->writer);
}

/* --- error trades ----------------------------------------------------------------------------- */

static void add_range(const struct kept_trade_view *trade, const struct rpc_put *put)
{
    if (trade->mark.ticks_e4 == 0) return;
    rpc_add_fine(put, "mark_price", trade->mark);
    rpc_add_price(put, "no_cancel_low", trade->low.ticks);
    rpc_add_price(put, "no_cancel_high", trade->high.ticks);
}

static void put_error(const struct rpc_look *look, const struct desk_error *error)
{
    struct json_writer *writer = look->writer;
    struct kept_trade_view trade;
    const struct rpc_put put = {
        writer, instrument_by_product(gateway_instruments(look->rpc->gateway), error->product_id)};
    json_begin_object(writer);
    rpc_add_id(writer, "trade_id", error->trade_id);
    rpc_add_instrument(look, error->product_id);
    if (put.instrument != NULL) {
        rpc_add_price(&put, "price", error->price.ticks);
        rpc_add_amount(&put, "amount", error->qty.lots);
        if (core_kept_trade(look->core, error->trade_id, &trade)) add_range(&trade, &put);
        if (error->new_price.ticks != 0) {
            rpc_add_price(&put, "adjusted_price", error->new_price.ticks);
        }
    }
    json_add_u64(writer, "buyer_account_id", error->buyer_account_id);
    json_add_u64(writer, "seller_account_id", error->seller_account_id);
    json_add_u64(writer, "requested_by", error->account_id);
    json_add_text(writer, "request_reason", error->reason);
    json_add_i64(writer, "requested_timestamp", error->requested_ns / RPC_NS_PER_MS);
    json_add_i64(writer, "timestamp", error->requested_ns / RPC_NS_PER_MS);
    rpc_add_word(writer, "state", WORDS_ERROR_STEP, error->step);
    if (error->decided_ns != 0) {
        json_add_text(writer, "decision_reason", error->decision_reason);
        json_add_i64(writer, "decided_timestamp", error->decided_ns / RPC_NS_PER_MS);
        rpc_add_user(look, "decided_by", "decided_by_name", error->decider_id);
    }
    json_end_object(writer);
}

void rpc_add_errors(const struct rpc_look *look, const char *name)
{
    struct desk_error error;
    struct desk *desk = gateway_desk(look->rpc->gateway);
    json_put_name(look->writer, name);
    json_begin_array(look->writer);
    for (uint32_t back = 0; desk != NULL && back < ERRORS_MAX && desk_error(desk, back, &error);
         back++) {
        put_error(look, &error);
    }
    json_end_array(look->writer);
}
