/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gateway.c - see gateway.h and gateway_loop.h.
 *
 * Role       A command that was submitted stands in `waiting` with the number of its events.  What
 *            the node publishes lands in `arriving`, also in the middle of a submit, and moves to
 *            `showing` at the start of a turn, so that nothing moves under a reader's hands.
 * Invariant  `waiting` is in order of sequences; `showing` too; a command is shown when all its
 *            events are there.
 * Rules      R-TIME-4.
 */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/int_math.h"
#include "gateway/gateway_loop.h"
#include "os/os_clock.h"

#define WAITING_MIN UINT32_C(4096) /* a power of two */
#define WAITING_MAX UINT32_C(65536)

#define STALLED_WAIT_NS INT64_C(1000000)

struct waiting {
    uint64_t sequence;
    gateway_done *done;
    void *context;
    struct command *command; /* for the readers; NULL */
    int64_t begin_ns;        /* steady */
    uint32_t event_count;
};

struct event_list {
    struct event *list;
    size_t capacity;
    size_t count;
    size_t first; /* not shown yet */
};

struct listener {
    gateway_listener *listener;
    void *context;
};

struct reader {
    gateway_reader *reader;
    void *context;
};

struct tick {
    void (*tick)(void *context);
    void *context;
    int64_t interval_ns;
    int64_t due_ns; /* steady */
};

struct gateway {
    struct gateway_parts parts;
    void (*wake)(void *context);
    void *wake_context;
    atomic_bool is_woken;
    bool has_failed;
    bool is_in_turn;
    bool has_uncommitted;
    bool is_stalled;

    struct waiting *waiting; /* a ring */
    uint32_t waiting_size;   /* a power of two */
    uint32_t waiting_first;  /* ever, wrapping, as the next */
    uint32_t waiting_end;

    struct event_list arriving;
    struct event_list showing;

    struct reader readers[GATEWAY_READERS_MAX];
    uint32_t reader_count;
    uint32_t reader_next; /* of the first step: who sees it next */
    struct listener listeners[GATEWAY_LISTENERS_MAX];
    uint32_t listener_count;
    struct tick ticks[GATEWAY_TICKS_MAX];
    uint32_t tick_count;

    uint64_t durable; /* as of this turn */
    int64_t turn_ns;  /* steady, when this turn began */
    uint64_t shown;
    struct gateway_counts counts;
};

/* --- making and ending ------------------------------------------------------------------------ */

struct gateway *gateway_create(void (*wake)(void *context), void *context)
{
    struct gateway *gateway = calloc(1, sizeof *gateway);
    if (gateway == NULL) return NULL;
    gateway->wake = wake;
    gateway->wake_context = context;
    gateway->waiting_size = WAITING_MIN;
    gateway->waiting = calloc(WAITING_MIN, sizeof *gateway->waiting);
    if (gateway->waiting != NULL) return gateway;
    free(gateway);
    return NULL;
}

void gateway_attach(struct gateway *gateway, const struct gateway_parts *parts)
{
    gateway->parts = *parts;
    gateway->durable = node_durable(parts->node);
    gateway->shown = gateway->durable;
}

void gateway_destroy(struct gateway *gateway)
{
    if (gateway == NULL) return;
    for (uint32_t i = gateway->waiting_first; i != gateway->waiting_end; i++) {
        free(gateway->waiting[i & (gateway->waiting_size - 1)].command);
    }
    free(gateway->waiting);
    free(gateway->arriving.list);
    free(gateway->showing.list);
    free(gateway);
}

void gateway_add_reader(struct gateway *gateway, gateway_reader *reader, void *context)
{
    ASSERT(gateway->reader_count < GATEWAY_READERS_MAX);
    gateway->readers[gateway->reader_count++] = (struct reader){reader, context};
}

void gateway_listen(struct gateway *gateway, gateway_listener *listener, void *context)
{
    ASSERT(gateway->listener_count < GATEWAY_LISTENERS_MAX);
    gateway->listeners[gateway->listener_count++] = (struct listener){listener, context};
}

void gateway_every(struct gateway *gateway, int64_t interval_ns, void (*tick)(void *context),
                   void *context)
{
    ASSERT(gateway->tick_count < GATEWAY_TICKS_MAX);
    ASSERT(interval_ns > 0);
    gateway->ticks[gateway->tick_count++] = (struct tick){tick, context, interval_ns, 0};
}

/* --- what the node publishes ------------------------------------------------------------------ */

/* The journal's thread: only the first call since the last turn has to wake anybody. */
void gateway_progress(void *context)
{
    struct gateway *gateway = context;
    if (!atomic_exchange(&gateway->is_woken, true)) gateway->wake(gateway->wake_context);
}

static bool add_events(struct event_list *to, const struct event *list, size_t count)
{
    if (to->count + count > to->capacity) {
        size_t capacity = to->capacity == 0 ? 4096 : to->capacity;
        while (capacity < to->count + count) capacity *= 2;
        struct event *grown = realloc(to->list, capacity * sizeof *grown);
        if (grown == NULL) return false;
        to->list = grown;
        to->capacity = capacity;
    }
    memcpy(to->list + to->count, list, count * sizeof *list);
    to->count += count;
    return true;
}

void gateway_publish(void *context, const struct event *list, uint32_t count)
{
    struct gateway *gateway = context;
    if (!add_events(&gateway->arriving, list, count)) gateway->has_failed = true;
}

/* Moves what arrived behind what is being shown. */
static bool take_arriving(struct gateway *gateway)
{
    struct event_list *showing = &gateway->showing;
    struct event_list *arriving = &gateway->arriving;
    if (showing->first == showing->count) {
        struct event_list empty = *showing;
        empty.count = 0;
        empty.first = 0;
        *showing = *arriving;
        *arriving = empty;
        return true;
    }
    if (showing->first > showing->count / 2) {
        showing->count -= showing->first;
        memmove(showing->list, showing->list + showing->first,
                showing->count * sizeof *showing->list);
        showing->first = 0;
    }
    bool is_added = arriving->count == 0 || add_events(showing, arriving->list, arriving->count);
    if (is_added) arriving->count = 0;
    return is_added;
}

/* --- submitting ------------------------------------------------------------------------------- */

static bool make_room(struct gateway *gateway)
{
    uint32_t count = gateway->waiting_end - gateway->waiting_first;
    if (count < gateway->waiting_size) return true;
    uint32_t size = gateway->waiting_size * 2;
    struct waiting *list = calloc(size, sizeof *list);
    if (list == NULL) return false;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t place = (gateway->waiting_first + i) & (gateway->waiting_size - 1);
        list[i] = gateway->waiting[place];
    }
    free(gateway->waiting);
    gateway->waiting = list;
    gateway->waiting_size = size;
    gateway->waiting_first = 0;
    gateway->waiting_end = count;
    return true;
}

/* What readers want to see besides the events: the members' own terms of an order. */
static struct command *copy_for_readers(const struct command *command)
{
    bool is_wanted = command->kind == COMMAND_ORDER_PLACE || command->kind == COMMAND_ORDER_LIST;
    if (!is_wanted) return NULL;
    struct command *copy = malloc(sizeof *copy);
    /* What is behind a kind's own size is not looked at. */
    if (copy != NULL) memcpy(copy, command, command_size(command->kind));
    return copy;
}

bool gateway_submit(struct gateway *gateway, struct command *command, gateway_done *done,
                    void *context)
{
    if (gateway->has_failed || !make_room(gateway)) return false;
    int64_t begin_ns = os_clock_steady_ns();
    enum journal_status status = node_submit(gateway->parts.node, command);
    if (status == JOURNAL_REFUSED) return false;
    if (status != JOURNAL_OK) {
        gateway->has_failed = true;
        return false;
    }
    gateway->has_uncommitted = true;
    gateway->counts.submitted_count++;
    gateway->waiting[gateway->waiting_end++ & (gateway->waiting_size - 1)] = (struct waiting){
        .sequence = command->sequence,
        .done = done,
        .context = context,
        .command = gateway->reader_count == 0 ? NULL : copy_for_readers(command),
        .begin_ns = begin_ns,
        .event_count = node_event_count(gateway->parts.node),
    };
    return true;
}

uint32_t gateway_pending_count(const struct gateway *gateway)
{
    return gateway->waiting_end - gateway->waiting_first;
}

bool gateway_is_full(const struct gateway *gateway)
{
    return gateway_pending_count(gateway) >= WAITING_MAX;
}

/* --- one turn --------------------------------------------------------------------------------- */

static bool show_readers(struct gateway *gateway, const struct gateway_step *step)
{
    while (gateway->reader_next < gateway->reader_count) {
        const struct reader *reader = &gateway->readers[gateway->reader_next];
        if (!reader->reader(reader->context, step)) return false;
        gateway->reader_next++;
    }
    gateway->reader_next = 0;
    return true;
}

static void show_listeners(struct gateway *gateway, const struct gateway_step *step)
{
    gateway->shown = step->sequence;
    gateway->counts.event_count += step->count;
    if (step->count == 0) return;
    gateway->counts.rejected_count += step->events[0].kind == EVENT_REJECTED;
    for (uint32_t i = 0; i < gateway->listener_count; i++) {
        gateway->listeners[i].listener(gateway->listeners[i].context, step->events, step->count);
    }
}

/* The events of the next command in `showing`: those of one sequence from `first` on. */
static uint32_t count_next(const struct event_list *showing)
{
    size_t end = showing->first;
    while (end < showing->count &&
           showing->list[end].sequence == showing->list[showing->first].sequence) {
        end++;
    }
    return (uint32_t)(end - showing->first);
}

static void count_time(struct gateway_counts *counts, int64_t time_ns)
{
    uint32_t place = 0;
    while (place + 1 < GATEWAY_TIMES && (uint64_t)time_ns > gateway_time_bound_ns(place)) place++;
    counts->times[place]++;
    counts->time_sum_ns += time_ns;
}

/* Shows the first command that waits, if it is durable and complete. */
static bool show_next(struct gateway *gateway)
{
    struct event_list *showing = &gateway->showing;
    struct waiting waiting = gateway->waiting[gateway->waiting_first & (gateway->waiting_size - 1)];
    if (waiting.sequence > gateway->durable) return false;
    bool has_events = showing->first < showing->count;
    struct gateway_step step = {.sequence = waiting.sequence, .command = waiting.command};
    if (waiting.event_count > 0) {
        bool is_here = has_events && count_next(showing) >= waiting.event_count;
        if (!is_here) return false;
        step.events = showing->list + showing->first;
        step.count = waiting.event_count;
        ASSERT(step.events->sequence == waiting.sequence);
    }
    gateway->is_stalled = !show_readers(gateway, &step);
    if (gateway->is_stalled) return false;
    count_time(&gateway->counts, i64_max(gateway->turn_ns - waiting.begin_ns, 0));
    gateway->waiting_first++;
    showing->first += step.count;
    if (waiting.done != NULL) {
        waiting.done(waiting.context, step.events, u32_min(step.count, GATEWAY_DONE_EVENTS));
    }
    show_listeners(gateway, &step);
    free(waiting.command);
    return true;
}

/* Lets what was submitted go to the disk. */
static bool commit(struct gateway *gateway)
{
    if (gateway->has_uncommitted && node_commit(gateway->parts.node) != JOURNAL_OK) {
        gateway->has_failed = true;
    }
    gateway->has_uncommitted = false;
    return !gateway->has_failed;
}

bool gateway_turn(struct gateway *gateway)
{
    ASSERT(!gateway->is_in_turn);
    atomic_store(&gateway->is_woken, false);
    if (!commit(gateway)) return false;
    gateway->is_in_turn = true;
    gateway->turn_ns = os_clock_steady_ns();
    gateway->durable = node_durable(gateway->parts.node);
    node_publish(gateway->parts.node);
    if (!take_arriving(gateway)) gateway->has_failed = true;
    uint64_t shown_before = gateway->shown;
    while (gateway->waiting_first != gateway->waiting_end && show_next(gateway)) continue;
    bool is_idle = gateway->waiting_first == gateway->waiting_end;
    if (is_idle) gateway->shown = u64_max(gateway->shown, gateway->durable);
    gateway->counts.turn_count += gateway->shown != shown_before;
    gateway->is_in_turn = false;
    return commit(gateway);
}

int64_t gateway_run_ticks(struct gateway *gateway, int64_t steady_ns)
{
    int64_t next_ns = INT64_MAX;
    for (uint32_t i = 0; i < gateway->tick_count; i++) {
        struct tick *tick = &gateway->ticks[i];
        if (tick->due_ns == 0) tick->due_ns = steady_ns + tick->interval_ns;
        if (steady_ns >= tick->due_ns) {
            tick->due_ns += tick->interval_ns;
            if (tick->due_ns < steady_ns) tick->due_ns = steady_ns + tick->interval_ns;
            tick->tick(tick->context);
        }
        next_ns = i64_min(next_ns, tick->due_ns);
    }
    return next_ns;
}

bool gateway_settle(struct gateway *gateway)
{
    while (gateway->waiting_first != gateway->waiting_end || gateway->has_uncommitted) {
        if (!gateway_turn(gateway)) return false;
        if (node_settle(gateway->parts.node) != JOURNAL_OK) return false;
        if (gateway->is_stalled) os_clock_sleep_ns(STALLED_WAIT_NS);
    }
    return gateway_turn(gateway);
}

void gateway_abandon(struct gateway *gateway)
{
    while (gateway->waiting_first != gateway->waiting_end) {
        uint32_t place = gateway->waiting_first++ & (gateway->waiting_size - 1);
        struct waiting waiting = gateway->waiting[place];
        if (waiting.done != NULL) waiting.done(waiting.context, NULL, 0);
        free(waiting.command);
    }
}

/* --- looking ---------------------------------------------------------------------------------- */

const struct core *gateway_core(const struct gateway *gateway)
{
    return node_core(gateway->parts.node);
}

bool gateway_standing(const struct gateway *gateway, uint32_t account_id,
                      struct event_risk *standing)
{
    struct account_risk_view view;
    if (!core_account_risk(gateway_core(gateway), account_id, &view)) return false;
    *standing = (struct event_risk){
        .equity = view.equity,
        .maintenance = view.maintenance,
        .initial = view.initial,
        .balance = view.balance,
        .unrealised = view.unrealised,
        .ratio_ppm = view.ratio_ppm,
    };
    return true;
}

uint64_t gateway_barrier(const struct gateway *gateway)
{
    return core_sequence(node_core(gateway->parts.node));
}

uint64_t gateway_durable(const struct gateway *gateway)
{
    return gateway->durable;
}

bool gateway_is_stalled(const struct gateway *gateway)
{
    return gateway->is_stalled;
}

uint64_t gateway_shown(const struct gateway *gateway)
{
    return gateway->shown;
}

int64_t gateway_now_ns(const struct gateway *gateway)
{
    return i64_max(gateway->parts.clock_ns(), core_time_ns(gateway_core(gateway)));
}

struct market_data *gateway_market(struct gateway *gateway)
{
    return gateway->parts.market;
}

struct read_model *gateway_orders(struct gateway *gateway)
{
    return gateway->parts.orders;
}

struct history *gateway_history(struct gateway *gateway)
{
    return gateway->parts.history;
}

struct receipts *gateway_receipts(struct gateway *gateway)
{
    return gateway->parts.receipts;
}

struct supervision *gateway_supervision(struct gateway *gateway)
{
    return gateway->parts.supervision;
}

struct desk *gateway_desk(struct gateway *gateway)
{
    return gateway->parts.desk;
}

struct credentials *gateway_credentials(struct gateway *gateway)
{
    return gateway->parts.credentials;
}

struct throttles *gateway_throttles(struct gateway *gateway)
{
    return gateway->parts.throttles;
}

const struct instruments *gateway_instruments(const struct gateway *gateway)
{
    return gateway->parts.instruments;
}

struct sessions *gateway_sessions(struct gateway *gateway)
{
    return gateway->parts.sessions;
}

struct server *gateway_server(struct gateway *gateway)
{
    return gateway->parts.server;
}

struct gateway_counts gateway_counts(const struct gateway *gateway)
{
    return gateway->counts;
}
