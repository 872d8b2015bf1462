/* SPDX-License-Identifier: Apache-2.0 */
/*
 * day_maker.c - how long makers quoted both sides as they must.
 *
 * Role   See day.h.  Accounts of members that make markets or provide liquidity are followed: after
 *        each command that changed their orders it is asked whether they quote, and time is added.
 * Rules  R-REPORT-9.
 */
#include "base/check.h"
#include "market_data/grow.h"
#include "report/day.h"

#define ORDERS_LOOKED_AT 4096u

static bool is_maker(const struct day *day, uint32_t account_id)
{
    uint32_t kind = day_member_kind(day, day_account(day, account_id)->member_id);
    return kind == MEMBER_MARKET_MAKER || kind == MEMBER_LIQUIDITY_PROVIDER;
}

void day_maker_order(struct day *day, uint32_t account_id, uint16_t product_id)
{
    day_programme_order(day, account_id, product_id);
    uint32_t slot = map_find(&day->maker_map, account_id, product_id);
    if (slot == 0 && !is_maker(day, account_id)) return;
    if (slot == 0) {
        slot = day->makers.count == 0 ? 1 : day->makers.count;
        struct day_maker *maker = day_item(day, &day->makers, sizeof *maker, slot);
        if (maker == NULL || !map_make_room(&day->maker_map)) {
            day->has_memory = false;
            return;
        }
        key_map_put(&day->maker_map, (struct map_key){account_id, product_id}, slot);
        maker->account_id = account_id;
        maker->product_id = product_id;
    }
    day_maker(day, slot)->is_due = true;
}

static bool is_counted(const struct order_record *order, uint16_t product_id, enum side side)
{
    return order->product_id == product_id && order->side == side && order->state == RECORD_OPEN;
}

/* Whose orders on which side of which product. */
struct quoted_side {
    uint32_t account_id;
    uint16_t product_id;
    enum side side;
};

/* The price down to which the account shows so many lots on a side; 0: it does not. */
static int64_t price_for(const struct day *day, const struct quoted_side *of, int64_t lots)
{
    int64_t reached_key = INT64_MIN; /* levels up to this key are counted */
    int64_t sum = 0;
    for (uint32_t level = 0; level < ORDERS_LOOKED_AT && sum < lots; level++) {
        int64_t best_key = INT64_MAX;
        int64_t best_lots = 0;
        int64_t best_ticks = 0;
        const struct order_record *order = read_model_live(day->model, of->account_id, NULL);
        for (; order != NULL; order = read_model_live(day->model, of->account_id, order)) {
            int64_t key = side_price_key(of->side, order->price.ticks);
            if (!is_counted(order, of->product_id, of->side) || key <= reached_key ||
                key > best_key)
                continue;
            if (key < best_key) best_lots = 0;
            best_key = key;
            best_lots += order->shown.lots;
            best_ticks = order->price.ticks;
        }
        if (best_key == INT64_MAX) return 0;
        sum += best_lots;
        reached_key = best_key;
        if (sum >= lots) return best_ticks;
    }
    return 0;
}

bool day_quotes(const struct day *day, uint32_t account_id, uint16_t product_id,
                const struct quote_duty *duty)
{
    if (!day->products[product_id].is_open_now) return false;
    const struct quoted_side bids = {account_id, product_id, SIDE_BUY};
    const struct quoted_side asks = {account_id, product_id, SIDE_SELL};
    int64_t bid = price_for(day, &bids, duty->lots);
    int64_t ask = bid == 0 ? 0 : price_for(day, &asks, duty->lots);
    if (bid == 0 || ask == 0) return false;
    /* Spread over middle, multiplied crosswise. */
    return (int128)(ask - bid) * 2 * 1000000 <= (int128)duty->spread_ppm * (ask + bid);
}

static bool is_quoting(const struct day *day, const struct day_maker *maker)
{
    const struct day_product *product = &day->products[maker->product_id];
    const struct maker_setting *setting = settings_maker(day->settings, product->terms.symbol);
    const struct quote_duty duty = {setting->spread_ppm, setting->lots};
    return day_quotes(day, maker->account_id, maker->product_id, &duty);
}

void day_makers_look(struct day *day)
{
    day_quoters_look(day);
    for (uint32_t i = 1; i < day->makers.count; i++) {
        struct day_maker *maker = day_maker(day, i);
        if (!maker->is_due) continue;
        if (maker->is_quoting) maker->quoted_ns += day->time_ns - maker->since_ns;
        maker->since_ns = day->time_ns;
        maker->is_quoting = is_quoting(day, maker);
        maker->is_due = false;
    }
}
