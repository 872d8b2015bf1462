/* SPDX-License-Identifier: Apache-2.0 */
/*
 * audit_margin.c - no unhealthy account is outside the queue and out of sight of the index.
 *
 * Role   Values every account from the ground up and walks every heap: it costs what exists.
 * Rules  R-ATT-6, R-ATT-7, R-COLL-2, R-TIER-9.
 */
#include "core/audit_margin.h"

#include "core/flow/flow_margin.h"
#include "core/product/payoff.h"

static bool account_is_queued(const struct core *core, uint32_t account_id)
{
    return (core_account_at(core, account_id)->margin_flags & MARGIN_QUEUED) != 0;
}

/* One node: the heap's order, its parent, the side of the position. */
static void audit_look(const struct core *core, uint32_t slot)
{
    const struct look *look = &core->looks[slot];
    const struct position *position = position_at(&core->positions, slot);
    const struct product_margin *margin = &core->margins[position->product];
    ASSERT(position->net_lots != 0);
    enum side side = position->net_lots > 0 ? SIDE_BUY : SIDE_SELL;
    ASSERT(look->side == product_value_side(core_product_at(core, position->product), side));
    ASSERT(core->looks[look->left].rank >= core->looks[look->right].rank);
    ASSERT(look->rank == core->looks[look->right].rank + 1);
    if (look->parent == 0) {
        ASSERT(margin->roots[look->side] == slot);
        return;
    }
    const struct look *parent = &core->looks[look->parent];
    ASSERT(parent->key >= look->key);
    ASSERT(parent->left == slot || parent->right == slot);
    ASSERT(position_at(&core->positions, look->parent)->product == position->product);
}

/* R-ATT-7: a position of an account that is not queued stands in the index. */
static void audit_position_look(const struct core *core, uint32_t slot, bool unhealthy)
{
    const struct position *position = position_at(&core->positions, slot);
    const struct product *product = core_product_at(core, position->product);
    const struct product_margin *margin = &core->margins[position->product];
    const struct look *look = &core->looks[slot];
    bool counts = margin->terms_version != 0 && position->net_lots != 0;
    ASSERT((margin->terms_version != 0) == (product->has_full_margin == 1));
    ASSERT(IMPLIES(margin->terms_version != 0, position->margin_micros == 0));
    ASSERT(IMPLIES(counts, product->mark.ticks_e4 > 0));
    if (account_is_queued(core, position->account) || !counts) {
        ASSERT(look->rank == 0);
        bool is_alone = look->left == 0 && look->right == 0;
        ASSERT(IMPLIES(!account_is_queued(core, position->account), is_alone));
        return;
    }
    ASSERT(look->rank != 0);
    audit_look(core, slot);
    struct lot_factors factors = product_factors(product, product->mark);
    int64_t level =
        look_level(margin, (enum side)look->side, factors.price_e4, factors.tick_value_micros);
    if (unhealthy) ASSERT(look->key >= level);
}

static void audit_account_margin(const struct core *core, uint32_t account_id)
{
    const struct account *account = core_account_at(core, account_id);
    bool is_margined = (account->margin_flags & MARGIN_FULL) != 0;
    struct account_value value = account_value_of(core, account_id, NULL);
    bool unhealthy =
        margin_is_unhealthy(value.maintenance, value.equity, core->venue->queue_ratio_ppm);
    ASSERT(IMPLIES(!is_margined, value.positions == 0));
    uint32_t slot = account->first_position;
    while (slot != 0) {
        const struct position *position = position_at(&core->positions, slot);
        ASSERT(IMPLIES(is_margined, position->is_margined == 1));
        audit_position_look(core, slot, unhealthy);
        slot = position->account_next;
    }
}

static void audit_queue(const struct core *core)
{
    uint32_t count = 0;
    uint32_t older = 0;
    for (uint32_t id = core->venue->queue_oldest; id != 0;) {
        ASSERT(account_is_queued(core, id));
        ASSERT(core->links[id].queue_older == older);
        older = id;
        id = core->links[id].queue_newer;
        count++;
    }
    ASSERT(older == core->venue->queue_newest);
    ASSERT(count == core->venue->queue_count);
    uint32_t flagged = 0;
    for (uint32_t id = 1; id < core->venue->account_count; id++) {
        ASSERT(core->links[id].look_next == 0);
        flagged += account_is_queued(core, id);
    }
    ASSERT(flagged == count);
}

/* R-ATT-6: a product's queue is that of the venue, without who has never been in the product. */
static void audit_product_queue(const struct core *core, uint32_t product_id)
{
    const struct look_queue *queue = &core->margins[product_id].queue;
    uint32_t slot = queue->oldest;
    uint32_t older = 0;
    for (uint32_t id = core->venue->queue_oldest; id != 0; id = core->links[id].queue_newer) {
        uint32_t own = account_position(core, id, (uint16_t)product_id);
        if (own == 0 || !position_at(&core->positions, own)->is_listed) continue;
        ASSERT(slot == own);
        ASSERT(core->looks[slot].left == older);
        older = slot;
        slot = look_queue_newer(core->looks, slot);
    }
    ASSERT(slot == 0);
    ASSERT(queue->newest == older);
}

/* R-COLL-2: custody is the other entry of every unit in an account. */
static void audit_assets(const struct core *core)
{
    for (uint32_t id = 1; id < ASSETS_MAX; id++) {
        const struct asset *asset = &core->assets[id];
        int64_t units = 0;
        uint32_t last = 0;
        for (uint32_t slot = asset->first_holding; slot != 0;) {
            const struct holding *holding = &core->holdings[slot];
            ASSERT(holding->asset == id);
            ASSERT(holding->units >= 0);
            units += holding->units;
            last = slot;
            slot = holding->asset_next;
        }
        ASSERT(units == asset->custody_units);
        ASSERT(last == asset->last_holding);
    }
}

void audit_margin(const struct core *core)
{
    for (uint32_t id = 1; id < core->venue->account_count; id++) audit_account_margin(core, id);
    audit_queue(core);
    for (uint32_t id = 1; id < core->config.products_max; id++) audit_product_queue(core, id);
    audit_assets(core);
}
