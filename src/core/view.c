/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view.c - looking at a core without changing it.
 */
#include "core/core.h"
#include "core/flow/flow.h"
#include "core/flow/flow_funding.h"
#include "core/state/state.h"

static const struct product *product_of(const struct core *core, uint16_t product_id)
{
    if (product_id == 0 || product_id >= core->config.products_max) return NULL;
    const struct product *product = core_product_at(core, product_id);
    return product->exists ? product : NULL;
}

uint32_t core_depth(const struct core *core, uint16_t product_id, enum side side,
                    struct depth_level *levels, uint32_t max)
{
    if (product_of(core, product_id) == NULL) return 0;
    const struct ladder *ladder = &core->books[product_id].sides[side];
    uint32_t count = 0;
    for (uint32_t slot = ladder_best(ladder); slot != 0 && count < max; count++) {
        const struct level *level = level_at(&core->store, slot);
        levels[count] = (struct depth_level){.price = {side_price_key(side, level->key)},
                                             .open = {level->shown_lots},
                                             .orders = level->order_count};
        slot = ladder_worse(ladder, slot);
    }
    return count;
}

uint32_t core_queue(const struct core *core, uint16_t product_id, enum side side,
                    uint64_t *order_ids, uint32_t max)
{
    if (product_of(core, product_id) == NULL) return 0;
    const struct ladder *ladder = &core->books[product_id].sides[side];
    uint32_t count = 0;
    for (uint32_t slot = ladder_best(ladder); slot != 0; slot = ladder_worse(ladder, slot)) {
        uint32_t at = level_at(&core->store, slot)->oldest;
        for (; at != 0 && count < max; at = order_at(&core->store, at)->newer) {
            order_ids[count++] = order_at(&core->store, at)->id;
        }
        if (count == max) break;
    }
    return count;
}

static uint8_t order_state_of(const struct order *order)
{
    if (order_place(order) == PLACE_RESTING) return ORDER_RESTING;
    return order_place(order) == PLACE_ARMED ? ORDER_ARMED : ORDER_HELD;
}

bool core_order(const struct core *core, uint64_t order_id, struct order_view *view)
{
    const struct order *order = order_find(&core->store, order_id);
    if (order == NULL) return false;
    const struct position *position = order_position(core, order);
    bool waits = (order->bits & ORDER_UNTRIGGERED_BIT) != 0;
    *view = (struct order_view){
        .order_id = order->id,
        .client_order_id = order->client_order_id,
        .price = {order->price_ticks},
        .open = {order->open_lots},
        .shown = {order_place(order) == PLACE_RESTING ? order_shown_lots(&core->store, order) : 0},
        .filled = {order->filled_lots},
        .trigger = {waits ? order_extra(&core->store, order)->trigger_ticks : 0},
        .account_id = position->account,
        .product_id = position->product,
        .flags = (uint16_t)order_flags(order),
        .side = (uint8_t)order_side(order),
        .type = (uint8_t)order_type(order),
        .tif = (uint8_t)order_tif(order),
        .state = order_state_of(order),
    };
    return true;
}

bool core_account(const struct core *core, uint32_t account_id, struct account_view *view)
{
    if (!account_exists(core, account_id)) return false;
    const struct account *account = core_account_at(core, account_id);
    uint32_t entry = entry_account(account_id);
    *view = (struct account_view){.balance = ledger_balance(&core->ledger, entry),
                                  .held = ledger_held(&core->ledger, entry),
                                  .member_id = account->member,
                                  .owner_account_id = account->owner,
                                  .state = account->state,
                                  .order_count = account->order_count,
                                  .smp_mode = account->smp_mode,
                                  .cancels_on_disconnect = account->cancels_on_disconnect};
    return true;
}

bool core_position(const struct core *core, uint32_t account_id, uint16_t product_id,
                   struct position_view *view)
{
    uint32_t slot = position_find(&core->positions, account_id, product_id);
    const struct position *position = position_at(&core->positions, slot);
    if (slot == 0 || !position->is_listed) return false;
    *view = (struct position_view){.net = {position->net_lots},
                                   .paid = {position->paid_micros},
                                   .open_bids = {position->open_lots[SIDE_BUY]},
                                   .open_asks = {position->open_lots[SIDE_SELL]},
                                   .held = {position->margin_micros}};
    return true;
}

bool core_product(const struct core *core, uint16_t product_id, struct product_view *view)
{
    const struct product *product = product_of(core, product_id);
    if (product == NULL) return false;
    *view = (struct product_view){.state = product->state,
                                  .phase = product->phase,
                                  .halt = product_halt(core, product),
                                  .last = product->last,
                                  .mark = product->mark,
                                  .index = product->index,
                                  .open_interest = {product->open_interest_lots},
                                  .trade_count = product->trade_count};
    return true;
}

bool core_economy(const struct core *core, uint16_t product_id, struct economy_view *view)
{
    const struct product *product = product_of(core, product_id);
    if (product == NULL || !product->has_economy) return false;
    const struct economy *economy = core_economy_at(core, product_id);
    const struct funding_state *payments = &economy->payments;
    *view = (struct economy_view){
        .step_ns = economy->prices.step_ns,
        .next_step_ns = economy->next_step_ns,
        .next_funding_ns = payments->next_ns,
        .average_e12 = premium_average(&economy->premium),
        .estimate_e12 = funding_estimate(economy),
        .published_e12 = payments->published_e12,
        .cumulative_nanos = payments->cumulative_nanos,
        .settle = settlement_mark(core, product_id, i64_max(0, economy->last_step_ns)),
        .buckets = economy->premium.bucket_count,
        .index_state = product->index_state,
    };
    return true;
}

struct money core_funding_due(const struct core *core, uint32_t account_id, uint16_t product_id)
{
    if (product_of(core, product_id) == NULL) return (struct money){0};
    uint32_t slot = position_find(&core->positions, account_id, product_id);
    return money_shown(funding_pending(core, position_at(&core->positions, slot)));
}

bool core_liquidation(const struct core *core, uint16_t product_id, struct liquidation_view *view)
{
    if (product_of(core, product_id) == NULL) return false;
    const struct liquidation *liquidation = &core->liquidations[product_id];
    if (!liquidation->has_terms) return false;
    *view = (struct liquidation_view){.auction_end_ns = liquidation->auction_end_ns,
                                      .bid_count = liquidation->bid_count,
                                      .fund_account_id = liquidation->terms.fund_account_id,
                                      .fund_start_ns = liquidation->fund.start_ns,
                                      .fund_peak = {liquidation->fund.peak_micros},
                                      .fund_is_tripped = liquidation->fund.is_tripped != 0};
    return true;
}

struct money core_balance(const struct core *core, uint32_t entry)
{
    if (!ledger_has(&core->ledger, entry)) return (struct money){0};
    return ledger_balance(&core->ledger, entry);
}

struct core_footprint core_footprint(const struct core *core)
{
    uint32_t width = core->config.ladder_width;
    uint32_t summary = (width / 64 + 63) / 64;
    return (struct core_footprint){
        .order_bytes = sizeof(struct order) + sizeof(struct order_links) + 2 * sizeof(uint32_t),
        .level_bytes = sizeof(struct level),
        .extra_bytes = sizeof(struct order_extra) + sizeof(uint32_t),
        .account_bytes = sizeof(struct account) + sizeof(struct ledger_line) +
                         sizeof(struct account_links) + sizeof(struct holding) +
                         sizeof(struct participant),
        .position_bytes = sizeof(struct position) + sizeof(uint32_t) + sizeof(struct look),
        .ladder_bytes = 2 * (width * 4 + width / 8 + summary * 8),
    };
}
