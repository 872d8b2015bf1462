/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explain_silence.c - events that should be in the journal and are not.
 *
 * Role       See explain.h.  A receipt begins with an event, so it can say nothing of one that is
 *            missing.  Here is computed whom a look at a mark had to queue or let go, what had to
 *            follow from a slice or a close-out, and whose funding had to be paid before lots or
 *            money moved; each that the journal does not tell is a receipt that does not verify.
 * Rules      R-ATT-1 to R-ATT-3, R-LIQ-6, R-LIQ-8, R-LIQ-10, R-ADL-1, R-FUND-10, R-FUND-11,
 *            R-FUND-14, R-SETTLE-5.
 */
#include "lab/explain.h"

/* --- looks ------------------------------------------------------------------------------------ */

struct health {
    int128 equity_micros;
    int128 maintenance_micros;
};

/* By brackets, without the initial margin that a look does not need. */
static struct health health_by_brackets(const struct watch *watch,
                                        const struct watch_account *account)
{
    struct health health = {.equity_micros = account->balance_micros};
    uint32_t place = account->first_position;
    for (; place != 0; place = watch->positions[place].next) {
        const struct watch_position *position = &watch->positions[place];
        bool is_full = watch->products[position->product_id].margin_terms_sequence != 0;
        if (!is_full || position->net_lots == 0) continue;
        struct margin_case seen = explain_margin_case(watch, position->product_id, position);
        health.equity_micros += derive_unrealised(&seen);
        health.maintenance_micros += derive_maintenance(&seen, position->net_lots);
    }
    return health;
}

static struct health health_of(struct explain *explain, uint32_t account_id)
{
    const struct watch_account *account = &explain->watch.accounts[account_id];
    if (!account->is_portfolio && account->first_holding == 0) {
        return health_by_brackets(&explain->watch, account);
    }
    explain_account(&explain->watch, account_id, &explain->account);
    struct account_sums sums = derive_sums(&explain->account);
    return (struct health){sums.equity_micros, sums.maintenance_micros};
}

/* R-ATT-3: after the events of a look everybody is where he belongs. */
void explain_silence_looks(struct explain *explain, uint16_t product_id)
{
    const struct watch *watch = &explain->watch;
    const struct watch_product *product = &watch->products[product_id];
    bool is_looked_at = product->margin_terms_sequence != 0 && product->mark_price.ticks_e4 != 0 &&
                        explain_is_trading(watch, product);
    if (!explain->request.is_thorough || !is_looked_at) return;
    uint32_t place = product->first_position;
    for (; place != 0; place = watch->positions[place].product_next) {
        const struct watch_position *position = &watch->positions[place];
        if (position->net_lots == 0) continue;
        struct health health = health_of(explain, position->account_id);
        bool is_queued = watch->accounts[position->account_id].queued_sequence != 0;
        bool must_be = derive_is_beyond(health.equity_micros, health.maintenance_micros,
                                        watch->queue_ratio_ppm);
        if (must_be != is_queued) explain_missing(explain, EXPLAIN_MARGIN);
    }
}

/* --- what follows from a turn ----------------------------------------------------------------- */

/* R-LIQ-6: the fee of a slice whose order has ended. */
static void fee_ask(struct explain *explain)
{
    struct slice_turn *slice = &explain->close.slice;
    bool is_due = slice->account_id != 0 && !slice->has_paid &&
                  explain_slice_fee(explain, explain->close.product_id) != 0;
    if (is_due) explain_missing(explain, EXPLAIN_LIQUIDATION);
    slice->account_id = 0;
}

/* R-LIQ-8: what the fund had to take of the latest close-out. */
static void takeover_ask(struct explain *explain)
{
    const struct explain_close *close = &explain->close;
    const struct watch_product *product = &explain->watch.products[close->product_id];
    const struct body_liquidation_terms *terms = &product->liquidation_terms;
    if (close->turn_count == 0 || terms->fund_account_id == 0 || product->fund.is_tripped) return;
    struct close_turn *turn = &close->turns[close->turn_count - 1];
    if (turn->left_lots == 0 || turn->was_offered) return;
    turn->was_offered = true;
    const struct watch_position *fund =
        watch_position_find(&explain->watch, terms->fund_account_id, close->product_id);
    int64_t lots = derive_takeover_lots(&turn->position, terms, fund == NULL ? 0 : fund->net_lots,
                                        turn->left_lots);
    if (lots == 0) return;
    int64_t bankruptcy_micros = derive_bankruptcy(&turn->position, turn->share_micros, lots);
    if (derive_takeover_cost(&turn->position, lots, bankruptcy_micros) > close->room_micros) return;
    explain_missing(explain, EXPLAIN_LIQUIDATION);
}

/* R-BID-3: a bid that the latest close-out had to meet. */
static void bids_ask(struct explain *explain)
{
    struct explain_close *close = &explain->close;
    if (close->turn_count == 0) return;
    struct close_turn *turn = &close->turns[close->turn_count - 1];
    if (turn->was_bid_for || explain->turns.product_id != close->product_id) return;
    turn->was_bid_for = true;
    if (turn->was_offered) return;
    if (explain_bid_next(explain, turn, close->product_id) == NULL) return;
    turn->left_lots = 0; /* one fault is told once */
    explain_missing(explain, EXPLAIN_LIQUIDATION);
}

void explain_silence_turn(struct explain *explain)
{
    fee_ask(explain);
    bids_ask(explain);
    takeover_ask(explain);
}

/* --- what follows from a step ----------------------------------------------------------------- */

/* R-ADL-1: lots that somebody had to give. */
void explain_silence_moves(struct explain *explain)
{
    if (explain_batch_goes_on(&explain->close)) explain_missing(explain, EXPLAIN_DELEVERAGE);
}

/* R-ADL-1, R-DEFAULT-8: a side whose lots nobody was asked for. */
static void batches_ask(struct explain *explain)
{
    struct explain_close *close = &explain->close;
    uint32_t asked = close->batch_sides;
    for (uint32_t i = 0; i < close->turn_count; i++) {
        const struct close_turn *turn = &close->turns[i];
        uint32_t side = 1u << (turn->position.net_lots > 0 ? SIDE_SELL : SIDE_BUY);
        if (turn->left_lots > 0 && (asked & side) == 0) {
            explain_missing(explain, EXPLAIN_DELEVERAGE);
            asked |= side;
        }
    }
    close->batch_sides = asked;
}

static bool is_flat(const struct watch *watch, uint32_t account_id)
{
    uint32_t place = watch->accounts[account_id].first_position;
    for (; place != 0; place = watch->positions[place].next) {
        if (watch->positions[place].net_lots != 0) return false;
    }
    return true;
}

/* R-LIQ-10: a debt that the fund could pay. */
static void debts_ask(struct explain *explain)
{
    const struct watch *watch = &explain->watch;
    const struct explain_close *close = &explain->close;
    uint32_t fund = watch->products[close->product_id].liquidation_terms.fund_account_id;
    const struct watch_account *account = watch_account_find(watch, fund);
    if (fund == 0 || account == NULL || account->balance_micros <= 0) return;
    for (uint32_t i = 0; i < close->turn_count; i++) {
        uint32_t account_id = close->turns[i].account_id;
        if (!is_flat(watch, account_id)) continue;
        if (health_of(explain, account_id).equity_micros < 0) {
            explain_missing(explain, EXPLAIN_LIQUIDATION);
        }
    }
}

void explain_silence_step(struct explain *explain)
{
    explain_silence_moves(explain);
    batches_ask(explain);
    debts_ask(explain);
}

/* --- funding ---------------------------------------------------------------------------------- */

/* R-FUND-10: whatever moves lots or money of a position settles it first. */
static void payment_ask(struct explain *explain, const struct watch_position *position)
{
    const struct watch *watch = &explain->watch;
    if (position == NULL || position->net_lots == 0) return;
    const struct watch_product *product = &watch->products[position->product_id];
    if (product->prices_sequence == 0) return;
    if (position->own_nanos != product->funding.cumulative_nanos) {
        explain_missing(explain, EXPLAIN_FUNDING);
    }
}

/* R-FUND-11: all positions of who takes money out. */
static void payments_ask(struct explain *explain, uint32_t account_id)
{
    const struct watch *watch = &explain->watch;
    const struct watch_account *account = watch_account_find(watch, account_id);
    uint32_t place = account == NULL ? 0 : account->first_position;
    for (; place != 0; place = watch->positions[place].next) {
        payment_ask(explain, &watch->positions[place]);
    }
}

/* R-FUND-14 */
void explain_silence_collect(struct explain *explain, const struct command *command)
{
    const struct body_funding_collect *body = &command->funding_collect;
    const struct watch *watch = &explain->watch;
    if (command->kind != COMMAND_FUNDING_COLLECT) return;
    /* A range may end where 32 bits do, behind all accounts that there are. */
    int64_t end = i64_min((int64_t)body->last_account_id + 1, watch->account_room);
    for (int64_t id = body->first_account_id; id < end; id++) {
        payment_ask(explain, watch_position_find(watch, (uint32_t)id, command->product_id));
    }
}

void explain_silence_payments(struct explain *explain, const struct event *event)
{
    const struct watch *watch = &explain->watch;
    uint16_t product_id = event->product_id;
    switch (event->kind) {
    case EVENT_CASH:
        if (event->cash.command_kind == COMMAND_DEPOSIT) break;
        payments_ask(explain, event->account_id);
        break;
    case EVENT_POSITION_MOVED:
        payment_ask(explain, watch_position_find(watch, event->moved.other_account_id, product_id));
        payment_ask(explain, watch_position_find(watch, event->account_id, product_id));
        break;
    case EVENT_FILL:
    case EVENT_VARIATION:
        payment_ask(explain, watch_position_find(watch, event->account_id, product_id));
        break;
    default: break;
    }
}
