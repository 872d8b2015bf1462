/* SPDX-License-Identifier: Apache-2.0 */
/*
 * venue.c - commands into the core, events out of it.
 *
 * Role       See venue.h.  Set-up is in venue_setup.c, the journal in venue_journal.c.
 * Invariant  The two maps and the live slots name the same orders.
 * Rules      none.
 */
#include "replay/venue.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "os/os_clock.h"
#include "replay/venue_internal.h"

/* --- live orders ------------------------------------------------------------------------------ */

static bool live_grow(struct venue *venue)
{
    size_t wider = venue->live_capacity == 0 ? 4096 : venue->live_capacity * 2;
    struct venue_live *live = realloc(venue->live, wider * sizeof *live);
    if (live == NULL) return fault_memory(venue->fault);
    venue->live = live;
    venue->live_capacity = wider;
    if (venue->live_used == 0) venue->live_used = 1; /* slot 0 is none */
    return true;
}

static void live_add(struct venue *venue, const struct event_order *order, uint32_t account_id)
{
    size_t slot = venue->live_free;
    if (slot == 0) {
        if (venue->live_used == venue->live_capacity && !live_grow(venue)) return;
        slot = venue->live_used++;
    } else {
        venue->live_free = venue->live[slot].next_free;
    }
    venue->live[slot] = (struct venue_live){
        .ref = order->client_order_id, .order_id = order->order_id, .account_id = account_id};
    if (!ref_map_put(&venue->slot_of_ref, order->client_order_id, slot) ||
        !ref_map_put(&venue->slot_of_order, order->order_id, slot)) {
        (void)fault_memory(venue->fault);
    }
}

static struct venue_live *live_by_order(const struct venue *venue, uint64_t order_id)
{
    uint64_t slot;
    return ref_map_get(&venue->slot_of_order, order_id, &slot) ? &venue->live[slot] : NULL;
}

/* Every order of the core is live here, so it has a ref. */
static uint64_t ref_of_order(const struct venue *venue, uint64_t order_id)
{
    uint64_t slot = 0;
    bool is_known = ref_map_get(&venue->slot_of_order, order_id, &slot);
    ASSERT(is_known);
    return venue->live[slot].ref;
}

static struct venue_live *live_by_ref(const struct venue *venue, uint64_t ref)
{
    uint64_t slot;
    return ref_map_get(&venue->slot_of_ref, ref, &slot) ? &venue->live[slot] : NULL;
}

static void live_remove(struct venue *venue, uint64_t order_id)
{
    struct venue_live *live = live_by_order(venue, order_id);
    if (live == NULL) return;
    ref_map_remove(&venue->slot_of_ref, live->ref);
    ref_map_remove(&venue->slot_of_order, order_id);
    live->next_free = venue->live_free;
    venue->live_free = (size_t)(live - venue->live);
}

bool venue_is_live(const struct venue *venue, uint64_t ref)
{
    return live_by_ref(venue, ref) != NULL;
}

/* --- events ----------------------------------------------------------------------------------- */

static void take_trade(struct venue *venue, const struct event_trade *trade)
{
    if (venue->fill_count == venue->fill_capacity) {
        size_t wider = venue->fill_capacity == 0 ? 1024 : venue->fill_capacity * 2;
        struct venue_fill *fills = realloc(venue->fills, wider * sizeof *fills);
        if (fills == NULL) {
            (void)fault_memory(venue->fault);
            return;
        }
        venue->fills = fills;
        venue->fill_capacity = wider;
    }
    venue->fills[venue->fill_count++] = (struct venue_fill){
        .maker_ref = ref_of_order(venue, trade->maker_order_id),
        .taker_ref = ref_of_order(venue, trade->taker_order_id),
        .price_ticks = trade->price.ticks,
        .qty_lots = trade->qty.lots,
        .taker_side = (enum side)trade->taker_side,
        .is_auction = trade->auction != 0,
    };
    venue->fill_total++;
}

static void take_event(struct venue *venue, const struct event *event)
{
    switch (event->kind) {
    case EVENT_REJECTED:
        venue->reject = (enum reject)event->reject.code;
        venue->reject_total++;
        break;
    case EVENT_ORDER_ACCEPTED:
    case EVENT_ORDER_ARMED: live_add(venue, &event->order, event->account_id); break;
    case EVENT_ORDER_CANCELLED:
    case EVENT_ORDER_FILLED: live_remove(venue, event->order.order_id); break;
    case EVENT_TRADE: take_trade(venue, &event->trade); break;
    case EVENT_AUCTION:
        venue->auction = (struct venue_auction){.price_ticks = event->auction.price.ticks,
                                                .qty_lots = event->auction.qty.lots,
                                                .imbalance_lots = event->auction.imbalance.lots,
                                                .is_done = true};
        break;
    default: break; /* positions, cash and set-up do not concern a replay */
    }
}

void venue_take_events(void *context, const struct event *list, uint32_t count)
{
    struct venue *venue = context;
    venue_journal_events(venue, list, count);
    if (venue->tap != NULL) venue->tap->events(venue->tap->context, list, count);
    for (uint32_t i = 0; i < count; i++) take_event(venue, &list[i]);
}

/* --- commands --------------------------------------------------------------------------------- */

bool venue_step_plain(struct venue *venue, struct command *command)
{
    if (fault_is_set(venue->fault)) return false;
    command->sequence = core_sequence(venue->core) + 1;
    if (!venue_journal_append(venue, command)) return false;

    struct events events = {.list = venue->event_list,
                            .capacity = VENUE_EVENTS,
                            .drain = venue_take_events,
                            .context = venue};
    int64_t start_ns = os_clock_steady_ns();
    (void)core_step(venue->core, command, &events);
    venue->step_ns += (uint64_t)(os_clock_steady_ns() - start_ns);
    venue_take_events(venue, events.list, events.count);
    if (venue->tap != NULL) venue->tap->command(venue->tap->context, command);
    return !fault_is_set(venue->fault);
}

bool venue_step(struct venue *venue, struct command *command)
{
    venue->fill_count = 0;
    venue->auction = (struct venue_auction){0};
    venue->reject = REJECT_NONE;
    venue->command_count++;
    return venue_step_plain(venue, command) && venue_journal_seal(venue);
}

static uint32_t account_of(enum side side)
{
    return side == SIDE_BUY ? VENUE_ACCOUNT_BUYS : VENUE_ACCOUNT_SELLS;
}

void venue_place(struct venue *venue, const struct venue_order *order)
{
    bool is_trigger = order->trigger_ticks != 0;
    struct command command = {.time_ns = order->time_ns,
                              .account_id = account_of(order->side),
                              .product_id = venue->product_id,
                              .kind = COMMAND_ORDER_PLACE};
    command.order = (struct order_entry){
        .client_order_id = order->ref,
        .price = {order->price_ticks},
        .qty = {order->qty_lots},
        .trigger = {order->trigger_ticks},
        .side = (uint8_t)order->side,
        .type = (uint8_t)order->type,
        .tif = (uint8_t)order->tif,
        .trigger_source = (uint8_t)(is_trigger ? SOURCE_LAST : 0),
    };
    (void)venue_step(venue, &command);
}

/* The header of a command about a live order. */
static struct command command_about(const struct venue *venue, const struct venue_live *live,
                                    enum command_kind kind, int64_t time_ns)
{
    return (struct command){.time_ns = time_ns,
                            .account_id = live->account_id,
                            .product_id = venue->product_id,
                            .kind = (uint16_t)kind};
}

bool venue_cancel(struct venue *venue, uint64_t ref, int64_t time_ns)
{
    const struct venue_live *live = live_by_ref(venue, ref);
    if (live == NULL) return false;
    struct command command = command_about(venue, live, COMMAND_ORDER_CANCEL, time_ns);
    command.cancel = (struct body_cancel){.order_id = live->order_id};
    return venue_step(venue, &command) && venue->reject == REJECT_NONE;
}

bool venue_decrease(struct venue *venue, uint64_t ref, int64_t lots, int64_t time_ns)
{
    const struct venue_live *live = live_by_ref(venue, ref);
    if (live == NULL) return false;
    struct command command = command_about(venue, live, COMMAND_ORDER_DECREASE, time_ns);
    command.amend = (struct body_amend){.order_id = live->order_id, .qty = {lots}};
    return venue_step(venue, &command) && venue->reject == REJECT_NONE;
}

bool venue_amend(struct venue *venue, uint64_t ref, int64_t price_ticks, int64_t open_lots,
                 int64_t time_ns)
{
    ASSERT(open_lots > 0);
    const struct venue_live *live = live_by_ref(venue, ref);
    struct order_view view;
    if (live == NULL || !core_order(venue->core, live->order_id, &view)) return false;
    struct command command = command_about(venue, live, COMMAND_ORDER_AMEND, time_ns);
    command.amend = (struct body_amend){.order_id = live->order_id,
                                        .price = {price_ticks},
                                        .qty = {view.filled.lots + open_lots},
                                        .set = AMEND_PRICE | AMEND_QTY};
    return venue_step(venue, &command) && venue->reject == REJECT_NONE;
}

void venue_cancel_all(struct venue *venue, int64_t time_ns)
{
    struct command command = {
        .time_ns = time_ns, .product_id = venue->product_id, .kind = COMMAND_MASS_CANCEL};
    command.mass = (struct body_mass_cancel){.side = SIDE_ANY};
    (void)venue_step(venue, &command);
}

void venue_phase(struct venue *venue, enum phase phase, int64_t time_ns)
{
    struct command command = {
        .time_ns = time_ns, .product_id = venue->product_id, .kind = COMMAND_PHASE};
    command.state = (struct body_state){.state = phase};
    (void)venue_step(venue, &command);
}

/* --- the book --------------------------------------------------------------------------------- */

bool venue_order_view(const struct venue *venue, uint64_t ref, struct order_view *view)
{
    const struct venue_live *live = live_by_ref(venue, ref);
    return live != NULL && core_order(venue->core, live->order_id, view);
}

uint32_t venue_depth(const struct venue *venue, enum side side, struct depth_level *levels,
                     uint32_t max)
{
    return core_depth(venue->core, venue->product_id, side, levels, max);
}

bool venue_best(const struct venue *venue, enum side side, struct depth_level *level)
{
    return venue_depth(venue, side, level, 1) == 1;
}

bool venue_head(const struct venue *venue, enum side side, uint64_t *ref)
{
    return venue_queue(venue, side, ref, 1) == 1;
}

size_t venue_queue(const struct venue *venue, enum side side, uint64_t *refs, size_t max)
{
    ASSERT(max <= UINT32_MAX);
    uint32_t count = core_queue(venue->core, venue->product_id, side, refs, (uint32_t)max);
    for (uint32_t i = 0; i < count; i++) refs[i] = ref_of_order(venue, refs[i]);
    return count;
}
