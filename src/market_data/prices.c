/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prices.c - state, mark, index, funding and open interest of a product.
 */
#include "base/check.h"
#include "base/int_math.h"
#include "market_data/market_state.h"
#include "model/product_terms.h"

#define EIGHT_HOURS_NS (INT64_C(8) * 60 * MINUTE_NS)

/* --- prices ----------------------------------------------------------------------------------- */

static bool minute_price(struct market_data *market, struct market_product *product, int64_t mark,
                         int64_t index)
{
    struct market_candle *minute = market_tape_minute(market, product);
    if (minute == NULL) return false;
    candle_range_add(&minute->mark, mark);
    candle_range_add(&minute->index, index);
    if (mark != 0) product->ticker.mark.ticks_e4 = mark;
    if (index != 0) product->ticker.index.ticks_e4 = index;
    return true;
}

static bool funding_put(struct market_data *market, struct market_product *product,
                        const struct market_funding *funding)
{
    if (product->fundings == NULL) {
        product->fundings = calloc(market->config.fundings_kept, sizeof *product->fundings);
        if (product->fundings == NULL) return false;
    }
    product->fundings[product->fundings_put % market->config.fundings_kept] = *funding;
    product->fundings_put++;
    product->funding_index = funding->index;
    return true;
}

static bool funding_apply(struct market_data *market, struct market_product *product,
                          const struct event *event)
{
    const struct event_funding *body = &event->funding;
    struct market_ticker *ticker = &product->ticker;
    struct market_funding funding = {
        .sequence = event->sequence,
        .as_of_ns = body->as_of_ns,
        .rate_e12 = body->rate_e12,
        .average_e12 = body->average_e12,
        .published_e12 = body->published_e12,
        .price = body->price,
        .mark = ticker->mark,
        .index = ticker->index,
        .previous_index = product->funding_index,
        .cumulative_nanos = body->cumulative_nanos,
        .next_funding_ns = body->next_funding_ns,
        .index_in_command = event->index,
        .product_id = event->product_id,
    };
    ticker->rate_e12 = body->rate_e12;
    ticker->average_e12 = 0;
    ticker->estimate_e12 = body->published_e12;
    ticker->cumulative_nanos = body->cumulative_nanos;
    ticker->next_funding_ns = body->next_funding_ns == INT64_MAX ? 0 : body->next_funding_ns;
    return funding_put(market, product, &funding);
}

static void state_apply(struct market_product *product, const struct event *event)
{
    struct market_ticker *ticker = &product->ticker;
    memcpy(ticker->symbol, event->product.symbol, sizeof ticker->symbol);
    ticker->state = event->product.state;
    if (!product->is_known) ticker->listed_ns = event->time_ns;
    product->is_known = true;
}

static void phase_apply(struct market_product *product, const struct event_phase *phase)
{
    product->ticker.phase = phase->phase;
    product->ticker.own_halt = phase->halt;
    product->ticker.halt_until_ns = phase->until_ns;
}

static void premium_apply(struct market_ticker *ticker, const struct event_premium *premium)
{
    ticker->average_e12 = premium->average_e12;
    ticker->estimate_e12 = premium->estimate_e12;
}

static bool price_apply(struct market_data *market, struct market_product *product,
                        const struct event *event)
{
    struct market_ticker *ticker = &product->ticker;
    switch (event->kind) {
    case EVENT_PRODUCT: state_apply(product, event); return true;
    case EVENT_PHASE: phase_apply(product, &event->phase); return true;
    case EVENT_REFERENCE_PRICE:
        return minute_price(market, product, event->reference.mark.ticks_e4,
                            event->reference.index.ticks_e4);
    case EVENT_INDEX:
        ticker->index_state = event->index_value.state;
        return minute_price(market, product, 0, event->index_value.index.ticks_e4);
    case EVENT_MARK:
        ticker->premium_e12 = event->mark.premium_e12;
        return minute_price(market, product, event->mark.mark.ticks_e4, 0);
    case EVENT_PREMIUM: premium_apply(ticker, &event->premium); return true;
    case EVENT_PRICE_TERMS: {
        int64_t next_ns = event->price_terms.next_funding_ns;
        ticker->next_funding_ns = next_ns == INT64_MAX ? 0 : next_ns;
        return true;
    }
    case EVENT_FUNDING: return funding_apply(market, product, event);
    case EVENT_LIQUIDATION:
        product->liquidation_order_id = event->liquidation.order_id;
        return true;
    case EVENT_SETTLEMENT:
        ticker->settlement = event->settlement.price;
        ticker->settlement_ns = event->settlement.cycle_ns;
        return true;
    default: return true;
    }
}

static bool concerns_ticker(uint16_t kind)
{
    switch (kind) {
    case EVENT_TRADE:
    case EVENT_FILL:
    case EVENT_PRODUCT:
    case EVENT_PHASE:
    case EVENT_REFERENCE_PRICE:
    case EVENT_INDEX:
    case EVENT_MARK:
    case EVENT_PREMIUM:
    case EVENT_PRICE_TERMS:
    case EVENT_FUNDING:
    case EVENT_LIQUIDATION:
    case EVENT_SETTLEMENT: return true;
    default: return false;
    }
}

bool market_prices_apply(struct market_data *market, const struct event *event)
{
    if (event->product_id == 0) {
        if (event->kind == EVENT_PHASE) market->venue_halt = event->phase.halt;
        return true;
    }
    if (!concerns_ticker(event->kind)) return true;
    struct market_product *product = market_product_make(market, event->product_id);
    if (product == NULL) return false;
    product->ticker.sequence = event->sequence;
    product->ticker.time_ns = event->time_ns;
    return price_apply(market, product, event);
}

/* --- open interest ---------------------------------------------------------------------------- */

/* The net lots of a position; NULL: no memory. */
static int64_t *net_at(struct market_data *market, uint32_t account_id, uint16_t product_id)
{
    uint32_t slot = map_find(&market->net_map, account_id, product_id);
    if (slot != 0) return &market->nets[slot];
    void *items = market->nets;
    uint32_t next = market->net_count == 0 ? 1 : market->net_count;
    bool has_room = array_make_room(&items, &market->net_capacity, sizeof *market->nets, next + 1);
    market->nets = items;
    if (!has_room || !map_make_room(&market->net_map)) return NULL;
    market->net_count = next + 1;
    key_map_put(&market->net_map, (struct map_key){account_id, product_id}, next);
    return &market->nets[next];
}

static bool net_set(struct market_data *market, uint32_t account_id, uint16_t product_id,
                    int64_t net_lots)
{
    struct market_product *product = market_product_make(market, product_id);
    int64_t *net = net_at(market, account_id, product_id);
    if (product == NULL || net == NULL) return false;
    product->ticker.open_interest.lots += i64_max(net_lots, 0) - i64_max(*net, 0);
    *net = net_lots;
    return true;
}

static bool moved_apply(struct market_data *market, const struct event *event)
{
    const struct event_moved *moved = &event->moved;
    int64_t *other = net_at(market, moved->other_account_id, event->product_id);
    if (other == NULL) return false;
    if (moved->other_account_id == event->account_id) return true; /* it had traded with itself */
    /* What the one sells the other buys. */
    int64_t after = *other - side_sign((enum side)moved->side) * moved->lots.lots;
    return net_set(market, event->account_id, event->product_id, moved->net.lots) &&
           net_set(market, moved->other_account_id, event->product_id, after);
}

bool market_interest_apply(struct market_data *market, const struct event *event)
{
    bool done = true;
    switch (event->kind) {
    case EVENT_FILL:
        done = net_set(market, event->account_id, event->product_id, event->fill.net.lots);
        break;
    case EVENT_VARIATION:
        done = net_set(market, event->account_id, event->product_id, event->variation.net.lots);
        break;
    case EVENT_POSITION_MOVED: done = moved_apply(market, event); break;
    default: return true;
    }
    if (!done || event->product_id == 0) return done;
    struct market_product *product = market_product_make(market, event->product_id);
    struct market_candle *minute = product == NULL ? NULL : market_tape_minute(market, product);
    if (minute == NULL) return false;
    minute->open_interest = product->ticker.open_interest;
    return true;
}

bool market_restore_position(struct market_data *market, uint32_t account_id, uint16_t product_id,
                             struct qty net)
{
    return net_set(market, account_id, product_id, net.lots);
}

/* --- asking ----------------------------------------------------------------------------------- */

const struct market_funding *market_funding(const struct market_data *market, uint16_t product_id,
                                            uint32_t back)
{
    const struct market_product *product = market_product_at(market, product_id);
    if (product == NULL) return NULL;
    uint64_t kept = u64_min(product->fundings_put, market->config.fundings_kept);
    if (back >= kept) return NULL;
    return &product->fundings[(product->fundings_put - 1 - back) % market->config.fundings_kept];
}

int64_t market_funding_sum_e12(const struct market_data *market, uint16_t product_id,
                               int64_t from_ns, int64_t to_ns)
{
    int64_t sum_e12 = 0;
    for (uint32_t back = 0;; back++) {
        const struct market_funding *funding = market_funding(market, product_id, back);
        if (funding == NULL || funding->as_of_ns <= from_ns) return sum_e12;
        if (funding->as_of_ns <= to_ns) sum_e12 = candle_sum(sum_e12, funding->rate_e12);
    }
}

static struct market_level best_of(const struct market_product *product, enum side side)
{
    const struct market_level *best = market_book_best(&product->book, side);
    if (best == NULL) return (struct market_level){0};
    return (struct market_level){best->price, best->shown, best->orders, 0};
}

bool market_ticker(const struct market_data *market, uint16_t product_id,
                   struct market_ticker *ticker)
{
    if (product_id >= market->config.products_max) return false;
    struct market_product *product = market->products[product_id];
    if (product == NULL || !product->is_known) return false;
    *ticker = product->ticker;
    ticker->halt = u32_max(ticker->own_halt, market->venue_halt);
    ticker->bid = best_of(product, SIDE_BUY);
    ticker->ask = best_of(product, SIDE_SELL);
    ticker->trade_count = product->trade_number;
    ticker->rate_8h_e12 =
        market_funding_sum_e12(market, product_id, market->time_ns - EIGHT_HOURS_NS, INT64_MAX);
    market_tape_day(market, product, &ticker->day);
    return true;
}

int64_t market_time_ns(const struct market_data *market)
{
    return market->time_ns;
}

uint32_t market_venue_halt(const struct market_data *market)
{
    return market->venue_halt;
}

/* --- restart ---------------------------------------------------------------------------------- */

bool market_restore_funding(struct market_data *market, const struct market_funding *funding)
{
    struct market_product *product = market_product_make(market, funding->product_id);
    return product != NULL && funding_put(market, product, funding);
}

/* Orders that came back changed no depth that anybody has seen. */
static bool restored_books_close(struct market_data *market)
{
    bool done = true;
    for (uint32_t i = 0; i < market->touched_count; i++) {
        done = market_book_close(market, market->products[market->touched[i]], 0) && done;
    }
    market->touched_count = 0;
    return done;
}

bool market_restore_ticker(struct market_data *market, uint16_t product_id,
                           const struct market_ticker *ticker, uint64_t book_id)
{
    if (!restored_books_close(market)) return false;
    if (product_id == 0) {
        market->venue_halt = ticker->own_halt;
        return true;
    }
    struct market_product *product = market_product_make(market, product_id);
    if (product == NULL) return false;
    struct qty open_interest = product->ticker.open_interest;
    product->ticker = *ticker;
    product->ticker.open_interest = open_interest;
    product->is_known = true;
    product->trade_number = u64_max(product->trade_number, ticker->trade_count);
    product->book.book_id = book_id;
    product->book.lost_sequence = book_id;
    market->time_ns = i64_max(market->time_ns, ticker->time_ns);
    return true;
}
