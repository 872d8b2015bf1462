/* SPDX-License-Identifier: Apache-2.0 */
/*
 * detect_prearranged.c - orders that were meant for one another.
 *
 * Role   Opposite orders of one size enter within a second and fill one another nearly whole, and
 *        the same two accounts do so again.  Orders of a size that many have meet by chance, and
 *        count for less.
 * Rules  17 CFR 38.152, see docs/surveillance/prearranged.md.
 */
#include "surveil/detector.h"
#include "surveil/tally.h"

enum { APART, SAME_SIZE, MATCHED, TIMES, OF_PAIR, COMMON, COMMON_TIMES, WINDOW };

static const struct parameter parameters[] = {
    {"apart", "ms", 1000, "time between the two orders"},
    {"same_size", "ppm", 990000, "of the larger order that the smaller one is"},
    {"matched", "ppm", 800000, "of each order that the other one fills"},
    {"times", "trades", 3, "such trades of one pair of accounts in the window"},
    {"of_pair", "ppm", 650000, "of the trades of the pair that are such"},
    {"common", "ppm", 10000, "of the product's orders that have the size, which is common then"},
    {"common_times", "trades", 4, "of a common size that count as much as one of a rare one"},
    {"window", "s", 3600, "one to two of these are looked at"},
};

enum { SUM_TRADES, SUM_MATCHED, SUM_WEIGHT };

#define SIZE_BUCKETS 256u
#define SIZES_WARM   200u     /* orders before which no size is common */
#define SIZES_TOTAL  1000000u /* orders at which the older ones are given half their weight */
#define SIZES_KEY    UINT64_C(0xffffffff)

struct arranged_cell {
    struct cell head; /* lower and higher account */
    struct tally tally;
    uint64_t first_sequence;
};

/* Of a product: how often its orders have a size. */
struct sizes_cell {
    struct cell head; /* SIZES_KEY and product */
    uint32_t counts[SIZE_BUCKETS];
    uint32_t total;
};

union arranged_cells {
    struct arranged_cell pair;
    struct sizes_cell sizes;
};

static uint32_t *size_count(struct sizes_cell *sizes, int64_t lots)
{
    uint64_t mixed = (uint64_t)lots * UINT64_C(0x9e3779b97f4a7c15);
    return &sizes->counts[mixed >> 56];
}

static void sizes_add(struct detector *detector, const struct event *event)
{
    struct sizes_cell *sizes = cells_get(&detector->cells, SIZES_KEY, event->product_id);
    (*size_count(sizes, event->order.open.lots))++;
    if (++sizes->total < SIZES_TOTAL) return;
    sizes->total = 0;
    for (uint32_t i = 0; i < SIZE_BUCKETS; i++) {
        sizes->counts[i] /= 2;
        sizes->total += sizes->counts[i];
    }
}

static bool is_common(struct detector *detector, uint16_t product_id, int64_t lots)
{
    struct sizes_cell *sizes = cells_get(&detector->cells, SIZES_KEY, product_id);
    if (sizes->total < SIZES_WARM) return false;
    return share_ppm(*size_count(sizes, lots), sizes->total) >= detector->values[COMMON];
}

/* Were these two orders made for one another? */
static bool is_arranged(const struct detector *detector, const struct event *event)
{
    const struct event_trade *trade = &event->trade;
    const struct view_order *maker = view_order(detector->view, trade->maker_order_id);
    const struct view_order *taker = view_order(detector->view, trade->taker_order_id);
    if (maker == NULL || taker == NULL) return false;
    int64_t apart_ns = taker->entered_ns - maker->entered_ns;
    if (apart_ns > detector->values[APART] * (SURVEIL_SECOND / 1000)) return false;
    int64_t larger = i64_max(maker->entry_lots, taker->entry_lots);
    int64_t smaller = i64_min(maker->entry_lots, taker->entry_lots);
    return share_ppm(smaller, larger) >= detector->values[SAME_SIZE] &&
           share_ppm(trade->qty.lots, larger) >= detector->values[MATCHED];
}

static void on_event(struct detector *detector, const struct event *event)
{
    if (event->kind == EVENT_ORDER_ACCEPTED) sizes_add(detector, event);
    if (event->kind != EVENT_TRADE || event->trade.auction != 0) return;
    const struct event_trade *trade = &event->trade;
    uint32_t low = u32_min(trade->maker_account_id, trade->taker_account_id);
    uint32_t high = u32_max(trade->maker_account_id, trade->taker_account_id);
    bool is_such = is_arranged(detector, event);
    bool is_less = is_such && is_common(detector, event->product_id, trade->qty.lots);
    struct arranged_cell *cell =
        is_such ? cells_get(&detector->cells, low, high) : cells_find(&detector->cells, low, high);
    if (cell == NULL) return;
    int64_t window_ns = detector->values[WINDOW] * SURVEIL_SECOND;
    tally_turn(&cell->tally, event->time_ns, window_ns);
    if (tally_sum(&cell->tally, SUM_TRADES) == 0) cell->first_sequence = event->sequence;
    cell->tally.now[SUM_TRADES]++;
    cell->tally.now[SUM_MATCHED] += is_such;
    if (!is_such) return;
    /* In parts of a trade of a common size. */
    int64_t one = i64_max(detector->values[COMMON_TIMES], 1);
    cell->tally.now[SUM_WEIGHT] += is_less ? 1 : one;
    int64_t times = tally_sum(&cell->tally, SUM_WEIGHT) / one;
    int64_t matched = tally_sum(&cell->tally, SUM_MATCHED);
    int64_t of_pair = share_ppm(matched, tally_sum(&cell->tally, SUM_TRADES));
    if (times < detector->values[TIMES]) return;
    if (of_pair < detector->values[OF_PAIR]) return;
    struct alert alert =
        alert_begin(detector, trade->taker_account_id, event->product_id, cell->first_sequence);
    alert_account(&alert, trade->maker_account_id);
    alert_figure(detector, &alert, TIMES, times);
    alert_figure(detector, &alert, OF_PAIR, of_pair);
    alert_raise(detector, &alert);
}

const struct detector_kind detector_prearranged = {
    .name = "prearranged",
    .version = 2,
    .summary = "opposite orders of one size that were meant for one another",
    .parameters = parameters,
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .cell_size = sizeof(union arranged_cells),
    .on_event = on_event,
};
