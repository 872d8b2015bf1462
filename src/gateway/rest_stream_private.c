/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rest_stream_private.c - a member's own fills, orders and groups for subscribers.
 */
#include <string.h>

#include "gateway/rest_stream.h"

/* The sub-account number of an account of this client's key, -1 if it is another's. */
static int32_t own_subaccount(struct rest_stream *stream, const struct stream_client *client,
                              uint32_t account_id)
{
    struct rest_call call = {.rest = stream->rest, .credential = client->credential};
    return client->credential == NULL ? -1 : rest_subaccount(&call, account_id);
}

static void send_fill(struct rest_stream *stream, struct stream_client *client,
                      const struct fill_record *fill, int32_t subaccount)
{
    struct json_writer *json = &stream->json;
    uint32_t market = stream_market(stream, fill->product_id);
    if (market == INSTRUMENTS_MAX) return;
    struct subscription *subscription = subscribed(client, CHANNEL_FILL, market);
    if (subscription == NULL) return;
    const struct instrument *instrument = stream_instrument(stream, market);
    stream_begin(stream, subscription, "fill", false);
    rest_add_id(json, "trade_id", REST_ID_TRADE, fill->trade_id);
    rest_add_id(json, "order_id", REST_ID_ORDER, fill->order_id);
    json_put_name(json, "client_order_id");
    rest_put_client_id(json, stream->rest, fill->account_id, fill->client_order_id);
    json_add_text(json, "market_ticker", instrument->rest_ticker);
    json_add_bool(json, "is_taker", fill->is_taker != 0);
    json_add_text(json, "side", fill->side == SIDE_BUY ? "bid" : "ask");
    json_add_i64(json, "ts_ms", fill->time_ns / 1000000);
    rest_add_dollars(json, "price", fill->price.ticks * instrument->tick_value_micros);
    rest_add_count(json, "count", fill->qty.lots);
    rest_add_dollars(json, "fee_cost", fill->fee.micros);
    rest_add_count(json, "post_position", fill->net.lots);
    json_add_i64(json, "subaccount", subaccount);
    stream_end(stream, client, 0);
}

static void put_order_times(struct json_writer *json, const struct order_record *order)
{
    if (order->expiry_ns != 0) json_add_i64(json, "expiration_ts_ms", order->expiry_ns / 1000000);
    json_add_i64(json, "created_ts_ms", order->created_ns / 1000000);
    json_add_i64(json, "last_updated_ts_ms", order->updated_ns / 1000000);
}

static void send_order(struct rest_stream *stream, struct stream_client *client,
                       const struct order_record *order, int32_t subaccount)
{
    struct json_writer *json = &stream->json;
    uint32_t market = stream_market(stream, order->product_id);
    if (market == INSTRUMENTS_MAX) return;
    struct subscription *subscription = subscribed(client, CHANNEL_ORDERS, market);
    if (subscription == NULL) return;
    const struct instrument *instrument = stream_instrument(stream, market);
    stream_begin(stream, subscription, "user_order", false);
    rest_add_id(json, "order_id", REST_ID_ORDER, order->order_id);
    rest_add_id(json, "user_id", REST_ID_USER, client->credential->user_id);
    json_put_name(json, "client_order_id");
    rest_put_client_id(json, stream->rest, order->account_id, order->client_order_id);
    json_add_text(json, "ticker", instrument->rest_ticker);
    json_add_text(json, "side", order->side == SIDE_BUY ? "bid" : "ask");
    rest_add_dollars(json, "price", order->price.ticks * instrument->tick_value_micros);
    rest_add_count(json, "fill_count", order->filled.lots);
    rest_add_count(json, "remaining_count", record_is_live(order) ? order->open.lots : 0);
    json_add_text(json, "self_trade_prevention_type",
                  order->smp_mode == SMP_CANCEL_MAKER ? "maker" : "taker_at_cross");
    if (rest_group_is_shown(order->group_id)) {
        rest_add_id(json, "order_group_id", REST_ID_GROUP, order->group_id);
    }
    put_order_times(json, order);
    json_add_i64(json, "subaccount_number", subaccount);
    stream_end(stream, client, 0);
}

/* --- groups --- */

void stream_learn_groups(struct rest_stream *stream, struct stream_client *client)
{
    struct group_view groups[GROUPS_KNOWN];
    struct rest_call call = {.rest = stream->rest, .credential = client->credential};
    client->group_count = 0;
    for (int64_t i = 0; rest_account(&call, i) != 0; i++) {
        uint32_t account_id = rest_account(&call, i);
        uint32_t count = core_groups(gateway_core(stream->rest->gateway), account_id, groups,
                                     GROUPS_KNOWN - client->group_count);
        for (uint32_t k = 0; k < count; k++) {
            if (!rest_group_is_shown(groups[k].group_id)) continue;
            client->groups[client->group_count++] =
                (struct known_group){account_id, groups[k].group_id, groups[k].lots_max};
        }
    }
}

/* What happened to a group, by what the client knew of it.  NULL: nothing that it has to hear, for
 * the trigger of a deleted group only ends its orders. */
static const char *group_change(struct stream_client *client, const struct event *event)
{
    const struct event_group *group = &event->group;
    struct known_group *known = NULL;
    bool is_deleted = rest_group_is_deleted(group->lots_max, group->window_ns);
    if (group->triggered != 0) return is_deleted ? NULL : "triggered";
    for (uint32_t i = 0; i < client->group_count && known == NULL; i++) {
        bool is_same = client->groups[i].account_id == event->account_id &&
                       client->groups[i].group_id == group->group_id;
        if (is_same) known = &client->groups[i];
    }
    if (known == NULL) {
        if (client->group_count < GROUPS_KNOWN)
            client->groups[client->group_count++] =
                (struct known_group){event->account_id, group->group_id, group->lots_max};
        return "created";
    }
    bool is_same_limit = known->lots_max == group->lots_max;
    known->lots_max = group->lots_max;
    if (is_deleted) return "deleted";
    return is_same_limit ? "reset" : "limit_updated";
}

static void send_group(struct rest_stream *stream, struct stream_client *client,
                       const struct event *event)
{
    struct subscription *subscription = &client->subscriptions[CHANNEL_GROUPS];
    if (subscription->sid == 0 || !rest_group_is_shown(event->group.group_id)) return;
    const char *change = group_change(client, event);
    if (change == NULL) return;
    bool has_limit = strcmp(change, "created") == 0 || strcmp(change, "limit_updated") == 0;
    stream_begin(stream, subscription, "order_group_updates", true);
    json_add_text(&stream->json, "event_type", change);
    rest_add_id(&stream->json, "order_group_id", REST_ID_GROUP, event->group.group_id);
    if (has_limit) rest_add_count(&stream->json, "contracts_limit_fp", event->group.lots_max);
    json_add_i64(&stream->json, "ts_ms", event->time_ns / 1000000);
    stream_end(stream, client, 0);
}

void stream_private(void *context, const struct private_event *event)
{
    struct rest_stream *stream = context;
    for (struct stream_client *client = stream->newest; client != NULL; client = client->older) {
        int32_t subaccount = own_subaccount(stream, client, event->account_id);
        if (subaccount < 0) continue;
        bool is_order =
            event->event->kind >= EVENT_ORDER_ACCEPTED && event->event->kind <= EVENT_ORDER_FILLED;
        if (event->fill != NULL) send_fill(stream, client, event->fill, subaccount);
        if (event->order != NULL && (is_order || event->fill != NULL))
            send_order(stream, client, event->order, subaccount);
        if (event->event->kind == EVENT_GROUP) send_group(stream, client, event->event);
    }
}
