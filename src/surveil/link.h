/* SPDX-License-Identifier: Apache-2.0 */
/*
 * link.h - why two accounts count as one cluster.
 *
 * Role       A link is declared (one beneficial owner, one controller) or found (the two behave as
 *            one, see clusters.h); a found one carries the figures that speak for it.
 */
#ifndef PERPETUA_SURVEIL_LINK_H
#define PERPETUA_SURVEIL_LINK_H

#include <stdint.h>

enum link_kind { LINK_NONE = 0, LINK_OWNER = 1, LINK_CONTROLLER = 2, LINK_BEHAVIOUR = 3 };

struct account_link {
    uint32_t account_id;
    uint32_t other_id;
    uint32_t kind;      /* enum link_kind; the rest is of LINK_BEHAVIOUR */
    uint32_t together;  /* bouts of the two that began together */
    uint32_t bouts;     /* of the one that had more */
    uint32_t trades;    /* with one another */
    uint32_t transfers; /* of money or positions between the two */
    uint32_t sessions;  /* commands for both in one session */
    int64_t timing_ppm; /* of the busier one's bouts that began with the other's */
    int64_t volume_ppm; /* of the volume of each of the two that is with the other */
    int64_t score_ppm;  /* what the signs add up to */
};

/* "owner", "controller" or "behaviour". */
const char *link_kind_name(uint32_t kind);

#endif
