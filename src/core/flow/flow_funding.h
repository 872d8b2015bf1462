/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_funding.h - what the price step and funding share.
 *
 * Role       Private to flow_price.c, flow_funding.c and the few stories that touch a position.
 */
#ifndef PERPETUA_CORE_FLOW_FLOW_FUNDING_H
#define PERPETUA_CORE_FLOW_FLOW_FUNDING_H

#include "core/state/state.h"

/* One price step of one product, as it goes on. */
struct price_step {
    uint32_t product_id;
    bool is_trading;
    bool is_priced; /* trading, and the index is known */
    bool bucket_closed;
    struct product *product;
    struct economy *economy;
    int64_t boundary_ns;
    int64_t premium_e12;
    struct price_inputs inputs;
};

/* R-STEP-1: the product of the header exists, is not over and has price terms. */
struct verdict check_priced_product(const struct core *core, const struct command *command);

/* R-FUND-6 */
int64_t funding_estimate(const struct economy *economy);

/* New terms of funding, from the time of the venue on. */
void funding_restart(struct core *core, uint32_t product_id,
                     const struct body_funding_terms *terms);

/* R-FUND-7, R-FUND-8: item (4) of the step. */
void funding_step(struct core *core, struct price_step *step);

#endif
