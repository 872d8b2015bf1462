/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_subscribe.c - methods that subscribe and unsubscribe.
 *
 * A call names many channels; those that exist and are allowed are joined and named in the answer,
 * the others are left out, as clients expect.
 */
#include <string.h>

#include "gateway/credential.h"
#include "gateway/rpc_channel.h"
#include "gateway/rpc_client.h"
#include "gateway/rpc_role.h"

#define CHANNELS_PER_CALL_MAX 500u

/* Joins one channel in the name of the session.  False: it does not exist or is not allowed. */
static bool join(struct rpc_call *call, struct rpc_client *client, const char *name)
{
    struct rpc_channel_spec spec;
    bool is_private_call = call->method->scopes != 0;
    const struct session *session = rpc_session(call);
    if (!rpc_channel_parse(call->rpc, name, &spec)) return false;
    bool is_user = spec.kind >= RPC_CHANNEL_USER_FIRST;
    if (is_user && (!is_private_call || session == NULL || session->account_id == 0)) return false;
    if (is_user && !session_has(session, spec.scopes)) return false;
    bool is_allowed =
        spec.roles == 0 || (is_private_call && rpc_role_is(call->rpc, session, spec.roles) &&
                            session_has(session, spec.scopes));
    if (!is_allowed) return false;
    const char *label = rpc_text(call, "label");
    return rpc_channel_join(client, name, is_user ? session->account_id : 0, label);
}

/* The first messages come after the answer to the call. */
static void greet_new(struct rpc_client *client, const struct rpc_subscription *before)
{
    struct rpc_channels *channels = client->rpc->channels;
    struct rpc_subscription *at = client->subscriptions;
    for (; at != NULL && at != before; at = at->client_next) {
        if (at->channel->account_id != 0) {
            rpc_channel_private_greet(channels, at);
        } else {
            rpc_channel_greet(channels, at);
        }
    }
}

static void subscribe(struct rpc_call *call)
{
    struct rpc_client *client = rpc_client(call);
    const json_t *names = rpc_value(call, "channels")->json;
    if (client == NULL || json_array_size(names) > CHANNELS_PER_CALL_MAX) {
        rpc_fail(call, RPC_INVALID_PARAMS, "channels", "too many");
        return;
    }
    const struct rpc_subscription *before = client->subscriptions;
    json_begin_array(&call->writer);
    for (size_t i = 0; i < json_array_size(names); i++) {
        const json_t *item = json_array_get(names, i);
        if (!json_is_string(item)) continue;
        const char *name = json_string_value(item);
        if (join(call, client, name)) json_put_text(&call->writer, name);
    }
    json_end_array(&call->writer);
    rpc_finish(call);
    greet_new(client, before);
}

static void unsubscribe(struct rpc_call *call)
{
    struct rpc_client *client = rpc_client(call);
    const json_t *names = rpc_value(call, "channels")->json;
    json_begin_array(&call->writer);
    for (size_t i = 0; client != NULL && i < json_array_size(names); i++) {
        const json_t *item = json_array_get(names, i);
        if (!json_is_string(item)) continue;
        const char *name = json_string_value(item);
        if (rpc_channel_leave(client, name)) json_put_text(&call->writer, name);
    }
    json_end_array(&call->writer);
    rpc_finish(call);
}

static void public_unsubscribe_all(struct rpc_call *call)
{
    if (rpc_client(call) != NULL) rpc_channels_leave_some(rpc_client(call), false);
    rpc_finish_ok(call);
}

static void private_unsubscribe_all(struct rpc_call *call)
{
    if (rpc_client(call) != NULL) rpc_channels_leave_some(rpc_client(call), true);
    rpc_finish_ok(call);
}

static const struct rpc_parameter channels_parameters[] = {
    {"channels", RPC_LIST, true, NULL, 0, 0},
    {"label", RPC_TEXT, false, NULL, 0, RPC_CHANNEL_LABEL_SIZE - 1},
};

const struct rpc_method rpc_subscribe_methods[] = {
    {"public/subscribe", RPC_ROW(channels_parameters), 0, RPC_COST_SUBSCRIBE, true, subscribe, 0},
    {"private/subscribe", RPC_ROW(channels_parameters), SCOPE_ACCOUNT_READ, RPC_COST_SUBSCRIBE,
     true, subscribe, RPC_ANY_KEY},
    {"public/unsubscribe", RPC_ROW(channels_parameters), 0, RPC_COST_REQUEST, true, unsubscribe, 0},
    {"private/unsubscribe", RPC_ROW(channels_parameters), SCOPE_ACCOUNT_READ, RPC_COST_REQUEST,
     true, unsubscribe, RPC_ANY_KEY},
    {"public/unsubscribe_all", RPC_NO_ROW, 0, RPC_COST_REQUEST, true, public_unsubscribe_all, 0},
    {"private/unsubscribe_all", RPC_NO_ROW, SCOPE_ACCOUNT_READ, RPC_COST_REQUEST, true,
     private_unsubscribe_all, RPC_ANY_KEY},
    {0},
};
