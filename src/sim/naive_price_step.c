/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_price_step.c - one price step of a product, from the index to the reference prices.
 *
 * Role   See naive_prices.h.
 * Rules  R-STEP-2 to R-STEP-4, R-INDEX-9, R-MARK-10, R-TIME-2 (4).
 */
#include "sim/naive_phase.h"
#include "sim/naive_prices.h"
#include "sim/naive_state.h"
#include "sim/naive_trigger.h"

bool naive_index_is_halted(const struct naive *naive, uint16_t product_id)
{
    const struct naive_prices *prices = &naive->prices[product_id];
    return prices->exists && prices->index_state == INDEX_HALT;
}

static struct naive_step_view look_at_product(const struct naive *naive, uint16_t product_id,
                                              int64_t boundary_ns)
{
    const struct naive_product *product = &naive->products[product_id];
    return (struct naive_step_view){
        .product_id = product_id,
        .boundary_ns = boundary_ns,
        .index_e4 = product->index_e4,
        .former_e4 = product->mark_e4,
        .is_trading = naive_product_is_trading(naive, product),
        .impact_bid = naive_impact_price(naive, product_id, SIDE_BUY),
        .impact_ask = naive_impact_price(naive, product_id, SIDE_SELL),
        .touch_mid = naive_touch_mid(naive, product_id),
    };
}

/* R-MARK-9: trades that no later window can hold. */
static void forget_trades(struct naive_prices *prices, int64_t boundary_ns)
{
    uint32_t kept = 0;
    int64_t slice_ns = prices->mark.settle_window_ns / NAIVE_WINDOW_SLICES;
    if (slice_ns == 0) return;
    for (uint32_t i = 0; i < prices->trade_count; i++) {
        int64_t age = boundary_ns / slice_ns - prices->trades[i].boundary_ns / slice_ns;
        if (age <= NAIVE_WINDOW_SLICES) prices->trades[kept++] = prices->trades[i];
    }
    prices->trade_count = kept;
}

/* R-STEP-3 */
static void work_step(struct naive *naive, uint16_t product_id, int64_t boundary_ns)
{
    struct naive_prices *prices = &naive->prices[product_id];
    const struct naive_product *product = &naive->products[product_id];
    naive_index_step(naive, product_id, boundary_ns);
    prices->worked_ns = boundary_ns;
    prices->next_step_ns = boundary_ns + prices->terms.step_ns;
    forget_trades(prices, boundary_ns);

    struct naive_step_view step = look_at_product(naive, product_id, boundary_ns);
    naive_premium_step(naive, &step);
    naive_funding_step(naive, &step);
    naive_mark_step(naive, &step);
    naive_mark_apply(naive, product_id);
    naive_reference_apply(naive, product_id, SOURCE_INDEX, product->index_e4);
    naive_queue_work(naive);
}

void naive_price_steps(struct naive *naive)
{
    for (uint32_t i = 1; i < naive->config.products_max; i++) {
        const struct naive_prices *prices = &naive->prices[i];
        uint32_t state = naive->products[i].state;
        if (!prices->exists || naive->now_ns < prices->next_step_ns) continue;
        if (state == PRODUCT_DELISTED || state == PRODUCT_WITHDRAWN) continue;
        int64_t step_ns = prices->terms.step_ns;
        work_step(naive, (uint16_t)i, naive->now_ns / step_ns * step_ns);
    }
}
