/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explain_bid.c - which bid of an auction gets lots of a close-out next.
 *
 * Role       See explain.h.  The bids are gone through as the rule says, best price first, then the
 *            earliest; whoever may not have the lots is passed over.
 * Rules      R-BID-3, R-LIQ-9, R-PAYOFF-9.
 */
#include "lab/explain.h"

/* Is a price better for the one who is closed: higher where it sells, lower where it buys? */
static int compare_prices(uint8_t bid_side, int64_t first_ticks, int64_t second_ticks)
{
    int more = (first_ticks > second_ticks) - (first_ticks < second_ticks);
    return bid_side == SIDE_BUY ? -more : more;
}

/* Does the bid come before another one of its side? */
static bool is_before(const struct watch_bid *bid, int64_t ticks, uint64_t number)
{
    int order = compare_prices(bid->side, bid->price_ticks, ticks);
    return order != 0 ? order < 0 : bid->number < number;
}

static const struct watch_bid *bid_behind(const struct watch *watch, const struct close_turn *turn,
                                          uint16_t product_id, uint8_t side)
{
    const struct watch_bid *next = NULL;
    for (uint32_t i = 0; i < watch->bid_count; i++) {
        const struct watch_bid *bid = &watch->bids[i];
        if (bid->product_id != product_id || bid->side != side || bid->lots == 0) continue;
        bool is_behind =
            turn->bid_number == 0 ||
            (bid->number != turn->bid_number && !is_before(bid, turn->bid_ticks, turn->bid_number));
        if (!is_behind) continue;
        if (next == NULL || is_before(bid, next->price_ticks, next->number)) next = bid;
    }
    return next;
}

/* What the close leaves to its account beyond bankruptcy; for an inverse payoff the sides are
 * exchanged (R-PAYOFF-9). */
static int64_t leftover(const struct close_turn *turn, const struct watch_bid *bid, int64_t lots)
{
    const struct margin_case *position = &turn->position;
    int64_t value = derive_shown(derive_trade_value(position->payoff, bid->price_ticks, lots));
    int64_t bankruptcy = derive_bankruptcy(position, turn->share_micros, lots);
    bool gets_value = (position->net_lots > 0) != payoff_is_inverse(position->payoff);
    return gets_value ? value - bankruptcy : bankruptcy - value;
}

static bool may_take(struct explain *explain, const struct close_turn *turn,
                     const struct watch_bid *bid, int64_t lots)
{
    const struct watch *watch = &explain->watch;
    const struct watch_account *closed = watch_account_find(watch, turn->account_id);
    const struct watch_account *bidder = watch_account_find(watch, bid->account_id);
    if (closed == NULL || bidder == NULL || closed->owner_id == bidder->owner_id) return false;
    return watch_is_active(watch, bid->account_id) &&
           !watch_is_reducing(watch, bid->account_id, bid->product_id) &&
           explain_bid_passes(explain, bid, lots);
}

const struct watch_bid *explain_bid_next(struct explain *explain, struct close_turn *turn,
                                         uint16_t product_id)
{
    uint8_t side = turn->position.net_lots > 0 ? SIDE_BUY : SIDE_SELL;
    if (!explain->turns.auction_ends || turn->left_lots == 0) return NULL;
    for (;;) {
        const struct watch_bid *bid = bid_behind(&explain->watch, turn, product_id, side);
        if (bid == NULL) return NULL;
        int64_t lots = i64_min(bid->lots, turn->left_lots);
        if (leftover(turn, bid, lots) < 0) return NULL;
        if (may_take(explain, turn, bid, lots)) return bid;
        turn->bid_number = bid->number;
        turn->bid_ticks = bid->price_ticks;
    }
}
