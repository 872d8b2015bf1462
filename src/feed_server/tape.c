/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tape.c - see tape.h.
 */
#include "feed_server/tape.h"

#include <string.h>

#include "base/check.h"
#include "base/int_math.h"

#define CENT_E8    INT64_C(1000000)
#define E8_A_FINE  INT64_C(10000)
#define START_FINE (INT64_C(63000) * FINE_PER_TICK) /* dollars */

static_assert(FEED_KINDS <= PATH_SOURCES_MAX, "every venue has its own quote of the path");

void tape_begin(struct tape *tape, enum path_scenario scenario, uint64_t seed, int64_t now_ns)
{
    memset(tape, 0, sizeof *tape);
    tape->begin_ns = now_ns;
    tape->now_ns = now_ns;
    tape->trade = 1000;
    price_path_start(&tape->path, scenario, seed, now_ns, (struct fine_price){START_FINE});
}

bool tape_record(struct tape *tape, const struct tape_record records[FEED_KINDS])
{
    const struct tape_record *first = NULL;
    for (uint32_t i = 0; i < FEED_KINDS && first == NULL; i++) {
        if (records[i].count >= 2) first = &records[i];
    }
    if (first == NULL) return false;
    for (uint32_t i = 0; i < FEED_KINDS; i++) {
        tape->records[i] = records[i].count >= 2 ? records[i] : *first;
    }
    tape->has_records = true;
    return true;
}

void tape_advance(struct tape *tape, int64_t now_ns)
{
    ASSERT(now_ns >= tape->now_ns);
    tape->now_ns = now_ns;
    tape->trade++;
    if (!tape->has_records) price_path_advance(&tape->path, now_ns);
}

/* The record's own time at this moment of the tape. */
static int64_t time_in(const struct tape *tape, const struct tape_record *record)
{
    int64_t length_ns = record->points[record->count - 1].time_ns - record->points[0].time_ns;
    int64_t passed_ns = tape->now_ns - tape->begin_ns;
    return record->points[0].time_ns + (length_ns > 0 ? passed_ns % length_ns : 0);
}

static int64_t price_at(const struct tape_record *record, int64_t time_ns)
{
    size_t low = 0;
    size_t high = record->count - 1;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (record->points[middle].time_ns <= time_ns) {
            low = middle;
        } else {
            high = middle;
        }
    }
    const struct tape_point *from = &record->points[low];
    const struct tape_point *to = &record->points[high];
    int64_t length_ns = to->time_ns - from->time_ns;
    if (length_ns <= 0) return from->price_e8;
    int128 change = (int128)(to->price_e8 - from->price_e8) * (time_ns - from->time_ns);
    return from->price_e8 + (int64_t)(change / length_ns);
}

static int64_t cents(int64_t price_e8)
{
    return i64_max(price_e8 / CENT_E8, 1) * CENT_E8;
}

bool tape_market(const struct tape *tape, enum feed_kind kind, struct play_market *market)
{
    int64_t last_e8 = 0;
    int64_t half_e8 = CENT_E8 * (1 + (int64_t)kind);
    if (tape->has_records) {
        const struct tape_record *record = &tape->records[kind];
        last_e8 = price_at(record, time_in(tape, record));
    } else {
        struct source_quote quote = price_path_quote(&tape->path, kind);
        last_e8 = quote.last.ticks_e4 * E8_A_FINE;
        half_e8 = (quote.ask.ticks_e4 - quote.bid.ticks_e4) * E8_A_FINE / 2;
    }
    if (last_e8 == 0) return false;
    last_e8 += (int64_t)((int128)last_e8 * tape->strays_ppm[kind] / 1000000);
    *market = (struct play_market){
        .bid_e8 = cents(last_e8 - half_e8),
        .ask_e8 = cents(last_e8 + half_e8) + CENT_E8,
        .last_e8 = cents(last_e8),
        .time_ns = tape->now_ns,
        .trade = tape->trade,
    };
    return true;
}
