/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_deleverage.c - who gives lots when nobody else takes a position.
 *
 * Role   See naive_liquidation.h.
 * Rules  R-ADL-1 to R-ADL-4, R-DEFAULT-8.
 */
#include "sim/naive_money.h"
#include "sim/naive_payoff.h"

#define FACTOR_MAX INT64_C(1000000000000)

struct candidate {
    uint32_t account_id;
    int64_t net;
    int64_t lots; /* |net| */
    int128 equity;
    int128 profit;
    int128 exposure;
    int128 score;
    int64_t given;
    int64_t left; /* of what it gives */
};

struct batch {
    uint16_t product_id;
    uint8_t method;
    bool tears_up; /* R-DEFAULT-8 */
    int64_t need;
    int128 unit;  /* exposure of one lot */
    int128 level; /* R-ADL-2 */
    struct candidate *list;
    uint32_t count;
};

/* --- candidates ------------------------------------------------------------------------------- */

/* R-ADL-2: signed so that a position on this sign's side counts as positive. */
static int128 exposure_of(const struct naive *naive, uint32_t account_id, int64_t sign)
{
    int128 sum = 0;
    for (uint32_t i = 0; i < naive->position_count; i++) {
        const struct naive_position *position = &naive->positions[i];
        const struct naive_liquidation *liquidation = &naive->liquidations[position->product_id];
        const struct naive_product *product = &naive->products[position->product_id];
        if (position->account_id != account_id || !liquidation->exists) continue;
        sum += position->net * naive_lot_value_e4(product, product->mark_e4) *
               liquidation->terms.exposure_ppm;
    }
    return div_floor(sign * sum, (int128)FINE_PER_TICK * PPM_ONE);
}

static int128 capped_factor(int128 factor)
{
    return factor > FACTOR_MAX ? FACTOR_MAX : factor;
}

/* R-ADL-3 */
static int128 rank_score(const struct naive *naive, const struct naive_position *position,
                         const struct candidate *candidate)
{
    const struct naive_product *product = &naive->products[position->product_id];
    int128 paid = position->paid < 0 ? -(int128)position->paid : position->paid;
    int128 value_e4 = candidate->lots * naive_lot_value_e4(product, product->mark_e4);
    int128 gain = paid == 0 ? FACTOR_MAX : div_floor(candidate->profit * PPM_ONE, paid);
    int128 value = div_floor(value_e4, FINE_PER_TICK);
    int128 leverage = div_floor(value * PPM_ONE, candidate->equity);
    return div_floor(capped_factor(gain) * capped_factor(leverage), PPM_ONE);
}

static bool find_candidate(const struct naive *naive, const struct batch *batch, int64_t sign,
                           struct candidate *candidate)
{
    uint32_t account_id = candidate->account_id;
    const struct naive_position *position =
        naive_find_position(naive, account_id, batch->product_id);
    if (position == NULL || position->net * sign <= 0) return false;
    if (naive->accounts[account_id].queue_turn != 0 && !batch->tears_up) return false;
    if (naive->liquidations[batch->product_id].terms.fund_account_id == account_id) return false;
    candidate->profit = naive_position_profit(naive, position);
    candidate->equity = naive_equity(naive, account_id);
    bool gains = candidate->profit > 0 && candidate->equity > 0;
    if (!gains && !batch->tears_up) return false;
    candidate->net = position->net;
    candidate->lots = position->net * sign;
    candidate->exposure = exposure_of(naive, account_id, sign);
    if (batch->method != DELEVERAGE_RANK && gains)
        candidate->score = div_floor(candidate->exposure * PPM_ONE, candidate->equity);
    if (batch->method == DELEVERAGE_RANK) candidate->score = rank_score(naive, position, candidate);
    return true;
}

static int64_t lots_found(const struct batch *batch)
{
    int64_t lots = 0;
    for (uint32_t i = 0; i < batch->count; i++) lots += batch->list[i].lots;
    return lots;
}

/* --- who gives how much ----------------------------------------------------------------------- */

/* R-ADL-2: what a candidate gives down to a level of leverage. */
static int64_t gives_at(const struct batch *batch, const struct candidate *candidate, int128 level)
{
    if (candidate->exposure <= 0) return 0;
    /* Beyond its own leverage it gives nothing; below it, level x equity fits. */
    if (level > candidate->exposure * PPM_ONE / candidate->equity) return 0;
    int128 above = candidate->exposure * PPM_ONE - level * candidate->equity;
    int128 lots = div_floor(above, batch->unit * PPM_ONE);
    return lots < candidate->lots ? narrow_i64(lots) : candidate->lots;
}

static int128 all_give_at(const struct batch *batch, int128 level)
{
    int128 sum = 0;
    for (uint32_t i = 0; i < batch->count; i++) sum += gives_at(batch, &batch->list[i], level);
    return sum;
}

static void fill_with_water(struct batch *batch)
{
    int128 low = 0;
    int128 high = 1;
    while (all_give_at(batch, high) > batch->need) high *= 2;
    while (low < high) {
        int128 middle = low + (high - low) / 2;
        if (all_give_at(batch, middle) <= batch->need) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    batch->level = low;
    int64_t missing = batch->need;
    for (uint32_t i = 0; i < batch->count; i++) {
        batch->list[i].given = gives_at(batch, &batch->list[i], low);
        missing -= batch->list[i].given;
    }
    for (uint32_t i = 0; i < batch->count && missing > 0; i++) {
        struct candidate *candidate = &batch->list[i];
        int64_t most = low == 0 ? candidate->lots : gives_at(batch, candidate, low - 1);
        int64_t more = i64_min(missing, most - candidate->given);
        candidate->given += more;
        missing -= more;
    }
}

/* R-ADL-3 */
static void give_by_rank(struct batch *batch)
{
    int64_t missing = batch->need;
    while (missing > 0) {
        struct candidate *best = NULL;
        for (uint32_t i = 0; i < batch->count; i++) {
            struct candidate *candidate = &batch->list[i];
            if (candidate->given > 0) continue;
            if (best == NULL || candidate->score > best->score) best = candidate;
        }
        if (best == NULL) return;
        best->given = i64_min(missing, best->lots);
        missing -= best->given;
    }
}

/* R-ADL-4 */
static void give_pro_rata(struct batch *batch)
{
    int64_t all = lots_found(batch);
    int64_t missing = batch->need;
    for (uint32_t i = 0; i < batch->count; i++) {
        int128 share = (int128)batch->need * batch->list[i].lots;
        batch->list[i].given = narrow_i64(div_floor(share, all));
        missing -= batch->list[i].given;
    }
    for (uint32_t i = 0; i < batch->count && missing > 0; i++) {
        if (batch->list[i].given == batch->list[i].lots) continue;
        batch->list[i].given++;
        missing--;
    }
}

static void choose_lots(struct batch *batch)
{
    if (lots_found(batch) <= batch->need) {
        for (uint32_t i = 0; i < batch->count; i++) batch->list[i].given = batch->list[i].lots;
        return;
    }
    switch (batch->method) {
    case DELEVERAGE_WATER_FILLING: fill_with_water(batch); break;
    case DELEVERAGE_RANK: give_by_rank(batch); break;
    case DELEVERAGE_PRO_RATA: give_pro_rata(batch); break;
    default: IMPOSSIBLE();
    }
}

/* --- events and moves ------------------------------------------------------------------------- */

static void emit_batch(struct naive *naive, const struct batch *batch, enum side close_side)
{
    struct event_deleverage *body =
        &naive_emit(naive, EVENT_DELEVERAGE, 0, batch->product_id)->deleverage;
    body->need.lots = batch->need;
    body->found.lots = lots_found(batch);
    if (batch->method == DELEVERAGE_WATER_FILLING) {
        body->level_ppm = naive_show(batch->level);
        body->unit.micros = naive_show(batch->unit);
    }
    body->candidates = batch->count;
    body->method = batch->method;
    body->side = (uint8_t)close_side;
    for (uint32_t i = 0; i < batch->count; i++) {
        const struct candidate *candidate = &batch->list[i];
        if (candidate->given == 0) continue;
        struct event_deleveraged *given =
            &naive_emit(naive, EVENT_DELEVERAGED, candidate->account_id, batch->product_id)
                 ->deleveraged;
        given->exposure.micros = naive_show(candidate->exposure);
        given->equity.micros = naive_show(candidate->equity);
        given->profit.micros = naive_show(candidate->profit);
        given->net.lots = candidate->net;
        given->lots.lots = candidate->given;
        given->score = naive_show(candidate->score);
    }
}

/* R-ADL-1: bankruptcy value, but nothing is lost by who gives. */
static int64_t move_value(const struct naive *naive, const struct naive_turn *turn,
                          const struct candidate *candidate, int64_t lots)
{
    const struct naive_position *position =
        naive_find_position(naive, candidate->account_id, turn->product_id);
    int128 paid = position->paid < 0 ? -(int128)position->paid : position->paid;
    int64_t net = position->net < 0 ? -position->net : position->net;
    int64_t value = naive_bankruptcy_value(turn, lots);
    /* Who is closed is paid by the candidate, who then pays at most what it was paid itself. */
    if (turn->receives) {
        return i64_min(value, narrow_i64(div_floor(paid * lots, net)));
    }
    return i64_max(value, narrow_i64(div_ceil(paid * lots, net)));
}

static int128 value_at(const struct naive *naive, const struct naive_turn *turn, int64_t lots,
                       int64_t price_e4)
{
    const struct naive_product *product = &naive->products[turn->product_id];
    return div_floor(lots * naive_lot_value_e4(product, price_e4), FINE_PER_TICK);
}

/* R-DEFAULT-8: at the last settlement price, with the bound of who traded since. */
static int64_t tear_value(const struct naive *naive, const struct naive_turn *turn,
                          const struct candidate *candidate, int64_t lots)
{
    const struct naive_position *position =
        naive_find_position(naive, candidate->account_id, turn->product_id);
    int64_t mark_e4 = naive->products[turn->product_id].mark_e4;
    int64_t settled_e4 = naive->settlements[turn->product_id].last_price_e4;
    int128 at_mark = value_at(naive, turn, lots, mark_e4);
    int128 value = settled_e4 == 0 ? at_mark : value_at(naive, turn, lots, settled_e4);
    int128 paid = position->paid < 0 ? -(int128)position->paid : position->paid;
    if (position->net < 0) {
        int128 most = div_floor(paid * lots, -position->net);
        if (most < at_mark) most = at_mark;
        return narrow_i64(value < most ? value : most);
    }
    int128 least = div_ceil(paid * lots, position->net);
    if (least > at_mark) least = at_mark;
    return narrow_i64(value > least ? value : least);
}

static void move_lots(struct naive *naive, struct naive_turn *turn, const struct batch *batch)
{
    for (uint32_t i = 0; i < batch->count && turn->left > 0; i++) {
        struct candidate *candidate = &batch->list[i];
        int64_t lots = i64_min(turn->left, candidate->left);
        if (lots == 0) continue;
        struct naive_move move = {.other_id = candidate->account_id,
                                  .lots = lots,
                                  .value = batch->tears_up
                                               ? tear_value(naive, turn, candidate, lots)
                                               : move_value(naive, turn, candidate, lots),
                                  .cause = batch->tears_up ? MOVE_TEAR_UP : MOVE_DELEVERAGE};
        candidate->left -= lots;
        naive_move_position(naive, turn, &move);
    }
}

void naive_keep_positions(struct naive *naive, struct naive_turn *turns, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        struct naive_turn *turn = &turns[i];
        if (turn->left == 0) continue;
        int128 debt = -naive_equity(naive, turn->account_id);
        if (debt > 0) debt = naive_pay_debt(naive, turn->product_id, turn->account_id, debt);
        if (debt <= 0) turn->left = 0;
    }
}

void naive_deleverage(struct naive *naive, struct naive_turn *turns, uint32_t count,
                      enum side close_side)
{
    struct batch batch = {.need = 0};
    for (uint32_t i = 0; i < count; i++) {
        if (turns[i].close_side == close_side) batch.need += turns[i].left;
    }
    if (batch.need == 0) return;
    batch.product_id = turns[0].product_id;
    const struct naive_product *product = &naive->products[batch.product_id];
    const struct body_liquidation_terms *terms = &naive->liquidations[batch.product_id].terms;
    batch.tears_up = terms->regime == REGIME_CLEARING;
    batch.method = batch.tears_up ? DELEVERAGE_PRO_RATA : terms->method;
    batch.unit = div_ceil(naive_lot_value_e4(product, product->mark_e4) * terms->exposure_ppm,
                          (int128)FINE_PER_TICK * PPM_ONE);
    batch.list = calloc(naive->config.accounts_max, sizeof *batch.list);
    if (batch.list == NULL) abort();
    int64_t sign = close_side == SIDE_SELL ? -1 : 1; /* candidates stand on the other side */
    for (uint32_t id = 1; id <= naive->account_count; id++) {
        struct candidate candidate = {.account_id = id};
        if (find_candidate(naive, &batch, sign, &candidate)) batch.list[batch.count++] = candidate;
    }
    choose_lots(&batch);
    emit_batch(naive, &batch, close_side);
    for (uint32_t i = 0; i < batch.count; i++) batch.list[i].left = batch.list[i].given;
    for (uint32_t i = 0; i < count; i++) {
        if (turns[i].close_side == close_side) move_lots(naive, &turns[i], &batch);
    }
    free(batch.list);
}
