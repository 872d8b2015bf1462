/* SPDX-License-Identifier: Apache-2.0 */
/*
 * model_orders.c - a record for each order, from its entry until some time after its end.
 *
 * Rules  R-ID-1, R-ID-3, R-LINK-1, R-LINK-5, R-ICE-1, R-AMEND-4.
 */
#include "base/check.h"
#include "base/int_math.h"
#include "read_model/model_state.h"

static bool type_has_trigger(uint8_t type)
{
    return type >= TYPE_STOP_LIMIT && type <= TYPE_TRAIL_MARKET;
}

struct order_slot *model_order_find(const struct read_model *model, uint64_t order_id)
{
    uint32_t slot = map_find(&model->order_map, order_id, 0);
    return slot == 0 ? NULL : &model->orders[slot];
}

/* --- memory ----------------------------------------------------------------------------------- */

static void order_forget(struct read_model *model, uint32_t slot)
{
    const struct order_record *record = &model->orders[slot].record;
    (void)key_map_remove(&model->order_map, (struct map_key){record->order_id, 0});
    struct map_key client = {record->client_order_id, record->account_id};
    if (map_find(&model->client_map, client.a, client.b) == slot) {
        (void)key_map_remove(&model->client_map, client);
    }
    slot_free(&model->order_pool, model->orders, sizeof *model->orders, slot);
}

static void live_append(struct read_model *model, struct account_slot *account, uint32_t slot)
{
    model->orders[slot].live_older = account->live_newest;
    if (account->live_newest == 0) {
        account->live_oldest = slot;
    } else {
        model->orders[account->live_newest].live_newer = slot;
    }
    account->live_newest = slot;
    account->live_count++;
}

static void live_remove(struct read_model *model, uint32_t slot)
{
    struct order_slot *order = &model->orders[slot];
    struct account_slot *account = &model->accounts[order->record.account_id];
    if (order->live_older == 0) {
        account->live_oldest = order->live_newer;
    } else {
        model->orders[order->live_older].live_newer = order->live_newer;
    }
    if (order->live_newer == 0) {
        account->live_newest = order->live_older;
    } else {
        model->orders[order->live_newer].live_older = order->live_older;
    }
    order->live_older = 0;
    order->live_newer = 0;
    account->live_count--;
}

/* The order ended longest ago gives way. */
static void ended_append(struct read_model *model, uint32_t slot)
{
    uint32_t kept = model->config.ended_orders_kept;
    uint32_t *place = &model->ended[model->ended_put % kept];
    if (model->ended_put >= kept) order_forget(model, *place);
    *place = slot;
    model->ended_put++;
}

/* NULL: no memory. */
static struct order_slot *order_keep(struct read_model *model, const struct order_record *record)
{
    struct account_slot *account = model_account(model, record->account_id);
    void *items = model->orders;
    bool has_room = pool_make_room(&model->order_pool, &items, sizeof *model->orders);
    model->orders = items;
    if (account == NULL || !has_room) return NULL;
    if (!map_make_room(&model->order_map) || !map_make_room(&model->client_map)) return NULL;

    uint32_t slot = slot_take(&model->order_pool, model->orders, sizeof *model->orders);
    model->orders[slot] = (struct order_slot){.record = *record};
    key_map_put(&model->order_map, (struct map_key){record->order_id, 0}, slot);
    if (record->client_order_id != 0) {
        struct map_key client = {record->client_order_id, record->account_id};
        key_map_put(&model->client_map, client, slot);
    }
    if (record_is_live(record)) {
        live_append(model, account, slot);
    } else {
        ended_append(model, slot);
    }
    return &model->orders[slot];
}

static uint32_t slot_of(const struct read_model *model, const struct order_slot *order)
{
    return (uint32_t)(order - model->orders);
}

/* --- entry ------------------------------------------------------------------------------------ */

uint32_t order_notes(const struct command *command, struct order_note notes[LIST_LEGS_MAX])
{
    const struct order_entry *entries = &command->order;
    uint32_t count = 1;
    uint8_t kind = 0;
    if (command->kind == COMMAND_ORDER_LIST) {
        entries = command->list.legs;
        count = u32_min(command->list.leg_count, LIST_LEGS_MAX);
        kind = command->list.kind;
    } else if (command->kind != COMMAND_ORDER_PLACE) {
        return 0;
    }
    for (uint32_t i = 0; i < count; i++) {
        notes[i] = (struct order_note){.sequence = command->sequence,
                                       .display_lots = entries[i].display.lots,
                                       .trigger_ticks = entries[i].trigger.ticks,
                                       .trail_ticks = entries[i].trail_ticks,
                                       .expiry_ns = entries[i].expiry_ns,
                                       .session_id = command->session_id,
                                       .smp_mode = entries[i].smp_mode,
                                       .trigger_source = entries[i].trigger_source,
                                       .list_kind = kind,
                                       .leg = (uint8_t)i,
                                       .leg_count = (uint8_t)count};
    }
    return count;
}

void read_model_note(struct read_model *model, const struct order_note *note)
{
    if (note->leg == 0) model->note_count = 0;
    ASSERT(note->leg < LIST_LEGS_MAX);
    model->notes[note->leg] = *note;
    model->note_count = note->leg + 1u;
    model->note_used = 0;
}

void read_model_command(struct read_model *model, const struct command *command)
{
    struct order_note notes[LIST_LEGS_MAX];
    uint32_t count = order_notes(command, notes);
    for (uint32_t i = 0; i < count; i++) read_model_note(model, &notes[i]);
}

/* The note of an order that enters in this event; NULL: none was given. */
static const struct order_note *note_next(struct read_model *model, const struct event *event)
{
    if (model->note_used == model->note_count) return NULL;
    const struct order_note *note = &model->notes[model->note_used];
    if (note->sequence != event->sequence) return NULL;
    const struct product_slot *product = product_slot_at(model, event->product_id);
    if (event->order.order_id == product->liquidation_order_id) return NULL;
    model->leg_ids[model->note_used] = event->order.order_id;
    model->note_used++;
    return note;
}

static void note_take_over(struct order_record *record, const struct order_note *note)
{
    if (note == NULL) return;
    record->display.lots = note->display_lots;
    record->trail_ticks = note->trail_ticks;
    record->expiry_ns = note->expiry_ns;
    record->session_id = note->session_id;
    record->smp_mode = note->smp_mode;
    record->trigger_source = note->trigger_source;
    record->list_kind = note->list_kind;
    if (note->trigger_ticks != 0) record->trigger.ticks = note->trigger_ticks;
}

/* The legs of a list know one another once the last has entered (R-LINK-1). */
static void legs_link(struct read_model *model)
{
    const struct order_note *note = &model->notes[model->note_used - 1];
    if (note->list_kind == 0 || model->note_used != note->leg_count) return;
    if (note->leg_count < 2 || note->leg_count > LIST_LEGS_MAX) return;
    struct order_slot *legs[LIST_LEGS_MAX] = {NULL};
    for (uint32_t i = 0; i < note->leg_count; i++) {
        legs[i] = model_order_find(model, model->leg_ids[i]);
        if (legs[i] == NULL) return;
    }
    if (note->list_kind == LIST_OCO) {
        legs[0]->record.linked_order_id = model->leg_ids[1];
        legs[1]->record.linked_order_id = model->leg_ids[0];
        return;
    }
    for (uint32_t i = 1; i < note->leg_count; i++) {
        legs[i]->record.linked_order_id = model->leg_ids[0];
        legs[0]->record.child_order_ids[i - 1] = model->leg_ids[i];
    }
}

/* What every event of an order tells. */
static void record_take_over(struct order_record *record, const struct event *event)
{
    const struct event_order *body = &event->order;
    record->price = body->price;
    record->open = body->open;
    record->filled = body->filled;
    record->qty.lots = body->open.lots + body->filled.lots;
    record->flags = body->flags;
    record->last_event = event->kind;
    record->reason = body->reason;
    record->check = body->check;
    record->updated_sequence = event->sequence;
    record->updated_ns = event->time_ns;
    bool waits = type_has_trigger(record->type) && !record->is_triggered;
    if (waits && body->detail != 0) record->trigger.ticks = body->detail;
    record->shown = body->open;
    if (!type_has_trigger(record->type) && body->detail != 0) record->shown.lots = body->detail;
}

static bool order_enter(struct read_model *model, const struct event *event,
                        const struct order_record **kept)
{
    const struct event_order *body = &event->order;
    static const uint8_t states[] = {RECORD_OPEN, RECORD_ARMED, RECORD_HELD};
    const struct product_slot *product = product_slot_at(model, event->product_id);
    struct order_record record = {
        .order_id = body->order_id,
        .client_order_id = body->client_order_id,
        .created_sequence = event->sequence,
        .created_ns = event->time_ns,
        .account_id = event->account_id,
        .group_id = body->group_id,
        .product_id = event->product_id,
        .state = states[event->kind - EVENT_ORDER_ACCEPTED],
        .side = body->side,
        .type = body->type,
        .tif = body->tif,
        .is_liquidation = body->order_id == product->liquidation_order_id,
    };
    const struct order_note *note = note_next(model, event);
    note_take_over(&record, note);
    record_take_over(&record, event);
    if (record.display.lots == 0 && record.shown.lots < record.open.lots) {
        record.display = record.shown;
    }
    struct order_slot *order = order_keep(model, &record);
    if (order == NULL) return false;
    if (note != NULL) legs_link(model);
    *kept = &order->record;
    return true;
}

/* --- life ------------------------------------------------------------------------------------- */

static void order_follow(struct order_record *record, const struct event *event)
{
    if (event->kind == EVENT_ORDER_TRIGGERED) {
        record->state = RECORD_OPEN;
        record->is_triggered = 1;
    } else if (event->kind == EVENT_ORDER_ACTIVATED) {
        record->state = type_has_trigger(record->type) ? RECORD_ARMED : RECORD_OPEN;
    } else if (event->kind == EVENT_ORDER_AMENDED) {
        record->is_replaced = 1;
    }
    record_take_over(record, event);
}

static void order_end(struct read_model *model, struct order_slot *order, const struct event *event)
{
    uint32_t slot = slot_of(model, order);
    order->record.state = event->kind == EVENT_ORDER_FILLED ? RECORD_FILLED : RECORD_CANCELLED;
    record_take_over(&order->record, event);
    order->record.shown.lots = 0;
    live_remove(model, slot);
    ended_append(model, slot);
}

bool model_order_apply(struct read_model *model, const struct event *event,
                       const struct order_record **record)
{
    *record = NULL;
    switch (event->kind) {
    case EVENT_ORDER_ACCEPTED:
    case EVENT_ORDER_ARMED:
    case EVENT_ORDER_HELD: return order_enter(model, event, record);
    default: break;
    }
    struct order_slot *order = model_order_find(model, event->order.order_id);
    if (order == NULL || !record_is_live(&order->record)) return true;
    *record = &order->record;
    if (event->kind == EVENT_ORDER_CANCELLED || event->kind == EVENT_ORDER_FILLED) {
        order_end(model, order, event);
    } else {
        order_follow(&order->record, event);
    }
    return true;
}

static void shown_trade(struct read_model *model, uint64_t order_id, int64_t lots, bool rests)
{
    struct order_slot *order = model_order_find(model, order_id);
    if (order == NULL) return;
    struct order_record *record = &order->record;
    record->shown.lots =
        rests ? record->shown.lots - lots : i64_min(record->shown.lots, record->open.lots - lots);
}

void model_order_trade(struct read_model *model, const struct event *event)
{
    const struct event_trade *trade = &event->trade;
    product_slot_at(model, event->product_id)->trade = *trade;
    shown_trade(model, trade->maker_order_id, trade->qty.lots, true);
    shown_trade(model, trade->taker_order_id, trade->qty.lots, trade->auction != 0);
}

void model_order_fill(struct order_record *record, const struct event *event,
                      const struct event_trade *trade)
{
    int128 value = (int128)trade->price.ticks * trade->qty.lots + record->value_tick_lots;
    record->value_tick_lots = value > INT64_MAX ? INT64_MAX : (int64_t)value;
    record->filled.lots += trade->qty.lots;
    record->open = event->fill.open;
    record->fee.micros += event->fill.fee.micros;
    record->realised.micros += event->fill.realised.micros;
    record->fill_count++;
    record->last_event = EVENT_FILL;
    record->reason = 0;
    record->updated_sequence = event->sequence;
    record->updated_ns = event->time_ns;
}

/* --- asking ----------------------------------------------------------------------------------- */

const struct order_record *read_model_order(const struct read_model *model, uint64_t order_id)
{
    const struct order_slot *order = model_order_find(model, order_id);
    return order == NULL ? NULL : &order->record;
}

const struct order_record *read_model_client_order(const struct read_model *model,
                                                   uint32_t account_id, uint64_t client_order_id)
{
    uint32_t slot = map_find(&model->client_map, client_order_id, account_id);
    return slot == 0 ? NULL : &model->orders[slot].record;
}

const struct order_record *read_model_live(const struct read_model *model, uint32_t account_id,
                                           const struct order_record *after)
{
    uint32_t slot = 0;
    if (after != NULL) {
        slot = model_order_find(model, after->order_id)->live_newer;
    } else if (account_id < model->accounts_capacity) {
        slot = model->accounts[account_id].live_oldest;
    }
    return slot == 0 ? NULL : &model->orders[slot].record;
}

uint32_t read_model_live_count(const struct read_model *model, uint32_t account_id)
{
    return account_id < model->accounts_capacity ? model->accounts[account_id].live_count : 0;
}

const struct order_record *read_model_ended(const struct read_model *model, uint32_t back)
{
    uint32_t kept = model->config.ended_orders_kept;
    if (back >= u64_min(model->ended_put, kept)) return NULL;
    return &model->orders[model->ended[(model->ended_put - 1 - back) % kept]].record;
}

bool read_model_restore_order(struct read_model *model, const struct order_record *order)
{
    return order_keep(model, order) != NULL;
}
