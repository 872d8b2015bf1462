/* SPDX-License-Identifier: Apache-2.0 */
/*
 * detect_quote_stuffing.c - messages that are sent for their number.
 *
 * Role   A cluster sends more orders, changes and cancels in a second than all but one in a
 *        thousand of the seconds in which an account of this product sends anything, for several
 *        seconds, is much of all that is sent, and hardly trades.
 * Rules  17 CFR 38.251, see docs/surveillance/quote-stuffing.md.
 */
#include "model/reject.h"
#include "surveil/detector.h"

enum { PERCENTILE, SAMPLES, RATE, LEAST, SECONDS, WINDOW, TO_TRADES, OF_ALL };

static const struct parameter parameters[] = {
    {"percentile", "ppm", 999000,
     "of the rates of the product's accounts that a busy second is over"},
    {"samples", "seconds", 5000, "of accounts, before which there is no percentile"},
    {"rate", "messages/s", 150, "in place of the percentile until then"},
    {"least", "messages/s", 60, "below which no second is busy, whatever the percentile"},
    {"seconds", "seconds", 3, "busy seconds in the window"},
    {"window", "s", 60, "how long a burst may last"},
    {"to_trades", "messages", 500, "messages for each trade of the cluster in the burst"},
    {"of_all", "ppm", 300000, "of all messages of the burst that were the cluster's"},
};

#define EXACT_RATES  64u /* rates that have a bucket of their own */
#define RATE_STEP    16u /* width of the buckets above */
#define RATE_BUCKETS 128u
#define RATES_KEY    UINT64_C(0xffffffff)
#define RATES_RENEW  256u     /* samples after which the percentile is computed again */
#define RATES_TOTAL  2000000u /* samples at which the older ones are given half their weight */

/* Of a product: how often an account sent so many messages in a second in which it sent any. */
struct rates_cell {
    struct cell head; /* RATES_KEY and product */
    uint32_t counts[RATE_BUCKETS];
    uint32_t total;
    uint32_t since;     /* samples since the percentile was computed */
    int64_t percentile; /* messages a second; 0: not yet known */
    uint64_t messages;  /* of everybody, ever */
};

struct stuffing_cell {
    struct cell head; /* cluster and product */
    int64_t second;
    int64_t count; /* of the second */
    int64_t limit; /* at which the second is busy */
    int64_t busy;  /* seconds of the burst */
    int64_t first_ns;
    int64_t messages; /* of the burst */
    int64_t trades;
    uint64_t first_sequence;
    uint64_t first_messages; /* of everybody when it began */
    bool is_told;            /* the burst raised an alert: its seconds are nobody's measure */
};

union stuffing_cells {
    struct rates_cell rates;
    struct stuffing_cell cluster;
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

/* --- the rates of the product ----------------------------------------------------------------- */

static uint32_t bucket_of(int64_t rate)
{
    if (rate < (int64_t)EXACT_RATES) return (uint32_t)rate;
    int64_t above = (rate - (int64_t)EXACT_RATES) / (int64_t)RATE_STEP;
    return (uint32_t)i64_min(EXACT_RATES + above, RATE_BUCKETS - 1);
}

/* The largest rate of a bucket. */
static int64_t bucket_top(uint32_t bucket)
{
    if (bucket < EXACT_RATES) return bucket;
    return (int64_t)EXACT_RATES + (int64_t)(bucket - EXACT_RATES + 1) * RATE_STEP - 1;
}

static void percentile_renew(const struct detector *detector, struct rates_cell *rates)
{
    /* So many may be above it. */
    int64_t above =
        narrow_i64((int128)rates->total * (PPM_ONE - detector->values[PERCENTILE]) / PPM_ONE);
    uint32_t bucket = RATE_BUCKETS - 1;
    while (bucket > 0 && (int64_t)rates->counts[bucket] <= above) {
        above -= rates->counts[bucket];
        bucket--;
    }
    rates->percentile = bucket_top(bucket);
    rates->since = 0;
}

static void rates_add(const struct detector *detector, struct rates_cell *rates, int64_t rate)
{
    rates->counts[bucket_of(rate)]++;
    rates->total++;
    rates->since++;
    if (rates->total == RATES_TOTAL) {
        rates->total = 0;
        for (uint32_t i = 0; i < RATE_BUCKETS; i++) {
            rates->counts[i] /= 2;
            rates->total += rates->counts[i];
        }
    }
    bool is_due = rates->since >= RATES_RENEW || rates->percentile == 0;
    if (is_due && rates->total >= detector->values[SAMPLES]) percentile_renew(detector, rates);
}

/* The count at which a second of the product is busy. */
static int64_t limit_of(const struct detector *detector, const struct rates_cell *rates)
{
    const int64_t *values = detector->values;
    if (rates->percentile == 0) return values[RATE];
    return i64_max(rates->percentile + 1, values[LEAST]);
}

/* --- bursts ----------------------------------------------------------------------------------- */

static void look(struct detector *detector, const struct event *event, struct stuffing_cell *cell,
                 const struct rates_cell *rates)
{
    const int64_t *values = detector->values;
    if (cell->count != cell->limit) return;
    cell->busy++;
    int64_t to_trades = cell->messages / i64_max(cell->trades, 1);
    int64_t of_all = share_ppm(cell->messages, (int64_t)(rates->messages - cell->first_messages));
    if (cell->busy < values[SECONDS] || to_trades < values[TO_TRADES]) return;
    if (of_all < values[OF_ALL]) return;
    cell->is_told = true;
    struct alert alert =
        alert_begin(detector, event->account_id, event->product_id, cell->first_sequence);
    alert_figure_against(detector, &alert, RATE, cell->count, cell->limit);
    alert_figure(detector, &alert, SECONDS, cell->busy);
    alert_figure(detector, &alert, TO_TRADES, to_trades);
    alert_figure(detector, &alert, OF_ALL, of_all);
    alert_raise(detector, &alert);
}

static struct stuffing_cell *cell_of(struct detector *detector, const struct event *event,
                                     const struct rates_cell *rates)
{
    const struct view *view = detector->view;
    uint32_t cluster = view_cluster(view, event->account_id);
    struct stuffing_cell *cell = cells_get(&detector->cells, cluster, event->product_id);
    if (view->time_ns - cell->first_ns > detector->values[WINDOW] * SURVEIL_SECOND) {
        cell->first_ns = view->time_ns;
        cell->first_sequence = view->sequence;
        cell->first_messages = rates->messages;
        cell->messages = 0;
        cell->trades = 0;
        cell->busy = 0;
        cell->is_told = false;
    }
    return cell;
}

static void on_event(struct detector *detector, const struct event *event)
{
    bool is_fill = event->kind == EVENT_FILL;
    if ((!is_fill && !is_message(event)) || event->account_id == 0) return;
    struct rates_cell *rates = cells_get(&detector->cells, RATES_KEY, event->product_id);
    struct stuffing_cell *cell = cell_of(detector, event, rates);
    if (is_fill) {
        cell->trades++;
        return;
    }
    int64_t second = event->time_ns / SURVEIL_SECOND;
    if (cell->second != second) {
        if (cell->count > 0 && !cell->is_told) rates_add(detector, rates, cell->count);
        cell->second = second;
        cell->count = 0;
        cell->limit = limit_of(detector, rates);
    }
    cell->count++;
    cell->messages++;
    rates->messages++;
    look(detector, event, cell, rates);
}

const struct detector_kind detector_quote_stuffing = {
    .name = "quote-stuffing",
    .version = 2,
    .summary = "messages sent for their number",
    .parameters = parameters,
    .parameter_count = sizeof parameters / sizeof parameters[0],
    .cell_size = sizeof(union stuffing_cells),
    .on_event = on_event,
};
