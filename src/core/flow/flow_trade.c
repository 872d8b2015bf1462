/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_trade.c - one match: who gets what, and what follows from it.
 *
 * Rules  R-MATCH-3, R-FEE-1 to R-FEE-3, R-POS-4, R-POS-5, R-MARGIN-2, R-REDUCE-2, R-ATT-4.
 */
#include "core/flow/flow_margin.h"
#include "core/flow/flow_register.h"
#include "core/product/payoff.h"

void margin_refresh(struct core *core, struct position *position)
{
    const struct product *product = core_product_at(core, position->product);
    int64_t lots = worse_side_lots(position->net_lots, position->open_lots[SIDE_BUY],
                                   position->open_lots[SIDE_SELL]);
    int64_t margin_micros = lots * product->lot_margin_micros;
    int64_t change_micros = margin_micros - position->margin_micros;
    if (change_micros == 0) return;
    position->margin_micros = margin_micros;
    ledger_hold(&core->ledger, entry_account(position->account), (struct money){change_micros});
}

void open_lots_change(struct core *core, const struct order *order, int64_t lots)
{
    struct position *position = order_position(core, order);
    position_open(&core->positions, position, order_side(order), lots);
    core_product_at(core, position->product)->open_lots += lots;
    margin_refresh(core, position);
}

/* R-FEE-1 */
static struct money fee_of(struct money value, uint32_t fee_ppm)
{
    if (fee_ppm == 0) return (struct money){0};
    int128 amount = value.micros < 0 ? -(int128)value.micros : value.micros;
    return (struct money){narrow_i64(div_ceil(amount * fee_ppm, PPM_ONE))};
}

static int64_t long_lots(int64_t net_lots)
{
    return net_lots > 0 ? net_lots : 0;
}

struct match_terms {
    int64_t ticks;
    int64_t lots;
    struct money lot_value; /* of one lot at the trade's price, for a bought one */
    uint32_t fee_ppm;
};

/* What the match does to one side: position, profit, fee, margin, event.  Returns the fee. */
static struct money side_settle(struct core *core, struct order *order,
                                const struct match_terms *terms)
{
    struct position *position = order_position(core, order);
    struct product *product = core_product_at(core, position->product);
    enum side side = order_side(order);
    order->filled_lots += terms->lots;

    int64_t long_before = long_lots(position->net_lots);
    position_open(&core->positions, position, side, -terms->lots);
    product->open_lots -= terms->lots;
    struct fill_effect effect = position_fill(&core->positions, position, side,
                                              (struct qty){terms->lots}, terms->lot_value);
    product->open_interest_lots += long_lots(position->net_lots) - long_before;

    uint32_t entry = entry_account(position->account);
    struct money fee = fee_of(effect.value, terms->fee_ppm);
    ledger_settle(&core->ledger, entry_clearing(position->product), entry, effect.realised);
    ledger_settle(&core->ledger, entry, entry_of_currency(ENTRY_FEES, product->currency), fee);
    margin_refresh(core, position);

    struct event *event = emit_header(core, EVENT_FILL, position->account, position->product);
    event->fill = (struct event_fill){
        .trade_id = core->venue->trade_count,
        .order_id = order->id,
        .net = {position->net_lots},
        .paid = {position->paid_micros},
        .realised = effect.realised,
        .fee = fee,
        .balance = ledger_balance(&core->ledger, entry),
        .open = {order->open_lots},
    };
    if (position->is_margined) attention_touch(core, position->account, position->product);
    return fee;
}

static struct event_trade *trade_emit(struct core *core, const struct order *maker,
                                      const struct order *taker, int64_t ticks, int64_t lots)
{
    const struct position *maker_position = order_position(core, maker);
    const struct position *taker_position = order_position(core, taker);
    struct event *event = emit_header(core, EVENT_TRADE, 0, maker_position->product);
    event->trade = (struct event_trade){
        .trade_id = core->venue->trade_count,
        .maker_order_id = maker->id,
        .taker_order_id = taker->id,
        .price = {ticks},
        .qty = {lots},
        .maker_account_id = maker_position->account,
        .taker_account_id = taker_position->account,
        .taker_side = (uint8_t)order_side(taker),
    };
    return &event->trade;
}

/* R-REDUCE-2: resting reduce-only orders of the position are fitted to what is left of it. */
void reduce_only_fit(struct core *core, uint32_t position_slot_number)
{
    const struct position *position = position_at(&core->positions, position_slot_number);
    if (position->reduce_only_count == 0) return;

    uint32_t slot = position->first_order;
    while (slot != 0) {
        struct order *order = order_at(&core->store, slot);
        slot = core->store.links[slot].newer;
        if ((order_flags(order) & FLAG_REDUCE_ONLY) == 0) continue;
        if (order_place(order) != PLACE_RESTING) continue;
        int64_t reducible = position_reducible(position, order_side(order));
        if (reducible == 0) {
            uint64_t next_id = slot == 0 ? 0 : order_at(&core->store, slot)->id;
            order_cancel(core, order, REASON_REDUCE_ONLY);
            /* A linked order that ended with it may have been the next one. */
            if (slot != 0 && order_at(&core->store, slot)->id != next_id) {
                slot = position->first_order;
            }
        } else if (order->open_lots > reducible) {
            order_decrease(core, order, order->open_lots - reducible, REASON_REDUCE_ONLY);
        }
    }
}

/* What has to be known of an order after it may have ended. */
struct party {
    uint64_t order_id;
    uint32_t position;
    uint32_t group;
    bool is_mmp;
    int64_t signed_lots;
};

static struct party party_of(const struct core *core, const struct order *order, int64_t lots)
{
    return (struct party){
        .order_id = order->id,
        .position = order->position,
        .group = order_extra(&core->store, order)->group,
        .is_mmp = (order_flags(order) & FLAG_MMP) != 0,
        .signed_lots = side_sign(order_side(order)) * lots,
    };
}

/* R-MATCH-3, the consequences of a fill for one side. */
static void party_follow(struct core *core, const struct party *party)
{
    struct order *order = order_find(&core->store, party->order_id);
    if (order != NULL) link_cancel_peer(core, order);
    reduce_only_fit(core, party->position);
    if (party->group != 0 || party->is_mmp) {
        guard_fill(core, party->position, party->group, party->is_mmp, party->signed_lots);
    }
}

/* A resting order after a fill: ended, or an iceberg that must show its next part. */
static void resting_settle(struct core *core, struct order *order)
{
    struct book *book = order_book(core, order);
    if (order->open_lots == 0) {
        order_filled(core, order);
    } else if (book_must_replenish(book, order)) {
        book_replenish(book, order);
        emit_order(core, EVENT_ORDER_REPLENISHED, order);
    }
}

/* R-FUND-11, R-MARK-9: funding up to now belongs to the position as it was before the match. */
static void economy_follow(struct core *core, const struct order *maker, const struct order *taker,
                           const struct match_terms *terms)
{
    uint32_t product_id = order_position(core, maker)->product;
    trade_prices(core, product_id, terms->ticks, terms->lots);
    funding_touch(core, order_position(core, maker));
    funding_touch(core, order_position(core, taker));
}

/* R-ERROR-1: the trade as it is kept, but for its fees. */
static struct kept_trade trade_of(const struct core *core, const struct order *maker,
                                  const struct order *taker, const struct match_terms *terms)
{
    const struct position *maker_position = order_position(core, maker);
    const struct order *buyer = order_side(taker) == SIDE_BUY ? taker : maker;
    const struct order *seller = buyer == taker ? maker : taker;
    return (struct kept_trade){.id = core->venue->trade_count,
                               .ticks = terms->ticks,
                               .lots = terms->lots,
                               .maker = maker_position->account,
                               .taker = order_position(core, taker)->account,
                               .product = maker_position->product,
                               .taker_side = (uint8_t)order_side(taker),
                               .client_order_ids = {
                                   [SIDE_BUY] = buyer->client_order_id,
                                   [SIDE_SELL] = seller->client_order_id,
                               }};
}

/* R-FEE-2 for one side. */
static uint32_t fee_rate(struct core *core, const struct order *order, bool is_maker)
{
    const struct position *position = order_position(core, order);
    const struct product_terms *terms = &core_product_at(core, position->product)->terms;
    if (core->venue->tiered_products != 0) {
        return fee_rate_tiered(core, position->product, position->account, is_maker);
    }
    return is_maker ? terms->fee_maker_ppm : terms->fee_taker_ppm;
}

/* R-FEE-3 for both sides. */
static void volumes_note(struct core *core, const struct order *maker, const struct order *taker,
                         int64_t micros)
{
    const struct position *position = order_position(core, maker);
    fee_volume_add(core, position->product, position->account, micros);
    fee_volume_add(core, position->product, order_position(core, taker)->account, micros);
}

void trade_match(struct core *core, struct order *maker, struct order *taker, int64_t ticks,
                 int64_t lots)
{
    ASSERT(lots > 0);
    struct product *product = order_product(core, maker);
    struct book *book = order_book(core, maker);
    bool taker_rests = order_place(taker) == PLACE_RESTING;
    struct party maker_party = party_of(core, maker, lots);
    struct party taker_party = party_of(core, taker, lots);
    int64_t lot_micros = narrow_i64(product_lot_value(product, ticks));
    struct match_terms terms = {
        ticks, lots, {product_signed(product, lot_micros)}, fee_rate(core, maker, true)};

    if (product->has_economy) economy_follow(core, maker, taker, &terms);
    book_execute(book, maker, lots);
    if (taker_rests) {
        book_execute(book, taker, lots);
    } else {
        taker->open_lots -= lots;
    }
    core->venue->trade_count++;
    product->trade_count++;
    trade_emit(core, maker, taker, ticks, lots)->auction = taker_rests;
    product->last.ticks = ticks;
    if (product->mark.ticks_e4 == 0) product_update_margin(product);

    core->taken_micros += (uint64_t)(lot_micros * lots);
    struct money maker_fee = side_settle(core, maker, &terms);
    terms.fee_ppm = fee_rate(core, taker, false);
    struct money taker_fee = side_settle(core, taker, &terms);
    if (core->venue->tiered_products != 0) volumes_note(core, maker, taker, lot_micros * lots);
    if (trades_are_kept(core)) {
        struct kept_trade trade = trade_of(core, maker, taker, &terms);
        trade.maker_fee = maker_fee;
        trade.taker_fee = taker_fee;
        trade_keep(core, &trade);
    }

    resting_settle(core, maker);
    party_follow(core, &maker_party);
    party_follow(core, &taker_party);
    if (!taker_rests) return;
    taker = order_find(&core->store, taker_party.order_id);
    if (taker != NULL) resting_settle(core, taker);
}
