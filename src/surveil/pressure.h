/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pressure.h - taking that is bunched in the minutes before an instant at which a price counts.
 *
 * Role       Keeps what each cluster took in each of the last minutes.  At the instant the detector
 *            asks who took much, mostly one way, and much more than in the minutes before.
 */
#ifndef PERPETUA_SURVEIL_PRESSURE_H
#define PERPETUA_SURVEIL_PRESSURE_H

#include "surveil/detector.h"

#define PRESSURE_MINUTES 64u

struct pressure {
    struct cell head; /* cluster and product */
    int64_t minutes[PRESSURE_MINUTES];
    int64_t bought[PRESSURE_MINUTES];
    int64_t sold[PRESSURE_MINUTES];
    int64_t orders[PRESSURE_MINUTES]; /* that took */
    uint64_t last_order_id;
};

/* What was found of one cluster at the instant. */
struct pressing {
    uint32_t account_id; /* the one that names the cluster */
    int64_t bought;      /* in the window */
    int64_t sold;
    int64_t orders;      /* that took in it */
    int64_t share_ppm;   /* of all that was traded in the window */
    int64_t one_way_ppm; /* of what it took */
    int64_t bunched_ppm; /* a minute in which it took, of the window against before */
    int64_t net_lots;    /* position of the cluster now */
    int64_t move_ppm;    /* of the price over the window, upwards */
};

/* Every event: notes what is taken. */
void pressure_event(struct detector *detector, const struct event *event);

/* The place of the next cluster that took anything in the last `window` minutes, from `*place` on;
 * false: no more. */
bool pressure_next(const struct detector *detector, const struct event *event, int64_t window,
                   uint32_t *place, struct pressing *pressing);

#endif
