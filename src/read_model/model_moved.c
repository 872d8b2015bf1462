/* SPDX-License-Identifier: Apache-2.0 */
/*
 * model_moved.c - lots that change hands outside of the book, and the blocks among them.
 *
 * Role   A move gives both accounts a transaction; that of a block gives both a fill besides.
 * Rules  R-LIQ-11, R-BLOCK-5, R-MOVE-2.
 */
#include "base/int_math.h"
#include "read_model/model_state.h"

static int64_t lots_of(const struct position_slot *position)
{
    return position->record.net.lots;
}

struct move {
    uint32_t account_id;
    uint32_t other_account_id;
    enum side side;
    int64_t realised_micros;
    int64_t paid_sign; /* R-PAYOFF-6: -1 if the value of a bought lot counts negative */
};

/* R-BLOCK-5: one side of a block as its account sees it, before the move is worked. */
static struct fill_record *block_fill(struct read_model *model, const struct event *event,
                                      const struct move *move)
{
    const struct event_block_trade *block = &model->block;
    const struct product_record *product = &product_slot_at(model, event->product_id)->record;
    const struct position_record *position =
        &model_position(model, move->account_id, event->product_id)->record;
    bool is_taker = move->account_id == block->taker_account_id;
    struct fill_record *fill = &model->fills[model->fills_put++ % model->config.fills_kept];
    *fill = (struct fill_record){
        .sequence = event->sequence,
        .trade_id = block->trade_id,
        .trade_number = product->trade_number,
        .block_id = block->block_id,
        .time_ns = event->time_ns,
        .price = block->price,
        .qty = block->qty,
        .net_before = position->net,
        .paid_before = position->paid,
        .realised = {move->realised_micros},
        .fee = is_taker ? block->taker_fee : block->maker_fee,
        .mark = product->mark,
        .index = product->index,
        /* Both sides come with one event: the maker's fill has the place of the block's own. */
        .index_in_command = is_taker ? event->index : model->block_index,
        .account_id = move->account_id,
        .product_id = event->product_id,
        .side = (uint8_t)move->side,
        .is_taker = is_taker,
        .order_type = TYPE_LIMIT,
        .order_state = RECORD_FILLED,
        .tick_direction = product->tick_direction,
    };
    return fill;
}

static bool move_apply(struct read_model *model, const struct event *event, const struct move *move,
                       struct money_effect *effect)
{
    const struct event_moved *moved = &event->moved;
    struct account_slot *account = model_account(model, move->account_id);
    struct position_slot *position = model_position(model, move->account_id, event->product_id);
    if (account == NULL || position == NULL) return false;
    int64_t sign = side_sign(move->side);
    struct fill_record *fill = NULL;
    if (moved->cause == MOVE_BLOCK) fill = block_fill(model, event, move);
    model_net_set(position, lots_of(position) + sign * moved->lots.lots, event);
    int64_t paid_micros = move->paid_sign * sign * moved->value.micros;
    position->record.paid.micros += paid_micros + move->realised_micros;
    struct position_sums sums = {.realised = {move->realised_micros}};
    if (fill != NULL) {
        sums.fee = fill->fee;
        sums.volume = fill->qty;
    }
    model_sums_count(model, position, &sums);
    struct transaction_record transaction = {
        .change = {move->realised_micros},
        .realised = {move->realised_micros},
        .net = position->record.net,
        .qty = moved->lots,
        .fine_price = product_slot_at(model, event->product_id)->record.mark,
        .index = product_slot_at(model, event->product_id)->record.index,
        .other_account_id = move->other_account_id,
        .product_id = event->product_id,
        .kind = TRANSACTION_MOVED,
        .cause = moved->cause,
        .side = (uint8_t)move->side,
    };
    effect->account_id = move->account_id;
    effect->transaction = model_transaction_put(model, account, event, &transaction);
    if (fill == NULL) return true;
    fill->net = position->record.net;
    fill->paid = position->record.paid;
    fill->balance = effect->transaction->balance;
    effect->fill = fill;
    return true;
}

/* The event shows its value without a sign.  What was paid for lots has their sign, in an inverse
 * product the opposite one. */
static int64_t paid_sign(struct read_model *model, const struct event *event)
{
    return product_slot_at(model, event->product_id)->is_inverse ? -1 : 1;
}

bool model_moved_apply(struct read_model *model, const struct event *event,
                       struct money_effect effects[2])
{
    const struct event_moved *moved = &event->moved;
    enum side side = (enum side)moved->side;
    int64_t sign = paid_sign(model, event);
    const struct move closed = {event->account_id, moved->other_account_id, side,
                                moved->realised.micros, sign};
    const struct move other = {moved->other_account_id, event->account_id, side_opposite(side),
                               moved->other_realised.micros, sign};
    return move_apply(model, event, &closed, &effects[0]) &&
           move_apply(model, event, &other, &effects[1]);
}

/* R-BLOCK-5: the fees; POSITION_MOVED follows and tells the rest. */
bool model_block_apply(struct read_model *model, const struct event *event,
                       struct money_effect effects[2])
{
    const struct event_block_trade *block = &event->block_trade;
    model->block = *block;
    model->block_index = event->index;
    product_slot_at(model, event->product_id)->record.trade_number++;
    struct transaction_record maker = {
        .change = {-block->maker_fee.micros},
        .fee = block->maker_fee,
        .qty = block->qty,
        .price = block->price,
        .account_id = event->account_id,
        .other_account_id = block->taker_account_id,
        .trade_id = block->trade_id,
        .reference = block->block_id,
        .product_id = event->product_id,
        .kind = TRANSACTION_BLOCK,
        .side = (uint8_t)side_opposite((enum side)block->taker_side),
    };
    struct transaction_record taker = maker;
    taker.change.micros = -block->taker_fee.micros;
    taker.fee = block->taker_fee;
    taker.account_id = block->taker_account_id;
    taker.other_account_id = event->account_id;
    taker.side = block->taker_side;
    taker.is_taker = 1;
    return model_pay(model, event, &maker, &effects[0]) &&
           model_pay(model, event, &taker, &effects[1]);
}
