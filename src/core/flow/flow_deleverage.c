/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_deleverage.c - what nobody took is taken from the other side, in one batch a side and step.
 *
 * Rules  R-ADL-1 to R-ADL-4, R-DEFAULT-8.
 */
#include "core/flow/flow_liquidation.h"
#include "core/product/payoff.h"

/* R-ADL-2: value of lots at the mark, weighted, in 10^-10 micros. */
static int128 weighted_e10(const struct core *core, uint32_t product_id, int64_t lots)
{
    const struct product *product = core_product_at(core, product_id);
    return product_fine_value(product, product->mark) * lots *
           core->liquidations[product_id].terms.exposure_ppm;
}

#define WEIGHTED_ONE ((int128)FINE_PER_TICK * PPM_ONE)

static int64_t saturate(int128 value)
{
    if (value < INT64_MIN) return INT64_MIN;
    return value > INT64_MAX ? INT64_MAX : (int64_t)value;
}

/* X of R-ADL-2, of an account, for a position with this sign. */
static int64_t exposure_of(const struct core *core, uint32_t account_id, int64_t sign)
{
    int128 sum = 0;
    uint32_t slot = core_account_at(core, account_id)->first_position;
    while (slot != 0) {
        const struct position *position = position_at(&core->positions, slot);
        slot = position->account_next;
        if (!core->liquidations[position->product].has_terms) continue;
        sum += sign * weighted_e10(core, position->product, position->net_lots);
    }
    return saturate(div_floor(sum, WEIGHTED_ONE));
}

/* R-ADL-1: fills the candidate if the position is one. */
static bool is_candidate(const struct core *core, uint32_t slot, enum side side,
                         struct deleverage_candidate *candidate)
{
    const struct position *position = position_at(&core->positions, slot);
    const struct product *product = core_product_at(core, position->product);
    /* A long that is closed sells: who gives lots is short, and buys them back. */
    int64_t lots = -side_sign(side_opposite(side)) * position->net_lots;
    if (lots <= 0) return false;
    if (core->liquidations[position->product].terms.fund_account_id == position->account) {
        return false;
    }
    int64_t profit = position_profit(core, position);
    int64_t equity = account_health(core, position->account).equity_micros;
    bool gains = profit > 0 && equity > 0 && !account_is_queued(core, position->account);
    if (!gains && !regime_is_clearing(core, position->product)) return false;

    int128 value = product_fine_value(product, product->mark) * lots;
    *candidate = (struct deleverage_candidate){
        .account = position->account,
        .position = slot,
        .lots_max = lots,
        .exposure_micros = exposure_of(core, position->account, position->net_lots > 0 ? 1 : -1),
        .equity_micros = equity,
        .profit_micros = profit,
        .paid_micros = (int64_t)i64_magnitude(position->paid_micros),
        .value_micros = saturate(div_floor(value, FINE_PER_TICK)),
    };
    return true;
}

/* R-DEFAULT-8: a tear-up is pro rata, whatever the terms say. */
static enum deleverage_method method_of(const struct core *core, uint32_t product_id)
{
    if (regime_is_clearing(core, product_id)) return DELEVERAGE_PRO_RATA;
    return (enum deleverage_method)core->liquidations[product_id].terms.method;
}

/* In a tear-up the larger position counts, if there are too many. */
static void candidate_score(struct deleverage_candidate *candidate, enum deleverage_method method)
{
    if (candidate->equity_micros <= 0 || candidate->profit_micros <= 0) {
        candidate->score = 0;
    } else if (method == DELEVERAGE_RANK) {
        deleverage_score_rank(candidate);
    } else {
        deleverage_score_leverage(candidate);
    }
}

/* R-ADL-1: all candidates of a side, by ascending account; of too many the highest scores. */
static struct deleverage_list candidates_collect(struct core *core, uint32_t product_id,
                                                 enum side side)
{
    struct deleverage_list list = {.items = core->candidates};
    enum deleverage_method by_method = method_of(core, product_id);
    uint32_t slot = core_product_at(core, product_id)->first_position;
    while (slot != 0) {
        struct deleverage_candidate *candidate = &list.items[list.count];
        if (is_candidate(core, slot, side, candidate)) {
            list.count++;
            candidate_score(candidate, by_method);
        }
        if (list.count == core->step_items) deleverage_cut(&list, list.count / 2);
        slot = position_at(&core->positions, slot)->product_next;
    }
    if (list.count > CLOSE_ACCOUNTS_MAX) deleverage_cut(&list, CLOSE_ACCOUNTS_MAX);
    deleverage_sort(&list);
    return list;
}

/* R-ADL-2 to R-ADL-4: how many lots each gives; the event of the batch. */
static void lots_share(struct core *core, const struct close_list *list,
                       struct deleverage_list *candidates, struct event_deleverage *batch)
{
    int64_t need = batch->need.lots;
    batch->found.lots = deleverage_lots_max(candidates);
    batch->candidates = candidates->count;
    switch ((enum deleverage_method)batch->method) {
    case DELEVERAGE_WATER_FILLING:
        batch->level_ppm = deleverage_by_leverage(candidates, batch->unit.micros, need);
        break;
    case DELEVERAGE_RANK: deleverage_by_rank(candidates, need); break;
    case DELEVERAGE_PRO_RATA: deleverage_pro_rata(candidates, need); break;
    default: IMPOSSIBLE();
    }
    emit(core, EVENT_DELEVERAGE, 0, list->product)->deleverage = *batch;
}

static void givers_emit(struct core *core, const struct close_list *list,
                        const struct deleverage_list *candidates)
{
    for (uint32_t i = 0; i < candidates->count; i++) {
        const struct deleverage_candidate *candidate = &candidates->items[i];
        if (candidate->lots == 0) continue;
        emit(core, EVENT_DELEVERAGED, candidate->account, list->product)->deleveraged =
            (struct event_deleveraged){
                .exposure = {candidate->exposure_micros},
                .equity = {candidate->equity_micros},
                .profit = {candidate->profit_micros},
                .net = {position_at(&core->positions, candidate->position)->net_lots},
                .lots = {candidate->lots},
                .score = candidate->score,
            };
    }
}

/* R-ADL-1: the bankruptcy value of the lots, but the candidate loses nothing on them. */
static int64_t value_for(const struct core *core, const struct deleverage_candidate *candidate,
                         int64_t lots, int64_t bankruptcy_micros)
{
    const struct position *position = position_at(&core->positions, candidate->position);
    int128 paid = (int128)i64_magnitude(position->paid_micros) * lots;
    int64_t net = (int64_t)i64_magnitude(position->net_lots);
    /* R-PAYOFF-9: who is closed for value pays it, as a short linear position does. */
    bool pays = product_signed(core_product_at(core, position->product), position->net_lots) < 0;
    if (pays) {
        return i64_min(bankruptcy_micros, narrow_i64(div_floor(paid, net)));
    }
    return i64_max(bankruptcy_micros, narrow_i64(div_ceil(paid, net)));
}

/* R-DEFAULT-8: the lots at the last settlement price, but the candidate does not lose, for having
 * traded since, what it has not lost at the mark. */
static int64_t tear_up_value(const struct core *core, const struct deleverage_candidate *candidate,
                             const struct close_position *closed, int64_t lots)
{
    const struct position *position = position_at(&core->positions, candidate->position);
    struct fine_price price = core_settlement_at(core, position->product)->last_price;
    if (price.ticks_e4 == 0) price = closed->mark;
    int64_t value = settlement_value(lots, price, closed->tick_value_micros);
    int64_t at_mark = close_mark_value_floor(closed, lots);
    int128 paid = (int128)i64_magnitude(position->paid_micros) * lots;
    int64_t net = (int64_t)i64_magnitude(position->net_lots);
    if (position->net_lots < 0) {
        return i64_min(value, i64_max(narrow_i64(div_floor(paid, net)), at_mark));
    }
    return i64_max(value, i64_min(narrow_i64(div_ceil(paid, net)), at_mark));
}

/* One closed position and one candidate: as many lots as both have left. */
static void pair_move(struct core *core, const struct close_list *list, struct close_item *item,
                      struct deleverage_candidate *candidate)
{
    struct close_position position = close_position_of(core, list, item);
    int64_t lots = i64_min(item->lots_left, candidate->lots);
    int64_t bankruptcy = close_bankruptcy_value(&position, lots);
    bool tears = regime_is_clearing(core, list->product);
    struct move move = {.to_account = candidate->account,
                        .cause = tears ? MOVE_TEAR_UP : MOVE_DELEVERAGE,
                        .lots = {lots},
                        .value = {tears ? tear_up_value(core, candidate, &position, lots)
                                        : value_for(core, candidate, lots, bankruptcy)},
                        .bankruptcy = {bankruptcy},
                        .goes_on = candidate->lots > lots};
    candidate->lots -= lots;
    position_give(core, list, item, &move);
}

static void moves_make(struct core *core, struct close_list *list, enum side side,
                       struct deleverage_list *candidates)
{
    uint32_t next = 0;
    for (uint32_t i = 0; i < list->count; i++) {
        struct close_item *item = &list->items[i];
        hint_item(core, list, i);
        if (item->side != side) continue;
        while (item->lots_left > 0) {
            while (next < candidates->count && candidates->items[next].lots == 0) next++;
            if (next == candidates->count) return;
            pair_move(core, list, item, &candidates->items[next]);
        }
    }
}

void positions_keep(struct core *core, struct close_list *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        struct close_item *item = &list->items[i];
        hint_item(core, list, i);
        if (item->lots_left == 0) continue;
        int64_t debt = -account_health(core, item->account).equity_micros;
        if (debt > 0) debt = default_pay(core, list->product, item->account, debt);
        if (debt <= 0) item->lots_left = 0;
    }
}

void deleverage_side(struct core *core, struct close_list *list, enum side side)
{
    struct event_deleverage batch = {.side = (uint8_t)side,
                                     .method = (uint8_t)method_of(core, list->product)};
    for (uint32_t i = 0; i < list->count; i++) {
        if (list->items[i].side == side) batch.need.lots += list->items[i].lots_left;
    }
    if (batch.need.lots == 0) return;
    if (batch.method == DELEVERAGE_WATER_FILLING) {
        batch.unit.micros = saturate(div_ceil(weighted_e10(core, list->product, 1), WEIGHTED_ONE));
    }
    struct deleverage_list candidates = candidates_collect(core, list->product, side);
    if (candidates.count == 0) {
        emit(core, EVENT_DELEVERAGE, 0, list->product)->deleverage = batch;
        return;
    }
    lots_share(core, list, &candidates, &batch);
    givers_emit(core, list, &candidates);
    moves_make(core, list, side, &candidates);
}
