/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view_terms.c - looking at the terms of a product without changing it.
 *
 * Rules  R-BAND-1, R-TERMS-1, R-PAYOFF-1, R-CURRENCY-1.
 */
#include "base/int_math.h"
#include "core/core.h"
#include "core/product/payoff.h"
#include "core/state/state.h"

/* R-BAND-1: the bound of one side; without a band, or a price to count from, that of the terms. */
static int64_t bound_ticks(const struct core *core, uint16_t product_id, enum side side)
{
    const struct product *product = core_product_at(core, product_id);
    int64_t low = product->terms.price_ticks_min;
    int64_t high = product->terms.price_ticks_max;
    int64_t outer = side == SIDE_BUY ? low : high;
    struct depth_level best;
    if (!product_has_band(product)) return outer;
    if (core_depth(core, product_id, side, &best, 1) == 0) return outer;
    return i64_clamp(product_band_ticks(product, side, best.price.ticks), low, high);
}

/* The next minute at which schedules are looked at; a venue without schedules need not look. */
static int64_t next_look_ns(const struct core *core)
{
    for (uint32_t id = 1; id < core->config.products_max; id++) {
        const struct product *product = core_product_at(core, id);
        bool has_schedule = product_is_listed(product) && product->terms.schedule_count > 0;
        if (has_schedule) return (core->venue->look_minute + 1) * MINUTE_NS;
    }
    return INT64_MAX;
}

int64_t core_next_due_ns(const struct core *core)
{
    int64_t due_ns = i64_min(core->venue->next_step_ns, core->venue->clearing_next_ns);
    due_ns = i64_min(due_ns, next_look_ns(core));
    const struct order *order = expiry_due(&core->expiry, INT64_MAX);
    if (order != NULL) due_ns = i64_min(due_ns, order_extra(&core->store, order)->expiry_ns);
    for (uint32_t id = 1; core->venue->auctions_running > 0 && id < core->config.products_max;
         id++) {
        int64_t end_ns = core_product_at(core, id)->auction_end_ns;
        if (end_ns != 0) due_ns = i64_min(due_ns, end_ns);
    }
    return due_ns;
}

bool core_payoff(const struct core *core, uint16_t product_id, struct payoff_view *view)
{
    if (product_id == 0 || product_id >= core->config.products_max) return false;
    const struct product *product = core_product_at(core, product_id);
    if (!product->exists) return false;
    *view = (struct payoff_view){
        .currency = product->currency,
        .payoff = product->payoff,
        .lot_face = {product_is_inverse(product) ? product_face(product) : 0},
    };
    return true;
}

uint32_t core_account_currency(const struct core *core, uint32_t account_id)
{
    return account_exists(core, account_id) ? core_account_at(core, account_id)->currency : 0;
}

bool core_terms(const struct core *core, uint16_t product_id, struct terms_view *view)
{
    if (product_id == 0 || product_id >= core->config.products_max) return false;
    const struct product *product = core_product_at(core, product_id);
    if (!product->exists) return false;
    const struct product_margin *margin = &core->margins[product_id];
    *view = (struct terms_view){
        .product = &product->terms,
        .margin = margin->terms_version == 0 ? NULL : &margin->terms,
        .price_min = {bound_ticks(core, product_id, SIDE_BUY)},
        .price_max = {bound_ticks(core, product_id, SIDE_SELL)},
        .queue_ratio_ppm = core->venue->queue_ratio_ppm,
        .terms_version = product->terms_version,
    };
    if (product->has_economy) {
        const struct economy *economy = core_economy_at(core, product_id);
        view->prices = &economy->prices;
        view->mark = &economy->mark;
        view->funding = &economy->funding;
    }
    return true;
}
