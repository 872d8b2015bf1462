/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_order.c - the life of an order from its entry until it rests or has ended.
 *
 * Rules  R-CHECK-1, R-MATCH-1, R-MATCH-2, R-MATCH-4, R-MATCH-6, R-TIF-1 to R-TIF-4, R-POST-2,
 *        R-SMP-1 to R-SMP-3, R-LINK-1, R-LINK-4, R-WORK-1.
 */
#include "core/flow/flow.h"

void order_activate(struct core *core, struct order *order)
{
    ASSERT((order->bits & ORDER_ACTIVE_BIT) == 0);
    order->bits |= ORDER_ACTIVE_BIT;
    struct product *product = order_product(core, order);
    product->seed_ticks = order->price_ticks;
    if (product->mark.ticks_e4 == 0 && product->last.ticks == 0) product_update_margin(product);
    open_lots_change(core, order, order->open_lots);
}

static uint32_t owner_of(const struct core *core, const struct order *order)
{
    return order_position(core, order)->owner_account;
}

/* R-TIF-4: may this resting order vanish while the incoming one trades? */
static bool order_may_vanish(const struct core *core, const struct order *order)
{
    const struct order_extra *extra = order_extra(&core->store, order);
    return (order_flags(order) & (FLAG_REDUCE_ONLY | FLAG_MMP)) != 0 || extra->group != 0 ||
           extra->peer != 0; /* its other leg may end by a group or protection of its own */
}

struct fok_count {
    int64_t lots;
    bool ended; /* an own order was met that ends the count */
};

/* R-TIF-4 for one level, whose orders the incoming one accepts. */
static void fok_count_level(const struct core *core, const struct order *taker,
                            const struct level *level, struct fok_count *count)
{
    uint32_t own = owner_of(core, taker);
    enum smp_mode mode = order_smp(taker);
    int64_t shown_lots = 0;
    int64_t all_lots = 0;
    for (uint32_t slot = level->oldest; slot != 0;) {
        const struct order *order = order_at(&core->store, slot);
        slot = order->newer;
        if (mode != SMP_NONE && owner_of(core, order) == own) {
            if (mode == SMP_CANCEL_MAKER) continue;
            count->lots += shown_lots;
            count->ended = true;
            return;
        }
        if (order_may_vanish(core, order)) continue;
        shown_lots += order_shown_lots(&core->store, order);
        all_lots += order->open_lots;
    }
    count->lots += all_lots;
}

/* R-TIF-3, R-TIF-4 */
static bool fok_can_fill(struct core *core, const struct order *taker)
{
    const struct book *book = order_book(core, taker);
    enum side other = side_opposite(order_side(taker));
    const struct ladder *ladder = &book->sides[other];
    struct fok_count count = {0};
    uint32_t slot = ladder_best(ladder);
    while (slot != 0 && !count.ended && count.lots < taker->open_lots) {
        const struct level *level = level_at(&core->store, slot);
        int64_t ticks = side_price_key(other, level->key);
        if (!side_accepts(order_side(taker), taker->price_ticks, ticks)) break;
        fok_count_level(core, taker, level, &count);
        slot = ladder_worse(ladder, slot);
    }
    return count.lots >= taker->open_lots;
}

/* The shown part goes first here, unlike in an amend: it is what would have traded. */
void self_decrement_resting(struct core *core, struct order *order, int64_t lots)
{
    if (lots == order->open_lots) {
        order_cancel(core, order, REASON_SELF_MATCH);
        return;
    }
    struct book *book = order_book(core, order);
    book_execute(book, order, lots);
    open_lots_change(core, order, -lots);
    emit_order_reason(core, EVENT_ORDER_DECREASED, order, REASON_SELF_MATCH);
    if (!book_must_replenish(book, order)) return;
    book_replenish(book, order);
    emit_order(core, EVENT_ORDER_REPLENISHED, order);
}

/* SMP_DECREMENT: the same lots go off both, the resting order first. */
static void self_decrement(struct core *core, struct order *taker, struct order *maker)
{
    int64_t shown_lots = order_shown_lots(&core->store, maker);
    int64_t lots = taker->open_lots < shown_lots ? taker->open_lots : shown_lots;
    uint64_t taker_id = taker->id;
    self_decrement_resting(core, maker, lots);
    taker = order_find(&core->store, taker_id);
    if (taker == NULL) return;
    if (lots == taker->open_lots) {
        order_cancel(core, taker, REASON_SELF_MATCH);
    } else {
        order_decrease(core, taker, lots, REASON_SELF_MATCH);
    }
}

void self_match(struct core *core, struct order *taker, struct order *maker)
{
    switch (order_smp(taker)) {
    case SMP_CANCEL_TAKER: order_cancel(core, taker, REASON_SELF_MATCH); break;
    case SMP_CANCEL_MAKER: order_cancel(core, maker, REASON_SELF_MATCH); break;
    case SMP_CANCEL_BOTH: {
        uint64_t taker_id = taker->id;
        order_cancel(core, maker, REASON_SELF_MATCH);
        taker = order_find(&core->store, taker_id);
        if (taker != NULL) order_cancel(core, taker, REASON_SELF_MATCH);
        break;
    }
    case SMP_DECREMENT: self_decrement(core, taker, maker); break;
    case SMP_DEFAULT:
    case SMP_NONE:
    default: IMPOSSIBLE();
    }
}

/* First and last trade price of one order. */
struct trade_range {
    int64_t first_ticks; /* 0: it did not trade */
    int64_t last_ticks;
};

/* R-MATCH-1, R-MATCH-2: trades until nothing is open, nothing is acceptable, or the order has
   ended. */
static struct trade_range order_match(struct core *core, struct order *taker)
{
    struct trade_range range = {0};
    struct book *book = order_book(core, taker);
    enum side other = side_opposite(order_side(taker));
    uint64_t taker_id = taker->id;
    uint32_t own = owner_of(core, taker);
    bool may_match_itself = order_smp(taker) == SMP_NONE;

    while (order_find(&core->store, taker_id) != NULL && taker->open_lots > 0) {
        struct order *maker = book_first(book, other);
        if (maker == NULL) break;
        int64_t ticks = maker->price_ticks;
        if (!side_accepts(order_side(taker), taker->price_ticks, ticks)) break;
        if (owner_of(core, maker) == own && !may_match_itself) {
            self_match(core, taker, maker);
            continue;
        }
        int64_t shown_lots = order_shown_lots(&core->store, maker);
        int64_t lots = taker->open_lots < shown_lots ? taker->open_lots : shown_lots;
        if (range.first_ticks == 0) range.first_ticks = ticks;
        range.last_ticks = ticks;
        trade_match(core, maker, taker, ticks, lots);
    }
    return range;
}

/* R-MATCH-4 */
static void order_settle(struct core *core, struct order *order)
{
    if (order->open_lots == 0) {
        order_filled(core, order);
    } else if (order_tif(order) == TIF_IOC) {
        order_cancel(core, order, REASON_IOC);
    } else {
        ASSERT(order_tif(order) != TIF_FOK);
        book_rest(order_book(core, order), order);
    }
}

void order_run(struct core *core, struct order *order, uint32_t post_only, enum reason reason)
{
    ASSERT(order_place(order) == PLACE_TAKING);
    uint32_t product_id = order_position(core, order)->product;
    if (!product_is_trading(core, core_product_at(core, product_id))) {
        book_rest(order_book(core, order), order);
        return;
    }
    bool crosses = book_crosses(order_book(core, order), order_side(order), order->price_ticks);
    if (crosses && (order_flags(order) & post_only) != 0) {
        order_cancel(core, order, reason);
        return;
    }
    if (order_tif(order) == TIF_FOK && !fok_can_fill(core, order)) {
        order_cancel(core, order, REASON_FOK);
        return;
    }
    struct trade_range range = {0};
    uint64_t order_id = order->id;
    if (crosses) range = order_match(core, order);
    if (order_find(&core->store, order_id) != NULL) order_settle(core, order);
    if (range.first_ticks == 0) return;

    /* R-TRIG-3 */
    struct fine_price first = {range.first_ticks * FINE_PER_TICK};
    struct fine_price last = {range.last_ticks * FINE_PER_TICK};
    reference_apply(core, product_id, SOURCE_LAST, first);
    if (range.last_ticks != range.first_ticks) {
        reference_apply(core, product_id, SOURCE_LAST, last);
    }
}

void work_append(struct core *core, struct order *order)
{
    ASSERT(order_place(order) == PLACE_TAKING || order_place(order) == PLACE_HELD);
    ASSERT(order->older == 0 && order->newer == 0);
    struct venue *venue = core->venue;
    uint32_t slot = order_slot(&core->store, order);
    order->older = venue->work_newest;
    if (venue->work_newest == 0) {
        venue->work_oldest = slot;
    } else {
        order_at(&core->store, venue->work_newest)->newer = slot;
    }
    venue->work_newest = slot;
    order_set_place(order, PLACE_QUEUED);
}

void work_drain(struct core *core)
{
    struct venue *venue = core->venue;
    while (venue->work_oldest != 0) {
        struct order *order = order_at(&core->store, venue->work_oldest);
        venue->work_oldest = order->newer;
        if (order->newer == 0) {
            venue->work_newest = 0;
        } else {
            order_at(&core->store, order->newer)->older = 0;
        }
        order->newer = 0;
        order_set_place(order, PLACE_TAKING);
        work_one(core, order);
    }
}

/* Checks 1 to 5 of R-CHECK-1 for a new order. */
static struct verdict gate_new_order(const struct core *core, const struct command *command,
                                     const struct order_entry *entry, bool held)
{
    struct verdict verdict = gate_product(core, command->product_id);
    if (verdict.reject == REJECT_NONE) verdict = gate_account(core, command);
    if (verdict.reject == REJECT_NONE) verdict = gate_party_state(core, command->account_id);
    if (verdict.reject != REJECT_NONE) return verdict;

    const struct product *product = core_product_at(core, command->product_id);
    verdict = gate_phase(core, product);
    if (verdict.reject == REJECT_NONE && !held && !type_has_trigger(entry->type)) {
        verdict = gate_phase_type(product, entry->type, entry->tif);
    }
    if (verdict.reject != REJECT_NONE) return verdict;
    return gate_liquidate_only(core, command->account_id, product, entry->flags);
}

static enum leg_fate fate_of(const struct order_entry *entry)
{
    return type_has_trigger(entry->type) ? LEG_ARMED : LEG_ACTIVE;
}

/* Gives the event of a leg just taken and puts it where it waits. */
static void leg_announce(struct core *core, struct order *order, enum leg_fate fate)
{
    uint32_t product_id = order_position(core, order)->product;
    switch (fate) {
    case LEG_ACTIVE:
        order_activate(core, order);
        emit_order(core, EVENT_ORDER_ACCEPTED, order);
        break;
    case LEG_ARMED:
        if (order_type(order) == TYPE_TRAIL_MARKET) {
            struct order_extra *extra = order_extra(&core->store, order);
            struct fine_price price =
                reference_of(core_product_at(core, product_id), order_source(order));
            extra->trigger_ticks = trail_ticks_at(order, extra->trail_ticks, price);
        }
        trigger_arm(&core->triggers[product_id], &core->store, order);
        emit_order(core, EVENT_ORDER_ARMED, order);
        break;
    case LEG_HELD:
        order_set_place(order, PLACE_HELD);
        emit_order(core, EVENT_ORDER_HELD, order);
        break;
    default: IMPOSSIBLE();
    }
}

void flow_order_place(struct core *core, const struct command *command)
{
    const struct order_entry *entry = &command->order;
    enum leg_fate fate = fate_of(entry);
    struct verdict verdict = gate_new_order(core, command, entry, false);
    struct intent intent;
    if (verdict.reject == REJECT_NONE) verdict = leg_check(core, entry, fate, true, &intent);
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    struct order *order = leg_take(core, entry, &intent, false);
    leg_announce(core, order, fate);
    if (fate == LEG_ACTIVE) order_run(core, order, FLAG_POST_ONLY_CANCEL, REASON_POST_ONLY);
    work_all(core);
}

/* --- lists ------------------------------------------------------------------------------------ */

/* R-LINK-1: of two linked legs at most one is not of a trigger type, and that one can rest. */
static bool pair_is_legal(const struct order_entry *legs)
{
    uint32_t plain = 0;
    for (uint32_t i = 0; i < 2; i++) {
        if (type_has_trigger(legs[i].type)) continue;
        plain++;
        if (legs[i].type != TYPE_LIMIT) return false;
        uint32_t tif = legs[i].tif;
        if (tif != TIF_GTC && tif != TIF_GTD && tif != TIF_DAY) return false;
    }
    return plain <= 1;
}

static bool list_is_legal(const struct body_list *list)
{
    if (list->tells_prices > 1) return false;
    switch (list->kind) {
    case LIST_OCO: return list->leg_count == 2 && pair_is_legal(list->legs);
    case LIST_OTO: return list->leg_count == 2;
    case LIST_BRACKET: return list->leg_count == 3 && pair_is_legal(list->legs + 1);
    default: return false;
    }
}

static enum leg_fate list_fate(const struct body_list *list, uint32_t leg)
{
    if (leg > 0 && list->kind != LIST_OCO) return LEG_HELD;
    return fate_of(&list->legs[leg]);
}

static struct verdict list_leg_check(struct core *core, const struct command *command, uint32_t leg,
                                     struct intent *intent)
{
    const struct order_entry *entry = &command->list.legs[leg];
    enum leg_fate fate = list_fate(&command->list, leg);
    struct verdict verdict = gate_new_order(core, command, entry, fate == LEG_HELD);
    if (verdict.reject != REJECT_NONE) return verdict;
    return leg_check(core, entry, fate, leg == 0, intent);
}

static void legs_link(const struct order_store *store, uint32_t kind, struct order **legs)
{
    if (kind == LIST_OCO) {
        order_extra(store, legs[0])->peer = order_slot(store, legs[1]);
        order_extra(store, legs[1])->peer = order_slot(store, legs[0]);
        return;
    }
    uint32_t children = kind == LIST_OTO ? 1 : 2;
    for (uint32_t i = 0; i < children; i++) {
        order_extra(store, legs[0])->children[i] = order_slot(store, legs[1 + i]);
        order_extra(store, legs[1 + i])->parent = order_slot(store, legs[0]);
    }
    if (children == 2) {
        order_extra(store, legs[1])->peer = order_slot(store, legs[2]);
        order_extra(store, legs[2])->peer = order_slot(store, legs[1]);
    }
}

void flow_order_list(struct core *core, const struct command *command)
{
    const struct body_list *list = &command->list;
    struct intent intents[LIST_LEGS_MAX];
    struct order *legs[LIST_LEGS_MAX];
    uint64_t ids[LIST_LEGS_MAX];
    if (!list_is_legal(list)) {
        emit_reject(core, verdict_of(REJECT_LIST, FIELD_LEGS, list->kind, 0), 0);
        return;
    }
    for (uint32_t i = 0; i < list->leg_count; i++) {
        struct verdict verdict = list_leg_check(core, command, i, &intents[i]);
        if (verdict.reject == REJECT_NONE) continue;
        emit_reject(core, verdict, i);
        return;
    }
    for (uint32_t i = 0; i < list->leg_count; i++) {
        /* An earlier leg may have made the position that this one found missing. */
        intents[i].position = i == 0 ? intents[0].position : legs[0]->position;
        legs[i] = leg_take(core, &list->legs[i], &intents[i], true);
        if (list->tells_prices != 0) legs[i]->bits |= ORDER_TELLS_BIT;
        ids[i] = legs[i]->id;
    }
    legs_link(&core->store, list->kind, legs);
    for (uint32_t i = 0; i < list->leg_count; i++) leg_announce(core, legs[i], list_fate(list, i));
    for (uint32_t i = 0; i < list->leg_count; i++) {
        if (list_fate(list, i) != LEG_ACTIVE) continue;
        if (order_find(&core->store, ids[i]) == NULL) continue;
        order_run(core, legs[i], FLAG_POST_ONLY_CANCEL, REASON_POST_ONLY);
    }
    work_all(core);
}
