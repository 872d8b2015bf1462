/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fault_plan.h - what is wrong with which venue: planned by options, changed by words.
 *
 * Role       Holds the faults of each venue and reads the words of the control connection:
 *              silence NAME      the connection stays, nothing is said any more
 *              refuse NAME       connections are cut, and new ones turned away
 *              drop NAME         connections are cut once
 *              gap NAME          one message gets lost
 *              garbage NAME      one message is no JSON
 *              stray NAME PPM    its price is so far from the others, in millionths
 *              resume NAME       all is well again
 * Invariant  A word that is not understood changes nothing.
 */
#ifndef PERPETUA_FEED_SERVER_FAULT_PLAN_H
#define PERPETUA_FEED_SERVER_FAULT_PLAN_H

#include "price_feed/feed_protocol.h"

#define STRAY_PPM_MAX INT64_C(900000)

struct venue_faults {
    bool is_silent;
    bool is_refusing;
    uint32_t drops; /* that are still to be done, as the next two */
    uint32_t gaps;
    uint32_t garbage;
    int64_t stray_ppm;
};

struct fault_plan {
    struct venue_faults venues[FEED_KINDS];
};

/* One line, as above; NAME can be "all".  False: it is not understood. */
bool fault_plan_say(struct fault_plan *plan, const char *text, size_t size);

#endif
