/* SPDX-License-Identifier: Apache-2.0 */
/*
 * economy.h - everything about prices and funding that is kept of one product.
 *
 * Role       One record a product, apart from struct product, so that what every order touches does
 *            not grow.  A product has one when product.has_economy says so.
 * Rules      R-STEP-1, R-INDEX-10.
 */
#ifndef PERPETUA_CORE_PERP_ECONOMY_H
#define PERPETUA_CORE_PERP_ECONOMY_H

#include "core/perp/funding.h"
#include "core/perp/index_price.h"
#include "core/perp/premium.h"
#include "core/perp/settle_window.h"

struct economy {
    struct body_price_terms prices;
    struct body_mark_terms mark;
    struct body_funding_terms funding;
    int64_t next_step_ns;
    int64_t last_step_ns; /* latest boundary worked; -1: none yet */
    struct index_feed feeds[INDEX_SOURCES_MAX];
    struct funding_state payments;
    struct premium_state premium;
    struct mark_state marks;
    struct settle_window window;
};

static_assert(sizeof(struct economy) % 16 == 0, "no padding at the end");

#endif
