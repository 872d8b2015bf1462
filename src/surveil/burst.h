/* SPDX-License-Identifier: Apache-2.0 */
/*
 * burst.h - taking on one side in a short time, and trading back.
 *
 * Role       Momentum ignition and liquidation hunting begin and end alike: a cluster takes so much
 *            on one side that the price moves, and gets out on the other.  This follows both parts
 *            for each cluster; what lies in between is the detector's business.
 */
#ifndef PERPETUA_SURVEIL_BURST_H
#define PERPETUA_SURVEIL_BURST_H

#include "surveil/detector.h"

struct burst {
    struct cell head; /* cluster and product; word b has the product */
    int64_t first_ns;
    int64_t last_ns; /* of the taking */
    int64_t lots;
    int64_t back_lots;
    int64_t made_lots;  /* of these, from its orders that others took */
    int128 value;       /* price times lots of the taking */
    int128 back_value;  /* and of what was traded back */
    int64_t depth_lots; /* what stood against it, within reach, when it began */
    int64_t orders;     /* that took */
    uint64_t last_order_id;
    int64_t first_mid; /* in half ticks, before it */
    int64_t far_mid;   /* farthest in its direction until now */
    uint64_t first_sequence;
    uint8_t side; /* of the taking */
    bool is_done; /* it was judged */
};

struct burst_terms {
    int64_t length_ns; /* longest time from its first to its last taking */
    int64_t back_ns;   /* longest time from there to the trades back */
    int64_t back_ppm;  /* of its lots that come back */
    int64_t reach_ppm; /* distance from the mid within which depth counts */
};

/*
 * One event.  The burst of a cluster that has just traded back as much as the terms ask for, once;
 * else NULL.
 */
struct burst *burst_event(struct detector *detector, const struct event *event,
                          const struct burst_terms *terms);

/* How far the price went in the burst's direction, of the price before it. */
int64_t burst_move_ppm(const struct burst *burst);

/* How much better the mean price of the trades back is than that of the taking. */
int64_t burst_edge_ppm(const struct burst *burst);

/* The cluster's part of what was traded during the taking. */
int64_t burst_share_ppm(const struct detector *detector, const struct burst *burst);

#endif
