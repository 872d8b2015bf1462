/* SPDX-License-Identifier: Apache-2.0 */
/*
 * detect_settlement_pressure.c - trades that move the settlement price of a larger position.
 *
 * Role   In the last minutes before a settlement a cluster takes much, one way, far more than
 *        before; that way is with its position, which is larger and is marked to the price.
 * Rules  CEA 4c(a)(5)(B), see docs/surveillance/settlement-pressure.md.
 */
#include "surveil/pressure.h"

enum { SHARE, ONE_WAY, BUNCHED, POSITION, ORDERS, WINDOW };

static const struct parameter parameters[] = {
    {"share", "ppm", 40000, "of the volume of the last minutes that the cluster took"},
    {"one_way", "ppm", 700000, "of what it took that was on one side"},
    {"bunched", "ppm", 4000000, "what it took in a minute against such minutes before"},
    {"position", "ppm", 1000000, "its position, on the same side, against what it took"},
    {"orders", "orders", 8, "with which it took: one order is no pressure"},
    {"window", "minutes", 5, "before the settlement"},
};

static void judge(struct detector *detector, const struct event *event,
                  const struct pressing *pressing)
{
    const int64_t *values = detector->values;
    int64_t pushed = pressing->bought - pressing->sold;
    int64_t held = pressing->net_lots - pushed; /* before the push */
    int64_t with = pushed > 0 ? held : -held;
    int64_t position = share_ppm(with, (int64_t)i64_magnitude(pushed));
    if (pressing->share_ppm < values[SHARE] || pressing->one_way_ppm < values[ONE_WAY]) return;
    if (pressing->bunched_ppm < values[BUNCHED] || position < values[POSITION]) return;
    if (pressing->orders < values[ORDERS]) return;
    int64_t from_ns = event->time_ns - values[WINDOW] * 60 * SURVEIL_SECOND;
    struct view_gain gain =
        view_gain(detector->view, pressing->account_id, event->product_id, from_ns);
    struct alert alert =
        alert_begin(detector, pressing->account_id, event->product_id, gain.first_sequence);
    const struct view_product *product = view_product(detector->view, event->product_id);
    /* What the move of the window is worth on its position. */
    int128 worth = (int128)product->mid_half_ticks * pressing->move_ppm * pressing->net_lots *
                   product->tick_value_micros;
    alert.profit_micros = narrow_i64(div_floor(worth, 2 * PPM_ONE));
    alert_figure(detector, &alert, SHARE, pressing->share_ppm);
    alert_figure(detector, &alert, ONE_WAY, pressing->one_way_ppm);
    alert_figure(detector, &alert, BUNCHED, pressing->bunched_ppm);
    alert_figure(detector, &alert, POSITION, position);
    alert_figure(detector, &alert, ORDERS, pressing->orders);
    alert_raise(detector, &alert);
}

static void on_event(struct detector *detector, const struct event *event)
{
    pressure_event(detector, event);
    if (event->kind != EVENT_SETTLEMENT) return;
    uint32_t place = 0;
    struct pressing pressing;
    while (pressure_next(detector, event, detector->values[WINDOW], &place, &pressing)) {
        judge(detector, event, &pressing);
    }
}

const struct detector_kind detector_settlement_pressure = {
    .name = "settlement-pressure",
    .version = 2,
    .summary = "trades before a settlement that move the price of a larger position",
    .parameters = parameters,
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .cell_size = sizeof(struct pressure),
    .on_event = on_event,
};
