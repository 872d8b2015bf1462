/* SPDX-License-Identifier: Apache-2.0 */
/*
 * replay_cointossx.c - conformance cases, each on a product of its own.
 *
 * Role       Enters the initial book, sends the input, then compares the trades (price and quantity
 *            in order) and what is live at the end (id, type, open size and price) with what the
 *            case expects.  A case that asks for what the rulebook decides otherwise is named and
 *            not scored: hidden orders do not exist here, and a stop whose trigger is already met
 *            is refused (R-TRIG-4).
 * Invariant  A case is set aside only for an order type in its files or a reject code of the venue,
 *            never for its result.
 * Rules      R-TRIG-4, R-ICE-1, R-MARKET-2.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/check.h"
#include "replay/cointossx_load.h"
#include "replay/replay.h"
#include "replay/report.h"

enum { LEAST_CASES };

const struct least cointossx_leasts[] = {[LEAST_CASES] = {"cases", 1000000}, {0}};

#define ORDERS_PER_CASE_MAX (2 * COINTOSSX_LINES_MAX)

/* An order that was sent, and the venue's name for it. */
struct sent_order {
    struct cointossx_order order;
    uint64_t ref;
};

struct case_run {
    struct venue *venue;
    const struct cointossx_case *one;
    struct sent_order sent[ORDERS_PER_CASE_MAX];
    size_t sent_count;
    struct cointossx_trade made[4 * COINTOSSX_LINES_MAX];
    size_t made_count;
    const char *otherwise; /* why the rulebook decides the case otherwise, or NULL */
};

struct cointossx_run {
    const struct replay_options *options;
    FILE *out;
    struct venue venue;
    uint64_t next_ref;
    uint64_t inbound_count;
    uint64_t trade_count;
    uint64_t same_count;
    uint64_t scored_count;
    uint64_t otherwise_count;
};

static void keep_fills(struct case_run *run)
{
    size_t max = sizeof run->made / sizeof run->made[0];
    for (size_t i = 0; i < run->venue->fill_count && run->made_count < max; i++) {
        const struct venue_fill *fill = &run->venue->fills[i];
        run->made[run->made_count++] =
            (struct cointossx_trade){.price = fill->price_ticks, .size = fill->qty_lots};
    }
}

/* The venue's form of an order; market orders trade at once or not at all. */
static struct venue_order entry_of(const struct cointossx_order *order, uint64_t ref)
{
    struct venue_order entry = {.ref = ref,
                                .price_ticks = order->price,
                                .qty_lots = order->size,
                                .side = order->side,
                                .type = TYPE_LIMIT,
                                .tif = TIF_GTC};
    switch (order->type) {
    case COINTOSSX_MARKET:
        entry.type = TYPE_MARKET;
        entry.tif = TIF_IOC;
        break;
    case COINTOSSX_STOP:
        entry.type = TYPE_STOP_MARKET;
        entry.tif = TIF_IOC;
        entry.trigger_ticks = order->price;
        entry.price_ticks = 0;
        break;
    case COINTOSSX_STOP_LIMIT:
        entry.type = TYPE_STOP_LIMIT;
        entry.trigger_ticks = order->stop;
        break;
    case COINTOSSX_LIMIT:
    case COINTOSSX_HIDDEN: break;
    }
    return entry;
}

static void send_order(struct case_run *run, const struct cointossx_order *order, uint64_t ref)
{
    if (order->type == COINTOSSX_HIDDEN) {
        run->otherwise = "it has a hidden order; the venue has icebergs only (R-ICE-1)";
        return;
    }
    struct venue_order entry = entry_of(order, ref);
    ASSERT(run->sent_count < ORDERS_PER_CASE_MAX);
    run->sent[run->sent_count++] = (struct sent_order){*order, ref};
    venue_place(run->venue, &entry);
    if (run->venue->reject == REJECT_TRIGGER_MET) {
        run->otherwise = "a stop whose trigger is already met is refused (R-TRIG-4)";
    }
    keep_fills(run);
}

/* A line of the input without a size cancels the latest live order of its id. */
static void send_cancel(struct case_run *run, const struct cointossx_order *order)
{
    for (size_t i = run->sent_count; i > 0; i--) {
        const struct sent_order *sent = &run->sent[i - 1];
        if (sent->order.order_id != order->order_id) continue;
        if (venue_cancel(run->venue, sent->ref, 0)) return;
    }
}

static bool trades_are_same(const struct case_run *run)
{
    const struct cointossx_trades *want = &run->one->trades;
    if (run->made_count != want->count) return false;
    for (size_t i = 0; i < want->count; i++) {
        if (run->made[i].price != want->list[i].price) return false;
        if (run->made[i].size != want->list[i].size) return false;
    }
    return true;
}

/*
 * Does the sent order live as the expected line says?  An id has one side, that with which it was
 * sent; the side of the expected line is not looked at, for published files have it wrong in
 * places.
 */
static bool lives_as(const struct case_run *run, const struct sent_order *sent,
                     const struct cointossx_order *want)
{
    struct order_view view;
    if (sent->order.order_id != want->order_id || sent->order.type != want->type) return false;
    if (sent->order.price != want->price) return false;
    return venue_order_view(run->venue, sent->ref, &view) && view.open.lots == want->size;
}

/* As many live orders as expected lines, and a live order for each line. */
static bool book_is_same(const struct case_run *run)
{
    const struct cointossx_orders *want = &run->one->output;
    size_t live = 0;
    for (size_t i = 0; i < run->sent_count; i++) {
        live += venue_is_live(run->venue, run->sent[i].ref) ? 1 : 0;
    }
    if (live != want->count) return false;
    for (size_t line = 0; line < want->count; line++) {
        size_t found = 0;
        for (size_t i = 0; i < run->sent_count; i++) {
            found += lives_as(run, &run->sent[i], &want->list[line]) ? 1 : 0;
        }
        if (found != 1) return false;
    }
    return true;
}

static void run_case(struct cointossx_run *all, const struct cointossx_case *one)
{
    struct case_run run = {.venue = &all->venue, .one = one};
    for (size_t i = 0; i < one->init.count; i++) {
        all->inbound_count++;
        send_order(&run, &one->init.list[i], ++all->next_ref);
    }
    for (size_t i = 0; i < one->input.count; i++) {
        all->inbound_count++;
        if (one->input.list[i].size == 0) {
            send_cancel(&run, &one->input.list[i]);
        } else {
            send_order(&run, &one->input.list[i], ++all->next_ref);
        }
    }
    bool is_same = trades_are_same(&run) && book_is_same(&run);
    if (run.otherwise != NULL) {
        all->otherwise_count++;
        fprintf(all->out, "case %s Test%u: decided otherwise: %s%s\n", one->folder, one->number,
                run.otherwise, is_same ? "; the result is the same" : "");
        return;
    }
    all->scored_count++;
    all->trade_count += one->trades.count;
    all->same_count += is_same ? 1 : 0;
    if (!is_same) fprintf(all->out, "case %s Test%u: differs\n", one->folder, one->number);
}

static bool run_cases(struct cointossx_run *run, const struct cointossx_cases *cases,
                      const struct venue_options *options, const struct replay_fault *fault)
{
    for (size_t i = 0; i < cases->count; i++) {
        /* The first product is there since the venue was opened. */
        if (i > 0 && !venue_list(&run->venue, options)) return false;
        run_case(run, &cases->list[i]);
        if (fault_is_set(fault)) return false;
    }
    if (!venue_finish(&run->venue)) return false;
    bool is_pass =
        run->scored_count > 0 && least_reached(&run->options->least, cointossx_leasts, LEAST_CASES,
                                               run->same_count, run->scored_count);
    report_venue(run->out, &run->venue);
    fprintf(run->out,
            "result: cointossx inbound %" PRIu64 " trades %" PRIu64 " identical %" PRIu64
            "/%" PRIu64 " decided-otherwise %" PRIu64 " cases %zu %s\n",
            run->inbound_count, run->trade_count, run->same_count, run->scored_count,
            run->otherwise_count, cases->count, is_pass ? "pass" : "fail");
    return is_pass;
}

enum replay_status replay_cointossx(const struct replay_options *options,
                                    struct replay_fault *fault)
{
    struct cointossx_cases cases;
    if (!cointossx_load(&cases, options->path, fault)) return REPLAY_BAD_INPUT;
    struct cointossx_run run = {.options = options, .out = options->out};
    struct venue_options venue = {.symbol = "COINTOSSX",
                                  .journal = options->journal,
                                  .tap = options->tap,
                                  .orders_max = 65536,
                                  .products_max = COINTOSSX_CASES_MAX + 1};
    enum replay_status status = REPLAY_BAD_INPUT;
    if (venue_open(&run.venue, &venue, fault)) {
        bool is_pass = run_cases(&run, &cases, &venue, fault);
        status = report_status(&run.venue, is_pass, fault);
    }
    cointossx_free(&cases);
    return status;
}
