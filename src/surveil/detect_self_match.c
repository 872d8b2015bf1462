/* SPDX-License-Identifier: Apache-2.0 */
/*
 * detect_self_match.c - one interest on both sides of a trade; wash trades between two accounts.
 *
 * Role   Four signs: a trade inside a declared cluster; self-match prevention that works all the
 *        time; two accounts that trade mostly with one another and end where they began; more than
 *        two that do so together and were found to behave as one.
 * Rules  CEA 4c(a) and 17 CFR 38.152, see docs/surveillance/self-match.md.
 */
#include "model/reject.h"
#include "surveil/detector.h"
#include "surveil/tally.h"

enum {
    LINKED_TRADES,
    PREVENTED,
    PREVENTED_SHARE,
    PAIR_TRADES,
    PAIR_SHARE,
    PAIR_FLAT,
    RING_FLAT,
    WINDOW
};

static const struct parameter parameters[] = {
    {"linked_trades", "trades", 1, "trades inside one cluster of accounts"},
    {"prevented", "orders", 20, "orders ended by self-match prevention in the window"},
    {"prevented_share", "ppm", 100000, "of the cluster's orders in the window that were ended so"},
    {"pair_trades", "trades", 6, "trades of one pair of accounts in the window"},
    {"pair_share", "ppm", 440000, "of the volume of each of the two that is with the other"},
    {"pair_flat", "ppm", 900000, "of what one buys from the other that it sells back to it"},
    {"ring_flat", "ppm", 700000, "the same, of all accounts of a cluster that behaviour made"},
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

/* --- rings ------------------------------------------------------------------------------------ */

struct ring {
    int64_t trades; /* inside the cluster; each is seen from both of its accounts */
    int64_t lots;   /* of all trades of its accounts */
    int64_t inside; /* of those inside, both sides */
    int64_t flat;   /* of these, what each account bought and sold again */
    uint64_t first_sequence;
};

/* What one account did with the others of its cluster in the window, from the log. */
static void ring_account(const struct detector *detector, uint32_t account_id, uint16_t product_id,
                         struct ring *ring)
{
    const struct view *view = detector->view;
    int64_t sums[2] = {0};
    int64_t from_ns = view->time_ns - detector->values[WINDOW] * SURVEIL_SECOND;
    const struct action *action;
    struct action_walk walk = view_walk_account(view, account_id, product_id, from_ns);
    while ((action = view_walk_next(&walk)) != NULL) {
        if (action->kind < ACTION_MAKE) continue;
        ring->lots += action->lots;
        if (!view_same_cluster(view, account_id, action->other_account_id)) continue;
        sums[action->side] += action->lots;
        ring->trades++;
        bool is_older = ring->first_sequence == 0 || action->sequence < ring->first_sequence;
        if (is_older) ring->first_sequence = action->sequence;
    }
    ring->inside += sums[SIDE_BUY] + sums[SIDE_SELL];
    ring->flat += 2 * i64_min(sums[SIDE_BUY], sums[SIDE_SELL]);
}

static struct ring ring_of(const struct detector *detector, uint32_t account_id,
                           uint16_t product_id)
{
    struct ring ring = {0};
    uint32_t id = view_cluster(detector->view, account_id);
    for (uint32_t left = VIEW_CLUSTER_WALK; id != 0 && left > 0; left--) {
        ring_account(detector, id, product_id, &ring);
        const struct view_account *account = view_account(detector->view, id);
        id = account == NULL ? 0 : account->cluster_next;
    }
    return ring;
}

/* Accounts that were found to behave as one trade with one another. */
static void look_at_ring(struct detector *detector, const struct event *event)
{
    const struct event_trade *trade = &event->trade;
    const int64_t *values = detector->values;
    if (!view_same_cluster(detector->view, trade->maker_account_id, trade->taker_account_id)) {
        return;
    }
    struct ring ring = ring_of(detector, trade->taker_account_id, event->product_id);
    int64_t share = share_ppm(ring.inside, ring.lots);
    int64_t flat = share_ppm(ring.flat, ring.inside);
    if (ring.trades < 2 * values[PAIR_TRADES] || share < values[PAIR_SHARE]) return;
    if (flat < values[RING_FLAT]) return;
    struct alert alert =
        alert_begin(detector, trade->taker_account_id, event->product_id, ring.first_sequence);
    alert_figure(detector, &alert, PAIR_TRADES, ring.trades / 2);
    alert_figure(detector, &alert, PAIR_SHARE, share);
    alert_figure(detector, &alert, RING_FLAT, flat);
    alert_raise(detector, &alert);
}

/* --- events ----------------------------------------------------------------------------------- */

static void look_at_trade(struct detector *detector, const struct event *event)
{
    const struct event_trade *trade = &event->trade;
    /* Accounts that only behave as one may meet by chance: they are judged as a pair. */
    if (!view_same_declared(detector->view, trade->maker_account_id, trade->taker_account_id)) {
        look_at_pair(detector, event);
        look_at_ring(detector, event);
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
    int64_t share = share_ppm(prevented, tally_sum(&cell->tally, SUM_TRADES));
    if (prevented < detector->values[PREVENTED] || share < detector->values[PREVENTED_SHARE]) {
        return;
    }
    struct alert alert =
        alert_begin(detector, event->account_id, event->product_id, cell->first_sequence);
    alert_figure(detector, &alert, PREVENTED, prevented);
    alert_figure(detector, &alert, PREVENTED_SHARE, share);
    alert_raise(detector, &alert);
}

static void on_event(struct detector *detector, const struct event *event)
{
    if (event->kind == EVENT_ORDER_ACCEPTED) {
        uint32_t cluster = view_cluster(detector->view, event->account_id);
        cell_of(detector, UINT32_MAX, cluster)->tally.now[SUM_TRADES]++; /* of orders, here */
    }
    if (event->kind == EVENT_TRADE) look_at_trade(detector, event);
    bool is_ended = event->kind == EVENT_ORDER_CANCELLED || event->kind == EVENT_ORDER_DECREASED;
    if (is_ended && event->order.reason == REASON_SELF_MATCH) look_at_prevented(detector, event);
}

const struct detector_kind detector_self_match = {
    .name = "self-match",
    .version = 2,
    .summary = "one interest on both sides of trades",
    .parameters = parameters,
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .cell_size = sizeof(struct match_cell),
    .on_event = on_event,
};
