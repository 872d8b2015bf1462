/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_filter.c - the filters of lists: currency, kind, type, label.
 */
#include "gateway/rpc_filter.h"

#include <string.h>

#include "base/text.h"
#include "gateway/rpc_label.h"
#include "history/history.h"

static char small(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
}

bool rpc_word_begins(const char *text, const char *word)
{
    for (; *word != '\0'; text++, word++) {
        if (small(*text) != small(*word)) return false;
    }
    return true;
}

bool rpc_word_is(const char *text, const char *word)
{
    return rpc_word_begins(text, word) && strlen(text) == strlen(word);
}

const char *rpc_filter_type(const char *word)
{
    return word == NULL || strcmp(word, "all") == 0 ? NULL : word;
}

/* The groups of order types that filters name. */
static bool type_passes(const char *type, const struct order_record *order)
{
    bool waits = order->type >= TYPE_STOP_LIMIT && order->is_triggered == 0;
    bool is_stop = order->type == TYPE_STOP_LIMIT || order->type == TYPE_STOP_MARKET;
    bool is_take = order->type == TYPE_TAKE_LIMIT || order->type == TYPE_TAKE_MARKET;
    bool is_trailing = order->type == TYPE_TRAIL_MARKET;
    if (strcmp(type, "limit") == 0) return !waits;
    if (strcmp(type, "trigger_all") == 0) return waits;
    if (strcmp(type, "stop") == 0 || strcmp(type, "stop_all") == 0) return waits && is_stop;
    if (strcmp(type, "take") == 0 || strcmp(type, "take_all") == 0) return waits && is_take;
    if (strcmp(type, "stop_limit") == 0) return waits && order->type == TYPE_STOP_LIMIT;
    if (strcmp(type, "stop_market") == 0) return waits && order->type == TYPE_STOP_MARKET;
    if (strcmp(type, "take_limit") == 0) return waits && order->type == TYPE_TAKE_LIMIT;
    if (strcmp(type, "take_market") == 0) return waits && order->type == TYPE_TAKE_MARKET;
    return waits && is_trailing;
}

bool rpc_filter_passes(struct rpc_call *call, const struct rpc_order_filter *filter,
                       const struct order_record *order)
{
    if (filter->is_empty) return false;
    if (filter->product_id != 0 && order->product_id != filter->product_id) return false;
    if (filter->type != NULL && !type_passes(filter->type, order)) return false;
    if (filter->label == NULL) return true;
    char label[RPC_LABEL_SIZE];
    client_text_of(call->rpc->gateway, order->account_id, order->client_order_id, label);
    return strcmp(label, filter->label) == 0;
}

bool rpc_currency_matches(const struct instrument *instrument, const char *currency)
{
    if (rpc_word_is(currency, "any")) return true;
    if (rpc_word_is(currency, instrument->base)) return true;
    if (rpc_word_is(currency, instrument->quote)) return true;
    if (rpc_word_is(currency, instrument->settlement)) return true;
    return rpc_word_is(currency, instrument->index_name);
}

bool rpc_currency_is_traded(const struct rpc_call *call, const char *currency)
{
    const struct instruments *instruments = gateway_instruments(call->rpc->gateway);
    const struct instrument *instrument;
    for (uint32_t i = 0; (instrument = instrument_at(instruments, i)) != NULL; i++) {
        if (currency != NULL && rpc_currency_matches(instrument, currency)) return true;
    }
    return false;
}

bool rpc_kind_is_traded(const char *kind)
{
    return kind == NULL || strcmp(kind, "any") == 0 || strcmp(kind, "future") == 0;
}

const struct instrument *rpc_instrument_of_index(const struct rpc_call *call, const char *name)
{
    const struct instruments *instruments = gateway_instruments(call->rpc->gateway);
    const struct instrument *instrument;
    for (uint32_t i = 0; (instrument = instrument_at(instruments, i)) != NULL; i++) {
        if (rpc_word_is(instrument->index_name, name)) return instrument;
    }
    return NULL;
}

const struct order_record *rpc_order_asked(struct rpc_call *call, struct order_record *old)
{
    const char *text = rpc_text(call, "order_id");
    struct order_key key = {.account_id = rpc_account_id(call)};
    struct history *history = gateway_history(call->rpc->gateway);
    const struct order_record *order = NULL;
    bool is_found = false;
    bool is_id = text_read_u64(text, strlen(text), &key.order_id) && key.order_id != 0;
    if (is_id) order = read_model_order(gateway_orders(call->rpc->gateway), key.order_id);
    if (is_id && order == NULL && history != NULL &&
        history_order(history, &key, old, &is_found) == HISTORY_OK && is_found) {
        order = old;
    }
    if (order != NULL && order->account_id == key.account_id) return order;
    rpc_fail(call, RPC_ORDER_NOT_FOUND, "order_id", NULL);
    return NULL;
}
