/* SPDX-License-Identifier: Apache-2.0 */
/*
 * detect_money_pass.c - trades that carry money from one account to another.
 *
 * Role   Two accounts meet again and again, away from the middle of the market, and always the same
 *        one of them gains.  Who carries money buys dear and sells cheap, so that nothing but the
 *        money is carried: where all goes one way, more is asked for.
 * Rules  CEA 4c(a) and 17 CFR 38.152, see docs/surveillance/money-pass.md.
 */
#include "surveil/detector.h"
#include "surveil/tally.h"

enum { TRADES, ONE_WAY, EDGE, RECEIVER_SHARE, PAYER_SHARE, FRESH, WINDOW, TURNED, SHARES };

static const struct parameter parameters[] = {
    {"trades", "commands", 3, "commands in which the two trade with one another, in the window"},
    {"one_way", "ppm", 800000, "of all that was gained at the mid that went to one of the two"},
    {"edge", "ppm", 200, "mean distance of their prices beyond the best price of the book before"},
    {"receiver_share", "ppm", 600000, "of the gainer's volume that is with the other"},
    {"payer_share", "ppm", 200000, "of the other's volume that is with the gainer"},
    {"fresh", "s", 30, "an order that rested longer before it was met was there for anybody"},
    {"window", "s", 43200, "one to two of these are looked at"},
    {"turned", "ppm", 250000,
     "of their lots that went back; below, twice the trades and the share"},
    {"shares", "ppm", 1200000, "receiver_share and payer_share together"},
};

enum { SUM_LOTS, SUM_TRADES, SUM_GAIN, SUM_GROSS, SUM_BEYOND, SUM_LOW_BOUGHT };

static_assert(SUM_LOW_BOUGHT < TALLY_SUMS, "the sums have room");

#define ONE_SIDED_TIMES 2 /* as many trades, and of the payer's volume, if nothing went back */

struct pass_cell {
    struct cell head; /* pair: lower and higher account; one account: 0 and the account */
    struct tally tally;
    uint64_t first_sequence;
    uint64_t last_sequence;
};

static struct pass_cell *cell_of(struct detector *detector, uint64_t a, uint64_t b)
{
    struct pass_cell *cell = cells_get(&detector->cells, a, b);
    int64_t window_ns = detector->values[WINDOW] * SURVEIL_SECOND;
    tally_turn(&cell->tally, detector->view->time_ns, window_ns);
    if (tally_sum(&cell->tally, SUM_LOTS) == 0) {
        cell->first_sequence = detector->view->sequence;
    }
    return cell;
}

static int64_t account_lots(struct detector *detector, uint32_t account_id, int64_t lots)
{
    struct pass_cell *cell = cell_of(detector, 0, account_id);
    cell->tally.now[SUM_LOTS] += lots;
    return tally_sum(&cell->tally, SUM_LOTS);
}

struct pair_state {
    uint32_t low;
    uint32_t high;
    int64_t low_lots;
    int64_t high_lots;
};

static void look_at_pair(struct detector *detector, const struct view_product *product,
                         const struct pass_cell *cell, const struct pair_state *pair)
{
    int64_t lots = tally_sum(&cell->tally, SUM_LOTS);
    int64_t trades = tally_sum(&cell->tally, SUM_TRADES);
    int64_t gain = tally_sum(&cell->tally, SUM_GAIN);
    int64_t gross = tally_sum(&cell->tally, SUM_GROSS);
    bool low_gains = gain > 0;
    int64_t gained = (int64_t)i64_magnitude(gain);
    int64_t receiver_lots = low_gains ? pair->low_lots : pair->high_lots;
    int64_t payer_lots = low_gains ? pair->high_lots : pair->low_lots;
    int64_t one_way = share_ppm(gained, gross);
    int64_t beyond = tally_sum(&cell->tally, SUM_BEYOND);
    int64_t edge = share_ppm(2 * beyond / lots, product->mid_half_ticks);
    int64_t receiver = share_ppm(lots, receiver_lots);
    int64_t payer = share_ppm(lots, payer_lots);
    int64_t bought = tally_sum(&cell->tally, SUM_LOW_BOUGHT);
    int64_t turned = share_ppm(2 * i64_min(bought, lots - bought), lots);
    const int64_t *values = detector->values;
    int64_t times = turned >= values[TURNED] ? 1 : ONE_SIDED_TIMES;
    if (trades < values[TRADES] * times || one_way < values[ONE_WAY] || edge < values[EDGE]) return;
    if (receiver < values[RECEIVER_SHARE] || payer < values[PAYER_SHARE] * times) return;
    /* A maker that one large order met has much of its volume from it, and is one of many. */
    if (receiver + payer < values[SHARES]) return;
    struct alert alert = alert_begin(detector, low_gains ? pair->low : pair->high, product->id,
                                     cell->first_sequence);
    alert_account(&alert, low_gains ? pair->high : pair->low);
    alert.profit_micros = narrow_i64((int128)gained * product->tick_value_micros / 2);
    alert_figure_against(detector, &alert, TRADES, trades, values[TRADES] * times);
    alert_figure(detector, &alert, ONE_WAY, one_way);
    alert_figure(detector, &alert, EDGE, edge);
    alert_figure(detector, &alert, SHARES, receiver + payer);
    alert_figure(detector, &alert, RECEIVER_SHARE, receiver);
    alert_figure_against(detector, &alert, PAYER_SHARE, payer, values[PAYER_SHARE] * times);
    if (times == 1) alert_figure(detector, &alert, TURNED, turned);
    alert_raise(detector, &alert);
}

/* How far the taker went beyond the best price there was before. */
static int64_t beyond_ticks(const struct view_product *product, const struct event_trade *trade)
{
    bool is_buy = trade->taker_side == SIDE_BUY;
    int64_t best = is_buy ? product->before_ask_ticks : product->before_bid_ticks;
    if (best == 0) return 0;
    return i64_max(is_buy ? trade->price.ticks - best : best - trade->price.ticks, 0);
}

static void on_event(struct detector *detector, const struct event *event)
{
    if (event->kind != EVENT_TRADE) return;
    const struct view *view = detector->view;
    const struct event_trade *trade = &event->trade;
    const struct view_product *product = view_product(view, event->product_id);
    if (product->mid_half_ticks == 0 || trade->auction != 0) return;
    struct pair_state pair = {.low = u32_min(trade->maker_account_id, trade->taker_account_id),
                              .high = u32_max(trade->maker_account_id, trade->taker_account_id)};
    int64_t lots = trade->qty.lots;
    pair.low_lots = account_lots(detector, pair.low, lots);
    pair.high_lots = account_lots(detector, pair.high, lots);
    struct pass_cell *cell = cell_of(detector, pair.low, pair.high);
    bool low_buys = (trade->taker_account_id == pair.low) == (trade->taker_side == SIDE_BUY);
    int64_t below = product->mid_half_ticks - 2 * trade->price.ticks; /* what the buyer gains */
    int64_t gain = (low_buys ? below : -below) * lots;
    cell->tally.now[SUM_LOTS] += lots;
    cell->tally.now[SUM_LOW_BOUGHT] += low_buys ? lots : 0;
    const struct view_order *maker = view_order(view, trade->maker_order_id);
    int64_t rested_ns = maker == NULL ? 0 : event->time_ns - maker->entered_ns;
    bool is_fresh = rested_ns <= detector->values[FRESH] * SURVEIL_SECOND;
    cell->tally.now[SUM_TRADES] += cell->last_sequence != event->sequence && is_fresh;
    cell->tally.now[SUM_GAIN] += gain;
    cell->tally.now[SUM_BEYOND] += beyond_ticks(product, trade) * lots;
    cell->tally.now[SUM_GROSS] += (int64_t)i64_magnitude(gain);
    cell->last_sequence = event->sequence;
    look_at_pair(detector, product, cell, &pair);
}

const struct detector_kind detector_money_pass = {
    .name = "money-pass",
    .version = 4,
    .summary = "money carried from one account to another by trades",
    .parameters = parameters,
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .cell_size = sizeof(struct pass_cell),
    .on_event = on_event,
};
