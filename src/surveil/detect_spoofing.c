/* SPDX-License-Identifier: Apache-2.0 */
/*
 * detect_spoofing.c - large orders that are taken away as soon as the other side has traded.
 *
 * Role   A small order of the cluster fills on one side; a much larger one on the other side, which
 *        made up much of what was shown there, is cancelled or moved out of reach within moments;
 *        and that more than once.
 * Rules  CEA 4c(a)(5)(C), see docs/surveillance/spoofing.md.
 */
#include "surveil/detector.h"

enum { SIZE, SHARE, REACH, AFTER, LIFE, FILLED, CYCLES, WINDOW, ONE_SIDED };

static const struct parameter parameters[] = {
    {"size", "ppm", 5000000, "cancelled lots against those filled on the other side"},
    {"share", "ppm", 300000, "of the side's depth within reach that the cancelled orders were"},
    {"reach", "ppm", 1000, "distance from the best price within which depth counts"},
    {"after", "ms", 2000, "time from the last fill to the cancel"},
    {"life", "s", 120, "longest life of a cancelled order that counts"},
    {"filled", "ppm", 100000, "of a cancelled order that was filled, at most"},
    {"cycles", "times", 2, "how often it happened in the window"},
    {"window", "s", 900, "time over which cycles are counted"},
    {"one_sided", "ppm", 700000,
     "of what the cluster withdrew and left resting that was withdrawn"},
};

struct spoof_cell {
    struct cell head; /* cluster and product */
    int64_t first_ns; /* of the cycles counted */
    int64_t last_fill_ns;
    int64_t cycles;
    uint64_t first_sequence;
};

/* What was taken away in this command, from the log: the latest action of the account. */
struct withdrawal {
    uint32_t account_id;
    uint16_t product_id;
    uint8_t side;
    int64_t lots;
    int64_t entered_ns;
    int64_t filled_ppm; /* of it that was filled before */
};

/* What the alert tells of a cycle, beside when. */
struct spoof_figures {
    int64_t size_ppm;
    int64_t share_ppm;
    int64_t one_sided_ppm;
};

static bool is_away(const struct detector *detector, const struct action *action)
{
    const struct view_product *product = view_product(detector->view, action->product_id);
    int64_t away = action->other_ticks - action->price_ticks;
    if (action->side == SIDE_SELL) away = -away;
    int128 reach = (int128)product->mid_half_ticks * detector->values[REACH];
    return (int128)away * 2 * PPM_ONE >= reach || action->lots * 5 <= action->other_lots;
}

static bool withdrawal_of(const struct detector *detector, const struct event *event,
                          struct withdrawal *taken)
{
    const struct view_account *account = view_account(detector->view, event->account_id);
    if (account == NULL) return false;
    const struct action *action = view_action(detector->view, account->action_last);
    if (action == NULL || action->sequence != event->sequence) return false;
    bool is_cancel = action->kind == ACTION_CANCEL && action->is_asked;
    bool is_moved = action->kind == ACTION_MOVE && is_away(detector, action);
    if (!is_cancel && !is_moved) return false;
    *taken = (struct withdrawal){.account_id = event->account_id,
                                 .product_id = event->product_id,
                                 .side = action->side,
                                 .lots = is_cancel ? action->lots : action->other_lots,
                                 .entered_ns = action->entered_ns};
    const struct view_order *order = view_order(detector->view, event->order.order_id);
    int64_t filled = order == NULL ? 0 : order->filled_lots;
    int64_t life_ns = event->time_ns - taken->entered_ns;
    taken->filled_ppm = share_ppm(filled, filled + taken->lots);
    return taken->filled_ppm <= detector->values[FILLED] &&
           life_ns <= detector->values[LIFE] * SURVEIL_SECOND;
}

struct cycle {
    int64_t filled_lots;
    int64_t cancelled_lots; /* others of the cluster, after the fill */
    int64_t other_lots;     /* cancelled then on the side that was filled */
    int64_t last_fill_ns;
    uint64_t first_sequence;
};

static struct cycle cycle_of(const struct detector *detector, const struct withdrawal *taken)
{
    struct cycle cycle = {0};
    const struct view *view = detector->view;
    const struct action *action;
    struct action_walk walk =
        view_walk(view, taken->account_id, taken->product_id, taken->entered_ns);
    while ((action = view_walk_next(&walk)) != NULL) {
        bool is_fill = action->kind >= ACTION_MAKE && action->side != taken->side;
        bool is_cancel = action->kind == ACTION_CANCEL && action->side == taken->side &&
                         action->is_asked && action->sequence != view->sequence;
        bool is_recent =
            view->time_ns - action->time_ns <= detector->values[AFTER] * SURVEIL_SECOND / 1000;
        if (is_fill) {
            cycle.filled_lots += action->lots;
            cycle.last_fill_ns = i64_max(cycle.last_fill_ns, action->time_ns);
        }
        if (is_cancel && is_recent) cycle.cancelled_lots += action->lots;
        bool is_other = action->kind == ACTION_CANCEL && action->side != taken->side;
        if (is_other && is_recent) cycle.other_lots += action->lots;
        bool is_older = cycle.first_sequence == 0 || action->sequence < cycle.first_sequence;
        if (is_older) cycle.first_sequence = action->sequence;
    }
    return cycle;
}

static void count_cycle(struct detector *detector, const struct withdrawal *taken,
                        const struct cycle *cycle, const struct spoof_figures *figures)
{
    const struct view *view = detector->view;
    struct spoof_cell *cell =
        cells_get(&detector->cells, view_cluster(view, taken->account_id), taken->product_id);
    if (cell->last_fill_ns == cycle->last_fill_ns) return;
    bool is_over = view->time_ns - cell->first_ns > detector->values[WINDOW] * SURVEIL_SECOND;
    if (cell->cycles == 0 || is_over) {
        cell->cycles = 0;
        cell->first_ns = view->time_ns;
        cell->first_sequence = cycle->first_sequence;
    }
    cell->last_fill_ns = cycle->last_fill_ns;
    cell->cycles++;
    if (cell->cycles < detector->values[CYCLES]) return;
    struct alert alert =
        alert_begin(detector, taken->account_id, taken->product_id, cell->first_sequence);
    alert.profit_micros =
        view_gain(view, taken->account_id, taken->product_id, cell->first_ns).profit_micros;
    alert_figure(detector, &alert, CYCLES, cell->cycles);
    alert_figure(detector, &alert, SIZE, figures->size_ppm);
    alert_figure(detector, &alert, SHARE, figures->share_ppm);
    alert_figure(detector, &alert, ONE_SIDED, figures->one_sided_ppm);
    alert_figure_most(detector, &alert, FILLED, taken->filled_ppm);
    alert_figure_most(detector, &alert, LIFE, (view->time_ns - taken->entered_ns) / SURVEIL_SECOND);
    alert_figure_most(detector, &alert, AFTER,
                      (view->time_ns - cycle->last_fill_ns) * 1000 / SURVEIL_SECOND);
    alert_raise(detector, &alert);
}

static void on_event(struct detector *detector, const struct event *event)
{
    struct withdrawal taken;
    if (event->kind != EVENT_ORDER_CANCELLED && event->kind != EVENT_ORDER_AMENDED) return;
    if (!withdrawal_of(detector, event, &taken)) return;
    int64_t from_ns = detector->view->time_ns - detector->values[AFTER] * (SURVEIL_SECOND / 1000);
    enum side other_side = side_opposite((enum side)taken.side);
    if (!view_cluster_filled_since(detector->view, taken.account_id, other_side, from_ns)) return;
    const struct view_product *product = view_product(detector->view, event->product_id);
    int64_t depth = view_depth(product, taken.side, detector->values[REACH]);
    /* Most withdrawals are small: they are done with here. */
    if (event->kind == EVENT_ORDER_CANCELLED && taken.lots * 12 < depth) return;
    struct cycle cycle = cycle_of(detector, &taken);
    if (cycle.filled_lots == 0) return;
    int64_t after_ns = detector->view->time_ns - cycle.last_fill_ns;
    if (after_ns > detector->values[AFTER] * (SURVEIL_SECOND / 1000)) return;
    int64_t lots = cycle.cancelled_lots + taken.lots;
    /* A cancelled order is still in the book when its event is seen, a moved one is not. */
    int64_t still = event->kind == EVENT_ORDER_CANCELLED ? taken.lots : 0;
    struct spoof_figures figures = {.size_ppm = share_ppm(lots, cycle.filled_lots),
                                    .share_ppm = share_ppm(lots, depth + lots - still)};
    /* Who makes a market has as much on the other side. */
    int64_t other = cycle.other_lots + view_cluster_resting(detector->view, taken.account_id,
                                                            taken.product_id, other_side);
    figures.one_sided_ppm = share_ppm(lots, lots + other);
    if (figures.one_sided_ppm < detector->values[ONE_SIDED]) return;
    if (figures.size_ppm < detector->values[SIZE]) return;
    if (figures.share_ppm < detector->values[SHARE]) return;
    count_cycle(detector, &taken, &cycle, &figures);
}

const struct detector_kind detector_spoofing = {
    .name = "spoofing",
    .version = 1,
    .summary = "large orders withdrawn as soon as the other side has traded",
    .parameters = parameters,
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .cell_size = sizeof(struct spoof_cell),
    .on_event = on_event,
};
