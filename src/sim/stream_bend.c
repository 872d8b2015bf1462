/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stream_bend.c - spoils one field of a command, so that each check has its turn.
 *
 * Role   See stream_world.h.
 */
#include <string.h>

#include "base/date.h"
#include "sim/stream_world.h"

static void bend_header(struct stream *stream, struct command *command)
{
    static const uint16_t kinds[] = {0, 6, 9, 24, 36, 51, 1000, 65535};
    switch (pick(stream, 6)) {
    case 0: command->account_id = (uint32_t)pick(stream, 2 * WORLD_ACCOUNTS); break;
    case 1: command->product_id = (uint16_t)pick(stream, 2 * WORLD_PRODUCTS); break;
    case 2: command->session_id = (uint32_t)(WORLD_SESSIONS + pick(stream, 3)); break;
    case 3: command->kind = kinds[pick(stream, sizeof kinds / sizeof kinds[0])]; break;
    case 4: command->product_id = 0; break;
    default: command->account_id = 0; break;
    }
}

static void bend_entry(struct stream *stream, struct order_entry *entry)
{
    switch (pick(stream, 19)) {
    case 0: entry->side = odd_byte(stream); break;
    case 1: entry->type = odd_byte(stream); break;
    case 2: entry->tif = odd_byte(stream); break;
    case 3: entry->flags ^= (uint16_t)(1u << pick(stream, 9)); break;
    case 4: entry->flags = (uint16_t)pick(stream, 0x80); break;
    case 5: entry->smp_mode = odd_byte(stream); break;
    case 6: entry->trigger_source = odd_byte(stream); break;
    case 7: entry->qty.lots = odd_number(stream); break;
    case 8: entry->price.ticks = odd_number(stream); break;
    case 9: entry->trigger.ticks = odd_number(stream); break;
    case 10: entry->trail_ticks = odd_number(stream); break;
    case 11: entry->display.lots = odd_number(stream); break;
    case 12: entry->display.lots = entry->qty.lots; break;
    case 13: entry->expiry_ns = odd_number(stream); break;
    case 14: entry->expiry_ns = stream->now_ns - pick_between(stream, 0, NS_PER_SECOND); break;
    case 15: entry->group_id = (uint32_t)(1 + pick(stream, WORLD_GROUPS)); break;
    case 16: entry->flags |= FLAG_MMP; break;
    case 17: entry->reserved[pick(stream, sizeof entry->reserved)] = 0xff; break;
    default: entry->qty.lots *= 50; break;
    }
}

static void bend_list(struct stream *stream, struct body_list *list)
{
    switch (pick(stream, 6)) {
    case 4: list->tells_prices = odd_byte(stream); break;
    case 0: list->kind = odd_byte(stream); break;
    case 1: list->leg_count = odd_byte(stream); break;
    case 2: list->legs[1].client_order_id = list->legs[0].client_order_id; break;
    case 3: list->legs[2] = list->legs[0]; break; /* with two legs: one that is not there */
    default: bend_entry(stream, &list->legs[pick(stream, LIST_LEGS_MAX)]); break;
    }
}

static void bend_amend(struct stream *stream, struct body_amend *body)
{
    switch (pick(stream, 4)) {
    case 0: body->price.ticks = odd_number(stream); break;
    case 1: body->qty.lots = odd_number(stream); break;
    case 2: body->trigger.ticks = odd_number(stream); break;
    default: body->set = odd_byte(stream); break;
    }
}

/* The switch is over the ranges of R-TERMS-1, in its order. */
static void bend_terms(struct stream *stream, struct product_terms *terms)
{
    switch (pick(stream, 22)) {
    case 0: terms->symbol[pick(stream, 24)] = (char)odd_byte(stream); break;
    case 1: terms->tick_value_micros = odd_number(stream); break;
    case 2: terms->price_ticks_min = odd_number(stream); break;
    case 3: terms->price_ticks_max = odd_number(stream); break;
    case 4: terms->order_lots_max = odd_number(stream); break;
    case 5: terms->order_notional_micros_max = odd_number(stream); break;
    case 6: terms->position_lots_max = odd_number(stream); break;
    case 7: terms->band_ticks = odd_number(stream); break;
    case 8: terms->band_ppm = (uint32_t)odd_number(stream); break;
    case 9: terms->protection_ticks = odd_number(stream); break;
    case 10: terms->resume_auction_ns = odd_number(stream); break;
    case 11: terms->initial_margin_ppm = (uint32_t)odd_number(stream); break;
    case 12: terms->fee_maker_ppm = (uint32_t)odd_number(stream); break;
    case 13: terms->fee_taker_ppm = (uint32_t)odd_number(stream); break;
    case 14: terms->day_end_minute = (uint16_t)pick(stream, 2000); break;
    case 15: terms->smp_mode = odd_byte(stream); break;
    case 16: terms->schedule_count = odd_byte(stream); break;
    case 17:
        terms->schedule_count = 3;
        terms->schedule[pick(stream, 3)].minute_of_week = (uint16_t)pick(stream, 20000);
        terms->schedule[pick(stream, 3)].phase = odd_byte(stream);
        break;
    case 18: memset(terms->symbol, 'A', sizeof terms->symbol); break;
    case 19: memset(terms->symbol, 0, sizeof terms->symbol); break;
    case 20: memcpy(&terms->symbol[21], "X", 2); break;
    default: terms->quote[0] = 'E'; break;
    }
}

static void bend_account(struct stream *stream, struct body_account *body)
{
    switch (pick(stream, 5)) {
    case 0: body->member_id = odd_byte(stream); break;
    case 1: body->state = odd_byte(stream); break;
    case 2: body->smp_mode = odd_byte(stream); break;
    case 3: body->parent_account_id = (uint32_t)pick(stream, 2 * WORLD_ACCOUNTS); break;
    default: body->owner_account_id = (uint32_t)pick(stream, 2 * WORLD_ACCOUNTS); break;
    }
    /* Never one account more than the capacities allow. */
    if (stream->account_count + 1 >= WORLD_ACCOUNTS) body->member_id = WORLD_MEMBERS - 1;
}

static void bend_calendar(struct stream *stream, struct body_calendar *body)
{
    uint32_t at = (uint32_t)pick(stream, 3);
    switch (pick(stream, 3)) {
    case 0: body->step_count = (uint64_t)odd_number(stream); break;
    case 1: body->steps[at].from_ns = odd_number(stream); break;
    default: body->steps[at].offset_s = (int32_t)odd_number(stream); break;
    }
}

static void bend_guard(struct stream *stream, struct command *command)
{
    if (command->kind == COMMAND_GROUP_SET || command->kind == COMMAND_GROUP_RESET ||
        command->kind == COMMAND_GROUP_TRIGGER || command->kind == COMMAND_GROUP_LIMIT ||
        command->kind == COMMAND_GROUP_MMP_RESET) {
        switch (pick(stream, 3)) {
        case 0: command->group.group_id = 0; break;
        case 1: command->group.lots_max = odd_number(stream); break;
        default: command->group.window_ns = odd_number(stream); break;
        }
        return;
    }
    bool is_group = command->kind == COMMAND_GROUP_MMP;
    struct body_mmp *limits = is_group ? &command->group_mmp.limits : &command->mmp;
    switch (pick(stream, is_group ? 5 : 4)) {
    case 0: limits->window_ns = odd_number(stream); break;
    case 1: limits->frozen_ns = odd_number(stream); break;
    case 2: limits->lots_max = odd_number(stream); break;
    case 3: limits->delta_lots_max = odd_number(stream); break;
    default: command->group_mmp.group_id = (uint32_t)odd_number(stream); break;
    }
}

static void bend_party(struct stream *stream, struct command *command)
{
    switch (command->kind) {
    case COMMAND_MEMBER_SET:
        command->member.member_id = (uint32_t)pick(stream, 2 * WORLD_MEMBERS);
        /* The last member is never made: ACCOUNT_OPEN counts on it. */
        if (command->member.member_id == WORLD_MEMBERS - 1) command->member.member_id = 0;
        command->member.kind = odd_byte(stream);
        if (chance(stream, 1, 2)) command->member.state = odd_byte(stream);
        break;
    case COMMAND_USER_SET:
        if (chance(stream, 1, 2)) command->user.user_id = (uint32_t)pick(stream, 3) * WORLD_USERS;
        if (chance(stream, 1, 2)) command->user.member_id = (uint32_t)pick(stream, 9);
        if (chance(stream, 1, 2)) command->user.roles = (uint32_t)pick(stream, 512);
        break;
    case COMMAND_ACCOUNT_OPEN: bend_account(stream, &command->account); break;
    case COMMAND_ACCOUNT_LIMITS:
        command->limits.order_lots_max = odd_number(stream);
        command->limits.margin_micros_max = odd_number(stream);
        break;
    case COMMAND_ACCOUNT_TRADING:
        command->trading.smp_mode = odd_byte(stream);
        if (chance(stream, 1, 2)) command->trading.cancels_on_disconnect = odd_byte(stream);
        break;
    default: break;
    }
}

static void bend_cash(struct stream *stream, struct command *command)
{
    command->cash.amount.micros = odd_number(stream);
    if (chance(stream, 1, 2))
        command->cash.to_account_id = (uint32_t)pick(stream, 2 * WORLD_ACCOUNTS);
}

/* Any number of the body, of one, two, four or eight bytes. */
static void bend_bytes(struct stream *stream, struct command *command)
{
    uint64_t width = UINT64_C(1) << pick(stream, 4);
    uint64_t size = command_size(command->kind) - COMMAND_HEADER_SIZE;
    /* Most terms have their single numbers in front of their lists. */
    if (chance(stream, 3, 4) && size > 80) size = 80;
    uint64_t at = pick(stream, size / width) * width;
    int64_t number = odd_number(stream);
    if (chance(stream, 1, 3)) number = pick_between(stream, 0, 3);
    memcpy((char *)&command->none + at, &number, width);
    /* No third asset: the core's memory for holdings is never used up. */
    if (command->kind == COMMAND_ASSET_TERMS && command->asset.asset_id > 2)
        command->asset.asset_id = ASSETS_MAX;
}

static void bend_body(struct stream *stream, struct command *command)
{
    switch (command->kind) {
    case COMMAND_ORDER_PLACE: bend_entry(stream, &command->order); break;
    case COMMAND_ORDER_LIST: bend_list(stream, &command->list); break;
    case COMMAND_ORDER_AMEND:
    case COMMAND_ORDER_DECREASE: bend_amend(stream, &command->amend); break;
    case COMMAND_PRODUCT_DEFINE:
    case COMMAND_PRODUCT_TERMS: bend_terms(stream, &command->terms); break;
    case COMMAND_CALENDAR: bend_calendar(stream, &command->calendar); break;
    case COMMAND_GROUP_SET:
    case COMMAND_GROUP_RESET:
    case COMMAND_GROUP_TRIGGER:
    case COMMAND_GROUP_LIMIT:
    case COMMAND_GROUP_MMP:
    case COMMAND_GROUP_MMP_RESET:
    case COMMAND_MMP_SET: bend_guard(stream, command); break;
    case COMMAND_MEMBER_SET:
    case COMMAND_USER_SET:
    case COMMAND_ACCOUNT_OPEN:
    case COMMAND_ACCOUNT_TRADING:
    case COMMAND_ACCOUNT_LIMITS: bend_party(stream, command); break;
    case COMMAND_DEPOSIT:
    case COMMAND_WITHDRAW:
    case COMMAND_TRANSFER: bend_cash(stream, command); break;
    case COMMAND_PHASE:
    case COMMAND_HALT:
    case COMMAND_ACCOUNT_STATE:
    case COMMAND_PRODUCT_STATE: command->state.state = odd_byte(stream); break;
    case COMMAND_REFERENCE_PRICE:
        command->reference.mark.ticks_e4 = odd_number(stream);
        if (chance(stream, 1, 2)) command->reference.index.ticks_e4 = odd_number(stream);
        break;
    case COMMAND_MASS_CANCEL: command->mass.side = odd_byte(stream); break;
    case COMMAND_RULES_VERSION: command->rules.rules_version = (uint64_t)odd_number(stream); break;
    case COMMAND_VENUE_TERMS:
        if (chance(stream, 1, 2)) command->venue.message_window_ns = odd_number(stream);
        if (chance(stream, 1, 2)) command->venue.message_budget_count = odd_number(stream);
        break;
    default:
        if (command->kind >= COMMAND_PRICE_TERMS && command->kind <= COMMAND_CASE) {
            bend_bytes(stream, command);
        } else {
            bend_header(stream, command);
        }
        break;
    }
}

void bend_command(struct stream *stream, struct command *command)
{
    if (command->kind == COMMAND_ASSET_DEPOSIT) {
        command->asset_cash.units = odd_number(stream);
        return;
    }
    if (chance(stream, 1, 5)) {
        bend_header(stream, command);
    } else {
        bend_body(stream, command);
    }
}
