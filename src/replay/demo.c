/* SPDX-License-Identifier: Apache-2.0 */
/*
 * demo.c - feeding the made-up day, comparing, and telling.
 *
 * Role       See demo.h.
 * Invariant  The venue is told orders only; the plain book's trades are looked at afterwards.
 * Rules      R-AUCTION-2, R-BOOK-1, R-BOOK-2, R-TIF-2.
 */
#include "replay/demo.h"

#include <inttypes.h>

#include "replay/demo_flow.h"
#include "replay/report.h"

#define SHOWN_TRADES 5u
#define SHOWN_LEVELS 8u
#define NS_PER_MS    INT64_C(1000000)

struct demo_run {
    const struct demo_day *day;
    FILE *out;
    struct venue venue;
    uint64_t inbound_count;
    uint64_t same_count;
    size_t made_count;
};

static void compare_fills(struct demo_run *run)
{
    const struct demo_book *book = run->day->book;
    for (size_t i = 0; i < run->venue.fill_count; i++, run->made_count++) {
        const struct venue_fill *fill = &run->venue.fills[i];
        if (run->made_count >= book->trade_count) continue;
        const struct demo_trade *want = &book->trades[run->made_count];
        bool is_same = fill->maker_ref == want->maker && fill->taker_ref == want->taker &&
                       fill->price_ticks == want->price && fill->qty_lots == want->qty;
        run->same_count += is_same ? 1 : 0;
    }
}

static void feed_record(struct demo_run *run, const struct demo_record *record)
{
    bool is_taker = record->kind == DEMO_TAKER;
    struct venue_order order = {.ref = record->number,
                                .time_ns = record->time_ns,
                                .price_ticks = record->price,
                                .qty_lots = record->lots,
                                .side = record->side,
                                .type = TYPE_LIMIT,
                                .tif = is_taker ? TIF_IOC : TIF_GTC};
    run->inbound_count++;
    switch (record->kind) {
    case DEMO_ORDER:
    case DEMO_TAKER: venue_place(&run->venue, &order); break;
    case DEMO_CANCEL: (void)venue_cancel(&run->venue, record->number, record->time_ns); break;
    case DEMO_DECREASE:
        (void)venue_decrease(&run->venue, record->number, record->lots, record->time_ns);
        break;
    case DEMO_OPEN: venue_phase(&run->venue, PHASE_OPEN, record->time_ns); break;
    }
    compare_fills(run);
}

/* --- the story -------------------------------------------------------------------------------- */

static void print_clock(FILE *out, int64_t time_ns)
{
    int64_t ms = time_ns / NS_PER_MS;
    fprintf(out, "%02d:%02d:%02d.%03d", (int)(ms / 3600000), (int)(ms / 60000 % 60),
            (int)(ms / 1000 % 60), (int)(ms % 1000));
}

static void tell_call(const struct demo_run *run)
{
    const struct venue_auction *auction = &run->venue.auction;
    int64_t left = auction->imbalance_lots;
    fprintf(run->out,
            "\n1. The opening call\n"
            "   %zu orders were collected; none of them traded yet. At ",
            run->day->open_at);
    print_clock(run->out, run->day->records[run->day->open_at].time_ns);
    fprintf(
        run->out,
        " the book opened: at %lld the most\n"
        "   contracts can change hands, so all %zu trades (%lld contracts) were made at that one "
        "price.\n   At it %lld more contracts were %s; they stay in the book.\n",
        (long long)auction->price_ticks, run->venue.fill_count, (long long)auction->qty_lots,
        (long long)(left < 0 ? -left : left), left < 0 ? "offered" : "bid for");
}

static void tell_trade(const struct demo_run *run, const struct venue_fill *fill, int64_t time_ns)
{
    fprintf(run->out, "   ");
    print_clock(run->out, time_ns);
    fprintf(run->out, "  %s  %5lld contracts at %lld   order %" PRIu64 " met order %" PRIu64 "\n",
            fill->taker_side == SIDE_BUY ? "bought" : "sold  ", (long long)fill->qty_lots,
            (long long)fill->price_ticks, fill->taker_ref, fill->maker_ref);
}

static void tell_first_trades(const struct demo_run *run, const struct demo_record *record,
                              size_t *shown)
{
    if (*shown == 0 && run->venue.fill_count > 0) {
        fprintf(run->out, "\n2. Continuous trading: the first trades\n");
    }
    for (size_t i = 0; i < run->venue.fill_count && *shown < SHOWN_TRADES; i++) {
        tell_trade(run, &run->venue.fills[i], record->time_ns);
        (*shown)++;
    }
}

static void tell_sweep(const struct demo_run *run, const struct demo_record *record)
{
    const struct venue_fill *fills = run->venue.fills;
    size_t count = run->venue.fill_count;
    if (count == 0) return;
    int64_t lots = 0;
    for (size_t i = 0; i < count; i++) lots += fills[i].qty_lots;
    fprintf(run->out,
            "\n3. A sweep\n   One order to %s %lld contracts met %zu resting orders, best price "
            "first and at each\n   price the oldest first: from %lld to %lld. %lld contracts found "
            "nobody and were cancelled.\n",
            record->side == SIDE_BUY ? "buy" : "sell", (long long)record->lots, count,
            (long long)fills[0].price_ticks, (long long)fills[count - 1].price_ticks,
            (long long)(record->lots - lots));
}

static void print_side(FILE *out, const struct depth_level *level, bool is_there, bool is_bid)
{
    const char *bar = "####################";
    int width = 0;
    if (is_there) width = (int)(level->open.lots / 25 < 20 ? level->open.lots / 25 : 20);
    if (!is_there) {
        fprintf(out, "%*s", 37, "");
    } else if (is_bid) {
        fprintf(out, "%*s%.*s %6lld  %lld ", 20 - width, "", width, bar,
                (long long)level->open.lots, (long long)level->price.ticks);
    } else {
        fprintf(out, " %lld  %-6lld %.*s", (long long)level->price.ticks,
                (long long)level->open.lots, width, bar);
    }
}

static void tell_book(const struct demo_run *run)
{
    struct depth_level bids[SHOWN_LEVELS];
    struct depth_level asks[SHOWN_LEVELS];
    uint32_t bid_count = venue_depth(&run->venue, SIDE_BUY, bids, SHOWN_LEVELS);
    uint32_t ask_count = venue_depth(&run->venue, SIDE_SELL, asks, SHOWN_LEVELS);
    fprintf(run->out, "\n4. The book after the last order\n   %37s| %s\n", "contracts  bids ",
            "asks   contracts");
    for (uint32_t i = 0; i < SHOWN_LEVELS; i++) {
        fprintf(run->out, "   ");
        print_side(run->out, &bids[i], i < bid_count, true);
        fprintf(run->out, "|");
        print_side(run->out, &asks[i], i < ask_count, false);
        fprintf(run->out, "\n");
    }
}

static bool tell_result(const struct demo_run *run)
{
    const struct demo_book *book = run->day->book;
    uint64_t per_second =
        run->venue.step_ns == 0 ? 0 : run->venue.command_count * 1000000000u / run->venue.step_ns;
    bool is_pass = run->same_count == book->trade_count && run->made_count == book->trade_count &&
                   run->venue.reject_total == 0;
    fprintf(
        run->out,
        "\n5. The check\n"
        "   A plain matching program of a hundred lines, which knows nothing of the venue, worked "
        "the\n   same orders: it made %zu trades, the venue %zu, and %" PRIu64
        " of them agree in both orders,\n   price and quantity. The venue worked %" PRIu64
        " commands a second (%" PRIu64 " ns each), on one core.\n\n",
        book->trade_count, run->made_count, run->same_count, per_second,
        run->venue.command_count == 0 ? 0 : run->venue.step_ns / run->venue.command_count);
    fprintf(run->out, "result: demo inbound %" PRIu64 " trades %zu identical %" PRIu64 "/%zu %s\n",
            run->inbound_count, book->trade_count, run->same_count, book->trade_count,
            is_pass ? "pass" : "fail");
    return is_pass;
}

static void run_day(struct demo_run *run)
{
    const struct demo_day *day = run->day;
    size_t shown = 0;
    venue_phase(&run->venue, PHASE_PRE_OPEN, 0);
    for (size_t i = 0; i < day->count && !fault_is_set(run->venue.fault); i++) {
        feed_record(run, &day->records[i]);
        if (i == day->open_at) tell_call(run);
        if (i > day->open_at && shown < SHOWN_TRADES) {
            tell_first_trades(run, &day->records[i], &shown);
        }
        if (i == day->sweep_at) tell_sweep(run, &day->records[i]);
    }
}

enum replay_status replay_demo(const struct demo_options *options, struct replay_fault *fault)
{
    struct demo_day day;
    fprintf(
        options->out,
        "Perpetua, a demonstration: %zu made-up orders, cancels and decreases from seed %" PRIu64
        ".\nOne contract is 0.0001 BTC; prices are dollars for one BTC.\n",
        options->record_count, options->seed);
    if (!demo_day_draw(&day, options->seed, options->record_count)) {
        (void)fault_memory(fault);
        return REPLAY_BAD_INPUT;
    }
    struct demo_run run = {.day = &day, .out = options->out};
    struct venue_options venue = {.symbol = "DEMO-PERP",
                                  .journal = options->journal,
                                  .orders_max = 1048576,
                                  .products_max = 1};
    enum replay_status status = REPLAY_BAD_INPUT;
    if (venue_open(&run.venue, &venue, fault)) {
        run_day(&run);
        bool is_pass = false;
        if (venue_finish(&run.venue)) {
            tell_book(&run);
            is_pass = tell_result(&run);
        }
        status = report_status(&run.venue, is_pass, fault);
    }
    demo_day_free(&day);
    return status;
}
