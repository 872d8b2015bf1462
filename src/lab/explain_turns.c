/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explain_turns.c - whose turn it is in a liquidation step.
 *
 * Role       See explain.h.  When the looks at a mark are over the list of the step is made: who
 *            must be closed, the worst first.  At each close the first of the list that must be
 *            closed then is the one whose turn it is; the others were passed over rightly.
 * Rules      R-LIQ-3, R-LIQ-7, R-LIQ-14.
 */
#include "base/heap_sort.h"
#include "lab/derive_cover.h"
#include "lab/explain.h"

struct standing {
    int64_t equity_micros;
    int64_t maintenance_micros;
    bool is_unfunded; /* R-LIQ-14, in the product at hand */
};

static struct standing standing_of(struct explain *explain, uint32_t account_id,
                                   uint16_t product_id)
{
    const struct watch_account *known = watch_account_find(&explain->watch, account_id);
    explain_account(&explain->watch, account_id, &explain->account);
    struct account_sums sums = derive_sums(&explain->account);
    struct standing standing = {.equity_micros = derive_shown(sums.equity_micros),
                                .maintenance_micros = derive_shown(sums.maintenance_micros)};
    if (!known->is_unfunded) return standing;
    for (uint32_t i = 0; i < explain->account.stake_count; i++) {
        const struct account_stake *stake = &explain->account.stakes[i];
        if (stake->product_id != product_id) continue;
        standing.is_unfunded = derive_stake_required(stake) > 0;
    }
    return standing;
}

/* R-LIQ-3 (3) */
static bool must_close(const struct body_liquidation_terms *terms, const struct standing *standing)
{
    if (standing->maintenance_micros == 0) return false;
    return standing->is_unfunded ||
           derive_is_beyond(standing->equity_micros, standing->maintenance_micros,
                            terms->liquidate_ratio_ppm);
}

/* --- the list --------------------------------------------------------------------------------- */

static bool comes_first(const void *a, const void *b)
{
    const struct turn_rank *one = a;
    const struct turn_rank *other = b;
    if (one->health_ppm != other->health_ppm) return one->health_ppm < other->health_ppm;
    return one->account_id < other->account_id;
}

static void rank_add(struct explain *explain, uint16_t product_id, uint32_t account_id)
{
    struct explain_turns *turns = &explain->turns;
    const struct watch_product *product = &explain->watch.products[product_id];
    struct standing standing = standing_of(explain, account_id, product_id);
    bool is_queued = watch_account_find(&explain->watch, account_id)->queued_sequence != 0;
    /* What another product lacks for the closure makes nobody a candidate here. */
    if (!is_queued && !standing.is_unfunded) return;
    if (!must_close(&product->liquidation_terms, &standing)) return;
    struct turn_rank *ranks =
        explain_grow(explain, turns->ranks, &turns->room, turns->count, sizeof *ranks);
    if (ranks == NULL) return;
    turns->ranks = ranks;
    int128 health =
        div_floor((int128)standing.equity_micros * PPM_ONE, standing.maintenance_micros);
    ranks[turns->count++] = (struct turn_rank){derive_shown(health), account_id};
}

static bool has_lots(const struct watch *watch, uint32_t account_id, uint16_t product_id)
{
    const struct watch_position *position = watch_position_find(watch, account_id, product_id);
    return position != NULL && position->net_lots != 0;
}

/* Queued accounts, and those that lack money over a closure of the bank; never the fund. */
static void ranks_collect(struct explain *explain, uint16_t product_id)
{
    const struct watch *watch = &explain->watch;
    uint32_t fund = watch->products[product_id].liquidation_terms.fund_account_id;
    for (uint32_t i = 0; i < watch->closing_count; i++) {
        uint32_t account_id = watch->closing[i];
        if (account_id == fund || !has_lots(watch, account_id, product_id)) continue;
        rank_add(explain, product_id, account_id);
    }
}

void explain_turns_begin(struct explain *explain, uint16_t product_id)
{
    const struct watch *watch = &explain->watch;
    const struct watch_product *product = &watch->products[product_id];
    struct explain_turns *turns = &explain->turns;
    turns->count = 0;
    turns->next = 0;
    turns->product_id = product_id;
    if (watch->closing_count == 0 || !explain_is_ready(watch, product)) return;
    turns->auction_ends = product->auction_end_ns != 0 && product->auction_end_ns <= watch->time_ns;
    ranks_collect(explain, product_id);
    heap_sort(turns->ranks, sizeof *turns->ranks, turns->count, comes_first);
    uint32_t most = product->liquidation_terms.work_max;
    if (turns->count > most) turns->count = most;
}

/* --- turns ------------------------------------------------------------------------------------ */

/* R-LIQ-7: a close-out may wait for bids. */
static bool is_closed_now(const struct explain *explain, const struct standing *standing)
{
    const struct explain_turns *turns = &explain->turns;
    const struct watch_product *product = &explain->watch.products[turns->product_id];
    const struct body_liquidation_terms *terms = &product->liquidation_terms;
    if (!must_close(terms, standing)) return false;
    bool is_slice = (int128)standing->equity_micros * PPM_ONE >=
                    (int128)terms->close_out_ppm * standing->maintenance_micros;
    bool waits = !turns->auction_ends && (product->auction_end_ns != 0 || terms->auction_ns != 0);
    return is_slice || !waits;
}

/* The next one of the list that is closed; 0 if none is. */
static uint32_t turn_next(struct explain *explain)
{
    struct explain_turns *turns = &explain->turns;
    while (turns->next < turns->count) {
        uint32_t account_id = turns->ranks[turns->next].account_id;
        if (has_lots(&explain->watch, account_id, turns->product_id)) {
            struct standing standing = standing_of(explain, account_id, turns->product_id);
            if (is_closed_now(explain, &standing)) return account_id;
        }
        turns->next++;
    }
    return 0;
}

bool explain_is_turn_of(struct explain *explain, uint32_t account_id)
{
    return explain->turns.product_id != 0 && turn_next(explain) == account_id;
}

uint32_t explain_turn(struct explain *explain, const struct event *event)
{
    struct explain_turns *turns = &explain->turns;
    explain_silence_turn(explain);
    if (turns->product_id != event->product_id) return 0;
    uint32_t expected = turn_next(explain);
    bool is_next_step = expected == 0 && explain_look_silent(explain, event->product_id);
    if (is_next_step) expected = turn_next(explain);
    /* After a wrong one the list goes on behind it, so that one fault is told once. */
    for (uint32_t i = turns->next; i < turns->count; i++) {
        if (turns->ranks[i].account_id == event->account_id) turns->next = i + 1;
    }
    return expected;
}

/* What no turn of a step tells. */
static bool is_behind_turns(const struct event *event)
{
    switch (event->kind) {
    case EVENT_FUND: return event->fund.cause == FUND_DEBT;
    case EVENT_LIQUIDATION_AUCTION: return event->bid_auction.end_ns == 0;
    case EVENT_POSITION_MOVED:
        return event->moved.cause != MOVE_TAKEOVER && event->moved.cause != MOVE_AUCTION;
    case EVENT_DELEVERAGE:
    case EVENT_DEFAULT_STEP:
    case EVENT_ACCOUNT_QUEUED:
    case EVENT_ORDER_AMENDED:
    case EVENT_SETTLEMENT:
    case EVENT_TRADE_DATE: return true;
    default: return explain_is_after_step(event);
    }
}

bool explain_is_own_order(const struct explain *explain, const struct event *event)
{
    bool begins = event->kind == EVENT_ORDER_ACCEPTED || event->kind == EVENT_ORDER_ARMED ||
                  event->kind == EVENT_ORDER_HELD;
    return begins && event->order.order_id != explain->close.slice.order_id;
}

void explain_turns_follow(struct explain *explain, const struct event *event)
{
    if (explain->turns.product_id == 0) return;
    if (event == NULL || is_behind_turns(event)) explain_turns_end(explain);
}

/* R-LIQ-3: whoever is left and must be closed has no event: a receipt that does not verify. */
void explain_turns_end(struct explain *explain)
{
    struct explain_turns *turns = &explain->turns;
    if (turns->product_id == 0) return;
    explain_silence_turn(explain);
    for (; turn_next(explain) != 0; turns->next++) {
        explain_missing(explain, EXPLAIN_LIQUIDATION);
    }
    turns->product_id = 0;
}
