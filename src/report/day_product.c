/* SPDX-License-Identifier: Apache-2.0 */
/*
 * day_product.c - a product's day: the tape, prices, settlements and funding.
 *
 * Role   See day.h.
 * Rules  R-SETTLE-6, R-FUND-10, R-PAYOFF-3, R-PHASE-1.
 */
#include <string.h>

#include "base/check.h"
#include "model/payoff.h"
#include "report/day.h"

static bool is_on_date(const struct day_product *product, const struct day *day)
{
    return product->date == day->date && product->phase == DAY_AT;
}

int128 day_value(const struct day_product *product, int64_t lots, int64_t price_e4)
{
    if (price_e4 <= 0) return 0;
    if (product->payoff.payoff == PAYOFF_INVERSE) {
        int64_t face = payoff_face(product->terms.tick_value_micros, product->payoff.scale);
        return payoff_inverse((int128)face * FINE_PER_TICK, price_e4) * lots;
    }
    return div_floor((int128)lots * price_e4 * product->terms.tick_value_micros, FINE_PER_TICK);
}

/* --- trades ----------------------------------------------------------------------------------- */

static void range_note(struct day_product *product, const struct event *event)
{
    int64_t ticks = event->trade.price.ticks;
    if (product->trades == 0) {
        product->open_ticks = ticks;
        product->high_ticks = ticks;
        product->low_ticks = ticks;
        product->first_ns = event->time_ns;
    }
    product->high_ticks = i64_max(product->high_ticks, ticks);
    product->low_ticks = i64_min(product->low_ticks, ticks);
    product->last_ticks = ticks;
    product->last_ns = event->time_ns;
}

void day_product_trade(struct day *day, const struct event *event)
{
    struct day_product *product = &day->products[event->product_id];
    const struct event_trade *body = &event->trade;
    product->last = body->price;
    if (!is_on_date(product, day)) return;
    bool is_forced =
        product->liquidation_order_id != 0 && product->liquidation_order_id == body->taker_order_id;
    range_note(product, event);
    product->trades++;
    product->lots += body->qty.lots;
    if (body->auction != 0) product->auction_lots += body->qty.lots;
    if (is_forced) product->forced_lots += body->qty.lots;
    product->value_micros += day_value(product, body->qty.lots, body->price.ticks * FINE_PER_TICK);
    struct day_trade *trade = day_item(day, &day->trades, sizeof *trade, day->trades.count);
    if (trade == NULL) return;
    *trade = (struct day_trade){
        .sequence = event->sequence,
        .trade_id = body->trade_id,
        .maker_order_id = body->maker_order_id,
        .taker_order_id = body->taker_order_id,
        .time_ns = event->time_ns,
        .price_ticks = body->price.ticks,
        .lots = body->qty.lots,
        .maker_account_id = body->maker_account_id,
        .taker_account_id = body->taker_account_id,
        .product_id = event->product_id,
        .taker_side = body->taker_side,
        .is_auction = body->auction,
        .is_forced = is_forced,
    };
}

/* R-REPORT-3: on the tape, but none of the prices and ranges of the date. */
static void block_note(struct day *day, const struct event *event)
{
    struct day_product *product = &day->products[event->product_id];
    const struct event_block_trade *body = &event->block_trade;
    if (!is_on_date(product, day)) return;
    product->block_lots += body->qty.lots;
    struct day_trade *trade = day_item(day, &day->trades, sizeof *trade, day->trades.count);
    if (trade == NULL) return;
    *trade = (struct day_trade){
        .sequence = event->sequence,
        .trade_id = body->trade_id,
        .time_ns = event->time_ns,
        .price_ticks = body->price.ticks,
        .lots = body->qty.lots,
        .maker_account_id = event->account_id,
        .taker_account_id = body->taker_account_id,
        .product_id = event->product_id,
        .taker_side = body->taker_side,
        .is_block = 1,
    };
}

/* --- settlement and funding ------------------------------------------------------------------- */

static void settlement_note(struct day *day, const struct event *event)
{
    struct day_product *product = &day->products[event->product_id];
    const struct event_settlement *body = &event->settlement;
    if (body->trade_date < day->date) product->settled_before = body->price;
    product->settled = body->price;
    product->settled_date = body->trade_date;
    if (body->trade_date != day->date) return;
    product->settled_after = body->price;
    product->settled_source = body->source;
    struct day_settlement *settlement =
        day_item(day, &day->settlements, sizeof *settlement, day->settlements.count);
    if (settlement == NULL) return;
    *settlement = (struct day_settlement){event->sequence, *body, event->product_id};
}

static void funding_note(struct day *day, const struct event *event)
{
    if (!is_on_date(&day->products[event->product_id], day)) return;
    struct day_funding *funding =
        day_item(day, &day->fundings, sizeof *funding, day->fundings.count);
    if (funding == NULL) return;
    *funding = (struct day_funding){event->sequence, event->funding, event->product_id};
}

/* --- phases and prices ------------------------------------------------------------------------ */

/* Time for which matching is open counts against makers. */
void day_market_look(struct day *day, uint16_t product_id)
{
    struct day_product *product = &day->products[product_id];
    bool is_open = is_on_date(product, day) && product->market_phase == PHASE_OPEN &&
                   product->halt == HALT_NONE && day->venue_halt == HALT_NONE &&
                   (product->state == PRODUCT_LISTED || product->state == PRODUCT_RESTRICTED);
    if (product->is_open_now) product->open_ns += day->time_ns - product->open_since_ns;
    product->open_since_ns = day->time_ns;
    product->is_open_now = is_open;
    day_programme_market(day, product_id, is_open);
}

static void phase_note(struct day *day, const struct event *event)
{
    if (event->product_id == 0) {
        day->venue_halt = event->phase.halt;
    } else {
        day->products[event->product_id].market_phase = event->phase.phase;
        day->products[event->product_id].halt = event->phase.halt;
    }
    for (uint32_t id = 1; id <= day->product_last; id++) {
        bool is_meant = event->product_id == 0 || event->product_id == id;
        if (is_meant && day->products[id].is_known) day_market_look(day, (uint16_t)id);
    }
    for (uint32_t i = 1; i < day->makers.count; i++) day_maker(day, i)->is_due = true;
}

static void price_note(struct day_product *product, struct fine_price mark, struct fine_price index)
{
    if (mark.ticks_e4 != 0) product->mark = mark;
    if (index.ticks_e4 != 0) product->index = index;
}

static void terms_note(struct day *day, const struct event *event)
{
    struct day_product *product = &day->products[event->product_id];
    switch (event->kind) {
    case EVENT_PRODUCT:
        product->state = event->product.state;
        memcpy(product->terms.symbol, event->product.symbol, sizeof product->terms.symbol);
        day_market_look(day, event->product_id);
        return;
    case EVENT_SETTLEMENT_TERMS:
        product->account_class = event->settlement_terms.account_class;
        return;
    default: return;
    }
}

static void moved_note(struct day *day, const struct event *event)
{
    struct day_product *product = &day->products[event->product_id];
    if (!is_on_date(product, day)) return;
    if (event->moved.cause == MOVE_BLOCK) return; /* R-REPORT-3: told with its trade */
    product->moved_lots += event->moved.lots.lots;
    if (event->moved.cause == MOVE_BUST) product->busted_lots += event->moved.lots.lots;
    bool is_given = event->moved.cause == MOVE_GIVE_UP || event->moved.cause == MOVE_ALLOCATION;
    if (is_given) product->given_lots += event->moved.lots.lots;
}

void day_product_event(struct day *day, const struct event *event)
{
    ASSERT(event->product_id < PRODUCTS_MAX);
    struct day_product *product = &day->products[event->product_id];
    struct fine_price none = {0};
    switch (event->kind) {
    case EVENT_TRADE: day_product_trade(day, event); return;
    case EVENT_BLOCK_TRADE: block_note(day, event); return;
    case EVENT_SETTLEMENT: settlement_note(day, event); return;
    case EVENT_FUNDING: funding_note(day, event); return;
    case EVENT_PHASE: phase_note(day, event); return;
    case EVENT_PRODUCT:
    case EVENT_SETTLEMENT_TERMS: terms_note(day, event); return;
    case EVENT_REFERENCE_PRICE:
        price_note(product, event->reference.mark, event->reference.index);
        return;
    case EVENT_INDEX: price_note(product, none, event->index_value.index); return;
    case EVENT_MARK: price_note(product, event->mark.mark, none); return;
    case EVENT_LIQUIDATION: product->liquidation_order_id = event->liquidation.order_id; return;
    case EVENT_POSITION_MOVED: moved_note(day, event); return;
    default: return;
    }
}

/* --- the date begins and ends ----------------------------------------------------------------- */

void day_product_begin(struct day *day, uint16_t product_id)
{
    struct day_product *product = &day->products[product_id];
    product->last_before = product->last;
    for (uint32_t i = 1; i < day->pairs.count; i++) {
        struct day_pair *pair = day_pair(day, i);
        if (pair->product_id != product_id) continue;
        pair->net_before = day_position(day, pair->account_id, product_id).net.lots;
    }
    for (uint32_t i = 1; i < day->makers.count; i++) day_maker(day, i)->is_due = true;
}

void day_product_end(struct day *day, uint16_t product_id, bool is_open)
{
    struct day_product *product = &day->products[product_id];
    day_market_look(day, product_id);
    product->was_open = is_open;
    product->mark_after = product->mark;
    product->index_after = product->index;
    product->last_after = product->last;
    for (uint32_t i = 1; i < day->pairs.count; i++) {
        struct day_pair *pair = day_pair(day, i);
        if (pair->product_id != product_id) continue;
        struct position_record position = day_position(day, pair->account_id, product_id);
        pair->net_after = position.net.lots;
        pair->paid_after = position.paid.micros;
    }
    product->is_open_now = false;
    day_programme_market(day, product_id, false);
    for (uint32_t i = 1; i < day->makers.count; i++) day_maker(day, i)->is_due = true;
    day_makers_look(day);
}
