/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_channel.c - subscriptions: who listens to what, and the way a message takes.
 */
#include "gateway/rpc_channel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gateway/rpc_client.h"
#include "gateway/rpc_notice.h"
#include "gateway/rpc_role.h"
#include "history/history.h"
#include "read_model/read_model.h"

#define TICK_NS          INT64_C(100000000)
#define AGGREGATED_TICKS 10u     /* agg2: once a second */
#define NOTICES_EACH     8u      /* of one command */
#define BACKLOG_MAX      262144u /* beyond it what can be conflated is left out */

/* --- finding ---------------------------------------------------------------------------------- */

static struct rpc_channel **list_of(struct rpc_channels *channels, uint32_t account_id)
{
    if (account_id == 0) return &channels->list;
    return &channels->accounts[account_id % RPC_ACCOUNT_BUCKETS];
}

static struct rpc_channel *channel_find(struct rpc_channels *channels, const char *name,
                                        uint32_t account_id)
{
    struct rpc_channel *channel = *list_of(channels, account_id);
    for (; channel != NULL; channel = channel->next) {
        if (channel->account_id == account_id && strcmp(channel->name, name) == 0) return channel;
    }
    return NULL;
}

static struct rpc_channel *channel_make(struct rpc_channels *channels, const char *name,
                                        uint32_t account_id)
{
    struct rpc_channel *channel = calloc(1, sizeof *channel);
    if (channel == NULL) return NULL;
    if (!rpc_channel_parse(channels->rpc, name, &channel->spec)) {
        free(channel);
        return NULL;
    }
    (void)snprintf(channel->name, sizeof channel->name, "%s", name);
    channel->account_id = account_id;
    struct rpc_channel **list = list_of(channels, account_id);
    channel->next = *list;
    *list = channel;
    return channel;
}

static void channel_end(struct rpc_channels *channels, struct rpc_channel *channel)
{
    struct rpc_channel **at = list_of(channels, channel->account_id);
    while (*at != channel) at = &(*at)->next;
    *at = channel->next;
    json_writer_release(&channel->orders);
    json_writer_release(&channel->trades);
    free(channel);
}

/* --- joining and leaving ---------------------------------------------------------------------- */

static uint32_t count_of(const struct rpc_client *client)
{
    uint32_t count = 0;
    const struct rpc_subscription *at = client->subscriptions;
    for (; at != NULL; at = at->client_next) count++;
    return count;
}

bool rpc_channel_is_joined(const struct rpc_client *client, const char *name)
{
    const struct rpc_subscription *at = client->subscriptions;
    for (; at != NULL; at = at->client_next) {
        if (strcmp(at->channel->name, name) == 0) return true;
    }
    return false;
}

bool rpc_channel_join(struct rpc_client *client, const char *name, uint32_t account_id,
                      const char *label)
{
    struct rpc_channels *channels = client->rpc->channels;
    if (rpc_channel_is_joined(client, name)) return true;
    if (count_of(client) == RPC_CHANNELS_MAX) return false;
    struct rpc_subscription *subscription = calloc(1, sizeof *subscription);
    struct rpc_channel *channel = channel_find(channels, name, account_id);
    if (subscription != NULL && channel == NULL) {
        channel = channel_make(channels, name, account_id);
    }
    if (subscription == NULL || channel == NULL) {
        free(subscription);
        return false;
    }
    bool is_private = account_id != 0;
    if (!is_private && channel->subscriptions != NULL) rpc_channel_flush(channels, channel);
    subscription->channel = channel;
    subscription->client = client;
    if (label != NULL) {
        (void)snprintf(subscription->label, sizeof subscription->label, "%s", label);
    }
    subscription->client_next = client->subscriptions;
    client->subscriptions = subscription;
    subscription->channel_next = channel->subscriptions;
    channel->subscriptions = subscription;
    return true;
}

static void subscription_end(struct rpc_subscription *subscription)
{
    struct rpc_client *client = subscription->client;
    struct rpc_channel *channel = subscription->channel;
    struct rpc_subscription **at = &client->subscriptions;
    while (*at != subscription) at = &(*at)->client_next;
    *at = subscription->client_next;
    at = &channel->subscriptions;
    while (*at != subscription) at = &(*at)->channel_next;
    *at = subscription->channel_next;
    free(subscription);
    if (channel->subscriptions == NULL) channel_end(client->rpc->channels, channel);
}

bool rpc_channel_leave(struct rpc_client *client, const char *name)
{
    struct rpc_subscription *at = client->subscriptions;
    for (; at != NULL; at = at->client_next) {
        if (strcmp(at->channel->name, name) != 0) continue;
        subscription_end(at);
        return true;
    }
    return false;
}

void rpc_channels_leave(struct rpc_client *client)
{
    struct rpc_subscription *at = client->subscriptions;
    while (at != NULL) {
        struct rpc_subscription *next = at->client_next;
        subscription_end(at);
        at = next;
    }
}

void rpc_channels_leave_some(struct rpc_client *client, bool is_private)
{
    struct rpc_subscription *at = client->subscriptions;
    while (at != NULL) {
        struct rpc_subscription *next = at->client_next;
        bool is_of_key = at->channel->account_id != 0 || at->channel->spec.roles != 0;
        if (is_of_key == is_private) subscription_end(at);
        at = next;
    }
}

/* --- sending ---------------------------------------------------------------------------------- */

/* The whole notification; subscribers with a label get one of their own. */
static void message_write(struct json_writer *writer, const struct rpc_channel *channel,
                          const struct rpc_message *message, const char *label)
{
    json_begin_object(writer);
    json_add_text(writer, "jsonrpc", "2.0");
    json_add_text(writer, "method", "subscription");
    json_put_name(writer, "params");
    json_begin_object(writer);
    json_add_text(writer, "channel", channel->name);
    if (label[0] != '\0') json_add_text(writer, "label", label);
    if (message->sequence != 0) {
        json_add_u64(writer, "sequence", message->sequence);
        json_add_u64(writer, "prev_sequence", message->prev_sequence);
    }
    json_put_name(writer, "data");
    json_put_raw(writer, message->body->bytes, message->body->size);
    json_end_object(writer);
    json_end_object(writer);
}

static void send_labelled(struct connection *connection, const struct rpc_channel *channel,
                          const struct rpc_message *message, const char *label)
{
    struct json_writer writer = {0};
    message_write(&writer, channel, message, label);
    if (!writer.is_cut) connection_send(connection, writer.bytes, writer.size, message->barrier);
    json_writer_release(&writer);
}

/* May this subscriber be passed over?  Of a book it then needs a snapshot. */
static bool pass_over(struct rpc_subscription *subscription, const struct rpc_message *message,
                      const struct connection *connection)
{
    if (!message->is_conflated) return false;
    if (subscription->is_stale && message->only == NULL) return true;
    if (connection_backlog(connection) <= BACKLOG_MAX) return false;
    subscription->is_stale = subscription->channel->spec.kind == RPC_CHANNEL_BOOK;
    return true;
}

/* May the subscriber still see what only some roles may? */
static bool is_allowed(const struct rpc_client *client, uint32_t roles)
{
    return roles == 0 || rpc_role_is(client->rpc, rpc_client_session(client), roles);
}

void rpc_channel_send(struct rpc_channel *channel, const struct rpc_message *message)
{
    struct shared_text *text = NULL;
    struct rpc_subscription *at = message->only != NULL ? message->only : channel->subscriptions;
    if (message->body->is_cut || message->body->size == 0) return;
    for (; at != NULL; at = message->only != NULL ? NULL : at->channel_next) {
        struct connection *connection =
            server_connection(at->client->rpc->server, at->client->connection_id);
        bool has_right = is_allowed(at->client, channel->spec.roles);
        if (connection == NULL || !has_right || pass_over(at, message, connection)) continue;
        if (at->label[0] != '\0' || message->only != NULL) {
            send_labelled(connection, channel, message, at->label);
            continue;
        }
        if (text == NULL) {
            struct json_writer writer = {0};
            message_write(&writer, channel, message, "");
            text = shared_text_make(writer.bytes, writer.size);
            json_writer_release(&writer);
        }
        if (text != NULL) connection_send_shared(connection, text, message->barrier);
    }
    if (text != NULL) shared_text_drop(text);
}

/* --- being told ------------------------------------------------------------------------------- */

/* All events of a command are here, so a notice has its reason. */
static void tell_notices(struct rpc_channels *channels, const struct event *list, uint32_t count)
{
    struct rpc_notice notices[NOTICES_EACH];
    uint32_t made = rpc_notices_of(channels->rpc->gateway, list, count, notices, NOTICES_EACH);
    for (struct rpc_channel *at = channels->list; at != NULL && made > 0; at = at->next) {
        if (at->spec.kind != RPC_CHANNEL_ANNOUNCEMENTS) continue;
        for (uint32_t i = 0; i < made; i++) {
            struct json_writer writer = {0};
            rpc_put_notice(&writer, &notices[i], "new");
            rpc_channel_send(at, &(struct rpc_message){.body = &writer});
            json_writer_release(&writer);
        }
    }
}

void rpc_channels_access(struct rpc_channels *channels, uint32_t account_id,
                         const struct json_writer *body)
{
    struct rpc_channel *at = channels->accounts[account_id % RPC_ACCOUNT_BUCKETS];
    for (; at != NULL; at = at->next) {
        bool is_it = at->account_id == account_id && at->spec.kind == RPC_CHANNEL_USER_ACCESS;
        if (is_it) rpc_channel_send(at, &(struct rpc_message){.body = body});
    }
}

static void on_events(void *context, const struct event *list, uint32_t count)
{
    struct rpc_channels *channels = context;
    bool has_notice = false;
    for (uint32_t i = 0; i < count; i++) {
        rpc_prices_take(channels->prices, &list[i]);
        has_notice |= history_is_notice(&list[i]);
    }
    if (has_notice) tell_notices(channels, list, count);
    struct rpc_channel *next;
    for (struct rpc_channel *at = channels->list; at != NULL; at = next) {
        next = at->next;
        if (at->spec.interval == RPC_RAW) rpc_channel_flush(channels, at);
    }
}

static void on_private(void *context, const struct private_event *event)
{
    rpc_channels_private(context, event);
}

static void flush_account_channels(struct rpc_channels *channels)
{
    for (uint32_t i = 0; i < RPC_ACCOUNT_BUCKETS; i++) {
        for (struct rpc_channel *at = channels->accounts[i]; at != NULL; at = at->next) {
            bool is_due =
                at->spec.interval != RPC_AGG2 || channels->tick_count % AGGREGATED_TICKS == 0;
            if (is_due) rpc_channel_private_flush(channels, at);
        }
    }
}

static void on_tick(void *context)
{
    struct rpc_channels *channels = context;
    channels->tick_count++;
    for (struct rpc_channel *at = channels->list; at != NULL; at = at->next) {
        bool is_due =
            at->spec.interval == RPC_100MS ||
            (at->spec.interval == RPC_AGG2 && channels->tick_count % AGGREGATED_TICKS == 0);
        if (is_due) rpc_channel_flush(channels, at);
    }
    flush_account_channels(channels);
}

/* --- making and ending ------------------------------------------------------------------------ */

const struct rpc_prices *rpc_channels_prices(const struct rpc *rpc)
{
    return rpc->channels->prices;
}

bool rpc_channels_create(struct rpc *rpc)
{
    struct rpc_channels *channels = calloc(1, sizeof *channels);
    if (channels == NULL) return false;
    rpc->channels = channels;
    channels->rpc = rpc;
    channels->prices = rpc_prices_create();
    if (channels->prices == NULL) return false;
    gateway_listen(rpc->gateway, on_events, channels);
    gateway_every(rpc->gateway, TICK_NS, on_tick, channels);
    if (gateway_orders(rpc->gateway) != NULL) {
        read_model_listen(gateway_orders(rpc->gateway), on_private, channels);
    }
    return true;
}

void rpc_channels_destroy(struct rpc *rpc)
{
    if (rpc->channels == NULL) return;
    while (rpc->clients != NULL) {
        struct rpc_client *client = rpc->clients;
        rpc_channels_leave(client);
        rpc->clients = client->next;
        client->rpc = NULL;
    }
    rpc_prices_destroy(rpc->channels->prices);
    free(rpc->channels);
    rpc->channels = NULL;
}
