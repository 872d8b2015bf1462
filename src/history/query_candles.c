/* SPDX-License-Identifier: Apache-2.0 */
/*
 * query_candles.c - candles of any length and age.
 *
 * Role   The minutes of the database, and from memory those that are newer than the last commit or
 *        still grow, go through the same series that market_data uses.
 */
#include <inttypes.h>
#include <stdio.h>

#include "base/check.h"
#include "base/int_math.h"
#include "history/history_state.h"
#include "market_data/candle.h"

struct candle_reading {
    struct candle_series series;
    int64_t until_ns; /* minutes from here on come from memory */
    int64_t last_ns;
};

static bool minute_add(void *context, const void *row)
{
    struct candle_reading *reading = context;
    const struct minute_row *minute = row;
    if (minute->candle.start_ns >= reading->until_ns) return true;
    candle_series_add(&reading->series, &minute->candle);
    reading->last_ns = minute->candle.start_ns;
    return true;
}

/* Minutes in memory, oldest first. */
static void memory_add(const struct history *history, uint16_t product_id,
                       struct candle_reading *reading)
{
    uint32_t count = 0;
    const struct market_candle *minute;
    if (history->market == NULL) return;
    while ((minute = market_minute(history->market, product_id, count)) != NULL &&
           minute->start_ns >= reading->until_ns) {
        count++;
    }
    while (count > 0) {
        minute = market_minute(history->market, product_id, --count);
        candle_series_add(&reading->series, minute);
        reading->last_ns = minute->start_ns;
    }
}

/* The minute before the window too: a candle without events is flat at its close. */
static bool database_add(struct history *history, const struct history_query *query,
                         int64_t from_ns, struct candle_reading *reading)
{
    char text[STATEMENT_MAX];
    struct minute_row row;
    table_select_text(&history_tables[TABLE_MINUTES], text, sizeof text);
    size_t used = strlen(text);
    (void)snprintf(text + used, sizeof text - used,
                   "WHERE product_id = $1 AND start_ns <= $2 AND start_ns >= COALESCE((SELECT "
                   "MAX(start_ns) FROM minutes WHERE product_id = $1 AND start_ns < $3), 0) ORDER "
                   "BY start_ns");
    int64_t parameters[] = {query->product_id, reading->series.to_ns + reading->series.length_ns,
                            from_ns};
    struct selection selection = {.table = &history_tables[TABLE_MINUTES],
                                  .text = text,
                                  .parameters = parameters,
                                  .parameter_count = 3,
                                  .rows = &row,
                                  .give = minute_add,
                                  .context = reading};
    return database_select(history->reader, &selection);
}

enum history_status history_candles(struct history *history, const struct history_query *query,
                                    uint32_t minutes, struct market_candle *list, uint32_t *count)
{
    ASSERT(query->product_id != 0 && query->limit >= 1);
    struct candle_reading reading = {.until_ns = INT64_MAX};
    *count = 0;
    if (history == NULL) return HISTORY_FAILED;
    candle_series_begin(&reading.series, minutes, list, query->limit);
    /* Nothing is behind the present, and the newest candles are wanted if not all fit. */
    int64_t to_ns = query->to_ns;
    if (history->market != NULL) to_ns = i64_min(to_ns, market_time_ns(history->market));
    candle_series_window(&reading.series, query->from_ns, to_ns);
    if (history->market != NULL) {
        reading.until_ns = market_candles_from(history->market, query->product_id);
    }
    int64_t from_ns = reading.series.from_ns;
    if (from_ns < reading.until_ns && !database_add(history, query, from_ns, &reading)) {
        (void)snprintf(history->error, sizeof history->error, "%s",
                       database_error(history->reader));
        return HISTORY_FAILED;
    }
    memory_add(history, query->product_id, &reading);
    *count = candle_series_end(&reading.series, i64_max(reading.last_ns, to_ns));
    return HISTORY_OK;
}
