/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view_risk.c - looking at an account's margin without changing it.
 *
 * Rules  R-EQUITY-1 to R-EQUITY-3, R-MARGIN-5, R-MARGIN-10, R-ATT-5.
 */
#include "core/core.h"
#include "core/flow/flow_margin.h"
#include "core/product/payoff.h"
#include "core/risk/liquidation_price.h"

static struct money money_of(int128 micros)
{
    return (struct money){shown_micros(micros)};
}

/* The only position of the account that is not flat, if it is alone in every sense; else NULL. */
static const struct position *single_position(const struct core *core, uint32_t account_id)
{
    const struct account *account = core_account_at(core, account_id);
    const struct position *single = NULL;
    uint32_t slot = account->first_position;
    while (slot != 0) {
        const struct position *position = position_at(&core->positions, slot);
        slot = position->account_next;
        if (position->open_lots[SIDE_BUY] != 0 || position->open_lots[SIDE_SELL] != 0) return NULL;
        if (position->net_lots == 0) continue;
        if (single != NULL || core->margins[position->product].terms_version == 0) return NULL;
        if (account_grid(core, account, position->product) != NULL) return NULL;
        single = position;
    }
    return single;
}

static struct fine_price liquidation_price(const struct core *core, uint32_t account_id,
                                           const struct account_value *value)
{
    const struct position *position = single_position(core, account_id);
    if (position == NULL) return (struct fine_price){0};
    const struct product *product = core_product_at(core, position->product);
    struct margin_point point = margin_point_of(core, position->product);
    struct liquidation_case single = {
        .net_lots = position->net_lots,
        .paid_micros = position->paid_micros,
        .backing_micros =
            value->equity - margin_unrealised(&point, position->net_lots, position->paid_micros),
        .price_e4_limit = product->terms.price_ticks_max * FINE_PER_TICK,
    };
    if (product_is_inverse(product)) { /* R-PAYOFF-10: in value a long is a short, and back */
        single.net_lots = -single.net_lots;
        single.face_micros = product_face(product);
        single.price_e4_least = product->terms.price_ticks_min * FINE_PER_TICK;
    }
    const struct product_margin *margin = &core->margins[position->product];
    return (struct fine_price){liquidation_price_e4(margin, &point, &single)};
}

bool core_account_risk(const struct core *core, uint32_t account_id, struct account_risk_view *view)
{
    if (!account_exists(core, account_id)) return false;
    const struct account *account = core_account_at(core, account_id);
    struct account_value value = account_value_of(core, account_id, NULL);
    int128 available = value.equity - value.initial;
    *view = (struct account_risk_view){
        .equity = money_of(value.equity),
        .balance = ledger_balance(&core->ledger, entry_account(account_id)),
        .unrealised = money_of(value.unrealised),
        .credited = money_of(account_credit(core, account_id)),
        .maintenance = money_of(value.maintenance),
        .initial = money_of(value.initial),
        .available = money_of(available > 0 ? available : 0),
        .ratio_ppm = margin_ratio_ppm(value.maintenance, value.equity),
        .liquidation_price = liquidation_price(core, account_id, &value),
        .positions = value.positions,
        .is_queued = (account->margin_flags & MARGIN_QUEUED) != 0,
        .is_portfolio = (account->margin_flags & MARGIN_IS_PORTFOLIO) != 0,
    };
    return true;
}

bool core_position_margin(const struct core *core, uint32_t account_id, uint16_t product_id,
                          struct position_margin_view *view)
{
    if (product_id == 0 || product_id >= core->config.products_max) return false;
    const struct product *product = core_product_at(core, product_id);
    if (!product->has_full_margin) return false;
    uint32_t slot = position_find(&core->positions, account_id, product_id);
    const struct position *position = position_at(&core->positions, slot);
    if (slot == 0 || !position->is_listed) return false;
    *view = (struct position_margin_view){0};
    if (product->mark.ticks_e4 == 0) return true;
    const struct product_margin *margin = &core->margins[product_id];
    struct margin_point point = margin_point_of(core, product_id);
    int64_t lots = (int64_t)i64_magnitude(position->net_lots);
    *view = (struct position_margin_view){
        .notional = {margin_notional(&point, lots)},
        .unrealised =
            money_of(margin_unrealised(&point, position->net_lots, position->paid_micros)),
        .maintenance = {margin_maintenance(margin, &point, lots)},
        .initial = money_of(margin_initial(margin, &point, lots)),
    };
    return true;
}

uint32_t core_queued_accounts(const struct core *core, uint32_t *account_ids, uint32_t max)
{
    uint32_t count = 0;
    uint32_t account_id = core->venue->queue_oldest;
    for (; account_id != 0 && count < max; account_id = core->links[account_id].queue_newer) {
        account_ids[count++] = account_id;
    }
    return count;
}

int64_t core_asset_units(const struct core *core, uint32_t account_id, uint32_t asset_id)
{
    if (!account_exists(core, account_id)) return 0;
    uint32_t slot = core->links[account_id].first_holding;
    for (; slot != 0; slot = core->holdings[slot].account_next) {
        if (core->holdings[slot].asset == asset_id) return core->holdings[slot].units;
    }
    return 0;
}
