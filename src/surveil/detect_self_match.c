/* SPDX-License-Identifier: Apache-2.0 */
/*
 * detect_self_match.c - one interest on both sides of a trade; wash trades between two accounts.
 *
 * Role   Three signs: a trade inside a cluster; self-match prevention that works all the time; two
 *        accounts that trade mostly with one another and end where they began.
 * Rules  CEA 4c(a) and 17 CFR 38.152, see docs/surveillance/self-match.md.
 */
#include "model/reject.h"
#include "surveil/detector.h"
#include "surveil/tally.h"

enum { LINKED_TRADES, PREVENTED, PAIR_TRADES, PAIR_SHARE, PAIR_FLAT, WINDOW };

static const struct parameter parameters[] = {
    {"linked_trades", "trades", 1, "trades inside one cluster of accounts"},
    {"prevented", "orders", 20, "orders ended by self-match prevention in the window"},
    {"pair_trades", "trades", 6, "trades of one pair of accounts in the window"},
    {"pair_share", "ppm", 440000, "of the volume of each of the two that is with the other"},
    {"pair_flat", "ppm", 900000, "of what one buys from the other that it sells back to it"},
    {"window", "s", 3600, "one to two of these are looked at"},
};

enum { SUM_LOTS, SUM_TRADES, SUM_BOUGHT, SUM_SOLD, SUM_PREVENTED };

struct match_cell {
    struct cell head; /* pair: lower and higher account; one account: 0 and the account */
    struct tally tally;
    uint64_t first_sequence;
};

static struct match_cell *cell_of(struct detector *detector, uint64_t a, uint64_t b)
{
    struct match_cell *cell = cells_get(&detector->cells, a, b);
    int64_t window_ns = detector->values[WINDOW] * SURVEIL_SECOND;
    tally_turn(&cell->tally, detector->view->time_ns, window_ns);
    bool is_new = tally_sum(&cell->tally, SUM_LOTS) + tally_sum(&cell->tally, SUM_PREVENTED) == 0;
    if (is_new) cell->first_sequence = detector->view->sequence;
    return cell;
}

static int64_t account_lots(struct detector *detector, uint32_t account_id, int64_t lots)
{
    struct match_cell *cell = cell_of(detector, 0, account_id);
    cell->tally.now[SUM_LOTS] += lots;
    return tally_sum(&cell->tally, SUM_LOTS);
}

static void look_at_pair(struct detector *detector, const struct event *event)
{
    const struct event_trade *trade = &event->trade;
    uint32_t low = u32_min(trade->maker_account_id, trade->taker_account_id);
    uint32_t high = u32_max(trade->maker_account_id, trade->taker_account_id);
    int64_t low_lots = account_lots(detector, low, trade->qty.lots);
    int64_t high_lots = account_lots(detector, high, trade->qty.lots);
    struct match_cell *cell = cell_of(detector, low, high);
    bool low_buys = (trade->taker_account_id == low) == (trade->taker_side == SIDE_BUY);
    cell->tally.now[SUM_LOTS] += trade->qty.lots;
    cell->tally.now[SUM_TRADES]++;
    cell->tally.now[low_buys ? SUM_BOUGHT : SUM_SOLD] += trade->qty.lots;

    int64_t trades = tally_sum(&cell->tally, SUM_TRADES);
    int64_t bought = tally_sum(&cell->tally, SUM_BOUGHT);
    int64_t sold = tally_sum(&cell->tally, SUM_SOLD);
    int64_t share = share_ppm(bought + sold, i64_max(low_lots, high_lots));
    int64_t flat = share_ppm(i64_min(bought, sold), i64_max(bought, sold));
    if (trades < detector->values[PAIR_TRADES] || share < detector->values[PAIR_SHARE] ||
        flat < detector->values[PAIR_FLAT]) {
        return;
    }
    struct alert alert = alert_begin(detector, low, event->product_id, cell->first_sequence);
    alert_account(&alert, high);
    alert_figure(detector, &alert, PAIR_TRADES, trades);
    alert_figure(detector, &alert, PAIR_SHARE, share);
    alert_figure(detector, &alert, PAIR_FLAT, flat);
    alert_raise(detector, &alert);
}

static void look_at_trade(struct detector *detector, const struct event *event)
{
    const struct event_trade *trade = &event->trade;
    if (!view_same_cluster(detector->view, trade->maker_account_id, trade->taker_account_id)) {
        look_at_pair(detector, event);
        return;
    }
    const struct view_order *maker = view_order(detector->view, trade->maker_order_id);
    uint64_t first = maker == NULL ? event->sequence : maker->entered_sequence;
    struct alert alert = alert_begin(detector, trade->taker_account_id, event->product_id, first);
    alert_account(&alert, trade->maker_account_id);
    alert_figure(detector, &alert, LINKED_TRADES, 1);
    alert_raise(detector, &alert);
}

static void look_at_prevented(struct detector *detector, const struct event *event)
{
    uint32_t cluster = view_cluster(detector->view, event->account_id);
    struct match_cell *cell = cell_of(detector, UINT32_MAX, cluster);
    cell->tally.now[SUM_PREVENTED]++;
    int64_t prevented = tally_sum(&cell->tally, SUM_PREVENTED);
    if (prevented < detector->values[PREVENTED]) return;
    struct alert alert =
        alert_begin(detector, event->account_id, event->product_id, cell->first_sequence);
    alert_figure(detector, &alert, PREVENTED, prevented);
    alert_raise(detector, &alert);
}

static void on_event(struct detector *detector, const struct event *event)
{
    if (event->kind == EVENT_TRADE) look_at_trade(detector, event);
    bool is_ended = event->kind == EVENT_ORDER_CANCELLED || event->kind == EVENT_ORDER_DECREASED;
    if (is_ended && event->order.reason == REASON_SELF_MATCH) look_at_prevented(detector, event);
}

const struct detector_kind detector_self_match = {
    .name = "self-match",
    .version = 1,
    .summary = "one interest on both sides of trades",
    .parameters = parameters,
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .cell_size = sizeof(struct match_cell),
    .on_event = on_event,
};
