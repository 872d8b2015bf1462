/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explain_deleverage.c - receipts of lots that change hands outside the book.
 *
 * Role       See explain.h.  Who gives lots, in which rank and how many, is computed from all
 *            accounts as they were right before; so is the value of each move.
 * Rules      R-LIQ-8, R-LIQ-9, R-LIQ-11, R-BID-3, R-ADL-1 to R-ADL-4, R-DEFAULT-8.
 */
#include <inttypes.h>

#include "lab/explain.h"

#define FORMULA_SIZE 256

static const char *const method_names[] = {"unknown", "leverage is drained from the top", "by rank",
                                           "pro rata"};
static const char *const method_rules[] = {"R-ADL-1", "R-ADL-2", "R-ADL-3", "R-ADL-4"};

/* --- the batch -------------------------------------------------------------------------------- */

/* X of R-ADL-2, for a position with this sign. */
static int64_t exposure_of(const struct watch *watch, uint32_t account_id, int64_t sign)
{
    int128 sum = 0;
    uint32_t place = watch_account_find(watch, account_id)->first_position;
    for (; place != 0; place = watch->positions[place].next) {
        const struct watch_position *position = &watch->positions[place];
        const struct watch_product *product = &watch->products[position->product_id];
        if (product->liquidation_terms_sequence == 0) continue;
        sum +=
            derive_exposure_e10(watch_payoff(product), product->mark_price.ticks_e4,
                                sign * position->net_lots, product->liquidation_terms.exposure_ppm);
    }
    return derive_exposure_floor(sum);
}

/* R-ADL-1, R-DEFAULT-8: fills the giver if the position is one on the other side. */
static bool giver_of(struct explain *explain, const struct watch_position *position,
                     const struct batch *batch, struct giver *giver)
{
    const struct watch *watch = &explain->watch;
    const struct watch_product *product = &watch->products[position->product_id];
    const struct watch_account *account = watch_account_find(watch, position->account_id);
    int64_t sign = batch->side == SIDE_SELL ? -1 : 1;
    bool is_fund = product->liquidation_terms.fund_account_id == position->account_id;
    if (position->net_lots * sign <= 0 || is_fund) return false;
    struct margin_case seen = explain_margin_case(watch, position->product_id, position);
    int64_t profit_micros = derive_unrealised(&seen);
    bool is_out = profit_micros <= 0 || account->queued_sequence != 0;
    if (is_out && !batch->is_tear_up) return false;
    explain_account(watch, position->account_id, &explain->account);
    int64_t equity_micros = derive_shown(derive_sums(&explain->account).equity_micros);
    if (equity_micros <= 0 && !batch->is_tear_up) return false;
    int64_t whole = derive_magnitude(position->net_lots);
    *giver = (struct giver){
        .account_id = position->account_id,
        .net_lots = position->net_lots,
        .exposure_micros = exposure_of(watch, position->account_id, sign),
        .equity_micros = equity_micros,
        .profit_micros = profit_micros,
        .paid_micros = derive_magnitude(position->paid_micros),
        .value_micros = derive_value_floor(seen.payoff, seen.mark_e4, whole),
    };
    giver->score = derive_score(batch->method, giver);
    return true;
}

static void givers_collect(struct explain *explain, uint16_t product_id)
{
    struct explain_close *close = &explain->close;
    const struct watch *watch = &explain->watch;
    uint32_t place = watch->products[product_id].first_position;
    close->batch.count = 0;
    for (; place != 0; place = watch->positions[place].product_next) {
        struct giver *givers = explain_grow(explain, close->givers, &close->giver_room,
                                            close->batch.count, sizeof *givers);
        if (givers == NULL) return;
        close->givers = givers;
        struct giver *giver = &givers[close->batch.count];
        if (giver_of(explain, &watch->positions[place], &close->batch, giver)) {
            close->batch.count++;
        }
    }
    close->batch.count = derive_rank(close->givers, close->batch.count, GIVERS_MAX);
}

/* Is the turn's position closed by this side, with lots left? */
static bool turn_needs(const struct close_turn *turn, uint8_t side)
{
    bool is_side = (turn->position.net_lots > 0) == (side == SIDE_SELL);
    return is_side && turn->left_lots > 0;
}

static void batch_begin(struct explain *explain, const struct event *event)
{
    struct explain_close *close = &explain->close;
    const struct watch_product *product = &explain->watch.products[event->product_id];
    const struct body_liquidation_terms *terms = &product->liquidation_terms;
    bool is_tear_up = terms->regime == REGIME_CLEARING;
    explain_silence_moves(explain);
    explain_debts_keep(explain);
    close->batch_sides |= 1u << event->deleverage.side;
    close->batch = (struct batch){
        .side = event->deleverage.side,
        .is_tear_up = is_tear_up,
        .method = is_tear_up ? DELEVERAGE_PRO_RATA : (enum deleverage_method)terms->method,
    };
    for (uint32_t i = 0; i < close->turn_count; i++) {
        const struct close_turn *turn = &close->turns[i];
        if (turn_needs(turn, close->batch.side)) close->batch.need_lots += turn->left_lots;
    }
    if (close->batch.method == DELEVERAGE_WATER_FILLING) {
        int128 unit_e10 = derive_exposure_e10(watch_payoff(product), product->mark_price.ticks_e4,
                                              1, terms->exposure_ppm);
        close->batch.unit_micros = derive_exposure_ceil(unit_e10);
    }
    givers_collect(explain, event->product_id);
    close->batch.found_lots = derive_lots_found(close->givers, close->batch.count);
    close->batch.level_ppm = derive_give(close->batch.method, close->givers, close->batch.count,
                                         close->batch.unit_micros, close->batch.need_lots);
    for (uint32_t i = 0; i < close->batch.count; i++) {
        close->givers[i].left_lots = close->givers[i].lots;
    }
}

/* How many accounts give lots, here and in the events that follow. */
static uint32_t givers_count(const struct explain_close *close)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < close->batch.count; i++) count += close->givers[i].lots > 0;
    return count;
}

static uint32_t givers_told(const struct explain *explain, const struct event *event)
{
    uint32_t count = 0;
    const struct event *end = explain->events + explain->event_count;
    for (const struct event *next = event + 1; next < end; next++) {
        if (next->kind != EVENT_DELEVERAGED) break;
        count++;
    }
    return count;
}

void explain_deleverage(struct explain *explain, const struct event *event)
{
    const struct event_deleverage *given = &event->deleverage;
    const struct explain_close *close = &explain->close;
    const struct batch *batch = &close->batch;
    struct receipt receipt;
    char formula[FORMULA_SIZE];
    batch_begin(explain, event);
    const char *rule = method_rules[batch->method <= 3 ? batch->method : 0];
    explain_begin(explain, &receipt, EXPLAIN_DELEVERAGE, event,
                  batch->is_tear_up ? "Tear-up of one side" : "Deleveraging of one side");
    snprintf(formula, sizeof formula, "lots that %" PRIu32 " close-outs of the step leave",
             close->turn_count);
    receipt_step(&receipt, "R-ADL-1", "need", formula, amount_lots(batch->need_lots));
    receipt_step(&receipt, batch->is_tear_up ? "R-DEFAULT-8" : "R-ADL-1", "candidates",
                 batch->is_tear_up ? "all accounts with a position on the other side"
                                   : "other side, profit and equity above 0, not in the queue, "
                                     "not the fund",
                 amount_count(batch->count, "accounts"));
    receipt_step(&receipt, "R-ADL-1", "what they have", "sum of their lots",
                 amount_lots(batch->found_lots));
    if (batch->method == DELEVERAGE_WATER_FILLING) {
        receipt_step(&receipt, rule, "u, exposure of one lot",
                     "mark x tick value x weight, rounded up",
                     amount_money(&receipt, batch->unit_micros));
        receipt_step(&receipt, rule, "level to which leverage is drained",
                     "the smallest at which all together give at most the need",
                     amount_ppm(batch->level_ppm));
    }
    receipt_step(&receipt, rule, "accounts that give lots",
                 method_names[batch->method <= 3 ? batch->method : 0],
                 amount_count(givers_count(close), "accounts"));
    receipt_compare(&receipt, "method", amount_count(batch->method, ""),
                    amount_count(given->method, ""));
    receipt_compare(&receipt, "need", amount_lots(batch->need_lots), amount_lots(given->need.lots));
    receipt_compare(&receipt, "found", amount_lots(batch->found_lots),
                    amount_lots(given->found.lots));
    receipt_compare(&receipt, "candidates", amount_count(batch->count, "accounts"),
                    amount_count(given->candidates, "accounts"));
    receipt_compare(&receipt, "level", amount_ppm(batch->level_ppm), amount_ppm(given->level_ppm));
    receipt_compare(&receipt, "exposure of one lot", amount_money(&receipt, batch->unit_micros),
                    amount_money(&receipt, given->unit.micros));
    receipt_compare(&receipt, "accounts that give", amount_count(givers_count(close), "accounts"),
                    amount_count(givers_told(explain, event), "accounts"));
    explain_end(explain, &receipt, EXPLAIN_DELEVERAGE, event);
}

/* --- one who gives ---------------------------------------------------------------------------- */

static const struct giver *giver_find(const struct explain_close *close, uint32_t account_id)
{
    uint32_t low = 0;
    uint32_t high = close->batch.count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (close->givers[middle].account_id < account_id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool is_there = low < close->batch.count && close->givers[low].account_id == account_id;
    return is_there ? &close->givers[low] : NULL;
}

static void giver_steps(struct receipt *receipt, const struct batch *batch,
                        const struct giver *giver)
{
    char formula[FORMULA_SIZE];
    const char *rule = method_rules[batch->method <= 3 ? batch->method : 0];
    if (receipt->out == NULL) return;
    receipt_step(receipt, "R-EQUITY-2", "profit of the position",
                 "value at the mark - paid - funding due",
                 amount_money(receipt, giver->profit_micros));
    receipt_step(receipt, "R-EQUITY-3", "equity of the account, E",
                 "balance + unrealised profit + assets",
                 amount_money(receipt, giver->equity_micros));
    receipt_step(receipt, "R-ADL-2", "exposure, X", "sum of value at the mark x weight",
                 amount_money(receipt, giver->exposure_micros));
    bool by_rank = batch->method == DELEVERAGE_RANK;
    receipt_step(receipt, by_rank ? "R-ADL-3" : "R-ADL-2", "score",
                 by_rank ? "(profit / paid) x (value at the mark / equity)" : "X / E",
                 amount_ppm(giver->score));
    snprintf(formula, sizeof formula, "rank %" PRIu32 " of %" PRIu32 " candidates", giver->rank,
             batch->count);
    receipt_step(receipt, rule, "lots given", formula, amount_lots(giver->lots));
}

void explain_deleveraged(struct explain *explain, const struct event *event)
{
    const struct event_deleveraged *given = &event->deleveraged;
    const struct explain_close *close = &explain->close;
    const struct giver *giver = giver_find(close, event->account_id);
    static const struct giver nobody;
    struct receipt receipt;
    explain_begin(explain, &receipt, EXPLAIN_DELEVERAGE, event, "An account that gives lots");
    if (giver == NULL) giver = &nobody;
    receipt_input(&receipt, "net position", amount_lots(giver->net_lots), "its latest fill");
    receipt_input(&receipt, "need of the batch", amount_lots(close->batch.need_lots),
                  "event DELEVERAGE before");
    giver_steps(&receipt, &close->batch, giver);
    receipt_compare(&receipt, "lots given", amount_lots(giver->lots),
                    amount_lots(given->lots.lots));
    receipt_compare(&receipt, "score", amount_ppm(giver->score), amount_ppm(given->score));
    receipt_compare(&receipt, "exposure", amount_money(&receipt, giver->exposure_micros),
                    amount_money(&receipt, given->exposure.micros));
    receipt_compare(&receipt, "equity", amount_money(&receipt, giver->equity_micros),
                    amount_money(&receipt, given->equity.micros));
    receipt_compare(&receipt, "profit", amount_money(&receipt, giver->profit_micros),
                    amount_money(&receipt, given->profit.micros));
    receipt_compare(&receipt, "net position", amount_lots(giver->net_lots),
                    amount_lots(given->net.lots));
    explain_end(explain, &receipt, EXPLAIN_DELEVERAGE, event);
}

/* --- one move --------------------------------------------------------------------------------- */

/* What a move must be. */
struct derived_transfer {
    uint32_t account_id;
    uint32_t other_account_id;
    int64_t lots;
    int64_t value_micros;
    int64_t bankruptcy_micros;
    bool is_covered; /* R-LIQ-8: a takeover by the room of the fund */
    const char *rule;
    const char *how;
};

/* The next pair of a batch: the first close-out and the first giver that have lots left. */
static struct close_turn *pair_next(struct explain_close *close, struct giver **giver)
{
    struct batch *batch = &close->batch;
    while (batch->next_turn < close->turn_count &&
           !turn_needs(&close->turns[batch->next_turn], batch->side)) {
        batch->next_turn++;
    }
    while (batch->next_giver < batch->count && close->givers[batch->next_giver].left_lots == 0) {
        batch->next_giver++;
    }
    if (batch->next_turn == close->turn_count || batch->next_giver == batch->count) return NULL;
    *giver = &close->givers[batch->next_giver];
    return &close->turns[batch->next_turn];
}

/* R-DEFAULT-8 */
static int64_t tear_up_value(const struct explain *explain, const struct event *event,
                             const struct close_turn *turn, const struct derived_position *giver,
                             int64_t lots)
{
    const struct watch_product *product = &explain->watch.products[event->product_id];
    struct payoff payoff = turn->position.payoff;
    int64_t mark_micros = derive_value_floor(payoff, turn->position.mark_e4, lots);
    int64_t price_e4 = product->cycle_price.ticks_e4;
    if (price_e4 == 0) price_e4 = turn->position.mark_e4;
    return derive_tear_up_value(giver, lots, derive_value_floor(payoff, price_e4, lots),
                                mark_micros);
}

bool explain_batch_goes_on(struct explain_close *close)
{
    struct giver *giver = NULL;
    return pair_next(close, &giver) != NULL;
}

static struct derived_transfer transfer_to_giver(struct explain *explain, const struct event *event)
{
    struct explain_close *close = &explain->close;
    struct giver *giver = NULL;
    struct close_turn *turn = pair_next(close, &giver);
    if (turn == NULL) return (struct derived_transfer){.rule = "R-ADL-1", .how = "nobody is next"};
    int64_t lots = i64_min(turn->left_lots, giver->left_lots);
    const struct watch_position *position =
        watch_position_find(&explain->watch, giver->account_id, event->product_id);
    struct derived_position paid = {position->net_lots, position->paid_micros};
    struct derived_transfer transfer = {
        .account_id = turn->account_id,
        .other_account_id = giver->account_id,
        .lots = lots,
        .bankruptcy_micros = derive_bankruptcy(&turn->position, turn->share_micros, lots),
        .rule = "R-ADL-1",
        .how = "bankruptcy value, but the one who gives loses nothing on the lots",
    };
    transfer.value_micros =
        derive_fair_value(turn->position.payoff, &paid, lots, transfer.bankruptcy_micros);
    if (close->batch.is_tear_up) {
        transfer.value_micros = tear_up_value(explain, event, turn, &paid, lots);
        transfer.rule = "R-DEFAULT-8";
        transfer.how =
            "at the last settlement price, but nobody loses what is not lost at the mark";
    }
    giver->left_lots -= lots;
    turn->left_lots -= lots;
    return transfer;
}

/* R-LIQ-8, R-BID-3: from the account whose turn it is. */
static struct derived_transfer transfer_of_turn(struct explain *explain, const struct event *event)
{
    struct explain_close *close = &explain->close;
    const struct event_moved *given = &event->moved;
    struct watch *watch = &explain->watch;
    if (close->turn_count == 0) return (struct derived_transfer){.rule = "R-LIQ-7", .how = "none"};
    struct close_turn *turn = &close->turns[close->turn_count - 1];
    const struct body_liquidation_terms *terms =
        &watch->products[event->product_id].liquidation_terms;
    struct derived_transfer transfer = {.account_id = turn->account_id};
    const struct watch_bid *bid = explain_bid_next(explain, turn, event->product_id);
    bool is_takeover = given->cause == MOVE_TAKEOVER && bid == NULL;
    if (is_takeover) {
        turn->was_offered = true;
        const struct watch_position *fund =
            watch_position_find(watch, terms->fund_account_id, event->product_id);
        transfer.rule = "R-LIQ-8";
        transfer.how = "their bankruptcy value";
        transfer.other_account_id = terms->fund_account_id;
        transfer.lots = derive_takeover_lots(&turn->position, terms,
                                             fund == NULL ? 0 : fund->net_lots, turn->left_lots);
    } else {
        transfer.rule = "R-BID-3";
        transfer.how = "price x lots of the best bid, of equal ones the earliest, that may";
        transfer.other_account_id = bid == NULL ? 0 : bid->account_id;
        transfer.lots = bid == NULL ? 0 : i64_min(bid->lots, turn->left_lots);
        if (bid != NULL) {
            turn->bid_number = bid->number;
            turn->bid_ticks = bid->price_ticks;
            transfer.value_micros = derive_shown(
                derive_trade_value(turn->position.payoff, bid->price_ticks, transfer.lots));
        }
    }
    transfer.bankruptcy_micros =
        derive_bankruptcy(&turn->position, turn->share_micros, transfer.lots);
    if (is_takeover) transfer.value_micros = transfer.bankruptcy_micros;
    turn->left_lots -= transfer.lots;
    return transfer;
}

/* What the account realises by it, and its balance and net lots afterwards. */
struct moved_side {
    int64_t realised_micros;
    int64_t balance_micros;
    int64_t net_lots;
};

static struct moved_side side_after(const struct watch *watch, uint16_t product_id,
                                    uint32_t account_id, int64_t lots, int64_t value_micros)
{
    const struct watch_position *position = watch_position_find(watch, account_id, product_id);
    const struct watch_account *account = watch_account_find(watch, account_id);
    struct derived_position now = {0};
    struct moved_side side = {0};
    if (account == NULL || lots == 0) return side;
    if (position != NULL)
        now = (struct derived_position){position->net_lots, position->paid_micros};
    side.realised_micros =
        derive_move(watch_payoff(&watch->products[product_id]), &now, lots, value_micros);
    side.balance_micros = account->balance_micros + side.realised_micros;
    side.net_lots = now.net_lots;
    return side;
}

/* R-LIQ-8: what the fund may lose, and would. */
static void transfer_room(struct explain *explain, struct receipt *receipt,
                          struct derived_transfer *transfer)
{
    const struct explain_close *close = &explain->close;
    if (close->turn_count == 0 || transfer->lots == 0) return;
    const struct margin_case *position = &close->turns[close->turn_count - 1].position;
    int64_t cost_micros =
        derive_takeover_cost(position, transfer->lots, transfer->bankruptcy_micros);
    transfer->is_covered = cost_micros <= close->room_micros;
    receipt_step(receipt, "R-LIQ-8", "cost to the fund", "bankruptcy value against the mark",
                 amount_money(receipt, cost_micros));
    receipt_step(receipt, "R-FUNDCAP-1", "room of the fund", "value - peak x (1 - drawdown)",
                 amount_money(receipt, close->room_micros));
}

static void transfer_compare(struct receipt *receipt, const struct derived_transfer *transfer,
                             const struct event *event)
{
    const struct event_moved *given = &event->moved;
    receipt_compare(receipt, "closed account", amount_count(transfer->account_id, ""),
                    amount_count(event->account_id, ""));
    receipt_compare(receipt, "other account", amount_count(transfer->other_account_id, ""),
                    amount_count(given->other_account_id, ""));
    receipt_compare(receipt, "lots", amount_lots(transfer->lots), amount_lots(given->lots.lots));
    receipt_compare(receipt, "value", amount_money(receipt, transfer->value_micros),
                    amount_money(receipt, given->value.micros));
    receipt_compare(receipt, "bankruptcy value", amount_money(receipt, transfer->bankruptcy_micros),
                    amount_money(receipt, given->bankruptcy.micros));
}

void explain_moved(struct explain *explain, const struct event *event)
{
    const struct event_moved *given = &event->moved;
    bool is_batch = given->cause == MOVE_DELEVERAGE || given->cause == MOVE_TEAR_UP;
    struct receipt receipt;
    struct derived_transfer transfer =
        is_batch ? transfer_to_giver(explain, event) : transfer_of_turn(explain, event);
    int64_t lots = given->side == SIDE_BUY ? transfer.lots : -transfer.lots;
    struct moved_side own = side_after(&explain->watch, event->product_id, transfer.account_id,
                                       lots, transfer.value_micros);
    struct moved_side other = side_after(&explain->watch, event->product_id,
                                         transfer.other_account_id, -lots, transfer.value_micros);
    explain_begin(explain, &receipt, explain_subject_of(event), event,
                  "Lots that change hands outside the book");
    receipt_input(&receipt, "closed account", amount_count(transfer.account_id, ""),
                  "event CLOSE_OUT of this step");
    receipt_step(&receipt, "R-LIQ-9", "bankruptcy value of the lots", "(V -+ S) x q / N",
                 amount_money(&receipt, transfer.bankruptcy_micros));
    receipt_step(&receipt, transfer.rule, "value of the move", transfer.how,
                 amount_money(&receipt, transfer.value_micros));
    if (given->cause == MOVE_TAKEOVER) transfer_room(explain, &receipt, &transfer);
    receipt_step(&receipt, "R-LIQ-11", "realised by the closed account",
                 "value of what closes less the part of paid",
                 amount_money(&receipt, own.realised_micros));
    receipt_step(&receipt, "R-LIQ-11", "realised by the other account",
                 "value of what closes less the part of paid",
                 amount_money(&receipt, other.realised_micros));
    transfer_compare(&receipt, &transfer, event);
    receipt_compare(&receipt, "realised", amount_money(&receipt, own.realised_micros),
                    amount_money(&receipt, given->realised.micros));
    receipt_compare(&receipt, "realised by the other",
                    amount_money(&receipt, other.realised_micros),
                    amount_money(&receipt, given->other_realised.micros));
    receipt_compare(&receipt, "net position after", amount_lots(own.net_lots),
                    amount_lots(given->net.lots));
    receipt_compare(&receipt, "balance after", amount_money(&receipt, own.balance_micros),
                    amount_money(&receipt, given->balance.micros));
    if (given->cause == MOVE_TAKEOVER) {
        receipt_compare(&receipt, "the room covers the cost", amount_count(transfer.is_covered, ""),
                        amount_count(1, ""));
    }
    explain_end(explain, &receipt, explain_subject_of(event), event);
}
