/* SPDX-License-Identifier: Apache-2.0 */
/*
 * detect_index_push.c - a position here, and a push of the spot markets that the index is made of.
 *
 * Role   Some sources of the index move away from the others, the index goes with them, and a
 *        cluster that had built a position just before gets out of it at a profit.
 * Rules  17 CFR 38.253 and 180.2, see docs/surveillance/index-push.md.
 */
#include "model/price_terms.h"
#include "surveil/detector.h"

enum {
    SPREAD,
    STEPS,
    MOVE,
    TOGETHER,
    BUILT_SHARE,
    ONE_WAY,
    UNUSUAL,
    ORDERS,
    BUILT_WITHIN,
    BACK,
    OUT_WITHIN,
    WEIGHT
};

static const struct parameter parameters[] = {
    {"spread", "ppm", 3000000, "distance of the sources from each other against their usual one"},
    {"steps", "steps", 3, "of the index, at which they were that far apart"},
    {"move", "ppm", 300, "that the index went meanwhile and a source that stayed did not"},
    {"together", "s", 10, "after which sources that were apart and part again are another push"},
    {"built_share", "ppm", 25000, "of the volume before the push that the cluster traded"},
    {"one_way", "ppm", 850000, "of what it traded before that was in the push's direction"},
    {"unusual", "ppm", 3500000, "built_share times what that is of its usual trading, by time"},
    {"orders", "orders", 10, "with which it built: one order is no position built in parts"},
    {"built_within", "s", 180, "before the push"},
    {"back", "ppm", 800000, "of what it had built that it traded back"},
    {"out_within", "s", 180, "after the push"},
    {"weight", "ppm", 100000, "built_share times back, at which half of `back` is enough"},
};

#define USUAL_SHIFT 64 /* steps of the average */
#define WARM_STEPS  60u
#define PRODUCT_KEY UINT64_C(0xffffffff)
#define PUSHES      4u /* that are remembered: one may follow before who used the last is out */

/* Sources that parted, and how far the index went with them. */
struct push {
    int64_t base_e4[VIEW_SOURCE_PRICES]; /* of the sources, before it */
    int64_t index_e4;                    /* before it */
    int64_t first_ns;
    int64_t last_ns;
    int64_t apart; /* steps so far */
    int64_t move_ppm;
    int64_t spread_ppm;
};

/* One for each product. */
struct push_cell {
    struct cell head; /* product and PRODUCT_KEY */
    int64_t usual_e4; /* distance of the sources, on average */
    int64_t index_e4; /* at the step before, and what became of each source then */
    uint64_t statuses;
    uint64_t steps;   /* seen ever */
    struct push calm; /* as it was at the latest step at which they were together */
    struct push pushes[PUSHES];
    uint64_t push_count; /* ever */
};

/* 0: the index was made without it, or it said nothing. */
static int64_t source_e4(const struct view_product *product, uint64_t statuses, uint32_t place)
{
    uint64_t status = statuses >> (4 * place) & 0xf; /* as event.h has them */
    bool is_live = status == SOURCE_USED || status == SOURCE_CAPPED;
    return is_live ? product->sources[place] : 0;
}

static int64_t distance_of(const struct view_product *product, uint64_t statuses)
{
    int64_t low = 0;
    int64_t high = 0;
    for (uint32_t i = 0; i < product->source_count; i++) {
        int64_t price = source_e4(product, statuses, i);
        if (price <= 0) continue;
        low = low == 0 ? price : i64_min(low, price);
        high = i64_max(high, price);
    }
    return high - low;
}

/* How much farther the index went than the source that went least: where all go together the
 * market moves, where some go alone they are pushed. */
static int64_t move_of(const struct view_product *product, const struct push_cell *cell,
                       const struct push *push)
{
    int64_t move = share_ppm(cell->index_e4 - push->index_e4, push->index_e4);
    int64_t least = INT64_MAX;
    for (uint32_t i = 0; i < product->source_count; i++) {
        int64_t price = source_e4(product, cell->statuses, i);
        int64_t base = push->base_e4[i];
        if (price <= 0 || base <= 0) continue;
        int64_t own = share_ppm(price - base, base);
        if (least == INT64_MAX || i64_magnitude(own) < i64_magnitude(least)) least = own;
    }
    return least == INT64_MAX ? 0 : move - least;
}

static void follow_push(const struct view_product *product, const struct push_cell *cell,
                        struct push *push, int64_t now_ns)
{
    push->apart++;
    push->last_ns = now_ns;
    int64_t move = move_of(product, cell, push);
    if (i64_magnitude(move) > i64_magnitude(push->move_ppm)) push->move_ppm = move;
}

static void calm_step(struct push_cell *cell, const struct view_product *product, int64_t distance,
                      int64_t now_ns)
{
    cell->usual_e4 += (distance - cell->usual_e4) / (cell->steps < WARM_STEPS ? 8 : USUAL_SHIFT);
    cell->calm.index_e4 = cell->index_e4;
    cell->calm.first_ns = now_ns;
    for (uint32_t i = 0; i < product->source_count; i++) {
        cell->calm.base_e4[i] = source_e4(product, cell->statuses, i);
    }
}

static void look_at_step(struct detector *detector, const struct view_product *product,
                         struct push_cell *cell)
{
    int64_t now_ns = detector->view->time_ns;
    int64_t distance = distance_of(product, cell->statuses);
    if (distance <= 0 || cell->index_e4 <= 0) return;
    int64_t spread = share_ppm(distance, i64_max(cell->usual_e4, 1));
    bool is_apart = cell->steps >= WARM_STEPS && spread >= detector->values[SPREAD];
    cell->steps++;
    if (!is_apart) {
        calm_step(cell, product, distance, now_ns);
        return;
    }
    struct push *push = &cell->pushes[cell->push_count % PUSHES];
    int64_t together_ns = detector->values[TOGETHER] * SURVEIL_SECOND;
    if (push->apart == 0 || now_ns - push->last_ns > together_ns) {
        push = &cell->pushes[++cell->push_count % PUSHES];
        *push = cell->calm;
    }
    push->spread_ppm = i64_max(push->spread_ppm, spread);
    follow_push(product, cell, push, now_ns);
}

/* What the index was made of is told after it: each step is looked at when the next one comes. */
static void step(struct detector *detector, const struct event *event)
{
    const struct view_product *product = view_product(detector->view, event->product_id);
    struct push_cell *cell = cells_get(&detector->cells, event->product_id, PRODUCT_KEY);
    look_at_step(detector, product, cell);
    cell->index_e4 = product->index_e4;
    cell->statuses = event->index_value.statuses;
}

/* Lots of the cluster before the push and since, in its direction and against it. */
struct built {
    int64_t with_lots;
    int64_t against_lots;
    int64_t back_lots;
    int64_t orders;     /* with it */
    int64_t usual_lots; /* in the half hour before */
    int64_t first_ns;
    uint64_t first_sequence;
};

#define USUAL_S INT64_C(1800)

static struct built built_of(const struct detector *detector, const struct push *push,
                             uint32_t account_id, uint16_t product_id)
{
    struct built built = {0};
    uint8_t direction = push->move_ppm > 0 ? SIDE_BUY : SIDE_SELL;
    int64_t from_ns = push->first_ns - detector->values[BUILT_WITHIN] * SURVEIL_SECOND;
    uint64_t order_id = 0;
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
        if (action->time_ns > push->first_ns) {
            if (!is_with) built.back_lots += action->lots;
            continue;
        }
        *(is_with ? &built.with_lots : &built.against_lots) += action->lots;
        built.orders += is_with && action->order_id != order_id;
        order_id = action->order_id;
        bool is_older = built.first_sequence == 0 || action->sequence < built.first_sequence;
        if (!is_older) continue;
        built.first_sequence = action->sequence;
        built.first_ns = action->time_ns;
    }
    return built;
}

static int64_t part_of(int64_t part_ppm, int64_t whole)
{
    return narrow_i64((int128)whole * part_ppm / PPM_ONE);
}

/* Out of it; or, who built so much that nobody takes all of it back, out of a good part. */
static bool is_out(const int64_t *values, int64_t share, int64_t back)
{
    bool is_large = part_of(share, back) >= values[WEIGHT];
    return back >= (is_large ? values[BACK] / 2 : values[BACK]);
}

static void judge(struct detector *detector, const struct event *event, const struct push *push,
                  uint32_t account_id)
{
    const int64_t *values = detector->values;
    const struct view_product *product = view_product(detector->view, event->product_id);
    struct built built = built_of(detector, push, account_id, event->product_id);
    if (built.with_lots == 0) return;
    int64_t from_ns = push->first_ns - values[BUILT_WITHIN] * SURVEIL_SECOND;
    /* Against what was traded while it built, a minute at least. */
    int64_t built_ns = i64_min(built.first_ns, push->first_ns - 60 * SURVEIL_SECOND);
    int64_t volume = view_volume(product, built_ns, push->first_ns);
    int64_t gross = built.with_lots + built.against_lots;
    int64_t share = share_ppm(built.with_lots, volume);
    int64_t one_way = share_ppm(built.with_lots, gross);
    int64_t back = share_ppm(built.back_lots, built.with_lots);
    int64_t usual = built.usual_lots * values[BUILT_WITHIN] / USUAL_S;
    /* A small part of the volume must be very much more than it trades else. */
    int64_t unusual = part_of(share, share_ppm(gross, i64_max(usual, 1)));
    if (share < values[BUILT_SHARE] || one_way < values[ONE_WAY]) return;
    if (unusual < values[UNUSUAL] || built.orders < values[ORDERS]) return;
    if (!is_out(values, share, back)) return;
    struct view_gain gain = view_gain(detector->view, account_id, event->product_id, from_ns);
    if (gain.profit_micros <= 0) return;
    struct alert alert = alert_begin(detector, account_id, event->product_id, built.first_sequence);
    alert.profit_micros = gain.profit_micros;
    alert_figure(detector, &alert, SPREAD, push->spread_ppm);
    alert_figure(detector, &alert, STEPS, push->apart);
    alert_figure(detector, &alert, MOVE, (int64_t)i64_magnitude(push->move_ppm));
    alert_figure(detector, &alert, BUILT_SHARE, share);
    alert_figure(detector, &alert, ONE_WAY, one_way);
    alert_figure(detector, &alert, UNUSUAL, unusual);
    alert_figure(detector, &alert, ORDERS, built.orders);
    alert_figure(detector, &alert, BACK, back);
    alert_raise(detector, &alert);
}

static void on_event(struct detector *detector, const struct event *event)
{
    if (event->kind == EVENT_INDEX) step(detector, event);
    if (event->kind != EVENT_TRADE) return;
    const int64_t *values = detector->values;
    const struct push_cell *cell = cells_find(&detector->cells, event->product_id, PRODUCT_KEY);
    if (cell == NULL || cell->push_count == 0) return;
    const struct event_trade *trade = &event->trade;
    for (uint32_t i = 0; i < PUSHES; i++) {
        const struct push *push = &cell->pushes[i];
        bool is_push =
            push->apart >= values[STEPS] && i64_magnitude(push->move_ppm) >= (uint64_t)values[MOVE];
        bool is_late = event->time_ns - push->last_ns > values[OUT_WITHIN] * SURVEIL_SECOND;
        if (!is_push || is_late) continue;
        uint8_t out = push->move_ppm > 0 ? SIDE_SELL : SIDE_BUY;
        bool taker_leaves = trade->taker_side == out;
        judge(detector, event, push,
              taker_leaves ? trade->taker_account_id : trade->maker_account_id);
    }
}

const struct detector_kind detector_index_push = {
    .name = "index-push",
    .version = 4,
    .summary = "a position here and a push of the index's spot markets",
    .parameters = parameters,
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .cell_size = sizeof(struct push_cell),
    .on_event = on_event,
};
