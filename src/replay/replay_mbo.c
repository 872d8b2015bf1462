/* SPDX-License-Identifier: Apache-2.0 */
/*
 * replay_mbo.c - a market-by-order recording (CME), aggressor by aggressor.
 *
 * Role       Feeds the orders as they are recorded.  For each aggressor an IOC market order of the
 *            summed size is sent, and the venue's fills are compared with the recorded trades
 *            (price by price) and resting orders (by id).  Only then do the C and M rows of that
 *            moment change the book; what the venue filled and the exchange did not (icebergs and
 *            implied orders are not in the feed) is put back, so that each aggressor meets the
 *            recorded book.
 * Invariant  No recorded trade price and no resting id is given to the venue.
 * Rules      R-BOOK-1, R-BOOK-2, R-AMEND-4, R-MARKET-1, R-PHASE-5.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "replay/input.h"
#include "replay/mbo_book.h"
#include "replay/mbo_event.h"
#include "replay/replay.h"
#include "replay/report.h"
#include "replay/resync.h"
#include "replay/scale.h"

#define ORDERS_MAX      1048576u
#define INSTRUMENT_SIZE 32u
#define AGGRESSOR_REF   (MBO_ORDER_ID_MAX + 1)

enum { LEAST_PRICES, LEAST_RESTING };

/* 1,385 of 1,415 and 2,661 of 2,816 less half a point, for any recording. */
const struct least mbo_leasts[] = {
    [LEAST_PRICES] = {"prices", 973799}, [LEAST_RESTING] = {"resting-ids", 939957}, {0}};

struct mbo_run {
    const struct replay_options *options;
    FILE *out;
    struct venue venue;
    struct resync resync;
    struct mbo_book book;
    struct mbo_event event;
    struct scale scale;
    char instrument[INSTRUMENT_SIZE]; /* whose rows are taken; empty: none seen yet */
    struct venue_fill *fills;         /* of the moment at hand, all orders */
    size_t fill_count;
    size_t fill_capacity;
    enum phase phase;
    uint64_t inbound_count;
    uint64_t aggressor_count;
    uint64_t price_count; /* aggressors whose prices and quantities are identical */
    uint64_t trade_count; /* recorded T rows with a side */
    struct mbo_resting resting;
    uint64_t auction_count;
};

/* --- putting the venue's book right ----------------------------------------------------------- */

static void keep_fills(struct mbo_run *run)
{
    for (size_t i = 0; i < run->venue.fill_count; i++) {
        if (run->fill_count == run->fill_capacity) {
            size_t wider = run->fill_capacity == 0 ? 256 : run->fill_capacity * 2;
            struct venue_fill *fills = realloc(run->fills, wider * sizeof *fills);
            if (fills == NULL) {
                (void)fault_memory(run->venue.fault);
                return;
            }
            run->fills = fills;
            run->fill_capacity = wider;
        }
        run->fills[run->fill_count++] = run->venue.fills[i];
    }
}

static int64_t open_lots(const struct mbo_run *run, uint64_t order_id)
{
    struct order_view view;
    return venue_order_view(&run->venue, order_id, &view) ? view.open.lots : 0;
}

/* More at the venue than recorded: takes it off.  Less: the caller puts it back. */
static bool is_short(struct mbo_run *run, uint64_t order_id, int64_t time_ns)
{
    const struct mbo_order *order = mbo_book_find(&run->book, order_id);
    int64_t open = open_lots(run, order_id);
    int64_t wanted = order == NULL ? 0 : order->lots;
    if (open > wanted) {
        (void)venue_decrease(&run->venue, order_id, open - wanted, time_ns);
        run->resync.count++;
    }
    return open < wanted;
}

static void put_back(struct mbo_run *run, uint64_t order_id, int64_t time_ns)
{
    if (!is_short(run, order_id, time_ns)) return;
    const struct mbo_order *order = mbo_book_find(&run->book, order_id);
    struct venue_order entry = {.ref = order_id,
                                .time_ns = time_ns,
                                .price_ticks = order->price_ticks,
                                .qty_lots = order->lots,
                                .side = order->side,
                                .type = TYPE_LIMIT,
                                .tif = TIF_GTC};
    resync_place_first(&run->resync, &entry, 1);
}

/* Orders that the venue filled are put back last to first, so that they keep their order. */
static void put_right(struct mbo_run *run, int64_t time_ns)
{
    for (size_t i = run->fill_count; i > 0; i--) {
        put_back(run, run->fills[i - 1].maker_ref, time_ns);
        if (run->fills[i - 1].is_auction) put_back(run, run->fills[i - 1].taker_ref, time_ns);
    }
    for (size_t i = 0; i < run->event.count; i++) {
        const struct mbo_row *row = &run->event.rows[i];
        bool is_order = row->action == MBO_ADD || row->action == MBO_MODIFY;
        if (is_order) put_back(run, row->order_id, time_ns);
    }
    run->fill_count = 0;
}

/* --- rows ------------------------------------------------------------------------------------- */

static void go_to_phase(struct mbo_run *run, enum phase phase, int64_t time_ns)
{
    if (run->phase == phase) return;
    venue_phase(&run->venue, phase, time_ns);
    run->phase = phase;
    keep_fills(run);
    if (!run->venue.auction.is_done) return;
    run->auction_count++;
    fprintf(run->out, "auction: the venue uncrosses %lld at %s; the exchange recorded %lld\n",
            (long long)scale_qty(&run->scale, run->venue.auction.qty_lots),
            report_short(scale_price(&run->scale, run->venue.auction.price_ticks), 9).text,
            (long long)mbo_event_size(&run->event, MBO_NONE));
}

/* Would a limit order trade against the venue's book at once? */
static bool crosses(const struct mbo_run *run, const struct mbo_order *order)
{
    struct depth_level best;
    if (!venue_best(&run->venue, side_opposite(order->side), &best)) return false;
    return side_accepts(order->side, order->price_ticks, best.price.ticks);
}

static struct mbo_order order_of(const struct mbo_run *run, const struct mbo_row *row)
{
    return (struct mbo_order){.price_ticks = scale_ticks(&run->scale, row->price_nano),
                              .lots = scale_lots(&run->scale, row->size),
                              .side = row->side == MBO_BID ? SIDE_BUY : SIDE_SELL};
}

static void feed_limit(struct mbo_run *run, uint64_t order_id, const struct mbo_order *order,
                       int64_t time_ns)
{
    struct venue_order entry = {.ref = order_id,
                                .time_ns = time_ns,
                                .price_ticks = order->price_ticks,
                                .qty_lots = order->lots,
                                .side = order->side,
                                .type = TYPE_LIMIT,
                                .tif = TIF_GTC};
    venue_place(&run->venue, &entry);
    keep_fills(run);
}

/* A change of price, or more size than recorded before, loses the place; less size keeps it. */
static void feed_modify(struct mbo_run *run, uint64_t order_id, const struct mbo_order *before,
                        const struct mbo_order *order, int64_t time_ns)
{
    int64_t open = open_lots(run, order_id);
    bool loses_place = before == NULL || before->price_ticks != order->price_ticks ||
                       before->side != order->side || order->lots > before->lots;
    if (!loses_place) {
        /* Where less is open than recorded, the venue filled too much: put_right sees to it. */
        if (open > order->lots) {
            (void)venue_decrease(&run->venue, order_id, open - order->lots, time_ns);
        }
        return;
    }
    bool is_same_side = before != NULL && before->side == order->side;
    if (open > 0 && is_same_side) {
        (void)venue_amend(&run->venue, order_id, order->price_ticks, order->lots, time_ns);
        keep_fills(run);
        return;
    }
    (void)venue_cancel(&run->venue, order_id, time_ns);
    feed_limit(run, order_id, order, time_ns);
}

static void feed_order(struct mbo_run *run, const struct mbo_row *row)
{
    struct mbo_order order = order_of(run, row);
    const struct mbo_order *known = mbo_book_find(&run->book, row->order_id);
    struct mbo_order before = known == NULL ? (struct mbo_order){0} : *known;
    /*
     * An order that crosses and yet trades with nobody: the market is not in continuous trading.
     * It is so from here until the next trade.
     */
    bool is_quiet = run->event.first_trade == run->event.count;
    if (is_quiet && crosses(run, &order)) go_to_phase(run, PHASE_PRE_OPEN, row->time_ns);

    if (row->action == MBO_ADD && known == NULL) {
        feed_limit(run, row->order_id, &order, row->time_ns);
    } else {
        feed_modify(run, row->order_id, known == NULL ? NULL : &before, &order, row->time_ns);
    }
    if (!mbo_book_put(&run->book, row->order_id, &order)) (void)fault_memory(run->venue.fault);
}

/*
 * Takes a part off the order, or all.  Behind a fill it says what is left, which the venue may know
 * already; where it filled too much, put_right sees to it.
 */
static void feed_cancel(struct mbo_run *run, const struct mbo_row *row)
{
    struct mbo_order *order = mbo_book_find(&run->book, row->order_id);
    int64_t lots = scale_lots(&run->scale, row->size);
    if (order == NULL || lots == 0 || lots >= order->lots) {
        mbo_book_remove(&run->book, row->order_id);
        (void)venue_cancel(&run->venue, row->order_id, row->time_ns);
        return;
    }
    order->lots -= lots;
    int64_t open = open_lots(run, row->order_id);
    if (open <= order->lots) return;
    (void)venue_decrease(&run->venue, row->order_id, open - order->lots, row->time_ns);
}

static void feed_row(struct mbo_run *run, const struct mbo_row *row)
{
    switch (row->action) {
    case MBO_ADD:
    case MBO_MODIFY:
        run->inbound_count++;
        feed_order(run, row);
        break;
    case MBO_CANCEL:
        run->inbound_count++;
        feed_cancel(run, row);
        break;
    case MBO_CLEAR:
        mbo_book_clear(&run->book);
        venue_cancel_all(&run->venue, row->time_ns);
        go_to_phase(run, PHASE_PRE_OPEN, row->time_ns);
        break;
    case MBO_TRADE:
    case MBO_FILL: break;
    }
}

/* --- moments ---------------------------------------------------------------------------------- */

static void feed_aggressor(struct mbo_run *run, enum mbo_side side)
{
    int64_t size = mbo_event_size(&run->event, side);
    if (size == 0) return;
    int64_t time_ns = run->event.rows[run->event.first_trade].time_ns;
    struct venue_order entry = {.ref = AGGRESSOR_REF + run->aggressor_count,
                                .time_ns = time_ns,
                                .qty_lots = scale_lots(&run->scale, size),
                                .side = side == MBO_BID ? SIDE_BUY : SIDE_SELL,
                                .type = TYPE_MARKET,
                                .tif = TIF_IOC};
    run->inbound_count++;
    run->aggressor_count++;
    venue_place(&run->venue, &entry);

    const struct venue_fill *fills = run->venue.fills;
    size_t count = run->venue.fill_count;
    bool is_same = mbo_event_prices_match(&run->event, side, &run->scale, fills, count);
    run->price_count += is_same ? 1 : 0;
    keep_fills(run);
}

/* The trades of one moment: usually one aggressor; its fills against the recorded resting ids. */
static void feed_trades(struct mbo_run *run)
{
    go_to_phase(run, PHASE_OPEN, run->event.rows[run->event.first_trade].time_ns);
    size_t first = run->fill_count;
    uint64_t before = run->aggressor_count;
    feed_aggressor(run, MBO_BID);
    feed_aggressor(run, MBO_ASK);
    if (run->aggressor_count == before) return; /* an auction: not scored */
    size_t count = run->fill_count - first;
    struct mbo_resting resting =
        mbo_event_resting(&run->event, count == 0 ? NULL : &run->fills[first], count);
    run->resting.row_count += resting.row_count;
    run->resting.found_count += resting.found_count;
}

/* All rows with one time stamp: orders in front of the trade, the trade, then its consequences. */
static void feed_event(struct mbo_run *run)
{
    const struct mbo_event *event = &run->event;
    if (event->count == 0) return;
    int64_t time_ns = event->rows[0].time_ns;
    for (size_t i = 0; i < event->first_trade; i++) feed_row(run, &event->rows[i]);
    if (event->first_trade < event->count) feed_trades(run);
    for (size_t i = event->first_trade; i < event->count; i++) {
        const struct mbo_row *row = &event->rows[i];
        run->trade_count += row->action == MBO_TRADE && row->side != MBO_NONE ? 1 : 0;
        feed_row(run, row);
    }
    put_right(run, time_ns);
    mbo_event_clear(&run->event);
}

/* Is the row of the instrument that is meant?  Without --symbol the first row's is. */
static enum import_result of_instrument(struct mbo_run *run, struct import_slice line,
                                        const struct mbo_row *row, struct import_fault *import)
{
    struct import_slice name = row->instrument;
    if (name.size == 0) return IMPORT_TAKEN;
    if (run->instrument[0] == '\0' && name.size < sizeof run->instrument) {
        memcpy(run->instrument, name.text, name.size);
    }
    if (import_is(name, run->instrument)) return IMPORT_TAKEN;
    if (run->options->symbol != NULL) return IMPORT_SKIP;
    return import_bad(import, "one instrument: with several, name one with --symbol", line.text,
                      name.text);
}

static bool take_symbol(struct mbo_run *run, struct replay_fault *fault)
{
    const char *symbol = run->options->symbol;
    if (symbol == NULL) return true;
    size_t size = strlen(symbol);
    if (size == 0 || size >= sizeof run->instrument) {
        return fault_set(fault, "--symbol %s: expected a symbol or an instrument_id", symbol);
    }
    memcpy(run->instrument, symbol, size);
    return true;
}

/* Calls `take` for each row of the recording. */
static bool read_rows(const struct replay_options *options, struct mbo_run *run,
                      bool (*take)(struct mbo_run *run, const struct mbo_row *row),
                      struct replay_fault *fault)
{
    struct input input;
    struct import_slice line;
    struct import_fault import;
    struct mbo_table table = {0};
    if (!input_open(&input, options->path, fault)) return false;
    enum input_result result = input_find(&input, NULL, "a file", fault) ? INPUT_TAKEN : INPUT_BAD;
    while (result == INPUT_TAKEN && !fault_is_set(fault)) {
        result = input_line(&input, &line, fault);
        if (result != INPUT_TAKEN) break;
        struct mbo_row row;
        enum import_result read = input.line == 1 ? mbo_read_heading(line, &table, &import)
                                                  : mbo_read_row(&table, line, &row, &import);
        if (read == IMPORT_TAKEN && input.line > 1) read = of_instrument(run, line, &row, &import);
        if (read == IMPORT_BAD) {
            (void)input_fault_line(&input, &import, fault);
        } else if (input.line > 1 && read == IMPORT_TAKEN && !take(run, &row)) {
            (void)fault_memory(fault);
        }
    }
    if (result == INPUT_END && input.line < 2) {
        (void)fault_set(fault, "%s: line %llu: expected a heading and rows", options->path,
                        (unsigned long long)input.line + 1);
    }
    input_close(&input);
    return !fault_is_set(fault);
}

static bool survey_row(struct mbo_run *run, const struct mbo_row *row)
{
    if (row->action == MBO_CLEAR) return true;
    if (row->price_nano != INT64_MAX) scale_see_price(&run->scale, row->price_nano);
    scale_see_qty(&run->scale, row->size);
    return true;
}

static bool take_row(struct mbo_run *run, const struct mbo_row *row)
{
    if (run->event.count > 0 && run->event.rows[0].time_ns != row->time_ns) feed_event(run);
    return mbo_event_add(&run->event, row);
}

static bool print_result(const struct mbo_run *run)
{
    const struct least_set *least = &run->options->least;
    bool is_pass =
        run->aggressor_count > 0 &&
        least_reached(least, mbo_leasts, LEAST_PRICES, run->price_count, run->aggressor_count) &&
        least_reached(least, mbo_leasts, LEAST_RESTING, run->resting.found_count,
                      run->resting.row_count);
    report_venue(run->out, &run->venue);
    fprintf(
        run->out,
        "cme-mbo: prices and quantities %s (at least %s), resting ids %s (at least %s), %" PRIu64
        " commands to put the book right, %" PRIu64 " auctions\n",
        report_rate(run->price_count, run->aggressor_count).text,
        report_share(least_share(least, mbo_leasts, LEAST_PRICES)).text,
        report_rate(run->resting.found_count, run->resting.row_count).text,
        report_share(least_share(least, mbo_leasts, LEAST_RESTING)).text, run->resync.count,
        run->auction_count);
    fprintf(run->out,
            "result: cme-mbo inbound %" PRIu64 " trades %" PRIu64 " identical %" PRIu64 "/%" PRIu64
            " resting-ids %" PRIu64 "/%" PRIu64 " %s\n",
            run->inbound_count, run->trade_count, run->price_count, run->aggressor_count,
            run->resting.found_count, run->resting.row_count, is_pass ? "pass" : "fail");
    return is_pass;
}

enum replay_status replay_mbo(const struct replay_options *options, struct replay_fault *fault)
{
    struct mbo_run run = {.options = options, .out = options->out, .phase = PHASE_OPEN};
    struct venue_options venue = {.symbol = "CME-MBO",
                                  .journal = options->journal,
                                  .tap = options->tap,
                                  .orders_max = ORDERS_MAX,
                                  .products_max = 1,
                                  .price_decimals = 9};
    if (!take_symbol(&run, fault)) return REPLAY_BAD_INPUT;
    if (!read_rows(options, &run, survey_row, fault)) return REPLAY_BAD_INPUT;
    if (!run.scale.has_price) {
        (void)fault_set(fault, "%s: expected rows with prices%s%s", options->path,
                        options->symbol == NULL ? "" : " of ",
                        options->symbol == NULL ? "" : options->symbol);
        return REPLAY_BAD_INPUT;
    }
    if (!scale_settle(&run.scale, options->path, fault)) return REPLAY_BAD_INPUT;
    if (!venue_open(&run.venue, &venue, fault)) return REPLAY_BAD_INPUT;
    resync_begin(&run.resync, &run.venue);
    go_to_phase(&run, PHASE_PRE_OPEN, 0);
    bool is_read = read_rows(options, &run, take_row, fault);
    if (is_read) feed_event(&run);
    bool is_pass = is_read && venue_finish(&run.venue) && print_result(&run);
    resync_end(&run.resync);
    mbo_book_free(&run.book);
    mbo_event_free(&run.event);
    free(run.fills);
    return report_status(&run.venue, is_pass, fault);
}
