/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_view_private.c - the private objects: order and fill.
 *
 * Rules  R-TIF-1 to R-TIF-5, R-MARKET-1.
 */
#include "gateway/rpc_view.h"

#include <stdlib.h>
#include <string.h>

#include "gateway/rpc_label.h"
#include "gateway/rpc_mmp.h"
#include "model/reject.h"
#include "model/reject_text.h"

static struct rpc_put put_of(const struct rpc_source *source, uint16_t product_id)
{
    const struct instruments *instruments = gateway_instruments(source->gateway);
    return (struct rpc_put){source->writer, instrument_by_product(instruments, product_id)};
}

const char *rpc_order_state_word(const struct order_record *order)
{
    switch ((enum record_state)order->state) {
    case RECORD_OPEN: return "open";
    case RECORD_ARMED:
    case RECORD_HELD: return "untriggered";
    case RECORD_FILLED: return "filled";
    case RECORD_CANCELLED: return "cancelled";
    }
    return "rejected";
}

const char *rpc_order_type_word(uint8_t type, uint8_t tif)
{
    (void)tif;
    switch ((enum order_type)type) {
    case TYPE_LIMIT: return "limit";
    case TYPE_MARKET: return "market";
    case TYPE_STOP_LIMIT: return "stop_limit";
    case TYPE_STOP_MARKET: return "stop_market";
    case TYPE_TAKE_LIMIT: return "take_limit";
    case TYPE_TAKE_MARKET: return "take_market";
    case TYPE_TRAIL_MARKET: return "trailing_stop";
    }
    return "limit";
}

static const char *tif_word(uint8_t tif)
{
    switch ((enum time_in_force)tif) {
    case TIF_GTC:
    case TIF_GTD: return "good_til_cancelled";
    case TIF_IOC: return "immediate_or_cancel";
    case TIF_FOK: return "fill_or_kill";
    case TIF_DAY: return "good_til_day";
    }
    return "good_til_cancelled";
}

static const char *cancel_word(uint16_t reason)
{
    switch ((enum reason)reason) {
    case REASON_DISCONNECT: return "cancel_on_disconnect";
    case REASON_MMP: return "mmp_trigger";
    case REASON_LIQUIDATION: return "autoliquidation";
    case REASON_LINK: return "oco_other_closed";
    case REASON_PARENT: return "oto_primary_closed";
    case REASON_AMEND_POST_ONLY: return "edit_post_only_reject";
    case REASON_FINAL:
    case REASON_DELISTED: return "settlement";
    case REASON_ACCOUNT: return "pme_account_locked";
    case REASON_SELF_MATCH:
    case REASON_REDUCE_ONLY:
    case REASON_GROUP:
    case REASON_PAUSE:
    case REASON_CHECK:
    case REASON_PREFUNDING: return "risk_mitigation";
    case REASON_NONE:
    case REASON_MEMBER:
    case REASON_MASS:
    case REASON_IOC:
    case REASON_FOK:
    case REASON_EXPIRED:
    case REASON_POST_ONLY:
    case REASON_DECREASED: return "user_request";
    }
    return "user_request";
}

static bool is_market_type(uint8_t type)
{
    return type == TYPE_MARKET || type == TYPE_STOP_MARKET || type == TYPE_TAKE_MARKET ||
           type == TYPE_TRAIL_MARKET;
}

static bool is_trigger_type(uint8_t type)
{
    return type >= TYPE_STOP_LIMIT && type <= TYPE_TRAIL_MARKET;
}

static void put_label(const struct rpc_source *source, uint32_t account_id, uint64_t client_id)
{
    char label[RPC_LABEL_SIZE];
    client_text_of(source->gateway, account_id, client_id, label);
    size_t prefix = strlen(RPC_QUOTE_PREFIX);
    char *set_id =
        strncmp(label, RPC_QUOTE_PREFIX, prefix) == 0 ? strchr(label + prefix, '.') : NULL;
    json_add_text(source->writer, "label", set_id == NULL ? label : "");
    if (set_id == NULL) return;
    *set_id++ = '\0';
    json_add_bool(source->writer, "quote", true);
    json_add_text(source->writer, "mmp_group", label + prefix);
    json_add_text(source->writer, "quote_set_id", set_id);
}

/* How the order ended: the dialect's word, and the venue's own with its rule. */
static void put_end(struct json_writer *writer, const struct order_record *order)
{
    if (order->state != RECORD_CANCELLED) return;
    const char *text = reason_text(order->reason);
    const char *rule = reason_rule(order->reason);
    json_add_text(writer, "cancel_reason", cancel_word(order->reason));
    if (order->reason == REASON_MMP) json_add_bool(writer, "mmp_cancelled", true);
    json_add_text(writer, "cancel_text", text == NULL ? "" : text);
    json_add_text(writer, "cancel_rule", rule == NULL ? "" : rule);
}

static void put_trigger(const struct rpc_put *put, const struct order_record *order)
{
    if (!is_trigger_type(order->type)) return;
    static const char *const sources[] = {"mark_price", "index_price", "last_price"};
    if (order->trigger_source <= SOURCE_LAST) {
        json_add_text(put->writer, "trigger", sources[order->trigger_source]);
    }
    if (order->trigger.ticks != 0) rpc_add_price(put, "trigger_price", order->trigger.ticks);
    if (order->trail_ticks != 0) rpc_add_price(put, "trigger_offset", order->trail_ticks);
    json_add_bool(put->writer, "triggered", order->is_triggered != 0);
}

static void put_links(struct json_writer *writer, const struct order_record *order)
{
    if (order->list_kind == 0) return;
    if (order->child_order_ids[0] != 0) {
        json_put_name(writer, "oto_order_ids");
        json_begin_array(writer);
        for (uint32_t i = 0; i < 2 && order->child_order_ids[i] != 0; i++) {
            json_begin_object(writer);
            rpc_add_id(writer, "order_id", order->child_order_ids[i]);
            json_end_object(writer);
        }
        json_end_array(writer);
    } else if (order->list_kind == LIST_OCO) {
        rpc_add_id(writer, "oco_ref", order->linked_order_id);
    } else if (order->linked_order_id != 0) {
        rpc_add_id(writer, "primary_order_id", order->linked_order_id);
        json_add_bool(writer, "is_secondary_oto", true);
    }
}

static void put_flags(struct json_writer *writer, const struct order_record *order)
{
    bool is_post_only = (order->flags & (FLAG_POST_ONLY | FLAG_POST_ONLY_CANCEL)) != 0;
    json_add_bool(writer, "post_only", is_post_only);
    json_add_bool(writer, "reject_post_only", is_post_only);
    json_add_bool(writer, "reduce_only", (order->flags & FLAG_REDUCE_ONLY) != 0);
    json_add_bool(writer, "mmp", (order->flags & FLAG_MMP) != 0);
    json_add_bool(writer, "is_liquidation", order->is_liquidation != 0);
    json_add_bool(writer, "risk_reducing", order->is_liquidation != 0);
    json_add_bool(writer, "replaced", order->is_replaced != 0);
    json_add_bool(writer, "api", true);
    json_add_bool(writer, "web", false);
}

void rpc_view_order(const struct rpc_source *source, const struct order_record *order)
{
    struct rpc_put put = put_of(source, order->product_id);
    struct json_writer *writer = source->writer;
    json_begin_object(writer);
    rpc_add_id(writer, "order_id", order->order_id);
    json_add_text(writer, "order_state", rpc_order_state_word(order));
    json_add_text(writer, "order_type", rpc_order_type_word(order->type, order->tif));
    if (order->type == TYPE_MARKET && order->tif == TIF_GTC) {
        json_add_text(writer, "original_order_type", "market_limit");
    }
    json_add_text(writer, "time_in_force", tif_word(order->tif));
    json_add_text(writer, "instrument_name", put.instrument->rpc_name);
    rpc_add_ms(&put, "creation_timestamp", order->created_ns);
    rpc_add_ms(&put, "last_update_timestamp", order->updated_ns);
    json_add_text(writer, "direction", order->side == SIDE_BUY ? "buy" : "sell");
    if (is_market_type(order->type)) {
        json_add_text(writer, "price", "market_price");
    } else {
        rpc_add_price(&put, "price", order->price.ticks);
    }
    put_label(source, order->account_id, order->client_order_id);
    put_flags(writer, order);
    rpc_add_amount(&put, "amount", order->qty.lots);
    json_add_i64(writer, "contracts", order->qty.lots);
    rpc_add_amount(&put, "filled_amount", order->filled.lots);
    rpc_add_average(&put, "average_price", order->value_tick_lots, order->filled.lots);
    rpc_add_money(&put, "commission", order->fee);
    rpc_add_money(&put, "profit_loss", order->realised);
    if (order->display.lots != 0) rpc_add_amount(&put, "display_amount", order->display.lots);
    put_trigger(&put, order);
    put_links(writer, order);
    put_end(writer, order);
    json_end_object(writer);
}

/* What the state of the order was once the fill was worked. */
static const char *fill_state(const struct fill_record *fill)
{
    struct order_record order = {.state = fill->order_state};
    return rpc_order_state_word(&order);
}

void rpc_view_fill(const struct rpc_source *source, const struct fill_record *fill)
{
    struct rpc_put put = put_of(source, fill->product_id);
    struct json_writer *writer = source->writer;
    json_begin_object(writer);
    rpc_add_id(writer, "trade_id", fill->trade_id);
    json_add_u64(writer, "trade_seq", fill->trade_number);
    json_add_text(writer, "instrument_name", put.instrument->rpc_name);
    rpc_add_ms(&put, "timestamp", fill->time_ns);
    rpc_add_id(writer, "order_id", fill->order_id);
    bool is_market = is_market_type(fill->order_type);
    bool is_forced = fill->is_liquidation == 1;
    json_add_text(writer, "order_type", is_forced ? "liquidation" : is_market ? "market" : "limit");
    json_add_null(writer, "matching_id");
    json_add_text(writer, "direction", fill->side == SIDE_BUY ? "buy" : "sell");
    json_add_u64(writer, "tick_direction", fill->tick_direction);
    rpc_add_price(&put, "price", fill->price.ticks);
    rpc_add_amount(&put, "amount", fill->qty.lots);
    json_add_i64(writer, "contracts", fill->qty.lots);
    rpc_add_fine(&put, "mark_price", fill->mark);
    rpc_add_fine(&put, "index_price", fill->index);
    json_add_text(writer, "liquidity", fill->is_taker ? "T" : "M");
    rpc_add_money(&put, "fee", fill->fee);
    json_add_text(writer, "fee_currency", put.instrument->settlement);
    put_label(source, fill->account_id, fill->client_order_id);
    json_add_text(writer, "state", fill_state(fill));
    json_add_bool(writer, "post_only",
                  (fill->flags & (FLAG_POST_ONLY | FLAG_POST_ONLY_CANCEL)) != 0);
    json_add_bool(writer, "reduce_only", (fill->flags & FLAG_REDUCE_ONLY) != 0);
    json_add_bool(writer, "mmp", (fill->flags & FLAG_MMP) != 0);
    json_add_bool(writer, "api", true);
    json_add_bool(writer, "self_trade", false);
    json_add_bool(writer, "risk_reducing", is_forced);
    rpc_add_money(&put, "profit_loss", fill->realised);
    if (fill->block_id != 0) rpc_add_id(writer, "block_trade_id", fill->block_id);
    if (fill->is_liquidation != 0) {
        json_add_text(writer, "liquidation", is_forced == (fill->is_taker != 0) ? "T" : "M");
    }
    json_end_object(writer);
}
