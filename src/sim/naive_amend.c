/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_amend.c - amends and decreases.
 *
 * Role   See naive_order.h.
 * Rules  R-AMEND-1 to R-AMEND-9, R-BUDGET-2, R-POST-2.
 */
#include "sim/naive_book.h"
#include "sim/naive_check.h"
#include "sim/naive_order.h"
#include "sim/naive_trigger.h"

#define AMEND_FIELDS_ALL ((uint32_t)(AMEND_PRICE | AMEND_QTY | AMEND_TRIGGER))

static bool sets(const struct body_amend *body, enum amend_field field)
{
    return (body->set & (uint32_t)field) != 0;
}

/* R-AMEND-6 */
static struct naive_fault check_not_held(const struct naive_order *order)
{
    if (order->state == NAIVE_HELD || order->state == NAIVE_QUEUED)
        return fault_of(REJECT_ORDER_HELD, FIELD_ORDER, (int64_t)order->id, 0);
    return NO_FAULT;
}

/* R-AMEND-1 from the mask on, with R-AMEND-2 and R-AMEND-3. */
static struct naive_fault check_amend_fields(const struct naive *naive,
                                             const struct naive_order *order)
{
    const struct body_amend *body = &naive->command->amend;
    const struct naive_product *product = naive_product_of(naive, order);
    bool is_armed = order->state == NAIVE_ARMED;

    if (body->set == 0 || (body->set & ~AMEND_FIELDS_ALL) != 0)
        return fault_of(REJECT_FIELD, FIELD_FLAGS, body->set, 0);
    if (is_armed && sets(body, AMEND_PRICE) && !naive_type_is_limit(order->type))
        return fault_of(REJECT_COMBINATION, FIELD_PRICE, body->price.ticks, 0);
    if (sets(body, AMEND_TRIGGER) && (!is_armed || order->type == TYPE_TRAIL_MARKET))
        return fault_of(REJECT_COMBINATION, FIELD_TRIGGER, body->trigger.ticks, 0);
    if (sets(body, AMEND_QTY)) {
        if (body->qty.lots <= order->filled)
            return fault_of(REJECT_AMEND_QTY, FIELD_QTY, body->qty.lots, order->filled);
        CHECK(naive_check_qty(product, body->qty.lots));
    }
    if (sets(body, AMEND_PRICE)) CHECK(naive_check_price(product, FIELD_PRICE, body->price.ticks));
    if (sets(body, AMEND_TRIGGER))
        CHECK(naive_check_price(product, FIELD_TRIGGER, body->trigger.ticks));
    return NO_FAULT;
}

/* The order as the amend wants it. */
static struct naive_order amended(const struct naive_order *order, const struct body_amend *body)
{
    struct naive_order draft = *order;
    if (sets(body, AMEND_PRICE)) draft.price = body->price.ticks;
    if (sets(body, AMEND_QTY)) draft.open = body->qty.lots - order->filled;
    if (sets(body, AMEND_TRIGGER)) draft.trigger = body->trigger.ticks;
    return draft;
}

static struct naive_fault check_amend_budget(struct naive *naive, const struct naive_order *draft)
{
    if ((draft->flags & FLAG_REDUCE_ONLY) != 0) return NO_FAULT;
    return naive_check_budget(naive, draft->account_id);
}

/* R-AMEND-7, R-AMEND-8, R-AMEND-9 */
static struct naive_fault amend_armed(struct naive *naive, struct naive_order *order,
                                      struct naive_order *draft)
{
    bool moves = draft->trigger != order->trigger;
    bool at_most_takes_lots_off =
        !moves && draft->price == order->price && draft->open <= order->open;
    if (!at_most_takes_lots_off) {
        int64_t price = naive_waiting_price(draft);
        CHECK(naive_check_notional(naive, draft, price));
        CHECK(check_amend_budget(naive, draft));
        CHECK(naive_check_clearing_member(naive, draft, draft->open, price));
    }
    if (moves) CHECK(naive_check_trigger(naive, draft));
    order->price = draft->price;
    order->open = draft->open;
    order->trigger = draft->trigger;
    if (moves) naive_order_arm(naive, order, false);
    naive_emit_order(naive, EVENT_ORDER_AMENDED, order, REASON_NONE, 0);
    return NO_FAULT;
}

/* R-AMEND-4, the second half: out of its place, and in again. */
static struct naive_fault amend_anew(struct naive *naive, struct naive_order *order,
                                     struct naive_order *draft)
{
    CHECK(naive_check_reducible(naive, draft));
    int64_t added = draft->open - order->open;
    CHECK(naive_check_notional(naive, draft, draft->price));
    CHECK(naive_check_band(naive, draft));
    CHECK(naive_check_position_limit(naive, draft, added));
    CHECK(check_amend_budget(naive, draft));
    CHECK(naive_check_clearing_member(naive, draft, added, draft->price));
    CHECK(naive_check_post_only(naive, draft));
    CHECK(naive_check_margin(naive, draft, added));

    order->price = draft->price;
    order->open = draft->open;
    naive_order_begin(naive, order);
    naive_emit_order(naive, EVENT_ORDER_AMENDED, order, REASON_NONE, 0);
    naive_match_order(naive, order, FLAG_POST_ONLY_CANCEL, REASON_AMEND_POST_ONLY);
    return NO_FAULT;
}

struct naive_fault naive_command_order_amend(struct naive *naive)
{
    const struct command *command = naive->command;
    const struct body_amend *body = &command->amend;
    struct naive_order *order = NULL;
    CHECK(naive_check_product_listed(naive, command->product_id));
    CHECK(naive_check_party(naive, command->account_id));
    CHECK(naive_check_phase(naive, command->product_id));
    CHECK(naive_find_named(naive, body->order_id, body->client_order_id, &order));
    CHECK(check_not_held(order));
    CHECK(naive_check_liquidate_only(naive, order));
    CHECK(check_amend_fields(naive, order));

    struct naive_order draft = amended(order, body);
    if (order->state == NAIVE_ARMED) return amend_armed(naive, order, &draft);
    if (draft.price != order->price || draft.open > order->open)
        return amend_anew(naive, order, &draft);

    /* R-AMEND-4: it keeps its place. */
    naive_product_of(naive, order)->entry_price = order->price;
    naive_order_reduce(naive, order, order->open - draft.open);
    naive_emit_order(naive, EVENT_ORDER_AMENDED, order, REASON_NONE, 0);
    return NO_FAULT;
}

struct naive_fault naive_command_order_decrease(struct naive *naive)
{
    const struct command *command = naive->command;
    const struct body_amend *body = &command->amend;
    struct naive_order *order = NULL;
    CHECK(naive_check_product_listed(naive, command->product_id));
    CHECK(naive_check_account_exists(naive, command->account_id));
    CHECK(naive_check_not_halted(naive, command->product_id));
    CHECK(naive_find_named(naive, body->order_id, body->client_order_id, &order));
    CHECK(check_not_held(order));
    if (body->qty.lots < 1) return fault_of(REJECT_QTY, FIELD_QTY, body->qty.lots, 1);

    if (body->qty.lots >= order->open) {
        naive_order_cancel(naive, order, REASON_DECREASED);
        return NO_FAULT;
    }
    naive_order_reduce(naive, order, body->qty.lots);
    naive_emit_order(naive, EVENT_ORDER_DECREASED, order, REASON_MEMBER, 0);
    return NO_FAULT;
}
