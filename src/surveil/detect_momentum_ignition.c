/* SPDX-License-Identifier: Apache-2.0 */
/*
 * detect_momentum_ignition.c - a push that others are to follow, and the way out through them.
 *
 * Role   A cluster takes most of what trades in a short time, the price moves its way, and then it
 *        trades back at a profit.  Where forced closes stood in the way of the push, that is
 *        liquidation hunting.
 * Rules  17 CFR 180.1 and 180.2, see docs/surveillance/momentum-ignition.md.
 */
#include "surveil/burst.h"

enum { SHARE, MOVE, BACK, LENGTH, BACK_WITHIN, EDGE, SIZE, ORDERS, WEIGHT, REACH };

static const struct parameter parameters[] = {
    {"share", "ppm", 200000, "of the volume of the push that the cluster took"},
    {"move", "ppm", 250, "distance that the price went in its direction"},
    {"back", "ppm", 500000, "of what was taken that was traded back"},
    {"length", "s", 50, "longest push"},
    {"back_within", "s", 180, "time from the push to the trades back"},
    {"edge", "ppm", 20, "by which the price of the trades back is better than that of the push"},
    {"size", "ppm", 300000, "what was taken against the depth within reach when it began"},
    {"orders", "orders", 4, "that took: one large order is no series of them"},
    {"weight", "ppm", 2200000, "orders times share: few orders must be nearly all that traded"},
    {"reach", "ppm", 1000, "distance from the best price within which depth counts"},
};

static void on_event(struct detector *detector, const struct event *event)
{
    const int64_t *values = detector->values;
    struct burst_terms terms = {.length_ns = values[LENGTH] * SURVEIL_SECOND,
                                .back_ns = values[BACK_WITHIN] * SURVEIL_SECOND,
                                .back_ppm = values[BACK],
                                .reach_ppm = values[REACH]};
    struct burst *burst = burst_event(detector, event, &terms);
    if (burst == NULL) return;
    int64_t move = burst_move_ppm(burst);
    int64_t share = burst_share_ppm(detector, burst);
    if (move < values[MOVE] || share < values[SHARE]) return;
    int64_t size = share_ppm(burst->lots, burst->depth_lots);
    if (size < values[SIZE] || burst->orders < values[ORDERS]) return;
    if (burst->orders * share < values[WEIGHT]) return;
    uint32_t cluster = (uint32_t)burst->head.a;
    struct view_gain gain = view_gain(detector->view, cluster, event->product_id, burst->first_ns);
    if (burst_edge_ppm(burst) < values[EDGE]) return;
    struct alert alert = alert_begin(detector, cluster, event->product_id, burst->first_sequence);
    alert.profit_micros = gain.profit_micros;
    alert_figure(detector, &alert, SHARE, share);
    alert_figure(detector, &alert, MOVE, move);
    alert_figure(detector, &alert, SIZE, size);
    alert_figure(detector, &alert, BACK, share_ppm(burst->back_lots, burst->lots));
    alert_figure(detector, &alert, EDGE, burst_edge_ppm(burst));
    alert_figure(detector, &alert, ORDERS, burst->orders);
    alert_raise(detector, &alert);
}

const struct detector_kind detector_momentum_ignition = {
    .name = "momentum-ignition",
    .version = 3,
    .summary = "a push that others are to follow, and the way out through them",
    .parameters = parameters,
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .cell_size = sizeof(struct burst),
    .on_event = on_event,
};
