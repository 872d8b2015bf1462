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
    watch->business = derive_business_days();
    return watch_orders_init(watch) && watch->positions != NULL && watch->accounts != NULL;
}

void watch_release(struct watch *watch)
{
    free(watch->positions);
    free(watch->accounts);
    free(watch->holdings);
    free(watch->members);
    watch_given_release(watch);
    free(watch->bids);
    free(watch->member_states);
    free(watch->closing);
    watch->closing = NULL;
    watch->bids = NULL;
    watch->member_states = NULL;
    watch_orders_release(watch);
    watch->holdings = NULL;
    watch->members = NULL;
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

struct payoff watch_payoff(const struct watch_product *product)
{
    const struct product_terms *terms = &product->terms;
    struct payoff payoff = {.tick_value_micros = terms->tick_value_micros};
    if (!product->is_inverse) return payoff;
    payoff.face_micros = derive_face(terms->tick_value_micros, product->scale);
    payoff.lowest_e4 = terms->price_ticks_min * FINE_PER_TICK;
    return payoff;
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

const struct watch_account *watch_account_find(const struct watch *watch, uint32_t account_id)
{
    return account_id < watch->account_room ? &watch->accounts[account_id] : NULL;
}

struct watch_position *watch_position_find(const struct watch *watch, uint32_t account_id,
                                           uint16_t product_id)
{
    const struct watch_account *account = watch_account_find(watch, account_id);
    uint32_t place = account == NULL ? 0 : account->first_position;
    while (place != 0 && watch->positions[place].product_id != product_id) {
        place = watch->positions[place].next;
    }
    return place == 0 ? NULL : &watch->positions[place];
}

/* It becomes the last of its account and of its product. */
static void position_list(struct watch *watch, struct watch_account *account, uint32_t place)
{
    struct watch_product *product = &watch->products[watch->positions[place].product_id];
    uint32_t *link = &account->first_position;
    while (*link != 0) link = &watch->positions[*link].next;
    *link = place;
    if (product->last_position == 0) {
        product->first_position = place;
    } else {
        watch->positions[product->last_position].product_next = place;
    }
    product->last_position = place;
}

struct watch_position *watch_position(struct watch *watch, uint32_t account_id, uint16_t product_id)
{
    struct watch_position *found = watch_position_find(watch, account_id, product_id);
    if (found != NULL) return found;
    struct watch_account *account = watch_account(watch, account_id);
    if (account == NULL || !position_room(watch)) return NULL;
    uint32_t place = watch->position_count++;
    struct watch_position *position = &watch->positions[place];
    *position = (struct watch_position){.account_id = account_id, .product_id = product_id};
    position_list(watch, account, place);
    return position;
}

void watch_position_set(struct watch *watch, struct watch_position *position,
                        struct derived_position now, uint64_t sequence)
{
    struct watch_product *product = &watch->products[position->product_id];
    product->open_interest_lots += i64_max(now.net_lots, 0) - i64_max(position->net_lots, 0);
    bool has_changed = now.net_lots != position->net_lots;
    position->net_lots = now.net_lots;
    position->paid_micros = now.paid_micros;
    position->fill_sequence = sequence;
    if (has_changed) watch_hold_refresh(watch, position);
}

bool watch_balance(struct watch *watch, const struct event *event, uint32_t account_id,
                   int64_t balance_micros)
{
    struct watch_account *account = watch_account(watch, account_id);
    if (account == NULL) return false;
    account->balance_micros = balance_micros;
    account->balance_sequence = event->sequence;
    return true;
}

/* What moves between two balances of which the event says one. */
bool watch_add(struct watch *watch, const struct event *event, uint32_t account_id, int64_t micros)
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
    struct derived_position now = {event->fill.net.lots, event->fill.paid.micros};
    watch_order_fill(watch, event);
    watch_position_set(watch, position, now, event->sequence);
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

/* R-BID-3: the bid has fewer lots now. */
static void watch_bid_taken(struct watch *watch, const struct event *event)
{
    const struct event_moved *moved = &event->moved;
    if (moved->cause != MOVE_AUCTION) return;
    uint8_t side = (uint8_t)side_opposite((enum side)moved->side);
    struct watch_bid *bid = watch_bid_find(watch, event->product_id, moved->other_account_id, side);
    if (bid != NULL) bid->lots -= moved->lots.lots;
}

static bool watch_moved(struct watch *watch, const struct event *event)
{
    const struct event_moved *moved = &event->moved;
    int64_t lots = moved->side == SIDE_BUY ? moved->lots.lots : -moved->lots.lots;
    int64_t cumulative_nanos = watch->products[event->product_id].funding.cumulative_nanos;
    const uint32_t ids[2] = {event->account_id, moved->other_account_id};
    struct payoff payoff = watch_payoff(&watch->products[event->product_id]);
    watch_bid_taken(watch, event);
    for (int i = 0; i < 2; i++) {
        struct watch_position *position = watch_position(watch, ids[i], event->product_id);
        if (position == NULL) return false;
        struct derived_position now = {position->net_lots, position->paid_micros};
        (void)derive_move(payoff, &now, i == 0 ? lots : -lots, moved->value.micros);
        watch_position_set(watch, position, now, event->sequence);
        position->own_nanos = cumulative_nanos;
        position->own_sequence = event->sequence;
    }
    if (!watch_balance(watch, event, event->account_id, moved->balance.micros)) return false;
    /* An account can have both sides of an error trade: then its balance holds both already. */
    return moved->other_account_id == event->account_id ||
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

/* R-ERROR-4, R-ERROR-5 */
static bool watch_error(struct watch *watch, const struct event *event)
{
    const struct event_error_trade *error = &event->error_trade;
    return watch_add(watch, event, error->buyer_account_id, error->to_buyer.micros) &&
           watch_add(watch, event, error->seller_account_id, error->to_seller.micros);
}

/* R-GIVE-4, R-ALLOC-2 */
static bool watch_fee_passed(struct watch *watch, const struct event *event, uint32_t to,
                             int64_t fee_micros)
{
    if (to == event->account_id || fee_micros == 0) return true;
    return watch_add(watch, event, to, -fee_micros) &&
           watch_add(watch, event, event->account_id, fee_micros);
}

/* R-BLOCK-5: the fees; what the lots do stands in the move that follows. */
static bool watch_block(struct watch *watch, const struct event *event)
{
    const struct event_block_trade *block = &event->block_trade;
    return watch_add(watch, event, event->account_id, -block->maker_fee.micros) &&
           watch_add(watch, event, block->taker_account_id, -block->taker_fee.micros);
}

/* R-PROG-4 */
static bool watch_programme(struct watch *watch, const struct event *event)
{
    const struct event_programme_payment *payment = &event->programme_payment;
    uint32_t payer = payment->payer_account_id;
    if (payer != 0 && !watch_add(watch, event, payer, -payment->amount.micros)) return false;
    return watch_balance(watch, event, event->account_id, payment->balance.micros);
}

static bool watch_variation(struct watch *watch, const struct event *event)
{
    const struct event_variation *variation = &event->variation;
    struct watch_position *position = watch_position(watch, event->account_id, event->product_id);
    if (position == NULL) return false;
    struct derived_position now = {variation->net.lots, variation->paid.micros};
    watch_position_set(watch, position, now, event->sequence);
    return watch_balance(watch, event, event->account_id, variation->balance.micros);
}

static bool closing_enter(struct watch *watch, uint32_t account_id)
{
    if (watch->closing_count == watch->closing_room) {
        uint32_t room = watch->closing_room == 0 ? ROOM_FIRST : watch->closing_room * 2;
        uint32_t *closing = realloc(watch->closing, room * sizeof *closing);
        if (closing == NULL) return false;
        watch->closing = closing;
        watch->closing_room = room;
    }
    watch->closing[watch->closing_count++] = account_id;
    watch->accounts[account_id].closing_place = watch->closing_count;
    return true;
}

/* The last one takes the place. */
static void closing_leave(struct watch *watch, uint32_t account_id)
{
    struct watch_account *account = &watch->accounts[account_id];
    uint32_t last_id = watch->closing[--watch->closing_count];
    watch->closing[account->closing_place - 1] = last_id;
    watch->accounts[last_id].closing_place = account->closing_place;
    account->closing_place = 0;
}

/* Whoever is queued or lacks money is in the list of those that may be closed. */
static bool closing_refresh(struct watch *watch, uint32_t account_id)
{
    const struct watch_account *account = &watch->accounts[account_id];
    bool is_in = account->closing_place != 0;
    bool must_be_in = account->queued_sequence != 0 || account->is_unfunded;
    if (must_be_in && !is_in) return closing_enter(watch, account_id);
    if (!must_be_in && is_in) closing_leave(watch, account_id);
    return true;
}

static bool watch_queue(struct watch *watch, const struct event *event)
{
    struct watch_account *account = watch_account(watch, event->account_id);
    if (account == NULL) return false;
    bool is_queued = event->kind == EVENT_ACCOUNT_QUEUED;
    account->queued_sequence = is_queued ? event->sequence : 0;
    account->queued_ns = is_queued ? event->time_ns : 0;
    return closing_refresh(watch, event->account_id);
}

static bool watch_account_terms(struct watch *watch, const struct event *event)
{
    struct watch_account *account = watch_account(watch, event->account_id);
    if (account == NULL) return false;
    if (event->kind == EVENT_PREFUNDING) {
        account->is_unfunded = event->prefunding.state == PREFUND_LIQUIDATE;
        account->is_reducing = event->prefunding.state >= PREFUND_REDUCE_ONLY;
        return closing_refresh(watch, event->account_id);
    }
    if (event->kind == EVENT_MARGIN_MODE) {
        account->is_portfolio = event->margin_terms.margin_mode == MARGIN_PORTFOLIO;
    } else if (event->kind == EVENT_ACCOUNT) {
        account->member_id = event->party.member_id;
        account->owner_id = event->party.owner_account_id;
        account->state = (uint8_t)event->party.state;
    } else {
        account->limit_micros = event->limits.margin_micros_max;
        account->limit_sequence = event->sequence;
    }
    return true;
}

/* R-PHASE-1, R-PHASE-8; product 0 is the venue. */
static void watch_phase(struct watch *watch, const struct event *event)
{
    if (event->product_id == 0) {
        bool is_lifted = watch->halt != HALT_NONE && event->phase.halt == HALT_NONE;
        watch->halt = event->phase.halt;
        for (uint32_t id = 1; id <= watch->product_last; id++) {
            watch->products[id].has_opened = is_lifted;
        }
        return;
    }
    struct watch_product *product = &watch->products[event->product_id];
    bool was_open = product->phase == PHASE_OPEN && product->halt == HALT_NONE;
    product->phase = event->phase.phase;
    product->halt = event->phase.halt;
    /* R-INDEX-9: it counts as a halt of the product, and there is none. */
    if (product->halt == HALT_NONE && product->index_state == INDEX_HALT) {
        product->index_state = INDEX_NORMAL;
    }
    product->has_opened = !was_open && product->phase == PHASE_OPEN && product->halt == HALT_NONE;
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

/* What the product's own prices are from here on. */
static void watch_price(struct watch_product *product, const struct event *event)
{
    switch (event->kind) {
    case EVENT_TRADE:
        product->last = event->trade.price;
        if (product->mark_terms.settle_window_ns == 0) break;
        derive_window_trade(&product->window, event->trade.price.ticks, event->trade.qty.lots);
        break;
    case EVENT_REFERENCE_PRICE: watch_reference(product, event); break;
    case EVENT_INDEX:
        product->index_price = event->index_value.index;
        product->index_state = event->index_value.state;
        product->index_sequence = event->sequence;
        break;
    case EVENT_MARK:
        product->mark_price = event->mark.mark;
        product->mark_sequence = event->sequence;
        break;
    case EVENT_SETTLEMENT:
        if (event->settlement.kind == SETTLEMENT_CYCLE) {
            product->cycle_price = event->settlement.price;
        }
        break;
    default: break;
    }
}

static bool watch_currency(struct watch *watch, const struct event *event)
{
    struct watch_account *account = watch_account(watch, event->account_id);
    if (account == NULL) return false;
    account->currency = (uint8_t)event->account_currency.currency;
    return true;
}

static void watch_payoff_terms(struct watch_product *product, const struct event *event)
{
    product->is_inverse = event->payoff_terms.payoff == PAYOFF_INVERSE;
    product->currency = (uint8_t)event->payoff_terms.currency;
    product->scale = (uint8_t)event->payoff_terms.scale;
}

bool watch_event(struct watch *watch, const struct event *event)
{
    if (event->kind >= EVENT_ORDER_ACCEPTED && event->kind <= EVENT_ORDER_FILLED) {
        return watch_order_event(watch, event);
    }
    if (!watch_given_event(watch, event)) return false;
    switch (event->kind) {
    case EVENT_FILL: return watch_fill(watch, event);
    case EVENT_POSITION_MOVED: return watch_moved(watch, event);
    case EVENT_ACCOUNT_CURRENCY: return watch_currency(watch, event);
    case EVENT_PAYOFF_TERMS: watch_payoff_terms(&watch->products[event->product_id], event); break;
    case EVENT_FUNDING_PAYMENT: return watch_payment(watch, event);
    case EVENT_CASH: return watch_cash(watch, event);
    case EVENT_VARIATION: return watch_variation(watch, event);
    case EVENT_FUND: return watch_fund(watch, event);
    case EVENT_ERROR_TRADE: return watch_error(watch, event);
    case EVENT_GIVE_UP:
        return watch_fee_passed(watch, event, event->give_up.to_account_id,
                                event->give_up.fee.micros);
    case EVENT_PROGRAMME_PAYMENT: return watch_programme(watch, event);
    case EVENT_BLOCK_TERMS:
        watch->products[event->product_id].block_fee_ppm = event->block_terms.fee_ppm;
        break;
    case EVENT_BLOCK_TRADE: return watch_block(watch, event);
    case EVENT_ALLOCATION:
        return watch_fee_passed(watch, event, event->allocation.to_account_id,
                                event->allocation.fee.micros);
    case EVENT_ACCOUNT_QUEUED:
    case EVENT_ACCOUNT_HEALTHY: return watch_queue(watch, event);
    case EVENT_ASSET_TERMS:
    case EVENT_ASSET_PRICE:
    case EVENT_ASSET_CASH: return watch_asset_event(watch, event);
    case EVENT_MEMBER: return watch_member_event(watch, event);
    case EVENT_AUCTION_BID:
    case EVENT_LIQUIDATION_AUCTION: return watch_bid_event(watch, event);
    case EVENT_DEFAULT_STEP:
    case EVENT_DEFAULT_TERMS:
    case EVENT_DEFAULT_MEMBER: return watch_clearing_event(watch, event);
    case EVENT_ACCOUNT:
    case EVENT_ACCOUNT_LIMITS:
    case EVENT_PREFUNDING:
    case EVENT_MARGIN_MODE: return watch_account_terms(watch, event);
    case EVENT_SETTLEMENT_TERMS:
        watch->products[event->product_id].weekend_ppm = event->settlement_terms.weekend_ppm;
        break;
    case EVENT_PREFUNDING_TERMS: watch->prefunding = event->prefunding_terms; break;
    case EVENT_MARGIN_VENUE: watch->queue_ratio_ppm = event->margin_terms.queue_ratio_ppm; break;
    case EVENT_PRODUCT:
        watch->products[event->product_id].state = event->product.state;
        if (event->product_id > watch->product_last) watch->product_last = event->product_id;
        break;
    case EVENT_PHASE: watch_phase(watch, event); break;
    default: watch_price(&watch->products[event->product_id], event); break;
    }
    return true;
}
