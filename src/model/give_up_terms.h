/* SPDX-License-Identifier: Apache-2.0 */
/*
 * give_up_terms.h - trades given up to other members, and bunched orders allocated to customers.
 *
 * Role   Bodies of the commands of part 2 that move lots of a trade to the account they are for.
 * Rules  R-GIVE-1 to R-GIVE-3, R-ALLOC-1.
 */
#ifndef PERPETUA_MODEL_GIVE_UP_TERMS_H
#define PERPETUA_MODEL_GIVE_UP_TERMS_H

#include <stdint.h>

#include "model/limits.h"

#define GIVE_UPS_MAX        256u /* waiting at one time */
#define ALLOCATION_ROWS_MAX 32u

struct body_give_up_terms {
    int64_t window_ns; /* a trade is given up or allocated within it; 0: never */
    int64_t answer_ns; /* a give-up lapses after it; 0: with the date of its trade */
};

enum give_up_step {
    GIVE_UP_NONE = 0,
    GIVE_UP_PROPOSED = 1,
    GIVE_UP_ACCEPTED = 2,
    GIVE_UP_REFUSED = 3, /* by the member that should get the lots */
    GIVE_UP_WITHDRAWN = 4
};

/* From the header's account, the side of the trade that is named. */
struct body_give_up {
    uint64_t trade_id;
    int64_t lots; /* 0: all that are left */
    uint32_t to_account_id;
    uint8_t side; /* enum side */
    uint8_t reserved[3];
};

struct body_give_up_decide {
    uint64_t give_up_id;
    uint8_t decision; /* enum give_up_step from GIVE_UP_ACCEPTED on */
    uint8_t reserved[7];
};

struct allocation_row {
    int64_t lots;
    uint32_t account_id;
    uint32_t reserved;
};

/* The lots that the header's account traded in the header's product under one client order id. */
struct body_allocation {
    uint64_t client_order_id;
    uint32_t row_count;
    uint8_t side; /* enum side: that was traded */
    uint8_t reserved[3];
    struct allocation_row rows[ALLOCATION_ROWS_MAX];
};

static_assert(sizeof(struct body_give_up_terms) == 16, "no padding");
static_assert(sizeof(struct body_give_up) == 24, "no padding");
static_assert(sizeof(struct body_give_up_decide) == 16, "no padding");
static_assert(sizeof(struct allocation_row) == 16, "no padding");
static_assert(sizeof(struct body_allocation) == 16 + 16 * ALLOCATION_ROWS_MAX, "no padding");

#endif
