/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_close_out.c - positions that are given to others outside the book, to bidders of an auction
 * and to the insurance fund; and the money of that fund.
 *
 * Rules  R-LIQ-7, R-LIQ-8, R-LIQ-10, R-LIQ-11, R-BID-1 to R-BID-4, R-FUNDCAP-1, R-FUNDCAP-2.
 */
#include "core/flow/flow_liquidation.h"

#include <string.h>

#include "core/product/payoff.h"

/* --- moving lots ------------------------------------------------------------------------------ */

static int64_t long_lots(int64_t net_lots)
{
    return net_lots > 0 ? net_lots : 0;
}

/* R-LIQ-11 for one account: what it realises. */
static struct money side_move(struct core *core, struct position *position, enum side side,
                              const struct move *move)
{
    struct product *product = core_product_at(core, position->product);
    int64_t long_before = long_lots(position->net_lots);
    struct money value = {product_signed(product, move->value.micros)};
    struct fill_effect effect = position_move(&core->positions, position, side, move->lots, value);
    product->open_interest_lots += long_lots(position->net_lots) - long_before;
    ledger_settle(&core->ledger, entry_clearing(position->product),
                  entry_account(position->account), effect.realised);
    margin_refresh(core, position);
    return effect.realised;
}

void position_pass(struct core *core, uint32_t position_slot_number, enum side side,
                   const struct move *move)
{
    uint16_t product_id = position_at(&core->positions, position_slot_number)->product;
    uint32_t other_slot = position_enter(core, move->to_account, product_id);
    struct position *position = position_at(&core->positions, position_slot_number);
    struct position *other = position_at(&core->positions, other_slot);
    uint32_t account_id = position->account;
    funding_touch(core, position);
    funding_touch(core, other);
    struct money realised = side_move(core, position, side, move);
    struct money other_realised = side_move(core, other, side_opposite(side), move);
    emit(core, EVENT_POSITION_MOVED, account_id, product_id)->moved = (struct event_moved){
        .lots = move->lots,
        .value = move->value,
        .bankruptcy = move->bankruptcy,
        .realised = realised,
        .other_realised = other_realised,
        .net = {position->net_lots},
        .balance = ledger_balance(&core->ledger, entry_account(account_id)),
        .other_account_id = move->to_account,
        .cause = (uint8_t)move->cause,
        .side = (uint8_t)side,
    };
    reduce_only_fit(core, position_slot_number);
    reduce_only_fit(core, other_slot);
    close_look(core, account_id, product_id);
    /* Nobody looks before the moves are over: until then only the queue must be right. */
    if (!move->goes_on || account_is_queued(core, move->to_account)) {
        close_look(core, move->to_account, product_id);
    }
}

void position_give(struct core *core, const struct close_list *list, struct close_item *item,
                   const struct move *move)
{
    ASSERT(position_at(&core->positions, item->position)->product == list->product);
    item->lots_left -= move->lots.lots;
    position_pass(core, item->position, (enum side)item->side, move);
}

/* Is there memory for the position of an account that may have none yet? (R-SIZE-5) */
static bool has_position_room(const struct core *core, uint32_t account_id, uint32_t product_id)
{
    return account_position(core, account_id, (uint16_t)product_id) != 0 ||
           slot_pool_room(&core->venue->positions) >= POSITION_MAKE_SLOTS;
}

/* --- the fund --------------------------------------------------------------------------------- */

/* R-FUNDCAP-1: the value of the fund of a product that has one. */
static int64_t fund_value(const struct core *core, uint32_t product_id)
{
    uint32_t account_id = core->liquidations[product_id].terms.fund_account_id;
    int64_t balance = ledger_balance(&core->ledger, entry_account(account_id)).micros;
    uint32_t slot = account_position(core, account_id, (uint16_t)product_id);
    if (slot == 0) return balance;
    return balance + position_profit(core, position_at(&core->positions, slot));
}

void fund_observe(struct core *core, uint32_t product_id)
{
    struct liquidation *liquidation = liquidation_of(core, product_id);
    uint32_t account_id = liquidation->terms.fund_account_id;
    if (account_id == 0) return;
    struct fund_limit limit = liquidation_fund_limit(liquidation);
    int64_t value = fund_value(core, product_id);
    enum fund_change change = fund_look(&liquidation->fund, &limit, core->venue->time_ns, value);
    if (change == FUND_SAME) return;
    emit(core, EVENT_FUND, account_id, product_id)->fund = (struct event_fund){
        .balance = ledger_balance(&core->ledger, entry_account(account_id)),
        .value = {value},
        .peak = {liquidation->fund.peak_micros},
        .start_ns = liquidation->fund.start_ns,
        .cause = change == FUND_TRIPPED ? FUND_TRIP : FUND_RELEASE,
    };
}

static uint32_t fund_entry(const struct core *core, uint32_t product_id)
{
    uint32_t account_id = core->liquidations[product_id].terms.fund_account_id;
    uint32_t currency = core_product_at(core, product_id)->currency;
    return account_id == 0 ? entry_of_currency(ENTRY_INSURANCE, currency)
                           : entry_account(account_id);
}

void fund_pay(struct core *core, uint32_t product_id, uint32_t account_id, enum fund_cause cause,
              struct money amount)
{
    uint32_t entry = fund_entry(core, product_id);
    ledger_settle(&core->ledger, entry_account(account_id), entry, amount);
    uint32_t fund_account = core->liquidations[product_id].terms.fund_account_id;
    emit(core, EVENT_FUND, fund_account, product_id)->fund = (struct event_fund){
        .amount = amount,
        .balance = ledger_balance(&core->ledger, entry),
        .other_account_id = account_id,
        .cause = (uint8_t)cause,
    };
    close_look(core, account_id, product_id);
    if (fund_account != 0) close_look(core, fund_account, product_id);
}

bool account_is_flat(const struct core *core, uint32_t account_id)
{
    uint32_t slot = core_account_at(core, account_id)->first_position;
    while (slot != 0) {
        const struct position *position = position_at(&core->positions, slot);
        if (position->net_lots != 0) return false;
        slot = position->account_next;
    }
    return true;
}

void debts_cover(struct core *core, const struct close_list *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        const struct close_item *item = &list->items[i];
        hint_item(core, list, i);
        if (!item->is_worked || !account_is_flat(core, item->account)) continue;
        int64_t debt = -account_health(core, item->account).equity_micros;
        if (debt > 0 && regime_is_clearing(core, list->product)) {
            (void)default_pay(core, list->product, item->account, debt);
            continue;
        }
        int64_t has = ledger_balance(&core->ledger, fund_entry(core, list->product)).micros;
        int64_t pays = i64_min(debt, has);
        if (pays <= 0) continue;
        fund_pay(core, list->product, item->account, FUND_DEBT, (struct money){-pays});
    }
}

/* What the fund may still lose, 0 if it takes nothing over. */
static int64_t fund_room(struct core *core, uint32_t product_id)
{
    const struct liquidation *liquidation = liquidation_of(core, product_id);
    if (liquidation->terms.fund_account_id == 0 || liquidation->fund.is_tripped) return 0;
    struct fund_limit limit = liquidation_fund_limit(liquidation);
    return fund_room_micros(&liquidation->fund, &limit, fund_value(core, product_id));
}

/* --- the auction ------------------------------------------------------------------------------ */

static void auction_emit(struct core *core, uint32_t product_id)
{
    const struct liquidation *liquidation = liquidation_of(core, product_id);
    emit(core, EVENT_LIQUIDATION_AUCTION, 0, product_id)->bid_auction = (struct event_bid_auction){
        .end_ns = liquidation->auction_end_ns, .bid_count = liquidation->bid_count};
}

/* R-BID-1 */
static void auction_begin(struct core *core, uint32_t product_id)
{
    struct liquidation *liquidation = liquidation_of(core, product_id);
    liquidation->auction_end_ns = core->venue->time_ns + liquidation->terms.auction_ns;
    auction_emit(core, product_id);
}

void auction_clear(struct core *core, uint32_t product_id)
{
    struct liquidation *liquidation = liquidation_of(core, product_id);
    liquidation->auction_end_ns = 0;
    auction_emit(core, product_id);
    memset(liquidation->bids, 0, sizeof liquidation->bids);
    liquidation->bid_count = 0;
}

/* A bid as if it were an order for so many lots. */
static struct intent bid_intent(const struct core *core, uint32_t product_id,
                                const struct auction_bid *bid, int64_t lots)
{
    return (struct intent){
        .account = bid->account,
        .position = account_position(core, bid->account, (uint16_t)product_id),
        .product = (uint16_t)product_id,
        .side = bid->side,
        .type = TYPE_LIMIT,
        .tif = TIF_IOC,
        .price_ticks = bid->price_ticks,
        .lots = lots,
        .added_lots = lots,
    };
}

/* R-BID-2 for the margin and memory of a bid of so many lots. */
static struct verdict check_bid_means(const struct core *core, uint32_t product_id,
                                      const struct auction_bid *bid, int64_t lots)
{
    struct intent intent = bid_intent(core, product_id, bid, lots);
    struct verdict verdict = check_memory(core, &intent, 0, 0);
    if (verdict.reject == REJECT_NONE) verdict = check_margin(core, &intent);
    return verdict;
}

/* May this bid have these lots now? (R-BID-3) */
static bool bid_may_take(const struct core *core, uint32_t product_id,
                         const struct auction_bid *bid, int64_t lots)
{
    const struct product *product = core_product_at(core, product_id);
    return gate_party_state(core, bid->account).reject == REJECT_NONE &&
           gate_liquidate_only(core, bid->account, product, 0).reject == REJECT_NONE &&
           check_bid_means(core, product_id, bid, lots).reject == REJECT_NONE;
}

/* R-BID-3 */
static void bids_take(struct core *core, struct close_list *list, struct close_item *item)
{
    struct liquidation *liquidation = liquidation_of(core, list->product);
    struct close_position position = close_position_of(core, list, item);
    const struct product *product = core_product_at(core, list->product);
    enum side side = side_opposite((enum side)item->side);
    uint32_t owner = core_account_at(core, item->account)->owner;
    struct auction_bid last;
    struct auction_bid *bid = auction_bid_next(liquidation, side, NULL);
    while (bid != NULL && item->lots_left > 0) {
        last = *bid;
        int64_t lots = i64_min(bid->lots, item->lots_left);
        struct move move = {
            .to_account = bid->account,
            .cause = MOVE_AUCTION,
            .lots = {lots},
            .value = {narrow_i64(product_lot_value(product, bid->price_ticks) * lots)},
            .bankruptcy = {close_bankruptcy_value(&position, lots)},
        };
        if (close_leftover(&position, lots, move.value.micros) < 0) break;
        bool takes = core_account_at(core, bid->account)->owner != owner &&
                     bid_may_take(core, list->product, bid, lots);
        if (takes) {
            position_give(core, list, item, &move);
            bid->lots -= lots;
            if (bid->lots == 0) auction_bid_remove(liquidation, bid);
        }
        bid = auction_bid_next(liquidation, side, &last);
    }
}

static void bid_emit(struct core *core, const struct command *command)
{
    emit(core, EVENT_AUCTION_BID, command->account_id, command->product_id)->bid =
        (struct event_bid){.price = command->auction_bid.price,
                           .qty = command->auction_bid.qty,
                           .side = command->auction_bid.side};
}

/* R-BID-2 up to the side. */
static struct verdict check_bidder(const struct core *core, const struct command *command)
{
    struct verdict verdict = gate_product(core, command->product_id);
    if (verdict.reject == REJECT_NONE) verdict = gate_account(core, command);
    if (verdict.reject == REJECT_NONE) verdict = gate_party_state(core, command->account_id);
    if (verdict.reject != REJECT_NONE) return verdict;
    const struct product *product = core_product_at(core, command->product_id);
    const struct liquidation *liquidation = &core->liquidations[command->product_id];
    verdict = gate_phase(core, product);
    if (verdict.reject == REJECT_NONE) {
        verdict = gate_liquidate_only(core, command->account_id, product, 0);
    }
    if (verdict.reject == REJECT_NONE) {
        verdict = gate_currency(core, command->account_id, product->currency);
    }
    if (verdict.reject != REJECT_NONE) return verdict;
    uint32_t kind = core->members[core_account_at(core, command->account_id)->member].kind;
    if (kind != MEMBER_LIQUIDITY_PROVIDER ||
        liquidation->terms.fund_account_id == command->account_id) {
        return verdict_of(REJECT_NOT_PROVIDER, FIELD_ACCOUNT, kind, 0);
    }
    if (liquidation->terms.auction_ns == 0) {
        return verdict_of(REJECT_NO_AUCTION, FIELD_PRODUCT, command->product_id, 0);
    }
    if (command->auction_bid.side > SIDE_SELL) {
        return verdict_of(REJECT_FIELD, FIELD_SIDE, command->auction_bid.side, 0);
    }
    return verdict_ok();
}

/* R-BID-2 for a bid of some lots. */
static struct verdict check_bid(struct core *core, const struct command *command)
{
    const struct body_auction_bid *body = &command->auction_bid;
    const struct product *product = core_product_at(core, command->product_id);
    struct liquidation *liquidation = liquidation_of(core, command->product_id);
    struct auction_bid bid = {.price_ticks = body->price.ticks,
                              .lots = body->qty.lots,
                              .account = command->account_id,
                              .side = body->side};
    struct verdict verdict = form_check_qty(product, body->qty.lots);
    if (verdict.reject == REJECT_NONE) {
        verdict = form_check_price(product, FIELD_PRICE, body->price.ticks);
    }
    struct intent intent = bid_intent(core, command->product_id, &bid, body->qty.lots);
    if (verdict.reject == REJECT_NONE) verdict = check_notional(core, &intent);
    if (verdict.reject == REJECT_NONE) verdict = check_position_limit(core, &intent);
    if (verdict.reject != REJECT_NONE) return verdict;
    bool has_room =
        liquidation->bid_count < AUCTION_BIDS_MAX ||
        auction_bid_find(liquidation, command->account_id, (enum side)body->side) != NULL;
    if (!has_room) return verdict_of(REJECT_CAPACITY, FIELD_BIDS, 0, 0);
    return check_bid_means(core, command->product_id, &bid, body->qty.lots);
}

void flow_auction_bid(struct core *core, const struct command *command)
{
    const struct body_auction_bid *body = &command->auction_bid;
    struct verdict verdict = check_bidder(core, command);
    struct auction_bid *earlier = NULL;
    if (verdict.reject == REJECT_NONE && body->qty.lots == 0) {
        earlier = auction_bid_find(liquidation_of(core, command->product_id), command->account_id,
                                   (enum side)body->side);
        if (earlier == NULL) verdict = verdict_of(REJECT_UNKNOWN_BID, FIELD_SIDE, body->side, 0);
    } else if (verdict.reject == REJECT_NONE) {
        verdict = check_bid(core, command);
    }
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    struct liquidation *liquidation = liquidation_of(core, command->product_id);
    if (earlier != NULL) {
        auction_bid_remove(liquidation, earlier);
    } else {
        auction_bid_set(liquidation, command->account_id, (enum side)body->side, body->price.ticks,
                        body->qty.lots);
    }
    bid_emit(core, command);
}

/* --- close-out -------------------------------------------------------------------------------- */

/* R-LIQ-8: lots that the fund's largest position allows. */
static int64_t takeover_lots(const struct core *core, uint32_t product_id,
                             const struct close_position *position, int64_t lots_left)
{
    const struct body_liquidation_terms *terms = &core->liquidations[product_id].terms;
    uint32_t slot = account_position(core, terms->fund_account_id, (uint16_t)product_id);
    int64_t net = slot == 0 ? 0 : position_at(&core->positions, slot)->net_lots;
    const struct product *product = core_product_at(core, product_id);
    int64_t has = side_sign(product_value_side(product, position->side)) * -net;
    int64_t lot_micros = close_mark_value_ceil(position, 1);
    int64_t most = terms->fund_notional_micros_max / i64_max(lot_micros, 1) - has;
    return i64_max(0, i64_min(lots_left, most));
}

/* R-LIQ-8: what the fund loses at the mark by taking lots at their bankruptcy value. */
static int64_t takeover_cost(const struct close_position *position, int64_t lots,
                             int64_t bankruptcy_micros)
{
    if (position->side == SIDE_SELL) {
        return bankruptcy_micros - close_mark_value_floor(position, lots);
    }
    return close_mark_value_ceil(position, lots) - bankruptcy_micros;
}

static void takeover(struct core *core, struct close_list *list, struct close_item *item,
                     int64_t room_micros)
{
    const struct liquidation *liquidation = liquidation_of(core, list->product);
    uint32_t fund = liquidation->terms.fund_account_id;
    if (fund == 0 || liquidation->fund.is_tripped) return;
    if (!has_position_room(core, fund, list->product)) return;
    struct close_position position = close_position_of(core, list, item);
    int64_t lots = takeover_lots(core, list->product, &position, item->lots_left);
    if (lots == 0) return;
    int64_t bankruptcy = close_bankruptcy_value(&position, lots);
    if (takeover_cost(&position, lots, bankruptcy) > room_micros) return;
    struct move move = {.to_account = fund,
                        .cause = MOVE_TAKEOVER,
                        .lots = {lots},
                        .value = {bankruptcy},
                        .bankruptcy = {bankruptcy}};
    position_give(core, list, item, &move);
}

/* Does the account wait for bids in this step?  An auction begins if none runs. (R-LIQ-7) */
static bool waits_for_bids(struct core *core, const struct close_list *list)
{
    const struct liquidation *liquidation = liquidation_of(core, list->product);
    if (list->auction_ends) return false;
    if (liquidation->auction_end_ns != 0) return true;
    if (liquidation->terms.auction_ns == 0) return false;
    auction_begin(core, list->product);
    return true;
}

void close_out(struct core *core, struct close_list *list, struct close_item *item)
{
    if (waits_for_bids(core, list)) return;
    struct close_position position = close_position_of(core, list, item);
    bool has_fund = core->liquidations[list->product].terms.fund_account_id != 0;
    int64_t room = fund_room(core, list->product);
    item->lots_left = item->lots;
    emit(core, EVENT_CLOSE_OUT, item->account, list->product)->close_out = (struct event_close_out){
        .equity = {item->equity_micros},
        .maintenance = {item->maintenance_micros},
        .own = {item->own_micros},
        .mark = core_product_at(core, list->product)->mark,
        .net = {-side_sign((enum side)item->side) * item->lots},
        .bankruptcy = {close_bankruptcy_value(&position, item->lots)},
        .fund_value = {has_fund ? fund_value(core, list->product) : 0},
        .fund_room = {room},
    };
    if (list->auction_ends) bids_take(core, list, item);
    if (item->lots_left > 0) takeover(core, list, item, room);
}
