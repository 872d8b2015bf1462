/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pressure.c - see pressure.h.
 */
#include "surveil/pressure.h"

#define MINUTE_NS (60 * SURVEIL_SECOND)

void pressure_event(struct detector *detector, const struct event *event)
{
    if (event->kind != EVENT_TRADE || event->trade.auction != 0) return;
    const struct event_trade *trade = &event->trade;
    const struct view_order *taker = view_order(detector->view, trade->taker_order_id);
    if (taker != NULL && taker->is_forced) return;
    struct pressure *cell = cells_get(
        &detector->cells, view_cluster(detector->view, trade->taker_account_id), event->product_id);
    int64_t minute = event->time_ns / MINUTE_NS;
    uint64_t place = (uint64_t)minute % PRESSURE_MINUTES;
    if (cell->minutes[place] != minute) {
        cell->minutes[place] = minute;
        cell->bought[place] = 0;
        cell->sold[place] = 0;
        cell->orders[place] = 0;
    }
    cell->orders[place] += cell->last_order_id != trade->taker_order_id;
    cell->last_order_id = trade->taker_order_id;
    *(trade->taker_side == SIDE_BUY ? &cell->bought[place] : &cell->sold[place]) += trade->qty.lots;
}

/* What it took in a minute, of those before in which it took anything. */
static int64_t usual_lots(const struct pressure *cell, int64_t first)
{
    int64_t lots = 0;
    int64_t minutes = 0;
    for (uint32_t i = 0; i < PRESSURE_MINUTES; i++) {
        bool is_before =
            cell->minutes[i] < first && cell->minutes[i] > first - (int64_t)PRESSURE_MINUTES / 2;
        if (!is_before) continue;
        lots += cell->bought[i] + cell->sold[i];
        minutes++;
    }
    return minutes == 0 ? 0 : lots / minutes;
}

bool pressure_next(const struct detector *detector, const struct event *event, int64_t window,
                   uint32_t *place, struct pressing *pressing)
{
    const struct view *view = detector->view;
    const struct view_product *product = view_product(view, event->product_id);
    int64_t last = event->time_ns / MINUTE_NS;
    int64_t first = last - window;
    while (*place < detector->cells.capacity) {
        const struct pressure *cell = cells_at(&detector->cells, (*place)++);
        if (cell == NULL || cell->head.b != event->product_id) continue;
        int64_t active = 0; /* minutes of the window in which it took */
        *pressing = (struct pressing){.account_id = (uint32_t)cell->head.a};
        for (uint32_t i = 0; i < PRESSURE_MINUTES; i++) {
            if (cell->minutes[i] < first || cell->minutes[i] > last) continue;
            active++;
            pressing->orders += cell->orders[i];
            pressing->bought += cell->bought[i];
            pressing->sold += cell->sold[i];
        }
        int64_t gross = pressing->bought + pressing->sold;
        if (gross == 0) continue;
        int64_t net = (int64_t)i64_magnitude(pressing->bought - pressing->sold);
        int64_t mid = view_mid_at(product, first * MINUTE_NS);
        pressing->share_ppm =
            share_ppm(gross, view_volume(product, first * MINUTE_NS, event->time_ns));
        pressing->one_way_ppm = share_ppm(net, gross);
        pressing->bunched_ppm = share_ppm(gross / active, i64_max(usual_lots(cell, first), 1));
        pressing->net_lots = view_cluster_net(view, pressing->account_id, event->product_id);
        pressing->move_ppm = share_ppm(product->mid_half_ticks - mid, mid);
        return true;
    }
    return false;
}
