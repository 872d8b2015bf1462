/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stream_change.c - random amends, decreases, cancels, groups and protections.
 *
 * Role   See stream_world.h.
 */
#include "base/date.h"
#include "base/int_math.h"
#include "sim/stream_world.h"

struct named_order {
    uint64_t order_id;
    uint64_t client_order_id;
    const struct world_order *order; /* NULL: there is none */
};

/* Names a live order by id or by its client's id; now and then a wrong one. */
static struct named_order name_order(struct stream *stream, struct command *command)
{
    struct named_order named = {0, 0, pick_order(stream, 0)};
    command->account_id = pick_account(stream);
    command->product_id = pick_product(stream);
    if (named.order != NULL) {
        command->account_id = named.order->account_id;
        command->product_id = named.order->product_id;
        named.order_id = named.order->id;
        if (named.order->client_order_id != 0 && chance(stream, 1, 4)) {
            named.order_id = 0;
            named.client_order_id = named.order->client_order_id;
        }
    }
    if (chance(stream, 1, 30)) command->account_id = pick_account(stream);
    if (chance(stream, 1, 40)) command->product_id = pick_product(stream);
    if (chance(stream, 1, 30)) named.order_id = stream->dead_ids[pick(stream, WORLD_DEAD)];
    if (chance(stream, 1, 100)) named.order_id = (uint64_t)odd_number(stream);
    return named;
}

void make_amend(struct stream *stream, struct command *command)
{
    command->kind = COMMAND_ORDER_AMEND;
    struct named_order named = name_order(stream, command);
    struct body_amend *body = &command->amend;
    body->order_id = named.order_id;
    body->client_order_id = named.client_order_id;
    int64_t price = stream->products[command->product_id].center;
    int64_t lots = 5;
    bool is_armed = false;
    if (named.order != NULL) {
        is_armed = named.order->is_armed;
        price = named.order->price;
        lots = named.order->open + named.order->filled;
    }
    bool has_price = !is_armed || (named.order != NULL && named.order->price != 0);
    if (has_price && chance(stream, 1, 2)) body->set |= AMEND_PRICE;
    if (chance(stream, 1, 2)) body->set |= AMEND_QTY;
    if (is_armed && chance(stream, 2, 3)) body->set |= AMEND_TRIGGER;
    if (chance(stream, 1, 30)) body->set ^= (uint32_t)(1 + pick(stream, 15));
    body->price.ticks = i64_max(1, price + pick_between(stream, -4, 4));
    if (named.order != NULL && (named.order->flags & FLAG_POST_ONLY_CANCEL) != 0) {
        int64_t across = named.order->side == SIDE_BUY ? 8 : -8;
        body->price.ticks = i64_max(1, stream->products[command->product_id].center + across);
    }
    body->qty.lots = i64_max(1, lots + pick_between(stream, -6, 6));
    if (named.order != NULL && is_armed)
        body->trigger.ticks = i64_max(1, named.order->trigger + pick_between(stream, -4, 4));
}

void make_decrease(struct stream *stream, struct command *command)
{
    command->kind = COMMAND_ORDER_DECREASE;
    struct named_order named = name_order(stream, command);
    command->amend.order_id = named.order_id;
    command->amend.client_order_id = named.client_order_id;
    command->amend.qty.lots = pick_between(stream, chance(stream, 1, 20) ? 0 : 1, 8);
}

void make_cancel(struct stream *stream, struct command *command)
{
    command->kind = COMMAND_ORDER_CANCEL;
    struct named_order named = name_order(stream, command);
    command->cancel.order_id = named.order_id;
    command->cancel.client_order_id = named.client_order_id;
}

void make_mass_cancel(struct stream *stream, struct command *command)
{
    command->kind = COMMAND_MASS_CANCEL;
    command->mass.side = (uint8_t)pick(stream, SIDE_ANY + 1);
    if (chance(stream, 3, 4)) command->product_id = pick_product(stream);
    for (uint32_t id = 1; id <= stream->listed_products; id++) {
        if (stream->products[id].halt != HALT_NONE && chance(stream, 1, 3))
            command->product_id = (uint16_t)id;
    }
    if (chance(stream, 3, 4)) command->account_id = pick_account(stream);
    if (chance(stream, 1, command->account_id != 0 ? 4 : 12))
        command->mass.group_id = (uint32_t)pick(stream, WORLD_GROUPS);
    if (chance(stream, 1, 4)) command->mass.member_id = (uint32_t)pick(stream, WORLD_MEMBERS);
}

void make_disconnect(struct stream *stream, struct command *command)
{
    command->kind = COMMAND_SESSION_DISCONNECT;
    command->account_id = pick_account(stream);
    for (uint32_t i = 0; i < 10; i++) {
        const struct world_order *order = pick_order(stream, 0);
        if (order == NULL || (order->flags & FLAG_CANCEL_ON_DISCONNECT) == 0) continue;
        command->account_id = order->account_id;
        command->session_id = order->session_id;
        return;
    }
}

/* Mostly legal; sometimes too long for one part, empty, or with a character that is not printed. */
void make_client_text(struct stream *stream, struct command *command)
{
    command->kind = COMMAND_CLIENT_TEXT;
    command->account_id = pick_account(stream);
    command->text.client_order_id = pick(stream, 20);
    uint64_t size = pick(stream, CLIENT_TEXT_SIZE + 1);
    for (uint64_t i = 0; i < size; i++)
        command->text.text[i] = (char)(' ' + pick(stream, '~' - ' ' + 1));
    if (chance(stream, 1, 8))
        command->text.text[pick(stream, CLIENT_TEXT_SIZE)] = (char)(pick(stream, 160) - 20);
}

void make_group_set(struct stream *stream, struct command *command)
{
    command->kind = COMMAND_GROUP_SET;
    command->account_id = pick_account(stream);
    command->group.group_id = (uint32_t)(1 + pick(stream, WORLD_GROUPS - 1));
    command->group.lots_max = pick_between(stream, 5, chance(stream, 1, 2) ? 60 : 250);
    command->group.window_ns = pick_between(stream, WINDOW_NS_MIN, 20 * NS_PER_MILLI);
    if (chance(stream, 1, 4)) command->group.window_ns = NS_PER_HOUR;
}

void make_group_reset(struct stream *stream, struct command *command)
{
    command->kind = COMMAND_GROUP_RESET;
    command->account_id = pick_account(stream);
    command->group.group_id = (uint32_t)pick(stream, WORLD_GROUPS);
    for (uint32_t id = 1; id < WORLD_GROUPS; id++) {
        if (stream->accounts[command->account_id].group_is_triggered[id])
            command->group.group_id = id;
    }
}

void make_group_trigger(struct stream *stream, struct command *command)
{
    command->kind = COMMAND_GROUP_TRIGGER;
    command->account_id = pick_account(stream);
    command->group.group_id = (uint32_t)pick(stream, WORLD_GROUPS);
}

void make_group_limit(struct stream *stream, struct command *command)
{
    command->kind = COMMAND_GROUP_LIMIT;
    command->account_id = pick_account(stream);
    command->group.group_id = (uint32_t)(1 + pick(stream, WORLD_GROUPS - 1));
    command->group.lots_max = pick_between(stream, 1, chance(stream, 1, 2) ? 20 : 250);
}

static void fill_mmp(struct stream *stream, struct body_mmp *body)
{
    if (!chance(stream, 1, 8))
        body->window_ns = pick_between(stream, WINDOW_NS_MIN, 20 * NS_PER_MILLI);
    if (chance(stream, 1, 5)) body->window_ns = NS_PER_HOUR;
    if (chance(stream, 2, 3)) body->frozen_ns = pick_between(stream, 0, 20 * NS_PER_MILLI);
    if (chance(stream, 2, 3)) body->lots_max = pick_between(stream, 5, 40);
    if (chance(stream, 1, 2)) body->delta_lots_max = pick_between(stream, 4, 30);
}

void make_mmp_set(struct stream *stream, struct command *command)
{
    command->kind = COMMAND_MMP_SET;
    command->account_id = pick_account(stream);
    command->product_id = pick_product(stream);
    fill_mmp(stream, &command->mmp);
}

/* A group that the account has, if one is found soon. */
static uint32_t pick_group(struct stream *stream, uint32_t account_id)
{
    uint32_t group_id = 0;
    for (uint32_t i = 0; i < 4; i++) {
        group_id = (uint32_t)(1 + pick(stream, WORLD_GROUPS - 1));
        if (stream->accounts[account_id].has_group[group_id]) break;
    }
    return group_id;
}

void make_group_mmp(struct stream *stream, struct command *command)
{
    command->kind = COMMAND_GROUP_MMP;
    command->account_id = pick_account(stream);
    command->group_mmp.group_id = pick_group(stream, command->account_id);
    if (chance(stream, 1, 2)) command->group_mmp.fills_max = (uint32_t)(1 + pick(stream, 6));
    fill_mmp(stream, &command->group_mmp.limits);
}

void make_group_mmp_reset(struct stream *stream, struct command *command)
{
    command->kind = COMMAND_GROUP_MMP_RESET;
    command->account_id = pick_account(stream);
    command->group.group_id = pick_group(stream, command->account_id);
}

void make_mmp_reset(struct stream *stream, struct command *command)
{
    command->kind = COMMAND_MMP_RESET;
    command->account_id = pick_account(stream);
    command->product_id = pick_product(stream);
    for (uint16_t id = 1; id < WORLD_PRODUCTS; id++) {
        if (stream->accounts[command->account_id].frozen_until_ns[id] > stream->now_ns)
            command->product_id = (uint16_t)id;
    }
}
