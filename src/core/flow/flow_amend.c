/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_amend.c - changing and shrinking live orders.
 *
 * Rules  R-AMEND-1 to R-AMEND-9, R-CANCEL-1 (naming an order).
 */
#include "core/flow/flow.h"

/* R-CANCEL-1: the live order of the header's account and product that the command names, or NULL.
   */
static struct order *named_order(const struct core *core, uint64_t order_id,
                                 uint64_t client_order_id)
{
    const struct command *command = core->command;
    struct order *order = order_id != 0
                              ? order_find(&core->store, order_id)
                              : client_index_find(core, command->account_id, client_order_id);
    if (order == NULL) return NULL;
    const struct position *position = order_position(core, order);
    bool own = position->account == command->account_id && position->product == command->product_id;
    return own ? order : NULL;
}

static struct verdict unknown_order(uint64_t order_id, uint64_t client_order_id)
{
    if (order_id != 0) {
        return verdict_of(REJECT_UNKNOWN_ORDER, FIELD_ORDER, (int64_t)order_id, 0);
    }
    return verdict_of(REJECT_UNKNOWN_ORDER, FIELD_CLIENT_ORDER_ID, (int64_t)client_order_id, 0);
}

/* R-AMEND-6 */
static struct verdict check_not_held(const struct order *order)
{
    if (order_place(order) != PLACE_HELD && order_place(order) != PLACE_QUEUED) return verdict_ok();
    return verdict_of(REJECT_ORDER_HELD, FIELD_ORDER, (int64_t)order->id, 0);
}

/* R-AMEND-2 */
static struct verdict check_amend_fields(const struct order *order, const struct body_amend *amend)
{
    uint32_t all = AMEND_PRICE | AMEND_QTY | AMEND_TRIGGER;
    if (amend->set == 0 || (amend->set & ~all) != 0) {
        return verdict_of(REJECT_FIELD, FIELD_FLAGS, amend->set, 0);
    }
    bool armed = order_place(order) == PLACE_ARMED;
    bool may_price = !armed || !type_is_market(order_type(order));
    bool may_trigger = armed && order_type(order) != TYPE_TRAIL_MARKET;
    if ((amend->set & AMEND_PRICE) != 0 && !may_price) {
        return verdict_of(REJECT_COMBINATION, FIELD_PRICE, amend->price.ticks, 0);
    }
    if ((amend->set & AMEND_TRIGGER) != 0 && !may_trigger) {
        return verdict_of(REJECT_COMBINATION, FIELD_TRIGGER, amend->trigger.ticks, 0);
    }
    return verdict_ok();
}

/* R-AMEND-3 and sizes. */
static struct verdict check_amend_sizes(const struct product *product, const struct order *order,
                                        const struct body_amend *amend)
{
    struct verdict verdict = verdict_ok();
    if ((amend->set & AMEND_QTY) != 0) {
        if (amend->qty.lots <= order->filled_lots) {
            return verdict_of(REJECT_AMEND_QTY, FIELD_QTY, amend->qty.lots, order->filled_lots);
        }
        verdict = form_check_qty(product, amend->qty.lots);
    }
    if (verdict.reject == REJECT_NONE && (amend->set & AMEND_PRICE) != 0) {
        verdict = form_check_price(product, FIELD_PRICE, amend->price.ticks);
    }
    if (verdict.reject == REJECT_NONE && (amend->set & AMEND_TRIGGER) != 0) {
        verdict = form_check_price(product, FIELD_TRIGGER, amend->trigger.ticks);
    }
    return verdict;
}

/* What the order would be after the amend.  An active market order is amended as a limit order. */
static struct intent intent_of_amend(const struct core *core, const struct order *order,
                                     const struct body_amend *amend)
{
    const struct position *position = order_position(core, order);
    int64_t lots = order->open_lots;
    if ((amend->set & AMEND_QTY) != 0) lots = amend->qty.lots - order->filled_lots;
    return (struct intent){
        .account = position->account,
        .position = order->position,
        .product = position->product,
        .flags = (uint16_t)order_flags(order),
        .side = (uint8_t)order_side(order),
        .type = TYPE_LIMIT,
        .tif = (uint8_t)order_tif(order),
        .price_ticks = (amend->set & AMEND_PRICE) != 0 ? amend->price.ticks : order->price_ticks,
        .lots = lots,
        .added_lots = lots - order->open_lots,
        .amended = order,
    };
}

/* Checks 12 and 14 to 20, R-AMEND-4. */
static struct verdict check_amend_active(struct core *core, struct intent *intent)
{
    struct verdict verdict = check_reduce_only(core, intent);
    if (verdict.reject == REJECT_NONE) verdict = check_notional(core, intent);
    if (verdict.reject == REJECT_NONE) verdict = check_band(core, intent);
    if (verdict.reject == REJECT_NONE) verdict = check_position_limit(core, intent);
    if (verdict.reject == REJECT_NONE) verdict = check_budget(core, intent);
    if (verdict.reject == REJECT_NONE) verdict = check_clearing_limits(core, intent);
    if (verdict.reject == REJECT_NONE) verdict = check_post_only(core, intent);
    if (verdict.reject == REJECT_NONE) verdict = check_margin(core, intent);
    return verdict;
}

/* R-MARGIN-1: the price of the order accepted or amended last. */
static void seed_price(struct product *product, int64_t ticks)
{
    product->seed_ticks = ticks;
    if (product->mark.ticks_e4 == 0 && product->last.ticks == 0) product_update_margin(product);
}

static void amend_active(struct core *core, struct order *order, struct intent *intent)
{
    struct product *product = order_product(core, order);
    bool keeps_place = intent->price_ticks == order->price_ticks && intent->added_lots <= 0;
    if (keeps_place) {
        seed_price(product, order->price_ticks);
        int64_t lots = -intent->added_lots;
        if (lots > 0) {
            book_decrease(order_book(core, order), order, lots);
            open_lots_change(core, order, -lots);
        }
        emit_order(core, EVENT_ORDER_AMENDED, order);
        return;
    }
    struct verdict verdict = check_amend_active(core, intent);
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    book_remove(order_book(core, order), order);
    order->price_ticks = intent->price_ticks;
    seed_price(product, order->price_ticks);
    order->open_lots = intent->lots;
    if (intent->added_lots != 0) open_lots_change(core, order, intent->added_lots);
    emit_order(core, EVENT_ORDER_AMENDED, order);
    order_run(core, order, FLAG_POST_ONLY_CANCEL, REASON_AMEND_POST_ONLY);
}

/* R-TRIG-4 for the new trigger of an armed order. */
static struct verdict check_new_trigger(const struct core *core, const struct order *order,
                                        int64_t trigger_ticks)
{
    struct order_entry like = {
        .trigger = {trigger_ticks},
        .side = (uint8_t)order_side(order),
        .type = (uint8_t)order_type(order),
        .trigger_source = (uint8_t)order_source(order),
    };
    return check_trigger(core, order_product(core, order), &like);
}

/* R-AMEND-7, R-AMEND-8, R-AMEND-9 */
static void amend_armed(struct core *core, struct order *order, struct intent *intent,
                        const struct body_amend *amend)
{
    struct order_extra *extra = order_extra(&core->store, order);
    bool sets_trigger = (amend->set & AMEND_TRIGGER) != 0;
    int64_t trigger_ticks = sets_trigger ? amend->trigger.ticks : extra->trigger_ticks;
    bool new_trigger = trigger_ticks != extra->trigger_ticks;
    bool only_fewer =
        !new_trigger && intent->price_ticks == order->price_ticks && intent->added_lots <= 0;
    struct verdict verdict = verdict_ok();
    if (!only_fewer) {
        struct intent waiting = *intent;
        waiting.added_lots = waiting.lots; /* an armed order is not among the open lots */
        bool trails = order_type(order) == TYPE_TRAIL_MARKET;
        if (waiting.price_ticks == 0 && !trails) waiting.price_ticks = trigger_ticks;
        verdict = check_notional(core, &waiting);
        if (verdict.reject == REJECT_NONE) verdict = check_budget(core, &waiting);
        if (verdict.reject == REJECT_NONE) verdict = check_clearing_limits(core, &waiting);
    }
    if (verdict.reject == REJECT_NONE && new_trigger) {
        verdict = check_new_trigger(core, order, trigger_ticks);
    }
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    struct trigger_set *set = &core->triggers[intent->product];
    order->price_ticks = intent->price_ticks;
    trigger_resize(set, &core->store, order, intent->lots);
    if (new_trigger) trigger_move(set, &core->store, order, trigger_ticks);
    emit_order(core, EVENT_ORDER_AMENDED, order);
}

void flow_order_amend(struct core *core, const struct command *command)
{
    const struct body_amend *amend = &command->amend;
    struct verdict verdict = gate_product(core, command->product_id);
    if (verdict.reject == REJECT_NONE) verdict = gate_account(core, command);
    if (verdict.reject == REJECT_NONE) verdict = gate_party_state(core, command->account_id);
    const struct product *product = NULL;
    if (verdict.reject == REJECT_NONE) {
        product = core_product_at(core, command->product_id);
        verdict = gate_phase(core, product);
    }
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    struct order *order = named_order(core, amend->order_id, amend->client_order_id);
    if (order == NULL) {
        emit_reject(core, unknown_order(amend->order_id, amend->client_order_id), 0);
        return;
    }
    verdict = check_not_held(order);
    if (verdict.reject == REJECT_NONE) {
        verdict = gate_liquidate_only(core, command->account_id, product, order_flags(order));
    }
    if (verdict.reject == REJECT_NONE) verdict = check_amend_fields(order, amend);
    if (verdict.reject == REJECT_NONE) verdict = check_amend_sizes(product, order, amend);
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    struct intent intent = intent_of_amend(core, order, amend);
    if (order_place(order) == PLACE_ARMED) {
        amend_armed(core, order, &intent, amend);
    } else {
        amend_active(core, order, &intent);
    }
    work_all(core);
}

void flow_order_decrease(struct core *core, const struct command *command)
{
    const struct body_amend *amend = &command->amend;
    struct verdict verdict = gate_product(core, command->product_id);
    if (verdict.reject == REJECT_NONE) verdict = gate_account(core, command);
    if (verdict.reject == REJECT_NONE) {
        verdict = gate_halt(core, core_product_at(core, command->product_id));
    }
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    struct order *order = named_order(core, amend->order_id, amend->client_order_id);
    verdict = order == NULL ? unknown_order(amend->order_id, amend->client_order_id)
                            : check_not_held(order);
    if (verdict.reject == REJECT_NONE && amend->qty.lots < 1) {
        verdict = verdict_of(REJECT_QTY, FIELD_QTY, amend->qty.lots, 1);
    }
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
    } else if (amend->qty.lots >= order->open_lots) {
        order_cancel(core, order, REASON_DECREASED);
    } else {
        order_decrease(core, order, amend->qty.lots, REASON_MEMBER);
    }
    work_all(core);
}

void flow_order_cancel(struct core *core, const struct command *command)
{
    const struct body_cancel *cancel = &command->cancel;
    uint32_t product_id = command->product_id;
    struct verdict verdict = verdict_ok();
    if (product_id == 0 || product_id >= core->config.products_max ||
        !core_product_at(core, product_id)->exists ||
        core_product_at(core, product_id)->state == PRODUCT_DRAFT) {
        verdict = verdict_of(REJECT_UNKNOWN_PRODUCT, FIELD_PRODUCT, product_id, 0);
    }
    if (verdict.reject == REJECT_NONE) verdict = gate_account(core, command);
    if (verdict.reject == REJECT_NONE) verdict = gate_halt(core, core_product_at(core, product_id));
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    struct order *order = named_order(core, cancel->order_id, cancel->client_order_id);
    if (order == NULL) {
        emit_reject(core, unknown_order(cancel->order_id, cancel->client_order_id), 0);
        return;
    }
    order_cancel(core, order, REASON_MEMBER);
    work_all(core);
}
