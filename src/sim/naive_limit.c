/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_limit.c - may this account do this, at this price and in this quantity.
 *
 * Role   See naive_check.h.
 * Rules  R-REDUCE-1, R-MARKET-1, R-MARKET-2, R-SIZE-3, R-SIZE-4, R-BAND-1, R-LIMIT-1, R-LIMIT-2,
 *        R-BUDGET-1, R-FCM-1 to R-FCM-4, R-POST-1, R-MARGIN-3, R-MARGIN-4, R-TRIG-4, R-TRAIL-1.
 */
#include "sim/naive_book.h"
#include "sim/naive_check.h"
#include "sim/naive_money.h"
#include "sim/naive_payoff.h"
#include "sim/naive_trigger.h"

static int64_t larger_size(int64_t a, int64_t b)
{
    return i64_max(a < 0 ? -a : a, b < 0 ? -b : b);
}

static bool is_reduce_only(const struct naive_order *draft)
{
    return (draft->flags & FLAG_REDUCE_ONLY) != 0;
}

struct naive_fault naive_check_reducible(const struct naive *naive, struct naive_order *draft)
{
    if (!is_reduce_only(draft)) return NO_FAULT;
    int64_t reducible =
        naive_reducible_lots(naive, draft->account_id, draft->product_id, (enum side)draft->side);
    if (reducible == 0) return fault_of(REJECT_NOTHING_TO_REDUCE, FIELD_QTY, draft->open, 0);
    draft->open = i64_min(draft->open, reducible);
    return NO_FAULT;
}

int64_t naive_waiting_price(const struct naive_order *draft)
{
    if (draft->type == TYPE_TRAIL_MARKET) return 0;
    return draft->price != 0 ? draft->price : draft->trigger;
}

int64_t naive_protection_price(const struct naive *naive, const struct naive_order *draft)
{
    enum side side = (enum side)draft->side;
    const struct product_terms *terms = &naive_product_of(naive, draft)->terms;
    const struct naive_order *best =
        naive_book_best(naive, draft->product_id, side_opposite(side), draft->id);
    if (best == NULL) return 0;
    int64_t price = best->price + side_sign(side) * terms->protection_ticks;
    return i64_max(terms->price_ticks_min, i64_min(terms->price_ticks_max, price));
}

struct naive_fault naive_check_market_price(const struct naive *naive, struct naive_order *draft)
{
    if (!naive_type_is_market(draft->type)) return NO_FAULT;
    int64_t price = naive_protection_price(naive, draft);
    if (price == 0) return fault_of(REJECT_NO_REFERENCE, FIELD_PRICE, 0, 0);
    if ((draft->flags & FLAG_PROTECTION) == 0) draft->price = price;
    return NO_FAULT;
}

/* Lots times price times tick value is at most `micros_max`; else `code`, legal the largest
 * quantity. */
static struct naive_fault check_value(const struct naive *naive, const struct naive_order *draft,
                                      int64_t price, enum reject code, int64_t micros_max)
{
    int128 lot_value = naive_lot_value(naive_product_of(naive, draft), price);
    if (lot_value * draft->open <= micros_max) return NO_FAULT;
    return fault_of(code, FIELD_QTY, draft->open, narrow_i64(micros_max / lot_value));
}

struct naive_fault naive_check_notional(const struct naive *naive, const struct naive_order *draft,
                                        int64_t price)
{
    return check_value(naive, draft, price, REJECT_NOTIONAL,
                       naive_product_of(naive, draft)->terms.order_notional_micros_max);
}

struct naive_fault naive_check_band(const struct naive *naive, const struct naive_order *draft)
{
    const struct product_terms *terms = &naive_product_of(naive, draft)->terms;
    if (terms->band_ticks == 0 && terms->band_ppm == 0) return NO_FAULT;
    const struct naive_order *best =
        naive_book_best(naive, draft->product_id, (enum side)draft->side, draft->id);
    if (best == NULL) return NO_FAULT;

    if (draft->side == SIDE_BUY) {
        int128 scaled = (int128)best->price * (PPM_ONE - (int64_t)terms->band_ppm);
        int64_t by_rate = narrow_i64(div_floor(scaled, PPM_ONE));
        int64_t bound = i64_min(by_rate, best->price - terms->band_ticks);
        if (draft->price < bound)
            return fault_of(REJECT_PRICE_OUT_OF_BAND, FIELD_PRICE, draft->price, bound);
    } else {
        int128 scaled = (int128)best->price * (PPM_ONE + (int64_t)terms->band_ppm);
        int64_t by_rate = narrow_i64(div_ceil(scaled, PPM_ONE));
        int64_t bound = i64_max(by_rate, best->price + terms->band_ticks);
        if (draft->price > bound)
            return fault_of(REJECT_PRICE_OUT_OF_BAND, FIELD_PRICE, draft->price, bound);
    }
    return NO_FAULT;
}

int64_t naive_product_capacity(const struct naive_product *product, int64_t highest_ticks)
{
    /* R-PAYOFF-5: a lot of an inverse product is worth most at its lowest price. */
    bool is_inverse = naive_is_inverse(product);
    int128 unit =
        naive_lot_value(product, is_inverse ? product->terms.price_ticks_min : highest_ticks);
    if (unit == 0) return PRODUCT_LOTS_MAX;
    return i64_min(PRODUCT_LOTS_MAX, narrow_i64(PRODUCT_MICROS_MAX / unit));
}

/* R-INDEX-9: no new risk above a size while the index is degraded. */
static struct naive_fault check_degraded(const struct naive *naive, const struct naive_order *draft,
                                         int64_t added)
{
    const struct naive_prices *prices = &naive->prices[draft->product_id];
    if (!prices->exists || prices->index_state != INDEX_DEGRADED) return NO_FAULT;
    struct naive_lots lots = naive_lots_of(naive, draft->account_id, draft->product_id);
    int64_t before = larger_size(lots.long_side, lots.short_side);
    int64_t used = draft->side == SIDE_BUY ? lots.long_side : -lots.short_side;
    if (draft->side == SIDE_BUY) lots.long_side += added;
    if (draft->side == SIDE_SELL) lots.short_side -= added;
    int64_t after = larger_size(lots.long_side, lots.short_side);
    int64_t bound = prices->terms.degraded_lots_max;
    if (after <= before || after <= bound) return NO_FAULT;
    return fault_of(REJECT_INDEX_DEGRADED, FIELD_QTY, added, i64_max(0, bound - used));
}

struct naive_fault naive_check_position_limit(const struct naive *naive,
                                              const struct naive_order *draft, int64_t added)
{
    if (added <= 0) return NO_FAULT;
    const struct product_terms *terms = &naive_product_of(naive, draft)->terms;
    enum side side = (enum side)draft->side;
    if (terms->position_lots_max != 0 && !is_reduce_only(draft)) {
        uint32_t owner = naive_owner(naive, draft->account_id);
        int64_t used = naive_owner_open_lots(naive, owner, draft->product_id, side) +
                       side_sign(side) * naive_owner_net_lots(naive, owner, draft->product_id);
        int64_t left = terms->position_lots_max - used;
        if (added > left)
            return fault_of(REJECT_POSITION_LIMIT, FIELD_QTY, added, i64_max(0, left));
    }
    int64_t open = naive_product_open_lots(naive, draft->product_id) +
                   naive_open_interest(naive, draft->product_id);
    int64_t highest_ticks = naive_product_of(naive, draft)->highest_ticks;
    int64_t left = naive_product_capacity(naive_product_of(naive, draft), highest_ticks) - open;
    if (added > left) return fault_of(REJECT_CAPACITY, FIELD_QTY, added, i64_max(0, left));
    return is_reduce_only(draft) ? NO_FAULT : check_degraded(naive, draft, added);
}

struct naive_fault naive_check_budget(struct naive *naive, uint32_t account_id)
{
    int64_t window_ns = naive->venue.message_window_ns;
    int64_t count_max = naive->venue.message_budget_count;
    if (window_ns == 0 || count_max == 0) return NO_FAULT;

    struct naive_account *account = &naive->accounts[account_id];
    int64_t start_ns = narrow_i64(div_floor(naive->now_ns, window_ns) * window_ns);
    if (account->budget_window_start_ns != start_ns) {
        account->budget_window_start_ns = start_ns;
        account->budget_used = 0;
    }
    if (account->budget_used >= count_max)
        return fault_of(REJECT_MESSAGE_BUDGET, FIELD_ACCOUNT, count_max, start_ns + window_ns);
    account->budget_used += 1;
    return NO_FAULT;
}

struct naive_fault naive_check_clearing_member(const struct naive *naive,
                                               const struct naive_order *draft, int64_t added,
                                               int64_t price)
{
    const struct body_limits *limits = &naive->accounts[draft->account_id].limits;
    enum side side = (enum side)draft->side;
    if (limits->order_lots_max != 0 && draft->open > limits->order_lots_max)
        return fault_of(REJECT_FCM_ORDER_QTY, FIELD_QTY, draft->open, limits->order_lots_max);
    if (limits->order_notional_micros_max != 0)
        CHECK(check_value(naive, draft, price, REJECT_FCM_NOTIONAL,
                          limits->order_notional_micros_max));
    if (limits->position_lots_max != 0 && !is_reduce_only(draft) && added > 0) {
        int64_t net = naive_net_lots(naive, draft->account_id, draft->product_id);
        int64_t used = naive_open_lots(naive, draft->account_id, draft->product_id, side) +
                       side_sign(side) * net;
        int64_t left = limits->position_lots_max - used;
        if (added > left) return fault_of(REJECT_FCM_POSITION, FIELD_QTY, added, i64_max(0, left));
    }
    return NO_FAULT;
}

struct naive_fault naive_check_post_only(const struct naive *naive, const struct naive_order *draft)
{
    if ((draft->flags & FLAG_POST_ONLY) == 0 || !naive_would_trade(naive, draft)) return NO_FAULT;
    enum side side = (enum side)draft->side;
    const struct naive_order *best =
        naive_book_best(naive, draft->product_id, side_opposite(side), draft->id);
    return fault_of(REJECT_POST_ONLY, FIELD_PRICE, draft->price, best->price - side_sign(side));
}

static int64_t worse_side(int64_t net, int64_t bids, int64_t asks)
{
    return larger_size(net + bids, net - asks);
}

struct naive_fault naive_check_margin(const struct naive *naive, const struct naive_order *draft,
                                      int64_t added)
{
    uint32_t account_id = draft->account_id;
    uint16_t product_id = draft->product_id;
    if (naive_is_full(naive, product_id)) return naive_check_full_margin(naive, draft, added);
    int64_t net = naive_net_lots(naive, account_id, product_id);
    int64_t bids = naive_open_lots(naive, account_id, product_id, SIDE_BUY);
    int64_t asks = naive_open_lots(naive, account_id, product_id, SIDE_SELL);
    int64_t before = worse_side(net, bids, asks);
    if (draft->side == SIDE_BUY) bids += added;
    if (draft->side == SIDE_SELL) asks += added;
    int64_t after = worse_side(net, bids, asks);
    if (after <= before) return NO_FAULT;

    const struct naive_position *position = naive_find_position(naive, account_id, product_id);
    int64_t held = position == NULL ? 0 : position->held;
    int128 lot = naive_margin_of_lot(naive_product_of(naive, draft), draft->price);
    int128 needs = after * lot - held;
    int128 hold_after = naive_initial(naive, account_id, NULL) + needs; /* R-MARGIN-7 */
    int64_t limit = naive->accounts[account_id].limits.margin_micros_max;
    if (limit != 0 && hold_after > limit)
        return fault_of(REJECT_FCM_MARGIN, FIELD_MARGIN, naive_show(hold_after), limit);
    int128 free_micros = naive_free_collateral(naive, account_id);
    if (needs > free_micros)
        return fault_of(REJECT_MARGIN, FIELD_MARGIN, naive_show(needs), naive_show(free_micros));
    return NO_FAULT;
}

struct naive_fault naive_check_trigger(const struct naive *naive, struct naive_order *draft)
{
    const struct naive_product *product = naive_product_of(naive, draft);
    int64_t reference_e4 = naive_reference_of(product, draft->source);
    if (draft->type == TYPE_TRAIL_MARKET) {
        if (reference_e4 == 0)
            return fault_of(REJECT_TRAIL_REFERENCE, FIELD_TRAIL, draft->trail, 0);
        draft->trigger = naive_trail_trigger(draft, reference_e4);
    }
    if (!naive_product_is_trading(naive, product)) return NO_FAULT;
    if (reference_e4 != 0 && naive_condition_is_met(draft, reference_e4))
        return fault_of(REJECT_TRIGGER_MET, FIELD_TRIGGER, draft->trigger,
                        reference_e4 / FINE_PER_TICK);
    return NO_FAULT;
}
