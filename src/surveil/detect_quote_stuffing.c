/* SPDX-License-Identifier: Apache-2.0 */
/*
 * detect_quote_stuffing.c - messages that are sent for their number.
 *
 * Role   A cluster sends more orders, changes and cancels in a second than anyone who quotes does,
 *        for several seconds, and hardly trades.
 * Rules  17 CFR 38.251, see docs/surveillance/quote-stuffing.md.
 */
#include "model/reject.h"
#include "surveil/detector.h"

enum { RATE, SECONDS, WINDOW, TO_TRADES, OF_ALL };

static const struct parameter parameters[] = {
    {"rate", "messages/s", 150, "messages of a cluster in one second that make it a busy one"},
    {"seconds", "seconds", 3, "busy seconds in the window"},
    {"window", "s", 60, "how long a burst may last"},
    {"to_trades", "messages", 500, "messages for each trade of the cluster in the burst"},
    {"of_all", "ppm", 300000, "of all messages of the burst that were the cluster's"},
};

struct stuffing_cell {
    struct cell head; /* cluster */
    int64_t second;
    int64_t count; /* of the second */
    int64_t busy;  /* seconds of the burst */
    int64_t first_ns;
    int64_t messages; /* of the burst */
    int64_t trades;
    uint64_t first_sequence;
    uint64_t first_counter; /* messages of everybody when it began */
};

static bool is_message(const struct event *event)
{
    switch (event->kind) {
    case EVENT_ORDER_ACCEPTED:
    case EVENT_ORDER_AMENDED: return true;
    case EVENT_ORDER_DECREASED:
    case EVENT_ORDER_CANCELLED: return event->order.reason <= REASON_MASS;
    case EVENT_REJECTED:
        return event->reject.command_kind >= COMMAND_ORDER_PLACE &&
               event->reject.command_kind <= COMMAND_MASS_CANCEL;
    default: return false;
    }
}

static void look(struct detector *detector, const struct event *event, struct stuffing_cell *cell)
{
    const int64_t *values = detector->values;
    if (cell->count != values[RATE]) return;
    cell->busy++;
    int64_t to_trades = cell->messages / i64_max(cell->trades, 1);
    int64_t all = (int64_t)(detector->counter - cell->first_counter);
    int64_t of_all = share_ppm(cell->messages, all);
    if (cell->busy < values[SECONDS] || to_trades < values[TO_TRADES]) return;
    if (of_all < values[OF_ALL]) return;
    struct alert alert =
        alert_begin(detector, event->account_id, event->product_id, cell->first_sequence);
    alert_figure(detector, &alert, RATE, cell->count);
    alert_figure(detector, &alert, SECONDS, cell->busy);
    alert_figure(detector, &alert, TO_TRADES, to_trades);
    alert_figure(detector, &alert, OF_ALL, of_all);
    alert_raise(detector, &alert);
}

static struct stuffing_cell *cell_of(struct detector *detector, uint32_t account_id)
{
    const struct view *view = detector->view;
    struct stuffing_cell *cell = cells_get(&detector->cells, view_cluster(view, account_id), 0);
    if (view->time_ns - cell->first_ns > detector->values[WINDOW] * SURVEIL_SECOND) {
        cell->first_ns = view->time_ns;
        cell->first_sequence = view->sequence;
        cell->first_counter = detector->counter;
        cell->messages = 0;
        cell->trades = 0;
        cell->busy = 0;
    }
    return cell;
}

static void on_event(struct detector *detector, const struct event *event)
{
    if (event->kind == EVENT_FILL) {
        cell_of(detector, event->account_id)->trades++;
        return;
    }
    if (!is_message(event) || event->account_id == 0) return;
    struct stuffing_cell *cell = cell_of(detector, event->account_id);
    int64_t second = event->time_ns / SURVEIL_SECOND;
    if (cell->second != second) cell->count = 0;
    cell->second = second;
    cell->count++;
    cell->messages++;
    detector->counter++;
    look(detector, event, cell);
}

const struct detector_kind detector_quote_stuffing = {
    .name = "quote-stuffing",
    .version = 1,
    .summary = "messages sent for their number",
    .parameters = parameters,
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .cell_size = sizeof(struct stuffing_cell),
    .on_event = on_event,
};
