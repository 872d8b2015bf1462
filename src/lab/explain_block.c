/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explain_block.c - receipts of blocks, and of moves between accounts of one owner, that were
 * refused for margin.
 *
 * Role       See explain.h.  The account that could not afford the lots is asked again as it was:
 *            the header's, or the other one (leg 1).  A receipt about the other one is the venue's
 *            alone (explain_owner).
 * Rules      R-BLOCK-4, R-MOVE-2, R-GIVE-5.
 */
#include "lab/derive_block.h"
#include "lab/explain.h"
#include "model/reject.h"
#include "model/side.h"

#define SENTENCE_SIZE 256

static uint8_t opposite(uint8_t side)
{
    return side == SIDE_BUY ? SIDE_SELL : SIDE_BUY;
}

/* R-BLOCK-4: what the header's account gets, or the other. */
static struct explain_lots lots_of_block(const struct command *command, bool is_other)
{
    const struct body_block_trade *body = &command->block_trade;
    return (struct explain_lots){
        .account_id = is_other ? body->other_account_id : command->account_id,
        .product_id = command->product_id,
        .side = is_other ? opposite(body->side) : body->side,
        .price_ticks = body->price.ticks,
        .lots = body->lots,
    };
}

/* R-MOVE-2: 0 lots are all, the price 0 is the mark. */
static struct explain_lots lots_of_move(const struct watch *watch, const struct command *command,
                                        bool is_other)
{
    const struct body_position_move *body = &command->position_move;
    const struct watch_position *position =
        watch_position_find(watch, command->account_id, command->product_id);
    int64_t net_lots = position == NULL ? 0 : position->net_lots;
    int64_t held_lots = net_lots < 0 ? -net_lots : net_lots;
    uint8_t closes = net_lots < 0 ? SIDE_BUY : SIDE_SELL;
    int64_t mark_e4 = watch->products[command->product_id].mark_price.ticks_e4;
    int64_t mark_ticks = i64_max(mark_e4 / FINE_PER_TICK, 1);
    return (struct explain_lots){
        .account_id = is_other ? body->to_account_id : command->account_id,
        .product_id = command->product_id,
        .side = is_other ? opposite(closes) : closes,
        .price_ticks = body->price.ticks == 0 ? mark_ticks : body->price.ticks,
        .lots = body->lots == 0 ? held_lots : body->lots,
    };
}

static struct block_case case_of(struct explain *explain, bool is_other)
{
    const struct command *command = explain->command;
    const struct watch *watch = &explain->watch;
    if (command->kind == COMMAND_BLOCK_TRADE) {
        const struct explain_lots wanted = lots_of_block(command, is_other);
        return (struct block_case){
            .order = explain_lots_case(explain, &wanted),
            .fee_ppm = watch->products[command->product_id].block_fee_ppm,
            .is_asked = true,
        };
    }
    const struct explain_lots wanted = lots_of_move(watch, command, is_other);
    return (struct block_case){
        .order = explain_lots_case(explain, &wanted),
        .is_asked = is_other,
        .is_at_mark = command->position_move.price.ticks == 0,
    };
}

/* --- a refusal -------------------------------------------------------------------------------- */

static void cost_steps(struct receipt *receipt, const struct derived_block *derived)
{
    receipt_step(receipt, "R-MARGIN-5", "initial margin before",
                 "holds + worse side of each position",
                 amount_exact(receipt, derived->order.before.initial_micros));
    receipt_step(receipt, "R-BLOCK-4", "initial margin with the lots",
                 "the same with the lots in the position",
                 amount_exact(receipt, derived->initial_after_micros));
    if (derived->loss_micros != 0) {
        receipt_step(receipt, "R-BLOCK-4", "what it loses at once",
                     "lots x (price - mark), for a sale (mark - price), rounded up",
                     amount_exact(receipt, derived->loss_micros));
    }
    if (derived->fee_micros != 0) {
        receipt_step(receipt, "R-FEE-1", "fee",
                     "value at the price x the rate for blocks, rounded up",
                     amount_exact(receipt, derived->fee_micros));
    }
    receipt_step(receipt, "R-BLOCK-4", "needed", "with - before + loss + fee",
                 amount_exact(receipt, derived->needed_micros));
    receipt_step(receipt, "R-BLOCK-4", "free", "equity - initial margin before (shown at least 0)",
                 amount_exact(receipt, derived->order.free_micros));
}

static void deposit_note(struct receipt *receipt, const struct block_case *block,
                         const struct derived_block *derived)
{
    char sentence[SENTENCE_SIZE];
    char text[AMOUNT_TEXT_SIZE];
    if (receipt->out == NULL) return;
    if (derived->is_by_order) {
        receipt_note(receipt, "R-GIVE-5", "The lots did not pass as an order for them.");
    }
    if (explain_limit_note(receipt, derived->verdict)) return;
    int128 deposit = derive_block_deposit(block, derived);
    snprintf(sentence, sizeof sentence, "A deposit of %s would have let it pass here.",
             amount_text(text, amount_exact(receipt, deposit)));
    receipt_note(receipt, "R-BLOCK-4", sentence);
}

/* The reject gives what the check needed that refused it: that of an order, or that of a block. */
static void compare(struct receipt *receipt, const struct block_case *block,
                    const struct derived_block *derived, const struct event_reject *given)
{
    struct derived_order check = derived->order;
    check.verdict = derived->verdict;
    if (!derived->is_by_order) check.needed_micros = derived->needed_micros;
    explain_order_compare(receipt, &block->order, &check, given);
}

void explain_block_refusal(struct explain *explain, const struct event *event)
{
    struct receipt receipt;
    const struct command *command = explain->command;
    bool is_other = event->reject.leg != 0;
    bool is_block = command->kind == COMMAND_BLOCK_TRADE;
    struct block_case block = case_of(explain, is_other);
    struct derived_block derived = derive_block(&block);
    const struct explain_lots asked = is_block ? lots_of_block(command, is_other)
                                               : lots_of_move(&explain->watch, command, is_other);
    explain_begin(explain, &receipt, EXPLAIN_REFUSAL, event,
                  is_block ? "Block refused for margin" : "Move of a position refused for margin");
    receipt_input(&receipt, "account", amount_count(asked.account_id, ""),
                  is_other ? "the other account" : "the account of the command");
    explain_order_inputs(&receipt, &explain->watch.products[command->product_id], &block.order);
    explain_account_steps(explain, &receipt, asked.account_id, &explain->account,
                          &derived.order.before);
    if (derived.is_by_order) {
        explain_order_steps(&receipt, &block.order, &derived.order);
    } else {
        cost_steps(&receipt, &derived);
    }
    deposit_note(&receipt, &block, &derived);
    compare(&receipt, &block, &derived, &event->reject);
    explain_end(explain, &receipt, EXPLAIN_REFUSAL, event);
}

/* --- what was carried out --------------------------------------------------------------------- */

void explain_block_passes(struct explain *explain, const struct event *event)
{
    uint16_t kind = explain->command->kind;
    bool is_its = kind == COMMAND_BLOCK_TRADE || kind == COMMAND_POSITION_MOVE;
    if (!explain->request.is_thorough || !is_its) return;
    if (event->product_id != explain->command->product_id) return;
    for (uint32_t leg = 0; leg < 2; leg++) {
        struct block_case block = case_of(explain, leg != 0);
        if (derive_block(&block).verdict != ORDER_PASSES) {
            explain_missing(explain, EXPLAIN_REFUSAL);
        }
    }
}
