/* SPDX-License-Identifier: Apache-2.0 */
/*
 * detect_layering.c - orders on several levels of one side that are never meant to trade.
 *
 * Role   The cluster rests on several levels of one side, trades on the other, and takes the levels
 *        away unfilled.  Who makes a market rests on both sides and is filled on both.
 * Rules  CEA 4c(a)(5)(C), see docs/surveillance/layering.md.
 */
#include "surveil/detector.h"

enum {
    LEVELS,
    CANCELLED,
    SHARE,
    REACH,
    TOGETHER,
    AFTER,
    ONE_SIDED,
    SIZE,
    CYCLES,
    FOLLOWED,
    WINDOW
};

static const struct parameter parameters[] = {
    {"levels", "prices", 3, "prices of one side at which orders were taken away together"},
    {"cancelled", "ppm", 900000, "of what those orders held that was cancelled, not filled"},
    {"share", "ppm", 100000, "of the side's depth within reach that they were"},
    {"reach", "ppm", 2000, "distance from the best price within which depth counts"},
    {"together", "ms", 3000, "time within which they were taken away"},
    {"after", "s", 60, "time from the last fill on the other side"},
    {"one_sided", "ppm", 750000, "of all that the cluster took away then that was on this side"},
    {"size", "ppm", 2000000, "lots taken away against those filled on the other side"},
    {"cycles", "times", 2, "how often it happened in the window"},
    {"followed", "moves", 2, "of each layer with the price, that count as a second time"},
    {"window", "s", 1800, "time over which cycles are counted"},
};

#define PRICES_MAX 16u

struct layer_cell {
    struct cell head; /* cluster and product */
    int64_t first_ns; /* of the cycles counted */
    int64_t last_ns;
    int64_t cycles;
    uint64_t first_sequence;
};

struct layers {
    int64_t prices[PRICES_MAX];
    uint32_t price_count;
    int64_t orders;
    int64_t moves; /* of its orders while the layers stood */
    int64_t lots;
    int64_t filled_lots; /* on the layers' side */
    int64_t other_cancelled_lots;
    int64_t other_filled_lots;
    int64_t entered_ns; /* of the oldest */
    int64_t last_fill_ns;
    uint64_t first_sequence;
};

static void price_add(struct layers *layers, int64_t price_ticks)
{
    for (uint32_t i = 0; i < layers->price_count; i++) {
        if (layers->prices[i] == price_ticks) return;
    }
    if (layers->price_count < PRICES_MAX) layers->prices[layers->price_count++] = price_ticks;
}

/* The first cancel of the last moments on this side. */
static int64_t first_cancel_ns(const struct detector *detector, const struct event *event,
                               int64_t from_ns)
{
    int64_t first_ns = event->time_ns;
    const struct action *action;
    struct action_walk walk =
        view_walk(detector->view, event->account_id, event->product_id, from_ns);
    while ((action = view_walk_next(&walk)) != NULL) {
        bool is_such = action->kind == ACTION_CANCEL && action->side == event->order.side;
        if (is_such && action->is_asked) first_ns = i64_min(first_ns, action->time_ns);
    }
    return first_ns;
}

/* The cancels of the last moments, of orders that stood together: one that was placed after the
 * first of them went replaces it. */
static void layers_collect(const struct detector *detector, const struct event *event,
                           struct layers *layers)
{
    const struct action *action;
    int64_t from_ns = event->time_ns - detector->values[TOGETHER] * (SURVEIL_SECOND / 1000);
    int64_t first_ns = first_cancel_ns(detector, event, from_ns);
    struct action_walk walk =
        view_walk(detector->view, event->account_id, event->product_id, from_ns);
    layers->entered_ns = event->time_ns;
    while ((action = view_walk_next(&walk)) != NULL) {
        if (action->kind != ACTION_CANCEL || !action->is_asked) continue;
        if (action->side != event->order.side) {
            layers->other_cancelled_lots += action->lots;
            continue;
        }
        if (action->entered_ns > first_ns) continue;
        price_add(layers, action->price_ticks);
        layers->orders++;
        layers->lots += action->lots;
        layers->filled_lots += action->other_lots;
        layers->entered_ns = i64_min(layers->entered_ns, action->entered_ns);
    }
}

/* The fills while the layers stood. */
static void fills_collect(const struct detector *detector, const struct event *event,
                          struct layers *layers)
{
    const struct action *action;
    int64_t after_ns = detector->values[AFTER] * SURVEIL_SECOND;
    int64_t from_ns = i64_max(layers->entered_ns, event->time_ns - after_ns);
    struct action_walk walk =
        view_walk(detector->view, event->account_id, event->product_id, from_ns);
    while ((action = view_walk_next(&walk)) != NULL) {
        bool is_older = layers->first_sequence == 0 || action->sequence < layers->first_sequence;
        if (is_older) layers->first_sequence = action->sequence;
        layers->moves += action->kind == ACTION_MOVE && action->side == event->order.side;
        if (action->kind < ACTION_MAKE) continue;
        if (action->side == event->order.side) {
            if (action->kind == ACTION_MAKE) layers->filled_lots += action->lots;
            continue;
        }
        layers->other_filled_lots += action->lots;
        layers->last_fill_ns = i64_max(layers->last_fill_ns, action->time_ns);
    }
}

struct layer_figures {
    int64_t share_ppm;
    int64_t one_sided_ppm;
    int64_t cancelled_ppm;
    int64_t size_ppm;
};

/* Cancels of one time follow each other; layers that followed the price count for one time more. */
static void count_cycle(struct detector *detector, const struct event *event,
                        const struct layers *layers, const struct layer_figures *figures)
{
    const struct view *view = detector->view;
    const int64_t *values = detector->values;
    struct layer_cell *cell =
        cells_get(&detector->cells, view_cluster(view, event->account_id), event->product_id);
    bool is_over = event->time_ns - cell->first_ns > values[WINDOW] * SURVEIL_SECOND;
    if (cell->cycles == 0 || is_over) {
        cell->cycles = 0;
        cell->first_ns = event->time_ns;
        cell->first_sequence = layers->first_sequence;
    }
    int64_t together_ns = values[TOGETHER] * (SURVEIL_SECOND / 1000);
    bool is_same = cell->cycles > 0 && event->time_ns - cell->last_ns <= together_ns;
    cell->last_ns = event->time_ns;
    int64_t followed = layers->moves / i64_max(layers->orders, 1);
    if (!is_same) cell->cycles += followed >= values[FOLLOWED] ? 2 : 1;
    if (cell->cycles < values[CYCLES]) return;
    struct alert alert =
        alert_begin(detector, event->account_id, event->product_id, cell->first_sequence);
    alert.profit_micros =
        view_gain(view, event->account_id, event->product_id, layers->entered_ns).profit_micros;
    alert_figure(detector, &alert, LEVELS, layers->price_count);
    alert_figure(detector, &alert, SHARE, figures->share_ppm);
    alert_figure(detector, &alert, SIZE, figures->size_ppm);
    alert_figure(detector, &alert, CANCELLED, figures->cancelled_ppm);
    alert_figure(detector, &alert, ONE_SIDED, figures->one_sided_ppm);
    alert_figure_most(detector, &alert, AFTER,
                      (event->time_ns - layers->last_fill_ns) / SURVEIL_SECOND);
    alert_figure(detector, &alert, CYCLES, cell->cycles);
    alert_figure(detector, &alert, FOLLOWED, followed);
    alert_raise(detector, &alert);
}

static void on_event(struct detector *detector, const struct event *event)
{
    if (event->kind != EVENT_ORDER_CANCELLED) return;
    const struct view *view = detector->view;
    enum side other_side = side_opposite((enum side)event->order.side);
    int64_t after_ns = event->time_ns - detector->values[AFTER] * SURVEIL_SECOND;
    /* Most who cancel have traded nothing: they are done with here. */
    if (!view_cluster_filled_since(view, event->account_id, other_side, after_ns)) return;
    struct layers layers = {0};
    layers_collect(detector, event, &layers);
    if (layers.price_count < detector->values[LEVELS]) return;
    const struct view_product *product = view_product(view, event->product_id);
    int64_t depth = view_depth(product, event->order.side, detector->values[REACH]);
    /* The order at hand is still in the book; the others of the layers are not. */
    int64_t share = share_ppm(layers.lots, depth + layers.lots - event->order.open.lots);
    int64_t other = layers.other_cancelled_lots +
                    view_cluster_resting(view, event->account_id, event->product_id, other_side);
    int64_t one_sided = share_ppm(layers.lots, layers.lots + other);
    if (share < detector->values[SHARE] || one_sided < detector->values[ONE_SIDED]) return;
    fills_collect(detector, event, &layers);
    int64_t cancelled = share_ppm(layers.lots, layers.lots + layers.filled_lots);
    if (layers.other_filled_lots == 0 || cancelled < detector->values[CANCELLED]) return;
    int64_t size = share_ppm(layers.lots, layers.other_filled_lots);
    if (size < detector->values[SIZE]) return;
    struct layer_figures figures = {.share_ppm = share,
                                    .one_sided_ppm = one_sided,
                                    .cancelled_ppm = cancelled,
                                    .size_ppm = size};
    count_cycle(detector, event, &layers, &figures);
}

const struct detector_kind detector_layering = {
    .name = "layering",
    .version = 3,
    .summary = "orders on several levels of one side that are never meant to trade",
    .parameters = parameters,
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .cell_size = sizeof(struct layer_cell),
    .on_event = on_event,
};
