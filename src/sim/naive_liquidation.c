/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_liquidation.c - liquidation terms, the step, and lots that change hands outside the book.
 *
 * Role   See naive_liquidation.h.
 * Rules  R-LIQ-1 to R-LIQ-3, R-LIQ-7, R-LIQ-9 to R-LIQ-11, R-LIQ-14.
 */
#include "base/date.h"
#include "sim/naive_book.h"
#include "sim/naive_check.h"
#include "sim/naive_money.h"
#include "sim/naive_payoff.h"

#define LOT_MICROS_MIN    10000
#define RATIO_MIN         100000
#define FACTOR_MAX        10000000
#define ADJUSTMENT_MAX    100000000
#define FUND_NOTIONAL_MAX NOTIONAL_MICROS_MAX
#define WORK_MAX          65536

/* --- terms ------------------------------------------------------------------------------------ */

static struct naive_fault check_term(enum field field, int64_t value, int64_t low, int64_t high)
{
    if (value < low) return fault_of(REJECT_TERMS, field, value, low);
    if (value > high) return fault_of(REJECT_TERMS, field, value, high);
    return NO_FAULT;
}

static struct naive_fault check_fund(const struct naive *naive, uint32_t fund_id)
{
    struct naive_fault fault = fault_of(REJECT_TERMS, FIELD_FUND, fund_id, 0);
    if (fund_id == 0) return NO_FAULT;
    if (!naive_account_exists(naive, fund_id)) return fault;
    if (naive->command->liquidation.regime == REGIME_CLEARING) return fault;
    if (naive->accounts[fund_id].currency !=
        naive->products[naive->command->product_id].payoff.currency)
        return fault;
    for (uint32_t id = 1; id < naive->config.products_max; id++) {
        const struct naive_liquidation *other = &naive->liquidations[id];
        if (id != naive->command->product_id && other->exists &&
            other->terms.fund_account_id == fund_id)
            return fault;
    }
    return NO_FAULT;
}

static struct naive_fault check_liquidation_terms(const struct naive *naive)
{
    const struct body_liquidation_terms *terms = &naive->command->liquidation;
    const struct product_terms *product = &naive->products[naive->command->product_id].terms;
    bool is_inverse = naive_is_inverse(&naive->products[naive->command->product_id]);
    int128 lot = naive_lot_value(&naive->products[naive->command->product_id],
                                 is_inverse ? product->price_ticks_min : product->price_ticks_max);
    if (lot < LOT_MICROS_MIN)
        return fault_of(REJECT_TERMS, FIELD_TICK_VALUE, narrow_i64(lot), LOT_MICROS_MIN);
    CHECK(check_term(FIELD_REGIME, terms->regime, REGIME_VENUE, REGIME_CLEARING));
    CHECK(check_term(FIELD_DELEVERAGE_METHOD, terms->method, DELEVERAGE_WATER_FILLING,
                     DELEVERAGE_PRO_RATA));
    CHECK(check_term(FIELD_LIQUIDATE_RATIO, terms->liquidate_ratio_ppm, RATIO_MIN, FACTOR_MAX));
    CHECK(check_term(FIELD_CLOSE_OUT, terms->close_out_ppm, 0, PPM_ONE));
    CHECK(check_term(FIELD_SLICE_FACTOR, terms->slice_factor_ppm, PPM_ONE, FACTOR_MAX));
    CHECK(check_term(FIELD_ADJUSTMENT, terms->adjustment_ppm, PPM_ONE, ADJUSTMENT_MAX));
    CHECK(check_term(FIELD_SPREAD, terms->spread_ppm, 1, FACTOR_MAX));
    CHECK(check_term(FIELD_FEE_RATE, terms->fee_ppm, 0, PPM_ONE));
    CHECK(check_term(FIELD_DRAWDOWN, terms->drawdown_ppm, 0, PPM_ONE));
    CHECK(check_term(FIELD_RELEASE, terms->release_ppm, 0, terms->drawdown_ppm));
    CHECK(check_term(FIELD_EXPOSURE, terms->exposure_ppm, 1, FACTOR_MAX));
    CHECK(check_term(FIELD_WORK, terms->work_max, 1, WORK_MAX));
    CHECK(check_term(FIELD_WINDOW, terms->window_ns, WINDOW_NS_MIN, WINDOW_NS_MAX));
    CHECK(check_term(FIELD_AUCTION, terms->auction_ns, 0, WINDOW_NS_MAX));
    CHECK(check_term(FIELD_AMOUNT, terms->fund_notional_micros_max, 0, FUND_NOTIONAL_MAX));
    uint32_t currency = naive->products[naive->command->product_id].payoff.currency;
    if (terms->regime == REGIME_CLEARING && (is_inverse || currency != CURRENCY_DOLLAR))
        return fault_of(REJECT_TERMS, FIELD_REGIME, REGIME_CLEARING, REGIME_VENUE);
    return check_fund(naive, terms->fund_account_id);
}

struct naive_fault naive_command_liquidation_terms(struct naive *naive)
{
    const struct body_liquidation_terms *terms = &naive->command->liquidation;
    uint16_t product_id = naive->command->product_id;
    CHECK(naive_check_product_exists(naive, product_id));
    uint32_t state = naive->products[product_id].state;
    if (state == PRODUCT_DELISTED || state == PRODUCT_WITHDRAWN)
        return fault_of(REJECT_PRODUCT_NOT_LISTED, FIELD_PRODUCT, state, 0);
    CHECK(check_liquidation_terms(naive));
    struct naive_liquidation *liquidation = &naive->liquidations[product_id];
    liquidation->exists = true;
    liquidation->terms = *terms;
    liquidation->has_window = false;
    liquidation->is_tripped = false;
    liquidation->cut_count = 0;
    naive_emit(naive, EVENT_LIQUIDATION_TERMS, 0, product_id)->liquidation_terms =
        (struct event_liquidation_terms){.window_ns = terms->window_ns,
                                         .auction_ns = terms->auction_ns,
                                         .fund_account_id = terms->fund_account_id,
                                         .liquidate_ratio_ppm = terms->liquidate_ratio_ppm,
                                         .close_out_ppm = terms->close_out_ppm,
                                         .slice_factor_ppm = terms->slice_factor_ppm,
                                         .adjustment_ppm = terms->adjustment_ppm,
                                         .spread_ppm = terms->spread_ppm,
                                         .fee_ppm = terms->fee_ppm,
                                         .drawdown_ppm = terms->drawdown_ppm,
                                         .release_ppm = terms->release_ppm,
                                         .exposure_ppm = terms->exposure_ppm,
                                         .work_max = terms->work_max,
                                         .regime = terms->regime,
                                         .method = terms->method};
    return NO_FAULT;
}

/* --- an account at its turn ------------------------------------------------------------------- */

/* R-LIQ-14 */
static bool is_unfunded(const struct naive *naive, uint32_t account_id, uint16_t product_id)
{
    return naive->accounts[account_id].prefund_state == PREFUND_LIQUIDATE &&
           naive_net_lots(naive, account_id, product_id) != 0 &&
           naive_prefund_part(naive, account_id, product_id) > 0;
}

static struct naive_turn turn_of(const struct naive *naive, uint32_t account_id,
                                 uint16_t product_id)
{
    const struct naive_product *product = &naive->products[product_id];
    int64_t net = naive_net_lots(naive, account_id, product_id);
    struct naive_lots none = {product_id, 0, 0};
    struct naive_turn turn = {.account_id = account_id,
                              .product_id = product_id,
                              .close_side = net > 0 ? SIDE_SELL : SIDE_BUY,
                              .lots = net > 0 ? net : -net,
                              .equity = naive_equity(naive, account_id),
                              .maintenance = naive_maintenance(naive, account_id, NULL),
                              .is_unfunded = is_unfunded(naive, account_id, product_id)};
    turn.value_e4 = turn.lots * naive_lot_value_e4(product, product->mark_e4);
    turn.receives = net * naive_value_sign(product) > 0;
    turn.own = turn.maintenance - naive_maintenance(naive, account_id, &none);
    if (turn.own < 0) turn.own = 0;
    if (turn.maintenance <= 0) return turn;
    turn.share = div_floor(turn.equity * turn.own, turn.maintenance);
    turn.score = naive_show(div_floor(turn.equity * PPM_ONE, turn.maintenance));
    return turn;
}

bool naive_is_liquidable(const struct naive *naive, const struct naive_turn *turn)
{
    int128 ratio = naive->liquidations[turn->product_id].terms.liquidate_ratio_ppm;
    return turn->maintenance * PPM_ONE >= ratio * turn->equity;
}

/* R-LIQ-3 (3) */
static bool must_be_liquidated(const struct naive *naive, const struct naive_turn *turn)
{
    if (turn->lots == 0 || turn->maintenance <= 0) return false;
    return turn->is_unfunded || naive_is_liquidable(naive, turn);
}

int64_t naive_bankruptcy_value(const struct naive_turn *turn, int64_t lots)
{
    int128 share_e4 = turn->share * FINE_PER_TICK;
    int128 whole = (int128)turn->lots * FINE_PER_TICK;
    int128 value = turn->receives ? div_ceil((turn->value_e4 - share_e4) * lots, whole)
                                  : div_floor((turn->value_e4 + share_e4) * lots, whole);
    return value > 0 ? narrow_i64(value) : 0;
}

/* --- moves ------------------------------------------------------------------------------------ */

/* One of the two accounts of a move; returns what it realises. */
static int64_t move_one(struct naive *naive, struct naive_position *position, enum side side,
                        const struct naive_move *move)
{
    int64_t sign = naive_value_sign(&naive->products[position->product_id]);
    int64_t realised = naive_position_fill(position, side, move->lots, (int128)sign * move->value);
    naive_ledger_move(naive, entry_clearing(position->product_id),
                      entry_account(position->account_id), realised);
    naive_hold_update(naive, position->account_id, position->product_id);
    return realised;
}

void naive_pass_lots(struct naive *naive, const struct naive_pass *pass,
                     const struct naive_move *move)
{
    uint16_t product_id = pass->product_id;
    (void)naive_make_position(naive, move->other_id, product_id);
    struct naive_position *closed = naive_find_position(naive, pass->account_id, product_id);
    struct naive_position *other = naive_find_position(naive, move->other_id, product_id);
    naive_funding_touch(naive, closed);
    naive_funding_touch(naive, other);
    int64_t realised = move_one(naive, closed, pass->side, move);
    int64_t other_realised = move_one(naive, other, side_opposite(pass->side), move);

    struct event_moved *body =
        &naive_emit(naive, EVENT_POSITION_MOVED, pass->account_id, product_id)->moved;
    body->lots.lots = move->lots;
    body->value.micros = move->value;
    body->bankruptcy.micros = pass->bankruptcy;
    body->realised.micros = realised;
    body->other_realised.micros = other_realised;
    body->net.lots = closed->net;
    body->balance.micros = naive_show(*naive_entry(naive, entry_account(pass->account_id)));
    body->other_account_id = move->other_id;
    body->cause = move->cause;
    body->side = (uint8_t)pass->side;
    naive_fit_reduce_only(naive, pass->account_id, product_id, NULL);
    naive_fit_reduce_only(naive, move->other_id, product_id, NULL);
    naive_look_at_queued(naive, pass->account_id, product_id); /* R-LIQ-13 */
    naive_look_at_queued(naive, move->other_id, product_id);
}

void naive_move_position(struct naive *naive, struct naive_turn *turn,
                         const struct naive_move *move)
{
    struct naive_pass pass = {turn->account_id, turn->product_id, turn->close_side,
                              naive_bankruptcy_value(turn, move->lots)};
    turn->left -= move->lots;
    naive_pass_lots(naive, &pass, move);
}

/* --- the step --------------------------------------------------------------------------------- */

/* R-LIQ-2 */
static bool is_ready(const struct naive *naive, uint16_t product_id)
{
    const struct naive_product *product = &naive->products[product_id];
    return naive->liquidations[product_id].exists && naive_is_full(naive, product_id) &&
           naive_product_is_trading(naive, product) && product->mark_e4 != 0;
}

/* R-LIQ-3 (2) */
static bool is_concerned(const struct naive *naive, uint32_t account_id, uint16_t product_id)
{
    return naive->accounts[account_id].queue_turn != 0 &&
           naive_net_lots(naive, account_id, product_id) != 0 &&
           naive->liquidations[product_id].terms.fund_account_id != account_id;
}

/* R-LIQ-3 (3): those of (2) and those of R-LIQ-14. */
static bool may_be_listed(const struct naive *naive, uint32_t account_id, uint16_t product_id)
{
    if (is_concerned(naive, account_id, product_id)) return true;
    return is_unfunded(naive, account_id, product_id) &&
           naive->liquidations[product_id].terms.fund_account_id != account_id;
}

/* The account that entered the queue first after a turn, 0 if none did. */
static uint32_t next_in_queue(const struct naive *naive, uint64_t after)
{
    uint32_t next = 0;
    for (uint32_t id = 1; id <= naive->account_count; id++) {
        uint64_t turn = naive->accounts[id].queue_turn;
        if (turn <= after) continue;
        if (next == 0 || turn < naive->accounts[next].queue_turn) next = id;
    }
    return next;
}

static void end_orders(struct naive *naive, uint16_t product_id)
{
    uint64_t last = 0; /* turns in the queue that are done: R-ATT-6 */
    for (;;) {
        uint32_t id = next_in_queue(naive, last);
        if (id == 0) return;
        last = naive->accounts[id].queue_turn;
        if (!is_concerned(naive, id, product_id)) continue;
        struct naive_sweep sweep = {.account_id = id,
                                    .product_id = product_id,
                                    .side = SIDE_ANY,
                                    .without_flags = FLAG_REDUCE_ONLY};
        (void)naive_sweep_orders(naive, &sweep, REASON_LIQUIDATION);
    }
}

/* R-LIQ-3 (3): lowest score first, then lowest id; accounts are looked at by ascending id. */
static uint32_t list_turns(const struct naive *naive, uint16_t product_id, struct naive_turn *turns)
{
    uint32_t count = 0;
    for (uint32_t id = 1; id <= naive->account_count; id++) {
        if (!may_be_listed(naive, id, product_id)) continue;
        struct naive_turn turn = turn_of(naive, id, product_id);
        if (!must_be_liquidated(naive, &turn)) continue;
        uint32_t at = count++;
        for (; at > 0 && turns[at - 1].score > turn.score; at--) turns[at] = turns[at - 1];
        turns[at] = turn;
    }
    return u32_min(count, naive->liquidations[product_id].terms.work_max);
}

static void work_turn(struct naive *naive, struct naive_turn *turn)
{
    if (is_unfunded(naive, turn->account_id, turn->product_id))
        naive_prefund_look(naive, turn->account_id);
    *turn = turn_of(naive, turn->account_id, turn->product_id);
    if (!must_be_liquidated(naive, turn)) return;
    turn->was_worked = true;
    int128 close_out_ppm = naive->liquidations[turn->product_id].terms.close_out_ppm;
    if (turn->equity * PPM_ONE >= close_out_ppm * turn->maintenance) {
        naive_work_slice(naive, turn);
    } else {
        naive_close_out(naive, turn);
    }
    if (turn->is_unfunded) naive_prefund_look(naive, turn->account_id);
}

static bool has_any_position(const struct naive *naive, uint32_t account_id)
{
    for (uint32_t i = 0; i < naive->position_count; i++) {
        if (naive->positions[i].account_id == account_id && naive->positions[i].net != 0)
            return true;
    }
    return false;
}

/* R-LIQ-10, in the clearing regime R-DEFAULT-7. */
static void cover_debt(struct naive *naive, const struct naive_turn *turn)
{
    int128 equity = naive_equity(naive, turn->account_id);
    if (!turn->was_worked || equity >= 0 || has_any_position(naive, turn->account_id)) return;
    if (naive->liquidations[turn->product_id].terms.regime == REGIME_CLEARING) {
        (void)naive_pay_debt(naive, turn->product_id, turn->account_id, -equity);
        return;
    }
    uint32_t entry = naive_fund_entry(naive, turn->product_id);
    int128 there = *naive_entry(naive, entry);
    int128 amount = there < -equity ? there : -equity;
    if (amount <= 0) return;
    naive_ledger_move(naive, entry, entry_account(turn->account_id), amount);
    uint32_t fund_id = naive->liquidations[turn->product_id].terms.fund_account_id;
    struct event *event = naive_emit(naive, EVENT_FUND, fund_id, turn->product_id);
    event->fund.amount.micros = naive_show(-amount);
    event->fund.balance.micros = naive_show(*naive_entry(naive, entry));
    event->fund.other_account_id = turn->account_id;
    event->fund.cause = FUND_DEBT;
    naive_look_at_queued(naive, turn->account_id, turn->product_id); /* R-LIQ-13 */
    if (fund_id != 0) naive_look_at_queued(naive, fund_id, turn->product_id);
}

void naive_liquidation_step(struct naive *naive, uint16_t product_id)
{
    if (!is_ready(naive, product_id)) return;
    struct naive_liquidation *liquidation = &naive->liquidations[product_id];
    bool auction_ends = liquidation->auction_runs && liquidation->auction_end_ns <= naive->now_ns;
    naive_look_at_fund(naive, product_id);
    end_orders(naive, product_id);
    struct naive_turn *turns = malloc(sizeof *turns * naive->config.accounts_max);
    if (turns == NULL) abort();
    uint32_t count = list_turns(naive, product_id, turns);
    for (uint32_t i = 0; i < count; i++) work_turn(naive, &turns[i]);
    if (liquidation->terms.regime == REGIME_CLEARING) naive_keep_positions(naive, turns, count);
    naive_deleverage(naive, turns, count, SIDE_SELL);
    naive_deleverage(naive, turns, count, SIDE_BUY);
    for (uint32_t i = 0; i < count; i++) cover_debt(naive, &turns[i]);
    if (auction_ends) naive_clear_auction(naive, product_id);
    free(turns);
}
