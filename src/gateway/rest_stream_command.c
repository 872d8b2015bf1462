/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rest_stream_command.c - what a client of the REST dialect's WebSocket asks for.
 */
#include <string.h>

#include "gateway/rest_stream.h"

/* Numbers of errors as the API's clients know them. */
enum stream_fault {
    FAULT_UNREADABLE = 1,
    FAULT_PARAMS = 2,
    FAULT_CHANNELS = 3,
    FAULT_SIDS = 4,
    FAULT_COMMAND = 5,
    FAULT_SUBSCRIBED = 6,
    FAULT_UNKNOWN_SID = 7,
    FAULT_UNKNOWN_CHANNEL = 8,
    FAULT_FORBIDDEN = 9,
    FAULT_PARAMETER = 11,
    FAULT_ONE_SID = 12,
    FAULT_ACTION = 13,
    FAULT_MARKET_NEEDED = 14,
    FAULT_MARKET = 16
};

/* One command in work. */
struct asking {
    struct rest_stream *stream;
    struct stream_client *client;
    const json_t *root;
    const json_t *params;
};

static void begin_reply(const struct asking *asking, const char *type)
{
    struct json_writer *json = &asking->stream->json;
    const json_t *id = json_object_get(asking->root, "id");
    json_writer_clear(json);
    json_begin_object(json);
    if (json_is_integer(id)) json_add_i64(json, "id", json_integer_value(id));
    json_add_text(json, "type", type);
}

static void end_reply(const struct asking *asking)
{
    json_end_object(&asking->stream->json);
    stream_send(asking->stream, asking->client, 0);
}

static void fail(const struct asking *asking, enum stream_fault fault, const char *text)
{
    struct json_writer *json = &asking->stream->json;
    begin_reply(asking, "error");
    json_put_name(json, "msg");
    json_begin_object(json);
    json_add_u64(json, "code", fault);
    json_add_text(json, "msg", text);
    json_end_object(json);
    end_reply(asking);
}

/* --- markets --- */

static bool add_market(const struct asking *asking, const json_t *ticker, uint64_t *mask)
{
    const char *text = json_string_value(ticker);
    for (uint32_t i = 0; text != NULL && i < CLIENT_MARKETS; i++) {
        const struct instrument *instrument = stream_instrument(asking->stream, i);
        if (instrument == NULL) break;
        bool is_named = strcmp(instrument->rest_ticker, text) == 0;
        if (!is_named || !instrument_is_market(instrument)) continue;
        *mask |= UINT64_C(1) << i;
        return true;
    }
    fail(asking, FAULT_MARKET, "there is no market of this ticker");
    return false;
}

/* The markets that the parameters name; a mask of 0 names none. */
static bool read_markets(const struct asking *asking, uint64_t *mask)
{
    const json_t *one = json_object_get(asking->params, "market_ticker");
    const json_t *list = json_object_get(asking->params, "market_tickers");
    *mask = 0;
    if (one != NULL && !add_market(asking, one, mask)) return false;
    if (list != NULL && !json_is_array(list)) {
        fail(asking, FAULT_PARAMETER, "market_tickers must be a list of tickers");
        return false;
    }
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (!add_market(asking, json_array_get(list, i), mask)) return false;
    }
    return true;
}

/* --- subscribing --- */

static uint32_t channel_of(const json_t *name)
{
    const char *text = json_string_value(name);
    for (uint32_t i = 0; text != NULL && i < CHANNEL_COUNT; i++) {
        if (strcmp(text, channel_name(i)) == 0) return i;
    }
    return CHANNEL_COUNT;
}

/* What a subscriber gets at once: books always, tickers if it asked. */
static void send_initial(const struct asking *asking, enum channel channel, uint64_t markets)
{
    bool is_wanted = channel == CHANNEL_BOOK ||
                     (channel == CHANNEL_TICKER &&
                      json_is_true(json_object_get(asking->params, "send_initial_snapshot")));
    for (uint32_t i = 0; is_wanted && i < CLIENT_MARKETS; i++) {
        const struct instrument *instrument = stream_instrument(asking->stream, i);
        if (instrument == NULL) break;
        bool is_asked = markets == 0 || (markets >> i & 1) != 0;
        if (!is_asked || !instrument_is_market(instrument)) continue;
        if (channel == CHANNEL_BOOK) {
            stream_snapshot(asking->stream, asking->client, i);
        } else {
            stream_ticker(asking->stream, asking->client, i);
        }
    }
}

static void subscribe_channel(const struct asking *asking, enum channel channel, uint64_t markets)
{
    struct json_writer *json = &asking->stream->json;
    struct subscription *subscription = &asking->client->subscriptions[channel];
    *subscription = (struct subscription){.sid = ++asking->client->last_sid, .markets = markets};
    begin_reply(asking, "subscribed");
    json_put_name(json, "msg");
    json_begin_object(json);
    json_add_text(json, "channel", channel_name(channel));
    json_add_u64(json, "sid", subscription->sid);
    json_end_object(json);
    end_reply(asking);
    if (channel == CHANNEL_GROUPS) stream_learn_groups(asking->stream, asking->client);
    send_initial(asking, channel, markets);
}

/* What belongs to the account needs the right that reading it over HTTP needs. */
static bool may_see(const struct asking *asking, enum channel channel)
{
    bool is_private =
        channel == CHANNEL_FILL || channel == CHANNEL_ORDERS || channel == CHANNEL_GROUPS;
    return !is_private || rest_key_may(asking->client->credential, SCOPE_TRADE_READ);
}

static void subscribe(const struct asking *asking)
{
    const json_t *channels = json_object_get(asking->params, "channels");
    uint64_t markets = 0;
    if (!json_is_array(channels) || json_array_size(channels) == 0) {
        fail(asking, FAULT_CHANNELS, "params.channels must name at least one channel");
        return;
    }
    if (!read_markets(asking, &markets)) return;
    for (size_t i = 0; i < json_array_size(channels); i++) {
        uint32_t channel = channel_of(json_array_get(channels, i));
        if (channel == CHANNEL_COUNT) {
            fail(asking, FAULT_UNKNOWN_CHANNEL,
                 "channels are orderbook_delta, ticker, trade, fill, user_orders and "
                 "order_group_updates");
        } else if (!may_see(asking, (enum channel)channel)) {
            fail(asking, FAULT_FORBIDDEN, "the key has no right to see orders, fills or groups");
        } else if (asking->client->subscriptions[channel].sid != 0) {
            fail(asking, FAULT_SUBSCRIBED,
                 "this channel is subscribed already; update_subscription adds markets");
        } else if (channel == CHANNEL_BOOK && markets == 0) {
            fail(asking, FAULT_MARKET_NEEDED,
                 "orderbook_delta needs market_ticker or market_tickers");
        } else {
            subscribe_channel(asking, (enum channel)channel, markets);
        }
    }
}

/* --- changing subscriptions --- */

static struct subscription *find_sid(const struct asking *asking, const json_t *sid)
{
    for (uint32_t i = 0; i < CHANNEL_COUNT && json_is_integer(sid); i++) {
        struct subscription *subscription = &asking->client->subscriptions[i];
        if (subscription->sid != 0 && (json_int_t)subscription->sid == json_integer_value(sid))
            return subscription;
    }
    return NULL;
}

static void unsubscribe(const struct asking *asking)
{
    const json_t *sids = json_object_get(asking->params, "sids");
    if (!json_is_array(sids) || json_array_size(sids) == 0) {
        fail(asking, FAULT_SIDS, "params.sids must name at least one subscription");
        return;
    }
    for (size_t i = 0; i < json_array_size(sids); i++) {
        struct subscription *subscription = find_sid(asking, json_array_get(sids, i));
        if (subscription == NULL) {
            fail(asking, FAULT_UNKNOWN_SID, "there is no subscription of this number");
            continue;
        }
        begin_reply(asking, "unsubscribed");
        json_add_u64(&asking->stream->json, "sid", subscription->sid);
        json_add_u64(&asking->stream->json, "seq", subscription->seq + 1);
        end_reply(asking);
        *subscription = (struct subscription){0};
    }
}

static void put_tickers(const struct asking *asking, uint64_t markets)
{
    struct json_writer *json = &asking->stream->json;
    json_put_name(json, "market_tickers");
    json_begin_array(json);
    for (uint32_t i = 0; i < CLIENT_MARKETS; i++) {
        const struct instrument *instrument = stream_instrument(asking->stream, i);
        if (instrument == NULL) break;
        bool is_asked = markets == 0 || (markets >> i & 1) != 0;
        if (is_asked && instrument_is_market(instrument)) {
            json_put_text(json, instrument->rest_ticker);
        }
    }
    json_end_array(json);
}

/* The one subscription that is to change; NULL: the command has failed. */
static struct subscription *one_subscription(const struct asking *asking)
{
    const json_t *sid = json_object_get(asking->params, "sid");
    const json_t *sids = json_object_get(asking->params, "sids");
    if (sid == NULL && json_array_size(sids) == 1) sid = json_array_get(sids, 0);
    if (sid == NULL) {
        fail(asking, FAULT_ONE_SID, "exactly one subscription must be named, by sid or sids");
        return NULL;
    }
    struct subscription *subscription = find_sid(asking, sid);
    if (subscription == NULL)
        fail(asking, FAULT_UNKNOWN_SID, "there is no subscription of this number");
    return subscription;
}

static void update(const struct asking *asking)
{
    const char *action = json_string_value(json_object_get(asking->params, "action"));
    bool is_add = action != NULL && strcmp(action, "add_markets") == 0;
    uint64_t markets = 0;
    if (!is_add && (action == NULL || strcmp(action, "delete_markets") != 0)) {
        fail(asking, FAULT_ACTION, "action must be add_markets or delete_markets");
        return;
    }
    struct subscription *subscription = one_subscription(asking);
    if (subscription == NULL || !read_markets(asking, &markets)) return;
    if (markets == 0) {
        fail(asking, FAULT_MARKET_NEEDED, "market_ticker or market_tickers is needed");
        return;
    }
    uint64_t before = subscription->markets;
    uint64_t after = is_add ? before | markets : before & ~markets;
    /* 0 stands for all markets: what is left of nothing ends the subscription instead. */
    if (before == 0 || after == 0) {
        fail(asking, FAULT_PARAMETER, "unsubscribe and subscribe again to change this");
        return;
    }
    subscription->markets = after;
    begin_reply(asking, "ok");
    json_add_u64(&asking->stream->json, "sid", subscription->sid);
    json_add_u64(&asking->stream->json, "seq", ++subscription->seq);
    json_put_name(&asking->stream->json, "msg");
    json_begin_object(&asking->stream->json);
    put_tickers(asking, after);
    json_end_object(&asking->stream->json);
    end_reply(asking);
    ptrdiff_t channel = subscription - asking->client->subscriptions;
    if ((after & ~before) != 0) send_initial(asking, (enum channel)channel, after & ~before);
}

static void list(const struct asking *asking)
{
    struct json_writer *json = &asking->stream->json;
    begin_reply(asking, "ok");
    json_put_name(json, "msg");
    json_begin_array(json);
    for (uint32_t i = 0; i < CHANNEL_COUNT; i++) {
        if (asking->client->subscriptions[i].sid == 0) continue;
        json_begin_object(json);
        json_add_text(json, "channel", channel_name(i));
        json_add_u64(json, "sid", asking->client->subscriptions[i].sid);
        json_end_object(json);
    }
    json_end_array(json);
    end_reply(asking);
}

static void work(struct asking *asking)
{
    const char *command = json_string_value(json_object_get(asking->root, "cmd"));
    asking->params = json_object_get(asking->root, "params");
    bool is_list = command != NULL && strcmp(command, "list_subscriptions") == 0;
    if (is_list) {
        list(asking);
    } else if (command != NULL && !json_is_object(asking->params)) {
        fail(asking, FAULT_PARAMS, "the command needs params");
    } else if (command != NULL && strcmp(command, "subscribe") == 0) {
        subscribe(asking);
    } else if (command != NULL && strcmp(command, "unsubscribe") == 0) {
        unsubscribe(asking);
    } else if (command != NULL && strcmp(command, "update_subscription") == 0) {
        update(asking);
    } else {
        fail(asking, FAULT_COMMAND,
             "cmd must be subscribe, unsubscribe, update_subscription or list_subscriptions");
    }
}

void stream_command(struct rest_stream *stream, struct stream_client *client, const char *text,
                    size_t size)
{
    json_error_t error;
    json_t *root = json_loadb(text, size, JSON_REJECT_DUPLICATES, &error);
    struct asking asking = {.stream = stream, .client = client, .root = root};
    if (json_is_object(root)) {
        work(&asking);
    } else {
        fail(&asking, FAULT_UNREADABLE, "the message is not a JSON object");
    }
    json_decref(root);
}
