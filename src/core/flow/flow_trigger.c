/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_trigger.c - reference prices, and the orders that wait for them or for a parent.
 *
 * Rules  R-TRIG-2 to R-TRIG-6, R-TRAIL-1, R-TRAIL-2, R-LINK-5, R-PHASE-8.
 */
#include "core/flow/flow_margin.h"

struct fine_price reference_of(const struct product *product, enum trigger_source source)
{
    switch (source) {
    case SOURCE_MARK: return product->mark;
    case SOURCE_INDEX: return product->index;
    case SOURCE_LAST: return (struct fine_price){product->last.ticks * FINE_PER_TICK};
    default: IMPOSSIBLE();
    }
}

/* R-TRAIL-2 */
static void trails_follow(struct core *core, uint32_t product_id, enum trigger_source source,
                          struct fine_price price)
{
    struct trigger_set *set = &core->triggers[product_id];
    uint32_t slot = set->trail_oldest[source];
    while (slot != 0) {
        struct order *order = order_at(&core->store, slot);
        const struct order_extra *extra = order_extra(&core->store, order);
        slot = extra->trail_newer;
        int64_t ticks = trail_ticks_at(order, extra->trail_ticks, price);
        bool is_nearer = order_side(order) == SIDE_SELL ? ticks > extra->trigger_ticks
                                                        : ticks < extra->trigger_ticks;
        if (!is_nearer) continue;
        trigger_move(set, &core->store, order, ticks);
        emit_order(core, EVENT_ORDER_TRAILED, order);
    }
}

void reference_apply(struct core *core, uint32_t product_id, enum trigger_source source,
                     struct fine_price price)
{
    ASSERT(price.ticks_e4 > 0);
    if (!product_is_trading(core, core_product_at(core, product_id))) return;

    trails_follow(core, product_id, source, price);
    struct trigger_set *set = &core->triggers[product_id];
    struct order *order;
    while ((order = trigger_next(set, &core->store, source, price)) != NULL) {
        trigger_disarm(set, &core->store, order);
        work_append(core, order);
    }
}

void mark_apply(struct core *core, uint32_t product_id)
{
    struct fine_price mark = core_product_at(core, product_id)->mark;
    if (mark.ticks_e4 == 0) return;
    reference_apply(core, product_id, SOURCE_MARK, mark);
    attention_look(core, product_id);
}

struct verdict check_trigger(const struct core *core, const struct product *product,
                             const struct order_entry *entry)
{
    struct fine_price price = reference_of(product, (enum trigger_source)entry->trigger_source);
    enum side side = (enum side)entry->side;
    int64_t trigger_ticks = entry->trigger.ticks;
    if (entry->type == TYPE_TRAIL_MARKET) {
        if (price.ticks_e4 == 0) {
            return verdict_of(REJECT_TRAIL_REFERENCE, FIELD_TRAIL, entry->trail_ticks, 0);
        }
        struct order like = {.bits = (uint32_t)side << ORDER_SIDE_SHIFT};
        trigger_ticks = trail_ticks_at(&like, entry->trail_ticks, price);
    }
    if (price.ticks_e4 == 0 || !product_is_trading(core, product)) return verdict_ok();

    int64_t trigger_e4 = trigger_ticks * FINE_PER_TICK;
    bool met = order_rises((enum order_type)entry->type, side) ? price.ticks_e4 >= trigger_e4
                                                               : price.ticks_e4 <= trigger_e4;
    if (!met) return verdict_ok();
    return verdict_of(REJECT_TRIGGER_MET, FIELD_TRIGGER, trigger_ticks,
                      price.ticks_e4 / FINE_PER_TICK);
}

/* Checks 1, 3, 4, 5, 12 to 16, 18 and 20 of R-CHECK-1 for an order whose turn has come. */
static struct verdict check_turn(struct core *core, const struct order *order,
                                 struct intent *intent)
{
    const struct product *product = core_product_at(core, intent->product);
    struct verdict verdict = gate_product(core, intent->product);
    if (verdict.reject == REJECT_NONE) verdict = gate_party_state(core, intent->account);
    if (verdict.reject == REJECT_NONE) verdict = gate_phase(core, product);
    if (verdict.reject == REJECT_NONE) {
        verdict = gate_phase_type(product, type_is_market(intent->type) ? TYPE_MARKET : TYPE_LIMIT,
                                  order_tif(order));
    }
    if (verdict.reject == REJECT_NONE) {
        verdict = gate_liquidate_only(core, intent->account, product, intent->flags);
    }
    if (verdict.reject == REJECT_NONE) verdict = check_reduce_only(core, intent);
    if (verdict.reject == REJECT_NONE) verdict = check_reference(core, intent);
    if (verdict.reject == REJECT_NONE) verdict = check_notional(core, intent);
    if (verdict.reject == REJECT_NONE) verdict = check_band(core, intent);
    if (verdict.reject == REJECT_NONE) verdict = check_position_limit(core, intent);
    if (verdict.reject == REJECT_NONE) verdict = check_clearing_limits(core, intent);
    if (verdict.reject == REJECT_NONE) verdict = check_margin(core, intent);
    return verdict;
}

static struct intent intent_of_order(const struct core *core, const struct order *order)
{
    const struct position *position = order_position(core, order);
    return (struct intent){
        .account = position->account,
        .position = order->position,
        .product = position->product,
        .flags = (uint16_t)order_flags(order),
        .side = (uint8_t)order_side(order),
        .type = (uint8_t)order_type(order),
        .tif = (uint8_t)order_tif(order),
        .price_ticks = order->price_ticks,
        .lots = order->open_lots,
        .added_lots = order->open_lots,
    };
}

/* R-TRIG-5 after the event, R-TRIG-6: the order becomes active, or a check ends it. */
static void turn_to_active(struct core *core, struct order *order)
{
    struct intent intent = intent_of_order(core, order);
    struct verdict verdict = check_turn(core, order, &intent);
    if (verdict.reject != REJECT_NONE) {
        order_cancel_check(core, order, verdict.reject);
        return;
    }
    order->price_ticks = intent.price_ticks;
    if (intent.lots < order->open_lots) {
        order_decrease(core, order, order->open_lots - intent.lots, REASON_REDUCE_ONLY);
    }
    order_activate(core, order);
    order_run(core, order, FLAG_POST_ONLY | FLAG_POST_ONLY_CANCEL, REASON_POST_ONLY);
}

/* What the event shows as price: for a market type the protection, 0 if there is none. */
static void price_before_turn(const struct core *core, struct order *order)
{
    struct intent intent = intent_of_order(core, order);
    if ((intent.flags & FLAG_PROTECTION) != 0) return; /* given, whatever the book */
    if (check_reference(core, &intent).reject == REJECT_NONE) {
        order->price_ticks = intent.price_ticks;
    } else {
        order->price_ticks = 0;
    }
}

static void turn_triggered(struct core *core, struct order *order)
{
    order->bits &= ~ORDER_UNTRIGGERED_BIT;
    price_before_turn(core, order);
    emit_order(core, EVENT_ORDER_TRIGGERED, order);
    link_cancel_peer(core, order);
    turn_to_active(core, order);
}

/* R-LINK-5, R-LINK-7 */
static void turn_activated(struct core *core, struct order *order)
{
    struct order_extra *extra = order_extra(&core->store, order);
    uint32_t product_id = order_position(core, order)->product;
    const struct product *product = core_product_at(core, product_id);
    if (!type_has_trigger(order_type(order))) {
        bool is_market = order_type(order) == TYPE_MARKET;
        if (is_market && (order->bits & ORDER_TELLS_BIT) != 0) price_before_turn(core, order);
        emit_order(core, EVENT_ORDER_ACTIVATED, order);
        turn_to_active(core, order);
        return;
    }
    struct fine_price price = reference_of(product, order_source(order));
    bool trails = order_type(order) == TYPE_TRAIL_MARKET;
    if (trails && price.ticks_e4 != 0) {
        extra->trigger_ticks = trail_ticks_at(order, extra->trail_ticks, price);
    }
    emit_order(core, EVENT_ORDER_ACTIVATED, order);
    if (trails && price.ticks_e4 == 0) {
        order_cancel_check(core, order, REJECT_TRAIL_REFERENCE);
    } else if (price.ticks_e4 != 0 && product_is_trading(core, product) &&
               trigger_is_met(&core->store, order, price)) {
        turn_triggered(core, order);
    } else {
        trigger_arm(&core->triggers[product_id], &core->store, order);
    }
}

void work_one(struct core *core, struct order *order)
{
    ASSERT(order_place(order) == PLACE_TAKING);
    if ((order->bits & ORDER_WAITED_BIT) != 0) {
        order->bits &= ~ORDER_WAITED_BIT;
        turn_activated(core, order);
    } else {
        turn_triggered(core, order);
    }
}

/* R-SIZE-2; 0 stands for "unchanged". */
static struct verdict check_reference_price(const struct core *core, uint32_t product_id,
                                            struct fine_price price)
{
    int64_t high = core_product_at(core, product_id)->terms.price_ticks_max * FINE_PER_TICK;
    if (price.ticks_e4 < 0) return verdict_of(REJECT_PRICE, FIELD_PRICE, price.ticks_e4, 1);
    if (price.ticks_e4 > high) return verdict_of(REJECT_PRICE, FIELD_PRICE, price.ticks_e4, high);
    return verdict_ok();
}

/* R-MARK-1: what the product computes itself is not given. */
static struct verdict check_own_prices(const struct core *core, const struct command *command)
{
    const struct body_reference *reference = &command->reference;
    if (!core_product_at(core, command->product_id)->has_economy) return verdict_ok();
    const struct economy *economy = core_economy_at(core, command->product_id);
    if (reference->mark.ticks_e4 != 0 && economy->mark.components != 0) {
        return verdict_of(REJECT_OWN_PRICES, FIELD_PRICE, reference->mark.ticks_e4, 0);
    }
    if (reference->index.ticks_e4 != 0 && economy->prices.index_method != INDEX_GIVEN) {
        return verdict_of(REJECT_OWN_PRICES, FIELD_PRICE, reference->index.ticks_e4, 0);
    }
    return verdict_ok();
}

void flow_reference_price(struct core *core, const struct command *command)
{
    const struct body_reference *reference = &command->reference;
    struct verdict verdict = gate_product(core, command->product_id);
    if (verdict.reject == REJECT_NONE) {
        verdict = check_reference_price(core, command->product_id, reference->mark);
    }
    if (verdict.reject == REJECT_NONE) {
        verdict = check_reference_price(core, command->product_id, reference->index);
    }
    if (verdict.reject == REJECT_NONE) verdict = check_own_prices(core, command);
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    struct product *product = core_product_at(core, command->product_id);
    emit(core, EVENT_REFERENCE_PRICE, 0, command->product_id)->reference =
        (struct event_reference){.mark = reference->mark, .index = reference->index};
    if (reference->mark.ticks_e4 != 0) {
        product->mark = reference->mark;
        product_update_margin(product);
        mark_apply(core, command->product_id);
    }
    if (reference->index.ticks_e4 != 0) {
        product->index = reference->index;
        reference_apply(core, command->product_id, SOURCE_INDEX, product->index);
    }
    work_all(core);
}
