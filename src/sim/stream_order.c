/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stream_order.c - random orders and lists, most of them valid.
 *
 * Role   See stream_world.h.
 */
#include <string.h>

#include "base/date.h"
#include "base/int_math.h"
#include "sim/stream_economy.h"

static int64_t clamp_price(const struct product_terms *terms, int64_t ticks)
{
    return i64_max(terms->price_ticks_min, i64_min(terms->price_ticks_max, ticks));
}

/* Near the center; a few far away. */
static int64_t pick_price(struct stream *stream, const struct world_product *product)
{
    const struct product_terms *terms = &product->terms;
    if (chance(stream, 1, 40))
        return pick_between(stream, terms->price_ticks_min, terms->price_ticks_max);
    int64_t spread = chance(stream, 1, 25) ? 40 : chance(stream, 1, 2) ? 2 : 6;
    return clamp_price(terms, product->center + pick_between(stream, -spread, spread));
}

static int64_t pick_lots(struct stream *stream, const struct product_terms *terms)
{
    int64_t lots =
        chance(stream, 1, 12) ? pick_between(stream, 20, 120) : pick_between(stream, 1, 15);
    bool is_wide = terms->order_lots_max == QTY_LOTS_MAX;
    if (is_wide && chance(stream, 2, 3)) lots = pick_between(stream, 50000, 100000);
    return i64_min(lots, terms->order_lots_max);
}

static uint64_t pick_client_order_id(struct stream *stream)
{
    if (chance(stream, 1, 4)) return 0;
    if (chance(stream, 1, 40)) {
        const struct world_order *order = pick_order(stream, 0);
        if (order != NULL) return order->client_order_id;
    }
    if (chance(stream, 1, 4)) return 1 + pick(stream, WORLD_SMALL_IDS);
    return stream->next_client_order_id++;
}

static void set_tif(struct stream *stream, const struct world_product *product,
                    struct order_entry *entry)
{
    static const uint8_t tifs[] = {TIF_GTC, TIF_GTC, TIF_GTC, TIF_GTC, TIF_GTC,
                                   TIF_IOC, TIF_IOC, TIF_FOK, TIF_GTD, TIF_DAY};
    static const int64_t lives_ns[] = {NS_PER_MICRO, 100 * NS_PER_MICRO, NS_PER_SECOND,
                                       NS_PER_HOUR};
    entry->tif = tifs[pick(stream, sizeof tifs)];
    bool is_immediate = entry->tif == TIF_IOC || entry->tif == TIF_FOK;
    if (product->phase == PHASE_PRE_OPEN && is_immediate && chance(stream, 9, 10))
        entry->tif = TIF_GTC;
    if (entry->tif != TIF_GTD) return;
    entry->expiry_ns = stream->now_ns + 1 + pick_between(stream, 0, lives_ns[pick(stream, 4)]);
}

/* Flags that the order's type and time in force allow. */
static void set_flags(struct stream *stream, struct order_entry *entry, uint32_t account_id,
                      uint16_t product_id)
{
    const struct world_account *account = &stream->accounts[account_id];
    bool is_immediate = entry->tif == TIF_IOC || entry->tif == TIF_FOK;
    bool is_limit = entry->type == TYPE_LIMIT || entry->type == TYPE_STOP_LIMIT ||
                    entry->type == TYPE_TAKE_LIMIT;
    uint32_t flags = 0;
    if (is_limit && !is_immediate && chance(stream, 1, 7))
        flags |= chance(stream, 1, 2) ? FLAG_POST_ONLY : FLAG_POST_ONLY_CANCEL;
    if (chance(stream, 1, 9)) flags |= FLAG_REDUCE_ONLY;
    if (chance(stream, 1, 8)) flags |= FLAG_CANCEL_ON_DISCONNECT;
    if (chance(stream, 1, 8)) flags |= FLAG_CANCEL_ON_PAUSE;
    if (entry->tif != TIF_FOK && account->has_mmp[product_id]) {
        bool is_frozen = stream->now_ns < account->frozen_until_ns[product_id];
        if (chance(stream, 1, is_frozen ? 20 : 2)) flags |= FLAG_MMP;
    }
    entry->flags = (uint16_t)flags;

    uint32_t group_id = (uint32_t)(1 + pick(stream, WORLD_GROUPS - 1));
    bool is_wise = account->has_group[group_id] && !account->group_is_triggered[group_id];
    if (entry->tif != TIF_FOK && chance(stream, 1, is_wise ? 3 : 60)) {
        entry->group_id = group_id;
        if (account->group_has_mmp[group_id] && chance(stream, 2, 3)) entry->flags |= FLAG_MMP;
    }
}

/* A trigger that is not met yet, most of the time. */
static void set_trigger(struct stream *stream, const struct world_product *product,
                        struct order_entry *entry)
{
    bool is_take = entry->type == TYPE_TAKE_LIMIT || entry->type == TYPE_TAKE_MARKET;
    bool is_rising = (entry->side == SIDE_BUY) != is_take;
    int64_t distance = pick_between(stream, chance(stream, 1, 12) ? -4 : 1, 7);
    int64_t reference = product->references[entry->trigger_source];
    if (reference == 0) reference = product->center;
    entry->trigger.ticks =
        clamp_price(&product->terms, is_rising ? reference + 1 + distance : reference - distance);
    if (entry->type == TYPE_STOP_LIMIT || entry->type == TYPE_TAKE_LIMIT)
        entry->price.ticks =
            clamp_price(&product->terms, entry->trigger.ticks + pick_between(stream, -4, 4));
}

static void set_price(struct stream *stream, const struct world_product *product,
                      struct order_entry *entry)
{
    if (entry->type >= TYPE_STOP_LIMIT) entry->trigger_source = (uint8_t)pick(stream, 3);
    switch (entry->type) {
    case TYPE_LIMIT: entry->price.ticks = pick_price(stream, product); break;
    case TYPE_MARKET: break;
    case TYPE_TRAIL_MARKET:
        entry->trail_ticks = i64_min(pick_between(stream, 1, 6), product->terms.price_ticks_max);
        break;
    default: set_trigger(stream, product, entry); break;
    }
    bool may_protect = entry->type == TYPE_MARKET || entry->type == TYPE_STOP_MARKET ||
                       entry->type == TYPE_TAKE_MARKET;
    if (may_protect && chance(stream, 1, 3)) {
        entry->flags |= FLAG_PROTECTION;
        entry->price.ticks = pick_price(stream, product);
    }
}

/* The position that the account has, against which a reduce-only order makes sense. */
static void make_it_reduce(struct stream *stream, struct order_entry *entry, int64_t net)
{
    if ((entry->flags & FLAG_REDUCE_ONLY) == 0 || net == 0) return;
    if (chance(stream, 1, 10)) return;
    entry->side = net > 0 ? SIDE_SELL : SIDE_BUY;
}

/* In spare products orders seldom meet, so that these can be delisted. */
static void keep_apart(struct stream *stream, const struct world_product *product,
                       struct order_entry *entry)
{
    int64_t center = center_of_terms(&product->terms);
    int64_t distance = pick_between(stream, 1, 6);
    entry->price.ticks = entry->side == SIDE_BUY ? center - distance : center + distance;
}

static void fill_entry(struct stream *stream, const struct command *command, uint8_t type,
                       struct order_entry *entry)
{
    const struct world_product *product = &stream->products[command->product_id];
    const struct world_account *account = &stream->accounts[command->account_id];
    entry->type = type;
    entry->side = (uint8_t)pick(stream, 2);
    /* With margins accounts lean to one side for a while, until they cannot any more. */
    if (stream->parts != 0 && chance(stream, 1, 2))
        entry->side =
            (uint8_t)((command->account_id + command->product_id + stream->sequence / 4000) % 2);
    entry->qty.lots = pick_lots(stream, &product->terms);
    entry->client_order_id = pick_client_order_id(stream);
    set_tif(stream, product, entry);
    set_flags(stream, entry, command->account_id, command->product_id);
    make_it_reduce(stream, entry, account->net[command->product_id]);
    set_price(stream, product, entry);
    bool is_spare = command->product_id > stream->listed_products;
    if (is_spare && type == TYPE_LIMIT && (stream->parts == 0 || chance(stream, 1, 2)))
        keep_apart(stream, product, entry);
    if (chance(stream, 1, 4)) entry->smp_mode = (uint8_t)pick(stream, SMP_DECREMENT + 1);

    bool may_hide = type == TYPE_LIMIT && entry->tif != TIF_IOC && entry->tif != TIF_FOK &&
                    (entry->flags & FLAG_REDUCE_ONLY) == 0 && entry->qty.lots > 1;
    if (may_hide && chance(stream, 1, 5))
        entry->display.lots = pick_between(stream, 1, entry->qty.lots - 1);
}

static uint8_t pick_type(struct stream *stream)
{
    static const uint8_t types[] = {
        TYPE_LIMIT,      TYPE_LIMIT,       TYPE_LIMIT,      TYPE_LIMIT,       TYPE_LIMIT,
        TYPE_LIMIT,      TYPE_LIMIT,       TYPE_LIMIT,      TYPE_LIMIT,       TYPE_MARKET,
        TYPE_STOP_LIMIT, TYPE_STOP_MARKET, TYPE_TAKE_LIMIT, TYPE_TAKE_MARKET, TYPE_TRAIL_MARKET};
    return types[pick(stream, sizeof types)];
}

/* Members mostly keep to products that are open. */
static void pick_place(struct stream *stream, struct command *command)
{
    command->account_id = pick_account(stream);
    for (uint32_t i = 0; i < 3; i++) {
        command->product_id = pick_product(stream);
        const struct world_product *product = &stream->products[command->product_id];
        if (product->phase != PHASE_CLOSED && product->halt == HALT_NONE) break;
    }
    if ((stream->parts & PART_PAYOFF) != 0 && !chance(stream, 1, 40))
        command->account_id = pick_account_for(stream, command->product_id);
}

void make_order(struct stream *stream, struct command *command)
{
    command->kind = COMMAND_ORDER_PLACE;
    pick_place(stream, command);
    fill_entry(stream, command, pick_type(stream), &command->order);
}

static uint8_t pick_trigger_type(struct stream *stream)
{
    return (uint8_t)(TYPE_STOP_LIMIT + pick(stream, TYPE_TRAIL_MARKET - TYPE_STOP_LIMIT + 1));
}

/* One of two legs that are linked: a limit order that can rest. */
static void fill_resting_leg(struct stream *stream, const struct command *command,
                             struct order_entry *entry)
{
    do {
        memset(entry, 0, sizeof *entry);
        fill_entry(stream, command, TYPE_LIMIT, entry);
    } while (entry->tif == TIF_IOC || entry->tif == TIF_FOK);
}

void make_list(struct stream *stream, struct command *command)
{
    command->kind = COMMAND_ORDER_LIST;
    pick_place(stream, command);
    struct body_list *list = &command->list;
    list->kind = (uint8_t)(1 + pick(stream, LIST_BRACKET));
    list->leg_count = list->kind == LIST_BRACKET ? 3 : 2;
    list->tells_prices = chance(stream, 1, 2);
    uint32_t linked = list->kind == LIST_OCO ? 0 : 1; /* the first of two linked legs */
    for (uint32_t i = 0; i < linked; i++)
        fill_entry(stream, command, pick_type(stream), &list->legs[i]);
    for (uint32_t i = linked; i < list->leg_count; i++) {
        bool is_plain = i == linked && chance(stream, 2, 3);
        if (list->kind == LIST_OTO) {
            fill_entry(stream, command, pick_type(stream), &list->legs[i]);
        } else if (is_plain) {
            fill_resting_leg(stream, command, &list->legs[i]);
        } else {
            fill_entry(stream, command, pick_trigger_type(stream), &list->legs[i]);
        }
    }
    if (list->kind == LIST_OCO && chance(stream, 1, 2)) {
        struct order_entry first = list->legs[0];
        list->legs[0] = list->legs[1];
        list->legs[1] = first;
    }
}
