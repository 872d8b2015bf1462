/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_block.c - blocks, and moves between accounts of one owner, in the naive venue.
 *
 * Role   Keeps every proposal for ever, and works out at each question which of them still count.
 * Rules  R-BLOCK-1 to R-BLOCK-6, R-MOVE-2, R-PM-6.
 */
#include "sim/naive_book.h"
#include "sim/naive_check.h"
#include "sim/naive_margin.h"
#include "sim/naive_money.h"
#include "sim/naive_payoff.h"

static const int64_t hour_ns = 60 * NANOSECONDS_PER_MINUTE;

struct naive_fault naive_command_block_terms(struct naive *naive)
{
    const struct body_block_terms *body = &naive->command->block_terms;
    uint16_t product_id = naive->command->product_id;
    CHECK(naive_check_product_exists(naive, product_id));
    uint32_t state = naive->products[product_id].state;
    if (state == PRODUCT_DELISTED || state == PRODUCT_WITHDRAWN)
        return fault_of(REJECT_PRODUCT_NOT_LISTED, FIELD_PRODUCT, state, 0);
    struct body_block_terms terms = *body;
    if (terms.lots_min == 0) terms = (struct body_block_terms){0};
    if (terms.lots_min < 0) return fault_of(REJECT_FIELD, FIELD_QTY, terms.lots_min, 1);
    if (terms.lots_min > PRODUCT_LOTS_MAX)
        return fault_of(REJECT_FIELD, FIELD_QTY, terms.lots_min, PRODUCT_LOTS_MAX);
    if (terms.lots_min != 0) {
        if (terms.window_ns < 1) return fault_of(REJECT_FIELD, FIELD_WINDOW, terms.window_ns, 1);
        if (terms.window_ns > hour_ns)
            return fault_of(REJECT_FIELD, FIELD_WINDOW, terms.window_ns, hour_ns);
        if (terms.band_ppm < 1) return fault_of(REJECT_FIELD, FIELD_BAND, 0, 1);
        if (terms.band_ppm > PPM_ONE)
            return fault_of(REJECT_FIELD, FIELD_BAND, terms.band_ppm, PPM_ONE);
        if (terms.fee_ppm > PPM_ONE)
            return fault_of(REJECT_FIELD, FIELD_FEE_RATE, terms.fee_ppm, PPM_ONE);
    }
    naive->control.block_terms[product_id] = terms;
    struct event *event = naive_emit(naive, EVENT_BLOCK_TERMS, 0, product_id);
    event->block_terms.lots_min = terms.lots_min;
    event->block_terms.window_ns = terms.window_ns;
    event->block_terms.band_ppm = terms.band_ppm;
    event->block_terms.fee_ppm = terms.fee_ppm;
    event->block_terms.classes = terms.classes;
    return NO_FAULT;
}

/* --- proposals -------------------------------------------------------------------------------- */

static struct naive_fault check_fresh(const struct naive *naive, int64_t agreed_ns,
                                      int64_t window_ns)
{
    if (agreed_ns < 0 || agreed_ns > naive->now_ns)
        return fault_of(REJECT_FIELD, FIELD_AGREED, agreed_ns, naive->now_ns);
    int64_t age_ns = naive->now_ns - agreed_ns;
    if (age_ns > window_ns) return fault_of(REJECT_BLOCK_LATE, FIELD_AGREED, age_ns, window_ns);
    return NO_FAULT;
}

/* What an hour has made old is forgotten; `account_id` 0 asks for nobody's own. */
static struct naive_fault check_unused(const struct naive *naive, uint64_t consent_id,
                                       uint32_t account_id)
{
    uint32_t young = 0;
    uint32_t own = 0;
    for (uint32_t i = 0; i < naive->control.consent_count; i++) {
        const struct naive_consent *consent = &naive->control.consents[i];
        if (naive->now_ns - consent->agreed_ns > hour_ns) continue;
        if (consent->id == consent_id)
            return fault_of(REJECT_BLOCK_USED, FIELD_CONSENT_ID, (int64_t)consent_id, 0);
        young += 1;
        if (account_id != 0 && consent->withdrawn_by == account_id) own += 1;
    }
    if (young >= 1024 || own >= 16) return fault_of(REJECT_CAPACITY, FIELD_CONSENTS, 0, 0);
    return NO_FAULT;
}

static void keep(struct naive *naive, uint64_t consent_id, int64_t agreed_ns, uint32_t by)
{
    struct naive_control *control = &naive->control;
    control->consents = naive_grow(control->consents, sizeof *control->consents,
                                   &control->consent_count, &control->consent_capacity);
    control->consents[control->consent_count - 1] =
        (struct naive_consent){consent_id, agreed_ns, by};
}

struct naive_fault naive_command_block_withdraw(struct naive *naive)
{
    const struct command *command = naive->command;
    const struct body_block_withdraw *body = &command->block_withdraw;
    CHECK(naive_check_account_exists(naive, command->account_id));
    if (body->consent_id == 0) return fault_of(REJECT_FIELD, FIELD_CONSENT_ID, 0, 1);
    CHECK(check_fresh(naive, body->agreed_ns, hour_ns));
    CHECK(check_unused(naive, body->consent_id, command->account_id));
    keep(naive, body->consent_id, body->agreed_ns, command->account_id);
    struct event *event = naive_emit(naive, EVENT_BLOCK_WITHDRAWN, command->account_id, 0);
    event->block_withdrawn.consent_id = body->consent_id;
    event->block_withdrawn.agreed_ns = body->agreed_ns;
    event->block_withdrawn.actor_id = command->actor_id;
    return NO_FAULT;
}

/* --- what an account can afford --------------------------------------------------------------- */

/* One side of lots that change hands at a price. */
struct deal {
    uint32_t account_id;
    uint16_t product_id;
    uint8_t side;
    int64_t price;
    int64_t lots;
    int64_t owner_lots; /* that the owner gets */
    uint32_t fee_ppm;
    bool is_at_mark;
};

static int128 fee_of(const struct naive *naive, const struct deal *deal)
{
    int128 value = naive_lot_value(&naive->products[deal->product_id], deal->price) * deal->lots;
    return div_ceil(value * deal->fee_ppm, PPM_ONE);
}

/* R-BLOCK-4: what is lost against the mark. */
static int128 loss_of(const struct naive *naive, const struct deal *deal)
{
    const struct naive_product *product = &naive->products[deal->product_id];
    if (deal->is_at_mark) return 0;
    int128 gap = naive_lot_value(product, deal->price) * FINE_PER_TICK -
                 naive_lot_value_e4(product, product->mark_e4);
    int128 for_buyer = gap * naive_value_sign(product) * deal->lots;
    int128 loss = deal->side == SIDE_BUY ? for_buyer : -for_buyer;
    return loss > 0 ? div_ceil(loss, FINE_PER_TICK) : 0;
}

static int64_t magnitude(int64_t lots)
{
    return lots < 0 ? -lots : lots;
}

/* R-MARGIN-5 as if the lots had come. */
static int128 initial_with(const struct naive *naive, const struct deal *deal)
{
    struct naive_lots lots = naive_lots_of(naive, deal->account_id, deal->product_id);
    int64_t added = deal->side == SIDE_BUY ? deal->lots : -deal->lots;
    lots.long_side += added;
    lots.short_side += added;
    if (naive_is_full(naive, deal->product_id))
        return naive_initial(naive, deal->account_id, &lots);
    const struct naive_position *position =
        naive_find_position(naive, deal->account_id, deal->product_id);
    int64_t worse = i64_max(magnitude(lots.long_side), magnitude(lots.short_side));
    int128 held = position == NULL ? 0 : position->held;
    int128 needed = worse * naive_margin_of_lot(&naive->products[deal->product_id], 0);
    return naive_initial(naive, deal->account_id, NULL) - held + needed;
}

static struct naive_fault check_cost(const struct naive *naive, const struct deal *deal)
{
    int128 before = naive_initial(naive, deal->account_id, NULL);
    int128 need = initial_with(naive, deal) - before;
    need += loss_of(naive, deal) + fee_of(naive, deal);
    int128 free_micros = naive_free_collateral(naive, deal->account_id);
    if (need <= free_micros) return NO_FAULT;
    return fault_of(REJECT_MARGIN, FIELD_MARGIN, naive_show(need), naive_show(free_micros));
}

static struct naive_fault check_gets(const struct naive *naive, const struct deal *deal)
{
    struct naive_order draft = {.account_id = deal->account_id,
                                .product_id = deal->product_id,
                                .side = deal->side,
                                .price = deal->price,
                                .open = deal->lots};
    CHECK(naive_check_receipt(naive, &draft, deal->owner_lots));
    return check_cost(naive, deal);
}

/* --- a block ---------------------------------------------------------------------------------- */

static bool may_consent(const struct naive *naive, uint32_t user_id, uint32_t account_id)
{
    uint32_t actor_id = naive->command->actor_id;
    if (user_id == 0) return actor_id == 0;
    if (user_id == actor_id || user_id >= naive->config.users_max) return false;
    const struct body_user *user = &naive->users[user_id];
    bool controls =
        user->member_id == 0 || user->member_id == naive->accounts[account_id].opened.member_id;
    return controls && (user->roles & (ROLE_TRADER | ROLE_MARKET_OPERATIONS)) != 0;
}

static struct naive_fault check_price(const struct naive *naive, int64_t price)
{
    uint16_t product_id = naive->command->product_id;
    const struct naive_product *product = &naive->products[product_id];
    CHECK(naive_check_price(product, FIELD_PRICE, price));
    int128 mark = product->mark_e4;
    if (mark == 0) return fault_of(REJECT_NO_MARK, FIELD_MARK, 0, 0);
    int128 band = mark * naive->control.block_terms[product_id].band_ppm;
    int128 unit = (int128)FINE_PER_TICK * PPM_ONE;
    int64_t lowest = narrow_i64(div_ceil(mark * PPM_ONE - band, unit));
    int64_t highest = narrow_i64(div_floor(mark * PPM_ONE + band, unit));
    if (price < lowest) return fault_of(REJECT_PRICE_OUT_OF_BAND, FIELD_PRICE, price, lowest);
    if (price > highest) return fault_of(REJECT_PRICE_OUT_OF_BAND, FIELD_PRICE, price, highest);
    return NO_FAULT;
}

static struct naive_fault check_agreement(const struct naive *naive)
{
    const struct command *command = naive->command;
    const struct body_block_trade *body = &command->block_trade;
    uint32_t other_id = body->other_account_id;
    const struct body_block_terms *terms = &naive->control.block_terms[command->product_id];
    CHECK(naive_check_account_exists(naive, command->account_id));
    CHECK(naive_check_product_listed(naive, command->product_id));
    if (terms->lots_min == 0) return fault_of(REJECT_BLOCK, FIELD_PRODUCT, command->product_id, 0);
    if (!naive_account_exists(naive, other_id))
        return fault_of(REJECT_UNKNOWN_ACCOUNT, FIELD_ACCOUNT, other_id, 0);
    if (naive_owner(naive, other_id) == naive_owner(naive, command->account_id))
        return fault_of(REJECT_BLOCK_OWNER, FIELD_ACCOUNT, other_id, 0);
    if (!may_consent(naive, body->proposer_id, other_id))
        return fault_of(REJECT_BLOCK_CONSENT, FIELD_USER, body->proposer_id, 0);
    if (body->consent_id == 0) return fault_of(REJECT_FIELD, FIELD_CONSENT_ID, 0, 1);
    CHECK(check_fresh(naive, body->agreed_ns, terms->window_ns));
    CHECK(check_unused(naive, body->consent_id, 0));
    if (body->side > 1) return fault_of(REJECT_FIELD, FIELD_SIDE, body->side, 0);
    if (body->is_maker > 1) return fault_of(REJECT_FIELD, FIELD_ROLE, body->is_maker, 1);
    if (body->lots < terms->lots_min)
        return fault_of(REJECT_BLOCK_SIZE, FIELD_QTY, body->lots, terms->lots_min);
    if (body->lots > PRODUCT_LOTS_MAX)
        return fault_of(REJECT_QTY, FIELD_QTY, body->lots, PRODUCT_LOTS_MAX);
    CHECK(check_price(naive, body->price.ticks));
    return naive_check_phase(naive, command->product_id);
}

static struct naive_fault check_side(const struct naive *naive, const struct deal *deal)
{
    uint32_t legal = naive->control.block_terms[deal->product_id].classes;
    uint32_t classes = naive->accounts[deal->account_id].opened.classes;
    if (legal != 0 && (legal & classes) == 0)
        return fault_of(REJECT_NOT_ELIGIBLE, FIELD_ACCOUNT, classes, legal);
    return check_gets(naive, deal);
}

/* R-BLOCK-5 */
static void settle(struct naive *naive, const struct deal *maker, const struct deal *taker)
{
    const struct body_block_trade *body = &naive->command->block_trade;
    const struct naive_product *product = &naive->products[maker->product_id];
    uint32_t fees = naive_venue_entry(ENTRY_FEES, product->payoff.currency);
    struct naive_trade trade = {.id = naive->next_trade_id++,
                                .time_ns = naive->now_ns,
                                .price = maker->price,
                                .lots = maker->lots,
                                .mark_e4 = product->mark_e4,
                                .maker_fee = narrow_i64(fee_of(naive, maker)),
                                .taker_fee = narrow_i64(fee_of(naive, taker)),
                                .maker_id = maker->account_id,
                                .taker_id = taker->account_id,
                                .product_id = maker->product_id,
                                .taker_side = taker->side};
    naive->control.block_count += 1;
    struct event *event =
        naive_emit(naive, EVENT_BLOCK_TRADE, maker->account_id, maker->product_id);
    event->block_trade.block_id = naive->control.block_count;
    event->block_trade.trade_id = trade.id;
    event->block_trade.price.ticks = maker->price;
    event->block_trade.qty.lots = maker->lots;
    event->block_trade.maker_fee.micros = trade.maker_fee;
    event->block_trade.taker_fee.micros = trade.taker_fee;
    event->block_trade.taker_account_id = taker->account_id;
    event->block_trade.proposer_id = body->proposer_id;
    event->block_trade.actor_id = naive->command->actor_id;
    event->block_trade.taker_side = taker->side;
    event->block_trade.maker_asked = body->is_maker == 0;
    naive_ledger_move(naive, entry_account(maker->account_id), fees, trade.maker_fee);
    naive_ledger_move(naive, entry_account(taker->account_id), fees, trade.taker_fee);
    naive_count_volume(naive, &trade);
    naive_keep_trade(naive, &trade);
    int128 value = naive_lot_value(product, maker->price) * maker->lots;
    (void)naive_make_position(naive, maker->account_id, maker->product_id);
    struct naive_move move = {taker->account_id, maker->lots, narrow_i64(value), MOVE_BLOCK};
    struct naive_pass pass = {maker->account_id, maker->product_id, (enum side)maker->side, 0};
    naive_pass_lots(naive, &pass, &move);
}

struct naive_fault naive_command_block_trade(struct naive *naive)
{
    const struct command *command = naive->command;
    const struct body_block_trade *body = &command->block_trade;
    CHECK(check_agreement(naive));
    struct deal own = {.account_id = command->account_id,
                       .product_id = command->product_id,
                       .side = body->side,
                       .price = body->price.ticks,
                       .lots = body->lots,
                       .owner_lots = body->lots,
                       .fee_ppm = naive->control.block_terms[command->product_id].fee_ppm};
    struct deal other = own;
    other.account_id = body->other_account_id;
    other.side = body->side == SIDE_BUY ? SIDE_SELL : SIDE_BUY;
    CHECK(check_side(naive, &own));
    naive->leg = 1;
    CHECK(check_side(naive, &other));
    naive->leg = 0;
    keep(naive, body->consent_id, body->agreed_ns, 0);
    if (body->is_maker == 1) {
        settle(naive, &own, &other);
    } else {
        settle(naive, &other, &own);
    }
    return NO_FAULT;
}

/* --- a move ----------------------------------------------------------------------------------- */

static struct naive_fault check_owner(const struct naive *naive)
{
    const struct command *command = naive->command;
    uint32_t from_id = command->account_id;
    uint32_t to_id = command->position_move.to_account_id;
    CHECK(naive_check_account_exists(naive, from_id));
    CHECK(naive_check_product_listed(naive, command->product_id));
    CHECK(naive_check_not_halted(naive, command->product_id));
    if (!naive_account_exists(naive, to_id))
        return fault_of(REJECT_UNKNOWN_ACCOUNT, FIELD_ACCOUNT, to_id, 0);
    if (to_id == from_id || naive_owner(naive, to_id) != naive_owner(naive, from_id))
        return fault_of(REJECT_TRANSFER_OWNER, FIELD_ACCOUNT, to_id, 0);
    if (naive->accounts[to_id].opened.member_id != naive->accounts[from_id].opened.member_id)
        return fault_of(REJECT_NOT_CONTROLLED, FIELD_ACCOUNT, to_id, 0);
    return naive_check_party_states(naive, from_id);
}

struct naive_fault naive_command_position_move(struct naive *naive)
{
    const struct command *command = naive->command;
    const struct body_position_move *body = &command->position_move;
    CHECK(check_owner(naive));
    const struct naive_product *product = &naive->products[command->product_id];
    int64_t net = naive_net_lots(naive, command->account_id, command->product_id);
    int64_t held = magnitude(net);
    if (held == 0 || body->lots < 0 || body->lots > held)
        return fault_of(REJECT_QTY, FIELD_QTY, body->lots, held);
    if (product->mark_e4 == 0) return fault_of(REJECT_NO_MARK, FIELD_MARK, 0, 0);
    bool is_at_mark = body->price.ticks == 0;
    if (!is_at_mark) CHECK(naive_check_price(product, FIELD_PRICE, body->price.ticks));
    struct deal from = {.account_id = command->account_id,
                        .product_id = command->product_id,
                        .side = net > 0 ? SIDE_SELL : SIDE_BUY,
                        .price = body->price.ticks,
                        .lots = body->lots == 0 ? held : body->lots,
                        .is_at_mark = is_at_mark};
    if (is_at_mark) from.price = i64_max(1, product->mark_e4 / FINE_PER_TICK);
    struct deal to = from;
    to.account_id = body->to_account_id;
    to.side = net > 0 ? SIDE_BUY : SIDE_SELL;
    CHECK(check_cost(naive, &from));
    naive->leg = 1;
    CHECK(check_gets(naive, &to));
    naive->leg = 0;
    int128 lot_e4 = is_at_mark ? naive_lot_value_e4(product, product->mark_e4)
                               : naive_lot_value(product, from.price) * FINE_PER_TICK;
    int128 value = div_floor(lot_e4 * from.lots, FINE_PER_TICK);
    struct naive_move move = {to.account_id, from.lots, narrow_i64(value), MOVE_OWN};
    struct naive_pass pass = {from.account_id, from.product_id, (enum side)from.side, 0};
    naive_pass_lots(naive, &pass, &move);
    return NO_FAULT;
}

/* --- the margin model ------------------------------------------------------------------------- */

struct naive_fault naive_command_margin_model(struct naive *naive)
{
    uint32_t account_id = naive->command->account_id;
    const uint32_t legal = CLASS_ELIGIBLE_CONTRACT | CLASS_MARKET_MAKER;
    CHECK(naive_check_account_exists(naive, account_id));
    uint32_t classes = naive->accounts[account_id].opened.classes;
    bool wants_portfolio = naive->command->margin_mode.margin_mode == MARGIN_PORTFOLIO;
    if (wants_portfolio && (classes & legal) == 0)
        return fault_of(REJECT_NOT_ELIGIBLE, FIELD_ACCOUNT, classes, legal);
    return naive_command_margin_mode(naive);
}
