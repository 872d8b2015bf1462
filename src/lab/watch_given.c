/* SPDX-License-Identifier: Apache-2.0 */
/*
 * watch_given.c - trades whose lots may be given up or allocated, and the give-ups that wait.
 *
 * Role   See watch.h.  The latest trades of named orders are kept, whatever the window of
 *        GIVE_UP_TERMS: terms may come behind the trades that they are for.
 * Rules  R-GIVE-1 to R-GIVE-3, R-ALLOC-1, R-ERROR-1.
 */
#include <stdlib.h>
#include <string.h>

#include "base/int_math.h"
#include "lab/watch.h"
#include "model/zone.h"

#define ROOM_FIRST  256u
#define TRADES_MOST 65536u /* a power of two times ROOM_FIRST */
#define DAY_NS      (INT64_C(86400) * 1000000000)

/* --- trades ----------------------------------------------------------------------------------- */

/* R-GIVE-1: the product's trade date, without one the venue's local day. */
static int32_t date_now(const struct watch *watch, uint16_t product_id)
{
    const struct watch_product *product = &watch->products[product_id];
    if (product->has_trade_date) return product->trade_date;
    return (int32_t)div_floor(zone_local_ns(&watch->calendar, watch->time_ns), DAY_NS);
}

/* Trades that nobody can give up any more (no window is longer than a day); where there are too
 * many for that, the older half. */
static void trades_drop(struct watch *watch)
{
    uint32_t old = 0;
    while (old < watch->trade_count && watch->trades[old].time_ns < watch->time_ns - DAY_NS) old++;
    if (old == 0 && watch->trade_count == TRADES_MOST) {
        old = TRADES_MOST / 2;
        watch->trades_are_cut = true;
    }
    if (old == 0) return;
    watch->trade_count -= old;
    memmove(watch->trades, watch->trades + old, watch->trade_count * sizeof *watch->trades);
}

static bool trades_grow(struct watch *watch)
{
    if (watch->trade_count < watch->trade_room) return true;
    trades_drop(watch);
    if (watch->trade_count < watch->trade_room) return true;
    uint32_t room = watch->trade_room == 0 ? ROOM_FIRST : watch->trade_room * 2;
    struct watch_trade *trades = realloc(watch->trades, room * sizeof *trades);
    if (trades == NULL) return false;
    watch->trades = trades;
    watch->trade_room = room;
    return true;
}

static uint64_t client_id_of(const struct watch *watch, uint64_t order_id)
{
    const struct watch_order *order = watch_order_find(watch, order_id);
    return order == NULL ? 0 : order->client_order_id;
}

static bool trade_said(struct watch *watch, const struct event *event)
{
    const struct event_trade *said = &event->trade;
    uint8_t taker = said->taker_side;
    uint8_t maker = (uint8_t)side_opposite((enum side)taker);
    struct watch_trade trade = {.id = said->trade_id,
                                .time_ns = event->time_ns,
                                .ticks = said->price.ticks,
                                .lots = said->qty.lots,
                                .date = date_now(watch, event->product_id),
                                .product_id = event->product_id};
    trade.client_order_ids[taker] = client_id_of(watch, said->taker_order_id);
    trade.client_order_ids[maker] = client_id_of(watch, said->maker_order_id);
    trade.accounts[taker] = said->taker_account_id;
    trade.accounts[maker] = said->maker_account_id;
    bool has_name = (trade.client_order_ids[0] | trade.client_order_ids[1]) != 0;
    if (!has_name) return true;
    if (!trades_grow(watch)) return false;
    watch->trades[watch->trade_count++] = trade;
    return true;
}

/* Numbers ascend. */
static struct watch_trade *trade_find(const struct watch *watch, uint64_t trade_id)
{
    uint32_t low = 0;
    uint32_t high = watch->trade_count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (watch->trades[middle].id < trade_id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool is_there = low < watch->trade_count && watch->trades[low].id == trade_id;
    return is_there ? &watch->trades[low] : NULL;
}

static void correction_said(struct watch *watch, const struct event *event)
{
    struct watch_trade *trade = trade_find(watch, event->error_trade.trade_id);
    if (trade != NULL) trade->step = event->error_trade.step;
}

/* --- give-ups --------------------------------------------------------------------------------- */

const struct watch_give_up *watch_give_up_find(const struct watch *watch, uint64_t give_up_id)
{
    for (uint32_t i = 0; i < watch->give_up_count; i++) {
        if (watch->give_ups[i].id == give_up_id) return &watch->give_ups[i];
    }
    return NULL;
}

static bool has_lapsed(const struct watch *watch, const struct watch_give_up *give_up)
{
    int64_t answer_ns = watch->give_up_terms.answer_ns;
    return answer_ns != 0 && watch->time_ns - give_up->since_ns >= answer_ns;
}

/* Those that can no longer be answered leave. */
static void give_ups_drop(struct watch *watch)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < watch->give_up_count; i++) {
        const struct watch_give_up *give_up = &watch->give_ups[i];
        bool is_old = give_up->since_ns < watch->time_ns - 2 * DAY_NS;
        if (!is_old && !has_lapsed(watch, give_up)) watch->give_ups[kept++] = *give_up;
    }
    watch->give_up_count = kept;
}

static bool give_up_offered(struct watch *watch, const struct event *event)
{
    const struct event_give_up *said = &event->give_up;
    if (watch->give_up_count == watch->give_up_room) give_ups_drop(watch);
    if (watch->give_up_count == watch->give_up_room) {
        uint32_t room = watch->give_up_room == 0 ? ROOM_FIRST : watch->give_up_room * 2;
        struct watch_give_up *give_ups = realloc(watch->give_ups, room * sizeof *give_ups);
        if (give_ups == NULL) return false;
        watch->give_ups = give_ups;
        watch->give_up_room = room;
    }
    watch->give_ups[watch->give_up_count++] =
        (struct watch_give_up){.id = said->give_up_id,
                               .trade_id = said->trade_id,
                               .ticks = said->price.ticks,
                               .lots = said->qty.lots,
                               .since_ns = event->time_ns,
                               .to_account_id = said->to_account_id,
                               .product_id = event->product_id,
                               .side = said->side};
    return true;
}

static void give_up_answered(struct watch *watch, const struct event *event)
{
    const struct event_give_up *said = &event->give_up;
    struct watch_trade *trade = trade_find(watch, said->trade_id);
    if (said->step == GIVE_UP_ACCEPTED && trade != NULL) trade->is_given[said->side] = true;
    for (uint32_t i = 0; i < watch->give_up_count; i++) {
        if (watch->give_ups[i].id != said->give_up_id) continue;
        watch->give_ups[i] = watch->give_ups[--watch->give_up_count];
        return;
    }
}

/* --- a bunch ---------------------------------------------------------------------------------- */

/* Does a give-up of that side of the trade wait? */
static bool is_offered(const struct watch *watch, const struct watch_trade *trade, uint8_t side)
{
    for (uint32_t i = 0; i < watch->give_up_count; i++) {
        const struct watch_give_up *give_up = &watch->give_ups[i];
        bool is_it = give_up->trade_id == trade->id && give_up->side == side;
        if (is_it && !has_lapsed(watch, give_up)) return true;
    }
    return false;
}

static bool is_of_bunch(const struct watch *watch, const struct watch_trade *trade,
                        const struct command *command)
{
    const struct body_allocation *body = &command->allocation;
    uint8_t side = body->side;
    bool stands = trade->step == ERROR_NONE || trade->step == ERROR_REFUSED;
    return trade->product_id == command->product_id &&
           trade->accounts[side] == command->account_id &&
           trade->client_order_ids[side] == body->client_order_id && stands &&
           !trade->is_given[side] && !is_offered(watch, trade, side) &&
           watch->time_ns - trade->time_ns <= watch->give_up_terms.window_ns &&
           trade->date == date_now(watch, trade->product_id);
}

struct watch_bunch watch_bunch_of(const struct watch *watch, const struct command *command)
{
    struct watch_bunch bunch = {0};
    if (command->allocation.side > SIDE_SELL) return bunch;
    for (uint32_t i = 0; i < watch->trade_count; i++) {
        const struct watch_trade *trade = &watch->trades[i];
        if (!is_of_bunch(watch, trade, command)) continue;
        bunch.lots += trade->lots;
        bunch.ticks_lots += (int128)trade->ticks * trade->lots;
    }
    return bunch;
}

/* R-ALLOC-2: all trades of the bunch count as allocated. */
void watch_bunch_give(struct watch *watch, const struct command *command)
{
    const struct body_allocation *body = &command->allocation;
    for (uint32_t i = 0; i < watch->trade_count; i++) {
        struct watch_trade *trade = &watch->trades[i];
        if (is_of_bunch(watch, trade, command)) trade->is_given[body->side] = true;
    }
}

/* --- events ----------------------------------------------------------------------------------- */

bool watch_given_event(struct watch *watch, const struct event *event)
{
    switch (event->kind) {
    case EVENT_TRADE: return trade_said(watch, event);
    case EVENT_GIVE_UP:
        if (event->give_up.step == GIVE_UP_PROPOSED) return give_up_offered(watch, event);
        give_up_answered(watch, event);
        return true;
    case EVENT_GIVE_UP_TERMS:
        give_ups_drop(watch);
        watch->give_up_terms =
            (struct body_give_up_terms){.window_ns = event->give_up_terms.window_ns,
                                        .answer_ns = event->give_up_terms.answer_ns};
        return true;
    case EVENT_ERROR_TRADE: correction_said(watch, event); return true;
    case EVENT_TRADE_DATE:
        watch->products[event->product_id].trade_date = event->trade_date.trade_date;
        watch->products[event->product_id].has_trade_date = true;
        return true;
    default: return true;
    }
}

void watch_given_release(struct watch *watch)
{
    free(watch->trades);
    free(watch->give_ups);
    watch->trades = NULL;
    watch->give_ups = NULL;
}
