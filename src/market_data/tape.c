/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tape.c - trades, and the candles of a minute.
 */
#include "base/check.h"
#include "base/int_math.h"
#include "market_data/market_state.h"

#define DAY_MINUTES 1440

/* --- minutes ---------------------------------------------------------------------------------- */

static struct market_candle *minute_at(const struct market_data *market,
                                       const struct market_product *product, uint64_t number)
{
    return &product->minutes[number % market->config.minutes_kept];
}

static struct market_candle first_minute(const struct market_product *product, int64_t start_ns)
{
    struct market_candle minute = {.start_ns = start_ns,
                                   .open_interest = product->ticker.open_interest,
                                   .previous_close = product->ticker.last.ticks};
    return minute;
}

struct market_candle *market_tape_minute(struct market_data *market, struct market_product *product)
{
    if (product->minutes == NULL) {
        product->minutes = calloc(market->config.minutes_kept, sizeof *product->minutes);
        if (product->minutes == NULL) return NULL;
    }
    int64_t start_ns = market->time_ns - market->time_ns % MINUTE_NS;
    struct market_candle minute = first_minute(product, start_ns);
    if (product->minutes_put > 0) {
        struct market_candle *latest = minute_at(market, product, product->minutes_put - 1);
        if (latest->start_ns == start_ns) return latest;
        minute = candle_flat(latest, start_ns);
    }
    struct market_candle *next = minute_at(market, product, product->minutes_put);
    *next = minute;
    product->minutes_put++;
    return next;
}

static uint64_t minutes_first(const struct market_data *market,
                              const struct market_product *product)
{
    uint32_t kept = market->config.minutes_kept;
    return product->minutes_put > kept ? product->minutes_put - kept : 0;
}

int64_t market_candles_from(const struct market_data *market, uint16_t product_id)
{
    const struct market_product *product = market_product_at(market, product_id);
    if (product == NULL || product->minutes_put == 0) return INT64_MAX;
    return minute_at(market, product, minutes_first(market, product))->start_ns;
}

const struct market_candle *market_minute(const struct market_data *market, uint16_t product_id,
                                          uint32_t back)
{
    const struct market_product *product = market_product_at(market, product_id);
    if (product == NULL) return NULL;
    if (back >= product->minutes_put - minutes_first(market, product)) return NULL;
    return minute_at(market, product, product->minutes_put - 1 - back);
}

uint32_t market_candles(const struct market_data *market, uint16_t product_id, uint32_t minutes,
                        const struct market_window *window, struct market_candle *list)
{
    const struct market_product *product = market_product_at(market, product_id);
    if (product == NULL || window->max == 0) return 0;
    struct candle_series series;
    candle_series_begin(&series, minutes, list, window->max);
    candle_series_window(&series, window->from_ns, i64_min(window->to_ns, market->time_ns));
    for (uint64_t i = minutes_first(market, product); i < product->minutes_put; i++) {
        candle_series_add(&series, minute_at(market, product, i));
    }
    return candle_series_end(&series, market->time_ns);
}

/* --- statistics ------------------------------------------------------------------------------- */

static void day_add(struct market_statistics *day, const struct market_candle *minute)
{
    day->volume.lots = candle_sum(day->volume.lots, minute->volume.lots);
    day->value_tick_lots = candle_sum(day->value_tick_lots, minute->value_tick_lots);
    day->trades += minute->trades;
    if (minute->price.open == 0) return;
    day->high.ticks = i64_max(day->high.ticks, minute->price.high);
    if (day->low.ticks == 0 || minute->price.low < day->low.ticks) {
        day->low.ticks = minute->price.low;
    }
    if (day->first.ticks == 0) {
        day->first.ticks =
            minute->previous_close != 0 ? minute->previous_close : minute->price.open;
    }
}

/* What is complete of a day changes once a minute; only the last minute is added each time. */
void market_tape_day(const struct market_data *market, struct market_product *product,
                     struct market_statistics *day)
{
    int64_t minute_ns = market->time_ns - market->time_ns % MINUTE_NS;
    struct day_cache *cache = &product->day;
    uint64_t first = minutes_first(market, product);
    uint64_t i = product->minutes_put;
    while (i > first &&
           minute_at(market, product, i - 1)->start_ns > minute_ns - DAY_MINUTES * MINUTE_NS) {
        i--;
        if (cache->minute_ns == minute_ns && i + 1 < product->minutes_put) break;
    }
    if (cache->minute_ns != minute_ns) {
        *cache = (struct day_cache){.minute_ns = minute_ns};
        for (; i < product->minutes_put; i++) {
            const struct market_candle *minute = minute_at(market, product, i);
            if (minute->start_ns < minute_ns) day_add(&cache->statistics, minute);
        }
    }
    *day = cache->statistics;
    if (product->minutes_put == 0) return;
    const struct market_candle *latest = minute_at(market, product, product->minutes_put - 1);
    if (latest->start_ns == minute_ns) day_add(day, latest);
}

/* --- trades ----------------------------------------------------------------------------------- */

/* That of the latest trade of the book: the row of a block carries it on. */
static uint8_t tick_direction_before(const struct market_data *market,
                                     const struct market_product *product)
{
    if (product->trades_put == 0) return TICK_PLUS;
    return product->trades[(product->trades_put - 1) % market->config.trades_kept].tick_direction;
}

static uint8_t tick_direction_of(const struct market_data *market,
                                 const struct market_product *product, int64_t price_ticks)
{
    int64_t last_ticks = product->ticker.last.ticks; /* blocks leave it alone */
    if (last_ticks == 0 || price_ticks > last_ticks) return TICK_PLUS;
    if (price_ticks < last_ticks) return TICK_MINUS;
    uint8_t before = tick_direction_before(market, product);
    bool rose = before == TICK_PLUS || before == TICK_ZERO_PLUS;
    return rose ? TICK_ZERO_PLUS : TICK_ZERO_MINUS;
}

static bool trade_put(struct market_data *market, struct market_product *product,
                      const struct market_trade *trade)
{
    if (product->trades == NULL) {
        product->trades = calloc(market->config.trades_kept, sizeof *product->trades);
        if (product->trades == NULL) return false;
    }
    product->trades[product->trades_put % market->config.trades_kept] = *trade;
    product->trades_put++;
    product->trade_number = trade->number;
    return true;
}

bool market_tape_trade(struct market_data *market, const struct event *event)
{
    struct market_product *product = market_product_make(market, event->product_id);
    if (product == NULL) return false;
    const struct event_trade *body = &event->trade;
    struct market_trade trade = {
        .sequence = event->sequence,
        .trade_id = body->trade_id,
        .number = product->trade_number + 1,
        .maker_order_id = body->maker_order_id,
        .taker_order_id = body->taker_order_id,
        .time_ns = event->time_ns,
        .price = body->price,
        .qty = body->qty,
        .mark = product->ticker.mark,
        .index = product->ticker.index,
        .index_in_command = event->index,
        .maker_account_id = body->maker_account_id,
        .taker_account_id = body->taker_account_id,
        .product_id = event->product_id,
        .taker_side = body->taker_side,
        .tick_direction = tick_direction_of(market, product, body->price.ticks),
        .is_auction = body->auction,
        .is_liquidation = body->taker_order_id == product->liquidation_order_id,
    };
    struct market_candle *minute = market_tape_minute(market, product);
    if (minute == NULL || !trade_put(market, product, &trade)) return false;
    candle_range_add(&minute->price, trade.price.ticks);
    minute->volume.lots = candle_sum(minute->volume.lots, trade.qty.lots);
    minute->value_tick_lots =
        candle_product(minute->value_tick_lots, trade.price.ticks, trade.qty.lots);
    minute->trades++;
    struct market_ticker *ticker = &product->ticker;
    ticker->volume_ever.lots = candle_sum(ticker->volume_ever.lots, trade.qty.lots);
    ticker->value_tick_lots_ever =
        candle_product(ticker->value_tick_lots_ever, trade.price.ticks, trade.qty.lots);
    ticker->last = trade.price;
    ticker->last_qty = trade.qty;
    ticker->last_ns = trade.time_ns;
    return true;
}

bool market_tape_block(struct market_data *market, const struct event *event)
{
    struct market_product *product = market_product_make(market, event->product_id);
    if (product == NULL) return false;
    const struct event_block_trade *body = &event->block_trade;
    struct market_trade trade = {
        .sequence = event->sequence,
        .trade_id = body->trade_id,
        .number = product->trade_number + 1,
        .block_id = body->block_id,
        .time_ns = event->time_ns,
        .price = body->price,
        .qty = body->qty,
        .mark = product->ticker.mark,
        .index = product->ticker.index,
        .index_in_command = event->index,
        .maker_account_id = event->account_id,
        .taker_account_id = body->taker_account_id,
        .product_id = event->product_id,
        .taker_side = body->taker_side,
        .tick_direction = tick_direction_before(market, product),
    };
    return trade_put(market, product, &trade);
}

uint32_t market_trade_count(const struct market_data *market, uint16_t product_id)
{
    const struct market_product *product = market_product_at(market, product_id);
    if (product == NULL) return 0;
    return (uint32_t)u64_min(product->trades_put, market->config.trades_kept);
}

uint64_t market_trade_number(const struct market_data *market, uint16_t product_id)
{
    const struct market_product *product = market_product_at(market, product_id);
    return product == NULL ? 0 : product->trade_number;
}

const struct market_trade *market_trade(const struct market_data *market, uint16_t product_id,
                                        uint32_t back)
{
    if (back >= market_trade_count(market, product_id)) return NULL;
    const struct market_product *product = market_product_at(market, product_id);
    return &product->trades[(product->trades_put - 1 - back) % market->config.trades_kept];
}

/* --- restart ---------------------------------------------------------------------------------- */

bool market_restore_trade(struct market_data *market, const struct market_trade *trade)
{
    struct market_product *product = market_product_make(market, trade->product_id);
    return product != NULL && trade_put(market, product, trade);
}

bool market_restore_candle(struct market_data *market, uint16_t product_id,
                           const struct market_candle *minute)
{
    struct market_product *product = market_product_make(market, product_id);
    if (product == NULL) return false;
    market->time_ns = i64_max(market->time_ns, minute->start_ns);
    int64_t now_ns = market->time_ns;
    market->time_ns = minute->start_ns;
    struct market_candle *place = market_tape_minute(market, product);
    market->time_ns = now_ns;
    if (place == NULL) return false;
    *place = *minute;
    return true;
}
