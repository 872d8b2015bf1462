/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_portfolio.c - grids of scenarios and portfolio margin.
 *
 * Role   See naive_margin.h.
 * Rules  R-PM-1 to R-PM-5.
 */
#include "sim/naive_check.h"
#include "sim/naive_margin.h"
#include "sim/naive_money.h"

#define SHOCK_PPM_MAX 5000000

/* --- requirement ------------------------------------------------------------------------------ */

bool naive_is_in_grid(const struct naive *naive, uint32_t account_id, uint16_t product_id)
{
    const struct naive_full *full = &naive->fulls[product_id];
    if (naive->accounts[account_id].margin_mode != MARGIN_PORTFOLIO || !full->exists) return false;
    return full->terms.risk_group != 0 && naive->margins.grids[full->terms.risk_group].exists;
}

/* Ten-thousandths of micros: lots at the mark, exact. */
static int128 value_e4(const struct naive *naive, uint16_t product_id, int64_t lots)
{
    const struct naive_product *product = &naive->products[product_id];
    return (int128)lots * product->mark_e4 * product->terms.tick_value_micros;
}

/* What the account has in each product of the group.  Returns how many. */
static uint32_t lots_of_group(const struct naive *naive, uint32_t account_id, uint32_t group,
                              const struct naive_lots *change, struct naive_lots list[PRODUCTS_MAX])
{
    uint32_t count = 0;
    for (uint32_t id = 1; id < naive->config.products_max; id++) {
        uint16_t product_id = (uint16_t)id;
        if (!naive_is_in_grid(naive, account_id, product_id)) continue;
        if (naive->fulls[product_id].terms.risk_group != group) continue;
        list[count] = naive_lots_of(naive, account_id, product_id);
        if (change != NULL && change->product_id == product_id) list[count] = *change;
        count++;
    }
    return count;
}

static int128 larger(int128 a, int128 b)
{
    return a > b ? a : b;
}

/* R-PM-3 */
static int128 scan_of(const struct naive *naive, const struct body_risk_grid *grid,
                      const struct naive_lots *list, uint32_t count)
{
    int128 scan = 0;
    for (uint32_t i = 0; i < grid->scenario_count; i++) {
        const struct scenario_term *scenario = &grid->scenarios[i];
        int128 loss = 0;
        for (uint32_t j = 0; j < count; j++) {
            int128 if_bids = -value_e4(naive, list[j].product_id, list[j].long_side);
            int128 if_asks = -value_e4(naive, list[j].product_id, list[j].short_side);
            loss += larger(if_bids * scenario->shock_ppm, if_asks * scenario->shock_ppm);
        }
        int128 scale = (int128)FINE_PER_TICK * PPM_ONE * PPM_ONE;
        scan = larger(scan, div_ceil(loss * scenario->weight_ppm, scale));
    }
    return scan;
}

static int128 floor_of(const struct body_risk_grid *grid, int128 longs, int128 shorts)
{
    int128 net = longs > shorts ? longs - shorts : shorts - longs;
    int128 hedged = longs < shorts ? longs : shorts;
    return div_ceil(net * grid->net_ppm + hedged * grid->hedged_ppm,
                    (int128)FINE_PER_TICK * PPM_ONE);
}

/* R-PM-4: the largest of the four corners. */
static int128 delta_floor(const struct naive *naive, const struct body_risk_grid *grid,
                          const struct naive_lots *list, uint32_t count)
{
    int128 longs[2] = {0, 0};
    int128 shorts[2] = {0, 0};
    for (uint32_t j = 0; j < count; j++) {
        uint16_t id = list[j].product_id;
        longs[0] += value_e4(naive, id, i64_max(0, list[j].short_side));
        longs[1] += value_e4(naive, id, i64_max(0, list[j].long_side));
        shorts[0] += value_e4(naive, id, i64_max(0, -list[j].long_side));
        shorts[1] += value_e4(naive, id, i64_max(0, -list[j].short_side));
    }
    int128 floor = 0;
    for (uint32_t corner = 0; corner < 4; corner++)
        floor = larger(floor, floor_of(grid, longs[corner % 2], shorts[corner / 2]));
    return floor;
}

static int128 requirement_of(const struct naive *naive, const struct body_risk_grid *grid,
                             const struct naive_lots *list, uint32_t count)
{
    return larger(scan_of(naive, grid, list, count), delta_floor(naive, grid, list, count));
}

/* R-PM-5: maintenance margin of a group, from the positions alone. */
static int128 group_maintenance(const struct naive *naive, uint32_t account_id, uint32_t group,
                                const struct naive_lots *change)
{
    struct naive_lots list[PRODUCTS_MAX];
    uint32_t count = lots_of_group(naive, account_id, group, NULL, list);
    const struct body_risk_grid *grid = &naive->margins.grids[group].terms;
    for (uint32_t j = 0; j < count; j++) {
        int64_t net = naive_net_lots(naive, account_id, list[j].product_id);
        if (change != NULL && change->product_id == list[j].product_id) net = change->long_side;
        list[j].long_side = net;
        list[j].short_side = net;
    }
    return div_ceil(requirement_of(naive, grid, list, count) * grid->share_ppm, PPM_ONE);
}

int128 naive_portfolio_maintenance(const struct naive *naive, uint32_t account_id,
                                   const struct naive_lots *change)
{
    int128 sum = 0;
    for (uint32_t group = 1; group < RISK_GROUPS_MAX; group++)
        sum += group_maintenance(naive, account_id, group, change);
    return sum;
}

int128 naive_portfolio_initial(const struct naive *naive, uint32_t account_id,
                               const struct naive_lots *change)
{
    int128 sum = 0;
    for (uint32_t group = 1; group < RISK_GROUPS_MAX; group++) {
        struct naive_lots list[PRODUCTS_MAX];
        uint32_t count = lots_of_group(naive, account_id, group, change, list);
        const struct body_risk_grid *grid = &naive->margins.grids[group].terms;
        int128 maintenance = group_maintenance(naive, account_id, group, NULL);
        int128 least = div_floor(maintenance * PPM_ONE, naive->margins.queue_ratio_ppm) + 1;
        if (maintenance == 0) least = 0;
        sum += larger(requirement_of(naive, grid, list, count), least);
    }
    return sum;
}

/* --- commands --------------------------------------------------------------------------------- */

static struct naive_fault check_term(enum field field, int64_t value, int64_t low, int64_t high)
{
    if (value < low) return fault_of(REJECT_TERMS, field, value, low);
    if (value > high) return fault_of(REJECT_TERMS, field, value, high);
    return NO_FAULT;
}

static struct naive_fault check_scenarios(const struct body_risk_grid *grid)
{
    CHECK(check_term(FIELD_SCENARIOS, grid->scenario_count, 1, SCENARIOS_MAX));
    for (uint32_t i = 0; i < grid->scenario_count; i++) {
        const struct scenario_term *term = &grid->scenarios[i];
        bool is_shock = term->shock_ppm >= -PPM_ONE && term->shock_ppm <= SHOCK_PPM_MAX;
        if (!is_shock || term->weight_ppm > PPM_ONE)
            return fault_of(REJECT_TERMS, FIELD_SCENARIOS, i, 0);
    }
    return NO_FAULT;
}

/* The last two of R-PM-1: what a share of the worst case is, and that nothing follows the grid. */
static struct naive_fault check_share(const struct naive *naive, const struct body_risk_grid *grid)
{
    int128 worst = grid->net_ppm;
    for (uint32_t i = 0; i < grid->scenario_count; i++) {
        int128 shock = grid->scenarios[i].shock_ppm;
        if (shock < 0) shock = -shock;
        worst = larger(worst, div_ceil(shock * grid->scenarios[i].weight_ppm, PPM_ONE));
    }
    int64_t share = narrow_i64(div_ceil(grid->share_ppm * worst, PPM_ONE));
    int64_t bound = (int64_t)naive->margins.queue_ratio_ppm * 3 / 4;
    if (share > bound) return fault_of(REJECT_TERMS, FIELD_SHARE, share, bound);
    for (uint32_t i = grid->scenario_count; i < SCENARIOS_MAX; i++) {
        if (grid->scenarios[i].shock_ppm != 0 || grid->scenarios[i].weight_ppm != 0)
            return fault_of(REJECT_TERMS, FIELD_SCENARIOS, i, 0);
    }
    return NO_FAULT;
}

struct naive_fault naive_command_risk_grid(struct naive *naive)
{
    const struct body_risk_grid *grid = &naive->command->grid;
    if (grid->risk_group < 1 || grid->risk_group >= RISK_GROUPS_MAX)
        return fault_of(REJECT_FIELD, FIELD_RISK_GROUP, grid->risk_group, 0);
    CHECK(check_scenarios(grid));
    CHECK(check_term(FIELD_FLOOR, grid->net_ppm, 0, PPM_ONE));
    CHECK(
        check_term(FIELD_FLOOR, grid->hedged_ppm, 0, i64_min(PPM_ONE, 2 * (int64_t)grid->net_ppm)));
    CHECK(check_term(FIELD_SHARE, grid->share_ppm, 1, naive->margins.queue_ratio_ppm));
    CHECK(check_share(naive, grid));
    naive->margins.grids[grid->risk_group] = (struct naive_grid){true, *grid};

    struct event *event = naive_emit(naive, EVENT_RISK_GRID, 0, 0);
    event->margin_terms.queue_ratio_ppm = naive->margins.queue_ratio_ppm;
    event->margin_terms.risk_group = grid->risk_group;
    event->margin_terms.scenario_count = grid->scenario_count;
    event->margin_terms.share_ppm = grid->share_ppm;
    return NO_FAULT;
}

struct naive_fault naive_command_margin_mode(struct naive *naive)
{
    uint32_t account_id = naive->command->account_id;
    uint8_t mode = naive->command->margin_mode.margin_mode;
    CHECK(naive_check_account_exists(naive, account_id));
    struct naive_account *account = &naive->accounts[account_id];
    if (mode > MARGIN_PORTFOLIO) return fault_of(REJECT_FIELD, FIELD_MARGIN_MODE, mode, 0);
    if (mode == account->margin_mode)
        return fault_of(REJECT_MARGIN_MODE, FIELD_MARGIN_MODE, mode, 0);
    uint8_t former = account->margin_mode;
    account->margin_mode = mode;
    int128 initial = naive_initial(naive, account_id, NULL);
    int128 equity = naive_equity(naive, account_id);
    if (initial > equity) {
        account->margin_mode = former;
        return fault_of(REJECT_MARGIN, FIELD_MARGIN, naive_show(initial), naive_show(equity));
    }
    struct event *event = naive_emit(naive, EVENT_MARGIN_MODE, account_id, 0);
    event->margin_terms.queue_ratio_ppm = naive->margins.queue_ratio_ppm;
    event->margin_terms.margin_mode = mode;
    return NO_FAULT;
}
