/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_filter.h - the filters of lists: currency, kind, type, label.
 *
 * Role       Which orders and instruments a request speaks of.  A currency matches the base, the
 *            quote or the settlement currency of an instrument, or its pair: clients differ in
 *            which of them they mean.  A currency that nothing here trades in gives an empty list.
 * Invariant  A filter without fields passes every order of the account.
 */
#ifndef PERPETUA_GATEWAY_RPC_FILTER_H
#define PERPETUA_GATEWAY_RPC_FILTER_H

#include "gateway/rpc_call.h"
#include "read_model/read_model.h"

struct rpc_order_filter {
    uint32_t account_id;
    uint16_t product_id; /* 0: any */
    bool is_empty;       /* passes nothing: a currency or kind that is not traded here */
    const char *type;    /* NULL: any */
    const char *label;   /* NULL: any */
};

bool rpc_filter_passes(struct rpc_call *call, const struct rpc_order_filter *filter,
                       const struct order_record *order);

/* The account's order that parameter order_id names, live or ended; `old` is where one that history
 * knows is kept.  NULL: failed, the call is ended. */
const struct order_record *rpc_order_asked(struct rpc_call *call, struct order_record *old);

/* NULL for "all" and for NULL. */
const char *rpc_filter_type(const char *word);

/* Equal but for capitals. */
bool rpc_word_is(const char *text, const char *word);
/* Does the text begin with the word, whatever its capitals? */
bool rpc_word_begins(const char *text, const char *word);

bool rpc_currency_matches(const struct instrument *instrument, const char *currency);
bool rpc_currency_is_traded(const struct rpc_call *call, const char *currency);
/* The first instrument that this index prices; NULL: no such index. */
const struct instrument *rpc_instrument_of_index(const struct rpc_call *call, const char *name);
/* NULL, "any" and "future" are. */
bool rpc_kind_is_traded(const char *kind);

#endif
