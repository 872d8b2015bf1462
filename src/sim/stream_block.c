/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stream_block.c - blocks, and moves of positions between accounts of one owner.
 *
 * Role   See stream_economy.h.  Prices lie around the center of the product, as those of orders do,
 *        so that some are within the band of the mark.
 */
#include "base/int_math.h"
#include "sim/stream_economy.h"

void fill_block_terms(struct stream *stream, struct command *command)
{
    struct body_block_terms *body = &command->block_terms;
    body->lots_min = chance(stream, 1, 16) ? 0 : pick_between(stream, 1, 5);
    body->window_ns = pick_between(stream, 1, BLOCK_WINDOW_NS_MAX);
    body->band_ppm = (uint32_t)pick_between(stream, 1000, PPM_ONE);
    if (chance(stream, 1, 2)) body->fee_ppm = (uint32_t)pick(stream, 2000);
    if (chance(stream, 1, 8)) body->classes = (uint32_t)pick(stream, 64);
    if (chance(stream, 1, 30)) body->band_ppm = (uint32_t)odd_number(stream);
    if (chance(stream, 1, 30)) body->window_ns = odd_number(stream);
}

void fill_block_trade(struct stream *stream, struct command *command)
{
    struct body_block_trade *body = &command->block_trade;
    const struct world_product *product = &stream->products[command->product_id % WORLD_PRODUCTS];
    int64_t reference = product->references[SOURCE_MARK];
    command->account_id = pick_account_for(stream, command->product_id);
    body->other_account_id = pick_account_for(stream, command->product_id);
    body->consent_id = stream->sequence + 1;
    body->agreed_ns = stream->now_ns - pick_between(stream, 0, 1000000);
    if (chance(stream, 1, 20)) body->agreed_ns -= pick_between(stream, 0, BLOCK_WINDOW_NS_MAX);
    if (chance(stream, 1, 12)) body->consent_id = stream->withdrawn.consent_id;
    body->price.ticks = i64_max(1, reference + pick_between(stream, -3, 3));
    if (reference == 0) body->price.ticks = i64_max(1, product->center);
    if (chance(stream, 1, 20)) body->price.ticks = odd_number(stream);
    body->lots = pick_between(stream, 1, 12);
    if (chance(stream, 1, 20)) body->lots = odd_number(stream);
    body->side = (uint8_t)pick(stream, 2);
    if (chance(stream, 1, 50)) body->side = 2;
    body->is_maker = (uint8_t)pick(stream, chance(stream, 1, 50) ? 3 : 2);
}

/* Mostly a trader of the other account's member, or nobody where the venue itself accepts. */
void fit_proposer(struct stream *stream, struct command *command)
{
    struct body_block_trade *body = &command->block_trade;
    uint32_t other = body->other_account_id;
    if (command->kind != COMMAND_BLOCK_TRADE) return;
    if (other < WORLD_ACCOUNTS) body->proposer_id = stream->accounts[other].member_id;
    if (command->actor_id == 0) body->proposer_id = 0;
    if (chance(stream, 1, 10)) body->proposer_id = (uint32_t)pick(stream, 14);
}

void fill_block_withdraw(struct stream *stream, struct command *command)
{
    command->account_id = pick_account(stream);
    command->block_withdraw.consent_id = stream->sequence + pick(stream, 300);
    command->block_withdraw.agreed_ns = stream->now_ns - pick_between(stream, 0, 1000000);
}

/* Mostly from an account that holds lots to one with the same owner. */
void fill_position_move(struct stream *stream, struct command *command)
{
    struct body_position_move *body = &command->position_move;
    uint16_t product_id = command->product_id % WORLD_PRODUCTS;
    const struct world_product *product = &stream->products[product_id];
    for (uint32_t i = 0; i < 12; i++) {
        command->account_id = pick_account_for(stream, command->product_id);
        if (stream->accounts[command->account_id].net[product_id] != 0) break;
    }
    const struct world_account *from = &stream->accounts[command->account_id];
    for (uint32_t i = 0; i < 24; i++) {
        body->to_account_id = pick_account_for(stream, command->product_id);
        bool is_other = body->to_account_id != command->account_id;
        if (is_other && stream->accounts[body->to_account_id].owner_id == from->owner_id) break;
    }
    int64_t net = from->net[product_id];
    if (chance(stream, 2, 3))
        body->lots = pick_between(stream, 0, i64_max(net < 0 ? -net : net, 1));
    if (chance(stream, 1, 2)) body->price.ticks = i64_max(1, product->references[SOURCE_MARK]);
    if (chance(stream, 1, 15)) body->price.ticks = odd_number(stream);
}
