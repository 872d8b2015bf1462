/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_value.c - what an account is worth and must have, at the marks as they are.
 *
 * Role   Walks the account's own positions and nothing else.  Most accounts have one.
 * Rules  R-EQUITY-2, R-EQUITY-3, R-MARGIN-5, R-PM-3 to R-PM-5, R-COLL-3.
 */
#include "core/flow/flow_margin.h"
#include "core/product/payoff.h"

static bool is_weekend(const struct core *core, const struct body_margin_terms *terms)
{
    if (terms->weekend_ppm == 0 || terms->weekend_from_minute == terms->weekend_to_minute) {
        return false;
    }
    int64_t minute = calendar_minute_of_week(&core->venue->calendar, core->venue->time_ns);
    bool after_from = minute >= terms->weekend_from_minute;
    bool before_to = minute < terms->weekend_to_minute;
    bool wraps = terms->weekend_from_minute > terms->weekend_to_minute;
    return wraps ? after_from || before_to : after_from && before_to;
}

struct margin_point margin_point_of(const struct core *core, uint32_t product_id)
{
    const struct product *product = core_product_at(core, product_id);
    struct lot_factors factors = product_factors(product, product->mark);
    return (struct margin_point){
        .mark_e4 = factors.price_e4,
        .tick_value_micros = factors.tick_value_micros,
        .is_inverse = product_is_inverse(product),
        .open_interest_lots = product->open_interest_lots,
        .queue_ratio_ppm = core->venue->queue_ratio_ppm,
        .is_weekend = is_weekend(core, &core->margins[product_id].terms),
    };
}

const struct risk_grid *account_grid(const struct core *core, const struct account *account,
                                     uint32_t product_id)
{
    if ((account->margin_flags & MARGIN_IS_PORTFOLIO) == 0) return NULL;
    uint32_t group = core->margins[product_id].terms.risk_group;
    const struct risk_grid *grid = &core->grids[group];
    return group != 0 && grid->terms.scenario_count != 0 ? grid : NULL;
}

int128 account_credit(const struct core *core, uint32_t account_id)
{
    int128 credit = 0;
    uint32_t slot = core->links[account_id].first_holding;
    while (slot != 0) {
        const struct holding *holding = &core->holdings[slot];
        credit += asset_credit(&core->assets[holding->asset], holding->units);
        slot = holding->account_next;
    }
    return credit;
}

/* One product of an account, as it is or would be. */
struct stake {
    uint32_t product;
    int64_t net_lots;
    int64_t paid_micros;
    int64_t open_lots[2];
    int128 funding_micros; /* R-EQUITY-2: what is due on the position as it is */
};

static struct stake stake_of(const struct core *core, const struct position *position,
                             const struct what_if *change)
{
    struct stake stake = {
        .product = position->product,
        .net_lots = position->net_lots,
        .paid_micros = position->paid_micros,
        .open_lots = {position->open_lots[SIDE_BUY], position->open_lots[SIDE_SELL]},
        .funding_micros = funding_pending(core, position),
    };
    if (change != NULL && change->product == position->product) {
        stake.net_lots = change->net_lots;
        stake.open_lots[SIDE_BUY] = change->open_lots[SIDE_BUY];
        stake.open_lots[SIDE_SELL] = change->open_lots[SIDE_SELL];
    }
    return stake;
}

/* The stake's profit, and its margins if no grid margins it with others. */
static void value_add(const struct core *core, struct account_value *value,
                      const struct stake *stake, const struct risk_grid *grid)
{
    const struct product_margin *margin = &core->margins[stake->product];
    struct margin_point point = margin_point_of(core, stake->product);
    value->unrealised -= stake->funding_micros;
    if (stake->net_lots != 0) {
        value->unrealised += margin_unrealised(&point, stake->net_lots, stake->paid_micros);
        value->positions++;
    }
    if (grid != NULL) return;
    int64_t lots = stake->net_lots < 0 ? -stake->net_lots : stake->net_lots;
    int64_t worse =
        worse_side_lots(stake->net_lots, stake->open_lots[SIDE_BUY], stake->open_lots[SIDE_SELL]);
    value->maintenance += margin_maintenance(margin, &point, lots);
    value->initial += margin_initial(margin, &point, worse);
}

/* The portfolios of one group: positions alone, and with their open orders. */
struct group_sums {
    struct portfolio alone;
    struct portfolio with_orders;
};

static void group_add(const struct core *core, struct group_sums *sums,
                      const struct risk_grid *grid, const struct stake *stake)
{
    struct margin_point point = margin_point_of(core, stake->product);
    struct lots_range alone = {stake->net_lots, stake->net_lots};
    struct lots_range range = {stake->net_lots - stake->open_lots[SIDE_SELL],
                               stake->net_lots + stake->open_lots[SIDE_BUY]};
    portfolio_add(&sums->alone, grid, &point, alone);
    portfolio_add(&sums->with_orders, grid, &point, range);
}

/* A product of the change in which the account has no listed position yet. */
static bool stake_is_new(const struct core *core, uint32_t account_id, const struct what_if *change)
{
    if (change == NULL) return false;
    uint32_t slot = account_position(core, account_id, change->product);
    return slot == 0 || !position_at(&core->positions, slot)->is_listed;
}

static struct stake stake_new(const struct what_if *change)
{
    return (struct stake){
        .product = change->product,
        .net_lots = change->net_lots,
        .open_lots = {change->open_lots[SIDE_BUY], change->open_lots[SIDE_SELL]},
    };
}

static void group_value_add(const struct core *core, struct account_value *value,
                            uint32_t account_id, uint32_t group, const struct what_if *change)
{
    const struct risk_grid *grid = &core->grids[group];
    struct group_sums sums = {.alone = {.long_low = 0}};
    uint32_t slot = core_account_at(core, account_id)->first_position;
    while (slot != 0) {
        const struct position *position = position_at(&core->positions, slot);
        slot = position->account_next;
        const struct product_margin *margin = &core->margins[position->product];
        if (margin->terms_version == 0 || margin->terms.risk_group != group) continue;
        struct stake stake = stake_of(core, position, change);
        group_add(core, &sums, grid, &stake);
    }
    if (stake_is_new(core, account_id, change) &&
        core->margins[change->product].terms.risk_group == group) {
        struct stake stake = stake_new(change);
        group_add(core, &sums, grid, &stake);
    }
    int128 maintenance = portfolio_maintenance(grid, portfolio_requirement(&sums.alone, grid));
    int128 initial = portfolio_requirement(&sums.with_orders, grid);
    int128 least = margin_least_initial(maintenance, core->venue->queue_ratio_ppm);
    value->maintenance += maintenance;
    value->initial += initial > least ? initial : least;
}

struct account_value account_value_of(const struct core *core, uint32_t account_id,
                                      const struct what_if *change)
{
    const struct account *account = core_account_at(core, account_id);
    uint32_t entry = entry_account(account_id);
    struct account_value value = {.initial = core->ledger.lines[entry].hold_micros};
    uint32_t groups = 0;
    uint32_t slot = account->first_position;
    while (slot != 0) {
        const struct position *position = position_at(&core->positions, slot);
        slot = position->account_next;
        const struct product_margin *margin = &core->margins[position->product];
        if (margin->terms_version == 0) continue;
        const struct risk_grid *grid = account_grid(core, account, position->product);
        if (grid != NULL) groups |= 1u << margin->terms.risk_group;
        struct stake stake = stake_of(core, position, change);
        value_add(core, &value, &stake, grid);
    }
    if (stake_is_new(core, account_id, change)) {
        const struct risk_grid *grid = account_grid(core, account, change->product);
        if (grid != NULL) groups |= 1u << grid->terms.risk_group;
        struct stake stake = stake_new(change);
        value_add(core, &value, &stake, grid);
    }
    for (uint32_t group = 1; groups >> group != 0; group++) {
        if ((groups >> group & 1u) != 0) group_value_add(core, &value, account_id, group, change);
    }
    value.equity = ledger_exact(&core->ledger, entry) + value.unrealised;
    value.equity += account_credit(core, account_id);
    return value;
}

/* --- without the initial margin, and that alone ----------------------------------------------- */

static bool has_grids(const struct core *core, uint32_t account_id)
{
    return (core_account_at(core, account_id)->margin_flags & MARGIN_IS_PORTFOLIO) != 0;
}

/* One position of an account without portfolio margin. */
static void brief_add(const struct core *core, struct account_value *value,
                      const struct position *position)
{
    struct margin_point point = margin_point_of(core, position->product);
    int64_t lots = (int64_t)i64_magnitude(position->net_lots);
    value->unrealised += margin_unrealised(&point, position->net_lots, position->paid_micros);
    value->unrealised -= funding_pending(core, position);
    value->maintenance += margin_maintenance(&core->margins[position->product], &point, lots);
    value->positions++;
}

struct account_value account_value_brief(const struct core *core, uint32_t account_id)
{
    if (has_grids(core, account_id)) return account_value_of(core, account_id, NULL);
    struct account_value value = {0};
    uint32_t slot = core_account_at(core, account_id)->first_position;
    while (slot != 0) {
        const struct position *position = position_at(&core->positions, slot);
        slot = position->account_next;
        bool counts =
            position->net_lots != 0 && core->margins[position->product].terms_version != 0;
        if (counts) brief_add(core, &value, position);
    }
    value.equity = ledger_exact(&core->ledger, entry_account(account_id)) + value.unrealised;
    value.equity += account_credit(core, account_id);
    return value;
}

int128 account_initial(const struct core *core, uint32_t account_id)
{
    if (has_grids(core, account_id)) return account_value_of(core, account_id, NULL).initial;
    int128 initial = core->ledger.lines[entry_account(account_id)].hold_micros;
    uint32_t slot = core_account_at(core, account_id)->first_position;
    while (slot != 0) {
        const struct position *position = position_at(&core->positions, slot);
        slot = position->account_next;
        const struct product_margin *margin = &core->margins[position->product];
        if (margin->terms_version == 0) continue;
        struct margin_point point = margin_point_of(core, position->product);
        int64_t worse = worse_side_lots(position->net_lots, position->open_lots[SIDE_BUY],
                                        position->open_lots[SIDE_SELL]);
        initial += margin_initial(margin, &point, worse);
    }
    return initial;
}
