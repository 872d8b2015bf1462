/* SPDX-License-Identifier: Apache-2.0 */
/*
 * replay_bitstamp.c - a Bitstamp day from its live order feed.
 *
 * Role       Seeds the book with the first recorded top of the book, then feeds creates as limit
 *            orders, changes as amends and deletes as cancels.  The feed shows neither market
 *            orders nor which orders met, so trades are compared by price, size and nearness in
 *            time: recall is the part of the recorded trades that the venue made too, precision the
 *            part of the venue's trades that were recorded.
 * Invariant  No recorded trade is fed.
 * Rules      R-BOOK-1, R-BOOK-2, R-MATCH-2, R-AMEND-4.
 */
#include <inttypes.h>

#include "replay/input.h"
#include "replay/replay.h"
#include "replay/report.h"
#include "replay/resync.h"
#include "replay/scale.h"
#include "replay/trade_pairs.h"
#include "wire/import_bitstamp.h"

#define ORDERS_MAX       1048576u
#define AMOUNT_SCALE     8u
#define PRICE_SCALE_MAX  8u
#define SEED_REF         (BITSTAMP_ID_MAX + 1)
#define SHOWN_LEVELS_MAX 256u
#define NS_PER_MS        INT64_C(1000000)
#define SLACK_NS         (10000 * NS_PER_MS)

enum { LEAST_RECALL, LEAST_PRECISION };

/* Recall 0.860 and precision 0.921 less half a point, for any recording. */
const struct least bitstamp_leasts[] = {
    [LEAST_RECALL] = {"recall", 855000}, [LEAST_PRECISION] = {"precision", 916000}, {0}};

struct bitstamp_run {
    const struct replay_options *options;
    FILE *out;
    struct venue venue;
    struct resync resync;
    struct ref_map born;  /* ref -> when it was created or changed, in milliseconds */
    struct ref_map seeds; /* price and side of a seeded level -> its ref */
    unsigned price_scale; /* decimals of the market's prices */
    bool is_seeded;
    uint64_t seed_count;
    uint64_t first_id; /* of an order created after the seed; 0: none yet */
    struct trade_list recorded;
    struct trade_list made;
    uint64_t inbound_count;
    uint64_t unknown_count; /* changes and deletes of orders that do not live */
    uint64_t event_number;  /* of the event at hand, in either reading */
    struct ref_map latest;  /* ref -> number of its latest event, while surveying */
    struct ref_map amounts; /* ref -> amount in that event */
    struct ref_map idle;    /* number of an event behind which the order traded nothing */
    uint64_t idle_count;    /* orders that were not entered for it */
};

/* --- numbers ---------------------------------------------------------------------------------- */

static int64_t ticks_of(const struct bitstamp_run *run, struct import_slice price)
{
    int64_t ticks = 0;
    return import_round_decimal(price, run->price_scale, &ticks) ? ticks : 0;
}

static int64_t lots_of(struct import_slice amount)
{
    int64_t lots = 0;
    return import_round_decimal(amount, AMOUNT_SCALE, &lots) ? lots : 0;
}

static uint64_t seed_key(enum side side, int64_t ticks)
{
    return (uint64_t)ticks * 2 + (side == SIDE_BUY ? 0 : 1);
}

/* --- stale orders ----------------------------------------------------------------------------- */

static void note_birth(struct bitstamp_run *run, uint64_t ref, int64_t time_ms)
{
    if (!ref_map_put(&run->born, ref, (uint64_t)time_ms)) (void)fault_memory(run->venue.fault);
}

/* Cancels the orders at a price that have been there for longer than a late message explains. */
static void drop_old_orders(struct bitstamp_run *run, enum side side, int64_t ticks,
                            int64_t time_ms)
{
    resync_find_level(&run->resync, side, ticks);
    for (size_t i = 0; i < run->resync.ref_count; i++) {
        uint64_t born = 0;
        (void)ref_map_get(&run->born, run->resync.refs[i], &born);
        if (time_ms - (int64_t)born <= SLACK_NS / NS_PER_MS) continue;
        (void)venue_cancel(&run->venue, run->resync.refs[i], time_ms * NS_PER_MS);
        run->resync.count++;
    }
}

/* The levels of one side of a recorded book. */
struct shown_side {
    int64_t ticks[SHOWN_LEVELS_MAX];
    size_t count;
};

static bool is_shown(const struct shown_side *shown, int64_t ticks)
{
    for (size_t i = 0; i < shown->count; i++) {
        if (shown->ticks[i] == ticks) return true;
    }
    return false;
}

/* Levels of the venue in front of the last one shown that are not shown themselves. */
static void drop_stale_side(struct bitstamp_run *run, enum side side,
                            const struct shown_side *shown, int64_t time_ms)
{
    int64_t stale[SHOWN_LEVELS_MAX];
    size_t stale_count = 0;
    if (shown->count == 0) return;
    int64_t last_key = side_price_key(side, shown->ticks[shown->count - 1]);
    uint32_t count = resync_depth(&run->resync, side, SHOWN_LEVELS_MAX);
    for (uint32_t i = 0; i < count; i++) {
        int64_t ticks = run->resync.levels[i].price.ticks;
        if (side_price_key(side, ticks) >= last_key) break;
        if (!is_shown(shown, ticks)) stale[stale_count++] = ticks;
    }
    for (size_t i = 0; i < stale_count; i++) drop_old_orders(run, side, stale[i], time_ms);
}

/*
 * Market orders are not in the feed, so orders that they have filled would stay at the venue for
 * ever and meet what comes.  A recorded book shows that they are gone.
 */
static void drop_stale(struct bitstamp_run *run, const struct bitstamp_event *event)
{
    struct shown_side shown[2] = {0};
    struct bitstamp_book book;
    struct bitstamp_level level;
    bitstamp_book_begin(&book, event);
    while (bitstamp_book_next(&book, &level)) {
        struct shown_side *side = &shown[level.side];
        if (side->count < SHOWN_LEVELS_MAX) side->ticks[side->count++] = ticks_of(run, level.price);
    }
    drop_stale_side(run, SIDE_BUY, &shown[SIDE_BUY], event->time_ms);
    drop_stale_side(run, SIDE_SELL, &shown[SIDE_SELL], event->time_ms);
}

/* --- events ----------------------------------------------------------------------------------- */

static void keep_fills(struct bitstamp_run *run, int64_t time_ns)
{
    for (size_t i = 0; i < run->venue.fill_count; i++) {
        const struct venue_fill *fill = &run->venue.fills[i];
        struct trade_mark mark = {fill->price_ticks, fill->qty_lots, time_ns};
        if (!trade_list_add(&run->made, &mark)) (void)fault_memory(run->venue.fault);
    }
}

/* A limit order of this side and price; the caller names it. */
static struct venue_order limit_order(enum side side, int64_t ticks, int64_t lots, int64_t time_ms)
{
    return (struct venue_order){.time_ns = time_ms * NS_PER_MS,
                                .price_ticks = ticks,
                                .qty_lots = lots,
                                .side = side,
                                .type = TYPE_LIMIT,
                                .tif = TIF_GTC};
}

static void feed_limit(struct bitstamp_run *run, const struct venue_order *order)
{
    venue_place(&run->venue, order);
    keep_fills(run, order->time_ns);
}

static void seed(struct bitstamp_run *run, const struct bitstamp_event *event)
{
    struct bitstamp_book book;
    struct bitstamp_level level;
    bitstamp_book_begin(&book, event);
    while (bitstamp_book_next(&book, &level)) {
        int64_t ticks = ticks_of(run, level.price);
        int64_t lots = lots_of(level.amount);
        if (ticks == 0 || lots == 0) continue;
        struct venue_order order = limit_order(level.side, ticks, lots, event->time_ms);
        order.ref = SEED_REF + run->seed_count++;
        feed_limit(run, &order);
        note_birth(run, order.ref, event->time_ms);
        if (!ref_map_put(&run->seeds, seed_key(level.side, ticks), order.ref)) {
            (void)fault_memory(run->venue.fault);
        }
    }
    run->is_seeded = true;
}

/*
 * The order was next deleted with all it had now: it traded with nobody.  If it could trade at the
 * venue at once, the exchange must have taken it off for a reason that the feed does not show (it
 * would have met an order of its own member, say), so it is not entered.
 */
static bool is_taken_off(struct bitstamp_run *run, enum side side, int64_t ticks)
{
    uint64_t none;
    struct depth_level best;
    if (!ref_map_get(&run->idle, run->event_number, &none)) return false;
    if (!venue_best(&run->venue, side_opposite(side), &best)) return false;
    if (!side_accepts(side, ticks, best.price.ticks)) return false;
    run->idle_count++;
    return true;
}

static void feed_created(struct bitstamp_run *run, const struct bitstamp_event *event)
{
    int64_t ticks = ticks_of(run, event->price);
    int64_t lots = lots_of(event->amount);
    if (run->first_id == 0 || event->id < run->first_id) run->first_id = event->id;
    if (ticks == 0 || lots == 0 || is_taken_off(run, event->side, ticks)) return;
    struct venue_order order = limit_order(event->side, ticks, lots, event->time_ms);
    order.ref = event->id;
    run->inbound_count++;
    note_birth(run, event->id, event->time_ms);
    feed_limit(run, &order);
}

/* A new price or more lots lose the place; fewer lots keep it. */
static void feed_changed(struct bitstamp_run *run, const struct bitstamp_event *event)
{
    struct order_view view;
    int64_t time_ns = event->time_ms * NS_PER_MS;
    int64_t ticks = ticks_of(run, event->price);
    int64_t lots = lots_of(event->amount);
    if (!venue_order_view(&run->venue, event->id, &view) || ticks == 0) {
        run->unknown_count++;
        return;
    }
    if (lots == view.open.lots && ticks == view.price.ticks) return;
    run->inbound_count++;
    if (lots == 0 || (ticks != view.price.ticks && is_taken_off(run, event->side, ticks))) {
        (void)venue_cancel(&run->venue, event->id, time_ns);
        return;
    }
    note_birth(run, event->id, event->time_ms);
    (void)venue_amend(&run->venue, event->id, ticks, lots, time_ns);
    keep_fills(run, time_ns);
}

/*
 * An order from before the recording has no id at the venue, but it may be part of the level that
 * was seeded at its price: that level then goes.
 */
static void feed_deleted(struct bitstamp_run *run, const struct bitstamp_event *event)
{
    int64_t time_ns = event->time_ms * NS_PER_MS;
    ref_map_remove(&run->born, event->id);
    if (venue_is_live(&run->venue, event->id)) {
        run->inbound_count++;
        (void)venue_cancel(&run->venue, event->id, time_ns);
        return;
    }
    uint64_t key = seed_key(event->side, ticks_of(run, event->price));
    uint64_t ref;
    run->unknown_count++;
    if (run->first_id != 0 && event->id >= run->first_id) return;
    if (!ref_map_get(&run->seeds, key, &ref)) return;
    ref_map_remove(&run->seeds, key);
    run->inbound_count++;
    (void)venue_cancel(&run->venue, ref, time_ns);
}

static bool take_event(struct bitstamp_run *run, const struct bitstamp_event *event)
{
    run->event_number++;
    if (!run->is_seeded) {
        if (event->kind == BITSTAMP_BOOK) seed(run, event);
        return !fault_is_set(run->venue.fault);
    }
    switch (event->kind) {
    case BITSTAMP_CREATED: feed_created(run, event); break;
    case BITSTAMP_CHANGED: feed_changed(run, event); break;
    case BITSTAMP_DELETED: feed_deleted(run, event); break;
    case BITSTAMP_BOOK: drop_stale(run, event); break;
    case BITSTAMP_TRADE: break; /* counted by the survey */
    }
    return !fault_is_set(run->venue.fault);
}

/* --- the whole -------------------------------------------------------------------------------- */

/* First reading: how many decimals prices have. */
static bool survey_price(struct bitstamp_run *run, const struct bitstamp_event *event)
{
    bool is_order = event->kind == BITSTAMP_CREATED || event->kind == BITSTAMP_CHANGED ||
                    event->kind == BITSTAMP_DELETED;
    unsigned decimals = is_order ? import_decimals(event->price) : 0;
    if (decimals > run->price_scale) run->price_scale = decimals;
    return true;
}

/* Was the order deleted with what its event before said that it had? */
static bool note_idle(struct bitstamp_run *run, const struct bitstamp_event *event, int64_t lots)
{
    uint64_t number;
    uint64_t before;
    if (event->kind != BITSTAMP_DELETED) {
        return ref_map_put(&run->latest, event->id, run->event_number) &&
               ref_map_put(&run->amounts, event->id, (uint64_t)lots);
    }
    bool is_idle = lots > 0 && ref_map_get(&run->amounts, event->id, &before) &&
                   before == (uint64_t)lots && ref_map_get(&run->latest, event->id, &number);
    ref_map_remove(&run->latest, event->id);
    ref_map_remove(&run->amounts, event->id);
    return !is_idle || ref_map_put(&run->idle, number, 1);
}

/* Second reading: what was traded, which orders traded nothing, and that every number fits. */
static bool survey_numbers(struct bitstamp_run *run, const struct bitstamp_event *event)
{
    int64_t ticks;
    int64_t lots;
    run->event_number++;
    if (event->kind == BITSTAMP_BOOK) return true;
    if (!import_round_decimal(event->price, run->price_scale, &ticks)) return false;
    if (!import_round_decimal(event->amount, AMOUNT_SCALE, &lots)) return false;
    if (ticks > PRICE_TICKS_MAX || lots > QTY_LOTS_MAX) return false;
    if (event->kind != BITSTAMP_TRADE) return note_idle(run, event, lots);
    struct trade_mark mark = {ticks, lots, event->time_ms * NS_PER_MS};
    return trade_list_add(&run->recorded, &mark);
}

static bool read_events(const struct replay_options *options, struct bitstamp_run *run,
                        bool (*take)(struct bitstamp_run *run, const struct bitstamp_event *event),
                        struct replay_fault *fault)
{
    struct input input;
    struct import_slice line;
    if (!input_open(&input, options->path, fault)) return false;
    enum input_result result = input_find(&input, NULL, "a file", fault) ? INPUT_TAKEN : INPUT_BAD;
    while (result == INPUT_TAKEN && !fault_is_set(fault)) {
        struct bitstamp_event event;
        struct import_fault import = {"numbers within the engine's limits", 1};
        result = input_line(&input, &line, fault);
        if (result != INPUT_TAKEN) break;
        if (bitstamp_read(line, &event, &import) == IMPORT_BAD || !take(run, &event)) {
            (void)input_fault_line(&input, &import, fault);
        }
    }
    if (result == INPUT_END && input.line == 0) {
        (void)fault_set(fault, "%s: the file is empty", options->path);
    }
    input_close(&input);
    return !fault_is_set(fault);
}

static bool print_result(struct bitstamp_run *run)
{
    uint64_t same = trade_pairs_count(&run->made, &run->recorded, SLACK_NS);
    uint64_t recorded = run->recorded.count;
    uint64_t made = run->made.count;
    const struct least_set *least = &run->options->least;
    bool is_pass = run->is_seeded && recorded > 0 &&
                   least_reached(least, bitstamp_leasts, LEAST_RECALL, same, recorded) &&
                   least_reached(least, bitstamp_leasts, LEAST_PRECISION, same, made);
    report_venue(run->out, &run->venue);
    fprintf(run->out,
            "bitstamp: %" PRIu64 " recorded trades, %" PRIu64 " made, %" PRIu64
            " in both; recall at least %s, precision at least %s; %" PRIu64
            " changes and deletes of unknown orders, %" PRIu64
            " orders that market orders had filled, %" PRIu64 " that the exchange took off\n",
            recorded, made, same,
            report_share(least_share(least, bitstamp_leasts, LEAST_RECALL)).text,
            report_share(least_share(least, bitstamp_leasts, LEAST_PRECISION)).text,
            run->unknown_count, run->resync.count, run->idle_count);
    fprintf(run->out,
            "result: bitstamp inbound %" PRIu64 " trades %" PRIu64 " identical %" PRIu64 "/%" PRIu64
            " recall %s precision %s %s\n",
            run->inbound_count, recorded, same, recorded, report_rate(same, recorded).text,
            report_rate(same, made).text, is_pass ? "pass" : "fail");
    return is_pass;
}

static bool survey(const struct replay_options *options, struct bitstamp_run *run,
                   struct replay_fault *fault)
{
    if (!read_events(options, run, survey_price, fault)) return false;
    if (run->price_scale > PRICE_SCALE_MAX) {
        return fault_set(fault, "%s: expected prices with at most %u decimals", options->path,
                         PRICE_SCALE_MAX);
    }
    bool is_read = read_events(options, run, survey_numbers, fault);
    run->event_number = 0;
    return is_read;
}

enum replay_status replay_bitstamp(const struct replay_options *options, struct replay_fault *fault)
{
    struct bitstamp_run run = {.options = options, .out = options->out};
    bool is_pass = false;
    bool is_open = false;
    if (survey(options, &run, fault)) {
        struct venue_options venue = {.symbol = "BITSTAMP",
                                      .journal = options->journal,
                                      .tap = options->tap,
                                      .orders_max = ORDERS_MAX,
                                      .products_max = 1,
                                      .price_decimals = run.price_scale,
                                      .qty_decimals = AMOUNT_SCALE};
        is_open = venue_open(&run.venue, &venue, fault);
        resync_begin(&run.resync, &run.venue);
    }
    if (is_open && read_events(options, &run, take_event, fault)) {
        is_pass = venue_finish(&run.venue) && print_result(&run);
    }
    trade_list_free(&run.recorded);
    trade_list_free(&run.made);
    ref_map_free(&run.seeds);
    ref_map_free(&run.born);
    ref_map_free(&run.latest);
    ref_map_free(&run.amounts);
    ref_map_free(&run.idle);
    resync_end(&run.resync);
    return is_open ? report_status(&run.venue, is_pass, fault) : REPLAY_BAD_INPUT;
}
