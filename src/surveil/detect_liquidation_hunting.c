/* SPDX-License-Identifier: Apache-2.0 */
/*
 * detect_liquidation_hunting.c - a push through the places where others are liquidated.
 *
 * Role   A cluster takes much of what trades on one side, accounts are liquidated in the direction
 *        of its push, and it trades back into their forced orders.
 * Rules  17 CFR 180.1 and 180.2, see docs/surveillance/liquidation-hunting.md.
 */
#include "surveil/burst.h"

enum { SHARE, LIQUIDATED, MOVE, BACK, LENGTH, BACK_WITHIN, SIZE, ORDERS, REACH };

static const struct parameter parameters[] = {
    {"share", "ppm", 250000, "of the volume of the push that the cluster took"},
    {"liquidated", "accounts", 2, "accounts closed in the direction of the push, after it began"},
    {"move", "ppm", 400, "distance that the price went in its direction"},
    {"back", "ppm", 400000, "of what was taken that was traded back"},
    {"length", "s", 180, "longest push"},
    {"back_within", "s", 180, "time from the push to the trades back"},
    {"size", "ppm", 500000, "what was taken against the depth within reach when it began"},
    {"orders", "orders", 2, "that took"},
    {"reach", "ppm", 1000, "distance from the best price within which depth counts"},
};

#define FORCED_KEPT 32u
#define FORCED_KEY  UINT64_C(0xffffffff)

/* In place of a burst: the latest liquidations of a product in one direction. */
struct forced {
    struct cell head; /* product and FORCED_KEY + side */
    int64_t times_ns[FORCED_KEPT];
    uint32_t accounts[FORCED_KEPT];
    uint64_t count;
};

/* Which way the account is closed: by an order in the book, or by what others take over of it. */
static void note_liquidation(struct detector *detector, const struct event *event)
{
    int64_t net = view_net_lots(detector->view, event->account_id, event->product_id);
    bool is_moved = event->kind == EVENT_POSITION_MOVED;
    if (net == 0 && !is_moved) return;
    uint64_t side = is_moved ? event->moved.side : net > 0 ? SIDE_SELL : SIDE_BUY;
    struct forced *forced = cells_get(&detector->cells, event->product_id, FORCED_KEY + side);
    uint64_t place = forced->count++ % FORCED_KEPT;
    forced->times_ns[place] = event->time_ns;
    forced->accounts[place] = event->account_id;
}

static int64_t liquidated_since(const struct forced *forced, int64_t from_ns)
{
    int64_t accounts = 0;
    uint32_t kept = forced->count < FORCED_KEPT ? (uint32_t)forced->count : FORCED_KEPT;
    for (uint32_t i = 0; i < kept; i++) {
        bool is_counted = forced->times_ns[i] >= from_ns;
        for (uint32_t before = 0; is_counted && before < i; before++) {
            bool is_same = forced->accounts[before] == forced->accounts[i];
            if (is_same && forced->times_ns[before] >= from_ns) is_counted = false;
        }
        accounts += is_counted;
    }
    return accounts;
}

static void judge(struct detector *detector, const struct event *event, const struct burst *burst)
{
    const int64_t *values = detector->values;
    const struct forced *forced =
        cells_find(&detector->cells, event->product_id, FORCED_KEY + burst->side);
    if (forced == NULL) return;
    int64_t liquidated = liquidated_since(forced, burst->first_ns);
    int64_t move = burst_move_ppm(burst);
    int64_t share = burst_share_ppm(detector, burst);
    if (liquidated < values[LIQUIDATED] || move < values[MOVE] || share < values[SHARE]) return;
    int64_t size = share_ppm(burst->lots, burst->depth_lots);
    if (size < values[SIZE] || burst->orders < values[ORDERS]) return;
    uint32_t cluster = (uint32_t)burst->head.a;
    struct view_gain gain = view_gain(detector->view, cluster, event->product_id, burst->first_ns);
    struct alert alert = alert_begin(detector, cluster, event->product_id, burst->first_sequence);
    alert.profit_micros = gain.profit_micros;
    alert_figure(detector, &alert, LIQUIDATED, liquidated);
    alert_figure(detector, &alert, SHARE, share);
    alert_figure(detector, &alert, MOVE, move);
    alert_figure(detector, &alert, SIZE, size);
    alert_figure(detector, &alert, BACK, share_ppm(burst->back_lots, burst->lots));
    alert_raise(detector, &alert);
}

static void on_event(struct detector *detector, const struct event *event)
{
    const int64_t *values = detector->values;
    bool is_forced = event->kind == EVENT_LIQUIDATION || event->kind == EVENT_POSITION_MOVED;
    if (is_forced) note_liquidation(detector, event);
    struct burst_terms terms = {.length_ns = values[LENGTH] * SURVEIL_SECOND,
                                .back_ns = values[BACK_WITHIN] * SURVEIL_SECOND,
                                .back_ppm = values[BACK],
                                .reach_ppm = values[REACH]};
    const struct burst *burst = burst_event(detector, event, &terms);
    if (burst != NULL) judge(detector, event, burst);
}

const struct detector_kind detector_liquidation_hunting = {
    .name = "liquidation-hunting",
    .version = 2,
    .summary = "a push through the places where others are liquidated",
    .parameters = parameters,
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .cell_size =
        sizeof(struct forced) > sizeof(struct burst) ? sizeof(struct forced) : sizeof(struct burst),
    .on_event = on_event,
};
