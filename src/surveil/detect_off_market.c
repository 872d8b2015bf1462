/* SPDX-License-Identifier: Apache-2.0 */
/*
 * detect_off_market.c - trades far from where the market is.
 *
 * Role   The price of a trade is outside the no-cancel range, seen both from the best price that
 *        the taker could have had before the command and from the mark: a slip of the hand, or a
 *        price that was agreed.  Where the spread is wide its best price is not off the market.
 * Rules  17 CFR 38.157, see docs/surveillance/off-market.md.
 */
#include "surveil/detector.h"

enum { FROM_BEST, FROM_MARK };

static const struct parameter parameters[] = {
    {"from_best", "ppm", 6000, "distance of the price beyond the best one before the command"},
    {"from_mark", "ppm", 6000, "distance of the price from the mark, where there is one"},
};

/* From the best price of the side that the taker met; from the mid if that side was empty. */
static int64_t beyond_best_ppm(const struct view_product *product, const struct event_trade *trade)
{
    bool is_buy = trade->taker_side == SIDE_BUY;
    int64_t best = is_buy ? product->before_ask_ticks : product->before_bid_ticks;
    if (best == 0) best = product->mid_half_ticks / 2;
    int64_t beyond = is_buy ? trade->price.ticks - best : best - trade->price.ticks;
    return share_ppm(i64_max(beyond, 0), best);
}

static void on_event(struct detector *detector, const struct event *event)
{
    if (event->kind != EVENT_TRADE || event->trade.auction != 0) return;
    const struct event_trade *trade = &event->trade;
    const struct view_product *product = view_product(detector->view, event->product_id);
    int64_t mid = product->mid_half_ticks;
    if (mid == 0) return;
    int64_t from_best = beyond_best_ppm(product, trade);
    if (from_best < detector->values[FROM_BEST]) return;
    int64_t away_e4 = trade->price.ticks * FINE_PER_TICK - product->mark_e4;
    int64_t from_mark = share_ppm((int64_t)i64_magnitude(away_e4), product->mark_e4);
    if (product->mark_e4 > 0 && from_mark < detector->values[FROM_MARK]) return;
    const struct view_order *taker = view_order(detector->view, trade->taker_order_id);
    /* A forced close may trade as far as its terms let it: part 8 of the rulebook looks at it. */
    if (taker != NULL && taker->is_forced) return;
    struct alert alert =
        alert_begin(detector, trade->taker_account_id, event->product_id, event->sequence);
    alert.is_incident = true;
    alert_account(&alert, trade->maker_account_id);
    int64_t below = mid - trade->price.ticks * 2;
    int64_t gained = trade->taker_side == SIDE_BUY ? below : -below;
    alert.profit_micros =
        narrow_i64(div_floor((int128)gained * trade->qty.lots * product->tick_value_micros, 2));
    alert_figure(detector, &alert, FROM_BEST, from_best);
    if (product->mark_e4 > 0) alert_figure(detector, &alert, FROM_MARK, from_mark);
    alert_raise(detector, &alert);
}

const struct detector_kind detector_off_market = {
    .name = "off-market",
    .version = 2,
    .summary = "trades far from where the market is",
    .parameters = parameters,
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .on_event = on_event,
};
