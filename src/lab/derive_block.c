/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_block.c - see derive_block.h.
 *
 * Role   See derive_block.h.
 * Rules  R-BLOCK-4, R-MOVE-2, R-GIVE-5.
 */
#include "lab/derive_block.h"

#include "model/side.h"

static int128 larger(int128 a, int128 b)
{
    return a > b ? a : b;
}

/* R-BLOCK-4: the lots are the account's already, its open orders stay. */
static int128 initial_with(const struct order_case *order, int128 initial_micros)
{
    struct account_stake *stake = &order->account->stakes[order->stake];
    int64_t before_lots = stake->seen.net_lots;
    int64_t change_lots = order->side == SIDE_BUY ? order->added_lots : -order->added_lots;
    stake->seen.net_lots += change_lots;
    int128 after = 0;
    if (stake->is_full) {
        after = derive_sums(order->account).initial_micros;
    } else {
        int64_t worse = derive_worse_lots(stake->seen.net_lots, stake->open_lots[SIDE_BUY],
                                          stake->open_lots[SIDE_SELL]);
        after = initial_micros + (int128)worse * order->lot_margin_micros - stake->hold_micros;
    }
    stake->seen.net_lots = before_lots;
    return after;
}

/* What is paid beyond the value at the mark, or got short of it. */
static int128 loss_at_once(const struct order_case *order)
{
    const struct margin_case *seen = &order->account->stakes[order->stake].seen;
    int128 price_e4 = derive_trade_value(seen->payoff, order->price_ticks, 1) * FINE_PER_TICK;
    int128 over_e4 = price_e4 - derive_value_e4(seen->payoff, seen->mark_e4, 1);
    bool pays_value = (order->side == SIDE_BUY) != payoff_is_inverse(seen->payoff);
    if (!pays_value) over_e4 = -over_e4;
    return over_e4 <= 0 ? 0 : div_ceil(over_e4 * order->added_lots, FINE_PER_TICK);
}

struct derived_block derive_block(const struct block_case *block)
{
    const struct order_case *order = &block->order;
    const struct margin_case *seen = &order->account->stakes[order->stake].seen;
    struct derived_block derived = {.order = derive_order(order, order->added_lots)};
    int128 initial_micros = derived.order.before.initial_micros;
    derived.initial_after_micros = initial_with(order, initial_micros);
    if (!block->is_at_mark) derived.loss_micros = loss_at_once(order);
    int128 value = derive_trade_value(seen->payoff, order->price_ticks, order->added_lots);
    derived.fee_micros = div_ceil(value * block->fee_ppm, PPM_ONE);
    derived.needed_micros =
        derived.initial_after_micros - initial_micros + derived.loss_micros + derived.fee_micros;

    if (block->is_asked && derived.order.verdict != ORDER_PASSES) {
        derived.is_by_order = true;
        derived.verdict = derived.order.verdict;
    } else if (derived.needed_micros > larger(derived.order.free_micros, 0)) {
        derived.verdict = ORDER_SHORT_OF_MARGIN;
    }
    return derived;
}

int128 derive_block_deposit(const struct block_case *block, const struct derived_block *derived)
{
    if (derived->verdict != ORDER_SHORT_OF_MARGIN) return 0;
    int128 free_micros = derived->order.free_micros;
    int128 deposit = 0;
    if (derived->needed_micros > larger(free_micros, 0)) {
        deposit = derived->needed_micros - free_micros;
    }
    return block->is_asked ? larger(deposit, derive_order_deposit(&derived->order)) : deposit;
}
