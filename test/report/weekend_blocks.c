/* SPDX-License-Identifier: Apache-2.0 */
/*
 * weekend_blocks.c - the weekend with blocks, and a position that its owner moves.
 *
 * Role   See weekend.c.  One block comes before the trade date rolls and one behind it, one on
 *        Saturday; two are refused, and one was taken back before it was carried out.
 */
#include "weekend.h"

#define BLOCK_LOTS_MIN 100

static noinline void allow_blocks(struct weekend *weekend)
{
    struct command terms = {.kind = COMMAND_BLOCK_TERMS, .product_id = PRODUCT};
    terms.block_terms = (struct body_block_terms){
        .lots_min = BLOCK_LOTS_MIN, .window_ns = 15 * MINUTE_NS, .band_ppm = 20000, .fee_ppm = 200};
    set_up(weekend, &terms);
}

/* What the account accepts, agreed a minute ago. */
static noinline struct command block_of(const struct weekend *weekend, uint32_t account_id,
                                        uint32_t other_account_id, enum side side, int64_t lots)
{
    struct command command = {
        .kind = COMMAND_BLOCK_TRADE, .account_id = account_id, .product_id = PRODUCT};
    command.block_trade = (struct body_block_trade){
        .consent_id = (uint64_t)weekend->time_ns + (uint64_t)lots,
        .agreed_ns = weekend->time_ns - MINUTE_NS,
        .price = {weekend->price_ticks + side_sign(side) * 25},
        .lots = lots,
        .other_account_id = other_account_id,
        .side = (uint8_t)side,
        .is_maker = side == SIDE_SELL,
    };
    return command;
}

/* Too small, and too far from the mark. */
static noinline void refuse(struct weekend *weekend)
{
    struct command block = block_of(weekend, HOUSE, PROVIDER, SIDE_BUY, BLOCK_LOTS_MIN - 1);
    submit(weekend, &block);
    block = block_of(weekend, HOUSE, PROVIDER, SIDE_BUY, BLOCK_LOTS_MIN);
    block.block_trade.price.ticks = weekend->price_ticks * 11 / 10;
    submit(weekend, &block);
}

/* A proposal of the provider that it takes back: nobody can accept it then. */
static noinline void take_back(struct weekend *weekend)
{
    struct command block = block_of(weekend, HOUSE, PROVIDER, SIDE_SELL, 2 * BLOCK_LOTS_MIN);
    struct command withdrawal = {.kind = COMMAND_BLOCK_WITHDRAW, .account_id = PROVIDER};
    withdrawal.block_withdraw = (struct body_block_withdraw){
        .consent_id = block.block_trade.consent_id, .agreed_ns = block.block_trade.agreed_ns};
    set_up(weekend, &withdrawal);
    submit(weekend, &block);
}

static noinline void move(struct weekend *weekend, uint32_t from, uint32_t to, int64_t lots)
{
    struct command command = {
        .kind = COMMAND_POSITION_MOVE, .account_id = from, .product_id = PRODUCT};
    command.position_move = (struct body_position_move){.lots = lots, .to_account_id = to};
    set_up(weekend, &command);
}

static noinline void agree(struct weekend *weekend, uint32_t account_id, uint32_t other_account_id,
                           enum side side, int64_t lots)
{
    struct command block = block_of(weekend, account_id, other_account_id, side, lots);
    set_up(weekend, &block);
}

void run_blocks(struct weekend *weekend)
{
    allow_blocks(weekend);
    trade_from(weekend, 15 * HOUR_NS + 59 * MINUTE_NS + 56 * SECOND_NS, 6, 0);
    agree(weekend, HOUSE, MAKER, SIDE_BUY, 120);
    refuse(weekend);
    trade_from(weekend, 16 * HOUR_NS + 59 * MINUTE_NS + 57 * SECOND_NS, 5, 0);
    agree(weekend, CUSTOMER_FIRST, PROVIDER, SIDE_SELL, 150);
    take_back(weekend);
    trade_from(weekend, 36 * HOUR_NS, 4, 2); /* Saturday noon */
    agree(weekend, BROKER_OWN, MAKER, SIDE_SELL, 260);
    move(weekend, CUSTOMER_FIRST, CUSTOMER_FIRST + 1, 60);
    trade_from(weekend, 83 * HOUR_NS + 59 * MINUTE_NS + 57 * SECOND_NS, 5, 10);
    trade_from(weekend, 87 * HOUR_NS + 59 * MINUTE_NS + 57 * SECOND_NS, 5, 0);
    trade_from(weekend, 88 * HOUR_NS + 59 * MINUTE_NS + 57 * SECOND_NS, 5, 0);
}
