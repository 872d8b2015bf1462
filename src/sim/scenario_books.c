/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scenario_books.c - the runner's own books, kept from the events alone.
 *
 * Role       Whatever a scenario expects, the events must add up: each trade has its two fills,
 *            each fill changes a position by the trade and a balance by profit and fee, ids grow.
 *            It is the part of the audit that needs no look inside an engine.  Balances are kept
 *            exactly, and compared as they are shown (R-UNIT-4).
 * Invariant  After each command: net positions of a product sum to zero, and what was paid equals
 *            what was realised (R-AUDIT-2).
 */
#include <string.h>

#include "sim/scenario_world.h"

/* R-UNIT-4: a balance beyond 64 bits is shown at their end. */
static bool shows(struct money shown, int128 exact_micros)
{
    if (exact_micros > INT64_MAX) return shown.micros == INT64_MAX;
    if (exact_micros < INT64_MIN) return shown.micros == INT64_MIN;
    return shown.micros == (int64_t)exact_micros;
}

static struct world_position *find_position(struct world_books *books, uint32_t account_id,
                                            uint16_t product_id)
{
    for (uint32_t i = 0; i < books->position_count; i++) {
        struct world_position *position = &books->positions[i];
        if (position->account_id == account_id && position->product_id == product_id) {
            return position;
        }
    }
    struct world_position *position = &books->positions[books->position_count++];
    *position = (struct world_position){.account_id = account_id, .product_id = product_id};
    return position;
}

/* R-MATCH-3: the fill of the maker follows the trade, the fill of the taker follows that. */
static bool apply_fill(struct scenario_world *world, const struct event *event,
                       const struct event *previous)
{
    struct world_books *books = &world->books;
    bool is_maker = previous != NULL && previous->kind == EVENT_TRADE;
    bool is_taker = previous != NULL && previous->kind == EVENT_FILL;
    if (!is_maker && !is_taker) return world_fail(world, "a fill without its trade");

    const struct event *trade = is_maker ? previous : previous - 1;
    if (trade->kind != EVENT_TRADE) return world_fail(world, "a third fill of a trade");
    if (event->fill.trade_id != trade->trade.trade_id) return world_fail(world, "another trade");
    uint32_t account_id = is_maker ? trade->trade.maker_account_id : trade->trade.taker_account_id;
    uint64_t order_id = is_maker ? trade->trade.maker_order_id : trade->trade.taker_order_id;
    if (event->account_id != account_id) return world_fail(world, "the fill of another account");
    if (event->fill.order_id != order_id) return world_fail(world, "the fill of another order");
    if (account_id >= WORLD_NAMES_MAX) return world_fail(world, "too many accounts");

    bool is_buy = (trade->trade.taker_side == SIDE_BUY) == is_taker;
    struct world_position *position = find_position(books, account_id, event->product_id);
    position->net_lots += is_buy ? trade->trade.qty.lots : -trade->trade.qty.lots;
    position->paid_micros = event->fill.paid.micros;
    if (event->fill.net.lots != position->net_lots) {
        return world_fail(world, "a fill that moves its position by something else than its trade");
    }
    books->realised_micros[event->product_id] += event->fill.realised.micros;
    books->balances_micros[account_id] += event->fill.realised.micros - event->fill.fee.micros;
    if (!shows(event->fill.balance, books->balances_micros[account_id])) {
        return world_fail(world, "a balance that is not profit and fee away from the one before");
    }
    return true;
}

static bool apply_cash(struct scenario_world *world, const struct event *event)
{
    struct world_books *books = &world->books;
    if (event->account_id >= WORLD_NAMES_MAX || event->cash.to_account_id >= WORLD_NAMES_MAX) {
        return world_fail(world, "too many accounts");
    }
    int64_t amount = event->cash.amount.micros;
    bool is_deposit = event->cash.command_kind == COMMAND_DEPOSIT;
    int128 *balance = &books->balances_micros[event->account_id];
    *balance += is_deposit ? amount : -amount;
    if (!shows(event->cash.balance, *balance)) {
        return world_fail(world, "a balance that is not the amount away from the one before");
    }
    if (event->cash.command_kind != COMMAND_TRANSFER) return true;
    int128 *to_balance = &books->balances_micros[event->cash.to_account_id];
    *to_balance += amount;
    if (!shows(event->cash.to_balance, *to_balance)) {
        return world_fail(world, "a transfer that does not arrive");
    }
    return true;
}

/* R-LIQ-11 for one side: lots come (positive) or go at a value, a profit is paid. */
static bool apply_moved_side(struct scenario_world *world, const struct event *event,
                             uint32_t account_id, int64_t lots)
{
    struct world_books *books = &world->books;
    const struct event_moved *body = &event->moved;
    bool is_closed = account_id == event->account_id;
    int64_t realised = is_closed ? body->realised.micros : body->other_realised.micros;
    if (account_id >= WORLD_NAMES_MAX) return world_fail(world, "too many accounts");
    struct world_position *position = find_position(books, account_id, event->product_id);
    position->net_lots += lots;
    bool adds = (lots > 0) != books->is_inverse[event->product_id];
    position->paid_micros += realised + (adds ? body->value.micros : -body->value.micros);
    books->realised_micros[event->product_id] += realised;
    books->balances_micros[account_id] += realised;
    if (position->net_lots == 0 && position->paid_micros != 0) {
        return world_fail(world, "a move that leaves a flat position with a value");
    }
    if (!is_closed) return true;
    if (body->net.lots != position->net_lots) {
        return world_fail(world, "a move of other lots than it says");
    }
    if (!shows(body->balance, books->balances_micros[account_id])) {
        return world_fail(world, "a move whose balance is not its profit away from the one before");
    }
    return true;
}

static bool apply_moved(struct scenario_world *world, const struct event *event)
{
    const struct event_moved *body = &event->moved;
    int64_t lots = body->side == SIDE_BUY ? body->lots.lots : -body->lots.lots;
    return apply_moved_side(world, event, event->account_id, lots) &&
           apply_moved_side(world, event, body->other_account_id, -lots);
}

/* R-LIQ-6, R-LIQ-10: money between an account and the fund's, or the insurance entry. */
static bool apply_fund(struct scenario_world *world, const struct event *event)
{
    struct world_books *books = &world->books;
    const struct event_fund *body = &event->fund;
    if (event->account_id >= WORLD_NAMES_MAX || body->other_account_id >= WORLD_NAMES_MAX) {
        return world_fail(world, "too many accounts");
    }
    books->balances_micros[body->other_account_id] -= body->amount.micros;
    books->balances_micros[event->account_id] += body->amount.micros;
    if (event->account_id != 0 &&
        !shows(body->balance, books->balances_micros[event->account_id])) {
        return world_fail(world, "a fund whose balance is not the amount away from the one before");
    }
    return true;
}

static bool apply_payment(struct scenario_world *world, const struct event *event)
{
    if (event->account_id >= WORLD_NAMES_MAX) return world_fail(world, "too many accounts");
    int128 *balance = &world->books.balances_micros[event->account_id];
    *balance -= event->payment.amount.micros;
    if (shows(event->payment.balance, *balance)) return true;
    return world_fail(world, "a balance that is not the funding away from the one before");
}

/* R-SETTLE-5, R-FINAL-5: a position is marked, and the account gets what its value rose by. */
static bool apply_variation(struct scenario_world *world, const struct event *event)
{
    struct world_books *books = &world->books;
    const struct event_variation *body = &event->variation;
    if (event->account_id >= WORLD_NAMES_MAX) return world_fail(world, "too many accounts");
    struct world_position *position = find_position(books, event->account_id, event->product_id);
    bool is_final = body->net.lots == 0;
    if (body->settled.lots != position->net_lots || body->settled.lots == 0) {
        return world_fail(world, "a variation of lots that the account does not have");
    }
    if (!is_final && body->net.lots != position->net_lots) {
        return world_fail(world, "a variation that changes a position");
    }
    if (!is_final && body->paid.micros - position->paid_micros != body->amount.micros) {
        return world_fail(world, "a variation that is not the change of what was paid");
    }
    position->net_lots = body->net.lots;
    position->paid_micros = body->paid.micros;
    books->realised_micros[event->product_id] += body->amount.micros;
    int64_t *sum = body->amount.micros < 0 ? &books->collected_micros[event->product_id]
                                           : &books->paid_out_micros[event->product_id];
    *sum += body->amount.micros < 0 ? -body->amount.micros : body->amount.micros;
    books->balances_micros[event->account_id] += body->amount.micros;
    if (!shows(body->balance, books->balances_micros[event->account_id])) {
        return world_fail(world, "a balance that is not the variation away from the one before");
    }
    return true;
}

/* R-SETTLE-6: the sums are those of the variations before it. */
static bool apply_settlement(struct scenario_world *world, const struct event *event)
{
    struct world_books *books = &world->books;
    const struct event_settlement *body = &event->settlement;
    if (body->collected.micros != books->collected_micros[event->product_id] ||
        body->paid_out.micros != books->paid_out_micros[event->product_id]) {
        return world_fail(world, "a settlement whose sums are not those of its variations");
    }
    books->collected_micros[event->product_id] = 0;
    books->paid_out_micros[event->product_id] = 0;
    if (body->kind == SETTLEMENT_FINAL) {
        books->realised_micros[event->product_id] += body->residue.micros;
    }
    return true;
}

/* R-DEFAULT-7: one payer of a debt. */
static bool apply_default_step(struct scenario_world *world, const struct event *event)
{
    struct world_books *books = &world->books;
    const struct event_default_step *body = &event->default_step;
    if (event->account_id >= WORLD_NAMES_MAX || body->payer_account_id >= WORLD_NAMES_MAX) {
        return world_fail(world, "too many accounts");
    }
    books->balances_micros[event->account_id] += body->amount.micros;
    int128 *payer = &books->balances_micros[body->payer_account_id];
    if (body->layer == LAYER_GAINS) {
        /* A gain is cut before it is paid: more was paid for the position. */
        find_position(books, body->payer_account_id, event->product_id)->paid_micros +=
            body->amount.micros;
        books->realised_micros[event->product_id] += body->amount.micros;
    } else {
        *payer -= body->amount.micros;
    }
    if (shows(body->balance, *payer)) return true;
    return world_fail(world, "a payer whose balance is not the amount away from the one before");
}

/* R-ERROR-4, R-ERROR-5: what a decision pays; the lots of a bust have their own event. */
static bool apply_error(struct scenario_world *world, const struct event *event)
{
    struct world_books *books = &world->books;
    const struct event_error_trade *body = &event->error_trade;
    if (body->buyer_account_id >= WORLD_NAMES_MAX || body->seller_account_id >= WORLD_NAMES_MAX) {
        return world_fail(world, "too many accounts");
    }
    bool is_adjusted = body->step == ERROR_ADJUSTED;
    if (is_adjusted && body->to_buyer.micros + body->to_seller.micros != 0) {
        return world_fail(world, "an adjustment that does not sum to zero");
    }
    books->balances_micros[body->buyer_account_id] += body->to_buyer.micros;
    books->balances_micros[body->seller_account_id] += body->to_seller.micros;
    return true;
}

/* R-GIVE-4, R-ALLOC-2: the fee goes from who gets the lots to who traded them. */
static bool apply_passed(struct scenario_world *world, const struct event *event)
{
    bool is_give_up = event->kind == EVENT_GIVE_UP;
    uint32_t to = is_give_up ? event->give_up.to_account_id : event->allocation.to_account_id;
    int64_t fee = is_give_up ? event->give_up.fee.micros : event->allocation.fee.micros;
    if (to >= WORLD_NAMES_MAX || event->account_id >= WORLD_NAMES_MAX) {
        return world_fail(world, "too many accounts");
    }
    world->books.balances_micros[to] -= fee;
    world->books.balances_micros[event->account_id] += fee;
    return true;
}

/* R-BLOCK-5: a number of the same row as the trades of the book, and a fee from both. */
static bool apply_block(struct scenario_world *world, const struct event *event)
{
    struct world_books *books = &world->books;
    const struct event_block_trade *body = &event->block_trade;
    if (body->taker_account_id >= WORLD_NAMES_MAX || event->account_id >= WORLD_NAMES_MAX) {
        return world_fail(world, "too many accounts");
    }
    books->balances_micros[event->account_id] -= body->maker_fee.micros;
    books->balances_micros[body->taker_account_id] -= body->taker_fee.micros;
    if (body->trade_id == (uint64_t)++books->last_trade_id) return true;
    return world_fail(world, "trades are not numbered without gaps (R-ID-2)");
}

/* R-PROG-4: from the payer, or from what the venue has earned. */
static bool apply_programme(struct scenario_world *world, const struct event *event)
{
    const struct event_programme_payment *body = &event->programme_payment;
    if (event->account_id >= WORLD_NAMES_MAX || body->payer_account_id >= WORLD_NAMES_MAX) {
        return world_fail(world, "too many accounts");
    }
    int128 *balance = &world->books.balances_micros[event->account_id];
    if (body->payer_account_id != 0) {
        world->books.balances_micros[body->payer_account_id] -= body->amount.micros;
    }
    *balance += body->amount.micros;
    if (shows(body->balance, *balance)) return true;
    return world_fail(world, "a reward whose balance is not the amount away from the one before");
}

bool books_apply(struct scenario_world *world, const struct event *event,
                 const struct event *previous)
{
    struct world_books *books = &world->books;
    bool wants_fill =
        previous != NULL && (previous->kind == EVENT_TRADE ||
                             (previous->kind == EVENT_FILL && (previous - 1)->kind == EVENT_TRADE));
    if (wants_fill && event->kind != EVENT_FILL) return world_fail(world, "a trade without fills");
    switch (event->kind) {
    case EVENT_FILL: return apply_fill(world, event, previous);
    case EVENT_POSITION_MOVED: return apply_moved(world, event);
    case EVENT_PAYOFF_TERMS:
        world->books.is_inverse[event->product_id] = event->payoff_terms.payoff == PAYOFF_INVERSE;
        return true;
    case EVENT_ERROR_TRADE: return apply_error(world, event);
    case EVENT_GIVE_UP:
    case EVENT_ALLOCATION: return apply_passed(world, event);
    case EVENT_PROGRAMME_PAYMENT: return apply_programme(world, event);
    case EVENT_BLOCK_TRADE: return apply_block(world, event);
    case EVENT_FUND: return apply_fund(world, event);
    case EVENT_DEFAULT_STEP: return apply_default_step(world, event);
    case EVENT_CASH: return apply_cash(world, event);
    case EVENT_VARIATION: return apply_variation(world, event);
    case EVENT_SETTLEMENT: return apply_settlement(world, event);
    case EVENT_FUNDING_PAYMENT: return apply_payment(world, event);
    case EVENT_TRADE:
        if (event->trade.trade_id != (uint64_t)++books->last_trade_id) {
            return world_fail(world, "trades are not numbered without gaps (R-ID-2)");
        }
        return true;
    case EVENT_ORDER_ACCEPTED:
    case EVENT_ORDER_ARMED:
    case EVENT_ORDER_HELD:
        if (event->order.order_id <= books->last_order_id) {
            return world_fail(world, "an order's id is not above the one before (R-ID-1)");
        }
        books->last_order_id = event->order.order_id;
        return true;
    default:
        if (event_kind_name(event->kind) != NULL) return true;
        return world_fail(world, "an event of unknown kind %u", event->kind);
    }
}

bool books_audit(struct scenario_world *world)
{
    int64_t net[PRODUCTS_MAX] = {0};
    int64_t paid[PRODUCTS_MAX] = {0};
    for (uint32_t i = 0; i < world->books.position_count; i++) {
        const struct world_position *position = &world->books.positions[i];
        net[position->product_id] += position->net_lots;
        paid[position->product_id] += position->paid_micros;
    }
    for (uint32_t i = 0; i < PRODUCTS_MAX; i++) {
        if (net[i] != 0) return world_fail(world, "positions of a product do not sum to zero");
        /* The clearing entry is minus what was realised: paid plus clearing is zero. */
        if (paid[i] != world->books.realised_micros[i]) {
            return world_fail(world, "what was paid is not what was realised (R-AUDIT-2)");
        }
    }
    return true;
}
