/* SPDX-License-Identifier: Apache-2.0 */
/*
 * watch.c - see watch.h.
 *
 * Role   See watch.h.
 */
#include "lab/watch.h"

#include <stdlib.h>
#include <string.h>

#include "base/int_math.h"
#include "model/margin_terms.h"

#define ROOM_FIRST 1024u

bool watch_init(struct watch *watch)
{
    memset(watch, 0, sizeof *watch);
    watch->positions = calloc(ROOM_FIRST, sizeof *watch->positions);
    watch->accounts = calloc(ROOM_FIRST, sizeof *watch->accounts);
    watch->position_room = ROOM_FIRST;
    watch->account_room = ROOM_FIRST;
    watch->position_count = 1;
    watch->queue_ratio_ppm = QUEUE_RATIO_PPM;
    return watch->positions != NULL && watch->accounts != NULL;
}

void watch_release(struct watch *watch)
{
    free(watch->positions);
    free(watch->accounts);
    watch->positions = NULL;
    watch->accounts = NULL;
}

struct watch_account *watch_account(struct watch *watch, uint32_t account_id)
{
    if (account_id >= watch->account_room) {
        uint32_t room = (account_id / ROOM_FIRST + 1) * 2 * ROOM_FIRST;
        struct watch_account *accounts = realloc(watch->accounts, room * sizeof *accounts);
        if (accounts == NULL) return NULL;
        memset(accounts + watch->account_room, 0, (room - watch->account_room) * sizeof *accounts);
        watch->accounts = accounts;
        watch->account_room = room;
    }
    return &watch->accounts[account_id];
}

static bool position_room(struct watch *watch)
{
    if (watch->position_count < watch->position_room) return true;
    uint32_t room = watch->position_room * 2;
    struct watch_position *positions = realloc(watch->positions, room * sizeof *positions);
    if (positions == NULL) return false;
    watch->positions = positions;
    watch->position_room = room;
    return true;
}

struct watch_position *watch_position(struct watch *watch, uint32_t account_id, uint16_t product_id)
{
    struct watch_account *account = watch_account(watch, account_id);
    if (account == NULL || !position_room(watch)) return NULL;
    uint32_t *place = &account->first_position;
    while (*place != 0) {
        struct watch_position *position = &watch->positions[*place];
        if (position->product_id == product_id) return position;
        place = &position->next;
    }
    *place = watch->position_count;
    struct watch_position *position = &watch->positions[watch->position_count++];
    *position = (struct watch_position){.account_id = account_id, .product_id = product_id};
    return position;
}

static bool watch_balance(struct watch *watch, const struct event *event, uint32_t account_id,
                          int64_t balance_micros)
{
    struct watch_account *account = watch_account(watch, account_id);
    if (account == NULL) return false;
    account->balance_micros = balance_micros;
    account->balance_sequence = event->sequence;
    return true;
}

/* What moves between two balances of which the event says one. */
static bool watch_add(struct watch *watch, const struct event *event, uint32_t account_id,
                      int64_t micros)
{
    struct watch_account *account = watch_account(watch, account_id);
    if (account == NULL) return false;
    return watch_balance(watch, event, account_id, account->balance_micros + micros);
}

/* R-FUND-11: whoever trades was touched right before, so what it holds is settled up to now. */
static bool watch_fill(struct watch *watch, const struct event *event)
{
    struct watch_position *position = watch_position(watch, event->account_id, event->product_id);
    if (position == NULL) return false;
    position->net_lots = event->fill.net.lots;
    position->paid_micros = event->fill.paid.micros;
    position->fill_sequence = event->sequence;
    position->own_nanos = watch->products[event->product_id].funding.cumulative_nanos;
    position->own_sequence = event->sequence;
    return watch_balance(watch, event, event->account_id, event->fill.balance.micros);
}

static bool watch_payment(struct watch *watch, const struct event *event)
{
    struct watch_position *position = watch_position(watch, event->account_id, event->product_id);
    if (position == NULL) return false;
    position->own_nanos = event->payment.to_nanos;
    position->own_sequence = event->sequence;
    return watch_balance(watch, event, event->account_id, event->payment.balance.micros);
}

static bool watch_cash(struct watch *watch, const struct event *event)
{
    const struct event_cash *cash = &event->cash;
    if (!watch_balance(watch, event, event->account_id, cash->balance.micros)) return false;
    if (cash->to_account_id == 0) return true;
    return watch_balance(watch, event, cash->to_account_id, cash->to_balance.micros);
}

/* R-LIQ-11: a part of the value closes, the rest opens. */
static void move_position(struct watch_position *position, int64_t lots_signed, int64_t value,
                          const struct event *event)
{
    int64_t net = position->net_lots;
    int64_t lots = lots_signed < 0 ? -lots_signed : lots_signed;
    int64_t whole = net < 0 ? -net : net;
    bool closes = net != 0 && (net < 0) != (lots_signed < 0);
    int64_t closed = closes ? (lots < whole ? lots : whole) : 0;
    int128 closed_value = lots_signed < 0 ? div_floor((int128)value * closed, lots)
                                          : div_ceil((int128)value * closed, lots);
    int128 opened_value = value - closed_value;
    if (closed > 0) {
        position->paid_micros -=
            narrow_i64(div_ceil((int128)position->paid_micros * closed, whole));
    }
    position->paid_micros += narrow_i64(lots_signed < 0 ? -opened_value : opened_value);
    position->net_lots += lots_signed;
    position->fill_sequence = event->sequence;
}

static bool watch_moved(struct watch *watch, const struct event *event)
{
    const struct event_moved *moved = &event->moved;
    int64_t lots = moved->side == SIDE_BUY ? moved->lots.lots : -moved->lots.lots;
    int64_t cumulative_nanos = watch->products[event->product_id].funding.cumulative_nanos;
    const uint32_t ids[2] = {event->account_id, moved->other_account_id};
    for (int i = 0; i < 2; i++) {
        struct watch_position *position = watch_position(watch, ids[i], event->product_id);
        if (position == NULL) return false;
        move_position(position, i == 0 ? lots : -lots, moved->value.micros, event);
        position->own_nanos = cumulative_nanos;
        position->own_sequence = event->sequence;
    }
    return watch_balance(watch, event, event->account_id, moved->balance.micros) &&
           watch_add(watch, event, moved->other_account_id, moved->other_realised.micros);
}

static bool watch_fund(struct watch *watch, const struct event *event)
{
    const struct event_fund *fund = &event->fund;
    bool is_money = fund->cause == FUND_FEE || fund->cause == FUND_DEBT;
    if (!is_money) return true;
    if (!watch_add(watch, event, fund->other_account_id, -fund->amount.micros)) return false;
    if (event->account_id == 0) return true;
    return watch_balance(watch, event, event->account_id, fund->balance.micros);
}

static bool watch_variation(struct watch *watch, const struct event *event)
{
    const struct event_variation *variation = &event->variation;
    struct watch_position *position = watch_position(watch, event->account_id, event->product_id);
    if (position == NULL) return false;
    position->net_lots = variation->net.lots;
    position->paid_micros = variation->paid.micros;
    position->fill_sequence = event->sequence;
    return watch_balance(watch, event, event->account_id, variation->balance.micros);
}

static bool watch_queue(struct watch *watch, const struct event *event)
{
    struct watch_account *account = watch_account(watch, event->account_id);
    if (account == NULL) return false;
    bool is_queued = event->kind == EVENT_ACCOUNT_QUEUED;
    account->queued_sequence = is_queued ? event->sequence : 0;
    account->queued_ns = is_queued ? event->time_ns : 0;
    return true;
}

static bool watch_account_terms(struct watch *watch, const struct event *event)
{
    struct watch_account *account = watch_account(watch, event->account_id);
    if (account == NULL) return false;
    if (event->kind == EVENT_ASSET_CASH) account->has_assets = true;
    if (event->kind == EVENT_MARGIN_MODE) {
        account->is_portfolio = event->margin_terms.margin_mode == MARGIN_PORTFOLIO;
    }
    return true;
}

static void watch_reference(struct watch_product *product, const struct event *event)
{
    if (event->reference.mark.ticks_e4 != 0) {
        product->mark_price = event->reference.mark;
        product->mark_sequence = event->sequence;
    }
    if (event->reference.index.ticks_e4 != 0) {
        product->index_price = event->reference.index;
        product->index_sequence = event->sequence;
    }
}

bool watch_event(struct watch *watch, const struct event *event)
{
    struct watch_product *product = &watch->products[event->product_id];
    switch (event->kind) {
    case EVENT_FILL: return watch_fill(watch, event);
    case EVENT_FUNDING_PAYMENT: return watch_payment(watch, event);
    case EVENT_CASH: return watch_cash(watch, event);
    case EVENT_POSITION_MOVED: return watch_moved(watch, event);
    case EVENT_VARIATION: return watch_variation(watch, event);
    case EVENT_FUND: return watch_fund(watch, event);
    case EVENT_ACCOUNT_QUEUED:
    case EVENT_ACCOUNT_HEALTHY: return watch_queue(watch, event);
    case EVENT_ASSET_CASH:
    case EVENT_MARGIN_MODE: return watch_account_terms(watch, event);
    case EVENT_MARGIN_VENUE: watch->queue_ratio_ppm = event->margin_terms.queue_ratio_ppm; break;
    case EVENT_TRADE: product->last = event->trade.price; break;
    case EVENT_REFERENCE_PRICE: watch_reference(product, event); break;
    case EVENT_INDEX:
        product->index_price = event->index_value.index;
        product->index_sequence = event->sequence;
        break;
    case EVENT_MARK:
        product->mark_price = event->mark.mark;
        product->mark_sequence = event->sequence;
        break;
    case EVENT_PRICE_TERMS:
        if (event->price_terms.command_kind == COMMAND_FUNDING_TERMS) {
            product->funding.next_ns = event->price_terms.next_funding_ns;
        }
        break;
    default: break;
    }
    return true;
}

/* R-INDEX-2: the price that a source has from here on. */
static void watch_source(struct watch_product *product, const struct command *command,
                         int64_t time_ns)
{
    const struct body_source_price *source = &command->source;
    for (uint32_t i = 0; i < product->prices.source_count; i++) {
        if (product->prices.sources[i].source_id != source->source_id) continue;
        int64_t bid_e4 = source->bid.ticks_e4;
        int64_t ask_e4 = source->ask.ticks_e4;
        bool has_book = bid_e4 != 0 && ask_e4 != 0 && bid_e4 <= ask_e4;
        product->sources[i].price.ticks_e4 =
            has_book ? (int64_t)(((int128)bid_e4 + ask_e4) / 2) : source->last.ticks_e4;
        product->sources[i].time_ns = time_ns;
        product->sources[i].sequence = command->sequence;
    }
}

/* R-INDEX-10 */
static void watch_price_terms(struct watch_product *product, const struct command *command)
{
    for (uint32_t i = 0; i < INDEX_SOURCES_MAX; i++) {
        bool is_same = i < product->prices.source_count && i < command->prices.source_count &&
                       product->prices.sources[i].source_id == command->prices.sources[i].source_id;
        if (!is_same) product->sources[i] = (struct derived_source){0};
    }
    product->prices = command->prices;
    product->prices_sequence = command->sequence;
}

/* R-FUND-1: new terms drop the open bucket and the interval; what was published stays. */
static void watch_funding_terms(struct watch_product *product, const struct command *command,
                                int64_t time_ns)
{
    struct derived_funding *funding = &product->funding;
    bool keeps_carry = product->funding_terms.base_ns == command->funding.base_ns;
    product->funding_terms = command->funding;
    product->funding_terms_sequence = command->sequence;
    int64_t interval_ns = command->funding.interval_ns;
    *funding = (struct derived_funding){
        .published_e12 = funding->published_e12,
        .published_sequence = funding->published_sequence,
        .cumulative_nanos = funding->cumulative_nanos,
        .carry = keeps_carry ? funding->carry : 0,
        .next_ns = funding->next_ns,
        .began_ns = interval_ns != 0 ? time_ns - time_ns % interval_ns : 0,
    };
}

void watch_command(struct watch *watch, const struct command *command, bool is_accepted)
{
    if (!is_accepted || command->product_id >= PRODUCTS_MAX) return;
    struct watch_product *product = &watch->products[command->product_id];
    switch (command->kind) {
    case COMMAND_PRODUCT_DEFINE:
    case COMMAND_PRODUCT_TERMS:
        product->terms = command->terms;
        product->terms_sequence = command->sequence;
        break;
    case COMMAND_CALENDAR:
        /* The next local funding time may be another one now; the next FUNDING says it again. */
        for (uint32_t i = 0; i < PRODUCTS_MAX; i++) {
            if (watch->products[i].funding_terms.time_count == 0) continue;
            watch->products[i].funding.next_ns = 0;
        }
        break;
    case COMMAND_PRICE_TERMS: watch_price_terms(product, command); break;
    case COMMAND_SOURCE_PRICE: watch_source(product, command, watch->time_ns); break;
    case COMMAND_MARK_TERMS:
        product->mark_terms = command->mark;
        product->mark_terms_sequence = command->sequence;
        derive_mark_begin(&product->mark);
        break;
    case COMMAND_FUNDING_TERMS: watch_funding_terms(product, command, watch->time_ns); break;
    case COMMAND_MARGIN_TERMS:
        product->margin_terms = command->margin;
        product->margin_terms_sequence = command->sequence;
        break;
    case COMMAND_LIQUIDATION_TERMS:
        product->liquidation_terms = command->liquidation;
        product->liquidation_terms_sequence = command->sequence;
        break;
    default: break;
    }
}
