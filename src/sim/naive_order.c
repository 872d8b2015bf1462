/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_order.c - new orders, alone and in lists.
 *
 * Role   See naive_order.h.
 * Rules  R-CHECK-1, R-ID-1, R-SMP-2, R-CAL-3, R-LINK-1, R-LINK-4, R-BUDGET-2.
 */
#include "sim/naive_order.h"

#include "sim/naive_book.h"
#include "sim/naive_check.h"
#include "sim/naive_phase.h"
#include "sim/naive_trigger.h"

/* What a new order does when it is in. */
enum intent { INTENT_ACTIVE, INTENT_ARMED, INTENT_HELD };

static enum intent intent_of(const struct order_entry *entry, bool is_held)
{
    if (is_held) return INTENT_HELD;
    return naive_type_is_trigger(entry->type) ? INTENT_ARMED : INTENT_ACTIVE;
}

static struct naive_order draft_of(const struct naive *naive, const struct order_entry *entry)
{
    return (struct naive_order){
        .client_order_id = entry->client_order_id,
        .price = entry->price.ticks,
        .open = entry->qty.lots,
        .display = entry->display.lots,
        .trigger = entry->trigger.ticks,
        .trail = entry->trail_ticks,
        .expiry_ns = entry->expiry_ns,
        .account_id = naive->command->account_id,
        .group_id = entry->group_id,
        .session_id = naive->command->session_id,
        .product_id = naive->command->product_id,
        .flags = entry->flags,
        .side = entry->side,
        .type = entry->type,
        .tif = entry->tif,
        .smp_mode = entry->smp_mode,
        .source = entry->trigger_source,
    };
}

/* R-CHECK-1, 1 to 10. */
static struct naive_fault check_entry(const struct naive *naive, const struct order_entry *entry,
                                      enum intent intent, const struct naive_order *draft)
{
    CHECK(naive_check_product_listed(naive, draft->product_id));
    CHECK(naive_check_party(naive, draft->account_id));
    CHECK(naive_check_phase(naive, draft->product_id));
    if (intent != INTENT_HELD) CHECK(naive_check_phase_type(naive, draft));
    CHECK(naive_check_liquidate_only(naive, draft));
    CHECK(naive_check_eligible(naive, draft));
    CHECK(naive_check_participant(naive, draft));
    CHECK(naive_check_form(naive, entry));
    CHECK(naive_check_sizes(naive, entry));
    CHECK(naive_check_client_order_id(naive, entry->client_order_id));
    return naive_check_guards(naive, draft);
}

/* R-BUDGET-2: for a list once, in its leg 0. */
static struct naive_fault check_entry_budget(struct naive *naive, const struct naive_order *draft)
{
    if (naive->leg != 0 || (draft->flags & FLAG_REDUCE_ONLY) != 0) return NO_FAULT;
    return naive_check_budget(naive, draft->account_id);
}

/* R-CHECK-1, 12 to 20, of an order that will be active. */
static struct naive_fault check_active(struct naive *naive, struct naive_order *draft)
{
    CHECK(naive_check_reducible(naive, draft));
    CHECK(naive_check_market_price(naive, draft));
    CHECK(naive_check_notional(naive, draft, draft->price));
    CHECK(naive_check_band(naive, draft));
    CHECK(naive_check_position_limit(naive, draft, draft->open));
    CHECK(check_entry_budget(naive, draft));
    CHECK(naive_check_clearing_member(naive, draft, draft->open, draft->price));
    CHECK(naive_check_post_only(naive, draft));
    return naive_check_margin(naive, draft, draft->open);
}

static struct naive_fault check_waiting(struct naive *naive, struct naive_order *draft)
{
    int64_t price = naive_waiting_price(draft);
    CHECK(naive_check_notional(naive, draft, price));
    CHECK(check_entry_budget(naive, draft));
    return naive_check_clearing_member(naive, draft, draft->open, price);
}

static struct naive_fault check_new(struct naive *naive, const struct order_entry *entry,
                                    enum intent intent, struct naive_order *draft)
{
    *draft = draft_of(naive, entry);
    CHECK(check_entry(naive, entry, intent, draft));
    if (intent == INTENT_ACTIVE) return check_active(naive, draft);
    CHECK(check_waiting(naive, draft));
    if (intent == INTENT_ARMED) return naive_check_trigger(naive, draft);
    return NO_FAULT;
}

/* R-SMP-2 */
static uint8_t settle_smp_mode(const struct naive *naive, const struct naive_order *draft)
{
    if (draft->smp_mode != SMP_DEFAULT) return draft->smp_mode;
    uint8_t mode = naive->accounts[draft->account_id].opened.smp_mode;
    if (mode != SMP_DEFAULT) return mode;
    return naive_product_of(naive, draft)->terms.smp_mode;
}

/* The order gets its id, its place in the list of orders, and its first event. */
static struct naive_order *enter(struct naive *naive, const struct naive_order *draft,
                                 enum intent intent)
{
    struct naive_order *order = malloc(sizeof *order);
    if (order == NULL) abort();
    *order = *draft;
    order->id = naive->next_order_id++;
    order->smp_mode = settle_smp_mode(naive, draft);
    if (order->tif == TIF_DAY) order->expiry_ns = naive_day_end_ns(naive, order->product_id);
    (void)naive_make_position(naive, order->account_id, order->product_id);
    naive->orders = naive_grow(naive->orders, sizeof(struct naive_order *), &naive->order_count,
                               &naive->order_capacity);
    naive->orders[naive->order_count - 1] = order;

    switch (intent) {
    case INTENT_ACTIVE:
        naive_order_begin(naive, order);
        naive_emit_order(naive, EVENT_ORDER_ACCEPTED, order, REASON_NONE, 0);
        break;
    case INTENT_ARMED:
        naive_order_arm(naive, order, true);
        naive_emit_order(naive, EVENT_ORDER_ARMED, order, REASON_NONE, 0);
        break;
    case INTENT_HELD:
        order->state = NAIVE_HELD;
        order->is_child = true;
        naive_emit_order(naive, EVENT_ORDER_HELD, order, REASON_NONE, 0);
        break;
    }
    return order;
}

static void match_new(struct naive *naive, struct naive_order *order)
{
    naive_match_order(naive, order, FLAG_POST_ONLY_CANCEL, REASON_POST_ONLY);
}

void naive_order_enter_and_match(struct naive *naive, const struct naive_order *draft)
{
    match_new(naive, enter(naive, draft, INTENT_ACTIVE));
}

struct naive_fault naive_command_order_place(struct naive *naive)
{
    const struct order_entry *entry = &naive->command->order;
    enum intent intent = intent_of(entry, false);
    struct naive_order draft;
    CHECK(check_new(naive, entry, intent, &draft));
    struct naive_order *order = enter(naive, &draft, intent);
    if (intent == INTENT_ACTIVE) match_new(naive, order);
    return NO_FAULT;
}

/* --- lists ------------------------------------------------------------------------------------ */

/* R-LINK-1: of these legs at most one is of a non-trigger type, and that one can rest. */
static bool legs_can_be_linked(const struct order_entry *legs, uint32_t count)
{
    uint32_t plain = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (naive_type_is_trigger(legs[i].type)) continue;
        plain++;
        bool rests = legs[i].tif == TIF_GTC || legs[i].tif == TIF_GTD || legs[i].tif == TIF_DAY;
        if (legs[i].type != TYPE_LIMIT || !rests) return false;
    }
    return plain <= 1;
}

static bool list_is_legal(const struct body_list *list)
{
    if (list->tells_prices > 1) return false;
    switch (list->kind) {
    case LIST_OCO: return list->leg_count == 2 && legs_can_be_linked(list->legs, 2);
    case LIST_OTO: return list->leg_count == 2;
    case LIST_BRACKET: return list->leg_count == 3 && legs_can_be_linked(&list->legs[1], 2);
    default: return false;
    }
}

static void link_legs(const struct body_list *list, struct naive_order **orders)
{
    if (list->kind == LIST_OCO) {
        orders[0]->sibling_id = orders[1]->id;
        orders[1]->sibling_id = orders[0]->id;
        return;
    }
    orders[0]->child_ids[0] = orders[1]->id;
    if (list->kind == LIST_OTO) return;
    orders[0]->child_ids[1] = orders[2]->id;
    orders[1]->sibling_id = orders[2]->id;
    orders[2]->sibling_id = orders[1]->id;
}

struct naive_fault naive_command_order_list(struct naive *naive)
{
    const struct body_list *list = &naive->command->list;
    if (!list_is_legal(list)) return fault_of(REJECT_LIST, FIELD_LEGS, list->kind, 0);

    struct naive_order drafts[LIST_LEGS_MAX];
    enum intent intents[LIST_LEGS_MAX];
    for (uint16_t i = 0; i < list->leg_count; i++) {
        naive->leg = i;
        intents[i] = intent_of(&list->legs[i], list->kind != LIST_OCO && i > 0);
        CHECK(check_new(naive, &list->legs[i], intents[i], &drafts[i]));
    }

    struct naive_order *orders[LIST_LEGS_MAX];
    for (uint16_t i = 0; i < list->leg_count; i++) orders[i] = enter(naive, &drafts[i], intents[i]);
    link_legs(list, orders);
    for (uint16_t i = 0; i < list->leg_count; i++)
        orders[i]->tells_price = list->tells_prices != 0; /* R-LINK-7 */
    for (uint16_t i = 0; i < list->leg_count; i++) {
        if (intents[i] == INTENT_ACTIVE && naive_order_is_live(orders[i]))
            match_new(naive, orders[i]);
    }
    return NO_FAULT;
}
