/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_entry.c - parameters of an order to an order entry of the core.
 *
 * Rules  R-FORM-1, R-MARKET-1.
 */
#include "gateway/rpc_entry.h"

#include <string.h>

#include "gateway/rpc_client.h"
#include "gateway/rpc_group.h"

static bool refuse(struct rpc_fault *fault, enum rpc_error error, const char *param,
                   const char *reason)
{
    *fault = (struct rpc_fault){error, param, reason};
    return false;
}

bool rpc_read_price(const struct instrument *instrument, const char *param,
                    const struct rpc_value *value, int64_t *ticks, struct rpc_fault *fault)
{
    struct unit_read read = instrument_read(&instrument->coin_price, value->text, value->size);
    bool is_trigger = strcmp(param, "trigger_price") == 0;
    if (read.fault == UNIT_BETWEEN) {
        return refuse(fault, is_trigger ? RPC_TRIGGER_WRONG_TICK : RPC_PRICE_WRONG_TICK, param,
                      "must be a whole number of ticks");
    }
    if (read.fault != UNIT_GOOD) {
        return refuse(fault, RPC_INVALID_PARAMS, param, "must be a number");
    }
    *ticks = read.value;
    return true;
}

static bool read_lots(const struct instrument *instrument, const struct rpc_value *value,
                      int64_t *lots, struct rpc_fault *fault)
{
    struct unit_read read = instrument_read(&instrument->coin_amount, value->text, value->size);
    if (read.fault == UNIT_BETWEEN) {
        return refuse(fault, RPC_NON_INTEGER_AMOUNT, "amount",
                      "must be a whole number of contracts");
    }
    if (read.fault != UNIT_GOOD) return refuse(fault, RPC_INVALID_AMOUNT, "amount", "no amount");
    *lots = read.value;
    return true;
}

bool rpc_read_amount(const struct instrument *instrument, const struct rpc_value *amount,
                     const struct rpc_value *contracts, int64_t *lots, struct rpc_fault *fault)
{
    static const struct unit_scale whole = {.units = 1, .decimals = 0};
    *lots = 0;
    if (amount->is_given && !read_lots(instrument, amount, lots, fault)) return false;
    if (!contracts->is_given) return true;
    struct unit_read read = instrument_read(&whole, contracts->text, contracts->size);
    if (read.fault != UNIT_GOOD) {
        return refuse(fault, RPC_NON_INTEGER_AMOUNT, "contracts", "must be a whole number");
    }
    if (amount->is_given && read.value != *lots) {
        return refuse(fault, RPC_INVALID_ARGUMENTS, "contracts", "disagrees with amount");
    }
    *lots = read.value;
    return true;
}

/* --- words ------------------------------------------------------------------------------------ */

static uint8_t type_of(const char *word)
{
    static const struct {
        const char *word;
        uint8_t type;
    } rows[] = {
        {"limit", TYPE_LIMIT},
        {"market", TYPE_MARKET},
        {"market_limit", TYPE_MARKET},
        {"stop_limit", TYPE_STOP_LIMIT},
        {"stop_market", TYPE_STOP_MARKET},
        {"take_limit", TYPE_TAKE_LIMIT},
        {"take_market", TYPE_TAKE_MARKET},
        {"trailing_stop", TYPE_TRAIL_MARKET},
    };
    if (word == NULL) return TYPE_LIMIT;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strcmp(rows[i].word, word) == 0) return rows[i].type;
    }
    return TYPE_LIMIT;
}

/* A market order takes what it can at once; only market_limit leaves a rest (R-MARKET-1). */
static uint8_t tif_of(const char *word, const char *type)
{
    bool is_market = type != NULL && strcmp(type, "market") == 0;
    if (word == NULL || strcmp(word, "good_til_cancelled") == 0) {
        return is_market ? TIF_IOC : TIF_GTC;
    }
    if (strcmp(word, "good_til_day") == 0) return TIF_DAY;
    return strcmp(word, "fill_or_kill") == 0 ? TIF_FOK : TIF_IOC;
}

static uint8_t source_of(const char *word)
{
    if (word == NULL || strcmp(word, "mark_price") == 0) return SOURCE_MARK;
    return strcmp(word, "index_price") == 0 ? SOURCE_INDEX : SOURCE_LAST;
}

static uint16_t flags_of(const struct rpc_call *call)
{
    uint32_t flags = 0;
    if (rpc_boolean(call, "post_only", false)) flags |= FLAG_POST_ONLY;
    if (rpc_boolean(call, "reduce_only", false)) flags |= FLAG_REDUCE_ONLY;
    if (rpc_boolean(call, "mmp", false)) flags |= FLAG_MMP;
    const struct rpc_client *client = rpc_client(call);
    if (client != NULL && client->cancel_on_disconnect) flags |= FLAG_CANCEL_ON_DISCONNECT;
    return (uint16_t)flags;
}

/* --- the entry -------------------------------------------------------------------------------- */

static bool read_limit(const struct rpc_call *call, const struct instrument *instrument,
                       struct order_entry *entry, struct rpc_fault *fault)
{
    bool is_limit = entry->type == TYPE_LIMIT || entry->type == TYPE_STOP_LIMIT ||
                    entry->type == TYPE_TAKE_LIMIT;
    const struct rpc_value *price = rpc_value(call, "price");
    /* Clients send a price with market orders too: it means nothing there. */
    if (!is_limit) return true;
    if (!price->is_given) return refuse(fault, RPC_INVALID_PARAMS, "price", "is required");
    return rpc_read_price(instrument, "price", price, &entry->price.ticks, fault);
}

static bool read_trigger(const struct rpc_call *call, const struct instrument *instrument,
                         struct order_entry *entry, struct rpc_fault *fault)
{
    const struct rpc_value *trigger = rpc_value(call, "trigger_price");
    const struct rpc_value *offset = rpc_value(call, "trigger_offset");
    bool is_trailing = entry->type == TYPE_TRAIL_MARKET;
    bool is_trigger = entry->type >= TYPE_STOP_LIMIT;
    if (!is_trigger) return true;
    entry->trigger_source = source_of(rpc_text(call, "trigger"));
    const char *param = is_trailing ? "trigger_offset" : "trigger_price";
    const struct rpc_value *value = is_trailing ? offset : trigger;
    if (!value->is_given) return refuse(fault, RPC_INVALID_PARAMS, param, "is required");
    int64_t *place = is_trailing ? &entry->trail_ticks : &entry->trigger.ticks;
    return rpc_read_price(instrument, param, value, place, fault);
}

static bool read_display(const struct rpc_call *call, const struct instrument *instrument,
                         struct order_entry *entry, struct rpc_fault *fault)
{
    const struct rpc_value *display = rpc_value(call, "display_amount");
    if (!display->is_given) return true;
    if (!read_lots(instrument, display, &entry->display.lots, fault)) {
        fault->param = "display_amount";
        fault->error = RPC_INVALID_MAX_SHOW_AMOUNT;
        return false;
    }
    /* All of it shown is how clients say that nothing is hidden. */
    if (entry->display.lots == entry->qty.lots) entry->display.lots = 0;
    return true;
}

bool rpc_entry_read(const struct rpc_call *call, const struct instrument *instrument,
                    struct order_entry *entry, struct rpc_fault *fault)
{
    const char *type = rpc_text(call, "type");
    *entry = (struct order_entry){
        .type = type_of(type),
        .tif = tif_of(rpc_text(call, "time_in_force"), type),
        .flags = flags_of(call),
    };
    if ((entry->flags & FLAG_MMP) != 0) {
        entry->group_id = rpc_group_for_order(call, instrument, "");
    }
    if (rpc_is_given(call, "advanced")) {
        return refuse(fault, RPC_NOT_IMPLEMENTED, "advanced", "is for options");
    }
    const struct rpc_value *amount = rpc_value(call, "amount");
    const struct rpc_value *contracts = rpc_value(call, "contracts");
    if (!amount->is_given && !contracts->is_given) {
        return refuse(fault, RPC_INVALID_PARAMS, "amount", "is required");
    }
    if (!rpc_read_amount(instrument, amount, contracts, &entry->qty.lots, fault)) return false;
    return read_limit(call, instrument, entry, fault) &&
           read_trigger(call, instrument, entry, fault) &&
           read_display(call, instrument, entry, fault);
}
