/* SPDX-License-Identifier: Apache-2.0 */
/*
 * history_bench.c - how many events a second the history writes.
 *
 *   history_bench DATABASE [EVENTS]
 *
 * The workload is that of a market with makers: of ten orders four rest and stay, five are
 * cancelled without a fill, one trades with the newest that rests.  Events are made before the
 * clock starts; they are given as fast as the queue takes them, and the time ends when all of them
 * are committed.  DATABASE is the path of a new file, or what libpq reads; the tables must be
 * empty.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "history/history.h"
#include "os/os_clock.h"

#define EVENTS_DEFAULT UINT64_C(1000000)
#define ACCOUNTS       1000u
#define PIECE          256u

struct load {
    struct event *list;
    uint64_t count;
    uint64_t capacity;
    uint64_t sequence;
    uint64_t order_id;
    uint64_t trade_id;
    uint64_t maker_id;
};

static struct event *next_event(struct load *load, uint16_t kind, uint32_t account_id)
{
    struct event *event = &load->list[load->count++];
    *event =
        (struct event){.sequence = load->sequence,
                       .time_ns = INT64_C(1700000000000000000) + (int64_t)load->sequence * 100000,
                       .account_id = account_id,
                       .product_id = 1,
                       .kind = kind};
    return event;
}

static uint32_t account_of(uint64_t order_id)
{
    return (uint32_t)(order_id % ACCOUNTS) + 1;
}

static struct event_order *order_event(struct load *load, uint16_t kind, uint64_t order_id,
                                       int64_t open_lots)
{
    struct event_order *order = &next_event(load, kind, account_of(order_id))->order;
    order->order_id = order_id;
    order->client_order_id = order_id;
    order->price.ticks = 500000 + (int64_t)(order_id % 500);
    order->open.lots = open_lots;
    order->side = order_id & 1;
    order->type = TYPE_LIMIT;
    order->tif = TIF_GTC;
    return order;
}

static void order_add(struct load *load, uint32_t turn)
{
    uint64_t order_id = ++load->order_id;
    load->sequence++;
    (void)order_event(load, EVENT_ORDER_ACCEPTED, order_id, 10);
    if (turn < 4) {
        load->maker_id = order_id;
    } else if (turn < 9) {
        load->sequence++;
        (void)order_event(load, EVENT_ORDER_CANCELLED, order_id, 10);
    } else {
        struct event_trade *trade = &next_event(load, EVENT_TRADE, 0)->trade;
        *trade = (struct event_trade){.trade_id = ++load->trade_id,
                                      .maker_order_id = load->maker_id,
                                      .taker_order_id = order_id,
                                      .price = {500000},
                                      .qty = {1},
                                      .maker_account_id = account_of(load->maker_id),
                                      .taker_account_id = account_of(order_id)};
        uint64_t orders[2] = {load->maker_id, order_id};
        for (uint32_t i = 0; i < 2; i++) {
            struct event_fill *fill = &next_event(load, EVENT_FILL, account_of(orders[i]))->fill;
            fill->trade_id = load->trade_id;
            fill->order_id = orders[i];
            fill->open.lots = 9;
        }
        order_event(load, EVENT_ORDER_CANCELLED, order_id, 9)->filled.lots = 1;
    }
}

static void load_make(struct load *load, uint64_t events)
{
    *load = (struct load){.capacity = events + 16};
    load->list = calloc(load->capacity, sizeof *load->list);
    ASSERT(load->list != NULL);
    for (uint32_t turn = 0; load->count < events; turn = (turn + 1) % 10) order_add(load, turn);
}

/* The end of the piece that begins at `from`: behind a whole command. */
static uint64_t piece_end(const struct load *load, uint64_t from)
{
    uint64_t end = from + PIECE < load->count ? from + PIECE : load->count;
    while (end < load->count && load->list[end].sequence == load->list[end - 1].sequence) end++;
    return end;
}

static bool load_write(struct history *history, const struct load *load)
{
    uint64_t from = 0;
    while (from < load->count) {
        uint64_t end = piece_end(load, from);
        enum history_status status = history_append(
            history, load->list + from, (uint32_t)(end - from), load->list[end - 1].sequence);
        if (status == HISTORY_FAILED) return false;
        if (status == HISTORY_FULL) {
            os_clock_sleep_ns(1000000);
        } else {
            from = end;
        }
    }
    return history_wait(history, load->sequence) == HISTORY_OK;
}

int main(int count, char **texts)
{
    uint64_t events = EVENTS_DEFAULT;
    char error[256] = "";
    struct load load;
    struct history *history;
    if (count < 2 || (count > 2 && !text_read_u64(texts[2], strlen(texts[2]), &events))) {
        (void)fprintf(stderr, "usage: history_bench DATABASE [EVENTS]\n");
        return 2;
    }
    load_make(&load, events);
    struct history_config config = history_config_default(texts[1], 4, ACCOUNTS + 8);
    if (history_open(&history, &config, error, sizeof error) != HISTORY_OK) {
        (void)fprintf(stderr, "history_bench: %s\n", error);
        free(load.list);
        return 1;
    }
    int64_t start_ns = os_clock_steady_ns();
    bool done = load_write(history, &load);
    int64_t taken_ns = os_clock_steady_ns() - start_ns;
    struct history_figures figures;
    history_figures(history, &figures);
    if (!done) (void)fprintf(stderr, "history_bench: %s\n", history_error(history));
    (void)printf("%llu events in %.2f s, %llu commits: %.0f events/s\n",
                 (unsigned long long)load.count, (double)taken_ns / 1e9,
                 (unsigned long long)figures.commits, (double)load.count * 1e9 / (double)taken_ns);
    (void)history_close(history);
    free(load.list);
    return done ? 0 : 1;
}
