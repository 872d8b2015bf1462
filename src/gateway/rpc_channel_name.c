/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_channel_name.c - what the name of a channel says.
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "gateway/credential.h"
#include "gateway/rpc_channel.h"
#include "gateway/rpc_filter.h"
#include "gateway/rpc_role.h"

#define PARTS_MAX    8u
#define PART_SIZE    40u
#define DEPTH_LEVELS 100u
#define GROUP_MAX    INT64_C(1000000)

/* A name in its parts; a dot inside an instrument's name does not occur. */
struct parts {
    uint32_t count;
    char list[PARTS_MAX][PART_SIZE];
};

static bool split(const char *name, struct parts *parts)
{
    parts->count = 0;
    const char *at = name;
    for (;;) {
        size_t size = strcspn(at, ".");
        if (parts->count == PARTS_MAX || size == 0 || size >= PART_SIZE) return false;
        memcpy(parts->list[parts->count], at, size);
        parts->list[parts->count++][size] = '\0';
        if (at[size] == '\0') return true;
        at += size + 1;
    }
}

static bool read_interval(const char *word, struct rpc_channel_spec *spec)
{
    static const char *const words[] = {"raw", "100ms", "agg2"};
    for (uint8_t i = 0; i < 3; i++) {
        if (strcmp(word, words[i]) != 0) continue;
        spec->interval = i;
        return true;
    }
    return false;
}

static bool read_instrument(const struct rpc *rpc, const char *word, struct rpc_channel_spec *spec)
{
    const struct instrument *instrument =
        instrument_by_rpc_name(gateway_instruments(rpc->gateway), word);
    if (instrument == NULL) return false;
    spec->product_id = instrument->product_id;
    return true;
}

static bool read_index(const struct rpc *rpc, const char *word, struct rpc_channel_spec *spec)
{
    struct rpc_call call = {.rpc = (struct rpc *)(uintptr_t)rpc};
    const struct instrument *instrument = rpc_instrument_of_index(&call, word);
    if (instrument == NULL) return false;
    spec->product_id = instrument->product_id;
    return true;
}

/* "{kind}.{currency}": nothing of other kinds happens here, and of other currencies neither. */
static bool read_kind(const struct rpc *rpc, const char *kind, const char *currency,
                      struct rpc_channel_spec *spec)
{
    struct rpc_call call = {.rpc = (struct rpc *)(uintptr_t)rpc};
    static const char *const kinds[] = {"any",          "future", "option",      "spot",
                                        "future_combo", "combo",  "option_combo"};
    bool is_kind = false;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        is_kind = is_kind || strcmp(kind, kinds[i]) == 0;
    }
    spec->is_empty = !rpc_kind_is_traded(kind) || !rpc_currency_is_traded(&call, currency);
    return is_kind;
}

static bool parse_book(const struct rpc *rpc, const struct parts *parts,
                       struct rpc_channel_spec *spec)
{
    if (!read_instrument(rpc, parts->list[1], spec)) return false;
    spec->kind = RPC_CHANNEL_BOOK;
    if (parts->count == 3) return read_interval(parts->list[2], spec);
    spec->kind = RPC_CHANNEL_BOOK_GROUP;
    uint64_t depth;
    uint64_t group = 0;
    const char *word = parts->list[2];
    bool is_group = strcmp(word, "none") == 0 ||
                    (text_read_u64(word, strlen(word), &group) && group <= GROUP_MAX);
    if (!is_group || !text_read_u64(parts->list[3], strlen(parts->list[3]), &depth)) return false;
    if (depth == 0 || depth > DEPTH_LEVELS) return false;
    spec->depth = (uint32_t)depth;
    spec->group_ticks = (int64_t)group;
    return read_interval(parts->list[4], spec);
}

static bool parse_chart(const struct rpc *rpc, const struct parts *parts,
                        struct rpc_channel_spec *spec)
{
    const char *word = parts->list[3];
    uint64_t minutes = 0;
    spec->kind = RPC_CHANNEL_CHART;
    spec->interval = RPC_100MS;
    if (strcmp(parts->list[1], "trades") != 0) return false;
    if (rpc_word_is(word, "1D")) {
        minutes = 1440;
    } else if (!text_read_u64(word, strlen(word), &minutes) || minutes > 1440) {
        return false;
    }
    spec->minutes = (uint32_t)minutes;
    return market_resolution_exists(spec->minutes) && read_instrument(rpc, parts->list[2], spec);
}

/* "user.orders.I.INT", "user.orders.KIND.CURRENCY.INT" and the same for trades and changes. */
static bool parse_user_list(const struct rpc *rpc, const struct parts *parts,
                            struct rpc_channel_spec *spec)
{
    static const struct {
        const char *word;
        uint8_t kind;
    } rows[] = {
        {"orders", RPC_CHANNEL_USER_ORDERS},
        {"trades", RPC_CHANNEL_USER_TRADES},
        {"changes", RPC_CHANNEL_USER_CHANGES},
    };
    bool is_found = false;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strcmp(parts->list[1], rows[i].word) != 0) continue;
        spec->kind = rows[i].kind;
        is_found = true;
    }
    spec->scopes = SCOPE_TRADE_READ;
    if (!is_found || parts->count < 4 || parts->count > 5) return false;
    if (!read_interval(parts->list[parts->count - 1], spec)) return false;
    if (parts->count == 4) return read_instrument(rpc, parts->list[2], spec);
    return read_kind(rpc, parts->list[2], parts->list[3], spec);
}

static bool parse_user(const struct rpc *rpc, const struct parts *parts,
                       struct rpc_channel_spec *spec)
{
    if (parts->count < 2) return false;
    const char *word = parts->list[1];
    spec->scopes = SCOPE_ACCOUNT_READ;
    spec->interval = RPC_100MS;
    if (strcmp(word, "portfolio") == 0 && parts->count == 3) {
        spec->kind = RPC_CHANNEL_USER_PORTFOLIO;
        return true;
    }
    if (strcmp(word, "mmp_trigger") == 0 && parts->count == 3) {
        spec->kind = RPC_CHANNEL_USER_MMP;
        spec->scopes = SCOPE_TRADE_READ;
        return read_index(rpc, parts->list[2], spec);
    }
    spec->kind = RPC_CHANNEL_USER_LOCK;
    if (strcmp(word, "lock") == 0 && parts->count == 2) return true;
    spec->kind = RPC_CHANNEL_USER_ACCESS;
    if (strcmp(word, "access_log") == 0 && parts->count == 2) return true;
    return parse_user_list(rpc, parts, spec);
}

/* Channels of an instrument and perhaps an interval, or of an index. */
static bool parse_simple(const struct rpc *rpc, const struct parts *parts,
                         struct rpc_channel_spec *spec)
{
    static const struct {
        const char *word;
        uint8_t kind;
        bool is_index;
        bool has_interval;
    } rows[] = {
        {"ticker", RPC_CHANNEL_TICKER, false, true},
        {"incremental_ticker", RPC_CHANNEL_INCREMENTAL_TICKER, false, false},
        {"quote", RPC_CHANNEL_QUOTE, false, false},
        {"trades", RPC_CHANNEL_TRADES, false, true},
        {"perpetual", RPC_CHANNEL_PERPETUAL, false, true},
        {"deribit_price_index", RPC_CHANNEL_INDEX, true, false},
        {"deribit_price_statistics", RPC_CHANNEL_INDEX_STATISTICS, true, false},
        {"deribit_price_ranking", RPC_CHANNEL_SILENT, true, false},
        {"estimated_expiration_price", RPC_CHANNEL_EXPIRATION, true, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strcmp(parts->list[0], rows[i].word) != 0) continue;
        spec->kind = rows[i].kind;
        spec->interval = rows[i].kind == RPC_CHANNEL_QUOTE ? RPC_RAW : RPC_100MS;
        if (parts->count != (rows[i].has_interval ? 3u : 2u)) return false;
        if (rows[i].has_interval && !read_interval(parts->list[2], spec)) return false;
        return rows[i].is_index ? read_index(rpc, parts->list[1], spec)
                                : read_instrument(rpc, parts->list[1], spec);
    }
    return false;
}

static bool parse_platform(const struct rpc *rpc, const struct parts *parts,
                           struct rpc_channel_spec *spec)
{
    const char *word = parts->list[0];
    spec->interval = RPC_100MS;
    spec->kind = RPC_CHANNEL_PLATFORM_STATE;
    if (strcmp(word, "platform_state") == 0 && parts->count == 1) return true;
    spec->kind = RPC_CHANNEL_ANNOUNCEMENTS;
    if (strcmp(word, "announcements") == 0 && parts->count == 1) return true;
    spec->kind = RPC_CHANNEL_SILENT;
    if (strcmp(word, "platform_state") == 0) {
        return parts->count == 2 && strcmp(parts->list[1], "public_methods_state") == 0;
    }
    spec->kind = RPC_CHANNEL_INSTRUMENT_STATE;
    if (strcmp(word, "instrument") == 0 && parts->count == 4) {
        return strcmp(parts->list[1], "state") == 0 &&
               read_kind(rpc, parts->list[2], parts->list[3], spec);
    }
    spec->kind = RPC_CHANNEL_USER_BLOCKS;
    spec->scopes = SCOPE_BLOCK_READ;
    if (strcmp(word, "block_trade_confirmations") != 0 || parts->count > 2) return false;
    if (parts->count == 1) return true;
    (void)snprintf(spec->currency, sizeof spec->currency, "%.7s", parts->list[1]);
    return true;
}

/* Channels of the consoles. */
static bool parse_console(const struct parts *parts, struct rpc_channel_spec *spec)
{
    static const struct {
        const char *console;
        const char *word;
        uint8_t kind;
        uint32_t roles;
    } rows[] = {
        {"surveillance", "alerts", RPC_CHANNEL_ALERTS, RPC_REVIEW},
        {"operations", "state", RPC_CHANNEL_DESK_STATE, RPC_WATCH},
        {"operations", "actions", RPC_CHANNEL_DESK_ACTIONS, RPC_WATCH},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bool is_it = parts->count == 2 && strcmp(parts->list[0], rows[i].console) == 0 &&
                     strcmp(parts->list[1], rows[i].word) == 0;
        if (!is_it) continue;
        spec->kind = rows[i].kind;
        spec->interval = RPC_AGG2;
        spec->scopes = SCOPE_ACCOUNT_READ;
        spec->roles = rows[i].roles;
        return true;
    }
    return false;
}

bool rpc_channel_parse(const struct rpc *rpc, const char *name, struct rpc_channel_spec *spec)
{
    struct parts parts;
    *spec = (struct rpc_channel_spec){0};
    if (strlen(name) >= RPC_CHANNEL_NAME_SIZE || !split(name, &parts)) return false;
    const char *word = parts.list[0];
    bool is_book = strcmp(word, "book") == 0 && (parts.count == 3 || parts.count == 5);
    if (is_book) return parse_book(rpc, &parts, spec);
    if (strcmp(word, "chart") == 0 && parts.count == 4) return parse_chart(rpc, &parts, spec);
    bool is_console = strcmp(word, "surveillance") == 0 || strcmp(word, "operations") == 0;
    if (is_console) return parse_console(&parts, spec);
    if (strcmp(word, "user") == 0) return parse_user(rpc, &parts, spec);
    if (strcmp(word, "trades") == 0 && parts.count == 4) {
        spec->kind = RPC_CHANNEL_TRADES;
        return read_kind(rpc, parts.list[1], parts.list[2], spec) &&
               read_interval(parts.list[3], spec);
    }
    return parse_simple(rpc, &parts, spec) || parse_platform(rpc, &parts, spec);
}
