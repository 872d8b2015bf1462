/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_order.c - methods that enter and change orders.
 *
 * Rules  R-LINK-1, R-AMEND-1, R-REDUCE-1.
 */
#include <string.h>

#include "gateway/credential.h"
#include "gateway/rpc_entry.h"
#include "gateway/rpc_group.h"
#include "gateway/rpc_place.h"
#include "gateway/rpc_view.h"

/* --- legs of linked orders -------------------------------------------------------------------- */

#define ORDER_TYPES                                                                                \
    "limit|market|market_limit|stop_limit|stop_market|take_limit|take_market|trailing_stop"
#define TIFS    "good_til_cancelled|good_til_day|fill_or_kill|immediate_or_cancel"
#define SOURCES "index_price|mark_price|last_price"

static const struct rpc_parameter leg_parameters[] = {
    {"direction", RPC_TEXT, true, "buy|sell", 0, 0},
    {"amount", RPC_NUMBER, false, NULL, 0, 0},
    {"contracts", RPC_NUMBER, false, NULL, 0, 0},
    {"type", RPC_TEXT, false, ORDER_TYPES, 0, 0},
    {"label", RPC_TEXT, false, NULL, 0, CLIENT_TEXT_SIZE},
    {"price", RPC_NUMBER, false, NULL, 0, 0},
    {"time_in_force", RPC_TEXT, false, TIFS, 0, 0},
    {"display_amount", RPC_NUMBER, false, NULL, 0, 0},
    {"post_only", RPC_BOOLEAN, false, NULL, 0, 0},
    {"reject_post_only", RPC_BOOLEAN, false, NULL, 0, 0},
    {"reduce_only", RPC_BOOLEAN, false, NULL, 0, 0},
    {"trigger_price", RPC_NUMBER, false, NULL, 0, 0},
    {"trigger_offset", RPC_NUMBER, false, NULL, 0, 0},
    {"trigger", RPC_TEXT, false, SOURCES, 0, 0},
    {"mmp", RPC_BOOLEAN, false, NULL, 0, 0},
    {"advanced", RPC_TEXT, false, NULL, 0, 0},
};

static const struct rpc_method leg_method = {
    "otoco_config", RPC_ROW(leg_parameters), 0, 0, false, NULL, 0};

static bool read_leg(const struct rpc_call *call, json_t *json, struct rpc_placing *placing,
                     struct rpc_fault *fault)
{
    struct rpc_call leg = *call;
    leg.method = &leg_method;
    if (!json_is_object(json)) {
        *fault = (struct rpc_fault){RPC_INVALID_PARAMS, "otoco_config", "must hold objects"};
        return false;
    }
    if (!rpc_parameters_read(&leg_method, json, &leg.values, fault)) return false;
    uint32_t at = placing->list.leg_count;
    struct order_entry *entry = &placing->list.legs[at];
    if (!rpc_entry_read(&leg, placing->instrument, entry, fault)) return false;
    entry->side = strcmp(rpc_text(&leg, "direction"), "buy") == 0 ? SIDE_BUY : SIDE_SELL;
    /* The text is part of the request, which lives as long as the call. */
    const json_t *label = json_object_get(json, "label");
    placing->labels[at] = json_is_string(label) ? json_string_value(label) : NULL;
    placing->list.leg_count++;
    return true;
}

static bool read_links(const struct rpc_call *call, struct rpc_placing *placing,
                       struct rpc_fault *fault)
{
    const char *word = rpc_text(call, "linked_order_type");
    const json_t *legs = rpc_value(call, "otoco_config")->json;
    if (word == NULL) return true;
    placing->list.tells_prices = 1;
    bool is_bracket = strcmp(word, "one_triggers_one_cancels_other") == 0;
    placing->list.kind = LIST_OTO;
    if (is_bracket) placing->list.kind = LIST_BRACKET;
    if (strcmp(word, "one_cancels_other") == 0) placing->list.kind = LIST_OCO;
    size_t count = json_array_size(legs);
    if (count != (is_bracket ? 2u : 1u)) {
        *fault = (struct rpc_fault){RPC_INVALID_PARAMS, "otoco_config",
                                    "needs one order, or two for a bracket"};
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!read_leg(call, json_array_get(legs, i), placing, fault)) return false;
    }
    return true;
}

/* --- entering --------------------------------------------------------------------------------- */

/* The client's deadline has passed. */
static bool is_too_late(struct rpc_call *call)
{
    if (!rpc_is_given(call, "valid_until")) return false;
    int64_t until_ms = rpc_integer(call, "valid_until", INT64_MAX);
    if (gateway_now_ns(call->rpc->gateway) / RPC_NS_PER_MS <= until_ms) return false;
    rpc_fail(call, RPC_TIMED_OUT, "valid_until", "has passed");
    return true;
}

/* Orders of a protection have room beside those that rest.  False: the call is ended. */
static bool has_room(struct rpc_call *call, const struct rpc_quoted *quoted)
{
    if (rpc_group_has_room(call, quoted)) return true;
    rpc_fail(call, RPC_OTHER_REJECT, "amount", RPC_GROUP_FULL);
    return false;
}

static void enter(struct rpc_call *call, enum side side)
{
    struct rpc_placing placing = {.instrument = rpc_instrument(call)};
    if (placing.instrument == NULL || is_too_late(call)) return;
    struct rpc_fault fault;
    struct order_entry *entry = &placing.list.legs[0];
    placing.list.leg_count = 1;
    placing.labels[0] = rpc_text(call, "label");
    placing.client_order_id = rpc_text(call, "client_order_id");
    placing.keeps_price = rpc_boolean(call, "reject_post_only", false);
    if (!rpc_entry_read(call, placing.instrument, entry, &fault) ||
        !read_links(call, &placing, &fault)) {
        rpc_fail(call, fault.error, fault.param, fault.reason);
        return;
    }
    entry->side = (uint8_t)side;
    const struct rpc_quoted quoted = {.instrument = placing.instrument,
                                      .group_id = entry->group_id,
                                      .side = entry->side,
                                      .lots = entry->qty.lots};
    bool is_protected = (entry->flags & FLAG_MMP) != 0;
    if (!is_protected || has_room(call, &quoted)) rpc_place(call, &placing);
}

static void private_buy(struct rpc_call *call)
{
    enter(call, SIDE_BUY);
}

static void private_sell(struct rpc_call *call)
{
    enter(call, SIDE_SELL);
}

static void private_close_position(struct rpc_call *call)
{
    struct rpc_placing placing = {.instrument = rpc_instrument(call)};
    if (placing.instrument == NULL) return;
    struct position_view position = {0};
    (void)core_position(rpc_core(call), rpc_account_id(call), placing.instrument->product_id,
                        &position);
    if (position.net.lots == 0) {
        rpc_fail(call, RPC_ALREADY_CLOSED, "instrument_name", "there is no position");
        return;
    }
    bool is_market = strcmp(rpc_text(call, "type"), "market") == 0;
    bool is_long = position.net.lots > 0;
    struct order_entry *entry = &placing.list.legs[0];
    placing.list.leg_count = 1;
    *entry = (struct order_entry){
        .qty = {is_long ? position.net.lots : -position.net.lots},
        .flags = FLAG_REDUCE_ONLY,
        .side = is_long ? SIDE_SELL : SIDE_BUY,
        .type = is_market ? TYPE_MARKET : TYPE_LIMIT,
        .tif = is_market ? TIF_IOC : TIF_GTC,
    };
    const struct rpc_value *price = rpc_value(call, "price");
    struct rpc_fault fault = {RPC_INVALID_PARAMS, "price", "is required"};
    bool is_read =
        is_market || (price->is_given && rpc_read_price(placing.instrument, "price", price,
                                                        &entry->price.ticks, &fault));
    if (!is_read) {
        rpc_fail(call, fault.error, fault.param, fault.reason);
        return;
    }
    rpc_place(call, &placing);
}

/* --- changing --------------------------------------------------------------------------------- */

/* A flag that is asked for must be the one that the order has: the core changes no flags. */
static bool flag_stays(const struct rpc_call *call, const struct order_record *order,
                       const char *param, uint32_t flags)
{
    bool is_set = (order->flags & flags) != 0;
    return rpc_boolean(call, param, is_set) == is_set;
}

static bool read_amend(const struct rpc_call *call, const struct order_record *order,
                       struct body_amend *amend, struct rpc_fault *fault)
{
    const struct instrument *instrument =
        instrument_by_product(gateway_instruments(call->rpc->gateway), order->product_id);
    const struct rpc_value *price = rpc_value(call, "price");
    const struct rpc_value *trigger = rpc_value(call, "trigger_price");
    *amend = (struct body_amend){0};
    if (!rpc_read_amount(instrument, rpc_value(call, "amount"), rpc_value(call, "contracts"),
                         &amend->qty.lots, fault)) {
        return false;
    }
    if (amend->qty.lots != 0 && amend->qty.lots != order->qty.lots) amend->set |= AMEND_QTY;
    bool is_limit = order->type != TYPE_STOP_MARKET && order->type != TYPE_TAKE_MARKET &&
                    order->type != TYPE_TRAIL_MARKET;
    if (price->is_given && is_limit) {
        if (!rpc_read_price(instrument, "price", price, &amend->price.ticks, fault)) return false;
        amend->set |= AMEND_PRICE;
    }
    if (trigger->is_given) {
        if (!rpc_read_price(instrument, "trigger_price", trigger, &amend->trigger.ticks, fault)) {
            return false;
        }
        amend->set |= AMEND_TRIGGER;
    }
    /* Nothing new: the amount as it is leaves the order as it is (R-AMEND-4, R-AMEND-9). */
    if (amend->set == 0) amend->set = AMEND_QTY;
    if ((amend->set & AMEND_QTY) != 0 && amend->qty.lots == 0) amend->qty = order->qty;
    return true;
}

static bool flags_stay(const struct rpc_call *call, const struct order_record *order,
                       struct rpc_fault *fault)
{
    static const struct {
        const char *param;
        uint32_t flags;
    } rows[] = {
        {"reduce_only", FLAG_REDUCE_ONLY},
        {"mmp", FLAG_MMP},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (flag_stays(call, order, rows[i].param, rows[i].flags)) continue;
        *fault = (struct rpc_fault){RPC_INVALID_ARGUMENTS, rows[i].param, "cannot be changed"};
        return false;
    }
    return true;
}

static void edit(struct rpc_call *call, const struct order_record *order)
{
    struct body_amend amend;
    struct rpc_fault fault;
    if (is_too_late(call)) return;
    if (!record_is_live(order)) {
        rpc_fail(call, RPC_NOT_OPEN_ORDER, "order_id", rpc_order_state_word(order));
        return;
    }
    if (!flags_stay(call, order, &fault) || !read_amend(call, order, &amend, &fault)) {
        rpc_fail(call, fault.error, fault.param, fault.reason);
        return;
    }
    const struct rpc_quoted quoted = {
        .instrument =
            instrument_by_product(gateway_instruments(call->rpc->gateway), order->product_id),
        .group_id = order->group_id,
        .side = order->side,
        .lots = amend.qty.lots - order->filled.lots,
        .in_place = order,
    };
    bool grows = (order->flags & FLAG_MMP) != 0 && (amend.set & AMEND_QTY) != 0 &&
                 amend.qty.lots > order->qty.lots;
    if (!grows || has_room(call, &quoted)) rpc_amend(call, order, &amend);
}

static void private_edit(struct rpc_call *call)
{
    const struct order_record *order = rpc_own_order(call, "order_id");
    if (order != NULL) edit(call, order);
}

static void private_edit_by_label(struct rpc_call *call)
{
    struct rpc_label_search search = {
        .account_id = rpc_account_id(call),
        .label = rpc_text(call, "label"),
        .instrument = rpc_instrument(call),
    };
    if (search.instrument == NULL) return;
    const struct order_record *found[2];
    uint32_t count = search.label == NULL ? 0 : rpc_find_label(call, &search, found, 2);
    if (count != 1) {
        rpc_fail(call, count == 0 ? RPC_ORDER_NOT_FOUND : RPC_INVALID_ARGUMENTS, "label",
                 count == 0 ? NULL : "several orders carry it");
        return;
    }
    edit(call, found[0]);
}

/* --- the rows --------------------------------------------------------------------------------- */

static const struct rpc_parameter entry_parameters[] = {
    {"instrument_name", RPC_TEXT, true, NULL, 0, 64},
    {"amount", RPC_NUMBER, false, NULL, 0, 0},
    {"contracts", RPC_NUMBER, false, NULL, 0, 0},
    {"type", RPC_TEXT, false, ORDER_TYPES, 0, 0},
    {"label", RPC_TEXT, false, NULL, 0, CLIENT_TEXT_SIZE},
    {"client_order_id", RPC_TEXT, false, NULL, 0, CLIENT_TEXT_SIZE},
    {"price", RPC_NUMBER, false, NULL, 0, 0},
    {"time_in_force", RPC_TEXT, false, TIFS, 0, 0},
    {"display_amount", RPC_NUMBER, false, NULL, 0, 0},
    {"post_only", RPC_BOOLEAN, false, NULL, 0, 0},
    {"reject_post_only", RPC_BOOLEAN, false, NULL, 0, 0},
    {"reduce_only", RPC_BOOLEAN, false, NULL, 0, 0},
    {"trigger_price", RPC_NUMBER, false, NULL, 0, 0},
    {"trigger_offset", RPC_NUMBER, false, NULL, 0, 0},
    {"trigger", RPC_TEXT, false, SOURCES, 0, 0},
    {"advanced", RPC_TEXT, false, NULL, 0, 0},
    {"mmp", RPC_BOOLEAN, false, NULL, 0, 0},
    {"valid_until", RPC_INTEGER, false, NULL, 0, 0},
    {"linked_order_type", RPC_TEXT, false,
     "one_triggers_other|one_cancels_other|one_triggers_one_cancels_other", 0, 0},
    {"trigger_fill_condition", RPC_TEXT, false, "first_hit|complete_fill|incremental", 0, 0},
    {"otoco_config", RPC_LIST, false, NULL, 0, 0},
};

#define EDIT_PARAMETERS                                                                            \
    {"amount", RPC_NUMBER, false, NULL, 0, 0}, {"contracts", RPC_NUMBER, false, NULL, 0, 0},       \
        {"price", RPC_NUMBER, false, NULL, 0, 0}, {"post_only", RPC_BOOLEAN, false, NULL, 0, 0},   \
        {"reduce_only", RPC_BOOLEAN, false, NULL, 0, 0},                                           \
        {"reject_post_only", RPC_BOOLEAN, false, NULL, 0, 0},                                      \
        {"trigger_price", RPC_NUMBER, false, NULL, 0, 0},                                          \
        {"trigger_offset", RPC_NUMBER, false, NULL, 0, 0},                                         \
        {"mmp", RPC_BOOLEAN, false, NULL, 0, 0}, {"valid_until", RPC_INTEGER, false, NULL, 0, 0},  \
    {                                                                                              \
        "display_amount", RPC_NUMBER, false, NULL, 0, 0                                            \
    }

static const struct rpc_parameter edit_parameters[] = {
    {"order_id", RPC_TEXT, true, NULL, 0, 64},
    EDIT_PARAMETERS,
};

static const struct rpc_parameter edit_by_label_parameters[] = {
    {"label", RPC_TEXT, false, NULL, 0, CLIENT_TEXT_SIZE},
    {"instrument_name", RPC_TEXT, true, NULL, 0, 64},
    EDIT_PARAMETERS,
};

static const struct rpc_parameter close_parameters[] = {
    {"instrument_name", RPC_TEXT, true, NULL, 0, 64},
    {"type", RPC_TEXT, true, "limit|market", 0, 0},
    {"price", RPC_NUMBER, false, NULL, 0, 0},
};

const struct rpc_method rpc_order_methods[] = {
    {"private/buy", RPC_ROW(entry_parameters), SCOPE_TRADE_WRITE, RPC_COST_MATCHING, false,
     private_buy, 0},
    {"private/sell", RPC_ROW(entry_parameters), SCOPE_TRADE_WRITE, RPC_COST_MATCHING, false,
     private_sell, 0},
    {"private/edit", RPC_ROW(edit_parameters), SCOPE_TRADE_WRITE, RPC_COST_MATCHING, false,
     private_edit, 0},
    {"private/edit_by_label", RPC_ROW(edit_by_label_parameters), SCOPE_TRADE_WRITE,
     RPC_COST_MATCHING, false, private_edit_by_label, 0},
    {"private/close_position", RPC_ROW(close_parameters), SCOPE_TRADE_WRITE, RPC_COST_MATCHING,
     false, private_close_position, 0},
    {0},
};
