/* SPDX-License-Identifier: Apache-2.0 */
/*
 * burst.c - see burst.h.
 */
#include "surveil/burst.h"

static void burst_begin(struct burst *burst, const struct event *event,
                        const struct view_product *product, int64_t reach_ppm)
{
    struct cell head = burst->head;
    int64_t mid = product->mid_half_ticks;
    enum side against = side_opposite((enum side)event->trade.taker_side);
    *burst = (struct burst){.head = head,
                            .first_ns = event->time_ns,
                            .first_mid = mid,
                            .far_mid = mid,
                            .first_sequence = event->sequence,
                            .depth_lots =
                                view_depth(product, against, reach_ppm) + event->trade.qty.lots,
                            .side = event->trade.taker_side};
}

static void burst_add(struct detector *detector, const struct event *event,
                      const struct burst_terms *terms)
{
    const struct event_trade *trade = &event->trade;
    const struct view *view = detector->view;
    struct burst *burst =
        cells_get(&detector->cells, view_cluster(view, trade->taker_account_id), event->product_id);
    const struct view_product *product = view_product(view, event->product_id);
    bool is_over = event->time_ns - burst->first_ns > terms->length_ns;
    /* Taking on the other side is trading back, until that is too late. */
    bool is_back = burst->lots > 0 && burst->side != trade->taker_side;
    if (is_back && event->time_ns - burst->last_ns <= terms->back_ns && !burst->is_done) return;
    if (burst->lots == 0 || is_over || is_back) {
        burst_begin(burst, event, product, terms->reach_ppm);
    }
    burst->lots += trade->qty.lots;
    burst->value += (int128)trade->price.ticks * trade->qty.lots;
    burst->orders += burst->last_order_id != trade->taker_order_id;
    burst->last_order_id = trade->taker_order_id;
    burst->last_ns = event->time_ns;
}

static void burst_follow(struct burst *burst, const struct view_product *product)
{
    int64_t last = product->last_ticks * 2;
    bool is_up = burst->side == SIDE_BUY;
    burst->far_mid = is_up ? i64_max(burst->far_mid, last) : i64_min(burst->far_mid, last);
}

/* A trade of the account on the other side of its cluster's burst. */
static struct burst *burst_back(struct detector *detector, const struct event *event,
                                uint32_t account_id, uint8_t side, const struct burst_terms *terms)
{
    struct burst *burst =
        cells_find(&detector->cells, view_cluster(detector->view, account_id), event->product_id);
    if (burst == NULL || burst->lots == 0) return NULL;
    burst_follow(burst, view_product(detector->view, event->product_id));
    if (burst->is_done || burst->side == side) return NULL;
    if (event->time_ns - burst->last_ns > terms->back_ns) return NULL;
    burst->back_lots += event->trade.qty.lots;
    bool is_made = event->trade.taker_side != side;
    burst->made_lots += is_made ? event->trade.qty.lots : 0;
    burst->back_value += (int128)event->trade.price.ticks * event->trade.qty.lots;
    if (share_ppm(burst->back_lots, burst->lots) < terms->back_ppm) return NULL;
    burst->is_done = true;
    return burst;
}

struct burst *burst_event(struct detector *detector, const struct event *event,
                          const struct burst_terms *terms)
{
    if (event->kind != EVENT_TRADE || event->trade.auction != 0) return NULL;
    const struct event_trade *trade = &event->trade;
    const struct view_product *product = view_product(detector->view, event->product_id);
    if (product->mid_half_ticks == 0) return NULL;
    const struct view_order *taker = view_order(detector->view, trade->taker_order_id);
    if (taker != NULL && taker->is_forced) return NULL;
    uint8_t maker_side = (uint8_t)side_opposite((enum side)trade->taker_side);
    /* What stays inside the cluster is neither taken from others nor given back to them. */
    if (view_same_cluster(detector->view, trade->taker_account_id, trade->maker_account_id)) {
        return NULL;
    }
    burst_add(detector, event, terms);
    struct burst *burst =
        burst_back(detector, event, trade->taker_account_id, trade->taker_side, terms);
    if (burst != NULL) return burst;
    return burst_back(detector, event, trade->maker_account_id, maker_side, terms);
}

int64_t burst_move_ppm(const struct burst *burst)
{
    int64_t move = burst->far_mid - burst->first_mid;
    return share_ppm(burst->side == SIDE_BUY ? move : -move, burst->first_mid);
}

int64_t burst_edge_ppm(const struct burst *burst)
{
    if (burst->lots == 0 || burst->back_lots == 0) return 0;
    /* In a thousandth of a tick. */
    int64_t taken = narrow_i64(burst->value * 1000 / burst->lots);
    int64_t back = narrow_i64(burst->back_value * 1000 / burst->back_lots);
    int64_t better = burst->side == SIDE_BUY ? back - taken : taken - back;
    return better < 0 ? -share_ppm(-better, taken) : share_ppm(better, taken);
}

int64_t burst_share_ppm(const struct detector *detector, const struct burst *burst)
{
    const struct view_product *product = view_product(detector->view, (uint16_t)burst->head.b);
    return share_ppm(burst->lots, view_volume(product, burst->first_ns, burst->last_ns));
}
