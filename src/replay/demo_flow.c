/* SPDX-License-Identifier: Apache-2.0 */
/*
 * demo_flow.c - drawing the records of a day.
 *
 * Role       See demo_flow.h.
 * Invariant  Prices stay inside the plain book's range; only live orders are cancelled or
 *            decreased.
 * Rules      none.
 */
#include "replay/demo_flow.h"

#include <stdlib.h>

#include "base/check.h"

#define CALL_RECORDS 3000u
#define FAIR_START   (DEMO_PRICE_MIN + DEMO_PRICE_COUNT / 2)
#define FAIR_MARGIN  300 /* how near the fair price comes to the end of the range */
#define DISTANCE_MAX 250
#define OPENING_NS   (INT64_C(8) * 3600 * 1000000000)

struct drawing {
    struct demo_day *day;
    struct random random;
    int64_t fair;
    int64_t time_ns;
    uint32_t next_number;
    size_t most_made; /* trades of the largest sweep so far */
    uint32_t *live;   /* numbers of orders that may still live */
    size_t live_count;
};

static enum side any_side(struct random *random)
{
    return random_chance(random, 1, 2) ? SIDE_BUY : SIDE_SELL;
}

/* Mostly near, sometimes far: each further tick is a little less likely. */
static int64_t any_distance(struct random *random)
{
    int64_t distance = 1;
    while (distance < DISTANCE_MAX && random_chance(random, 15, 16)) distance++;
    return distance;
}

static void record(struct drawing *drawing, struct demo_record record)
{
    struct demo_day *day = drawing->day;
    ASSERT(day->count < day->capacity);
    drawing->time_ns += random_between(&drawing->random, 1000, 2000000);
    record.time_ns = drawing->time_ns;
    day->records[day->count++] = record;
}

static void draw_entry(struct drawing *drawing, enum demo_kind kind, int64_t reach, int64_t lots)
{
    enum side side = any_side(&drawing->random);
    int64_t toward = side == SIDE_BUY ? reach : -reach; /* over the fair price, or short of it */
    struct demo_record entry = {.price = drawing->fair + toward,
                                .lots = lots,
                                .number = drawing->next_number++,
                                .kind = kind,
                                .side = side};
    struct demo_order order = {.price = entry.price, .open = lots, .side = side};
    size_t before = drawing->day->book->trade_count;
    demo_book_enter(drawing->day->book, entry.number, &order, kind == DEMO_TAKER);
    size_t made = drawing->day->book->trade_count - before;
    if (drawing->day->book->orders[entry.number].open > 0) {
        drawing->live[drawing->live_count++] = entry.number;
    }
    if (made > drawing->most_made) {
        drawing->most_made = made;
        drawing->day->sweep_at = drawing->day->count;
    }
    record(drawing, entry);
}

/* Some live order, or 0. */
static uint32_t any_live(struct drawing *drawing)
{
    while (drawing->live_count > 0) {
        size_t place = (size_t)random_below(&drawing->random, drawing->live_count);
        uint32_t number = drawing->live[place];
        if (drawing->day->book->orders[number].open > 0) return number;
        drawing->live[place] = drawing->live[--drawing->live_count];
    }
    return 0;
}

static void draw_change(struct drawing *drawing, enum demo_kind kind)
{
    uint32_t number = any_live(drawing);
    if (number == 0) return;
    const struct demo_order *order = &drawing->day->book->orders[number];
    int64_t lots = kind == DEMO_CANCEL || order->open == 1
                       ? order->open
                       : random_between(&drawing->random, 1, order->open - 1);
    struct demo_record change = {
        .price = order->price, .lots = lots, .number = number, .kind = kind, .side = order->side};
    demo_book_reduce(drawing->day->book, number, lots);
    record(drawing, change);
}

/* The fair price takes a step now and then, and turns back near the end of the range. */
static void wander(struct drawing *drawing)
{
    if (!random_chance(&drawing->random, 1, 20)) return;
    int64_t low = DEMO_PRICE_MIN + FAIR_MARGIN;
    int64_t high = DEMO_PRICE_MIN + DEMO_PRICE_COUNT - FAIR_MARGIN;
    drawing->fair += random_between(&drawing->random, -2, 2);
    if (drawing->fair < low) drawing->fair = low;
    if (drawing->fair > high) drawing->fair = high;
}

static void draw_next(struct drawing *drawing)
{
    struct random *random = &drawing->random;
    uint64_t choice = random_below(random, 1000);
    wander(drawing);
    /* Each number is drawn in a statement of its own: the order of arguments is the compiler's. */
    if (choice < 470) {
        int64_t distance = any_distance(random);
        draw_entry(drawing, DEMO_ORDER, -distance, random_between(random, 1, 200));
    } else if (choice < 860) {
        draw_change(drawing, DEMO_CANCEL);
    } else if (choice < 900) {
        draw_change(drawing, DEMO_DECREASE);
    } else if (choice < 998) {
        int64_t reach = random_between(random, 0, 6);
        draw_entry(drawing, DEMO_TAKER, reach, random_between(random, 1, 100));
    } else {
        int64_t reach = random_between(random, 20, 120);
        draw_entry(drawing, DEMO_TAKER, reach, random_between(random, 2000, 20000));
    }
}

static void draw_call(struct drawing *drawing)
{
    struct demo_day *day = drawing->day;
    for (size_t i = 0; i < CALL_RECORDS && day->count + 1 < day->capacity; i++) {
        int64_t reach = 20 - any_distance(&drawing->random);
        draw_entry(drawing, DEMO_ORDER, reach, random_between(&drawing->random, 1, 200));
    }
    day->open_at = day->count;
    drawing->time_ns = OPENING_NS;
    demo_book_open(day->book);
    day->call_trade_count = day->book->trade_count;
    record(drawing, (struct demo_record){.kind = DEMO_OPEN});
}

bool demo_day_draw(struct demo_day *day, uint64_t seed, size_t record_count)
{
    ASSERT(record_count > 1);
    *day = (struct demo_day){.capacity = record_count};
    struct drawing drawing = {.day = day,
                              .fair = FAIR_START,
                              .time_ns = OPENING_NS - INT64_C(600000000000),
                              .next_number = 1};
    random_seed(&drawing.random, seed);
    day->records = calloc(record_count, sizeof *day->records);
    day->book = demo_book_new(record_count + 1);
    drawing.live = calloc(record_count, sizeof *drawing.live);
    bool is_drawn = day->records != NULL && day->book != NULL && drawing.live != NULL;
    if (is_drawn) {
        draw_call(&drawing);
        while (day->count < day->capacity) draw_next(&drawing);
        is_drawn = !day->book->is_short;
    }
    free(drawing.live);
    if (!is_drawn) demo_day_free(day);
    return is_drawn;
}

void demo_day_free(struct demo_day *day)
{
    free(day->records);
    demo_book_free(day->book);
    *day = (struct demo_day){0};
}
