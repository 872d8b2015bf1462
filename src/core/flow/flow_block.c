/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_block.c - trades that two accounts agreed on away from the book, and moves of positions
 * between accounts of one owner.
 *
 * Role   Both are lots that change hands for a value, as in R-LIQ-11, once both accounts have been
 *        asked what an order for the lots would be asked.  Nothing that watches the book hears of
 *        them: no last price, no trigger, no count of a group or protection, no impact price.
 * Rules  R-BLOCK-1 to R-BLOCK-6, R-MOVE-2, R-FEE-3.
 */
#include <string.h>

#include "core/flow/flow_liquidation.h"
#include "core/flow/flow_margin.h"
#include "core/flow/flow_register.h"
#include "core/product/payoff.h"

/* --- terms ------------------------------------------------------------------------------------ */

static struct verdict check_range(enum field field, int64_t value, int64_t low, int64_t high)
{
    if (value < low) return verdict_of(REJECT_FIELD, field, value, low);
    if (value > high) return verdict_of(REJECT_FIELD, field, value, high);
    return verdict_ok();
}

/* R-BLOCK-1 */
static struct verdict check_block_terms(const struct core *core, const struct command *command)
{
    const struct body_block_terms *terms = &command->block_terms;
    struct verdict verdict = gate_terms(core, command->product_id);
    if (verdict.reject != REJECT_NONE || terms->lots_min == 0) return verdict;
    verdict = check_range(FIELD_QTY, terms->lots_min, 1, PRODUCT_LOTS_MAX);
    if (verdict.reject != REJECT_NONE) return verdict;
    verdict = check_range(FIELD_WINDOW, terms->window_ns, 1, BLOCK_WINDOW_NS_MAX);
    if (verdict.reject != REJECT_NONE) return verdict;
    verdict = check_range(FIELD_BAND, terms->band_ppm, 1, PPM_ONE);
    if (verdict.reject != REJECT_NONE) return verdict;
    return check_range(FIELD_FEE_RATE, terms->fee_ppm, 0, PPM_ONE);
}

void flow_block_terms(struct core *core, const struct command *command)
{
    struct verdict verdict = check_block_terms(core, command);
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    struct body_block_terms *terms = &core->block_terms[command->product_id];
    *terms = (struct body_block_terms){0};
    if (command->block_terms.lots_min != 0) *terms = command->block_terms;
    emit(core, EVENT_BLOCK_TERMS, 0, command->product_id)->block_terms =
        (struct event_block_terms){.lots_min = terms->lots_min,
                                   .window_ns = terms->window_ns,
                                   .band_ppm = terms->band_ppm,
                                   .fee_ppm = terms->fee_ppm,
                                   .classes = terms->classes};
}

/* --- what a proposal is good for -------------------------------------------------------------- */

/* After this time no terms let the proposal be carried out, so it can be forgotten. */
static bool is_kept(const struct core *core, const struct block_consent *consent)
{
    return consent->id != 0 && core->venue->time_ns - consent->agreed_ns <= BLOCK_WINDOW_NS_MAX;
}

/* R-BLOCK-2: the proposal was neither carried out nor taken back, and there is room to keep it. */
static struct verdict check_unused(const struct core *core, uint64_t consent_id, uint32_t account)
{
    uint32_t kept = 0;
    uint32_t withdrawn = 0;
    for (uint64_t i = 0; i < core->venue->block_consents_used; i++) {
        const struct block_consent *consent = &core->block_consents[i];
        if (!is_kept(core, consent)) continue;
        if (consent->id == consent_id) {
            return verdict_of(REJECT_BLOCK_USED, FIELD_CONSENT_ID, (int64_t)consent_id, 0);
        }
        kept++;
        withdrawn += account != 0 && consent->withdrawn_by == account;
    }
    if (kept < BLOCK_CONSENTS_MAX && withdrawn < BLOCK_WITHDRAWALS_MAX) return verdict_ok();
    return verdict_of(REJECT_CAPACITY, FIELD_CONSENTS, 0, 0);
}

/* The first place that is free; there is one. */
static void consent_keep(struct core *core, const struct block_consent *consent)
{
    uint64_t place = 0;
    while (is_kept(core, &core->block_consents[place])) place++;
    ASSERT(place < BLOCK_CONSENTS_MAX);
    core->venue->block_consents_used = u64_max(core->venue->block_consents_used, place + 1);
    core->block_consents[place] = *consent;
}

/* R-BLOCK-2: was it agreed lately? */
static struct verdict check_agreed(const struct core *core, int64_t agreed_ns, int64_t window_ns)
{
    int64_t now_ns = core->venue->time_ns;
    if (agreed_ns < 0 || agreed_ns > now_ns) {
        return verdict_of(REJECT_FIELD, FIELD_AGREED, agreed_ns, now_ns);
    }
    if (now_ns - agreed_ns <= window_ns) return verdict_ok();
    return verdict_of(REJECT_BLOCK_LATE, FIELD_AGREED, now_ns - agreed_ns, window_ns);
}

static struct verdict check_consent_id(uint64_t consent_id)
{
    if (consent_id != 0) return verdict_ok();
    return verdict_of(REJECT_FIELD, FIELD_CONSENT_ID, 0, 1);
}

static struct verdict check_withdraw(const struct core *core, const struct command *command)
{
    const struct body_block_withdraw *body = &command->block_withdraw;
    struct verdict verdict = gate_account(core, command);
    if (verdict.reject == REJECT_NONE) verdict = check_consent_id(body->consent_id);
    if (verdict.reject == REJECT_NONE) {
        verdict = check_agreed(core, body->agreed_ns, BLOCK_WINDOW_NS_MAX);
    }
    if (verdict.reject != REJECT_NONE) return verdict;
    return check_unused(core, body->consent_id, command->account_id);
}

void flow_block_withdraw(struct core *core, const struct command *command)
{
    const struct body_block_withdraw *body = &command->block_withdraw;
    struct verdict verdict = check_withdraw(core, command);
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, 0);
        return;
    }
    consent_keep(core, &(struct block_consent){.id = body->consent_id,
                                               .agreed_ns = body->agreed_ns,
                                               .withdrawn_by = command->account_id});
    emit(core, EVENT_BLOCK_WITHDRAWN, command->account_id, 0)->block_withdrawn =
        (struct event_block_withdrawn){.consent_id = body->consent_id,
                                       .agreed_ns = body->agreed_ns,
                                       .actor_id = command->actor_id};
}

/* --- who may, and at which terms -------------------------------------------------------------- */

/* R-BLOCK-2: a person with the right to trade for the account, and another than who accepts. */
static bool may_propose(const struct core *core, const struct command *command)
{
    uint32_t proposer_id = command->block_trade.proposer_id;
    uint32_t account_id = command->block_trade.other_account_id;
    if (proposer_id == 0) return command->actor_id == 0;
    if (proposer_id >= core->config.users_max || proposer_id == command->actor_id) return false;
    uint32_t roles = gate_roles(COMMAND_BLOCK_TRADE);
    return (core->users[proposer_id].roles & roles) != 0 &&
           actor_controls_member(core, proposer_id, core_account_at(core, account_id)->member);
}

static struct verdict check_product(const struct core *core, const struct command *command)
{
    struct verdict verdict = gate_account(core, command);
    if (verdict.reject == REJECT_NONE) verdict = gate_product(core, command->product_id);
    if (verdict.reject != REJECT_NONE) return verdict;
    if (core->block_terms[command->product_id].lots_min != 0) return verdict_ok();
    return verdict_of(REJECT_BLOCK, FIELD_PRODUCT, command->product_id, 0);
}

static struct verdict check_parties(const struct core *core, const struct command *command)
{
    const struct body_block_trade *body = &command->block_trade;
    uint32_t other = body->other_account_id;
    struct verdict verdict = check_product(core, command);
    if (verdict.reject != REJECT_NONE) return verdict;
    if (!account_exists(core, other)) {
        return verdict_of(REJECT_UNKNOWN_ACCOUNT, FIELD_ACCOUNT, other, 0);
    }
    uint32_t owner = core_account_at(core, command->account_id)->owner;
    if (core_account_at(core, other)->owner == owner) {
        return verdict_of(REJECT_BLOCK_OWNER, FIELD_ACCOUNT, other, 0);
    }
    if (may_propose(core, command)) return verdict_ok();
    return verdict_of(REJECT_BLOCK_CONSENT, FIELD_USER, body->proposer_id, 0);
}

/* R-BLOCK-3: the price lies around the mark. */
static struct verdict check_block_price(const struct core *core, const struct command *command)
{
    const struct product *product = core_product_at(core, command->product_id);
    int64_t ticks = command->block_trade.price.ticks;
    struct verdict verdict = form_check_price(product, FIELD_PRICE, ticks);
    if (verdict.reject != REJECT_NONE) return verdict;
    int64_t mark_e4 = product->mark.ticks_e4;
    if (mark_e4 == 0) return verdict_of(REJECT_NO_MARK, FIELD_MARK, 0, 0);
    int64_t band_ppm = core->block_terms[command->product_id].band_ppm;
    int128 scale = (int128)FINE_PER_TICK * PPM_ONE;
    int64_t low = narrow_i64(div_ceil((int128)mark_e4 * (PPM_ONE - band_ppm), scale));
    int64_t high = narrow_i64(div_floor((int128)mark_e4 * (PPM_ONE + band_ppm), scale));
    if (ticks < low) return verdict_of(REJECT_PRICE_OUT_OF_BAND, FIELD_PRICE, ticks, low);
    if (ticks > high) return verdict_of(REJECT_PRICE_OUT_OF_BAND, FIELD_PRICE, ticks, high);
    return verdict_ok();
}

static struct verdict check_proposal(const struct core *core, const struct command *command)
{
    const struct body_block_trade *body = &command->block_trade;
    int64_t window_ns = core->block_terms[command->product_id].window_ns;
    struct verdict verdict = check_consent_id(body->consent_id);
    if (verdict.reject == REJECT_NONE) verdict = check_agreed(core, body->agreed_ns, window_ns);
    if (verdict.reject != REJECT_NONE) return verdict;
    return check_unused(core, body->consent_id, 0);
}

/* R-BLOCK-3 */
static struct verdict check_trade(const struct core *core, const struct command *command)
{
    const struct body_block_trade *body = &command->block_trade;
    const struct body_block_terms *terms = &core->block_terms[command->product_id];
    if (body->side > SIDE_SELL) return verdict_of(REJECT_FIELD, FIELD_SIDE, body->side, 0);
    if (body->is_maker > 1) return verdict_of(REJECT_FIELD, FIELD_ROLE, body->is_maker, 1);
    if (body->lots < terms->lots_min) {
        return verdict_of(REJECT_BLOCK_SIZE, FIELD_QTY, body->lots, terms->lots_min);
    }
    if (body->lots > PRODUCT_LOTS_MAX) {
        return verdict_of(REJECT_QTY, FIELD_QTY, body->lots, PRODUCT_LOTS_MAX);
    }
    struct verdict verdict = check_block_price(core, command);
    if (verdict.reject != REJECT_NONE) return verdict;
    return gate_phase(core, core_product_at(core, command->product_id));
}

/* R-SIZE-5 for both sides together. */
static struct verdict check_positions(const struct core *core, const struct command *command)
{
    uint16_t product_id = command->product_id;
    uint32_t other = command->block_trade.other_account_id;
    uint32_t slots = 0;
    if (account_position(core, command->account_id, product_id) == 0) slots += POSITION_MAKE_SLOTS;
    if (account_position(core, other, product_id) == 0) slots += POSITION_MAKE_SLOTS;
    if (slot_pool_room(&core->venue->positions) >= slots) return verdict_ok();
    return verdict_of(REJECT_CAPACITY, FIELD_POSITIONS, 0, 0);
}

/* --- what it does to one side ----------------------------------------------------------------- */

/* What one account gets: the lots, and what they cost it. */
struct block_side {
    struct receipt receipt;
    uint32_t fee_ppm;
    bool is_at_mark; /* the value is that of the mark: nothing is lost at once */
};

/* R-FEE-1 */
static int128 fee_micros(const struct product *product, const struct block_side *side)
{
    if (side->fee_ppm == 0) return 0;
    int128 value = product_lot_value(product, side->receipt.ticks) * side->receipt.lots;
    return div_ceil(value * side->fee_ppm, PPM_ONE);
}

/* R-BLOCK-4: worse than the mark, and the fee. */
static int128 cost_at_once(const struct product *product, const struct block_side *side)
{
    int128 fee = fee_micros(product, side);
    if (side->is_at_mark) return fee;
    enum side value_side = product_value_side(product, (enum side)side->receipt.side);
    int128 price_e4 = product_lot_value(product, side->receipt.ticks) * FINE_PER_TICK;
    int128 worse_e4 =
        side_sign(value_side) * (price_e4 - product_fine_value(product, product->mark));
    if (worse_e4 <= 0) return fee;
    return fee + div_ceil(worse_e4 * side->receipt.lots, FINE_PER_TICK);
}

/* The initial margin that the account would have with the lots. */
static int128 initial_with(const struct core *core, const struct block_side *side, int128 initial)
{
    const struct product *product = core_product_at(core, side->receipt.product);
    const struct position *position = position_at(
        &core->positions, account_position(core, side->receipt.account, side->receipt.product));
    const struct what_if change = {
        .product = side->receipt.product,
        .net_lots =
            position->net_lots + side_sign((enum side)side->receipt.side) * side->receipt.lots,
        .open_lots = {position->open_lots[SIDE_BUY], position->open_lots[SIDE_SELL]},
    };
    if (product->has_full_margin) {
        return account_value_of(core, side->receipt.account, &change).initial;
    }
    int64_t worse =
        worse_side_lots(change.net_lots, change.open_lots[SIDE_BUY], change.open_lots[SIDE_SELL]);
    return initial + (int128)worse * product->lot_margin_micros - position->margin_micros;
}

/* R-BLOCK-4: the account can afford what it loses at once and the margin it needs besides. */
static struct verdict check_cost(const struct core *core, const struct block_side *side)
{
    const struct product *product = core_product_at(core, side->receipt.product);
    struct account_value value = account_value_of(core, side->receipt.account, NULL);
    int128 needed = initial_with(core, side, value.initial) - value.initial;
    needed += cost_at_once(product, side);
    int128 free = value.equity - value.initial;
    if (free < 0) free = 0;
    if (needed <= free) return verdict_ok();
    return verdict_of(REJECT_MARGIN, FIELD_MARGIN, shown_micros(needed), shown_micros(free));
}

static struct verdict check_class(const struct core *core, const struct block_side *side)
{
    uint32_t legal = core->block_terms[side->receipt.product].classes;
    uint32_t classes = core_account_at(core, side->receipt.account)->classes;
    if (legal == 0 || (classes & legal) != 0) return verdict_ok();
    return verdict_of(REJECT_NOT_ELIGIBLE, FIELD_ACCOUNT, classes, legal);
}

static struct verdict check_block_side(const struct core *core, const struct block_side *side)
{
    struct verdict verdict = check_class(core, side);
    if (verdict.reject == REJECT_NONE) verdict = check_receipt(core, &side->receipt);
    return verdict.reject == REJECT_NONE ? check_cost(core, side) : verdict;
}

/* --- a block ---------------------------------------------------------------------------------- */

/* The side of the header's account, or of the other. */
static struct block_side block_side_of(const struct core *core, const struct command *command,
                                       bool is_other)
{
    const struct body_block_trade *body = &command->block_trade;
    enum side side = (enum side)body->side;
    return (struct block_side){
        .receipt = {.account = is_other ? body->other_account_id : command->account_id,
                    .product = command->product_id,
                    .side = (uint8_t)(is_other ? side_opposite(side) : side),
                    .ticks = body->price.ticks,
                    .lots = body->lots,
                    .owner_lots = body->lots},
        .fee_ppm = core->block_terms[command->product_id].fee_ppm,
    };
}

/* `leg` is 1 if the verdict is about the other account. */
static struct verdict check_block(const struct core *core, const struct command *command,
                                  uint32_t *leg)
{
    *leg = 0;
    struct verdict verdict = check_parties(core, command);
    if (verdict.reject == REJECT_NONE) verdict = check_proposal(core, command);
    if (verdict.reject == REJECT_NONE) verdict = check_trade(core, command);
    if (verdict.reject == REJECT_NONE) verdict = check_positions(core, command);
    if (verdict.reject != REJECT_NONE) return verdict;
    const struct block_side own = block_side_of(core, command, false);
    verdict = check_block_side(core, &own);
    if (verdict.reject != REJECT_NONE) return verdict;
    *leg = 1;
    const struct block_side other = block_side_of(core, command, true);
    return check_block_side(core, &other);
}

struct verdict block_check_one(const struct core *core, const struct command *command)
{
    struct verdict verdict = check_product(core, command);
    if (verdict.reject == REJECT_NONE) verdict = check_trade(core, command);
    if (verdict.reject != REJECT_NONE) return verdict;
    const struct block_side own = block_side_of(core, command, false);
    return check_block_side(core, &own);
}

static struct money fee_charge(struct core *core, uint32_t account_id,
                               const struct block_side *side)
{
    const struct product *product = core_product_at(core, side->receipt.product);
    struct money fee = {narrow_i64(fee_micros(product, side))};
    ledger_settle(&core->ledger, entry_account(account_id),
                  entry_of_currency(ENTRY_FEES, product->currency), fee);
    return fee;
}

/* R-BLOCK-5: the lots go from the maker, or to it, and the fees to the venue. */
static void block_settle(struct core *core, const struct block_side *maker,
                         const struct block_side *taker, struct event_block_trade *notice)
{
    uint32_t product_id = maker->receipt.product;
    const struct product *product = core_product_at(core, product_id);
    int64_t value_micros =
        narrow_i64(product_lot_value(product, maker->receipt.ticks) * maker->receipt.lots);
    notice->maker_fee = fee_charge(core, maker->receipt.account, maker);
    notice->taker_fee = fee_charge(core, taker->receipt.account, taker);
    emit(core, EVENT_BLOCK_TRADE, maker->receipt.account, product_id)->block_trade = *notice;
    if (core->venue->tiered_products != 0) {
        fee_volume_add(core, product_id, maker->receipt.account, value_micros);
        fee_volume_add(core, product_id, taker->receipt.account, value_micros);
    }
    if (trades_are_kept(core)) {
        const struct kept_trade trade = {.id = notice->trade_id,
                                         .ticks = maker->receipt.ticks,
                                         .lots = maker->receipt.lots,
                                         .maker = maker->receipt.account,
                                         .taker = taker->receipt.account,
                                         .product = maker->receipt.product,
                                         .taker_side = taker->receipt.side,
                                         .maker_fee = notice->maker_fee,
                                         .taker_fee = notice->taker_fee};
        trade_keep(core, &trade);
    }
    const struct move move = {.to_account = taker->receipt.account,
                              .cause = MOVE_BLOCK,
                              .lots = {maker->receipt.lots},
                              .value = {value_micros}};
    uint32_t slot = position_enter(core, maker->receipt.account, (uint16_t)product_id);
    position_pass(core, slot, (enum side)maker->receipt.side, &move);
}

void flow_block_trade(struct core *core, const struct command *command)
{
    const struct body_block_trade *body = &command->block_trade;
    uint32_t leg;
    struct verdict verdict = check_block(core, command, &leg);
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, leg);
        return;
    }
    consent_keep(core,
                 &(struct block_consent){.id = body->consent_id, .agreed_ns = body->agreed_ns});
    const struct block_side own = block_side_of(core, command, false);
    const struct block_side other = block_side_of(core, command, true);
    const struct block_side *maker = body->is_maker ? &own : &other;
    const struct block_side *taker = body->is_maker ? &other : &own;
    struct event_block_trade notice = {.block_id = ++core->venue->block_count,
                                       .trade_id = ++core->venue->trade_count,
                                       .price = body->price,
                                       .qty = {body->lots},
                                       .taker_account_id = taker->receipt.account,
                                       .proposer_id = body->proposer_id,
                                       .actor_id = command->actor_id,
                                       .taker_side = taker->receipt.side,
                                       .maker_asked = !body->is_maker};
    block_settle(core, maker, taker, &notice);
    work_all(core);
}

/* --- a move ----------------------------------------------------------------------------------- */

/* R-MOVE-2: the accounts. */
static struct verdict check_owner(const struct core *core, const struct command *command)
{
    uint32_t to = command->position_move.to_account_id;
    struct verdict verdict = gate_account(core, command);
    if (verdict.reject == REJECT_NONE) verdict = gate_product(core, command->product_id);
    if (verdict.reject == REJECT_NONE) {
        verdict = gate_halt(core, core_product_at(core, command->product_id));
    }
    if (verdict.reject != REJECT_NONE) return verdict;
    if (!account_exists(core, to)) {
        return verdict_of(REJECT_UNKNOWN_ACCOUNT, FIELD_ACCOUNT, to, 0);
    }
    const struct account *from = core_account_at(core, command->account_id);
    if (to == command->account_id || core_account_at(core, to)->owner != from->owner) {
        return verdict_of(REJECT_TRANSFER_OWNER, FIELD_ACCOUNT, to, 0);
    }
    if (core_account_at(core, to)->member != from->member) {
        return verdict_of(REJECT_NOT_CONTROLLED, FIELD_ACCOUNT, to, 0);
    }
    return gate_party_state(core, command->account_id);
}

static int64_t held_lots(const struct core *core, const struct command *command, enum side *close)
{
    uint32_t slot = account_position(core, command->account_id, command->product_id);
    int64_t net_lots = slot == 0 ? 0 : position_at(&core->positions, slot)->net_lots;
    *close = net_lots < 0 ? SIDE_BUY : SIDE_SELL;
    return net_lots < 0 ? -net_lots : net_lots;
}

/* The side of the account that gives the lots, or of the one that gets them. */
static struct block_side move_side_of(const struct core *core, const struct command *command,
                                      bool is_other)
{
    const struct body_position_move *body = &command->position_move;
    int64_t mark_e4 = core_product_at(core, command->product_id)->mark.ticks_e4;
    enum side close;
    int64_t held = held_lots(core, command, &close);
    return (struct block_side){
        .receipt = {.account = is_other ? body->to_account_id : command->account_id,
                    .product = command->product_id,
                    .side = (uint8_t)(is_other ? side_opposite(close) : close),
                    .ticks = body->price.ticks == 0 ? i64_max(1, mark_e4 / FINE_PER_TICK)
                                                    : body->price.ticks,
                    .lots = body->lots == 0 ? held : body->lots},
        .is_at_mark = body->price.ticks == 0,
    };
}

/* `leg` is 1 if the verdict is about the account that gets the lots. */
static struct verdict check_move(const struct core *core, const struct command *command,
                                 uint32_t *leg)
{
    const struct body_position_move *body = &command->position_move;
    const struct product *product = core_product_at(core, command->product_id);
    *leg = 0;
    struct verdict verdict = check_owner(core, command);
    if (verdict.reject != REJECT_NONE) return verdict;
    enum side close;
    int64_t held = held_lots(core, command, &close);
    if (held == 0 || body->lots < 0 || body->lots > held) {
        return verdict_of(REJECT_QTY, FIELD_QTY, body->lots, held);
    }
    if (product->mark.ticks_e4 == 0) return verdict_of(REJECT_NO_MARK, FIELD_MARK, 0, 0);
    if (body->price.ticks != 0) verdict = form_check_price(product, FIELD_PRICE, body->price.ticks);
    if (verdict.reject != REJECT_NONE) return verdict;
    const struct block_side from = move_side_of(core, command, false);
    verdict = check_cost(core, &from);
    if (verdict.reject != REJECT_NONE) return verdict;
    *leg = 1;
    const struct block_side to = move_side_of(core, command, true);
    verdict = check_receipt(core, &to.receipt);
    return verdict.reject == REJECT_NONE ? check_cost(core, &to) : verdict;
}

void flow_position_move(struct core *core, const struct command *command)
{
    uint32_t leg;
    struct verdict verdict = check_move(core, command, &leg);
    if (verdict.reject != REJECT_NONE) {
        emit_reject(core, verdict, leg);
        return;
    }
    const struct product *product = core_product_at(core, command->product_id);
    const struct block_side from = move_side_of(core, command, false);
    int128 lot_e4 = from.is_at_mark
                        ? product_fine_value(product, product->mark)
                        : product_lot_value(product, from.receipt.ticks) * FINE_PER_TICK;
    const struct move move = {
        .to_account = command->position_move.to_account_id,
        .cause = MOVE_OWN,
        .lots = {from.receipt.lots},
        .value = {narrow_i64(div_floor(lot_e4 * from.receipt.lots, FINE_PER_TICK))}};
    position_pass(core, account_position(core, command->account_id, command->product_id),
                  (enum side)from.receipt.side, &move);
    work_all(core);
}
