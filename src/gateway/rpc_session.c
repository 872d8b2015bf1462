/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_session.c - methods of the session: authentication, heartbeat, cancel on disconnect, time.
 *
 * Rules  R-COD-1.
 */
#include <string.h>

#include "base/text.h"
#include "gateway/credential.h"
#include "gateway/rpc_auth.h"
#include "gateway/rpc_call.h"
#include "gateway/rpc_channel.h"
#include "gateway/rpc_client.h"
#include "gateway/rpc_login.h"
#include "gateway/rpc_role.h"
#include "gateway/rpc_scope.h"
#include "gateway/rpc_units.h"
#include "market_data/market_data.h"
#include "read_model/read_model.h"

#define NS_PER_MS       INT64_C(1000000)
#define NS_PER_SECOND   INT64_C(1000000000)
#define LIFETIME_NS     INT64_C(900000000000)
#define HEARTBEAT_S_MIN 10
#define HEARTBEAT_S_MAX 3600
#define SIGNED_SIZE     2048u

/* --- authentication --------------------------------------------------------------------------- */

static void put_tokens(struct rpc_call *call, const struct session *session,
                       const struct rpc_scope *scope)
{
    char words[RPC_SCOPE_TEXT_SIZE];
    (void)rpc_scope_write(words, scope);
    struct json_writer *writer = &call->writer;
    json_begin_object(writer);
    json_add_text(writer, "access_token", session->access_token);
    json_add_text(writer, "refresh_token", session->refresh_token);
    int64_t left_ns = session->expires_ns - credential_now_ns();
    json_add_i64(writer, "expires_in", left_ns < 0 ? 0 : left_ns / NS_PER_SECOND);
    json_add_text(writer, "scope", words);
    json_add_text(writer, "token_type", "bearer");
    json_put_name(writer, "enabled_features");
    json_begin_array(writer);
    json_end_array(writer);
    rpc_add_id(writer, "sid", session->id);
    if (rpc_text(call, "state") != NULL) json_add_text(writer, "state", rpc_text(call, "state"));
    json_end_object(writer);
    rpc_finish(call);
}

static const char *peer_of(const struct rpc_call *call)
{
    struct connection *connection = server_connection(call->rpc->server, call->connection_id);
    return connection == NULL ? "" : connection_peer(connection);
}

static enum credential_fault check_client_signature(const struct rpc_call *call,
                                                    const struct credential *credential)
{
    const char *signature = rpc_text(call, "signature");
    const char *nonce = rpc_text(call, "nonce");
    const char *extra = rpc_text(call, "data");
    int64_t stamp_ms = rpc_integer(call, "timestamp", -1);
    if (signature == NULL || stamp_ms < 0 || stamp_ms > INT64_MAX / NS_PER_MS) {
        return CREDENTIAL_WRONG;
    }
    if (nonce == NULL) nonce = "";
    if (extra == NULL) extra = "";
    char text[SIGNED_SIZE];
    int size = snprintf(text, sizeof text, "%lld\n%s\n%s", (long long)stamp_ms, nonce, extra);
    if (size <= 0 || (size_t)size >= sizeof text) return CREDENTIAL_WRONG;
    enum credential_fault fault =
        credential->kind == CREDENTIAL_SECRET
            ? credential_check_hmac(credential, text, (size_t)size, signature)
            : credential_check_signature(credential, text, (size_t)size, signature);
    if (fault != CREDENTIAL_GOOD) return fault;
    return credential_check_once(gateway_credentials(call->rpc->gateway), credential,
                                 stamp_ms * NS_PER_MS, nonce, credential_now_ns());
}

/* The session of a WebSocket that proves the same key again is the one that it has. */
static struct session *session_take(struct rpc_call *call, const struct credential *credential,
                                    const struct rpc_scope *scope)
{
    struct sessions *sessions = gateway_sessions(call->rpc->gateway);
    struct rpc_client *client = rpc_client(call);
    int64_t lifetime_ns = scope->lifetime_ns != 0 ? scope->lifetime_ns : LIFETIME_NS;
    struct session *session = client == NULL ? NULL : rpc_client_session(client);
    if (session != NULL && session->credential == credential && !scope->is_session) {
        session->scopes = scope->scopes & credential->scopes;
        session_renew(sessions, session, lifetime_ns);
        return session;
    }
    struct session_request request = {
        .credential = credential,
        .scopes = scope->scopes,
        .lifetime_ns = lifetime_ns,
        .connection_id = client == NULL || scope->is_session ? 0 : call->connection_id,
    };
    session = session_open(sessions, &request);
    if (session != NULL && client != NULL) rpc_client_bind(client, session);
    return session;
}

static void auth_by_key(struct rpc_call *call, bool is_signed)
{
    const char *id = rpc_text(call, "client_id");
    const char *secret = rpc_text(call, "client_secret");
    if (id == NULL || (!is_signed && secret == NULL)) {
        rpc_fail(call, RPC_INVALID_PARAMS, id == NULL ? "client_id" : "client_secret",
                 "is required");
        return;
    }
    const struct credential *credential =
        credential_find(gateway_credentials(call->rpc->gateway), id);
    enum credential_fault fault = CREDENTIAL_UNKNOWN;
    if (credential != NULL) {
        fault = is_signed ? check_client_signature(call, credential)
                          : credential_check_secret(credential, secret);
    }
    if (fault == CREDENTIAL_GOOD) {
        fault = credential_state(credential, peer_of(call), credential_now_ns());
    }
    rpc_login_add(call->rpc, &(struct rpc_login){
                                 .credential = credential,
                                 .ip = peer_of(call),
                                 .how = is_signed ? RPC_PROOF_SIGNATURE : RPC_PROOF_CREDENTIALS,
                                 .is_good = fault == CREDENTIAL_GOOD,
                             });
    if (fault != CREDENTIAL_GOOD) {
        rpc_fail(call, RPC_INVALID_CREDENTIALS, NULL, NULL);
        return;
    }
    struct rpc_scope scope;
    const char *words = rpc_text(call, "scope");
    if (!rpc_scope_read(words == NULL ? "" : words, credential->scopes, &scope)) {
        rpc_fail(call, RPC_INVALID_PARAMS, "scope", "has a word that does not exist");
        return;
    }
    if (scope.ip[0] != '\0' && strcmp(scope.ip, peer_of(call)) != 0) {
        rpc_fail(call, RPC_FORBIDDEN, "scope", "the address is another");
        return;
    }
    struct session *session = session_take(call, credential, &scope);
    if (session == NULL) {
        rpc_fail(call, RPC_TOO_MANY_CONCURRENT, NULL, "too many sessions of this key");
        return;
    }
    call->session_id = session->id;
    put_tokens(call, session, &scope);
}

/* The session whose refresh token was shown; NULL: the call has failed. */
static struct session *session_of_refresh(struct rpc_call *call)
{
    const char *token = rpc_text(call, "refresh_token");
    struct session *session =
        token == NULL ? NULL : session_by_refresh(gateway_sessions(call->rpc->gateway), token);
    bool is_elsewhere = session != NULL && session->connection_id != 0 &&
                        session->connection_id != call->connection_id;
    if (session != NULL && !is_elsewhere) return session;
    rpc_fail(call, RPC_INVALID_CREDENTIALS, "refresh_token", NULL);
    return NULL;
}

static void auth_by_refresh(struct rpc_call *call)
{
    struct session *session = session_of_refresh(call);
    if (session == NULL) return;
    session_renew(gateway_sessions(call->rpc->gateway), session, LIFETIME_NS);
    if (rpc_client(call) != NULL) rpc_client_bind(rpc_client(call), session);
    struct rpc_scope scope = {.scopes = session->scopes};
    put_tokens(call, session, &scope);
}

static void public_auth(struct rpc_call *call)
{
    const char *grant = rpc_text(call, "grant_type");
    if (strcmp(grant, "refresh_token") == 0) {
        auth_by_refresh(call);
        return;
    }
    auth_by_key(call, strcmp(grant, "client_signature") == 0);
}

/* The key's own account and its sub-accounts. */
static bool key_controls(const struct rpc_call *call, const struct credential *credential,
                         uint32_t account_id)
{
    struct account_record account;
    const struct read_model *orders = gateway_orders(call->rpc->gateway);
    if (credential->account_id == 0) return false;
    if (account_id == credential->account_id) return true;
    return read_model_account(orders, account_id, &account) &&
           account.parent_account_id == credential->account_id;
}

/* Another session by a refresh token: for a sub-account, or under a name. */
static void open_beside(struct rpc_call *call, uint32_t account_id, const char *name)
{
    struct session *first = session_of_refresh(call);
    if (first == NULL) return;
    if (account_id != 0 && !key_controls(call, first->credential, account_id)) {
        rpc_fail(call, RPC_FORBIDDEN, "subject_id", "this key may not act for that account");
        return;
    }
    struct session_request request = {
        .credential = first->credential,
        .scopes = first->scopes,
        .lifetime_ns = LIFETIME_NS,
        .account_id = account_id,
    };
    struct session *session = session_open(gateway_sessions(call->rpc->gateway), &request);
    if (session == NULL) {
        rpc_fail(call, RPC_TOO_MANY_CONCURRENT, NULL, "too many sessions of this key");
        return;
    }
    if (rpc_client(call) != NULL) rpc_client_bind(rpc_client(call), session);
    struct rpc_scope scope = {.scopes = session->scopes, .is_session = name != NULL};
    if (name != NULL) (void)snprintf(scope.session_name, sizeof scope.session_name, "%s", name);
    put_tokens(call, session, &scope);
}

static void public_exchange_token(struct rpc_call *call)
{
    open_beside(call, (uint32_t)rpc_integer(call, "subject_id", 0), NULL);
}

static void public_fork_token(struct rpc_call *call)
{
    open_beside(call, 0, rpc_text(call, "session_name"));
}

static void private_logout(struct rpc_call *call)
{
    struct session *session = rpc_session(call);
    struct rpc_client *client = rpc_client(call);
    struct connection *connection = server_connection(call->rpc->server, call->connection_id);
    if (client != NULL) client->session_id = 0;
    if (session != NULL) session_close(gateway_sessions(call->rpc->gateway), session, false);
    json_put_text(&call->writer, "ok");
    rpc_finish(call);
    if (connection != NULL) connection_close(connection, CLOSE_NORMAL, "logged out");
}

/* ["account:read_write", "trade:none"] */
static void put_scopes(struct json_writer *writer, uint32_t scopes)
{
    char words[RPC_SCOPE_TEXT_SIZE];
    struct rpc_scope scope = {.scopes = scopes};
    (void)rpc_scope_write(words, &scope);
    json_begin_array(writer);
    const char *at = words;
    while (*at != '\0') {
        size_t size = strcspn(at, " ");
        if (memchr(at, ':', size) != NULL) json_put_bytes(writer, at, size);
        at += size + strspn(at + size, " ");
    }
    json_end_array(writer);
}

/* Who is asking: what a page needs to know to show what the key may see. */
static void private_get_session(struct rpc_call *call)
{
    struct json_writer *writer = &call->writer;
    const struct session *session = rpc_session(call);
    struct user_view user = rpc_user_of(call->rpc, session);
    json_begin_object(writer);
    json_add_u64(writer, "user_id", session->user_id);
    json_add_text(writer, "user_name", session->credential->id);
    json_add_u64(writer, "member_id", user.member_id);
    json_put_name(writer, "account_id");
    if (session->account_id != 0) {
        json_put_u64(writer, session->account_id);
    } else {
        json_put_null(writer);
    }
    json_put_name(writer, "roles");
    rpc_put_roles(writer, user.roles);
    json_put_name(writer, "scopes");
    put_scopes(writer, session->scopes);
    json_put_name(writer, "enabled_features");
    json_begin_array(writer);
    const char *feature;
    for (uint32_t i = 0; (feature = credential_feature_name(i)) != NULL; i++) {
        if ((session->credential->features & (1u << i)) != 0) json_put_text(writer, feature);
    }
    json_end_array(writer);
    json_end_object(writer);
    call->barrier = gateway_barrier(call->rpc->gateway);
    rpc_finish(call);
}

/* --- heartbeat -------------------------------------------------------------------------------- */

static void public_set_heartbeat(struct rpc_call *call)
{
    struct rpc_client *client = rpc_client(call);
    if (client != NULL) {
        client->heartbeat_ns = rpc_integer(call, "interval", HEARTBEAT_S_MIN) * NS_PER_SECOND;
        client->beat_ns = credential_now_ns();
        client->asked_ns = 0;
    }
    rpc_finish_ok(call);
}

static void public_disable_heartbeat(struct rpc_call *call)
{
    struct rpc_client *client = rpc_client(call);
    if (client != NULL) client->heartbeat_ns = 0;
    rpc_finish_ok(call);
}

/* --- cancel on disconnect --------------------------------------------------------------------- */

static bool is_account_scope(const struct rpc_call *call)
{
    const char *scope = rpc_text(call, "scope");
    return scope != NULL && strcmp(scope, "account") == 0;
}

static struct account_view account_of(struct rpc_call *call)
{
    struct account_view account = {0};
    (void)core_account(rpc_core(call), rpc_account_id(call), &account);
    return account;
}

/* For every later connection of the account (R-ACCT-6). */
static void submit_cancel_on_disconnect(struct rpc_call *call, bool is_enabled)
{
    struct command command;
    rpc_command(call, COMMAND_ACCOUNT_TRADING, &command);
    command.trading.smp_mode = (uint8_t)account_of(call).smp_mode;
    command.trading.cancels_on_disconnect = is_enabled;
    (void)rpc_submit(call, &command, rpc_done_ok);
}

static void set_cancel_on_disconnect(struct rpc_call *call, bool is_enabled)
{
    struct rpc_client *client = rpc_client(call);
    struct session *session = rpc_session(call);
    bool is_account = is_account_scope(call);
    if (client == NULL && !is_account) {
        rpc_fail(call, RPC_MUST_BE_WEBSOCKET, "scope", NULL);
        return;
    }
    if (is_account) {
        submit_cancel_on_disconnect(call, is_enabled);
        return;
    }
    client->cancel_on_disconnect = is_enabled;
    session->cancel_on_disconnect = is_enabled;
    rpc_finish_ok(call);
}

static void private_enable_cancel_on_disconnect(struct rpc_call *call)
{
    set_cancel_on_disconnect(call, true);
}

static void private_disable_cancel_on_disconnect(struct rpc_call *call)
{
    set_cancel_on_disconnect(call, false);
}

static void private_get_cancel_on_disconnect(struct rpc_call *call)
{
    const struct rpc_client *client = rpc_client(call);
    bool is_account = is_account_scope(call) || client == NULL;
    bool is_enabled =
        is_account ? account_of(call).cancels_on_disconnect != 0 : client->cancel_on_disconnect;
    json_begin_object(&call->writer);
    json_add_text(&call->writer, "scope", is_account ? "account" : "connection");
    json_add_bool(&call->writer, "enabled", is_enabled);
    json_end_object(&call->writer);
    rpc_finish(call);
}

/* --- the venue -------------------------------------------------------------------------------- */

static void public_get_time(struct rpc_call *call)
{
    json_put_i64(&call->writer, gateway_now_ns(call->rpc->gateway) / NS_PER_MS);
    rpc_finish(call);
}

static void public_test(struct rpc_call *call)
{
    const char *expected = rpc_text(call, "expected_result");
    if (expected != NULL) {
        rpc_fail(call, RPC_UNAVAILABLE, "expected_result", "as you asked");
        return;
    }
    json_begin_object(&call->writer);
    json_add_text(&call->writer, "version", call->rpc->config.version);
    json_end_object(&call->writer);
    rpc_finish(call);
}

static void public_hello(struct rpc_call *call)
{
    json_begin_object(&call->writer);
    json_add_text(&call->writer, "version", call->rpc->config.version);
    json_end_object(&call->writer);
    rpc_finish(call);
}

/* An index is locked while its state halts the market (R-INDEX-9). */
static void public_status(struct rpc_call *call)
{
    struct json_writer *writer = &call->writer;
    const struct instruments *instruments = gateway_instruments(call->rpc->gateway);
    uint32_t locked = 0;
    uint32_t total = 0;
    json_begin_object(writer);
    json_put_name(writer, "locked_indices");
    json_begin_array(writer);
    const struct instrument *instrument;
    for (; (instrument = instrument_at(instruments, total)) != NULL; total++) {
        struct market_ticker ticker;
        const struct market_data *market = gateway_market(call->rpc->gateway);
        if (!market_ticker(market, instrument->product_id, &ticker)) continue;
        if (ticker.index_state != INDEX_HALT) continue;
        json_put_text(writer, instrument->index_name);
        locked++;
    }
    json_end_array(writer);
    json_add_text(writer, "locked", locked == 0 ? "false" : locked == total ? "true" : "partial");
    json_add_bool(writer, "demo", call->rpc->config.is_demo);
    json_end_object(writer);
    rpc_finish(call);
}

/* --- the rows --------------------------------------------------------------------------------- */

static const struct rpc_parameter auth_parameters[] = {
    {"grant_type", RPC_TEXT, true, "client_credentials|client_signature|refresh_token", 0, 0},
    {"client_id", RPC_TEXT, false, NULL, 0, 64},
    {"client_secret", RPC_TEXT, false, NULL, 0, 128},
    {"refresh_token", RPC_TEXT, false, NULL, 0, 512},
    {"timestamp", RPC_INTEGER, false, NULL, 0, 0},
    {"signature", RPC_TEXT, false, NULL, 0, 1024},
    {"nonce", RPC_TEXT, false, NULL, 0, 64},
    {"data", RPC_TEXT, false, NULL, 0, 1024},
    {"state", RPC_TEXT, false, NULL, 0, 256},
    {"scope", RPC_TEXT, false, NULL, 0, 256},
};

static const struct rpc_parameter exchange_parameters[] = {
    {"refresh_token", RPC_TEXT, true, NULL, 0, 512},
    {"subject_id", RPC_INTEGER, true, NULL, 1, UINT32_MAX},
    {"scope", RPC_TEXT, false, NULL, 0, 256},
    {"state", RPC_TEXT, false, NULL, 0, 256},
};

static const struct rpc_parameter fork_parameters[] = {
    {"refresh_token", RPC_TEXT, true, NULL, 0, 512},
    {"session_name", RPC_TEXT, true, NULL, 0, RPC_SESSION_NAME_SIZE - 1},
    {"scope", RPC_TEXT, false, NULL, 0, 256},
    {"state", RPC_TEXT, false, NULL, 0, 256},
};

static const struct rpc_parameter logout_parameters[] = {
    {"invalidate_token", RPC_BOOLEAN, false, NULL, 0, 0},
};

static const struct rpc_parameter heartbeat_parameters[] = {
    {"interval", RPC_INTEGER, true, NULL, HEARTBEAT_S_MIN, HEARTBEAT_S_MAX},
};

static const struct rpc_parameter scope_parameters[] = {
    {"scope", RPC_TEXT, false, "connection|account", 0, 0},
};

static const struct rpc_parameter hello_parameters[] = {
    {"client_name", RPC_TEXT, true, NULL, 0, 256},
    {"client_version", RPC_TEXT, true, NULL, 0, 256},
};

static const struct rpc_parameter test_parameters[] = {
    {"expected_result", RPC_TEXT, false, "exception", 0, 0},
};

const struct rpc_method rpc_session_methods[] = {
    {"public/auth", RPC_ROW(auth_parameters), 0, RPC_COST_REQUEST, false, public_auth, 0},
    {"public/exchange_token", RPC_ROW(exchange_parameters), 0, RPC_COST_REQUEST, false,
     public_exchange_token, 0},
    {"public/fork_token", RPC_ROW(fork_parameters), 0, RPC_COST_REQUEST, false, public_fork_token,
     0},
    {"private/logout", RPC_ROW(logout_parameters), SCOPE_ACCOUNT_READ, RPC_COST_NONE, true,
     private_logout, RPC_ANY_KEY},
    {"private/get_session", RPC_NO_ROW, SCOPE_ACCOUNT_READ, RPC_COST_REQUEST, false,
     private_get_session, RPC_ANY_KEY},
    {"public/set_heartbeat", RPC_ROW(heartbeat_parameters), 0, RPC_COST_REQUEST, true,
     public_set_heartbeat, 0},
    {"public/disable_heartbeat", RPC_NO_ROW, 0, RPC_COST_REQUEST, true, public_disable_heartbeat,
     0},
    {"private/enable_cancel_on_disconnect", RPC_ROW(scope_parameters), SCOPE_ACCOUNT_READ,
     RPC_COST_REQUEST, false, private_enable_cancel_on_disconnect, 0},
    {"private/disable_cancel_on_disconnect", RPC_ROW(scope_parameters), SCOPE_ACCOUNT_READ,
     RPC_COST_REQUEST, false, private_disable_cancel_on_disconnect, 0},
    {"private/get_cancel_on_disconnect", RPC_ROW(scope_parameters), SCOPE_ACCOUNT_READ,
     RPC_COST_REQUEST, false, private_get_cancel_on_disconnect, 0},
    {"public/get_time", RPC_NO_ROW, 0, RPC_COST_NONE, false, public_get_time, 0},
    {"public/test", RPC_ROW(test_parameters), 0, RPC_COST_NONE, false, public_test, 0},
    {"public/hello", RPC_ROW(hello_parameters), 0, RPC_COST_REQUEST, false, public_hello, 0},
    {"public/status", RPC_NO_ROW, 0, RPC_COST_REQUEST, false, public_status, 0},
    {0},
};
