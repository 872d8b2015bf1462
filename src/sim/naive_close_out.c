/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_close_out.c - positions given to bidders and to the fund, and the fund's limits.
 *
 * Role   See naive_liquidation.h.
 * Rules  R-LIQ-7, R-LIQ-8, R-BID-1 to R-BID-4, R-FUNDCAP-1.
 */
#include "sim/naive_check.h"
#include "sim/naive_money.h"
#include "sim/naive_payoff.h"

static struct naive_liquidation *liquidation_of(struct naive *naive, uint16_t product_id)
{
    return &naive->liquidations[product_id];
}

/* --- the fund --------------------------------------------------------------------------------- */

uint32_t naive_fund_entry(const struct naive *naive, uint16_t product_id)
{
    uint32_t fund_id = naive->liquidations[product_id].terms.fund_account_id;
    uint32_t currency = naive->products[product_id].payoff.currency;
    return fund_id == 0 ? naive_venue_entry(ENTRY_INSURANCE, currency) : entry_account(fund_id);
}

static int128 fund_value(const struct naive *naive, uint16_t product_id)
{
    uint32_t fund_id = naive->liquidations[product_id].terms.fund_account_id;
    const struct naive_position *position = naive_find_position(naive, fund_id, product_id);
    int128 value = *naive_entry(naive, entry_account(fund_id));
    return position == NULL ? value : value + naive_position_profit(naive, position);
}

static bool is_tripped_now(const struct naive_liquidation *liquidation, int128 value)
{
    int128 peak = liquidation->peak;
    int128 lost = (peak - value) * PPM_ONE;
    if (liquidation->terms.drawdown_ppm == 0) return false;
    if (peak <= 0) return true;
    if (lost >= liquidation->terms.drawdown_ppm * peak) return true;
    if (lost <= liquidation->terms.release_ppm * peak) return false;
    return liquidation->is_tripped;
}

void naive_look_at_fund(struct naive *naive, uint16_t product_id)
{
    struct naive_liquidation *liquidation = liquidation_of(naive, product_id);
    if (liquidation->terms.fund_account_id == 0) return;
    int128 value = fund_value(naive, product_id);
    bool is_over = naive->now_ns - liquidation->window_start_ns >= liquidation->terms.window_ns;
    if (!liquidation->has_window || is_over) {
        liquidation->has_window = true;
        liquidation->window_start_ns = naive->now_ns;
        liquidation->peak = value;
    } else if (value > liquidation->peak) {
        liquidation->peak = value;
    }
    bool is_tripped = is_tripped_now(liquidation, value);
    if (is_tripped == liquidation->is_tripped) return;
    liquidation->is_tripped = is_tripped;
    uint32_t fund_id = liquidation->terms.fund_account_id;
    struct event *event = naive_emit(naive, EVENT_FUND, fund_id, product_id);
    event->fund.balance.micros = naive_show(*naive_entry(naive, entry_account(fund_id)));
    event->fund.value.micros = naive_show(value);
    event->fund.peak.micros = naive_show(liquidation->peak);
    event->fund.start_ns = liquidation->window_start_ns;
    event->fund.cause = is_tripped ? FUND_TRIP : FUND_RELEASE;
}

static int128 fund_room(const struct naive *naive, uint16_t product_id)
{
    const struct naive_liquidation *liquidation = &naive->liquidations[product_id];
    if (liquidation->terms.fund_account_id == 0 || liquidation->is_tripped) return 0;
    int128 room = fund_value(naive, product_id);
    int64_t kept_ppm = PPM_ONE - (int64_t)liquidation->terms.drawdown_ppm;
    if (liquidation->terms.drawdown_ppm != 0)
        room -= div_ceil(liquidation->peak * kept_ppm, PPM_ONE);
    return room > 0 ? room : 0;
}

/* R-LIQ-8: how many of the lots that are left the fund takes. */
static int64_t takeover_lots(const struct naive *naive, const struct naive_turn *turn, int128 room)
{
    const struct naive_product *product = &naive->products[turn->product_id];
    const struct naive_liquidation *liquidation = &naive->liquidations[turn->product_id];
    uint32_t fund_id = liquidation->terms.fund_account_id;
    if (fund_id == 0 || liquidation->is_tripped) return 0;
    int128 lot_e4 = naive_lot_value_e4(product, product->mark_e4);
    int128 most = liquidation->terms.fund_notional_micros_max / div_ceil(lot_e4, FINE_PER_TICK);
    /* A long that is closed gives the fund longs. */
    int64_t net = naive_net_lots(naive, fund_id, turn->product_id);
    most -= turn->close_side == SIDE_SELL ? net : -net;
    if (most > turn->left) most = turn->left;
    if (most <= 0) return 0;
    int64_t lots = narrow_i64(most);
    int128 bankruptcy = naive_bankruptcy_value(turn, lots);
    int128 cost = turn->receives ? bankruptcy - div_floor(lot_e4 * lots, FINE_PER_TICK)
                                 : div_ceil(lot_e4 * lots, FINE_PER_TICK) - bankruptcy;
    return cost > room ? 0 : lots;
}

/* --- bids ------------------------------------------------------------------------------------- */

/* The margin and the states that a bid needs for so many lots (R-BID-2, R-BID-3). */
static struct naive_order draft_of(const struct naive_bid *bid, uint16_t product_id, int64_t lots)
{
    return (struct naive_order){.price = bid->price,
                                .open = lots,
                                .account_id = bid->account_id,
                                .product_id = product_id,
                                .side = bid->side,
                                .type = TYPE_LIMIT};
}

/* R-BID-3: is the value of the lots that it would get worse than their bankruptcy value? */
static bool bid_is_worse(const struct naive *naive, const struct naive_turn *turn,
                         const struct naive_bid *bid)
{
    int64_t lots = i64_min(turn->left, bid->lots);
    int128 value = lots * naive_lot_value(&naive->products[turn->product_id], bid->price);
    int128 bankruptcy = naive_bankruptcy_value(turn, lots);
    return turn->receives ? value < bankruptcy : value > bankruptcy;
}

static bool bid_may_get(const struct naive *naive, const struct naive_turn *turn,
                        const struct naive_bid *bid)
{
    int64_t lots = i64_min(turn->left, bid->lots);
    if (naive_owner(naive, bid->account_id) == naive_owner(naive, turn->account_id)) return false;
    struct naive_order draft = draft_of(bid, turn->product_id, lots);
    if (naive_check_party_states(naive, bid->account_id).code != REJECT_NONE) return false;
    if (naive_check_liquidate_only(naive, &draft).code != REJECT_NONE) return false;
    return naive_check_margin(naive, &draft, lots).code == REJECT_NONE;
}

/* R-BID-3 */
static void meet_bids(struct naive *naive, struct naive_turn *turn)
{
    struct naive_liquidation *liquidation = liquidation_of(naive, turn->product_id);
    bool was_seen[NAIVE_BIDS_MAX] = {false};
    for (;;) {
        uint32_t best = NAIVE_BIDS_MAX;
        for (uint32_t i = 0; i < liquidation->bid_count; i++) {
            const struct naive_bid *bid = &liquidation->bids[i];
            if (was_seen[i] || bid->side == (uint8_t)turn->close_side) continue;
            if (bid->lots == 0) continue;
            bool is_better =
                best == NAIVE_BIDS_MAX ||
                side_price_key((enum side)bid->side, bid->price) <
                    side_price_key((enum side)bid->side, liquidation->bids[best].price);
            if (is_better) best = i;
        }
        if (best == NAIVE_BIDS_MAX || turn->left == 0) return;
        was_seen[best] = true;
        struct naive_bid *bid = &liquidation->bids[best];
        if (bid_is_worse(naive, turn, bid)) return;
        if (!bid_may_get(naive, turn, bid)) continue;
        int64_t lots = i64_min(turn->left, bid->lots);
        int128 value = lots * naive_lot_value(&naive->products[turn->product_id], bid->price);
        struct naive_move move = {bid->account_id, lots, narrow_i64(value), MOVE_AUCTION};
        bid->lots -= lots;
        naive_move_position(naive, turn, &move);
    }
}

static struct naive_fault check_bid_terms(const struct naive *naive)
{
    const struct command *command = naive->command;
    const struct naive_liquidation *liquidation = &naive->liquidations[command->product_id];
    uint32_t member_id = naive->accounts[command->account_id].opened.member_id;
    uint32_t kind = naive->members[member_id].kind;
    bool is_fund = liquidation->exists && liquidation->terms.fund_account_id == command->account_id;
    if (kind != MEMBER_LIQUIDITY_PROVIDER || is_fund)
        return fault_of(REJECT_NOT_PROVIDER, FIELD_ACCOUNT, kind, 0);
    if (!liquidation->exists || liquidation->terms.auction_ns == 0)
        return fault_of(REJECT_NO_AUCTION, FIELD_PRODUCT, command->product_id, 0);
    if (command->auction_bid.side > SIDE_SELL)
        return fault_of(REJECT_FIELD, FIELD_SIDE, command->auction_bid.side, 0);
    return NO_FAULT;
}

/* Where the account's bid of this side stands; NAIVE_BIDS_MAX if it has none. */
static uint32_t find_bid(const struct naive_liquidation *liquidation, uint32_t account_id,
                         uint8_t side)
{
    for (uint32_t i = 0; i < liquidation->bid_count; i++) {
        const struct naive_bid *bid = &liquidation->bids[i];
        if (bid->account_id == account_id && bid->side == side) return i;
    }
    return NAIVE_BIDS_MAX;
}

static struct naive_fault check_bid(const struct naive *naive, uint32_t at)
{
    const struct command *command = naive->command;
    const struct body_auction_bid *body = &command->auction_bid;
    const struct naive_product *product = &naive->products[command->product_id];
    struct naive_bid bid = {command->account_id, body->side, body->price.ticks, body->qty.lots};
    if (body->qty.lots == 0) {
        if (at == NAIVE_BIDS_MAX) return fault_of(REJECT_UNKNOWN_BID, FIELD_SIDE, body->side, 0);
        return NO_FAULT;
    }
    CHECK(naive_check_qty(product, body->qty.lots));
    CHECK(naive_check_price(product, FIELD_PRICE, body->price.ticks));
    struct naive_order draft = draft_of(&bid, command->product_id, body->qty.lots);
    CHECK(naive_check_notional(naive, &draft, body->price.ticks));
    CHECK(naive_check_position_limit(naive, &draft, body->qty.lots));
    if (at == NAIVE_BIDS_MAX &&
        naive->liquidations[command->product_id].bid_count == NAIVE_BIDS_MAX)
        return fault_of(REJECT_CAPACITY, FIELD_BIDS, 0, 0);
    return naive_check_margin(naive, &draft, body->qty.lots);
}

struct naive_fault naive_command_auction_bid(struct naive *naive)
{
    const struct command *command = naive->command;
    const struct body_auction_bid *body = &command->auction_bid;
    CHECK(naive_check_product_listed(naive, command->product_id));
    CHECK(naive_check_party(naive, command->account_id));
    CHECK(naive_check_phase(naive, command->product_id));
    struct naive_order plain = {.account_id = command->account_id,
                                .product_id = command->product_id};
    CHECK(naive_check_liquidate_only(naive, &plain));
    CHECK(naive_check_currency(naive, command->account_id,
                               naive->products[command->product_id].payoff.currency));
    CHECK(check_bid_terms(naive));
    struct naive_liquidation *liquidation = liquidation_of(naive, command->product_id);
    uint32_t at = find_bid(liquidation, command->account_id, body->side);
    CHECK(check_bid(naive, at));

    if (at != NAIVE_BIDS_MAX) {
        for (uint32_t i = at + 1; i < liquidation->bid_count; i++)
            liquidation->bids[i - 1] = liquidation->bids[i];
        liquidation->bid_count--;
    }
    if (body->qty.lots != 0)
        liquidation->bids[liquidation->bid_count++] =
            (struct naive_bid){command->account_id, body->side, body->price.ticks, body->qty.lots};
    struct event *event =
        naive_emit(naive, EVENT_AUCTION_BID, command->account_id, command->product_id);
    event->bid.price = body->price;
    event->bid.qty = body->qty;
    event->bid.side = body->side;
    return NO_FAULT;
}

/* --- close-out -------------------------------------------------------------------------------- */

static void emit_auction(struct naive *naive, uint16_t product_id, int64_t end_ns)
{
    struct event *event = naive_emit(naive, EVENT_LIQUIDATION_AUCTION, 0, product_id);
    event->bid_auction.end_ns = end_ns;
    event->bid_auction.bid_count = naive->liquidations[product_id].bid_count;
}

void naive_clear_auction(struct naive *naive, uint16_t product_id)
{
    struct naive_liquidation *liquidation = liquidation_of(naive, product_id);
    liquidation->auction_runs = false;
    uint32_t left = 0;
    for (uint32_t i = 0; i < liquidation->bid_count; i++) {
        if (liquidation->bids[i].lots > 0) liquidation->bids[left++] = liquidation->bids[i];
    }
    liquidation->bid_count = left;
    emit_auction(naive, product_id, 0);
    liquidation->bid_count = 0;
}

static void emit_close_out(struct naive *naive, const struct naive_turn *turn, int128 room)
{
    uint32_t fund_id = naive->liquidations[turn->product_id].terms.fund_account_id;
    int128 value = fund_id == 0 ? 0 : fund_value(naive, turn->product_id);
    struct event *event = naive_emit(naive, EVENT_CLOSE_OUT, turn->account_id, turn->product_id);
    event->close_out.equity.micros = naive_show(turn->equity);
    event->close_out.maintenance.micros = naive_show(turn->maintenance);
    event->close_out.own.micros = naive_show(turn->own);
    event->close_out.mark.ticks_e4 = naive->products[turn->product_id].mark_e4;
    event->close_out.net.lots = turn->close_side == SIDE_SELL ? turn->lots : -turn->lots;
    event->close_out.bankruptcy.micros = naive_bankruptcy_value(turn, turn->lots);
    event->close_out.fund_value.micros = naive_show(value);
    event->close_out.fund_room.micros = naive_show(room);
}

void naive_close_out(struct naive *naive, struct naive_turn *turn)
{
    struct naive_liquidation *liquidation = liquidation_of(naive, turn->product_id);
    bool ends = liquidation->auction_runs && liquidation->auction_end_ns <= naive->now_ns;
    if (liquidation->auction_runs && !ends) return;
    if (!liquidation->auction_runs && liquidation->terms.auction_ns != 0) {
        liquidation->auction_runs = true;
        liquidation->auction_end_ns = naive->now_ns + liquidation->terms.auction_ns;
        emit_auction(naive, turn->product_id, liquidation->auction_end_ns);
        return;
    }
    int128 room = fund_room(naive, turn->product_id);
    turn->left = turn->lots;
    emit_close_out(naive, turn, room);
    if (ends) meet_bids(naive, turn);
    int64_t lots = takeover_lots(naive, turn, room);
    if (lots == 0) return;
    struct naive_move move = {liquidation->terms.fund_account_id, lots,
                              naive_bankruptcy_value(turn, lots), MOVE_TAKEOVER};
    naive_move_position(naive, turn, &move);
}
