/* SPDX-License-Identifier: Apache-2.0 */
/*
 * replay_sse.c - a Shanghai day, trade for trade.
 *
 * Role       Rebuilds what members sent: the exchange publishes an aggressive order only as its
 *            executions and an order message for the rest, so executions that follow one another
 *            with one active order are put together again.  Only new orders, deletes and uncrosses
 *            are fed; every trade of the venue is compared with the recorded one at the same place.
 * Invariant  No recorded trade is fed: what the venue trades, it found itself.
 * Rules      R-AUCTION-2, R-BOOK-1, R-BOOK-2, R-MATCH-2.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "replay/auction_view.h"
#include "replay/replay.h"
#include "replay/report.h"
#include "replay/sse_load.h"
#include "replay/sse_watch.h"

#define PRICE_DECIMALS 3u
#define QTY_DECIMALS   3u
#define ORDERS_MAX     1048576u

enum { LEAST_TRADES, LEAST_SNAPSHOTS };

const struct least sse_leasts[] = {
    [LEAST_TRADES] = {"trades", 1000000}, [LEAST_SNAPSHOTS] = {"snapshots", 1000000}, {0}};

struct sse_run {
    const struct replay_options *options;
    const struct sse_day *day;
    FILE *out;
    struct venue venue;
    struct sse_watch watch;
    enum phase phase;
    bool is_resuming;       /* a call within the day, after a halt */
    bool is_closed;         /* the closing auction is over */
    uint64_t inbound_count; /* orders, deletes and uncrosses fed */
    uint64_t unknown_count; /* deletes of orders that do not live */
    uint64_t late_count;    /* messages after the closing auction */
    uint64_t trade_count;   /* recorded */
    uint64_t made_count;    /* by the venue */
    uint64_t same_count;
    uint64_t odd_auction_count; /* uncrossed otherwise than the published depth allows */
    size_t
        next_execution; /* tick of the recorded trade that the venue's next one is compared with */
    char auctions[256]; /* of the result line */
    size_t auctions_size;
};

/* The next recorded trade at or behind a place, or NULL. */
static const struct sse_execution *recorded_trade(struct sse_run *run)
{
    const struct sse_day *day = run->day;
    while (run->next_execution < day->tick_count && day->ticks[run->next_execution].is_order) {
        run->next_execution++;
    }
    if (run->next_execution == day->tick_count) return NULL;
    return &day->ticks[run->next_execution].execution;
}

static void compare_fills(struct sse_run *run)
{
    const struct scale *scale = &run->day->scale;
    for (size_t i = 0; i < run->venue.fill_count; i++) {
        const struct venue_fill *fill = &run->venue.fills[i];
        bool taker_buys = fill->taker_side == SIDE_BUY;
        const struct sse_execution *want = recorded_trade(run);
        run->made_count++;
        if (want == NULL) continue;
        run->next_execution++;
        bool is_same = want->bid_no == (taker_buys ? fill->taker_ref : fill->maker_ref) &&
                       want->ask_no == (taker_buys ? fill->maker_ref : fill->taker_ref) &&
                       want->price_milli == scale_price(scale, fill->price_ticks) &&
                       want->qty_milli == scale_qty(scale, fill->qty_lots);
        run->same_count += is_same ? 1 : 0;
    }
}

static void go_to_phase(struct sse_run *run, enum phase phase, int64_t time_ns)
{
    venue_phase(&run->venue, phase, time_ns);
    run->phase = phase;
    compare_fills(run);
}

/* "auction 42718@1808.080 tied 1808.000,1808.080": for the report, and for the result line. */
static void note_auction(struct sse_run *run, const struct auction_view *view)
{
    const struct scale *scale = &run->day->scale;
    const struct venue_auction *auction = &run->venue.auction;
    struct report_number qty = report_short(scale_qty(scale, auction->qty_lots), QTY_DECIMALS);
    struct report_number price =
        report_decimal(scale_price(scale, auction->price_ticks), PRICE_DECIMALS);
    struct report_number low =
        report_decimal(scale_price(scale, view->lowest_ticks), PRICE_DECIMALS);
    struct report_number high =
        report_decimal(scale_price(scale, view->highest_ticks), PRICE_DECIMALS);
    const char *tied = view->tied_count > 1 ? " tied " : "";
    char *at = run->auctions + run->auctions_size;
    int size = snprintf(at, sizeof run->auctions - run->auctions_size, " auction %s@%s%s%s%s%s",
                        qty.text, price.text, tied, view->tied_count > 1 ? low.text : "",
                        view->tied_count > 1 ? "," : "", view->tied_count > 1 ? high.text : "");
    if (size > 0 && (size_t)size < sizeof run->auctions - run->auctions_size) {
        run->auctions_size += (size_t)size;
    }
    fprintf(run->out,
            "auction: %s shares at %s; the rule's first two criteria leave %u price(s) from %s "
            "to %s, imbalance %s\n",
            qty.text, price.text, view->tied_count, low.text, high.text,
            report_short(scale_qty(scale, auction->imbalance_lots), QTY_DECIMALS).text);
}

/* Did the venue match the volume that the depth allows, at a price that the rule leaves? */
static bool auction_fits(const struct venue_auction *auction, const struct auction_view *view)
{
    if (!auction->is_done) return view->qty_lots == 0;
    return auction->qty_lots == view->qty_lots && auction->price_ticks >= view->lowest_ticks &&
           auction->price_ticks <= view->highest_ticks;
}

static void uncross(struct sse_run *run, int64_t time_ns)
{
    struct auction_view view = {0};
    if (!auction_view_take(&run->venue, &view)) {
        (void)fault_memory(run->venue.fault);
        return;
    }
    go_to_phase(run, PHASE_OPEN, time_ns);
    if (run->venue.auction.is_done) note_auction(run, &view);
    if (!auction_fits(&run->venue.auction, &view)) run->odd_auction_count++;
    run->is_resuming = false;
    run->is_closed = time_ns >= run->day->closing_ns;
}

static void feed_order(struct sse_run *run, const struct sse_order *order, int64_t time_ns)
{
    const struct scale *scale = &run->day->scale;
    struct venue_order entry = {.ref = order->order_no,
                                .time_ns = time_ns,
                                .price_ticks = scale_ticks(scale, order->price_milli),
                                .qty_lots = scale_lots(scale, order->qty_milli),
                                .side = order->side,
                                .type = TYPE_LIMIT,
                                .tif = TIF_GTC};
    run->inbound_count++;
    venue_place(&run->venue, &entry);
    compare_fills(run);
}

static void feed_delete(struct sse_run *run, const struct sse_order *order, int64_t time_ns)
{
    run->inbound_count++;
    if (!venue_cancel(&run->venue, order->order_no, time_ns)) run->unknown_count++;
}

static uint64_t active_order(const struct sse_execution *execution)
{
    return execution->type == SSE_BUYER_ACTIVE ? execution->bid_no : execution->ask_no;
}

/*
 * One aggressive order from its executions and, if the very next message is its rest, from that.
 * Returns the first tick behind it.
 */
static size_t feed_group(struct sse_run *run, size_t first)
{
    const struct sse_day *day = run->day;
    const struct sse_execution *head = &day->ticks[first].execution;
    struct sse_order order = {.order_no = active_order(head),
                              .type = SSE_ADD,
                              .side = head->type == SSE_BUYER_ACTIVE ? SIDE_BUY : SIDE_SELL};
    size_t at = first;
    for (; at < day->tick_count && !day->ticks[at].is_order; at++) {
        const struct sse_execution *execution = &day->ticks[at].execution;
        if (execution->type != head->type || active_order(execution) != order.order_no) break;
        order.qty_milli += execution->qty_milli;
        order.price_milli = execution->price_milli;
    }
    if (at < day->tick_count && day->ticks[at].is_order) {
        const struct sse_order *rest = &day->ticks[at].order;
        if (rest->order_no == order.order_no && rest->type == SSE_ADD) {
            order.qty_milli += rest->qty_milli;
            order.price_milli = rest->price_milli;
            at++;
        }
    }
    feed_order(run, &order, day->ticks[first].time_ns);
    return at;
}

/*
 * An order that stands for itself trades with nobody in continuous trading.  One that could trade
 * all the same, with an auction as the next execution, was entered in a call: the exchange had
 * halted the instrument.
 */
static bool begins_call(const struct sse_run *run, size_t at)
{
    const struct sse_day *day = run->day;
    const struct sse_order *order = &day->ticks[at].order;
    struct depth_level best;
    if (run->phase != PHASE_OPEN || order->type != SSE_ADD) return false;
    if (!venue_best(&run->venue, side_opposite(order->side), &best)) return false;
    int64_t ticks = scale_ticks(&day->scale, order->price_milli);
    if (!side_accepts(order->side, ticks, best.price.ticks)) return false;
    while (at < day->tick_count && day->ticks[at].is_order) at++;
    return at < day->tick_count && day->ticks[at].execution.type == SSE_AUCTION;
}

/* A call that ended without a trade is over with the next trade, that of the morning at 09:30. */
static bool is_open_by_now(const struct sse_run *run, const struct sse_tick *tick)
{
    if (!tick->is_order) return true;
    return !run->is_resuming && tick->time_ns >= SSE_MORNING_NS;
}

/* The phase in which a message is worked.  False for messages after the close. */
static bool take_phase(struct sse_run *run, const struct sse_tick *tick)
{
    bool is_auction = !tick->is_order && tick->execution.type == SSE_AUCTION;
    if (run->phase == PHASE_PRE_OPEN) {
        bool is_closing = tick->time_ns >= run->day->closing_ns;
        if (is_auction) {
            run->inbound_count++;
            uncross(run, tick->time_ns);
        } else if (!is_closing && is_open_by_now(run, tick)) {
            uncross(run, tick->time_ns); /* an opening auction without a trade */
        }
        return true;
    }
    if (run->is_closed) return is_auction;
    if (tick->time_ns >= run->day->closing_ns && !is_auction) {
        go_to_phase(run, PHASE_PRE_OPEN, tick->time_ns);
    }
    return true;
}

static void run_ticks(struct sse_run *run)
{
    const struct sse_day *day = run->day;
    size_t i = 0;
    go_to_phase(run, PHASE_PRE_OPEN, 0);
    while (i < day->tick_count && !fault_is_set(run->venue.fault)) {
        const struct sse_tick *tick = &day->ticks[i];
        if (run->phase == PHASE_OPEN) sse_watch_state(&run->watch, tick->time_ns);
        bool is_worked = take_phase(run, tick);
        if (!is_worked) run->late_count++;
        if (is_worked && !tick->is_order && tick->execution.type != SSE_AUCTION) {
            i = feed_group(run, i);
            continue;
        }
        if (is_worked && tick->is_order && tick->order.type == SSE_ADD) {
            if (begins_call(run, i)) {
                go_to_phase(run, PHASE_PRE_OPEN, tick->time_ns);
                run->is_resuming = true;
            }
            feed_order(run, &tick->order, tick->time_ns);
        } else if (is_worked && tick->is_order) {
            feed_delete(run, &tick->order, tick->time_ns);
        }
        i++;
    }
    if (run->phase == PHASE_OPEN) sse_watch_state(&run->watch, INT64_MAX);
}

static bool print_result(const struct sse_run *run)
{
    const struct least_set *least = &run->options->least;
    uint64_t trades = run->made_count > run->trade_count ? run->made_count : run->trade_count;
    bool is_pass = run->odd_auction_count == 0 &&
                   least_reached(least, sse_leasts, LEAST_TRADES, run->same_count, trades) &&
                   least_reached(least, sse_leasts, LEAST_SNAPSHOTS, run->watch.found_count,
                                 run->watch.total_count);
    report_venue(run->out, &run->venue);
    fprintf(run->out,
            "sse: %" PRIu64 " recorded trades, %" PRIu64 " made, %" PRIu64
            " deletes of unknown orders, %" PRIu64 " messages after the close\n",
            run->trade_count, run->made_count, run->unknown_count, run->late_count);
    fprintf(run->out,
            "result: sse inbound %" PRIu64 " trades %" PRIu64 " identical %" PRIu64 "/%" PRIu64
            " snapshots %" PRIu64 "/%" PRIu64 "%s %s\n",
            run->inbound_count, run->trade_count, run->same_count, run->trade_count,
            run->watch.found_count, run->watch.total_count, run->auctions,
            is_pass ? "pass" : "fail");
    return is_pass;
}

static enum replay_status run_day(struct sse_run *run, const struct replay_options *options,
                                  struct replay_fault *fault)
{
    char symbol[16];
    (void)snprintf(symbol, sizeof symbol, "SSE-%06u", run->day->security_id);
    struct venue_options venue = {.symbol = symbol,
                                  .journal = options->journal,
                                  .tap = options->tap,
                                  .orders_max = ORDERS_MAX,
                                  .products_max = 1,
                                  .price_decimals = PRICE_DECIMALS,
                                  .qty_decimals = QTY_DECIMALS};
    if (!venue_open(&run->venue, &venue, fault)) return REPLAY_BAD_INPUT;
    bool is_pass = false;
    if (sse_watch_begin(&run->watch, run->day, &run->venue)) {
        run_ticks(run);
        is_pass = venue_finish(&run->venue) && print_result(run);
    } else {
        (void)fault_memory(fault);
    }
    sse_watch_end(&run->watch);
    return report_status(&run->venue, is_pass, fault);
}

enum replay_status replay_sse(const struct replay_options *options, struct replay_fault *fault)
{
    struct sse_day day;
    if (!sse_load(&day, options, fault)) return REPLAY_BAD_INPUT;
    struct sse_run run = {.options = options, .day = &day, .out = options->out};
    for (size_t i = 0; i < day.tick_count; i++) run.trade_count += day.ticks[i].is_order ? 0 : 1;
    enum replay_status status = run_day(&run, options, fault);
    sse_free(&day);
    return status;
}
