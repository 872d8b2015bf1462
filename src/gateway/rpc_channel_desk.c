/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_channel_desk.c - the channels of market operations: state of the venue, actions.
 *
 * Once a second what the method would answer is written and sent if it differs from what was sent
 * last.  Who may decide about an action differs from one to the other, so actions are written for
 * each subscriber.
 */
#include "base/hash.h"
#include "gateway/rpc_channel.h"
#include "gateway/rpc_client.h"
#include "gateway/rpc_desk.h"

/* What is said apart from the time and the sequences, which always differ. */
static uint64_t digest_of(struct rpc_look *look, uint8_t kind)
{
    struct hash_state state;
    json_writer_clear(look->writer);
    if (kind == RPC_CHANNEL_DESK_STATE) {
        rpc_put_state_members(look);
    } else {
        rpc_put_actions(look);
    }
    hash_begin(&state);
    hash_bytes(&state, look->writer->bytes, look->writer->size);
    json_writer_clear(look->writer);
    return hash_end(&state).low | 1;
}

static void send_to(struct rpc_channel *channel, struct rpc_look *look,
                    struct rpc_subscription *subscription)
{
    const struct session *session = rpc_client_session(subscription->client);
    look->user_id = session == NULL ? 0 : session->user_id;
    json_writer_clear(look->writer);
    if (channel->spec.kind == RPC_CHANNEL_DESK_STATE) {
        rpc_put_state(look);
    } else {
        rpc_put_actions(look);
    }
    struct rpc_message message = {
        .body = look->writer,
        .only = subscription,
        .barrier = gateway_barrier(look->rpc->gateway),
        .is_conflated = true,
    };
    rpc_channel_send(channel, &message);
}

void rpc_channel_desk_flush(struct rpc_channels *channels, struct rpc_channel *channel,
                            struct rpc_subscription *only)
{
    struct json_writer writer = {0};
    struct rpc_look look = {
        .rpc = channels->rpc, .writer = &writer, .core = gateway_core(channels->rpc->gateway)};
    if (only != NULL) {
        send_to(channel, &look, only);
        json_writer_release(&writer);
        return;
    }
    uint64_t digest = digest_of(&look, channel->spec.kind);
    struct rpc_subscription *at = digest == channel->seen ? NULL : channel->subscriptions;
    for (; at != NULL; at = at->channel_next) send_to(channel, &look, at);
    channel->seen = digest;
    json_writer_release(&writer);
}
