/* SPDX-License-Identifier: Apache-2.0 */
/*
 * emit.c - see emit.h.
 */
#include "core/state/emit.h"

struct event *emit_header(struct core *core, enum event_kind kind, uint32_t account_id,
                          uint32_t product_id)
{
    struct events *events = core->events;
    if (events->count == events->capacity) {
        ASSERT(events->drain != NULL);
        events->drain(events->context, events->list, events->count);
        events->count = 0;
    }
    struct event *event = &events->list[events->count++];
    event->sequence = core->venue->sequence;
    event->time_ns = core->venue->time_ns;
    event->index = core->event_count++;
    event->account_id = account_id;
    event->product_id = (uint16_t)product_id;
    event->kind = (uint16_t)kind;
    event->reserved = 0;
    return event;
}

struct event *emit(struct core *core, enum event_kind kind, uint32_t account_id,
                   uint32_t product_id)
{
    struct event *event = emit_header(core, kind, account_id, product_id);
    event->order = (struct event_order){0};
    return event;
}

static int64_t order_detail(const struct core *core, const struct order *order)
{
    if (order->extra == 0) return 0;
    const struct order_extra *extra = order_extra(&core->store, order);
    if ((order->bits & ORDER_UNTRIGGERED_BIT) != 0) return extra->trigger_ticks;
    if ((order->bits & ORDER_ICEBERG_BIT) == 0) return 0;
    if (order_place(order) == PLACE_RESTING) return extra->shown_lots;
    return extra->display_lots < order->open_lots ? extra->display_lots : order->open_lots;
}

struct event *emit_order(struct core *core, enum event_kind kind, const struct order *order)
{
    const struct position *position = order_position(core, order);
    struct event *event = emit_header(core, kind, position->account, position->product);
    event->order = (struct event_order){
        .order_id = order->id,
        .client_order_id = order->client_order_id,
        .price = {order->price_ticks},
        .open = {order->open_lots},
        .filled = {order->filled_lots},
        .detail = order_detail(core, order),
        .group_id = order_extra(&core->store, order)->group_id,
        .flags = (uint16_t)order_flags(order),
        .side = (uint8_t)order_side(order),
        .type = (uint8_t)order_type(order),
        .tif = (uint8_t)order_tif(order),
    };
    return event;
}

void emit_order_reason(struct core *core, enum event_kind kind, const struct order *order,
                       enum reason reason)
{
    emit_order(core, kind, order)->order.reason = (uint16_t)reason;
}

/* What the member called the order that the command at hand speaks of. */
static void reject_name_order(const struct command *command, uint32_t leg,
                              struct event_reject *reject)
{
    switch (command->kind) {
    case COMMAND_ORDER_PLACE: reject->client_order_id = command->order.client_order_id; break;
    case COMMAND_ORDER_LIST:
        reject->client_order_id = command->list.legs[leg].client_order_id;
        break;
    case COMMAND_ORDER_AMEND:
    case COMMAND_ORDER_DECREASE:
        reject->order_id = command->amend.order_id;
        reject->client_order_id = command->amend.client_order_id;
        break;
    case COMMAND_ORDER_CANCEL:
        reject->order_id = command->cancel.order_id;
        reject->client_order_id = command->cancel.client_order_id;
        break;
    default: break;
    }
}

void emit_reject(struct core *core, struct verdict verdict, uint32_t leg)
{
    ASSERT(verdict.reject != REJECT_NONE);
    const struct command *command = core->command;
    struct event *event = emit(core, EVENT_REJECTED, command->account_id, command->product_id);
    event->reject = (struct event_reject){
        .given = verdict.given,
        .legal = verdict.legal,
        .code = (uint16_t)verdict.reject,
        .field = (uint16_t)verdict.field,
        .command_kind = command->kind,
        .leg = (uint16_t)leg,
        .client_sequence = command->client_sequence,
        .session_id = command->session_id,
    };
    reject_name_order(command, leg, &event->reject);
}
