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

enum { SHARE, MOVE, BACK, LENGTH, BACK_WITHIN, EDGE, SIZE, ORDERS, WEIGHT, REACH, FOLLOWED, FORCE };

static const struct parameter parameters[] = {
    {"share", "ppm", 200000, "of the volume of the push that the cluster took"},
    {"move", "ppm", 250, "distance that the price went in its direction"},
    {"back", "ppm", 500000, "of what was taken that was traded back"},
    {"length", "s", 60, "longest push"},
    {"back_within", "s", 180, "time from the push to the trades back"},
    {"edge", "ppm", 1, "by which the price of the trades back is better than that of the push"},
    {"size", "ppm", 300000, "what was taken against the depth within reach when it began"},
    {"orders", "orders", 4, "that took: one large order is no series of them"},
    {"weight", "ppm", 1800000, "orders times share: few orders must be nearly all that traded"},
    {"reach", "ppm", 1000, "distance from the best price within which depth counts"},
    {"followed", "ppm", 500000, "of what came back that those who followed took from its orders"},
    {"force", "ppm", 6000000, "weight times size that a push needs which nobody followed so"},
};

/* The mean price of the way out is known when it is over: until then each trade back is looked at.
 * An innocent trader who is quick in and out takes both ways; who ignites lets others take. */
static bool is_ignition(const struct detector *detector, struct burst *burst, int64_t share)
{
    const int64_t *values = detector->values;
    int64_t size = share_ppm(burst->lots, burst->depth_lots);
    int64_t weight = burst->orders * share;
    if (burst_move_ppm(burst) < values[MOVE] || share < values[SHARE]) return false;
    if (size < values[SIZE] || burst->orders < values[ORDERS]) return false;
    if (weight < values[WEIGHT]) return false;
    bool is_followed = share_ppm(burst->made_lots, burst->back_lots) >= values[FOLLOWED];
    int64_t force = narrow_i64((int128)weight * size / PPM_ONE);
    bool is_strong = is_followed || force >= values[FORCE];
    bool is_gain = burst_edge_ppm(burst) >= values[EDGE];
    burst->is_done = is_strong && is_gain;
    return burst->is_done;
}

static void on_event(struct detector *detector, const struct event *event)
{
    const int64_t *values = detector->values;
    struct burst_terms terms = {.length_ns = values[LENGTH] * SURVEIL_SECOND,
                                .back_ns = values[BACK_WITHIN] * SURVEIL_SECOND,
                                .back_ppm = values[BACK],
                                .reach_ppm = values[REACH]};
    struct burst *burst = burst_event(detector, event, &terms);
    if (burst == NULL) return;
    int64_t share = burst_share_ppm(detector, burst);
    if (!is_ignition(detector, burst, share)) return;
    uint32_t cluster = (uint32_t)burst->head.a;
    struct view_gain gain = view_gain(detector->view, cluster, event->product_id, burst->first_ns);
    struct alert alert = alert_begin(detector, cluster, event->product_id, burst->first_sequence);
    alert.profit_micros = gain.profit_micros;
    alert_figure(detector, &alert, SHARE, share);
    alert_figure(detector, &alert, MOVE, burst_move_ppm(burst));
    alert_figure(detector, &alert, SIZE, share_ppm(burst->lots, burst->depth_lots));
    alert_figure(detector, &alert, BACK, share_ppm(burst->back_lots, burst->lots));
    alert_figure(detector, &alert, EDGE, burst_edge_ppm(burst));
    alert_figure(detector, &alert, ORDERS, burst->orders);
    alert_figure(detector, &alert, FOLLOWED, share_ppm(burst->made_lots, burst->back_lots));
    alert_raise(detector, &alert);
}

const struct detector_kind detector_momentum_ignition = {
    .name = "momentum-ignition",
    .version = 4,
    .summary = "a push that others are to follow, and the way out through them",
    .parameters = parameters,
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .cell_size = sizeof(struct burst),
    .on_event = on_event,
};
