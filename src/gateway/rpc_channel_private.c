/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_channel_private.c - what the channels of an account send.
 *
 * Each private event is shown as it happens, with the order as that event left it: a fill comes
 * before the state that it led to, and nothing is merged on raw channels.  The sequence is that of
 * the account's private events; private/get_account_events gives those that were missed.
 */
#include <string.h>

#include "gateway/rpc_account.h"
#include "gateway/rpc_channel.h"
#include "gateway/rpc_client.h"
#include "gateway/rpc_filter.h"
#include "gateway/rpc_mmp.h"
#include "gateway/rpc_view.h"

#define SECOND_TICKS 10u

/* --- sending ---------------------------------------------------------------------------------- */

static void send_private(struct rpc_channel *channel, const struct json_writer *body,
                         uint64_t barrier)
{
    struct rpc_message message = {
        .body = body,
        .barrier = barrier,
        .sequence = channel->seen,
        .prev_sequence = channel->sent,
    };
    channel->sent = channel->seen;
    rpc_channel_send(channel, &message);
}

static bool is_order_event(const struct event *event)
{
    return event->kind >= EVENT_ORDER_ACCEPTED && event->kind <= EVENT_ORDER_FILLED;
}

/* A fill that ends its order is followed by the event of the end, which shows the order. */
static bool shows_order(const struct private_event *event)
{
    if (event->order == NULL) return false;
    if (event->event->kind == EVENT_FILL) return event->event->fill.open.lots != 0;
    return is_order_event(event->event) && event->event->kind != EVENT_ORDER_REPLENISHED;
}

static bool shows_fill(const struct private_event *event)
{
    /* A block has no event FILL: its fill comes with the move of its lots. */
    return event->fill != NULL &&
           (event->event->kind == EVENT_FILL || event->event->kind == EVENT_POSITION_MOVED);
}

/* Collected until the tick: a list that is still open. */
static void collect(struct json_writer *list, const struct json_writer *item)
{
    if (list->size == 0) json_begin_array(list);
    json_put_raw(list, item->bytes, item->size);
}

/* --- one event -------------------------------------------------------------------------------- */

/* The order and the fill of the event, written once for all channels of the account. */
struct shown {
    struct json_writer order; /* empty: none */
    struct json_writer fill;
};

static void send_orders(struct rpc_channel *channel, const struct shown *shown)
{
    if (shown->order.size == 0) return;
    if (channel->spec.interval == RPC_RAW) {
        send_private(channel, &shown->order, 0);
    } else {
        collect(&channel->orders, &shown->order);
    }
}

static void send_trades(struct rpc_channel *channel, const struct shown *shown)
{
    if (shown->fill.size == 0) return;
    collect(&channel->trades, &shown->fill);
    if (channel->spec.interval != RPC_RAW) return;
    json_end_array(&channel->trades);
    send_private(channel, &channel->trades, 0);
    json_writer_clear(&channel->trades);
}

static void put_list(struct json_writer *writer, const char *name, struct json_writer *list)
{
    json_put_name(writer, name);
    if (list->size == 0) {
        json_begin_array(writer);
        json_end_array(writer);
        return;
    }
    json_end_array(list);
    json_put_raw(writer, list->bytes, list->size);
    json_writer_clear(list);
}

static void send_changes(struct rpc_channels *channels, struct rpc_channel *channel)
{
    struct rpc *rpc = channels->rpc;
    struct json_writer writer = {0};
    struct rpc_source source = {.gateway = rpc->gateway, .writer = &writer};
    bool has_fills = channel->trades.size > 0;
    const struct instrument *instrument =
        instrument_by_product(gateway_instruments(rpc->gateway), channel->last_product);
    if (channel->orders.size == 0 && !has_fills) return;
    json_begin_object(&writer);
    json_add_text(&writer, "instrument_name", instrument == NULL ? "" : instrument->rpc_name);
    put_list(&writer, "trades", &channel->trades);
    put_list(&writer, "orders", &channel->orders);
    json_put_name(&writer, "positions");
    json_begin_array(&writer);
    if (has_fills && instrument != NULL) {
        rpc_view_position(&source, channel->account_id, instrument);
    }
    json_end_array(&writer);
    json_end_object(&writer);
    /* The position is read from the live core. */
    send_private(channel, &writer, has_fills ? gateway_barrier(rpc->gateway) : 0);
    json_writer_release(&writer);
}

static void take_changes(struct rpc_channels *channels, struct rpc_channel *channel,
                         const struct shown *shown)
{
    if (shown->fill.size > 0) collect(&channel->trades, &shown->fill);
    if (shown->order.size > 0) collect(&channel->orders, &shown->order);
    if (channel->spec.interval == RPC_RAW) send_changes(channels, channel);
}

/* A group's protection is of no product: its name says which index it belongs to. */
static void send_mmp(const struct rpc_channels *channels, struct rpc_channel *channel,
                     const struct event *event)
{
    if (event->kind != EVENT_MMP || event->mmp.frozen_until_ns == 0) return;
    struct gateway *gateway = channels->rpc->gateway;
    const struct instruments *instruments = gateway_instruments(gateway);
    struct rpc_group group = {.instrument = instrument_by_product(instruments, event->product_id)};
    uint32_t group_id = event->mmp.group_id;
    if (group_id != 0 && !rpc_group_of(gateway, event->account_id, group_id, &group)) return;
    const struct instrument *asked = instrument_by_product(instruments, channel->spec.product_id);
    if (group.instrument == NULL || asked == NULL) return;
    if (strcmp(group.instrument->index_name, asked->index_name) != 0) return;
    struct json_writer writer = {0};
    rpc_put_mmp_status(&writer, &group, event->mmp.frozen_until_ns);
    send_private(channel, &writer, 0);
    json_writer_release(&writer);
}

static void send_lock(struct rpc_channel *channel, const struct event *event)
{
    if (event->kind != EVENT_ACCOUNT) return;
    struct json_writer writer = {0};
    json_begin_object(&writer);
    json_add_text(&writer, "currency", "ALL");
    json_add_bool(&writer, "locked", event->party.state != PARTY_APPROVED);
    json_end_object(&writer);
    send_private(channel, &writer, 0);
    json_writer_release(&writer);
}

static void channel_take(struct rpc_channels *channels, struct rpc_channel *channel,
                         const struct private_event *event, const struct shown *shown)
{
    channel->seen = event->number;
    channel->is_dirty = true;
    if (event->event->product_id != 0) channel->last_product = event->event->product_id;
    switch (channel->spec.kind) {
    case RPC_CHANNEL_USER_ORDERS: send_orders(channel, shown); break;
    case RPC_CHANNEL_USER_TRADES: send_trades(channel, shown); break;
    case RPC_CHANNEL_USER_CHANGES: take_changes(channels, channel, shown); break;
    case RPC_CHANNEL_USER_LOCK: send_lock(channel, event->event); break;
    case RPC_CHANNEL_USER_MMP: send_mmp(channels, channel, event->event); break;
    default: break;
    }
}

static bool channel_wants(const struct rpc_channel *channel, const struct private_event *event)
{
    uint16_t product_id = channel->spec.product_id;
    if (channel->account_id != event->account_id || channel->spec.is_empty) return false;
    if (channel->spec.kind == RPC_CHANNEL_USER_MMP) return event->event->kind == EVENT_MMP;
    return product_id == 0 || product_id == event->event->product_id;
}

void rpc_channels_private(struct rpc_channels *channels, const struct private_event *event)
{
    struct rpc_channel *at = channels->accounts[event->account_id % RPC_ACCOUNT_BUCKETS];
    while (at != NULL && at->account_id != event->account_id) at = at->next;
    if (at == NULL) return;
    struct shown shown = {0};
    struct rpc_source source = {.gateway = channels->rpc->gateway};
    source.writer = &shown.order;
    if (shows_order(event)) rpc_view_order(&source, event->order);
    source.writer = &shown.fill;
    if (shows_fill(event)) rpc_view_fill(&source, event->fill);
    for (; at != NULL; at = at->next) {
        if (channel_wants(at, event)) channel_take(channels, at, event, &shown);
    }
    json_writer_release(&shown.order);
    json_writer_release(&shown.fill);
}

void rpc_channels_block(struct rpc_channels *channels, uint32_t account_id,
                        const struct instrument *instrument, const struct json_writer *body)
{
    struct rpc_channel *at = channels->accounts[account_id % RPC_ACCOUNT_BUCKETS];
    for (; at != NULL; at = at->next) {
        bool is_it = at->account_id == account_id && at->spec.kind == RPC_CHANNEL_USER_BLOCKS;
        bool is_asked =
            at->spec.currency[0] == '\0' || rpc_currency_matches(instrument, at->spec.currency);
        if (!is_it || !is_asked) continue;
        struct rpc_message message = {.body = body};
        rpc_channel_send(at, &message);
    }
}

/* --- at the tick ------------------------------------------------------------------------------ */

static void send_list(struct rpc_channel *channel, struct json_writer *list)
{
    if (list->size == 0) return;
    json_end_array(list);
    send_private(channel, list, 0);
    json_writer_clear(list);
}

static void send_portfolio(struct rpc_channels *channels, struct rpc_channel *channel,
                           struct rpc_subscription *only)
{
    struct json_writer writer = {0};
    struct rpc_source source = {.gateway = channels->rpc->gateway, .writer = &writer};
    rpc_view_portfolio(&source, channel->account_id);
    struct rpc_message message = {
        .body = &writer,
        .only = only,
        .barrier = gateway_barrier(channels->rpc->gateway),
        .is_conflated = only == NULL,
    };
    rpc_channel_send(channel, &message);
    json_writer_release(&writer);
}

void rpc_channel_private_flush(struct rpc_channels *channels, struct rpc_channel *channel)
{
    switch (channel->spec.kind) {
    case RPC_CHANNEL_USER_ORDERS: send_list(channel, &channel->orders); break;
    case RPC_CHANNEL_USER_TRADES: send_list(channel, &channel->trades); break;
    case RPC_CHANNEL_USER_CHANGES: send_changes(channels, channel); break;
    case RPC_CHANNEL_USER_PORTFOLIO:
        /* Marks move the equity without any event of the account: once a second all the same. */
        if (!channel->is_dirty && channels->tick_count % SECOND_TICKS != 0) break;
        channel->is_dirty = false;
        send_portfolio(channels, channel, NULL);
        break;
    default: break;
    }
}

void rpc_channel_private_greet(struct rpc_channels *channels, struct rpc_subscription *subscription)
{
    if (subscription->channel->spec.kind != RPC_CHANNEL_USER_PORTFOLIO) return;
    send_portfolio(channels, subscription->channel, subscription);
}
