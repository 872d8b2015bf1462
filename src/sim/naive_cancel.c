/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_cancel.c - cancel, mass cancel, cancel on disconnect.
 *
 * Role   See naive_order.h.
 * Rules  R-CANCEL-1, R-MASS-1, R-MASS-3, R-COD-1.
 */
#include "sim/naive_book.h"
#include "sim/naive_check.h"
#include "sim/naive_order.h"

struct naive_fault naive_find_named(const struct naive *naive, uint64_t order_id,
                                    uint64_t client_order_id, struct naive_order **found)
{
    const struct command *command = naive->command;
    for (uint32_t i = 0; i < naive->order_count; i++) {
        struct naive_order *order = naive->orders[i];
        if (!naive_order_is_live(order) || order->account_id != command->account_id) continue;
        if (order->product_id != command->product_id) continue;
        bool is_named = order_id != 0
                            ? order->id == order_id
                            : client_order_id != 0 && order->client_order_id == client_order_id;
        if (!is_named) continue;
        *found = order;
        return NO_FAULT;
    }
    if (order_id != 0) return fault_of(REJECT_UNKNOWN_ORDER, FIELD_ORDER, (int64_t)order_id, 0);
    return fault_of(REJECT_UNKNOWN_ORDER, FIELD_CLIENT_ORDER_ID, (int64_t)client_order_id, 0);
}

struct naive_fault naive_command_order_cancel(struct naive *naive)
{
    const struct command *command = naive->command;
    struct naive_order *order = NULL;
    CHECK(naive_check_product_exists(naive, command->product_id));
    if (naive->products[command->product_id].state == PRODUCT_DRAFT)
        return fault_of(REJECT_UNKNOWN_PRODUCT, FIELD_PRODUCT, command->product_id, 0);
    CHECK(naive_check_account_exists(naive, command->account_id));
    CHECK(naive_check_not_halted(naive, command->product_id));
    CHECK(
        naive_find_named(naive, command->cancel.order_id, command->cancel.client_order_id, &order));
    naive_order_cancel(naive, order, REASON_MEMBER);
    return NO_FAULT;
}

static void emit_mass(struct naive *naive, uint64_t count, uint8_t side)
{
    const struct command *command = naive->command;
    struct event *event =
        naive_emit(naive, EVENT_MASS_CANCELLED, command->account_id, command->product_id);
    event->mass.count = count;
    event->mass.side = side;
    if (command->kind == COMMAND_SESSION_DISCONNECT) return;
    event->mass.group_id = command->mass.group_id;
    event->mass.member_id = command->mass.member_id;
}

struct naive_fault naive_command_mass_cancel(struct naive *naive)
{
    const struct command *command = naive->command;
    const struct body_mass_cancel *body = &command->mass;
    if (body->side > SIDE_ANY) return fault_of(REJECT_FIELD, FIELD_SIDE, body->side, 0);
    if (command->product_id != 0) CHECK(naive_check_product_exists(naive, command->product_id));
    if (command->account_id != 0) {
        CHECK(naive_check_account_exists(naive, command->account_id));
    } else {
        CHECK(naive_check_member_controls(naive, 0,
                                          fault_of(REJECT_NOT_CONTROLLED, FIELD_ACCOUNT, 0, 0)));
    }
    CHECK(naive_check_not_halted(naive, command->product_id));

    struct naive_sweep sweep = {.account_id = command->account_id,
                                .member_id = body->member_id,
                                .group_id = body->group_id,
                                .product_id = command->product_id,
                                .side = body->side,
                                .passes_halted = true};
    bool needs_account = body->group_id != 0 && command->account_id == 0;
    uint64_t count = needs_account ? 0 : naive_sweep_orders(naive, &sweep, REASON_MASS);
    emit_mass(naive, count, body->side);
    return NO_FAULT;
}

struct naive_fault naive_command_session_disconnect(struct naive *naive)
{
    const struct command *command = naive->command;
    CHECK(naive_check_account_exists(naive, command->account_id));
    struct naive_sweep sweep = {.account_id = command->account_id,
                                .session_id = command->session_id,
                                .by_session = true,
                                .flags = FLAG_CANCEL_ON_DISCONNECT,
                                .side = SIDE_ANY};
    bool has_session = command->session_id != 0;
    uint64_t count = has_session ? naive_sweep_orders(naive, &sweep, REASON_DISCONNECT) : 0;
    emit_mass(naive, count, SIDE_ANY);
    return NO_FAULT;
}
