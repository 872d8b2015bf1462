/* SPDX-License-Identifier: Apache-2.0 */
/*
 * market_data.c - the view as a whole: its memory, and events on their way into it.
 */
#include "market_data/market_data.h"

#include "base/check.h"
#include "base/int_math.h"
#include "keep/keep.h"
#include "market_data/market_state.h"

struct market_config market_config_default(uint32_t products_max)
{
    return (struct market_config){.products_max = products_max,
                                  .trades_kept = 10000,
                                  .minutes_kept = 2880,
                                  .fundings_kept = 2000,
                                  .book_changes_kept = 8192};
}

struct market_data *market_data_create(const struct market_config *config)
{
    ASSERT(config->products_max >= 2);
    ASSERT(config->products_max <= PRODUCTS_MAX);
    ASSERT(config->trades_kept > 0 && config->minutes_kept > 0);
    ASSERT(config->fundings_kept > 0 && config->book_changes_kept > 0);
    struct market_data *market = calloc(1, sizeof *market);
    if (market == NULL) return NULL;
    market->config = *config;
    market->products = calloc(config->products_max, sizeof(struct market_product *));
    market->touched = calloc(config->products_max, sizeof *market->touched);
    market->sorted = calloc(config->book_changes_kept, sizeof *market->sorted);
    if (market->products != NULL && market->touched != NULL && market->sorted != NULL) {
        return market;
    }
    market_data_destroy(market);
    return NULL;
}

static void product_destroy(struct market_product *product)
{
    if (product == NULL) return;
    free(product->book.sides[SIDE_BUY].levels);
    free(product->book.sides[SIDE_SELL].levels);
    free(product->book.touches);
    free(product->book.log);
    free(product->trades);
    free(product->minutes);
    free(product->fundings);
    free(product);
}

void market_data_destroy(struct market_data *market)
{
    if (market == NULL) return;
    if (market->products != NULL) {
        for (uint32_t i = 0; i < market->config.products_max; i++) {
            product_destroy(market->products[i]);
        }
    }
    free(market->products);
    free(market->orders);
    free(market->order_map.entries);
    free(market->nets);
    free(market->net_map.entries);
    free(market->sorted);
    free(market->touched);
    free(market);
}

static void product_keep(struct market_product *product, const struct market_config *config,
                         struct keep *keep)
{
    struct market_book *book = &product->book;
    const struct keep_list lists[] = {
        KEEP_LIST(book->sides[SIDE_BUY].levels, book->sides[SIDE_BUY].capacity),
        KEEP_LIST(book->sides[SIDE_SELL].levels, book->sides[SIDE_SELL].capacity),
        KEEP_USED(book->touches, book->touch_capacity, book->touch_count),
        KEEP_LIST(book->log, config->book_changes_kept),
        KEEP_LIST(product->trades, config->trades_kept),
        KEEP_LIST(product->minutes, config->minutes_kept),
        KEEP_LIST(product->fundings, config->fundings_kept),
    };
    keep_struct(keep, product, sizeof *product, lists, sizeof lists / sizeof lists[0]);
}

void market_data_keep(struct market_data *market, struct keep *keep)
{
    static const uint32_t none = 0;
    struct market_product **products = market->products;
    const uint32_t products_max = market->config.products_max;
    const struct keep_list lists[] = {
        KEEP_LIST(market->orders, market->order_pool.capacity),
        KEEP_LIST(market->order_map.entries, market->order_map.capacity),
        KEEP_LIST(market->nets, market->net_capacity),
        KEEP_LIST(market->net_map.entries, market->net_map.capacity),
        KEEP_USED(market->sorted, market->config.book_changes_kept, none),
        KEEP_USED(market->touched, market->config.products_max, market->touched_count),
    };
    market->products = NULL;
    keep_struct(keep, market, sizeof *market, lists, sizeof lists / sizeof lists[0]);
    market->products = products;
    for (uint32_t i = 0; keep->is_good && i < products_max; i++) {
        if (!keep_thing(keep, &products[i], sizeof *products[i])) continue;
        product_keep(products[i], &market->config, keep);
    }
}

const struct market_product *market_product_at(const struct market_data *market,
                                               uint16_t product_id)
{
    return product_id < market->config.products_max ? market->products[product_id] : NULL;
}

struct market_product *market_product_make(struct market_data *market, uint16_t product_id)
{
    ASSERT(product_id < market->config.products_max);
    if (market->products[product_id] == NULL) {
        market->products[product_id] = calloc(1, sizeof(struct market_product));
        if (market->products[product_id] == NULL) return NULL;
        market->products[product_id]->id = product_id;
    }
    return market->products[product_id];
}

/* The best prices join the minute of the command. */
static bool touch_follow(struct market_data *market, struct market_product *product)
{
    const struct market_level *bid = market_book_best(&product->book, SIDE_BUY);
    const struct market_level *ask = market_book_best(&product->book, SIDE_SELL);
    struct market_candle *minute = market_tape_minute(market, product);
    if (minute == NULL) return false;
    if (bid != NULL) candle_range_add(&minute->bid, bid->price.ticks);
    if (ask != NULL) candle_range_add(&minute->ask, ask->price.ticks);
    product->ticker.sequence = market->sequence;
    product->ticker.time_ns = market->time_ns;
    return true;
}

static bool command_close(struct market_data *market)
{
    bool done = true;
    market->is_open = false;
    for (uint32_t i = 0; i < market->touched_count; i++) {
        struct market_product *product = market->products[market->touched[i]];
        done = market_book_close(market, product, market->sequence) && done;
        done = touch_follow(market, product) && done;
    }
    market->touched_count = 0;
    return done;
}

static bool event_apply(struct market_data *market, const struct event *event)
{
    if (event->kind < EVENT_TRADE) return market_orders_apply(market, event);
    if (event->kind == EVENT_TRADE) {
        return market_orders_trade(market, event) && market_tape_trade(market, event) &&
               market_prices_apply(market, event);
    }
    if (event->kind == EVENT_BLOCK_TRADE) return market_tape_block(market, event);
    return market_prices_apply(market, event) && market_interest_apply(market, event);
}

bool market_data_apply(struct market_data *market, const struct event *list, uint32_t count)
{
    bool done = true;
    for (uint32_t i = 0; i < count && done; i++) {
        const struct event *event = &list[i];
        if (market->is_open && event->sequence != market->sequence) done = command_close(market);
        market->sequence = event->sequence;
        market->time_ns = i64_max(market->time_ns, event->time_ns);
        market->is_open = true;
        done = done && event_apply(market, event);
    }
    return done;
}

bool market_data_end(struct market_data *market, uint64_t sequence)
{
    if (!market->is_open || market->sequence > sequence) return true;
    return command_close(market);
}
