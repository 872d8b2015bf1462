/* SPDX-License-Identifier: Apache-2.0 */
/*
 * detect_index_push.c - a position here, and a push of the spot markets that the index is made of.
 *
 * Role   Some sources of the index move away from the others, the index goes with them, and a
 *        cluster that had built a position just before gets out of it at a profit.
 * Rules  17 CFR 38.253 and 180.2, see docs/surveillance/index-push.md.
 */
#include "surveil/detector.h"

enum { SPREAD, STEPS, MOVE, BUILT_SHARE, ONE_WAY, BUNCHED, TRADES, BUILT_WITHIN, BACK, OUT_WITHIN };

static const struct parameter parameters[] = {
    {"spread", "ppm", 3000000, "distance of the sources from each other against their usual one"},
    {"steps", "steps", 3, "of the index, one after the other, at which they were that far apart"},
    {"move", "ppm", 300, "distance that the index went meanwhile"},
    {"built_share", "ppm", 60000, "of the volume before the push that the cluster traded"},
    {"one_way", "ppm", 850000, "of what it traded before that was in the push's direction"},
    {"bunched", "ppm", 4000000, "of what it trades in as long a time, in the half hour before"},
    {"trades", "trades", 10, "in which it built"},
    {"built_within", "s", 300, "before the push"},
    {"back", "ppm", 500000, "of what it had built that it traded back"},
    {"out_within", "s", 300, "after the push"},
};

#define USUAL_SHIFT 64 /* steps of the average */
#define WARM_STEPS  60u
#define PRODUCT_KEY UINT64_C(0xffffffff)

/* One for each product. */
struct push_cell {
    struct cell head; /* product and PRODUCT_KEY */
    int64_t usual_e4; /* distance of the sources, on average */
    int64_t index_e4; /* before the push */
    int64_t first_ns;
    int64_t last_ns;
    uint64_t steps; /* seen ever */
    int64_t apart;  /* steps of the push so far */
    int64_t move_ppm;
    int64_t spread_ppm;
    bool is_push;
};

static int64_t distance_of(const struct view_product *product)
{
    int64_t low = 0;
    int64_t high = 0;
    for (uint32_t i = 0; i < product->source_count; i++) {
        int64_t price = product->sources[i];
        if (price <= 0) continue;
        low = low == 0 ? price : i64_min(low, price);
        high = i64_max(high, price);
    }
    return high - low;
}

static void follow_push(struct detector *detector, struct push_cell *cell, int64_t index_e4,
                        int64_t spread_ppm)
{
    const int64_t *values = detector->values;
    cell->apart++;
    cell->last_ns = detector->view->time_ns;
    cell->spread_ppm = i64_max(cell->spread_ppm, spread_ppm);
    int64_t move = share_ppm(index_e4 - cell->index_e4, cell->index_e4);
    if (i64_magnitude(move) > i64_magnitude(cell->move_ppm)) cell->move_ppm = move;
    cell->is_push =
        cell->apart >= values[STEPS] && i64_magnitude(cell->move_ppm) >= (uint64_t)values[MOVE];
}

static void step(struct detector *detector, const struct event *event)
{
    struct view_product *product = view_product(detector->view, event->product_id);
    struct push_cell *cell = cells_get(&detector->cells, event->product_id, PRODUCT_KEY);
    int64_t distance = distance_of(product);
    if (distance <= 0 || product->index_e4 <= 0) return;
    int64_t spread = share_ppm(distance, i64_max(cell->usual_e4, 1));
    bool is_apart = cell->steps >= WARM_STEPS && spread >= detector->values[SPREAD];
    cell->steps++;
    if (is_apart) {
        follow_push(detector, cell, product->index_e4, spread);
        return;
    }
    int64_t ago_ns = event->time_ns - cell->last_ns;
    cell->usual_e4 += (distance - cell->usual_e4) / (cell->steps < WARM_STEPS ? 8 : USUAL_SHIFT);
    if (cell->apart > 0 && ago_ns <= detector->values[OUT_WITHIN] * SURVEIL_SECOND) return;
    cell->apart = 0;
    cell->is_push = false;
    cell->move_ppm = 0;
    cell->spread_ppm = 0;
    cell->index_e4 = product->index_e4;
    cell->first_ns = event->time_ns;
}

/* Lots of the cluster before the push and since, in its direction and against it. */
struct built {
    int64_t with_lots;
    int64_t against_lots;
    int64_t back_lots;
    int64_t trades;     /* with it */
    int64_t usual_lots; /* in the half hour before */
    int64_t first_ns;
    uint64_t first_sequence;
};

#define USUAL_S INT64_C(1800)

static struct built built_of(const struct detector *detector, const struct push_cell *cell,
                             uint32_t account_id, uint16_t product_id)
{
    struct built built = {0};
    uint8_t direction = cell->move_ppm > 0 ? SIDE_BUY : SIDE_SELL;
    int64_t from_ns = cell->first_ns - detector->values[BUILT_WITHIN] * SURVEIL_SECOND;
    const struct action *action;
    struct action_walk walk =
        view_walk(detector->view, account_id, product_id, from_ns - USUAL_S * SURVEIL_SECOND);
    while ((action = view_walk_next(&walk)) != NULL) {
        if (action->kind < ACTION_MAKE) continue;
        if (action->time_ns < from_ns) {
            built.usual_lots += action->lots;
            continue;
        }
        bool is_with = action->side == direction;
        if (action->time_ns > cell->first_ns) {
            if (!is_with) built.back_lots += action->lots;
            continue;
        }
        *(is_with ? &built.with_lots : &built.against_lots) += action->lots;
        built.trades += is_with;
        bool is_older = built.first_sequence == 0 || action->sequence < built.first_sequence;
        if (!is_older) continue;
        built.first_sequence = action->sequence;
        built.first_ns = action->time_ns;
    }
    return built;
}

static void judge(struct detector *detector, const struct event *event,
                  const struct push_cell *cell, uint32_t account_id)
{
    const int64_t *values = detector->values;
    const struct view_product *product = view_product(detector->view, event->product_id);
    struct built built = built_of(detector, cell, account_id, event->product_id);
    if (built.with_lots == 0) return;
    int64_t from_ns = cell->first_ns - values[BUILT_WITHIN] * SURVEIL_SECOND;
    /* Against what was traded while it built, a minute at least. */
    int64_t built_ns = i64_min(built.first_ns, cell->first_ns - 60 * SURVEIL_SECOND);
    int64_t volume = view_volume(product, built_ns, cell->first_ns);
    int64_t gross = built.with_lots + built.against_lots;
    int64_t share = share_ppm(built.with_lots, volume);
    int64_t one_way = share_ppm(built.with_lots, gross);
    int64_t back = share_ppm(built.back_lots, built.with_lots);
    int64_t usual = built.usual_lots * values[BUILT_WITHIN] / USUAL_S;
    int64_t bunched = share_ppm(gross, i64_max(usual, 1));
    if (share < values[BUILT_SHARE] || one_way < values[ONE_WAY] || back < values[BACK]) return;
    if (bunched < values[BUNCHED] || built.trades < values[TRADES]) return;
    struct view_gain gain = view_gain(detector->view, account_id, event->product_id, from_ns);
    if (gain.profit_micros <= 0) return;
    struct alert alert = alert_begin(detector, account_id, event->product_id, built.first_sequence);
    alert.profit_micros = gain.profit_micros;
    alert_figure(detector, &alert, SPREAD, cell->spread_ppm);
    alert_figure(detector, &alert, STEPS, cell->apart);
    alert_figure(detector, &alert, MOVE, (int64_t)i64_magnitude(cell->move_ppm));
    alert_figure(detector, &alert, BUILT_SHARE, share);
    alert_figure(detector, &alert, ONE_WAY, one_way);
    alert_figure(detector, &alert, BUNCHED, bunched);
    alert_figure(detector, &alert, BACK, back);
    alert_raise(detector, &alert);
}

static void on_event(struct detector *detector, const struct event *event)
{
    if (event->kind == EVENT_INDEX) step(detector, event);
    if (event->kind != EVENT_TRADE) return;
    const struct push_cell *cell = cells_find(&detector->cells, event->product_id, PRODUCT_KEY);
    if (cell == NULL || !cell->is_push) return;
    const struct event_trade *trade = &event->trade;
    uint8_t out = cell->move_ppm > 0 ? SIDE_SELL : SIDE_BUY;
    bool taker_leaves = trade->taker_side == out;
    judge(detector, event, cell, taker_leaves ? trade->taker_account_id : trade->maker_account_id);
}

const struct detector_kind detector_index_push = {
    .name = "index-push",
    .version = 2,
    .summary = "a position here and a push of the index's spot markets",
    .parameters = parameters,
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .cell_size = sizeof(struct push_cell),
    .on_event = on_event,
};
