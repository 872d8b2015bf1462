/* SPDX-License-Identifier: Apache-2.0 */
/*
 * detect_front_running.c - the member's own order just before its customer's.
 *
 * Role   An account of the house takes a side, within seconds a large order of a customer of the
 *        same member comes on that side, and the house account gets out at a profit; repeatedly.
 * Rules  17 CFR 38.152, see docs/surveillance/front-running.md.
 */
#include "surveil/detector.h"

enum { AHEAD, LARGE, REACH, BACK, BACK_WITHIN, TIMES, OF_ORDERS, WINDOW };

static const struct parameter parameters[] = {
    {"ahead", "ms", 5000, "time from the house's trade to the customer's order"},
    {"large", "ppm", 50000, "of the depth within reach that the customer's order takes"},
    {"reach", "ppm", 1000, "distance from the best price within which depth counts"},
    {"back", "ppm", 500000, "of what the house took that it trades back"},
    {"back_within", "s", 60, "after the customer's order"},
    {"times", "times", 3, "how often it happened in the window, at a profit in sum"},
    {"of_orders", "ppm", 500000, "of the customer's large orders, that the house was ahead of so"},
    {"window", "s", 21600, "time over which it is counted"},
};

#define HOUSE_KEPT   16u
#define MEMBER_KEY   UINT64_C(0xffffffff)
#define CUSTOMER_KEY UINT64_C(0xfffffffe)
#define PAIR_KEY     UINT64_C(0x100000000) /* plus the customer's account; 0: of all */

struct house_trade {
    int64_t time_ns;
    int64_t lots;
    int64_t price_ticks;
    uint64_t sequence;
    uint32_t account_id;
    uint8_t side;
};

/* Of a member: the latest trades of its house accounts. */
struct member_cell {
    struct cell head; /* member and MEMBER_KEY */
    struct house_trade trades[HOUSE_KEPT];
    uint64_t count;
};

/* Of a house account: the run that is open. */
struct house_cell {
    struct cell head; /* account and product */
    int64_t customer_ns;
    int64_t ahead_ns;
    int64_t lots;
    int64_t back_lots;
    int64_t cash_ticks; /* of the run: price times lots, got less paid */
    uint64_t run_sequence;
    int64_t order;        /* its number among the customer's large ones */
    uint32_t customer_id; /* account */
    uint8_t side;
    bool is_open;
};

/* Of a house account and a customer: how often, and with what. */
struct pair_cell {
    struct cell head;   /* house account and PAIR_KEY + customer's account */
    int64_t counted_ns; /* of the first time that counts */
    int64_t times;
    int64_t profit_micros;
    int64_t order; /* the latest one counted: a customer's order counts once */
    uint64_t first_sequence;
};

/* Of a customer: its large orders; who trades all the time has the house ahead by chance. */
struct customer_cell {
    struct cell head;   /* customer's account and CUSTOMER_KEY */
    int64_t counted_ns; /* of the first one that counts */
    int64_t last_ns;
    int64_t orders;
};

union front_cell {
    struct customer_cell customer;
    struct pair_cell pair;
    struct member_cell member;
    struct house_cell house;
};

static bool is_house(const struct view_account *account)
{
    return account != NULL && account->customer_id == 0 && account->member_id != 0;
}

static void house_note(struct detector *detector, const struct event *event, uint32_t account_id,
                       uint8_t side)
{
    const struct view_account *account = view_account(detector->view, account_id);
    struct member_cell *cell = cells_get(&detector->cells, account->member_id, MEMBER_KEY);
    const struct house_trade *last = &cell->trades[(cell->count + HOUSE_KEPT - 1) % HOUSE_KEPT];
    struct house_trade trade = {.time_ns = event->time_ns,
                                .lots = event->trade.qty.lots,
                                .price_ticks = event->trade.price.ticks,
                                .sequence = event->sequence,
                                .account_id = account_id,
                                .side = side};
    bool is_same = cell->count > 0 && last->sequence == event->sequence &&
                   last->account_id == account_id && last->side == side;
    if (is_same) {
        trade.price_ticks = (last->price_ticks * last->lots + trade.price_ticks * trade.lots) /
                            (last->lots + trade.lots);
        trade.lots += last->lots;
        cell->trades[(cell->count + HOUSE_KEPT - 1) % HOUSE_KEPT] = trade;
        return;
    }
    cell->trades[cell->count++ % HOUSE_KEPT] = trade;
}

/* Orders that follow each other at once are one. */
static void customer_count(struct detector *detector, const struct event *event)
{
    struct customer_cell *cell = cells_get(&detector->cells, event->account_id, CUSTOMER_KEY);
    int64_t window_ns = detector->values[WINDOW] * SURVEIL_SECOND;
    if (event->time_ns - cell->counted_ns > window_ns) {
        cell->counted_ns = event->time_ns;
        cell->orders = 0;
    }
    int64_t apart_ns = detector->values[AHEAD] * (SURVEIL_SECOND / 1000);
    cell->orders += cell->orders == 0 || event->time_ns - cell->last_ns > apart_ns;
    cell->last_ns = event->time_ns;
}

static int64_t customer_orders(const struct detector *detector, uint32_t account_id)
{
    const struct customer_cell *cell = cells_find(&detector->cells, account_id, CUSTOMER_KEY);
    return cell == NULL ? 0 : cell->orders;
}

/* A run begins: the customer's large order came after the house's trade. */
static void run_begin(struct detector *detector, const struct event *event,
                      const struct house_trade *trade)
{
    struct house_cell *cell = cells_get(&detector->cells, trade->account_id, event->product_id);
    if (cell->is_open && cell->run_sequence == trade->sequence) return;
    cell->customer_ns = event->time_ns;
    cell->ahead_ns = event->time_ns - trade->time_ns;
    cell->lots = trade->lots;
    cell->back_lots = 0;
    cell->cash_ticks = trade->side == SIDE_BUY ? -trade->price_ticks * trade->lots
                                               : trade->price_ticks * trade->lots;
    cell->run_sequence = trade->sequence;
    cell->customer_id = event->account_id;
    cell->order = customer_orders(detector, event->account_id);
    cell->side = trade->side;
    cell->is_open = true;
}

/* A customer's order enters: is it large, and was the house there before it? */
static void look_at_customer(struct detector *detector, const struct event *event)
{
    const struct view *view = detector->view;
    const struct view_account *account = view_account(view, event->account_id);
    if (account == NULL || account->customer_id == 0) return;
    const struct view_product *product = view_product(view, event->product_id);
    uint8_t side = event->order.side;
    uint32_t other = side_opposite((enum side)side);
    int64_t best = view_best(product, other);
    if (best == 0 || !side_accepts((enum side)side, event->order.price.ticks, best)) return;
    int64_t depth = view_depth(product, other, detector->values[REACH]);
    if (share_ppm(event->order.open.lots, depth) < detector->values[LARGE]) return;
    customer_count(detector, event);
    const struct member_cell *cell = cells_find(&detector->cells, account->member_id, MEMBER_KEY);
    if (cell == NULL) return;
    for (uint32_t i = 0; i < HOUSE_KEPT && i < cell->count; i++) {
        const struct house_trade *trade = &cell->trades[i];
        int64_t ahead_ns = event->time_ns - trade->time_ns;
        bool is_ahead = ahead_ns <= detector->values[AHEAD] * (SURVEIL_SECOND / 1000);
        bool is_same = trade->side == side && trade->account_id != event->account_id;
        if (is_ahead && is_same) run_begin(detector, event, trade);
    }
}

static int64_t run_times(const struct detector *detector, uint32_t account_id, uint32_t customer_id)
{
    const struct pair_cell *pair = cells_find(&detector->cells, account_id, PAIR_KEY + customer_id);
    return pair == NULL ? 0 : pair->times;
}

/* One more run of the house account, with one customer or (0) with any. */
static struct pair_cell run_count(struct detector *detector, uint32_t account_id,
                                  const struct house_cell *run, uint32_t customer_id,
                                  int64_t profit_micros)
{
    int64_t now_ns = detector->view->time_ns;
    struct pair_cell *pair = cells_get(&detector->cells, account_id, PAIR_KEY + customer_id);
    bool is_over = now_ns - pair->counted_ns > detector->values[WINDOW] * SURVEIL_SECOND;
    if (pair->times == 0 || is_over) {
        pair->times = 0;
        pair->profit_micros = 0;
        pair->first_sequence = run->run_sequence;
        pair->counted_ns = now_ns;
    }
    bool is_same = customer_id != 0 && pair->order == run->order && pair->times > 0;
    if (!is_same) pair->times++;
    pair->order = run->order;
    pair->profit_micros += profit_micros;
    return *pair;
}

static void run_end(struct detector *detector, const struct event *event, uint32_t account_id,
                    struct house_cell *cell)
{
    const struct view_product *product = view_product(detector->view, event->product_id);
    int64_t left = cell->lots - cell->back_lots;
    int128 cash = (int128)2 * cell->cash_ticks +
                  (int128)product->mid_half_ticks * (cell->side == SIDE_BUY ? left : -left);
    int64_t profit = narrow_i64(div_floor(cash * product->tick_value_micros, 2));
    cell->is_open = false;
    struct house_cell run = *cell; /* the next calls may move cells */
    int64_t before = run_times(detector, account_id, run.customer_id);
    struct pair_cell pair = run_count(detector, account_id, &run, run.customer_id, profit);
    if (pair.times == before) return; /* the same order once more */
    struct pair_cell house = run_count(detector, account_id, &run, 0, profit);
    int64_t of_orders =
        share_ppm(pair.times, i64_max(customer_orders(detector, run.customer_id), pair.times));
    if (house.times < detector->values[TIMES] || of_orders < detector->values[OF_ORDERS]) return;
    if (house.profit_micros <= 0) return;
    struct alert alert = alert_begin(detector, account_id, event->product_id, house.first_sequence);
    alert_account(&alert, run.customer_id);
    alert.profit_micros = house.profit_micros;
    alert_figure(detector, &alert, TIMES, house.times);
    alert_figure(detector, &alert, OF_ORDERS, of_orders);
    alert_figure_most(detector, &alert, AHEAD, run.ahead_ns * 1000 / SURVEIL_SECOND);
    alert_figure(detector, &alert, BACK, share_ppm(run.back_lots, run.lots));
    alert_raise(detector, &alert);
}

static void look_at_house(struct detector *detector, const struct event *event, uint32_t account_id,
                          uint8_t side)
{
    if (!is_house(view_account(detector->view, account_id))) return;
    struct house_cell *cell = cells_find(&detector->cells, account_id, event->product_id);
    if (cell != NULL && cell->is_open && cell->side != side) {
        int64_t after_ns = event->time_ns - cell->customer_ns;
        int64_t value = event->trade.price.ticks * event->trade.qty.lots;
        cell->back_lots += event->trade.qty.lots;
        cell->cash_ticks += side == SIDE_SELL ? value : -value;
        if (after_ns > detector->values[BACK_WITHIN] * SURVEIL_SECOND) cell->is_open = false;
        bool is_back = share_ppm(cell->back_lots, cell->lots) >= detector->values[BACK];
        if (cell->is_open && is_back) run_end(detector, event, account_id, cell);
    }
    house_note(detector, event, account_id, side);
}

static void on_event(struct detector *detector, const struct event *event)
{
    if (event->kind == EVENT_ORDER_ACCEPTED) look_at_customer(detector, event);
    if (event->kind != EVENT_TRADE) return;
    const struct event_trade *trade = &event->trade;
    uint8_t maker_side = (uint8_t)side_opposite((enum side)trade->taker_side);
    look_at_house(detector, event, trade->taker_account_id, trade->taker_side);
    look_at_house(detector, event, trade->maker_account_id, maker_side);
}

const struct detector_kind detector_front_running = {
    .name = "front-running",
    .version = 2,
    .summary = "a house order just before a customer's, and out again at a profit",
    .parameters = parameters,
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .cell_size = sizeof(union front_cell),
    .on_event = on_event,
};
