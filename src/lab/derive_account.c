/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_account.c - see derive_account.h.
 *
 * Role   See derive_account.h.
 * Rules  R-EQUITY-3, R-MARGIN-2, R-MARGIN-5 to R-MARGIN-7, R-COLL-3, R-PM-5, R-FCM-4.
 */
#include "lab/derive_account.h"

#include "model/side.h"

static int128 larger(int128 a, int128 b)
{
    return a > b ? a : b;
}

int64_t derive_credit(const struct body_asset_terms *terms, int64_t price_micros, int64_t units)
{
    int128 counted_ppm = PPM_ONE - (int64_t)terms->haircut_ppm;
    int128 value =
        div_floor((int128)units * price_micros * counted_ppm, (int128)PPM_ONE * ASSET_UNITS);
    return value > terms->account_cap_micros ? terms->account_cap_micros : (int64_t)value;
}

static int64_t worse_of(const struct account_stake *stake)
{
    return derive_worse_lots(stake->seen.net_lots, stake->open_lots[SIDE_BUY],
                             stake->open_lots[SIDE_SELL]);
}

/* The group's positions: from all asks filled to all bids filled, or as they are. */
static void group_collect(const struct account_case *account, uint8_t group, bool with_orders,
                          struct portfolio_case *positions)
{
    positions->grid = &account->grids[group];
    positions->count = 0;
    for (uint32_t i = 0; i < account->stake_count; i++) {
        const struct account_stake *stake = &account->stakes[i];
        const struct margin_case *seen = &stake->seen;
        if (!stake->is_full || stake->risk_group != group) continue;
        int64_t low = seen->net_lots - (with_orders ? stake->open_lots[SIDE_SELL] : 0);
        int64_t high = seen->net_lots + (with_orders ? stake->open_lots[SIDE_BUY] : 0);
        derive_portfolio_add(positions, derive_value_e4(seen->payoff, seen->mark_e4, low),
                             derive_value_e4(seen->payoff, seen->mark_e4, high));
    }
}

void derive_group(const struct account_case *account, uint8_t group,
                  struct derived_portfolio *alone, struct derived_portfolio *with_orders)
{
    struct portfolio_case positions;
    group_collect(account, group, false, &positions);
    *alone = derive_portfolio(&positions);
    group_collect(account, group, true, &positions);
    *with_orders = derive_portfolio(&positions);
}

static void sums_add_group(const struct account_case *account, uint8_t group,
                           struct account_sums *sums)
{
    struct derived_portfolio alone;
    struct derived_portfolio with_orders;
    derive_group(account, group, &alone, &with_orders);
    int128 maintenance =
        derive_portfolio_maintenance(&account->grids[group], alone.requirement_micros);
    sums->maintenance_micros += maintenance;
    sums->initial_micros += larger(with_orders.requirement_micros,
                                   derive_least_initial(maintenance, account->queue_ratio_ppm));
}

struct account_sums derive_sums(const struct account_case *account)
{
    struct account_sums sums = {0};
    uint32_t groups = 0;
    for (uint32_t i = 0; i < account->stake_count; i++) {
        const struct account_stake *stake = &account->stakes[i];
        sums.owed_micros += stake->seen.owed_micros;
        sums.hold_micros += stake->hold_micros;
        if (!stake->is_full) {
            sums.plain_owed_micros += stake->seen.owed_micros;
            continue;
        }
        sums.unrealised_micros += derive_unrealised(&stake->seen);
        if (stake->risk_group != 0) {
            groups |= 1u << stake->risk_group;
            continue;
        }
        sums.maintenance_micros += derive_maintenance(&stake->seen, stake->seen.net_lots);
        sums.initial_micros += derive_initial(&stake->seen, worse_of(stake)).micros;
    }
    for (uint8_t group = 1; groups >> group != 0; group++) {
        if ((groups >> group & 1u) != 0) sums_add_group(account, group, &sums);
    }
    sums.initial_micros += sums.hold_micros;
    sums.equity_micros = account->balance_micros + sums.unrealised_micros + account->credit_micros;
    return sums;
}

/* R-MARGIN-6: what it can lose at once. */
static void entry_cost(const struct order_case *order, struct derived_order *derived,
                       int64_t added_lots)
{
    const struct margin_case *seen = &order->account->stakes[order->stake].seen;
    int128 worse_e4 = derive_trade_value(seen->payoff, order->price_ticks, 1) * FINE_PER_TICK -
                      derive_value_e4(seen->payoff, seen->mark_e4, 1);
    bool pays_value = (order->side == SIDE_BUY) != payoff_is_inverse(seen->payoff);
    if (!pays_value) worse_e4 = -worse_e4;
    if (worse_e4 > 0) derived->loss_micros = div_ceil(worse_e4 * added_lots, FINE_PER_TICK);
    int128 value = derive_trade_value(seen->payoff, order->price_ticks, added_lots);
    derived->fee_micros = div_ceil(value * order->fee_ppm, PPM_ONE);
}

static int128 initial_after(const struct order_case *order, const struct derived_order *derived,
                            int64_t added_lots)
{
    struct account_stake *stake = &order->account->stakes[order->stake];
    if (!stake->is_full) {
        int128 margin = (int128)derived->worse_after_lots * order->lot_margin_micros;
        return derived->before.initial_micros + margin - stake->hold_micros;
    }
    stake->open_lots[order->side] += added_lots;
    int128 after = derive_sums(order->account).initial_micros;
    stake->open_lots[order->side] -= added_lots;
    return after;
}

struct derived_order derive_order(const struct order_case *order, int64_t added_lots)
{
    struct account_stake *stake = &order->account->stakes[order->stake];
    struct derived_order derived = {.before = derive_sums(order->account)};
    derived.worse_before_lots = worse_of(stake);
    stake->open_lots[order->side] += added_lots;
    derived.worse_after_lots = worse_of(stake);
    stake->open_lots[order->side] -= added_lots;
    derived.initial_after_micros = initial_after(order, &derived, added_lots);
    derived.free_micros = derived.before.equity_micros - derived.before.initial_micros;
    derived.needed_micros = derived.initial_after_micros - derived.before.initial_micros;
    if (stake->is_full) entry_cost(order, &derived, added_lots);
    derived.needed_micros += derived.loss_micros + derived.fee_micros;

    bool is_free = derived.worse_after_lots <= derived.worse_before_lots;
    bool is_same = derived.initial_after_micros <= derived.before.initial_micros;
    if (is_free || (stake->is_full && is_same)) return derived;
    if (order->limit_micros > 0 && derived.initial_after_micros > order->limit_micros) {
        derived.verdict = ORDER_ABOVE_LIMIT;
    } else if (derived.needed_micros > larger(derived.free_micros, 0)) {
        derived.verdict = ORDER_SHORT_OF_MARGIN;
    }
    return derived;
}

int64_t derive_order_largest(const struct order_case *order)
{
    int64_t passes = 0;
    int64_t fails = order->added_lots;
    while (fails - passes > 1) {
        int64_t middle = passes + (fails - passes) / 2;
        if (derive_order(order, middle).verdict == ORDER_PASSES) {
            passes = middle;
        } else {
            fails = middle;
        }
    }
    return passes;
}

int128 derive_order_deposit(const struct derived_order *derived)
{
    if (derived->verdict != ORDER_SHORT_OF_MARGIN) return 0;
    return derived->needed_micros - derived->free_micros;
}

int128 derive_withdrawable(const struct account_sums *sums, int128 balance_micros)
{
    int128 by_margin = sums->equity_micros - sums->initial_micros - sums->plain_owed_micros;
    int128 by_balance = balance_micros - sums->owed_micros;
    return by_margin < by_balance ? by_margin : by_balance;
}
